"""The lexicons of parties and places, compiled once: every form, with what it may stand for, in one automaton."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from types import MappingProxyType

from khabar.cast import Cast, cast
from khabar.entities import Entity, Origin
from khabar.errors import LexiconError
from khabar.lexicon import Row, load
from khabar.matching import Matcher, folded
from khabar.nisbas import Form, inflected

COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "states": ("role",),
        "nisbas": ("plural", "caution"),
        "outlets": ("country", "kind"),
        "places": ("state", "latitude", "longitude", "geonames_id", "feature", "population"),
        "places_more": ("state", "latitude", "longitude", "geonames_id", "feature", "population"),
        "place_heads": (),
        "organisations": ("state", "sector"),
        "org_patterns": ("sector",),
        "groups": ("number", "gender", "sector", "anonymity"),
        "side_names": (),
        "org_heads": ("sector", "delimit"),
    }
)
"""The lexicons that make up a gazetteer, with the columns each has beyond the five common ones."""

Lexicons = Mapping[str, Sequence[Row]]


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """What a form may stand for: ``kind`` is that of a mention, or ``seat`` (a capital), or a kind of head.

    ``caution`` says that the form is something else as well; ``form`` is there for nisbas.
    """

    kind: str
    entity: Entity
    caution: str = ""
    form: Form | None = None
    row: Row | None = None
    also: tuple[Entity, ...] = ()  # whom else the form names


def slug(name: str) -> str:
    """Return ``name`` as a stable identifier: small Latin letters, digits and hyphens.

    >>> slug("São Tomé"), slug("Channel 12 (Israel)")
    ('sao-tome', 'channel-12-israel')
    """
    plain = unicodedata.normalize("NFKD", name.replace("ı", "i").replace("ø", "o").replace("ł", "l"))
    letters = "".join(each for each in plain.lower() if each.isascii() or each.isspace())
    return "-".join(re.findall(r"[a-z0-9]+", letters.replace("'", "")))


class Gazetteer:
    """All terms by form. Built by `gazetteer`; ``own`` are a study's rows, which come before the package's.

    A row of the study with a form that the package's lexicon of that name has replaces what stands there.

    >>> gazetteer().state("SYR").name_en
    'Syria'
    """

    def __init__(self, own: Lexicons) -> None:
        self._own = own
        for name, rows in own.items():
            if name not in COLUMNS and name != "people":
                known = ", ".join(sorted([*COLUMNS, "people"]))
                raise LexiconError(f"{name}.tsv: no lexicon that a study can add to; there are {known}")
            _check(name, rows)
        self.cast = Cast(own["people"]) if own.get("people") else cast()

    def rows(self, name: str) -> Iterator[tuple[Row, bool]]:
        """Yield the rows of lexicon ``name``, the study's own (True) first, without those that these replace."""
        own = self._own.get(name, ())
        taken = set(folded([row.form for row in own])) if own else set()
        for row in own:
            yield row, True
        rows = load(name, COLUMNS[name])
        if not taken:
            yield from ((row, False) for row in rows)
            return
        for row, form in zip(rows, folded([row.form for row in rows]), strict=True):
            if form not in taken:
                yield row, False

    @cached_property
    def states(self) -> Mapping[str, Entity]:
        """The states by ISO code, named by their first row; a study's own alias does not rename a state."""
        found: dict[str, Entity] = {}
        rows = [(row, own) for row, own in self.rows("states") if row.more["role"] != "seat"]
        for row, own in sorted(rows, key=lambda each: each[1] and each[0].more["role"] != "name"):
            origin: Origin = "study" if own else "lexicon"
            found.setdefault(row.value, Entity(row.value, "state", row.form, row.gloss, row.value, origin=origin))
        return found

    def state(self, code: str) -> Entity:
        """Return the state with this ISO code; of an unknown code, an entity without a name."""
        return self.states.get(code) or Entity(code, "state", state=code)

    def seat_of(self, outlet: str) -> str:
        """Return the country of a news outlet, by its name or any written form; '' if it is unknown.

        >>> gazetteer().seat_of("Okaz"), gazetteer().seat_of("no such paper")
        ('SAU', '')
        """
        return self._outlets.get(outlet, "")

    @cached_property
    def _outlets(self) -> Mapping[str, str]:
        rows = [row for row, _ in self.rows("outlets")]
        return {row.form: row.more["country"] for row in rows} | {row.value: row.more["country"] for row in rows}

    @cached_property
    def adjectives(self) -> Mapping[str, str]:
        """The English adjective of each state or people, by its code."""
        return {row.value: row.gloss for row, _ in reversed(list(self.rows("nisbas")))}

    @cached_property
    def _nisbas(self) -> Mapping[str, str]:
        return {row.value: row.form for row, _ in reversed(list(self.rows("nisbas")))}

    def nisba(self, code: str, *, feminine: bool = False) -> str:
        """Return the definite nisba of a state in the singular, '' if it has none.

        >>> gazetteer().nisba("SYR", feminine=True)
        'السورية'
        """
        words = self._nisbas.get(code, "").split()
        return " ".join(f"ال{word}{'ة' if feminine else ''}" for word in words)

    @cached_property
    def matcher(self) -> Matcher[Term]:
        """The automaton over every form."""
        return Matcher(self._forms())

    def _forms(self) -> Iterator[tuple[str, Term]]:
        yield from self._state_forms()
        yield from self._nisba_forms()
        yield from self._place_forms()
        yield from self._outlet_forms()
        yield from self._organisation_forms()
        yield from self._side_forms()
        yield from self._heads()

    def _state_forms(self) -> Iterator[tuple[str, Term]]:
        for row, _ in self.rows("states"):
            role = row.more["role"]
            caution = "context" if row.note.startswith("needs-context") else "alias" if role == "alias" else ""
            yield row.form, Term("seat" if role == "seat" else "state", self.state(row.value), caution, None, row)

    def _nisba_forms(self) -> Iterator[tuple[str, Term]]:
        for row, own in self.rows("nisbas"):
            entity = self.states.get(row.value) or self.organisations.get(row.value)
            if entity is None:
                entity = Entity(row.value, "group", row.form, row.gloss, origin="study" if own else "lexicon")
            for form in inflected(row.form, tuple(filter(None, row.more["plural"].split(";")))):
                yield form.form, Term("nisba", entity, row.more["caution"], form, row)
                if form.feminine and form.definite and form.number == "singular" and entity.kind == "state":
                    yield f"الدولة {form.form}", Term("state", entity, "", None, row)

    def _place_forms(self) -> Iterator[tuple[str, Term]]:
        first: dict[str, Entity] = {}
        for name in ("places_more", "places"):
            for row, own in self.rows(name):
                entity = first.get(row.value)
                if entity is None:
                    cells = row.more
                    entity = first[row.value] = Entity(
                        row.value,
                        "place",
                        row.form,
                        row.gloss,
                        cells["state"],
                        latitude=_number(row, name, "latitude"),
                        longitude=_number(row, name, "longitude"),
                        geonames_id=cells["geonames_id"],
                        origin="study" if own else "lexicon",
                    )
                yield row.form, Term("place", entity, "context" if "needs-context" in row.note else "", None, row)

    def _outlet_forms(self) -> Iterator[tuple[str, Term]]:
        first: dict[str, Entity] = {}
        words = {row.form for row, _ in self.rows("outlets") if row.note.startswith("common word")}
        for row, own in self.rows("outlets"):
            entity = first.get(row.value)
            if entity is None:
                sector = "" if row.more["kind"] == "platform" else "JRN"
                origin: Origin = "study" if own else "lexicon"
                name = next((each for each in (row.form,) if not each.isascii()), "")
                entity = first[row.value] = Entity(
                    slug(row.value) or slug(row.gloss),
                    "outlet",
                    name,
                    row.gloss,
                    row.more["country"],
                    sector,
                    origin=origin,
                )
            # الثورة السورية is the revolution as well, as الثورة is.
            common = row.form in words or (row.form.count(" ") == 1 and row.form.split()[0] in words)
            yield (
                row.form,
                Term("outlet", entity, "word" if common else "case" if row.form.isascii() else "", None, row),
            )

    @cached_property
    def organisations(self) -> Mapping[str, Entity]:
        """The organisations by their code, named by their first row."""
        found: dict[str, Entity] = {}
        for row, own in self.rows("organisations"):
            if row.value not in found:
                origin: Origin = "study" if own else "lexicon"
                found[row.value] = Entity(
                    row.value, "organisation", row.form, row.gloss, row.more["state"], row.more["sector"], origin=origin
                )
        return found

    def _organisation_forms(self) -> Iterator[tuple[str, Term]]:
        for row, _ in self.rows("organisations"):
            caution = "context" if "needs-context" in row.note else "state" if "needs-state" in row.note else ""
            yield row.form, Term("organisation", self.organisations[row.value], caution, None, row)

    def _side_forms(self) -> Iterator[tuple[str, Term]]:
        for row, _ in self.rows("side_names"):
            if row.value == "context":  # whom it means depends on the state that the article is about
                for iso, codes in _MEANT.findall(row.note):
                    first, *others = (self._party(code, row) for code in codes.split(";"))
                    yield row.form, Term("side", first, f"about {iso}", None, row, tuple(others))
            else:
                first, *others = (self._party(code, row) for code in row.value.split(";"))
                caution = "context" if "needs-context" in row.note else ""
                yield row.form, Term("side", first, caution, None, row, tuple(others))

    def _party(self, code: str, row: Row) -> Entity:
        """Return the party that a name which takes sides means: a state, a body of it, an organisation."""
        known = self.states.get(code) or self.organisations.get(code)
        if known is not None:
            return known
        iso, _, sector = code.partition(":")
        pattern = next((each for each, _ in self.rows("org_patterns") if sector and each.value == sector), None)
        if pattern is not None:
            return self.body(pattern, self.state(iso))
        told = re.findall(r"\b[A-Z]{3}\b", row.note)
        state = next((each for each in told if each in self.states), "")
        rest = next((each for each in told if each not in self.states), "")
        return Entity(code, "organisation", row.form, row.gloss, state, rest)

    def body(self, row: Row, state: Entity) -> Entity:
        """Return the entity that a pattern's ``row`` yields for ``state``: the government, the army of it.

        >>> row = next(row for row, _ in gazetteer().rows("org_patterns") if row.value == "MIL")
        >>> gazetteer().body(row, gazetteer().state("NOR")).name_en
        'army of Norway'
        """
        code = f"{state.entity_id}:{row.value}" if row.value.isupper() else f"{row.value}-{state.entity_id}"
        known = self.organisations.get(code)
        if known is not None:
            return known
        adjective = self.nisba(state.entity_id, feminine=row.form.split()[0].endswith(("ة", "ات")))
        form = row.form if " " in row.form or row.form.startswith("ال") else f"ال{row.form}"
        name = f"{form} {adjective}".strip()
        english = f"{row.gloss} of {state.name_en}"
        return Entity(code, "organisation", name, english, state.entity_id, row.more["sector"])

    def _heads(self) -> Iterator[tuple[str, Term]]:
        for name, kind in _HEADS.items():
            for row, _ in self.rows(name):
                term = Term(kind, _NOBODY, "", None, row)
                yield row.form, term
                if not row.form.startswith("ال") and " " not in row.form and kind != "body-head":
                    yield "ال" + row.form, term


