"""On whose word: what is recorded of a claim, and of each link of the chain that it came through.

A *claim* is what somebody says, writes, states or is said to hold. With Arabic attribution as with any, three things
belong together: the *source* (who), the *cue* (the word that says that it is said) and the *content*; the terms are
those of PARC (Pareti 2012) and PolNeAR (Newell et al. 2018).
"""

from dataclasses import dataclass
from typing import Literal

Directness = Literal["direct", "indirect", "statement"]
Anonymity = Literal["named", "office", "category", "unnamed"]
Basis = Literal["stated", "anaphora", "inferred"]


@dataclass(frozen=True, slots=True)
class Claim:
    """A row of the table ``claims``: the content is ``raw[start:end]``, without أن and without the outer marks.

    ``speaker`` is empty where the source is carried on from what was said before; ``speaker_id`` then still says who.
    ``closed`` is ``None`` unless the content is a quotation.
    """

    page_id: str
    article_id: str
    sentence_id: str
    claim_id: str
    parent_claim_id: str
    group_id: str
    start: int
    end: int
    closed: bool | None
    speaker: str
    speaker_start: int | None
    speaker_end: int | None
    speaker_id: str
    speaker_state: str
    anonymity: str
    cue: str
    cue_start: int | None
    cue_end: int | None
    directness: str
    stance: str
    certainty: str
    via: str
    chain: str
    chain_basis: str
    origin_id: str
    rule: str


@dataclass(frozen=True, slots=True)
class Link:
    """A row of the table ``links``: who stands at ``position`` of a claim's chain, 0 for the printing outlet.

    ``start`` and ``end`` are where the page names this link; ``None`` where it does not.
    """

    claim_id: str
    position: int
    entity_id: str
    label: str
    start: int | None
    end: int | None
