"""Bytes to text: every encoding that Arabic pages are saved in, true and false declarations, and damage."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.decode import clean, decode

TEXT = "التقى وزير الخارجية نظيره في باريس، وقال: «كان اللقاء طويلًا»؟ 25 يوليو\r\n"
PLAIN = TEXT.replace("«", '"').replace("»", '"')  # iso-8859-6 has no « »


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (b"", "utf-8"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
        (b"", "windows-1256"),
    ],
)
def test_undeclared(mark: bytes, encoding: str) -> None:
    decoded = decode(mark + TEXT.encode(encoding))
    assert (decoded.text, decoded.encoding, decoded.problem) == (TEXT, encoding, "")


@pytest.mark.parametrize("true", ["utf-8", "windows-1256", "iso-8859-6"])
@pytest.mark.parametrize(
    "declared",
    [None, "utf-8", "UTF8", "windows-1256", "cp1256", "iso-8859-6", "latin1", "utf-16", "hex", "nonsense", ""],
)
def test_a_wrong_declaration_never_ruins_the_text(true: str, declared: str | None) -> None:
    if true == "iso-8859-6" and declared in {"windows-1256", "cp1256"}:
        return  # any bytes are windows-1256: declared as that, they are believed
    decoded = decode(PLAIN.encode(true), declared)
    assert decoded.text == PLAIN
    assert decoded.encoding == true
    assert decoded.lost == 0


@pytest.mark.parametrize("encoding", ["iso-8859-6", "cp720", "mac-arabic"])
def test_a_true_declaration_is_followed(encoding: str) -> None:
    decoded = decode("وزير".encode(encoding), encoding)
    assert decoded.text == "وزير"
    assert not decoded.problem


@pytest.mark.parametrize(
    "head",
    [
        '<!doctype html><meta charset="windows-1256">',
        "<META HTTP-EQUIV='Content-Type' CONTENT='text/html; charset=windows-1256'>",
        "<html><!-- saved --><head><meta name=x content=y><meta charset = windows-1256 />",
        '<?xml version="1.0" encoding="windows-1256"?>',
        "<p>",
        '<meta charset="utf-8">',
    ],
)
def test_meta(head: str) -> None:
    page = head + TEXT
    assert decode(page.encode("windows-1256")).text == page
    assert decode(page.encode()).text == page


def test_french_and_german_are_not_arabic() -> None:
    page = '<meta charset="iso-8859-1"><p>Les négociations à Genève, où les délégués étaient à l’hôtel — Müßiggänger'
    assert decode(page.encode("windows-1252")).text == page
    assert decode(page.encode("windows-1252").split(b">", 1)[1]).lost


def test_a_contradiction_is_told() -> None:
    assert "declared as windows-1256" in decode(TEXT.encode(), "windows-1256").problem
    assert "declared as utf-8" in decode(TEXT.encode("windows-1256"), "utf-8").problem
    assert not decode(b"plain", "windows-1256").problem


@pytest.mark.parametrize("cut", range(1, 8))
def test_a_page_cut_short_loses_one_character(cut: int) -> None:
    data = (TEXT + "😀").encode()
    decoded = decode(data[:-cut])
    assert decoded.encoding == "utf-8"
    assert decoded.text.rstrip("\ufffd") == TEXT[: len(decoded.text.rstrip("\ufffd"))]
    assert decoded.lost == decoded.text.count("\ufffd") <= 1


def test_utf8_with_damage_stays_utf8() -> None:
    decoded = decode(TEXT.encode() + b"\xff\xc7\xe1" + TEXT.encode())
    assert decoded.encoding == "utf-8"
    assert decoded.text.startswith(TEXT)
    assert decoded.text.endswith(TEXT)
    assert decoded.lost == 3
    assert "3 characters were not valid utf-8" in decoded.problem


def test_replacement_characters_of_the_page_itself_are_no_problem() -> None:
    assert not decode("أ\ufffdب".encode()).problem


def test_half_pairs_and_nul() -> None:
    assert decode(b"a\xed\xa0\x80b\xed\xb0\x80").text == "a\ufffdb\ufffd"
    assert decode(b"\xed\xa0\xbd\xed\xb8\x80").text == "😀"  # a pair written as UTF-8 is the character
    assert decode("وزير\0قال".encode()).text == "وزير\ufffdقال"
    assert clean("\ud800\ud800a\udc00\0") == ("\ufffd\ufffda\ufffd\ufffd", 4)


def test_utf16_cut_in_a_unit() -> None:
    decoded = decode(TEXT.encode("utf-16")[:-1])
    assert decoded.text == TEXT[:-1] + "\ufffd"


def test_text_encoded_twice_is_left_but_told() -> None:
    text = ("الوزير " * 4).encode().decode("windows-1256")
    decoded = decode(text.encode())
    assert decoded.text == text
    assert "wrong encoding" in decoded.problem


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_utf8_is_utf8(text: str) -> None:
    # The tell-tale control character of UTF-16 makes the bytes ambiguous; a marked page is not.
    assert decode(codecs.BOM_UTF8 + text.encode()).text == text
    if "\x06" not in text:
        assert decode(text.removeprefix("\ufeff").encode()).text == text.removeprefix("\ufeff")


@given(st.binary(), st.none() | st.sampled_from(["utf-8", "windows-1256", "utf-16", "idna", "undefined", "a" * 99]))
def test_any_bytes(data: bytes, declared: str | None) -> None:
    decoded = decode(data, declared)
    decoded.text.encode("utf-8")  # no half of a pair is left
    assert "\0" not in decoded.text
    assert "\n" not in decoded.problem
    assert len(decoded.text) <= len(data)


@given(st.lists(st.text(alphabet="ابتثجحخدرزسشصضعغفقكلمنهوي", min_size=2), min_size=1))
def test_words_in_windows_1256(words: list[str]) -> None:
    text = " ".join(words)
    assert decode(text.encode("windows-1256"), "windows-1256").text == text
