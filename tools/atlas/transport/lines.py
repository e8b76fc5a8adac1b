"""What railways and roads have in common: a mended graph with the country of each node, and its tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tools.atlas.transport import hand
from tools.atlas.transport.mend import Weld
from tools.atlas.transport.parse import Graph

__all__ = ["Lines", "crossing_sides", "edge_table", "node_table", "weld_table"]

SIDE = 3.0
"""Nodes this near to a side of a named crossing [km] keep their country."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The mended lines of one mode (rail or road)."""

    mode: str
    graph: Graph
    country: NDArray[np.str_]
    welds: tuple[Weld, ...]


def crossing_sides(graph: Graph, country: NDArray[np.str_], mode: str) -> NDArray[np.bool_]:
    """Return which nodes are sides of the mode's named crossings."""
    keep = np.zeros(graph.longitude.size, dtype=np.bool_)
    for gate in hand.rows("gates"):
        if gate["kind"] == "crossing" and gate["mode"] == mode:
            for side in ("from", "to"):
                place = float(gate[f"{side}_longitude"]), float(gate[f"{side}_latitude"])
                here = hand.near(graph.longitude, graph.latitude, place) <= SIDE
                keep |= here & (country == gate[f"{side}_country"])
    return keep


def node_table(lines: Lines) -> pl.DataFrame:
    """Return the table of nodes."""
    graph = lines.graph
    return pl.DataFrame(
        {
            "id": np.arange(graph.longitude.size, dtype=np.int32),
            "longitude": graph.longitude.astype(np.float32),
            "latitude": graph.latitude.astype(np.float32),
            "country": lines.country.tolist(),
        }
    )


def edge_table(lines: Lines, passenger: NDArray[np.bool_] | None = None) -> pl.DataFrame:
    """Return the table of edges, each once, u < v; with the column `service` when edges for passengers are given."""
    graph = lines.graph
    frame = pl.DataFrame(
        {
            "u": np.minimum(graph.u, graph.v),
            "v": np.maximum(graph.u, graph.v),
            "km": graph.km.round(3).astype(np.float32),
        }
    )
    if passenger is not None:
        frame = frame.with_columns(service=pl.Series(np.where(passenger, "passenger", "").tolist()))
    return frame.sort("u", "v", "km").unique(["u", "v"], keep="first", maintain_order=True)


def weld_table(every: Iterable[Lines]) -> pl.DataFrame:
    """Return the report of every weld."""
    return pl.concat([_welds(lines) for lines in every]).sort("mode", "u", "v")


def _welds(lines: Lines) -> pl.DataFrame:
    graph, welds = lines.graph, lines.welds
    ends = np.asarray([(weld.u, weld.v) for weld in welds], dtype=np.int32).reshape(-1, 2)
    return pl.DataFrame(
        {
            "mode": [lines.mode] * len(welds),
            "u": ends[:, 0],
            "v": ends[:, 1],
            "from_longitude": graph.longitude[ends[:, 0]].astype(np.float32),
            "from_latitude": graph.latitude[ends[:, 0]].astype(np.float32),
            "from_country": lines.country[ends[:, 0]].tolist(),
            "to_longitude": graph.longitude[ends[:, 1]].astype(np.float32),
            "to_latitude": graph.latitude[ends[:, 1]].astype(np.float32),
            "to_country": lines.country[ends[:, 1]].tolist(),
            "km": np.asarray([weld.km for weld in welds], dtype=np.float32),
            "reason": [weld.reason for weld in welds],
        }
    )
