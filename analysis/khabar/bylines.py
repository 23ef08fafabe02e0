"""Lines that are nothing but people: reporters' and columnists' names, and names with an office under a picture."""

import re
from functools import cache

from khabar.lexicon import load
from khabar.phrases import Phrases, Word, key, phrases, words

_LONGEST = 12  # words: a longer line says something
_NAME = (2, 4)  # words of one name, titles left out
_JOINTS = re.compile(r"[-–—/،,|]")
_FORBIDDEN = re.compile(r"[:؟?!\"«»“”;؛…\d]|\.\s*\.|\.$")
_BOUND = frozenset(map(key, ("عبد", "بن", "ابن", "بنت", "أبو", "أبي", "أبا", "ولد", "أم", "آل", "الدين", "الله")))
_WIRES = frozenset(map(key, ("وكالات", "الوكالات", "متابعات")))
# A line with one of these words says something of the people it names.
_SAYS = frozenset(
    key(word)
    for word in (
        "في", "من", "إلى", "على", "عن", "مع", "بعد", "قبل", "حول", "ضد", "بين", "هل", "لا", "لن", "لم", "ما", "أن",
        "إن", "قد", "كان", "كما", "هو", "هي", "غير", "أو", "ثم", "حتى", "منذ", "عند", "خلال", "دون", "هذا", "هذه",
        "كيف", "لماذا",
    )
)  # fmt: skip


@cache
def _names() -> Phrases:
    return phrases(load("given_names"))


@cache
def offices() -> frozenset[str]:
    """Return the keys of the words that open the name of an office."""
    return frozenset(key(row.form) for row in load("office_heads", ("number", "gender")))


@cache
def _titles() -> frozenset[str]:
    short = ("د", "م", "أ", "أ.د", "كتب", "كتبت", "بقلم", "إعداد", "تقرير", "حوار", "ترجمة", "تصوير")
    return frozenset(map(key, short)) | {key(row.form) for row in load("honorifics") if " " not in row.form}


def people_only(text: str) -> bool:
    """Tell whether a line names people and says nothing of them: one or more names, or an office with its holder.

    >>> [people_only(line) for line in ("أسامة عجاج- نادر غازي", "د. سليم عبد النور", "وزير الخارجية المصري سامح شكري")]
    [True, True, True]
    >>> [people_only(line) for line in ("سامح شكري يصل بغداد", "لقاء في باريس", "وزير الخارجية: لا نقبل", "لقاء وزاري")]
    [False, False, False, False]
    """
    if len(text) > 120 or _FORBIDDEN.search(text):
        return False
    found = words(text, limit=_LONGEST + 1)
    if not 2 <= len(found) <= _LONGEST or any(_says(text[word.end - 1], word.key) for word in found):
        return False
    if len(found) < 6 and any(word.key in _WIRES for word in found):  # الضحى - وكالات
        return True
    if found[0].key in offices():
        return len(found) > 2 and any(_begins_name(found, index) for index in range(1, len(found) - 1))
    segments = [part for part in _JOINTS.split(text) if part.strip()]
    return all(_name(words(part)) for part in segments)


def _says(last: str, word: str) -> bool:
    """Tell a word that makes a line a sentence: a particle, or a verb or an accusative by its look."""
    looks = (word[0] in "يت" and last != "ة") or last == "ا"
    return word in _SAYS or (looks and len(word) > 2 and word not in _names().rows)


def _begins_name(found: list[Word], index: int) -> bool:
    hit = _names().at(found, index)
    return hit is not None or found[index].key == "عبد" or found[index].key.startswith("عبدال")


def _name(found: list[Word]) -> bool:
    """Tell whether words are one person's name, titles before it allowed."""
    titled = False
    while found and found[0].key in _titles():
        found, titled = found[1:], True
    bare = [word for word in found if word.key not in _BOUND]
    if not bare or not (1 if titled else _NAME[0]) <= len(found) or len(bare) > _NAME[1]:
        return False
    if titled:
        return len(bare) <= _NAME[1]
    hit = _names().at(found, 0)
    if hit is None:
        return found[0].key == "عبد" or found[0].key.startswith("عبدال")
    if hit[1].note != "word" or len(found) == 2:
        return hit[1].note != "word"
    others = (_names().at(found, index) for index in range(hit[0], len(found)))
    return any(other is not None and other[1].note != "word" for other in others)
