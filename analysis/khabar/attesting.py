"""On whose authority each attribute of an event stands: a claim, or the narrator where nobody is named.

That four hours were spent may rest on less than that people met: every attribute is looked up where its own words
stand.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from khabar.discourse import Discourse
from khabar.happening import Argument, Attestation, Event

if TYPE_CHECKING:
    from khabar.events import Happening

ATTRIBUTES = {
    "actor": "participants", "recipient": "participants", "participant": "participants", "proposer": "participants",
    "convenor": "convenor", "mediator": "mediation", "sponsor": "sponsorship", "host": "host", "venue": "place",
    "place": "place", "time": "date",
}  # fmt: skip


def attested(
    talk: Discourse, event_id: str, event: Event, arguments: Sequence[Argument], here: "Happening"
) -> Iterator[Attestation]:
    """Yield the attestations of an event: occurrence at its anchor, the others where their words stand."""
    authority = event.claim_id or "narrator"
    yield Attestation(event_id, "occurrence", event.act, authority, event.start, event.end)
    for each in arguments:
        if each.start is None or each.end is None or each.rule in ("coreference", "inferred"):
            continue
        value = each.entity_id if each.role != "time" else each.code or each.phrase
        yield Attestation(event_id, ATTRIBUTES[each.role], value, authority, each.start, each.end)
