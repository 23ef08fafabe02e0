"""Sentences: spans that together cover every character that is not white space, once.

A line end is always a boundary. Within a line a run of stops is one unless something speaks against it: a quotation or
bracket that is still open, an abbreviation, a number, an address, or what follows. Commas, colons and semicolons never
are.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from khabar.characters import LINE_ENDS
from khabar.lexicon import load
from khabar.marks import INVISIBLE, Extent, extents
from khabar.quotes import Quote, fold

# A run of line ends with the space around it, or a run of stops, which may be set apart by spaces ("؟ !").
_STOPS = ".!?؟۔。…‼⁇⁈⁉"
# One character class comes first, since `re` skips to a class several times faster than to an alternative.
_CANDIDATE = re.compile(rf"[{LINE_ENDS}{_STOPS}](?:(?<=[{LINE_ENDS}])\s*|(?:[ \u00a0]?[{_STOPS}]+)*)")
_GO_ON = frozenset("،؛:,;")  # after these the sentence goes on
_TAIL = re.compile(rf"[)\]}}\"»”’'›{''.join(INVISIBLE)}]+(?=\s|$)")  # marks that belong to the sentence they follow
_NEXT_WORD = re.compile(r"[\W_]*([^\W\d_]+(?:[\u064b-\u065f\u0640]*[^\W\d_]+)*)(?:\s+([^\W\d_]+))?")
_ADDRESS = re.compile(r"(?i)://|www\.|@\w")
_BLOCK = re.compile(r"(?:(?<=\n)|\A)(?:[^\n]{49,99}\S\n){4,}\S[^\n]{0,99}(?=\n|\Z)")
_WORD = re.compile(r"[^\W_]")
_LINE_END = re.compile(f"[{LINE_ENDS}]")
_MAX_BRACKET = 200  # code points over which a round bracket protects the stops in it


def sentences(
    text: str, quotes: Sequence[Quote] | None = None, start: int = 0, end: int | None = None
) -> tuple[tuple[int, int], ...]:
    """Return the sentences of ``text[start:end]`` as spans, trimmed, in order, with offsets in ``text``.

    Every character of the range that is not white space lies in exactly one span. ``quotes`` are those of the whole
    ``text``; without them they are worked out here, so pass them when segmenting a text part by part. Stops inside a
    quotation that closes do not end a sentence; one that never closes protects nothing.

    >>> text = 'قال د. أحمد: «انتهى الاجتماع. سنعود غدًا». وأضاف أن 1.5 مليون نزحوا.وغادر.'
    >>> [text[a:b] for a, b in sentences(text)]
    ['قال د. أحمد: «انتهى الاجتماع. سنعود غدًا».', 'وأضاف أن 1.5 مليون نزحوا.', 'وغادر.']
    """
    end = len(text) if end is None else min(end, len(text))
    closed = _protected(extents(text) if quotes is None else _reaching(quotes, start, end))
    joined = _wrapped(text, start, end)
    following = 0
    spans: list[tuple[int, int]] = []
    here = start  # where the sentence being read begins
    line = 0  # how many spans there were when this line began
    checked = start  # up to where it was searched for a letter or digit,
    worded = False  # and whether one was met
    for match in _CANDIDATE.finditer(text, start, end):
        stop, after = match.span()
        if text[stop] in LINE_ENDS:
            if stop in joined:
                continue
            worded = worded or _WORD.search(text, checked, stop) is not None
            _add(text, spans, here, stop, line if not worded else len(spans))
            here, checked, worded, line = after, after, False, len(spans)
            continue
        while following < len(closed) and closed[following][1] <= stop:
            following += 1
        if following < len(closed) and closed[following][0] < stop:
            _, edge, inner = closed[following]
            if after < inner or not _ends_quotation(text, match[0], edge, end):
                continue
            after = edge
        elif after <= here or not _ends(text, stop, after, here, end):
            continue
        elif after < end and not text[after].isspace():
            tail = _TAIL.match(text, after, end)
            after = tail.end() if tail else after
        if worded or _WORD.search(text, checked, after) is not None:
            _add(text, spans, here, after, len(spans))
            here, worded = after, False
        checked = after
    _add(text, spans, here, end, line if _WORD.search(text, here, end) is None else len(spans))
    return tuple(spans)


def _add(text: str, spans: list[tuple[int, int]], start: int, end: int, line: int) -> None:
    """Add the trimmed ``[start, end)`` to ``spans``, or to the last of them if there are more than ``line``."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start == end:
        return
    if len(spans) > line:  # marks without a letter or digit belong to what precedes them in their line
        start = spans.pop()[0]
    spans.append((start, end))


