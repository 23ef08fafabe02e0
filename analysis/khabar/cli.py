"""The command ``khabar``: reproduce a study, make one, code pages, show one, open the notebooks.

Exit codes: 0 all is well, 1 done, with problems or differences, 2 could not be done.
"""

import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from khabar.errors import KhabarError, MissingExtraError
from khabar.labels import LRM, RLM, is_arabic

if TYPE_CHECKING:
    from khabar.coding import Coding
    from khabar.manifest import Manifest
    from khabar.model import Problem
    from khabar.reproduce import Tell
    from khabar.showing import Line

_PAGES = 5  # pages whose claims are told where there is none of the id that was asked for
_SET = {  # how a terminal shows the kinds of marks, and what khabar says itself
    "speaker": "bold cyan",
    "cue": "bold magenta",
    "claim": "green",
    "link": "yellow",
    "headline": "bold",
    "subheading": "bold",
    "title": "bold",
    "label": "dim",
}
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
def new(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the study is to be; must not be there yet.")],
    pages: Annotated[
        list[str],
        typer.Argument(metavar="PAGES...", help="Saved pages: files, folders, records (JSONL, CSV, Parquet)."),
    ],
    published: Annotated[
        str, typer.Option(metavar="DATE", help="When the pages were published, if they do not say: 2025-07-25 or EDTF.")
    ] = "",
    outlet: Annotated[str, typer.Option(metavar="NAME", help="Who published them, if they do not say.")] = "",
) -> None:
    """Make a study of your own from saved pages: a folder that khabar reproduce runs at once.

    The pages are copied unchanged. What they do not say (dates, outlets, people in no list) becomes rows to fill in.

    Exit code 0: all well; 1: with problems, told on stderr; 2: there was no page, or FOLDER is there already.
    """
    from khabar.newfiles import told
    from khabar.newstudy import NoPageError, new_study
    from khabar.pages import line

    def tell(problems: "Iterable[Problem]") -> None:
        for problem in problems:
            _complain(f"{problem.severity}: {line(problem)}")

    try:
        with _counter() as count:
            made = new_study(folder, pages, published=published, outlet=outlet, tell=count)
    except NoPageError as error:
        tell(error.problems)
        raise
    tell(made.problems)
    counts = (len(made.files), "file"), (made.pages, "page"), (made.articles, "article")
    print(f"{folder.as_posix()}: {_count(*counts)}")
    if made.fill:
        print(f"To fill in, now or later ({folder.as_posix()}/README.md says how, and lists all):")
        _list(told(made.fill), "in the same file")
    name = f'"{folder.as_posix()}"' if " " in folder.as_posix() else folder.as_posix()
    print(f"Next: khabar reproduce {name} --update")
    if any(problem.severity != "note" for problem in made.problems):
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
    told = _count(
        (done.pages, "page"),
        (done.articles, "article"),
        (done.sentences, "sentence"),
        (done.notes, "note"),
        (done.warnings, "warning"),
        (done.errors, "error"),
    )
    print(f"{told}: {out.as_posix()}")
    if done.exit_code:
        raise typer.Exit(done.exit_code)


@app.command()
def show(
    source: Annotated[
        str,
        typer.Argument(metavar="SOURCE", help="A page: a file; a folder or records show each page; - for stdin."),
    ],
    claim: Annotated[
        str, typer.Option(metavar="ID", help="Only this claim, link by link: c3, or bbaca505acb5.c3 in full.")
    ] = "",
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write it as an HTML page too, which loads nothing.")
    ] = None,
    published: Annotated[
        str, typer.Option(metavar="DATE", help="When the page was published, if it does not say: 2025-07-25 or EDTF.")
    ] = "",
    outlet: Annotated[str, typer.Option(metavar="NAME", help="Who published it, if it does not say.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Overwrite the HTML file if it is there already.")] = False,
) -> None:
    """Show on whose word a page says what it says: speakers, cues and contents marked, the chain of every claim.

    [speaker 3: ...] [cue 3: ...] [claim 3: ...] are who says, the word that says so, and what is said in claim c3.
    A chain runs from the printing outlet to the first mouth: RT < Tom Barrack < Marco Rubio.

    Exit code 0: all well; 1: with problems, told on stderr; 2: there was no page, or no such claim.
    """
    from khabar import webpage
    from khabar.model import Problem
    from khabar.pages import line
    from khabar.showing import Claims, ids, lines

    wanted = claim.strip(f" {LRM}{RLM}")
    tell = _teller()
    pages = shown = articles = claims = 0
    troubled = False
    others = []
    with _html_file(html, source, force=force) as write:
        write(webpage.top("khabar" if source == "-" else Path(source).name))
        for item in _codings(source, published, outlet):
            problems = [item] if isinstance(item, Problem) else item.page.problems
            for problem in problems:
                if problem.severity != "note":
                    troubled = True
                    _complain(f"{problem.severity}: {line(problem)}")
            if isinstance(item, Problem):
                continue
            pages += 1
            if wanted and Claims.of(item).find(wanted) is None:
                others.append(f"{item.page.page_id} has {ids(item.claims)}")
                continue
            if shown:
                tell([()])
            tell(lines(item, wanted))
            write(webpage.page(item, wanted, first=not shown))
            shown += 1
            articles += len(item.articles)
            claims += 1 if wanted else len(item.claims)
        write(webpage.BOTTOM)
        if not pages:
            if not troubled:
                _complain(f"{source}: holds no page; name a file or a folder with some")
            raise typer.Exit(2)
        if not shown:
            more = f", and {len(others) - _PAGES} more pages have others" if len(others) > _PAGES else ""
            raise KhabarError(f"no claim has the id {wanted}: {', '.join(others[:_PAGES])}{more}")
    if html:
        print(f"{_count((shown, 'page'), (articles, 'article'), (claims, 'claim'))}: {html.as_posix()}")
    if troubled:
        raise typer.Exit(1)


