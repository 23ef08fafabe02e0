"""The words of offices: what may begin one, which office it is, what says how it is held."""

from functools import cache, lru_cache

from khabar.lexicon import load
from khabar.nameparts import classed, keys, readings

_DEPUTIES = ("deputy", "assistant", "acting", "chief", "relative")


def bare(word: str) -> str:
    """Return ``word`` without ال.

    >>> bare("الوزير"), bare("وزير")
    ('وزير', 'وزير')
    """
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


@cache
def keyed(value: str) -> frozenset[str]:
    """Return the offices, by English key, of one class of ``office_classes.tsv``.

    >>> "ambassador" in keyed("envoy")
    True
    """
    return frozenset(row.form for row in load("office_classes") if row.value == value)


@cache
def heads() -> dict[str, tuple[str, str]]:
    """Return the first words of offices: the form under which offices are listed, and the number."""
    rows = load("office_heads", ("number", "gender"))
    forms = keys([row.form for row in rows])
    lemmas = keys([row.value for row in rows])
    return {form[0]: (lemma[0], row.more["number"]) for row, form, lemma in zip(rows, forms, lemmas, strict=True)}


@cache
def offices() -> dict[str, dict[str, list[tuple[tuple[str, ...], str, str]]]]:
    """Return the offices by first word and second ("" for one word): further words without ال, key, sector.

    The longest come first.
    """
    rows = load("offices", ("state", "sector"))
    found: dict[str, dict[str, list[tuple[tuple[str, ...], str, str]]]] = {}
    for row, form in zip(rows, keys([row.form for row in rows]), strict=True):
        first, *rest = map(bare, form)
        lemma = heads().get(first, (first, ""))[0]
        by_second = found.setdefault(lemma, {})
        by_second.setdefault(rest[0] if rest else "", []).append((tuple(rest), row.value, row.more["sector"]))
    for by_second in found.values():
        for each in by_second.values():
            each.sort(key=lambda entry: -len(entry[0]))
    return found


@cache
def qualifiers() -> dict[str, str]:
    """Return the words that say how an office is held: former, late, acting, elect, designate, current."""
    rows = load("office_qualifiers")
    return {" ".join(form): row.value for row, form in zip(rows, keys([row.form for row in rows]), strict=True)}


@cache
def honorifics() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Return the honorifics by first word: further words, the office they imply; the longest first."""
    rows = load("honorifics")
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for row, form in zip(rows, keys([row.form for row in rows]), strict=True):
        found.setdefault(form[0], []).append((form[1:], row.value))
    for each in found.values():
        each.sort(key=lambda entry: -len(entry[0]))
    return found


@cache
def deputies() -> dict[str, str]:
    """Return the offices that take another for complement, with the class of each.

    >>> deputies()["نجل"]
    'relative'
    """
    return {word: value for value in _DEPUTIES for word in classed(value)}


@lru_cache(maxsize=1 << 16)
def is_head(word: str) -> bool:
    """Return whether ``word`` can begin an office or an honorific, whatever is joined before it.

    >>> is_head("وللوزير"), is_head("اجتماع")
    (True, False)
    """
    return any(bare(rest) in heads() or rest in honorifics() for _, rest in readings(word))
