"""The atlas' sea lanes, cut at the passages that are gates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from lodeway.network.geometry import distance
from lodeway.network.overlay.ways import components

__all__ = ["Sea", "read_sea"]

LANDLOCKED = {"Caspian Sea": (51.0, 42.0)}
"""A place in each water whose lanes do not reach the oceans; only the ferries that are gates sail there."""
PORT = 60.0
"""A place this near to a lane [km] may have its port on that water."""

ASIDE = 1.15
"""A ferry does not call at a node of the lanes near its port when that makes this part of its way so much longer."""


@dataclass(frozen=True, slots=True)
class Sea:
    """Nodes and edges; `open_sea` tells the nodes from which the oceans are reached."""

    longitude: NDArray[np.float64]
    latitude: NDArray[np.float64]
    u: NDArray[np.int32]
    v: NDArray[np.int32]
    km: NDArray[np.float64]
    passage: NDArray[np.str_]
    open_sea: NDArray[np.bool_]
    water: NDArray[np.str_]
    """Per node: the landlocked water that its component of the lanes is, empty for the oceans."""

    def nearest(self, longitude: float, latitude: float, *, ocean: bool) -> tuple[int, float]:
        """Return the node nearest to a place and how far it is [km]."""
        apart = distance(longitude, latitude, self.longitude, self.latitude)
        if ocean:
            apart = np.where(self.open_sea, apart, np.inf)
        node = int(np.argmin(apart))
        return node, float(apart[node])

    def landlocked(self, longitude: float, latitude: float) -> str:
        """Return the landlocked water by which a place lies, empty for one that lies inland or by the open sea.

        Examples
        --------
        >>> read_sea().landlocked(51.2, 43.6), read_sea().landlocked(28.7, 44.1), read_sea().landlocked(76.9, 43.3)
        ('Caspian Sea', '', '')
        """
        node, apart = self.nearest(longitude, latitude, ocean=False)
        return str(self.water[node]) if apart <= PORT else ""

    def way(self, start: tuple[float, float], end: tuple[float, float]) -> tuple[float, tuple[int, ...]]:
        """Return length [km] and nodes of the shortest way between two places, which may be in the Caspian."""
        first, from_start = self.nearest(*start, ocean=False)
        last, to_end = self.nearest(*end, ocean=False)
        size = self.longitude.size
        matrix = csr_array((self.km, (self.u, self.v)), shape=(size, size))
        reach, before = dijkstra(matrix, directed=False, indices=np.asarray(first), return_predecessors=True)
        straight = float(distance(*start, *end))
        if not np.isfinite(reach[last]) or first == last:
            return straight, ()
        nodes = [last]
        while nodes[-1] != first:
            nodes.append(int(before[nodes[-1]]))
        length = max(straight, from_start + float(reach[last]) + to_end)
        return length, self._ahead(end, self._ahead(start, nodes[::-1])[::-1])[::-1]

    def _ahead(self, place: tuple[float, float], nodes: Sequence[int]) -> tuple[int, ...]:
        """Return the nodes without those at the beginning that lie off the way from a place to the next one."""
        left = list(nodes)
        while len(left) > 1:
            one, other = ((self.longitude[node], self.latitude[node]) for node in left[:2])
            around = distance(*place, *one) + distance(*one, *other)
            if around <= ASIDE * distance(*place, *other):
                break
            left.pop(0)
        return tuple(left)


def read_sea() -> Sea:
    """Return the sea lanes of the atlas."""
    from lodeway import atlas

    nodes, edges = atlas.read("sea_nodes"), atlas.read("sea_edges")
    longitude, latitude = (nodes[name].to_numpy().astype(np.float64) for name in ("longitude", "latitude"))
    u, v = edges["u"].to_numpy(), edges["v"].to_numpy()
    label = components(longitude.size, u, v)
    water = np.full(longitude.size, "", dtype=f"<U{max(map(len, LANDLOCKED))}")
    for name, place in LANDLOCKED.items():
        water[label == label[int(np.argmin(distance(*place, longitude, latitude)))]] = name
    return Sea(
        longitude,
        latitude,
        u,
        v,
        edges["km"].to_numpy().astype(np.float64),
        edges["passage"].fill_null("").to_numpy().astype(np.str_),
        water == "",
        water,
    )
