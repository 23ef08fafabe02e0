"""The chain of a claim, link by link: from the printing outlet through those who passed it on to the first mouth.

Position 0 is who printed it: the outlet of the article, behind an aggregator if there is one. Platforms carry posts and
are no link. What is said inside another claim came through that claim's speaker.
"""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from khabar.attribution import Claim, Link
from khabar.discourse import Discourse
from khabar.gazetteer import slug
from khabar.lexicon import load
from khabar.matching import fold, folded
from khabar.scene import Saying
from khabar.stances import certainty, stance

_UNNAMED = "unnamed outlet"


class _Step(NamedTuple):
    """Who stands in a chain: id, label and, where the page names them, its characters."""

    id: str
    label: str
    start: int | None
    end: int | None


class _Piece(NamedTuple):
    """One row to be: a stretch of content and the saying it belongs to."""

    start: int
    end: int
    direct: bool
    closed: bool | None
    saying: Saying


def chained(talk: Discourse, said: Sequence[Saying]) -> tuple[tuple[Claim, ...], tuple[Link, ...]]:
    """Return the rows of ``claims`` and ``links`` for sayings whose contents, speakers and parents are known."""
    rows = [
        _Piece(start, end, direct, closed, saying) for saying in said for start, end, direct, closed in saying.contents
    ]
    rows.sort(key=lambda row: (row.start, -row.end, row.saying.cue))
    ids = [f"{talk.page.page_id}.c{number}" for number in range(1, len(rows) + 1)]
    own: dict[int, list[int]] = {}
    for number, row in enumerate(rows):
        own.setdefault(id(row.saying), []).append(number)
    groups = _groups(rows, own)
    claims: list[Claim] = []
    links: list[Link] = []
    for number, row in enumerate(rows):
        saying, speaker = row.saying, row.saying.speaker
        steps = _steps(talk, saying)
        named = speaker is not None and speaker.basis in ("stated", "document")
        sentence = talk.sentence[talk.at(row.start)] if talk.at(row.start) < len(talk.words) else -1
        if sentence < 0:
            sentence = talk.sentence[saying.cue]
        where = talk.sentences[sentence] if sentence >= 0 else None
        above = _parent(own, rows, row) if saying.parent is not None else None
        basis = "inferred" if speaker is None else "anaphora" if speaker.basis == "document" else speaker.basis
        if speaker is not None and basis == "stated" and speaker.again:
            basis = speaker.again
        claims.append(
            Claim(
                talk.page.page_id,
                str(getattr(where, "article_id", "")),
                where.sentence_id if where else "",
                ids[number],
                ids[above] if above is not None else "",
                ids[groups[number]] if number in groups else "",
                row.start,
                row.end,
                row.closed if row.direct and row.closed is not None else None,
                talk.raw[speaker.start : speaker.end] if speaker and named else "",
                speaker.start if speaker and named else None,
                speaker.end if speaker and named else None,
                speaker.id if speaker else "",
                ";".join(speaker.states) if speaker else "",
                speaker.anonymity if speaker else "unnamed",
                talk.raw[saying.cue_start : saying.cue_end],
                saying.cue_start if saying.cue_end > saying.cue_start else None,
                saying.cue_end if saying.cue_end > saying.cue_start else None,
                "direct" if row.direct else "statement" if saying.document and saying.how == "colon" else "indirect",
                stance(saying),
                certainty(talk, saying, row.start, row.end),
                _via(saying),
                " < ".join(step.label for step in steps),
                basis if saying.basis == "stated" else saying.basis,
                speaker.id if speaker else "",
                _rule(saying),
            )
        )
        links += [
            Link(ids[number], position, step.id, step.label, step.start, step.end)
            for position, step in enumerate(steps)
        ]
    return tuple(claims), tuple(links)


def _parent(own: dict[int, list[int]], rows: Sequence[_Piece], row: _Piece) -> int | None:
    """Return the row of the parent that holds the content: the one in which the cue stands, if several do."""
    at = row.saying.cue_start
    holding = [
        number for number in own[id(row.saying.parent)] if rows[number].start <= row.start < row.end <= rows[number].end
    ]
    return next(
        (number for number in holding if rows[number].start <= at < rows[number].end), next(iter(holding), None)
    )


