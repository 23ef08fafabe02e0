"""Who is heard: of all whom a text names, who speaks in it directly, who through others only, and who not at all."""

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from khabar.origins import Record, _ids, _same, _who, traces

if TYPE_CHECKING:
    import pandas as pd

_UNHEARD = frozenset({"place", "outlet"})  # nobody expects these to be asked; an outlet that speaks first is listed
_COLUMNS = ["entity_id", "label", "name_ar", "kind", "state", "heard", "claims", "mentions"]


def heard(tables: "Mapping[str, pd.DataFrame]", article_id: str = "") -> "pd.DataFrame":
    """Return whom a study names, or one article of it, a row each, with how they are heard.

    Columns: ``entity_id``, ``label``, ``name_ar``, ``kind``, ``state``, ``heard`` (``directly`` if somebody is first
    mouth of a claim with nobody between him and the outlet that prints it, ``through others`` if every claim of his
    was passed on, ``not heard`` if he has none), ``claims`` (of which he is a first mouth, alone or with others),
    ``mentions`` (that name him, in any way: of a state its adjective and its capital too). Ids that ``same_as`` joins
    are one. Places are left out, and outlets that are no first mouth. Those with most claims stand first, then those
    with most mentions. That somebody is not heard says something of the text and nothing of whether he spoke
    elsewhere. Raises as `khabar.origins.origins` does, and `KeyError` if there is no table ``mentions``.

    >>> from khabar.tables import load_tables
    >>> found = heard(load_tables("data/coded"), "bbaca505acb5.a2").set_index("entity_id")
    >>> found.loc[["FRA", "marco-rubio", "jean-noel-barrot"], "heard"].to_list()
    ['directly', 'through others', 'not heard']
    """
    import pandas as pd

    claims, mentions = tables["claims"], tables["mentions"]
    if article_id:
        claims, mentions = (table[table["article_id"] == article_id] for table in (claims, mentions))
    traced, people = traces(tables, list(claims["claim_id"]))
    told: Counter[str] = Counter()
    direct: Counter[str] = Counter()
    for trace in traced.values():
        told.update(trace.chain[-1])
        direct.update(() if trace.relays else trace.chain[-1])
    entities: dict[str, Record] = {str(row["entity_id"]): row for row in tables["entities"].to_dict("records")}
    same = _same(entities)
    named: Counter[str] = Counter()
    for cell in mentions["entity_id"]:
        named.update(_ids(cell, same))
    found = []
    for one in sorted(told.keys() | named.keys(), key=lambda each: (-told[each], -named[each], each)):
        who = people.get(one) or _who(one, entities.get(one), "")
        if one in told or who.kind not in _UNHEARD:
            how = "directly" if direct[one] else "through others" if told[one] else "not heard"
            found.append((one, who.label, who.name_ar, who.kind, who.state, how, told[one], named[one]))
    return pd.DataFrame(found, columns=_COLUMNS)
