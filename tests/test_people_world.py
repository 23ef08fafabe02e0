"""The people of the wider world: the two tables load, hold what they must and nothing that would do harm."""

import re
from itertools import combinations

import pytest

from khabar.edtf import bounds, is_edtf
from khabar.lexicon import Row, load
from khabar.normalise import normalise, padded

COLUMNS = ("state", "office", "office_ar", "start", "end", "alone")
PEOPLE = load("people_world", COLUMNS)
TERMS = load("terms_world", ("state", "start", "end"))
SLUGS = {row.value for row in PEOPLE}
# ISO 3166-1 alpha-3 (XKX, which it reserves for users, is Kosovo), and short codes of organisations.
STATES = frozenset(
    re.findall(
        r"[A-Z]+",
        """
        AFG AGO ALB ARG ARM AUS AUT AZE BDI BEL BEN BFA BGD BGR BIH BLR BOL BRA BWA CAF CAN CHE CHL CHN CIV
        CMR COD COG COL CUB CYP CZE DEU DNK ECU ERI ESP EST ETH FIN FRA GAB GBR GEO GHA GIN GMB GNB GNQ GRC
        HKG HND HRV HTI HUN IDN IND IRL ISL ISR ITA JPN KAZ KEN KGZ KHM KOR LBN LBR LKA LTU LUX LVA MDA MDG
        MDV MEX MKD MLI MLT MMR MNE MNG MOZ MWI MYS NAM NER NGA NIC NLD NOR NPL NZL PAK PAN PER PHL POL PRK
        PRT PRY ROU RUS RWA SEN SGP SLE SLV SRB SVK SVN SWE SYR TCD TGO THA TJK TKM TWN TZA UGA UKR URY USA
        UZB VAT VEN VNM XKX ZAF ZMB ZWE UN EU NATO AU ICC ICRC IMF WB OSCE
        """,
    )
)


def folded(form: str) -> str:
    """Return a form as the matcher sees it."""
    return " ".join(padded(normalise(form).text).split())


def test_the_table_is_full() -> None:
    assert len(PEOPLE) >= 9300
    assert len(SLUGS) >= 2600
    assert len(TERMS) >= 520


@pytest.mark.parametrize(
    ("form", "slug", "state", "office"),
    [
        ("دونالد ترامب", "donald-trump", "USA", "president"),
        ("دونالد ترمب", "donald-trump", "USA", "president"),
        ("توم باراك", "tom-barrack", "USA", "ambassador"),
        ("توماس براك", "tom-barrack", "USA", "ambassador"),
        ("جان نويل بارو", "jean-noel-barrot", "FRA", "foreign-minister"),
        ("جان نويل باروت", "jean-noel-barrot", "FRA", "foreign-minister"),
        ("ماركو روبيو", "marco-rubio", "USA", "foreign-minister"),
        ("سيرغي لافروف", "sergey-lavrov", "RUS", "foreign-minister"),
        ("سيرجي لافروف", "sergey-lavrov", "RUS", "foreign-minister"),
        ("أنطونيو غوتيريش", "antonio-guterres", "UN", "secretary-general"),
        ("أنطونيو جوتيريش", "antonio-guterres", "UN", "secretary-general"),
        ("غير بيدرسون", "geir-pedersen", "UN", "special-envoy"),
        ("إلهام علييف", "ilham-aliyev", "AZE", "president"),
        ("كايا كالاس", "kaja-kallas", "EU", "high-representative"),
        ("باراك رافيد", "barak-ravid", "ISR", "journalist"),
        ("آبي أحمد", "abiy-ahmed", "ETH", "prime-minister"),
        ("نيكولاس مادورو", "nicolas-maduro", "VEN", "president"),
        ("هبة الله آخوند زاده", "hibatullah-akhundzada", "AFG", "supreme-leader"),
    ],
)
def test_members(form: str, slug: str, state: str, office: str) -> None:
    found = [row for row in PEOPLE if row.form == form]
    assert [(row.value, row.more["state"], row.more["office"]) for row in found] == [(slug, state, office)]


@pytest.mark.parametrize("form", ["ترامب", "بوتين", "لافروف", "ماكرون", "ميركل", "غوتيريش", "روبيو", "علييف", "أوباما"])
def test_stands_alone(form: str) -> None:
    assert [row.more["alone"] for row in PEOPLE if row.form == form] == ["yes"]


