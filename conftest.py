"""What nbval leaves out: pictures are compared with the stored ones too, with tolerance, cell by cell."""

import os
from collections.abc import Generator

import pytest
from nbval.plugin import IPyNbCell

from khabar.notebooks import UNSETTLING, picture_differences

collect_ignore_glob = ["notebooks/coursework/*.ipynb"]  # stored without outputs; tests/test_coursework.py runs them


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Compare a notebook cell's pictures once nbval has run it and found its text the same."""
    result = yield
    if isinstance(item, IPyNbCell) and item.test_outputs is not None and item.options["check"]:
        found = picture_differences(item.cell.outputs, item.test_outputs)
        if found:
            item.raise_cell_error("Pictures differ", "\n".join(found))
    return result


def pytest_sessionstart(session: pytest.Session) -> None:
    """Give notebooks what `khabar reproduce` gives them: nobody's own settings, and fonts that are listed already."""
    for name in UNSETTLING:
        os.environ.pop(name, None)
    if not hasattr(session.config, "workerinput"):
        import matplotlib.font_manager  # noqa: F401 - on a new machine it would say inside a notebook what it does
