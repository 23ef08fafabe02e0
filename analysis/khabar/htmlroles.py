"""Which block of an HTML page is what, as far as its markup says.

Names of classes, microdata, landmark roles and elements (``lexicon/markup.tsv``) mark the regions of a page; where the
prose stands decides whether to believe them, because a wrapper called ``with-sidebar`` may hold the whole article.
Nothing here reads Arabic: what a line says is for `khabar.layout`. Trafilatura, which finds the one text of a page,
was tried as a judge of body text: it took several times as long and did worse (``benchmarks/html_speed.py``).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType

from khabar.htmlmarks import ORDER, WORDS, Frame
from khabar.model import Role

_SINKS = frozenset(ORDER[:7]) | {"caption", "count", "source", "date", "author", "nav", "footer", "header", "aside"}
# Inside an article these say nothing: its own head, or a column that holds it.
_NEUTRAL_INSIDE = frozenset({"header"})
# Regions wide enough to hold others, that a name further in may narrow down.
_WIDE = frozenset({"footer", "header", "aside", "nav", "date"})
_NARROW = frozenset({"related", "keywords", "comments", "share", "count", "author", "source", "caption"})
_DATED = re.compile(r"\b\d{1,2}[\s/.-]+\D{0,20}?(?:19|20)\d\d\b|\b(?:19|20)\d\d[/.-]\d{1,2}[/.-]\d{1,2}\b")
_ENDED = re.compile(r"[.!?؟»”\"]$")
_LINKED = 0.6  # from this share of linked characters on, a block is a link with something around it
_PROSE = 12  # words: shorter blocks outside a marked body are labels, buttons, credits as often as sentences
_HEADLINE = 4  # words: a link of so many is a headline, below it is a menu entry


@dataclass(slots=True, eq=False)
class Draft:
    """A block before its role is known: its text, its frame, the share of it in links, and what inline names say.

    ``run`` counts the words of its longest link: a headline has several, a row of menu entries has not.
    """

    text: str
    frame: Frame
    link: float = 0.0
    marks: tuple[str, ...] = ()
    date: str = ""
    words: int = 0
    run: int = 0
    region: str = ""
    role: Role | None = None
    article: int = 0
    unit: Frame | None = field(default=None, repr=False)


def assign(drafts: Sequence[Draft], headlines: Mapping[str, str] = MappingProxyType({})) -> None:
    """Give every draft its region, its role and the number of its article, in place.

    ``headlines`` are what the page's metadata call its headline(s), each with its ISO date or ''. Where no markup says
    what is article, ``role`` stays None for prose and its neighbours, and the text decides.
    """
    _weigh(drafts)
    total = max((frame.mass for draft in drafts for frame in draft.frame.chain() if frame.parent is None), default=0)
    for draft in drafts:
        draft.region = _region(draft, total)
    units = _units(drafts)
    units = _opening(drafts, units) + units
    known = {_plain(text): date for text, date in headlines.items() if _plain(text)}
    for number, unit in enumerate(units, start=1):
        behind = _behind(unit)
        for index, draft in enumerate(unit):
            draft.article = number
            if index >= behind and draft.region not in _SINKS:
                draft.region = "footer"
    previous = 0
    position = {id(draft): index for index, draft in enumerate(drafts)}
    for unit in units:
        first, last = position[id(unit[0])], position[id(unit[-1])]
        several = len(units) > 1
        _head(drafts, previous, first, unit, known, several)
        previous = last + 1
    if not units and total:
        for draft in drafts:
            if draft.region not in _SINKS and (_plain(draft.text) in known or draft.frame.level == 1):
                draft.role = "headline"
    for draft in drafts:
        if draft.role is None:
            draft.role = _role(draft, bool(units))
    _label(drafts)


def _label(drafts: Sequence[Draft]) -> None:
    """Take the heading of a list of links for the label that it is."""
    for draft, following in pairwise(drafts):
        if draft.role in ("subheading", "body", "related", None) and draft.link < _LINKED <= following.link:
            heading = draft.frame.level > 0 and draft.words <= _PROSE
            label = draft.words <= _HEADLINE and not draft.frame.in_body and not _ENDED.search(draft.text)
            listed = following.role in ("related", "keywords")
            if (heading and (listed or following.role == "boilerplate")) or (label and listed):
                draft.role = "boilerplate"


def weight(draft: Draft) -> float:
    """Return how much speaks for body text, from 0 to 1: long, unlinked, in a marked body and in no side region.

    >>> round(weight(Draft("x", Frame(None, "p"), link=0.5, words=20)), 2)
    0.25
    """
    if draft.region in _SINKS:
        return 0.0
    length = 1.0 if draft.frame.in_body else min(draft.words / (2 * _PROSE), 1.0) * 0.6
    return round(length * (1.0 - draft.link), 3)


def _weigh(drafts: Sequence[Draft]) -> None:
    """Count words of prose into every frame; the count of the root is the page's."""
    for draft in drafts:
        draft.words = len(WORDS.findall(draft.text))
        frames = list(draft.frame.chain())
        draft.frame.in_body = any("body" in frame.marks for frame in frames)
        if (
            draft.link >= _LINKED / 2
            or draft.words < (_HEADLINE if draft.frame.in_body else _PROSE)
            or draft.frame.level
        ):
            continue
        for frame in frames:
            frame.mass += draft.words
            if draft.frame.in_body:
                frame.marked += draft.words


