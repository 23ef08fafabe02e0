"""People on a page: those whom a list knows, and everybody else by the office, honorific or given name in front.

`khabar.offices` reads the wording of an office, `khabar.names` says where a name ends, `khabar.coref` who is who.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from khabar.cast import Cast, cast
from khabar.coref import Unnamed, bones, resolve
from khabar.entities import Found
from khabar.lexicon import load
from khabar.model import Part
from khabar.nameparts import doubtful, given_names, keys, kind, office_words, readings, title_words
from khabar.names import extent, may_start, starts
from khabar.offices import Office, honorific, office
from khabar.officewords import is_head, keyed
from khabar.personscene import Known, Scene, scene
from khabar.registry import Named

if TYPE_CHECKING:
    from khabar.gazetteer import Term
    from khabar.matching import Hit, Text

_SILENT = frozenset({"boilerplate"})
_LOOSE = frozenset((" ", "-", " - ", ". ", ".", "/ ", "/", " / ", " (", '" ', ' "'))  # between offices and titles
# Honorifics that are offices too, and those that say an office.
_OFFICIAL = frozenset(("king", "prince", "sultan", "sheikh", "pope", "counsellor"))
_CROWNED = frozenset(("king", "queen", "prince", "princess", "sultan", "pope"))
# Who holds one of these holds no other named behind it.
_HIGHEST = frozenset(("president", "king", "emir", "sultan", "crown-prince", "supreme-leader"))
_TOLD = frozenset(("unknown", "foreign", "surname", "both"))  # what a name of which only its place tells begins with


@cache
def _things() -> frozenset[str]:
    return frozenset(form[0] for form in keys([row.form for row in load("named_things")]))


def people(text: "Text", hits: "Iterable[Hit[Term]]", parts: Sequence[Part], listed: Cast | None = None) -> list[Found]:
    """Return the people and the offices that stand for people in ``text``, in order.

    ``hits`` are the gazetteer's (states, nisbas, places), ``parts`` those of the page: what is said of a person counts
    within an article. Offsets are those of the raw text. Kinds are ``person`` and ``office``.

    >>> from khabar.gazetteer import gazetteer
    >>> from khabar.matching import prepare
    >>> text = prepare("التقى وزير الخارجية الروسي سيرغي لافروف نظيره الفرنسي، ثم غادر لافروف")
    >>> parts = [Part("p1", 1, "body", 0, len(text.raw), "a1")]
    >>> for found in people(text, gazetteer().matcher.find(text), parts):
    ...     print(text.raw[found.start:found.end], found.kind, found.rule, [each.entity_id for each in found.entities])
    سيرغي لافروف person name ['sergey-lavrov']
    نظيره الفرنسي office office ['foreign-minister-FRA']
    لافروف person surname ['sergey-lavrov']
    """
    listed = listed or cast()
    ground = scene(text, hits, listed)
    owners = _owners(ground, parts)
    facts = {word: _facts(word) for word in set(ground.tokens.words)}
    named, unnamed = _read(ground, owners, facts)
    return resolve(ground, named, unnamed, owners, listed, {word: known.bones for word, known in facts.items()})


class _Facts(NamedTuple):
    """What is asked of every word.

    Whether it may begin an office or a name; whether a name of which only its place tells may begin with it; whether
    it is a verb, of which a name may be the subject; and its `bones`.
    """

    begins: bool
    told: bool
    tells: bool
    bones: tuple[str, ...]


@lru_cache(maxsize=1 << 16)
def _facts(word: str) -> _Facts:
    tells = any(kind(rest) == "verb" for _, rest in readings(word))
    return _Facts(is_head(word) or may_start(word), kind(word) in _TOLD, tells, bones(word))


def _owners(ground: Scene, parts: Sequence[Part]) -> list[str | None]:
    """Return for each word the article it belongs to, "" in related headlines and keywords, None in boilerplate."""
    starts = ground.tokens.text.words.start
    found: list[str | None] = [None] * len(starts)
    for part in parts:
        first, last = bisect_left(starts, part.start), bisect_left(starts, part.end)
        found[first:last] = [None if part.role in _SILENT else part.article_id] * (last - first)
    return found


def _read(ground: Scene, owners: list[str | None], facts: Mapping[str, _Facts]) -> tuple[list[Named], list[Unnamed]]:
    """Read the words from first to last."""
    named: list[Named] = []
    unnamed: list[Unnamed] = []
    words, known, places = ground.tokens.words, ground.known, ground.places
    about = [facts[word] for word in words]
    behind_verb = [False, *(fact.tells for fact in about)]
    gaps = ["\n", *ground.tokens.gaps]
    busy = bytes(
        fact.begins or i in known or i in places or (fact.told and (behind_verb[i] or gaps[i] != " "))
        for i, fact in enumerate(about)
    )
    i = 0
    while True:
        # Nothing begins before the next busy word; but a name inside an office may end there, and an apposition follow.
        following = busy.find(1, i)
        last = named[-1].end - 1 if named else -1
        i = last if i <= last and (following < 0 or last < following) else following
        if i < 0:
            break
        step = i + 1
        if owners[i] is None:
            i = step
            continue
        entry = known.get(i)
        if entry and (entry.words > 1 or (entry.alone and _stands_alone(ground, i, entry))):
            if not _thing(ground, i):
                name = _listed(ground, i, entry)
                step = name.end
                named.append(name)
            else:
                step = entry.end
        elif is_head(words[i]):
            step = _announced(ground, i, named, unnamed)
        elif _national(ground, i, named):
            step = named[-1].end
        else:
            end, skip = starts(ground, i)
            if end > i:
                if not _thing(ground, i):
                    named.append(Named(i, end, skip))
                step = end
            else:
                step = _told(ground, i, named) or i + 1
        if named and named[-1].end == step and step < len(words) and not named[-1].offices:
            step = _apposition(ground, named, step)
        i = step
    return named, unnamed


def _stands_alone(ground: Scene, i: int, entry: Known) -> bool:
    """Tell whether one word is enough of a name: no name goes on behind it (أردوغان محمد)."""
    words, gaps = ground.tokens.words, ground.tokens.gaps
    word = words[i][entry.skip :]
    if i and gaps[i - 1] == " " and kind(words[i - 1]) in ("given", "foreign") and not word.startswith("ال"):
        return True
    return not (kind(word) in ("given",) and extent(ground, i, office=False, skip=entry.skip) > i + 1)


def _thing(ground: Scene, i: int) -> bool:
    """Tell whether what stands before makes a thing of the name: شارع, جامعة, مستشفى ..."""
    words, gaps = ground.tokens.words, ground.tokens.gaps
    if not i or gaps[i - 1] not in (" ", ' "'):
        return False
    return any(rest in _things() for _, rest in readings(words[i - 1]))


def _listed(ground: Scene, i: int, entry: Known) -> Named:
    """Return the name of a listed person at ``i``; بن and آل carry it on."""
    words, gaps = ground.tokens.words, ground.tokens.gaps
    end = entry.end
    longer = end
    while (
        longer < len(words)
        and gaps[longer - 1] == " "
        and words[longer] in ("بن", "ال", "بنت")
        and longer + 1 < len(words)
    ):
        part = extent(ground, longer, office=True, limit=1)
        if part <= longer + 1:
            break
        longer = part
    # Some are listed with their title (الملك سلمان), which is no part of the name.
    start, skip, titled = i, entry.skip, False
    while start + 1 < longer and words[start][skip:] in title_words():
        start, skip, titled = start + 1, 0, True
    return Named(start, longer, skip, people=entry.people, sure=titled)


@dataclass(frozen=True, slots=True)
class _Heralds:
    """Offices and honorifics in a row: ``next`` is the word behind them, ``end`` that behind the offices."""

    offices: tuple[Office, ...]
    end: int
    next: int
    titled: bool
    implied: str
    inner: tuple[Named, ...]


def _heralds(ground: Scene, i: int) -> _Heralds:
    """Read the offices and honorifics that begin at word ``i``."""
    words, gaps = ground.tokens.words, ground.tokens.gaps
    offices: list[Office] = []
    inner: list[Named] = []
    titled, implied = False, ""
    j = end = i
    while j < len(words):
        if j > i:
            known = ground.known.get(j)
            if gaps[j - 1] not in _LOOSE or (known and known.words > 1) or _is_name(ground, j):
                break
        title, value, skip = honorific(ground, j)
        if j > i and title > j and skip:
            break
        if title > j and _is_title(ground, title, value):
            titled = True
            implied = implied or (value if value in _CROWNED else "")
            j = title
            continue
        found = office(ground, j)
        if found is None or (offices and not _same_holder(words[j], offices[-1], found)):
            break
        offices.append(found)
        if found.person:
            within = _listed(ground, found.person[0], ground.known[found.person[0]])
            if found.inner:
                span = (found.inner.start, found.inner.end, found.inner.skip)
                within = replace(within, offices=(found.inner,), office=span, former=found.inner.former)
            inner.append(within)
        j, end = max(found.next, j + 1), found.end
    return _Heralds(tuple(offices), end, j, titled, implied, tuple(inner))


def _announced(ground: Scene, i: int, named: list[Named], unnamed: list[Unnamed]) -> int:
    """Take the offices and honorifics at ``i`` with the name they announce; return where to go on."""
    gaps = ground.tokens.gaps
    heralds = _heralds(ground, i)
    offices, j = heralds.offices, heralds.next
    if j == i:
        return i + 1
    named += heralds.inner
    gap = gaps[j - 1]
    stop = heralds.titled and gap.strip() in (".", "/", "./")
    name = None
    if gap in (" ", ' "', '" ', "-", " - ", ", ") or stop:
        name = _name(ground, j, comma=gap == ", ", titled=heralds.titled, offices=offices)
    thing = _thing(ground, i)
    if name is None:
        if not offices:
            return i + 1
        if not thing:
            unnamed.append(Unnamed(i, heralds.end, offices))
        private = offices[0].name in keyed("private") and not heralds.inner
        return i + 1 if private else max(heralds.end, i + 1)
    if not thing:
        span = (offices[0].start, heralds.end, offices[0].skip) if offices else None
        former = any(each.former for each in offices)
        named.append(
            replace(name, offices=offices, office=span, former=former, implied=heralds.implied, titled=not offices)
        )
    return name.end


def _is_title(ground: Scene, j: int, value: str) -> bool:
    """Tell whether an honorific that ends at word ``j`` is no office: الملك is one without a name or with a state."""
    place = ground.places.get(j)
    if place and not place.skip and ground.tokens.gaps[j - 1] == " " and place.kind in ("state", "nisba", "body"):
        return False
    return value not in _OFFICIAL or _name_follows(ground, j)


def _is_name(ground: Scene, j: int) -> bool:
    """Whether a word that can begin an office (حاكم, أمين, سلطان) is a given name here."""
    words = ground.tokens.words
    what = kind(words[j])
    if words[j].startswith("ال") or words[j] not in given_names():
        return False
    following = words[j + 1] if j + 1 < len(words) and ground.tokens.gaps[j] == " " else ""
    if what in ("given", "foreign"):
        return words[j] not in office_words() or kind(following or "ا") != "word"
    return kind(following) in ("article", "surname", "given") and j + 1 not in ground.places if following else False


def _same_holder(word: str, last: Office, found: Office) -> bool:
    """Tell whether a further office, directly behind or with و, is the same person's."""
    if found.name == "counterpart" or (last.state and found.state and last.state != found.state):
        return False
    return not found.skip or _goes_on(word, last, found)


