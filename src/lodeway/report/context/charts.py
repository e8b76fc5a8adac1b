"""What the map shows: outlines, sites, gates and the stretches of legs."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

from lodeway import atlas
from lodeway.network import segments
from lodeway.network.model import Network
from lodeway.plan.result import Plan
from lodeway.report.context.shape import Country, GatePoint, SegmentView, SitePoint
from lodeway.report.lookup import Lookup
from lodeway.report.tables.flows import Ways
from lodeway.scenario import places
from lodeway.schema.tables import Gate

__all__ = ["countries", "gate_place", "gate_points", "legs", "site_points"]

_DECIMALS = 4
"""Of a degree on the map: some 11 m."""


def countries() -> list[Country]:
    """Return coarse outlines of every country (Natural Earth, 1:110 million)."""
    import polars as pl

    names = places.countries()
    rings: dict[str, list[list[list[float]]]] = defaultdict(list)
    outlines = atlas.read("outlines").filter(pl.col("detail") == "110m")
    for iso3, longitude, latitude in outlines.select("iso3", "longitude", "latitude").iter_rows():
        points = zip(longitude, latitude, strict=True)
        rings[iso3].append([[round(float(x), 2), round(float(y), 2)] for x, y in points])
    return [{"id": iso3, "name": names.get(iso3, iso3), "rings": rings[iso3]} for iso3 in sorted(rings)]


def site_points(plans: Sequence[Plan], lookup: Lookup) -> list[SitePoint]:
    """Return every site that makes something or receives a market's goods."""
    used = {site for plan in plans for route in plan.routes for site in (route.origin, route.destination)}
    used |= {row.site for plan in plans for row in plan.activities if row.tonnes > 0}
    markets = {site: market.id for market in lookup.scenario.markets for site in market.sites}
    made: dict[str, dict[str, None]] = defaultdict(dict)
    statuses: dict[str, dict[str, None]] = defaultdict(dict)
    for process in lookup.scenario.processes:
        made[process.site].update(dict.fromkeys(lookup.yields[process.id].outputs))
        statuses[process.site][process.status] = None
    return [
        {
            "id": site.id,
            "name": site.name or site.id,
            "country": site.country,
            "longitude": site.longitude,
            "latitude": site.latitude,
            "kind": site.kind,
            "commodities": list(made[site.id]),
            "statuses": list(statuses[site.id]),
            "market": markets.get(site.id, ""),
            "used": site.id in used,
        }
        for site in sorted(lookup.scenario.sites, key=lambda site: site.id)
        if site.id in used or site.id in made or site.id in markets
    ]


def gate_points(plans: Sequence[Plan], networks: Sequence[Network]) -> list[GatePoint]:
    """Return every gate that a plan passes or enlarges."""
    used = {gate for plan in plans for route in plan.routes for gate in route.gates}
    used |= {build.what for plan in plans for build in plan.builds if build.kind == "gate"}
    known = {gate.id: (gate, network) for network in reversed(networks) for gate in network.gates}
    return [_gate(*known[gate]) for gate in sorted(used)]


def _gate(gate: Gate, network: Network) -> GatePoint:
    longitude, latitude = gate_place(gate, network)
    return {
        "id": gate.id,
        "name": gate.name or gate.id,
        "kind": gate.kind,
        "mode": gate.mode,
        "status": gate.status,
        "from_country": gate.from_country,
        "to_country": gate.to_country,
        "longitude": round(longitude, _DECIMALS),
        "latitude": round(latitude, _DECIMALS),
        "capacity": None if math.isnan(gate.capacity) else gate.capacity,
        "background": gate.background,
    }


def gate_place(gate: Gate, network: Network) -> tuple[float, float]:
    """Return where a gate is drawn: between its sides where they are near, else on its from-side, else where its way begins."""
    here, there = (gate.from_longitude, gate.from_latitude), (gate.to_longitude, gate.to_latitude)
    if math.isnan(here[0]):
        leg = int((network.legs.gate == network.gates.index(gate)).argmax())
        node = network.leg_nodes[network.leg_start[leg]]
        return float(network.node_longitude[node]), float(network.node_latitude[node])
    if gate.kind == "ferry" or math.isnan(there[0]) or abs(there[0] - here[0]) > 5:
        return here
    return (here[0] + there[0]) / 2, (here[1] + there[1]) / 2


def legs(networks: Sequence[Network], numbers: Ways) -> dict[str, list[SegmentView]]:
    """Return the stretches of every leg that some path takes, through every original node.

    Legs of a second network count on from those of the first.
    """
    first = len(networks[0].legs.tail)
    found: dict[str, list[SegmentView]] = {}
    for leg in sorted({leg for path in numbers for leg in path}):
        network, own = (networks[0], leg) if leg < first else (networks[1], leg - first)
        found[str(leg)] = [
            {
                "mode": segment.mode,
                "dashed": segment.dashed,
                "coordinates": [[round(x, _DECIMALS), round(y, _DECIMALS)] for x, y in segment.coordinates],
            }
            for segment in segments(network, (own,))
        ]
    return found
