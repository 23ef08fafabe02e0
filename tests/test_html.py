"""Web pages: every visible line once, in order, with the role that the markup gives it; what the head says."""

import json
import re
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khabar.errors import MissingExtraError
from khabar.htmlmarks import marks
from khabar.htmlmeta import iso_date
from khabar.htmltext import flatten
from khabar.layout import layout
from khabar.lexicon import load
from khabar.model import ROLES

CASES = Path(__file__).parent / "cases" / "html"


def cases(kind: str) -> list[Path]:
    found = sorted(CASES.glob(f"{kind}.*.html"))
    assert found, f"no {kind} cases"
    return found


@pytest.mark.parametrize(
    "page",
    [
        *cases("attested"),
        *cases("negative"),
        *cases("synthetic"),
        *(pytest.param(page, marks=pytest.mark.xfail(strict=True)) for page in cases("known-failures")),
    ],
    ids=lambda page: page.name.removesuffix(".html"),
)
def test_cases(page: Path) -> None:
    expected = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    flat = flatten(page.read_text(encoding="utf-8"))
    found = [[block.role, block.article, block.date, flat.raw[block.start : block.end]] for block in flat.blocks]
    assert found == expected["blocks"]
    meta = {name: getattr(flat.meta, name) for name in ("outlet", "published", "published_basis", "url", "headline")}
    meta["notes"] = list(flat.meta.notes)
    assert {name: value for name, value in meta.items() if value} == expected["meta"]


@pytest.mark.parametrize("page", cases("attested") + cases("negative"), ids=lambda page: page.name)
def test_layout_keeps_what_the_markup_says(page: Path) -> None:
    flat = flatten(page.read_text(encoding="utf-8"))
    parts, articles = layout(flat.raw, flat.blocks, flat.meta, "p")
    tiles(flat.raw, parts)
    if any(block.article for block in flat.blocks):
        assert len(articles) == max(block.article for block in flat.blocks)
    for block in flat.blocks:
        roles = {part.role for part in parts if part.start < block.end and block.start < part.end}
        if block.role == "headline":
            assert roles == {"headline"}
        if block.role in ("related", "keywords", "boilerplate"):  # text can tell a label or a hashtag in them
            assert roles <= {"related", "keywords", "boilerplate"}, flat.raw[block.start : block.end]


def tiles(raw: str, parts: object) -> None:
    behind = 0
    for part in parts:  # type: ignore[attr-defined]
        assert part.role in ROLES
        assert not raw[behind : part.start].strip()
        assert behind <= part.start < part.end
        behind = part.end
    assert not raw[behind:].strip()


def check(markup: str) -> None:
    flat = flatten(markup)
    assert flat.raw == "\n".join(flat.raw[block.start : block.end] for block in flat.blocks)
    for block in flat.blocks:
        text = flat.raw[block.start : block.end]
        assert text
        assert text == text.strip()
        assert "\n" not in text
        assert 0.0 <= block.link <= 1.0
        assert 0.0 <= block.weight <= 1.0
        assert block.role is None or block.role in ROLES
    assert not re.search("[\ud800-\udfff]", flat.raw)
    parts, _ = layout(flat.raw, flat.blocks, flat.meta, "p")
    tiles(flat.raw, parts)


