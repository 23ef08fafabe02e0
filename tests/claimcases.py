"""Cases of claims: texts with every claim in them written below, and how well what was found agrees.

A file is a series of cases::

    @ perfect/before/person/indirect: with office; outlet=الرقيب; published=2025-07-25
    # a headline, if there is one
    | A paragraph of the article.
    | Another one.
    = content | speaker | cue | directness | id=...; chain=... < ...; parent=1

``@`` opens a case: its name and, after ``;``, what the page does not say (``outlet`` of the article; ``page`` the
outlet of the page, where that is another's; ``published``). Text lines: ``#`` a headline, ``|`` a paragraph, ``-`` a
related headline, ``~`` a source line. ``=`` is a claim, in the order of the text: its content (``first words … last
words`` for a long one), the speaker's words (in brackets where the claim itself does not name him: the words are then
those of an earlier or later mention; in parentheses where to name him and to carry him on are both right; empty if
nobody is named), the cue, and ``direct``, ``indirect`` or ``statement``. Then, each only where it matters: ``id`` the
speaker's entity, ``chain`` what stands between the printing outlet and the first mouth, the mouth included (in the
page's words, joined by `` < ``), ``parent`` and ``group`` the number of another claim of the case, ``via``,
``basis``, ``stance``, ``certainty``, ``anonymity``, ``state``, ``closed``. Several ids are joined by ``+``. A claim
without ``parent`` has none. A case without ``=`` holds no claim.

`differences` says how what was found differs. Contents count as the same up to surrounding spaces, stops and marks
and one joined particle; a leftover of a sentence round a quotation, of one or two words, is neither asked for nor
counted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from khabar.attribution import Claim
from khabar.coding import Coding
from khabar.model import Article, Page, Part

KEYS = frozenset(
    {"id", "chain", "parent", "group", "via", "basis", "stance", "certainty", "anonymity", "closed", "state"}
)
TEXT = {"#": "headline", "|": "body", "-": "related", "~": "source_line"}


@dataclass(frozen=True)
class Expected:
    """A claim that a case expects: ``[start, end)`` is its content in the case's page."""

    start: int
    end: int
    speaker: str
    cue: str
    directness: str
    more: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """A case: its name, its page, what is said about the page, and the claims on it."""

    name: str
    page: Page
    claims: tuple[Expected, ...]
    features: dict[str, str] = field(default_factory=dict)


def cases(path: Path) -> Iterator[Case]:
    """Yield the cases of a file; `ValueError` names the line of what is not as it should be."""
    block: list[tuple[int, str]] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        line = line.rstrip()
        if line.startswith("@") and block:
            yield _case(path, block)
            block = []
        if line and not line.startswith("%"):
            block.append((number, line))
    if block:
        yield _case(path, block)


def _case(path: Path, block: list[tuple[int, str]]) -> Case:
    number, head = block[0]
    if not head.startswith("@"):
        raise ValueError(f"{path.name}:{number}: a case begins with @")
    name, *rest = (part.strip() for part in head[1:].split(";"))
    features = dict(part.split("=", 1) for part in rest if "=" in part)
    lines = [line for line in block if line[1][0] in TEXT]
    page = _page(lines, features)
    found: list[Expected] = []
    for number, line in block[1:]:
        if line[0] in TEXT:
            continue
        if line[0] != "=":
            raise ValueError(f"{path.name}:{number}: a line begins with one of @ # | - ~ = %")
        cells = [cell.strip() for cell in line[1:].split("|")]
        if len(cells) not in (4, 5):
            raise ValueError(f"{path.name}:{number}: content | speaker | cue | directness | more")
        more = dict(each.strip().split("=", 1) for each in (cells[4].split(";") if cells[4:] else ()) if each.strip())
        if not set(more) <= KEYS or cells[3] not in ("direct", "indirect", "statement"):
            raise ValueError(f"{path.name}:{number}: directness {cells[3]!r}, keys {sorted(set(more) - KEYS)}")
        since = found[-1].start if found else 0
        span = _span(page.raw, cells[0], since) or _span(page.raw, cells[0], 0)
        if span is None:
            raise ValueError(f"{path.name}:{number}: {cells[0]!r} is not in the text")
        found.append(Expected(*span, cells[1], cells[2], cells[3], more))
    return Case(name, page, tuple(found), features)


