"""Who does what in an event: the roles of the nominals around its anchor.

A verb has its subject and object behind it, or its subject before it; a noun its genitive, its nisbas, and what stands
behind its prepositions; a verb that carries the noun brings its own subject. Brokers are named by phrases of their own
(بدعوة من, بوساطة, برعاية), which `event_roles.tsv` lists.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from khabar.anchors import Anchor, prepositions, role_phrases
from khabar.cues import verbs
from khabar.eventwords import context
from khabar.matching import folded
from khabar.plover import acts
from khabar.stretches import Nominal, Stretch, party, preposition

_BROKERS = frozenset({"convenor", "mediator", "sponsor", "host", "proposer"})
_SIDES = frozenset({"actor", "recipient", "participant"})
_FAR = 40  # words between a word and its argument
_VENUES = frozenset({"CONSULT", "AGREE", "COOPERATE"})
_NO_TITLE = frozenset({"place", "nisba"})


@dataclass(frozen=True, slots=True)
class Part:
    """A role of the mention ``number``; the words ``[first, last)`` are the wording that gives it, if any does."""

    role: str
    number: int
    first: int = -1
    last: int = -1
    rule: str = "stated"


def cast(around: Stretch, anchor: Anchor, kind: str, others: Sequence[Anchor] = ()) -> list[Part]:
    """Return the roles in an event of PLOVER's type ``kind``; ``others`` are the other anchors of the sentence."""
    begin, end = _reach(around, anchor, others)
    parts = [*_brokers(around, anchor, end, others)]
    taken = {part.number for part in parts}
    found = _of_verb(around, anchor, end, others) if anchor.verbal else _of_noun(around, anchor, begin, end, others)
    for part in found:
        if part.number not in taken and not _only_place(around, part):
            taken.add(part.number)
            parts.append(part)
    parts += _places(around, anchor, kind, taken, end)
    return parts


def _only_place(around: Stretch, part: Part) -> bool:
    return part.role in ("participant",) and around.talk.mentions[part.number].kind == "place"


def _reach(around: Stretch, anchor: Anchor, others: Sequence[Anchor]) -> tuple[int, int]:
    """Return how far the event's own words go: to the next clause, or to another event's verb."""
    begin, end = anchor.index, anchor.last
    verbs = {each.index for each in others if each.verbal and each is not anchor}
    own = {anchor.index, anchor.carrier}
    while end < around.end and end - anchor.last < _FAR:
        if around.edge(end) or around.kind(end) in ("that", "clause"):
            break
        if end in verbs or (around.kind(end) == "verb" and end not in own and end > anchor.last):
            break
        if (
            around.kind(end) == "relative"
            and end > anchor.last
            and end + 1 != anchor.carrier
            and not _relative(around, end)
        ):
            break
        end += 1
    if anchor.carrier >= anchor.last:
        stop = anchor.carrier + 1
        while stop < around.end and not around.edge(stop) and around.kind(stop) not in ("that", "clause", "relative"):
            if stop in verbs or around.kind(stop) == "verb":
                break
            stop += 1
        end = max(end, stop)
    while begin > around.begin and not around.edge(begin) and around.kind(begin - 1) not in ("that", "clause"):
        begin -= 1
    return begin, end


def _relative(around: Stretch, index: int) -> bool:
    """Tell whether a relative clause says who was there: الذي جمع, التي ضمت."""
    return any(word.form.lemma.act == "noun" for word in around.carrier(index + 1))


# -- verbs ---------------------------------------------------------------------------------------


