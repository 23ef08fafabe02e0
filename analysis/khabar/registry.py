"""The people met on a page: who is called by which names, holds which offices, is spoken of where."""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from khabar.cast import Cast, Person, ends
from khabar.nameparts import classed, kind
from khabar.offices import Office
from khabar.officewords import keyed
from khabar.personscene import Scene
from khabar.romanise import skeleton

_ENVOY = frozenset(("special-envoy", "representative", "high-representative", "permanent-representative"))
# What نظيره and وزير may each stand for.
_LEADERS = frozenset(("party-leader", "militia-leader", "opposition-leader", "president", "supreme-leader"))
_CLOSE = 12  # of those who share a name, how many are looked at


@dataclass(frozen=True, slots=True)
class Named:
    """A name in words ``[start, end)`` without the first ``skip`` letters, with the offices that announce it.

    ``people`` are the listed people whose form it is; ``office`` the words of all offices, with the letters to skip;
    ``implied`` an office that the honorific says (الملك); ``titled``: an honorific stands before it; ``sure``: listed
    with its title, so that one word is enough of a name; ``state``: that of a nisba that stands for a noun before it.
    """

    start: int
    end: int
    skip: int
    people: tuple[Person, ...] = ()
    offices: tuple[Office, ...] = ()
    office: tuple[int, int, int] | None = None
    former: bool = False
    implied: str = ""
    titled: bool = False
    sure: bool = False
    state: str = ""


@dataclass(slots=True, eq=False)
class Cluster:
    """One person on the page: their names, the offices and states said of them, and where they are spoken of.

    ``at`` holds, by article, the words at which they are named, in order; ``called`` counts mentions by one word.
    """

    person: Person | None
    names: list[tuple[str, ...]] = field(default_factory=list)
    shown: str = ""
    states: Counter[str] = field(default_factory=Counter)
    offices: list[tuple[str, str]] = field(default_factory=list)
    office_ar: str = ""
    sector: str = ""
    former: bool = False
    called: int = 0
    at: dict[str, list[int]] = field(default_factory=dict)

    @property
    def state(self) -> str:
        """The state listed, else that said most often; of two, the first in the alphabet."""
        if self.person and self.person.state:
            return self.person.state
        return min(self.states, key=lambda state: (-self.states[state], state), default="")

    @property
    def all_states(self) -> set[str]:
        """Every state listed or said."""
        listed = {state for _, state in self.person.offices} if self.person else set()
        return {self.state, *self.states, *listed} - {""}

    @property
    def held(self) -> list[tuple[str, str]]:
        """The offices said of them; for the listed of whom nothing is said, those of the list."""
        return sorted(self.person.offices) if self.person and not self.offices else self.offices

    @property
    def name(self) -> tuple[str, ...]:
        """The fullest name."""
        return max(self.names, key=lambda name: (len(name), name), default=())

    def ends_in(self, word: str) -> bool:
        """Return whether ``word`` is the last of one of their names."""
        return any(skeleton(name[-1]) == skeleton(word) for name in self.names)

    def distance(self, article: str, at: int) -> tuple[int, int] | None:
        """Return how far from word ``at`` they are named in its article, before it first; None if they are not."""
        places = self.at.get(article) if article else sorted(where for each in self.at.values() for where in each)
        if not places:
            return None
        index = bisect_left(places, at)
        return (0, at - places[index - 1]) if index else (1, places[0])


