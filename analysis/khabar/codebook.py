"""The codebook of columns: what every cell of every table says, written from what the code itself goes by.

Tables, columns and closed vocabularies are those of ``schema.tsv``, by which tables are written and read; what a value
means stands in ``values.tsv``, and the acts with their types in the lexicons. ``python -m khabar.codebook`` writes
``docs/columns.md``; run it after a change to any of them.
"""

import sys
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from khabar.attesting import ATTRIBUTES
from khabar.details import attributes
from khabar.lexicon import load
from khabar.plover import acts, types
from khabar.tables import ABOUT, LINKED, SCHEMA, Column, load_tables

if TYPE_CHECKING:
    import pandas as pd

PATH = Path("docs", "columns.md")
EXAMPLES = ("coded", "results")
"""Where examples are taken from: the page coded by hand, and what the software makes of it where that has none."""

_ACTS = """\
In `events.act` and `sequence.act`: what was done, in plain terms, by the PLOVER type of it when it has occurred
(`event_type` follows from act and status). `commitments.act` uses more words of the same kind."""
_LONG = 60  # characters of an example that are shown
_INTRODUCTION = """\
# Codebook of columns

What `khabar code` and `khabar reproduce` write, table by table and column by column. This text is made from the code
(`python -m khabar.codebook`), so that the two cannot disagree; [tables coded by hand](../data/coded/CODEBOOK.md) have
a codebook of their own, which says how a reader decides.

**One rule for all.** A row stands for words of a saved page. `start` and `end` are the place of its first character
and the place behind its last, counted in Unicode code points of the page's raw text from 0, so that `raw[start:end]`
are the words; `study.show(row)` shows them in their sentence.

| a cell | how it is written |
|---|---|
| missing, not said, not applicable | empty |
| several values | joined by `;` |
| a state or party | ISO 3166-1 alpha-3 (`SYR`), or a code of its own (`SDF`, `HAMAS`, `UN`, `EU`); \
PLOVER's sector behind a colon where it matters (`TUR:MIL`) |
| a date | [EDTF](https://www.loc.gov/standards/datetime/): `2025-07-24`; `2025-07` the month; \
`[2025-07-25,2025-07-26]` one of the two; `[..2025-07-24]` that day or earlier |
| the first and last day that a date can mean | `earliest`, `latest`: ISO dates, empty when open |
| a duration | ISO 8601: `PT4H` four hours, `P25Y` twenty-five years |
| yes or no | `true`, `false` |

`PAGE` below is the id of the page, the first twelve digits of its hash. Examples are from the page under study, as it
was coded by hand; where that coding has none, as the software fills the column. Long ones are cut (…)."""


def codebook(study: str | Path = "data") -> str:
    """Return the codebook as Markdown, with examples from the tables of ``study``.

    >>> text = codebook("data")
    >>> text.splitlines()[0], "| `step_id` |" in text
    ('# Codebook of columns', True)
    """
    tables = [load_tables(Path(study, folder)) for folder in EXAMPLES if Path(study, folder).is_dir()]
    lines = [_INTRODUCTION, "", "## The tables", "", "| table | what a row is |", "|---|---|"]
    lines += [f"| [`{name}`](#{name}) | {description} |" for name, (_, description) in ABOUT.items()]
    lines += ["", f"{_listed(LINKED)} need a whole study; all others are filled page by page."]
    for name, columns in SCHEMA.items():
        lines += [
            "",
            f"## {name}",
            "",
            ABOUT[name][1],
            "",
            "| column | what it says | form | example |",
            "|---|---|---|---|",
        ]
        shown = examples(name, tables)
        for each in columns:
            cells = (f"`{each.name}`", _escaped(each.description), _escaped(form(name, each)))
            lines.append(f"| {' | '.join(cells)} | {_example(shown.get(each.name, ''))} |")
    lines += [
        "",
        "## Values",
        "",
        "What each value of a closed column means. The empty cell is always allowed, but in keys.",
    ]
    for heading, where, meanings in vocabularies():
        lines += ["", f"### {heading}", "", f"In {_listed(where)}.", "", "| value | meaning |", "|---|---|"]
        lines += [f"| `{value}` | {_escaped(meaning)} |" for value, meaning in meanings.items()]
    return "\n".join([*lines, *_acts()]) + "\n"


# -- values ------------------------------------------------------------------------------------------------------------


