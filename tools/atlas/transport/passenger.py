"""Which railways carry passengers alone: high-speed lines, told by their course because the source names none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from tools.atlas.transport import hand
from tools.atlas.transport.lines import Lines
from tools.atlas.transport.parse import Graph

__all__ = ["passenger_edges"]

SNAP = 3.0
"""A waypoint is the node nearest to it, not farther than this [km]."""
COURSE = 8.0
"""Edges of the way with an end farther than this [km] from the listed course stay freight lines."""
LONGER = 3.0
"""Without the line its ends must stay joined by a way less than this many times as long (Polatli-Konya: 2.7, by Afyonkarahisar)."""

Place = tuple[float, float]


def passenger_edges(rail: Lines) -> NDArray[np.bool_]:
    """Return which edges are of a line of the hand table ``passenger_lines``.

    Those are the edges of the shortest way between consecutive waypoints that lie near the course. A line that shares
    tracks with others is told in several stretches. Column `ends` names two places of which freight must still find a
    way from one to the other.

    Raises
    ------
    ValueError
        When a waypoint is on no line, or the ends are no longer joined, or by a long way round, without the lines up to it.
    """
    graph, found = rail.graph, np.zeros(rail.graph.u.size, dtype=np.bool_)
    known: dict[str, _Own] = {}
    for row in hand.rows("passenger_lines"):
        own = known.setdefault(row["countries"], _Own.of(rail, row["countries"].split(";")))
        for stretch in row["waypoints"].split("|"):
            edges = _course(graph, own, _places(stretch), row["id"])
            found[edges] = True
        first, last = (_nearest(graph, own.edges & ~found, place, row["id"]) for place in _places(row["ends"]))
        _check(graph, own.edges, found, (first, last), row)
    return found


@dataclass(frozen=True, slots=True)
class _Own:
    """The railways of some countries."""

    edges: NDArray[np.bool_]
    """Which edges of the graph they are."""
    matrix: csr_array
    number: Mapping[tuple[int, int], int]
    """Edge of the graph by its two nodes, the smaller first."""

    @staticmethod
    def of(rail: Lines, countries: Sequence[str]) -> _Own:
        graph, inside = rail.graph, np.isin(rail.country, countries)
        edges = inside[graph.u] & inside[graph.v]
        order = np.flatnonzero(edges)
        order = order[np.argsort(-graph.km[order], kind="stable")]
        ends = zip(order.tolist(), graph.u[order].tolist(), graph.v[order].tolist(), strict=True)
        number = {(min(u, v), max(u, v)): edge for edge, u, v in ends}
        kept = np.zeros_like(edges)
        kept[list(number.values())] = True
        return _Own(edges, _matrix(graph, kept), number)


def _course(graph: Graph, own: _Own, places: list[Place], line: str) -> NDArray[np.int64]:
    """Return the edges of the way by the places that lie near the straight lines between them."""
    nodes = [_nearest(graph, own.edges, place, line) for place in places]
    edges = np.asarray([edge for pair in pairwise(nodes) for edge in _way(own, *pair)], dtype=np.int64)
    ends = np.column_stack([graph.u[edges], graph.v[edges]])
    return edges[(_from_course(graph, ends, places) <= COURSE).all(axis=1)]


def _places(text: str) -> list[Place]:
    """Return the places of a cell: longitude and latitude parted by a space, places by semicolons."""
    return [(float(longitude), float(latitude)) for longitude, latitude in map(str.split, text.split(";"))]


def _check(
    graph: Graph, own: NDArray[np.bool_], found: NDArray[np.bool_], ends: tuple[int, int], row: Mapping[str, str]
) -> None:
    with_line, without = (_length(graph, used, *ends) for used in (own, own & ~found))
    if not without < LONGER * with_line:
        raise ValueError(f"passenger line {row['id']}: without it {without:.0f} km instead of {with_line:.0f}")


def _nearest(graph: Graph, own: NDArray[np.bool_], place: Place, line: str) -> int:
    nodes = np.unique(np.concatenate([graph.u[own], graph.v[own]]))
    apart = hand.near(graph.longitude[nodes], graph.latitude[nodes], place)
    best = int(np.argmin(apart))
    if apart[best] > SNAP:
        raise ValueError(f"passenger line {line}: the nearest railway is {apart[best]:.1f} km from {place}")
    return int(nodes[best])


def _matrix(graph: Graph, used: NDArray[np.bool_]) -> csr_array:
    size = graph.longitude.size
    return csr_array((np.maximum(graph.km[used], 0.001), (graph.u[used], graph.v[used])), shape=(size, size))


def _length(graph: Graph, used: NDArray[np.bool_], start: int, end: int) -> float:
    return float(dijkstra(_matrix(graph, used), directed=False, indices=[start])[0, end])


def _way(own: _Own, start: int, end: int) -> Iterator[int]:
    """Give the edges of the shortest way."""
    _, before = dijkstra(own.matrix, directed=False, indices=[start], return_predecessors=True)
    while end != start:
        previous = int(before[0, end])
        if previous < 0:
            raise ValueError(f"no railway joins nodes {start} and {end}")
        yield own.number[(min(previous, end), max(previous, end))]
        end = previous


def _from_course(graph: Graph, nodes: NDArray[np.int32], places: list[Place]) -> NDArray[np.float64]:
    """Return how far nodes are from the straight lines between consecutive places [km]."""
    points = np.column_stack([graph.longitude[nodes.ravel()], graph.latitude[nodes.ravel()]])
    scale = np.asarray([np.cos(np.radians(places[0][1])), 1.0]) * hand.KM_PER_DEGREE
    least = np.full(len(points), np.inf)
    for start, end in pairwise(np.asarray(places)):
        offset, step = (points - start) * scale, (end - start) * scale
        share = np.clip(offset @ step / max(float(step @ step), 1e-9), 0.0, 1.0)
        least = np.minimum(least, np.hypot(*(offset - share[:, None] * step).T))
    return least.reshape(nodes.shape)
