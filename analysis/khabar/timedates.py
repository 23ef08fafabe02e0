"""Rules for dates with a day or a month: in words and digits, in both calendars, alone, in pairs and in part."""

import re
from dataclasses import replace
from datetime import date
from functools import cache

from khabar import hijri
from khabar.edtf import is_edtf
from khabar.lexicon import load
from khabar.timegrammar import DAYNUM, DAYPART, HMON, LATE, MON, NOTHING, STEP, Meaning, Rules, View, late
from khabar.timesense import Both, Calendar, Every, Fixed, PartOfMonth, Shift, Span

dates = Rules()

# What may stand before a day of the month: part of day, يوم, a day word, a weekday, and what parts them from it.
HEAD = (
    f"{LATE} (?:(?=[DAY TODAY DEIXIS TOMORROW NAMED_DAY ADVPART PART]) (?:{DAYPART} FROM?)? [DAY TODAY]?"
    " (?P<dx>[DEIXIS TODAY TOMORROW])? (?:COMMA|OPEN)? DAY? (?P<dow>NAMED_DAY)? CLOSE? (?:LAST|NEXT)?"
    f" {DAYPART}? (?:COMMA|DASH|OPEN|COMMA? ALIGN PREF?|IN|DATE)? DAY?)?"
)
# A year after a month: its number, or said by its place (من العام الماضي), or of the month itself (يوليو الماضي).
TAIL = (
    "(?:(?:(?:FROM|IN|PREF)? [YEAR THEYEAR]|FROM)? (?P<y>YEARNUM|(?<=[YEAR THEYEAR])NUM) (?P<era>[ERA HIJRI])?"
    "|OPEN [YEAR THEYEAR]? (?P<yb>YEARNUM) CLOSE"
    "|(?:FROM|IN|PREF)? (?P<this>THIS)? THEYEAR (?P<ys>[LAST BEFORELAST NEXT AFTERNEXT CURRENT PRIOR SAME])?"
    f"|FROM? (?P<nafs>NAFS) [YEAR THEYEAR]|(?P<ms>{STEP})|FROM (?P<every>EVERY) [YEAR MONTH])"
)
CONTEXT = frozenset({"IN", "SINCE", "FROM", "TO", "BETWEEN", "DURING", "BEFORE", "AFTER", "WITH", "DATE", "EDGE"})
NO_YEAR = Calendar(0)


def _named(view: View, *, year: bool) -> bool:
    """Return whether the date is part of a name: شارع 26 يوليو, قوى 14 آذار."""
    before = view.kind(-1) if view.kind(-1) not in ("QUOTE", "OPEN") else view.kind(-2)
    return before == "NAMEHEAD" and not year


def year_of(view: View) -> Calendar | None:
    """Return what the pattern TAIL says of the year, as a `Calendar` without month; ``None`` if it cannot be one."""
    if view.has("y"):
        year = view.number("y")
        if view.value("era") == "BCE" or not 1 <= year <= 2199:
            return None
        if not view.has("era") and view.kind(0) in ("COUNTED", "PERCENT"):
            return None
        return replace(NO_YEAR, year=year)
    if view.has("yb"):
        return replace(NO_YEAR, year=view.number("yb"))
    if view.has("ms"):
        return replace(NO_YEAR, lean=view.number("ms"))
    if view.has("nafs") or (view.has("ys") and view.items("ys")[-1].kind == "SAME"):
        return replace(NO_YEAR, same_year=True)
    if view.has("ys") or view.has("this"):
        return replace(NO_YEAR, year_step=view.number("ys"))
    return NO_YEAR


