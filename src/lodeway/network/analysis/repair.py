"""Trees from many places at once, and what becomes of them when legs are lost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from lodeway.network.model import Network
from lodeway.network.search.structure import Pattern, climb, graph, grow, least, pattern

__all__ = ["Forest", "behind", "costs", "forest", "repaired", "steps"]

Floats = NDArray[np.float64]

SMALL = 8
"""Searching the part of a tree behind a failure, which has to be cut out first, takes so many times as long for each
terminal as searching the whole network (measured: all failures take the least time between 8 and 16)."""


@dataclass(frozen=True, slots=True, eq=False)
class Forest:
    """The best ways from each of some places, or to each of them."""

    shape: Pattern
    across: Pattern
    """The pattern turned round."""
    far: NDArray[np.int32]
    """Terminal of each leg that a tree reaches by it."""
    near: NDArray[np.int32]
    """Terminal of each leg on the side of the tree's place."""
    places: NDArray[np.intp]
    lows: Floats
    """Least weight of each pair of `shape`, and of `across`."""
    lows_across: Floats
    reached: Floats
    """A row per place, a column per terminal, as in all that follow: weights."""
    arrival: NDArray[np.int32]
    """Leg by which the terminal is reached."""
    first: NDArray[np.intp]
    """Position of each terminal in its tree, a terminal before all that lie behind it."""
    count: NDArray[np.intp]
    """How many terminals are reached by way of it, itself included; they follow it."""
    order: NDArray[np.intp]
    """Terminal at each position."""


