"""The record formats: one page a line of JSON, a row of CSV or of Parquet, read one at a time.

A record has a column ``text`` or ``html`` (where it has both, ``html``, which holds more) and may have ``id``, ``url``,
``published``, ``outlet`` and ``headline``; other columns are passed over. Names of columns may be in capitals.
"""

import csv
import hashlib
import io
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from io import BufferedReader
from typing import Any

from khabar.decode import clean, decode
from khabar.edtf import is_edtf
from khabar.errors import MissingExtraError
from khabar.model import Problem, Severity
from khabar.source import Source
from khabar.streams import PAGE_LIMIT
from khabar.tables import SCHEMA, lift_field_limit, pyarrow_parquet

_LIMIT_WORDS = f"longer than {PAGE_LIMIT // 1024**2} MiB, the most a page may be; split it, one page a record"
_NO_TEXT = "neither text nor html; give the page in a column of that name"
_DAY = "a day as 2025-07-25, or another EDTF date"


def jsonl(path: str, stream: BufferedReader, head: bytes) -> Iterator[Source | Problem]:
    r"""Yield a `Source` for each line of JSON; for a line that is none, a `Problem` that names it.

    >>> stream = BufferedReader(io.BytesIO(b'{"text": "a", "id": 7}\n{"text": \n'))
    >>> [getattr(item, "id", item.location) for item in jsonl("x.jsonl", stream, b"")]
    ['7', 'line 2']
    """
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n", 1)[0].strip() in (b"[", b"{", b"[{"):
        yield _problem(path, "line 1", "one JSON document over many lines; write one object a line (jq -c '.[]' does)")
        return
    number = 0
    while line := stream.readline(PAGE_LIMIT + 1):
        number += 1
        where = f"line {number}"
        if len(line) > PAGE_LIMIT:
            yield _problem(path, where, _LIMIT_WORDS)
            while line and not line.endswith(b"\n"):
                line = stream.readline(PAGE_LIMIT)
            continue
        # JSON is UTF-8; saying so keeps a <meta charset> inside the string from being taken for the file's own.
        decoded = decode(line, "utf-8")
        if not decoded.text.strip():
            continue
        try:
            fields = json.loads(decoded.text)
        except json.JSONDecodeError as error:
            yield _problem(path, where, f"not JSON ({error.msg} at character {error.pos + 1}); correct or remove it")
        except (ValueError, RecursionError):
            yield _problem(path, where, "not JSON that can be read; correct or remove it")
        else:
            if isinstance(fields, dict):
                yield record(path, where, fields, decoded.problem)
            else:
                yield _problem(path, where, 'not an object; write {"text": ...}')


def table(path: str, stream: BufferedReader, head: bytes) -> Iterator[Source | Problem]:
    r"""Yield a `Source` for each row of CSV (comma, semicolon or tab); its place is the line on which it begins.

    >>> stream = BufferedReader(io.BytesIO(b'id;text\n1;"a\nb"\n2;c\n'))
    >>> [(item.id, item.text, item.location) for item in table("x.csv", stream, b'id;text\n')]
    [('1', 'a\nb', 'line 2'), ('2', 'c', 'line 4')]
    """
    lift_field_limit()
    encoding = decode(head, "utf-8").encoding
    errors = "surrogateescape" if encoding == "utf-8" else "replace"
    text = io.TextIOWrapper(stream, encoding, errors=errors, newline="")
    lines = _lines(text)
    first = next(lines, "").removeprefix("\ufeff")
    headers = {sign: _names(next(csv.reader([first], delimiter=sign), [])) for sign in ",;\t"}
    delimiter = next((sign for sign, names in headers.items() if "text" in names or "html" in names), "")
    if not delimiter:
        own = any(headers[","] == [column.name for column in columns] for columns in SCHEMA.values())
        severity: Severity = "note" if own else "error"
        yield _problem(path, "line 1", "a table of khabar; left out" if own else f"the header has {_NO_TEXT}", severity)
        return
    header = headers[delimiter]
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        where = f"line {reader.line_num + 2}"  # the header was read before, and lines count from 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield _problem(path, where, f"not CSV ({error}); put the cell in quotation marks and double those inside")
            continue
        except _TooLongError:
            yield _problem(path, where, _LIMIT_WORDS)
            return
        if len(row) > len(header):
            cells = f"{len(row)} cells where the header has {len(header)}"
            yield _problem(path, where, f"{cells}; put the text in quotation marks")
        elif row:
            yield record(path, where, dict(zip(header, row, strict=False)))


def parquet(path: str, stream: BufferedReader, head: bytes) -> Iterator[Source | Problem]:
    """Yield a `Source` for each row of a Parquet file; its place is the row, from 1. One `Problem` without pyarrow."""
    try:
        module = pyarrow_parquet()
    except MissingExtraError as error:
        yield _problem(path, "", str(error))
        return
    with tempfile.TemporaryFile() as file:  # the format is read from its end, which a stream does not offer
        shutil.copyfileobj(stream, file)
        number = 0
        try:
            source = module.ParquetFile(file)
            names = {name: _names([name])[0] for name in source.schema_arrow.names}
            if not {"text", "html"} & set(names.values()):
                yield _problem(path, "", _NO_TEXT)
                return
            wanted = [name for name, known in names.items() if known in _COLUMNS]
            for batch in source.iter_batches(batch_size=64, columns=wanted):
                for row in batch.to_pylist():
                    number += 1
                    yield record(path, f"row {number}", {names[name]: cell for name, cell in row.items()})
        except (OSError, ValueError, NotImplementedError) as error:  # pyarrow's own errors are kinds of these
            words = (str(error).splitlines() or [""])[0][:200]
            yield _problem(path, f"after row {number}" if number else "", f"not Parquet ({words}); write it again")


_COLUMNS = ("text", "html", "id", "url", "published", "outlet", "headline")


def record(path: str, location: str, fields: Mapping[str, Any], problem: str = "") -> Source | Problem:
    """Return the `Source` that ``fields`` describe, or a `Problem` if they hold no page.

    ``problem`` is one met before, in decoding. What is wrong with a lesser field leaves that field empty and is told
    in the source's own problems.

    >>> record("x.jsonl", "line 1", {"text": "خبر", "published": "2025-07-25T10:00:00Z"}).published
    '2025-07-25'
    >>> record("x.jsonl", "line 2", {"body": "خبر"}).message
    'neither text nor html; give the page in a column of that name'
    """
    fields = {name.strip().lower(): value for name, value in fields.items()}
    problems = [_problem(path, location, problem, "warning")] if problem else []

    def warn(message: str) -> None:
        problems.append(_problem(path, location, message, "warning"))

    html = fields.get("html") not in (None, "")
    text = fields.get("html" if html else "text")
    if text is None:
        return _problem(path, location, _NO_TEXT)
    if not isinstance(text, str):
        return _problem(path, location, f"the text is {_kind(text)}; write it as text in quotation marks")
    if len(text) > PAGE_LIMIT:
        return _problem(path, location, _LIMIT_WORDS)
    text, unfit = clean(text)
    if unfit:
        warn(f"{unfit} characters that no text holds (NUL, half a pair) are now U+FFFD; export the text again")
    plain: dict[str, str] = {}
    for name in ("id", "url", "outlet", "headline"):
        value = fields.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str | None):
            warn(f"{name} is {_kind(value)} and is left out; write it as text")
            value = None
        plain[name] = " ".join(clean(value or "")[0].split())
    published = as_date(fields.get("published"))
    if published is None:
        warn(f"published is {str(fields['published'])[:40]!r}, no date, and is left out; write {_DAY}")
    data = text.encode("utf-8")
    return Source(
        path=path,
        location=location,
        text=text,
        html=html,
        published=published or "",
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        problems=tuple(problems),
        id=plain["id"],
        url=plain["url"],
        outlet=plain["outlet"],
        headline=plain["headline"],
    )


def as_date(value: object) -> str | None:
    """Return ``value`` as an EDTF date, empty if there is none, ``None`` if it is no date.

    Of a moment its day remains, as written: which day it was elsewhere is not asked.

    >>> [as_date(value) for value in ("2025-07-25 23:30", "2025/07/25", "2025-07", None, "yesterday")]
    ['2025-07-25', '2025-07-25', '2025-07', '', None]
    """
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if value is None or value == "":
        return ""
    if not isinstance(value, str):
        return None
    text = value.strip()
    day = text[:10].replace("/", "-")
    if len(day) == 10 and day.count("-") == 2 and text[10:11] in ("", "T", " ") and is_edtf(day):
        return day
    return text if not text or is_edtf(text) else None


class _TooLongError(Exception):
    """A line longer than a page may be."""


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(PAGE_LIMIT + 1):
        if len(line) > PAGE_LIMIT:
            raise _TooLongError
        yield line


def _names(header: list[str]) -> list[str]:
    return [name.strip().lower() for name in header]


def _kind(value: object) -> str:
    kinds = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return kinds.get(type(value), f"of type {type(value).__name__}")


def _problem(path: str, location: str, message: str, severity: Severity = "error") -> Problem:
    return Problem(path, "", location, severity, message)
