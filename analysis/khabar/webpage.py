"""Coded pages as one HTML file to read in a browser: the text from right to left, beside it who said what to whom.

The file is complete in itself: it loads nothing, and a policy in its head forbids it to. Whatever the pages hold is
escaped. Without its few lines of script it can be read as well; then only what was clicked is set off.
"""

import hashlib
from base64 import b64encode
from bisect import bisect_right
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from khabar.colours import BLUE, GREEN, ORANGE, RED, SKY, YELLOW
from khabar.display import Edge, Span, pieces, printable
from khabar.labels import is_arabic
from khabar.showing import Claims, by_part, heading, number, sections, short, spans

if TYPE_CHECKING:
    from khabar.attribution import Claim
    from khabar.coding import Coding

# Colours with an alpha lie over each other, so that a claim inside a claim is darker; line styles tell kinds apart
# where colours do not.
_STYLE = f"""
:root {{ color-scheme: light dark; --paper: #fff; --ink: #1a1a1a; --soft: #595959; --line: #ddd; --card: #f7f7f5;
  --speaker: {BLUE}; --cue: {RED}; --claim: #b8a800; --link: {GREEN}; --wash: {YELLOW}55; --lit: {YELLOW}cc; }}
@media (prefers-color-scheme: dark) {{ :root {{ --paper: #161618; --ink: #e8e6e3; --soft: #a8a6a2; --line: #3c3c40;
  --card: #1f1f23; --speaker: {SKY}; --cue: {ORANGE}; --claim: {YELLOW}; --link: #2fc79a; --wash: {YELLOW}1f;
  --lit: {YELLOW}59; }} }}
* {{ box-sizing: border-box; }}
body {{ margin: 0 auto; max-width: 76rem; padding: 1rem clamp(.8rem, 3vw, 2.5rem) 4rem; background: var(--paper);
  color: var(--ink); font: 1.13rem/2 "Noto Naskh Arabic", "Amiri", "Geeza Pro", "Segoe UI", "DejaVu Sans", serif; }}
p, ol, ul, h1, h2, h3 {{ margin: 0; padding: 0; }}
ol, ul {{ list-style: none; }}
.en, .card, .legend, .of {{ font: .8rem/1.6 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }}
.en, .of {{ color: var(--soft); }}
.legend {{ padding: .6rem 0; border-block-end: 1px solid var(--line); line-height: 1.9; }}
section {{ margin-block-start: 1.6rem; }}
.page {{ margin-block-start: 1rem; }} section + .page {{ margin-block-start: 5rem; }}
section > header {{ border-block-end: 2px solid var(--ink); margin-block-end: 1rem; }}
h2 {{ font-size: 1.2rem; }}
.row {{ display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 25rem); gap: .4rem 2.2rem; }}
.row + .row {{ margin-block-start: .8rem; }}
.related, .related + ul {{ margin-block: -.4rem; }}
.part {{ white-space: pre-wrap; overflow-wrap: break-word; }}
.headline {{ font-size: 1.5rem; font-weight: bold; line-height: 1.7; }}
.subheading {{ font-size: 1.2rem; font-weight: bold; }}
.dateline, .source_line, .keywords {{ color: var(--soft); }}
mark {{ color: inherit; background: none; padding-block-end: .1em; }}
mark.claim {{ background: var(--wash); }}
mark.speaker {{ border-block-end: 3px solid var(--speaker); }}
mark.cue {{ border-block-end: 3px dashed var(--cue); }}
mark.claim.on {{ background: var(--lit); }}
mark.speaker.on {{ background: color-mix(in srgb, var(--speaker) 40%, transparent); }}
mark.cue.on {{ background: color-mix(in srgb, var(--cue) 40%, transparent); }}
.link.on {{ outline: 2px dotted var(--link); outline-offset: 2px; }}
.n {{ font: .62em/1 system-ui, sans-serif; vertical-align: super; unicode-bidi: isolate; user-select: none;
  text-decoration: none; color: var(--soft); padding: 0 .2em; }}
.speaker > .n {{ color: var(--speaker); }} .cue > .n {{ color: var(--cue); }}
.claim > .n {{ color: var(--paper); background: var(--soft); border-radius: .5em; padding: .05em .4em; }}
.card {{ background: var(--card); border-inline-start: 3px solid var(--line); padding: .3rem .7rem; scroll-margin: 1rem;
  margin-block-end: .4rem; overflow-wrap: break-word; }}
.card.on, .card:target {{ border-color: var(--claim); outline: 1px solid var(--claim); }}
.who {{ font-weight: bold; border-block-end: 3px solid var(--speaker); text-decoration: none; color: inherit; }}
.chain i {{ font-style: normal; color: var(--soft); padding: 0 .25em; }}
.chain li {{ display: inline; }} .chain bdi {{ display: inline-block; }}
summary {{ cursor: pointer; color: var(--soft); }}
table {{ border-collapse: collapse; width: 100%; }}
td {{ border-block-start: 1px solid var(--line); padding: .1rem .3rem; vertical-align: top; text-align: start; }}
td.at {{ white-space: nowrap; color: var(--soft); }}
@media (max-width: 52rem) {{ .row {{ grid-template-columns: minmax(0, 1fr); }} .card {{ margin-inline-start: 1rem; }} }}
@media print {{ details > * {{ display: block; }} }}
"""

