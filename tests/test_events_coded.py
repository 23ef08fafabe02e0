"""What happened on the page under study, against the coding by hand: what agrees is pinned row by row."""

import pytest

from codedevents import PINNED, both
from khabar.pairing import Tables, agreeing, told

AGAIN = "; look at what changed, then record it with: python tests/codedevents.py"


@pytest.fixture(scope="module")
def tables() -> tuple[Tables, Tables]:
    return both()


@pytest.fixture(scope="module")
def found(tables: tuple[Tables, Tables]) -> dict[str, list[str]]:
    return agreeing(*tables)


def pinned() -> dict[str, list[str]]:
    kept = (line.partition(":") for line in PINNED.read_text(encoding="utf-8").splitlines())
    return {name: ids.split() for name, _, ids in kept}


@pytest.mark.parametrize("name", pinned())
def test_what_agrees_is_what_was_recorded(name: str, found: dict[str, list[str]]) -> None:
    before, now = set(pinned()[name]), set(found.get(name, ()))
    assert not before - now, f"{name}: no longer {sorted(before - now)}{AGAIN}"
    assert not now - before, f"{name}: new {sorted(now - before)}{AGAIN}"


def test_every_attribute_is_recorded(found: dict[str, list[str]]) -> None:
    assert list(pinned()) == list(found), AGAIN


def test_the_two_meetings_stay_two(found: dict[str, list[str]]) -> None:
    """Thursday's meeting (e1) and Friday's (e48) are found, with their parties, in two steps, one before the other."""
    assert {"e1", "e48"} <= set(found["event parties"]) & set(found["event date"])
    assert "q24-before-q30" in found["relation"]


def test_the_order_has_no_circle(tables: tuple[Tables, Tables]) -> None:
    for each in tables:
        assert not [left for left, relation, right in told(each["relations"]) if relation == "before" and left == right]


def test_the_coding_by_hand_agrees_with_itself(tables: tuple[Tables, Tables]) -> None:
    _, coded = tables
    found = agreeing(coded, coded)
    assert not found.pop("not coded by hand")
    for name, ids in found.items():
        table = {"step": "sequence"}.get(name, f"{name.partition(' ')[0]}s")
        rows = [row for row in coded[table] if row.get("relation") != "unknown"]
        assert len(ids) == len(rows), name
