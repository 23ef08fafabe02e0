"""How many sentences a second the whole of coding takes on one core, and the share of each stage.

    python benchmarks/coding_speed.py PAGES.jsonl

``PAGES`` is what `khabar.read_pages` reads, best some hundreds of articles. The first third of them warms up (lexicons
are compiled, words are met), the rest is timed, in time of the processor. Indented: part of coding. Speeds are
those of one machine in one hour: compare two versions in turn, several times each.
"""

import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator

from khabar import coding
from khabar.inputs import sources
from khabar.model import Page, Problem
from khabar.pages import page_from

# The functions that `khabar.coding.code` calls, one after the other: a new stage is one more name.
STAGES = (
    "quotes",
    "_sentences",
    "normalise",
    "prepare",
    "mentions",
    "times",
    "discourse",
    "claims",
    "events",
    "commitments",
)
SPENT: defaultdict[str, float] = defaultdict(float)


def timed(name: str, call: Callable[..., object]) -> Callable[..., object]:
    """Return ``call`` so that the time it takes is added up under ``name``."""

    def wrapped(*args: object, **named: object) -> object:
        started = time.process_time()
        result = call(*args, **named)
        result = tuple(result) if isinstance(result, Iterator) else result
        SPENT[name] += time.process_time() - started
        return result

    return wrapped


def main() -> None:
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    for name in STAGES:
        setattr(coding, name, timed(name, getattr(coding, name)))
    read, code = timed("reading", page_from), timed("coding", coding.code)
    rows = timed("rows", lambda coded: coded.rows)
    found = [source for source in sources(sys.argv[1:]) if not isinstance(source, Problem)]
    warm = len(found) // 3
    sentences = characters = 0
    for number, source in enumerate(found):
        if number == warm:
            SPENT.clear()
            sentences = characters = 0
        page = read(source)
        assert isinstance(page, Page)
        coded = code(page)
        assert isinstance(coded, coding.Coding)
        rows(coded)
        sentences += len(coded.sentences)
        characters += len(page.raw)
    if not sentences:
        sys.exit("no sentence to code: give pages, as khabar code takes them")
    whole = SPENT["reading"] + SPENT["coding"] + SPENT["rows"]
    print(f"{len(found) - warm} pages, {sentences} sentences, {characters} characters: {whole:.1f} s")
    print(f"{sentences / whole:.0f} sentences/s, {characters / whole / 1e6:.2f} million characters/s")
    for name in ("reading", "coding", *STAGES, "rows"):
        shown = "  " * (name in STAGES) + name.removeprefix("_")
        print(f"{shown:14}{SPENT[name] / whole:7.1%}{1e6 * SPENT[name] / sentences:8.0f} microseconds a sentence")


if __name__ == "__main__":
    main()
