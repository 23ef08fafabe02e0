"""How fast names are found: the automaton over all lexicons, and everything that `khabar.mentions` does.

Run it by hand, on any pages: ``python benchmarks/mentions_speed.py PATH``. The lexicons are compiled before the clock
runs.
"""

import sys
import time
from collections.abc import Callable

from khabar.gazetteer import gazetteer
from khabar.matching import prepare
from khabar.mentions import mentions
from khabar.model import Page, Problem
from khabar.pages import read_pages


def rate(work: Callable[[Page], object], pages: list[Page]) -> float:
    """Return megabytes of UTF-8 a second."""
    size = sum(len(page.raw.encode("utf-8", "replace")) for page in pages)
    started = time.perf_counter()
    for page in pages:
        work(page)
    return size / 1e6 / (time.perf_counter() - started)


def main() -> None:
    started = time.perf_counter()
    matcher = gazetteer().matcher
    print(f"lexicons compiled in {time.perf_counter() - started:.2f} s")
    pages = [page for page in read_pages(sys.argv[1:] or ["data/raw"]) if not isinstance(page, Problem)]
    mentions(pages[0])
    print(f"{len(pages)} pages of {sum(len(page.raw) for page in pages)} characters")
    print(f"folding            {rate(lambda page: prepare(page.raw), pages):6.1f} MB/s")
    print(f"folding, matching  {rate(lambda page: matcher.find(prepare(page.raw)), pages):6.1f} MB/s")
    print(f"mentions           {rate(mentions, pages):6.2f} MB/s")


if __name__ == "__main__":
    main()
