"""Shrinks a network to what bans can act on, exactly: everything between two such places becomes one leg.

A reader bars countries and gates from a short list. All other legs are there whatever is barred, so the best ways
between the places where the list acts are found once, and searches under bans walk a network of a few hundred terminals
however large the real one is.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from lodeway.network.model import Legs, Network

__all__ = ["Condensed", "condense"]

Weight = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Condensed:
    """A small network whose legs cost what the best way between their ends weighs."""

    network: Network
    """Its legs are the real ones where bans act, then the best ways between those."""
    real: NDArray[np.intp]
    """Real leg of each of the first legs."""
    source: NDArray[np.intp]
    """Row of `before` for each leg after them."""
    target: NDArray[np.intp]
    """Real terminal at the end of each leg after them."""
    start: NDArray[np.intp]
    """Real terminal that each row of `before` starts from."""
    before: NDArray[np.int32]
    """Real terminal before each on the best way from a row's start."""
    key: NDArray[np.int64]
    """Tail x terminals + head of each pair of terminals that a real leg joins, rising."""
    best: NDArray[np.intp]
    """Real leg of least weight for each pair."""
    _known: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def expand(self, legs: Collection[int]) -> tuple[int, ...]:
        """Return the real legs of legs of the small network, in order."""
        return tuple(real for leg in legs for real in self._expand(leg))

    def _expand(self, leg: int) -> tuple[int, ...]:
        if leg < self.real.size:
            return (int(self.real[leg]),)
        if leg not in self._known:
            place = leg - self.real.size
            row, here = int(self.source[place]), int(self.target[place])
            size, found = self.before.shape[1], list[int]()
            while here != self.start[row]:
                tail = int(self.before[row, here])
                found.append(int(self.best[np.searchsorted(self.key, tail * size + here)]))
                here = tail
            self._known[leg] = tuple(reversed(found))
        return self._known[leg]


def condense(
    network: Network, weight: Weight, *, countries: Collection[str], gates: Collection[str], sites: Collection[str]
) -> Condensed:
    """Return the network of the sites and of all places where barring these countries and gates acts.

    Parameters
    ----------
    network
        A network.
    weight
        What each leg costs by the measure that is to be least, infinite where it may never be used.
    countries, gates
        What may be barred: ISO 3166 alpha-3 codes and ids of gates.
    sites
        Ids of the sites between which ways are wanted.

    Examples
    --------
    >>> from lodeway.network import build, path, tree
    >>> from lodeway.network.sample import sample
    >>> network = build(sample())
    >>> small = condense(network, network.legs.cost, countries=["BBB"], gates=[], sites=["mine", "market"])
    >>> found = path(tree(small.network, "mine", year=2026), "market")
    >>> small.expand(found.legs) == path(tree(network, "mine", year=2026), "market").legs
    True
    """
    legs = network.legs
    ordered = sorted(countries)
    zone = np.asarray([1 + ordered.index(name) if name in ordered else 0 for name in network.terminal_country])
    barrable = np.asarray([gate.id in gates for gate in network.gates] + [False])[legs.gate]  # -1 is the last
    usable = np.isfinite(weight)
    acting = usable & ((zone[legs.tail] != zone[legs.head]) | barrable)
    numbers = [network.sites.index(site) for site in sites]
    starts, ends = network.site_terminal[numbers], network.site_arrival[numbers]
    kept = np.unique(np.concatenate([legs.tail[acting], legs.head[acting], starts, ends])).astype(np.intp)
    key, best = _least(legs, weight, np.flatnonzero(usable & ~acting), len(zone))
    reached, before = _trees(key, weight[best], kept, len(zone))
    source, target = _direct(reached, before, kept)
    real = np.flatnonzero(acting)
    small = _network(network, kept, real, source, target, weight, reached, best)
    return Condensed(
        network=replace(
            small,
            sites=tuple(sites),
            site_terminal=np.searchsorted(kept, starts).astype(np.int32),
            site_arrival=np.searchsorted(kept, ends).astype(np.int32),
            terminal_country=tuple(network.terminal_country[terminal] for terminal in kept),
        ),
        real=real,
        source=source,
        target=target,
        start=kept,
        before=before,
        key=key,
        best=best,
    )


def _least(
    legs: Legs, weight: Weight, chosen: NDArray[np.intp], size: int
) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
    """Return the pairs of terminals that these legs join, and of parallel legs the first of least weight."""
    key = legs.tail[chosen].astype(np.int64) * size + legs.head[chosen]
    order = np.lexsort((chosen, weight[chosen], key))
    pairs, first = np.unique(key[order], return_index=True)
    return pairs, chosen[order][first]


def _trees(
    key: NDArray[np.int64], weight: Weight, kept: NDArray[np.intp], size: int
) -> tuple[Weight, NDArray[np.int32]]:
    """Return least weight to, and terminal before, every terminal from each that is kept."""
    pointers = np.searchsorted(key, np.arange(size + 1, dtype=np.int64) * size)
    matrix = csr_array((weight, (key % size).astype(np.int32), pointers.astype(np.int32)), shape=(size, size))
    reached, before = dijkstra(csgraph=matrix, indices=kept, return_predecessors=True)
    return np.atleast_2d(reached), np.atleast_2d(before)


def _direct(
    reached: Weight, before: NDArray[np.int32], kept: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return row and terminal of the best ways from kept terminal to kept terminal that pass no third."""
    size = before.shape[1]
    marked = np.zeros(size, dtype=np.bool_)
    marked[kept] = True
    rows, terminals = list[NDArray[np.intp]](), list[NDArray[np.intp]]()
    for row, start in enumerate(kept):
        above = np.where(before[row] < 0, start, before[row])
        passed = marked[above] & (above != start)
        # Doubling: each round looks twice as far up the tree.
        while not np.all(above == start):
            passed |= passed[above]
            above = above[above]
        fit = kept[np.isfinite(reached[row, kept]) & ~passed[kept] & (kept != start)]
        rows.append(np.full(fit.size, row, dtype=np.intp))
        terminals.append(fit)
    return np.concatenate(rows), np.concatenate(terminals)


def _network(
    network: Network,
    kept: NDArray[np.intp],
    real: NDArray[np.intp],
    source: NDArray[np.intp],
    target: NDArray[np.intp],
    weight: Weight,
    reached: Weight,
    best: NDArray[np.intp],
) -> Network:
    """Return the network whose legs are the real ones, then one for each best way."""
    # What else a leg may hold it takes from some real leg: no search reads it.
    like = np.concatenate([real, np.full(source.size, best[0] if best.size else 0, dtype=np.intp)])
    columns: dict[str, Any] = {item.name: getattr(network.legs, item.name)[like] for item in fields(network.legs)}
    none = np.zeros(like.size)
    place = np.zeros(len(network.terminal_country), dtype=np.int32)
    place[kept] = np.arange(kept.size)
    columns |= {
        "tail": np.concatenate([place[network.legs.tail[real]], source]).astype(np.int32),
        "head": np.concatenate([place[network.legs.head[real]], place[target]]).astype(np.int32),
        "gate": np.concatenate([network.legs.gate[real], np.full(source.size, -1)]).astype(np.int32),
        "cost": np.concatenate([weight[real], reached[source, target]]),
        "hours": none,
        "km": none,
        "co2": none,
        "opens": np.zeros(like.size, dtype=np.int32),
        "closes": np.zeros(like.size, dtype=np.int32),
    }
    return replace(network, legs=Legs(**columns))
