"""Hijri dates as Gregorian days: the Umm al-Qura calendar where it is tabled, the arithmetical one beyond.

Saudi Arabia's civil calendar is tabled for 1343 to 1500 AH. Outside it the thirty-year arithmetical calendar is off
by a day or two, and what rests on it is marked approximate (``~``) in EDTF.
"""

from datetime import date

from hijridate import Gregorian, Hijri

from khabar.edtf import interval

TABLED = range(1343, 1501)


def to_day(year: int, month: int, day: int) -> date | None:
    """Return the Gregorian day of a Hijri date, ``None`` if that month has no such day or the year is out of reach.

    >>> to_day(1447, 1, 29), to_day(1436, 9, 30)
    (datetime.date(2025, 7, 24), None)
    """
    if not (1 <= year <= 9000 and 1 <= month <= 12 and 1 <= day <= 30):
        return None
    if year in TABLED:
        try:
            found = Hijri(year, month, day).to_gregorian()
        except (ValueError, OverflowError):
            return None
        return date(found.year, found.month, found.day)
    number = (11 * year + 3) // 30 + 354 * year + 30 * month - (month - 1) // 2 + day + 1948440 - 385 - 1721425
    return date.fromordinal(number) if 1 <= number <= date.max.toordinal() else None


def from_day(day: date) -> tuple[int, int, int] | None:
    """Return the Hijri year, month and day of a Gregorian day, ``None`` where no table covers it.

    >>> from_day(date(2025, 7, 24)), from_day(date(1800, 1, 1))
    ((1447, 1, 29), None)
    """
    try:
        found = Gregorian(day.year, day.month, day.day).to_hijri()
    except (ValueError, OverflowError):
        return None
    return found.year, found.month, found.day


def span(year: int, month: int = 0) -> str:
    """Return a Hijri year, or a month of it, as an EDTF interval of Gregorian days; empty if it is out of reach.

    >>> span(1436, 9), span(1100)
    ('2015-06-18/2015-07-16', '1688-10-26~/1689-10-14~')
    """
    first = to_day(year, month or 1, 1)
    after = to_day(year + (month in (0, 12)), month % 12 + 1 if month else 1, 1)
    if not first or not after:
        return ""
    mark = "" if year in TABLED else "~"
    return interval(f"{first}{mark}", f"{date.fromordinal(after.toordinal() - 1)}{mark}")
