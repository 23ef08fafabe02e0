"""Notebooks: run, cleaned, compared; what a stored one must be; and what tampering each check catches."""

import base64
import subprocess
import sys
from asyncio import CancelledError
from copy import deepcopy
from io import BytesIO
from pathlib import Path
from threading import Event

import pytest

from khabar.errors import NotebookError
from khabar.hygiene import hygiene
from khabar.labels import is_arabic
from khabar.notebooks import Notebook, clean, compare, dump, output_differences, picture_differences, read_notebook, run
from making import CELLS, code_cells, edit, stored, written

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
# (notebook, marker) pairs that may keep a cell from being compared.
ALLOWED: frozenset[tuple[str, str]] = frozenset()


# The project's own notebooks.


@pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.name for path in NOTEBOOKS])
def test_project_notebook_is_fit_to_be_stored(path: Path) -> None:
    allowed = [marker for name, marker in ALLOWED if name == path.name]
    assert hygiene(read_notebook(path), allowed) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.name for path in NOTEBOOKS])
def test_project_notebook_is_stored_as_it_is_cleaned(path: Path) -> None:
    assert path.read_bytes().replace(b"\r\n", b"\n") == dump(clean(read_notebook(path)))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.name for path in NOTEBOOKS])
def test_project_notebook_shows_arabic_from_right_to_left(path: Path) -> None:
    for cell in code_cells(read_notebook(path)):
        for output in cell["outputs"]:
            html = output.get("data", {}).get("text/html", "")
            assert not is_arabic(html) or 'dir="rtl"' in html, cell["source"]


# Running and cleaning.


def test_run_saves_figures_where_it_is_told_to(tmp_path: Path) -> None:
    cell = "from khabar import figures\n\nfigures.show(figures.bars([('لقاء', 3)], 'Words', unit='times'))"
    path = written(tmp_path / "07-words.ipynb", cell, cell.replace("3", "4"))
    run(path, figures=tmp_path / "figures")
    endings = ("pdf", "svg", "txt")
    found = sorted(each.name for each in (tmp_path / "figures").iterdir())
    assert found == [f"07-words-{number}.{ending}" for number in (1, 2) for ending in endings]
    assert (tmp_path / "figures" / "07-words-2.txt").read_text(encoding="utf-8") == "Words: لقاء 4 (times).\n"


def test_run_repeats_byte_for_byte(small: Notebook, tmp_path: Path) -> None:
    path = stored(small, tmp_path / "small.ipynb")
    again = run(path)
    assert dump(again) == path.read_bytes()
    assert compare(read_notebook(path), again, path.name) == []


def test_run_is_in_the_notebooks_folder_and_names_the_failing_cell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MPLBACKEND", "agg")
    (tmp_path / "beside.txt").write_text("beside", encoding="utf-8")
    check = "import os\nassert open('beside.txt').read() == 'beside'\nassert os.environ.get('MPLBACKEND') != 'agg'"
    path = written(tmp_path / "bad.ipynb", "# Prose", check, "1 / 0")
    with pytest.raises(NotebookError, match=r"^bad.ipynb, In \[2\]: raised ZeroDivisionError: division by zero$"):
        run(path)


def test_a_run_can_be_stopped(tmp_path: Path) -> None:
    stop = Event()
    stop.set()
    with pytest.raises(CancelledError):
        run(written(tmp_path / "long.ipynb", "import time\ntime.sleep(100)"), stop=stop)


def test_clean_is_idempotent_and_drops_what_changes(small: Notebook) -> None:
    noisy = deepcopy(small)
    noisy["metadata"] |= {"widgets": {}, "language_info": {"name": "python", "version": "3.12.1"}, "title": "A title"}
    code_cells(noisy)[0]["metadata"] = {"execution": {"iopub.status.idle": "2025"}, "scrolled": True, "tags": ["a"]}
    cleaned = clean(noisy)
    assert clean(cleaned) == cleaned
    assert cleaned["metadata"].keys() == {"kernelspec", "language_info", "title"}
    assert cleaned["metadata"]["language_info"] == {"name": "python"}
    assert code_cells(cleaned)[0]["metadata"] == {"tags": ["a"]}


def test_clean_gives_every_cell_an_id_of_its_own(small: Notebook) -> None:
    for cell in small["cells"]:
        cell["id"] = "same"
    small["cells"][-1].pop("id")
    assert [cell["id"] for cell in clean(small)["cells"]] == ["same", "cell-2", "cell-3", "cell-4"]