def _goes_on(word: str, last: Office, found: Office) -> bool:
    """Tell whether و before a further office means that one person holds both."""
    if found.skip != 1 or word[0] != "و" or "counterpart" in (last.name, found.name) or last.name in _HIGHEST:
        return False
    single = last.number == found.number == "singular"
    return single and not last.bare and last.state in ("", found.state)


def _name_follows(ground: Scene, j: int) -> bool:
    words, gaps = ground.tokens.words, ground.tokens.gaps
    if j >= len(words) or gaps[j - 1] not in (" ", ". ", "/", "/ "):
        return False
    entry = ground.known.get(j)
    if entry:
        return True
    return (
        kind(words[j]) in ("given", "foreign", "both", "surname", "unknown")
        or words[j] in ("عبد", "ابو", "بن", "ال")
        or honorific(ground, j)[0] > j
    )


def _name(ground: Scene, j: int, *, comma: bool, titled: bool, offices: Sequence[Office] = ()) -> Named | None:
    """Return the name announced at word ``j``."""
    words = ground.tokens.words
    entry = ground.known.get(j)
    if entry and entry.skip and entry.words > 1:
        return None  # بجون كيري: somebody else
    if entry and not entry.skip:
        end = extent(ground, j, office=True)
        whole = entry.words > 1 or end <= entry.end or (entry.alone and kind(words[j]) not in ("given", "foreign"))
        if whole and (not comma or entry.words > 1 or entry.alone):
            return _listed(ground, j, entry)
    what = kind(words[j])
    if (
        offices
        and not titled
        and what not in ("given", "foreign", "surname")
        and words[j] not in ("عبد", "ابو", "بن", "ال")
    ):
        # Several people, or a calling, announce no unknown single name.
        last = offices[-1]
        if last.number != "singular":
            return None
        if what == "unknown" and last.bare and not last.definite and extent(ground, j, office=True) < j + 2:
            return None
        if last.name in keyed("private") and (what == "article" or extent(ground, j, office=True) < j + 2):
            return None
    if comma and what not in ("given", "foreign", "unknown") and words[j] not in ("عبد", "ابو", "علي"):
        return None
    end = extent(ground, j, office=True)
    if end <= j:
        return None
    if comma and (end - j < 2 or (what == "unknown" and ground.tokens.gaps[end - 1][:1] not in (",", '"'))):
        return None
    place = ground.places.get(j)
    if (
        place
        and not place.skip
        and place.kind in ("state", "seat", "place", "organisation", "nisba", "body")
        and end - j == 1
    ):
        return None
    return Named(j, end, 0)