class Registry:
    """Everybody met on the page so far, by id, by name and by office; ``owners`` gives each word its article."""

    def __init__(self, scene: Scene, owners: Sequence[str | None], cast: Cast) -> None:
        self.scene, self.owners, self.cast = scene, owners, cast
        self._listed: dict[str, Cluster] = {}
        self._by_word: dict[str, list[Cluster]] = {}
        self._by_office: dict[str, list[Cluster]] = {}
        self._spoken: dict[str, list[tuple[int, str]]] = {}

    def article(self, at: int) -> str:
        """Return the article of word ``at``, "" for related headlines and keywords."""
        return self.owners[at] or ""

    def add(self, name: Named, words: tuple[str, ...], cluster: Cluster) -> None:
        """Record a mention of ``cluster`` by the name ``words``."""
        article = self.article(name.start)
        insort(cluster.at.setdefault(article, []), name.start)
        if len(words) > 1 or not cluster.names:
            self._name(cluster, name, words)
        cluster.called += len(words) == 1
        for office in name.offices:
            if office.number == "singular":
                meant = self.meant(office, name.start)
                self._hold(cluster, meant, office.state)
                self.speak(meant, name.start)
                cluster.states[office.state] += bool(office.state)
                cluster.sector = cluster.sector or ("ELI" if name.former else office.sector)
        if name.state and not cluster.states:
            cluster.states[name.state] += 1
        if name.implied and not cluster.offices:
            self._hold(cluster, name.implied, "")
        if name.office and not cluster.office_ar:
            start, end = self.scene.tokens.span(*name.office)
            raw = self.scene.tokens.text.raw
            # للرئيس: behind ل the article has lost its alef
            cluster.office_ar = "ا" * (start > 0 and raw[start - 1 : start + 1] == "لل") + raw[start:end]
            cluster.former = name.former
        if cluster.person and not cluster.offices:
            for held, _ in sorted(cluster.person.offices):
                self._index(self._by_office, _keys_of(held), cluster)
            self.speak(cluster.person.office, name.start)

    def _name(self, cluster: Cluster, name: Named, words: tuple[str, ...]) -> None:
        if len(words) > len(cluster.name) or not cluster.shown:
            start, end = self.scene.tokens.span(name.start, name.end, name.skip)
            cluster.shown = " ".join(self.scene.tokens.text.raw[start:end].split())
        if words not in cluster.names:
            cluster.names.append(words)
            self._index(self._by_word, (skeleton(words[0]), skeleton(words[-1])), cluster)

    def _hold(self, cluster: Cluster, office: str, state: str) -> None:
        if (office, state) not in cluster.offices:
            cluster.offices.append((office, state))
            self._index(self._by_office, _keys_of(office), cluster)

    def speak(self, office: str, at: int) -> None:
        """Record that an office is spoken of at word ``at``, for a نظيره that follows."""
        if office not in keyed("private") and office != "counterpart":
            insort(self._spoken.setdefault(self.article(at), []), (at, office))

    @staticmethod
    def _index(table: dict[str, list[Cluster]], keys: Iterable[str], cluster: Cluster) -> None:
        for key in dict.fromkeys(keys):
            entries = table.setdefault(key, [])
            if not any(cluster is entry for entry in entries[-_CLOSE:]):
                entries.append(cluster)

    def near(self, clusters: Iterable[Cluster], at: int) -> list[Cluster]:
        """Return those of ``clusters`` named in the article of ``at``: the latest before it first, then the rest."""
        article = self.article(at)
        found = [(distance, k, each) for k, each in enumerate(clusters) if (distance := each.distance(article, at))]
        return [each for _, _, each in sorted(found, key=lambda entry: entry[:2])]

    def called(self, word: str) -> list[Cluster]:
        """Return whose name begins or ends with ``word``, the last met."""
        return self._by_word.get(skeleton(word), [])[-_CLOSE:]

    @property
    def words(self) -> Iterable[str]:
        """What is left of the spelling of every word by which somebody may be called."""
        return self._by_word.keys()

    def holders(self, office: str) -> list[Cluster]:
        """Return who is said to hold ``office``, or listed as holding it."""
        return self._by_office.get(_keys_of(office)[0], [])

    def meant(self, office: Office, at: int) -> str:
        """Return the office meant: for نظيره that of the person last met before word ``at``."""
        if office.name != "counterpart":
            return office.name
        spoken = self._spoken.get(self.article(at), [])
        index = bisect_left(spoken, (at, ""))
        return spoken[index - 1][1] if index else "counterpart"

    def of(self, person: Person) -> Cluster:
        """Return the cluster of a listed person."""
        return self._listed.setdefault(person.slug, Cluster(person))

    def full(self, name: Named, words: tuple[str, ...]) -> Cluster:
        """Return the person with this full name, listed, met before or new."""
        people = [person for person in name.people if fits(person, name.offices)]
        if not people:
            people = [person for person in self.cast.by_ends.get(ends(words), ()) if fits(person, name.offices)]
            common = "بن" in words or (kind(words[0]) == "given" and kind(words[-1]) in ("given", "both"))
            if common and not any(holds(person, name.offices) for person in people):
                people = []
        if people:
            met = [person for person in people if person.slug in self._listed]
            held = [person for person in people if holds(person, name.offices)]
            return self.of((met or held or people)[0])
        state = next((office.state for office in name.offices if office.state), "")
        longer = self.longer(name, words)
        if longer:
            return longer
        for cluster in self.near(self.called(words[-1]), name.start):
            said = not state or not cluster.state or state in cluster.states
            if cluster.person is None and said and same_name(words, cluster.name):
                return cluster
        return Cluster(None)

    def longer(self, name: Named, words: tuple[str, ...]) -> Cluster | None:
        """Return who is called by ``words`` and more, as in حسن شيخ for حسن شيخ محمود."""
        called = dict.fromkeys((*self.called(words[0]), *self.called(words[-1])))
        king = name.implied == "king" or any(office.name == "king" for office in name.offices)
        for cluster in self.near(called, name.start):
            if king and not any(alike("king", held) for held, _ in cluster.held):
                continue
            if compatible(cluster, name.offices) and any(shortens(words, form) for form in cluster.names):
                return cluster
        return None

    def short(self, name: Named, word: str) -> Cluster | None:
        """Return who is meant by one word of a name; None if nobody can be."""
        met = [each for each in self.near(self.called(word), name.start) if compatible(each, name.offices)]
        held = [each for each in met if any(alike(office.name, one) for office in name.offices for one, _ in each.held)]
        # Who is called by the last word of the name comes before who is called by the first.
        last = [each for each in held or met if each.ends_in(word)]
        if last or met:
            return likeliest(last or held or met)
        people = [person for person in name.people if fits(person, name.offices)]
        if not people and name.offices:
            listed = self.cast.by_word.get(skeleton(word), ())
            people = [person for person in listed if fits(person, name.offices) and holds(person, name.offices)]
            if len(people) > 1 and not any(office.state for office in name.offices):
                people = []
        if people:
            return self.of(next((person for person in people if holds(person, name.offices)), people[0]))
        return self.of(name.people[0]) if name.people and not name.offices else None