PROSE = "قال الوزير إن اللقاء كان جيدا وإن الجانبين اتفقا على لقاء آخر في الشهر المقبل في باريس أو في روما."
TAGS = """p div span a h1 h2 li ul table tr td article nav br b pre q time section blockquote script title o:p font
dialog"""
NAMES = [
    "entry-content",
    "related",
    "comments",
    "post hentry",
    "share",
    "date",
    "headline",
    "tags",
    "sidebar",
    "author",
]
PIECES = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in TAGS.split()] + [f"</{tag}>" for tag in TAGS.split()]),
    st.builds("<div class='{}'>".format, st.sampled_from(NAMES)),
    st.builds("<article itemprop='{}'>".format, st.sampled_from(["headline", "articleBody", "datePublished"])),
    st.builds("<a href='{}'>".format, st.sampled_from(["/1", "/2", ""])),
    st.builds("<time datetime='{}'>".format, st.sampled_from(["2025-07-25", "", "x"])),
    st.sampled_from([PROSE, "نص", " ", "\n", "&nbsp;", "&#x1F;"]),
    st.text(max_size=12),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_markup(markup: str) -> None:
    check(markup)


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(codec=None), max_size=80))
def test_any_string(markup: str) -> None:
    check(markup)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_any_metadata(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace('"', "&quot;")
    check(
        f'<title>{text}</title><meta property="article:published_time" content="{escaped}">'
        f'<link rel=canonical href="{escaped}"><script type="application/ld+json">'
        f'{{"@type":"NewsArticle","headline":"{text}","datePublished":"{text}"}}</script>'
        f"<h1>{escaped}</h1><time datetime='2025-01-01'>{escaped}</time>"
    )
    assert iso_date(text) == "" or re.fullmatch(r"\d{4}-\d\d-\d\d", iso_date(text))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("ابتثجحخدذرزسش 12،.", min_size=1, max_size=20), min_size=1, max_size=12))
def test_no_visible_line_is_lost(lines: list[str]) -> None:
    markup = "".join(f"<div class='x'><span>{line}</span></div>" for line in lines)
    assert flatten(markup).raw.split("\n") == [" ".join(line.split()) for line in lines if line.strip()] or not any(
        line.strip() for line in lines
    )


@pytest.mark.parametrize("opening", ["<div>", "<b>", "<ul><li>", "<table><tr><td>", "<a href=x><div class=related>"])
def test_deep_nesting_loses_nothing(opening: str) -> None:
    flat = flatten(opening * 10_000 + "قاع" + "</div>" * 10_000 + "<p>بعده</p>")
    assert flat.raw.split("\n")[0].startswith("قاع")
    assert flat.raw.endswith("بعده")


@pytest.mark.parametrize(
    "piece",
    ["<", "<a ", "<!--", "&", "<p>", "<a href=x>y", "<b><i>", "</div>", "<table><tr><td>", "<article><h2>x</h2>"],
)
def test_long_rubbish(piece: str) -> None:
    check(piece * 2_000)


def test_long_titles() -> None:
    for mark in (" | ", " - ", " :: "):
        assert flatten("<title>" + f"{mark}x" * 20_000 + "</title><p>نص").raw == "نص"


def test_declared_encodings_do_not_matter() -> None:
    for head in (
        '<?xml version="1.0" encoding="windows-1256"?>',
        '<meta charset="iso-8859-6">',
        '<meta http-equiv="Content-Type" content="text/html; charset=windows-1256">',
        "\ufeff",
    ):
        assert flatten(head + "<p>نص عربي</p>").raw == "نص عربي"


def test_surrogates_and_controls() -> None:
    assert flatten("<p>a\ud800b\x00c\x01</p>").raw == "a\N{REPLACEMENT CHARACTER}bc"
    assert flatten("<p>&#xD800;</p>").raw == "\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize(
    "markup", ["", " ", "<!-- x -->", "<!DOCTYPE html>", "<script>1</script>", "<p hidden>نص</p>x"]
)
def test_nothing_to_see(markup: str) -> None:
    flat = flatten(markup)
    assert flat.raw in ("", "نص\nx")


def test_hidden_text_counts_where_nothing_else_is_there() -> None:
    assert flatten(f"<p>عنوان</p><div style='display: none'>{PROSE}</div>").raw == f"عنوان\n{PROSE}"
    assert flatten(f"<p>{PROSE}</p><div style='display: none'>خفي</div>").raw == PROSE


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2025-07-25T23:30:00-07:00", "2025-07-25"),
        ("2025-07-25 23:30", "2025-07-25"),
        ("2025/7/5", "2025-07-05"),
        ("20250725T101500Z", "2025-07-25"),
        ("٢٠٢٥-٠٧-٢٥", "2025-07-25"),
        ("25.07.2025 18:02:11 UTC+03:00", "2025-07-25"),
        ("07/25/2025 10:15:00 PM", "2025-07-25"),
        ("07/05/2021 01:10:00 PM", "2021-07-05"),
        ("Fri, 25 Jul 2025 22:10:00 +0300", "2025-07-25"),
        ("July 25th, 2025", "2025-07-25"),
        ("1753479000", "2025-07-25"),
        ("1753479000000", "2025-07-25"),
        ("1447-01-30", ""),
        ("2025-13-45", ""),
        ("2025-07", ""),
        ("منذ ساعتين", ""),
        ("9999999999999999", ""),
        ("", ""),
    ],
)
def test_dates(text: str, date: str) -> None:
    assert iso_date(text) == date


