"""The report of a run: an index of what was verified, coded and compared, every notebook as a page, and the site.

The pages are complete in themselves: they load nothing from the network, and hold no path of the machine they were
made on.
"""

import platform
import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import khabar
from khabar.notebooks import Difference, Notebook, load
from khabar.site import document, front, write_site

if TYPE_CHECKING:
    from khabar.reproduce import Outcome

_PACKAGES = ("numpy", "pandas", "matplotlib", "nbclient")

# The notebook template without the scripts that it would fetch: require.js, MathJax, Mermaid.
_TEMPLATE = """{% extends 'lab/index.html.j2' %}
{% block html_head_js %}{% endblock %}{% block jupyter_widgets %}{% endblock %}
{% block html_head_js_mathjax %}{% endblock %}{% block html_head_js_mermaidjs %}{% endblock %}
"""
# What would be fetched nevertheless: notebook prose may hold pictures and frames from elsewhere.
_FETCHED = re.compile(
    r"(<(?:img|iframe|script|link|video|audio|source|embed)\b[^>]*?\b(?:src|href)=[\"']?)(?:https?:)?//"
)
_SIBLING = re.compile(r"(<a\b[^>]*?\bhref=\"[\w.-]+)\.ipynb(?=[\"#])")


def write_report(outcome: "Outcome", folder: Path) -> Path:
    """Write ``index.html``, a page for each notebook, table and source into ``folder``, and return the index's path."""
    folder.mkdir(parents=True, exist_ok=True)
    write_site(outcome.study, folder)
    for ran in outcome.notebooks:
        page = notebook_page(ran.fresh or ran.stored, ran.path.stem)
        (folder / f"{ran.path.stem}.html").write_text(page, encoding="utf-8", newline="\n", errors="replace")
    index = folder / "index.html"
    index.write_text(index_page(outcome), encoding="utf-8", newline="\n", errors="replace")
    return index


def notebook_page(notebook: Notebook, name: str) -> str:
    """Return a notebook as an HTML page that loads nothing from elsewhere; mathematics stays as it is written.

    Links to notebooks beside it lead to their pages.

    >>> cell = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "![far](https://example.org/far.png)"}
    >>> page = notebook_page({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, "far")
    >>> 'src="#blocked:example.org/far.png"' in page, "<script src" in page
    (True, False)
    """
    exporters, loaders, nbformat = load("nbconvert.exporters"), load("jinja2"), load("nbformat")
    exporter = exporters.HTMLExporter(
        extra_loaders=[loaders.DictLoader({"offline.html.j2": _TEMPLATE})], template_file="offline.html.j2"
    )
    page: Any = exporter.from_notebook_node(nbformat.from_dict(notebook), {"metadata": {"name": name}})[0]
    return _SIBLING.sub(r"\g<1>.html", _FETCHED.sub(r"\g<1>#blocked:", page))


def index_page(outcome: "Outcome") -> str:
    """Return the index: verdict, differences, sources, dates, tables, notebooks, versions."""
    manifest = outcome.study.manifest
    lost = bool(outcome.differences)
    body = [
        f"<h1>{escape(manifest.title)}</h1>",
        f"<p dir='auto'>{escape(manifest.description)}</p>",
        f"<p class='verdict{' not' if lost else ''}'>{escape(outcome.verdict)}</p>",
        *_section("What differs", ["Where", "Place", "What"], _differences(outcome.differences)),
        *_section("What was changed in the record", ["Where", "Place", "What"], _differences(outcome.changes)),
        *front(outcome.study),
        *_section(
            "Sources",
            ["File", "SHA-256", "Rights"],
            [(source.file, Code(source.sha256), source.rights) for source in manifest.sources],
        ),
        *_section("When each article was written", *_datings(outcome)),
        *_section(
            "Notebooks",
            ["Notebook", "Outcome"],
            [
                (Link(ran.path.stem), f"{len(ran.differences)} differences" if ran.differences else "identical")
                for ran in outcome.notebooks
            ],
        ),
        *_section(
            "Tables", ["Table", "Rows"], ((Link(name, "tables/"), rows) for name, rows in outcome.tables.items())
        ),
        *_section("Pages", ["Page"], [(Link(page.page_id, "pages/", page.path),) for page in outcome.study.pages]),
        *_section("Made with", ["Software", "Version"], _versions()),
    ]
    if manifest.citation:
        body.append(f"<h2>To cite</h2>\n<p dir='auto'>{escape(manifest.citation)}</p>")
    return document(manifest.title, body)


class Code(str):
    """A cell in a fixed-width face."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads to the page ``name`` in ``folder``, under that name or the words ``shown``."""

    name: str
    folder: str = ""
    shown: str = ""


def _section(title: str, head: list[str], rows: Iterable[tuple[object, ...]]) -> list[str]:
    lines = ["<tr>" + "".join(map(_cell, row)) + "</tr>" for row in rows]
    if not lines:
        return []
    titles = "".join(f"<th>{escape(each)}</th>" for each in head)
    return [f"<h2>{escape(title)}</h2>", f"<div class='scroll'><table>\n<tr>{titles}</tr>", *lines, "</table></div>"]


def _cell(value: object) -> str:
    if isinstance(value, Link):
        where = quote(f"{value.folder}{value.name}.html")
        return f"<td dir='auto'><a href='{where}'>{escape(value.shown or value.name)}</a></td>"
    text = escape(str(value))
    if isinstance(value, int):
        return f"<td class='number'>{text}</td>"
    if isinstance(value, Code):
        text = f"<code>{text}</code>"
    return f"<td dir='auto'>{text}</td>"


def _differences(differences: Iterable[Difference]) -> list[tuple[object, ...]]:
    return [(each.where, each.place, each.what) for each in differences]


def _datings(outcome: "Outcome") -> tuple[list[str], list[tuple[object, ...]]]:
    table = outcome.study.datings
    head = ["Article", "Answer", "Published", "Basis", "In words", "Grounds"]
    return head, [tuple(row) for row in table.itertuples(index=False, name=None)]


def _versions() -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = [("khabar", khabar.__version__), ("Python", platform.python_version())]
    for package in _PACKAGES:
        try:
            rows.append((package, version(package)))
        except PackageNotFoundError:
            continue
    return rows