@cache
def meanings() -> Mapping[str, Mapping[str, str]]:
    """Return what each value means, by column: ``status``, or ``parts.role`` where tables differ.

    >>> meanings()["anonymity"]["office"]
    'by office alone'
    """
    found: dict[str, dict[str, str]] = {}
    for line in files(__package__).joinpath("values.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        column, value, meaning = line.split("\t")
        found.setdefault(column, {})[value] = meaning
    return found


def _quads() -> frozenset[str]:
    return frozenset(row.more["quad"] for row in load("plover", ("quad",)))


def _attributes() -> frozenset[str]:
    return frozenset({"occurrence", *ATTRIBUTES.values()}) | attributes()


LISTED: Mapping[str, Callable[[], frozenset[str]]] = {
    "event_type": types,
    "quad_code": _quads,
    "attribute": _attributes,
}
"""Vocabularies that the schema leaves open to other codings, and that this software takes from lists of its own."""


def values(table: str, column: Column) -> tuple[str, ...]:
    """Return the values that a column may hold; nothing if it is free, or too long to list beside a column.

    >>> values("events", next(each for each in SCHEMA["events"] if each.name == "polarity"))
    ('affirmed', 'denied')
    """
    if column.values:
        return column.values
    return tuple(_meanings(table, column.name))


def _meanings(table: str, column: str) -> Mapping[str, str]:
    return meanings().get(f"{table}.{column}") or meanings().get(column) or {}


def vocabularies() -> list[tuple[str, list[str], dict[str, str]]]:
    """Return every vocabulary once: its heading, the columns that it is for, and the meaning of each value."""
    where: dict[str, list[tuple[str, Column]]] = {}
    for table, columns in SCHEMA.items():
        for each in columns:
            if values(table, each):
                heading = f"{table}.{each.name}" if f"{table}.{each.name}" in meanings() else each.name
                where.setdefault(heading, []).append((table, each))
    found = []
    for heading, places in where.items():
        wanted = list(dict.fromkeys(value for table, each in places for value in values(table, each)))
        known = meanings()[heading]
        found.append((heading, [f"{table}.{each.name}" for table, each in places], {one: known[one] for one in wanted}))
    return found


def _acts() -> list[str]:
    """Return the acts by type, and the modes."""
    by_type: dict[str, list[str]] = {kind: [] for kind in SCHEMA["events"][_place("events", "event_type")].values}
    modes: dict[str, list[str]] = {kind: [] for kind in by_type}
    other: list[str] = []
    for act, kind in sorted(acts().items()):
        by_type.get(kind.partition("-")[0], other).append(act)
    for row in load("plover", ("quad",)):
        kind, _, mode = row.form.partition("-")
        if mode:
            modes[kind].append(mode)
    lines = ["", "### act", "", _ACTS, ""]
    lines += ["| type | acts | modes (`event_mode`) |", "|---|---|---|"]
    lines += [f"| `{kind}` | {', '.join(found)} | {', '.join(modes[kind])} |" for kind, found in by_type.items()]
    return [*lines, f"| no PLOVER type | {', '.join(other)} | |"]


def _place(table: str, column: str) -> int:
    return [each.name for each in SCHEMA[table]].index(column)


# -- forms -------------------------------------------------------------------------------------------------------------

_FORMS = {  # by the name of a column, which means the same in every table
    "start": "code points, from 0", "end": "code points, from 0", "bytes": "bytes", "characters": "code points",
    "latitude": "degrees", "longitude": "degrees", "intensity": "score, -10 to 10",
    "published": "EDTF", "edtf": "EDTF", "earliest": "ISO date", "latest": "ISO date", "duration": "ISO 8601 duration",
    "sha256": "64 hexadecimal digits", "position": "rank", "authority": "id in `claims.claim_id`, or `narrator`",
    "cardinality": "`one`, a number, `several`",
}  # fmt: skip
_TYPES = {"boolean": "true, false", "integer": "count", "number": "number", "string": "text"}


def form(table: str, column: Column) -> str:
    """Say how a column's cells are written: a unit, a kind of code, or the values allowed.

    >>> form("times", next(each for each in SCHEMA["times"] if each.name == "end"))
    'code points, from 0'
    """
    name = "start" if column.name.endswith("_start") else "end" if column.name.endswith("_end") else column.name
    if column.primary and not column.refers:
        return "rank, key" if column.type == "integer" else "id, key"
    if column.refers:
        return f"id in `{column.refers}`" + (", key" if column.primary else "")
    if column.name in ("act", "event_mode"):
        return "[a list](#act)"
    if name in ("authority", "cardinality"):
        return _FORMS[name]
    if found := values(table, column):
        heading = f"{table}.{column.name}" if f"{table}.{column.name}" in meanings() else column.name
        short = ", ".join(f"`{value}`" for value in found) if len(found) <= 4 else f"one of {len(found)}"
        return f"{short}: [values](#{heading.replace('.', '')})"
    if name in _FORMS:
        return _FORMS[name]
    if "semicolon" in column.description:
        return "list"
    return "id" if name.endswith(("_id", "_ref")) else _TYPES[column.type]


# -- examples ----------------------------------------------------------------------------------------------------------


def examples(name: str, tables: "Iterable[Mapping[str, pd.DataFrame]]") -> dict[str, str]:
    """Return an example for each column of a table: of the fullest row, else of the first row that has one.

    What names a rule is the software's own, which is asked last.
    """
    found: dict[str, str] = {}
    for each in tables:
        if name not in each or not len(each[name]):
            continue
        frame = each[name].astype(object).where(each[name].notna(), "").astype(str)
        fullest = (frame != "").sum(axis=1).idxmax()
        for column in frame.columns:
            cells = frame[column][frame[column] != ""]
            if len(cells) and (column not in found or column in ("rule", "date_rule")):
                found[column] = cells.get(fullest, cells.iloc[0])
    return found


def _example(cell: str) -> str:
    words = " ".join(cell.replace("True", "true").replace("False", "false").split())
    if len(words) > _LONG:
        words = words[:_LONG].rsplit(" ", 1)[0] + " …"
    return f"`{words.replace('|', chr(92) + '|')}`" if words else ""


def _escaped(words: str) -> str:
    return words.replace("|", "\\|")


def _listed(names: Iterable[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"


if __name__ == "__main__":
    target = Path(*sys.argv[1:2]) if len(sys.argv) > 1 else PATH
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(codebook(), encoding="utf-8", newline="\n")
    print(target.as_posix())
