"""Rows to frames to files and back: exact, all or nothing, and strict about what is read."""

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khabar import model
from khabar.errors import TableError
from khabar.tables import (
    ABOUT,
    LINKED,
    PAGEWISE,
    SCHEMA,
    Format,
    TableWriter,
    frame,
    load_tables,
    write_tables,
)

FORMATS: tuple[Format, ...] = ("csv", "parquet")
ODD = [
    "",
    "NA",
    "null",
    "None",
    "nan",
    "true",
    "007",
    "=1+1",
    "-",
    'a"b',
    "a,b",
    "a\nb",
    "a\r\nb",
    "\r",
    " a ",
    "\u2028",
    "😀",
    "\ufeff",
]
text = st.sampled_from(ODD) | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


def test_the_schema_says_what_it_has_to() -> None:
    assert len(SCHEMA) == 18
    assert sum(map(len, SCHEMA.values())) == 211
    assert set(PAGEWISE) | set(LINKED) == set(SCHEMA) == set(ABOUT)
    assert [column.name for column in SCHEMA["sentences"]] == [
        "page_id", "part_id", "article_id", "sentence_id", "start", "end",
    ]  # fmt: skip
    for name, columns in SCHEMA.items():
        assert len({column.name for column in columns}) == len(columns)
        for column in columns:
            assert column.type in {"string", "integer", "number", "boolean"}, (name, column)
            assert column.title, (name, column)
            assert column.description, (name, column)
            assert not column.description.endswith("."), (name, column)
            if column.refers:
                table, target = column.refers.split(".")
                assert [each.type for each in SCHEMA[table] if each.primary and each.name == target] == [column.type]


def test_closed_vocabularies_are_those_of_the_model() -> None:
    values = {(table, column.name): column.values for table, columns in SCHEMA.items() for column in columns}
    assert values["parts", "role"] == model.ROLES
    assert (
        values["pages", "published_basis"] == values["articles", "published_basis"] == tuple(filter(None, model.BASES))
    )
    assert values["problems", "severity"] == ("note", "warning", "error")
    assert len(values["events", "event_type"]) == 16
    assert [column.name for column in SCHEMA["problems"]] == [each.name for each in fields(model.Problem)]


rows_of_any_text = st.lists(
    st.tuples(text, text, text, st.none() | st.floats(-180, 180), st.none() | st.integers(-(2**63), 2**63 - 1)),
    max_size=4,
)


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=rows_of_any_text)
def test_what_is_written_is_read_back(tmp_path: Path, format: Format, rows: list[tuple[object, ...]]) -> None:  # noqa: A002
    made = [(f"e{n}", "place", a, b, c, "", "", x, x, "", a, "lexicon", b, y) for n, (a, b, c, x, y) in enumerate(rows)]
    table = frame("entities", made)  # type: ignore[arg-type]
    write_tables({"entities": table}, tmp_path, format=format, force=True)
    pd.testing.assert_frame_equal(load_tables(tmp_path)["entities"], table)


@pytest.mark.parametrize("format", FORMATS)
def test_row_by_row_is_the_same_as_at_once(tmp_path: Path, format: Format) -> None:  # noqa: A002
    rows = [
        ("p", "a", "s", f"m{n}", n, None, odd, "dual", "", "", None, 3, n % 2 == 0, "") for n, odd in enumerate(ODD)
    ]
    with TableWriter(tmp_path / "one", format=format) as writer:
        for row in rows:
            writer.append("mentions", [row])
    loaded = load_tables(tmp_path / "one")
    assert list(loaded) == list(PAGEWISE)
    pd.testing.assert_frame_equal(loaded["mentions"], frame("mentions", rows))
    write_tables(loaded, tmp_path / "two", format=format)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_types() -> None:
    table = frame("mentions", [("p", "a", "s", "m", 0, 1, "NA", "state", "", "", None, None, True, "")])
    assert {str(kind) for kind in table.dtypes} == {"str", "Int64", "boolean"}
    assert table.loc[0, "surface"] == "NA"
    assert table["office_start"].isna().all()
    assert not table["entity_id"].isna().any()


def test_nothing_is_overwritten_unasked(tmp_path: Path) -> None:
    table = {"relations": frame("relations", [])}
    write_tables(table, tmp_path)
    before = (tmp_path / "relations.csv").read_bytes()
    with pytest.raises(TableError, match=r"relations\.csv: is there already; choose another folder, or --force"):
        write_tables(table, tmp_path)
    with pytest.raises(TableError, match="is there already"):
        write_tables(table, tmp_path, format="parquet")
    assert [path.name for path in tmp_path.iterdir()] == ["relations.csv"]
    assert (tmp_path / "relations.csv").read_bytes() == before
    write_tables(table, tmp_path, format="parquet", force=True)
    assert [path.name for path in tmp_path.iterdir()] == ["relations.parquet"]  # the old one would contradict it


