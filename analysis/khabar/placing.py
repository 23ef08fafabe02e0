"""Pieces of plain text placed: one pass from top to bottom that gives each its role and its article.

Short lines wait until it is known what follows them: before a paragraph they are a headline or a subheading, after a
lead they are other articles' headlines, at the foot of a page they are neither.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from khabar.datelines import Dateline, dateline
from khabar.headlines import overlap
from khabar.phrases import key
from khabar.pieces import Piece, is_headline_like, source_name
from khabar.sheet import SINGLE_TAG, Draft, Sheet

_NAME = 3  # words: a line of so few is a name or a label before it is a headline
_SUBHEADING = 13  # words: a longer short line in an article is text
_SOURCE = 8  # words of an outlet's name on a line of its own
_HEADLINE = 6  # words of a headline, on the average of a list
_ABOVE = 60  # lines above an article among which its headline is
_DECK = 0.35  # how much less of a headline than of its deck may come again in the body


@dataclass(slots=True)
class _Pass:
    """The state of the pass over plain text.

    ``wanted`` is the key of the headline a record or the metadata gives. ``mode`` is what the last lead introduces
    ('related', 'keywords', 'source_line'), or 'footer' once the page is over; ``tagged`` holds behind a lead of tags.
    ``dates`` (where and when) and ``outlet`` wait for the next article, as does ``hint``, an outlet named on a line of
    its own.
    """

    sheet: Sheet
    wanted: str
    waiting: list[Piece] = field(default_factory=list)
    mode: str = ""
    tagged: bool = False
    dates: list[tuple[int, str]] = field(default_factory=list)
    outlet: str = ""
    hint: str = ""

    def date(self, behind: int = -1) -> str:
        """Return the first waiting date behind the headline, else the one that all waiting dates agree on, else ''."""
        later = [date for start, date in self.dates if start > behind >= 0]
        if later:
            return later[0]
        said = {date for _, date in self.dates}
        return said.pop() if len(said) == 1 else ""

    @property
    def draft(self) -> Draft | None:
        return self.sheet.drafts[-1] if self.sheet.drafts else None

    @property
    def index(self) -> int:
        return len(self.sheet.drafts) - 1


def follow_text(sheet: Sheet, pieces: Sequence[Piece], wanted: str) -> None:
    """Place pieces of which only the text is known; ``wanted`` is the key of a headline given from elsewhere."""
    state = _Pass(sheet, wanted)
    for piece in pieces:
        if piece.role in ("boilerplate", "related", "keywords"):  # in HTML that sets no article apart
            sheet.put(piece, piece.role)
            continue
        if wanted and piece.kind in ("text", "furniture") and _is(key(sheet.text(piece)), wanted):
            piece = replace(piece, kind="text", long=False, stop=False, level=1)
        _PLACE[piece.kind](state, piece)
    _flush(state)
    sheet.parts.sort()
    if len(sheet.drafts) == 1 and not sheet.drafts[0].date and state.mode != "footer":
        sheet.drafts[0].date = state.date()


def _is(line: str, wanted: str) -> bool:
    """Tell whether a line is the wanted headline, perhaps with the outlet's name behind it."""
    return line == wanted or (len(wanted) > 15 and line.startswith(wanted + " ") and len(line) < len(wanted) + 30)


def _furniture(state: _Pass, piece: Piece) -> None:
    draft = state.draft
    if piece.date and state.mode != "footer":
        if piece.value == "updated":
            state.sheet.late_date = state.sheet.late_date or piece.date
        elif draft is not None and not draft.closed and not state.waiting and state.mode != "related":
            draft.date = draft.date or piece.date
        else:
            state.dates.append((piece.start, piece.date))
    if piece.value == "copyright":
        state.sheet.outlet = state.sheet.outlet or piece.outlet
    if draft is not None and piece.value in ("copyright", "comments", "end"):
        _flush(state)
        draft.closed = draft.closed or piece.value
        if piece.value != "end":
            state.mode = "footer"
    state.sheet.put(piece, "boilerplate")


def _lead(state: _Pass, piece: Piece) -> None:
    state.tagged = piece.value.startswith("keywords")
    if not piece.value.endswith(":"):
        if state.draft is not None or piece.value == "related":
            _flush(state)
        state.mode = piece.value
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
        state.dates = [(piece.start, piece.date)] if piece.date else state.dates
        state.sheet.put(piece, "source_line", len(state.sheet.drafts))
        return
    if draft is None or (state.waiting and draft.closed):
        state.hint = state.hint or piece.outlet
        state.sheet.put(piece, "source_line", len(state.sheet.drafts))
        return
    _flush(state)
    draft.date = draft.date or piece.date
    if piece.value == "signature":  # an agency's name in brackets under its dispatch, and nothing more
        draft.dateline_outlet = draft.dateline_outlet or piece.outlet
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
    elif state.mode == "related" and piece.item:
        state.sheet.put(piece, "related")
    elif piece.long or (piece.report and state.mode != "related" and not piece.level):
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
        _within(state)
    state.waiting.clear()
    state.mode = ""
    sheet.put_body(piece, state.index, head)


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
    if not 2 <= rest <= _NAME or piece.stop or piece is not state.waiting[-1]:
        return None
    return head if any(is_headline_like(other) for other in state.waiting[:-1]) else None


