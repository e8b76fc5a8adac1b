"""Straight lanes over enclosed seas and round their capes, where the lanes of the source lead from port to port along the coast."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from tools.atlas.transport.mend import RADIUS
from tools.atlas.transport.sea import Sea
from tools.atlas.transport.tags import Polygons

__all__ = ["BASINS", "with_harbours", "with_straight_lanes"]

BASINS = {
    "Black Sea": (27.4, 41.24, 41.9, 46.8),
    "Sea of Marmara": (26.75, 40.3, 29.0, 41.03),
    "Caspian": (46.5, 36.3, 55.0, 47.5),
    "Persian Gulf": (47.5, 23.9, 56.2, 30.5),
    "Arabian Sea": (56.8, 8.0, 78.0, 25.8),
    "Sea of Japan": (127.5, 35.0, 141.5, 47.0),
    "Inland Sea of Japan": (131.0, 32.6, 135.45, 34.8),
    "eastern Mediterranean": (15.0, 30.6, 36.5, 39.0),
    "Baltic": (12.6, 53.5, 31.0, 66.0),
}
"""West, south, east and north of the seas [degree]; none holds both sides of a passage. The Yellow Sea is none of them: ships
to Shanghai keep clear of the shoals along its west, and straight lanes came out a tenth too short."""
HARBOURED = ("Black Sea", "Sea of Marmara", "Persian Gulf", "Arabian Sea", "Sea of Japan")
"""Seas whose harbours are places of the lanes: between two of them a ship need not first go to a lane along the coast. The
Mediterranean and the Baltic have so many lanes and harbours that these would only add to the table."""
SPUR = 60.0
"""A harbour this near to the lanes [km] is one of theirs; one of a river is not."""
SAME = 3.0
"""One this near to a place of the lanes [km] is that place."""
SHORTER = 0.99
"""A straight lane is set where it is shorter than this part of the way by the lanes so far."""
APART = 4.0
"""Two places whose way by the lanes is this many times as long as the straight one lie on two sides of a passage or of land."""
STEP = 50.0
"""Points of a great circle that are looked at lie at most about this far apart [km]."""
COAST = 0.02
"""The outlines of land are no surer than this [degree]: a lane may cut a cape by so much, and turns so far off it."""
BEND = 0.05
"""Capes are the corners of the coast when what is smaller than this [degree] is smoothed away."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Box = tuple[float, float, float, float]


def with_straight_lanes(lanes: Sea, polygons: Polygons) -> Sea:
    """Return the lanes with the shortest ways over open water, round capes, between places of one enclosed sea.

    The shortest go first; one is left out where lanes set before it are as short but for a hundredth.
    """
    land = [shapely.make_valid(shapely.Polygon(rings[0])) for _, rings in polygons]
    for box in BASINS.values():
        # Capes that the first round has used are places in the second: a port may lie next to one, and ships sail from there any way.
        lanes = _straightened(_straightened(lanes, box, land), box, land)
    return lanes


def with_harbours(lanes: Sea, longitude: Floats, latitude: Floats) -> Sea:
    """Return the lanes with the harbours of some enclosed seas as places of their own, each joined to the place nearest to it.

    Straight lanes from there are for `with_straight_lanes` to set, where no land lies between.
    """
    for name in HARBOURED:
        west, south, east, north = BASINS[name]
        inside = (longitude >= west) & (longitude <= east) & (latitude >= south) & (latitude <= north)
        for place in sorted(set(zip(longitude[inside].tolist(), latitude[inside].tolist(), strict=True))):
            own = (
                (lanes.longitude >= west)
                & (lanes.longitude <= east)
                & (lanes.latitude >= south)
                & (lanes.latitude <= north)
            )
            nodes = np.flatnonzero(own)
            ends = (np.append(lanes.longitude[nodes], place[0]), np.append(lanes.latitude[nodes], place[1]))
            pairs = np.column_stack([np.arange(nodes.size), np.full(nodes.size, nodes.size)])
            apart = _apart(ends[0][pairs], ends[1][pairs])
            best = int(np.argmin(apart))
            if SAME < apart[best] <= SPUR:
                lanes = replace(
                    lanes,
                    longitude=np.append(lanes.longitude, place[0]),
                    latitude=np.append(lanes.latitude, place[1]),
                    u=np.append(lanes.u, nodes[best]),
                    v=np.append(lanes.v, lanes.longitude.size),
                    km=np.append(lanes.km, round(float(apart[best]), 3)),
                    passage=[*lanes.passage, ""],
                )
    return lanes


def _straightened(lanes: Sea, box: Box, land: list[shapely.Geometry]) -> Sea:
    west, south, east, north = box
    inside = (lanes.longitude >= west) & (lanes.longitude <= east)
    nodes = np.flatnonzero(inside & (lanes.latitude >= south) & (lanes.latitude <= north))
    shore = shapely.union_all([shapely.clip_by_rect(one, west - 1, south - 1, east + 1, north + 1) for one in land])
    capes = _capes(shore, box)
    longitude = np.append(lanes.longitude[nodes], capes[:, 0])
    latitude = np.append(lanes.latitude[nodes], capes[:, 1])
    length, before = _over_water(longitude, latitude, shore.buffer(-COAST), nodes.size)
    direct, reached = length[:, : nodes.size], _by_lanes(lanes, nodes)
    one, other = np.nonzero(np.triu((direct < SHORTER * reached) & (reached < APART * direct), k=1))
    chosen: dict[tuple[int, int], None] = {}
    for number in np.lexsort((other, one, direct[one, other])):
        u, v = int(one[number]), int(other[number])
        if direct[u, v] < SHORTER * reached[u, v]:
            chosen |= dict.fromkeys(_steps(before[u], u, v))
            by = reached[:, [u]] + direct[u, v] + reached[[v], :]
            reached = np.minimum(reached, np.minimum(by, by.T))
    return _laid(lanes, nodes, capes, np.asarray(list(chosen), dtype=np.int64).reshape(-1, 2))


