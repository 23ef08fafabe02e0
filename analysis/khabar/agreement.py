"""How far two codings of the same pages agree, layer by layer: what both have, what differs, what one of them lacks.

Each layer of the tables (sentences, mentions, times ...) is paired row by row, and the pairs are asked a question: have
they the same characters, the same value, the same speaker? A row is then one of four things: it **agrees**, it
**differs** (the other coding has it, and answers otherwise), or, where it has no partner, it is **missed** by the
machine or **extra**. So ``hand = agree + differ + missed`` and ``machine = agree + differ + extra`` under every
question; the questions of a layer differ only in how strictly they ask. (In the layer of relations what follows from
others counts as well, and the second sum need not hold.)

The counts describe these pages. Where the coding by hand is by the authors of the rules, on pages that the rules were
written on, they are no estimate of anything elsewhere.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from khabar.codinglayers import LAYERS, Layer, Pair, Two
from khabar.pairing import Row, Tables, Value, records

if TYPE_CHECKING:
    import pandas as pd

    Frames = Mapping[str, pd.DataFrame]

COUNTS = ("hand", "machine", "agree", "differ", "missed", "extra")


def agreement(made: "Frames", coded: "Frames") -> "pd.DataFrame":
    """Return how far two codings agree: a row a layer, its pairs asked the layer's chief question.

    ``made`` and ``coded`` are tables by name, as `khabar.Study.tables` and `khabar.load_tables` give them. Columns:
    ``layer``, ``asked`` (what must be the same), ``hand``, ``machine`` (rows of each), ``agree``, ``differ``,
    ``missed``, ``extra``. `questions` asks a layer everything.

    >>> from khabar.tables import load_tables
    >>> coded = load_tables("data/coded")
    >>> found = agreement(coded, coded).set_index("layer")
    >>> print(*found.loc["events"])
    type 75 75 75 0 0 0
    """
    both = Two(records(coded), records(made))
    return _frame((name, layer.chief, _counts(both, layer, layer.chief)) for name, layer in LAYERS.items())


def questions(made: "Frames", coded: "Frames", layer: str) -> "pd.DataFrame":
    """Return how far two codings agree in one layer: a row a question, with the columns of `agreement`.

    Each question is asked by itself. Those to events all ask the type as well: what is said of another event is no
    answer.

    Raises `ValueError` if there is no such layer.

    >>> from khabar.tables import load_tables
    >>> coded = load_tables("data/coded")
    >>> list(questions(coded, coded, "times")["asked"])
    ['found', 'characters', 'kind', 'value']
    """
    both, asked = Two(records(coded), records(made)), _layer(layer)
    return _frame((layer, name, _counts(both, asked, name)) for name in asked.asked)


def disagreements(made: "Frames", coded: "Frames", layer: str, asked: str = "") -> "pd.DataFrame":
    """Return where two codings do not agree, a row each, in the order of the pages.

    Columns: ``kind`` (``differ``, ``missed``, ``extra``), ``start`` and ``end`` (a step's are those of its first
    report; empty where a row stands on no characters), ``hand`` and ``machine`` (what each answers), ``hand_id`` and
    ``machine_id`` (empty where there is no row). ``asked`` is one of the layer's questions, by default the chief one.
    What has a start can be given to `khabar.highlight`.

    Raises `ValueError` if there is no such layer or question.

    >>> from khabar.tables import load_tables
    >>> coded = load_tables("data/coded")
    >>> made = coded | {"times": coded["times"].iloc[1:]}
    >>> disagreements(made, coded, "times")[["kind", "start", "end", "hand_id"]].to_numpy().tolist()
    [['missed', 81, 91, 'bbaca505acb5.t1']]
    """
    import pandas as pd

    both, within = Two(records(coded), records(made)), _layer(layer)
    question = asked or within.chief
    if question not in within.asked:
        raise ValueError(f"{layer} can be asked {', '.join(within.asked)}; not {question!r}")
    rows = []
    for pair in within.pairs(both):
        verdict = _verdict(both, within.asked[question], pair)
        if verdict != "agree":
            place = _place(both.hand, pair.hand) if pair.hand is not None else _place(both.machine, pair.machine or {})
            answers = [_words(each) for each in _answers(both, within.asked[question], pair)]
            names = [each[within.name] if each is not None else "" for each in (pair.hand, pair.machine)]
            rows.append((verdict, *place, *answers, *names))
    rows.sort(key=lambda row: (row[1] is None, row[1:3]) if row[1] is not None else (True, (0, 0)))
    found = pd.DataFrame(rows, columns=["kind", "start", "end", "hand", "machine", "hand_id", "machine_id"])
    return found.astype({"start": "Int64", "end": "Int64"})


def _layer(name: str) -> Layer:
    if name not in LAYERS:
        raise ValueError(f"layers are {', '.join(LAYERS)}; not {name!r}")
    return LAYERS[name]


def _frame(counted: Iterable[tuple[str, str, Mapping[str, int]]]) -> "pd.DataFrame":
    import pandas as pd

    rows = [(layer, asked, *(counts[name] for name in COUNTS)) for layer, asked, counts in counted]
    return pd.DataFrame(rows, columns=["layer", "asked", *COUNTS])


def _counts(both: Two, layer: Layer, asked: str) -> Mapping[str, int]:
    found = Counter[str]()
    for pair in layer.pairs(both):
        found[_verdict(both, layer.asked[asked], pair)] += 1
        found.update(hand=pair.hand is not None, machine=pair.machine is not None)
    return found


def _verdict(both: Two, value: Value, pair: Pair) -> str:
    if pair.hand is None or pair.machine is None:
        return "missed" if pair.machine is None else "extra"
    one, other = _answers(both, value, pair)
    return "agree" if one == other else "differ"


def _answers(both: Two, value: Value, pair: Pair) -> tuple[object, object]:
    one = None if pair.hand is None else value(both.hand, pair.hand)
    other = None if pair.machine is None else value(both.machine, pair.machine)
    return one, other


def _words(value: object) -> str:
    """Return an answer as a reader may see it."""
    if isinstance(value, frozenset):
        return ";".join(sorted(map(_words, value)))
    if isinstance(value, tuple):
        return " · ".join(filter(None, map(_words, value)))
    return "" if value is None else str(value)


def _place(tables: Tables, row: Row) -> tuple[int | None, int | None]:
    if "event_ids" in row:
        first = row["event_ids"].split(";")[0]
        row = next(each for each in tables["events"] if each["event_id"] == first)
    return row.get("start"), row.get("end")
