"""Whether a capital stands for its government (``واشنطن تتخلى``) or is the city (``في دمشق``)."""

from khabar.around import Place, after, before, classes
from khabar.matching import Text

_TO = {"الي", "والي"}
_FROM = {"من", "ومن"}
_ON = {"علي", "وعلي"}
_BETWEEN = {"بين", "وبين"}
_ENDS_OF_VERBS = ("ت", "تها", "ته", "تهم")
_NO_SUBJECT = ("ات", "يت", "وت", "قت")


def is_government(text: Text, seat: Place, *, headline: bool = False) -> bool | None:
    """Return whether the capital at ``seat`` stands for the government; None where nothing around it says so.

    >>> from khabar.matching import prepare
    >>> [is_government(prepare(raw), Place(at, at, at + 4)) for raw, at in [("موقف دمشق", 6), ("في دمشق", 4)]]
    [True, False]
    """
    joined = text.padded[seat.word : seat.left]
    word, start = before(text, seat.word)
    if "ب" in joined:
        return False
    if not word or joined in ("و", "ف"):
        return _acts(text, seat, headline) if not word else None
    if word in _TO or word in _FROM or word in _ON or word in _BETWEEN:
        return _behind_preposition(text, word, start)
    kinds = classes(word)
    if "place" in kinds:
        return word == "في" and _ambassador(text, start)
    if joined.endswith("ل"):
        return False if _visited(text, seat.word, "travel", "visit") else None
    if "copula" in kinds:
        return bool(_acts(text, seat, headline))
    if "state" in kinds or _is_verb(word):
        return True
    if word.endswith(("ية", "يه")) and "place" in classes(before(text, start)[0]):
        return False  # العاصمة الفرنسية باريس
    return False if _visited(text, start, "travel") else _acts(text, seat, headline)


def _visited(text: Text, start: int, *kinds: str) -> bool:
    """Return whether a verb of travel stands not far before: زار وزير الخارجية الأمريكي جون كيري القاهرة."""
    for _ in range(8):
        word, start = before(text, start)
        if not classes(word).isdisjoint(kinds):
            return True
    return False


def _ambassador(text: Text, start: int) -> bool:
    """Return whether the words before ``start`` are an ambassador's: he is sent to a government."""
    for _ in range(3):
        noun, start = before(text, start)
        if noun in ("السفير", "سفير", "لسفير", "سفيرها", "سفيره", "والسفير", "وسفير", "سفيرة", "السفيرة"):
            return True
    return False


def _behind_preposition(text: Text, word: str, start: int) -> bool:
    for _ in range(4):  # the noun may have adjectives: المبعوث الأمريكي الخاص إلى دمشق
        noun, start = before(text, start)
        kinds = classes(noun)
        if word in _TO and "to_state" in kinds:
            return True
        if word in _FROM and "from_state" in kinds:
            return True
        if word in _ON and "on_place" in kinds:
            return False
        if word in _BETWEEN and "between_place" in kinds:
            return False
    return word in _ON or word in _BETWEEN


def _acts(text: Text, seat: Place, headline: bool) -> bool | None:
    """Return whether the capital is the subject of what follows, as cities seldom are."""
    word, _ = after(text, seat.right)
    if not word:
        mark = text.aligned.text[seat.right - 1 : seat.right + 1].strip()
        return True if headline and mark.startswith(":") else None
    if word in ("لن", "لم", "لا", "قد", "ليست", "ما", "هي", "وحلفاءها", "نفسها", "التي"):
        return True
    return True if _is_imperfect(word) else None


def _is_imperfect(word: str) -> bool:
    return (
        word.startswith(("ت", "ست"))
        and len(word) > 3
        and not word.startswith(("تل", "تحت", "تم"))
        and word[-2:] != "ات"
    )


def _is_verb(word: str) -> bool:
    """Return whether ``word`` looks like a feminine verb: a perfect in ت, or an imperfect."""
    for joined in ("و", "ف", ""):
        if word.startswith(joined):
            verb = word[len(joined) :]
            if len(verb) > 3 and verb.endswith(_ENDS_OF_VERBS) and not verb.endswith(_NO_SUBJECT) and verb[:2] != "ال":
                return True
    return False
