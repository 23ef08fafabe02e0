"""The report as a small site: the sequence in front, every table, and every page with its sentences as targets.

The pages load nothing from the network and work from the disk. A row leads to ``pages/PAGE.html?START-END#SENTENCE``:
without script the sentence is set off, with it also the very characters. Offsets count code points of the raw text,
which a page shows as it is, whitespace included. Whatever a study holds is escaped.
"""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from khabar.colours import YELLOW
from khabar.labels import is_arabic
from khabar.tables import SCHEMA

if TYPE_CHECKING:
    import pandas as pd

    from khabar.model import Page
    from khabar.study import Study

ROWS = 5000  # rows of a table that are shown; a browser cannot search many more
FIGURE = "sequence.svg"

STYLE = f"""
:root {{ color-scheme: light dark; --paper: #fff; --ink: #222; --line: #ddd; --soft: #595959; --lit: {YELLOW}99;
  --link: #005a94; --good: #f1f8e9; --bad: #ffebee; }}
@media (prefers-color-scheme: dark) {{ :root {{ --paper: #161618; --ink: #e8e6e3; --line: #3c3c40; --soft: #a8a6a2;
  --lit: {YELLOW}59; --link: #7cc4f5; --good: #1d2b1a; --bad: #33191c; }} }}
* {{ box-sizing: border-box; }}
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 1.5rem auto; padding: 0 1rem;
  background: var(--paper); color: var(--ink); overflow-wrap: break-word; }}
a {{ color: var(--link); }}
table {{ border-collapse: collapse; }}
th, td {{ border-bottom: 1px solid var(--line); padding: .25rem .6rem; text-align: start; vertical-align: top; }}
td.number {{ text-align: end; font-variant-numeric: tabular-nums; }}
.scroll {{ overflow-x: auto; margin: 1rem 0; }}
code {{ font-size: .85rem; overflow-wrap: anywhere; }}
.note {{ color: var(--soft); }}
.verdict {{ padding: .75rem 1rem; border-inline-start: .4rem solid #2e7d32; background: var(--good); }}
.verdict.not {{ border-color: #c62828; background: var(--bad); }}
figure {{ margin: 1rem 0; }} figure img {{ max-width: 100%; height: auto; background: #fff; }}
input[type=search] {{ font: inherit; width: 100%; max-width: 30rem; padding: .3rem .5rem; }}
.raw {{ white-space: pre-wrap; font: 1.15rem/2 "Noto Naskh Arabic", "Amiri", "Geeza Pro", "DejaVu Sans", serif; }}
.raw span:target {{ outline: 2px solid var(--lit); background: color-mix(in srgb, var(--lit) 35%, transparent); }}
.raw mark {{ background: var(--lit); color: inherit; }}
"""

_SEARCH = """
const box = document.querySelector("input[type=search]");
box.hidden = false;
const rows = [...document.querySelectorAll("tbody tr")];
const said = rows.map(row => row.textContent.toLowerCase());
box.addEventListener("input", () => {
  const words = box.value.toLowerCase().split(/\\s+/).filter(Boolean);
  rows.forEach((row, n) => { row.hidden = !words.every(word => said[n].includes(word)); });
});
"""

# The characters of the query are set off in the text nodes that hold them; lengths are those of code points.
_MARK = """
const found = /^\\?(\\d+)-(\\d+)$/.exec(location.search);
if (found) {
  const [start, end] = [Number(found[1]), Number(found[2])];
  const walker = document.createTreeWalker(document.querySelector(".raw"), NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  let at = 0, first = null;
  for (const node of nodes) {
    const letters = [...node.data], from = Math.max(start - at, 0), to = Math.min(end - at, letters.length);
    at += letters.length;
    if (from >= to) continue;
    const range = document.createRange(), size = (a, b) => letters.slice(a, b).join("").length;
    range.setStart(node, size(0, from));
    range.setEnd(node, size(0, to));
    const mark = document.createElement("mark");
    range.surroundContents(mark);
    first ??= mark;
  }
  if (first) first.scrollIntoView({ block: "center" });
}
"""

