"""The plan's routes as GeoJSON: one line per way, through every original node."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from lodeway.network import segments
from lodeway.network.model import Network
from lodeway.plan.result import Plan, RouteFlow
from lodeway.report.tables.flows import Ways

__all__ = ["polylines"]


def polylines(plan: Plan, network: Network, numbers: Ways) -> dict[str, Any]:
    """Return a GeoJSON FeatureCollection (RFC 7946) with one feature per way that the plan takes.

    Parameters
    ----------
    plan
        A plan.
    network
        The network whose legs its routes name.
    numbers
        Number of every path: `lodeway.report.tables.flows.ways`.

    Returns
    -------
    dict
        Each feature is a MultiLineString, a line per stretch of one mode, with the flows on it by commodity and year. A line is cut at the
        180th meridian.
    """
    by_way: dict[tuple[int, ...], list[RouteFlow]] = defaultdict(list)
    for route in plan.routes:
        if route.legs:
            by_way[route.legs].append(route)
    features = [_feature(network, numbers[path], path, rows) for path, rows in sorted(by_way.items())]
    return {"type": "FeatureCollection", "features": sorted(features, key=lambda feature: feature["properties"]["way"])}


def _feature(network: Network, number: int, path: tuple[int, ...], rows: list[RouteFlow]) -> dict[str, Any]:
    first = rows[0]
    stretches = segments(network, path)
    flows = sorted(rows, key=lambda row: (row.commodity, row.year, row.origin, row.destination))
    return {
        "type": "Feature",
        "geometry": {
            "type": "MultiLineString",
            "coordinates": [[list(point) for point in stretch.coordinates] for stretch in stretches],
        },
        "properties": {
            "way": number,
            "from": first.origin,
            "to": first.destination,
            "km": first.km,
            "countries": list(first.countries),
            "gates": list(first.gates),
            "modes": list(first.modes),
            "line_modes": [stretch.mode for stretch in stretches],
            "line_dashed": [stretch.dashed for stretch in stretches],
            "flows": [
                {
                    "commodity": row.commodity,
                    "year": row.year,
                    "tonnes": row.tonnes,
                    "gross_tonnes": row.gross_tonnes,
                    "hours": row.hours,
                    "cost": row.cost,
                    "co2": row.co2,
                }
                for row in flows
            ],
        },
    }