@pytest.mark.parametrize("format", FORMATS)
def test_all_or_nothing(tmp_path: Path, format: Format) -> None:  # noqa: A002
    def interrupted() -> None:
        with TableWriter(tmp_path, format=format) as writer:
            writer.append("relations" if "relations" in PAGEWISE else "links", [("c", 1, "", "", None, None)])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(TableError, match="cannot be written to"):
        write_tables({"relations": frame("relations", [])}, tmp_path / "file")


def edited(old: str, new: str) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        content = path.read_bytes().decode()
        assert old in content
        path.write_bytes(content.replace(old, new, 1).encode())

    return change


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (edited("role,", ""), r"parts\.csv: the column is missing: role; write the table again"),
        (edited("role,start", "Role,Start"), r"the columns are missing: role, start"),
        (edited("role", "start"), r"the column is missing: role"),
        (edited("position,", "position,position,"), r"a column stands twice"),
        (edited("p.p1,1,body", "p.p1,1,trunk"), r"row 1, column role: 'trunk' is none of headline, "),
        (edited("p.p2,2,", "p.p2,2.5,"), r"row 2, column position: '2.5' is not a whole number; correct it or leave"),
        (edited("p.p2,2,", "p.p2,٢,"), r"row 2, column position: '٢' is not a whole number"),
        (edited("p.p2,2,", "p.p2,NA,"), r"row 2, column position: 'NA' is not a whole number"),
        (edited("p.p2,2,", "p.p2,99999999999999999999,"), r"row 2, column position: '9+' is not a whole number"),
        (edited("p.p2,2,", "p.p1,2,"), r"row 2, column part_id: p\.p1 stands twice; keep one"),
        (edited("p.p2,2,", ",2,"), r"row 2, column part_id: empty; every row needs its own"),
        (edited("p.p2,2,", "p.p2,"), r"row 2: 6 cells where the header has 7; correct it"),
        (edited("p.p2,2,", '"p.p2,2,'), r"parts\.csv, line 3: not CSV \(unexpected end of data\)"),
        (
            lambda path: path.write_bytes(path.read_bytes() + b"\xff"),
            r"parts\.csv: not UTF-8 \(invalid start byte at byte",
        ),
        (lambda path: path.write_bytes(b""), r"parts\.csv: the columns are missing: page_id, "),
        (lambda path: path.rename(path.with_name("notes.csv")), r"holds none of the tables pages, parts"),
        (
            lambda path: path.with_suffix(".parquet").write_bytes(b"PAR1"),
            r"both parts\.csv and parts\.parquet are there",
        ),
        (
            lambda path: (path.with_suffix(".parquet").write_bytes(b"PAR1"), path.unlink()),
            r"parts\.parquet: cannot be read",
        ),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, change: Callable[[Path], None], message: str) -> None:
    rows = [("p", "p.p1", 1, "body", 0, 5, "p.a1"), ("p", "p.p2", 2, "body", 6, 9, "p.a1")]
    write_tables({"parts": frame("parts", rows)}, tmp_path)
    change(tmp_path / "parts.csv")
    with pytest.raises(TableError, match=message) as caught:
        load_tables(tmp_path)
    assert "\n" not in str(caught.value)


def test_further_columns_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "relations.csv"
    path.write_text("note,relation,left_id,right_id,basis,rule\n007,before,a,b,,\n\n", encoding="utf-8-sig")
    table = load_tables(tmp_path)["relations"]
    assert list(table) == ["left_id", "relation", "right_id", "basis", "rule", "note"]
    assert list(table.loc[0]) == ["a", "before", "b", "", "", "007"]
    write_tables({"relations": table}, tmp_path, force=True)
    assert path.read_bytes() == b"left_id,relation,right_id,basis,rule,note\na,before,b,,,007\n"


def test_rows_that_do_not_fit() -> None:
    with pytest.raises(TableError, match="table links, row 1: 1 cells where the header has 6"):
        frame("links", [("c",)])
    with pytest.raises(TableError, match="table links, row 1, column claim_id: 3 is not text"):
        frame("links", [(3, 1, "", "", 0, 1)])
    with pytest.raises(TableError, match="table chains: unknown; known are pages, "):
        frame("chains", [])
