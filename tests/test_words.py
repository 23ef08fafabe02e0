"""Words and their joined particles: cases, and what must hold on any string."""

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khabar.lexicon import load
from khabar.normalise import normalise
from khabar.words import spans, splits, words

CASES = Path(__file__).parent / "cases" / "words"
SPICE = list("وفبلكسالبيت\u064e\u0651ـ\u200f\u200d\u0654ﻻﷺ 5٢.,٫٬،-#'aé\u0301漢\n😀𐐀\ud83d")
TEXTS = st.text(st.one_of(st.sampled_from(SPICE), st.characters(exclude_categories=["Cn"])), max_size=30)


def cases(topic: str, name: str) -> list[tuple[str, list[str]]]:
    with (CASES / f"{name}.{topic}.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.reader((line for line in file if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE)
        assert next(rows)[:2] == ["raw", topic]
        return [(unescape(raw), [unescape(part) for part in parts.split("|") if part]) for raw, parts, _ in rows]


def unescape(cell: str) -> str:
    return re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), cell)


@pytest.mark.parametrize(("raw", "expected"), [*cases("words", "attested"), *cases("words", "synthetic")])
def test_words(raw, expected):
    assert [raw[word.start : word.end] for word in words(raw)] == expected


@pytest.mark.parametrize(("raw", "expected"), cases("words", "negative"))
def test_what_is_no_word(raw, expected):
    assert not expected
    assert words(raw) == ()


@pytest.mark.parametrize(("raw", "expected"), [*cases("stems", "attested"), *cases("stems", "negative")])
def test_splits(raw, expected):
    found = splits(raw)
    assert [raw[split.stem_start :] for split in found] == [raw, *expected]


@pytest.mark.xfail(strict=True)
@pytest.mark.parametrize(("raw", "expected"), cases("stems", "known-failures"))
def test_splits_known_failures(raw, expected):
    assert [raw[split.stem_start :] for split in splits(raw)] == [raw, *expected]


def test_prefixes_carry_their_marks_and_roles():
    text = "قالوا: وَلِلْـبيت"
    word = words(text)[-1]
    last = splits(text, word.start, word.end)[-1]
    assert [(text[p.start : p.end], p.role) for p in last.prefixes] == [
        ("وَ", "conjunction"),
        ("لِ", "preposition"),
        ("لْـ", "article"),
    ]
    assert text[last.stem_start : word.end] == "بيت"
    assert [p.role for p in splits("وسيلتقي")[-1].prefixes] == ["conjunction", "future"]


def test_kinds():
    assert [word.kind for word in words("في 24 July ﻻ ２ 漢字 𐐀")] == [
        "arabic", "number", "other", "arabic", "number", "other", "other",
    ]  # fmt: skip


def test_lexicon_of_particles():
    rows = load("particles", ("before",))
    assert len(rows) == 10
    assert {row.form for row in rows} == {"و", "ف", "ب", "ل", "ك", "ال", "بال", "كال", "لل", "س"}
    assert {row.value for row in rows} == {"conjunction", "preposition", "article", "preposition+article", "future"}
    assert "أ" not in {row.form for row in rows}


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_words_are_in_order_and_begin_with_what_counts(text):
    last = 0
    for start, end, kind in words(text):
        assert last <= start < end <= len(text)
        assert text[start].isdecimal() if kind == "number" else text[start].isalpha()
        assert kind in ("arabic", "number", "other")
        last = end
    starts, ends, _ = spans(text)
    gaps = zip([0, *ends.tolist()], [*starts.tolist(), len(text)], strict=True)
    assert not any("ا" <= c <= "غ" or c.isdecimal() for a, b in gaps for c in text[a:b])


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_splits_tile_the_word(text):
    for start, end, _ in words(text):
        found = splits(text, start, end)
        assert found[0].prefixes == ()
        assert found[0].stem_start == start
        for split in found:
            at = start
            for prefix in split.prefixes:
                assert prefix.start == at < prefix.end
                at = prefix.end
            assert at == split.stem_start < end
        stems = [split.stem_start for split in found]
        assert stems == sorted(stems)


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("وفبلكسالبيتن \u064e\u0651ـ"), max_size=30))
def test_words_of_the_raw_text_are_words_of_the_folded_text(text):
    clean = normalise(text)
    folded = [clean.to_source(word.start, word.end) for word in words(clean.text)]
    assert folded == [(word.start, word.end) for word in words(text)]