def _national(ground: Scene, i: int, named: list[Named]) -> bool:
    """Take ``السويدي إنغمار لوندغرين``: a nisba that is no noun's adjective, and the two words or more of a name."""
    words, gaps = ground.tokens.words, ground.tokens.gaps
    place = ground.places.get(i)
    j = i + 1
    if not (place and place.kind == "nisba" and place.definite and place.state and place.end == j < len(words)):
        return False
    before = readings(words[i - 1]) if i and gaps[i - 1] == " " and not place.skip else ()
    noun = any(rest.startswith("ال") for _, rest in before)
    if noun or gaps[i] != " " or words[i].endswith(("ين", "ون", "ان", "ات", "يه")) or ground.known.get(j):
        return False
    end = extent(ground, j, office=True)
    if end < j + 2 or kind(words[j]) not in ("given", "foreign", "unknown") or any(doubtful(w) for w in words[j:end]):
        return False
    if any(ground.places.get(k) for k in range(j, end)):
        return False
    named.append(Named(j, end, 0, state=place.state))
    return True


def _told(ground: Scene, i: int, named: list[Named]) -> int:
    """Take a name that only its surroundings show: behind a verb of speech, before a headline's colon."""
    words, gaps = ground.tokens.words, ground.tokens.gaps
    what = kind(words[i])
    if what not in _TOLD:
        return 0
    before = gaps[i - 1] if i else "\n"
    said = i > 0 and before == " " and _facts(words[i - 1]).tells
    opens = before != " " and ("\n" in before or before.strip() in ("?", "!", "|", "..", "..."))
    if (not said and not opens) or (what == "unknown" and words[i][0] in "يتنس" and not opens):
        return 0
    place = ground.places.get(i)
    if place:
        return 0
    end = extent(ground, i, office=True)
    if end <= i or any(ground.places.get(k) or doubtful(words[k]) for k in range(i, end)):
        return 0
    if opens and not (
        gaps[end - 1].lstrip().startswith(":") and end - i <= 3 and (end - i > 1 or what in ("unknown", "surname"))
    ):
        return 0
    if said and not opens:
        after = words[end] if end < len(words) else ""
        if (
            end - i < 2
            or what == "both"
            or kind(words[end - 1]) not in ("unknown", "surname", "foreign", "given", "article")
        ):
            return 0
        if not (
            gaps[end - 1] != " "
            or kind(after) in ("stop", "verb")
            or any(kind(rest) in ("word", "stop") for _, rest in readings(after))
        ):
            return 0
    named.append(Named(i, end, 0))
    return end


