"""Known phrases in running text: lexicon forms found word by word, whatever their spelling, marks and spaces.

Pages write ``إقرأ أيضًا :`` and ``اقرأ ايضا:`` for one thing. Words are compared by a *key* that forgets what spellings
differ in (hamza on alef, final ya, ta marbuta, vowel signs, tatweel, digits' script, case), and positions stay those of
the text as it is.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple

from khabar.lexicon import Row, load

_GONE = {
    "\N{ARABIC TATWEEL}": "",
    **{chr(code): "" for code in (*range(0x610, 0x61B), *range(0x64B, 0x660), 0x670, *range(0x6D6, 0x6EE))},
    **{chr(code): "" for code in (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A))},
    "\N{ARABIC LETTER MARK}": "",
    "\N{ZERO WIDTH NO-BREAK SPACE}": "",
}  # fmt: skip
_ALIKE = {**dict.fromkeys("أإآٱ", "ا"), **dict.fromkeys("ىی", "ي"), "ة": "ه", "ک": "ك"}
_DIGITS = {chr(zero + digit): str(digit) for zero in (0x660, 0x6F0) for digit in range(10)}
_KEY = str.maketrans({**_GONE, **_ALIKE, **_DIGITS})
# A word may hold vowel signs and invisible controls, which \w leaves out.
_WORD = re.compile(r"[\w" + "".join(map(re.escape, _GONE)) + "]+")


class Word(NamedTuple):
    """A word ``text[start:end]`` and the key it is compared by."""

    start: int
    end: int
    key: str


_NEW = tuple.__new__


def key(text: str) -> str:
    """Return what ``text`` is compared by, its words joined by single spaces.

    >>> key("إقرأ أيضًا :") == key("اقرأ ايضا")
    True
    """
    return " ".join(keys(text))


@lru_cache(maxsize=1 << 16)
def _plain(word: str) -> str:
    return word.translate(_KEY).lower().strip("_")


def words(text: str, start: int = 0, end: int | None = None, limit: int = 0) -> list[Word]:
    """Return the words of ``text[start:end]``, at most ``limit`` of them if that is not 0, with positions in ``text``.

    >>> [word.key for word in words("المصدر:RT، ٢٠٢٥")]
    ['المصدر', 'rt', '2025']
    """
    matches = _WORD.finditer(text, start, len(text) if end is None else end)
    if limit:
        found = (_NEW(Word, (*match.span(), plain)) for match in matches if (plain := _plain(match[0])))
        return list(islice(found, limit))
    # Made as plain tuples are, which is a fifth faster: half the time of a layout is spent here.
    return [_NEW(Word, (*match.span(), plain)) for match in matches if (plain := _plain(match[0]))]


def keys(text: str) -> list[str]:
    """Return the keys of the words of ``text`` where their positions do not matter; faster than `words`.

    >>> keys("المصدر:RT، ٢٠٢٥")
    ['المصدر', 'rt', '2025']
    """
    return [plain for word in _WORD.findall(text) if (plain := _plain(word))]


@dataclass(frozen=True, slots=True)
class Phrases:
    """Rows by the key of their form; ``reach`` is, by first word, the number of words of the longest that begins so."""

    rows: dict[str, Row]
    reach: dict[str, int]

    def at(self, found: Sequence[Word], index: int) -> tuple[int, Row] | None:
        """Return the longest phrase that begins at word ``index``, as (index behind it, row)."""
        reach = self.reach.get(found[index].key, 0) if index < len(found) else 0
        for stop in range(min(len(found), index + reach), index, -1):
            row = self.rows.get(" ".join([word.key for word in found[index:stop]]))
            if row is not None:
                return stop, row
        return None


def phrases(rows: Iterable[Row]) -> Phrases:
    """Index ``rows`` by key; of two rows with one key the first stands."""
    index: dict[str, Row] = {}
    for row in rows:
        index.setdefault(key(row.form), row)
    index.pop("", None)
    reach: dict[str, int] = {}
    for form in index:
        first = form.partition(" ")[0]
        reach[first] = max(reach.get(first, 0), form.count(" ") + 1)
    return Phrases(index, reach)


@cache
def outlets() -> Phrases:
    """Return the news outlets and platforms; a row's value is the outlet's name as the tables print it."""
    return phrases(load("outlets", ("country", "kind")))


@cache
def places() -> Phrases:
    """Return the places that stand in datelines."""
    return phrases(load("dateline_places"))


@cache
def furniture(*actions: str) -> Phrases:
    """Return the rows of the boilerplate lexicon with one of ``actions``, in the order given."""
    rows = load("boilerplate", ("role", "action"))
    return phrases(row for action in actions for row in rows if row.more["action"] == action)


@cache
def openings(value: str) -> frozenset[str]:
    """Return the keys of the words that open a line of the kind ``value``: ``report``, ``goes_on``."""
    return frozenset(key(row.form) for row in load("headline_words") if row.value == value)


def outlet_in(text: str) -> str:
    """Return the first outlet named in ``text``, else ''. Meant for short text: a source line, a dateline.

    >>> outlet_in("الجزيرة + وكالات"), outlet_in("موقع \N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}عنب بلدي»")
    ('Al Jazeera', 'Enab Baladi')
    """
    found = words(text, limit=40)
    for index, word in enumerate(found):
        # حقوق النشر محفوظة لعنب بلدي, للجزيرة: the particle is no part of the name.
        bare = "ال" + word.key[2:] if word.key.startswith("لل") else word.key[1:] if word.key[:1] == "ل" else ""
        hit = outlets().at(found, index)
        if hit is None and len(bare) > 2:
            hit = outlets().at([*found[:index], word._replace(key=bare), *found[index + 1 :]], index)
        if hit is not None:
            return hit[1].value
    return ""


def printable(text: str) -> str:
    """Return ``text`` in NFC on one line, for a name that is in no lexicon."""
    return " ".join(unicodedata.normalize("NFC", text.translate(str.maketrans(dict.fromkeys(map(ord, _GONE))))).split())
