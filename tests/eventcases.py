"""Cases of events as text files: what they look like, and how what was found differs from them.

A case begins with ``@name``, then features behind semicolons (``published``, ``outlet``; ``parties=all`` where nobody
but those given may act, take part or be acted on). Text lines: ``#`` a
headline, ``|`` a paragraph, ``-`` a related headline, ``~`` a source line. ``*`` is an event, in the order of the
text, in four cells: the anchor (with `` @ `` and some words around it where it stands more than once), PLOVER's type
(``CONSULT``, ``CONSULT-visit``, ``-`` for none, ``/`` between readings that are both right), the roles (``participant:
ISR, SYR; venue: "باريس"``; a party without a code in its words) and more: ``act``, ``status``, ``modality``,
``polarity``, ``cardinality``, ``date``, ``date_rule``, ``place``, ``speaker`` (the words of whose event it is; empty
for the narrator), ``grade`` (``main``, ``minor``, ``optional``). What is not given is not asked, but for status
``occurred``, modality ``asserted`` or ``presupposed`` and polarity ``affirmed``. A case without ``*`` holds no event.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from khabar.coding import Coding
from khabar.happening import ROLES, Event
from khabar.model import Article, Page, Part
from khabar.plover import types

TEXT = {"#": "headline", "|": "body", "-": "related", "~": "source_line"}
KEYS = frozenset(
    ["act", "status", "modality", "polarity", "cardinality", "date", "date_rule", "place", "speaker", "grade"]
)
TYPES = types() | {"-"}
_PARTIES = frozenset({"actor", "participant", "proposer", "recipient"})


@dataclass(frozen=True)
class Expected:
    """An event that a case expects; its anchor is ``raw[start:end]``."""

    start: int
    end: int
    types: tuple[str, ...]
    roles: dict[str, tuple[str, ...]]
    more: dict[str, str]

    @property
    def grade(self) -> str:
        """How much it matters: main, minor, optional."""
        return self.more.get("grade", "minor")


@dataclass(frozen=True)
class Case:
    """A case: its name, its page, what is said of it, and its events."""

    name: str
    page: Page
    events: tuple[Expected, ...]
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
    page = _page([line for _, line in block if line[0] in TEXT], features)
    found: list[Expected] = []
    for number, line in block[1:]:
        if line[0] in TEXT:
            continue
        where = f"{path.name}:{number}"
        if line[0] != "*":
            raise ValueError(f"{where}: a line begins with one of @ # | - ~ * %")
        cells = [cell.strip() for cell in line[1:].split("|")]
        cells += [""] * (4 - len(cells))
        anchor, types, roles, more = cells[:4]
        span = _anchor(page.raw, anchor, found[-1].end if found else 0)
        if span is None:
            raise ValueError(f"{where}: {anchor!r} is not in the text")
        wanted = tuple(each.strip() for each in types.split("/"))
        if not {each.partition("-")[0] or "-" for each in wanted} <= TYPES:
            raise ValueError(f"{where}: no such type {types!r}")
        found.append(Expected(*span, wanted, _roles(where, roles), _more(where, more)))
    return Case(name, page, tuple(found), features)


def _anchor(raw: str, anchor: str, since: int) -> tuple[int, int] | None:
    word, _, around = (part.strip() for part in anchor.partition("@"))
    begin, end = since, len(raw)
    if around:
        begin = raw.find(around)
        if begin < 0:
            return None
        end = begin + len(around)
    start = raw.find(word, begin, end)
    if start < 0 and not around:
        start = raw.find(word)
    return (start, start + len(word)) if start >= 0 else None


def _roles(where: str, text: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for piece in filter(None, (piece.strip() for piece in text.split(";"))):
        role, colon, parties = piece.partition(":")
        if not colon or role.strip() not in ROLES:
            raise ValueError(f"{where}: no such role {piece!r}")
        found[role.strip()] = tuple(each.strip() for each in parties.split(",") if each.strip())
    return found


def _more(where: str, text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for piece in filter(None, (piece.strip() for piece in text.split(";"))):
        key, equals, value = piece.partition("=")
        if not equals and piece in ("main", "minor", "optional"):
            key, value = "grade", piece
        elif not equals or key.strip() not in KEYS:
            raise ValueError(f"{where}: no such key {piece!r}")
        found[key.strip()] = value.strip()
    return found


def _page(lines: list[str], features: dict[str, str]) -> Page:
    raw = "\n\n".join(line[1:].strip() for line in lines)
    parts: list[Part] = []
    here = 0
    for position, line in enumerate(lines):
        size = len(line[1:].strip())
        role = TEXT[line[0]]
        article = "" if role == "related" else "case.a1"
        parts.append(Part(f"case.p{position + 1}", position + 1, role, here, here + size, article))  # type: ignore[arg-type]
        here += size + 2
    own = tuple(part for part in parts if part.article_id)
    published, outlet = features.get("published", ""), features.get("outlet", "")
    headline = next((raw[part.start : part.end] for part in own if part.role == "headline"), "")
    articles = ()
    if own:
        articles = (
            Article(
                "case.a1",
                "case",
                outlet,
                headline,
                published,
                "given" if published else "",
                own[0].start,
                own[-1].end,
                own,
            ),
        )
    return Page(
        "case",
        "",
        "",
        len(raw.encode()),
        raw,
        "text/plain",
        outlet,
        "",
        published,
        "given" if published else "",
        "",
        tuple(parts),
        articles,
        (),
    )


def paired(case: Case, coding: Coding) -> list[tuple[Expected | None, Event | None]]:
    """Return each expected event with the found one at its anchor, then those found that nobody expected."""
    free = list(coding.events)
    result: list[tuple[Expected | None, Event | None]] = []
    for each in case.events:
        here = [event for event in free if event.start < each.end and each.start < event.end]
        here.sort(key=lambda event: not same_type(each, event))
        if here:
            free.remove(here[0])
        result.append((each, here[0] if here else None))
    return result + [(None, event) for event in free]


def same_type(each: Expected, event: Event) -> bool:
    """Tell whether an event is of one of the types that a case allows."""
    return (event.event_type or "-") in {kind.partition("-")[0] or "-" for kind in each.types}


def parties(case: Case, coding: Coding, event: Event) -> dict[str, set[str]]:
    """Return the codes of an event by role, without PLOVER's sectors."""
    found: dict[str, set[str]] = {}
    for argument in coding.arguments:
        if argument.event_id == event.event_id and argument.code:
            role = "actor" if argument.role in ("participant", "proposer") else argument.role  # who acts
            found.setdefault(role, set()).add(argument.code.partition(":")[0])
    return found


