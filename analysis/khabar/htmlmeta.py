"""What a web page says of itself in its head: headline, outlet, date of publication, address.

Sources, best first. Date: JSON-LD of an article, ``article:published_time`` and its like, microdata, other ``<meta>``
dates, then the ``<time>`` of the one article on the page (see `khabar.htmltext`), then the address. Headline: JSON-LD,
``og:title``, ``<title>`` without the site's name. Outlet: ``og:site_name``, JSON-LD publisher, the site's name in
``<title>``, the host. A date is the calendar day that the page prints, in the offset it gives, never converted; where
one source gives UTC and another an offset, the latter.
"""

import datetime
import json
import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from khabar.errors import LexiconError
from khabar.layout import Meta
from khabar.lexicon import load
from khabar.model import Basis

_DIGITS = {zero + digit: str(digit) for zero in (0x660, 0x6F0) for digit in range(10)}
_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.](\d\d?)[-/.](\d\d?)(?!\d)")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?=T|\s|$|\d{4,6}$)")
_YEAR_LAST = re.compile(r"(?<!\d)(\d\d?)[-/.](\d\d?)[-/.]((?:19|20)\d\d)(?!\d)")
_NAMED = re.compile(r"(?:(\d\d?)\s+)?\b([A-Z][a-z]{2})[a-z]*\.?\s+(?:(\d\d?)(?:st|nd|rd|th)?,?\s+)?((?:19|20)\d\d)\b")
_EPOCH = re.compile(r"(?:1[0-9]|[5-9])\d{8}(?:\d{3})?")
_MONTHS = {
    name: number
    for number, name in enumerate(
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], 1
    )
}
_UTC = re.compile(r"\d(?:Z|\+00:?00)$")
_OFFSET = re.compile(r"\d[+-](?!00:?00$)\d\d:?\d\d$")
_URL_DATE = re.compile(r"/((?:19|20)\d\d)[/-](\d\d?)[/-](\d\d?)(?=[/-]|$)")
_SAVED = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->")
_ARTICLE_TYPE = re.compile(r"(?:^|[a-z])(?:Article|BlogPosting|LiveBlogPosting|SocialMediaPosting|NewsArticle|Report)$")
_SEPARATOR = re.compile(r"\s+(?:[|\-–—»•·/]|::|\|\|)\s+|\s*[|•»]\s*")

_LONGEST = 1000  # characters of a title or name that are looked at

# Names of <meta> that date an article, in order of trust, without anything but letters.
_DATE_NAMES = (
    ("articlepublishedtime", "ogarticlepublishedtime", "articlepublished", "ogpublishedtime", "publishedtime"),
    ("datepublished", "itempropdatepublished", "datecreated", "itempropdatecreated"),
    ("parselypubdate", "cxenseparserecspublishtime", "cxenseparsepublishtime", "sailthrudate", "pubdate",
     "publishdate", "publicationdate", "publisheddate", "publishtime", "articlepubdate", "articledateoriginal",
     "originalpublicationdate", "citationpublicationdate", "dcdateissued", "dctermsissued", "dcissued",
     "dcdatecreated", "dctermscreated", "dcdate", "dctermsdate", "date", "creationdate", "timestamp"),
)  # fmt: skip


def iso_date(text: str) -> str:
    """Return the calendar date that a machine-written ``text`` begins with or holds, as ``YYYY-MM-DD``, else ''.

    Years first, compact, day first, American with AM or PM, English month names, RFC 2822 and Unix seconds are read;
    the day is the one written, in whatever offset. A two-part ambiguity is read day first, the Arab way.

    >>> iso_date("2025-07-25T23:30:00+03:00"), iso_date("25/07/2025"), iso_date("July 25, 2025"), iso_date("أمس")
    ('2025-07-25', '2025-07-25', '2025-07-25', '')
    """
    text = text.strip()[:200].translate(_DIGITS)
    found = _YEAR_FIRST.search(text) or _COMPACT.search(text)
    if found:
        return _date(found[1], found[2], found[3])
    found = _YEAR_LAST.search(text)
    if found:
        american = re.search(r"\b[AP]M\b", text) is not None
        day, month = (found[2], found[1]) if american else (found[1], found[2])
        return _date(found[3], month, day) or _date(found[3], day, month)
    found = _NAMED.search(text)
    if found and found[2] in _MONTHS and (found[1] or found[3]):
        return _date(found[4], str(_MONTHS[found[2]]), found[1] or found[3])
    if _EPOCH.fullmatch(text):
        seconds = int(text[:-3]) if len(text) > 10 else int(text)
        return datetime.datetime.fromtimestamp(seconds, datetime.UTC).date().isoformat()
    return ""