def _of_verb(around: Stretch, anchor: Anchor, end: int, others: Sequence[Anchor]) -> Iterator[Part]:
    limit = _limit(anchor, others, end)
    frame = anchor.word.form.lemma.frame
    subject = _subject_before(around, anchor.index)
    bare, governed = _behind(around, anchor.last, end)
    slots: list[tuple[str, Nominal]] = []
    wants_object = "obj" in frame
    owned = [
        each
        for each in around.nominals
        if each.first >= anchor.last and each.head < end and not each.preposition and each not in bare
    ]
    if anchor.word.form.pronoun and wants_object and bare:  # فلسطينيين تحتجزهم إسرائيل: who stands before is acted on
        before = _right_before(around, anchor.index)
        slots += [("subj", bare[0]), *([("obj", before)] if before is not None else [])]
    elif anchor.passive:
        slots += [("obj", nominal) for nominal in ([subject] if subject else []) + bare[:1] if nominal is not None]
    elif subject is not None:
        slots.append(("subj", subject))
        slots += [("obj", nominal) for nominal in (bare or owned)[:1] if wants_object]
    elif anchor.word.form.person == "first":
        slots += [("obj", nominal) for nominal in bare[:1] if wants_object]
    elif len(bare) > 1:
        slots += [("subj", bare[0])]
        slots += [("obj", bare[1])] if wants_object else []
    elif bare:
        slots.append((_lone(around, anchor, bare[0]), bare[0]))
        further = [each for each in owned if each.head >= bare[0].last]
        slots += [("obj", nominal) for nominal in further[:1] if wants_object and slots[-1][0] == "subj"]
    for slot, nominal in slots:
        role = frame.get(slot)
        if role:
            yield from _parts(role, nominal, anchor.index, anchor.last)
        if role == "recipient" and slot == "obj":
            for other in _charged(around, nominal, end):
                yield from _parts(role, other, anchor.index, anchor.last)
    for nominal in governed:
        if nominal.head >= limit:
            continue
        role = _of_preposition(frame, nominal.preposition)
        if role is None and nominal.preposition in ("بين", "مع") and anchor.word.form.lemma.symmetric:
            role = "participant"
        elif role is None and nominal.preposition == "مع" and not any(slot == "obj" for slot, _ in slots):
            role = "recipient"
        if role:
            yield from _parts(
                role,
                nominal,
                nominal.head - (nominal.head > around.begin and bool(preposition(around.word(nominal.head - 1)))),
                nominal.first,
            )


_TOWARDS = frozenset({"باتجاه", "صوب", "نحو", "تجاه"})


def _of_preposition(frame: Mapping[str, str], word: str) -> str | None:
    """Return the role behind a preposition: towards somebody is as on him or to him, if a frame does not tell."""
    role = frame.get(word)
    return role if role or word not in _TOWARDS else frame.get("علي") or frame.get("الي")


def _right_before(around: Stretch, index: int) -> Nominal | None:
    """Return the nominal that ends right before a word, or before the relative in front of it."""
    stop = index - (around.kind(index - 1) == "relative")
    return next((each for each in around.nominals if each.last == stop and not around.edge(stop)), None)


def _charged(around: Stretch, first: Nominal, end: int) -> Iterator[Nominal]:
    """Yield who else is acted on where each has a charge of its own: اتهم روسيا بقصف المحطات وبيلاروسيا بتسهيله."""
    if not _charge(around, first.last):
        return
    for each in around.nominals:
        if first.last <= each.head < end and each.joined and not each.preposition and _charge(around, each.last):
            yield each


def _charge(around: Stretch, index: int) -> bool:
    word = around.word(index)
    return word.startswith("ب") and len(word) > 3 and around.talk.name[index] < 0 and not around.edge(index)


def _lone(around: Stretch, anchor: Anchor, nominal: Nominal) -> str:
    """Return whether the only noun phrase behind a verb is its subject or its object.

    A verb that wants an object and has only one noun phrase has it for its object if somebody unlisted stands before it
    (قتل مسلحون جنودًا أتراكًا), or if those are who is hit and not who hits (قُتل ثلاثة جنود أتراك, passive unmarked).
    """
    frame = anchor.word.form.lemma.frame
    if "obj" not in frame or "subj" not in frame:
        return "subj" if "subj" in frame else "obj"
    head = around.word(nominal.head)
    if anchor.word.form.pronoun:
        return "subj"
    between = nominal.head - anchor.last
    if between > 0 and any(around.word(here).endswith(("ون", "ان")) for here in range(anchor.last, nominal.head)):
        return "obj"
    if nominal.head < nominal.first and head.endswith("ون") and around.word(nominal.head + 1)[:1].isdigit():
        return "obj"
    victims = frame["obj"] == "recipient" and anchor.act in (
        "kill",
        "wound",
        "arrest",
        "abduct",
        "assassinate",
        "execute",
        "martyr",
    )
    if victims and (
        nominal.head < nominal.first or around.talk.mentions[nominal.mentions[0]].kind in ("nisba", "person", "group")
    ):
        return "obj"
    return "subj"


