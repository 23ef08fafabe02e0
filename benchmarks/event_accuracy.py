"""How good events are: on cases, on the page coded by hand, and on anybody's own answers; used by `accuracy.py`.

An event is right at its anchor where it overlaps the anchor, or else stands in the same sentence within 40 characters,
and has a type that the answer allows: "met" or "meeting" in "they met in a meeting" are one anchor to a reader. Its
parties are right if all and no others are there, in whatever role, places aside. Each found event answers one; a second
one at the same anchor, and one without a type where nothing is asked, are not counted. Events graded optional are asked
of nobody; found, they are no mistake. Many cases name only the parties in question: on them the share of parties is
lower than it would be. Intervals are Wilson's, 95 %.
"""

import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

import khabar
from khabar.coding import Coding
from khabar.happening import Event
from khabar.pairing import Tables, agreeing, codes, same_events, same_steps, step_of, told

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from codedevents import both  # noqa: E402
from eventcases import Case, Expected, cases, same_type  # noqa: E402

_NEAR = 40  # characters between the anchor of an answer and that of an event in the same sentence
_PLACES = frozenset({"venue", "place", "time"})


@dataclass(frozen=True)
class Judged:
    """An answer with what was found for it, and what of it is right; or an event that no answer has."""

    answer: Expected | None
    event: Event | None
    type: bool = False
    parties: bool = False
    status: bool = False

    @property
    def name(self) -> str:
        """The type it is counted under."""
        if self.answer is not None:
            return self.answer.types[0].partition("-")[0] or "-"
        return self.event.event_type if self.event is not None else "-"


def judged(case: Case, coding: Coding) -> list[Judged]:
    """Return every answer of a case, judged, then every typed event that stands at no answer's anchor."""
    free = list(coding.events)
    found: dict[int, Event] = {}
    for near in (False, True):
        for number, answer in enumerate(case.events):
            here = [each for each in free if number not in found and _meets(answer, each, coding, near)]
            here.sort(key=lambda each: (not same_type(answer, each), abs(each.start - answer.start)))
            if here:
                found[number] = here[0]
                free.remove(here[0])
    rows = [_judge(answer, found.get(number), coding) for number, answer in enumerate(case.events)]
    anchors = [(answer.start - 3, answer.end + 3) for answer in case.events]
    rows += [
        Judged(None, each)
        for each in free
        if each.event_type and not any(start <= each.start < end for start, end in anchors)
    ]
    return rows


def _meets(answer: Expected, event: Event, coding: Coding, near: bool) -> bool:
    if not near:
        return event.start < answer.end and answer.start < event.end
    if abs(event.start - answer.start) > _NEAR or not same_type(answer, event):
        return False
    return any(
        each.start <= answer.start < each.end and each.start <= event.start < each.end for each in coding.sentences
    )


def _judge(answer: Expected, event: Event | None, coding: Coding) -> Judged:
    if event is None or not same_type(answer, event):
        return Judged(answer, event)
    wanted = {
        party.partition(":")[0]
        for role, parties in answer.roles.items()
        for party in parties
        if role not in _PLACES and not party.startswith('"')
    }
    named = {each.code for each in coding.arguments if each.event_id == event.event_id and each.role not in _PLACES}
    parties = codes(";".join(named)) | codes(event.actors) == wanted
    told = (answer.more.get("status", "occurred"), answer.more.get("polarity", "affirmed"))
    return Judged(answer, event, True, parties, (event.status, event.polarity) == told)


def interval(right: int, asked: int) -> str:
    """Return a share with its 95 % interval (Wilson): how far chance alone may have moved it."""
    if not asked:
        return "-"
    share, z = right / asked, 1.96
    middle = (share + z * z / (2 * asked)) / (1 + z * z / asked)
    half = z * sqrt(share * (1 - share) / asked + z * z / (4 * asked * asked)) / (1 + z * z / asked)
    return f"{share:.2f} [{max(0.0, middle - half):.2f}, {min(1.0, middle + half):.2f}]"


def all_judged(files: Iterable[Path]) -> list[Judged]:
    """Return the judged events of all cases in files."""
    return [row for path in files for case in cases(path) for row in judged(case, khabar.code(case.page))]


def print_by_type(title: str, rows: list[Judged]) -> None:
    """Print for each type how many are right: type, then of those parties and status; and the share of no mistakes."""
    print(f"{title}\n{'type':10}{'asked':>6}  {'type right':19}{'parties':19}{'status':19}{'found':>6}  precision")
    for name in [*sorted({row.name for row in rows}), "all"]:
        mine = [row for row in rows if name in (row.name, "all")]
        asked = [row for row in mine if row.answer is not None and row.answer.grade != "optional"]
        right = [row for row in asked if row.type]
        given = [row for row in rows if row.event is not None and name in (row.event.event_type or "-", "all")]
        cells = (
            interval(len(right), len(asked)),
            interval(sum(row.parties for row in right), len(right)),
            interval(sum(row.status for row in right), len(right)),
        )
        print(
            f"{name:10}{len(asked):6}  {cells[0]:19}{cells[1]:19}{cells[2]:19}{len(given):6}  "
            f"{interval(sum(row.type for row in given), len(given))}"
        )
    print()


