"""On whose word: every claim of a page, with source, cue, content and chain.

The way: `khabar.sayings` finds the cue verbs with their frames, `khabar.headcolon` the colons that stand for one,
`khabar.sourcing` the phrases (بحسب); `khabar.carrying` gives those without a speaker the one carried on,
`khabar.contents` ends the contents, `khabar.chains` spells out through whom each came. Nothing is learned from data;
the terms are those of PARC (Pareti 2012): source, cue, content.
"""

from bisect import bisect_left
from itertools import accumulate

from khabar.attribution import Claim, Link
from khabar.carrying import carry, inherit
from khabar.chains import chained
from khabar.contents import extent, pieces, quoted, returns, sibling, trimmed
from khabar.cues import small
from khabar.discourse import Discourse
from khabar.headcolon import colons
from khabar.sayings import sayings
from khabar.scene import Saying, Scene, limits, scene
from khabar.sourcing import phrased, trailing

_MANY = 60  # sayings of one stretch that are held against each other, so that the work stays linear
_LOOSE = 4  # words of a quotation without a cue that make it somebody's words, if it is a sentence


def claims(talk: Discourse) -> tuple[tuple[Claim, ...], tuple[Link, ...]]:
    """Return the claims of a page in the order of their contents, and the links of their chains.

    >>> from khabar.coding import code
    >>> from khabar.pages import read
    >>> coding = code(read("وقال مسؤول إسرائيلي لموقع أكسيوس إن اللقاء تم.".encode(), outlet="euronews"))
    >>> claim = coding.claims[0]
    >>> coding.page.raw[claim.start : claim.end], claim.cue, claim.chain
    ('اللقاء تم', 'قال', 'euronews < Axios < Israeli official')
    """
    around = scene(talk)
    said = list(sayings(around))
    said += colons(around, said)
    phrases = [*phrased(around, said), *trailing(around, said)]
    said = [each for each in said if each.how != "void"]
    said.sort(key=lambda each: (each.opens, each.cue))
    said = _without_repeats(talk, said)
    carry(talk, said)
    _fill(around, said)
    said = _with_phrases(around, said, phrases)
    said += _loose(around, said)
    said.sort(key=lambda each: (each.opens, each.cue))
    carry(talk, said)
    inherit(talk, said)
    _nest(said)
    # Inside a quotation the speaker's own "I think" is no claim of somebody else's.
    kept = [
        each
        for each in said
        if each.speaker is not None
        or each.form == "passive"
        or (each.parent is None and each.how not in ("noun", "none") and each.sense not in ("expect", "think"))
    ]
    ids = set(map(id, kept))
    for saying in kept:
        while saying.parent is not None and id(saying.parent) not in ids:
            saying.parent = saying.parent.parent
    said = kept
    return chained(talk, [each for each in said if each.contents])


def _without_repeats(talk: Discourse, said: list[Saying]) -> list[Saying]:
    """Drop what only repeats the attribution it stands in (قال إنه يعتقد أن), and mark what is nested."""
    kept: list[Saying] = []
    at: dict[int, list[Saying]] = {}
    for saying in said:
        if saying.how in ("that", "quote", "colon"):
            at.setdefault(saying.at, []).append(saying)
    nearest = {place: _nearest(talk, found) for place, found in at.items()}
    for saying in said:
        # Of two cues before one content, the nearer introduces it (نشر تغريدة قال فيها: ...).
        if saying.how in ("that", "quote", "colon") and nearest[saying.at] is not saying:
            continue
        around = None
        for other in reversed(kept[-_MANY:]):
            if talk.sentence[other.cue] != talk.sentence[saying.cue]:
                break
            if other.quote == saying.quote and other.at <= saying.opens and other.how in ("that", "noun"):
                around = other
                break
        if around is not None and not sibling(talk, around, saying):
            saying.nested = True
            if saying.speaker is None and saying.form == "verb":
                continue
        kept.append(saying)
    return kept


def _nearest(talk: Discourse, found: list[Saying]) -> Saying:
    """Return which of several cues before one content introduces it.

    The nearer does, unless it belongs to a relative clause (الوزير الذي رحب بالوفد قال) or is an act beside a verb of
    saying; a participle counts only right before the content (طالبًا عدم ذكر اسمه، إن).
    """
    best = found[0]
    for saying in found[1:]:
        told = any(talk.word(index) in small("relative") for index in range(best.cue + 1, saying.cue))
        # دبلوماسي غربي يتابع الأوضاع: the imperfect only says more about who speaks
        told = told or (saying.verb is not None and saying.verb.kind == "imperfect" and _perfect(best))
        weaker = best.sense in _SAID and saying.sense not in _SAID and saying.sense != "document"
        beside = saying.at - saying.cue <= 3 and not _only_adds(saying, found)
        verb = saying.form == "verb" and saying.verb is not None and saying.verb.kind != "object"
        if not told and not weaker and (verb or beside):
            best = saying
    return best


