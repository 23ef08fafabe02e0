"""Coding: what one page says, as rows of the tables; and the same for any number of pages, streaming, in parallel.

Each page is coded alone. Sentences are those of an article's headline, subheadings and body; a related headline is one
as well: headlines are evidence too. A bullet is no part of its sentence.
"""

import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, fields
from itertools import islice
from multiprocessing import get_context
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from khabar.attribution import Claim, Link
from khabar.claims import claims
from khabar.commitments import commitments
from khabar.discourse import discourse
from khabar.entities import Entity, Mention
from khabar.errors import KhabarError, MissingExtraError
from khabar.events import events
from khabar.gazetteer import Gazetteer
from khabar.happening import Argument, Attestation, Commitment, Event
from khabar.inputs import sources
from khabar.matching import prepare
from khabar.mentions import counted, cuts, entities, fullness, mentions
from khabar.model import Article, Page, Part, Problem
from khabar.normalise import normalise
from khabar.pages import given_date, page_from
from khabar.quotes import Quote, quotes
from khabar.sentences import sentences
from khabar.source import Source
from khabar.tables import PAGEWISE, Format, Row, TableWriter, frame
from khabar.times import Time, times

if TYPE_CHECKING:
    import pandas as pd

_TOLD = frozenset({"headline", "subheading", "body"})  # what an article says; a dateline only says where from
_BULLET = re.compile(
    r"\s*[\N{BULLET}\N{BLACK CIRCLE}\N{MIDDLE DOT}\N{BLACK SMALL SQUARE}\N{BLACK SQUARE}\N{WHITE BULLET}"
    r"\N{TRIANGULAR BULLET}\N{BLACK RIGHT-POINTING POINTER}\N{BLACK LEFT-POINTING POINTER}*\N{EN DASH}\N{EM DASH}-]\s+"
)
_TIME_CELLS = attrgetter(*(field.name for field in fields(Time)))  # its fields are the columns of the table
_CLAIM_CELLS = attrgetter(*(field.name for field in fields(Claim)))
_LINK_CELLS = attrgetter(*(field.name for field in fields(Link)))
_EVENT_CELLS = attrgetter(*(field.name for field in fields(Event)))
_ARGUMENT_CELLS = attrgetter(*(field.name for field in fields(Argument)))
_ATTESTATION_CELLS = attrgetter(*(field.name for field in fields(Attestation)))
_COMMITMENT_CELLS = attrgetter(*(field.name for field in fields(Commitment)))
_BATCH = 256 * 1024  # bytes of pages that one process is given at a time
Rows = dict[str, list[Row]]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence ``raw[start:end]``; ``article_id`` is empty for a related headline."""

    sentence_id: str
    part_id: str
    article_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Coding:
    """What was coded on one page."""

    page: Page
    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...] = ()
    times: tuple[Time, ...] = ()
    claims: tuple[Claim, ...] = ()
    links: tuple[Link, ...] = ()
    events: tuple[Event, ...] = ()
    arguments: tuple[Argument, ...] = ()
    attestations: tuple[Attestation, ...] = ()
    commitments: tuple[Commitment, ...] = ()

    @property
    def entities(self) -> tuple[Entity, ...]:
        """Those whom the page mentions, by id."""
        return entities(self.mentions)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts of the page."""
        return self.page.parts

    @property
    def articles(self) -> tuple[Article, ...]:
        """The articles of the page."""
        return self.page.articles

    @property
    def rows(self) -> Rows:
        """The rows of every table coded page by page, as tuples in the order of the columns."""
        page = self.page
        rows: Rows = {name: [] for name in PAGEWISE}
        counts = Counter(sentence.article_id for sentence in self.sentences)
        lengths: Counter[str] = Counter()
        for part in page.parts:
            lengths[part.article_id] += part.end - part.start
        rows["pages"] = [
            (
                page.page_id,
                page.path,
                page.sha256,
                page.bytes,
                len(page.raw),
                page.media_type,
                page.outlet,
                page.url,
                page.published,
                page.published_basis,
                page.rights,
            )
        ]
        rows["parts"] = [
            (page.page_id, part.part_id, part.position, part.role, part.start, part.end, part.article_id)
            for part in page.parts
        ]
        rows["articles"] = [
            (
                article.article_id,
                page.page_id,
                article.outlet,
                article.headline,
                article.published,
                article.published_basis,
                article.start,
                article.end,
                lengths[article.article_id],
                counts[article.article_id],
            )
            for article in page.articles
        ]
        rows["sentences"] = [
            (page.page_id, each.part_id, each.article_id, each.sentence_id, each.start, each.end)
            for each in self.sentences
        ]
        rows["mentions"] = [
            (
                page.page_id,
                each.article_id,
                each.sentence_id,
                each.mention_id,
                each.start,
                each.end,
                each.surface,
                each.kind,
                each.entity_id,
                each.label,
                each.office_start,
                each.office_end,
                each.former,
                each.rule,
            )
            for each in self.mentions
        ]
        named = counted(self.mentions)
        rows["entities"] = [(*entity.cells, named[entity.entity_id]) for entity in self.entities]
        rows["times"] = [_TIME_CELLS(each) for each in self.times]
        rows["claims"] = [_CLAIM_CELLS(each) for each in self.claims]
        rows["links"] = [_LINK_CELLS(each) for each in self.links]
        rows["events"] = [_EVENT_CELLS(each) for each in self.events]
        rows["arguments"] = [_ARGUMENT_CELLS(each) for each in self.arguments]
        rows["attestations"] = [_ATTESTATION_CELLS(each) for each in self.attestations]
        rows["commitments"] = [_COMMITMENT_CELLS(each) for each in self.commitments]
        rows["problems"] = [_problem_row(problem) for problem in page.problems]
        return rows

    def tables(self) -> "dict[str, pd.DataFrame]":
        """Return every table coded page by page, those that nothing fills yet with their columns and no rows."""
        return {name: frame(name, rows) for name, rows in self.rows.items()}


