"""Ten thousand random byte strings through read and code: an answer or one line, never a traceback, never a wait."""

import codecs
import gzip
import json
import random
import time
from contextlib import suppress
from pathlib import Path

import pytest
import zstandard

from khabar.coding import code
from khabar.errors import KhabarError
from khabar.pages import read

RAW = Path(__file__).parent.parent / "data" / "raw" / "paris-2025-07.txt"
CASES = 10_000
PIECES = (
    "قال الوزير: «نعم، اتفقنا». ",
    "دمشق - سانا\n",
    "المصدر: RT\n",
    "\n\n",
    "اقرأ أيضًا:\n",
    "• عنوان آخر للخبر\n",
    "كلمات دلالية: سوريا فرنسا ",
    "<p>",
    "</p>",
    "<div class='x'",
    "<table><tr><td>",
    "<br>",
    "<h1>لقاء</h1>",
    "<script>if (a<b) {",
    "</script>",
    "<!--",
    "-->",
    "<!doctype html>",
    "<meta charset=windows-1256>",
    '<script type="application/ld+json">{"@type":"NewsArticle","headline":',
    "<time datetime=2025-07-25>",
    "&#x202e;",
    "&nbsp;",
    "&#0;",
    "&#xD800;",
    "<![CDATA[",
    "<?xml version='1.0' encoding='utf-16'?>",
    "<svg><a>",
    '{"text": "',
    '", "id": "',
    '"}\n',
    "[1, 2",
    "{}",
    "null",
    "\\ud800",
    ",;\t",
    '"',
    "text,id\n",
    "id;text\n",
    "\u202e",
    "\u200f",
    "\u00a0",
    "ـ",
    "ﷺ",
    "😀",
    "\0",
    "\r",
    "\u0006",
    "\ufeff",
    "\ufffd",
    "“",
    "’’",
    "((((",
    "....",
    "؟!",
    "1.5",
    "د. ",
)
MARKS = (
    b"",
    codecs.BOM_UTF8,
    codecs.BOM_UTF16_LE,
    codecs.BOM_UTF16_BE,
    codecs.BOM_UTF32_LE,
    b"\x1f\x8b",
    b"PAR1",
    b"%PDF-",
)


def cases(seed: int) -> list[bytes]:
    """Make damaged pages of every kind, short ones mostly, the same ones on every run."""
    chance = random.Random(seed)
    raw = RAW.read_text(encoding="utf-8")

    def piece() -> str:
        if chance.random() < 0.3:
            start = chance.randrange(len(raw))
            return raw[start : start + chance.randrange(1, 200)]
        return "".join(chance.choices(PIECES, k=chance.randrange(1, 12)))

    def damaged(data: bytes) -> bytes:
        for _ in range(chance.randrange(4)):
            at = chance.randrange(len(data) + 1)
            match chance.randrange(4):
                case 0:
                    data = data[:at]
                case 1:
                    data = data[:at] + chance.randbytes(chance.randrange(1, 9)) + data[at:]
                case 2:
                    data = data[:at] + data[at + chance.randrange(1, 9) :]
                case _:
                    data = data[at : at + 40] + data
        return data

    def made() -> bytes:
        text = "".join(piece() for _ in range(chance.randrange(1, 4)))
        match chance.randrange(10):
            case 0:
                return chance.choice(MARKS) + chance.randbytes(chance.randrange(300))
            case 1:
                return gzip.compress(damaged(text.encode()), 1)
            case 2:
                return zstandard.compress(damaged(text.encode()))
            case 3:
                return text.encode(chance.choice(["utf-16", "utf-16-le", "utf-16-be", "utf-32"]), "replace")
            case 4:
                return text.encode(chance.choice(["windows-1256", "iso-8859-6", "cp720"]), "ignore")
            case 5:
                return json.dumps({chance.choice(["text", "html"]): text, "id": text[:9]}).encode()
            case _:
                return chance.choice(MARKS[:3]) + text.encode()

    return [damaged(made()) for _ in range(CASES)]


def test_ten_thousand_random_byte_strings() -> None:
    pages = 0
    messages: list[str] = []
    for data in cases(2025):
        try:
            page = read(data)
        except KhabarError as error:
            messages.append(str(error))
        else:
            messages += [problem.message for problem in page.problems]
            assert len(code(page).rows["pages"]) == 1
            pages += 1
    assert pages > 8000, "the cases should reach the later steps"
    assert len(messages) > 1000
    assert not [message for message in messages if "\n" in message]


@pytest.mark.parametrize("piece", PIECES)
def test_a_long_run_of_one_thing_comes_to_an_end(piece: str) -> None:
    data = (piece * (40_000 // len(piece))).encode("utf-8")
    began = time.perf_counter()
    with suppress(KhabarError):
        code(read(data))
    # What grows with the square of the length takes minutes here; a slow machine does not.
    assert time.perf_counter() - began < 60
