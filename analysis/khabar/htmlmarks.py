"""What an element's names say: classes, microdata, landmark roles and tags as marks of a page's regions.

The names are data (``lexicon/markup.tsv``). A form is a word or words inside a class or id, whatever joins them
(``entry content`` finds ``entry-content``, ``EntryContent`` and ``td__entry_content``), or with ``=`` before it one or
two whole classes, or with ``tag=``, ``itemprop=``, ``type=``, ``role=``, ``rel=`` the value of that attribute.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from khabar.lexicon import load

# In this order: the first name that holds wins, and what is certainly not article is asked first.
ORDER = (
    "cookie", "comments", "ad", "subscribe", "related", "share", "keywords", "embed", "caption", "count", "source",
    "date", "author", "nav", "footer", "header", "aside", "subheading", "headline", "body", "article",
)  # fmt: skip
WORDS = re.compile(r"[^\W\d_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# WordPress writes an article's own tags and categories among its classes: "hentry category-news tag-syria".
_TAXONOMY = re.compile(r"(?:^|\s)(?:tag|category|author)-\S+")
# Hooks for scripts, and Telegram's names, of which only those in the lexicon mean something.
_OPAQUE = ("js-", "tgme_")


@dataclass(slots=True, eq=False)
class Frame:
    """An element that bears on layout: block-level, or named by its class, microdata, role or tag.

    ``marks`` are the regions its names speak of, ``date`` an ISO date it states; ``mass`` counts the words of prose
    in it and all below, ``marked`` those inside a marked body.
    """

    parent: "Frame | None"
    tag: str
    marks: tuple[str, ...] = ()
    level: int = 0
    item: bool = False
    pre: bool = False
    date: str = ""
    mass: int = 0
    marked: int = 0
    in_body: bool = False
    region: str | None = None

    def chain(self) -> "Iterator[Frame]":
        """Yield this frame and all above it."""
        frame: Frame | None = self
        while frame is not None:
            yield frame
            frame = frame.parent


@cache
def _forms() -> tuple[dict[str, str], re.Pattern[str], tuple[tuple[str, str], ...]]:
    """Return the lexicon as a table, a pattern of the plain names, and the names that are two classes together."""
    table = {row.form: row.value for row in load("markup")}
    named = sorted((form for form in table if "=" not in form), key=len, reverse=True)
    pairs = tuple((f" {form[1:]} ", value) for form, value in table.items() if form[0] == "=" and " " in form)
    return table, re.compile(" (" + "|".join(map(re.escape, named)) + ")(?= )"), pairs


@cache
def telling_tags() -> frozenset[str]:
    """Return the elements that speak of a region by themselves.

    >>> "nav" in telling_tags(), "div" in telling_tags()
    (True, False)
    """
    return frozenset(form.removeprefix("tag=") for form in _forms()[0] if form.startswith("tag="))


@lru_cache(maxsize=8192)
def marks(
    tag: str, names: str = "", itemprop: str = "", itemtype: str = "", role: str = "", rel: str = ""
) -> tuple[str, ...]:
    """Return the regions an element's names speak of, the most telling first.

    ``names`` holds its classes and id, separated by spaces; the others are the attributes so called.

    >>> marks("div", "post-content__share")
    ('share', 'body')
    >>> marks("article", "hentry tag-syria")
    ('article',)
    >>> marks("a", rel="nofollow tag")
    ('keywords',)
    """
    table, pattern, pairs = _forms()
    found = {table.get("tag=" + tag)}
    if names:
        if "hentry" in names or tag == "article":
            names = _TAXONOMY.sub(" ", names)
        found.update(value for form, value in pairs if form in f" {names} ")
        spaced = ""
        for name in names.split():
            if "=" + name in table:
                found.add(table["=" + name])
            elif not name.startswith(_OPAQUE):
                spaced += f" {' '.join(WORDS.findall(_CAMEL.sub(' ', name))).lower()} |"
        found.update(table[match[1]] for match in pattern.finditer(spaced))
    for prefix, value in (("itemprop=", itemprop), ("role=", role), ("rel=", rel)):
        found.update(table.get(prefix + word) for word in value.lower().split())
    found.update(table.get("type=" + word.rsplit("/", 1)[-1]) for word in itemtype.lower().split())
    return tuple(mark for mark in ORDER if mark in found)
