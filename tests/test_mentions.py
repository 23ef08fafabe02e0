"""Mentions: cases, what the lexicons hold, and what is true of any page."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khabar.coding import code, merged
from khabar.errors import LexiconError
from khabar.gazetteer import Gazetteer, gazetteer
from khabar.lexicon import load, read
from khabar.matching import Matcher, fold, prepare
from khabar.mentions import mentions
from khabar.model import Article, Page, Part
from khabar.nisbas import inflected

CASES = Path(__file__).parent / "cases" / "mentions"
LETTERS = (
    "سوريا قطر عمان الولايات المتحدة واشنطن تتخلى عن ل ب و ك ال للسودان مالي «قسد» \n . ، - بين الجانبان بلاده مسؤولون"
    " إسرائيليون قال الحكومة في بلدة حركة حماس الحركة صحيفة «هآرتس» الصحيفة المسؤول المصدر مصادر المتحدث باسم مراسل"
)


def page(text: str, role: str = "body") -> Page:
    part = Part("x.p1", 1, role, 0, len(text), "x.a1")  # type: ignore[arg-type]
    article = Article("x.a1", "x", "", "", "", "", 0, len(text), (part,))
    return Page("x", "x.txt", "", 0, text, "text/plain", parts=(part,) if text else (), articles=(article,))


def found(text: str, role: str = "body") -> list[str]:
    return [
        f"{each.surface}|{each.kind}|{each.entity_id}"
        for each in mentions(page(text, role))
        if each.kind not in ("person", "office")
    ]


def cases(name: str) -> Iterator[object]:
    for line in (CASES / f"{name}.tsv").read_text(encoding="utf-8").split("\n"):
        if line and not line.startswith("#"):
            for written, character in (
                ("⏎", "\n"),
                ("\\u200b", "\u200b"),
                ("\\u00a0", "\u00a0"),
                ("\\ud800", "\ud800"),
            ):
                line = line.replace(written, character)
            label, text, expected = line.split("\t")
            role = "headline" if "headline" in label else "body"
            yield pytest.param(text, role, expected.split(" ; ") if expected else [], id=label)


@pytest.mark.parametrize(("text", "role", "expected"), [*cases("attested"), *cases("negative"), *cases("synthetic")])
def test_cases(text: str, role: str, expected: list[str]) -> None:
    assert found(text, role) == expected


@pytest.mark.xfail(strict=True)
@pytest.mark.parametrize(("text", "role", "expected"), list(cases("known-failures")))
def test_known_failures(text: str, role: str, expected: list[str]) -> None:
    assert found(text, role) == expected


def test_the_page_coded_by_hand() -> None:
    """What was found on the page, against what was coded by hand: a regression figure, not an accuracy."""
    import csv

    from khabar.pages import read as read_page

    with Path("data/coded/mentions.csv").open(encoding="utf-8", newline="") as file:
        coded = {
            (int(row["start"]), int(row["end"]), row["kind"]): set(row["entity_id"].split(";"))
            for row in csv.DictReader(file)
        }
    machine = {
        (each.start, each.end, each.kind): set(each.entity_id.split(";"))
        for each in code(read_page("data/raw/paris-2025-07.txt")).mentions
    }
    for kind, least in (
        ("state", 59),
        ("nisba", 50),
        ("place", 34),
        ("outlet", 7),
        ("organisation", 16),
        ("group", 11),
    ):
        agreed = sum(machine.get(key) == entities for key, entities in coded.items() if key[2] == kind)
        assert agreed >= least, kind
    assert len(machine) <= len(coded) + 8


def check(text: str) -> None:
    """Assert what holds of the mentions of any text."""
    sample = page(text)
    every = mentions(sample)
    edge = 0
    for number, each in enumerate(every, start=1):
        assert each.mention_id == f"x.m{number}"
        assert 0 <= each.start < each.end <= len(text)
        assert text[each.start : each.end] == each.surface
        assert each.start >= edge or each.kind in ("nisba", "state", "person", "place", "organisation")
        if each.kind not in ("office",):
            edge = max(edge, each.end)
        assert each.entity_id == ";".join(entity.entity_id for entity in each.entities)
        assert each.entity_id or each.kind in ("dual", "office")


@settings(deadline=None)
@given(st.lists(st.sampled_from(LETTERS.split(" ")), max_size=14).map(" ".join))
def test_words_of_names(text: str) -> None:
    check(text)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    check(text)


def test_ids_do_not_depend_on_order() -> None:
    pages = [page("زار وفد من بلدة كفرزيتان دمشق"), page("حكومة لبنان في بلدة كفرزيتان"), page("مسؤول فرنسي في باريس")]
    codings = [code(each) for each in pages]
    rows = [row for coding in codings for row in coding.rows["entities"]]
    assert merged(rows) == merged(reversed(rows))
    assert len({row[0] for row in merged(rows)}) == len(merged(rows))


def test_every_entity_of_a_mention_has_a_row() -> None:
    coding = code(page("قال مسؤولون إسرائيليون إن الحكومة التركية في أنقرة"))
    rows = {row[0]: row for row in coding.rows["entities"]}
    assert {each.entity_id for each in coding.mentions} == set(rows)
    assert rows["TUR:GOV"][4:6] == ("TUR", "GOV")
    assert rows["israeli-officials"][4] == "ISR"


def test_a_place_has_coordinates() -> None:
    entity = code(page("اجتمعوا في دمشق")).entities[0]
    assert entity == replace(
        entity, kind="place", state="SYR", name_ar="دمشق", name_en="Damascus", geonames_id="170654"
    )
    assert entity.latitude is not None
    assert round(entity.latitude) == 34


def test_names_that_take_sides_keep_their_wording() -> None:
    army, nisba = mentions(page("قصفت قوات الاحتلال البلدة ثم القرار الصهيوني"))
    assert (army.surface, army.kind, army.entity_id) == ("قوات الاحتلال", "organisation", "ISR:MIL")
    assert army.label == "قوات الاحتلال"
    assert (nisba.kind, nisba.entity_id, nisba.label) == ("nisba", "ISR", "الصهيوني")


@pytest.mark.parametrize(("outlet", "text", "state"), [
    ("Okaz", "أكدت المملكة موقفها", "SAU"), ("Petra", "أكدت المملكة موقفها", "JOR"), ("", "أكدت المملكة موقفها", ""),
    ("", "عاد الوفد إلى الأردن. وأكدت المملكة موقفها", "JOR"), ("", "بين الأردن والسعودية أكدت المملكة موقفها", ""),
])  # fmt: skip
def test_the_kingdom_is_the_outlets_or_the_only_one_named(outlet: str, text: str, state: str) -> None:
    kingdoms = [each.entity_id for each in mentions(replace(page(text), outlet=outlet)) if each.surface == "المملكة"]
    assert kingdoms == [state] * bool(state)


@pytest.mark.parametrize(("text", "surface", "code"), [
    ("قال متحدث باسم البنتاغون إن الضربة محدودة. وأضاف المتحدث أن لا إصابات", "المتحدث", "spokesperson-USA"),
    ("قال المتحدث باسم حركة حماس إنه قريب. وأكد الناطق باسم الحركة ذلك", "الناطق باسم الحركة", "spokesperson-PSE"),
    ("قالت حركة حماس إنها سترد. وأضاف الناطق باسم الحركة أن الرد قريب", "الناطق باسم الحركة", "spokesperson-PSE"),
    ("قال الخبير العسكري فايز الدويري إن الحرب طويلة. وأضاف الخبير أنها لن تنتهي", "الخبير", "fayez-al-duiri"),
    ("قال وزير الخارجية التركي هاكان فيدان إنه جاهز. وأكد المسؤول التركي ذلك", "المسؤول التركي", "hakan-fidan"),
])  # fmt: skip
def test_a_definite_head_means_the_person_named_before(text: str, surface: str, code: str) -> None:
    named = {each.surface: (each.kind, each.entity_id) for each in mentions(page(text))}
    assert named[surface] == ("office", code)


def test_a_short_form_reaches_over_no_article() -> None:
    first, second = "قالت حركة حماس إنها سترد", "وأضافت الحركة أنها مستعدة"
    text = f"{first}\n{second}"
    parts = (Part("x.p1", 1, "body", 0, len(first), "x.a1"), Part("x.p2", 2, "body", len(first) + 1, len(text), "x.a2"))
    sample = Page("x", "x.txt", "", 0, text, "text/plain", parts=parts)
    assert [each.surface for each in mentions(sample)] == ["حركة حماس"]


@pytest.mark.parametrize("role", ["boilerplate"])
def test_boilerplate_names_nobody(role: str) -> None:
    assert found("سوريا", role) == []


def test_headlines_run_together_come_apart() -> None:
    text = "الجولان جزء من إسرائيلتحول أميركي"
    cut = text.index("تحول")
    parts = (Part("x.p1", 1, "related", 0, cut), Part("x.p2", 2, "related", cut, len(text)))
    sample = Page("x", "x.txt", "", 0, text, "text/plain", parts=parts)
    assert [each.surface for each in mentions(sample)] == ["الجولان", "إسرائيل", "أميركي"]


# The matcher


def test_particles_and_what_only_looks_like_them() -> None:
    matcher = Matcher({"قطر": "QAT", "السودان": "SDN"})
    text = prepare("قطر وقطر لقطر قطرات مقطر بالسودان وللسودان السودانيون")
    assert [text.raw[hit.prefix_start : hit.end] for hit in matcher.find(text)] == [
        "قطر",
        "وقطر",
        "لقطر",
        "بالسودان",
        "وللسودان",
    ]


def test_the_article_where_it_is_allowed() -> None:
    text = prepare("الوزير وللوزير وزير بالوزير")
    assert len(Matcher({"وزير": 1}).find(text)) == 1
    assert [text.raw[hit.start : hit.end] for hit in Matcher({"وزير": 1}, article=True).find(text)] == [
        "الوزير",
        "لوزير",
        "وزير",
        "الوزير",
    ]


def test_no_phrase_goes_across_a_line_or_comma() -> None:
    matcher = Matcher({"تل أبيب": 1})
    assert not matcher.find(prepare("تل\nأبيب"))
    assert not matcher.find(prepare("تل، أبيب"))
    assert len(matcher.find(prepare("تل-أبيب"))) == 1


def test_forms_that_fold_alike_share_a_hit() -> None:
    hits = Matcher([("عُمان", "OMN"), ("عمّان", "JOR")]).find(prepare("عمان"))
    assert [hit.values for hit in hits] == [("OMN", "JOR")]


@given(st.text(max_size=40), st.lists(st.text(min_size=1, max_size=6), max_size=4))
def test_every_hit_is_a_form(text: str, forms: list[str]) -> None:
    for hit in Matcher({form: form for form in forms}).find(prepare(text)):
        assert text[hit.start : hit.end]
        assert hit.prefix_start <= hit.start


@given(st.text(max_size=40))
def test_words_are_what_stands_between_spaces(raw: str) -> None:
    text = prepare(raw)
    words = text.words
    assert [text.padded[left:right] for left, right in zip(words.left, words.right, strict=True)] == words.folded
    spans = list(zip(words.start, words.end, strict=True))
    assert [text.source(left, right) for left, right in zip(words.left, words.right, strict=True)] == spans


@given(st.text(st.sampled_from("سوريا \u064b\u200bab"), max_size=30), st.data())
def test_cuts_do_not_move_what_is_found(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(1, max(len(text) - 1, 1)), max_size=3))) if len(text) > 1 else []
    for hit in Matcher({"سوريا": 1, "ab": 2}).find(prepare(text, cuts)):
        assert fold(text[hit.start : hit.end]) in ("سوريا", "ab")


# The lexicons


def test_states_are_all_there() -> None:
    rows = load("states", ("role",))
    assert len(rows) == 907
    assert {row.more["role"] for row in rows} == {"name", "long", "alias", "seat"}
    named = {row.value for row in rows if row.more["role"] == "name"}
    assert len(named) == 249
    assert {"SYR", "ISR", "XKX", "ESH", "PSE", "SSD", "VAT"} <= named
    forms = {(row.form, row.value) for row in rows}
    assert {("سورية", "SYR"), ("أميركا", "USA"), ("سلطنة عمان", "OMN"), ("كوت ديفوار", "CIV")} <= forms
    assert not {"الكيان الصهيوني", "السلطة الفلسطينية", "يونان", "ألبان"} & {row.form for row in rows}
    assert all(len(row.value) == 3 and row.value.isupper() for row in rows)


def test_every_member_of_the_united_nations_has_a_seat_and_most_a_nisba() -> None:
    rows = load("states", ("role",))
    seats = {row.value for row in rows if row.more["role"] == "seat"}
    assert {"SYR", "ISR", "USA", "FRA", "TUR", "RUS", "IRN", "CHN", "EGY", "GBR"} <= seats
    nisbas = {row.value for row in load("nisbas", ("plural", "caution"))}
    assert len(nisbas) == 218
    small = {"CAF", "COG", "CPV", "DMA", "GNB", "GNQ", "KNA", "LCA", "SLB", "SMR", "STP", "VCT"}
    assert {row.value for row in rows if row.more["role"] == "long"} - nisbas <= small


def test_nisbas_end_as_nisbas_do() -> None:
    rows = load("nisbas", ("plural", "caution"))
    assert len(rows) == 313
    assert all(row.form.endswith("ي") for row in rows)
    assert {row.more["caution"] for row in rows} == {"", "word", "name"}
    cautious = {row.form for row in rows if row.more["caution"] == "word"}
    assert {"مالي", "قمري", "بابوي", "مجري"} <= cautious


@pytest.mark.parametrize("row", load("nisbas", ("plural", "caution")), ids=lambda row: f"{row.form} {row.value}")
def test_every_form_of_every_nisba_is_found(row: object) -> None:
    plurals = tuple(filter(None, row.more["plural"].split(";")))  # type: ignore[attr-defined]
    for form in inflected(row.form, plurals):  # type: ignore[attr-defined]
        text = prepare(f"في {form.form} ثم")
        values = {
            term.entity.entity_id
            for hit in gazetteer().matcher.find(text)
            for term in hit.values
            if term.kind == "nisba"
        }
        assert row.value in values, form  # type: ignore[attr-defined]


@pytest.mark.parametrize(("nisba", "form"), [
    ("أميركي", "الأميركيين"), ("إسرائيلي", "الإسرائيليتان"), ("سوري", "سوريون"), ("كوري شمالي", "الكوريتان الشماليتان"),
    ("جنوب أفريقي", "الجنوب أفريقيين"), ("فرنسي", "فرنسيات"), ("تركي", "التركيان"),
])  # fmt: skip
def test_inflection(nisba: str, form: str) -> None:
    assert form in {each.form for each in inflected(nisba)}


# A study's own rows


def own(tmp_path: Path, name: str, text: str, more: tuple[str, ...]) -> Gazetteer:
    path = tmp_path / f"{name}.tsv"
    path.write_text(text, encoding="utf-8")
    return Gazetteer({name: read(path, more)})


def test_a_study_adds_and_overrides(tmp_path: Path) -> None:
    text = (
        "form\tvalue\tgloss\tsource\tnote\tstate\tsector\n"
        "لجنة الضباط\tofficers-committee-XYZ\tOfficers' Committee\tthe study\t\tSYR\tMIL\n"
        "الأمم المتحدة\tUN-OWN\tUnited Nations\tthe study\t\t\tIGO\n"
    )
    lexicons = own(tmp_path, "organisations", text, ("state", "sector"))
    coding = code(page("اجتمعت لجنة الضباط مع الأمم المتحدة"), lexicons)
    assert [each.entity_id for each in coding.mentions] == ["officers-committee-XYZ", "UN-OWN"]
    assert {entity.origin for entity in coding.entities} == {"study"}


@pytest.mark.parametrize(("name", "more", "cells", "reason"), [
    ("states", ("role",), "سوريا\tsyria\tSyria\tx\t\tname", "three capital letters"),
    ("states", ("role",), "سوريا\tSYR\tSyria\tx\t\tcapital", "role"),
    ("places", ("state", "latitude", "longitude", "geonames_id", "feature", "population"),
     "تدمرة\tt-SYR\tT\tx\t\tSYR\tnorth\t38\t\tcity\t", "latitude"),
    ("organisations", ("state",), "أ ب\tA\tA\tx\t\tSYR", "sector"),
])  # fmt: skip
def test_a_bad_row_is_refused(tmp_path: Path, name: str, more: tuple[str, ...], cells: str, reason: str) -> None:
    header = "\t".join(("form", "value", "gloss", "source", "note", *more))
    with pytest.raises(LexiconError, match=rf"{name}\.tsv, line 2: .*{reason}"):
        own(tmp_path, name, f"{header}\n{cells}\n", more)
