"""A study's manifest, its sources' hashes, both answers to its dates, and rows shown where they stand."""

from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khabar.edtf import is_edtf
from khabar.errors import LexiconError, SourceError, StudyError
from khabar.manifest import read_manifest
from khabar.study import Study, verify
from making import edit

ROOT = Path(__file__).parents[1]
PARIS = "bbaca505acb5a3c6d942854cbe0a62080531103070c4be158b519a71e4215274"


@pytest.fixture(scope="module")
def paris() -> Study:
    return Study.load(ROOT / "data")


# The study that comes with the project.


def test_both_answers_to_the_dates_are_kept(paris: Study) -> None:
    known, alone = paris, Study.load(ROOT / "data", dates="page")
    assert [(article.outlet, article.published, article.published_basis) for article in known.pages[0].articles] == [
        ("euronews", "2025-07-25", "outside"),
        ("RT", "[2025-07-25,2025-07-26]", "outside"),
    ]
    assert [(article.outlet, article.published) for article in alone.pages[0].articles] == [
        ("euronews", ""),
        ("RT", ""),
    ]
    datings = known.datings
    assert list(datings["answer"]) == ["outside", "page"] * 2
    assert list(datings["basis"]) == ["outside", "inferred"] * 2
    assert list(datings["says"][[1, 3]]) == [
        "between a Thursday evening and the Wednesday after it",
        "on a Friday or a Saturday",
    ]
    assert (datings["grounds"] != "").all()
    assert datings.equals(alone.datings)


def test_the_tables_say_what_the_study_records(paris: Study) -> None:
    assert list(paris.tables["articles"]["published_basis"]) == ["outside", "outside"]
    pages = paris.tables["pages"]
    assert list(pages["path"]) == ["raw/paris-2025-07.txt"]
    assert list(pages["sha256"]) == [PARIS]
    assert pages.loc[0, "rights"] == paris.sources[0].rights


def test_rows_are_shown_where_they_stand(paris: Study) -> None:
    raw = paris.pages[0].raw
    for name in ("parts", "articles", "sentences"):
        table = paris.tables[name]
        row = table.iloc[len(table) // 2]
        key = row[f"{name[:-1]}_id"]
        marked = raw[int(row["start"]) : int(row["end"])].split("\n")[0]
        shown = paris.show(row)
        assert marked in shown.text
        assert f"{name[:-1]} {key.rpartition('.')[2]}" in shown.text
        assert (
            shown
            == paris.show(row.to_dict())
            == paris.show(key)
            == paris.show(next(table[table.index == row.name].itertuples()))
        )


def test_a_row_without_a_page_is_placed_by_its_id(paris: Study) -> None:
    row = {"claim_id": "bbaca505acb5.c1", "position": 1, "entity_id": "", "label": "", "start": 0, "end": 2}
    assert paris.show(row).text.splitlines()[1].startswith("\N{RIGHT-TO-LEFT MARK}[link: في]")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("bbaca505acb5.s9999", "no row of this study has the id 'bbaca505acb5.s9999'; ids are in the columns"),
        ({"act": "meet"}, r"neither start and end nor the id of a row \(its columns: act\)"),
        ({}, r"its columns: none"),
        ({"page_id": "bbaca505acb5", "start": 5, "end": 10**6}, "the row says 5 to 1000000"),
        ({"page_id": "another", "start": 5, "end": 6}, "names no page of the study"),
        ((1, 2), "cannot show tuple"),
    ],
)
def test_what_cannot_be_shown_says_why(row: object, reason: str, paris: Study) -> None:
    with pytest.raises(StudyError, match=reason):
        paris.show(row)


def test_there_are_two_answers_to_the_dates_and_no_third() -> None:
    with pytest.raises(StudyError, match="dates must be 'outside' or 'page', not 'guess'"):
        Study.load(ROOT / "data", dates="guess")


def test_a_source_of_several_pages_is_read_and_cannot_be_dated_here(study: Path) -> None:
    data = "".join(f'{{"id": "r{n}", "text": "اللقاء {n}."}}\n' for n in (1, 2)).encode()
    (study / "raw" / "more.jsonl").write_bytes(data)
    path = study / "study.toml"
    more = f'[[sources]]\nfile = "raw/more.jsonl"\nsha256 = "{sha256(data).hexdigest()}"\nrights = "x"\n'
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    assert [page.page_id for page in Study.load(study).pages] == ["bbaca505acb5", "r1", "r2"]
    path.write_text(path.read_text(encoding="utf-8") + "[[sources.articles]]\nnumber = 1\n", encoding="utf-8")
    with pytest.raises(StudyError, match=r"more\.jsonl: holds 2 pages, and only the articles of one page can be dated"):
        _ = Study.load(study).pages


