"""The lexicons of organisations, groups, names that take sides, and outlets: whole, consistent, and precise."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache

import pytest

from khabar.gazetteer import slug
from khabar.lexicon import Row, load
from khabar.matching import Matcher, fold, prepare
from khabar.phrases import outlet_in

MORE = {
    "organisations": ("state", "sector"),
    "org_patterns": ("sector",),
    "org_heads": ("sector", "delimit"),
    "groups": ("number", "gender", "sector", "anonymity"),
    "group_qualifiers": ("sector",),
    "side_names": (),
    "outlets": ("country", "kind"),
}
# PLOVER's primary sectors and its codes for what belongs to no one state (manual 0.7b1, tables 3.1 and 3.2).
SECTORS = {
    *(
        "GOV",
        "JUD",
        "LEG",
        "MIL",
        "COP",
        "OPP",
        "PTY",
        "REB",
        "PRM",
        "SPY",
        "UAF",
        "CVL",
        "ELI",
        "BUS",
        "EDU",
        "MED",
        "LAB",
    ),
    *("AGR", "JRN", "REF", "REL", "SOC", "CRM", "IGO", "NGO", "IMG"),
}
STATES = {row.value for row in load("states", ("role",))} | {"UN"}
ID = re.compile(
    r"(?P<state>[A-Z]{3}):(?P<sector>[A-Z]{3})|[a-z0-9]+(-[a-z0-9]+)*(-(?P<of>[A-Z]{3}))?|[A-Z][A-Z0-9]*(-[A-Z0-9]+)*"
)


def rows(name: str) -> tuple[Row, ...]:
    return load(name, MORE[name])


@cache
def values(name: str) -> dict[str, set[str]]:
    """Return the values of each form of a lexicon, by the folded form."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows(name):
        found[fold(row.form)].add(row.value)
    return found


def of(form: str, name: str = "organisations") -> set[str]:
    return values(name).get(fold(form), set())


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("organisations", 4400),
        ("org_patterns", 400),
        ("org_heads", 250),
        ("groups", 1150),
        ("group_qualifiers", 740),
        ("side_names", 490),
        ("outlets", 3200),
    ],
)
def test_no_rows_are_lost(name: str, least: int) -> None:
    assert len(rows(name)) >= least


@pytest.mark.parametrize("name", [name for name in MORE if name != "side_names"])
def test_states_and_sectors_are_known(name: str) -> None:
    for row in rows(name):
        assert row.more.get("sector", "") in SECTORS | {""}, row.form
        assert (row.more.get("state") or row.more.get("country") or "UN") in STATES, row.form


def test_an_organisation_is_told_of_in_one_way() -> None:
    told = defaultdict(set)
    glosses = defaultdict(set)
    for row in rows("organisations"):
        told[row.value].add((row.gloss, row.more["state"], row.more["sector"]))
        glosses[row.gloss].add(row.value)
        match = ID.fullmatch(row.value)
        assert match, row.value
        assert row.value not in STATES - {"UN"}, "an id of a state"
        for code in filter(None, (match["state"], match["of"])):
            assert code == row.more["state"], row.value
        assert row.more["state"] or row.more["sector"] in {"IGO", "NGO", "IMG", "PTY", "REL"}, row.value
    assert [value for value, each in told.items() if len(each) > 1] == []
    assert [gloss for gloss, each in glosses.items() if len(each) > 1] == []
    assert len(told) >= 1000


def test_spellings_that_fold_alike_stand_once() -> None:
    for name in ("organisations", "groups", "side_names"):
        seen = set()
        for row in rows(name):
            pair = (fold(row.form), row.value)
            assert name == "groups" or pair not in seen, row.form
            seen.add(pair)


def test_a_form_of_two_organisations_needs_its_state() -> None:
    notes = defaultdict(set)
    for row in rows("organisations"):
        notes[fold(row.form)].add(row.note)
    shared = {form for form, each in values("organisations").items() if len(each) > 1}
    assert fold("العدالة والتنمية") in shared
    assert {note for form in shared for note in notes[form]} == {"needs-state"}


