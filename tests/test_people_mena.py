"""The people of the Middle East and North Africa and their further terms: the rows are there, sound and consistent."""

import re
from collections import defaultdict
from itertools import pairwise

import pytest

from khabar.edtf import bounds, is_edtf
from khabar.lexicon import Row, load
from khabar.matching import fold

PEOPLE = load("people_mena", ("state", "office", "office_ar", "start", "end", "alone"))
TERMS = load("terms_mena", ("state", "start", "end"))
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
ORGANISATIONS = {"AMU", "AU", "GCC", "LAS", "OIC", "OPEC", "OSCE", "UN"}
CODES = {row.value for row in load("states", ("role",))} | ORGANISATIONS
BY_FORM: dict[str, list[Row]] = defaultdict(list)
for _row in PEOPLE:
    BY_FORM[fold(_row.form)].append(_row)


def test_the_rows_are_all_there() -> None:
    assert len(PEOPLE) >= 5650
    assert len({row.value for row in PEOPLE}) >= 2095
    assert len(TERMS) >= 480


@pytest.mark.parametrize(
    ("form", "value", "state", "office"),
    [
        ("أسعد الشيباني", "asaad-al-shaibani", "SYR", "foreign-minister"),
        ("أحمد الشرع", "ahmed-al-sharaa", "SYR", "president"),
        ("أبو محمد الجولاني", "ahmed-al-sharaa", "SYR", "president"),
        ("فاروق الشرع", "farouk-al-sharaa", "SYR", "vice-president"),
        ("مظلوم عبدي", "mazloum-abdi", "SYR", "militia-leader"),
        ("بنيامين نتانياهو", "benjamin-netanyahu", "ISR", "prime-minister"),
        ("رون ديرمر", "ron-dermer", "ISR", "minister"),
        ("تساحي هنغبي", "tzachi-hanegbi", "ISR", "national-security-adviser"),
        ("جدعون ساعر", "gideon-saar", "ISR", "foreign-minister"),
        ("ايهود براك", "ehud-barak", "ISR", "prime-minister"),
        ("هاكان فيدان", "hakan-fidan", "TUR", "foreign-minister"),
        ("ابراهيم قالن", "ibrahim-kalin", "TUR", "intelligence-chief"),
        ("عباس عراقجي", "abbas-araghchi", "IRN", "foreign-minister"),
        ("عبدالفتاح السيسي", "abdel-fattah-el-sisi", "EGY", "president"),
        ("حسن نصرالله", "hassan-nasrallah", "LBN", "party-leader"),
        ("محمد بن عبدالرحمن آل ثاني", "mohammed-bin-abdulrahman-al-thani", "QAT", "prime-minister"),
        ("أحمد أبو الغيط", "ahmed-aboul-gheit", "LAS", "secretary-general"),
        ("جاسم البديوي", "jasem-mohamed-albudaiwi", "GCC", "secretary-general"),
        ("إبراهيم غالي", "brahim-ghali", "ESH", "president"),
        ("محمد حمدان دقلو", "mohamed-hamdan-dagalo", "SDN", "militia-leader"),
    ],
)
def test_some_people_are_found_by_their_spellings(form: str, value: str, state: str, office: str) -> None:
    found = {(row.value, row.more["state"], row.more["office"]) for row in BY_FORM[fold(form)]}
    assert (value, state, office) in found


@pytest.mark.parametrize(
    "form", ["باراك", "عباس", "عبد الله", "محمد", "الأحمد", "السلطان", "الوزير", "علي", "دونالد ترامب", "الرئيس"]
)
def test_what_is_too_common_or_belongs_elsewhere_is_not_a_form(form: str) -> None:
    assert fold(form) not in BY_FORM


@pytest.mark.parametrize(
    "form", ["نتنياهو", "أردوغان", "السيسي", "السنوار", "بزشكيان", "حميدتي", "أبو مازن", "بوريطة", "الجولاني"]
)
def test_well_known_short_forms_stand_alone(form: str) -> None:
    assert [row.more["alone"] for row in BY_FORM[fold(form)]] == ["yes"]