@dates(
    "day and month",
    f"{HEAD} (?P<d>{DAYNUM}) (?:FROM|IN|SLASH|DASH)? [MONTH THEMONTH]? (?P<m>{MON}) {TAIL}? {DAYPART}? CLOSE?",
)
@dates("month and day", f"(?P<dx>(?!))?(?P<dow>NAMED_DAY)? (?P<m>{MON}) (?P<d>N12) COMMA {TAIL} CLOSE?")
def _day_month(view: View) -> Meaning | None:
    base = year_of(view)
    trim = _bracket(view)
    if base is None or trim is None:
        return None
    if _named(view, year=base != NO_YEAR):
        return NOTHING
    day = view.number("d")
    if base.year in hijri.TABLED:
        return None
    sense = replace(base, month=view.number("m"), day=day, weekday=view.number("dow"), near=near_of(view))
    if view.has("every"):
        return Meaning("set", Every("P1Y"), trim=trim)
    if not is_edtf(f"{sense.year or 2000:04}-{sense.month:02}-{day:02}"):
        return None
    if view.items("d")[-1].kind == "ORD" and not view.has("dow") and (_feminine(view) or _counted(view)):
        return None  # الجولة الأولى من أيار، العدد الأول في نيسان: the ordinal counts something else
    ordinal = view.has("dow") and view.items("d")[-1].kind == "ORD" and day <= 5
    if ordinal and (
        _feminine(view) or (sense.year and date(sense.year, sense.month, day).isoweekday() != sense.weekday)
    ):
        return None  # الجمعة الأولى من آب: the ordinal counts the weekdays
    if base == NO_YEAR and not sense.weekday and sense.near is None:
        always, known = _known().get((sense.month, day), (False, ""))
        if view.kind(-1) == "EVENTHEAD" and not always:
            return Meaning("date", Fixed(known or f"XXXX-{sense.month:02}-{day:02}"), trim=trim)
        if always:
            sense = replace(sense, known=known)
    return Meaning("date", sense, late(view), trim)


@cache
def _known() -> dict[tuple[int, int], tuple[bool, str]]:
    """Return the days that stand for an event: month and day to whether they do so by themselves, and the full date."""
    found = {}
    for row in load("timewords", ("kind",)):
        if row.more["kind"] in ("known_day", "known_event"):
            day = date.fromisoformat(row.value)
            found[day.month, day.day] = (row.more["kind"] == "known_day", row.value)
    return found


def _feminine(view: View) -> bool:
    token = view.items("d")[-1]
    return view.tokens.text[token.start : token.end].endswith(("ة", "ه", "لي"))


def _counted(view: View) -> bool:
    """Return whether the ordinal stands behind what it counts: a definite noun, and في between it and the month."""
    joined = view.tokens.items[view.match.end("d")].kind == "IN"
    return joined and view.first == view.match.start("d") and view.word(-1).lstrip("وفبلك").startswith("ال")


def near_of(view: View) -> int | None:
    """Return how many days from the writing the match's day word puts it, ``None`` without one."""
    if view.has("dx"):
        return view.number("dx")
    return 0 if any(token.kind == "TODAY" for token in view.tokens.items[view.first : view.last][:4]) else None


def _bracket(view: View) -> int | None:
    """Return how many tokens to leave off for a stray closing bracket; ``None`` if one opens and does not close."""
    kinds = [token.kind for token in view.tokens.items[view.first : view.last]]
    opened, closed = kinds.count("OPEN"), kinds.count("CLOSE")
    if opened == closed:
        return 0
    return 1 if kinds[-1] == "CLOSE" and not opened else None


@dates(
    "day and Hijri month",
    f"{HEAD} (?P<d>{DAYNUM}) (?:FROM|IN|SLASH|DASH)? [MONTH THEMONTH]? (?P<m>{HMON}) {TAIL}? {DAYPART}? CLOSE?",
)
def _day_hijri(view: View) -> Meaning | None:
    base = year_of(view)
    trim = _bracket(view)
    if base is None or trim is None:
        return None
    may = view.items("m")[0].kind == "MAY_HMONTH"
    if may and base == NO_YEAR and view.value("m") == "2" and not view.has("dow"):
        return None
    if base.year > 1600:
        return None
    day = view.number("d")
    if not 1 <= day <= 30 or (base.year and not hijri.to_day(base.year, view.number("m"), day)):
        return None
    return Meaning(
        "date", replace(base, month=view.number("m"), day=day, hijri=True, weekday=view.number("dow")), trim=trim
    )