def test_dump_writes_arabic_plainly_and_line_feeds(small: Notebook) -> None:
    data = dump(small)
    assert "سلام".encode() in data
    assert b"\r" not in data
    assert data.endswith(b"}\n")
    small["cells"][0]["source"] = "\ud800"
    assert rb"\ud800" in dump(small)


@pytest.mark.parametrize("text", ["", "{}", "[]", "no notebook", '{"cells": 3, "nbformat": 4}', '{"nbformat": 99}'])
def test_what_is_no_notebook_is_an_error_of_one_line(text: str, tmp_path: Path) -> None:
    (tmp_path / "x.ipynb").write_text(text, encoding="utf-8")
    with pytest.raises(NotebookError, match=r"^x.ipynb: not a Jupyter notebook"):
        read_notebook(tmp_path / "x.ipynb")


def test_differences_name_cell_kind_and_place() -> None:
    old = {"output_type": "display_data", "data": {"text/html": f"<p>{'x' * 200}one</p>"}}
    new = {"output_type": "display_data", "data": {"text/html": f"<p>{'x' * 200}two</p>", "text/plain": "two"}}
    assert output_differences([old], [new]) == [
        f"text/html, line 1: stored {'x' * 30 + 'one</p>'!r}, now {'x' * 30 + 'two</p>'!r}",
        "text/plain is not stored",
    ]
    assert output_differences([old], []) == ["1 output stored, 0 outputs when run"]
    assert picture_differences([old], [new]) == []


# Tampering, each kind by itself. `small` is what a run gives; it is compared with what was tampered with.


def test_a_changed_number_is_caught(small: Notebook) -> None:
    tampered = deepcopy(small)
    output = code_cells(tampered)[0]["outputs"][0]
    output["text"] = output["text"].replace("1204", "1205")
    found = compare(tampered, small, "small.ipynb")
    assert [str(difference) for difference in found] == [
        "small.ipynb, In [1]: stdout, line 1: stored '1205 sentences سلام', now '1204 sentences سلام'"
    ]


def test_a_changed_picture_is_caught(small: Notebook) -> None:
    tampered = deepcopy(small)
    draw_over(tampered)
    found = compare(tampered, small, "small.ipynb")
    assert len(found) == 1
    assert str(found[0]).startswith("small.ipynb, In [3]: the pictures differ in 1 place: x 40 to 59, y 30 to 49")


def test_a_stripped_notebook_is_caught(small: Notebook) -> None:
    tampered = deepcopy(small)
    for cell in code_cells(tampered):
        cell["outputs"], cell["execution_count"] = [], None
    assert "no output is stored at all; run the notebook" in hygiene(tampered)
    assert compare(tampered, small, "small.ipynb")
    # Nor is it enough to leave the counts.
    for number, cell in enumerate(code_cells(tampered), start=1):
        cell["execution_count"] = number
    assert hygiene(tampered)
    assert compare(tampered, small, "small.ipynb")


def test_a_shuffled_count_is_caught(small: Notebook) -> None:
    tampered = deepcopy(small)
    first, second = code_cells(tampered)[:2]
    first["execution_count"], second["execution_count"] = 2, 1
    assert hygiene(tampered)[0] == "In [1]: is stored with count 2; run all cells from a fresh kernel"
    assert str(compare(tampered, small, "small.ipynb")[0]) == "small.ipynb, In [1]: is stored with count 2, not 1"


def test_pytest_itself_catches_number_and_picture(small: Notebook, tmp_path: Path) -> None:
    """One run of nbval with the project's settings: an untouched cell passes, the two tampered ones do not."""
    draw_over(small)
    edit(stored(small, tmp_path / "tampered.ipynb"), '"1204 sentences', '"1205 sentences')
    (tmp_path / "conftest.py").write_bytes((ROOT / "conftest.py").read_bytes())
    settings = ["-c", str(ROOT / "pyproject.toml"), f"--rootdir={tmp_path}", "-o", f"cache_dir={tmp_path / 'cache'}"]
    options = [f"--nbval-sanitize-with={ROOT / 'tests' / 'sanitize.cfg'}", "-n0", "-q", "-rA", "--color=no"]
    command = [sys.executable, "-m", "pytest", *settings, *options, str(tmp_path / "tampered.ipynb")]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=tmp_path, check=False)
    outcomes = sorted(
        line.split(" - ")[0] for line in done.stdout.splitlines() if line.startswith(("PASSED", "FAILED"))
    )
    assert outcomes == [
        "FAILED tampered.ipynb::Cell 0",
        "FAILED tampered.ipynb::Cell 2",
        "PASSED tampered.ipynb::Cell 1",
    ], done.stdout + done.stderr
    assert "Pictures differ" in done.stdout


