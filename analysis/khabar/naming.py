"""Which of the things a form may stand for it stands for here; then the longest name at each place."""

from collections.abc import Sequence
from typing import NamedTuple

from khabar.around import Place, after, before, place
from khabar.entities import Entity
from khabar.gazetteer import Term, slug
from khabar.matching import Hit
from khabar.seats import is_government
from khabar.senses import fits
from khabar.setting import Setting

_INNER = ("state", "nisba", "organisation")
_ORDER = {"side": 0, "organisation": 1, "state": 2, "seat": 3, "outlet": 4, "nisba": 5, "place": 6}


class Name(NamedTuple):
    """A name at ``raw[start:end]`` and what it stands for here; ``kind`` is that of a mention, or of a head."""

    start: int
    end: int
    place: Place
    kind: str
    term: Term
    entity: Entity
    rule: str = "name"


def names(around: Setting, hits: Sequence[Hit[Term]]) -> tuple[list[Name], list[Name], list[Name]]:
    """Return the names on the page, in order and not overlapping, the heads of groups and the like, and inner names.

    Inner are states, nisbas and organisations inside a longer name (الاستخبارات التركية, الموساد الإسرائيلي).
    """
    found: list[Name] = []
    heads: list[Name] = []
    parts = around.page.parts
    for hit in hits:
        index = around.part(hit.start)
        if index < 0 or hit.end > parts[index].end or parts[index].role == "boilerplate":
            continue
        where = place(around.text, hit.left, hit.right)
        options = []
        for term in hit.values:
            if term.kind.endswith("-head"):
                heads.append(Name(hit.start, hit.end, where, term.kind, term, term.entity))
            elif fits(around, hit, where, term):
                options.append(term)
        if options:
            best = options[0] if len(options) == 1 else _best(around, hit, options)
            entity = _city(hit, best) if best.kind == "seat" else best.entity
            found.append(Name(hit.start, hit.end, where, best.kind, best, entity))
    kept = longest(found)
    outer = set(map(_key, kept))
    inner = {_key(name): name for name in found if name.kind in _INNER and _key(name) not in outer}
    return _decided(around, kept), heads, list(inner.values())


def _key(name: Name) -> tuple[int, int, int]:
    return name.start, name.end, id(name.term)


def _best(around: Setting, hit: Hit[Term], options: Sequence[Term]) -> Term:
    """Return the most likely of what a form can stand for here: by its kind, then by the state the article names."""
    states = around.states(hit.start)
    return min(options, key=lambda term: (_rank(term), not states[term.entity.state]))


def _rank(term: Term) -> int:
    """Return what comes first where several fit: an outlet that passed its test of context, then the more specific."""
    return -1 if term.kind == "outlet" and term.caution == "word" else _ORDER[term.kind]


def _city(hit: Hit[Term], seat: Term) -> Entity:
    """Return the capital as a place: the row of the places that is in this state, else one made of the seat's own."""
    state = seat.entity.entity_id
    for term in hit.values:
        if term.kind == "place" and term.entity.state == state:
            return term.entity
    assert seat.row is not None  # noqa: S101
    return Entity(f"{slug(seat.row.gloss)}-{state}", "place", seat.row.form, seat.row.gloss, state)


def longest(found: Sequence[Name]) -> list[Name]:
    """Return the names of ``found`` that overlap no longer one, in order."""
    kept: list[Name] = []
    taken: set[int] = set()
    for name in sorted(found, key=lambda name: (name.start - name.end, name.start)):
        span = range(name.start, name.end)
        if taken.isdisjoint(span):
            taken.update(span)
            kept.append(name)
    kept.sort()
    return kept


def _decided(around: Setting, found: list[Name]) -> list[Name]:
    """Make every capital a state or a place, by the words around it, else by the company it keeps."""
    verdicts: list[bool | None] = []
    for name in found:
        if name.kind != "seat":
            verdicts.append(None if name.kind in ("nisba", "outlet") else name.kind != "place")
            continue
        role = around.page.parts[around.part(name.start)].role
        if role in ("dateline", "keywords"):
            verdicts.append(False)
        else:
            verdicts.append(
                is_government(around.text, name.place, headline=role in ("headline", "related", "subheading"))
            )
    last = range(len(found) - 1, -1, -1)
    for order, step in ((range(len(found)), -1), (last, 1), (range(len(found)), -1)):
        for i in order:
            other = i + step
            if verdicts[i] is None and found[i].kind == "seat" and 0 <= other < len(found):
                one, two = (found[other], found[i]) if step < 0 else (found[i], found[other])
                joined = around.text.padded[two.place.word : two.place.left]
                if two.place.word == one.place.right + 1 and joined[:1] == "و":
                    verdicts[i] = verdicts[other]
    result = []
    for name, verdict in zip(found, verdicts, strict=True):
        if name.kind == "seat":
            if verdict is None:
                verdict = bool(before(around.text, name.place.word)[0] or after(around.text, name.place.right)[0])
            name = name._replace(kind="place")
            if verdict:
                name = name._replace(kind="state", entity=name.term.entity, rule="metonym")
        result.append(name)
    return result
