"""Source phrases: بحسب مسؤول, وفق ما كشفه موقع, نقلًا عن, على حد قوله, and the claim or the link that each makes.

A phrase stands at the start of what it vouches for, at its end, or in its middle. Where what it vouches for is already
somebody's claim, an outlet behind بحسب is only a further link of that claim's chain.
"""

from collections.abc import Iterator
from dataclasses import replace

from khabar.cues import Phrase, Verb, small, verbs
from khabar.discourse import Discourse
from khabar.documents import documented
from khabar.frames import clause_end
from khabar.grading import Speaker, is_head, is_platform, of_mentions
from khabar.romanise import slug
from khabar.scene import Saying, Scene, limits
from khabar.speakers import after, behind, past_adjectives
from khabar.voices import carriers

_KINDS = ("according", "what", "quoting", "manner", "opinion")
_LOOSE = frozenset({"فيما", "وهو", "وهذا", "الامر"})  # what follows must have what was said as its object
_COMMAS = frozenset("،,:؛")
_PRONOUNS = ("ه", "ها", "هم", "هما")


def phrased(around: Scene, said: list[Saying]) -> Iterator[Saying]:
    """Yield the source phrases of the page that are not part of one of ``said``, in order."""
    talk = around.talk
    cues = {each.cue: each for each in said}
    inside = 0
    clauses = sorted((each.opens, each.at) for each in said if each.how != "post")
    for phrase in around.phrases.values():
        kind = next((kind for kind in _KINDS if kind in phrase.kinds), None)
        if kind is None or phrase.start < inside or phrase.start in cues or talk.sentence[phrase.start] < 0:
            continue
        if kind == "quoting" and any(first <= phrase.start < last for first, last in clauses):
            continue
        if talk.name[phrase.start] >= 0 and talk.name[phrase.end - 1] >= 0:
            continue
        found = _phrased(around, phrase, kind, cues)
        if found is not None:
            inside = found.closes
            yield found


def _phrased(around: Scene, phrase: Phrase, kind: str, cues: dict[int, Saying]) -> Saying | None:
    talk = around.talk
    _, end = limits(talk, phrase.start)
    end = _stretch(talk, phrase.end, end)
    behind_it = _past_preposition(talk, phrase)
    start = talk.starts[phrase.start] + len(phrase.joined)
    saying = Saying(
        phrase.start,
        start,
        talk.ends[phrase.start],
        "phrase",
        "phrase",
        phrase.end,
        phrase.start,
        phrase.end,
        talk.quote[phrase.start],
        phrase=phrase,
    )
    if kind == "what":
        return _what(around, saying, phrase, cues, end)
    if kind in ("manner", "opinion"):
        last = phrase.end - 1
        saying.cue, saying.cue_end = last, talk.ends[last]
        saying.cue_start = talk.starts[last] + (len(phrase.joined) if last == phrase.start else 0)
        if talk.word(last).endswith(_PRONOUNS) and not talk.word(last).endswith(("وجه", "وجهه")):
            saying.closes = phrase.end
            return saying
        return _named(around, saying, behind(talk, phrase.end, end), end)
    return _named(around, saying, _documented(around, saying, behind_it, end) or behind(talk, behind_it, end), end)


def _past_preposition(talk: Discourse, phrase: Phrase) -> int:
    """Return the word behind a phrase and the preposition that it takes: استنادًا إلى, نقلًا عن."""
    takes = any("takes" in row.note for row in phrase.rows)
    return phrase.end + (takes and talk.word(phrase.end) in ("عن", "الي", "علي"))


def trailing(around: Scene, said: list[Saying]) -> Iterator[Saying]:
    """Yield the verbs that stand with their subject behind what was said: المفاوضات ستستأنف الأحد، قالت الوزارة."""
    talk = around.talk
    cues = {each.cue for each in said}
    for index, word in enumerate(talk.words):
        if "،" not in talk.gap(index) or index in cues or talk.sentence[index] < 0 or talk.name[index] >= 0:
            continue
        verb = next((verb for verb in verbs().get(word, ()) if verb.finite and not verb.joined), None)
        if verb is None or verb.sense not in ("say", "report", "announce"):
            continue
        _, end = limits(talk, index)
        found = after(talk, index + 1, end)
        if found is None or past_adjectives(talk, found.last, end) < end:
            continue
        start = talk.starts[index]
        saying = Saying(
            index, start, talk.ends[index], "phrase", "phrase", end, index, end, talk.quote[index], verb=verb
        )
        saying.speaker = found
        yield saying


def _stretch(talk: Discourse, index: int, end: int) -> int:
    """Return where a source phrase must end: at the sentence's end, or some words on."""
    here = index
    while here < min(end, index + 30) and not talk.stops(here):
        here += 1
    return here


def _object_verb(talk: Discourse, index: int) -> Verb | None:
    """Return the verb that has what was said as its object: (ما) كشفه, ذكرته."""
    return next((verb for verb in verbs().get(talk.word(index), ()) if verb.kind == "object"), None)


