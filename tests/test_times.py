"""Expressions of time: cases, lexicons against CLDR, and what holds on any text."""

import re
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khabar import hijri
from khabar.edtf import bounds, is_edtf
from khabar.lexicon import load
from khabar.normalise import normalise
from khabar.pages import read
from khabar.timedates import dates
from khabar.timedays import days
from khabar.timefeasts import feasts
from khabar.timegrammar import Rule, beginnings
from khabar.times import Time, times
from khabar.timespans import spans
from khabar.timewords import CLASSES
from khabar.timeyears import years

CASES = Path(__file__).parent / "cases" / "times"
KINDS = {"date", "time", "duration", "set", "vague"}
Row = tuple[str, str, str, str, str]


def unescape(cell: str) -> str:
    return cell.replace("⏎", "\n").replace("\\u00a0", "\u00a0").replace("\\ud800", "\ud800")


def cases(name: str) -> list[object]:
    lines = (CASES / f"{name}.tsv").read_text(encoding="utf-8").split("\n")
    rows = [[unescape(cell) for cell in line.split("\t")] for line in lines if line and not line.startswith("#")][1:]
    groups = groupby(rows, key=lambda row: (row[0], row[1], row[7]))
    return [
        pytest.param(text, published, [tuple(row[2:7]) for row in group if row[2]], id=note)
        for (text, published, note), group in groups
    ]


def told(text: str, published: str) -> list[Row]:
    return [(time.surface, time.kind, time.edtf, time.duration, time.mod) for time in times(text, published)]


@pytest.mark.parametrize(("text", "published", "expected"), cases("attested") + cases("negative") + cases("synthetic"))
def test_cases(text: str, published: str, expected: list[Row]) -> None:
    assert told(text, published) == expected


@pytest.mark.xfail(strict=True)
@pytest.mark.parametrize(("text", "published", "expected"), cases("known-failures"))
def test_known_failures(text: str, published: str, expected: list[Row]) -> None:
    assert told(text, published) == expected


def check(text: str, published: str) -> tuple[Time, ...]:
    """Assert what holds of the times of any text."""
    found = times(text, published)
    end = 0
    for number, time in enumerate(found, start=1):
        assert text[time.start : time.end] == time.surface
        assert end <= time.start < time.end
        end = time.end
        assert time.time_id == f"t{number}"
        assert time.kind in KINDS
        assert not time.edtf or is_edtf(time.edtf)
        first, last = bounds(time.edtf)
        assert (time.earliest, time.latest) == (str(first or ""), str(last or ""))
        assert not (first and last) or first <= last
        assert re.fullmatch(r"(P(\d+Y)?(\d+M)?(\d+(\.\d+)?[DW])?(T(\d+H)?(\d+M)?(\d+S)?)?)?", time.duration)
        assert re.fullmatch(r"(published|quoted|t\d+)?", time.anchor)
    return found


WORDS = [
    row.form
    for name, more in (
        ("timewords", ("kind",)),
        ("weekdays", ("kind",)),
        ("months", ("calendar", "reading", "regions")),
    )
    for row in load(name, more)
]
PIECES = st.one_of(
    st.sampled_from(WORDS),
    st.integers(0, 2200).map(str),
    st.sampled_from([*'/-.،:()«»"و', "24/7/2025", "14:30", "٢٤", "هـ", "\n"]),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=25).map(" ".join), st.dates())
def test_any_words_of_time(text: str, day: date) -> None:
    check(text, str(day))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80), st.text("0123456789-X./[],", max_size=14))
def test_any_text(text: str, published: str) -> None:
    check(text, published)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([rule for each in (dates, feasts, days, years, spans) for rule in each.rules]), st.data())
