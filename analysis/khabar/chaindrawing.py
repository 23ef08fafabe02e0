"""The graph of provenance as a picture: outlets to the left, first mouths to the right, in between who passed it on.

It can be read without colour. A line without breaks comes straight from the first mouth, a dashed one through others,
one of dashes and dots is both; how many claims a line stands for is its width and the number on it. The shape of a mark
says how far a speaker is identified, ▲ that he is party to the affair, a ring that all claims pass through. Places
follow from the graph alone: a column a layer, and in each column an order in which lines cross little.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from textwrap import fill
from typing import TYPE_CHECKING

from khabar.colours import BLUE, INK, RED
from khabar.figures import style
from khabar.labels import label
from khabar.provenance import Edge, Node, Provenance, said, summary

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Point = tuple[float, float]
_Stop = tuple[int, str, str]  # what stands in a column: layer and node, or layer, source and target of a line
# In inches, which are the units of the axes too.
_WIDTH, _LEFT, _RIGHT = 9.0, 1.75, 2.35  # the figure; left and right of the outer columns, for their labels
_ROW, _TALL, _LANE = 0.62, 0.9, 0.3  # a node, one with its name beneath it, a line that only passes a column
_TOP, _BOTTOM = 1.15, 1.0
_SWEEPS = 4  # how often each column is put in the order of its neighbours; after that hardly a line moves
_MARKS = {"named": ("o", INK), "office": ("D", INK), "category": ("o", "white"), "unnamed": ("X", "white")}
_DASHED, _BOTH = (5.0, 2.5), (7.0, 2.0, 1.2, 2.0)  # lengths of strokes and gaps, in widths of the line
_MUTED = "#555555"


def drawn(found: Provenance) -> "Figure":
    """Return the picture of a graph of provenance; `khabar.figures.describe` says in words what it shows.

    Raises `ValueError` if it has no claims, `MissingExtraError` if matplotlib is not installed.

    >>> from khabar.provenance import provenance
    >>> from khabar.tables import load_tables
    >>> float(drawn(provenance(load_tables("data/coded"))).get_figwidth())
    9.0
    """
    if not found.claims:
        raise ValueError("a graph of provenance needs at least one claim")
    with style():
        from matplotlib.figure import Figure

        places, ways, size = _placed(found)
        last = max(1, *(node.layer for node in found.nodes))
        height = size + _TOP + _BOTTOM
        figure = Figure(figsize=(_WIDTH, height), label=said(found))
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, _WIDTH)
        axes.set_ylim(height, 0)
        axes.set_axis_off()
        axes.text(0.2, 0.28, "On whose word: from the first mouths to print", va="center", size=12)
        axes.text(0.2, 0.56, label(summary(found), direction="ltr"), va="center", size=9, color=_MUTED)
        for layer in range(last + 1):
            heading, side = ("prints", "right") if not layer else ("passes on", "center")
            if layer == last:
                heading, side = "first mouth", "left"
            axes.text(_across(layer, last), 0.92, heading, ha=side, va="center", size=9, weight="bold")
        leave, enter = (Counter(getattr(edge, end) for edge in ways) for end in ("source", "target"))
        for edge, way in ways.items():
            _line(axes, edge, way, late=leave[edge.source] <= enter[edge.target])
        for node in found.nodes:
            side = "left" if not node.layer else "right" if node.layer == last else ""
            _mark(axes, node, *places[node.node_id])
            _name(axes, node, *places[node.node_id], side)
        _legend(axes, height)
    return figure


def _across(layer: int, last: int) -> float:
    return _LEFT + (_WIDTH - _LEFT - _RIGHT) * layer / max(last, 1)


def _placed(found: Provenance) -> tuple[dict[str, Point], dict[Edge, list[Point]], float]:
    """Return where each node stands, the points that each line goes through, and how high it all is."""
    layer = {node.node_id: node.layer for node in found.nodes}
    last = max(1, *layer.values())
    columns: list[list[_Stop]] = [[] for _ in range(last + 1)]
    for node in found.nodes:
        columns[node.layer].append((node.layer, node.node_id, ""))
    near: defaultdict[_Stop, list[_Stop]] = defaultdict(list)
    ways: dict[Edge, list[_Stop]] = {}
    for edge in found.edges:
        source, target = edge.source, edge.target
        passed = [(number, source, target) for number in range(layer[source] - 1, layer[target], -1)]
        for stop in passed:
            columns[stop[0]].append(stop)
        ways[edge] = [(layer[source], source, ""), *passed, (layer[target], target, "")]
        for one, other in pairwise(ways[edge]):
            near[one].append(other)
            near[other].append(one)
    size = max(sum(_room(stop, last) for stop in column) for column in columns)
    height: dict[_Stop, float] = {}
    for column in columns:
        height |= _stacked(column, last, size)
    for column in [*reversed(columns), *columns] * _SWEEPS:
        pull = {stop: [height[one] for one in near[stop]] or [height[stop]] for stop in column}
        column.sort(key=lambda stop: (sum(pull[stop]) / len(pull[stop]), stop))
        height |= _stacked(column, last, size)
    point = {stop: (_across(stop[0], last), height[stop]) for column in columns for stop in column}
    return (
        {node.node_id: point[node.layer, node.node_id, ""] for node in found.nodes},
        {edge: [point[stop] for stop in way] for edge, way in ways.items()},
        size,
    )


def _room(stop: _Stop, last: int) -> float:
    return _LANE if stop[2] else _ROW if stop[0] in (0, last) else _TALL


def _stacked(column: Sequence[_Stop], last: int, size: float) -> dict[_Stop, float]:
    """Return how far down each of a column stands, the column in the middle of ``size``."""
    here = _TOP + (size - sum(_room(stop, last) for stop in column)) / 2
    found = {}
    for stop in column:
        # A node inside has its name beneath it, the others have theirs at their side.
        found[stop] = here + (_ROW if _room(stop, last) == _TALL else _room(stop, last)) / 2
        here += _room(stop, last)
    return found


def _line(axes: "Axes", edge: Edge, points: Sequence[Point], *, late: bool) -> None:
    """Draw a line from its source; its number stands near the source if ``late``, else near the target."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    way = [points[0]]
    for (x, y), (to_x, to_y) in pairwise(points):
        # Who reports somebody of the same column, or of one nearer to print: out to the right and back.
        bend = (x + to_x) / 2 if to_x < x else to_x + 0.7
        way += [(bend, y), (bend, to_y), (to_x, to_y)]
    colour, dash = _look(edge)
    width = min(0.9 + 0.6 * (edge.claims - 1), 5)
    scaled = dash and (0, tuple(part / width**0.5 for part in dash))
    codes = [Path.MOVETO] + [Path.CURVE4] * (len(way) - 1)
    axes.add_patch(
        PathPatch(
            Path(way, codes),
            fill=False,
            color=colour,
            linewidth=width,
            linestyle=scaled or "solid",
            capstyle="butt",
            zorder=1,
        )
    )
    axes.plot([way[-1][0] + 0.17], [way[-1][1]], marker="<", color=colour, markersize=6, zorder=2)
    # On the first or last piece, towards its middle, where lines that leave or enter one mark have parted.
    piece, share = (way[:4], 0.42) if late else (way[-4:], 0.58)
    weights = ((1 - share) ** 3, 3 * (1 - share) ** 2 * share, 3 * (1 - share) * share**2, share**3)
    at = [sum(weight * point[axis] for weight, point in zip(weights, piece, strict=True)) for axis in (0, 1)]
    box = {"boxstyle": "round,pad=0.12", "facecolor": "white", "edgecolor": "none"}
    axes.text(at[0], at[1], str(edge.claims), ha="center", va="center", size=8, bbox=box, zorder=5)


