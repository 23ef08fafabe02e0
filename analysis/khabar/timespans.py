"""Rules for durations, for points counted from the anchor or an event, for what recurs and for what is vague."""

from fractions import Fraction

from khabar.timegrammar import CARD, DUALS, UNIT, Meaning, Rules, View
from khabar.timesense import Ago, Every, FromEvent, Length, Vague

spans = Rules()
Parts = tuple[tuple[Fraction, str], ...]

HALF = (
    "(?:AND (?P<half>[FRAC THEFRAC])"
    " (?:[THEYEAR THEMONTH THEHOUR THEWEEK TODAY THEDECADE CENTURY THEUNIT YEAR MONTH HOUR DAY WEEK DECADE UNIT])?"
    "|(?P<less>LESSFRAC))"
)
# So many of a unit: أربع ساعات، يومين، ربع قرن، شهر واحد، سنة ونصف السنة.
COUNT = (
    f"(?:(?P<n>{CARD}) (?P<u>{UNIT})|(?P<dual>{DUALS}) TWO?|(?P<f>FRAC) (?P<fu>[DAY WEEK MONTH YEAR HOUR UNIT DECADE])"
    "|(?P<s>[DAY WEEK MONTH YEAR HOUR UNIT DECADE]) (?P<one>ONE)?)"
)
AFTERMOD = "(?P<am>AFTERMOD)?"
# What stands before a unit without a number if it is a length: منذ عام، خلال أسبوع، أكثر من شهر.
LENGTHY = frozenset({"SINCE", "DURING", "MOD"})
_RECORDS = frozenset({"مستوي", "مستوياته", "مستوياتها", "سعر", "مرة", "معدل", "وتيرة"})
# What behind a unit makes it the head of a date: عام 2000، شهر آب، يوم الخميس.
NO_LENGTH = frozenset({
    "YEARNUM", "NUM", "N12", "GMONTH", "MAY_GMONTH", "HMONTH", "MAY_HMONTH", "NAMED_DAY", "DEIXIS", "TODAY", "NUMDATE",
    "PAIR", "ORD", "ART", "DIGITS", "BARE_DAY",
})  # fmt: skip


def parts_of(view: View) -> Parts | None:
    """Return the quantity that COUNT and HALF matched, ``None`` if it is none."""
    amount: Fraction | None
    if view.has("n"):
        amount, unit = view.amount("n"), view.value("u")
    elif view.has("dual"):
        text = view.value("dual")
        digits = text.rstrip("YMWDTHS")
        amount, unit = Fraction(2), text[len(digits) :] if digits == "2" else f"{int(digits) // 2}Y"
    elif view.has("f"):
        amount, unit = Fraction(1, view.number("f")), view.value("fu")
    else:
        amount, unit = Fraction(1), view.value("s")
    if amount is None or amount <= 0 or amount > 10**7:
        return None
    if view.has("half"):
        amount += Fraction(1, int(view.items("half")[0].value))
    if view.has("less"):
        amount -= Fraction(1, view.number("less"))
    return ((amount, unit),)


def single(view: View) -> bool:
    """Return whether the match is a unit alone, without any number."""
    return view.has("s") and not view.has("one") and not view.has("half") and not view.has("less")


@spans("count and unit", f"(?P<mod>MOD)? {COUNT} {HALF}? {AFTERMOD}")
def _count(view: View) -> Meaning | None:
    if single(view):
        highest = view.kind(-1) == "IN" and view.word(-2) in _RECORDS  # أعلى مستوى في شهر
        if not (view.has("mod") or view.has("am") or highest or view.kind(-1) in LENGTHY) or view.kind(0) in NO_LENGTH:
            return None
        if view.items("s")[0].kind == "DECADE" and view.kind(0) not in ("", "DOT", "COMMA", "FROM", "LINE", "CLOSE"):
            return None
    decades = view.has("dual") and view.items("dual")[0].kind == "DECADES2" and not view.has("mod")
    if decades and view.kind(-1) not in LENGTHY | {"IN", "BEFORE", "AFTER", "WITH"}:
        return None
    if view.has("s") and view.has("one") and view.items("s")[0].kind == "DECADE":
        return None
    parts = parts_of(view)
    if parts is None or view.kind(-1) == "NAMEHEAD":
        return None
    return Meaning("duration", Length(parts), view.value("mod") or view.value("am"))