def forest(network: Network, weight: Floats, places: NDArray[np.intp], *, backward: bool = False) -> Forest:
    """Return the trees of these places."""
    legs, shape = network.legs, pattern(network, backward=backward)
    across = pattern(network, backward=not backward)
    far, near = (legs.tail, legs.head) if backward else (legs.head, legs.tail)
    reached, arrival = grow(shape, weight, places)
    # All trees side by side are one forest whose terminals count on from tree to tree.
    shift = np.arange(places.size)[:, None] * shape.size
    known = (arrival >= 0).ravel()
    here = np.arange(arrival.size)
    before = np.where(known, (near[arrival] + shift).ravel(), here).astype(np.intp)
    first, count = _positions(before, known)
    order = np.zeros(arrival.size, dtype=np.intp)
    inside = np.isfinite(reached).ravel()
    start = (here // max(shape.size, 1)) * shape.size
    order[(start + first)[inside]] = (here - start)[inside]
    form = reached.shape
    return Forest(
        shape=shape,
        across=across,
        far=far,
        near=near,
        places=places,
        lows=least(shape, weight),
        lows_across=least(across, weight),
        reached=reached,
        arrival=arrival,
        first=first.reshape(form),
        count=count.reshape(form),
        order=order.reshape(form),
    )


def _positions(before: NDArray[np.intp], known: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the position of each terminal in its tree and how many lie behind it, itself included."""
    jumps = climb(before)
    depth = known.astype(np.intp)
    for jump in jumps:
        depth += depth[jump]
    count = np.ones(before.size, dtype=np.intp)
    inward = np.argsort(depth, kind="stable")[::-1]
    levels = np.flatnonzero(np.diff(depth[inward])) + 1
    for level in np.split(inward, levels)[:-1]:
        np.add.at(count, before[level], count[level])
    children = np.flatnonzero(known)
    children = children[np.argsort(before[children], kind="stable")]
    ahead = np.cumsum(count[children]) - count[children]
    parent = before[children]
    fresh = np.ones(children.size, dtype=np.bool_)
    fresh[1:] = parent[1:] != parent[:-1]
    first = np.zeros(before.size, dtype=np.intp)
    first[children] = 1 + ahead - ahead[fresh][np.cumsum(fresh) - 1]
    for jump in jumps:
        first += first[jump]
    return first, count


def steps(trees: Forest, others: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Return every use of a leg on a way between a place and another place's terminal: leg, place, other place."""
    rows = np.repeat(np.arange(trees.places.size), others.size)
    ends = np.tile(np.arange(others.size), trees.places.size)
    rows, ends = rows[rows != ends], ends[rows != ends]
    here = others[ends]
    found = [(np.zeros(0, dtype=np.intp),) * 3]
    while here.size:
        leg = trees.arrival[rows, here].astype(np.intp)
        onward = leg >= 0
        leg, rows, ends = leg[onward], rows[onward], ends[onward]
        found.append((leg, rows, ends))
        here = trees.near[leg].astype(np.intp)
    leg, rows, ends = (np.concatenate(column) for column in zip(*found, strict=True))
    return leg, rows, ends


def costs(trees: Forest, lost: NDArray[np.intp]) -> Floats:
    """Return about how long repairing each tree takes, in terminals of a search of the whole network."""
    hit = trees.arrival[:, trees.far[lost]] == lost
    part = (trees.count[:, trees.far[lost]] * hit).sum(axis=1)
    result: Floats = np.minimum(SMALL * part, trees.shape.size) + 1.0
    return result


def behind(trees: Forest, rows: NDArray[np.intp], lost: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the terminals whose best ways use lost legs: row among `rows` and terminal, in ascending order."""
    far = trees.far[lost]
    row, leg = np.nonzero(trees.arrival[rows[:, None], far] == lost)
    owner = rows[row]
    first, count = trees.first[owner, far[leg]], trees.count[owner, far[leg]]
    part = np.repeat(np.arange(row.size), count)
    position = np.arange(part.size) + (first - np.cumsum(count) + count)[part]
    size = trees.shape.size
    # A lost leg can lie behind another, and what is behind both is wanted once.
    key = np.unique(row[part] * size + trees.order[owner[part], position])
    return key // size, key % size


def repaired(
    trees: Forest, rows: NDArray[np.intp], lost: NDArray[np.intp], weight: Floats, wanted: NDArray[np.intp]
) -> Floats:
    """Return the weights of the best ways from the places of `rows` to `wanted` terminals without the lost legs.

    Parameters
    ----------
    trees
        Trees before the loss.
    rows
        Which of their places.
    lost
        Legs.
    weight
        Per leg, before the loss.
    wanted
        Terminals.
    """
    ends, copies = np.unique(wanted, return_inverse=True)
    result = trees.reached[np.ix_(rows, ends)]
    cheap = costs(trees, lost)[rows] <= trees.shape.size
    whole, part = np.flatnonzero(~cheap), np.flatnonzero(cheap)
    if whole.size:
        lows = _without(trees.shape, trees.lows, weight, lost)
        result[whole] = dijkstra(graph(trees.shape, lows), indices=trees.places[rows[whole]])[:, ends]
    if part.size:
        row, terminal = behind(trees, rows[part], lost)
        after = _again(trees, rows[part], row, terminal, _without(trees.across, trees.lows_across, weight, lost))
        slot = np.full(trees.shape.size, -1)
        slot[ends] = np.arange(ends.size)
        own = slot[terminal] >= 0
        result[part[row[own]], slot[terminal[own]]] = after[own]
    return result[:, copies]


def _without(shape: Pattern, lows: Floats, weight: Floats, lost: NDArray[np.intp]) -> Floats:
    """Return the least weights of pairs without some legs."""
    result, gone = lows.copy(), set(lost.tolist())
    for pair in set(shape.leg_pair[lost].tolist()):
        end = shape.first[pair + 1] if pair + 1 < shape.first.size else shape.order.size
        legs = shape.order[shape.first[pair] : end].tolist()
        result[pair] = min((weight[leg] for leg in legs if leg not in gone), default=np.inf)
    return result


def _again(
    trees: Forest, rows: NDArray[np.intp], row: NDArray[np.intp], terminal: NDArray[np.intp], lows: Floats
) -> Floats:
    """Return the weights of the best ways to these terminals of these trees; all others keep theirs.

    The parts of all trees are searched at once, from one node that stands for all terminals whose weights stand.
    """
    across, size, total = trees.across, trees.shape.size, terminal.size
    number = np.full(rows.size * size, -1, dtype=np.int32)
    number[row * size + terminal] = np.arange(total, dtype=np.int32)
    begin, count = across.pointers[terminal], across.pointers[terminal + 1] - across.pointers[terminal]
    owner = np.repeat(np.arange(total), count)
    entry = np.arange(owner.size) + (begin - np.cumsum(count) + count)[owner]
    low = lows[entry]
    open_ = np.isfinite(low)
    owner, low, source = owner[open_], low[open_], across.indices[entry[open_]]
    inner = number[row[owner] * size + source]
    inside = inner >= 0
    outer = ~inside
    entering = np.full(total, np.inf)
    np.minimum.at(entering, owner[outer], trees.reached[rows[row[owner[outer]]], source[outer]] + low[outer])
    doors = np.flatnonzero(np.isfinite(entering))
    data = np.concatenate([low[inside], entering[doors]])
    tails = np.concatenate([inner[inside], np.full(doors.size, total, dtype=np.int32)])
    heads = np.concatenate([owner[inside], doors])
    matrix = csr_array((data, (tails, heads)), shape=(total + 1, total + 1))
    result: Floats = dijkstra(matrix, indices=np.asarray(total))[:-1]
    return result