def _wrapped(text: str, start: int, end: int) -> frozenset[int]:
    """Return the line feeds that only wrap a paragraph at a column, as text browsers write them.

    Only where it is safe: five lines or more in a row, each filled to one width so that the next line's first word
    would not have fitted, and one of them breaking off after a particle, which no headline does.
    """
    lines = text.count("\n", start, end)
    if lines < 4 or end - start > 110 * lines:
        return frozenset()
    found: set[int] = set()
    for match in _BLOCK.finditer(text, start, end):
        block = match[0].rstrip("\n").split("\n")
        width = max(map(len, block))
        filled = all(len(a) + 1 + len(b.split(maxsplit=1)[0]) > width for a, b in pairwise(block))
        if filled and any(fold(line.split()[-1]) in _starts("particle") for line in block[:-1]):
            place = match.start()
            for line in block[:-1]:
                place += len(line) + 1
                found.add(place - 1)
    return frozenset(found)


def _reaching(quotes: Sequence[Quote], start: int, end: int) -> Sequence[Quote]:
    """Return the quotations that touch ``[start, end)``, with all that their outermost ones hold before ``start``."""
    first = bisect_left(quotes, start, key=lambda quote: quote.start)
    while first > 0 and (quotes[first - 1].depth or quotes[first - 1].end > start):
        first -= 1
    return quotes[first : bisect_left(quotes, end, lo=first, key=lambda quote: quote.start)]


def _protected(quotes: Sequence[Quote | Extent]) -> list[tuple[int, int, int]]:
    """Return start, end and inner end of the outermost quotations that close.

    One that ends with the closing mark of a quotation like it, inside it, counts: one mark closes both.
    """
    ends = {(quote.end, quote.opener) for quote in quotes if quote.closer}
    kept: list[tuple[int, int, int]] = []
    edge = -1
    for quote in quotes:
        if quote.start >= edge and (quote.end, quote.opener) in ends:
            edge = quote.end
            kept.append((quote.start, edge, quote.inner_end))
    return kept


def _ends(text: str, stop: int, after: int, here: int, end: int) -> bool:
    """Tell whether the run of stops ``[stop, after)``, outside quotations, ends the sentence that began at ``here``."""
    following = after
    while (
        following < end
        and (text[following].isspace() or text[following] in INVISIBLE)
        and text[following] not in LINE_ENDS
    ):
        following += 1
    last = following >= end or text[following] in LINE_ENDS
    spaced = following > after or last
    beyond = "" if last else text[following]
    if beyond in _GO_ON and beyond:
        return False
    opening = text.rfind("(", max(here, stop - _MAX_BRACKET), stop)
    if opening >= 0 and text.rfind(")", opening, stop) < 0:
        closing = text.find(")", after, min(end, after + _MAX_BRACKET))
        if closing >= 0 and not any(mark in text[after:closing] for mark in "(\n"):
            return False
    if last:
        return True
    run = text[stop:after]
    if run == ".":
        return _full_stop(text, stop, following, here, spaced)
    if not spaced and _latin(beyond):
        return False
    if run.strip(".… \u00a0"):
        return spaced or beyond.isalpha() or beyond in '«"“(' or not _ADDRESS.search(_token(text, stop, here))
    return _opens_sentence(text, following, "cue", "link") and stop - here > 20 and not _in_headline(text, stop, end)


def _in_headline(text: str, stop: int, end: int) -> bool:
    """Tell whether the line around ``stop`` is short and ends without a stop, as headlines do."""
    left = _LINE_END.split(text[max(0, stop - 160) : stop])[-1]
    right = _LINE_END.split(text[stop : min(end, stop + 160)])[0].rstrip()
    return len(left) + len(right) < 160 and right[-1:] not in _STOPS


def _token(text: str, stop: int, here: int) -> str:
    """Return what stands before ``stop`` since the last space, at most 40 characters."""
    piece = text[max(here, stop - 40) : stop]
    return piece.split()[-1] if piece and not piece[-1].isspace() else ""


def _latin(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character in "/_-=&%#")


