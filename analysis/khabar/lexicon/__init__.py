"""Linguistic knowledge as TSV files: one row a fact, with form, value, gloss, source and note.

The folder is data; this module reads it and refuses what is malformed.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from khabar.errors import LexiconError

COLUMNS = ("form", "value", "gloss", "source", "note")
_LOOSE = re.compile(r"(?:^|\t)[^\S\t\n]|[^\S\t\n](?:\t|$)", re.MULTILINE)  # white space at a cell's edge


@dataclass(frozen=True, slots=True)
class Row:
    """One fact: a written ``form``, the ``value`` it stands for, an English ``gloss``, its ``source``, a ``note``.

    ``more`` holds the cells of any further columns a file declares, by column name.
    """

    form: str
    value: str
    gloss: str
    source: str
    note: str
    line: int
    more: Mapping[str, str]


@cache
def load(name: str, more: tuple[str, ...] = ()) -> tuple[Row, ...]:
    """Return the rows of the package's lexicon ``name``, checked and in file order.

    ``more`` names the columns that stand after the five common ones. Raises `LexiconError` as `read` does.

    >>> [row.form for row in load("outlets", ("country", "kind")) if row.value == "Al Jazeera"][:1]
    ['الجزيرة']
    """
    return read(files(__package__) / f"{name}.tsv", more)


def read(path: Path | Traversable, more: tuple[str, ...] = ()) -> tuple[Row, ...]:
    """Read and check one lexicon file.

    The first line is the header: ``form value gloss source note`` and then ``more``, tab separated. Lines that start
    with ``#`` and empty lines are skipped. Every form is NFC and stripped, every row has a form, a value and a source,
    and no (form, value) pair stands twice.

    Raises `LexiconError` with file, line and reason at the first row that is not so.
    """
    name = path.name

    def refuse(line: int, reason: str) -> LexiconError:
        return LexiconError(f"{name}, line {line}: {reason}")

    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise LexiconError(f"{name}: no such lexicon") from None
    except UnicodeDecodeError as error:
        where = f"{error.reason} at byte {error.start}"
        raise LexiconError(f"{name}: not UTF-8 ({where}); save the file as UTF-8") from None
    rows: list[Row] = []
    seen: dict[tuple[str, str], int] = {}
    header: tuple[str, ...] | None = None
    expected = COLUMNS + more
    # Nearly every file is sound, and one look at the whole is faster than one at each cell.
    sound = unicodedata.is_normalized("NFC", text) and not _LOOSE.search(text)
    for number, line in enumerate(text.split("\n"), start=1):
        line = line.removesuffix("\r")
        if not line or line.startswith("#"):
            continue
        cells = tuple(line.split("\t"))
        if header is None:
            header = cells
            if header != expected:
                raise refuse(number, f"the header must be {' '.join(expected)}, tab separated, not {' '.join(header)}")
            continue
        if len(cells) != len(expected):
            raise refuse(number, f"{len(cells)} cells where the header has {len(expected)}")
        if not sound and any(cell != cell.strip() for cell in cells):
            raise refuse(number, "a cell begins or ends with white space")
        if not sound and any(not unicodedata.is_normalized("NFC", cell) for cell in cells):
            raise refuse(number, "a cell is not in Unicode form NFC")
        form, value, gloss, source, note = cells[:5]
        if not form or not value or not source:
            raise refuse(number, "form, value and source must not be empty")
        if (form, value) in seen:
            raise refuse(number, f"{form} = {value} stands already in line {seen[form, value]}")
        seen[form, value] = number
        rows.append(Row(form, value, gloss, source, note, number, dict(zip(more, cells[5:], strict=True))))
    if header is None:
        raise LexiconError(f"{name}: empty; the header must be {' '.join(expected)}")
    return tuple(rows)
