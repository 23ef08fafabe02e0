"""Who is meant by a definite head alone: ``الصحيفة``, ``الحركة``, ``الوزارة``, ``المصدر``, ``المتحدث``.

Such a head stands for whom the article named last that it fits: with this head (``وكالة الأناضول``), known by it
(حماس is a movement), or of its kind (هآرتس is a newspaper). Where the last sentence that names any holds two, the one
that speaks there is meant, then the one printed with the head; else nobody. Nothing reaches over articles.
"""

import re
from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from khabar.around import after, before, before_marks, place
from khabar.entities import Entity, Found
from khabar.groups import qualifiers, widened
from khabar.lexicon import Row
from khabar.matching import Hit
from khabar.setting import Setting
from khabar.shortheads import KINDS, adjectives, ambiguous, behind, group_rows, heads, known_by, matcher
from khabar.telling import cited, goes_on, tells

_CALLED = frozenset((*KINDS, "group", "person", "office"))
_PUBLIC = "=public"  # everybody with a public office
_MINISTRY = "وزارة"
_TOLD = frozenset({"headline", "subheading", "body"})
_STOPS = (". ", ".\n", "\n", "؟", "!")
_THIS = frozenset(("هذه", "لهذه", "بهذه", "هذا", "لهذا", "بهذا"))
_AND = re.compile(r"[^\S\n]*[\"»”)]?(?:[^\S\n]ال\w+)?[^\S\n]+و(?:\w+[^\S\n]+)?[\"«“(]?")
_FAR = 64  # of those who can be called alike, how many are kept
_SENTENCE = 2000  # characters, at most
_NEAR = 8  # of those named in one sentence, how many are thought of
_ROW = 40  # characters between two in a row
_BACK = 3  # sentences over which who speaks is still thought of
_RELATIVE = frozenset(("الذي", "التي", "اللذان", "اللتان", "الذين", "الي", "الا", "الان"))
_ALIKE = {"ناطق": "متحدث", "ناطقة": "متحدثة"}
_SPOKESMEN = frozenset(("=متحدث", "=متحدثة"))
_OFFICIAL = frozenset(("GOV", "MIL", "COP", "SPY", "LEG", "JUD", "ELI", "IGO", "PTY", "OPP", "REB"))


@dataclass(frozen=True, slots=True)
class _Named:
    """Who was named: the mention, whether the head was printed with it, and of groups the grammar's number."""

    found: Found
    printed: bool = False
    number: str = "singular"


@dataclass(frozen=True, slots=True)
class _Page:
    """The setting, and where in `Text.padded` the mentions begin and end, by their place in the raw text."""

    around: Setting
    lefts: dict[int, int]
    rights: dict[int, int]

    def word(self, start: int) -> str:
        """Return the word that begins with the mention at ``raw[start]``, folded, without what is joined to it."""
        left, padded = self.lefts[start], self.around.text.padded
        return padded[left : padded.find(" ", left)]


@dataclass(slots=True)
class _Scene:
    """Who was named so far in an article, in order, by what they can be called."""

    bodies: dict[str, deque[_Named]] = field(default_factory=dict)
    people: dict[str, deque[_Named]] = field(default_factory=dict)


def shortforms(around: Setting, found: Sequence[Found]) -> list[Found]:
    """Return ``found``, in order, with the definite heads that stand for somebody named before, and whom they mean.

    Groups of rule ``again`` that mean nobody named before go, or stay as the category they are.
    """
    page = _page(around, found)
    scenes: defaultdict[str, _Scene] = defaultdict(_Scene)
    result: list[Found] = []
    edge = 0
    persons = [each for each in found if each.kind == "person"]
    named = {each.start for each in persons} | {-each.end for each in persons}
    for each, hit in _events(found, _heads(around, found)):
        resolved: Found | None = each
        start = each.start if each else hit.start if hit else 0
        scene = None
        if each is None or each.kind in _CALLED:
            scene = scenes[around.scope(start)]
        if scene and hit:
            resolved = _body(page, scene, hit)
            edge = resolved.end if resolved else edge
        elif scene and each and each.rule == "again":
            # Beside a name it is the office of who is named: المسؤول الإيراني فلان, فلان، المحلل في ...
            beside = any(each.end + at in named or at - start in named for at in (1, 2))
            resolved = None if beside or not _is_told(around, start) else _again(page, scene, each)
        elif scene and each and each.kind == "office" and not each.entities:
            resolved = _office(page, scene, each)
        elif start < edge:
            continue  # the nisba of a head
        if resolved is None:
            continue
        if result and result[-1].kind == "group" and (wider := widened(around, result[-1], resolved)):
            result[-1] = wider
            _enter(page, scenes[around.scope(wider.start)], wider)
        result.append(resolved)
        if scene:
            _enter(page, scene, resolved)
    return [replace(each, rule="category") if each.rule == "told" else each for each in result if each.rule != "bare"]


