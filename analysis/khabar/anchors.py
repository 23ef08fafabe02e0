"""Anchors: the words of a sentence that tell an event, each with the verb that carries it.

A verb is an anchor where its needs are met. A noun is one where it is told and not merely spoken about: carried by a
verb (عقد اجتماعًا), in a nominal headline, with its own parties (غارات إسرائيلية على دمشق), definite, or after a
preposition of time (بعد لقاء). Aims and topics (بهدف التعاون, ملف المفاوضات) are no events.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from khabar.cues import small
from khabar.eventwords import Word, context, stems
from khabar.happening import ROLES
from khabar.lexicon import Row, load
from khabar.matching import folded
from khabar.plover import acts
from khabar.stretches import Stretch, is_quantifier, preposition

_REACH = 13  # words within which what a verb needs must stand
_BEFORE = 4  # words before it where its subject may meet its needs
_NEAR = 3  # words within which what makes it something else stands
_CARRIED = 45  # words between a verb and the noun that it carries: its subject can be a list of ministers
_DAMMA = "\N{ARABIC DAMMA}"
_BROKERS = frozenset({"convenor", "mediator", "sponsor", "proposer", "host"})
_ANY = frozenset({"اي", "ايه"})
_BEING = frozenset({"كان", "كانت", "وكان", "وكانت"})
_FORCE = frozenset({"ASSAULT", "PROTEST", "COERCE", "MOBILIZE"})


@dataclass(frozen=True, slots=True)
class Anchor:
    """An event at the words ``[index, last)`` of a sentence.

    ``carrier`` is the word of the verb that carries a noun, or -1, ``carrying`` how that verb is read. ``passive``
    tells whether the form shows its passive. ``governor`` is the preposition before a noun.
    """

    index: int
    last: int
    word: Word
    carrier: int = -1
    carrying: Word | None = None
    passive: bool = False
    governor: str = ""
    headline: bool = False

    @property
    def act(self) -> str:
        """What was done."""
        return self.word.form.lemma.act

    @property
    def verbal(self) -> bool:
        """Whether the anchor is a finite verb."""
        return self.word.form.finite


def anchors(around: Stretch, *, headline: bool = False) -> list[Anchor]:
    """Return the anchors of a sentence in order; in a ``headline`` a noun needs no verb."""
    carried = dict(_carried(around))
    carriers = {carrier for carrier, _ in carried.values()}
    found: list[Anchor] = []
    index = around.begin
    while index < around.end:
        broker = broker_phrase(around, index)
        if broker:  # بوساطة تركية says through whom, and is no event of its own
            index += broker
            continue
        anchor = _anchor(around, index, carried, headline=headline) if around.event(index) else None
        told = anchor is not None and anchor.act != "no-event" and (anchor.verbal or _told(around, anchor))
        if (
            anchor is not None
            and told
            and not (anchor.act == "host" and index in carriers)
            and not _counts(around, index)
        ):
            found.append(anchor)
        # A term that tells no event keeps its words all the same: no shots in وقف إطلاق النار.
        index = anchor.last if anchor is not None else index + 1
    return found


def broker_phrase(around: Stretch, index: int) -> int:
    """Return how many words of a phrase that gives a role begin at a word: 2 for بدعوة من, 0 for none."""
    words = around.talk.words
    for form, row in role_phrases().get(words[index], ()):
        invited = any(word.endswith("دعوة") for word in form)  # an invitation is an event as well
        if row.value in _BROKERS and not invited and tuple(words[index : index + len(form)]) == form:
            return len(form)
    return 0


@cache
def role_phrases() -> Mapping[str, tuple[tuple[tuple[str, ...], Row], ...]]:
    """Return the phrases of `event_roles.tsv` by their first word, folded, longest first, also with و joined."""
    rows = [row for row in load("event_roles") if row.value in (*ROLES, "accompanying")]
    table: dict[str, list[tuple[tuple[str, ...], Row]]] = {}
    for row, form in zip(rows, folded([row.form for row in rows]), strict=True):
        words = tuple(form.split())
        for joined in ("", "و"):
            table.setdefault(joined + words[0], []).append(((joined + words[0], *words[1:]), row))
    return MappingProxyType({word: tuple(sorted(each, key=lambda one: -len(one[0]))) for word, each in table.items()})


def _anchor(around: Stretch, index: int, carried: dict[int, tuple[int, Word]], *, headline: bool) -> Anchor | None:
    """Return the anchor that begins at a word, or the words of a term that tells nothing there."""
    verbal = _verbal(around, index)
    first: Anchor | None = None
    # The longer term first (إطلاق سراح before إطلاق), then what asks for more.
    for word in sorted(around.event(index), key=lambda each: (-len(each.form.rest), not each.form.lemma.needs)):
        last = index + 1 + len(word.form.rest)
        term = word.form.rest and not word.form.finite  # حظر التجول is no verb, whatever حظر alone can be
        if not term and word.form.finite != verbal and any(each.form.finite == verbal for each in around.event(index)):
            continue
        if word.form.finite and not verbal:
            continue
        if not _holds(around, index, last, word, carried.get(index, (index, None))[0]):
            continue
        if word.form.finite:
            return Anchor(index, last, word, passive=word.form.passive or _damma(around, index), headline=headline)
        carrier, carrying = carried.get(index, (-1, None))
        governor = word.preposition or _governor(around, index)
        if carrying is not None and governor in prepositions(carrying):
            governor = ""
        anchor = Anchor(index, last, word, carrier, carrying, word.form.passive, governor, headline)
        if anchor.act == "no-event" or _told(around, anchor):
            return anchor
        first = first or anchor
    return first


def _counts(around: Stretch, index: int) -> bool:
    """Tell whether a word only counts the event behind it: جولة من المحادثات, سلسلة لقاءات."""
    if not is_quantifier(around.word(index)):
        return False
    behind = index + 2 if around.word(index + 1) == "من" else index + 1
    return any(not each.form.finite for each in around.event(behind)) and not around.barred(behind)


def _damma(around: Stretch, index: int) -> bool:
    """Tell whether the first letter of a perfect bears the vowel of the passive."""
    talk = around.talk
    printed = talk.raw[talk.starts[index] : talk.ends[index]].removeprefix("و").removeprefix("ف")
    return _DAMMA in printed[1:3]


def _verbal(around: Stretch, index: int) -> bool:
    """Tell whether a word that can be verb or noun (قتل, دعم, طلب) is the verb here."""
    words = around.event(index)
    finite = [each for each in words if each.form.finite]
    if not finite or len(finite) == len(words):
        return bool(finite)
    if _damma(around, index):
        return True
    if any(each.prefix and not each.form.finite for each in words if not each.conjunction) or around.word(
        index
    ).endswith("ا"):
        return False
    before = around.word(index - 1)
    joined = any(each.conjunction for each in words)
    if index > around.begin and not around.barred(index) and not joined:
        if preposition(before) or is_quantifier(before):
            return False
        if before in small("that"):
            return around.talk.raw[around.talk.starts[index - 1]] != "إ"  # إن has a noun behind it
        if before in small("relative") or before in small("negation"):
            return True
        if around.talk.name[index - 1] >= 0:
            nominal = around.at(index - 1)
            if nominal is None or nominal.preposition:
                return False
            verb = nominal.head - 1  # أعلن الجيش وقف: what the verb before the name has for its object
            return not any(each.form.finite for each in (*around.event(verb), *around.carrier(verb))) and (
                around.kind(verb) != "verb" or around.word(verb) in _BEING
            )
        if around.kind(index - 1) == "verb":
            return before in small("auxiliary")
        if not around.talk.dated[index - 1] and around.kind(index - 1) != "clause":
            return False
    following = index + 1
    if following >= around.end:
        return False
    number = around.talk.name[following]
    if number >= 0 and around.talk.mentions[number].kind == "nisba":
        return False  # قصف إسرائيلي على
    word = around.word(following)
    clause = index > around.begin and around.kind(index - 1) == "clause"
    if (joined or clause) and (preposition(word) or word.startswith(("بال", "لل", "ب"))):
        return True  # وتعهد برفع
    return number >= 0 or word.startswith("ال") or word in small("quantifier")


def _holds(around: Stretch, index: int, last: int, word: Word, carrier: int) -> bool:
    """Tell whether what the word needs stands near, and nothing that makes it something else.

    What a noun needs can stand anywhere behind the verb that carries it.
    """
    lemma = word.form.lemma
    behind = range(last, min(last + _NEAR, around.end))
    unless = _needs(lemma.unless)
    if lemma.unless and any(
        not unless.words.isdisjoint(stems(around.word(here)))
        or any(_phrase_at(around, here, phrase) for phrase in unless.phrases)
        for here in behind
    ):
        return False
    if not lemma.needs:
        return True
    needs = _needs(lemma.needs)
    for here in range(last, min(last + _REACH, around.end)):
        if around.edge(here):
            break
        if _needed(around, here, needs):
            return True
    needs = needs.open_class
    since = max(min(index - _BEFORE, carrier), around.begin)
    for here in range(index - 1, since - 1, -1):  # اللقاء تناول
        if around.edge(here + 1):
            break
        if _needed(around, here, needs):
            return True
    return False


@dataclass(frozen=True, slots=True)
class _Needs:
    """What an event word needs, by the way it is looked for; ``person`` and ``party`` are any that the page names."""

    named: frozenset[str] = frozenset()
    letters: tuple[str, ...] = ()  # prepositions that are joined: دعا للحوار
    prepositions: frozenset[str] = frozenset()
    phrases: tuple[str, ...] = ()
    stems: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()  # all that are one word

    @property
    def open_class(self) -> "_Needs":
        """What may also stand before: prepositions govern what is behind them."""
        return _Needs(self.named, phrases=self.phrases, stems=self.stems)


@cache
def _needs(words: tuple[str, ...]) -> _Needs:
    found: dict[str, list[str]] = {"named": [], "letters": [], "prepositions": [], "phrases": [], "stems": []}
    for word in words:
        if word in ("person", "party"):
            found["named"].append(word)
        elif " " in word:
            found["phrases"].append(word)
        elif len(word) == 1:
            found["letters"].append(word)
        else:
            found["prepositions" if preposition(word) else "stems"].append(word)
    return _Needs(
        frozenset(found["named"]),
        tuple(found["letters"]),
        frozenset(found["prepositions"]),
        tuple(found["phrases"]),
        frozenset(found["stems"]),
        frozenset(word for word in words if " " not in word),
    )


def _phrase_at(around: Stretch, index: int, phrase: str) -> bool:
    """Tell whether a phrase begins at a word."""
    words = phrase.split()
    return around.talk.words[index : index + len(words)] == words


def _needed(around: Stretch, index: int, needs: _Needs) -> bool:
    """Tell whether a word is one of those that an event word needs."""
    word = around.word(index)
    if needs.stems and not needs.stems.isdisjoint(stems(word)):
        return True
    if needs.letters and len(word) > 3 and word.startswith(needs.letters):
        return True
    if needs.prepositions and (
        preposition(word) in needs.prepositions or any(word.startswith(each + "ه") for each in needs.prepositions)
    ):
        return True
    if needs.named:
        number = around.talk.name[index]
        kind = around.talk.mentions[number].kind if number >= 0 else ""
        if kind in ("person", "office") or ("party" in needs.named and kind not in ("", "place", "outlet")):
            return True
    return any(_phrase_at(around, index, phrase) for phrase in needs.phrases)


def _governor(around: Stretch, index: int) -> str:
    """Return the preposition before a noun, past words that only count it: بعد سلسلة من اللقاءات."""
    here = index - 1
    while here >= around.begin and not around.barred(here + 1, "،؛:()"):
        found = preposition(around.word(here))
        if found and not (found == "من" and is_quantifier(around.word(here - 1))):
            return found
        if found:
            here -= 1
        elif not (
            is_quantifier(around.word(here)) or around.word(here) in small("quantifier") or around.word(here) in _ANY
        ):
            break
        word = around.word(here).removeprefix("و")
        if word[:1] in ("ب", "ل") and is_quantifier(word[1:]):
            return word[0]
        here -= 1
    return ""


def _carried(around: Stretch) -> Iterator[tuple[int, tuple[int, Word]]]:
    """Yield for nouns that a verb carries the verb's word and reading; a later verb gives way to an earlier one."""
    taken: set[int] = set()
    for index in range(around.begin, around.end):
        for word in around.carrier(index):
            if not _can_carry(around, index, word):
                continue
            noun = _noun_of(around, index, word)
            if noun >= 0 and noun not in taken:
                taken.add(noun)
                yield noun, (index, word)
                break


