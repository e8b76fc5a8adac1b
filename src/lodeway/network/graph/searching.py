"""Distances in a hierarchy: up from both ends, across the core, and together again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from lodeway.network.graph.contracting import Hierarchy, spread

__all__ = ["Upward", "distances", "tree", "upward", "with_entries"]

BLOCK = 128
"""Origins searched at once; bounds the memory."""


@dataclass(frozen=True, slots=True)
class Upward:
    """Places that can be reached upwards from some nodes, and the edges among them that lead upwards."""

    places: NDArray[np.int64]
    """Ascending."""
    graph: csr_array


def upward(h: Hierarchy, starts: NDArray[np.int64]) -> Upward:
    """Return what can be reached upwards from some places."""
    seen = np.zeros(h.order.size, dtype=np.bool_)
    seen[starts] = True
    front = np.unique(starts)
    parts = [front]
    while front.size:
        front = front[front < h.core]
        count = h.first[front + 1] - h.first[front]
        to = h.head[np.repeat(h.first[front], count) + spread(count)]
        front = np.unique(to[~seen[to]]).astype(np.int64)
        seen[front] = True
        parts.append(front)
    places = np.sort(np.concatenate(parts))
    count = np.where(places < h.core, h.first[places + 1] - h.first[places], 0)
    edges = np.repeat(h.first[places], count) + spread(count)
    rows = np.concatenate([[0], np.cumsum(count)])
    columns = np.searchsorted(places, h.head[edges])
    return Upward(places, csr_array((h.weight[edges], columns, rows), shape=(places.size, places.size)))


@dataclass(frozen=True, slots=True)
class _Labels:
    """What each node reaches upwards: places below and in the core, with distances; one row after the other."""

    first: NDArray[np.int64]
    place: NDArray[np.int64]
    length: NDArray[np.float64]


def _labels(h: Hierarchy, starts: NDArray[np.int64]) -> _Labels:
    counts, places, lengths = [], [], []
    for begin in range(0, starts.size, BLOCK):
        block = starts[begin : begin + BLOCK]
        up = upward(h, block)
        reach = dijkstra(up.graph, indices=np.searchsorted(up.places, block))
        row, column = np.nonzero(np.isfinite(reach))
        counts.append(np.bincount(row, minlength=block.size))
        places.append(up.places[column])
        lengths.append(reach[row, column])
    first = np.concatenate([[0], np.cumsum(np.concatenate(counts))]).astype(np.int64)
    return _Labels(first, np.concatenate(places), np.concatenate(lengths))


def _across(h: Hierarchy, labels: _Labels, begin: int, end: int) -> NDArray[np.float64]:
    """Return the distances of all places of the core from some rows of the labels."""
    size, count = h.order.size - h.core, end - begin
    part = slice(int(labels.first[begin]), int(labels.first[end]))
    inside = labels.place[part] >= h.core
    row = np.repeat(np.arange(count), np.diff(labels.first[begin : end + 1]))[inside]
    graph = with_entries(h, row, labels.place[part][inside] - h.core, labels.length[part][inside], count)
    found: NDArray[np.float64] = dijkstra(graph, indices=size + np.arange(count))[:, :size]
    return found


def with_entries(
    h: Hierarchy, row: NDArray[np.int64], entered: NDArray[np.int64], length: NDArray[np.float64], count: int
) -> csr_array:
    """Return the core with origins beside it: nodes whose edges are their entries and to which nothing leads back.

    An origin in the core has an entry of length 0, which SciPy heeds because it is stored.
    """
    total = h.order.size - h.core + count
    rows = np.concatenate([h.core_first, h.core_first[-1] + np.cumsum(np.bincount(row, minlength=count))])
    columns, weight = np.concatenate([h.core_head, entered]), np.concatenate([h.core_weight, length])
    return csr_array((weight, columns, rows), shape=(total, total))


def distances(h: Hierarchy, sources: ArrayLike, targets: ArrayLike) -> NDArray[np.float64]:
    """Return the matrix of shortest distances, one row per source; infinite where no way leads.

    Parameters
    ----------
    h
        What `contract` made of the graph.
    sources, targets
        Nodes of the graph; a node may be named twice.

    Examples
    --------
    >>> from lodeway.network.graph import contract, graph_of
    >>> line = contract(graph_of(4, [0, 1], [1, 2], [1.0, 2.0]))
    >>> distances(line, [0, 2], [2, 3]).tolist()
    [[3.0, inf], [0.0, inf]]
    """
    rows, columns = (h.place[np.asarray(nodes, dtype=np.int64)].astype(np.int64) for nodes in (sources, targets))
    found = np.full((rows.size, columns.size), np.inf)
    if found.size == 0:
        return found
    here, there = _labels(h, rows), _labels(h, columns)
    column_of = np.full(h.order.size, -1, dtype=np.int64)
    for begin in range(0, rows.size, BLOCK):
        end = min(begin + BLOCK, rows.size)
        part = slice(int(here.first[begin]), int(here.first[end]))
        below = np.unique(here.place[part])
        below = below[below < h.core]
        # One table of what the block's origins reach: places below the core, the core, and a last column of infinity.
        size = below.size + h.order.size - h.core
        column_of[below] = np.arange(below.size)
        column_of[h.core :] = np.arange(below.size, size)
        table = np.full((size + 1, end - begin), np.inf)
        row = np.repeat(np.arange(end - begin), np.diff(here.first[begin : end + 1]))
        low = here.place[part] < h.core
        table[column_of[here.place[part][low]], row[low]] = here.length[part][low]
        table[below.size : size] = _across(h, here, begin, end).T
        at = column_of[there.place]
        known = at >= 0
        for target in range(columns.size):
            span = slice(int(there.first[target]), int(there.first[target + 1]))
            use = at[span][known[span]]
            if use.size:
                length = there.length[span][known[span]]
                found[begin:end, target] = (table[use] + length[:, None]).min(axis=0)
        column_of[below] = -1
    return found


def tree(h: Hierarchy, source: int) -> NDArray[np.float64]:
    """Return the distance of every node of the graph from one; infinite where no way leads.

    Parameters
    ----------
    h
        What `contract` made of the graph.
    source
        A node of the graph.

    Notes
    -----
    After the search upwards and in the core one pass goes down over all edges, round after round, each at once
    (PHAST: Delling et al. 2011, doi:10.1109/IPDPS.2011.89).

    Examples
    --------
    >>> from lodeway.network.graph import contract, graph_of
    >>> tree(contract(graph_of(4, [0, 1], [1, 2], [1.0, 2.0])), 1).tolist()
    [1.0, 0.0, 2.0, inf]
    """
    labels = _labels(h, h.place[[source]].astype(np.int64))
    length = np.full(h.order.size, np.inf)
    length[labels.place] = labels.length
    length[h.core :] = _across(h, labels, 0, 1)[0]
    for begin, end in zip(h.rounds[-2::-1].tolist(), h.rounds[:0:-1].tolist(), strict=True):
        low, high = int(h.first[begin]), int(h.first[end])
        # Nodes without an edge upwards, the last of their part of the graph, have no span to take the least of.
        rows = begin + np.flatnonzero(h.first[begin + 1 : end + 1] > h.first[begin:end])
        if rows.size:
            through = length[h.head[low:high]] + h.weight[low:high]
            best = np.minimum.reduceat(through, h.first[rows] - low)
            length[rows] = np.minimum(length[rows], best)
    return length[h.place]
