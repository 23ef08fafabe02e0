"""What a single word says about names: a given name, part of a known name, an ordinary word, a particle, or unknown."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from khabar.lexicon import load
from khabar.matching import Text, folded

Kind = Literal["given", "foreign", "surname", "both", "word", "verb", "stop", "article", "unknown", "other"]
"""``given`` an Arabic given name, ``foreign`` one of variable spelling, ``surname`` part of a listed person's name,
``both`` a name that is an ordinary word too, ``article`` an unknown word with ال, ``other`` a number or Latin word."""

_ARABIC = re.compile(r"[\u0621-\u064a]+")
_ENDINGS = ("تان", "تين", "ان", "ين", "ون", "ات", "ا", "ه")
_ENCLITICS = ("هما", "ها", "هم", "كم", "نا", "ه")
PEOPLE = ("people_mena", "people_world")
PEOPLE_COLUMNS = ("state", "office", "office_ar", "start", "end", "alone")


def key(word: str) -> str:
    """Return a folded ``word`` as it is looked up: final ة and ه are one.

    >>> key("فاطمة") == key("فاطمه")
    True
    """
    return word[:-1] + "ه" if word.endswith("ة") else word


def keys(forms: Sequence[str]) -> list[tuple[str, ...]]:
    """Fold ``forms`` into tuples of words, as they stand in `Tokens`.

    >>> keys(["أمين عام", "جان-نويل"])
    [('امين', 'عام'), ('جان', 'نويل')]
    """
    return [tuple(key(word) for word in form.split()) for form in folded(forms)]


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of a text: ``words[i]`` is folded and stands at ``[left[i], right[i])`` of `Text.padded`.

    ``gaps[i]`` is what stands between word i and the next, folded; the last is a line end.
    """

    text: Text
    words: list[str]
    left: list[int]
    right: list[int]
    gaps: list[str]

    def raw(self, i: int, skip: int = 0) -> str:
        """Return word ``i`` as printed, without its first ``skip`` letters."""
        start, end = self.text.source(self.left[i] + skip, self.right[i])
        return self.text.raw[start:end]

    def span(self, i: int, j: int, skip: int = 0) -> tuple[int, int]:
        """Return the raw span of words ``i`` to ``j`` (exclusive) without the first ``skip`` letters."""
        return self.text.source(self.left[i] + skip, self.right[j - 1])


def tokens(text: Text) -> Tokens:
    r"""Return the words of ``text``.

    >>> from khabar.matching import prepare
    >>> parts = tokens(prepare("قال الوزير: «لا»"))
    >>> parts.words, parts.gaps
    (['قال', 'الوزير', 'لا'], [' ', ': "', '\n'])
    """
    found = text.words
    flat = text.aligned.text
    gaps = [flat[end - 1 : start - 1] for end, start in zip(found.right, found.left[1:], strict=False)]
    words = [word if word[-1] != "ة" else key(word) for word in found.folded]
    return Tokens(text, words, found.left, found.right, [*gaps, "\n"] if words else [])


@cache
def given_names() -> dict[str, tuple[str, str]]:
    """Return the given names: Latin spelling and note by folded form."""
    rows = load("given_names")
    return {
        form[0]: (row.value, row.note)
        for row, form in zip(rows, keys([r.form for r in rows]), strict=True)
        if len(form) == 1
    }


@cache
def _not_names() -> dict[str, str]:
    rows = load("not_names")
    return {form[0]: row.value for row, form in zip(rows, keys([r.form for r in rows]), strict=True) if len(form) == 1}


@cache
def people_words() -> frozenset[str]:
    """Return every word that stands in the name of a listed person."""
    forms = [row.form for name in PEOPLE for row in load(name, PEOPLE_COLUMNS)]
    return frozenset(word for form in keys(forms) for word in form if len(word) > 2)


@lru_cache(maxsize=1 << 16)
def kind(word: str) -> Kind:
    """Return what ``word`` (folded, nothing split off) is.

    >>> kind("محمد"), kind("قال"), kind("الوزير"), kind("ديرمرر")
    ('given', 'verb', 'word', 'unknown')
    """
    if not _ARABIC.fullmatch(word):
        return "other"
    entry = _not_names().get(word)
    name = given_names().get(word)
    if name:
        if "word" in name[1] or entry:
            return "both" if entry not in ("stop", "verb") or word == "علي" else "stop" if entry == "stop" else "both"
        return "foreign" if "foreign" in name[1] else "given"
    if word.startswith("عبدال") and len(word) > 6:
        return "given"
    if entry == "name":
        return "both"
    if entry in ("stop", "verb"):
        return "stop" if entry == "stop" else "verb"
    bare = word[2:] if word.startswith("ال") and len(word) > 4 else word
    if bare in office_words() or word in title_words():
        return "word"
    if word in people_words():
        return "both" if entry or bare in _not_names() else "surname"
    if entry or _common(word):
        return "word"
    if word.startswith("ال") and len(word) > 3:
        return "article"
    return "unknown"