def _region(draft: Draft, total: int) -> str:
    region = _frame_region(draft.frame, total)
    return next((mark for mark in draft.marks if _narrows(mark, region)), region)


def _narrows(mark: str, region: str) -> bool:
    return mark in _NARROW if region in _WIDE else mark in _SINKS and region not in _SINKS


def _frame_region(frame: Frame, total: int) -> str:
    """Return the region of ``frame``; once in a side region, all below it is, if perhaps in a narrower one."""
    path = []
    for above in frame.chain():
        if above.region is not None:
            break
        path.append(above)
    for above in reversed(path):
        region = (above.parent.region or "") if above.parent else ""
        if region in _WIDE:
            region = next((mark for mark in above.marks if mark in _NARROW), region)
        elif region not in _SINKS:
            inside = region in ("article", "embed") or any("article" in it.marks for it in above.chain())
            for mark in above.marks:
                if mark in _SINKS:
                    if not _holds_article(above, mark, total) and not (inside and mark in _NEUTRAL_INSIDE):
                        region = mark
                        break
                elif mark in ("body", "embed"):
                    region = "article" if mark == "body" else "embed"
                    break
        above.region = region
    return frame.region or ""


def _holds_article(frame: Frame, mark: str, total: int) -> bool:
    """Tell whether ``frame``, called ``mark``, is in truth around the article: most of the page's prose is in it."""
    if not total:
        return False
    if mark == "comments":  # readers often write more than the reporter
        return frame.mass > 0.95 * total
    marked = list(frame.chain())[-1].marked
    return frame.marked > 0.4 * marked if marked else frame.mass > 0.6 * total


def _units(drafts: Sequence[Draft]) -> list[list[Draft]]:
    """Return the blocks of each article that the markup sets apart, in order."""
    candidates: dict[Frame, list[Draft]] = {}
    for draft in drafts:
        frames = list(draft.frame.chain())
        container = next((frame for frame in frames if "article" in frame.marks), None)
        if container is None:
            container = next((frame for frame in reversed(frames) if "body" in frame.marks), None)
        if container is not None:
            draft.unit = container
            candidates.setdefault(container, []).append(draft)
    mass = {frame: sum(map(_prose, members)) for frame, members in candidates.items()}
    # <article> inside <article>: what is too small to stand alone belongs to the one around it.
    largest = max(mass.values(), default=0)
    real = {frame for frame, members in candidates.items() if _stands(members, mass[frame], largest)}
    units: dict[Frame, list[Draft]] = {}
    for draft in drafts:
        if draft.unit is None:
            continue
        frame = next((above for above in draft.unit.chain() if above in real), None)
        if frame is not None and not (draft.unit is not frame and _teaser(candidates[draft.unit])):
            units.setdefault(frame, []).append(draft)
        elif draft.region not in _SINKS:
            draft.region = "related"
    return _merged(drafts, list(units.items())) or _densest(drafts)


def _opening(drafts: Sequence[Draft], units: Sequence[Sequence[Draft]]) -> list[list[Draft]]:
    """Return what stands above the first of several articles with a main heading and prose of its own, if any does.

    A live page opens so, before its updates.
    """
    if len(units) < 2:
        return []
    first = next(index for index, draft in enumerate(drafts) if draft is units[0][0])
    mains = (i for i, draft in enumerate(drafts[:first]) if draft.frame.level == 1 and draft.region not in _SINKS)
    start = next(mains, first)
    opening = [draft for draft in drafts[start:first] if draft.region not in _SINKS and draft.link < _LINKED]
    return [opening] if any(_prose(draft) for draft in opening) else []


