"""The sequence of an affair as a picture: a row a step, in the order of the table ``sequence``.

It can be read without colour. A bar goes from the first to the last day that a step can have been; an end that is not
known fades into an arrow. Bars and marks are solid for what is told as a fact, hollow for what is to come or only
possible, crossed for what is denied or cancelled. The shape of a mark says on whose word a step stands. The calendar
is not to scale: stretches in which no bar begins or ends are cut short, and each cut is shown.

A step of which is known only that it was printed by some day stands nowhere on the calendar, least of all on that day:
it has a column of its own, as have those without any date.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from khabar.brokencalendar import Calendar, calendar, ordinal
from khabar.colours import BLUE, GREY, INK, tint
from khabar.figures import style
from khabar.labels import label
from khabar.measures import GROUNDS
from khabar.sequencelines import Line, described, least_to_most, summary

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_MARKS = dict(zip(GROUNDS, ("s", "o", "v"), strict=True))
# In inches, which are the units of the axes too.
_WIDTH, _ROW, _HEAD, _FOOT = 8.2, 0.212, 0.75, 0.78  # the figure; a row; title; legend
_YEAR, _HEADING = 0.3, 0.62  # what a year takes beyond the days; an upright heading
_NUMBER, _LETTER, _ANCHOR = 0.36, 0.054, 0.95  # where a row's number ends; a letter of its words; its Arabic anchor
_LANE, _ASIDE, _MARK, _COUNT = 0.085, 0.78, 0.2, 0.34  # an arrow; the column of no date; a mark; a number
_BAR = 0.1  # how high a bar is
_SLICES = 8  # of which an end fades
_LONGEST, _LONGEST_ANCHOR = 58, 18  # characters that fit into their columns
_MUTED, _STRIPE = "#555555", "#f2f2f2"


def drawn(found: Sequence[Line], *, anchors: bool = False, order: bool = True) -> "Figure":
    """Return the picture of steps; `khabar.figures.describe` says in words what it shows.

    ``anchors`` adds the Arabic word that tells each step, ``order`` the arrows from what a text says was before to
    what was after. A step keeps its number when others are left out. Forty-six steps fill a page of A4.

    Raises `ValueError` if there are no steps, `MissingExtraError` if matplotlib is not installed.

    >>> from khabar.sequencelines import lines
    >>> from khabar.tables import load_tables
    >>> float(drawn(lines(load_tables("data/coded"))).get_figwidth())
    8.2
    """
    if not found:
        raise ValueError("a sequence needs at least one step")
    lanes = _lanes(found) if order else {}
    gutter = 0.26 + _LANE * (max(lanes.values()) + 1) if lanes else 0.08
    text = _LETTER * max(len(_text(line)) for line in found)
    words = _NUMBER + 0.1 + max(text, 1) + _ANCHOR * anchors  # where the words end, and the arrows begin
    width = _WIDTH + _ANCHOR * anchors
    counts = width - 0.1 - 2 * _COUNT
    marks = counts - 0.05 - 3 * _MARK
    aside = marks - 0.08 - _ASIDE
    days = calendar([(line.earliest, line.latest) for line in found], words + gutter, aside - 0.08)
    depth = days.depth + _YEAR if days.stretches else 0
    top = _HEAD + max(depth, _HEADING)
    floor = top + _ROW * len(found)
    height = floor + depth + _FOOT
    with style():
        from matplotlib.figure import Figure

        figure = Figure(figsize=(width, height), label=described(found))
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, width)
        axes.set_ylim(height, 0)
        axes.set_axis_off()
        axes.text(0.15, 0.27, "What happened, in what order, and on whose word", va="center", size=12)
        axes.text(0.15, 0.54, summary(found), va="center", size=8.5, color=_MUTED)
        for row in range(0, len(found), 2):
            axes.axhspan(top + _ROW * row, top + _ROW * (row + 1), color=_STRIPE, linewidth=0, zorder=0)
        _headings(axes, top, aside, marks, counts)
        _days(axes, days, top, floor)
        places = {line.step_id: top + _ROW * (row + 0.5) for row, line in enumerate(found)}
        for line in found:
            y = places[line.step_id]
            _words(axes, line, y, words if anchors else None)
            if line.earliest or line.latest:
                _bar(axes, line, y, days)
            else:
                said = f"by {_short(line.printed_by)}" if line.printed_by else "–"
                axes.text(aside + _ASIDE / 2, y, said, ha="center", va="center", size=7)
            for place, ground in enumerate(GROUNDS):
                if ground in line.on:
                    _mark(axes, line, _MARKS[ground], marks + _MARK * (place + 0.5), y)
            for place, number in enumerate((str(line.reports), least_to_most(line))):
                axes.text(counts + _COUNT * (place + 0.5), y, number, ha="center", va="center", size=7.5)
            if line.step_id in lanes:
                _arrow(axes, [places[one] for one in line.after], y, words + gutter - 0.1, lanes[line.step_id])
        _legend(axes, found, width, floor + depth + 0.2, arrows=bool(lanes))
    return figure


def _short(day: str) -> str:
    year, month, number = day.split("-")
    return f"{number}.{month}.{year}"


def _lanes(found: Sequence[Line]) -> dict[str, int]:
    """Return for each step that has others before it the lane of its arrow, the shortest next to the calendar."""
    row = {line.step_id: number for number, line in enumerate(found)}
    spans = {}
    for line in found:
        ends = [row[line.step_id], *(row[one] for one in line.after)]
        if line.after:
            spans[line.step_id] = (min(ends), max(ends))
    taken: list[list[tuple[int, int]]] = []
    lanes = {}
    for step, (top, bottom) in sorted(spans.items(), key=lambda each: (each[1][1] - each[1][0], each[1])):
        free = (n for n, lane in enumerate(taken) if all(bottom < high or low < top for high, low in lane))
        lane = next(free, len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append((top, bottom))
        lanes[step] = lane
    return lanes


def _words(axes: "Axes", line: Line, y: float, anchor: float | None) -> None:
    axes.text(_NUMBER, y, str(line.position), ha="right", va="center", size=7, color=_MUTED)
    axes.text(_NUMBER + 0.1, y, label(_text(line), direction="ltr"), va="center", size=7.5)
    if anchor is not None:
        axes.text(anchor, y, label(_cut(line.anchor, _LONGEST_ANCHOR)), ha="right", va="center", size=8)


def _text(line: Line) -> str:
    return _cut(line.text if len(line.text) <= _LONGEST else line.short, _LONGEST)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _headings(axes: "Axes", top: float, aside: float, marks: float, counts: float) -> None:
    for first, step, names in ((marks, _MARK, GROUNDS), (counts, _COUNT, ("reports", "origins"))):
        for place, name in enumerate(names):
            x = first + step * (place + 0.5)
            axes.text(x, top - 0.07, name, rotation=90, ha="center", va="bottom", size=7.5)
    axes.text(aside + _ASIDE / 2, top - 0.07, "no date\nof its own", ha="center", va="bottom", size=7.5)


def _days(axes: "Axes", days: Calendar, top: float, floor: float) -> None:
    """Draw the calendar above and below the rows, with its cuts; nothing if it has no day."""
    if not days.stretches:
        return
    last = 0.0
    for x in sorted(days.at.values()):
        if x - last > 0.09:
            axes.plot([x, x], [top, floor], color=GREY, linewidth=0.5, linestyle=(0, (1, 3)), zorder=1)
            last = x
    for y, out in ((top, -1), (floor, 1)):
        axes.plot([days.left, days.right], [y, y], color=_MUTED, linewidth=0.8, zorder=1)
        va = "bottom" if out < 0 else "top"
        for x, text, upright in days.labels:
            axes.text(x, y + 0.06 * out, text, ha="center", va=va, size=7, rotation=90 if upright else 0)
        for start, end, year in days.years:
            # A little shorter than its days, so that two years do not run into one.
            axes.plot([start + 0.03, end - 0.03], [y + (days.depth + 0.1) * out] * 2, color=_MUTED, linewidth=0.8)
            axes.text((start + end) / 2, y + (days.depth + 0.13) * out, year, ha="center", va=va, size=7.5)
        for start, end in days.cuts:
            middle = (start + end) / 2
            axes.plot([middle - 0.03, middle + 0.03], [y, y], color="white", linewidth=2.5, zorder=1.5)
            for x in (middle - 0.03, middle + 0.03):
                axes.plot([x - 0.02, x + 0.02], [y + 0.05, y - 0.05], color=_MUTED, linewidth=0.8, zorder=2)


def _bar(axes: "Axes", line: Line, y: float, days: Calendar) -> None:
    """Draw when a step was: a bar, each of its open ends fading into an arrow."""
    left = days.at[ordinal(line.earliest or line.latest)]
    right = days.at[ordinal(line.latest or line.earliest) + 1]
    for edge, way, known in ((left, -1, line.earliest), (right, 1, line.latest)):
        if not known:
            step = way * days.fade / _SLICES
            for number in range(_SLICES):
                _piece(axes, line, edge + step * number, step, y, tint(BLUE, 0.85 * (1 - number / _SLICES)))
            axes.plot([edge + step * (_SLICES + 1)], [y], "<" if way < 0 else ">", markersize=3.5, color=BLUE, zorder=3)
    _piece(axes, line, left, right - left, y, BLUE)
    for x, known in ((left, line.earliest), (right, line.latest)):
        if known:
            axes.plot(
                [x, x], [y - _BAR / 2, y + _BAR / 2], color=BLUE, linewidth=1.1, solid_capstyle="butt", zorder=2.5
            )
    if line.denied:
        for tone, width in (("white", 3.2), (INK, 1.3)):
            axes.plot([(left + right) / 2], [y], "x", markersize=9, color=tone, markeredgewidth=width, zorder=4)


def _piece(axes: "Axes", line: Line, x: float, width: float, y: float, tone: str) -> None:
    """Draw a part of a bar: filled, or its upper and lower edge only."""
    if not line.to_come:
        axes.barh(y, width, left=x, height=_BAR, color=tone, linewidth=0, zorder=2)
        return
    axes.barh(y, width, left=x, height=_BAR, color="white", linewidth=0, zorder=2)
    for edge in (y - _BAR / 2, y + _BAR / 2):
        axes.plot([x, x + width], [edge, edge], color=tone, linewidth=1.1, solid_capstyle="butt", zorder=2.5)


def _mark(axes: "Axes", line: Line, shape: str, x: float, y: float) -> None:
    face = "white" if line.to_come else INK
    axes.plot([x], [y], shape, markersize=6, color=face, markeredgecolor=INK, markeredgewidth=1, zorder=3)
    if line.denied:
        # The arms stand out of the mark; within a solid one they are white, so that its shape is still seen.
        for size, colour in ((11, INK), (5, INK if line.to_come else "white")):
            axes.plot([x], [y], "x", markersize=size, color=colour, markeredgewidth=1.1, zorder=2.9 if size > 5 else 4)


def _arrow(axes: "Axes", before: Sequence[float], y: float, right: float, lane: int) -> None:
    """Draw one arrow from all steps before to the one after, down (or up) its lane."""
    x = right - 0.1 - _LANE * (lane + 0.5)
    look: dict[str, Any] = {"color": _MUTED, "linewidth": 0.7, "zorder": 1.8}
    # Where it arrives is a little above, or below, where the step's own arrow leaves.
    end = y - 0.035 if min(before) < y else y + 0.035
    starts = [one + (0.035 if one < y else -0.035) for one in before]
    axes.plot([x, x], [min(*starts, end), max(*starts, end)], **look)
    for one in starts:
        axes.plot([x, right], [one, one], **look)
        axes.plot([right], [one], "o", markersize=1.8, color=_MUTED, zorder=3)
    axes.plot([x, right - 0.02], [end, end], **look)
    axes.plot([right - 0.02], [end], ">", markersize=3.5, color=_MUTED, zorder=3)


def _legend(axes: "Axes", found: Sequence[Line], width: float, top: float, *, arrows: bool) -> None:
    """Say below the rows what bars, marks and arrows mean; they are drawn by what draws them in the rows."""
    day = "2000-01-01"
    bars = (
        ("told as a fact", Line("", 0, earliest=day, latest=day)),
        ("to come, or only possible", Line("", 0, earliest=day, latest=day, to_come=True)),
        ("denied or cancelled", Line("", 0, earliest=day, latest=day, denied=True)),
        ("one end not known", Line("", 0, latest=day)),
    )
    across = [0.25 + (width - 0.35) / 4 * column for column in range(4)]
    for x, (name, line) in zip(across, bars, strict=True):
        _bar(axes, line, top, calendar([(line.earliest, line.latest)], x, x + 0.3))
        axes.text(x + 0.38, top, name, va="center", size=7.5)
    marks = ("word of the narrator", "word of somebody named", "word of somebody anonymous")
    for x, name, ground in zip(across, marks, GROUNDS, strict=False):
        _mark(axes, Line("", 0), _MARKS[ground], x + 0.15, top + 0.22)
        axes.text(x + 0.38, top + 0.22, name, va="center", size=7.5)
    if any(line.printed_by for line in found):
        note = "by …: nothing is known but that it was in print by then"
        axes.text(across[0] + 0.38, top + 0.44, note, va="center", size=7.5)
    if arrows:
        _arrow(axes, [top + 0.1], top + 0.34, across[3] + 0.3, 0)
        axes.text(across[3] + 0.38, top + 0.22, "before, as a text says", va="center", size=7.5)