@pytest.mark.parametrize(
    ("form", "value"),
    [
        ("الأمم المتحدة", "UN"),
        ("الامم المتحدة", "UN"),
        ("مجلس الأمن الدولي", "UNSC"),
        ("مجلس الأمن الروسي", "RUS-SECURITY-COUNCIL"),
        ("الأونروا", "UNRWA"),
        ("اليونيفيل", "UNIFIL"),
        ("الوكالة الدولية للطاقة الذرية", "IAEA"),
        ("الاتحاد الأوروبي", "EU"),
        ("الاتحاد الأفريقي", "AU"),
        ("جامعة الدول العربية", "LAS"),
        ("مجلس التعاون الخليجي", "GCC"),
        ("حلف شمال الأطلسي", "NATO"),
        ("المحكمة الجنائية الدولية", "ICC"),
        ("محكمة العدل الدولية", "ICJ"),
        ("حركة حماس", "HAMAS"),
        ("حركة فتح", "FATAH"),
        ("حركة الجهاد الإسلامي", "PIJ"),
        ("حزب الله اللبناني", "HEZBOLLAH"),
        ("كتائب حزب الله العراقية", "KATAIB-HEZBOLLAH"),
        ("قسد", "SDF"),
        ("قوات سوريا الديموقراطية", "SDF"),
        ("هيئة تحرير الشام", "HTS"),
        ("نظام الأسد", "assad-regime"),
        ("الحوثيين", "HOUTHI"),
        ("أنصار الله", "HOUTHI"),
        ("تنظيم القاعدة في جزيرة العرب", "AQAP"),
        ("تنظيم الدولة الإسلامية", "ISIS"),
        ("الحشد الشعبي", "PMF"),
        ("الحرس الثوري الإيراني", "IRGC"),
        ("فيلق القدس", "QUDS-FORCE"),
        ("قوات الدعم السريع", "RSF"),
        ("حزب العمال الكردستاني", "PKK"),
        ("حزب العمال البريطاني", "GBR-LABOUR"),
        ("الموساد", "mossad"),
        ("الشين بيت", "shin-bet"),
        ("الكنيست", "knesset"),
        ("البيت الأبيض", "white-house"),
        ("البنتاغون", "defence-ministry-USA"),
        ("وزارة الخارجية الأمريكية", "foreign-ministry-USA"),
        ("وكالة المخابرات المركزية", "CIA"),
        ("الكونجرس الأمريكي", "us-congress"),
        ("الكرملين", "kremlin"),
        ("قصر الإليزيه", "elysee"),
        ("داونينغ ستريت", "downing-street"),
        ("البوندستاغ", "bundestag"),
        ("اللجنة الدولية للصليب الأحمر", "ICRC"),
        ("هيومن رايتس ووتش", "hrw"),
        ("المرصد السوري لحقوق الإنسان", "SOHR"),
        ("جبهة البوليساريو", "POLISARIO"),
        ("الجيش الإسرائيلي", "ISR:MIL"),
        ("السلطة الفلسطينية", "PA"),
    ],
)
def test_members(form: str, value: str) -> None:
    assert of(form) == {value}


@pytest.mark.parametrize(
    "form",
    [
        "السلام",
        "أفاد",
        "كبير",
        "الحق",
        "العمل",
        "بدر",
        "الأمل",
        "تقدم",
        "الخارجية الأميركية",
        "القانون",
        "دمشق",
        "سوريا",
        "الحكومة السورية المنتخبة",
    ],
)
def test_absent(form: str) -> None:
    """Ordinary words that are names only behind a head: حزب العمل, فيلق بدر, تحالف تقدم."""
    assert of(form) == set()


def cautious(forms: Iterable[str]) -> set[str]:
    folded = {fold(form) for form in forms}
    return {row.note for row in rows("organisations") if fold(row.form) in folded}


