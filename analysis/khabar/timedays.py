"""Rules for weekdays, day words, days counted from the date before, and times of day."""

import re

from khabar.edtf import is_edtf
from khabar.timegrammar import DAYNUM, DAYPART, LATE, STEP, Meaning, Rules, View, general, late
from khabar.timesense import Both, Calendar, Clock, Fixed, PartOfDay, Sense, Shift, Then, Weekday

days = Rules()


def lean(value: str) -> int | None:
    """Return the lean that a modifier's value stands for; the empty one has none."""
    return int(value) if value else None


@days(
    "weekday",
    f"{LATE} (?:{DAYPART} FROM?)? [DAY TODAY]? (?P<dx>[DEIXIS TODAY TOMORROW])? DAY? "
    f"(?P<sep>OPEN|COMMA)? DAY? (?P<d>NAMED_DAY) (?P<s>{STEP}|PRIOR)? CLOSE? (?:[ADVPART "
    f"THEPART]|PART(?!FOLLOWER))? (?P<w>FROM? (?P<wt>THIS)? THEWEEK (?P<ws>{STEP})?)?".replace(
        "FOLLOWER", "[NAMED_DAY DEIXIS TODAY DAY]"
    ),
)
def _weekday(view: View) -> Meaning | None:
    kinds = [token.kind for token in view.tokens.items[view.first : view.last]]
    if kinds.count("OPEN") != kinds.count("CLOSE"):
        return None
    if view.has("sep") and not view.has("dx") and "TODAY" not in kinds:
        return None
    if kinds[0] == "PART" and len(kinds) == 1:
        return None
    if view.kind(-1) in ("NAMEHEAD", "EVERY", "BEFORELAST") or (view.kind(-1) == "UNITS" and view.word(-1) == "ايام"):
        return None
    if view.has("w") and (view.has("ws") or view.has("wt")):
        return Meaning("date", Shift("W", view.number("ws"), weekday=view.number("d")), late(view))
    trim = 1 + ("FROM" in kinds[-2:]) if view.has("w") else 0
    near = (
        view.number("dx")
        if view.has("dx") and view.items("dx")[-1].kind != "TODAY"
        else (0 if view.has("dx") or "TODAY" in kinds else None)
    )
    if "TODAY" in kinds and view.kind(-1) == "IN":
        near = None
    lean_ = view.value("s")
    if view.has("s") and view.items("s")[-1].kind == "PRIOR":
        return Meaning("date", Weekday(view.number("d"), lean=-1), late(view), trim)
    return Meaning("date", Weekday(view.number("d"), lean=lean(lean_), near=near), late(view), trim)


@days(
    "night across two days",
    f"{LATE} (?P<p>PART) (?P<a>NAMED_DAY) (?:DASH|SLASH|AND|TO|COMMA)? (?P<b>NAMED_DAY) (?P<s>LAST|NEXT)?",
)
def _night(view: View) -> Meaning | None:
    if view.number("b") != view.number("a") % 7 + 1 or view.value("p") not in ("NI", "EV"):
        return None
    return Meaning(
        "date",
        Both(Weekday(view.number("a"), lean(view.value("s"))), Weekday(view.number("b"), lean(view.value("s")))),
        late(view),
    )


@days("two weekdays", f"DAYS_OF (?P<a>NAMED_DAY) AND (?P<b>NAMED_DAY) (?P<s>{STEP})?")
def _two_weekdays(view: View) -> Meaning | None:
    step = lean(view.value("s"))
    return Meaning(
        "date", Both(Weekday(view.number("a"), step if step != -1 else None), Weekday(view.number("b"), step))
    )


@days("two day words", "DAYS_OF? (?P<a>DEIXIS) AND (?P<b>TODAY|DEIXIS)")
@days("two day words", "DAYS_OF? (?P<a>TODAY) AND (?P<b>DEIXIS)")
def _two_words(view: View) -> Meaning | None:
    if view.kind(-1) not in ("DAYS_OF",) and view.tokens.items[view.first].kind != "DAYS_OF":
        return None
    return Meaning("date", Both(Shift("D", view.number("a")), Shift("D", view.number("b"))))


