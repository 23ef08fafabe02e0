"""Notebooks run, brought into the form they are stored in, and compared with what is stored.

A stored notebook is one that a re-run repeats byte for byte: outputs joined, nothing in it that changes from run to run
or from one Python to the next.
"""

import asyncio
import base64
import binascii
import json
import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from threading import Event
from typing import Any

from khabar.errors import MissingExtraError, NotebookError
from khabar.figures import SAVED

# A notebook and its cells are what their JSON holds: nested dicts, lists and strings.
Notebook = dict[str, Any]
Output = Mapping[str, Any]

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
KEPT_METADATA = ("authors", "title")  # of a notebook; beside kernel and language, which are always the same
TIMEOUT = 120  # seconds a cell may take
# Settings of somebody's own that change what a notebook shows: left out of what its kernel knows.
UNSETTLING = ("COLUMNS", "LINES", "MPLBACKEND", "PYTHONSTARTUP", "PYTHONWARNINGS")

_OVERWRITTEN = re.compile(r"^.*\r(?=[^\n])", re.MULTILINE)  # what a terminal would have written over
_ERASED = re.compile(r"[^\n]\x08")
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as recorded: ``where`` (a table or a notebook), the ``place`` in it, and ``what``."""

    where: str
    place: str
    what: str

    def __str__(self) -> str:
        """Return it in one line.

        >>> str(Difference("00-start-here.ipynb", "In [2]", "was stored without output"))
        '00-start-here.ipynb, In [2]: was stored without output'
        """
        return f"{self.where}, {self.place}: {self.what}" if self.place else f"{self.where}: {self.what}"


def read_notebook(path: str | Path) -> Notebook:
    """Read a notebook, its outputs as they are stored; raise `NotebookError` if it is none."""
    nbformat = load("nbformat")
    path = Path(path)
    try:
        notebook: Notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
    except OSError as error:
        raise NotebookError(f"{path.name}: cannot be read ({error.strerror or type(error).__name__})") from None
    except Exception as error:  # nbformat raises half a dozen kinds on what is no notebook
        raise NotebookError(f"{path.name}: not a Jupyter notebook ({type(error).__name__}); open and save it") from None
    return notebook


def run(
    path: str | Path,
    timeout: int = TIMEOUT,
    stop: Event | None = None,
    bytecode: Path | None = None,
    figures: Path | None = None,
) -> Notebook:
    """Run a notebook from its first cell to its last in a fresh kernel, and return it as `clean` leaves it.

    The kernel is this environment's Python, whatever kernels are installed; the notebook's folder is the current one
    while it runs. The file is not written. Once ``stop`` is set the kernel is ended and the run is cancelled.
    Where Python is told to write no bytecode beside the sources, kernels that share the folder ``bytecode`` keep theirs
    there, and compile each module once for all of them. Figures are saved in the folder ``figures``, if one is given.

    Raises `NotebookError` naming the cell if one fails or takes longer than ``timeout`` seconds, and
    `MissingExtraError` if the notebooks extra is not installed.
    """
    nbclient, exceptions, manager = load("nbclient"), load("nbclient.exceptions"), load("jupyter_client.manager")
    path = Path(path)
    notebook = deepcopy(read_notebook(path))
    for cell in _code_cells(notebook):
        cell["outputs"], cell["execution_count"] = [], None

    position = 0

    def start(cell_index: int, **_: object) -> None:
        nonlocal position
        position = cell_index

    client = nbclient.NotebookClient(
        notebook,
        km=manager.AsyncKernelManager(kernel_name=KERNEL["name"], kernel_spec_manager=_this_python()),
        timeout=timeout,
        resources={"metadata": {"path": str(path.parent.resolve())}},
        on_cell_start=start,
    )
    try:
        asyncio.run(_execute(client, stop, bytecode, figures and figures.resolve() / path.stem))
    except exceptions.CellTimeoutError:
        reason = f"took longer than {timeout} seconds"
    except exceptions.CellExecutionError as error:
        reason = f"raised {error.ename}: {_ANSI.sub('', error.evalue)}"
    except RuntimeError as error:  # nbclient's own for a kernel that does not start, or dies, are of this kind
        reason = f"ended the kernel ({error})"
    else:
        return clean(notebook)
    number = sum(cell["cell_type"] == "code" for cell in notebook["cells"][: position + 1])
    raise NotebookError(f"{path.name}, In [{number}]: {_short(' '.join(reason.split()), 300)}")


async def _execute(client: Any, stop: Event | None, bytecode: Path | None, saved: Path | None) -> None:
    # A loop of our own is closed when done; the one that `client.execute` makes stays open with the thread. What the
    # kernel's process itself says (that its TCP is not encrypted) is for nobody here; a cell's stderr is an output.
    environment = {name: value for name, value in os.environ.items() if name not in UNSETTLING}
    if bytecode and environment.pop("PYTHONDONTWRITEBYTECODE", ""):
        environment["PYTHONPYCACHEPREFIX"] = str(bytecode)
    environment.pop(SAVED, None)
    if saved:
        environment[SAVED] = str(saved)
    run = client.async_execute(cleanup_kc=True, stderr=subprocess.DEVNULL, env=environment)
    task = asyncio.create_task(run)
    while not (await asyncio.wait([task], timeout=0.2))[0]:
        if stop and stop.is_set():
            task.cancel()
            break
    await task


def clean(notebook: Notebook) -> Notebook:
    r"""Return a copy without anything that differs from run to run: the form in which notebooks are stored.

    Adjacent pieces of a stream are joined and terminal control characters carried out; of the metadata only tags, title
    and authors are kept; the kernel is always ``python3``, without a version. Cleaning twice changes nothing.

    >>> pieces = [{"output_type": "stream", "name": "stdout", "text": text} for text in ("1\r", "2\n", "3\n")]
    >>> cell = {"cell_type": "code", "id": "a", "metadata": {"execution": {"iopub.status.busy": "2025"}}, "source": "",
    ...         "execution_count": 1, "outputs": pieces}
    >>> cleaned = clean({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 4})
    >>> cleaned["cells"][0]["outputs"], cleaned["cells"][0]["metadata"]
    ([{'output_type': 'stream', 'name': 'stdout', 'text': '2\n3\n'}], {})
    """
    metadata = notebook.get("metadata", {})
    kept = {name: metadata[name] for name in KEPT_METADATA if name in metadata}
    cells, ids = [], set[str]()
    for number, cell in enumerate(notebook["cells"], start=1):
        cell = deepcopy(dict(cell))
        cell["metadata"] = {"tags": cell["metadata"]["tags"]} if cell.get("metadata", {}).get("tags") else {}
        if cell.get("id", "") in ids or not cell.get("id"):
            cell["id"] = f"cell-{number}"
        ids.add(cell["id"])
        if cell["cell_type"] == "code":
            cell["outputs"] = _clean_outputs(cell["outputs"])
        cells.append(cell)
    return {
        "cells": cells,
        "metadata": {**kept, "kernelspec": dict(KERNEL), "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def dump(notebook: Notebook) -> bytes:
    """Return the bytes a cleaned notebook is stored as: JSON with sorted keys, one space deep, UTF-8, line feeds."""
    nbformat = load("nbformat")
    text: str = nbformat.writes(nbformat.from_dict(notebook), version=4, indent=1, ensure_ascii=False, sort_keys=True)
    return (text.rstrip("\n") + "\n").encode("utf-8", errors="backslashreplace")


def compare(stored: Notebook, fresh: Notebook, name: str) -> list[Difference]:
    """Return where the outputs of ``fresh``, a run of the notebook ``name``, differ from those ``stored``.

    Text, tables and errors are compared exactly, pictures as `khabar.pictures.pictures_differ` does. Cells are named by
    the count they run with, ``In [3]``.
    """
    differences = []
    olds, news = (list(_code_cells(clean(notebook))) for notebook in (stored, fresh))
    if len(olds) != len(news):
        differences.append(Difference(name, "", f"{len(olds)} code cells are stored, {len(news)} were run"))
    for number, (old, new) in enumerate(zip(olds, news, strict=False), start=1):
        found = output_differences(old["outputs"], new["outputs"])
        if old["execution_count"] != new["execution_count"]:
            found.insert(0, f"is stored with count {old['execution_count']}, not {new['execution_count']}")
        differences += [Difference(name, f"In [{number}]", what) for what in found]
    return differences


def output_differences(stored: Sequence[Output], fresh: Sequence[Output]) -> list[str]:
    """Return what differs between a cell's stored and fresh outputs, each in one line, nothing if all is the same."""
    if len(stored) != len(fresh):
        return [f"{_count(len(stored), 'output')} stored, {_count(len(fresh), 'output')} when run"]
    found = []
    for old, new in zip(stored, fresh, strict=True):
        if old["output_type"] != new["output_type"]:
            found.append(f"a {old['output_type']} is stored, a {new['output_type']} came when run")
            continue
        olds, news = _content(old), _content(new)
        for kind in sorted(olds.keys() | news.keys()):
            if kind not in news or kind not in olds:
                found.append(f"{kind} is {'missing when run' if kind in olds else 'not stored'}")
            elif kind == "image/png":
                found += _picture_difference(str(olds[kind]), str(news[kind]))
            elif olds[kind] != news[kind]:
                found.append(_first_difference(kind, olds[kind], news[kind]))
    return found


