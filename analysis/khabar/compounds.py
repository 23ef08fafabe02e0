"""What a head word makes of the names behind it: ``الحكومة التركية``, ``مسؤولون إسرائيليون``, ``شمال سوريا``."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import cast

from khabar.announced import body, place
from khabar.around import after, before, classes
from khabar.entities import Entity, Found, Kind
from khabar.groups import group
from khabar.lexicon import Row, load
from khabar.matching import Matcher, Text
from khabar.naming import Name
from khabar.setting import Setting

_AFTER = {"group": 1, "nisba": 2}  # of equal length: الشعب السوري is no nisba, العالم العربي no group of scholars
_STATED = frozenset(("state", "nisba", "group", "organisation"))


def compounds(around: Setting, names: Sequence[Name], heads: Sequence[Name]) -> list[Found]:
    """Return the names and what heads make of them, in order and not overlapping: the longest at each place."""
    text = around.text
    index = {name.place.word: name for name in names}
    made: list[Found] = []
    alone: dict[int, Row] = {}
    held = {at for name in names for at in range(name.place.left + 1, name.place.right)}
    for head in heads:
        if head.place.left in held:
            continue  # the second word of a name: شرم الشيخ
        if head.kind == "org-head":
            made += _organisation(around, head, index, alone)
        elif head.kind == "body-head":
            made += body(around, head, index)
        elif head.kind == "place-head":
            made += place(around, head, index)
        elif head.kind == "group-head":
            made += group(around, head, index)
    made += _regions(around, index)
    weak = [each for each in made if each.rule == "announced"]
    made = [each for each in made if each.rule != "announced"]
    found = [
        Found(name.start, name.end, _kind(name), (name.entity, *name.term.also), _label(text, name), rule=name.rule)
        for name in names
    ]
    kept = _longest([*found, *made])
    # What is only announced gives way to all that is known, but for the nisbas and states inside its name.
    strong = [each for each in kept if each.kind not in ("nisba", "state")]
    weak = [each for each in weak if not any(one.start < each.end and each.start < one.end for one in strong)]
    return _settled(around, _longest([*weak, *kept]), alone)


def _longest(found: Sequence[Found]) -> list[Found]:
    """Return those that overlap no longer one, in order; of equals a lexicon's row stands before a pattern.

    What counts by where it stands alone (قال مسؤولون) or may mean somebody named before comes last of all.
    """
    kept: list[Found] = []
    taken: set[int] = set()
    for each in sorted(
        found, key=lambda one: (one.start - one.end, _AFTER.get(one.kind, 0), one.rule in ("again", "told"))
    ):
        span = range(each.start, each.end)
        if taken.isdisjoint(span):
            taken.update(span)
            kept.append(each)
    kept.sort(key=lambda one: one.start)
    return kept


def _kind(name: Name) -> Kind:
    """Return the kind of mention: names that take sides are of the kind of who is meant."""
    return cast("Kind", name.entity.kind if name.kind == "side" else name.kind)


def _label(text: Text, name: Name) -> str:
    row = name.term.row
    sided = row is not None and "takes sides" in row.note and "no label" not in row.note
    return text.raw[name.start : name.end] if sided else ""


def _settled(around: Setting, found: Sequence[Found], alone: Mapping[int, Row]) -> list[Found]:
    """Give heads that stand alone their state: the only one of the sentence so far, the last named, the article's."""
    raw = around.text.raw
    result: list[Found] = []
    for each in found:
        if each.rule == "alone" and not each.entities:
            row, scope = alone[each.start], around.scope(each.start)
            since = max(raw.rfind(mark, 0, each.start) for mark in (". ", "\n", "؟", "!"))
            earlier = [one for one in result[-60:] if one.entities and around.scope(one.start) == scope]
            here = {one.entities[0].state for one in earlier if one.start > since and one.kind in _STATED} - {""}
            last = [one.entities[0].state for one in earlier if one.kind == "organisation" and _same(one, row)]
            most = around.states(each.start).most_common(2)
            code = ""
            if len(here) == 1:
                code = here.pop()
            elif last:
                code = last[-1]
            elif most and (len(most) == 1 or most[0][1] > 2 * most[1][1]):
                code = most[0][0]
            state = around.gazetteer.states.get(code)
            if state is None:
                continue
            each = replace(each, entities=(around.gazetteer.body(row, state),), rule="coreference")
        result.append(each)
    return result


def _same(found: Found, row: Row) -> bool:
    code = found.entities[0].entity_id
    return code.endswith(f":{row.value}") or code.startswith(f"{row.value}-")


