"""Arabic tables and marked text, shown right to left wherever a notebook is read.

What `rtl`, `highlight` and `show_parts` return shows itself in a notebook as HTML and everywhere else as plain text.
The HTML holds inline styles only, because an untrusted notebook loses style sheets, and no random ids, so that the same
input gives the same bytes. Where even inline styles are dropped, direction and labels remain.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from khabar.colours import INK, colours, tint
from khabar.labels import LRM, RLM, is_arabic
from khabar.model import Page

if TYPE_CHECKING:
    import pandas as pd

_LINE_END = re.compile("\r\n|[\n\r\u2028\u2029]")
# Neither HTML nor UTF-8 can hold some of these; a terminal would obey others.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ARABIC_LETTERS = re.compile("[\u0620-\u064a\u066e-\u06d3\ufb50-\ufdff\ufe70-\ufefc]")
_NO_WIDTH = re.compile(
    "[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)

_TABLE = "border-collapse:collapse;margin:0.5em 0;font-size:0.95em"
_CELL = "vertical-align:top;padding:0.3em 0.7em;border-bottom:1px solid #999999"
_TEXT = "text-align:right;line-height:2.1"
_TITLE = "text-align:left;margin-top:0.6em;font-family:sans-serif;font-size:0.9em"
_TAG = "font-size:0.7em;font-family:sans-serif;padding:0 0.2em"


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """Something to look at: ``html`` for notebooks, ``text`` for terminals, both made when it was made."""

    html: str
    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of raw text to be marked: half-open code points, a ``kind``, and a ``note`` shown beside it."""

    start: int
    end: int
    kind: str
    note: str = ""

    @property
    def tag(self) -> str:
        """What is printed beside the marked text."""
        return f"{self.kind} {self.note}".strip()


# -- tables ------------------------------------------------------------------------------------------------------------


def rtl(df: "pd.DataFrame | pd.Series[Any] | str | Iterable[str]", *, max_rows: int | None = 30) -> Shown:
    """Return ``df`` as a table that runs from right to left, first column rightmost.

    A string is shown as a text that runs from right to left, several strings as one such line each.

    Cells that are mostly Arabic read right to left, all others (numbers, dates, ids, English) left to right, each by
    itself. Missing cells are empty. The index is shown unless it only counts the rows. ``max_rows`` rows are shown, all
    if None; what is left out is said. The text twin has its columns padded and set apart by ``|``, left to right.

    Raises `ValueError` if ``max_rows`` is negative.

    >>> import pandas as pd
    >>> print(rtl(pd.DataFrame({"outlet": ["RT", "Axios"], "words": [412, None]})))
    outlet | words
    -------+------
    RT     | 412
    Axios  |
    >>> print(rtl(["RT", "Axios"]))
    RT
    Axios
    """
    if max_rows is not None and max_rows < 0:
        raise ValueError(f"max_rows is {max_rows}: must be 0 or more, or None for all rows")
    frame: Any = df
    if not hasattr(frame, "index") or callable(frame.index):
        return _lines([frame] if isinstance(frame, str) else list(frame))
    if not hasattr(frame, "columns"):
        frame = frame.to_frame()
    shown = frame if max_rows is None else frame.iloc[:max_rows]
    counts_only = type(frame.index).__name__ == "RangeIndex" and frame.index.name is None
    names = [_cell(name) for name in frame.columns]
    rows = [[_cell(value) for value in row] for row in shown.itertuples(index=False, name=None)]
    if not counts_only:
        names.insert(0, _cell(frame.index.name if frame.index.nlevels == 1 else tuple(frame.index.names)))
        for row, key in zip(rows, shown.index, strict=True):
            row.insert(0, _cell(key))
    left_out = f"{len(shown)} of {len(frame)} rows shown" if len(shown) < len(frame) else ""
    return Shown(_table_html(names, rows, left_out), _table_text(names, rows, left_out))


def _lines(texts: list[str]) -> Shown:
    """Return ``texts`` as lines, each in its own direction and all from the right edge."""
    html = "".join(f'<div dir="{_direction(text)}" style="{_TEXT}">{_html(text)}</div>' for text in texts)
    plain = (RLM * is_arabic(text) + printable(text) for text in texts)
    return Shown(f'<div dir="rtl" lang="ar">{html}</div>', "\n".join(plain))