def picture_differences(stored: Sequence[Output], fresh: Sequence[Output]) -> list[str]:
    """Return what differs between the pictures among a cell's stored and fresh outputs; all else is left alone."""
    olds, news = (
        [str(_content(each)["image/png"]) for each in outputs if "image/png" in _content(each)]
        for outputs in (stored, fresh)
    )
    if len(olds) != len(news):
        return [f"{_count(len(olds), 'picture')} stored, {_count(len(news), 'picture')} when run"]
    return [what for old, new in zip(olds, news, strict=True) for what in _picture_difference(old, new)]


def _picture_difference(old: str, new: str) -> list[str]:
    if old == new:
        return []
    from khabar.pictures import pictures_differ

    try:
        what = pictures_differ(base64.b64decode(old), base64.b64decode(new))
    except binascii.Error:
        what = "the stored picture is damaged"
    return [what] if what else []


def _first_difference(kind: str, old: object, new: object) -> str:
    lines = [
        value.splitlines() if isinstance(value, str) else [json.dumps(value, sort_keys=True)] for value in (old, new)
    ]
    shorter = min(map(len, lines))
    at = next((number for number in range(shorter) if lines[0][number] != lines[1][number]), shorter)
    before, after = (each[at] if at < len(each) else "nothing" for each in lines)
    # What differs may stand far into a line of HTML: begin the quotation a little before it.
    same = next((n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0)
    start = max(0, same - 30)
    return f"{kind}, line {at + 1}: stored {_short(before[start:])!r}, now {_short(after[start:])!r}"


def _content(output: Output) -> dict[str, Any]:
    """Return what an output holds by kind: ``stdout``, a media type, or ``error``."""
    if output["output_type"] == "stream":
        return {output["name"]: output["text"]}
    if output["output_type"] == "error":
        return {"error": f"{output['ename']}: {output['evalue']}"}
    return dict(output.get("data", {}))


def _clean_outputs(outputs: Sequence[Output]) -> list[dict[str, Any]]:
    cleaned: list[dict[str, Any]] = []
    for each in outputs:
        output = deepcopy(dict(each))
        last = cleaned[-1] if cleaned else {}
        if output["output_type"] == "stream" and last.get("name") == output["name"]:
            last["text"] += output["text"]
            continue
        for kind, value in output.get("data", {}).items():
            if kind.startswith("image/") and isinstance(value, str):
                output["data"][kind] = value.rstrip("\n")
        output.pop("transient", None)
        cleaned.append(output)
    for output in cleaned:
        if output["output_type"] == "stream":
            text = output["text"].replace("\r\n", "\n")
            while "\x08" in text and (shorter := _ERASED.sub("", text)) != text:
                text = shorter
            output["text"] = _OVERWRITTEN.sub("", text)
    return cleaned


def _code_cells(notebook: Notebook) -> list[dict[str, Any]]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _short(text: str, length: int = 80) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"


def _this_python() -> Any:
    """Return a kernel finder that knows one kernel, this environment's, whatever else is installed for the user."""
    kernelspec, ipykernel = load("jupyter_client.kernelspec"), load("ipykernel.kernelspec")

    class ThisPython(kernelspec.KernelSpecManager):  # type: ignore[misc, name-defined]
        def get_kernel_spec(self, kernel_name: str) -> Any:
            return kernelspec.KernelSpec(resource_dir=ipykernel.RESOURCES, **ipykernel.get_kernel_dict())

    return ThisPython()


def load(module: str) -> Any:
    """Import a module of the notebooks extra, or raise `MissingExtraError` with what to install.

    >>> load("nbformat").__name__
    'nbformat'
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        needed = f"running notebooks needs {error.name}; "
        raise MissingExtraError(f'{needed}install it with: pip install "khabar[notebooks]"') from None