def test_words_that_are_names_too_need_context() -> None:
    assert cautious(["فتح", "القاعدة", "النصرة", "الكتائب", "العصابات", "ناسا", "مسد"]) == {"needs-context"}
    assert cautious(["حركة فتح", "تنظيم القاعدة", "جبهة النصرة", "حماس"]) == {""}
    assert cautious(["مجلس الشيوخ", "حزب العمال", "الجيش الوطني", "الحزب الديمقراطي"]) == {"needs-state"}


def test_patterns() -> None:
    known = re.compile(r"nisba=(m|f|any)|state|in|host|alone|free|label|outlet")
    for row in rows("org_patterns"):
        assert re.fullmatch(r"[A-Z]{3}|[a-z]+(-[a-z]+)*", row.value), row.form
        assert not row.value.isupper() or row.value == row.more["sector"], row.form
        notes = row.note.split("; ")
        assert all(known.fullmatch(note) for note in notes), row.form
        assert any(note == "state" or note.startswith("nisba") for note in (*notes, "nisba") if note), row.form
        # With the state's name the head is indefinite: حكومة لبنان, never الحكومة لبنان.
        assert "state" not in notes or not row.form.startswith("ال"), row.form
    assert of("وزارة الخارجية", "org_patterns") == of("الخارجية", "org_patterns") == {"foreign-ministry"}
    assert of("حكومة", "org_patterns") == {"GOV"}
    assert of("الجيش", "org_patterns") | of("جيش", "org_patterns") == {"MIL"}
    assert of("البرلمان", "org_patterns") | of("برلمان", "org_patterns") == {"LEG"}
    assert of("معارضة", "org_patterns") == set()
    assert all(len(each) == 1 for each in values("org_patterns").values())


def test_heads() -> None:
    assert {row.value for row in rows("org_heads")} == {"outlet", "organisation"}
    assert {word for row in rows("org_heads") for word in row.more["delimit"].split()} == {
        "marks",
        "name",
        "chain",
        "number",
    }
    assert of("موقع", "org_heads") == of("القناة", "org_heads") == {"outlet"}
    assert of("حركة", "org_heads") == of("كتائب", "org_heads") == {"organisation"}
    assert of("اليوم", "org_heads") == set()


def test_groups() -> None:
    assert {row.more["number"] for row in rows("groups")} == {"singular", "dual", "plural"}
    assert {row.more["gender"] for row in rows("groups")} == {"m", "f"}
    assert {row.more["anonymity"] for row in rows("groups")} == {"category", "unnamed"}
    for form in ("مسؤول", "مسئول", "مسؤولون", "مسؤولين", "مسؤولان", "مسؤولة", "مسؤولو"):
        assert of(form, "groups") == {"officials"}, form
    assert of("دول الجوار", "groups") == {"neighbouring-states"}
    assert {row.more["anonymity"] for row in rows("groups") if row.form == "مصادر"} == {"unnamed"}
    assert {row.gloss for row in rows("groups") if row.form == "وزراء"} == {"ministers"}
    for form in ("رفيع المستوى", "رفيع", "كبار", "بارزين"):
        assert of(form, "group_qualifiers") == {"senior"}, form
    assert of("مطلعة", "group_qualifiers") == {"informed"}
    assert of("أممية", "group_qualifiers") == {"un"}
    assert of("سورية", "group_qualifiers") == set(), "nisbas of states stand elsewhere"