def _open(state: _Pass, body: str) -> None:
    """Place the lines that waited before the first paragraph of an article."""
    sheet, index = state.sheet, state.index
    draft = sheet.drafts[index]
    headline = _headline(state, body)
    draft.date = state.date(behind=headline[-1].start if headline else -1)
    seen = False
    for piece in state.waiting:
        if piece in headline:
            seen = True
            sheet.put(piece, "headline", index)
        elif head := _fills(state, piece):
            draft.dateline_outlet = draft.dateline_outlet or head.outlet
            draft.date = draft.date or head.date
            sheet.put(piece, "dateline", index)
        elif piece.words <= _NAME or piece.credit:
            sheet.put(piece, "boilerplate")
        elif not seen or (state.mode == "related" and piece.item):
            sheet.put(piece, "related" if is_headline_like(piece) else "boilerplate")
        else:
            sheet.put(piece, "subheading", index)


def _headline(state: _Pass, body: str) -> list[Piece]:
    """Return the lines before an article that are its headline: one, or a repeated one."""
    lines = [piece for piece in state.waiting[-_ABOVE:] if not _fills(state, piece)]
    marked = [piece for piece in lines if piece.level == 1]
    if marked:
        return marked
    keys = {piece: key(state.sheet.text(piece)) for piece in lines if piece.words > _NAME and not piece.stop}
    listed = {line for piece, line in keys.items() if piece.item}
    keys = {piece: line for piece, line in keys.items() if line not in listed}
    counts = Counter(keys.values())
    # The title of a saved page is the headline with the outlet's name behind it.
    again = [line for line in counts if counts[line] > 1 or any(line != other and _is(other, line) for other in counts)]
    if again:
        return [piece for piece, line in keys.items() if line == again[-1] or _is(line, again[-1])]
    heads = [piece for piece in lines if is_headline_like(piece) and not piece.item]
    heads = [piece for piece in heads if key(state.sheet.text(piece)) not in listed]
    heads = [piece for piece in heads if not piece.stop] or heads
    heads = [piece for piece in heads if not piece.credit] or heads
    if not heads:
        names = [piece for piece in lines if 2 <= piece.words <= _NAME and not piece.stop and not piece.item]
        # A title of two words and an author's name look alike; the text speaks of the title.
        names = [piece for piece in names if piece in lines[-2:]]
        return [max(names, key=lambda piece: overlap(state.sheet.text(piece), body[:1200]))] if names else []
    heads = heads[-3:]
    scores = [overlap(state.sheet.text(piece), body[:1200]) for piece in heads]
    best = max(scores)
    return [next(piece for piece, score in zip(heads, scores, strict=True) if score >= best - _DECK * best - 0.01)]


def _within(state: _Pass) -> None:
    """Place the lines that waited between two paragraphs of one article."""
    sheet, index = state.sheet, state.index
    lines = state.waiting
    for position, piece in enumerate(lines):
        text = sheet.text(piece)
        if state.mode == "related":
            sheet.put(piece, "related" if piece.words > _NAME else "boilerplate")
        elif piece.credit:
            sheet.put(piece, "boilerplate")
        elif (
            position == len(lines) - 1
            and len(lines) < 3
            and piece.words <= _SUBHEADING
            and not (piece.stop or (piece.item and not text[0].isdigit()) or text[-1] in ":：،," or text[0] in '"«“-–—')
        ):
            sheet.put(piece, "subheading", index)
        else:
            sheet.put(piece, "body", index)


def _flush(state: _Pass) -> None:
    """Place the lines that waited and that no paragraph follows."""
    sheet, draft, waiting = state.sheet, state.draft, list(state.waiting)
    if not waiting:
        return
    if draft is None:
        first = _short_body(waiting) if state.mode != "related" else None
        if first is not None:
            state.waiting = waiting[:first]
            _body(state, waiting[first])
            state.waiting = waiting[first + 1 :]
            _flush(state)
            return
        for piece in waiting:
            sheet.put(piece, "related" if piece.words >= _NAME else "boilerplate")
    elif state.mode == "related" or draft.closed:
        for piece in waiting:
            sheet.put(piece, "related" if piece.words > _NAME or piece.item else "boilerplate")
    else:
        listing = {piece for piece in waiting if _may_be_elsewhere(sheet, piece)}
        if sum(piece.words for piece in listing) < _HEADLINE * len(listing):
            listing = set()  # verses, rather
        ends = next((sheet.raw[end - 1] for _, end, role, _ in reversed(sheet.parts) if role == "body"), "")
        for piece in waiting:
            if piece.stop or (piece.item and ends in ":：،"):
                sheet.put(piece, "body", state.index)
            elif piece.credit or piece.words <= _NAME:
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


def _short_body(waiting: Sequence[Piece]) -> int | None:
    """Return which of the lines of a page without paragraphs is its text, if it has any."""
    for position, piece in enumerate(waiting):
        if (piece.stop and piece.words >= 4) or (piece.words >= 20 and not piece.item):
            return position
    if len(waiting) == 1 and waiting[0].words >= 4:
        return 0
    if len(waiting) == 2 and waiting[0].words <= 16 and waiting[1].words >= 12 and not waiting[1].item:
        return 1
    return None
