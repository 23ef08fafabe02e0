"""The things a saved page is made of, as frozen records.

All offsets are half-open ``[start, end)`` in Unicode code points of the page's raw text, so that
``page.raw[part.start:part.end]`` is the part.
"""

from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal["headline", "subheading", "dateline", "body", "related", "keywords", "source_line", "boilerplate"]
ROLES: tuple[str, ...] = get_args(Role)

Basis = Literal["given", "stated", "inferred", "outside", ""]
BASES: tuple[str, ...] = get_args(Basis)

Severity = Literal["note", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that did not go as it should: where, how bad, and in one line what and what to do."""

    path: str
    page_id: str
    location: str
    severity: Severity
    message: str


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a page with one role; ``article_id`` is empty where it belongs to no article."""

    part_id: str
    position: int
    role: Role
    start: int
    end: int
    article_id: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a page: ``start`` of its first part to ``end`` of its last, with what dates it."""

    article_id: str
    page_id: str
    outlet: str
    headline: str
    published: str
    published_basis: Basis
    start: int
    end: int
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A saved page: its raw text and, covering every character that is not white space, its parts.

    ``bytes`` is the size of the source in bytes, ``sha256`` their hash; ``published`` is an EDTF date, empty if
    unknown. ``problems`` are those met while reading this page.
    """

    page_id: str
    path: str
    sha256: str
    bytes: int
    raw: str
    media_type: str
    outlet: str = ""
    url: str = ""
    published: str = ""
    published_basis: Basis = ""
    rights: str = ""
    parts: tuple[Part, ...] = ()
    articles: tuple[Article, ...] = ()
    problems: tuple[Problem, ...] = ()

    def text(self, part: Part | Article) -> str:
        """Return the raw characters of ``part``."""
        return self.raw[part.start : part.end]
