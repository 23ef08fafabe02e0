"""How the steps of an affair stand in time: a partial order, in which what is not listed is not known.

What a text says outranks what dates show, and dates outrank what can be inferred. The order has no cycle: what would
close one is kept as ``unknown``, with both grounds in ``rule``.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from khabar.cells import Cell
from khabar.orderwords import Order, told_orders
from khabar.retelling import HIGH, LOW, Report, base, records, reports, span, whole
from khabar.tables import SCHEMA

if TYPE_CHECKING:
    import pandas as pd

_SPEECH = frozenset({"issue-statement", "post", "announce"})
_ASKING = frozenset({"propose", "invite", "call-for-talks", "demand"})


@dataclass(frozen=True, slots=True)
class Row:
    """A row of ``sequence`` as the order needs it; days are ordinals."""

    step_id: str
    position: int
    act: str
    parties: frozenset[str]
    edtf: str
    first: int
    last: int
    events: tuple[str, ...]
    denied: bool
    part_of: str

    @property
    def dated(self) -> bool:
        """Whether anything at all is known of its date."""
        return self.first > LOW or self.last < HIGH


def step_rows(rows: Iterable[Sequence[Cell]]) -> list[Row]:
    """Return rows of the table ``sequence``, as `khabar.sequence.sequence` returns them, with their cells read."""
    names = [column.name for column in SCHEMA["sequence"]]
    found: list[Row] = []
    for cell in (dict(zip(names, row, strict=False)) for row in rows):
        first, last = span(cell["earliest"], cell["latest"], str(cell["edtf"]))
        found.append(
            Row(
                str(cell["step_id"]),
                whole(cell["position"]),
                str(cell["act"]),
                base(cell["actors"]) | base(cell["recipients"]),
                str(cell["edtf"]),
                first,
                last,
                tuple(filter(None, str(cell["event_ids"]).split(";"))),
                cell["polarity"] == "denied",
                str(cell["part_of"]),
            )
        )
    return found


_Rows = dict[tuple[str, str], tuple[str, str, str, str, str]]


class _Graph:
    """Who is before whom, without a cycle, and what follows from it."""

    def __init__(self, steps: Sequence[Row]) -> None:
        self.number = {step.step_id: n for n, step in enumerate(steps)}
        self.next: list[set[int]] = [set() for _ in steps]
        self.after = [0] * len(steps)
        self.ahead = [0] * len(steps)

    def admit(self, pairs: Sequence[tuple[str, str]]) -> list[bool]:
        """Put the left of each pair before its right, the first pairs first; False for what would close a cycle."""
        edges = [(self.number[left], self.number[right]) for left, right in pairs]
        core = self._core(edges)
        admitted: list[bool] = []
        for one, other in edges:
            fits = one not in core or other not in core or not self._reaches(other, one, core)
            if fits:
                self.next[one].add(other)
            admitted.append(fits)
        self._close()
        return admitted

    def before(self, left: str, right: str) -> bool:
        """Tell whether ``left`` is known to be before ``right``."""
        return bool(self.after[self.number[left]] >> self.number[right] & 1)

    def between(self, left: str, right: str) -> bool:
        """Tell whether anything is known to be after ``left`` and before ``right``."""
        return bool(self.after[self.number[left]] & self.ahead[self.number[right]])

    def _core(self, edges: Iterable[tuple[int, int]]) -> set[int]:
        """Return the steps that ``edges`` could put in a circle: those that are left when all ends are taken off."""
        core = set(range(len(self.next)))
        forth: list[set[int]] = [set(one) for one in self.next]
        for one, other in edges:
            forth[one].add(other)
        back: list[set[int]] = [set() for _ in forth]
        for one, several in enumerate(forth):
            for other in several:
                back[other].add(one)
        for here, there in ((forth, back), (back, forth)):
            loose = [one for one in core if not here[one]]
            while loose:
                one = loose.pop()
                core.discard(one)
                for other in there[one]:
                    here[other].discard(one)
                    if not here[other] and other in core:
                        loose.append(other)
        return core

    def _reaches(self, start: int, goal: int, core: set[int]) -> bool:
        seen, ahead = {start}, [start]
        while ahead:
            one = ahead.pop()
            if one == goal:
                return True
            more = (self.next[one] & core) - seen
            seen |= more
            ahead += more
        return False

    def _close(self) -> None:
        waiting = [0] * len(self.next)
        for several in self.next:
            for other in several:
                waiting[other] += 1
        line = [one for one, count in enumerate(waiting) if not count]
        for one in line:
            for other in self.next[one]:
                waiting[other] -= 1
                if not waiting[other]:
                    line.append(other)
        self.after = [0] * len(self.next)
        self.ahead = [0] * len(self.next)
        for one in reversed(line):
            for other in self.next[one]:
                self.after[one] |= self.after[other] | 1 << other
        for one in line:
            for other in self.next[one]:
                self.ahead[other] |= self.ahead[one] | 1 << one


def relations(
    tables: "Mapping[str, pd.DataFrame]", steps: Iterable[Sequence[Cell]], texts: Mapping[str, str] | None = None
) -> list[tuple[Cell, ...]]:
    """Return the rows of the table ``relations`` for the rows of ``sequence`` in ``steps``.

    ``basis`` is ``stated`` (the wording in ``rule``), ``dates`` or ``inferred``; ``texts`` is the raw text by page,
    without which only expressions in ``times`` that hang on an event state anything. ``before`` has no cycle. Dates
    give a row only where the steps have a party in common and nothing else in the table orders them already.

    >>> from khabar.sequence import sequence
    >>> from khabar.tables import load_tables
    >>> tables = load_tables("data/coded")
    >>> rows = relations(tables, sequence(tables))
    >>> sorted({row[3] for row in rows})
    ['dates', 'inferred', 'stated']
    """
    known = step_rows(steps)
    found = reports(tables)
    whose = {event: step.step_id for step in known for event in step.events}
    told = told_orders(found, tables, texts or {})
    inferred = [*_parts(known), *_from_claims(found, tables), *_in_one_breath(found), *_documents(known, found)]
    graph = _Graph(known)
    rows: _Rows = {}
    denied = {step.step_id for step in known if step.denied}

    def put(orders: Iterable[Order], basis: str) -> None:
        new: _Rows = {}
        for order in orders:
            left, right = whose.get(order.left, order.left), whose.get(order.right, order.right)
            if left == right or not {left, right} <= graph.number.keys() or denied & {left, right}:
                continue
            pair = (left, right) if graph.number[left] < graph.number[right] else (right, left)
            said = new.get(pair)
            if said and order.relation == said[1] == "before" and said[0] != left:
                new[pair] = (said[0], "unknown", said[2], basis, f"{said[4]}; the other way round: {order.rule}")
            elif pair in rows:
                one, relation, other, by, rule = rows[pair]
                if basis == "dates" and relation == "before" and one != left:
                    rows[pair] = (one, relation, other, by, f"{rule}; by their dates the other way round")
            elif not said:
                new[pair] = (left, order.relation, right, basis, order.rule)
        _settle(graph, new)
        rows.update(new)

    put((one for one in told if one.basis == "stated"), "stated")
    put(_by_date(known), "dates")
    put([*(one for one in told if one.basis != "stated"), *inferred], "inferred")
    placed = {one for row in rows.values() for one in (row[0], row[2])}
    put((one for one in _undated(known, found) if one.left not in placed), "inferred")
    kept = [
        row for row in rows.values() if row[3] != "dates" or row[1] != "before" or not graph.between(row[0], row[2])
    ]
    kept.sort(key=lambda row: (graph.number[row[0]], graph.number[row[2]]))
    return [*kept]


def _settle(graph: _Graph, new: _Rows) -> None:
    """Put what ``new`` says into the order; what would close a cycle becomes unknown, what is ordered already goes."""
    before = [pair for pair, row in new.items() if row[1] == "before"]
    admitted = graph.admit([(new[pair][0], new[pair][2]) for pair in before])
    for pair, fits in zip(before, admitted, strict=True):
        if not fits:
            left, _, right, basis, rule = new[pair]
            new[pair] = (left, "unknown", right, basis, f"{rule}; the other way round by what else is told")
    for pair in [pair for pair, row in new.items() if row[1] not in ("before", "unknown")]:
        if graph.before(*pair) or graph.before(*pair[::-1]):
            del new[pair]


def _by_date(steps: Sequence[Row]) -> Iterator[Order]:
    """Yield the order by dates, party by party, without what follows from other pairs; the closest dates first."""
    by_party: defaultdict[str, list[Row]] = defaultdict(list)
    for step in steps:
        for party in step.parties if step.dated and not step.denied else ():
            by_party[party].append(step)
    pairs: dict[tuple[str, str], tuple[int, Row, Row]] = {}
    for party in sorted(by_party):
        several = sorted(by_party[party], key=lambda step: step.first)
        starts = [step.first for step in several]
        # soonest[i]: the earliest end among those that begin at i or later; whatever begins behind it is not next.
        soonest = [HIGH] * (len(several) + 1)
        for i in range(len(several) - 1, -1, -1):
            soonest[i] = min(several[i].last, soonest[i + 1])
        for left in several:
            i = bisect_right(starts, left.last)
            for right in several[i : bisect_right(starts, soonest[i])]:
                pairs[left.step_id, right.step_id] = (right.first - left.last, left, right)
    for _, left, right in sorted(pairs.values(), key=lambda one: (one[0], one[1].position, one[2].position)):
        yield Order(left.step_id, "before", right.step_id, "dates", f"{left.edtf}, {right.edtf}")


def _parts(steps: Sequence[Row]) -> Iterator[Order]:
    for step in steps:
        if step.part_of:
            yield Order(step.step_id, "during", step.part_of, "inferred", "told as a part of it")


def _from_claims(found: Sequence[Report], tables: "Mapping[str, pd.DataFrame]") -> Iterator[Order]:
    """Yield what follows from who speaks when: a post or statement is after what it tells, before what it announces."""
    by_sentence: defaultdict[str, list[Report]] = defaultdict(list)
    by_article: defaultdict[str, list[Report]] = defaultdict(list)
    for report in found:
        by_sentence[report.sentence].append(report)
        by_article[report.article].append(report)
    claims = {str(row["claim_id"]): row for row in records(tables, "claims")}
    spoken: dict[str, Report] = {}
    for claim, row in claims.items():
        cue, start = whole(row["cue_start"]), whole(row["start"])
        here = [one for one in by_sentence[str(row["sentence_id"])] if one.family in _SPEECH]
        if row["directness"] == "statement" and not here and row["article_id"]:
            # The document was named in a sentence before its text.
            here = [
                one
                for one in by_article[str(row["article_id"])]
                if one.family == "issue-statement" and one.start < start
            ][-1:]
        before = [one for one in here if one.start <= max(cue, start)]
        if before:
            spoken[claim] = before[-1]
    groups = {
        str(row["group_id"]): spoken[claim] for claim, row in claims.items() if claim in spoken and row["group_id"]
    }
    for report in found:
        claim = report.claim
        speech = spoken.get(claim) or groups.get(str(claims[claim]["group_id"])) if claim in claims else None
        if speech is None or speech.event_id == report.event_id or report.denied:
            continue
        if report.stage == "done" and report.mood == "told" and report.status != "ongoing" and not _ahead(report):
            yield Order(report.event_id, "before", speech.event_id, "inferred", f"told in it: {report.anchor}")
        elif report.stage in ("coming", "proposed") or report.mood == "hoped":
            yield Order(speech.event_id, "before", report.event_id, "inferred", f"to come in it: {report.anchor}")


def _ahead(report: Report) -> bool:
    """Tell whether its date has a beginning and no end: from that day on."""
    return report.first > LOW and report.last == HIGH


def _in_one_breath(found: Sequence[Report]) -> Iterator[Order]:
    """Yield what the kinds of two events in one sentence imply: a proposal before what it proposes, and the like."""
    by_sentence: defaultdict[str, list[Report]] = defaultdict(list)
    for report in found:
        if report.sentence and not report.denied:
            by_sentence[report.sentence].append(report)
    for several in by_sentence.values():
        for i, one in enumerate(several):
            if one.stage != "done" or one.mood != "told":
                continue
            behind = [each for each in several[i + 1 :] if each.stage in ("coming", "proposed")]
            if one.family in _ASKING and behind and behind[0].mood == "told":
                yield Order(one.event_id, "before", behind[0].event_id, "inferred", one.anchor)
            elif one.family in ("agree", "announce") and behind and behind[0].stage == "coming":
                yield Order(one.event_id, "before", behind[0].event_id, "inferred", f"{one.anchor}, planned")
            for each in behind:
                if each.mood == "hoped" and one.status == "occurred" and len(one.parties & each.parties) > 1:
                    yield Order(one.event_id, "before", each.event_id, "inferred", f"{each.anchor}: still hoped for")
            if one.family == "invite":
                held = [
                    each
                    for each in several
                    if each.family == "meet" and each.stage == "done" and not one.recipients.isdisjoint(each.parties)
                ]
                for each in held[:1]:
                    yield Order(one.event_id, "before", each.event_id, "inferred", f"{one.anchor} to it")


def _documents(steps: Sequence[Row], found: Sequence[Report]) -> Iterator[Order]:
    """Yield that a joint statement is after the meeting of the same parties that an article tells with it."""
    article = {one.event_id: one.article for one in found}
    stage = {one.event_id: one.stage for one in found}
    meetings: defaultdict[tuple[str, frozenset[str]], list[Row]] = defaultdict(list)
    for step in steps:
        if step.act == "meet" and step.parties and stage.get(step.events[0]) == "done":
            for where in {article.get(one, "") for one in step.events} - {""}:
                meetings[where, step.parties].append(step)
    for step in steps:
        if step.act != "issue-statement" or stage.get(step.events[0]) != "done":
            continue
        for where in sorted({article.get(one, "") for one in step.events} - {""}):
            several = meetings[where, step.parties]
            if len(several) == 1 and several[0].first <= step.last:
                yield Order(several[0].step_id, "before", step.step_id, "inferred", "statement of the same parties")


def _undated(steps: Sequence[Row], found: Sequence[Report]) -> Iterator[Order]:
    """Yield what only headlines without a date tell, and the step of their page that is told most.

    A reader would expect to see these ordered.
    """
    page = {one.event_id: one.page for one in found}
    loose = {one.event_id for one in found if not one.article}
    by_page: defaultdict[str, list[Row]] = defaultdict(list)
    for step in sorted(steps, key=lambda one: (-len(one.events), one.position)):
        if step.dated and not step.denied:
            for where in {page[one] for one in step.events if one in page}:
                by_page[where].append(step)
    for step in steps:
        if step.dated or step.denied or not loose.issuperset(step.events):
            continue
        leads = by_page[page[step.events[0]]] if step.events and step.events[0] in page else []
        shared = [one for one in leads if step.parties & one.parties]
        if shared:
            yield Order(step.step_id, "unknown", shared[0].step_id, "inferred", "headline without a date")
