"""Two codings of one text side by side: which rows both have, in which columns they agree, what only one has.

The tables of one coding are given first, as a rule the one by hand; nothing here says which of the two is right.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

_PARTIES = ("actors", "recipients", "mediators")
_LISTS = (*_PARTIES, "entity_id", "obligor", "signatories", "beneficiary")
_STEP_COLUMNS = ("event_type", "status", "actors", "recipients", "place", "edtf")


def pairs(
    one: "pd.DataFrame", other: "pd.DataFrame", *, span: tuple[str, str] = ("start", "end"), same: str = ""
) -> list[tuple[Any, Any]]:
    """Return the rows that both have, as pairs of labels of their indexes, in the order of ``one``.

    Two rows are a pair if the characters from ``span[0]`` up to ``span[1]`` have at least one in common and, where
    ``same`` names a column, that column is equal. A row is in at most one pair: with the first free row that it shares
    most characters with.

    >>> import pandas as pd
    >>> hand = pd.DataFrame({"start": [0, 10], "end": [5, 15]})
    >>> pairs(hand, pd.DataFrame({"start": [3, 20, 12], "end": [8, 25, 13]}))
    [(0, 0), (1, 2)]
    """
    columns = [*span, *([same] if same else [])]
    theirs = list(zip(other.index, *(other[name] for name in columns), strict=True))
    found: list[tuple[Any, Any]] = []
    taken: set[Any] = set()
    for label, start, end, *kind in zip(one.index, *(one[name] for name in columns), strict=True):
        shared = [
            (min(end, last) - max(start, first), theirs_label)
            for theirs_label, first, last, *their_kind in theirs
            if theirs_label not in taken and start < last and first < end and kind == their_kind
        ]
        if shared:
            best = max(shared, key=lambda each: each[0])[1]
            taken.add(best)
            found.append((label, best))
    return found


def unpaired(
    one: "pd.DataFrame", other: "pd.DataFrame", found: Iterable[tuple[Any, Any]]
) -> tuple["pd.DataFrame", "pd.DataFrame"]:
    """Return the rows of ``one`` and those of ``other`` that are in none of the pairs ``found``.

    >>> import pandas as pd
    >>> hand, soft = pd.DataFrame({"word": ["a", "b"]}), pd.DataFrame({"word": ["a", "c"]})
    >>> [list(rows["word"]) for rows in unpaired(hand, soft, [(0, 0)])]
    [['b'], ['c']]
    """
    listed = list(found)
    mine, theirs = {label for label, _ in listed}, {label for _, label in listed}
    return one[[label not in mine for label in one.index]], other[[label not in theirs for label in other.index]]


def differences(
    one: "pd.DataFrame", other: "pd.DataFrame", found: Iterable[tuple[Any, Any]], columns: Iterable[str]
) -> "pd.DataFrame":
    """Return every cell of ``columns`` in which a pair differs: its labels, the column, and the two values.

    Lists of parties are compared as sets; ``ISR:MIL``, the army, and ``ISR`` count as one.

    >>> import pandas as pd
    >>> hand, soft = pd.DataFrame({"actors": ["ISR;SYR"]}), pd.DataFrame({"actors": ["SYR;ISR:MIL"]})
    >>> len(differences(hand, soft, [(0, 0)], ["actors"]))
    0
    """
    import pandas as pd

    rows = [
        (left, right, column, one.loc[left, column], other.loc[right, column])
        for left, right in found
        for column in columns
        if cell(one.loc[left, column], column) != cell(other.loc[right, column], column)
    ]
    return pd.DataFrame(rows, columns=["row", "other_row", "column", "by hand", "software"])


def agreement(
    one: "pd.DataFrame", other: "pd.DataFrame", found: Iterable[tuple[Any, Any]], columns: Iterable[str]
) -> "pd.DataFrame":
    """Return for each of ``columns`` in how many of the pairs ``found`` the two codings have the same.

    >>> import pandas as pd
    >>> hand, soft = pd.DataFrame({"act": ["meet", "invite"]}), pd.DataFrame({"act": ["meet", "call-for"]})
    >>> agreement(hand, soft, [(0, 0), (1, 1)], ["act"])
         the same  of
    act         1   2
    """
    import pandas as pd

    listed, names = list(found), list(columns)
    wrong = Counter(differences(one, other, listed, names)["column"])
    same = [len(listed) - wrong[name] for name in names]
    return pd.DataFrame({"the same": same, "of": len(listed)}, index=names)


def steps(one: "Mapping[str, pd.DataFrame]", other: "Mapping[str, pd.DataFrame]") -> "pd.DataFrame":
    """Return the steps of two codings beside each other: ids, and the columns in which they differ.

    Two steps are one if they share reports, events whose anchors are a pair (`pairs`); a step that shares reports with
    several goes with the one that it shares most with. What only one coding has is empty on the other side. Compared
    are type, status, parties, place and date.

    >>> from khabar.tables import load_tables
    >>> hand = load_tables("data/coded")
    >>> found = steps(hand, hand)
    >>> len(found), set(found["differ"])
    (46, {''})
    """
    import pandas as pd

    mine, theirs = one["sequence"].set_index("step_id"), other["sequence"].set_index("step_id")
    events = pairs(*(tables["events"].set_index("event_id") for tables in (one, other)))
    in_mine, in_theirs = _steps_of(mine), _steps_of(theirs)
    shared = Counter((in_mine[left], in_theirs[right]) for left, right in events)
    matched: dict[str, str] = {}
    for left, right in sorted(shared, key=lambda pair: (-shared[pair], pair)):
        if left not in matched and right not in matched.values():
            matched[left] = right
    rows = [(each, matched.get(each, ""), _differ(mine, theirs, each, matched.get(each, ""))) for each in mine.index]
    rows += [("", each, "") for each in theirs.index if each not in matched.values()]
    return pd.DataFrame(rows, columns=["by_hand", "software", "differ"])


def _steps_of(sequence: "pd.DataFrame") -> dict[str, str]:
    cells = sequence["event_ids"].str.split(";")
    return {event: str(step) for step, ids in cells.items() for event in ids}


def _differ(mine: "pd.DataFrame", theirs: "pd.DataFrame", left: str, right: str) -> str:
    if not right:
        return ""
    names = (name for name in _STEP_COLUMNS if cell(mine.loc[left, name], name) != cell(theirs.loc[right, name], name))
    return ", ".join(names)


def cell(value: object, column: str) -> object:
    """Return a cell as it is compared: missing as empty, lists as sets, parties without the branch of their government.

    >>> cell("TUR:MIL;ISR", "actors") == {"TUR", "ISR"}
    True
    """
    if type(value).__name__ in ("NAType", "NoneType") or value != value:
        value = ""
    if column not in _LISTS:
        return value
    ids = set(str(value).split(";"))
    return {each.partition(":")[0] for each in ids} if column in _PARTIES else ids
