"""What happened: every event of a page with its parties, its status and whose word it stands on.

The way: `khabar.anchors` finds the words that tell an event, `khabar.statuses` how far it has come,
`khabar.casting` who had which part, `khabar.occasions` when and where, `khabar.attesting` on whose authority each of
these stands. Types are PLOVER's (`khabar.plover`). Nothing is learned from data.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from khabar.anchors import Anchor, anchors
from khabar.attesting import attested
from khabar.attribution import Claim
from khabar.casting import Part, cast
from khabar.details import Detail, Host, details
from khabar.discourse import Discourse
from khabar.eventwords import context
from khabar.happening import Argument, Attestation, Event
from khabar.occasions import Occasion, bounded, occasion
from khabar.plover import acts, coded
from khabar.statuses import State, state
from khabar.stretches import Stretch, party, preposition, stretch
from khabar.times import Time

_SIDES = ("actor", "participant", "proposer")
_DIRECTED = frozenset({"ASSAULT", "ACCUSE", "SANCTION", "REJECT", "THREATEN", "REQUEST", "SUPPORT", "AID", "AGREE"})
_NEAR_ONLY = frozenset({"REQUEST", "SUPPORT", "AID", "AGREE"})  # their other side is told behind them, or not at all
_LONGEST = 250  # words read as one sentence: what is longer is a list without stops, and the work stays linear
_ASKING = frozenset({"REQUEST", "THREATEN", "REJECT"})
_OUTSIDE = frozenset({"SUPPORT", "ACCUSE", "REJECT", "REQUEST", "THREATEN"})


@dataclass(slots=True)
class Happening:
    """An event before it is written down: its anchor and sentence, its parts, state and occasion."""

    around: Stretch
    anchor: Anchor
    article: str
    sentence: str
    kind: str
    state: State
    parts: list[Part]
    when: Occasion = field(default_factory=Occasion)
    rule: str = ""
    claim: Claim | None = None
    act: str = ""

    def sides(self) -> list[Part]:
        """Return those who act or take part."""
        return [part for part in self.parts if part.role in _SIDES]


def events(
    talk: Discourse, claims: Sequence[Claim], times: Sequence[Time]
) -> tuple[tuple[Event, ...], tuple[Argument, ...], tuple[Attestation, ...]]:
    """Return the events of a page in order, the parts in them, and on whose authority each attribute stands.

    >>> from khabar.coding import code
    >>> from khabar.pages import read
    >>> coding = code(read("التقى وزير الخارجية السوري أسعد الشيباني نظيره الفرنسي في باريس الجمعة.".encode()))
    >>> event = coding.events[0]
    >>> event.anchor, event.act, event.event_type, event.actors, event.place
    ('التقى', 'meet', 'CONSULT', 'SYR;FRA', 'paris-FRA')
    """
    found: list[Happening] = []
    holders = _Holders(claims)
    for number, sentence in enumerate(talk.sentences):
        begin, end = _words(talk, number)
        if begin >= end:
            continue
        part = talk.part(sentence.start)
        headline = part is not None and part.role in ("headline", "related", "subheading")
        question = talk.raw[sentence.end - 1 : sentence.end + 1].strip()[-1:] in ("؟", "?")
        article = part.article_id if part is not None else ""
        sentence_id = getattr(sentence, "sentence_id", "")
        for first in range(begin, end, _LONGEST):
            around = stretch(talk, first, min(first + _LONGEST, end))
            told = anchors(around, headline=headline)
            for anchor in told:
                here = Happening(around, anchor, article, sentence_id, "", State(), [])
                _add(found, here, told, holders, times, question)
    _share(found)
    return _written(talk, found, holders, times)


def _share(found: Sequence[Happening]) -> None:
    """Give a meeting or agreement of nobody the parties of the nearest one in its article, earlier ones first."""
    sides = [
        {code for part in here.parts if part.role == "participant" for code in _codes(here.around, part)}
        for here in found
    ]
    for number, here in enumerate(found):
        if here.kind not in ("CONSULT", "AGREE") or not here.anchor.word.form.lemma.symmetric or not here.article:
            continue
        if any(_codes(here.around, part) for part in here.parts if part.role in (*_SIDES, "recipient")):
            continue
        near = [*range(number - 1, max(number - 8, -1), -1), *range(number + 1, min(number + 5, len(found)))]
        for other in near:
            if (
                len(sides[other]) > 1
                and found[other].article == here.article
                and found[other].kind in ("CONSULT", "AGREE")
            ):
                here.parts += [
                    replace(part, rule="inferred") for part in found[other].parts if part.role == "participant"
                ]
                break


def _words(talk: Discourse, number: int) -> tuple[int, int]:
    sentence = talk.sentences[number]
    return bisect_right(talk.ends, sentence.start), talk.at(sentence.end)


class _Holders:
    """Which claim holds a place of the text: the innermost."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self._claims = sorted(claims, key=lambda claim: (claim.start, -claim.end))
        self._starts = [claim.start for claim in self._claims]
        reach, self._reach = 0, []
        for claim in self._claims:
            reach = max(reach, claim.end)
            self._reach.append(reach)

    def at(self, offset: int) -> Claim | None:
        """Return the innermost claim whose content holds ``raw[offset]``."""
        index = bisect_right(self._starts, offset) - 1
        best: Claim | None = None
        while index >= 0 and self._reach[index] > offset:
            claim = self._claims[index]
            if claim.end > offset and (best is None or claim.end - claim.start < best.end - best.start):
                best = claim
            index -= 1
        return best


