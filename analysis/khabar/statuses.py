"""How far an event has come, how sure it is, and whether it is denied, as its source has it.

The tense of the verb says a part, the words around it the rest: `event_status.tsv` lists what makes an event planned,
proposed, cancelled, possible, hoped for or denied, and where it must stand.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from types import MappingProxyType

from khabar.anchors import Anchor
from khabar.conjugation import conjugated
from khabar.eventwords import context, stems
from khabar.lexicon import Row, load
from khabar.matching import folded
from khabar.stretches import Stretch, preposition

_COLUMNS = ("scope", "imperfect", "participle", "masdar")
_LEFT = 9  # words before an event within which what governs it stands
_RIGHT = 6  # words behind a noun within which an adjective of it stands
_STATUSES = ("cancelled", "postponed", "planned", "proposed", "agreed", "ongoing")
_MODALITIES = ("hoped", "conditional", "possible")
_ENACTED = frozenset({"SANCTION", "COERCE", "MOBILIZE"})  # what a state does by deciding it
_AVOIDED = "behind ل no event"
_ENACTS = "the decision is the act"  # in the note of words of deciding
_SPEECH = frozenset({"REQUEST", "ACCUSE", "REJECT", "THREATEN", "SUPPORT"})


@dataclass(frozen=True, slots=True)
class State:
    """Status, modality and polarity of an event; ``aim`` tells that it is only aimed at, wanted or discussed."""

    status: str = "occurred"
    modality: str = "asserted"
    polarity: str = "affirmed"
    aim: bool = False


@dataclass(frozen=True, slots=True)
class _Sign:
    """A phrase that decides: its words, the letter that must be joined to the next word, what it decides.

    ``enacts`` tells that what is done by decision is done with it: قررت طرد السفير.
    """

    words: tuple[str, ...]
    joined: str
    value: str
    scope: str
    aim: bool
    needs: str
    verb: bool
    enacts: bool = False


@cache
def _signs() -> Mapping[str, tuple[_Sign, ...]]:
    """Return the phrases that stand before an event, by their first word, longest first."""
    table: dict[str, list[_Sign]] = {}
    for form, row, verb in _spellings():
        words = form.split()
        joined = words.pop() if len(words) > 1 and len(words[-1]) == 1 else ""
        aim = "no events of their own" in row.note or "what is discussed" in row.note
        needs = next(
            (word for word in ("إلى", "في", "ب", "ل") if f"with {word}" in row.note or f"needs {word}" in row.note), ""
        )
        needs = folded([needs])[0] if needs else ""
        enacts = _ENACTS in row.note
        sign = _Sign(tuple(words), joined, row.value, row.more["scope"], aim, needs, verb, enacts)
        for first in (words[0], "و" + words[0], "ف" + words[0]):
            table.setdefault(first, []).append(sign)
        if _AVOIDED in row.note:  # لتفادي الاشتباكات: nobody says that there were any
            table.setdefault("ل" + words[0], []).append(replace(sign, aim=True))
    return MappingProxyType(
        {word: tuple(sorted(each, key=lambda one: -len(one.words))) for word, each in table.items()}
    )


def _spellings() -> Iterator[tuple[str, Row, bool]]:
    forms: list[tuple[str, Row, bool]] = []
    for row in load("event_status", _COLUMNS):
        if row.more["scope"] == "after":
            continue
        if row.more["imperfect"]:
            more = (row.more["imperfect"], row.more["participle"], row.more["masdar"])
            forms += [(each.form, row, True) for each in conjugated(row.form, *more)]
        else:
            forms.append((row.form, row, False))
    others = {
        row.line: frozenset(folded(row.note.partition("not: ")[2].partition(";")[0].split()))
        for _, row, _ in forms
        if "not: " in row.note
    }
    seen: set[tuple[str, str, str]] = set()
    for (_, row, verb), form in zip(forms, folded([form for form, _, _ in forms]), strict=True):
        key = (form, row.value, row.more["scope"])
        if form != "ان" and key not in seen and form not in others.get(row.line, ()):
            seen.add(key)
            yield form, row, verb


@cache
def _after() -> Mapping[str, tuple[tuple[int, tuple[str, ...], str], ...]]:
    """Return the phrases that stand behind an event, by their first word, each with its place in the lexicon."""
    rows = [row for row in load("event_status", _COLUMNS) if row.more["scope"] == "after"]
    table: dict[str, list[tuple[int, tuple[str, ...], str]]] = {}
    for form, row in zip(folded([row.form for row in rows]), rows, strict=True):
        words = tuple(form.split())
        table.setdefault(words[0], []).append((row.line, words, row.value))
    return MappingProxyType({first: tuple(each) for first, each in table.items()})


@lru_cache(2**15)
def _after_word(word: str) -> tuple[tuple[int, tuple[str, ...], str], ...]:
    """Return the phrases that can begin with ``word``: a single one also with an article or an ending."""
    table = _after()
    found = [
        each
        for stem in stems(word)
        for each in table.get(stem, ())
        if stem == word or (len(each[1]) == 1 and len(stem) > 3)
    ]
    return tuple(sorted(found))


def state(
    around: Stretch, anchor: Anchor, kind: str, *, since: int = 0, future: bool = False, question: bool = False
) -> State:
    """Return how far the event of PLOVER's type ``kind`` has come; ``future`` tells that its date is still to come.

    What stands before the word ``since`` does not count: it is the cue of the claim that the event stands in.
    """
    target = anchor.carrier if 0 <= anchor.carrier < anchor.index else anchor.index
    if anchor.word.definite and _again(around, anchor.index):
        return State("occurred", "presupposed", "affirmed", aim=False)
    status, modality = _told(around, anchor, kind, future=future)
    values: list[str] = []
    aim = False
    told = anchor.carrier > anchor.index and around.kind(anchor.carrier - 1) == "relative"  # الأزمة التي اندلعت
    for sign in () if told else _before(around, target, anchor, since):
        if sign.enacts and kind in _ENACTED and not anchor.verbal:
            continue
        values.append(sign.value)
        aim = aim or sign.aim
    if target != anchor.index:
        values += [sign.value for sign in _before(around, anchor.index, anchor, since=target + 1)]
    if anchor.carrier > anchor.index:
        values += [sign.value for sign in _before(around, anchor.carrier, anchor, since=anchor.last)]
    if not anchor.verbal:
        values += _behind(around, anchor)
    for value in _STATUSES:
        if value in values and status not in ("cancelled", "postponed"):
            status = value if not (value == "ongoing" and status == "planned") else status
            break
    for value in _MODALITIES:
        if value in values:
            modality = value
            if status == "occurred":
                status = "proposed"
            break
    if told and modality == "asserted":
        modality = "presupposed"
    denied = values.count("denied") % 2 == 1 and "affirmed" not in values
    if question and modality == "asserted" and not anchor.verbal:
        modality, status = "possible", "proposed"
    return State(status, modality, "denied" if denied else "affirmed", aim)


def _told(around: Stretch, anchor: Anchor, kind: str, *, future: bool) -> tuple[str, str]:
    """Return status and modality as tense and form alone have them."""
    carrying = anchor.carrying
    word = carrying if carrying is not None else anchor.word
    index = anchor.carrier if carrying is not None else anchor.index
    status = carrying.form.lemma.row.more["status"] or "occurred" if carrying is not None else "occurred"
    if carrying is not None and kind in _ENACTED and _ENACTS in carrying.form.lemma.row.note:
        status = "occurred"
    form = word.form
    if status == "ongoing" and index + 1 < around.end and around.talk.dated[index + 1]:
        status = "occurred"  # استمر يومين: it lasted so long
    if form.kind == "imperfect":
        bare = around.word(index).removeprefix("و").removeprefix("ف")
        if bare[0] == "س" and bare[1:2] in ("ي", "ت", "ن", "ا"):
            return ("planned" if status == "occurred" else status), "asserted"
        past = around.word(index - 1) in ("كان", "كانت", "وكان", "وكانت", "لم", "ولم")
        if future and not past:
            return ("planned" if status == "occurred" else status), "asserted"
        running = carrying is not None and folded([carrying.form.lemma.row.form])[0] in context("running")
        if running and status == "occurred" and not past and not anchor.headline and kind not in _SPEECH:
            status = "ongoing"
        return status, "asserted"
    if form.finite:
        return status, "asserted"
    if carrying is not None and carrying.preposition == "ل" and status == "occurred":
        return "planned", "asserted"  # وصل لعقد اجتماع
    if carrying is None and not anchor.headline:
        presupposed = anchor.word.definite or bool(anchor.governor)
        return status, "presupposed" if presupposed else "asserted"
    if future and status == "occurred":
        status = "planned"
    return status, "asserted"


def _before(around: Stretch, target: int, anchor: Anchor, since: int = -1) -> list[_Sign]:
    """Return the signs that govern the word ``target``, nearest first, without those that a longer one holds."""
    found: list[tuple[int, int, _Sign]] = []
    since = max(since, around.begin)
    words = around.talk.words
    index = target - 1
    crossed = False
    used = target
    finite = around.event(target) or around.carrier(target)
    told_by = anchor.carrying if target == anchor.carrier else anchor.word
    if told_by is not None and told_by.form.finite and told_by.conjunction:
        return []  # a verb joined by و is governed by nothing before it
    while index >= since and target - index <= _LEFT:
        if around.edge(index + 1) or (around.kind(index) in ("clause", "relative")):
            break
        if around.barred(index + 1, "،,(") and index + 1 < target and not _aside(around, index + 1):
            break
        if crossed and index < used - 6:
            break
        for sign in _signs().get(words[index], ()):
            last = index + len(sign.words)
            if tuple(words[index + 1 : last]) != sign.words[1:] or last > target:
                continue
            if sign.joined and not around.word(last).startswith(sign.joined):
                continue
            if sign.needs and not _governs(around, sign.needs, last, target):
                continue
            if sign.scope.startswith("with-"):
                wanted = sign.scope.removeprefix("with-")
                if last != target or not any(each.form.kind == wanted for each in finite):
                    continue
            elif sign.value == "denied" and not sign.verb and last != target and not _near(around, last, target):
                continue
            if sign.value == "denied" and anchor.word.definite and _of_being(words[index:target]):
                continue  # لم يكن اللقاء وليد الصدفة: it is denied that it was so, not that it was
            found.append((index, last, sign))
            break
        if preposition(words[index]) in context("adjunct"):
            break
        if around.kind(index) == "that":
            crossed, used = True, index
        elif (
            around.kind(index) == "verb" and index not in (anchor.carrier, anchor.index) and not _is_sign(words[index])
        ):
            break
        index -= 1
    return [
        sign
        for index, last, sign in found
        if not any(first < index and last <= end for first, end, _ in found)  # لم تنف: no denial
    ]


def _again(around: Stretch, index: int) -> bool:
    """Tell whether it is the repetition of an event that is spoken of: منع تكرار سيناريو الأزمة. There was one."""
    words = around.talk.words[max(around.begin, index - 2) : index]
    return any(word in context("again") for word in words)


def _of_being(words: Sequence[str]) -> bool:
    """Tell whether words that end before a definite noun deny what it was: ليس, لم يكن, with a هذا at most."""
    left = [word for word in words if word not in context("this")]
    joined = " ".join(left)
    return joined.removeprefix("و").removeprefix("ف") in context("being")


def _aside(around: Stretch, index: int) -> bool:
    """Tell whether the mark before a word sets off a date, or stands behind one: يعقد، الاثنين، اجتماعًا."""
    talk = around.talk
    return talk.dated[index] or (index > around.begin and talk.dated[index - 1])


def _is_sign(word: str) -> bool:
    return word in _signs() or word in ("كان", "كانت", "وكان", "وكانت", "يكون", "تكون")


def _near(around: Stretch, first: int, target: int) -> bool:
    """Tell whether only what a negation may skip stands between: لم تعقد أي لقاءات, دون أي اتفاق."""
    return all(
        around.word(here) in ("اي", "ايه", "ايه", "يكن", "تكن", "قد", "هناك", "ثمه") for here in range(first, target)
    )


def _governs(around: Stretch, needs: str, first: int, target: int) -> bool:
    for here in range(first, target + 1):
        word = around.word(here)
        if preposition(word) == needs or (len(needs) == 1 and word.startswith(needs)) or around.kind(here) == "that":
            return True
    return False


def _behind(around: Stretch, anchor: Anchor) -> list[str]:
    """Return what the words behind a noun say of it: اجتماع مرتقب, الزيارة المقررة."""
    found: list[str] = []
    words = around.talk.words
    for index in range(anchor.last, min(anchor.last + _RIGHT, around.end)):
        if around.edge(index) or around.kind(index) in ("that", "clause"):
            break
        if around.event(index) and index != anchor.carrier:
            break
        for _, form, value in _after_word(words[index]):
            if len(form) == 1 or tuple(words[index : index + len(form)]) == form:
                found.append(value)
    return found