@days(
    "day word",
    f"{LATE} (?:{DAYPART} FROM?)? (?P<day>DAY)? (?P<d>DEIXIS|TODAY|TOMORROW) (?:[ADVPART THEPART]|PART)? (?P<o>ORD)?",
)
def _day_word(view: View) -> Meaning | None:
    kind = view.items("d")[-1].kind
    if kind == "TODAY":
        if (
            view.has("o")
            or view.kind(-1) in ("IN", "OUTLET", "NAMEHEAD")
            or view.kind(0) in ("BLOCK", "ART")
            or view.word(0) == "الذي"
        ):
            return None
        if view.kind(-1) == "QUOTE" and view.kind(0) == "QUOTE":
            return None
    if kind == "TOMORROW" and not view.has("day") and view.tokens.items[view.first].kind == "TOMORROW":
        return None
    return Meaning("date", Shift("D", view.number("d")), late(view), int(view.has("o")))


@days("this day", "THIS (?:TODAY|THEPART|TONIGHT)")
@days("tonight", "TONIGHT(?! ORD)")
def _this_day(view: View) -> Meaning | None:
    part = view.tokens.items[view.last - 1].kind
    return Meaning("time" if part != "TODAY" else "date", Shift("D", 0))


@days("last night", "(?P<d>LASTNIGHT)")
def _last_night(view: View) -> Meaning | None:
    return Meaning("time", Shift("D", view.number("d")))


@days(
    "the day before or after",
    f"(?:{DAYPART} FROM?|(?P<e>EDGE) FROM?)? (?:(?P<u>[TODAY THEWEEK THEMONTH THEYEAR]) (?P<s>[FOLLOWING SAME "
    "PRIOR])|NAFS (?P<u2>[TODAY THEWEEK THEMONTH THEYEAR DAY WEEK MONTH YEAR])|THAT "
    "(?P<u3>[TODAY THEWEEK THEMONTH THEYEAR]))",
)
def _anaphora(view: View) -> Meaning | None:
    kind = (view.items("u") or view.items("u2") or view.items("u3"))[-1].kind
    if kind == "THEYEAR" and view.has("s") and general(view):
        return None
    unit = {"TODAY": "D", "DAY": "D"}.get(kind, kind.removeprefix("THE")[0])
    return Meaning("date", Shift(unit, view.number("s"), mention=True), view.value("e"))


@days("day of the month named before", f"DAY? (?P<d>{DAYNUM}) OFIT")
def _of_it(view: View) -> Meaning | None:
    bare = view.tokens.items[view.first].kind != "DAY"
    if not 1 <= view.number("d") <= 31 or (bare and view.kind(-1) not in ("IN", "TO", "DATE", "DAY", "FROM", "SINCE")):
        return None
    return Meaning("date", Shift("M", 0, mention=True, day=view.number("d")))


# A clock time: its hour in digits or as an ordinal, its minutes, its part of day, its zone.
_PM = {"EV": 12, "AF": 12}
ZONED = "(?:(?P<z>ZONE)|ZONEHEAD OTHER)"


def hour_of(hour: int, part: str) -> int:
    """Return the hour of the day that ``hour`` of a part of the day is: 8 in the evening is 20, 12 at night 24.

    >>> [hour_of(8, "EV"), hour_of(12, "NI"), hour_of(2, "NI"), hour_of(1, "NO"), hour_of(8, "MO")]
    [20, 24, 2, 13, 8]
    """
    if hour > 12 or not part:
        return hour
    if part == "NI":
        return hour + 12 if hour >= 6 else hour
    if part in _PM:
        return hour + 12 if hour < 12 else (24 if part == "EV" else 12)
    if part == "NO":
        return hour + 12 if hour < 4 else hour
    return 0 if hour == 12 and part in ("DA", "MO") else hour