def _add(
    found: list[Happening],
    here: Happening,
    told: Sequence[Anchor],
    holders: _Holders,
    times: Sequence[Time],
    question: bool,
) -> None:
    """Work out an event and add it, unless it is only aimed at, asked for, or told again with nothing new."""
    around, anchor = here.around, here.anchor
    talk = around.talk
    kind = acts().get(anchor.act, "").partition("-")[0]
    here.claim = holders.at(talk.starts[anchor.index])
    here.when = occasion(around, anchor, told, times)
    since = talk.at(here.claim.start) if here.claim is not None and here.claim.certainty == "denied" else 0
    here.state = state(around, anchor, kind, since=since, future=here.when.future, question=question)
    if here.claim is not None:
        here.state = _as_claimed(here.state, here.claim)
    here.kind = kind
    if here.state.aim and here.state.modality != "hoped":
        return
    if _asked(around, anchor, told):
        return
    if here.state.status == "occurred" and not anchor.verbal and _agreed(here, told):
        here.state = replace(here.state, status="agreed")
    here.parts = cast(around, anchor, kind, told)
    if _undertaken(here):
        return
    here.act = _official(here)
    same = _antecedent(found, here)
    if not anchor.verbal and anchor.carrier < 0 and not anchor.headline and anchor.word.definite and same is not None:
        own = [part for part in here.parts if part.role in (*_SIDES, "recipient")]
        if not own and not here.when.edtf and not any(part.role in ("venue", "place") for part in here.parts):
            return
    here.parts = _completed(found, here, same)
    here.parts += _implied(found, here)
    here.when = _dated(here, same)
    here.rule = _rule(anchor)
    found.append(here)


def _dated(here: Happening, same: Happening | None) -> Occasion:
    """Return when it was: as its sentence says, as the same event was dated before, or no later than publication."""
    if here.when.edtf or here.when.latest or here.when.earliest:
        return here.when
    again = here.anchor.word.definite and not here.anchor.verbal and here.anchor.word.form.number != "plural"
    if (
        again
        and same is not None
        and same.when.rule in ("clause", "sentence", "coreference")
        and same.when.edtf
        and same.anchor.act == here.anchor.act
        and same.state.status == "occurred"
    ):
        return replace(same.when, rule="coreference", time=None, future=False)
    limit = bounded(here.around, here.state.status)
    return replace(limit, time=here.when.time) if limit.rule else here.when


def _rule(anchor: Anchor) -> str:
    if anchor.verbal:
        return "passive verb" if anchor.passive else "verb"
    if anchor.carrier >= 0:
        return "verb and noun"
    if anchor.headline:
        return "nominal headline"
    return {"noun": "noun", "masdar": "verbal noun"}.get(anchor.word.form.kind, "participle")


