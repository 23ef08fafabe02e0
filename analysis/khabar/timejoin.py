"""Neighbouring expressions that are one: a date and its hour, a date in two calendars, the two ends of a span.

And what the clause around an expression says of its direction: whether it looks ahead or back.
"""

import re
from dataclasses import replace
from functools import cache, lru_cache

from khabar.lexicon import load
from khabar.normalise import normalise
from khabar.timedays import hour_of, sense_of_day
from khabar.timegrammar import Found, Meaning
from khabar.timesense import Both, Calendar, Clock, Fixed, PartOfDay, Sense, Shift, Span, Weekday
from khabar.timewords import CLASSES, Tokens

_HARD = frozenset({"LINE", "STOP", "DOT", "SEMI"})
_STOPS = tuple(CLASSES[name] for name in _HARD)
_FUTURE = re.compile("[وف]?س[يتنا][ء-ي]{3,}")
_SENTENCE = 200  # tokens: a sentence without a full stop is taken for no longer
_REACH = 15  # tokens a clause is searched backwards for its verb
_THAT = frozenset({"ان", "انه", "انها", "انهم", "بان", "بانه", "بانها", "وان", "وانه", "وانها"})
_LEADS = frozenset(
    {"AND", "PREF", "IN", "COMMA", "QUOTE", "DASH"}
)  # what may stand before a date that opens its clause
_LASTED = frozenset({"استمر", "استمرت", "دام", "دامت", "استغرق", "استغرقت"})  # of the class of خلال, yet past verbs
_APART = frozenset({"BEFORE", "AFTER", "SINCE", "EVENTDAY"})  # what follows is not dated by the verb before
_ENDS = frozenset({"FROM", "SINCE", "BETWEEN", "DURING", "OPEN", "COLON"})


def join(tokens: Tokens, found: list[Found]) -> list[Found]:
    """Return ``found`` with neighbours joined that are one expression."""
    result: list[Found] = []
    for each in found:
        while result:
            both = _together(tokens, result[-1], each)
            if not both:
                break
            result.pop()
            each = both
        result.append(each)
    return result


def _together(tokens: Tokens, left: Found, right: Found) -> Found | None:
    gap = [token.kind for token in tokens.items[left.last : right.first]]
    if len(gap) > 3 or left.meaning.kind not in ("date", "time") or right.meaning.kind not in ("date", "time"):
        return None
    first, last = left.meaning.sense, right.meaning.sense
    end = right.last
    if gap and gap[0] == "OPEN":
        if _kind(tokens, end) != "CLOSE":
            return None
        end += 1
    if _two_calendars(left, right, gap):
        sense = last if _is_hijri(left) else first
        return Found(left.first, end, Meaning("date", sense, left.meaning.mod), left.rule)
    clock = _with_clock(tokens, left, right, gap)
    if clock:
        zone = _kind(tokens, right.last) == "ZONE" and not clock.zone
        if zone:
            clock = replace(clock, zone=tokens.items[right.last].value)
        return Found(left.first, right.last + zone, Meaning("time", clock, left.meaning.mod), "clock")
    if gap in (["TO"], ["DASH"], ["AND"], ["TO", "DAY"]) and _ranged(tokens, left, gap) and _alike(first, last):
        return Found(
            left.first, right.last, Meaning("date", Span(first, last), left.meaning.mod or right.meaning.mod), "span"
        )
    return None


def _kind(tokens: Tokens, index: int) -> str:
    return tokens.items[index].kind if 0 <= index < len(tokens.items) else ""


def _is_hijri(found: Found) -> bool:
    sense = found.meaning.sense
    return (isinstance(sense, Calendar) and sense.hijri) or (
        isinstance(sense, Fixed) and found.rule == "year" and "/" in sense.edtf
    )


def _two_calendars(left: Found, right: Found, gap: list[str]) -> bool:
    if left.meaning.kind != "date" or right.meaning.kind != "date":
        return False
    if gap in (["ALIGN"], ["ALIGN", "PREF"], ["OPEN", "ALIGN"], ["COMMA", "ALIGN"], ["ALIGN", "DAY"], ["AND", "ALIGN"]):
        return True
    mixed = _is_hijri(left) != _is_hijri(right)
    same = isinstance(left.meaning.sense, Calendar) and isinstance(right.meaning.sense, Calendar)
    return mixed and (same or "year" in (left.rule, right.rule)) and gap in (["OPEN"], ["DASH"], ["SLASH"])


def _with_clock(tokens: Tokens, left: Found, right: Found, gap: list[str]) -> Clock | None:
    first, last = left.meaning.sense, right.meaning.sense
    if (
        isinstance(first, Clock)
        and first.day is None
        and sense_of_day(last)
        and gap in ([], ["FROM"], ["IN"], ["COMMA"], ["FROM", "DAY"])
    ):
        return replace(first, day=last, hour=_hour(tokens, first, left, right))
    if (
        isinstance(last, Clock)
        and last.day is None
        and sense_of_day(first)
        and gap in ([], ["IN"], ["WITH"], ["COMMA"], ["AND"], ["DASH"], ["COMMA", "IN"], ["COMMA", "WITH"])
    ):
        return replace(last, day=first, hour=_hour(tokens, last, right, left))
    if isinstance(first, PartOfDay) and sense_of_day(last) and gap in ([], ["FROM"]):
        return None
    return None


def _hour(tokens: Tokens, clock: Clock, own: Found, day: Found) -> int:
    """Return the clock's hour; if it names no part of day, the one that its date has counts."""
    kinds = ("PART", "ADVPART", "THEPART")
    if any(token.kind in kinds or token.kind == "ZONE" for token in tokens.items[own.first : own.last]):
        return clock.hour
    part = next((token.value for token in tokens.items[day.first : day.last] if token.kind in kinds), "")
    return hour_of(clock.hour, part)


