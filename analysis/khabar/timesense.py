"""What an expression of time says, before it is known from which day it counts."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Kind = Literal["date", "time", "duration", "set", "vague"]
Unit = str  # Y M W D TH TM TS, 10Y a decade, 100Y a century


@dataclass(frozen=True, slots=True)
class Fixed:
    """A date that needs no anchor, as EDTF."""

    edtf: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """A month, or a day of a month, perhaps without its year.

    ``year_step`` counts years from the anchor's (العام الماضي: -1); ``lean`` says which occurrence is meant: -1 the
    last one strictly before the anchor, 1 the next one strictly after, 0 the anchor's own year, ``None`` what the
    context says. ``same_year`` takes the year of the date mentioned last; ``near`` is how many days from the writing
    a day word beside it says; ``known`` the date of the event that the day stands for, once that has happened.
    """

    month: int
    day: int = 0
    year: int = 0
    year_step: int | None = None
    lean: int | None = None
    weekday: int = 0
    hijri: bool = False
    same_year: bool = False
    near: int | None = None
    known: str = ""


@dataclass(frozen=True, slots=True)
class Shift:
    """So many units (a day, week, month, year, decade, century) from the anchor, or from the date ``mention``-ed last.

    ``weekday`` and ``day`` name a day within the week or month arrived at.
    """

    unit: Unit
    steps: int
    mention: bool = False
    weekday: int = 0
    day: int = 0


@dataclass(frozen=True, slots=True)
class Weekday:
    """A weekday (Monday 1): the one nearest to ``near`` days from the anchor, or by ``lean`` as in `Calendar`."""

    day: int
    lean: int | None = None
    near: int | None = None


@dataclass(frozen=True, slots=True)
class Season:
    """A season (EDTF's 21 to 24) of a year, or by steps from the anchor's."""

    season: int
    year: int = 0
    step: int = 0
    of_year: bool = False


@dataclass(frozen=True, slots=True)
class YearPart:
    """The ``number``-th of ``parts`` equal parts of a year."""

    parts: int
    number: int
    year: int = 0
    year_step: int = 0
    months: int = 0


@dataclass(frozen=True, slots=True)
class PartOfMonth:
    """The days ``first`` to ``last`` of a month (its second week, its first half), or the ``weekday`` among them.

    Days from 0 down count from the month's end.
    """

    month: Calendar
    first: int
    last: int
    weekday: int = 0


@dataclass(frozen=True, slots=True)
class DecadeOf:
    """A decade (80: the eighties) of the century so many steps from the anchor's."""

    decade: int
    step: int


@dataclass(frozen=True, slots=True)
class Length:
    """A duration: quantities with their units; ``reach`` -1 or 1 if it ends or begins at the anchor."""

    parts: tuple[tuple[Fraction, Unit], ...]
    reach: int = 0


@dataclass(frozen=True, slots=True)
class Ago:
    """A point so long before (-1) or after (1) the anchor, as precise as its unit."""

    parts: tuple[tuple[Fraction, Unit], ...]
    sign: int


@dataclass(frozen=True, slots=True)
class FromEvent:
    """So long before or after an event: it dates nothing until the event is dated."""

    parts: tuple[tuple[Fraction, Unit], ...]
    sign: int


@dataclass(frozen=True, slots=True)
class Every:
    """What recurs, with its period as ISO 8601."""

    period: str


@dataclass(frozen=True, slots=True)
class Vague:
    """A time without edges: before the anchor (past), after it (future), at it (now), or none of these.

    ``coming`` is after the anchor in a clause that looks ahead, else after something told before.
    """

    when: str


@dataclass(frozen=True, slots=True)
class Then:
    """The time mentioned last."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day, of ``day`` if that is said; ``zone`` is an IANA name, ``local``, or empty."""

    hour: int
    minute: int
    zone: str = ""
    day: "Sense | None" = None


@dataclass(frozen=True, slots=True)
class PartOfDay:
    """A part of a day that is not said (فجرًا); ``since`` it, of the day of writing (منذ الصباح الباكر)."""

    since: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """From one date to another."""

    first: "Sense"
    last: "Sense"


@dataclass(frozen=True, slots=True)
class Both:
    """Two dates at once."""

    first: "Sense"
    last: "Sense"


Sense = (
    Fixed | Calendar | Shift | Weekday | Season | YearPart | DecadeOf | Length | Ago | FromEvent | Every | Vague |
    Then | Clock | PartOfDay | PartOfMonth | Span | Both
)  # fmt: skip