def _events(found: Sequence[Found], hits: Sequence[Hit[str]]) -> Iterator[tuple[Found | None, Hit[str] | None]]:
    """Yield mentions and heads in the order of the text; both are in order."""
    rest = iter(hits)
    hit = next(rest, None)
    for each in found:
        while hit and hit.start < each.start:
            yield None, hit
            hit = next(rest, None)
        yield each, None
    while hit:
        yield None, hit
        hit = next(rest, None)


def _page(around: Setting, found: Sequence[Found]) -> _Page:
    spans = [(each.start, each.end) for each in found if each.kind in _CALLED]
    spans += [(each.office_start, each.office_start + 1) for each in found if each.office_start is not None]
    if not spans:
        return _Page(around, {}, {})
    starts, ends = zip(*spans, strict=True)
    lefts, rights = around.text.aligned.from_sources(starts, ends)
    return _Page(
        around,
        dict(zip(starts, (lefts + 1).tolist(), strict=True)),
        dict(zip(ends, (rights + 1).tolist(), strict=True)),
    )


def _is_told(around: Setting, start: int) -> bool:
    index = around.part(start)
    return index >= 0 and around.page.parts[index].role in _TOLD


def _heads(around: Setting, found: Sequence[Found]) -> list[Hit[str]]:
    """Return the heads of outlets and bodies that stand by themselves."""
    starts = [each.start for each in found if each.kind != "nisba"]
    ends = list(accumulate((each.end for each in found if each.kind != "nisba"), max))
    heads = []
    for hit in matcher().find(around.text):
        index = bisect_right(starts, hit.start) - 1
        if (index < 0 or ends[index] <= hit.start) and _is_told(around, hit.start):
            heads.append(hit)
    return heads


def _body(page: _Page, scene: _Scene, hit: Hit[str]) -> Found | None:
    """Return the outlet or organisation that a head means; nothing if it is another one or none fits."""
    key = hit.values[0]
    candidates = scene.bodies.get(key)
    if not candidates:
        return None
    around, text = page.around, page.around.text
    lead = before(text, place(text, hit.left, hit.right).word)[0]
    joined = text.padded[hit.left - 1]
    speaks = _speaks(around, hit.left, hit.right) or (joined == "ل" and tells(lead))
    word, end = after(text, hit.right)
    right, state = hit.right, ""
    if word.startswith("ال") and word not in _RELATIVE:
        state = adjectives(around.gazetteer).get(word, "")
        how = behind().get(word[2:], "")
        if state or how == "same":
            right = end
        elif how or word.endswith(("ية", "يه") if key.endswith("ة") else ("ي",)) or word[2:] in qualifiers():
            return None
    further = after(text, right)[0]
    if right > hit.right and further.startswith("ال") and further not in _RELATIVE:
        return None  # الصحيفة الإسرائيلية الأولى
    fitting = [each for each in candidates if not state or each.found.entities[0].state == state]
    meant = _meant(page, fitting, hit.start, speaks)
    if meant is None:
        return None
    which = (meant.found.kind, key)
    if which in ambiguous("an ordinary word too") and not speaks:
        return None
    if which in ambiguous("an adjective too") and lead.startswith(("ال", "وال")):
        return None
    if meant.found.kind == "outlet" and (lead in _THIS or joined == "ب"):
        return None  # هذه الصحيفة is the one that prints it, and حرب بالوكالة a war by proxy
    start, stop = text.source(hit.left, right)
    page.lefts[start], page.rights[stop] = hit.left, right
    return Found(start, stop, meant.found.kind, meant.found.entities, rule="coreference")


