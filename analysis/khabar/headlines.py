"""Lines that hold several things, headlines run together or tag clouds, and how near a headline is to a text."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import pairwise

from khabar.lexicon import load
from khabar.phrases import key, keys, places, words

_LETTERS = re.compile(r"[\u0621-\u064A\u0671-\u06D3\u064B-\u0652]+")
_LEAST_WORDS = 3  # a headline has at least so many
_LEAST_HALF = 3  # letters of a half of a glued word
_LEAST_OPENER = 4  # letters of its second half: بين ends too many words
_LEAST_GLUED = 8  # letters of a glued word: shorter ones are names and loanwords as often
# Where nothing else can be meant: end marks, closing marks and ta marbuta directly before a letter.
_SEAM = re.compile(
    r"[؟!](?=[^\W\d_])|[»”](?=[^\W\d_]{3})"
    r"|(?<=[^\W\d_])ة[\u064B-\u0652]?(?=[\u0621-\u064A]{2})"
    r"|(?<=[A-Za-z])(?=[\u0621-\u064A]{4})"
)
_GAP = re.compile(r"[ \t\N{NO-BREAK SPACE}]{3,}|\s[|•·▪■●◄►»«‹›]\s|[\r\n]+")
_PREFIXES = ("وال", "فال", "بال", "كال", "ولل", "لل", "ال", "و", "ف", "ب", "ل", "ك", "س")
_SUFFIXES = (
    "اتهما", "اتهم", "اتهن", "اتها", "اتنا", "اتكم", "اته",
    "هما", "كما", "هم", "هن", "ها", "نا", "كم", "ين", "ان", "ون", "ات", "ه", "ي", "ا",
)  # fmt: skip
_REPEAT = 3  # words of a run's head that must come again for a new run


@cache
def _vocabulary() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    rows = load("headline_words")
    names = frozenset(places().rows)
    openers = frozenset(key(row.form) for row in rows if row.value == "opener") | names
    known = openers | frozenset(key(row.form) for row in rows if row.value == "word")
    return openers, known, frozenset(key(row.form) for row in rows if row.value == "name_part")


def split_headlines(text: str) -> list[tuple[int, int]]:
    """Return the spans of the headlines in a line of related headlines, trimmed, in order.

    They come apart at wide gaps and bullets, at an end mark with no space behind it, after a letter that can only end a
    word, and inside a word that is unknown, clitics considered, while both its halves are known. Two dots are no end.

    >>> text = "هل تتغير قواعد اللعبة؟لقاء مرتقب بين وزيري الخارجية في لبنانوزير الدفاع يزور بغداد.. والهدف معلن"
    >>> [text[start:end] for start, end in split_headlines(text)]  # doctest: +NORMALIZE_WHITESPACE
    ['هل تتغير قواعد اللعبة؟', 'لقاء مرتقب بين وزيري الخارجية في لبنان', 'وزير الدفاع يزور بغداد.. والهدف معلن']
    """
    seams = {match.end() for match in _SEAM.finditer(text)} | {match.end() for match in _GAP.finditer(text)}
    seams |= {match.start() + seam for match in _LETTERS.finditer(text) if (seam := _glue(match[0]))}
    spans: list[tuple[int, int]] = []
    start = 0
    for seam in (*sorted(seams), len(text)):
        if seam < len(text) and not (_enough(text, start, seam) and _enough(text, seam, len(text))):
            continue
        piece = text[start:seam]
        left = start + len(piece) - len(piece.lstrip())
        if piece.strip():
            spans.append((left, left + len(piece.strip())))
        start = seam
    return spans


def _enough(text: str, start: int, end: int) -> bool:
    return len(words(text, start, end, _LEAST_WORDS)) == _LEAST_WORDS


def _glue(word: str) -> int:
    """Return where ``word`` is two words with the space lost, as an index into it, or 0."""
    if len(word) < _LEAST_GLUED:
        return 0
    openers, known, names = _vocabulary()
    if _known(key(word)):
        return 0
    for seam in range(len(word) - _LEAST_OPENER, _LEAST_HALF - 1, -1):
        left, right = key(word[:seam]), key(word[seam:])
        if left in names or right in names or len(left) < _LEAST_HALF or len(right) < _LEAST_OPENER:
            continue
        if (right in openers or (right.startswith("ال") and right[2:] in known)) and _known(left):
            return seam  # the latest seam: الإسرائيلي|تحول, not الإسرائيل|يتحول
    return 0


def _known(word: str) -> bool:
    """Tell whether ``word`` (a key) is known as it is, or without the particles and endings it may carry."""
    known = _vocabulary()[1]
    if word in known:
        return True
    bases = {word, *(word[len(prefix) :] for prefix in _PREFIXES if word.startswith(prefix))}
    for base in bases:
        if len(base) >= _LEAST_HALF and base in known:
            return True
        for suffix in _SUFFIXES:
            if base.endswith(suffix) and len(base) - len(suffix) >= _LEAST_HALF:
                stem = base[: -len(suffix)]
                # ta marbuta opens before a suffix: حكومتها
                if stem in known or (stem.endswith("ت") and stem[:-1] + "ه" in known):
                    return True
    return False


def tag_runs(text: str) -> list[tuple[int, int]]:
    """Return the spans of the runs of a tag cloud: a run ends where the words that began the first one come again.

    >>> cloud = "لبنان الأمم المتحدة اليونيفيل لبنان الأمم المتحدة فرنسا"
    >>> [cloud[start:end] for start, end in tag_runs(cloud)]
    ['لبنان الأمم المتحدة اليونيفيل', 'لبنان الأمم المتحدة فرنسا']
    """
    found = words(text)
    head = [word.key for word in found[:_REPEAT]]
    again = [
        index
        for index in range(_REPEAT, len(found) - _REPEAT + 1)
        if found[index].key == head[0] and [word.key for word in found[index : index + _REPEAT]] == head
    ]
    spans: list[tuple[int, int]] = []
    for start, end in pairwise([0, *(_opening(text, found[index].start) for index in again), len(text)]):
        piece = text[start:end]
        if piece.strip():
            left = start + len(piece) - len(piece.lstrip())
            spans.append((left, left + len(piece.strip())))
    return spans


def _opening(text: str, index: int) -> int:
    """Step back over marks that belong to the word at ``index``: #, an opening quote or bracket."""
    while index and text[index - 1] in "#\"«“'‘([":
        index -= 1
    return index


def overlap(headline: str, body: str) -> float:
    """Return the share of a headline's longer words whose beginnings come again in ``body``, from 0 to 1.

    >>> overlap("لقاء سوري إسرائيلي في باريس", "شهدت العاصمة باريس لقاء بين وفدين سوري وإسرائيلي")
    1.0
    """
    return overlaps([headline], body)[0]


def overlaps(headlines: Iterable[str], body: str) -> list[float]:
    """Return `overlap` of each headline with one ``body``."""
    heard = set(map(_stem, keys(body)))
    sought = [{_stem(word) for word in keys(line) if len(word) > 3 or word.isdigit()} for line in headlines]
    return [round(len(stems & heard) / len(stems), 3) if stems else 0.0 for stems in sought]


@lru_cache(maxsize=1 << 15)
def _stem(word: str) -> str:
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= 3:
            word = word[len(prefix) :]
            break
    return word[:4]
