"""How many expressions of the case files are read rightly, by khabar and, if it can be imported, by dateparser.

    python benchmarks/times_accuracy.py

These are regression figures: khabar was written with these cases in view. Exact means the same surface and the same
value; value alone lets the surface differ as long as the two overlap. dateparser answers with one day, so only cases
whose value is one day are put to it, and it is given the publication date as its base.
"""

import csv
import sys
import warnings
from datetime import datetime
from pathlib import Path

from khabar.times import times

CASES = Path(__file__).parents[1] / "tests" / "cases" / "times"
Row = dict[str, str]


def rows(name: str) -> list[Row]:
    lines = (CASES / f"{name}.tsv").read_text(encoding="utf-8").split("\n")
    kept = [line for line in lines if line and not line.startswith("#")]
    found = list(csv.DictReader(kept, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in found:
        for key in ("text", "surface"):
            row[key] = row[key].replace("⏎", "\n").replace("\\u00a0", "\u00a0").replace("\\ud800", "\ud800")
    return found


def khabar_scores(expected: list[Row]) -> dict[str, list[int]]:
    scores: dict[str, list[int]] = {}
    for row in expected:
        tally = scores.setdefault(row["kind"], [0, 0, 0])
        tally[0] += 1
        value = (row["kind"], row["edtf"], row["duration"], row["mod"])
        start = row["text"].find(row["surface"])
        end = start + len(row["surface"])
        found = times(row["text"], row["published"])
        right = [time for time in found if (time.kind, time.edtf, time.duration, time.mod) == value]
        tally[1] += any(time.surface == row["surface"] for time in right)
        tally[2] += any(time.start < end and start < time.end for time in right)
    return scores


def dateparser_score(expected: list[Row]) -> tuple[int, int, int] | None:
    try:
        from dateparser.search import search_dates
    except ImportError:
        return None
    exact = value = asked = 0
    for row in expected:
        if len(row["edtf"]) != 10 or len(row["published"]) != 10:
            continue
        asked += 1
        settings = {"RELATIVE_BASE": datetime.fromisoformat(row["published"]), "PREFER_DATES_FROM": "past"}
        for surface, day in search_dates(row["text"], languages=["ar"], settings=settings) or []:
            if str(day.date()) == row["edtf"]:
                exact += surface.strip() == row["surface"]
                value += surface.strip() in row["surface"] or row["surface"] in surface
                break
    return asked, exact, value


def main() -> None:
    warnings.simplefilter("ignore")
    expected = [row for row in rows("attested") + rows("synthetic") if row["surface"]]
    total = [0, 0, 0]
    print(f"{'kind':10}{'cases':>7}{'exact':>7}{'value':>7}")
    for kind, tally in sorted(khabar_scores(expected).items()):
        print(f"{kind:10}{tally[0]:7}{tally[1]:7}{tally[2]:7}")
        total = [a + b for a, b in zip(total, tally, strict=True)]
    print(f"{'all':10}{total[0]:7}{total[1]:7}{total[2]:7}")
    negative = rows("negative")
    false = sum(len(times(row["text"], row["published"])) for row in negative)
    print(f"false hits in {len(negative)} texts without a time: {false}")
    peer = dateparser_score(expected)
    if peer is None:
        print("dateparser: not installed", file=sys.stderr)
    else:
        print(f"dateparser, cases that are one day: {peer[0]} asked, {peer[1]} exact, {peer[2]} right value")


if __name__ == "__main__":
    main()
