"""A study's ``study.toml``, read and checked: which sources, whose dates on whose word, which notebooks.

Known are ``title``, ``description``, ``citation``, ``notebooks`` (paths), ``parties`` (codes of the states and bodies
that the affair is between, as the tables have them: ``["ISR", "SYR"]``) and one ``[[sources]]`` table a file, with
``file``, ``sha256``, ``rights``, ``url``; below it one ``[[sources.articles]]`` table an article, with ``number``,
``outlet``, ``published``, ``basis``, ``source``, and in ``[sources.articles.inferred]`` what the page alone allows:
``published``, ``says``, ``reasoning``. Paths are relative to the study, with ``/``. Dates are EDTF.

Every mistake is a `StudyError` of one line: the file, the key, what is wrong and what to do.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, NoReturn

from khabar.edtf import is_edtf
from khabar.errors import StudyError
from khabar.model import Basis

NAME = "study.toml"
_HASH = re.compile(r"[0-9a-f]{64}")
_INDEX = re.compile(r"\[[0-9]+\]")
_TEXT_KEYS = ("title", "description", "citation")
_FORBIDDEN = re.compile(r'[\\:*?"<>|\x00-\x1f]')  # what a path of some system cannot hold, or reads as a drive


@dataclass(frozen=True, slots=True)
class Inferred:
    """What the page alone allows to say of an article's date.

    ``published`` is EDTF and empty where no date follows, ``says`` puts the answer in words, ``reasoning`` gives the
    grounds.
    """

    published: str = ""
    says: str = ""
    reasoning: str = ""


@dataclass(frozen=True, slots=True)
class Dating:
    """Outlet and date of the ``number``-th article of a page, counted from 1.

    ``published`` is EDTF; ``basis`` is ``outside`` (then ``source`` says how it is known) or ``given``. ``inferred`` is
    the other answer, which asks nobody but the page.
    """

    number: int
    outlet: str = ""
    published: str = ""
    basis: Basis = ""
    source: str = ""
    inferred: Inferred = Inferred()


@dataclass(frozen=True, slots=True)
class StudySource:
    """One file under study: ``file`` relative to the study with ``/``, its ``sha256``, ``rights`` and ``url``."""

    file: str
    sha256: str
    rights: str
    url: str = ""
    articles: tuple[Dating, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """What ``study.toml`` says. ``notebooks`` are relative to the study, with ``/``; ``parties`` are codes."""

    folder: Path
    title: str
    sources: tuple[StudySource, ...]
    notebooks: tuple[str, ...] = ()
    description: str = ""
    citation: str = ""
    parties: tuple[str, ...] = ()


def read_manifest(folder: str | Path) -> Manifest:
    """Read and check ``folder/study.toml``; raise `StudyError` at the first thing that is not as it should be.

    The files it names must exist; whether their content is the recorded one is asked by `khabar.study.verify`.

    >>> read_manifest("no-such-folder")
    Traceback (most recent call last):
    khabar.errors.StudyError: no-such-folder: no such folder; name a folder that holds study.toml
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise StudyError(f"{folder}: no such folder; name a folder that holds {NAME}")
    path = folder / NAME
    try:
        content = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        raise StudyError(f"{path}: no such file; a study is a folder that holds {NAME}") from None
    except OSError as error:
        raise StudyError(f"{path}: cannot be read ({error.strerror or type(error).__name__})") from None
    except UnicodeDecodeError as error:
        raise StudyError(f"{path}: not UTF-8 (byte {error.start}); save the file as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise StudyError(f"{path}: not TOML: {error}".replace("\n", " ")) from None
    return _Reader(path, folder).manifest(content)


class _Reader:
    """The checks, with what every message begins with."""

    def __init__(self, path: Path, folder: Path) -> None:
        self.path = path
        self.folder = folder

    def refuse(self, key: str, reason: str) -> NoReturn:
        raise StudyError(f"{self.path}: {key}: {reason}")

    def manifest(self, content: Mapping[str, Any]) -> Manifest:
        self.known(content, "", {*_TEXT_KEYS, "notebooks", "parties", "sources"})
        title, description, citation = (self.text(content, key, "", required=key == "title") for key in _TEXT_KEYS)
        sources = tuple(self.source(item, key) for key, item in self.tables(content, "sources", ""))
        if not sources:
            self.refuse("sources", "there is none; add a [[sources]] table with file, sha256 and rights")
        self.unique("sources", [source.file for source in sources])
        self.unique("sources", [source.sha256 for source in sources])
        notebooks = content.get("notebooks", [])
        if not isinstance(notebooks, list) or not all(isinstance(item, str) for item in notebooks):
            self.refuse("notebooks", 'must be a list of paths, as in ["../notebooks/00-start-here.ipynb"]')
        for number, item in enumerate(notebooks, start=1):
            self.file(item, f"notebooks[{number}]", within=self.folder.resolve().parent)
            if not item.endswith(".ipynb"):
                self.refuse(f"notebooks[{number}]", f"{item!r} does not end in .ipynb; name a Jupyter notebook")
        self.unique("notebooks", [PurePosixPath(item).name for item in notebooks])
        parties = content.get("parties", [])
        if not isinstance(parties, list) or not all(isinstance(item, str) and item.strip() for item in parties):
            self.refuse("parties", 'must be a list of codes of states and bodies, as in ["ISR", "SYR"]')
        self.unique("parties", parties)
        return Manifest(self.folder, title, sources, tuple(notebooks), description, citation, tuple(parties))

    def source(self, item: Mapping[str, Any], key: str) -> StudySource:
        self.known(item, key, {"file", "sha256", "rights", "url", "articles"})
        file = self.text(item, "file", key, required=True)
        self.file(file, f"{key}.file", within=self.folder.resolve())
        sha256 = self.text(item, "sha256", key, required=True).lower()
        if not _HASH.fullmatch(sha256):
            self.refuse(f"{key}.sha256", f"{sha256!r} is no SHA-256; write its 64 hexadecimal digits")
        articles = tuple(self.dating(each, where) for where, each in self.tables(item, "articles", key))
        self.unique(f"{key}.articles", [str(article.number) for article in articles])
        rights, url = self.text(item, "rights", key, required=True), self.text(item, "url", key)
        return StudySource(file, sha256, rights, url, articles)

    def dating(self, item: Mapping[str, Any], key: str) -> Dating:
        self.known(item, key, {"number", "outlet", "published", "basis", "source", "inferred"})
        number = item.get("number")
        if not isinstance(number, int) or isinstance(number, bool) or number < 1:
            self.refuse(f"{key}.number", "must say which article of the page this is, counted from 1")
        published, source = self.date(item, key), self.text(item, "source", key)
        basis = self.text(item, "basis", key)
        if basis not in {"outside", "given", ""}:
            self.refuse(f"{key}.basis", f'{basis!r} is not known; write "outside" or "given"')
        if bool(published) != bool(basis):
            self.refuse(f"{key}.basis", "published and basis go together; give both or neither")
        if basis == "outside" and not source:
            self.refuse(f"{key}.source", "a date known from outside needs its source; say how it is known")
        inferred = item.get("inferred", {})
        if not isinstance(inferred, dict):
            self.refuse(f"{key}.inferred", "must be a table with published, says and reasoning")
        return Dating(
            number,
            self.text(item, "outlet", key),
            published,
            "outside" if basis == "outside" else "given" if basis else "",
            source,
            self.inferred(inferred, f"{key}.inferred"),
        )

    def inferred(self, item: Mapping[str, Any], key: str) -> Inferred:
        self.known(item, key, {"published", "says", "reasoning"})
        answer = Inferred(self.date(item, key), self.text(item, "says", key), self.text(item, "reasoning", key))
        if (answer.published or answer.says) and not answer.reasoning:
            self.refuse(f"{key}.reasoning", "what is inferred needs its grounds; say what on the page leads to it")
        return answer

    def known(self, item: Mapping[str, Any], key: str, names: set[str]) -> None:
        for name in item:
            if name not in names:
                where = f"{key}.{name}" if key else name
                self.refuse(where, f"unknown key; known here are {', '.join(sorted(names))}")

    def text(self, item: Mapping[str, Any], name: str, key: str, *, required: bool = False) -> str:
        where = f"{key}.{name}" if key else name
        value = item.get(name, "")
        if not isinstance(value, str):
            self.refuse(where, f"must be text in quotation marks, not {value!r}")
        if required and not value.strip():
            self.refuse(where, "missing; it must be given")
        return value.strip()

    def date(self, item: Mapping[str, Any], key: str) -> str:
        value = item.get("published", "")
        # TOML has dates of its own, and 2025-07-25 without quotation marks is one.
        text = value.strip() if isinstance(value, str) else str(value)
        if text and not is_edtf(text):
            advice = "write an EDTF date, such as 2025-07-25 or [2025-07-25,2025-07-26]"
            self.refuse(f"{key}.published", f"{text!r} is no date; {advice}")
        return text

    def tables(self, item: Mapping[str, Any], name: str, key: str) -> list[tuple[str, Mapping[str, Any]]]:
        where = f"{key}.{name}" if key else name
        value = item.get(name, [])
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            self.refuse(where, f"must be tables, each headed [[{_INDEX.sub('', where)}]]")
        return [(f"{where}[{number}]", each) for number, each in enumerate(value, start=1)]

    def file(self, name: str, key: str, *, within: Path) -> None:
        """Refuse a path that means different files on different systems, leads outside ``within``, or is none."""
        if _FORBIDDEN.search(name) or PurePosixPath(name).is_absolute():
            self.refuse(key, f"{name!r} is no portable path; write it relative to the study, with / between folders")
        path = (self.folder / name).resolve()
        if not path.is_relative_to(within):
            self.refuse(key, f"{name!r} leads outside the study; move the file in and name it there")
        if not path.is_file():
            self.refuse(key, f"{name!r} is no file; correct the name or add the file")

    def unique(self, key: str, names: list[str]) -> None:
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            self.refuse(key, f"{twice[0]} stands twice; keep one")
