"""Reports, the rows of ``events``, as the linking pass compares them: who, where, when, and what kind of act.

Two reports can tell one event only if their acts are of one family (``act_families.tsv``: meet, talk and negotiate are
one) and nothing that they say excludes the other. What they leave out excludes nothing.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from khabar.edtf import bounds
from khabar.lexicon import load

if TYPE_CHECKING:
    import pandas as pd

Record = Mapping[Any, Any]
LOW, HIGH = 0, 4_000_000
"""Days before and after all others: the ends of what has no bound."""
REACH = 31
"""How many days news is taken to reach back or ahead where it names no date."""
SEVERAL = "several"

_LONG = 50  # characters: short headlines are alike by chance
_MARKS = re.compile(r"[\u0640\u064b-\u0652\u0670]")  # tatweel and vowel signs
_SEATS = str.maketrans("أإآٱى", "ااااي")
_STAGES = {"occurred": "done", "ongoing": "done", "planned": "coming", "agreed": "coming"}
_MOODS = {"asserted": "told", "presupposed": "told", "": "told"}


@dataclass(frozen=True, slots=True)
class Report:
    """One row of ``events`` with what decides whether it tells the same as another.

    ``actors`` and ``recipients`` are base codes (``TUR`` of ``TUR:MIL``), of a mutual act all in ``actors``.
    ``persons`` are the named people by code. Days are ordinals; ``first`` and ``last`` bound the date, ``near`` is what
    it can be taken to mean, with open ends cut at `REACH` days, or ``None`` if nothing at all dates it. ``definite``:
    the anchor takes up something told before. ``other``: it says itself that it is another one (ليس الأول). ``seat`` is
    where in its sentence the anchor stands, and how long that is.
    """

    event_id: str
    page: str
    article: str
    sentence: str
    start: int
    end: int
    anchor: str
    act: str
    event_type: str
    family: str
    mutual: bool
    status: str
    stage: str
    modality: str
    mood: str
    denied: bool
    cardinality: str
    actors: frozenset[str]
    recipients: frozenset[str]
    mediators: frozenset[str]
    persons: Mapping[str, frozenset[str]]
    places: frozenset[str]
    edtf: str
    first: int
    last: int
    near: tuple[int, int] | None
    claim: str
    definite: bool
    other: bool
    seat: tuple[int, int] | None

    @property
    def order(self) -> tuple[str, int, str]:
        """Its place in the order of pages: the same whatever order the rows come in."""
        return self.page, self.start, self.event_id

    @property
    def sharp(self) -> bool:
        """Whether its date is known to within three days."""
        return self.last - self.first <= 2

    @property
    def dated(self) -> bool:
        """Whether it has a date of its own, however vague."""
        return self.first > LOW or self.last < HIGH

    @property
    def parties(self) -> frozenset[str]:
        """All who act or are acted upon, as base codes."""
        return self.actors | self.recipients

    @property
    def series(self) -> bool:
        """Whether it tells of more than one."""
        return self.cardinality == SEVERAL or (self.cardinality.isdecimal() and self.cardinality not in ("0", "1"))

    @property
    def block(self) -> tuple[str, str, str, bool]:
        """What reports of one event have in common in any case."""
        return self.family, self.stage, self.mood, self.denied


@cache
def families() -> dict[str, tuple[str, bool]]:
    """Return the family of each listed act, and whether it is mutual.

    >>> families()["negotiate"], families()["shell"]
    (('meet', True), ('strike', False))
    """
    return {row.form: (row.value, row.more["parties"] == "mutual") for row in load("act_families", ("parties",))}


def reports(tables: "Mapping[str, pd.DataFrame]") -> list[Report]:
    """Return the rows of ``events`` as reports, in the order of the pages; the other tables say more, where given.

    >>> from khabar.tables import load_tables
    >>> one = reports(load_tables("data/coded"))[9]
    >>> one.act, sorted(one.actors), one.persons, one.sharp
    ('meet', ['ISR', 'SYR', 'USA'], {'USA': frozenset({'tom-barrack'})}, True)
    """
    people = _people(tables)
    issued = _issued(tables)
    denials = denying(tables)
    sentences = {
        str(row["sentence_id"]): (whole(row["start"]), whole(row["end"])) for row in records(tables, "sentences")
    }
    found: list[Report] = []
    for row in records(tables, "events"):
        event_id, act, claim = str(row["event_id"]), str(row["act"]), str(row["claim_id"])
        family, mutual = families().get(act, (act, False))
        actors, recipients = base(row["actors"]), base(row["recipients"])
        first, last = span(row["earliest"], row["latest"], str(row["edtf"]))
        status, modality, anchor = str(row["status"]), str(row["modality"]), str(row["anchor"])
        other = fold(anchor) in words("another")
        sentence = sentences.get(str(row["sentence_id"]))
        found.append(
            Report(
                event_id,
                str(row["page_id"]),
                str(row["article_id"]),
                str(row["sentence_id"]),
                whole(row["start"]),
                whole(row["end"]),
                anchor,
                act,
                str(row["event_type"]),
                family,
                mutual,
                status,
                _STAGES.get(status, status or "done"),
                modality,
                _MOODS.get(modality, modality),
                row["polarity"] == "denied" or claim in denials,
                str(row["cardinality"]),
                actors | recipients if mutual else actors,
                frozenset() if mutual else recipients,
                base(row["mediators"]),
                people.get(event_id, {}),
                cells(row["place"]),
                str(row["edtf"]),
                first,
                last,
                _near(first, last, issued.get(str(row["article_id"])) or issued.get(str(row["page_id"]))),
                claim,
                not other and (_definite(anchor) or row["date_rule"] == "coreference"),
                other,
                (whole(row["start"]) - sentence[0], sentence[1] - sentence[0]) if sentence else None,
            )
        )
    return sorted(found, key=lambda one: one.order)


def fold(word: str) -> str:
    """Return ``word`` without vowel signs, with one form of alef and of final yeh.

    >>> fold("أُعقب")
    'اعقب'
    """
    return _MARKS.sub("", word).translate(_SEATS)


@cache
def words(value: str) -> frozenset[str]:
    """Return the forms of ``order_words.tsv`` with this value.

    They are folded as `fold` does.

    >>> fold("الأول") in words("another")
    True
    """
    return frozenset(fold(row.form) for row in load("order_words") if row.value == value)


def denying(tables: "Mapping[str, pd.DataFrame]") -> frozenset[str]:
    """Return the claims that deny what they contain (نفى)."""
    return frozenset(
        str(row["claim_id"])
        for row in records(tables, "claims")
        if row["stance"] == "denying" or row["certainty"] == "denied"
    )


def records(tables: "Mapping[str, pd.DataFrame]", name: str) -> list[dict[Any, Any]]:
    """Return the rows of a table as dictionaries, none if it is not there.

    >>> records({}, "events")
    []
    """
    return tables[name].to_dict("records") if name in tables else []


def cells(cell: object) -> frozenset[str]:
    """Return the members of a list in a cell.

    >>> sorted(cells("ISR;SYR"))
    ['ISR', 'SYR']
    """
    return frozenset(filter(None, str(cell or "").split(";")))


def base(cell: object) -> frozenset[str]:
    """Return the codes in a cell without PLOVER's sectors.

    >>> sorted(base("TUR:MIL;ISR:MIL"))
    ['ISR', 'TUR']
    """
    return frozenset(code.partition(":")[0] or code for code in cells(cell))


def whole(cell: Any) -> int:
    """Return an offset, 0 where it is missing (a nullable integer)."""
    return int(cell) if isinstance(cell, int) else 0


def span(earliest: object, latest: object, edtf: str = "") -> tuple[int, int]:
    """Return the first and last day, as ordinals, that two ISO dates or else an EDTF date leave open.

    >>> span("", "2025-07-25") == (LOW, date(2025, 7, 25).toordinal()), span("", "", "2000")[0]
    (True, 730120)
    """
    first, last = _day(str(earliest or "")), _day(str(latest or ""))
    if first is None and last is None and edtf:
        first, last = bounds(edtf)
    return first.toordinal() if first else LOW, last.toordinal() if last else HIGH


def compatible(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether two lists of parties can be of one event: either is empty, or one names no more than the other.

    >>> compatible(frozenset({"ISR", "SYR"}), frozenset({"ISR", "SYR", "USA"}))
    True
    >>> compatible(frozenset({"ISR", "USA"}), frozenset({"SYR", "USA"}))
    False
    """
    return one <= other or other <= one


def meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Tell whether two spans of days have a day in common."""
    return max(one[0], other[0]) <= min(one[1], other[1])


def places_agree(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether two lists of places can be of one event: one in common, or one the state of the other.

    >>> places_agree(frozenset({"paris-FRA"}), frozenset({"FRA"})), places_agree(frozenset({"a"}), frozenset({"b"}))
    (True, False)
    """
    if not one or not other or one & other:
        return True
    return any(a.endswith(f"-{b}") or b.endswith(f"-{a}") for a in one for b in other)


def persons_agree(one: Mapping[str, frozenset[str]], other: Mapping[str, frozenset[str]]) -> bool:
    """Tell whether no party is there in different people: its president in the one, its minister in the other."""
    return all(not people.isdisjoint(other[code]) for code, people in one.items() if code in other)


def excludes(one: Report, other: Report, *, denial: bool = False) -> bool:
    """Tell whether two reports of one family cannot be of one event, dates of less than `REACH` days' news apart.

    ``denial`` compares a denied report with an affirmed one: one tells of none, so number and stage do not count.
    """
    if one.family != other.family or (not denial and (one.block != other.block or _numbers_differ(one, other))):
        return True
    if not (compatible(one.actors, other.actors) and compatible(one.recipients, other.recipients)):
        return True
    if not places_agree(one.places, other.places) or not meet((one.first, one.last), (other.first, other.last)):
        return True
    later = max(one, other, key=lambda report: report.order)
    if one.article and one.article == other.article and later.definite:
        return False  # it is taken up: further people, and days that the article does not name again, are of it
    if not persons_agree(one.persons, other.persons):
        return True
    if one.near is None or other.near is None:
        return one.page != other.page
    return not meet(one.near, other.near)