_STEP = ("act", "status", "actors", "recipients", "mediators", "place", "edtf")


def write_site(study: "Study", folder: Path) -> None:
    """Write the tables and the pages of a study below ``folder``, and the figure of its sequence, if it has one."""
    links = Links(study)
    for name in ("tables", "pages"):
        (folder / name).mkdir(parents=True, exist_ok=True)
        for old in (folder / name).glob("*.html"):
            old.unlink()
    for name, table in study.tables.items():
        _write(folder / "tables" / f"{name}.html", table_page(name, table, links))
    for page in study.pages:
        _write(folder / "pages" / f"{page.page_id}.html", source_page(page, links))
    (folder / FIGURE).unlink(missing_ok=True)
    figure = _figure(study)
    if figure:
        (folder / FIGURE).write_bytes(figure[0])


def front(study: "Study") -> list[str]:
    """Return the sequence for the front page: the figure, what it shows in words, every step with its reports."""
    table = study.tables["sequence"]
    if table.empty:
        return ["<h2>The sequence</h2>", "<p>No event was found, so there is no sequence.</p>"]
    links, found = Links(study), _figure(study)
    lines = ["<h2>The sequence</h2>"]
    if found:
        said = escape(found[1])
        lines += [f"<figure><div class='scroll'><img src='{FIGURE}' alt='{said}'></div></figure>"]
        lines += [f"<details><summary>The figure in words</summary><p>{said}</p></details>"]
    heads = "".join(f"<th>{escape(_title('sequence', name))}</th>" for name in _STEP)
    lines.append("<p>Every report of a step leads to its words on the page.</p>")
    lines.append(f"<div class='scroll'><table><thead><tr><th>Step</th><th>Reports</th>{heads}</tr></thead><tbody>")
    for row in _rows(table):
        cells = "".join(_cell(row[name]) for name in _STEP)
        step, told = escape(str(row["step_id"])), links.numbered(str(row["event_ids"] or "").split(";"))
        lines.append(f"<tr id='{step}'><td>{step}</td><td>{told}</td>{cells}</tr>")
    lines.append("</tbody></table></div>")
    return lines


def table_page(name: str, table: "pd.DataFrame", links: "Links") -> str:
    """Return a table as a page: searchable, with a link from every row that has words of its own to those words."""
    columns = SCHEMA[name]
    heads = "".join(
        f"<th title='{escape(column.description, quote=True)}'>{escape(column.title)}</th>" for column in columns
    )
    body = [f"<p><a href='../index.html'>Report</a></p>\n<h1>{escape(name)}</h1>"]
    body.append(f"<p class='note'>{len(table):,} rows. Point at a heading to read what the column says.</p>")
    if len(table) > ROWS:
        body.append(f"<p class='note'>The first {ROWS:,} are shown; results/{escape(name)}.csv holds all.</p>")
    body.append("<p><input type='search' hidden placeholder='Search in all columns' aria-label='Search'></p>")
    body.append(f"<div class='scroll'><table><thead><tr><th></th>{heads}</tr></thead><tbody>")
    for row in _rows(table.head(ROWS)):
        own = links.row(row)
        to = f"<a href='../pages/{own}' title='show the words'>&#8599;</a>" if own else ""
        cells = "".join(links.cell(column.name, row[column.name], "../pages/") for column in columns)
        body.append(f"<tr><td>{to}</td>{cells}</tr>")
    body.append(f"</tbody></table></div>\n<script>{_SEARCH}</script>")
    return document(name, body)


def source_page(page: "Page", links: "Links") -> str:
    """Return a source page as it was read, each sentence a target."""
    raw, place = page.raw, 0
    direction = "rtl" if is_arabic(raw) else "ltr"
    body = ["<p><a href='../index.html'>Report</a></p>", f"<h1>{escape(page.path)}</h1>"]
    pieces: list[str] = []
    for start, end, sentence in links.sentences.get(page.page_id, ()):
        if start < place:
            continue
        pieces.append(_text(raw[place:start]))
        pieces.append(f"<span id='{escape(sentence)}'>{_text(raw[start:end])}</span>")
        place = end
    pieces.append(_text(raw[place:]))
    body.append(f"<div class='raw' dir='{direction}'>{''.join(pieces)}</div>\n<script>{_MARK}</script>")
    return document(page.path, body)