# Whatever is pointed at, or was clicked, is lit together with all that belongs to the same claims.
_SCRIPT = """
const marked = [...document.querySelectorAll("[data-c]")];
const claims = from => from ? from.dataset.c.split(" ") : [];
let held = null;
const light = from => {
  const wanted = new Set(claims(from));
  marked.forEach(each => each.classList.toggle("on", claims(each).some(claim => wanted.has(claim))));
};
const settle = () => light(held ?? document.querySelector(":target"));
addEventListener("mouseover", event => {
  const under = event.target.closest("[data-c]");
  under ? light(under) : settle();
});
addEventListener("click", event => {
  if (event.target.closest("a, summary")) return;
  const under = event.target.closest("[data-c]");
  held = under === held ? null : under;
  settle();
  if (held) document.getElementById(claims(held)[0])?.scrollIntoView({ block: "nearest" });
});
addEventListener("hashchange", () => { held = null; settle(); });
addEventListener("load", settle);
"""

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        f"script-src 'sha256-{b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode()}'",
        "base-uri 'none'",
        "form-action 'none'",
    )
)

_LEGEND = (
    '<p class="legend" dir="ltr" lang="en"><mark class="claim"><mark class="speaker">speaker</mark> '
    '<mark class="cue">cue</mark> what is said <span class="n">3</span></mark>: the numbers are those of the claims. '
    "Point at a claim or click it, in the text or beside it: what belongs together is set off, and dotted what else of "
    "its chain the page names. A chain runs from the printing outlet to the first mouth.</p>"
)


def document(coding: "Coding", claim_id: str = "") -> str:
    """Return one page as an HTML file; with ``claim_id`` only that claim is marked.

    >>> from khabar.coding import code
    >>> from khabar.pages import read
    >>> html = document(code(read("قال الوزير إن 3 < 5.".encode())))
    >>> html.startswith("<!DOCTYPE html>"), "3 &lt; 5" in html
    (True, True)
    """
    return top(coding.page.path) + page(coding, claim_id) + BOTTOM


def top(title: str) -> str:
    """Return how the file begins, up to the first page."""
    return (
        '<!DOCTYPE html>\n<html lang="ar" dir="rtl">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{_LEGEND}\n"
    )


BOTTOM = f"<script>{_SCRIPT}</script>\n</body>\n</html>\n"


def page(coding: "Coding", claim_id: str = "", *, first: bool = True) -> str:
    """Return a page as a stretch of HTML; with ``claim_id`` only that claim and the article that it stands in.

    Claims have their short ids as anchors (``#c3``) on the ``first`` page of a file and the full ones on all others.
    """
    source, claims = coding.page, Claims.of(coding)
    chosen = claims.find(claim_id) if claim_id else None
    shown = (chosen,) if chosen else coding.claims
    starts = {number(each.claim_id): each.start for each in shown}
    setter = _Setter(claims, starts, "" if first else f"{source.page_id}.")
    html = [_aside(f"{source.page_id} · {source.path}", "page")]
    if not source.articles:
        html.append(_aside("no article was found on this page", "none"))
    for section in sections(source, shown):
        if chosen and not section.claims:
            continue
        article = section.article
        name = " · ".join(f"<bdi>{_text(each)}</bdi>" for each in heading(article)[:2])
        html.append(f"<section>\n<header><h2>{name}</h2></header>\n")
        if article and article.headline and all(part.role != "headline" for part in section.parts):
            html.append(f'<p class="headline" dir="{_direction(article.headline)}">{_text(article.headline)}</p>\n')
        links = [link for each in section.claims for link in claims.chain(each)]
        marks = by_part(section.parts, spans(section.claims, links))
        ends = [part.end for part in section.parts]
        beside: dict[int, list[str]] = {}
        for each in section.claims:
            place = min(bisect_right(ends, each.start), max(len(ends) - 1, 0))
            beside.setdefault(place, []).append(setter.card(each, unfolded=chosen is not None))
        for place, part in enumerate(section.parts):
            words = setter.marked(part.start, part.end, marks[place])
            direction = _direction(claims.raw[part.start : part.end])
            text = f'<p class="part {part.role}" dir="{direction}">{words}</p>'
            html.append(f'<div class="row">{text}{_list(beside.get(place, []))}</div>\n')
        if not section.parts:
            html.append(_list(beside.get(0, [])))
        html.append("</section>\n")
    return "".join(html)


