"""The people the lexicons list, compiled once: every form of a name, and the ways back from parts of one."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TypeVar

from khabar.edtf import bounds, is_edtf
from khabar.errors import LexiconError
from khabar.lexicon import Row, load
from khabar.matching import Matcher
from khabar.nameparts import PEOPLE, PEOPLE_COLUMNS, keys
from khabar.romanise import skeleton

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody listed: id, names, state, all offices held (English key and state), and the one listed first."""

    slug: str
    name_ar: str
    name_en: str
    state: str
    offices: frozenset[tuple[str, str]]
    office: str
    office_ar: str
    own: bool = False


class Cast:
    """Everybody listed. ``own`` are rows of a study, in the columns of ``people_world.tsv``, which come first.

    Raises `LexiconError` for rows that lack a column.

    >>> cast().people["donald-trump"].state
    'USA'
    """

    def __init__(self, own: Sequence[Row] = ()) -> None:
        missing = sorted({column for row in own for column in PEOPLE_COLUMNS if column not in row.more})
        if missing:
            raise LexiconError(f"people.tsv, line {own[0].line}: the column {missing[0]} is missing from the header")
        for row in own:
            _check(row)
        package = [row for name in PEOPLE for row in load(name, PEOPLE_COLUMNS)]
        forms = set(keys([row.form for row in own])) if own else set()
        if forms:
            package = [
                row for row, form in zip(package, keys([r.form for r in package]), strict=True) if form not in forms
            ]
        self._rows = [*own, *package]
        self._own = {row.value for row in own}

    @cached_property
    def people(self) -> dict[str, Person]:
        """Everybody by id."""
        offices: dict[str, set[tuple[str, str]]] = {}
        for row in self._rows:
            offices.setdefault(row.value, set()).add((row.more["office"], row.more["state"]))
        for name in PEOPLE:
            for row in load(name.replace("people", "terms"), ("state", "start", "end")):
                offices.setdefault(row.value, set()).add((row.gloss, row.more["state"]))
        found: dict[str, Person] = {}
        for row in self._rows:
            if row.value not in found:
                held = frozenset(offices[row.value])
                cells = row.more
                found[row.value] = Person(
                    row.value,
                    row.form,
                    row.gloss,
                    cells["state"],
                    held,
                    cells["office"],
                    cells["office_ar"],
                    row.value in self._own,
                )
        return found

    @cached_property
    def matcher(self) -> Matcher[tuple[str, bool]]:
        """The automaton over every form; a hit says who, and whether the form needs nothing more."""
        return Matcher((row.form, (row.value, row.more["alone"] == "yes")) for row in self._rows)

    @cached_property
    def _forms(self) -> list[tuple[Person, tuple[str, ...]]]:
        forms = keys([row.form for row in self._rows])
        return [(self.people[row.value], form) for row, form in zip(self._rows, forms, strict=True)]

    @cached_property
    def by_ends(self) -> dict[tuple[str, str], tuple[Person, ...]]:
        """People by first and last word of their names, foreign names by their consonants."""
        return _grouped((ends(form), person) for person, form in self._forms if len(form) > 1)

    @cached_property
    def by_word(self) -> dict[str, tuple[Person, ...]]:
        """People by each word of their names."""
        return _grouped((skeleton(word), person) for person, form in self._forms for word in form if len(word) > 2)


def _grouped(pairs: Iterable[tuple[K, Person]]) -> dict[K, tuple[Person, ...]]:
    found: dict[K, dict[str, Person]] = {}
    for each, person in pairs:
        found.setdefault(each, {})[person.slug] = person
    return {each: tuple(people.values()) for each, people in found.items()}


def ends(name: tuple[str, ...]) -> tuple[str, str]:
    """Return first and last word of a name as they are compared, ``عبد`` and ``أبو`` with the word behind them.

    >>> ends(("توم", "باراك")) == ends(("توم", "براك"))
    True
    """
    first = name[0] + name[1] if name[0] in ("عبد", "ابو") and len(name) > 2 else name[0]
    return skeleton(first), skeleton(name[-1])


def _check(row: Row) -> None:
    """Refuse a study's row whose state is no code, or whose term of office is no EDTF or ends before it begins."""
    where = f"people.tsv, line {row.line}"
    if row.more["state"] and not re.fullmatch("[A-Z]{2,5}", row.more["state"]):
        raise LexiconError(f"{where}: state {row.more['state']!r} is no code in capital letters (SYR, UN)")
    terms = [row.more[name] for name in ("start", "end")]
    for term in terms:
        if term not in ("", "..") and not is_edtf(term):
            raise LexiconError(f"{where}: {term!r} is no date; write 2024, 2024-12 or 2024-12-08")
    first, last = bounds(terms[0])[0], bounds(terms[1])[1]
    if first and last and last < first:
        raise LexiconError(f"{where}: the term ends ({terms[1]}) before it begins ({terms[0]})")


@cache
def cast() -> Cast:
    """Return the package's own cast, compiled when first used."""
    return Cast()
