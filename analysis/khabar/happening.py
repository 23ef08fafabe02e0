"""What happened: what is recorded of an event, of who took part in it, of whose word each attribute stands on.

Types, modes and quad classes are PLOVER's; the roles of brokers, the status, and the attestations are ours, since
PLOVER has no place for them.
"""

from dataclasses import dataclass
from typing import Literal

Status = Literal["occurred", "ongoing", "planned", "proposed", "agreed", "postponed", "cancelled"]
Modality = Literal["asserted", "possible", "hoped", "conditional", "presupposed"]
Polarity = Literal["affirmed", "denied"]
ROLES = (
    "actor",
    "recipient",
    "participant",
    "convenor",
    "mediator",
    "sponsor",
    "proposer",
    "host",
    "venue",
    "place",
    "time",
)


@dataclass(frozen=True, slots=True)
class Event:
    """A row of the table ``events``: the anchor is ``raw[start:end]``.

    ``actors`` and ``recipients`` are codes joined by ``;``: participants count as actors. ``date_rule`` says how the
    date was found, ``claim_id`` whose event it is; empty where the outlet tells it itself.
    """

    page_id: str
    article_id: str
    sentence_id: str
    event_id: str
    start: int
    end: int
    anchor: str
    act: str
    event_type: str
    event_mode: str
    quad_code: str
    intensity: float | None
    status: str
    modality: str
    polarity: str
    cardinality: str
    actors: str
    recipients: str
    mediators: str
    place: str
    edtf: str
    earliest: str
    latest: str
    date_rule: str
    claim_id: str
    rule: str


@dataclass(frozen=True, slots=True)
class Argument:
    """A row of the table ``arguments``: ``raw[start:end] == phrase`` is the wording that gives the role, if any."""

    event_id: str
    role: str
    code: str
    entity_id: str
    phrase: str
    start: int | None
    end: int | None
    rule: str


@dataclass(frozen=True, slots=True)
class Attestation:
    """A row of the table ``attestations``: ``authority`` is a claim's id, or ``narrator``."""

    event_id: str
    attribute: str
    value: str
    authority: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Commitment:
    """A row of the table ``commitments``: an undertaking ``raw[start:end]`` in a statement or a report of one."""

    page_id: str
    article_id: str
    commitment_id: str
    clause: str
    start: int
    end: int
    act: str
    event_type: str
    force: str
    obligor: str
    signatories: str
    beneficiary: str
    claim_id: str
    rule: str
