"""What the search for cues knows of a page, and what it finds: `Scene` and `Saying`.

A saying is a cue with the beginning of its content and its source, before its content has an end.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from khabar.cues import Phrase, Verb, phrases
from khabar.discourse import Discourse
from khabar.grading import Speaker

_TWEET = "تغريد"  # a post on X and on nothing else


@dataclass(slots=True, eq=False)
class Saying:
    """A cue at the word ``cue`` with what is known of it: words are counted as in `Discourse`.

    ``how`` is how the content is joined: ``that``, ``quote``, ``colon``, ``noun``, ``post`` (the quotation stands
    before the cue), ``phrase`` (بحسب and its like) or ``none`` (a quotation with no cue of its own). ``at`` is the
    first word of the content, ``opens`` the first of the clause that the cue stands in, ``closes`` the one after its
    last before or, for ``post`` and ``phrase``, behind the cue. ``quote`` is the quotation the cue stands in, or -1.
    """

    cue: int
    cue_start: int
    cue_end: int
    form: str
    how: str
    at: int
    opens: int
    closes: int
    quote: int
    verb: Verb | None = None
    phrase: Phrase | None = None
    speaker: Speaker | None = None
    before: bool = False
    document: bool = False
    relays: list[Speaker] = field(default_factory=list)
    platform: str = ""
    contents: list[tuple[int, int, bool, bool | None]] = field(default_factory=list)
    parent: "Saying | None" = None
    group: "Saying | None" = None
    basis: str = "stated"
    nested: bool = False
    inset: int = 0  # characters of the first word that are no content: the ب of أقر بوجود

    @property
    def sense(self) -> str:
        """What the cue means, as the lexicon groups it."""
        return self.verb.sense if self.verb else ""


@dataclass(frozen=True, slots=True)
class Scene:
    """What the search for cues needs to know of a page, made once."""

    talk: Discourse
    phrases: Mapping[int, Phrase]
    own: frozenset[int]  # words with which the outlet speaks for itself: يُذكر أن
    opening: Mapping[int, int]  # the outermost quotation of speech that begins with a word
    closing: Mapping[int, int]  # ... that ends right before a word
    phrased: Mapping[int, int]  # a few words in marks that are no name, by their first word
    tweets: Sequence[int]  # words that tell of a post on X, in order


def scene(talk: Discourse) -> Scene:
    """Return the scene of ``talk``."""
    opening: dict[int, int] = {}
    closing: dict[int, int] = {}
    phrased: dict[int, int] = {}
    for number, quote in enumerate(talk.quotes):
        if quote.inner_start >= quote.inner_end or quote.kind == "name":
            continue
        first = talk.at(quote.inner_start)
        last = talk.at(quote.inner_end)
        named = talk.name[first] if first < len(talk.words) else -1
        if named >= 0 and talk.spans[named] == (first, last) and ":" not in talk.gap(first):
            continue  # كتبت «نيويورك تايمز» أن: who writes, not what
        if quote.kind == "speech":
            opening.setdefault(first, number)
        elif talk.at(quote.inner_end) - first >= 3 and talk.name[first] < 0:
            phrased[first] = number
        if quote.kind == "speech" or talk.at(quote.inner_end) - first >= 3:
            closing.setdefault(talk.at(quote.end), number)
    found = {phrase.start: phrase for phrase in phrases(talk.words)}
    own: set[int] = set()
    for phrase in found.values():
        if "own" in phrase.kinds:
            whole = all("start of a sentence" in row.note for row in phrase.rows if row.value == "own")
            if not whole or talk.bounds(phrase.start)[0] == phrase.start:
                own.update(range(phrase.start, phrase.end))
    tweets = [index for index, word in enumerate(talk.words) if _TWEET in word]
    return Scene(talk, found, frozenset(own), opening, closing, phrased, tweets)


def limits(talk: Discourse, index: int) -> tuple[int, int]:
    """Return the first word and the one after the last of the stretch that a cue at ``index`` can reach."""
    begin, end = talk.bounds(index)
    number = talk.quote[index]
    if number >= 0:
        quote = talk.quotes[number]
        begin, end = max(begin, talk.at(quote.inner_start)), min(end, talk.at(quote.inner_end))
        first = index
        while first > begin and not talk.stops(first):
            first -= 1
        last = index + 1
        while last < end and not talk.stops(last):
            last += 1
        begin, end = first, last
    return begin, end


def kinds_at(around: Scene, index: int) -> frozenset[str]:
    """Return the classes of the phrase that begins at a word."""
    phrase = around.phrases.get(index)
    return phrase.kinds if phrase else frozenset()
