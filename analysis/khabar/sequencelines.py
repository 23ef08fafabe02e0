"""The steps of a sequence as a figure shows them, and the same in words; `khabar.sequencedrawing` draws them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from khabar.edtf import bounds
from khabar.labels import LRM, is_arabic
from khabar.measures import GROUNDS, grounds

if TYPE_CHECKING:
    import pandas as pd

Record = Mapping[Any, Any]
_TO_COME = frozenset({"planned", "proposed", "agreed", "postponed", "cancelled"})
_UNSURE = frozenset({"possible", "hoped", "conditional"})
_NO_FACT = _TO_COME | _UNSURE | {"denied"}


@dataclass(frozen=True, slots=True)
class Line:
    """A step as it is drawn.

    ``text`` says what was done and who did it, with the names of the table ``entities``, ``short`` the same with codes;
    ``anchor`` is the word that the first of its reports has for it. ``earliest`` and ``latest`` are ISO dates, empty
    where the date is open; ``printed_by`` is set, and these two are not, where only the day of print bounds the date.
    ``state`` has what makes it no plain fact in the words of ``status``, ``modality`` and ``polarity``; ``to_come``:
    planned or only possible; ``denied``: denied or cancelled. ``on`` whose word it stands, of
    `khabar.measures.GROUNDS`. ``after`` holds the steps (ids, of those drawn) that the text says were before it.
    """

    step_id: str
    position: int
    text: str = ""
    short: str = ""
    anchor: str = ""
    earliest: str = ""
    latest: str = ""
    printed_by: str = ""
    state: str = ""
    to_come: bool = False
    denied: bool = False
    on: tuple[str, ...] = ()
    reports: int = 0
    origins_min: int = 0
    origins_max: int = 0
    after: tuple[str, ...] = ()

    @property
    def date(self) -> str:
        """When it was, in words.

        >>> Line("q1", 1, latest="2025-07-24").date
        'until 2025-07-24'
        """
        if self.printed_by:
            return f"printed by {self.printed_by}"
        if self.earliest and self.latest:
            return self.latest if self.earliest == self.latest else f"{self.earliest} to {self.latest}"
        return f"from {self.earliest}" if self.earliest else f"until {self.latest}" if self.latest else "no date"


def lines(tables: "Mapping[str, pd.DataFrame]", steps: Collection[str] | None = None) -> tuple[Line, ...]:
    """Return the steps (ids, by default all) as they are drawn, in the order of the table ``sequence``.

    On whose word a step stands follows from who attests the ``occurrence`` of each of its events, and of an event of
    which nobody does, from the claim that tells it. Raises `KeyError` if ``tables`` lacks ``sequence``, ``relations``,
    ``events``, ``attestations``, ``claims``, ``entities`` or ``articles``, `ValueError` for an id that is no step's.

    >>> from khabar.tables import load_tables
    >>> for line in lines(load_tables("data/coded"), ["q1", "q24", "q46"]):
    ...     print(line.text, line.date, line.on)
    meet: Israel, Syria (Shepherdstown) 2000-01-01 to 2000-12-31 ('narrator',)
    meet: United States, Israel, Syria (Paris) 2025-07-24 ('narrator', 'named', 'anonymous')
    meet: Israel, Syria (Paris) no date ('narrator',)
    """
    found = tables["sequence"].sort_values("position", kind="stable").to_dict("records")
    numbers = {str(row["step_id"]): int(row["position"]) for row in found}
    if steps is not None:
        missing = sorted(set(steps) - numbers.keys())
        if missing:
            raise ValueError(f"no step has the id {missing[0]!r}; ids are in the column step_id of the table sequence")
        found = [row for row in found if row["step_id"] in set(steps)]
    english = {str(row["entity_id"]): str(row["name_en"]) for row in tables["entities"].to_dict("records")}
    names = {code: name.removeprefix("the ") for code, name in english.items() if name}
    events = {str(row["event_id"]): row for row in tables["events"].to_dict("records")}
    before = _before(tables, {str(row["step_id"]) for row in found})
    attesting = _attesting(tables)
    printed = {str(row["article_id"]): bounds(str(row["published"])) for row in tables["articles"].to_dict("records")}
    made = []
    for row in found:
        own = [one for one in str(row["event_ids"]).split(";") if one in events]
        on = set().union(*(attesting[one] for one in own))
        earliest, latest = str(row["earliest"]), str(row["latest"])
        if not (earliest or latest):
            earliest, latest = (str(one) if one else "" for one in bounds(str(row["edtf"])))
        days = {str(printed[one][1]) for each in own if (one := str(events[each]["article_id"])) in printed}
        by_print = not earliest and latest in days
        part = f", part of {numbers[row['part_of']]}" if row["part_of"] in numbers else ""
        made.append(
            Line(
                str(row["step_id"]),
                int(row["position"]),
                text=_said(row, names, names) + part,
                short=_said(row, names, {}) + part,
                anchor=str(events[own[0]]["anchor"]) if own else "",
                earliest=earliest,
                latest="" if by_print else latest,
                printed_by=latest if by_print else "",
                state=", ".join(one for one in (row["status"], row["modality"], row["polarity"]) if one in _NO_FACT),
                to_come=row["status"] in _TO_COME or row["modality"] in _UNSURE,
                denied=row["polarity"] == "denied" or row["status"] == "cancelled",
                on=tuple(one for one in GROUNDS if one in on),
                reports=int(row["reports"]),
                origins_min=int(row["origins_min"]),
                origins_max=int(row["origins_max"]),
                after=before.get(str(row["step_id"]), ()),
            )
        )
    return tuple(made)


def _before(tables: "Mapping[str, pd.DataFrame]", steps: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return for each of ``steps`` those that the text says were before it."""
    found: dict[str, tuple[str, ...]] = {}
    for row in tables["relations"].to_dict("records"):
        pair = str(row["left_id"]), str(row["right_id"])
        if row["basis"] == "stated" and row["relation"] in ("before", "after") and set(pair) <= set(steps):
            first, then = pair if row["relation"] == "before" else pair[::-1]
            found[then] = (*found.get(then, ()), first)
    return found