def _prose(draft: Draft) -> int:
    if draft.region in _SINKS or draft.link >= _LINKED / 2 or draft.frame.level:
        return 0
    return draft.words if draft.words >= (_HEADLINE if draft.frame.in_body else _PROSE) else 0


def _teaser(members: Sequence[Draft]) -> bool:
    return any(draft.link >= _LINKED and draft.words >= _HEADLINE for draft in members)


def _stands(members: Sequence[Draft], mass: int, largest: int) -> bool:
    """Tell whether a container is an article and no teaser: a linked headline over little text."""
    if not mass:
        return False
    head = next((draft for draft in members if draft.frame.level), None)
    linked = head is not None and head.link >= _LINKED
    if linked and mass < 0.25 * largest:
        return False
    return mass >= 0.1 * largest or any(draft.frame.in_body for draft in members)


def _merged(drafts: Sequence[Draft], units: list[tuple[Frame, list[Draft]]]) -> list[list[Draft]]:
    """Join marked bodies that no headline separates: one article cut up by advertisements."""
    position = {id(draft): index for index, draft in enumerate(drafts)}
    merged: list[tuple[Frame, list[Draft]]] = []
    for frame, members in sorted(units, key=lambda unit: position[id(unit[1][0])]):
        if merged and "article" not in frame.marks and "article" not in merged[-1][0].marks:
            between = drafts[position[id(merged[-1][1][-1])] + 1 : position[id(members[0])] + 1]
            if not any(_heading(draft) for draft in between):
                merged[-1][1].extend(members)
                continue
        merged.append((frame, members))
    return [members for _, members in merged]


def _heading(draft: Draft) -> bool:
    return draft.region not in _SINKS and (
        0 < draft.frame.level <= 3 or any("headline" in marked for marked in (draft.marks, draft.frame.marks))
    )


def _densest(drafts: Sequence[Draft]) -> list[list[Draft]]:
    """Return the one element that holds nearly all prose as the article, if there is one short of the whole page."""
    mass: dict[Frame, int] = {}
    total = 0
    for draft in drafts:
        words = _prose(draft)
        total += words
        for frame in draft.frame.chain() if words else ():
            mass[frame] = mass.get(frame, 0) + words
    if total < 2 * _PROSE:
        return []
    best: Frame | None = None
    for frame, words in mass.items():
        if words >= 0.8 * total and frame.tag not in ("html", "body", "") and (best is None or best in frame.chain()):
            best = frame
    if best is None or best.tag in ("p", "pre"):
        best = best.parent if best is not None and best.parent and best.parent.tag not in ("html", "body", "") else None
    if best is None:
        return []
    unit = [draft for draft in drafts if any(frame is best for frame in draft.frame.chain())]
    for draft in unit:
        draft.unit = best
    return _split(unit)


def _split(unit: Sequence[Draft]) -> list[list[Draft]]:
    """Cut a stretch without names at the headings that are level with its first, if it has no main heading above."""
    heads = [index for index, draft in enumerate(unit) if draft.frame.level and draft.region not in _SINKS]
    first = next((index for index, draft in enumerate(unit) if _prose(draft)), 0)
    above = [index for index in heads if index < first]
    level = unit[above[-1]].frame.level if above else 0
    starts = [index for index in heads if index > first and unit[index].frame.level == level]
    if not starts or any(draft.frame.level in range(1, level) for draft in unit):
        return [list(unit)]
    bounds = [0, *starts, len(unit)]
    cut = [list(unit[start:end]) for start, end in pairwise(bounds)]
    return cut if all(any(map(_prose, piece)) for piece in cut) else [list(unit)]


def _plain(text: str) -> str:
    return " ".join(WORDS.findall(text))


def _behind(unit: Sequence[Draft]) -> int:
    """Return the index behind the last block of a unit's marked body, its length if no body is marked in it."""
    marked = [index for index, draft in enumerate(unit) if draft.frame.in_body and _prose(draft)]
    if not marked or sum(map(_prose, unit[marked[-1] + 1 :])) > 0.3 * sum(map(_prose, unit)):
        return len(unit)
    last = marked[-1]
    return next((i for i in range(last + 1, len(unit)) if not unit[i].frame.in_body), len(unit))


