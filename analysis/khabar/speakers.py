"""Who says it: the subject of a cue verb, the name behind بحسب, and what is known of either.

A subject stands behind its verb (قال الوزير) or before it (الوزير قال, الوزير الذي قال); what stands behind a
preposition is none. Where the page has a mention, that is the speaker, with office and appositions; where it has not,
the noun phrase as printed.
"""

import re
from dataclasses import replace
from functools import cache

from khabar.cues import classes, small, verbs
from khabar.discourse import SPEAKING, Discourse
from khabar.grading import (
    Speaker,
    grade,
    is_group,
    is_head,
    is_outlet_head,
    is_platform,
    of_mentions,
    office_heads,
    slug_of,
    state_of,
)
from khabar.lexicon import load
from khabar.matching import fold, folded
from khabar.nameparts import given_names
from khabar.romanise import slug

_BREAK = re.compile(r"[،,؛:\n\"«»“”„()\[\]–—]|\s-\s|\.\.")


_LONGEST = 9  # words of a speaker that no mention covers


_JOIN_PREPOSITION = re.compile("[بلك](?:ال|ل)?$")


_NISBA = re.compile("ي(?:ون|ين|ان)$")


_NO_SPEAKERS = frozenset(
    {"object", "according", "what", "manner", "opinion", "turn", "topic", "own", "return", "quoting"}
)


def governed(talk: Discourse, number: int) -> bool:
    """Tell whether a mention stands behind a preposition, joined or not."""
    prefix = talk.prefix(number)
    if prefix and _JOIN_PREPOSITION.search(fold(prefix)):
        return True
    first = talk.spans[number][0]
    if talk.raw[talk.starts[first] :].startswith("لل"):
        return True
    if talk.mentions[number].kind == "outlet" and first > 0 and is_outlet_head(talk.word(first - 1)):
        first -= 1  # مع قناة "الجزيرة"
    if first < 1 or "،" in talk.gap(first) or talk.stops(first):
        return False
    word = talk.word(first - 1)
    if word in ("وعبر", "فعبر"):  # وعبّر الوزير عن: the verb
        return False
    return word in small("preposition") or (word[:1] in "وف" and word[1:] in small("preposition"))


def eligible(talk: Discourse, number: int, *, place: bool = False) -> bool:
    """Tell whether a mention can speak: no nisba but a plural that stands for people, no mere place, no platform."""
    each = talk.mentions[number]
    if each.kind in SPEAKING:
        return each.kind != "outlet" or not is_platform(each)
    if each.kind == "nisba":
        return _NISBA.search(each.surface) is not None
    return place and each.kind == "place"


def coordinated(talk: Discourse, number: int, limit: int) -> list[int]:
    """Return the mention and those joined to it by و before the word ``limit``: سوريا وفرنسا والولايات المتحدة."""
    chain = [number]
    here = talk.spans[number][1]
    while here < limit and len(chain) < 6:
        gap = talk.gap(here)
        if _BREAK.search(gap.replace("،", "").replace(",", "")) or not talk.word(here).startswith("و"):
            break
        following = talk.name[here]
        if (
            following < 0
            or talk.spans[following][0] != here
            or talk.prefix(following) != "و"
            or not eligible(talk, following)
        ):
            break
        chain.append(following)
        here = talk.spans[following][1]
    return chain


def after(talk: Discourse, begin: int, limit: int) -> Speaker | None:
    """Return the speaker that the words ``[begin, limit)`` begin with, as a subject does, or a name behind بحسب.

    Adverbs, turns of phrase and dates between are passed over, and so is what stands behind a preposition.
    """
    here = _past_quantifier(talk, begin, limit)
    if here >= limit:
        return None
    outlet = _announced(talk, here, limit)
    if outlet is not None:
        return outlet
    direct = talk.name[here]
    if (
        direct >= 0
        and talk.spans[direct][0] == here
        and not governed(talk, direct)
        and eligible(talk, direct, place=True)
    ):
        return _with_name(talk, direct, limit)
    if not _prepositional(talk, here):
        return _named_beside(talk, _phrase(talk, here, limit), limit)
    # Behind what stands between a verb and its subject: قال في مؤتمر صحفي الوزير.
    for number in talk.between(here, limit):
        first = talk.spans[number][0]
        if (
            eligible(talk, number)
            and talk.mentions[number].kind in ("person", "office", "group", "organisation", "state")
            and not governed(talk, number)
            and not owned(talk, number, here)
            and talk.quote[first] == talk.quote[begin - 1 if begin else 0]
        ):
            return _with_name(talk, number, limit)
    return None


