"""Where reports of one step do not agree, and where one denies what another tells; each with both references.

Nothing is settled here: a conflict is two places for a reader to compare. What one report leaves out is no conflict.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

from khabar.cells import Cell
from khabar.details import OPENNESS
from khabar.gazetteer import gazetteer
from khabar.matching import prepare
from khabar.offices import office
from khabar.officewords import keyed
from khabar.orderwords import found_words
from khabar.personscene import scene
from khabar.relations import step_rows
from khabar.retelling import Record, Report, base, excludes, fold, meet, records, reports, whole, words

if TYPE_CHECKING:
    import pandas as pd

_THIRD = ("convenor", "mediator", "sponsor")
_FIGURES = frozenset({"duration", "number", "dead", "killed", "injured", "wounded", "casualties", "toll", "arrested"})
_FIGURE = re.compile(r"P[0-9DTHMYWS.,]+|[0-9][0-9.,]*")
_WITH_FAMILY = frozenset({"meet", "visit", "call", "agree", "strike", "mediate"})
Found = tuple[str, str, str, str]


def conflicts(
    tables: "Mapping[str, pd.DataFrame]", steps: Iterable[Sequence[Cell]], texts: Mapping[str, str] | None = None
) -> list[tuple[Cell, ...]]:
    """Return the rows of the table ``conflicts``: those already in ``tables`` (day words), then those between reports.

    ``steps`` are rows of ``sequence``; ``texts`` the raw text by page, where offices are read and how openly something
    went. Each disagreement of a step comes once, by the first two reports that show it:

    - ``date``: two dates without a day in common; in different articles, also of two steps alike in all but the day.
    - ``figure``: two durations, counts or numbers of events; ministers in the plural, or one minister.
    - ``participation``: a party calls, brokers or sponsors in one report and takes part in the other; a named list
      of people leaves out whom another names.
    - ``secrecy``: secret, semi-public, public.
    - ``denial``: affirmed in one, denied in the other (also by a claim with نفى).
    - ``office``: a person has one office of two states, or an office in one article that is a former one in another.

    >>> from khabar.tables import load_tables
    >>> tables = load_tables("data/coded")
    >>> steps = tables.pop("sequence").itertuples(index=False, name=None)
    >>> del tables["conflicts"]
    >>> [(row[1], row[2][-3:], row[3][-3:]) for row in conflicts(tables, steps)]
    [('figure', '.e1', '.e4'), ('participation', '.e1', 'e10'), ('participation', '.e4', 'e40'),
     ('secrecy', 'e18', 'e73')]
    """
    rows = [tuple(row.values()) for row in records(tables, "conflicts") if row["kind"] in ("anchor", "weekday")]
    found = reports(tables)
    by_id = {one.event_id: one for one in found}
    told = [[by_id[event] for event in step.events if event in by_id] for step in step_rows(steps)]
    several = [sorted(own, key=lambda one: one.order) for own in told if own]
    arguments: defaultdict[str, list[Record]] = defaultdict(list)
    for row in records(tables, "arguments"):
        arguments[str(row["event_id"])].append(row)
    groups = {
        str(row["entity_id"])
        for row in records(tables, "entities")
        if row["kind"] == "group" and _of_several_offices(str(row["name_ar"]))
    }
    attested: defaultdict[str, list[Record]] = defaultdict(list)
    for row in records(tables, "attestations"):
        attested[str(row["event_id"])].append(row)
    open_words = _openness_words(found, tables, texts or {})
    new: list[Found] = []
    for own in several:
        new += [
            *_dates(own),
            *_figures(own, attested),
            *_numbers(own, arguments, groups),
            *_participation(own, arguments),
            *_secrecy(own, attested, open_words),
        ]
    new += [*_days_apart(several), *_denials(several), *_offices(tables, texts or {})]
    place = {one.event_id: number for number, one in enumerate(found)}
    new.sort(key=lambda one: (place.get(one[1], len(place)), place.get(one[2], len(place)), one))
    bare: list[tuple[Cell, ...]] = [row[1:] for row in rows]
    return [(f"k{number}", *row) for number, row in enumerate([*bare, *dict.fromkeys(new)], start=1)]


def _dates(own: Sequence[Report]) -> Iterator[Found]:
    dated = [one for one in own if one.dated]
    for one, other in combinations({(one.first, one.last): one for one in reversed(dated)}.values(), 2):
        if not meet((one.first, one.last), (other.first, other.last)):
            yield "date", one.event_id, other.event_id, f"{one.edtf}, or {other.edtf}"
            return


def _days_apart(several: Sequence[Sequence[Report]]) -> Iterator[Found]:
    """Yield pairs of steps that are alike in all but the day, which no article tells both of: perhaps one."""
    alike: defaultdict[object, list[Sequence[Report]]] = defaultdict(list)
    for own in several:
        head = max(own, key=lambda one: (one.sharp, len(one.parties), bool(one.places)))
        plain = head.sharp and not head.series and head.places and len(head.parties) > 1
        if plain and head.family in _WITH_FAMILY and not head.denied and head.stage == "done" and head.mood == "told":
            alike[head.family, head.actors, head.recipients, head.places].append([head, *own])
    for group in alike.values():
        for one, other in combinations(sorted(group, key=lambda each: (each[0].first, each[0].order)), 2):
            left, right = one[0], other[0]
            apart = right.first - left.last
            both = {each.article or each.page for each in one} & {each.article or each.page for each in other}
            if 0 < apart <= 2 and not both and left.persons == right.persons:
                yield "date", left.event_id, right.event_id, f"{left.edtf}, or {right.edtf}: one on two days, or two"


def _figures(own: Sequence[Report], attested: Mapping[str, Sequence[Record]]) -> Iterator[Found]:
    values: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for report in own:
        if report.cardinality.isdecimal():
            values["number of events"].setdefault(report.cardinality, report.event_id)
        for row in attested.get(report.event_id, ()):
            value = str(row["value"]).strip()
            if row["attribute"] in _FIGURES and _FIGURE.fullmatch(value):
                values[str(row["attribute"])].setdefault(value, report.event_id)
    for attribute in sorted(values):
        if len(values[attribute]) > 1:
            (one, left), (other, right) = list(values[attribute].items())[:2]
            yield "figure", left, right, f"{attribute}: {one}, or {other}"


def _numbers(own: Sequence[Report], arguments: Mapping[str, Sequence[Record]], groups: set[str]) -> Iterator[Found]:
    """Yield where several ministers of a party took part in one report, and just one of it is named in another."""
    many: dict[str, tuple[str, str]] = {}
    single: dict[str, tuple[str, str]] = {}
    for report in own:
        for row in arguments.get(report.event_id, ()):
            who = str(row["entity_id"])
            for code in base(row["code"]) if row["role"] in ("participant", "actor", "recipient") else ():
                people = report.persons.get(code, frozenset())
                if who in groups:
                    many.setdefault(code, (report.event_id, who))
                elif who in people and len(people) == 1:
                    single.setdefault(code, (report.event_id, who))
    both = [code for code in many if code in single]
    pairs = dict.fromkeys((many[code][0], single[code][0]) for code in both if many[code][0] != single[code][0])
    for left, right in pairs:
        said = ", ".join(
            f"{code}: {many[code][1]}, or {single[code][1]}"
            for code in both
            if (many[code][0], single[code][0]) == (left, right)
        )
        yield "figure", left, right, f"several in the one, one named in the other ({said})"


def _participation(own: Sequence[Report], arguments: Mapping[str, Sequence[Record]]) -> Iterator[Found]:
    roles: dict[tuple[str, str], str] = {}
    for report in own:
        for row in arguments.get(report.event_id, ()):
            for code in base(row["code"]):
                roles.setdefault((code, str(row["role"])), report.event_id)
    inside = {one.event_id: one.parties for one in own}
    for code in sorted({code for code, _ in roles}):
        takes_part = roles.get((code, "participant"))
        for role in _THIRD if takes_part else ():
            apart = roles.get((code, role))
            if apart and code not in inside[apart]:
                yield (
                    "participation",
                    apart,
                    str(takes_part),
                    f"{code}: only {role} in the one, takes part in the other",
                )
                break
    yield from _left_out(own)


def _left_out(own: Sequence[Report]) -> Iterator[Found]:
    """Yield where a list of people, one or more of every party it has, leaves out a party that another names."""
    lists = [one for one in own if len(one.persons) > 1 and one.persons.keys() == one.parties]
    done: set[str] = set()
    for one, other in combinations(lists, 2):
        if other.parties < one.parties:
            one, other = other, one
        further = sorted(other.parties - one.parties - done)
        if one.parties < other.parties and further and _people(one) <= _people(other):
            done.update(further)
            who = ", ".join(sorted(each for code in further for each in other.persons[code]))
            yield (
                "participation",
                one.event_id,
                other.event_id,
                f"{who}: not among those named in one, but in the other",
            )


def _people(report: Report) -> frozenset[str]:
    return frozenset().union(*report.persons.values())


def _secrecy(
    own: Sequence[Report], attested: Mapping[str, Sequence[Record]], near: Mapping[str, str]
) -> Iterator[Found]:
    said: dict[str, str] = {}
    for report in own:
        values = [
            _openness(str(row["value"])) for row in attested.get(report.event_id, ()) if row["attribute"] == "secrecy"
        ]
        for value in filter(None, values or [near.get(report.event_id, "")]):
            said.setdefault(value, report.event_id)
    for (one, left), (other, right) in list(combinations(said.items(), 2))[:1]:
        yield "secrecy", left, right, f"{one} in the one, {other} in the other"


@cache
def _openness_forms() -> dict[str, str]:
    return {form: value for value in OPENNESS for form in words(value)}


def _openness(text: str) -> str:
    """Return how openly something is said to have gone: secret, semi-public or public."""
    return text if text in OPENNESS else _openness_forms().get(fold(text.strip()), "")


def _openness_words(
    found: Sequence[Report], tables: "Mapping[str, pd.DataFrame]", texts: Mapping[str, str]
) -> dict[str, str]:
    """Return how openly each event went, where a word close behind its anchor says so: اجتماع سوري إسرائيلي سري."""
    spans = {str(row["sentence_id"]): whole(row["end"]) for row in records(tables, "sentences")}
    following = defaultdict(list)
    for report in found:
        following[report.sentence].append(report.start)
    said: dict[str, str] = {}
    for report in found:
        raw, end = texts.get(report.page, ""), spans.get(report.sentence, 0)
        later = [start for start in following[report.sentence] if start > report.start]
        close = min([end, report.end + 40, *later])
        hits = [value for _, _, value in found_words(raw, report.end, close) if value in OPENNESS] if raw else []
        if hits:
            said[report.event_id] = hits[0]
    return said


def _denials(several: Sequence[Sequence[Report]]) -> Iterator[Found]:
    """Yield for each step that is denied the step that it most likely denies, by the first reports that show it."""
    affirmed: defaultdict[tuple[str, str], list[Sequence[Report]]] = defaultdict(list)
    for own in several:
        if not own[0].denied and own[0].mood == "told":
            for key in {*own[0].parties, f"article {own[0].article}"}:
                affirmed[own[0].family, key].append(own)
    for own in several:
        keys = sorted({*own[0].parties, f"article {own[0].article}"}) if own[0].denied else ()
        others = {told[0].event_id: told for key in keys for told in affirmed[own[0].family, key]}
        pairs = [(one, each) for one in own for told in others.values() for each in told if _denies(one, each)]
        for denied, one in [min(pairs, key=_likeness)] if pairs else ():
            yield "denial", one.event_id, denied.event_id, f"{one.anchor}: told in the one, denied in the other"


def _likeness(pair: tuple[Report, Report]) -> tuple[object, ...]:
    denied, told = pair
    same_day = denied.sharp and told.sharp
    return (
        denied.article != told.article,
        not same_day,
        denied.parties != told.parties,
        not denied.places & told.places,
        not told.sharp,
        *(told.order, denied.order),
    )


def _denies(denied: Report, told: Report) -> bool:
    """Tell whether a denial can be of what another report tells: the same parties, on the word of somebody else."""
    if excludes(denied, told, denial=True) or not (denied.stage == told.stage or told.stage == "done"):
        return False
    if denied.article and denied.article == told.article:
        if denied.claim == told.claim:
            return False  # nobody contradicts himself in one article
        same = denied.actors == told.actors and denied.recipients == told.recipients
        return same and len(denied.parties) > 1
    if denied.mutual:
        return len(denied.parties & told.parties) > 1
    same = bool(denied.recipients) and denied.actors == told.actors and denied.recipients == told.recipients
    return same and bool(denied.actors) and denied.sharp and told.sharp


def _of_several_offices(name: str) -> bool:
    """Tell whether a group is called by an office in the plural: وزراء إسرائيليون."""
    return fold(name.split()[0].removeprefix("ال")) in words("holders") if name.split() else False


@cache
def _office(wording: str) -> tuple[str, str]:
    """Return the English key of the office that begins ``wording`` and the state whose it is; empty if none does."""
    text = prepare(wording)
    own = scene(text, gazetteer().matcher.find(text))
    held = office(own, 0) if own.tokens.words else None
    return (held.name, held.state) if held else ("", "")


def _offices(tables: "Mapping[str, pd.DataFrame]", texts: Mapping[str, str]) -> Iterator[Found]:
    people = {str(row["entity_id"]) for row in records(tables, "entities") if row["kind"] == "person"}
    held: defaultdict[str, list[tuple[str, str, bool, str, str, str]]] = defaultdict(list)
    for row in sorted(records(tables, "mentions"), key=lambda row: (str(row["page_id"]), whole(row["start"]))):
        raw, one = texts.get(str(row["page_id"]), ""), str(row["entity_id"])
        start, end = whole(row["office_start"]), whole(row["office_end"])
        if raw and end and one in people:
            wording = raw[start:end]
            name, state = _office(wording)
            if name and name not in keyed("envoy"):  # envoys have several posts at once
                where = str(row["article_id"]) or str(row["sentence_id"])
                held[one].append((name, state, bool(row["former"]), where, str(row["mention_id"]), wording))
    for one in sorted(held):
        for left, right in combinations(held[one], 2):
            if left[0] != right[0] or left[3] == right[3]:
                continue
            states = bool(left[1] and right[1] and left[1] != right[1])
            same = bool(left[1]) and left[1] == right[1]  # a former president is often called just president
            if (states and not (left[2] or right[2])) or (same and left[2] != right[2]):
                yield "office", left[4], right[4], f"{one}: {left[5]}{_held(left[2])}, or {right[5]}{_held(right[2])}"
                break


def _held(former: bool) -> str:
    return " (former)" if former else ""
