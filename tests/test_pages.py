"""Reading one page or many, and coding them: what is known besides, tiling, ids, streaming, parallel."""

import io
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khabar.coding import Summary, code, code_all
from khabar.errors import KhabarError, SourceError, TableError
from khabar.model import ROLES, Page, Problem
from khabar.pages import read, read_pages
from khabar.tables import PAGEWISE, SCHEMA, load_tables

RAW = Path(__file__).parent.parent / "data" / "raw" / "paris-2025-07.txt"
BODY = (
    "عقد وزيرا خارجية البلدين اجتماعًا مطولًا في العاصمة، وبحثا فيه سبل خفض التصعيد على الحدود وتبادل الأسرى.\n\n"
    "وقال الوزير للصحفيين بعد انتهاء اللقاء إن الجانبين اتفقا على مواصلة الحوار في الأسابيع المقبلة. وأضاف أن "
    "الموعد لم يحدد بعد.\n"
)
HTML = (
    '<!doctype html><html lang="ar"><head><meta charset="utf-8"><title>لقاء</title>'
    '<meta property="og:site_name" content="صحيفة المثال">'
    '<meta property="article:published_time" content="2025-07-24T10:00:00+03:00"></head>'
    f"<body><article><h1>لقاء ثانٍ في أسبوع</h1><p>{BODY.strip().replace('. ', '.</p><p>')}</p></article>"
    "</body></html>"
)


def tiles(page: Page) -> bool:
    """Tell whether the parts, in order, cover all but white space and nothing twice."""
    edge = 0
    for part in page.parts:
        if page.raw[edge : part.start].strip() or not edge <= part.start < part.end:
            return False
        edge = part.end
    return not page.raw[edge:].strip()


def test_the_page_under_study() -> None:
    page = read(RAW)
    assert page.raw == RAW.read_bytes().decode()
    assert read(RAW.read_bytes()) == replace(page, path="")
    assert page.page_id == page.sha256[:12]
    assert page.bytes == RAW.stat().st_size
    assert [article.outlet for article in page.articles] == ["euronews", "RT"]
    assert tiles(page)
    assert not page.problems


def test_coding_agrees_with_the_coding_by_hand() -> None:
    by_hand = load_tables(RAW.parent.parent / "coded")
    made = code(read(RAW)).tables()
    for name, columns in {
        "sentences": ["sentence_id", "article_id", "start", "end"],
        "articles": ["article_id", "outlet", "headline", "sentences"],
        "pages": ["page_id", "sha256", "bytes", "characters", "media_type"],
    }.items():
        assert made[name][columns].equals(by_hand[name][columns]), name


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1256"])
def test_the_encoding_makes_no_difference_but_to_the_hash(encoding: str) -> None:
    page, plain = read(BODY.encode(encoding)), read(BODY.encode())
    assert (page.raw, [part.role for part in page.parts]) == (BODY, [part.role for part in plain.parts])
    assert (page.page_id == plain.page_id) == (encoding == "utf-8")


def test_what_is_given_fills_what_the_page_does_not_say() -> None:
    page = read(BODY.encode(), published="2025-07", outlet="NA")
    assert (page.outlet, page.published, page.published_basis) == ("NA", "2025-07", "given")
    (article,) = page.articles
    assert (article.outlet, article.published, article.published_basis) == ("NA", "2025-07", "given")
    page = read(BODY.encode())
    assert (page.outlet, page.published, page.published_basis) == ("", "", "")


def test_what_the_page_says_stands() -> None:
    page = read(HTML.encode(), published="2025-07-26", outlet="X")
    assert page.media_type == "text/html"
    assert (page.outlet, page.published, page.published_basis) == ("صحيفة المثال", "2025-07-24", "stated")
    (article,) = page.articles
    assert (article.published, article.published_basis) == ("2025-07-24", "stated")
    assert article.headline == "لقاء ثانٍ في أسبوع"
    assert [problem.message for problem in page.problems] == [
        "2025-07-26 was given, but the page is dated 2025-07-24 (stated); that stands"
    ]
    assert tiles(page)


