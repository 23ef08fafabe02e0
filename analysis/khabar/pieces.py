"""Blocks cut into pieces by what they say on their face: furniture, leads, tags, source lines, text.

A piece is judged alone here; what its neighbours make of it is for `khabar.layout`.
"""

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Literal

from khabar.bylines import offices, people_only
from khabar.datelines import date_words, dateline, stated_date
from khabar.lexicon import Row, load
from khabar.model import Role
from khabar.phrases import Word, furniture, key, openings, outlet_in, outlets, places, printable, words

if TYPE_CHECKING:
    from khabar.layout import Block

Kind = Literal["text", "furniture", "lead", "related", "keywords", "source_line"]

_LINE = re.compile(r"[^\s](?:[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]*[^\s])?")
_SHORT = 200  # characters: what is longer is prose, unless it opens like a list
_CAPTION = 25  # words: a longer line with an agency in brackets behind it is a dispatch
_GOES_ON = 6  # words of a line that can only go on with a report
_REPORT = 12  # words of a line that may begin one: a headline that opens with its verb is shorter
_ITEM = re.compile(r"(?:[•·▪■●◦‣►▶◄○❖➤✓✔]|\*+|[-–—](?=\s)|\d{1,2}\s?[-.)ـ](?!\d))\s*")
_END_MARK = re.compile(r"(?:(?<!\.)\.|…)[\s\"»”“’')\]\u200e\u200f]*$")
_INNER_STOP = re.compile(r"(?<![.\d])\.[\s\"»”’)]+(?=[\u0621-\u064A\"«“A-Za-z])")
_ELLIPSIS = re.compile(r"(?:\.\.+|…)[\s\])»”\"]*$")
_HASHTAGS = re.compile(r"\s*(?:#[^\s#,،|]+[\s,،|]*)+$")
_HANDLE = re.compile(r"^[—–-]\s?.{0,80}\(?@\w+\)?")
_ADDRESS = re.compile(r"^(?:https?://|www\.|pic\.twitter)\S+(?:\s+(?:https?://|pic\.twitter)\S+)*$", re.IGNORECASE)
_LINK = re.compile(r"^(?:\S+\s){1,3}https?://\S+$")
_COLON = re.compile(r"\s*[:：]")
_AFTER_LEAD = re.compile(r"[\s:：.؛،…|>»←\-–—]*")
_BARS = re.compile(r"\s[/»«‹•·]\s|\s?[|>›,،]\s?")
_PATH = re.compile(r"\s[»›>←«‹/|]\s")
_CREDIT = re.compile(r"(?:[-–—/|(©]|\s)\s*([^-–—/|(©]{1,40}?)\s*\)?\s*$")
_BRACKET = re.compile(r"[(\[](?:[^()\[\]]{1,20}[-–—/]\s*)?([^()\[\]]{2,40})[)\]]\.?$")
_SIGNATURE = re.compile(r"[(\[]([^()\[\]]{2,60})[)\]][\s.]*$")
_OPENING = ('"', "«", "“", "‘", "'", "(")
_STOPS = (".", "!", "؟", "…", "»", "”", '"')
_TICKER = re.compile(r"[ \t\N{NO-BREAK SPACE}]{3,}")
_SEGMENT = re.compile(r"[|–—،,]|\s-\s")
_DATED_SOURCE = re.compile(r"^[\d\s:/.\-–—|APMapm]{6,40}(?=المصدر\s*[:：])")
# What screen readers are told around a list of other articles.
_LIST = re.compile(r"(?P<end>end of list)$|list (?:of \d+ items|\d+ of \d+)$", re.IGNORECASE)
_INITIALS = re.compile(r"(?:[\u0621-\u063A\u0641-\u064A]{1,2}[\s/.ـ,،-]+){1,12}$")
_HOUR = re.compile(r"(?<![\d:.])\d{1,2}:\d\d(?::\d\d)?(?![\d:])")
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d\S*$")
_UPDATED = re.compile("تحديث|Updated|update", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of raw text judged alone.

    ``kind`` is what it is; ``value`` says which furniture, or what a lead introduces. ``long`` is text that can only
    be body, ``report`` a line that begins as reports do; ``item`` belongs to a list; ``credit`` ends in an agency's
    name as captions do; ``people`` holds for a line that only names some. ``date`` is an ISO date that it states,
    ``outlet`` the one a source line names. ``alone`` holds for what fills its block; ``role`` and ``article`` are the
    markup's.
    """

    start: int
    end: int
    kind: Kind
    value: str = ""
    words: int = 0
    long: bool = False
    stop: bool = False
    report: bool = False
    item: bool = False
    level: int = 0
    credit: bool = False
    people: bool = False
    date: str = ""
    outlet: str = ""
    alone: bool = True
    role: Role | None = None
    article: int = 0


def lines(raw: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Return the spans of the lines of ``raw[start:end]`` that are not blank, without the white space around them."""
    return [match.span() for match in _LINE.finditer(raw, start, len(raw) if end is None else end)]


def cut(raw: str, block: "Block") -> list[Piece]:
    """Return the pieces of a block, in order; together they hold all of it that is not white space."""
    text = raw[block.start : block.end]
    start = block.start + len(text) - len(text.lstrip())
    end = block.start + len(text.rstrip())
    if start >= end:
        return []
    found: list[Piece] = []
    for left, right in _inline(raw, start, end):
        found += _line(raw, left, right, alone=(left, right) == (start, end), opens=left == start)
    if not (block.level or block.role or block.article or block.item or block.date):
        return found
    return [
        replace(
            piece,
            item=piece.item or block.item,
            date=piece.date or block.date,
            level=block.level,
            role=block.role,
            article=block.article,
        )
        for piece in found
    ]


def is_headline_like(piece: Piece) -> bool:
    """Tell whether a piece of text could be a headline: a handful of words without a full stop, and not only names."""
    return piece.kind == "text" and not piece.long and 4 <= piece.words <= 40 and not (piece.people and not piece.level)


# ------------------------------------------------------------------------------------------------ within a paragraph


def _spelled(form: str) -> str:
    """Return a pattern for ``form`` in any spelling that has its key."""
    marks = "[\u064b-\u0652\u0640\u200b-\u200f]*"
    alike = {"ا": "[اأإآ]", "ي": "[يىی]", "ه": "[هة]", " ": r"\s+"}
    return "".join(alike.get(char, re.escape(char)) + marks for char in key(form))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what cuts a paragraph: leads after a stop, and stray words at its end."""
    rows = load("boilerplate", ("role", "action"))
    leads = [row.form for row in rows if row.more["action"] in ("opener", "lead") and row.more["role"] != "boilerplate"]
    bare = [row.form for row in rows if row.more["role"] == "keywords" and key(row.form) not in ("مواضيع", "كلمات")]
    tails = [row.form for row in rows if row.more["action"] == "tail"]
    stop = r"[.؟!…»”\"]\s*"
    join = "|".join
    return (
        re.compile(
            rf"[.؟!…»”\")]\s*\b(?P<lead>(?:{join(map(_spelled, sorted(leads, key=len, reverse=True)))})\s*[:：]"
            rf"|(?:{join(map(_spelled, sorted(bare, key=len, reverse=True)))})\s(?=[^.]{{0,400}}$))",
            re.IGNORECASE,
        ),
        re.compile(
            rf"{stop}(?P<tail>[\[(]?(?:{join(map(_spelled, sorted(tails, key=len, reverse=True)))})[\])]?[\s.:]*)$",
            re.IGNORECASE,
        ),
    )


def _inline(raw: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a paragraph at leads that stand inside it and before stray words at its end."""
    lead, tail = _patterns()
    cuts = [start, *(match.start("lead") for match in lead.finditer(raw, start, end))]
    stray = tail.search(raw, max(cuts[-1], end - 60), end)
    signature = _SIGNATURE.search(raw, max(cuts[-1], end - 70), end) if raw[end - 1] in ")]." else None
    if stray:
        cuts.append(stray.start("tail"))
    elif signature and raw[start : signature.start()].rstrip().endswith(_STOPS) and _signed(signature[1]):
        cuts.append(signature.start())
    spans = []
    for left, right in zip(cuts, [*cuts[1:], end], strict=True):
        text = raw[left:right]
        if text.strip():
            left += len(text) - len(text.lstrip())
            spans.append((left, left + len(text.strip())))
    return spans


def _signed(text: str) -> str:
    """Return the outlet, if ``text`` is nothing but names of outlets: what stands in brackets under a dispatch."""
    found, index, name = words(text, limit=20), 0, ""
    while index < len(found):
        if index and not text[found[index - 1].end : found[index].start].strip():
            return ""  # two names with nothing between them are a third
        hit = outlets().at(found, index)
        if hit is None and found[index].key not in (key("وكالات"), key("الوكالات")):
            return ""
        name = name or (hit[1].value if hit else "")
        index = hit[0] if hit else index + 1
    return name


def _signature(text: str, found: list[Word]) -> str:
    """Return the outlet that a line names and nothing else: ``(رويترز)``, ``فرانس24/ أ ف ب``, ``ع.غ (د ب أ)``."""
    match = _SIGNATURE.search(text)
    if match and (not text[: match.start()].strip() or _INITIALS.match(text[: match.start()])):
        return _signed(match[1])
    hit = outlets().at(found, 0)
    if hit is None or (hit[1].note and hit[0] == len(found)):  # a name that is a common word too needs company
        return ""
    parts = re.split(r"\s?[-/|]\s?", text)
    if len(parts) == 2 and len(words(parts[0])) == hit[0] and key(parts[1]) in furniture("section").rows:
        return hit[1].value  # السومرية نيوز - سياسة
    plain = hit[1].more["kind"] not in ("platform", "organisation") and hit[1].form not in furniture("section").rows
    return _signed(text) if plain else ""


# ------------------------------------------------------------------------------------------------------------- a line


def _line(raw: str, start: int, end: int, *, alone: bool, opens: bool) -> list[Piece]:
    text = raw[start:end]
    bullet = _ITEM.match(text)
    offset = start + (bullet.end() if bullet else 0)
    short = end - start <= _SHORT
    found = words(raw, offset, end, 0 if short else 12)

    def piece(kind: Kind, value: str = "", *, to: int = end, date: str = "") -> Piece:
        return Piece(start, to, kind, value, len(found), date=date, alone=alone, item=bool(bullet))

    if not found:
        return [piece("furniture", "mark")]
    if "#" in text and _HASHTAGS.match(text):
        return [piece("keywords")]
    if _ADDRESS.match(text) or (short and len(found) < 12 and _LINK.search(text)) or (short and _HANDLE.match(text)):
        return [piece("furniture", "embed")]
    if (match := _DATED_SOURCE.match(text)) and short:
        after = start + match.end()
        led = _led(raw, after, after, end, words(raw, after, end), alone=alone)
        if led and led[0].kind == "source_line":
            return [replace(led[0], start=start, date=stated_date(match[0]))]
    if short and (signed := _signature(text, found)):
        return [replace(piece("source_line", "signature"), outlet=signed)]
    if text[0].isdigit() and _TIMESTAMP.match(text):
        return [piece("furniture", "date", date=stated_date(text))]
    if match := _LIST.match(text):
        return [piece("lead", "" if match["end"] else "related")]
    if _is_ticker(text):
        return [piece("related", "ticker")]
    if 4 <= len(found) <= 16 and len(found) % 2 == 0:
        half = len(found) // 2
        if [word.key for word in found[:half]] == [word.key for word in found[half:]]:
            return [piece("furniture", "caption")]  # a picture's title and its caption
    if short and (furnished := _furnished(raw, start, end, found)):
        value, stated = furnished
        return [piece("furniture", value, date=stated)]
    led = _led(raw, start, offset, end, found, alone=alone)
    if led:
        return led
    if end - start <= 2 * _SHORT and (row := _named(found, len(text))):
        return [replace(piece("furniture", row.value), outlet=outlet_in(text) if row.value == "copyright" else "")]
    if "©" in text and short:
        return [piece("furniture", "caption")]
    return [_text(raw, start, end, found, alone=alone, item=bool(bullet), short=short)]


def _is_ticker(text: str) -> bool:
    """Tell a line of several headlines with wide gaps between them, as tickers leave when a page is saved."""
    if len(_TICKER.findall(text[:1000])) < 3:
        return False
    names = _TICKER.split(text)
    return all(3 <= len(name.split()) <= 25 and not _END_MARK.search(name) for name in names)


def _furnished(raw: str, start: int, end: int, found: list[Word]) -> tuple[str, str] | None:
    """Tell whether a line is made of furniture alone; return its value and the date it states."""
    table = furniture("tail", "start", "any", "section", "word")
    value, index, only_numbers, named = "", 0, True, 0
    text = raw[start:end]
    while index < len(found):
        hit = table.at(found, index)
        behind = date_words(found, index)
        if hit and hit[0] >= behind:
            if hit[1].more["action"] != "word" or value in ("", "date"):
                value = hit[1].value
            index, only_numbers = hit[0], False
        elif behind > index:
            only_numbers = only_numbers and all(word.key.isdigit() for word in found[index:behind])
            value = value or "date"
            index = behind
        elif hit := places().at(found, index) or outlets().at(found, index):
            named += hit[0] - index
            index = hit[0]
        else:
            index = -1
            break
    stated = stated_date(text) if any(word.key.isdigit() and len(word.key) == 4 for word in found) else ""
    if index < 0:
        return _dated(text, stated) or _crumbs(text)
    if named and (not value or (value in ("time", "date", "count") and not stated)):
        return _crumbs(text)
    if text.rstrip().endswith(".") and len(found) > 4:
        return None
    if only_numbers and not stated and len(found) > 1 and not re.search(r"[:/.-]", text):
        return None
    if stated and named and (head := dateline(raw, start, end)) and head.end == end and head.outlet:
        return None
    if stated:
        return ("updated" if _UPDATED.search(text) and "نشر" not in text else "date"), stated
    return (value or "number"), ""


def _dated(text: str, stated: str) -> tuple[str, str] | None:
    """Tell a line that is a date but for a name or two, set off from it by a bar, a dash or a comma."""
    if not stated or _END_MARK.search(text):
        return None
    if len(text.split()) < 6 and _HOUR.search(text):
        return "date", stated
    table = furniture("word", "section", "tail")
    dates = others = 0
    for segment in _SEGMENT.split(text):
        found = words(segment)
        index = 0
        while index < len(found) and index >= 0:
            behind = max(date_words(found, index), hit[0] if (hit := table.at(found, index)) else index)
            index = behind if behind > index else -1
        if index < 0:
            others += len(found) if len(found) < 5 or _HOUR.search(segment) else 8
        else:
            dates += len(found)
    return ("date", stated) if others <= 7 and dates >= 3 else None


def _crumbs(text: str) -> tuple[str, str] | None:
    """Tell breadcrumbs and menus on one line: short names between bars, one of them a section's."""
    sections = furniture("section").rows
    path = [name.strip() for name in _PATH.split(text)]
    if len(path) > 2 and len(path[-1].split()) > 3 and all(len(name.split()) <= 3 for name in path[:-1]):
        return ("menu", "") if key(path[0]) in sections else None  # the headline itself ends the path
    if len(path) == 2 and key(path[0]) in sections and 1 < len(path[1].split()) < 5:
        return ("menu", "") if key(path[1].split()[0]) in sections else None
    names = [name.strip() for name in _BARS.split(text)]
    if len(names) < 2 or any(len(name.split()) > 3 for name in names) or _END_MARK.search(text):
        return None
    own = [key(name) in sections or key(name) in places().rows for name in names]
    if any(key(name) in sections for name in names) and (len(names) > 2 or all(own)):
        return "menu", ""
    return ("menu", "") if len(names) > 3 else None


def _named(found: list[Word], length: int) -> Row | None:
    """Return the row of a line that begins with a furniture phrase, or, if quite short, holds one anywhere."""
    hit = furniture("start").at(found, 0)
    if hit and (length <= _SHORT or (hit[0] >= 3 and length <= 2 * _SHORT)):
        return hit[1]
    if length <= 160:
        table = furniture("any")
        reach = table.reach
        hits = (table.at(found, index) for index, word in enumerate(found) if word.key in reach)
        return next((hit[1] for hit in hits if hit), None)
    return None


def _led(raw: str, start: int, offset: int, end: int, found: list[Word], *, alone: bool) -> list[Piece]:
    """Return the pieces of a line that begins with a lead: the lead, and what it introduces."""
    hit = furniture("opener", "lead").at(found, 0)
    if glued := _glued(raw, offset, end, found):
        return [
            Piece(start, glued, "lead", "related:", alone=alone),
            Piece(glued, end, "related", "", len(found), alone=alone),
        ]
    if hit is None or raw[offset : found[0].start].strip(' \t[(«"“|-–—►▪●◄'):
        return []
    behind, row = hit
    role, value = row.more["role"], row.value
    after = found[behind - 1].end
    rest = after + len(_AFTER_LEAD.match(raw[after:end])[0])  # type: ignore[index]
    colon = bool(_COLON.match(raw, after, end))
    dash = bool(re.match(r"\s*[-–—|]\s" if value == "byline" else r"\s*[-–—|]", raw[after:end]))
    if rest < end and row.more["action"] == "lead" and not colon and not (value in ("byline", "source") and dash):
        tags = (role == "keywords" and not alone) or (value == "source" and bool(_signed(raw[rest:end])))
        name = value == "byline" and len(found) <= (7 if raw[end - 1] in ":：" else 4)
        if not (tags or name) or _END_MARK.search(raw[start:end]):
            return []
    many = len(raw[rest:end].split())
    if role == "boilerplate":
        if value == "byline" and (many > 8 or raw[rest:end].startswith(_OPENING)):
            return []
        if many > 30 or (value == "caption" and many > 25):
            return []
        stated = stated_date(raw[rest:end]) if many < 14 else ""
        return [Piece(start, end, "furniture", value, many, date=stated, alone=alone)]
    if role == "source_line":
        if rest >= end:
            return [Piece(start, end, "lead", role, alone=alone)]
        if many > 8 or (many > 3 and _END_MARK.search(raw[start:end]) and not outlet_in(raw[rest:end])):
            return []
        return [Piece(start, end, "source_line", value, many, outlet=source_name(raw[rest:end]), alone=alone)]
    if rest >= end:
        return [Piece(start, end, "lead", role, alone=alone)]
    if role == "related" and value == "read_also" and not colon and many > 60:
        return []
    kind: Kind = "keywords" if role == "keywords" else "related"
    lead = Piece(start, start + len(raw[start:rest].rstrip()), "lead", role + ":", alone=alone)
    return [lead, Piece(rest, end, kind, value, many, alone=alone)]


@cache
def _glue_patterns() -> tuple[frozenset[str], re.Pattern[str]]:
    """Return the first words of the leads of two words or more, and a pattern for one run into what follows."""
    rows = load("boilerplate", ("role", "action"))
    forms = {key(row.form) for row in rows if row.more["role"] == "related" and row.more["action"] != "tail"}
    forms = {form for form in forms if " " in form}
    either = "|".join(map(_spelled, sorted(forms, key=len, reverse=True)))
    return frozenset(form.split()[0] for form in forms), re.compile(rf"(?:{either})(?=\w\w\w)", re.IGNORECASE)


def _glued(raw: str, offset: int, end: int, found: list[Word]) -> int:
    """Return where a lead that ran into the headline behind it ends (``اقرأ أيضاتحول``), or 0."""
    firsts, pattern = _glue_patterns()
    match = pattern.match(raw, offset, end) if found[0].key in firsts else None
    return match.end() if match and len(found) > 4 else 0


def source_name(text: str) -> str:
    """Return the outlet that the text of a source line names, by the lexicon or as it is printed, '' for "agencies".

    >>> source_name("euronews"), source_name("وكالات"), source_name("صحيفة الضحى")
    ('euronews', '', 'صحيفة الضحى')
    """
    known = outlet_in(text)
    hit = outlets().at(found := words(text), 0) if known else None
    if hit and hit[1].note and hit[0] < len(found) and not text[found[hit[0] - 1].end : found[hit[0]].start].strip():
        known = ""  # a common word that begins another name
    if known or key(text) in (key("وكالات"), key("الوكالات"), key("مواقع"), key("متابعات"), key("مواقع التواصل")):
        return known
    return printable(text).strip(' .:-–—|«»"“”()[]+')


def _text(raw: str, start: int, end: int, found: list[Word], *, alone: bool, item: bool, short: bool) -> Piece:
    text = raw[start:end]
    count = len(found) if short else text.count(" ") + 1
    stop = bool(_END_MARK.search(text[-60:]))
    long = count >= 35 or (count >= 8 and (stop or text[-1] in ":："))
    inner = not long and count >= 14 and bool(_INNER_STOP.search(text))
    long = long or inner or (count >= 14 and dateline(raw, start, end) is not None)
    report = count >= _REPORT and found[0].key in openings("report")
    long = long or (count >= _GOES_ON and found[0].key in openings("goes_on"))
    if _ELLIPSIS.search(text[-60:]) and count < 35 and not inner:
        long = False
    credit = False
    if short and not stop and count <= 30 and (match := _CREDIT.search(text)):
        credit = bool(outlets().rows.get(key(match[1]))) and count > len(match[1].split())
    if short and long and count <= _CAPTION and (match := _BRACKET.search(text)) and not inner:
        credit = bool(_signed(match[1])) and found[0].key not in openings("report") | openings("goes_on")
    people = short and not (long or item) and people_only(text.rstrip(". ") if found[0].key in offices() else text)
    return Piece(start, end, "text", "", count, long, stop, report, item, credit=credit, people=people, alone=alone)