def _groups(rows: Sequence[_Piece], own: dict[int, list[int]]) -> dict[int, int]:
    """Return for each row that is a piece of something the first of the pieces.

    Pieces are those of one content, and a direct quotation that goes on with وأضاف.
    """
    groups: dict[int, int] = {}
    last: _Piece | None = None
    first = -1
    for number, row in enumerate(rows):
        mine = own[id(row.saying)]
        if len(mine) > 1:
            groups[number] = mine[0]
        if not row.direct or row.saying.parent is not None or number != mine[0]:
            continue
        speaker = row.saying.speaker
        goes_on = (
            last is not None
            and speaker is not None
            and last.saying.speaker is not None
            and row.saying.sense == "continue"
            and speaker.basis != "stated"
            and speaker.id == last.saying.speaker.id
        )
        if goes_on:
            groups[first] = groups.get(first, first)
            groups[number] = groups[first]
            for other in mine:
                groups[other] = groups[first]
        else:
            first = number
        last = row
    return groups


def _steps(talk: Discourse, saying: Saying) -> list[_Step]:
    """Return the chain of a saying, nobody twice in a row."""
    line: list[Saying] = []
    here: Saying | None = saying
    while here is not None:
        line.insert(0, here)
        here = here.parent
    steps = _printed(talk, saying)
    for each in line:
        for speaker in [*each.relays, *([each.speaker] if each.speaker else [])]:
            step = _Step(speaker.id, _joined(speaker.labels), speaker.start, speaker.end)
            same = next((number for number, one in enumerate(steps) if one.id == step.id and one.id), None)
            if same is None:
                steps.append(step)
            elif same and each is saying and speaker is saying.speaker:
                steps = [*steps[:same], *steps[same + 1 :], step]
    return steps


def _printed(talk: Discourse, saying: Saying) -> list[_Step]:
    """Return who printed what a saying stands in: the aggregator, if it is named, and the article's outlet."""
    page = talk.page
    offset = talk.starts[saying.cue]
    part = talk.part(offset)
    scope = part.article_id if part is not None else ""
    article = next((each for each in page.articles if scope and each.article_id == scope), None)
    if article is None:
        return [_Step("", _UNNAMED, None, None)]
    names = [page.outlet, article.outlet] if page.outlet and article.outlet and page.outlet != article.outlet else []
    steps = []
    for name in names or [article.outlet or page.outlet]:
        if not name:
            return [_Step("", _UNNAMED, None, None)]
        where = next(
            (
                (part.start + place, part.start + place + len(name))
                for part in article.parts
                if part.role in ("source_line", "dateline")
                and (place := talk.raw[part.start : part.end].find(name)) >= 0
            ),
            (None, None),
        )
        steps.append(_Step(_identity(name), name, *where))
    return steps


@lru_cache(maxsize=1 << 12)
def _identity(name: str) -> str:
    return slug(_outlets().get(fold(name), name)) or name


@cache
def _outlets() -> Mapping[str, str]:
    """Return the outlets' names as the tables print them, by every written form, folded."""
    rows = load("outlets", ("country", "kind"))
    values = [row.value for row in rows]
    return dict(zip(folded(values), values, strict=True)) | dict(
        zip(folded([row.form for row in rows]), values, strict=True)
    )


def _joined(labels: Sequence[str]) -> str:
    if len(labels) < 2:
        return "".join(labels)
    return f"{', '.join(labels[:-1])} and {labels[-1]}"


def _via(saying: Saying) -> str:
    """Return through what a claim came: the outlets it passed and the platform, its own or its parent's."""
    ids: dict[str, None] = {}
    here: Saying | None = saying
    while here is not None:
        ids.update((relay.id, None) for relay in here.relays)
        if here.platform:
            ids[here.platform] = None
        here = here.parent
    return ";".join(ids)


def _rule(saying: Saying) -> str:
    speaker = saying.speaker
    who = "no speaker" if speaker is None else "speaker carried on" if speaker.basis != "stated" else ""
    if speaker is not None and not who:
        who = "speaker before" if saying.before else "speaker behind"
    kinds = {"phrase": "source phrase", "colon": "colon", "quotation": "quotation without a cue"}
    cue = kinds.get(saying.form, saying.form)
    how = {"that": "clause", "noun": "noun phrase", "quote": "quotation", "post": "quotation before", "colon": "colon"}
    joined = how.get(saying.how, "") if saying.form not in kinds else ""
    return ", ".join(filter(None, (cue, joined, who, "inside a claim" if saying.parent else "")))
