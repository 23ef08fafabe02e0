"""The heads by which somebody is called again (`short_heads.tsv`), and by which of them the listed are known."""

from collections import Counter
from collections.abc import Mapping
from functools import cache

from khabar.gazetteer import Gazetteer, slug
from khabar.lexicon import Row, load
from khabar.matching import Matcher, folded

KINDS = ("outlet", "organisation")
_EARLY = 3  # the first rows of an organisation hold its common names


@cache
def group_rows(gazetteer: Gazetteer) -> Mapping[str, Row]:
    """Return the heads of groups by their folded form, those of several words by the first."""
    rows = [row for row, _ in gazetteer.rows("groups")]
    found: dict[str, Row] = {}
    for row, form in zip(rows, folded([row.form for row in rows]), strict=True):
        found.setdefault(form.split()[0], row)
        if " " not in form:
            found[form] = row
    return found


@cache
def _rows() -> tuple[Row, ...]:
    return load("short_heads", ("fits",))


@cache
def matcher() -> Matcher[str]:
    """Return the heads with their article, each with its folded form."""
    forms = [row.form for row in _rows() if row.value in KINDS]
    return Matcher([(f"ال{form}", head) for form, head in zip(forms, folded(forms), strict=True)])


@cache
def behind() -> Mapping[str, str]:
    """Return the adjectives behind a head that leave it the ``same`` or make it ``another``, without the article.

    >>> behind()["حقوقية"], behind()["دولية"]
    ('same', 'another')
    """
    rows = [row for row in _rows() if row.value in ("same", "another")]
    return dict(zip(folded([row.form for row in rows]), (row.value for row in rows), strict=True))


@cache
def adjectives(gazetteer: Gazetteer) -> Mapping[str, str]:
    """Return the states by their definite nisbas of both genders, folded."""
    codes = [(code, feminine) for code in gazetteer.states for feminine in (False, True)]
    forms = folded([gazetteer.nisba(code, feminine=feminine) for code, feminine in codes])
    return {form: code for form, (code, _) in zip(forms, codes, strict=True) if form}


@cache
def ambiguous(note: str) -> frozenset[tuple[str, str]]:
    """Return, with the kind they are of, the heads that are ordinary words or adjectives as well, as ``note`` says.

    >>> ("outlet", "موقع") in ambiguous("an ordinary word too")
    True
    """
    rows = [row for row in _rows() if row.note == note]
    return frozenset(zip((row.value for row in rows), folded([row.form for row in rows]), strict=True))


@cache
def heads(kind: str = "") -> Mapping[str, str]:
    """Return the heads of a ``kind``, or of both, by the forms they take: صحيفة, لصحيفة, الصحيفة, and صحيفتا."""
    heads = folded([row.form for row in _rows() if row.value == kind or (not kind and row.value in KINDS)])
    joined = ("", "و", "ل", "ب", "ول", "وب", "ال", "وال", "بال", "لل")
    found = {f"{particle}{head}": head for head in heads for particle in joined}
    return found | {f"{head[:-1]}ت{end}": head for head in heads if head.endswith("ة") for end in ("ا", "ي")}


@cache
def known_by(gazetteer: Gazetteer) -> Mapping[str, frozenset[str]]:
    """Return by which heads each listed outlet and organisation is known.

    Those that begin two of its names or one of the first, and those that fit its kind or sector.
    """
    found: dict[str, set[str]] = {}
    for name, kind in (("organisations", "organisation"), ("outlets", "outlet")):
        rows = [row for row, _ in gazetteer.rows(name)]
        forms_of = heads(kind)
        counts: Counter[str] = Counter()
        begun: Counter[tuple[str, str]] = Counter()
        for row, form in zip(rows, folded([row.form for row in rows]), strict=True):
            code = row.value if kind == "organisation" else slug(row.value) or slug(row.gloss)
            head = forms_of.get(form.split(" ", 1)[0], "")
            fitting = _fitting(kind).get(row.more["kind" if kind == "outlet" else "sector"], ())
            own = found.setdefault(code, set(fitting))
            counts[code] += 1
            begun[code, head] += 1
            if begun[code, head] > 1 or (counts[code] <= _EARLY and own.issubset(fitting)):
                own.add(head)
    return {code: frozenset(own - {""}) for code, own in found.items()}


@cache
def _fitting(value: str) -> Mapping[str, frozenset[str]]:
    """Return by which heads outlets of each kind, or organisations of each sector, are called."""
    rows = [row for row in _rows() if row.value == value]
    pairs = list(zip(rows, folded([row.form for row in rows]), strict=True))
    fits = {each for row in rows for each in row.more["fits"].split()}
    return {each: frozenset(head for row, head in pairs if each in row.more["fits"].split()) for each in fits}
