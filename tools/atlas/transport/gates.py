"""Gates and links of the atlas: those named by hand, and every other place where rails or roads cross a border."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from tools.atlas.transport import hand
from tools.atlas.transport.crossings import PLACE, Crossings, Row, find_crossings, set_crossing, unnamed
from tools.atlas.transport.gauges import set_gauges
from tools.atlas.transport.lines import Lines
from tools.atlas.transport.sea import Sea

__all__ = ["gate_table", "link_table"]

LETTER = {"rail": "x", "road": "r"}
"""First letter of the ids of derived crossings."""


def gate_table(rail: Lines, road: Lines, old: Mapping[int, tuple[int, int]], lanes: Sea) -> pl.DataFrame:
    """Return all gates, in the columns of the scenario's table of gates; `old` are the ends of roads before they were cut."""
    crossings = {"rail": find_crossings(rail), "road": find_crossings(road, old)}
    rows = [*_named(crossings, lanes), *_ports()]
    rows += [row for mode in crossings for row in _derived(crossings[mode])]
    schema = {name: kind for name, (kind, _) in GATE.items()}
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema).sort("id")


def link_table() -> pl.DataFrame:
    """Return all hand-made links, in the columns of the scenario's table of links."""
    schema = {name: kind for name, (kind, _) in LINK.items()}
    rows = [{name: read(row[name]) for name, (_, read) in LINK.items()} for row in hand.rows("links")]
    return pl.DataFrame(rows, schema=schema).sort("id")


def _named(crossings: Mapping[str, Crossings], lanes: Sea) -> Iterator[Row]:
    """Give the gates named by hand; all crossings of roads are set before any strikes out what lies farther around it."""
    roads = []
    for gate in hand.rows("gates"):
        row = {name: read(gate[name]) for name, (_, read) in GATE.items() if name in gate}
        if gate["kind"] == "crossing":
            edge = set_crossing(crossings[gate["mode"]], row)
            if gate["mode"] == "rail":
                set_gauges(row)
            if gate["mode"] == "road" and edge is not None:
                roads.append(edge)
        elif gate["kind"] == "passage":
            edge = lanes.passage.index(gate["id"])
            for side, node in (("from", lanes.u[edge]), ("to", lanes.v[edge])):
                row[f"{side}_longitude"], row[f"{side}_latitude"] = lanes.longitude[node], lanes.latitude[node]
            row["length"] = float(lanes.km[edge])
        yield row
    for edge in roads:
        crossings["road"].strike(edge, PLACE["road"])


def _ports() -> Iterator[Row]:
    for port in hand.rows("ports"):
        longitude, latitude = float(port["longitude"]), float(port["latitude"])
        yield {
            **{name: port[name] for name in ("id", "name", "aliases", "source", "confidence", "note")},
            "capacity": hand.number(port["capacity"]),
            "capacity_source": port["capacity_source"],
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


def _derived(crossings: Crossings) -> Iterator[Row]:
    """Give a gate for every place where lines cross a border and no named one stands."""
    mode = crossings.lines.mode
    rules = [rule for rule in hand.rows("crossing_rules") if rule["mode"] == mode]
    derived = f"derived: {mode} edge between nodes in different countries, OpenStreetMap through scgraph_data 2.0.0"
    for one, other, count, places in unnamed(crossings):
        sides: Row = {"from_country": one, "to_country": other, **places}
        if mode == "rail":
            set_gauges(sides)
        rule = next(rule for rule in rules if _applies(rule, sides))
        row = {
            "id": f"{LETTER[mode]}-{one}-{other}-{count}".lower(),
            "name": f"{one}-{other} {'road ' if mode == 'road' else ''}{count}",
            "aliases": "",
            "kind": "crossing",
            "mode": mode,
            **sides,
            "delay": float(rule["delay"]),
            "fee": float(rule["fee"]),
            "closes": hand.whole(rule["closes"]),
            "status": rule["status"],
            "price_year": hand.whole(rule["price_year"]),
            "range": rule["range"],
            "source": f"{derived}; delay and fee: {rule['source']}",
            "confidence": rule["confidence"],
            "note": rule["note"],
        }
        yield row


def _applies(rule: dict[str, str], sides: Row) -> bool:
    """Return whether a rule is for a crossing's countries, and where it asks for the same gauge, for its gauges."""
    if rule["gauge"] == "same" and sides["from_gauge"] != sides["to_gauge"]:
        return False
    one, other = sides["from_country"], sides["to_country"]
    first, second = rule["from_countries"].split(";"), rule["to_countries"].split(";")
    return any(
        (a in first or first == ["*"]) and (b in second or second == ["*"]) for a, b in ((one, other), (other, one))
    )


_TEXT, _NUMBER, _WHOLE = (pl.String(), str), (pl.Float64(), hand.number), (pl.Int32(), hand.whole)
_PLACES = {f"{side}_{axis}": _NUMBER for side in ("from", "to") for axis in ("longitude", "latitude")}
GATE: dict[str, tuple[pl.DataType, Any]] = {
    **dict.fromkeys(("id", "name", "aliases", "kind", "mode", "from_country", "to_country"), _TEXT),
    **dict.fromkeys(("from_gauge", "to_gauge"), _WHOLE),
    **_PLACES,
    **dict.fromkeys(("length", "delay", "delay_back", "fee", "frequency", "capacity"), _NUMBER),
    **dict.fromkeys(("opens", "closes"), _WHOLE),
    "status": _TEXT,
    "price_year": _WHOLE,
    **dict.fromkeys(("source", "capacity_source", "confidence", "range", "note"), _TEXT),
}
LINK: dict[str, tuple[pl.DataType, Any]] = {
    **dict.fromkeys(("id", "name", "mode", "from_country", "to_country"), _TEXT),
    **_PLACES,
    **dict.fromkeys(("length", "time", "cost"), _NUMBER),
    **dict.fromkeys(("opens", "closes"), _WHOLE),
    **dict.fromkeys(("status", "gate"), _TEXT),
    **dict.fromkeys(("source", "confidence", "range", "note"), _TEXT),
}
