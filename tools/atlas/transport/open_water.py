"""Straight lanes over enclosed seas, where the lanes of the source lead from port to port along the coast."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from tools.atlas.transport.mend import RADIUS
from tools.atlas.transport.sea import Sea
from tools.atlas.transport.tags import Polygons

__all__ = ["BASINS", "with_straight_lanes"]

BASINS = {
    "Black Sea": (27.4, 41.24, 41.9, 46.8),
    "Sea of Marmara": (26.75, 40.3, 29.0, 41.03),
    "Caspian": (46.5, 36.3, 55.0, 47.5),
    "Persian Gulf": (47.5, 23.9, 56.2, 30.5),
    "Arabian Sea": (56.8, 8.0, 78.0, 25.8),
    "Sea of Japan": (127.5, 35.0, 141.5, 47.0),
    "eastern Mediterranean": (15.0, 30.6, 36.5, 39.0),
    "Baltic": (12.6, 53.5, 31.0, 66.0),
}
"""West, south, east and north of the seas [degree]; none holds both sides of a passage."""
SHORTER = 0.99
"""A straight lane is set where it is shorter than this part of the way by the lanes so far."""
APART = 4.0
"""Two places whose way by the lanes is this many times as long as the straight one lie on two sides of a passage or of land."""
STEP = 50.0
"""Points of a great circle that are looked at lie at most about this far apart [km]."""

Floats = NDArray[np.float64]


def with_straight_lanes(lanes: Sea, polygons: Polygons) -> Sea:
    """Return the lanes with the great circles that cross no land, between places of one enclosed sea.

    The shortest go first; one is left out where lanes set before it are as short but for a hundredth.
    """
    rings = [rings[0] for _, rings in polygons]
    land = [shapely.make_valid(shapely.Polygon(ring)) for ring in rings]
    tree = shapely.STRtree(land)
    for box in BASINS.values():
        lanes = _straightened(lanes, box, tree)
    return lanes


def _straightened(lanes: Sea, box: tuple[float, float, float, float], land: shapely.STRtree) -> Sea:
    west, south, east, north = box
    inside = (lanes.longitude >= west) & (lanes.longitude <= east)
    nodes = np.flatnonzero(inside & (lanes.latitude >= south) & (lanes.latitude <= north))
    longitude, latitude = lanes.longitude[nodes], lanes.latitude[nodes]
    direct, reached = _direct(longitude, latitude), _by_lanes(lanes, nodes)
    one, other = np.nonzero(np.triu((direct < SHORTER * reached) & (reached < APART * direct), k=1))
    arcs = [_arc(longitude[[u, v]], latitude[[u, v]], direct[u, v]) for u, v in zip(one, other, strict=True)]
    blocked = np.zeros(one.size, dtype=np.bool_)
    blocked[land.query(np.asarray(arcs, dtype=np.object_), predicate="intersects")[0]] = True
    one, other = one[~blocked], other[~blocked]
    chosen = []
    for number in np.lexsort((other, one, direct[one, other])):
        u, v = int(one[number]), int(other[number])
        if direct[u, v] < SHORTER * reached[u, v]:
            chosen.append((u, v))
            by = reached[:, [u]] + direct[u, v] + reached[[v], :]
            reached = np.minimum(reached, np.minimum(by, by.T))
    ends = np.asarray(chosen, dtype=np.int64).reshape(-1, 2)
    return replace(
        lanes,
        u=np.append(lanes.u, nodes[ends].min(axis=1)),
        v=np.append(lanes.v, nodes[ends].max(axis=1)),
        km=np.append(lanes.km, direct[ends[:, 0], ends[:, 1]].round(3)),
        passage=[*lanes.passage, *[""] * len(ends)],
    )


def _direct(longitude: Floats, latitude: Floats) -> Floats:
    """Return the great-circle distances of all places [km]."""
    lon, lat = np.radians(longitude), np.radians(latitude)
    half = np.sin((lat[:, None] - lat) / 2) ** 2 + np.cos(lat[:, None]) * np.cos(lat) * (
        np.sin((lon[:, None] - lon) / 2) ** 2
    )
    result: Floats = 2 * RADIUS * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
    return result


def _by_lanes(lanes: Sea, nodes: NDArray[np.int64]) -> Floats:
    """Return the lengths of the ways by the lanes between some nodes [km], no passage used."""
    free = np.asarray([not passage for passage in lanes.passage], dtype=np.bool_)
    size = lanes.longitude.size
    # Of the parallel lanes between two places the shortest counts; the matrix would add them up.
    order = np.lexsort((lanes.km, lanes.v, lanes.u))[::-1]
    order = order[free[order]]
    pairs = dict(zip(zip(lanes.u[order].tolist(), lanes.v[order].tolist(), strict=True), order.tolist(), strict=True))
    kept = np.asarray(list(pairs.values()))
    matrix = csr_array((lanes.km[kept], (lanes.u[kept], lanes.v[kept])), shape=(size, size))
    result: Floats = dijkstra(matrix, directed=False, indices=nodes)[:, nodes]
    return result


def _arc(longitude: Floats, latitude: Floats, km: float) -> shapely.LineString:
    """Return the great circle between two places as a line, its ends left out: ports lie on land."""
    lon, lat = np.radians(longitude), np.radians(latitude)
    ends = np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    angle = max(km / RADIUS, 1e-9)
    margin = min(0.2, 3.0 / km) if km else 0.0
    share = np.linspace(margin, 1.0 - margin, 2 + int(km // STEP))[:, None]
    points = (np.sin((1 - share) * angle) * ends[0] + np.sin(share * angle) * ends[1]) / np.sin(angle)
    return shapely.LineString(
        np.column_stack([np.degrees(np.arctan2(points[:, 1], points[:, 0])), np.degrees(np.arcsin(points[:, 2]))])
    )
