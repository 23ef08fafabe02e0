"""Who undertakes: whom a verb, "we", "the two sides" or a verbal noun bind, in one sentence of a page.

Parties are codes as `khabar.stretches.party` gives them; a group without one ("the neighbouring states") keeps its id.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from khabar.attribution import Claim
from khabar.commitheads import Head, phrase
from khabar.cues import classes
from khabar.discourse import Discourse
from khabar.eventwords import readings
from khabar.stretches import Nominal, Stretch, party, preposition
from khabar.undersigned import Parties, Statement

_CONTENT = 16  # words behind a verb within which its subject stands
_NEAR = 12  # noun phrases that are looked through
_ALL = frozenset({"جميع", "كل", "كافة", "كلا", "سائر", "باقي"})


class Holders:
    """Which claim holds a place of the text, and which claim a word is the cue of."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self._claims = sorted(claims, key=lambda claim: (claim.start, -claim.end))
        self._starts = [claim.start for claim in self._claims]
        self._cues = {claim.cue_start: claim for claim in reversed(self._claims) if claim.cue_start is not None}
        self._ids = {claim.claim_id: claim for claim in claims}
        self._above: list[int] = []
        stack: list[int] = []
        for number, claim in enumerate(self._claims):
            while stack and self._claims[stack[-1]].end <= claim.start:
                stack.pop()
            self._above.append(stack[-1] if stack else -1)
            stack.append(number)

    def at(self, offset: int) -> Claim | None:
        """Return the innermost claim whose content holds ``raw[offset]``."""
        number = bisect_right(self._starts, offset) - 1
        while number >= 0 and self._claims[number].end <= offset:
            number = self._above[number]
        return self._claims[number] if number >= 0 else None

    def cue(self, start: int, end: int) -> Claim | None:
        """Return a claim whose cue begins in ``raw[start:end]``."""
        return next((self._cues[place] for place in range(start, min(end, start + 4)) if place in self._cues), None)

    def parent(self, claim: Claim) -> Claim | None:
        """Return the claim around a claim."""
        return self._ids.get(claim.parent_claim_id)


@dataclass(slots=True)
class Here:
    """What is known of a sentence while its undertakings are read."""

    around: Stretch
    article: str
    statement: Statement | None
    clause: str
    holders: "Holders"
    parties: Parties
    fresh: int = -1  # the word at which what a document holds begins

    @property
    def talk(self) -> Discourse:
        """The page."""
        return self.around.talk

    @property
    def signatories(self) -> tuple[str, ...]:
        """Who issued the document that the sentence belongs to; nobody if it belongs to none."""
        return self.statement.signatories if self.statement is not None else ()


@dataclass(slots=True)
class Draft:
    """An undertaking that begins at the word ``first``; ``end`` is the word behind its last."""

    first: int
    head: Head
    content: int  # the word of what is undertaken
    force: str
    obligor: tuple[str, ...]
    signatories: tuple[str, ...]
    rule: str
    negated: bool = False
    definite: bool = False
    agent: int = -1  # the mention that is bound, if one is named
    end: int = 0
    nested: bool = False
    supported: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Subject:
    """Who undertakes: their codes; ``joint`` if several do it together, or a document does."""

    codes: tuple[str, ...] = ()
    joint: bool = False
    document: bool = False


def subject_of(here: Here, index: int, head: Head) -> Subject:
    """Return who undertakes with a verb: whom the claim that it is the cue of names, its subject, or those meant."""
    if head.kind == "first" or here.talk.word(index - 1) == "نحن":
        return spoken(here, index)
    around, talk = here.around, here.talk
    claim = here.holders.cue(talk.starts[index], talk.ends[index])
    if claim is not None and (claim.speaker or claim.speaker_id):
        found = _speaker(here, claim, index)
        if found is not None:
            return found
    stop = min(index + 1 + _CONTENT, around.end)
    for place in range(index + 1, stop):
        if around.edge(place) or preposition(talk.words[place]) or around.kind(place) == "verb":
            stop = place
            break
    for place in range(index + 1, stop):
        if phrase("document", talk.words, place):
            return Subject(here.signatories or meant(here, index), joint=True, document=True)
        nominal = around.at(place) if talk.name[place] >= 0 else None
        if nominal is not None and not (nominal.preposition and nominal.head > index):
            return _of_nominal(here, nominal, index)
        if _joint(here, place) and nominal is None and not _construct(here, place, stop):
            return Subject(meant(here, index), joint=True)
    count = bisect_right(around.nominals, index, key=_ends_at)
    before = [each for each in around.nominals[max(count - _NEAR, 0) : count] if not each.preposition]
    for nominal in reversed(before):
        if not any(around.edge(place) for place in range(nominal.last, index + 1)):
            return _of_nominal(here, nominal, index)
    for place in range(index - 1, max(around.begin, index - 8) - 1, -1):
        if _joint(here, place):
            return Subject(meant(here, index), joint=True)
        if phrase("document", talk.words, place) and place == around.begin:
            return Subject(here.signatories or meant(here, index), joint=True, document=True)
    if before:
        return _of_nominal(here, before[-1], index)
    dual = talk.words[index].endswith(("ا", "وا", "ان", "ون", "ين"))
    return Subject(meant(here, index), joint=True) if dual else Subject(here.signatories)


