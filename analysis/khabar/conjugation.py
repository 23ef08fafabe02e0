"""The forms of a verb as news prints them in the third person, from its perfect, imperfect, participle and masdar.

A lexicon of saying verbs lists each by these four forms; the others follow by rule, because the four show what kind of
verb it is: hollow (قال), defective (نفى, دعا, خشي), doubled (رد, أصر), with a final hamza (هنأ), or sound. Forms are
unvocalised, as printed, so that تقول stands for "she says" alone and قال has no passive beside it. The masdar is the
verbal noun (قول, "saying"). After Wright, *A Grammar of the Arabic Language*, vol. 1.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from khabar.lexicon import Row
from khabar.matching import folded

Kind = Literal["perfect", "imperfect", "participle", "masdar"]
Gender = Literal["m", "f", ""]
Number = Literal["singular", "dual", "plural", ""]

_PRONOUNS: tuple[tuple[str, Gender, Number], ...] = (
    ("ه", "m", "singular"),
    ("ها", "f", "singular"),
    ("هما", "", "dual"),
    ("هم", "m", "plural"),
    ("هن", "f", "plural"),
)
_TANWEEN = "\N{ARABIC FATHATAN}"


@dataclass(frozen=True, slots=True)
class Inflection:
    """A printed ``form`` of a verb; gender and number of its subject, or of the pronoun joined to a masdar."""

    form: str
    kind: Kind
    gender: Gender
    number: Number


def inflections(row: Row) -> tuple[Inflection, ...]:
    """Return the forms of a verb of `cue_verbs.tsv`, without those its note lists as ``not:``.

    Those are printed for another word much more often: يجب is "must", hardly ever the jussive of أجاب "answered". They
    are compared folded, as text is. `KeyError` if the row was loaded without the columns of that lexicon.

    >>> from khabar.lexicon import load
    >>> rows = load("cue_verbs", ("imperfect", "participle", "masdar", "frames", "stance", "certainty"))
    >>> answered = {each.form for row in rows if row.form == "أجاب" for each in inflections(row)}
    >>> "يجيب" in answered, "يجب" in answered
    (True, False)
    """
    forms = conjugated(row.form, row.more["imperfect"], row.more["participle"], row.more["masdar"])
    _, _, listed = row.note.partition("not: ")
    others = set(folded(listed.partition(";")[0].split()))
    if not others:
        return forms
    shapes = folded([each.form for each in forms])
    return tuple(each for each, shape in zip(forms, shapes, strict=True) if shape not in others)


@cache
def conjugated(perfect: str, imperfect: str, participle: str, masdar: str) -> tuple[Inflection, ...]:
    """Return every form of a verb in the third person, each once, ``perfect`` first.

    ``perfect`` and ``imperfect`` are 3rd masculine singular (قال, يقول), ``participle`` the active one, masculine
    singular, with its ya where it is defective (قائل, نافي), ``masdar`` bare (قول). Any of them may be empty and then
    gives no forms. The imperfect comes as indicative, as subjunctive and jussive, and with the future's س; the
    participle in all cases, without the article; the masdar bare and with the pronouns of the third person. Where
    good pages differ (بدؤوا, بدأوا) both are there. Nothing is raised: what is no Arabic verb gets
    endings all the same.

    >>> forms = conjugated("نفى", "ينفي", "نافي", "نفي")
    >>> [each.form for each in forms if each.kind == "perfect"]
    ['نفى', 'نفت', 'نفيا', 'نفتا', 'نفوا', 'نفين']
    >>> [each.form for each in forms if each.kind == "participle"][:3]
    ['ناف', 'نافي', 'نافيًا']
    """
    doubled = _is_doubled(perfect, masdar)
    found = [*_perfect(perfect, imperfect, doubled), *_imperfect(imperfect, perfect, doubled)]
    found += _participle(participle)
    if masdar:
        if perfect.endswith("ى") and perfect.startswith("ت") and masdar.endswith("ي"):
            found.append(Inflection(masdar[:-1], "masdar", "", ""))  # تمنٍّ beside التمني
        found += with_pronouns(masdar)
    return tuple(dict.fromkeys(each for each in found if each.form))


@cache
def with_pronouns(noun: str) -> tuple[Inflection, ...]:
    """Return a noun that says something, bare and with each pronoun of the third person: قوله, إشارته, ادعاؤه.

    >>> [each.form for each in with_pronouns("إشارة")]
    ['إشارة', 'إشارته', 'إشارتها', 'إشارتهما', 'إشارتهم', 'إشارتهن']
    >>> with_pronouns("")
    ()
    """
    if not noun:
        return ()
    found = [Inflection(noun, "masdar", "", "")]
    for stem in _before_pronoun(noun):
        found += [Inflection(stem + ending, "masdar", gender, number) for ending, gender, number in _PRONOUNS]
    return tuple(found)


def with_object(form: str) -> tuple[str, ...]:
    """Return a finite verb's ``form`` with each object pronoun of the third person: ما ذكرته, ما نفاه, ما قالوه.

    >>> with_object("نفى")[:2], with_object("قالوا")[0]
    (('نفاه', 'نفاها'), 'قالوه')
    >>> with_object("")
    ()
    """
    if not form:
        return ()
    if form.endswith("ى"):
        stem = form[:-1] + "ا"
    elif form.endswith("وا"):
        stem = form[:-1]
    else:
        stem = form
    return tuple(stem + ending for ending, _, _ in _PRONOUNS)


def _is_doubled(perfect: str, masdar: str) -> bool:
    """Tell whether a doubled letter is written once (رد, أصر, احتج): the masdar, or two letters, give it away."""
    if len(perfect) == 2:
        return True
    last = perfect[-1:]
    return len(perfect) > 2 and perfect[-2] != last and masdar[-3:] == f"{last}ا{last}"


def _is_hollow(perfect: str) -> bool:
    return len(perfect) > 2 and perfect[-2] == "ا"


def _perfect(perfect: str, imperfect: str, doubled: bool) -> Iterator[Inflection]:
    if not perfect:
        return
    feminine = dual = plural = women = perfect
    if perfect[-1] in "ىا":  # نفى, دعا; حيا is written with alef though its root has ya
        feminine = plural = perfect[:-1]
        weak = "و" if perfect[-1] == "ا" and imperfect.endswith("و") else "ي"
        dual = women = perfect[:-1] + weak
    elif perfect[-1] == "ي":  # خشي
        plural = perfect[:-1]
    elif doubled:
        women = perfect + perfect[-1]
    elif _is_hollow(perfect):
        women = perfect[:-2] + perfect[-1]
        if perfect[-1] == "ء":  # جاء, أساء
            women = perfect[:-2] + ("ئ" if len(perfect) == 3 else "أ")
    yield Inflection(perfect, "perfect", "m", "singular")
    yield Inflection(feminine + "ت", "perfect", "f", "singular")
    yield Inflection(_with_alef(dual), "perfect", "m", "dual")
    yield Inflection(feminine + "تا", "perfect", "f", "dual")
    for stem in _before_waw(plural) if plural == perfect else (plural,):  # رأوا has lost its root's last letter
        yield Inflection(stem + "وا", "perfect", "m", "plural")
    yield Inflection(_with_nun(women), "perfect", "f", "plural")


def _imperfect(imperfect: str, perfect: str, doubled: bool) -> Iterator[Inflection]:
    if not imperfect:
        return
    dual = plural = women = short = imperfect
    if imperfect[-1] in "ىيو":  # يرى, ينفي, يدعو
        plural = short = imperfect[:-1]
        dual = women = imperfect[:-1] + ("ي" if imperfect[-1] == "ى" else imperfect[-1])
    elif doubled:
        women = imperfect + imperfect[-1]
    elif _is_hollow(perfect) and imperfect[-2:-1] in ("ا", "و", "ي"):
        women = short = imperfect[:-2] + imperfect[-1]
        if imperfect[-1] == "ء":  # يسيء, يستاء
            women = short = imperfect[:-2] + ("أ" if imperfect[-2] == "ا" else "ئ")
    her = "ت" + imperfect[1:]
    yield Inflection(imperfect, "imperfect", "m", "singular")
    yield Inflection(her, "imperfect", "f", "singular")
    for gender, stem in _both(dual):
        yield Inflection(_with_alef(stem) + "ن", "imperfect", gender, "dual")
    for stem in _before_waw(plural):
        yield Inflection(stem + "ون", "imperfect", "m", "plural")
    yield Inflection(_with_nun(women), "imperfect", "f", "plural")
    for gender, stem in _both(dual):
        yield Inflection(_with_alef(stem), "imperfect", gender, "dual")
    for stem in _before_waw(plural):
        yield Inflection(stem + "وا", "imperfect", "m", "plural")
    if short != imperfect:
        for gender, stem in _both(short):
            yield Inflection(stem, "imperfect", gender, "singular")
    yield Inflection("س" + imperfect, "imperfect", "m", "singular")
    yield Inflection("س" + her, "imperfect", "f", "singular")
    for gender, stem in _both(dual):
        yield Inflection("س" + _with_alef(stem) + "ن", "imperfect", gender, "dual")
    for stem in _before_waw(plural):
        yield Inflection("س" + stem + "ون", "imperfect", "m", "plural")
    yield Inflection("س" + _with_nun(women), "imperfect", "f", "plural")


def _both(stem: str) -> tuple[tuple[Gender, str], tuple[Gender, str]]:
    return ("m", stem), ("f", "ت" + stem[1:])


def _participle(participle: str) -> Iterator[Inflection]:
    if not participle:
        return
    weak = participle.endswith("ي")
    seated = _seated(participle)  # مسيء, مسيئة
    plural = participle[:-1] if weak else seated
    if weak:  # نافٍ, جاءٍ
        bare = plural[:-1] + "ء" if plural.endswith("ائ") else plural
        yield Inflection(bare, "participle", "m", "singular")
    yield Inflection(participle, "participle", "m", "singular")
    if not participle.endswith("اء"):  # no alef behind مستاءً
        yield Inflection(seated + _TANWEEN + "ا", "participle", "m", "singular")
    yield Inflection(seated + "ة", "participle", "f", "singular")
    yield Inflection(seated + "ان", "participle", "m", "dual")
    yield Inflection(seated + "ين", "participle", "m", "dual")
    yield Inflection(seated + "تان", "participle", "f", "dual")
    yield Inflection(seated + "تين", "participle", "f", "dual")
    yield Inflection(plural + "ون", "participle", "m", "plural")
    yield Inflection(plural + "ين", "participle", "m", "plural")
    yield Inflection(seated + "ات", "participle", "f", "plural")


def _with_alef(stem: str) -> str:
    """Join the alef of the dual: أ and ا make آ (بدآ), a hamza behind ya takes its seat (يسيئان)."""
    if stem.endswith("أ"):
        return stem[:-1] + "آ"
    return _seated(stem) + "ا"


def _with_nun(stem: str) -> str:
    """Join the ن of the feminine plural, which a stem that ends in ن does not write again (أعلنّ, ظننّ)."""
    return stem if stem.endswith("ن") else stem + "ن"


def _seated(stem: str) -> str:
    return stem[:-1] + "ئ" if stem.endswith("يء") else stem


def _before_waw(stem: str) -> tuple[str, ...]:
    """Return the spellings of a stem before و: a final hamza takes the seat ؤ, or stays (بدؤوا, بدأوا, جاءوا)."""
    if stem.endswith("أ"):
        return (stem[:-1] + "ؤ", stem)
    if stem.endswith("اء"):
        return (stem[:-1] + "ؤ", stem)
    return (_seated(stem),)


def _before_pronoun(noun: str) -> tuple[str, ...]:
    """Return the spellings of a noun before a pronoun, in its three cases: إشارت, شكوا, ادعاؤ and ادعاء and ادعائ."""
    if noun.endswith("ة"):
        return (noun[:-1] + "ت",)
    if noun.endswith("ى"):
        return (noun[:-1] + "ا",)
    if noun.endswith("ء") and not noun.endswith("يء"):
        return (noun[:-1] + "ؤ", noun, noun[:-1] + "ئ")
    return (_seated(noun),)
