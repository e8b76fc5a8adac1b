"""The roads: parsed, tagged with countries, gaps closed where the way round is long."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from tools.atlas.transport import hand
from tools.atlas.transport.lines import Lines, crossing_sides
from tools.atlas.transport.mend import DETOUR, Weld, chords, dead_ends, great_circle, joined_components, with_edges
from tools.atlas.transport.parse import Graph, read_graph
from tools.atlas.transport.rail import set_stations
from tools.atlas.transport.tags import Polygons, components, country_of, retag_excursions

__all__ = ["mend_roads", "roads", "without_closed"]

DEAD_END, COMPONENT, PAIR = 0.5, 1.0, 2.0
"""Longest weld of a dead end, of two components, of two dead ends [km]; longer ones would make false junctions."""
WAY_ROUND = "the way round is over ten times as long"
CANDIDATES = 4
"""Nearest nodes of a dead end that are looked at."""

END = 1.0
"""A road that is left out ends at the junctions nearest to its places, not farther than this [km]."""

Near = defaultdict[int, list[tuple[int, float]]]


def roads(wheel: Path, polygons: Polygons) -> Lines:
    """Return the roads of scgraph_data, mended and tagged."""
    graph = read_graph(wheel, "world_highways")
    country = country_of(graph.longitude, graph.latitude, polygons)
    graph, country = set_stations(graph, country, [row for row in hand.rows("stations") if row["mode"] == "road"])
    graph, welds = mend_roads(graph, country)
    graph = without_closed(graph, hand.rows("closed_roads"))
    keep = crossing_sides(graph, country, "road") | _main_pieces(graph, country)
    country, _ = retag_excursions(graph, country, keep=keep)
    return Lines("road", graph, country, welds)


def without_closed(graph: Graph, rows: Sequence[dict[str, str]]) -> Graph:
    """Return the graph without the roads that lorries do not take: each row names the two ends of one edge.

    Raises
    ------
    ValueError
        When no edge joins the junctions at the two places: all such rows at once.
    """
    kept, faults = np.ones(graph.u.size, dtype=np.bool_), []
    for row in rows:
        ends = [
            _nearest(graph, (float(row[f"{side}_longitude"]), float(row[f"{side}_latitude"])))
            for side in ("from", "to")
        ]
        own = np.isin(graph.u, ends) & np.isin(graph.v, ends)
        if -1 in ends or not own.any():
            faults.append(f"{row['id']}: no road joins the junctions at its two places")
        kept &= ~own
    if faults:
        raise ValueError("closed_roads.csv\n" + "\n".join(faults))
    return replace(graph, u=graph.u[kept], v=graph.v[kept], km=graph.km[kept])


def _nearest(graph: Graph, place: tuple[float, float]) -> int:
    """Return the node nearest to a place, -1 when none is near."""
    apart = hand.near(graph.longitude, graph.latitude, place)
    node = int(np.argmin(apart))
    return node if apart[node] <= END else -1


def mend_roads(graph: Graph, country: NDArray[np.str_]) -> tuple[Graph, tuple[Weld, ...]]:
    """Return the mended graph and its welds.

    (a) every dead end to the node of its country nearest to it, within 0.5 km, when the way round is more than ten
    times as long or there is none; (b) nearest nodes of two components within 1.0 km in one country; (c) two dead
    ends within 2.0 km in one country when the way round is more than ten times as long.
    """
    tree = KDTree(chords(graph))
    first = list(_ends_welded(graph, tree, country))
    graph = with_edges(graph, first)
    second = joined_components(graph, tree, country, COMPONENT, "two pieces of one country's roads")
    graph = with_edges(graph, second)
    third = list(_pairs_welded(graph, country))
    return with_edges(graph, third), (*first, *second, *third)


def _ends_welded(graph: Graph, tree: KDTree, country: NDArray[np.str_]) -> Iterator[Weld]:
    """Give a weld for each dead end that needs one, the shortest first, each seen by those after it."""
    near = _near(graph)
    for km, end, other in sorted(_candidates(tree, country, dead_ends(graph), near)):
        if len(near[end]) == 1 and not _reached(near, end, other, DETOUR * km):
            near[end].append((other, km))
            near[other].append((end, km))
            yield Weld(min(end, other), max(end, other), km, f"dead end to the nearest road, {WAY_ROUND}")


def _pairs_welded(graph: Graph, country: NDArray[np.str_]) -> Iterator[Weld]:
    """Give a weld for each two dead ends that the true road joins, the shortest first, each seen by those after it."""
    near, ends = _near(graph), dead_ends(graph)
    pairs = ends[KDTree(chords(graph)[ends]).query_pairs(PAIR, output_type="ndarray")]
    u, v = pairs.min(axis=1), pairs.max(axis=1)
    same = country[u] == country[v]
    u, v = u[same], v[same]
    km = great_circle(graph, u, v).round(3)
    for number in np.lexsort((v, u, km)):
        end, other, length = int(u[number]), int(v[number]), float(km[number])
        if len(near[end]) == len(near[other]) == 1 and not _reached(near, end, other, DETOUR * length):
            near[end].append((other, length))
            near[other].append((end, length))
            yield Weld(end, other, length, f"two dead ends of roads, {WAY_ROUND}")


def _near(graph: Graph) -> Near:
    near: Near = defaultdict(list)
    for u, v, km in zip(graph.u.tolist(), graph.v.tolist(), graph.km.tolist(), strict=True):
        near[u].append((v, km))
        near[v].append((u, km))
    return near


def _candidates(
    tree: KDTree, country: NDArray[np.str_], ends: NDArray[np.int64], near: Near
) -> Iterator[tuple[float, int, int]]:
    """Give, for each dead end, the nearest node of its country that no road joins it to directly, and how far it is."""
    distance, found = tree.query(tree.data[ends], k=CANDIDATES, distance_upper_bound=DEAD_END)
    for end, row, others in zip(ends.tolist(), np.atleast_2d(distance), np.atleast_2d(found), strict=True):
        for km, other in zip(row.tolist(), others.tolist(), strict=True):
            if np.isfinite(km) and other not in (end, near[end][0][0]) and country[other] == country[end]:
                yield round(km, 3), end, other
                break


def _reached(near: Near, start: int, goal: int, limit: float) -> bool:
    """Return whether a way of at most `limit` [km] leads from start to goal."""
    done: set[int] = set()
    queue = [(0.0, start)]
    while queue:
        length, node = heapq.heappop(queue)
        if node == goal:
            return True
        if node not in done:
            done.add(node)
            for other, km in near[node]:
                if other not in done and length + km <= limit:
                    heapq.heappush(queue, (length + km, other))
    return False


def _main_pieces(graph: Graph, country: NDArray[np.str_]) -> NDArray[np.bool_]:
    """Return which nodes are of the longest piece of their country: small states have no other and are no excursion."""
    within = country[graph.u] == country[graph.v]
    label = components(graph.longitude.size, graph.u[within], graph.v[within])
    length = np.bincount(label[graph.u[within]], weights=graph.km[within], minlength=int(label.max()) + 1)
    longest: dict[str, tuple[float, int]] = {}
    for piece, place in zip(*np.unique(label, return_index=True), strict=True):
        code = str(country[place])
        longest[code] = max(longest.get(code, (0.0, -1)), (float(length[piece]), int(piece)))
    return np.isin(label, [piece for _, piece in longest.values()])
