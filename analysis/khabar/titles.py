"""Which of the lines above an article is its headline, which are captions, and what a headline says of its date."""

import re
from collections.abc import Sequence
from itertools import pairwise

from khabar.datelines import stated_date
from khabar.headlines import overlap, overlaps
from khabar.phrases import key, words
from khabar.pieces import Piece, is_headline_like
from khabar.sheet import Sheet

NAME = 3  # words: a line of so few is a name or a label before it is a headline
_DECK = 0.35  # how much less of a headline than of its deck may come again in the body
_STRANGER = 0.15  # how much of a headline at least comes again in the body, where others stand beside it
_DATED = re.compile(r"\D\d{1,2}\s[^\W\d]+(?:\s[^\W\d]+)?\s\d{4}\s+[-|]?\s*\d{1,2}:\d\d(?:\s*\S+)?$")


def may_be_title(text: str, wanted: str) -> bool:
    """Tell whether a line begins as the headline does of which ``wanted`` is the key; hardly any paragraph does."""
    return any(wanted.startswith(word.key) for word in words(text, limit=1))


def is_title(line: str, wanted: str) -> bool:
    """Tell whether a line is the wanted headline, perhaps with the outlet's name behind it; both are keys."""
    return line == wanted or (len(wanted) > 15 and line.startswith(wanted + " ") and len(line) < len(wanted) + 30)


def date_behind(sheet: Sheet, found: Sequence[Piece]) -> str:
    """Return the date that ends a headline, with the time of day behind it, as some aggregators print it."""
    for piece in found:
        if match := _DATED.search(sheet.text(piece)):
            return stated_date(match[0])
    return ""


def headline(sheet: Sheet, lines: Sequence[Piece], body: str) -> tuple[list[Piece], list[Piece]]:
    """Return which ``lines`` above an article are its headline, one or a repeated one, and which are captions."""
    marked = [piece for piece in lines if piece.level == 1]
    if marked:
        return marked, []
    keys = {piece: key(sheet.text(piece)) for piece in lines if piece.words > NAME and not piece.stop}
    listed = {line for piece, line in keys.items() if piece.item}
    keys = {piece: line for piece, line in keys.items() if line not in listed and not piece.people}
    apart, pairs = _repeated(sheet.raw, keys)
    heads = [piece for piece in lines if is_headline_like(piece) and not piece.item]
    heads = [piece for piece in heads if keys.get(piece, "-") not in listed]
    heads = [piece for piece in heads if not piece.stop] or heads
    heads = [piece for piece in heads if not piece.credit] or heads
    if apart:
        heads = [piece for piece in heads if keys.get(piece) in apart]
    if not heads:
        names = [
            piece for piece in lines if 2 <= piece.words <= NAME and not (piece.stop or piece.item or piece.people)
        ]
        # A title of two words and an author's name look alike; the text speaks of the title.
        names = [piece for piece in names if piece in lines[-2:]]
        return [max(names, key=lambda piece: overlap(sheet.text(piece), body[:1200]))] if names else [], []
    listing = len(heads) > 3
    # Of a line printed twice only the first counts; as the first of all it is no caption.
    heads = list({keys.get(piece, str(piece.start)): piece for piece in reversed(heads)}.values())[::-1]
    heads = heads[:1] if keys.get(heads[0]) in pairs and len(heads) <= 3 else heads[-3:]
    scores = overlaps((sheet.text(piece) for piece in heads), body[:1200])
    best = max(scores)
    if listing and best < _STRANGER:
        return [], []
    head = next(piece for piece, score in zip(heads, scores, strict=True) if score >= best - _DECK * best - 0.01)
    title = keys.get(head, "-")
    found = [piece for piece, line in keys.items() if line == title or is_title(line, title)] or [head]
    return found, [piece for piece, line in keys.items() if line in pairs and piece not in found]


def _repeated(raw: str, keys: dict[Piece, str]) -> tuple[set[str], set[str]]:
    """Return which lines come again further down, as headlines do, and which at once, as captions do.

    The title of a saved page is the headline with the outlet's name behind it. A line that only comes with an agency's
    name behind it is a caption.
    """
    places: dict[str, list[Piece]] = {}
    for piece, line in keys.items():
        places.setdefault(line, []).append(piece)
    apart = {
        line
        for line, found in places.items()
        if not found[0].credit
        and (
            any(raw[left.end : right.start].strip() for left, right in pairwise(found))
            or any(line != other and is_title(other, line) for other in places)
        )
    }
    return apart, {line for line, found in places.items() if len(found) > 1}
