"""A graph as the sparse matrix that SciPy searches, whose lengths may change while its edges stay."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from lodeway.network.graph.structure import Graph

__all__ = ["Bundles", "bundles"]


@dataclass(frozen=True, slots=True, eq=False)
class Bundles:
    """The edges that join the same two nodes, together; loops belong to none."""

    nodes: int
    edges: NDArray[np.int64]
    """The edges, bundle after bundle."""
    first: NDArray[np.int64]
    """Where each bundle begins; one entry more than there are bundles."""
    u: NDArray[np.int64]
    """The lower of the two nodes of each bundle; bundles are sorted by it, then by the higher one."""
    v: NDArray[np.int64]
    rows: NDArray[np.int32]
    columns: NDArray[np.int32]
    bundle: NDArray[np.int64]
    """The matrix: where its rows begin, the column of each entry, and the bundle from which its value comes."""

    def matrix(self, weight: NDArray[np.float64]) -> csr_array:
        """Return the matrix of the least length in each bundle."""
        least = np.minimum.reduceat(weight[self.edges], self.first[:-1]) if self.u.size else np.zeros(0)
        return csr_array((least[self.bundle], self.columns, self.rows), shape=(self.nodes, self.nodes))

    def between(self, one: NDArray[np.int64], two: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the bundle that joins each two nodes, which must be neighbours."""
        key = self.u * self.nodes + self.v
        found: NDArray[np.int64] = np.searchsorted(key, np.minimum(one, two) * self.nodes + np.maximum(one, two))
        return found

    def lightest(self, weight: NDArray[np.float64], bundle: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the edge of least length in each of some bundles."""
        found = self.edges[self.first[bundle]]
        for at in np.flatnonzero(self.first[bundle + 1] - self.first[bundle] > 1).tolist():
            choice = self.edges[self.first[bundle[at]] : self.first[bundle[at] + 1]]
            found[at] = choice[np.argmin(weight[choice])]
        return found


def bundles(graph: Graph) -> Bundles:
    """Return the bundles of a graph.

    Examples
    --------
    >>> from lodeway.network.graph import graph_of
    >>> graph = graph_of(3, [2, 0, 1], [1, 1, 0], [1.0, 4.0, 2.0])
    >>> two = bundles(graph)
    >>> two.matrix(graph.weight).toarray().tolist()
    [[0.0, 2.0, 0.0], [2.0, 0.0, 1.0], [0.0, 1.0, 0.0]]
    """
    low, high = np.minimum(graph.u, graph.v).astype(np.int64), np.maximum(graph.u, graph.v).astype(np.int64)
    edges = np.flatnonzero(low != high)
    edges = edges[np.lexsort((high[edges], low[edges]))]
    key = low[edges] * graph.nodes + high[edges]
    begins = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]])) if key.size else key
    u, v = low[edges[begins]], high[edges[begins]]
    start, end = np.concatenate([u, v]), np.concatenate([v, u])
    by = np.lexsort((end, start))
    rows = np.concatenate([[0], np.cumsum(np.bincount(start, minlength=graph.nodes))]).astype(np.int32)
    first = np.append(begins, edges.size)
    return Bundles(graph.nodes, edges, first, u, v, rows, end[by].astype(np.int32), by % max(u.size, 1))
