"""The columns of every table, and the one place that turns rows into frames and files and back.

``schema.tsv`` beside this module is the single source of truth: a row a column, with its type, keys, closed
vocabulary, title and description. A row of a table is a tuple in the order of the columns, of strings, integers,
floats, booleans and ``None``.

In a frame a string column has dtype ``str`` and is never missing: what is not known is the empty string, so that a
newspaper called ``NA`` stays one. The other columns are nullable: ``Int64``, ``Float64`` and ``boolean`` (in CSV
``true`` and ``false``).
Cells are written as they are; in a spreadsheet a cell that begins with ``=``, ``+``, ``-`` or ``@`` may be taken for a
formula, so import such columns as text.
"""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from importlib.resources import files
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self

from khabar.cells import Cell, converted, csv_cell
from khabar.decode import clean
from khabar.errors import MissingExtraError, TableError

if TYPE_CHECKING:
    import pandas as pd

Format = Literal["csv", "parquet"]
Row = tuple[Cell, ...]

LINKED = ("origins", "sequence", "relations", "conflicts")
"""The tables that need more than one page; all others are coded page by page."""

_BATCH = 20_000  # rows held back before a Parquet row group is written
_DTYPES = {"string": "str", "integer": "Int64", "number": "Float64", "boolean": "boolean"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its ``type`` (string, integer, number, boolean), closed vocabulary and keys, and what it means.

    ``values`` is empty where anything is allowed; the empty cell always is, outside keys. ``refers`` names the
    ``table.column`` that an identifier points to.
    """

    name: str
    type: str
    title: str
    description: str
    values: tuple[str, ...] = ()
    primary: bool = False
    refers: str = ""


def _read_schema() -> tuple[dict[str, tuple[Column, ...]], dict[str, tuple[str, str]]]:
    schema: dict[str, list[Column]] = {}
    about: dict[str, tuple[str, str]] = {}
    lines = files(__package__).joinpath("schema.tsv").read_text(encoding="utf-8").splitlines()
    for line in lines[1:]:
        table, name, kind, keys, values, title, description = line.split("\t")
        if not name:
            about[table] = (title, description)
            schema[table] = []
            continue
        refers = [key for key in keys.split() if key != "primary"]
        primary = "primary" in keys.split()
        vocabulary = tuple(filter(None, values.split(";")))
        schema[table].append(Column(name, kind, title, description, vocabulary, primary, "".join(refers)))
    return {table: tuple(columns) for table, columns in schema.items()}, about


SCHEMA, ABOUT = _read_schema()
"""Every table's columns in order, and its title and description, by the table's name."""

PAGEWISE = tuple(name for name in SCHEMA if name not in LINKED)
"""The tables that `khabar.code` fills, each page alone."""


def frame(name: str, rows: Iterable[Sequence[Cell]]) -> "pd.DataFrame":
    """Return ``rows`` (tuples in the order of ``SCHEMA[name]``) as a table with the right types; none is fine.

    Raises `TableError` for an unknown table, a row of the wrong length or a value of the wrong type.

    >>> frame("problems", [("NA.txt", "", "line 3", "error", "no text")]).loc[0, "path"]
    'NA.txt'
    >>> frame("parts", []).dtypes["start"]
    Int64Dtype()
    """
    return _typed(name, [column.name for column in _columns(name)], list(rows), f"table {name}")


def write_tables(
    tables: Mapping[str, "pd.DataFrame"],
    directory: str | Path,
    *,
    format: Format = "csv",  # noqa: A002
    force: bool = False,
) -> None:
    r"""Write each table to ``directory/NAME.csv`` (UTF-8, header, ``\n``) or ``NAME.parquet``, all or none.

    Raises `TableError` if a file is there already and not ``force``, or if a table lacks a column.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_tables({"relations": frame("relations", [("a", "before", "b", "stated", "")])}, folder)
    ...     Path(folder, "relations.csv").read_text(encoding="utf-8")
    'left_id,relation,right_id,basis,rule\na,before,b,stated,\n'
    """
    headers = {name: _header(name, list(table.columns), f"table {name}") for name, table in tables.items()}
    with TableWriter(directory, headers, format=format, force=force) as writer:
        for name, table in tables.items():
            cells = table[headers[name]].astype(object)
            writer.append(name, cells.where(cells.notna(), None).itertuples(index=False, name=None))


def load_tables(directory: str | Path) -> "dict[str, pd.DataFrame]":
    """Read and check every table in ``directory``; those that are not there are left out.

    Nothing but the empty cell is taken for missing. Columns come in the order of `SCHEMA`; further ones follow as
    strings. Raises `TableError` (file, row counted from 1 after the header, column, what to do) if the folder holds no
    table, a column is missing, a value has the wrong type or is not in the vocabulary, or a key is empty or repeated.

    >>> load_tables("no-such-folder")
    Traceback (most recent call last):
    khabar.errors.TableError: no-such-folder: no such folder; name the one that `khabar code --out` wrote
    """
    directory = Path(directory)
    if not directory.is_dir():
        raise TableError(f"{directory}: no such folder; name the one that `khabar code --out` wrote")
    tables = {}
    for name in SCHEMA:
        found = [path for path in (directory / f"{name}.csv", directory / f"{name}.parquet") if path.is_file()]
        if len(found) > 1:
            raise TableError(f"{directory}: both {found[0].name} and {found[1].name} are there; remove one")
        for path in found:
            header, rows = (_read_csv if path.suffix == ".csv" else _read_parquet)(path)
            table = _typed(name, header, rows, str(path))
            _check_values(name, table, str(path))
            tables[name] = table
    if not tables:
        raise TableError(f"{directory}: holds none of the tables {', '.join(SCHEMA)}; name the folder that does")
    return tables


class TableWriter:
    """Writes tables row by row, in constant memory; they appear under their names only when all are complete.

    Use it as a context manager: leaving it without an error renames the temporary files, with one removes them.
    ``headers`` says which columns each table has and is by default that of all tables coded page by page. Raises
    `TableError` at once if a file would be overwritten and not ``force``.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with TableWriter(folder) as writer:
    ...         writer.append("problems", [("a.txt", "", "", "note", "all is well")])
    ...     len(load_tables(folder)["problems"]), len(load_tables(folder))
    (1, 14)
    """

    def __init__(
        self,
        directory: str | Path,
        headers: Mapping[str, Sequence[str]] | None = None,
        *,
        format: Format = "csv",  # noqa: A002
        force: bool = False,
    ) -> None:
        if headers is None:
            headers = {name: [column.name for column in SCHEMA[name]] for name in PAGEWISE}
        self._headers = headers
        self._directory = Path(directory)
        self._format = format
        other = "parquet" if format == "csv" else "csv"
        self._paths = {name: self._directory / f"{name}.{format}" for name in headers}
        # A file in the other format would make the folder ambiguous; it is overwritten in the same sense.
        self._stale = [path for name in headers if (path := self._directory / f"{name}.{other}").exists()]
        there = [path for path in (*self._paths.values(), *self._stale) if path.exists()]
        if there and not force:
            raise TableError(f"{there[0]}: is there already; choose another folder, or --force to overwrite it")

    def __enter__(self) -> Self:
        self._stack = ExitStack()
        self._append: dict[str, Callable[[Iterable[Sequence[Cell]]], None]] = {}
        opener = _csv_file if self._format == "csv" else _parquet_file
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            for name, header in self._headers.items():
                self._append[name] = opener(name, header, self._temporary(name), self._stack)
        except BaseException as error:
            self._remove()
            if isinstance(error, OSError):
                raise TableError(f"{self._directory}: cannot be written to ({_reason(error)})") from None
            raise
        return self

    def append(self, name: str, rows: Iterable[Sequence[Cell]]) -> None:
        """Write ``rows``, tuples in the order of the table's columns, after those already there."""
        self._append[name](rows)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is not None:
            self._remove()
            return
        try:
            self._stack.close()
            for name, path in self._paths.items():
                self._temporary(name).replace(path)
            for path in self._stale:
                path.unlink()
        except OSError as problem:
            self._remove()
            raise TableError(f"{self._directory}: cannot be written to ({_reason(problem)})") from None

    def _temporary(self, name: str) -> Path:
        path = self._paths[name]
        return path.with_name(f".{path.name}.part")

    def _remove(self) -> None:
        with suppress(Exception):  # whatever went wrong first is what matters
            self._stack.close()
        for name in self._paths:
            with suppress(OSError):
                self._temporary(name).unlink(missing_ok=True)


def _columns(name: str) -> tuple[Column, ...]:
    if name not in SCHEMA:
        raise TableError(f"table {name}: unknown; known are {', '.join(SCHEMA)}")
    return SCHEMA[name]


def _header(name: str, names: Sequence[str], where: str) -> list[str]:
    """Return the columns in the order of the schema, further ones after them."""
    expected = [column.name for column in _columns(name)]
    missing = [column for column in expected if column not in names]
    if missing:
        plural = "columns are" if len(missing) > 1 else "column is"
        raise TableError(f"{where}: the {plural} missing: {', '.join(missing)}; write the table again")
    if len(set(names)) < len(names):
        raise TableError(f"{where}: a column stands twice; keep one")
    return expected + [column for column in names if column not in expected]


def _typed(name: str, header: Sequence[str], rows: Sequence[Sequence[Any]], where: str) -> "pd.DataFrame":
    import pandas as pd

    order = _header(name, header, where)
    for number, row in enumerate(rows, start=1):
        if len(row) != len(header):
            raise TableError(f"{where}, row {number}: {len(row)} cells where the header has {len(header)}; correct it")
    cells = dict(zip(header, zip(*rows, strict=True) if rows else ((),) * len(header), strict=True))
    types = {column.name: column.type for column in SCHEMA[name]}
    data = {}
    for column in order:
        kind = types.get(column, "string")
        values = list(converted(cells[column], kind, f"{where}, row {{}}, column {column}: "))
        dtype: Any = _DTYPES[kind]
        data[column] = pd.Series(values, dtype=dtype)
    return pd.DataFrame(data, columns=order)


def _check_values(name: str, table: "pd.DataFrame", where: str) -> None:
    for column in SCHEMA[name]:
        if column.values:
            wrong = ~table[column.name].isin((*column.values, ""))
            if wrong.any():
                row = int(wrong.argmax())
                value = table[column.name].iloc[row]
                known = ", ".join(column.values)
                raise TableError(f"{where}, row {row + 1}, column {column.name}: {value!r} is none of {known}")
    key = [column.name for column in SCHEMA[name] if column.primary]
    if key:
        blank = (table[key].isna() | (table[key] == "").fillna(False)).any(axis=1)
        if blank.any():
            raise TableError(f"{where}, row {int(blank.argmax()) + 1}, column {key[0]}: empty; every row needs its own")
        twice = table.duplicated(key)
        if twice.any():
            row = int(twice.argmax())
            value = " ".join(str(table[column].iloc[row]) for column in key)
            raise TableError(f"{where}, row {row + 1}, column {key[0]}: {value} stands twice; keep one")


def _read_csv(path: Path) -> tuple[list[str], list[list[str]]]:
    lift_field_limit()
    try:
        # utf-8-sig: a spreadsheet that saves UTF-8 puts a byte order mark in front.
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = next(reader, [])
            return header, [row for row in reader if row]
    except UnicodeDecodeError as error:
        raise TableError(f"{path}: not UTF-8 ({error.reason} at byte {error.start}); save it as UTF-8") from None
    except csv.Error as error:
        raise TableError(f"{path}, line {reader.line_num}: not CSV ({error}); correct the quotation marks") from None
    except OSError as error:
        raise TableError(f"{path}: cannot be read ({_reason(error)})") from None


def _read_parquet(path: Path) -> tuple[list[str], list[tuple[Any, ...]]]:
    parquet = pyarrow_parquet()
    try:
        with path.open("rb") as file:
            table = parquet.read_table(file)
    except (OSError, ValueError) as error:  # pyarrow's own errors are these
        raise TableError(f"{path}: cannot be read ({str(error).splitlines()[0]}); write it again") from None
    columns = [column.to_pylist() for column in table.columns]
    return list(table.column_names), list(zip(*columns, strict=True))


def _csv_file(
    name: str, header: Sequence[str], path: Path, stack: ExitStack
) -> Callable[[Iterable[Sequence[Cell]]], None]:
    file = stack.enter_context(path.open("w", encoding="utf-8", newline=""))

    def append(rows: Iterable[Sequence[Cell]]) -> None:
        lines = [",".join(map(csv_cell, row)) + "\n" for row in rows]
        file.write(clean("".join(lines))[0])

    append([header])
    return append


def _parquet_file(
    name: str, header: Sequence[str], path: Path, stack: ExitStack
) -> Callable[[Iterable[Sequence[Cell]]], None]:
    parquet = pyarrow_parquet()
    import pyarrow as pa

    arrow = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}
    types = {column.name: arrow[column.type] for column in SCHEMA[name]}
    schema = pa.schema([(column, types.get(column, pa.string())) for column in header])
    writer = stack.enter_context(parquet.ParquetWriter(path, schema))
    held: list[Sequence[Cell]] = []

    def flush() -> None:
        rows = [[clean(cell)[0] if isinstance(cell, str) else cell for cell in row] for row in held]
        columns = list(zip(*rows, strict=True)) or [()] * len(header)
        writer.write_table(
            pa.table([pa.array(cells, kind) for cells, kind in zip(columns, schema.types, strict=True)], schema=schema)
        )
        held.clear()

    def append(rows: Iterable[Sequence[Cell]]) -> None:
        remaining = iter(rows)
        while more := list(islice(remaining, _BATCH)):
            held.extend(more)
            if len(held) >= _BATCH:
                flush()

    stack.callback(flush)  # before the file is closed
    return append


def pyarrow_parquet() -> Any:
    """Return the module ``pyarrow.parquet``, or raise `MissingExtraError` with what to install.

    >>> pyarrow_parquet().__name__
    'pyarrow.parquet'
    """
    try:
        import pyarrow.parquet
    except ImportError:
        raise MissingExtraError("Parquet needs pyarrow; install it with: pip install 'khabar[parquet]'") from None
    return pyarrow.parquet


def lift_field_limit() -> None:
    """Let the csv module read long cells: an article is longer than its 131,072 characters.

    >>> lift_field_limit(); csv.field_size_limit() > 131_072
    True
    """
    csv.field_size_limit(64 * 1024 * 1024)  # as long as a page may be: with none, one stray mark eats all memory


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__
