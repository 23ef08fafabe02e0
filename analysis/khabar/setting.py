"""What surrounds a name on a page: the text, the part it stands in, and the parties that its article speaks of."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from khabar.around import place
from khabar.gazetteer import Gazetteer, Term
from khabar.matching import Hit, Text
from khabar.model import Page


@dataclass(frozen=True, slots=True)
class Setting:
    """What surrounds a name: the text, the part of the page it stands in, and the states its article speaks of."""

    text: Text
    page: Page
    gazetteer: Gazetteer
    starts: tuple[int, ...]
    counts: Mapping[str, Counter[str]]
    nisbas: frozenset[int]  # where a nisba that is no other word begins or ends, in `Text.padded`
    parties: frozenset[int]  # where a state, seat or organisation ends
    sites: frozenset[int]  # where a place ends that is nothing else
    bodies: Mapping[str, set[str]]  # the organisations that an article names in full
    egyptian: bool

    def part(self, start: int) -> int:
        """Return the index of the part that holds ``raw[start]``, or of the one before it."""
        return bisect_right(self.starts, start) - 1

    def scope(self, start: int) -> str:
        """Return the article that ``raw[start]`` stands in, else the part."""
        part = self.page.parts[self.part(start)]
        return part.article_id or part.part_id

    def country(self, start: int) -> str:
        """Return the country of the outlet that prints what stands at ``start``, as far as it is known."""
        scope = self.scope(start)
        article = next((article for article in self.page.articles if article.article_id == scope), None)
        return self.gazetteer.seat_of((article and article.outlet) or self.page.outlet)

    def states(self, start: int) -> Counter[str]:
        """Return how often each state is named in the article."""
        return self.counts.get(self.scope(start), Counter())


_PARTIES = frozenset(("state", "seat", "organisation"))
_SITES = frozenset(("place", "seat"))


def _plain(terms: Sequence[Term]) -> list[Term]:
    """Return what a form stands for without more ado: no head, and nothing that is another word as well."""
    return [term for term in terms if not term.caution and not term.kind.endswith("-head")]


def setting(page: Page, text: Text, hits: Sequence[Hit[Term]], gazetteer: Gazetteer) -> Setting:
    """Return the setting of the names on ``page``, with what the plain ones say about its articles."""
    starts = tuple(part.start for part in page.parts)
    nisbas: set[int] = set()
    counts: dict[str, Counter[str]] = {}
    parties: set[int] = set()
    sites: set[int] = set()
    bodies: dict[str, set[str]] = {}
    around = Setting(
        text, page, gazetteer, starts, counts, frozenset(), frozenset(), frozenset(), bodies, "فى" in text.raw
    )
    for hit in hits:
        plain = _plain(hit.values)
        if not plain:
            continue
        kinds = {term.kind for term in plain}
        if "nisba" in kinds:
            nisbas |= {place(text, hit.left, hit.right).word, hit.right}
        if not kinds.isdisjoint(_PARTIES):
            parties.add(hit.right)
        if not kinds.isdisjoint(_SITES):
            sites.add(hit.right)
        first = plain[0]
        if first.kind in ("organisation", "state", "nisba") and starts and hit.start >= starts[0]:
            scope = around.scope(hit.start)
            if first.kind == "organisation":
                bodies.setdefault(scope, set()).add(first.entity.entity_id)
            else:
                counts.setdefault(scope, Counter())[first.entity.entity_id] += 1
    return replace(around, nisbas=frozenset(nisbas), parties=frozenset(parties), sites=frozenset(sites))
