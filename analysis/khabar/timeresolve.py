"""From what an expression says to a date: resolved against one anchor day, in EDTF.

Conventions. A week runs from Monday to Sunday (ISO 8601), whatever the country's working week. ``قبل شهرين`` is a
month, ``قبل عامين`` a year, ``قبل أسبوعين`` a week: an answer is as precise as its unit. Years run from 1 to 9999,
and what falls outside, or on a day that no calendar has, stays unresolved.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from khabar import hijri
from khabar.edtf import bounds, interval, is_edtf, of_month
from khabar.timesense import (
    Ago,
    Both,
    Calendar,
    Clock,
    DecadeOf,
    Every,
    Fixed,
    FromEvent,
    Length,
    PartOfDay,
    PartOfMonth,
    Season,
    Sense,
    Shift,
    Span,
    Then,
    Vague,
    Weekday,
    YearPart,
)  # fmt: skip

FAR = 300  # and one farther ahead than this is the past one, whatever the verb says
SOON = 75  # a day without a year that lies at most so many days ahead is the coming one
_MONTHS = {"M": 1, "Y": 12, "10Y": 120, "100Y": 1200}
_DAYS = {"D": 1, "W": 7}
_SECONDS = {"TH": 3600, "TM": 60, "TS": 1}


@dataclass(frozen=True, slots=True)
class Context:
    """What surrounds an expression: whether its clause looks ahead (1) or back (-1), and what was mentioned before it.

    ``last`` is the date mentioned last, ``said`` the day its own sentence states, ``year`` a past year that sentence
    tells of.
    """

    lean: int = 0
    last: str = ""
    said: str = ""
    year: int = 0


def resolve(sense: Sense, anchor: date | None, context: Context) -> str:
    """Return what ``sense`` means, seen from ``anchor``, as EDTF; empty where it cannot be said.

    >>> resolve(Shift("D", -1), date(2025, 3, 1), Context())
    '2025-02-28'
    >>> resolve(Calendar(month=7, day=24), None, Context())
    'XXXX-07-24'
    """
    try:
        text = _resolve(sense, anchor, context)
    except (OverflowError, ValueError):
        return ""
    return text if is_edtf(text) else ""


def duration(parts: tuple[tuple[Fraction, str], ...]) -> str:
    """Return quantities and their units as one ISO 8601 duration; a broken unit is given in smaller ones.

    >>> duration(((Fraction(1, 4), "100Y"),)), duration(((Fraction(3, 2), "TH"),)), duration(((Fraction(3), "W"),))
    ('P25Y', 'PT1H30M', 'P3W')
    """
    if len(parts) == 1 and parts[0][1] == "W":
        weeks = parts[0][0]
        return f"P{weeks}W" if weeks.denominator == 1 else f"P{float(weeks):g}W"
    months = sum((amount * _MONTHS[unit] for amount, unit in parts if unit in _MONTHS), Fraction(0))
    days = sum((amount * _DAYS[unit] for amount, unit in parts if unit in _DAYS), Fraction(0))
    seconds = sum((amount * _SECONDS[unit] for amount, unit in parts if unit in _SECONDS), Fraction(0))
    units = {unit for _, unit in parts}
    days += (months % 1) * 30
    seconds += (days % 1) * 86400
    if units == {"M"}:
        years, rest = 0, int(months)
    else:
        years, rest = divmod(int(months), 12)
    if units <= {"TM"} and seconds % 60 == 0:
        hours, minutes, left = 0, int(seconds) // 60, 0
    elif units <= {"TS"}:
        hours, minutes, left = 0, 0, int(seconds)
    else:
        hours, left = divmod(int(seconds), 3600)
        minutes, left = divmod(left, 60)
    day = "".join(f"{n}{letter}" for n, letter in ((years, "Y"), (rest, "M"), (int(days), "D")) if n)
    time = "".join(f"{n}{letter}" for n, letter in ((hours, "H"), (minutes, "M"), (left, "S")) if n)
    return f"P{day}{'T' if time else ''}{time}" if day or time else ""


def _resolve(sense: Sense, anchor: date | None, context: Context) -> str:
    match sense:
        case Fixed():
            return sense.edtf
        case Calendar():
            return _calendar(sense, anchor, context)
        case Then():
            return context.last
        case PartOfMonth():
            return _part_of_month(sense, anchor, context)
        case Span() | Both():
            return _pair(sense, anchor, context)
        case Clock():
            return _clock(sense, anchor, context)
        case PartOfDay():
            return context.said or (str(anchor) if anchor and sense.since else "")
        case Shift(mention=True):
            first, last = bounds(context.last)
            # From a month or year one may count months and years, but no days.
            if not first or (sense.unit == "D" and first != last):
                return context.last if sense.steps == 0 and sense.unit == "D" and not sense.day else ""
            return shifted(sense, first)
        case Length() | Every() | FromEvent():
            if not isinstance(sense, Length) or not sense.reach or not anchor:
                return ""
            return _reach(sense, anchor)
    if anchor is None:
        return ""
    match sense:
        case Shift():
            return shifted(sense, anchor)
        case Weekday():
            return str(_weekday(sense, anchor, context))
        case Season():
            return _season(sense, anchor)
        case YearPart():
            year = sense.year or anchor.year + sense.year_step
            length = sense.months or 12 // sense.parts
            start = length * (sense.number - 1) + 1
            return interval(of_month(year, start), of_month(year, start + length - 1))
        case DecadeOf():
            return f"{anchor.year // 100 + sense.step:02}{sense.decade // 10}X"
        case Ago():
            return _ago(sense, anchor, context)
        case Vague(when="coming"):
            return f"[{anchor}..]" if context.lean > 0 else ""
        case Vague():
            return {"past": f"[..{anchor}]", "future": f"[{anchor}..]", "now": str(anchor)}.get(sense.when, "")


def _months_away(day: date, months: int) -> tuple[int, int]:
    number = day.year * 12 + day.month - 1 + months
    return number // 12, number % 12 + 1


def week(day: date) -> str:
    """Return the ISO week of ``day`` as an EDTF interval, Monday to Sunday.

    >>> week(date(2025, 7, 24))
    '2025-07-21/2025-07-27'
    """
    monday = day - timedelta(days=day.weekday())
    return interval(str(monday), str(monday + timedelta(days=6)))


def shifted(sense: Shift, day: date) -> str:
    """Count units from ``day``, and name the day within the week or month arrived at.

    >>> shifted(Shift("M", -1, day=31), date(2025, 3, 31)), shifted(Shift("100Y", -1), date(2025, 7, 24))
    ('', '19XX')
    """
    steps = sense.steps
    if sense.unit in _SECONDS:
        return str(day + timedelta(seconds=steps * _SECONDS[sense.unit]))
    if sense.unit == "D":
        return str(day + timedelta(days=steps))
    if sense.unit == "W":
        target = day + timedelta(weeks=steps)
        if sense.weekday:
            return str(target + timedelta(days=sense.weekday - 1 - target.weekday()))
        return week(target)
    if sense.unit == "M":
        year, month = _months_away(day, steps)
        found = f"{of_month(year, month)}-{sense.day:02}" if sense.day else of_month(year, month)
        return found if year > 0 and is_edtf(found) else ""
    year = day.year + steps * {"Y": 1, "10Y": 10, "100Y": 100}[sense.unit]
    if not 1 <= year <= 9999:
        return ""
    return {"Y": f"{year:04}", "10Y": f"{year // 10:03}X", "100Y": f"{year // 100:02}XX"}[sense.unit]


def _ago(sense: Ago, anchor: date, context: Context) -> str:
    years = any(unit.endswith("Y") for _, unit in sense.parts)
    if sense.sign > 0 and (context.lean < 0 or (years and not context.lean)):
        return ""  # in a tale of the past, so long after something else
    unit = sense.parts[-1][1]
    amount = sum((n * _MONTHS.get(u, 0) for n, u in sense.parts), Fraction(0)) * sense.sign
    if unit in _MONTHS:
        if amount % 12 == 0 and unit != "M":
            return shifted(Shift("Y", int(amount) // 12), anchor)
        return shifted(Shift("M", int(amount)), anchor)
    days = sum((n * _DAYS.get(u, 0) for n, u in sense.parts), Fraction(0)) * sense.sign
    if unit == "W" and days % 7 == 0:
        return shifted(Shift("W", int(days) // 7), anchor)
    seconds = sum((n * _SECONDS.get(u, 0) for n, u in sense.parts), Fraction(0)) * sense.sign
    # Hours ago is still today, as far as a page without a time of day can say.
    return shifted(Shift("D", int(days + seconds / 86400)), anchor)


def _reach(sense: Length, anchor: date) -> str:
    months = sum((n * _MONTHS.get(u, 0) for n, u in sense.parts), Fraction(0)) * sense.reach
    days = sum((n * _DAYS.get(u, 0) for n, u in sense.parts), Fraction(0))
    seconds = sum((n * _SECONDS.get(u, 0) for n, u in sense.parts), Fraction(0))
    year, month = _months_away(anchor, int(months))
    day = anchor.day
    while not is_edtf(f"{year:04}-{month:02}-{day:02}") and day > 28:
        day -= 1
    other = date(year, month, day) + timedelta(days=int(days + -(-seconds // 86400)) * sense.reach)
    return interval(*sorted((str(other), str(anchor))))


def _weekday(sense: Weekday, anchor: date, context: Context) -> date:
    ahead = (sense.day - 1 - anchor.weekday()) % 7
    if sense.near is not None:
        target = anchor + timedelta(days=sense.near)
        return target + timedelta(days=(sense.day - 1 - target.weekday() + 3) % 7 - 3)
    if sense.lean is None:
        return anchor + timedelta(days=ahead if context.lean > 0 or not ahead else ahead - 7)
    if sense.lean == 0:
        return anchor + timedelta(days=sense.day - 1 - anchor.weekday())
    if sense.lean > 0:
        return anchor + timedelta(days=(ahead or 7) + 7 * (sense.lean - 1))
    return anchor + timedelta(days=ahead - 7 + 7 * (sense.lean + 1))


def _season(sense: Season, anchor: date) -> str:
    if sense.year or sense.of_year:
        return f"{sense.year or anchor.year + sense.step:04}-{sense.season}"
    # Winter is of the year in which it begins.
    year = anchor.year - (anchor.month < 3)
    now = (anchor.month % 12) // 3
    place = {24: 0, 21: 1, 22: 2, 23: 3}[sense.season]
    years = [y for y in range(year - 2, year + 3) if 1 <= y <= 9999]
    order = [(y + (place == 0), place, y) for y in years]
    here = (year + 1 if now == 0 else year, now)
    if sense.step < 0:
        chosen = [y for a, b, y in order if (a, b) < here][sense.step]
    elif sense.step > 0:
        chosen = [y for a, b, y in order if (a, b) > here][sense.step - 1]
    else:
        chosen = year
    return f"{chosen:04}-{sense.season}"


def _calendar(sense: Calendar, anchor: date | None, context: Context) -> str:
    if sense.same_year:
        first, _ = bounds(context.last)
        sense = replace(sense, same_year=False, year=first.year if first else 0, year_step=None if first else 0)
    if sense.hijri:
        return _hijri(sense, anchor, context)
    if context.year and not sense.year and sense.year_step is None and sense.lean is None:
        sense = replace(sense, year=context.year)
    tail = f"-{sense.month:02}" + (f"-{sense.day:02}" if sense.day else "")
    if sense.year:
        return f"{sense.year:04}{tail}"
    if anchor is None:
        return f"XXXX{tail}"
    if sense.year_step is not None:
        return f"{anchor.year + sense.year_step:04}{tail}"
    if sense.known and sense.known < str(anchor) and context.lean < 1:
        return sense.known
    spans = []
    for year in range(max(1, anchor.year - 8), min(9999, anchor.year + 8) + 1):
        first, last = bounds(f"{year:04}{tail}")
        if first and last:
            spans.append((first, last, f"{year:04}{tail}"))
    return _choose(spans, sense, anchor, context)


def _hijri(sense: Calendar, anchor: date | None, context: Context) -> str:
    if sense.year:
        if not sense.day:
            return hijri.span(sense.year, sense.month)
        day = hijri.to_day(sense.year, sense.month, sense.day)
        return f"{day}{'' if sense.year in hijri.TABLED else '~'}" if day else ""
    here = hijri.from_day(anchor) if anchor else None
    if not anchor or not here:
        return ""
    if sense.year_step is not None:
        return _hijri(replace(sense, year=here[0] + sense.year_step, year_step=None), anchor, context)
    spans = []
    for year in range(here[0] - 8, here[0] + 9):
        text = _hijri(replace(sense, year=year), None, context)
        first, last = bounds(text)
        if first and last:
            spans.append((first, last, text))
    return _choose(spans, sense, anchor, context)


def _choose(spans: list[tuple[date, date, str]], sense: Calendar, anchor: date, context: Context) -> str:
    """Of the occurrences of a day or month in the years around the anchor, choose the one that is meant."""
    if sense.weekday and sense.day:
        fitting = [span for span in spans if span[0].isoweekday() == sense.weekday]
        near = [span for span in fitting if abs((span[0] - anchor).days) < 400]
        if near:
            spans = near
            if sense.lean is None:
                return min(spans, key=lambda span: abs((span[0] - anchor).days))[2]
    before = [span for span in spans if (span[1] < anchor if sense.lean is not None else span[0] <= anchor)]
    after = [span for span in spans if (span[0] > anchor if sense.lean is not None else span[1] >= anchor)]
    if sense.lean == 0:
        # الجاري: the occurrence nearest to the anchor.
        return min(spans, key=lambda span: abs((span[0] - anchor).days))[2] if spans else ""
    if sense.lean is not None:
        chosen = before if sense.lean < 0 else after
        index = sense.lean if sense.lean < 0 else sense.lean - 1
        return chosen[index][2] if len(chosen) >= abs(sense.lean) else ""
    if context.lean > 0 and after and ((after[0][0] - anchor).days < FAR or not before):
        return after[0][2]
    soon = [span for span in after if 0 < (span[0] - anchor).days <= SOON]
    if soon and context.lean == 0:
        return soon[0][2]
    return before[-1][2] if before else ""


def _part_of_month(sense: PartOfMonth, anchor: date | None, context: Context) -> str:
    month = resolve(sense.month, anchor, context)
    first, last = bounds(month)
    if not first or not last:
        return "" if sense.weekday else month
    begin, end = (
        first + timedelta(days=day - 1) if day > 0 else last + timedelta(days=day) for day in (sense.first, sense.last)
    )
    if sense.weekday:
        day = begin + timedelta(days=(sense.weekday - begin.isoweekday()) % 7)
        return str(day) if day <= last else ""
    return interval(str(begin), str(min(end, last)))


def _pair(sense: Span | Both, anchor: date | None, context: Context) -> str:
    last = resolve(sense.last, anchor, context)
    end = bounds(last)[1]
    begin = sense.first
    if end and isinstance(begin, Calendar | Weekday):
        # The first day is the last such day before the second, whatever modifier follows the pair.
        begin = replace(begin, lean=None, year_step=None) if isinstance(begin, Calendar) else replace(begin, lean=None)
        first = resolve(begin, end, replace(context, lean=-1, year=0))
    else:
        first = resolve(begin, anchor, context)
    if not first or not last:
        return ""
    left, right = (text.split("/") for text in (first, last))
    if isinstance(sense, Both):
        one, two = bounds(first)[1], bounds(last)[0]
        if first == last:
            return first
        if not (one and two and (two - one).days == 1):
            return f"{{{first},{last}}}"
    return interval(left[0], right[-1])


def _clock(sense: Clock, anchor: date | None, context: Context) -> str:
    text = resolve(sense.day, anchor, context) if sense.day else context.said or (str(anchor) if anchor else "")
    first, last = bounds(text)
    if not first or first != last:
        return text
    day = first + timedelta(days=sense.hour // 24)
    return f"{day}T{sense.hour % 24:02}:{sense.minute:02}{_offset(sense.zone, day, sense.hour % 24)}"


def _offset(zone: str, day: date, hour: int) -> str:
    if zone == "Etc/UTC":
        return "Z"
    if not zone or zone == "local":
        return ""
    from datetime import datetime

    try:
        offset = datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(zone)).strftime("%z")
    except (KeyError, ValueError, OSError):
        return ""
    return f"{offset[:3]}:{offset[3:5]}"
