"""What was undertaken: the undertakings of joint statements, of agreements, and of parties in their own words.

An undertaking begins at its *head*: a verbal noun that opens a clause of a document (الالتزام بالتعاون), a verb that
commits by being said (تعهدت الأطراف بـ), "we shall go on" in somebody's own words, or the noun that an affirmation is
of (أكدوا التزامهم بـ). Coordinated heads begin further ones. `khabar.undersigned` finds the documents,
`khabar.pledging` reads the heads, `khabar.obligors` says who is bound. Undertakings are no events.
"""

from collections.abc import Sequence

from khabar.attribution import Claim
from khabar.commitheads import heads, phrase
from khabar.discourse import Discourse
from khabar.entities import Mention
from khabar.eventwords import readings
from khabar.happening import Commitment, Event
from khabar.obligors import Draft, Here, Holders, is_general, meant, since
from khabar.pledging import WRAPS, begins, content_of, noun_content, opened
from khabar.plover import coded
from khabar.stretches import Stretch, party, preposition, stretch
from khabar.undersigned import Parties, Statement, opening, statements

_BREAKS = "؛:"


def commitments(talk: Discourse, claims: Sequence[Claim], events: Sequence[Event]) -> tuple[Commitment, ...]:
    """Return the undertakings of a page in order: spans of the raw text, with force and who is bound.

    ``events`` say whom "the two sides" and "the leaders" mean where no name does. Headlines are not read unless an
    article has nothing else: they repeat what it tells.

    >>> from khabar.discourse import discourse
    >>> from khabar.coding import code
    >>> from khabar.matching import prepare
    >>> from khabar.pages import read
    >>> coding = code(read("وتعهدت تركيا بسحب قواتها ووقف الهجمات.".encode()))
    >>> page = coding.page
    >>> talk = discourse(page, prepare(page.raw), coding.sentences, coding.mentions, coding.times, ())
    >>> rows = commitments(talk, coding.claims, coding.events)
    >>> [(page.raw[each.start : each.end], each.act, each.force, each.obligor) for each in rows]
    [('تعهدت تركيا بسحب قواتها', 'withdraw', 'commit', 'TUR'), ('وقف الهجمات', 'stop', 'commit', 'TUR')]
    """
    parties = Parties(events)
    holders = Holders(claims)
    within = _Within(statements(talk, claims, parties))
    bodies = {part.article_id for part in talk.page.parts if part.role == "body" and part.article_id}
    rows: list[Commitment] = []
    for number, sentence in enumerate(talk.sentences):
        part = talk.part(sentence.start)
        if part is None or not part.article_id:
            continue
        statement = within.of(talk, number)
        read = part.role == "body" or (part.role == "subheading" and statement is not None)
        if not read and part.article_id in bodies:
            continue
        begin, end = opening(talk, number)[0], talk.at(sentence.end)
        if begin >= end or not any(_known(talk.words[index]) for index in range(begin, end)):
            continue
        clause = within.clause(talk, number) if statement is not None else ""
        here = Here(stretch(talk, begin, end), part.article_id, statement, clause, holders, parties)
        rows += [_row(here, draft, len(rows) + count) for count, draft in enumerate(_drafts(here), start=1)]
    return tuple(rows)


def _known(word: str) -> bool:
    return bool(heads(word)) or word in ("عدم", "بعدم", "وعدم")


class _Within:
    """Which statement a sentence belongs to, and the number of its clause."""

    def __init__(self, found: Sequence[Statement]) -> None:
        self._at = {number: each for each in found for number in range(each.first, each.last)}
        self._counts: dict[int, int] = {}

    def of(self, talk: Discourse, number: int) -> Statement | None:
        statement = self._at.get(number)
        if statement is None or talk.sentences[number].end <= statement.start:
            return None
        return statement

    def clause(self, talk: Discourse, number: int) -> str:
        """Return the number of a sentence among those of its statement, or of its item if the statement is a list."""
        statement = self._at[number]
        if number not in self._counts:
            count = 0
            for each in range(statement.first, statement.last):
                count += not statement.listed or opening(talk, each)[1]
                self._counts[each] = count
        return str(max(self._counts[number], 1))


