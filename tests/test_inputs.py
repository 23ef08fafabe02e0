"""From paths to sources: every format, packed and broken, folders, identifiers, and memory that does not grow."""

import gzip
import io
import json
import random
import sys
import tracemalloc
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khabar import inputs, records, streams
from khabar.inputs import from_bytes, sources
from khabar.model import Problem
from khabar.records import as_date
from khabar.source import Source

CASES = Path(__file__).parent / "cases" / "inputs"
PAGE = "عقد الوزيران اجتماعًا.\n"


def told(items: object) -> list[str]:
    """Write each source as a line (place, id, outlet, date, headline, content), each problem as one with a !."""
    lines = []
    for item in items:  # type: ignore[attr-defined]
        problems = (item,) if isinstance(item, Problem) else item.problems
        if isinstance(item, Source):
            content = repr(item.text if item.data is None else item.data)
            lines.append(" | ".join([item.location, item.id, item.outlet, item.published, item.headline, content[:60]]))
        lines += [f"! {each.severity} | {each.location} | {each.page_id} | {each.message}" for each in problems]
    return lines


def pages(items: object) -> list[Source]:
    return [item for item in items if isinstance(item, Source)]  # type: ignore[attr-defined]


def problems(items: object) -> list[Problem]:
    return [item for item in items if isinstance(item, Problem)]  # type: ignore[attr-defined]


