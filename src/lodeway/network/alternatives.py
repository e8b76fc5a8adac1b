"""Really different ways between two places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from lodeway.network._structure import Found, backward, forward
from lodeway.network.model import Network

__all__ = ["alternatives", "shared"]

Array = NDArray[np.float64]
Way = tuple[int, ...]

ROUNDS = 12
"""Searches with raised weights for each way that is wanted."""
RAISED = 1.3
"""A stretch of a way found before weighs this many times as much in the next search (penalty method)."""
LONGEST = 4.0
"""A way that weighs more than this many times the best is no alternative."""
VIA = 400
"""Ways by a third place that are looked at, the best first."""


def alternatives(
    network: Network, weight: Array, start: int, end: int, *, count: int, overlap: float = 0.8
) -> tuple[Way, ...]:
    """Return at most `count` ways, the best first, of which any two share at most a part of the shorter one's length.

    Parameters
    ----------
    network
        What `lodeway.network.build` returned.
    weight
        Of each leg, infinite where it may not be used.
    start, end
        Terminals.
    count
        How many ways are wanted; fewer come back where no more differ enough.
    overlap
        Most that two ways may share, as a part of the shorter one's kilometres; a leg and its mirror image are the
        same stretch.

    Returns
    -------
    tuple of ways
        Each a tuple of legs, sorted by weight.

    Notes
    -----
    Candidates are the ways that are best by way of some third place, and those that are best when the stretches found
    before weigh more (Bader, Dees, Geisberger and Sanders, 2011, Alternative Route Graphs in Road Networks, sections
    4.2 and 4.3); of these the cheapest that differs enough from all chosen before is taken, again and again.

    Examples
    --------
    >>> from lodeway.network import Terms, build, weights
    >>> from lodeway.network.sample import sample
    >>> network = build(sample())
    >>> mine, market = (int(network.site_terminal[network.sites.index(name)]) for name in ("mine", "market"))
    >>> len(alternatives(network, weights(network, Terms(year=2026)), mine, market, count=3))
    1
    """
    there = forward(network, weight, start)
    best = float(there.weight[0, end])
    if not np.isfinite(best):
        return ()
    back = backward(network, weight, end)
    stretch = _stretches(network)
    first = _track(network, there, end)
    found: dict[Way, float] = {first: best}
    for way in _by_third_places(network, there, back, start, best):
        found.setdefault(way, float(weight[list(way)].sum()))
    for way in _by_penalty(network, weight, stretch, first, start, end, ROUNDS * count):
        found.setdefault(way, float(weight[list(way)].sum()))
    chosen: list[Way] = []
    for way in sorted(found, key=lambda way: (found[way], way)):
        if found[way] > LONGEST * best or len(chosen) == count:
            break
        if all(_shared(network, stretch, way, other) <= overlap for other in chosen):
            chosen.append(way)
    return tuple(chosen)


def shared(network: Network, one: Sequence[int], other: Sequence[int]) -> float:
    """Return the kilometres that two ways share, as a part of the shorter one's."""
    return _shared(network, _stretches(network), one, other)


def _shared(network: Network, stretch: NDArray[np.int64], one: Sequence[int], other: Sequence[int]) -> float:
    km = network.legs.km
    first, second = (np.asarray(way, dtype=np.intp) for way in (one, other))
    shorter = min(km[first].sum(), km[second].sum())
    common = km[first][np.isin(stretch[first], stretch[second])].sum()
    return float(common / shorter) if shorter > 0 else float(first.size == second.size)


def _stretches(network: Network) -> NDArray[np.int64]:
    """Return the number of each leg's stretch: a leg and its mirror image have the same."""
    legs = network.legs
    low, high = np.minimum(legs.tail, legs.head), np.maximum(legs.tail, legs.head)
    rows = np.column_stack([low, high, legs.mode, legs.gate, legs.link, np.round(legs.km * 1000.0).astype(np.int64)])
    number: NDArray[np.int64] = np.unique(rows, axis=0, return_inverse=True)[1].reshape(-1)
    return number


def _track(network: Network, there: Found, end: int) -> Way:
    """Return the legs of the way that a forward search found to a terminal."""
    legs: list[int] = []
    here = end
    while (leg := int(there.leg[0, here])) >= 0:
        legs.append(leg)
        here = int(network.legs.tail[leg])
    return tuple(reversed(legs))


def _onward(network: Network, back: Found, start: int) -> Way:
    """Return the legs of the way that a backward search found from a terminal."""
    legs: list[int] = []
    here = start
    while (leg := int(back.leg[0, here])) >= 0:
        legs.append(leg)
        here = int(network.legs.head[leg])
    return tuple(legs)


def _by_third_places(network: Network, there: Found, back: Found, start: int, best: float) -> Iterator[Way]:
    """Yield the ways that are best by way of a third place, the cheapest first, none that passes a place twice."""
    total = there.weight[0] + back.weight[0]
    total[network.site_terminal] = np.inf
    order = np.argsort(total, kind="stable")
    order = order[total[order] <= LONGEST * best]
    # Places of one total mostly lie on one way: the first of them stands for all.
    fresh = np.ones(order.size, dtype=np.bool_)
    fresh[1:] = np.diff(total[order]) > 1e-9 * best
    for place in order[fresh][:VIA].tolist():
        way = (*_track(network, there, place), *_onward(network, back, place))
        passed = [start, *network.legs.head[list(way)].tolist()]
        if len(set(passed)) == len(passed):
            yield way


def _by_penalty(
    network: Network, weight: Array, stretch: NDArray[np.int64], first: Way, start: int, end: int, rounds: int
) -> Iterator[Way]:
    """Yield the ways that are best when every stretch used before weighs more each time."""
    raised, last = weight.copy(), first
    for _ in range(rounds):
        used = np.isin(stretch, stretch[list(last)])
        raised[used] *= RAISED
        last = _track(network, forward(network, raised, start), end)
        yield last
