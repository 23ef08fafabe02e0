"""Few measures over the tables, each a pure function: a table in, a table out.

Counts come first. A score of cooperation and conflict is an opinion on types of action that somebody once wrote down;
`scores` therefore always gives two. `keyness` compares the words of two corpora, and refuses where they are too small.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping
from functools import cache
from math import log, log2
from typing import TYPE_CHECKING

from khabar.errors import SmallCorpusError
from khabar.lexicon import load
from khabar.tables import SCHEMA

if TYPE_CHECKING:
    import pandas as pd

NONE = "(none)"
"""Stands in an index where the cell of the table is empty."""

GROUNDS = ("narrator", "named", "anonymous")
"""On whose word something can stand: see `grounds`."""

LEAST_WORDS = 5_000
"""How many words `keyness` needs on either side."""

_QUADS = {"1": "verbal cooperation", "2": "material cooperation", "3": "verbal conflict", "4": "material conflict"}
_VOCABULARY = {column.name: column.values for column in SCHEMA["events"]}
_Wanted = str | Collection[str] | None


def by_type(
    table: "pd.DataFrame", *, status: _Wanted = None, modality: _Wanted = None, polarity: _Wanted = None
) -> "pd.DataFrame":
    """Return how often each of PLOVER's sixteen types comes up.

    *Definition.* n(t) = the number of rows of ``table`` with ``event_type`` t that pass the filters. ``status``,
    ``modality`` and ``polarity`` each keep one value or several; ``None`` keeps all, ``""`` is the empty cell. The
    index has all types, by quad and then by name, and last ``(none)``: events that PLOVER has no type for.

    *Unit and direction.* Rows; the numbers add up to the rows that pass. Without a filter what was planned, hoped for
    or denied counts like what happened, and PLOVER codes most cooperation to come as AGREE.

    *What counts as one.* A row of ``events`` is a report: what one place in the text tells (column ``reports``). A row
    of ``sequence`` is a step, however often told (column ``steps``). Reports measure attention, steps happenings.

    *Empty input.* All types with 0.

    *Source.* PLOVER manual (openeventdata/PLOVER, 2024), the types; counting is the baseline of event data.

    *Example.*

    >>> from khabar.tables import load_tables
    >>> tables = load_tables("data/coded")
    >>> int(by_type(tables["events"], status="occurred").loc["CONSULT", "reports"])
    26
    >>> int(by_type(tables["sequence"], status="occurred").loc["CONSULT", "steps"])
    8

    Raises `ValueError` for a value that is not in the vocabulary of its column: a slip must not give 0.
    """
    import pandas as pd

    kept = _filtered(table, status=status, modality=modality, polarity=polarity)
    counts = Counter(kept["event_type"].replace("", NONE))
    index = pd.Index([*_quads(), NONE], name="event_type")
    return pd.DataFrame({_unit(table): [counts[one] for one in index]}, index=index)


def by_quad(
    table: "pd.DataFrame", *, status: _Wanted = None, modality: _Wanted = None, polarity: _Wanted = None
) -> "pd.DataFrame":
    """Return how often each of PLOVER's four quad classes comes up.

    *Definition.* n(q) = the number of rows of ``table`` of quad class q that pass the filters, which are those of
    `by_type`. The class is that of ``quad_code``; where ``table`` has no such column (``sequence``), that of the type.
    The index has all four, and last ``(none)``: events that PLOVER has no type for.

    *Unit and direction.* Rows; the numbers add up to the rows that pass. *Verbal conflict* is wider than it sounds: it
    holds every REQUEST, an invitation and a proposal too.

    *What counts as one.* As in `by_type`: a report in ``events``, a step in ``sequence``.

    *Empty input.* All classes with 0.

    *Source.* PLOVER manual (2024); the four classes go back to Duval and Thompson (1980) and to CAMEO (Gerner and
    others 2002).

    *Example.*

    >>> from khabar.tables import load_tables
    >>> by_quad(load_tables("data/coded")["events"], modality=["asserted", "presupposed"])["reports"].to_dict()
    {'verbal cooperation': 48, 'material cooperation': 1, 'verbal conflict': 2, 'material conflict': 1, '(none)': 15}

    Raises `ValueError` as `by_type` does.
    """
    import pandas as pd

    counts = Counter(_quad(_filtered(table, status=status, modality=modality, polarity=polarity)))
    rows = {name: counts[code] for code, name in _QUADS.items()} | {NONE: counts[""]}
    return pd.DataFrame({_unit(table): list(rows.values())}, index=pd.Index(list(rows), name="quad"))


def scores(events: "pd.DataFrame") -> "pd.DataFrame":
    """Return how cooperative or conflictual events are on two scales: scores, which are not facts.

    *Definition.* Two scales: ``intensity``, PLOVER's, from -10 to 10, and ``quad``, +1 for the two classes of
    cooperation and -1 for the two of conflict. For each, over the events that have a score s: ``scored`` and
    ``unscored`` count events, ``cooperation`` = sum of all s > 0, ``conflict`` = sum of all s < 0, ``mean`` =
    (cooperation + conflict) / scored.

    *Unit and direction.* Points of the scale; higher is more cooperative. The scales share no unit: compare their
    signs, and their order over time or between outlets. A mean hides half of what happens (praise and a threat add up
    to nothing), so both sums stand beside it. A result that holds on one scale only is a result about the scale.

    *What counts as one.* A row of ``events``, whatever its status, modality or polarity: filter first, or the denied
    strike counts as a strike. Events without a type have no score.

    *Empty input.* Counts and sums are 0, the mean is missing (``<NA>``), as it is where nothing has a score.

    *Source.* Intensity: PLOVER manual, version of 2024, in ``lexicon/plover.tsv``; an experts' scale after Goldstein
    (1992) that sees the type of an action and neither its size nor its context, and that moved between versions
    (REQUEST from -5 to 0).

    *Example.*

    >>> from khabar.tables import load_tables
    >>> events = load_tables("data/coded")["events"]
    >>> scores(events[events["event_id"].isin(["bbaca505acb5.e8", "bbaca505acb5.e10", "bbaca505acb5.e2"])])
           scored  unscored  cooperation  conflict      mean
    scale
    intensity   3         0          4.0      -9.0 -1.666667
    quad        3         0          1.0      -2.0 -0.333333
    """
    import pandas as pd

    sign = {"1": 1.0, "2": 1.0, "3": -1.0, "4": -1.0}
    found = {
        "intensity": [float(one) for one in events["intensity"] if not pd.isna(one)],
        "quad": [sign[one] for one in _quad(events) if one],
    }
    rows = [
        (
            len(each),
            len(events) - len(each),
            sum((one for one in each if one > 0), 0.0),
            sum((one for one in each if one < 0), 0.0),
            sum(each) / len(each) if each else None,
        )
        for each in found.values()
    ]
    columns = ["scored", "unscored", "cooperation", "conflict", "mean"]
    made = pd.DataFrame(rows, columns=columns, index=pd.Index(list(found), name="scale"))
    return made.astype({"mean": "Float64"})


def voices(claims: "pd.DataFrame") -> "pd.DataFrame":
    """Return how far those who speak are identified, against how their words are given.

    *Definition.* n(a, d) = the number of claims with ``anonymity`` a (rows: named, office, category, unnamed) and
    ``directness`` d (columns: direct, indirect, statement).

    *Unit and direction.* Claims; the numbers add up to the claims. Downwards it is harder to hold anybody to account,
    to the right further from the speaker's own mouth, but for ``statement``, which is a document's wording.

    *What counts as one.* A row of ``claims``: each piece of an interrupted quotation, and a claim inside a claim as
    well as the one around it. Who passed it on does not matter here; `khabar.origins` looks at that.

    *Empty input.* All combinations with 0. A row or column ``(none)`` is there only if a cell of the table is empty.

    *Source.* The grades of ``data/coded/CODEBOOK.md``. Sourcing by anonymity is a standard count of journalism studies.

    *Example.*

    >>> from khabar.tables import load_tables
    >>> voices(load_tables("data/coded")["claims"])
    directness  direct  indirect  statement
    anonymity
    named            5         5          3
    office           0         1          0
    category         0         9          0
    unnamed          0         0          0
    """
    import pandas as pd

    cells = [
        [str(one) or NONE for one in claims[column]]  # an empty cell is a value too
        for column in ("anonymity", "directness")
    ]
    counts = Counter(zip(*cells, strict=True))
    vocabulary = {column.name: column.values for column in SCHEMA["claims"]}
    rows, columns = (
        pd.Index([*vocabulary[name], *([NONE] if NONE in seen else [])], name=name)
        for name, seen in zip(("anonymity", "directness"), cells, strict=True)
    )
    return pd.DataFrame([[counts[row, column] for column in columns] for row in rows], index=rows, columns=columns)


def grounds(claims: "pd.DataFrame") -> dict[str, str]:
    """Return for each claim, by id, whose word it is: ``named`` or ``anonymous``.

    Named is who can be told from all others: somebody with a name, a state, a body, and who holds an office
    (``the foreign minister``). Anonymous is a category of people, somebody unnamed, or nobody.

    >>> from khabar.tables import load_tables
    >>> grounds(load_tables("data/coded")["claims"])["bbaca505acb5.c1"]
    'anonymous'
    """
    known = claims["anonymity"].isin(("named", "office"))
    return {str(claim): "named" if one else "anonymous" for claim, one in zip(claims["claim_id"], known, strict=True)}


def authority(
    events: "pd.DataFrame",
    attestations: "pd.DataFrame",
    claims: "pd.DataFrame",
    sequence: "pd.DataFrame | None" = None,
) -> "pd.DataFrame":
    """Return on whose authority attributes of events stand: the narrator's, somebody's with a name, or nobody's.

    *Definition.* For each ``attribute`` (occurrence, participants, date ...): ``attested`` = the number of events that
    it is told of; ``narrator``, ``named`` and ``anonymous`` = of how many the outlet itself says it, somebody who is
    named, somebody who is not (`grounds`); ``narrator_alone`` and ``anonymous_alone`` = of how many nobody else does.

    *Unit and direction.* Events, or steps if the table ``sequence`` is given. One attribute may stand on several, so
    the three need not add up to ``attested``. What stands on the narrator alone nobody is quoted for; that is neither
    better nor worse, reporters also write what they saw.

    *What counts as one.* One attribute of one event, however many its values and attestations: three participants
    attested by one official are one. Of a step, whatever any of its events attests. Only ``events`` count, so choose
    an article's by its ``article_id``. Of a claim inside a claim the inner speaker counts, not who passed it on.

    *Empty input.* A table without rows. Attributes that nothing attests have none.

    *Source.* The table ``attestations`` as ``data/coded/CODEBOOK.md`` defines it: authority attribute by attribute,
    where event data sets have at most one source for an event.

    *Example.* That Thursday's meeting lasted four hours is on no one's word but the narrator's:

    >>> from khabar.tables import load_tables
    >>> tables = load_tables("data/coded")
    >>> found = authority(tables["events"], tables["attestations"], tables["claims"], tables["sequence"])
    >>> found.loc[["occurrence", "duration"], ["attested", "narrator", "named", "anonymous", "narrator_alone"]]
                attested  narrator  named  anonymous  narrator_alone
    attribute
    occurrence        40        28     10          6              25
    duration           1         1      0          0               1

    Rows stand by ``attested``, then by name. Raises `ValueError` for an authority that is no claim's id.
    """
    import pandas as pd

    voice = {"narrator": "narrator"} | grounds(claims)
    wanted = {str(one): str(one) for one in events["event_id"]}
    if sequence is not None:
        pairs = zip(sequence["step_id"], sequence["event_ids"], strict=True)
        steps = {one: str(step) for step, cell in pairs for one in str(cell).split(";")}
        wanted = {one: steps.get(one, one) for one in wanted}
    told: dict[tuple[str, str], set[str]] = {}
    for event, attribute, by in zip(
        *(attestations[name] for name in ("event_id", "attribute", "authority")), strict=True
    ):
        if event in wanted:
            if by not in voice:
                raise ValueError(f"no claim has the id {by!r}, on whose authority {attribute} of {event} stands")
            told.setdefault((str(attribute), wanted[event]), set()).add(voice[by])
    rows: list[tuple[str, int, int, int, int, int, int]] = []
    for attribute in {attribute for attribute, _ in told}:
        stands = [each for (one, _), each in told.items() if one == attribute]
        narrator, named, anonymous = (sum(one in each for each in stands) for one in GROUNDS)
        alone, unnamed = (sum(each == {one} for each in stands) for one in ("narrator", "anonymous"))
        rows.append((attribute, len(stands), narrator, named, anonymous, alone, unnamed))
    rows.sort(key=lambda row: (-row[1], row[0]))
    columns = ["attribute", "attested", *GROUNDS, "narrator_alone", "anonymous_alone"]
    return pd.DataFrame(rows, columns=columns).set_index("attribute")


def keyness(
    target: Iterable[Hashable] | Mapping[Hashable, int], reference: Iterable[Hashable] | Mapping[Hashable, int]
) -> "pd.DataFrame":
    """Return the words of two corpora by how surely, and by how much, their frequencies differ.

    *Definition.* With a word a times among the n words of ``target`` and b times among the m of ``reference``, and
    N = n + m: ``log_likelihood`` G² = 2 Σ O ln(O / E) over the four cells a, b, n - a, m - b, where E is what each
    would be at equal frequency (a cell of 0 adds 0). ``log_ratio`` = log2((a / n) / (b / m)), with 0.5 for a count of
    0. ``bic`` = G² - ln N, an approximate Bayes factor on a scale of 2 ln: above 2 is some evidence that the
    frequencies differ, above 6 strong, above 10 very strong, below 0 evidence that they do not.

    *Unit and direction.* G², never negative, and ``bic`` say how sure; both grow with the corpora. ``log_ratio``
    says how much and which way: 1 is twice as often in ``target``, -1 half as often. Read the two
    together. Thousands of words are compared at once: prefer ``bic``, or G² above 15.13, to the usual 3.84. No measure
    here knows that words come in clusters: one article on one wedding makes *wedding* key. Look where hits stand.

    *What counts as one.* Whatever is given: words in any order, or a mapping with counts. Make both sides the same way
    (`khabar.words`, then `khabar.normalise`), numbers in or out of both.

    *Empty input.* `SmallCorpusError`, as for anything below 5,000 words a side (``LEAST_WORDS``). With 5,000 words a
    word of one in a thousand, already a frequent one, is expected five times a side, the least by Cochran's rule;
    with fewer the ranking shows what a handful of articles happened to be about, and no statistic tells the two apart.

    *Source.* Dunning (1993), Accurate methods for the statistics of surprise and coincidence; four cells, where Rayson
    and Garside (2000) leave out the last two, with slightly lower values. Log ratio: Hardie (2014). Bayes factor:
    Wilson (2013). Cutoffs: Rayson, Berridge and Francis (2004).

    *Example.*

    >>> found = keyness({"لقاء": 40, "غيرها": 4960}, {"لقاء": 10, "غيرها": 9990})
    >>> found.loc["لقاء"].round(2).to_dict()
    {'target': 40.0, 'reference': 10.0, 'log_likelihood': 46.12, 'log_ratio': 3.0, 'bic': 36.51}

    Those surest stand first, then by word. Raises `TypeError` for a text that is not cut into words, `ValueError` for
    a negative count.
    """
    import pandas as pd

    first, second = _counted(target, "target"), _counted(reference, "reference")
    n, m = first.total(), second.total()
    for name, size in (("target", n), ("reference", m)):
        if size < LEAST_WORDS:
            raise SmallCorpusError(
                f"keyness needs at least {LEAST_WORDS:,} words a side and the {name} has {size:,}; "
                "take more texts, or compare by reading"
            )
    rows = []
    for word in first.keys() | second.keys():
        a, b = first[word], second[word]
        share = (a + b) / (n + m)
        pairs = ((a, n * share), (b, m * share), (n - a, n * (1 - share)), (m - b, m * (1 - share)))
        # Rounding can leave a difference of nothing slightly below it.
        surely = max(2 * sum(seen * log(seen / expected) for seen, expected in pairs if seen), 0.0)
        rows.append((word, a, b, surely, log2((a or 0.5) / n) - log2((b or 0.5) / m), surely - log(n + m)))
    rows.sort(key=lambda row: (-row[3], str(row[0])))
    columns = ["word", "target", "reference", "log_likelihood", "log_ratio", "bic"]
    return pd.DataFrame(rows, columns=columns).set_index("word")


def _counted(words: Iterable[Hashable] | Mapping[Hashable, int], side: str) -> Counter[Hashable]:
    if isinstance(words, str):
        raise TypeError(f"the {side} is one text; cut it into words first, with khabar.words")
    counts = Counter(words)
    if any(number < 0 for number in counts.values()):
        raise ValueError(f"the {side} has a negative count")
    return Counter({word: number for word, number in counts.items() if number})


def _filtered(table: "pd.DataFrame", **wanted: _Wanted) -> "pd.DataFrame":
    """Keep the rows whose cells are among the values wanted of a column."""
    for column, values in wanted.items():
        if values is None:
            continue
        values = {values} if isinstance(values, str) else set(values)
        unknown = sorted(values - {*_VOCABULARY[column], ""})
        if unknown:
            raise ValueError(f"{column} {unknown[0]!r} is none of {', '.join(_VOCABULARY[column])}")
        table = table[table[column].isin(values)]
    return table


def _unit(table: "pd.DataFrame") -> str:
    return "steps" if "step_id" in table else "reports"


@cache
def _quads() -> dict[str, str]:
    """Return the quad class of each type, the types by quad and name."""
    rows = [(row.more["quad"], row.form) for row in load("plover", ("quad",)) if "-" not in row.form]
    return {name: quad for quad, name in sorted(rows)}


def _quad(table: "pd.DataFrame") -> list[str]:
    if "quad_code" in table:
        return [str(one) for one in table["quad_code"]]
    return [_quads()[one] if one else "" for one in table["event_type"]]