def _definite(anchor: str) -> bool:
    return anchor.startswith("ال") and fold(anchor) not in words("indefinite")


def copied(one: Report, other: Report) -> bool:
    """Tell whether two reports stand in what seems to be one sentence, printed twice: papers that print one agency.

    The anchor is the same and stands at the same place in sentences of the same length, give or take a vowel sign.
    """
    if one.seat is None or other.seat is None or one.page == other.page or one.seat[1] < _LONG:
        return False
    apart = abs(one.seat[0] - other.seat[0]), abs(one.seat[1] - other.seat[1])
    return apart[0] <= 5 and apart[1] <= 10 and fold(one.anchor) == fold(other.anchor)


def _numbers_differ(one: Report, other: Report) -> bool:
    if one.series and other.series:
        # A series told with a place or a broker of its own is rather a part of the one told without.
        return one.places != other.places or one.mediators != other.mediators
    if one.series or other.series:
        return one.mutual or "one" in (one.cardinality, other.cardinality)
    return False


def _near(first: int, last: int, issued: tuple[int, int] | None) -> tuple[int, int] | None:
    if first == LOW and last == HIGH:
        return (issued[0] - REACH, issued[1] + REACH) if issued else None
    return (last - REACH if first == LOW else first, first + REACH if last == HIGH else last)


def _issued(tables: "Mapping[str, pd.DataFrame]") -> dict[str, tuple[int, int]]:
    """Return when articles were published, and over which days those of a page were, where it is known."""
    found: dict[str, tuple[int, int]] = {}
    pages: dict[str, list[tuple[int, int]]] = {}
    for name in ("articles", "pages"):
        for row in records(tables, name):
            days = span("", "", str(row["published"]))
            if days[0] > LOW and days[1] < HIGH:
                if name == "articles":
                    found[str(row["article_id"])] = days
                pages.setdefault(str(row["page_id"]), []).append(days)
    found |= {page: (min(a for a, _ in days), max(b for _, b in days)) for page, days in pages.items()}
    return found


def _people(tables: "Mapping[str, pd.DataFrame]") -> dict[str, dict[str, frozenset[str]]]:
    """Return the people said to take part, by event and by code; one who is known by office only is nobody yet.

    Who was merely inferred excludes nothing and is left out.
    """
    entities = {str(row["entity_id"]): row for row in records(tables, "entities")}
    named = {
        key: min(cells(row["same_as"]) | {key}, key=lambda one: (one not in entities or one == key, one))
        for key, row in entities.items()
        if row["kind"] == "person" and row["name_ar"] != row["office_ar"]
    }
    found: dict[str, dict[str, frozenset[str]]] = {}
    for row in records(tables, "arguments"):
        one, codes = named.get(str(row["entity_id"])), base(row["code"])
        if one and row["rule"] in ("", "stated") and row["role"] in ("actor", "recipient", "participant", "proposer"):
            people = found.setdefault(str(row["event_id"]), {})
            for code in codes:
                people[code] = people.get(code, frozenset()) | {one}
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def narrowest(spans: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """Return the days that all of ``spans`` have in common, or the first span's if there is none.

    >>> narrowest([(1, 9), (3, 12)]), narrowest([(1, 2), (4, 5)])
    ((3, 9), (1, 2))
    """
    several = list(spans)
    first, last = max(one for one, _ in several), min(one for _, one in several)
    return (first, last) if first <= last else several[0]