def _date(year: str, month: str, day: str) -> str:
    try:
        return datetime.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


@dataclass(frozen=True, slots=True)
class Item:
    """An article as the page's JSON-LD describes it, in the page's own words; each field empty where it is silent."""

    headline: str
    published: str
    publisher: str
    url: str


@cache
def _outlets() -> dict[str, tuple[str, str]]:
    try:
        return {row.form.casefold(): (row.value, row.more["kind"]) for row in load("outlets", ("country", "kind"))}
    except LexiconError:
        return {}


def _kind(name: str) -> str:
    return _outlets().get(name.casefold(), ("", ""))[1]


def page_meta(root: Any, markup: str, lines: AbstractSet[str]) -> tuple[Meta, tuple[Item, ...]]:
    """Return what the page under ``root`` (an lxml element, or None) says of itself, and its articles by JSON-LD.

    ``lines`` are the lines a reader sees: the part of a title that is one of them is the headline, and what is left
    the site's name. Items come in the page's order. Sources that disagree on the date are told of in ``Meta.notes``; a
    date read off the address is ``inferred``.
    """
    saved = _SAVED.search(markup[:4000])
    url = saved[1] if saved else ""
    if root is None:
        return Meta(url=url), ()
    named = _named(root)
    items = tuple(_items(root))
    title = _clean(next((element.text or "" for element in root.iter("title")), ""))
    url = _url(root, named, items) or url
    said, publisher = _said(named, items)
    printed, rest = _printed(title, lines, {_fold(name) for name in (said, publisher) if name})
    outlet, site = _outlet(said, publisher, title, rest, _host(url))
    main = _main(items, named, title)
    stated = _first(named, ("ogtitle", "twittertitle", "parselytitle", "dctitle", "dctermstitle", "title"))
    headline = main.headline if main else ""
    headline = headline or (stated if stated in lines else printed) or _without_site(stated or title, site)
    if _fold(headline) in {_fold(name) for name in (outlet, *site)}:
        headline = ""
    published, basis, notes = _published(main, named, url)
    return Meta(outlet, published, url, headline, published_basis=basis, notes=notes), items


def _named(root: Any) -> dict[str, str]:
    """Return the page's ``<meta>`` by the letters of its name; of two with one name, the first that is not empty."""
    named: dict[str, str] = {}
    for element in root.iter("meta"):
        content = element.get("content")
        if not content or not content.strip():
            continue
        for attribute in ("property", "name", "http-equiv"):
            if element.get(attribute):
                named.setdefault(_bare(element.get(attribute)), content.strip())
        # Microdata inside an article dates that article (see htmltext), in the head the page.
        if element.get("itemprop") and (
            element.getparent() is None or element.getparent().tag in ("head", "body", "html")
        ):
            named.setdefault("itemprop" + _bare(element.get("itemprop")), content.strip())
    return named


