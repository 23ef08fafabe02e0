"""A web page as raw text: every line that a reader could see, one block a line, with what its markup says of it.

Visible means: drawn by a browser that runs no script and folds nothing open. Left out are scripts, styles, templates,
``<noscript>``, comments, ``<title>``, ``alt`` texts, drawings, frames' contents and elements hidden in place
(``hidden``, ``display:none``, a closed ``<dialog>``); if hiding would leave no prose at all, nothing counts as hidden.
White space is collapsed as browsers do, except in ``<pre>``; U+00A0 is kept. ``<q>`` gets its quotation marks.
"""

import re
from dataclasses import dataclass, replace
from typing import Any

from khabar.errors import MissingExtraError
from khabar.htmlmarks import Frame, marks, telling_tags
from khabar.htmlmeta import iso_date, page_meta
from khabar.htmlroles import Draft, assign, named_headline, weight
from khabar.layout import Block, Meta


@dataclass(frozen=True, slots=True)
class Flat:
    """A flattened page: the raw text to which all offsets refer, its blocks in order, what the page says of itself.

    ``raw`` is the blocks joined by line feeds, nothing else.
    """

    raw: str
    blocks: tuple[Block, ...]
    meta: Meta


_BLOCK = frozenset([
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "listing", "main", "menu", "nav", "ol",
    "optgroup", "option", "p", "plaintext", "pre", "search", "section", "select", "summary", "table", "tbody", "td",
    "textarea", "tfoot", "th", "thead", "tr", "ul", "xmp", "button", "label", "marquee", "amp-sidebar",
    "amp-consent", "amp-carousel", "amp-accordion",
])  # fmt: skip
_SKIP = frozenset([
    "script", "style", "template", "noscript", "head", "title", "meta", "link", "base", "iframe", "object", "embed",
    "applet", "video", "audio", "canvas", "svg", "datalist", "rp", "map", "area", "img", "picture", "source",
    "track", "param", "noembed", "col", "colgroup", "input", "progress", "meter", "frame", "amp-img", "amp-iframe",
    "amp-video", "amp-analytics", "amp-pixel", "amp-ad", "amp-script",
])  # fmt: skip
_RAW = frozenset(["pre", "xmp", "listing", "plaintext", "textarea"])
_OUTERMOST = frozenset(["html", "body", "main", "article"])  # hidden only until a script runs
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "wbr"]
)
_LEVEL = {f"h{level}": level for level in range(1, 7)}
_DEPTH = 200  # frames deeper than this say nothing new about a page

_SPACE = re.compile(r"[ \t\n\r\f\v\x1c-\x1f\x85\u2028\u2029]+")
_LINES = re.compile(r"[\n\r\f\v\x1c-\x1f\x85\u2028\u2029]+")
_VISIBLE = re.compile(r"[^\s\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
# The parser drops what follows </html>, and reads <noframes> as plain text.
_DROPPED = re.compile(r"</(?:body|html)\s*>|</?noframes\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([A-Za-z][^\s/>]*)[^>]*>")
_FOUR_WORDS = re.compile(r"(?:\S+\s+){3}\S")


def flatten(markup: str) -> Flat:
    r"""Flatten ``markup``, a whole page or a fragment of one, already decoded.

    Never fails on any string. Raises `MissingExtraError` if lxml is not installed.

    >>> flat = flatten("<nav><a href='/'>الرئيسية</a></nav><h1>قمة</h1><p>قال <b>الو</b>زير.<br>وأضاف.</p>")
    >>> flat.raw.split("\n")
    ['الرئيسية', 'قمة', 'قال الوزير.', 'وأضاف.']
    >>> [block.role for block in flat.blocks]
    ['boilerplate', None, None, None]
    """
    root = _parse(markup)
    if root is None:
        return Flat("", (), page_meta(None, markup, set())[0])
    drafts = _Walk(root, hide=True).drafts
    if not any(len(draft.text) > 80 for draft in drafts):
        drafts = _Walk(root, hide=False).drafts
    lines = {draft.text for draft in drafts if named_headline(draft) or len(draft.text.split()) > 3}
    meta, items = page_meta(root, markup, lines)
    assign(drafts, {meta.headline: "", **{item.headline: iso_date(item.published) for item in items}})
    if max((draft.article for draft in drafts), default=0) == 1:
        meta = _settled(meta, next((draft for draft in drafts if draft.role == "headline"), None))
    blocks = []
    start = 0
    for draft in drafts:
        end = start + len(draft.text)
        blocks.append(
            Block(
                start,
                end,
                tag=draft.frame.tag,
                region=draft.region,
                link=round(draft.link, 3),
                level=draft.frame.level,
                item=draft.frame.item,
                weight=weight(draft),
                date=draft.date,
                role=draft.role,
                article=draft.article,
            )
        )
        start = end + 1
    return Flat("\n".join(draft.text for draft in drafts), tuple(blocks), meta)


def _settled(meta: Meta, headline: Draft | None) -> Meta:
    """Let the one article's headline, as printed and dated, decide where the page's head is silent or says more."""
    if headline is None:
        return meta
    if headline.text in meta.headline:
        meta = replace(meta, headline=headline.text)
    if headline.date and meta.published_basis != "stated":
        meta = replace(meta, published=headline.date, published_basis="stated", notes=())
    return meta


def _parse(markup: str) -> Any:
    """Return the root element of ``markup``, None if there is nothing in it."""
    try:
        from lxml import etree
    except ImportError:
        raise MissingExtraError('reading HTML needs lxml: install it with pip install "khabar[html]"') from None
    markup = _DROPPED.sub("", _CONTROLS.sub("", markup) if _CONTROLS.search(markup) else markup)
    markup = _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", markup)
    root, complete = _tree(etree, markup)
    return root if complete else _tree(etree, _shallow(markup))[0]


def _tree(etree: Any, markup: str) -> tuple[Any, bool]:
    """Return the root element and whether the parser took all of ``markup``, and did not give up on its depth."""
    # Bytes, because lxml refuses a str with an encoding declaration; the parser's own encoding overrules the page's.
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        root = etree.fromstring(markup.encode("utf-8"), parser)
    except etree.XMLSyntaxError:  # what lxml says of an empty document
        return None, True
    return root, not any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)