def _as_claimed(here: State, claim: Claim) -> State:
    if claim.certainty == "denied":
        return replace(here, polarity="affirmed" if here.polarity == "denied" else "denied")
    if claim.certainty in ("hoped", "possible", "conditional") and here.modality in ("asserted", "presupposed"):
        status = "proposed" if here.status == "occurred" and here.modality == "asserted" else here.status
        return replace(here, modality=claim.certainty if here.modality == "asserted" else here.modality, status=status)
    return here


def _asked(around: Stretch, anchor: Anchor, told: Sequence[Anchor]) -> bool:
    """Tell whether a noun stands under a demand, a threat or an accusation and is not told itself: طالب بوقف القصف."""
    if anchor.verbal:
        return False
    for other in told:
        if other.index >= anchor.index or other.index == anchor.carrier:
            continue
        kind = acts().get(other.act, "").partition("-")[0]
        asked = kind in _ASKING or (acts().get(other.act) == "ACCUSE-allege" and anchor.governor == "ب")
        if not asked or other.index < around.begin:
            continue
        if anchor.carrying is not None and anchor.carrying.form.finite and anchor.carrier > other.index:
            continue  # بناءً على الاقتراح، عقد الوزير اجتماعات
        between = range(other.last, anchor.index + 1)
        if any(around.edge(here) or around.kind(here) in ("clause", "relative") for here in between):
            continue
        if any(around.kind(here) == "verb" for here in between) or anchor.index - other.last > 14:
            continue
        if any(preposition(around.word(here)) in context("adjunct") for here in between):
            continue  # رفض الدعوة بعد القرار بقطع العلاقات
        if anchor.governor in ("الي", "ب", "ل", "علي", "عن", "من", "في", ""):
            return True
    return False


def _official(here: Happening) -> str:
    """Return the act: what in the street is a protest is a note of protest where a state or its people hand it in."""
    mentions = here.around.talk.mentions
    actors = [mentions[part.number] for part in here.parts if part.role in _SIDES]
    official = any(
        each.kind in ("state", "person", "office") or any(entity.sector == "GOV" for entity in each.entities)
        for each in actors
    )
    if here.kind == "PROTEST" and here.anchor.verbal and here.anchor.act == "protest" and official:
        here.kind = "ACCUSE"
        return "protest-note"
    return here.anchor.act


def _agreed(here: Happening, told: Sequence[Anchor]) -> bool:
    """Tell whether an event is what was agreed on: توافقنا على عقد مشاورات; or a clause of a statement holds it out."""
    around, anchor = here.around, here.anchor
    opens = anchor.carrier == around.begin and anchor.carrying is not None
    if opens and here.claim is not None and here.claim.directness == "statement":
        return True
    for other in told:
        if acts().get(other.act, "") != "AGREE" or other.index >= anchor.index or other.act == anchor.act:
            continue
        between = range(other.last, anchor.index)
        if any(around.edge(each) or around.kind(each) in ("clause", "relative", "verb") for each in between):
            continue
        if any(around.word(each) == "علي" for each in between):
            return True
    return False


def _undertaken(here: Happening) -> bool:
    """Tell whether a verbal noun opens a clause of a statement: an undertaking, no event unless parties meet."""
    if here.claim is None or here.claim.directness != "statement" or here.anchor.verbal:
        return False
    first = min(index for index in (here.anchor.index, here.anchor.carrier) if index >= 0)
    sides = {code for part in here.parts if part.role == "participant" for code in _codes(here.around, part)}
    return first == here.around.begin and len(sides) < 2


def _antecedent(found: Sequence[Happening], here: Happening) -> Happening | None:
    """Return the last event of the article with the same act, whose parties a definite noun means."""
    for other in reversed(found[-40:]):
        if other.article != here.article or not here.article:
            break
        if other.anchor.act == here.anchor.act or (other.kind == here.kind == "CONSULT"):
            return other
    return None