def test_names_that_take_sides_lead_to_a_party() -> None:
    parties = {row.value for row in rows("organisations")}
    kinds = {row.value for row in rows("groups")}
    for row in rows("side_names"):
        for value in row.value.split(";"):
            state, _, sector = value.partition(":")
            known = value in parties | kinds or value == "context" or (state in STATES and sector in SECTORS | {""})
            assert known, (row.form, value)
        assert row.note, row.form
        assert row.value != "context" or ";" in row.note, row.form
    assert all(len(each) == 1 for each in values("side_names").values())
    assert of("قوات الاحتلال", "side_names") == of("جيش العدو", "side_names") == {"ISR:MIL"}
    assert of("الكيان الصهيوني", "side_names") == {"ISR"}
    assert of("نظام الأسد", "side_names") == of("النظام البائد", "side_names") == {"assad-regime"}
    assert of("ميليشيا الحوثي", "side_names") == {"HOUTHI"}
    assert of("المقاومة", "side_names") == of("العدو", "side_names") == {"context"}
    assert of("الجيش الإسرائيلي", "side_names") == of("حزب الله", "side_names") == set()


def test_outlets_have_ids_of_their_own() -> None:
    ids = defaultdict(set)
    told = defaultdict(set)
    for row in rows("outlets"):
        ids[slug(row.value) or slug(row.gloss)].add(row.value)
        told[row.value].add((row.gloss, row.more["country"], row.more["kind"]))
    assert "" not in ids
    assert [each for each in ids.values() if len(each) > 1] == []
    assert [value for value, each in told.items() if len(each) > 1] == []
    organisations = {row.value for row in rows("organisations")}
    assert not organisations & {name for name in ids if name != "sohr"}
    assert {"axios", "euronews", "rt", "x", "the-times-of-israel", "channel-12-israel"} <= set(ids)


@pytest.mark.parametrize(
    ("text", "outlet"),
    [
        ("وكالة الأنباء الإيطالية", "ANSA"),
        ("وكالة الأنباء البلجيكية", "Belga"),
        ("الأنباء الكويتية", "Al-Anba (Kuwait)"),
        ("بوابة الحدث", "بوابة الحدث"),
        ("قناة الحدث", "Al Hadath"),
        ("موقع أكسيوس الإخباري الأميركي", "Axios"),
        ("القناة 12 الإسرائيلية", "Channel 12 (Israel)"),
        ("القناة العاشرة", "Channel 10 (Israel)"),
        ("القناة الثانية المغربية", "2M"),
        ("صحيفة «صنداي تايمز»", "The Sunday Times"),
        ("صحيفة ذا تايمز", "The Times"),
        ("منصة تروث سوشال", "Truth Social"),
        ("موقع والا العبري", "Walla"),
        ("صحيفة الوطن السورية", "Al-Watan (Syria)"),
        ("وكالة مهر الإيرانية", "Mehr"),
    ],
)
def test_outlets_in_source_lines(text: str, outlet: str) -> None:
    assert outlet_in(text) == outlet


def test_no_outlet_hides_an_expression_of_time() -> None:
    """Times step over outlets, so a bare name must not be what people say of a day: اليمن اليوم, 26 سبتمبر."""
    bare = {row.form for row in rows("outlets")}
    assert not bare & {"اليمن اليوم", "العرب اليوم", "26 سبتمبر", "2 ديسمبر", "اليوم التالي"}
    assert {"صحيفة 26 سبتمبر", "وكالة 2 ديسمبر", "صحيفة اليوم التالي"} <= bare


def test_they_match_in_running_text() -> None:
    matcher = Matcher([(row.form, row.value) for row in rows("organisations") if not row.note])
    text = "التقى وفد من حركة حماس مسؤولين في الأمم المتحدة وللاتحاد الأوروبي والحرس الثوري الإيراني رأي"
    longest: dict[str, tuple[int, int]] = {}
    for hit in matcher.find(prepare(text)):
        if hit.end - hit.start > longest.get(hit.values[0], (0, 0))[0]:
            longest[hit.values[0]] = (hit.end - hit.start, hit.start)
    found = {value: text[start : start + size] for value, (size, start) in longest.items()}
    assert found == {
        "HAMAS": "حركة حماس",
        "UN": "الأمم المتحدة",
        "EU": "لاتحاد الأوروبي",
        "IRGC": "الحرس الثوري الإيراني",
    }
