"""On whose authority each attribute of an event stands: a claim, or the narrator where nobody is named.

That four hours were spent may rest on less than that people met: every attribute is looked up where its own words
stand, and belongs to the innermost claim that holds them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from khabar.details import Detail
from khabar.discourse import Discourse
from khabar.happening import Argument, Attestation, Event

ATTRIBUTES = {
    "actor": "participants", "recipient": "participants", "participant": "participants", "proposer": "participants",
    "convenor": "convenor", "mediator": "mediation", "sponsor": "sponsorship", "host": "host", "venue": "place",
    "place": "place", "time": "date",
}  # fmt: skip


def attested(
    talk: Discourse,
    event: Event,
    arguments: Sequence[Argument],
    named: Mapping[tuple[str, str], tuple[int, int]],
    told: Sequence[Detail],
    holder: Callable[[int], str],
) -> Iterator[Attestation]:
    """Yield the attestations of an event: occurrence at its anchor, the others where their words stand.

    ``named`` says where the name of an argument stands, by its role and entity; ``holder`` gives the id of the
    innermost claim that holds a place of the text, or nothing.
    """
    event_id = event.event_id
    yield Attestation(event_id, "occurrence", event.act, event.claim_id or "narrator", event.start, event.end)
    for each in arguments:
        if each.start is None or each.end is None or each.rule in ("coreference", "inferred"):
            continue
        start, end = named.get((each.role, each.entity_id), (each.start, each.end))
        value = each.entity_id if each.role != "time" else each.code or each.phrase
        yield Attestation(event_id, ATTRIBUTES[each.role], value, holder(start) or "narrator", start, end)
    for one in told:
        value = one.value or talk.raw[one.start : one.end]
        yield Attestation(event_id, one.attribute, value, holder(one.start) or "narrator", one.start, one.end)