def _perfect(saying: Saying) -> bool:
    return saying.verb is not None and saying.verb.kind == "perfect"


def _only_adds(saying: Saying, said: list[Saying]) -> bool:
    """Tell whether قائلًا only repeats a verb of saying (أردف قائلًا); else it is the cue (انتقده قائلًا)."""
    if saying.form != "participle" or saying.verb is None or saying.verb.row.form != "قال":
        return False
    return any(each is not saying and each.sense in _SAID for each in said)


_SAID = frozenset({"say", "continue", "answer", "explain", "write", "report", "announce", "stress"})


def _fill(around: Scene, said: list[Saying]) -> None:
    """Give every saying its contents."""
    talk = around.talk
    for number, saying in enumerate(said):
        following = said[number + 1 : number + 12]
        if saying.how == "post":
            saying.contents = [quoted(talk, around.closing[saying.cue])]
            further = _quotation_at(talk, saying.closes)
            if further >= 0 and not talk.stops(saying.closes):
                saying.contents.append(quoted(talk, further))
        elif saying.how == "words":
            saying.contents = [quoted(talk, around.phrased[saying.at])]
        elif saying.how == "quote":
            saying.contents = _quotations(around, saying, following)
        elif saying.how == "colon":
            saying.contents = _after_colon(around, saying, following)
        else:
            first, last = extent(around, saying, following)
            # What somebody quotes who is told of inside stays in the whole, and is a claim of his.
            inner = min((each.at for each in following if each.nested and first <= each.opens < last), default=last)
            saying.contents = pieces(talk, first, last, saying.quote, inner)
            if saying.inset and saying.contents:
                start, stop, direct, closed = saying.contents[0]
                saying.contents[0] = (start + saying.inset, stop, direct, closed)


def _quotation_at(talk: Discourse, index: int) -> int:
    """Return the quotation that begins with a word, or -1: the second half of one that its cue interrupts."""
    if index >= len(talk.words):
        return -1
    start = talk.starts[index]
    first = bisect_left(talk.quote_starts, start - 4)
    for number in range(first, bisect_left(talk.quote_starts, start)):
        if talk.quotes[number].inner_start == start and talk.quotes[number].kind != "name":
            return number
    return -1


def _quotations(around: Scene, saying: Saying, following: list[Saying]) -> list[tuple[int, int, bool, bool | None]]:
    """Return the quotations that a cue opens: several where only a few words stand between (قال "..." و"...")."""
    talk = around.talk
    found = []
    here = saying.at
    while True:
        number = around.opening[here]
        found.append(quoted(talk, number))
        after = talk.at(talk.quotes[number].end)
        _, end = limits(talk, saying.cue)
        behind = next((index for index in range(after, min(end, after + 4)) if index in around.opening), None)
        if behind is None or any(after <= other.opens <= behind for other in following):
            return found
        here = behind


def _after_colon(around: Scene, saying: Saying, following: list[Saying]) -> list[tuple[int, int, bool, bool | None]]:
    """Return what stands behind a colon without marks: to the sentence's end, or the paragraphs that it announces."""
    talk = around.talk
    _, end = limits(talk, saying.cue)
    if saying.at >= end:  # جاء فيه: and a new paragraph
        part = talk.part(talk.starts[saying.at]) if saying.at < len(talk.words) else None
        if part is None or part.role not in ("body", "headline", "subheading", "related"):
            return []
        start, stop = talk.at(part.start), talk.at(part.end)
        return [(talk.starts[start], _closing(talk, part.end), False, None)] if stop > start else []
    if saying.document:
        part = talk.part(talk.starts[saying.at])
        last = talk.at(part.end) if part is not None else end
        return [(*trimmed(talk, saying.at, last), False, None)]
    first, last = extent(around, saying, following)
    found = pieces(talk, first, last, saying.quote)
    person = saying.speaker is not None and saying.speaker.kind in ("person", "office", "state", "organisation")
    if saying.form == "colon" and not person:
        return found
    return [(start, stop, True, closed) for start, stop, _, closed in found]


