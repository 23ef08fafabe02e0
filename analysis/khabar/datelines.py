"""Datelines that open a story (``دمشق - سانا``, ``تل أبيب:``, ``باريس 25 تموز (أ ف ب) -``), and dates of pages."""

import re
from datetime import date
from typing import NamedTuple

from khabar.phrases import Word, key, openings, outlets, places, words

# Month names of all regions, by key; the Levant's and Iraq's are two words in four months.
_MONTHS = {
    1: "يناير كانون_الثاني كانون_ثاني كانون_ثان جانفي january jan janvier",
    2: "فبراير شباط فيفري فبرائر february feb février fevrier",
    3: "مارس اذار march mar mars",
    4: "ابريل نيسان افريل april apr avril",
    5: "مايو ايار ماي may mai",
    6: "يونيو حزيران جوان يونيه june jun juin",
    7: "يوليو تموز جويليه يوليه يوليوز july jul juillet",
    8: "اغسطس اب اوت غشت august aug août aout",
    9: "سبتمبر ايلول شتنبر septembre september sep sept",
    10: "اكتوبر تشرين_الاول تشرين_اول october oct octobre",
    11: "نوفمبر تشرين_الثاني تشرين_ثاني تشرين_ثان نونبر november nov novembre",
    12: "ديسمبر كانون_الاول كانون_اول دجنبر دسمبر december dec décembre decembre",
}
MONTHS = {key(name.replace("_", " ")): number for number, names in _MONTHS.items() for name in names.split()}
_WEEKDAYS = (
    "الأحد الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت أحد اثنين إثنين ثلاثاء أربعاء خميس جمعة سبت "
    "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun"
)
WEEKDAYS = frozenset(map(key, _WEEKDAYS.split()))
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_HIJRI = frozenset(
    key(name)
    for name in (
        "محرم", "صفر", "ربيع الأول", "ربيع الآخر", "ربيع الثاني", "جمادى الأولى", "جمادى الآخرة", "جمادى الثانية",
        "رجب", "شعبان", "رمضان", "شوال", "ذو القعدة", "ذي القعدة", "ذو الحجة", "ذي الحجة",
    )
)  # fmt: skip
_NUMBER = r"(?<!\d)"
_DAY_MONTH_YEAR = re.compile(
    rf"{_NUMBER}(\d{{1,2}})(?:st|nd|rd|th)? (?:من )?(?:شهر )?({_MONTH})(?: (?:{_MONTH}))?"
    r"(?: (?:سنه|عام))? (\d{4})(?!\d)"
)
_MONTH_DAY_YEAR = re.compile(rf"(?<!\w)({_MONTH}) (\d{{1,2}})(?:st|nd|rd|th)? (\d{{4}})(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4})(?!\d)")

_LONGEST = 110  # characters: a dateline is over by then
_STOPS = re.compile(r"[-–—ـ:：/|]")
_COLON_OR_DASH = re.compile(r"[:：–—|ـ]|\s-|-\s|/\s*$|\s/|-$")
_CLOSING = re.compile(r"[)\]»”\"]")
_DASH = re.compile(r"\s?[-–—ـ]\s+$")
_MARK = re.compile(r"\s?[-–—ـ:：/]\s*$")
_OWN = key("خاص")
_AGENCIES = frozenset(key(word) for word in ("وكالات", "الوكالات"))
_BETWEEN = frozenset(
    key(word)
    for word in (
        "وكالة", "خاص", "مراسل", "مراسلنا", "مراسلتنا", "متابعات", "متابعة", "رصد", "أونلاين",
        "مكتب", "موقع", "صحيفة", "سياسي", "سياسة", "ترجمة", "ترجمات", "نت", "م", "هـ", "الموافق", "و", "في", "من",
    )
)  # fmt: skip


class Dateline(NamedTuple):
    """Where a dateline ends, with what it says: ``outlet`` and ISO ``date``, each '' if it does not."""

    end: int
    outlet: str
    date: str


def stated_date(text: str) -> str:
    """Return the first complete Gregorian date in a short ``text`` as ISO 8601, else ''.

    Numbers alone are read day first, as Arabic pages write them, unless only the other order makes a date.

    >>> stated_date("الجمعة ٢٥ تموز / يوليو ٢٠٢٥ - 14:30"), stated_date("25/07/2025"), stated_date("منذ 44 دقيقة")
    ('2025-07-25', '2025-07-25', '')
    """
    plain = key(text[:400])
    if match := _DAY_MONTH_YEAR.search(plain):
        return _iso(int(match[3]), MONTHS[match[2]], int(match[1]))
    if match := _MONTH_DAY_YEAR.search(plain):
        return _iso(int(match[3]), MONTHS[match[1]], int(match[2]))
    if match := _YEAR_FIRST.search(text[:400]):
        return _iso(int(match[1]), int(match[2]), int(match[3]))
    if match := _YEAR_LAST.search(text[:400]):
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        return _iso(year, second, first) or _iso(year, first, second)
    return ""


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat() if 1900 <= year <= 2100 else ""
    except ValueError:
        return ""


def date_words(found: list[Word], index: int) -> int:
    """Return the index behind the words of a date that begin at ``index``, or ``index`` if none do."""
    while index < len(found):
        word = found[index].key
        pair = word + " " + found[index + 1].key if index + 1 < len(found) else ""
        if pair in MONTHS or pair in _HIJRI:
            index += 2
        elif word in MONTHS or word in _HIJRI or word in WEEKDAYS or (word.isdigit() and len(word) <= 4):
            index += 1
        else:
            break
    return index


