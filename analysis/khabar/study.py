"""A study: sources that are verified before they are read, dated article by article, coded, and shown row by row."""

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from khabar.coding import Coding, code, merged
from khabar.errors import SourceError, StudyError
from khabar.gazetteer import Gazetteer, gazetteer
from khabar.lexicon import COLUMNS, Row
from khabar.lexicon import read as read_lexicon
from khabar.link import link
from khabar.manifest import NAME, Dating, Manifest, StudySource, read_manifest
from khabar.model import Article, Page, Problem
from khabar.pages import read_pages
from khabar.tables import SCHEMA, frame
from khabar.tables import Row as Cells
from khabar.timeproposal import anchor_conflicts

if TYPE_CHECKING:
    import pandas as pd

    from khabar.display import Shown
    from khabar.tracing import AnyRow

Dates = Literal["outside", "page"]


@dataclass(frozen=True)
class Study:
    """A folder with ``study.toml``: its sources, pages, codings and tables, each made when first asked for.

    ``dates`` says which answer dates the articles: ``outside`` is what is known from elsewhere, ``page`` only what the
    pages themselves allow.

    >>> study = Study.load("data")
    >>> [(article.outlet, article.published) for article in study.pages[0].articles]
    [('euronews', '2025-07-25'), ('RT', '[2025-07-25,2025-07-26]')]
    """

    manifest: Manifest
    lexicons: Gazetteer
    dates: Dates = "outside"

    @classmethod
    def load(cls, folder: str | Path, dates: Dates = "outside") -> "Study":
        """Load the study in ``folder``, its sources verified.

        Raises `StudyError` if ``study.toml`` is not as it should be, `SourceError` if a source is not the recorded
        one, `LexiconError` if a row of the study's own ``lexicon/*.tsv`` is malformed.

        >>> Study.load("data", dates="page").pages[0].articles[0].published
        ''
        """
        if dates not in ("outside", "page"):
            raise StudyError(f"dates must be 'outside' or 'page', not {dates!r}")
        manifest = verify(folder)
        own = _own_lexicon(manifest.folder)
        lexicons = Gazetteer(own)  # refuses what is no lexicon; compiled when it is first used
        return cls(manifest, lexicons if any(own.values()) else gazetteer(), dates)

    @property
    def sources(self) -> tuple[StudySource, ...]:
        """The files under study, as ``study.toml`` records them."""
        return self.manifest.sources

    @property
    def notebooks(self) -> tuple[Path, ...]:
        """The study's notebooks, in their order."""
        return tuple(self.manifest.folder / name for name in self.manifest.notebooks)

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """The pages of all sources, their articles dated as ``dates`` asks."""
        return tuple(page for page, _ in self._sourced)

    @cached_property
    def codings(self) -> tuple[Coding, ...]:
        """What was coded on each page, each page on its own."""
        return tuple(code(page, self.lexicons) for page in self.pages)

    @cached_property
    def tables(self) -> dict[str, "pd.DataFrame"]:
        """Every table of the study by name, the rows in the order of the sources, people linked across pages.

        >>> tables = Study.load("data").tables
        >>> list(tables["articles"]["published_basis"])
        ['outside', 'outside']
        >>> list(tables["conflicts"]["detail"])[0]
        'امس الجمعة implies writing on a Saturday, اليوم الجمعة on a Friday'
        """
        rows: dict[str, list[Cells]] = {name: [] for name in SCHEMA}
        for coding in self.codings:
            for name, more in coding.rows.items():
                rows[name] += more
        rows["entities"] = merged(rows["entities"])
        found = (conflict for page in self.pages for conflict in anchor_conflicts(page))
        rows["conflicts"] = [
            (f"k{number}", each.kind, each.left, each.right, each.detail) for number, each in enumerate(found, start=1)
        ]
        texts = {page.page_id: page.raw for page in self.pages}
        return link({name: frame(name, each) for name, each in rows.items()}, self.manifest.parties, texts)

    @cached_property
    def datings(self) -> "pd.DataFrame":
        """Both answers to when each article was written: one row an article and answer.

        Columns: ``article_id``, ``answer`` (``outside`` or ``page``), ``published`` (EDTF, empty where no date
        follows), ``basis``, ``says`` (in words) and ``grounds`` (the source, or the reasoning).

        >>> list(Study.load("data").datings["says"])[1]
        'between a Thursday evening and the Wednesday after it'
        """
        import pandas as pd

        rows = []
        for page, source in self._sourced:
            for article, dating in _pairs(page, source):
                outside = (dating.published, dating.basis, dating.published, dating.source)
                inferred = dating.inferred
                basis = "inferred" if inferred.published or inferred.says else ""
                alone = (inferred.published, basis, inferred.says or inferred.published, inferred.reasoning)
                rows += [(article.article_id, "outside", *outside), (article.article_id, "page", *alone)]
        return pd.DataFrame(
            rows, columns=["article_id", "answer", "published", "basis", "says", "grounds"], dtype="str"
        )

    def show(self, row: "AnyRow", context: int | None = None) -> "Shown":
        """Return the words that a row of any table came from, marked in the sentences that they stand in.

        Beside a claim its speaker and cue are marked, beside an event the words that give each party its part. Of an
        event all its reports are shown, its own first; of a step of the sequence, those of all its events; of a person
        or place every sentence that mentions it; of a first mouth, all its claims; of a relation or a conflict, both
        sides; of a page, its parts.

        ``row`` is the row (a Series, a mapping, a named tuple, a frame of one row) or its id: ``bbaca505acb5.e5``, or
        ``e5`` where only one page has one. With ``context`` a row is shown by itself, with so many characters before
        and after in place of whole sentences. Raises `StudyError` if there is no such row, or if it has no words.

        >>> study = Study.load("data")
        >>> print(study.show("bbaca505acb5.t2", context=10).text.splitlines()[0])
        time 1
        >>> print(study.show("q3").text.splitlines()[0])
        q3 · meet · occurred · 2025-07-24 · 9 reports
        """
        from khabar.tracing import traced

        return traced(self, row, context)

    @cached_property
    def _sourced(self) -> tuple[tuple[Page, StudySource], ...]:
        """Every page, dated, with the source that holds it."""
        folder = self.manifest.folder
        sources = {(folder / source.file).as_posix(): source for source in self.sources}
        found: dict[str, list[Page]] = {path: [] for path in sources}
        for page in read_pages([folder / source.file for source in self.sources]):
            source = sources[page.path]
            if not isinstance(page, Problem):
                # A path as it was given depends on where the study lies; in its tables it is always the same.
                problems = tuple(replace(problem, path=source.file) for problem in page.problems)
                found[page.path].append(replace(page, path=source.file, problems=problems))
            elif page.severity == "error":
                raise SourceError(f"{source.file}: {page.message}")
        pairs = []
        for path, source in sources.items():
            where = f"{folder / NAME}: {source.file}"
            if source.articles and len(found[path]) != 1:
                raise StudyError(
                    f"{where}: holds {len(found[path])} pages, and only the articles of one page can be dated here; "
                    "give the dates in the records themselves"
                )
            pairs += [(_dated(page, source, self.dates, where), source) for page in found[path]]
        return tuple(pairs)


