"""From paths to pages-to-be: files, folders, standard input and records, one at a time, in constant memory.

What a file holds is told by its name (``.txt``, ``.html``, ``.jsonl``, ``.csv``, ``.parquet``, each also with ``.gz``
or ``.zst``), and by its first bytes where the name says nothing. Whatever cannot be read becomes a `Problem` of one
line, and the rest goes on.
"""

import hashlib
import io
import os
import re
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from io import BufferedIOBase, BufferedReader
from pathlib import Path
from typing import cast

from khabar import records
from khabar.decode import clean, decode
from khabar.model import Problem, Severity
from khabar.source import Source
from khabar.streams import BROKEN, PAGE_LIMIT, reason, unpacked

_KINDS = {
    ".txt": "text",
    ".text": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".parquet": "parquet",
}
_PACKED = (".gz", ".zst")
_READERS: dict[str, Callable[[str, BufferedReader, bytes], Iterator[Source | Problem]]] = {
    "jsonl": records.jsonl,
    "csv": records.table,
    "parquet": records.parquet,
}
_FOREIGN = {
    b"%PDF-": "a PDF file; save the page as HTML or text",
    b"PK\x03\x04": "a zip archive or an office document; unpack it, or save the page as HTML or text",
    b"\xd0\xcf\x11\xe0": "an office document; save the page as HTML or text",
    b"bplist00": "a web archive; save the page as HTML or text",
    b"From: <Saved by": "a web archive; save the page as HTML or text",
    b"MIME-Version:": "a web archive or a mail; save the page as HTML or text",
}
_HTML = re.compile(
    r"\s*(?:<\?xml\b[^>]*>\s*)?(?:<!--.*?-->\s*)*"
    r"<(?:!doctype\s+html|html|head|body|title|meta|link|script|style|div|p|main|article|section|header|table|h[1-6]|span|a|br)\b",
    re.I | re.S,
)
# An id is joined with others by ; and stands in chains between < signs; control and bidi characters and odd spaces
# would make two ids look the same.
_UNFIT_ID = re.compile(r"[^\w.:/@#?=&%+~!*()\[\]$,'-]+")
_LONGEST_ID = 200


def sources(paths: Iterable[str | Path]) -> Generator[Source | Problem, None, None]:
    """Yield every page that ``paths`` hold, each with an ``id`` of its own, and a `Problem` for all that is not one.

    Folders are walked in the order of their names; hidden files are passed over in silence, files of other kinds with
    a note. ``-`` is standard input. An ``id`` is the record's own, with everything but letters, digits and common signs
    turned into ``_``, else the first 12 hexadecimal digits of the SHA-256. The same page a second time is left out with
    a note; a different page under the same id falls back to its hash, with an error.

    >>> [source.id for source in sources(["data/raw/paris-2025-07.txt"])]
    ['bbaca505acb5']
    """
    with closing(_Ids()) as ids:
        for path in paths:
            for item in _anything(path):
                yield ids.settle(item) if isinstance(item, Source) else item


def from_bytes(data: bytes) -> Generator[Source | Problem, None, None]:
    """Yield what ``data`` hold, as `sources` does for a file whose name says nothing.

    >>> [source.html for source in from_bytes(b"<!doctype html><p>")]
    [True]
    """
    with closing(_Ids()) as ids:
        for item in _stream("", io.BytesIO(data), ""):
            yield ids.settle(item) if isinstance(item, Source) else item


def _anything(path: str | Path) -> Iterator[Source | Problem]:
    if str(path) == "-":
        yield from _stream("-", cast("BufferedIOBase", sys.stdin.buffer), "")
        return
    if not str(path):  # an unset variable in a script; as a Path it would be this very folder
        yield _problem("", "an empty path; name a file or a folder")
        return
    path = Path(path)
    if path.is_dir():
        yield from _folder(path)
    else:
        yield from _file(path)