def test_no_rule_begins_with_a_class_that_it_is_not_looked_for_at(rule: Rule, data: st.DataObject) -> None:
    own = sorted(set(rule.pattern.pattern) & set(CLASSES.values()))
    classes = data.draw(st.text(own, min_size=1, max_size=6))
    match = rule.pattern.match(classes)
    assert match is None or not match.end() or classes[0] in beginnings(rule.pattern.pattern)


def test_marks_in_a_row_are_passed_over() -> None:
    plain = told("وصل أمس.", "2025-07-25")
    assert plain
    assert told("\N{EM DASH}" * 5000 + "\nوصل أمس.\n" + "- " * 5000, "2025-07-25") == plain


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES, max_size=12).map(" ".join))
def test_without_a_date_nothing_relative_is_resolved(text: str) -> None:
    for time in times(text):
        assert time.anchor != "published" or not time.edtf or "X" in time.edtf


@settings(deadline=None)
@given(st.dates(date(1, 1, 10), date(9999, 12, 20)))
def test_day_words_count_across_month_and_year_ends(day: date) -> None:
    words = {
        "أول من أمس": -2,
        "أمس": -1,
        "اليوم": 0,
        "غدًا": 1,
        "بعد غد": 2,
        "قبل ستة أيام": -6,
        "سيعود بعد خمسة أيام": 5,
    }
    for word, step in words.items():
        (time,) = times(word, str(day))
        assert time.edtf == str(day + timedelta(days=step))


@settings(deadline=None)
@given(st.dates(date(2, 1, 10), date(9990, 12, 20)), st.integers(1, 7))
def test_weekdays(day: date, number: int) -> None:
    name = next(row.form for row in load("weekdays", ("kind",)) if row.value == str(number))
    latest, last, coming, future = (
        date.fromisoformat(times(text.format(name), str(day))[0].edtf)
        for text in ("التقيا {}", "التقيا {} الماضي", "يلتقيان {} المقبل", "سيلتقيان {}")
    )
    assert all(found.isoweekday() == number for found in (latest, last, coming, future))
    assert day - timedelta(days=6) <= latest <= day
    assert day - timedelta(days=7) <= last < day < coming <= day + timedelta(days=7)
    assert day <= future <= day + timedelta(days=6)


VOWELS = "\N{ARABIC FATHA}\N{ARABIC SHADDA}\N{ARABIC TATWEEL}"


def spellings(form: str) -> set[str]:
    """Return a form as papers write it: voweled, stretched, without hamza, with Egyptian endings."""
    bare = form.translate(str.maketrans("أإآ", "ااا"))
    return {
        form,
        bare,
        form.replace("ة", "ه"),
        re.sub("ي\\b", "ى", form),
        "".join(letter + VOWELS if letter.isalpha() and i % 2 else letter for i, letter in enumerate(form)),
        normalise(form, "display").text,
    }


@pytest.mark.parametrize(
    "row", load("months", ("calendar", "reading", "regions")), ids=lambda row: f"{row.form}-{row.value}"
)
def test_every_month_in_every_spelling(row: object) -> None:
    form, value, calendar = row.form, int(row.value), row.more["calendar"]  # type: ignore[attr-defined]
    for spelling in spellings(form):
        year = "2024" if calendar == "gregorian" else "1446هـ"
        (time,) = times(f"وقع في 12 {spelling} {year}.", "2025-07-25")
        assert time.surface.startswith("12 "), spelling
        if calendar == "gregorian":
            assert time.edtf == f"2024-{value:02}-12"
        else:
            assert bounds(time.edtf)[0] is not None


