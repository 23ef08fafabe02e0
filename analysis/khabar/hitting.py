"""The smallest set that meets every one of given sets: exact, and quick where the sets hardly overlap."""

from collections import Counter
from collections.abc import Iterable


def fewest(needs: Iterable[frozenset[str]]) -> frozenset[str]:
    """Return a smallest set that has an element of every one of ``needs``, always the same one; none may be empty.

    In general that is hard (it is set cover); of the sets that arise from speakers nearly all settle themselves, and
    the rest is searched, with a bound.

    >>> sorted(fewest([frozenset("ab"), frozenset("bc"), frozenset("d")]))
    ['b', 'd']
    """
    found = _search(set(needs), None)
    assert found is not None  # noqa: S101 - without a limit there is always an answer
    return found


def _search(needs: set[frozenset[str]], limit: int | None) -> frozenset[str] | None:
    """Return a smallest answer that has fewer than ``limit`` elements, or None."""
    needs = _settled(needs)
    forced = frozenset(one for need in needs if len(need) == 1 for one in need)
    open_ = sorted((need for need in needs if len(need) > 1), key=sorted)
    room = None if limit is None else limit - len(forced)
    if not open_:
        return forced if room is None or room > 0 else None
    if room is not None and _apart(open_) >= room:
        return None
    parts = _components(open_)
    if len(parts) > 1:
        for part in parts:
            found = _search(set(part), None)
            assert found is not None  # noqa: S101
            forced |= found
        return forced if limit is None or len(forced) < limit else None
    counts = Counter(one for need in open_ for one in need)
    best = min(counts, key=lambda one: (-counts[one], one))
    taken = _search({need for need in open_ if best not in need}, None if room is None else room - 1)
    if taken is not None:
        taken |= {best}
        room = len(taken)
    left = _search({need - {best} for need in open_}, room)
    answer = left if left is not None else taken
    return None if answer is None else forced | answer


def _settled(needs: set[frozenset[str]]) -> set[frozenset[str]]:
    """Leave out every set that another one is part of, and every element that another one can always stand for."""
    while True:
        kept = {need for need in needs if not any(other < need for other in needs)}
        where: dict[str, set[frozenset[str]]] = {}
        for need in kept:
            for one in need:
                where.setdefault(one, set()).add(need)
        idle = {
            one
            for one in where
            for other in next(iter(where[one]))
            if other != one and (where[one] < where[other] or (where[one] == where[other] and other < one))
        }
        if not idle:
            return kept
        needs = {need - idle for need in kept}


def _apart(needs: list[frozenset[str]]) -> int:
    """Return how many of ``needs`` share nothing with one another: no answer is smaller."""
    seen: set[str] = set()
    count = 0
    for need in sorted(needs, key=lambda one: (len(one), sorted(one))):
        if seen.isdisjoint(need):
            seen |= need
            count += 1
    return count


def _components(needs: list[frozenset[str]]) -> list[list[frozenset[str]]]:
    parts: list[tuple[set[str], list[frozenset[str]]]] = []
    for need in needs:
        touching = [part for part in parts if not part[0].isdisjoint(need)]
        parts = [part for part in parts if part[0].isdisjoint(need)]
        elements = set(need).union(*(part[0] for part in touching))
        parts.append((elements, [*(each for part in touching for each in part[1]), need]))
    return [part for _, part in parts]
