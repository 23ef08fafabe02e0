"""Origins: who said it first, through whom it came, and how many independent first mouths that can be.

Repetition is not corroboration: five outlets that print what one agency printed are one source. `traces` follows every
claim back to its first mouth, `origins` counts the mouths of any set of claims, `rows` makes the table ``origins``.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from khabar.hitting import fewest
from khabar.labels import is_arabic
from khabar.parties import parties

if TYPE_CHECKING:
    import pandas as pd

Record = Mapping[Any, Any]
UNKNOWN = "unknown"
"""The id of the first mouth where nobody at all is named."""
_UNNAMED_OUTLET = "unnamed outlet"
_GRADES = ("named", "office", "category", "unnamed")
_ONESELF = frozenset({"person", "state", "organisation", "outlet", "place"})  # one of a kind, unlike a group


@dataclass(frozen=True, slots=True)
class Trace:
    """How a claim reached print: ``chain`` from the printing outlet to who said it, each step the ids of one or more.

    ``mouths`` are the ids of its first mouths, ``report`` the article or related headline it stands in.
    """

    claim_id: str
    report: str
    chain: tuple[tuple[str, ...], ...]
    mouths: tuple[str, ...]
    quoted: bool = False

    @property
    def relays(self) -> frozenset[str]:
        """Those between the printing outlet and the first mouth.

        >>> Trace("c", "a", (("euronews",), ("axios",), ("officials",)), ("officials",)).relays
        frozenset({'axios'})
        """
        return frozenset(one for step in self.chain[1:-1] for one in step)

    @property
    def members(self) -> dict[str, tuple[str, ...]]:
        """The first mouths, and who each is: a joint one is several.

        >>> Trace("c", "a", (("rt",), ("FRA", "SYR")), ("FRA+SYR",)).members
        {'FRA+SYR': ('FRA', 'SYR')}
        """
        said_by = self.chain[-1]
        return {mouth: (mouth,) if mouth in said_by else said_by for mouth in self.mouths}


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who stands in a chain. ``known`` tells whether it is one certain person or body.

    ``press`` is ``None`` where not even this is known: a bare ``مصادر`` can be anybody.
    """

    who_id: str
    name_en: str = ""
    name_ar: str = ""
    kind: str = ""
    state: str = ""
    press: bool | None = False
    known: bool = True
    anonymity: str = "named"

    @property
    def label(self) -> str:
        """What to call them in English text.

        >>> Who("rt", "RT").label, Who("unknown").label
        ('RT', 'unknown')
        """
        return self.name_en or self.name_ar or self.who_id


@dataclass(frozen=True, slots=True)
class Origins:
    """How many independent first mouths claims have, ``least`` to ``most``; ``common_link`` is whom all pass through.

    ``mouths`` are the ``most``, ``fewest`` the ``least``: groups of mouths that can be one and the same.
    """

    least: int
    most: int
    common_link: tuple[str, ...]
    mouths: tuple[str, ...]
    fewest: tuple[tuple[str, ...], ...]