@days(
    "clock",
    "(?P<about>MOD)? THEHOUR (?P<c>CLOCK|N12|ORD|DECIMAL) (?:(?P<half>AND [FRAC "
    "THEFRAC])|(?P<less>LESSFRAC)|AND? (?P<min>[N12 NUM DIGITS]) [UNIT UNITS THEUNITS])? "
    f"(?:FROM? (?P<p>[ADVPART PART THEPART]))? {ZONED}?",
)
@days(
    "clock",
    "(?P<about>MOD)? (?P<c>CLOCK|YEARNUM|DIGITS|DECIMAL|ORD) (?P<half>AND [FRAC THEFRAC])? (?P<less>LESSFRAC)?"
    f" (?P<min>(?!))? (?:FROM? (?P<p>[ADVPART PART]))? {ZONED}",
)
@days(
    "clock",
    "(?P<about>MOD)? (?P<c>CLOCK|N12|ORD|DECIMAL) (?:(?P<half>AND [FRAC THEFRAC])|(?P<less>LESSFRAC)"
    f"|AND (?P<min>[N12 NUM DIGITS]) [UNIT UNITS])? FROM? (?P<p>[ADVPART PART]) {ZONED}?",
)
def _clock(view: View) -> Meaning | None:
    token = view.items("c")[-1]
    at_hour = "THEHOUR" in [token.kind for token in view.tokens.items[view.first : view.match.start("c")]]
    minute = 0
    if token.kind in ("CLOCK", "DECIMAL"):
        pieces = re.split("[:.,]", token.value)
        if len(pieces) not in (2, 3) or len(pieces[1]) != 2:
            return None
        hour, minute = int(pieces[0]), int(pieces[1])
    elif token.kind in ("YEARNUM", "DIGITS"):
        if len(token.value) not in (3, 4) or not view.has("z"):
            return None
        hour, minute = divmod(int(token.value), 100)
    else:
        hour = int(token.value)
    if not at_hour and not view.has("z") and token.kind == "N12" and hour > 12:
        return None
    if (
        not at_hour
        and token.kind in ("ORD", "N12", "DECIMAL")
        and view.items("p")
        and view.items("p")[-1].kind == "PART"
        and view.kind(0)
        not in ("NAMED_DAY", "DEIXIS", "TODAY", "DAY", "ZONE", "COMMA", "DOT", "LINE", "CLOSE", "", "AND")
        and view.value("p") not in ("EV", "MO")
    ):
        return None
    if not at_hour and token.kind == "ORD" and not view.tokens.word(view.match.start("c")).endswith(("ة", "ه", "ي")):
        return None
    if not at_hour and view.word(-1).startswith("ال"):
        return None  # القناة الثانية مساء: the second channel, in the evening
    if view.has("half"):
        minute += 60 // view.number("half")
    if view.has("less"):
        hour, minute = hour - 1, 60 - 60 // view.number("less")
    if view.has("min"):
        minute += view.number("min")
    hour = hour_of(hour, view.value("p"))
    if not (0 <= hour <= 24 and 0 <= minute < 60):
        return None
    # The part of day may belong to the day behind it: الثامنة من مساء الخميس.
    return Meaning("time", Clock(hour, minute, view.value("z")), view.value("about"))


@days("part of day", "ADVPART")
def _part(view: View) -> Meaning | None:
    if view.kind(-1) in ("BLOCK", "NAMEHEAD"):
        return None
    return Meaning("time", PartOfDay(since=view.kind(-1) == "SINCE"))


@days("then", "THEN")
def _then(view: View) -> Meaning | None:
    return Meaning("vague", Then())


def sense_of_day(sense: Sense) -> bool:
    """Return whether ``sense`` can be the day of a time of day."""
    match sense:
        case Fixed(edtf):
            return len(edtf) == 10 and is_edtf(edtf)
        case Calendar(day=day):
            return bool(day)
        case Shift(unit=unit, day=day, weekday=weekday):
            return unit == "D" or bool(day or weekday)
        case Weekday():
            return True
    return False
