"""The figures of the notebooks, in one house style, each with the sentence that says what it shows.

A figure function takes plain data and returns a matplotlib figure that carries its description: `describe` gives the
sentence, `png` the picture, `show` puts both into a notebook, and `save` writes what can be printed. Readers of a
stored notebook do not get a picture's alternative text, so the sentence is printed, with the numbers that were plotted.
"""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any, Literal

from khabar.colours import BLUE, GREY, INK, colours, tint
from khabar.errors import MissingExtraError
from khabar.labels import LRM, label
from khabar.model import ROLES

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# DejaVu Sans comes with matplotlib and has Arabic letters: the same picture on every machine.
STYLE: dict[Any, Any] = {
    "font.family": ["DejaVu Sans"],
    "font.size": 11,
    "axes.titlesize": 12,
    "axes.titlelocation": "left",
    "axes.titlepad": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "text.color": INK,
    "text.hinting": "none",  # hinting moves letters, differently in every release of FreeType
    "text.parse_math": False,  # a dollar sign in a headline opens no formula
    "xtick.color": INK,
    "ytick.color": INK,
    "ytick.left": False,
    "figure.dpi": 150,
    "savefig.dpi": "figure",
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
}
SAVED = "KHABAR_FIGURES"
"""The variable of the environment that says under which path a notebook's figures are saved."""
_WIDTH, _ROW, _FRAME = 8.0, 0.34, 1.1  # inches: a figure, one row of it, what stands above and below the rows


@contextmanager
def style() -> Iterator[None]:
    """Draw in the house style inside the ``with`` block, whatever the reader's own matplotlib settings are.

    Raises `MissingExtraError` if matplotlib is not installed.

    >>> import matplotlib
    >>> with style():
    ...     matplotlib.rcParams["font.family"]
    ['DejaVu Sans']
    """
    try:
        import matplotlib as mpl
    except ImportError:
        raise MissingExtraError(
            "figures need matplotlib: install the extra with pip install 'khabar[notebooks]'"
        ) from None
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(STYLE)
        yield


def describe(figure: "Figure") -> str:
    """Return the sentence that says what ``figure`` shows, with its numbers.

    >>> describe(bars([("لقاء", 3), ("اجتماع", 5)], "Words for a meeting", unit="times"))
    'Words for a meeting: لقاء 3, اجتماع 5 (times).'
    """
    return str(figure.get_label())


def png(figure: "Figure") -> bytes:
    r"""Return ``figure`` as PNG; the same figure gives the same bytes: no date, no version is written into them.

    >>> figure = bars([("a", 1)], "One bar", unit="words")
    >>> png(figure) == png(figure), png(figure)[:4]
    (True, b'\x89PNG')
    """
    file = BytesIO()
    with style():
        figure.savefig(file, format="png", metadata={"Software": None})
    return file.getvalue()


def vector(figure: "Figure", format: Literal["svg", "pdf"]) -> bytes:  # noqa: A002
    r"""Return ``figure`` for print, letters as outlines (SVG) or with their fonts (PDF), and its description inside.

    The same figure gives the same bytes: no date, and no names that are drawn by lot.

    >>> figure = bars([("لقاء", 1)], "One bar", unit="words")
    >>> vector(figure, "svg") == vector(figure, "svg"), vector(figure, "pdf")[:5]
    (True, b'%PDF-')
    """
    import matplotlib as mpl

    file, said = BytesIO(), describe(figure)
    metadata: dict[str, str | None] = {"Title": said.partition(":")[0]}
    if format == "svg":
        metadata |= {"Description": said, "Date": None, "Creator": None}
    else:
        metadata |= {"Subject": said, "CreationDate": None, "Creator": None, "Producer": None}
    with style():
        mpl.rcParams.update({"svg.hashsalt": "khabar", "svg.fonttype": "path", "pdf.fonttype": 42})
        figure.savefig(file, format=format, metadata=metadata)
    return file.getvalue()


