"""Offices in front of names: how far the wording of an office goes, which office it is, whose, and how it is held."""

from dataclasses import dataclass, replace

from khabar.nameparts import classed, kind, readings
from khabar.names import extent
from khabar.officewords import bare, deputies, heads, honorifics, keyed, offices, qualifiers
from khabar.personscene import Known, Place, Scene

_DEEPEST = 4  # offices within offices


@dataclass(frozen=True, slots=True)
class Office:
    """The wording of an office, words ``[start, end)`` without the first ``skip`` letters.

    ``name`` is the English key, ``state`` whose office it is, ``end`` leaves out former, then and acting behind it;
    ``next`` is the word after those. ``number`` is that of its first word; ``definite`` whether it can stand for
    its holder; ``bare`` whether nothing is said but the office itself.
    """

    start: int
    end: int
    next: int
    skip: int
    name: str
    state: str
    sector: str
    number: str
    definite: bool
    former: bool
    acting: bool
    bare: bool
    person: tuple[int, int] | None = None
    inner: "Office | None" = None


def honorific(scene: Scene, i: int) -> tuple[int, str, int]:
    """Return where the honorific at word ``i`` ends, the office it implies, and the letters to skip; ``i`` if none."""
    words, gaps = scene.tokens.words, scene.tokens.gaps
    for skip, rest in readings(words[i]):
        for more, value in honorifics().get(rest, ()):
            end = i + 1 + len(more)
            if tuple(words[i + 1 : end]) == more and all(
                gap.strip() in ("", ".", "/") and "\n" not in gap for gap in gaps[i : end - 1]
            ):
                if len(rest) == 1 and not gaps[i].lstrip().startswith((".", "/")):
                    continue
                return end, value, skip
    return i, "", 0


def office(scene: Scene, i: int, depth: int = 0) -> Office | None:
    """Return the office whose wording begins at word ``i``; ``depth`` counts the offices it stands in (نائب وزير).

    >>> from khabar.gazetteer import gazetteer
    >>> from khabar.matching import prepare
    >>> from khabar.personscene import scene
    >>> text = prepare("التقى نائب وزير الخارجية الروسي السابق ميخائيل بوغدانوف")
    >>> found = office(scene(text, gazetteer().matcher.find(text)), 1)
    >>> found.name, found.state, found.end, found.next, found.former
    ('deputy-foreign-minister', 'RUS', 5, 6, True)
    """
    words, gaps = scene.tokens.words, scene.tokens.gaps
    for skip, rest in readings(words[i]):
        head = heads().get(bare(rest))
        if head is None:
            continue
        if rest == "امام" and not scene.tokens.raw(i, skip).startswith("إ"):
            return None  # in front of
        if bare(rest) in classed("calling") and not skip and i and gaps[i - 1] == " " and _noun(words[i - 1]):
            return None  # an adjective
        return _office(scene, i, skip, *head, rest != bare(rest), depth)
    return None


def _noun(word: str) -> bool:
    return any(kind(rest) == "word" and bare(rest) not in heads() for _, rest in readings(word))


def _office(scene: Scene, i: int, skip: int, lemma: str, number: str, definite: bool, depth: int) -> Office | None:
    words, gaps = scene.tokens.words, scene.tokens.gaps
    name = sector = ""
    j = i + 1
    rows = offices().get(lemma, {})
    second = bare(words[j]) if j < len(words) else ""
    for rest, value, part in (*rows.get(second, ()), *rows.get("", ())):
        end = i + 1 + len(rest)
        if tuple(map(bare, words[i + 1 : end])) == rest and all(gap == " " for gap in gaps[i : end - 1]):
            # An adjective agrees: أمين عام, الأمين العام; رئيس العام is another thing.
            if definite and rest and not words[i + 1].startswith(("ال", "با", "بس")):
                continue
            name, sector, j = value, part, end
            break
    if name in keyed("calling") and not definite and j == i + 1 and not _belongs(scene, j):
        return None
    rank = deputies().get(lemma)
    if rank and not definite and j == i + 1 < len(words) and gaps[i] == " " and depth < _DEEPEST:
        inner = office(scene, j, depth + 1)
        if inner and not inner.skip and inner.number != "dual":
            return replace(inner, start=i, skip=skip, number=number, bare=False, name=_second(rank, inner.name))
    if not name:
        return None
    closed = definite or (j > i + 1 and words[j - 1].startswith("ال"))
    walk = _Walk(scene, j, _state_inside(scene, i, j, definite), closed, name, depth)
    walk.listed = j > i + 1
    walk.run()
    alone = walk.end == i + 1
    if alone and not definite and kind(words[i][skip:]) in ("given", "both"):
        return None  # a name: أمين, سلطان
    how = (walk.closed, walk.former, walk.acting, alone, walk.person, walk.inner)
    return Office(i, walk.end, walk.next, skip, name, walk.state, sector, number, *how)


def _belongs(scene: Scene, j: int) -> bool:
    """Tell whether a state follows, of which somebody is said to be: مدرب هولندا."""
    place = scene.places.get(j)
    return place is not None and place.kind in ("state", "nisba") and scene.tokens.gaps[j - 1] == " "