def _head(
    drafts: Sequence[Draft], start: int, first: int, unit: Sequence[Draft], known: Mapping[str, str], several: bool
) -> None:
    """Find the headline of ``unit``, inside it or between ``start`` and ``first``, and date the article by it."""
    begin = next((index for index, draft in enumerate(unit) if _prose(draft)), 0)
    inside = [draft for draft in unit[:begin] if draft.region not in _SINKS]
    outside = [draft for draft in reversed(drafts[start:first]) if draft.region not in _SINKS - {"header"}]
    if several and any(_heading(draft) for draft in inside):
        outside = []
    chosen = None
    for rank in (
        lambda draft: _plain(draft.text) in known,
        lambda draft: "headline" in draft.marks or any("headline" in frame.marks for frame in _near(draft)),
        lambda draft: draft.frame.level == 1,
        lambda draft: 0 < draft.frame.level <= 3,
    ):
        chosen = next((draft for draft in (*inside, *outside) if draft.words and rank(draft)), None)
        if chosen is not None:
            break
    if chosen is None:
        return
    chosen.role, chosen.article = "headline", unit[0].article
    container = next((frame for frame in unit[0].frame.chain() if "article" in frame.marks and frame.date), None)
    dates = (d.date for d in (chosen, *unit) if d.date and d.region not in ("related", "aside", "comments"))
    chosen.date = known.get(_plain(chosen.text), "") or (container.date if container else "") or next(dates, "")
    # Blogs print the day above the headline.
    top = next(index for index, draft in enumerate(drafts) if draft is chosen or draft is unit[0])
    if top > start and drafts[top - 1].region == "date":
        drafts[top - 1].article = chosen.article
    if chosen.region in ("header", ""):
        chosen.region = "article"
    # What stands between a headline and its body (date, deck, byline) belongs to them.
    inside_unit = {id(draft) for draft in unit}
    if id(chosen) not in inside_unit:
        for draft in reversed(drafts[start:first]):
            if draft is chosen:
                break
            draft.article = chosen.article


def named_headline(draft: Draft) -> bool:
    """Tell whether markup calls ``draft`` a heading or a headline.

    >>> named_headline(Draft("قمة", Frame(None, "h2", level=2))), named_headline(Draft("قمة", Frame(None, "p")))
    (True, False)
    """
    named = (draft.marks, *(frame.marks for frame in _near(draft)))
    return draft.frame.level > 0 or any("headline" in marked for marked in named)


def _near(draft: Draft) -> list[Frame]:
    frames = list(draft.frame.chain())[:3]
    return [frame for frame in frames if "body" not in frame.marks and "article" not in frame.marks]


def _role(draft: Draft, any_unit: bool) -> Role | None:
    """Return the role of a block that is no headline."""
    region, linked = draft.region, draft.link >= _LINKED
    words = draft.run if linked else draft.words
    if region == "keywords":
        return "boilerplate" if draft.frame.level else "keywords"
    if region == "related":
        return "related" if words >= (_HEADLINE - 1 if linked else _HEADLINE + 1) else "boilerplate"
    if region in ("aside", "nav", "header"):
        least = _HEADLINE if region == "aside" else _HEADLINE + 1
        return "related" if linked and words >= least else "boilerplate"
    if region in ("date", "source") and draft.article:
        return "dateline" if region == "date" else "source_line"
    if region in _SINKS:
        return "boilerplate"
    if region == "embed":
        return "boilerplate" if draft.text[:1] in "—–-" else "body"
    if draft.article:
        if (linked and draft.unit is not None) or draft.link > 0.9:
            return "related" if words >= _HEADLINE else "boilerplate"
        if draft.frame.level:
            return "subheading"
        if draft.unit is not None or _prose(draft):
            return "body"
        # Between a headline and its body: the day, or who wrote it, or what the text may yet say.
        if _DATED.search(draft.text) and words <= _PROSE:
            return "dateline"
        return "boilerplate" if words <= _HEADLINE else None
    if linked:
        return "related" if words >= _HEADLINE else "boilerplate"
    if any_unit and words <= _PROSE and _DATED.search(draft.text) and "©" not in draft.text:
        return None
    if any_unit:
        return "related" if draft.frame.level and words >= _HEADLINE else "boilerplate"
    return None