def save(figure: "Figure", path: str | Path) -> tuple[Path, ...]:
    """Write ``figure`` as ``path`` with ``.svg`` and ``.pdf``, its description as ``.txt``, and return the paths.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [each.name for each in save(bars([("a", 1)], "One bar", unit="words"), Path(folder, "bar"))]
    ['bar.svg', 'bar.pdf', 'bar.txt']
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    contents = {"svg": vector(figure, "svg"), "pdf": vector(figure, "pdf"), "txt": f"{describe(figure)}\n".encode()}
    written = []
    for ending, data in contents.items():
        written.append(path.with_name(f"{path.name}.{ending}"))
        written[-1].write_bytes(data)
    return tuple(written)


def show(figure: "Figure") -> None:
    """Show ``figure`` in a notebook and print its description below it.

    Where the environment has `SAVED`, as in a run of `khabar reproduce`, the figure is saved as well, under that path
    and its number in the notebook.

    Raises `MissingExtraError` if IPython is not installed.
    """
    try:
        from IPython.display import Image, display
    except ImportError:
        raise MissingExtraError(
            "showing figures needs IPython: install the extra with pip install 'khabar[notebooks]'"
        ) from None
    if stem := os.environ.get(SAVED):
        before = len(list(Path(stem).parent.glob(f"{Path(stem).name}-*.svg")))
        save(figure, f"{stem}-{before + 1}")
    # A third smaller than drawn: sharp on fine screens, and no wider than a notebook's column.
    display(Image(data=png(figure), format="png", width=round(figure.get_figwidth() * 100)))  # type: ignore[no-untyped-call]
    print(fill(describe(figure), 90, break_long_words=False, break_on_hyphens=False))


def bars(rows: Any, title: str, *, unit: str) -> "Figure":
    """Return a horizontal bar for each of ``rows``, the first on top, its number at its end.

    ``rows``: pairs (label, number), a mapping, or a Series; numbers are 0 or more, in ``unit``. Labels may be Arabic.

    Raises `ValueError` if there are no rows or a number is negative or missing.

    >>> describe(bars({"euronews": 412, "RT": 980}, "Length of the articles", unit="words"))
    'Length of the articles: euronews 412, RT 980 (words).'
    """
    pairs = [(str(name), number) for name, number in (rows.items() if hasattr(rows, "items") else rows)]
    if not pairs or not all(number >= 0 for _, number in pairs):
        raise ValueError("bars needs at least one row, and every number must be 0 or more")
    said = ", ".join(f"{name} {number:,.6g}" for name, number in pairs)
    with style():
        figure, axes = frame_for(len(pairs), [name for name, _ in pairs], title, f"{title}: {said} ({unit}).")
        axes.barh(range(len(pairs)), [number for _, number in pairs], height=0.62, color=BLUE)
        most = max(number for _, number in pairs) or 1
        for place, (_, number) in enumerate(pairs):
            axes.text(number + most * 0.01, place, f"{number:,.6g}", va="center")
        axes.set_xlim(0, most * 1.15)
        axes.set_xlabel(unit)
    return figure


def forms_by_profile(rows: Any) -> "Figure":
    """Return what normalisation does to counting: distinct word forms under each profile, as bars.

    ``rows``: tuples ``(profile, words, forms)`` or a DataFrame with these columns; ``words`` is how many there are in
    all, ``forms`` how many differ. The frame behind a bar is what the first profile counts.

    Raises `ValueError` if there are no rows, or more forms than words.

    >>> describe(forms_by_profile([("raw", 200, 120), ("search", 200, 90)]))
    'Distinct word forms: raw 120 of 200 words, search 90 of 200 words; search counts 30 fewer than raw (25%).'
    """
    found = [(str(row["profile"]), int(row["words"]), int(row["forms"])) for row in rows_of(rows, _PROFILE_COLUMNS)]
    if not found or any(not 0 <= forms <= words for _, words, forms in found):
        raise ValueError("forms_by_profile needs at least one row, and in each 0 <= forms <= words")
    said = ", ".join(f"{name} {forms:,} of {words:,} words" for name, words, forms in found)
    (first, _, most), (last, _, least) = found[0], found[-1]
    saved = most - least
    change = (
        f"; {last} counts {abs(saved):,} {'fewer' if saved >= 0 else 'more'} than {first}" if len(found) > 1 else ""
    )
    change += f" ({abs(saved) / most:.0%})" if change and most else ""
    with style():
        title = "Distinct word forms, by how the text was normalised"
        figure, axes = frame_for(
            len(found), [name for name, _, _ in found], title, f"Distinct word forms: {said}{change}."
        )
        axes.barh(range(len(found)), [most] * len(found), height=0.62, color="white", edgecolor=GREY, linestyle=":")
        axes.barh(range(len(found)), [forms for _, _, forms in found], height=0.62, color=BLUE)
        widest = max(forms for _, _, forms in found) or 1
        for place, (_, words, forms) in enumerate(found):
            axes.text(max(forms, most) + widest * 0.012, place, f"{forms:,} of {words:,} words", va="center")
        axes.set_xlim(0, widest * 1.5)
        axes.set_xlabel("distinct forms")
    return figure


def page_map(parts: Any) -> "Figure":
    """Return a map of a page: its parts from first to last character, a lane a role, the articles on top.

    ``parts``: `Part` objects, or the rows of the table ``parts`` (columns role, start, end, article_id). Lengths are
    in code points of the raw text.

    Raises `ValueError` if there are no parts.

    >>> rows = [("headline", 0, 40, "p.a1"), ("body", 41, 900, "p.a1"), ("related", 901, 1000, "")]
    >>> describe(page_map(rows))
    'The page: headline 40, body 859, related 99 characters; article a1 from 0 to 900.'
    """
    found = [
        (str(row["role"]), int(row["start"]), int(row["end"]), _text(row["article_id"]).rpartition(".")[2])
        for row in rows_of(parts, _PART_COLUMNS)
    ]
    if not found:
        raise ValueError("page_map needs at least one part")
    roles = sorted({role for role, *_ in found}, key=lambda role: ROLES.index(role) if role in ROLES else len(ROLES))
    lengths = {role: sum(end - start for kind, start, end, _ in found if kind == role) for role in roles}
    articles: dict[str, tuple[int, int]] = {}
    for _, start, end, name in found:
        if name:
            before = articles.get(name, (start, end))
            articles[name] = (min(before[0], start), max(before[1], end))
    said = ", ".join(f"{role} {length:,}" for role, length in lengths.items()) + " characters"
    said += "".join(f"; article {name} from {start:,} to {end:,}" for name, (start, end) in articles.items())
    last = max(end for _, _, end, _ in found)
    tone = colours(roles)
    with style():
        lanes = (["articles"] if articles else []) + [f"{role}  {length:,}" for role, length in lengths.items()]
        figure, axes = frame_for(
            len(lanes), lanes, "The page, from its first character to its last", f"The page: {said}."
        )
        for number, (name, (start, end)) in enumerate(articles.items()):
            shade = tint(GREY, 0.45 if number % 2 else 0.25)
            axes.barh(0, end - start, left=start, height=0.8, color=shade)
            axes.axvspan(start, end, color=shade, alpha=0.25, linewidth=0)
            axes.text((start + end) / 2, 0, name, ha="center", va="center")
        for role, start, end, _ in found:
            # A few characters on a long page are less than a pixel: a part is never thinner than can be seen.
            lane = roles.index(role) + bool(articles)
            axes.barh(lane, max(end - start, last * 0.003), left=start, height=0.8, color=tone[role])
        axes.set_xlim(0, last * 1.005)
        axes.set_xlabel("characters from the beginning of the page")
    return figure


def timeline(rows: Any, window: tuple[str, str]) -> "Figure":
    r"""Return expressions of time on one calendar, a row each, as wide as they are uncertain.

    ``rows``: the rows of the table ``times`` (columns surface, earliest, latest: ISO dates, empty when open), in the
    order in which they are to stand. ``window``: first and last day shown, as ISO dates. A bar goes from the first to
    the last day it may mean; an arrow says that it goes on, beyond the window or without a bound; a row without a bar
    has no date at all.

    Raises `ValueError` if there are no rows, or a date is no ISO date.

    >>> rows = [("أمس", "2025-07-24", "2025-07-24"), ("مؤخرا", "", "2025-07-25"), ("أربع ساعات", "", "")]
    >>> describe(timeline(rows, ("2025-07-20", "2025-07-27")))
    'Expressions of time: أمس\u200e 2025-07-24; مؤخرا\u200e until 2025-07-25; أربع ساعات\u200e no date.'
    """
    found = [
        (str(row["surface"]), _text(row["earliest"]), _text(row["latest"])) for row in rows_of(rows, _TIME_COLUMNS)
    ]
    if not found:
        raise ValueError("timeline needs at least one row")
    first, last = (date.fromisoformat(day).toordinal() for day in window)
    # A mark between the two, or a date behind Arabic words would be shown with its parts turned round.
    said = "; ".join(f"{surface}{LRM} {_span(earliest, latest)}" for surface, earliest, latest in found)
    with style():
        figure, axes = frame_for(
            len(found), (surface for surface, *_ in found), "Expressions of time", f"Expressions of time: {said}."
        )
        for row, (_, earliest, latest) in enumerate(found):
            if not (earliest or latest):
                axes.text((first + last + 1) / 2, row, "no date", ha="center", va="center", color=GREY)
                continue
            start = date.fromisoformat(earliest).toordinal() if earliest else first - 1
            end = date.fromisoformat(latest).toordinal() if latest else last + 1
            if end < first:
                axes.text(first + 0.2, row, f"◂ {_span(earliest, latest)}", va="center", color=BLUE)
            elif start > last:
                axes.text(last + 0.8, row, f"{_span(earliest, latest)} ▸", va="center", ha="right", color=BLUE)
            else:
                left, right = max(start, first), min(end, last) + 1
                axes.barh(row, right - left, left=left, height=0.6, color=BLUE)
                if start < first:
                    axes.text(first + 0.1, row, "◂", va="center", color="white")
                if end > last:
                    axes.text(last + 0.9, row, "▸", va="center", ha="right", color="white")
        axes.set_xlim(first, last + 1)
        ticks = range(first, last + 1, (last - first) // 8 + 1)
        axes.set_xticks([tick + 0.5 for tick in ticks], [f"{date.fromordinal(tick):%d.%m.}" for tick in ticks])
        axes.set_xlabel(f"days from {window[0]} to {window[1]}")
    return figure


def sequence(
    tables: "Mapping[str, pd.DataFrame]",
    steps: Collection[str] | None = None,
    *,
    anchors: bool = False,
    order: bool = True,
) -> "Figure":
    """Return the sequence of an affair, a row a step: when it was, on whose word it stands, how often it is told.

    ``steps`` are ids, by default all. ``anchors`` adds the Arabic word that tells each step, ``order`` arrows for what
    a text says was before what. The numbers behind it are those of `khabar.sequencelines.lines`.

    Raises `ValueError` if there are no steps or an id is none's, `KeyError` if a table is missing.

    >>> from khabar.tables import load_tables
    >>> describe(sequence(load_tables("data/coded"), ["q16"]))
    'The sequence, 1 step: 0 on a day, 1 within limits, 0 without a date of their own; 0 to come or only possible,
     0 denied or cancelled. 16 strike: Israel → Syria (Damascus), until 2025-07-24, on narrator, reports 1, origins 0.'
    """
    from khabar.sequencedrawing import drawn
    from khabar.sequencelines import lines

    return drawn(lines(tables, steps), anchors=anchors, order=order)


def _span(earliest: str, latest: str) -> str:
    if not (earliest or latest):
        return "no date"
    if earliest == latest:
        return earliest
    return f"{earliest} to {latest}" if earliest and latest else f"from {earliest}" if earliest else f"until {latest}"


_TIME_COLUMNS = ("surface", "earliest", "latest")
_PART_COLUMNS = ("role", "start", "end", "article_id")
_PROFILE_COLUMNS = ("profile", "words", "forms")


def rows_of(rows: Any, columns: Sequence[str]) -> list[Mapping[str, Any]]:
    """Read a DataFrame, mappings, tuples or objects as mappings with ``columns``.

    >>> rows_of([("euronews", 412)], ("name", "words"))
    [{'name': 'euronews', 'words': 412}]
    """
    if hasattr(rows, "to_dict"):
        rows = rows.to_dict("records")
    found: list[Mapping[str, Any]] = []
    for row in rows:
        if isinstance(row, Mapping):
            found.append(row)
        elif hasattr(row, columns[0]):
            found.append({column: getattr(row, column) for column in columns})
        else:
            found.append(dict(zip(columns, row, strict=True)))
    return found


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def frame_for(rows: int, names: Iterable[str], title: str, description: str) -> "tuple[Figure, Axes]":
    """Return a figure for ``rows`` lanes with their names to the left, first on top.

    The margins follow from the length of the names, not from how wide a font draws them: letters a little wider must
    not move every bar.

    >>> figure, axes = frame_for(2, ["euronews", "RT"], "Length", "Length: euronews 412, RT 980 (words).")
    >>> describe(figure), len(axes.get_yticks())
    ('Length: euronews 412, RT 980 (words).', 2)
    """
    from matplotlib.figure import Figure

    shown = list(names)
    height = _FRAME + _ROW * rows
    left = min(max(1.76, 0.3 + 0.095 * max(map(len, shown))), 4.0) / _WIDTH
    figure = Figure(figsize=(_WIDTH, height), label=description)
    axes = figure.add_axes((left, 0.6 / height, 0.97 - left, (height - _FRAME) / height))
    axes.set_yticks(range(rows), [label(name) for name in shown])
    axes.set_ylim(rows - 0.45, -0.55)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.6g}")
    axes.set_title(label(title, direction="ltr"))
    return figure, axes
