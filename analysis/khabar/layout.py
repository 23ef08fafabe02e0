"""Which part of a page is what, and which parts make an article.

Every block of a page is cut into pieces by what it says on its face (`khabar.pieces`); then, in one pass from top to
bottom, the pieces become parts by where they stand (`khabar.placing`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from khabar.model import Article, Basis, Part, Role
from khabar.phrases import key, outlets
from khabar.pieces import cut, lines
from khabar.placing import follow_text
from khabar.sheet import Draft, Sheet, follow_markup


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch ``raw[start:end]`` of a page that stands on its own, a line of plain text or a block of HTML.

    The rest are hints, all at their defaults for plain text: ``tag`` is the element's name (``p``, ``h1``, ``li``),
    ``region`` the part of the page it stands in (``article``, ``nav``, ``aside``, ``footer`` ...), ``link`` the share
    of its characters inside links (0 to 1), ``level`` the depth of a heading (1 to 6), ``item`` whether it is an item
    of a list, ``weight`` how much speaks for body text (0 to 1), ``date`` an ISO date its markup states. ``role`` and
    ``article`` (counted from 1, 0 for none) are given where the markup leaves no doubt, and then hold.
    """

    start: int
    end: int
    tag: str = ""
    region: str = ""
    link: float = 0.0
    level: int = 0
    item: bool = False
    weight: float = 0.0
    date: str = ""
    role: Role | None = None
    article: int = 0


@dataclass(frozen=True, slots=True)
class Meta:
    """What a page says of itself outside its text; each is empty when it is silent. ``published`` is an ISO date."""

    outlet: str = ""
    published: str = ""
    url: str = ""
    headline: str = ""
    published_basis: str = ""
    notes: tuple[str, ...] = ()


def text_blocks(raw: str) -> tuple[Block, ...]:
    r"""Return one block for each line of ``raw`` that is not blank, without the white space around it.

    >>> [(block.start, block.end) for block in text_blocks("عنوان\n\n  نص  ")]
    [(0, 5), (9, 11)]
    """
    return tuple(Block(start, end) for start, end in lines(raw))


def layout(
    raw: str, blocks: Iterable[Block], meta: Meta, page_id: str, headline: str = ""
) -> tuple[tuple[Part, ...], tuple[Article, ...]]:
    r"""Return the parts and the articles of a page.

    ``blocks`` lie in ``raw`` in order and without overlap; what lies between them is laid out as lines of text. The
    parts tile ``raw``: every character that is not white space is in exactly one. ``headline`` is what a record says
    the headline is, and stands before what ``meta`` says. Articles are dated (``stated``) where the page prints a
    complete date on a line of its own beside them (a bare one above the headline may be the day the page was looked
    at, and does not count) or where ``meta`` gives one to the only article; an article's outlet is that of its source
    line, else a newspaper's or channel's in its dateline, else ``meta``'s, else an
    agency's in its dateline, else the copyright line's. Raises nothing.

    >>> raw = "لقاء بين الوزيرين في باريس\nباريس - رويترز: التقى الوزيران في باريس مساء يوم الخميس.\nاقرأ أيضا: خبر آخر"
    >>> parts, articles = layout(raw, text_blocks(raw), Meta(), "p")
    >>> [part.role for part in parts]
    ['headline', 'dateline', 'body', 'boilerplate', 'related']
    >>> articles[0].headline, articles[0].outlet
    ('لقاء بين الوزيرين في باريس', 'Reuters')
    """
    pieces = [piece for block in _tiled(raw, blocks) for piece in cut(raw, block)]
    sheet = Sheet(raw)
    if any(piece.article for piece in pieces):
        follow_markup(sheet, pieces)
    else:
        follow_text(sheet, pieces, key(headline or meta.headline))
    return _numbered(sheet, meta, page_id, headline)


def _tiled(raw: str, blocks: Iterable[Block]) -> Iterable[Block]:
    """Yield ``blocks``, and the lines of whatever text they leave out."""
    behind = 0
    for block in sorted(blocks, key=lambda block: (block.start, block.end)):
        start, end = max(block.start, behind), min(block.end, len(raw))
        if start >= end:
            continue
        if start > behind:
            for left, right in lines(raw, behind, start):
                yield Block(left, right)
        yield block if start == block.start and end == block.end else Block(start, end)
        behind = end
    for left, right in lines(raw, behind, len(raw)):
        yield Block(left, right)


def _numbered(sheet: Sheet, meta: Meta, page_id: str, headline: str) -> tuple[tuple[Part, ...], tuple[Article, ...]]:
    """Give parts and articles their ids, and articles what the page as a whole says of them."""
    with_body = {index for _, _, role, index in sheet.parts if role == "body"}
    order = [index for index in range(len(sheet.drafts)) if index in with_body]
    ids = {index: f"{page_id}.a{number}" for number, index in enumerate(order, start=1)}
    parts = tuple(
        Part(f"{page_id}.p{number}", number, role, start, end, ids.get(index, ""))
        for number, (start, end, role, index) in enumerate(sheet.parts, start=1)
    )
    owned: dict[str, list[Part]] = {name: [] for name in (*ids.values(), "")}
    for part in parts:
        owned[part.article_id].append(part)
    articles = []
    for index in order:
        draft, own = sheet.drafts[index], tuple(owned[ids[index]])
        first, only = index == order[0], len(order) == 1
        # Of a headline printed twice, the one without the outlet's name.
        printed = min(
            (sheet.raw[part.start : part.end] for part in own if part.role == "headline"), key=len, default=""
        )
        date = draft.date or (meta.published or sheet.late_date if only else "")
        basis: Basis = "stated" if date else ""
        articles.append(
            Article(
                article_id=ids[index],
                page_id=page_id,
                outlet=_outlet(draft, meta.outlet, sheet.outlet if only else ""),
                headline=(headline if only or (first and not printed) else "")
                or " ".join(printed.split())
                or (meta.headline if only else ""),
                published=date,
                published_basis=basis,
                start=own[0].start,
                end=own[-1].end,
                parts=own,
            )
        )
    return parts, tuple(articles)


@cache
def _agencies() -> frozenset[str]:
    return frozenset(row.value for row in outlets().rows.values() if row.more["kind"] == "agency")


def _outlet(draft: Draft, page: str, copyright_line: str) -> str:
    """Return who prints an article: an agency in a dateline may only have written it; the page's name goes before."""
    own = draft.dateline_outlet
    if draft.outlet:
        return draft.outlet
    if own and own not in _agencies():
        return own
    return page or own or copyright_line