def dateline(raw: str, start: int, end: int) -> Dateline | None:
    """Return the dateline at the head of the paragraph ``raw[start:end]``, if there is one.

    It holds a known place or outlet, with dates and others of their kind, and closes with a dash, a colon, a slash or
    a bracket, or fills its line. ``end`` of the answer lies behind the closing mark.

    >>> text = "دمشق - سانا: أعلنت الوزارة"
    >>> text[:dateline(text, 0, len(text)).end]
    'دمشق - سانا:'
    >>> dateline("سوريا تعلن موعدا جديدا", 0, 22) is None
    True
    """
    stop = min(end, start + _LONGEST)
    if not _STOPS.search(raw, start, stop) and not _CLOSING.search(raw, start, stop):
        return None
    found = words(raw, start, stop, 24)
    if stop < end and found and found[-1].end == stop:
        found.pop()  # perhaps cut in the middle
    index = behind = 0
    outlet, named = "", False
    while index < len(found):
        item = _item(found, index)
        if item is None:
            skipped = _name(raw, found, index) if not behind else index
            if skipped == index:
                break
            index = skipped
            continue
        stop_index, kind, value = item
        gap_start = found[stop_index - 1].end
        gap_end = found[stop_index].start if stop_index < len(found) else end if stop == end else gap_start
        gap = raw[gap_start:gap_end]
        named = named or kind in ("place", "outlet", "agency")
        if kind in ("outlet", "agency"):
            outlet = outlet or value
        fills = stop_index == len(found) and stop == end
        if named and _closes(gap, kind, fills, index > 0):
            behind = stop_index
        elif not gap.strip() and kind == "agency" and behind:
            behind = stop_index  # دمشق-سانا أعلنت: nothing but a space closes it
        elif any(mark in gap for mark in ".؟!") and kind not in ("outlet", "agency", "date"):
            break
        index = stop_index
    behind = _unlisted(raw, found, behind, end - start)
    if not behind:
        return None
    last = found[behind - 1].end
    limit = found[behind].start if behind < len(found) else end if stop == end else last
    tail = len(raw[last:limit].rstrip())
    gap = raw[last : last + tail]
    # An opening mark belongs to what follows.
    gap = re.sub(r"[\s\"“«'‘(\[#]+$", "", gap)
    said = raw[start : last + len(gap)]
    return Dateline(last + len(gap), outlet, stated_date(said))


def _unlisted(raw: str, found: list[Word], index: int, length: int) -> int:
    """Return the index behind a short name in no lexicon (``القاهرة- الضحى: أعلن``), else ``index``.

    A mark must close it and a verb of reporting follow; with no place before it, the paragraph must be a long one.
    """
    if not index and (length <= _LONGEST or not found or found[0].key in openings("goes_on") | openings("report")):
        return index
    for behind in range(index + 1, min(index + 3, len(found))):
        gap = raw[found[behind - 1].end : found[behind].start]
        if (_MARK if index else _DASH).match(gap) and found[behind].key in openings("report"):
            return behind
        if gap.strip():
            break
    return index


def _item(found: list[Word], index: int) -> tuple[int, str, str] | None:
    """Return the dateline item at ``index``: (index behind it, kind, value), the longest that fits."""
    best: tuple[int, str, str] | None = None
    if hit := places().at(found, index):
        best = (hit[0], "place", hit[1].form)
    hit = outlets().at(found, index)
    if hit is None and index and found[index - 1].key == _OWN and found[index].key[0] in "بل":
        bare = found[index]._replace(key=found[index].key[1:])
        hit = outlets().at([*found[:index], bare, *found[index + 1 :]], index)
    # القدس, الرياض are both; the second item of a dateline is the outlet.
    if hit and (best is None or hit[0] > best[0] or (index and hit[0] == best[0])):
        best = (hit[0], "agency" if hit[1].more["kind"] == "agency" else "outlet", hit[1].value)
    if best is None and (behind := date_words(found, index)) > index:
        best = (behind, "date", "")
    if best is None and found[index].key in _AGENCIES:
        best = (index + 1, "outlet", "")
    if best is None and found[index].key in _BETWEEN and index:
        best = (index + 1, "word", "")
    return best


def _closes(gap: str, kind: str, fills: bool, again: bool) -> bool:
    if fills and not gap.strip(' \t\n\r.)]»”"-–—:/|'):
        return again or kind in ("outlet", "agency") or bool(gap.strip())
    if _COLON_OR_DASH.search(gap):
        return True
    if kind in ("outlet", "agency"):
        return bool(_CLOSING.search(gap)) or (again and "." in gap) or ("-" in gap)
    return kind == "date" and again and gap.strip() in (".", ")")


def _name(raw: str, found: list[Word], index: int) -> int:
    """Skip a reporter's name before the place or outlet (``أحمد علي - سبق - عدن:``); return ``index`` if it is none.

    A place that is in no lexicon is skipped too where an agency follows it in brackets; what begins with a verb is a
    sentence that names one.
    """
    if found[index].key in openings("goes_on") or found[index].key in openings("report"):
        return index
    for behind in range(index + 1, min(index + 5, len(found))):
        gap = raw[found[behind - 1].end : found[behind].start]
        if gap.strip() == "(":
            item = _item(found, behind)
            last = item is not None and item[0] == len(found) and raw.startswith(")", found[-1].end)
            return behind if item and (item[1] in ("outlet", "agency") or (last and item[1] == "place")) else index
        if _STOPS.search(gap) and (":" not in gap) and not re.search(r"[.؟!،,]", gap):
            return behind if behind - index > 1 and _item(found, behind) else index
        if gap.strip():
            return index
    return index
