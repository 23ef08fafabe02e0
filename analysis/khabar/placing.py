"""Pieces of plain text placed: one pass from top to bottom that gives each its role and its article.

Short lines wait until it is known what follows them: before a paragraph they are a headline or a subheading, after a
lead they are other articles' headlines, at the foot of a page they are neither.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import groupby, zip_longest

from khabar.datelines import Dateline, dateline
from khabar.phrases import furniture, key
from khabar.pieces import Piece, is_headline_like, source_name
from khabar.sheet import SINGLE_TAG, Draft, Sheet
from khabar.titles import NAME, date_behind, headline, is_title, may_be_title

_SUBHEADING = 13  # words: a longer short line in an article is text
_SOURCE = 8  # words of an outlet's name on a line of its own
_HEADLINE = 6  # words of a headline, on the average of a list
_ABOVE = 60  # lines above an article among which its headline is
_PUBLISHED = re.compile("نشر|كتب|تاريخ|أضيف|اضيف|حرر|صدر|Publi|Posted", re.IGNORECASE)
_GAPS = re.compile(r"\S\s{2,}\S.*\S\s{2,}\S")  # headlines side by side
_TWO = re.compile(r"[؟?!]\s+\w")  # where a line goes on behind a question


@dataclass(slots=True)
class _Pass:
    """The state of the pass over plain text.

    ``wanted`` is the key of the headline a record or the metadata gives. ``mode`` is what the last lead introduces
    ('related', 'keywords', 'source_line'), 'foot' where summaries of other articles follow the last, or 'footer' once
    the page is over; ``tagged`` holds behind a lead of tags.
    ``dates`` (where and when) and ``outlet`` wait for the next article, as does ``hint``, an outlet named on a line of
    its own.
    """

    sheet: Sheet
    wanted: str
    waiting: list[Piece] = field(default_factory=list)
    mode: str = ""
    tagged: bool = False
    dates: list[Piece] = field(default_factory=list)
    outlet: str = ""
    hint: str = ""

    def date(self, *headlines: int) -> str:
        """Return the date the lines that wait give an article whose headline begins at ``headlines``, else ''.

        The first behind the last of them, else the one on which all behind the first agree, or all there are. A date
        above other lines counts where it is said to be that of publication: it may be the day the page was looked at.
        """
        if headlines and (later := [piece.date for piece in self.dates if piece.start > headlines[-1]]):
            return later[0]
        for least in (*headlines[:1], -1):
            said = {
                piece.date
                for piece in self.dates
                if piece.start > least and (least >= 0 or not self.waiting or _PUBLISHED.search(self.sheet.text(piece)))
            }
            if said:
                return said.pop() if len(said) == 1 else ""
        return ""

    @property
    def draft(self) -> Draft | None:
        return self.sheet.drafts[-1] if self.sheet.drafts else None

    @property
    def index(self) -> int:
        return len(self.sheet.drafts) - 1


def follow_text(sheet: Sheet, pieces: Sequence[Piece], wanted: str) -> None:
    """Place pieces of which only the text is known; ``wanted`` is the key of a headline given from elsewhere."""
    state = _Pass(sheet, wanted)
    for piece in _rejoined(state, pieces):
        if piece.role in ("boilerplate", "related", "keywords"):  # in HTML that sets no article apart
            sheet.put(piece, piece.role)
            continue
        titled = wanted and piece.kind in ("text", "furniture") and may_be_title(sheet.text(piece), wanted)
        if titled and is_title(key(sheet.text(piece)), wanted):
            piece = replace(piece, kind="text", long=False, stop=False, level=1)
        _PLACE[piece.kind](state, piece)
    _flush(state)
    sheet.parts.sort()
    if len(sheet.drafts) == 1 and not sheet.drafts[0].date and state.mode != "footer":
        sheet.drafts[0].date = state.date()


def _rejoined(state: _Pass, pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield ``pieces``, a page's opening line that begins as a link to a film does (``شاهد: ...``) in one again."""
    skip = False
    for piece, after in zip_longest(pieces, pieces[1:]):
        if skip:
            skip = False
        elif piece.kind == "lead" and after and after.value == "watch" and state.draft is None and not state.mode:
            skip = True
            yield replace(after, start=piece.start, kind="text", value="")
        else:
            yield piece


