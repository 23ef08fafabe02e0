"""Folding whole texts at once: one lookup a character, and a second look only where that is not enough.

The table is over UTF-16 units if the text holds nothing beyond the Basic Multilingual Plane, over UTF-32 units else, so
that an index is always a code point.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from khabar.alignment import Ints, Layer, layer
from khabar.characters import PROFILES, TATWEEL, mapping, scanned, sticky

Units = NDArray[np.uint16] | NDArray[np.uint32]
Flags = NDArray[np.bool_]

# What a lookup answers instead of a character, counted from the top of the unit's range, where no folding leads to.
# Up to STRETCH they drop the character: a control, a second space, a mark, a hamza, a tatweel.
DROP, EXTRA, MARK, HAMZA, STRETCH, KEEP, STICKY, MANY = range(8)
SPACE = 0x20
TATWEEL_CODE = ord(TATWEEL)
ROUNDS = 4  # of edits: dropped, expanded, spaces closed up, composed

_BITS = 1 << np.arange(16)
# The blocks `scanned` leaves out that hold letters: CJK ideographs and Hangul syllables.
_UNIFORM_LETTERS = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xAC00, 0xD7A4), (0x20000, 0x2F800), (0x30000, 0x323B0))


@dataclass(frozen=True, slots=True, eq=False)
class Folder:
    """The lookup tables of one profile for one width of unit; every array is indexed by code point."""

    base: int  # lookups from here on are kinds, not characters
    table: Units  # the character it becomes, or base + kind
    real: Units  # for kinds from KEEP on, the character after all
    letter: Flags
    wordly: Flags  # letters, digits, and what joins them
    hosts: NDArray[np.uint8]  # the kinds of dropped characters, as bits, that belong to it
    sticky: Flags
    joins: Flags  # sticky, and not only to be ordered
    rank: NDArray[np.uint8]  # combining class
    chars: dict[int, str]  # the same mapping, for `str.translate`
    finals: tuple[tuple[int, int], ...]
    bold: bool  # from match on

    def fold(self, units: Units) -> tuple[Units, tuple[Layer | None, ...]]:
        """Return the folded ``units`` and what was done to them: dropped, expanded, its spaces closed up, composed."""
        out = self.table.take(units)
        if self.bold:
            spaces = out == SPACE
            twice = (spaces[1:] & spaces[:-1]).nonzero()[0]
            if twice.size:
                out[twice + 1] = self.base + EXTRA
        keep = out < self.base
        at = (~keep).nonzero()[0]
        layers: tuple[Layer | None, ...] = (None,) * ROUNDS
        if at.size:
            out, layers = self._second_look(units, out, keep, at)
        for final, value in self.finals:
            at = (out == final).nonzero()[0]
            if at.size:
                inside = self.letter.take(out.take(at + 1, mode="clip"), mode="clip")
                if at[-1] + 1 == out.size:
                    inside[-1] = False
                out[at[~inside]] = value
        return out, layers

    def _second_look(self, units: Units, out: Units, keep: Flags, at: Ints) -> tuple[Units, tuple[Layer | None, ...]]:
        """Settle the places ``at`` that the lookup left open; all others are to ``keep``."""
        kind = out.take(at) - self.base
        present = int(np.bitwise_or.reduce(_BITS.take(kind)))
        stays = present >> KEEP
        many: list[int] = []
        if stays:
            back = at[kind >= KEEP]
            keep[back] = True
            out[back] = self.real.take(units.take(back))
            many = at[kind == MANY].tolist()
            at, kind = at[kind < KEEP], kind[kind < KEEP]
        size = at.size
        if present & (1 << HAMZA | 1 << STRETCH):
            at, kind = self._unhosted(units, out, keep, at, kind)
        unsettled = many or at.size < size  # an expansion or a tatweel may have become one more space
        dropped = expanded = closed = composed = None
        if at.size:
            out, at, dropped = self._drop(out, keep, at, kind, present)
        if many:
            places = (np.array(many) - at.searchsorted(many)).tolist()
            blocks = [self._expansion(out, p, units[m]) for p, m in zip(places, many, strict=True)]
            out, expanded = _replaced(out, blocks)
        if unsettled and self.bold and (blocks := _gaps(out)):
            out, closed = _replaced(out, blocks)
        if stays and (blocks := self._compositions(out)):
            out, composed = _replaced(out, blocks)
        return out, (dropped, expanded, closed, composed)

    def _expansion(self, out: Units, place: int, unit: int) -> tuple[int, int, str]:
        """Return the block that expands what stands at ``place``; a hamza that ``search`` drops goes here, too."""
        text = self.chars[unit]
        if len(self.finals) == 2 and text[0] == "ء" and place and self.letter[out[place - 1]]:
            text = text[1:]
        return place, place + 1, text

    def _unhosted(self, units: Units, out: Units, keep: Flags, at: Ints, kind: Units) -> tuple[Ints, Units]:
        """Keep the hamzas and tatweels that follow no letter, these as dashes; return what is still to be dropped."""
        bound = at[kind >= HAMZA]
        hosted = self.letter.take(units.take(bound - 1))  # a place of -1 is mended next
        hosted[0] &= bound[0] > 0
        if hosted.all():
            return at, kind
        # What stands directly before the others may itself be dropped; then what stands before that counts.
        for k in (~hosted).nonzero()[0].tolist():
            here, last = int(bound[k]) - 1, int(bound[k - 1]) if k else -1
            while here > last and not keep[here]:
                here -= 1
            if here == last >= 0:
                hosted[k] = hosted[k - 1] or units[here] != TATWEEL_CODE  # a hamza that stays is a letter
            else:
                hosted[k] = here >= 0 and self.letter[units[here]]
        stays = bound[~hosted]
        keep[stays] = True
        out[stays] = np.where(units.take(stays) == TATWEEL_CODE, self.table[ord("-")], ord("ء"))
        drop = ~keep.take(at)
        return at[drop], kind[drop]

    def _drop(self, out: Units, keep: Flags, gone: Ints, kind: Units, present: int) -> tuple[Units, Ints, Layer]:
        """Take the places ``gone`` out of ``out``; return units, the places, now complete, and the layer."""
        new = out[keep]
        # How many stay before each, closed as a layer wants it; the jump after each is then its number.
        begin = np.empty(gone.size + 2, dtype=np.intp)
        by = np.arange(gone.size + 1)
        index = begin[1:-1]
        begin[0] = 0
        np.subtract(gone, by[:-1], out=index)
        begin[-1] = new.size + 2
        end = begin + 1
        if not self.bold or not new.size:
            end[0] = 0
            return new, gone, Layer(new.size, begin, by, end, by)
        before = new.take(index - 1, mode="clip")
        if present & (1 << DROP | 1 << MARK):
            # Two spaces that only dropped characters kept apart.
            gap = (before == SPACE) & (new.take(index, mode="clip") == SPACE) & (index > 0) & (index < new.size)
            if gap.any():
                second = np.unique(keep.nonzero()[0][index[gap]])
                keep[second] = False
                gone = np.concatenate((gone, second))
                order = gone.argsort()
                kind = np.concatenate((kind, np.full_like(kind, EXTRA, shape=second.size)))[order]
                return self._drop(out, keep, gone[order], kind, present)
        # What belongs to the character before it moves the end of that one, which is one place earlier.
        own = self.hosts.take(before) >> kind & 1
        end[1:-1] -= own
        if index[0] == 0:
            np.maximum(end, 1, out=end)  # nothing stands before the first
        if present & (1 << DROP | 1 << MARK):
            np.minimum.accumulate(end[::-1], out=end[::-1])  # and so does whatever stands between the two
        end[0] = 0
        return new, gone, Layer(new.size, begin, by, end, by)

    def _compositions(self, out: Units) -> list[tuple[int, int, str]]:
        """Return the blocks to replace for NFC, looking only where marks are out of order or may join."""
        at = self.sticky.take(out, mode="clip").nonzero()[0]
        if not at.size:
            return []
        marks = out.take(at)
        rank = self.rank.take(marks)
        bad = self.joins.take(marks)
        beside = at[1:] == at[:-1] + 1
        bad[1:] |= beside & (rank[1:] < rank[:-1]) & (rank[1:] > 0)
        if not bad.any():
            return []
        fresh = np.ones(at.size, dtype=np.bool_)
        np.logical_not(beside, out=fresh[1:])
        first = fresh.nonzero()[0]
        wrong = np.logical_or.reduceat(bad, first)
        lower = np.maximum(at[first] - 1, 0)[wrong].tolist()
        upper = (at[np.append(first[1:], at.size) - 1] + 1)[wrong].tolist()
        text = string(out)
        blocks: list[tuple[int, int, str]] = []
        known: dict[str, tuple[int, int, str]] = {}
        for start, end in zip(lower, upper, strict=True):
            old = text[start:end]
            if old not in known:
                known[old] = _difference(old, self._settled(old))
            skip, spare, new = known[old]
            if start + skip < end - spare:
                blocks.append((start + skip, end - spare, new))
        return blocks

    def _settled(self, text: str) -> str:
        """Return a letter with its marks composed and folded again."""
        while True:
            new = unicodedata.normalize("NFC", text).translate(self.chars)
            if new == text:
                return text
            text = new


def _difference(old: str, new: str) -> tuple[int, int, str]:
    """Return how much of ``old`` stays at its beginning and at its end, and what stands between the two in ``new``."""
    skip = spare = 0
    most = min(len(old), len(new) - 1)  # something of the new is always left
    while skip < most and old[skip] == new[skip]:
        skip += 1
    while spare < most - skip and old[-1 - spare] == new[-1 - spare]:
        spare += 1
    return skip, spare, new[skip : len(new) - spare]


def _gaps(out: Units) -> list[tuple[int, int, str]]:
    """Return the runs of spaces, as blocks to replace by one."""
    spaces = out == SPACE
    blocks: list[tuple[int, int, str]] = []
    for at in (spaces[1:] & spaces[:-1]).nonzero()[0].tolist():
        start = blocks.pop()[0] if blocks and blocks[-1][1] == at + 1 else at
        blocks.append((start, at + 2, " "))
    return blocks


def _replaced(out: Units, blocks: list[tuple[int, int, str]]) -> tuple[Units, Layer]:
    """Replace each block ``[start, end)`` by its string, every character of which gets the span of the whole block.

    Blocks are in order and apart; neither they nor the strings are empty.
    """
    text = string(out)
    pieces: list[str] = []
    begin: list[tuple[int, int]] = []
    finish: list[tuple[int, int]] = []
    at = size = 0
    for start, end, new in blocks:
        pieces += (text[at:start], new)
        size += start - at
        begin += [(size + k, start - size - k) for k in range(len(new))]
        finish += [(size + k, end - size - k) for k in range(1, len(new) + 1)]
        size += len(new)
        begin.append((size, end - size))
        at = end
    pieces.append(text[at:])
    clean = "".join(pieces)
    return units_of(clean)[0].copy(), layer(len(clean), *zip(*begin, strict=True), *zip(*finish, strict=True))


def units_of(text: str) -> tuple[Units, bool]:
    """Return ``text`` as code points, and whether some lie beyond the Basic Multilingual Plane.

    >>> units_of("خبر")[0].tolist(), units_of("😀")
    ([1582, 1576, 1585], (array([128512], dtype=uint32), True))
    """
    data = text.encode("utf-16-le", "surrogatepass")
    if len(data) == 2 * len(text):
        return np.frombuffer(data, dtype="<u2"), False
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4"), True


def string(units: Units) -> str:
    """Return code points as text; the other way of `units_of`.

    >>> string(units_of("خبر")[0])
    'خبر'
    """
    return str(units.data, "utf-16-le" if units.itemsize == 2 else "utf-32-le")


@cache
def folder(profile: str, beyond: bool) -> Folder:
    """Return the tables of ``profile``, for texts ``beyond`` the Basic Multilingual Plane or within it.

    Building takes some hundredths of a second, once, and only when first wanted.
    """
    size = 0x110000 if beyond else 0x10000
    dtype = np.dtype("<u4" if beyond else "<u2")
    base = int(np.iinfo(dtype).max) - 15
    table = np.arange(size, dtype=dtype)
    real = table.copy()
    letter = np.zeros(size, dtype=np.bool_)
    wordly, stuck, joins = letter.copy(), letter.copy(), letter.copy()
    rank = np.zeros(size, dtype=np.uint8)
    chars: dict[int, str] = {}
    hamzas = {c for c, value in mapping("match").items() if value == "ء"} | {ord("ء")}
    marks: dict[int, bool] = {}
    for part in (False, True)[: 1 + beyond]:
        chars |= mapping(profile, beyond=part)
        marks |= sticky(beyond=part)
        asked = np.fromiter(scanned(beyond=part), np.intp)
        letter[asked] = [chr(c).isalpha() for c in asked.tolist()]
        wordly[asked] = [chr(c).isalnum() for c in asked.tolist()]
    for first, last in _UNIFORM_LETTERS:
        letter[first:last] = wordly[first:last] = True  # slices end with the array
    letter[[c for c, value in mapping("match").items() if not value]] = False  # tatweel, small letters above others
    at = sorted(marks)
    stuck[at] = wordly[at] = True
    rank[at] = [unicodedata.combining(chr(c)) for c in at]
    joins[at] = [marks[c] for c in at]
    if not beyond:
        table[base:] = base + KEEP
    table[at] = base + STICKY
    for c, value in chars.items():
        if len(value) == 1 and ord(value) < size:
            real[c] = ord(value)
            table[c] = base + STICKY if ord(value) in marks else ord(value)
        elif value:
            table[c] = base + MANY
        elif c == TATWEEL_CODE:
            table[c] = base + STRETCH
        elif c in hamzas:
            table[c] = base + HAMZA
        else:
            table[c] = base + (MARK if c in marks or chr(c).isalpha() else DROP)
    hosts = np.where(letter, 1 << MARK | 1 << HAMZA | 1 << STRETCH, 0).astype(np.uint8)
    hosts[SPACE] = 1 << EXTRA
    level = PROFILES.index(profile)
    finals = ((ord("ى"), ord("ي")), (ord("ة"), ord("ه")))[:level]
    return Folder(base, table, real, letter, wordly, hosts, stuck, joins, rank, chars, finals, bold=level > 0)
