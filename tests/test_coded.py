"""The page coded by hand (``data/coded``): is it whole and at one with itself?

The tables are read with the standard library alone: they are what the package is checked against, so nothing of the
package may stand between them and this test.
"""

import csv
import hashlib
import re
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CODED = ROOT / "data" / "coded"
SOURCE = ROOT / "data" / "raw" / "paris-2025-07.txt"
PAGE = "bbaca505acb5"
RAW = SOURCE.read_bytes().decode("utf-8")

COLUMNS = {
    name: columns.split()
    for name, columns in {
        "pages": "page_id path sha256 bytes characters media_type outlet url published published_basis rights",
        "parts": "page_id part_id position role start end article_id",
        "articles": "article_id page_id outlet headline published published_basis start end characters sentences",
        "sentences": "page_id part_id article_id sentence_id start end",
        "mentions": "page_id article_id sentence_id mention_id start end surface kind entity_id label office_start"
        " office_end former rule",
        "entities": "entity_id kind name_ar name_en state sector office_ar latitude longitude geonames_id wikidata_id"
        " origin same_as mentions",
        "times": "page_id article_id sentence_id time_id start end surface kind edtf earliest latest duration mod"
        " anchor rule",
        "claims": "page_id article_id sentence_id claim_id parent_claim_id group_id start end closed speaker"
        " speaker_start speaker_end speaker_id speaker_state anonymity cue cue_start cue_end directness stance"
        " certainty via chain chain_basis origin_id rule",
        "links": "claim_id position entity_id label start end",
        "events": "page_id article_id sentence_id event_id start end anchor act event_type event_mode quad_code"
        " intensity status modality polarity cardinality actors recipients mediators place edtf earliest latest"
        " date_rule claim_id rule",
        "arguments": "event_id role code entity_id phrase start end rule",
        "attestations": "event_id attribute value authority start end",
        "commitments": "page_id article_id commitment_id clause start end act event_type force obligor signatories"
        " beneficiary claim_id rule",
        "sequence": "step_id position act event_type status modality polarity actors recipients mediators place edtf"
        " earliest latest event_ids reports origins_min origins_max common_link part_of",
        "relations": "left_id relation right_id basis rule",
        "conflicts": "conflict_id kind left_ref right_ref detail",
    }.items()
}

ROWS = {
    "pages": 1,
    "parts": 43,
    "articles": 2,
    "sentences": 40,
    "mentions": 219,
    "entities": 61,
    "times": 21,
    "claims": 23,
    "links": 59,
    "events": 75,
    "arguments": 194,
    "attestations": 189,
    "commitments": 12,
    "sequence": 46,
    "relations": 52,
    "conflicts": 5,
}


def words(text: str) -> set[str]:
    return set(text.split())


KINDS = {"person", "state", "place", "organisation", "outlet", "group"}
TYPES = {
    **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT", "CONCEDE"), "1"),
    **dict.fromkeys(("COOPERATE", "AID", "RETREAT"), "2"),
    **dict.fromkeys(("REQUEST", "ACCUSE", "REJECT", "THREATEN"), "3"),
    **dict.fromkeys(("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"), "4"),
}
STATUS = words("occurred ongoing planned proposed agreed postponed cancelled") | {""}
MODALITY = {"asserted", "possible", "hoped", "conditional", "presupposed"}
POLARITY = {"affirmed", "denied"}
BASIS = {"given", "stated", "inferred", "outside", ""}