def _shallow(markup: str, depth: int = 500) -> str:
    """Return ``markup`` without the tags nested deeper than ``depth``: the parser gives up at 2,048 levels."""
    pieces: list[str] = []
    open_now = dropped = position = 0
    for tag in _TAG.finditer(markup):
        pieces.append(markup[position : tag.start()])
        position = tag.end()
        closing, name = tag[1], tag[2].lower()
        if name in _VOID or tag[0].endswith("/>"):
            pieces.append(tag[0])
        elif not closing:
            open_now += 1
            if open_now <= depth:
                pieces.append(tag[0])
            else:
                dropped += 1
                pieces.append("<br>" if name in _BLOCK else "")
        else:
            open_now = max(open_now - 1, 0)
            if dropped:
                dropped -= 1
                pieces.append("<br>" if name in _BLOCK else "")
            else:
                pieces.append(tag[0])
    pieces.append(markup[position:])
    return "".join(pieces)


class _Walk:
    """One pass over the tree in document order, without recursion, that gathers text into `drafts`."""

    def __init__(self, root: Any, hide: bool) -> None:
        self.drafts: list[Draft] = []
        self.frame = Frame(None, "")
        self.pieces: list[str] = []
        self.marked: dict[str, int] = {}
        self.active: list[tuple[str, ...]] = []
        self.links = self.linked = self.characters = 0
        self.link_from = self.run = 0  # where in `pieces` the open link begins; the words of the longest link so far
        self.date = ""
        # The inline element that has just ended, with nothing but white space since: (tag, href, marks, text).
        self.last: tuple[str, str, tuple[str, ...], str] | None = None
        self.glued = False
        self._run(root, hide)

    def _run(self, root: Any, hide: bool) -> None:
        from lxml import etree

        # One entry an open element: its frame before, whether it is a block, its inline marks, its href.
        opened: list[tuple[Frame, bool, tuple[str, ...], str]] = []
        depth = 0
        walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        skipped: Any = None
        telling = telling_tags()
        for event, element in walk:
            if event == "start":
                tag = element.tag
                attributes = element.attrib
                if tag in _SKIP or (hide and (attributes or tag == "dialog") and _is_hidden(tag, attributes)):
                    if tag == "meta" and attributes.get("itemprop") == "datePublished" and not self._in_side():
                        self._date_article(iso_date(attributes.get("content", "")))
                    walk.skip_subtree()
                    skipped = element
                    if tag not in ("script", "meta", "link", "style"):
                        self.last = None
                    continue
                named = _marks(tag, attributes) if attributes or tag in telling else ()
                if tag in ("body", "html"):
                    named = ()
                before = self.frame
                block = tag in _BLOCK or "body" in named or "article" in named
                if block:
                    self.flush()
                    if depth < _DEPTH:
                        self.frame = Frame(
                            before,
                            tag,
                            named,
                            level=_LEVEL.get(tag, before.level),
                            item=tag in ("li", "dd", "dt") or (before.item and tag not in ("article", "section", "td")),
                            pre=before.pre or tag in _RAW,
                        )
                    opened.append((before, True, (), ""))
                elif tag == "br":
                    if self.frame.level:
                        self._add(" ")
                    else:
                        self.flush()
                    opened.append((before, False, (), ""))
                else:
                    href = attributes.get("href", "") if tag == "a" else ""
                    self._part(tag, href, named)
                    if named:
                        self.active.append(named)
                        stated = self._stated(tag, attributes, named)
                        if stated and not self.date:
                            self.date = stated
                    if tag == "a" and "href" in attributes:
                        self.links += 1
                        self.link_from = len(self.pieces)
                    elif tag == "q":
                        self._add("“")
                    opened.append((before, False, named, href))
                depth += 1
                if named and block:
                    stated = self._stated(tag, attributes, named)
                    if stated:
                        self.date = stated
                if element.text:
                    self._add(element.text)
            else:
                if event == "end" and element is not skipped:
                    depth -= 1
                    before, block, named, href = opened.pop()
                    tag = element.tag
                    if block:
                        self.flush()
                        self.date = ""
                        self.frame = before
                    elif tag != "br":
                        if tag == "a" and "href" in element.attrib:
                            self._end_link()
                            self.links -= 1
                        elif tag == "q":
                            self._add("”")
                        if named:
                            self.active.pop()
                        if self.pieces:
                            self.last = (tag, href, named, (element.text or "") if tag == "a" else "")
                            self.glued = True
                elif event == "end":
                    skipped = None
                if element.tail:
                    self._add(element.tail)
        self.flush()

    def _stated(self, tag: str, attributes: Any, named: tuple[str, ...]) -> str:
        """Return the ISO date an element states in an attribute, if it is one of publication."""
        if tag == "time" or "date" in named:
            if "dateModified" in attributes.get("itemprop", ""):
                return ""
            return iso_date(attributes.get("datetime") or attributes.get("content") or attributes.get("title") or "")
        return ""

    def _in_side(self) -> bool:
        return any(mark in ("related", "aside", "comments") for frame in self.frame.chain() for mark in frame.marks)

    def _date_article(self, date: str) -> None:
        frame = next((frame for frame in self.frame.chain() if "article" in frame.marks), None)
        if frame is not None and date:
            frame.date = frame.date or date

    def _part(self, tag: str, href: str, named: tuple[str, ...]) -> None:
        """End the block between two inline elements that no reader takes for one phrase.

        Browsers draw menus, lists of headlines, dates and authors apart by style alone: two links with different
        targets and nothing between, or with only a space after a whole headline; or a date stuck to its neighbour.
        """
        if self.last is None:
            return
        last_tag, last_href, last_named, last_text = self.last
        if tag == "a" and last_tag == "a" and href != last_href:
            if self.glued or _FOUR_WORDS.search(last_text):
                self.flush()
        elif self.glued and named != last_named and (named or last_named):
            self.flush()

    def _add(self, text: str) -> None:
        self.pieces.append(text)
        characters = len(text) - text.count(" ") - text.count("\n")
        if text.isspace():
            self.glued = False
            return
        self.last = None
        self.characters += characters
        if self.links > 0:
            self.linked += characters
        for named in self.active:
            for mark in named:
                self.marked[mark] = self.marked.get(mark, 0) + characters

    def _end_link(self) -> None:
        self.run = max(self.run, len("".join(self.pieces[self.link_from :]).split()))

    def flush(self) -> None:
        """End the block, if there is one."""
        if self.links > 0:
            self._end_link()
            self.link_from = 0
        self.last = None
        if self.characters:
            text = "".join(self.pieces)
            for line in _LINES.split(text) if self.frame.pre else (_SPACE.sub(" ", text),):
                line = line.strip()
                if line and _VISIBLE.search(line):
                    said = tuple(mark for mark, count in self.marked.items() if count >= 0.6 * self.characters)
                    link = min(self.linked / self.characters, 1.0)
                    self.drafts.append(Draft(line, self.frame, link, said, self.date, run=self.run))
            self.marked.clear()
            self.linked = self.characters = self.run = 0
            self.date = ""
        self.pieces.clear()


_NAMES = ("class", "id", "data-testid", "data-component", "data-e2e")


def _marks(tag: str, attributes: Any) -> tuple[str, ...]:
    get = attributes.get
    names = " ".join([attributes[name] for name in _NAMES if name in attributes])
    return marks(
        tag,
        names[:500],
        get("itemprop") or get("property", ""),
        get("itemtype", ""),
        get("role", ""),
        get("rel", "") if tag == "a" else "",
    )


def _is_hidden(tag: str, attributes: Any) -> bool:
    if tag in _OUTERMOST:
        return False
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        return True
    if tag == "dialog" and "open" not in attributes:
        return True
    style = attributes.get("style")
    return bool(style) and _HIDDEN.search(style) is not None