@dates(
    "day of the month",
    f"{HEAD} (?P<d>{DAYNUM}) (?:FROM? MONTH? (?P<this>THIS)? THEMONTH (?P<s>[LAST BEFORELAST NEXT "
    "AFTERNEXT CURRENT SAME PRIOR FOLLOWING])?|FROM? (?P<cur>CURRENT)) CLOSE?",
)
def _day_of_month(view: View) -> Meaning | None:
    trim = _bracket(view)
    if trim is None or not 1 <= view.number("d") <= 31:
        return None
    if view.has("cur"):
        if view.items("d")[-1].kind != "N12" or (
            view.kind(-1) not in ("IN", "FROM", "TO", "DATE", "DAY", "NAMED_DAY", "OPEN", "DURING")
            and not view.has("dow")
        ):
            return None
        return Meaning("date", Shift("M", 0, day=view.number("d")), trim=trim)
    if not view.has("this") and not view.has("s"):
        return None
    if view.items("d")[-1].kind == "ORD" and not view.has("dow") and _feminine(view):
        return None  # الأيام العشرة الأولى من الشهر الجاري
    mention = view.has("s") and view.items("s")[-1].kind in ("SAME", "PRIOR", "FOLLOWING")
    return Meaning("date", Shift("M", view.number("s"), mention=mention, day=view.number("d")), trim=trim)


@dates("numeric date", f"{HEAD} (?P<n>NUMDATE) (?P<era>[ERA HIJRI])? {DAYPART}? CLOSE?")
def _numeric(view: View) -> Meaning | None:
    trim = _bracket(view)
    said = (
        view.has("dow")
        or view.has("dx")
        or view.kind(-1) in ("DATE", "DAY", "ALIGN")
        or view.first < view.match.start("n")
    )
    text = numeric(view.value("n"), view.value("era") == "AH", loose=said)
    if trim is None or not text:
        return None
    return Meaning("time" if "T" in text else "date", Fixed(text), trim=trim)


_PARTS = re.compile(r"\d+")


def numeric(text: str, is_hijri: bool = False, *, loose: bool = False) -> str:
    """Return a date in digits as EDTF: year first, else day, month, year (month, day, year where only that fits).

    A year of two digits counts only if ``loose``. Empty if it is no date.

    >>> numeric("24/7/2025"), numeric("7-24-2025"), numeric("2025.07.24"), numeric("31/2/2025"), numeric("15/9/1436")
    ('2025-07-24', '2025-07-24', '2025-07-24', '', '2015-07-02')
    """
    if "T" in text:
        cut = re.sub(r"\.\d+", "", text)
        cut = re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", cut)
        return cut if is_edtf(cut) else ""
    first, second, third = _PARTS.findall(text)
    if len(first) == 4:
        orders = [(first, second, third)]
    elif len(first) > 2:
        return ""
    elif len(third) == 4:
        orders = [(third, second, first), (third, first, second)]
    elif len(third) == 2 and loose and not is_hijri:
        orders = [("20" + third, second, first)]
    else:
        return ""
    for year, month, day in orders:
        y, m, d = int(year), int(month), int(day)
        if is_hijri or y in hijri.TABLED:
            found = hijri.to_day(y, m, d)
            if found:
                return str(found)
            continue
        try:
            return str(date(y, m, d)) if 1000 <= y <= 2199 else ""
        except ValueError:
            continue
    return ""


@dates("two days in digits", "(?P<a>N12) (?:TO|DASH) (?P<n>NUMDATE) (?P<era>[ERA HIJRI])?")
def _numeric_days(view: View) -> Meaning | None:
    parts = _PARTS.findall(view.value("n"))
    if len(parts) != 3 or len(parts[2]) != 4:
        return None
    is_hijri = view.value("era") == "AH"
    first = numeric("/".join((view.value("a"), *parts[1:])), is_hijri)
    last = numeric("/".join(parts), is_hijri)
    return Meaning("date", Span(Fixed(first), Fixed(last))) if first and last and first < last else None