def _apposition(ground: Scene, named: list[Named], j: int) -> int:
    """``هاكان فيدان، وزير الخارجية التركي``: the office behind the comma is that of the person before it."""
    gap = ground.tokens.gaps[j - 1]
    if gap not in (", ", " ", " (", " - ") or not is_head(ground.tokens.words[j]):
        return j
    if honorific(ground, j)[0] > j:
        return j
    found = office(ground, j)
    if found is None or found.skip or found.number != "singular" or (found.bare and gap == " "):
        return j
    if (
        found.next < len(ground.tokens.words)
        and ground.tokens.gaps[found.next - 1] in (" ", '" ')
        and _name(ground, found.next, comma=False, titled=False, offices=(found,))
    ):
        return j
    if gap == " " and not (found.definite and (found.state or kind(ground.tokens.words[j]) == "word")):
        return j
    offices = [found]
    words, gaps = ground.tokens.words, ground.tokens.gaps
    while found.end < len(words) and gaps[found.end - 1] in (" ", ", ") and is_head(words[found.end]):
        more = office(ground, found.end)
        if more is None or more.number != "singular" or more.name == "counterpart":
            break
        if more.skip and not _goes_on(words[more.start], found, more):
            break
        behind = more.next < len(words) and gaps[more.next - 1] == " "
        if behind and _name(ground, more.next, comma=False, titled=False, offices=(more,)):
            break
        found = more
        offices.append(more)
    former = any(each.former for each in offices)
    named[-1] = replace(named[-1], offices=tuple(offices), office=(offices[0].start, found.end, 0), former=former)
    named += [_listed(ground, each.person[0], ground.known[each.person[0]]) for each in offices if each.person]
    return found.end
