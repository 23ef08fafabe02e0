import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khabar import labels
from khabar.colours import INK, colours, tint
from khabar.display import Shown, highlight, rtl, show_parts
from khabar.errors import MissingExtraError
from khabar.labels import LRM, RLM, is_arabic, label
from khabar.model import Page, Part

CASES = Path(__file__).with_name("cases") / "labels"
RAW = "التقى وزير الخارجية أسعد الشيباني توم باراك في باريس.\nقال: <b>لا</b> & 100$ أو 200$"
ODD = "ابلا لله()[]«»ًّ12$\n\r\t\u200d\u200f\u2067\u2069\ud800\ufdfa\ufdfd"
ANY = st.text(st.characters(codec=None) | st.sampled_from(ODD), max_size=40)


class Outline(HTMLParser):
    """Collects tags with their attributes and the text; knows whether every tag was closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.balanced = True
        self.feed(html)
        self.close()
        self.balanced &= not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "br":
            self.text += "\n"
        else:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.balanced &= bool(self.open) and self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def cases(name: str) -> list[tuple[str, ...]]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()[1:]
    return [
        tuple(cell.encode("ascii", "backslashreplace").decode("unicode_escape") for cell in line.split("\t"))
        for line in lines
    ]


# -- labels


@pytest.mark.parametrize(("text", "shaping", "plain"), cases("attested.tsv") + cases("negative.tsv"))
def test_label_for_each_renderer(text: str, shaping: str, plain: str) -> None:
    assert label(text, "shaping") == shaping
    assert label(text, "plain") == plain


@pytest.mark.parametrize(
    ("version", "renderer"),
    [("3.10.9", "plain"), ("3.11.0", "shaping"), ("3.11.0rc1", "shaping"), ("4.0", "shaping"), ("3.9", "plain")],
)
def test_label_follows_the_installed_matplotlib(version: str, renderer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labels, "version", lambda _: version)
    assert label("لقاء (1)") == label("لقاء (1)", renderer)


def test_label_without_matplotlib_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> str:
        raise labels.PackageNotFoundError(name)

    monkeypatch.setattr(labels, "version", absent)
    assert label("لقاء") == "لقاء"


@pytest.mark.parametrize("missing", ["arabic_reshaper", "bidi"])
def test_label_says_what_to_install(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(MissingExtraError, match=r"khabar\[notebooks\]"):
        label("لقاء", "plain")
    assert label("Paris", "plain") == "Paris"


def test_label_refuses_unknown_renderers_and_directions() -> None:
    with pytest.raises(ValueError, match="renderer 'pdf'"):
        label("لقاء", "pdf")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="direction 'up'"):
        label("لقاء", direction="up")  # type: ignore[arg-type]


def test_label_of_an_english_sentence_that_quotes_arabic() -> None:
    assert label("Words: لقاء", "shaping", direction="ltr") == "Words: لقاء"
    assert label("لقاء in words", "shaping", direction="ltr") == LRM + "لقاء in words"
    assert label("Words: (لا)", "plain", direction="ltr") == "Words: (\ufefb)"


def test_label_spells_out_word_ligatures() -> None:
    assert label("ﷲ", "shaping") == "الله"
    assert "\ufdf2" not in label("الله", "plain")


@given(ANY)
def test_label_takes_anything(text: str) -> None:
    raw = label(text, "shaping")
    assert label(raw, "shaping") == raw
    raw.encode("utf-8")
    drawn = label(text, "plain")
    drawn.encode("utf-8")
    if not is_arabic(text):
        assert drawn == raw


@settings(max_examples=50)
@given(st.text(st.sampled_from("ابتسلم ()[]{}«»<>ab12"), max_size=30))
def test_plain_loses_nothing(text: str) -> None:
    import unicodedata

    def letters(line: str) -> list[str]:
        return sorted(unicodedata.normalize("NFKC", line).translate(str.maketrans(")]}»>", "([{«<")))

    assert letters(label(text, "plain")) == letters(text)


# -- tables

NASTY = pd.DataFrame(
    {
        "<script>alert(1)</script>": ["<script>alert(2)</script>", "\"' & <b>", "س\nص"],
        "الكلمة": ["فى", None, "RT: لقاء"],
        "number": [1.0, float("nan"), 0.3333333333],
    },
    index=pd.Index(["<i>", "'\"", "ي"], name="<u>"),
)


def test_table_runs_right_to_left_and_is_escaped() -> None:
    page = Outline(rtl(NASTY).html)
    assert page.balanced
    assert page.tags[0] == ("div", {"dir": "rtl", "lang": "ar", "style": "overflow-x:auto"})
    assert {tag for tag, _ in page.tags} == {"div", "table", "thead", "tbody", "tr", "th", "td", "br"}
    assert all(set(attributes) <= {"dir", "lang", "style"} for _, attributes in page.tags)
    assert "<script>alert(2)</script>" in page.text
    assert "<i>" in page.text


def test_cells_have_the_direction_of_their_text() -> None:
    cells = [attributes["dir"] for tag, attributes in Outline(rtl(NASTY).html).tags if tag in ("th", "td")]
    assert cells == ["ltr", "ltr", "rtl", "ltr"] + ["ltr", "ltr", "rtl", "ltr"] + ["ltr"] * 4 + [
        "rtl",
        "rtl",
        "rtl",
        "ltr",
    ]


def test_table_as_text_keeps_its_columns_in_place() -> None:
    lines = rtl(NASTY).text.split("\n")
    assert len(lines) == 5
    assert lines[1].strip("-+") == ""
    assert len({line.index("|") for line in lines if "|" in line}) == 1
    assert all(line.startswith(LRM) and line.count(LRM + " |") == 3 for line in lines if "|" in line)
    assert lines[-1].endswith("0.333333")


def test_vowel_marks_take_no_column() -> None:
    lines = rtl(pd.DataFrame({"a": ["عُقد", "عقد"], "b": [1, 2]})).text.split("\n")
    assert lines[2].replace("ُ", "").index("|") == lines[3].index("|")


@pytest.mark.parametrize(("shown", "said"), [(2, True), (0, True), (3, False), (None, False)])
def test_left_out_rows_are_said(shown: int | None, said: bool) -> None:
    table = rtl(NASTY, max_rows=shown)
    note = f"{shown} of 3 rows shown"
    assert (note in table.text) == (note in table.html) == said


def test_odd_tables() -> None:
    assert rtl(pd.DataFrame()).text == "\n"
    assert "a · b" in rtl(pd.DataFrame([[1]], columns=pd.MultiIndex.from_tuples([("a", "b")]))).text
    assert rtl(pd.Series([1, 2], name="n")).text == "n\n-\n1\n2"
    assert "2025-07-24" in rtl(pd.DataFrame({"d": pd.to_datetime(["2025-07-24", None])})).text
    assert rtl(pd.DataFrame({"n": pd.array([1, None], dtype="Int64")})).text.split("\n")[2:] == ["1", ""]
    assert "1 · 2" in rtl(pd.DataFrame({"n": [[1, 2]]})).text
    assert rtl("<b>لقاء</b>").html.count("&lt;b&gt;") == 1
    assert rtl(["لقاء", "RT", ""]).text == "\N{RIGHT-TO-LEFT MARK}لقاء\nRT\n"
    with pytest.raises(ValueError, match="max_rows is -1"):
        rtl(NASTY, max_rows=-1)


@settings(max_examples=40)
@given(st.lists(ANY, min_size=1, max_size=4), ANY)
def test_any_cell_is_shown_as_text(cells: list[str], name: str) -> None:
    table = rtl(pd.DataFrame({0: cells}, dtype=object).set_axis(pd.Index([name], dtype=object), axis=1))
    table.html.encode("utf-8")
    table.text.encode("utf-8")
    page = Outline(table.html)
    assert page.balanced
    assert {tag for tag, _ in page.tags} <= {"div", "table", "thead", "tbody", "tr", "th", "td", "br", "span"}


# -- marked text


def at(words: str, kind: str, note: str = "") -> tuple[int, int, str, str]:
    start = RAW.index(words)
    return start, start + len(words), kind, note


def test_spans_are_named_in_both_twins() -> None:
    shown = highlight(RAW, [at("باراك", "person"), at("باريس", "place", "e2")])
    assert "[person: باراك]" in shown.text
    assert "[place e2: باريس]" in shown.text
    assert shown.text.split("\n")[0] == "person 1, place 1"
    titles = [attributes["title"] for tag, attributes in Outline(shown.html).tags if tag == "mark"]
    assert titles == ["person", "place e2"]
    assert repr(shown) == shown.text
    assert shown._repr_html_() == shown.html


def test_text_is_escaped_and_opens_no_formula() -> None:
    shown = highlight(RAW, [at("لا", "<script>", "'\"")])
    page = Outline(shown.html)
    assert {tag for tag, _ in page.tags} == {"div", "span", "mark", "br"}
    assert "<b>لا" in page.text
    assert "100$" not in shown.html
    assert "100$" in page.text


def test_nested_and_overlapping_spans() -> None:
    shown = highlight("ا ب ج د", [(0, 5, "x"), (2, 5, "y"), (4, 7, "z")])
    assert shown.text.endswith("[x: ا [y: ب [z: ج]]][z:  د]")
    assert Outline(shown.html).balanced
    assert highlight("ابج", [(1, 2, "in"), (0, 3, "out")]).text.endswith("[out: ا[in: ب]ج]")


def test_window_keeps_offsets() -> None:
    start, end, *_ = at("أسعد الشيباني", "person")
    shown = highlight(
        RAW, [at("وزير الخارجية أسعد الشيباني", "office"), (start, end, "person"), (0, 5, "x")], within=(start, end)
    )
    assert shown.text == f"office 1, person 1\n{RLM}… [office: [person: أسعد الشيباني]] …"


def test_shapes_of_spans() -> None:
    expected = highlight(RAW, [(0, 5, "x")])
    rows = [{"start": 0, "end": 5, "kind": "x"}]
    assert highlight(RAW, rows) == highlight(RAW, pd.DataFrame(rows)) == expected
    assert highlight(RAW, [SimpleNamespace(start=0, end=5, kind="x")]) == expected
    assert highlight(RAW, pd.DataFrame(rows).itertuples()) == expected
    assert highlight(RAW, iter([(0, 5, "x", "")])) == expected


@pytest.mark.parametrize("span", [(0, 999, "x"), (-1, 2, "x"), (3, 2, "x")])
def test_spans_outside_the_text_are_refused(span: tuple[int, int, str]) -> None:
    with pytest.raises(
        ValueError, match=rf"span 2 \(x\) is {span[0]} to {span[1]}: the text has {len(RAW)} characters"
    ):
        highlight(RAW, [(0, 1, "y"), span])


@pytest.mark.parametrize("span", [(0, 1), ("a", "b", "c"), {"start": 0}, 5, SimpleNamespace(start=0, end=1)])
def test_spans_that_are_none_are_refused(span: Any) -> None:
    with pytest.raises(ValueError, match="span 1 is"):
        highlight(RAW, [span])
    with pytest.raises(ValueError, match="within is 0 to 999"):
        highlight(RAW, [], within=(0, 999))


def test_nothing_to_mark() -> None:
    assert highlight("", []) == Shown(highlight("", []).html, "")
    assert highlight("", [(0, 0, "empty")]).text == "empty 1\n"
    assert highlight("abc", []).text == "abc"
    assert highlight("a\r\nب\rc", []).text == f"a\n{RLM}ب\nc"


@given(st.data())
def test_marks_change_no_character(data: st.DataObject) -> None:
    raw = data.draw(ANY)
    place = st.integers(0, len(raw))
    pairs = data.draw(st.lists(st.tuples(place, place, st.sampled_from("xyz")), max_size=6))
    shown = highlight(raw, [(min(a, b), max(a, b), kind) for a, b, kind in pairs])
    shown.html.encode("utf-8")
    page = Outline(shown.html)
    assert page.balanced
    bare = shown.text.split("\n", 1)[1] if pairs else shown.text
    for kind in "xyz":
        bare = bare.replace(f"[{kind}: ", "")
    kept = [c for c in raw if c.isalnum()]
    assert [c for c in bare if c.isalnum()] == kept


def test_parts_of_a_page() -> None:
    raw = "عنوان\nنص الخبر\nاعلان"
    parts = (
        Part("p1", 1, "headline", 0, 5, "x.a1"),
        Part("p2", 2, "body", 6, 14, "x.a1"),
        Part("p3", 3, "boilerplate", 15, 20),
    )
    shown = show_parts(Page("x", "", "", 0, raw, "text/plain", parts=parts))
    assert shown.text.split("\n") == [
        "headline 1, body 1, boilerplate 1",
        f"{RLM}[headline a1: عنوان]",
        f"{RLM}[body a1: نص الخبر]",
        f"{RLM}[boilerplate: اعلان]",
    ]
    assert show_parts(Page("x", "", "", 0, "", "text/plain")).text == ""


def test_marks_can_be_read_in_any_theme() -> None:
    def light(colour: str) -> float:
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for colour in colours(f"kind {number}" for number in range(8)).values():
        assert (light(tint(colour)) + 0.05) / (light(INK) + 0.05) >= 7  # WCAG 2, level AAA


def test_colours_are_stable() -> None:
    assert colours(["rumour", "person"])["person"] == colours(["person"])["person"]
    assert len(set(colours("abcdefgh").values())) == 8
    assert list(colours("zaz")) == ["z", "a"]


def test_nothing_heavy_is_imported() -> None:
    code = (
        "import sys, khabar.display, khabar.figures, khabar.pictures;"
        "print({'pandas', 'numpy', 'matplotlib', 'PIL', 'bidi', 'arabic_reshaper'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