def _span(raw: str, content: str, since: int) -> tuple[int, int] | None:
    first, ellipsis, last = (part.strip() for part in content.partition("…"))
    start = raw.find(first, since)
    if start < 0:
        return None
    if not ellipsis:
        return start, start + len(first)
    end = raw.find(last, start + len(first))
    return (start, end + len(last)) if end >= 0 else None


def _page(lines: list[tuple[int, str]], features: dict[str, str]) -> Page:
    raw = "\n\n".join(line[1:].strip() for _, line in lines)
    parts: list[Part] = []
    here = 0
    for position, (_, line) in enumerate(lines):
        text = line[1:].strip()
        role = TEXT[line[0]]
        article = "" if role == "related" else "x.a1"
        parts.append(Part(f"x.p{position + 1}", position, role, here, here + len(text), article))  # type: ignore[arg-type]
        here += len(text) + 2
    own = [part for part in parts if part.article_id]
    outlet, published = features.get("outlet", ""), features.get("published", "")
    headline = next((raw[part.start : part.end] for part in own if part.role == "headline"), "")
    basis = "given" if published else ""
    articles = (
        (Article("x.a1", "x", outlet, headline, published, basis, own[0].start, own[-1].end, tuple(own)),)  # type: ignore[arg-type]
        if own
        else ()
    )
    shown = features.get("page", outlet)
    return Page("x", "x.txt", "", 0, raw, "text/plain", outlet=shown, parts=tuple(parts), articles=articles)


def paired(case: Case, found: Sequence[Claim]) -> list[tuple[Expected | None, Claim | None]]:
    """Return each expected claim with the found one of the same content, then those found that nobody expected.

    Of several of one content the one with the same cue comes first. Leftovers of one or two words stand on no side.
    """
    raw, free = case.page.raw, list(found)
    result: list[tuple[Expected | None, Claim | None]] = []
    for each in case.claims:
        same = [claim for claim in free if same_content(raw, (claim.start, claim.end), (each.start, each.end))]
        same.sort(key=lambda claim: (claim.cue != each.cue, claim.directness != each.directness))
        if same:
            free.remove(same[0])
            result.append((each, same[0]))
        elif not leftover(raw, each, each.more.get("group", "")):
            result.append((each, None))
    return result + [(None, claim) for claim in free if not leftover(raw, claim, claim.group_id)]


def leftover(raw: str, claim: Expected | Claim, group: str) -> bool:
    """Tell whether a claim is one or two words round a quotation, of the same ``group`` as it."""
    return bool(group) and claim.directness == "indirect" and len(raw[claim.start : claim.end].split()) <= 2


def differences(case: Case, coding: Coding) -> list[str]:
    """Return what differs between a case and what was found, one line each; empty if all is as expected."""
    pairs = paired(case, coding.claims)
    matched = {id(each): claim for each, claim in pairs if each is not None}
    numbered = [matched.get(id(each)) for each in case.claims]
    result: list[str] = []
    for each, claim in pairs:
        if each is None and claim is not None:
            shown = case.page.raw[claim.start : claim.end]
            result.append(f"too many: {shown} | {claim.speaker} | {claim.cue} | {claim.directness} ({claim.rule})")
        elif each is not None and claim is None:
            result.append(f"missing: {case.page.raw[each.start : each.end]} | {each.speaker} | {each.cue}")
        elif each is not None and claim is not None:
            where = f"{case.claims.index(each) + 1}: "
            result += [where + line for line in _differences(case, coding, each, claim, numbered)]
    return result


