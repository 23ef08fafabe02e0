"""Mentions: who and what a page names, each stretch of text once, and the entities these stand for.

`gazetteer` finds the forms of the lexicons, `naming` says what each stands for in its place, `compounds` puts together
what a head word announces (groups, organisations, unknown places), `people` adds persons and offices, `onstage` what
can only be known from the article (``بلاده``, ``الجانبان``).

Where two overlap, a person comes before all but an organisation, outlet or place that contains the whole name and more
(a foundation, an airport). Groups, and bodies named by a state, give way inside an office: there the nisba stands alone
(رئيس الاستخبارات التركية). Of the rest the longest stands; of equals a name comes before a group, a group before a
nisba; what is only announced by a head gives way to all that is known.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from khabar.compounds import compounds
from khabar.entities import Entity, Found, Kind, Mention
from khabar.gazetteer import Gazetteer, gazetteer
from khabar.matching import Text, prepare
from khabar.model import Page
from khabar.naming import Name, longest, names
from khabar.onstage import onstage
from khabar.people import people
from khabar.setting import setting
from khabar.shortforms import shortforms

Span = tuple[int, int, str]
_STATED: tuple[Kind, ...] = ("nisba", "state")


def mentions(
    page: Page, sentences: Sequence[Span] = (), lexicons: Gazetteer | None = None, text: Text | None = None
) -> tuple[Mention, ...]:
    """Return the mentions on ``page``, in order.

    ``sentences`` are (start, end, id), in order; ``lexicons`` are the package's own unless a study's are given;
    ``text`` is the page as `khabar.matching.prepare` folds it with its `cuts`, if that is done already.

    >>> from khabar.pages import read
    >>> found = mentions(read("data/raw/paris-2025-07.txt"))
    >>> [(each.surface, each.kind, each.entity_id) for each in found if 27 < each.start < 112]
    [('سوريون', 'group', 'syrian-ministers'), ('الفرنسية', 'nisba', 'FRA')]
    """
    lexicons = lexicons or gazetteer()
    text = text or prepare(page.raw, cuts(page))
    hits = lexicons.matcher.find(text)
    around = setting(page, text, hits, lexicons)
    plain, heads, inner = names(around, hits)
    found = compounds(around, plain, heads)
    found = _with_people(found, people(text, hits, page.parts, lexicons.cast), [*plain, *inner])
    found = shortforms(around, found)
    found = sorted([*found, *_free(onstage(around, found, sentences), found)], key=_place)
    return tuple(_numbered(page, found, sentences))


def entities(found: Iterable[Mention]) -> tuple[Entity, ...]:
    """Return the entities that mentions stand for, in the order of their ids; of several answers the fuller one.

    >>> [entity.entity_id for entity in entities(())]
    []
    """
    known: dict[str, Entity] = {}
    for mention in found:
        for entity in mention.entities:
            other = known.setdefault(entity.entity_id, entity)
            if other is not entity and other != entity:
                known[entity.entity_id] = max(entity, other, key=lambda one: fullness(one.cells))
    return tuple(known[code] for code in sorted(known))


def counted(found: Iterable[Mention]) -> Counter[str]:
    """Return how often each entity is mentioned, by its id; a dual counts for both.

    >>> counted(())
    Counter()
    """
    return Counter(entity.entity_id for mention in found for entity in mention.entities)


def fullness(cells: Sequence[object]) -> tuple[int, str]:
    """Return what to compare rows of one entity by: the cells filled, then anything that does not depend on order.

    >>> fullness(("SYR", "")) < fullness(("SYR", "سوريا"))
    True
    """
    return sum(cell not in ("", None) for cell in cells), repr(cells)


def _place(found: Found) -> tuple[int, int]:
    return found.start, -found.end


def cuts(page: Page) -> list[int]:
    """Return where a part begins in the middle of a run of letters: headlines printed with nothing between them."""
    raw = page.raw
    return [at for part in page.parts if (at := part.start) and raw[at - 1].isalnum() and raw[at : at + 1].isalnum()]


def _with_people(found: Sequence[Found], persons: Sequence[Found], plain: Sequence[Name]) -> list[Found]:
    """Return ``found`` and ``persons``, where a person comes before what overlaps the name and does not contain it."""
    holders = _Spans(each for each in found if each.kind in ("organisation", "place", "outlet"))
    kept = [
        person
        for person in persons
        if not any(
            each.start <= person.start and person.end <= each.end and each.end - each.start > person.end - person.start
            for each in holders.over(person.start, person.end)
        )
    ]
    named = _Spans(each for each in kept if each.kind == "person")
    offices = _Spans(
        Found(each.office_start, each.office_end, "office")
        if each.office_start is not None and each.office_end is not None
        else each
        for each in kept
        if each.kind == "office" or each.office_start is not None
    )
    result = list(kept)
    dropped = []
    stated = _Spans(
        Found(name.start, name.end, "nisba", (name.entity,), rule=name.rule) for name in plain if name.kind in _STATED
    )
    for each in found:
        inside = any(one.start <= each.start and each.end <= one.end for one in offices.over(each.start, each.end))
        # A state's body is called by what it is and, last, whose: الاستخبارات التركية, but not الاتحاد التونسي للشغل.
        owned = any(entity.state for entity in each.entities) or not each.entities
        owned = owned and any(one.end == each.end for one in stated.over(each.start, each.end))
        # رئيس الحكومة names an office, and whose it is stands elsewhere.
        official = each.kind == "group" or (each.kind == "organisation" and (owned or each.rule == "coreference"))
        if named.any(each.start, each.end) or (inside and official):
            dropped.append(each)
        else:
            result.append(each)
    # What stood inside something dropped is on its own again: the nisba of an office (رئيس الاستخبارات التركية).
    lost = _Spans(each for each in dropped if each.kind in ("organisation", "group"))
    for name in plain:
        if name.kind in _STATED and lost.any(name.start, name.end) and not named.any(name.start, name.end):
            kind: Kind = "nisba" if name.kind == "nisba" else "state"
            result.append(Found(name.start, name.end, kind, (name.entity,), rule=name.rule))
    # So is the body that is called the same without it: الموساد in رئيس الموساد الإسرائيلي.
    held = _Spans(result)
    bodies = [name for name in plain if name.kind == "organisation" and not stated.any(name.start, name.end)]
    for name in longest(bodies):
        around = {code.entity_id for each in lost.over(name.start, name.end) for code in _codes(stated, each)}
        free = all(each.kind == "office" for each in held.over(name.start, name.end))
        if around and free and name.entity.state in {"", *around}:
            result.append(Found(name.start, name.end, "organisation", (name.entity,), rule=name.rule))
    result.sort(key=_place)
    return result


def _codes(stated: "_Spans", within: Found) -> Iterator[Entity]:
    """Yield the states that are named inside ``within``."""
    for each in stated.over(within.start, within.end):
        yield from each.entities


def _free(more: Sequence[Found], found: Sequence[Found]) -> list[Found]:
    """Return those of ``more`` that nothing in ``found`` overlaps."""
    taken = _Spans(found)
    return [each for each in more if not taken.any(each.start, each.end)]


class _Spans:
    """Spans by where they begin, to ask which overlap another."""

    def __init__(self, spans: Iterable[Found]) -> None:
        self._spans = sorted(spans, key=_place)
        self._starts = [span.start for span in self._spans]
        self._longest = max((span.end - span.start for span in self._spans), default=0)

    def any(self, start: int, end: int) -> bool:
        """Return whether one overlaps ``[start, end)``."""
        return next(self.over(start, end), None) is not None

    def over(self, start: int, end: int) -> Iterator[Found]:
        """Yield the spans that overlap ``[start, end)``."""
        first = bisect_left(self._starts, start - self._longest)
        for span in self._spans[first : bisect_left(self._starts, end)]:
            if span.end > start:
                yield span


def _numbered(page: Page, found: Sequence[Found], sentences: Sequence[Span]) -> Iterator[Mention]:
    firsts = [start for start, _, _ in sentences]
    starts = [part.start for part in page.parts]
    for number, each in enumerate(found, start=1):
        sentence = bisect_right(firsts, each.start) - 1
        inside = sentence >= 0 and each.end <= sentences[sentence][1]
        part = bisect_right(starts, each.start) - 1
        yield Mention(
            page.parts[part].article_id if part >= 0 else "",
            sentences[sentence][2] if inside else "",
            f"{page.page_id}.m{number}",
            each.start,
            each.end,
            page.raw[each.start : each.end],
            each.kind,
            ";".join(entity.entity_id for entity in each.entities),
            each.label,
            each.office_start,
            each.office_end,
            each.former,
            each.rule,
            each.entities,
        )
