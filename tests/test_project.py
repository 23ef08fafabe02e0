"""The project as a whole: its lock, its wheel, its version, and that its front door opens without loading the house."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import khabar

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def in_a_new_process(source: str) -> str:
    """Run Python code in a process of its own; return what it printed."""
    command = [sys.executable, "-W", "error", "-c", source]
    return subprocess.run(
        command, capture_output=True, text=True, check=True, encoding="utf-8", cwd=ROOT
    ).stdout.strip()


# The front door.


def test_every_name_of_the_front_door_is_there() -> None:
    for name in khabar.__all__:
        assert callable(getattr(khabar, name)), name
    assert set(khabar.__all__) <= set(dir(khabar))
    with pytest.raises(AttributeError, match="module 'khabar' has no attribute 'nothing'"):
        _ = khabar.nothing


@pytest.mark.parametrize("name", ["normalise", "quotes", "sentences", "words"])
@pytest.mark.parametrize(
    "source",
    [
        "import khabar; khabar.{0}('x'); import khabar.{0}; khabar.{0}('x')",
        "import khabar.{0}; khabar.{0}('x')",
        "from khabar import {0}; {0}('x'); import khabar; khabar.{0}('x')",
        "from khabar.{0} import {0}; {0}('x'); import khabar; khabar.{0}('x'); from khabar.{0} import {0}",
        "import importlib; m = importlib.import_module('khabar.{0}'); m.{0}('x'); import khabar; khabar.{0}('x')",
        "import khabar.coding, khabar; khabar.{0}('x')",
    ],
)
def test_a_function_named_as_its_module_is_the_function(name: str, source: str) -> None:
    """In one process, with the package loaded anew each time: a process each would take ten seconds."""
    kept = {module: sys.modules.pop(module) for module in list(sys.modules) if module.split(".")[0] == "khabar"}
    try:
        exec(source.format(name), {})
    finally:
        for module in [module for module in sys.modules if module.split(".")[0] == "khabar"]:
            del sys.modules[module]
        sys.modules.update(kept)


def test_import_khabar_loads_next_to_nothing() -> None:
    loaded = "import khabar, sys; print(*(m for m in sys.modules if m.split('.')[0] == 'khabar'))"
    assert in_a_new_process(loaded) == "khabar"
    heavy = {"pandas", "numpy", "matplotlib", "typer", "rich", "lxml", "trafilatura", "nbformat", "IPython", "pyarrow"}
    assert not heavy & set(in_a_new_process("import khabar, sys; print(*sys.modules)").split())


def test_help_loads_neither_pandas_nor_matplotlib() -> None:
    source = "import sys; sys.argv = ['khabar', '--help']\ntry:\n import khabar.cli; khabar.cli.main()\n"
    source += "except SystemExit:\n print(*sys.modules)"
    assert not {"pandas", "numpy", "matplotlib", "rich"} & set(in_a_new_process(source).split())


def test_coding_loads_no_figures_and_no_notebooks() -> None:
    source = "import khabar, sys; khabar.code(khabar.read('data/raw/paris-2025-07.txt')); print(*sys.modules)"
    assert not {"matplotlib", "nbformat", "nbclient", "IPython", "rich"} & set(in_a_new_process(source).split())


# Version, lock, wheel.


def test_the_version_is_the_same_everywhere() -> None:
    version = PROJECT["version"]
    assert khabar.__version__ == version
    citation = ROOT / "CITATION.cff"
    assert re.findall(r"^version: \"?([^\"\n]+)\"?$", citation.read_text(encoding="utf-8"), re.MULTILINE) == [version]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## \[?(\d+\.\d+\.\d+)", changelog, re.MULTILINE)[0] == version
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    assert [package["version"] for package in lock["package"] if package["name"] == "khabar"] == [version]


def test_the_lock_names_only_the_public_index() -> None:
    text = (ROOT / "uv.lock").read_text(encoding="utf-8")
    assert set(re.findall(r"registry = \"([^\"]*)\"", text)) == {"https://pypi.org/simple"}
    assert {url.split("/")[2] for url in re.findall(r"url = \"([^\"]*)\"", text)} == {"files.pythonhosted.org"}
    assert set(re.findall(r"(?:git|path|directory|editable) = \"([^\"]*)\"", text)) == {"."}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built by the build backend itself, which needs no network."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    source = f"import hatchling.build; print(hatchling.build.build_wheel({str(folder)!r}))"
    return zipfile.ZipFile(folder / in_a_new_process(source).splitlines()[-1])


def test_the_wheel_holds_the_library_and_its_data_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    source = ROOT / "analysis"
    expected = {
        path.relative_to(source).as_posix()
        for path in (source / "khabar").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.name[0] != "."
    }
    assert {name for name in names if ".dist-info/" not in name} == expected
    assert "khabar/py.typed" in names
    assert "khabar/schema.tsv" in names
    assert any(name.startswith("khabar/lexicon/") and name.endswith(".tsv") for name in names)


def test_the_wheels_core_pulls_no_jupyter(wheel: zipfile.ZipFile) -> None:
    metadata = next(name for name in wheel.namelist() if name.endswith("METADATA"))
    requires = re.findall(r"^Requires-Dist: (.*)$", wheel.read(metadata).decode(), re.MULTILINE)
    core = {re.split(r"[<>=;\[ ]", line)[0] for line in requires if "extra ==" not in line}
    assert core == {"daachorse", "hijridate", "numpy", "pandas", "rich", "typer", "tzdata", "zstandard"}


def test_no_file_of_the_project_names_a_machine() -> None:
    for path in [
        *(ROOT / "analysis").rglob("*"),
        *(ROOT / "data").rglob("*.toml"),
        *(ROOT / "notebooks").rglob("*.ipynb"),
    ]:
        if path.is_file() and path.suffix in {".py", ".tsv", ".toml", ".md", ".ipynb"}:
            assert not re.search(r"/(?:home|root|Users)/\w|/work/", path.read_text(encoding="utf-8")), path.name
