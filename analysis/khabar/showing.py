"""A coded page to look at: its text with speakers, cues and contents marked, and the chain of every claim in words.

`lines` and `text` are for terminals; `khabar.webpage` sets the same as HTML. Both show the parts of every article and,
after them, the related headlines; what belongs to neither (buttons, tag clouds) is left out. A mark carries the number
of its claim: ``[speaker 3: ...]`` belongs to ``c3``.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from khabar.display import Edge, Span, pieces, printable
from khabar.labels import LRM, RLM, is_arabic
from khabar.model import Article, Page, Part

if TYPE_CHECKING:
    from khabar.attribution import Claim, Link
    from khabar.coding import Coding

Segment = tuple[str, str]  # words, and how they are set: a kind of mark, "title", "label" or ""
Line = tuple[Segment, ...]

_KINDS = ("claim", "link", "speaker", "cue")  # outer before inner, where two cover the same characters
_FIRST_WORDS = 80  # characters of a content that a list shows
_INDENT = " " * 5
_NEAR = 500  # characters between content and speaker, beyond which they are not shown in one piece


# -- what is shown together --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Section:
    """The parts and claims of one article, or (``article`` is None) of the related headlines."""

    article: Article | None
    parts: tuple[Part, ...]
    claims: "tuple[Claim, ...]"


def heading(article: Article | None) -> list[str]:
    """Return what stands above a section: outlet, date and headline, or that these are related headlines.

    >>> heading(None)
    ['related headlines']
    """
    if article is None:
        return ["related headlines"]
    date, basis = article.published, article.published_basis
    dated = f"{date} ({basis})" if date and basis else date or "not dated"
    return [_line(each) for each in (article.outlet or "outlet unknown", dated, article.headline or "no headline")]


def sections(page: Page, claims: "Iterable[Claim]") -> list[Section]:
    """Return the articles of ``page`` in their order and then its related headlines, each with its claims.

    >>> from khabar.pages import read
    >>> [len(section.parts) for section in sections(read("data/raw/paris-2025-07.txt"), ())]
    [13, 9, 12]
    """
    parts: dict[str, list[Part]] = {article.article_id: [] for article in page.articles}
    told: dict[str, list[Claim]] = {article.article_id: [] for article in page.articles}
    related = [part for part in page.parts if part.role == "related"]
    others: list[Claim] = []
    for part in page.parts:
        if part.article_id in parts:
            parts[part.article_id].append(part)
    for claim in claims:
        told.get(claim.article_id, others).append(claim)
    found = [Section(each, tuple(parts[each.article_id]), tuple(told[each.article_id])) for each in page.articles]
    return [*found, Section(None, tuple(related), tuple(others))] if related or others else found


def spans(claims: "Iterable[Claim]", links: "Iterable[Link]" = ()) -> list[Span]:
    """Return what is to be marked: the kinds are ``claim`` (the content), ``speaker``, ``cue`` and ``link``.

    A ``note`` holds the numbers of the claims: what several share, a speaker for instance, is one span with all of
    them. Where a link of a chain is the speaker of the same claim, it is not marked again.
    """
    numbers: dict[tuple[int, int, str], dict[str, None]] = {}

    def mark(start: int | None, end: int | None, kind: str, claim_id: str) -> None:
        if start is not None and end is not None and start < end:
            numbers.setdefault((start, end, kind), {})[number(claim_id)] = None

    for claim in claims:
        mark(claim.start, claim.end, "claim", claim.claim_id)
        mark(claim.speaker_start, claim.speaker_end, "speaker", claim.claim_id)
        mark(claim.cue_start, claim.cue_end, "cue", claim.claim_id)
    for link in links:
        if number(link.claim_id) not in numbers.get((link.start or 0, link.end or 0, "speaker"), ()):
            mark(link.start, link.end, "link", link.claim_id)
    return _ordered(Span(start, end, kind, ",".join(numbers[start, end, kind])) for start, end, kind in numbers)


def by_part(parts: tuple[Part, ...], marks: Iterable[Span]) -> list[list[Span]]:
    """Return for each of ``parts`` (in the order of the page, none within another) its marks, cut to it."""
    found: list[list[Span]] = [[] for _ in parts]
    ends = [part.end for part in parts]
    for span in marks:
        for place in range(bisect_right(ends, span.start), len(parts)):
            if parts[place].start >= span.end:
                break
            found[place].append(span)
    return [_cut(over, part.start, part.end) for part, over in zip(parts, found, strict=True)]


def _cut(marks: Iterable[Span], first: int, last: int) -> list[Span]:
    within = (Span(max(span.start, first), min(span.end, last), span.kind, span.note) for span in marks)
    return _ordered(span for span in within if span.start < span.end)


def _ordered(marks: Iterable[Span]) -> list[Span]:
    return sorted(marks, key=lambda span: (span.start, -span.end, _KINDS.index(span.kind)))


# -- what is said of a claim -------------------------------------------------------------------------------------------


def short(claim_id: str) -> str:
    """Return an id without its page.

    >>> short("bbaca505acb5.c3")
    'c3'
    """
    return claim_id.rpartition(".")[2]


def number(claim_id: str) -> str:
    """Return what a mark carries of a claim's id.

    >>> number("bbaca505acb5.c3")
    '3'
    """
    return short(claim_id).removeprefix("c")


def ids(claims: "Iterable[Claim]") -> str:
    """Say which claims a page has: ``c1 to c23`` where they count on, a list where they do not, ``none``."""
    found = [short(claim.claim_id) for claim in claims]
    if len(found) > 2 and found == [f"c{place}" for place in range(1, len(found) + 1)]:
        return f"{found[0]} to {found[-1]}"
    return ", ".join(found) or "none"


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims of one page with all that binds them: each by its id, its chain, those inside it, its other pieces."""

    raw: str
    by_id: "dict[str, Claim]"
    chains: "dict[str, list[Link]]"
    inside: dict[str, list[str]]
    pieces: dict[str, list[str]]

    @classmethod
    def of(cls, coding: "Coding") -> Self:
        """Return the claims of ``coding``."""
        made = cls(coding.page.raw, {claim.claim_id: claim for claim in coding.claims}, {}, {}, {})
        for link in sorted(coding.links, key=lambda link: link.position):
            made.chains.setdefault(link.claim_id, []).append(link)
        for claim in coding.claims:
            if claim.parent_claim_id:
                made.inside.setdefault(claim.parent_claim_id, []).append(claim.claim_id)
            if claim.group_id:
                made.pieces.setdefault(claim.group_id, []).append(claim.claim_id)
        return made

    def find(self, claim: str) -> "Claim | None":
        """Return a claim by its id in full, by its id on the page (``c3``), or by its number."""
        if claim in self.by_id:
            return self.by_id[claim]
        return next((each for name, each in self.by_id.items() if claim in (short(name), number(name))), None)

    def chain(self, claim: "Claim") -> "list[Link]":
        """Return the links from the printing outlet to the first mouth."""
        return self.chains.get(claim.claim_id, [])

    def labels(self, claim: "Claim") -> list[str]:
        """Return the chain in words, link by link."""
        found = [link.label or link.entity_id for link in self.chain(claim)] or claim.chain.split(" < ")
        return [_line(each) for each in found if each] or ["chain not known"]

    def who(self, claim: "Claim") -> str:
        """Return how the first mouth is called: as in the chain, else as the page has it."""
        last = self.chain(claim)[-1].label if self.chain(claim) else claim.chain.rpartition(" < ")[2]
        return _line(last or claim.speaker or claim.speaker_id or "nobody named")

    def grades(self, claim: "Claim") -> list[str]:
        """Return what is known of the speaker: id, state, how far named, and whether the claim itself names him."""
        state = claim.speaker_state if claim.speaker_state != claim.speaker_id else ""
        carried = "carried on" if claim.speaker_id and not claim.speaker else ""
        return [_line(each) for each in (claim.speaker_id, state, claim.anonymity, carried) if each]

    def manner(self, claim: "Claim") -> list[str]:
        """Return how it is said: directness, stance, certainty, and whether a quotation does not end."""
        unclosed = "never closed in print" if claim.closed is False else ""
        return [_line(each) for each in (claim.directness, claim.stance, claim.certainty, unclosed) if each]

    def grounds(self, claim: "Claim") -> list[str]:
        """Return how the chain is known, and by which outlet or platform the claim came."""
        via = f"via {', '.join(claim.via.split(';'))}" if claim.via else ""
        return [_line(each) for each in (claim.chain_basis, via) if each]

    def ties(self, claim: "Claim") -> list[tuple[str, list[str]]]:
        """Return the ids of the claims that this one stands inside, makes one with, and holds."""
        parent = [claim.parent_claim_id] if claim.parent_claim_id in self.by_id else []
        others = [each for each in self.pieces.get(claim.group_id, ()) if each != claim.claim_id]
        held = self.inside.get(claim.claim_id, [])
        return [(how, found) for how, found in (("inside", parent), ("one with", others), ("holds", held)) if found]

    def first_words(self, claim: "Claim") -> str:
        """Return how the content begins, on one line."""
        words = _line(self.raw[max(claim.start, 0) : max(claim.end, 0)][: 4 * _FIRST_WORDS])
        if len(words) <= _FIRST_WORDS:
            return words
        cut = words[: _FIRST_WORDS + 1].rpartition(" ")[0] or words[:_FIRST_WORDS]
        return cut.rstrip("،,؛;:.") + " …"


