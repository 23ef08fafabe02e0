"""Words of a raw text, and the particles that Arabic writes joined to the word after them.

``وزير`` is a minister, ``ووزير`` and a minister: letters alone do not say where a particle ends. `splits` therefore
gives every way a word may be read, cheaply, and whoever has a word list picks.
"""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from khabar.alignment import Ints
from khabar.characters import mapping, sticky
from khabar.folding import DROP, folder, units_of
from khabar.lexicon import load

# What part a character can have in a word, and the runs that these form.
OUTSIDE, ARABIC, OTHER, DIGIT, CLINGING, CONTROL, POINT = range(7)
_GROUPS = np.array([0, 1, 1, 2, 1, 1, 0], dtype=np.uint8)
_ARABIC = ((0x0600, 0x0780), (0x0870, 0x0900), (0xFB50, 0xFE00), (0xFE70, 0xFF00), (0x1EE00, 0x1EF00))
_KINDS = ("", "arabic", "other", "number")


class Word(NamedTuple):
    """A word or number, ``text[start:end]``; ``kind`` is ``arabic``, ``other`` (of another script) or ``number``."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """A joined particle at ``[start, end)``, with the marks on it; ``role`` as in the lexicon ``particles``."""

    start: int
    end: int
    role: str


@dataclass(frozen=True, slots=True)
class Split:
    """One way to read a word: joined particles, first to last, and where what is left begins."""

    prefixes: tuple[Prefix, ...]
    stem_start: int


def words(text: str) -> tuple[Word, ...]:
    """Return the words and numbers of ``text``, in order; offsets in code points.

    Marks, tatweel and the invisible controls between two letters belong to a word, controls and punctuation around it
    do not; digits are words of their own, with the dot or comma between two of them. In scripts that do not put a space
    between words, a word is a run of letters.

    >>> text = "وزار «أكسيوس» بـ3.5 ملايين"
    >>> [text[word.start:word.end] for word in words(text)]
    ['وزار', 'أكسيوس', 'بـ', '3.5', 'ملايين']
    >>> words("24 تمّوز")[0]
    Word(start=0, end=2, kind='number')
    """
    starts, ends, first = spans(text)
    kinds = map(_KINDS.__getitem__, first.tolist())
    return tuple(map(Word._make, zip(starts.tolist(), ends.tolist(), kinds, strict=True)))


def spans(text: str) -> tuple[Ints, Ints, NDArray[np.uint8]]:
    """Return starts and ends of the words of ``text`` as arrays, with a code of their kind; `words`, for whole corpora.

    >>> [column.tolist() for column in spans("لقاء 24")]
    [[0, 5], [4, 7], [1, 3]]
    """
    units, beyond = units_of(text)
    part = _parts(beyond).take(units)
    points = (part[1:-1] == POINT).nonzero()[0] + 1
    part[points[(part[points - 1] == DIGIT) & (part[points + 1] == DIGIT)]] = DIGIT
    group = np.zeros(part.size + 2, dtype=np.uint8)
    _GROUPS.take(part, out=group[1:-1], mode="clip")
    edges = (group[1:] != group[:-1]).nonzero()[0]
    runs = group[edges + 1].nonzero()[0]
    starts, ends = edges[runs], edges[runs + 1]
    # A word begins with a letter and does not end with a control.
    late = part.take(starts) >= CLINGING
    if late.any():
        letters = np.append(((part == ARABIC) | (part == OTHER)).nonzero()[0], part.size)
        starts[late] = letters[letters.searchsorted(starts[late])]
        real = starts < ends
        starts, ends = starts[real], ends[real]
    loose = part.take(ends - 1) == CONTROL
    if loose.any():
        solid = (part != CONTROL).nonzero()[0]
        ends[loose] = solid[solid.searchsorted(ends[loose]) - 1] + 1
    return starts, ends, part.take(starts)


def splits(text: str, start: int = 0, end: int | None = None) -> tuple[Split, ...]:
    """Return every way to read the word ``text[start:end]``: unsplit first, then by what is split off, growing.

    At least two letters are left. ``لل`` is ل and an article without its alef; what comes after ل alone is among the
    readings too (``للبنان``: ل and لبنان). Offsets are those of ``text``. It works on raw and on normalised text.

    >>> word = "وبالوزير"
    >>> [word[split.stem_start:] for split in splits(word)]
    ['وبالوزير', 'بالوزير', 'الوزير', 'وزير']
    >>> [(word[p.start:p.end], p.role) for p in splits(word)[-1].prefixes]
    [('و', 'conjunction'), ('ب', 'preposition'), ('ال', 'article')]
    """
    if not start:
        return _splits(text[:end])
    moved = _splits(text[start:end])
    return tuple(
        Split(tuple(Prefix(p.start + start, p.end + start, p.role) for p in split.prefixes), split.stem_start + start)
        for split in moved
    )


@lru_cache(maxsize=1 << 16)
def _splits(word: str) -> tuple[Split, ...]:
    at = [i for i, c in enumerate(word) if c not in _silent()]
    letters = "".join([word[i] for i in at])
    found = [Split((), 0)]
    for form, parts, follow in _sequences():
        size = len(form)
        if letters.startswith(form) and size + 2 <= len(letters) and (not follow or letters[size] in follow):
            prefixes = []
            here = 0
            for length, role in parts:
                prefixes.append(Prefix(at[here], at[here + length], role))
                here += length
            found.append(Split(tuple(prefixes), at[size]))
    return tuple(found)


@cache
def _sequences() -> tuple[tuple[str, tuple[tuple[int, str], ...], str], ...]:
    """Return every sequence of particles, shortest first: its letters, length and role of each, what must follow."""
    rows = load("particles", ("before",))
    ends: list[tuple[str, tuple[tuple[int, str], ...], str]] = [("", (), "")]
    for row in rows:
        if row.value != "conjunction":
            *first, last = row.value.split("+")
            parts = (*((1, role) for role in first), (len(row.form) - len(first), last))
            ends.append((row.form, parts, row.more["before"]))
    all_of_them = ends[1:]
    for row in rows:
        if row.value == "conjunction":
            head = (len(row.form), row.value)
            all_of_them += [(row.form + form, (head, *parts), follow) for form, parts, follow in ends]
    return tuple(sorted(all_of_them, key=lambda sequence: len(sequence[0])))


@cache
def _silent(beyond: bool = False) -> frozenset[str]:
    """Return what stands in a word without being one of its letters: marks, tatweel, invisible controls."""
    planes = (False, True)[: 1 + beyond]
    dropped = (c for part in planes for c, value in mapping("match", beyond=part).items() if not value)
    marks = (c for part in planes for c in sticky(beyond=part) if not chr(c).isalpha())
    return frozenset(map(chr, (*dropped, *marks)))


@cache
def _parts(beyond: bool) -> NDArray[np.uint8]:
    """Return for each code point what part it can have in a word."""
    tables = folder("match", beyond)
    parts = np.where(tables.letter, OTHER, OUTSIDE).astype(np.uint8)
    for first, last in _ARABIC:
        parts[first:last][tables.letter[first:last]] = ARABIC
    wordly = tables.wordly.nonzero()[0].tolist()
    parts[[c for c in wordly if chr(c).isdecimal()]] = DIGIT
    for c in map(ord, _silent(beyond)):
        parts[c] = CONTROL if tables.table[c] == tables.base + DROP else CLINGING
    parts[[ord(c) for c in ".,٫٬"]] = POINT
    return parts
