"""The cells of a table: which values a column's type takes, and how CSV writes them."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from khabar.errors import TableError

Cell = str | int | float | None
_QUOTED = re.compile('[",\r\n]')


def converted(values: Iterable[Any], kind: str, where: str) -> Iterator[Cell]:
    """Yield ``values``, cells as read or given, as the type of a column; what is missing is ``None``, text is ``""``.

    Raises `TableError` at the first that cannot be one; ``where`` says where that is, with ``{}`` for the row from 1.

    >>> list(converted(["1", "", 2.0], "integer", "row {}: "))
    [1, None, 2]
    >>> list(converted(["١"], "integer", "row {}: "))
    Traceback (most recent call last):
    khabar.errors.TableError: row 1: '١' is not a whole number; correct it or leave it empty
    """
    convert, what = _CONVERT[kind]
    for number, value in enumerate(values, start=1):
        try:
            yield convert(value)
        except (TypeError, ValueError, OverflowError):
            advice = "correct it" if kind == "string" else "correct it or leave it empty"
            raise TableError(f"{where.format(number)}{value!r} is not {what}; {advice}") from None


def _text(value: Any) -> str:
    if value is not None and not isinstance(value, str):
        raise TypeError
    return value or ""


def _integer(value: Any) -> int | None:
    if value is None or value == "":
        return None
    # int() alone would take 1_000, Arabic digits and 2.7.
    number = int(value) if not isinstance(value, str) or re.fullmatch("-?[0-9]+", value) else None
    if number is None or number != (number if isinstance(value, str) else value) or not -(2**63) <= number < 2**63:
        raise ValueError
    return number


def _number(value: Any) -> float | None:
    if value is None or value == "":
        return None
    if isinstance(value, str) and not re.fullmatch("[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?", value):
        raise ValueError  # float() takes nan and Arabic digits
    return float(value)


def _boolean(value: Any) -> bool | None:
    if value is None or value == "":
        return None
    if value in ("true", "false"):
        return bool(value == "true")
    if value is True or value is False:
        return bool(value)
    raise ValueError


_CONVERT: dict[str, tuple[Callable[[Any], Cell], str]] = {
    "string": (_text, "text"),
    "integer": (_integer, "a whole number"),
    "number": (_number, "a number"),
    "boolean": (_boolean, "true or false"),
}


def csv_cell(value: Cell) -> str:
    """Return a cell as CSV has it, quoted where needed.

    The csv module of Python 3.11 leaves a lone carriage return bare, and it ends a row.

    >>> [csv_cell(value) for value in (None, True, 3, "a,b")]
    ['', 'true', '3', '"a,b"']
    """
    if value is None:
        return ""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text
