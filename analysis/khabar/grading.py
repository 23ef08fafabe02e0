"""What is known of a speaker: who it is, how far identified, what a verb behind it shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from khabar.cues import small
from khabar.discourse import Discourse
from khabar.entities import Entity, Mention
from khabar.lexicon import load
from khabar.matching import fold, folded
from khabar.romanise import slug

_TELLING = ("ي", "ية", "يه", "يين", "يون", "يان", "يتان", "يتين", "يات")


_MASCULINE = frozenset({"LBN", "IRQ", "MAR", "SDN", "SSD", "JOR", "YEM", "VAT"})  # لبنان, العراق, المغرب ...


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who is said to speak: ``raw[start:end]`` names them, ``entities`` are who that is, as far as it is known.

    ``first`` and ``last`` are the words, office included. ``gender`` is what a verb agreed with, empty if unknown.
    ``basis`` is ``stated``, ``anaphora`` or ``inferred``; where it is not stated the span is that of an earlier name.
    """

    start: int
    end: int
    first: int
    last: int
    ids: tuple[str, ...]
    labels: tuple[str, ...]
    states: tuple[str, ...]
    anonymity: str
    kind: str
    gender: str = ""
    number: str = ""
    basis: str = "stated"
    again: str = ""  # how a short form is known to be who it is: ``anaphora`` or ``inferred``

    @property
    def id(self) -> str:
        """The ids, joined."""
        return ";".join(self.ids)


def of_mentions(talk: Discourse, numbers: Sequence[int]) -> Speaker:
    """Return the speaker whom these mentions, one behind the other, name."""
    mentions = [talk.mentions[number] for number in numbers]
    entities: dict[str, Entity] = {entity.entity_id: entity for each in mentions for entity in each.entities}
    labels = tuple(entity.name_en or entity.name_ar or entity.entity_id for entity in entities.values())
    surface = talk.raw[mentions[0].start : mentions[-1].end]
    grades = [_anonymity(each) for each in mentions]
    order = ("unnamed", "category", "office", "named")
    gender, number = _agreement(surface) if mentions[0].kind == "group" else (_gender(mentions[0]), "")
    return Speaker(
        mentions[0].start,
        mentions[-1].end,
        talk.spans[numbers[0]][0],
        max(talk.spans[number][1] for number in numbers),
        tuple(entities) or (slug_of(surface),),
        labels or (" ".join(surface.split()),),
        tuple(dict.fromkeys(state for entity in entities.values() if (state := state_of(entity)))),
        min(grades, key=order.index),
        mentions[0].kind,
        gender if len(numbers) == 1 else "",
        number if len(numbers) == 1 else "plural",
        again=_again(mentions[0], surface),
    )


def _again(mention: Mention, surface: str) -> str:
    """Return how a mention that does not name anybody in full is known: المسؤولون, المبعوث الأمريكي."""
    if mention.rule == "coreference":
        return "anaphora"
    if mention.kind == "office" and any(entity.kind == "person" for entity in mention.entities):
        return "inferred" if not surface.startswith("ال") and " ال" not in surface else "anaphora"
    return ""


def state_of(entity: Entity) -> str:
    """Return the state or party an entity speaks for, as the table has it.

    >>> state_of(Entity("SDF", "organisation", state="SYR"))
    'SYR'
    """
    return entity.entity_id if entity.kind == "state" else entity.state


def slug_of(surface: str) -> str:
    """Return an id for who is known by nothing but the words that name him."""
    return slug(tuple(fold(surface).split())) or "unknown"


def _anonymity(mention: Mention) -> str:
    if mention.kind == "office":
        return "office"
    if mention.kind != "group":
        return "named"
    names = [entity.name_ar for entity in mention.entities if entity.name_ar]
    return max((grade(words) for words in (mention.surface, *names)), key=("unnamed", "category").index)