def _drafts(here: Here) -> list[Draft]:
    """Return the undertakings of a sentence in order."""
    around, talk = here.around, here.talk
    found: list[Draft] = []
    current: Draft | None = None
    governor: Draft | None = None  # what coordinated heads hang on
    index = around.begin
    printed = here.statement
    while index < around.end:
        if here.fresh >= 0 and index > here.fresh and around.edge(index):
            here.statement, here.fresh = printed, -1
        elif here.statement is None and (held := _held(here, index)) is not None:
            here.statement, here.fresh = held
        if current is not None and _closes(around, index, current):
            current.end = index
            current = governor = None
        size = phrase("adverb", talk.words, index, joined=True)
        place = index + size if (size and talk.words[index][:1] in "وف") or (size and begins(here, index)) else index
        if around.word(index) == "وعلي" and current is not None:
            place = index + 1  # على تبادل الأسرى وعلى مواصلة
        draft = opened(here, index, place, current, governor)
        if draft is None:
            if current is not None and _ends(here, index, place, current):
                current.end, current = index, None
            if current is not None and _nests(around, index, current):
                current.nested = True
            index += 1
            continue
        if current is not None:
            current.end = min(index, draft.first)
        if draft.first > index or governor is None or draft.rule == "verb":
            governor = draft
        current = draft
        found.append(draft)
        index = max(draft.content, draft.first) + 1
    if current is not None:
        current.end = around.end
    return [draft for draft in found if draft.end > draft.first]


def _held(here: Here, index: int) -> tuple[Statement, int] | None:
    """Return the document that a sentence reports, and the word at which what it holds begins: نص الاتفاق على."""
    around, talk = here.around, here.talk
    for head in heads(talk.words[index]):
        if not head.provision or around.kind(index - 1) == "relative":
            continue
        stop = min(index + 8, around.end)
        near = [*range(index + 1, stop), *range(max(around.begin, index - 8), index)]
        place = next((place for place in near if phrase("document", talk.words, place)), -1)
        if place < 0 or (place < index and any(around.edge(each) for each in range(place + 1, index))):
            continue
        content = content_of(here, index, head)
        if content > index:
            signed = here.parties.issued(here.article, talk.starts[index]) or meant(here, index)
            return Statement(0, 0, 0, 0, None, signed, listed=False), content
    return None


def _closes(around: Stretch, index: int, current: Draft) -> bool:
    """Tell whether an undertaking ends before a word: another clause, the reason of it all, another speaker."""
    if around.edge(index) and index > current.content and not _inner(around, index, current):
        return True
    word = around.word(index)
    if phrase("reason", around.talk.words, index):
        return True
    comma = around.barred(index, "،,")
    if comma and (around.kind(index) == "clause" or phrase("ordinal", around.talk.words, index)):
        return True
    if comma and (around.kind(index) == "that" and word[:1] in ("و", "ف")):
        return True
    if index > current.content and around.kind(index) == "verb" and word[:1] in ("و", "ف"):
        told = any(around.kind(each) == "relative" for each in range(max(current.content, index - 60), index))
        return comma or not told
    closing = phrase("closing", around.talk.words, index, joined=True)
    return comma and bool(closing or any(head.kind == "participle" for head in heads(word)))


def _inner(around: Stretch, index: int, current: Draft) -> bool:
    """Tell whether the edge of a quotation before a word is that of a name within the undertaking: «قسد»."""
    talk = around.talk
    if talk.stops(index) or around.barred(index, _BREAKS):
        return False
    return talk.quote[index] == talk.quote[current.first] or talk.quote[index - 1] == talk.quote[current.first]