@app.command()
def lab(study: StudyFolder = Path("data")) -> None:
    """Open JupyterLab on a study's notebooks."""
    from khabar.manifest import read_manifest

    if find_spec("jupyterlab") is None:
        raise MissingExtraError('khabar lab needs JupyterLab; install it with: pip install "khabar[notebooks]"')
    with subprocess.Popen(lab_command(read_manifest(study))) as process:  # noqa: S603 (our own interpreter, no shell)
        while True:
            try:
                raise typer.Exit(process.wait())
            except KeyboardInterrupt:
                continue  # JupyterLab got it too, and asks whether to end


def lab_command(manifest: "Manifest") -> list[str]:
    """Return the command that opens JupyterLab on a study's first notebook."""
    root, first = lab_places(manifest)
    return [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={root}", f"--LabApp.default_url=/lab{first}"]


@app.command()
def coursework(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="A new folder for the exercises.")],
) -> None:
    """Write the exercises of a course as students get them, without solutions, with the pages that they need."""
    from khabar.coursework import hand_out

    written = hand_out(out)
    notebooks = sum(name.endswith(".ipynb") for name in written)
    told = _count((notebooks, "exercise"), (len(written) - notebooks, "other file"))
    print(f"{told}: {out.as_posix()}")


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


def _codings(source: str, published: str, outlet: str) -> "Iterator[Coding | Problem]":
    """Yield every page of a source, coded, and a problem for what cannot be."""
    from khabar.coding import code
    from khabar.inputs import sources
    from khabar.model import Problem
    from khabar.pages import given_date, page_from

    date = given_date(published)
    for item in sources([source]):
        if isinstance(item, Problem):
            yield item
            continue
        try:
            yield code(page_from(item, published=date, outlet=outlet))
        except MissingExtraError as error:
            yield Problem(item.path, item.id, item.location, "error", str(error))
        except Exception as error:
            message = f"could not be coded ({type(error).__name__}: {error}); please report this page"
            yield Problem(item.path, item.id, item.location, "error", message)


def _teller() -> "Callable[[Iterable[Line]], None]":
    """Return what prints lines: in colour and wrapped between words on a terminal, else as they are."""
    if not sys.stdout.isatty():

        def plain(lines: "Iterable[Line]") -> None:
            for line in lines:
                print("".join(words for words, _ in line))

        return plain
    from rich.console import Console
    from rich.text import Text

    console = Console()

    def coloured(lines: "Iterable[Line]") -> None:
        for line in lines:
            whole = Text.assemble(*((words, _SET.get(kind, "")) for words, kind in line))
            # A terminal takes every line for a paragraph with a direction of its own.
            mark = RLM if whole.plain.startswith(RLM) else LRM * is_arabic(whole.plain)
            for place, part in enumerate(whole.wrap(console, console.width)):
                console.print(Text(mark if place else "") + part, soft_wrap=True)

    return coloured


@contextmanager
def _html_file(path: Path | None, source: str, *, force: bool) -> "Iterator[Callable[[str], object]]":
    """Give what writes to ``path``, if there is one; the file is there once it is complete."""
    if path is None:
        yield lambda words: None
        return
    if path.is_dir():
        raise KhabarError(f"{path}: is a folder; name a file")
    if path.exists() and Path(source).exists() and path.samefile(source):
        raise KhabarError(f"{path}: is the page that is to be shown; choose another name")
    if path.exists() and not force:
        raise KhabarError(f"{path}: is there already; choose another name, or --force to overwrite it")
    unfinished = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = unfinished.open("w", encoding="utf-8", newline="\n", errors="replace")
    except OSError as error:
        raise KhabarError(f"{path}: cannot be written ({error.strerror or type(error).__name__})") from None
    try:
        with file:
            yield file.write
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _count(*numbers: tuple[int, str]) -> str:
    """Return numbers with their nouns, those that are 0 left out but for the first."""
    return ", ".join(
        f"{number:,} {noun}{'s' * (number != 1)}" for place, (number, noun) in enumerate(numbers) if number or not place
    )


def _list(lines: list[str], where: str) -> None:
    for line in lines[:_SHOWN]:
        print(f"  {line}")
    if len(lines) > _SHOWN:
        print(f"  and {len(lines) - _SHOWN} more, {where}")


def _complain(message: str) -> None:
    print(f"khabar: {' '.join(message.split())}", file=sys.stderr)
