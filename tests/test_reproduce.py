"""One run over a study: what it records, that a second run says the same, and that every change is found."""

import hashlib
import json
import re
import shutil
from html import escape
from pathlib import Path

import pytest

import khabar
from khabar.errors import SourceError, StudyError
from khabar.notebooks import clean, read_notebook
from khabar.report import index_page, notebook_page
from khabar.reproduce import Outcome, compare_table, data_id, reproduce
from khabar.study import Study
from khabar.tables import SCHEMA
from making import edit, written

CELLS = (
    "# Bytes of a page",
    "from pathlib import Path\n\ndata = Path('../data/raw/paris-2025-07.txt').read_bytes()\nlen(data)",
    "print(data[:0], '<b>bold</b>')",
)
ABOUT = f"khabar {khabar.__version__}, data bbaca505."


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a study, its results and one notebook, all recorded."""
    project = tmp_path_factory.mktemp("project")
    shutil.copytree(Path(__file__).parents[1] / "data", project / "data", ignore=shutil.ignore_patterns("results"))
    text = (project / "data" / "study.toml").read_text(encoding="utf-8")
    text = re.sub(r"^notebooks = \[[^\]]*\]", 'notebooks = ["../notebooks/a.ipynb"]', text, flags=re.MULTILINE)
    (project / "data" / "study.toml").write_text(text, encoding="utf-8")
    (project / "notebooks").mkdir()
    written(project / "notebooks" / "a.ipynb", *CELLS)
    outcome = reproduce(project / "data", update=True, workspace=project / "build")
    assert outcome.differences == ()
    assert outcome.verdict.startswith("Recorded: 1 source verified, 18 tables, 1 notebook, ")
    return project


@pytest.fixture
def project(recorded: Path, tmp_path: Path) -> Path:
    """A copy of the recorded project, to tamper with."""
    return Path(shutil.copytree(recorded, tmp_path / "project"))


@pytest.fixture
def bare(project: Path) -> Path:
    """The same without its notebook, which takes seconds to run."""
    edit(project / "data" / "study.toml", '"../notebooks/a.ipynb"', "")
    return project


@pytest.fixture
def rerun(recorded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare the kernel: the notebook gives what it gave when it was recorded."""
    fresh = read_notebook(recorded / "notebooks" / "a.ipynb")
    monkeypatch.setattr("khabar.reproduce.run", lambda path, stop, bytecode, figures: clean(fresh))


def run(project: Path, *, update: bool = False) -> Outcome:
    return reproduce(project / "data", update=update, workspace=project / "build")


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# All the same.


def test_a_run_says_the_same_and_writes_nothing_but_the_report(project: Path) -> None:
    before = files(project / "data") | files(project / "notebooks")
    steps: list[tuple[int, int, str]] = []
    outcome = reproduce(project / "data", workspace=project / "build", tell=lambda *step: steps.append(step))
    assert outcome.verdict == f"Reproduced: 1 source verified, 18 tables, 1 notebook identical. {ABOUT}"
    assert outcome.differences == ()
    assert files(project / "data") | files(project / "notebooks") == before
    assert [number for number, _, _ in steps] == [1, 2, 3, 4, 5]
    assert {total for _, total, _ in steps} == {5}
    assert steps[3][2] == "a.ipynb: identical"
    assert files(project / "build" / "report").keys() >= {"a.html", "index.html"}


def test_a_second_run_without_notebooks_says_the_same_byte_for_byte(bare: Path) -> None:
    first = run(bare), files(bare / "build" / "report")["index.html"]
    second = run(bare), files(bare / "build" / "report")["index.html"]
    assert first[0].verdict == second[0].verdict == f"Reproduced: 1 source verified, 18 tables identical. {ABOUT}"
    assert first[1] == second[1]


def test_recording_again_changes_nothing(bare: Path) -> None:
    before = files(bare / "data")
    assert run(bare, update=True).verdict == f"Recorded: 1 source verified, 18 tables. {ABOUT}"
    assert files(bare / "data") == before


# Every change is found.