def _line(words: str) -> str:
    return " ".join(printable(words).split())


# -- terminals ---------------------------------------------------------------------------------------------------------


def lines(coding: "Coding", claim_id: str = "") -> Iterator[Line]:
    """Yield a page line by line, in segments; with ``claim_id`` that claim alone, link by link (nothing if unknown).

    A line with Arabic in it begins with a mark that sets its direction: right to left for what the page says, left to
    right for what is said of it. Nothing is wrapped.
    """
    page, claims = coding.page, Claims.of(coding)
    if claim_id:
        claim = claims.find(claim_id)
        if claim is not None:
            yield from _single(coding, claims, claim)
        return
    yield _row([page.page_id, _line(page.path)], "label")
    if not page.articles:
        yield (("no article was found on this page", "label"),)
    for section in sections(page, coding.claims):
        yield ()
        yield _row(heading(section.article), "title")
        for part, marks in zip(section.parts, by_part(section.parts, spans(section.claims)), strict=True):
            if section.article or part is section.parts[0]:
                yield ()
            role = [] if part.role in ("body", "related") else [Span(part.start, part.end, part.role)]
            yield from _marked(page.raw, part.start, part.end, [*role, *marks])
        count = len(section.claims)
        yield ()
        yield ((f"{count or 'no'} claim{'s' * (count != 1)}", "title"),)
        for each in section.claims:
            yield from _listed(claims, each)