def origins(tables: "Mapping[str, pd.DataFrame]", claims: Collection[str] | None = None) -> Origins:
    """Return how many independent first mouths ``claims`` can have, at least and at most, and what all pass through.

    *Definition.* The first mouth of a claim is who stands last in its chain; of a claim inside a claim it is the inner
    speaker, and the outer one passed it on. Ids that ``same_as`` joins are one. The narrator is no mouth; an outlet is
    one only where nobody stands behind it. ``most`` is the number of different mouths M. ``least`` is the size of the
    smallest set of identities such that each claim has one that its mouth can be: an identity is a known mouth, or an
    unknown somebody of one state, of the press or not. A known mouth can only be itself. An anonymous one (an office
    without a name, a category, nobody named) can be any identity of its own state, or of any where its state is not
    known; people are no press, and only a bare ``مصادر`` can be either. A known mouth whose state is not known is
    taken for nobody of a state. ``common_link``: all that stand in every chain, and in one at least between the outlet
    that prints and the first mouth.

    *Unit and direction.* Mouths; 1 <= least <= most wherever there is a claim. The more, the broader the ground that
    the claims stand on. It says nothing of whether a mouth is party to the affair; the table ``origins`` does.

    *What counts as one.* A category (Israeli officials) is one mouth however often it comes up, though it can be
    several people: nothing on a page tells its members apart, and counting each mention would turn repetition into
    corroboration. So ``most`` is what the texts let be told apart, no bound on people. All claims of which nobody is
    named have one unknown mouth between them. Several known speakers of one claim (a statement of three states) speak
    with one voice: one joint mouth, and for ``least`` each of them can answer for it. Several speakers of whom one is
    anonymous (Israeli and American officials) were asked one by one, perhaps: each counts for ``most``, one is enough
    for ``least``.

    *Empty input.* Without claims both are 0 and all else is empty.

    *Source.* The count of the hand-coded table ``sequence`` (``data/coded/CODEBOOK.md``). The common link is the term
    of J. Schacht (1950) and G. H. A. Juynboll (1983) for the transmitter on whom all chains of a report meet; they date
    reports by it, here it only says that the chains are not independent.

    *Example.* Thursday's meeting on Barrack's word, and on that of Israeli and American officials through Axios:

    >>> from khabar.tables import load_tables
    >>> found = origins(load_tables("data/coded"), [f"bbaca505acb5.c{number}" for number in (1, 2, 4, 13)])
    >>> found.least, found.most, found.common_link
    (2, 4, ())
    >>> found.fewest
    (('american-officials', 'tom-barrack'), ('israeli-officials', 'senior-israeli-official'))

    ``claims`` are ids, by default all of the table. Raises `KeyError` if ``tables`` lacks ``claims``, ``links`` or
    ``entities``, `ValueError` for an id that is no claim's.
    """
    traced, people = traces(tables, claims)
    return counted(traced.values(), people)


def counted(traced: Collection[Trace], people: Mapping[str, Who]) -> Origins:
    """Return the origins of claims that were traced, as `origins` defines them; ``people`` are those of `traces`.

    >>> counted([], {})
    Origins(least=0, most=0, common_link=(), mouths=(), fewest=())
    """
    can_be = _identities(traced, people)
    mouths = sorted(can_be)
    needs = {frozenset().union(*(can_be[mouth] for mouth in trace.mouths)) for trace in traced}
    chosen = fewest(needs)
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for mouth in mouths:
        # Not everybody is needed: of officials of two states, named in one breath, one is enough.
        fits = sorted(can_be[mouth] & chosen, key=lambda one: (one not in people, one))
        if fits:
            groups[fits[0]].append(mouth)
    stands = [trace.relays.union(trace.chain[0], trace.chain[-1]) for trace in traced]
    common = frozenset[str].intersection(*stands) if stands else frozenset[str]()
    between = frozenset[str]().union(*(trace.relays for trace in traced))
    return Origins(
        len(chosen),
        len(mouths),
        tuple(sorted(common & between)),
        tuple(mouths),
        tuple(sorted(tuple(group) for group in groups.values())),
    )


def _identities(traced: Iterable[Trace], people: Mapping[str, Who]) -> dict[str, frozenset[str]]:
    """Return for each mouth whom it can be: ids of known people and bodies, and marks for unknown ones of a state."""
    members = {mouth: [people[one] for one in ids] for trace in traced for mouth, ids in trace.members.items()}
    everybody = {one.who_id: one for several in members.values() for one in several}
    marks = {(one.who_id if one.known else f"?{one.state}/{one.press}"): one for one in everybody.values()}
    return {
        mouth: frozenset(mark for one in several for mark, other in marks.items() if _can_be(one, mark, other))
        for mouth, several in members.items()
    }


def _can_be(one: Who, mark: str, other: Who) -> bool:
    if one.known:
        return one.who_id == mark
    return one.state in ("", other.state) and one.press in (None, other.press)


