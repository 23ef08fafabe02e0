"""A sentence as the search for events sees it: what each word can be, and where the nominal phrases are.

A *nominal* is a noun phrase that names somebody or some place: its words, whom it names, and the preposition that
governs it. ``في العاصمة الفرنسية باريس`` is one nominal under في that names Paris.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from khabar.cues import small, verbs
from khabar.discourse import Discourse
from khabar.entities import Entity, Mention
from khabar.eventwords import Word, context, follows, light, readings
from khabar.grading import is_head, is_platform
from khabar.matching import folded
from khabar.nameparts import kind

_LONGEST = 6  # words of a noun phrase before the name in it: مقتل ثلاثة من كبار ضباط الجيش
_BARS = '،,؛:()[]«»“”"\n'


@dataclass(frozen=True, slots=True)
class Nominal:
    """Words ``[head, last)`` that name the ``mentions``, coordinated ones together; ``first`` is the name's own word.

    ``preposition`` is the folded preposition that governs it, joined or not; empty for a subject, an object or a
    genitive. ``joined`` tells whether it begins with و.
    """

    head: int
    first: int
    last: int
    mentions: tuple[int, ...]
    preposition: str = ""
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """The words ``[begin, end)`` of a sentence; the lists have one item a word of it."""

    talk: Discourse
    begin: int
    end: int
    events: list[Sequence[Word]]
    carriers: list[Sequence[Word]]
    kinds: list[str]
    nominals: tuple[Nominal, ...] = ()

    def word(self, index: int) -> str:
        """Return a word of the sentence, folded; nothing outside it."""
        return self.talk.words[index] if self.begin <= index < self.end else ""

    def kind(self, index: int) -> str:
        """Return what a word is: ``verb``, ``preposition``, ``relative``, ``that``, ``clause``, ``then``, ``term``."""
        return self.kinds[index - self.begin] if self.begin <= index < self.end else ""

    def event(self, index: int) -> Sequence[Word]:
        """Return how a word can be read as an event word."""
        return self.events[index - self.begin] if self.begin <= index < self.end else ()

    def carrier(self, index: int) -> Sequence[Word]:
        """Return how a word can be read as a verb that carries an event noun."""
        return self.carriers[index - self.begin] if self.begin <= index < self.end else ()

    def barred(self, index: int, marks: str = _BARS) -> bool:
        """Tell whether a mark or the edge of a quotation stands before a word."""
        talk = self.talk
        if index <= self.begin or index >= self.end:
            return True
        gap = talk.gaps[index]
        return (gap != " " and any(mark in gap for mark in marks)) or talk.quote[index] != talk.quote[index - 1]

    def edge(self, index: int) -> bool:
        """Tell whether a sentence inside a quotation, or the quotation itself, ends before a word."""
        return index <= self.begin or index >= self.end or self.talk.stops(index) or self.barred(index, "؛:")

    def at(self, index: int) -> "Nominal | None":
        """Return the nominal whose words hold ``index``."""
        return next((each for each in self.nominals if each.head <= index < each.last), None)


@cache
def _prepositions() -> frozenset[str]:
    return small("preposition") - {"به", "بها", "فيه", "فيها", "له", "لها", "لهم", "عليه", "اليه", "حتي"}


@lru_cache(2**15)
def preposition(word: str) -> str:
    """Return the preposition that ``word``, folded, is, without a joined و or ف; else nothing.

    >>> preposition("ومع"), preposition("مدينة")
    ('مع', '')
    """
    if word in _prepositions() or word in context("direction") or word in context("leading"):
        return word
    if word[:1] not in ("و", "ف") or word[1:] not in _prepositions():
        return ""
    verb = any(each.form.finite and not each.conjunction for each in (*readings(word), *light(word)))
    return "" if verb else word[1:]  # فتحت is "opened", not "and under"


@lru_cache(2**15)
def is_quantifier(word: str) -> bool:
    """Tell whether what follows ``word`` and من is what is meant: سلسلة من اللقاءات.

    >>> is_quantifier("سلسلة"), is_quantifier("وفد")
    (True, False)
    """
    return (
        word.isdigit()
        or word in context("quantifier")
        or word.removeprefix("ال").lstrip("وبل") in context("quantifier")
    )


_BEING = frozenset(
    ["كان", "كانت", "كانا", "كانوا", "يكون", "تكون", "بات", "باتت", "اصبح", "اصبحت", "ظل", "ظلت", "عاد", "عادت"]
)


@lru_cache(2**15)
def _is_verb(word: str) -> bool:
    if any(each.finite for each in verbs().get(word, ())):
        return True
    bare = word[1:] if word[:1] in ("و", "ف") and len(word) > 3 else word
    return bare in context("being") or kind(bare) == "verb"


def stretch(talk: Discourse, begin: int, end: int) -> Stretch:
    """Return the sentence of the words ``[begin, end)`` with its nominals.

    >>> from khabar.coding import code
    >>> from khabar.discourse import discourse
    >>> from khabar.matching import prepare
    >>> from khabar.pages import read
    >>> coding = code(read("التقى الوزير أسعد الشيباني ممثلين عن فرنسا في العاصمة باريس.".encode()))
    >>> talk = discourse(
    ...     coding.page, prepare(coding.page.raw), coding.sentences, coding.mentions, coding.times, ()
    ... )
    >>> [(each.preposition, talk.words[each.head]) for each in stretch(talk, 0, len(talk.words)).nominals]
    [('', 'الوزير'), ('', 'ممثلين'), ('في', 'العاصمة')]
    """
    if (begin, end) in talk.stretches:
        return talk.stretches[begin, end]
    events: list[Sequence[Word]] = []
    carriers: list[Sequence[Word]] = []
    kinds: list[str] = []
    for index in range(begin, end):
        word = talk.words[index]
        free = talk.name[index] < 0 and not talk.dated[index] and not _titled(talk, index, end)
        found: Sequence[Word] = readings(word) if free else ()
        if found:
            found = [each for each in found if follows(talk.words[index + 1 : index + 1 + len(each.form.rest)], each)]
        carrying = light(word) if free else ()
        events.append(found)
        carriers.append(carrying)
        kinds.append(_kind(word, found, carrying) if free else "")
        behind = index + 2 if index + 1 < end and preposition(talk.words[index + 1]) else index + 1
        if word == "ثم" and behind < end and talk.name[behind] >= 0:
            kinds[-1] = "then"  # القاهرة ثم الرياض
    for index, found in enumerate(events):
        size = max((len(each.form.rest) for each in found), default=0)
        for covered in range(index + 1, index + 1 + size):
            kinds[covered] = kinds[covered] or "term"
    made = Stretch(talk, begin, end, events, carriers, kinds)
    made = Stretch(talk, begin, end, events, carriers, kinds, tuple(_nominals(made)))
    talk.stretches[begin, end] = made
    return made


def _titled(talk: Discourse, index: int, end: int) -> bool:
    """Tell whether a word that can name an event is part of an office: مساعدة وزير الخارجية."""
    if index + 1 >= end or talk.name[index + 1] < 0 or not is_head(talk.words[index].removeprefix("و")):
        return False
    mention = talk.mentions[talk.name[index + 1]]
    return mention.kind == "office" or mention.office_start is not None


def _kind(word: str, found: Sequence[Word], carrying: Sequence[Word]) -> str:
    closed = _small_kind(word)  # of the closed classes
    if closed:
        return closed
    both = (*found, *carrying)
    if both and all(each.form.finite for each in both):
        return "verb"
    return "verb" if not both and _is_verb(word) else ""


@lru_cache(2**15)
def _small_kind(word: str) -> str:
    bare = word[1:] if word[:1] in ("و", "ف") else word
    if preposition(word):
        return "preposition"
    if word in small("relative") or bare in small("relative"):
        return "relative"
    if word in small("that") or bare in small("that") or word in ("بان", "بانه", "بانها"):
        return "that"
    return "clause" if word in small("clause") or bare in small("clause") else ""


def _nominals(around: Stretch) -> list[Nominal]:
    talk = around.talk
    result: list[Nominal] = []
    for number in talk.between(around.begin, around.end):
        each = talk.mentions[number]
        if each.kind == "outlet" and is_platform(each):
            continue
        nominal = _nominal(around, number)
        last = result[-1] if result else None
        merged = _with_previous(around, last, nominal) if last is not None else None
        if _led(around, result, nominal):
            led = result[-2]
            result[-2] = Nominal(
                led.head, led.first, nominal.last, (*led.mentions, *nominal.mentions), led.preposition, led.joined
            )
        elif merged is None:
            result.append(nominal)
        else:
            result[-1] = merged
    return result


def _led(around: Stretch, result: Sequence[Nominal], here: Nominal) -> bool:
    """Tell whether a nominal goes on with the one before last, past who leads it: فتح برئاسة ... وحماس برئاسة ..."""
    if len(result) < 2 or not here.joined or here.preposition or here.head != result[-1].last:
        return False
    led, leader = result[-2:]
    kinds = [around.talk.mentions[each.mentions[-1]].kind for each in (led, leader, here)]
    return (
        kinds[1] in ("person", "office")
        and kinds[0] in ("organisation", "state", "group", "nisba")
        and kinds[2] in ("organisation", "state", "group")
        and leader.head == led.last
        and around.word(leader.head) in context("leading")
    )


def _nominal(around: Stretch, number: int) -> Nominal:
    talk = around.talk
    first, last = talk.spans[number]
    last = min(last, around.end)
    head = max(first, around.begin)
    conjoined = talk.prefix(number)[:1] in ("و", "ف")  # no genitive of what stands before: محطات الطاقة وبيلاروسيا
    while (
        not conjoined
        and head > around.begin
        and first - head < _LONGEST
        and not around.barred(head)
        and _plain(around, head - 1)
    ):
        head -= 1
    word = talk.words[head]
    prefix = folded([talk.prefix(number)])[0] if head == first and talk.prefix(number) else ""
    if head < first:
        prefix = _joined(word)
    elif around.talk.raw[talk.starts[first] :].startswith("لل"):
        prefix = "ل"
    joined = prefix[:1] in ("و", "ف")
    governor = prefix.lstrip("وف")[:1]
    governor = governor if governor in ("ب", "ل", "ك") else ""
    if (
        not governor
        and not joined
        and head > around.begin
        and not around.barred(head, _BARS.replace("«", "").replace('"', "").replace("“", ""))
    ):
        governor = preposition(talk.words[head - 1])
        if governor == "من" and head - 2 >= around.begin and is_quantifier(talk.words[head - 2]):
            head -= 2
            governor = preposition(around.word(head - 1))
    if governor == "مع" and any(
        talk.words[here] in context("border") for here in range(max(head - 3, around.begin), head)
    ):
        governor = "قرب"  # الحدود مع النيجر: a place, and nobody who takes part
    if governor == "في" and talk.words[head] == "اتجاه":
        governor = "باتجاه"
    head, governor = _headed(around, head, governor)
    return Nominal(head, first, last, (number,), governor, joined)


def _headed(around: Stretch, head: int, governor: str) -> tuple[int, str]:
    """Return the phrase's own head and governor where the name says whose it is: ممثلون عن المغرب."""
    if governor not in ("عن", "من", "ل"):
        return head, governor
    own = head - 1 if preposition(around.word(head - 1)) == governor else head
    before = own - 1
    if before < around.begin or around.barred(own):
        return head, governor
    word = around.word(before)
    if word not in context("belonging") and not {word, word.removeprefix("و")} & context("member"):
        return head, governor
    size = 0
    while before > around.begin and size < 4 and not around.barred(before) and _plain(around, before - 1):
        before -= 1
        size += 1
    return before, preposition(around.word(before - 1)) if not around.barred(before) else ""


