"""Who and what a text names: `Entity`, `Found` (a stretch of text that names one), `Mention` (a row of the table)."""

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["person", "state", "place", "organisation", "outlet", "group", "nisba", "office", "dual"]
Origin = Literal["lexicon", "study", "office", "alias"]


@dataclass(frozen=True, slots=True)
class Entity:
    """One person, state, place, organisation, outlet or group: a row of the table `entities`.

    ``state`` is an ISO 3166-1 alpha-3 code or the code of another party, ``sector`` PLOVER's.
    """

    entity_id: str
    kind: str
    name_ar: str = ""
    name_en: str = ""
    state: str = ""
    sector: str = ""
    office_ar: str = ""
    latitude: float | None = None
    longitude: float | None = None
    geonames_id: str = ""
    wikidata_id: str = ""
    origin: Origin = "lexicon"
    same_as: str = ""

    @property
    def cells(self) -> tuple[str | float | None, ...]:
        """The cells of the entity's row, but for how often it is mentioned.

        >>> Entity("SYR", "state", "سوريا", "Syria", "SYR").cells[:4]
        ('SYR', 'state', 'سوريا', 'Syria')
        """
        return (
            self.entity_id,
            self.kind,
            self.name_ar,
            self.name_en,
            self.state,
            self.sector,
            self.office_ar,
            self.latitude,
            self.longitude,
            self.geonames_id,
            self.wikidata_id,
            self.origin,
            self.same_as,
        )


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of raw text that names somebody, before overlaps are resolved and mentions numbered.

    ``[start, end)`` leaves out joined particles and the office; several ``entities`` are those of a dual. Where the
    office that stands with a name is known, ``office_start`` and ``office_end`` say where. ``rule`` says what found it.
    """

    start: int
    end: int
    kind: Kind
    entities: tuple[Entity, ...] = ()
    label: str = ""
    office_start: int | None = None
    office_end: int | None = None
    former: bool = False
    rule: str = "name"


@dataclass(frozen=True, slots=True)
class Mention:
    """A row of the table `mentions`: ``raw[start:end] == surface`` stands for ``entity_id``."""

    article_id: str
    sentence_id: str
    mention_id: str
    start: int
    end: int
    surface: str
    kind: str
    entity_id: str
    label: str = ""
    office_start: int | None = None
    office_end: int | None = None
    former: bool = False
    rule: str = ""
    entities: tuple[Entity, ...] = field(default=(), repr=False, compare=False)
