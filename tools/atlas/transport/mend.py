"""Closes the gaps that simplification left in the railways, and says of each why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import KDTree

from tools.atlas.transport.parse import Graph
from tools.atlas.transport.tags import components

__all__ = [
    "DETOUR",
    "RADIUS",
    "Weld",
    "chords",
    "dead_ends",
    "great_circle",
    "joined_components",
    "mend",
    "with_edges",
]

RADIUS = 6371.0088
DEAD_END, COMPONENT, PAIR, DETOUR = 1.0, 1.5, 4.0, 10.0
"""Longest weld of a dead end, of two components, of two dead ends [km]; least detour that tells a gap."""


@dataclass(frozen=True, slots=True)
class Weld:
    """An edge added between two nodes that the true line joins."""

    u: int
    v: int
    km: float
    reason: str


def great_circle(graph: Graph, u: NDArray[np.integer[Any]], v: NDArray[np.integer[Any]]) -> NDArray[np.float64]:
    """Return distances between nodes [km]."""
    lon, lat = np.radians(graph.longitude), np.radians(graph.latitude)
    half = np.sin((lat[v] - lat[u]) / 2) ** 2 + np.cos(lat[u]) * np.cos(lat[v]) * np.sin((lon[v] - lon[u]) / 2) ** 2
    result: NDArray[np.float64] = 2 * RADIUS * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
    return result


def with_edges(graph: Graph, welds: Iterable[Weld]) -> Graph:
    """Return the graph with the welds as further edges."""
    rows = list(welds)
    return replace(
        graph,
        u=np.append(graph.u, np.asarray([weld.u for weld in rows], dtype=np.int32)),
        v=np.append(graph.v, np.asarray([weld.v for weld in rows], dtype=np.int32)),
        km=np.append(graph.km, np.asarray([weld.km for weld in rows], dtype=np.float64)),
    )


def mend(graph: Graph, country: NDArray[np.str_]) -> tuple[Graph, tuple[Weld, ...]]:
    """Return the mended graph and its welds.

    (a) every dead end to the nearest node it has no edge to, within 1.0 km; (b) nearest nodes of
    two components within 1.5 km in one country; (c) two dead ends within 4 km in one country when the way
    round is more than ten times as long.
    """
    tree = KDTree(chords(graph))
    first = _dead_ends(graph, tree)
    graph = with_edges(graph, first)
    second = joined_components(graph, tree, country, COMPONENT, "two pieces of one country's line")
    graph = with_edges(graph, second)
    third = _pairs(graph, country)
    return with_edges(graph, third), (*first, *second, *third)


def chords(graph: Graph) -> NDArray[np.float64]:
    """Return the nodes in space [km], so that chords between them stand for distances."""
    lon, lat = np.radians(graph.longitude), np.radians(graph.latitude)
    return RADIUS * np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def dead_ends(graph: Graph) -> NDArray[np.int64]:
    """Return the nodes that one edge alone meets."""
    degree = np.bincount(np.concatenate([graph.u, graph.v]), minlength=graph.longitude.size)
    return np.flatnonzero(degree == 1)


def _dead_ends(graph: Graph, tree: KDTree) -> list[Weld]:
    neighbour = np.full(graph.longitude.size, -1, dtype=np.int64)
    neighbour[graph.u], neighbour[graph.v] = graph.v, graph.u
    ends = dead_ends(graph)
    distance, near = tree.query(tree.data[ends], k=4, distance_upper_bound=DEAD_END)
    found: dict[tuple[int, int], Weld] = {}
    for end, row, others in zip(ends.tolist(), np.atleast_2d(distance), np.atleast_2d(near), strict=True):
        for km, other in zip(row.tolist(), others.tolist(), strict=True):
            if not np.isfinite(km):
                break
            if other not in (end, neighbour[end]):
                pair = min(end, other), max(end, other)
                found.setdefault(pair, Weld(*pair, round(km, 3), "dead end to the nearest line"))
                break
    return [found[pair] for pair in sorted(found)]


def joined_components(graph: Graph, tree: KDTree, country: NDArray[np.str_], longest: float, reason: str) -> list[Weld]:
    """Return a weld for every two components: between their nearest nodes in one country, up to `longest` [km] apart."""
    label = components(graph.longitude.size, graph.u, graph.v)
    giant = int(np.bincount(label).argmax())
    nodes = np.flatnonzero(label != giant)
    best: dict[tuple[int, int], tuple[float, int, int]] = {}
    near = np.asarray(tree.query_ball_point(tree.data[nodes], longest), dtype=np.object_)
    for node, others in zip(nodes.tolist(), near.tolist(), strict=True):
        for other in others:
            if label[other] != label[node] and country[other] == country[node]:
                key = min(label[node], label[other]), max(label[node], label[other])
                km = float(np.linalg.norm(tree.data[node] - tree.data[other]))
                row = (km, min(node, other), max(node, other))
                best[key] = min(best.get(key, row), row)
    return [Weld(u, v, round(km, 3), reason) for km, u, v in sorted(best.values())]


def _pairs(graph: Graph, country: NDArray[np.str_]) -> list[Weld]:
    ends = dead_ends(graph)
    data = chords(graph)[ends]
    pairs = KDTree(data).query_pairs(PAIR, output_type="ndarray")
    u, v = ends[pairs].min(axis=1), ends[pairs].max(axis=1)
    same = country[u] == country[v]
    u, v = u[same], v[same]
    km = great_circle(graph, u, v)
    size = graph.longitude.size
    matrix = csr_array((graph.km, (graph.u, graph.v)), shape=(size, size))
    welds, used = [], set()
    for index in np.lexsort((v, u, km)):
        a, b, length = int(u[index]), int(v[index]), float(km[index])
        if a in used or b in used:
            continue
        reach = dijkstra(matrix, directed=False, indices=[a], limit=DETOUR * length + 1.0)
        if reach[0, b] > DETOUR * length:
            welds.append(Weld(a, b, round(length, 3), "two dead ends, the way round is over ten times as long"))
            used |= {a, b}
    return welds
