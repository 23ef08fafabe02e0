"""How fast claims are found on your own pages, and what ten megabytes of quotation marks cost.

    python benchmarks/claims_speed.py PAGES...

Pages are what `khabar.read_pages` reads. For each page the steps before are done before the clock runs. The marks are
ten megabytes of UTF-8, each arrangement as one paragraph and as ten thousand; the time is that of pairing them and of
looking for claims (aim: both under two seconds); sentences, names and times are other modules'. ``--marks``: no pages.
"""

import random
import sys
import time
from collections.abc import Sequence

import khabar
from khabar.claims import claims
from khabar.coding import Coding, Sentence, code
from khabar.discourse import discourse
from khabar.matching import prepare
from khabar.mentions import cuts
from khabar.model import Article, Page, Part, Problem
from khabar.quotes import quotes
from khabar.sentences import sentences

SIZE = 10_000_000
CHANCE = random.Random(2025)
MARKS = "\"'“”„«»‹›″‘’"
ARRANGEMENTS = {
    "straight": '"',
    "straight, spaced": '" ',
    "opening only": "“",
    "closing only": "»",
    "pairs": "«»",
    "nested and closed": "«“”»",
    "opening, then closing": "",
    "at random": "",
    "at random, with words (0.1 MB)": "",
    "after a cue (0.1 MB)": 'قال: "',
    "colons and marks": ':" ',
}


def arrangement(name: str) -> str:
    """Return about ten megabytes of marks; a tenth of one where words stand between them."""
    if name == "opening, then closing":
        return "«" * (SIZE // 4) + "»" * (SIZE // 4)
    if name.startswith("at random"):
        unit = "".join(
            CHANCE.choices(
                [*MARKS, " قال إن ", " كلمة "] if "words" in name else MARKS, k=50_000 if "words" in name else 500_000
            )
        )
    else:
        unit = ARRANGEMENTS[name]
    size = SIZE // 100 if any(character.isalpha() for character in unit) else SIZE
    return unit * max(1, size // len(unit.encode()))


def marks() -> None:
    """Print, for each arrangement, the seconds for the quotations, for the claims, and for both."""
    print(f"{SIZE // 1_000_000} MB of marks, s{'':22}{'quotes':>9}{'claims':>9}{'both':>9}")
    code(made("قال", 1))
    for name in ARRANGEMENTS:
        text = arrangement(name)
        for lines in (1, 10_000):
            page = made(text, lines)
            started = time.perf_counter()
            found = quotes(page.raw)
            paired = time.perf_counter()
            told = [
                Sentence(f"m.s{number}", "m.p1", "m.a1", start, end)
                for number, (start, end) in enumerate(sentences(page.raw, found, 0, len(page.raw)), start=1)
            ]
            folded = prepare(page.raw, cuts(page))
            ready = time.perf_counter()
            claims(discourse(page, folded, told, (), (), found))
            ended = time.perf_counter()
            shown = f"{name}, {lines} paragraph{'s' if lines > 1 else ''}"
            both = paired - started + ended - ready
            print(f"{shown:40}{paired - started:9.2f}{ended - ready:9.2f}{both:9.2f}")


def made(text: str, lines: int) -> Page:
    """Return ``text`` as the body of an article of so many paragraphs."""
    size = len(text) // lines + 1
    raw = "\n".join(text[start : start + size] for start in range(0, len(text), size))
    parts, here = [], 0
    for number, line in enumerate(raw.split("\n"), start=1):
        parts.append(Part(f"m.p{number}", number, "body", here, here + len(line), "m.a1"))
        here += len(line) + 1
    article = Article("m.a1", "m", "", "", "", "", 0, len(raw), tuple(parts))
    return Page("m", "", "", 0, raw, "text/plain", parts=tuple(parts), articles=(article,))


def pages(paths: Sequence[str]) -> None:
    """Print megabytes of UTF-8 a second: the claims alone, and everything; and how many claims there are."""
    read = [page for page in khabar.read_pages(paths) if not isinstance(page, Problem)]
    size = sum(len(page.raw.encode("utf-8", "replace")) for page in read) / 1e6
    code(read[0])
    started = time.perf_counter()
    coded: list[Coding] = [code(page) for page in read]
    everything = time.perf_counter() - started
    ready = [(prepare(each.page.raw, cuts(each.page)), quotes(each.page.raw)) for each in coded]
    started = time.perf_counter()
    for each, (folded, found) in zip(coded, ready, strict=True):
        claims(discourse(each.page, folded, each.sentences, each.mentions, each.times, found))
    alone = time.perf_counter() - started
    told = sum(len(each.claims) for each in coded)
    print(f"{len(read)} pages, {size:.2f} MB, {told} claims, {told / len(read):.1f} a page")
    print(f"claims      {size / alone:6.2f} MB/s, {1000 * alone / len(read):6.2f} ms a page")
    print(f"everything  {size / everything:6.2f} MB/s, {1000 * everything / len(read):6.2f} ms a page\n")


def main() -> None:
    paths = [path for path in sys.argv[1:] if not path.startswith("--")]
    if "--marks" not in sys.argv:
        pages(paths or ["data/raw"])
    marks()


if __name__ == "__main__":
    main()