def _can_carry(around: Stretch, index: int, word: Word) -> bool:
    """Tell whether the reading fits: a verbal noun that carries stands without ال (عقد جولة), a verb is no noun."""
    if word.form.finite:
        before = around.word(index - 1)
        return not (preposition(before) and not around.barred(index)) or word.form.lemma.row.form == "تم"
    return word.form.kind != "masdar" or not word.prefix.endswith("ال") or "" not in prepositions(word)


def _noun_of(around: Stretch, index: int, word: Word) -> int:
    wanted = prepositions(word)
    finite = word.form.finite
    reach = _CARRIED if finite else 4
    for here in range(index + 1, min(index + 1 + reach, around.end)):
        if around.edge(here) or around.kind(here) in ("that", "clause"):
            break
        if around.kind(here) in ("relative", "verb") and here > index + 1:
            break
        if not finite and not all(_light(around, each) for each in range(index + 1, here)):
            break
        nouns = [each for each in around.event(here) if not each.form.finite]
        terms = any(each.form.rest for each in nouns)
        if not nouns or (_verbal(around, here) and not terms) or _counts(around, here):
            continue
        governor = nouns[0].preposition or _governor(around, here)
        if governor in wanted or (governor == "ب" and "" in wanted and _decided(around, here)):
            return here
    if finite and ("" in wanted or word.form.pronoun):
        return _noun_before(around, index, word)
    return -1


