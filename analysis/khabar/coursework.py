"""Exercises for a course: what checks an answer and says kindly what is wrong, and what hands out copies to students.

The exercises are notebooks with their solutions. `check` compares with ``coursework.toml``, which holds for every
question the answer, others that are accepted and why, and what to say to those that are often given.
"""

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from khabar.errors import KhabarError
from khabar.gazetteer import Gazetteer
from khabar.lexicon import COLUMNS, Row
from khabar.normalise import normalise

_SOLUTION = re.compile(r"^[ \t]*### BEGIN SOLUTION\n.*?^[ \t]*### END SOLUTION$", re.MULTILINE | re.DOTALL)
_PAGE = "bbaca505acb5."  # a row's id may be given without its page
_EDIT = "Nobody wrote anything here yet: put your answer in the place of the three dots."


class NotYetError(KhabarError):
    """An answer is missing, or is not right yet. A notebook shows the message alone, without where it was raised."""

    def _render_traceback_(self) -> list[str]:
        return [f"Not yet. {self}"]


def check(question: str, answer: object) -> None:
    """Compare an answer with what is known, and say what comes of it; raise `NotYetError` if it is not right yet.

    Arabic is compared as normalised, names whatever their case, collections as the question wants them.

    >>> check("03-b", "m33")
    Right. The full name stands there, with an office that he no longer holds.
    >>> check("03-b", "m22")
    Traceback (most recent call last):
    khabar.coursework.NotYetError: Question 03-b: That is the envoy: he writes on the platform X about his own meeting.
    """
    known = _questions().get(question)
    if known is None:
        raise NotYetError(f"There is no question {question}: the cell with the check was changed; put it back.")
    if answer is ... or answer is None or answer == "":
        raise NotYetError(f"Question {question}: {_EDIT}")
    wanted = known["answer"]
    print(_collection(question, known, answer) if isinstance(wanted, list) else _single(question, known, answer))


def check_text(question: str, answer: object, words: int = 40) -> None:
    """Look whether an open question has an answer of some length; whether it is a good one a reader says.

    >>> check_text("12-a", "Too short.")
    Traceback (most recent call last):
    khabar.coursework.NotYetError: Question 12-a: 2 words; write at least 40, with the row or sentence you speak of.
    """
    if answer is ... or not str(answer).strip():
        raise NotYetError(f"Question {question}: {_EDIT}")
    count = len(str(answer).split())
    if count < words:
        raise NotYetError(
            f"Question {question}: {count} words; write at least {words}, with the row or sentence you speak of."
        )
    print(f"{count} words. Your instructor reads them by the rubric.")


def check_codes(question: str, codes: object, units: int, values: Iterable[str]) -> None:
    """Look whether every unit has a code, and one of those agreed on.

    >>> check_codes("09-a", ["source", "narrator"], 2, ["source", "narrator"])
    Complete: 2 units, each with a code.
    """
    if codes is ... or not isinstance(codes, list | tuple):
        raise NotYetError(f"Question {question}: {_EDIT} A list is wanted, in square brackets.")
    if len(codes) != units:
        raise NotYetError(f"Question {question}: {len(codes)} codes for {units} units; every unit needs one.")
    allowed = list(values)
    for place, code in enumerate(codes, start=1):
        if code not in allowed:
            raise NotYetError(f"Question {question}: unit {place} has {code!r}; the codes are {', '.join(allowed)}.")
    print(f"Complete: {units} units, each with a code.")


def alpha(first: Sequence[str], second: Sequence[str]) -> float:
    """Return Krippendorff's alpha of two coders, for codes without an order.

    *Definition.* alpha = 1 - D_o / D_e. D_o = the share of units on which the two differ; D_e = the share of differing
    pairs among all pairs of the 2n codes given, whoever gave them, without putting a code beside itself.

    *Unit and direction.* 1 is full agreement, 0 what chance would give, below 0 is worse than chance.

    *What counts as one.* A unit that both coded; the two lists are in the same order.

    *Empty input.* `ValueError`, as for lists of different length, and where all codes are the same: then there is
    nothing to tell apart, and alpha is not defined.

    *Source.* Krippendorff (2004), Content Analysis, chapter 11, the nominal metric, without missing codes.

    *Example.*

    >>> round(alpha(["a", "a", "b", "b"], ["a", "b", "b", "b"]), 3)
    0.533
    """
    if len(first) != len(second) or not first:
        raise ValueError(f"two lists of the same length are needed, and these have {len(first)} and {len(second)}")
    codes = Counter([*first, *second])
    total = codes.total()
    expected = total * total - sum(count * count for count in codes.values())
    if not expected:
        raise ValueError("all codes are the same, and alpha is not defined")
    observed = sum(one != other for one, other in zip(first, second, strict=True)) / len(first)
    return 1 - observed / (expected / (total * (total - 1)))


