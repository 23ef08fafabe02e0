"""From a row of any table back to the words that it came from, shown in their sentences.

A row that stands for one stretch of a page has its own characters; a step has those of its events, a person those of
all mentions, a first mouth those of all its claims, and a relation or a conflict those of its two sides. `traced` shows
any of them; `khabar.Study.show` is its front door.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from khabar.display import Shown, Span, highlight, show_parts, stacked
from khabar.errors import StudyError
from khabar.labels import LRM, RLM
from khabar.origins import traces
from khabar.showing import short
from khabar.tables import SCHEMA

if TYPE_CHECKING:
    import pandas as pd

    from khabar.model import Page
    from khabar.study import Study

AROUND = 150
"""How many characters are shown before and after a row that is itself a sentence or more."""

_NEAR = 500  # characters between an event and who tells it, beyond which they are not shown in one piece
_LARGE = ("parts", "articles", "sentences")

Cells = Mapping[str, Any]
AnyRow: TypeAlias = "str | Cells | pd.Series[Any] | pd.DataFrame | tuple[Any, ...]"


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a page that a row came from: its marks, and what is said of it in fields of one line."""

    page: "Page"
    start: int
    end: int
    marks: tuple[Span, ...]
    heading: tuple[str, ...] = ()


def traced(study: "Study", row: "AnyRow", context: int | None = None) -> Shown:
    """Return the words that ``row`` (a row of a table, a frame of one row, or an id) came from; see `Study.show`.

    >>> from khabar.study import Study
    >>> print(traced(Study.load("data"), "q2").text.splitlines()[0])
    q2 · agree · occurred · 2025-03-10 · 1 report
    """
    tracer = _Tracer(study, context)
    table, cells = tracer.named(_cells(row)) if not isinstance(row, str) else tracer.find(row)
    if table == "pages":
        return show_parts(tracer.page_of(cells))
    found = list(tracer.places(table, cells))
    alone = len(found) == 1 and not found[0].heading
    windows = [highlight(each.page.raw, each.marks, within=tracer.window(table, each), legend=alone) for each in found]
    if alone:
        return windows[0]
    title = tracer.title(table, cells, len(found))
    return stacked(title, [(each.heading, window) for each, window in zip(found, windows, strict=True)])


