"""Quotation marks paired: which opens, which closes, and how far each quotation reaches.

Every kind of mark is read (« » ‹ › “ ” „ " ″ ‘ ’ ' '' `` 〝 〞 << >> (( ))), in any mixture, typed either way round. A
mark's part, opening or closing, follows from its form, from the characters beside it and from what is open. Marks pair
within a paragraph; a quotation runs on into the next only where that paragraph re-opens it or begins with its closing
mark.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from khabar.characters import LINE_ENDS
from khabar.lexicon import load

MAX_DEPTH = 4  # deeper openers are typing accidents; the limit also keeps the work linear
MAX_SPAN = 5000  # code points a quotation may run over paragraphs that do not re-open it

# Which marks can close which: double marks each other, guillemets each other, and so on.
_FAMILY = {
    **dict.fromkeys('“”„‟″‶"＂❝❞〝〞〟', "double"),
    **dict.fromkeys(("''", "``"), "double"),
    **dict.fromkeys("«»", "guillemet"),
    **dict.fromkeys(("<<", ">>"), "arrow"),
    **dict.fromkeys("‹›", "angle"),
    **dict.fromkeys("﴿﴾", "ornate"),
    **dict.fromkeys("‘’‚‛'", "single"),
    **dict.fromkeys(("((", "))"), "parenthesis"),
}
_OPENERS = frozenset(("“", "„", "‟", "❝", "〝", "``", "«", "<<", "‹", "﴿", "‘", "‚", "‛", "(("))
_CLOSERS = frozenset(("”", "❞", "〞", "〟", "»", ">>", "›", "﴾", "’", "))"))
_WEAK = frozenset(("single", "parenthesis", "arrow"))  # also in other use: a quotation only if it closes
_WORD = re.compile(r"[^\W_]")
_RUN = re.compile(r"[\W_]{24,}+")  # a long stretch without a word
_ORNAMENT = 12  # marks near the head of such a stretch that make it an ornament, and no quotation
_APOSTROPHES = frozenset("'’‘‛")
_PRIMES = frozenset("\"″'’＂")  # after a digit: inches, minutes

_TOKEN = re.compile(
    rf"[«»“”\"„‟″‶＂❝❞〝〞〟‹›﴿﴾‘’‚‛'`<>(){LINE_ENDS}](?:(?<=')'|(?<=`)`|(?<=<)<|(?<=>)>|(?<=\()\(|(?<=\))\))?"
)

# Characters after which a mark opens, before which it closes. Marks that do not print are looked through.
INVISIBLE = frozenset("\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_BEFORE_OPENER = frozenset("([{-–—/|:;؛*•=>«“„‘‹\N{ARABIC TATWEEL}")
_AFTER_CLOSER = frozenset(".,،؛:;!؟?)]}-–—/…|*»”’›۔")


@dataclass(slots=True)
class Extent:
    """A quotation before its depth and kind are known; ``closer`` is empty where no mark closes it."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    opener: str
    closer: str


@dataclass(slots=True)
class _Mark:
    """A mark as met: its place, its text, its family, and its shape: "o" opening, "c" closing, "" either."""

    start: int
    end: int
    text: str
    family: str
    shape: str


def extents(text: str) -> list[Extent]:
    """Return where the quotations of ``text`` reach, in the order of `quotes`, at half its cost.

    >>> [(e.start, e.end) for e in extents("قناة «العربية» وموقع «أكسيوس»")]
    [(5, 14), (21, 29)]
    """
    spans: list[Extent] = []
    stack: list[_Mark] = []
    paragraphs = _paragraphs(text)
    current = next(paragraphs, None)
    while current is not None:
        marks, edge = current
        following = next(paragraphs, None)
        _pair(text, marks, stack, spans)
        if stack and following is not None and _runs_on(text, stack, edge, following[0]):
            del stack[1:]
        else:
            _give_up(text, stack, edge, spans)
        current = following
    return _apart(text, spans)


def _paragraphs(text: str) -> Iterator[tuple[list[_Mark], int]]:
    """Yield for each paragraph with marks its marks and where it ends."""
    marks: list[_Mark] = []
    for match in _tokens(text):
        sign = match[0]
        family = _FAMILY.get(sign)
        if family is None:
            if sign in LINE_ENDS and marks:
                yield marks, match.start()
                marks = []
            continue
        start, end = match.span()
        shape = _shape(text, start, end, sign)
        if shape != "x":
            marks.append(_Mark(start, end, sign, family, shape))
    if marks:
        yield marks, len(text)