@pytest.mark.parametrize(
    "form",
    # A surname two people share, names that are ordinary words, and common names that would take strangers in.
    [
        "باراك",
        "براك",
        "بان",
        "لولا",
        "ماي",
        "مشرف",
        "سوتشي",
        "ليون",
        "كوستا",
        "ماتيس",
        "محمد حسن",
        "عبد الحميد",
        "محمد نعيم",
    ],
)
def test_stays_out(form: str) -> None:
    assert folded(form) not in {folded(row.form) for row in PEOPLE}


def test_ehud_barak_is_not_here() -> None:
    assert "ehud-barak" not in SLUGS


def test_values_are_well_formed() -> None:
    for row in PEOPLE:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row.value), row
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", row.more["office"]), row
        assert re.fullmatch(r"[\u0621-\u064a -]+", row.form), row
        assert re.fullmatch(r"[\u0621-\u0652 0-9()،]+", row.more["office_ar"]), row
        assert row.more["state"] in STATES, row
        assert row.more["alone"] in ("", "yes"), row
        assert row.gloss, row
    for row in TERMS:
        assert row.value in SLUGS, row
        assert row.more["state"] in STATES, row
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", row.gloss), row


def test_terms_are_in_order() -> None:
    for row in (*PEOPLE, *TERMS):
        start, end = row.more["start"], row.more["end"]
        assert not start or is_edtf(start), row
        assert end in ("", "..") or is_edtf(end), row
        first, last = bounds(start)[0], bounds(end)[1]
        if first and last:
            assert first <= last, row


def test_one_holder_at_a_time() -> None:
    """In a state one person at a time is president, head of government or minister, months that meet aside."""
    offices = {"president", "prime-minister", "chancellor", "foreign-minister", "defence-minister"}
    first = {row.value: row for row in reversed(PEOPLE)}
    held = [(row.more["state"], row.more["office"], row) for row in first.values()]
    held += [(row.more["state"], row.gloss, row) for row in TERMS]
    terms: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    for state, office, row in held:
        if office in offices and row.more["start"] and row.more["end"]:
            span = (row.more["start"][:7], row.more["end"][:7].replace("..", "9999"), row.value)
            terms.setdefault((state, office), []).append(span)
    shared = set()
    for (state, office), spans in terms.items():
        for one, other in combinations(sorted(spans), 2):
            shorter = min(len(one[1]), len(other[0]))
            if other[0][:shorter] < one[1][:shorter]:
                shared.add((state, office))
    # A presidency of three; two sworn in at once; a co-president; the Soviet Union's last president, Russia's first.
    assert shared == {(state, "president") for state in ("BIH", "CIV", "NIC", "RUS")}


def test_one_person_one_name_state_and_office() -> None:
    seen: dict[str, tuple[str, ...]] = {}
    names: dict[str, str] = {}
    for row in PEOPLE:
        facts = (row.gloss, *(row.more[column] for column in COLUMNS[:5]))
        assert seen.setdefault(row.value, facts) == facts, row
        assert names.setdefault(row.gloss, row.value) == row.value, row


def test_no_row_says_what_the_matcher_folds_anyway() -> None:
    seen: set[tuple[str, str]] = set()
    for row in PEOPLE:
        key = (folded(row.form), row.value)
        assert key not in seen, row
        seen.add(key)


def test_who_shares_a_spelling() -> None:
    owners: dict[str, set[str]] = {}
    for row in PEOPLE:
        owners.setdefault(folded(row.form), set()).add(row.value)
    shared = {form: slugs for form, slugs in owners.items() if len(slugs) > 1}
    assert shared == {
        "كلينتون": {"bill-clinton", "hillary-clinton"},
        "كاسترو": {"fidel-castro", "raul-castro"},
        "امينة محمد": {"amina-mohamed", "amina-j-mohammed"},
    }


def test_a_single_word_is_marked() -> None:
    """Only people who go by one name have a single word that is no short form."""
    single: set[str] = {row.value for row in PEOPLE if " " not in row.form and not row.more["alone"]}
    assert single == {"naruhito", "akihito", "sugiono", "vajiralongkorn", "suharto", "sukarno"}


def rows_of(slug: str) -> list[Row]:
    """Return the further terms of a person."""
    return [row for row in TERMS if row.value == slug]


def test_further_terms() -> None:
    assert [(row.gloss, row.more["start"]) for row in rows_of("donald-trump")] == [("president", "2017-01-20")]
    assert {row.gloss for row in rows_of("antonio-guterres")} == {"high-commissioner", "prime-minister"}
    assert {row.more["state"] for row in rows_of("jens-stoltenberg")} == {"NOR"}
