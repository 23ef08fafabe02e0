"""One run over a study: verify the sources, code the pages, run the notebooks, and say what differs from the record."""

import csv
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

import khabar
from khabar.datapackage import datapackage, tables_in
from khabar.errors import NotebookError
from khabar.hygiene import hygiene
from khabar.notebooks import Difference, Notebook, clean, compare, dump, read_notebook, run
from khabar.study import Study
from khabar.tables import SCHEMA, lift_field_limit, write_tables

RESULTS = "results"  # the folder of a study that holds its recorded tables
PACKAGE = "datapackage.json"
FIGURES = "figures"  # the folder of a workspace that figures are saved in
_AT_ONCE = 2  # notebooks run side by side; a kernel takes a core and some 300 MB

Tell = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Ran:
    """A notebook that was run: its ``path``, what is ``stored``, what came out (None if it failed), what differs."""

    path: Path
    stored: Notebook
    fresh: Notebook | None
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to: ``tables`` counts the rows by table, ``differences`` are what is not as recorded.

    If the run was to record (``updated``), ``changes`` are the differences that were recorded, and ``differences`` what
    could not be.
    """

    study: Study
    tables: dict[str, int]
    notebooks: tuple[Ran, ...]
    differences: tuple[Difference, ...]
    changes: tuple[Difference, ...] = ()
    updated: bool = False

    @property
    def verdict(self) -> str:
        """Return the outcome in a line that a reader can quote."""
        parts = [f"{_count(len(self.study.sources), 'source')} verified", _count(len(self.tables), "table")]
        if self.notebooks:
            parts.append(_count(len(self.notebooks), "notebook"))
        if self.updated:
            word, last = "Recorded", f", {_count(len(self.changes), 'change')}" if self.changes else ""
        else:
            word, last = "Reproduced", " identical"
        if self.differences:
            where = list(dict.fromkeys(difference.where for difference in self.differences))
            places = ", ".join(where) if len(where) < 5 else f"{', '.join(where[:3])} and {len(where) - 3} more"
            word, last = f"Not {word.lower()}", f"; {_count(len(self.differences), 'difference')} in {places}"
        return f"{word}: {', '.join(parts)}{last}. khabar {khabar.__version__}, data {data_id(self.study)}."


def reproduce(
    folder: str | Path, *, update: bool = False, workspace: str | Path = "build", tell: Tell | None = None
) -> Outcome:
    """Run the study in ``folder`` anew and compare every table and notebook with what is recorded.

    With ``update`` what came out is recorded: the tables in ``results/``, their description in ``datapackage.json``,
    the notebooks in their files. A report is written to ``workspace/report/index.html``, and every figure of the
    notebooks, fit for print, with its description to ``workspace/figures``. ``tell`` is called as each
    step is done, with its number, how many there are and what it was.

    Raises `StudyError`, `SourceError` or `LexiconError` if the study is not fit to be run, `MissingExtraError` if
    notebooks are to be run and the extra is not installed, and `TableError` if results cannot be written.
    """
    from khabar.report import write_report

    done = 0

    def step(what: str) -> None:
        nonlocal done
        done += 1
        if tell:
            tell(done, 4 + len(study.notebooks), what)

    study = Study.load(folder)
    step(f"verified {_count(len(study.sources), 'source')}")
    tables = {name: len(table) for name, table in study.tables.items()}
    step(f"coded {_count(len(study.pages), 'page')}")
    differences = _compare_tables(study, update=update)
    step(f"compared {_count(len(tables), 'table')}")
    changes, notebooks = (differences, []) if update else ([], [])
    differences = [] if update else differences
    for ran in _run_all(study.notebooks, Path(workspace) / FIGURES):
        found = list(ran.differences)
        if update and ran.fresh:
            changes += found
            found = _record(ran, ran.fresh)
        notebooks.append(ran)
        differences += found
        step(f"{ran.path.name}: {_count(len(ran.differences), 'difference') if ran.differences else 'identical'}")
    outcome = Outcome(study, tables, tuple(notebooks), tuple(differences), tuple(changes), update)
    report = write_report(outcome, Path(workspace) / "report")
    step(f"wrote {report.as_posix()}")
    return outcome


def data_id(study: Study) -> str:
    """Return eight hex digits that stand for the study's sources: of the one source's hash, or of all hashes' hash."""
    hashes = sorted(source.sha256 for source in study.sources)
    return hashes[0][:8] if len(hashes) == 1 else hashlib.sha256("\n".join(hashes).encode()).hexdigest()[:8]


