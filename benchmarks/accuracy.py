"""Precision, recall and F1 per kind, on the case files and against the coding by hand; dateparser in the same run.

    python benchmarks/accuracy.py
    python benchmarks/accuracy.py --cases FILE...       events only, on answers of your own

These are regression figures: the rules were written with the cases in view, and the coding by hand is by the same
authors. A mention counts as found where one of the same kind overlaps it. For times, exact means the same surface and
the same value; value alone lets the surface differ as long as the two overlap. dateparser answers with one day, so only
cases whose value is one day are put to it, and it is given the publication date as its base.

A claim counts as found where contents overlap, each claim once, the closest first; with its speaker where the words are
the same, or the one who goes on speaking is. Chains are those of two links and more behind the printing outlet. Cases
that are known to fail are scored too. How events are counted stands in `event_accuracy.py`.
"""

import argparse
import csv
import sys
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import khabar
from khabar.attribution import Claim
from khabar.model import Article, Page, Part
from khabar.pairing import closest
from khabar.times import times

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from claimcases import Case, Expected, chain_agrees, leftover, same_content, speaker_agrees  # noqa: E402
from claimcases import cases as claim_cases  # noqa: E402
from event_accuracy import print_events, print_own  # noqa: E402

CASES = ROOT / "tests" / "cases" / "times"
Row = dict[str, str]
Spans = list[tuple[int, int, str]]


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


def met(one: Spans, others: Spans) -> Counter[str]:
    """Count by kind how many of ``one`` overlap one of ``others`` of the same kind."""
    return Counter(kind for start, end, kind in one if any(s < end and start < e and k == kind for s, e, k in others))


def print_scores(title: str, pairs: Iterable[tuple[Spans, Spans]]) -> None:
    """Print precision, recall and F1 per kind for pairs of (expected, found)."""
    wanted: Counter[str] = Counter()
    given: Counter[str] = Counter()
    recalled: Counter[str] = Counter()
    confirmed: Counter[str] = Counter()
    for expected, found in pairs:
        wanted.update(kind for *_, kind in expected)
        given.update(kind for *_, kind in found)
        recalled += met(expected, found)
        confirmed += met(found, expected)
    print(f"{title}\n{'kind':14}{'expected':>9}{'found':>7}{'precision':>11}{'recall':>8}{'F1':>7}")
    for kind in sorted(wanted | given):
        precision, recall = confirmed[kind] / max(1, given[kind]), recalled[kind] / max(1, wanted[kind])
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        print(f"{kind:14}{wanted[kind]:9}{given[kind]:7}{precision:11.3f}{recall:8.3f}{f1:7.3f}")
    print()


def spans(text: str, kinds: frozenset[str]) -> Spans:
    """Return what is found in ``text``, taken as the body of an article."""
    parts = (Part("p.p1", 1, "body", 0, len(text), "p.a1"),)
    articles = (Article("p.a1", "p", "", "", "", "", 0, len(text), parts),)
    coding = khabar.code(Page("p", "", "", len(text), text, "text/plain", parts=parts, articles=articles))
    return [(each.start, each.end, each.kind) for each in coding.mentions if each.kind in kinds]


def mention_cases() -> Iterable[tuple[Spans, Spans]]:
    """Yield expected and found spans of the cases of everything but people and offices."""
    kinds = frozenset({"state", "place", "organisation", "outlet", "group", "nisba", "dual"})
    for name in ("attested", "negative", "synthetic"):
        for line in (ROOT / f"tests/cases/mentions/{name}.tsv").read_text(encoding="utf-8").split("\n"):
            cells = line.split("\t")
            if len(cells) != 3 or line.startswith("#"):
                continue
            yield (
                _placed(cells[1], [each.split("|")[:2] for each in cells[2].split(" ; ") if each]),
                spans(cells[1], kinds),
            )


def people_cases() -> Iterable[tuple[Spans, Spans]]:
    """Yield expected and found spans of the cases of people and of the offices that stand for them."""
    for name in ("attested", "negative", "synthetic"):
        for line in (ROOT / f"tests/cases/people/{name}.tsv").read_text(encoding="utf-8").split("\n"):
            cells = line.split("\t")
            if len(cells) != 3 or line.startswith("#") or cells[0] == "text":
                continue
            named = [each.partition("=")[0] for each in cells[1].split("; ") if each]
            expected = [[each.removeprefix("o:"), "office" if each.startswith("o:") else "person"] for each in named]
            yield _placed(cells[0], expected), spans(cells[0], frozenset({"person", "office"}))


def _placed(text: str, expected: list[list[str]]) -> Spans:
    """Return the spans of surfaces that stand in ``text`` in this order."""
    found: Spans = []
    after: dict[str, int] = {}
    for surface, kind in expected:
        start = text.find(surface, after.get(kind, 0))
        if start >= 0:
            found.append((start, start + len(surface), kind))
            after[kind] = start + len(surface)
    return found


