"""Speed and accuracy of `khabar.htmltext.flatten`, beside trafilatura and lxml's ``text_content``, in one run.

    uv run python benchmarks/html_speed.py [FOLDER]

FOLDER holds saved pages (``*.html``, UTF-8) to measure speed on; without it, the test cases and a long page made of
them. Accuracy is measured on the test cases, which were written together with the rules: as they are, and with every
class, id and microdata attribute removed and every sectioning element made a ``div``. F1 counts words of body text; a
page counts once.
"""

import json
import logging
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import lxml.html

from khabar.htmltext import flatten
from khabar.layout import layout

try:
    import trafilatura
except ImportError:
    trafilatura = None
CASES = Path(__file__).parents[1] / "tests" / "cases" / "html"
NAMES = re.compile(
    r"""\s(?:class|id|itemprop|itemtype|role|rel|property|name)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)""", re.I
)
SECTIONS = re.compile(r"<(/?)(?:article|main|section|nav|aside|header|footer|time|figcaption|figure)\b", re.I)


def ours(markup: str) -> str:
    flat = flatten(markup)
    parts, _ = layout(flat.raw, flat.blocks, flat.meta, "p")
    return "\n".join(
        flat.raw[part.start : part.end] for part in parts if part.role in ("body", "subheading", "dateline")
    )


def theirs(markup: str) -> str:
    return trafilatura.extract(markup, include_comments=False) or ""


def content(markup: str) -> str:
    return str(lxml.html.fromstring(markup.encode(), parser=lxml.html.HTMLParser(encoding="utf-8")).text_content())


def speed(name: str, run: Callable[[str], object], pages: Sequence[str], repeat: int = 3) -> None:
    run(pages[0])
    best = float("inf")
    for _ in range(repeat):
        start = time.perf_counter()
        for page in pages:
            run(page)
        best = min(best, time.perf_counter() - start)
    size = sum(len(page.encode()) for page in pages)
    print(f"{name:24}{len(pages) / best:9.0f} pages/s {size / best / 1e6:8.1f} MB/s")


def f1(found: str, wanted: str) -> float:
    left, right = Counter(re.findall(r"\w+", found)), Counter(re.findall(r"\w+", wanted))
    return 2 * (left & right).total() / max(1, left.total() + right.total())


def accuracy(pages: Sequence[tuple[str, str]]) -> None:
    for label, change in (
        ("as saved", str),
        ("names removed", lambda page: SECTIONS.sub(r"<\1div", NAMES.sub("", page))),
    ):
        for name, run in (("khabar", ours), ("trafilatura", theirs))[: 2 if trafilatura else 1]:
            scores = [f1(run(change(page)), wanted) for page, wanted in pages]
            print(f"body text, {label:15}{name:14}F1 {sum(scores) / len(scores):.3f} on {len(pages)} pages")


def main(folder: str = "") -> None:
    logging.disable(logging.CRITICAL)
    cases = []
    for path in sorted(CASES.glob("attested.*.html")):
        expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["blocks"]
        wanted = [text for role, _, _, text in expected if role in ("body", "subheading")]
        if wanted:
            cases.append((path.read_text(encoding="utf-8"), "\n".join(wanted)))
    if folder:
        pages = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(Path(folder).rglob("*.html"))]
    else:
        long = (CASES / "attested.wordpress.html").read_text(encoding="utf-8")
        paragraphs = "".join(re.findall(r"<p>.*?</p>", long, re.DOTALL))
        pages = [page for page, _ in cases] + [long.replace("<h2>", paragraphs * 100 + "<h2>")]
    speed("lxml text_content", content, pages)
    speed("khabar flatten", flatten, pages)
    speed("khabar flatten + layout", ours, pages)
    if trafilatura:
        speed("trafilatura extract", theirs, pages)
    else:
        print("trafilatura: not installed")
    accuracy(cases)


if __name__ == "__main__":
    main(*sys.argv[1:2])
