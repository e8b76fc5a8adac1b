"""The pattern of a network's matrix, made once, and the searches that fill it with the weights of the moment."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from lodeway.errors import UsageError
from lodeway.network.model import Network

__all__ = [
    "Pattern",
    "check",
    "climb",
    "countries",
    "graph",
    "grow",
    "least",
    "lightest",
    "parents",
    "pattern",
    "terminals",
    "walk",
]

Numbers = NDArray[np.int32]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """Legs sorted by (tail, head), or by (head, tail) to search backward; a pair of terminals is one entry."""

    size: int
    """Number of terminals."""
    order: NDArray[np.intp]
    """Legs in that order; parallel legs keep their number's order."""
    first: NDArray[np.intp]
    """Where each pair's legs begin in `order`."""
    pair: NDArray[np.intp]
    """Pair of each entry of `order`."""
    tails: Numbers
    """Row of each pair."""
    indices: Numbers
    """Column of each pair."""
    pointers: Numbers
    """Where each row's pairs begin."""
    key: NDArray[np.int64]
    """Row and column of each pair as one number, ascending."""
    leg_pair: NDArray[np.intp]
    """Pair of each leg."""


@lru_cache(maxsize=16)
def pattern(network: Network, *, backward: bool = False) -> Pattern:
    """Return the pattern of the network's legs, turned round to search backward."""
    legs, size = network.legs, len(network.terminal_country)
    rows, columns = (legs.head, legs.tail) if backward else (legs.tail, legs.head)
    order = np.lexsort((np.arange(rows.size), columns, rows))
    key = rows[order].astype(np.int64) * size + columns[order]
    fresh = np.ones(order.size, dtype=np.bool_)
    fresh[1:] = key[1:] != key[:-1]
    first, pair = np.flatnonzero(fresh), np.cumsum(fresh) - 1
    tails = rows[order][first].astype(np.int32)
    leg_pair = np.empty(order.size, dtype=np.intp)
    leg_pair[order] = pair
    return Pattern(
        size=size,
        order=order,
        first=first,
        pair=pair,
        tails=tails,
        indices=columns[order][first].astype(np.int32),
        pointers=np.searchsorted(tails, np.arange(size + 1)).astype(np.int32),
        key=key[first],
        leg_pair=leg_pair,
    )


@lru_cache(maxsize=8)
def countries(network: Network) -> tuple[dict[str, int], Numbers]:
    """Return the number of each country, and of each terminal's."""
    number = {name: place for place, name in enumerate(sorted(set(network.terminal_country)))}
    return number, np.asarray([number[name] for name in network.terminal_country], dtype=np.int32)


def check(network: Network, weight: Floats, *ends: int) -> None:
    """Raise UsageError unless there is a weight, not negative, for each leg, and every end is a terminal."""
    if weight.shape != network.legs.tail.shape:
        raise UsageError(f"{network.legs.tail.size} legs need as many weights, not {weight.shape}")
    if not (weight >= 0).all():
        raise UsageError("weights must be 0 or more; infinite where a leg may not be used")
    size = len(network.terminal_country)
    for end in ends:
        if not 0 <= end < size:
            raise UsageError(f"there is no terminal {end}; the network has {size}, counted from 0")


def least(shape: Pattern, weight: Floats) -> Floats:
    """Return the least weight of each pair's legs."""
    ordered = weight[shape.order]
    return np.minimum.reduceat(ordered, shape.first) if ordered.size else ordered


def lightest(shape: Pattern, weight: Floats, lows: Floats) -> NDArray[np.intp]:
    """Return the leg of least weight of each pair, of several the first; `lows` is what `least` returned."""
    if not lows.size:
        return np.zeros(0, dtype=np.intp)
    ordered = weight[shape.order]
    position = np.where(ordered == lows[shape.pair], np.arange(ordered.size), ordered.size - 1)
    return shape.order[np.minimum.reduceat(position, shape.first)]


def graph(shape: Pattern, lows: Floats) -> csr_array:
    """Return the matrix of these least weights.

    A stored 0 is a way without weight and a stored infinity none: SciPy's searches read both so.
    """
    return csr_array((lows, shape.indices, shape.pointers), shape=(shape.size, shape.size))


def grow(shape: Pattern, weight: Floats, starts: NDArray[np.intp], *, limit: float = np.inf) -> tuple[Floats, Numbers]:
    """Return the weights of the best ways from each start to each terminal, and the legs by which they arrive.

    Parameters
    ----------
    shape
        `pattern` of the network; of the one turned round, ways lead *to* the starts and the leg is the next to take.
    weight
        Per leg of the network, infinite where it may not be used.
    starts
        Terminals.
    limit
        Ways heavier than this are not looked for.

    Returns
    -------
    tuple
        Arrays of one row per start: weights (infinite where there is no way) and legs (-1 at the start and where
        there is no way); of parallel legs of least weight the first.
    """
    lows = least(shape, weight)
    reached, before = dijkstra(csgraph=graph(shape, lows), indices=starts, return_predecessors=True, limit=limit)
    arrival = np.full(reached.shape, -1, dtype=np.int32)
    row, head = np.nonzero((before >= 0) & np.isfinite(reached))
    if row.size:
        key = before[row, head].astype(np.int64) * shape.size + head
        arrival[row, head] = lightest(shape, weight, lows)[np.searchsorted(shape.key, key)]
    return reached, arrival


def walk(tails: Numbers, arrival: Numbers, end: int) -> list[int]:
    """Return the legs of a tree from its start to a terminal.

    Parameters
    ----------
    tails
        Terminal each leg comes from; of a tree grown backward the one it goes to, and legs come in order of travel
        when the list is reversed.
    arrival
        One row of what `grow` returned.
    end
        Terminal that the tree reaches.
    """
    legs: list[int] = []
    leg = int(arrival[end])
    while leg >= 0:
        legs.append(leg)
        leg = int(arrival[tails[leg]])
    legs.reverse()
    return legs


def parents(tails: Numbers, arrival: Numbers) -> NDArray[np.intp]:
    """Return the terminal before each on the ways of a tree; the start, and what is not reached, is its own."""
    return np.where(arrival >= 0, tails[arrival], np.arange(arrival.size)).astype(np.intp)


def climb(before: NDArray[np.intp]) -> tuple[NDArray[np.intp], ...]:
    """Return, for each node of a tree, the nodes 1, 2, 4, 8 … steps before it; the root is before itself.

    Sums along all ways of the tree follow from these in as many steps as its depth has binary digits, where going
    down every way would take as many as there are legs in all ways together.

    Examples
    --------
    >>> [jump.tolist() for jump in climb(np.array([0, 0, 1, 2]))]
    [[0, 0, 1, 2], [0, 0, 0, 1]]
    """
    jumps: list[NDArray[np.intp]] = []
    while (before[before] != before).any():
        jumps.append(before)
        before = before[before]
    return tuple(jumps)


def terminals(tails: Numbers, heads: Numbers, legs: list[int] | tuple[int, ...]) -> list[int]:
    """Return the terminals of legs that follow each other."""
    return [int(tails[legs[0]]), *(int(heads[leg]) for leg in legs)] if legs else []