def _plain(around: Stretch, index: int) -> bool:
    """Tell whether a word can belong to the noun phrase of the name behind it: no verb, no event, no name, no date."""
    talk = around.talk
    return (
        talk.name[index] < 0
        and not talk.dated[index]
        and not around.kind(index)
        and not around.event(index)
        and not any(each.form.finite for each in around.carrier(index))
    )


def _joined(word: str) -> str:
    """Return what is joined before the first word of a noun phrase, as far as it can be told."""
    conjunction = (
        word[0] if word[:1] in ("و", "ف") and (word[1:].startswith(("ال", "ب", "ل")) or is_head(word[1:])) else ""
    )
    rest = word[len(conjunction) :]
    if rest.startswith(("بال", "لل", "كال")):
        return conjunction + rest[0]
    if rest[:1] in ("ب", "ل") and len(rest) > 3 and (is_head(rest[1:]) or rest[1:] in context("place-head")):
        return conjunction + rest[0]
    return conjunction


def _with_previous(around: Stretch, last: Nominal, here: Nominal) -> Nominal | None:
    """Return one nominal of two: coordinated (سوريا وفرنسا), two nisbas (سوري إسرائيلي), العاصمة الفرنسية باريس."""
    talk = around.talk
    kinds = [talk.mentions[number].kind for number in (*last.mentions, *here.mentions)]
    if here.head < last.last:
        return _within(around, last, here)
    if here.head != last.last and not _then(around, last, here):
        return None
    gap = talk.gap(here.head)
    clause = here.last < around.end and (
        around.kind(here.last) == "verb" or any(each.form.finite for each in around.event(here.last))
    )
    clause = clause and not _of_several(around, here.last) and not {*kinds} <= {"nisba"}
    before = talk.gap(last.head)
    opens = ".." in before or "…" in before or around.barred(last.head)  # قمة باريس.. مصر وتركيا والأردن تدين
    opens = opens or (last.joined and around.barred(last.head, ".؟!"))
    if clause and here.joined and not last.preposition and not opens:
        return None  # الخرطوم تطلق ... والقاهرة تعفو
    if (
        (here.joined or here.head > last.last)
        and not here.preposition
        and not any(mark in gap for mark in _BARS.replace("،", "").replace(",", ""))
    ):
        return Nominal(
            last.head, last.first, here.last, (*last.mentions, *here.mentions), last.preposition, last.joined
        )
    if any(mark in gap for mark in _BARS) or here.preposition:
        return None
    if here.head != here.first:
        return None
    if kinds[-1] == "nisba" and kinds[-2] == "nisba":
        return Nominal(
            last.head, last.first, here.last, (*last.mentions, *here.mentions), last.preposition, last.joined
        )
    if kinds[-1] == "nisba":
        return Nominal(last.head, last.first, here.last, last.mentions, last.preposition, last.joined)
    capital = around.word(last.head).lstrip("وبل").removeprefix("ل") in context("place-head")
    if kinds[-2] == "nisba" and last.head < last.first and (kinds[-1] in ("place", "person", "office") or capital):
        return Nominal(
            last.head, here.first, here.last, (*last.mentions[:-1], *here.mentions), last.preposition, last.joined
        )
    return None