def _behind(around: Stretch, begin: int, end: int) -> tuple[list[Nominal], list[Nominal]]:
    """Return the nominals of ``[begin, end)`` that nothing governs, and those that a preposition does."""
    bare: list[Nominal] = []
    governed: list[Nominal] = []
    for nominal in around.nominals:
        if nominal.first < begin or nominal.head >= end:
            continue
        if nominal.preposition:
            governed.append(nominal)
        elif (
            (not _of_another(around, nominal, begin) and around.talk.mentions[nominal.mentions[0]].kind != "nisba")
            or (around.talk.mentions[nominal.mentions[-1]].kind == "nisba" and nominal.head < nominal.first)
            or around.talk.mentions[nominal.mentions[-1]].surface.endswith(("يون", "يين"))
        ):
            bare.append(nominal)
    return bare, governed


def _of_another(around: Stretch, nominal: Nominal, begin: int) -> bool:
    """Tell whether a nominal is the genitive of a noun behind a preposition, or of another event noun."""
    before = nominal.head - 1
    if before < begin:
        return False
    return (
        bool(around.event(before))
        and not around.barred(nominal.head)
        and not any(each.form.finite for each in around.event(before))
    )


def _subject_before(around: Stretch, index: int) -> Nominal | None:
    """Return the subject that stands before its verb: الوزير التقى, الوزير الذي التقى, وكان الوزير قد التقى."""
    here = index - 1
    while here >= around.begin and around.word(here) in ("قد", "سوف", "لم", "لن", "لا", "لقد", "ايضا", "كان", "كانت"):
        here -= 1
    if here < around.begin or around.edge(here + 1):
        return None
    relative = around.kind(here) == "relative"
    if relative:
        here -= 1
    found: Nominal | None = None
    for nominal in reversed(around.nominals):
        if nominal.last > here + 1:
            continue
        if any(around.edge(each) or around.kind(each) in ("that", "clause") for each in range(nominal.last, here + 1)):
            break
        if any(around.kind(each) == "verb" for each in range(nominal.last, here + 1)):
            break
        if nominal.preposition and not relative:
            continue
        if around.talk.mentions[nominal.mentions[-1]].kind == "nisba" and nominal.head == nominal.first:
            continue
        found = nominal
        break
    if found is None or here + 1 - found.last > 12:
        return None
    if relative:
        return found
    if _barred_off(around, found.last, here + 1):
        return None
    behind = around.at(index + 1)
    if behind is not None and not behind.preposition and not around.barred(index + 1) and around.barred(index):
        return None  # بعد سقوط النظام، فتحت إسرائيل
    if found.head > around.begin and any(not each.form.finite for each in around.event(found.head - 1)):
        return None  # the genitive of an event
    # A verb that begins its clause has its subject behind it, whoever the clause before was about.
    if around.word(index)[:1] in ("و", "ف") and any(each.conjunction for each in around.event(index)):
        return None
    if (
        found.head > around.begin
        and around.kind(found.head - 1) == "verb"
        and around.word(found.head - 1) not in ("كان", "كانت", "وكان", "وكانت")
    ):
        return None
    return found


def _barred_off(around: Stretch, begin: int, end: int) -> bool:
    """Tell whether words of their own stand between a mark and the verb: طرابلس.. محتجون يغلقون."""
    marks = [here for here in range(begin, end + 1) if here < around.end and _marked(around, here)]
    if not marks or marks[-1] >= end:
        return False
    own = range(marks[-1], end)
    return not any(around.kind(here) or around.talk.dated[here] or around.talk.name[here] >= 0 for here in own)


def _marked(around: Stretch, index: int) -> bool:
    gap = around.talk.gap(index)
    return ".." in gap or "…" in gap or around.barred(index, "،,:()")


# -- nouns ---------------------------------------------------------------------------------------


