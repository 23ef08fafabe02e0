"""Lexicon forms in running text: every place where one stands as a word of its own, whatever is joined before it.

Arabic writes و ف ب ل ك in one with the word after them, and ال after ل loses its alef: ``وللسودان`` is "and to the
Sudan". Forms are folded as the ``match`` profile folds text and looked for with a space behind them; what stands
between a hit and the space before it must be a particle. Choosing among overlapping hits is the caller's business.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from daachorse import CharwiseDoubleArrayAhoCorasick

from khabar.alignment import Aligned, layer
from khabar.folding import SPACE, units_of
from khabar.normalise import normalise, padded

T = TypeVar("T")

# What may stand joined before a form, and how many of its letters are the article, which belongs to the surface.
_PLAIN = {first + second: 0 for first in ("", "و", "ف") for second in ("", "ب", "ل", "ك")}
_ARTICLE = {first + second + "ال": 2 for first in ("", "و", "ف") for second in ("", "ب", "ك")}
_LAM = {first + "لل": 1 for first in ("", "و", "ف")}
_LAST = frozenset(prefix[-1] for prefix in (_PLAIN | _ARTICLE | _LAM) if prefix)
_FINAL = re.compile(r"(?<=\w\w)ة\b")


class Words(NamedTuple):
    """The words of a `Text`: each as it is folded, its span in `Text.padded` and its span in the raw text."""

    folded: list[str]
    left: list[int]
    right: list[int]
    start: list[int]
    end: list[int]


@dataclass(frozen=True)
class Text:
    """A raw text, folded once for all lexicons.

    ``padded[i]`` is ``aligned.text[i - 1]`` in lower case, or a space where that is neither letter nor digit.
    """

    raw: str
    aligned: Aligned
    padded: str

    @cached_property
    def words(self) -> Words:
        """The words between the spaces of ``padded``, found once for all who read them.

        >>> prepare("في «دمشق»").words
        Words(folded=['في', 'دمشق'], left=[1, 5], right=[3, 9], start=[0, 4], end=[2, 8])
        """
        units, _ = units_of(self.padded)
        edges = np.diff(units != SPACE).nonzero()[0] + 1
        left, right = edges[::2], edges[1::2]
        start, end = self.aligned.to_sources(left - 1, right - 1)
        return Words(self.padded.split(), left.tolist(), right.tolist(), start.tolist(), end.tolist())

    def source(self, left: int, right: int) -> tuple[int, int]:
        """Return the raw span of ``padded[left:right]``.

        >>> text = prepare("في «دمشق»")
        >>> text.source(5, 9)
        (4, 8)
        """
        return self.aligned.to_source(left - 1, right - 1)


def prepare(raw: str, cuts: Sequence[int] = (), whole: Aligned | None = None) -> Text:
    """Fold ``raw`` for matching; ``cuts`` are offsets, in order, where a word ends though nothing stands there.

    ``whole`` is what `khabar.normalise.normalise` makes of ``raw``, if that is known already.

    >>> prepare("في «أنقرة»").padded
    ' في  انقرة  '
    >>> text = prepare("إسرائيلتحول", [7])
    >>> text.padded, text.source(9, 13)
    (' اسراءيل تحول ', (7, 11))
    """
    if not cuts:
        aligned = whole or normalise(raw)
        return Text(raw, aligned, _lower(padded(aligned.text)))
    pieces = [raw[start:end] for start, end in zip((0, *cuts), (*cuts, len(raw)), strict=True)]
    apart = normalise(" ".join(pieces))
    jumps = range(1, len(cuts) + 1)
    places, by = [cut + jump for cut, jump in zip(cuts, jumps, strict=True)], [-jump for jump in jumps]
    spaces = layer(len(raw) + len(cuts), places, by, places, by)
    return Text(raw, Aligned(apart.text, raw, (spaces, *apart.layers)), _lower(padded(apart.text)))


@lru_cache(maxsize=1 << 15)
def fold(form: str) -> str:
    """Return ``form`` as it stands in `Text.padded`: words with single spaces between them.

    >>> fold("جان-نويل بارو")
    'جان نويل بارو'
    """
    return folded([form])[0]


def folded(forms: Sequence[str]) -> list[str]:
    """Fold many forms at once, as `fold` does one.

    >>> folded(["أنقرة", "«إكس»"])
    ['انقرة', 'اكس']
    """
    if not forms:
        return []
    lines = normalise("\n".join(form.replace("\n", " ") for form in forms)).text
    flat = _lower(padded(lines))[1:-1]
    found, start = [], 0
    for line in lines.split("\n"):
        found.append(" ".join(flat[start : start + len(line)].split()))
        start += len(line) + 1
    return found


def _lower(text: str) -> str:
    lower = text.lower()
    if len(lower) != len(text):  # one capital, İ, becomes two characters
        lower = "".join(small if len(small := each.lower()) == 1 else each for each in text)
    return lower


class Hit(NamedTuple, Generic[T]):
    """A form found at ``raw[start:end]``; ``prefix_start`` is where the particles joined to it begin.

    An article belongs to the surface, also in ``لل``. ``values`` are those of all forms that fold alike. ``left`` and
    ``right`` are the span in `Text.padded`, for rules that look at the words around.
    """

    start: int
    end: int
    prefix_start: int
    values: tuple[T, ...]
    left: int
    right: int


class Matcher(Generic[T]):
    """Finds many forms at once; ``article`` says that ال may also stand before forms that are given without it.

    >>> matcher = Matcher({"السودان": "SDN", "سوريا": "SYR"})
    >>> raw = "وصلت للسودان، ولسوريا"
    >>> [(raw[hit.start:hit.end], hit.values) for hit in matcher.find(prepare(raw))]
    [('لسودان', ('SDN',)), ('سوريا', ('SYR',))]
    """

    def __init__(self, forms: Mapping[str, T] | Iterable[tuple[str, T]], *, article: bool = False) -> None:
        pairs = list(forms.items() if isinstance(forms, Mapping) else forms)
        table: dict[tuple[str, bool], dict[T, None]] = {}  # (form, only behind لل)
        for form, (_, value) in zip(folded([form for form, _ in pairs]), pairs, strict=True):
            # Many pages write ه for the ة that ends a word.
            for spelling in {form: None, _FINAL.sub("ه", form): None} if form else ():
                table.setdefault((spelling, False), {})[value] = None
                if spelling.startswith("ال") and len(spelling) > 4:
                    table.setdefault((spelling[2:], True), {})[value] = None
        self._values = [tuple(values) for values in table.values()]
        plain = _PLAIN | _ARTICLE | _LAM if article else _PLAIN
        self._prefixes = [_LAM if lam else plain for _, lam in table]
        self._phrases = [" " in form for form, _ in table]
        patterns = [form + " " for form, _ in table]
        self._automaton = CharwiseDoubleArrayAhoCorasick(patterns) if patterns else None

    def find(self, text: Text) -> list[Hit[T]]:
        """Return all hits, overlapping ones too, in the order of where they end, longer ones first."""
        if self._automaton is None:
            return []
        padded, lines = text.padded, text.aligned.text
        _, lefts, rights, starts, ends = text.words
        found: list[Hit[T]] = []
        for low, high, number in self._automaton.find_overlapping(padded):
            left = space = low
            joined = padded[low - 1]
            if joined != " ":
                if joined not in _LAST:
                    continue
                space = padded.rfind(" ", 0 if low < 8 else low - 8, low) + 1
                article = self._prefixes[number].get(padded[space:low])
                if article is None or not space:
                    continue
                left = low - article
            elif self._prefixes[number] is _LAM:
                continue
            if self._phrases[number] and lines.find("\n", left, high - 2) >= 0:
                continue
            right = high - 1
            before = starts[bisect_left(lefts, space)]
            start = before if left == space else text.source(left, right)[0]
            found.append(Hit(start, ends[bisect_left(rights, right)], before, self._values[number], left, right))
        return found