def _laid(lanes: Sea, nodes: Ints, capes: Floats, ends: Ints) -> Sea:
    """Return the lanes with the straight ones between some nodes, numbered on by capes, and the capes that these use."""
    used = np.unique(ends[ends >= nodes.size]) - nodes.size
    number = np.concatenate([nodes, np.full(len(capes), -1, dtype=np.int64)])
    number[nodes.size + used] = lanes.longitude.size + np.arange(used.size)
    longitude = np.append(lanes.longitude, capes[used, 0])
    latitude = np.append(lanes.latitude, capes[used, 1])
    own = number[ends]
    km = _apart(longitude[own], latitude[own])
    return replace(
        lanes,
        longitude=longitude,
        latitude=latitude,
        u=np.append(lanes.u, own.min(axis=1)),
        v=np.append(lanes.v, own.max(axis=1)),
        km=np.append(lanes.km, km.round(3)),
        passage=[*lanes.passage, *[""] * len(ends)],
    )


def _capes(shore: shapely.Geometry, box: Box) -> Floats:
    """Return the corners of a coast round which ships may have to turn, a little off the land: longitude and latitude."""
    near = shore.buffer(COAST)
    found = []
    for part in shapely.get_parts(near.simplify(BEND)):
        for ring in (part.exterior, *part.interiors):
            points = shapely.get_coordinates(ring)[:-1]
            sides = [np.roll(points, shift, axis=0) - points for shift in (1, -1)]
            inward = sum(side / np.hypot(*side.T)[:, None] for side in sides)
            # A corner turns round land where the land is what lies between its two sides.
            found.append(points[shapely.contains_xy(part, *(points + 0.1 * COAST * inward).T)])
    west, south, east, north = box
    corners = np.concatenate([np.empty((0, 2)), *found]).round(3)
    inside = (corners >= (west, south)).all(axis=1) & (corners <= (east, north)).all(axis=1)
    result: Floats = corners[inside & ~shapely.contains_xy(shore, *corners.T)]
    return result


def _over_water(longitude: Floats, latitude: Floats, land: shapely.Geometry, first: int) -> tuple[Floats, Ints]:
    """Return the lengths of the shortest ways over water from the first places to all [km], and before each place the one on its way."""
    direct = _direct(longitude, latitude)
    one, other = np.nonzero(np.triu(np.ones(direct.shape, dtype=np.bool_), k=1))
    pairs = np.column_stack([one, other])
    shapely.prepare(land)
    clear = ~shapely.intersects(land, _arcs(longitude[pairs], latitude[pairs], direct[one, other]))
    one, other = one[clear], other[clear]
    matrix = csr_array((np.maximum(direct[one, other], 1e-6), (one, other)), shape=direct.shape)
    length, before = dijkstra(matrix, directed=False, indices=np.arange(first), return_predecessors=True)
    return length, before.astype(np.int64)


def _steps(before: Ints, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Give the pairs of places, the smaller number first, that follow each other on the way to an end."""
    while end != start:
        last = int(before[end])
        yield min(last, end), max(last, end)
        end = last


def _direct(longitude: Floats, latitude: Floats) -> Floats:
    """Return the great-circle distances of all places [km]."""
    one, other = np.meshgrid(np.arange(longitude.size), np.arange(longitude.size))
    pairs = np.stack([one, other], axis=-1)
    return _apart(longitude[pairs], latitude[pairs])


def _apart(longitude: Floats, latitude: Floats) -> Floats:
    """Return the great-circle distances of pairs of places, the last axis [km]."""
    lon, lat = np.radians(longitude), np.radians(latitude)
    half = np.sin((lat[..., 0] - lat[..., 1]) / 2) ** 2
    half += np.cos(lat[..., 0]) * np.cos(lat[..., 1]) * np.sin((lon[..., 0] - lon[..., 1]) / 2) ** 2
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


def _arcs(longitude: Floats, latitude: Floats, km: Floats) -> NDArray[np.object_]:
    """Return the great circles between pairs of places as lines, their ends left out: ports lie on land."""
    lon, lat = np.radians(longitude), np.radians(latitude)
    ends = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=-1)
    angle = np.maximum(km / RADIUS, 1e-9)
    margin = np.minimum(0.2, 3.0 / np.maximum(km, 1e-9))
    size = 2 + (km // STEP).astype(np.int64)
    arcs = np.empty(km.size, dtype=np.object_)
    for count in np.unique(size):
        own = np.flatnonzero(size == count)
        share = margin[own, None] + (1.0 - 2.0 * margin[own, None]) * np.linspace(0.0, 1.0, int(count))
        weights = (np.sin((1 - share) * angle[own, None]), np.sin(share * angle[own, None]))
        points = sum(weight[..., None] * ends[own, None, side] for side, weight in enumerate(weights))
        points /= np.sin(angle[own])[:, None, None]
        there = np.stack(
            [np.arctan2(points[..., 1], points[..., 0]), np.arcsin(np.clip(points[..., 2], -1, 1))], axis=-1
        )
        arcs[own] = shapely.linestrings(np.degrees(there))
    return arcs
