"""Really different ways between two places."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lodeway.errors import UsageError
from lodeway.network.model import Network
from lodeway.network.routes._overlap import WayEdges, edges_of, sampled, shared, used
from lodeway.network.search.structure import check, countries, grow, pattern, terminals, walk

__all__ = ["alternatives"]

Floats = NDArray[np.float64]

PENALTY = 0.3
"""A leg used by the way before weighs this share more in the next search; larger finds fewer, wider detours."""
ROUNDS = 6
"""Searches with penalties for each way asked for."""
PLATEAUS = 300
"""At most so many ways by way of a third place are looked at."""
POINTS = 24
"""Places along a way between which it is compared with the best ways."""
LOCAL = 0.25
"""Parts of a way of up to this share of the best way's weight must themselves be nearly best."""
SLACK = 0.01
"""Share by which such a part may outweigh the best way between its ends."""
BYPASSES = 4
"""Searches that bar countries of ways found before, for each way asked for."""
REPEATED = 0.01
"""Share of a way's length that it may travel twice (a train that reverses at a junction)."""


@dataclass(slots=True)
class _Search:
    """The question, the trees of its two ends, and what has been found so far."""

    network: Network
    weight: Floats
    start: int
    end: int
    bound: float
    forward: tuple[Floats, NDArray[np.int32]]
    backward: tuple[Floats, NDArray[np.int32]]
    near: dict[int, tuple[Floats, NDArray[np.int32]]] = field(default_factory=dict)
    """Trees from places on ways that were looked at."""
    seen: set[tuple[int, ...]] = field(default_factory=set)
    queue: list[tuple[float, tuple[int, ...]]] = field(default_factory=list)

    def offer(self, legs: list[int]) -> bool:
        """Queue a way unless it is known, too heavy, or passes a place twice; say whether it is light enough."""
        way = tuple(legs)
        heavy = float(self.weight[list(way)].sum())
        if heavy > self.bound:
            return False
        passed = terminals(self.network.legs.tail, self.network.legs.head, way)
        if way not in self.seen and len(set(passed)) == len(passed):
            self.seen.add(way)
            heapq.heappush(self.queue, (heavy, way))
        return True