def document(title: str, body: Sequence[str]) -> str:
    """Return an HTML page with what is common to all of them; ``body`` is HTML, ``title`` is not."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )


class Links:
    """Where the words of every identifier and of every row of a study stand."""

    def __init__(self, study: "Study") -> None:
        self._pages = {page.page_id for page in study.pages}
        self.sentences: dict[str, list[tuple[int, int, str]]] = {page: [] for page in self._pages}
        for row in _rows(study.tables["sentences"]):
            place = (_number(row["start"]) or 0, _number(row["end"]) or 0, str(row["sentence_id"]))
            self.sentences.setdefault(str(row["page_id"]), []).append(place)
        for places in self.sentences.values():
            places.sort()
        self._places: dict[str, str] = {}
        for name, table in study.tables.items():
            key = next((column.name for column in SCHEMA[name] if column.primary), "")
            if key and {"start", "end"} <= set(table.columns):
                for row in _rows(table):
                    where = self.row(row)
                    if where:
                        self._places.setdefault(str(row[key]), where)
        steps = study.tables["sequence"]
        self._steps = {str(row["step_id"]) for row in _rows(steps)}

    def row(self, row: Mapping[str, Any]) -> str:
        """Return where the words of a row stand, below the folder of pages; nothing if it has none."""
        start, end = _number(row.get("start")), _number(row.get("end"))
        page = str(row.get("page_id") or row.get("event_id") or "").partition(".")[0]
        if start is None or end is None or page not in self._pages:
            return ""
        sentence = next((name for first, last, name in self.sentences[page] if first <= start < last), "")
        fragment = f"#{quote(sentence)}" if sentence else ""
        return f"{quote(page)}.html?{start}-{end}{fragment}"

    def numbered(self, ids: Sequence[str]) -> str:
        """Return links to where the words of identifiers stand, below the folder of pages: 1 2 3."""
        found = [self._places[each] for each in ids if each in self._places]
        return " ".join(f"<a href='pages/{where}'>{count}</a>" for count, where in enumerate(found, start=1))

    def cell(self, name: str, value: object, pages: str) -> str:
        """Return a cell, identifiers in it as links; ``pages`` leads to the folder of pages."""
        if not isinstance(value, str) or name in ("start", "end"):
            return _cell(value)
        parts = []
        for part in value.split(";"):
            if part in self._places:
                parts.append(f"<a href='{pages}{self._places[part]}'>{escape(part)}</a>")
            elif part in self._steps and pages.startswith("../"):
                parts.append(f"<a href='../index.html#{quote(part)}'>{escape(part)}</a>")
            else:
                parts.append(_text(part))
        return f"<td dir='auto'>{'; '.join(parts) if len(parts) > 1 else parts[0]}</td>"


def _figure(study: "Study") -> tuple[bytes, str] | None:
    from khabar import figures

    if study.tables["sequence"].empty:
        return None
    figure = figures.sequence(study.tables)
    return figures.vector(figure, "svg"), figures.describe(figure)


def _title(table: str, name: str) -> str:
    return next(column.title for column in SCHEMA[table] if column.name == name)


def _rows(table: "pd.DataFrame") -> Iterator[dict[str, Any]]:
    names = list(table.columns)
    for row in table.astype(object).where(table.notna(), None).itertuples(index=False, name=None):
        yield dict(zip(names, row, strict=True))


def _number(value: object) -> int | None:
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _cell(value: object) -> str:
    if value is None:
        return "<td></td>"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"<td class='number'>{value:g}</td>" if isinstance(value, float) else f"<td class='number'>{value}</td>"
    return f"<td dir='auto'>{_text(str(value))}</td>"


def _text(words: str) -> str:
    return escape(words).replace("\r", "&#13;")


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n", errors="replace")
