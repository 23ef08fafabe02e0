"""The layers of a coding: how the rows of two codings are paired in each, and what the pairs can be asked."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from khabar.pairing import (
    COMMITMENT,
    EVENT,
    Row,
    Tables,
    Value,
    cell,
    closest,
    codes,
    forward,
    same_commitments,
    same_conflicts,
    same_events,
    same_steps,
    step_of,
    told,
)


@dataclass(frozen=True, slots=True)
class Pair:
    """What both codings have, or only one: ``hand`` and ``machine`` are rows, None where there is none."""

    hand: Row | None
    machine: Row | None


@dataclass(frozen=True)
class Two:
    """Two codings, with what pairs their rows."""

    hand: Tables
    machine: Tables

    @cached_property
    def events(self) -> dict[str, Row]:
        """The made event by the id of the coded one."""
        return same_events(self.machine, self.hand)

    @cached_property
    def steps(self) -> dict[str, Row]:
        """The made step by the id of the coded one, each once: those first that share most reports."""
        mine, theirs = step_of(self.hand), step_of(self.machine)
        shared = Counter((mine[one], theirs[event["event_id"]]) for one, event in self.events.items())
        rows = {row["step_id"]: row for row in self.machine["sequence"]}
        found: dict[str, Row] = {}
        for (step, other), _ in sorted(shared.items(), key=lambda each: -each[1]):
            if step not in found and other in rows:
                found[step] = rows.pop(other)
        return found

    @cached_property
    def commitments(self) -> dict[str, Row]:
        """The made undertaking by the id of the coded one."""
        return same_commitments(self.machine, self.hand)

    @cached_property
    def conflicts(self) -> dict[str, Row]:
        """The made conflict by the id of the coded one."""
        return same_conflicts(self.machine, self.hand, same_steps(self.machine, self.hand, self.events))


@dataclass(frozen=True)
class Layer:
    """A layer: how its rows are paired, what the pairs can be asked, and what they are asked first."""

    pairs: Callable[[Two], Iterator[Pair]]
    asked: Mapping[str, Value]
    chief: str
    name: str  # the column that names a row


def _closest(table: str, same: str = "") -> Callable[[Two], Iterator[Pair]]:
    """Pair the rows of a table that overlap, the closest first; of equals those with the same cell in ``same``."""

    def pairs(both: Two) -> Iterator[Pair]:
        hand, machine = both.hand[table], both.machine[table]
        found = dict(closest(hand, machine, lambda one, other: bool(same) and one[same] == other[same]))
        return _paired(hand, machine, {i: machine[j] for i, j in found.items()})

    return pairs


def _paired(hand: list[Row], machine: list[Row], found: Mapping[int, Row]) -> Iterator[Pair]:
    for number, row in enumerate(hand):
        yield Pair(row, found.get(number))
    used = {id(row) for row in found.values()}
    yield from (Pair(None, row) for row in machine if id(row) not in used)


def _answering(table: str, own: str, answers: Callable[[Two], Mapping[str, Row]]) -> Callable[[Two], Iterator[Pair]]:
    """Pair the rows of a table by the id of the coded one."""

    def pairs(both: Two) -> Iterator[Pair]:
        hand, found = both.hand[table], answers(both)
        return _paired(
            hand,
            both.machine[table],
            {number: found[row[own]] for number, row in enumerate(hand) if row[own] in found},
        )

    return pairs


def _of_events(table: str, key: str) -> Callable[[Two], Iterator[Pair]]:
    """Pair rows that belong to the same event and have the same ``key``, those first that overlap most."""

    def pairs(both: Two) -> Iterator[Pair]:
        found, free = dict[int, Row](), list(both.machine[table])
        for number, row in enumerate(both.hand[table]):
            event = both.events.get(row["event_id"], {}).get("event_id")
            alike = [each for each in free if each["event_id"] == event and each[key] == row[key]]
            if alike:
                found[number] = max(alike, key=lambda each: _shared(row, each))
                free.remove(found[number])
        return _paired(both.hand[table], both.machine[table], found)

    return pairs


def _shared(one: Row, other: Row) -> tuple[bool, int]:
    """Return how alike two phrases are: the same party, then the characters in common."""
    same = one.get("code", "") == other.get("code", "")
    if one["start"] is None or other["start"] is None:  # nobody says who it was: the party follows from elsewhere
        return same, 0
    return same, min(one["end"], other["end"]) - max(one["start"], other["start"])


def _relations(both: Two) -> Iterator[Pair]:
    """Pair relations that say the same, or follow from those of the other coding; an unknown order is none."""
    steps = {mine: made["step_id"] for mine, made in both.steps.items()}
    back = {made: mine for mine, made in steps.items()}
    follows, coded = told(both.machine["relations"]), told(both.hand["relations"])
    for row in filter(_ordered, both.hand["relations"]):
        left, relation, right = forward(row)
        left, right = steps.get(left, ""), steps.get(right, "")
        if (left, relation, right) in follows:
            yield Pair(row, row)
        elif relation == "before" and (right, relation, left) in follows:
            yield Pair(row, {**row, "relation": "after" if row["relation"] == "before" else "before"})
        else:
            yield Pair(row, None)
    for row in filter(_ordered, both.machine["relations"]):
        left, relation, right = forward(row)
        if not {(back.get(left), relation, back.get(right)), (back.get(right), relation, back.get(left))} & coded:
            yield Pair(None, row)


def _ordered(row: Row) -> bool:
    return bool(row["relation"] != "unknown")


def _extent(start: str = "start", end: str = "end") -> Value:
    return lambda tables, row: (row[start], row[end])


def _found(tables: Tables, row: Row) -> object:
    """Return nothing, which is always the same: to be there is all that is asked."""
    return ""


def _all(*values: Value) -> Value:
    return lambda tables, row: tuple(value(tables, row) for value in values)


def _authority(tables: Tables, row: Row) -> object:
    """Return on whose word a detail stands: the cue of the claim it is in, or the narrator."""
    cues = (each["cue_start"] for each in tables["claims"] if each["claim_id"] == row["authority"])
    return next(cues, row["authority"])


def _chain(tables: Tables, row: Row) -> object:
    links = sorted(
        (each for each in tables["links"] if each["claim_id"] == row["claim_id"]), key=lambda e: e["position"]
    )
    return tuple(each["entity_id"] for each in links)


def _name(tables: Tables, row: Row) -> object:
    return frozenset(row["entity_id"].split(";"))


def _time(tables: Tables, row: Row) -> object:
    return row["edtf"], row["duration"], row["mod"]


LAYERS: Mapping[str, Layer] = {
    "articles": Layer(
        _closest("articles"),
        {
            "found": _found,
            "characters": _extent(),
            "outlet": cell("outlet"),
            "headline": cell("headline"),
            "date": cell("published"),
        },
        "characters",
        "article_id",
    ),
    "parts": Layer(
        _closest("parts"), {"found": _found, "characters": _extent(), "role": cell("role")}, "role", "part_id"
    ),
    "sentences": Layer(_closest("sentences"), {"found": _found, "characters": _extent()}, "characters", "sentence_id"),
    "mentions": Layer(
        _closest("mentions", "kind"),
        {"found": _found, "characters": _extent(), "kind": cell("kind"), "name": _name},
        "name",
        "mention_id",
    ),
    "times": Layer(
        _closest("times"),
        {"found": _found, "characters": _extent(), "kind": cell("kind"), "value": _time},
        "value",
        "time_id",
    ),
    "claims": Layer(
        _closest("claims", "cue_start"),
        {
            "found": _found,
            "content": _extent(),
            "cue": _extent("cue_start", "cue_end"),
            "speaker": cell("speaker_id"),
            "directness": cell("directness"),
            "certainty": cell("certainty"),
            "chain": _chain,
        },
        "speaker",
        "claim_id",
    ),
    "events": Layer(
        _answering("events", "event_id", lambda both: both.events),
        {"found": _found, "type": cell("event_type")}
        | {name: _all(cell("event_type"), value) for name, value in EVENT.items()},
        "type",
        "event_id",
    ),
    "arguments": Layer(
        _of_events("arguments", "role"),
        {"found": _found, "party": lambda tables, row: codes(row["code"]), "characters": _extent()},
        "party",
        "event_id",
    ),
    "attestations": Layer(
        _of_events("attestations", "attribute"),
        {"found": _found, "characters": _extent(), "authority": _authority},
        "authority",
        "event_id",
    ),
    "commitments": Layer(
        _answering("commitments", "commitment_id", lambda both: both.commitments),
        {"found": _found} | dict(COMMITMENT),
        "obligor",
        "commitment_id",
    ),
    "sequence": Layer(
        _answering("sequence", "step_id", lambda both: both.steps),
        {
            "found": _found,
            "act": cell("act"),
            "parties": EVENT["parties"],
            "status": cell("status"),
            "date": cell("edtf"),
        },
        "parties",
        "step_id",
    ),
    "relations": Layer(_relations, {"order": cell("relation")}, "order", "left_id"),
    "conflicts": Layer(
        _answering("conflicts", "conflict_id", lambda both: both.conflicts), {"found": _found}, "found", "conflict_id"
    ),
}