def _ends(here: Here, index: int, place: int, current: Draft) -> bool:
    """Tell whether a coordinated head that undertakes nothing (ورفض, والدعوة إلى) ends an undertaking."""
    words, end = here.talk.words, here.around.end
    if words[index][:1] != "و" or place >= end:
        return False
    comma = here.around.barred(index, "،,")
    for head in heads(words[place]):
        if head.force == "none" and head.fits(words, place, end) and (comma or not current.nested):
            return head.definite == current.definite or comma
    return False


def _nests(around: Stretch, index: int, current: Draft) -> bool:
    """Tell whether what follows hangs on a word within the undertaking: جهود, الرامية إلى, بهدف, لتحقيق."""
    if index <= current.content:
        return False
    words = around.talk.words
    if phrase("nested", words, index) or phrase("purpose", words, index) or around.kind(index) == "relative":
        return True
    if index == current.content + 1:
        return False  # إعادة فتح السفارات
    return (
        any(head.kind == "masdar" and head.prefix in ("ل", "ب", "") for head in heads(words[index]))
        and words[index][:1] != "و"
    )


# -- rows -----------------------------------------------------------------------------------------


def _row(here: Here, draft: Draft, number: int) -> Commitment:
    talk = here.talk
    page_id = talk.page.page_id
    last = _last(here, draft)
    start, end = talk.starts[draft.first] + _joined(here, draft), talk.ends[last - 1]
    claim = here.holders.at(start) or here.holders.cue(start, talk.ends[draft.first])
    if claim is not None and talk.ends[draft.content] <= claim.end:
        end = min(end, claim.end)
    end = _with_mark(talk.raw, start, end)
    benefit, supported = _beneficiary(here, draft, min(last, talk.at(end)))
    obligor = draft.obligor
    if draft.force == "support" and supported:
        rest = tuple(code for code in obligor if code.partition(":")[0] not in supported)
        obligor = rest or obligor
    if claim is None and here.statement is not None:
        claim = here.statement.claim
    act = _act(here, draft)
    return Commitment(
        page_id,
        here.article,
        f"{page_id}.u{number}",
        here.clause,
        start,
        end,
        act,
        _type(draft, act, obligor),
        draft.force,
        ";".join(obligor),
        ";".join(draft.signatories),
        ";".join(benefit),
        claim.claim_id if claim is not None else "",
        draft.rule,
    )


def _last(here: Here, draft: Draft) -> int:
    """Return the word behind the last of an undertaking, without a small word that hangs over: وفي المقابل."""
    words, last = here.talk.words, draft.end
    while last - 1 > draft.first and (
        preposition(words[last - 1])
        or words[last - 1] in ("و", "الي", "علي")
        or phrase("light", words, last - 1, joined=True)
    ):
        last -= 1
    return last


def _joined(here: Here, draft: Draft) -> int:
    """Return how many characters are joined before the head: و, ف, and ب or ل before a verbal noun."""
    talk = here.talk
    raw = talk.raw[talk.starts[draft.first] : talk.ends[draft.first]]
    word = talk.words[draft.first]
    size = 0
    if word.lstrip("وبل") == "عدم" or phrase("left", [word[1:]], 0):
        return len(raw) - len(raw.lstrip("وبل"))
    if (draft.head.conjunction and raw[:1] in ("و", "ف")) or (
        word[:1] == "و" and raw[:1] == "و" and draft.head.kind != "masdar" and word[1:] in ("لن", "سوف", "الا")
    ):
        size = 1
    if draft.head.kind == "masdar" and draft.head.prefix[:1] in ("ب", "ل") and raw[size : size + 1] in ("ب", "ل"):
        size += 1
    return size


def _with_mark(raw: str, start: int, end: int) -> int:
    """Take in a closing mark whose opening one stands within: «قسد»."""
    closing = raw[end : end + 1]
    opening_mark = {"»": "«", "”": "“", ")": "("}.get(closing, "")
    if opening_mark and raw.count(opening_mark, start, end) > raw.count(closing, start, end):
        return end + 1
    return end