def _of_noun(around: Stretch, anchor: Anchor, begin: int, end: int, others: Sequence[Anchor]) -> Iterator[Part]:
    frame = dict(_noun_frame(anchor))
    symmetric = anchor.word.form.lemma.symmetric
    talk = around.talk
    yield from _carried(around, anchor, frame)
    limit = _limit(anchor, others, end)
    objects = 0
    genitive = False
    lam = any(each.preposition == "ل" and anchor.last <= each.head < end for each in around.nominals) and "ل" in frame
    for nominal in around.nominals:
        if nominal.first < anchor.last or nominal.head >= end:
            continue
        kinds = [talk.mentions[number].kind for number in nominal.mentions]
        phrase = (
            (nominal.head - 1, nominal.head)
            if nominal.head > around.begin and preposition(around.word(nominal.head - 1))
            else (nominal.head, nominal.first + 1)
        )
        if nominal.preposition:
            role = _of_preposition(frame, nominal.preposition)
            if nominal.preposition in ("بين", "مع"):
                role = "participant" if symmetric else role or ("recipient" if nominal.preposition == "مع" else None)
            if role and nominal.head < limit:
                yield from _parts(role, nominal, *phrase)
            continue
        adjacent = not any(
            around.edge(here) or around.barred(here, "،()") or around.kind(here)
            for here in range(anchor.last, nominal.head + 1)
        )
        if not adjacent or nominal.head >= limit:
            continue
        if all(each == "nisba" for each in kinds) and not genitive and ("adj" in frame or "gen" in frame):
            role = "participant" if symmetric else frame.get("adj") or frame["gen"]
            head = max(nominal.head, anchor.last)  # قصف مدفعي تركي: the term holds an adjective of its own
            if head in (nominal.first, anchor.last):
                yield from _parts(role, nominal, nominal.first, nominal.last)
            genitive = genitive or head < nominal.first
        elif not genitive and not anchor.word.definite and "gen" in frame:
            genitive = True
            role = frame["gen"]
            if role == "recipient" and lam:
                role = "actor"  # اتهام إيران لواشنطن
            yield from _parts(role, nominal, anchor.index, anchor.last)
            if anchor.word.form.kind == "participle" and role == "recipient":
                for other in _charged(around, nominal, end):
                    yield from _parts(role, other, anchor.index, anchor.last)
        elif genitive and "obj" in frame and objects == 0:
            objects += 1
            yield from _parts(frame["obj"], nominal, anchor.index, anchor.last)


def _noun_frame(anchor: Anchor) -> Mapping[str, str]:
    """Return the frame of a noun; a verbal noun has its verb's, with the subject for genitive and adjective."""
    frame = dict(anchor.word.form.lemma.frame)
    if anchor.word.form.kind == "masdar" and "gen" not in frame:
        direct = frame.get("obj")
        frame["gen"] = frame.get("subj") or direct or "actor"
        frame.setdefault("adj", frame.get("subj", "actor"))
        if direct:
            frame.setdefault("ل", direct)
    if anchor.word.form.kind == "participle" and "obj" not in frame and "gen" in frame:
        frame["obj"] = frame["gen"]
    return frame


def _carried(around: Stretch, anchor: Anchor, frame: Mapping[str, str]) -> Iterator[Part]:
    """Yield the roles that the verb which carries the noun brings."""
    carrying = anchor.carrying
    if carrying is None:
        return
    value = carrying.form.lemma.act
    index = anchor.carrier
    talk = around.talk
    if value == "noun":
        if folded([carrying.form.lemma.row.form])[0] not in context("gathering"):
            return
        stop = index + 1
        while (
            stop < around.end
            and not around.edge(stop)
            and around.kind(stop) not in ("verb", "that", "clause", "relative")
        ):
            stop += 1
        bare, governed = _behind(around, index + 1, stop)
        role = "participant" if anchor.word.form.lemma.symmetric else "recipient"
        for nominal in [*bare, *(each for each in governed if each.preposition in ("بين", "مع", "من"))]:
            if talk.mentions[nominal.mentions[0]].kind != "place" or role == "recipient":
                yield from _parts(role, nominal, index, index + 1)
        return
    role = value
    announced = any(verb.sense in ("announce", "say", "report") for verb in verbs().get(around.word(index), ()))
    if announced and acts().get(anchor.act, "").startswith("ASSAULT"):
        return  # أعلن الجيش مقتل: who tells it, not who did it
    if value == "subject":
        role = frame.get("subj") or (
            "participant" if anchor.word.form.lemma.symmetric else frame.get("gen") or frame.get("adj") or "actor"
        )
        if role == "recipient":
            role = "actor"  # of a noun whose genitive is hit: who brings it about
    if carrying.form.kind in ("masdar", "participle"):
        subject = next(
            (
                each
                for each in around.nominals
                if each.head == index + 1 and not each.preposition and each.last <= anchor.index
            ),
            None,
        )
    else:
        passive = carrying.form.passive
        subject = None if passive else _subject_before(around, index)
        if subject is None and not passive:
            last = anchor.index if anchor.index > index else around.end
            wanted = prepositions(carrying)
            bare, _ = _behind(around, index + 1, last)
            subject = bare[0] if bare else None
            if subject is not None and wanted == frozenset({""}) and subject.head > anchor.index:
                subject = None
    if carrying.form.lemma.row.form in context("giving"):
        bare, _ = _behind(around, index + 1, anchor.index)
        given = bare[:1] if carrying.form.passive or subject not in bare else bare[1:2]
        for nominal in given:
            yield from _parts("recipient", nominal, index, index + 1)
    if subject is None:
        return
    if carrying.form.person == "first":
        return
    yield from _parts(role, subject, index, index + 1)


