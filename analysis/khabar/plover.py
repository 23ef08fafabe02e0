"""PLOVER, the field's ontology of events: sixteen types with modes, quad classes and intensities, and its own rules.

`plover.tsv` holds types and modes, `event_acts.tsv` the type of each act (``meet`` is CONSULT). PLOVER's rules look at
how far an event has come: cooperation to come is AGREE, an announced withdrawal CONCEDE, a cancelled meeting REJECT.
The manual contradicts itself in places; what was decided stands in `plover.tsv`, and `Reading` switches it.

Source: PLOVER manual (openeventdata/PLOVER, 2024).
"""

from dataclasses import dataclass
from functools import cache

from khabar.lexicon import load

_TO_COME = frozenset({"planned", "proposed", "agreed", "postponed"})
_FUTURE = {"CONSULT": "AGREE", "SUPPORT": "AGREE", "COOPERATE": "AGREE", "AID": "AGREE", "RETREAT": "CONCEDE"}
_FORCE = frozenset({"ASSAULT", "COERCE", "SANCTION", "MOBILIZE"})


@dataclass(frozen=True, slots=True)
class Reading:
    """How PLOVER is read where its manual leaves a choice.

    ``future``: cooperation to come is coded AGREE and an announced withdrawal CONCEDE (the manual's rule), else as the
    type of the act. ``cancelled``: a cancelled meeting is REJECT. ``threats``: force to come is THREATEN if its actor
    announces it. ``accuse_negative``: ACCUSE scores below zero (the manual prints 3 beside modes of -2 and -3.5).
    """

    future: bool = True
    cancelled: bool = True
    threats: bool = True
    accuse_negative: bool = True


@dataclass(frozen=True, slots=True)
class Coded:
    """PLOVER's cells of an event; empty strings and ``None`` where PLOVER has no type for it."""

    event_type: str = ""
    mode: str = ""
    quad: str = ""
    intensity: float | None = None


@cache
def _scores() -> dict[str, tuple[float, str]]:
    return {row.form: (float(row.value), row.more["quad"]) for row in load("plover", ("quad",))}


@cache
def acts() -> dict[str, str]:
    """Return PLOVER's type, with its mode if it has one, by act; empty for acts that PLOVER has no type for.

    >>> acts()["meet"]
    'CONSULT'
    """
    return {row.form: row.value.removesuffix("-") for row in load("event_acts")}


def types() -> frozenset[str]:
    """Return the sixteen types.

    >>> len(types())
    16
    """
    return frozenset(name for name in _scores() if "-" not in name)


def coded(act: str, status: str = "occurred", reading: Reading | None = None) -> Coded:
    """Return PLOVER's type, mode, quad and intensity of an act in a status. An unknown act has none.

    >>> coded("meet").event_type, coded("meet", "planned").event_type, coded("meet", "cancelled").event_type
    ('CONSULT', 'AGREE', 'REJECT')
    >>> coded("meet", "planned", Reading(future=False)).event_type
    'CONSULT'
    """
    reading = reading or Reading()
    kind, _, mode = acts().get(act, "").partition("-")
    if not kind:
        return Coded()
    if status == "cancelled" and reading.cancelled and kind in ("CONSULT", "AGREE", "COOPERATE"):
        kind, mode = "REJECT", "meet" if kind == "CONSULT" else ""
    elif status in _TO_COME and reading.future and kind in _FUTURE:
        kind, mode = _FUTURE[kind], ""
    elif status in ("planned", "proposed") and reading.threats and kind in _FORCE:
        kind, mode = "THREATEN", "violence" if kind == "ASSAULT" else ""
    return _with_score(kind, mode, reading)


def _with_score(kind: str, mode: str, reading: Reading) -> Coded:
    scores = _scores()
    full = f"{kind}-{mode}"
    score, quad = scores.get(full) or scores[kind]
    if full == "ACCUSE-" and not reading.accuse_negative:
        score = -score
    return Coded(kind, mode if full in scores else "", quad, score)
