"""Origins: how many first mouths, whom all pass through, the table of them, and the graph of provenance.

A file of cases is a series of::

    @ name of the case
    ! entity | kind | state | sector | office or same=OTHER
    = outlet < relay < mouth;mouth | anonymity | parent=1
    > 1,2: least most common link

``!`` is somebody whom the tables know; ``office`` says that only the office is known. ``=`` is a claim with its chain,
``parent`` the number of the claim that it stands in. ``>`` is what is expected of all claims, or of those with the
numbers before the colon; ``-`` is no common link.
"""

import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khabar import figures
from khabar.errors import MissingExtraError
from khabar.hitting import fewest
from khabar.link import link
from khabar.origins import Origins, counted, origins, rows, traces
from khabar.parties import parties
from khabar.provenance import draw, graph, provenance, said
from khabar.study import Study
from khabar.tables import SCHEMA, frame, load_tables
from making import edit

CASES = Path(__file__).parent / "cases" / "origins"
CODED = load_tables(Path(__file__).parents[1] / "data" / "coded")
Tables = dict[str, pd.DataFrame]


@dataclass
class Case:
    name: str
    entities: list[tuple[object, ...]] = field(default_factory=list)
    claims: list[tuple[tuple[str, ...], str, int]] = field(default_factory=list)
    expected: list[tuple[list[str] | None, str]] = field(default_factory=list)

    @property
    def tables(self) -> Tables:
        return made(self.entities, self.claims)


def entity(code: str, kind: str, state: str = "", sector: str = "", more: str = "") -> tuple[object, ...]:
    office = f"منصب {code}" if more == "office" else ""
    return (
        code, kind, office or f"اسم {code}", "" if office else f"Name of {code}", state, sector, office, None, None,
        "", "", "study", more.removeprefix("same=") if more.startswith("same=") else "", 1,
    )  # fmt: skip


def made(entities: list[tuple[object, ...]], chains: list[tuple[tuple[str, ...], str, int]]) -> Tables:
    claims, links = [], []
    for number, (chain, anonymity, parent) in enumerate(chains, start=1):
        mouth = chain[-1] if len(chain) > 1 else ""
        cells: dict[str, object] = {
            "page_id": "p", "article_id": f"p.a{number}", "claim_id": f"p.c{number}", "anonymity": anonymity,
            "parent_claim_id": f"p.c{parent}" if parent else "", "start": number, "end": number + 1,
            "speaker_id": mouth, "origin_id": mouth, "directness": "indirect",
        }  # fmt: skip
        claims.append(tuple(cells.get(each.name, None if each.type != "string" else "") for each in SCHEMA["claims"]))
        links += [(f"p.c{number}", place, one, "", None, None) for place, one in enumerate(chain)]
    return {
        "claims": frame("claims", claims),  # type: ignore[arg-type]
        "links": frame("links", links),
        "entities": frame("entities", entities),  # type: ignore[arg-type]
    }


def cases(path: Path) -> Iterator[Case]:
    case = Case("")
    for line in path.read_text(encoding="utf-8").splitlines():
        kind, rest = line[:1], line[1:].strip()
        cells = [cell.strip() for cell in rest.split("|")]
        if kind == "@":
            if case.name:
                yield case
            case = Case(rest)
        elif kind == "!":
            case.entities.append(entity(*cells))
        elif kind == "=":
            parent = int(cells[2].removeprefix("parent=")) if len(cells) > 2 else 0
            case.claims.append((tuple(cells[0].split(" < ")), cells[1], parent))
        elif kind == ">":
            numbers, _, expected = rest.rpartition(":")
            case.expected.append(
                ([f"p.c{number}" for number in numbers.split(",")] if numbers else None, expected.strip())
            )
        else:
            assert kind in ("", "%"), line
    yield case


ALL = [
    pytest.param(case, id=f"{path.stem}: {case.name}") for path in sorted(CASES.glob("*.txt")) for case in cases(path)
]


def shown(found: Origins) -> str:
    return f"{found.least} {found.most} {' '.join(found.common_link) or '-'}"


