"""The figure of the sequence: what it is drawn from, its calendar, and that it can always be drawn."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawings import LINES
from khabar import figures
from khabar.brokencalendar import calendar, ordinal
from khabar.sequencedrawing import _lanes, drawn
from khabar.sequencelines import Line, described, lines, summary
from khabar.tables import load_tables

CODED = load_tables(Path(__file__).parents[1] / "data" / "coded")
ALL = {line.step_id: line for line in lines(CODED)}
QUIET = settings(max_examples=60, deadline=None)


def changed(name: str, row: int, **cells: Any) -> dict[str, pd.DataFrame]:
    table = CODED[name].copy()
    for column, value in cells.items():
        table.loc[row, column] = value
    return CODED | {name: table}


def test_every_step_is_a_line_in_order() -> None:
    assert list(ALL) == CODED["sequence"]["step_id"].to_list()
    assert [line.step_id for line in lines(CODED, ["q30", "q24"])] == ["q24", "q30"]
    assert [line.reports for line in ALL.values()] == CODED["sequence"]["reports"].to_list()


def test_two_meetings_are_two() -> None:
    thursday, friday = ALL["q24"], ALL["q30"]
    assert (thursday.date, friday.date) == ("2025-07-24", "2025-07-25")
    assert thursday.on == ("narrator", "named", "anonymous")
    assert friday.on == ("narrator", "named")
    assert (thursday.origins_min, thursday.origins_max) == (2, 4)


def test_no_step_stands_at_the_day_of_print() -> None:
    # Of the fall of a government the page says only that it was before it was written.
    assert (ALL["q2"].latest, ALL["q2"].printed_by) == ("", "2025-07-25")
    assert ALL["q9"].printed_by == "2025-07-26"
    # The strikes were before Thursday's meeting: that the text says.
    assert (ALL["q16"].latest, ALL["q16"].printed_by) == ("2025-07-24", "")
    assert ALL["q34"].date == "from 2025-07-25"
    assert ALL["q46"].date == "no date"


def test_what_is_no_fact() -> None:
    assert (ALL["q34"].to_come, ALL["q34"].state) == (True, "agreed")
    assert (ALL["q29"].to_come, ALL["q29"].state) == (True, "proposed, possible")
    assert not any(line.denied for line in ALL.values())
    denied, *_ = lines(changed("sequence", 0, polarity="denied"), ["q1"])
    assert (denied.denied, denied.to_come, denied.state) == (True, False, "denied")
    cancelled, *_ = lines(changed("sequence", 0, status="cancelled"), ["q1"])
    assert (cancelled.denied, cancelled.to_come) == (True, True)


def test_only_stated_order_between_steps_shown() -> None:
    assert ALL["q24"].after == ("q1", "q12", "q18", "q15", "q43")
    assert "q24" not in ALL["q30"].after  # that follows from the dates and is on the calendar
    assert lines(CODED, ["q12", "q24"])[1].after == ("q12",)
    turned = changed("relations", 0, left_id="q24", relation="after", right_id="q1")
    assert lines(turned, ["q1", "q24"])[1].after == ("q1",)


def test_texts() -> None:
    assert ALL["q13"].text == "meet: Israel, Syria through Türkiye, part of 12"
    assert ALL["q5"].short == "set up line: TUR:MIL, ISR:MIL"
    assert ALL["q7"].text == "violence"
    nobody = changed("sequence", 15, actors="", place="")
    assert lines(nobody, ["q16"])[0].text == "strike: → Syria"
    assert ALL["q24"].anchor == "اجتماعًا"


def test_unknown_steps_and_none() -> None:
    with pytest.raises(ValueError, match="no step has the id 'q99'"):
        figures.sequence(CODED, ["q1", "q99"])
    with pytest.raises(ValueError, match="at least one step"):
        figures.sequence(CODED, [])


def test_the_description_has_every_step_and_number() -> None:
    said = figures.describe(figures.sequence(CODED))
    assert said == described(tuple(ALL.values()))
    assert all(f" {line.position} " in said for line in ALL.values())
    assert "; 34 (agreed) meet: Syria, Syrian Democratic Forces (Paris), from 2025-07-25, on named, reports 3" in said
    assert summary(LINES).startswith("6 steps: 0 on a day, 4 within limits, 2 without a date of their own; 2 to come")


def test_what_is_drawn_fits_a_page() -> None:
    figure = figures.sequence(CODED)
    assert figure.get_figheight() / figure.get_figwidth() < 297 / 190
    said = {text.get_text() for text in figure.axes[0].texts}
    assert {
        "2–4",
        "13",
        "by 25.07.2025",
        "24.07.",
        "2000",
        "2025",
        "meet: Syria, France, United States (Paris)",
    } <= said
    assert "اجتماعًا" not in said
    assert "اجتماعًا" in {text.get_text() for text in figures.sequence(CODED, anchors=True).axes[0].texts}


def test_denied_and_planned_differ_without_colour() -> None:
    plain = LINES[0]
    pictures = [
        figures.png(drawn([line]))
        for line in (plain, replace(plain, to_come=True), replace(plain, denied=True), replace(plain, on=("named",)))
    ]
    assert len({_grey(picture) for picture in pictures}) == len(pictures)


def _grey(picture: bytes) -> bytes:
    from io import BytesIO

    from PIL import Image

    return Image.open(BytesIO(picture)).convert("1").crop((0, 150, 1230, 330)).tobytes()


def test_long_words_are_cut() -> None:
    long = replace(LINES[0], text="x" * 80, short="y" * 80, anchor="ا" * 40)
    said = [text.get_text() for text in drawn([long], anchors=True).axes[0].texts]
    assert any(text.startswith("yyy") and text.endswith("…") for text in said)


def test_calendar_cuts_what_is_empty() -> None:
    made = calendar([("2000-01-01", "2000-12-31"), ("2025-07-24", "2025-07-24"), ("", "2025-07-26")], 1, 5)
    assert [(each.after - each.first, each.covered, each.cut) for each in made.stretches] == [
        (366, True, False), (8970, False, True), (1, True, False), (1, False, False), (1, True, False),
    ]  # fmt: skip
    assert [text for _, text, _ in made.labels] == ["24.07.", "26.07."]
    assert [year for *_, year in made.years] == ["2000", "2025"]
    assert len(made.cuts) == 1


def test_a_calendar_without_days() -> None:
    made = calendar([("", "")], 1, 5)
    assert (made.stretches, list(made.labels), list(made.years), made.depth) == ((), [], [], 0)


def test_months_and_spans_are_named() -> None:
    spans = [("2025-02-01", "2025-02-28"), ("2025-03-03", "2025-03-05"), ("2024-12-30", "2025-01-02")]
    texts = [text.replace("\n", "") for _, text, _ in calendar(spans, 0, 20).labels]
    assert texts == ["30.12.–02.01.", "02.", "03.–05.03."]


DAYS = st.dates(date(1990, 1, 1), date(2030, 1, 1)).map(str) | st.just("")
SPANS = st.lists(st.tuples(DAYS, DAYS).map(lambda pair: tuple(sorted(pair)) if all(pair) else pair), max_size=30)


@QUIET
@given(SPANS)
def test_calendar_keeps_order_and_bounds(spans: list[tuple[str, str]]) -> None:
    made = calendar(spans, 2, 5)
    for one, other in pairwise(made.stretches):
        assert one.after == other.first
        assert one.right == pytest.approx(other.left)
        assert one.left < one.right
    at = made.at
    for first, last in spans:
        if first or last:
            assert 2 - 1e-9 <= at[ordinal(first or last)] < at[ordinal(last or first) + 1] <= 5 + 1e-9
            # What fades stays within the picture.
            assert first or at[ordinal(last)] - made.fade >= 2 - 1e-9
            assert last or at[ordinal(first) + 1] + made.fade <= 5 + 1e-9
    drawn_at = [x for x, *_ in made.labels]
    assert drawn_at == sorted(drawn_at)


@QUIET
@given(st.lists(st.lists(st.integers(0, 11), max_size=4), min_size=1, max_size=12))
def test_arrows_in_one_lane_do_not_meet(before: list[list[int]]) -> None:
    size = len(before)
    found = [
        Line(f"q{number}", number, after=tuple(f"q{one}" for one in set(several) if one < size and one != number))
        for number, several in enumerate(before)
    ]
    lanes = _lanes(found)
    assert set(lanes) == {line.step_id for line in found if line.after}
    taken: set[tuple[int, int]] = set()
    for line in found:
        rows = [line.position, *(int(one[1:]) for one in line.after)]
        cells = {(lanes[line.step_id], row) for row in range(min(rows), max(rows) + 1)} if line.after else set()
        assert not taken & cells
        taken |= cells


@settings(max_examples=8, deadline=None)
@given(SPANS.filter(bool), st.booleans(), st.booleans())
def test_anything_can_be_drawn(spans: list[tuple[str, str]], to_come: bool, denied: bool) -> None:
    found = [
        Line(f"q{number}", number, "a", earliest=first, latest=last, to_come=to_come, denied=denied, on=("named",))
        for number, (first, last) in enumerate(spans)
    ]
    assert figures.png(drawn(found, anchors=to_come)).startswith(b"\x89PNG")
