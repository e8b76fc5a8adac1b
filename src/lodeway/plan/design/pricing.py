"""Cheapest ways of all lanes at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lodeway.plan.design.lanes import Lanes

__all__ = ["Pricer", "Ways"]

HAIR = 1e-12
"""Improvement below which a way is as good as another: without it ties would circle for ever."""


class Ways:
    """Least weight of every node from each lane's origin (lanes, nodes), and the arcs that lead there."""

    __slots__ = ("before", "lanes", "weight")

    def __init__(self, lanes: Lanes, weight: NDArray[np.float64], before: NDArray[np.intp]) -> None:
        self.lanes, self.weight, self.before = lanes, weight, before

    def ends(self) -> NDArray[np.float64]:
        """Return the least weight of each lane, infinite where no way leads."""
        return self.weight[np.arange(self.weight.shape[0]), self.lanes.destination]

    def path(self, lane: int) -> tuple[int, ...]:
        """Return the arcs of a lane's cheapest way, in order of travel."""
        node, origin = int(self.lanes.destination[lane]), int(self.lanes.origin[lane])
        arcs = []
        while node != origin:
            arc = int(self.before[lane, node])
            arcs.append(arc)
            node = int(self.lanes.tail[arc])
        return tuple(reversed(arcs))


class Pricer:
    """Bellman and Ford's algorithm over all lanes side by side; graphs are small and lanes are many."""

    __slots__ = ("counts", "heads", "lanes", "order", "starts", "tails")

    def __init__(self, lanes: Lanes) -> None:
        self.lanes = lanes
        self.order = np.argsort(lanes.head, kind="stable")
        self.heads, self.starts = np.unique(lanes.head[self.order], return_index=True)
        self.counts = np.diff(np.append(self.starts, self.order.size))
        self.tails = lanes.tail[self.order]

    def ways(self, weight: NDArray[np.float64]) -> Ways:
        """Return the cheapest ways under weights of at least 0, (arcs, lanes)."""
        lanes = self.lanes
        count = lanes.origin.size
        sorted_weight = np.ascontiguousarray(weight[self.order].T)
        least = np.full((count, lanes.nodes), np.inf)
        least[np.arange(count), lanes.origin] = 0.0
        before = np.full((count, lanes.nodes), -1, dtype=np.intp)
        alive = np.arange(count)
        while alive.size and self.order.size:
            offered = least[alive][:, self.tails] + sorted_weight[alive]
            best = np.minimum.reduceat(offered, self.starts, axis=1)
            old = least[alive][:, self.heads]
            better = best < old - HAIR
            moved = better.any(axis=1)
            alive, offered, best, better = alive[moved], offered[moved], best[moved], better[moved]
            if not alive.size:
                break
            rows, places = np.nonzero(better)
            nodes = self.heads[places]
            least[alive[rows], nodes] = best[rows, places]
            reached = offered <= np.repeat(best, self.counts, axis=1)
            position = np.where(reached, np.arange(self.order.size), self.order.size)
            first = np.minimum.reduceat(position, self.starts, axis=1)
            before[alive[rows], nodes] = self.order[first[rows, places]]
        return Ways(lanes, least, before)
