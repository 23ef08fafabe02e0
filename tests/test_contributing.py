"""What CONTRIBUTING.md tells people to run, open and write is there, and does what it says."""

import re
import sys
from pathlib import Path

import pytest

from eventcases import cases, differences
from khabar.coding import code

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
NEW = {"notebooks/11-direct-speech.ipynb"}  # what a contributor would make


def fenced(text: str) -> list[str]:
    return [re.sub(r"(?m)^   ", "", block) for block in re.findall(r"(?ms)^ *```\w*\n(.*?)^ *```$", text)]


def test_every_file_it_names_is_there() -> None:
    named = set(re.findall(r"[\w.-]+(?:/[\w.-]+)+\.\w+|tests/cases/\w+", GUIDE)) - NEW
    named |= {link for link in re.findall(r"\]\(([^)#]+)\)", GUIDE) if "://" not in link}
    assert len(named) > 20
    assert not [name for name in sorted(named) if not (ROOT / name).exists()]


def test_every_command_it_gives_can_be_run() -> None:
    commands = re.findall(r"uv run ([^`#\n]+)", GUIDE)
    assert len(commands) > 15
    for command in commands:
        tool, *rest = command.split()
        assert tool in ("pytest", "python", "ruff", "mypy", "khabar"), command
        if tool == "python" and rest[0] == "-m":
            assert (ROOT / "analysis" / Path(*rest[1].split("."))).with_suffix(".py").is_file()
        elif tool == "python" and rest[0] != "-c":
            assert "__main__" in (ROOT / rest[0]).read_text(encoding="utf-8"), command
        elif tool == "khabar":
            assert f"def {rest[0]}(" in (ROOT / "analysis" / "khabar" / "cli.py").read_text(encoding="utf-8")


def test_its_rows_of_a_lexicon_are_in_form() -> None:
    rows = [line for block in fenced(GUIDE) for line in block.splitlines() if "\t" in line]
    stored = (ROOT / "analysis/khabar/lexicon/outlets.tsv").read_text(encoding="utf-8").splitlines()
    assert rows
    assert set(rows) <= set(stored)


def test_its_cases_do_what_it_says(tmp_path: Path) -> None:
    first, second = (block for block in fenced(GUIDE) if block.startswith("@"))
    path = tmp_path / "guide.txt"
    path.write_text(first, encoding="utf-8")
    assert [differences(each, code(each.page)) for each in cases(path)] == [[]]
    path.write_text(second, encoding="utf-8")
    assert [differences(each, code(each.page)) for each in cases(path)] == [["التقى: polarity affirmed for denied"]]


def test_cases_in_the_wrong_file_are_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    import known_failures

    holds, fails = (block.strip() for block in fenced(GUIDE) if block.startswith("@"))
    (tmp_path / "attested.own.txt").write_text(f"{fails}\n", encoding="utf-8")
    (tmp_path / "known-failures.txt").write_text(f"{holds}\n", encoding="utf-8")
    assert known_failures.main(tmp_path) == (1, 1)
    assert (tmp_path / "attested.own.txt").read_text(encoding="utf-8") == f"{fails}\n"
    assert known_failures.main(tmp_path, move=True) == (1, 1)
    assert (tmp_path / "known-failures.txt").read_text(encoding="utf-8") == f"{fails}\n"
    assert (tmp_path / "attested.mended.txt").read_text(encoding="utf-8") == f"{holds}\n"
    assert "fails: attested.own.txt, talks: nobody met, with ما" in capsys.readouterr().out
    assert known_failures.main(tmp_path) == (0, 0)
    sys.modules.pop("known_failures")
