"""How far places lie from features, on the sphere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from lodeway.network.geometry import EARTH_RADIUS, unit_vectors
from lodeway.network.hazards.features import Features

__all__ = ["Index", "nearness"]

PIECE = 10.0
"""Longest arc [km] into which lines of features are cut: a line straight in longitude and latitude and the great circle
between its ends lie at most 10 m apart over this length up to 40 degrees of latitude, 55 m at 70 degrees."""
CLASSES = (0.1, 1.0, PIECE)
"""Arcs are searched by classes of length, so that few long ones do not slow the search among many short ones."""
DEGREE = EARTH_RADIUS * np.pi / 180
_FIRST = 4
"""Neighbours asked for at first; four times as many for places where that does not settle it."""

Vectors = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Arcs:
    """Arcs of great circles of like length, found by their middles."""

    start: Vectors
    end: Vectors
    feature: NDArray[np.int32]
    tree: KDTree
    half: float
    """No arc's end is farther from its middle than this chord of the unit sphere."""


@dataclass(frozen=True, slots=True)
class Index:
    """Features made ready for questions of distance."""

    arcs: tuple[_Arcs, ...]
    polygons: NDArray[Any]
    """Areas as shapely polygons, longitudes continuous over the 180th meridian."""
    polygon_feature: NDArray[np.int32]

    @staticmethod
    def of(features: Features) -> Index:
        """Return the index of features."""
        longitude = _continuous(features)
        return Index(_arcs(features, longitude), *_polygons(features, longitude))