def _common(word: str) -> bool:
    """Return whether ``word`` is an ordinary word once article, ending or enclitic is taken off."""
    bare = word[2:] if word.startswith("ال") and len(word) > 4 else word
    if _inflected(bare) or (bare is not word and bare in _not_names()):
        return True
    if bare is not word:
        return False
    for enclitic in _ENCLITICS:
        if word.endswith(enclitic) and len(word) - len(enclitic) > 2:
            stem = word[: -len(enclitic)]
            if _inflected(stem) or _inflected(stem + "ه") or (stem[-1] == "ت" and _inflected(stem[:-1] + "ه")):
                return True
    return False


def _inflected(word: str) -> bool:
    """Return whether ``word`` is listed as an ordinary word, as it stands or in dual, plural or with tanween."""
    entries = _not_names()
    if entries.get(word) in ("word", "verb", "stop"):
        return True
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > 2:
            stem = word[: -len(ending)]
            if (len(stem) > 3 and entries.get(stem) == "word") or (
                ending in ("تان", "تين", "ات") and entries.get(stem + "ه") == "word"
            ):
                return True
    return False


_SINGLE = "بلك"


@lru_cache(maxsize=1 << 16)
def readings(word: str) -> tuple[tuple[int, str], ...]:
    """Return the ways to read ``word``: how many letters are joined particles, and what is left, unsplit first.

    In ``لل`` the second letter is the article, which has lost its alef.

    >>> readings("وللوزير")
    ((0, 'وللوزير'), (1, 'للوزير'), (2, 'الوزير'), (2, 'لوزير'))
    """
    return tuple(_readings(word))


def _readings(word: str) -> Iterator[tuple[int, str]]:
    yield 0, word
    rest, skip = word, 0
    if len(word) > 3 and word[0] in "وف":
        rest, skip = word[1:], 1
        yield skip, rest
    if len(rest) > 4 and rest.startswith("لل"):
        yield skip + 1, "ال" + rest[2:]
    if len(rest) > 3 and rest[0] in _SINGLE:
        yield skip + 1, rest[1:]


@cache
def office_words() -> frozenset[str]:
    """Return the first words of offices, without ال."""
    return frozenset(form[0] for form in keys([row.form for row in load("office_heads", ("number", "gender"))]))


@cache
def classed(value: str) -> frozenset[str]:
    """Return the words of ``person_words.tsv`` with this value.

    >>> "بن" in classed("inside")
    True
    """
    forms = [row.form for row in load("person_words") if row.value == value]
    return frozenset(form[0] for form in keys(forms))


@cache
def title_words() -> frozenset[str]:
    """Return the words of honorifics and ranks."""
    return frozenset(word for form in keys([row.form for row in load("honorifics")]) for word in form if len(word) > 2)


def doubtful(word: str) -> bool:
    """Return whether an unknown ``word`` may be a particle and an ordinary word: ``لحشد``.

    >>> doubtful("لعقد"), doubtful("لافروف")
    (True, False)
    """
    return kind(word) == "unknown" and any(kind(rest) in ("word", "stop", "verb") for _, rest in readings(word)[1:])


@lru_cache(maxsize=1 << 16)
def joined(word: str) -> bool:
    """Return whether an unknown ``word`` is rather a particle joined to a word that is known.

    >>> joined("ولافروف"), joined("لافروف"), joined("بالقاهرة"), joined("بلينكن")
    (True, False, True, False)
    """
    for skip, rest in readings(word)[1:]:
        what = kind(rest)
        if word[skip - 1 : skip + 1] == "لل":
            return True
        if what == "stop" or (rest.startswith("ال") and len(rest) > 5):
            return True
        if word[skip - 1] == "و":
            if what not in ("unknown", "other"):
                return True
        elif (what in ("word", "both") and len(rest) > 3) or (
            len(rest) > (5 if what in ("foreign", "surname") else 4) and what not in ("unknown", "other")
        ):
            return True
    return word[0] == "و" and len(word) > 3 and word[1] not in "وي"