@spans("for a week, for a month", "(?P<u>WEEK|MONTH)")
def _accusative(view: View) -> Meaning | None:
    # تمديد المهلة أسبوعا: the accusative says how long.
    if view.tokens.word(view.first) not in ("اسبوعا", "شهرا") or view.kind(0) in NO_LENGTH | {"AFTER", "AND"}:
        return None
    if view.word(0) == "تلو":
        return None
    return Meaning("duration", Length(((Fraction(1), view.value("u")),)))


@spans("about two", "(?P<mod>MOD) (?P<dual>THEDUAL)")
def _about_two(view: View) -> Meaning | None:
    text = view.value("dual")
    digits = text.rstrip("YMWDTHS")
    amount, unit = (2, text[1:]) if digits == "2" else (int(digits), "Y")
    return Meaning("duration", Length(((Fraction(amount), unit),)), view.value("mod"))


@spans("count range", f"(?P<mod>MOD)? (?P<n>{CARD}) (?P<j>TO|OR|DASH|AND) (?P<b>{CARD}) (?P<u>{UNIT})")
def _range(view: View) -> Meaning | None:
    low, high = view.amount("n"), view.amount("b")
    if low is None or high is None or not 0 < low < high:
        return None
    if view.items("j")[0].kind == "AND" and view.kind(-1) != "BETWEEN":
        return None
    return Meaning("duration", Length(((low, view.value("u")),)), view.value("mod") or "EQUAL_OR_MORE")


@spans("unit or two", "(?P<a>[DAY WEEK MONTH YEAR HOUR]) OR (?P<b>DUAL)")
def _or_two(view: View) -> Meaning | None:
    return Meaning("duration", Length(((Fraction(1), view.value("a")),)), "EQUAL_OR_MORE")


@spans(
    "counts of two units",
    f"(?P<mod>MOD)? (?:(?P<n>{CARD}) (?P<u>{UNIT})|(?P<dual>{DUALS})|(?P<s>[DAY WEEK MONTH YEAR "
    f"HOUR])) AND (?:(?P<n2>{CARD}) (?P<u2>{UNIT})|(?P<dual2>{DUALS}))",
)
def _two_units(view: View) -> Meaning | None:
    order = ["100Y", "10Y", "Y", "M", "W", "D", "TH", "TM", "TS"]
    first = (
        (view.amount("n"), view.value("u"))
        if view.has("n")
        else (Fraction(2), view.value("dual")[1:])
        if view.has("dual")
        else (Fraction(1), view.value("s"))
    )
    second = (view.amount("n2"), view.value("u2")) if view.has("n2") else (Fraction(2), view.value("dual2")[1:])
    if (
        first[0] is None
        or second[0] is None
        or first[1] not in order
        or second[1] not in order
        or "W" in (first[1], second[1])
    ):
        return None
    if order.index(first[1]) >= order.index(second[1]):
        return None
    return Meaning("duration", Length(((first[0], first[1]), (second[0], second[1]))), view.value("mod"))


@spans(
    "ago, or from now",
    f"(?P<p>BEFORE|AFTER) (?P<mod>MOD)? {COUNT} {HALF}? {AFTERMOD} ONLY? (?P<from>[FROM ON] (?P<now>VAGUE|TODAY)?)?",
)
def _ago(view: View) -> Meaning | None:
    trim = 0
    if single(view) and (view.items("s")[0].kind == "DECADE" or view.kind(0) in NO_LENGTH):
        return None
    parts = parts_of(view)
    if parts is None:
        return None
    sign = view.number("p")
    mod = view.value("mod") or view.value("am")
    if view.has("from"):
        if view.has("now"):
            return Meaning("date", Ago(parts, sign), mod)
        trim = 1 + ("ONLY" in [token.kind for token in view.tokens.items[view.first : view.last]])
        # "من" behind a point in the past may tell of what it is part; behind قبل and بعد an event follows.
        return Meaning("duration", FromEvent(parts, sign), mod, trim)
    return Meaning("date", Ago(parts, sign), mod, int(view.tokens.items[view.last - 1].kind == "ONLY"))