@dataclass(frozen=True, slots=True)
class _Tracer:
    """Follows rows of one study; with ``context`` a row is shown by itself, so many characters around it."""

    study: "Study"
    context: int | None

    # -- which row it is

    def named(self, cells: Cells) -> tuple[str, Cells]:
        """Return ``cells`` behind the name of their table; if they do not say where they stand, its own row by id."""
        for name, columns in SCHEMA.items():
            if all(column.name in cells for column in columns):
                return name, cells
        placed = _span(cells) is not None
        keys = {name: [column.name for column in columns if column.primary] for name, columns in SCHEMA.items()}
        known = {
            name: sum(column.name in cells for column in SCHEMA[name])
            for name, key in keys.items()
            if key and all(_id(cells.get(one)) for one in key) and (not placed or _has(name, "start"))
        }
        if placed:
            return max(known, key=lambda name: known[name], default=""), cells
        if not known and _id(cells.get("name")):
            return self.find(str(cells["name"]))
        if not known:
            has = ", ".join(map(str, cells)) or "none"
            raise StudyError(
                "this row names no words: it has neither start and end nor the id of a row "
                f"(its columns: {has}); show a row as it stands in its table, or give its id"
            )
        nearest = max(known, key=lambda name: known[name])
        own = self.own(nearest, keys[nearest], cells)
        if own is None:
            row_id = " ".join(str(cells[one]) for one in keys[nearest])
            raise StudyError(f"the table `{nearest}` of this study has no row {row_id}")
        return nearest, own

    def own(self, name: str, key: list[str], cells: Cells) -> Cells | None:
        """Return the study's own row that has the same key, if there is one."""
        table = self.study.tables[name]
        for one in key:
            table = table[table[one] == cells[one]]
        return _first(table)

    def find(self, row_id: str) -> tuple[str, Cells]:
        """Return the row with an id, in full or (``e5``) without its page."""
        wanted = row_id.strip(f" {LRM}{RLM}")
        near: list[tuple[str, Cells]] = []
        for name, columns in SCHEMA.items():
            keys = [column.name for column in columns if column.primary]
            if len(keys) != 1 or not len(self.study.tables[name]):
                continue
            table = self.study.tables[name]
            found = _first(table[table[keys[0]] == wanted])
            if found is not None:
                return name, found
            if wanted and _has(name, "start"):
                ends = table[table[keys[0]].str.endswith(f".{wanted}")]
                near += [(name, each) for each in _records(ends.head(2))]
        if len(near) == 1:
            return near[0]
        if near:
            ids = " and ".join(str(cells[f"{name.removesuffix('s')}_id"]) for name, cells in near)
            raise StudyError(f"several rows have the id {wanted!r}, such as {ids}; give it in full")
        raise StudyError(
            f"no row of this study has the id {wanted!r}; ids are in the columns whose names end in _id: "
            "bbaca505acb5.e5 is an event, q3 a step of the sequence, tom-barrack somebody named"
        )

    # -- where it stands

    def places(self, table: str, cells: Cells) -> Iterator[Place]:
        """Yield every place that a row came from."""
        if table == "sequence":
            yield from self.reports(cells)
        elif table in ("relations", "conflicts"):
            yield from self.sides(cells, "id" if table == "relations" else "ref")
        elif table == "entities":
            yield from self.mentions(str(cells["entity_id"]))
        elif table == "origins":
            yield from self.claims(str(cells["origin_id"]))
        elif table == "events" and self.context is None:
            step = self.step(cells)
            first = self.stretch(table, cells)
            if step is None:
                yield first
                return
            others = [each for each in _list(step["event_ids"]) if each != cells["event_id"]]
            yield replace(first, heading=self.told(cells))
            for event in others:
                yield from self.event(event)
        elif _span(cells) is None:
            yield self.owner(table, cells)
        else:
            yield self.stretch(table, cells)

    def stretch(self, table: str, cells: Cells) -> Place:
        """Return the place of a row that has a start and an end, with what belongs to it marked as well."""
        page = self.page_of(cells)
        span = _span(cells)
        if span is None:
            raise StudyError("this row has no start and end, and belongs to no row that has both")
        start, end = span
        if start < 0 or end > len(page.raw):
            raise StudyError(f"{page.page_id} has {len(page.raw)} characters, and the row says {start} to {end}")
        kind = table.removesuffix("s") or "row"
        marks = [Span(start, end, kind, short(str(cells.get(f"{kind}_id", ""))))]
        if table == "claims":
            for said in self.saying(page, cells):
                marks.append(said)
                start, end = min(start, said.start), max(end, said.end)
        elif table == "events" and self.context is None:
            marks += self.parties(page, cells)
            claim = self.row("claims", "claim_id", cells.get("claim_id"))
            for said in self.saying(page, claim) if claim else ():
                if max(said.end, end) - min(said.start, start) <= _NEAR:
                    marks.append(Span(said.start, said.end, said.kind, short(str(cells["claim_id"]))))
                    start, end = min(start, said.start), max(end, said.end)
        return Place(page, start, end, tuple(marks))

    def saying(self, page: "Page", claim: Cells) -> Iterator[Span]:
        """Yield the speaker and the cue of a claim; the cells are empty where the page does not name him."""
        for name in ("speaker", "cue"):
            span = _span(claim, f"{name}_")
            if span and span[0] >= 0 and span[1] <= len(page.raw):
                yield Span(*span, name)

    def parties(self, page: "Page", event: Cells) -> Iterator[Span]:
        """Yield the words that give each party and place its part in an event, one span for all who share them."""
        first, last = self.sentences(page, *(_span(event) or (0, 0)))
        shared: dict[tuple[int, int, str], list[str]] = {}
        if not self.is_own("events", event):
            return
        table = self.study.tables["arguments"]
        for row in _records(table[table["event_id"] == event["event_id"]]):
            span = _span(row)
            if span and first <= span[0] < span[1] <= last and span != _span(event):
                shared.setdefault((*span, str(row["role"])), []).append(str(row["code"] or row["entity_id"]))
        for (start, end, role), codes in shared.items():
            yield Span(start, end, role, ", ".join(dict.fromkeys(filter(None, codes))))

    def reports(self, step: Cells) -> Iterator[Place]:
        """Yield the place of every event that tells a step."""
        own = self.row("sequence", "step_id", step.get("step_id"))
        if own is None or own["event_ids"] != step.get("event_ids", own["event_ids"]):
            raise StudyError(
                f"step {step.get('step_id')} is not one of this study's own table `sequence`, and its events may be "
                "others; show the events that it names, row by row, from the tables that it came with"
            )
        for event in _list(own["event_ids"]):
            yield from self.event(event)

    def event(self, event_id: str) -> Iterator[Place]:
        cells = self.row("events", "event_id", event_id)
        if cells:
            yield replace(self.stretch("events", cells), heading=self.told(cells))

    def told(self, event: Cells) -> tuple[str, ...]:
        """Return what is said of a report: its id, how the event is put, and on whose word, as a chain."""
        claim = self.row("claims", "claim_id", event.get("claim_id"))
        article = self.row("articles", "article_id", event.get("article_id"))
        outlet = (str(article["outlet"]) if article else "related headline") or "outlet unknown"
        word = str(claim["chain"]) if claim else f"{outlet}, narrator"
        how = [str(event[name]) for name in ("act", "status")]
        how += [str(event[name]) for name, usual in (("polarity", "affirmed"), ("modality", "asserted"))
                if event[name] != usual]  # fmt: skip
        return (short(str(event["event_id"])), *filter(None, how), word)

    def sides(self, cells: Cells, ending: str) -> Iterator[Place]:
        """Yield the places of both sides of a relation or a conflict."""
        for side in ("left", "right"):
            ref = str(cells[f"{side}_{ending}"])
            if ref == "published":  # a day of writing that no words stand for
                continue
            table, row = self.find(ref)
            found = self.event(ref) if table == "events" else self.places(table, row)
            for place in found:
                name = short(str(ref)) if not place.heading or place.heading[0] != short(ref) else ""
                yield replace(place, heading=(side, *filter(None, (name,)), *place.heading))

    def mentions(self, entity_id: str) -> Iterator[Place]:
        """Yield each sentence that mentions somebody, with all mentions in it."""
        table = self.study.tables["mentions"]
        table = table[table["entity_id"].map(lambda ids: entity_id in _list(ids))]
        if not len(table):
            raise StudyError(f"no words of this study stand for {entity_id}; it is known from a list alone")
        for (_, sentence), rows in table.groupby(["page_id", "sentence_id"], sort=False):
            places = [self.stretch("mentions", row) for row in _records(rows)]
            marks = tuple(mark for place in places for mark in place.marks)
            start, end = min(place.start for place in places), max(place.end for place in places)
            outlet = self.row("articles", "article_id", rows.iloc[0]["article_id"])
            fields = (short(str(sentence)), str(outlet["outlet"] or "outlet unknown") if outlet else "related headline")
            yield Place(places[0].page, start, end, marks, fields)

    def claims(self, origin_id: str) -> Iterator[Place]:
        """Yield every claim that begins with one first mouth."""
        found, _ = traces(self.study.tables)
        for claim_id, trace in found.items():
            if origin_id in trace.mouths:
                cells = self.row("claims", "claim_id", claim_id)
                if cells:
                    place = self.stretch("claims", cells)
                    yield replace(place, heading=(short(claim_id), str(cells["chain"])))

    def owner(self, table: str, cells: Cells) -> Place:
        """Return the place of the claim or event that a row without words of its own belongs to."""
        if table == "problems":
            where = ", ".join(filter(None, (str(cells[name]) for name in ("path", "location"))))
            raise StudyError(f"a row of `problems` is about a file, not about words in it: {where}: {cells['message']}")
        for name in ("claims", "events"):
            key = f"{name.removesuffix('s')}_id"
            row = self.row(name, key, cells.get(key)) if table != name else None
            if row is not None:
                what = str(cells.get("label") or cells.get("role") or cells.get("attribute") or "")
                note = f"{what} is not named there" if table == "links" else f"{what}: no words of its own"
                return replace(self.stretch(name, row), heading=(short(str(row[key])), note))
        raise StudyError("this row has no start and end, and belongs to no row of this study that has both")

    # -- what stands around it

    def window(self, table: str, place: Place) -> tuple[int, int]:
        """Return what of the page is shown: ``context`` characters around, or the sentences in which it stands."""
        raw = place.page.raw
        if self.context is None and table not in _LARGE:
            return self.sentences(place.page, place.start, place.end)
        return _around(raw, place.start, place.end, AROUND if self.context is None else self.context)

    def sentences(self, page: "Page", start: int, end: int) -> tuple[int, int]:
        table = self.study.tables["sentences"]
        over = table[
            (table["page_id"] == page.page_id) & (table["start"] < max(end, start + 1)) & (table["end"] > start)
        ]
        if not len(over):
            return _around(page.raw, start, end, AROUND)
        return min(start, int(over["start"].min())), max(end, int(over["end"].max()))

    def title(self, table: str, cells: Cells, count: int) -> tuple[str, ...]:
        """Return what stands above several places."""
        step = cells if table == "sequence" else self.step(cells) if table == "events" else None
        if step:
            many = f"{count} report{'s' * (count != 1)}"
            fields = [str(step[name]) for name in ("step_id", "act", "status", "edtf")]
            return (*filter(None, fields), many)
        if table == "relations":
            why = ": ".join(filter(None, (str(cells["basis"]), str(cells["rule"]))))
            return (f"{cells['left_id']} {cells['relation']} {cells['right_id']}", why)
        if table == "conflicts":
            return (f"{cells['conflict_id']}: {cells['kind']}", str(cells["detail"]))
        if table == "entities":
            return (str(cells["entity_id"]), f"in {count} sentence{'s' * (count != 1)}")
        if table == "origins":
            return (str(cells["origin_id"]), f"first mouth of {count} claim{'s' * (count != 1)}")
        return ()

    def step(self, event: Cells) -> Cells | None:
        """Return the step that an event of the study's own tables belongs to."""
        if not self.is_own("events", event):
            return None
        table = self.study.tables["sequence"]
        found = table[table["event_ids"].map(lambda ids: event["event_id"] in _list(ids))]
        return _first(found)

    def is_own(self, table: str, cells: Cells) -> bool:
        """Say whether the study's own row with this id stands in the same place; a coding by hand counts its own."""
        key = f"{table.removesuffix('s')}_id"
        own = self.row(table, key, cells.get(key))
        return own is not None and _span(own) == _span(cells)

    def row(self, table: str, key: str, value: object) -> Cells | None:
        if not _id(value):
            return None
        found = self.study.tables[table]
        found = found[found[key] == value]
        return _first(found)

    def page_of(self, cells: Cells) -> "Page":
        # Rows of `links` or `arguments` name no page; their ids begin with it.
        ids = [str(value) for name, value in cells.items() if str(name).endswith("_id") and isinstance(value, str)]
        for page in self.study.pages:
            if any(value == page.page_id or value.startswith(f"{page.page_id}.") for value in ids):
                return page
        raise StudyError("this row names no page of the study; show a row with a page_id of it")


