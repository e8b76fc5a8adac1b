"""The network as layers of a map: its nodes, legs and gates."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lodeway.network.geometry import unit_vectors
from lodeway.network.gis.layers import Layer, line_layer, point_layer
from lodeway.network.model import Network
from lodeway.network.overlay.laying import NEVER
from lodeway.schema.tables import MODES

if TYPE_CHECKING:
    import polars as pl

__all__ = ["LAYERS", "network_layers"]

LAYERS = ("nodes", "legs", "gates")
_CREDIT = (
    "Railways and roads: OpenStreetMap contributors, ODbL-1.0. Sea lanes: European Union (Eurostat SeaRoute), EUPL-1.2."
)
_UNITS = "km: kilometres; hours; cost: USD per gross tonne; co2: kg CO2e per gross tonne, well to wheel."


def network_layers(network: Network) -> tuple[Layer, ...]:
    """Return nodes, legs and gates of a network as layers.

    Parameters
    ----------
    network
        What `lodeway.network.build` returned.

    Returns
    -------
    tuple of Layer
        ``nodes``: the terminals, with ``kind`` (site, a gate's kind, link, station or lane), ``name`` and ``country``.
        ``legs``: lines with ends, ``mode``, ``km``, ``hours``, ``cost``, ``co2``, ``gate``, ``link``, ``opens``, ``closes``, ``oneway`` and
        ``dashed``; a leg and its mirror image are one row that is not one-way.
        ``gates``: a point midway between both sides. Missing is null.

    Examples
    --------
    >>> from lodeway.network import build
    >>> from lodeway.network.sample import sample
    >>> [(layer.name, len(layer.rows)) for layer in network_layers(build(sample()))]
    [('nodes', 8), ('legs', 7), ('gates', 1)]
    """
    return _nodes(network), _legs(network), _gates(network)


def _nodes(network: Network) -> Layer:
    import polars as pl

    size = len(network.terminal_country)
    node = np.full(size, -1, dtype=np.int64)
    node[network.legs.tail] = network.leg_nodes[network.leg_start[:-1]]
    node[network.legs.head] = network.leg_nodes[network.leg_start[1:] - 1]
    placed = node >= 0  # a terminal that no leg meets has no place
    longitude, latitude = (
        np.where(placed, part.astype(np.float64)[node], math.nan)
        for part in (network.node_longitude, network.node_latitude)
    )
    kinds, names = _called(network)
    rows = pl.DataFrame(
        {"node": np.arange(size), "kind": kinds, "name": names, "country": _known(network.terminal_country)},
        schema_overrides={"country": pl.String(), "name": pl.String()},
    )
    return point_layer("nodes", rows, longitude, latitude, description=f"Terminals of the network. {_CREDIT}")


def _called(network: Network) -> tuple[list[str], list[str | None]]:
    """Return kind and name of each terminal; a site before a gate, a gate before a link."""
    kinds = ["station" if country else "lane" for country in network.terminal_country]
    legs = network.legs
    ends = np.concatenate([legs.tail, legs.head])
    for number in np.unique(ends[np.tile(legs.link >= 0, 2)]).tolist():
        kinds[number] = "link"
    for leg in np.flatnonzero(legs.gate >= 0).tolist():
        for end in (int(legs.tail[leg]), int(legs.head[leg])):
            kinds[end] = network.gates[legs.gate[leg]].kind or "gate"
    for terminal in (*network.site_terminal.tolist(), *network.site_arrival.tolist()):
        kinds[terminal] = "site"
    return kinds, _known(network.terminal_name)


def _known(values: tuple[str, ...] | list[str]) -> list[str | None]:
    """Return texts with None for those that are empty."""
    return [value or None for value in values]


def _legs(network: Network) -> Layer:
    kept, oneway = _mirrored(network)
    rows = _leg_rows(network, kept, oneway)
    first, last = network.leg_start[kept], network.leg_start[kept + 1]
    sizes = last - first
    start = np.concatenate([[0], np.cumsum(sizes)])
    entry = np.arange(int(start[-1])) - np.repeat(start[:-1], sizes) + np.repeat(first, sizes)
    nodes = network.leg_nodes[entry]
    return line_layer(
        "legs",
        rows,
        network.node_longitude[nodes],
        network.node_latitude[nodes],
        start,
        np.arange(kept.size),
        description=f"Legs between terminals. {_UNITS} {_CREDIT}",
    )


def _mirrored(network: Network) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the legs to show and which of them go one way only: of a leg and its equal mirror image the first is shown."""
    import polars as pl

    legs = network.legs
    ahead = legs.tail <= legs.head
    nodes = np.diff(network.leg_start)
    # The sum of its nodes tells parallel ways of equal figures apart; it does not depend on the direction.
    total = np.add.reduceat(network.leg_nodes.astype(np.int64), network.leg_start[:-1]) if nodes.size else nodes
    frame = pl.DataFrame(
        {
            "leg": np.arange(legs.tail.size),
            "ahead": ahead,
            "low": np.minimum(legs.tail, legs.head),
            "high": np.maximum(legs.tail, legs.head),
            "nodes": nodes,
            "total": total,
            "link": legs.link,
            **{name: getattr(legs, name) for name in ("gate", "mode", "cost", "hours", "km", "co2", "opens", "closes")},
        }
    )
    key = [name for name in frame.columns if name not in ("leg", "ahead")]
    frame = frame.with_columns(turn=pl.col("leg").rank("ordinal").over([*key, "ahead"]))
    pairs = frame.filter("ahead").join(
        frame.filter(~pl.col("ahead")), on=[*key, "turn"], suffix="_back", nulls_equal=True
    )
    oneway = np.ones(legs.tail.size, dtype=np.bool_)
    oneway[pairs["leg"].to_numpy()] = False
    kept = np.setdiff1d(np.flatnonzero(legs.opens != NEVER), pairs["leg_back"].to_numpy())
    return kept, oneway[kept]


def _leg_rows(network: Network, kept: NDArray[np.int64], oneway: NDArray[np.bool_]) -> pl.DataFrame:
    import polars as pl

    legs, country, links = network.legs, network.terminal_country, network.link_ids()
    tail, head = legs.tail[kept], legs.head[kept]
    dashed = np.logical_or.reduceat(network.leg_dashed, network.leg_start[:-1]) if legs.tail.size else oneway
    years = {
        name: pl.Series(getattr(legs, name)[kept]).replace(0, None)  # 0 is no bound
        for name in ("opens", "closes")
    }
    return pl.DataFrame(
        {
            "leg": kept,
            "from_node": tail,
            "to_node": head,
            "from_country": _known([country[place] for place in tail.tolist()]),
            "to_country": _known([country[place] for place in head.tolist()]),
            "mode": [MODES[number] if number >= 0 else None for number in legs.mode[kept].tolist()],
            "km": legs.km[kept],
            "hours": legs.hours[kept],
            "cost": legs.cost[kept],
            "co2": legs.co2[kept],
            "gate": [network.gates[gate].id if gate >= 0 else None for gate in legs.gate[kept].tolist()],
            "link": _known([links[leg] for leg in kept.tolist()]),
            **years,
            "oneway": oneway,
            "dashed": dashed[kept],
        },
        schema_overrides=dict.fromkeys(("from_country", "to_country", "mode", "gate", "link"), pl.String()),
    )


_TEXTS = ("id", "name", "kind", "mode", "from_country", "to_country", "status", "source", "confidence", "range", "note")
_NUMBERS = ("length", "delay", "fee", "capacity")
_WHOLE = ("from_gauge", "to_gauge", "opens", "closes")


def _gates(network: Network) -> Layer:
    import polars as pl

    gates = network.gates
    columns: dict[str, pl.Series] = {
        name: pl.Series(_known([str(getattr(gate, name)) for gate in gates]), dtype=pl.String()) for name in _TEXTS
    }
    columns["aliases"] = pl.Series(_known([";".join(gate.aliases) for gate in gates]), dtype=pl.String())
    for name in _NUMBERS:
        columns[name] = pl.Series([getattr(gate, name) for gate in gates], dtype=pl.Float64())
    for name in _WHOLE:  # 0 stands for not known, or no bound
        columns[name] = pl.Series([getattr(gate, name) or None for gate in gates], dtype=pl.Int32())
    sides = np.asarray(
        [(gate.from_longitude, gate.from_latitude, gate.to_longitude, gate.to_latitude) for gate in gates]
    ).reshape(-1, 4)
    middle = unit_vectors(sides[:, 0], sides[:, 1]) + unit_vectors(sides[:, 2], sides[:, 3])
    longitude = np.degrees(np.arctan2(middle[:, 1], middle[:, 0]))
    latitude = np.degrees(np.arctan2(middle[:, 2], np.hypot(middle[:, 0], middle[:, 1])))
    units = "length: km; delay: h; fee: USD per gross tonne; capacity: gross tonnes a year; gauges: mm."
    return point_layer(
        "gates", pl.DataFrame(columns), longitude, latitude, description=f"Crossings, ports, ferries. {units} {_CREDIT}"
    )
