"""Groups: people and bodies told of by category, ``مسؤولون إسرائيليون``, ``مصدر في الحكومة``, ``شهود`` who speak.

A head (`groups.tsv`) makes a group with a state or a quality behind it (`group_qualifiers.tsv`), with a body behind a
preposition, or by itself where it speaks. A definite head may mean who was told of before: `khabar.shortforms` decides.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from khabar.around import after, before, classes
from khabar.entities import Entity, Found
from khabar.gazetteer import slug
from khabar.lexicon import Row, load
from khabar.matching import Text, folded
from khabar.naming import Name
from khabar.setting import Setting
from khabar.telling import cited, goes_on, tells

COLUMNS = ("number", "gender", "sector", "anonymity")
_WHOLE = ("parties", "public-opinion", "society", "community")  # what follows في is where they are, not whose
# Groups that may go on: those with a quality or state, those that speak, and heads of which nothing else is said.
OPEN = ("category", "told", "bare")
_GAP = 24
_OF_OUTLET = re.compile(r"\s+(?:(?:وكالة|قناة|صحيفة|موقع|شبكة|إذاعة)\s+)?[\"«“]?")
_OF = re.compile(r"\s+[\"«“]?")
_IN = re.compile(r"\s+(?:(?:في|من|لدى|داخل|باسم|من داخل)\s+[\"«“]?|ب)")
_OWN = {"outlet": _OF_OUTLET, "organisation": _OF, "state": _OF, "place": _OF}
# They are told of as one, and said again in another sense: الفريق, الشارع.
_COLLECTIVE = frozenset(("parties", "sides", "teams", "public", "society", "people", "factions", "civil-society"))


def group(around: Setting, head: Name, index: Mapping[int, Name]) -> Iterator[Found]:
    """Yield the group that ``head`` makes with what is behind it: مسؤول إسرائيلي رفيع, مصادر مطلعة.

    Rule ``again`` marks a definite head that may mean who was told of before; its entity is who it is if nobody was.
    """
    row = head.term.row
    assert row is not None  # noqa: S101
    text, right = around.text, head.place.right
    phrase = " " in row.form or row.form.startswith("ال")
    definite = right - head.place.left > len(row.form) or row.form.split()[-1].startswith("ال")
    if row.form[0] == "إ" and text.raw[head.start] == "أ":
        return  # أعلام are flags
    word = before(text, head.place.word)[0]
    singular = row.more["number"] == "singular"
    adjective = "an adjective too" in row.note or (row.form.endswith("ية") and singular)
    if adjective and word and "tell" not in classes(word) and not tells(word):
        return
    holder = "holder" in classes(text.padded[head.place.left : head.place.right])
    if definite and singular and not phrase and (row.form.endswith(("ية", "معارضة")) or holder):
        return  # الدبلوماسية is diplomacy, السفير the ambassador
    if "needs-context" in row.note or "coded alone" in row.note:  # الجانب السوري is a nisba
        return
    state: Entity | None = None
    opened, opening = _quantity(text, head.place.word) if word in _last_words() else ([], head.place.word)
    told = list(opened)
    for _ in range(4):
        name = index.get(right + 1) if after(text, right)[0] else None
        if name is not None and name.kind == "nisba" and name.place.word == name.place.left:
            form = name.term.form
            if form is None or form.definite != definite or not _agree(row, form.number):
                break
            state = state or name.entity
            right = name.place.right
            continue
        qualifier = _qualifier(text, right, definite)
        if qualifier is None:
            break
        told.append(qualifier[0])
        if qualifier[0].value == "other":
            opened.append(qualifier[0])  # مصدر آخر says no more than مصدر
        if qualifier[0].note.startswith("of "):
            state = state or around.gazetteer.state(qualifier[0].note.removeprefix("of "))
        right = qualifier[1]
    end = text.source(head.place.left, right)[1]
    alone = state is None and told == opened and not phrase and "whole" not in row.note
    speaks = (alone or definite or "only" in row.note) and _speaks(text, head, opening, right)
    if "only where it speaks" in row.note:
        if speaks:
            yield Found(head.start, end, "group", (_entity(around, head, row, state, told, end),), rule="told")
        return
    again = definite and not phrase and _again(row, word)
    if alone:
        body = _body_behind(around, right, index)
        if body is not None or (speaks and (told or (not definite and _anybody(row, text, right)))):
            rule = "category" if body is not None or definite else "told"
            if rule == "told" and row.more["number"] == "plural" and _in_construct(row, text, right):
                end = text.source(head.place.left, after(text, right)[1])[1]  # سكان المدينة
            yield Found(head.start, end, "group", (_entity(around, head, row, body, told, end),), rule=rule)
        elif again and speaks and row.more["number"] == "plural":
            yield Found(head.start, end, "group", (_entity(around, head, row, None, told, end),), rule="again")
        elif again:
            yield Found(head.start, end, "group", rule="again")
        elif (not definite or told) and "construct" not in row.note and _IN.match(text.raw, end):
            yield Found(head.start, end, "group", (_entity(around, head, row, None, told, end),), rule="bare")
        return
    if "construct" in row.note:
        return
    if definite and singular and not phrase:
        if state is not None or again:
            if state is not None or (speaks and goes_on(text, right)):
                yield Found(head.start, end, "group", (_entity(around, head, row, state, told, end),), rule="again")
            else:
                yield Found(head.start, end, "group", rule="again")
        return
    yield Found(head.start, end, "group", (_entity(around, head, row, state, told, end),), rule="category")
    joined = after(text, right)[0]
    second = index.get(right + 1) if joined[:1] == "و" else None
    if state and second is not None and second.kind == "nisba" and second.term.form is not None:
        form = second.term.form
        if form.definite == definite and form.number == "plural" and not form.feminine:
            entity = _entity(around, second, row, second.entity, told, second.end)
            yield Found(second.start, second.end, "group", (entity,), rule="category")


def widened(around: Setting, each: Found, owner: Found) -> Found | None:
    """Return group ``each`` with whom it is of, ``owner``, if that stands right behind it: مسؤول في البيت الأبيض.

    ``owner`` stays a mention of its own. None if the group ends before it.
    """
    gap = around.text.raw[each.end : owner.start]
    if each.kind != "group" or each.rule not in OPEN or not owner.entities or len(gap) > _GAP:
        return None
    if each.entities[0].entity_id.endswith(_WHOLE):
        return None
    joint = _IN if owner.kind in ("organisation", "outlet") else None
    if joint is None or not joint.fullmatch(gap):
        joint = _OWN.get(owner.kind) if each.rule == "told" else None
    if joint is None or not joint.fullmatch(gap):
        return None
    return replace(each, end=owner.end, entities=(_of(around, each, owner),), rule="category")


def _of(around: Setting, each: Found, owner: Found) -> Entity:
    """Return the category as that of the body or place behind it."""
    entity, body = each.entities[0], owner.entities[0]
    wording = " ".join(around.text.raw[each.start : owner.end].split())
    called = _called(around, body)
    if entity.state or called in entity.name_en:
        return replace(entity, name_ar=wording, state=entity.state or body.state)
    rank, senior, kind = entity.name_en.rpartition("senior ")
    english = f"{rank}{senior}{called} {kind}"
    return replace(entity, entity_id=slug(english), name_ar=wording, name_en=english, state=body.state)


def _again(row: Row, word: str) -> bool:
    """Return whether a definite head can mean who was told of before: المسؤولون, المصدر, but not الأطفال المقاتلون."""
    human = row.more["gender"] == "m" or row.value == "sources" or (tells(word) and row.value in _singulars())
    if row.value in _COLLECTIVE and row.more["number"] == "singular":
        return False
    if " too" in row.note and not ("an adjective too" in row.note and tells(word)):
        return False
    return human and not word.startswith(("ال", "وال", "بال", "لل")) and "office" not in classes(word)


def _anybody(row: Row, text: Text, right: int) -> bool:
    """Return whether a bare head that speaks is somebody: قال مسؤول, but not قال نائب الرئيس or قال مدير شركة."""
    if "construct" in row.note or row.value in _COLLECTIVE:
        return False
    if row.value == "correspondents":
        return True  # مراسل الجزيرة
    return row.more["number"] != "singular" or (row.value in _singulars() and goes_on(text, right))


def _in_construct(row: Row, text: Text, right: int) -> bool:
    definite = after(text, right)[0].startswith("ال") and after(text, right)[0] not in ("الذين", "التي", "الي", "الا")
    return definite and not row.form.endswith(("ون", "ين", "ان"))


@cache
def _singulars() -> frozenset[str]:
    """Return the kinds of group one of whom can speak: those that are told of in the masculine singular."""
    return frozenset(
        row.value for row in load("groups", COLUMNS) if row.more["number"] == "singular" and row.more["gender"] == "m"
    )


def _quantity(text: Text, word: int) -> tuple[list[Row], int]:
    """Return what stands before a head and belongs to it (كبار, أحد, أربعة, عدد من), and where it begins."""
    told: list[Row] = []
    for _ in range(2):
        one, start = before(text, word)
        two, first = before(text, start) if one else ("", start)
        row = _quantifiers().get(f"{two} {one}".strip())
        if row is None:
            row, first = _quantifiers().get(one), start
        if row is None or not one:
            break
        told.append(row)
        word = first
    return told, word


def _speaks(text: Text, head: Name, opening: int, right: int) -> bool:
    """Return whether the head at ``opening`` says something: قال مسؤولون, وفقا لخبراء, محللون يرون."""
    row = head.term.row
    assert row is not None  # noqa: S101
    counted = opening < head.place.word  # أربعة مسؤولين
    joined = ("ل" if text.padded[opening] == "ل" else "") if counted else text.padded[opening : head.place.left]
    if cited(text, opening, joined=joined):
        return True
    word = before(text, opening)[0]
    # Behind its verb the subject is nominative: مسؤولون, not مسؤولين.
    subject = counted or not (row.form.endswith("ين") or f"{row.form[:-1]}و" in _constructs())
    if subject and tells(word) and not joined:
        return True
    following = after(text, right)[0]
    return not word and joined in ("", "و") and following[:1] in "يت" and tells(following)


@cache
def _constructs() -> frozenset[str]:
    return frozenset(row.form for row in load("groups", COLUMNS) if row.form.endswith("و"))


def _agree(row: Row, number: str) -> bool:
    """Return whether a nisba in ``number`` can belong to the head; duals and plurals share letters."""
    return (row.more["number"] == "singular") == (number == "singular") or row.more["gender"] == "f"


def _qualifier(text: Text, right: int, definite: bool) -> tuple[Row, int] | None:
    """Return the longest qualifier behind, and where it ends."""
    first, end = after(text, right)
    first = first.removeprefix("ال") if definite else first
    if first not in _first_words():
        return None
    words, ends = [first], [end]
    for _ in range(3):
        word, end = after(text, end)
        if not word:
            break
        words.append(word)
        ends.append(end)
    for size in range(len(words), 0, -1):
        row = qualifiers().get(" ".join(words[:size]))
        if row is not None and row.note != "before the head":
            return row, ends[size - 1]
    return None


@cache
def qualifiers() -> Mapping[str, Row]:
    """Return what may stand beside a head, by its folded form without the article.

    >>> qualifiers()["مطلعة"].value
    'informed'
    """
    rows = load("group_qualifiers", ("sector",))
    return dict(zip(folded([row.form for row in rows]), rows, strict=True))


@cache
def _first_words() -> frozenset[str]:
    return frozenset(form.partition(" ")[0] for form in qualifiers())


@cache
def _quantifiers() -> Mapping[str, Row]:
    found = {form: row for form, row in qualifiers().items() if row.note.startswith("before the head")}
    return found | {joined + form: row for form, row in found.items() for joined in ("و", "ل", "ب")}


@cache
def _last_words() -> frozenset[str]:
    return frozenset(form.rsplit(" ", 1)[-1] for form in _quantifiers())


def _body_behind(around: Setting, right: int, index: Mapping[int, Name]) -> Entity | None:
    """Return the state or organisation behind في or من: مسؤولون في البنتاغون."""
    word, end = after(around.text, right)
    name = index.get(end + 1) if word in ("في", "من") and after(around.text, end)[0] else None
    return name.entity if name is not None and name.kind in ("state", "organisation") else None


def _called(around: Setting, body: Entity) -> str:
    """Return how a group is called by its state or body: Syrian, Syrian government, Hamas."""
    adjective = around.gazetteer.adjectives.get(body.state, "")
    kind = body.name_en.removesuffix(f" of {around.gazetteer.state(body.state).name_en}") if body.state else ""
    if adjective and body.kind == "organisation" and kind != body.name_en:
        return f"{adjective} {kind}"
    name = around.gazetteer.adjectives.get(body.entity_id, "") or body.name_en or body.entity_id
    return name.removeprefix("of ").removeprefix("the ")


def _entity(around: Setting, name: Name, row: Row, body: Entity | None, told: Sequence[Row], end: int) -> Entity:
    """Return the category as an entity: its id names the kind of people and their state, not a set of persons."""
    senior = "senior" if any(qualifier.value == "senior" for qualifier in told) else ""
    english = _called(around, body) if body is not None else ""
    kind = " ".join(filter(None, (senior, english, row.gloss)))
    sector = next((qualifier.more["sector"] for qualifier in told if qualifier.more["sector"]), row.more["sector"])
    wording = " ".join(around.text.raw[name.start : end].split())
    return Entity(slug(kind), "group", wording, kind, body.state if body else "", sector)
