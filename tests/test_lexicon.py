"""The loader refuses what is malformed, in one line that says where; every shipped lexicon passes it."""

from importlib.resources import files
from pathlib import Path

import pytest

from khabar.errors import LexiconError
from khabar.lexicon import COLUMNS, read

HEADER = "\t".join(COLUMNS)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "own.tsv: empty; the header must be form value gloss source note"),
        ("form\tvalue\n", "line 1: the header must be form value gloss source note, tab separated, not form value"),
        (HEADER + "\nباريس\tFRA\n", "line 2: 2 cells where the header has 5"),
        (HEADER + "\n# a remark\n\nباريس \tFRA\tParis\tan atlas\t\n", "line 4: a cell begins or ends with white space"),
        (HEADER + "\nا\u0654نقرة\tTUR\tAnkara\tan atlas\t\n", "line 2: a cell is not in Unicode form NFC"),
        (HEADER + "\nباريس\tFRA\tParis\t\t\n", "line 2: form, value and source must not be empty"),
        (HEADER + "\nأ\tب\tج\td\t\nأ\tب\tج\td\t\n", "line 3: أ = ب stands already in line 2"),
    ],
)
def test_a_malformed_lexicon_is_refused_in_one_line(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "own.tsv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LexiconError) as caught:
        read(path)
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_or_undecodable_lexicon_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match=r"none\.tsv: no such lexicon"):
        read(tmp_path / "none.tsv")
    (tmp_path / "bad.tsv").write_bytes(b"\xff\n")
    with pytest.raises(LexiconError, match=r"bad\.tsv: not UTF-8 .* save the file as UTF-8"):
        read(tmp_path / "bad.tsv")


@pytest.mark.parametrize("path", sorted(Path(str(files("khabar.lexicon"))).glob("*.tsv")), ids=lambda path: path.stem)
def test_every_shipped_lexicon_is_well_formed(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    header = next(line for line in lines if line and not line.startswith("#"))
    assert read(path, tuple(header.split("\t")[len(COLUMNS) :]))
