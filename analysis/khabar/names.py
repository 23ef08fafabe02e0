"""Where a person's name begins and where it ends."""

from functools import lru_cache

from khabar.nameparts import classed, doubtful, given_names, joined, kind, office_words, people_words, readings
from khabar.personscene import Scene

LONGEST = 4
_OPENING = ("عبد", "ابو", "علي")
# Of these and الدين names are made, though none by itself is one.
_OF_FAITH = frozenset(("عز", "محيي", "محي", "نجم", "زين", "فخر", "قطب", "ولي", "ركن", "صفي"))


def extent(scene: Scene, i: int, *, office: bool, skip: int = 0, limit: int = LONGEST) -> int:
    """Return the word at which the name that begins with word ``i`` ends (exclusive); ``i`` where there is no name.

    ``office`` says that an office, an honorific or a speech verb announces a name, so that an unknown word may begin
    one; ``skip`` letters of the first word are joined particles.
    """
    words, gaps = scene.tokens.words, scene.tokens.gaps
    size = len(words)
    j, units, with_al, arabic, foreign = i, 0, False, 0, 0
    while j < size and units < limit:
        if j > i and not _near(gaps[j - 1], words[j - 1]):
            break
        word = words[j][skip:] if j == i else words[j]
        if j > i and _begins_listed(scene, j, units):
            break
        taken, shape = _unit(scene, j, word, units, office, with_al, arabic, foreign)
        if not taken:
            break
        if shape == "link":  # بن and the like carry a long name on
            limit = min(limit + 1, 7)
            with_al = False
        arabic += shape == "given"
        foreign += shape == "foreign"
        with_al = shape == "al"
        j += taken
        units += 1
    return j


def _near(gap: str, word: str) -> bool:
    return gap in (" ", "-", "'", " -", "- ") or (gap in (". ", ".") and len(word) <= 2)


def _begins_listed(scene: Scene, j: int, units: int) -> bool:
    """Tell whether a listed person's full name begins here: that is somebody else."""
    entry = scene.known.get(j)
    return (
        entry is not None
        and entry.words > 1
        and not entry.skip
        and (units > 1 or (units == 1 and kind(scene.tokens.words[j - 1]) not in ("given", "foreign")))
        and not classed("before").intersection(scene.tokens.words[j : j + 1])
    )


def _unit(
    scene: Scene, j: int, word: str, units: int, office: bool, with_al: bool, arabic: int, foreign: int
) -> tuple[int, str]:
    """Return how many words the part of a name at ``j`` takes, and what it is like."""
    words, gaps = scene.tokens.words, scene.tokens.gaps
    following = words[j + 1] if j + 1 < len(words) and gaps[j] == " " else ""
    what = kind(word)
    if word == "فان" and "إ" in scene.tokens.raw(j):
        return 0, ""  # فإن
    if word in classed("before") and following:
        return _compound(scene, j, word, following, units, office, arabic)
    if word in classed("foreign") and following and (units or office):
        if word == "لا" and not foreign:
            return 0, ""
        then = kind(following)
        if then in ("unknown", "foreign", "surname", "both") and not joined(following):
            return 2, "foreign"
        if units and what not in ("word", "stop", "verb"):
            return 1, "foreign"
        return 0, ""
    if word in classed("after") and units and (what != "stop" or word == "علي"):
        if word == "علي":
            return (1, "given") if _is_ali(scene, j, following) else (0, "")
        return 1, "given"
    if following == "الدين" and not units and (what == "both" or word in _OF_FAITH):
        return 1, "given"
    if word == "علي":
        return (1, "given") if _is_ali(scene, j, following) else (0, "")
    if what in ("stop", "verb", "word", "other") or len(word) < 2:
        return 0, ""
    place = scene.places.get(j)
    if place and place.kind == "nisba" and what not in ("given", "foreign"):
        # A nisba behind one given name is a surname: خليل الهندي.
        return (1, "al") if units == 1 and arabic == 1 and not foreign and word.startswith("ال") else (0, "")
    if place and place.kind in ("state", "body") and what not in ("given", "foreign"):
        return 0, ""
    if (
        place
        and place.kind in ("seat", "place", "organisation")
        and what in ("unknown", "article")
        and (not units or place.end > j + 1)
    ):
        return 0, ""
    if with_al and what not in ("article", "surname", "given", "both"):
        return 0, ""
    if what in ("given", "foreign"):
        if with_al and units >= 2:
            return 0, ""
        return 1, what
    if what == "surname":
        return 1, "al" if word.startswith("ال") else "foreign"
    if what == "both":
        if not units:
            return (1, "given") if office else (0, "")
        if with_al and word in people_words():
            return 1, "al"
        if word.startswith("ال"):
            if word[2:] in office_words() and following.startswith("ال"):
                return 0, ""  # الأمين العام
            return (1, "al") if units <= 2 and not with_al else (0, "")
        return (1, "given") if units == 1 else (0, "")
    if what == "article":
        if not units and not office:
            return 0, ""
        return (1, "al") if not foreign or units == 1 else (0, "")
    if (
        "\N{ARABIC FATHATAN}" in scene.tokens.raw(j)
        or joined(word)
        or (units and doubtful(word) and kind(words[j - 1]) not in ("given", "foreign"))
    ):
        return 0, ""
    if not units and not office:
        return 0, ""
    if units >= 2 and (arabic > 2 or (word[0] in "يت" and word[-1] != "ي")):
        return 0, ""
    if units >= 3:
        return 0, ""
    return 1, "foreign"


