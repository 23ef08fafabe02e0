"""The files of a new study, as text: ``study.toml``, the tables of its own, notebooks and a README, from templates.

The templates are in ``templates``: notebooks as Markdown, in which each block of Python is a cell.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files as resources
from importlib.resources.abc import Traversable
from pathlib import Path

import khabar
from khabar.display import printable
from khabar.model import Page, Problem
from khabar.notebooks import KERNEL, Notebook
from khabar.pages import line

RIGHTS = "The text is its publisher's; saved for study, not to be passed on."
_CODE = re.compile(r"^```python\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
_FILL = "TO FILL IN"


@dataclass(frozen=True, slots=True)
class Printed:
    """One article: what the page says of outlet and date, what was given for it, and what the page suggests.

    ``day`` is a suggested date, ``says`` the suggestion in words, ``reasons`` what it rests on.
    """

    number: int
    headline: str
    outlet: str
    published: str
    basis: str
    given_outlet: str
    given_date: str
    day: str
    says: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Copied:
    """A file of the study: ``file`` in it, ``path`` where it comes from, its pages; of one page, its articles."""

    file: str
    path: Path
    pages: tuple[Page, ...]
    printed: tuple[Printed, ...]
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """What could not be worked out: in which ``file`` it can be filled in, ``what`` it is, and ``about`` what.

    ``kind`` is what they have in common that are told together; ``row`` a row to fill in, for tables of the lexicon.
    """

    file: str
    kind: str
    what: str
    about: str = ""
    row: str = ""

    def __str__(self) -> str:
        """Return it in one line.

        >>> str(Gap("study.toml", "outlets", "raw/a.txt, article 1: who printed it", "عاجل"))
        'study.toml: raw/a.txt, article 1: who printed it'
        """
        return f"{self.file}: {self.what}"


def told(fill: Iterable[Gap], most: int = 4) -> list[str]:
    """Return in a line each what is to be filled in, of each kind not more than ``most``.

    >>> told([Gap("study.toml", "dates", f"article {number}") for number in range(1, 4)], most=1)
    ['study.toml: article 1', 'study.toml: 2 more dates']
    """
    kinds: dict[tuple[str, str], list[Gap]] = {}
    for gap in fill:
        kinds.setdefault((gap.file, gap.kind), []).append(gap)
    lines = []
    for (file, kind), gaps in kinds.items():
        shown = len(gaps) if len(gaps) <= most + 1 else most
        lines += [str(gap) for gap in gaps[:shown]]
        if shown < len(gaps):
            lines.append(f"{file}: {len(gaps) - shown} more {kind}")
    return lines


def contents(
    title: str,
    files: Sequence[Copied],
    fill: Sequence[Gap],
    problems: Sequence[Problem],
    states: Sequence[tuple[str, int]],
) -> Iterator[tuple[str, str]]:
    """Yield every file of a new study but the pages: its path in the study, with /, and its text."""
    notebooks = [(f"notebooks/{each.name.removesuffix('.md')}.ipynb", each) for each in templates("notebooks")]
    for name, template in notebooks:
        text = template.read_text(encoding="utf-8").replace("{{title}}", _remark(title))
        yield name, dumped(notebook(text))
    for template in templates("lexicon"):
        rows = [gap.row for gap in fill if gap.file == f"lexicon/{template.name}"]
        yield f"lexicon/{template.name}", template.read_text(encoding="utf-8") + _rows(rows)
    yield "study.toml", manifest(title, files, [name for name, _ in notebooks], states)
    yield "README.md", readme(title, files, fill, problems)
    yield (
        ".gitattributes",
        "# Verified by SHA-256: no line end may change on any system.\nraw/**     -text\nresults/** -text\n",
    )


def templates(folder: str) -> list[Traversable]:
    """Return the templates in one folder, in the order of their names.

    >>> [each.name for each in templates("notebooks")]
    ['1-what-was-read.md', '2-who-and-when.md', '3-what-happened.md']
    """
    return sorted((resources("khabar") / "templates" / folder).iterdir(), key=lambda each: each.name)


def notebook(text: str) -> Notebook:
    r"""Return Markdown as a notebook that was not run: each block of Python a cell, what stands between them prose.

    >>> [(cell["cell_type"], cell["source"]) for cell in notebook("# Sums\n\n```python\n1 + 1\n```\n")["cells"]]
    [('markdown', '# Sums'), ('code', '1 + 1')]
    """
    cells: list[Notebook] = []
    for place, piece in enumerate(_CODE.split(text)):
        source = piece.strip("\n")
        if not source:
            continue
        kind = "code" if place % 2 else "markdown"
        cell: Notebook = {"cell_type": kind, "id": f"cell-{len(cells) + 1}", "metadata": {}, "source": source}
        cells.append(cell | {"execution_count": None, "outputs": []} if kind == "code" else cell)
    metadata = {"kernelspec": dict(KERNEL), "language_info": {"name": "python"}}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def dumped(new: Notebook) -> str:
    """Return the file of a notebook, as `khabar.notebooks.dump` does, without what the notebooks extra brings."""
    cells = [cell | {"source": cell["source"].splitlines(keepends=True)} for cell in new["cells"]]
    return json.dumps(new | {"cells": cells}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def row(table: str, cells: Mapping[str, str]) -> str:
    r"""Return a row of a table of the lexicon in the order of its columns, what ``cells`` lack left empty.

    >>> row("outlets", {"form": "المرفأ", "value": "Al-Marfa", "state": "LBN"}).split("\t")
    ['المرفأ', 'Al-Marfa', '', '', '', '', '']
    """
    text = (resources("khabar") / "templates" / "lexicon" / f"{table}.tsv").read_text(encoding="utf-8")
    header = next(each for each in text.splitlines() if not each.startswith("#"))
    return "\t".join(_remark(cells.get(column, "")) for column in header.split("\t"))


def _rows(rows: Sequence[str]) -> str:
    if not rows:
        return ""
    advice = (
        f"# {_FILL}: names on the pages that are in no list. Complete a row and delete its #; delete what is no name."
    )
    return "\n".join(["#", advice, *(f"#{each}" for each in rows)]) + "\n"


def manifest(title: str, files: Sequence[Copied], notebooks: Sequence[str], states: Sequence[tuple[str, int]]) -> str:
    """Return ``study.toml``."""
    codes = ", ".join(_quoted(code) for code, _ in states[:2])
    often = ", ".join(f"{code} {number}" for code, number in states)
    lines = [
        "# What is under study, and what is known of it. Every table counts in these files: never edit them.",
        f"# Behind a # stands a remark. Where one says {_FILL}, write what you know and delete the # before it.",
        f"title = {_quoted(title)}",
        f'# description = ""  # {_FILL}: in a sentence or two, which affair this is and how the pages were chosen',
        f"# parties = [{codes}]  # {_FILL}: the states that the affair is between; named most here: {often or 'none'}",
        "notebooks = [",
        *(f"    {_quoted(name)}," for name in notebooks),
        "]",
    ]
    for each in files:
        lines += ["", "[[sources]]", f"file = {_quoted(each.file)}", f"sha256 = {_quoted(each.sha256)}"]
        lines += [f"rights = {_quoted(RIGHTS)}"]
        if len(each.pages) > 1:
            lines.append(
                f"# {len(each.pages)} pages: their outlets, dates and addresses are those that stand in the records."
            )
            continue
        url = each.pages[0].url
        lines.append(f"# url: {_remark(url)}, as the page says" if url else f'# url = ""  # {_FILL}: its address')
        for article in each.printed:
            lines += ["", *_article(article)]
    return "\n".join(lines) + "\n"


def _article(article: Printed) -> Iterator[str]:
    yield "[[sources.articles]]"
    yield f"number = {article.number}  # {_remark(article.headline)}"
    if article.given_outlet:
        yield f"outlet = {_quoted(article.given_outlet)}"
    elif article.outlet:
        yield f"# outlet: {_remark(article.outlet)}, as the page says"
    else:
        yield f'# outlet = ""  # {_FILL}: who printed it'
    if article.given_date:
        yield f"published = {_quoted(article.given_date)}"
        yield 'basis = "given"'
    elif article.published:
        known = "worked out from the page" if article.basis == "inferred" else "as the page says"
        yield f"# published: {_remark(article.published)}, {known}"
    else:
        yield f"# {_FILL}: when it was printed. " + (
            f"The page suggests: {_remark(article.says)}." if article.says else "The page does not say."
        )
        yield from (f"#   {_remark(each)}" for each in article.reasons)
        yield f"# published = {_quoted(article.day or 'YYYY-MM-DD')}"
        yield '# basis = "given"  # or "outside", and then: source = "how it is known"'


def readme(title: str, files: Sequence[Copied], fill: Sequence[Gap], problems: Sequence[Problem]) -> str:
    """Return the README: what there is, what to do next, what is to be filled in."""
    text = (resources("khabar") / "templates" / "README.md").read_text(encoding="utf-8")
    articles = [(each, article) for each in files for article in each.printed]
    rows = [
        f"| `{each.file}` | {_cell(article.headline)} | {_cell(article.outlet or article.given_outlet) or '?'} "
        f"| {article.published or article.given_date or '?'} |"
        for each, article in articles
    ]
    rows += [
        f"| `{each.file}` | {len(each.pages)} pages | as its records say | as its records say |"
        for each in files
        if len(each.pages) > 1
    ]
    rows += [f"| `{each.file}` | no article, at most headlines | | |" for each in files if not _has_article(each)]
    values = {
        "title": _remark(title),
        "version": khabar.__version__,
        "pages": "\n".join(rows),
        "fill": "\n".join(_filling(fill)),
        "problems": "".join(f"- {_remark(line(each))}\n" for each in problems) or "- nothing\n",
    }
    for name, value in values.items():
        text = text.replace(f"{{{{{name}}}}}", value.rstrip("\n"))
    return text


def _has_article(each: Copied) -> bool:
    return any(page.articles for page in each.pages)


def _filling(fill: Sequence[Gap]) -> Iterator[str]:
    if not fill:
        yield "Nothing: all articles have a date and an outlet, and all names that were found are in a list."
    for file in dict.fromkeys(gap.file for gap in fill):
        yield f"In `{file}`:"
        yield ""
        for gap in fill:
            if gap.file == file:
                yield f"- {_remark(gap.what)}" + (f" ({_remark(gap.about)})" if gap.about else "")
        yield ""


def _cell(text: str) -> str:
    return _remark(text).replace("|", "\\|")


def _remark(text: str) -> str:
    """Return ``text`` in one line, without what no file should hold."""
    return " ".join(printable(text).split())


def _quoted(text: str) -> str:
    r"""Return ``text`` as a string of TOML.

    >>> print(_quoted('the "semi-public" meeting'))
    "the \"semi-public\" meeting"
    """
    return json.dumps(_remark(text), ensure_ascii=False)
