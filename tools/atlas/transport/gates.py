"""Gates and links of the atlas: those named by hand, set on the graph, and every other place where rails cross a border."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from tools.atlas.transport import hand
from tools.atlas.transport.mend import great_circle
from tools.atlas.transport.rail import Railways
from tools.atlas.transport.sea import Sea
from tools.atlas.transport.tags import components

__all__ = ["gate_table", "link_table"]

REACH = 30.0
"""A named crossing is set on the crossing edge nearest to it, the two sides together this near [km]."""
PLACE = 15.0
"""Edges across one border this near to each other [km] are one crossing."""
DERIVED = "derived: rail edge between nodes in different countries, OpenStreetMap through scgraph_data 2.0.0"

Row = dict[str, Any]


@dataclass(slots=True)
class _Crossings:
    """Edges whose ends lie in different countries, those already named struck out."""

    rail: Railways
    edges: list[int]
    ends: dict[int, tuple[int, int]]
    weight: dict[int, float]
    used: set[int] = field(default_factory=set)

    def between(self, one: str, other: str) -> list[int]:
        country = self.rail.country
        return [
            edge
            for edge in self.edges
            if edge not in self.used and {country[self.ends[edge][0]], country[self.ends[edge][1]]} == {one, other}
        ]

    def ordered(self, edge: int, first: str) -> tuple[int, int]:
        """Return the edge's ends, the one in country `first` first."""
        u, v = self.ends[edge]
        return (u, v) if self.rail.country[u] == first else (v, u)

    def strike(self, edge: int) -> None:
        """Strike out an edge and all across the same border at the same place."""
        graph = self.rail.graph
        pair = sorted(self.rail.country[list(self.ends[edge])])
        a, b = self.ordered(edge, pair[0])
        for other in self.between(pair[0], pair[1]):
            c, d = self.ordered(other, pair[0])
            apart = great_circle(graph, np.asarray([a, b]), np.asarray([c, d]))
            if apart.min() <= PLACE:
                self.used.add(other)
        self.used.add(edge)


def gate_table(rail: Railways, lanes: Sea) -> pl.DataFrame:
    """Return all gates, in the columns of the scenario's table of gates."""
    crossings = _crossings(rail)
    rows = [*_named(crossings, lanes), *_ports(), *_derived(crossings)]
    schema = {name: kind for name, (kind, _) in GATE.items()}
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema).sort("id")


def link_table() -> pl.DataFrame:
    """Return all hand-made links, in the columns of the scenario's table of links."""
    schema = {name: kind for name, (kind, _) in LINK.items()}
    rows = [{name: read(row[name]) for name, (_, read) in LINK.items()} for row in hand.rows("links")]
    return pl.DataFrame(rows, schema=schema).sort("id")


def _crossings(rail: Railways) -> _Crossings:
    graph, country = rail.graph, rail.country
    cross = country[graph.u] != country[graph.v]
    label = components(graph.longitude.size, graph.u[~cross], graph.v[~cross])
    length = np.bincount(label[graph.u[~cross]], weights=graph.km[~cross], minlength=int(label.max()) + 1)
    edges = [int(edge) for edge in np.flatnonzero(cross)]
    ends = {edge: (int(graph.u[edge]), int(graph.v[edge])) for edge in edges}
    weight = {edge: float(min(length[label[ends[edge][0]]], length[label[ends[edge][1]]])) for edge in edges}
    return _Crossings(rail, edges, ends, weight)


def _named(crossings: _Crossings, lanes: Sea) -> Iterator[Row]:
    for gate in hand.rows("gates"):
        row = {name: read(gate[name]) for name, (_, read) in GATE.items() if name in gate}
        if gate["kind"] == "crossing":
            _set_crossing(crossings, row)
        elif gate["kind"] == "passage":
            edge = lanes.passage.index(gate["id"])
            for side, node in (("from", lanes.u[edge]), ("to", lanes.v[edge])):
                row[f"{side}_longitude"], row[f"{side}_latitude"] = lanes.longitude[node], lanes.latitude[node]
            row["length"] = float(lanes.km[edge])
        yield row


def _set_crossing(crossings: _Crossings, row: Row) -> None:
    """Set a named crossing on the best edge across its border; without one its sides stay where they were put."""
    graph = crossings.rail.graph
    sides = [(row[f"{side}_longitude"], row[f"{side}_latitude"]) for side in ("from", "to")]
    apart = [hand.near(graph.longitude, graph.latitude, side) for side in sides]
    found = []
    for edge in crossings.between(row["from_country"], row["to_country"]):
        a, b = crossings.ordered(edge, row["from_country"])
        away = float(min(apart[0][a], apart[1][b]))
        if away <= REACH:
            found.append((round(away), -crossings.weight[edge], float(graph.km[edge]), edge))
    if not found:
        if row["length"] is None:
            raise ValueError(f"gate {row['id']}: no rail edge crosses the border there and no length is given")
        return
    edge = min(found)[3]
    a, b = crossings.ordered(edge, row["from_country"])
    row["from_longitude"], row["from_latitude"] = float(graph.longitude[a]), float(graph.latitude[a])
    row["to_longitude"], row["to_latitude"] = float(graph.longitude[b]), float(graph.latitude[b])
    row["length"] = float(graph.km[edge])
    crossings.strike(edge)