def _decided(around: Stretch, index: int) -> bool:
    """Tell whether a noun is what a decision or an order is about: أصدر قرارًا بالعفو, أوامر باعتقال."""
    before = (around.word(index - 1), around.word(index - 2))  # قرارًا جمهوريًا بالعفو
    return any(word in context("decision") for word in before)


def _light(around: Stretch, index: int) -> bool:
    """Tell whether a word may stand between a verbal noun and the event it brings about: عقد جولة من المشاورات."""
    word = around.word(index)
    return is_quantifier(word) or word in small("quantifier") or word in _ANY or bool(preposition(word))


def prepositions(word: Word) -> frozenset[str]:
    """Return the prepositions, folded, behind which a carrying verb has its noun; an empty one is none."""
    return _prepositions(word.form.lemma.row.more["preposition"])


@cache
def _prepositions(cell: str) -> frozenset[str]:
    each = [piece.strip().removesuffix("ـ") for piece in cell.split(";")]
    return frozenset("" if piece in ("", "-") else folded([piece])[0] for piece in each)


def _noun_before(around: Stretch, index: int, word: Word) -> int:
    """Return the noun that stands before its verb: محادثات جمعت, الاجتماع الذي نظمه, اللقاء عُقد; else -1."""
    relative = around.kind(index - 1) == "relative"
    subject = word.form.lemma.act == "noun" or word.form.passive or relative or _damma(around, index)
    here = index - 1
    while here >= around.begin and index - here < 15:
        if around.edge(here + 1) or (around.kind(here) in ("verb", "that", "clause")):
            break
        nouns = [each for each in around.event(here) if not each.form.finite]
        if nouns and not _verbal(around, here):
            past = not relative and _governor(around, here) in context("adjunct")  # بعد سقوط النظام، فتحت
            return here if (subject or word.form.pronoun) and not past else -1
        here -= 1
    return -1


