"""From sources to pages: raw text, parts and articles, with what dates them and on whose word."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from khabar.decode import clean, decode
from khabar.errors import MissingExtraError, SourceError
from khabar.inputs import from_bytes, sources
from khabar.layout import Meta, layout, text_blocks
from khabar.model import Basis, Page, Problem, Severity
from khabar.records import as_date
from khabar.source import Source

_LONGEST_NAME = 255  # no file system has longer names


def read(source: str | Path | bytes, *, published: str = "", outlet: str = "") -> Page:
    """Return the one page that ``source`` holds.

    A ``str`` is a path, ``-`` standard input; a text itself is passed as bytes, ``read(text.encode())``. ``published``
    (EDTF) and ``outlet`` say what the page does not: they stand, with basis ``given``, where neither the record nor the
    page has its own. Raises `SourceError` if nothing can be read, if there are several pages (then use `read_pages`) or
    if ``published`` is no date.

    >>> page = read("data/raw/paris-2025-07.txt", published="2025-07-25")
    >>> page.page_id, page.published, page.published_basis
    ('bbaca505acb5', '2025-07-25', 'given')
    """
    published = given_date(published)
    if isinstance(source, str) and ("\n" in source or len(source) > _LONGEST_NAME):
        raise SourceError("a str is taken for a path and this one is a text; pass its bytes: read(text.encode())")
    found: Source | None = None
    problems = []
    with closing(from_bytes(source) if isinstance(source, bytes) else sources([source])) as items:
        for item in items:
            if isinstance(item, Problem):
                problems.append(item)
            elif found:
                raise SourceError(f"{found.path or 'bytes'}: holds several pages; use read_pages")
            else:
                found = item
    if found is None:
        raise SourceError(
            line(problems[0]) if problems else f"{source!s}: holds no page; name a file or a folder with some"
        )
    page = page_from(found, published=published, outlet=outlet)
    return replace(page, problems=(*page.problems, *problems)) if problems else page


def read_pages(
    paths: str | Path | Iterable[str | Path], *, published: str = "", outlet: str = ""
) -> Iterator[Page | Problem]:
    """Yield the pages that files, folders and record files hold, one at a time, and a `Problem` for what is none.

    ``published`` and ``outlet`` as for `read`. Raises `SourceError` if ``published`` is no date.

    >>> [len(page.raw) for page in read_pages(["data/raw"]) if isinstance(page, Page)]
    [5858]
    """
    published = given_date(published)
    for item in sources([paths] if isinstance(paths, str | Path) else paths):
        if isinstance(item, Problem):
            yield item
            continue
        try:
            yield page_from(item, published=published, outlet=outlet)
        except MissingExtraError as error:
            yield Problem(item.path, item.id, item.location, "error", str(error))


def page_from(source: Source, *, published: str = "", outlet: str = "") -> Page:
    """Return the page that ``source`` holds: decoded, flattened if it is HTML, and laid out in parts and articles.

    What the record says outranks what the page says of itself, and that outranks ``published`` (EDTF) and ``outlet``.
    An article without a date or outlet of its own has those of its page. Raises `MissingExtraError` for HTML where lxml
    is not installed; otherwise no content is an error.

    >>> page_from(Source("x.txt", sha256="", size=3, data=b"abc", id="x")).raw
    'abc'
    """
    problems = list(source.problems)

    def tell(severity: Severity, message: str) -> None:
        problems.append(Problem(source.path, source.id, source.location, severity, message))

    raw = source.text
    if source.data is not None:
        decoded = decode(source.data)
        raw = decoded.text
        if decoded.problem:
            tell("warning" if decoded.lost else "note", decoded.problem)
    meta = Meta()
    if source.html:
        from khabar.htmltext import flatten  # lxml is an extra, and slow to import

        flat = flatten(raw)
        raw, blocks, meta = clean(flat.raw)[0], flat.blocks, flat.meta
    else:
        blocks = text_blocks(raw)
    if not raw.strip():
        tell("warning", "the page holds no text; save it again, scripts and all having run")
    for note in meta.notes:
        tell("note", note)
    date, basis = _dated(source, meta, published)
    if published and date != published:
        tell("note", f"{published} was given, but the page is dated {date} ({basis}); that stands")
    parts, articles = layout(raw, blocks, meta, source.id, source.headline)
    publisher = source.outlet or meta.outlet or outlet
    return Page(
        page_id=source.id,
        path=source.path,
        sha256=source.sha256,
        bytes=source.size,
        raw=raw,
        media_type=source.media_type,
        outlet=publisher,
        url=source.url or meta.url,
        published=date,
        published_basis=basis,
        parts=parts,
        articles=tuple(
            replace(
                article,
                outlet=article.outlet or publisher,
                published=article.published or date,
                published_basis=article.published_basis if article.published else basis,
            )
            for article in articles
        ),
        problems=tuple(problems),
    )


def _dated(source: Source, meta: Meta, published: str) -> tuple[str, Basis]:
    if source.published:
        return source.published, "given"
    if meta.published:
        return meta.published, "inferred" if meta.published_basis == "inferred" else "stated"
    return published, "given" if published else ""


def given_date(published: str) -> str:
    """Return a date that somebody gave as EDTF; raise `SourceError` if it is none.

    >>> given_date("2025/07/25")
    '2025-07-25'
    """
    date = as_date(published)
    if date is None:
        raise SourceError(f"published: {published!r} is no date; write a day as 2025-07-25, or another EDTF date")
    return date


def line(problem: Problem) -> str:
    """Return a problem as one line: file, place, what is wrong and what to do.

    >>> line(Problem("a.jsonl", "", "line 3", "error", "not JSON; correct it"))
    'a.jsonl, line 3: not JSON; correct it'
    """
    return ", ".join(filter(None, (problem.path or "bytes", problem.location))) + f": {problem.message}"
