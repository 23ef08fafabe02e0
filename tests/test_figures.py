import sys
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from drawings import DRAWINGS, PARTS, PICTURES, PROFILES, SPELLINGS
from khabar import figures
from khabar.errors import MissingExtraError
from khabar.model import Part
from khabar.pictures import pictures_differ

WINDOW = ("2025-07-18", "2025-07-31")


@pytest.mark.parametrize("name", DRAWINGS)
def test_stored_picture(name: str) -> None:
    assert pictures_differ((PICTURES / f"{name}.png").read_bytes(), DRAWINGS[name]()) == ""


def test_every_stored_picture_is_drawn() -> None:
    assert {path.stem for path in PICTURES.iterdir()} == set(DRAWINGS)


def bars(rows: Any = SPELLINGS, title: str = "Spellings of «أمريكي» on one page") -> bytes:
    return figures.png(figures.bars(rows, title, unit="times"))


@pytest.mark.parametrize(
    ("place", "row"),
    [
        (0, ("أمريكي", 8)),  # a number
        (2, ("أميركي", 14.2)),  # hardly one
        (0, ("أمريكى", 9)),  # two dots
        (2, ("أميزكي", 14)),  # one dot
        (1, ("أمريكي", 2)),  # a hamza
        (3, ("RT: أميركي (بلا إل)", 1)),
        (0, ("يكيرمأ", 9)),  # written backwards
    ],
)
def test_a_changed_row_is_seen(place: int, row: tuple[str, float]) -> None:
    rows = list(SPELLINGS)
    rows[place] = row
    assert pictures_differ((PICTURES / "bars.png").read_bytes(), bars(rows)).startswith("the pictures differ in")


def test_a_changed_title_order_or_colour_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = (PICTURES / "bars.png").read_bytes()
    assert pictures_differ(stored, bars(title="Spellings of «أمريكي» on one pace"))
    assert pictures_differ(stored, bars(SPELLINGS[::-1]))
    assert "sizes" in pictures_differ(stored, bars(SPELLINGS[:-1]))
    monkeypatch.setattr(figures, "BLUE", "#0072c2")
    assert pictures_differ(stored, bars())


def test_slightly_other_letters_are_forgiven(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = (PICTURES / "bars.png").read_bytes()
    monkeypatch.setitem(figures.STYLE, "font.size", 11.05)
    assert bars() != stored
    assert pictures_differ(stored, bars()) == ""


def test_a_broken_picture_differs() -> None:
    stored = (PICTURES / "bars.png").read_bytes()
    for broken in (b"", b"\x89PNG\r\n\x1a\n", b"GIF89a", stored[:-400]):
        assert pictures_differ(broken, stored).startswith("a picture cannot be read")
        assert pictures_differ(stored, broken).startswith("a picture cannot be read")


def test_pictures_hold_no_date_and_no_version() -> None:
    drawn = bars()
    assert drawn == bars()
    assert b"tEXt" not in drawn
    assert b"tIME" not in drawn


def test_the_readers_own_settings_do_not_matter() -> None:
    import matplotlib as mpl

    with mpl.rc_context({"font.size": 20, "axes.facecolor": "black", "savefig.bbox": "tight"}):
        assert bars() == bars()
        assert pictures_differ((PICTURES / "bars.png").read_bytes(), bars()) == ""
        assert mpl.rcParams["font.size"] == 20


def test_descriptions_hold_the_numbers() -> None:
    assert figures.describe(figures.page_map(PARTS)) == (
        "The page: headline 129, body 2,277, related 89, keywords 87, source_line 11, boilerplate 5 characters; "
        "article a1 from 0 to 1,412; article a2 from 1,501 to 2,600."
    )
    assert figures.describe(figures.forms_by_profile(PROFILES)).endswith("search counts 140 fewer than raw (16%).")


@pytest.mark.parametrize(
    "rows",
    [
        pd.DataFrame(PARTS, columns=["role", "start", "end", "article_id"]).replace("", None),
        [Part("p", 1, role, start, end, article) for role, start, end, article in PARTS],  # type: ignore[arg-type]
        list(pd.DataFrame(PARTS, columns=["role", "start", "end", "article_id"]).itertuples()),
    ],
)
def test_shapes_of_parts(rows: Any) -> None:
    assert figures.describe(figures.page_map(rows)) == figures.describe(figures.page_map(PARTS))


def test_shapes_of_bars() -> None:
    said = figures.describe(figures.bars(SPELLINGS, "x", unit="times"))
    assert figures.describe(figures.bars(dict(SPELLINGS), "x", unit="times")) == said
    assert figures.describe(figures.bars(pd.Series(dict(SPELLINGS)), "x", unit="times")) == said


@pytest.mark.parametrize(
    "draw",
    [
        lambda: figures.bars([], "x", unit="y"),
        lambda: figures.bars([("a", -1)], "x", unit="y"),
        lambda: figures.bars([("a", float("nan"))], "x", unit="y"),
        lambda: figures.forms_by_profile([]),
        lambda: figures.forms_by_profile([("raw", 1, 2)]),
        lambda: figures.page_map([]),
    ],
)
def test_figures_refuse_what_they_cannot_draw(draw: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match="at least one"):
        draw()


def test_zeros_can_be_drawn() -> None:
    assert figures.png(figures.bars([("a", 0)], "x", unit="y"))
    assert figures.png(figures.forms_by_profile([("raw", 0, 0), ("match", 0, 0)]))


def test_show_prints_the_description_below_the_picture(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import IPython.display

    shown: list[Any] = []
    monkeypatch.setattr(IPython.display, "display", shown.append)
    figures.show(figures.bars([("a", 1)], "One", unit="words"))
    assert shown[0].data == figures.png(figures.bars([("a", 1)], "One", unit="words"))
    assert capsys.readouterr().out == "One: a 1 (words).\n"


def test_missing_matplotlib_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingExtraError, match=r"khabar\[notebooks\]"):
        figures.bars([("a", 1)], "x", unit="y")


def test_what_is_saved_for_print_is_the_same_each_time_and_complete(tmp_path: Path) -> None:
    figure = figures.timeline([("أمس الجمعة", "2025-07-25", "2025-07-25"), ("مؤخرًا", "", "2025-07-25")], WINDOW)
    svg, pdf, txt = figures.save(figure, tmp_path / "time")
    first = [path.read_bytes() for path in (svg, pdf, txt)]
    assert first == [path.read_bytes() for path in figures.save(figure, tmp_path / "time")]
    assert txt.read_text(encoding="utf-8") == f"{figures.describe(figure)}\n"
    drawn, printed = svg.read_text(encoding="utf-8"), pdf.read_bytes()
    assert figures.describe(figure) in unescape(drawn)
    assert "<text" not in drawn  # letters are outlines: no font is needed
    assert "<dc:date>" not in drawn
    assert b"/FontFile2" in printed  # fonts are inside
    assert b"/CreationDate" not in printed
    assert b"/Type3" not in printed


def test_figures_are_numbered_where_a_run_asks_for_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import IPython.display

    monkeypatch.setattr(IPython.display, "display", lambda _: None)
    monkeypatch.setenv(figures.SAVED, str(tmp_path / "figures" / "05-who-says"))
    for title in ("One", "Two"):
        figures.show(figures.bars([("a", 1)], title, unit="words"))
    names = [f"05-who-says-{number}.{ending}" for number in (1, 2) for ending in ("pdf", "svg", "txt")]
    assert sorted(path.name for path in (tmp_path / "figures").iterdir()) == names
    assert (tmp_path / "figures" / "05-who-says-2.txt").read_text(encoding="utf-8").startswith("Two: ")