def verify(folder: str | Path) -> Manifest:
    """Check that every source of the study in ``folder`` is, byte for byte, the one recorded, and return its manifest.

    Raises `StudyError` if ``study.toml`` is not as it should be, and `SourceError` with the file's name and both hashes
    if a source is another.

    >>> [source.file for source in verify("data").sources]
    ['raw/paris-2025-07.txt']
    """
    manifest = read_manifest(folder)
    for source in manifest.sources:
        path = manifest.folder / source.file
        try:
            data = path.read_bytes()
        except OSError as error:
            raise SourceError(f"{source.file}: cannot be read ({error.strerror or type(error).__name__})") from None
        found = hashlib.sha256(data).hexdigest()
        if found != source.sha256:
            same_text = hashlib.sha256(data.replace(b"\r\n", b"\n")).hexdigest() == source.sha256
            change = "only its line ends were changed, to CRLF" if same_text else "its content was changed"
            raise SourceError(
                f"{source.file}: {change}: SHA-256 is {found}, {NAME} records {source.sha256}; bring back the recorded "
                f"file (git checkout -- {path.as_posix()}), or record the new hash in {NAME} if another file is meant"
            )
    return manifest


def _own_lexicon(folder: Path) -> dict[str, tuple[Row, ...]]:
    """Read the study's own rows; a file may declare columns of its own after the five that all share."""
    lexicon = {}
    for path in sorted((folder / "lexicon").glob("*.tsv")):
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        header = next((line for line in lines if line and not line.startswith("#")), "")
        lexicon[path.stem] = read_lexicon(path, tuple(header.split("\t")[len(COLUMNS) :]))
    return lexicon


def _pairs(page: Page, source: StudySource) -> list[tuple[Article, Dating]]:
    return [(page.articles[dating.number - 1], dating) for dating in source.articles]


def _dated(page: Page, source: StudySource, dates: Dates, where: str) -> Page:
    """Return ``page`` with the outlets, dates and rights that the study records for it."""
    articles = list(page.articles)
    for dating in source.articles:
        if dating.number > len(articles):
            raise StudyError(
                f"{where}: article {dating.number} is dated, and the page has {len(articles)}; "
                "number them in their order on the page, from 1"
            )
        article = articles[dating.number - 1]
        published, basis = article.published, article.published_basis
        if dates == "outside" and dating.published:
            published, basis = dating.published, dating.basis
        elif dates == "page" and dating.inferred.published:
            published, basis = dating.inferred.published, "inferred"
        articles[dating.number - 1] = replace(
            article, outlet=dating.outlet or article.outlet, published=published, published_basis=basis
        )
    return replace(page, articles=tuple(articles), rights=source.rights, url=source.url or page.url)