def compare_table(name: str, recorded: Path, made: Path) -> list[Difference]:
    """Return where the CSV file ``made`` differs from the one ``recorded``, cell by cell.

    Rows are matched by the table's key, or by their place where it has none. A table recorded byte for byte the same
    is not read.
    """
    if not recorded.is_file():
        return [Difference(name, "", f"nothing is recorded in {RESULTS}/{recorded.name}; record it with --update")]
    old_bytes, new_bytes = recorded.read_bytes(), made.read_bytes()
    if old_bytes == new_bytes:
        return []
    try:
        (old_header, old), (new_header, new) = _rows(name, old_bytes), _rows(name, new_bytes)
    except (UnicodeDecodeError, csv.Error) as error:
        return [Difference(name, "", f"what is recorded is no CSV table ({error})")]
    if old_header != new_header:
        return [Difference(name, "header", f"recorded {','.join(old_header)}, now {','.join(new_header)}")]
    found = [Difference(name, f"row {key}", "is recorded, and was not made") for key in old if key not in new]
    found += [Difference(name, f"row {key}", "is new") for key in new if key not in old]
    for key in (key for key in old if key in new):
        for column, before, after in zip(old_header, old[key], new[key], strict=False):
            if before != after:
                what = f"recorded {before!r}, now {after!r}"
                found.append(Difference(name, f"row {key}, column {column}", what))
    return found or [Difference(name, "", "the rows are the same, and are recorded in another order or spelling")]


def _rows(name: str, data: bytes) -> tuple[list[str], dict[str, list[str]]]:
    lift_field_limit()
    rows = list(csv.reader(StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    header, rows = rows[0] if rows else [], [row for row in rows[1:] if row]
    key = [header.index(column.name) for column in SCHEMA[name] if column.primary and column.name in header]
    keyed: dict[str, list[str]] = {}
    for number, row in enumerate(rows, start=1):
        label = " ".join(row[at] for at in key if at < len(row)) if key else str(number)
        keyed[label if label not in keyed else f"{label} (row {number})"] = row
    return header, keyed


def _compare_tables(study: Study, *, update: bool) -> list[Difference]:
    """Compare every table with the recorded one; with ``update``, record it and describe all that are recorded."""
    results = study.manifest.folder / RESULTS
    with TemporaryDirectory() as made:
        write_tables(study.tables, made)
        differences = [
            difference
            for name in study.tables
            for difference in compare_table(name, results / f"{name}.csv", Path(made, f"{name}.csv"))
        ]
    if update and differences:
        write_tables(study.tables, results, force=True)
    package = study.manifest.folder / PACKAGE
    described = datapackage({name: tables_in(study.manifest.folder / name) for name in ("coded", RESULTS)})
    expected = (json.dumps(described, ensure_ascii=False, indent=2) + "\n").encode()
    if (package.read_bytes() if package.is_file() else b"") != expected and not (differences and not update):
        differences.append(
            Difference(PACKAGE, "", "describes other tables than are there; describe them with --update")
        )
        if update:
            package.write_bytes(expected)
    return differences


def _run_all(paths: Sequence[Path], figures: Path) -> Iterator[Ran]:
    """Run notebooks, a few at a time, and yield them in their order; interrupted, their kernels are ended."""
    stop = Event()
    for old in (old for path in paths for old in figures.glob(f"{path.stem}-*.*")):
        old.unlink()  # of an earlier run
    if paths and find_spec("matplotlib"):
        # On a new machine matplotlib lists the fonts first, and would say so inside a notebook.
        import_module("matplotlib.font_manager")

    def one(path: Path) -> Ran:
        stored = clean(read_notebook(path))
        try:
            fresh = run(path, stop=stop, bytecode=Path(bytecode), figures=figures)
        except NotebookError as error:
            place, _, what = str(error).removeprefix(f"{path.name}, ").partition(": ")
            return Ran(path, stored, None, (Difference(path.name, place, what),))
        return Ran(path, stored, fresh, tuple(compare(stored, fresh, path.name)))

    with TemporaryDirectory(ignore_cleanup_errors=True) as bytecode, ThreadPoolExecutor(_AT_ONCE) as pool:
        futures = [pool.submit(one, path) for path in paths]
        try:
            for future in futures:
                yield future.result()
        except BaseException:
            stop.set()
            pool.shutdown(cancel_futures=True)
            raise


def _record(ran: Ran, fresh: Notebook) -> list[Difference]:
    """Store a run notebook if it is fit to be, and return what speaks against it."""
    unfit = [Difference(ran.path.name, "", f"not fit to be stored: {what}") for what in hygiene(fresh)]
    if unfit:
        return unfit
    # Where nothing differs the stored outputs stay, so that a picture drawn a hair differently is no change.
    data = dump(fresh if ran.differences else ran.stored)
    if ran.path.read_bytes() != data:
        ran.path.write_bytes(data)
    return []


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