def code(page: Page, lexicons: Gazetteer | None = None) -> Coding:
    """Code one page, with the package's own lexicons unless others are given.

    >>> from khabar.pages import read
    >>> coding = code(read("data/raw/paris-2025-07.txt"))
    >>> len(coding.articles), len(coding.sentences)
    (2, 40)
    >>> coding.mentions[0].surface, coding.mentions[0].entity_id
    ('وزراء إسرائيليون', 'israeli-ministers')
    >>> coding.events[0].anchor, coding.events[0].event_type
    ('اجتماعًا', 'CONSULT')
    """
    marks = quotes(page.raw)
    found = tuple(_sentences(page, marks))
    spans = [(each.start, each.end, each.sentence_id) for each in found]
    folded = normalise(page.raw)
    text = prepare(page.raw, cuts(page), folded)
    named = mentions(page, spans, lexicons, text)
    dated = times(page, sentences=found, folded=folded, marks=marks)
    talk = discourse(page, text, found, named, dated, marks)
    said, links = claims(talk)
    happened, roles, attested = events(talk, said, dated)
    undertaken = commitments(talk, said, happened)
    return Coding(page, found, named, dated, said, links, happened, roles, attested, undertaken)


def merged(rows: Iterable[Row]) -> list[Row]:
    """Return the rows of the table ``entities`` with one for each id: mentions added up, the fuller row kept.

    >>> merged([("SYR", "state", "", 2), ("SYR", "state", "سوريا", 3)])
    [('SYR', 'state', 'سوريا', 5)]
    """
    kept: dict[str, Row] = {}
    times: Counter[str] = Counter()
    for row in rows:
        code = str(row[0])
        times[code] += int(row[-1] or 0)
        kept[code] = row if code not in kept else max(kept[code], row, key=fullness)
    return [(*kept[code][:-1], times[code]) for code in sorted(kept)]


def _sentences(page: Page, marks: Sequence[Quote]) -> Iterator[Sentence]:
    number = 0
    for part in page.parts:
        related = part.role == "related"
        if not related and not (part.role in _TOLD and part.article_id):
            continue
        bullet = _BULLET.match(page.raw, part.start, part.end)
        spans = sentences(page.raw, marks, bullet.end() if bullet else part.start, part.end)
        for start, end in _headlines(page.raw, spans) if related else spans:
            number += 1
            yield Sentence(f"{page.page_id}.s{number}", part.part_id, part.article_id, start, end)


