"""What a page implies about the day it was written, as a proposal with its reasons; and where its day words disagree.

Nothing here is used to resolve anything: a proposal is for a reader to weigh.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from khabar.edtf import bounds
from khabar.model import Page
from khabar.timeanchor import edtf_days
from khabar.times import Item, reading
from khabar.timesense import Calendar, Weekday

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Proposal:
    """When an article may have been written: ``earliest`` and ``latest`` as ISO dates, empty when open.

    ``weekdays`` are the ISO numbers (Monday 1) of the days of the week its day words imply, none if they imply nothing;
    ``reasons`` says in one line each what rests on what.
    """

    earliest: str
    latest: str
    weekdays: tuple[int, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two expressions that imply different days of writing (``anchor``), or one whose parts disagree (``weekday``).

    ``right`` is ``published`` where the article's own date is what disagrees.
    """

    kind: str
    left: str
    right: str
    detail: str


def propose(source: Page | str, article_id: str = "") -> Proposal:
    """Return what the times in a text, or in one article of a page, say about the day of writing, its date unused.

    >>> proposal = propose("التقى الوزيران امس الجمعة، وكتب المبعوث اليوم الجمعة.")
    >>> proposal.weekdays, len(proposal.reasons)
    ((5, 6), 2)
    >>> propose("وقع الاتفاق أمس الخميس 24 يوليو 2025.").earliest
    '2025-07-25'
    """
    reasons: list[str] = []
    written: set[int] = set()
    after: list[date] = []
    before: list[date] = []
    plain: list[tuple[str, int]] = []
    for item in _own(source, article_id):
        surface, sense = item.surface, item.sense
        if item.quoted:
            continue
        implied = _implied(item)
        first, last = bounds(item.absolute)
        if implied and first == last and first and isinstance(sense, Calendar) and sense.near is not None:
            day = first - timedelta(days=sense.near)
            after.append(day)
            before.append(day)
            reasons.append(f"{surface}: written on {day}")
        elif implied:
            written.add(implied)
            reasons.append(f"{surface}: written on a {DAYS[implied - 1]}")
        elif first and last and item.kind in ("date", "time"):
            if item.lean > 0:
                before.append(last)
                reasons.append(f"{surface}: still ahead, so written no later than {last}")
            else:
                after.append(first)
                reasons.append(f"{surface}: told of, so written no earlier than {first}")
        elif isinstance(sense, Weekday) and sense.lean is None and item.lean < 1:
            plain.append((surface, sense.day))
    if not written:
        for surface, number in plain:
            ahead = DAYS[(number + 5) % 7]
            reasons.append(f"{surface}: written between that {DAYS[number - 1]} and the {ahead} after it")
    early = max(after, default=None)
    late = min(before, default=None)
    if early and late and late < early:
        reasons.append(f"what is ahead ends before what is told begins ({late}, {early}): no upper bound is taken")
        late = None
    return Proposal(str(early or ""), str(late or ""), tuple(sorted(written)), tuple(dict.fromkeys(reasons)))


def anchor_conflicts(source: Page | str, published: str = "") -> tuple[Conflict, ...]:
    """Return where day words imply different days of writing, or not ``published``, or a weekday is not its date's.

    Reported and not repaired; each pair of days once, by the first expressions that imply them.

    >>> [(each.kind, each.left, each.right) for each in anchor_conflicts("عقد امس الجمعة، وكتب اليوم الجمعة.")]
    [('anchor', 't1', 't2')]
    >>> [each.kind for each in anchor_conflicts("يوم الأربعاء 24 يوليو 2025")]
    ['weekday']
    """
    conflicts: list[Conflict] = []
    by_article: dict[str, dict[int, Item]] = {}
    for item in reading(source, published):
        sense = item.sense
        first, last = bounds(item.absolute)
        if (
            isinstance(sense, Calendar)
            and sense.weekday
            and first
            and first == last
            and first.isoweekday() != sense.weekday
        ):
            detail = f"{item.surface}: {first} was a {DAYS[first.weekday()]}"
            conflicts.append(Conflict("weekday", item.time_id, item.time_id, detail))
        implied = 0 if item.quoted else _implied(item)
        if not implied:
            continue
        known = by_article.setdefault(item.article_id, {})
        if implied in known:
            continue
        known[implied] = item
        days = edtf_days(item.published)
        if days and all(day.isoweekday() != implied for day in days):
            detail = f"{item.surface} implies writing on a {DAYS[implied - 1]}, the article is dated {item.published}"
            conflicts.append(Conflict("anchor", item.time_id, "published", detail))
    for known in by_article.values():
        for (one, left), (other, right) in combinations(known.items(), 2):
            detail = f"{left.surface} implies writing on a {DAYS[one - 1]}, {right.surface} on a {DAYS[other - 1]}"
            conflicts.append(Conflict("anchor", left.time_id, right.time_id, detail))
    return tuple(conflicts)


def _own(source: Page | str, article_id: str) -> Iterator[Item]:
    for item in reading(source, ""):
        if item.article_id == article_id or not article_id:
            yield item


def _implied(item: Item) -> int:
    """Return the ISO weekday of writing that a day word with a weekday implies, 0 if none."""
    sense = item.sense
    if isinstance(sense, Weekday) and sense.near is not None:
        return (sense.day - 1 - sense.near) % 7 + 1
    if isinstance(sense, Calendar) and sense.weekday and sense.near is not None:
        return (sense.weekday - 1 - sense.near) % 7 + 1
    return 0
