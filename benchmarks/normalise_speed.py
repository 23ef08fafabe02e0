"""How fast the normaliser is, offsets included, as a multiple of `str.translate` with the same table.

    uv run python benchmarks/normalise_speed.py [FILE ...]

Everything is timed in one process, by turns, in processor time; a ratio is the median over the turns. ``with spans``
also maps 1000 spans back to the raw text. Peers are timed if they can be imported; of them only araclean keeps offsets.
"""

import random
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray

from khabar.characters import HAMZA_MARKS, mapping
from khabar.normalise import PROFILES, normalise
from khabar.words import spans, words

PAGE = Path(__file__).parents[1] / "data" / "raw" / "paris-2025-07.txt"
SPANS = 1000


def texts(paths: list[str]) -> dict[str, str]:
    """Return texts of several sizes, made from the page's own paragraphs; seeded, so that every run has the same."""
    page = PAGE.read_text(encoding="utf-8")
    article = page[: page.index("\n", 2700)]
    paragraphs = page.splitlines()
    draw = random.Random(7)
    long: list[str] = []
    size = 0
    while size < 10_000_000:
        long.append(draw.choice(paragraphs))
        size += len(long[-1].encode()) + 1
    named = {"article": article, "page": page, "10 MB": "\n".join(long), "page 😀": page + "😀"}
    return named | {Path(path).name: Path(path).read_text(encoding="utf-8") for path in paths}


def table(profile: str) -> dict[int, str | None]:
    """Return the same mapping for `str.translate`, which deletes what maps to None."""
    return {code: value or None for code, value in mapping(profile).items()} | (
        {} if profile == "display" else dict.fromkeys(map(ord, HAMZA_MARKS))
    )


def by_turns(tasks: dict[str, Callable[[], object]], seconds: float = 1.5) -> dict[str, list[float]]:
    """Return the processor time of each task, in seconds, turn by turn; small tasks are repeated within a turn."""
    for task in tasks.values():
        task()
    started = time.process_time()
    for task in tasks.values():
        task()
    once = (time.process_time() - started) / len(tasks)
    inner = max(1, int(0.004 / max(once, 1e-7)))
    turns = max(5, int(seconds / max(once * inner * len(tasks), 1e-6)))
    taken: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(min(turns, 60)):
        for name, task in tasks.items():
            started = time.process_time()
            for _ in range(inner):
                task()
            taken[name].append((time.process_time() - started) / inner)
    return taken


def mapped_back(text: str, profile: str, starts: NDArray[np.intp]) -> object:
    return normalise(text, profile).to_sources(starts, starts + 12)


def ratio(taken: dict[str, list[float]], name: str, base: str = "translate") -> float:
    return median(b / t for b, t in zip(taken[base], taken[name], strict=True))


def peers() -> dict[str, Callable[[str], object] | None]:
    found: dict[str, Callable[[str], object] | None] = {"camel-tools": None, "pyarabic": None, "araclean": None}
    try:
        from camel_tools.utils.normalize import normalize_alef_ar, normalize_unicode  # type: ignore[import-not-found]

        found["camel-tools"] = lambda text: normalize_alef_ar(normalize_unicode(text))
    except ImportError:
        pass
    try:
        from pyarabic.araby import normalize_hamza, strip_tashkeel, strip_tatweel  # type: ignore[import-not-found]

        found["pyarabic"] = lambda text: normalize_hamza(strip_tatweel(strip_tashkeel(text)))
    except ImportError:
        pass
    try:
        from araclean import Pipeline  # type: ignore[import-not-found]

        found["araclean"] = Pipeline.from_profile("search").apply_aligned
    except ImportError:
        pass
    return found


def main() -> None:
    named = texts(sys.argv[1:])
    others = peers()
    print(f"{'profile':8} {'text':12} {'characters':>10} {'ns/char':>8} {'times':>6} {'with spans':>10}")
    for profile in PROFILES:
        mapped = table(profile)
        for name, text in named.items():
            size = len(normalise(text, profile).text)
            starts = np.random.default_rng(7).integers(0, size - 20, SPANS)
            tasks: dict[str, Callable[[], object]] = {
                "translate": partial(text.translate, mapped),
                "normalise": partial(normalise, text, profile),
                "spans": partial(mapped_back, text, profile, starts),
            }
            taken = by_turns(tasks)
            print(
                f"{profile:8} {name:12} {len(text):10,} {median(taken['normalise']) / len(text) * 1e9:8.1f} "
                f"{ratio(taken, 'normalise'):6.1f} {ratio(taken, 'spans'):10.1f}"
            )
    for peer, call in others.items():
        if call:
            text = named["page"]
            taken = by_turns({"translate": partial(text.translate, table("match")), peer: partial(call, text)})
            print(f"{peer}: {ratio(taken, peer):.2f} times str.translate, on the page")
        else:
            print(f"{peer}: not installed")
    text = named["10 MB"]
    size = len(text.encode()) / 1e6
    taken = by_turns({"spans": lambda: spans(text), "words": lambda: words(text)})
    print(", ".join(f"words.{name}: {size / median(times):.0f} MB/s" for name, times in taken.items()))


if __name__ == "__main__":
    main()
