"""How far two codings agree: sums that must hold whatever the codings, and single differences that must be found."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import khabar
from khabar.agreement import agreement, disagreements, questions
from khabar.codinglayers import LAYERS

DATA = Path(__file__).parents[1] / "data"
Frames = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def made() -> Frames:
    return dict(khabar.Study.load(DATA).tables)


@pytest.fixture(scope="module")
def coded() -> Frames:
    return khabar.load_tables(DATA / "coded")


def sums(found: pd.DataFrame) -> bool:
    hand = found["agree"] + found["differ"] + found["missed"]
    machine = found["agree"] + found["differ"] + found["extra"]
    own = found["layer"] != "relations"
    return bool((hand == found["hand"]).all() and (machine == found["machine"])[own].all())


def test_a_coding_agrees_with_itself(coded: Frames, made: Frames) -> None:
    for tables in (coded, made):
        found = agreement(tables, tables)
        assert not found[["differ", "missed", "extra"]].to_numpy().any()
        assert (found["hand"] == found["agree"]).all()


@pytest.mark.parametrize("layer", LAYERS)
def test_every_row_is_counted_once_under_every_question(layer: str, made: Frames, coded: Frames) -> None:
    for one, other in ((made, coded), (coded, made)):
        found = questions(one, other, layer)
        assert sums(found)
        assert list(found["asked"]) == list(LAYERS[layer].asked)
    rows = {asked: disagreements(made, coded, layer, asked) for asked in LAYERS[layer].asked}
    for row in questions(made, coded, layer).itertuples():
        kinds = rows[row.asked]["kind"].value_counts()
        assert [kinds.get(kind, 0) for kind in ("differ", "missed", "extra")] == [row.differ, row.missed, row.extra]


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_rows_taken_away_are_missed_and_the_sums_hold(coded: Frames, data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(["sentences", "mentions", "times", "events", "commitments"]))
    gone = data.draw(st.sets(st.integers(0, len(coded[table]) - 1)))
    fewer = coded | {table: coded[table].drop(index=sorted(gone))}
    found = agreement(fewer, coded)
    assert sums(found)
    row = found.set_index("layer").loc[table]
    assert (row["missed"], row["extra"]) == (len(gone), 0)


def test_what_differs_is_shown_with_both_answers_and_its_place(coded: Frames) -> None:
    times = coded["times"].copy()
    times.loc[0, "duration"] = "PT5H"
    found = disagreements(coded | {"times": times}, coded, "times")
    assert found[["kind", "hand", "machine"]].to_numpy().tolist() == [["differ", "PT4H", "PT5H"]]
    raw = (DATA / "raw" / "paris-2025-07.txt").read_text(encoding="utf-8")
    assert raw[found["start"][0] : found["end"][0]] == coded["times"]["surface"][0]


def test_an_order_turned_round_differs_and_an_unknown_one_says_nothing(coded: Frames) -> None:
    relations = coded["relations"]
    one = relations[relations["relation"] == "before"].iloc[:1]
    turned = one.assign(left_id=one["right_id"], right_id=one["left_id"])
    hand, machine = coded | {"relations": one}, coded | {"relations": turned}
    assert list(disagreements(machine, hand, "relations")["kind"]) == ["differ"]
    unknown = coded | {"relations": one.assign(relation="unknown")}
    assert disagreements(unknown, unknown, "relations").empty


def test_no_such_layer_and_no_such_question_are_said(coded: Frames) -> None:
    with pytest.raises(ValueError, match=r"^layers are articles, .*; not 'words'$"):
        questions(coded, coded, "words")
    with pytest.raises(ValueError, match=r"^times can be asked found, characters, kind, value; not 'date'$"):
        disagreements(coded, coded, "times", "date")