def _furniture(state: _Pass, piece: Piece) -> None:
    draft = state.draft
    if piece.date and state.mode != "footer":
        if piece.value == "updated":
            if draft is not None or state.waiting:
                state.sheet.late_date = state.sheet.late_date or piece.date
        elif draft is not None and not draft.closed and not state.waiting and state.mode != "related":
            draft.date = draft.date or piece.date
        else:
            state.dates.append(piece)
    if piece.value in ("menu", "more") and draft is not None:
        if piece.value == "more":
            _linked(state)
        elif key(state.sheet.text(piece)) in _latest():
            _lead(state, replace(piece, kind="lead", value="related"))
            return
    if piece.value == "copyright":
        state.sheet.outlet = state.sheet.outlet or piece.outlet
    if draft is not None and piece.value in ("copyright", "comments", "end"):
        _flush(state)
        draft.closed = draft.closed or piece.value
        if piece.value != "end":
            state.mode = "footer"
    state.sheet.put(piece, "boilerplate")


@cache
def _latest() -> frozenset[str]:
    """Return the leads over the latest or most read articles; above an article they are menus."""
    return frozenset(key(row.form) for row in furniture("opener", "lead").rows.values() if row.value == "most_read")


def _linked(state: _Pass) -> None:
    """Place a line that waits behind an article and before a link to the rest: another article's headline."""
    if len(state.waiting) == 1 and is_headline_like(state.waiting[0]):
        state.sheet.put(state.waiting.pop(), "related")


def _lead(state: _Pass, piece: Piece) -> None:
    state.tagged = piece.value.startswith("keywords")
    if not piece.value.endswith(":"):
        more = key(state.sheet.text(piece))
        if state.draft is not None or piece.value == "related":
            _flush(state)
        row = furniture("opener", "lead").rows.get(more)
        state.mode = "foot" if row is not None and row.value == "foot" and state.draft is not None else piece.value
    state.sheet.put(piece, "boilerplate")


def _related(state: _Pass, piece: Piece) -> None:
    state.sheet.put(piece, "related")


def _keywords(state: _Pass, piece: Piece) -> None:
    if state.draft is not None and state.tagged:  # hashtags with no lead before them may stand anywhere
        _flush(state)
        state.draft.closed = state.draft.closed or "keywords"
    state.sheet.put(piece, "keywords")


def _source(state: _Pass, piece: Piece) -> None:
    draft = state.draft
    if piece.value != "signature" and (draft is None or (state.waiting and (draft.closed or draft.outlet))):
        state.outlet = state.outlet or piece.outlet or "-"
        state.dates = [piece] if piece.date else state.dates
        state.sheet.put(piece, "source_line", len(state.sheet.drafts))
        return
    if draft is None or (state.waiting and draft.closed):
        state.hint = state.hint or piece.outlet
        state.sheet.put(piece, "source_line", len(state.sheet.drafts))
        return
    _flush(state)
    draft.date = draft.date or piece.date
    if piece.value == "signature":  # an agency's name in brackets under its dispatch, and nothing more
        if not draft.dateline_outlet:
            draft.dateline_outlet, draft.signed = piece.outlet, piece.start
        draft.closed = draft.closed or "signature"
    else:
        draft.outlet = draft.outlet or piece.outlet
        draft.closed = "source"
    state.sheet.put(piece, "source_line", state.index)


def _text(state: _Pass, piece: Piece) -> None:
    if state.mode == "source_line":
        state.mode = ""
        if piece.words <= _SOURCE and not piece.stop:
            _source(state, replace(piece, outlet=source_name(state.sheet.text(piece))))
            return
    if state.mode == "keywords":
        if piece.words <= SINGLE_TAG and not piece.stop:
            _keywords(state, piece)
            return
        state.mode = ""
    if state.mode == "footer" and not (piece.long and dateline(state.sheet.raw, piece.start, piece.end)):
        state.sheet.put(piece, "boilerplate")
    elif state.mode == "related" and (piece.item or (not piece.stop and _GAPS.search(state.sheet.text(piece)))):
        state.sheet.put(piece, "related")
    elif state.mode == "foot":
        state.sheet.put(piece, "related" if piece.words > NAME else "boilerplate")
    elif (piece.long and not (piece.credit and state.draft is None)) or (
        piece.report and state.mode != "related" and not piece.level
    ):
        _body(state, piece)
    else:
        state.waiting.append(piece)


