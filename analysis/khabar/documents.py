"""Documents that speak: البيان, تقرير لمنظمة, دراسة حديثة, and whose they are.

The issuer is the speaker; where only nisbas say who issued it (بيان سوري أمريكي), the whole phrase is.
"""

from dataclasses import replace

from khabar.cues import Phrase, small, verbs
from khabar.discourse import Discourse
from khabar.grading import Speaker, is_head, of_mentions
from khabar.matching import fold
from khabar.speakers import behind


def documented(talk: Discourse, phrase: Phrase, limit: int) -> Speaker:
    """Return who issued the document that ``phrase`` names, else the document, whose issuer is carried on."""
    last = phrase.end
    owners: list[int] = []
    while last < limit and not any(mark in talk.gap(last) for mark in "،,:؛"):
        number = talk.name[last]
        if number >= 0 and talk.spans[number][0] == last:
            owners.append(number)
            last = talk.spans[number][1]
            continue
        if owners and not talk.word(last).startswith("و"):
            break
        if last - phrase.end > 3:
            break
        last += 1
    start = talk.starts[phrase.start]
    start += sum(
        1
        for letter in talk.word(phrase.start)[: len(talk.word(phrase.start)) - len(fold_noun(phrase))]
        if letter in "وفبل"
    ) and (not talk.word(phrase.start).startswith("ال"))
    owners = [number for number in owners if talk.mentions[number].entities]
    issuers = [number for number in owners if talk.mentions[number].kind != "nisba"]
    if issuers:
        return replace(of_mentions(talk, issuers[:1]), kind="document")
    if owners:
        named = of_mentions(talk, owners)
        end = talk.ends[talk.spans[owners[-1]][1] - 1]
        return replace(
            named,
            start=start,
            end=end,
            first=phrase.start,
            last=talk.spans[owners[-1]][1],
            anonymity="named",
            kind="document",
        )
    if talk.word(phrase.end)[:1] == "ل" and phrase.end < limit and is_head(talk.word(phrase.end)[1:]):
        issuer = behind(talk, phrase.end, limit)
        if issuer is not None:
            return replace(issuer, kind="document", first=phrase.start)
    end = phrase.end + (phrase.end < limit and _adjective(talk, phrase.end, talk.word(phrase.start).startswith("ال")))
    return Speaker(
        start,
        talk.ends[end - 1],
        phrase.start,
        end,
        (),
        (talk.raw[start : talk.ends[end - 1]],),
        (),
        "named",
        "document",
    )


def fold_noun(phrase: Phrase) -> str:
    """Return the phrase's first word as the lexicon has it, folded."""
    return fold(phrase.rows[0].form).split()[0]


def _adjective(talk: Discourse, index: int, definite: bool) -> bool:
    """Tell whether a word behind a document can say of what sort it is: تقرير حديث, المسودة الأخيرة."""
    word = talk.word(index)
    if word in small("preposition") or word in small("that") or word in small("relative") or talk.gap(index).strip():
        return False
    if word in verbs() or len(word) < 4 or talk.name[index] >= 0:
        return False
    return word.startswith("ال") == definite and word[0] not in "لبوف"
