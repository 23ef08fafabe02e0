"""Sentence segmentation: speed on your own pages, and F1 on the hand-made cases, beside what peers are installed.

    python benchmarks/sentences_speed.py PAGES...

PAGES are files: plain text, or JSON lines with a "text" field, also gzipped. Speed is in megabytes of UTF-8 a second of
processor time, best of five, all texts joined and text by text, quotation marks included. F1 is over the sentence ends
inside the cases of `tests/cases/sentences`, line ends among them. Peers (pysbd, sentencex, nltk) are measured if they
can be imported; they live in an environment of their own. They are timed on the first 200,000 characters.
"""

import gzip
import importlib
import json
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from khabar.marks import extents
from khabar.quotes import quotes
from khabar.sentences import sentences

Splitter = Callable[[str], Sequence[tuple[int, int]]]
CASES = Path(__file__).parents[1] / "tests" / "cases" / "sentences"


def texts(paths: Iterable[str]) -> list[str]:
    """Return the texts of the files."""
    found: list[str] = []
    for path in map(Path, paths):
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rt", encoding="utf-8") as file:
            if ".jsonl" in path.suffixes:
                found.extend(json.loads(line)["text"] for line in file)
            else:
                found.append(file.read())
    return found


def located(text: str, pieces: Iterable[str]) -> list[tuple[int, int]]:
    """Find the pieces a peer returns in the text they are from."""
    spans, place = [], 0
    for piece in map(str.strip, pieces):
        start = text.find(piece, place)
        if piece and start >= 0:
            place = start + len(piece)
            spans.append((start, place))
    return spans


def peers() -> dict[str, Splitter]:
    """Return the peers that can be imported, each as a function from a text to spans."""
    found: dict[str, Splitter] = {}
    try:
        segmenter = importlib.import_module("pysbd").Segmenter(language="ar", clean=False)
        found["pysbd (ar)"] = lambda text: located(text, segmenter.segment(text))
    except ImportError:
        pass
    try:
        segment = importlib.import_module("sentencex").segment
        found["sentencex (ar)"] = lambda text: located(text, segment("ar", text))
    except ImportError:
        pass
    try:
        punkt = importlib.import_module("nltk.tokenize.punkt").PunktSentenceTokenizer()
        found["nltk punkt (untrained)"] = lambda text: list(punkt.span_tokenize(text))
    except ImportError:
        pass
    return found


def cases() -> list[tuple[str, set[int]]]:
    """Return the hand-made cases: the text, and where its sentences end, counted in characters that are no space."""
    found = []
    for name in ("attested", "negative", "known-failures"):
        for line in (CASES / f"{name}.tsv").read_text(encoding="utf-8").split("\n"):
            if line and not line.startswith("#"):
                marked = line.split("\t")[1].replace("⏎", "\n").replace("↩", "\n")
                pieces = [len("".join(piece.split())) for piece in marked.split("¦")]
                found.append((marked.replace("¦", ""), {sum(pieces[: i + 1]) for i in range(len(pieces) - 1)}))
    return found


def f1(split: Splitter) -> tuple[float, float, float]:
    """Return precision, recall and F1 of sentence ends inside the cases (the last end of a case is free)."""
    hit = told = true = 0
    for text, ends in cases():
        solid = [0]
        for character in text:
            solid.append(solid[-1] + (not character.isspace()))
        answer = {solid[end] for _, end in split(text)} - {solid[-1]}
        hit, told, true = hit + len(ends & answer), told + len(answer), true + len(ends)
    precision, recall = (hit / told if told else 1.0), hit / true
    return precision, recall, 2 * precision * recall / (precision + recall) if hit else 0.0


def speed(run: Callable[[str], object], pages: Sequence[str], times: int = 5) -> float:
    """Return megabytes a second, best of ``times``."""
    size = sum(len(page.encode("utf-8", "replace")) for page in pages) / 1e6
    best = float("inf")
    for _ in range(times):
        begun = time.process_time()
        for page in pages:
            run(page)
        best = min(best, time.process_time() - begun)
    return size / best


def main(paths: Sequence[str]) -> None:
    """Print the two tables."""
    pages = texts(paths or [str(Path(__file__).parents[1] / "data" / "raw" / "paris-2025-07.txt")])
    joined = "\n\n".join(pages)
    print(f"{len(pages)} texts, {len(joined.encode('utf-8', 'replace')) / 1e6:.2f} MB")
    own: dict[str, Callable[[str], object]] = {"extents": extents, "quotes": quotes, "sentences": sentences}
    for name, run in own.items():
        run(pages[0])
        print(f"{name:24} joined {speed(run, [joined]):7.1f} MB/s   text by text {speed(run, pages):7.1f} MB/s")
    marks = quotes(joined)
    given = speed(lambda text: sentences(text, marks), [joined])
    print(f"{'sentences, quotes given':24} joined {given:7.1f} MB/s")
    splitters: dict[str, Splitter] = {"khabar": sentences, **peers()}
    for name, split in splitters.items():
        precision, recall, score = f1(split)
        pace = speed(split, [joined[:200_000]], 1)
        print(f"{name:24} precision {precision:.3f}  recall {recall:.3f}  F1 {score:.3f}   {pace:8.3f} MB/s")


if __name__ == "__main__":
    main(sys.argv[1:])