def _completed(found: Sequence[Happening], here: Happening, same: Happening | None) -> list[Part]:
    """Add who is meant but not named in the event's own words: the subject carried on, the other side of a meeting."""
    parts = list(here.parts)
    frame = here.anchor.word.form.lemma.frame
    symmetric = here.anchor.word.form.lemma.symmetric
    codes = {code for part in parts if part.role == "participant" for code in _codes(here.around, part)}
    sides = [part for part in parts if part.role in _SIDES]
    if here.anchor.word.definite and not here.anchor.verbal and not here.anchor.word.form.pronoun:
        if same is not None and symmetric and len(codes) < 2:
            known = {part.number for part in parts}
            parts += [
                replace(part, rule="coreference")
                for part in same.parts
                if part.role == "participant"
                and part.number not in known
                and not set(_codes(same.around, part)) & codes
            ]
            return parts
        if not symmetric or len(codes) != 1:
            return parts
    wants = len(codes) < 2 and symmetric and (here.anchor.verbal or here.anchor.word.form.pronoun or bool(codes))
    role = (
        "participant" if symmetric else frame.get("subj") or (frame.get("gen") if here.anchor.word.form.pronoun else "")
    )
    one = (
        here.kind == "CONSULT"
        and not symmetric
        and len({code for part in parts for code in _codes(here.around, part)}) == 1
    )
    if one and not any(part.role == "actor" for part in parts):
        role = "actor"
    wanted = here.state.status in ("planned", "proposed") and not here.anchor.headline
    alone = not sides and not symmetric and role == "actor" and not _passive(here)
    alone = alone and (
        here.anchor.verbal
        or here.anchor.word.form.kind == "participle"
        or here.anchor.word.form.pronoun
        or here.anchor.carrier >= 0
        or one
        or wanted
    )
    if not wants and not alone:
        return parts
    if here.anchor.word.form.person == "first" or _has_own_subject(here):
        return parts
    subject = _subject(found, here)
    known = {part.number for part in parts}
    new = [number for number in subject if number not in known]
    new = [number for number in new if not set(_codes(here.around, Part("", number))) & codes]
    return parts + [Part(role or "actor", number, rule="coreference") for number in new]


def _has_own_subject(here: Happening) -> bool:
    """Tell whether a verb without an object has a noun right behind it that the page does not name: تجمع المضربون."""
    anchor, around = here.anchor, here.around
    if not anchor.verbal or "obj" in anchor.word.form.lemma.frame or anchor.last >= around.end:
        return False
    word = around.word(anchor.last)
    noun = not around.kind(anchor.last) and not around.talk.dated[anchor.last] and not word.endswith("ا")
    return noun and not preposition(word) and word[:1] not in ("ب", "ل") and not around.barred(anchor.last)


def _implied(found: Sequence[Happening], here: Happening) -> list[Part]:
    """Return whom an act is directed at where its own clause does not say: whose place is hit, who else is told of."""
    if here.kind not in _DIRECTED or here.anchor.word.form.lemma.symmetric:
        return []
    around, mentions = here.around, here.around.talk.mentions
    actors = {code.partition(":")[0] for part in here.parts for code in _codes(around, part) if part.role in _SIDES}
    if any(part.role == "recipient" and _codes(around, part) for part in here.parts):
        return []
    if here.kind == "ASSAULT":
        if not actors:
            return []  # who was hit somewhere need not be of that state
        for number in _grounds(found, here):
            states = {entity.state for entity in mentions[number].entities if entity.state}
            if len(states) == 1:
                return [] if states & actors else [Part("recipient", number, rule="inferred")]
        return []
    known = {part.number for part in here.parts}
    later = [number for nominal in around.nominals if nominal.head >= here.anchor.last for number in nominal.mentions]
    earlier = [
        number
        for nominal in reversed(around.nominals)
        if nominal.last <= here.anchor.index
        for number in nominal.mentions
    ]
    told = _until_edge(around, here.anchor.index, later)
    pronoun = here.anchor.verbal and here.anchor.word.form.pronoun
    for number in (*told, *earlier) if here.kind not in _NEAR_ONLY or pronoun else told:
        place = mentions[number].kind == "place"
        if number in known or mentions[number].kind == "outlet" or (place and here.kind not in ("AID", "AGREE")):
            continue
        codes = {code.partition(":")[0] for code in _codes(around, Part("", number))}
        if codes and not codes & actors:
            return [Part("recipient", number, rule="inferred")]
    return []


