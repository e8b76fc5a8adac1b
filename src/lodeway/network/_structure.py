"""The overlay as a sparse matrix that every search fills with weights, and searches that keep the leg of arrival."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from lodeway.network.model import Network

__all__ = ["Found", "Structure", "accumulated", "backward", "countries", "forward", "structure"]

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Structure:
    """Legs sorted by (tail, head): the pattern of the matrix.

    Goods begin and end at sites but do not pass through them: the legs that leave a site begin at a node of their own,
    number ``size + k`` for site k, from which a search starts and to which no leg leads.
    """

    order: NDArray[np.intp]
    """Legs in that order; parallel legs keep their number's order."""
    first: NDArray[np.intp]
    """Where each pair's legs begin in `order`."""
    pair: NDArray[np.intp]
    """Pair of each entry of `order`."""
    tails: NDArray[np.int32]
    heads: NDArray[np.int32]
    """Nodes of each pair."""
    pointers: NDArray[np.int32]
    key: NDArray[np.int64]
    """Tail x nodes + head of each pair, in order."""
    start: NDArray[np.int32]
    """Node from which a search begins, by terminal."""
    terminal: NDArray[np.int32]
    """Terminal that each node stands for."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Least weights between some terminals and all, one row per terminal asked for."""

    weight: Array
    """Infinite where there is no way."""
    leg: NDArray[np.int32]
    """The leg by which the way arrives (backward: by which it leaves), -1 where there is none."""


@lru_cache(maxsize=8)
def structure(network: Network) -> Structure:
    """Return the pattern of a network's matrix, made once."""
    legs, size = network.legs, len(network.terminal_country)
    start = np.arange(size, dtype=np.int32)
    start[network.site_terminal] = size + np.arange(len(network.sites), dtype=np.int32)
    nodes = size + len(network.sites)
    tail = start[legs.tail]
    order = np.lexsort((np.arange(tail.size), legs.head, tail))
    key = tail[order].astype(np.int64) * nodes + legs.head[order]
    fresh = np.ones(order.size, dtype=np.bool_)
    fresh[1:] = key[1:] != key[:-1]
    first = np.flatnonzero(fresh)
    tails = tail[order][first]
    return Structure(
        order=order,
        first=first,
        pair=np.cumsum(fresh) - 1,
        tails=tails,
        heads=legs.head[order][first].astype(np.int32),
        pointers=np.searchsorted(tails, np.arange(nodes + 1)).astype(np.int32),
        key=key[first],
        start=start,
        terminal=np.concatenate([np.arange(size, dtype=np.int32), network.site_terminal]),
    )


@lru_cache(maxsize=8)
def countries(network: Network) -> tuple[dict[str, int], NDArray[np.int32]]:
    """Return the number of each country and the number of each terminal's country."""
    number = {name: place for place, name in enumerate(sorted(set(network.terminal_country)))}
    return number, np.asarray([number[name] for name in network.terminal_country], dtype=np.int32)


def forward(network: Network, weight: Array, terminals: NDArray[np.integer] | int) -> Found:
    """Return the least weights from terminals to all, with the leg by which each is reached.

    Parameters
    ----------
    network
        What `lodeway.network.build` returned.
    weight
        Of each leg, infinite where it may not be used; shape (legs,).
    terminals
        Where the ways begin.
    """
    made = structure(network)
    least, best = _least(made, weight)
    nodes = made.pointers.size - 1
    matrix = csr_array((least, made.heads, made.pointers), shape=(nodes, nodes))
    return _search(network, made, matrix, best, np.atleast_1d(terminals), ahead=True)


def backward(network: Network, weight: Array, terminals: NDArray[np.integer] | int) -> Found:
    """Return the least weights from all terminals to some, with the leg by which the way leaves each."""
    made = structure(network)
    least, best = _least(made, weight)
    nodes = made.pointers.size - 1
    matrix = csr_array((least, made.heads, made.pointers), shape=(nodes, nodes)).T.tocsr()
    return _search(network, made, matrix, best, np.atleast_1d(terminals), ahead=False)


def _least(made: Structure, weight: Array) -> tuple[Array, NDArray[np.intp]]:
    """Return the least weight of each pair and the leg that has it, of equal ones the first."""
    ordered = weight[made.order]
    if not ordered.size:
        return ordered, made.order
    least = np.minimum.reduceat(ordered, made.first)
    position = np.where(ordered == least[made.pair], np.arange(ordered.size), ordered.size)
    return least, made.order[np.minimum.reduceat(position, made.first)]


def _search(
    network: Network,
    made: Structure,
    matrix: csr_array,
    best: NDArray[np.intp],
    terminals: NDArray[np.integer],
    *,
    ahead: bool,
) -> Found:
    size, nodes = len(network.terminal_country), made.terminal.size
    sources = made.start[terminals] if ahead else terminals
    reached, before = dijkstra(matrix, indices=sources, return_predecessors=True)
    leg = np.full(reached.shape, -1, dtype=np.int32)
    row, node = np.nonzero((before >= 0) & np.isfinite(reached))
    other = before[row, node].astype(np.int64)
    key = other * nodes + node if ahead else node.astype(np.int64) * nodes + other
    leg[row, node] = best[np.searchsorted(made.key, key)]
    if not ahead:  # what leaves a site leaves from the node of its own
        own = made.start[network.site_terminal]
        reached[:, network.site_terminal], leg[:, network.site_terminal] = reached[:, own], leg[:, own]
    reached, leg = reached[:, :size].copy(), leg[:, :size].copy()
    rows = np.arange(terminals.size)
    reached[rows, terminals], leg[rows, terminals] = 0.0, -1
    return Found(reached, leg)


def accumulated(network: Network, leg: NDArray[np.int32], columns: Array) -> Array:
    """Return sums of columns along the ways of one forward search to every terminal, NaN where there is no way.

    Parameters
    ----------
    leg
        One row of `Found.leg`.
    columns
        Figures per leg, shape (k, legs).

    Returns
    -------
    NDArray
        Shape (k, terminals). Each round doubles the number of legs that a sum spans.
    """
    reached = leg >= 0
    parent = np.where(reached, network.legs.tail[leg], np.arange(leg.size))
    sums: Array = np.where(reached, columns[:, leg], 0.0)
    while True:
        further = parent[parent]
        if np.array_equal(further, parent):
            break
        sums, parent = sums + sums[:, parent], further
    sums[:, ~reached] = np.nan
    return sums
