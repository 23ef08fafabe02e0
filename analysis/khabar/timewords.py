"""The words of time, tokenised: each word a class and a value, so that a grammar can be written over classes.

A text becomes one character a token, its class; `khabar.timegrammar` is regular expressions over that string. The
lexicons `months.tsv`, `weekdays.tsv` and `timewords.tsv` say which form is of which class; forms are folded as the
``match`` profile folds text. Joined particles (و ف ب ل ك) become tokens of their own, so that ``والجمعة`` is two.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from typing import NamedTuple

from khabar.lexicon import load
from khabar.normalise import normalise

_PUNCTUATION = {
    "-": "DASH", "/": "SLASH", "(": "OPEN", ")": "CLOSE", "[": "OPEN", "]": "CLOSE", ",": "COMMA", ".": "DOT",
    ":": "COLON", '"': "QUOTE", "'": "QUOTE", "%": "PERCENT", ";": "SEMI", "!": "STOP", "?": "STOP", "\n": "LINE",
}  # fmt: skip
# fmt: off
_KINDS = (
    "day", "week", "month", "year", "hour", "unit", "second", "decade", "units", "today", "theweek", "themonth",
    "theyear", "thehour", "theunit", "thedecade", "century", "theunits", "dual", "decades2", "thedual", "days_of",
    "years_of", "months_of", "one", "two", "num", "thenum", "few", "ord", "final", "last", "beforelast", "next",
    "afternext", "current", "prior", "recent", "following", "same", "nafs", "fewadj", "this", "that", "part",
    "advpart", "thepart", "deixis", "tomorrow", "tonight", "lastnight", "edge", "mod", "aftermod", "before",
    "after", "since", "to", "from", "between", "during", "in", "with", "or", "date", "align", "era", "hijri",
    "zone", "decades", "age", "season", "theseason", "frac", "thefrac", "lessfrac", "every", "freq", "vague",
    "then", "eventday", "future", "past", "notfuture", "namehead", "eventhead", "block", "on", "only",
    "counted", "yearhead", "hours_edge", "ofit", "lately", "zonehead", "feast", "nthday",
)
# What no lexicon lists: weekdays, months of both calendars (MAY: only in context), numerals by shape, joined particles.
_MORE = (
    "NAMED_DAY", "BARE_DAY", "GMONTH", "MAY_GMONTH", "HMONTH", "MAY_HMONTH", "N12", "YEARNUM", "DIGITS", "DECIMAL",
    "NUMDATE", "PAIR", "CLOCK", "AND", "PREF", "ART", "OTHER", "OUTLET",
)
# fmt: on
CLASSES: dict[str, str] = {
    name: chr(0xE000 + number)
    for number, name in enumerate(sorted({*(k.upper() for k in _KINDS), *_MORE, *_PUNCTUATION.values()}))
}
"""The one character that stands for a class of tokens, by the class's name."""

# A space is refused at once, and what begins no number is met first: half the time. Marks in a row are one token.
_TOKEN = re.compile(
    r"""(?!\ )(?:[^\W\d]+|(?P<ornament>[^\w\s](?:\ ?[^\w\s]){63,})|[^\w]
    |(?P<iso>\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?(?!\d|-\d))
    |(?P<date>(?<![\d./-])\d{1,4}\ ?(?P<sep>[./-])\ ?\d{1,2}\ ?(?P=sep)\ ?\d{1,4}(?![\d]|[/-]\d))
    |(?P<clock>(?<![\d:])(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?![\d:]))
    |(?P<decimal>\d+(?:[.,]\d+)+)
    |(?P<pair>(?<![\d/])\d{1,2}/\d{1,2}(?![\d/]))
    |(?P<int>\d+))""",
    re.VERBOSE,
)
_PARTICLES = ("و", "ف", "ب", "ل", "ك")
_PAIRS = ("وب", "ول", "وك", "فب", "فل", "وف")
_JOINED = {"و": "AND", "ف": "PREF", "ب": "PREF", "ل": "PREF", "ك": "PREF"}


