"""What the loss of each single edge costs the pairs of some terminals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse.csgraph import dijkstra

from lodeway.errors import UsageError
from lodeway.network.graph.contracting import spread
from lodeway.network.graph.reducing import Reduced, reduce
from lodeway.network.graph.searchable import Bundles, bundles
from lodeway.network.graph.structure import Graph

__all__ = ["Failures", "failures"]

SLACK = 1e-12
"""Relative increase below which a way is as long as before: sums of the same lengths in another order."""


@dataclass(frozen=True, slots=True, eq=False)
class Failures:
    """The edges that shortest ways between terminals use, and what the loss of each alone would cost.

    A pair counts once, whichever way round. Edges that are not listed can be lost without cost.
    """

    edges: NDArray[np.int64]
    """Edges of the graph, ascending."""
    chain: NDArray[np.int64]
    """Edges of the same number lie in one row without a junction between them, so that their answers are the same."""
    used: NDArray[np.int64]
    """Pairs whose shortest way passes the edge."""
    increase: NDArray[np.float64]
    """Sum of what is added to the shortest distances of the pairs that are still joined."""
    cut: NDArray[np.int64]
    """Pairs that no way joins any more."""
    worst: NDArray[np.float64]
    """What is added for the pair that loses most; infinite if one is cut."""
    worst_pair: NDArray[np.int64]
    """Two columns, the nodes of that pair."""

    def __repr__(self) -> str:
        return f"Failures({self.edges.size:,} edges in {np.unique(self.chain).size:,} chains)"


def failures(graph: Graph, terminals: ArrayLike) -> Failures:
    """Return what the loss of each edge that a shortest way between terminals uses costs all pairs of them.

    Parameters
    ----------
    graph
        An undirected graph.
    terminals
        Distinct nodes, at least two.

    Raises
    ------
    UsageError
        If a terminal is named twice, or there are fewer than two.

    Notes
    -----
    Exact, and without a search per edge. For a pair (s, t) whose shortest way passes the nodes 0, 1, ..., n, every node
    of the graph has a label: the last of these that is passed on its shortest way from s. A way that does without the
    edge from k to k + 1 has to pass, once, an edge from a node x of a label up to k to a node y of a later one, and
    the best such way is ``d(s, x) + length + d(y, t)`` long, for neither of these shortest ways uses the lost edge
    (Malik, Mittal and Gupta 1989, doi:10.1016/0167-6377(89)90065-5). One pass over the edges thus answers for all edges
    of a pair's way. It is done on the reduced graph, in which edges in a row are one.

    Examples
    --------
    >>> from lodeway.network.graph import graph_of
    >>> ring_and_spur = graph_of(4, [0, 1, 2, 2], [1, 2, 0, 3], [1.0, 1.0, 3.0, 1.0])
    >>> lost = failures(ring_and_spur, [0, 2, 3])
    >>> lost.edges.tolist(), lost.increase.tolist(), lost.cut.tolist()
    ([0, 1, 3], [2.0, 2.0, 0.0], [0, 0, 2])
    """
    nodes = np.asarray(terminals, dtype=np.int64)
    if nodes.size < 2 or np.unique(nodes).size < nodes.size:
        raise UsageError(
            f"{nodes.size} terminals, {np.unique(nodes).size} of them distinct; two or more distinct are due"
        )
    small = reduce(graph, keep=nodes)
    ends = np.searchsorted(small.nodes, nodes)
    sides = bundles(small.graph)
    reach, before = dijkstra(sides.matrix(small.graph.weight), indices=ends, return_predecessors=True)
    best = sides.lightest(small.graph.weight, np.arange(sides.u.size))
    found = [
        _pairs_of(small.graph, row, ends, reach, _passed(sides, best, before[row], ends[row + 1 :]), before[row])
        for row in range(ends.size - 1)
    ]
    edge, more, row, column = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return _listed(small, edge, more, nodes[np.stack([row, column], axis=1)])


@dataclass(frozen=True, slots=True)
class _Way:
    nodes: NDArray[np.int64]
    edges: NDArray[np.int64]


def _passed(sides: Bundles, best: NDArray[np.int64], before: NDArray[np.int32], ends: NDArray[np.int64]) -> list[_Way]:
    """Return the shortest ways to some nodes from where a search began; without edges where none leads."""
    ways = []
    follow = before.tolist()
    for end in ends.tolist():
        nodes = [end]
        while follow[nodes[-1]] >= 0:
            nodes.append(follow[nodes[-1]])
        ways.append(np.array(nodes[::-1]))
    starts = np.concatenate([way[:-1] for way in ways])
    edges = best[sides.between(starts, np.concatenate([way[1:] for way in ways]))]
    parts = np.split(edges, np.cumsum([way.size - 1 for way in ways])[:-1])
    return [_Way(way, part) for way, part in zip(ways, parts, strict=True)]


_Columns = tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]


def _pairs_of(
    graph: Graph,
    row: int,
    ends: NDArray[np.int64],
    reach: NDArray[np.float64],
    ways: list[_Way],
    before: NDArray[np.int32],
) -> _Columns:
    """Return for each edge of the ways from a terminal to all later ones what its loss adds, and the pair's numbers."""
    enter, leave = _intervals(before)
    at_u, at_v = enter[graph.u], enter[graph.v]
    more = []
    for column, way in enumerate(ways, start=row + 1):
        if not way.edges.size:
            continue
        # The parts of the tree behind the nodes of the way lie within one another: a node's label is how many hold it.
        mark = np.zeros(before.size + 1, dtype=np.int32)
        mark[enter[way.nodes]] += 1
        np.subtract.at(mark, leave[way.nodes], 1)
        label = np.cumsum(mark)
        one, two = label[at_u], label[at_v]
        across = one != two
        across[way.edges] = False
        cross = np.flatnonzero(across)
        turned = one[cross] > two[cross]
        near = np.where(turned, graph.v[cross], graph.u[cross])
        far = np.where(turned, graph.u[cross], graph.v[cross])
        length = reach[row, near] + graph.weight[cross] + reach[column, far]
        low, high = np.minimum(one[cross], two[cross]) - 1, np.maximum(one[cross], two[cross]) - 1
        shortest = float(reach[row, ends[column]])
        around = _least_over(low, high, length, way.edges.size)
        more.append(np.where(around > shortest * (1 + SLACK), around - shortest, 0.0))
    edges = np.concatenate([way.edges for way in ways])
    columns = np.repeat(np.arange(row + 1, ends.size), [way.edges.size for way in ways])
    return edges, np.concatenate([np.zeros(0), *more]), np.full(edges.size, row), columns


