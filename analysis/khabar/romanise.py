"""Latin ids for people no list knows: the same for the same name on any page, on any machine."""

from collections import Counter
from functools import cache, lru_cache

from khabar.lexicon import load
from khabar.nameparts import PEOPLE, PEOPLE_COLUMNS, given_names, keys

_LETTERS = {
    "ا": "a", "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h", "خ": "kh", "د": "d", "ذ": "dh", "ر": "r", "ز": "z",
    "س": "s", "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "a", "غ": "gh", "ف": "f", "ق": "q", "ك": "k",
    "ل": "l", "م": "m", "ن": "n", "ه": "h", "ة": "a", "و": "u", "ي": "i", "ى": "a", "ء": "",
}  # fmt: skip
_ALIKE = str.maketrans({"غ": "ج", "ك": "ج", "ط": "ت", "ص": "س", "ث": "س", "ظ": "ز", "ذ": "د", "ض": "د"})
_VOWELS = str.maketrans(dict.fromkeys("اويء"))


def slug(words: tuple[str, ...], state: str = "") -> str:
    """Return the id of a person called ``words`` (folded), of ``state`` where that is known.

    >>> slug(("محمد", "الجندول"), "YEM")
    'mohammad-al-jndul-YEM'
    """
    parts = ["abd" if word == "عبد" else "allah" if word == "الله" else _word(word) for word in words]
    return "-".join([*filter(None, parts), *([state] if state else [])])


def _word(word: str) -> str:
    known = given_names().get(word)
    if known:
        return known[0]
    if word in _spelled():
        return _spelled()[word]
    if word.startswith("ال") and len(word) > 4:
        return f"al-{_word(word[2:])}"
    return "".join(_LETTERS.get(letter, letter if letter.isascii() and letter.isalnum() else "") for letter in word)


@cache
def _spelled() -> dict[str, str]:
    """Return how the listed people's names are spelt, word for word where both spellings have as many."""
    rows = [row for name in PEOPLE for row in load(name, PEOPLE_COLUMNS)]
    found: dict[str, Counter[str]] = {}
    for row, form in zip(rows, keys([row.form for row in rows]), strict=True):
        latin = row.gloss.lower().replace("al-", "al_").split()
        if len(latin) == len(form) > 1:
            for word, spelt in zip(form, latin, strict=True):
                plain = "".join(
                    letter
                    for letter in spelt.replace("al_", "al-")
                    if letter == "-" or (letter.isascii() and letter.isalnum())
                )
                if plain == spelt.replace("al_", "al-"):
                    found.setdefault(word, Counter())[plain] += 1
    return {word: min(counts, key=lambda spelt: (-counts[spelt], spelt)) for word, counts in found.items()}


@lru_cache(maxsize=1 << 16)
def skeleton(word: str) -> str:
    """Return what is left of a foreign name's spelling when what varies is taken off; Arabic names stay as they are.

    >>> skeleton("باراك") == skeleton("براك"), skeleton("غروسي") == skeleton("جروسي")
    (True, True)
    >>> skeleton("سالم") == skeleton("سليم")
    False
    """
    known = given_names().get(word)
    if (known and "foreign" not in known[1]) or word.startswith("ال"):
        return word
    bones = word[:1].translate(_ALIKE) + word[1:].translate(_VOWELS).translate(_ALIKE)
    return bones if len(bones) > 2 else word