def _look(edge: Edge) -> tuple[str, tuple[float, ...]]:
    """Return a line's colour and its dashes, none if all claims come straight."""
    if edge.direct == edge.claims:
        return BLUE, ()
    return (BLUE, _BOTH) if edge.direct else (RED, _DASHED)


def _mark(axes: "Axes", node: Node, x: float, y: float) -> None:
    if node.common:
        axes.plot([x], [y], "o", markersize=22, color="white", markeredgecolor=INK, markeredgewidth=1.6, zorder=3)
    shape, face = ("s", "white") if node.kind == "outlet" or not node.layer else _MARKS[node.anonymity]
    axes.plot([x], [y], shape, markersize=11, color=face, markeredgecolor=INK, markeredgewidth=1.4, zorder=4)


def _name(axes: "Axes", node: Node, x: float, y: float, side: str) -> None:
    """Write a node's Arabic name and beneath it the English one, to one side of its mark or else below it."""
    arabic = label(fill(node.name_ar, 26))
    english = "" if node.label == node.name_ar else fill(node.label, 26)
    if node.layer and not (side and node.says):
        parts = (("prints", node.prints), ("says", node.says if not side else 0))
        english += "".join(f", {part} {number}" for part, number in parts if number)
    english = label((english + (" ▲" if node.party == "party" else "")).strip(", "), direction="ltr")
    if side:
        x, ha = (x - 0.18, "right") if side == "left" else (x + 0.18, "left")
        single = not (arabic and english)
        axes.text(x, y, arabic or english, ha=ha, va="center" if single else "bottom", size=10)
        if not single:
            axes.text(x, y + 0.03, english, ha=ha, va="top", size=8, color=_MUTED)
        return
    box = {"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.85}
    y += 0.2 if node.common else 0.14
    for text, size, tone in ((arabic, 10, INK), (english, 8, _MUTED)):
        if text:
            axes.text(x, y, text, ha="center", va="top", size=size, color=tone, bbox=box, zorder=3)
            y += 0.2 * (1 + text.count("\n"))


def _legend(axes: "Axes", height: float) -> None:
    from matplotlib.lines import Line2D

    def line(claims: int, direct: int, name: str) -> Line2D:
        colour, dash = _look(Edge("", "", claims, direct))
        return Line2D([], [], color=colour, linewidth=1.5, linestyle=(0, dash) if dash else "solid", label=name)

    def mark(shape: str, face: str, name: str, size: float = 7) -> Line2D:
        made = Line2D([], [], linestyle="none", marker=shape, color=face, markersize=size, label=name)
        made.set_markeredgecolor(INK)
        return made

    entries = [
        line(1, 1, "straight from the first mouth"),
        line(1, 0, "through others"),
        line(2, 1, "both"),
        mark("s", "white", "outlet"),
        mark(*_MARKS["named"], "named"),
        mark(*_MARKS["office"], "known by office", 6),
        mark(*_MARKS["category"], "by category"),
        mark(*_MARKS["unnamed"], "unnamed", 8),
        mark("^", INK, "party to the affair", 5),
        mark("o", "white", "all pass through", 12),
    ]
    axes.legend(
        handles=entries,
        loc="center",
        bbox_to_anchor=(0.5, 0.4 / height),
        ncols=4,
        frameon=False,
        fontsize=8,
        handletextpad=0.6,
        columnspacing=1.4,
    )
