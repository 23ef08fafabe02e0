"""How far a content reaches: over وأن and past commas, up to where the reporter or another speaker goes on.

Contents are stretches of raw text. What is quoted inside reported speech is a piece of its own: the pieces of one
content are of one group.
"""

import re
from collections.abc import Sequence

from khabar.cues import small, verbs
from khabar.discourse import Discourse
from khabar.scene import Saying, Scene, limits

_AND_THAT = frozenset({"وان", "وانه", "وانها", "وانهم", "وانهما", "وبان", "وبانه", "وبانها", "واننا", "وانني"})
_EDGE = re.compile(r"[\s،,؛:.…\-–—]+$")
_MARKS = "\"”»“″'"
_BUT = frozenset({"لكن", "لكنه", "لكنها", "لكنهم", "بينما", "فيما"})  # where what was announced ends
_QUOTED = 3  # words of a quotation inside reported speech that make it a piece of its own
_LEFT = 3  # words of a piece beside a quotation that are worth a row


def sibling(talk: Discourse, one: Saying, other: Saying) -> bool:
    """Tell whether ``other``, whose cue stands in what ``one`` introduces, is the reporter's again and ends it.

    Nested is what a clause of the content says: its subject stands before the verb (أن الحكومة خلصت إلى).
    """
    if other.quote != one.quote or other.how == "void":
        return False
    if other.form == "phrase":
        return False
    if other.form in ("participle", "colon"):
        return True
    if other.verb is not None and other.verb.joined:
        return True
    opening = talk.word(other.opens)
    if opening.removeprefix("و") in small("clause") and other.opens < other.cue:
        return True
    if opening.removeprefix("و") in ("الا", "غير", "بيد") and other.opens == other.cue - 2:  # إلا أنه قال
        return True
    if opening == "في" and other.opens == other.cue - 2:  # في وقت قالت
        return True
    if other.before:
        return talk.word(other.opens).startswith("و") and "،" in talk.gap(other.opens) and not _that(talk, other)
    return other.form == "verb" and "،" in talk.gap(other.opens)


def _that(talk: Discourse, other: Saying) -> bool:
    return talk.word(other.opens - 1) in small("that") or talk.word(other.opens - 1) in _AND_THAT


def extent(around: Scene, saying: Saying, following: Sequence[Saying]) -> tuple[int, int]:
    """Return the words ``[first, last)`` of what a cue introduces; ``following`` are the sayings behind it."""
    talk = around.talk
    begin, end = limits(talk, saying.cue)
    here = saying.at
    stops = {}
    for other in following:
        if other.opens >= here and sibling(talk, saying, other):
            stops[other.opens] = other
        if other.opens > end + 60:
            break
    while True:
        while here < end:
            if here in stops or (here > saying.at and (returns(around, here) or _acts(talk, here))):
                return saying.at, here
            if saying.how == "noun" and "،" in talk.gap(here) and talk.word(here).removeprefix("و") in _BUT:
                return saying.at, here
            if saying.nested and "،" in talk.gap(here) and talk.word(here) == "وقد":
                return saying.at, here
            if saying.form == "participle" and saying.opens == begin and here > saying.at and _parted(talk, here):
                return saying.at, here
            if (
                saying.how == "noun"
                and saying.sense == "announce"
                and here > saying.at + 1
                and _after_talks(around, here)
            ):
                return saying.at, here
            here += 1
        # One claim goes on where the next sentence begins with وأن.
        if here >= len(talk.words) or talk.word(here) not in _AND_THAT or "\n" in talk.gap(here):
            return saying.at, here
        _, further = limits(talk, here)
        if further <= end:
            return saying.at, here
        end = further


def _acts(talk: Discourse, index: int) -> bool:
    """Tell whether the reporter goes on with what the speaker did besides: ، داعيًا إلى."""
    if "،" not in talk.gap(index) or not talk.word(index).endswith("ا") or talk.name[index] >= 0:
        return False
    return any(verb.kind == "participle" for verb in verbs().get(talk.word(index), ()))


def _parted(talk: Discourse, index: int) -> bool:
    """Tell whether a participle's clause that opens a sentence ends before a word: مؤكدًا أن ...، غادر الوزير."""
    gap = talk.gap(index)
    return ".." in gap or ("،" in gap and not talk.word(index).startswith("و"))