def _told(around: Stretch, anchor: Anchor) -> bool:
    """Tell whether a noun tells an event, and does not only name an aim or a topic."""
    if anchor.carrier >= 0:
        return True
    word = anchor.word
    kind = acts().get(anchor.act, "").partition("-")[0]
    if word.form.kind == "participle":
        return _participle(around, anchor)
    before = around.word(anchor.index - 1) if not around.barred(anchor.index) else ""
    bare = before.removeprefix("و")
    if before and (
        before in context("topic")
        or bare.removeprefix("ال") in context("topic")
        or bare.lstrip("بل") in context("topic")
    ):
        return False
    if anchor.governor in context("aim-preposition") and kind not in _FORCE:
        return False
    if anchor.governor == "ل" and word.preposition == "ل":
        return False
    own = _own_parties(around, anchor)
    if kind in _FORCE:
        return True
    if own or anchor.headline:
        return True
    if word.form.kind == "masdar":
        return False
    if anchor.governor in context("telling-preposition"):
        if anchor.governor == "في" and kind == "CONSULT":
            return True  # في زيارة رسمية
        return word.definite or anchor.governor not in ("في", "علي", "من", "مع")
    return word.definite and kind in ("CONSULT", "") and not anchor.governor


def _participle(around: Stretch, anchor: Anchor) -> bool:
    """Tell whether a participle acts (متهمًا إسرائيل) and is no adjective or name of a person."""
    talk = around.talk
    printed = talk.raw[talk.starts[anchor.index] : talk.ends[anchor.index]]
    if anchor.word.prefix:
        return False
    if anchor.passive:
        return True
    return around.word(anchor.index).endswith("ا") or "\N{ARABIC FATHATAN}" in printed or around.barred(anchor.index)


def _own_parties(around: Stretch, anchor: Anchor) -> bool:
    """Tell whether the noun has a party of its own right behind it: its genitive, a nisba, or behind بين, مع, على."""
    frame = anchor.word.form.lemma.frame
    for nominal in around.nominals:
        if nominal.head < anchor.last or nominal.head > anchor.last + 4:
            continue
        if any(
            around.edge(here) or around.kind(here) in ("verb", "that", "relative")
            for here in range(anchor.last, nominal.head + 1)
        ):
            break
        if nominal.preposition:
            if nominal.preposition in frame or nominal.preposition in ("بين", "مع"):
                return True
        elif nominal.head == anchor.last or nominal.head == nominal.first:
            return True
    return anchor.word.form.pronoun