def _attesting(tables: "Mapping[str, pd.DataFrame]") -> dict[str, set[str]]:
    """Return for each event on whose word it stands that it happened: of those who attest it, else of its claim."""
    voice = {"narrator": "narrator", "": "narrator"} | grounds(tables["claims"])
    attested: dict[str, set[str]] = {}
    for row in tables["attestations"].to_dict("records"):
        if row["attribute"] == "occurrence":
            attested.setdefault(str(row["event_id"]), set()).add(voice[str(row["authority"])])
    return {
        str(row["event_id"]): attested.get(str(row["event_id"]), {voice[str(row["claim_id"])]})
        for row in tables["events"].to_dict("records")
    }


def _said(row: Record, names: Mapping[str, str], party_names: Mapping[str, str]) -> str:
    """Return act, parties, mediators and place of a step; codes without a name stay as they are."""

    def named(column: str, names: Mapping[str, str]) -> str:
        return ", ".join(names.get(one, one) for one in str(row[column]).split(";") if one)

    actors, recipients, mediators = (named(each, party_names) for each in ("actors", "recipients", "mediators"))
    said = str(row["act"]).replace("-", " ")
    if actors or recipients:
        said += f": {actors}" + f" → {recipients}".rstrip("→ ") if actors else f": → {recipients}"
    said += f" through {mediators}" if mediators else ""
    return said + (f" ({place})" if (place := named("place", names)) else "")


def summary(found: Sequence[Line]) -> str:
    """Return how many steps there are, how many of them have a date, and how many are no facts.

    >>> from khabar.tables import load_tables
    >>> print(summary(lines(load_tables("data/coded"), ["q1", "q24", "q46"])))
    3 steps: 1 on a day, 1 within limits, 1 without a date of its own; 1 to come or only possible, 0 denied or
    cancelled
    """
    days = sum(bool(line.earliest) and line.earliest == line.latest for line in found)
    without = sum(not (line.earliest or line.latest) for line in found)
    denied = sum(line.denied for line in found)
    return (
        f"{len(found)} step{'s' * (len(found) != 1)}: {days} on a day, {len(found) - days - without} within limits, "
        f"{without} without a date of {'its' if without == 1 else 'their'} own; "
        f"{sum(line.to_come for line in found)} to come or only possible, {denied} denied or cancelled"
    )


def described(found: Sequence[Line]) -> str:
    """Return in words what the picture shows, step by step, with its numbers.

    >>> from khabar.tables import load_tables
    >>> print(described(lines(load_tables("data/coded"), ["q24", "q40"])))
    The sequence, 2 steps: 1 on a day, 0 within limits, 1 without a date of its own; 1 to come or only possible,
    0 denied or cancelled. 24 meet: United States, Israel, Syria (Paris), 2025-07-24, on narrator, named, anonymous,
    reports 13, origins 2 to 4; 40 (proposed, hoped) normalise: Israel, Lebanon, Syria, no date, on named, reports 1,
    origins 1.
    """
    said = []
    for line in found:
        # Without a mark behind Arabic words a number after them would be shown before them.
        text = line.text + LRM * is_arabic(line.text)
        said.append(
            f"{line.position} {f'({line.state}) ' if line.state else ''}{text}, {line.date}, on {', '.join(line.on)}, "
            f"reports {line.reports}, origins {least_to_most(line, ' to ')}"
        )
    return f"The sequence, {summary(found)}. {'; '.join(said)}."


def least_to_most(line: Line, between: str = "–") -> str:
    """Return the number of origins of a step, or the least and the most.

    >>> least_to_most(Line("q1", 1, origins_min=1, origins_max=2))
    '1–2'
    """
    least, most = line.origins_min, line.origins_max
    return str(most) if least == most else f"{least}{between}{most}"
