"""Who says it and through whom, in the clause of a cue: subjects, documents, outlets that quote, platforms.

``نقلت الوكالة عن مسؤول قوله``: the agency passes on what the official says. ``قال مسؤول لرويترز``: it came through
Reuters.
"""

from bisect import bisect_left
from dataclasses import replace

from khabar.cues import Verb, small, verbs
from khabar.discourse import Discourse
from khabar.documents import documented
from khabar.frames import clause_end, has_subject
from khabar.grading import Speaker, is_head, is_platform, of_mentions
from khabar.scene import Saying, Scene
from khabar.speakers import after, before, behind, past_adjectives

_RELAYS = frozenset({"quote"})


IN_DOCUMENT = frozenset({"جاء", "ورد", "نص", "تضمن", "اقتضى", "شمل"})


def source(around: Scene, saying: Saying, via: int, begin: int, end: int) -> None:
    """Find who says it and through whom, in the clause of the cue."""
    talk, verb = around.talk, saying.verb
    if verb is None:
        return
    stop = via if saying.how != "post" else clause_end(talk, saying.cue + 2, end)
    if verb.sense in _RELAYS or (verb.row.form == "علم" and "من" in talk.words[saying.cue : stop]):
        _relayed(around, saying, begin, stop, end)
        return
    _document(around, saying, stop)
    if saying.speaker is None and saying.form == "verb" and not verb.joined and _opens_clause(talk, saying.cue, begin):
        found = before(talk, saying.cue, begin)
        if found is not None:
            saying.speaker, saying.before = replace(found, gender=verb.gender), True
            saying.opens = min(saying.opens, found.first)
    if saying.speaker is None and saying.form == "verb":
        found = after(talk, _past_turn(around, saying.cue + 1, stop), stop)
        if found is not None:
            number = "" if found.number else verb.number
            saying.speaker = replace(found, gender=verb.gender if found.kind != "group" else "", number=number)
    if saying.speaker is None and (saying.form == "verb" or talk.word(saying.cue - 1) in small("relative")):
        found = before(talk, saying.opens, begin) if not verb.joined or _topical(talk, begin, verb) else None
        if found is None and not verb.joined:
            found = _document_before(around, saying, begin)
        if found is not None:
            saying.speaker, saying.before = replace(found, gender=verb.gender), True
            saying.opens = min(saying.opens, found.first)
    if saying.speaker is not None and saying.speaker.kind == "outlet":
        _from(talk, saying, stop)
    if saying.speaker is not None and saying.speaker.kind in ("outlet", "group", "phrase", "document"):
        _quoting(around, saying, saying.speaker.last, stop)
    carriers(around, saying, begin, stop)
    if saying.how == "post":
        saying.closes = stop


def _from(talk: Discourse, saying: Saying, stop: int) -> None:
    """Go on to whom an outlet has it from: قالت القناة 12 عن مصدر في مجلس الحرب أن."""
    if saying.speaker is None:
        return
    here = saying.cue + 1 if saying.before else past_adjectives(talk, saying.speaker.last, stop)
    if talk.word(here) != "عن" or here + 1 >= stop:
        return
    found = behind(talk, here + 1, stop)
    if found is not None and (found.kind in ("person", "office", "group") or is_head(talk.word(found.first))):
        saying.relays.append(saying.speaker)
        saying.speaker = found


def _topical(talk: Discourse, begin: int, verb: Verb) -> bool:
    """Tell whether أما sets the subject before the verb: أما الوزير فقال."""
    return verb.joined == "ف" and talk.word(begin).removeprefix("و") == "اما"


def _document_before(around: Scene, saying: Saying, begin: int) -> Speaker | None:
    """Return the document that opens the clause before its verb: دراسة حديثة أظهرت أن."""
    talk = around.talk
    for first in range(max(begin, saying.cue - 4), saying.cue):
        phrase = around.phrases.get(first)
        if (
            phrase is not None
            and "document" in phrase.kinds
            and (first == begin or talk.word(first - 1) in small("that"))
        ):
            found = documented(talk, phrase, saying.cue)
            if max(found.last, phrase.end) == saying.cue:
                saying.document = True
                return found
    return None


def _opens_clause(talk: Discourse, cue: int, begin: int) -> bool:
    """Tell whether the name before a verb opens its clause, and so is its subject: أن بايدن سيبلغ نتنياهو."""
    if not has_subject(talk, cue):
        return False
    first = talk.spans[talk.name[cue - 1]][0]
    before_it = talk.word(first - 1)
    return first <= begin or before_it.removeprefix("ب") in small("that") or before_it in small("clause")


def _past_turn(around: Scene, index: int, stop: int) -> int:
    """Return where the subject can begin: behind من جانبه and its like."""
    phrase = around.phrases.get(index)
    while phrase is not None and phrase.kinds & {"turn", "topic"} and phrase.end <= stop:
        index = phrase.end
        phrase = around.phrases.get(index)
    return index


def _document(around: Scene, saying: Saying, stop: int) -> None:
    """Find the document that speaks: وجاء في البيان أن, وأضاف البيان, بيان جاء فيه, تقرير لمنظمة خلص إلى أن.

    Its issuer is the speaker; where only nisbas say who issued it (بيان سوري أمريكي), the whole phrase is.
    """
    talk = around.talk
    here = saying.cue + 1
    written = saying.verb is not None and saying.verb.row.form in IN_DOCUMENT
    if written and talk.word(here) in ("في", "ب"):
        here += 1
    phrase = around.phrases.get(here)
    back = False
    if (phrase is None or "document" not in phrase.kinds) and talk.word(saying.cue + 1) in ("فيه", "فيها"):
        for earlier in range(saying.cue - 1, max(saying.cue - 25, talk.bounds(saying.cue)[0] - 1), -1):
            phrase = around.phrases.get(earlier)
            if phrase is not None and "document" in phrase.kinds:
                here, back = earlier, True
                break
    if phrase is None or "document" not in phrase.kinds or (here >= stop and not back):
        return
    found = documented(talk, phrase, saying.cue if back else stop)
    saying.document = True
    saying.speaker = found


