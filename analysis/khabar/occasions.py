"""When an event was: a date of its own clause, else of its sentence, else what the report allows.

The day of publication is never taken for the day of an event: it only bounds it (``[..2025-07-25]``), and the rule says
so.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from khabar.anchors import Anchor
from khabar.edtf import bounds
from khabar.stretches import Stretch
from khabar.times import Time

_DATES = frozenset({"date", "time", "vague"})


@dataclass(frozen=True, slots=True)
class Occasion:
    """When: an EDTF date with its bounds, the expression it is from, and the rule; ``future`` if it is to come."""

    edtf: str = ""
    earliest: str = ""
    latest: str = ""
    rule: str = ""
    time: Time | None = None
    future: bool = False


def occasion(around: Stretch, anchor: Anchor, told: Sequence[Anchor], times: Sequence[Time]) -> Occasion:
    """Return when an event was; ``times`` are those of the page, in order."""
    talk = around.talk
    start, end = talk.starts[around.begin], talk.ends[around.end - 1]
    first = bisect_left(times, start, key=lambda time: time.start)
    here = [time for time in times[first : first + 60] if time.end <= end and time.kind in _DATES]
    published = _published(around)
    best: Time | None = None
    score = 10**9
    for time in here:
        if not (time.edtf or time.latest or time.earliest or time.kind == "vague"):
            continue
        index = talk.at(time.start)
        low, high = sorted((index, anchor.index))
        if any(around.edge(each) or around.kind(each) == "that" for each in range(low + 1, high + 1)):
            continue
        # A date between two events belongs to the nearer, and rather to the one before it.
        distance = min(
            index - each if index > each else (each - index) * 2 for each in (anchor.index, anchor.carrier) if each >= 0
        )
        if any(other is not anchor and low < other.index < high for other in told):
            continue
        clause = any(around.kind(each) == "verb" and each != anchor.carrier for each in range(low + 1, high))
        distance += 100 * (not time.edtf) + 50 * clause  # a vague word gives way to a date
        if distance < score:
            best, score = time, distance
    if best is not None:
        own = not any(
            around.barred(each, "،,")
            for each in range(min(talk.at(best.start), anchor.index) + 1, max(talk.at(best.start), anchor.index))
        )
        apart = score >= 50  # a date behind another verb says nothing of what is still to come
        today = bool(published) and best.earliest == best.latest == published and kind_of(around, anchor) == "imperfect"
        future = not apart and (today or bool(published and best.earliest and best.earliest > published))
        return Occasion(best.edtf, best.earliest, best.latest, "clause" if own else "sentence", best, future)
    return Occasion()


def bounded(around: Stretch, status: str) -> Occasion:
    """Return what the day of publication allows for an event that nothing dates: no later, if it has happened."""
    latest = bounds(_published(around))[1]
    if latest is None or status not in ("occurred", "ongoing", "cancelled", "postponed"):
        return Occasion()
    return Occasion(f"[..{latest.isoformat()}]", "", latest.isoformat(), "published")


def kind_of(around: Stretch, anchor: Anchor) -> str:
    """Return the kind of the verb that tells the event, or of the noun."""
    return anchor.carrying.form.kind if anchor.carrying is not None else anchor.word.form.kind


def _published(around: Stretch) -> str:
    part = around.talk.part(around.talk.starts[around.begin])
    for article in around.talk.page.articles:
        if part is not None and article.article_id == part.article_id:
            return article.published
    return ""
