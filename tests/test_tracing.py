"""From any row of any table to its words: in the sentences of a study, and of pages made for the purpose."""

from hashlib import sha256
from pathlib import Path

import pandas as pd
import pytest

from khabar.errors import KhabarError, StudyError
from khabar.labels import LRM, RLM
from khabar.study import Study
from khabar.tables import SCHEMA, load_tables

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def paris() -> Study:
    return Study.load(ROOT / "data")


def made(folder: Path, *texts: str) -> Study:
    """Return a study of pages of our own."""
    lines = [f'{{"id": "r{n}", "outlet": "Paper {n}", "text": "{text}"}}\n' for n, text in enumerate(texts, start=1)]
    data = "".join(lines).encode()
    (folder / "pages.jsonl").write_bytes(data)
    hashed = f'[[sources]]\nfile = "pages.jsonl"\nsha256 = "{sha256(data).hexdigest()}"\nrights = "own"\n'
    (folder / "study.toml").write_text(f'title = "Made"\n{hashed}', encoding="utf-8")
    return Study.load(folder)


@pytest.mark.parametrize("table", [name for name in SCHEMA if name != "problems"])
def test_every_row_of_every_table_is_shown(table: str, paris: Study) -> None:
    rows = paris.tables[table]
    assert len(rows)
    for place in range(0, len(rows), max(1, len(rows) // 8)):
        shown = paris.show(rows.iloc[place])
        assert shown.text.strip()
        assert "<mark" in shown.html
        assert 'dir="rtl"' in shown.html
        assert shown == paris.show(rows.iloc[[place]]) == paris.show(rows.iloc[place].to_dict())


def test_the_words_of_a_row_are_in_brackets_and_its_sentence_around_them(paris: Study) -> None:
    raw = paris.pages[0].raw
    sentences = paris.tables["sentences"].set_index("sentence_id")
    for table in ("mentions", "times", "claims", "commitments"):
        row = paris.tables[table].iloc[0]
        shown = " ".join(paris.show(row).text.split())
        key = row[f"{table[:-1]}_id"].rpartition(".")[2]
        assert f"[{table[:-1]} {key}: " in shown
        last = sentences.loc[row["sentence_id"]] if "sentence_id" in row else row
        assert raw[int(last["end"]) - 12 : int(last["end"])].split()[-1].strip(".") in shown


def test_an_event_leads_to_all_its_reports_its_own_first(paris: Study) -> None:
    steps = paris.tables["sequence"]
    step = steps[steps["event_ids"].str.count(";") > 1].iloc[0]
    events = step["event_ids"].split(";")
    whole = paris.show(step)
    assert whole == paris.show(step["step_id"])
    assert whole.text.splitlines()[0].endswith(f"{len(events)} reports")
    for event in events:
        name = event.rpartition(".")[2]
        assert f"\n{name} · " in whole.text
        assert whole.text.count(f"[event {name}: ") == 1
        lines = [line for line in paris.show(event).text.splitlines() if " · " in line]
        assert len(lines) == 1 + len(events)
        assert lines[1].startswith(f"{name} · ")
        assert f"[event {name}: " in paris.show(event, context=30).text
        assert paris.show(event, context=30).text.count("[event ") == 1


def test_a_report_says_on_whose_word_it_stands(paris: Study) -> None:
    events = paris.tables["events"]
    named = events[events["claim_id"] != ""].iloc[0]
    chain = paris.tables["claims"].set_index("claim_id").loc[named["claim_id"], "chain"]
    assert chain in paris.show(named).text.splitlines()[2]
    assert ", narrator" in paris.show(events[events["claim_id"] == ""].iloc[0]).text.splitlines()[2]


def test_a_relation_and_a_conflict_show_both_sides(paris: Study) -> None:
    for table in ("relations", "conflicts"):
        text = paris.show(paris.tables[table].iloc[0]).text
        assert "\nleft · " in text
        assert "\nright · " in text


def test_somebody_named_is_shown_wherever_he_is(paris: Study) -> None:
    mentions = paris.tables["mentions"]
    own = mentions[mentions["entity_id"].map(lambda ids: "tom-barrack" in ids.split(";"))]
    shown = paris.show("tom-barrack")
    assert shown.text.startswith(f"tom-barrack · in {own['sentence_id'].nunique()} sentences")
    assert shown.text.count("[mention ") == len(own)


def test_ids_are_found_without_their_page_and_with_marks_of_direction(paris: Study) -> None:
    assert paris.show("e1") == paris.show(f" {LRM}bbaca505acb5.e1{RLM} ") == paris.show("bbaca505acb5.e1")


def test_rows_with_less_than_their_table_has(paris: Study) -> None:
    events = paris.tables["events"]
    assert paris.show(events[["act", "event_id"]].iloc[0]) == paris.show("e1")
    assert paris.show(events.set_index("event_id").loc["bbaca505acb5.e1", ["act", "status"]]) == paris.show("e1")
    with pytest.raises(StudyError, match=r"the table `events` of this study has no row x\.e1"):
        paris.show({"event_id": "x.e1"})


def test_a_row_without_words_of_its_own_shows_what_it_belongs_to(paris: Study) -> None:
    link = paris.tables["links"].iloc[0].to_dict() | {"start": None, "end": pd.NA, "label": "Somebody"}
    text = paris.show(link).text
    assert "Somebody is not named there" in text
    assert "[claim c1: " in text
    with pytest.raises(StudyError, match="belongs to no row of this study that has both"):
        paris.show(link | {"claim_id": "bbaca505acb5.c999"})


def test_what_another_coding_counts_otherwise_is_not_mixed_up(paris: Study) -> None:
    hand = load_tables(ROOT / "data" / "coded")
    for _, row in hand["events"].iterrows():
        shown = paris.show(row).text
        assert f"[event {row['event_id'].rpartition('.')[2]}: " in shown
    steps = paris.tables["sequence"].set_index("step_id")["event_ids"]
    other = next(row for _, row in hand["sequence"].iterrows() if steps.get(row["step_id"]) != row["event_ids"])
    with pytest.raises(StudyError, match="is not one of this study's own table `sequence`"):
        paris.show(other)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (lambda tables: tables["events"], r"this table has \d+ rows; choose one with table.iloc\[0\]"),
        (lambda tables: tables["events"].iloc[:0], "this table has no rows"),
        (lambda _: 5, "cannot show int"),
        (lambda _: "", "no row of this study has the id ''"),
        (lambda _: {"path": "a.txt", "page_id": "", "location": "line 3", "severity": "error", "message": "no text"},
         "is about a file, not about words in it: a.txt, line 3: no text"),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_says_why_in_one_line(row: object, reason: str, paris: Study) -> None:
    with pytest.raises(KhabarError, match=reason) as caught:
        paris.show(row(paris.tables))  # type: ignore[operator]
    assert "\n" not in str(caught.value)


def test_over_several_pages(tmp_path: Path) -> None:
    text = "التقى وزير الخارجية السوري أسعد الشيباني نظيره الفرنسي جان نويل بارو في باريس يوم 3 أيار 2025."
    study = made(tmp_path, text, text)
    step = study.tables["sequence"].iloc[0]
    shown = study.show(step).text
    assert step["reports"] == 2
    assert shown.count("[event e1: ") == 2
    assert "Paper 1" in shown
    assert "Paper 2" in shown
    with pytest.raises(StudyError, match=r"several rows have the id 'e1', such as r1\.e1 and r2\.e1; give it in full"):
        study.show("e1")
