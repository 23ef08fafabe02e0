"""Two codings side by side: what is a pair, what differs, what only one has; and what steps stand on."""

import pandas as pd
import pytest

from khabar import bindingdrawing, crosscheck, supports
from khabar.sequencelines import lines
from khabar.tables import load_tables

HAND = load_tables("data/coded")


def frame(*spans: tuple[int, int], **columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(spans, columns=["start", "end"]).assign(**columns)


def test_spans_that_only_touch_are_no_pair() -> None:
    assert crosscheck.pairs(frame((0, 5)), frame((5, 9))) == []


def test_a_row_goes_with_the_one_it_shares_most_with_and_only_once() -> None:
    assert crosscheck.pairs(frame((0, 10)), frame((0, 2), (2, 10))) == [(0, 1)]
    assert crosscheck.pairs(frame((0, 5), (0, 5)), frame((0, 5), (0, 5))) == [(0, 0), (1, 1)]


def test_a_column_can_be_asked_to_be_the_same() -> None:
    one, other = frame((0, 5), kind=["place"]), frame((0, 5), kind=["state"])
    assert crosscheck.pairs(one, other, same="kind") == []


def test_pairs_and_what_is_left_are_all_rows() -> None:
    hand, soft = frame((0, 2), (4, 6)), frame((5, 9), (20, 22))
    found = crosscheck.pairs(hand, soft)
    missed, extra = crosscheck.unpaired(hand, soft, found)
    assert (list(missed.index), list(extra.index)) == ([0], [1])


@pytest.mark.parametrize(
    ("one", "other", "column", "same"),
    [
        ("ISR;SYR", "SYR;ISR", "actors", True),
        ("ISR:MIL", "ISR", "actors", True),
        ("ISR:MIL", "ISR", "obligor", False),
        ("a;b", "b;a", "act", False),
        (pd.NA, "", "edtf", True),
        (float("nan"), "2025", "edtf", False),
    ],
)
def test_cells_are_compared_as_what_they_are(one: object, other: object, column: str, same: bool) -> None:
    assert (crosscheck.cell(one, column) == crosscheck.cell(other, column)) is same


def test_a_coding_agrees_with_itself() -> None:
    events = HAND["events"]
    found = crosscheck.pairs(events, events)
    columns = ["act", "actors", "edtf", "claim_id"]
    assert (crosscheck.agreement(events, events, found, columns)["the same"] == len(events)).all()
    assert crosscheck.differences(events, events, found, columns).empty


def test_steps_that_one_coding_lacks_stand_alone() -> None:
    fewer = HAND | {"sequence": HAND["sequence"].query("step_id != 'q24'")}
    events = HAND["events"]
    gone = HAND["sequence"].query("step_id == 'q24'")["event_ids"].iloc[0].split(";")
    fewer["events"] = events[~events["event_id"].isin(gone)]
    found = crosscheck.steps(HAND, fewer)
    assert list(found[found["software"] == ""]["by_hand"]) == ["q24"]
    assert (found["differ"] == "").all()


def test_what_steps_stand_on_is_what_is_drawn() -> None:
    on = supports.standing(HAND)
    drawn = {line.step_id: "narrator" in line.on for line in lines(HAND)}
    assert {step: supports.NARRATOR in each for step, each in on.items()} == drawn


def test_without_nobody_nothing_is_lost() -> None:
    assert supports.without(HAND, []).empty
    assert supports.through(HAND, "nobody-on-this-page") == frozenset()


def test_without_everybody_only_the_narrator_is_left() -> None:
    everybody = set(HAND["claims"]["claim_id"])
    assert set(supports.without(HAND, everybody)["after"]) == {"narrator", "nothing"}


def test_the_grid_has_signatories_first() -> None:
    rows = bindingdrawing.bound(HAND, HAND["commitments"].query("signatories != ''"))
    labels = [tick.get_text() for tick in bindingdrawing.grid(rows).axes[0].get_xticklabels()]
    assert labels[:3] == ["France", "Syria", "United\nStates"]
    assert len(labels) == rows["party"].nunique()