@pytest.mark.parametrize("case", ALL)
def test_case(case: Case) -> None:
    assert case.expected
    for claims, expected in case.expected:
        assert shown(origins(case.tables, claims)) == expected


def test_there_are_cases() -> None:
    assert len(ALL) >= 26
    assert {path.stem for path in CASES.iterdir()} == {"attested", "negative", "synthetic"}


# The page coded by hand.


@pytest.mark.parametrize("step", CODED["sequence"].to_dict("records"), ids=lambda step: str(step["step_id"]))
def test_the_sequence_coded_by_hand(step: dict[str, object]) -> None:
    told = CODED["events"].set_index("event_id")["claim_id"]
    claims = {str(told[event]) for event in str(step["event_ids"]).split(";")} - {""}
    found = origins(CODED, claims)
    assert (found.least, found.most) == (step["origins_min"], step["origins_max"])
    assert ";".join(found.common_link) == step["common_link"]


def test_an_unknown_claim_is_named() -> None:
    with pytest.raises(ValueError, match=r"no claim has the id 'c99'"):
        origins(CODED, ["c99"])


def test_evidence() -> None:
    found = origins(CODED)
    assert len(found.fewest) == found.least
    assert len(found.mouths) == found.most
    assert ("american-officials", "marco-rubio") in found.fewest


# The table.


def test_the_linked_table() -> None:
    linked = link(CODED, ["ISR", "SYR"])
    table = linked["origins"].set_index("origin_id")
    assert list(linked["origins"].columns) == [column.name for column in SCHEMA["origins"]]
    assert table["party"].to_dict() == {
        "israeli-officials": "party", "tom-barrack": "third", "FRA+SYR+USA": "party", "american-officials": "third",
        "marco-rubio": "third", "ISR": "party", "ISR:GOV": "party", "gideon-saar": "party",
        "israeli-sources": "party", "meeting-parties": "", "senior-israeli-official": "party",
    }  # fmt: skip
    barrack = table.loc["tom-barrack"]
    assert (barrack["claims"], barrack["direct"], barrack["quoted"], barrack["outlets"]) == (5, 5, 3, 3)
    assert table.loc["marco-rubio", "through"] == "tom-barrack"
    assert table["claims"].sum() == len(CODED["claims"]) + 2  # Israeli and American officials, twice
    assert (table["direct"] <= table["claims"]).all()


def test_may_be_goes_both_ways() -> None:
    may_be = {str(row[0]): str(row[12]).split(";") if row[12] else [] for row in rows(CODED)}
    assert all(one in may_be[other] for one, others in may_be.items() for other in others)


def test_an_outlet_of_a_partys_state_need_not_be_its_own() -> None:
    entities = [entity("state-agency", "outlet", "SYR", "JRN"), entity("abroad", "outlet", "FRA", "JRN")]
    tables = made(entities, [(("one", "state-agency"), "named", 0), (("one", "abroad"), "named", 0)])
    assert {row[0]: row[5] for row in rows(tables, ["SYR"])} == {"state-agency": "", "abroad": "third"}
    assert {row[5] for row in rows(tables)} == {""}


def test_parties_are_those_of_the_opening() -> None:
    assert parties(CODED) == {"ISR", "SYR", "USA", "FRA"}
    assert parties({"entities": CODED["entities"]}) == frozenset()


def test_a_study_says_itself_whom_the_affair_is_between(study: Path) -> None:
    edit(study / "study.toml", "notebooks = []", 'notebooks = []\nparties = ["SYR"]')
    table = Study.load(study).tables["origins"].set_index("origin_id")
    assert set(table.loc[table["state"] == "ISR", "party"]) == {"third"}


# Properties.

