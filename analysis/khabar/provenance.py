"""The graph of provenance: from the first mouths, through those who passed it on, to the outlets that print it.

`provenance` makes it from the tables, `graph` hands it to networkx; `khabar.chaindrawing` draws it.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from khabar.errors import MissingExtraError
from khabar.origins import Origins, Trace, Who, counted, rows, traces

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True)
class Node:
    """Who stands in a chain, and in what part: how many claims they print, pass on, and say; ``direct`` of the last.

    ``through`` are those (ids) through whom what they say came. ``layer`` is 0 for outlets that only print, highest
    for those who only speak. ``party`` is that of the table ``origins`` and empty for who never speaks first.
    ``common`` tells whether all claims pass through.
    """

    node_id: str
    label: str
    name_ar: str
    kind: str
    anonymity: str
    party: str
    layer: int
    prints: int
    passes: int
    says: int
    direct: int
    through: tuple[str, ...]
    common: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """``source`` is the one whose words ``target`` reports, in ``claims`` claims.

    In ``direct`` of them ``source`` is the first mouth and ``target`` prints.
    """

    source: str
    target: str
    claims: int
    direct: int


@dataclass(frozen=True, slots=True)
class Provenance:
    """A graph of provenance: its nodes by layer, those with most claims first, its edges, and its origins."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    claims: int
    origins: Origins


def provenance(tables: "Mapping[str, pd.DataFrame]", claims: Collection[str] | None = None) -> Provenance:
    """Return the graph of provenance of ``claims`` (ids, by default all).

    Several who speak with one voice are one node. Whether somebody is party to the affair is read from the table
    ``origins`` if it is there, else worked out as there. Raises as `khabar.origins.origins` does.

    >>> from khabar.tables import load_tables
    >>> found = provenance(load_tables("data/coded"))
    >>> [node.label for node in found.nodes if node.passes]
    ['Axios', 'Tom Barrack', 'Israeli sources', 'senior Israeli official']
    """
    traced, people = traces(tables, claims)
    origins = counted(traced.values(), people)
    chains = {claim: _steps(trace, people) for claim, trace in traced.items()}
    parts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    edges: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    through: defaultdict[str, set[str]] = defaultdict(set)
    depth: Counter[str] = Counter()
    for steps in chains.values():
        for place, step in enumerate(steps):
            part = "prints" if not place else "says" if place == len(steps) - 1 else "passes"
            for node in step:
                parts[node][part] += 1
                if part == "passes":
                    depth[node] = max(depth[node], place)
                elif part == "says":
                    parts[node]["direct"] += place == 1
                    through[node].update(one for each in steps[1:-1] for one in each)
                for source in steps[place + 1] if place + 1 < len(steps) else ():
                    if source != node:
                        edges[source, node]["claims"] += 1
                        edges[source, node]["direct"] += len(steps) == 2
    last = max(depth.values(), default=0) + 1
    sides = _sides(tables)
    nodes = [
        Node(
            node,
            ", ".join(people[one].label for one in members),
            "، ".join(name for one in members if (name := people[one].name_ar)),
            people[members[0]].kind if len(members) == 1 else "joint",
            people[members[0]].anonymity if len(members) == 1 else "named",
            sides.get(node, ""),
            depth[node] or (last if part["says"] else 0),
            part["prints"],
            part["passes"],
            part["says"],
            part["direct"],
            tuple(sorted(through[node])),
            set(members) <= set(origins.common_link),
        )
        for node, part in parts.items()
        for members in [_members(node, people)]
    ]
    nodes.sort(key=lambda one: (one.layer, -(one.prints + one.passes + one.says), one.node_id))
    found = (Edge(*ends, number["claims"], number["direct"]) for ends, number in sorted(edges.items()))
    return Provenance(tuple(nodes), tuple(found), len(chains), origins)


def _steps(trace: Trace, people: Mapping[str, Who]) -> list[tuple[str, ...]]:
    """Return a chain step by step as nodes: several known ones who speak with one voice are one."""
    between = (
        ("+".join(step),) if len(step) > 1 and all(people[one].known for one in step) else step
        for step in trace.chain[1:-1]
    )
    return [trace.chain[0], *between, trace.mouths]


def _members(node: str, people: Mapping[str, Who]) -> list[str]:
    return [node] if node in people else node.split("+")


def _sides(tables: "Mapping[str, pd.DataFrame]") -> dict[str, str]:
    if "origins" in tables:
        table = tables["origins"]
        return dict(zip(table["origin_id"].astype(str), table["party"].astype(str), strict=True))
    return {str(row[0]): str(row[5]) for row in rows(tables)}