def _meant(page: _Page, candidates: Sequence[_Named], at: int, speaks: bool) -> _Named | None:
    """Return which of ``candidates``, in order, is meant at ``at``; None if two are as likely."""
    if not candidates:
        return None
    last = len(candidates) - 1
    if speaks:
        since = at
        for _ in range(_BACK):
            since = _since(page.around, since - 1)
        for index in range(last, -1, -1):
            if candidates[index].found.start < since:
                break
            if _speaking(page, candidates[index].found):
                last = index
                break
    since = _since(page.around, candidates[last].found.start)
    beside = candidates[max(last - _NEAR, 0) : last + 2]
    if len({each.found.entities[0].entity_id for each in beside}) == 1:
        return candidates[last]
    near = [each for each in candidates[max(last - _NEAR, 0) : last + 1] if each.found.start >= since]
    near = [each for each in near if _speaking(page, each.found)] or near
    chosen = ([each for each in near if each.printed] or near)[-1]
    return None if any(_in_a_row(page.around, each.found, chosen.found) for each in beside) else chosen


def _in_a_row(around: Setting, one: Found, two: Found) -> bool:
    """Return whether two that are told of in a row could both be meant: حركة فتح وحركة حماس."""
    first, second = sorted((one, two), key=lambda each: each.start)
    gap = around.text.raw[first.end : second.start]
    return one.entities != two.entities and len(gap) < _ROW and _AND.fullmatch(gap) is not None


def _since(around: Setting, at: int) -> int:
    """Return where the sentence of ``at`` begins."""
    edge = max(at - _SENTENCE, 0)
    return max(edge, max(around.text.raw.rfind(mark, edge, max(at, 0)) for mark in _STOPS) + 1)


def _speaking(page: _Page, found: Found) -> bool:
    start = found.start if found.office_start is None else min(found.start, found.office_start)
    return _speaks(page.around, page.lefts[start], page.rights[found.end])


def _speaks(around: Setting, left: int, right: int) -> bool:
    """Return whether who stands at ``padded[left:right]`` says something: behind a verb of saying, or before one."""
    text = around.text
    word = place(text, left, right).word
    joined = text.padded[word:left]
    lead, start = before(text, word)
    if not lead and (lead := before_marks(text, word)) in heads():
        start = text.padded.rfind(f" {lead} ", max(word - _ROW, 0), word) + 1
    if lead in heads():
        word, joined = start, "ل" if lead.startswith("ل") else ""
        lead = before(text, start)[0]
    if cited(text, word, joined=joined) or tells(after(text, right)[0]):
        return True
    return not joined and (tells(lead) or lead.endswith(("ته", "تها")))


def _again(page: _Page, scene: _Scene, each: Found) -> Found | None:
    """Return whom a definite group means: those of its kind, number and state that were named last."""
    row = _group_row(page.around, page.word(each.start))
    if row is None:
        return None
    state = each.entities[0].state if each.entities else ""
    number, speaks = row.more["number"], _speaking(page, each)
    named = [one for one in scene.people.get(row.value, ()) if not state or one.found.entities[0].state == state]
    fitting = [one for one in named if one.number == number]
    if not fitting:
        # مسؤولين is dual and plural; مصدر and مصادر stand for one another.
        several = [one for one in named if one.found.kind == "group" and "singular" not in (number, one.number)]
        fitting = named if row.value == "sources" else several
    meant = _meant(page, fitting, each.start, speaks)
    if not fitting and number == "singular" and row.value == "officials" and speaks:
        meant = _official(page, scene, each.start, state)
    if meant is None:
        return replace(each, rule="category") if each.entities else None
    if meant.found.kind == "group":
        return replace(each, entities=meant.found.entities, rule="coreference")
    if speaks and goes_on(page.around.text, page.rights[each.end]):
        return _holder(each, meant.found)
    return replace(each, rule="category") if each.entities else None


def _official(page: _Page, scene: _Scene, at: int, state: str) -> _Named | None:
    """Return the only one with a public office who spoke in the last sentences, whom المسؤول can mean."""
    since = at
    for _ in range(_BACK):
        since = _since(page.around, since - 1)
    recent = [
        one
        for one in scene.people.get(_PUBLIC, ())
        if one.found.start >= since
        and (not state or one.found.entities[0].state == state)
        and _speaking(page, one.found)
    ]
    return recent[-1] if len({one.found.entities[0].entity_id for one in recent}) == 1 else None


