"""How what is said is joined to its verb: أن or إن, a colon, marks, a preposition, an object that can be said.

Frames are the lexicon's (`cue_verbs.tsv`); here they are looked for in the verb's own clause.
"""

from khabar.cues import Verb, small, verbs
from khabar.discourse import Discourse
from khabar.grading import is_head
from khabar.scene import Scene, kinds_at
from khabar.speakers import after, coordinated, eligible, governed

_MARKS = frozenset('،,:«"“;؛—–')  # end a clause
_FAR = 45  # words between a verb and its content


PREPOSITIONS = {"الي": "إلى", "علي": "على", "عن": "عن", "من": "من", "في": "في"}


def joined_content(around: Scene, index: int, verb: Verb, end: int) -> tuple[str, int, int] | None:
    """Return how the verb's content is joined, its first word, and the word that the verb's own clause ends before."""
    talk = around.talk
    behind = around.closing.get(index)
    if behind is not None and not verb.joined and verb.finite and not talk.stops(index) and "quote" in verb.frames:
        return "post", index, clause_end(talk, index + 2, end)
    limit = min(end, index + _FAR)
    level = talk.quote[index]
    that = small("that")
    here = index + 1
    beside = _beside(around, index, verb, limit)
    while here <= limit:
        if beside is not None and here > beside[1]:
            return beside
        gap = talk.gap(here)
        opened = around.opening.get(here)
        if opened is not None and here == index + 1 and _named_in_marks(talk, opened):
            here = talk.at(talk.quotes[opened].end)
            continue
        if opened is not None and opened != level and talk.quotes[opened].start >= talk.ends[index]:
            if ":" in gap and "quote" in verb.frames and _goes_on(around, opened):
                return "colon", here, here
            if "quote" in verb.frames or verb.frames & {"أن", "بأن"}:
                return "quote", here, here
            break
        if ":" in gap and "quote" in verb.frames and talk.word(here) not in that:
            return "colon", here, here
        if here >= limit or (here > index + 1 and talk.stops(here)):
            break
        word = talk.word(here)
        previous = talk.word(here - 1)
        if talk.name[here] >= 0 and talk.mentions[talk.name[here]].kind in ("outlet", "organisation", "person"):
            here += 1  # "سي إن إن"
            continue
        if word in that:
            preposition = PREPOSITIONS.get(previous) if here - 1 > index else None
            if preposition:
                if "needs-words" in verb.row.note and word == "ان" and talk.word(here + 1)[:1] in "يتن":
                    break
                if f"{preposition} أن" in verb.frames or (preposition in verb.frames and preposition != "من"):
                    return "that", first_word(talk, here), here - 1
            elif previous not in small("no-that") and verb.frames & {"أن", "بأن"}:
                if "needs-words" in verb.row.note and word == "ان" and talk.word(here + 1)[:1] in "يتن":
                    break  # داعيًا الأطراف إلى أن تلتزم: an act
                return "that", first_word(talk, here), here
        elif word[:1] == "ب" and word[1:] in that and verb.frames & {"بأن", "بـ", "أن"}:
            return "that", first_word(talk, here), here
        elif here > index + 1 and _other_verb(talk, here, previous):
            break
        here += 1
    found = _noun(around, index, verb, min(here, limit))
    if found is None and "needs-words" in verb.row.note:
        first = next((word for word in range(index + 1, min(here, limit)) if word in around.phrased), -1)
        return ("words", first, first) if first >= 0 else None
    return found


def _beside(around: Scene, index: int, verb: Verb, limit: int) -> tuple[str, int, int] | None:
    """Return the noun phrase that stands right behind the verb or its subject, whatever أن comes inside it.

    كشف مسؤول عن إبلاغ إيران بأن ...: what is disclosed is the informing.
    """
    talk = around.talk
    past = index + 1
    subject = talk.name[past] if past < limit else -1
    if subject >= 0 and talk.spans[subject][0] == past and eligible(talk, subject) and not governed(talk, subject):
        past = max(talk.spans[number][1] for number in coordinated(talk, subject, limit))
    if past < limit and "بـ" in verb.frames and talk.word(past)[:1] == "ب" and talk.word(past)[1:] not in small("that"):
        plain = talk.word(past)[1:].removeprefix("ال")
        if len(plain) > 2 and verb.sense in ("admit", "note", "report") and talk.name[past] < 0:
            return "noun", past, past
    spelt = PREPOSITIONS.get(talk.word(past))
    if past + 1 < limit and spelt in verb.frames and talk.word(past + 1) not in small("that"):
        if past + 2 < limit and talk.word(past + 2).removeprefix("ب") in small("that"):
            return "that", first_word(talk, past + 2), past  # عن اعتقاده بأن
        return None if "aside" in kinds_at(around, past) else _affirmed(talk, ("noun", past + 1, past))
    if past < limit and "object" in verb.frames and "object" in kinds_at(around, past) and not talk.gap(past).strip():
        return _affirmed(talk, ("noun", past, past))
    return None


def _affirmed(talk: Discourse, content: tuple[str, int, int]) -> tuple[str, int, int]:
    """Begin what is affirmed behind جدد التأكيد على and its like."""
    how, at, via = content
    if talk.word(at) in ("التاكيد", "تاكيده", "تاكيدها", "تاكيدهم", "التشديد") and talk.word(at + 1) in ("علي", "ان"):
        return how, at + 2, via
    return content


def _named_in_marks(talk: Discourse, number: int) -> bool:
    """Tell whether a few words in marks right behind a verb are who speaks: قال «مكتب الأخبار» إن."""
    quote = talk.quotes[number]
    first, last = talk.at(quote.inner_start), talk.at(quote.end)
    behind = talk.word(last).removeprefix("ب") if last < len(talk.words) and not talk.gap(last).strip(' »”"') else ""
    return last - first < 6 and ":" not in talk.gap(first) and behind in small("that")


