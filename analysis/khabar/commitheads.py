"""The words that head an undertaking, and the small words around them.

`commitment_heads.tsv` lists verbal nouns (التزام, دعم), verbs that commit by being said (تعهد, اتفق على) and verbs that
undertake only in what is to come (سنواصل); `commitment_words.tsv` the rest. Everything is looked up folded.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType

from khabar.conjugation import conjugated, with_pronouns
from khabar.eventwords import first_person
from khabar.lexicon import Row, load
from khabar.matching import folded

COLUMNS = ("part", "imperfect", "participle", "takes", "act", "genitive", "with")
_PREFIXES = ("", "ال", "ب", "بال", "ل", "لل")
_FAR = 6  # words behind a head among which the word that it needs must stand


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """A head as it is printed.

    ``kind`` is ``masdar`` (a verbal noun), ``perfect``, ``imperfect``, ``participle``, or ``first`` ("we agreed", "we
    shall go on"). ``pronoun`` is ``third`` or ``first`` where one is joined. ``needs`` are words of which one must
    follow, ``takes`` the prepositions of its content; all folded. ``conjunction`` and ``prefix`` stand joined before.
    """

    row: Row
    kind: str
    pronoun: str = ""
    rest: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    future: bool = False
    conjunction: str = ""
    prefix: str = ""

    @property
    def force(self) -> str:
        """With what force its clause undertakes; ``none`` if it does not."""
        return self.row.value

    @property
    def act(self) -> str:
        """What is undertaken, in plain verbs."""
        return self.row.more["act"]

    @property
    def deed(self) -> bool:
        """Whether it undertakes only in what is to come."""
        return self.row.more["part"] == "deed"

    @property
    def provision(self) -> bool:
        """Whether it says what a document holds: نص الاتفاق على."""
        return self.row.more["part"] == "provision"

    @property
    def definite(self) -> bool:
        """Whether ال stands before it."""
        return self.prefix.endswith("ال") or self.prefix == "لل"

    def fits(self, words: Sequence[str], index: int, end: int) -> bool:
        """Tell whether its further words, and one that it needs, stand behind ``words[index]``."""
        if self.rest and tuple(words[index + 1 : index + 1 + len(self.rest)]) != self.rest:
            return False
        if not self.needs:
            return True
        near = words[index + 1 : min(index + 1 + _FAR, end)]
        return any(_same(word, need) for word in near for need in self.needs)


def _same(word: str, need: str) -> bool:
    return word == need or (word.endswith(need) and word[: -len(need)] in ("ال", "ب", "ل", "لل", "بال"))


@lru_cache(2**15)
def heads(word: str) -> tuple[Head, ...]:
    """Return how ``word``, folded, can head an undertaking.

    >>> [(each.row.form, each.force, each.kind, each.prefix) for each in heads("والترحيب")]
    [('ترحيب', 'welcome', 'masdar', 'ال')]
    >>> [(each.row.form, each.kind, each.future) for each in heads("سنواصل")]
    [('يواصل', 'first', True)]
    >>> heads("كتاب")
    ()
    """
    table = _table()
    found: list[Head] = []
    joined = (("", word), (word[0], word[1:])) if word[:1] in ("و", "ف") and len(word) > 2 else (("", word),)
    for conjunction, rest in joined:
        found += [_placed(each, conjunction, "") for each in table.get(rest, ()) if each.kind != "masdar"]
        for prefix in _PREFIXES:
            if rest.startswith(prefix):
                own = table.get(rest[len(prefix) :], ())
                found += [_placed(each, conjunction, prefix) for each in own if each.kind == "masdar"]
    return tuple(found)


def _placed(head: Head, conjunction: str, prefix: str) -> Head:
    if not conjunction and not prefix:
        return head
    return Head(head.row, head.kind, head.pronoun, head.rest, head.needs, head.takes, head.future, conjunction, prefix)


@cache
def _table() -> Mapping[str, tuple[Head, ...]]:
    pairs = list(_forms())
    found: dict[str, list[Head]] = {}
    for (_, head), shape in zip(pairs, folded([text for text, _ in pairs]), strict=True):
        first, *rest = shape.split()
        same = found.setdefault(first, [])
        if not any(
            other.row is head.row and other.kind == head.kind and other.pronoun == head.pronoun for other in same
        ):
            same.append(
                Head(
                    head.row,
                    head.kind,
                    head.pronoun,
                    tuple(rest),
                    head.needs,
                    head.takes,
                    first.startswith("س") and head.future,
                )
            )
    return MappingProxyType({form: tuple(each) for form, each in found.items()})


def _forms() -> Iterator[tuple[str, Head]]:
    for row in load("commitment_heads", COLUMNS):
        needs, takes = _cell(row.more["with"]), _cell(row.more["takes"])
        base, _, far = row.form.partition(" … ")
        if far:  # تشكيل … تهديد: the two stand apart
            needs = _cell(f"{far};{far}ا")
        first, _, tail = base.partition(" ")
        parts = row.more["part"].split()
        if "masdar" in parts:
            for form, pronoun in _masdar(first):
                yield f"{form} {tail}".strip(), Head(row, "masdar", pronoun, needs=needs, takes=takes)
        if "speech" in parts or "provision" in parts:
            imperfect = row.more["imperfect"].partition(" ")[0]
            for each in conjugated(first, imperfect, row.more["participle"], ""):
                yield f"{each.form} {tail}".strip(), Head(row, each.kind, needs=needs, takes=takes)
            for form, _ in first_person(first, imperfect):
                if form.startswith("أ") and not form.endswith("نا"):
                    continue  # أعلن is "he announced" far more often than "I announce"
                yield f"{form} {tail}".strip(), Head(row, "first", needs=needs, takes=takes)
        if "deed" in parts:
            for each in conjugated("", first, "", ""):
                future = each.form.startswith("س") and not first.startswith("س")
                yield f"{each.form} {tail}".strip(), Head(row, "imperfect", needs=needs, takes=takes, future=future)
            for letter in ("ن", "سن", "سأ"):
                future = letter != "ن"
                yield f"{letter}{first[1:]} {tail}".strip(), Head(row, "first", needs=needs, takes=takes, future=future)


def _masdar(base: str) -> Iterator[tuple[str, str]]:
    yield base, ""
    if base[-1] not in "ةىاء":
        yield base + "ا", ""
    for each in with_pronouns(base)[1:]:
        yield each.form, "third"
        if each.form.endswith("هما"):
            yield each.form.removesuffix("هما") + "نا", "first"


@cache
def _cell(cell: str) -> tuple[str, ...]:
    each = [part.strip() for part in cell.split(";") if part.strip()]
    return tuple(folded(each)) if each else ()


@cache
def _phrases(value: str) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for form in folded([row.form for row in load("commitment_words") if row.value == value]):
        words = tuple(form.split())
        found.setdefault(words[0], []).append(words)
    return MappingProxyType({first: tuple(sorted(each, key=len, reverse=True)) for first, each in found.items()})


def phrase(value: str, words: Sequence[str], index: int, *, joined: bool = False) -> int:
    """Return how many words of the class ``value`` stand at ``words[index]``, 0 if none; ``joined``: also behind و.

    >>> phrase("adverb", ["وفي", "المقابل", "تاكيد"], 0, joined=True), phrase("weight", ["اهمية"], 0)
    (2, 1)
    """
    if not 0 <= index < len(words):
        return 0
    word = words[index]
    for first in (word, word[1:]) if joined and word[:1] in ("و", "ف") else (word,):
        for form in _phrases(value).get(first, ()):
            if tuple(words[index + 1 : index + len(form)]) == form[1:]:
                return len(form)
    return 0