def same_content(raw: str, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Tell whether two spans are the same up to spaces, stops and marks round them and one joined particle."""
    (start, end), (start_2, end_2) = _trimmed(raw, *one), _trimmed(raw, *other)
    first, last = min(start, start_2), max(start, start_2)
    joined = last - first == 1 and raw[first] in "وفبل" and not raw[max(0, first - 1) : first].strip(_AROUND)
    return end == end_2 and (start == start_2 or joined)


_AROUND = " \t؟?\n\u00a0\u200f.,،؛:!…\"'«»“”„‟″‹›‘’-–—()[]"


def _trimmed(raw: str, start: int, end: int) -> tuple[int, int]:
    while start < end and raw[start] in _AROUND:
        start += 1
    while start < end and raw[end - 1] in _AROUND:
        end -= 1
    return start, end


def _same_words(one: str, other: str) -> bool:
    """Tell whether two names are the same; the table has ``لأمم المتحدة`` where ``للأمم المتحدة`` is printed."""
    return one == other or {one, other} == {"ا" + one.removeprefix("ا"), one.removeprefix("ا")}


def _differences(
    case: Case, coding: Coding, each: Expected, claim: Claim, numbered: list[Claim | None]
) -> Iterator[str]:
    if not speaker_agrees(coding, each, claim):
        known = _ids(coding, each.speaker.strip("[]()"))
        expected = f"{each.speaker!r} ({' or '.join(sorted(known))})"
        yield f"speaker {claim.speaker!r} ({claim.speaker_id}), expected {expected}"
    if claim.cue != each.cue:
        yield f"cue {claim.cue!r}, expected {each.cue!r}"
    if claim.directness != each.directness:
        yield f"directness {claim.directness}, expected {each.directness}"
    for key, cell in (
        ("id", claim.speaker_id),
        ("state", claim.speaker_state),
        ("via", claim.via),
        ("basis", claim.chain_basis),
        ("stance", claim.stance),
        ("certainty", claim.certainty),
        ("anonymity", claim.anonymity),
        ("closed", "" if claim.closed is None else str(claim.closed).lower()),
    ):
        if key in each.more and cell != each.more[key].replace("+", ";"):
            yield f"{key} {cell!r}, expected {each.more[key]!r}"
    above = numbered[int(each.more["parent"]) - 1] if "parent" in each.more else None
    if claim.parent_claim_id != (above.claim_id if above else "") and not ("parent" in each.more and above is None):
        yield f"parent {claim.parent_claim_id!r}, expected {each.more.get('parent', 'none')}"
    first = numbered[int(each.more["group"]) - 1] if "group" in each.more else None
    if first and (not claim.group_id or claim.group_id != first.group_id):
        yield f"group {claim.group_id!r}, expected that of {each.more['group']}"
    if "chain" in each.more and not chain_agrees(case, coding, claim, each.more["chain"].split(" < ")):
        yield f"chain {claim.chain!r}, expected {each.more['chain']!r}"


def speaker_agrees(coding: Coding, each: Expected, claim: Claim) -> bool:
    """Tell whether ``claim`` names the expected speaker, or carries him on where that is expected."""
    words = each.speaker.strip("[]()")
    named = _same_words(claim.speaker, words)
    known = _ids(coding, words) - {""}
    kept = not claim.speaker and (claim.speaker_id in known if known else bool(claim.speaker_id))
    if each.speaker.startswith("["):
        return kept
    return named or (each.speaker.startswith("(") and kept)


def chain_agrees(case: Case, coding: Coding, claim: Claim, names: Sequence[str]) -> bool:
    """Tell whether the links of ``claim`` behind the printing outlet are those that ``names`` names, in this order."""
    links = [link for link in coding.links if link.claim_id == claim.claim_id and link.position > 0]
    return len(links) == len(names) and all(
        (link.start is not None and _same_words(case.page.raw[link.start : link.end], name))
        or link.label == name
        or link.entity_id in _ids(coding, name) - {""}
        for link, name in zip(links, names, strict=True)
    )


def _ids(coding: Coding, words: str) -> set[str]:
    """Return what ``words`` stand for where the page names them: as a mention, or as the speaker of a claim."""
    return {each.entity_id for each in coding.mentions if _same_words(each.surface, words)} | {
        each.speaker_id for each in coding.claims if _same_words(each.speaker, words)
    }