def _ports() -> Iterator[Row]:
    for port in hand.rows("ports"):
        longitude, latitude = float(port["longitude"]), float(port["latitude"])
        yield {
            **{name: port[name] for name in ("id", "name", "aliases", "source", "confidence", "note")},
            "kind": "port",
            "mode": "sea",
            "status": "open",
            "from_country": port["country"],
            "to_country": port["country"],
            "from_longitude": longitude,
            "from_latitude": latitude,
            "to_longitude": longitude,
            "to_latitude": latitude,
        }


def _derived(crossings: _Crossings) -> Iterator[Row]:
    """Give a gate for every place where rails cross a border and no named one stands."""
    graph, country = crossings.rail.graph, crossings.rail.country
    rules, gauges = hand.rows("crossing_rules"), _gauges()
    pairs = sorted({tuple(sorted((country[u], country[v]))) for u, v in crossings.ends.values()})
    for one, other in pairs:
        chosen = []
        while left := crossings.between(one, other):
            best = min(left, key=lambda edge: (-crossings.weight[edge], graph.km[edge], edge))
            crossings.strike(best)
            chosen.append(best)
        chosen.sort(
            key=lambda edge: (-graph.latitude[crossings.ends[edge][0]], graph.longitude[crossings.ends[edge][0]])
        )
        for count, edge in enumerate(chosen, start=1):
            a, b = crossings.ordered(edge, one)
            rule = next(rule for rule in rules if _applies(rule, one, other))
            yield {
                "id": f"x-{one}-{other}-{count}".lower(),
                "name": f"{one}-{other} {count}",
                "aliases": "",
                "kind": "crossing",
                "mode": "rail",
                "from_country": one,
                "to_country": other,
                "from_gauge": gauges.get(one),
                "to_gauge": gauges.get(other),
                "from_longitude": float(graph.longitude[a]),
                "from_latitude": float(graph.latitude[a]),
                "to_longitude": float(graph.longitude[b]),
                "to_latitude": float(graph.latitude[b]),
                "length": float(graph.km[edge]),
                "delay": float(rule["delay"]),
                "fee": float(rule["fee"]),
                "closes": hand.whole(rule["closes"]),
                "status": rule["status"],
                "range": rule["range"],
                "source": f"{DERIVED}; delay and fee: {rule['source']}",
                "confidence": rule["confidence"],
                "note": rule["note"],
            }


def _applies(rule: dict[str, str], one: str, other: str) -> bool:
    first, second = rule["from_countries"].split(";"), rule["to_countries"].split(";")
    return any(
        (a in first or first == ["*"]) and (b in second or second == ["*"]) for a, b in ((one, other), (other, one))
    )


def _gauges() -> dict[str, int]:
    return {country: int(row["gauge"]) for row in hand.rows("gauges") for country in row["countries"].split(";")}


_TEXT, _NUMBER, _WHOLE = (pl.String(), str), (pl.Float64(), hand.number), (pl.Int32(), hand.whole)
_PLACES = {f"{side}_{axis}": _NUMBER for side in ("from", "to") for axis in ("longitude", "latitude")}
GATE: dict[str, tuple[pl.DataType, Any]] = {
    **dict.fromkeys(("id", "name", "aliases", "kind", "mode", "from_country", "to_country"), _TEXT),
    **dict.fromkeys(("from_gauge", "to_gauge"), _WHOLE),
    **_PLACES,
    **dict.fromkeys(("length", "delay", "fee"), _NUMBER),
    **dict.fromkeys(("opens", "closes"), _WHOLE),
    "status": _TEXT,
    "price_year": _WHOLE,
    **dict.fromkeys(("source", "confidence", "range", "note"), _TEXT),
}
LINK: dict[str, tuple[pl.DataType, Any]] = {
    **dict.fromkeys(("id", "name", "mode", "from_country", "to_country"), _TEXT),
    **_PLACES,
    **dict.fromkeys(("length", "time", "cost"), _NUMBER),
    **dict.fromkeys(("opens", "closes"), _WHOLE),
    **dict.fromkeys(("status", "gate"), _TEXT),
    **dict.fromkeys(("source", "confidence", "range", "note"), _TEXT),
}