@dates("day and month in digits", f"{HEAD} (?P<n>PAIR) CLOSE?")
def _pair(view: View) -> Meaning | None:
    trim = _bracket(view)
    if trim is None or not (
        view.has("dow") or view.has("dx") or view.kind(-1) in ("DATE", "DAY") or view.first < view.match.start("n")
    ):
        return None
    day, month = (int(part) for part in view.value("n").split("/"))
    if not 1 <= month <= 12 or not is_edtf(f"2000-{month:02}-{day:02}"):
        return None
    return Meaning("date", Calendar(month=month, day=day, weekday=view.number("dow")), trim=trim)


@dates(
    "two days of a month",
    f"(?:[DAYS_OF UNITS DAY] )? (?P<dow>NAMED_DAY (?:[AND DASH TO]+ NAMED_DAY)?)? (?P<a>{DAYNUM}) "
    f"(?P<more>(?:[AND COMMA]+ N12)+(?= AND N12))?"
    f" (?P<j>[AND TO DASH COMMA]+) [DAY]? (?P<b>{DAYNUM}) (?:FROM|IN|SLASH)? [MONTH THEMONTH]? "
    f"(?P<m>{MON}|{HMON}) {TAIL}?",
)
def _two_days(view: View) -> Meaning | None:
    base = year_of(view)
    first, last = view.number("a"), view.number("b")
    if base is None or first >= last or last > 31:
        return None
    is_hijri = view.items("m")[-1].kind.endswith("HMONTH")
    common = replace(base, month=view.number("m"), hijri=is_hijri)
    for day in (first, last):
        if not is_hijri and not is_edtf(f"2000-{view.number('m'):02}-{day:02}"):
            return None
    left, right = (replace(common, day=day) for day in (first, last))
    between = [int(token.value) for token in view.items("more") if token.kind == "N12"]
    if view.has("more") and between != list(range(first + 1, last)):
        return None
    joint = {token.kind for token in view.items("j")}
    if between:
        return Meaning("date", Span(left, right))
    if joint == {"COMMA"}:
        return None
    ranged = joint & {"TO", "DASH"} or view.kind(-1) == "BETWEEN"
    return Meaning("date", Span(left, right) if ranged else Both(left, right))


@dates(
    "two weekdays of a month",
    f"[DAYS_OF UNITS]? (?P<da>NAMED_DAY) (?P<a>{DAYNUM}) (?P<j>AND|TO|DASH) (?P<db>NAMED_DAY) (?P<b>{DAYNUM})"
    f" (?:FROM|SLASH)? MONTH? (?P<m>{MON}) {TAIL}?",
)
def _two_named_days(view: View) -> Meaning | None:
    base = year_of(view)
    first, last = view.number("a"), view.number("b")
    if base is None or not 1 <= first < last <= 31:
        return None
    left, right = (
        replace(base, month=view.number("m"), day=day, weekday=view.number(name))
        for day, name in ((first, "da"), (last, "db"))
    )
    if not is_edtf(f"2000-{left.month:02}-{last:02}"):
        return None
    return Meaning("date", Both(left, right) if view.items("j")[0].kind == "AND" else Span(left, right))


@dates("month", f"(?P<e>EDGE)? (?P<h>[MONTH THEMONTH])? (?P<m>{MON}) {TAIL}?")
def _month(view: View) -> Meaning | None:
    base = year_of(view)
    if base is None:
        return None
    may = view.items("m")[0].kind == "MAY_GMONTH"
    before = view.kind(-1)
    # آب and أب fold together; `khabar.times` tells them apart by the raw letter.
    weak = before not in CONTEXT or (
        before in ("FROM", "BEFORE", "AFTER", "WITH") and view.value("m") in ("8", "5", "6")
    )
    if may and weak and not (view.has("h") or view.has("e") or base != NO_YEAR):
        return None
    if view.kind(-1) in ("NAMEHEAD", "EVENTHEAD") and base == NO_YEAR and not view.has("h"):
        return None
    return Meaning("date", replace(base, month=view.number("m")), view.value("e"))


