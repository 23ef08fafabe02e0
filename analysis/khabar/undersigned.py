"""The texts of joint statements on a page: which sentences are the document's own, and who issued it.

A statement stands in one claim (جاء فيه: ...), or goes on as a list over the paragraphs behind it, bulleted or numbered
or each opening with a verbal noun. A list may also follow "agreed on the following:" without any claim.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from khabar.attribution import Claim
from khabar.commitheads import heads, phrase
from khabar.discourse import Discourse
from khabar.happening import Event
from khabar.matching import folded
from khabar.stretches import party

_MARK = re.compile(
    r"[ \t]*(?:[\N{BULLET}\N{BLACK CIRCLE}\N{MIDDLE DOT}\N{BLACK SMALL SQUARE}\N{WHITE BULLET}*\N{EN DASH}\N{EM DASH}-]"
    r"|[(\[]?(?:\d{1,2}|[\u0623\u0627\u0628\u062c\u062f])[ \t]*[)\].:\-\N{EN DASH}\N{EM DASH}/])(?=\s|\D)[ \t]*"
)
_ISSUED = frozenset({"issue-statement", "sign", "agree", "pledge"})
_JOINING = frozenset({"AGREE", "CONSULT"})


@dataclass(frozen=True, slots=True)
class Statement:
    """A document's own words: sentences ``[first, last)`` of the page, ``claim`` if one holds its beginning.

    ``signatories`` are codes; none if the page does not say who issued it.
    """

    first: int
    last: int
    start: int
    end: int
    claim: Claim | None
    signatories: tuple[str, ...]
    listed: bool


class Parties:
    """Who met, agreed or signed, up to any place of an article: whom "the two sides" and "the leaders" mean there."""

    def __init__(self, events: Sequence[Event]) -> None:
        self._kept: dict[str, tuple[list[int], list[tuple[str, ...]]]] = {}
        self._issued: dict[str, tuple[list[int], list[tuple[str, ...]]]] = {}
        for event in sorted(events, key=lambda each: each.start):
            codes = tuple(code for code in event.actors.split(";") if code)
            if len(codes) < 2 or event.event_type not in _JOINING:
                continue
            for table in (self._kept, self._issued) if event.act in _ISSUED else (self._kept,):
                starts, parties = table.setdefault(event.article_id, ([], []))
                starts.append(event.start)
                parties.append(codes)

    def before(self, article: str, offset: int) -> tuple[str, ...]:
        """Return the parties of the last joint event told before ``offset``."""
        return self._at(self._kept, article, offset)

    def issued(self, article: str, offset: int) -> tuple[str, ...]:
        """Return who issued the last text told of before ``offset``."""
        return self._at(self._issued, article, offset)

    @staticmethod
    def _at(table: dict[str, tuple[list[int], list[tuple[str, ...]]]], article: str, offset: int) -> tuple[str, ...]:
        starts, parties = table.get(article, ([], []))
        number = bisect_right(starts, offset) - 1
        return parties[number] if number >= 0 else ()


def marked(talk: Discourse, number: int) -> bool:
    """Tell whether a sentence opens with a bullet, a number or an ordinal, in it or before it in its paragraph."""
    return opening(talk, number)[1]


def opening(talk: Discourse, number: int) -> tuple[int, bool]:
    """Return the first word of a sentence behind the mark of a list item, and whether there is one."""
    sentence = talk.sentences[number]
    first = bisect_right(talk.ends, sentence.start)
    end = talk.at(sentence.end)
    found = _MARK.match(talk.raw, sentence.start, sentence.end)
    if found:
        return min(bisect_right(talk.ends, found.end() - 1), end), True
    size = phrase("ordinal", talk.words, first)
    if size and first + size < end:
        return first + size, True
    part = talk.part(sentence.start)
    begin = part.start if part is not None else sentence.start
    line = talk.raw.rfind("\n", begin, sentence.start) + 1
    return first, bool(_MARK.fullmatch(talk.raw, max(begin, line), sentence.start))


def statements(talk: Discourse, claims: Sequence[Claim], parties: Parties) -> list[Statement]:
    """Return the documents on a page in order; they do not overlap.

    >>> from khabar.coding import code
    >>> from khabar.matching import prepare
    >>> from khabar.discourse import discourse
    >>> from khabar.pages import read
    >>> coding = code(read("صدر بيان مشترك مصري أردني جاء فيه: دعم الحوار بين البلدين. وقف القتال فورا.".encode()))
    >>> page = coding.page
    >>> talk = discourse(page, prepare(page.raw), coding.sentences, coding.mentions, coding.times, ())
    >>> [each.signatories for each in statements(talk, coding.claims, Parties(coding.events))]
    [('EGY', 'JOR')]
    """
    found: list[Statement] = []
    texts = [claim for claim in claims if _document(claim)]
    starts = [sentence.start for sentence in talk.sentences]
    at: dict[int, Claim] = {}
    for text in texts:
        at.setdefault(max(bisect_right(starts, text.start) - 1, 0), text)
    number = 0
    while number < len(talk.sentences):
        claim: Claim | None = at.get(number)
        lead = claim is None and number + 1 not in at and _leads(talk, number)
        if claim is None and not lead:
            number += 1
            continue
        first = number if claim is not None else number + 1
        last = first
        if claim is not None:
            while last < len(starts) and starts[last] < claim.end:
                last += 1
        last, listed = _listed(talk, first, last)
        if last > first:
            article = _article(talk, number)
            begin = claim.start if claim is not None else starts[first]
            codes = tuple(code for code in claim.speaker_state.split(";") if code) if claim is not None else ()
            if len(codes) < 2:  # a bare "the statement": those who were just told to have met or signed
                here = starts[number] + 1 if claim is not None else talk.sentences[number].end
                named = _named(talk, number if claim is None else first, begin)
                codes = named or parties.issued(article, here) or parties.before(article, here) or codes
            if not codes and claim is not None and claim.speaker_id and claim.anonymity == "named":
                codes = (claim.speaker_id,)
            end = max(claim.end if claim is not None else 0, talk.sentences[last - 1].end)
            found.append(Statement(first, last, begin, end, claim, codes, listed))
        number = max(last, number + 1)
    return found


def _named(talk: Discourse, number: int, end: int) -> tuple[str, ...]:
    """Return the parties named behind the word for the document, in the sentence that leads to it: مذكرة بين."""
    for sentence in (talk.sentences[number], talk.sentences[max(number - 1, 0)]):
        stop = min(sentence.end, end) if sentence.start < end else sentence.end
        first, last = bisect_right(talk.ends, sentence.start), talk.at(stop)
        place = next((index for index in range(first, last) if phrase("document", talk.words, index)), -1)
        if place < 0:
            continue
        mentions = [talk.mentions[each] for each in talk.between(place, last)]
        codes = [party(entity) for each in mentions if each.kind != "place" for entity in each.entities]
        found = tuple(dict.fromkeys(code for code in codes if code))
        if len(found) > 1:
            return found
    return ()


def _document(claim: Claim) -> bool:
    if claim.directness == "statement":
        return True
    head = claim.speaker.split()[:1]
    return bool(head) and claim.directness == "direct" and bool(phrase("document", folded(head), 0))


def _leads(talk: Discourse, number: int) -> bool:
    """Tell whether a sentence announces a list (اتفق الجانبان على ما يلي:)."""
    sentence = talk.sentences[number]
    if not talk.raw[sentence.start : sentence.end + 1].rstrip().endswith(":"):
        return False
    first, last = bisect_right(talk.ends, sentence.start), talk.at(sentence.end)
    words = talk.words
    tail = range(max(first, last - 6), last)
    if any(phrase("lead", words, index, joined=True) for index in tail):
        return True
    return any(phrase("document", words, index) or _speech(words[index]) for index in range(first, last))


def _speech(word: str) -> bool:
    return any(head.force == "commit" and not head.deed and head.kind != "masdar" for head in heads(word))


def _listed(talk: Discourse, first: int, last: int) -> tuple[int, bool]:
    """Return the sentence behind the last item of the list that goes on at the sentence ``first``, and if it is one."""
    here, listed = max(last, first), False
    if last > first:
        listed = any(marked(talk, number) for number in range(first, last))
    bare = last == first or not listed
    while here < len(talk.sentences):
        if _article(talk, here) != _article(talk, max(first - 1, 0) if last == first else first):
            break
        part = talk.part(talk.sentences[here].start)
        if part is None or part.role not in ("body", "subheading"):
            break
        fresh = not here or talk.part(talk.sentences[here - 1].start) is not part
        fresh = fresh or "\n" in talk.raw[talk.sentences[here - 1].end : talk.sentences[here].start]
        if marked(talk, here):
            listed, bare = True, False
        elif not (bare and _heads_clause(talk, here)) if fresh else not listed:
            break
        here += 1
    return here, listed


def _heads_clause(talk: Discourse, number: int) -> bool:
    """Tell whether a paragraph opens as a clause: with a verbal noun, "we affirm", "the parties affirm"."""
    first = opening(talk, number)[0]
    first += phrase("adverb", talk.words, first, joined=True)
    end = talk.at(talk.sentences[number].end)
    for head in heads(talk.word(first)):
        if not head.fits(talk.words, first, end):
            continue
        if head.kind in ("first", "imperfect") and not head.provision:
            return True  # documents speak in the present: ويؤكد الطرفان
        if not head.conjunction and head.prefix in ("", "ال") and head.kind in ("masdar", "perfect"):
            return True
    return False


def _article(talk: Discourse, number: int) -> str:
    part = talk.part(talk.sentences[number].start)
    return part.article_id if part is not None else ""
