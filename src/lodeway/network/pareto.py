"""The ways that no other beats in every respect at once."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from lodeway.network._structure import backward, forward
from lodeway.network.alternatives import _track
from lodeway.network.model import Network

__all__ = ["pareto"]

Array = NDArray[np.float64]
Way = tuple[int, ...]
Costs = tuple[float, ...]

MIXES = 24
"""Mixtures of the criteria whose best ways bound the search from the start."""
LABELS = 60_000
"""Partial ways that are followed before the tolerance is doubled."""


def pareto(
    network: Network,
    criteria: Array,
    allowed: NDArray[np.bool_],
    start: int,
    end: int,
    *,
    tolerance: float = 0.01,
) -> tuple[Way, ...]:
    """Return ways of which none beats another, and which no way beats by more than the tolerance.

    Parameters
    ----------
    network
        What `lodeway.network.build` returned.
    criteria
        What counts, per leg; shape (k, legs), none negative.
    allowed
        Which legs may be used.
    start, end
        Terminals.
    tolerance
        For every way there is one returned that is at most this part worse in each criterion. The best way by each
        single criterion is returned exactly. Where more than 60,000 partial ways would have to be followed the
        tolerance is doubled.

    Notes
    -----
    Label setting for several criteria (E. Q. V. Martins, 1984, On a multicriteria shortest path problem, European
    Journal of Operational Research 16) with lower bounds from a backward search per criterion; a partial way is given
    up when with its bounds a way found before is no worse than the tolerance.

    Examples
    --------
    >>> from lodeway.network import build
    >>> from lodeway.network.sample import sample
    >>> network = build(sample())
    >>> mine, market = (int(network.site_terminal[network.sites.index(name)]) for name in ("mine", "market"))
    >>> every = np.ones(network.legs.tail.size, dtype=bool)
    >>> len(pareto(network, np.stack([network.legs.cost, network.legs.hours]), every, mine, market))
    1
    """
    weights = np.where(allowed, criteria, np.inf)
    back = [backward(network, weight, end).weight[0] for weight in weights]
    if not np.isfinite(back[0][start]):
        return ()
    bounds = np.stack(back)
    seeds = _seeds(network, weights, start, end)
    found = {way: tuple(criteria[:, list(way)].sum(axis=1).tolist()) for way in seeds}
    best = [min(found, key=partial(_rank, found, k)) for k in range(len(criteria))]
    legs = _promising(network, weights, bounds, start, list(found.values()), tolerance)
    while (more := _labels(network, criteria, legs, bounds, start, end, list(found.values()), tolerance)) is None:
        tolerance *= 2.0
        legs = _promising(network, weights, bounds, start, list(found.values()), tolerance)
    found |= more
    return _undominated(found, keep=best, tolerance=tolerance)


def _rank(found: dict[Way, Costs], criterion: int, way: Way) -> tuple[float, float, Way]:
    return found[way][criterion], sum(found[way]), way


def _seeds(network: Network, weights: Array, start: int, end: int) -> list[Way]:
    """Return the best ways by each criterion (ties broken by the others) and by mixtures of them."""
    scale = [forward(network, weight, start).weight[0, end] for weight in weights]
    unit = weights / np.maximum(np.asarray(scale), 1e-9)[:, None]
    count = len(weights)
    mixes = [np.eye(count)[k] + 1e-7 for k in range(count)]
    mixes += list(np.random.default_rng(0).dirichlet(np.full(count, 0.7), size=MIXES))
    ways = [_track(network, forward(network, mix @ _finite(unit), start), end) for mix in mixes]
    return list(dict.fromkeys(ways))


def _finite(unit: Array) -> Array:
    """Return weights in which 0 x infinity stays infinite."""
    return np.where(np.isinf(unit), np.inf, unit)


def _beaten(costs: Costs, others: Sequence[Costs], tolerance: float) -> bool:
    """Return whether one of the others is at most the tolerance worse in each criterion."""
    return any(all(b <= a * (1.0 + tolerance) for a, b in zip(costs, other, strict=True)) for other in others)


def _promising(
    network: Network, weights: Array, bounds: Array, start: int, found: list[Costs], tolerance: float
) -> NDArray[np.intp]:
    """Return the legs that a way may use that is not beaten by those found."""
    ahead = np.stack([forward(network, weight, start).weight[0] for weight in weights])
    legs = network.legs
    least = ahead[:, legs.tail] + weights + bounds[:, legs.head]
    open_legs = np.isfinite(least).all(axis=0)
    for costs in found:
        open_legs &= ~(np.asarray(costs)[:, None] <= least * (1.0 + tolerance)).all(axis=0)
    return np.flatnonzero(open_legs)


def _labels(
    network: Network,
    criteria: Array,
    legs: NDArray[np.intp],
    bounds: Array,
    start: int,
    end: int,
    found: list[Costs],
    tolerance: float,
) -> dict[Way, Costs] | None:
    """Return further ways that none found before beats; None when too many partial ways would have to be followed."""
    leaving: dict[int, list[tuple[int, int, Costs]]] = {}
    sites = set(network.site_terminal.tolist()) - {start}
    for leg in legs.tolist():
        tail = int(network.legs.tail[leg])
        if tail not in sites:
            leaving.setdefault(tail, []).append((leg, int(network.legs.head[leg]), tuple(criteria[:, leg].tolist())))
    least = {node: tuple(bounds[:, node].tolist()) for node in {*leaving, end}}
    scale = [max(value, 1e-9) for value in least.get(start, tuple(bounds[:, start].tolist()))]
    zero = (0.0,) * len(criteria)
    queue: list[tuple[float, int, int, Costs]] = [(0.0, 0, start, zero)]
    origin: list[tuple[int, int]] = [(-1, -1)]
    kept: dict[int, list[Costs]] = {}
    ways: dict[Way, Costs] = {}
    known = list(found)
    while queue:
        _, label, node, costs = heapq.heappop(queue)
        if node == end:
            if not _beaten(costs, known, tolerance):
                known.append(costs)
                ways[_traced(origin, label)] = costs
            continue
        own = kept.setdefault(node, [])
        if _beaten(costs, own, 0.0):
            continue
        own.append(costs)
        for leg, head, more in leaving.get(node, ()):
            if head not in least:
                continue
            total = tuple(a + b for a, b in zip(costs, more, strict=True))
            full = tuple(a + b for a, b in zip(total, least[head], strict=True))
            if _beaten(full, known, tolerance) or _beaten(total, kept.get(head, ()), 0.0):
                continue
            origin.append((label, leg))
            rank = sum(a / b for a, b in zip(full, scale, strict=True))
            heapq.heappush(queue, (rank, len(origin) - 1, head, total))
            if len(origin) > LABELS:
                return None
    return ways


def _traced(origin: list[tuple[int, int]], label: int) -> Way:
    legs: list[int] = []
    while label > 0:
        label, leg = origin[label]
        legs.append(leg)
    return tuple(reversed(legs))


def _undominated(found: dict[Way, Costs], *, keep: list[Way], tolerance: float) -> tuple[Way, ...]:
    """Return the ways that none beats; of ways within the tolerance of each other one, those of `keep` in any case."""
    chosen = list(dict.fromkeys(keep))
    rest = sorted(set(found) - set(chosen), key=lambda way: (sum(found[way]), way))
    for way in rest:
        others = [found[other] for other in chosen]
        if not _beaten(found[way], others, tolerance):
            chosen.append(way)
    return tuple(
        way for way in chosen if not any(other != way and _better(found[other], found[way]) for other in chosen)
    )


def _better(one: Costs, other: Costs) -> bool:
    return one != other and all(a <= b for a, b in zip(one, other, strict=True))