def _compound(
    scene: Scene, j: int, word: str, following: str, units: int, office: bool, arabic: int
) -> tuple[int, str]:
    then = kind(following)
    if word == "عبد":
        good = following.startswith("ال") or then in ("given", "both") or following == "ربه"
        return (2, "given") if good else (0, "")
    if word == "ال" and not units and not office:
        return 0, ""
    if word == "ام" and not (
        office and not units and scene.tokens.raw(j).startswith("أ") and then in ("given", "both")
    ):
        return 0, ""
    if word in ("بن", "بنت", "ابن", "ولد") and not units and not office and then not in ("given",):
        return 0, ""
    if word in ("ابن", "ولد", "ابي") and not units and not office:
        return 0, ""
    if then in ("stop", "verb", "other") and following != "علي":
        return 0, ""
    # بن and آل are followed by names only, also by those that are words (آل ثاني).
    if then == "word" and not following.startswith("ال") and not (word in ("ال", "بن", "ابو") and units):
        return 0, ""
    if joined(following) and then == "unknown":
        return 0, ""
    size = 2
    if following in classed("inside") | {"عبد"} and j + 2 < len(scene.tokens.words) and scene.tokens.gaps[j + 1] == " ":
        size = 3
    return size, "link" if word in classed("inside") else "given"


def _is_ali(scene: Scene, j: int, following: str) -> bool:
    """Tell the name علي from the preposition على, which some papers print alike."""
    raw = scene.tokens.raw(j)
    if raw.endswith("ى"):
        before = kind(scene.tokens.words[j - 1]) if j and scene.tokens.gaps[j - 1] == " " else "other"
        return before == "given" and kind(following) in ("given", "surname", "article") if following else False
    return (
        not following
        or kind(following) not in ("article", "word")
        or not following.startswith("ال")
        or _surname(following)
    )


def _surname(word: str) -> bool:
    return kind(word) in ("surname", "both", "article")


@lru_cache(maxsize=1 << 16)
def may_start(word: str) -> bool:
    """Return whether ``word`` can be the first of a name that nothing announces.

    >>> may_start("محمد"), may_start("اجتماع")
    (True, False)
    """
    return any(
        kind(rest) in ("given", "foreign", "both") or rest in _OPENING or rest in _OF_FAITH
        for _, rest in readings(word)
    )


def _note(word: str) -> str:
    return given_names().get(word, ("", ""))[1]


def starts(scene: Scene, i: int) -> tuple[int, int]:
    """Return the name that begins at word ``i`` without any announcement: its end and the letters to skip, or ``i``.

    It takes a given name that is no ordinary word, and another word that can only go on with it.
    """
    words = scene.tokens.words
    if not may_start(words[i]):
        return i, 0
    for skip, rest in readings(words[i]):
        what = kind(rest)
        if skip and len(rest) < 3:
            continue
        faith = words[i + 1 : i + 2] == ["الدين"] and (what == "both" or rest in _OF_FAITH)
        firm = rest in _OPENING or faith
        if what not in ("given", "foreign") and not firm:
            if what in ("word", "verb", "stop", "both") or (what == "surname" and not skip):
                return i, 0
            continue
        if rest == "علي" and not _is_ali(scene, i, words[i + 1] if i + 1 < len(words) else ""):
            return i, 0
        place = scene.places.get(i)
        if place and (place.skip < skip or (place.kind in ("state", "body", "nisba") and place.skip == skip)):
            return i, 0
        end = extent(scene, i, office=False, skip=skip)
        if place and place.kind == "place" and place.end > i + 1 and place.end >= end:
            return i, 0  # خان يونس
        if words[i + 1 : end] in (["الله"], ["الدين"]):
            return i, 0
        # ستار, جمال: names that are nouns need more than an unknown word behind them.
        second = words[i + 1] if end > i + 1 else ""
        if end == i + 2 and _note(rest) == "noun" and _note(second) == "adjective":
            return i, 0
        split = skip and len(rest) < 4 and words[i][skip - 1] in "بلك"  # بريم is no ريم
        if kind(second) in ("unknown", "both") and (split or doubtful(second) or _note(rest) == "noun"):
            return i, 0
        if end - i >= 2 and not (rest in ("عبد", "ابو") and end - i == 2):
            if end - i == 2 and kind(words[i + 1]) == "unknown" and len(words[i + 1]) < 3:
                return i, 0
            return end, skip
        return i, 0
    return i, 0