def traces(
    tables: "Mapping[str, pd.DataFrame]", claims: Collection[str] | None = None
) -> tuple[dict[str, Trace], dict[str, Who]]:
    """Return the traces of ``claims`` (by default all) by id, and everybody in them; ids joined by ``same_as`` are one.

    Raises as `origins` does. Who has many sets of claims to count traces once and gives each set to `counted`.

    >>> from khabar.tables import load_tables
    >>> traced, people = traces(load_tables("data/coded"))
    >>> [[people[one].label for one in step] for step in traced["bbaca505acb5.c18"].chain]
    [['RT'], ['Tom Barrack'], ['Marco Rubio']]
    """
    entities: dict[str, Record] = {str(row["entity_id"]): row for row in tables["entities"].to_dict("records")}
    same = _same(entities)
    found = sorted(tables["claims"].to_dict("records"), key=lambda row: str(row["claim_id"]))
    speakers = {str(row["claim_id"]): _ids(row["origin_id"] or row["speaker_id"], same) or (UNKNOWN,) for row in found}
    labels: dict[str, str] = {}
    steps: defaultdict[str, list[tuple[int, tuple[str, ...]]]] = defaultdict(list)
    for link in tables["links"].to_dict("records"):
        label = str(link["label"])
        ids = _ids(link["entity_id"], same) or ((label,) if label else ())
        steps[str(link["claim_id"])].append((int(link["position"]), ids))
        if len(ids) == 1 and label:
            labels[ids[0]] = min(label, labels.get(ids[0], label))  # any, but always the same
    said = _said(found, speakers)
    chains = _chains(found, speakers, steps)
    standing = {one for chain in chains.values() for step in chain for one in step}
    people = {one: _who(one, entities.get(one), labels.get(one, ""), *said.get(one, ((), ""))) for one in standing}
    if claims is not None:
        missing = sorted(set(claims) - chains.keys())
        if missing:
            raise ValueError(f"no claim has the id {missing[0]!r}; ids are in the column claim_id of the table claims")
        found = [row for row in found if row["claim_id"] in set(claims)]
    traced = {}
    for row in found:
        claim, ids = str(row["claim_id"]), speakers[str(row["claim_id"])]
        joint = len(ids) > 1 and all(people[one].known for one in ids)
        traced[claim] = Trace(
            claim,
            str(row["article_id"] or row["sentence_id"]),
            chains[claim],
            ("+".join(ids),) if joint else ids,
            row["directness"] == "direct",
        )
    return traced, people


