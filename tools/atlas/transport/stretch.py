"""Gives roads back the length that their simplified lines have lost: stretches between places, scaled to published lengths."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from tools.atlas.transport import hand
from tools.atlas.transport.lines import Lines
from tools.atlas.transport.parse import Graph

__all__ = ["LEAST", "MOST", "PLAIN", "Stretched", "lengthen", "stretch", "stretch_table"]

LEAST, MOST = 1.0, 2.2
"""Published over drawn length that is believed; a simplified line is never longer than its road, and none loses more than half."""
PLAIN = 1.05
"""What simplified lines lose of a road whose length nobody published, an estimate: three roads of the plains in the hand table are
1.045 (Tashkent-Termez), 1.063 (Baku-Red Bridge) and 1.075 (Aktobe-Taraz) times as long as drawn; more in mountains. Neither a
factor by country nor one by the ruggedness of the land came nearer to distances that were kept aside."""
END = 1.5
"""A stretch begins and ends at the junction nearest to its place, not farther than this [km]."""

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Stretched:
    """An edge whose length was scaled."""

    road: Row
    """Its row in the hand table `road_lengths`."""
    u: int
    v: int
    drawn: float
    """Length along the simplified line [km]."""
    factor: float


def stretch(lines: Lines, rows: Sequence[Row], table: str = "road_lengths") -> tuple[Lines, tuple[Stretched, ...]]:
    """Return the lines with every road of the rows as long as published, and what was done to each edge.

    The shortest way between the two places of a row, by its places `via` and within its `countries`, is the road; its edges
    are scaled by one factor. Edges over a border, a border post long, and welds stay as they are. Faults name the hand
    table that the rows come from.

    Raises
    ------
    ValueError
        When a road has no way, shares an edge with another one, or would be scaled by less than `LEAST` or more than `MOST`:
        all such rows at once.
    """
    graph, faults, found = lines.graph, [], []
    taken: dict[int, str] = {}
    for row in rows:
        try:
            edges = _edges(lines, row)
            factor = _factor(graph, row, edges)
        except ValueError as fault:
            faults.append(f"{row['id']}: {fault}")
            continue
        if shared := sorted({taken[edge] for edge in edges if edge in taken}):
            faults.append(f"{row['id']}: shares edges with {', '.join(shared)}")
        taken |= dict.fromkeys(edges, row["id"])
        found += [
            Stretched(row, int(graph.u[edge]), int(graph.v[edge]), float(graph.km[edge]), factor) for edge in edges
        ]
    if faults:
        raise ValueError(f"{table}.csv\n" + "\n".join(faults))
    km = graph.km.copy()
    for edge, one in zip(taken, found, strict=True):
        km[edge] = one.drawn * one.factor
    return replace(lines, graph=replace(graph, km=km)), tuple(found)


def lengthen(lines: Lines, every: Iterable[Stretched]) -> Lines:
    """Return the lines with every drawn edge that was not stretched `PLAIN` times as long; welds and border posts stay."""
    graph, country = lines.graph, lines.country
    own = country[graph.u] == country[graph.v]
    kept = {frozenset((one.u, one.v)) for one in every} | {frozenset((weld.u, weld.v)) for weld in lines.welds}
    pairs = zip(graph.u.tolist(), graph.v.tolist(), strict=True)
    drawn = own & np.fromiter((frozenset(pair) not in kept for pair in pairs), dtype=np.bool_, count=graph.u.size)
    return replace(lines, graph=replace(graph, km=np.where(drawn, graph.km * PLAIN, graph.km)))


def stretch_table(lines: Lines, every: Iterable[Stretched]) -> pl.DataFrame:
    """Return the report of every edge that was stretched."""
    return pl.DataFrame(list(_reported(lines, every)), schema_overrides=_SINGLE).sort("u", "v")


def _reported(lines: Lines, every: Iterable[Stretched]) -> Iterator[dict[str, object]]:
    graph = lines.graph
    for one in every:
        u, v = sorted((one.u, one.v))
        row: dict[str, object] = {
            "road": one.road["id"],
            "name": f"{one.road['from']} - {one.road['to']}",
            "u": u,
            "v": v,
        }
        for side, node in (("from", u), ("to", v)):
            row |= {
                f"{side}_longitude": float(graph.longitude[node]),
                f"{side}_latitude": float(graph.latitude[node]),
                f"{side}_country": str(lines.country[node]),
            }
        row |= {"drawn": one.drawn, "km": one.drawn * one.factor, "factor": one.factor}
        row |= {"length": float(one.road["length"])}
        yield row | {name: one.road[name] for name in ("source", "address", "quote", "confidence", "note")}


_SINGLE = {
    **dict.fromkeys(("u", "v"), pl.Int32),
    **{f"{side}_{axis}": pl.Float32 for side in ("from", "to") for axis in ("longitude", "latitude")},
    **dict.fromkeys(("drawn", "km", "factor", "length"), pl.Float32),
}


def _edges(lines: Lines, row: Row) -> list[int]:
    """Return the drawn edges of the road that lie within one country, in no order."""
    graph, within = lines.graph, np.isin(lines.country, row["countries"].split(";"))
    usable = np.flatnonzero(within[graph.u] & within[graph.v])
    joined = np.zeros(graph.longitude.size, dtype=np.bool_)
    joined[graph.u[usable]] = joined[graph.v[usable]] = True
    stops = [_junction(graph, joined, *place) for place in _places(row)]
    way = [step for pair in pairwise(stops) for step in _way(graph, usable, *pair)]
    edges = [edge for edge in way if _drawn(lines, edge)]
    if len(set(edges)) < len(edges):
        raise ValueError("the way passes an edge twice")
    return edges


def _drawn(lines: Lines, edge: int) -> bool:
    """Return whether an edge is a line of the source within one country: no border post and no weld."""
    u, v = int(lines.graph.u[edge]), int(lines.graph.v[edge])
    return lines.country[u] == lines.country[v] and {u, v} not in ({weld.u, weld.v} for weld in lines.welds)


def _places(row: Row) -> Iterator[tuple[str, tuple[float, float]]]:
    yield row["from"], (float(row["from_longitude"]), float(row["from_latitude"]))
    for place in filter(None, row["via"].split(";")):
        longitude, latitude = place.split()
        yield f"via {place}", (float(longitude), float(latitude))
    yield row["to"], (float(row["to_longitude"]), float(row["to_latitude"]))


def _junction(graph: Graph, joined: NDArray[np.bool_], name: str, place: tuple[float, float]) -> int:
    apart = np.where(joined, hand.near(graph.longitude, graph.latitude, place), np.inf)
    node = int(np.argmin(apart))
    if apart[node] > END:
        raise ValueError(f"no junction within {END:g} km of {name}: the nearest is {apart[node]:.1f} km away")
    return node


def _way(graph: Graph, usable: NDArray[np.int64], start: int, end: int) -> list[int]:
    """Return the edges of the shortest way between two nodes."""
    size = graph.longitude.size
    order = usable[np.argsort(-graph.km[usable], kind="stable")]
    edge_of = {
        frozenset(pair): edge for *pair, edge in zip(graph.u[order], graph.v[order], order.tolist(), strict=True)
    }
    kept = np.asarray(list(edge_of.values()))
    matrix = csr_array((np.maximum(graph.km[kept], 1e-3), (graph.u[kept], graph.v[kept])), shape=(size, size))
    km, before = dijkstra(matrix, directed=False, indices=[start], return_predecessors=True)
    if not np.isfinite(km[0, end]):
        raise ValueError("no way leads from one end to the other")
    edges = []
    while end != start:
        edges.append(edge_of[frozenset((before[0, end], end))])
        end = int(before[0, end])
    return edges


def _factor(graph: Graph, row: Row, edges: Sequence[int]) -> float:
    drawn, length = float(graph.km[list(edges)].sum()), float(row["length"])
    factor = length / drawn if drawn else np.inf
    if not LEAST <= factor <= MOST:
        raise ValueError(
            f"{length:g} km are published, {drawn:.1f} km drawn: {factor:.2f} times as long; {LEAST:g} to {MOST:g} is allowed"
        )
    return factor
