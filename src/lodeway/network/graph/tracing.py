"""Shortest ways in a hierarchy, from end to end in the edges of the graph."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from lodeway.network.graph.contracting import Hierarchy, spread
from lodeway.network.graph.searching import Upward, upward, with_entries
from lodeway.network.graph.structure import Path

__all__ = ["path"]


def path(h: Hierarchy, source: int, target: int) -> Path | None:
    """Return the shortest way between two nodes of the graph, or None if none leads there.

    Parameters
    ----------
    h
        What `contract` made of the graph.
    source, target
        Nodes of the graph.

    Examples
    --------
    >>> from lodeway.network.graph import contract, graph_of
    >>> line = contract(graph_of(4, [0, 2], [1, 1], [1.0, 2.0]), small=0)
    >>> way = path(line, 2, 0)
    >>> way.length, way.nodes.tolist(), way.edges.tolist()
    (3.0, [2, 1, 0], [1, 0])
    """
    start, goal = int(h.place[source]), int(h.place[target])
    if start == goal:
        return Path(0.0, np.array([source], dtype=np.int64), np.zeros(0, dtype=np.int64))
    here, there = _search(h, start), _search(h, goal)
    _, one, two = np.intersect1d(here.up.places, there.up.places, assume_unique=True, return_indices=True)
    below = here.length[one] + there.length[two]
    nearest = int(np.argmin(below)) if below.size else -1
    middle = here.up.places[one[[nearest]]] if below.size else np.zeros(0, dtype=np.int64)
    best = float(below[nearest]) if below.size else np.inf
    across = _core_way(h, here, there)
    if across is not None and across[0] < best:
        best, middle = across
    if not np.isfinite(best):
        return None
    ends = here.back(int(middle[0]))[:0:-1], there.back(int(middle[-1]))[1:]
    edges, turned = _unpacked(h, *_between(h, np.concatenate([ends[0], middle, ends[1]])))
    tails = np.searchsorted(h.first, edges, side="right") - 1
    nodes = h.order[np.where(turned, tails, h.head[edges])].astype(np.int64)
    return Path(best, np.concatenate([[source], nodes]), h.right[edges].astype(np.int64))


@dataclass(frozen=True, slots=True)
class _Search:
    """A search upwards from one place."""

    up: Upward
    length: NDArray[np.float64]
    before: NDArray[np.int32]

    def back(self, place: int) -> NDArray[np.int64]:
        """Return the places from one of those reached back to where the search began."""
        here = int(np.searchsorted(self.up.places, place))
        passed = []
        while here >= 0:
            passed.append(here)
            here = int(self.before[here])
        return self.up.places[passed]


def _search(h: Hierarchy, start: int) -> _Search:
    up = upward(h, np.array([start]))
    at = np.searchsorted(up.places, [start])
    length, before = dijkstra(up.graph, indices=at, return_predecessors=True)
    return _Search(up, length[0], before[0])


def _core_way(h: Hierarchy, here: _Search, there: _Search) -> tuple[float, NDArray[np.int64]] | None:
    """Return length and places of the best way that passes the core, from end to end."""
    entries, exits = here.up.places >= h.core, there.up.places >= h.core
    if not (entries.any() and exits.any()):
        return None
    size = h.order.size - h.core
    entered = here.up.places[entries] - h.core
    graph = with_entries(h, np.zeros(entered.size, dtype=np.int64), entered, here.length[entries], 1)
    length, before = dijkstra(graph, indices=np.array([size]), return_predecessors=True)
    left = there.up.places[exits] - h.core
    total = length[0, left] + there.length[exits]
    last = int(np.argmin(total))
    passed, node = [], int(left[last])
    while 0 <= node < size:
        passed.append(node)
        node = int(before[0, node])
    return float(total[last]), np.array(passed[::-1]) + h.core


def _between(h: Hierarchy, places: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the edge between each two places that follow each other, and whether it is passed downwards."""
    low, high = np.minimum(places[:-1], places[1:]), np.maximum(places[:-1], places[1:])
    count = h.first[low + 1] - h.first[low]
    candidates = np.repeat(h.first[low], count) + spread(count)
    return candidates[h.head[candidates] == np.repeat(high, count)], places[:-1] > places[1:]


def _unpacked(
    h: Hierarchy, edges: NDArray[np.int64], turned: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the edges of the graph, in order, for which edges and shortcuts stand, and which are passed downwards."""
    while True:
        shortcut = h.left[edges] >= 0
        if not shortcut.any():
            return edges, turned
        at = np.cumsum(shortcut + 1) - shortcut - 1
        longer = np.repeat(edges, shortcut + 1)
        sense = np.repeat(turned, shortcut + 1)
        # Both halves begin at the node taken out: the first is passed towards it, the second away from it.
        whole, back, spot = edges[shortcut], turned[shortcut], at[shortcut]
        longer[spot] = np.where(back, h.right[whole], h.left[whole])
        longer[spot + 1] = np.where(back, h.left[whole], h.right[whole])
        sense[spot], sense[spot + 1] = True, False
        edges, turned = longer, sense
