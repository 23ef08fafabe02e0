"""How fast times are found on the page under study, next to dateparser in the same run if it can be imported.

    python benchmarks/times_speed.py

Each is timed in turn, several times; the median of the ratios is what is quoted.
"""

import statistics
import time
import warnings
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from khabar.times import times

RAW = Path(__file__).parents[1] / "data" / "raw" / "paris-2025-07.txt"
ROUNDS = 9


def seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def main() -> None:
    warnings.simplefilter("ignore")
    text = RAW.read_text(encoding="utf-8")
    times(text, "2025-07-25")  # compiles the lexicon
    try:
        from dateparser.search import search_dates
    except ImportError:
        print("dateparser  not installed")
        return
    settings = {"RELATIVE_BASE": datetime(2025, 7, 25)}

    def search() -> object:
        return search_dates(text, languages=["ar"], settings=settings)

    search()
    own, peer = [], []
    for _ in range(ROUNDS):
        own.append(seconds(lambda: times(text, "2025-07-25")))
        peer.append(seconds(search))
    print(f"khabar      {len(text) / statistics.median(own) / 1e6:6.2f} million characters a second")
    print(f"dateparser  {len(text) / statistics.median(peer) / 1e6:6.2f} million characters a second")
    print(f"ratio       {statistics.median(p / o for p, o in zip(peer, own, strict=True)):6.1f}")


if __name__ == "__main__":
    main()
