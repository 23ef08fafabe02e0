"""Sentences: cases, the tables behind them, and what holds on any text."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.lexicon import load
from khabar.quotes import quotes
from khabar.sentences import sentences

CASES = Path(__file__).parent / "cases" / "sentences"
MARKS = "«»“”\"'()[].،؛:!؟?…۔ \n\r\u2028\u200f\u00a05٣دأبA-/@قال وأضاف"


def cases(name: str) -> list[object]:
    rows = []
    for line in (CASES / f"{name}.tsv").read_text(encoding="utf-8").split("\n"):
        if line and not line.startswith("#"):
            label, marked = line.split("\t")
            for name_, character in (
                ("⏎", "\n"),
                ("↩", "\n"),
                ("\\r", "\r"),
                ("\\u200f", "\u200f"),
                ("\\u00a0", "\u00a0"),
            ):
                marked = marked.replace(name_, character)
            marked = marked.replace("\\ud800", "\ud800")
            expected = [piece.strip() for piece in marked.split("¦")]
            rows.append(pytest.param(marked.replace("¦", ""), [piece for piece in expected if piece], id=label))
    return rows


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(("text", "expected"), cases("attested") + cases("negative") + cases("synthetic"))
def test_cases(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


@pytest.mark.xfail(strict=True)
@pytest.mark.parametrize(("text", "expected"), cases("known-failures"))
def test_known_failures(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def check(text: str, start: int = 0, end: int | None = None) -> None:
    """Assert that the sentences of a range are trimmed, in order and cover what is not white space once."""
    end = len(text) if end is None else end
    covered = 0
    edge = start
    for left, right in sentences(text, quotes(text), start, end):
        assert edge <= left < right <= end
        assert not text[left].isspace()
        assert not text[right - 1].isspace()
        covered += sum(not character.isspace() for character in text[left:right])
        edge = right
    assert covered == sum(not character.isspace() for character in text[start:end])


@given(st.text(st.sampled_from(MARKS), max_size=80))
def test_tiling_on_marks(text: str) -> None:
    check(text)
    assert sentences(text) == sentences(text, quotes(text))


@given(st.text(max_size=60))
def test_tiling_on_any_text(text: str) -> None:
    check(text)


@given(st.text(st.sampled_from(MARKS), max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_tiling_of_a_range(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    check(text, start, end)


@given(st.lists(st.sampled_from(["وصل الوفد.", "قال: «نعم. لا».", "هل عاد؟", "بدأ العمل!"]), min_size=1, max_size=8))
def test_sentences_joined_come_apart(pieces: list[str]) -> None:
    assert cut(" ".join(pieces)) == pieces
    assert cut("\n".join(pieces)) == pieces


def test_parts_of_a_page_have_offsets_in_the_page() -> None:
    page = "عنوان أول\nقال: «نعم. لا».\nوغادر. ثم عاد."
    whole = sentences(page)
    parts = [span for line in ((0, 9), (10, 25), (26, len(page))) for span in sentences(page, quotes(page), *line)]
    assert tuple(parts) == whole


@pytest.mark.parametrize("unit", [".", ". ", "«", "« . ", "( . ", "د. ", "؟", "أ.ب.", "\n", ".. وقال ", "www.", '." '])
def test_long_rows_of_marks_end_quickly(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    assert len(sentences(text)) <= len(text)


def test_tables_hold_what_the_rules_rely_on() -> None:
    rows = load("abbreviations")
    assert len(rows) == 256
    assert {row.value for row in rows} == {"title", "reference", "whole", "label", "letter", "counted"}
    titles = {row.form for row in rows if row.value == "title"}
    assert {"د", "أ.د", "م", "Mr"} <= titles
    assert not {"وزير", "قال", "هـ"} & titles
    openings = load("sentence_starts")
    assert len(openings) == 233
    assert {row.value for row in openings} == {"cue", "link", "tail", "particle"}
