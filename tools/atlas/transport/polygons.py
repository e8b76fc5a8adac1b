"""Country polygons of Natural Earth in the finest detail, for tags only: they do not ship."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tools.atlas.archives import member
from tools.atlas.countries import UNITS

__all__ = ["read_polygons"]

COUNTRIES = Path(__file__).parents[1] / "hand" / "countries.csv"


def read_polygons(archive: Path, detail: str = "10m") -> Iterator[tuple[str, list[NDArray[np.float64]]]]:
    """Give country and rings (the outer first) of each polygon; units that belong to no country are left out."""
    topology = json.loads(member(archive, f"package/countries-{detail}.json"))
    scale, translate = (np.asarray(topology["transform"][key]) for key in ("scale", "translate"))
    arcs = [np.cumsum(np.asarray(arc), axis=0) * scale + translate for arc in topology["arcs"]]
    iso = _codes()
    for geometry in topology["objects"]["countries"]["geometries"]:
        name = geometry["properties"]["name"]
        code = UNITS.get(name) or iso.get(int(geometry.get("id", -1)))
        if code is None or geometry["type"] is None:
            continue
        nested = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        for polygon in nested:
            rings = [_ring(arcs, indices) for indices in polygon]
            if len(rings[0]) >= 4:
                yield code, [_unwrap(ring) for ring in rings]


def _unwrap(ring: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a ring that runs on past the 180th meridian instead of jumping to the other side of the map."""
    if np.abs(np.diff(ring[:, 0])).max() <= 180.0:
        return ring
    return np.column_stack([np.where(ring[:, 0] < 0, ring[:, 0] + 360.0, ring[:, 0]), ring[:, 1]])


def _codes() -> dict[int, str]:
    with COUNTRIES.open(encoding="utf-8", newline="") as stream:
        return {int(row["iso_numeric"]): row["iso3"] for row in csv.DictReader(stream) if row["iso_numeric"]}


def _ring(arcs: list[NDArray[np.float64]], indices: list[int]) -> NDArray[np.float64]:
    """Join arcs; a negative index is the arc ``~index`` reversed (TopoJSON specification, 2.1.4)."""
    pieces = [arcs[index] if index >= 0 else arcs[~index][::-1] for index in indices]
    return np.vstack([pieces[0], *(piece[1:] for piece in pieces[1:])])