def _intervals(before: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where the part of the tree behind each node begins and ends in an order that keeps each part together.

    Nodes without a predecessor are roots; those that the search did not reach are parts of their own.
    """
    own = np.arange(before.size)
    up = np.where(before >= 0, before, own)
    root, depth = _climbed(up, (up != own).astype(np.int64))
    size = np.ones(before.size, dtype=np.int64)
    deepest = np.argsort(-depth, kind="stable")
    levels = np.split(deepest, np.flatnonzero(np.diff(depth[deepest])) + 1)
    for level in levels[:-1]:
        np.add.at(size, up[level], size[level])
    # Behind its predecessor a node begins one later, after its siblings of lower number; roots stand one after another.
    parent = np.where(up == own, -1, up)
    by = np.argsort(parent, kind="stable")
    gathered = np.cumsum(size[by]) - size[by]
    group = np.flatnonzero(np.concatenate([[True], np.diff(parent[by]) != 0]))
    offset = np.empty(before.size, dtype=np.int64)
    offset[by] = gathered - np.repeat(gathered[group], np.diff(np.append(group, by.size)))
    enter = offset[root] + _climbed(up, np.where(up == own, 0, offset + 1))[1]
    return enter, enter + size


def _climbed(up: NDArray[np.int64], value: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the root above each node and the sum of the values on the way to it; a root's own value must be 0."""
    total = value.copy()
    while (up[up] != up).any():
        total += total[up]
        up = up[up]
    return up, total


def _least_over(
    low: NDArray[np.int64], high: NDArray[np.int64], value: NDArray[np.float64], size: int
) -> NDArray[np.float64]:
    """Return for each place the least value of those whose range, without its end, holds the place.

    A range is covered by two that overlap, each as long as a power of two; those of one length are then handed down
    to the two halves.
    """
    power = np.frexp((high - low).astype(np.float64))[1] - 1
    levels = np.full((int(power.max(initial=0)) + 1, size), np.inf)
    np.minimum.at(levels, (power, low), value)
    np.minimum.at(levels, (power, high - (1 << power)), value)
    for level in range(len(levels) - 1, 0, -1):
        half = 1 << (level - 1)
        np.minimum(levels[level - 1], levels[level], out=levels[level - 1])
        np.minimum(levels[level - 1, half:], levels[level, :-half], out=levels[level - 1, half:])
    least: NDArray[np.float64] = levels[0]
    return least


def _listed(small: Reduced, edge: NDArray[np.int64], more: NDArray[np.float64], pairs: NDArray[np.int64]) -> Failures:
    """Return the losses of the reduced graph's edges, summed over pairs, for each edge of the graph."""
    order = np.lexsort((more, edge))
    edge, more, pairs = edge[order], more[order], pairs[order]
    edges, begin, used = np.unique(edge, return_index=True, return_counts=True)
    joined: NDArray[np.bool_] = np.isfinite(more)
    number = np.repeat(np.arange(edges.size), used)
    increase: NDArray[np.float64] = np.bincount(number[joined], weights=more[joined], minlength=edges.size).astype(
        np.float64
    )
    cut = np.bincount(number[~joined], minlength=edges.size)
    last = begin + used - 1
    count = small.first[edges + 1] - small.first[edges]
    original = small.halves[np.repeat(small.first[edges], count) + spread(count)] >> 1
    by = np.argsort(original)
    chain = np.repeat(np.arange(edges.size), count)[by]
    return Failures(
        original[by],
        chain,
        used[chain],
        increase[chain],
        cut[chain],
        more[last][chain],
        pairs[last].reshape(-1, 2)[chain],
    )
