"""The words that name events: verbs in all their forms, nouns and participles, and the verbs that carry them.

`event_words_*.tsv` list them with the act, the roles of what stands around them (the *frame*) and what must or must
not stand near; `event_light_verbs.tsv` lists verbs that only carry a noun (عقد اجتماعًا, "held a meeting"). Everything
is looked up folded. A word is tried as it is printed and without what can be joined before it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType

from khabar.conjugation import conjugated, with_object, with_pronouns
from khabar.lexicon import Row, load
from khabar.matching import folded

LEXICONS = ("talks", "cooperation", "demands", "force")
COLUMNS = ("part", "imperfect", "participle", "masdar", "plural", "needs", "unless", "frame")
LIGHT_COLUMNS = ("imperfect", "participle", "masdar", "status", "preposition")
FINITE = frozenset({"perfect", "imperfect"})
_ENDINGS = frozenset(
    (
        "",
        *[
            "ا",
            "ه",
            "ها",
            "هم",
            "هما",
            "ات",
            "ين",
            "ون",
            "ان",
            "ة",
            "ته",
            "تها",
            "تهم",
            "تهما",
            "ت",
            "تين",
            "تان",
            "نا",
            "ي",
            "ية",
            "يا",
            "يين",
        ],
    )
)
_BEFORE_NOUN = ("", "ال", "ب", "ل", "ك", "بال", "لل", "كال")
_LONGEST_BEFORE = 1 + max(map(len, _BEFORE_NOUN))  # with و
_LONGEST_ENDING = max(map(len, _ENDINGS))
_MET = 2**15  # words whose readings are kept: those of a text are few, and come again and again


@dataclass(frozen=True, slots=True, eq=False)
class Lemma:
    """A row of the lexicon, read once: ``frame`` maps slots (``subj``, ``obj``, ``gen``, ``adj``, على) to roles."""

    row: Row
    act: str
    part: str
    frame: Mapping[str, str]
    needs: tuple[str, ...]
    unless: tuple[str, ...]
    other: frozenset[str] = frozenset()  # forms that are printed for another word much more often

    @property
    def symmetric(self) -> bool:
        """Whether the sides are all participants."""
        return "participant" in (self.frame.get("subj"), self.frame.get("gen"))


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A printed form of an event word or of a light verb.

    ``kind`` is ``perfect``, ``imperfect``, ``participle``, ``masdar`` or ``noun``; ``number`` of a noun is
    ``singular``, ``dual`` or ``plural``. ``pronoun`` tells whether one is joined: whom a verb acts on, whose a noun is.
    ``person`` is ``first`` for "I met", "we agreed". ``rest`` are the further words of a term.
    """

    lemma: Lemma
    kind: str
    gender: str = ""
    number: str = ""
    passive: bool = False
    pronoun: bool = False
    person: str = "third"
    rest: tuple[str, ...] = ()

    @property
    def finite(self) -> bool:
        """Whether the form is a perfect or an imperfect."""
        return self.kind in FINITE


@dataclass(frozen=True, slots=True)
class Word:
    """A form as it stands in the text: ``conjunction`` and ``prefix`` are what is joined before it, folded."""

    form: Form
    conjunction: str
    prefix: str

    @property
    def definite(self) -> bool:
        """Whether ال is joined before it, or a pronoun behind it."""
        return self.prefix.endswith("ال") or self.prefix == "لل" or self.form.pronoun

    @property
    def preposition(self) -> str:
        """The preposition joined before it: ب, ل or ك, or nothing."""
        return self.prefix[:1] if self.prefix[:1] in ("ب", "ل", "ك") else ""


@lru_cache(_MET)
def readings(word: str) -> tuple[Word, ...]:
    """Return how ``word``, folded, can be read as an event word, in the order of the lexicon.

    >>> [(each.form.lemma.act, each.form.kind, each.prefix) for each in readings("والاجتماع")]
    [('meet', 'noun', 'ال')]
    """
    return tuple(_looked_up(word, *_tables(_event_forms)))


@lru_cache(_MET)
def light(word: str) -> tuple[Word, ...]:
    """Return how ``word``, folded, can be read as a verb that carries an event noun.

    >>> {each.form.lemma.row.form for each in light("عقدت")}
    {'عقد'}
    """
    return tuple(_looked_up(word, *_tables(_light_forms)))


def _looked_up(word: str, verbs: Mapping[str, tuple[Form, ...]], nouns: Mapping[str, tuple[Form, ...]]) -> list[Word]:
    found: list[Word] = []
    joined = (("", word), (word[0], word[1:])) if word[:1] in ("و", "ف") and len(word) > 2 else (("", word),)
    for conjunction, rest in joined:
        found += [Word(form, conjunction, "") for form in verbs.get(rest, ())]
        for prefix in _BEFORE_NOUN:
            if rest.startswith(prefix):
                found += [Word(form, conjunction, prefix) for form in nouns.get(rest[len(prefix) :], ())]
    return found


