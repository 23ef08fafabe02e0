"""When: every expression of time on a page, and the date, duration or bound it stands for.

An expression's surface holds its heads (``يوم الخميس``, ``عام 2000``), part of day, modifiers, doubled month names
and year; prepositions before it (في، خلال، منذ، حتى، من) and joined particles (و ف ب ل ك) stay outside. Expressions
count from the publication date of their article, inside quoted speech from the day of speaking.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Literal, Protocol

from khabar import edtf
from khabar.model import Page
from khabar.normalise import Aligned, normalise
from khabar.quotes import Quote, quotes
from khabar.timeanchor import counts, edtf_days, looks_back, outermost
from khabar.timedates import dates
from khabar.timedays import days
from khabar.timefeasts import feasts
from khabar.timegrammar import Found, Grammar
from khabar.timejoin import join, lean
from khabar.timenumbers import joined
from khabar.timeresolve import Context, duration, resolve
from khabar.timesense import Ago, Calendar, FromEvent, Length, Sense, Then
from khabar.timespans import spans
from khabar.timewords import Tokens, tokenise
from khabar.timeyears import years

Prefer = Literal["past", "future"]
_TOLD = frozenset({"headline", "subheading", "body"})
# What folding hides: أب is a father, no August (آب); السنّة the Sunna, no year.
_OTHER_WORD = re.compile(r"(?<![\w\u0640\u064b-\u0655])أب(?![\w\u0640\u064b-\u0655])|ال(?:سنّ|سُنّ?)ة")
_FAR = 300  # expressions looked back over, so that the work stays linear
_NEAR = 4  # tokens between two dates that stand side by side
_NEWS = 4  # a day of speaking that is not stated is the story's own day, if that is at most so many days old


class Spanned(Protocol):
    """A sentence, as `khabar.coding` cuts them."""

    @property
    def sentence_id(self) -> str: ...  # noqa: D102
    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Time:
    """One expression of time, in the columns of the table ``times``.

    ``earliest`` and ``latest`` are ISO dates, empty when open. ``anchor`` is ``published``, ``quoted``, the id of the
    expression it counts from, or empty.
    """

    page_id: str
    article_id: str
    sentence_id: str
    time_id: str
    start: int
    end: int
    surface: str
    kind: str
    edtf: str
    earliest: str
    latest: str
    duration: str
    mod: str
    anchor: str
    rule: str


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch of the raw text that is one article's, with that article's date."""

    start: int
    end: int
    article_id: str
    published: str


def times(
    source: Page | str,
    published: str = "",
    prefer: Prefer = "past",
    sentences: Sequence[Spanned] = (),
    folded: Aligned | None = None,
    marks: Sequence[Quote] | None = None,
) -> tuple[Time, ...]:
    """Return the expressions of time in a page or a text, in order, resolved as far as they can be.

    ``published`` is an EDTF date; for a page, each article's own if empty. Without one, expressions are found but what
    counts from it stays unresolved. A bare weekday is the latest not after publication unless its clause looks ahead;
    with ``prefer="future"`` the next, unless its clause looks back. ``sentences`` gives the ids of sentences; the raw
    text ``folded`` by `khabar.normalise.normalise` and the ``marks`` that `khabar.quotes.quotes` finds in it are worked
    out unless they are given. Offsets are code points of the raw text. Nothing is raised, on any string; a
    ``published`` that is no EDTF counts as unknown.

    >>> text = "التقى الوزيران أمس الخميس في باريس، وسيجتمعان مجددًا في 12 آب."
    >>> [(time.surface, time.edtf) for time in times(text, "2025-07-25")]
    [('أمس الخميس', '2025-07-24'), ('12 آب', '2025-08-12')]
    >>> [(time.surface, time.duration, time.mod) for time in times("منذ أكثر من ربع قرن")]
    [('أكثر من ربع قرن', 'P25Y', 'MORE_THAN')]
    """
    if isinstance(source, Page):
        raw, page_id = source.raw, source.page_id
        stretches = _stretches(source, published)
    else:
        raw, page_id = source, ""
        stretches = [_Stretch(0, len(raw), "", published)]
    return _Reading(raw, page_id, stretches, prefer, sentences, folded, marks).times()


@dataclass(frozen=True, slots=True)
class Item:
    """An expression with what it says before any anchor: for what reasons about anchors themselves.

    ``absolute`` is its EDTF without any anchor, ``lean`` whether its clause looks ahead (1) or back (-1), ``quoted``
    whether it stands in speech, ``published`` its article's date.
    """

    time_id: str
    article_id: str
    surface: str
    kind: str
    sense: Sense
    absolute: str
    lean: int
    quoted: bool
    published: str