def _second(rank: str, name: str) -> str:
    """Return the key of the office that is second to another.

    >>> _second("deputy", "president"), _second("assistant", "foreign-minister")
    ('vice-president', 'assistant-foreign-minister')
    """
    if rank == "relative":
        return rank
    if rank in ("acting", "chief"):
        return name
    return "vice-president" if (rank, name) == ("deputy", "president") else f"{rank}-{name}"


def _state_inside(scene: Scene, i: int, j: int, definite: bool) -> str:
    """Return the state or body that the listed wording names: رئيس الولايات المتحدة, خادم الحرمين الشريفين.

    A nisba is one only behind a definite word: المستشار الألماني, but وزير المالية is no Malian.
    """
    for k in range(i, j):
        place = scene.places.get(k)
        if (
            place
            and place.kind in ("state", "nisba", "body")
            and place.end <= j
            and (definite or place.kind != "nisba")
        ):
            return place.state
    return ""


class _Walk:
    """Goes on from the listed part of an office, word by word, for as long as it is wording of that office.

    ``closed``: the phrase is definite, so that no bare noun can go on with it. ``end`` is the word behind the wording,
    ``next`` the one behind what follows it (السابق), ``j`` where the walk is: what it has passed between ``end`` and
    ``j`` counts only if more of the office follows.
    """

    def __init__(self, scene: Scene, j: int, state: str, closed: bool, name: str, depth: int) -> None:
        self.scene, self.j, self.state, self.closed, self.name, self.depth = scene, j, state, closed, name, depth
        self.words, self.gaps = scene.tokens.words, scene.tokens.gaps
        self.end = self.next = self.first = j
        self.listed = self.former = self.acting = False
        self.person: tuple[int, int] | None = None
        self.inner: Office | None = None

    def run(self) -> None:
        """Walk to the end of the office."""
        while self.j < len(self.words):
            gap = self.gaps[self.j - 1]
            quoted = gap.strip() == '"' and "\n" not in gap
            if not quoted and gap not in (" ", "-", " - "):
                break
            if not self._step(self.words[self.j], quoted):
                break

    def _take(self, to: int, *, closed: bool) -> bool:
        self.j = self.end = self.next = to
        self.closed = closed
        return True

    def _pass(self, to: int, *, closed: bool) -> bool:
        self.j = self.next = to
        self.closed = closed
        return True

    def _step(self, word: str, quoted: bool) -> bool:
        """Take the next word or words; False where the office ends."""
        j = self.j
        for size in (2, 1):
            form = self.words[j : j + size]
            how = qualifiers().get(" ".join(form)) if len(form) == size else None
            if how:
                return self._qualify(how, j + size, word)
        known = self.scene.known.get(j)
        if known and not known.skip and (known.words > 1 or known.alone):
            return self._person(known)
        place = self.scene.places.get(j)
        if place and not place.skip and word not in classed("institution"):
            return self._place(place, word)
        if word in classed("into"):
            return self._into(j + 1)
        if self._holder(j):
            return True
        title = honorific(self.scene, j)[0]
        if title > j:
            return self._named_after(title)
        return self._joined(word, place) or self._word(word, quoted)

    def _joined(self, word: str, place: Place | None) -> bool:
        """Take a word with ل, ب or و before it: ``للشؤون``, ``بوزارة``, ``والمغتربين``."""
        for skip, rest in readings(word)[1:]:
            particle = word[skip - 1]
            definite = rest.startswith("ال")
            if particle in "لب" or (definite and word[:2] == "لل"):
                if place and place.skip == skip:
                    sent = self.name in keyed("envoy") and place.kind in ("state", "seat", "place")
                    sent = sent and self.words[place.end : place.end + 1] != ["لدي"]  # للمغرب لدى الأمم المتحدة
                    if place.kind in ("seat", "place") and not sent and particle == "ل":
                        return False
                    if place.kind == "body" or (particle == "ل" and not sent):
                        self.state = self.state or place.state
                    return self._take(place.end, closed=True)
                if particle == "ب" and bare(rest) not in classed("workplace"):
                    continue
                other = definite and bare(rest) in heads() and not self.name.startswith(("deputy", "vice"))
                if kind(rest) == "word" and not other and self.j == self.end:
                    return self._take(self.j + 1, closed=definite)
            elif skip == 1 and particle == "و" and (self.j > self.first or self.listed):
                if bare(rest) in heads() or honorific(self.scene, self.j)[0] > self.j:
                    return False
                if place and place.skip == 1 and place.kind == "nisba":
                    return self._take(place.end, closed=True)
                if kind(rest) == "word" and definite:
                    portfolio = bare(rest) in offices()["وزير"]
                    return (self._take if portfolio else self._pass)(self.j + 1, closed=True)
        return False

    def _word(self, word: str, quoted: bool) -> bool:
        what = kind(word)
        if what in ("stop", "verb", "other"):
            return False
        if quoted and not self.closed:
            return self._quoted()
        if bare(word) in heads() and self.closed and bare(word) not in classed("calling"):
            return False  # a further office
        definite = word.startswith("ال")
        if self.closed:
            if definite and what == "word" and word.endswith(("ي", "يه")) and self.j == self.end:
                return self._take(self.j + 1, closed=True)
            if definite and what == "article" and self._name_behind():
                return self._take(self.j + 1, closed=True)  # الماروني
            # An adjective, or the next noun: it belongs to the office if a name or more of the office follows.
            return definite and what == "word" and self._pass(self.j + 1, closed=True)
        if what == "word" and word[0] == "ي":
            return False
        if what in ("word", "article") or (what == "both" and definite):
            return self._take(self.j + 1, closed=definite)
        own = (
            what != "given" and word not in classed("before") and bare(self.words[self.j - 1]) in classed("institution")
        )
        return own and self._take(self.j + 1, closed=True)

    def _name_behind(self) -> bool:
        """Tell whether behind the next word a name begins that says so itself."""
        k = self.j + 1
        if k >= len(self.words) or self.gaps[self.j] != " ":
            return False
        return k in self.scene.known or kind(self.words[k]) in ("given", "foreign")

    def _person(self, known: Known) -> bool:
        """``مبعوث ترامب``: the person belongs to the office; else the name that it announces."""
        if self.closed or self.person or self.name not in keyed("of-person"):
            return False
        return self._of(self.j, known)

    def _of(self, at: int, known: Known) -> bool:
        self.person = (at, known.end)
        self.state = self.state or known.people[0].state
        return self._take(known.end, closed=True)

    def _holder(self, j: int, *, named: bool = False) -> bool:
        """``للرئيس الأمريكي دونالد ترامب``, ``نجل الرئيس``: the office of somebody to whom this office belongs."""
        if self.name not in keyed("of-person") or self.depth >= _DEEPEST:
            return False
        inner = office(self.scene, j, self.depth + 1)
        if inner is None or not inner.definite or inner.number != "singular":
            return False
        joined = self.words[j][inner.skip - 1] == "ل" if inner.skip else named or not self.closed
        if not joined:
            return False
        self.state = self.state or inner.state
        self.inner = inner
        known = self.scene.known.get(inner.next) if self.gaps[inner.next - 1] == " " else None
        full = known is not None and not known.skip and (known.words > 1 or known.alone)
        if known and full and any(inner.name == held for held, _ in known.people[0].offices):
            return self._of(inner.next, known)
        return self._take(inner.end, closed=True)

    def _named_after(self, title: int) -> bool:
        """``جامعة الملك سعود``: an institution named after somebody; else the title of the name that is announced."""
        if self.closed or bare(self.words[self.j - 1]) not in classed("institution"):
            return False
        end = extent(self.scene, title, office=True, limit=1)
        return end > title and self._take(end, closed=True)

    def _qualify(self, how: str, to: int, word: str) -> bool:
        self.former |= how in ("former", "late")
        self.acting |= how == "acting"
        closed = self.closed or word.startswith("ال")
        return self._take(to, closed=closed) if how in ("acting", "current") else self._pass(to, closed=self.closed)

    def _place(self, place: Place, word: str) -> bool:
        if place.kind == "place" and kind(word) in ("given", "foreign"):
            return False
        if place.kind in ("place", "seat") and self.closed:
            return False
        self.state = self.state or place.state
        return self._take(place.end, closed=self.closed or place.kind != "nisba" or place.definite)

    def _into(self, k: int) -> bool:
        """Take a preposition and what it brings: a place or post, which is not whose the office is."""
        words, preposition = self.words, self.words[k - 1]
        if k >= len(words) or self.gaps[k - 1] not in (" ", ' "'):
            return False
        place = self.scene.places.get(k)
        known = self.scene.known.get(k)
        if preposition == "باسم" and known and not known.skip:
            return self.name in keyed("of-person") and self._of(k, known)
        if preposition == "باسم" and self._holder(k, named=True):
            return True
        # في and إلى belong to an envoy's office; to any other only if a name or more of the office follows.
        loose = preposition in ("في", "الي") and self.name not in keyed("envoy") and "member" not in self.name
        if loose and self.name == "counterpart":
            return False
        take = self._pass if loose else self._take
        if place and not place.skip and words[k] not in classed("institution"):
            if place.kind == "body" or (place.kind in ("nisba", "organisation") and preposition == "باسم"):
                self.state = self.state or place.state
            return take(place.end, closed=True)
        what = kind(words[k])
        if loose and self.name not in keyed("private") and words[k] not in classed("workplace"):
            return False
        if what == "word":
            return take(k + 1, closed=words[k].startswith("ال"))
        named = what in ("unknown", "article") and k + 1 < len(words) and kind(words[k + 1]) in ("given", "foreign")
        return (named or preposition == "باسم") and self._take(k + 1, closed=True)

    def _quoted(self) -> bool:
        for k in range(self.j, min(self.j + 4, len(self.words))):
            if '"' in self.gaps[k]:
                return self._take(k + 1, closed=True)
        return False