def expected() -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    for line in (CASES / "expected.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            lines = sections[line[3:]] = []
        else:
            lines.append(line)
    return sections


@pytest.mark.parametrize("name", sorted(path.name for path in CASES.iterdir() if path.name != "expected.txt"))
def test_cases(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CASES)
    assert told(sources([name])) == expected()[name]


def zstd(data: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(data)


@pytest.mark.parametrize("pack", [gzip.compress, zstd])
@pytest.mark.parametrize("name", ["page.txt", "page.txt.gz", "page.txt.zst", "page"])
def test_packed_whatever_the_name(pack, name: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / name).write_bytes(pack(PAGE.encode()))
    (source,) = sources([tmp_path / name])
    assert isinstance(source, Source)
    assert source.data == PAGE.encode()
    # Packing does not change which page it is.
    (tmp_path / "plain.txt").write_text(PAGE, encoding="utf-8", newline="")
    assert pages(sources([tmp_path / "plain.txt"]))[0].id == source.id


@pytest.mark.parametrize("pack", [gzip.compress, zstd])
def test_several_members_are_one_stream(pack) -> None:  # type: ignore[no-untyped-def]
    (source,) = from_bytes(pack(b"abc") + pack(b"def"))
    assert source.data == b"abcdef"  # type: ignore[union-attr]


@pytest.mark.parametrize("pack", [gzip.compress, zstd])
def test_a_truncated_file_gives_what_came_before(pack, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "crawl.jsonl.gz"
    # Random-looking ids, so that the packed file is long and the cut falls in its middle.
    lines = [json.dumps({"id": str(hash((n, "x")) % 10**15 + n), "text": PAGE * 9}) for n in range(9000)]
    packed = pack("\n".join(lines).encode())
    path.write_bytes(packed[: len(packed) // 2])
    items = list(sources([path]))
    (problem,) = problems(items)
    assert problem is items[-1]
    assert problem.location == f"after line {len(items) - 1}"
    assert problem.message == "the compressed file is cut short; copy or download it again"
    assert len(items) > 2000


def test_damaged_and_missing(tmp_path: Path) -> None:
    damaged = bytearray(gzip.compress(PAGE.encode() * 50))
    damaged[30] ^= 0xFF
    (tmp_path / "a.txt.gz").write_bytes(bytes(damaged))
    (tmp_path / "b.txt").write_bytes(PAGE.encode())
    items = list(sources([tmp_path / "a.txt.gz", tmp_path / "none.txt", "", "\0", tmp_path / "b.txt"]))
    assert [item.message for item in problems(items)] == [
        "the compressed file is damaged; copy or download it again",
        "no such file; check the path",
        "an empty path; name a file or a folder",
        "no such file; check the path",
    ]
    assert len(pages(items)) == 1


def test_folder(tmp_path: Path) -> None:
    for name in ("b.txt", "a.html", "sub/c.jsonl", ".hidden.txt", ".git/d.txt", "photo.jpg", "style.css", "x.CSS"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text('{"text": "x"}' if name.endswith("jsonl") else name, encoding="utf-8")
    items = list(sources([tmp_path]))
    assert [Path(item.path).name for item in pages(items)] == ["a.html", "b.txt", "c.jsonl"]
    (note,) = problems(items)
    assert note.severity == "note"
    assert (
        note.message == "3 files left out, which end in .CSS (1), .css (1), .jpg (1); name one itself to have it read"
    )
    assert items == list(sources([tmp_path]))
    assert not list(sources([tmp_path / ".git" / ".."]))[0:0]


def test_a_file_named_itself_is_read_whatever_its_ending(tmp_path: Path) -> None:
    page = tmp_path / "article.aspx"
    page.write_text(" <!-- saved -->\n<!DOCTYPE html><p>خبر", encoding="utf-8")
    assert pages(sources([page]))[0].html


@pytest.mark.parametrize(
    ("data", "html", "count"),
    [
        (b"plain", False, 1),
        (b"<p>x", True, 1),
        (b"\xef\xbb\xbf<!DOCTYPE html>", True, 1),
        ("<html dir=rtl>".encode("utf-16"), True, 1),
        (b'{"text": "a"}\n{"text": "b"}', False, 2),
        (b'{"id": 1, "html": "a"}', True, 1),
        (b"<- no tag", False, 1),
        (b"{ curly text", False, 1),
        (b"", False, 1),
    ],
)
def test_standard_input_is_told_by_its_content(
    data: bytes, html: bool, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    found = pages(sources(["-"]))
    assert [item.html for item in found] == [html] * count
    assert {item.path for item in found} == {"-"}


def test_parquet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import datetime as dt

    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = {
        "Text": ["أ", None, "ج"],
        "published": [dt.datetime(2025, 7, 25, 23), None, dt.datetime(2025, 7, 26)],
        "id": [1, 2, 3],
        "other": [[1], [2], [3]],
    }
    path = tmp_path / "pages.parquet"
    pq.write_table(pa.table(rows), path)
    items = list(sources([path]))
    assert [(item.id, item.published, item.location) for item in pages(items)] == [
        ("1", "2025-07-25", "row 1"),
        ("3", "2025-07-26", "row 3"),
    ]
    assert [item.location for item in problems(items)] == ["row 2"]
    packed = tmp_path / "packed"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert len(list(sources([packed]))) == 3
    path.write_bytes(path.read_bytes()[:-9])
    assert "not Parquet" in problems(sources([path]))[0].message
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    monkeypatch.delattr(pa, "parquet")
    (problem,) = sources([path])
    assert isinstance(problem, Problem)
    assert problem.message == "Parquet needs pyarrow; install it with: pip install 'khabar[parquet]'"


def test_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (inputs, records):
        monkeypatch.setattr(module, "PAGE_LIMIT", 1000)
    items = list(from_bytes(b'{"text": "a"}\n{"text": "' + b"x" * 5000 + b'"}\n{"text": "b"}\n'))
    assert [item.location for item in items] == ["line 1", "line 2", "line 3"]
    assert [item.location for item in problems(items)] == ["line 2"]
    (problem,) = from_bytes(gzip.compress(b"x" * 5000))
    assert isinstance(problem, Problem)
    assert problem.message.startswith("longer than 0 MiB when unpacked")


def test_memory_is_constant(tmp_path: Path) -> None:
    path = tmp_path / "crawl.jsonl.zst"
    writer = zstandard.ZstdCompressor().compressobj()
    chance = random.Random(2025)
    with path.open("wb") as file:
        for number in range(600):
            text = chance.randbytes(10_000).hex()  # what packs too well would measure the unpacking
            file.write(writer.compress(json.dumps({"id": number, "text": text}).encode() + b"\n"))
        file.write(writer.flush())
    tracemalloc.start()
    count = sum(isinstance(item, Source) for item in sources([path]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 600
    assert peak < 3_000_000  # of 12 MB


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "page.html.zst"
    path.write_bytes(zstd(b"\0" * (streams.PAGE_LIMIT + 1)))
    assert path.stat().st_size < 10_000
    (problem,) = sources([path])
    assert isinstance(problem, Problem)
    assert "64 MiB when unpacked" in problem.message


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2025-07-25", "2025-07-25"),
        (" 2025-07-25 ", "2025-07-25"),
        ("2025-07-25T00:00:00Z", "2025-07-25"),
        ("[2025-07-25,2025-07-26]", "[2025-07-25,2025-07-26]"),
        ("2025-07-24/2025-07-26", "2025-07-24/2025-07-26"),
        ("", ""),
        ("2025-02-30", None),
        ("2025-02-30T10:00", None),
        ("٢٠٢٥-٠٧-٢٥", None),
        (1753401600, None),
        (True, None),
    ],
)
def test_dates(value: object, date: str | None) -> None:
    assert as_date(value) == date


def test_the_same_file_twice_is_one_page(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x", encoding="utf-8")
    one, other = sources([path, tmp_path])
    assert isinstance(one, Source)
    assert isinstance(other, Problem)
    assert other.severity == "note"


cells = st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(st.sampled_from(["id", "text", "outlet", "url", "published"]), st.text(max_size=20))))
def test_ids_are_unique_and_fit_for_lists(rows: list[dict[str, str]]) -> None:
    data = '{"text": "first"}\n' + "\n".join(json.dumps(row) for row in rows)
    ids = [item.id for item in pages(from_bytes(data.encode()))]
    assert len(ids) == len(set(ids))
    assert all(name and not set(name) & set(" ;<>\n\r\t") for name in ids)


@given(st.lists(st.tuples(cells, cells.filter(bool)), min_size=1, max_size=5))
def test_csv_gives_back_what_was_written(rows: list[tuple[str, str]]) -> None:
    import csv

    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerows([("outlet", "text"), *rows])
    data = file.getvalue().encode()
    found = records.table("x.csv", io.BufferedReader(io.BytesIO(data)), data)  # type: ignore[arg-type]
    assert [item.text for item in pages(found)] == [text for _, text in rows]
