"""What happened, on the page under study: where the software's tables agree with those coded by hand.

`khabar.pairing.agreeing` lists the ids of the coded rows that agree, attribute by attribute; `cases/coded/events.txt`
keeps the list that was looked at last, and the tests tell what was lost or won since. To record it anew::

    python tests/codedevents.py
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

import khabar
from khabar.pairing import Tables, agreeing, records

ROOT = Path(__file__).resolve().parents[1]
PINNED = ROOT / "tests" / "cases" / "coded" / "events.txt"


def both() -> tuple[Tables, Tables]:
    """Return the tables that the software makes of the study, and those coded by hand."""
    return records(khabar.Study.load(ROOT / "data").tables), records(khabar.load_tables(ROOT / "data" / "coded"))


def lines(found: Mapping[str, Iterable[str]]) -> str:
    """Return what agrees as the file that is kept: an attribute a line."""
    return "".join(f"{name}: {' '.join(ids)}".rstrip() + "\n" for name, ids in found.items())


if __name__ == "__main__":
    PINNED.write_text(lines(agreeing(*both())), encoding="utf-8", newline="\n")