def behind(talk: Discourse, begin: int, limit: int) -> Speaker | None:
    """Return the source named right behind a phrase such as وفقًا: what follows may have ل or ب joined to it."""
    begin = _past_quantifier(talk, begin, limit)
    if begin >= limit:
        return None
    number = talk.name[begin]
    if number >= 0 and talk.spans[number][0] == begin and eligible(talk, number, place=True):
        return _with_name(talk, number, limit)
    told = talk.name[begin + 1] if begin + 1 < limit else -1
    if told >= 0 and talk.mentions[told].kind == "nisba" and "speech-noun" in classes(talk.word(begin)):
        return of_mentions(talk, [told])  # الرواية الإسرائيلية
    return _announced(talk, begin, limit) or _named_beside(talk, _phrase(talk, begin, limit), limit)


def _announced(talk: Discourse, begin: int, limit: int) -> Speaker | None:
    """Return the outlet that a head announces: صحيفة "نيويورك تايمز" الأمريكية, لوكالة رويترز."""
    word = talk.word(begin)
    if talk.name[begin] >= 0 or not (is_outlet_head(word) or (word[:1] in "لبوف" and is_outlet_head(word[1:]))):
        return None
    for here in range(begin + 1, min(begin + 4, limit)):
        number = talk.name[here]
        if number >= 0 and talk.spans[number][0] == here and talk.mentions[number].kind == "outlet":
            return None if is_platform(talk.mentions[number]) else _with_name(talk, number, limit)
        if "،" in talk.gap(here) or "\n" in talk.gap(here):
            break
    return None


def past_adjectives(talk: Discourse, index: int, limit: int) -> int:
    """Return the word behind the nisbas that still belong to what ends before ``index``: "أكسيوس" الأمريكي."""
    while index < limit and talk.name[index] >= 0 and talk.mentions[talk.name[index]].kind == "nisba":
        if "،" in talk.gap(index):
            break
        index += 1
    return index


def _named_beside(talk: Discourse, found: Speaker | None, limit: int) -> Speaker | None:
    """Return the person set in commas behind an office: المتحدث باسم الوزارة، إسماعيل بقائي."""
    if found is None or found.last >= limit or talk.gap(found.last).strip(' »”"') not in ("،", ",", "-", "–"):
        return found
    at = found.last + (talk.word(found.last) in _titles())  # رئيس الأركان، العقيد سامر نصار
    named = talk.name[at] if at < limit else -1
    if named < 0 or talk.spans[named][0] not in (at, found.last) or talk.prefix(named):
        return found
    if talk.mentions[named].kind != "person":
        return found
    return replace(of_mentions(talk, [named]), first=found.first)


def _prepositional(talk: Discourse, index: int) -> bool:
    """Tell whether a phrase with a preposition begins at the word ``index``: في باريس, لرويترز, للصحفيين."""
    word = talk.word(index)
    if word in small("preposition") or word in small("that") or word in small("relative"):
        return True
    if word[:1] in "وف" and word[1:] in small("preposition"):
        return True
    number = talk.name[index]
    if number >= 0 and talk.spans[number][0] == index:
        return governed(talk, number)
    return word.startswith(("لل", "بال", "كال")) or (word.startswith("ل") and is_outlet_head(word[1:]))


def owned(talk: Discourse, number: int, since: int) -> bool:
    """Tell whether a mention only completes the noun before it: مكتب نتنياهو, مقر الأمم المتحدة."""
    first = talk.spans[number][0]
    if first <= since or _BREAK.search(talk.gap(first)):
        return False
    before = talk.word(first - 1)
    if before in small("auxiliary") or before in small("adverb") or talk.dated[first - 1]:
        return False
    if talk.name[first - 1] >= 0:
        return talk.mentions[number].kind != "person"
    return not before.startswith("ال")


def _past_quantifier(talk: Discourse, index: int, limit: int) -> int:
    """Return where the name begins: behind adverbs, dates, and how many they are (ثلاثة مسؤولين, بعض المصادر)."""
    while index < limit and (
        talk.word(index) in small("adverb")
        or (talk.dated[index] and talk.name[index] < 0)
        or (talk.word(index) in _titles() and talk.name[index] < 0 and index + 1 < limit)
    ):
        index += 1
    if index + 1 < limit and talk.name[index] < 0 and talk.word(index).removeprefix("ل") in small("quantifier"):
        following = index + 1 + (talk.word(index + 1) == "من")
        if following < limit and talk.name[following] >= 0 and talk.spans[talk.name[following]][0] == following:
            return following
    return index


