"""The railways: parsed, tagged with countries, stations set, gaps closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tools.atlas.transport import hand
from tools.atlas.transport.lines import Lines, crossing_sides
from tools.atlas.transport.mend import great_circle, mend
from tools.atlas.transport.parse import Graph, read_graph
from tools.atlas.transport.tags import Polygons, country_of, retag_excursions

__all__ = ["railways", "set_stations", "station_table"]

TRACK = 0.5
"""Length of the track of a station that no line of the source reaches [km]."""


def railways(wheel: Path, polygons: Polygons) -> Lines:
    """Return the railways of scgraph_data, mended and tagged."""
    graph = read_graph(wheel, "world_railways")
    country = country_of(graph.longitude, graph.latitude, polygons)
    graph, country = set_stations(
        graph, country, [row for row in hand.rows("stations") if row["mode"] == "rail" and row["action"] != "name"]
    )
    graph, welds = mend(graph, country)
    country, _ = retag_excursions(graph, country, keep=crossing_sides(graph, country, "rail"))
    return Lines("rail", graph, country, welds)


def set_stations(
    graph: Graph, country: NDArray[np.str_], stations: Sequence[dict[str, str]]
) -> tuple[Graph, NDArray[np.str_]]:
    """Return the graph with stations set on long edges (`split`) and countries corrected (`tag`).

    A station that no line of the source reaches (`end`) gets a track of its own, `TRACK` long, for hand-made links to end at.
    """
    country = country.copy()
    for station in stations:
        place = float(station["longitude"]), float(station["latitude"])
        if station["action"] == "tag":
            country[hand.near(graph.longitude, graph.latitude, place) <= float(station["radius"])] = station["country"]
        elif station["action"] == "end":
            graph = _track(graph, place)
            country = np.append(country, [station["country"]] * 2)
        else:
            graph = _split(graph, place, float(station["radius"] or 0), hand.number(station["length"]))
            country = np.append(country, station["country"])
    return graph, country


def station_table() -> pl.DataFrame:
    """Return the railway stations of the hand table that are places by name."""
    names = ("id", "name", "mode", "country", "longitude", "latitude", "source", "confidence", "note")
    stations = [row for row in hand.rows("stations") if row["mode"] == "rail"]
    return pl.DataFrame(
        [
            {name: float(row[name]) if name in ("longitude", "latitude") else row[name] for name in names}
            for row in stations
        ]
    ).sort("id")


def _track(graph: Graph, place: tuple[float, float]) -> Graph:
    """Return the graph with a track northward from a place."""
    new, step = graph.longitude.size, TRACK / hand.KM_PER_DEGREE
    return replace(
        graph,
        longitude=np.append(graph.longitude, [place[0]] * 2),
        latitude=np.append(graph.latitude, [place[1], place[1] + step]),
        u=np.append(graph.u, new).astype(np.int32),
        v=np.append(graph.v, new + 1).astype(np.int32),
        km=np.append(graph.km, TRACK),
    )


def _split(graph: Graph, place: tuple[float, float], radius: float, length: float | None) -> Graph:
    """Return the graph with a new node on the edge that the place lies on: the least way round by the place.

    An edge that ends within `radius` [km] of the place, as the one across a river does, is another line. The parts are as
    long as the straight lines to both ends are to each other, or, where it is published, the nearer one is `length` [km] long.
    """
    new = graph.longitude.size
    graph = replace(graph, longitude=np.append(graph.longitude, place[0]), latitude=np.append(graph.latitude, place[1]))
    long = np.flatnonzero(graph.km > 40.0)
    here = np.full(long.size, new)
    first, second = great_circle(graph, graph.u[long], here), great_circle(graph, here, graph.v[long])
    excess = np.where(np.minimum(first, second) > radius, (first + second) / graph.km[long], np.inf)
    best = int(np.argmin(excess))
    if excess[best] > 1.05:
        raise ValueError(f"no edge passes {place}: the nearest way round is {excess[best]:.2f} times as long")
    edge, share = int(long[best]), float(first[best] / (first[best] + second[best]))
    if length is not None:
        part = length / float(graph.km[edge])
        share = part if first[best] <= second[best] else 1.0 - part
    km, u, v = float(graph.km[edge]), int(graph.u[edge]), int(graph.v[edge])
    return replace(
        graph,
        u=np.append(np.delete(graph.u, edge), [u, v]).astype(np.int32),
        v=np.append(np.delete(graph.v, edge), [new, new]).astype(np.int32),
        km=np.append(np.delete(graph.km, edge), [round(km * share, 3), round(km * (1 - share), 3)]),
    )
