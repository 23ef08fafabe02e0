"""The descriptor of the study's tables: what is stored is what the schema says, and the tables are as it says."""

import json
from pathlib import Path

import pytest

from khabar.datapackage import datapackage, tables_in
from khabar.tables import SCHEMA, frame, write_tables

DATA = Path(__file__).parent.parent / "data"
FOLDERS = ("coded", "results")


def errors(folder: Path) -> list[str]:
    import frictionless

    report = frictionless.Package(str(folder / "datapackage.json")).validate()
    return [*report.flatten(["message"]), *report.errors]


def test_the_stored_descriptor_is_the_schema() -> None:
    made = datapackage({name: tables_in(DATA / name) for name in FOLDERS})
    assert json.loads((DATA / "datapackage.json").read_text(encoding="utf-8")) == made, "khabar reproduce --update"


def test_the_tables_are_as_described() -> None:
    assert not errors(DATA)


def described(folder: Path, **tables: list[tuple[object, ...]]) -> Path:
    frames = {name: frame(name, rows) for name, rows in tables.items()}  # type: ignore[arg-type]
    write_tables(frames, folder / "coded")
    package = datapackage({name: tables_in(folder / name) for name in FOLDERS})
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    return folder


PAGE = ("p", "p.txt", "", 1, 1, "text/plain", "NA", "", "", "", "")
PART = ("p", "p.p1", 1, "body", 0, 1, "")


def test_every_table_can_be_described(tmp_path: Path) -> None:
    everything = {name: [] for name in SCHEMA} | {"pages": [PAGE], "parts": [PART]}
    assert not errors(described(tmp_path, **everything))


@pytest.mark.parametrize(
    ("tables", "word"),
    [
        ({"pages": [PAGE], "parts": [("q", *PART[1:])]}, "foreign"),
        ({"pages": [PAGE, PAGE]}, "primary"),
        ({"pages": [PAGE], "parts": [(*PART[:3], "trunk", *PART[4:])]}, "enum"),
    ],
)
def test_a_mistake_is_found(tmp_path: Path, tables: dict[str, list[tuple[object, ...]]], word: str) -> None:
    (message,) = errors(described(tmp_path, **tables))
    assert word in str(message).lower()
