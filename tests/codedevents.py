"""What happened, on the page under study: where the software's tables agree with those coded by hand.

`agreeing` lists the ids of the coded rows that agree, attribute by attribute; `cases/coded/events.txt` keeps the list
that was looked at last, and the tests tell what was lost or won since. To record it anew::

    python tests/codedevents.py
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import khabar

ROOT = Path(__file__).resolve().parents[1]
PINNED = ROOT / "tests" / "cases" / "coded" / "events.txt"
Row = Mapping[Any, Any]
Tables = Mapping[str, list[Row]]
Relation = tuple[str, str, str]
SIDES = ("left_ref", "right_ref")


def both() -> tuple[Tables, Tables]:
    """Return the tables that the software makes of the study, and those coded by hand."""
    made, coded = khabar.Study.load(ROOT / "data").tables, khabar.load_tables(ROOT / "data" / "coded")
    return tuple({name: table.to_dict("records") for name, table in each.items()} for each in (made, coded))  # type: ignore[return-value]


def codes(cell: str) -> frozenset[str]:
    """Return the parties in a cell, without PLOVER's sectors."""
    return frozenset(code.partition(":")[0] for code in cell.split(";") if code)


def short(row_id: str) -> str:
    """Return an id without its page."""
    return str(row_id).rpartition(".")[2]


def overlap(one: Row, other: Row) -> int:
    """Return how many characters two rows share."""
    return max(0, min(int(one["end"]), int(other["end"])) - max(int(one["start"]), int(other["start"])))


def same_events(made: Tables, coded: Tables) -> dict[str, Row]:
    """Return, by the id of a coded event, the one made at its anchor: of several one of its type, each only once."""
    free = list(made["events"])
    found: dict[str, Row] = {}
    for row in coded["events"]:
        here = [event for event in free if overlap(row, event)]
        here.sort(key=lambda event: event["event_type"] != row["event_type"])
        if here:
            found[row["event_id"]] = here[0]
            free.remove(here[0])
    return found


def same_steps(made: Tables, coded: Tables, same: Mapping[str, Row]) -> dict[str, str]:
    """Return, by the id of a coded step, the made step that holds most of its reports."""
    step = {event: row["step_id"] for row in made["sequence"] for event in row["event_ids"].split(";")}
    found: dict[str, str] = {}
    for row in coded["sequence"]:
        held = Counter(step[same[event]["event_id"]] for event in row["event_ids"].split(";") if event in same)
        if held:
            found[row["step_id"]] = held.most_common(1)[0][0]
    return found


def told(rows: Iterable[Row]) -> set[Relation]:
    """Return relations with what follows from them: before what comes before another is before that one, too."""
    found = {_forward(row) for row in rows if row["relation"] != "unknown"}
    while True:
        before = [(left, right) for left, relation, right in found if relation == "before"]
        more = {(a, "before", d) for a, b in before for c, d in before if b == c} - found
        if not more:
            return found
        found |= more


def _forward(row: Row) -> Relation:
    if row["relation"] == "after":
        return row["right_id"], "before", row["left_id"]
    return row["left_id"], row["relation"], row["right_id"]


def agreeing(made: Tables, coded: Tables) -> dict[str, list[str]]:
    """Return the ids of the coded rows that agree, by attribute; and, at the end, events that nobody coded.

    Attributes of an event are compared where its anchor and type agree. A step agrees if the reports of it that were
    found make one step, with no other's; a relation if it follows from those made; a conflict if its kind and its two
    sides are the same, the sides by step.
    """
    same = same_events(made, coded)
    voices = {row["claim_id"]: row["start"] for tables in (made, coded) for row in tables["claims"]}
    found: dict[str, list[str]] = {"event anchor": [short(event) for event in same]}
    for row in coded["events"]:
        event = same.get(row["event_id"])
        if event is not None and event["event_type"] == row["event_type"]:
            for name, agrees in _attributes(row, event, made, coded, voices):
                found.setdefault(f"event {name}", []).extend([short(row["event_id"])] * agrees)
    found["step"] = list(_steps(made, coded, same))
    steps = same_steps(made, coded, same)
    follows = told(made["relations"])
    found["relation"] = [
        f"{left}-{relation}-{right}"
        for left, relation, right in map(_forward, coded["relations"])
        if left in steps and right in steps and (steps[left], relation, steps[right]) in follows
    ]
    found["conflict"] = list(_conflicts(made, coded, steps))
    for name, row_id in _commitments(made, coded):
        found.setdefault(f"commitment {name}", []).append(row_id)
    used = {event["event_id"] for event in same.values()}
    found["not coded by hand"] = [
        f"{row['start']}:{row['anchor'].replace(' ', '_')}" for row in made["events"] if row["event_id"] not in used
    ]
    return found