def test_what_a_record_says_outranks_both() -> None:
    record = {"html": HTML, "id": "r1", "published": "2025-07-20", "outlet": "Y", "url": "https://example.org/1"}
    page = read(json.dumps(record).encode(), published="2025-07-26", outlet="X")
    assert (page.page_id, page.outlet, page.published, page.published_basis) == ("r1", "Y", "2025-07-20", "given")
    assert page.url == "https://example.org/1"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("no/such/page.txt", r"^no/such/page\.txt: no such file; check the path$"),
        ("سطر\nسطر", r"pass its bytes: read\(text\.encode\(\)\)"),
        ("س" * 300, r"pass its bytes"),
        (b"%PDF-1.7", r"^bytes: a PDF file; save the page as HTML or text$"),
        (b'{"text": "a"}\n{"text": "b"}\n', r"^bytes: holds several pages; use read_pages$"),
        (b'{"txt": "a"}\n', r"^bytes, line 1: neither text nor html; "),
        (b"\x1f\x8b\x08", r"^bytes: the compressed file is cut short; copy or download it again$"),
        ("", r"an empty path"),
    ],
)
def test_what_cannot_be_read(source: str | bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        read(source)


def test_a_given_date_must_be_one() -> None:
    for call in (lambda: read(RAW, published="friday"), lambda: list(read_pages(RAW, published="2025-13"))):
        with pytest.raises(SourceError, match=r"published: '.*' is no date; write a day as 2025-07-25"):
            call()


@pytest.mark.parametrize("data", [b"", b" \r\n\t", "\u200f\u00a0".encode(), b"<!doctype html>", b"\xef\xbb\xbf"])
def test_an_empty_page_is_a_page(data: bytes) -> None:
    page = read(data)
    assert tiles(page)
    assert not page.articles
    assert not code(page).sentences


def test_read_pages_goes_on_past_what_is_broken(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(
        json.dumps({"text": BODY}) + "\n{\n" + json.dumps({"html": HTML}), encoding="utf-8"
    )
    (tmp_path / "b.txt").write_bytes(BODY.encode()[:-2])
    found = list(read_pages(tmp_path))
    assert [type(item) for item in found] == [Page, Problem, Page, Page]
    assert found[1] == Problem(
        (tmp_path / "a.jsonl").as_posix(), "", "line 2", "error",
        "not JSON (Expecting property name enclosed in double quotes at character 3); correct or remove it",
    )  # fmt: skip


def test_a_missing_extra_costs_only_the_pages_that_need_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "lxml"]:
        monkeypatch.setitem(sys.modules, name, None)
    (tmp_path / "a.html").write_text(HTML, encoding="utf-8")
    (tmp_path / "b.txt").write_text(BODY, encoding="utf-8")
    problem, page = read_pages(tmp_path)
    assert isinstance(page, Page)
    assert isinstance(problem, Problem)
    assert "khabar[html]" in problem.message


def test_sentences_are_the_articles_own() -> None:
    coding = code(read(HTML.encode()))
    page = coding.page
    texts = [page.raw[each.start : each.end] for each in coding.sentences]
    assert len(texts) == 4
    assert texts[0] == "لقاء ثانٍ في أسبوع"
    assert texts[-1] == "وأضاف أن الموعد لم يحدد بعد."
    assert [each.sentence_id for each in coding.sentences] == [f"{page.page_id}.s{n}" for n in range(1, len(texts) + 1)]
    roles = {part.part_id: part.role for part in page.parts}
    assert {roles[each.part_id] for each in coding.sentences} <= {"headline", "subheading", "body", "related"}


def test_tables_of_later_steps_have_their_columns() -> None:
    tables = code(read(RAW)).tables()
    assert tuple(tables) == PAGEWISE
    for name, table in tables.items():
        assert list(table) == [column.name for column in SCHEMA[name]]


def many(folder: Path) -> Path:
    """Write pages of every kind, some broken, enough for several batches."""
    lines = [json.dumps({"id": f"n{n}", "text": f"{BODY}{n}", "published": "2025"}) for n in range(120)]
    lines[7] = "{"
    lines[11] = lines[10]
    (folder / "many.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (folder / "page.html").write_text(HTML, encoding="utf-8")
    (folder / "damaged.txt").write_bytes(BODY.encode() + b"\xff")
    return folder


def test_in_parallel_it_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import khabar.coding

    monkeypatch.setattr(khabar.coding, "_BATCH", 5_000)
    folder = tmp_path / "in"
    folder.mkdir()
    seen: list[int] = []
    one = code_all([many(folder)], tmp_path / "one", tell=lambda pages, problems: seen.append(pages))
    two = code_all([folder], tmp_path / "two", jobs=2)
    assert one == two == Summary(120, 120, one.sentences, 1, 1, 1)
    assert one.exit_code == 1
    assert sum(seen) == 120
    assert len(seen) > 5
    for name in PAGEWISE:
        assert (tmp_path / "one" / f"{name}.csv").read_bytes() == (tmp_path / "two" / f"{name}.csv").read_bytes()
    tables = load_tables(tmp_path / "one")
    assert list(tables["problems"]["severity"]) == ["warning", "error", "note"]
    assert tables["sentences"]["sentence_id"].is_unique
    raw = {page.page_id: page.raw for page in read_pages(folder) if isinstance(page, Page)}
    assert all(
        raw[page_id][start:end].strip() == raw[page_id][start:end] != ""
        for page_id, start, end in tables["sentences"][["page_id", "start", "end"]].itertuples(index=False)
    )


def test_exit_codes(tmp_path: Path) -> None:
    assert code_all([RAW], tmp_path / "0").exit_code == 0
    assert code_all([RAW, "none.txt"], tmp_path / "1").exit_code == 1
    assert code_all(["none.txt"], tmp_path / "2").exit_code == 2
    assert code_all([RAW, RAW], tmp_path / "note").exit_code == 0
    assert list(load_tables(tmp_path / "2")["problems"]["path"]) == ["none.txt"]
    with pytest.raises(TableError, match="is there already"):
        code_all([RAW], tmp_path / "0")
    code_all([RAW], tmp_path / "0", force=True, format="parquet")
    assert len(load_tables(tmp_path / "0")["parts"]) == len(read(RAW).parts)


def test_a_fault_of_ours_costs_one_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import khabar.coding

    def faulty(page: Page) -> object:
        if page.raw == "x":
            raise RuntimeError("two\nlines")
        return code(page)

    monkeypatch.setattr(khabar.coding, "code", faulty)
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    (tmp_path / "b.txt").write_text(BODY, encoding="utf-8")
    summary = code_all([tmp_path], tmp_path / "out")
    assert (summary.pages, summary.errors, summary.exit_code) == (1, 1, 1)
    (message,) = load_tables(tmp_path / "out")["problems"]["message"]
    assert message == "could not be coded (RuntimeError: two lines); please report this page"


def test_coding_needs_no_heavy_library(tmp_path: Path) -> None:
    program = (
        "import sys; from khabar.coding import code_all; code_all(sys.argv[1:2], sys.argv[2]); "
        "print([name for name in ('pandas', 'matplotlib', 'IPython', 'lxml', 'pyarrow') if name in sys.modules])"
    )
    made = subprocess.run([sys.executable, "-c", program, RAW, tmp_path], capture_output=True, text=True, check=True)
    assert made.stdout.strip() == "[]"


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(BODY.encode())))
    assert read("-").raw == BODY


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.text(max_size=40) | st.sampled_from([*BODY.split(" "), BODY, "المصدر: RT", "«", "\n", "• "]), max_size=20
    )
)
def test_any_text_is_a_page(pieces: list[str]) -> None:
    data = " ".join(pieces).encode("utf-8", "surrogatepass")
    try:
        page = read(data)
    except KhabarError:
        return
    assert tiles(page)
    assert {part.role for part in page.parts} <= set(ROLES)
    coding = code(page)
    for sentence in coding.sentences:
        assert page.raw[sentence.start : sentence.end].strip()
