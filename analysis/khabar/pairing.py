"""Two codings of the same pages, row by row: which row of the one answers which row of the other, and what agrees.

One coding is called ``coded`` (by hand), the other ``made`` (by the software); they may as well be two people's. Each
row answers one at most. Rows are paired by the characters that they stand on, steps by the reports they hold.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[Any, Any]
Tables = Mapping[str, list[Row]]
Relation = tuple[str, str, str]
_SIDES = ("left_ref", "right_ref")
_BROKERS = frozenset({"convenor", "mediator", "sponsor", "proposer", "host"})


def records(tables: "Mapping[str, pd.DataFrame]") -> Tables:
    """Return tables as lists of rows; what is missing is None.

    >>> import pandas as pd
    >>> records({"events": pd.DataFrame({"act": ["meet"]})})
    {'events': [{'act': 'meet'}]}
    """
    return {
        name: list(table.astype(object).where(table.notna(), None).to_dict("records")) for name, table in tables.items()
    }


def codes(cell: str) -> frozenset[str]:
    """Return the parties in a cell, without PLOVER's sectors.

    >>> sorted(codes("TUR:MIL;ISR"))
    ['ISR', 'TUR']
    """
    return frozenset(code.partition(":")[0] for code in cell.split(";") if code)


def short(row_id: str) -> str:
    """Return an id without its page.

    >>> short("bbaca505acb5.e1")
    'e1'
    """
    return str(row_id).rpartition(".")[2]


def overlap(one: Row, other: Row) -> int:
    """Return how many characters two rows share; on two pages none.

    >>> overlap({"start": 0, "end": 5}, {"start": 3, "end": 9})
    2
    """
    if one.get("page_id") != other.get("page_id"):
        return 0
    return max(0, min(int(one["end"]), int(other["end"])) - max(int(one["start"]), int(other["start"])))


def closest(
    one: Sequence[Row], other: Sequence[Row], alike: Callable[[Row, Row], bool] = lambda one, other: False
) -> list[tuple[int, int]]:
    """Return pairs of rows that overlap, by their numbers, each row once, the closest first.

    Close is what shares the greatest part of the characters that the two cover; of equals those that are ``alike``
    come first, then the order of the rows decides.

    >>> closest([{"start": 0, "end": 9}], [{"start": 0, "end": 3}, {"start": 1, "end": 9}])
    [(0, 1)]
    """
    pairs = []
    for i, mine in enumerate(one):
        for j, theirs in enumerate(other):
            if shared := overlap(mine, theirs):
                cover = max(int(mine["end"]), int(theirs["end"])) - min(int(mine["start"]), int(theirs["start"]))
                pairs.append((-shared / cover, not alike(mine, theirs), i, j))
    return _each_once((i, j) for *_, i, j in sorted(pairs))


def _each_once(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    left, right = set[int](), set[int]()
    for i, j in pairs:
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            found.append((i, j))
    return found


def same_events(made: Tables, coded: Tables) -> dict[str, Row]:
    """Return, by the id of a coded event, the one made at its anchor: of several one of its type, each only once.

    >>> event = {"event_id": "e1", "start": 0, "end": 4, "event_type": "CONSULT"}
    >>> list(same_events({"events": [event]}, {"events": [event | {"event_id": "p.e7"}]}))
    ['p.e7']
    """
    free = list(made["events"])
    found: dict[str, Row] = {}
    for row in coded["events"]:
        here = [event for event in free if overlap(row, event)]
        here.sort(key=lambda event: event["event_type"] != row["event_type"])
        if here:
            found[row["event_id"]] = here[0]
            free.remove(here[0])
    return found


def same_commitments(made: Tables, coded: Tables) -> dict[str, Row]:
    """Return, by the id of a coded undertaking, the one made that shares most characters with it, each only once.

    >>> mine, other = {"commitment_id": "u1", "start": 0, "end": 4}, {"commitment_id": "u2", "start": 3, "end": 9}
    >>> same_commitments({"commitments": [other]}, {"commitments": [mine]})["u1"]["commitment_id"]
    'u2'
    """
    free = list(made["commitments"])
    found: dict[str, Row] = {}
    for row in coded["commitments"]:
        best = max(free, key=lambda each: overlap(row, each), default=None)
        if best is not None and overlap(row, best):
            found[row["commitment_id"]] = best
            free.remove(best)
    return found


def same_steps(made: Tables, coded: Tables, same: Mapping[str, Row]) -> dict[str, str]:
    """Return, by the id of a coded step, the made step that holds most of its reports; ``same`` is `same_events`.

    >>> made, coded = [{"step_id": "q1", "event_ids": "e1;e2"}], [{"step_id": "k9", "event_ids": "e5"}]
    >>> same_steps({"sequence": made}, {"sequence": coded}, {"e5": {"event_id": "e2"}})
    {'k9': 'q1'}
    """
    step = step_of(made)
    found: dict[str, str] = {}
    for row in coded["sequence"]:
        held = Counter(step[same[event]["event_id"]] for event in row["event_ids"].split(";") if event in same)
        if held:
            found[row["step_id"]] = held.most_common(1)[0][0]
    return found


def step_of(tables: Tables) -> dict[str, str]:
    """Return the step of each event.

    >>> step_of({"sequence": [{"step_id": "q1", "event_ids": "e1;e2"}]})
    {'e1': 'q1', 'e2': 'q1'}
    """
    return {event: row["step_id"] for row in tables["sequence"] for event in row["event_ids"].split(";")}


def same_conflicts(made: Tables, coded: Tables, steps: Mapping[str, str]) -> dict[str, Row]:
    """Return, by the id of a coded conflict, the one made of its kind between its two sides; ``steps`` is `same_steps`.

    A side is a time, which must stand on the same characters, or an event, which must be in the same step.

    >>> one = {"conflict_id": "k1", "kind": "date", "left_ref": "q1", "right_ref": "q2"}
    >>> tables = {"times": [], "sequence": [], "conflicts": [one]}
    >>> same_conflicts(tables, tables, {"q1": "q1", "q2": "q2"})
    {}
    >>> told = [{"step_id": "q1", "event_ids": "e1"}, {"step_id": "q2", "event_ids": "e2"}]
    >>> tables |= {"sequence": told, "conflicts": [one | {"left_ref": "e1", "right_ref": "e2"}]}
    >>> list(same_conflicts(tables, tables, {"q1": "q1", "q2": "q2"}))
    ['k1']
    """
    step, hand = step_of(made), step_of(coded)
    times = {row["time_id"]: row for row in made["times"]}
    free = list(made["conflicts"])
    keys = [(row["kind"], *sorted(str(step.get(row[side], row[side])) for side in _SIDES)) for row in free]
    found: dict[str, Row] = {}
    for row in coded["conflicts"]:
        sides = []
        for ref in (row[side] for side in _SIDES):
            stands = next((each for each in coded["times"] if each["time_id"] == ref), None)
            same = [name for name, each in times.items() if stands is not None and overlap(each, stands)]
            sides.append(same[0] if same else steps.get(hand.get(ref, ""), ""))
        wanted = (row["kind"], *sorted(sides))
        if wanted in keys:
            found[row["conflict_id"]] = free.pop(keys.index(wanted))
            keys.remove(wanted)
    return found


def told(rows: Iterable[Row]) -> set[Relation]:
    """Return relations with what follows from them: before what comes before another is before that one, too.

    >>> rows = [("a", "before", "b"), ("c", "after", "b")]
    >>> sorted(told({"left_id": a, "relation": name, "right_id": b} for a, name, b in rows))
    [('a', 'before', 'b'), ('a', 'before', 'c'), ('b', 'before', 'c')]
    """
    found = {forward(row) for row in rows if row["relation"] != "unknown"}
    while True:
        before = [(left, right) for left, relation, right in found if relation == "before"]
        more = {(a, "before", d) for a, b in before for c, d in before if b == c} - found
        if not more:
            return found
        found |= more


def forward(row: Row) -> Relation:
    """Return a relation with what came first on its left.

    >>> forward({"left_id": "b", "relation": "after", "right_id": "a"})
    ('a', 'before', 'b')
    """
    if row["relation"] == "after":
        return row["right_id"], "before", row["left_id"]
    return row["left_id"], row["relation"], row["right_id"]


# -- what a row says, so that two can be compared ----------------------------------------------------------------------

Value = Callable[[Tables, Row], object]


def cell(name: str) -> Value:
    """Return what asks a row for one of its cells.

    >>> cell("act")({}, {"act": "meet"})
    'meet'
    """
    return lambda tables, row: row[name]


def _parties(name: str) -> Value:
    return lambda tables, row: codes(row[name])


def brokers(tables: Tables, event: Row) -> frozenset[tuple[str, str]]:
    """Return who invited, mediated, sponsored, proposed and hosted an event.

    >>> row = {"event_id": "e1", "role": "mediator", "code": "QAT:GOV"}
    >>> sorted(brokers({"arguments": [row]}, {"event_id": "e1"}))
    [('mediator', 'QAT')]
    """
    return frozenset(
        (row["role"], row["code"].partition(":")[0])
        for row in tables["arguments"]
        if row["event_id"] == event["event_id"] and row["role"] in _BROKERS
    )


def _voice(tables: Tables, event: Row) -> object:
    """Return where the cue stands of the claim that an event is told in, if it is in one.

    The cue, for where a content begins may differ by a joined letter.
    """
    return next((row["cue_start"] for row in tables["claims"] if row["claim_id"] == event["claim_id"]), None)


EVENT: Mapping[str, Value] = {
    "act": cell("act"),
    "parties": lambda tables, row: (codes(row["actors"]), codes(row["recipients"])),
    "brokers": brokers,
    "status": lambda tables, row: (row["status"], row["polarity"]),
    "modality": cell("modality"),
    "place": cell("place"),
    "date": cell("edtf"),
    "voice": _voice,
}
COMMITMENT: Mapping[str, Value] = {
    "extent": lambda tables, row: (row["start"], row["end"]),
    **{name: cell(name) for name in ("clause", "act", "event_type", "force")},
    **{name: _parties(name) for name in ("obligor", "signatories", "beneficiary")},
}


# -- what agrees, by attribute -----------------------------------------------------------------------------------------


def agreeing(made: Tables, coded: Tables) -> dict[str, list[str]]:
    """Return the ids of the coded rows that agree, by attribute; and, at the end, events that nobody coded.

    Attributes of an event are compared where its anchor and type agree. A step agrees if the reports of it that were
    found make one step, with no other's; a relation if it follows from those made; a conflict if its kind and its two
    sides are the same, the sides by step.

    >>> from khabar.tables import load_tables
    >>> hand = records(load_tables("data/coded"))
    >>> len(agreeing(hand, hand)["event type"]) == len(hand["events"])
    True
    """
    same = same_events(made, coded)
    found: dict[str, list[str]] = {"event anchor": [short(event) for event in same]}
    for row in coded["events"]:
        event = same.get(row["event_id"])
        if event is not None and event["event_type"] == row["event_type"]:
            found.setdefault("event type", []).append(short(row["event_id"]))
            for name, value in EVENT.items():
                agrees = value(coded, row) == value(made, event)
                found.setdefault(f"event {name}", []).extend([short(row["event_id"])] * agrees)
    found["step"] = list(_steps(made, coded, same))
    steps = same_steps(made, coded, same)
    follows = told(made["relations"])
    found["relation"] = [
        f"{left}-{relation}-{right}"
        for left, relation, right in map(forward, coded["relations"])
        if left in steps and right in steps and (steps[left], relation, steps[right]) in follows
    ]
    found["conflict"] = list(same_conflicts(made, coded, steps))
    answers = same_commitments(made, coded)
    for row in coded["commitments"]:
        answer = answers.get(row["commitment_id"])
        if answer is not None:
            found.setdefault("commitment found", []).append(short(row["commitment_id"]))
            for name, value in COMMITMENT.items():
                if value(coded, row) == value(made, answer):
                    found.setdefault(f"commitment {name}", []).append(short(row["commitment_id"]))
    used = {event["event_id"] for event in same.values()}
    found["not coded by hand"] = [
        f"{row['start']}:{row['anchor'].replace(' ', '_')}" for row in made["events"] if row["event_id"] not in used
    ]
    return found


def _steps(made: Tables, coded: Tables, same: Mapping[str, Row]) -> Iterator[str]:
    matched = {event["event_id"] for event in same.values()}
    whole = {frozenset(row["event_ids"].split(";")) & matched for row in made["sequence"]}
    for row in coded["sequence"]:
        mine = frozenset(same[event]["event_id"] for event in row["event_ids"].split(";") if event in same)
        if mine and mine in whole:
            yield row["step_id"]