@cache
def _titles() -> frozenset[str]:
    return frozenset(form for form in folded([row.form for row in load("honorifics")]) if " " not in form)


def _with_name(talk: Discourse, number: int, limit: int) -> Speaker:
    """Return the speaker of a mention, of those coordinated with it, or the name set beside an office in commas."""
    chain = coordinated(talk, number, limit)
    if len(chain) == 1 and talk.mentions[number].kind in ("office", "group"):
        behind = talk.spans[number][1]
        if behind < limit:
            rank = behind + (talk.word(behind) in _titles() and talk.name[behind] < 0)  # رئيس الأركان، العقيد سامر
            named = talk.name[rank] if rank < limit else -1
            if (
                named >= 0
                and talk.spans[named][0] in (behind, rank)
                and talk.mentions[named].kind == "person"
                and not governed(talk, named)
                and not talk.prefix(named)
                and talk.gap(behind).strip() in ("", "،", ",", "-", "–")
            ):
                return replace(of_mentions(talk, [named]), first=talk.spans[number][0])
    return of_mentions(talk, chain)


def _phrase(talk: Discourse, begin: int, limit: int) -> Speaker | None:
    """Return as speaker the noun phrase that begins at a word which no mention begins at: شهود عيان, مدير المستشفى.

    A person whom it leads up to is the speaker (الباحث في الشؤون الدولية أحمد علي).
    """
    end = begin
    inner: list[int] = []
    if begin >= limit or _no_noun(talk, begin):
        return None
    while end < limit and end - begin < _LONGEST:
        word = talk.word(end)
        if end > begin and (_BREAK.search(talk.gap(end)) or word in small("relative") or word in small("that")):
            break
        if talk.dated[end] and talk.name[end] < 0:
            break
        if end > begin and word in small("part"):
            break
        number = talk.name[end]
        if number >= 0 and talk.spans[number][0] == end:
            each = talk.mentions[number]
            if each.kind == "person" and not governed(talk, number) and end > begin:
                return replace(of_mentions(talk, [number]), first=begin)
            if end > begin and each.kind == "outlet" and governed(talk, number):
                break
            inner.append(number)
            end = min(talk.spans[number][1], limit)
            continue
        if end > begin and word.startswith("ل") and (word.startswith("لل") or is_outlet_head(word[1:])):
            break
        end += 1
    # A preposition ends a phrase unless a name stands behind it (مسؤول في الأمم المتحدة).
    last = end
    for index in range(begin + 1, end):
        if talk.word(index) in small("preposition") and talk.name[index] < 0 and talk.word(index) != "باسم":
            behind = talk.name[index + 1] if index + 1 < end else -1
            if talk.word(index) not in ("في", "من", "باسم", "لدي", "علي") or behind < 0 or index - begin > 3:
                last = index
                break
    if last == begin or not any(letter.isalpha() for letter in talk.word(begin)):
        return None
    first = talk.starts[begin]
    if talk.word(begin)[0] == "ل" and is_head(talk.word(begin)[1:]):
        first += 1
    surface = talk.raw[first : talk.ends[last - 1]]
    if len(talk.word(begin)) < 3 and talk.word(begin) not in ("ام", "اب"):
        return None
    person = _name_in(talk, begin, last)
    states = dict.fromkeys(
        state for number in inner for entity in talk.mentions[number].entities if (state := state_of(entity))
    )
    if person is not None:
        words = tuple(talk.words[person[0] : person[1]])
        surface = talk.raw[talk.starts[person[0]] : talk.ends[person[1] - 1]]
        state = next(iter(states), "")
        return Speaker(
            talk.starts[person[0]],
            talk.ends[person[1] - 1],
            begin,
            last,
            (slug(words, state),),
            (" ".join(surface.split()),),
            (state,) if state else (),
            "named",
            "person",
        )
    kept = [number for number in inner if talk.spans[number][0] < last]
    body = next(
        (talk.mentions[number] for number in kept if talk.mentions[number].kind in ("organisation", "outlet")), None
    )
    graded = grade(surface) if is_group(talk.word(begin)) else "office" if body is not None else "category"
    return Speaker(
        first,
        talk.ends[last - 1],
        begin,
        last,
        (slug_of(surface),),
        (" ".join(surface.split()),),
        tuple(states)[:1],
        "named" if is_outlet_head(talk.word(begin)) else graded,
        "outlet" if is_outlet_head(talk.word(begin)) else "phrase",
    )


