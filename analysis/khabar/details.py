"""What is said of an event beside who, where and when: how long, what for, what came of it, on what ground.

Each *detail* is a stretch of the page's own words with the attribute that they tell of the event they belong to: the
nearest one before them in the same sentence, or behind them where the lexicon says so. The words are in
`attestation_words.tsv`; how openly an event went is told by those of `order_words.tsv`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from khabar.commitheads import heads
from khabar.eventwords import context
from khabar.lexicon import load
from khabar.matching import folded
from khabar.stretches import Stretch, preposition
from khabar.times import Time

OPENNESS = ("secret", "semi-public", "public")
_COLUMNS = ("scope", "told")
_CLOSE = 6  # words behind an event within which its adjectives stand
_FAR = 14  # words of what a phrase says
_AIMED = 12  # words between "it aims" and its إلى
_REACH = 25  # words between an event and what is said of it
_MEETS = frozenset({"CONSULT", "AGREE", "COOPERATE"})
_SPEECH = frozenset({"ACCUSE", "REJECT", "REQUEST", "SUPPORT", "THREATEN"})


@dataclass(frozen=True, slots=True)
class Detail:
    """What ``raw[start:end]`` says of an event: ``value`` is what is recorded, else the words themselves count."""

    attribute: str
    value: str
    start: int
    end: int


class Host(NamedTuple):
    """An event that details can belong to: its words ``[first, last)`` and PLOVER's type."""

    first: int
    last: int
    kind: str


@dataclass(frozen=True, slots=True)
class _Form:
    words: tuple[str, ...]
    joined: str  # the letter that the next word begins with
    attribute: str
    scope: str
    told: str


@cache
def _forms() -> Mapping[str, tuple[_Form, ...]]:
    rows = [(row.form, row.value, row.more["scope"], row.more["told"]) for row in load("attestation_words", _COLUMNS)]
    rows += [(row.form, "secrecy", "phrase", row.value) for row in load("order_words") if row.value in OPENNESS]
    table: dict[str, list[_Form]] = {}
    for shape, (_, attribute, scope, told) in zip(folded([row[0] for row in rows]), rows, strict=True):
        words = shape.split()
        joined = words.pop() if len(words) > 1 and len(words[-1]) == 1 else ""
        form = _Form(tuple(words), joined, attribute, scope, told)
        table.setdefault(words[0], []).append(form)
    return MappingProxyType({first: tuple(sorted(each, key=_longest)) for first, each in table.items()})


@cache
def attributes() -> frozenset[str]:
    """Return the attributes that details tell.

    >>> {"duration", "purpose", "secrecy"} <= attributes()
    True
    """
    return frozenset(form.attribute for forms in _forms().values() for form in forms)


def _longest(form: _Form) -> tuple[int, int]:
    return -len(form.words), -len(form.joined)


def details(around: Stretch, hosts: Sequence[Host], times: Sequence[Time]) -> list[list[Detail]]:
    """Return the details of each event of a sentence; ``hosts`` are in the order of the text.

    >>> from khabar.coding import code
    >>> from khabar.pages import read
    >>> page = code(read("عقد الوزيران اجتماعا سريا استمر أربع ساعات بهدف خفض التصعيد ومنع الحرب.".encode()))
    >>> [(each.attribute, each.value) for each in page.attestations if each.attribute in attributes()]
    [('secrecy', 'secret'), ('duration', 'PT4H'), ('purpose', 'خفض التصعيد'), ('purpose', 'منع الحرب')]
    """
    found: list[list[Detail]] = [[] for _ in hosts]
    if not hosts:
        return found
    lasting = {around.talk.at(time.start): time for time in times if time.duration}
    current = previous = -1
    waiting: list[Detail] = []  # what stands before its event
    busy = around.begin  # words before it are told already, and events in them bear no details
    index = around.begin
    while index < around.end:
        if around.edge(index):
            current, waiting = -1, []
        at = next((number for number, host in enumerate(hosts) if host.first == index), -1)
        if at >= 0 and (index >= busy or current < 0):
            current = previous = at
            found[at] += waiting
            waiting = []
        form = _form_at(around, index) if index >= busy else None
        if form is None:
            index += 1
            continue
        host = current if current >= 0 or form.scope != "resumed" else previous
        if host >= 0 and not _bears(hosts[host], form, index):
            index += 1
            continue
        said, busy = _said(around, index, form, hosts, host, lasting)
        if form.scope == "counts":
            waiting += said
        elif host >= 0:
            found[host] += said
        elif form.scope in ("open", "near", "aim"):
            waiting += said
        index += len(form.words)
    return [_once(each) for each in found]


