"""Quotations: where words stand in quotation marks, how deep, whether the marks close, and what they hold.

`khabar.marks` pairs the marks; here each quotation gets its place among the others and its kind: speech told apart from
a name (موقع "أكسيوس") and from a term in marks (“قسد”), by what stands before the marks and by what stands in them.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from khabar.characters import LINE_ENDS
from khabar.lexicon import load
from khabar.marks import Extent, extents, joined_particles

Kind = Literal["speech", "name", "term"]

_FOLD = {
    **dict.fromkeys(range(0x064B, 0x0660)),
    0x0670: None,
    0x0640: None,
    **dict.fromkeys(map(ord, "أإآٱ"), "ا"),
    ord("ى"): "ي",
    ord("ة"): "ه",
}


@dataclass(frozen=True, slots=True)
class Quote:
    """One quotation: ``[start, end)`` with its marks, ``[inner_start, inner_end)`` without them and their padding.

    Offsets are code points of the text. ``closer`` is empty and ``closed`` false where no mark ends it; it then ends
    with its paragraph, or before a sentence in which the reporter speaks again. ``depth`` is 0 outermost, ``parent``
    the index of the enclosing quotation in the tuple, or -1. ``kind``: ``speech``, a ``name``, or a ``term`` in marks.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    opener: str
    closer: str
    closed: bool
    depth: int
    parent: int
    kind: Kind


def fold(word: str) -> str:
    """Return ``word`` without vowel signs and tatweel, its alefs, ى and ة made alike: only for looking words up.

    >>> fold("قائلًا"), fold("أنّ"), fold("صحيفـة")
    ('قائلا', 'ان', 'صحيفه')
    """
    return word.translate(_FOLD)


@cache
def heads(value: str) -> frozenset[str]:
    """Return the folded forms of ``quote_heads.tsv`` with this ``value``."""
    return frozenset(fold(row.form) for row in load("quote_heads") if row.value == value)


def quotes(text: str) -> tuple[Quote, ...]:
    """Return the quotations of ``text`` in order of their start, each before those it encloses.

    Quotations never cross: of two, one encloses the other or they are apart. Time is linear in the length of ``text``.

    >>> text = 'وكتب باراك عبر منصة "إكس": "كان هدفنا الحوار. وقد أنجزنا ذلك".'
    >>> [(text[q.inner_start:q.inner_end], q.kind) for q in quotes(text)]
    [('إكس', 'name'), ('كان هدفنا الحوار. وقد أنجزنا ذلك', 'speech')]
    >>> [(q.depth, q.closed) for q in quotes("قال: «لن نتراجع عن “الحوار” أبدًا")]
    [(0, False), (1, True)]
    """
    return _nest(text, extents(text))


def _nest(text: str, spans: list[Extent]) -> tuple[Quote, ...]:
    """Give each span its depth, parent and kind."""
    result: list[Quote] = []
    around: list[int] = []
    for index, span in enumerate(spans):
        while around and spans[around[-1]].end <= span.start:
            around.pop()
        result.append(
            Quote(
                span.start,
                span.end,
                span.inner_start,
                span.inner_end,
                span.opener,
                span.closer,
                bool(span.closer),
                len(around),
                around[-1] if around else -1,
                _kind(text, span, result[-1] if result else None),
            )
        )
        around.append(index)
    return tuple(result)


# An imperfect at the head of a quotation; ت and ن head too many nouns to tell.
_VERB = re.compile(r"(?!يوم|يمين|يسار|يهود|يد)(?:ي|سي(?![ان])|ست(?!ا))[^\W\d_]{3,}\s")
_INNER_STOP = re.compile(r"[.؟!…](?:\s|$)")
_STOP_AFTER = re.compile(r"\s*(?:[.،؛!؟…]|$)", re.MULTILINE)


def _kind(text: str, span: Extent, previous: Quote | None) -> Kind:
    """Tell speech from a name and from a term, by what stands before the marks and by what stands in them."""
    start, end = span.start, span.end
    inner = text[span.inner_start : span.inner_end]
    words = inner[:120].split()
    count = len(words)
    lines = text[max(0, start - 48) : start].splitlines(keepends=True)
    before = lines[-1] if lines and lines[-1][-1] not in LINE_ENDS else ""
    said = before.rstrip()
    colon = said.endswith(":")
    nearby = [fold(word.strip('()[]،؛:.«»"“”-–')) for word in said.rstrip(": ").split()[-3:]]
    last = nearby[-1] if nearby else ""
    glued = bool(said) and said == before and not colon
    if glued and last in joined_particles():
        nearby.pop()
    named = last if not (glued and last in joined_particles()) else ""
    # صحيفتي "أ" و"ب": what is joined to a name is a name.
    if (
        previous is not None
        and previous.kind != "speech"
        and count <= 6
        and 0 <= start - previous.end <= 5
        and text[previous.end : start].strip(" ،ـ") in {"", "و", "أو", "ول", "وب"}
    ):
        return previous.kind
    stop = _INNER_STOP.search(inner)
    verb = _VERB.match(inner) is not None
    clause = verb or any(fold(word) in heads("clause") for word in words)
    whole = stop is None or stop.end() == len(inner)
    if whole and not verb and _is_head(named) and count <= (5 if colon else 14) and not (colon and clause):
        return "name"
    if count <= 3 and not clause and text.startswith(":", end):  # "فلان": «...»
        return "name"
    if colon or last in heads("cue"):
        return "speech"
    if last in heads("that") and (count >= 3 or _STOP_AFTER.match(text, end) is not None):
        return "speech"
    if count >= 8 or (count >= 3 and stop is not None):
        return "speech"
    if fold(inner) in heads("self"):
        return "name"
    if count <= 5 and (
        any(_is_head(word) for word in nearby[-2:-1]) or (glued and last == "ل" and count <= 4 and "(" not in inner)
    ):
        return "name"
    if count >= 3 and (clause or "..." in inner or "…" in inner):
        return "speech"
    if 2 <= count <= 5 and fold(words[0]) in heads("name") and words[1].startswith("ال"):  # «قناة السويس الجديدة»
        return "name"
    if count <= 3 and inner.isascii() and words[0][:1].isupper():
        return "name"
    return "speech" if count >= 6 else "term"


def _is_head(word: str) -> bool:
    """Tell whether a folded word, its joined particles and article apart, is the head of a name in marks."""
    known = heads("name")
    if word in known:
        return True
    if word[:1] in "وفبلك" and len(word) > 3:
        if word[1:] in known:
            return True
        word = word[1:] if not word.startswith("لل") else "ال" + word[2:]
        if word[:1] in "بلك" and word[1:] in known:
            return True
    if word.startswith("ال"):
        word = word[2:]
    return word in known or (word.endswith("ا") and word[:-1] in known)
