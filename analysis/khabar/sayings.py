"""Where something is said: every cue with its content's beginning and its source, before contents get their ends.

A cue verb counts only where its frame is there: أن or إن, a colon, quotation marks, a preposition that it takes, or an
object that can be said. ``كتب`` alone is a noun or an event; ``كتب باراك: "..."`` is a claim.
"""

from collections.abc import Iterator, Sequence

from khabar.cues import Phrase, Verb, masdars, small, verbs
from khabar.discourse import Discourse
from khabar.documents import fold_noun
from khabar.frames import PREPOSITIONS, first_word, joined_content
from khabar.grading import Speaker, is_head, of_mentions
from khabar.scene import Saying, Scene, kinds_at, limits
from khabar.speakers import behind
from khabar.voices import IN_DOCUMENT, source

_SAID = frozenset({"passive", "speech-noun"})  # classes of phrases that introduce what is said, as a verb does


_OWN = frozenset({"think", "hope", "expect", "fear", "conclude"})  # not said, but held: a negation does not unsay it


_FELT = frozenset({"hope", "think", "feel", "fear", "expect"})  # عن أمله is what was said, not a cue beside it


_MASDAR_BEFORE = ("في", "من", "ب", "مع", "عن")


_TANWEEN = ("\N{ARABIC FATHATAN}", "\N{ARABIC DAMMATAN}", "\N{ARABIC KASRATAN}")


def sayings(around: Scene) -> Iterator[Saying]:
    """Yield what the verbs of the page introduce, in the order of the page; phrases come from `khabar.sourcing`."""
    talk = around.talk
    verbal = {index: readings for index, readings in enumerate(map(verbs().get, talk.words)) if readings is not None}
    nominal = {phrase.start for phrase in around.phrases.values() if not _SAID.isdisjoint(phrase.kinds)}
    taken: set[int] = set()
    for index in sorted(verbal.keys() | nominal):
        if index in taken or index in around.own or talk.sentence[index] < 0:
            continue
        phrase = around.phrases.get(index)
        kinds = phrase.kinds if phrase is not None else frozenset[str]()
        found = _hearsay(around, phrase) if phrase is not None and "passive" in kinds else None
        readings = verbal.get(index)
        free = talk.name[index] < 0 or talk.mentions[talk.name[index]].kind == "nisba"
        if found is None and readings is not None and free:
            found = _read(around, index, readings)
        if found is None and phrase is not None and "speech-noun" in kinds:
            found = _spoken_of(around, phrase)
        if found is not None:
            taken.add(found.cue)
            yield found


def _hearsay(around: Scene, phrase: Phrase) -> Saying | None:
    """Read قيل إن, يتردد أن: said by nobody who is told of."""
    talk = around.talk
    last = phrase.end - 1
    at = last if talk.word(last) in small("that") else phrase.end
    if talk.word(phrase.start).removeprefix("و").removeprefix("ف") in small("no-hearsay"):
        return None
    if talk.word(at) not in small("that") or at >= limits(talk, phrase.start)[1]:
        return None
    start = talk.starts[phrase.start] + len(phrase.joined)
    first = first_word(talk, at)
    saying = Saying(
        phrase.start,
        start,
        talk.ends[phrase.start],
        "passive",
        "that",
        first,
        phrase.start,
        at,
        talk.quote[phrase.start],
    )
    saying.phrase = phrase
    return saying


def _spoken_of(around: Scene, phrase: Phrase) -> Saying | None:
    """Read a noun of saying with who says it and what: تأكيد الوزير أن, تصريحات نتنياهو بأن, نفي الوزارة وجود."""
    talk = around.talk
    _, end = limits(talk, phrase.start)
    end = min(end, phrase.end + 12)
    number = talk.name[phrase.end] if phrase.end < end else -1
    found: Speaker | None
    if number >= 0 and talk.mentions[number].kind == "nisba":
        found = of_mentions(talk, [number])  # تأكيد مصري أن
    elif talk.word(phrase.end) == "من":
        found = behind(talk, phrase.end + 1, end)  # إقرار من الشركة بأن
    else:
        found = behind(talk, phrase.end, end)
    if found is None or found.kind == "place" or (found.kind == "phrase" and not is_head(talk.word(found.first))):
        return None
    at = found.last
    while at < end and talk.word(at)[:1] == "ل" and at < found.last + 3:
        at = talk.spans[talk.name[at]][1] if talk.name[at] >= 0 else at + 1
    if at < end and talk.word(at) in PREPOSITIONS and talk.word(at + 1) in small("that"):
        at += 1
    if at >= end or "،" in talk.gap(at):
        return None
    word = talk.word(at)
    opened = around.opening.get(at)
    noun = fold_noun(phrase)
    row = masdars().get(noun)
    verb = Verb(row, "noun", "", "", "", frozenset()) if row is not None else None
    inset = 0
    if opened is not None and talk.quotes[opened].start >= talk.ends[at - 1]:
        how, first = "quote", at
    elif word in small("that") or (word[:1] == "ب" and word[1:] in small("that")):
        how, first = "that", first_word(talk, at)
        inset = int(word[:1] == "ب" and first == at)
    elif verb is not None and verb.sense == "deny" and "object" in kinds_at(around, at):
        how, first = "noun", at
    else:
        return None
    size = len(talk.words[phrase.start]) - len(noun)
    start = talk.starts[phrase.start] + max(size, 0)
    saying = Saying(
        phrase.start,
        start,
        talk.ends[phrase.start],
        "noun",
        how,
        first,
        phrase.start,
        at,
        talk.quote[phrase.start],
        verb=verb,
        inset=inset,
    )
    saying.phrase, saying.speaker = phrase, found
    return saying