def _within(around: Stretch, last: Nominal, here: Nominal) -> Nominal | None:
    """Return one nominal of a group and the name of whose it is: مسؤولين من رواندا والكونغو."""
    mentions = around.talk.mentions
    group = mentions[last.mentions[-1]]
    if group.kind != "group" or not {mentions[number].kind for number in here.mentions} <= {"state", "organisation"}:
        return last if here.last <= last.last else None
    states = {entity.state for entity in group.entities if party(entity)}
    bodies = {each.state for number in here.mentions for each in mentions[number].entities if party(each) != each.state}
    if states and states <= bodies:  # وفد حركة فتح is the movement's
        last = replace(last, mentions=last.mentions[:-1])
        states = set()
    new = [number for number in here.mentions if not {each.state for each in mentions[number].entities} & states]
    return Nominal(
        last.head, last.first, max(last.last, here.last), (*last.mentions, *new), last.preposition, last.joined
    )


def _of_several(around: Stretch, index: int) -> bool:
    """Tell whether the verb at a word is of two or more, so that all who stand before it are its subject: اتفقتا."""
    return around.word(index).endswith(("تا", "وا", "ون", "ان")) and around.kind(index) == "verb"


def _then(around: Stretch, last: Nominal, here: Nominal) -> bool:
    """Tell whether ثم joins two names, with nothing but days between: القاهرة ثم الرياض, مصر، الأحد، ثم السعودية."""
    talk = around.talk
    return (
        here.head == here.first
        and not here.preposition
        and around.word(here.head - 1) == "ثم"
        and last.last <= here.head - 1 <= last.last + 4
        and all(talk.dated[index] for index in range(last.last, here.head - 1))
    )


def named(talk: Discourse, nominal: Nominal) -> list[Mention]:
    """Return the mentions of a nominal."""
    return [talk.mentions[number] for number in nominal.mentions]


_BODIES = frozenset({"GOV", "LEG", "JUD", "SPY", "COP", "MED", "ELI", "BUS", "EDU", "CVL", ""})


def party(entity: Entity) -> str:
    """Return the code of a party: its state, with ``:MIL`` for an army, or a code of its own (SDF, UN); else nothing.

    >>> party(Entity("TUR:MIL", "organisation", state="TUR", sector="MIL"))
    'TUR:MIL'
    >>> party(Entity("SDF", "organisation", state="SYR", sector="PRM"))
    'SDF'
    """
    own = entity.kind == "organisation" and entity.entity_id.replace("-", "").isupper() and ":" not in entity.entity_id
    if own and (not entity.state or entity.sector not in _BODIES):
        return entity.entity_id
    if entity.entity_id == "EUR":
        return "EU"  # عقوبات أوروبية
    if entity.state:
        return f"{entity.state}:MIL" if entity.sector == "MIL" and entity.kind != "person" else entity.state
    return entity.entity_id if entity.kind == "organisation" else ""