def test_two_people_of_one_name_stay_two() -> None:
    assert {row.value for row in BY_FORM[fold("إيلي كوهين")]} == {"eli-cohen", "eli-cohen-politician"}


def test_a_form_that_stands_alone_names_one_person() -> None:
    for form, rows in BY_FORM.items():
        if any(row.more["alone"] for row in rows):
            assert len({row.value for row in rows}) == 1, form


def test_a_form_of_one_word_says_that_it_may_stand_alone() -> None:
    for row in PEOPLE:
        assert row.more["alone"] in ("", "yes"), row
        assert row.more["alone"] or " " in fold(row.form), row


def test_slugs_glosses_states_and_offices_are_consistent() -> None:
    told: dict[str, tuple[str, str, str, str, str]] = {}
    slug_of: dict[str, str] = {}
    for row in PEOPLE:
        assert SLUG.fullmatch(row.value), row
        assert row.gloss, row
        assert row.more["state"] in CODES, row
        assert SLUG.fullmatch(row.more["office"]), row
        assert row.more["office_ar"], row
        same = (row.gloss, row.more["state"], row.more["office"], row.more["start"], row.more["end"])
        assert told.setdefault(row.value, same) == same, row
        assert slug_of.setdefault(row.gloss, row.value) == row.value, row


def test_forms_of_a_person_differ_for_the_matcher() -> None:
    seen: set[tuple[str, str]] = set()
    for row in PEOPLE:
        key = (fold(row.form), row.value)
        assert key not in seen, row
        seen.add(key)


@pytest.mark.parametrize("row", [pytest.param(rows, id=name) for name, rows in (("people", PEOPLE), ("terms", TERMS))])
def test_terms_are_edtf_and_begin_before_they_end(row: tuple[Row, ...]) -> None:
    for one in row:
        start, end = one.more["start"], one.more["end"]
        assert start == "" or is_edtf(start), one
        assert end in ("", "..") or is_edtf(end), one
        if start and end not in ("", ".."):
            assert (bounds(start)[0] or bounds(start)[1]) <= (bounds(end)[1] or bounds(end)[0]), one  # type: ignore[operator]


def test_further_terms_belong_to_people_and_have_an_office() -> None:
    people = {row.value for row in PEOPLE}
    first = {(row.value, row.more["office"], row.more["start"]) for row in PEOPLE if row.more["start"]}
    for row in TERMS:
        assert SLUG.fullmatch(row.value), row
        assert SLUG.fullmatch(row.gloss), row
        assert row.more["state"] in CODES, row
        assert (row.value, row.gloss, row.more["start"]) not in first, row
    assert len({row.value for row in TERMS} - people) < 10  # those who stand in people_world


@pytest.mark.parametrize(
    ("state", "office"),
    [
        ("SYR", "president"),
        ("SYR", "foreign-minister"),
        ("ISR", "prime-minister"),
        ("ISR", "foreign-minister"),
        ("ISR", "defence-minister"),
        ("IRN", "president"),
        ("IRN", "foreign-minister"),
        ("TUR", "president"),
        ("TUR", "foreign-minister"),
        ("EGY", "foreign-minister"),
        ("IRQ", "foreign-minister"),
        ("SAU", "foreign-minister"),
        ("JOR", "foreign-minister"),
        ("DZA", "foreign-minister"),
        ("MAR", "foreign-minister"),
        ("TUN", "prime-minister"),
        ("LBN", "prime-minister"),
    ],
)
def test_one_holder_follows_another_without_long_overlaps(state: str, office: str) -> None:
    """Terms that overlap by more than two months in an office one person holds are slips."""
    terms = {
        (one.more["start"], one.more["end"], one.value)
        for rows in (PEOPLE, TERMS)
        for one in rows
        if one.more["state"] == state and (one.more.get("office") or one.gloss) == office
    }
    dated = sorted(term for term in terms if term[0] and term[1])
    assert len(dated) >= 3
    for (_, end, left), (start, _, right) in pairwise(dated):
        assert end != "..", (left, right)
        last, first = bounds(end)[1], bounds(start)[0]
        assert last is not None
        assert first is not None
        assert (last - first).days < 62, (left, right)
