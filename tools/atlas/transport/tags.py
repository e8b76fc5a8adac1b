"""In which country a node lies: Natural Earth's de facto borders, without the excursions that simplified lines make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from tools.atlas.transport.parse import Graph

__all__ = ["EXCURSION", "Polygons", "components", "country_of", "retag_excursions"]

EXCURSION = 25.0
"""A piece of line in another country shorter than this [km], without a named crossing, is a drawing artefact."""

Polygons = Iterable[tuple[str, list[NDArray[np.float64]]]]
"""Country and rings (the outer first) of each polygon."""


def country_of(longitude: NDArray[np.float64], latitude: NDArray[np.float64], polygons: Polygons) -> NDArray[np.str_]:
    """Return the ISO 3166 alpha-3 code of each place: the polygon it lies in, else the nearest one."""
    codes, shapes = [], []
    for code, rings in polygons:
        codes.append(code)
        shapes.append(shapely.make_valid(shapely.Polygon(rings[0], [ring for ring in rings[1:] if len(ring) >= 4])))
    points = shapely.points(longitude, latitude)
    tree = shapely.STRtree(shapes)
    place, polygon = tree.query(points, predicate="intersects")
    found = np.full(points.size, -1, dtype=np.int64)
    found[place[::-1]] = polygon[::-1]
    missing = np.flatnonzero(found < 0)
    if missing.size:
        near = tree.query_nearest(points[missing], all_matches=False)
        found[missing[near[0]]] = near[1]
    return np.asarray(codes, dtype="U3")[found]


def components(size: int, u: NDArray[np.int32], v: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the connected component of each node."""
    matrix = coo_array((np.ones(u.size, dtype=np.int8), (u, v)), shape=(size, size))
    return connected_components(matrix, directed=False)[1]


def retag_excursions(
    graph: Graph, country: NDArray[np.str_], *, keep: NDArray[np.bool_]
) -> tuple[NDArray[np.str_], int]:
    """Return countries with short pieces of line given to the neighbour around them, and how many nodes changed.

    A piece is a connected part of one country's line; it is an excursion when it is shorter than
    `EXCURSION`, is joined to another country and holds no node of `keep` (sides of named crossings).
    """
    country, changed = country.copy(), 0
    for _ in range(3):
        cross = country[graph.u] != country[graph.v]
        label = components(graph.longitude.size, graph.u[~cross], graph.v[~cross])
        length = np.bincount(label[graph.u[~cross]], weights=graph.km[~cross], minlength=label.max() + 1).astype(
            np.float64
        )
        kept = np.zeros(length.size, dtype=np.bool_)
        kept[label[keep]] = True
        short = (length < EXCURSION) & ~kept
        hosts = _hosts(graph, country, cross, label, short, length)
        if not hosts:
            break
        for piece, host in sorted(hosts.items()):
            members = label == piece
            changed += int(members.sum())
            country[members] = host
    return country, changed


def _hosts(
    graph: Graph,
    country: NDArray[np.str_],
    cross: NDArray[np.bool_],
    label: NDArray[np.int32],
    short: NDArray[np.bool_],
    length: NDArray[np.float64],
) -> Mapping[int, str]:
    """Return the country that gets each short piece: the one its longest neighbour piece lies in."""
    best: dict[int, tuple[float, str]] = {}
    for edge in np.flatnonzero(cross):
        for inner, outer in ((graph.u[edge], graph.v[edge]), (graph.v[edge], graph.u[edge])):
            piece, neighbour = int(label[inner]), int(label[outer])
            if short[piece] and length[neighbour] > length[piece]:
                candidate = float(length[neighbour]), str(country[outer])
                best[piece] = max(best.get(piece, (0.0, "")), candidate)
    return {piece: host for piece, (_, host) in best.items()}
