"""Places and organisations that no list knows, by the word that announces them: بلدة شيبردزتاون, منظمة «…»."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from khabar.around import after, classes
from khabar.entities import Entity, Found, Kind
from khabar.lexicon import load
from khabar.matching import fold
from khabar.naming import Name
from khabar.romanise import slug
from khabar.setting import Setting

# Kinds of place of which an unknown one is worth naming; streets and the like announce too much else.
_FEATURES = frozenset(
    ("city", "town", "village", "governorate", "airport", "port", "crossing", "island", "settlement", "lake", "strait")
)
# The words for these mean other things too (ولاية ثالثة, مخيم صيفي): a name must look like one. For the last (ناحية,
# معسكر) it must stand in marks.
_LOOSE = frozenset(("province", "camp"))
_MARKED_ONLY = frozenset(("base", "district", "region"))
_NUMBER = re.compile(r"\s+\d{1,3}\b")
_TOWNS = frozenset(("city", "town", "village", "governorate"))
_ADJECTIVES = ("ة", "ه", "ي")
_MARKED = re.compile(r"\s*[\"'«“”(]\s*([^\"'«»“”()\n،.:]{2,40}?)\s*[\"'»“”)]")


def place(around: Setting, head: Name, index: Mapping[int, Name]) -> Iterator[Found]:
    """Yield the unknown place behind ``head``, a word like بلدة or مطار."""
    row = head.term.row
    assert row is not None  # noqa: S101
    text = around.text
    if (
        row.value not in _FEATURES | _LOOSE | _MARKED_ONLY
        or row.note
        or head.place.right - head.place.left > len(row.form)
    ):
        return  # with its article the head names nothing: المدينة الذكية
    start, end = _extent(around, head, index, limit=2)
    if start < end:
        name = text.raw[start:end]
        state = _state(around, end, index)
        code = slug(tuple(_words(name)), state)
        entity = Entity(code, "place", " ".join(name.split()), "", state, origin="office")
        yield Found(start, end, "place", (entity,), rule="announced")


def body(around: Setting, head: Name, index: Mapping[int, Name]) -> Iterator[Found]:
    """Yield the unknown outlet or organisation behind ``head``: موقع «…», حزب …, اللجنة الوطنية المستقلة, القناة 12."""
    row = head.term.row
    assert row is not None  # noqa: S101
    text, delimit = around.text, row.more["delimit"].split()
    start, end = head.start, head.end
    if row.gloss == "programme":
        return
    marked = _MARKED.match(text.raw, head.end)
    if marked:
        start, end = marked.span(1) if row.value == "outlet" else (head.start, marked.end())
        inside = any(name.start < marked.end() and name.end > marked.start() for name in _near(head, index))
        if inside or "marks" not in delimit or not _wordy(marked[1]):
            return
    elif row.note:  # the head is an ordinary word as well: only marks or a long chain make a name of what follows
        right = _chain(around, head, least=3) if "chain" in delimit else 0
        end = text.source(head.place.left, right)[1] if right else head.end
    elif "number" in delimit and (number := _NUMBER.match(text.raw, head.end)):
        end = number.end()
    elif "chain" in delimit and (right := _chain(around, head)):
        end = text.source(head.place.left, right)[1]
    elif "name" in delimit:
        word, right = after(text, head.place.right)
        definite = text.padded[head.place.left : head.place.right].startswith("ال")
        named = _nameable(word) and not word.endswith(_ADJECTIVES) and not word.startswith(("و", "ست", "سي", "لا"))
        if definite or not named or head.place.right + 1 in index:
            return
        start = text.source(head.place.right + 1, right)[0] if row.value == "outlet" else head.start
        end = text.source(head.place.left, right)[1]
    if end == head.end:
        return
    name = " ".join(text.raw[start:end].replace('"', "").split())
    state = _state(around, end, index)
    kind: Kind = "outlet" if row.value == "outlet" else "organisation"
    entity = Entity(slug(tuple(_words(name)), state), kind, name, "", state, row.more["sector"], origin="office")
    if entity.entity_id:
        yield Found(start, end, kind, (entity,), rule="announced")


def _wordy(name: str) -> bool:
    return any(map(str.isalpha, name)) and len(name.split()) < 5


def _near(head: Name, index: Mapping[int, Name]) -> list[Name]:
    """Return the names that begin within a few characters of ``head``."""
    return [index[at] for at in range(head.place.right, head.place.right + 12) if at in index]


def _chain(around: Setting, head: Name, least: int = 1) -> int:
    """Return where the chain of definite nouns and adjectives behind ``head`` ends; 0 if it has not ``least`` words."""
    text, right = around.text, head.place.right
    count = 0
    while count < 6:
        word, end = after(text, right)
        lam = word.startswith("لل")
        following, stop = after(text, end)
        if word.startswith("ل") and not lam and following.startswith("ال") and count:
            right, count = stop, count + 2  # لحقوق الإنسان
            continue
        if not word.startswith(("ال", "لل", "وال")) or len(word) < 5 or "unchained" in classes(word):
            break
        if word.startswith("وال") and text.padded[:right].endswith(("ي", "ية", "يين", "ين")):
            break  # the name ends with its adjective: what is joined to it is another
        if text.padded[:right].rsplit(" ", 1)[-1].startswith("وال") and not word.endswith(("ي", "ية")) and not lam:
            break  # after the second of two nouns a third is another phrase
        right, count = end, count + 1
    # A head with its article and one adjective is any body of the kind: اللجنة الوزارية.
    definite = text.padded[head.place.left : head.place.right].startswith("ال")
    least = max(least, 2 if definite else 1)
    return right if count >= least else 0


def _extent(around: Setting, head: Name, index: Mapping[int, Name], limit: int) -> tuple[int, int]:
    """Return the raw span of the name behind ``head``: what stands in marks, else a word or two; empty if none."""
    text, row = around.text, head.term.row
    assert row is not None  # noqa: S101
    marked = _MARKED.match(text.raw, head.end)
    if marked:
        return marked.span(1) if _wordy(marked[1]) else (head.end, head.end)
    if row.value in _MARKED_ONLY:
        return head.end, head.end
    left, right = head.place.right + 1, head.place.right
    for number in range(limit + 1):
        word, end = after(text, right)
        known = index.get(right + 1)
        if not word or (known is not None and (number == 0 or known.kind != "place")):
            break
        opened = number and "opener" in classes(text.padded[left:right].rsplit(" ", 1)[-1])
        if (number and not opened) or (not opened and not _nameable(word)):
            break
        if not number and row.value not in _TOWNS and word.endswith(_ADJECTIVES) and not word.startswith("ال"):
            break
        if not number and row.value in _LOOSE and word.endswith(("ين", "ان")):
            break
        right = end
    if right <= left:
        return head.end, head.end
    return text.source(left, right)


def _nameable(word: str) -> bool:
    """Return whether ``word`` may be a place's name: no common word, no adjective, no verb."""
    kinds = classes(word)
    if "opener" in kinds:
        return True
    if len(word) < 3 or word[0].isdigit() or word in _common() or "title" in kinds:
        return False
    if word.startswith(("لل", "بال", "وال", "فال", "كال")):
        return False
    if any(
        word.startswith(joined) and word[len(joined) :] in _common()
        for joined in ("ال", "و", "ب", "ل", "وال", "لل", "بال", "ف", "ك")
    ):
        return False
    return not word.endswith(("ية", "ات", "تها", "ها", "هم", "نا", "ته", "يه")) or word.startswith("ال")


@cache
def _common() -> frozenset[str]:
    return frozenset(row.form for row in load("not_names"))


def _words(name: str) -> list[str]:
    return fold(name).split()


def _state(around: Setting, end: int, index: Mapping[int, Name]) -> str:
    """Return the state that stands right behind a name, as a nisba or after في; '' if none does."""
    _, high = around.text.aligned.from_source(end - 1, end)
    right = high + 1
    for _ in range(2):
        word, stop = after(around.text, right)
        name = index.get(right + 1) if word else None
        if name is not None and name.entity.kind == "state" and name.kind in ("state", "nisba"):
            return name.entity.entity_id
        if word not in ("في", "ب"):
            break
        right = stop
    return ""