def printable(text: str) -> str:
    r"""Return ``text`` as files, HTML and terminals can hold it: line ends as ``\n``, controls as U+FFFD, one for one.

    >>> ascii(printable("a\r\nb\x1b[1m\u2028c"))
    "'a\\nb\\ufffd[1m\\nc'"
    """
    return _LINE_END.sub("\n", _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text))


def _cell(value: object) -> str:
    """Return ``value`` as a reader wants it: missing as nothing, floats to six digits, tuples joined."""
    if isinstance(value, str):
        return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, tuple | list):
        return " · ".join(_cell(part) for part in value)
    if isinstance(value, float):
        if value != value:
            return ""
        return f"{value:.6g}" if abs(value) < 1e6 else f"{value:.0f}"
    if type(value).__name__ in ("NoneType", "NAType", "NaTType"):
        return ""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", str(value))


def _html(text: str) -> str:
    """Escape ``text``; line ends become breaks, and ``$`` and backslash never open a formula for MathJax."""
    return re.sub(r"([$\\])", r"<span>\1</span>", _LINE_END.sub("<br>", escape(_cell(text))))


def _direction(text: str) -> str:
    """Return how ``text`` reads as a whole: as most of its letters do, for an English note may quote Arabic words."""
    return "rtl" if is_arabic(text) and 2 * len(_ARABIC_LETTERS.findall(text)) >= sum(map(str.isalpha, text)) else "ltr"


def _edge(column: Iterable[str]) -> str:
    """Return the edge that a column is set against: the left for English prose, the right for all else."""
    prose = any(_direction(cell) == "ltr" and _wrap(cell) != "nowrap" for cell in column)
    return f"text-align:{'left' if prose else 'right'}"


def _wrap(cell: str) -> str:
    """Keep dates, ids and numbers on one line; anything else keeps its spaces and may wrap."""
    return "nowrap" if len(cell) <= 24 and not is_arabic(cell) and "\n" not in cell else "pre-wrap"


