"""The codebook of columns says what the code goes by: every column, every value, and nothing that is out of date."""

import re
from pathlib import Path
from typing import get_args

from khabar import attribution, entities, happening, model, timesense
from khabar.codebook import LISTED, PATH, codebook, form, meanings, values, vocabularies
from khabar.lexicon import load
from khabar.tables import ABOUT, SCHEMA, Column, load_tables

ROOT = Path(__file__).parents[1]
COLUMNS = {(table, each.name): each for table, columns in SCHEMA.items() for each in columns}


def test_the_stored_codebook_is_up_to_date() -> None:
    stored = (ROOT / PATH).read_text(encoding="utf-8")
    assert stored == codebook(ROOT / "data"), "write it anew: uv run python -m khabar.codebook"


def test_every_column_that_is_written_is_described() -> None:
    text = codebook(ROOT / "data")
    for table, recorded in load_tables(ROOT / "data" / "results").items():
        assert ABOUT[table][1]
        section = text[text.index(f"\n## {table}\n") :].split("\n## ")[1]
        rows = re.findall(r"(?m)^\| `(\w+)` \| (.+?) \| (.+?) \|", section)
        assert [name for name, *_ in rows] == list(recorded.columns)
        assert all(len(says) > 5 and how for _, says, how in rows), table


def test_numbers_have_a_unit() -> None:
    for (table, _), column in COLUMNS.items():
        if column.type == "number":
            assert form(table, column) in ("degrees", "score, -10 to 10")
        if column.type == "integer":
            assert form(table, column) in ("code points, from 0", "code points", "bytes", "count", "rank", "rank, key")


def test_every_value_has_a_meaning_and_every_meaning_a_value() -> None:
    told = {heading: set(found) for heading, _, found in vocabularies()}
    assert told == {column: set(found) for column, found in meanings().items()}
    assert all(found and not meaning.endswith(".") for each in meanings().values() for found, meaning in each.items())


def enumerated(table: str, name: str) -> set[str]:
    return set(values(table, COLUMNS[table, name]))


def test_closed_columns_hold_what_the_code_enumerates() -> None:
    kinds = set(get_args(entities.Kind))
    assert enumerated("mentions", "kind") == kinds
    assert enumerated("entities", "kind") == kinds - {"nisba", "office", "dual"}
    assert enumerated("origins", "kind") == kinds - {"nisba", "office", "dual"} | {"joint"}
    for table, name, wanted in (
        ("parts", "role", model.Role),
        ("problems", "severity", model.Severity),
        ("entities", "origin", entities.Origin),
        ("times", "kind", timesense.Kind),
        ("claims", "directness", attribution.Directness),
        ("claims", "anonymity", attribution.Anonymity),
        ("origins", "anonymity", attribution.Anonymity),
        ("claims", "chain_basis", attribution.Basis),
        ("events", "status", happening.Status),
        ("events", "modality", happening.Modality),
        ("events", "polarity", happening.Polarity),
        ("sequence", "status", happening.Status),
        ("sequence", "modality", happening.Modality),
        ("sequence", "polarity", happening.Polarity),
    ):
        assert enumerated(table, name) == set(get_args(wanted)), (table, name)
    assert enumerated("articles", "published_basis") == set(get_args(model.Basis)) - {""}
    assert enumerated("arguments", "role") == set(happening.ROLES)


def test_open_columns_hold_what_the_lists_of_the_software_have() -> None:
    for name, found in LISTED.items():
        table = next(table for table, column in COLUMNS if column == name)
        assert enumerated(table, name) == found(), name
    verbs = load("cue_verbs", header("cue_verbs"))
    assert enumerated("claims", "stance") == {row.more["stance"] for row in verbs}
    assert enumerated("claims", "certainty") == {row.more["certainty"] for row in verbs} | {"conditional"}
    forces = {row.value for row in load("commitment_heads", header("commitment_heads"))} & {
        "commit",
        "support",
        "welcome",
        "affirm",
    }
    assert enumerated("commitments", "force") == forces
    sectors = set()
    for name in ("groups", "group_qualifiers", "offices", "org_heads", "org_patterns", "organisations"):
        sectors |= {row.more["sector"] for row in load(name, header(name))}
    assert enumerated("entities", "sector") == sectors - {""}


def header(name: str) -> tuple[str, ...]:
    path = ROOT / "analysis" / "khabar" / "lexicon" / f"{name}.tsv"
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(next(line for line in lines if line and line[0] != "#").split("\t")[5:])


def test_what_the_software_wrote_is_listed() -> None:
    free = {("events", "act"), ("sequence", "act"), ("events", "event_mode")}
    for table, recorded in load_tables(ROOT / "data" / "results").items():
        for column in SCHEMA[table]:
            known = set(values(table, column))
            if not known or (table, column.name) in free or column.name == "authority":
                continue
            told = {cell for cell in recorded[column.name].astype(str) if cell and not cell.isdecimal()}
            assert told <= known, (table, column.name, told - known)


def test_links_lead_to_headings() -> None:
    text = (ROOT / PATH).read_text(encoding="utf-8")
    slugs = [re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in re.findall(r"(?m)^#+ (.+)$", text)]
    assert len(set(slugs)) == len(slugs)
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= set(slugs)
    assert isinstance(COLUMNS["events", "act"], Column)
