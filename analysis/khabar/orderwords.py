"""Words that order events in time (``order_words.tsv``), found in the sentences of reports.

What a word orders is an event, or a noun that takes one up (``صدر عن اللقاء بيان``). Without the texts only the
expressions in the table ``times`` that hang on an event are read.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from khabar.lexicon import load
from khabar.retelling import Report, fold, records, whole, words

if TYPE_CHECKING:
    import pandas as pd

_WORD = re.compile(r"[\u0621-\u0652\u0670-\u06d3]+")
_GOVERN = frozenset({"after", "before", "during", "overlaps", "in"})
_AHEAD = 3  # words between an ordering word and what it orders, at most, itself included
_ACROSS = 7  # the same for verbs, which have their subject between
_ASIDE = ("another", "unit", "indefinite", "holders", "noun:")  # rows that are looked up, not looked for


@dataclass(frozen=True, slots=True)
class Order:
    """What a text says of two reports: ``left`` stands in ``relation`` to ``right``, ids of events."""

    left: str
    relation: str
    right: str
    basis: str
    rule: str


@dataclass(frozen=True, slots=True)
class _Token:
    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Match:
    """An ordering word: tokens ``[first, last)``, what it says, how it is printed; ``front`` if it opens a clause."""

    first: int
    last: int
    start: int
    end: int
    value: str
    text: str
    front: bool


@dataclass(slots=True)
class _Sentence:
    """The reports of a sentence, its tokens if its text is known, and those of its article told before."""

    reports: list[Report]
    tokens: list[_Token] = field(default_factory=list)
    raw: str = ""
    before: list[Report] = field(default_factory=list)


@cache
def _forms() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Return the listed forms by first word: further words and value, the longest first."""
    found: defaultdict[str, set[tuple[tuple[str, ...], str]]] = defaultdict(set)
    for row in load("order_words"):
        if row.value.startswith(_ASIDE):
            continue
        first, *rest = fold(row.form).split()
        found[first].add((tuple(rest), row.value))
    return {first: tuple(sorted(more, key=lambda one: (-len(one[0]), one))) for first, more in found.items()}


def found_words(raw: str, start: int = 0, end: int | None = None) -> list[tuple[int, int, str]]:
    """Return the listed words in ``raw[start:end]``: offsets into ``raw``, value; the longest at each place.

    >>> text = "وصدر عن اللقاء بيان ثم انتهت باتفاق"
    >>> [(text[a:b], value) for a, b, value in found_words(text)]
    [('صدر عن', 'after'), ('ثم', 'then'), ('انتهت ب', 'then')]
    """
    return [(one.start, one.end, one.value) for one in _matches(raw, _tokens(raw, start, end))]


def _tokens(raw: str, start: int = 0, end: int | None = None) -> list[_Token]:
    found = _WORD.finditer(raw, start, len(raw) if end is None else end)
    return [_Token(fold(one[0]), one.start(), one.end()) for one in found]


def _matches(raw: str, tokens: Sequence[_Token]) -> list[_Match]:
    matches: list[_Match] = []
    taken = 0
    for i, token in enumerate(tokens):
        if i < taken:
            continue
        for skip in (0, 1) if token.word[:1] in ("و", "ف") else (0,):
            one = _match(raw, tokens, i, skip)
            if one:
                matches.append(one)
                taken = one.last
                break
    return matches


def _match(raw: str, tokens: Sequence[_Token], i: int, skip: int) -> _Match | None:
    token = tokens[i]
    for rest, value in _forms().get(token.word[skip:], ()):
        here, end, fits = i + 1, token.end, True
        for part in rest:
            following = tokens[here] if here < len(tokens) else None
            if following and following.word == part:
                end, here = following.end, here + 1
            elif following and len(part) == 1 and part == rest[-1] and following.word.startswith(part):
                end = following.start + 1  # joined to the next word, which is what it governs
            else:
                fits = False
                break
        if fits:
            gap = raw[tokens[i - 1].end : token.start].strip() if i else ""
            return _Match(
                i, here, token.start + skip, end, value, raw[token.start + skip : end], not i or bool(skip and gap)
            )
    return None


