"""Quotations: cases, the table of heads, and what holds on any text."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.lexicon import load
from khabar.marks import MAX_DEPTH, extents
from khabar.quotes import Quote, quotes

CASES = Path(__file__).parent / "cases" / "quotes"
MARKS = "«»“”„‟″\"''``‘’‹›〝〞<>()٠5.:،؟ \n\u200fوأضاف قال"


def cases(name: str) -> list[object]:
    rows = []
    for line in (CASES / f"{name}.tsv").read_text(encoding="utf-8").split("\n"):
        if line and not line.startswith("#"):
            label, text, expected = line.split("\t")
            text, expected = (unescape(cell) for cell in (text, expected))
            rows.append(pytest.param(text, expected.split("¦") if expected else [], id=label))
    return rows


def unescape(cell: str) -> str:
    cell = cell.replace("⏎", "\n").replace("\\u200f", "\u200f").replace("\\u00a0", "\u00a0")
    return cell.replace("\\ud800", "\ud800")


def told(text: str) -> list[str]:
    return [
        f"{'>' * q.depth}{q.kind}{'' if q.closed else '!'}:{text[q.inner_start : q.inner_end]}" for q in quotes(text)
    ]


@pytest.mark.parametrize(("text", "expected"), cases("attested") + cases("negative") + cases("synthetic"))
def test_cases(text: str, expected: list[str]) -> None:
    assert told(text) == expected


@pytest.mark.xfail(strict=True)
@pytest.mark.parametrize(("text", "expected"), cases("known-failures"))
def test_known_failures(text: str, expected: list[str]) -> None:
    assert told(text) == expected


def check(text: str) -> tuple[Quote, ...]:
    """Assert what holds of the quotations of any text."""
    found = quotes(text)
    ancestors: list[int] = []
    for index, quote in enumerate(found):
        assert 0 <= quote.start < quote.inner_start <= quote.inner_end <= quote.end <= len(text)
        assert quote.inner_start < quote.inner_end
        assert text.startswith(quote.opener, quote.start)
        assert quote.closed == bool(quote.closer)
        assert text[: quote.end].endswith(quote.closer)
        assert quote.depth < MAX_DEPTH
        while ancestors and found[ancestors[-1]].end <= quote.start:
            ancestors.pop()
        assert quote.parent == (ancestors[-1] if ancestors else -1)
        assert quote.depth == len(ancestors)
        if ancestors:
            outer = found[ancestors[-1]]
            assert outer.start < quote.start
            assert quote.end <= outer.end
        ancestors.append(index)
    assert [(each.start, each.end) for each in extents(text)] == [(each.start, each.end) for each in found]
    return found


@given(st.text(st.sampled_from(MARKS), max_size=80))
def test_nested_on_marks(text: str) -> None:
    check(text)


@given(st.text(max_size=60))
def test_nested_on_any_text(text: str) -> None:
    check(text)


@given(st.text(st.characters(exclude_characters="«»“”\n", categories=["L", "N", "Zs"]), min_size=1, max_size=30))
def test_what_stands_in_marks_is_found(words: str) -> None:
    text = f"قال: «{words}»."
    found = [text[q.inner_start : q.inner_end] for q in quotes(text)]
    assert found == ([words.strip()] if words.strip() else [])


@pytest.mark.parametrize(
    "unit", ['"', "«", "»", "“ ", '« "', "«أ» ", "“«", "'", "((", "«ب\n", '"ج\n', "« وأضاف ", ". وأضاف «", "“ قال: "]
)
def test_long_rows_of_marks_end_quickly(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    assert len(quotes(text)) <= len(text)


def test_heads_hold_what_the_rules_rely_on() -> None:
    rows = load("quote_heads")
    assert len(rows) == 553
    values = {value: {row.form for row in rows if row.value == value} for value in ("name", "that", "cue")}
    assert {row.value for row in rows} == {*values, "self", "clause", "joined"}
    assert {"صحيفة", "موقع", "عملية", "قناة"} <= values["name"]
    assert {"أن", "إن", "بأن"} <= values["that"]
    assert "كأن" not in values["that"]  # folds to كان
    assert {"وأضاف", "قائلا"} <= values["cue"]
    assert not {"الوزير", "مسؤول", "تصريح", "بيان"} & values["name"]
