"""The steps of an affair: reports of one event merged, within an article and across articles and headlines.

Best-told first: a report with a day, more parties and a place opens a step before a vaguer one looks for the step that
it fits. A report joins a step only if nothing that it says excludes any report already there (`khabar.retelling`), and
one that fits several joins the best told fit, or none. Nothing is left out: every report is in exactly one step.
"""

from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from khabar.cells import Cell
from khabar.edtf import interval
from khabar.orderwords import member_between
from khabar.origins import counted, traces
from khabar.retelling import (
    HIGH,
    LOW,
    Record,
    Report,
    compatible,
    copied,
    excludes,
    meet,
    narrowest,
    places_agree,
    records,
    reports,
    whole,
)

if TYPE_CHECKING:
    import pandas as pd

_STATUSES = ("occurred", "ongoing", "agreed", "planned", "proposed", "postponed", "cancelled", "")
_MOODS = ("asserted", "presupposed", "possible", "conditional", "hoped", "")
_WORD_GIVEN = frozenset({"agree", "pledge", "announce"})


class Step:
    """Reports of one event, in the order of the pages; ``first`` and ``last`` are the days that all allow."""

    __slots__ = ("first", "last", "reports", "variants")

    def __init__(self, report: Report) -> None:
        self.reports: list[Report] = []
        self.variants: dict[object, Report] = {}
        self.first, self.last = LOW, HIGH
        self.add(report)

    def add(self, report: Report) -> None:
        """Take in one more report."""
        insort(self.reports, report, key=lambda one: one.order)
        # Reports that say the same are asked once whether they exclude another.
        self.variants.setdefault(_said(report), report)
        if report.dated:
            self.first, self.last = narrowest([(self.first, self.last), (report.first, report.last)])

    @property
    def parties(self) -> frozenset[str]:
        """All parties of all reports."""
        return frozenset().union(*(one.parties for one in self.variants.values()))

    @property
    def head(self) -> Report:
        """The report that tells it best."""
        return min(self.reports, key=_told_best)


def steps(found: Iterable[Report]) -> list[Step]:
    """Return the steps that reports make, the same in whatever order these come.

    >>> from khabar.tables import load_tables
    >>> len(steps(reports(load_tables("data/coded"))))
    46
    """
    by_key: defaultdict[tuple[object, ...], list[Step]] = defaultdict(list)
    made: list[Step] = []
    for report in sorted(found, key=_told_best):
        keys = [(report.block, key) for key in (*report.parties, f"article {report.article}", *report.places)]
        candidates = {} if report.other else {id(step): step for key in keys for step in by_key[key]}
        step = _choose(report, [step for step in candidates.values() if _fits(report, step)])
        if step is None:
            step = Step(report)
            made.append(step)
        else:
            step.add(report)
        if not report.other:  # what says that it is another one is nobody's retelling
            for key in keys:
                if step not in by_key[key]:
                    by_key[key].append(step)
    return _plans_carried_out(made)


def sequence(tables: "Mapping[str, pd.DataFrame]", texts: Mapping[str, str] | None = None) -> list[tuple[Cell, ...]]:
    """Return the rows of the table ``sequence``: a step each, in the order of date, status and first report.

    ``tables`` are those coded page by page, at least ``events``; ``texts`` the raw text by page, where series name
    their members (``سلسلة لقاءات آخرها``). Every event is in exactly one row, and the rows do not depend on the order
    of the tables' rows.

    >>> from khabar.tables import load_tables
    >>> rows = sequence(load_tables("data/coded"))
    >>> [(row[2], row[11], row[15]) for row in rows if row[15] > 5]
    [('meet', '2025-07-24', 13), ('meet', '2025-07-25', 6)]
    """
    made = sorted(steps(reports(tables)), key=_position)
    ids = {id(step): f"q{number}" for number, step in enumerate(made, start=1)}
    parts = _parts(made, tables, texts or {})
    flat: dict[str, Record] = {str(row["event_id"]): row for row in records(tables, "events")}
    can_trace = {"claims", "links", "entities"} <= tables.keys() and len(tables["claims"]) > 0
    traced, people = traces(tables) if can_trace else ({}, {})
    rows: list[tuple[Cell, ...]] = []
    for number, step in enumerate(made, start=1):
        own = [flat[one.event_id] for one in step.reports]
        head = step.head
        claims = sorted({one.claim for one in step.reports} & traced.keys())
        ground = counted([traced[claim] for claim in claims], people)
        edtf, earliest, latest = _date(step)
        rows.append(
            (
                ids[id(step)],
                number,
                _commonest([one.act for one in step.reports], head.act),
                _commonest([one.event_type for one in step.reports if one.stage == head.stage], head.event_type),
                min((one.status for one in step.reports), key=_rank(_STATUSES)),
                min((one.modality for one in step.reports), key=_rank(_MOODS)),
                "denied" if head.denied else "affirmed",
                _joined(own, "actors"),
                _joined(own, "recipients"),
                _joined(own, "mediators"),
                _joined(own, "place"),
                edtf,
                earliest,
                latest,
                ";".join(one.event_id for one in step.reports),
                len(step.reports),
                ground.least,
                ground.most,
                ";".join(ground.common_link),
                ids.get(parts.get(id(step), 0), ""),
            )
        )
    return rows


