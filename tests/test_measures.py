"""Measures: small tables worked out by hand, and what must hold on any."""

from math import log
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khabar.errors import KhabarError, SmallCorpusError
from khabar.measures import GROUNDS, LEAST_WORDS, NONE, authority, by_quad, by_type, grounds, keyness, scores, voices
from khabar.plover import types
from khabar.tables import SCHEMA, frame

VALUES = {name: {column.name: column.values for column in SCHEMA[name]} for name in ("events", "claims")}
QUIET = settings(max_examples=40, deadline=None)


def table(name: str, *rows: dict[str, Any]) -> pd.DataFrame:
    return frame(
        name,
        [tuple(row.get(each.name, "" if each.type == "string" else None) for each in SCHEMA[name]) for row in rows],
    )


def event(number: int, kind: str = "", quad: str = "", intensity: float | None = None, **more: str) -> dict[str, Any]:
    return {
        "event_id": f"p.e{number}", "event_type": kind, "quad_code": quad, "intensity": intensity,
        "status": "occurred", "modality": "asserted", "polarity": "affirmed", **more,
    }  # fmt: skip


def attested(number: int, attribute: str, by: str) -> dict[str, Any]:
    return {"event_id": f"p.e{number}", "attribute": attribute, "authority": by}


EVENTS = table(
    "events",
    event(1, "CONSULT", "1", 2.5),
    event(2, "CONSULT", "1", 1.0, polarity="denied"),
    event(3, "AGREE", "1", 2.5, status="planned"),
    event(4, "ASSAULT", "4", -9.0, modality="presupposed"),
    event(5, "REQUEST", "3", 0.0),
    event(6, status="", modality="possible"),
)
STEPS = table(
    "sequence",
    {"step_id": "q1", "event_type": "CONSULT", "status": "occurred", "event_ids": "p.e1;p.e2"},
    {"step_id": "q2", "event_type": "SANCTION", "status": "planned", "event_ids": "p.e3"},
    {"step_id": "q3", "event_type": "", "status": "", "event_ids": "p.e4;p.e5;p.e6"},
)
CLAIMS = table(
    "claims",
    {"claim_id": "p.c1", "anonymity": "named", "directness": "direct"},
    {"claim_id": "p.c2", "anonymity": "office", "directness": "indirect"},
    {"claim_id": "p.c3", "anonymity": "category", "directness": "indirect"},
    {"claim_id": "p.c4", "anonymity": "category", "directness": "indirect"},
)
ATTESTED = table(
    "attestations",
    attested(1, "occurrence", "narrator"),
    attested(1, "participants", "p.c3"),
    attested(1, "participants", "p.c4"),  # two anonymous voices: still one attribute, on anonymous ground
    attested(2, "occurrence", "p.c2"),
    attested(3, "occurrence", "p.c3"),
    attested(3, "date", "narrator"),
    attested(4, "occurrence", "narrator"),
)


def nonzero(found: pd.DataFrame, column: str) -> dict[str, int]:
    return {str(name): number for name, number in found[column].items() if number}


def test_by_type() -> None:
    assert nonzero(by_type(EVENTS), "reports") == {"AGREE": 1, "CONSULT": 2, "REQUEST": 1, "ASSAULT": 1, NONE: 1}
    assert nonzero(by_type(STEPS), "steps") == {"CONSULT": 1, "SANCTION": 1, NONE: 1}


def test_types_stand_by_quad() -> None:
    index = list(by_type(EVENTS).index)
    assert set(index[:-1]) == types()
    assert index[:4] == ["AGREE", "CONCEDE", "CONSULT", "SUPPORT"]
    assert index[-6:] == ["ASSAULT", "COERCE", "MOBILIZE", "PROTEST", "SANCTION", NONE]


def test_by_quad() -> None:
    assert by_quad(EVENTS)["reports"].to_dict() == {
        "verbal cooperation": 3, "material cooperation": 0, "verbal conflict": 1, "material conflict": 1, NONE: 1,
    }  # fmt: skip
    assert nonzero(by_quad(STEPS), "steps") == {"verbal cooperation": 1, "material conflict": 1, NONE: 1}


@pytest.mark.parametrize(
    ("filters", "number"),
    [
        ({"status": "planned"}, 1),
        ({"status": ["planned", "occurred"]}, 5),
        ({"status": ""}, 1),
        ({"status": []}, 0),
        ({"polarity": "affirmed", "modality": "asserted"}, 3),
        ({"polarity": "denied"}, 1),
    ],
)
def test_filters(filters: dict[str, Any], number: int) -> None:
    assert by_type(EVENTS, **filters)["reports"].sum() == by_quad(EVENTS, **filters)["reports"].sum() == number


@pytest.mark.parametrize("measure", [by_type, by_quad])
def test_a_slip_in_a_filter_is_no_zero(measure: Any) -> None:
    with pytest.raises(ValueError, match="status 'ocurred' is none of occurred, ongoing"):
        measure(EVENTS, status="ocurred")


