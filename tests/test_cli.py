"""The command line: what it prints, where, and with which exit code."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

import pytest

import khabar
from khabar import cli
from khabar.manifest import Manifest, read_manifest
from khabar.tables import PAGEWISE, load_tables
from making import edit

Run = Callable[..., tuple[int, str, str]]

ROOT = Path(__file__).parents[1]
PAGE = str(ROOT / "data" / "raw" / "paris-2025-07.txt")


def call(*arguments: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> tuple[int, str, str]:
    """Call the command line in this process; return its exit code, stdout and stderr."""
    monkeypatch.setattr(sys, "argv", ["khabar", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    printed = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    assert "Traceback" not in printed.err
    return ended.value.code, printed.out, printed.err


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: call(*arguments, capsys=capsys, monkeypatch=monkeypatch)


def test_version_and_help(run: Run) -> None:
    assert run("--version") == (0, f"khabar {khabar.__version__}\n", "")
    code, out, err = run("--help")
    assert (code, err) == (0, "")
    assert all(command in out for command in ("reproduce", "code", "lab"))


def test_code_writes_the_tables_and_says_how_many(run: Run, tmp_path: Path) -> None:
    code, out, err = run("code", PAGE, "--out", "out", "--published", "2025-07-25", "--outlet", "A collection")
    assert (code, err) == (0, "")
    assert out.startswith("1 page, 2 articles, ")
    assert out.endswith(": out\n")
    tables = load_tables(tmp_path / "out")
    assert tuple(tables) == PAGEWISE
    assert tables["pages"].loc[0, "published_basis"] == "given"


def test_code_does_not_overwrite_unless_forced(run: Run) -> None:
    assert run("code", PAGE, "--out", "out")[0] == 0
    code, out, err = run("code", PAGE, "--out", "out")
    assert (code, out) == (2, "")
    assert err.startswith("khabar: ")
    assert err.endswith("--force to overwrite it\n")
    assert err.count("\n") == 1
    assert run("code", PAGE, "--out", "out", "--force")[0] == 0


def test_code_tells_problems_and_exits_with_1(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    code, out, err = run("code", PAGE, "empty.txt", "missing.txt", "--out", "out")
    assert code == 1
    assert "2 pages, 2 articles" in out
    assert "1 error" in out
    assert "khabar: error: missing.txt: no such file" in err
    assert "khabar: warning: empty.txt: " in err


def test_code_without_any_page_exits_with_2(run: Run) -> None:
    assert run("code", "missing.txt", "--out", "out")[0] == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("code", PAGE),
        ("code", "--out", "out"),
        ("code", PAGE, "--out", "out", "--format", "xlsx"),
        ("code", PAGE, "--out", "out", "--jobs", "0"),
        ("code", PAGE, "--out", "out", "--published", "yesterday"),
        ("reproduce", "nowhere"),
        ("lab", "nowhere"),
        ("nonsense",),
    ],
)
def test_what_cannot_be_done_exits_with_2_and_says_so_on_stderr(run: Run, arguments: tuple[str, ...]) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err


def test_reproduce_prints_verdict_and_differences(run: Run, study: Path) -> None:
    code, out, err = run("reproduce", "data")
    assert code == 1
    assert "pages: nothing is recorded in results/pages.csv; record it with --update\n" in out
    assert out.splitlines()[-1].startswith("Not reproduced: 1 source verified, 18 tables; 18 differences in ")
    assert " in pages, parts, articles and 15 more. " in out
    assert [line[:6] for line in err.splitlines()] == ["[1/4] ", "[2/4] ", "[3/4] ", "[4/4] "]
    assert run("reproduce", "data", "--update")[0] == 0
    code, out, _ = run("reproduce")
    assert code == 0
    assert out == f"Reproduced: 1 source verified, 18 tables identical. khabar {khabar.__version__}, data bbaca505.\n"
    edit(study / "study.toml", "bbaca505acb5", "0baca505acb5")
    code, out, err = run("reproduce")
    assert (code, out) == (2, "")
    assert err.startswith("khabar: raw/paris-2025-07.txt: its content was changed")
    assert err.count("\n") == 1


def test_more_differences_than_a_screen_are_counted(run: Run, study: Path) -> None:
    run("reproduce", "--update")
    path = study / "results" / "sentences.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("bbaca505acb5.s", "bbaca505acb5.x"), encoding="utf-8")
    _, out, _ = run("reproduce")
    assert "more, in the report\n" in out
    assert len(out.splitlines()) == 22


def test_lab_serves_the_folder_of_study_and_notebooks(study: Path) -> None:
    manifest = read_manifest(study)
    assert cli.lab_places(manifest) == (study.parent.resolve(), "")
    with_notebook = Manifest(manifest.folder, manifest.title, manifest.sources, ("../notebooks/a.ipynb",))
    assert cli.lab_places(with_notebook) == (study.parent.resolve(), "/tree/notebooks/a.ipynb")


def test_lab_opens_on_the_first_notebook(tmp_path: Path) -> None:
    command = [*cli.lab_command(read_manifest(ROOT / "data")), "--no-browser", "--allow-root", "--ServerApp.port=0"]
    folders = ("JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "IPYTHONDIR")
    environment = os.environ | {name: str(tmp_path / name) for name in folders}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            server = _server(tmp_path / folders[0], process)
            query = f"token={server['token']}"
            with urlopen(f"{server['url']}?{query}", timeout=20) as opened:
                assert opened.url.endswith(f"/lab/tree/notebooks/00-start-here.ipynb?{query}")
                assert opened.status == 200
            with urlopen(f"{server['url']}api/contents/notebooks/00-start-here.ipynb?{query}", timeout=20) as opened:
                assert json.load(opened)["type"] == "notebook"
        finally:
            process.terminate()


def _server(folder: Path, process: "subprocess.Popen[bytes]") -> dict[str, str]:
    """Wait until JupyterLab has written where it listens, and does."""
    for _ in range(300):
        for path in folder.glob("jpserver-*.json"):
            with suppress(ValueError, OSError):  # not written to its end; not listening yet
                server = dict(json.loads(path.read_text(encoding="utf-8")))
                urlopen(f"{server['url']}api", timeout=5).close()
                return server
        assert process.poll() is None, "JupyterLab ended"
        time.sleep(0.2)
    raise AssertionError("JupyterLab did not start")


def test_lab_without_the_extra_says_what_to_install(run: Run, study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "find_spec", lambda name: None)
    code, out, err = run("lab")
    assert (code, out) == (2, "")
    assert err == 'khabar: khabar lab needs JupyterLab; install it with: pip install "khabar[notebooks]"\n'


def test_an_interruption_exits_with_130(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("khabar.coding.code_all", interrupted)
    assert run("code", PAGE, "--out", "out")[0] == 130


def test_an_error_of_the_system_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "out/pages.csv")

    monkeypatch.setattr("khabar.coding.code_all", full)
    code, _, err = run("code", PAGE, "--out", "out")
    assert (code, err) == (2, "khabar: out/pages.csv: No space left on device\n")


def test_in_a_process_of_its_own_arabic_names_survive_a_foreign_code_page(tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    command = [sys.executable, "-c", "from khabar.cli import main; main()", "code", "-", "--out", "جداول"]
    done = subprocess.run(
        command, input="التقى الوزيران.".encode(), capture_output=True, cwd=tmp_path, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode().startswith("1 page")
    assert done.stdout.decode().split()[-1] == "جداول"


def test_a_closed_pipe_is_no_traceback() -> None:
    source = "import os, sys; r, w = os.pipe(); os.close(r); os.dup2(w, 1); from khabar.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", source, "--version"], capture_output=True, check=False)
    assert b"Traceback" not in done.stderr