PEOPLE = [
    entity("A", "state", "AAA"), entity("B", "state", "BBB"), entity("x", "person", "AAA", "GOV"),
    entity("y", "person", "", "GOV"), entity("of-A", "group", "AAA", "GOV"), entity("sir-A", "group", "AAA"),
    entity("of-B", "group", "BBB", "GOV"), entity("sources", "group"), entity("diplomats", "group", "", "GOV"),
    entity("press-A", "group", "AAA", "JRN"), entity("site", "outlet", "AAA", "JRN"),
    entity("min-B", "person", "BBB", "GOV", "office"),
]  # fmt: skip
MOUTHS = st.lists(st.sampled_from([str(row[0]) for row in PEOPLE]), min_size=1, max_size=3, unique=True).map(";".join)
CHAINS = st.lists(
    st.tuples(
        st.builds(
            lambda outlet, relays, mouth: (outlet, *relays, mouth),
            st.sampled_from(["one", "two"]), st.lists(st.sampled_from(["site", "x", "of-A"]), max_size=2), MOUTHS,
        ),
        st.sampled_from(["named", "office", "category", "unnamed"]),
        st.integers(0, 5),
    ),
    min_size=1, max_size=6,
)  # fmt: skip


def study(chains: list[tuple[tuple[str, ...], str, int]]) -> Tables:
    return made(PEOPLE, [(chain, grade, parent if parent <= len(chains) else 0) for chain, grade, parent in chains])


@settings(max_examples=25, deadline=None)
@given(CHAINS, st.randoms(use_true_random=False))
def test_counts(chains: list[tuple[tuple[str, ...], str, int]], chance: random.Random) -> None:
    tables = study(chains)
    ids = list(tables["claims"]["claim_id"])
    whole = origins(tables)
    assert 1 <= whole.least <= whole.most
    assert len(whole.fewest) == whole.least
    shuffled = {
        name: table.iloc[chance.sample(range(len(table)), len(table))].reset_index(drop=True)
        for name, table in tables.items()
    }
    assert origins(shuffled) == whole
    assert rows(shuffled) == rows(tables)
    assert provenance(shuffled) == provenance(tables)
    some = chance.sample(ids, chance.randrange(len(ids) + 1))
    part = origins(tables, some)
    more = origins(tables, {*some, chance.choice(ids)})
    assert part.most <= more.most
    assert part.least <= more.least <= part.least + 1


@settings(max_examples=25, deadline=None)
@given(CHAINS)
def test_the_least_is_the_least(chains: list[tuple[tuple[str, ...], str, int]]) -> None:
    """Tried out: every way of giving each claim one speaker, known or unknown of a state."""
    traced, people = traces(study(chains))
    speakers = {one for trace in traced.values() for one in trace.chain[-1]}
    somebody = {(people[one].state, people[one].press) for one in speakers}
    named = {one for one in speakers if people[one].known}

    def answers(one: str) -> set[object]:
        who = people[one]
        if who.known:
            return {one}
        fits = {
            each: (state, press)
            for each, (state, press) in
            [(each, (people[each].state, people[each].press)) for each in named] + [(each, each) for each in somebody]
        }  # fmt: skip
        return {
            each for each, (state, press) in fits.items()
            if who.state in ("", state) and who.press in (None, press)
        }  # fmt: skip

    needs = [set().union(*(answers(one) for one in trace.chain[-1])) for trace in traced.values()]
    least = min((len(set(choice)) for choice in product(*needs)), default=0) if all(needs) else -1
    assert counted(traced.values(), people).least == least


SETS = st.lists(st.frozensets(st.sampled_from("abcdefgh"), min_size=1, max_size=4), max_size=7)


@given(SETS)
def test_the_smallest_set_that_meets_all(needs: list[frozenset[str]]) -> None:
    found = fewest(needs)
    assert all(found & need for need in needs)
    assert len(found) == min((len(set(choice)) for choice in product(*needs)), default=0)
    assert fewest(needs[::-1]) == found


