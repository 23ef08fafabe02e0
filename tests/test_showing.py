"""A page shown with its claims: nothing lost, nothing unescaped, every claim told, on a terminal and as HTML."""

import hashlib
import json
import re
import sys
from base64 import b64encode
from collections import Counter
from collections.abc import Callable
from dataclasses import fields, replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khabar import cli
from khabar.attribution import Claim, Link
from khabar.coding import Coding, Sentence
from khabar.display import printable
from khabar.labels import RLM
from khabar.model import Article, Page, Part
from khabar.showing import Claims, ids, lines, text
from khabar.study import Study
from khabar.tables import load_tables
from khabar.webpage import document, page

ROOT = Path(__file__).parents[1]
PAGE = str(ROOT / "data" / "raw" / "paris-2025-07.txt")
Run = Callable[..., tuple[int, str, str]]


class Outline(HTMLParser):
    """The text of each part without the numbers of claims, all ids, links and keys, and whether tags are balanced."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.parts: list[str] = []
        self.tags: Counter[str] = Counter()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.balanced = True
        self.feed(html)
        self.close()
        self.balanced &= not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        cells = dict(attrs)
        self.tags[tag] += 1
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        kind = cells.get("class") or ""
        if kind.startswith("part "):
            self.parts.append("")
        if tag not in ("meta", "br"):
            self.open.append((tag, kind))

    def handle_endtag(self, tag: str) -> None:
        self.balanced &= bool(self.open) and self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        kinds = [kind for _, kind in self.open]
        if any(kind.startswith("part ") for kind in kinds) and "n" not in kinds:
            self.parts[-1] += data


def rows(table: pd.DataFrame, kind: type) -> tuple[Any, ...]:
    names = [field.name for field in fields(kind)]
    numbers = {"closed", "position", *(name for name in names if name.endswith(("start", "end")))}

    def cell(name: str, value: object) -> object:
        return (None if name in numbers else "") if pd.isna(value) else value  # type: ignore[call-overload]

    return tuple(kind(**{name: cell(name, row[name]) for name in names}) for row in table.to_dict("records"))


@pytest.fixture(scope="module")
def coded() -> Coding:
    """The page that comes with the project, its claims as coded by hand."""
    tables = load_tables(ROOT / "data" / "coded")
    coding = Study.load(ROOT / "data").codings[0]
    return replace(coding, claims=rows(tables["claims"], Claim), links=rows(tables["links"], Link))


def made(raw: str, spans: list[tuple[int, int]], cuts: tuple[int, ...] = ()) -> Coding:
    """A page with parts cut at ``cuts`` and a claim for every three spans: content, speaker, cue."""
    borders = sorted({0, len(raw), *(cut for cut in cuts if cut < len(raw))})
    parts = tuple(
        Part(f"x.p{place}", place, "body", start, end, "x.a1")
        for place, (start, end) in enumerate(pairwise(borders), start=1)
    )
    article = Article("x.a1", "x", "", "", "", "", 0, len(raw), parts)
    claims: list[Claim] = []
    links: list[Link] = []
    for place in range(0, len(spans) - 2, 3):
        (start, end), speaker, cue = spans[place : place + 3]
        name = f"x.c{len(claims) + 1}"
        claims.append(
            Claim(
                "x", "x.a1", "x.s1", name, "x.c1", "x.c1", start, end, None, "", *speaker, "", "", "unnamed", "", *cue,
                "direct", "neutral", "asserted", "", "", "", "", "",
            )
        )  # fmt: skip
        links.append(Link(name, 0, "", "ناشر", *cue))
    whole = Page("x", "x.txt", "", 0, raw, "text/plain", parts=parts, articles=(article,))
    sentence = Sentence("x.s1", "x.p1", "x.a1", 0, len(raw))
    return Coding(whole, (sentence,), claims=tuple(claims), links=tuple(links))


def words(coding: Coding, claim_id: str = "") -> str:
    return "\n".join("".join(each for each, kind in line if kind != "label") for line in lines(coding, claim_id))


# -- text


def test_speaker_cue_and_content_are_marked_with_the_number_of_their_claim(coded: Coding) -> None:
    shown = text(coded)
    assert f"{RLM}و[cue 2: كتب] [speaker 2: باراك] عبر منصة" in shown
    assert "و[cue 3: أكد] [speaker 3: جميع الأطراف] [claim 3: التزامهم بمواصلة هذه الجهود]]" in shown
    assert "[cue 6,7: وفقًا] ل[speaker 6,7: مسؤولين إسرائيليين]" in shown
    assert "[speaker 9: جدعون ساعر][cue 9: :] [claim 9: مهتمون" in shown
    assert "[headline: بيان مشترك" in shown


def test_every_article_has_a_heading_and_a_list_of_its_claims(coded: Coding) -> None:
    shown = text(coded).splitlines()
    heads = [place for place, line in enumerate(shown) if re.match(r"(\u200e)?(euronews|RT|related headlines)\b", line)]
    assert [shown[place].split(" · ")[0].strip("\u200e") for place in heads] == ["euronews", "RT", "related headlines"]
    assert "بيان مشترك" in shown[heads[1]]
    assert [line for line in shown if line.endswith(" claims")] == ["13 claims", "6 claims", "4 claims"]
    place = shown.index("c18  Marco Rubio · marco-rubio · USA · named · indirect, neutral, asserted")
    assert shown[place + 1] == "     RT < Tom Barrack < Marco Rubio  (stated · via x · inside c17 · one with c19)"
    assert shown[place + 2] == f"{RLM}     الصراعات تنتهي بفضل"
    place = next(place for place, line in enumerate(shown) if line.startswith("c14 "))
    assert " · category · carried on · " in shown[place]


def test_one_claim_is_shown_link_by_link(coded: Coding) -> None:
    shown = text(coded, "c5")
    assert "[link 2: مسؤول إسرائيلي رفيع]" in shown
    assert "[link 1: أكسيوس]" in shown
    assert "[speaker 5: تل أبيب] [cue 5: تأمل] أن [claim 5: يُفضي" in shown
    assert "chain    euronews < Axios < senior Israeli official < Tel Aviv (Israel)\n" in shown
    assert "  1      Axios · axios · 1190:1196 · أكسيوس" in shown
    assert "inside   c4 · senior Israeli official · تل أبيب تأمل" in shown
    assert "claim 4" not in shown
    assert shown == text(coded, "5") == text(coded, "bbaca505acb5.c5")
    assert text(coded, "c99") == ""


def test_a_speaker_far_off_is_not_shown_in_one_piece() -> None:
    raw = "الوزير قال. " + "كلام آخر هنا. " * 100 + "النهاية قريبة"
    coding = made(raw, [(len(raw) - 13, len(raw)), (0, 6), (7, 10)])
    coding = replace(coding, sentences=())
    assert "[claim 1: النهاية قريبة]" in text(coding, "c1")
    assert "كلام" not in text(coding, "c1")
    assert "0:6 · الوزير" in text(coding, "c1")


def test_which_ids_there_are(coded: Coding) -> None:
    assert ids(coded.claims) == "c1 to c23"
    assert ids(coded.claims[3:5]) == "c4, c5"
    assert ids(()) == "none"


def test_first_words_are_cut_between_words(coded: Coding) -> None:
    claims = Claims.of(coded)
    raw = coded.page.raw
    for claim in coded.claims:
        told = claims.first_words(claim)
        assert len(told) <= 82
        begun = told.removesuffix(" …")
        assert " ".join(raw[claim.start : claim.end].split()).startswith(begun)


SPANS = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda pair: (min(pair), max(pair)))
ODD = st.text(st.characters(codec=None) | st.sampled_from("قال:[]<>&\"'\n\r\t\u2028\u202e\x1b\x9b\ud800 "), max_size=40)


@settings(deadline=None, max_examples=100)
@given(ODD, st.lists(SPANS, max_size=12), st.tuples(st.integers(1, 40), st.integers(1, 40)))
def test_no_character_of_an_article_is_lost_wherever_claims_lie(
    raw: str, spans: list[tuple[int, int]], cuts: tuple[int, int]
) -> None:
    coding = made(raw, spans, cuts)
    expected = [printable(raw[part.start : part.end]) for part in coding.parts]
    told = words(coding)
    place = 0
    for part in expected:
        for line in part.split("\n"):
            place = told.index(line, place) + len(line)
    outline = Outline(document(coding))
    assert outline.balanced
    # What the parser makes of a tab or a space is what it is; line ends were settled before.
    assert outline.parts == expected
    assert len(outline.ids) == len(set(outline.ids))
    for claim in coding.claims:
        assert text(coding, claim.claim_id)
        assert Outline(document(coding, claim.claim_id)).balanced


def test_claims_without_a_part_are_told_all_the_same(coded: Coding) -> None:
    bare = replace(coded, page=replace(coded.page, parts=(), articles=()), sentences=(), links=())
    assert "no article was found" in text(bare)
    assert "\n23 claims\n" in text(bare)
    assert "\n     RT < Tom Barrack < Marco Rubio  (stated" in text(bare)
    assert {"c1", "c23"} <= set(Outline(document(bare)).ids)


# -- HTML


def test_html_holds_every_part_and_every_claim(coded: Coding) -> None:
    outline = Outline(document(coded))
    related = [part for part in coded.parts if part.role == "related"]
    parts = [part for article in coded.articles for part in coded.parts if part.article_id == article.article_id]
    assert outline.parts == [printable(coded.page.text(part)) for part in [*parts, *related]]
    assert outline.balanced
    assert len(outline.ids) == len(set(outline.ids))
    assert {f"c{number}" for number in range(1, 24)} <= set(outline.ids)
    assert all(unquote(link.removeprefix("#")) in outline.ids for link in outline.links)


def test_html_loads_nothing_and_runs_its_own_script_only(coded: Coding) -> None:
    html = document(coded)
    outline = Outline(html)
    assert all(link.startswith("#") for link in outline.links)
    assert not re.search(r"url\(|@import|https?:", html)
    script = html[html.index("<script>") + 8 : html.index("</script>")]
    digest = b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'" in html
    assert outline.tags["script"] == 1
    assert '<html lang="ar" dir="rtl">' in html
    assert "prefers-color-scheme: dark" in html


def test_html_is_escaped() -> None:
    evil = "<script>alert('1')</script>\"&"
    coding = made(f"قال {evil} قال", [(4, 20), (0, 3), (0, 3)])
    source = replace(
        coding.page,
        path=evil,
        page_id=evil,
        articles=(replace(coding.articles[0], outlet=evil, published=evil, headline=evil),),
    )
    claim = replace(coding.claims[0], speaker_id=evil, stance=evil, rule=evil, via=evil, chain=evil, anonymity=evil)
    links = (Link(claim.claim_id, 0, evil, evil, None, None),)
    html = document(replace(coding, page=source, claims=(claim,), links=links))
    assert Outline(html).tags["script"] == 1
    assert "alert('1')" not in html
    assert Outline(page(replace(coding, page=source, claims=(claim,)), first=False)).balanced


def test_contents_nest(coded: Coding) -> None:
    html = document(coded)
    outer, inner = html.index('<mark class="claim" data-c="c17"'), html.index('<mark class="claim" data-c="c19"')
    assert outer < html.index('<mark class="cue" data-c="c18 c19"') < inner
    assert html[inner:].index("</mark>") < html[inner:].index('href="#c17"')


def test_html_of_one_claim_marks_only_that(coded: Coding) -> None:
    html = document(coded, "c3")
    assert 'data-c="c3"' in html
    assert 'data-c="c2"' not in html
    assert 'href="#c2"' not in html
    assert "<details open>" in html


# -- what a study shows of a claim


def test_a_row_of_claims_is_shown_with_speaker_and_cue() -> None:
    study = Study.load(ROOT / "data")
    table = load_tables(ROOT / "data" / "coded")["claims"]
    shown = study.show(table.iloc[2], context=0).text
    assert "[cue: أكد] [speaker: جميع الأطراف] [claim c3: التزامهم بمواصلة هذه الجهود]" in shown
    carried = study.show(table.iloc[13], context=0).text  # the subject is carried on
    assert "[cue: يشددون] على [claim c14: " in carried
    assert "[speaker" not in carried
    beyond = pd.concat([table.iloc[2].drop("speaker_end"), pd.Series({"speaker_end": 10**9})])
    assert "[cue: أكد]" in study.show(beyond).text


# -- the command


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["khabar", "show", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        assert "Traceback" not in printed.err
        return ended.value.code, printed.out, printed.err

    return call


def test_show_prints_the_page_and_writes_it(run: Run, tmp_path: Path) -> None:
    code, out, err = run(PAGE, "--published", "2025-07-25", "--outlet", "Paper", "--html", "new/page.html")
    assert (code, err) == (0, "")
    assert "\neuronews · 2025-07-25 (given) · no headline\n" in out
    assert "[speaker 2: باراك]" in out
    assert "\x1b" not in out
    assert re.search(r"\n1 page, 2 articles, \d+ claims: new/page\.html\n$", out)
    html = (tmp_path / "new" / "page.html").read_text(encoding="utf-8")
    assert Outline(html).balanced
    assert "<title>paris-2025-07.txt</title>" in html
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["page.html"]


def test_show_one_claim_or_say_which_there_are(run: Run, tmp_path: Path) -> None:
    code, out, err = run(PAGE, "--claim", "bbaca505acb5.c1")
    assert (code, err) == (0, "")
    assert out.startswith("bbaca505acb5.c1 · euronews")
    assert "chain    euronews < Axios < " in out
    code, out, err = run(PAGE, "--claim", "c999", "--html", "page.html")
    assert (code, out) == (2, "")
    assert re.fullmatch(r"khabar: no claim has the id c999: bbaca505acb5 has c1 to c\d+\n", err)
    assert list(tmp_path.iterdir()) == []


def test_show_overwrites_nothing_unless_forced_and_never_the_page(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("قال الوزير إن الوضع صعب.", encoding="utf-8")
    assert run("page.txt", "--html", "page.html")[0] == 0
    code, out, err = run("page.txt", "--html", "page.html")
    assert (code, out) == (2, "")
    assert err == "khabar: page.html: is there already; choose another name, or --force to overwrite it\n"
    assert run("page.txt", "--html", "page.html", "--force")[0] == 0
    for name in ("page.txt", "."):
        code, out, err = run("page.txt", "--html", name, "--force")
        assert (code, out) == (2, "")
        assert err.count("\n") == 1
    assert (tmp_path / "page.txt").read_text(encoding="utf-8") == "قال الوزير إن الوضع صعب."


def test_show_each_page_of_several(run: Run, tmp_path: Path) -> None:
    records = [
        {"id": "one", "text": "قال الوزير إن الوضع صعب."},
        {"id": "two", "text": "لا شيء هنا."},
        {"id": "three", "text": "قال السفير إن اللقاء قريب."},
    ]
    lines_ = "\n".join(json.dumps(record) for record in records)
    (tmp_path / "pages.jsonl").write_text(lines_ + "\nnot JSON\n", encoding="utf-8")
    code, out, err = run("pages.jsonl", "--html", "pages.html")
    assert code == 1
    assert err.startswith("khabar: error: pages.jsonl, line 4: ")
    assert [name for name in ("one", "two", "three") if f"{name} · pages.jsonl\n" in out] == ["one", "two", "three"]
    assert "\nno claims\n" in out
    outline = Outline((tmp_path / "pages.html").read_text(encoding="utf-8"))
    assert {"c1", "three.c1"} <= set(outline.ids)
    assert len(outline.ids) == len(set(outline.ids))
    assert run("pages.jsonl", "--claim", "three.c1")[1].startswith("three.c1 · ")
    code, out, err = run("pages.jsonl", "--claim", "c7")
    assert code == 2
    assert err.endswith("khabar: no claim has the id c7: one has c1, two has none, three has c1\n")


@pytest.mark.parametrize("data", [b"", b"\n \n", b"\xff\xfe\x00\xd8", bytes(range(256)), "قال: «".encode() * 50])
def test_show_never_fails_on_what_a_page_holds(run: Run, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "page.txt").write_bytes(data)
    code, out, err = run("page.txt", "--html", "page.html")
    assert code in (0, 1)
    assert (code == 1) == ("khabar: warning: " in err)
    assert out
    assert Outline((tmp_path / "page.html").read_text(encoding="utf-8")).balanced


def test_show_without_a_page_exits_with_2(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for source in ("missing.txt", "empty", ""):
        code, out, err = run(source, "--html", "page.html")
        assert (code, out) == (2, "")
        assert err.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["empty"]
    assert run(PAGE, "--published", "yesterday")[0] == 2


def test_show_in_colour_says_the_same(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, coded: Coding
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    cli._teller()(lines(coded))
    printed = capsys.readouterr().out
    assert "\x1b[1;36mباراك\x1b[0m" in printed
    bare = re.sub(r"\x1b\[[\d;]*m", "", printed)
    blank = re.compile(r"[\s\u200e\u200f]")
    assert blank.sub("", bare) == blank.sub("", text(coded))
    assert all(line[0] in "\u200e\u200f" for line in bare.splitlines() if "ا" in line and not line[0].isascii())
