"""A study made from pages: that it runs at once, what is to be filled in, what becomes of pages that are of no use."""

import hashlib
import json
import os
import shutil
import sys
import tomllib
from collections.abc import Callable, Iterator
from contextlib import chdir
from importlib.resources import files
from pathlib import Path

import pytest

from khabar import cli, newfiles
from khabar.errors import SourceError, StudyError
from khabar.gazetteer import COLUMNS, Gazetteer
from khabar.newstudy import NewStudy, new_study
from khabar.notebooks import clean, dump, read_notebook
from khabar.reproduce import reproduce
from khabar.study import Study, _own_lexicon
from making import edit

PAGES = Path(__file__).parent / "cases" / "newstudy"
JISR, MIZAN, FURAT = (PAGES / name for name in ("al-jisr.html", "al-mizan.htm", "wakalat-al-furat.txt"))
LINE = "قال وزير الخارجية المصري بدر عبد العاطي إن بلاده ترحب بالاتفاق."
Make = Callable[..., Path]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def page(tmp_path: Path) -> Make:
    def make(name: str, text: str | bytes = LINE) -> Path:
        path = tmp_path / "pages" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return make


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["khabar", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return ended.value.code, printed.out, printed.err

    return call


def toml(folder: Path) -> dict[str, object]:
    return tomllib.loads((folder / "study.toml").read_text(encoding="utf-8"))


def told(made: NewStudy) -> list[str]:
    return [each.message for each in made.problems]


def listed(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def everything(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# It runs at once.


def test_three_pages_of_three_outlets_become_a_study_that_is_reproduced(tmp_path: Path) -> None:
    folder = tmp_path / "my-study"
    made = new_study(folder, [PAGES])
    assert (len(made.files), made.pages, made.articles, made.problems) == (3, 3, 3, ())
    recorded = reproduce(folder, update=True, workspace=tmp_path / "build")
    assert recorded.verdict.startswith("Recorded: 3 sources verified, 18 tables, 3 notebooks, ")
    assert recorded.differences == ()
    again = reproduce(folder, workspace=tmp_path / "build")
    assert again.verdict.startswith("Reproduced: 3 sources verified, 18 tables, 3 notebooks identical.")
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8").splitlines()
    assert {recorded.verdict, again.verdict} <= set(readme)


@pytest.mark.parametrize(
    "text",
    ["السلام عليكم.", "زار وزير الخارجية التركي بغداد يوم 3 آذار 2024.", "قالت مصادر إن الاجتماع تأجل."],
    ids=["greeting", "no claim", "nobody named"],
)
def test_notebooks_run_on_pages_that_hold_next_to_nothing(
    text: str, page: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In this process, each cell in turn: a kernel each would take ten seconds."""
    pytest.importorskip("matplotlib")
    new_study(tmp_path / "s", [page("a.txt", text)])
    for path in sorted((tmp_path / "s" / "notebooks").iterdir()):
        names: dict[str, object] = {}
        with chdir(path.parent):
            for cell in read_notebook(path)["cells"]:
                if cell["cell_type"] == "code":
                    exec(cell["source"], names)
    assert "Traceback" not in capsys.readouterr().err


def test_the_pages_are_copied_unchanged_and_their_hashes_recorded(tmp_path: Path) -> None:
    new_study(tmp_path / "s", [MIZAN, JISR])
    content = toml(tmp_path / "s")
    assert content["title"] == "s"
    sources = content["sources"]
    assert isinstance(sources, list)
    assert [each["file"] for each in sources] == ["raw/al-mizan.htm", "raw/al-jisr.html"]
    for each, source in zip(sources, (MIZAN, JISR), strict=True):
        assert (tmp_path / "s" / each["file"]).read_bytes() == source.read_bytes()
        assert each["sha256"] == hashlib.sha256(source.read_bytes()).hexdigest()


def test_the_same_pages_make_the_same_study_on_any_machine(tmp_path: Path) -> None:
    for name in ("one", "two"):
        new_study(tmp_path / name / "s", [PAGES])
    assert everything(tmp_path / "one") == everything(tmp_path / "two")
    assert str(tmp_path).encode() not in b"".join(everything(tmp_path / "one").values())


def test_notebooks_are_as_the_notebooks_extra_would_write_them(tmp_path: Path) -> None:
    new_study(tmp_path / "my study", [FURAT])
    for path in (tmp_path / "my study" / "notebooks").iterdir():
        assert path.read_bytes() == dump(clean(read_notebook(path))), path.name
        assert "The study **my study**" in path.read_text(encoding="utf-8")
        assert "{{" not in path.read_text(encoding="utf-8")


def test_cells_of_the_notebooks_are_short(tmp_path: Path) -> None:
    for template in newfiles.templates("notebooks"):
        for cell in newfiles.notebook(template.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                lines = cell["source"].splitlines()
                assert len([line for line in lines if line]) <= 6, template.name
                assert all(len(line) <= 100 for line in lines), template.name


def test_the_readme_of_the_project_shows_what_the_command_prints(run: Run, tmp_path: Path) -> None:
    shutil.copytree(PAGES, tmp_path / "tests" / "cases" / "newstudy")
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    shown = readme.partition("$ uv run khabar new my-study tests/cases/newstudy\n")[2].partition("```")[0]
    assert run("new", "my-study", "tests/cases/newstudy") == (0, shown, "")
    block = readme.partition("```toml\n# outlet")[2].partition("```")[0]
    assert f"# outlet{block}" in (tmp_path / "my-study" / "study.toml").read_text(encoding="utf-8")


# What is to be filled in.


def test_what_the_page_says_is_not_asked_for(tmp_path: Path) -> None:
    made = new_study(tmp_path / "s", [JISR])
    assert [gap.file for gap in made.fill if gap.file == "study.toml"] == []
    article = Study.load(tmp_path / "s").pages[0].articles[0]
    assert (article.outlet, article.published, article.published_basis) == ("الجسر نيوز", "2024-09-12", "stated")


def test_what_it_does_not_say_is_a_row_with_what_the_page_suggests(tmp_path: Path) -> None:
    made = new_study(tmp_path / "s", [FURAT])
    article = "raw/wakalat-al-furat.txt, article 1"
    assert [str(gap) for gap in made.fill if gap.file == "study.toml"] == [
        f"study.toml: {article}: when it was printed; the page suggests: no earlier than 2024-09-12",
        f"study.toml: {article}: who printed it",
    ]
    path = tmp_path / "s" / "study.toml"
    edit(path, '# published = "YYYY-MM-DD"', 'published = "2024-09-12"')
    edit(path, '# basis = "given"', 'basis = "given"')
    edit(path, '# outlet = ""', 'outlet = "وكالة الفرات"')
    edit(path, '# url = ""', 'url = "https://furat.example/1"')
    edit(path, "# parties = [", "parties = [")
    edit(path, '# description = ""', 'description = "المياه"')
    study = Study.load(tmp_path / "s")
    read = study.pages[0].articles[0]
    assert (read.outlet, read.published, read.published_basis) == ("وكالة الفرات", "2024-09-12", "given")
    assert study.pages[0].url == "https://furat.example/1"
    assert study.manifest.parties == ("IRQ", "TUR")


def test_a_day_that_the_page_fixes_is_proposed_as_the_date(page: Make, tmp_path: Path) -> None:
    new_study(tmp_path / "s", [page("a.txt", "وقع العراق وتركيا الاتفاق أمس الخميس 12 أيلول 2024.")])
    text = (tmp_path / "s" / "study.toml").read_text(encoding="utf-8")
    assert '# published = "2024-09-13"\n' in text
    assert Study.load(tmp_path / "s").pages[0].articles[0].published == ""  # a proposal is for a reader to weigh


def test_given_date_and_outlet_stand_where_the_page_is_silent(tmp_path: Path) -> None:
    made = new_study(tmp_path / "s", [JISR, MIZAN], published="2024/09/13", outlet="الميزان")
    dated = [
        (article.outlet, article.published, article.published_basis)
        for page in Study.load(tmp_path / "s").pages
        for article in page.articles
    ]
    assert dated == [("الجسر نيوز", "2024-09-12", "stated"), ("الميزان", "2024-09-13", "given")]
    assert told(made) == ["2024-09-13 was given, but the page is dated 2024-09-12; that stands"]
    assert not [gap for gap in made.fill if gap.file == "study.toml"]


def test_unknown_people_are_rows_that_count_once_the_sign_before_them_is_deleted(tmp_path: Path) -> None:
    new_study(tmp_path / "s", [JISR])
    people = tmp_path / "s" / "lexicon" / "people.tsv"
    row = next(each for each in people.read_text(encoding="utf-8").splitlines() if each.startswith("#نزار"))
    assert row.split("\t")[5:8] == ["IRQ", "", "وزير الموارد المائية العراقي"]
    edit(people, row, row[1:])
    entities = Study.load(tmp_path / "s").tables["entities"]
    found = entities[entities["name_ar"] == "نزار الطرفاوي"]
    assert list(found["origin"]) == ["study"]


def test_those_known_by_office_alone_are_not_asked_for(tmp_path: Path) -> None:
    made = new_study(tmp_path / "s", [FURAT])
    assert not [gap for gap in made.fill if "المتحدث" in gap.what]


def test_the_readme_lists_all_and_the_terminal_a_few_of_each_kind(tmp_path: Path, page: Make) -> None:
    pages = [page(f"{number}.txt", f"{LINE} {number}") for number in range(9)]
    made = new_study(tmp_path / "s", pages)
    text = (tmp_path / "s" / "README.md").read_text(encoding="utf-8")
    assert all(f"- raw/{number}.txt, article 1: who printed it" in text for number in range(9))
    assert newfiles.told(made.fill)[-1] == "study.toml: 5 more outlets"
    assert "{{" not in text


def test_a_file_of_several_pages_keeps_its_dates_in_its_records(tmp_path: Path, page: Make) -> None:
    records = [{"text": LINE, "published": "2024-09-12", "outlet": "الميزان"}, {"text": f"{LINE} ثم عاد."}]
    path = page("two.jsonl", "\n".join(json.dumps(each) for each in records))
    made = new_study(tmp_path / "s", [path], published="2024-09-13")
    assert (made.pages, [each.severity for each in made.problems]) == (2, ["warning"])
    assert [str(gap) for gap in made.fill][:1] == [
        "raw/two.jsonl: 1 of 2 articles have no date; write published into the records, and make the study anew"
    ]
    assert [each.published for page in Study.load(tmp_path / "s").pages for each in page.articles] == ["2024-09-12", ""]


# The tables of a study's own.


def test_every_table_is_there_with_each_column_explained_and_an_example_that_works(tmp_path: Path) -> None:
    new_study(tmp_path / "s", [FURAT])
    folder = tmp_path / "s" / "lexicon"
    assert {path.stem for path in folder.iterdir()} == {*COLUMNS, "people"} - {"places_more"}
    for path in sorted(folder.iterdir()):
        lines = path.read_text(encoding="utf-8").splitlines()
        header = next(each for each in lines if not each.startswith("#")).split("\t")
        explained = [each.split()[1] for each in lines[2 : lines.index("\t".join(header))] if each[2:3].isalpha()]
        assert [each for each in explained if each in header] == header, path.name
        examples = [place for place, each in enumerate(lines) if each.startswith("# An example")]
        assert len(examples) == 1, path.name
        lines[examples[0] + 1] = lines[examples[0] + 1].removeprefix("#")
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    own = _own_lexicon(tmp_path / "s")
    assert {len(rows) for rows in own.values()} == {1}
    assert Gazetteer(own).matcher is not None


def test_tables_without_rows_cost_nothing_and_their_names_are_still_checked(tmp_path: Path) -> None:
    new_study(tmp_path / "s", [FURAT])
    assert Study.load(tmp_path / "s").lexicons is Study.load(Path(__file__).parents[1] / "data").lexicons
    shutil.copy(tmp_path / "s" / "lexicon" / "people.tsv", tmp_path / "s" / "lexicon" / "peple.tsv")
    with pytest.raises(Exception, match=r"peple\.tsv: no lexicon that a study can add to"):
        Study.load(tmp_path / "s")


# What cannot be used.


def test_bad_pages_give_a_line_each_and_the_rest_goes_on(run: Run, page: Make) -> None:
    page("good.txt")
    page("again.txt")
    page("empty.txt", b"")
    page("script.html", "<!doctype html><html><body><script>1</script></body></html>")
    page("english.txt", "Nothing here is Arabic.")
    page("broken.jsonl", '{"text": "قال"}\nno json\n')
    page("paper.pdf", b"%PDF-1.4")
    page("sub/good.txt", f"{LINE} ثم غادر.")
    code, out, err = run("new", "s", "pages", "pages/paper.pdf", "missing.txt", "-")
    assert code == 1
    assert out.startswith("s: 2 files, 2 pages, 2 articles\n")
    assert out.endswith("\nNext: khabar reproduce s --update\n")
    lines = err.splitlines()
    assert all(each.startswith("khabar: ") for each in lines)
    for words in (
        "pages/good.txt: the same page as pages/again.txt; left out",
        "pages/empty.txt: left out: no text",
        "pages/script.html: left out: no text",
        "pages/english.txt: left out: no Arabic letter",
        "pages/broken.jsonl, line 2: not JSON",
        "pages/broken.jsonl: left out, since not all of it can be read",
        "pages/paper.pdf: a PDF file",
        "missing.txt: no such file",
        "-: a study needs files",
    ):
        assert [words in each for each in lines].count(True) == 1, words
    assert listed(Path("s", "raw")) == ["again.txt", "good.txt"]
    assert Study.load("s").pages


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
@pytest.mark.parametrize(
    ("name", "copied"),
    [
        ('خبر: "عاجل" | <الجسر>*?\\.html.txt', "خبر- -عاجل- - -الجسر-.html.txt"),
        ("con.txt", "page-con.txt"),
        (".hidden.txt", "hidden.txt"),
        ("???.txt", "page.txt"),
        ("two\nlines\u202e.txt", "two lines.txt"),
        (f"{'ب' * 110}.txt", f"{'ب' * 96}.txt"),
        ("نسخة .txt", "نسخة.txt"),
    ],
)
def test_names_that_not_every_system_can_hold_are_written_otherwise(
    name: str, copied: str, page: Make, tmp_path: Path
) -> None:
    made = new_study(tmp_path / "s", [page(name)])
    assert listed(tmp_path / "s" / "raw") == [copied]
    assert told(made) == [f"its name is not one that every system can hold; copied as raw/{copied}"]
    assert made.problems[0].severity == "note"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_name_that_is_no_text_can_be_copied(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xff.txt")
    path.write_text(LINE, encoding="utf-8")
    new_study(tmp_path / "s", [path])
    assert listed(tmp_path / "s" / "raw") == ["page.txt"]


def test_two_pages_of_one_name_are_both_kept(page: Make, tmp_path: Path) -> None:
    pages = [page("a/Page.txt"), page("b/page.txt", f"{LINE} ثم عاد."), page("c/page.txt", f"{LINE} ثم سافر.")]
    new_study(tmp_path / "s", pages)
    assert listed(tmp_path / "s" / "raw") == ["Page.txt", "page-2.txt", "page-3.txt"]


@pytest.mark.parametrize("made_before", ["folder", "file", "link"])
def test_what_is_there_is_not_overwritten(made_before: str, run: Run, tmp_path: Path) -> None:
    if made_before == "folder":
        (tmp_path / "s").mkdir()
    elif made_before == "file":
        (tmp_path / "s").write_text("mine", encoding="utf-8")
    else:
        (tmp_path / "s").symlink_to(tmp_path / "nowhere")
    before = listed(tmp_path)
    code, out, err = run("new", "s", JISR)
    assert (code, out, err) == (2, "", "khabar: s: is already there; choose another name, or delete it first\n")
    assert listed(tmp_path) == before


def test_without_any_page_nothing_is_made(run: Run, tmp_path: Path) -> None:
    code, out, err = run("new", "s", "missing.txt", "-")
    assert (code, out) == (2, "")
    assert err.splitlines() == [
        "khabar: error: -: a study needs files; save what is piped in, and name the file",
        "khabar: error: missing.txt: no such file; check the path",
        "khabar: there is no page to make a study of; name files or folders with some",
    ]
    assert listed(tmp_path) == []


def test_a_date_that_is_none_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is no date"):
        new_study(tmp_path / "s", [JISR], published="yesterday")
    assert listed(tmp_path) == []


def test_a_page_that_cannot_be_coded_is_left_out(tmp_path: Path, page: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    from khabar import newstudy

    real = newstudy.code

    def fail(found: newstudy.Page) -> object:
        if found.path == JISR.as_posix():
            raise RecursionError("too deep")
        return real(found)

    monkeypatch.setattr(newstudy, "code", fail)
    made = new_study(tmp_path / "s", [JISR, FURAT])
    assert [each.file for each in made.files] == ["raw/wakalat-al-furat.txt"]
    assert told(made) == ["could not be coded (RecursionError: too deep); please report this page"]
    with pytest.raises(StudyError, match="no page to make a study of"):
        new_study(tmp_path / "t", [JISR])


# Templates come with the package.


def walked(folder: Path) -> Iterator[str]:
    return (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_templates_are_package_data() -> None:
    folder = Path(str(files("khabar") / "templates"))
    names = set(walked(folder))
    assert {"README.md", "lexicon/people.tsv", "notebooks/1-what-was-read.md"} <= names
    assert not any(name.endswith(".ipynb") for name in names)  # pytest would run them where there is no study
