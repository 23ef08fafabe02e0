"""Where somebody speaks: behind or before a verb of saying (قال مسؤولون), in بحسب خبراء and نقلا عن مصادر."""

from functools import cache

from khabar.around import after, before
from khabar.conjugation import conjugated
from khabar.cues import VERB_COLUMNS
from khabar.lexicon import load
from khabar.matching import Text, folded

_ACCORDING = frozenset(("بحسب", "وبحسب", "حسب", "وحسب", "وفق", "ووفق"))
_ACCORDING_TO = frozenset(("وفقا", "ووفقا", "طبقا", "وطبقا", "تبعا", "استنادا"))
_NO_VERBS = ("بين", "دون", "عبر", "حول", "رد", "وعد", "طلب", "امر", "علم", "تقل", "نحو")  # between, without ...
# What may stand behind a noun that nothing is in construct with: prepositions, أن, pronouns, words of time.
_GOING_ON = frozenset((
    "في", "من", "الي", "علي", "عن", "مع", "لدي", "ان", "انه", "انها", "انهم", "قبل", "بعد", "امس", "اليوم", "نفسه",
    "نفسها", "ذاته", "ذاتها", "الذي", "التي", "قوله", "قولها", "قولهم", "رافضا", "طالبا", "مشترطا", "طلب", "رفض", "فضل",
    "ذلك", "هذا", "هذه", "ايضا", "كذلك",
))  # fmt: skip
_RELAYED = 6  # words between نقل and عن


@cache
def _tellers() -> frozenset[str]:
    """Return the finite forms of the verbs of saying and thinking, folded, alone and behind و or ف."""
    rows = load("cue_verbs", VERB_COLUMNS)
    forms = {each.form for row in rows for each in conjugated(row.form, row.more["imperfect"], "", "")}
    verbs = [form for form in folded(sorted(forms)) if form not in _NO_VERBS]
    return frozenset(joined + form for form in verbs for joined in ("", "و", "ف"))


def tells(word: str) -> bool:
    """Return whether ``word``, folded, is a verb of saying or thinking in the third person, with و or ف or without.

    >>> tells("واضافت"), tells("ذهب")
    (True, False)
    """
    return word in _tellers()


def cited(text: Text, opening: int, *, joined: str) -> bool:
    """Return whether what begins at ``padded[opening]``, with ``joined`` before it, is given as a source.

    >>> from khabar.matching import prepare
    >>> [cited(prepare(raw), at, joined=to) for raw, at, to in [("بحسب فلان", 6, ""), ("وفقا لفلان", 6, "ل")]]
    [True, True]
    """
    word, start = before(text, opening)
    if joined == "ل":
        return word in _ACCORDING_TO
    if word == "عن":
        for _ in range(_RELAYED):
            word, start = before(text, start)
            if word.lstrip("وتي").startswith("نقل") or "ناقل" in word:
                return True
    return word in _ACCORDING and joined in ("", "و")


def goes_on(text: Text, right: int) -> bool:
    """Return whether what stands right behind ``padded[:right]`` cannot be a name or a noun in construct with it.

    >>> from khabar.matching import prepare
    >>> goes_on(prepare("المصدر إن"), 7), goes_on(prepare("المسؤول فلان"), 8)
    (True, False)
    """
    word = after(text, right)[0]
    return not word or word in _GOING_ON or word[0] in "لب" or tells(word)