@settings(max_examples=25, deadline=None)
@given(CHAINS)
def test_the_graph_adds_up(chains: list[tuple[tuple[str, ...], str, int]]) -> None:
    tables = study(chains)
    found = provenance(tables)
    layer = {node.node_id: node.layer for node in found.nodes}
    assert sum(node.prints for node in found.nodes) == found.claims == len(chains)
    assert {node.node_id for node in found.nodes if node.says} == set(found.origins.mouths)
    assert all(0 <= edge.direct <= edge.claims for edge in found.edges)
    assert all(edge.source in layer and edge.target in layer and edge.source != edge.target for edge in found.edges)
    assert {row[0]: (row[6], row[7]) for row in rows(tables)} == {
        node.node_id: (node.says, node.direct) for node in found.nodes if node.says
    }
    assert str(found.claims) in said(found)


# The figure.


def repeated() -> Tables:
    """Five outlets that repeat one agency, which prints it too, and one man whom RT quotes and another repeats."""
    entities = [
        entity("agency", "outlet", "GBR", "JRN"), entity("sources", "group"), entity("man", "person", "SYR", "GOV"),
        entity("minister-SYR", "person", "SYR", "GOV", "office"), entity("officials", "group", "SYR", "GOV"),
    ]  # fmt: skip
    outlets = ["one", "two", "three", "four", "five"]
    chains = [((outlet, "agency", "sources"), "unnamed", 0) for outlet in outlets]
    chains += [
        (("agency", "sources"), "unnamed", 0), (("one", "agency", "minister-SYR"), "office", 0),
        (("two", "agency", "officials"), "category", 0), (("three", "one", "agency", "man"), "named", 0),
    ]  # fmt: skip
    return made(entities, chains)


def test_five_outlets_and_one_agency() -> None:
    found = provenance(repeated())
    assert shown(found.origins) == "1 4 agency"
    (common,) = (node for node in found.nodes if node.common)
    assert (common.node_id, common.prints, common.passes, common.layer) == ("agency", 1, 8, 2)
    assert said(found).startswith(
        "On whose word: 9 claims, 1 to 4 independent first mouths; all pass through Name of agency. In print: one 2, "
    )
    assert "Name of sources (unnamed) 6, 1 of them direct, else through Name of agency" in said(found)


@pytest.mark.parametrize(
    ("tables", "claims"),
    [
        (CODED, None), (CODED, ["bbaca505acb5.c9"]), (repeated(), None),
        # Two outlets that quote each other, and one of itself.
        (made([], [(("a", "b", "m"), "named", 0), (("b", "a", "m"), "named", 0), (("a", "a"), "named", 0)]), None),
        (made([], [(("a",), "unnamed", 0)]), None),
    ],
    ids=["coded", "one claim", "one agency", "each other", "nobody"],
)  # fmt: skip
def test_the_figure_is_drawn_and_described(tables: Tables, claims: list[str] | None) -> None:
    figure = draw(tables, claims)
    assert figures.png(figure)
    assert figures.describe(figure) == said(provenance(tables, claims))
    written = {text.get_text().strip("\u200e\u200f") for text in figure.axes[0].texts}
    for edge in provenance(tables, claims).edges:
        assert str(edge.claims) in written
    for node in provenance(tables, claims).nodes:
        assert any(node.label.split()[0] in text for text in written)


def test_nothing_to_draw() -> None:
    with pytest.raises(ValueError, match="at least one claim"):
        draw(made([], []))


def test_the_graph_for_networkx() -> None:
    pytest.importorskip("networkx")
    made_graph = graph(CODED)
    assert made_graph.graph["least"] == 6
    assert made_graph.nodes["axios"]["passes"] == 8
    assert made_graph.edges["axios", "euronews"]["claims"] == 8
    assert not list(made_graph.predecessors("israeli-officials"))


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "networkx", None)
    with pytest.raises(MissingExtraError, match=r"networkx.*khabar\[notebooks\]"):
        graph(CODED)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingExtraError, match=r"khabar\[notebooks\]"):
        draw(CODED)


def test_the_same_claims_in_any_order_give_the_same_picture() -> None:
    turned = {name: table[::-1].reset_index(drop=True) for name, table in repeated().items()}
    assert figures.png(draw(turned)) == figures.png(draw(repeated()))