def _keys_of(office: str) -> tuple[str, ...]:
    """Return under which keys an office is found: its own first, then the general ones that may stand for it."""
    keys = ["envoy" if office in _ENVOY else office]
    if office.endswith("-minister") and not office.startswith(("prime", "deputy", "assistant")):
        keys.append("minister")
    if office in _LEADERS:
        keys.append("leader")
    return tuple(keys)


def alike(asked: str, held: str) -> bool:
    """Return whether an office asked for can be the one held.

    >>> alike("minister", "foreign-minister"), alike("special-envoy", "representative")
    (True, True)
    >>> alike("president", "prime-minister")
    False
    """
    return _keys_of(asked)[0] in _keys_of(held)


def holds(person: Person, offices: Sequence[Office]) -> bool:
    """Return whether a listed person holds one of ``offices``."""
    return any(alike(office.name, name) for office in offices for name, _ in person.offices)


def fits(person: Person, offices: Sequence[Office]) -> bool:
    """Return whether nothing said in front speaks against a listed person: another state, another calling."""
    if any(office.name in keyed("apart") and not holds(person, offices) for office in offices):
        return False
    states = {office.state for office in offices if office.state and office.name not in ("member", "relative")}
    return not states or bool(states & {person.state, *(state for _, state in person.offices)})


def compatible(cluster: Cluster, offices: Sequence[Office]) -> bool:
    """Return whether the states said in front can be theirs."""
    states = {office.state for office in offices if office.state}
    return not states or not cluster.all_states or bool(states & cluster.all_states)


def likeliest(clusters: Sequence[Cluster]) -> Cluster:
    """Return of several with one surname who is in office, then who was called so before, then the first."""
    return max(enumerate(clusters), key=lambda pair: (not pair[1].former, pair[1].called, -pair[0]))[1]


def shortens(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Return whether ``short`` is ``long`` without its first or its last words; spelling aside.

    >>> shortens(("حسن", "شيخ"), ("حسن", "شيخ", "محمود")), shortens(("بو", "حبيب"), ("عبد", "الله", "بو", "حبيب"))
    (True, True)
    >>> shortens(("محمد", "بن"), ("محمد", "بن", "سلمان")), shortens(("سعد", "حداد"), ("علي", "سعد", "حداد"))
    (False, False)
    """
    size = len(short)
    if not 1 < size < len(long) or short[-1] in classed("inside"):
        return False
    bones = [skeleton(word) for word in long]
    asked = [skeleton(word) for word in short]
    # Behind one's own given name stands that of the father, who is somebody else.
    return asked == bones[:size] or (asked == bones[-size:] and kind(short[0]) != "given")


def same_name(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """Return whether two full names can be one person's: alike but for spelling, or one leaves out what is inside.

    >>> same_name(("احمد", "الشرع"), ("احمد", "حسين", "الشرع"))
    True
    >>> same_name(("محمد", "بن", "نايف"), ("محمد", "بن", "سلمان"))
    False
    """
    if min(len(left), len(right)) < 2:
        return left == right
    if left[1] == right[1] and left[1] in classed("inside") and left[2:3] != right[2:3]:
        return False
    short, long = sorted((left, right), key=len)
    return ends(left) == ends(right) or long[: len(short)] == short