def reading(source: Page | str, published: str = "") -> tuple[Item, ...]:
    """Return the expressions that `times` finds, in the same order, as they stand before they are resolved.

    >>> [(item.surface, item.absolute) for item in reading("أمس الخميس 24 تموز 2025")]
    [('أمس الخميس 24 تموز 2025', '2025-07-24')]
    """
    if isinstance(source, Page):
        raw, prefix, stretches = source.raw, f"{source.page_id}.", _stretches(source, published)
    else:
        raw, prefix, stretches = source, "", [_Stretch(0, len(source), "", published)]
    items = _Reading(raw, "", stretches, "past").items
    return tuple(
        Item(
            f"{prefix}t{number}",
            item.stretch.article_id,
            raw[item.start : item.end],
            item.found.meaning.kind,
            item.found.meaning.sense,
            resolve(item.found.meaning.sense, None, Context()),
            item.lean,
            item.quoted,
            item.stretch.published,
        )
        for number, item in enumerate(items, start=1)
    )


def _stretches(page: Page, published: str) -> list[_Stretch]:
    own = {article.article_id: article.published for article in page.articles}
    return [
        _Stretch(
            part.start, part.end, part.article_id, published or own.get(part.article_id, "") if part.article_id else ""
        )
        for part in page.parts
        if part.role == "related" or (part.role in _TOLD and part.article_id)
    ]


@cache
def _grammar() -> Grammar:
    return Grammar(dates, feasts, days, years, spans)


def read_tokens(text: str, folded: Aligned | None = None) -> tuple[Aligned, Tokens]:
    """Return ``text`` folded, unless it is already, and cut into tokens, numbers and doubled months joined."""
    aligned = folded or normalise(text, "match")
    return aligned, joined(tokenise(aligned.text))


def find(tokens: Tokens, start: int, end: int) -> list[Found]:
    """Return the expressions among tokens ``[start, end)``, neighbours that are one expression joined."""
    return join(tokens, list(_grammar().search(tokens, start, end)))


@dataclass(slots=True)
class _Item:
    """An expression on its way to a `Time`."""

    found: Found
    start: int
    end: int
    stretch: _Stretch
    lean: int
    quoted: bool  # whether it stands in speech
    sentence: int  # first token of its sentence
    cue: int  # the token that says which way its clause looks
    edtf: str = ""
    anchor: str = ""