# Hashes.


def test_one_changed_byte_in_a_source_is_caught(study: Path) -> None:
    path = study / "raw" / "paris-2025-07.txt"
    data = bytearray(path.read_bytes())
    data[5000] ^= 1
    path.write_bytes(data)
    with pytest.raises(SourceError) as caught:
        Study.load(study)
    message = str(caught.value)
    assert message.startswith("raw/paris-2025-07.txt: its content was changed: SHA-256 is ")
    assert PARIS in message
    assert "git checkout -- " in message
    assert "\n" not in message


def test_changed_line_ends_are_called_by_name(study: Path) -> None:
    path = study / "raw" / "paris-2025-07.txt"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    with pytest.raises(SourceError, match="only its line ends were changed"):
        verify(study)


# study.toml.


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "title = ",
            "titel = ",
            "titel: unknown key; known here are citation, description, notebooks, parties, sources, title",
        ),
        ("notebooks = []", 'notebooks = []\nparties = "ISR"', "parties: must be a list of codes"),
        ("notebooks = []", 'notebooks = []\nparties = ["ISR", "ISR"]', "parties: ISR stands twice; keep one"),
        ("\nrights = ", "\nright = ", "sources[1].right: unknown key"),
        ("number = 2", "number = 0", "sources[1].articles[2].number: must say which article"),
        ("number = 2", "number = 1", "sources[1].articles: 1 stands twice"),
        ("number = 2", "number = true", "sources[1].articles[2].number: must say which article"),
        ('"2025-07-25"', '"25.7.2025"', "sources[1].articles[1].published: '25.7.2025' is no date; write an EDTF date"),
        ('"2025-07-25"', '"2025-02-30"', "sources[1].articles[1].published: '2025-02-30' is no date"),
        ('"2025-07-25"', '""', "sources[1].articles[1].basis: published and basis go together"),
        ('"raw/paris-2025-07.txt"', '"raw/paris.txt"', "sources[1].file: 'raw/paris.txt' is no file"),
        ('"raw/paris-2025-07.txt"', "'raw\\paris-2025-07.txt'", "is no portable path"),
        ('"raw/paris-2025-07.txt"', '"C:/paris-2025-07.txt"', "is no portable path"),
        ('"raw/paris-2025-07.txt"', '"/etc/hostname"', "is no portable path"),
        ('"raw/paris-2025-07.txt"', '"../data2/x.txt"', "leads outside the study"),
        ('"raw/paris-2025-07.txt"', '"raw"', "sources[1].file: 'raw' is no file"),
        ('"bbaca505', '"zbaca505', "is no SHA-256; write its 64 hexadecimal digits"),
        ("notebooks = []", 'notebooks = "a.ipynb"', "notebooks: must be a list of paths"),
        ("notebooks = []", 'notebooks = ["../../a.ipynb"]', "notebooks[1]: '../../a.ipynb' leads outside the study"),
        ("notebooks = []", 'notebooks = ["study.toml"]', "notebooks[1]: 'study.toml' does not end in .ipynb"),
        ("notebooks = []", 'notebooks = ["a.ipynb"]', "notebooks[1]: 'a.ipynb' is no file"),
        ("notebooks = []", "notebooks = [", "not TOML"),
        ("[[sources]]", "[sources]", "sources: must be tables, each headed [[sources]]"),
        ('title = "', 'title = ["', "not TOML"),
        ("[[sources.articles]]\nnumber = 1", "[sources.articles]\nnumber = 1", "not TOML"),
    ],
)
def test_a_mistake_in_study_toml_is_named_in_one_line(old: str, new: str, expected: str, study: Path) -> None:
    edit(study / "study.toml", old, new)
    with pytest.raises(StudyError) as caught:
        read_manifest(study)
    message = str(caught.value)
    assert message.startswith(str(study / "study.toml"))
    assert expected in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "title: missing; it must be given"),
        (b'title = "A"', "sources: there is none"),
        (b"title = 3", "title: must be text in quotation marks, not 3"),
        (b'title = "A"\nsources = 3', "sources: must be tables, each headed [[sources]]"),
        (b'title = "\xff"', "not UTF-8 (byte 9)"),
        (b'title = "A"\n[[sources]]\nfile = "study.toml"', "sources[1].sha256: missing"),
    ],
)
def test_a_study_toml_without_what_it_needs(content: bytes, expected: str, tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_bytes(content)
    with pytest.raises(StudyError) as caught:
        read_manifest(tmp_path)
    assert expected in str(caught.value)


def test_a_folder_without_study_toml(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="no such file; a study is a folder that holds study"):
        read_manifest(tmp_path)


def test_windows_line_ends_and_a_byte_order_mark_in_study_toml_are_fine(study: Path) -> None:
    before = read_manifest(study)
    path = study / "study.toml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_manifest(study) == before


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('basis = "outside"\nsource = "The meeting it', 'basis = "outside"\n#"', "sources[1].articles[1].source"),
        (
            'basis = "outside"\nsource = "The meeting it',
            'basis = "hearsay"\nsource = "',
            "sources[1].articles[1].basis",
        ),
        ('says = "on a', 'say = "on a', "sources[1].articles[2].inferred.say"),
    ],
)
def test_a_date_needs_its_basis(old: str, new: str, key: str, study: Path) -> None:
    edit(study / "study.toml", old, new)
    with pytest.raises(StudyError) as caught:
        read_manifest(study)
    assert f"{key}: " in str(caught.value)


