"""A colon that stands for "says" (نتنياهو: لن نقبل), in headlines and where a paragraph opens with a name.

Before the colon there must be somebody who can speak and nothing else; تحول أميركي لافت: opens a topic.
"""

from collections.abc import Iterator

from khabar.cues import small, verbs
from khabar.discourse import Discourse
from khabar.grading import Speaker, is_head
from khabar.romanise import slug
from khabar.scene import Saying, Scene
from khabar.speakers import behind, eligible, past_adjectives
from khabar.voices import carriers

_LONGEST = 14  # words before the colon
_BODIES = ("state", "place", "outlet", "organisation")


def colons(around: Scene, said: list[Saying]) -> Iterator[Saying]:
    """Yield the claims that a colon makes, for parts of the page that are headlines or open with a speaker."""
    talk = around.talk
    cues = {each.cue for each in said}
    for begin, end, headline in _stretches(talk):
        here = begin
        while here < min(end, begin + _LONGEST) and ":" not in talk.gap(here + 1):
            here += 1
        here += 1
        if not begin < here < end or here - begin > _LONGEST:
            continue
        if any(
            verb.finite
            for index in range(begin, here)
            if talk.name[index] < 0
            for verb in verbs().get(talk.word(index), ())
        ) and (not headline or any(index in cues for index in range(begin, here))):
            continue
        found = _speaking(around, begin, here, headline)
        if found is None:
            continue
        start = talk.ends[here - 1] + talk.gap(here).index(":")
        saying = Saying(
            here - 1, start, start + 1, "colon", "colon", here, begin, here, talk.quote[begin], speaker=found
        )
        opened = around.opening.get(here)
        if opened is not None and ":" in talk.raw[talk.ends[here - 1] : talk.quotes[opened].start]:
            saying.how = "quote"
        saying.document = found.kind == "document"
        carriers(around, saying, begin, here)
        yield saying


def _stretches(talk: Discourse) -> Iterator[tuple[int, int, bool]]:
    """Yield the words of each sentence, and whether it is a headline; a headline in two halves (..) is two."""
    for sentence in talk.sentences:
        begin, end = talk.at(sentence.start), talk.at(sentence.end)
        headline = _role(talk, sentence.start) != "body"
        for index in range(begin + 1, end) if headline else ():
            if ".." in talk.gap(index) or "…" in talk.gap(index):
                yield begin, index, True
                begin = index
        yield begin, end, headline


def _role(talk: Discourse, offset: int) -> str:
    part = talk.part(offset)
    return part.role if part is not None else "body"


def _speaking(around: Scene, begin: int, colon: int, headline: bool) -> Speaker | None:
    """Return who stands before the colon, if that is all that stands there."""
    talk = around.talk
    first = begin
    while first < colon:
        phrase = around.phrases.get(first)
        if phrase is None or "head-topic" not in phrase.kinds or phrase.end > colon - 1:
            break
        first = phrase.end
    phrase = around.phrases.get(first)
    if phrase is not None and "document" in phrase.kinds:
        return _document(talk, first, colon)
    if phrase is not None and phrase.kinds & {"head-topic", "topic", "turn", "event-noun"}:
        return None
    found = behind(talk, first, colon)
    if found is None:
        return None
    last = past_adjectives(talk, found.last, colon)
    if found.kind == "phrase" and not is_head(talk.word(first)):
        return None
    if last < colon:
        # نتنياهو لبايدن: ..., ترامب عن إيران: ...
        word = talk.word(last)
        if (
            not headline
            or not (word.startswith("ل") or word in small("preposition") or talk.dated[last])
            or colon - last > 6
        ):
            return None
    if found.kind == "place":
        return None
    if not headline and found.kind in _BODIES:
        return None
    if found.kind in ("state",) and _event(around, colon):
        return None
    return found


def _event(around: Scene, index: int) -> bool:
    """Tell whether an event follows the colon, so that a state before it is only where: سوريا: مقتل ثلاثة."""
    phrase = around.phrases.get(index)
    return (phrase is not None and "event-noun" in phrase.kinds) or around.talk.word(index).isdigit()


def _document(talk: Discourse, begin: int, colon: int) -> Speaker | None:
    """Return the issuers of a document whose text a colon opens: بيان سوري أميركي فرنسي:."""
    numbers = [
        number
        for number in talk.between(begin, colon)
        if talk.mentions[number].entities and (eligible(talk, number) or talk.mentions[number].kind == "nisba")
    ]
    entities = {entity.entity_id: entity for number in numbers for entity in talk.mentions[number].entities}
    if not entities:
        words = tuple(talk.words[begin:colon])
        surface = talk.raw[talk.starts[begin] : talk.ends[colon - 1]]
        return Speaker(
            talk.starts[begin], talk.ends[colon - 1], begin, colon, (slug(words),), (surface,), (), "named", "document"
        )
    return Speaker(
        talk.starts[begin],
        talk.ends[colon - 1],
        begin,
        colon,
        tuple(entities),
        tuple(entity.name_en or entity.name_ar for entity in entities.values()),
        tuple(dict.fromkeys(filter(None, (each.state or each.entity_id for each in entities.values())))),
        "named",
        "document",
    )
