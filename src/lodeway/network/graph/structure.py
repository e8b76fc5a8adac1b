"""An undirected graph in arrays, and a way through it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from lodeway.errors import UsageError

__all__ = ["Graph", "Path", "graph_of", "lightest", "matrix"]


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """An undirected graph; each edge is listed once, and several may join the same two nodes."""

    nodes: int
    """Number of nodes; they are numbered from 0."""
    u: NDArray[np.int32]
    v: NDArray[np.int32]
    weight: NDArray[np.float64]
    """Length of each edge, above 0, in any unit."""

    def __repr__(self) -> str:
        return f"Graph({self.nodes:,} nodes, {self.u.size:,} edges)"


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """A way through a graph."""

    length: float
    nodes: NDArray[np.int64]
    """From the first to the last."""
    edges: NDArray[np.int64]
    """The edge between each two nodes that follow each other."""

    def __repr__(self) -> str:
        ends = f"{self.nodes[0]} to {self.nodes[-1]}" if self.nodes.size else "nowhere"
        return f"Path({ends}, length {self.length:,.6g}, {self.edges.size:,} edges)"


def graph_of(nodes: int, u: ArrayLike, v: ArrayLike, weight: ArrayLike) -> Graph:
    """Return a graph after a check of its arrays.

    Parameters
    ----------
    nodes
        Number of nodes.
    u, v
        Ends of each edge, which is listed once.
    weight
        Lengths above 0, finite, in any unit.

    Raises
    ------
    UsageError
        If the arrays differ in length, an end is no node, or a length is not above 0.

    Examples
    --------
    >>> graph_of(3, [0, 1], [1, 2], [1.0, 2.5])
    Graph(3 nodes, 2 edges)
    """
    ends = [np.ascontiguousarray(side, dtype=np.int32) for side in (u, v)]
    lengths = np.ascontiguousarray(weight, dtype=np.float64)
    if not ends[0].shape == ends[1].shape == lengths.shape or lengths.ndim != 1:
        raise UsageError(
            f"edges: {ends[0].size} starts, {ends[1].size} ends, {lengths.size} lengths; one of each is due"
        )
    for side in ends:
        if side.size and not 0 <= side.min() <= side.max() < nodes:
            raise UsageError(f"an edge ends at a node outside 0 to {nodes - 1}")
    bad = np.flatnonzero(~((lengths > 0) & np.isfinite(lengths)))
    if bad.size:
        raise UsageError(
            f"edge {bad[0]} has length {lengths[bad[0]]}; a finite one above 0 is due ({bad.size} like it)"
        )
    return Graph(nodes, ends[0], ends[1], lengths)


def lightest(graph: Graph) -> NDArray[np.int64]:
    """Return the edges without loops and without those beside which a shorter one joins the same nodes.

    They are sorted by their lower, then their higher end.

    Examples
    --------
    >>> lightest(graph_of(2, [0, 1, 1], [1, 0, 1], [3.0, 2.0, 1.0])).tolist()
    [1]
    """
    low, high = np.minimum(graph.u, graph.v), np.maximum(graph.u, graph.v)
    return least(low.astype(np.int64) * graph.nodes + high, graph.weight, low != high)


def least(key: NDArray[np.int64], weight: NDArray[np.float64], wanted: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return, in the order of the keys, which entry is the least of those of the same key."""
    chosen = np.flatnonzero(wanted)
    order = chosen[np.argsort(key[chosen], kind="stable")]
    if order.size == 0:
        return order
    keys = key[order]
    first = np.concatenate([[True], keys[1:] != keys[:-1]])
    if first.all():
        return order
    group = np.cumsum(first) - 1
    minimum = np.minimum.reduceat(weight[order], np.flatnonzero(first))
    hit = np.flatnonzero(weight[order] == minimum[group])
    single: NDArray[np.bool_] = np.concatenate([[True], group[hit][1:] != group[hit][:-1]])
    found: NDArray[np.int64] = order[hit[single]]
    return found


def matrix(graph: Graph) -> csr_array:
    """Return the lengths in both directions as a sparse matrix, of edges side by side the shortest.

    Examples
    --------
    >>> matrix(graph_of(2, [0, 0], [1, 1], [3.0, 2.0])).toarray().tolist()
    [[0.0, 2.0], [2.0, 0.0]]
    """
    kept = lightest(graph)
    u, v, weight = graph.u[kept], graph.v[kept], graph.weight[kept]
    both = np.concatenate([u, v]), np.concatenate([v, u])
    return csr_array((np.concatenate([weight, weight]), both), shape=(graph.nodes, graph.nodes))
