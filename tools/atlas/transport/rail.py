"""The railways (and, unmended, the roads): parsed, tagged with countries, stations set, gaps closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tools.atlas.transport import hand
from tools.atlas.transport.mend import Weld, great_circle, mend
from tools.atlas.transport.parse import Graph, read_graph
from tools.atlas.transport.tags import Polygons, country_of, retag_excursions

__all__ = ["Railways", "edge_table", "node_table", "railways", "roads", "weld_table"]

SIDE = 3.0
"""Nodes this near to a side of a named crossing [km] keep their country."""


@dataclass(frozen=True, slots=True)
class Railways:
    """The mended railways."""

    graph: Graph
    country: NDArray[np.str_]
    welds: tuple[Weld, ...]


def railways(wheel: Path, polygons: Polygons) -> Railways:
    """Return the railways of scgraph_data, mended and tagged."""
    graph = read_graph(wheel, "world_railways")
    country = country_of(graph.longitude, graph.latitude, polygons)
    graph, country = set_stations(graph, country, hand.rows("stations"))
    graph, welds = mend(graph, country)
    country, _ = retag_excursions(graph, country, keep=crossing_sides(graph, country))
    return Railways(graph, country, welds)


def roads(wheel: Path, polygons: Polygons) -> tuple[Graph, NDArray[np.str_]]:
    """Return the roads of scgraph_data as they are, tagged."""
    graph = read_graph(wheel, "world_highways")
    return graph, country_of(graph.longitude, graph.latitude, polygons)


def set_stations(
    graph: Graph, country: NDArray[np.str_], stations: Sequence[dict[str, str]]
) -> tuple[Graph, NDArray[np.str_]]:
    """Return the graph with stations set on long edges (`split`) and countries corrected (`tag`)."""
    country = country.copy()
    for station in stations:
        place = float(station["longitude"]), float(station["latitude"])
        if station["action"] == "tag":
            country[hand.near(graph.longitude, graph.latitude, place) <= float(station["radius"])] = station["country"]
        else:
            graph = _split(graph, place)
            country = np.append(country, station["country"])
    return graph, country


def _split(graph: Graph, place: tuple[float, float]) -> Graph:
    """Return the graph with a new node on the edge that the place lies on: the least way round by the place."""
    new = graph.longitude.size
    graph = replace(graph, longitude=np.append(graph.longitude, place[0]), latitude=np.append(graph.latitude, place[1]))
    long = np.flatnonzero(graph.km > 40.0)
    here = np.full(long.size, new)
    first, second = great_circle(graph, graph.u[long], here), great_circle(graph, here, graph.v[long])
    excess = (first + second) / graph.km[long]
    best = int(np.argmin(excess))
    if excess[best] > 1.05:
        raise ValueError(f"no edge passes {place}: the nearest way round is {excess[best]:.2f} times as long")
    edge, share = int(long[best]), float(first[best] / (first[best] + second[best]))
    km, u, v = float(graph.km[edge]), int(graph.u[edge]), int(graph.v[edge])
    return replace(
        graph,
        u=np.append(np.delete(graph.u, edge), [u, v]).astype(np.int32),
        v=np.append(np.delete(graph.v, edge), [new, new]).astype(np.int32),
        km=np.append(np.delete(graph.km, edge), [round(km * share, 3), round(km * (1 - share), 3)]),
    )


def crossing_sides(graph: Graph, country: NDArray[np.str_]) -> NDArray[np.bool_]:
    """Return which nodes are sides of named crossings."""
    keep = np.zeros(graph.longitude.size, dtype=np.bool_)
    for gate in hand.rows("gates"):
        if gate["kind"] == "crossing":
            for side in ("from", "to"):
                place = float(gate[f"{side}_longitude"]), float(gate[f"{side}_latitude"])
                here = hand.near(graph.longitude, graph.latitude, place) <= SIDE
                keep |= here & (country == gate[f"{side}_country"])
    return keep


def node_table(graph: Graph, country: NDArray[np.str_]) -> pl.DataFrame:
    """Return the table of nodes."""
    return pl.DataFrame(
        {
            "id": np.arange(graph.longitude.size, dtype=np.int32),
            "longitude": graph.longitude.astype(np.float32),
            "latitude": graph.latitude.astype(np.float32),
            "country": country.tolist(),
        }
    )


def edge_table(graph: Graph) -> pl.DataFrame:
    """Return the table of edges, each once, u < v."""
    frame = pl.DataFrame(
        {
            "u": np.minimum(graph.u, graph.v),
            "v": np.maximum(graph.u, graph.v),
            "km": graph.km.round(3).astype(np.float32),
        }
    )
    return frame.sort("u", "v", "km").unique(["u", "v"], keep="first", maintain_order=True)


def weld_table(rail: Railways) -> pl.DataFrame:
    """Return the report of every weld."""
    graph, welds = rail.graph, rail.welds
    ends = np.asarray([(weld.u, weld.v) for weld in welds], dtype=np.int32)
    return pl.DataFrame(
        {
            "u": ends[:, 0],
            "v": ends[:, 1],
            "from_longitude": graph.longitude[ends[:, 0]].astype(np.float32),
            "from_latitude": graph.latitude[ends[:, 0]].astype(np.float32),
            "from_country": rail.country[ends[:, 0]].tolist(),
            "to_longitude": graph.longitude[ends[:, 1]].astype(np.float32),
            "to_latitude": graph.latitude[ends[:, 1]].astype(np.float32),
            "to_country": rail.country[ends[:, 1]].tolist(),
            "km": np.asarray([weld.km for weld in welds], dtype=np.float32),
            "reason": [weld.reason for weld in welds],
        }
    ).sort("u", "v")