def text(coding: "Coding", claim_id: str = "") -> str:
    r"""Return a page, or one claim of it, as a text with bracketed labels; its lines are those of `lines`.

    >>> from khabar.coding import code
    >>> from khabar.pages import read
    >>> print(text(code(read("لا خبر اليوم.".encode(), outlet="Paper", published="2025-07-25"))).split("\n")[2])
    Paper · 2025-07-25 (given) · no headline
    """
    return "".join("".join(words for words, _ in line) + "\n" for line in lines(coding, claim_id))


def _marked(raw: str, start: int, end: int, marks: list[Span]) -> Iterator[Line]:
    """Yield ``raw[start:end]`` as lines, what is marked in brackets, behind a label."""
    line: list[Segment] = []
    styles = [""]
    for piece in pieces(raw, start, end, marks):
        if isinstance(piece, Edge):
            line.append((f"[{piece.span.tag}: " if piece.opens else "]", "label"))
            if piece.opens:
                styles.append(piece.span.kind)
            else:
                styles.pop()
            continue
        for place, words in enumerate(printable(piece).split("\n")):
            if place:
                yield _directed(line)
                line = []
            line.append((words, styles[-1]))
    yield _directed(line)


def _directed(line: list[Segment]) -> Line:
    return ((RLM, ""), *line) if any(is_arabic(words) for words, _ in line) else tuple(line)


