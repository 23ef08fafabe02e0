"""A calendar that is cut where nothing begins or ends, so that one day and twenty-five years fit beside each other."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from math import log10

_WEEK = 7  # days in which nothing happens that are not yet worth a cut
# In the width of one day: a stretch that is cut, and what is kept free for bars with an open end.
_CUT, _OPEN = 0.8, 0.9
_WIDEST = 0.9  # inches: a day need not fill the picture
_DIGIT = 0.062  # inches that a digit takes, as drawn
_LINE = 0.115  # inches that an upright label takes


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days from ``first`` to before ``after`` (ordinals), drawn from ``left`` to ``right`` (inches).

    ``covered`` tells whether a bar with two ends, or a known end, covers it.
    """

    first: int
    after: int
    left: float
    right: float
    covered: bool

    @property
    def cut(self) -> bool:
        """Whether it is cut short.

        >>> Stretch(1, 9, 0, 1, False).cut, Stretch(1, 9, 0, 1, True).cut
        (True, False)
        """
        return not self.covered and self.after - self.first > _WEEK


@dataclass(frozen=True, slots=True)
class Calendar:
    """Stretches of days between ``left`` and ``right`` (inches); ``fade`` is how far a bar with an open end goes on."""

    left: float
    right: float
    fade: float
    stretches: tuple[Stretch, ...]

    @property
    def at(self) -> dict[int, float]:
        """Where days begin (by ordinal): those on which a bar begins, and those after the last of a bar.

        >>> calendar([("2025-07-24", "2025-07-25")], 0, 1).at == {739456: 0.0, 739458: 1.0}
        True
        """
        ends = {each.after: each.right for each in self.stretches}
        return ends | {each.first: each.left for each in self.stretches}

    @property
    def labels(self) -> Iterator[tuple[float, str, bool]]:
        """What stands below the stretches: where, which days, and whether it has to be turned upright to fit.

        >>> list(calendar([("2025-07-24", "2025-07-24"), ("2024-01-01", "2024-12-31")], 0, 4).labels)[-1][1:]
        ('24.07.', False)
        """
        told = [(each, text) for each in self.stretches if each.covered and (text := _days(each))]
        upright = any(each.right - each.left < _DIGIT * max(map(len, text.split("\n"))) for each, text in told)
        last = self.left - _LINE
        for each, text in told:
            middle = (each.left + each.right) / 2
            if not upright or middle - last >= _LINE:
                last = middle
                yield middle, text.replace("\n", "") if upright else text, upright

    @property
    def depth(self) -> float:
        """How many inches the labels take, upwards or downwards.

        >>> calendar([("2025-07-24", "2025-07-24")], 0, 1).depth
        0.12
        """
        told = list(self.labels)
        upright = any(turned for *_, turned in told)
        if upright:
            return _DIGIT * max(len(text) for _, text, _ in told)
        return max((0.12 * (1 + text.count("\n")) for _, text, _ in told), default=0.0)

    @property
    def years(self) -> Iterator[tuple[float, float, str]]:
        """The years of the stretches: from where to where, and which.

        >>> [year for *_, year in calendar([("2025-07-24", ""), ("2000-01-01", "2001-12-31")], 0, 4).years]
        ['2000–2001', '2025']
        """
        spans: dict[str, tuple[float, float]] = {}
        for each in self.stretches:
            if each.covered:
                first, last = _ends(each)
                year = str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
                spans[year] = (spans.get(year, (each.left, 0))[0], each.right)
        yield from ((start, end, year) for year, (start, end) in spans.items())

    @property
    def cuts(self) -> tuple[tuple[float, float], ...]:
        """From where to where the calendar is cut short.

        >>> len(calendar([("2025-07-24", "2025-07-24"), ("2025-08-24", "2025-08-24")], 0, 4).cuts)
        1
        """
        return tuple((each.left, each.right) for each in self.stretches if each.cut)


def calendar(spans: Iterable[tuple[str, str]], left: float, right: float) -> Calendar:
    """Return a calendar for ``spans``, first and last day as ISO dates, either or both empty where it is open.

    A day is as wide as another, a longer stretch wider by the logarithm of its days, and one of more than a week that
    no bar with two ends covers is cut. It has no stretches if no span has a day.

    Raises `ValueError` if a date is no ISO date.

    >>> made = calendar([("2000-01-01", "2000-12-31"), ("", "2025-07-24")], 0, 3)
    >>> [(each.after - each.first, each.cut) for each in made.stretches]
    [(366, False), (8970, True), (1, False)]
    """
    found = [pair for pair in spans if any(pair)]
    edges: set[int] = set()
    closed = []
    for first, last in found:
        start, end = ordinal(first or last), ordinal(last or first) + 1
        edges |= {start, end}
        closed.append((start, end))
    pieces = [
        Stretch(one, other, 0, 0, any(start <= one and other <= end for start, end in closed))
        for one, other in pairwise(sorted(edges))
    ]
    widths = [_CUT if each.cut else 1 + 0.6 * log10(each.after - each.first) for each in pieces]
    before, behind = (_OPEN * any(not pair[end] for pair in found) for end in (0, 1))
    unit = min((right - left) / ((before + sum(widths) + behind) or 1), _WIDEST)
    here = left + before * unit
    stretches = []
    for each, width in zip(pieces, widths, strict=True):
        stretches.append(replace(each, left=here, right=here + width * unit))
        here += width * unit
    return Calendar(left, here + behind * unit, min(_OPEN * unit * 0.85, 0.45), tuple(stretches))


def ordinal(day: str) -> int:
    """Return the number of a day, given as ISO date.

    >>> ordinal("2025-07-24")
    739456
    """
    return date.fromisoformat(day).toordinal()


def _ends(stretch: Stretch) -> tuple[date, date]:
    return date.fromordinal(stretch.first), date.fromordinal(stretch.after - 1)


def _days(stretch: Stretch) -> str:
    """Return the days of a stretch without their year; nothing if it is whole years."""
    first, last = _ends(stretch)
    if first == last:
        return f"{first:%d.%m.}"
    if (first.month, first.day) == (1, 1) and (last.month, last.day) == (12, 31):
        return ""
    if first.day == 1 and last + timedelta(1) == _next_month(first):
        return f"{first:%m.}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%d.}–{last:%d.%m.}"
    return f"{first:%d.%m.}–\n{last:%d.%m.}"


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