@cache
def _tables(source: "object") -> tuple[Mapping[str, tuple[Form, ...]], Mapping[str, tuple[Form, ...]]]:
    """Return the finite forms and the others, by their first word, folded."""
    forms = list(source())  # type: ignore[operator]
    finite: dict[str, list[Form]] = {}
    others: dict[str, list[Form]] = {}
    for (_, form), shape in zip(forms, folded([text for text, _ in forms]), strict=True):
        if shape in form.lemma.other:
            continue
        first, *rest = shape.split()
        if rest:
            form = Form(form.lemma, form.kind, form.gender, form.number, rest=tuple(rest))
        same = (finite if form.finite else others).setdefault(first, [])
        if not any(_alike(form, other) for other in same):
            same.append(form)
    return tuple(  # type: ignore[return-value]
        MappingProxyType({key: tuple(value) for key, value in table.items()}) for table in (finite, others)
    )


def _alike(one: Form, other: Form) -> bool:
    return (
        one.lemma is other.lemma
        and one.kind == other.kind
        and one.passive == other.passive
        and one.pronoun == other.pronoun
        and one.person == other.person
        and one.rest == other.rest
        and (one.number == "plural") == (other.number == "plural")
    )


@cache
def lemmas() -> tuple[Lemma, ...]:
    """Return every row of the event words, read.

    >>> next(each.act for each in lemmas() if each.row.form == "التقى")
    'meet'
    """
    return tuple(_lemma(row) for name in LEXICONS for row in load(f"event_words_{name}", COLUMNS))


def _lemma(row: Row) -> Lemma:
    pairs = (slot.partition("=") for slot in row.more["frame"].split())
    frame = {_slot(slot): role for slot, _, role in pairs}
    needs, unless = _stems(row.more["needs"]), _stems(row.more["unless"])
    return Lemma(row, row.value, row.more["part"], frame, needs, unless, _others(row))


def _others(row: Row) -> frozenset[str]:
    listed = row.note.partition("not: ")[2].partition(";")[0].split()
    return frozenset(folded(listed)) if listed else frozenset()


@cache
def _slot(slot: str) -> str:
    """Return a slot as it is looked up: a preposition folded, the four others as they are."""
    return slot if slot.isascii() else folded([slot.removesuffix("ـ")])[0]


@cache
def _stems(cell: str) -> tuple[str, ...]:
    each = [stem.strip() for stem in cell.split(";") if stem.strip()]
    return tuple(folded(each)) if each else ()


def _event_forms() -> Iterator[tuple[str, Form]]:
    for lemma in lemmas():
        more = lemma.row.more
        if lemma.part == "verb":
            yield from _verb(lemma, more["imperfect"], more["participle"])
            if more["masdar"]:
                yield from _noun(lemma, more["masdar"], "masdar", ())
        elif lemma.part == "noun":
            yield from _noun(lemma, lemma.row.form, "noun", _split(more["plural"]))
        else:
            yield from _participle(lemma, lemma.row.form)


def _light_forms() -> Iterator[tuple[str, Form]]:
    for row in load("event_light_verbs", LIGHT_COLUMNS):
        lemma = Lemma(row, row.value, "light", {}, (), (), _others(row))
        yield from _verb(lemma, row.more["imperfect"], row.more["participle"])
        if row.more["masdar"]:
            yield from _noun(lemma, row.more["masdar"], "masdar", ())


def _split(cell: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in cell.split(";") if each.strip())


def _verb(lemma: Lemma, imperfect: str, participle: str) -> Iterator[tuple[str, Form]]:
    perfect, *particle = lemma.row.form.split()
    tail = " ".join(particle)
    for each in conjugated(perfect, imperfect, participle, ""):
        text = f"{each.form} {tail}".strip()
        yield text, Form(lemma, each.kind, each.gender, each.number)
        if each.kind in FINITE and not tail and each.form[-1] not in "نا":
            yield from (
                (joined, Form(lemma, each.kind, each.gender, each.number, pronoun=True))
                for joined in with_object(each.form)
            )
    for form, kind in passives(perfect, imperfect):
        yield f"{form} {tail}".strip(), Form(lemma, kind, passive=True)
    for form, kind in first_person(perfect, imperfect):
        yield f"{form} {tail}".strip(), Form(lemma, kind, person="first")


def _noun(lemma: Lemma, noun: str, kind: str, plurals: Iterable[str]) -> Iterator[tuple[str, Form]]:
    for base, number in ((noun, "singular"), *((plural, "plural") for plural in plurals)):
        head, *rest = base.split()
        tail = " ".join(rest)
        yield base, Form(lemma, kind, "", number)
        if head[-1] not in "ةىاء":
            yield f"{head}ا {tail}".strip(), Form(lemma, kind, "", number)
        if rest:
            continue
        yield from ((each.form, Form(lemma, kind, "", number, pronoun=True)) for each in with_pronouns(base)[1:])
        if number == "singular" and kind == "noun":
            stem = head[:-1] + "ت" if head[-1] == "ة" else head
            yield from ((stem + end, Form(lemma, kind, "", "dual")) for end in ("ان", "ين"))