def _headlines(raw: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Join what a full stop parts: in a headline it sets off a tag (``عاجل.``); only a question ends a sentence."""
    start = end = -1
    for first, last in spans:
        if start >= 0 and raw[end - 1] in "؟?!":
            yield start, end
            start = -1
        start, end = (first if start < 0 else start), last
    if start >= 0:
        yield start, end


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run of `code_all` came to. ``exit_code`` is 0 (all well), 1 (with problems) or 2 (there was no page)."""

    pages: int
    articles: int
    sentences: int
    notes: int
    warnings: int
    errors: int

    @property
    def exit_code(self) -> int:
        """The exit code for a command line; notes are no problems."""
        if not self.pages:
            return 2
        return 1 if self.warnings or self.errors else 0


def code_all(
    paths: Iterable[str | Path],
    out: str | Path,
    *,
    published: str = "",
    outlet: str = "",
    format: Format = "csv",  # noqa: A002
    force: bool = False,
    jobs: int = 1,
    tell: Callable[[int, list[Problem]], None] | None = None,
) -> Summary:
    """Code every page that ``paths`` hold and write the tables to the folder ``out``; memory use is constant.

    ``published`` and ``outlet`` as for `khabar.read`. With ``jobs`` above 1 as many processes share the work; what is
    written is the same. ``tell`` is called now and then with the number of pages done since and the problems met.
    Raises `TableError` if a table would be overwritten and not ``force``, `SourceError` if ``published`` is no date.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     summary = code_all(["data/raw"], folder)
    >>> summary.pages, summary.exit_code
    (1, 0)
    """
    published = given_date(published)
    counts: Counter[str] = Counter()
    with TableWriter(out, format=format, force=force) as writer:
        batches = ((batch, published, outlet) for batch in _batches(sources(paths)))
        known: list[Row] = []
        for rows, problems in map(_code_batch, batches) if jobs < 2 else _in_parallel(batches, jobs):
            known = merged([*known, *rows.pop("entities")])  # one row an entity, however many pages name it
            for name, more in rows.items():
                writer.append(name, more)
                counts[name] += len(more)
            counts.update(problem.severity for problem in problems)
            if tell:
                tell(len(rows["pages"]), problems)
        writer.append("entities", known)
    return Summary(
        counts["pages"], counts["articles"], counts["sentences"], counts["note"], counts["warning"], counts["error"]
    )


_Batch = tuple[list[Source | Problem], str, str]


def _batches(items: Iterable[Source | Problem]) -> Iterator[list[Source | Problem]]:
    batch: list[Source | Problem] = []
    size = 0
    for item in items:
        batch.append(item)
        size += item.size if isinstance(item, Source) else 1000
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _code_batch(batch: _Batch) -> tuple[Rows, list[Problem]]:
    items, published, outlet = batch
    rows: Rows = {name: [] for name in PAGEWISE}
    problems = []
    for item in items:
        if isinstance(item, Problem):
            problems.append(item)
            continue
        try:
            coding = code(page_from(item, published=published, outlet=outlet))
            more = coding.rows
        except MissingExtraError as error:
            problems.append(Problem(item.path, item.id, item.location, "error", str(error)))
        except Exception as error:
            words = " ".join(f"{type(error).__name__}: {error}".split())
            message = f"could not be coded ({words}); please report this page"
            problems.append(Problem(item.path, item.id, item.location, "error", message))
        else:
            problems += coding.page.problems
            for name, each in more.items():
                rows[name] += each
    rows["problems"] = [_problem_row(problem) for problem in problems]
    return rows, problems


def _in_parallel(batches: Iterator[_Batch], jobs: int) -> Iterator[tuple[Rows, list[Problem]]]:
    """Code batches in ``jobs`` processes and yield their rows in order, with a few of them under way at a time."""
    # Spawned, not forked: the same on every system, and safe whatever threads the caller runs.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        waiting = deque(pool.submit(_code_batch, batch) for batch in islice(batches, 2 * jobs))
        try:
            while waiting:
                yield waiting.popleft().result()
                batch = next(batches, None)
                if batch:
                    waiting.append(pool.submit(_code_batch, batch))
        except BrokenProcessPool:
            raise KhabarError(
                "a process was ended from outside, perhaps for want of memory; use fewer --jobs"
            ) from None
        finally:
            for future in waiting:
                future.cancel()


def _problem_row(problem: Problem) -> Row:
    return (problem.path, problem.page_id, problem.location, problem.severity, problem.message)
