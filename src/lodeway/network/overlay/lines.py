"""The atlas' railways and roads, cut at every border and sorted by country, and its sea lanes, cut at the passages."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lodeway.atlas import store
from lodeway.network.geometry import distance
from lodeway.network.overlay.ways import components

__all__ = ["Lines", "Spot", "read_lines"]

ALONG = 1.08
"""A place is on a long edge, whose true course is not known, when the way by the place is at most this part of its length."""
ASIDE = {"rail": 0.08, "road": 0.20, "sea": 0.08}
"""... and the place at most this part of its length away from the chord: roads wind from town to town, railways less."""
WINDING = 0.85
"""... and the way by the place at least this part of its length: a longer edge makes its detour elsewhere."""
ASTRAY = 0.25
"""Of several such edges the one whose chord is nearest, and none before a line of known course at this part of the distance."""
LONG = 40.0
"""Edges longer than this [km] may leave their chord."""
DOUBT = 0.05
"""A line may lie this part of its length away from its chord."""
SURE = 1.5
"""A place this near to a chord [km] is on that line, and no other is asked for."""
KNOWN = 5.0
"""Nor where a line of known course, an edge of at most `LONG`, comes this near: it is a street of the town or leads to its yard."""

MAKE = 1
"""Counted up when lines are made in another way, so that no older ones are taken from the store."""

Grades = Literal["rail", "road", "sea"]


class Spot(NamedTuple):
    """Where a place meets a line: a share of the way along an edge, and how far the place is from it [km]."""

    edge: int
    share: float
    apart: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lines:
    """Nodes with their country and the edges whose ends lie in one country, those of each country together."""

    mode: Grades
    longitude: NDArray[np.float64]
    latitude: NDArray[np.float64]
    country: NDArray[np.int16]
    """Number of each node's country in `codes`."""
    codes: tuple[str, ...]
    u: NDArray[np.int32]
    v: NDArray[np.int32]
    km: NDArray[np.float64]
    edge_start: NDArray[np.int64]
    """Edges of country k are ``edge_start[k]:edge_start[k + 1]``."""
    nodes: NDArray[np.int32]
    """All nodes that have an edge, those of each country together."""
    node_start: NDArray[np.int64]
    component: NDArray[np.int32]
    """Connected component of each node, no component in two countries."""
    length: NDArray[np.float64]
    """Length of each component [km]."""

    def edges_of(self, country: str) -> slice:
        """Return which edges lie in a country."""
        if country not in self.codes:
            return slice(0, 0)
        number = self.codes.index(country)
        return slice(int(self.edge_start[number]), int(self.edge_start[number + 1]))

    def nodes_of(self, country: str) -> NDArray[np.int32]:
        """Return the nodes of a country that have an edge."""
        if country not in self.codes:
            return self.nodes[:0]
        number = self.codes.index(country)
        return self.nodes[int(self.node_start[number]) : int(self.node_start[number + 1])]

    def nearest(
        self, country: str, longitude: float, latitude: float, components: NDArray[np.bool_] | None = None
    ) -> tuple[int, float]:
        """Return the country's node nearest to a place and how far it is [km]; (-1, inf) when there is none.

        `components` tells which components may be used; all when left out.
        """
        nodes = self.nodes_of(country)
        if components is not None:
            nodes = nodes[components[self.component[nodes]]]
        if not nodes.size:
            return -1, float("inf")
        apart = distance(longitude, latitude, self.longitude[nodes], self.latitude[nodes])
        best = int(np.argmin(apart))
        return int(nodes[best]), float(apart[best])

    def meet(
        self, country: str, longitude: float, latitude: float, components: NDArray[np.bool_] | None = None
    ) -> Spot | None:
        """Return where a place meets the country's lines: the nearest point of the nearest edge; None without lines.

        An edge is drawn as its chord. On one longer than `LONG`, whose true course leaves the chord, a place counts as
        on the line when the way by it is as long as the edge and it lies beside the chord (`ALONG`, `WINDING`, `ASIDE`),
        unless a line is near at hand (`SURE`, `KNOWN`).
        """
        own = self.edges_of(country)
        u, v, km = self.u[own], self.v[own], self.km[own]
        if components is not None and u.size:
            kept = np.flatnonzero(components[self.component[u]])
            u, v, km = u[kept], v[kept], km[kept]
        else:
            kept = np.arange(u.size)
        if not u.size:
            return None
        apart, share = _beside(self, u, v, longitude, latitude)
        unsure = (km > LONG) & (apart < ASIDE[self.mode] * km) & (share > 0.0) & (share < 1.0)
        at_hand = apart.min() <= SURE or apart.min(where=km <= LONG, initial=np.inf) <= KNOWN
        # Off a long chord nobody knows how far the line is: one whose course is known goes first.
        miss = apart + np.where((km > LONG) & (apart > SURE), DOUBT * km, 0.0)
        for near in () if at_hand else np.flatnonzero(unsure):
            first, second = (
                float(distance(longitude, latitude, self.longitude[end], self.latitude[end]))
                for end in (u[near], v[near])
            )
            if WINDING * km[near] <= first + second <= ALONG * km[near]:
                miss[near] = ASTRAY * apart[near]
                apart[near], share[near] = 0.0, first / (first + second)
        best = int(np.argmin(miss))
        return Spot(int(own.start + kept[best]), float(share[best]), float(apart[best]))


