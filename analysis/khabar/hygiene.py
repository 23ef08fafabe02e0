"""What a stored notebook must be, besides repeatable: whole, in order, and free of what belongs to one machine."""

import ast
import re
from collections.abc import Collection, Iterator
from typing import Any

from khabar.notebooks import KERNEL, Notebook

# nbval's markers, each of which takes a cell out of the comparison.
_MARKER = re.compile(
    r"(NBVAL_(?:IGNORE_OUTPUT|SKIP|RAISES_EXCEPTION)|PYTEST_VALIDATE_IGNORE_OUTPUT"
    r"|nbval-(?:ignore-output|skip|raises-exception)|raises-exception)"
)
# Paths of one machine: Unix folders that hold people's files, and Windows drives.
_PATH = re.compile(
    r"(?<![\w.:/])/(?:home|Users|root|tmp|work|private|mnt|content|opt|usr|var)/[\w.-]"
    r"|(?<!\w)[A-Za-z]:(?:\\|/(?!/))\w"
)
_LINE_MAGIC = re.compile(r"^[ \t]*[%!].*$", re.MULTILINE)
# In a cell's source: (pattern, what it is).
_SOURCE_RULES = (
    (re.compile(r"^[ \t]*!|^[ \t]*%%(?:bash|sh|script|cmd)\b", re.MULTILINE), "runs a shell command"),
    (re.compile(r"^[ \t]*%pip\b|^[ \t]*%conda\b", re.MULTILINE), "installs packages"),
    (re.compile(r"^[ \t]*%%?(?:time|timeit|prun)\b", re.MULTILINE), "times itself, which no re-run repeats"),
    # nbval keeps no history of what it runs, and IPython looks there for the semicolon.
    (re.compile(r";\s*\Z"), "ends in a semicolon, which hides no output from nbval; assign the value to _"),
    (re.compile(r"\brich\.progress\b|\btqdm\b"), "shows a progress bar, which no re-run repeats"),
)
# In an output's text.
_OUTPUT_RULES = (
    (re.compile(r"\bid=\"T_[0-9a-f]{5}"), "holds a pandas styler's random id; set a uuid, or use khabar.rtl"),
    (re.compile(r"\b(?:at|object) 0x[0-9a-fA-F]{6,}|<[\w.]+ 0x[0-9a-fA-F]{6,}>"), "holds a memory address"),
)


def hygiene(notebook: Notebook, allowed: Collection[str] = ()) -> list[str]:
    """Return what is wrong with a stored notebook, each in one line beginning with the cell; nothing if it is fit.

    Asked for: the kernel ``python3``; code cells counted 1 to n without a gap; outputs where a cell prints or ends in a
    plain name or value; no errors and no warnings among the outputs; no absolute path; no marker that keeps a cell
    from being compared, except those in ``allowed``; no shell, timing, progress bar, styler id or memory address; no
    semicolon at the end.

    >>> cell = {"cell_type": "code", "metadata": {}, "source": "total", "execution_count": None, "outputs": []}
    >>> notebook = {"cells": [cell], "metadata": {"kernelspec": {"name": "python3"}}}
    >>> hygiene(notebook)
    ['In [1]: is stored with count None; run all cells from a fresh kernel',
     'In [1]: ends in a value or prints, and no output is stored',
     'no output is stored at all; run the notebook']
    """
    found = []
    kernel = notebook["metadata"].get("kernelspec", {}).get("name")
    if kernel != KERNEL["name"]:
        found.append(f"the kernel is {kernel!r}; it must be {KERNEL['name']!r}, which every installation has")
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for number, cell in enumerate(code, start=1):
        found += [f"In [{number}]: {what}" for what in _cell(cell, number, allowed)]
    for number, cell in enumerate(notebook["cells"], start=1):
        if cell["cell_type"] != "code" and (path := _PATH.search(cell["source"])):
            found.append(f"cell {number}: holds an absolute path ({path[0]}...)")
    if code and not any(cell["outputs"] for cell in code):
        found.append("no output is stored at all; run the notebook")
    return found


def _cell(cell: dict[str, Any], number: int, allowed: Collection[str]) -> Iterator[str]:
    source = cell["source"]
    if not source.strip():
        yield "is empty"
    if cell["execution_count"] != number:
        yield f"is stored with count {cell['execution_count']}; run all cells from a fresh kernel"
    if not cell["outputs"] and _must_show(source):
        yield "ends in a value or prints, and no output is stored"
    markers = _MARKER.findall(source) + [tag for tag in cell["metadata"].get("tags", ()) if _MARKER.fullmatch(tag)]
    for marker in dict.fromkeys(markers):
        if marker not in allowed:
            yield f"holds {marker}, which keeps it from being compared"
    for pattern, what in _SOURCE_RULES:
        if pattern.search(source):
            yield what
    for output in cell["outputs"]:
        yield from _output(output, number)
    texts = [source, *(text for output in cell["outputs"] for text in _texts(output))]
    for path in dict.fromkeys(found[0] for text in texts for found in _PATH.finditer(text)):
        yield f"holds an absolute path ({path}...)"


def _output(output: dict[str, Any], number: int) -> Iterator[str]:
    if output["output_type"] == "error":
        yield f"stores an error: {output['ename']}"
    if output.get("name") == "stderr":
        yield "stores what was written to stderr, a warning as a rule"
    if output.get("execution_count", number) != number:
        yield f"stores a result with count {output['execution_count']}"
    if any(kind.startswith("application/vnd.jupyter.widget") for kind in output.get("data", {})):
        yield "stores a widget, which lives only as long as its kernel"
    for text in _texts(output):
        for pattern, what in _OUTPUT_RULES:
            if pattern.search(text):
                yield what


def _texts(output: dict[str, Any]) -> list[str]:
    """Return an output's texts, pictures left out."""
    data = output.get("data", {})
    texts = [
        value for kind, value in data.items() if isinstance(value, str) and kind.startswith(("text/", "image/svg"))
    ]
    return [*texts, output["text"]] if "text" in output else texts


def _must_show(source: str) -> bool:
    """Return whether a cell is sure to have output: it prints, or ends in a name or value (a call may return None)."""
    try:
        statements = ast.parse(_LINE_MAGIC.sub("", source)).body
    except SyntaxError:
        return False
    expressions = [each.value for each in statements if isinstance(each, ast.Expr)]
    if any(
        isinstance(each, ast.Call) and isinstance(each.func, ast.Name) and each.func.id == "print" and each.args
        for each in expressions
    ):
        return True
    last = statements[-1] if statements else None
    return isinstance(last, ast.Expr) and not isinstance(last.value, ast.Call | ast.Await)
