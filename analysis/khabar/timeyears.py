"""Rules for weeks, months and years by their place, and for years, their parts, seasons, decades and centuries."""

from khabar import hijri
from khabar.timegrammar import STEP, Meaning, Rules, View, general
from khabar.timesense import DecadeOf, Fixed, Season, Shift, Span, YearPart

years = Rules()
_YEAR = range(1850, 2150)


@years(
    "relative unit",
    "(?P<e>[EDGE HOURS_EDGE] FROM?)? (?:(?P<t>THIS)? (?P<u>[THEWEEK THEMONTH THEYEAR THEDECADE CENTURY]) ERA? "
    f"(?P<s>{STEP}|RECENT)?)",
)
def _relative(view: View) -> Meaning | None:
    unit = view.value("u")
    if not (view.has("e") or view.has("t") or view.has("s")):
        return None
    step = view.items("s")[-1].kind if view.has("s") else ""
    if unit == "Y" and not view.has("t") and not view.has("e") and step == "CURRENT" and general(view):
        return None
    if not view.has("s") and view.kind(0) in (
        "YEARNUM",
        "ORD",
        "THENUM",
        "N12",
        "ART",
        "NUM",
        "GMONTH",
        "HMONTH",
        "MAY_GMONTH",
        "MAY_HMONTH",
        "BLOCK",
    ):
        return None
    if unit == "100Y" and not view.has("s") and not view.has("t"):
        return None
    mod = view.items("e")[0].value if view.has("e") else ""
    return Meaning("date", Shift(unit, -1 if step == "RECENT" else view.number("s")), mod)


@years("year", "(?P<e>EDGE FROM?)? (?P<h>[YEAR THEYEAR]) (?P<y>YEARNUM|NUM|DIGITS) (?P<era>[ERA HIJRI])?")
@years("year", "(?P<h>(?!))?(?P<e>EDGE FROM?)? (?P<y>YEARNUM) (?P<era>[ERA HIJRI])")
@years("year", "(?P<h>(?!))?(?P<era>(?!))?(?P<e>EDGE FROM?) (?P<y>YEARNUM)")
def _year(view: View) -> Meaning | None:
    year = view.number("y")
    mod = view.items("e")[0].value if view.has("e") else ""
    if view.value("era") == "BCE":
        return Meaning("date", Fixed(""), mod) if year else None
    if year < 100 or year > 2199 or (year < 1000 and not view.has("era")):
        return None
    if view.value("era") == "AH" or year in hijri.TABLED:
        return Meaning("date", Fixed(hijri.span(year)), mod)
    return Meaning("date", Fixed(f"{year:04}"), mod)


@years("bare year", "(?P<y>YEARNUM)")
def _bare_year(view: View) -> Meaning | None:
    year = view.number("y")
    before, after = view.kind(-1), view.kind(0)
    bracketed = before == "OPEN" and after == "CLOSE"
    linked = before in ("YEARHEAD", "IN", "SINCE", "TO", "BETWEEN", "BEFORE", "AFTER", "DURING") or (
        before == "WITH" and view.word(-1) != "مع"
    )
    beside = before == "AND" and view.kind(-2) == "YEARNUM"
    if before == "FROM":
        linked = after in ("TO", "DASH")
    month = before in ("SLASH", "COMMA") and view.kind(-2) in ("GMONTH", "MAY_GMONTH")
    if year not in range(1900, 2100) or not (bracketed or linked or beside or month):
        return None
    word = view.word(0)
    if after in ("PERCENT", "COUNTED", "DAY", "YEAR", "UNIT", "MONTH", "HOUR", "NUM", "SLASH") or (
        after == "OTHER" and word.endswith("ا") and len(word) > 3
    ):
        return None
    return Meaning("date", Fixed(f"{year:04}"))


@years(
    "years",
    "(?:YEARS_OF|THEDUAL|DUAL|THEUNITS|UNITS|YEAR|THEYEAR)? (?P<a>YEARNUM) (?P<ea>[ERA HIJRI])? "
    "(?P<j>AND|TO|DASH|SLASH) (?:YEAR|THEYEAR)? (?P<b>YEARNUM) (?P<eb>[ERA HIJRI])?",
)
def _years(view: View) -> Meaning | None:
    first, last = view.number("a"), view.number("b")
    head = view.tokens.items[view.first].kind
    joint = view.items("j")[0].kind
    if first in hijri.TABLED and last in hijri.TABLED:
        left, right = hijri.span(first).split("/")[0], hijri.span(last).split("/")[-1]
        return Meaning("date", Span(Fixed(left), Fixed(right))) if left and right and first < last else None
    if first in hijri.TABLED or last in hijri.TABLED or not first < last <= first + 150:
        return None
    if joint == "AND" and not (head in ("YEARS_OF", "THEDUAL", "DUAL") or view.kind(-1) in ("BETWEEN", "YEARS_OF")):
        return None
    if joint != "AND" and head == "YEARNUM" and not (first in _YEAR and last in _YEAR):
        return None
    if joint == "TO" and head == "YEARNUM" and view.kind(-1) not in ("FROM", "SINCE", "OPEN"):
        return None
    left_year, right_year = Fixed(f"{first:04}"), Fixed(f"{last:04}")
    if joint == "AND" and view.kind(-1) != "BETWEEN" and last - first > 1:
        return Meaning("date", Fixed(f"{{{first:04},{last:04}}}"))
    return Meaning("date", Span(left_year, right_year))