def grade(words: str) -> str:
    """Return how far a group is identified by its words: ``category``, or ``unnamed`` where nothing tells of what kind.

    >>> grade("مصادر"), grade("مصدر دبلوماسي"), grade("المصادر المطلعة")
    ('unnamed', 'category', 'unnamed')
    """
    heads, unnamed, telling, _ = _grades()
    found = [word.removeprefix("ال") for word in fold(words).split()]
    if not found:
        return "unnamed"
    if heads.get(found[0], heads.get(f"ال{found[0]}", "category")) != "unnamed":
        return "category"
    rest = [word for word in found[1:] if word not in unnamed]
    return "category" if any(word in telling or word.endswith(_TELLING) for word in rest) else "unnamed"


@cache
def _grades() -> tuple[dict[str, str], frozenset[str], frozenset[str], dict[str, tuple[str, str]]]:
    heads = load("groups", ("number", "gender", "sector", "anonymity"))
    qualifiers = load("group_qualifiers", ("sector",))
    bare = [form.removeprefix("ال") for form in folded([row.form for row in heads])]
    return (
        {
            form.removeprefix("ال"): row.more["anonymity"]
            for row, form in zip(heads, folded([row.form for row in heads]), strict=True)
        },
        frozenset(folded([row.form for row in qualifiers if row.value in ("unnamed", "informed", "senior")])),
        frozenset(folded([row.form for row in qualifiers if row.value not in ("unnamed", "informed", "senior")])),
        {form: (row.more["gender"], row.more["number"]) for form, row in zip(bare, heads, strict=True)},
    )


def _gender(mention: Mention) -> str:
    """Return the gender that a verb shows behind a name, where the name tells; empty where it does not."""
    if mention.kind == "state":
        return "m" if mention.surface.startswith(("ال", "لب")) and mention.entity_id in _MASCULINE else "f"
    if mention.kind in ("organisation", "office"):
        words = fold(mention.surface).split()
        return "f" if words and words[0].endswith("ة") else ""
    return ""


def _agreement(surface: str) -> tuple[str, str]:
    """Return gender and number that a verb behind a group shows: مصادر takes a feminine singular (وأضافت)."""
    words = fold(surface).split()
    gender, number = _grades()[3].get(words[0].removeprefix("ال"), ("", "")) if words else ("", "")
    return gender, "singular" if gender == "f" and number == "plural" else number


def is_platform(mention: Mention) -> bool:
    """Tell whether a mention is a platform that carries posts and is no press."""
    return mention.kind == "outlet" and bool(mention.entities) and mention.entities[0].sector != "JRN"


def is_group(word: str) -> bool:
    """Tell whether a folded word heads a group, with or without its article."""
    return word.removeprefix("ال") in _grades()[0]


def is_head(word: str) -> bool:
    """Tell whether a word heads a group or an outlet (مصادر, مسؤولين, صحيفة), whatever verb it looks like.

    >>> is_head("مصادر"), is_head("قاطعا")
    (True, False)
    """
    heads = _grades()[0]
    if word.endswith("ا") and word[:-1] in heads:
        word = word[:-1]
    bare = word.removeprefix("لل") if word.startswith("لل") else word.removeprefix("ل") if word[1:] in heads else word
    plain = bare.removeprefix("ال")
    return plain in heads or is_outlet_head(bare) or plain in office_heads() or word in small("speaker")


@cache
def _outlet_heads() -> frozenset[str]:
    rows = load("quote_heads")
    return frozenset(folded([row.form for row in rows if row.value == "name" and row.note == "media"]))


@cache
def office_heads() -> frozenset[str]:
    """Return the words that head offices and bodies, folded, without the article."""
    offices = load("office_heads", ("number", "gender"))
    bodies = load("org_heads", ("sector", "delimit"))
    return frozenset(form.removeprefix("ال") for form in folded([row.form for row in (*offices, *bodies)]))


def is_outlet_head(word: str) -> bool:
    """Tell whether a folded word announces an outlet: صحيفة, الوكالة."""
    return word in _outlet_heads() or word.removeprefix("ال") in _outlet_heads()
