"""A study of one's own, made from pages: the folder with all that `khabar.reproduce` runs, and what is left to fill in.

What can be worked out is written down: hashes, what the pages say of their dates and outlets, names no list knows. What
cannot is a row in the right file, commented out, with what the page suggests.
"""

import hashlib
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from khabar import newfiles
from khabar.coding import code, merged
from khabar.decode import clean
from khabar.errors import StudyError
from khabar.gazetteer import gazetteer
from khabar.labels import is_arabic
from khabar.model import Article, Page, Problem, Severity
from khabar.newfiles import Copied, Gap, Printed
from khabar.pages import given_date, read_pages
from khabar.study import Study
from khabar.tables import SCHEMA, Row
from khabar.timeproposal import DAYS, propose

_ENDING = re.compile(r"(?:\.[a-z]{1,8})?(?:\.(?:gz|zst))?$", re.IGNORECASE)
_UNPORTABLE = re.compile(r'[\\/:*?"<>|]+')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?=\.|$)", re.IGNORECASE)  # devices on Windows
_LONGEST = 100  # characters of a file's name; Windows allows 260 for a whole path
_REASONS = 4  # of a proposed date that are told
_FIRST = 60  # characters of an article that has no headline
_ENTITY = tuple(column.name for column in SCHEMA["entities"])
_TABLES = {"person": "people", "organisation": "organisations", "outlet": "outlets", "place": "places"}