@pytest.mark.parametrize(
    "row", [row for row in load("weekdays", ("kind",)) if row.more["kind"] == "named"], ids=lambda row: row.form
)
def test_every_weekday_in_every_spelling(row: object) -> None:
    for spelling in spellings(row.form):  # type: ignore[attr-defined]
        for text in ("{}", "يوم {}", "و{}", "مساء {}", "أمس {}"):
            (time,) = times(text.format(spelling), "2025-07-25")
            assert date.fromisoformat(time.edtf).isoweekday() == int(row.value), text  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "locale",
    [
        "ar",
        "ar_LB",
        "ar_SY",
        "ar_IQ",
        "ar_JO",
        "ar_PS",
        "ar_DZ",
        "ar_TN",
        "ar_MA",
        "ar_MR",
        "ar_SA",
        "ar_EG",
        "ar_AE",
        "ar_LY",
        "ar_SD",
    ],
)
def test_months_and_weekdays_are_those_of_cldr(locale: str) -> None:
    babel = pytest.importorskip("babel")
    names = babel.Locale.parse(locale)
    ours = {
        (row.form, int(row.value))
        for row in load("months", ("calendar", "reading", "regions"))
        if row.more["calendar"] == "gregorian"
    }
    assert {(name, number) for number, name in names.months["format"]["wide"].items()} <= ours
    days = {(normalise(row.form).text, int(row.value)) for row in load("weekdays", ("kind",))}
    assert {(normalise(name).text, number + 1) for number, name in names.days["format"]["wide"].items()} <= days


def test_the_lexicons_are_whole() -> None:
    months = load("months", ("calendar", "reading", "regions"))
    assert len({row.value for row in months if row.more["calendar"] == "gregorian"}) == 12
    assert len({row.value for row in months if row.more["calendar"] == "hijri"}) == 12
    assert len(load("timewords", ("kind",))) > 1200
    forms = {row.form for row in load("timewords", ("kind",))}
    assert {"أول من أمس", "بأقرب وقت ممكن", "بتوقيت غرينتش", "الأمين العام"} <= forms
    assert "أحد" not in forms
    kinds = {row.more["kind"].upper() for row in load("timewords", ("kind",))}
    assert kinds - {"NOTFUTURE_STEM", "KNOWN_DAY", "KNOWN_EVENT", "PLAN", "CLAUSE"} <= CLASSES.keys()


def test_future_is_preferred_on_request() -> None:
    assert times("الخميس", "2025-07-25", prefer="future")[0].edtf == "2025-07-31"
    assert times("التقيا الخميس", "2025-07-25")[0].edtf == "2025-07-24"
    assert times("قال الخميس إنه", "2025-07-25", prefer="future")[0].edtf == "2025-07-24"


def test_ids_and_articles_on_the_page() -> None:
    page = read("data/raw/paris-2025-07.txt")
    found = times(page)
    assert [time.time_id for time in found] == [f"{page.page_id}.t{n}" for n in range(1, len(found) + 1)]
    assert all(page.raw[time.start : time.end] == time.surface for time in found)
    assert {time.article_id for time in found} == {"", *(article.article_id for article in page.articles)}
    assert times(page) == found


def test_anaphora_names_its_antecedent() -> None:
    found = times("وصل في 3 حزيران 2025 وغادر في اليوم التالي.", "2025-07-25")
    assert [time.anchor for time in found] == ["", "t1"]


def test_speech_counts_from_the_day_of_speaking() -> None:
    found = times("وقال أمس الخميس: «سنعود غدًا إلى الطاولة».", "2025-07-25")
    assert [(time.anchor, time.edtf) for time in found] == [("published", "2025-07-24"), ("quoted", "2025-07-25")]


@given(st.integers(1343, 1500), st.integers(1, 12), st.integers(1, 28))  # Ramadan 1343 is tabled with 28 days
def test_hijri_days_go_there_and_back(year: int, month: int, number: int) -> None:
    day = hijri.to_day(year, month, number)
    assert day is not None
    assert hijri.from_day(day) == (year, month, number)


@given(st.integers(-10, 9999), st.integers(-1, 14), st.integers(-1, 32))
def test_hijri_never_fails(year: int, month: int, number: int) -> None:
    hijri.to_day(year, month, number)
    assert hijri.span(year, month % 13) == "" or is_edtf(hijri.span(year, month % 13))
