"""Pages to parts and articles: hand-made pages, the page under study, and what holds for any string."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khabar.datelines import dateline, stated_date
from khabar.headlines import split_headlines, tag_runs
from khabar.layout import Block, Meta, layout, text_blocks
from khabar.lexicon import load
from khabar.model import ROLES
from khabar.phrases import furniture, key, outlet_in, outlets, words
from khabar.pieces import source_name

ROOT = Path(__file__).parent.parent
CASES = Path(__file__).parent / "cases" / "layout"


@dataclass(frozen=True)
class Case:
    raw: str
    parts: list[tuple[str, str, str]]  # role, number of the article or "", text
    articles: list[tuple[str, str, str]]  # outlet, published, headline


def read_case(path: Path) -> Case:
    """Read a page in the form described in ``tests/cases/layout/README.md``."""
    raw = ""
    parts: list[tuple[str, str, str]] = []
    articles = []
    fresh = True
    for line in path.read_text(encoding="utf-8").removesuffix("\n").split("\n"):
        head, _, text = line.partition(" | ")
        if head.startswith("% "):
            outlet, published, headline = line.split(" | ", 3)[1:]
            articles.append((outlet.strip(), published.strip(), headline.strip()))
            continue
        glue = "" if fresh else "\n"
        fresh = False
        if not line:
            raw += glue
            continue
        if head == "&":
            raw += glue + text
            parts[-1] = (*parts[-1][:2], parts[-1][2] + "\n" + text)
            continue
        for mark, between in (("+4", "    "), ("++", ""), ("+", " ")):
            if head.startswith(mark):
                glue, head = between, head.removeprefix(mark)
                break
        role, _, number = head.partition(" ")
        raw += glue + text
        parts.append((role, number, text))
    return Case(raw, parts, articles)


def cases(kind: str) -> Iterator[object]:
    for path in sorted(CASES.glob(f"{kind}.*.txt")):
        marks = [pytest.mark.xfail(strict=True)] if kind == "known-failures" else []
        yield pytest.param(path, id=path.stem, marks=marks)


@pytest.mark.parametrize(
    "path", [*cases("attested"), *cases("negative"), *cases("synthetic"), *cases("known-failures")]
)
def test_case(path: Path) -> None:
    case = read_case(path)
    parts, articles = layout(case.raw, text_blocks(case.raw), Meta(), "p")
    found = [(part.role, part.article_id.removeprefix("p.a"), case.raw[part.start : part.end]) for part in parts]
    assert found == case.parts
    assert [(it.outlet, it.published, it.headline) for it in articles] == case.articles


def test_the_page_under_study_is_laid_out_as_coded_by_hand() -> None:
    raw = (ROOT / "data/raw/paris-2025-07.txt").read_bytes().decode("utf-8")
    with (ROOT / "data/coded/parts.csv").open(encoding="utf-8", newline="") as handle:
        coded = list(csv.DictReader(handle))
    parts, articles = layout(raw, text_blocks(raw), Meta(), coded[0]["page_id"])
    columns = ("part_id", "position", "role", "start", "end", "article_id")
    assert [tuple(str(getattr(part, name)) for name in columns) for part in parts] == [
        tuple(row[name] for name in columns) for row in coded
    ]
    assert [(it.outlet, bool(it.headline), it.published) for it in articles] == [
        ("euronews", False, ""),
        ("RT", True, ""),
    ]


# ------------------------------------------------------------------------------------------------------- any string

LINES = (
    "اقرأ أيضا:", "المصدر: RT", "المصدر", "كلمات دلالية:", "Related", "إعلان", "محدث", "دمشق - سانا:", "(رويترز)", "",
    "عنوان خبر من أربع كلمات", "التقى الوزيران في باريس مساء الخميس وبحثا ملفات عالقة بين البلدين.", "#سوريا #باريس",
    "• خبر آخر من باريس اليوم", "25 يوليو 2025", "جميع الحقوق محفوظة", "التعليقات", "سوريا لبنان فرنسا", "كتب: أحمد",
    "سياسة | عربي", "المصدر: وكالات", "بيان جاء فيه ما يلي من نقاط اتفق عليها الجانبان:", "- بند أول من البيان", "—",
    "هل من جديد؟خبر آخر من بيروت اليومتحول لافت في موقف واشنطن", "\u200f", "\x85", "1", "عنب بلدي",
)  # fmt: skip
PAGES = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(LINES), max_size=25).map("\n".join),
    st.lists(st.one_of(st.sampled_from(LINES), st.text(max_size=8)), max_size=20).map(" ".join),
)
BLOCKS = st.lists(
    st.builds(
        Block,
        start=st.integers(0, 200),
        end=st.integers(0, 300),
        level=st.integers(0, 6),
        item=st.booleans(),
        date=st.sampled_from(["", "2025-07-25"]),
        role=st.sampled_from([None, *ROLES]),
        article=st.integers(0, 3),
    ),
    max_size=8,
)


def check(raw: str, blocks: tuple[Block, ...] | list[Block], headline: str = "") -> None:
    parts, articles = layout(raw, blocks, Meta(), "p", headline)
    behind = 0
    for number, part in enumerate(parts, start=1):
        assert part.position == number
        assert behind <= part.start < part.end <= len(raw)
        assert not raw[behind : part.start].strip()
        assert raw[part.start : part.end] == raw[part.start : part.end].strip()
        assert part.role in ROLES
        if part.role in ("related", "keywords", "boilerplate"):
            assert not part.article_id
        behind = part.end
    assert not raw[behind:].strip()
    assert {part.article_id for part in parts} - {""} == {article.article_id for article in articles}
    for article in articles:
        assert any(part.role == "body" for part in article.parts)
        assert article.parts == tuple(part for part in parts if part.article_id == article.article_id)
        assert (article.start, article.end) == (article.parts[0].start, article.parts[-1].end)
        assert bool(article.published) == (article.published_basis == "stated")


@settings(max_examples=300, deadline=None)
@given(PAGES, st.sampled_from(["", "عنوان خبر من أربع كلمات", "x"]))
def test_parts_tile_any_page(raw: str, headline: str) -> None:
    check(raw, text_blocks(raw), headline)


@settings(max_examples=200, deadline=None)
@given(PAGES, BLOCKS)
def test_parts_tile_any_page_with_any_blocks(raw: str, blocks: list[Block]) -> None:
    check(raw, blocks)


@given(PAGES)
def test_splitting_loses_nothing(text: str) -> None:
    for split in (split_headlines, tag_runs):
        spans = split(text)
        assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())


@given(st.text())
def test_small_readers_take_any_text(text: str) -> None:
    dateline(text, 0, len(text))
    stated_date(text)
    outlet_in(text)
    source_name(text)
    assert [text[word.start : word.end] for word in words(text)] == sorted(
        (text[word.start : word.end] for word in words(text)), key=lambda word: 0
    )


def test_lone_surrogates_are_laid_out_like_anything_else() -> None:
    check("خبر \ud800 من باريس\n\udfff", text_blocks("خبر \ud800 من باريس\n\udfff"))


# ------------------------------------------------------------------------------------------------------ hints, meta

BODY = "التقى الوزيران في باريس مساء الخميس وبحثا ملفات عالقة بين البلدين."


def test_metadata_fill_what_the_page_leaves_open() -> None:
    raw = f"لقاء وزاري في باريس\n{BODY}"
    parts, (article,) = layout(raw, text_blocks(raw), Meta(outlet="DW", published="2025-07-25"), "p")
    assert (article.outlet, article.published, article.published_basis) == ("DW", "2025-07-25", "stated")
    assert parts[0].role == "headline"


def test_a_source_line_outranks_the_page_and_an_agency_does_not() -> None:
    for line, outlet in (("المصدر: رويترز", "Reuters"), ("(رويترز)", "DW")):
        raw = f"{BODY}\n{line}"
        parts, (article,) = layout(raw, text_blocks(raw), Meta(outlet="DW"), "p")
        assert (article.outlet, parts[-1].role) == (outlet, "source_line")


def test_a_given_headline_is_found_on_the_page_and_kept_where_it_is_not() -> None:
    raw = f"وفد يزور بيروت غدا\nلقاء وزاري في باريس.\n{BODY}"
    parts, (article,) = layout(raw, text_blocks(raw), Meta(), "p", "لقاء وزاري في باريس.")
    assert [part.role for part in parts] == ["related", "headline", "body"]
    _, (article,) = layout(BODY, text_blocks(BODY), Meta(), "p", "لقاء وزاري في باريس")
    assert article.headline == "لقاء وزاري في باريس"


def test_what_the_markup_says_holds() -> None:
    raw = f"عنوان أول للخبر\n{BODY}\nعنوان ثان للخبر\n{BODY}\nلقاء آخر في بيروت"
    spans = [(block.start, block.end) for block in text_blocks(raw)]
    hints: list[tuple[str, int]] = [("headline", 1), ("body", 1), ("headline", 2), ("body", 2), ("related", 0)]
    blocks = [Block(*span, role=role, article=number) for span, (role, number) in zip(spans, hints, strict=True)]  # type: ignore[arg-type]
    parts, articles = layout(raw, blocks, Meta(), "p")
    assert [part.role for part in parts] == [role for role, _ in hints]
    assert [it.headline for it in articles] == ["عنوان أول للخبر", "عنوان ثان للخبر"]


@pytest.mark.parametrize("raw", ["", " \n\t\r\n ", "\u00a0"])
def test_an_empty_page_has_nothing(raw: str) -> None:
    assert layout(raw, text_blocks(raw), Meta(), "p") == ((), ())


# ----------------------------------------------------------------------------------------------------- small readers


@pytest.mark.parametrize(
    ("text", "head", "outlet"),
    [
        ("دمشق - سانا أعلنت الوزارة", "دمشق - سانا", "SANA"),
        ("دمشق-سانا\nأعلنت", "دمشق-سانا", "SANA"),
        ("تل أبيب: قالت الحكومة", "تل أبيب:", ""),
        ("أمد/ باريس: أعلنت", "أمد/ باريس:", "Amad"),
        ("(رويترز) - قال مسؤول", "(رويترز) -", "Reuters"),
        ("القاهرة – «الشرق الأوسط»", "القاهرة – «الشرق الأوسط»", "Asharq Al-Awsat"),
        ("باريس 25 تموز (أ ف ب) - أعلنت", "باريس 25 تموز (أ ف ب) -", "AFP"),
        ("موسكو، 3 أغسطس/آب. تاس. أعلن", "موسكو، 3 أغسطس/آب. تاس.", "TASS"),
        ("رام الله 25-7-2025 وفا- أدان", "رام الله 25-7-2025 وفا-", "WAFA"),
        ("غزة/ معا - قال", "غزة/ معا -", "Ma'an"),
        ("بغداد/ شفق نيوز/ أعلن", "بغداد/ شفق نيوز/", "Shafaq News"),
        ("أحمد علي - سبق - عدن: وصل", "أحمد علي - سبق - عدن:", "Sabq"),
        ("وكالات - قال", "وكالات -", ""),
        ("سوريا – أعلنت", "سوريا –", ""),
        ("سوريا تعلن", None, ""),
        ("باريس، التي استضافت اللقاء، ترحب", None, ""),
        ("الوزير: لن نقبل", None, ""),
        ("قال الوزير في دمشق - وهو عائد - إن", None, ""),
    ],
)
def test_dateline(text: str, head: str | None, outlet: str) -> None:
    found = dateline(text, 0, text.find("\n") if "\n" in text else len(text))
    assert (text[: found.end] if found else None) == head
    assert (found.outlet if found else "") == outlet


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("الجمعة 25 يوليو 2025 - 14:30", "2025-07-25"),
        ("٢٥ تموز / يوليو ٢٠٢٥", "2025-07-25"),
        ("25 كانون الثاني 2025", "2025-01-25"),
        ("1 تشرين الأول (أكتوبر) 2024", "2024-10-01"),
        ("9 أوت 2025", "2025-08-09"),
        ("12 غشت 2025", "2025-08-12"),
        ("3 جويلية 2025", "2025-07-03"),
        ("يوليو 25, 2025", "2025-07-25"),
        ("July 25, 2025", "2025-07-25"),
        ("2025-07-25T10:00", "2025-07-25"),
        ("۲۰۲۵/۰۷/۲۵", "2025-07-25"),
        ("25.07.2025 | 14:30 GMT", "2025-07-25"),
        ("07/25/2025", "2025-07-25"),
        ("30 محرم 1447 هـ - 25 يوليو 2025 م", "2025-07-25"),
        ("30 محرم 1447", ""),
        ("25 يوليو", ""),
        ("31 فبراير 2025", ""),
        ("منذ 44 دقيقة", ""),
    ],
)
def test_stated_date(text: str, expected: str) -> None:
    assert stated_date(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "عبدالعزيز بن عبدالله يصل نيويورك في زيارة رسمية",
        "الرأسمالية العالمية تواجه أزمة ثقة جديدة",
        "مستشفيات القطاع تعلن توقف الخدمات الطبية",
        "الدبلوماسيون الفرنسيون يغادرون العاصمة اليوم",
        "لقاء إسرائيلي سوري في باريس.. ليس الأول",
        "هل تعود المفاوضات؟ وماذا تريد واشنطن منها",
    ],
)
def test_one_headline_stays_one(text: str) -> None:
    assert split_headlines(text) == [(0, len(text))]


def test_a_cloud_without_repetition_is_one_run() -> None:
    text = "#سوريا #فرنسا، الولايات المتحدة، سوريا الجديدة"
    assert tag_runs(text) == [(0, len(text))]


# ---------------------------------------------------------------------------------------------------------- lexicons


def test_the_lexicons_hold_what_they_should() -> None:
    names = load("outlets", ("country", "kind"))
    assert len(names) > 1500
    assert {row.more["kind"] for row in names} == {
        "agency", "aggregator", "broadcaster", "channel", "magazine", "newspaper", "organisation", "platform", "site",
    }  # fmt: skip
    assert all(len(row.more["country"]) == 3 or row.more["country"] == "UN" for row in names)
    for form, value in (("أ ف ب", "AFP"), ("الأناضول", "Anadolu"), ("Axios", "Axios"), ("اكسيوس", "Axios")):
        assert outlets().rows[key(form)].value == value
    assert key("دمشق") not in outlets().rows
    rows = load("boilerplate", ("role", "action"))
    assert {row.more["action"] for row in rows} == {"opener", "lead", "start", "any", "tail", "word", "section"}
    assert {row.more["role"] for row in rows} <= set(ROLES)
    assert key("مقالات مشابهة") in furniture("opener").rows
    assert key("قال") not in furniture("opener", "lead", "start", "any", "tail", "word", "section").rows
    assert {row.value for row in load("headline_words")} == {"opener", "word", "name_part", "report", "goes_on"}
    assert len(load("dateline_places")) > 600