def against_the_coding_by_hand() -> None:
    made, coded = khabar.Study.load(ROOT / "data").tables, khabar.load_tables(ROOT / "data" / "coded")
    for table in ("mentions", "times"):
        expected, found = (
            [(row.start, row.end, row.kind) for row in tables[table].itertuples()] for tables in (coded, made)
        )
        print_scores(f"{table}, the page under study against the coding by hand", [(expected, found)])


def claim_scores(title: str, cases: Iterable[Case]) -> None:
    """Print precision, recall and F1 of claims: contents, speakers, direct speech; and how many chains are right."""
    expected, found, agreed = Counter[str](), Counter[str](), Counter[str]()
    for case in cases:
        coding, raw = khabar.code(case.page), case.page.raw
        wanted = [each for each in case.claims if not leftover(raw, each, each.more.get("group", ""))]
        given = [claim for claim in coding.claims if not leftover(raw, claim, claim.group_id)]
        for tally, rows in ((expected, wanted), (found, given)):
            direct = sum(each.directness == "direct" for each in rows)
            tally.update({"content": len(rows), "content, exact": len(rows), "content, speaker": len(rows)})
            tally.update({"direct": direct, "direct, speaker": direct})
        for each, claim in overlapping(wanted, given):
            right = speaker_agrees(coding, each, claim)
            agreed["content"] += 1
            agreed["content, exact"] += same_content(raw, (each.start, each.end), (claim.start, claim.end))
            agreed["content, speaker"] += right
            if each.directness == claim.directness == "direct":
                agreed.update({"direct": 1, "direct, speaker": int(right)})
            names = each.more.get("chain", "").split(" < ")
            agreed["chains"] += len(names) > 1 and chain_agrees(case, coding, claim, names)
        expected["chains"] += sum(" < " in each.more.get("chain", "") for each in case.claims)
    print(f"{title}\n{'':18}{'expected':>9}{'found':>7}{'precision':>11}{'recall':>8}{'F1':>7}")
    for kind in expected:
        precision, recall = agreed[kind] / max(1, found[kind]), agreed[kind] / max(1, expected[kind])
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        if kind == "chains":
            print(f"chains of two links or more: {expected[kind]}, exactly right: {agreed[kind]}\n")
        else:
            print(f"{kind:18}{expected[kind]:9}{found[kind]:7}{precision:11.3f}{recall:8.3f}{f1:7.3f}")


def overlapping(wanted: list[Expected], given: list[Claim]) -> Iterator[tuple[Expected, Claim]]:
    """Yield pairs whose contents overlap, each claim once, the closest first; of equals the one with the same cue."""
    mine, theirs = ([{"start": e.start, "end": e.end, "cue": e.cue} for e in side] for side in (wanted, given))
    for i, j in closest(mine, theirs, lambda one, other: one["cue"] == other["cue"]):
        yield wanted[i], given[j]


def coded_claims() -> Case:
    """Return the page coded by hand as a case."""
    page = khabar.read(ROOT / "data" / "raw" / "paris-2025-07.txt")
    with (ROOT / "data/coded/claims.csv").open(encoding="utf-8", newline="") as file:
        coded = list(csv.DictReader(file))
    with (ROOT / "data/coded/links.csv").open(encoding="utf-8", newline="") as file:
        links = [row for row in csv.DictReader(file) if row["position"] != "0"]
    names = {row["speaker_id"]: row["speaker"] for row in reversed(coded) if row["speaker"]}
    claims = []
    for row in coded:
        words = [page.raw[int(e["start"]) : int(e["end"])] for e in links if e["claim_id"] == row["claim_id"]]
        more = {"chain": " < ".join(words), "group": row["group_id"]}
        speaker = row["speaker"] or f"[{names[row['speaker_id']]}]"
        claims.append(Expected(int(row["start"]), int(row["end"]), speaker, row["cue"], row["directness"], more))
    return Case("the page under study", page, tuple(claims))


def main() -> None:
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description="Scores on the cases and against the coding by hand.")
    parser.add_argument("--cases", nargs="+", type=Path, metavar="FILE", help="score the events of these files instead")
    own = parser.parse_args().cases
    if own:
        try:
            print_own(own)
        except (OSError, ValueError) as error:  # no such file, or a line that is not as it should be
            sys.exit(str(error))
        return
    against_the_coding_by_hand()
    print_events()
    claim_scores("claims, the page under study against the coding by hand", [coded_claims()])
    files = sorted((ROOT / "tests/cases/claims").glob("*.txt"))
    claim_scores("claims, cases", [case for path in files for case in claim_cases(path)])
    print_scores("mentions, cases", mention_cases())
    print_scores("people and offices, cases", people_cases())
    print("times, cases")
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
