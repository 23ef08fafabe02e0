"""What the cases of events cover: types, by kind of anchor, status, polarity and role, and the ways to deny.

A cell counts only where a case holds, and a role only where the software has it too. `cases/events/covered.tsv` keeps
the cells; one that is lost fails. To record them anew::

    python tests/test_events_matrix.py
"""

import re
from collections import defaultdict
from pathlib import Path

import pytest

from eventcases import Case, Expected, cases, differences, paired
from khabar.coding import Coding, code
from khabar.happening import ROLES, Event
from khabar.plover import types

FOLDER = Path(__file__).parent / "cases" / "events"
COVERED = FOLDER / "covered.tsv"
STATUSES = ("occurred", "ongoing", "planned", "proposed", "agreed", "postponed", "cancelled")
KINDS = ("verb", "passive verb", "participle", "verbal noun", "noun", "verb and noun", "nominal headline")
NEGATIONS = ("لم", "لن", "لا", "ليس", "عدم", "دون", "نفى", "كاد")  # not yet ما, see the known failures
_NEGATIONS = {word: re.compile(rf"(?<!\w)[وف]?{word}(?:ت|وا)?(?!\w)") for word in NEGATIONS}
_UNASKED = frozenset({"time"})  # the cases do not ask for it
Cells = dict[str, set[str]]


def covered() -> Cells:
    """Return the cells of all cases that hold: by type, by status and for polarity "denied"."""
    found: Cells = defaultdict(set)
    for path in sorted(FOLDER.glob("*.txt")):
        for case in cases(path) if path.name != "known-failures.txt" else ():
            coding = code(case.page)
            if differences(case, coding):
                continue
            for answer, event in paired(case, coding):
                if answer is not None and event is not None and answer.grade != "optional":
                    _add(found, case, coding, answer, event)
    return dict(found)


def _add(found: Cells, case: Case, coding: Coding, answer: Expected, event: Event) -> None:
    cells = {event.rule, event.status, event.polarity, *_roles(coding, answer, event)}
    found[event.event_type or "-"] |= cells
    found[event.status] |= {event.rule}
    if event.polarity == "denied":
        sentence = next(each for each in coding.sentences if each.start <= event.start < each.end)
        before = case.page.raw[sentence.start : event.start]
        found["denied"] |= {event.rule} | {word for word, form in _NEGATIONS.items() if form.search(before)}


def _roles(coding: Coding, answer: Expected, event: Event) -> set[str]:
    """Return the roles that the case asks for and the event has."""
    return {each.role for each in coding.arguments if each.event_id == event.event_id} & set(answer.roles)


@pytest.fixture(scope="module")
def found() -> Cells:
    return covered()


def test_no_cell_is_lost(found: Cells) -> None:
    kept = (line.split("\t") for line in COVERED.read_text(encoding="utf-8").splitlines())
    lost = {name: sorted({*cells} - found.get(name, set())) for name, *cells in kept}
    assert not {name: cells for name, cells in lost.items() if cells}


def test_every_type_is_covered(found: Cells) -> None:
    for name in types():
        assert {"verb", "affirmed", "denied", "occurred"} <= found[name], name
        assert {"noun", "verbal noun", "verb and noun"} & found[name], name
        assert len(found[name] & set(KINDS)) >= 4, name


def test_every_status_role_kind_and_negation_is_covered(found: Cells) -> None:
    assert set(STATUSES) <= set(found)
    cells = set().union(*found.values())
    assert set(KINDS) <= cells
    assert set(ROLES) - _UNASKED <= cells
    assert set(NEGATIONS) <= found["denied"]


def test_every_planned_and_denied_kind(found: Cells) -> None:
    assert {"verb", "verb and noun", "noun", "nominal headline"} <= found["planned"] & found["denied"]


if __name__ == "__main__":
    lines = ("\t".join([name, *sorted(cells)]) + "\n" for name, cells in sorted(covered().items()))
    COVERED.write_text("".join(lines), encoding="utf-8", newline="\n")