@spans("some time ago", "(?P<p>BEFORE|AFTER) (?:FEW FROM?)? [UNITS THEUNITS] (?:FEWADJ)? (?P<from>[FROM ON])?")
def _some_time_ago(view: View) -> Meaning | None:
    if view.has("from"):
        return Meaning("vague", Vague("none"), trim=1)
    return Meaning("vague", Vague("past" if view.number("p") < 0 else "coming"))


@spans("some time", "(?:(?P<few>FEW) FROM? [UNITS THEUNITS]|(?P<units>UNITS)) FEWADJ?")
def _some_time(view: View) -> Meaning | None:
    if not view.has("few") and view.kind(-1) not in ("SINCE", "DURING") and view.word(-1) != "ل":
        return None
    if view.has("units") and view.kind(0) in NO_LENGTH:
        return None
    construct = (view.word(0).startswith("ال") and view.kind(0) != "TO") or (
        view.kind(0) == "QUOTE" and view.kind(1) != "DOT"
    )
    if view.has("units") and view.kind(-1) == "DURING" and construct:
        return None  # خلال أيام العيد: not "within days"
    return Meaning("vague", Vague("past" if view.kind(-1) == "SINCE" else "none"))


# The last or next so many: الأيام الثلاثة الماضية، الـ24 ساعة المقبلة، العامين الماضيين، آخر ثلاثة أيام.
TURN = "(?P<t>[LAST NEXT RECENT PRIOR])"


@spans("the last or next so many", f"(?P<u>THEUNITS) (?:FEWADJ)? (?P<n>THENUM|ART? {CARD}) {TURN}")
@spans("the last or next so many", f"(?P<n>THENUM|ART? {CARD}) (?P<u>{UNIT}|THEUNITS) {TURN}")
@spans("the last or next so many", f"(?P<u>THEUNITS) {TURN} (?P<n>THENUM)")
@spans("the last or next so many", f"(?P<n>(?!))? (?P<u>THEDUAL) {TURN}")
@spans("the last so many", f"FINAL (?P<n>{CARD}) (?P<u>UNITS|DAY|WEEK|MONTH|YEAR|HOUR|UNIT) (?P<t>(?!))?")
@spans("the last so many", "FINAL (?P<n>(?!))? (?P<u>DUAL) (?P<t>(?!))?")
def _reach(view: View) -> Meaning | None:
    unit = view.value("u")
    amount = view.amount("n") if view.has("n") else Fraction(2)
    if not view.has("n"):
        digits = unit.rstrip("YMWDTHS")
        unit = unit[len(digits) :] if digits == "2" else f"{int(digits) // 2}Y"
    if amount is None or amount <= 0 or amount > 10**6:
        return None
    turn = 1 if view.value("t") == "1" else -1
    return Meaning("duration", Length(((amount, unit),), reach=turn))


@spans("the so many", f"(?P<n>THENUM|ART {CARD}) (?P<u>[UNITS HOUR DAY MONTH YEAR WEEK UNIT])")
@spans("the so many", f"(?P<u>THEUNITS) (?P<n>THENUM|ART {CARD})")
def _the_count(view: View) -> Meaning | None:
    amount = view.amount("n")
    return Meaning("duration", Length(((amount, view.value("u")),))) if amount and amount > 0 else None