def _full_stop(text: str, stop: int, following: int, here: int, spaced: bool) -> bool:
    """Decide a single full stop that is followed, in its line, by the character at ``following``."""
    beyond = text[following]
    before = text[stop - 1] if stop > here else ""
    token = _token(text, stop, here)
    if not spaced:
        if beyond.isdigit() and (before.isdigit() or before.isascii()):
            return False
        if _latin(beyond) and (before.isascii() or beyond.islower()):
            return False
        if _ADDRESS.search(token):
            return False
    elif before.isdigit() and beyond.isdigit() and text[stop + 1] in INVISIBLE:
        return False  # a decimal with a direction mark after its point
    elif beyond.isascii() and beyond.islower():
        return False
    bare = fold(token.lstrip("([{«\"“'‘-–—/،:*•"))
    if not bare:
        return bool(before) and (before.isspace() or not token)
    if bare.isdigit():
        return not (len(bare) < 3 and _begins(text, stop - len(bare), here))
    if len(bare) > 8:
        return True
    return _full_stop_after_short(text, stop, following, here, token, bare, spaced)


def _full_stop_after_short(
    text: str, stop: int, following: int, here: int, token: str, bare: str, spaced: bool
) -> bool:
    """Decide a full stop after a short word, which may be an abbreviation, an initial or a letter's name."""
    tail = bare[bare.rfind(".") + 1 :]
    kinds = _abbreviations()
    kind = kinds.get(bare) or kinds.get(tail, "") if tail else ""
    if not kind and bare[0] == "و" and kinds.get(bare[1:]) == "title":
        kind = "title"
    single = len(tail) == 1 and tail.isalpha()
    if not spaced:
        segment = _segment(text, following)
        if single or kind == "title":
            return False
        return not (tail in _letters() and (segment in _letters() or len(segment) == 1))
    if kind == "label" and _begins(text, stop - len(token), here):
        return False
    if kind == "reference" and text[following].isdigit():
        return False
    if not (single or kind in {"title", "whole"} or ("." in bare and tail in _letters())):
        return True
    if single and "." not in bare:
        if _begins(text, stop - len(token), here):
            return False
        previous = fold(text[max(here, stop - 24) : stop - len(token)].rstrip()).split()
        if previous and (previous[-1].isdigit() or previous[-1] in _counted()):
            return True
    if kind == "title" or (single and "." not in bare):
        return _opens_sentence(text, following, "cue")
    return _opens_sentence(text, following, "cue", "link")


def _begins(text: str, place: int, here: int) -> bool:
    """Tell whether a number or letter at ``place`` counts an item: it begins the sentence or follows a colon."""
    lead = text[max(here, place - 6) : place].strip(" \u00a0\t\u200f\u200e•●*-–(")
    return (not lead and place - here <= 6) or lead.endswith(":")


def _segment(text: str, start: int) -> str:
    """Return the folded run of letters at ``start``, at most 8."""
    stop = start
    while stop < len(text) and stop < start + 8 and text[stop].isalpha():
        stop += 1
    return fold(text[start:stop])


def _ends_quotation(text: str, run: str, edge: int, end: int) -> bool:
    """Tell whether a sentence ends with the quotation that ends at ``edge`` and whose last characters are stops.

    A full stop before the closing mark ends the sentence, unless a comma follows or who said it; after another stop
    that takes the reporter's next sentence.
    """
    following = edge
    while following < end and text[following].isspace() and text[following] not in LINE_ENDS:
        following += 1
    if following >= end or text[following] in LINE_ENDS or text[following] in _GO_ON or text[following] in _STOPS:
        return False
    if text[following] in ")]}-–—":
        return False
    if run.strip() != ".":
        return _opens_sentence(text, following, "cue")
    return not _opens_sentence(text, following, "tail")


def _opens_sentence(text: str, start: int, *values: str) -> bool:
    """Tell whether what stands at ``start`` begins with one of the ``sentence_starts.tsv`` words."""
    match = _NEXT_WORD.match(text, start, start + 60)
    if match is None:
        return False
    word, second = fold(match[1]), match[2]
    known = _starts(*values)
    return word in known or (second is not None and f"{word} {fold(second)}" in known)


@cache
def _starts(*values: str) -> frozenset[str]:
    """Return the folded forms of ``sentence_starts.tsv`` with one of these ``values``."""
    return frozenset(fold(row.form) for row in load("sentence_starts") if row.value in values)


@cache
def _abbreviations() -> dict[str, str]:
    """Map the folded forms of ``abbreviations.tsv`` to what they do; a title outranks a reference."""
    order = ("label", "whole", "reference", "title")
    rows = [row for row in load("abbreviations") if row.value in order]
    return {fold(row.form): row.value for row in sorted(rows, key=lambda row: order.index(row.value))}


@cache
def _letters() -> frozenset[str]:
    return frozenset(fold(row.form) for row in load("abbreviations") if row.value == "letter")


@cache
def _counted() -> frozenset[str]:
    return frozenset(fold(row.form) for row in load("abbreviations") if row.value == "counted")