def _joint(here: Here, place: int) -> bool:
    """Tell whether a word stands for those who issue a text: not in مجلس الوزراء."""
    words = here.talk.words
    return bool(phrase("joint", words, place)) and words[place - 1] not in ("مجلس", "المجلس", "رييس", "رءيس")


def _construct(here: Here, place: int, stop: int) -> bool:
    """Tell whether a name says which they are: وزراء خارجية مصر."""
    return any(here.talk.name[each] >= 0 for each in range(place + 1, min(place + 4, stop)))


def _speaker(here: Here, claim: Claim, index: int) -> Subject | None:
    words = [here.talk.words[place] for place in _speaking(here, claim)]
    if words and ("document" in classes(words[0].removeprefix("ال")) or phrase("document", words, 0)):
        codes = tuple(code for code in claim.speaker_state.split(";") if code)
        return Subject(codes if len(codes) > 1 else here.signatories or meant(here, index) or codes, True, True)
    if claim.anonymity in ("unnamed",):
        return None
    numbers = [
        number
        for number in here.talk.between(here.around.begin, here.around.end)
        if claim.speaker_start is not None
        and claim.speaker_end is not None
        and claim.speaker_start <= here.talk.mentions[number].start < claim.speaker_end
    ]
    if numbers:
        codes = _codes(here, numbers, index)
        if claim.anonymity == "category" and not is_general(here, numbers):
            return Subject()  # sources undertake nothing
        many = any(_joint(here, place) for place in _speaking(here, claim)[:2])
        return Subject(codes, joint=len(codes) > 1 or is_general(here, numbers) or many)
    codes = tuple(code for code in claim.speaker_state.split(";") if code)
    if claim.anonymity == "category":
        return None
    return Subject(codes or ((claim.speaker_id,) if claim.speaker_id else ()), joint=len(codes) > 1)


def _speaking(here: Here, claim: Claim) -> range:
    """Return the words of a claim's speaker."""
    if claim.speaker_start is None or claim.speaker_end is None:
        return range(0)
    return range(here.talk.at(claim.speaker_start), here.talk.at(claim.speaker_end))


def is_general(here: Here, numbers: Sequence[int]) -> bool:
    """Tell whether mentions stand for all who issue a text: الأطراف, القادة, جميع المشاركين."""
    for number in numbers:
        first, last = here.talk.spans[number]
        first += here.talk.words[first] in _ALL and first + 1 < last
        if phrase("joint", here.talk.words, first):
            return True
        if here.talk.mentions[number].kind == "dual":
            return True
    return False


def _of_nominal(here: Here, nominal: Nominal, index: int) -> Subject:
    words = here.talk.words
    document = any(phrase("document", words, place) for place in range(nominal.head, nominal.first))
    codes = _codes(here, nominal.mentions, index)
    if document:
        known = here.signatories or meant(here, index)
        return Subject(codes if len(codes) > 1 else known or codes, joint=True, document=True)
    general = is_general(here, nominal.mentions) or any(
        _joint(here, place) for place in range(nominal.head, nominal.first)
    )
    return Subject(codes, joint=general or len(codes) > 1)


def _codes(here: Here, numbers: Sequence[int], index: int) -> tuple[str, ...]:
    found: list[str] = []
    named: list[str] = []
    for number in numbers:
        mention = here.talk.mentions[number]
        own = [code for entity in mention.entities if (code := party(entity))]
        if not own and is_general(here, [number]):
            own = list(meant(here, index))
        found += own
        named += [mention.entity_id] if not own and mention.kind in ("group", "organisation", "person") else []
    return tuple(dict.fromkeys(code for each in found or named for code in each.split(";")))


def meant(here: Here, index: int) -> tuple[str, ...]:
    """Return whom "the parties" means: who signed, else who were last told to have met or agreed.

    Who tells that all parties agreed, and is told to have met them, is not one of them.
    """
    if here.signatories:
        return here.signatories
    offset = here.talk.starts[index]
    found = here.parties.issued(here.article, offset) or here.parties.before(here.article, offset)
    claim = here.holders.at(offset)
    teller = claim.speaker_state.split(";") if claim is not None else []
    rest = tuple(code for code in found if code not in teller)
    return rest if len(rest) > 1 else found