def _act(here: Here, draft: Draft) -> str:
    words, end = here.talk.words, here.around.end
    act = draft.head.act
    if draft.force == "affirm" and draft.rule in ("affirmed", "verb"):
        return "affirm"
    if act in WRAPS or draft.negated or draft.rule == "verb":
        word = words[draft.content]
        found = [head for head in heads(word) if head.kind == "masdar" and head.fits(words, draft.content, end)]
        told = [each.form.lemma.act for each in readings(word) if not each.form.finite]
        if draft.head.deed:
            inner = act
        elif found and draft.force not in ("support", "welcome"):
            inner = found[0].act
            if inner in ("work", "begin", "complete") and draft.content != draft.first:
                nested = noun_content(here, draft.content, found[0])
                again = [head for head in heads(words[nested]) if head.kind == "masdar"]
                inner = again[0].act if again else inner
        else:
            plain = told and not heads(word) and act in WRAPS and draft.content != draft.first
            inner = told[0] if plain else act
        act = inner
    if draft.negated:
        return f"not-{act}" if act not in (*WRAPS, "not") else "refrain"
    return act


def _type(draft: Draft, act: str, obligor: tuple[str, ...]) -> str:
    """Return PLOVER's type: agreeing, supporting, or conceding; none for a party that has not spoken."""
    if draft.signatories and not set(_states(obligor)) & set(_states(draft.signatories)):
        return ""
    if draft.force in ("support", "welcome"):
        return "SUPPORT"
    if draft.force == "affirm" and act == "affirm":
        return ""
    return "CONCEDE" if not draft.negated and coded(act, "planned").event_type == "CONCEDE" else "AGREE"


def _states(codes: Sequence[str]) -> list[str]:
    return [code.partition(":")[0] for code in codes]


def _beneficiary(here: Here, draft: Draft, last: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return for whom an undertaking is: the first party in it that is not bound itself, and whom it supports."""
    around, talk = here.around, here.talk
    if draft.force == "support" and draft.supported and draft.agent < 0:
        return tuple(_states(draft.supported)), tuple(_states(draft.supported))
    if draft.agent >= 0 and len(draft.obligor) > 1:
        return (), ()
    bound = (
        set(_states(draft.obligor))
        if draft.agent >= 0 or draft.rule in ("verb", "verb, negated") or draft.head.kind == "imperfect"
        else set()
    )
    begin = draft.content if draft.rule in ("verb", "verb, negated") else draft.first
    for nominal in since(here, begin + 1):
        if nominal.first >= last:
            break
        if nominal.first < begin or draft.agent in nominal.mentions:
            continue
        if nominal.preposition in ("مع", "بين", "من", "الي", "علي", "ضد") or is_general(here, nominal.mentions):
            continue
        mentions = [talk.mentions[number] for number in nominal.mentions]
        if all(mention.kind == "place" for mention in mentions) and nominal.preposition in ("في", "ب", "من", "الي"):
            continue
        codes = [code for mention in mentions for code in _benefit(mention)]
        if all(_stateless(mention) for mention in mentions) and not around.word(nominal.head).startswith("ل"):
            continue
        codes = [code for code in codes if code not in bound]
        if codes:
            found = tuple(dict.fromkeys(codes))
            return found, found if draft.force == "support" else ()
    return (), ()


def _stateless(mention: Mention) -> bool:
    """Tell whether a mention is a group of no state: it gains only where ل stands before it (لأمن جيرانها)."""
    return mention.kind == "group" and not any(entity.state for entity in mention.entities)


def _benefit(mention: Mention) -> list[str]:
    codes = [party(entity).partition(":")[0] or entity.state for entity in mention.entities]
    if not any(codes) and mention.kind == "group":
        return [mention.entity_id]
    return [code for code in codes if code]