def test_scores() -> None:
    found = scores(EVENTS)
    assert found.loc["intensity"].to_list() == [5, 1, 6.0, -9.0, -3 / 5]
    assert found.loc["quad"].to_list() == [5, 1, 3.0, -2.0, 1 / 5]  # the scales disagree on the sign


def test_voices() -> None:
    found = voices(CLAIMS)
    assert found.index.to_list() == ["named", "office", "category", "unnamed"]
    assert found.to_numpy().tolist() == [[1, 0, 0], [0, 1, 0], [0, 2, 0], [0, 0, 0]]
    gap = voices(table("claims", {"claim_id": "p.c1", "directness": "direct"}))
    assert gap.loc[NONE].to_dict() == {"direct": 1, "indirect": 0, "statement": 0}
    assert NONE not in gap.columns


def test_grounds() -> None:
    assert grounds(CLAIMS) == {"p.c1": "named", "p.c2": "named", "p.c3": "anonymous", "p.c4": "anonymous"}


def test_authority_of_reports() -> None:
    found = authority(EVENTS, ATTESTED, CLAIMS)
    assert found.reset_index().to_numpy().tolist() == [
        ["occurrence", 4, 2, 1, 1, 2, 1],
        ["date", 1, 1, 0, 0, 1, 0],
        ["participants", 1, 0, 0, 1, 0, 1],
    ]


def test_authority_of_steps() -> None:
    found = authority(EVENTS, ATTESTED, CLAIMS, STEPS)
    assert found.loc["occurrence"].to_list() == [3, 2, 1, 1, 1, 1]  # q1 on the narrator and on an office


def test_authority_counts_the_events_given() -> None:
    assert authority(EVENTS[2:3], ATTESTED, CLAIMS).index.to_list() == ["date", "occurrence"]
    with pytest.raises(ValueError, match=r"no claim has the id 'p\.c3'"):
        authority(EVENTS, ATTESTED, CLAIMS[:1])


def test_empty_tables() -> None:
    nothing = EVENTS[:0]
    assert by_type(nothing)["reports"].eq(0).all()
    assert by_quad(nothing)["reports"].eq(0).all()
    assert by_quad(STEPS[:0])["steps"].eq(0).all()
    assert scores(nothing)[["scored", "unscored", "cooperation", "conflict"]].eq(0).all(axis=None)
    assert scores(nothing)["mean"].isna().all()
    assert scores(EVENTS[5:])["mean"].isna().all()
    assert voices(CLAIMS[:0]).eq(0).all(axis=None)
    empty = authority(nothing, ATTESTED, CLAIMS)
    assert len(empty) == 0
    assert empty.columns.to_list() == ["attested", *GROUNDS, "narrator_alone", "anonymous_alone"]


def test_keyness_by_hand() -> None:
    found = keyness({"سلام": 30, "رفض": 10, "": 5960}, {"سلام": 10, "": 5990})
    # Equal sizes: 40 are expected 20 and 20, and of the 11,960 others 5,980 and 5,980.
    by_hand = 2 * (30 * log(30 / 20) + 10 * log(10 / 20) + 5970 * log(5970 / 5980) + 5990 * log(5990 / 5980))
    assert found.loc["سلام", "log_likelihood"] == pytest.approx(by_hand)
    assert found.loc["سلام", "log_ratio"] == pytest.approx(1.5849625)  # three times: log2 of 3
    assert found.loc["سلام", "bic"] == pytest.approx(by_hand - log(12_000))
    assert found.loc["رفض", ["target", "reference"]].to_list() == [10, 0]
    assert found.loc["رفض", "log_ratio"] == pytest.approx(4.3219281)  # 10 to one half: log2 of 20


def test_keyness_of_words_and_of_counts() -> None:
    words = ["لقاء"] * 40 + ["غيرها"] * 4960
    counts = {"غيرها": 4960, "لقاء": 40, "أبدا": 0}
    assert keyness(words, counts).equals(keyness(counts, iter(words)))
    assert keyness(words, counts)["log_likelihood"].to_list() == pytest.approx([0, 0], abs=1e-9)
    assert keyness(words, counts).index.to_list() == ["غيرها", "لقاء"]


@pytest.mark.parametrize(("target", "reference", "side"), [(4999, 6000, "target"), (5000, 0, "reference")])
def test_keyness_refuses_small_corpora(target: int, reference: int, side: str) -> None:
    with pytest.raises(SmallCorpusError, match=f"at least 5,000 words a side and the {side} has") as caught:
        keyness({"لقاء": target}, {"لقاء": reference})
    assert isinstance(caught.value, KhabarError)
    assert "\n" not in str(caught.value)


def test_keyness_refuses_what_is_no_corpus() -> None:
    with pytest.raises(TypeError, match="cut it into words"):
        keyness("كلمة " * LEAST_WORDS, {"كلمة": LEAST_WORDS})
    with pytest.raises(ValueError, match="negative"):
        keyness({"كلمة": LEAST_WORDS, "أخرى": -1}, {"كلمة": LEAST_WORDS})


