"""The words around a hit, folded: what rules of context look at."""

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from khabar.lexicon import load
from khabar.matching import Text, folded

_JOINED = ("وال", "بال", "فال", "وبال", "ولل", "لل", "ال", "ول", "وب", "و", "ف", "ب", "ل", "ك")
_SEPARATORS = frozenset(" -")


class Place(NamedTuple):
    """Where a word or name stands in `Text.padded`: its first letter with what is joined to it, and its end."""

    word: int
    left: int
    right: int


def place(text: Text, left: int, right: int) -> Place:
    """Return where ``padded[left:right]`` stands, with the particles joined to it.

    >>> from khabar.matching import prepare
    >>> place(prepare("وبدمشق"), 3, 7)
    Place(word=1, left=3, right=7)
    """
    return Place(text.padded.rfind(" ", 0, left) + 1, left, right)


def before(text: Text, word: int) -> tuple[str, int]:
    """Return the word that ends right before ``padded[word]``, and where it begins; "" across any punctuation.

    >>> from khabar.matching import prepare
    >>> before(prepare("في العاصمة باريس"), 12), before(prepare("نعم، باريس"), 6)
    (('العاصمة', 4), ('', 6))
    """
    padded = text.padded
    if word < 3 or padded[word - 2] == " " or text.aligned.text[word - 2] not in _SEPARATORS:
        return "", word
    start = padded.rfind(" ", 0, word - 1) + 1
    return padded[start : word - 1], start


def before_marks(text: Text, word: int) -> str:
    """Return the word before ``padded[word]`` also where a mark and a space stand between: مدينة «عمران».

    >>> from khabar.matching import prepare
    >>> before_marks(prepare("مدينة «عمران»"), 8)
    'مدينة'
    """
    stop = word
    while stop > 1 and word - stop < 3 and text.padded[stop - 1] == " " and text.aligned.text[stop - 2] in " \"'(":
        stop -= 1
    start = text.padded.rfind(" ", 0, stop) + 1
    return text.padded[start:stop]


def after(text: Text, right: int) -> tuple[str, int]:
    """Return the word that begins right behind ``padded[:right]``, and where it ends; "" across any punctuation.

    >>> from khabar.matching import prepare
    >>> after(prepare("باريس تستضيف"), 6)
    ('تستضيف', 13)
    """
    padded = text.padded
    if right + 1 >= len(padded) or padded[right + 1] == " " or text.aligned.text[right - 1] not in _SEPARATORS:
        return "", right
    end = padded.find(" ", right + 1)
    return padded[right + 1 : end], end


@lru_cache(maxsize=1 << 15)
def classes(word: str) -> frozenset[str]:
    """Return the classes of context that ``word`` is of, with or without what is joined to it.

    >>> sorted(classes("بالعاصمة"))
    ['city', 'people', 'place']
    """
    table = _contexts()
    found = set(table.get(word, ()))
    for joined in _JOINED:
        if word.startswith(joined):
            found.update(table.get(word[len(joined) :], ()))
    return frozenset(found)


@cache
def _contexts() -> Mapping[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    rows = load("contexts")
    for row, form in zip(rows, folded([row.form for row in rows]), strict=True):
        table[form] = (*table.get(form, ()), row.value)
    return table