def _name_in(talk: Discourse, begin: int, end: int) -> tuple[int, int] | None:
    """Return the words of a name inside a noun phrase: الطبيبة نور الخطيب, تيم غروسر وزير التجارة.

    It begins with a given name behind what has the article, or stands before an office.
    """
    names = given_names()
    for index in range(begin + 1, end):
        word = talk.word(index)
        if word in office_heads() and index - begin in (2, 3) and not talk.word(begin).startswith("ال"):
            return begin, index
        known = word in names or word in ("ابو", "ام")
        behind_article = talk.word(index - 1).startswith("ال") and 1 < end - index < 5 and talk.name[index] < 0
        plain = not any(talk.word(other) in small("preposition") for other in range(index, end))
        if known and behind_article and plain:
            return index, end
    return None


def _no_noun(talk: Discourse, index: int) -> bool:
    """Tell whether a word heads no speaker: a verb, an adverb (قاطعًا), a small word, something said (الالتزام)."""
    word = talk.word(index)
    if is_head(word):
        return False
    if word in small("part") or word.startswith(("بال", "كال", "لل")):
        return True
    if word in verbs() or word in small("that") or word in small("relative") or word in small("auxiliary"):
        return True
    if word.endswith("ا") and len(word) > 3 and not word.startswith("ال"):
        return True
    return not _NO_SPEAKERS.isdisjoint(classes(word))


def before(talk: Discourse, cue: int, begin: int) -> Speaker | None:
    """Return the subject that stands before the verb at the word ``cue``: الوزير قال, الذي قال."""
    here = cue - 1
    while here >= begin and (talk.word(here) in small("auxiliary") or (talk.dated[here] and talk.name[here] < 0)):
        here -= 1
    relative = here >= begin and talk.word(here) in small("relative")
    if relative:
        here -= 1
    if here < begin:
        return None
    number = talk.name[here]
    gap = talk.gap(here + 1)
    if number < 0 or talk.spans[number][1] != here + 1:
        return _phrase_before(talk, here + 1, begin)
    if relative and "،" in talk.gap(here + 1) and number >= 0:
        gap = ""
    if _BREAK.search(gap.replace("،", "").replace('"', "").replace("»", "").replace("”", "").replace(")", "")):
        return None
    while number >= 0 and talk.mentions[number].kind == "nisba" and not eligible(talk, number):
        number = _headed(talk, number, begin)
    if number < 0 or not eligible(talk, number):
        return None
    if "،" in gap and talk.spans[number][0] != begin:
        return None
    chain = [number]
    first = talk.spans[number][0]
    while talk.prefix(chain[0]) == "و" and first > begin:
        earlier = talk.name[first - 1]
        if earlier < 0 or talk.spans[earlier][1] != first or not eligible(talk, earlier):
            break
        chain.insert(0, earlier)
        first = talk.spans[earlier][0]
    if not relative and governed(talk, chain[0]):
        return None
    return of_mentions(talk, chain)


def _phrase_before(talk: Discourse, end: int, begin: int) -> Speaker | None:
    """Return the noun phrase that opens the clause before a verb, if its head can speak: أن مصدرًا دبلوماسيًا قال."""
    first = end - 1
    while first > begin and end - first < 5 and not _BREAK.search(talk.gap(first)):
        if talk.word(first - 1) in small("that") or talk.word(first - 1) in small("clause"):
            break
        first -= 1
    if end - first >= 5 or not is_head(talk.word(first)):
        return None
    if any(talk.word(index) in small("preposition") for index in range(first, end)):
        return None
    found = _phrase(talk, first, end)
    return found if found is not None and found.last == end else None


def _headed(talk: Discourse, number: int, begin: int) -> int:
    """Return the mention that a nisba behind it belongs to: صحيفة «معاريف» الإسرائيلية."""
    first = talk.spans[number][0]
    if first <= begin or "،" in talk.gap(first):
        return -1
    earlier = talk.name[first - 1]
    return earlier if earlier >= 0 and talk.spans[earlier][1] == first else -1