class _Reading:
    """One pass over one text."""

    def __init__(
        self,
        raw: str,
        page_id: str,
        stretches: list[_Stretch],
        prefer: Prefer,
        sentences: Sequence[Spanned] = (),
        folded: Aligned | None = None,
        marks: Sequence[Quote] | None = None,
    ) -> None:
        self.raw = raw
        self.page_id = page_id
        self.prefix = f"{page_id}." if page_id else ""
        self.sentences = sentences
        self.marks = marks
        self.items = list(self._found(stretches, prefer, folded))

    def _found(self, stretches: list[_Stretch], prefer: Prefer, folded: Aligned | None) -> Iterator[_Item]:
        aligned, tokens = read_tokens(self.raw, folded)
        begins = [token.start for token in tokens.items]
        speech: list[tuple[int, int]] | None = None
        for stretch in stretches:
            low, high = aligned.from_source(stretch.start, stretch.end)
            first, last = bisect_right(begins, low - 1), bisect_right(begins, high - 1)
            for found in find(tokens, first, last):
                if speech is None:
                    speech = outermost(quotes(self.raw) if self.marks is None else self.marks)
                start, end = aligned.to_source(tokens.items[found.first].start, tokens.items[found.last - 1].end)
                start, end = max(start, stretch.start), min(end, stretch.end)
                if _OTHER_WORD.search(self.raw, start, end):
                    continue
                looks, sentence, cue = lean(tokens, found)
                if prefer == "future" and not looks:
                    looks = 1
                place = bisect_right(speech, (start, len(self.raw))) - 1
                quoted = place >= 0 and end <= speech[place][1]
                yield _Item(found, start, end, stretch, looks, quoted, sentence, cue)

    def times(self) -> tuple[Time, ...]:
        # What stands in speech counts from the day of speaking, which the reporter's own words tell: those come first.
        for index, item in enumerate(self.items):
            if not item.quoted:
                self._resolve(index, item, edtf_days(item.stretch.published), "published")
        for index, item in enumerate(self.items):
            if item.quoted:
                self._resolve(index, item, self._spoken(index, item), "quoted")
        return tuple(self._time(index, item) for index, item in enumerate(self.items))

    def _resolve(self, index: int, item: _Item, anchors: tuple[date, ...], name: str) -> None:
        sense = item.found.meaning.sense
        if item.lean < 1 and anchors and self._ahead(index, item, anchors[-1]):
            item.lean = 1
        last = self._last(index, item) if looks_back(sense) else -1
        said = self._said(index, item) if item.found.meaning.kind == "time" else ""
        context = Context(
            item.lean, self.items[last].edtf if last >= 0 else "", said, self._told_year(index, item, anchors)
        )
        alone = resolve(sense, None, context)
        values = [resolve(sense, anchor, context) for anchor in anchors]
        item.edtf = edtf.one_of(values) if values else alone
        if not edtf.is_edtf(item.edtf):
            item.edtf = ""
        if last >= 0 and item.edtf:
            item.anchor = f"{self.prefix}t{last + 1}"
        elif item.edtf != alone or (not anchors and not alone and counts(sense)):
            item.anchor = name

    def _last(self, index: int, item: _Item) -> int:
        """Return the date mentioned last before an expression in its article, -1 if none."""
        then = isinstance(item.found.meaning.sense, Then)
        for before in range(index - 1, max(-1, index - _FAR), -1):
            other = self.items[before]
            if other.stretch.article_id != item.stretch.article_id or (
                then and "\n" in self.raw[other.end : item.start]
            ):
                break
            meaning = other.found.meaning
            if other.edtf and meaning.kind in ("date", "time") and edtf.bounds(other.edtf)[0]:
                return before
        return -1

    def _ahead(self, index: int, item: _Item, anchor: date) -> bool:
        """Return whether the date before an expression in its sentence lies ahead; then so does what follows it."""
        if not index or self.items[index - 1].sentence != item.sentence or item.cue > self.items[index - 1].found.first:
            return False
        other = self.items[index - 1]
        first, last = edtf.bounds(other.edtf)
        if first is None or first <= anchor or other.found.meaning.kind not in ("date", "time"):
            return False
        return first == last or item.found.first - other.found.last < _NEAR

    def _said(self, index: int, item: _Item) -> str:
        """Return the day that an expression's own sentence states before it."""
        for before in range(index - 1, max(-1, index - _FAR), -1):
            other = self.items[before]
            if other.sentence != item.sentence:
                break
            first, last = edtf.bounds(other.edtf)
            if first and first == last:
                return str(first)
        return ""

    def _told_year(self, index: int, item: _Item, anchors: tuple[date, ...]) -> int:
        """Return the year that an expression's own sentence has just told of, if that is long past; else 0."""
        if (
            index
            and anchors
            and item.lean < 1
            and isinstance(item.found.meaning.sense, Calendar)
            and not item.found.meaning.sense.weekday
        ):
            other = self.items[index - 1]
            first, last = edtf.bounds(other.edtf)
            if (
                other.sentence == item.sentence
                and not other.anchor
                and first
                and last
                and first.year == last.year < anchors[0].year - 1
            ):
                return first.year
        return 0

    def _spoken(self, index: int, item: _Item) -> tuple[date, ...]:
        """Return the day on which the words around an expression were spoken: the story's, else the article's date."""
        published = edtf_days(item.stretch.published)
        if not published:
            return ()
        nearest: tuple[date, ...] = ()
        for other in self.items[max(0, index - _FAR) : index][::-1]:
            if other.stretch.article_id != item.stretch.article_id:
                break
            if other.quoted or other.found.meaning.kind not in ("date", "time"):
                continue
            found = edtf.days(other.edtf, len(published))
            if found and 0 <= (published[-1] - found[-1]).days < _NEWS:
                nearest = found
                break
        return nearest or published

    def _time(self, index: int, item: _Item) -> Time:
        meaning = item.found.meaning
        first, last = edtf.bounds(item.edtf)
        sense = meaning.sense
        length = sense.parts if isinstance(sense, Length | FromEvent) else ()
        told = isinstance(sense, Ago) and sense.sign > 0 and not item.edtf and bool(item.stretch.published)
        if isinstance(sense, Ago) and told:
            length = (
                sense.parts
            )  # وبعد عامين in a tale of the past: so long after something told, not after the writing
        period = getattr(meaning.sense, "period", "") if meaning.kind == "set" else ""
        return Time(
            self.page_id,
            item.stretch.article_id,
            self._sentence(item),
            f"{self.prefix}t{index + 1}",
            item.start,
            item.end,
            self.raw[item.start : item.end],
            "duration" if told else meaning.kind,
            item.edtf,
            str(first) if first else "",
            str(last) if last else "",
            duration(length) if length else period,
            meaning.mod,
            item.anchor,
            "event-relative" if told or isinstance(meaning.sense, FromEvent) else item.found.rule,
        )

    def _sentence(self, item: _Item) -> str:
        place = bisect_right(self.sentences, item.start, key=_start) - 1
        if place >= 0 and item.end <= self.sentences[place].end:
            return self.sentences[place].sentence_id
        return ""


_start: Callable[[Spanned], int] = lambda sentence: sentence.start  # noqa: E731


def with_anchor(time: Time, anchor: str) -> Time:
    """Return ``time`` hung on another anchor, such as an event's id.

    >>> with_anchor(times("أمس", "2025-07-25")[0], "p.e1").anchor
    'p.e1'
    """
    return replace(time, anchor=anchor)
