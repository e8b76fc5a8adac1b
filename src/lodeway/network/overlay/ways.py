"""Best ways between terminals that pass no third terminal: the exact overlay of a graph."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from lodeway.network.graph.reducing import expand, reduce
from lodeway.network.graph.structure import Graph, Path

__all__ = ["Way", "components", "shortest_ways"]

SLACK = 1e-9
"""Relative difference below which two lengths are the same."""


@dataclass(frozen=True, slots=True)
class Way:
    """The shortest way between two terminals, with every node in between."""

    tail: int
    head: int
    km: float
    between: NDArray[np.int32]


def components(size: int, u: NDArray[np.int32], v: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the connected component of each node."""
    matrix = coo_array((np.ones(u.size, dtype=np.int8), (u, v)), shape=(size, size))
    label: NDArray[np.int32] = connected_components(matrix, directed=False)[1]
    return label


def shortest_ways(
    size: int,
    u: NDArray[np.int32],
    v: NDArray[np.int32],
    km: NDArray[np.float64],
    terminals: NDArray[np.int32],
) -> list[Way]:
    """Return the ways between terminals from which every shortest way between terminals can be put together.

    A way is listed once, tail < head, if it is the shortest between its ends and passes no third terminal.

    Parameters
    ----------
    size
        Number of nodes.
    u, v, km
        Edges of an undirected graph, each once, with positive lengths.
    terminals
        Distinct nodes.

    Notes
    -----
    Each terminal gets a second node that has its outgoing edges, while the terminal itself keeps the
    incoming ones: a search from the second node thus ends at every terminal it meets. A way found so is kept
    if the found ways together give no shorter one between its ends.

    Examples
    --------
    >>> line = np.array([0, 1, 2]), np.array([1, 2, 3]), np.array([1.0, 2.0, 4.0])
    >>> ways = shortest_ways(4, *line, np.array([0, 2, 3]))
    >>> [(way.tail, way.head, way.km, way.between.tolist()) for way in ways]
    [(0, 2, 3.0, [1]), (2, 3, 4.0, [])]
    """
    graph = Graph(size, u, v, km)
    small = reduce(graph, keep=terminals)
    edges = _lightest(small.graph)
    label = components(small.graph.nodes, small.graph.u[edges], small.graph.v[edges])
    edges = edges[np.argsort(label[small.graph.u[edges]], kind="stable")]
    piece = label[small.graph.u[edges]]
    ways: list[Way] = []
    own = np.searchsorted(small.nodes, np.sort(terminals))
    for number in np.unique(label[own]):
        inside = own[label[own] == number]
        low, high = np.searchsorted(piece, [number, number + 1])
        if inside.size > 1 and high > low:
            found = _component(small.graph, edges[low:high], inside)
            ways += [_whole(expand(graph, small, path)) for path in found]
    return ways


def _lightest(graph: Graph) -> NDArray[np.int64]:
    """Return of the edges between the same two nodes the shortest."""
    low, high = np.minimum(graph.u, graph.v), np.maximum(graph.u, graph.v)
    order = np.lexsort((graph.weight, high, low))
    fresh = np.ones(order.size, dtype=np.bool_)
    fresh[1:] = (low[order][1:] != low[order][:-1]) | (high[order][1:] != high[order][:-1])
    chosen: NDArray[np.int64] = order[fresh & (low[order] != high[order])]
    return chosen


def _whole(path: Path) -> Way:
    nodes = path.nodes
    return Way(int(nodes[0]), int(nodes[-1]), path.length, nodes[1:-1].astype(np.int32))


def _component(graph: Graph, edges: NDArray[np.int64], terminals: NDArray[np.int64]) -> list[Path]:
    """Return the ways between terminals of one component, over these of its edges."""
    u, v, km = graph.u[edges], graph.v[edges], graph.weight[edges]
    nodes, renamed = np.unique(np.concatenate([u, v]), return_inverse=True)
    count = nodes.size
    tail = np.concatenate([renamed[: u.size], renamed[u.size :]])
    head = np.concatenate([renamed[u.size :], renamed[: u.size]])
    key = tail.astype(np.int64) * count + head
    order = np.argsort(key)
    stops = np.searchsorted(nodes, terminals)
    second = np.arange(count)
    second[stops] = count + np.arange(stops.size)
    total = count + stops.size
    matrix = csr_array((np.concatenate([km, km]), (second[tail], head)), shape=(total, total))
    reach, before = dijkstra(matrix, indices=second[stops], return_predecessors=True)
    free = reach[:, stops]
    np.fill_diagonal(free, 0.0)
    best = dijkstra(csr_array(np.where(np.isfinite(free), free, 0.0)), directed=True)
    shortest = (
        np.isfinite(free) & (free <= best * (1 + SLACK)) & (np.arange(stops.size)[:, None] < np.arange(stops.size))
    )
    ways = []
    for i, j in np.argwhere(shortest):
        passed = [int(stops[j])]
        while passed[-1] != stops[i]:
            here = int(before[i, passed[-1]])
            passed.append(int(stops[i]) if here >= count else here)
        way = np.asarray(passed[::-1], dtype=np.int64)
        used = order[np.searchsorted(key[order], way[:-1] * count + way[1:])]
        ways.append(Path(float(free[i, j]), nodes[way].astype(np.int64), edges[used % edges.size]))
    return ways