def _participle(lemma: Lemma, participle: str) -> Iterator[tuple[str, Form]]:
    for each in conjugated("", "", participle, ""):
        yield each.form, Form(lemma, "participle", each.gender, each.number, passive=lemma.part == "adjective")


def passives(perfect: str, imperfect: str) -> Iterator[tuple[str, str]]:
    """Yield the passive forms that are spelt unlike the active ones, with their kind (``perfect``, ``imperfect``).

    Most passives differ in vowels alone, which are not printed; those of hollow and defective verbs and of فاعل differ
    in letters.

    >>> list(passives("اغتال", "يغتال"))
    [('اغتيل', 'perfect'), ('اغتيلت', 'perfect'), ('اغتيلوا', 'perfect')]
    >>> [form for form, _ in passives("ألغى", "يلغي")]
    ['ألغي', 'ألغيت', 'ألغوا', 'يلغى', 'تلغى']
    """
    stem = ""
    if len(perfect) > 2 and perfect[-2] == "ا" and not imperfect.endswith(("اءل", "ا")):
        stem = perfect[:-2] + "ي" + perfect[-1]
    elif perfect.endswith(("ى", "ا")) and len(perfect) > 2:
        stem = perfect[:-1] + "ي"
    elif len(perfect) == 4 and perfect[1] == "ا" and perfect[0] not in "أآ":
        stem = perfect[0] + "و" + perfect[2:]
    if stem:
        yield stem, "perfect"
        yield stem + "ت", "perfect"
        yield (stem[:-1] if perfect[-1] in "ىا" else stem) + "وا", "perfect"
    if imperfect[-2:-1] in ("و", "ي") and perfect[-2:-1] == "ا":
        short = imperfect[:-2] + "ا" + imperfect[-1]
        yield short, "imperfect"
        yield "ت" + short[1:], "imperfect"
    elif imperfect.endswith(("ي", "و")):
        yield imperfect[:-1] + "ى", "imperfect"
        yield "ت" + imperfect[1:-1] + "ى", "imperfect"


def first_person(perfect: str, imperfect: str) -> Iterator[tuple[str, str]]:
    """Yield "I" and "we" forms that no third person shares, with their kind.

    >>> list(first_person("التقى", "يلتقي"))
    [('التقيت', 'perfect'), ('التقينا', 'perfect'), ('ألتقي', 'imperfect'), ('سألتقي', 'imperfect'), \
('نلتقي', 'imperfect'), ('سنلتقي', 'imperfect')]
    """
    stem = perfect
    if perfect.endswith(("ى", "ا")):
        stem = perfect[:-1] + ("و" if imperfect.endswith("و") else "ي")
        yield stem + "ت", "perfect"
    elif len(perfect) > 2 and perfect[-2] == "ا":
        stem = perfect[:-2] + perfect[-1]
        yield stem + "ت", "perfect"
    yield stem + "نا", "perfect"
    if imperfect:
        for letter in ("أ", "ن"):
            yield letter + imperfect[1:], "imperfect"
            yield "س" + letter + imperfect[1:], "imperfect"


def follows(words: Sequence[str], word: Word) -> bool:
    """Tell whether ``words`` are the further words of a term: adjectives take the ال and the alef of their noun.

    >>> term = next(each for each in readings("وقف") if each.form.rest == ("اطلاق", "النار"))
    >>> follows(["اطلاق", "النار"], term), follows(["القتال"], term)
    (True, False)
    """
    rest = word.form.rest
    return len(words) == len(rest) and all(
        here in (there, "ال" + there, there + "ا") for here, there in zip(words, rest, strict=True)
    )


@cache
def context(value: str) -> frozenset[str]:
    """Return the folded forms of ``event_context.tsv`` with this ``value``.

    >>> "ملف" in context("topic")
    True
    """
    return frozenset(folded([row.form for row in load("event_context") if row.value == value]))


def stands_for(word: str, stem: str) -> bool:
    """Tell whether ``word``, folded, is ``stem`` with what can be joined before it and a short ending.

    >>> stands_for("والسفير", "سفير"), stands_for("سفراء", "سفير"), stands_for("سفيرها", "سفير")
    (True, False, True)
    """
    if word == stem:
        return True
    at = word.find(stem)
    if at < 0 or len(stem) < 2:
        return False
    rest = word[at + len(stem) :]
    before = word[:at].removeprefix("و").removeprefix("ف")
    return before in _BEFORE_NOUN and (not rest or (len(stem) > 2 and rest in _ENDINGS))


@lru_cache(_MET)
def stems(word: str) -> frozenset[str]:
    """Return all that ``word``, folded, stands for (`stands_for`): one look into a set, not a search for each stem.

    >>> {"بلاد", "بلاده"} <= stems("بلاده"), "بلاد" in stems("البلدان")
    (True, False)
    """
    found = {word}
    for begin in range(min(len(word) - 1, _LONGEST_BEFORE + 1)):
        for end in range(max(begin + 2, len(word) - _LONGEST_ENDING), len(word) + 1):
            if stands_for(word, word[begin:end]):
                found.add(word[begin:end])
    return frozenset(found)