@dataclass(frozen=True, slots=True)
class _Setter:
    """Sets text and claims of one page; ``starts`` says which are shown, by number, and where they begin."""

    claims: Claims
    starts: dict[str, int]
    prefix: str

    def anchor(self, claim_number: str) -> str:
        return f"{self.prefix}c{claim_number}"

    def marked(self, start: int, end: int, marks: list[Span]) -> str:
        """Return ``raw[start:end]`` marked; the number of a claim stands behind what is marked, as a link to it."""
        html = []
        for piece in pieces(self.claims.raw, start, end, marks):
            if isinstance(piece, Edge):
                html.append(self.opened(piece) if piece.opens else self.closed(piece))
            else:
                html.append(_text(piece))
        return "".join(html)

    def opened(self, edge: Edge) -> str:
        span, numbers = edge.span, edge.span.note.split(",")
        keys = escape(" ".join(map(self.anchor, numbers)))
        if span.kind == "link":
            return f'<span class="link" data-c="{keys}">'
        places = ""
        if span.kind == "claim" and edge.whole:
            begun = (escape(self.anchor(each)) for each in numbers if self.starts[each] == span.start)
            places = "".join(f'<span id="{each}-text" data-c="{each}"></span>' for each in begun)
        return f'<mark class="{span.kind}" data-c="{keys}" title="{_TITLES[span.kind]} {escape(span.note)}">{places}'

    def closed(self, edge: Edge) -> str:
        if edge.span.kind == "link":
            return "</span>"
        numbers = edge.span.note.split(",") if edge.whole else ()
        links = (f'<a class="n" href="{_to(self.anchor(each))}">{escape(each)}</a>' for each in numbers)
        return "".join(links) + "</mark>"

    def card(self, claim: "Claim", *, unfolded: bool) -> str:
        """Return what is said of a claim, as an item of a list; what it rests on, link by link, unfolds."""
        claims, anchor = self.claims, self.anchor(number(claim.claim_id))
        chain = "".join(
            f"<li>{'<i>&lt;</i>' if place else ''}<bdi>{_text(label)}</bdi></li>"
            for place, label in enumerate(claims.labels(claim))
        )
        ties = (f"{how} " + ", ".join(map(self.linked, others)) for how, others in claims.ties(claim))
        more = [", ".join(claims.manner(claim)), *claims.grounds(claim)]
        return (
            f'<li class="card" id="{escape(anchor)}" data-c="{escape(anchor)}">'
            f'<p><span class="of">{_text(short(claim.claim_id))}</span> '
            f'<a class="who" href="{_to(anchor + "-text")}"><bdi>{_text(claims.who(claim))}</bdi></a> '
            f'<bdi class="of">{" · ".join(map(_text, claims.grades(claim)))}</bdi></p>'
            f'<ol class="chain">{chain}</ol>'
            f"<details{' open' * unfolded}><summary><bdi>{' · '.join([*map(_text, more), *ties])}</bdi></summary>"
            f"<table>{self.rows(claim)}</table></details></li>\n"
        )

    def linked(self, claim_id: str) -> str:
        name, claim = _text(short(claim_id)), number(claim_id)
        return f'<a href="{_to(self.anchor(claim))}">{name}</a>' if claim in self.starts else name

    def rows(self, claim: "Claim") -> str:
        """Return where speaker, cue, content and every link of the chain stand, as rows of a table."""
        links = ((link.label or link.entity_id, link) for link in self.claims.chain(claim))
        rows = (
            _row("speaker", *self.printed(claim.speaker_start, claim.speaker_end)),
            _row("cue", *self.printed(claim.cue_start, claim.cue_end)),
            _row("content", self.claims.first_words(claim), f"{claim.start}:{claim.end}"),
            *(_row(f"{link.position} {label}", *self.printed(link.start, link.end)) for label, link in links),
            _row("rule", claim.rule, ""),
        )
        return "".join(rows)

    def printed(self, start: int | None, end: int | None) -> tuple[str, str]:
        """Return characters of the page, and where they stand."""
        if start is None or end is None:
            return "not named here", ""
        return self.claims.raw[max(start, 0) : max(end, 0)], f"{start}:{end}"


def _row(name: str, words: str, where: str) -> str:
    cells = f"<td><bdi>{_text(name)}</bdi></td><td><bdi>{_text(words)}</bdi></td>"
    return f'<tr>{cells}<td class="at" dir="ltr">{where}</td></tr>'


_TITLES = {"claim": "content of claim", "speaker": "speaker of claim", "cue": "cue of claim"}


def _text(words: str) -> str:
    return escape(printable(words))


def _to(anchor: str) -> str:
    return f"#{quote(anchor, safe='')}"


def _direction(words: str) -> str:
    return "rtl" if is_arabic(words) else "ltr"


def _aside(words: str, kind: str) -> str:
    return f'<p class="en {kind}" dir="ltr" lang="en">{_text(words)}</p>\n'


def _list(cards: list[str]) -> str:
    return f'<ul lang="en">{"".join(cards)}</ul>' if cards else ""
