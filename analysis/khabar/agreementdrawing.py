"""The figure of two codings beside each other: a bar a layer, its rows told apart by what became of them."""

from typing import TYPE_CHECKING, Any

from khabar.colours import BLUE, GREY, tint
from khabar.figures import frame_for, rows_of, style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_KINDS = ("agree", "differ", "missed", "extra")
_COLUMNS = ("layer", *_KINDS)
_BOX = {"color": "white", "pad": 1.2}


def agreements(rows: Any) -> "Figure":
    """Return for each layer what share of the rows of either coding agree, differ, are missed, are extra.

    ``rows``: a DataFrame as `khabar.agreement.agreement` gives it, or mappings with ``layer`` and the four numbers. A
    bar is all rows that either coding has, as one; the numbers stand in the bar where there is room for them.

    Raises `ValueError` if there are no rows, or a layer has nothing in it.

    >>> from khabar.figures import describe
    >>> describe(agreements([{"layer": "times", "agree": 16, "differ": 0, "missed": 5, "extra": 0}]))
    'Machine and hand, row by row: times 16 agree, 0 differ, 5 missed, 0 extra.'
    """
    found = [(str(row["layer"]), {kind: int(row[kind]) for kind in _KINDS}) for row in rows_of(rows, _COLUMNS)]
    if not found or not all(any(counts.values()) for _, counts in found):
        raise ValueError("agreements needs at least one layer, and in each at least one row")
    said = "; ".join(f"{name} {', '.join(f'{counts[kind]:,} {kind}' for kind in _KINDS)}" for name, counts in found)
    looks: dict[str, dict[str, Any]] = {
        "agree": {"color": BLUE},
        "differ": {"color": tint(BLUE, 0.6), "hatch": "////", "edgecolor": "white"},
        "missed": {"color": "white", "edgecolor": GREY},
        "extra": {"color": "white", "edgecolor": GREY, "hatch": "...."},
    }
    with style():
        title = "Machine and hand, row by row"
        figure, axes = frame_for(len(found), [name for name, _ in found], title, f"{title}: {said}.")
        for lane, (_, counts) in enumerate(found):
            total, left = sum(counts.values()), 0.0
            for kind in _KINDS:
                share = 100 * counts[kind] / total
                axes.barh(lane, share, left=left, height=0.66, linewidth=0.8, label="" if lane else kind, **looks[kind])
                if share >= 4:
                    shade: dict[str, Any] = {"color": "white"} if kind == "agree" else {"bbox": _BOX}
                    axes.text(
                        left + share / 2, lane, f"{counts[kind]:,}", ha="center", va="center", fontsize=9, **shade
                    )
                left += share
        axes.set_xlim(0, 100)
        axes.set_xlabel("% of the rows that either of the two has")
        figure.legend(
            *axes.get_legend_handles_labels(), loc="upper right", ncols=4, frameon=False, fontsize=9, columnspacing=1.2
        )
    return figure
