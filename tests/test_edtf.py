"""EDTF: what is one, what it can mean, and that another library agrees."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.edtf import bounds, days, every_day, interval, is_edtf, of_month, one_of

PARTS = st.text("0123456789X-/.,[]{}?~%TZ:+", max_size=30)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025", "2025-01-01", "2025-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("1900-02", "1900-02-01", "1900-02-28"),
        ("2025-07-24", "2025-07-24", "2025-07-24"),
        ("2025-07-24T14:30Z", "2025-07-24", "2025-07-24"),
        ("2025-07-24T14:30+03:00", "2025-07-24", "2025-07-24"),
        ("198X", "1980-01-01", "1989-12-31"),
        ("19XX", "1900-01-01", "1999-12-31"),
        ("00XX", "0001-01-01", "0099-12-31"),
        ("2025-XX", "2025-01-01", "2025-12-31"),
        ("2025-07-XX", "2025-07-01", "2025-07-31"),
        ("2025-22", "2025-06-01", "2025-08-31"),
        ("2024-24", "2024-12-01", "2025-02-28"),
        ("XXXX-07-24", "", ""),
        ("XXXX-07", "", ""),
        ("2025-07/..", "2025-07-01", ""),
        ("../2025", "", "2025-12-31"),
        ("2025-07-21/2025-07-27", "2025-07-21", "2025-07-27"),
        ("[..2025-07-24]", "", "2025-07-24"),
        ("[2025-07-24..]", "2025-07-24", ""),
        ("[2025-07-25,2025-07-26]", "2025-07-25", "2025-07-26"),
        ("{2011,2014}", "2011-01-01", "2014-12-31"),
        ("1688-10-26~/1689-10-14~", "1688-10-26", "1689-10-14"),
        ("9999-24", "9999-12-01", ""),
        ("0000", "", ""),
        ("yesterday", "", ""),
        ("", "", ""),
    ],
)
def test_bounds(text: str, first: str, last: str) -> None:
    found = bounds(text)
    assert (str(found[0] or ""), str(found[1] or "")) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "XXXX",
        "XXXX-XX-05",
        "2025-13",
        "2025-20",
        "2025-25",
        "2025-22-01",
        "2025-07T10:00",
        "2025-07-24T25:00",
        "2025-07-24T10:60",
    ],
)
def test_no_edtf(text: str) -> None:
    assert not is_edtf(text)


@given(PARTS)
def test_any_string_has_an_answer(text: str) -> None:
    first, last = bounds(text)
    assert not (first and last) or first <= last or not is_edtf(text)
    assert len(days(text)) <= 31


@given(st.lists(st.dates(), max_size=5))
def test_readings_are_joined_to_what_covers_them(readings: list[date]) -> None:
    text = one_of(map(str, readings))
    assert text == "" if not readings else is_edtf(text)
    assert bounds(text) == ((min(readings), max(readings)) if readings else (None, None))


@given(st.dates(), st.dates())
def test_an_interval_is_bounded_by_its_ends(one: date, other: date) -> None:
    first, last = sorted((one, other))
    assert bounds(interval(str(first), str(last))) == (first, last)


@given(st.dates(max_value=date(9999, 1, 1)), st.integers(0, 30))
def test_days_are_all_between_the_bounds(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    assert days(interval(str(first), str(last))) == tuple(every_day(first, last))


@pytest.mark.parametrize(
    "text",
    [
        "2025",
        "2024-02",
        "2025-07-24",
        "198X",
        "19XX",
        "2025-XX",
        "2025-07-XX",
        "2025-07-21/2025-07-27",
        "[2025-07-25,2025-07-26]",
        "2025-22",
    ],
)
def test_another_library_agrees(text: str) -> None:
    peer = pytest.importorskip("edtf")
    parsed = peer.parse_edtf(text)
    first, last = bounds(text)
    low, high = parsed.lower_strict(), parsed.upper_strict()
    assert first is not None
    assert last is not None
    assert date(*low[:3]) == first
    assert date(*high[:3]) == last


def test_a_month() -> None:
    assert of_month(987, 3) == "0987-03"