_PLACE = {
    "furniture": _furniture, "lead": _lead, "related": _related, "keywords": _keywords, "source_line": _source,
    "text": _text,
}  # fmt: skip


def _body(state: _Pass, piece: Piece) -> None:
    """Place a paragraph: the first of an article, or one more of the current one."""
    sheet, draft = state.sheet, state.draft
    may_begin = draft is None or state.waiting or state.outlet or draft.closed
    head = dateline(sheet.raw, piece.start, piece.end) if may_begin else None
    if draft is None or (may_begin and _begins(state, draft, head is not None)):
        while draft is not None and not draft.closed and state.waiting and state.waiting[0].stop:
            sheet.put(state.waiting.pop(0), "body", state.index)  # a short sentence ends the article before
        sheet.drafts.append(Draft(outlet=state.outlet.strip("-"), dateline_outlet=state.hint))
        _open(state, sheet.text(piece))
        state.outlet = state.hint = ""
        state.dates.clear()
    else:
        head = None
        if draft.closed == "signature" and not state.waiting:
            _unsign(state, draft)
        _within(state)
    state.waiting.clear()
    state.mode = ""
    sheet.put_body(piece, state.index, head)


def _unsign(state: _Pass, draft: Draft) -> None:
    """Take back the agency's name under an article that goes on: a review of the press names whom it quotes."""
    if draft.signed >= 0 and state.sheet.raw[draft.signed] not in "([":
        state.sheet.parts = [
            (start, end, "subheading" if start == draft.signed else role, of)
            for start, end, role, of in state.sheet.parts
        ]
        draft.dateline_outlet = draft.closed = ""
    draft.signed = -1


def _begins(state: _Pass, draft: Draft, headed: bool) -> bool:
    """Tell whether a paragraph begins a new article after ``draft``."""
    heads = [piece for piece in state.waiting if is_headline_like(piece) and not piece.item]
    headed = headed or any(_fills(state, piece) for piece in state.waiting)
    if state.outlet or draft.closed == "source" or any(piece.level == 1 for piece in heads):
        return True
    return bool((draft.closed and (heads or headed)) or (headed and heads))


def _fills(state: _Pass, piece: Piece) -> Dateline | None:
    """Return the dateline that a line is from end to end, if it is one.

    A name may stand behind it (``باريس: سامي يوسف``) where a headline stands before.
    """
    head = dateline(state.sheet.raw, piece.start, piece.end) if piece.words <= 14 else None
    if head is None or head.end == piece.end:
        return head
    rest = len(state.sheet.raw[head.end : piece.end].split())
    if not 1 <= rest <= NAME or piece.stop or piece is not state.waiting[-1]:
        return None
    if state.sheet.raw[head.end - 1] in "-–—ـ/":  # باريس - اسم: a name in no lexicon
        return head
    return head if rest > 1 and any(is_headline_like(other) for other in state.waiting[:-1]) else None


def _open(state: _Pass, body: str) -> None:
    """Place the lines that waited before the first paragraph of an article."""
    sheet, index = state.sheet, state.index
    draft = sheet.drafts[index]
    lines = [piece for piece in state.waiting[-_ABOVE:] if not _fills(state, piece)]
    found, captions = headline(sheet, lines, body)
    if found:
        draft.headline = min((key(sheet.text(piece)) for piece in found), key=len)
    draft.date = state.date(*(piece.start for piece in found)) or date_behind(sheet, found)
    seen = False
    for piece in state.waiting:
        if piece in found:
            seen = True
            sheet.put(piece, "headline", index)
        elif head := _fills(state, piece):
            draft.dateline_outlet = draft.dateline_outlet or head.outlet
            draft.date = draft.date or head.date
            sheet.put(piece, "dateline", index)
        elif piece.words <= NAME or piece.credit or piece.people or piece in captions:
            sheet.put(piece, "boilerplate")
        elif not seen or (state.mode == "related" and piece.item):
            sheet.put(piece, "related" if is_headline_like(piece) else "boilerplate")
        else:
            sheet.put(piece, "subheading", index)


