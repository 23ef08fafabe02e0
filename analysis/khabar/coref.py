"""Who is who on a page: full names first, then surnames, then the offices that stand alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from khabar.cast import Cast
from khabar.entities import Entity, Found, Origin
from khabar.nameparts import classed, doubtful, given_names, kind, readings
from khabar.offices import Office
from khabar.officewords import keyed
from khabar.personscene import Scene
from khabar.registry import Cluster, Named, Registry, alike, likeliest
from khabar.romanise import skeleton, slug

# Sectors whose offices stand for their holder when no name is given.
_PUBLIC = frozenset(("GOV", "MIL", "SPY", "LEG", "IGO", "PTY", "JUD", "OPP", "REB", "REL", "ELI", ""))


_ROW = 8  # words between two who are named in a row
_ISO = 3


@dataclass(frozen=True, slots=True)
class Unnamed:
    """Offices without a name, in words ``[start, end)``."""

    start: int
    end: int
    offices: tuple[Office, ...]


def resolve(
    scene: Scene,
    named: list[Named],
    unnamed: list[Unnamed],
    owners: Sequence[str | None],
    cast: Cast,
    spelt: Mapping[str, tuple[str, ...]],
) -> list[Found]:
    """Say who is who and return every mention of a person, and the offices that stand for one, in order.

    ``spelt`` are the `bones` of every word of the scene.
    """
    registry = Registry(scene, owners, cast)
    chosen: list[tuple[Named, Cluster]] = []
    for each in unnamed:
        for office in each.offices:
            registry.speak(office.name, office.start)

    def choose(name: Named, words: tuple[str, ...], cluster: Cluster) -> None:
        registry.add(name, words, cluster)
        chosen.append((name, cluster))

    shorts: list[tuple[Named, tuple[str, ...]]] = []
    for name in named:
        words = words_of(scene, name)
        particle = len(words) == 2 and (words[0] in classed("before") or words[0] in classed("foreign"))
        if not name.sure and (len(words) == 1 or (particle and not name.people)):
            shorts.append((name, words))
        else:
            choose(name, words, registry.full(name, words))
    for name, words in shorts:
        cluster = registry.longer(name, words) or registry.short(name, words[-1])
        if cluster or _enough(scene, name, words):
            choose(name, words, cluster or Cluster(None))
    for name in list(_surnames(scene, registry, chosen, unnamed, spelt)):
        words = words_of(scene, name)
        called = registry.called(words[-1])
        last = [each for each in called if each.ends_in(words[-1])]
        met = registry.near(last or called, name.start)
        if met:
            choose(name, words, likeliest(met))
    chosen = _apart(chosen)
    _share(scene, chosen)
    result = [_found(scene, name, cluster) for name, cluster in chosen]
    result += _standing(scene, registry, unnamed)
    return sorted(result, key=lambda found: (found.start, found.end))


def _apart(chosen: list[tuple[Named, Cluster]]) -> list[tuple[Named, Cluster]]:
    """Return the names without those that stand within a longer one."""
    kept: list[tuple[Named, Cluster]] = []
    taken: set[int] = set()
    for name, cluster in sorted(chosen, key=lambda each: (each[0].start - each[0].end, each[0].start)):
        if taken.isdisjoint(range(name.start, name.end)):
            taken.update(range(name.start, name.end))
            kept.append((name, cluster))
    return kept


def _share(scene: Scene, chosen: Sequence[tuple[Named, Cluster]]) -> None:
    """Give who is named in a row with others, and of whom no state is said, the state of the one before.

    ``وزير الدفاع ساليفو مودي، ووزير العدل علي داودا``: only the first of a row says whose ministers they are.
    """
    gaps = scene.tokens.gaps
    before: tuple[Named, Cluster] | None = None
    for name, cluster in sorted(chosen, key=lambda entry: entry[0].start):
        if before and name.office and name.offices and not cluster.state:
            first, office = name.office[0], name.offices[0]
            between = tuple(gaps[before[0].end - 1 : first])
            row = office.skip == 1 or between[-1:] == (", ",)
            near = len(between) <= _ROW and all(gap in (" ", ", ", '" ', "- ") for gap in between)
            public = office.name not in keyed("private") and office.sector in _PUBLIC
            if row and near and public and before[0].offices and len(before[1].state) == _ISO:
                cluster.states[before[1].state] += 1
        before = name, cluster


def words_of(scene: Scene, name: Named) -> tuple[str, ...]:
    """Return the words of a name, joined particles off, ``عبدالله`` as two words."""
    first, *rest = scene.tokens.words[name.start : name.end]
    found: list[str] = []
    for word in (first[name.skip :], *rest):
        found += ["عبد", word[3:]] if word.startswith("عبدال") and len(word) > 6 else [word]
    return tuple(found)


def _enough(scene: Scene, name: Named, words: tuple[str, ...]) -> bool:
    """Tell whether one word by which nobody met or listed is called may be a name for all that."""
    word = words[-1]
    what = kind(word)
    if name.implied or name.titled:
        title = scene.tokens.words[name.start - 1] if name.start else ""
        if what in ("article", "unknown") and (title in classed("rank") or "ال" not in title[:4]):
            return bool(name.implied) or len(words) > 1
        if what == "article":
            return True
        return len(words) > 1 or what in ("given", "foreign", "surname") or (what == "unknown" and not doubtful(word))
    if what not in ("unknown", "surname", "foreign") or not (name.offices or _colon(scene, name.end)):
        return False
    verbal = word[0] in "يت" or word[:2] in ("سي", "ست", "سن")
    return len(word) > 3 and not verbal and not word.endswith(("ين", "ون", "ها", "هم", "ات")) and not doubtful(word)


def _colon(scene: Scene, end: int) -> bool:
    return scene.tokens.gaps[end - 1].lstrip().startswith(":")


def _surnames(
    scene: Scene,
    registry: Registry,
    chosen: list[tuple[Named, Cluster]],
    unnamed: list[Unnamed],
    spelt: Mapping[str, tuple[str, ...]],
) -> Iterator[Named]:
    """Yield the words that may be the surname of somebody met on the page, where they stand alone."""
    taken = {i for name, _ in chosen for i in range(name.start, name.end)}
    taken |= {
        i for each in unnamed if each.offices[0].name not in keyed("private") for i in range(each.start, each.end)
    }
    last = {name.end - 1 for name, _ in chosen}
    called = set(registry.words)
    likely = {word for word, bones in spelt.items() if not called.isdisjoint(bones)}
    for i, whole in enumerate(scene.tokens.words):
        if whole not in likely or i in taken or registry.owners[i] is None:
            continue
        for skip, word in readings(whole):
            met = registry.called(word) if len(word) > 2 and word not in classed("tail") else []
            full = [each for each in met if each.ends_in(word)]
            if not full and kind(word) == "given" and _told(scene, i):
                # Princes are called by the first of their names.
                full = [each for each in met if any(form[:2] == (word, "بن") for form in each.names)]
            names = [form for each in full for form in each.names if len(form) > 1 or each.person]
            if not names:
                continue
            if _surname(scene, i, skip, word, after_name=i - 1 in last):
                before = scene.tokens.words[i - 1] if i and scene.tokens.gaps[i - 1] == " " else ""
                double = not skip and any((before, word) in pairwise(form) for form in names) and i - 1 not in taken
                yield Named(i - 1, i + 1, 0) if double else Named(i, i + 1, skip)
            break


def bones(word: str) -> tuple[str, ...]:
    """Return what is left of the spelling of ``word`` in each of its readings.

    >>> bones("باراك")
    ('برج', 'ارج')
    """
    return tuple(skeleton(rest) for _, rest in readings(word))


def _surname(scene: Scene, i: int, skip: int, word: str, *, after_name: bool) -> bool:
    """Tell whether ``word`` stands for a person at ``i``: it is no other word, or stands where people stand."""
    what = kind(word)
    place = scene.places.get(i)
    if what in ("word", "stop", "verb") or (place and place.skip == skip):
        return False
    whole = scene.tokens.words[i]
    if skip and kind(whole) == "word":
        return False  # لصالح
    if what == "unknown" and skip and kind(whole) != "unknown":
        return False
    noun = bool(given_names()[word][1]) if word in given_names() else not word.startswith("ال")
    firm = not noun if what in ("given", "both") else True
    return firm or (after_name and skip == 1 and whole[0] == "و") or _told(scene, i)


def _told(scene: Scene, i: int) -> bool:
    """Tell whether a person stands at ``i`` by what is around: behind a verb, before a colon, قوات before it."""
    words, gaps = scene.tokens.words, scene.tokens.gaps
    before = words[i - 1] if i and gaps[i - 1] == " " else ""
    after = words[i + 1] if i + 1 < len(words) and gaps[i] == " " else ""
    if any(each and kind(each) in ("given", "foreign") for each in (before, after)):
        return False
    if after and (kind(after) == "verb" or after in ("ان", "انه", "الي")):
        return True
    owned = before and any(kind(rest) == "verb" or rest in classed("owner") for _, rest in readings(before))
    return bool(owned) or _colon(scene, i + 1)


def _found(scene: Scene, name: Named, cluster: Cluster) -> Found:
    start, end = scene.tokens.span(name.start, name.end, name.skip)
    office = scene.tokens.span(*name.office) if name.office else (None, None)
    rule = "surname" if name.end - name.start == 1 and not name.sure else "name"
    return Found(start, end, "person", (entity(cluster),), "", office[0], office[1], name.former, rule)


def entity(cluster: Cluster) -> Entity:
    """Return the row for a person of the page: as listed, or by name and office as the page has them."""
    person, sector = cluster.person, cluster.sector
    if person:
        office = cluster.office_ar or person.office_ar
        origin: Origin = "study" if person.own else "lexicon"
        return Entity(
            person.slug, "person", person.name_ar, person.name_en, person.state, sector, office, origin=origin
        )
    code = slug(cluster.name, cluster.state)
    return Entity(code, "person", cluster.shown, "", cluster.state, sector, cluster.office_ar, origin="office")


def _standing(scene: Scene, registry: Registry, unnamed: list[Unnamed]) -> Iterator[Found]:
    """Yield offices that stand for their holder, resolved where only one person of the article can be meant."""
    for each in unnamed:
        first = each.offices[0]
        if first.number != "singular" or first.name in keyed("private") or first.sector not in _PUBLIC:
            continue
        # Headlines leave the article out: مبعوث أمريكي at the head of a line.
        headline = first.state and (not each.start or "\n" in scene.tokens.gaps[each.start - 1])
        if not first.definite and not headline:
            continue
        for office in each.offices:
            start, end = scene.tokens.span(office.start, office.end, office.skip)
            holder = _holder(registry, office)
            if holder:
                yield Found(start, end, "office", (entity(holder),), "", start, end, office.former, "office")
                continue
            wording = scene.tokens.text.raw[start:end]
            code = f"{registry.meant(office, office.start)}-{office.state}"
            someone = Entity(code, "person", wording, "", office.state, office.sector, wording, origin="office")
            if office.state or first.definite:
                yield Found(
                    start, end, "office", (someone,) if office.state else (), "", start, end, office.former, "office"
                )


def _holder(registry: Registry, office: Office) -> Cluster | None:
    """Return the only person of the article who is said to hold ``office``; those named before it count first."""
    at = office.start
    asked = registry.meant(office, at)
    if asked == "counterpart" or (office.name == "counterpart" and not office.state):
        return None
    candidates = []
    for cluster in registry.near(registry.holders(asked), at):
        held = list(cluster.offices)
        if office.state and cluster.person and not cluster.former:
            held += cluster.person.offices
        known = any(alike(asked, name) for name, _ in held)
        if known and (not office.state or office.state in cluster.all_states) and (office.former or not cluster.former):
            candidates.append(cluster)
    article = registry.article(at)
    before = [cluster for cluster in candidates if (cluster.distance(article, at) or (1, 0))[0] == 0]
    pool = before or candidates
    return pool[0] if len(pool) == 1 else None
