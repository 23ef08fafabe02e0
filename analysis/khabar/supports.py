"""What each step of an affair stands on, and what is left of it when somebody is taken away.

A step stands on claims, or on the narrator where the outlet says it and quotes nobody. To take somebody away is to
strike out every claim in whose chain he stands; it says nothing of whether he is right.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from khabar.sequencelines import lines

if TYPE_CHECKING:
    import pandas as pd

NARRATOR = "narrator"


def through(tables: "Mapping[str, pd.DataFrame]", who: str) -> frozenset[str]:
    """Return the claims in whose chain ``who``, an id of the table ``entities``, stands, in whatever place.

    >>> from khabar.tables import load_tables
    >>> len(through(load_tables("data/coded"), "axios"))
    8
    """
    links = zip(tables["links"]["claim_id"], tables["links"]["entity_id"], strict=True)
    return frozenset(str(claim) for claim, ids in links if who in str(ids).split(";"))


def standing(tables: "Mapping[str, pd.DataFrame]") -> dict[str, frozenset[str]]:
    """Return for each step the ids of the claims that it stands on, ``narrator`` among them where the outlet tells it.

    These are the authorities of the ``occurrence`` of its events; an event whose occurrence nobody attests stands on
    the claim that tells it, else on the narrator. (`khabar.sequencelines.lines` draws the same.)

    >>> from khabar.tables import load_tables
    >>> sorted(standing(load_tables("data/coded"))["q12"])
    ['bbaca505acb5.c6', 'narrator']
    """
    told: dict[str, set[str]] = {}
    rows = tables["attestations"]
    for event, attribute, by in zip(rows["event_id"], rows["attribute"], rows["authority"], strict=True):
        if attribute == "occurrence":
            told.setdefault(str(event), set()).add(str(by) or NARRATOR)
    events = zip(tables["events"]["event_id"], tables["events"]["claim_id"], strict=True)
    on = {str(event): told.get(str(event), {str(claim) or NARRATOR}) for event, claim in events}
    steps = zip(tables["sequence"]["step_id"], tables["sequence"]["event_ids"], strict=True)
    return {str(step): frozenset().union(*(on[one] for one in str(ids).split(";"))) for step, ids in steps}


def left(on: Collection[str]) -> str:
    """Return in words what a step stands on: ``somebody's word``, ``narrator only`` or ``nothing``.

    >>> left({"narrator", "p.c1"}), left({"narrator"}), left(set())
    ("somebody's word", 'narrator only', 'nothing')
    """
    if not on:
        return "nothing"
    return "narrator only" if set(on) == {NARRATOR} else "somebody's word"


def mouths(tables: "Mapping[str, pd.DataFrame]", on: Iterable[str]) -> str:
    """Return the names of those who first said the claims ``on``, ``nothing`` if there are none.

    >>> from khabar.tables import load_tables
    >>> mouths(load_tables("data/coded"), ["narrator", "bbaca505acb5.c6"])
    'Israeli officials, narrator'
    """
    entities = zip(tables["entities"]["entity_id"], tables["entities"]["name_en"], strict=True)
    names = {str(one): str(name).removeprefix("the ") for one, name in entities if name}
    claims = zip(tables["claims"]["claim_id"], tables["claims"]["origin_id"], strict=True)
    first = {str(claim): str(ids).split(";") for claim, ids in claims}
    ids = {each for one in on for each in first.get(one, [one])}
    return ", ".join(sorted(names.get(each, each) for each in ids)) or "nothing"


def without(tables: "Mapping[str, pd.DataFrame]", gone: Collection[str]) -> "pd.DataFrame":
    """Return the steps that lose a support when the claims ``gone`` are struck out: what they are, before and after.

    >>> from khabar.tables import load_tables
    >>> tables = load_tables("data/coded")
    >>> without(tables, through(tables, "tom-barrack"))["after"].value_counts().to_dict()["nothing"]
    2
    """
    import pandas as pd

    text = {line.step_id: line.text for line in lines(tables)}
    hit = {step: on for step, on in standing(tables).items() if on & set(gone)}
    rows = [(text[step], mouths(tables, on), mouths(tables, on - set(gone))) for step, on in hit.items()]
    return pd.DataFrame(rows, columns=["step", "before", "after"], index=pd.Index(hit, name="step_id"))
