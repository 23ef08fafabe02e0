"""The lexicons of places: what they hold and what they must not, checked as data."""

import hashlib
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from khabar.lexicon import Row, load
from khabar.normalise import normalise

ROOT = Path(__file__).resolve().parents[1]
CASES = ROOT / "tests" / "cases" / "places"
LEXICON = ROOT / "analysis" / "khabar" / "lexicon"
MORE = ("state", "latitude", "longitude", "geonames_id", "feature", "population")
FILES = ("places", "places_more")
NOTES = ("", "needs-context", "needs-context: في")
SITES = {
    "airport",
    "base",
    "border",
    "bridge",
    "camp",
    "canal",
    "crossing",
    "dam",
    "facility",
    "port",
    "site",
    "square",
}
TOWNS = {"capital", "city", "neighbourhood", "settlement", "street", "town", "village"}
AREAS = {"continent", "district", "governorate", "province", "region", "state"}
NATURE = {"cape", "desert", "gulf", "island", "lake", "mountain", "ocean", "river", "sea", "strait", "valley"}
FEATURES = SITES | TOWNS | AREAS | NATURE


def folded(form: str) -> str:
    return normalise(form).text.replace("-", " ")


@cache
def rows(name: str) -> tuple[Row, ...]:
    return load(name, MORE)


@cache
def by_form() -> dict[str, list[Row]]:
    found = defaultdict(list)
    for name in reversed(FILES):
        for row in rows(name):
            found[folded(row.form)].append(row)
    return dict(found)


def sure(form: str) -> bool:
    return any(not row.note for row in by_form().get(folded(form), ()))


def test_counts() -> None:
    assert len(rows("places")) > 7_000
    assert len(rows("places_more")) > 4_000
    assert len({row.value for name in FILES for row in rows(name)}) > 7_000
    assert len(load("place_heads")) > 130
    assert (LEXICON / "places.tsv").stat().st_size + (LEXICON / "places_more.tsv").stat().st_size < 1_400_000


def test_generated_file_is_as_generated() -> None:
    header, body = (LEXICON / "places.tsv").read_bytes().split(b"\nform\t", 1)
    digest = hashlib.sha256(b"form\t" + body).hexdigest()
    assert header.decode().endswith(digest), "places.tsv was edited: put the change into places_more.tsv"
    assert "GeoNames" in header.decode()
    assert "CC BY 4.0" in header.decode()


@pytest.mark.parametrize("name", FILES)
def test_every_row_is_well_formed(name: str) -> None:
    for row in rows(name):
        where = f"{name}.tsv, line {row.line}: {row.form}"
        assert re.fullmatch(r"[ء-غف-ي\u064b-\u0652 0-9-]+", row.form), where
        assert len(row.form.replace(" ", "")) > 1, where
        stem, _, state = re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)-?([A-Z]{3})?", row.value).groups()  # type: ignore[union-attr]
        assert stem, where
        assert (state or "") == row.more["state"], where
        assert row.gloss, where
        assert row.gloss.isascii(), where
        assert row.note in NOTES, where
        assert row.more["feature"] in FEATURES, where
        assert re.fullmatch(r"\d*", row.more["geonames_id"]), where
        assert re.fullmatch(r"\d*", row.more["population"]), where
        if row.more["latitude"] or row.more["longitude"]:
            assert -90 <= float(row.more["latitude"]) <= 90, where
            assert -180 <= float(row.more["longitude"]) <= 180, where


def test_states_are_iso_3166() -> None:
    known = {row.value for row in load("states", ("role",))}
    assert {row.more["state"] for name in FILES for row in rows(name)} - {""} <= known


def test_only_divisions_lack_a_position() -> None:
    assert all(row.more["latitude"] for row in rows("places_more"))
    without = {row.more["feature"] for row in rows("places") if not row.more["latitude"]}
    assert without <= {"district", "governorate"}


def test_one_place_one_name_and_position() -> None:
    facts = defaultdict(set)
    for name in FILES:
        for row in rows(name):
            facts[row.value].add((row.gloss, row.more["state"]))
    assert {value: found for value, found in facts.items() if len(found) > 1} == {}


def test_no_form_stands_twice_for_one_state() -> None:
    for name in FILES:
        seen: dict[tuple[str, str, str], int] = {}
        for row in rows(name):
            key = (folded(row.form), row.more["state"], row.value)
            assert seen.setdefault(key, row.line) == row.line, f"{name}.tsv, line {row.line}: {row.form} again"
    assert not {(folded(row.form), row.more["state"]) for row in rows("places")} & {
        (folded(row.form), row.more["state"]) for row in rows("places_more")
    }


def case_lines(name: str) -> list[str]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("case", case_lines("attested.tsv")[1:])
def test_member(case: str) -> None:
    form, value = case.split("	")
    found = by_form()[folded(form)]
    assert found[0].value == value
    assert not found[0].note


def test_every_capital_of_the_states_lexicon_is_a_place() -> None:
    seats = {row.form for row in load("states", ("role",)) if row.more["role"] == "seat"}
    missing = {seat for seat in seats if folded(seat) not in by_form()}
    assert len(missing) <= len(seats) // 20, missing


@pytest.mark.parametrize("form", case_lines("unsure.txt"))
def test_words_that_are_no_sure_places(form: str) -> None:
    assert not sure(form)


def test_no_frequent_word_is_a_form() -> None:
    words = case_lines("negative.txt")
    assert len(words) == 300
    assert [word for word in words if folded(word) in by_form()] == []


def test_no_sure_form_is_a_stop_word_of_names() -> None:
    """What ends a person's name in the lexicon of stop words must not begin a place."""
    stops = {folded(row.form) for row in load("not_names") if row.value in ("stop", "verb")}
    assert sorted(row.form for row in rows("places") if not row.note and folded(row.form) in stops) == []


def test_homographs_are_marked_or_left_out() -> None:
    homographs = {folded(row.form): row.value for row in load("place_homographs")}
    assert set(homographs.values()) == {"never", "word", "name"}
    for row in rows("places"):
        kind = homographs.get(folded(row.form), "")
        assert kind != "never", row.form
        assert not kind or row.note == "needs-context", row.form


def test_heads_announce_known_kinds() -> None:
    heads = load("place_heads")
    assert {row.value for row in heads} <= FEATURES
    assert {row.note for row in heads} <= {"", "ambiguous", "part-of-name", "ambiguous; part-of-name"}
    assert {"مدينة", "بلدة", "قرية", "محافظة", "مخيم", "معبر", "مطار", "قاعدة", "مضيق", "ريف"} <= {
        r.form for r in heads
    }