def nearness(index: Index, places: Vectors, limit: float) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Return how far each place is from the nearest feature [km], and which that is.

    Parameters
    ----------
    index
        The features.
    places
        Unit vectors, one row per place.
    limit
        Where to stop looking [km].

    Returns
    -------
    tuple
        Distance, inside an area that to its edge with a minus; infinite (or minus infinite) beyond the limit. Number of the feature,
        -1 where none is within the limit.

    Notes
    -----
    The distance to an arc is that to its great circle where the foot of the perpendicular lies on the arc, else that to the
    nearer end.
    """
    apart = np.full(len(places), np.inf)
    feature = np.full(len(places), -1, dtype=np.int32)
    for arcs in index.arcs:
        _search(arcs, places, limit, apart, feature)
    owner = _inside(index, places)
    inside = owner >= 0
    apart[inside] *= -1
    feature[inside] = owner[inside]
    return apart, feature


def _continuous(features: Features) -> NDArray[np.float64]:
    """Return longitudes such that a step over the 180th meridian is short."""
    step = np.diff(features.longitude, prepend=features.longitude[:1])
    step[features.piece_start[:-1]] = 0.0
    turn = np.where((np.abs(step) > 180) & (np.abs(step) < 360), -np.sign(step), 0.0).cumsum()
    sizes = np.diff(features.piece_start)
    turn -= np.repeat(turn[features.piece_start[:-1]], sizes)
    return features.longitude + 360.0 * turn


def _arcs(features: Features, longitude: NDArray[np.float64]) -> tuple[_Arcs, ...]:
    last = features.piece_start[1:] - 1
    start = np.setdiff1d(np.arange(longitude.size), last[np.diff(features.piece_start) > 1])
    alone = np.isin(start, last)
    end = np.where(alone, start, start + 1)
    piece = np.repeat(np.arange(last.size), np.diff(features.piece_start))[start]
    low, high = features.latitude[start], features.latitude[end]
    widest = np.where(low * high < 0, 0.0, np.minimum(np.abs(low), np.abs(high)))
    across = (longitude[end] - longitude[start]) * np.cos(np.radians(widest))
    parts = np.maximum(np.ceil(np.hypot(high - low, across) * DEGREE / PIECE), 1).astype(np.int64)
    owner = np.repeat(np.arange(start.size), parts)
    place = np.arange(owner.size) - np.repeat(np.cumsum(parts) - parts, parts)
    ends = []
    for offset in (0, 1):
        share = (place + offset) / parts[owner]
        x, y = (part[start[owner]] * (1 - share) + part[end[owner]] * share for part in (longitude, features.latitude))
        ends.append(unit_vectors(x, y))
    return tuple(_classes(ends[0], ends[1], features.piece_feature[piece[owner]]))


def _classes(start: Vectors, end: Vectors, feature: NDArray[np.int32]) -> list[_Arcs]:
    """Return the arcs by class of length."""
    chord = np.linalg.norm(end - start, axis=1)
    kind = np.searchsorted(CLASSES[:-1], chord * EARTH_RADIUS)
    found = []
    for number in range(len(CLASSES)):
        own = kind == number
        if own.any():
            middle = start[own] + end[own]
            middle /= np.linalg.norm(middle, axis=1, keepdims=True)
            # The half of a short arc's chord, a little more for the bend of the arc and for rounding.
            half = float(chord[own].max()) * 0.501 + 1e-12
            found.append(_Arcs(start[own], end[own], feature[own], KDTree(middle), half))
    return found


def _search(arcs: _Arcs, places: Vectors, limit: float, apart: NDArray[np.float64], feature: NDArray[np.int32]) -> None:
    """Put the distance to the nearest of these arcs where it is less than what is known.

    An arc nearer than the best so far has its middle within that distance and half a length: once the farthest middle that
    was looked at is farther than this, there is nothing left to find.
    """
    reach = 2 * np.sin(min(limit / EARTH_RADIUS, np.pi) / 2)
    open_, neighbours = np.arange(len(places)), _FIRST
    while open_.size:
        count = min(neighbours, arcs.tree.n)
        # A list of neighbours makes both answers matrices, even when there is but one to ask for.
        answer = arcs.tree.query(places[open_], k=[*range(1, count + 1)], distance_upper_bound=reach + arcs.half)
        middle, arc = np.asarray(answer[0]), np.asarray(answer[1])
        there = arc < arcs.tree.n
        row, column = np.nonzero(there)
        exact = np.full(arc.shape, np.inf)
        near = arc[row, column]
        exact[row, column] = _to_arc(places[open_[row]], arcs.start[near], arcs.end[near])
        best = exact.argmin(axis=1)
        least, owner = exact[np.arange(open_.size), best], arc[np.arange(open_.size), best]
        better = (least < apart[open_]) & (least <= limit)
        apart[open_[better]], feature[open_[better]] = least[better], arcs.feature[owner[better]]
        known = 2 * np.sin(np.minimum(apart[open_], limit) / EARTH_RADIUS / 2)
        settled = ~there[:, -1] | (middle[:, -1] > known + arcs.half)
        open_ = open_[~settled] if count < arcs.tree.n else open_[:0]
        neighbours *= 4


def _to_arc(places: Vectors, start: Vectors, end: Vectors) -> NDArray[np.float64]:
    """Return the distance of each place to its arc [km]."""
    ends = np.minimum(np.linalg.norm(places - start, axis=1), np.linalg.norm(places - end, axis=1))
    result = 2 * np.arcsin(np.minimum(ends / 2, 1.0))
    normal = np.cross(start, end)
    length = np.linalg.norm(normal, axis=1)
    after = np.einsum("ij,ij->i", np.cross(normal, start), places) >= 0
    before = np.einsum("ij,ij->i", np.cross(end, normal), places) >= 0
    beside = after & before & (length > 1e-15)
    height = np.einsum("ij,ij->i", normal[beside], places[beside]) / length[beside]
    result[beside] = np.abs(np.arcsin(np.clip(height, -1.0, 1.0)))
    return np.asarray(result * EARTH_RADIUS, dtype=np.float64)


def _polygons(features: Features, longitude: NDArray[np.float64]) -> tuple[NDArray[Any], NDArray[np.int32]]:
    """Return areas as shapely polygons, and the feature of each."""
    import shapely

    rings = np.flatnonzero(features.piece_polygon >= 0)
    if not rings.size:
        return np.zeros(0, dtype=object), np.zeros(0, dtype=np.int32)
    sizes = np.diff(features.piece_start)
    own = np.repeat(features.piece_polygon >= 0, sizes)
    ring = np.repeat(np.arange(rings.size), sizes[rings])
    # A hole may begin on the other side of the 180th meridian than its area: both are told in the same turn.
    start = np.concatenate([[0], np.cumsum(sizes[rings])[:-1]])
    middle = (np.maximum.reduceat(longitude[own], start) + np.minimum.reduceat(longitude[own], start)) / 2
    _, first = np.unique(features.piece_polygon[rings], return_index=True)
    outer = first[np.searchsorted(features.piece_polygon[rings][first], features.piece_polygon[rings])]
    turn = 360.0 * np.round((middle[outer] - middle) / 360.0)
    points = np.column_stack([longitude[own] + turn[ring], features.latitude[own]])
    polygons = shapely.polygons(shapely.linearrings(points, indices=ring), indices=features.piece_polygon[rings])
    shapely.prepare(polygons)
    return np.asarray(polygons), features.piece_feature[rings[first]]


def _inside(index: Index, places: Vectors) -> NDArray[np.int32]:
    """Return the feature of an area in which each place lies, -1 where it lies in none."""
    import shapely

    found = np.full(len(places), -1, dtype=np.int32)
    if not index.polygons.size:
        return found
    tree = shapely.STRtree(index.polygons)
    west, _, east, _ = shapely.total_bounds(index.polygons)
    latitude = np.degrees(np.arcsin(np.clip(places[:, 2], -1.0, 1.0)))
    for turn in (-720.0, -360.0, 0.0, 360.0, 720.0):
        longitude = np.degrees(np.arctan2(places[:, 1], places[:, 0])) + turn
        asked = np.flatnonzero((longitude >= west) & (longitude <= east) & (found < 0))
        if not asked.size:
            continue
        place, polygon = tree.query(shapely.points(longitude[asked], latitude[asked]))
        place = asked[place]
        hit = shapely.intersects_xy(index.polygons[polygon], longitude[place], latitude[place])
        found[place[hit]] = index.polygon_feature[polygon[hit]]
    return found