class NoPageError(StudyError):
    """There is no page to make a study of; ``problems`` say why."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__("there is no page to make a study of; name files or folders with some")
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class NewStudy:
    """A study that was made: where, from which files, with what still to ``fill`` in, and what was met with.

    ``problems`` are notes too: pages that were left out as the same again, files copied under another name.
    """

    folder: Path
    files: tuple[Copied, ...]
    fill: tuple[Gap, ...]
    problems: tuple[Problem, ...]

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return sum(len(each.pages) for each in self.files)

    @property
    def articles(self) -> int:
        """How many articles there are on them."""
        return sum(len(page.articles) for each in self.files for page in each.pages)


def new_study(
    folder: str | Path,
    pages: Iterable[str | Path],
    *,
    published: str = "",
    outlet: str = "",
    tell: Callable[[int], None] | None = None,
) -> NewStudy:
    """Make a study of ``pages``, files or folders with some, in ``folder``, which must not be there yet.

    The files are copied byte for byte. ``published`` (EDTF) and ``outlet`` are recorded for the articles of which the
    page does not say them. What cannot be used becomes a problem and the rest goes on. ``tell`` is called with the
    number of pages after each file.

    Raises `StudyError` if ``folder`` is there, `NoPageError` if no page is left, `SourceError` if ``published`` is no
    date.

    >>> with TemporaryDirectory() as place:
    ...     made = new_study(Path(place, "my-study"), ["data/raw"], published="2025-07-25")
    ...     print(made.pages, made.articles, [each.file for each in made.files])
    ...     print(sorted(path.name for path in made.folder.iterdir()))
    1 2 ['raw/paris-2025-07.txt']
    ['.gitattributes', 'README.md', 'lexicon', 'notebooks', 'raw', 'study.toml']
    """
    folder = Path(folder)
    date = given_date(published)
    if os.path.lexists(folder):
        raise StudyError(f"{folder}: is already there; choose another name, or delete it first")
    if not folder.name.strip():
        raise StudyError("the study needs a name; name the folder that is to be made")
    problems: list[Problem] = []
    files: list[Copied] = []
    entities: list[Row] = []
    where: dict[str, str] = {}  # the first file that names somebody, by id
    for path, found in _by_file(pages, problems):
        coded = _coded(found, problems)
        if coded is None:
            continue
        name = _named(path, {each.file.casefold() for each in files}, problems)
        printed = _printed(found, date, outlet, problems)
        files.append(Copied(f"raw/{name}", path, tuple(found), printed))
        entities += coded
        for row in coded:
            where.setdefault(str(row[0]), f"raw/{name}")
        if tell:
            tell(len(found))
    if not files:
        raise NoPageError(problems)
    entities = merged(entities)
    fill = (*_undated(files), *_unknown(entities, where, files))
    made = NewStudy(folder, tuple(files), fill, tuple(problems))
    _write(made, entities)
    return made


def _by_file(paths: Iterable[str | Path], problems: list[Problem]) -> Iterator[tuple[Path, list[Page]]]:
    """Yield every file that can be used, with its pages; put into ``problems`` what cannot be."""
    wanted = []
    for path in paths:
        if str(path) == "-":
            problems.append(_problem("-", "a study needs files; save what is piped in, and name the file"))
        else:
            wanted.append(path)
    places = {clean(path.as_posix())[0]: path for path in _files(wanted)}
    found: dict[str, list[Page]] = {}
    broken = set()
    for item in read_pages(wanted):
        if isinstance(item, Problem):
            problems.append(item)
            if item.severity == "error":
                broken.add(item.path)
        else:
            found.setdefault(item.path, []).append(item)
    for path, pages in found.items():
        if not any(page.raw.strip() for page in pages):
            problems.append(_problem(path, "left out: no text on it; save the page again, scripts and all having run"))
            continue
        problems += [each for page in pages for each in page.problems if each.severity != "note"]
        if path in broken:
            problems.append(
                _problem(path, "left out, since not all of it can be read; mend it, or take out what is bad")
            )
        elif not any(is_arabic(page.raw) for page in pages):
            problems.append(_problem(path, "left out: no Arabic letter on it; look whether the right page was saved"))
        else:
            yield places[path], pages


def _files(paths: Iterable[str | Path]) -> Iterator[Path]:
    for path in map(Path, paths):
        if path.is_dir():
            yield from (Path(where, name) for where, _, names in os.walk(path) for name in names)
        else:
            yield path


def _coded(pages: Sequence[Page], problems: list[Problem]) -> list[Row] | None:
    """Return the rows of whom the pages name, ``None`` if one cannot be coded: then a run of the study would fail."""
    rows: list[Row] = []
    for page in pages:
        try:
            rows += code(page).rows["entities"]
        except Exception as error:
            message = f"could not be coded ({type(error).__name__}: {error}); please report this page"
            problems.append(_problem(page.path, message))
            return None
    return rows


def _named(path: Path, taken: set[str], problems: list[Problem]) -> str:
    """Return under which name a file is copied: its own, if every system can hold it and no other file has it."""
    plain = "".join(
        " " if each.isspace() else "" if unicodedata.category(each).startswith("C") else each
        for each in unicodedata.normalize("NFC", path.name)
    )
    plain = _UNPORTABLE.sub("-", plain)
    ending = _ENDING.search(plain)
    end = ending[0] if ending else ""
    stem = plain.removesuffix(end).strip(" .-") or "page"
    stem = f"page-{stem}" if _RESERVED.match(stem) else stem
    stem = stem[: _LONGEST - len(end)].rstrip(" .-")
    name = f"{stem}{end}"
    why = "its name is not one that every system can hold"
    number = 1
    while f"raw/{name}".casefold() in taken:
        number += 1
        name = f"{stem}-{number}{end}"
        why = "another page has that name"
    if name != path.name:
        problems.append(_problem(clean(path.as_posix())[0], f"{why}; copied as raw/{name}", "note"))
    return name


def _printed(pages: Sequence[Page], date: str, outlet: str, problems: list[Problem]) -> tuple[Printed, ...]:
    """Return what is recorded of each article of a file of one page; of a file of several nothing can be."""
    page = pages[0]
    if len(pages) > 1:
        articles = [article for page in pages for article in page.articles]
        lacking = (date and not all(each.published for each in articles)) or (
            outlet and not all(each.outlet for each in articles)
        )
        if lacking:
            message = f"holds {len(pages)} pages, and --published and --outlet reach files of one page only"
            problems.append(_problem(page.path, f"{message}; write both into its records", "warning"))
        return ()
    if date and page.published and page.published != date:
        message = f"{date} was given, but the page is dated {page.published}; that stands"
        problems.append(_problem(page.path, message, "note"))
    return tuple(
        Printed(
            number,
            _headline(page, article),
            article.outlet,
            article.published,
            article.published_basis,
            "" if article.outlet else outlet,
            "" if article.published else date,
            *(_suggested(page, article) if not (article.published or date) else ("", "", ())),
        )
        for number, article in enumerate(page.articles, start=1)
    )


def _headline(page: Page, article: Article) -> str:
    words = " ".join((article.headline or page.text(article)[: 4 * _FIRST]).split())
    return words if len(words) <= _FIRST else f"{words[:_FIRST].rpartition(' ')[0] or words[:_FIRST]} ..."


def _suggested(page: Page, article: Article) -> tuple[str, str, tuple[str, ...]]:
    """Return what the page suggests of an article's date: a day if there is one, a sentence, and the reasons."""
    found = propose(page, article.article_id)
    if found.earliest and found.earliest == found.latest:
        return found.earliest, f"{found.earliest}, by what it says", found.reasons[:_REASONS]
    said = [f"no earlier than {found.earliest}"] if found.earliest else []
    said += [f"no later than {found.latest}"] if found.latest else []
    if found.weekdays:
        said.append("on a " + " or a ".join(DAYS[number - 1] for number in found.weekdays))
    return "", ", ".join(said), found.reasons[:_REASONS]