_HEADS = {"place_heads": "place-head", "org_patterns": "org-head", "groups": "group-head", "org_heads": "body-head"}
_NOBODY = Entity("", "group")


def _number(row: Row, name: str, column: str) -> float | None:
    try:
        return float(row.more[column]) if row.more[column] else None
    except ValueError:
        raise LexiconError(f"{name}.tsv, line {row.line}: {column} is no number: {row.more[column]}") from None


def _check(name: str, rows: Iterable[Row]) -> None:
    """Refuse a study's rows that lack a column or hold what no entity can be made of."""

    def refuse(row: Row, reason: str) -> LexiconError:
        return LexiconError(f"{name}.tsv, line {row.line}: {reason}")

    for row in rows:
        for column in COLUMNS.get(name, ()):
            if column not in row.more:
                raise refuse(row, f"the header lacks the column {column}; add it, empty where nothing is to be said")
        if name == "states" and not re.fullmatch("[A-Z]{3}", row.value):
            raise refuse(row, f"{row.value} is no ISO 3166-1 code of three capital letters")
        if name == "organisations" and row.more["state"] and not re.fullmatch("[A-Z]{2,5}", row.more["state"]):
            raise refuse(row, f"state {row.more['state']!r} is no code in capital letters (SYR, UN)")
        if name == "states" and row.more["role"] not in _ROLES:
            raise refuse(row, f"role {row.more['role']!r} is none of {', '.join(_ROLES)}")
        if name == "nisbas" and not row.form.endswith("ي"):
            raise refuse(row, f"{row.form} is no nisba in the masculine singular, which ends in ي")
        if name == "nisbas" and row.more["caution"] not in _CAUTIONS:
            raise refuse(row, f"caution {row.more['caution']!r} is none of word, name, or empty")
        if name in ("places", "places_more"):
            _number(row, name, "latitude")
            _number(row, name, "longitude")


_MEANT = re.compile(r"\b([A-Z]{3}): ([A-Z][A-Z:-]+(?:;[A-Z][A-Z:-]+)*|[a-z]+(?:-[a-z]+)+)(?=;|$| for)")
_ROLES = ("name", "long", "alias", "seat")
_CAUTIONS = ("", "word", "name")


@cache
def gazetteer() -> Gazetteer:
    """Return the package's own gazetteer, compiled when first used."""
    return Gazetteer({})
