"""The sheet on which pieces are placed as parts, and the placing of pieces whose articles the markup tells apart."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from khabar.datelines import Dateline, dateline
from khabar.headlines import split_headlines, tag_runs
from khabar.model import Role
from khabar.phrases import outlet_in
from khabar.pieces import Piece, is_headline_like

SINGLE_TAG = 6  # words: a line of more is no single tag


@dataclass(slots=True)
class Draft:
    """An article being put together; ``headline`` is its key. ``closed`` names what said that it is over.

    ``signed`` is where a line stands that may be the agency's name under it.
    """

    headline: str = ""
    outlet: str = ""
    dateline_outlet: str = ""
    date: str = ""
    closed: str = ""
    signed: int = -1
    bodies: int = 0


@dataclass(slots=True)
class Sheet:
    """What the pass has made of a page so far.

    ``parts`` are (start, end, role, index of the article or -1); an index may point at an article that is still to
    come. ``late_date`` is a date of updating, ``outlet`` the copyright line's, for want of better ones.
    """

    raw: str
    parts: list[tuple[int, int, Role, int]] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    late_date: str = ""
    outlet: str = ""

    def text(self, piece: Piece) -> str:
        """Return the characters of ``piece``."""
        return self.raw[piece.start : piece.end]

    def put(self, piece: Piece, role: Role, index: int = -1) -> None:
        """Make parts of ``piece``: one, or one for each headline or run of tags in it.

        Other articles' headlines, keywords and boilerplate belong to no article, whatever ``index`` says.
        """
        text = self.text(piece)
        if role == "related":
            self.parts += [(piece.start + a, piece.start + b, role, -1) for a, b in split_headlines(text)]
        elif role == "keywords":
            last = self.parts[-1] if self.parts else None
            joins = last is not None and last[2] == role and not self.raw[last[1] : piece.start].strip()
            if piece.words <= SINGLE_TAG and last and joins:
                self.parts[-1] = (last[0], piece.end, role, -1)  # one tag a line is one run
                return
            self.parts += [(piece.start + a, piece.start + b, role, -1) for a, b in tag_runs(text)]
        else:
            self.parts.append((piece.start, piece.end, role, -1 if role == "boilerplate" else index))

    def retitle(self, index: int, old: Role, new: Role) -> None:
        """Give the parts of article ``index`` that have the role ``old`` the role ``new``."""
        self.parts = [(a, b, new if (role, of) == (old, index) else role, of) for a, b, role, of in self.parts]

    def put_body(self, piece: Piece, index: int, head: Dateline | None) -> None:
        """Make a body part of ``piece``, with the dateline at its head apart."""
        draft = self.drafts[index]
        draft.bodies += 1
        start = piece.start
        if head:
            draft.dateline_outlet = draft.dateline_outlet or head.outlet
            draft.date = draft.date or head.date
            self.parts.append((start, head.end, "dateline", index))
            rest = self.raw[head.end : piece.end]
            start = head.end + len(rest) - len(rest.lstrip())
        if start < piece.end:
            self.parts.append((start, piece.end, "body", index))


def follow_markup(sheet: Sheet, pieces: Sequence[Piece]) -> None:
    """Place pieces whose articles the markup tells apart; what a piece says on its face still counts."""
    sheet.drafts += [Draft() for _ in range(max(piece.article for piece in pieces))]
    for piece in pieces:
        index = piece.article - 1
        role = _marked_role(piece, index)
        if index >= 0:
            draft = sheet.drafts[index]
            if role == "source_line":
                draft.outlet = draft.outlet or piece.outlet or outlet_in(sheet.text(piece))
            if piece.date and (role in ("dateline", "headline") or piece.value == "date"):
                draft.date = draft.date or piece.date
        if piece.value == "copyright":
            sheet.outlet = sheet.outlet or piece.outlet
        if role == "body":
            opens = not sheet.drafts[index].bodies
            sheet.put_body(piece, index, dateline(sheet.raw, piece.start, piece.end) if opens else None)
        else:
            sheet.put(piece, role, index)


def _marked_role(piece: Piece, index: int) -> Role:
    if piece.kind in ("furniture", "lead") and piece.role not in ("headline", "subheading", "dateline"):
        return "boilerplate"
    if piece.kind in ("related", "keywords") and piece.role in (None, "body", "boilerplate"):
        return "related" if piece.kind == "related" else "keywords"
    # A bare name of an outlet under a picture or beside an author is no source line; «المصدر: ...» is one anywhere.
    if (
        piece.kind == "source_line"
        and piece.role != "related"
        and (piece.role, piece.value) != ("boilerplate", "signature")
    ):
        return "source_line"
    if piece.role is not None:
        return "boilerplate" if piece.role == "body" and index < 0 else piece.role
    if index >= 0:
        return "subheading" if piece.level else "body"
    return "related" if piece.level and is_headline_like(piece) else "boilerplate"