_ALONE = frozenset({"ART", "AND", "PREF", "ERA", "HIJRI", "PAST", "NOTFUTURE"})  # no particle is joined to these
_NO_WORDS = frozenset(
    {"notfuture_stem", "known_day", "known_event", "plan", "clause"}
)  # rows that are no forms of a class
_TITLES = frozenset({"TODAY", "DEIXIS", "NAMED_DAY", "THEPART", "THEUNITS", "GMONTH", "VAGUE"})  # outlets are named so
_SHAPES = {
    "iso": "NUMDATE", "date": "NUMDATE", "clock": "CLOCK", "decimal": "DECIMAL", "pair": "PAIR", "ornament": "OTHER",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """What the lexicon says of a form: its ``kind`` (class), its ``value``, how many joined letters stand before it."""

    kind: str
    value: str
    skip: int = 0


_NEW = tuple.__new__  # for many tokens at once; half the cost of calling the class


class Token(NamedTuple):
    """A token: its ``kind`` (class name) and ``value``, and its span ``[start, end)`` in the folded text."""

    kind: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text cut into tokens; ``classes`` holds one character for each, ``text`` is the folded text."""

    text: str
    classes: str
    items: tuple[Token, ...]

    def word(self, index: int) -> str:
        """Return the folded text of a token, and nothing before the first and behind the last."""
        if not 0 <= index < len(self.items):
            return ""
        return self.text[self.items[index].start : self.items[index].end]


def tokenise(text: str) -> Tokens:
    """Cut ``text``, folded by the ``match`` profile, into tokens with their classes.

    >>> tokens = tokenise(normalise("مساء الخميس 24 تمّوز").text)
    >>> [(token.kind, token.value) for token in tokens.items]
    [('PART', 'EV'), ('NAMED_DAY', '4'), ('N12', '24'), ('GMONTH', '7')]
    >>> [token.kind for token in tokenise("والجمعة").items]
    ['AND', 'NAMED_DAY']
    """
    lexicon = _lexicon()
    matches = list(_TOKEN.finditer(text))
    strings = [match[0] for match in matches]
    items: list[tuple[str, str, int, int]] = []
    skip_to = 0
    for index, (match, string, found) in enumerate(zip(matches, strings, map(lexicon.get, strings), strict=True)):
        if found is None:
            if index >= skip_to:
                group = match.lastgroup
                items.append((_numeral(group, string) if group else "OTHER", string, match.start(), match.end()))
            continue
        if index < skip_to:
            continue
        entry, phrases = found
        start, end = match.span()
        for size, longer in phrases:
            last = index + size
            if phrase := longer.get(tuple(strings[index + 1 : last + 1])):
                entry, end, skip_to = phrase, matches[last].end(), last + 1
                break
        for letter in text[start : start + entry.skip]:
            items.append((_JOINED[letter], letter, start, start + 1))
            start += 1
        items.append((entry.kind, entry.value, start, end))
    classes = "".join([CLASSES[item[0]] for item in items])
    return Tokens(text, classes, tuple(map(_NEW, repeat(Token), items)))


def _numeral(group: str, string: str) -> str:
    """Return the class of a token made of digits, by its shape."""
    if group != "int":
        return _SHAPES[group]
    if len(string) <= 2:
        return "N12" if 1 <= int(string) <= 31 else "DIGITS"
    return "YEARNUM" if len(string) == 4 and 1000 <= int(string) <= 2199 else "DIGITS"


_Phrases = Sequence[tuple[int, Mapping[tuple[str, ...], Entry]]]  # of so many more words, by these


@cache
def _lexicon() -> dict[str, tuple[Entry, _Phrases]]:
    """Return what each form is, and the phrases it may begin, longest first; particles and spellings are expanded.

    An explicit row wins over an expanded one; a word that only begins phrases is of class OTHER by itself.
    """
    rows: list[tuple[str, str, str]] = [
        ("ال", "ART", ""),
        ("و", "AND", "و"),
        ("ب", "PREF", "ب"),
        ("ل", "PREF", "ل"),
        ("لل", "PREF", "لل"),
    ]
    words = load("timewords", ("kind",))
    rows += [(row.form, row.more["kind"].upper(), row.value) for row in words if row.more["kind"] not in _NO_WORDS]
    names = {"named": "NAMED_DAY", "bare": "BARE_DAY"}
    rows += [(row.form, names[row.more["kind"]], row.value) for row in load("weekdays", ("kind",))]
    for row in load("months", ("calendar", "reading", "regions")):
        kind = (
            ("MAY_" if row.more["reading"] == "context" else "")
            + ("H" if row.more["calendar"] == "hijri" else "G")
            + "MONTH"
        )
        rows.append((row.form, kind, row.value))
    explicit: dict[tuple[str, ...], Entry] = {}
    for particle in "وب":
        explicit[(particle + "ال",)] = Entry("ART", "", 1)  # before a numeral: والـ24
    for form, kind, value in rows:
        explicit.setdefault(_cut(form), Entry(kind, value))
    for row in load("outlets", ("country", "kind")):
        name = _cut(row.form)
        kinds = {explicit[word,].kind for word in name if (word,) in explicit}
        # An outlet named after a time (روسيا اليوم) is none; but هذا اليوم and اليوم 24 are mostly meant as they stand.
        meant = "THIS" in kinds or any(word.isdecimal() for word in name)
        if len(name) > 1 and name not in explicit and kinds & _TITLES and not meant:
            explicit[name] = Entry("OUTLET", "")
    forms = dict(explicit)
    for parts, entry in explicit.items():
        spelled = tuple(word[:-1] + "ه" if len(word) > 2 and word.endswith("ة") else word for word in parts)
        forms.setdefault(spelled, entry)
    for parts, entry in list(forms.items()):
        first = parts[0]
        if not first[0].isalpha() or entry.kind in _ALONE:
            continue
        for particle in (*_PARTICLES, *_PAIRS):
            joined = particle + first
            if first.startswith("ال") and particle.endswith("ل"):
                joined = particle + (first[2:] if first.startswith("الل") else "ل" + first[2:])
            forms.setdefault((joined, *parts[1:]), Entry(entry.kind, entry.value, len(particle)))
    longer: dict[str, dict[int, dict[tuple[str, ...], Entry]]] = {}
    for (first, *rest), entry in sorted(forms.items(), key=lambda form: -len(form[0])):
        if rest:
            longer.setdefault(first, {}).setdefault(len(rest), {})[tuple(rest)] = entry
    lexicon: dict[str, tuple[Entry, _Phrases]] = {
        first: (Entry("OTHER", first), tuple(sizes.items())) for first, sizes in longer.items()
    }
    for (first, *rest), entry in forms.items():
        if not rest:
            lexicon[first] = entry, tuple(longer.get(first, {}).items())
    for sign, kind in _PUNCTUATION.items():
        lexicon.setdefault(sign, (Entry(kind, sign), ()))
    return lexicon


def _cut(form: str) -> tuple[str, ...]:
    return tuple(match.group() for match in _TOKEN.finditer(normalise(form).text))