def draw_over(notebook: Notebook) -> None:
    """Draw a black square into the notebook's picture."""
    from PIL import Image

    data = next(
        output["data"]
        for cell in code_cells(notebook)
        for output in cell["outputs"]
        if "image/png" in output.get("data", {})
    )
    picture = Image.open(BytesIO(base64.b64decode(data["image/png"]))).convert("RGBA")
    picture.paste((0, 0, 0, 255), (40, 30, 60, 50))
    file = BytesIO()
    picture.save(file, "png")
    data["image/png"] = base64.b64encode(file.getvalue()).decode()


# Hygiene.


def test_a_run_notebook_is_fit_to_be_stored(small: Notebook) -> None:
    assert hygiene(small) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# NBVAL_IGNORE_OUTPUT\nx = 1", "In [1]: holds NBVAL_IGNORE_OUTPUT, which keeps it from being compared"),
        ("!ls", "In [1]: runs a shell command"),
        ("%pip install khabar", "In [1]: installs packages"),
        ("%time x = 1", "In [1]: times itself, which no re-run repeats"),
        ("from tqdm import tqdm", "In [1]: shows a progress bar, which no re-run repeats"),
        ("open('/home/someone/x.txt')", "In [1]: holds an absolute path (/home/s...)"),
        (r"open(r'C:\data\x.txt')", "In [1]: holds an absolute path (C:\\d...)"),
        ("", "In [1]: is empty"),
        ("plot();", "In [1]: ends in a semicolon, which hides no output from nbval; assign the value to _"),
        ("x", "In [1]: ends in a value or prints, and no output is stored"),
    ],
)
def test_a_cell_that_is_not_fit(source: str, expected: str, small: Notebook) -> None:
    cell = code_cells(small)[0]
    cell["source"], cell["outputs"] = source, []
    assert expected in hygiene(small)


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        (
            {"output_type": "stream", "name": "stdout", "text": "<A object at 0x7f00aa11>"},
            "In [1]: holds a memory address",
        ),
        (
            {"output_type": "stream", "name": "stderr", "text": "UserWarning"},
            "In [1]: stores what was written to stderr, a warning as a rule",
        ),
        ({"output_type": "error", "ename": "KeyError", "evalue": ""}, "In [1]: stores an error: KeyError"),
        (
            {"output_type": "display_data", "data": {"text/html": '<table id="T_0af3c">'}},
            "In [1]: holds a pandas styler's random id; set a uuid, or use khabar.rtl",
        ),
        (
            {"output_type": "display_data", "data": {"application/vnd.jupyter.widget-view+json": {}}},
            "In [1]: stores a widget, which lives only as long as its kernel",
        ),
        (
            {"output_type": "stream", "name": "stdout", "text": "/Users/someone/x"},
            "In [1]: holds an absolute path (/Users/s...)",
        ),
    ],
)
def test_an_output_that_is_not_fit(output: dict[str, object], expected: str, small: Notebook) -> None:
    code_cells(small)[0]["outputs"] = [output]
    assert expected in hygiene(small)


@pytest.mark.parametrize(
    "source",
    ["x = 1", "plot()", "import pandas", "%matplotlib inline", "def f():\n    return 1", "broken ("],
)
def test_a_cell_without_output_is_fit_if_it_may_have_none(source: str, small: Notebook) -> None:
    cell = code_cells(small)[0]
    cell["source"], cell["outputs"] = source, []
    assert hygiene(small) == []


def test_what_looks_like_a_path_and_is_none(small: Notebook) -> None:
    code_cells(small)[0]["source"] = "x = 'https://example.org/home/a', '../data/raw', 'and/or/tmp/b', 'at 12:30/13:00'"
    assert hygiene(small) == []


def test_a_marker_may_be_allowed_and_a_tag_counts_as_one(small: Notebook) -> None:
    code_cells(small)[0]["metadata"]["tags"] = ["raises-exception"]
    assert hygiene(small) == ["In [1]: holds raises-exception, which keeps it from being compared"]
    assert hygiene(small, ["raises-exception"]) == []


def test_another_kernel_is_not_fit(small: Notebook) -> None:
    small["metadata"]["kernelspec"]["name"] = "my-env"
    assert hygiene(small) == ["the kernel is 'my-env'; it must be 'python3', which every installation has"]


def test_the_small_notebook_is_what_the_tests_take_it_for(small: Notebook) -> None:
    assert len(code_cells(small)) == len(CELLS) - 1
