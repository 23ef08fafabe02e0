"""One colour a kind, the same in every table, highlight and figure.

The eight colours are those of Okabe and Ito, which people with a colour vision deficiency can tell apart; colour is
never the only sign, a label says the same.
"""

from collections.abc import Iterable

ORANGE, SKY, GREEN, YELLOW = "#e69f00", "#56b4e9", "#009e73", "#f0e442"
BLUE, RED, PINK, GREY = "#0072b2", "#d55e00", "#cc79a7", "#999999"

INK = "#1a1a1a"

_KNOWN = {
    # roles of a part
    "headline": RED, "subheading": ORANGE, "dateline": YELLOW, "body": BLUE,
    "related": PINK, "keywords": GREEN, "source_line": SKY, "boilerplate": GREY,
    # kinds of a mention
    "person": BLUE, "state": ORANGE, "place": GREEN, "organisation": PINK,
    "outlet": SKY, "group": YELLOW, "nisba": RED, "office": GREY,
    # on whose word
    "speaker": BLUE, "cue": RED, "claim": YELLOW, "link": GREEN,
    # what happened
    "event": ORANGE, "actor": SKY, "participant": SKY, "recipient": PINK, "venue": GREEN, "time": GREY,
}  # fmt: skip
_CYCLE = (BLUE, ORANGE, GREEN, PINK, SKY, YELLOW, RED, GREY)


def colours(kinds: Iterable[str]) -> dict[str, str]:
    """Return a colour (``#rrggbb``) for each of ``kinds``, in their order and each once.

    The project's own kinds keep their colours; others take, in order, those that are left, and from the ninth on
    colours repeat.

    >>> colours(["person", "rumour", "person"])
    {'person': '#0072b2', 'rumour': '#e69f00'}
    """
    wanted = list(dict.fromkeys(kinds))
    found = {kind: _KNOWN[kind] for kind in wanted if kind in _KNOWN}
    free = [colour for colour in _CYCLE if colour not in found.values()] or list(_CYCLE)
    others = [kind for kind in wanted if kind not in _KNOWN]
    found |= {kind: free[number % len(free)] for number, kind in enumerate(others)}
    return {kind: found[kind] for kind in wanted}


def tint(colour: str, strength: float = 0.35) -> str:
    """Return ``colour`` mixed with white, ``strength`` of it kept: a background for dark text.

    >>> tint("#000000", 0.2), tint("#0072b2", 1.0)
    ('#cccccc', '#0072b2')
    """
    channels = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(255 - strength * (255 - channel)):02x}" for channel in channels)