def _goes_on(around: Scene, number: int) -> bool:
    """Tell whether what is said goes on behind a word or two in marks: قال: «متفائل» بإمكان التوصل."""
    talk = around.talk
    first, last = talk.at(talk.quotes[number].inner_start), talk.at(talk.quotes[number].end)
    return last - first < 3 and last < len(talk.words) and not talk.stops(last) and not talk.gap(last).strip(' "»”')


def first_word(talk: Discourse, that: int) -> int:
    """Return the content's first word: behind أن, but أنه itself, whose pronoun belongs to it."""
    return that + 1 if talk.word(that) in ("ان", "بان") else that


def _other_verb(talk: Discourse, index: int, previous: str) -> bool:
    """Tell whether another saying begins at a word, so that what follows is not the first verb's."""
    readings = verbs().get(talk.word(index))
    if readings is None or talk.name[index] >= 0 or previous in small("relative"):
        return False
    if "،" in talk.gap(index) and any(verb.kind == "participle" for verb in readings):
        return talk.word(index).endswith("ا")
    return any(verb.joined and verb.finite and "needs-that" not in verb.row.note for verb in readings)


def clause_end(talk: Discourse, index: int, end: int, marks: frozenset[str] = _MARKS) -> int:
    """Return the first word from ``index`` on before which one of ``marks`` ends the clause, else ``end``."""
    return next((here for here in range(index, end) if not marks.isdisjoint(talk.gap(here))), end)


def _noun(around: Scene, index: int, verb: Verb, limit: int) -> tuple[str, int, int] | None:
    """Return the content that is a noun phrase: كشف عن خطة, شدد الوزير على أهمية, أكد التزامه."""
    talk = around.talk
    if limit <= index + 1:
        return None
    beside = _object_behind(around, index, verb, limit)
    if beside is not None:
        return beside
    nouns = {folded: spelt for folded, spelt in PREPOSITIONS.items() if spelt in verb.frames}
    if nouns:
        for here in range(index + 1, limit):
            if talk.word(here) in nouns and here + 1 < limit and "aside" not in kinds_at(around, here):
                return "noun", here + 1, here
            if here > index + 1 and any(mark in talk.gap(here) for mark in ":؛"):
                break
    if "object" not in verb.frames or verb.kind == "masdar":
        return None
    for here in range(index + 2, min(limit, index + 25)):
        if "object" in kinds_at(around, here) and not _after_preposition(talk, here):
            return "noun", here, here
    return None


def _object_behind(around: Scene, index: int, verb: Verb, limit: int) -> tuple[str, int, int] | None:
    """Return the noun phrase right behind the verb or its subject: نفت دمشق حدوث لقاء, أكد التزامه."""
    talk = around.talk
    if "object" not in verb.frames or verb.kind == "masdar":
        return None
    first = index + 1
    subject = talk.name[first]
    if (
        subject >= 0
        and talk.spans[subject][0] == first
        and eligible(talk, subject, place=True)
        and not governed(talk, subject)
    ):
        past = max(talk.spans[number][1] for number in coordinated(talk, subject, limit))
        past = _past_adverbs(talk, past, limit)
        if past >= limit:
            return None
        gap = talk.gap(past).strip(' ")]»”،')
        beside = "،" not in talk.gap(past) or verb.sense in ("deny", "announce") or "object" in kinds_at(around, past)
        if not gap and beside and (_sayable(around, past) or (verb.sense == "deny" and talk.word(past) == "ما")):
            return "noun", past, past
    elif is_head(talk.word(first)) and "object" not in kinds_at(around, first):
        found = after(talk, first, limit)  # أعلن الجيش أمس انتهاء
        past = _past_adverbs(talk, found.last, limit) if found is not None else limit
        if past < limit and not talk.gap(past).strip(' ")]»”،') and _sayable(around, past):
            return "noun", past, past
        return None
    elif _sayable(around, first) and ("object" in kinds_at(around, first) or verb.joined or has_subject(talk, index)):
        return "noun", first, first
    return None


def _past_adverbs(talk: Discourse, index: int, limit: int) -> int:
    """Return the word behind dates and adverbs: نفت دمشق أمس نفيًا قاطعًا حدوث."""
    while index < limit and (
        (talk.dated[index] and talk.name[index] < 0)
        or talk.raw[max(talk.ends[index] - 2, 0) : talk.ends[index]] in ("ًا", "اً")
        or talk.word(index) in ("نفيا", "قاطعا", "رسميا", "تماما")
    ):
        index += 1
    return index


def has_subject(talk: Discourse, index: int) -> bool:
    """Tell whether somebody who can speak stands right before a verb: الوزير ينفي لقاء ويتكوف."""
    number = talk.name[index - 1] if index else -1
    if number < 0 or "،" in talk.gap(index):
        return False
    return talk.spans[number][1] == index and eligible(talk, number) and not governed(talk, number)


def _after_preposition(talk: Discourse, index: int) -> bool:
    return talk.word(index - 1) in small("preposition")


def _sayable(around: Scene, index: int) -> bool:
    """Tell whether a noun phrase that can be said begins at a word: no preposition, no mark, no verb."""
    talk = around.talk
    word = talk.word(index)
    if word in small("preposition") or word in small("relative") or word in small("that") or talk.dated[index]:
        return False
    if len(word) < 3 or (word[0] in "بل" and not kinds_at(around, index)):
        return False
    return word not in small("auxiliary") and word not in small("clause") and word not in verbs()
