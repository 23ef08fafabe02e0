"""People: the office grammar, where names begin and end, who is who; cases by phenomenon, and what always holds."""

import csv
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from khabar.cast import Cast
from khabar.entities import Found
from khabar.errors import LexiconError
from khabar.gazetteer import gazetteer
from khabar.lexicon import Row, load
from khabar.matching import prepare
from khabar.mentions import mentions
from khabar.model import Part
from khabar.nameparts import classed, keys, kind
from khabar.pages import read
from khabar.people import people
from khabar.registry import alike
from khabar.romanise import skeleton, slug

CASES = Path(__file__).parent / "cases" / "people"


def find(raw: str, *parts: Part) -> list[Found]:
    text = prepare(raw)
    return people(text, gazetteer().matcher.find(text), parts or (Part("p1", 1, "body", 0, len(raw), "a1"),))


def told(raw: str) -> str:
    """Write what is found as the case files have it."""
    written = []
    for found in find(raw):
        state = found.entities[0].state if found.entities else "?"
        mention = ("o:" if found.kind == "office" else "") + f"{raw[found.start : found.end]}={state}"
        if found.kind == "person" and found.office_start is not None:
            mention += f" ({raw[found.office_start : found.office_end]})"
        written.append(mention + "!" * found.former)
    return "; ".join(written)


def cases(name: str) -> list[tuple[str, str]]:
    lines = (CASES / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    assert rows[0] == ["text", "mentions", "note"]
    assert all(len(row) == 3 for row in rows)
    return [(row[0], row[1]) for row in rows[1:]]


@pytest.mark.parametrize(("text", "mentions"), cases("attested") + cases("negative") + cases("synthetic"))
def test_cases(text: str, mentions: str) -> None:
    assert told(text) == mentions


@pytest.mark.parametrize(("text", "mentions"), cases("known-failures"))
@pytest.mark.xfail(strict=True, reason="known failure")
def test_known_failures(text: str, mentions: str) -> None:
    assert told(text) == mentions


def test_negative_cases_name_nobody() -> None:
    assert {mentions for _, mentions in cases("negative")} == {""}


@pytest.mark.parametrize(
    ("name", "more", "least", "present", "absent"),
    [
        ("offices", ("state", "sector"), 500, ("وزير الخارجية", "رئيس الأركان", "المفوض السامي"), ("بيان",)),
        ("office_heads", ("number", "gender"), 300, ("وزيرة", "وزيران", "وزراء", "رئيسي"), ("محافظة", "مؤسسة")),
        ("office_qualifiers", (), 60, ("الأسبق", "آنذاك", "بالإنابة"), ()),
        ("office_bodies", (), 110, ("الأمم المتحدة", "حزب الله"), ()),
        ("office_classes", (), 60, ("ambassador",), ("president",)),
        ("honorifics", (), 110, ("صاحب السمو الملكي", "اللواء الركن", "د"), ("سموه",)),
        ("given_names", (), 3000, ("محمد", "دونالد", "جدعون"), ("ان", "الي", "نجم")),
        ("not_names", (), 9000, ("قال", "حيث", "منصه"), ("محمد", "بحاح")),
        ("named_things", (), 80, ("شارع", "جامعة"), ("وزير",)),
        ("person_words", (), 120, ("بن", "نجل"), ()),
    ],
)
def test_lexicons_hold_what_they_should(
    name: str, more: tuple[str, ...], least: int, present: tuple[str, ...], absent: tuple[str, ...]
) -> None:
    rows = load(name, more)
    forms = {row.form for row in rows}
    assert len(rows) >= least
    assert set(present) <= forms
    assert not set(absent) & forms


def test_values_are_of_their_sets() -> None:
    assert {row.value for row in load("office_qualifiers")} == {
        "former", "late", "current", "elect", "designate", "acting",
    }  # fmt: skip
    assert {row.value for row in load("not_names")} == {"stop", "verb", "word", "name"}
    assert {row.more["number"] for row in load("office_heads", ("number", "gender"))} == {"singular", "dual", "plural"}
    listed = {row.form for row in load("offices", ("state", "sector"))}
    assert all(" " in form or not form.startswith("ال") or form == "البابا" for form in listed)


def test_office_of_every_state() -> None:
    """An office with the nisba of a state gives an unknown person that state."""
    wrong = []
    for row in load("nisbas", ("plural", "caution")):
        if len(row.value) == 3 and row.value in gazetteer().states and " " not in row.form and not row.more["caution"]:
            raw = f"قال وزير الثقافة ال{row.form.removeprefix('ال')} سمير العكاوي إن المعرض ناجح"
            found = find(raw)
            if [each.entities[0].state for each in found] != [row.value]:
                wrong.append((row.form, row.value, told(raw)))
    assert len(wrong) <= 2, wrong


NAMES = [
    "سمير العكاوي",
    "عبد الغني بركات",
    "محمد بن سالم آل زيدان",
    "إنغريد هولمغرين",
    "أبو خالد النابلسي",
    "جان-لوك ديفريه",
]


@cache
def _offices() -> list[str]:
    rows = load("offices", ("state", "sector"))
    begin = ("وزير ", "رئيس ", "سفير", "قائد ", "المبعوث", "الأمين")
    # رئيس حزب and the like want the body's own name first.
    unfinished = classed("institution")
    return [row.form for row in rows if row.form.startswith(begin) and keys([row.form])[0][-1] not in unfinished]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(NAMES), st.integers(0, 10_000), st.sampled_from(["", " الأردني", " الأردني السابق"]))