def _bare(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


def _first(named: dict[str, str], names: tuple[str, ...]) -> str:
    return next((_clean(named[name]) for name in names if name in named), "")


def _clean(text: str) -> str:
    return " ".join(unescape(text[:_LONGEST]).split())


# --- JSON-LD


def _items(root: Any) -> Iterator[Item]:
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or not script.text:
            continue
        for node in _nodes(_json(script.text)):
            kinds = node.get("@type")
            kinds = kinds if isinstance(kinds, list) else [kinds]
            if not any(isinstance(kind, str) and _ARTICLE_TYPE.search(kind) for kind in kinds):
                continue
            headline = _text(node.get("headline")) or _text(node.get("name"))
            date = _text(node.get("datePublished")) or _text(node.get("dateCreated"))
            address = _text(node.get("url")) or _text(node.get("mainEntityOfPage")) or _text(node.get("@id"))
            if headline or date:
                yield Item(headline, date, _text(node.get("publisher"), "name"), address)


def _json(text: str) -> Any:
    """Read JSON as pages write it: in comment marks, with raw line ends and trailing commas, cut off, else nothing."""
    text = text.strip().removeprefix("<![CDATA[").removesuffix("]]>").strip()
    text = (
        text.removeprefix("//<![CDATA[")
        .removesuffix("//]]>")
        .removeprefix("<!--")
        .removesuffix("-->")
        .strip()
        .rstrip(";")
    )
    for attempt in (text, re.sub(r",\s*([}\]])", r"\1", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    # Beyond repair: take the few fields that matter, if they stand there plainly.
    fields = {
        name: found[1]
        for name in ("@type", "headline", "datePublished", "url")
        if (found := re.search(rf'"{name}"\s*:\s*"((?:[^"\\]|\\.)*)"', text))
    }
    return fields if "@type" in fields else None


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every object of a JSON-LD document, in order, however nested."""
    stack = [value]
    while stack:
        value = stack.pop()
        if isinstance(value, list):
            stack.extend(reversed(value))
        elif isinstance(value, dict):
            yield value
            stack.extend(reversed([inner for inner in value.values() if isinstance(inner, dict | list)]))


def _text(value: Any, key: str = "@id") -> str:
    """Return the text of a JSON-LD value: itself, its ``@value``, its ``key``, or that of the first of a list."""
    for _ in range(3):
        if isinstance(value, list):
            value = value[0] if value else ""
        elif isinstance(value, dict):
            value = value.get(key) or value.get("@value") or value.get("name") or ""
    return _clean(str(value)) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _main(items: tuple[Item, ...], named: dict[str, str], title: str) -> Item | None:
    """Return the item the page is about: the only one, or the one that its title names."""
    if len(items) == 1:
        return items[0]
    stated = _first(named, ("ogtitle", "twittertitle")) + "\n" + title
    same = [item for item in items if item.headline and item.headline in stated]
    # A list of other articles is no statement about this one.
    return same[0] if same else None


# --- Outlet, address, headline


def _url(root: Any, named: dict[str, str], items: tuple[Item, ...]) -> str:
    links = {
        (element.get("rel") or "").lower(): element.get("href") or "" for element in reversed(list(root.iter("link")))
    }
    candidates = [links.get("canonical", ""), named.get("ogurl", ""), named.get("parselylink", "")]
    candidates += [items[0].url] if len(items) == 1 else []
    return next((_clean(url) for url in candidates if url.strip().startswith(("http://", "https://", "//"))), "")


def _host(url: str) -> str:
    try:
        return re.sub(r"^(?:www|m|amp|mobile|ar|arabic)\.", "", urlsplit(url).hostname or "")
    except ValueError:
        return ""


def _printed(title: str, lines: AbstractSet[str], site: AbstractSet[str]) -> tuple[str, str]:
    """Return the longest run of the title's segments that the page prints as a line, and the site's name behind it.

    ``site`` are names of the site, folded: they are no headline, however large they are printed.

    >>> _printed("الحكومة - تقر - موقع النهار", {"الحكومة - تقر", "موقع"}, set())
    ('الحكومة - تقر', 'موقع النهار')
    """
    cuts = [(cut.start(), cut.end()) for cut in _SEPARATOR.finditer(title)][:12]
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(title)]
    runs = [(start, end) for start in starts for end in ends if start < end and title[start:end] in lines]
    runs = [(start, end) for start, end in runs if _fold(title[start:end]) not in site]
    best = max(runs, key=lambda run: run[1] - run[0], default=None)
    if best is None:
        return "", ""
    left = [piece for side in (title[: best[0]], title[best[1] :]) for piece in _SEPARATOR.split(f" {side} ")]
    names = [piece.strip() for piece in left if piece.strip() and not re.search(r"\d", piece)]
    return title[best[0] : best[1]], names[-1] if names else ""


def _said(named: dict[str, str], items: tuple[Item, ...]) -> tuple[str, str]:
    """Return the site's name by its ``<meta>``, and the publisher by its JSON-LD."""
    said = _first(named, ("ogsitename", "applicationname", "applemobilewebapptitle", "dcpublisher", "publisher"))
    if _kind(said) == "platform":
        said = _first(named, ("author", "ogtitle"))  # the channel, not who carries it
    publisher = next((item.publisher for item in items if item.publisher), "")
    return "" if said.startswith(("http://", "https://")) else said, publisher


def _outlet(said: str, publisher: str, title: str, rest: str, host: str) -> tuple[str, tuple[str, ...]]:
    """Return the outlet, by the lexicon's name where it has one, and the names by which the site calls itself."""
    segments = [piece for piece in _SEPARATOR.split(title) if piece]
    edges = [segments[-1], segments[0]] if len(segments) > 1 else []
    known = [name for name in (said, publisher, *edges, host) if _kind(name) not in ("", "platform")]
    site = tuple(name for name in (said, publisher, rest, *known) if name)
    if known:
        return _outlets()[known[0].casefold()][0], site
    short = edges[0] if edges and len(edges[0].split()) <= 3 and re.search(r"[|»•]|::", title) else ""
    return said or publisher or rest or short or host, site


def _without_site(title: str, site: tuple[str, ...]) -> str:
    """Return ``title`` without the site's name at either end.

    A segment goes if it is a name of the site, at the end also if it is any known outlet or a short one behind a
    bar, in which no headline ends; a short one behind a dash can be the headline's own.
    """
    names = {_fold(name) for name in site}
    for _ in range(4):
        cuts = list(_SEPARATOR.finditer(title))
        for cut, rest, segment in [
            *[(cut, title[: cut.start()], title[cut.end() :]) for cut in cuts[-1:]],
            *[(cut, title[cut.end() :], title[: cut.start()]) for cut in cuts[:1]],
        ]:
            last = rest == title[: cut.start()]
            own = _fold(segment) in names or (last and segment.casefold() in _outlets())
            bar = cut[0].strip() in ("|", "||", "::", "»", "•") and len(segment.split()) <= 3 < len(rest.split())
            if rest.strip() and (own or (last and bar)):
                title = rest.strip()
                break
        else:
            break
    return title


def _fold(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


# --- Date


def _published(main: Item | None, named: dict[str, str], url: str) -> tuple[str, Basis, tuple[str, ...]]:
    """Return the date, its basis, and a note for each source that says otherwise."""
    said: list[tuple[str, str, str]] = []
    if main is not None and main.published:
        said.append((iso_date(main.published), main.published, "JSON-LD"))
    for names in _DATE_NAMES:
        name = next((name for name in names if iso_date(named.get(name, ""))), None)
        if name:
            said.append((iso_date(named[name]), named[name], f"<meta {name}>"))
    if not said:
        found = _URL_DATE.search(url)
        date = _date(found[1], found[2], found[3]) if found else ""
        return (date, "inferred", (f"published {date} is read off the address",)) if date else ("", "", ())
    # The same instant in UTC can be another day: the day in the outlet's own offset is the one it prints.
    local = any(_OFFSET.search(text) for _, text, _ in said)
    said.sort(key=lambda one: local and bool(_UTC.search(one[1])))
    first, written, source = said[0]
    notes = [
        f"published {first} by {source}, but {date} by {other}; the first is kept"
        for date, text, other in said[1:]
        if date != first and not (_UTC.search(text) and _OFFSET.search(written))
    ]
    return first, "stated", tuple(notes)