def _folder(folder: Path) -> Iterator[Source | Problem]:
    skipped: Counter[str] = Counter()
    errors: list[OSError] = []
    for directory, folders, names in os.walk(folder, onerror=errors.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.startswith("."):
                continue
            if _kind(name):
                yield from _file(Path(directory, name))
            else:
                skipped[Path(name).suffix or "no ending"] += 1
    for error in errors:
        yield _problem(_shown(error.filename or folder), reason(error))
    if skipped:
        endings = ", ".join(f"{ending} ({count})" for ending, count in sorted(skipped.items())[:10])
        message = f"{skipped.total()} files left out, which end in {clean(endings)[0]}; name one itself to have it read"
        yield _problem(_shown(folder), message, "note")


def _file(path: Path) -> Iterator[Source | Problem]:
    try:
        file = path.open("rb")
    except (OSError, ValueError) as error:
        missing = isinstance(error, FileNotFoundError | ValueError)
        yield _problem(_shown(path), "no such file; check the path" if missing else reason(error))
        return
    with file:
        yield from _stream(_shown(path), file, _kind(path.name))


def _kind(name: str) -> str:
    path = Path(name.lower())
    if path.suffix in _PACKED:
        path = Path(path.stem)
    return _KINDS.get(path.suffix, "")


def _stream(path: str, stream: BufferedIOBase, kind: str) -> Iterator[Source | Problem]:
    """Yield what one stream holds. Whatever breaks in reading is told, after everything that came before it."""
    location, empty = "", True
    try:
        content, head, packed = unpacked(stream)
        foreign = next((words for magic, words in _FOREIGN.items() if head.startswith(magic)), "")
        if foreign:
            yield _problem(path, foreign)
            return
        kind = kind or _sniffed(head)
        if kind in _READERS:
            for item in _READERS[kind](path, content, head):
                location, empty = item.location, False
                yield item
            if empty:
                yield _problem(path, "holds no record; look at what made it", "warning")
        else:
            yield _page(path, content, kind == "html", packed)
    except BROKEN as error:
        yield replace(_problem(path, reason(error)), location=f"after {location}" if location else "")


def _sniffed(head: bytes) -> str:
    if head.startswith(b"PAR1"):
        return "parquet"
    if re.match(rb'(?:\xef\xbb\xbf)?\s*\{\s*"[^"\n]*"\s*:', head):
        return "jsonl"
    return "html" if _HTML.match(decode(head[:4096]).text) else "text"


def _page(path: str, content: BufferedReader, html: bool, packed: bool) -> Source | Problem:
    data = content.read(PAGE_LIMIT + 1)
    if len(data) > PAGE_LIMIT:
        unpacked = " when unpacked" if packed else ""
        return _problem(path, f"longer than {PAGE_LIMIT // 1024**2} MiB{unpacked}, the most a page may be; split it")
    return Source(path, hashlib.sha256(data).hexdigest(), len(data), data=data, html=html)


class _Ids:
    """Gives every page an id that no other page of the run has.

    What was given so far is kept in a temporary database, which SQLite holds on disk once it is large: ten million
    ids would not fit the memory of a small machine.
    """

    def __init__(self) -> None:
        self._seen = sqlite3.connect("", isolation_level=None)
        self._seen.execute("pragma journal_mode = off")
        self._seen.execute("create table seen (id text primary key, sha256 text, rest text, at text) without rowid")

    def close(self) -> None:
        self._seen.close()

    def settle(self, source: Source) -> Source | Problem:
        """Return ``source`` with its final id, or a note if it is the same page again."""
        at = ", ".join(filter(None, (source.path, source.location)))
        rest = "\n".join((source.url, source.published, source.outlet, source.headline))
        own, problems = self._own(source)
        short = source.sha256[:12]
        # A text without an id that two outlets print is two pages: then what is known besides tells them apart.
        mixed = hashlib.sha256(f"{source.sha256}\n{own}\n{rest}".encode()).hexdigest()[:12]
        first = ""
        for name in dict.fromkeys(filter(None, (own, short, mixed))):
            row = self._seen.execute("select sha256, rest, at from seen where id = ?", (name,)).fetchone()
            if row is None:
                self._seen.execute("insert into seen values (?, ?, ?, ?)", (name, source.sha256, rest, at))
                if first and own:
                    message = f"the id {own} is already that of another page ({first}); {name} stands for it here"
                    problems.append(_problem(source.path, f"{message}; make ids unique"))
                elif first:
                    message = f"the same text as {first}, but from elsewhere; {name} stands for it here"
                    problems.append(_problem(source.path, message, "note"))
                told = (replace(problem, page_id=name) for problem in (*source.problems, *problems))
                return replace(
                    source, id=name, problems=tuple(replace(each, location=source.location) for each in told)
                )
            first = first or row[2]
            if row[0] == source.sha256 and (name == own or row[1] == rest):
                first = row[2]
                break
        note = _problem(source.path, f"the same page as {first}; left out this time", "note")
        return replace(note, location=source.location)

    def _own(self, source: Source) -> tuple[str, list[Problem]]:
        if not source.id:
            return "", []
        own = _UNFIT_ID.sub("_", source.id)
        if len(own) > _LONGEST_ID or not own.strip("_"):
            words = f"the id is longer than {_LONGEST_ID} characters or has no letter or digit; the hash stands for it"
            return "", [_problem(source.path, words, "note")]
        if own != source.id:
            return own, [
                _problem(source.path, f"the id {source.id!r} is written {own}, so that lists can hold it", "note")
            ]
        return own, []


def _shown(path: str | Path) -> str:
    """Return a path as tables show it: with /, and with nothing that is no character (file names may be any bytes)."""
    return clean(Path(path).as_posix())[0]


def _problem(path: str, message: str, severity: Severity = "error") -> Problem:
    return Problem(path, "", "", severity, message)
