"""The machinery of the time grammar: rules over classes of tokens, and the longest that fits at each place.

A rule is a regular expression over the class string of `khabar.timewords` and a function that says what its match
means, or that it means nothing here. The rules themselves are in `khabar.timedates` and `khabar.timespans`.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from khabar.timenumbers import pattern
from khabar.timesense import Kind, Sense, Vague
from khabar.timewords import CLASSES, Token, Tokens

# Names for what many rules share. Each holds no group, so that a rule can use it twice.
MON = "[GMONTH MAY_GMONTH]"
HMON = "[HMONTH MAY_HMONTH]"
DAYNUM = "(?:ART? N12|ORD|THENUM|NTHDAY)"
CARD = "(?:N12|YEARNUM|DIGITS|DECIMAL|NUM)"
UNIT = "[DAY WEEK MONTH YEAR HOUR UNIT UNITS DECADE SECOND]"
DUALS = "[DUAL DECADES2]"
STEP = "[LAST BEFORELAST NEXT AFTERNEXT CURRENT]"
DAYPART = "(?:ADVPART|PART)"
LATE = "(?:HOURS_EDGE FROM?)?"  # the early or late hours of a day or a part of it


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a match means: its kind, its sense, TIMEX3's modifier; ``trim`` tokens at its end do not belong to it."""

    kind: Kind
    sense: Sense
    mod: str = ""
    trim: int = 0


NOTHING = Meaning("vague", Vague("no time"))
"""What only looks like a time means, so that no shorter rule takes a part of it (شارع 26 يوليو)."""


@dataclass(frozen=True, slots=True)
class Found:
    """An expression: tokens ``[first, last)``, what it means, and the name of the rule that found it."""

    first: int
    last: int
    meaning: Meaning
    rule: str


class View:
    """A rule's match, as the rule's function sees it."""

    def __init__(self, tokens: Tokens, match: re.Match[str]) -> None:
        self.tokens = tokens
        self.match = match
        self.first, self.last = match.span()

    def has(self, group: str) -> bool:
        """Return whether ``group`` took part in the match."""
        return self.match[group] is not None

    def items(self, group: str) -> Sequence[Token]:
        """Return the tokens of ``group``; none if it took no part."""
        start, end = self.match.span(group)
        return self.tokens.items[start:end] if start >= 0 else ()

    def value(self, group: str) -> str:
        """Return the value of the last token of ``group``, empty if it took no part."""
        items = self.items(group)
        return items[-1].value if items else ""

    def number(self, group: str) -> int:
        """Return the whole number that ``group`` holds, 0 if none."""
        text = self.value(group)
        return int(text) if text.lstrip("-").isdecimal() else 0

    def amount(self, group: str) -> Fraction | None:
        """Return the number that ``group`` holds, fractions included."""
        try:
            return Fraction(self.value(group).replace(",", "."))
        except ValueError:
            return None

    def kind(self, index: int) -> str:
        """Return the class of the token so many places before (-1) or after (0, 1) the match; empty beyond the text."""
        place = self.first + index if index < 0 else self.last + index
        return self.tokens.items[place].kind if 0 <= place < len(self.tokens.items) else ""

    def word(self, index: int) -> str:
        """Return the folded word so many places before or after the match."""
        return self.tokens.word(self.first + index if index < 0 else self.last + index)


def late(view: View) -> str:
    """Return the modifier that LATE stands for at the beginning of the match (في وقت متأخر من مساء السبت: END)."""
    token = view.tokens.items[view.first]
    return token.value if token.kind == "HOURS_EDGE" else ""


def general(view: View) -> bool:
    """Return whether العام is the adjective: behind a definite noun that is no preposition (النظام العام السابق)."""
    before = view.word(-1)
    return view.kind(-1) in ("OTHER", "BLOCK") and before.lstrip("وفبك").startswith("ال")