@years(
    "decade",
    "(?P<e>EDGE FROM?)? (?:[DECADE THEDECADE THEUNITS UNITS])? (?P<d>DECADES) (?P<c>(?:FROM)? "
    "CENTURY (?P<s>LAST|CURRENT|ORD|THENUM))?",
)
def _decade(view: View) -> Meaning | None:
    if view.kind(0) == "AGE" or view.kind(1) == "AGE":
        return None
    mod = view.items("e")[0].value if view.has("e") else ""
    decade = view.number("d")
    if view.has("s"):
        token = view.items("s")[-1]
        if token.kind in ("ORD", "THENUM"):
            return Meaning("date", Fixed(f"{int(token.value) - 1:02}{decade // 10}X"), mod)
        return Meaning("date", DecadeOf(decade, int(token.value)), mod)
    return Meaning("date", Fixed(f"19{decade // 10}X"), mod)


@years("century", "(?P<e>EDGE FROM?)? [CENTURY] (?P<n>ORD|THENUM|ART? N12) (?P<era>ERA|HIJRI)?")
def _century(view: View) -> Meaning | None:
    mod = view.items("e")[0].value if view.has("e") else ""
    number = view.number("n")
    if view.value("era") == "BCE":
        return Meaning("date", Fixed(""), mod)
    if view.value("era") == "AH":
        first, last = hijri.span(100 * number - 99).split("/")[0], hijri.span(100 * number).split("/")[-1]
        return Meaning("date", Fixed(f"{first}/{last}"), mod) if first and last else None
    return Meaning("date", Fixed(f"{number - 1:02}XX"), mod) if 1 <= number <= 30 else None


@years(
    "part of a century or decade",
    "(?P<f>THEFRAC) (?P<n>ORD|RECENT) FROM "
    "(?:CENTURY (?P<c>ORD|THENUM|LAST|CURRENT)|(?P<d>DECADES) (?:FROM? CENTURY LAST)?)",
)
def _part_of_century(view: View) -> Meaning | None:
    parts = view.number("f")
    number = parts if view.items("n")[-1].kind == "RECENT" else view.number("n")
    if parts not in (2, 4) or not 1 <= number <= parts or (view.has("d") and parts == 4):
        return None
    if view.has("d"):
        first, years_ = 1900 + view.number("d"), 10
    else:
        token = view.items("c")[-1]
        century = int(token.value) if token.kind in ("ORD", "THENUM") else 21 + int(token.value)
        first, years_ = 100 * (century - 1), 100
    begin = first + years_ // parts * (number - 1)
    return Meaning("date", Fixed(f"{begin:04}/{begin + years_ // parts - 1:04}")) if begin > 0 else None


@years("season", "(?P<e>EDGE)? (?P<q>SEASON) (?:FROM? [YEAR THEYEAR])? (?P<y>YEARNUM) (?:[DASH SLASH] YEARNUM)?")
@years("season", f"(?P<e>EDGE)? (?P<q>SEASON) FROM? (?P<t>THIS)? THEYEAR (?P<s>{STEP})?")
@years("season", f"(?P<e>EDGE)? (?P<t>THIS)? (?P<q>THESEASON) (?P<s>{STEP})?")
def _season(view: View) -> Meaning | None:
    groups = view.match.groupdict()
    season = view.number("q")
    if groups.get("y"):
        return Meaning("date", Season(season, year=view.number("y")), view.value("e"))
    if not groups.get("t") and not groups.get("s"):
        return None
    of_year = view.items("q")[-1].kind == "SEASON"
    return Meaning("date", Season(season, step=view.number("s"), of_year=of_year), view.value("e"))


@years(
    "part of a year",
    "(?P<f>THEFRAC) (?P<n>ORD|RECENT) (?:(?:FROM|PREF)? (?P<t>THIS)? [YEAR THEYEAR]? "
    f"(?P<y>YEARNUM)|(?:FROM|PREF)? (?P<t2>THIS)? THEYEAR (?P<s>{STEP})?)",
)
def _year_part(view: View) -> Meaning | None:
    parts = {2: 2, 3: 3, 4: 4}[view.number("f")]
    number = parts if view.items("n")[-1].kind == "RECENT" else view.number("n")
    if not 1 <= number <= parts:
        return None
    return Meaning("date", YearPart(parts, number, view.number("y"), view.number("s")))


@years(
    "first months of a year",
    f"THEUNITS (?P<n>THENUM) ORD (?:FROM|PREF)? (?:THIS? THEYEAR (?P<s>{STEP})?|[YEAR THEYEAR]? (?P<y>YEARNUM))",
)
def _first_months(view: View) -> Meaning | None:
    months = view.number("n")
    items = view.tokens.items[view.first : view.last]
    if items[0].value != "M" or items[2].value != "1" or months > 11:
        return None
    return Meaning("date", YearPart(1, 1, view.number("y"), view.number("s"), months))