def _told_best(report: Report) -> tuple[object, ...]:
    """Order reports by how much they say: a day, more parties, named people, a place; then as the pages have them."""
    return (
        report.last - report.first,
        -len(report.parties),
        -len(report.persons),
        not report.places,
        report.order,
    )


def _said(report: Report) -> tuple[object, ...]:
    near = report.near if report.near is not None else report.page
    people = frozenset((code, one) for code, people in report.persons.items() for one in people)
    return (
        *(report.actors, report.recipients, report.places, people, near, report.cardinality, report.mediators),
        *(report.first, report.last, report.article),
    )


def _fits(report: Report, step: Step) -> bool:
    """Tell whether ``report`` can be one more report of ``step``, and has something in common with it."""
    if not meet((report.first, report.last), (step.first, step.last)):
        return False
    if any(excludes(report, one) for one in step.variants.values()):
        return False
    if report.sentence and not report.definite and any(one.sentence == report.sentence for one in step.reports):
        return False  # told twice in one breath, it is taken up by a definite noun
    return _tied(report, step)


def _tied(report: Report, step: Step) -> bool:
    """Tell whether there is enough in common: the more, the less the two have to do with one another."""
    told = step.variants.values()
    # A related headline is printed because of the articles beside it.
    near = any(
        one.article == report.article if one.article and report.article else one.page == report.page for one in told
    )
    same_day = report.sharp and step.last - step.first <= 2
    here = any(one.places & report.places for one in told)
    shared = step.parties & report.parties
    if any(copied(report, one) for one in step.reports):
        return True
    if not report.parties or not step.parties:
        taken_up = report.definite and any(_told_before(one, report) for one in step.reports)
        return (near and bool(report.article) and (taken_up or here or same_day)) or (same_day and here)
    if report.mutual:
        if near or (same_day and here):
            return bool(shared)
        return len(shared) > 1 and (same_day or step.last - step.first <= 2)
    acts = any(one.actors & report.actors for one in told)
    struck = any(one.recipients & report.recipients for one in told)
    if not acts:
        return (near or same_day) and here and struck
    if near:
        return True
    if same_day:
        return here or struck or not (report.recipients or any(one.recipients for one in told))
    return here and struck and step.last - step.first <= 2


def _choose(report: Report, fitting: list[Step]) -> Step | None:
    """Return the one step that ``report`` is of; of several the one told last if it is taken up, else the likest."""
    if len(fitting) < 2:
        return fitting[0] if fitting else None
    copies = [step for step in fitting if any(copied(report, one) for one in step.reports)]
    if copies:
        return copies[0]
    if report.definite and report.article:
        before = {
            max(starts): step
            for step in fitting
            if (starts := [one.start for one in step.reports if _told_before(one, report)])
        }
        if before:
            return before[max(before)]
    if not report.dated:
        return None
    scores = [
        (
            any(one.article == report.article for one in step.reports) and bool(report.article),
            report.sharp and step.last - step.first <= 2,
            any(one.persons == report.persons for one in step.variants.values()),
            any(one.parties == report.parties for one in step.variants.values()),
            any(one.places == report.places for one in step.variants.values()),
        )
        for step in fitting
    ]
    best = [step for step, score in zip(fitting, scores, strict=True) if score == max(scores)]
    return best[0] if len(best) == 1 else None


def _told_before(one: Report, report: Report) -> bool:
    return one.article == report.article and one.start < report.start


def _plans_carried_out(made: list[Step]) -> list[Step]:
    """Merge what was planned with what occurred where day, parties and place say that they are one."""
    by_day: defaultdict[tuple[object, ...], list[Step]] = defaultdict(list)
    for step in made:
        head = step.head
        if step.first == step.last and head.mood == "told" and not head.denied and head.stage in ("done", "coming"):
            by_day[head.family, step.first, head.actors, head.recipients, head.series].append(step)
    gone: set[int] = set()
    for several in by_day.values():
        plans = [step for step in several if step.head.stage == "coming" and step.parties]
        done = [step for step in several if step.head.stage == "done"]
        if len(plans) == len(done) == 1 and places_agree(plans[0].head.places, done[0].head.places):
            for report in plans[0].reports:
                done[0].add(report)
            gone.add(id(plans[0]))
    return [step for step in made if id(step) not in gone]