@dates(
    "part of a month",
    "(?:(?P<w>THEWEEK) (?P<n>ORD|RECENT)|(?P<f>THEFRAC) (?P<n2>ORD|RECENT)) (?:FROM|PREF|IN)? "
    f"[MONTH THEMONTH]? (?P<m>{MON}) {TAIL}?",
)
def _part_of_month(view: View) -> Meaning | None:
    base = year_of(view)
    if base is None:
        return None
    size, count = (7, 4) if view.has("w") else (30 // view.number("f"), view.number("f"))
    ordinal = view.items("n") or view.items("n2")
    number = count if ordinal[-1].kind == "RECENT" else int(ordinal[-1].value)
    if not 1 <= number <= max(count, 5 if view.has("w") else 0):
        return None
    month = replace(base, month=view.number("m"))
    last = 31 if number >= count and not (view.has("w") and number == 4) else size * number
    return Meaning("date", PartOfMonth(month, size * (number - 1) + 1, last))


@dates(
    "weekday of a month",
    f"(?:{DAYPART} DAY?|DAY)? (?P<d>NAMED_DAY) (?P<n>ORD|RECENT) (?:FROM|IN|PREF) [MONTH THEMONTH]?"
    f" (?P<m>{MON}|{HMON}) {TAIL}?",
)
def _weekday_of_month(view: View) -> Meaning | None:
    base = year_of(view)
    last = view.items("n")[-1].kind == "RECENT"
    number = 4 if last else view.number("n")
    if base is None or not 1 <= number <= 5:
        return None
    month = replace(base, month=view.number("m"), hijri=view.items("m")[-1].kind.endswith("HMONTH"))
    first, end = (-6, 0) if last else (7 * number - 6, 7 * number)
    return Meaning("date", PartOfMonth(month, first, end, view.number("d")))


@dates("Hijri month", f"(?P<e>EDGE)? (?P<h>[MONTH THEMONTH])? (?P<m>{HMON}) {TAIL}?")
def _hijri_month(view: View) -> Meaning | None:
    base = year_of(view)
    if base is None:
        return None
    if view.items("m")[0].kind == "MAY_HMONTH" and not view.has("h"):
        near = view.has("e") or view.has("ms") or base.year in hijri.TABLED
        if not near and not (view.value("m") == "9" and view.kind(-1) in CONTEXT - {"FROM", "WITH", "BETWEEN"}):
            return None
    if base.year > 1600:
        # A Hijri month of a Gregorian year: the one that begins in it.
        for hijri_year in range(base.year - 580, base.year - 576):
            first = hijri.to_day(hijri_year, view.number("m"), 1)
            if first and first.year == base.year:
                return Meaning("date", Fixed(hijri.span(hijri_year, view.number("m"))), view.value("e"))
        return None
    return Meaning("date", replace(base, month=view.number("m"), hijri=True), view.value("e"))


@dates("months of a year", f"(?:MONTHS_OF )? (?P<a>{MON}) (?P<j>AND|TO|DASH) (?P<b>{MON}) {TAIL}?")
def _two_months(view: View) -> Meaning | None:
    base = year_of(view)
    paired = (
        view.tokens.items[view.first].kind == "MONTHS_OF"
        or view.items("j")[0].kind != "AND"
        or view.kind(-1) == "BETWEEN"
    )
    if base is None or not paired or view.value("a") == view.value("b"):
        return None
    if view.items("j")[0].kind == "DASH" and base == NO_YEAR and view.kind(-1) not in CONTEXT:
        return None
    first = Calendar(month=view.number("a"), year=base.year if view.number("a") < view.number("b") else 0)
    last = replace(base, month=view.number("b"))
    return Meaning("date", Span(first, last))