def _within(state: _Pass) -> None:
    """Place the lines that waited between two paragraphs of one article."""
    sheet, index, draft = state.sheet, state.index, state.sheet.drafts[state.index]
    lines = state.waiting
    menu = _menu(sheet, lines)
    for position, piece in enumerate(lines):
        text = sheet.text(piece)
        if state.mode == "related":
            sheet.put(piece, "related" if piece.words > NAME else "boilerplate")
        elif piece.credit or piece in menu or (piece.people and piece.stop):
            sheet.put(piece, "boilerplate")
        elif piece.words > NAME and draft.headline and key(text) == draft.headline:
            sheet.put(piece, "headline", index)
        elif draft.bodies == 1 and draft.headline and not draft.dateline_outlet and (head := _fills(state, piece)):
            draft.dateline_outlet, draft.date = head.outlet, draft.date or head.date
            sheet.retitle(index, "body", "subheading")  # what stands between headline and dateline is a deck
            sheet.put(piece, "dateline", index)
        elif (
            position == len(lines) - 1
            and len(lines) < 3
            and piece.words <= _SUBHEADING
            and not (piece.stop or (piece.item and not text[0].isdigit()) or text[-1] in ":：،," or text[0] in '"«“-–—')
            and not _TWO.search(text)
        ):
            sheet.put(piece, "subheading", index)
        else:
            sheet.put(piece, "body", index)


def _menu(sheet: Sheet, lines: Sequence[Piece]) -> set[Piece]:
    """Return the lines between two paragraphs that stand three and more together, each a name: tags, menus."""
    found: set[Piece] = set()
    last = next((sheet.raw[end - 1] for _, end, role, _ in reversed(sheet.parts) if role == "body"), "")
    if last in ":：،,":
        return found
    for short, run in groupby(lines, lambda piece: piece.words <= NAME and not (piece.stop or piece.item)):
        pieces = list(run)
        if short and len(pieces) > 2:
            found.update(pieces)
    return found


def _flush(state: _Pass) -> None:
    """Place the lines that waited and that no paragraph follows."""
    sheet, draft, waiting = state.sheet, state.draft, list(state.waiting)
    if not waiting:
        return
    if draft is None:
        first = _short_body(waiting, alone=not sheet.parts) if state.mode != "related" else None
        if first is not None:
            state.waiting = waiting[:first]
            _body(state, waiting[first])
            state.waiting = waiting[first + 1 :]
            _flush(state)
            return
        for piece in waiting:
            sheet.put(piece, "related" if piece.words >= NAME else "boilerplate")
    elif state.mode == "related" or draft.closed:
        for piece in waiting:
            sheet.put(piece, "related" if piece.words > NAME or piece.item else "boilerplate")
    else:
        listing = {piece for piece in waiting if _may_be_elsewhere(sheet, piece)}
        if sum(piece.words for piece in listing) < _HEADLINE * len(listing):
            listing = set()  # verses, rather
        ends = next((sheet.raw[end - 1] for _, end, role, _ in reversed(sheet.parts) if role == "body"), "")
        for piece in waiting:
            if draft.headline and piece.words > NAME and key(sheet.text(piece)) == draft.headline:
                sheet.put(piece, "headline", state.index)
            elif piece.stop or (piece.item and ends in ":：،"):
                sheet.put(piece, "body", state.index)
            elif piece.credit or piece.people or piece.words <= NAME:
                sheet.put(piece, "boilerplate")
            elif len(listing) > 1 and piece in listing and ends not in ":：،":
                sheet.put(piece, "related")
            else:
                sheet.put(piece, "body", state.index)
    state.waiting.clear()


def _may_be_elsewhere(sheet: Sheet, piece: Piece) -> bool:
    """Tell whether a line at the foot of an article could be another article's headline."""
    first, last = sheet.raw[piece.start], sheet.raw[piece.end - 1]
    if piece.stop or last in "!:،" or (piece.item and (first.isdigit() or first in "-–—*")):
        return False  # numbers and dashes list what an article lists
    return is_headline_like(piece) and piece.words <= 20


def _short_body(waiting: Sequence[Piece], *, alone: bool) -> int | None:
    """Return which of the lines of a page without paragraphs is its text, if it has any.

    ``alone``: nothing else stands on the page; then one line is its text, however short.
    """
    for position, piece in enumerate(waiting):
        if (piece.stop and piece.words >= 4) or (piece.words >= 20 and not piece.item):
            return position
    if len(waiting) == 1 and (alone or waiting[0].words >= 4):
        return 0
    if len(waiting) == 2 and waiting[0].words <= 16 and waiting[1].words >= 12 and not waiting[1].item:
        return 1
    return None