def head(inner: str) -> str:
    body = "<h1>الوزير يلتقي نظيره في باريس</h1><p>التقى الوزير نظيره في باريس اليوم.</p>"
    return f"<html><head>{inner}</head><body>{body}</body></html>"


def test_json_ld_in_every_shape() -> None:
    article = '"headline":"الوزير يلتقي نظيره في باريس","datePublished":"2025-07-25"'
    for script in (
        f'{{"@type":"NewsArticle",{article}}}',
        f'[{{"@type":"WebSite","name":"x"}},{{"@type":["Article","ReportageNewsArticle"],{article}}}]',
        f'{{"@graph":[{{"@type":"http://schema.org/NewsArticle",{article}}}]}}',
        f'{{"@type":"WebPage","mainEntity":{{"@type":"NewsArticle",{article}}}}}',
        f'<!-- {{"@type":"NewsArticle",{article},}} -->',
        f'//<![CDATA[\n{{"@type":"NewsArticle",{article}}};\n//]]>',
        f'{{"@type":"NewsArticle",{article},"description":"سطر\nآخر"}}',
        f'{{"@type":"NewsArticle",{article},"description":"مقطوع',
    ):
        meta = flatten(head(f'<script type="application/ld+json">{script}</script>')).meta
        assert (meta.published, meta.published_basis) == ("2025-07-25", "stated"), script
    deep = "[" * 100_000
    assert flatten(head(f'<script type="application/ld+json">{deep}</script>')).meta.published == ""


def test_the_outlets_own_day_stands_before_utc_and_is_no_conflict() -> None:
    data = '{"@type":"NewsArticle","headline":"x","datePublished":"2025-07-25T22:30:00Z"}'
    script = f'<script type="application/ld+json">{data}</script>'
    meta = flatten(head(script + '<meta property="article:published_time" content="2025-07-26T01:30:00+03:00">')).meta
    assert (meta.published, meta.notes) == ("2025-07-26", ())
    meta = flatten(head(script + '<meta name="pubdate" content="2025-07-29">')).meta
    assert meta.published == "2025-07-25"
    assert len(meta.notes) == 1


def test_outlet_and_headline_from_the_title() -> None:
    for title in (
        "الوزير يلتقي نظيره في باريس | سكاي نيوز عربية",
        "الوزير يلتقي نظيره في باريس - سكاي نيوز عربية",
        "سكاي نيوز عربية :: الوزير يلتقي نظيره في باريس",
    ):
        meta = flatten(head(f"<title>{title}</title>")).meta
        assert (meta.headline, meta.outlet) == ("الوزير يلتقي نظيره في باريس", "Sky News Arabia")
    meta = flatten(
        head('<meta property="og:site_name" content="تليغرام"><meta property="og:title" content="قناة الصدى">')
    ).meta
    assert meta.outlet == "قناة الصدى"


def test_without_lxml(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lxml", None)
    with pytest.raises(MissingExtraError, match=r"khabar\[html\]"):
        flatten("<p>x</p>")


def test_lexicon() -> None:
    rows = load("markup")
    values = {row.form: row.value for row in rows}
    assert len(values) == len(rows), "a form stands for one region"
    assert values["entry content"] == "body"
    assert values["tag=nav"] == "nav"
    assert "content" not in values
    assert "main" not in values
    assert len(rows) == 474
    assert marks("div", "content main text-sm flex") == ()