def alternatives(
    network: Network,
    weight: Floats,
    start: int,
    end: int,
    *,
    count: int,
    overlap: float = 0.8,
    stretch: float = 3.0,
    bearable: float = 1.5,
) -> tuple[tuple[int, ...], ...]:
    """Return up to `count` really different ways, lightest first; the first is the best.

    Parameters
    ----------
    network, weight
        As `lodeway.network.analysis.reach.reach` takes them.
    start, end
        Terminals.
    count
        How many ways to look for; fewer come back where no more were found.
    overlap
        Largest length that two ways may share, over the length of the shorter one: 0 to 1.
    stretch
        Largest weight of a way, as a multiple of the best.
    bearable
        Up to this multiple of the best, a way that keeps out of some country of each way before it goes before a lighter
        one that does not.

    Returns
    -------
    tuple
        The legs of each way. Empty when there is no way at all.

    Raises
    ------
    UsageError
        When a weight is missing or negative, there is no such terminal, or an option lies outside its range.

    Notes
    -----
    Candidates come from three sources. Ways by a third place, whose best ways from the start and to the end
    agree for a while there (plateaus; Abraham, Delling, Goldberg & Werneck 2013, Alternative routes in road networks,
    doi:10.1145/2444016.2444019). And the best ways when legs that run where earlier ways run are made
    heavier step by step (Bader, Dees, Geisberger & Sanders 2011, Alternative route graphs in road networks,
    doi:10.1007/978-3-642-19754-3_5). And the best ways that keep out of a country through which the best way
    leads, out of that and one through which the next leads, and so on. A candidate is taken, lightest first, when it shares no more than `overlap`
    with each way taken before, passes no place twice, and has no needless local detour: where a part of up
    to a quarter of the best way's weight is more than a hundredth heavier than the best way between its ends, that
    way replaces the part and the result is a new candidate. Ways through the same countries depend on the same
    governments, crossings and sanctions, however little of their length they share: candidates that are no
    heavier than `bearable` and keep out of some country between the ends of each way taken are therefore taken first, others where none
    is left. The search is a heuristic: that fewer ways come back does not prove that no others exist.

    Examples
    --------
    >>> from lodeway.network import build
    >>> from lodeway.network.routes.alternatives import alternatives
    >>> from lodeway.network.sample import sample
    >>> network = build(sample())
    >>> mine = network.site_terminal[network.sites.index("mine")]
    >>> market = network.site_arrival[network.sites.index("market")]
    >>> len(alternatives(network, network.legs.cost, mine, market, count=3))
    1
    """
    check(network, weight, start, end)
    if count < 1 or not 0 <= overlap <= 1 or not stretch >= 1 or not bearable >= 1:
        told = f"overlap {overlap} 0 to 1, stretch {stretch} and bearable {bearable} 1 or more"
        raise UsageError(f"count {count} must be 1 or more, {told}")
    if start == end:
        return ((),)
    reached, arrival = (rows[0] for rows in grow(pattern(network), weight, np.asarray([start])))
    left, onward = (rows[0] for rows in grow(pattern(network, backward=True), weight, np.asarray([end])))
    if not np.isfinite(reached[end]):
        return ()
    # The bound has a little room, since sums of the same legs in another order differ in their last digits.
    bound = float(reached[end]) * stretch * (1 + 1e-9)
    search = _Search(network, weight, int(start), int(end), bound, (reached, arrival), (left, onward))
    best = walk(network.legs.tail, arrival, end)
    search.offer(best)
    taken = [(heapq.heappop(search.queue)[1], edges_of(network, best))]
    if count > 1:
        _plateaus(search)
        _penalties(search, best, rounds=ROUNDS * count)
        _bypasses(search, best, rounds=BYPASSES * count)
        _select(search, taken, count, overlap, bearable)
    return tuple(sorted((way for way, _ in taken), key=lambda way: (float(weight[list(way)].sum()), way)))


def _plateaus(search: _Search) -> None:
    """Queue the ways by the first place of each plateau, those first whose detours are least for the length of it."""
    legs = search.network.legs
    (reached, arrival), (left, onward) = search.forward, search.backward
    total = reached + left
    # A place into which both trees come by the same leg lies on the plateau of the place before.
    inside = (arrival >= 0) & (onward[legs.tail[arrival]] == arrival)
    last = np.arange(arrival.size)
    last[legs.tail[arrival[inside]]] = np.flatnonzero(inside)
    while (last[last] != last).any():
        last = last[last]
    via = np.flatnonzero((total <= search.bound) & ~inside)
    merit = total[via] - (left[via] - left[last[via]])
    for place in via[np.argsort(merit, kind="stable")][:PLATEAUS].tolist():
        before = walk(legs.tail, arrival, place)
        search.offer([*before, *reversed(walk(legs.head, onward, place))])


def _penalties(search: _Search, best: list[int], *, rounds: int) -> None:
    """Queue the best ways when what was used before weighs more and more."""
    network, legs = search.network, search.network.legs
    through = search.forward[0][legs.tail] + search.weight + search.backward[0][legs.head]
    sample = sampled(network, np.flatnonzero(through <= search.bound))
    heavier = np.full(search.weight.size, np.inf)
    heavier[sample.legs] = search.weight[sample.legs]
    shape, way, misses = pattern(network), best, 0
    for _ in range(rounds):
        heavier[sample.legs] *= 1 + PENALTY * used(network, sample, way)
        arrival = grow(shape, heavier, np.asarray([search.start]))[1][0]
        way = walk(legs.tail, arrival, search.end)
        misses = 0 if search.offer(way) else misses + 1
        if misses == ROUNDS:
            break


