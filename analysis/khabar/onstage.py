"""What only the article tells: ``بلاده`` is the speaker's state, ``الجانبان`` are the two last on the scene.

Nothing is guessed: where more than one reading is possible the mention stands without an entity.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache

from khabar.around import after, before, classes, place
from khabar.entities import Entity, Found
from khabar.lexicon import load
from khabar.matching import Matcher, Text
from khabar.setting import Setting

_HIS_COUNTRY = re.compile(r"(?<= )[وف]?[بلك]?(بلاده|بلادها)(?= )")
_KEYS = {"وزير": "minister", "رئيس": "president", "سفير": "ambassador", "مبعوث": "envoy", "ملك": "king", "أمير": "emir"}
_AND = re.compile(r"\s*(?:و(?:بين )?|[-–—/]\s*)\s*")
_PARTIES = ("state", "nisba", "group", "organisation", "person", "office")
_BODIES = {"GOV": ("الحكومة", "government"), "MIL": ("الجيش", "army"), "LEG": ("البرلمان", "parliament")}
_SPEAKERS = ("officials", "official", "sources", "source", "diplomats", "diplomat", "analysts", "media")
_BACK = 3  # how many sentences back the two parties may have been named


def onstage(around: Setting, found: Sequence[Found], sentences: Sequence[tuple[int, int, str]]) -> list[Found]:
    """Return the mentions of ``بلاده`` and of duals on the page; ``found`` are all other mentions, in order."""
    text = around.text
    told = [each for each in found if each.kind in _PARTIES and each.entities]
    starts = [each.start for each in told]
    firsts = [start for start, _, _ in sentences]

    def stage(start: int, back: int) -> list[Found]:
        """Return the parties named before ``start`` in its article, up to ``back`` sentences ago, in order."""
        index = bisect_right(firsts, start) - 1 - back
        since = firsts[max(index, 0)] if firsts else 0
        scope = around.scope(start)
        earlier = told[bisect_right(starts, since - 1) : bisect_right(starts, start - 1)]
        return [each for each in earlier if around.scope(each.start) == scope]

    result: list[Found] = []
    for match in _HIS_COUNTRY.finditer(text.padded):
        start, end = text.source(*match.span(1))
        if not _told(around, start):
            continue
        for back in range(_BACK):
            speakers = [each for each in stage(start, back) if each.kind in ("person", "office") and _state(each)]
            if speakers:
                # "He said that his country": the subject, who comes first; in any other phrase the one named last.
                said = "that" in classes(before(text, match.start(1))[0]) if match[0] == match[1] else False
                speaker = speakers[0] if back == 0 and said else speakers[-1]
                state = around.gazetteer.states.get(_state(speaker))
                if state:
                    result.append(Found(start, end, "state", (state,), rule="coreference"))
                break
    for hit in _duals().find(text):
        if not _told(around, hit.start):
            continue
        value = hit.values[0]
        following = after(text, hit.right)[0]
        if text.padded[hit.left : hit.right] == "البلدان" and following.endswith(("ة", "يه")):
            continue  # the plural, البلدان العربية
        two = _named_behind(text, told, hit.end, hit.right)
        if text.padded[hit.left : hit.right] == "الدولتين" and "solution" in classes(
            before(text, place(text, hit.left, hit.right).word)[0]
        ):
            two = (around.gazetteer.state("ISR"), around.gazetteer.state("PSE"))  # حل الدولتين
        for back in range(_BACK):
            if not two:
                two = (
                    _people(stage(hit.start, back), value) if ":" in value else _states(around, stage(hit.start, back))
                )
        if value in _BODIES:
            two = tuple(_body(around, state, value) for state in two)
        result.append(Found(hit.start, hit.end, "dual", two, rule="coreference" if two else "unresolved"))
    return result


def _told(around: Setting, start: int) -> bool:
    index = around.part(start)
    return index >= 0 and around.page.parts[index].role not in ("boilerplate", "keywords", "source_line", "dateline")


def _state(found: Found) -> str:
    return found.entities[0].state


def _named_behind(text: Text, told: Sequence[Found], end: int, right: int) -> tuple[Entity, ...]:
    """Return the states of the two nisbas that follow: الجيشين التركي والإسرائيلي."""
    if not after(text, right)[0]:
        return ()
    following = [each for each in told if each.start > end][:2]
    if len(following) == 2 and following[0].kind == following[1].kind and following[0].kind in ("nisba", "person"):
        one, two = following
        if one.start - end < 3 and _AND.fullmatch(text.raw[one.end : two.start]):
            return (one.entities[0], two.entities[0])
    return ()


def _states(around: Setting, stage: Sequence[Found]) -> tuple[Entity, ...]:
    """Return the two states named last with and between them, else the only two there are."""
    # Officials and sources speak of the parties, they are none.
    states = [
        each
        for each in stage
        if (each.kind in ("state", "nisba", "group") or (each.kind == "organisation" and _sides(each)))
        and _state(each)
        and not each.entities[0].entity_id.endswith(_SPEAKERS)
    ]
    codes = list(dict.fromkeys(_state(each) for each in states))
    for two, one in zip(states[:0:-1], states[-2::-1], strict=True):
        if _state(one) != _state(two) and _AND.fullmatch(around.text.raw[one.end : two.start]):
            row = [
                each
                for each in states
                if each.end < one.start and _AND.fullmatch(around.text.raw[each.end : one.start])
            ]
            if row:
                return ()  # الصين وسلطنة عمان والعراق: three in a row, and no telling which two
            codes = [_state(one), _state(two)]
            break
    known = [around.gazetteer.states[code] for code in codes if code in around.gazetteer.states]
    return tuple(known) if len(known) == 2 else ()


def _sides(found: Found) -> bool:
    """Tell whether a body stands for a side: a government, an army, a party to a fight, not an observatory."""
    return found.entities[0].sector not in ("NGO", "JRN", "EDU", "SOC", "BUS", "MED")


def _people(stage: Sequence[Found], value: str) -> tuple[Entity, ...]:
    office = value.partition(":")[2]
    people = {
        each.entities[0].entity_id: each.entities[0]
        for each in stage
        if each.kind in ("person", "office") and _holds(each, office)
    }
    return tuple(people.values()) if len(people) == 2 else ()


def _holds(found: Found, office: str) -> bool:
    """Tell whether somebody on stage holds ``office``; of ``نظيره`` the id says which office is meant."""
    someone = found.entities[0]
    if office in ("مسؤول", "زعيم", "قائد") or office in someone.office_ar or someone.office_ar.startswith("نظير"):
        return True
    return found.kind == "office" and someone.origin == "office" and _KEYS.get(office, " ") in someone.entity_id


def _body(around: Setting, state: Entity, sector: str) -> Entity:
    name_ar, name_en = _BODIES[sector]
    name = around.gazetteer.state(state.entity_id)
    code = f"{state.entity_id}:{sector}"
    known = around.gazetteer.organisations.get(code)
    return known or Entity(
        code, "organisation", f"{name_ar} ({name.name_ar})", f"{name_en} of {name.name_en}", state.entity_id, sector
    )


@cache
def _duals() -> Matcher[str]:
    return Matcher([(row.form, row.value) for row in load("duals")])