@spans(
    "past or coming span",
    "(?P<t2>THIS)? (?P<u>THEUNITS) FEWADJ? (?P<t>[LAST NEXT RECENT PRIOR CURRENT FOLLOWING]) LAST? FEWADJ?",
)
@spans("this span", "(?P<t2>THIS) (?P<u>THEUNITS) (?P<t>(?!))?")
def _vague_span(view: View) -> Meaning | None:
    turn = view.value("t")
    if view.has("t") and view.items("t")[-1].kind == "FOLLOWING":
        return Meaning("vague", Vague("none"))
    return Meaning("vague", Vague({"-1": "past", "1": "future"}.get(turn, "now")))


@spans("vague word", "(?P<v>VAGUE)")
def _vague(view: View) -> Meaning | None:
    if view.kind(-1) in ("NAMEHEAD", "OUTLET") or (view.kind(-1) == "QUOTE" and view.kind(0) == "QUOTE"):
        return None
    return Meaning("vague", Vague(view.value("v")))


@spans("lately", "LATELY")
def _lately(view: View) -> Meaning | None:
    # At the head of a clause, or joined to what was counted up before (أولا وأخيرا), it is "finally".
    before = view.kind(-1)
    if before not in ("OTHER", "COMMA", "NAMED_DAY", "PAST") or view.word(-1).endswith("ا"):
        return None
    return Meaning("vague", Vague("past"))


@spans("until now", "(?<=TO) THEHOUR (?! [CLOCK N12 ORD DECIMAL])")
def _until_now(view: View) -> Meaning | None:
    return Meaning("vague", Vague("now")) if view.word(-1).endswith("حتي") else None


@spans("the day before or after an event", "EVENTDAY|PART")
def _event_day(view: View) -> Meaning | None:
    if not view.tokens.word(view.first).endswith(("غداة", "عشية", "غداه", "عشيه")):
        return None
    return Meaning("vague", Vague("none"))


_PERIODS = {
    "D": "P1D",
    "W": "P1W",
    "M": "P1M",
    "Y": "P1Y",
    "TH": "PT1H",
    "TM": "PT1M",
    "TS": "PT1S",
    "10Y": "P10Y",
    "100Y": "P100Y",
}


@spans(
    "every unit",
    f"EVERY (?:(?P<n>{CARD}) "
    "(?P<u>UNITS|DAY|HOUR|UNIT|MONTH|YEAR)|(?P<dual>DUAL)|(?P<s>DAY|WEEK|MONTH|YEAR|HOUR|UNIT))",
)
def _every(view: View) -> Meaning | None:
    if view.has("s"):
        return Meaning("set", Every(_PERIODS[view.value("s")]))
    amount, unit = (view.number("n"), view.value("u")) if view.has("n") else (2, view.value("dual")[1:])
    if not amount or unit not in _PERIODS:
        return None
    return Meaning("set", Every(_PERIODS[unit].replace("1", str(amount), 1)))


@spans("every weekday", "EVERY (?:DAY (?:NAMED_DAY|BARE_DAY|NUM)|NAMED_DAY|BARE_DAY)")
@spans("weekdays", "(?<!THEUNITS) UNITS NAMED_DAY (?:AND NAMED_DAY)*")
@spans("weekday of every week", "(?:DAY)? NAMED_DAY FROM EVERY WEEK")
def _every_weekday(view: View) -> Meaning | None:
    if (
        view.tokens.items[view.first].kind == "UNITS"
        and not view.word(-1)
        and not view.tokens.word(view.first).endswith("ايام")
    ):
        return None
    if view.tokens.items[view.first].kind == "EVERY" and view.tokens.word(view.last - 1) == "احد":
        return None
    if view.tokens.items[view.last - 1].kind == "NUM" and view.tokens.word(view.last - 1) != "اثنين":
        return None
    return Meaning("set", Every("P1W"))


@spans("every season", "EVERY [SEASON THESEASON]")
def _every_season(view: View) -> Meaning | None:
    return Meaning("set", Every("P1Y"))


@spans("frequency", "(?P<f>FREQ)")
def _frequency(view: View) -> Meaning | None:
    return Meaning("set", Every(view.value("f")))