def _table_html(names: list[str], rows: list[list[str]], left_out: str) -> str:
    edges = [_edge(column) for column in zip(*rows, strict=True)] or [_edge(())] * len(names)
    head = "".join(
        f'<th dir="{_direction(name)}" style="{edge};{_CELL};font-weight:bold">{_html(name)}</th>'
        for name, edge in zip(names, edges, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(
            f'<td dir="{_direction(cell)}" style="{edge};{_CELL};white-space:{_wrap(cell)}">{_html(cell)}</td>'
            for cell, edge in zip(row, edges, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    note = f'<p dir="ltr" style="text-align:right;font-size:0.85em">{left_out}</p>' if left_out else ""
    return (
        f'<div dir="rtl" lang="ar" style="overflow-x:auto"><table dir="rtl" style="{_TABLE}">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}</div>"
    )


def _table_text(names: list[str], rows: list[list[str]], left_out: str) -> str:
    grid = [[_LINE_END.sub(" / ", cell) for cell in row] for row in [names, *rows]]
    widths = [max(map(_width, column), default=0) for column in zip(*grid, strict=True)]
    # An Arabic cell would pull its neighbours into its own direction; a mark (no embedding) keeps the columns in place.
    mark = LRM if any(is_arabic(cell) for row in grid for cell in row) else ""
    lines = [
        mark + f"{mark} | ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        for row in grid
    ]
    lines.insert(1, "-+-".join("-" * width for width in widths))
    return "\n".join(line.rstrip() for line in [*lines, *([left_out] if left_out else [])])


def _width(cell: str) -> int:
    """Return the columns ``cell`` takes in a terminal: vowel marks and invisible controls take none."""
    return len(_NO_WIDTH.sub("", cell))


# -- marked text -------------------------------------------------------------------------------------------------------


def highlight(raw: str, spans: Any, *, within: tuple[int, int] | None = None, legend: bool = True) -> Shown:
    """Return ``raw`` with ``spans`` marked, a colour and a label a kind, and a legend with counts if ``legend``.

    ``spans``: tuples ``(start, end, kind)`` or ``(start, end, kind, note)``, objects or mappings with these names, or a
    DataFrame with these columns; half-open, in code points of ``raw``. They may nest and overlap: every line below a
    word is one span. ``within`` shows only ``raw[start:end]``, spans cut to it, offsets still those of ``raw``. Empty
    spans are counted in the legend and mark nothing. In the text twin a span is ``[kind: words]``; where spans overlap
    without nesting, the one that began first is closed and opened again.

    Raises `ValueError` if a span, or ``within``, lies outside the text or lacks a start, an end or a kind.

    >>> raw = "التقى باراك الوزير"
    >>> shown = highlight(raw, [(6, 11, "person"), (12, 18, "office")])
    >>> "[person: باراك]" in shown.text, '<mark title="person"' in shown.html
    (True, True)
    """
    return _marked(raw, _spans(spans), within, block=False, legend=legend)


def stacked(title: Iterable[str], shown: Iterable[tuple[Iterable[str], Shown]]) -> Shown:
    """Return several things one below the other, each under a line of fields, and all under one of ``title``.

    The lines run from left to right, whatever script a field is in.

    >>> print(stacked(["q3", "2 reports"], [(["e1", "RT"], Shown("", "first")), (["e4"], Shown("", "second"))]))
    q3 · 2 reports
    <BLANKLINE>
    e1 · RT
    first
    <BLANKLINE>
    e4
    second
    """
    html, text = [], []
    for fields, each in ((tuple(title), None), *((tuple(fields), each) for fields, each in shown)):
        if fields:
            weight = "normal" if each else "bold"
            words = " · ".join(f"<bdi>{_html(field)}</bdi>" for field in fields)
            html.append(f'<div dir="ltr" style="{_TITLE};font-weight:{weight}">{words}</div>')
            marks = (LRM * is_arabic(field) for field in fields)
            text.append(" · ".join(mark + printable(field) + mark for mark, field in zip(marks, fields, strict=True)))
        if each:
            html.append(each.html)
            text.append(each.text)
        text.append("")
    return Shown("".join(html), "\n".join(text).strip("\n"))


def show_parts(page: Page) -> Shown:
    r"""Return ``page`` in colours: every part marked with its role and the article that it belongs to.

    What carries an article's name is article; the rest (related headlines, tag clouds, buttons) is not.

    >>> from khabar.model import Part
    >>> raw = "خبر\nاعلان"
    >>> parts = (Part("p.p1", 1, "body", 0, 3, "p.a1"), Part("p.p2", 2, "boilerplate", 4, 9))
    >>> page = Page("p", "", "", 0, raw, "text/plain", parts=parts)
    >>> show_parts(page).text.split("\n")[1:] == [RLM + "[body a1: خبر]", RLM + "[boilerplate: اعلان]"]
    True
    """
    parts = [Span(part.start, part.end, part.role, part.article_id.rpartition(".")[2]) for part in page.parts]
    return _marked(page.raw, parts, None, block=True, legend=True)


def _spans(spans: Any) -> list[Span]:
    """Read any of the accepted shapes of spans."""
    rows: Iterable[Any] = spans.to_dict("records") if hasattr(spans, "to_dict") else spans
    found = []
    for number, row in enumerate(rows, start=1):
        try:
            if isinstance(row, tuple) and not hasattr(row, "kind"):
                start, end, kind, note = (*row, "")[:4]
            elif isinstance(row, Mapping):
                start, end, kind, note = row["start"], row["end"], row["kind"], row.get("note", "")
            else:
                start, end, kind, note = row.start, row.end, row.kind, getattr(row, "note", "")
            found.append(Span(int(start), int(end), _cell(kind), _cell(note)))
        except (KeyError, AttributeError, TypeError, ValueError):
            raise ValueError(f"span {number} is {row!r}: it must have a start, an end and a kind") from None
    return found


def _marked(raw: str, spans: list[Span], within: tuple[int, int] | None, *, block: bool, legend: bool) -> Shown:
    """Mark ``spans``; a label stands behind its span (in front it would tear joined letters), ``block`` in front."""
    first, last = within if within is not None else (0, len(raw))
    if not 0 <= first <= last <= len(raw):
        raise ValueError(f"within is {first} to {last}: the text has {len(raw)} characters")
    for number, span in enumerate(spans, start=1):
        if not 0 <= span.start <= span.end <= len(raw):
            raise ValueError(
                f"span {number} ({span.kind}) is {span.start} to {span.end}: the text has {len(raw)} characters"
            )
    # Outer before inner, also where ``within`` cuts both to the same length.
    spans = [
        Span(max(span.start, first), min(span.end, last), span.kind, span.note)
        for span in sorted(spans, key=lambda span: (span.start, -span.end))
        if (span.start < last and span.end > first) or first <= span.start == span.end <= last
    ]
    counts: dict[str, int] = {}
    for span in spans:
        counts[span.kind] = counts.get(span.kind, 0) + 1
    tones = colours(counts)
    cut = pieces(raw, first, last, spans)
    levels = max((piece.level for piece in cut if isinstance(piece, Edge)), default=0)
    html, text = ["… " if first else ""], ["… " if first else ""]
    for piece in cut:
        if isinstance(piece, str):
            html.append(_html(piece))
            text.append(printable(piece))
            continue
        name = _html(piece.span.tag)
        tag = f'<span dir="ltr" style="{_TAG}">{name}</span>' if piece.whole and piece.opens == block else ""
        if piece.opens:
            # The line of an outer span runs below the lines of those within.
            room = 4 * (levels - piece.level)
            style = f"{_mark(tones[piece.span.kind])};padding:0 0 {room}px 0"
            html.append(f'<mark title="{escape(piece.span.tag)}" style="{style}">{tag}')
            text.append(f"[{piece.span.tag}: ")
        else:
            html.append(f"{tag}</mark>")
            text.append("]")
    html.append(" …" if last < len(raw) else "")
    text.append(" …" if last < len(raw) else "")
    lines = [RLM + line if is_arabic(line) else line for line in "".join(text).split("\n")]
    key = ""
    if counts and legend:
        lines.insert(0, ", ".join(f"{kind} {count}" for kind, count in counts.items()))
        key = " ".join(
            f'<span style="{_mark(tone)};padding:0 0.4em">{_html(kind)} {counts[kind]}</span>'
            for kind, tone in tones.items()
        )
        key = f'<div dir="ltr" style="text-align:right;line-height:2">{key}</div>'
    return Shown(f'{key}<div dir="rtl" lang="ar" style="{_TEXT}">{"".join(html)}</div>', "\n".join(lines))


def _mark(tone: str) -> str:
    """Return the style of a mark: dark on a tint whatever the theme, the full colour as a line below."""
    return f"color:{INK};background-color:{tint(tone)};border-bottom:3px solid {tone}"


@dataclass(frozen=True, slots=True)
class Edge:
    """Where a mark opens or closes; ``whole`` unless the span was closed here only to be opened again."""

    span: Span
    opens: bool
    level: int
    whole: bool


def pieces(raw: str, first: int, last: int, spans: list[Span]) -> list[str | Edge]:
    """Cut ``raw[first:last]`` at the borders of ``spans``, with the edges between, properly nested.

    ``spans`` come sorted, outer before inner, and begin and end within. Those that overlap without nesting are closed
    and opened again; empty ones are left out.

    >>> cut = pieces("abcd", 0, 4, [Span(0, 3, "x"), Span(2, 4, "y")])
    >>> "".join(piece if isinstance(piece, str) else "<" if piece.opens else ">" for piece in cut)
    '<ab<c>><d>'
    """
    starting: dict[int, list[Span]] = {}
    for span in spans:
        if span.start < span.end:
            starting.setdefault(span.start, []).append(span)
    borders = sorted({first, last, *starting, *(span.end for span in spans)})
    cut: list[str | Edge] = []
    open_: list[Span] = []
    for border, following in zip(borders, [*borders[1:], last], strict=True):
        # Close down to the outermost span that ends here; what it held and has not ended is opened again.
        outermost = next((level for level, span in enumerate(open_) if span.end == border), len(open_))
        closed, open_ = open_[outermost:], open_[:outermost]
        for level, span in reversed(list(enumerate(closed, start=outermost))):
            cut.append(Edge(span, opens=False, level=level, whole=span.end == border))
        for span in [span for span in closed if span.end != border] + starting.get(border, []):
            cut.append(Edge(span, opens=True, level=len(open_), whole=span.start == border))
            open_.append(span)
        if border < following:
            cut.append(raw[border:following])
    return cut