def _ids(cell: object, same: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(sorted({same.get(one, one) for one in str(cell).split(";") if one}))


def _same(entities: Mapping[str, Record]) -> dict[str, str]:
    """Return for every id that ``same_as`` joins to another the one that stands for all: one that leads no further."""
    known: dict[str, set[str]] = {}
    for code in sorted(entities):
        others = [one for one in str(entities[code]["same_as"]).split(";") if one]
        if others:
            group = set().union(*(known.get(one, {one}) for one in (code, *others)))
            known |= dict.fromkeys(group, group)
    return {
        one: min(group, key=lambda each: (each not in entities or bool(entities[each]["same_as"]), each))
        for one, group in known.items()
    }


def _chains(
    claims: Sequence[Record],
    speakers: Mapping[str, tuple[str, ...]],
    steps: Mapping[str, list[tuple[int, tuple[str, ...]]]],
) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return each claim's chain; one inside another begins with the outer one's, if its own links leave that out."""
    parents = {str(row["claim_id"]): str(row["parent_claim_id"]) for row in claims}
    chains: dict[str, tuple[tuple[str, ...], ...]] = {}
    for claim in parents:
        upwards: list[str] = []
        here = claim
        while here in parents and here not in chains and here not in upwards:
            upwards.append(here)
            here = parents[here]
        for each in reversed(upwards):
            own, mouth = tuple(ids for _, ids in sorted(steps.get(each, ()))), speakers[each]
            own = (own or ((),))[:1] + tuple(filter(None, own[1:]))
            if own[-1] != mouth or len(own) == 1:
                own = (*own, mouth)
            outer = chains.get(parents[each], ())
            if outer and not set(outer[-1]) <= {one for step in own[1:-1] for one in step}:
                own = (*outer, mouth)
            chains[each] = (own[0] or (_UNNAMED_OUTLET,), *own[1:])
    return chains


def _said(claims: Sequence[Record], speakers: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[tuple[str, ...], str]]:
    """Return by id what the claims say of a speaker: the grades of anonymity, and the state."""
    grades: defaultdict[str, set[str]] = defaultdict(set)
    states: defaultdict[str, set[str]] = defaultdict(set)
    for row in claims:
        ids = speakers[str(row["claim_id"])]
        for one in ids:
            # A claim of several has one grade for all; of a group it cannot say that it is named.
            if len(ids) == 1 or row["anonymity"] in _GRADES[2:]:
                grades[one].add(str(row["anonymity"]))
            if len(ids) == 1 and row["speaker_state"]:
                states[one].add(str(row["speaker_state"]).partition(":")[0])
    return {
        one: (tuple(sorted(each & set(_GRADES), key=_GRADES.index)), min(states[one], default=""))
        for one, each in grades.items()
    }


def _who(who_id: str, row: Record | None, label: str, grades: Sequence[str] = (), state: str = "") -> Who:
    if row is None:
        grade = "unnamed" if who_id == UNKNOWN else grades[0] if grades else "named"
        press = False if state or grade != "unnamed" else None
        names = ("", label) if is_arabic(label) else (label, "")
        return Who(who_id, *names, "", state, press, grade == "named", grade)
    kind, state = str(row["kind"]), str(row["state"]) or state
    name_ar, sector = str(row["name_ar"]), str(row["sector"])
    press = kind == "outlet" or sector == "JRN"
    if kind in _ONESELF:
        known = not name_ar or name_ar != row["office_ar"]  # الوزير, whose name the page never says, is called so
        grade = "office" if not known or set(grades) == {"office"} else "named"
    else:
        grade = grades[0] if grades else "category"
        known = grade == "named"
    unsure = None if not (known or state or sector or press) else press
    return Who(
        who_id, str(row["name_en"]) or ("" if is_arabic(label) else label), name_ar, kind, state, unsure, known, grade
    )


def rows(tables: "Mapping[str, pd.DataFrame]", affair: Collection[str] = ()) -> list[tuple[str | int, ...]]:
    """Return the rows of the table ``origins``, a first mouth each, those with most claims first.

    ``affair`` are the codes of its parties, by default those of `khabar.parties`.

    >>> from khabar.tables import load_tables
    >>> for row in rows(load_tables("data/coded"))[1:3]:
    ...     print(row)
    ('tom-barrack', 'Tom Barrack', 'person', 'USA', 'named', 'party', 5, 5, 3, 3, 3, '',
     'american-officials;meeting-parties')
    ('FRA+SYR+USA', 'France, Syria, United States', 'joint', 'FRA;SYR;USA', 'named', 'party', 4, 4, 0, 3, 2, '',
     'american-officials;meeting-parties')
    """
    traced, people = traces(tables)
    affair = affair or parties(tables)
    members = {mouth: ids for trace in traced.values() for mouth, ids in trace.members.items()}
    own: defaultdict[str, list[Trace]] = defaultdict(list)
    for trace in traced.values():
        for mouth in trace.mouths:
            own[mouth].append(trace)
    can_be = _identities(traced.values(), people)
    found: list[tuple[str | int, ...]] = []
    for mouth in sorted(own, key=lambda one: (-len(own[one]), one)):
        several = [people[one] for one in members[mouth]]
        may_be = [other for other in sorted(own) if other != mouth and can_be[other] & can_be[mouth]]
        found.append(
            (
                mouth,
                ", ".join(one.label for one in several),
                "joint" if len(several) > 1 else several[0].kind,
                ";".join(sorted({one.state for one in several} - {""})),
                max((one.anonymity for one in several), key=_GRADES.index),
                side(several, affair),
                len(own[mouth]),
                sum(not trace.relays for trace in own[mouth]),
                sum(trace.quoted for trace in own[mouth]),
                len({trace.report for trace in own[mouth]}),
                len({trace.chain[0] for trace in own[mouth]}),
                ";".join(sorted({one for trace in own[mouth] for one in trace.relays})),
                ";".join(may_be),
            )
        )
    return found


def side(speakers: Iterable[Who], affair: Collection[str]) -> str:
    """Return ``party`` if one of ``speakers`` belongs to a party of the affair, ``third`` if none does, else nothing.

    It is not known of those without a state, nor of an outlet of a party's state, which need not be that state's own.

    >>> side([Who("ISR", kind="state", state="ISR")], {"ISR", "SYR"}), side([Who("UN", kind="organisation")], {"ISR"})
    ('party', 'third')
    """
    verdicts = {_side(one, affair) for one in speakers}
    return "party" if "party" in verdicts else "" if "" in verdicts else "third"


def _side(one: Who, affair: Collection[str]) -> str:
    if not affair or not (one.state or one.kind == "organisation"):
        return ""
    if {one.who_id, one.state}.isdisjoint(affair):
        return "third"
    return "" if one.press else "party"