VALUES = {
    ("pages", "published_basis"): BASIS,
    ("articles", "published_basis"): BASIS,
    ("parts", "role"): words("headline subheading dateline body related keywords source_line boilerplate"),
    ("mentions", "kind"): KINDS | {"nisba", "office", "dual"},
    ("mentions", "former"): {"true", "false"},
    ("entities", "kind"): KINDS,
    ("entities", "origin"): {"lexicon", "study", "office", "alias"},
    ("times", "kind"): {"date", "time", "duration", "set", "vague"},
    ("times", "mod"): {"MORE_THAN", "APPROX", "START", "MID", "END", ""},
    ("claims", "closed"): {"true", "false", ""},
    ("claims", "anonymity"): {"named", "office", "category", "unnamed"},
    ("claims", "directness"): {"direct", "indirect", "statement"},
    ("claims", "stance"): {"neutral", "assertive", "sceptical", "denying"},
    ("claims", "certainty"): {"asserted", "possible", "hoped", "conditional", "denied"},
    ("claims", "chain_basis"): {"stated", "anaphora", "inferred"},
    ("events", "event_type"): {*TYPES, ""},
    ("events", "event_mode"): {"third-party", "multilateral", "meet", ""},
    ("events", "status"): STATUS,
    ("events", "modality"): MODALITY,
    ("events", "polarity"): POLARITY,
    ("events", "cardinality"): {"one", "several", ""},
    ("events", "date_rule"): words("weekday coreference quoted year month-day order published after-event") | {""},
    ("arguments", "role"): words(
        "actor recipient participant convenor mediator sponsor proposer host venue place time"
    ),
    ("arguments", "rule"): {"stated", "coreference", "inferred"},
    ("attestations", "attribute"): words(
        "occurrence participants date place duration purpose outcome rank number convenor mediation sponsorship"
        " secrecy channel content prospect basis framework assessment"
    ),
    ("commitments", "force"): {"commit", "support", "welcome", "affirm"},
    ("commitments", "event_type"): {*TYPES, ""},
    ("sequence", "event_type"): {*TYPES, ""},
    ("sequence", "status"): STATUS,
    ("sequence", "modality"): MODALITY,
    ("sequence", "polarity"): POLARITY,
    ("relations", "relation"): {"before", "after", "during", "overlaps", "unknown"},
    ("relations", "basis"): {"stated", "dates", "inferred", "outside"},
    ("conflicts", "kind"): {"anchor", "weekday", "date", "figure", "office", "denial", "participation", "secrecy"},
}

# table -> its id column, and the letter of its ids below the page
IDS = {
    "parts": ("part_id", f"{PAGE}.p"),
    "articles": ("article_id", f"{PAGE}.a"),
    "sentences": ("sentence_id", f"{PAGE}.s"),
    "mentions": ("mention_id", f"{PAGE}.m"),
    "times": ("time_id", f"{PAGE}.t"),
    "claims": ("claim_id", f"{PAGE}.c"),
    "events": ("event_id", f"{PAGE}.e"),
    "commitments": ("commitment_id", f"{PAGE}.u"),
    "sequence": ("step_id", "q"),
    "conflicts": ("conflict_id", "k"),
}

Row = dict[str, str]