def told_orders(found: Sequence[Report], tables: "Mapping[str, pd.DataFrame]", texts: Mapping[str, str]) -> list[Order]:
    """Return what the wording says about the order of reports, sentence by sentence, in the order of the pages.

    ``found`` are reports in the order of the pages, ``texts`` the raw text by page (a page may be missing).
    """
    sentences = _sentences(found, tables, texts)
    orders = list(_from_times(sentences, tables))
    for sentence in sentences.values():
        for match in _matches(sentence.raw, sentence.tokens):
            orders += _ordered(sentence, match)
    return orders


def member_between(
    found: Sequence[Report], tables: "Mapping[str, pd.DataFrame]", texts: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield pairs of events of which the first is told as a member of the second: سلسلة لقاءات آخرها لقاء باريس.

    ``found`` are reports in the order of the pages; without texts there are none.
    """
    for sentence in _sentences(found, tables, texts).values() if texts else ():
        for match in _matches(sentence.raw, sentence.tokens):
            left = [one for one in sentence.reports if one.start < match.start]
            right = [one for one in sentence.reports if match.start <= one.start]
            if match.value == "member" and left and right:
                yield right[0].event_id, left[-1].event_id


def _sentences(
    found: Sequence[Report], tables: "Mapping[str, pd.DataFrame]", texts: Mapping[str, str]
) -> dict[str, _Sentence]:
    spans = {str(row["sentence_id"]): (whole(row["start"]), whole(row["end"])) for row in records(tables, "sentences")}
    sentences: dict[str, _Sentence] = {}
    articles: defaultdict[str, list[Report]] = defaultdict(list)
    for report in found:
        if report.sentence and report.sentence not in sentences:
            raw = texts.get(report.page, "")
            tokens = _tokens(raw, *spans[report.sentence]) if raw and report.sentence in spans else []
            earlier = list(articles[report.article]) if report.article else []
            sentences[report.sentence] = _Sentence([], tokens, raw, earlier)
        if report.sentence:
            sentences[report.sentence].reports.append(report)
        articles[report.article].append(report)
    return sentences


def _from_times(sentences: Mapping[str, _Sentence], tables: "Mapping[str, pd.DataFrame]") -> Iterator[Order]:
    """Yield what expressions that hang on an event say of those that they date: بعد سقوط النظام."""
    hanging: defaultdict[str, list[str]] = defaultdict(list)
    for row in records(tables, "arguments"):
        if row["role"] == "time":
            hanging[str(row["entity_id"])].append(str(row["event_id"]))
    known = {one.event_id: one for sentence in sentences.values() for one in sentence.reports}
    for row in records(tables, "times"):
        governed, sentence = known.get(str(row["anchor"])), sentences.get(str(row["sentence_id"]))
        surface, start = str(row["surface"]), whole(row["start"])
        matches = _matches(surface, _tokens(surface))
        if not governed or not sentence or not matches or matches[0].value not in _GOVERN:
            continue
        first = not any(one.start < start for one in sentence.reports)
        match = _Match(0, 0, start, whole(row["end"]), matches[0].value, surface, first)
        mains = [known[one] for one in hanging[str(row["time_id"])] if one in known]
        if not mains:
            mains = _mains(sentence, match, governed)[:1]
        for main in mains:
            yield from _relate(match, main, governed)


def _ordered(sentence: _Sentence, match: _Match) -> Iterator[Order]:
    value, here = match.value, sentence.reports
    left = [one for one in here if one.start < match.start]
    right = [one for one in here if one.start >= match.end]
    if value in _GOVERN:
        governed = _governed(sentence, match)
        if governed:
            mains = _mains(sentence, match, governed)
            for number, main in enumerate(mains):
                yield from _relate(match, main, governed, "inferred" if number else "stated")
    elif value in ("then", "since"):
        edge = sentence.tokens[min(match.last + _ACROSS, len(sentence.tokens)) - 1].end
        if left and right and right[0].start < edge:
            earlier, later = (left[-1], right[0]) if value == "then" else (right[0], left[-1])
            yield Order(earlier.event_id, "before", later.event_id, "stated", match.text)
    elif value in ("later", "earlier") and left:
        yield from _adjective(sentence, match, left)
    elif value == "not-the-first":
        implied = [one for one in here if match.start <= one.start < match.end]
        if implied and left:
            yield Order(implied[0].event_id, "before", left[-1].event_id, "stated", match.text)
    elif value == "had":
        edge = sentence.tokens[min(match.last + _AHEAD, len(sentence.tokens)) - 1].end
        lead = [one for one in sentence.before if one.modality == "asserted" and one.stage == "done"]
        if right and right[0].start < edge and lead:
            yield Order(right[0].event_id, "before", lead[0].event_id, "inferred", match.text)


def _relate(match: _Match, main: Report, governed: Report, basis: str = "stated") -> Iterator[Order]:
    if main.event_id == governed.event_id:
        return
    one, other = main.event_id, governed.event_id
    if match.value == "after":
        yield Order(other, "before", one, basis, match.text)
    elif match.value == "before":
        yield Order(one, "before", other, basis, match.text)
    else:
        yield Order(one, "overlaps" if match.value == "overlaps" else "during", other, basis, match.text)


def _governed(sentence: _Sentence, match: _Match) -> Report | None:
    """Return the event that an ordering word governs: one told there, or one that a noun there takes up."""
    tokens = sentence.tokens
    starts = {one.start: one for one in sentence.reports}
    # A particle joined to the next word governs that very word: استجابة لدعوة.
    for i in range(match.last, min(match.last + _AHEAD, len(tokens))):
        token = tokens[i]
        if i > match.last and re.search(r"[،؛:.؟!\n]", sentence.raw[tokens[i - 1].end : token.start]):
            return None
        told = next((starts[at] for at in range(max(token.start, match.start), token.end) if at in starts), None)
        if match.value == "in":
            plain = told and token.word.startswith("ال") and told.family == "meet" and i == match.last
            return told if plain else None
        if told:
            return told
        if token.word in words("unit") and not (i + 1 < len(tokens) and tokens[i + 1].word == "من"):
            return None
        family = _nouns().get(token.word)
        if family:
            earlier = [one for one in (*sentence.before, *sentence.reports) if one.start < match.start]
            fits = [one for one in earlier if one.family == family and one.stage == "done" and not one.denied]
            return fits[-1] if fits else None
    return None


@cache
def _nouns() -> dict[str, str]:
    rows = load("order_words")
    return {fold(row.form): row.value.partition(":")[2] for row in rows if row.value.startswith("noun:")}


def _mains(sentence: _Sentence, match: _Match, governed: Report) -> list[Report]:
    """Return the event that is put in order by ``governed``, and what else the clause goes on to tell of."""
    inside = [one for one in sentence.reports if match.start <= one.start < match.end and one is not governed]
    if inside and governed.start >= match.end:
        return inside[:1]  # صدر عن اللقاء
    # Of "he said after the meeting that ..." what is said is not what the meeting is before.
    level = ("", governed.claim)
    others = [one for one in sentence.reports if one is not governed and not one.denied and one.claim in level]
    if match.value == "in":
        others = [one for one in others if one.family != "meet"]
    left = [one for one in others if one.start < match.start]
    right = [one for one in others if one.start >= max(match.end, min(governed.end, match.end + 200))]
    if (match.front or not left) and right:
        told = [one for one in right if one.modality == "asserted"] or right
        carried = [one for one in told[1:] if _joined(sentence, one)] if match.value == "after" else []
        return [told[0], *carried]
    told = [one for one in left if one.modality == "asserted"] or left
    return told[-1:]


def _joined(sentence: _Sentence, report: Report) -> bool:
    return sentence.raw[report.start - 1 : report.start] == "و"


def _adjective(sentence: _Sentence, match: _Match, left: Sequence[Report]) -> Iterator[Order]:
    """Yield what لاحق or سابق behind an event says; سابق must agree with it, for it is mostly said of people."""
    meant = left[-1]
    between = [one for one in sentence.tokens if meant.end <= one.start < match.start]
    others = [one for one in (*sentence.before, *left[:-1]) if one.modality != "possible" and not one.denied]
    if match.value == "later":
        others = [one for one in left[:-1] if not one.denied]
        if others and len(between) <= _AHEAD + 1:
            yield Order(others[-1].event_id, "before", meant.event_id, "stated", match.text)
    elif len(between) <= 1 and meant.anchor.startswith("ال") == match.text.startswith("ال"):
        leads = [one for one in others if one.family == meant.family and one.stage == "done" and not one.series]
        if leads and leads[-1].event_id != meant.event_id:
            yield Order(meant.event_id, "before", leads[-1].event_id, "stated", match.text)
