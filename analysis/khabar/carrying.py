"""Speakers who are carried on: وأضاف, مشيرًا إلى أن, المصدر نفسه; and through whom their words came.

Whoever is not named beside the cue is the last speaker of the same level of quotation, if verb and speaker agree;
before that comes the subject of the sentence itself (استقبل الوزير السفير وقال إن).
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from khabar.discourse import Discourse
from khabar.grading import Speaker, is_outlet_head, of_mentions
from khabar.romanise import slug
from khabar.scene import Saying
from khabar.speakers import eligible, governed, owned

_BACK = 8  # sentences over which a speaker is carried on
_MANY = 60  # sayings looked back over, so that the work stays linear


def carry(talk: Discourse, said: Sequence[Saying]) -> None:
    """Give every saying without a speaker the one carried on, in place; ``said`` are in the order of the page."""
    for number, saying in enumerate(said):
        _through(talk, saying, said, number)
        if saying.speaker is not None and (saying.speaker.ids or saying.speaker.kind != "document"):
            continue
        if saying.form == "passive" or (saying.quote >= 0 and saying.form == "verb" and saying.how != "post"):
            continue
        found, source = _carried(talk, saying, _earlier(talk, said, number))
        if found is None:
            if saying.speaker is not None:  # البيان of nobody who is named
                words = tuple(talk.words[saying.speaker.first : saying.speaker.last])
                saying.speaker = replace(saying.speaker, ids=(slug(words) or "document",))
            continue
        old = saying.speaker
        begin, _ = talk.bounds(saying.cue)
        here = source is None and begin <= found.first and talk.sentence[found.first] == talk.sentence[saying.cue]
        here = here and not (saying.verb is not None and saying.verb.joined)
        named = found if here else replace(found, basis="anaphora")
        if old is not None and not here:  # البيان, whose issuer stands further up
            named = replace(
                named, start=old.start, end=old.end, first=old.first, last=old.last, kind="document", basis="document"
            )
        saying.speaker = named
        if source is not None:
            saying.basis = "anaphora"
            if not saying.relays:
                saying.relays = list(source.relays)
            saying.platform = saying.platform or source.platform


def _through(talk: Discourse, saying: Saying, said: Sequence[Saying], number: int) -> None:
    """Say through which outlet a source is quoted where only a verb or a short form tells, in place.

    ونقلت عن دبلوماسي, ناقلةً عن: the outlet spoken of last. قال مسؤول للقناة: the one that the short form takes up.
    """
    speaker = saying.speaker
    if speaker is None or saying.relays or speaker.kind == "outlet" or saying.quote >= 0:
        return
    quoting = (
        saying.verb is not None and saying.verb.sense == "quote" and saying.form in ("verb", "participle", "masdar")
    )
    told = any(
        talk.word(index).startswith("لل") and talk.name[index] < 0 and is_outlet_head(talk.word(index)[2:])
        for index in range(saying.cue + 1, min(saying.at, saying.cue + 12))
    )
    if not (told or (quoting and saying.basis == "anaphora")):
        return
    for other in reversed(_earlier(talk, said, number)):
        if _scope(talk, other.cue) != _scope(talk, saying.cue):
            return
        outlets = [each for each in (*other.relays, other.speaker) if each is not None and each.kind == "outlet"]
        if outlets:
            saying.relays, saying.basis = [outlets[-1]], "anaphora"
            return


def _earlier(talk: Discourse, said: Sequence[Saying], number: int) -> list[Saying]:
    """Return what was said before, as far back as a speaker is carried on."""
    here = talk.sentence[said[number].cue]
    first = number
    while first > max(0, number - _MANY) and here - talk.sentence[said[first - 1].cue] <= _BACK:
        first -= 1
    return list(said[first:number])


def _scope(talk: Discourse, index: int) -> str:
    number = talk.sentence[index]
    sentence = talk.sentences[number] if number >= 0 else None
    return str(getattr(sentence, "article_id", "") or getattr(sentence, "part_id", ""))


def _agrees(saying: Saying, speaker: Speaker) -> bool:
    """Tell whether a verb without a subject can be that speaker's: وأضافت after a ministry, not after a man."""
    verb = saying.verb
    if verb is None:
        return True
    if verb.number in ("plural", "dual") and verb.kind != "participle":
        return speaker.number in ("plural", "dual") or (speaker.kind == "group" and not speaker.number)
    if speaker.number in ("plural", "dual") and verb.number == "singular" and saying.form == "verb":
        return False
    return not (verb.gender and speaker.gender and verb.gender != speaker.gender)


