"""Who is bound by what: the undertakings of a statement as a grid, a letter for the force."""

from typing import TYPE_CHECKING

from khabar.figures import style

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.figure import Figure

_TITLE = "Who is bound: C commit, S support, W welcome, A affirm"


def bound(tables: "Mapping[str, pd.DataFrame]", undertakings: "pd.DataFrame") -> "pd.DataFrame":
    """Return a row for each party that each of ``undertakings`` (rows of ``commitments``) binds.

    ``label`` says which undertaking, ``party`` who is bound, by name, ``force`` how, and ``signed`` whether the party
    is among those who issued the text.

    >>> from khabar.tables import load_tables
    >>> tables = load_tables("data/coded")
    >>> rows = bound(tables, tables["commitments"].query("clause == '4'"))
    >>> print(*sorted(set(zip(rows["party"], rows["signed"]))))
    ('Syria', True) ('Syrian Democratic Forces', False)
    """
    rows = undertakings.assign(party_id=undertakings["obligor"].str.split(";")).explode("party_id")
    names = tables["entities"].set_index("entity_id")["name_en"].str.removeprefix("the ")
    number = rows["commitment_id"].str.rpartition(".")[2]
    return rows.assign(
        party=[names.get(one, "") or one.replace("-", " ") for one in rows["party_id"]],
        label="clause " + rows["clause"] + ", " + number + ": " + rows["act"],
        signed=[one in ids.split(";") for one, ids in zip(rows["party_id"], rows["signatories"], strict=True)],
    ).reset_index(drop=True)


def grid(rows: "pd.DataFrame") -> "Figure":
    """Return the figure of ``rows`` (`bound`): an undertaking a row, a party a column, the force's first letter.

    Signatories stand to the left of the line. The figure's label says all of it in words.

    >>> from khabar.tables import load_tables
    >>> tables = load_tables("data/coded")
    >>> grid(bound(tables, tables["commitments"].query("clause == '6'"))).get_label().split("; ")[1]
    'clause 6, u11: not-threaten, commit, Syria.'
    """
    from matplotlib.figure import Figure

    cells = list(zip(rows["label"], rows["party"], rows["force"], strict=True))
    signed = sorted(set(rows["party"][rows["signed"]]))
    parties = [*signed, *sorted(set(rows["party"]) - set(signed))]
    labels = list(dict.fromkeys(rows["label"]))
    said = "; ".join(f"{label}, {force}, {party}" for label, party, force in cells)
    with style():
        figure = Figure(figsize=(8, 0.34 * len(labels) + 1.1), label=f"{said}.")
        axes = figure.add_subplot()
        for label, party, force in cells:
            axes.text(
                parties.index(party), labels.index(label), force[0].upper(), ha="center", va="center", weight="bold"
            )
        axes.axvline(len(signed) - 0.5, color="black", linewidth=1)
        axes.set_xticks(range(len(parties)), [name.replace(" ", "\n") for name in parties])
        axes.set_yticks(range(len(labels)), labels)
        axes.set_xlim(-0.5, len(parties) - 0.5)
        axes.set_ylim(len(labels) - 0.5, -0.5)
        axes.set_title(_TITLE)
        figure.tight_layout()
    return figure