def _relayed(around: Scene, saying: Saying, begin: int, stop: int, end: int) -> None:
    """Read نقلت الوكالة عن مسؤول قوله: the subject passes on what stands behind عن."""
    talk, verb = around.talk, saying.verb
    if verb is None:
        return
    limit = min(saying.at, end)
    sources = ("من",) if verb.row.form == "علم" else ("عن", "الي")
    source = next((here for here in range(saying.cue + 1, limit) if talk.word(here) in sources), -1)
    subject_limit = source if source >= 0 else stop
    relay = after(talk, saying.cue + 1, subject_limit)
    if relay is None and not verb.joined:
        relay = before(talk, saying.cue, begin)
        saying.before = relay is not None
        if relay is not None:
            saying.opens = min(saying.opens, relay.first)
    if source < 0:
        saying.speaker = replace(relay, gender=verb.gender) if relay else None
        return
    if relay is not None:
        saying.relays.append(replace(relay, gender=verb.gender))
    elif verb.joined or verb.gender == "f" or verb.kind == "participle":
        saying.basis = "anaphora"  # ونقلت عن: the outlet spoken of last
    found = behind(talk, source + 1, limit)
    told = next((here for here in range(source + 1, limit) if _masdar(talk, here)), -1)
    if found is not None and told >= 0 and found.kind == "phrase" and found.last > told:
        found = behind(talk, source + 1, told)
    if found is not None and found.kind == "outlet":
        further, at = _quoted_source(talk, found.last, limit)
        if further is not None:
            saying.relays.append(found)
            found = further
            if talk.word(at).removeprefix("و") == "نقلا":
                saying.cue, saying.cue_start, saying.cue_end = at, talk.starts[at], talk.ends[at]
    saying.speaker = found
    if told >= 0:
        saying.cue, saying.cue_start, saying.cue_end = told, talk.starts[told], talk.ends[told]


def _masdar(talk: Discourse, index: int) -> bool:
    return any(verb.kind == "masdar" for verb in verbs().get(talk.word(index), ()))


def _quoted_source(talk: Discourse, begin: int, limit: int) -> tuple[Speaker | None, int]:
    """Return the source behind نقلا عن or عن in ``[begin, limit)``, and the word before that preposition."""
    for here in range(begin, min(begin + 8, limit)):
        if talk.word(here) == "عن" or (talk.word(here) == "لسان" and talk.word(here - 1) == "علي"):
            return behind(talk, here + 1, limit), here - 1
    return None, begin


def _quoting(around: Scene, saying: Saying, begin: int, stop: int) -> None:
    """Go on from an outlet to whom it quotes, as often as it is said: ذكرت رويترز نقلا عن مصادر."""
    talk = around.talk
    here = begin
    while here < stop:
        phrase = around.phrases.get(here)
        if phrase is not None and phrase.kinds & {"quoting", "according"} and saying.speaker is not None:
            found = behind(talk, phrase.end + (talk.word(phrase.end) in ("عن", "الي")), stop)
            if found is None:
                return
            if "quoting" not in phrase.kinds and found.kind == "outlet":
                saying.relays.insert(0, found)  # وأضاف المصدر، بحسب الوكالة، أن
                return
            saying.relays.append(saying.speaker)
            saying.speaker = found
            saying.cue, saying.cue_start = phrase.start, talk.starts[phrase.start] + len(phrase.joined)
            saying.cue_end = talk.ends[phrase.start]
            here = found.last
            if found.kind != "outlet":
                return
        else:
            here += 1


def carriers(around: Scene, saying: Saying, begin: int, stop: int) -> None:
    """Add the outlets and the platform that the clause ``[begin, stop)`` says the claim came through.

    What stands before the cue counts only behind a preposition (وفي مقابلة مع الجزيرة قال).
    """
    talk = around.talk
    speaker = saying.speaker
    known = {each.id for each in saying.relays}
    if bisect_left(around.tweets, begin) < bisect_left(around.tweets, stop):
        saying.platform = "x"
    for number in talk.between(begin, stop):
        each = talk.mentions[number]
        first = talk.spans[number][0]
        if each.kind != "outlet" or (speaker is not None and speaker.first <= first < speaker.last):
            continue
        if talk.quote[first] != saying.quote:
            continue
        if is_platform(each):
            saying.platform = saying.platform or each.entity_id
            continue
        if saying.relays and saying.verb is not None and saying.verb.sense in _RELAYS:
            continue
        lead = _lead(talk, number, begin)
        if lead and each.entity_id not in known and (speaker is None or each.entity_id not in speaker.ids):
            known.add(each.entity_id)
            saying.relays.append(of_mentions(talk, [number]))


def _lead(talk: Discourse, number: int, begin: int) -> bool:
    """Tell whether an outlet is spoken to or through: لرويترز, لوكالة رويترز, مع قناة الجزيرة, عبر شاشة."""
    if talk.prefix(number)[-1:] == "ل" or talk.prefix(number).startswith("ل"):
        return True
    first = talk.spans[number][0]
    for here in range(first - 1, max(begin - 1, first - 6), -1):
        word = talk.word(here)
        if word.startswith("ل") and len(word) > 3 and here >= first - 4:
            return True
        if word in small("channel") or any(verb.kind == "object" for verb in verbs().get(word, ())):
            return True
        if "،" in talk.gap(here + 1) or talk.stops(here + 1):
            return False
    return False