def _closing(talk: Discourse, end: int) -> int:
    last = talk.at(end) - 1
    return talk.ends[last]


def _with_phrases(around: Scene, said: list[Saying], phrases: list[Saying]) -> list[Saying]:
    """Give source phrases what they vouch for: a claim of their own, or a link in the chain of one."""
    talk = around.talk
    result = list(said)
    order = sorted(said, key=lambda each: each.cue)
    cues = [each.cue for each in order]
    for phrase in phrases:
        begin, end = limits(talk, phrase.cue)
        inside = [
            each
            for each in order[bisect_left(cues, begin) : bisect_left(cues, end)]
            if each.contents and each.quote == phrase.quote and begin <= each.cue < end and each.form != "phrase"
        ]
        holding = [
            each
            for each in inside
            if each.cue < phrase.opens
            and each.how != "post"
            and not any(
                other is not each and each.at <= other.opens <= phrase.opens and sibling(talk, each, other)
                for other in inside
            )
        ]
        enclosing = holding[0] if holding else None
        relay = phrase.speaker is not None and phrase.speaker.kind == "outlet"
        first = begin
        while first < phrase.opens and _lead(around, first):
            first = _past(around, first)
        at_start = first >= phrase.opens
        at_end = phrase.closes >= end or talk.stops(phrase.closes)
        if phrase.speaker is None and phrase.form == "phrase" and enclosing is not None:
            for each in holding:
                _cut(talk, each, phrase)
            continue
        if at_start or talk.word(phrase.closes) == "فان":
            main = next((each for each in inside if phrase.closes <= each.opens <= phrase.closes + 8), None)
            quoting = phrase.phrase is not None and "quoting" in phrase.phrase.kinds
            quoting = quoting and main is not None and main.speaker is not None and main.speaker.kind == "outlet"
            if main is not None and (relay or quoting or main.speaker is None):
                if quoting and main.speaker is not None and phrase.speaker is not None:
                    # ونقلا عن موقع س، قالت صحيفة ع
                    main.relays, main.speaker = [*main.relays, main.speaker, *phrase.relays], phrase.speaker
                    main.cue, main.cue_start, main.cue_end = phrase.cue, phrase.cue_start, phrase.cue_end
                else:
                    _relay(main, phrase)
                continue
            at = phrase.closes
            while at < end and talk.word(at) in ("فان", "ان", "فقد", "قد"):
                at += 1
            stop = _until(talk, inside, phrase, at, end)
            phrase.contents = pieces(talk, at, stop, phrase.quote) if at < stop else []
        elif enclosing is not None:
            if relay or (phrase.document and not at_end) or _same(phrase, enclosing):
                for each in holding if at_end else ():
                    _cut(talk, each, phrase)
                if relay and not _same(phrase, enclosing):
                    _relay(enclosing, phrase)
                continue
            if at_end and enclosing.speaker is not None and enclosing.speaker.kind == "outlet" and phrase.speaker:
                # قال الموقع: ...، وفقًا للوزارة: the outlet passes on what the ministry says.
                enclosing.relays = [*enclosing.relays, enclosing.speaker, *phrase.relays]
                enclosing.speaker = phrase.speaker
                enclosing.cue, enclosing.cue_start, enclosing.cue_end = phrase.cue, phrase.cue_start, phrase.cue_end
                for each in holding:
                    _cut(talk, each, phrase)
                continue
            phrase.contents = pieces(talk, enclosing.at, phrase.opens, phrase.quote)
            phrase.nested = True
        else:
            quote = around.closing.get(phrase.opens)
            left = max([first, *(each.closes for each in inside if each.how == "post" and each.closes <= phrase.opens)])
            if (
                quote is not None
                and talk.quotes[quote].start >= talk.starts[begin] - 2
                and talk.at(talk.quotes[quote].inner_start) - begin < 3
            ):
                phrase.contents = [quoted(talk, quote)]
            else:
                phrase.contents = pieces(talk, left, phrase.opens, phrase.quote) if left < phrase.opens else []
            if not at_end:
                stop = _until(talk, inside, phrase, phrase.closes, end)
                if stop - phrase.closes >= 2 and not returns(around, phrase.closes):
                    phrase.contents += pieces(talk, phrase.closes, stop, phrase.quote)
        if phrase.contents:
            result.append(phrase)
    return result