def _row(fields: Iterable[str], *styles: str, between: str = " · ") -> Line:
    """Return ``fields``, without the empty ones, in a row from left to right, whatever script each is in.

    ``styles`` are those of the fields in turn, the last one for all that follow.
    """
    line: list[Segment] = []
    for place, field in enumerate(filter(None, fields)):
        # A mark sets the line's direction where its first letter would not; two end a stretch of Arabic, the first for
        # the signs it ends with.
        foreign = not field[0].isascii()
        line.append((between if place else LRM * foreign, "label"))
        line.append((field, styles[min(place, len(styles) - 1)] if styles else ""))
        line.append(((RLM * foreign + LRM) * is_arabic(field), ""))
    return tuple(line)


def _listed(claims: Claims, claim: "Claim") -> Iterator[Line]:
    """Yield what the list below a text says of a claim: who and how, the chain, how it begins."""
    name, words = short(claim.claim_id), claims.first_words(claim)
    known = [*claims.grounds(claim), *(f"{how} {', '.join(map(short, others))}" for how, others in claims.ties(claim))]
    about = [claims.who(claim), *claims.grades(claim), ", ".join(claims.manner(claim))]
    yield ((f"{name:<4} ", "label"), *_row(about, "speaker", ""))
    more = (("  (", "label"), *_row(known), (")", "label")) if known else ()
    yield ((_INDENT, ""), *_row(claims.labels(claim), "link", between=" < "), *more)
    yield ((RLM * is_arabic(words) + _INDENT, ""), (words, "claim"))


def _single(coding: "Coding", claims: Claims, claim: "Claim") -> Iterator[Line]:
    """Yield one claim: where it stands, marked, and everything recorded of it with the offsets."""
    raw, chain = claims.raw, claims.chain(claim)
    article = next((each for each in coding.articles if each.article_id == claim.article_id), None)
    yield _row([claim.claim_id, *heading(article)], "title")
    yield ()
    first, last = _window(coding, claim)
    marks = spans([claim])
    named = {(span.start, span.end) for span in marks}
    for link in chain:  # here each with its place in the chain
        if link.start is not None and link.end is not None and (link.start, link.end) not in named:
            marks.append(Span(link.start, link.end, "link", str(link.position)))
    yield from _marked(raw, first, last, _cut(marks, first, last))
    yield ()

    def told(name: str, *fields: str, start: int | None = None, end: int | None = None) -> Line:
        where = () if start is None or end is None else (f"{start}:{end}", _line(raw[max(start, 0) : max(end, 0)]))
        return ((f"{name:<9}", "label"), *_row([*fields, *where]))

    who, manner = claims.who(claim), ", ".join(claims.manner(claim))
    yield told("speaker", who, *claims.grades(claim), start=claim.speaker_start, end=claim.speaker_end)
    yield told("cue", manner, start=claim.cue_start, end=claim.cue_end)
    yield told("content", f"{claim.start}:{claim.end}", claims.first_words(claim))
    yield ((f"{'chain':<9}", "label"), *_row(claims.labels(claim), "link", between=" < "))
    if claims.grounds(claim):
        yield told("", *claims.grounds(claim))
    for link in chain:
        yield told(f"  {link.position}", _line(link.label), _line(link.entity_id), start=link.start, end=link.end)
    for how, others in claims.ties(claim):
        for each in others:
            other = claims.by_id[each]
            yield told(how, short(each), claims.who(other), claims.first_words(other))
    if claim.rule:
        yield told("rule", _line(claim.rule))


def _window(coding: "Coding", claim: "Claim") -> tuple[int, int]:
    """Return the sentences that hold the content, and its speaker and cue unless these stand far off."""
    first, last = claim.start, claim.end
    for start, end in ((claim.speaker_start, claim.speaker_end), (claim.cue_start, claim.cue_end)):
        if start is not None and end is not None and claim.start - _NEAR <= start and end <= claim.end + _NEAR:
            first, last = min(first, start), max(last, end)
    around = [each for each in coding.sentences if each.start < last and each.end > first]
    first, last = min([first, *(each.start for each in around)]), max([last, *(each.end for each in around)])
    return max(first, 0), min(last, len(coding.page.raw))
