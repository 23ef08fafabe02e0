"""The way from a changed text back to its source: `Aligned`, and the layers of edits it stands on.

A layer is kept as the places where an offset jumps, never as one number a character: nothing changed, nothing stored.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.intp]

# Up to this many characters, many offsets are mapped through a full table; beyond it, by searching the jumps.
SMALL = 1 << 16


class Layer(NamedTuple):
    """One round of edits between an earlier and a later text of ``size`` characters.

    Character ``i`` of the later text begins at ``i + by[k]`` of the earlier, ``k`` the last with ``begin[k] <= i``;
    what ends at ``i`` ends at ``i + end_by[k]``, ``k`` the last with ``end[k] <= i``. Both begin with a jump of 0 at 0
    and are closed by a place beyond the text.
    """

    size: int
    begin: Ints
    by: Ints
    end: Ints
    end_by: Ints


def layer(size: int, begin: ArrayLike, by: ArrayLike, end: ArrayLike, end_by: ArrayLike) -> Layer:
    """Return the layer with these jumps, each list in order; of several at one place the last counts.

    >>> edits = layer(3, [1], [1], [2], [1])         # "abcd" lost its second character
    >>> Aligned("acd", "abcd", (edits,)).to_source(1, 2)
    (2, 3)
    """
    return Layer(size, _closed(begin, size + 2), _closed(by), _closed(end, size + 2), _closed(end_by))


def _closed(values: ArrayLike, *beyond: int) -> Ints:
    values = np.asarray(values, dtype=np.intp)
    result = np.empty(values.size + 1 + len(beyond), dtype=np.intp)
    result[0] = 0
    result[1 : values.size + 1] = values
    result[values.size + 1 :] = beyond
    return result


def joined(parts: Sequence[tuple[int, int, Layer | None]]) -> Layer | None:
    """Return as one layer those of consecutive texts, each with its earlier and later size; None where nothing changed.

    >>> joined([(3, 3, None), (2, 2, None)]) is None
    True
    """
    if all(part is None for _, _, part in parts):
        return None
    columns: tuple[list[Ints], ...] = ([], [], [], [])
    earlier = later = 0
    for before, after, part in parts:
        begin, by, end, end_by = part[1:] if part else (_NOTHING, _NOTHING[:1], _NOTHING, _NOTHING[:1])
        shift = earlier - later
        # What ends where this text begins is the text before; the first jump of the ends comes one later.
        ends = end[:-1] + later
        ends[0] += 1
        for column, values in zip(columns, (begin[:-1] + later, by + shift, ends, end_by + shift), strict=True):
            column.append(values)
        earlier += before
        later += after
    return layer(later, *map(np.concatenate, columns))


_NOTHING: Ints = np.zeros(2, dtype=np.intp)


class _Jumps(NamedTuple):
    """A `Layer` for one offset at a time, with where each jump of the ends and of the beginnings leads, in order."""

    begin: list[int]
    by: list[int]
    end: list[int]
    end_by: list[int]
    ends_at: list[int]
    begins_at: list[int]


@dataclass(frozen=True)
class Aligned:
    """A normalised ``text``, the raw ``source`` it came from, and the way between the two.

    All offsets are half-open, in code points. Every character of the text has its span in the source. What was dropped
    belongs to the letter before it if it was a mark, a tatweel or a hamza, to the space before it if it was a space,
    else to nothing. The spans never run backwards.

    >>> from khabar.normalise import normalise
    >>> clean = normalise("التقى وزراءُ الخارجيّة", "match")
    >>> clean.text
    'التقي وزراء الخارجية'
    >>> start, end = clean.to_source(6, 11)
    >>> clean.source[start:end]
    'وزراءُ'
    """

    text: str
    source: str
    layers: tuple[Layer, ...] = ()

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the source that became ``text[start:end]``.

        A span that covers part of an expanded or composed character gives the whole of it. An empty span gives the
        empty span before the character that follows. Raises `ValueError` for a span that is not one of the text.

        >>> from khabar.normalise import normalise
        >>> normalise("ﻻجئ", "display").to_source(1, 2), normalise("ﻻجئ", "display").to_source(2, 2)
        ((0, 1), (1, 1))
        """
        _check(start, end, len(self.text))
        for edits in reversed(self._jumps):
            empty = start == end
            start += edits.by[bisect_right(edits.begin, start) - 1]
            end = start if empty else end + edits.end_by[bisect_right(edits.end, end) - 1]
        return start, end

    def to_sources(self, starts: ArrayLike, ends: ArrayLike) -> tuple[Ints, Ints]:
        """Return the source spans of many text spans at once, as two arrays; `to_source`, vectorised.

        The offsets are taken to be spans of the text; they are not checked.

        >>> from khabar.normalise import normalise
        >>> starts, ends = normalise("قـال ـ أمس", "match").to_sources([0, 6], [3, 9])
        >>> starts.tolist(), ends.tolist()
        ([0, 7], [4, 10])
        """
        lower, upper = np.asarray(starts, dtype=np.intp), np.asarray(ends, dtype=np.intp)
        for edits in reversed(self.layers):
            first = lower + _jumps(edits.begin, edits.by, lower, edits.size)
            last = upper + _jumps(edits.end, edits.end_by, upper, edits.size)
            empty = upper == lower
            lower, upper = first, np.where(empty, first, last) if empty.any() else last
        return lower, upper

    @cached_property
    def _jumps(self) -> list[_Jumps]:
        return [
            _Jumps(
                edits.begin.tolist(),
                edits.by.tolist(),
                edits.end.tolist(),
                edits.end_by.tolist(),
                (edits.end[:-1] + edits.end_by).tolist(),
                (edits.begin[:-1] + edits.by).tolist(),
            )
            for edits in self.layers
        ]

    def from_source(self, start: int, end: int) -> tuple[int, int]:
        """Return the smallest span of the text that holds all that is left of ``source[start:end]``.

        An empty span, or one of which nothing is left, gives an empty span where it would stand. Raises `ValueError`
        for a span that is not one of the source.

        >>> from khabar.normalise import normalise
        >>> normalise("قال ﷺ", "display").from_source(4, 5)
        (4, 22)
        """
        _check(start, end, len(self.source))
        for edits in self._jumps:
            empty = start == end
            # The first character that ends after start, and the first that begins at end or later.
            k = bisect_right(edits.ends_at, start) - 1
            start = min(start + 1 - edits.end_by[k], edits.end[k + 1]) - 1
            k = max(bisect_left(edits.begins_at, end) - 1, 0)
            end = start if empty else max(start, min(end - edits.by[k], edits.begin[k + 1]))
        return start, end

    def from_sources(self, starts: ArrayLike, ends: ArrayLike) -> tuple[Ints, Ints]:
        """Return the text spans of many source spans at once, none of them empty; `from_source`, vectorised.

        The offsets are taken to be spans of the source; they are not checked.

        >>> from khabar.normalise import normalise
        >>> starts, ends = normalise("قـال ـ أمس", "match").from_sources([0, 7], [4, 10])
        >>> starts.tolist(), ends.tolist()
        ([0, 6], [3, 9])
        """
        lower, upper = np.asarray(starts, dtype=np.intp), np.asarray(ends, dtype=np.intp)
        for edits in self.layers:
            k = (edits.end[:-1] + edits.end_by).searchsorted(lower, "right") - 1
            lower = np.minimum(lower + 1 - edits.end_by.take(k), edits.end.take(k + 1)) - 1
            k = np.maximum((edits.begin[:-1] + edits.by).searchsorted(upper, "left") - 1, 0)
            upper = np.maximum(lower, np.minimum(upper - edits.by.take(k), edits.begin.take(k + 1)))
        return lower, upper


def _jumps(places: Ints, by: Ints, offsets: Ints, size: int) -> Ints:
    """Return for each offset the jump in force there."""
    if size > SMALL:
        return by.take(places.searchsorted(offsets, "right") - 1)
    return by.repeat(places[1:] - places[:-1]).take(offsets)


def _check(start: int, end: int, size: int) -> None:
    if not 0 <= start <= end <= size:
        raise ValueError(f"[{start}, {end}) is no span of {size} characters")