def _grounds(found: Sequence[Happening], here: Happening) -> Iterator[int]:
    """Yield the places of an act of force: its own, the headline's (نيجيريا: ...), the last one told."""
    around, mentions = here.around, here.around.talk.mentions
    yield from (part.number for part in here.parts if part.role in ("place", "venue"))
    for nominal in around.nominals:
        opening = nominal.head == around.begin and around.barred(nominal.last, ":")
        if opening or nominal.preposition in context("place-preposition") - {"علي", "من", "الي", "ب"}:
            yield from (number for number in nominal.mentions if mentions[number].kind in ("state", "place"))
    for other in reversed(found[-6:]):
        if other.article != here.article or not here.article:
            break
        if other.kind in ("ASSAULT", "COERCE", "PROTEST"):
            yield from (part.number for part in other.parts if part.role in ("place", "recipient"))


def _until_edge(around: Stretch, begin: int, numbers: Sequence[int]) -> list[int]:
    """Return the mentions among ``numbers`` that stand in the same clause group as the word ``begin``."""
    result = []
    for number in numbers:
        first = around.talk.spans[number][0]
        if any(around.edge(here) or around.kind(here) == "clause" for here in range(begin + 1, first + 1)):
            break
        result.append(number)
    return result


def _passive(here: Happening) -> bool:
    anchor = here.anchor
    if anchor.passive or (
        anchor.carrying is not None and (anchor.carrying.form.passive or anchor.carrying.form.lemma.act == "noun")
    ):
        return True
    # A verb with an object and nobody who does it is a passive without its vowel: قُتل جندي.
    return anchor.verbal and any(part.role == "recipient" for part in here.parts) and here.kind in ("ASSAULT", "COERCE")


def _subject(found: Sequence[Happening], here: Happening) -> tuple[int, ...]:
    """Return whom a verb without a subject, or a pronoun, means: the subject before it in the sentence, or the last."""
    around = here.around
    mentions = around.talk.mentions
    first: tuple[int, ...] = ()
    acted_on = {
        part.number
        for other in found[-8:]
        if other.around is around
        for part in other.parts
        if part.role == "recipient"
    }
    for nominal in reversed(around.nominals):
        if nominal.last > here.anchor.index or nominal.mentions[0] in acted_on:
            continue
        kinds = {mentions[number].kind for number in nominal.mentions}
        if (
            nominal.preposition
            or kinds <= {"place", "outlet"}
            or (kinds == {"nisba"} and nominal.head == nominal.first)
        ):
            continue
        before = nominal.head - 1
        verb = around.kind(before) == "verb" or any(
            each.form.finite for each in (*around.event(before), *around.carrier(before))
        )
        if verb or around.edge(nominal.head) or around.kind(before) in ("that", "clause"):
            return nominal.mentions
        first = nominal.mentions
    if first:
        return first
    for other in reversed(found[-6:]):
        if other.article != here.article:
            break
        sides = tuple(part.number for part in other.sides() if part.rule == "stated")
        if sides:
            return sides[:1]
    return ()


def _codes(around: Stretch, part: Part) -> list[str]:
    return [code for entity in around.talk.mentions[part.number].entities if (code := party(entity))]


# -- rows ----------------------------------------------------------------------------------------


def _written(
    talk: Discourse, found: Sequence[Happening], holders: "_Holders", times: Sequence[Time]
) -> tuple[tuple[Event, ...], tuple[Argument, ...], tuple[Attestation, ...]]:
    page = talk.page
    rows: list[Event] = []
    arguments: list[Argument] = []
    attestations: list[Attestation] = []

    def holder(offset: int) -> str:
        claim = holders.at(offset)
        return claim.claim_id if claim is not None else ""

    told = _details(found, times)
    for number, here in enumerate(found, start=1):
        event_id = f"{page.page_id}.e{number}"
        start, end = talk.starts[here.anchor.index], talk.ends[here.anchor.last - 1]
        start += _prefix(talk, here.anchor)
        own = [each for part in here.parts for each in _arguments(talk, event_id, here, part)]
        own = _once(own)
        if here.when.time is not None:
            time = here.when.time
            own.append(
                Argument(
                    event_id,
                    "time",
                    time.edtf,
                    time.time_id,
                    talk.raw[time.start : time.end],
                    time.start,
                    time.end,
                    here.when.rule,
                )
            )
        arguments += own
        first = [each.code for each in own if each.role in _SIDES and each.code]
        first += _speaker(here) if here.anchor.word.form.person == "first" else []
        cells = coded(here.act, here.state.status)
        place = next((each.entity_id for role in ("venue", "place") for each in own if each.role == role), "")
        rows.append(
            Event(
                page.page_id,
                here.article,
                here.sentence,
                event_id,
                start,
                end,
                talk.raw[start:end],
                here.act,
                cells.event_type,
                cells.mode,
                cells.quad,
                cells.intensity,
                here.state.status,
                here.state.modality,
                here.state.polarity,
                _cardinality(here),
                _joined(first),
                _joined(each.code for each in own if each.role == "recipient"),
                _joined(each.code for each in own if each.role == "mediator"),
                place,
                here.when.edtf,
                here.when.earliest,
                here.when.latest,
                here.when.rule,
                here.claim.claim_id if here.claim is not None else "",
                here.rule,
            )
        )
        attestations += attested(talk, rows[-1], own, _named(talk, here), told[id(here)], holder)
    return tuple(rows), tuple(arguments), tuple(attestations)


