"""What a page implies about its own date, and where its day words disagree."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.pages import read
from khabar.timeproposal import anchor_conflicts, propose


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "weekdays"),
    [
        ("لا زمن هنا.", "", "", ()),
        ("اجتمعوا أمس الجمعة.", "", "", (6,)),
        ("يجتمعون غدًا السبت، وقد وصلوا اليوم الجمعة.", "", "", (5,)),
        ("وصلوا أمس الخميس 24 يوليو 2025.", "2025-07-25", "2025-07-25", ()),
        ("وصلوا اليوم الجمعة 25 يوليو 2025.", "2025-07-25", "2025-07-25", ()),
        ("التقيا في 10 آذار 2025، وسيجتمعان في 12 آب 2025.", "2025-03-10", "2025-08-12", ()),
        ("انتخب عام 2024.", "2024-01-01", "", ()),
        ("التقيا الخميس.", "", "", ()),
        ("قال الوزير: «سنعود غدًا السبت».", "", "", ()),
    ],
)
def test_proposals(text: str, earliest: str, latest: str, weekdays: tuple[int, ...]) -> None:
    found = propose(text)
    assert (found.earliest, found.latest, found.weekdays) == (earliest, latest, weekdays)


def test_a_plain_weekday_is_a_reason() -> None:
    assert propose("التقيا يوم الخميس.").reasons == (
        "يوم الخميس: written between that Thursday and the Wednesday after it",
    )


def test_the_page_under_study() -> None:
    page = read("data/raw/paris-2025-07.txt")
    first, second = (propose(page, article.article_id) for article in page.articles)
    assert first.weekdays == ()
    assert any("Thursday and the Wednesday" in reason for reason in first.reasons)
    assert second.weekdays == (5, 6)
    (conflict,) = anchor_conflicts(page)
    assert conflict.kind == "anchor"
    dated = dataclasses.replace(
        page, articles=tuple(dataclasses.replace(each, published="2025-07-25") for each in page.articles)
    )
    assert [each.right for each in anchor_conflicts(dated) if each.right == "published"] == ["published"]


@given(st.text("أمس اليوم غدا الخميس الجمعة 24 تموز 2025 سيصل قال«».،\n", max_size=60))
def test_any_text(text: str) -> None:
    found = propose(text)
    assert not (found.earliest and found.latest) or found.earliest <= found.latest
    assert len(set(found.reasons)) == len(found.reasons)
    for conflict in anchor_conflicts(text, "2025-07-25"):
        assert conflict.kind in ("anchor", "weekday")