def _bears(host: Host, form: _Form, index: int) -> bool:
    """Tell whether such a thing is said of such an event: talks have contents, what is only said has no outcome."""
    if index - host.last > _REACH and form.scope != "resumed":
        return False
    if form.attribute == "content" or form.scope == "resumed":
        return host.kind in _MEETS
    return host.kind not in _SPEECH or form.attribute not in ("outcome", "purpose")


def _form_at(around: Stretch, index: int) -> _Form | None:
    words = around.talk.words
    word = words[index]
    bare = word[1:] if word[:1] in ("و", "ف") else ""
    for first in (word, bare) if bare else (word,):
        for form in _forms().get(first, ()):
            last = index + len(form.words)
            rest = tuple(words[index + 1 : last]) == form.words[1:] and last <= around.end
            behind = around.word(last)
            if rest and behind.startswith(form.joined) and (not form.joined or len(behind) > 1):
                return form
    return None


def _said(
    around: Stretch, index: int, form: _Form, hosts: Sequence[Host], host: int, lasting: Mapping[int, Time]
) -> tuple[list[Detail], int]:
    """Return what a form says, and the word up to which it does."""
    talk, last = around.talk, index + len(form.words)
    if form.scope in ("phrase", "near", "counts"):
        near = form.scope != "counts" and host >= 0 and hosts[host].last <= index <= hosts[host].last + _CLOSE
        soon = form.scope != "phrase" and any(0 <= each.first - last <= 1 for each in hosts)
        if not near and not soon:
            return [], index
        start = talk.starts[index] + (talk.words[index] != form.words[0])
        return [Detail(form.attribute, form.told, start, talk.ends[last - 1])], index
    if form.scope == "lasts":
        time = next((lasting[here] for here in range(last, min(last + 3, around.end)) if here in lasting), None)
        if time is None or host < 0:
            return [], index
        return [Detail(form.attribute, time.duration, time.start, time.end)], index
    if form.scope == "aim":
        to = next((here for here in range(last, min(last + _AIMED, around.end)) if around.word(here) == "الي"), -1)
        if to < 0 or any(around.edge(here) for here in range(last, to + 1)):
            return [], index
        last = to + 1
        if host < 0:
            host = next((number for number, each in enumerate(hosts) if index < each.first < to), -1)
    if form.scope == "noun":
        if host < 0 or hosts[host].kind not in _MEETS:
            return [], index
        last = index
    end = _ends(around, last)
    if form.scope == "open":  # على هامش القمة لقاء
        end = min([end, *(each.first for each in hosts if each.first > last)])
    if end <= last:
        return [], index
    return [*_parts(around, last, end, form)], end


def _ends(around: Stretch, first: int) -> int:
    """Return the word at which what is said from ``first`` on ends: a mark, a verb, a date, the next such phrase."""
    for index in range(first + 1, min(first + _FAR, around.end)):
        if around.edge(index) or around.talk.dated[index] or around.kind(index) in ("that", "relative", "clause"):
            return index
        stop = (
            around.barred(index)
            or around.kind(index) == "verb"
            or preposition(around.word(index)) in context("adjunct")
            or _form_at(around, index) is not None
        )
        if stop and not _coordinated(around, index):
            return index
    return min(first + _FAR, around.end) if first < around.end else first


def _coordinated(around: Stretch, index: int) -> bool:
    """Tell whether a verbal noun begins here that goes on with the one before it: ومنع, وللحفاظ."""
    word = around.word(index)
    if word[:1] != "و" or len(word) < 4:
        return False
    nouns = [each for each in around.event(index) if each.conjunction and not each.form.finite]
    return bool(nouns) or any(head.kind == "masdar" and head.conjunction for head in heads(word))


def _parts(around: Stretch, first: int, end: int, form: _Form) -> list[Detail]:
    """Return the details that the words ``[first, end)`` tell, cut before coordinated verbal nouns."""
    talk = around.talk
    cuts = [first, *(here for here in range(first + 1, end) if _coordinated(around, here)), end]
    said = []
    for begin, stop in pairwise(cuts):
        start = talk.starts[begin]
        word = talk.raw[start : talk.ends[begin]]
        start += begin > first and word[:1] == "و"
        joined = form.joined or ("ل" if form.scope == "noun" else "")
        if joined and begin == first and talk.raw[start : start + 2] != "لل":
            start += 1
        said.append(Detail(form.attribute, form.told, start, talk.ends[stop - 1]))
    return said


def _once(found: Sequence[Detail]) -> list[Detail]:
    """Return the details in order; of those that tell the same attribute with the same words, the longer."""
    ordered = sorted(found, key=lambda each: (each.start, -each.end))
    kept: list[Detail] = []
    for each in ordered:
        if not any(other.attribute == each.attribute and each.start < other.end for other in kept):
            kept.append(each)
    return kept
