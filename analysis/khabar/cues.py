"""The words that say that something is said: verbs in all their forms, and phrases such as بحسب and على حد قوله.

`cue_verbs.tsv` lists verbs by their perfect with the frames their content can have; `khabar.conjugation` inflects them;
`cue_phrases.tsv` lists what is no verb; `clause_words.tsv` the small words around. Everything is looked up folded.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from khabar.conjugation import inflections
from khabar.lexicon import Row, load
from khabar.matching import folded

VERB_COLUMNS = ("imperfect", "participle", "masdar", "frames", "stance", "certainty")
_JOINED = ("", "و", "ف")
_PRONOUNS = ("ه", "ها", "هم", "هما")
_OBJECTS = (*_PRONOUNS, "نا", "ني")
_NOUNS = frozenset({"document", "post", "occasion", "object", "speech-noun"})
_ON_NOUNS = tuple(first + second for first in _JOINED for second in ("", "ال", "ب", "بال", "ل", "لل") if second)


@dataclass(frozen=True, slots=True, eq=False)
class Verb:
    """A form of a cue verb: its row, what kind of form it is, whom it agrees with, what is joined to it.

    ``kind`` is ``perfect``, ``imperfect``, ``participle``, ``masdar`` (with a pronoun: قوله) or ``object`` (a perfect
    with a pronoun: كشفه). ``joined`` is و or ف.
    """

    row: Row
    kind: str
    gender: str
    number: str
    joined: str
    frames: frozenset[str]

    @property
    def sense(self) -> str:
        """What the verb means, as the lexicon groups it."""
        return self.row.value

    @property
    def finite(self) -> bool:
        """Whether the form is a perfect or an imperfect."""
        return self.kind in ("perfect", "imperfect")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase found at words ``[start, end)``; ``kinds`` are its classes in the lexicon."""

    start: int
    end: int
    rows: tuple[Row, ...]
    joined: str
    kinds: frozenset[str]


@cache
def verbs() -> Mapping[str, tuple[Verb, ...]]:
    """Return every form of every cue verb, folded, also with و or ف joined.

    >>> [(verb.row.form, verb.kind, verb.joined) for verb in verbs()["واضافت"]]
    [('أضاف', 'perfect', 'و')]
    """
    found: list[tuple[str, Verb]] = []
    for row in load("cue_verbs", VERB_COLUMNS):
        frames = frozenset(frame.strip() for frame in row.more["frames"].split(";"))
        for form in inflections(row):
            if form.kind == "masdar" and not form.number:
                continue
            found += [
                (joined + form.form, Verb(row, form.kind, form.gender, form.number, joined, frames))
                for joined in ((*_JOINED, "ب") if form.kind == "masdar" else _JOINED)
            ]
            if form.kind in ("perfect", "imperfect") and form.form[-1] not in "ىنا":
                verb = Verb(row, "object", form.gender, form.number, "", frames)
                found += [(form.form + pronoun, verb) for pronoun in _OBJECTS]
            elif form.kind == "perfect" and form.form.endswith("وا"):
                verb = Verb(row, "object", form.gender, form.number, "", frames)
                found += [(form.form[:-1] + pronoun, verb) for pronoun in _OBJECTS]
    table: dict[str, list[Verb]] = {}
    for word, (_, verb) in zip(folded([form for form, _ in found]), found, strict=True):
        same = table.setdefault(word, [])
        if not any(other.row is verb.row and other.kind == verb.kind and other.joined == verb.joined for other in same):
            same.append(verb)
    return {form: tuple(each) for form, each in table.items()}


@cache
def masdars() -> Mapping[str, Row]:
    """Return the cue verbs by their verbal noun, folded: تأكيد to أكد."""
    rows = [row for row in load("cue_verbs", VERB_COLUMNS) if row.more["masdar"]]
    found: dict[str, Row] = {}
    for form, row in zip(folded([row.more["masdar"] for row in rows]), rows, strict=True):
        found.setdefault(form, row)
        found.setdefault(form + "ات", row)
    return MappingProxyType(found)


class _Form(NamedTuple):
    """The words of a phrase, and what `Phrase` says of it."""

    words: tuple[str, ...]
    rows: tuple[Row, ...]
    joined: str
    kinds: frozenset[str]


@cache
def _phrases() -> Mapping[str, Mapping[str, tuple[_Form, ...]]]:
    """Return the phrases by first word, with و and ف joined, and by second ("" for one word), longest first."""
    rows = load("cue_phrases")
    forms = [(row, row.form) for row in rows if "not alone" not in row.note]
    forms += [(row, row.form + pronoun) for row, _ in forms if "with pronoun" in row.note for pronoun in _PRONOUNS]
    found: dict[tuple[str, ...], tuple[list[Row], str]] = {}
    for (row, _), form in zip(forms, folded([form for _, form in forms]), strict=True):
        first, *rest = form.split()
        for joined in (*_JOINED, *_ON_NOUNS) if row.value in _NOUNS else _JOINED:
            words = (joined + first, *rest)
            same = found[words][0] if words in found else []
            found[words] = [*same, row], joined[: joined[:1] in ("و", "ف")]
    table: dict[str, dict[str, list[_Form]]] = {}
    for words in sorted(found, key=len, reverse=True):
        same, mark = found[words]
        kinds = frozenset(row.value for row in same)
        seconds = table.setdefault(words[0], {})
        seconds.setdefault("".join(words[1:2]), []).append(_Form(words, tuple(same), mark, kinds))
    return {word: {second: tuple(forms) for second, forms in each.items()} for word, each in table.items()}


def classes(word: str) -> frozenset[str]:
    """Return the classes of ``word`` as a phrase by itself, none if it is none.

    >>> sorted(classes("تصريحات"))
    ['occasion', 'speech-noun']
    """
    return next((form.kinds for form in _phrases().get(word, {}).get("", ())), frozenset())


def phrases(words: Sequence[str]) -> Iterator[Phrase]:
    """Yield the phrases in ``words``, the longest at each place, in order; several classes of one phrase are one.

    >>> found = next(phrases("وقال علي حد تعبيره ان".split()))
    >>> found.start, found.end
    (1, 4)
    """
    table = _phrases()
    for index, seconds in enumerate(map(table.get, words)):
        if seconds is None:
            continue
        following = words[index + 1] if index + 1 < len(words) else ""
        for form in (*seconds.get(following, ()), *seconds.get("", ())):
            size = len(form.words)
            if size < 3 or tuple(words[index : index + size]) == form.words:
                yield Phrase(index, index + size, form.rows, form.joined, form.kinds)
                break


@cache
def small(value: str) -> frozenset[str]:
    """Return the folded forms of ``clause_words.tsv`` with this ``value``.

    >>> "بعد" in small("preposition")
    True
    """
    return frozenset(folded([row.form for row in load("clause_words") if row.value == value]))
