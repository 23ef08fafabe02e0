"""How a cue presents what is said, and how sure it lets it be.

Stance is the cue's: neutral (قال), assertive (أكد), sceptical (زعم), denying (نفى). Certainty is the content's:
asserted, possible, hoped, conditional, denied; from the cue, else from how the content begins (ربما, إذا).
"""

from khabar.cues import small
from khabar.discourse import Discourse
from khabar.scene import Saying

_CLAUSE = 8  # words of a content that its certainty is read from


def stance(saying: Saying) -> str:
    """Return the stance of a saying's cue."""
    if saying.verb is not None:
        return saying.verb.row.more["stance"]
    if saying.phrase is not None and any("sceptical" in row.note for row in saying.phrase.rows):
        return "sceptical"
    return "neutral"


def certainty(talk: Discourse, saying: Saying, start: int, end: int) -> str:
    """Return how sure the content ``raw[start:end]`` is, as its source has it."""
    said = saying.verb.row.more["certainty"] if saying.verb is not None else "asserted"
    if said != "asserted":
        return said
    first = talk.at(start)
    for index in range(first, min(first + _CLAUSE, len(talk.words))):
        if talk.starts[index] >= end or (index > first and "،" in talk.gap(index)):
            break
        word = talk.word(index)
        if word in small("possible") or (word in ("قد", "فقد") and talk.word(index + 1)[:1] in "يتن"):
            return "possible"
        if word in small("hoped") or (index == first and word.startswith("امل")):
            return "hoped"
        if word in small("conditional") and index - first < 3:
            return "conditional"
    return "asserted"