@pytest.mark.usefixtures("rerun")
def test_a_changed_number_in_a_notebook_is_found_and_recording_mends_it(project: Path) -> None:
    notebook = project / "notebooks" / "a.ipynb"
    good = notebook.read_bytes()
    edit(notebook, '"10677"', '"10678"')
    outcome = run(project)
    what = "stored '10678', now '10677'"
    assert [str(each) for each in outcome.differences] == [f"a.ipynb, In [1]: text/plain, line 1: {what}"]
    assert outcome.verdict == (
        f"Not reproduced: 1 source verified, 18 tables, 1 notebook; 1 difference in a.ipynb. {ABOUT}"
    )
    assert escape(what).encode() in (project / "build" / "report" / "index.html").read_bytes()
    verdict = run(project, update=True).verdict
    assert verdict == f"Recorded: 1 source verified, 18 tables, 1 notebook, 1 change. {ABOUT}"
    assert notebook.read_bytes() == good


@pytest.mark.usefixtures("rerun")
def test_recording_takes_out_only_what_an_editor_adds_where_nothing_differs(project: Path) -> None:
    notebook = project / "notebooks" / "a.ipynb"
    good = notebook.read_bytes()
    edit(notebook, '"language_info": {', '"language_info": {\n   "version": "3.99",')
    assert run(project).differences == ()
    assert notebook.read_bytes() != good
    assert run(project, update=True).changes == ()
    assert notebook.read_bytes() == good


def test_a_changed_byte_in_a_source_stops(project: Path) -> None:
    path = project / "data" / "raw" / "paris-2025-07.txt"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b"2000", b"2001"))
    with pytest.raises(SourceError, match=r"raw/paris-2025-07\.txt: its content was changed"):
        run(project)


def test_a_changed_cell_of_a_table_is_found_by_row_and_column(bare: Path) -> None:
    edit(bare / "data" / "results" / "articles.csv", ",euronews,", ",Euronews,")
    outcome = run(bare)
    assert [str(difference) for difference in outcome.differences] == [
        "articles, row bbaca505acb5.a1, column outlet: recorded 'Euronews', now 'euronews'"
    ]
    assert "; 1 difference in articles. " in outcome.verdict


def test_rows_too_many_and_too_few_are_found(bare: Path) -> None:
    path = bare / "data" / "results" / "parts.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    extra = lines[2].replace(".p2,", ".p999,")
    path.write_text("".join([lines[0], *lines[2:], extra]), encoding="utf-8", newline="\n")
    assert [str(difference) for difference in run(bare).differences] == [
        "parts, row bbaca505acb5.p999: is recorded, and was not made",
        "parts, row bbaca505acb5.p1: is new",
    ]