def _tokens(text: str) -> Iterator[re.Match[str]]:
    """Yield the marks and line ends of ``text``, without those of ornaments: marks in a row with no word between."""
    here = 0
    for run in _RUN.finditer(text):
        start = run.start()
        if sum(sign in _FAMILY for sign in text[start : start + 64]) >= _ORNAMENT:
            yield from _TOKEN.finditer(text, here, start)
            here = run.end()
    yield from _TOKEN.finditer(text, here)


def _shape(text: str, start: int, end: int, sign: str) -> str:
    """Tell from the characters beside a mark whether it looks opening "o", closing "c", either "", or is none "x"."""
    first, last = start - 1, end
    before = text[first] if start else " "
    after = text[last] if last < len(text) else " "
    if before == sign or after == sign or before in INVISIBLE or after in INVISIBLE:
        for _ in range(3):
            if first >= 0 and (text[first] in INVISIBLE or text[first] == sign):
                first -= 1
            if last < len(text) and (text[last] in INVISIBLE or text[last] == sign):
                last += 1
        before = text[first] if first >= 0 else " "
        after = text[last] if last < len(text) else " "
    opens = before.isspace() or before in _BEFORE_OPENER
    closes = after.isspace() or after in _AFTER_CLOSER
    if sign in _APOSTROPHES and not opens and not closes and not _after_clitic(text, first + 1):
        return "x"
    if opens:
        return "" if closes else "o"
    if closes:
        return "c"
    return "o" if _after_clitic(text, first + 1) else ""


def _after_clitic(text: str, end: int) -> bool:
    """Tell whether the word that ends at ``end`` is only a joined particle, as in ``ل"أكسيوس"``."""
    head = text[max(0, end - 4) : end]
    word = head.split()[-1] if head and not head[-1].isspace() else ""
    return word in joined_particles()


@cache
def joined_particles() -> frozenset[str]:
    """Return the particles that are written together with the word they precede, alone or combined."""
    return frozenset(row.form for row in load("quote_heads") if row.value == "joined")


def _pair(text: str, marks: list[_Mark], stack: list[_Mark], spans: list[Extent]) -> None:
    """Pair the marks of one paragraph, adding closed quotations to ``spans`` and leaving open ones on ``stack``."""
    double = [mark for mark in marks if mark.family == "double"]
    if len(double) > 1 and not stack and all(m.text not in _OPENERS and m.text not in _CLOSERS for m in double):
        _alternate(text, double)
    for index, mark in enumerate(marks):
        family = mark.family
        level = len(stack) - 1
        while level >= 0 and stack[level].family != family:
            level -= 1
        opening = _opens(text, mark, stack[level] if level >= 0 else None, marks, index)
        if opening is None:
            continue
        if opening:
            if len(stack) < MAX_DEPTH:
                stack.append(mark)
            continue
        if level < 0:
            # Mixed kinds («...") close each other if nothing nearer does.
            top = stack[-1] if stack else None
            if top is None or top.family in _WEAK or family in _WEAK or _closes_soon(top, marks, index):
                continue
            level = len(stack) - 1
        opener = stack[level]
        spans.extend(_unclosed(text, lost, mark.start) for lost in stack[level + 1 :] if lost.family not in _WEAK)
        del stack[level:]
        spans.append(Extent(opener.start, mark.end, opener.end, mark.start, opener.text, mark.text))


def _opens(text: str, mark: _Mark, inside: _Mark | None, marks: list[_Mark], index: int) -> bool | None:
    """Decide whether ``mark`` opens (True), closes (False) or is no mark (None).

    ``inside`` is the innermost open mark of its family.
    """
    shape, sign = mark.shape, mark.text
    later = next((m for m in marks[index + 1 : index + 3] if m.family == mark.family), None)
    if sign in _OPENERS:
        if inside is None:
            return shape != "c"
        if inside.text in _CLOSERS:  # reversed marks: »...«
            return False
        return not (shape == "c" or (shape == "" and inside.text == sign and (later is None or later.text == sign)))
    if sign in _CLOSERS:
        if inside is not None:
            return False
        return shape == "o" and (_after_colon(text, mark.start) or (later is not None and later.shape != "o"))
    if inside is None:
        if sign in _PRIMES and shape != "o" and mark.start and text[mark.start - 1].isdigit():
            return None
        return shape != "c"
    return shape == "o" and later is not None and later.shape == "c"


def _alternate(text: str, marks: list[_Mark]) -> None:
    """Give straight marks of one paragraph the shapes that pair them: by their neighbours, else by turns."""
    depth = 0
    shapes = []
    for mark in marks:
        if mark.shape == "c" and depth == 0:
            break
        shape = mark.shape or ("c" if depth else "o")
        depth += 1 if shape == "o" else -1
        shapes.append(shape)
        if depth > 2:
            break
    if depth == 0 and len(shapes) == len(marks):
        for mark, shape in zip(marks, shapes, strict=True):
            mark.shape = shape
        return
    measures = [m for m in marks if m.shape == "c" and m.start and text[m.start - 1].isdigit()]
    if len(marks) % 2 == 0 and not measures:
        for position, mark in enumerate(marks):
            mark.shape = "c" if position % 2 else "o"


