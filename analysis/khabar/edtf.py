"""Dates as the Extended Date/Time Format (EDTF, ISO 8601-2) writes them: read, bounded, listed, joined.

Covered is what the tables use: level 1 (years, months, seasons and days, each possibly uncertain ``?``, approximate
``~`` or both ``%``; unspecified digits as in ``198X`` or ``XXXX-07-24``; intervals ``2025-07-24/..``; a time of day)
and of level 2 the sets ``[2025-07-25,2025-07-26]`` and ``[..2025-07-24]``. Years run from 1 to 9999.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache

_DATE = re.compile(
    r"(?P<year>[0-9]{4}|[0-9]{3}X|[0-9]{2}XX|XXXX)(?:-(?P<month>[0-9]{2}|XX)(?:-(?P<day>[0-9]{2}|XX)(?P<time>T"
    r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])?)?)?)?[?~%]?"
)
_SET = re.compile(r"\[(.+)\]|\{(.+)\}")
# Seasons of the northern half of the earth: by their months, winter from December of the year to the February after it.
_SEASONS = {21: 3, 22: 6, 23: 9, 24: 12}
Bounds = tuple[date | None, date | None]
_OPEN: Bounds = (None, None)


def is_edtf(text: str) -> bool:
    """Return whether ``text`` is a date, an interval or a set of dates that khabar's tables can hold.

    Open ends are written ``..``; a blank end means an unknown date and is refused, as are days no calendar has.

    >>> [is_edtf(text) for text in ("2025-07-25", "[2025-07-25,2025-07-26]", "[..2025-07-24]", "2025-07/..")]
    [True, True, True, True]
    >>> [is_edtf(text) for text in ("2025-07-24T14:30Z", "XXXX-07-24", "198X", "2025-22")]
    [True, True, True, True]
    >>> [is_edtf(text) for text in ("2025-02-30", "25.07.2025", "2025-07-24/", "[]", "")]
    [False, False, False, False, False]
    """
    whole = _SET.fullmatch(text)
    if whole:
        return all(_in_set(item) for item in (whole[1] or whole[2]).split(","))
    if "/" in text:
        return _is_range(text.split("/"))
    return _is_date(text)


def bounds(text: str) -> Bounds:
    """Return the first and the last day that the EDTF ``text`` can mean, ``None`` where it is open or says nothing.

    A set is bounded by its members, an interval by its ends. What is no EDTF is open at both ends.

    >>> bounds("2024-02")
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    >>> bounds("[..2025-07-24]"), bounds("XXXX-07-24")
    ((None, datetime.date(2025, 7, 24)), (None, None))
    """
    return _bounds(text)


@lru_cache(maxsize=4096)  # a page names few dates, and each many times
def _bounds(text: str) -> Bounds:
    if not is_edtf(text):
        return _OPEN
    whole = _SET.fullmatch(text)
    if whole:
        items = [item.split("..") if ".." in item else [item, item] for item in (whole[1] or whole[2]).split(",")]
    else:
        ends = text.split("/")
        items = [["" if end == ".." else end for end in (ends[0], ends[-1])]]
    firsts = [_reach(first)[0] for first, _ in items]
    lasts = [_reach(last)[1] for _, last in items]
    known_firsts, known_lasts = [day for day in firsts if day], [day for day in lasts if day]
    return (
        min(known_firsts) if len(known_firsts) == len(firsts) else None,
        max(known_lasts) if len(known_lasts) == len(lasts) else None,
    )


def days(text: str, limit: int = 31) -> tuple[date, ...]:
    """Return the days that the EDTF ``text`` may mean, in order; none if it is open or leaves more than ``limit``.

    >>> [str(day) for day in days("[2025-07-25,2025-07-26]")], days("2025")
    (['2025-07-25', '2025-07-26'], ())
    """
    whole = _SET.fullmatch(text)
    if whole and is_edtf(text) and ".." not in text:
        spans = [bounds(item) for item in (whole[1] or whole[2]).split(",")]
    else:
        spans = [bounds(text)]
    found: set[date] = set()
    for first, last in spans:
        if first is None or last is None or (last - first).days >= limit:
            return ()
        found.update(first + timedelta(n) for n in range((last - first).days + 1))
    return tuple(sorted(found)) if len(found) <= limit else ()


def of_month(year: int, month: int) -> str:
    """Return a month as EDTF.

    >>> of_month(2025, 7)
    '2025-07'
    """
    return f"{year:04}-{month:02}"


def interval(first: str, last: str) -> str:
    """Return the interval between two EDTF dates, either of which may be ``..``; the date itself if both are one.

    >>> interval("2025-07-24", ".."), interval("2025", "2025")
    ('2025-07-24/..', '2025')
    """
    return first if first == last else f"{first}/{last}"


def one_of(texts: Iterable[str]) -> str:
    """Join what are different readings of one date into one EDTF: the date if all agree, a set if all are plain dates.

    Readings that are intervals or sets themselves give all that any of them covers. Empty readings are left out.

    >>> one_of(["2025-07-25", "2025-07-26"]), one_of(["2025", "2025"]), one_of([])
    ('[2025-07-25,2025-07-26]', '2025', '')
    >>> one_of(["[..2025-07-25]", "[..2025-07-26]"]), one_of(["2025-07-14/2025-07-20", "2025-07-21/2025-07-27"])
    ('[..2025-07-26]', '2025-07-14/2025-07-27')
    """
    readings = sorted({text for text in texts if text})
    if len(readings) < 2:
        return "".join(readings)
    if not any(character in text for text in readings for character in "/["):
        return f"[{','.join(readings)}]"
    spans = [bounds(text) for text in readings]
    firsts, lasts = [first for first, _ in spans if first], [last for _, last in spans if last]
    first = str(min(firsts)) if len(firsts) == len(spans) else ""
    last = str(max(lasts)) if len(lasts) == len(spans) else ""
    if first and last:
        return interval(first, last)
    return f"[{first}..{last}]" if first or last else ""


def _in_set(item: str) -> bool:
    if ".." not in item:
        return _is_date(item)
    return _is_range([end or ".." for end in item.split("..")])


def _is_range(ends: list[str]) -> bool:
    if len(ends) != 2 or ends == ["..", ".."]:
        return False
    if ".." in ends:
        return all(end == ".." or _is_date(end) for end in ends)
    # The first characters of an ISO date order it; a bare year may contain the other end, and is then no disorder.
    first, last = ends
    length = min(len(first), len(last))
    return _is_date(first) and _is_date(last) and ("X" in first + last or first[:length] <= last[:length])


def _is_date(text: str) -> bool:
    match = _DATE.fullmatch(text)
    if not match:
        return False
    year, month, day = match["year"], match["month"] or "XX", match["day"] or "XX"
    if month == "XX":
        return day == "XX" and year != "XXXX"  # a day of an unknown month is of no use to anybody
    if int(month) in _SEASONS:
        return not match["day"]
    if not 1 <= int(month) <= 12:
        return False
    if day == "XX":
        return not match["time"]
    try:
        date(int(year) if year.isdecimal() and int(year) else 2000, int(month), int(day))
    except ValueError:
        return False
    return True


def _reach(text: str) -> Bounds:
    """Bound a single date; the empty one is open."""
    match = _DATE.fullmatch(text)
    if not match or match["year"] == "XXXX":
        return _OPEN
    low, high = int(match["year"].replace("X", "0")), int(match["year"].replace("X", "9"))
    month = match["month"] or "XX"
    if low != high or month == "XX":
        if high < 1:
            return _OPEN
        return date(max(low, 1), 1, 1), date(high, 12, 31)
    if not low:
        return _OPEN
    start = int(month)
    if start in _SEASONS:
        return _season(low, _SEASONS[start])
    if match["day"] in (None, "XX"):
        return date(low, start, 1), date(low, start, monthrange(low, start)[1])
    day = date(low, start, int(match["day"]))
    return day, day


def _season(year: int, month: int) -> Bounds:
    if month < 12:
        return date(year, month, 1), date(year, month + 2, monthrange(year, month + 2)[1])
    return date(year, 12, 1), date(year + 1, 2, monthrange(year + 1, 2)[1]) if year < 9999 else None


def every_day(first: date, last: date) -> Iterator[date]:
    """Yield the days from ``first`` to ``last``, both included.

    >>> [day.day for day in every_day(date(2024, 2, 28), date(2024, 3, 1))]
    [28, 29, 1]
    """
    for n in range((last - first).days + 1):
        yield first + timedelta(n)