def _parts(made: list[Step], tables: "Mapping[str, pd.DataFrame]", texts: Mapping[str, str]) -> dict[int, int]:
    """Return, by ``id``, the step that a step is part of: of a series, of a meeting, or of a statement."""
    found: dict[int, int] = {}
    whose = {one.event_id: step for step in made for one in step.reports}
    series = [step for step in made if step.head.series]
    general = [step for step in series if not any(one.places or one.mediators for one in step.variants.values())]
    by_family: defaultdict[object, list[Step]] = defaultdict(list)
    for step in general:
        by_family[step.head.block].append(step)
    for step in series:
        if any(step is one for one in general):
            continue
        fits = [one for one in by_family[step.head.block] if _within(step, one)]
        if len(fits) == 1:
            found[id(step)] = id(fits[0])
    found_here = sorted((one for step in made for one in step.reports), key=lambda one: one.order)
    for event_id, series_id in member_between(found_here, tables, texts):
        part, all_of_it = whose[event_id], whose[series_id]
        if all_of_it.head.series and part is not all_of_it and part.head.family == all_of_it.head.family:
            found.setdefault(id(part), id(all_of_it))
    claims = {str(row["claim_id"]): row for row in records(tables, "claims")}
    by_claim: defaultdict[str, list[Report]] = defaultdict(list)
    by_sentence: defaultdict[str, list[Report]] = defaultdict(list)
    for step in made:
        for report in step.reports:
            by_claim[report.claim].append(report)
            by_sentence[report.sentence].append(report)
    for step in made:
        for report in step.reports:
            told = [one for one in by_claim[report.claim] if one.family == "meet"] if report.claim else []
            told += _statement(claims.get(report.claim), by_sentence)
            if report.family in _WORD_GIVEN and report.modality == "asserted" and report.stage == "done":
                for one in told:
                    if _in_one(report, one) and id(step) not in found and whose[one.event_id] is not step:
                        found[id(step)] = id(whose[one.event_id])
    return found


def _statement(claim: Record | None, by_sentence: Mapping[str, Collection[Report]]) -> list[Report]:
    """Return the issuing of the document whose text a claim is."""
    if claim is None or claim["directness"] != "statement":
        return []
    several = by_sentence.get(str(claim["sentence_id"]), ())
    return [one for one in several if one.family == "issue-statement" and one.start <= whole(claim["start"])]


def _within(step: Step, series: Step) -> bool:
    pages = {one.page for one in series.reports}
    return (
        compatible(step.parties, series.parties)
        and not step.parties.isdisjoint(series.parties)
        and any(one.page in pages for one in step.reports)
        and meet((step.first, step.last), (series.first, series.last))
    )


def _in_one(word: Report, event: Report) -> bool:
    days = meet((word.first, word.last), (event.first, event.last))
    told = event.stage == "done" and event.mood == "told" and not event.denied and not word.denied
    return told and days and bool(word.parties) and word.parties <= event.parties


def _position(step: Step) -> tuple[object, ...]:
    dated = step.first > LOW or step.last < HIGH
    day = step.last if step.last < HIGH else step.first
    head = min((one.status for one in step.reports), key=_rank(_STATUSES))
    ends = (step.first > LOW, step.last == HIGH)  # no later than a day, that day, from that day on
    return (not dated, day, ends, _rank(_STATUSES)(head), step.reports[0].order)


def _rank(order: tuple[str, ...]) -> Callable[[str], tuple[int, str]]:
    """Return a key: the place of a value in ``order``, what is not there last."""
    return lambda value: (order.index(value) if value in order else len(order), value)


def _commonest(values: list[str], first: str) -> str:
    counts = Counter(values)
    return min(counts, key=lambda value: (not value, -counts[value], value != first, value), default=first)


def _joined(rows: Iterable[Record], column: str) -> str:
    return ";".join(dict.fromkeys(one for row in rows for one in str(row[column]).split(";") if one))


def _date(step: Step) -> tuple[str, str, str]:
    """Return the step's date: the report's that says as much as all together, else what all of them allow."""
    dated = [one for one in step.reports if one.dated]
    if not dated:
        return min((one.edtf for one in step.reports if one.edtf), default=""), "", ""
    first = str(date.fromordinal(step.first)) if step.first > LOW else ""
    last = str(date.fromordinal(step.last)) if step.last < HIGH else ""
    exact = [one for one in dated if (one.first, one.last) == (step.first, step.last) and one.edtf]
    if exact:
        edtf = exact[0].edtf
    elif first and last:
        edtf = interval(first, last)
    else:
        edtf = f"[{first}..{last}]"
    return edtf, first, last