def spoken(here: Here, index: int) -> Subject:
    """Return who says "we": the signatories of a statement, else the speaker."""
    claim = here.holders.at(here.talk.starts[index])
    if here.statement is not None and here.signatories:
        return Subject(here.signatories, joint=True)
    while claim is not None and not (claim.speaker_state or claim.speaker_id):
        claim = here.holders.parent(claim)
    if claim is None:
        return Subject(here.signatories, joint=True)
    codes = tuple(code for code in (claim.speaker_state or claim.speaker_id).split(";") if code)
    return Subject(codes, joint=len(codes) > 1)


def signed_by(here: Here, index: int, subject: Subject) -> tuple[str, ...]:
    """Return who issued the text that an undertaking is reported from, where the page says so."""
    if here.statement is not None:
        return here.signatories
    if subject.document:
        return subject.codes
    issued = here.parties.issued(here.article, here.talk.starts[index])
    return issued if subject.joint and set(subject.codes) <= set(issued) else ()


def find_agent(here: Here, draft: Draft, *, verbal: bool) -> None:
    """Find who is bound, where the noun names him: التزام سوريا, انسحاب القوات, مشاورات بين."""
    head = draft.head
    if head.pronoun:
        return
    nominal = next_nominal(here, draft.first)
    words = here.talk.words
    if (
        head.row.more["genitive"] == "agent"
        and phrase("joint", words, draft.first + 1)
        and not (nominal is not None and _construct(here, draft.first + 1, here.around.end))
    ):
        draft.obligor = meant(here, draft.first) or draft.obligor
        return
    if nominal is not None:
        codes = _codes(here, nominal.mentions, draft.first)
        own = verbal and head.force == "support" and bool(codes) and set(codes) <= set(draft.obligor)
        if head.row.more["genitive"] == "agent" or own:
            bind(here, draft, nominal)
            return
        if head.force == "support":
            draft.supported = codes
    sides = _sides(here, draft) or _by_whom(here, draft)
    if sides is not None:
        bind(here, draft, sides)


def _by_whom(here: Here, draft: Draft) -> Nominal | None:
    """Return who does it where a phrase says so: سحب القوات من قبل الطرفين."""
    words = here.talk.words
    for nominal in since(here, draft.first + 1)[:_NEAR]:
        if here.around.edge(nominal.head) or here.around.barred(nominal.head, "،,"):
            return None
        if any(phrase("agent", words, nominal.head - back) for back in (1, 2)):
            return nominal
    return None


def next_nominal(here: Here, index: int) -> Nominal | None:
    """Return the noun phrase of a party right behind a noun: its genitive."""
    for nominal in since(here, index + 1)[:1]:
        kinds = {here.talk.mentions[number].kind for number in nominal.mentions}
        before = range(index + 1, nominal.first)
        if len(before) > 2 or not kinds - {"place"} or (nominal.head > index and nominal.preposition):
            return None
        if here.talk.prefix(nominal.mentions[0]) or any(preposition(here.talk.words[place]) for place in before):
            return None
        return (
            None if any(here.around.barred(place, "،,") for place in range(index + 1, nominal.first + 1)) else nominal
        )
    return None


def _ends_at(nominal: Nominal) -> int:
    return nominal.last


def since(here: Here, index: int) -> Sequence[Nominal]:
    """Return the noun phrases of the sentence that end behind the word ``index``."""
    nominals = here.around.nominals
    return nominals[bisect_right(nominals, index, key=_ends_at) :]


def bind(here: Here, draft: Draft, nominal: Nominal) -> None:
    """Make the party of a noun phrase the one that is bound."""
    codes = _codes(here, nominal.mentions, draft.first)
    if codes:
        draft.obligor, draft.agent = codes, nominal.mentions[0]


def _sides(here: Here, draft: Draft) -> Nominal | None:
    """Return two sides that are to meet or agree: مشاورات بين الحكومة والمعارضة."""
    if draft.force != "commit":
        return None
    around = here.around
    for nominal in since(here, draft.first + 1)[:_NEAR]:
        if nominal.head <= draft.first:
            continue
        if nominal.head - draft.first > 8:
            return None
        if around.edge(nominal.head) or around.barred(nominal.head, "،,"):
            return None
        if nominal.preposition != "بين" or len(_codes(here, nominal.mentions, draft.first)) < 2:
            continue
        before = readings(around.word(nominal.head - 2)) or readings(around.word(nominal.head - 3))
        return nominal if any(word.form.lemma.symmetric for word in before) else None
    return None


def generic(here: Here, place: int) -> bool:
    """Tell whether the name that a word belongs to is a group's: its words may head a clause."""
    return here.talk.mentions[here.talk.name[place]].kind == "group"