# -- brokers and places --------------------------------------------------------------------------


def _brokers(around: Stretch, anchor: Anchor, end: int, others: Sequence[Anchor]) -> Iterator[Part]:
    """Yield who is behind a phrase that gives a role: the nominal that begins right behind it."""
    words = around.talk.words
    stop = around.end if around.end - anchor.last < 40 else end
    for index in range(around.begin, stop):
        if index == anchor.index or words[index] not in role_phrases():
            continue
        for form, row in role_phrases()[words[index]]:
            last = index + len(form)
            if tuple(words[index:last]) != form or last > around.end:
                continue
            nominal = next(
                (
                    each
                    for each in around.nominals
                    if each.head >= index and each.first >= last and each.head <= last + 1
                ),
                None,
            )
            if nominal is not None and not _between(around, index, anchor, others):
                if around.word(index) in context("leading") and _led(around, index):
                    break
                role = "participant" if row.value == "accompanying" else row.value
                if role == "participant" and not anchor.word.form.lemma.symmetric:
                    role = "actor"
                yield from _parts(role, nominal, index, last)
            break


def _led(around: Stretch, index: int) -> bool:
    """Tell whether برئاسة at a word names who leads a party named right before, and so belongs to it."""
    party_before = _right_before(around, index)
    return party_before is not None and any(
        party(entity)
        for number in party_before.mentions
        if around.talk.mentions[number].kind in ("organisation", "state", "group", "nisba")
        for entity in around.talk.mentions[number].entities
    )


def _between(around: Stretch, index: int, anchor: Anchor, others: Sequence[Anchor]) -> bool:
    """Tell whether another clause stands between a broker's phrase and the anchor, so that it is not this event's."""
    low, high = sorted((index, anchor.index))
    if anchor.index < index and any(anchor.index < other.index < index and not other.verbal for other in others):
        return True  # the noun nearest before the phrase has the broker
    return any(around.edge(here) or around.kind(here) in ("that",) for here in range(low + 1, high + 1))


def _places(around: Stretch, anchor: Anchor, kind: str, taken: set[int], end: int) -> Iterator[Part]:
    """Yield where it was: places behind في and the like in the event's own words, states only behind في."""
    role = "venue" if kind in _VENUES else "place"
    for nominal in around.nominals:
        if nominal.head < anchor.index or nominal.head >= end:
            continue
        for number in nominal.mentions:
            kind_of = around.talk.mentions[number].kind
            if number in taken and kind_of != "place":
                continue
            inside = nominal.preposition in ("في", "ب", "داخل", "قرب")
            if (kind_of == "place" and nominal.preposition in context("place-preposition")) or (
                kind_of == "state" and inside
            ):
                first = nominal.head - 1 if preposition(around.word(nominal.head - 1)) else nominal.head
                yield Part(role, number, first, max(first + 1, nominal.first))


def _limit(anchor: Anchor, others: Sequence[Anchor], end: int) -> int:
    """Return the word from which on phrases belong to another event noun: اتفاق على مشاورات بين."""
    return min((each.index for each in others if each.index > anchor.last and not each.verbal), default=end)


def _parts(role: str, nominal: Nominal, first: int, last: int) -> Iterator[Part]:
    yield from (Part(role, number, first, max(last, first + 1)) for number in nominal.mentions)