def _after_talks(around: Scene, index: int) -> bool:
    """Tell whether a phrase says on what occasion something was announced: بعد محادثات, خلال اجتماع."""
    talk = around.talk
    if talk.word(index) not in ("بعد", "عقب", "خلال", "اثر", "في ختام", "قبيل"):
        return False
    phrase = around.phrases.get(index + 1)
    return talk.word(index + 1) in small("talks") or (phrase is not None and "occasion" in phrase.kinds)


def returns(around: Scene, index: int) -> bool:
    """Tell whether the reporter speaks again at a word: في إشارة إلى, وذلك خلال مؤتمر صحفي, على حد قوله."""
    talk = around.talk
    if "،" in talk.gap(index) and talk.word(index) in ("خلال", "اثناء", "في", "عقب", "لدي"):
        behind = around.phrases.get(index + 1)
        if behind is not None and "occasion" in behind.kinds and "return" not in behind.kinds:
            return True
        if talk.word(index) == "خلال" and talk.word(index + 1).removeprefix("ال").startswith(
            ("رد", "حديث", "كلم", "مؤتمر")
        ):
            return True
    phrase = around.phrases.get(index)
    if phrase is None:
        return False
    if "return" in phrase.kinds:
        gap = around.talk.gap(index)
        return bool(set(gap) & set("،,-–—؛.")) or around.talk.word(index) == "وذلك"
    return False


def trimmed(talk: Discourse, first: int, last: int) -> tuple[int, int]:
    """Return the raw span of the words ``[first, last)`` with the marks that belong to it."""
    start, end = talk.starts[first], talk.ends[last - 1]
    raw = talk.raw
    # A mark that opens right before the first word belongs to the content if it closes inside it, and the other way.
    for quote in talk.quotes_within(start - 4, end + 1):
        opens_here = quote.start < start <= quote.inner_start and not raw[quote.start : start].strip(_MARKS + " «((“‘")
        if opens_here and quote.closed and quote.end <= end + 1 and quote.inner_end < end:
            start = quote.start
        if start <= quote.start and quote.inner_end == end and quote.closed and quote.start > start:
            end = quote.end
    tail = raw[end : end + 3]
    if (tail and tail[0] in ")]" and raw.count("([["[0], start, end) > raw.count(")", start, end)) or (
        tail and tail[0] in "%٪"
    ):
        end += 1
    return start, end


def pieces(
    talk: Discourse, first: int, last: int, level: int, inner: int | None = None
) -> list[tuple[int, int, bool, bool | None]]:
    """Return the content of the words ``[first, last)`` as (start, end, direct, closed), split at what is quoted in it.

    From the word ``inner`` on somebody else is quoted, and what stands in marks stays inside the whole.
    """
    if first >= last:
        return []
    start, end = trimmed(talk, first, last)
    found: list[tuple[int, int, bool, bool | None]] = []
    here = start
    for quote in talk.quotes_within(start - 4, end):
        if quote.inner_start < start or quote.inner_end > end + 1 or quote.inner_start >= quote.inner_end:
            continue
        inside = quote.inner_start < here or (level >= 0 and talk.quotes[level].start >= quote.start)
        first = talk.at(quote.inner_start)
        if quote.kind == "name" or inside or (inner is not None and first >= inner):
            continue
        size = talk.at(quote.inner_end) - first
        if (quote.kind == "speech" and size >= _QUOTED) or size > _QUOTED:
            _add(talk, found, here, quote.start)
            found.append((quote.inner_start, quote.inner_end, True, quote.closed))
            here = quote.end
    if not found:
        return [(start, end, False, None)]
    _add(talk, found, here, end)
    return found


def _add(talk: Discourse, found: list[tuple[int, int, bool, bool | None]], start: int, end: int) -> None:
    """Add what stands beside a quotation, if it is more than a word or two."""
    first, last = talk.at(start), talk.at(end)
    if last < len(talk.words) and talk.starts[last] < end:
        last += 1
    if talk.word(first) in _AND_THAT:
        first += 1
    if last - first < _LEFT:
        return
    found.append((talk.starts[first], talk.ends[last - 1], False, None))


def quoted(talk: Discourse, number: int) -> tuple[int, int, bool, bool | None]:
    """Return a quotation as the content of a claim, without the stop at its end."""
    quote = talk.quotes[number]
    start, end = quote.inner_start, quote.inner_end
    tail = _EDGE.search(talk.raw, max(start, end - 8), end)
    return start, tail.start() if tail else end, True, quote.closed