def _cells(row: "Mapping[str, Any] | pd.Series[Any] | pd.DataFrame | tuple[Any, ...]") -> Cells:
    """Return a row's cells, by column; of a Series that has its id as its name, under ``name``."""
    if hasattr(row, "columns") and hasattr(row, "iloc"):
        if len(row) != 1:
            many = f"{len(row)} rows" if len(row) else "no rows"
            raise StudyError(f"this table has {many}; choose one with table.iloc[0], or give its id")
        row = row.iloc[0]
    if isinstance(row, Mapping):
        return row
    as_dict = getattr(row, "to_dict", None) or getattr(row, "_asdict", None)
    if as_dict is None:
        raise StudyError(f"cannot show {type(row).__name__}; give a row of a table, or its id")
    cells: dict[str, Any] = as_dict()
    name = getattr(row, "name", None)
    return {"name": name} | cells if isinstance(name, str) else cells


def _span(cells: Cells, prefix: str = "") -> tuple[int, int] | None:
    """Return where a row says that it stands; nothing if it is empty there or ends before it begins."""
    try:
        start, end = int(cells[f"{prefix}start"]), int(cells[f"{prefix}end"])
    except (KeyError, TypeError, ValueError):
        return None
    return (start, end) if start <= end else None


def _id(value: object) -> bool:
    return value is not None and value == value and value != ""  # NaN differs from itself


def _has(table: str, name: str) -> bool:
    return any(column.name == name for column in SCHEMA[table])


def _records(table: "pd.DataFrame") -> list[Cells]:
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def _first(table: "pd.DataFrame") -> Cells | None:
    return next(iter(_records(table.head(1))), None)


def _list(ids: object) -> list[str]:
    return [each for each in str(ids).split(";") if each]


def _around(raw: str, start: int, end: int, context: int) -> tuple[int, int]:
    """Return the span widened by up to ``context`` characters on either side, not cutting a word in two."""
    first = max(start - context, 0)
    while first < start and first > 0 and not raw[first - 1].isspace():
        first += 1
    last = min(end + context, len(raw))
    while last > end and last < len(raw) and not raw[last].isspace():
        last -= 1
    return first, last
