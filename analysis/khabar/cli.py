"""The command ``khabar``: reproduce a study, code pages, open the notebooks.

Exit codes: 0 all is well, 1 done, with problems or differences, 2 could not be done.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from khabar.errors import KhabarError, MissingExtraError

if TYPE_CHECKING:
    from khabar.manifest import Manifest
    from khabar.reproduce import Tell

_SHOWN = 20  # differences or problems told on the terminal; the report and the tables hold all

app = typer.Typer(
    help="Saved Arabic news pages as traceable tables: who met whom, when, where, and on whose word.",
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

StudyFolder = Annotated[Path, typer.Argument(metavar="STUDY", help="Folder with study.toml.", show_default=True)]


def main() -> None:
    """Run the command line and end the process with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # Windows writes to files and pipes in the code page of the system, which has no Arabic as a rule.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except KhabarError as error:
        _complain(str(error))
        sys.exit(2)
    except OSError as error:
        about = f"{error.filename}: " if error.filename else ""
        _complain(f"{about}{error.strerror or type(error).__name__}")
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


def _version(wanted: bool) -> None:
    if wanted:
        import khabar

        print(f"khabar {khabar.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Take the options that come before a command."""


@app.command()
def reproduce(
    study: StudyFolder = Path("data"),
    update: Annotated[bool, typer.Option("--update", help="Record what comes out, tables and notebooks.")] = False,
) -> None:
    """Verify a study, code it, run its notebooks, and compare everything with what is recorded.

    The report is written to build/report/index.html.
    """
    from khabar.reproduce import reproduce as run

    with _progress() as tell:
        outcome = run(study, update=update, tell=tell)
    _list([str(difference) for difference in outcome.changes or outcome.differences], "in the report")
    print(outcome.verdict)
    if outcome.differences:
        raise typer.Exit(1)


@app.command()
def code(
    sources: Annotated[
        list[str],
        typer.Argument(metavar="SOURCES...", help="Pages: files, folders, records (JSONL, CSV, Parquet), - for stdin."),
    ],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the tables.")],
    published: Annotated[
        str, typer.Option(metavar="DATE", help="When the pages were published, if they do not say: 2025-07-25 or EDTF.")
    ] = "",
    outlet: Annotated[str, typer.Option(metavar="NAME", help="Who published them, if they do not say.")] = "",
    format: Annotated[Literal["csv", "parquet"], typer.Option(help="What kind of files.")] = "csv",  # noqa: A002
    jobs: Annotated[int, typer.Option(metavar="N", min=1, help="How many processes share the work.")] = 1,
    force: Annotated[bool, typer.Option("--force", help="Overwrite tables that are there already.")] = False,
) -> None:
    """Code saved pages, each alone, and write the tables.

    Exit code 0: all well; 1: with problems, which the table of problems lists; 2: there was no page.
    """
    from khabar.coding import code_all
    from khabar.model import Problem
    from khabar.pages import line

    problems: list[Problem] = []
    with _counter() as count:

        def tell(pages: int, found: list[Problem]) -> None:
            count(pages)
            if len(problems) <= _SHOWN:  # more are not told, and a long run may meet millions
                problems.extend(problem for problem in found if problem.severity != "note")

        done = code_all(
            sources, out, published=published, outlet=outlet, format=format, force=force, jobs=jobs, tell=tell
        )
    for problem in problems[:_SHOWN]:
        _complain(f"{problem.severity}: {line(problem)}")
    if len(problems) > _SHOWN:
        _complain(f"and more; {out.as_posix()}/problems.{format} lists all")
    told = ", ".join(
        f"{number:,} {noun if number == 1 else noun + 's'}"
        for number, noun in (
            (done.pages, "page"),
            (done.articles, "article"),
            (done.sentences, "sentence"),
            (done.notes, "note"),
            (done.warnings, "warning"),
            (done.errors, "error"),
        )
        if number or noun == "page"
    )
    print(f"{told}: {out.as_posix()}")
    if done.exit_code:
        raise typer.Exit(done.exit_code)


@app.command()
def lab(study: StudyFolder = Path("data")) -> None:
    """Open JupyterLab on a study's notebooks."""
    from khabar.manifest import read_manifest

    if find_spec("jupyterlab") is None:
        raise MissingExtraError('khabar lab needs JupyterLab; install it with: pip install "khabar[notebooks]"')
    root, first = lab_places(read_manifest(study))
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={root}", f"--LabApp.default_url=/lab{first}"]
    with subprocess.Popen(command) as process:  # noqa: S603 (our own interpreter, no shell)
        while True:
            try:
                raise typer.Exit(process.wait())
            except KeyboardInterrupt:
                continue  # JupyterLab got it too, and asks whether to end


def lab_places(manifest: "Manifest") -> tuple[Path, str]:
    """Return the folder JupyterLab is to serve, which holds the study and its notebooks, and the first notebook."""
    root = manifest.folder.resolve().parent
    if not manifest.notebooks:
        return root, ""
    first = (manifest.folder / manifest.notebooks[0]).resolve().relative_to(root)
    return root, f"/tree/{first.as_posix()}"


@contextmanager
def _progress() -> "Iterator[Tell]":
    """Show steps on stderr: a bar on a terminal, else a line a step."""
    if not sys.stderr.isatty():
        yield lambda number, steps, what: print(f"[{number}/{steps}] {what}", file=sys.stderr, flush=True)
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("verifying")
        yield lambda number, steps, what: progress.update(task, completed=number, total=steps, description=escape(what))


@contextmanager
def _counter() -> "Iterator[Callable[[int], None]]":
    """Count pages on stderr while they are coded, on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda pages: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn

    columns = (SpinnerColumn(), TextColumn("{task.completed:,.0f} pages, {task.speed:,.0f} a second"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("pages", total=None)
        yield lambda pages: progress.advance(task, pages)


def _list(lines: list[str], where: str) -> None:
    for line in lines[:_SHOWN]:
        print(f"  {line}")
    if len(lines) > _SHOWN:
        print(f"  and {len(lines) - _SHOWN} more, {where}")


def _complain(message: str) -> None:
    print(f"khabar: {' '.join(message.split())}", file=sys.stderr)