def _between(search: _Search, way: Sequence[int]) -> frozenset[int]:
    """Return the numbers of the countries that a way leads through between those of its ends."""
    number, country = countries(search.network)
    passed = country[terminals(search.network.legs.tail, search.network.legs.head, tuple(way))]
    own = {int(country[search.start]), int(country[search.end]), number.get("", -1)}
    return frozenset(passed.tolist()) - own


def _bypasses(search: _Search, best: list[int], *, rounds: int) -> None:
    """Queue the best ways that keep out of countries of the best way, then out of those of these ways as well."""
    legs, (_, country) = search.network.legs, countries(search.network)
    shape, asked = pattern(search.network), {frozenset[int]()}
    waiting = deque([(frozenset[int](), _between(search, best))])
    while waiting and len(asked) <= rounds:
        barred, between = waiting.popleft()
        for one in sorted(between):
            more = barred | {one}
            if more in asked or len(asked) > rounds:
                continue
            asked.add(more)
            shut = np.isin(country, list(more))
            weight = np.where(shut[legs.tail] | shut[legs.head], np.inf, search.weight)
            arrival = grow(shape, weight, np.asarray([search.start]), limit=search.bound)[1][0]
            way = walk(legs.tail, arrival, search.end)
            if way and search.offer(way):
                waiting.append((more, _between(search, way)))


def _select(
    search: _Search, taken: list[tuple[tuple[int, ...], WayEdges]], count: int, overlap: float, bearable: float
) -> None:
    """Take candidates that differ enough and make no needless detours: first those by other countries, then the lightest."""
    corridors = [_between(search, way) for way, _ in taken]
    most = bearable * float(search.forward[0][search.end]) * (1 + 1e-9)
    later: list[tuple[float, tuple[int, ...]]] = []
    while search.queue and len(taken) < count and search.queue[0][0] <= most:
        heavy, way = heapq.heappop(search.queue)
        between = _between(search, way)
        if not all(corridor - between for corridor in corridors):
            later.append((heavy, way))
        elif _take(search, taken, way, overlap):
            corridors.append(between)
    for entry in later:
        heapq.heappush(search.queue, entry)
    while search.queue and len(taken) < count:
        _take(search, taken, heapq.heappop(search.queue)[1], overlap)


def _take(search: _Search, taken: list[tuple[tuple[int, ...], WayEdges]], way: tuple[int, ...], overlap: float) -> bool:
    """Take a candidate if it differs enough; one with a needless detour is queued again without it."""
    own = edges_of(search.network, way)
    if own.repeated > REPEATED * own.length or any(shared(own, other) > overlap for _, other in taken):
        return False
    better = _mended(search, way)
    if better != way:
        search.offer(list(better))
        return False
    taken.append((way, own))
    return True


def _mended(search: _Search, way: tuple[int, ...]) -> tuple[int, ...]:
    """Return the way with its worst local detour replaced by the best way between its ends, or the way itself."""
    legs, local = search.network.legs, LOCAL * float(search.forward[0][search.end])
    passed = terminals(legs.tail, legs.head, way)
    spent = np.concatenate([[0.0], np.cumsum(search.weight[list(way)])])
    even = np.linspace(0.0, spent[-1], POINTS)
    at = np.arange(spent.size) if spent.size <= POINTS else np.unique(np.searchsorted(spent, even).clip(0, len(way)))
    points = [passed[number] for number in at.tolist()]
    new = [place for place in points if place not in search.near]
    if new:
        rows = grow(pattern(search.network), search.weight, np.asarray(new), limit=local)
        search.near |= {place: (rows[0][row], rows[1][row]) for row, place in enumerate(new)}
    reached = np.stack([search.near[place][0][points] for place in points])
    part = spent[at][None, :] - spent[at][:, None]
    excess = np.where((part > 0) & (part <= local), part - (1 + SLACK) * reached, 0.0)
    row, column = np.unravel_index(int(excess.argmax()), excess.shape)
    if excess[row, column] <= 1e-9 * local:
        return way
    detour = walk(legs.tail, search.near[points[row]][1], points[column])
    return (*way[: at[row]], *detour, *way[at[column] :])