def _beside(
    lines: Lines, u: NDArray[np.int32], v: NDArray[np.int32], longitude: float, latitude: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how far a place is from each chord [km] and where along it, on a plane around the place."""
    scale = np.asarray([111.195 * np.cos(np.radians(latitude)), 111.195])
    start = np.column_stack([_turned(lines.longitude[u] - longitude), lines.latitude[u] - latitude]) * scale
    # From the start of each chord, so that none leads round the far side of the globe.
    step = np.column_stack([_turned(lines.longitude[v] - lines.longitude[u]), lines.latitude[v] - lines.latitude[u]])
    step *= scale
    size = np.maximum((step**2).sum(axis=1), 1e-12)
    share = np.clip(-(start * step).sum(axis=1) / size, 0.0, 1.0)
    return np.hypot(*(start + share[:, None] * step).T), share


def _turned(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return differences of longitude the short way round."""
    return (degrees + 180.0) % 360.0 - 180.0


def read_lines(mode: Grades) -> Lines:
    """Return the railways or roads of the atlas that carry freight, or its lanes in the open sea, which are in country "".

    Lines for passengers alone, and the sea passages that are gates, are left out.
    """
    key = store.key_of(mode, MAKE, (f"{mode}_nodes", f"{mode}_edges"))
    kept = store.load(key)
    if kept is not None:
        arrays, values = kept
        return Lines(mode=mode, codes=tuple(json.loads(values["codes"])), **arrays)
    lines = _of_sea() if mode == "sea" else _from_atlas(mode)
    names = [name for name in Lines.__slots__ if name not in ("mode", "codes")]
    store.save(key, {name: getattr(lines, name) for name in names}, {"codes": json.dumps(lines.codes)})
    return lines


def _from_atlas(mode: Grades) -> Lines:
    import polars as pl

    from lodeway import atlas

    nodes, edges = atlas.read(f"{mode}_nodes"), atlas.read(f"{mode}_edges")
    if "service" in edges.columns:
        edges = edges.filter(pl.col("service") == "")
    codes = tuple(nodes["country"].unique().sort().to_list())
    country = (nodes["country"].rank("dense") - 1).to_numpy().astype(np.int16)
    u, v = (edges[name].to_numpy().astype(np.int32) for name in ("u", "v"))
    km = np.maximum(edges["km"].to_numpy().astype(np.float64), 0.001)
    places = (nodes[axis].to_numpy().astype(np.float64) for axis in ("longitude", "latitude"))
    return _sorted(mode, codes, country, u, v, km, *places)


def _of_sea() -> Lines:
    from lodeway.network.overlay.sea import read_sea

    sea = read_sea()
    free = (sea.passage == "") & sea.open_sea[sea.u]
    country = np.zeros(sea.longitude.size, dtype=np.int16)
    u, v = (side[free].astype(np.int32) for side in (sea.u, sea.v))
    return _sorted("sea", ("",), country, u, v, np.maximum(sea.km[free], 0.001), sea.longitude, sea.latitude)


def _sorted(
    mode: Grades,
    codes: tuple[str, ...],
    country: NDArray[np.int16],
    u: NDArray[np.int32],
    v: NDArray[np.int32],
    km: NDArray[np.float64],
    longitude: NDArray[np.float64],
    latitude: NDArray[np.float64],
) -> Lines:
    """Return the lines with the edges inside one country, those of each country together."""
    same = np.flatnonzero(country[u] == country[v])
    same = same[np.argsort(country[u[same]], kind="stable")]
    u, v, km = u[same], v[same], km[same]
    component = components(country.size, u, v)
    used = np.unique(np.concatenate([u, v]))
    used = used[np.argsort(country[used], kind="stable")]
    bounds = np.arange(len(codes) + 1)
    return Lines(
        mode=mode,
        longitude=longitude,
        latitude=latitude,
        country=country,
        codes=codes,
        u=u,
        v=v,
        km=km,
        edge_start=np.searchsorted(country[u], bounds),
        nodes=used.astype(np.int32),
        node_start=np.searchsorted(country[used], bounds),
        component=component,
        length=np.bincount(component[u], weights=km, minlength=int(component.max()) + 1).astype(np.float64),
    )