def test_a_date_for_an_article_the_page_does_not_have(study: Path) -> None:
    edit(study / "study.toml", "number = 2", "number = 3")
    with pytest.raises(StudyError, match="article 3 is dated, and the page has 2; number them"):
        _ = Study.load(study).pages


def test_the_studys_own_lexicon_is_read_and_checked(study: Path) -> None:
    (study / "lexicon").mkdir()
    path = study / "lexicon" / "people.tsv"
    common = "form\tvalue\tgloss\tsource\tnote"
    header = common + "\tstate\toffice\toffice_ar\tstart\tend\talone\n"
    row = "توم باراك\tthe-envoy\tThe envoy\tthis test\t\tUSA\tspecial-envoy\tالمبعوث\t\t\t"
    path.write_text(f"{header}{row}\n", encoding="utf-8")
    entities = Study.load(study).tables["entities"].set_index("entity_id")
    assert entities.loc["the-envoy", "origin"] == "study"
    assert "tom-barrack" not in entities.index
    path.write_text(f"{header}{row.replace('the-envoy', '')}\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"people\.tsv, line 2: "):
        Study.load(study)
    for wrong, reason in (
        (row.replace("USA", "usa"), "state 'usa' is no code in capital letters"),
        (row[:-2] + "20-20\t\t", "'20-20' is no date"),
        (row[:-2] + "2024\t2023\t", r"the term ends \(2023\) before it begins \(2024\)"),
    ):
        path.write_text(f"{header}{wrong}\n", encoding="utf-8")
        with pytest.raises(LexiconError, match=rf"people\.tsv, line 2: {reason}"):
            Study.load(study)
    path.write_text(f"{common}\tstate\nمجهول\tx\tunknown\tthis test\t\tSYR\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"people\.tsv, line 2: the column \w+ is missing"):
        Study.load(study)
    path.rename(path.with_stem("persons"))
    with pytest.raises(LexiconError, match=r"persons\.tsv: no lexicon that a study can add to; there are .*people"):
        Study.load(study)


# EDTF.


@pytest.mark.parametrize(
    "text",
    ["2025", "2025-07", "2025-07-25", "202X", "2025-XX", "2025-07-XX", "2025-07?", "2025~", "2025-07-25%", "2024-02-29",
     "2025-07-24/2025-07-26", "2025/2025-07", "2025-07/..", "../2025", "[2025-07-25,2025-07-26]", "[..2025-07-24]",
     "[2025-07-24..]", "{2025-07-24..2025-07-26}", "[2025,2027..2029]"],
)  # fmt: skip
def test_an_edtf_date(text: str) -> None:
    assert is_edtf(text)


@pytest.mark.parametrize(
    "text",
    ["", " ", "..", "../..", "/", "2025/", "/2025", "2025-13", "2025-00", "2025-02-29", "2025-7-5", "25", "20250725",
     "2025-XX-01", "[]", "[,]", "[2025,]", "[2025", "2025]", "[..]", "2026/2025", "2025-07-25/2025-07-24/2025",
     "٢٠٢٥", "2025-07-25\n", "٢٠٢٥-٠٧-٢٥", "today", "[2025..2026..2027]"],
)  # fmt: skip
def test_no_edtf_date(text: str) -> None:
    assert not is_edtf(text)


@given(st.text("0123456789X-/.,[]{}?~%Z٢", max_size=25))
def test_is_edtf_answers_on_any_string(text: str) -> None:
    assert is_edtf(text) in (True, False)


@given(st.dates())
def test_every_day_of_the_calendar_is_edtf(day: object) -> None:
    assert is_edtf(str(day))
