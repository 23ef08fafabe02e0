"""The exercises: solved they run through, unsolved they fail kindly, and what is handed out holds no solution."""

import contextlib
import io
import json
import os
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from khabar import coursework
from khabar.cli import app
from khabar.coursework import NotYetError, alpha, check, hand_out
from khabar.errors import KhabarError
from khabar.hygiene import hygiene
from khabar.notebooks import dump, read_notebook

ROOT = Path(__file__).parents[1] / "notebooks" / "coursework"
EXERCISES = sorted(ROOT.glob("*.ipynb"))
QUESTIONS: dict[str, Any] = tomllib.loads((files("khabar") / "coursework.toml").read_text(encoding="utf-8"))


def cells(path: Path) -> list[str]:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("course") / "students"
    hand_out(folder)
    return folder


@contextlib.contextmanager
def inside(folder: Path) -> Iterator[io.StringIO]:
    before, said = Path.cwd(), io.StringIO()
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(said):
            yield said
    finally:
        os.chdir(before)


@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.stem)
def test_solved_it_runs_through_and_every_check_is_content(path: Path) -> None:
    names: dict[str, Any] = {}
    with inside(path.parent) as said:
        for source in cells(path):
            exec(source, names)
    checks = sum(source.count("\ncheck") for source in cells(path))
    kind = ("Right.", "Complete:")
    lines = said.getvalue().splitlines()
    assert sum(line.startswith(kind) or line.endswith("by the rubric.") for line in lines) == checks > 0


@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.stem)
def test_unsolved_every_check_says_kindly_that_nothing_is_there(path: Path, copies: Path) -> None:
    names: dict[str, Any] = {}
    with inside(copies):
        for source in cells(copies / path.name):
            if "YOUR CODE HERE" not in source:
                exec(source, names)
                continue
            with pytest.raises(NotYetError, match="Nobody wrote anything here yet"):
                exec(source, names)


@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.stem)
def test_an_exercise_is_stored_clean_and_says_goal_and_time(path: Path) -> None:
    notebook = read_notebook(path)
    assert path.read_bytes().replace(b"\r\n", b"\n") == dump(notebook)
    assert not any(cell.get("outputs") for cell in notebook["cells"])
    first = notebook["cells"][0]["source"]
    assert all(word in first for word in ("**Goal:**", "**Time:**", "**Before it:**"))
    assert not [each for each in hygiene(notebook) if "count" not in each and "output" not in each]


def test_there_are_ten_and_more_and_every_question_is_asked_once() -> None:
    assert len(EXERCISES) >= 10
    asked = [line for path in EXERCISES for source in cells(path) for line in source.splitlines()]
    asked = [line.split('"')[1] for line in asked if line.startswith('check("')]
    assert sorted(asked) == sorted(QUESTIONS)


@pytest.mark.parametrize("question", QUESTIONS)
def test_answers_are_accepted_and_usual_errors_explained(question: str, capsys: pytest.CaptureFixture[str]) -> None:
    known = QUESTIONS[question]
    check(question, known["answer"])
    assert capsys.readouterr().out.startswith("Right. ")
    also = known.get("also", {})
    for other in also if isinstance(also, dict) else [each["answer"] for each in also]:
        check(question, int(other) if isinstance(known["answer"], int) else other)
        assert capsys.readouterr().out.startswith("Accepted: ")
    for other, say in known.get("wrong", {}).items():
        given = [other] if isinstance(known["answer"], list) else other
        with pytest.raises(NotYetError) as caught:
            check(question, given)
        assert str(caught.value) == f"Question {question}: {say}"
    wanted_number = isinstance(known["answer"], int | float)
    with pytest.raises(NotYetError) as caught:
        check(question, ["x"] if isinstance(known["answer"], list) else "-1" if wanted_number else "x")
    assert str(caught.value).endswith(known["hint"])


@pytest.mark.parametrize("answer", [..., None, "", 3.5, ["a"], object(), {"a": 1}])
def test_whatever_is_answered_the_message_is_one_line(answer: object) -> None:
    for question in QUESTIONS:
        with pytest.raises(NotYetError) as caught:
            check(question, answer)
        assert "\n" not in str(caught.value)


def test_a_notebook_shows_the_message_alone() -> None:
    assert NotYetError("Look again.")._render_traceback_() == ["Not yet. Look again."]
    with pytest.raises(NotYetError, match="There is no question 99-z"):
        check("99-z", 1)


def test_copies_hold_no_solution_and_nothing_is_overwritten(copies: Path) -> None:
    for path in copies.glob("*.ipynb"):
        text = path.read_text(encoding="utf-8")
        assert "SOLUTION" not in text
        assert "../../data" not in text
    with pytest.raises(KhabarError, match="is there already"):
        hand_out(copies)


def test_the_command_says_what_it_wrote(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["coursework", "--out", str(tmp_path / "course")])
    assert result.exit_code == 0, result.output
    assert result.output.startswith(f"{len(EXERCISES)} exercises, ")


def test_where_the_exercises_are_not_there_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(coursework, "__file__", str(tmp_path / "site" / "khabar" / "coursework.py"))
    with pytest.raises(KhabarError, match="a clone of the repository"):
        hand_out(tmp_path / "out")


def test_alpha_is_as_in_the_book_and_refuses_what_it_cannot_measure() -> None:
    # Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, part A: two observers, ten binary units.
    first, second = "0100000010", "1110010000"
    assert alpha(first, second) == pytest.approx(0.095, abs=0.001)
    for one, other in (("", ""), ("a", "ab"), ("aa", "aa")):
        with pytest.raises(ValueError, match=r"needed|not defined"):
            alpha(one, other)