def print_by_grade(title: str, rows: list[Judged]) -> None:
    """Print what is right of the main events, and of all; and how many of the events found a reader would code."""
    print(title)
    for label, grades in (("main", ("main",)), ("main and minor", ("main", "minor"))):
        asked = [row for row in rows if row.answer is not None and row.answer.grade in grades]
        parties = [row for row in asked if row.parties]
        print(f"{label} events: {len(asked)}")
        print(f"  type right at the anchor     {interval(sum(row.type for row in asked), len(asked))}")
        print(f"  and all parties exactly      {interval(len(parties), len(asked))}")
        print(f"  status right in those        {interval(sum(row.status for row in parties), len(parties))}")
    found = [row for row in rows if row.event is not None]
    print(f"events found: {len(found)}")
    print(f"  at an anchor of the answers  {interval(sum(row.answer is not None for row in found), len(found))}")
    print(f"  and of its type              {interval(sum(row.type for row in found), len(found))}\n")


def against_the_coding_by_hand() -> None:
    """Print how events, steps, relations, conflicts and commitments agree with the page coded by hand."""
    made, coded = both()
    found = agreeing(made, coded)
    typed = len(found["event type"])
    print("what happened, the page under study against the coding by hand")
    print(
        f"events: {len(coded['events'])} by hand, {len(made['events'])} found, "
        f"{len(found['event anchor'])} at an anchor"
    )
    for name, ids in found.items():
        if name == "event type":
            print(f"  and of its type     {typed}")
        elif name.startswith("event ") and name != "event anchor":
            print(f"    and {name.removeprefix('event '):15} {len(ids)}")
    _print_order(made, coded, found)
    if coded["commitments"]:
        shares = [
            f"{name.removeprefix('commitment ')} {len(ids)}" for name, ids in found.items() if "commitment" in name
        ]
        counts = f"{len(coded['commitments'])} by hand, {len(made['commitments'])} found"
        print(f"commitments: {counts}; right: {', '.join(shares) or 'none'}\n")


def _print_order(made: Tables, coded: Tables, found: dict[str, list[str]]) -> None:
    same = same_events(made, coded)
    steps = same_steps(made, coded, same)
    print(
        f"steps: {len(coded['sequence'])} by hand, {len(made['sequence'])} found; of {len(steps)} that hold a report "
        f"found {len(found['step'])} are the same, as far as their reports were found"
    )
    known = [row for row in coded["relations"] if row["relation"] != "unknown"]
    asked = [row for row in known if row["left_id"] in steps and row["right_id"] in steps]
    by_hand, back = told(coded["relations"]), _back(made, coded)
    given = [(back[a], relation, back[b]) for a, relation, b in told(made["relations"]) if a in back and b in back]
    given = [each for each in given if each[0] != each[2]]
    verdict = Counter(
        "told" if each in by_hand else "contradicted" if each[::-1] in by_hand else "open" for each in given
    )
    print(
        f"relations: {len(known)} by hand, {len(asked)} between steps found, {len(found['relation'])} of them follow "
        f"from those made; of {len(given)} made or following between steps found {verdict['told']} follow by hand, "
        f"{verdict['contradicted']} run against it, {verdict['open']} are left open there"
    )
    print(
        f"conflicts: {len(coded['conflicts'])} by hand, {len(made['conflicts'])} found, "
        f"{len(found['conflict'])} the same"
    )


def _back(made: Tables, coded: Tables) -> dict[str, str]:
    """Return, by the id of a made step, the coded step that most of its reports belong to."""
    answer = {event["event_id"]: coded_id for coded_id, event in same_events(made, coded).items()}
    hand = step_of(coded)
    held = {
        row["step_id"]: Counter(hand[answer[event]] for event in row["event_ids"].split(";") if event in answer)
        for row in made["sequence"]
    }
    return {step: counted.most_common(1)[0][0] for step, counted in held.items() if counted}


def print_events() -> None:
    """Print the events part: the page under study, then all cases, those that are known to fail among them."""
    against_the_coding_by_hand()
    files = sorted((ROOT / "tests/cases/events").glob("*.txt"))
    print_by_type("events, cases (regression figures)", all_judged(files))


def print_own(files: Iterable[Path]) -> None:
    """Print the scores on files of somebody's own answers, in the format of ``tests/cases/events``."""
    rows = all_judged(files)
    print_by_grade("events, own answers", rows)
    print_by_type("by type, main and minor", rows)
