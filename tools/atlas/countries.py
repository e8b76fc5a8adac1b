"""Countries and their outlines, from the hand table of ISO codes and Natural Earth's polygons."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from shapely.geometry import Polygon

from tools.atlas import handmade
from tools.atlas.archives import member

__all__ = ["build"]

DETAILS = ("110m", "50m")
UNITS = {"Kosovo": "XKX", "N. Cyprus": "CYP", "Somaliland": "SOM", "Baikonur": "KAZ", "Ashmore and Cartier Is.": "AUS"}
"""Natural Earth units without an ISO code of their own, to the country they are counted in."""
LEFT_OUT = {"Siachen Glacier"}
"""Units that belong to no one country in the source."""

Ring = np.ndarray[tuple[int, int], np.dtype[np.float64]]


def build(sources: Mapping[str, Path]) -> dict[str, pl.DataFrame]:
    """Return the tables `countries` and `outlines`."""
    codes = handmade.read("countries", {"iso_numeric": "short", "eu27": "flag"})
    iso = dict(codes.filter(pl.col("iso_numeric").is_not_null()).select("iso_numeric", "iso3").iter_rows())
    rows = [row for detail in DETAILS for row in _rows(sources["world-atlas"], detail, iso)]
    outlines = pl.DataFrame(rows, orient="row", schema=["iso3", "detail", "part", "ring", "longitude", "latitude"])
    return {"countries": codes.join(_inner_points(outlines), on="iso3", how="left"), "outlines": outlines}


def _rows(archive: Path, detail: str, iso: Mapping[int, str]) -> Iterator[tuple[Any, ...]]:
    parts: dict[str, int] = {}
    for country, polygon in _polygons(archive, detail, iso):
        part = parts.get(country, 0)
        parts[country] = part + 1
        for ring, points in enumerate(polygon):
            rounded = np.round(points, 4)
            yield country, detail, part, ring, rounded[:, 0].tolist(), rounded[:, 1].tolist()


def _polygons(archive: Path, detail: str, iso: Mapping[int, str]) -> Iterator[tuple[str, list[Ring]]]:
    """Give each polygon (outer ring first) with its country."""
    topology = json.loads(member(archive, f"package/countries-{detail}.json"))
    arcs = _arcs(topology)
    for geometry in topology["objects"]["countries"]["geometries"]:
        name = geometry["properties"]["name"]
        if name in LEFT_OUT:
            continue
        nested = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        for polygon in nested:
            rings = [_ring(arcs, indices) for indices in polygon]
            rings = [ring for ring in rings if len(ring) >= 4]
            if rings:
                yield _country(geometry, name, rings[0], iso), rings


def _country(geometry: Mapping[str, Any], name: str, outer: Ring, iso: Mapping[int, str]) -> str:
    if name == "Indian Ocean Ter.":
        return "CXR" if outer[:, 0].mean() > 100 else "CCK"
    return UNITS[name] if name in UNITS else iso[int(geometry["id"])]


def _arcs(topology: Mapping[str, Any]) -> list[Ring]:
    """Decode the delta-encoded, quantised arcs of a TopoJSON topology (TopoJSON specification, 2.1.3 and 2.1.4)."""
    scale, translate = (np.array(topology["transform"][key]) for key in ("scale", "translate"))
    return [np.cumsum(np.array(arc), axis=0) * scale + translate for arc in topology["arcs"]]


def _ring(arcs: list[Ring], indices: list[int]) -> Ring:
    """Join arcs to a closed ring; a negative index is the arc ``~index`` reversed."""
    pieces = [arcs[index] if index >= 0 else arcs[~index][::-1] for index in indices]
    return np.vstack([pieces[0], *(piece[1:] for piece in pieces[1:])])


def _inner_points(outlines: pl.DataFrame) -> pl.DataFrame:
    """Return one point inside the largest polygon of each country (in square degrees, 50m)."""
    largest: dict[str, Polygon] = {}
    for country, longitude, latitude in (
        outlines.filter(detail="50m", ring=0).select("iso3", "longitude", "latitude").iter_rows()
    ):
        shape = Polygon(zip(longitude, latitude, strict=True)).buffer(0)
        if country not in largest or shape.area > largest[country].area:
            largest[country] = shape
    points = {country: shape.representative_point() for country, shape in largest.items()}
    return pl.DataFrame(
        {
            "iso3": list(points),
            "longitude": [round(point.x, 3) for point in points.values()],
            "latitude": [round(point.y, 3) for point in points.values()],
        }
    )
