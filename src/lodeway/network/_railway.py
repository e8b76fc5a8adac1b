"""The atlas' railways, cut at every border."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lodeway.network._geometry import distance
from lodeway.network._overlay import components

__all__ = ["Railway", "read_railway"]


@dataclass(frozen=True)
class Railway:
    """Nodes with their country and the edges whose ends lie in one country."""

    longitude: NDArray[np.float64]
    latitude: NDArray[np.float64]
    country: NDArray[np.int32]
    """Number of each node's country in `codes`."""
    codes: dict[str, int]
    u: NDArray[np.int32]
    v: NDArray[np.int32]
    km: NDArray[np.float64]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Country code of each number."""
        return tuple(self.codes)

    @cached_property
    def component(self) -> NDArray[np.int32]:
        """Connected component of each node, no component in two countries."""
        return components(self.longitude.size, self.u, self.v)

    @cached_property
    def length(self) -> NDArray[np.float64]:
        """Length of each component [km]."""
        count = int(self.component.max()) + 1
        return np.bincount(self.component[self.u], weights=self.km, minlength=count).astype(np.float64)

    @cached_property
    def by_country(self) -> dict[str, NDArray[np.int64]]:
        """Nodes of each country."""
        order = np.argsort(self.country, kind="stable")
        bounds = np.searchsorted(self.country[order], np.arange(len(self.codes) + 1))
        return {code: order[bounds[number] : bounds[number + 1]] for code, number in self.codes.items()}

    def nearest(
        self, country: str, longitude: float, latitude: float, components: NDArray[np.bool_] | None = None
    ) -> tuple[int, float]:
        """Return the country's node nearest to a place and how far it is [km]; (-1, inf) when there is none.

        `components` tells which components may be used; all when left out.
        """
        nodes = self.by_country.get(country, np.zeros(0, dtype=np.int64))
        if components is not None:
            nodes = nodes[components[self.component[nodes]]]
        if not nodes.size:
            return -1, float("inf")
        apart = distance(longitude, latitude, self.longitude[nodes], self.latitude[nodes])
        best = int(np.argmin(apart))
        return int(nodes[best]), float(apart[best])


def read_railway() -> Railway:
    """Return the railways of the atlas."""
    from lodeway import atlas

    nodes, edges = atlas.read("rail_nodes"), atlas.read("rail_edges")
    codes = {code: number for number, code in enumerate(nodes["country"].unique().sort().to_list())}
    country = (nodes["country"].rank("dense") - 1).to_numpy().astype(np.int32)
    u, v, km = (edges[name].to_numpy() for name in ("u", "v", "km"))
    same = country[u] == country[v]
    return Railway(
        longitude=nodes["longitude"].to_numpy().astype(np.float64),
        latitude=nodes["latitude"].to_numpy().astype(np.float64),
        country=country,
        codes=codes,
        u=u[same],
        v=v[same],
        km=np.maximum(km[same].astype(np.float64), 0.001),
    )