def _office(page: _Page, scene: _Scene, each: Found) -> Found:
    """Return a spokesman without a holder as the one named last: المتحدث, الناطق الرسمي, الناطق باسم الحركة."""
    first, *words = page.around.text.padded[page.lefts[each.start] : page.rights[each.end]].split()
    if _stem(first) not in _SPOKESMEN:
        return each
    candidates = list(scene.people.get(_stem(first), ()))
    if "باسم" in words[:2]:
        body = words[words.index("باسم") + 1 :]
        bodies = scene.bodies.get(body[0].removeprefix("ال")) if len(body) == 1 else None
        owner = bodies[-1].found.entities[0] if bodies else None
        if owner is None or not owner.state:
            return each
        candidates = [one for one in candidates if one.found.entities[0].state == owner.state]
        if not candidates:
            wording = " ".join(page.around.text.raw[each.start : each.end].split())
            code = f"spokesperson-{owner.state}"
            person = Entity(code, "person", wording, "", owner.state, owner.sector, wording, origin="office")
            return replace(each, entities=(person,), rule="coreference")
    elif words not in ([], ["الرسمي"], ["الرسمية"]):
        return each
    meant = _meant(page, candidates, each.start, _speaking(page, each))
    return _holder(each, meant.found) if meant else each


def _holder(each: Found, meant: Found) -> Found:
    return replace(
        each,
        kind="office",
        entities=meant.entities,
        office_start=each.start,
        office_end=each.end,
        rule="coreference",
    )


def _enter(page: _Page, scene: _Scene, each: Found) -> None:
    """Record in ``scene`` by which heads ``each`` can be called from here on."""
    if len(each.entities) != 1:
        return
    around = page.around
    if each.kind in KINDS:
        for head, printed in _heads_of(page, each):
            scene.bodies.setdefault(head, deque(maxlen=_FAR)).append(_Named(each, printed))
    elif each.kind == "group" and each.rule != "bare":
        row = _group_row(around, page.word(each.start))
        if row:
            scene.people.setdefault(row.value, deque(maxlen=_FAR)).append(_Named(each, number=row.more["number"]))
    elif each.office_start is not None:
        first = page.word(each.office_start)
        row = _group_row(around, first)
        keys = [
            _stem(first),
            *([row.value] if row else ()),
            *([_PUBLIC] if each.entities[0].sector in _OFFICIAL else ()),
        ]
        for key in keys:
            scene.people.setdefault(key, deque(maxlen=_FAR)).append(_Named(each))


def _heads_of(page: _Page, each: Found) -> list[tuple[str, bool]]:
    """Return by which heads an outlet or body can be called, and whether each was printed with it."""
    around, code = page.around, each.entities[0].entity_id
    known = frozenset((_MINISTRY,)) if "-ministry-" in code else known_by(around.gazetteer).get(code, frozenset())
    forms, first, left = heads(each.kind), page.word(each.start), page.lefts[each.start]
    following = after(around.text, left + len(first))[0]
    if (each.kind, each.rule) == ("organisation", "announced") and first[:2] == "ال" != following[:2]:
        return []  # الشركة إعادة ضبط النشاط: what stands behind is no name
    printed = {forms.get(first, "")}
    word = place(around.text, left, left + 1).word
    lead = forms.get(before(around.text, word)[0] or before_marks(around.text, word), "")
    # مركز أرامكو is no name of Aramco.
    if each.kind == "outlet" or lead in known or each.rule == "announced":
        printed.add(lead)
    return [(head, head in printed) for head in (printed | known) - {""}]


def _stem(word: str) -> str:
    """Return under which key an office is known by its first word: المتحدث and ناطق alike."""
    bare = word.removeprefix("ال") if word.startswith("ال") else word.removeprefix("ل") if word[:2] == "لم" else word
    return f"={_ALIKE.get(bare, bare)}"


def _group_row(around: Setting, word: str) -> Row | None:
    """Return the row of the head of a group that ``word``, with its article or without, is."""
    rows = group_rows(around.gazetteer)
    return rows.get(word) or rows.get(word[2:] if word.startswith("ال") else word[1:] if word.startswith("ل") else "")