def with_row(name: str, row: Mapping[str, str]) -> Gazetteer:
    """Return the lexicons with one row more in the one called ``name``, for `khabar.code`.

    >>> from khabar.coding import code
    >>> from khabar.pages import read
    >>> row = {"form": "مجلة رصيف المثال", "value": "rasif", "source": "a page", "country": "NOR", "kind": "paper"}
    >>> page = read("وبحسب مجلة رصيف المثال، اقترحت سويسرا إدارة مشتركة.".encode())
    >>> [each.kind for each in code(page, with_row("outlets", row)).mentions]
    ['outlet', 'state']
    """
    if not isinstance(row, Mapping):
        raise NotYetError(f"{_EDIT} A row is wanted: names of columns and their cells, in braces.")
    for column in ("form", "value", "source"):
        if row.get(column, ...) is ... or not str(row[column]).strip():
            raise NotYetError(f"The row has no {column}; form, value and source are needed.")
    more = {column: cell for column, cell in row.items() if column not in COLUMNS}
    form, value, gloss, source, note = (row.get(column, "") for column in COLUMNS)
    return Gazetteer({name: (Row(form, value, gloss, source, note, 1, more),)})


def hand_out(out: str | Path) -> list[str]:
    """Write the exercises without their solutions, and the pages and data that they need, to a folder not in use.

    Returns the files written. Raises `KhabarError` if the folder holds anything.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     hand_out(folder)[0]
    '01-normalise-and-count.ipynb'
    """
    out = Path(out)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise KhabarError(f"{out}: is there already; choose another folder, so that nobody's answers are overwritten")
    source, data = _sources()
    written = {path.name: _for_students(path) for path in sorted(source.glob("*.ipynb"))}
    written |= {f"pages/{path.name}": path.read_bytes() for path in sorted((source / "pages").glob("[!.]*"))}
    manifest = (data / "study.toml").read_text(encoding="utf-8")
    manifest = re.sub(r"^notebooks = \[[^\]]*\]", "notebooks = []", manifest, flags=re.MULTILINE)
    written["data/study.toml"] = manifest.encode()
    for folder in ("raw", "coded"):
        written |= {f"data/{folder}/{path.name}": path.read_bytes() for path in sorted((data / folder).glob("[!.]*"))}
    for name, content in written.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return list(written)


def without_solutions(source: str, stub: str = "# YOUR CODE HERE") -> str:
    r"""Return a cell's text with ``stub`` in the place of what stands between the marks of a solution.

    >>> print(without_solutions("x = ...\n### BEGIN SOLUTION\nx = 1\n### END SOLUTION"))
    x = ...
    # YOUR CODE HERE
    """
    return _SOLUTION.sub(stub, source)


def _for_students(path: Path) -> bytes:
    notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        stub = "# YOUR CODE HERE" if cell["cell_type"] == "code" else "*Your answer here.*"
        text = without_solutions("".join(cell["source"]), stub)
        cell["source"] = text.replace("../../data", "data").splitlines(keepends=True)
    return (json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _sources() -> tuple[Path, Path]:
    """Return where the exercises and the data lie: in the clone that the package is used from.

    They are not part of the installed package, which students have: it would hand them the solutions.
    """
    root = Path(__file__).parents[2]
    if not (root / "notebooks" / "coursework").is_dir():
        raise KhabarError("the exercises are not part of the installed package; run this in a clone of the repository")
    return root / "notebooks" / "coursework", root / "data"


@cache
def _questions() -> dict[str, Any]:
    return tomllib.loads((files("khabar") / "coursework.toml").read_text(encoding="utf-8"))


def _plain(answer: object) -> str:
    text = normalise(str(answer).strip(), profile="search").text
    return " ".join(text.removeprefix(_PAGE).casefold().split())


def _single(question: str, known: Mapping[str, Any], answer: object) -> str:
    wanted = known["answer"]
    if isinstance(wanted, int | float):
        try:
            number = float(str(answer))
        except ValueError:
            raise NotYetError(f"Question {question}: a number is wanted here, such as 3.") from None
        if abs(number - wanted) < 0.005:
            return f"Right. {known['right']}"
        given = answer = f"{number:g}"
    elif not isinstance(answer, str):
        raise NotYetError(f"Question {question}: a text in quotation marks is wanted here.")
    else:
        given = _plain(answer)
    if given == _plain(wanted) and isinstance(wanted, str):
        return f"Right. {known['right']}"
    for other, because in known.get("also", {}).items():
        if given in (other, _plain(other)):
            return f"Accepted: {because}"
    for other, say in known.get("wrong", {}).items():
        if given in (other, _plain(other)):
            raise NotYetError(f"Question {question}: {say}")
    raise NotYetError(f"Question {question}: {answer!s} is not it. {known['hint']}")


def _collection(question: str, known: Mapping[str, Any], answer: object) -> str:
    if isinstance(answer, str) or not isinstance(answer, Iterable):
        raise NotYetError(f"Question {question}: several things are wanted, in square brackets with commas between.")
    given, wanted = [_plain(one) for one in answer], [_plain(one) for one in known["answer"]]
    ordered = known.get("ordered", False)
    if given == wanted or (not ordered and set(given) == set(wanted)):
        return f"Right. {known['right']}"
    for other in known.get("also", []):
        if given == [_plain(one) for one in other["answer"]]:
            return f"Accepted: {other['because']}"
    for other, say in known.get("wrong", {}).items():
        if _plain(other) in given:
            raise NotYetError(f"Question {question}: {say}")
    if set(given) == set(wanted):
        raise NotYetError(f"Question {question}: all are there, in another order. {known['hint']}")
    right, extra = len(set(given) & set(wanted)), len(set(given) - set(wanted))
    raise NotYetError(
        f"Question {question}: {right} of {len(wanted)} are there, and {extra} that should not be. {known['hint']}"
    )
