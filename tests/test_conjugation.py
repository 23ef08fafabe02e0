"""The forms of verbs: cases by class of verb, and what must hold of any verb."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khabar.conjugation import conjugated, inflections, with_object, with_pronouns
from khabar.lexicon import Row, load
from khabar.matching import fold, folded

CASES = Path(__file__).parent / "cases" / "conjugation"
COLUMNS = ("imperfect", "participle", "masdar", "frames", "stance", "certainty")
VERBS = load("cue_verbs", COLUMNS)
PHRASES = load("cue_phrases")
WORDS = st.text(st.sampled_from("ءأؤئإآابتدروىيةنسل\u064b\ud83d "), max_size=7)
THAT = {"أن", "بأن", "لأن", *(f"{word} أن" for word in ("إلى", "على", "عن", "من", "في"))}
FRAMES = THAT | {"object", "بـ", "إلى", "على", "عن", "من", "في", "quote"}


def cases(name: str) -> list[list[str]]:
    with (CASES / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.reader((line for line in file if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)
        return list(rows)


def printed(verb: str, kind: str) -> list[str]:
    perfect, imperfect, participle, masdar = verb.split("|")
    return [each.form for each in conjugated(perfect, imperfect, participle, masdar) if each.kind == kind]


@pytest.mark.parametrize(("verb", "kind", "forms", "note"), [*cases("attested"), *cases("synthetic")])
def test_forms(verb: str, kind: str, forms: str, note: str) -> None:
    assert printed(verb, kind) == forms.split("|"), note


@pytest.mark.xfail(strict=True)
@pytest.mark.parametrize(("verb", "kind", "forms", "note"), cases("known-failures"))
def test_known_failures(verb: str, kind: str, forms: str, note: str) -> None:
    assert printed(verb, kind) == forms.split("|"), note


@pytest.mark.parametrize(("form", "other", "note"), cases("negative"))
def test_what_is_another_word(form: str, other: str, note: str) -> None:
    rows = [row for row in VERBS if row.form == form]
    assert rows
    assert fold(other) not in {fold(each.form) for row in rows for each in inflections(row)}, note


def test_each_form_says_whose_it_is() -> None:
    forms = {(each.form, each.kind, each.gender, each.number) for each in conjugated("قال", "يقول", "قائل", "قول")}
    assert forms >= {
        ("قالت", "perfect", "f", "singular"),
        ("قالا", "perfect", "m", "dual"),
        ("يقلن", "imperfect", "f", "plural"),
        ("تقولان", "imperfect", "f", "dual"),
        ("ستقول", "imperfect", "f", "singular"),
        ("قائلًا", "participle", "m", "singular"),
        ("قائلين", "participle", "m", "dual"),
        ("قائلين", "participle", "m", "plural"),
        ("قول", "masdar", "", ""),
        ("قولهما", "masdar", "", "dual"),
        ("قولها", "masdar", "f", "singular"),
    }


@pytest.mark.parametrize(
    ("form", "first"), [("ذكر", "ذكره"), ("ذكرت", "ذكرته"), ("نفى", "نفاه"), ("قالوا", "قالوه"), ("يرى", "يراه")]
)
def test_object_pronouns(form: str, first: str) -> None:
    assert with_object(form)[0] == first


@settings(deadline=None)
@given(WORDS, WORDS, WORDS, WORDS)
def test_any_words_are_inflected(perfect: str, imperfect: str, participle: str, masdar: str) -> None:
    forms = conjugated(perfect, imperfect, participle, masdar)
    assert len(forms) == len(set(forms))
    assert all(each.form and (each.number or each.kind == "masdar") for each in forms)
    given_ = {"perfect": perfect, "imperfect": imperfect, "participle": participle, "masdar": masdar}
    for kind, word in given_.items():
        assert (word in [each.form for each in forms if each.kind == kind]) == bool(word)
    assert len(with_object(perfect)) == (5 if perfect else 0)
    assert all(each.kind == "masdar" for each in with_pronouns(masdar))


@pytest.mark.parametrize("row", VERBS, ids=lambda row: f"{row.form}-{row.value}")
def test_every_listed_verb_is_one(row: Row) -> None:
    imperfect, participle, masdar = (row.more[name] for name in ("imperfect", "participle", "masdar"))
    assert not imperfect or imperfect[0] == "ي"
    assert " " not in row.form + imperfect + participle + masdar
    frames = row.more["frames"].split(";")
    assert set(frames) <= FRAMES
    assert len(set(frames)) == len(frames)
    assert row.more["stance"] in {"neutral", "assertive", "sceptical", "denying"}
    assert row.more["certainty"] in {"asserted", "possible", "hoped", "conditional", "denied"}
    _, _, listed = row.note.partition("not: ")
    shapes = set(folded([each.form for each in conjugated(row.form, imperfect, participle, masdar)]))
    assert set(folded(listed.partition(";")[0].split())) <= shapes, "a form to leave out that is none of its forms"
    assert inflections(row)


def test_the_lexicon_holds_what_it_should() -> None:
    verbs = {row.form: row.more["stance"] for row in VERBS}
    assert {"صرح", "أعلن", "أوضح", "ذكر", "أفاد", "أشار", "لفت", "أضاف", "تابع", "نقل", "رأى", "كشف"} <= set(verbs)
    assert set(verbs).isdisjoint({"أراد", "ذهب", "التقى", "طلب", "عقد", "اجتمع"})
    assert [verbs[form] for form in ("قال", "أكد", "زعم", "نفى")] == ["neutral", "assertive", "sceptical", "denying"]
    phrases = {(row.form, row.value) for row in PHRASES}
    assert {("بحسب", "according"), ("حسبما", "what"), ("نقلا", "quoting"), ("بدوره", "turn")} <= phrases
    assert len({row.value for row in PHRASES}) == 18
    assert len(VERBS) > 200
    assert len(PHRASES) > 1500