def _details(found: Sequence[Happening], times: Sequence[Time]) -> dict[int, list[Detail]]:
    """Return what is said of each event beside who, where and when, by the event's identity."""
    sentences: dict[int, list[Happening]] = {}
    for here in found:
        sentences.setdefault(id(here.around), []).append(here)
    starts = [time.start for time in times]
    told: dict[int, list[Detail]] = {}
    for together in sentences.values():
        around = together[0].around
        first, last = around.talk.starts[around.begin], around.talk.ends[around.end - 1]
        within = times[bisect_left(starts, first) : bisect_left(starts, last)]
        told |= {id(here): [] for here in together}
        ordered = sorted(
            (here for here in together if not (here.act == "invite" and here.anchor.governor == "ب")),
            key=lambda here: here.anchor.index,  # بدعوة من: what follows is said of what they were invited to
        )
        hosts = [Host(here.anchor.index, here.anchor.last, here.kind) for here in ordered]
        told |= {id(here): each for here, each in zip(ordered, details(around, hosts, within), strict=True)}
    return told


def _named(talk: Discourse, here: Happening) -> dict[tuple[str, str], tuple[int, int]]:
    """Return where the names of those stand who have a part in an event, by role and entity."""
    return {
        (part.role, entity_id): (mention.start, mention.end)
        for part in reversed(here.parts)
        for mention in (talk.mentions[part.number],)
        for entity_id in (mention.entity_id, *(each.entity_id for each in mention.entities))
        if part.rule not in ("coreference", "inferred")
    }


def _joined(codes: Iterable[str]) -> str:
    return ";".join(dict.fromkeys(code for code in codes if code))


def _prefix(talk: Discourse, anchor: Anchor) -> int:
    """Return how many characters are joined before the anchor: و, ب, ل, not ال nor the س of the future."""
    word = anchor.word
    raw = talk.raw[talk.starts[anchor.index] : talk.ends[anchor.index]]
    size = 0
    for letter in (word.conjunction, word.preposition):
        if letter and raw[size : size + 1] == letter:
            size += 1
    return size


def _cardinality(here: Happening) -> str:
    form = here.anchor.word.form
    if form.finite:
        return "one"
    if form.number == "dual":
        return "2"
    return "several" if form.number == "plural" else "one"


def _speaker(here: Happening) -> list[str]:
    if here.claim is None:
        return []
    return [code.partition(":")[0] for code in here.claim.speaker_state.split(";") if code]


def _arguments(talk: Discourse, event_id: str, here: Happening, part: Part) -> list[Argument]:
    mention = talk.mentions[part.number]
    start: int | None = None
    end: int | None = None
    if part.first >= 0:
        start, end = talk.starts[part.first], talk.ends[part.last - 1]
    phrase = "" if start is None or end is None else talk.raw[start:end]
    found = mention.entities
    if not found:
        return [Argument(event_id, part.role, "", mention.entity_id, phrase, start, end, part.rule)]
    return [
        Argument(event_id, part.role, party(each), each.entity_id, phrase, start, end, part.rule)
        if part.role not in ("venue", "place")
        else Argument(event_id, part.role, each.state, each.entity_id, phrase, start, end, part.rule)
        for each in found
    ]


def _once(rows: Sequence[Argument]) -> list[Argument]:
    seen: dict[tuple[str, str], Argument] = {}
    for row in rows:
        seen.setdefault((row.role, row.entity_id), row)
    return list(seen.values())