def read(name: str) -> list[Row]:
    with (CODED / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


TABLES: dict[str, list[Row]] = {name: read(name) for name in COLUMNS}


def ids(table: str) -> set[str]:
    return {row[IDS[table][0]] for row in TABLES[table]}


ENTITIES = {row["entity_id"] for row in TABLES["entities"]}


def cut(row: Row, prefix: str = "") -> str:
    """Return the characters a row points to; fail where it points outside the page."""
    start, end = int(row[f"{prefix}start"]), int(row[f"{prefix}end"])
    assert 0 <= start < end <= len(RAW), row
    return RAW[start:end]


def inside(inner: Row, outer: Row, prefix: str = "") -> bool:
    return int(outer["start"]) <= int(inner[f"{prefix}start"]) and int(inner[f"{prefix}end"]) <= int(outer["end"])


@pytest.mark.parametrize("name", COLUMNS)
def test_file(name: str) -> None:
    data = (CODED / f"{name}.csv").read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in data
    assert data.endswith(b"\n")
    rows = list(csv.reader(data.decode("utf-8").splitlines()))
    assert rows[0] == COLUMNS[name]
    assert {len(row) for row in rows} == {len(COLUMNS[name])}
    assert len(rows) - 1 == ROWS[name]
    assert all(cell == cell.strip() for row in rows for cell in row)


def test_no_other_tables() -> None:
    assert {path.stem for path in CODED.glob("*.csv")} == set(COLUMNS)


def test_page() -> None:
    (page,) = TABLES["pages"]
    data = SOURCE.read_bytes()
    assert page["page_id"] == PAGE == page["sha256"][:12]
    assert page["sha256"] == hashlib.sha256(data).hexdigest()
    assert (int(page["bytes"]), int(page["characters"])) == (len(data), len(RAW))
    assert (ROOT / "data" / page["path"]).resolve() == SOURCE


@pytest.mark.parametrize("name", [name for name, columns in COLUMNS.items() if "page_id" in columns])
def test_page_id(name: str) -> None:
    assert {row["page_id"] for row in TABLES[name]} == {PAGE}


@pytest.mark.parametrize("name", IDS)
def test_ids_count_from_one_without_a_gap(name: str) -> None:
    column, stem = IDS[name]
    found = [row[column] for row in TABLES[name]]
    assert len(set(found)) == len(found)
    assert set(found) == {f"{stem}{number}" for number in range(1, len(found) + 1)}


@pytest.mark.parametrize("name", ["parts", "sentences", "mentions", "times", "events", "commitments"])
def test_rows_are_in_reading_order(name: str) -> None:
    starts = [int(row["start"]) for row in TABLES[name]]
    assert starts == sorted(starts)


@pytest.mark.parametrize(("name", "column"), VALUES)
def test_closed_vocabulary(name: str, column: str) -> None:
    assert {row[column] for row in TABLES[name]} <= VALUES[name, column]


@pytest.mark.parametrize("name", [name for name, columns in COLUMNS.items() if "start" in columns])
def test_offsets_and_surfaces(name: str) -> None:
    for row in TABLES[name]:
        if not row["start"]:
            assert not row["end"]
            assert name in {"links", "arguments"}
            assert not row.get("phrase")
            continue
        text = cut(row)
        assert text == text.strip(), row
        for column in ("surface", "phrase") + (("anchor",) if name == "events" else ()):
            if column in row:
                assert text == row[column], row


def test_parts_tile_the_page() -> None:
    parts = TABLES["parts"]
    assert [int(row["position"]) for row in parts] == list(range(1, len(parts) + 1))
    for left, right in pairwise(parts):
        assert int(left["end"]) <= int(right["start"])
        assert not RAW[int(left["end"]) : int(right["start"])].strip()
    assert not RAW[: int(parts[0]["start"])].strip()
    assert not RAW[int(parts[-1]["end"]) :].strip()


def test_parts_of_articles() -> None:
    assert Counter(row["role"] for row in TABLES["parts"])["related"] == 12
    for row in TABLES["parts"]:
        owned = row["role"] not in {"related", "keywords", "boilerplate"}
        assert row["article_id"] in (ids("articles") if owned else {""})


def test_articles() -> None:
    for article in TABLES["articles"]:
        parts = [row for row in TABLES["parts"] if row["article_id"] == article["article_id"]]
        assert (article["start"], article["end"]) == (parts[0]["start"], parts[-1]["end"])
        assert int(article["characters"]) == sum(len(cut(row)) for row in parts)
        sentences = [row for row in TABLES["sentences"] if row["article_id"] == article["article_id"]]
        assert int(article["sentences"]) == len(sentences)
        assert [cut(row) for row in parts if row["role"] == "headline"] == [h for h in [article["headline"]] if h]


def test_sentences_cover_their_parts() -> None:
    parts = {row["part_id"]: row for row in TABLES["parts"]}
    seen: dict[str, str] = {}
    for sentence in TABLES["sentences"]:
        part = parts[sentence["part_id"]]
        assert inside(sentence, part)
        assert sentence["article_id"] == part["article_id"]
        seen[part["part_id"]] = seen.get(part["part_id"], "") + cut(sentence)
    for part_id, part in parts.items():
        if part["role"] in {"headline", "subheading", "body", "related"}:
            assert "".join(seen[part_id].split()) == "".join(cut(part).removeprefix("•").split())
        else:
            assert part_id not in seen


@pytest.mark.parametrize("name", ["mentions", "times", "claims", "events", "commitments"])
def test_rows_stand_in_their_article_and_sentence(name: str) -> None:
    sentences = {row["sentence_id"]: row for row in TABLES["sentences"]}
    for row in TABLES[name]:
        (part,) = (p for p in TABLES["parts"] if int(p["start"]) <= int(row["start"]) < int(p["end"]))
        assert row["article_id"] == part["article_id"]
        if row.get("sentence_id"):
            sentence = sentences[row["sentence_id"]]
            assert int(sentence["start"]) <= int(row["start"]) < int(sentence["end"])
        elif "sentence_id" in row:
            assert part["role"] in {"dateline", "source_line", "keywords"}


def test_mentions() -> None:
    for row in TABLES["mentions"]:
        assert set(row["entity_id"].split(";")) <= ENTITIES
        if row["office_start"]:
            assert row["kind"] in {"person", "office"}
            cut(row, "office_")
        if row["kind"] == "nisba":
            assert re.fullmatch("[A-Z]{3}", row["entity_id"])
        assert (";" in row["entity_id"]) == (row["kind"] == "dual")
        assert row["label"] in {"", row["surface"]}


def test_mentions_overlap_only_inside_an_office() -> None:
    for left, right in pairwise(TABLES["mentions"]):
        if int(right["start"]) < int(left["end"]):
            assert left["kind"] == "office"
            assert inside(right, left)


def test_the_two_men_called_barak() -> None:
    surnames = [row["entity_id"] for row in TABLES["mentions"] if row["surface"].endswith("باراك")]
    assert Counter(surnames) == {"tom-barrack": 5, "ehud-barak": 1}


def test_entities() -> None:
    assert len(ENTITIES) == len(TABLES["entities"])
    used = Counter(part for row in TABLES["mentions"] for part in row["entity_id"].split(";"))
    for row in TABLES["entities"]:
        assert int(row["mentions"]) == used[row["entity_id"]] > 0
        assert row["name_en"]
        assert re.fullmatch("([A-Z]{3})?", row["state"])


LEVEL_0 = r"\d{4}(-\d\d(-\d\d)?)?"
EDTF = re.compile(rf"({LEVEL_0}|{LEVEL_0}/\.\.|\[\.\.{LEVEL_0}\]|\[{LEVEL_0}\.\.\]|\[{LEVEL_0}(,{LEVEL_0})+\])?")


@pytest.mark.parametrize("name", ["times", "events", "sequence", "articles"])
def test_dates(name: str) -> None:
    for row in TABLES[name]:
        edtf = row["published"] if name == "articles" else row["edtf"]
        assert EDTF.fullmatch(edtf), edtf
        for day in re.findall(r"\d{4}-\d\d-\d\d", edtf):
            date.fromisoformat(day)
        if name == "articles":
            continue
        earliest, latest = row["earliest"], row["latest"]
        bounds = [date.fromisoformat(day) for day in (earliest, latest) if day]
        assert bounds == sorted(bounds)
        assert bool(bounds) == bool(edtf)
        if re.fullmatch(r"\d{4}-\d\d-\d\d", edtf):
            assert earliest == latest == edtf
        if name == "times":
            assert re.fullmatch(r"(P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?)?)?", row["duration"])
            assert row["anchor"] in {"", "published", "quoted"} | ids("times") | ids("events")


def test_weekdays() -> None:
    days = {"الخميس": 3, "الجمعة": 4}
    found = 0
    for row in TABLES["times"]:
        for word, number in days.items():
            if word in row["surface"]:
                assert date.fromisoformat(row["edtf"]).weekday() == number
                found += 1
    assert found == 3


def test_claims() -> None:
    claims = {row["claim_id"]: row for row in TABLES["claims"]}
    for row in TABLES["claims"]:
        assert cut(row, "cue_") == row["cue"]
        assert bool(row["speaker"]) == bool(row["speaker_start"])
        if row["speaker"]:
            assert cut(row, "speaker_") == row["speaker"]
        assert set(row["speaker_id"].split(";")) <= ENTITIES
        assert set(row["origin_id"].split(";")) <= ENTITIES
        assert row["via"] in ENTITIES | {""}
        assert row["group_id"] in {*claims, ""}
        if row["parent_claim_id"]:
            parent = claims[row["parent_claim_id"]]
            assert inside(row, parent)
            assert inside(row, parent, "cue_")
        assert not row["closed"] or row["directness"] == "direct"


def test_quotations_in_print() -> None:
    marked = {row["claim_id"].removeprefix(f"{PAGE}."): row for row in TABLES["claims"] if row["closed"]}
    assert {name for name, row in marked.items() if row["closed"] == "false"} == {"c17"}
    for row in marked.values():
        assert RAW[int(row["start"]) - 1] in '"“'
        assert RAW[int(row["end"])] in '"”'


def test_links_spell_out_the_chain() -> None:
    for claim in TABLES["claims"]:
        chain = [row for row in TABLES["links"] if row["claim_id"] == claim["claim_id"]]
        assert [int(row["position"]) for row in chain] == list(range(len(chain)))
        assert " < ".join(row["label"] for row in chain) == claim["chain"]
        assert chain[-1]["entity_id"] == claim["origin_id"] == claim["speaker_id"]
        for row in chain:
            assert set(row["entity_id"].split(";")) <= ENTITIES or row["label"] == "unnamed outlet"
    assert {row["claim_id"] for row in TABLES["links"]} == ids("claims")


def parties(cell: str) -> set[str]:
    return set(cell.split(";")) - {""}


def test_events() -> None:
    states = {row["entity_id"] for row in TABLES["entities"] if row["kind"] in {"state", "organisation"}}
    arguments: dict[str, list[Row]] = {}
    for row in TABLES["arguments"]:
        arguments.setdefault(row["event_id"], []).append(row)
    for event in TABLES["events"]:
        assert event["claim_id"] in ids("claims") | {""}
        assert event["quad_code"] == TYPES.get(event["event_type"], "")
        assert bool(event["intensity"]) == bool(event["event_type"])
        assert not event["intensity"] or -10 <= float(event["intensity"]) <= 10
        assert event["actors"] or not event["event_type"]
        assert event["place"] in ENTITIES | {""}
        assert bool(event["edtf"]) == bool(event["date_rule"])
        mine = arguments.get(event["event_id"], [])
        for column, roles in (
            ("actors", {"actor", "participant", "proposer"}),
            ("recipients", {"recipient"}),
            ("mediators", {"mediator"}),
        ):
            assert parties(event[column]) <= states
            assert parties(event[column]) == {row["code"] for row in mine if row["role"] in roles}, event
        assert event["place"] in {row["entity_id"] for row in mine if row["role"] in {"venue", "place"}} | {""}


def test_arguments() -> None:
    for row in TABLES["arguments"]:
        assert row["event_id"] in ids("events")
        assert row["entity_id"] in (ids("times") if row["role"] == "time" else ENTITIES)
        assert row["phrase"] or row["role"] in {"venue", "place"} or row["rule"] != "stated"


def test_attestations() -> None:
    events = {row["event_id"]: row for row in TABLES["events"]}
    for row in TABLES["attestations"]:
        assert row["event_id"] in events
        assert row["value"]
        assert row["authority"] in ids("claims") | {"narrator"}
        if row["authority"] != "narrator" and row["attribute"] != "occurrence":
            (claim,) = (c for c in TABLES["claims"] if c["claim_id"] == row["authority"])
            assert inside(row, claim), row
    assert {row["event_id"] for row in TABLES["attestations"]} == ids("events")


def test_events_of_a_claim_stand_in_its_content() -> None:
    claims = {row["claim_id"]: row for row in TABLES["claims"]}
    for event in TABLES["events"]:
        if event["claim_id"]:
            assert inside(event, claims[event["claim_id"]]), event


def test_commitments() -> None:
    for row in TABLES["commitments"]:
        assert row["claim_id"] in ids("claims")
        assert parties(row["obligor"]) | parties(row["signatories"]) | parties(row["beneficiary"]) <= ENTITIES
        assert row["obligor"]
    clauses = Counter(row["clause"] for row in TABLES["commitments"] if row["clause"])
    assert clauses == {"1": 1, "2": 2, "3": 1, "4": 2, "5": 2, "6": 2}
    unsigned = {p for row in TABLES["commitments"] if row["clause"] for p in parties(row["obligor"])}
    assert unsigned - {"SYR", "FRA", "USA"} == {"SDF", "neighbouring-states"}


def test_sequence_takes_up_every_event_once() -> None:
    taken = [event for row in TABLES["sequence"] for event in row["event_ids"].split(";")]
    assert Counter(taken) == Counter(ids("events"))
    events = {row["event_id"]: row for row in TABLES["events"]}
    for row in TABLES["sequence"]:
        mine = [events[event] for event in row["event_ids"].split(";")]
        assert int(row["reports"]) == len(mine)
        assert {event["act"] for event in mine} == {row["act"]}
        assert parties(row["actors"]) == {p for event in mine for p in parties(event["actors"])}
        assert 0 <= int(row["origins_min"]) <= int(row["origins_max"])
        assert bool(int(row["origins_max"])) == any(event["claim_id"] for event in mine)
        assert set(filter(None, row["common_link"].split(";"))) <= ENTITIES
        assert row["part_of"] in ids("sequence") | {""}


def test_relations_are_a_partial_order() -> None:
    steps = {row["step_id"]: row for row in TABLES["sequence"]}
    after: dict[str, set[str]] = {step: set() for step in steps}
    for row in TABLES["relations"]:
        left, right = steps[row["left_id"]], steps[row["right_id"]]
        assert left is not right
        assert row["rule"]
        if row["relation"] == "before":
            after[row["left_id"]].add(row["right_id"])
            if left["earliest"] and right["latest"]:
                assert left["earliest"] <= right["latest"], row
    assert len({(row["left_id"], row["right_id"]) for row in TABLES["relations"]}) == len(TABLES["relations"])
    while after:
        first = set(after) - {step for later in after.values() for step in later}
        assert first, f"a circle among {sorted(after)}"
        after = {step: later for step, later in after.items() if step not in first}


def test_conflicts() -> None:
    for row in TABLES["conflicts"]:
        for side in ("left_ref", "right_ref"):
            assert row[side] in ids("times") | ids("events")
        assert row["detail"]


def test_codebook_names_every_table() -> None:
    text = (CODED / "CODEBOOK.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in text for name in COLUMNS)