def _what(around: Scene, saying: Saying, phrase: Phrase, cues: dict[int, Saying], end: int) -> Saying | None:
    talk = around.talk
    index = phrase.end
    while index < end and talk.word(index) in small("auxiliary"):
        index += 1
    if index >= end:
        return None
    known = cues.get(index)
    if talk.word(phrase.start) in _LOOSE and _object_verb(talk, index) is None:
        return None
    readings = [
        verb
        for verb in verbs().get(talk.word(index), ())
        if not verb.joined and verb.kind in ("perfect", "imperfect", "object")
    ]
    if known is not None and (known.form != "verb" or known.how in ("that", "quote", "colon", "noun")):
        aside = known.speaker is not None and "،" in talk.gap(known.speaker.last)
        if (talk.word(phrase.start) in ("كما", "وكما", "مثلما") and not aside) or not readings:
            return None
        cues.pop(index)
        known.how = "void"
    if not readings:
        return None
    verb = next((each for each in readings if each.kind == "object"), readings[0])
    saying.verb = verb
    saying.cue, saying.cue_start, saying.cue_end = index, talk.starts[index], talk.ends[index]
    clause = clause_end(talk, index + 1, end, _COMMAS)
    found = (
        _documented(around, saying, index + 1, clause) if talk.word(index + 1) == "في" else after(talk, index + 1, end)
    )
    if verb.sense == "quote" or talk.word(index + 1) == "عن":
        source = next((here for here in range(index + 1, clause) if talk.word(here) in ("عن", "عنه")), -1)
        if source >= 0:
            relay = after(talk, index + 1, source)
            mouth = behind(talk, source + 1, clause) if talk.word(source) == "عن" else None
            if talk.word(source) == "عنه":
                relay = relay or after(talk, source + 1, clause)
            if relay is not None:
                saying.relays.append(relay)
            if mouth is None and relay is not None:
                found, saying.relays = relay, []
            else:
                found = mouth
    if found is None:
        saying.closes = clause
        return (
            saying if talk.word(phrase.start) not in ("كما", "وكما") and talk.word(phrase.start) not in _LOOSE else None
        )
    return _named(around, saying, found, end)


def _named(around: Scene, saying: Saying, found: Speaker | None, end: int) -> Saying | None:
    """Give a phrase its source, go on to whom that one quotes, and say where the phrase ends."""
    talk = around.talk
    if found is None or (found.kind == "phrase" and not _can_say(around, found)):
        return None
    saying.speaker = found
    here = past_adjectives(talk, found.last, end)
    while here < end:
        phrase = around.phrases.get(here)
        if phrase is not None and "quoting" in phrase.kinds:
            begin = _past_preposition(talk, phrase)
        elif talk.word(here) == "عن" and saying.speaker.kind == "outlet":
            begin = here + 1
        elif _object_verb(talk, here) is not None and saying.speaker.kind in ("phrase", "document", "group"):
            begin = here + 1  # تقرير نشرته صحيفة
            further = after(talk, begin, end)
            if further is None:
                break
            if further.kind == "outlet" and saying.speaker.kind == "group":
                saying.relays.append(further)
            else:
                saying.speaker = further
            here = past_adjectives(talk, further.last, end)
            continue
        elif talk.word(here).startswith("ل") or talk.word(here) in (
            "في",
            "تحدث",
            "تحدثت",
            "تحدثوا",
            "طلب",
            "طلبت",
            "فضل",
        ):
            break
        else:
            break
        further = behind(talk, begin, end)
        if further is None:
            break
        saying.relays.append(saying.speaker)
        saying.speaker = further
        if phrase is not None:
            saying.cue, saying.cue_start = here, talk.starts[here] + len(phrase.joined)
            saying.cue_end = talk.ends[here]
        here = past_adjectives(talk, further.last, end)
    if here < end and talk.gap(here).lstrip().startswith("("):  # وكالة الأنباء السورية (سانا)
        while here < end and ")" not in talk.gap(here + 1):
            here += 1
        here = min(here + 1, end)
    saying.closes = here
    clause = clause_end(talk, here, end, _COMMAS)
    if clause > here and saying.speaker.kind != "outlet":
        carriers(around, saying, here, clause)
    if clause >= end or saying.relays:
        saying.closes = max(clause, here) if clause - here < 14 else here
    return saying


def _can_say(around: Scene, found: Speaker) -> bool:
    """Tell whether a noun phrase that no mention covers can be a source: بحسب خبراء, but not وفق القانون."""
    talk = around.talk
    if is_head(talk.word(found.first)):
        return True
    phrase = around.phrases.get(found.first)
    return phrase is not None and bool(phrase.kinds & {"speech-noun", "document", "post"})


def _documented(around: Scene, saying: Saying, begin: int, end: int) -> Speaker | None:
    """Return the issuer of a document that a phrase names: بحسب بيان لوزارة الخارجية, وفق ما جاء في بيان.

    An outlet that only saw it passes it on (وثيقة اطلعت عليها رويترز).
    """
    talk = around.talk
    here = begin + 1 if talk.word(begin) == "في" else begin
    phrase = around.phrases.get(here)
    if phrase is None or "document" not in phrase.kinds:
        return None
    clause = clause_end(talk, here, end, _COMMAS)
    for number in talk.between(here, clause):
        first = talk.spans[number][0]
        outlet = talk.mentions[number].kind == "outlet" and not is_platform(talk.mentions[number])
        if outlet and any(verb_like(talk.word(index)) for index in range(phrase.end, first)):
            saying.relays.append(of_mentions(talk, [number]))
            clause = min(clause, first)
            break
    found = documented(talk, phrase, clause)
    saying.document = True
    if not found.ids:
        words = tuple(talk.words[found.first : found.last])
        found = replace(found, ids=(slug(words) or "document",))
    return replace(found, last=max(found.last, clause if saying.relays else found.last))


def verb_like(word: str) -> bool:
    """Tell whether a word says that a document was seen, got or published: اطلعت, حصلت, نشرته."""
    return word in small("obtained") or any(verb.kind == "object" for verb in verbs().get(word, ()))
