"""The graphs that the benchmarks of the engine share: the world's railways, and their union with roads and sea lanes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from lodeway import atlas
from lodeway.network.graph import Graph, graph_of

__all__ = ["eurasia", "rail", "sample", "union"]

EARTH_RADIUS = 6371.0
PORT_TO_SEA, PORT_TO_LAND, CELL_TO_ROAD = 60.0, 15.0, 5.0
"""Kilometres within which a port joins the nearest node of the sea lanes and of each land mode, and within which the
railway node nearest to a road joins it, one per cell of a quarter of a degree."""


def _edges(table: str) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    frame = atlas.read(table)
    u, v = frame["u"].to_numpy().astype(np.int64), frame["v"].to_numpy().astype(np.int64)
    return u, v, frame["km"].to_numpy().astype(np.float64)


def rail() -> Graph:
    """Return the mended railways of the world with all edges, those across borders too."""
    return graph_of(atlas.read("rail_nodes").height, *_edges("rail_edges"))


def eurasia() -> Graph:
    """Return the railways between 10 W and 150 E, the equator and 75 N; node numbers are those of the world."""
    nodes, world = atlas.read("rail_nodes"), rail()
    longitude, latitude = nodes["longitude"].to_numpy(), nodes["latitude"].to_numpy()
    inside = (longitude >= -10) & (longitude <= 150) & (latitude >= 0) & (latitude <= 75)
    kept = inside[world.u] & inside[world.v]
    return graph_of(world.nodes, world.u[kept], world.v[kept], world.weight[kept])


def _nearest(points: NDArray[np.float64], others: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return how far the nearest of some points is from each of others, in km, and which it is."""
    far, which = cKDTree(points).query(others)
    return EARTH_RADIUS * np.asarray(far), np.asarray(which, dtype=np.int64)


def _points(table: str) -> NDArray[np.float64]:
    """Return a table's places on a sphere of radius 1."""
    frame = atlas.read(table)
    longitude, latitude = (np.radians(frame[name].to_numpy().astype(np.float64)) for name in ("longitude", "latitude"))
    points = np.cos(latitude) * np.cos(longitude), np.cos(latitude) * np.sin(longitude), np.sin(latitude)
    return np.stack(points, axis=1)


def union() -> Graph:
    """Return railways, roads and sea lanes in one graph, joined in ports and, rail with road, once in each cell."""
    modes = ("rail", "road", "sea")
    points = {mode: _points(f"{mode}_nodes") for mode in modes}
    begin = dict(zip(modes, np.cumsum([0, *(len(points[mode]) for mode in modes[:-1])]).tolist(), strict=True))
    parts = []
    for mode in modes:
        u, v, km = _edges(f"{mode}_edges")
        parts.append((u + begin[mode], v + begin[mode], km))
    near = {mode: _nearest(points[mode], _points("ports")) for mode in modes}
    reach = {"rail": PORT_TO_LAND, "road": PORT_TO_LAND, "sea": PORT_TO_SEA}
    for one, two in (("sea", "rail"), ("sea", "road"), ("rail", "road")):
        (far, start), (off, end) = near[one], near[two]
        joined = (far < reach[one]) & (off < reach[two])
        parts.append((start[joined] + begin[one], end[joined] + begin[two], np.maximum(far + off, 0.1)[joined]))
    far, road = _nearest(points["road"], points["rail"])
    nodes = atlas.read("rail_nodes")
    east, north = (np.floor(nodes[name].to_numpy() * 4).astype(np.int64) for name in ("longitude", "latitude"))
    cell = east * 10_000 + north
    order = np.lexsort((far, cell))
    first = order[np.concatenate([[True], np.diff(cell[order]) != 0])]
    first = first[far[first] < CELL_TO_ROAD]
    parts.append((first + begin["rail"], road[first] + begin["road"], np.maximum(far[first], 0.1)))
    return graph_of(
        sum(len(points[mode]) for mode in modes), *(np.concatenate(side) for side in zip(*parts, strict=True))
    )


def sample(graph: Graph, count: int = 100) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return random origins and destinations (seed 7), all different."""
    chosen = np.random.default_rng(7).choice(graph.nodes, 2 * count, replace=False)
    return chosen[:count], chosen[count:]
