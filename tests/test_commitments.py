"""Undertakings: cases as data, the page coded by hand, and what must hold on any text.

A case begins with ``@ name``; ``|`` is a paragraph; ``*`` an undertaking in four cells: its words (one joined particle
and marks around them do not count), its force, who is bound (codes joined by ``;``, ``?`` if not asked), and more:
``act``, ``type``, ``signatories``, ``beneficiary``, ``clause``. A case without ``*`` holds none.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khabar.coding import code
from khabar.commitheads import COLUMNS, heads
from khabar.lexicon import load
from khabar.pages import read
from khabar.plover import types

CASES = Path(__file__).parent / "cases" / "commitments"
KEYS = frozenset({"act", "type", "signatories", "beneficiary", "clause"})
CODED = Path("data/coded/commitments.csv")
PAGE = Path("data/raw/paris-2025-07.txt")


@dataclass(frozen=True)
class Case:
    name: str
    text: str
    rows: tuple[tuple[str, str, str, dict[str, str]], ...]


def cases(path: Path) -> Iterator[Case]:
    name = ""
    lines: list[str] = []
    rows: list[tuple[str, str, str, dict[str, str]]] = []
    for number, line in enumerate([*path.read_text(encoding="utf-8").split("\n"), "@"], start=1):
        if line.startswith("@"):
            if name:
                yield Case(name, "\n\n".join(lines), tuple(rows))
            name, lines, rows = line[1:].strip(), [], []
        elif line.startswith("|"):
            lines.append(line[1:].strip())
        elif line.startswith("*"):
            words, force, obligor, more = (cell.strip() for cell in line[1:].split("|"))
            pairs = [pair.strip().split("=", 1) for pair in more.replace("; ", "\n").split("\n") if pair.strip()]
            if words not in "\n\n".join(lines) or not {key for key, _ in pairs} <= KEYS:
                raise ValueError(f"{path.name}:{number}: {words!r} is not in the text, or a key is unknown")
            rows.append((words, force, obligor, dict(pairs)))
        elif line and not line.startswith("%"):
            raise ValueError(f"{path.name}:{number}: a line begins with one of @ | * %")


def trimmed(text: str) -> str:
    return text.strip(' \n.,،؛:"«»“”')


def same(cell: str, expected: str) -> bool:
    return {code for code in cell.split(";") if code} == {code for code in expected.split(";") if code}


def differences(case: Case) -> list[str]:
    coding = code(read(case.text.encode()))
    rows = list(coding.commitments)
    result: list[str] = []
    for words, force, obligor, more in case.rows:
        spans = [row for row in rows if trimmed(coding.page.raw[row.start : row.end]) == trimmed(words)]
        if not spans:
            result.append(f"missing: {words}")
            continue
        row = spans[0]
        rows.remove(row)
        cells = {"act": row.act, "type": row.event_type, "clause": row.clause, "force": row.force}
        result += [
            f"{words}: {key} {cells[key]!r}, expected {value!r}"
            for key, value in {"force": force, **more}.items()
            if key in cells and cells[key] != value
        ]
        sets = {"obligor": row.obligor, "signatories": row.signatories, "beneficiary": row.beneficiary}
        result += [
            f"{words}: {key} {sets[key]!r}, expected {value!r}"
            for key, value in {"obligor": obligor, **more}.items()
            if key in sets and value != "?" and not same(sets[key], value)
        ]
    return result + [f"too many: {coding.page.raw[row.start : row.end]} ({row.rule})" for row in rows]


def collected(pattern: str) -> list[object]:
    known = "known" in pattern
    marks = [pytest.mark.xfail(strict=True, reason="not read yet")] if known else []
    return [
        pytest.param(case, id=f"{path.stem}: {case.name}", marks=marks)
        for path in sorted(CASES.glob(pattern))
        for case in cases(path)
    ]


@pytest.mark.parametrize(
    "case", [*collected("attested.*"), *collected("negative.*"), *collected("synthetic.*"), *collected("known-*")]
)
def test_case(case: Case) -> None:
    assert differences(case) == []


def test_page_coded_by_hand() -> None:
    """Every row of the page coded by hand is found with its characters; what differs is listed with its reason."""
    coding = code(read(PAGE))
    rows = coding.commitments
    with CODED.open(encoding="utf-8", newline="") as file:
        gold = list(csv.DictReader(file))
    assert [(row.start, row.end) for row in rows] == [(int(row["start"]), int(row["end"])) for row in gold]
    differ = set()
    for row, wanted in zip(rows, gold, strict=True):
        for key in ("act", "event_type", "force", "clause", "claim_id", "article_id", "commitment_id"):
            if getattr(row, key) != wanted[key]:
                differ.add((row.commitment_id.split(".")[1], key, getattr(row, key)))
        for key in ("obligor", "signatories", "beneficiary"):
            if not same(getattr(row, key), wanted[key]):
                differ.add((row.commitment_id.split(".")[1], key, getattr(row, key)))
    # جيرانها gets an id of its own as a mention ("neighbours"); by hand it is the neighbouring states of دول الجوار.
    assert differ <= {("u11", "beneficiary", "neighbours")}


def test_lexicon() -> None:
    rows = load("commitment_heads", COLUMNS)
    assert len(rows) == 261
    assert {row.value for row in rows} == {"commit", "support", "welcome", "affirm", "none"}
    assert {part for row in rows for part in row.more["part"].split()} == {"masdar", "speech", "deed", "provision"}
    assert {row.more["genitive"] for row in rows} <= {"agent", "object", ""}
    assert [each.force for each in heads("والترحيب")] == ["welcome"]
    assert heads("كتاب") == ()
    assert len(load("commitment_words")) == 336


TEXT = """اتفق الجانبان على عدم الالتزام بـ بوقف ودعم سوريا تركيا وروسيا بيان مشترك جاء فيه : . ، « » " - 1- أولا:
لن سنواصل نؤكد التأكيد تعهدت الأطراف والترحيب بما يضمن لاستكمال تنفيذ الاتفاق وفي المقابل حفاظا على نص أن إن وأكد
التزامهم أهمية لا و"""
WORDS = st.sampled_from([*TEXT.split(), "\n\n"])


def check(text: str) -> None:
    coding = code(read(text.encode("utf-8", "replace")))
    rows = coding.commitments
    claims = {claim.claim_id for claim in coding.claims}
    articles = {article.article_id for article in coding.articles}
    kinds = types() | {""}
    raw = coding.page.raw
    for number, row in enumerate(rows, start=1):
        assert row.commitment_id == f"{coding.page.page_id}.u{number}"
        assert 0 <= row.start < row.end <= len(raw)
        assert raw[row.start : row.end].strip() == raw[row.start : row.end]
        assert row.claim_id in claims | {""}
        assert row.article_id in articles
        assert row.event_type in kinds
        assert row.force in ("commit", "support", "welcome", "affirm")
        assert row.act
    assert all(one.end <= other.start for one, other in pairwise(rows))


@given(st.lists(WORDS, max_size=40).map(" ".join))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_words(text: str) -> None:
    check(text)


@given(st.text(max_size=200))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text(text: str) -> None:
    check(text)