def _attributes(
    row: Row, event: Row, made: Tables, coded: Tables, voices: Mapping[str, int]
) -> Iterator[tuple[str, bool]]:
    yield "type", True
    yield "act", row["act"] == event["act"]
    yield "parties", all(codes(row[name]) == codes(event[name]) for name in ("actors", "recipients"))
    yield "brokers", _brokers(coded, row) == _brokers(made, event)
    yield "status", (row["status"], row["polarity"]) == (event["status"], event["polarity"])
    yield "modality", row["modality"] == event["modality"]
    yield "place", row["place"] == event["place"]
    yield "date", row["edtf"] == event["edtf"]
    # Of the same claim, if there is one: contents that begin at the same character.
    yield "voice", voices.get(row["claim_id"]) == voices.get(event["claim_id"])


def _brokers(tables: Tables, event: Row) -> set[tuple[str, str]]:
    """Return who invited, mediated, sponsored, proposed and hosted."""
    roles = ("convenor", "mediator", "sponsor", "proposer", "host")
    return {
        (row["role"], row["code"].partition(":")[0])
        for row in tables["arguments"]
        if row["event_id"] == event["event_id"] and row["role"] in roles
    }


def _steps(made: Tables, coded: Tables, same: Mapping[str, Row]) -> Iterator[str]:
    matched = {event["event_id"] for event in same.values()}
    whole = {frozenset(row["event_ids"].split(";")) & matched for row in made["sequence"]}
    for row in coded["sequence"]:
        mine = frozenset(same[event]["event_id"] for event in row["event_ids"].split(";") if event in same)
        if mine and mine in whole:
            yield row["step_id"]


def _conflicts(made: Tables, coded: Tables, steps: Mapping[str, str]) -> Iterator[str]:
    step = {event: row["step_id"] for row in made["sequence"] for event in row["event_ids"].split(";")}
    hand = {event: row["step_id"] for row in coded["sequence"] for event in row["event_ids"].split(";")}
    times = {row["time_id"]: row for row in made["times"]}
    free = [(row["kind"], *sorted(str(step.get(row[side], row[side])) for side in SIDES)) for row in made["conflicts"]]
    for row in coded["conflicts"]:
        sides = []
        for ref in (row[side] for side in SIDES):
            stands = next((each for each in coded["times"] if each["time_id"] == ref), None)
            same = [name for name, each in times.items() if stands is not None and overlap(each, stands)]
            sides.append(same[0] if same else steps.get(hand.get(ref, ""), ""))
        wanted = (row["kind"], *sorted(sides))
        if wanted in free:
            free.remove(wanted)
            yield row["conflict_id"]


def _commitments(made: Tables, coded: Tables) -> Iterator[tuple[str, str]]:
    free = list(made["commitments"])
    for row in coded["commitments"]:
        best = max(free, key=lambda each: overlap(row, each), default=None)
        if best is None or not overlap(row, best):
            continue
        free.remove(best)
        row_id = short(row["commitment_id"])
        yield "found", row_id
        if (row["start"], row["end"]) == (best["start"], best["end"]):
            yield "extent", row_id
        for name in ("clause", "act", "event_type", "force"):
            if row[name] == best[name]:
                yield name, row_id
        for name in ("obligor", "signatories", "beneficiary"):
            if codes(row[name]) == codes(best[name]):
                yield name, row_id


def lines(found: Mapping[str, Iterable[str]]) -> str:
    """Return what agrees as the file that is kept: an attribute a line."""
    return "".join(f"{name}: {' '.join(ids)}".rstrip() + "\n" for name, ids in found.items())


if __name__ == "__main__":
    PINNED.write_text(lines(agreeing(*both())), encoding="utf-8", newline="\n")
