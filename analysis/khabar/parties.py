"""Who an affair is between, as far as the opening of its articles tells: what a study can say itself, and better."""

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def parties(tables: "Mapping[str, pd.DataFrame]") -> frozenset[str]:
    """Return who is party to the affair: codes of states and bodies, none if the tables have no parts or mentions.

    Counted are all whom the headline of an article or its first paragraph names: states, bodies, and the states of
    people and groups. An adjective alone does not count where a place of its state stands in the same stretch (in
    ``العاصمة الفرنسية باريس`` France is where, not who), nor do places and outlets.

    >>> from khabar.tables import load_tables
    >>> sorted(parties(load_tables("data/coded")))
    ['FRA', 'ISR', 'SYR', 'USA']
    """
    if not {"parts", "mentions"} <= tables.keys():
        return frozenset()
    entities = {str(row["entity_id"]): row for row in tables["entities"].to_dict("records")}
    openings = _openings(tables)
    named: defaultdict[tuple[str, int], list[tuple[str, str]]] = defaultdict(list)
    for row in tables["mentions"].to_dict("records"):
        article, kind = str(row["article_id"]), str(row["kind"])
        ids = [one for one in str(row["entity_id"]).split(";") if one in entities]
        for start, end in openings.get(article, ()):
            if start <= row["start"] < end:
                named[article, start] += [(kind, one) for one in ids]
    found: set[str] = set()
    for several in named.values():
        places = {str(entities[one]["state"]) for kind, one in several if kind == "place"}
        for kind, one in several:
            state = str(entities[one]["state"])
            if kind in ("place", "outlet") or (kind == "nisba" and state in places):
                continue
            # ISR:GOV is Israel; the SDF are a party beside the state that they belong to.
            body = entities[one]["kind"] == "organisation" and ":" not in one
            found |= {state, one} if body else {state}
    return frozenset(found - {""})


def _openings(tables: "Mapping[str, pd.DataFrame]") -> dict[str, list[tuple[int, int]]]:
    """Return where the headlines of each article stand, and its first paragraph."""
    found: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    begun: set[str] = set()
    parts: list[Mapping[Any, Any]] = sorted(tables["parts"].to_dict("records"), key=lambda row: int(row["start"]))
    for row in parts:
        article, role = str(row["article_id"]), row["role"]
        if article and (role == "headline" or (role == "body" and article not in begun)):
            found[article].append((int(row["start"]), int(row["end"])))
            if role == "body":
                begun.add(article)
    return found
