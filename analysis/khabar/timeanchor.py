"""From which day an expression counts: days of publication, speech, and what hangs on what was told before."""

from collections.abc import Sequence
from datetime import date

from khabar import edtf
from khabar.quotes import Quote
from khabar.timeresolve import Context, resolve
from khabar.timesense import Clock, Length, Sense, Shift, Span, Then, Vague


def outermost(marks: Sequence[Quote]) -> list[tuple[int, int]]:
    """Return where speech stands in marks, in order, without what is quoted inside it."""
    spans: list[tuple[int, int]] = []
    for quote in marks:
        if quote.kind == "speech" and (not spans or quote.start >= spans[-1][1]):
            spans.append((quote.start, quote.end))
    return spans


def edtf_days(published: str) -> tuple[date, ...]:
    """Return the days from which to count: those that ``published`` may mean, or only the first and the last of many.

    >>> [str(day) for day in edtf_days("2025-07")]
    ['2025-07-01', '2025-07-31']
    """
    found = edtf.days(published, 8)
    if found:
        return found
    first, last = edtf.bounds(published)
    return (first, last) if first and last else ()


def looks_back(sense: Sense) -> bool:
    """Return whether ``sense`` counts from the date mentioned last."""
    match sense:
        case Then() | Shift(mention=True):
            return True
        case Clock(day=day):
            return day is not None and looks_back(day)
        case Span(first, last):
            return looks_back(first) or looks_back(last)
    return bool(getattr(sense, "same_year", False))


def counts(sense: Sense) -> bool:
    """Return whether ``sense`` would count from an anchor if there were one."""
    if isinstance(sense, Vague):
        return sense.when != "none"
    if isinstance(sense, Length):
        return bool(sense.reach)
    return not looks_back(sense) and resolve(sense, date(2020, 2, 15), Context()) != resolve(sense, None, Context())
