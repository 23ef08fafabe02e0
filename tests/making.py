"""What several tests make: small notebooks, and changes to files."""

from pathlib import Path

import nbformat

from khabar.notebooks import Notebook, dump

# A printed number, a table and a picture, without the seconds that pandas and matplotlib take to load.
CELLS = (
    "# A small notebook",
    "total = 1204\nprint(total, 'sentences', 'سلام')",
    "from IPython.display import HTML\n\nHTML(f'<table><tr><td>الجزيرة</td><td>{total}</td></tr></table>')",
    """from io import BytesIO

from IPython.display import Image
from PIL import Image as Drawing

file = BytesIO()
Drawing.new("RGB", (120, 90), "white").save(file, "png")
Image(file.getvalue())""",
)


def written(path: Path, *cells: str) -> Path:
    """Write a notebook that was never run; a cell that begins with # and a space is prose."""
    new = nbformat.v4
    made = [new.new_markdown_cell(cell) if cell.startswith("# ") else new.new_code_cell(cell) for cell in cells]
    path.write_text(nbformat.writes(new.new_notebook(cells=made)), encoding="utf-8")
    return path


def edit(path: Path, old: str, new: str) -> None:
    """Replace what stands exactly once in a text file."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")


def code_cells(notebook: Notebook) -> list[Notebook]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def stored(notebook: Notebook, path: Path) -> Path:
    path.write_bytes(dump(notebook))
    return path