@st.composite
def some_events(draw: st.DrawFn) -> pd.DataFrame:
    cells = {name: st.sampled_from((*VALUES["events"][name], "")) for name in ("status", "modality", "polarity")}
    quads = {"AGREE": "1", "AID": "2", "REJECT": "3", "ASSAULT": "4", "": ""}
    rows = []
    for number in range(draw(st.integers(0, 8))):
        kind = draw(st.sampled_from(list(quads)))
        score = draw(st.floats(-10, 10)) if kind else None
        rows.append(event(number, kind, quads[kind], score, **{name: draw(one) for name, one in cells.items()}))
    return table("events", *rows)


@QUIET
@given(some_events(), st.data())
def test_counts_add_up(events: pd.DataFrame, data: st.DataObject) -> None:
    status = data.draw(st.none() | st.sets(st.sampled_from((*VALUES["events"]["status"], ""))))
    kept = events if status is None else events[events["status"].isin(status)]
    types_, quads = by_type(events, status=status)["reports"], by_quad(events, status=status)["reports"]
    assert types_.sum() == quads.sum() == len(kept)
    assert types_[NONE] == quads[NONE] == (kept["event_type"] == "").sum()
    parts = [by_type(events, status=one)["reports"] for one in (*VALUES["events"]["status"], "")]
    assert sum(parts).to_dict() == by_type(events)["reports"].to_dict()


@QUIET
@given(some_events())
def test_scores_are_sums_and_do_not_depend_on_order(events: pd.DataFrame) -> None:
    found = scores(events)
    for scale, least, most in (("intensity", -10, 10), ("quad", -1, 1)):
        row = found.loc[scale]
        assert row["scored"] + row["unscored"] == len(events)
        assert row["conflict"] <= 0 <= row["cooperation"]
        if row["scored"]:
            assert least - 1e-9 <= row["mean"] <= most + 1e-9
            assert row["mean"] * row["scored"] == pytest.approx(row["cooperation"] + row["conflict"], abs=1e-6)
    turned = scores(events[::-1]).astype("float64")
    pd.testing.assert_frame_equal(found.astype("float64"), turned)


CELLS = st.lists(
    st.tuples(*(st.sampled_from((*VALUES["claims"][name], "")) for name in ("anonymity", "directness"))), max_size=12
)


@QUIET
@given(CELLS)
def test_voices_add_up(cells: list[tuple[str, str]]) -> None:
    claims = table(
        "claims", *({"claim_id": f"p.c{n}", "anonymity": a, "directness": d} for n, (a, d) in enumerate(cells))
    )
    found = voices(claims)
    assert found.to_numpy().sum() == len(cells)
    assert (NONE in found.index) == any(not grade for grade, _ in cells)


@QUIET
@given(st.lists(st.tuples(st.integers(1, 6), st.sampled_from(["occurrence", "date"]), st.sampled_from(
    ["narrator", "p.c1", "p.c2", "p.c3"])), max_size=15), st.booleans())  # fmt: skip
def test_authority_bounds(cells: list[tuple[int, str, str]], steps: bool) -> None:
    attestations = table("attestations", *(attested(*cell) for cell in cells))
    found = authority(EVENTS, attestations, CLAIMS, STEPS if steps else None)
    assert set(found.index) == {attribute for _, attribute, _ in cells}
    for row in found.itertuples():
        assert max(row.narrator, row.named, row.anonymous) <= row.attested <= row.narrator + row.named + row.anonymous
        assert row.narrator_alone <= row.narrator
        assert row.anonymous_alone <= row.anonymous
        assert row.attested <= (len(STEPS) if steps else len(EVENTS))
    doubled = pd.concat([attestations, attestations])
    assert authority(EVENTS, doubled, CLAIMS, STEPS if steps else None).equals(found)


COUNTS = st.dictionaries(st.sampled_from("ابتثجح"), st.integers(0, 9000), max_size=6).map(
    lambda counts: counts | {"و": LEAST_WORDS}
)


@QUIET
@given(COUNTS, COUNTS)
def test_keyness_either_way(target: dict[str, int], reference: dict[str, int]) -> None:
    there, back = keyness(target, reference), keyness(reference, target)
    assert set(there.index) == set(back.index) == {word for word in target | reference if (
        target.get(word, 0) or reference.get(word, 0))}  # fmt: skip
    assert there["log_likelihood"].is_monotonic_decreasing
    assert (there["log_likelihood"] >= 0).all()
    back = back.loc[there.index]
    assert there["log_likelihood"].to_list() == pytest.approx(back["log_likelihood"].to_list(), abs=1e-6)
    assert there["log_ratio"].to_list() == pytest.approx((-back["log_ratio"]).to_list(), abs=1e-9)
    n, m = sum(target.values()), sum(reference.values())
    for row in there[there["target"] * there["reference"] > 0].itertuples():
        assert (row.log_ratio > 1e-9) <= (row.target / n > row.reference / m)