def graph(tables: "Mapping[str, pd.DataFrame]", claims: Collection[str] | None = None) -> "nx.DiGraph":
    """Return the graph of provenance as a networkx ``DiGraph``, its arrows from the first mouths to print.

    Nodes are entity ids and edges run from who said it to who reports it; both carry the fields of `Node` and `Edge`,
    the graph those of `khabar.origins.Origins`. Raises `MissingExtraError` if networkx is not installed, else as
    `provenance` does.
    """
    try:
        import networkx as nx
    except ImportError:
        raise MissingExtraError(
            "graphs need networkx: install the extra with pip install 'khabar[notebooks]'"
        ) from None
    found = provenance(tables, claims)
    made = nx.DiGraph(**asdict(found.origins))
    made.add_nodes_from((node.node_id, asdict(node)) for node in found.nodes)
    made.add_edges_from((edge.source, edge.target, asdict(edge)) for edge in found.edges)
    return made


def said(found: Provenance) -> str:
    """Return in words what a graph of provenance shows, with its numbers.

    >>> from khabar.tables import load_tables
    >>> print(said(provenance(load_tables("data/coded"), ["bbaca505acb5.c2", "bbaca505acb5.c19"])))
    On whose word: 2 claims, 2 independent first mouths; all pass through Tom Barrack. In print: euronews 1, RT 1.
    First mouths: Marco Rubio (named, party) 1, through Tom Barrack; Tom Barrack (named, party) 1, direct.
    """
    names = {node.node_id: node.label for node in found.nodes}
    prints = ", ".join(f"{isolated(node.label)} {node.prints}" for node in _most(found.nodes, "prints"))
    mouths = []
    for node in _most(found.nodes, "says"):
        others = ", ".join(isolated(names[one]) for one in node.through)
        way = "direct" if node.direct == node.says else f"through {others}"
        if 0 < node.direct < node.says:
            way = f"{node.direct} of them direct, else {way}"
        side = {"party": ", party", "third": ", third party"}.get(node.party, "")
        mouths.append(f"{isolated(node.label)} ({node.anonymity}{side}) {node.says}, {way}")
    return f"On whose word: {summary(found)}. In print: {prints}. First mouths: {'; '.join(mouths)}."


def summary(found: Provenance) -> str:
    """Return how many claims there are, how many first mouths they have, and whom they all pass through.

    >>> from khabar.tables import load_tables
    >>> summary(provenance(load_tables("data/coded"), ["bbaca505acb5.c1", "bbaca505acb5.c4"]))
    '2 claims, 1 to 2 independent first mouths; all pass through Axios'
    """
    origins = found.origins
    number = f"{origins.least} to {origins.most}" if origins.least < origins.most else f"{origins.most}"
    common = [node.label for node in found.nodes if node.common]
    link = f"all pass through {', '.join(map(isolated, common))}" if common else "no link common to all"
    return (
        f"{found.claims} claim{'s' * (found.claims > 1)}, {number} independent first "
        f"mouth{'s' * (origins.most > 1)}; {link}"
    )


def isolated(name: str) -> str:
    r"""Return ``name`` such that a number behind it stays behind it: a mark follows an Arabic one.

    >>> isolated("RT"), isolated("شهود")
    ('RT', 'شهود\u200e')
    """
    from khabar.labels import LRM, is_arabic

    return name + LRM if is_arabic(name) else name


def _most(nodes: Iterable[Node], part: str) -> list[Node]:
    """Return the nodes that have a part in claims, those with most first."""
    return sorted(
        (node for node in nodes if getattr(node, part)), key=lambda node: (-getattr(node, part), node.node_id)
    )


def draw(tables: "Mapping[str, pd.DataFrame]", claims: Collection[str] | None = None) -> "Figure":
    """Return the graph of provenance of ``claims`` (ids, by default all) as `khabar.chaindrawing` draws it.

    Raises `ValueError` if there is no claim, `MissingExtraError` if matplotlib is not installed, else as `provenance`.

    >>> from khabar.figures import describe
    >>> from khabar.tables import load_tables
    >>> describe(draw(load_tables("data/coded"), ["bbaca505acb5.c9"]))
    'On whose word: 1 claim, 1 independent first mouth; no link common to all. In print: unnamed outlet 1.
     First mouths: Gideon Sa’ar (named, party) 1, direct.'
    """
    from khabar.chaindrawing import drawn

    return drawn(provenance(tables, claims))