def _lead(around: Scene, index: int) -> bool:
    phrase = around.phrases.get(index)
    if phrase is not None and phrase.kinds & {"topic", "turn"}:
        return True
    return around.talk.word(index).removeprefix("و") in small("clause")


def _past(around: Scene, index: int) -> int:
    phrase = around.phrases.get(index)
    return phrase.end if phrase is not None and phrase.kinds & {"topic", "turn"} else index + 1


def _same(phrase: Saying, other: Saying) -> bool:
    return bool(phrase.speaker and other.speaker and set(phrase.speaker.ids) & set(other.speaker.ids))


def _relay(saying: Saying, phrase: Saying) -> None:
    """Put the source of a phrase before a claim's own, as one through whom it came."""
    more = [*phrase.relays, *([phrase.speaker] if phrase.speaker else [])]
    known = {each.id for each in saying.relays}
    saying.relays = [each for each in more if each.id not in known] + saying.relays
    if saying.speaker is None and phrase.speaker is not None:
        saying.speaker, saying.relays = phrase.speaker, saying.relays[:-1]


def _cut(talk: Discourse, saying: Saying, phrase: Saying) -> None:
    """End a content before the source phrase that stands behind it."""
    edge = talk.ends[phrase.opens - 1] if phrase.opens else 0
    begin = talk.starts[phrase.opens]
    kept = []
    for start, end, direct, closed in saying.contents:
        if start >= begin:
            continue
        kept.append((start, end if direct or end <= begin else edge, direct, closed))
    saying.contents = [each for each in kept if each[0] < each[1]]


def _until(talk: Discourse, said: list[Saying], phrase: Saying, at: int, end: int) -> int:
    """Return where the content behind a source phrase ends: at the next saying of its level, or with the sentence."""
    stops = [
        each.opens
        for each in said
        if each.opens > at and each.quote == phrase.quote and each.verb is not None and sibling(talk, phrase, each)
    ]
    return min([end, *stops])


def _loose(around: Scene, said: list[Saying]) -> list[Saying]:
    """Return as claims the quotations of speech that no cue introduces and no content holds."""
    talk = around.talk
    taken = sorted((start, end) for each in said for start, end, _, _ in each.contents)
    starts = [start for start, _ in taken]
    reach = list(accumulate((end for _, end in taken), max))
    found = []
    for number, quote in enumerate(talk.quotes):
        if quote.kind != "speech" or quote.depth or quote.inner_start >= quote.inner_end:
            continue
        before = bisect_left(starts, quote.end) - 1
        if before >= 0 and reach[before] > quote.start:
            continue
        first, last = talk.at(quote.inner_start), talk.at(quote.inner_end)
        if last - first < _LOOSE or first >= len(talk.words) or talk.sentence[first] < 0:
            continue
        if first > talk.bounds(first)[0]:  # inside the reporter's sentence it may be a title or a term
            continue
        saying = Saying(first, quote.start, quote.start, "quotation", "none", first, first, first, -1)
        saying.contents = [quoted(talk, number)]
        found.append(saying)
    return found


def _nest(said: list[Saying]) -> None:
    """Give every saying the one inside whose content its cue stands, and keep its contents inside that."""
    held = sorted(((*_span(each), number) for number, each in enumerate(said) if each.contents))
    active: list[tuple[int, int, Saying]] = []
    following = 0
    for saying in sorted((each for each in said if each.contents), key=lambda each: each.cue_start):
        while following < len(held) and held[following][0] <= saying.cue_start:
            start, end, number = held[following]
            active.append((start, end, said[number]))
            following += 1
        active = [each for each in active if each[1] > saying.cue_start]
        first, last = _span(saying)
        active = active[-_MANY:]
        for start, end, other in sorted(active, key=lambda each: each[1] - each[0]):
            if other is saying or saying.form == "quotation" or _above(other, saying):
                continue
            inside = start <= first and saying.cue_end <= end and (start, end) != (first, last)
            within = [(one, min(two, end), direct, closed) for one, two, direct, closed in saying.contents if one < end]
            if inside and within:
                saying.parent, saying.contents = other, within
                break


def _above(one: Saying, other: Saying) -> bool:
    """Tell whether ``other`` stands above ``one``."""
    here = one.parent
    while here is not None:
        if here is other:
            return True
        here = here.parent
    return False


def _span(saying: Saying) -> tuple[int, int]:
    return min(start for start, _, _, _ in saying.contents), max(end for _, end, _, _ in saying.contents)