def _organisation(around: Setting, head: Name, index: Mapping[int, Name], alone: dict[int, Row]) -> Iterator[Found]:
    """Make an organisation of a head, as its row says: الحكومة التركية, برلمان العراق, الجيش alone."""
    row = head.term.row
    assert row is not None  # noqa: S101
    text = around.text
    options = frozenset(row.note.split("; "))
    if "free" in options and not _is_free(text, head):
        return
    # A head of one word has two shapes: الجيش takes a nisba or nothing, جيش a state.
    one_word = " " not in row.form and not row.form.startswith("ال")
    definite = head.place.right - head.place.left > len(row.form)
    right = head.place.right
    behind = _nisba_behind(around, right, index, options) if definite or not one_word else None
    if behind is None and "state" in options and not (one_word and definite):
        behind = _state_behind(around, right, index)
    state, rule = None, "pattern"
    if behind is not None:
        state, right = behind
        if "tail" in classes(after(text, right)[0]):
            right = after(text, right)[1]
    elif "alone" in options and (definite or not one_word) and after(text, right)[0] not in ("علي", "علية"):
        if "free" in options and not _stands_free(text, head):
            return
        state, rule = _state_in(around, right, index) if "in" in options else None, "alone"
        alone[head.start] = row
    else:
        return
    end = text.source(head.place.left, right)[1]
    label = text.raw[head.start : end] if "label" in options else ""
    yield Found(
        head.start, end, "organisation", (around.gazetteer.body(row, state),) if state else (), label, rule=rule
    )


def _is_free(text: Text, head: Name) -> bool:
    word = before(text, head.place.word)[0]
    return not word.startswith(("ال", "وال", "بال", "لل")) and "office" not in classes(word)


def _stands_free(text: Text, head: Name) -> bool:
    """Return whether nothing before ``head`` could take it as an adjective: قالت الخارجية, but not سياستها الخارجية."""
    word = before(text, head.place.word)[0]
    return not word or "tell" in classes(word) or word.endswith("ت") or "state" in classes(word)


def _nisba_behind(
    around: Setting, right: int, index: Mapping[int, Name], options: frozenset[str]
) -> tuple[Entity, int] | None:
    """Return the state whose nisba follows, and where it ends, past one adjective at most."""
    for _ in range(2):
        word, end = after(around.text, right)
        name = index.get(right + 1) if word else None
        if name is not None and name.kind == "nisba":
            form = name.term.form
            fits = form is not None and form.definite and form.number != "dual" and name.place.word == name.place.left
            gender = "nisba=f" if form is not None and form.feminine else "nisba=m"
            if fits and name.entity.kind == "state" and (gender in options or "nisba=any" in options):
                return name.entity, name.place.right
            return None
        if not (word.startswith("ال") and word.endswith(("ية", "ي", "يه"))):
            return None
        right = end
    return None


def _state_behind(around: Setting, right: int, index: Mapping[int, Name]) -> tuple[Entity, int] | None:
    name = index.get(right + 1) if after(around.text, right)[0] else None
    if name is None or name.place.word != name.place.left:
        return None
    if name.kind == "state":
        return name.entity, name.place.right
    return (name.term.entity, name.place.right) if name.term.kind == "seat" else None


def _state_in(around: Setting, right: int, index: Mapping[int, Name]) -> Entity | None:
    """Return the state behind في: الحكومة في لبنان."""
    word, end = after(around.text, right)
    name = index.get(end + 1) if word in ("في", "لدي") else None
    return name.entity if name is not None and name.kind == "state" else None


def _regions(around: Setting, index: Mapping[int, Name]) -> Iterator[Found]:
    """Make a region of a direction and a state: جنوب سوريا, الساحل السوري."""
    for hit in _directions().find(around.text):
        part = around.part(hit.start)
        if part < 0 or around.page.parts[part].role == "boilerplate":
            continue
        name = index.get(hit.right + 1) if after(around.text, hit.right)[0] else None
        if name is None or name.entity.kind != "state" or name.place.word != name.place.left:
            continue
        definite = around.text.raw[hit.start : hit.end].startswith(("ال", "ل"))
        form = name.term.form
        if definite:
            fits = name.kind == "nisba" and form is not None and form.definite and form.number == "singular"
        else:
            fits = name.kind == "state" and name.rule == "name"
        if fits:
            value, state = hit.values[0], name.entity
            yield Found(hit.start, name.end, "place", (_region(value, state),), rule="region")


def _region(value: str, state: Entity) -> Entity:
    row = next(row for row in load("regions") if row.value == value)
    return Entity(
        f"{value}-{state.entity_id}",
        "place",
        f"{row.form} {state.name_ar}",
        f"{row.gloss} {state.name_en}",
        state.entity_id,
    )


@cache
def _directions() -> Matcher[str]:
    return Matcher([(row.form, row.value) for row in load("regions")])