def _ranged(tokens: Tokens, left: Found, gap: list[str]) -> bool:
    before = _kind(tokens, left.first - 1)
    if gap[0] == "AND":
        return before == "BETWEEN"
    return before in _ENDS


def _alike(first: Sense, last: Sense) -> bool:
    if isinstance(first, Both | Span | Clock) or isinstance(last, Both | Span | Clock):
        return False
    if isinstance(first, Calendar) and isinstance(last, Calendar):
        return bool(first.day) == bool(last.day)
    if isinstance(first, Fixed) and isinstance(last, Fixed):
        return len(first.edtf) == len(last.edtf)
    days = (Weekday, Shift)
    if isinstance(first, days) and isinstance(last, days):
        units = {sense.unit for sense in (first, last) if isinstance(sense, Shift)}
        return len(units) < 2 and (units <= {"D"} or (isinstance(first, Shift) and isinstance(last, Shift)))
    return (
        isinstance(first, Calendar | Weekday | Fixed)
        and isinstance(last, Calendar | Weekday)
        and sense_of_day(first)
        and sense_of_day(last)
    )


def lean(tokens: Tokens, found: Found) -> tuple[int, int, int]:
    """Return whether an expression's clause looks ahead (1), back (-1) or neither (0).

    Then where its sentence begins, and the place of the word that decided.

    The nearest verb or phrase before it decides (``سيلتقي``, ``من المقرر``; ``قال``, ``لم``), else one right behind it.
    """
    before = _kind(tokens, found.first - 1)
    floor = max(found.first - _SENTENCE, 0)
    start = max(floor, *(tokens.classes.rfind(mark, floor, found.first) + 1 for mark in _STOPS))
    looks, cue, told, shut = 0, start, False, False
    for index in range(found.first - 1, max(start, found.first - _REACH) - 1, -1):
        looks = _cue(tokens, index) or (0 if shut else _plan(tokens, index))
        if looks:
            # A verb of saying tells nothing of what is said behind its إن; a plan (المقرر أن) does.
            looks, cue = (0 if told and looks < 0 else looks), index
            break
        word = tokens.word(index)
        told = told or word in _THAT
        shut = shut or _kind(tokens, index) in _APART or word in _words() or word[1:] in _words()
    if before == "WITH" and tokens.word(found.first - 1).endswith("حلول"):
        return 1, start, found.first
    if before == "SINCE":
        return -1, start, found.first
    opens = all(
        _kind(tokens, index) in _LEADS or tokens.word(index) == "اما"
        for index in range(max(start, found.first - 4), found.first)
    )
    if not looks and opens:
        for index in range(found.last, min(found.last + 3, len(tokens.items))):
            if _kind(tokens, index) in _HARD or _kind(tokens, index) == "COLON":
                break  # 25 مارس: مصر تشارك ... is an entry of a chronicle
            if _cue(tokens, index) > 0 or _plan(tokens, index) > 0:
                return 1, start, found.first
    if before == "TO" and tokens.word(found.first - 1).endswith("حتي"):
        after = -1 if _cue(tokens, found.last) < 0 else min(looks + 1, 1)  # حتى الأربعاء لم يكن ...
        return after, start, found.first
    return looks, start, cue


@cache
def _words() -> frozenset[str]:
    """Return the words that begin a clause of their own."""
    return frozenset(normalise(row.form).text for row in load("timewords", ("kind",)) if row.more["kind"] == "clause")


@cache
def _plans() -> re.Pattern[str]:
    """Match the present tense of what is announced beforehand (يزور، تُعقد، يلتقيان)."""
    forms = [normalise(row.form).text for row in load("timewords", ("kind",)) if row.more["kind"] == "plan"]
    return re.compile(f"[وف]?(?:{'|'.join(forms)})(?:ان|ون)?")


@lru_cache(maxsize=1 << 15)
def _planned(word: str) -> bool:
    return _plans().fullmatch(word) is not None


def _plan(tokens: Tokens, index: int) -> int:
    """Return 1 if the word at ``index`` announces something in the present tense, -1 if كان or لم puts it back."""
    if _kind(tokens, index) != "OTHER" or not _planned(tokens.word(index)):
        return 0
    before = [tokens.word(place) for place in range(max(index - 4, 0), index)]
    if before and before[-1] in ("لم", "ولم", "فلم"):
        return -1
    if before[-1:] == ["ان"] and _kind(tokens, index - 2) in ("BEFORE", "AFTER"):
        return 0  # زار عمّان قبل أن يلتقي: the verb of the main clause decides
    return -1 if any(re.fullmatch("[وف]?كان(?:ت|ا|وا)?", word) for word in before) else 1


@cache
def _stems() -> re.Pattern[str]:
    """Match words that begin like a future verb and are none (سيطروا، سياسيون)."""
    stems = [normalise(row.form).text for row in load("timewords", ("kind",)) if row.more["kind"] == "notfuture_stem"]
    return re.compile(f"[وف]?(?:{'|'.join(stems)})")


@lru_cache(maxsize=1 << 15)
def _coming(word: str) -> bool:
    return _FUTURE.fullmatch(word) is not None and not _stems().match(word)


def _cue(tokens: Tokens, index: int) -> int:
    """Return which way the word at ``index`` makes its clause look, 0 if it does not."""
    kind = _kind(tokens, index)
    if kind == "OTHER":
        return int(_coming(tokens.word(index)))
    if kind == "FUTURE":
        return 1
    return -1 if kind == "PAST" or (kind == "DURING" and tokens.word(index) in _LASTED) else 0