def test_a_missing_table_another_header_and_another_order_are_found(bare: Path) -> None:
    results = bare / "data" / "results"
    (results / "links.csv").unlink()
    edit(results / "relations.csv", "left_id,", "left,")
    lines = (results / "parts.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (results / "parts.csv").write_text("".join([lines[0], *reversed(lines[1:])]), encoding="utf-8", newline="\n")
    assert {str(difference) for difference in run(bare).differences} == {
        "links: nothing is recorded in results/links.csv; record it with --update",
        "relations, header: recorded left,relation,right_id,basis,rule, now left_id,relation,right_id,basis,rule",
        "parts: the rows are the same, and are recorded in another order or spelling",
    }
    assert run(bare, update=True).differences == ()
    assert run(bare).differences == ()


def test_a_table_that_is_none_is_found(tmp_path: Path) -> None:
    recorded, made = tmp_path / "recorded.csv", tmp_path / "made.csv"
    made.write_text("left_id,relation,right_id,basis,rule\n", encoding="utf-8")
    recorded.write_bytes(b"\xff\xfe")
    assert "what is recorded is no CSV table" in str(compare_table("relations", recorded, made)[0])
    recorded.write_bytes(b"")
    assert str(compare_table("relations", recorded, made)[0]).startswith("relations, header: recorded , now left_id")


def test_tables_without_a_key_are_compared_by_place_and_cells_hold_line_ends(tmp_path: Path) -> None:
    recorded, made = tmp_path / "recorded.csv", tmp_path / "made.csv"
    recorded.write_text('left_id,relation,right_id,basis,rule\na,before,b,"x\ny",\na,after,b,,\n', encoding="utf-8")
    made.write_text('left_id,relation,right_id,basis,rule\na,before,b,"x\nz",\na,after,b,,\n', encoding="utf-8")
    assert [str(difference) for difference in compare_table("relations", recorded, made)] == [
        r"relations, row 1, column basis: recorded 'x\ny', now 'x\nz'"
    ]


def test_a_description_of_other_tables_is_found(bare: Path) -> None:
    package = bare / "data" / "datapackage.json"
    described = json.loads(package.read_text(encoding="utf-8"))
    assert {f"results/{name}.csv" for name in SCHEMA} <= {resource["path"] for resource in described["resources"]}
    package.write_text("{}", encoding="utf-8")
    assert [difference.where for difference in run(bare).differences] == ["datapackage.json"]
    assert run(bare, update=True).differences == ()
    assert run(bare).differences == ()


def test_a_notebook_that_fails_or_is_not_fit_is_never_recorded(project: Path) -> None:
    edit(project / "data" / "study.toml", '"../notebooks/a.ipynb"', '"../notebooks/a.ipynb", "../notebooks/b.ipynb"')
    written(project / "notebooks" / "a.ipynb", "1 / 0")
    written(project / "notebooks" / "b.ipynb", "print('/home/someone')")
    before = files(project / "notebooks")
    outcome = run(project, update=True)
    assert [str(difference) for difference in outcome.differences] == [
        "a.ipynb, In [1]: raised ZeroDivisionError: division by zero",
        "b.ipynb: not fit to be stored: In [1]: holds an absolute path (/home/s...)",
    ]
    assert outcome.verdict.startswith("Not recorded: ")
    assert files(project / "notebooks") == before


def test_no_study_no_run(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="no such folder"):
        reproduce(tmp_path / "nowhere", workspace=tmp_path / "build")
    assert not (tmp_path / "build").exists()


# The report.


def test_the_report_is_complete_in_itself_and_names_no_machine(recorded: Path) -> None:
    for name, content in files(recorded / "build" / "report").items():
        text = content.decode()
        assert not re.search(r"<(?:script|link|img|iframe)\b[^>]*(?:src|href)=[\"']?(?:https?:)?//", text), name
        assert not re.search(r"url\([\"']?(?:https?:)?//|@import|import\(", text), name
        assert str(recorded) not in text, name
    index = (recorded / "build" / "report" / "index.html").read_text(encoding="utf-8")
    assert "href='a.html'" in index
    for shown in ("bbaca505acb5a3c6", "articles", "Recorded: ", "on a Friday or a Saturday", "pandas"):
        assert shown in index


def test_the_report_escapes_what_a_study_says(bare: Path) -> None:
    edit(bare / "data" / "study.toml", 'title = "', 'title = "<script>alert(1)</script> & ')
    outcome = run(bare)
    page = index_page(outcome)
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; " in page


def test_links_between_notebooks_lead_to_their_pages() -> None:
    cell = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "[on](01-b.ipynb#c) [far](../x/y.ipynb)"}
    page = notebook_page({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, "a")
    assert 'href="01-b.html#c"' in page
    assert 'href="../x/y.ipynb"' in page


def test_several_sources_have_one_id(bare: Path) -> None:
    text = "التقى الوزيران في العاصمة.\n".encode()
    (bare / "data" / "raw" / "b.txt").write_bytes(text)
    before = data_id(Study.load(bare / "data"))
    path = bare / "data" / "study.toml"
    sha256 = hashlib.sha256(text).hexdigest()
    more = f'\n[[sources]]\nfile = "raw/b.txt"\nsha256 = "{sha256}"\nrights = "x"\n'
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    assert before == "bbaca505"
    assert list(Study.load(bare / "data").tables["pages"]["path"]) == ["raw/paris-2025-07.txt", "raw/b.txt"]
    assert re.fullmatch("[0-9a-f]{8}", data_id(Study.load(bare / "data")))
    assert data_id(Study.load(bare / "data")) != before