def _closes_soon(top: _Mark, marks: list[_Mark], index: int) -> bool:
    """Tell whether the next mark of the family of ``top`` is one that closes it."""
    later = next((m for m in marks[index + 1 : index + 4] if m.family == top.family), None)
    return later is not None and later.text not in _OPENERS


def _after_colon(text: str, start: int) -> bool:
    return text[max(0, start - 3) : start].rstrip()[-1:] == ":"


def _runs_on(text: str, stack: list[_Mark], edge: int, marks: list[_Mark]) -> bool:
    """Tell whether the outermost open quotation runs on into the next paragraph with marks.

    If that paragraph re-opens it, the re-opening mark is taken out of ``marks``.
    """
    outer, first = stack[0], marks[0]
    if outer.family in _WEAK or first.family != outer.family:
        return False
    gap = text[edge : first.start]
    if first.shape == "c" and first.text not in _OPENERS:
        if first.text in _PRIMES and len(gap) > MAX_SPAN // 10:
            return False
        same = sum(m.family == outer.family for m in marks)
        return first.start - outer.start < MAX_SPAN and (first.text in _CLOSERS or same % 2 == 1)
    if first.text != outer.text or first.shape == "c" or not all(c.isspace() or c in INVISIBLE for c in gap):
        return False
    family = [m for m in marks if m.family == outer.family]
    closing = [m for m in family if m.text in _CLOSERS or (m.text not in _OPENERS and m.shape == "c")]
    if 2 * len(closing) < len(family) or (closing and closing[0].start - first.end > 30):
        del marks[0]
        return True
    return False


@cache
def _resumption() -> re.Pattern[str]:
    """Return what shows that the reporter speaks again: a stop and one of his words, or his word and another mark."""

    def either(forms: list[str]) -> str:
        return "|".join(
            re.escape(form).removesuffix("ا") + ("(?:ًا|اً|ا)" if form.endswith("ا") else "") for form in forms
        )

    sentence = [row.form for row in load("sentence_starts") if row.value == "cue"]
    words = [row.form for row in load("quote_heads") if row.value == "cue"]
    return re.compile(rf"[.؟!…](?=\s+(?:{either(sentence)})\b)|\s(?=(?:{either(words)})(?:\s?:)?\s?[«\"“])")


def _give_up(text: str, stack: list[_Mark], edge: int, spans: list[Extent]) -> None:
    """End with the paragraph, at ``edge``, what is open on ``stack``, and clear it.

    Two short openers alike in a row, ``«فلسطين «``, are one quotation whose closing mark was mistyped.
    """
    index = 0
    while index < len(stack):
        mark, twin = stack[index], stack[index + 1] if index + 1 < len(stack) else None
        if twin is not None and twin.text == mark.text and twin.start - mark.end <= 40:
            spans.append(Extent(mark.start, twin.end, mark.end, twin.start, mark.text, twin.text))
            index += 1
        elif mark.family not in _WEAK:
            spans.append(_unclosed(text, mark, edge))
        index += 1
    stack.clear()


def _unclosed(text: str, mark: _Mark, limit: int) -> Extent:
    """End a quotation that no mark closes: before the reporter speaks again, else at ``limit``, without the stop."""
    again = _resumption().search(text, mark.end + 1, limit)
    end = again.start() if again else limit
    while end > mark.end and (text[end - 1].isspace() or text[end - 1] in ".،"):
        end -= 1
    return Extent(mark.start, end, mark.end, end, mark.text, "")


def _apart(text: str, spans: list[Extent]) -> list[Extent]:
    """Order the spans, trim what they hold, shorten those that would cross, and drop those that hold no word.

    An unclosed quotation may not reach into one that starts later. Where it ends with the closing mark of a quotation
    like it, that one mark closes both.
    """
    spans.sort(key=lambda span: (span.start, -span.end))
    shared = {(span.end, span.opener): span.inner_end for span in spans if span.closer}
    around: list[Extent] = []
    for span in spans:
        while around and around[-1].end <= span.start:
            around.pop()
        for outer in around:
            if outer.end < span.end:
                outer.end = outer.inner_end = max(outer.inner_start, span.start)
        while around and around[-1].end <= span.start:
            around.pop()
        around.append(span)
    kept = []
    for span in spans:
        start, end = span.inner_start, span.inner_end
        if not span.closer:
            end = shared.get((span.end, span.opener), end)
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if _WORD.search(text, start, end) is not None:
            span.inner_start, span.inner_end = start, end
            kept.append(span)
    return kept
