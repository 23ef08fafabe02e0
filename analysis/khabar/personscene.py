"""The words of a page with what the lexicons say of each: the common ground of the rules for people."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from khabar.cast import Cast, Person, cast
from khabar.lexicon import load
from khabar.matching import Hit, Matcher, Text
from khabar.nameparts import Tokens, tokens

if TYPE_CHECKING:
    from khabar.gazetteer import Term


class Known(NamedTuple):
    """A form of listed people up to word ``end``, behind ``skip`` joined letters; ``alone``: it needs nothing more."""

    end: int
    skip: int
    people: tuple[Person, ...]
    alone: bool
    words: int


class Place(NamedTuple):
    """What the gazetteer says from one word on: the word after it, what it is, whose it is."""

    end: int
    kind: str
    state: str
    skip: int
    definite: bool


@dataclass(frozen=True, slots=True)
class Scene:
    """``known[i]`` and ``places[i]`` hold what begins at word ``i``, the longest of several."""

    tokens: Tokens
    known: dict[int, Known]
    places: dict[int, Place]


@cache
def _bodies() -> Matcher[str]:
    return Matcher((row.form, row.value) for row in load("office_bodies"))


def scene(text: Text, hits: "Iterable[Hit[Term]]", people: Cast | None = None) -> Scene:
    """Return the words of ``text`` with listed people, and with the states, places and bodies among ``hits``.

    >>> from khabar.matching import prepare
    >>> found = scene(prepare("قال ترامب"), ())
    >>> found.known[1].people[0].slug
    'donald-trump'
    """
    people = people or cast()
    words = tokens(text)
    left = words.left
    known: dict[int, Known] = {}
    for hit in people.matcher.find(text):
        i, j = bisect_left(left, hit.left + 1) - 1, bisect_left(left, hit.right)
        if i not in known or j > known[i].end:
            bearers = tuple(dict.fromkeys(people.people[slug] for slug, _ in hit.values))
            known[i] = Known(j, hit.left - left[i], bearers, any(alone for _, alone in hit.values), j - i)
    places: dict[int, Place] = {}
    for body in _bodies().find(text):
        _keep(places, left, body.left, body.right, "body", body.values[0], definite=True)
    for each in hits:
        named = {term.entity.state for term in each.values if term.caution == "state"}
        for term in each.values:
            if term.kind not in _RANK or (term.caution in ("context", "word") and term.kind != "nisba"):
                continue
            code = _PEOPLES.get(term.entity.entity_id, "") if term.kind == "nisba" else ""
            definite = term.form.definite if term.form else True
            # Of several bodies of one name (الجيش الوطني) it is open whose is meant.
            state = "" if term.caution == "state" and len(named) > 1 else term.entity.state or code
            _keep(places, left, each.left, each.right, term.kind, state, definite=definite)
    return Scene(words, known, places)


# Nisbas that are no state's, and whose an office with one is.
_PEOPLES = {"EUR": "EU", "UN": "UN", "INTL": "UN"}
_RANK = {"body": 0, "state": 1, "nisba": 2, "seat": 3, "organisation": 4, "outlet": 5, "place": 6}


def _keep(
    places: dict[int, Place], starts: list[int], left: int, right: int, kind: str, state: str, *, definite: bool
) -> None:
    i, j = bisect_left(starts, left + 1) - 1, bisect_left(starts, right)
    old = places.get(i)
    if old is None or (j, -_RANK[kind]) > (old.end, -_RANK[old.kind]):
        places[i] = Place(j, kind, state, left - starts[i], definite)