def _carried(talk: Discourse, saying: Saying, earlier: Sequence[Saying]) -> tuple[Speaker | None, Saying | None]:
    scope = _scope(talk, saying.cue)
    begin, _ = talk.bounds(saying.cue)
    here = talk.sentence[saying.cue]
    if saying.verb is not None and saying.verb.kind == "imperfect" and saying.sense in ("expect", "think"):
        # ويتوقع أن: nobody is told of, unless somebody goes on in the same sentence.
        earlier = [each for each in earlier if talk.sentence[each.cue] == here]
        last = next((each for each in reversed(earlier) if each.speaker is not None), None)
        return (
            (last.speaker, last)
            if last is not None and last.speaker and _agrees(saying, last.speaker)
            else (None, None)
        )
    document = saying.speaker is not None
    for other in reversed(earlier):
        if other.quote != saying.quote or other.nested or other.how == "void":
            continue
        if here - talk.sentence[other.cue] > _BACK or _scope(talk, other.cue) != scope:
            break
        if talk.sentence[other.cue] != here and not document:
            subject = _subject(talk, begin, saying.opens, saying.quote)
            if subject is not None:
                return subject, None
            if talk.sentence[other.cue] < here - 1 and saying.sense != "continue":
                subject = _subject_before(talk, here, scope, saying)
                if subject is not None:
                    return subject, None
        if other.speaker is None or not other.speaker.ids:
            continue
        if document:
            if other.speaker.kind in ("document", "organisation", "state", "outlet"):
                return other.speaker, other
            continue
        relay = other.relays[-1] if other.relays else None
        if _agrees(saying, other.speaker):
            collective = other.speaker.kind == "group" and other.speaker.gender == "f" and saying.sense == "continue"
            if (
                collective
                and saying.form == "verb"
                and relay is not None
                and relay.gender == "f"
                and saying.verb is not None
            ):
                return relay, None  # who quoted the sources goes on; they would be named again
            return other.speaker, other
        if other.relays and _agrees(saying, other.relays[-1]):
            return other.relays[-1], None  # ونقلت الصحيفة عن مسؤول قوله ... وأضافت
    if document:
        return _subject(talk, begin, saying.opens, saying.quote), None
    if saying.form == "participle" and saying.opens == begin:
        return _subject(talk, saying.at, talk.bounds(saying.cue)[1], saying.quote), None
    found = _subject(talk, begin, saying.opens, saying.quote)
    if found is None and not any(talk.sentence[other.cue] == here - 1 for other in earlier):
        found = _subject_before(talk, here, scope, saying)
    return found, None


def _subject_before(talk: Discourse, here: int, scope: str, saying: Saying) -> Speaker | None:
    """Return the subject of the sentence before this one, in which nobody speaks."""
    if here < 1:
        return None
    sentence = talk.sentences[here - 1]
    begin, end = talk.at(sentence.start), talk.at(sentence.end)
    if begin >= end or _scope(talk, begin) != scope:
        return None
    found = _subject(talk, begin, end, saying.quote)
    return found if found is not None and _agrees(saying, found) else None


def _subject(talk: Discourse, begin: int, end: int, quote: int) -> Speaker | None:
    """Return the subject of the words ``[begin, end)``: the first who can speak and stands behind no preposition."""
    for number in talk.between(begin, end):
        each = talk.mentions[number]
        if each.kind not in ("person", "office", "organisation", "group", "state", "dual", "outlet") or not eligible(
            talk, number
        ):
            continue
        first = talk.spans[number][0]
        if governed(talk, number) or (first > begin + 1 and owned(talk, number, begin) and each.kind != "person"):
            continue
        if talk.quote[talk.spans[number][0]] != quote:
            continue
        return of_mentions(talk, [number])
    return None


def inherit(talk: Discourse, said: Iterable[Saying]) -> None:
    """Say through which outlet a category of people is heard where only some of its sentences say so, in place.

    المسؤولون who come back are those who spoke to the outlet before; the same category without the article is taken to
    be, if the article names one outlet only for it.
    """
    said = list(said)
    through: dict[tuple[str, str], dict[str, list[Speaker]]] = {}
    for saying in said:
        speaker = saying.speaker
        if speaker is not None and saying.relays and speaker.anonymity != "named" and saying.quote < 0:
            known = through.setdefault((_scope(talk, saying.cue), speaker.id), {})
            known.setdefault(";".join(relay.id for relay in saying.relays), saying.relays)
    for earlier, saying in pairwise(said):
        one, other = earlier.speaker, saying.speaker
        same = one is not None and other is not None and one.id == other.id and earlier.quote == saying.quote
        if (
            same
            and saying.sense == "continue"
            and not saying.relays
            and _scope(talk, earlier.cue) == _scope(talk, saying.cue)
        ):
            saying.relays = list(earlier.relays)
            saying.basis = "anaphora" if saying.relays else saying.basis
    last: Saying | None = None
    for saying in said:
        speaker = saying.speaker
        if speaker is None or speaker.anonymity == "named" or saying.quote >= 0:
            continue
        definite = talk.raw[speaker.start : speaker.start + 2] == "ال"
        if last is not None and definite and not saying.relays and last.speaker is not None:
            # المصدر, المسؤول: whoever spoke last without a name, and through whom
            same = speaker.id in (last.speaker.id, *last.speaker.ids) or (not speaker.states and len(speaker.ids) == 1)
            if (
                same
                and _scope(talk, last.cue) == _scope(talk, saying.cue)
                and not through.get((_scope(talk, saying.cue), speaker.id))
            ):
                saying.relays, saying.basis = list(last.relays), "anaphora"
        if saying.relays:
            last = saying
    for saying in said:
        speaker = saying.speaker
        if (
            speaker is None
            or saying.relays
            or speaker.anonymity == "named"
            or saying.quote >= 0
            or saying.form == "colon"
        ):
            continue
        known = through.get((_scope(talk, saying.cue), speaker.id), {})
        definite = talk.raw[speaker.start : speaker.start + 2] == "ال"
        if len(known) == 1 and "" not in known and (definite or speaker.states):
            saying.relays = list(next(iter(known.values())))
            saying.basis = "anaphora" if definite else "inferred"