Build = Callable[[View], Meaning | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """A named rule: its compiled pattern, and what its match means."""

    name: str
    pattern: re.Pattern[str]
    build: Build


class Rules:
    """A list of rules, filled by its decorator."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []

    def __call__(self, name: str, text: str) -> Callable[[Build], Build]:
        """Add the decorated function as the meaning of ``text``, a pattern over classes."""

        def add(build: Build) -> Build:
            self.rules.append(Rule(name, re.compile(pattern(text)), build))
            return build

        return add


class Grammar:
    """Rules compiled for searching: at each place where one can begin, the longest that means something wins."""

    def __init__(self, *rules: Rules) -> None:
        self.rules = tuple(rule for each in rules for rule in each.rules)
        self._by_class: dict[str, list[Rule]] = {}
        for rule in self.rules:
            for each in beginnings(rule.pattern.pattern):
                self._by_class.setdefault(each, []).append(rule)
        for name in _NO_BEGINNING:
            self._by_class.pop(CLASSES[name], None)
        self._start = re.compile(f"[{''.join(self._by_class)}]")

    def search(self, tokens: Tokens, start: int, end: int) -> Iterator[Found]:
        """Yield the expressions among tokens ``[start, end)``, in order and apart from each other."""
        classes = tokens.classes
        at = start
        while hit := self._start.search(classes, at, end):
            at = hit.start()
            found = self._longest(tokens, at, end)
            if found:
                if found.meaning is not NOTHING:
                    yield found
                at = max(found.last, at + 1)
            else:
                at += 1

    def _longest(self, tokens: Tokens, at: int, end: int) -> Found | None:
        classes = tokens.classes
        matches = [
            (match, rule)
            for rule in self._by_class[classes[at]]
            if (match := rule.pattern.match(classes, at, end)) and match.end() > at
        ]
        matches.sort(key=_size, reverse=True)  # of those of one length the first rule stays the first
        for match, rule in matches:
            meaning = rule.build(View(tokens, match))
            if meaning:
                return Found(at, match.end() - meaning.trim, meaning, rule.name)
        return None


def _size(match: tuple[re.Match[str], Rule]) -> int:
    return match[0].end()


def beginnings(text: str) -> frozenset[str]:
    """Return with which classes a match of the pattern ``text`` can begin.

    What is only looked at is left out of account, so that there may be classes too many, and never one too few.

    >>> sorted(beginnings("(?=b)(?:a?[bc]+|d(?P<x>e))f"))
    ['a', 'b', 'c', 'd']
    """
    return frozenset(_first(text, 0)[0])


def _first(text: str, at: int) -> tuple[set[str], bool, int]:
    """Return the same for the part of a pattern that begins at ``at``, whether it can be empty, and where it ends."""
    found: set[str] = set()
    empty = False
    first: set[str] = set()  # of this alternative
    open_ = True  # whether all of it so far can be empty
    while at < len(text) and text[at] != ")":
        if text[at] == "|":
            found, empty, first, open_ = found | first, empty or open_, set(), True
            at += 1
            continue
        if text[at] == "(":
            looks = text.startswith(("(?=", "(?!", "(?<=", "(?<!"), at)
            inner, bare, at = _first(text, _GROUP.match(text, at).end())  # type: ignore[union-attr]
            inner, bare = (set(), True) if looks else (inner, bare)
            at += 1
        else:
            stop = text.index("]", at) + 1 if text[at] == "[" else at + 1
            inner, bare, at = set(text[at:stop].strip("[]")), False, stop
        while at < len(text) and text[at] in "?*+":
            bare = bare or text[at] != "+"
            at += 1
        if open_:
            first |= inner
            open_ = bare
    return found | first, empty or open_, at


_GROUP = re.compile(r"\((?:\?(?:P<\w+>|:|=|!|<=|<!))?")
# Classes that begin nothing by themselves, though some rules may begin with them.
_NO_BEGINNING = (
    "OTHER", "COMMA", "DOT", "COLON", "QUOTE", "LINE", "AND", "IN", "FROM", "TO", "BETWEEN", "OPEN", "CLOSE", "DASH",
    "PREF", "PAST",
)  # fmt: skip
