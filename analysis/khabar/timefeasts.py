"""Rules for feasts that fall on a day of a calendar: عيد الفطر, ثاني أيام عيد الأضحى, ليلة رأس السنة.

A feast is a time where the words around it make it one (في، قبل، صبيحة، الماضي), not in بمناسبة عيد الفطر or حفل عيد
الأضحى. Days of the Hijri calendar are those of Umm al-Qura; by sighting of the moon a country may be a day off.
"""

from khabar import hijri
from khabar.timegrammar import DAYPART, LATE, STEP, Meaning, Rules, View, late
from khabar.timesense import Calendar, Fixed

feasts = Rules()
_TIMELY = frozenset({"IN", "SINCE", "TO", "BEFORE", "AFTER", "DURING", "WITH", "DAY", "UNITS"})


@feasts("feast", f"{LATE} (?:{DAYPART} FROM?)? DAY? (?P<n>NTHDAY)? (?P<f>FEAST) (?P<s>{STEP})? (?P<y>YEARNUM)?")
def _feast(view: View) -> Meaning | None:
    alone = view.tokens.items[view.first].kind == "FEAST" and not view.has("s") and not view.has("y")
    if alone and view.kind(-1) not in _TIMELY:
        return None
    value = view.value("f")
    month, day = (int(part) for part in value.removeprefix("G").split("-"))
    islamic = not value.startswith("G")
    year = view.number("y")
    day += max(view.number("n") - 1, 0)
    if islamic and year > 1600:
        found = (hijri.to_day(number, month, day) for number in range(year - 580, year - 576))
        first = next((each for each in found if each and each.year == year), None)
        return Meaning("date", Fixed(str(first)), late(view)) if first else None
    lean = view.number("s") if view.has("s") else None
    return Meaning("date", Calendar(month, day, year, lean=lean, hijri=islamic), late(view))
