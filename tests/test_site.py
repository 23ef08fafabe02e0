"""The site of a report: every link leads somewhere, nothing is fetched, whatever a page holds is escaped."""

import hashlib
import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from khabar.site import Links, source_page, table_page, write_site
from khabar.study import Study
from khabar.tables import SCHEMA

PARIS = Path(__file__).parents[1] / "data"
HOSTILE = (
    "قال الوزير </div><script>alert(1)</script> إنه التقى نظيره <b>السوري</b> & غادر.\r\nوالتقى في باريس وفدا تركيا.\n"
)


def study(folder: Path, text: str) -> Study:
    data = text.encode()
    folder.mkdir()
    (folder / "page.txt").write_bytes(data)
    (folder / "study.toml").write_text(
        f'title = "t"\n[[sources]]\nfile = "page.txt"\nsha256 = "{hashlib.sha256(data).hexdigest()}"\nrights = "x"\n',
        encoding="utf-8",
    )
    return Study.load(folder)


@pytest.fixture(scope="module")
def paris(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    write_site(Study.load(PARIS), folder)
    return folder


def targets(path: Path) -> set[str]:
    return {unescape(found) for found in re.findall(r"\bid='([^']*)'", path.read_text(encoding="utf-8"))}


def test_every_link_leads_to_words_that_are_there(paris: Path) -> None:
    (paris / "index.html").write_text("<p id='q1'></p>", encoding="utf-8")
    known = {path: targets(path) for path in paris.rglob("*.html")}
    steps = Study.load(PARIS).tables["sequence"]["step_id"]
    links = 0
    for path in known:
        for href in re.findall(r"href='([^']*)'", path.read_text(encoding="utf-8")):
            parts = urlsplit(unescape(href))
            assert not parts.scheme
            assert not parts.netloc
            to = (path.parent / unquote(parts.path)).resolve()
            assert to.is_file(), (path.name, href)
            if to.name == "index.html":
                assert not parts.fragment or unquote(parts.fragment) in set(steps)
            elif parts.fragment:
                assert unquote(parts.fragment) in known[to], (path.name, href)
            links += 1
    assert links > 1000


def test_nothing_is_fetched(paris: Path) -> None:
    for path in paris.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<(?:script|link|img|iframe)\b[^>]*(?:src|href)=[\"']?(?:https?:)?//", text)
        assert not re.search(r"url\(|@import|import\(", text)


def test_there_is_a_page_for_every_table_and_a_figure(paris: Path) -> None:
    assert {path.stem for path in (paris / "tables").iterdir()} == set(SCHEMA)
    assert (paris / "sequence.svg").read_bytes().startswith(b"<?xml")


def test_the_same_study_gives_the_same_bytes(paris: Path, tmp_path: Path) -> None:
    write_site(Study.load(PARIS), tmp_path)
    for name in ("tables", "pages"):
        for path in (tmp_path / name).iterdir():
            assert path.read_bytes() == (paris / name / path.name).read_bytes()
    assert (tmp_path / "sequence.svg").read_bytes() == (paris / "sequence.svg").read_bytes()


def test_what_a_page_holds_is_escaped_and_shown_as_it_is(tmp_path: Path) -> None:
    own = study(tmp_path / "s", HOSTILE)
    links = Links(own)
    html = source_page(own.pages[0], links)
    body = html[html.index("<div class='raw'") : html.index("<script>")]
    assert "alert" in body
    assert "<b>" not in body
    shown = unescape(re.sub(r"<[^>]*>", "", body))
    assert shown.removesuffix("\n") == own.pages[0].raw.removesuffix("\n") or own.pages[0].raw in shown
    for name, table in own.tables.items():
        assert "<script>alert" not in table_page(name, table, links)


def test_a_study_without_events_has_no_figure(tmp_path: Path) -> None:
    own = study(tmp_path / "s", "لا شيء هنا.\n")
    write_site(own, tmp_path / "out")
    assert not (tmp_path / "out" / "sequence.svg").exists()
