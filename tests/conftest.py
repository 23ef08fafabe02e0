from copy import deepcopy
from pathlib import Path

import pytest

from khabar.notebooks import Notebook, run
from making import CELLS, written


@pytest.fixture(scope="session")
def _small(tmp_path_factory: pytest.TempPathFactory) -> Notebook:
    return run(written(tmp_path_factory.mktemp("small") / "small.ipynb", *CELLS))


@pytest.fixture
def small(_small: Notebook) -> Notebook:
    """A small notebook that was run: a printed number, a table and a picture. A copy, to tamper with."""
    return deepcopy(_small)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A copy of the study that comes with the project, without notebooks and recorded results."""
    data = Path(__file__).parents[1] / "data"
    folder = tmp_path / "data"
    (folder / "raw").mkdir(parents=True)
    for path in (data / "raw").iterdir():
        (folder / "raw" / path.name).write_bytes(path.read_bytes())
    text = (data / "study.toml").read_text(encoding="utf-8")
    listed = text[text.index("notebooks = [") : text.index("]", text.index("notebooks = [")) + 1]
    (folder / "study.toml").write_text(text.replace(listed, "notebooks = []"), encoding="utf-8")
    return folder