def _read(around: Scene, index: int, readings: Sequence[Verb]) -> Saying | None:
    talk = around.talk
    begin, end = limits(talk, index)
    previous = talk.word(index - 1) if index > begin else ""
    for verb in readings:
        if talk.word(index) in small("no-that") or (verb.joined and len(talk.word(index)) < 3):
            continue
        if previous.removeprefix("و") in small("negation") and verb.sense not in _OWN:
            continue
        if previous in PREPOSITIONS and verb.finite and not verb.joined and not talk.gap(index).strip():
            continue  # من قال إن: who says so?
        if verb.kind == "masdar" and previous not in ("", *_MASDAR_BEFORE) and not verb.joined:
            continue
        if verb.kind == "participle" and not _accusative(talk, index):
            continue
        if verb.finite and any(mark in talk.raw[talk.starts[index] : talk.ends[index]] for mark in _TANWEEN):
            continue  # نفيًا is no dual
        content = joined_content(around, index, verb, end)
        if content is None or (verb.kind == "masdar" and (content[0] == "noun" or verb.sense in _FELT)):
            continue
        if verb.kind == "object" and (content[0] != "that" or not _tells(around, index, previous)):
            continue  # أبلغه أن, but not ما قاله, nor بيان نشرته
        if content[0] != "noun" and talk.word(index) in small("preposition"):
            continue  # عبر منصة "إكس": "..."
        how, at, via = content
        saying = _saying(talk, index, verb, how, at, begin)
        source(around, saying, via, begin, end)
        if not saying.document and verb.row.form in IN_DOCUMENT and talk.word(index + 1) not in ("فيه", "فيها"):
            continue
        speaker = saying.speaker
        if how == "noun" and previous in ("وهو", "وهي", "وهم"):
            continue  # وهي تشير إلى بيتها
        if how == "noun" and speaker is not None and speaker.kind == "phrase" and not is_head(talk.word(speaker.first)):
            continue  # تجدد الجدل حول: nobody speaks
        return saying
    return None


def _tells(around: Scene, index: int, previous: str) -> bool:
    """Tell whether a verb with a pronoun has a hearer as its object, and not what was said."""
    if previous in ("ما", "فيما", "مما", "لما") or previous in small("relative"):
        return False
    return not kinds_at(around, index - 1) & {"document", "occasion", "post"}


def _accusative(talk: Discourse, index: int) -> bool:
    """Tell whether a participle stands for a verb: مضيفًا, مشيرةً, not the noun مشير, nor مدينة before a city."""
    word = talk.word(index)
    named = talk.name[index + 1] if index + 1 < len(talk.words) else -1
    if named >= 0 and talk.mentions[named].kind == "place":
        return False
    if index and talk.word(index - 1).endswith("ا") and not talk.gap(index).strip() and talk.name[index - 1] < 0:
        return talk.word(index - 1) in verbs()  # طوقًا مشددًا: an adjective
    return word.endswith(("ا", "ة", "ين", "ات")) or talk.word(index - 1) in ("وهو", "وهي", "هو", "هي")


def _saying(talk: Discourse, index: int, verb: Verb, how: str, at: int, begin: int) -> Saying:
    start = talk.starts[index]
    if verb.joined:
        start += 1
        while start < talk.ends[index] and not talk.raw[start].isalpha():
            start += 1
    opens = index
    clause = small("clause") | small("auxiliary")
    while opens > begin and talk.word(opens - 1).removeprefix("و") in clause | {""} and "\n" not in talk.gap(opens):
        opens -= 1
    if (
        opens - 2 >= begin
        and talk.word(opens - 1) in small("that")
        and talk.word(opens - 2).removeprefix("و") in ("الا", "غير", "بيد")
    ):
        opens -= 2
    if opens - 2 >= begin and talk.word(opens - 2).removeprefix("و") == "في" and talk.word(opens - 1) in ("وقت", "حين"):
        opens -= 2
    form = verb.kind if verb.kind in ("participle", "masdar") else "verb"
    inset = how == "noun" and "بـ" in verb.frames and talk.word(at)[:1] == "ب" and at > index
    return Saying(
        index, start, talk.ends[index], form, how, at, opens, at, talk.quote[index], verb=verb, inset=int(inset)
    )
