"""Normalisation that never loses its place: text for matching, and the way back to the raw characters.

`khabar.characters` says what becomes of each character and why, `khabar.folding` does it on whole texts at once; what
comes of it is an `Aligned`: text, and the offsets that lead back.

**Matching against a word list.** Fold the list's forms through the same profile. Word boundaries survive ``match``:
whatever parts two words in the raw text (a space, a line end, a mark) still does. `padded` turns all that is neither
letter nor digit into spaces without moving anything, with one more space at either end: look for ``" " + form + " "``
in it, and a hit at ``[i, j)`` is ``[i, j - 2)`` of the text. A comma and its space become two spaces, so that no phrase
matches across it, while ``جان-نويل`` matches ``جان نويل``. Where folding makes two words one (`choices` says which),
the raw span of a hit tells them apart.
"""

from collections.abc import Iterator

import numpy as np

from khabar.alignment import Aligned, Layer, joined
from khabar.characters import CHOICES, HAMZA_MARKS, PROFILES, Choice
from khabar.folding import ROUNDS, SPACE, folder, string, units_of

__all__ = ["PROFILES", "Aligned", "choices", "normalise", "padded"]

# Characters at a time: what fits into the processor's cache goes through several times faster than all at once.
PIECE = 1 << 15
_MADDA, _ABOVE, _BELOW = tuple(HAMZA_MARKS)
_UNCHANGED: tuple[Layer | None, ...] = (None,) * ROUNDS


def normalise(text: str, profile: str = "match") -> Aligned:
    """Return ``text`` as ``profile`` wants it, aligned with the raw text.

    ``display`` repairs what is never meant and stays readable; ``match`` is for word lists; ``search`` is the boldest.
    `choices` lists what each does, why, and at what cost. Normalising twice changes nothing, and a bolder profile after
    a milder one gives what it gives alone. Raises `ValueError` for an unknown profile, nothing on any string.

    >>> normalise("المسئولون فى «پاريس»").text
    'المسءولون في "باريس"'
    >>> normalise("المسئولون فى «پاريس»", "search").text
    'المسولون في باريس '
    """
    if profile not in PROFILES:
        raise ValueError(f"unknown profile {profile!r}; there are {', '.join(PROFILES)}")
    if len(text) <= 2 * PIECE:
        clean, layers = _folded(text, profile)
    else:
        clean, layers = _in_pieces(text, profile)
    return Aligned(clean, text, tuple(edits for edits in layers if edits))


def _folded(text: str, profile: str) -> tuple[str, tuple[Layer | None, ...]]:
    """Return the folded text, and a layer for each round of edits that there can be."""
    first = _UNCHANGED
    if profile != "display" and (_MADDA in text or _ABOVE in text or _BELOW in text):
        text, first = _folded(text, "display")  # composes first, so that the hamza of a letter is not dropped alone
    units, beyond = units_of(text)
    out, layers = folder(profile, beyond).fold(units)
    return string(out), first[-ROUNDS:] + layers


def _in_pieces(text: str, profile: str) -> tuple[str, tuple[Layer | None, ...]]:
    """Do as `_folded` does, a piece at a time."""
    clean: list[str] = []
    rounds: list[list[tuple[int, int, Layer | None]]] = [[] for _ in range(2 * ROUNDS)]
    for piece in _pieces(text):
        part, layers = _folded(piece, profile)
        clean.append(part)
        size = len(piece)
        for edits, done in zip(layers, rounds, strict=True):
            after = edits.size if edits else size
            done.append((size, after, edits))
            size = after
    return "".join(clean), tuple(map(joined, rounds))


def padded(text: str) -> str:
    """Return a normalised ``text`` with a space for all that is neither letter nor digit, and one more at either end.

    >>> padded(normalise("«أكسيوس»: لقاء").text)
    '  اكسيوس   لقاء '
    """
    units, beyond = units_of(text)
    return f" {string(np.where(folder('match', beyond).wordly.take(units), units, units.dtype.type(SPACE)))} "


def _pieces(text: str) -> Iterator[str]:
    """Cut a long text where nothing can reach across: before an alef and lam that follow a space."""
    start = 0
    while len(text) - start > 2 * PIECE:
        cut = text.find(" ال", start + PIECE) + 1
        if not cut:
            break
        yield text[start:cut]
        start = cut
    yield text[start:]


def choices(profile: str) -> tuple[Choice, ...]:
    """Return the decisions ``profile`` makes, each with reason, cost and an example.

    For a table: ``pandas.DataFrame(choices("match")).drop(columns="table")``.

    >>> [choice.name for choice in choices("display")][:3]
    ['lost halves', 'presentation forms', 'bidi controls']
    """
    if profile not in PROFILES:
        raise ValueError(f"unknown profile {profile!r}; there are {', '.join(PROFILES)}")
    return tuple(choice for choice in CHOICES if PROFILES.index(choice.profile) <= PROFILES.index(profile))