def differences(case: Case, coding: Coding) -> list[str]:
    """Return what differs between a case and what was found, one line each; optional events may be missing."""
    result: list[str] = []
    for each, event in paired(case, coding):
        if each is None:
            if event is not None and event.event_type:
                result.append(f"too many: {event.anchor} {event.act} {event.event_type} ({event.rule})")
        elif event is None:
            if each.grade != "optional":
                result.append(f"missing: {case.page.raw[each.start : each.end]} {'/'.join(each.types)}")
        else:
            result += _differences(case, coding, each, event)
    return result


def _differences(case: Case, coding: Coding, each: Expected, event: Event) -> Iterator[str]:
    where = f"{event.anchor}: "
    if not same_type(each, event):
        yield f"{where}{event.event_type or '-'} for {'/'.join(each.types)}"
        return
    found = parties(case, coding, event)
    for role, wanted in each.roles.items():
        codes = {code.partition(":")[0] for code in wanted if not code.startswith('"')}
        role = "actor" if role in ("participant", "proposer") else role
        if role not in ("venue", "place", "time") and not codes <= found.get(role, set()):
            yield f"{where}{role} {sorted(found.get(role, set()))} for {sorted(codes)}"
    if case.features.get("parties") == "all" and each.grade != "optional":
        wanted_codes = {code for role, each_of in each.roles.items() if role in _PARTIES for code in each_of}
        more = set().union(*(codes for role, codes in found.items() if role in _PARTIES)) - wanted_codes
        if more:
            yield f"{where}no part of {sorted(more)}"
    for name, default in (("status", "occurred"), ("polarity", "affirmed")):
        if getattr(event, name) != each.more.get(name, default):
            yield f"{where}{name} {getattr(event, name)} for {each.more.get(name, default)}"
    if "modality" in each.more and event.modality != each.more["modality"]:
        yield f"{where}modality {event.modality} for {each.more['modality']}"
