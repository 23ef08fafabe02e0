"""The second pass over a study: one person, one id, across pages; and who, over all of them, said things first.

Coding looks at one page at a time, so one man can come out as two: under two spellings, or once by his full name and
once by a surname that another page introduced. `link` says so in the column ``same_as`` of the table ``entities``;
ids and mentions stay as they were, and nothing is linked that has two readings. With people linked, the first mouths
of all claims are counted into the table ``origins``, and reports of one event become a step of one ``sequence``.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from khabar.conflicts import conflicts
from khabar.nameparts import keys
from khabar.origins import rows as origin_rows
from khabar.relations import relations
from khabar.romanise import skeleton
from khabar.sequence import sequence
from khabar.tables import frame

if TYPE_CHECKING:
    import pandas as pd

_ORIGINS = ("study", "lexicon", "office", "alias")  # who is named in a list outranks who is not


@dataclass(frozen=True, slots=True)
class _Person:
    """A row of ``entities``: its id, its name as keys of its words, and what decides which of two ids stands."""

    entity_id: str
    name: tuple[str, ...]
    state: str
    rank: tuple[int, int, int, str]


def link(
    tables: "Mapping[str, pd.DataFrame]", parties: Collection[str] = (), texts: Mapping[str, str] | None = None
) -> "dict[str, pd.DataFrame]":
    """Return ``tables`` with ``same_as`` filled in ``entities``, and with the linked tables that they allow.

    ``origins`` needs claims and links; ``sequence``, ``relations`` and ``conflicts`` need events. ``parties`` are the
    codes of the parties to the affair; without them `khabar.origins.parties` says who they are. ``texts`` are the raw
    texts by page, which say how reports of one event hang together (سبقه, آخرها).

    A person is the same as another whose name has the same first and last word in any spelling and whose state is the
    same or not known; a surname alone, or a name with its middle left out, is who it fits if it fits one only. Of two
    ids the one from a list stands, else the fuller name's, else the one mentioned more often. Raises `KeyError` if
    there is no table ``entities``.

    >>> from khabar.tables import frame
    >>> rows = [
    ...     (id_, "person", name, "", state, "", "", None, None, "", "", origin, "", 1)
    ...     for id_, name, state, origin in [
    ...         ("barak-ravid", "باراك رافيد", "", "lexicon"),
    ...         ("brak-rafid-ISR", "براك رافيد", "ISR", "office"),
    ...         ("rafid", "رافيد", "", "office"),
    ...     ]
    ... ]
    >>> list(link({"entities": frame("entities", rows)})["entities"]["same_as"])
    ['', 'barak-ravid', 'barak-ravid']
    """
    entities = tables["entities"]
    same = same_people(entities.to_dict("records"))
    # What a list says already stands; a link adds to it.
    same_as = [
        given or same.get(entity_id, "")
        for entity_id, given in zip(entities["entity_id"], entities["same_as"], strict=True)
    ]
    linked = {**tables, "entities": entities.assign(same_as=same_as).astype({"same_as": entities["same_as"].dtype})}
    if {"claims", "links"} <= tables.keys():
        linked["origins"] = frame("origins", origin_rows(linked, parties))
    if {"events", "arguments", "attestations", "claims", "links", "times"} <= tables.keys():
        steps = sequence(linked, texts)
        linked["sequence"] = frame("sequence", steps)
        linked["relations"] = frame("relations", relations(linked, steps, texts))
        linked["conflicts"] = frame("conflicts", conflicts(linked, steps, texts))
    return linked


def same_people(rows: Iterable[Mapping[Any, Any]]) -> dict[str, str]:
    """Return, for people who are another one of ``rows``, that one's id; in any order of rows the same.

    ``rows`` hold entity_id, kind, name_ar, state, origin and mentions.

    >>> same_people([{"entity_id": "a", "kind": "place", "name_ar": "باريس", "state": "FRA"}])
    {}
    """
    people = sorted(filter(None, map(_person, rows)), key=lambda person: person.rank)
    by_last: defaultdict[str, list[_Person]] = defaultdict(list)
    same: dict[str, str] = {}
    for person in people:  # best first: whoever comes later may be one who came before
        listed = not person.rank[0]  # two rows of a list are two people, however alike their names
        fits = [other for other in by_last[person.name[-1]] if _fits(person, other) and not listed]
        if len(fits) == 1:
            same[person.entity_id] = fits[0].entity_id
        elif not fits:
            by_last[person.name[-1]].append(person)
    return same


def _person(row: Mapping[Any, Any]) -> _Person | None:
    if row["kind"] != "person" or not row["name_ar"]:
        return None
    name = tuple(map(skeleton, keys([str(row["name_ar"])])[0]))
    if not name:
        return None
    origin = str(row.get("origin") or "")
    rank = _ORIGINS.index(origin) if origin in _ORIGINS else len(_ORIGINS)
    return _Person(
        str(row["entity_id"]),
        name,
        str(row["state"] or ""),
        (int(rank > 1), -len(name), -int(str(row.get("mentions") or 0)), str(row["entity_id"])),
    )


def _fits(one: _Person, other: _Person) -> bool:
    """Tell whether ``one``, whose last name is ``other``'s, can be ``other``: no shorter name, no other state."""
    if one.state and other.state and one.state != other.state:
        return False
    if len(one.name) == 1:
        return len(other.name) > 1
    return one.name[0] == other.name[0] and set(one.name) <= set(other.name)