def test_name_behind_any_office(name: str, number: int, nisba: str) -> None:
    office = _offices()[number % len(_offices())]
    raw = f"قال {office}{nisba} {name} إن الخطة جاهزة"
    start = raw.index(name)
    people_found = [found for found in find(raw) if found.kind == "person"]
    assert [(found.start, found.end) for found in people_found] == [(start, start + len(name))], told(raw)
    assert people_found[0].former == ("السابق" in nisba)


WORDS = (
    'قال وزير الخارجية السوري الرئيس رئيس الوزراء نائب مستشار مبعوث السيد الشيخ د . ، : « » " ( ) بن آل عبد أبو'
    " الله محمد أحمد علي على جان-نويل دي فون ترامب لافروف الشيباني و ل ب إن الذي في إلى باسم للرئيس ونظيره السابق"
    " آنذاك 12 \n Smith وأحمد"
)
PIECES = st.sampled_from(WORDS.split(" "))


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=40).map(" ".join))
@example("")
@example("نائب " * 3000 + "رئيس")
@example("مبعوث للرئيس " * 2000)
@example("محمد بن " * 2000)
@example("فون فون وزير فون فون")
def test_always_in_order_and_inside(raw: str) -> None:
    found = find(raw)
    assert all(0 <= each.start < each.end <= len(raw) for each in found)
    assert [each.start for each in found] == sorted(each.start for each in found)
    persons = [each for each in found if each.kind == "person"]
    assert all(left.end <= right.start for left, right in pairwise(persons))
    assert all(each.entities for each in persons)
    assert all(not raw[each.start].isspace() and not raw[each.end - 1].isspace() for each in found)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_any_text(raw: str) -> None:
    find(raw)


def test_lone_surrogates_do_no_harm() -> None:
    find("قال \ud83d وزير \udc00 الخارجية محمد")


def test_articles_are_apart() -> None:
    first, second = "قال الخبير سامح راشد إن الأزمة طويلة.", "وأضاف راشد أن الحل قريب"
    raw = f"{first}\n{second}"
    apart = (Part("p1", 1, "body", 0, len(first), "a1"), Part("p2", 2, "body", len(first) + 1, len(raw), "a2"))
    assert [found.rule for found in find(raw)] == ["name", "surname"]
    assert [found.rule for found in find(raw, *apart)] == ["name"]


def test_boilerplate_names_nobody() -> None:
    raw = "تحرير: محمد الأحمد"
    assert not find(raw, Part("p1", 1, "boilerplate", 0, len(raw)))


def test_ids_do_not_depend_on_order() -> None:
    one = "قال وزير الري اليمني سالم الجندول إن السد ممتلئ"
    two = "التقى الخبير ناجي السامعي الوفد"
    ids = {found.entities[0].entity_id for found in find(f"{one}\n{two}")}
    assert ids == {found.entities[0].entity_id for found in find(f"{two}\n{one}")}
    assert any(each.endswith("-YEM") for each in ids)


def test_two_people_of_one_surname_stay_two() -> None:
    raw = (
        "التقى رئيس الوزراء الإسرائيلي الأسبق إيهود باراك المبعوث الأمريكي توم باراك. ونقل باراك رافيد ذلك،"
        " وقال باراك إن اللقاء مفيد"
    )
    ids = [found.entities[0].entity_id for found in find(raw)]
    assert ids == ["ehud-barak", "tom-barrack", "barak-ravid", "tom-barrack"]


def test_spellings_of_one_name_are_joined() -> None:
    raw = "قال الخبير الألماني غونتر براغر إن الخطة جيدة. ورأى غونتر براجر أن الوقت مناسب، وأضاف براغر المزيد"
    assert len({found.entities[0].entity_id for found in find(raw)}) == 1
    assert skeleton("حامد") != skeleton("حميد")


def test_rows_of_a_study_come_first() -> None:
    columns = {"state": "SYR", "office": "spokesperson", "office_ar": "", "start": "", "end": "", "alone": "yes"}
    own = Cast((Row("الجندول", "jandoul", "Jandoul", "study", "", 2, columns),))
    text = prepare("قال الجندول إن الطريق مفتوح")
    (found,) = people(text, (), (Part("p1", 1, "body", 0, 40, "a1"),), own)
    assert (found.entities[0].entity_id, found.entities[0].origin) == ("jandoul", "study")
    with pytest.raises(LexiconError, match=r"people.tsv, line 2: .* missing"):
        Cast((Row("الجندول", "jandoul", "Jandoul", "study", "", 2, {}),))


def test_the_page_coded_by_hand() -> None:
    """The people and offices of the page under study, where they stand and who they are."""
    page = read("data/raw/paris-2025-07.txt")
    with Path("data/coded/mentions.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] in ("person", "office")]
    coded = {(int(row["start"]), row["kind"], row["entity_id"]) for row in rows}
    found = {
        (mention.start, mention.kind, mention.entity_id)
        for mention in mentions(page)
        if mention.kind in ("person", "office")
    }
    assert len(coded & found) >= len(coded) - 1
    assert len(found - coded) <= 1


def test_small_things() -> None:
    assert kind("علي") == "both"
    assert alike("president", "president")
    assert not alike("president", "vice-president")
    assert slug(("عبد", "الله", "حسن")) == "abd-allah-hassan"
