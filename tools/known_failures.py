"""Sort the cases of events into those that hold and the known failures.

A known failure is a case that the rules get wrong: it is kept, and has to fail, so that whoever mends it is told. This
says which cases are in the wrong file, and with ``--move`` moves them: what fails to ``known-failures.txt``, what has
come right to ``attested.mended.txt``::

    uv run python tools/known_failures.py
    uv run python tools/known_failures.py --move
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "analysis")]

from eventcases import Case, cases, differences  # noqa: E402
from khabar.coding import code  # noqa: E402

FOLDER = ROOT / "tests" / "cases" / "events"
KNOWN = "known-failures.txt"
MENDED = "attested.mended.txt"


def blocks(text: str) -> tuple[str, list[str]]:
    r"""Return what stands before the first case of a file, and its cases, each as it is written.

    >>> blocks("% by hand\n\n@a\n| x\n\n@b\n| y\n")
    ('% by hand', ['@a\n| x', '@b\n| y'])
    """
    head, *found = ("\n" + text).split("\n@")
    return head.strip("\n"), ["@" + each.strip("\n") for each in found]


def joined(head: str, found: list[str]) -> str:
    """Return a file's text, an empty line between cases."""
    return "\n\n".join([*([head] if head else []), *found]) + "\n"


def wrong(case: Case) -> list[str]:
    """Return how what is found differs from what a case expects."""
    return differences(case, code(case.page))


def main(folder: Path = FOLDER, *, move: bool = False) -> tuple[int, int]:
    """Say which cases are in the wrong file, move them if asked to; return how many fail and how many came right."""
    texts: dict[str, tuple[str, list[str]]] = {}
    failing, mended = [], []
    for path in sorted(folder.glob("*.txt")):
        head, found = blocks(path.read_text(encoding="utf-8"))
        made = list(cases(path))
        if len(made) != len(found):
            raise ValueError(f"{path.name}: {len(found)} cases are written, {len(made)} were read")
        kept = []
        for text, case in zip(found, made, strict=True):
            what = wrong(case)
            if bool(what) == (path.name == KNOWN):
                kept.append(text)
            elif what:
                print(f"fails: {path.name}, {case.name}: {'; '.join(what)}")
                failing.append(text)
            else:
                print(f"holds: {path.name}, {case.name}")
                mended.append(text)
        texts[path.name] = (head, kept)
    if move:
        for name, more in ((KNOWN, failing), (MENDED, mended)):
            head, kept = texts.get(name, ("", []))
            texts[name] = (head, kept + more)
        for name, (head, kept) in texts.items():
            path = folder / name
            text = joined(head, kept)
            if (failing or mended) and (not path.is_file() or path.read_text(encoding="utf-8") != text):
                path.write_text(text, encoding="utf-8", newline="\n")
    print(f"{len(failing)} to the known failures, {len(mended)} back{'' if move else ': --move moves them'}")
    return len(failing), len(mended)


if __name__ == "__main__":
    main(move="--move" in sys.argv[1:])
