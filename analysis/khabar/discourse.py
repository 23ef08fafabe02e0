"""A page as a run of words with what is known of each: the sentence, the quotation, the name it belongs to.

The grammar of attribution (`khabar.sayings`) is written over these words: folded as the ``match`` profile folds text,
each with its place in the raw text, so that a rule reads words and an answer gives characters.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from khabar.entities import Mention
from khabar.matching import Text
from khabar.model import Page, Part
from khabar.quotes import Quote
from khabar.times import Spanned

if TYPE_CHECKING:
    from khabar.stretches import Stretch

SPEAKING = frozenset({"person", "state", "organisation", "outlet", "group", "office", "dual"})
_STOP = re.compile(r"[.؟?!…](?:\s|$)|\n|\.\.|؛")


@dataclass(frozen=True, slots=True)
class Discourse:
    """The words of a page; all lists but ``quotes`` and ``mentions`` have one item a word.

    ``sentence`` is the index of the word's sentence or -1, ``quote`` that of the innermost quotation of speech (in
    ``quotes``) or -1, ``name`` that of the mention whose name or office it belongs to (in ``mentions``) or -1.
    ``dated`` tells whether it belongs to an expression of time.
    """

    raw: str
    page: Page
    words: list[str]
    starts: list[int]
    ends: list[int]
    sentence: list[int]
    quote: list[int]
    name: list[int]
    dated: list[bool]
    sentences: Sequence[Spanned]
    quotes: Sequence[Quote]
    mentions: Sequence[Mention]
    gaps: list[str] = field(repr=False)  # what stands before each word, and behind the last
    stopped: list[bool] = field(repr=False)  # whether a sentence ends before each word
    edges: list[tuple[int, int]] = field(repr=False)  # first word of each sentence, and the one after its last
    spans: list[tuple[int, int]] = field(repr=False)  # first and last word of each mention, office included
    quote_starts: list[int] = field(repr=False)
    part_starts: list[int] = field(repr=False)
    stretches: "dict[tuple[int, int], Stretch]" = field(default_factory=dict, repr=False)  # sentences once looked at

    def gap(self, index: int) -> str:
        """Return what stands before the word ``index``, back to the word before it."""
        return self.gaps[index]

    def stops(self, index: int) -> bool:
        """Tell whether a sentence or paragraph ends before the word ``index``.

        Outside quotations the sentences say so: the stop of an abbreviation (د. سامر) ends nothing.
        """
        return index >= len(self.words) or self.stopped[index]

    def at(self, offset: int) -> int:
        """Return the word that holds ``raw[offset]``, else the next one."""
        index = bisect_right(self.starts, offset) - 1
        return index if index >= 0 and self.ends[index] > offset else index + 1

    def word(self, index: int) -> str:
        """Return the word ``index``, or nothing outside the page."""
        return self.words[index] if 0 <= index < len(self.words) else ""

    def bounds(self, index: int) -> tuple[int, int]:
        """Return the first word of the sentence of the word ``index``, and the one after its last."""
        number = self.sentence[index]
        return self.edges[number] if number >= 0 else (index, index + 1)

    def quotes_within(self, start: int, end: int) -> Sequence[Quote]:
        """Return the quotations whose first mark is in ``raw[start:end]``, in order."""
        return self.quotes[bisect_left(self.quote_starts, start) : bisect_left(self.quote_starts, end)]

    def part(self, offset: int) -> Part | None:
        """Return the part of the page that holds ``raw[offset]``."""
        number = bisect_right(self.part_starts, offset) - 1
        part = self.page.parts[number] if number >= 0 else None
        return part if part is not None and offset < part.end else None

    def prefix(self, mention: int) -> str:
        """Return what is joined before a mention (or its office), folded."""
        first = self.spans[mention][0]
        each = self.mentions[mention]
        start = each.start if each.office_start is None else min(each.start, each.office_start)
        return self.raw[self.starts[first] : start]

    def between(self, first: int, last: int) -> range:
        """Return the mentions whose first word is in ``[first, last)``."""
        begin = bisect_left(self.spans, (first, -1))
        return range(begin, bisect_left(self.spans, (last, -1)))


def discourse(
    page: Page,
    text: Text,
    sentences: Sequence[Spanned],
    mentions: Sequence[Mention],
    times: Sequence[Spanned],
    quotes: Sequence[Quote],
) -> Discourse:
    """Return the words of ``page`` with the sentence, quotation, name and time that each belongs to.

    >>> from khabar.coding import code
    >>> from khabar.pages import read
    >>> from khabar.quotes import quotes
    >>> from khabar.matching import prepare
    >>> coding = code(read("قال وزير الخارجية أسعد الشيباني اليوم إن اللقاء تم.".encode()))
    >>> raw = coding.page.raw
    >>> words = discourse(coding.page, prepare(raw), coding.sentences, coding.mentions, coding.times, quotes(raw))
    >>> [(word, name, dated) for word, name, dated in zip(words.words, words.name, words.dated)][2:6]
    [('الخارجية', 0, False), ('اسعد', 0, False), ('الشيباني', 0, False), ('اليوم', -1, True)]
    """
    words, _, _, starts, ends = text.words
    count = len(words)
    raw = text.raw
    gaps = [raw[end:start] for end, start in zip([0, *ends], [*starts, len(raw)], strict=True)]

    def fill(spans: Sequence[tuple[int, int]]) -> list[int]:
        """Give every word the index of the last of ``spans`` that holds it: inner ones come behind outer ones."""
        result = [-1] * count
        for number, (start, end) in enumerate(spans):
            for index in range(max(bisect_right(ends, start), 0), bisect_left(starts, end)):
                result[index] = number
        return result

    speech = [(quote.start, quote.end) if quote.kind == "speech" else (0, 0) for quote in quotes]
    whole = [
        (each.start, each.end)
        if each.office_start is None or each.office_end is None
        else (min(each.start, each.office_start), max(each.end, each.office_end))
        for each in mentions
    ]
    spans = [(bisect_right(ends, start), bisect_left(starts, end)) for start, end in whole]
    order = sorted(range(len(mentions)), key=lambda number: (spans[number][0], -spans[number][1]))
    # An office that stands alone holds its nisbas; whoever asks for the name of a word wants the office.
    outer: list[int] = []
    reach = 0
    for number in order:
        if spans[number][1] > reach or mentions[number].kind not in ("nisba", "state", "person", "place"):
            outer.append(number)
            reach = max(reach, spans[number][1])
    mentions = [mentions[number] for number in outer]
    spans = [spans[number] for number in outer]
    name = [-1] * count
    for number, (begin, stop) in enumerate(spans):
        for index in range(begin, min(stop, count)):
            if name[index] < 0 or mentions[number].kind in SPEAKING:
                name[index] = number
    sentence = fill([(each.start, each.end) for each in sentences])
    quote = fill(speech)
    dated = fill([(time.start, time.end) for time in times])
    return Discourse(
        raw,
        page,
        words,
        starts,
        ends,
        sentence,
        quote,
        name,
        [number >= 0 for number in dated],
        sentences,
        quotes,
        mentions,
        gaps,
        [gap != " " and _ends(gap, index, sentence, quote) for index, gap in enumerate(gaps[:-1])],
        [(bisect_left(starts, each.start), bisect_left(starts, each.end)) for each in sentences],
        spans,
        [quote.start for quote in quotes],
        [part.start for part in page.parts],
    )


def _ends(gap: str, index: int, sentence: Sequence[int], quote: Sequence[int]) -> bool:
    """Tell whether a sentence ends in the ``gap`` before the word ``index``; see `Discourse.stops`."""
    found = _STOP.search(gap)
    if found is None or not index or found[0][0] != ".":
        return found is not None
    same = sentence[index] >= 0 and sentence[index - 1] == sentence[index]
    return not same or quote[index] >= 0 or quote[index - 1] >= 0
