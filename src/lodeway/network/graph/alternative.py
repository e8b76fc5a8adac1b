"""Really different ways between two nodes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from lodeway.errors import UsageError
from lodeway.network.graph.reducing import Reduced, expand, reduce
from lodeway.network.graph.searchable import Bundles, bundles
from lodeway.network.graph.structure import Graph, Path, matrix

__all__ = ["alternatives", "shared"]

PENALTY = 1.4
"""What an edge of a way just found counts as in the next search; 1.3 to 1.5 gave the same ways on the railways."""
SEARCHES = 8
"""Searches per way asked for."""
PLATEAUS = 60
"""Ways by a node in between that are looked at when the searches found too few."""
SLACK = 1e-9
"""Relative difference below which two lengths are the same."""


def shared(graph: Graph, one: Path, two: Path) -> float:
    """Return how much of the shorter of two ways the other passes too, from 0 to 1.

    Examples
    --------
    >>> from lodeway.network.graph import graph_of
    >>> graph = graph_of(3, [0, 1, 1], [1, 2, 2], [1.0, 3.0, 4.0])
    >>> shared(graph, Path(4.0, np.arange(3), np.array([0, 1])), Path(5.0, np.arange(3), np.array([0, 2])))
    0.25
    """
    shorter = min(one.length, two.length)
    both = np.intersect1d(one.edges, two.edges)
    return float(graph.weight[both].sum() / shorter) if shorter else 1.0


def alternatives(
    graph: Graph, source: int, target: int, *, count: int = 5, overlap: float = 0.8, stretch: float = 2.0
) -> tuple[Path, ...]:
    """Return different ways between two nodes, the shortest first, by length; fewer than asked for if no more were found.

    No two of them share more than a part of the shorter one, and none passes a node twice. Unlike the k shortest ways,
    which differ in a siding, they are what a planner calls another route.

    Parameters
    ----------
    graph
        An undirected graph.
    source, target
        Nodes of the graph.
    count
        How many ways at most.
    overlap
        Largest shared length of any two, as a part of the shorter one.
    stretch
        Length of the longest way as a multiple of the shortest.

    Raises
    ------
    UsageError
        If a limit makes no sense.

    Notes
    -----
    Edges of a way found count more in the next search (the penalty method; compared with others in Bader et al. 2011,
    doi:10.1007/978-3-642-19754-3_5). If that yields too few, ways through long plateaus join: stretches that lie on
    shortest ways from both ends (Abraham et al. 2013, doi:10.1145/2444016.2444019). Neither is exhaustive: that a
    further way exists cannot be excluded when fewer come back.

    Examples
    --------
    >>> from lodeway.network.graph import graph_of
    >>> two_roads = graph_of(4, [0, 1, 0, 2], [1, 3, 2, 3], [1.0, 1.0, 1.0, 2.0])
    >>> [(way.length, way.nodes.tolist()) for way in alternatives(two_roads, 0, 3)]
    [(2.0, [0, 1, 3]), (3.0, [0, 2, 3])]
    """
    if count < 1 or not 0 <= overlap <= 1 or stretch < 1:
        raise UsageError(
            f"count {count}, overlap {overlap}, stretch {stretch}: at least 1, 0 to 1, and at least 1 are due"
        )
    if source == target:
        return (Path(0.0, np.array([source], dtype=np.int64), np.zeros(0, dtype=np.int64)),)
    reach = dijkstra(matrix(graph), indices=np.array([source, target]))
    if not np.isfinite(reach[0, target]):
        return ()
    longest = float(reach[0, target]) * stretch * (1 + SLACK)
    small = _within(graph, source, target, reach, longest)
    ends = np.searchsorted(small.nodes, [source, target])
    sides = bundles(small.graph)
    found = _penalised(small.graph, sides, ends, _Pool(small.graph, longest, overlap), count)
    if len(found.different()) < count:
        found = _by_plateaus(small.graph, sides, ends, found)
    return tuple(expand(graph, small, way) for way in found.different()[:count])


@dataclass(frozen=True, slots=True)
class _Pool:
    """Ways found so far."""

    graph: Graph
    longest: float
    overlap: float
    ways: tuple[Path, ...] = ()

    def with_way(self, way: Path) -> _Pool:
        """Return the pool with a further way, unless it is too long or passes a node twice."""
        if way.length > self.longest or np.unique(way.nodes).size < way.nodes.size:
            return self
        return _Pool(self.graph, self.longest, self.overlap, (*self.ways, way))

    def different(self) -> list[Path]:
        """Return, shortest first, the ways that share little enough with each shorter one that is returned."""
        taken: list[Path] = []
        passed: list[NDArray[np.bool_]] = []
        for way in sorted(self.ways, key=lambda way: way.length):
            weight = self.graph.weight[way.edges]
            most = max(
                (float(weight[mark[way.edges]].sum()) / old.length for mark, old in zip(passed, taken, strict=True)),
                default=0.0,
            )
            if not taken or most <= self.overlap:
                taken.append(way)
                mark = np.zeros(self.graph.u.size, dtype=np.bool_)
                mark[way.edges] = True
                passed.append(mark)
        return taken


def _within(graph: Graph, source: int, target: int, reach: NDArray[np.float64], longest: float) -> Reduced:
    """Return the reduced graph of the edges that lie on some way of no more than a length."""
    one = reach[0, graph.u] + graph.weight + reach[1, graph.v]
    two = reach[0, graph.v] + graph.weight + reach[1, graph.u]
    kept = np.flatnonzero(np.minimum(one, two) <= longest)
    part = Graph(graph.nodes, graph.u[kept], graph.v[kept], graph.weight[kept])
    small = reduce(part, keep=[source, target], once=True)
    return Reduced(small.graph, small.nodes, small.first, 2 * kept[small.halves >> 1] + (small.halves & 1))


def _traced(graph: Graph, sides: Bundles, weight: NDArray[np.float64], before: NDArray[np.int32], end: int) -> Path:
    """Return the way to a node from where a search began."""
    nodes = [end]
    while before[nodes[-1]] >= 0:
        nodes.append(int(before[nodes[-1]]))
    passed = np.array(nodes[::-1], dtype=np.int64)
    edges = sides.lightest(weight, sides.between(passed[:-1], passed[1:]))
    return Path(float(graph.weight[edges].sum()), passed, edges)


def _penalised(graph: Graph, sides: Bundles, ends: NDArray[np.int64], pool: _Pool, count: int) -> _Pool:
    weight = graph.weight.copy()
    for _ in range(SEARCHES * count):
        _, before = dijkstra(sides.matrix(weight), indices=ends[:1], return_predecessors=True)
        way = _traced(graph, sides, weight, before[0], int(ends[1]))
        pool = pool.with_way(way)
        if len(pool.different()) >= count:
            break
        weight[way.edges] *= PENALTY
    return pool


def _by_plateaus(graph: Graph, sides: Bundles, ends: NDArray[np.int64], pool: _Pool) -> _Pool:
    """Return the pool with the ways through those nodes that lie in the middle of the longest plateaus."""
    reach, before = dijkstra(sides.matrix(graph.weight), indices=ends, return_predecessors=True)
    total = reach.sum(axis=0)
    nodes = np.flatnonzero(total <= pool.longest)
    nodes = nodes[np.lexsort((reach[0, nodes], total[nodes]))]
    ordered = total[nodes]
    same = np.concatenate([[False], np.diff(ordered) <= SLACK * ordered[1:]])
    group = np.cumsum(~same) - 1
    begin = np.flatnonzero(~same)
    size = np.maximum.reduceat(reach[0, nodes], begin) - np.minimum.reduceat(reach[0, nodes], begin)
    middle = begin + np.bincount(group) // 2
    for at in middle[np.argsort(-size, kind="stable")[:PLATEAUS]].tolist():
        via = int(nodes[at])
        there = _traced(graph, sides, graph.weight, before[0], via)
        on = _traced(graph, sides, graph.weight, before[1], via)
        way = Path(
            there.length + on.length,
            np.concatenate([there.nodes, on.nodes[-2::-1]]),
            np.concatenate([there.edges, on.edges[::-1]]),
        )
        pool = pool.with_way(way)
    return pool