def _undated(files: Sequence[Copied]) -> Iterator[Gap]:
    """Yield what is missing in ``study.toml``."""
    for each in files:
        for article in each.printed:
            where = f"{each.file}, article {article.number}"
            if not (article.published or article.given_date):
                suggests = f"; the page suggests: {article.says}" if article.says else ""
                yield Gap("study.toml", "dates", f"{where}: when it was printed{suggests}", article.headline)
            if not (article.outlet or article.given_outlet):
                yield Gap("study.toml", "outlets", f"{where}: who printed it", article.headline)
        if len(each.pages) > 1:
            articles = [article for page in each.pages for article in page.articles]
            for column, what in (("published", "date"), ("outlet", "outlet")):
                missing = sum(not getattr(article, column) for article in articles)
                if missing:
                    lacking = f"{missing} of {len(articles)} articles have no {what}"
                    advice = f"write {column} into the records, and make the study anew"
                    yield Gap(each.file, "records", f"{lacking}; {advice}")


def _unknown(entities: Sequence[Row], where: Mapping[str, str], files: Sequence[Copied]) -> Iterator[Gap]:
    """Yield the names that no list knows, and the rows in which they can be filled in, those named most first."""
    known = {name for row, _ in gazetteer().rows("outlets") for name in (row.form, row.value)}
    outlets = {
        name: each.file
        for each in reversed(files)
        for page in each.pages
        for article in page.articles
        for name in (article.outlet, *(one.given_outlet for one in each.printed))
        if name and name not in known
    }
    for name, file in sorted(outlets.items()):
        row = {"form": name, "value": name, "source": f"printed {file}"}
        yield Gap("lexicon/outlets.tsv", "names", f"{name}: an outlet in no list", file, newfiles.row("outlets", row))
    for cells in sorted(entities, key=lambda row: (-int(row[-1] or 0), str(row[0]))):
        one = dict(zip(_ENTITY, ("" if cell is None else str(cell) for cell in cells), strict=True))
        table, name, office = _TABLES.get(one["kind"], ""), one["name_ar"], one["office_ar"]
        if one["origin"] != "office" or not table or not name or name == office or name in outlets:
            continue
        file = where[one["entity_id"]]
        row = {"form": name, "value": name if table == "outlets" else one["entity_id"], "source": f"named in {file}"}
        row |= {column: one[column] for column in ("state", "sector", "office_ar")}
        what = f"{name}: in no list" + (f"; office on the page: {office}" if office else "")
        yield Gap(f"lexicon/{table}.tsv", "names", what, file, newfiles.row(table, row))


def _write(made: NewStudy, entities: Sequence[Row]) -> None:
    """Write the study beside where it is to be, see that it can be opened, and put it there."""
    try:
        made.folder.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".khabar-", dir=made.folder.parent) as place:
            folder = Path(place, made.folder.name)
            folder.mkdir()
            (folder / "raw").mkdir()
            hashes = []
            for each in made.files:
                data = each.path.read_bytes()
                hashes.append(hashlib.sha256(data).hexdigest())
                (folder / each.file).write_bytes(data)
            files = [replace(each, sha256=found) for each, found in zip(made.files, hashes, strict=True)]
            title = clean(made.folder.name)[0]
            for name, text in newfiles.contents(title, files, made.fill, made.problems, _parties(entities)):
                (folder / name).parent.mkdir(exist_ok=True)
                (folder / name).write_text(text, encoding="utf-8", newline="\n")
            Study.load(folder)
            folder.rename(made.folder)
    except OSError as error:
        raise StudyError(f"{made.folder}: cannot be made ({error.strerror or type(error).__name__})") from None


def _parties(entities: Sequence[Row]) -> list[tuple[str, int]]:
    """Return the states that are named most, with how often."""
    states = [(str(row[0]), int(row[-1] or 0)) for row in entities if row[1] == "state"]
    return sorted(states, key=lambda each: (-each[1], each[0]))[:5]


def _problem(path: str, message: str, severity: Severity = "error") -> Problem:
    return Problem(path, "", "", severity, message)
