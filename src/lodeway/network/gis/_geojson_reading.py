"""Reads the geometries of a GeoJSON file (RFC 7946)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from lodeway.errors import Fault, InputError

__all__ = ["named", "read_geojson"]

WGS84 = re.compile(r"(EPSG:+(\d[\d.]*:)?4326|OGC:+(\d[\d.]*:)?CRS84)$", re.IGNORECASE)
"""Ends of the names by which a coordinate system is WGS 84 longitude and latitude, as URN or short."""
SHAPES = ("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection")


def read_geojson(path: Path) -> list[tuple[str, Any]]:
    """Return name and shapely geometry of every feature; None where a feature has no geometry.

    Raises
    ------
    InputError
        When the file is no GeoJSON or in another coordinate system; holds every faulty feature.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError([Fault(file=path.name, message=f"this is no JSON: {error}")]) from error
    if not isinstance(document, dict):
        raise InputError([Fault(file=path.name, message="this is no GeoJSON: it is not an object")])
    _check_system(path.name, document)
    rows, faults = [], []
    for number, feature in enumerate(_features(path.name, document), start=1):
        try:
            rows.append(_row(number, feature))
        except _NoShapeError as error:
            faults.append(Fault(file=path.name, row=number, message=str(error)))
    if faults:
        raise InputError(faults)
    return rows


class _NoShapeError(ValueError):
    """A feature is no GeoJSON; the text says why."""


def named(properties: Any, other: object) -> str:
    """Return what a feature calls itself: its property ``name`` in any case, else the other.

    Examples
    --------
    >>> named({"Name": "North Anatolian", "id": 7}, 3), named({"name": None}, 3), named(None, 3)
    ('North Anatolian', '3', '3')
    """
    values = properties if isinstance(properties, dict) else {}
    return next((str(value) for key, value in values.items() if key.lower() == "name" and value), str(other))


def _check_system(file: str, document: dict[str, Any]) -> None:
    """Raise when a ``crs`` member (GeoJSON of 2008) names a system that is not WGS 84."""
    system = document.get("crs")
    if system is None:
        return
    properties = system.get("properties") if isinstance(system, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str) or not WGS84.search(name):
        message = "the coordinate system is not WGS 84 longitude and latitude; convert the file"
        raise InputError([Fault(file=file, found=str(name), allowed="EPSG:4326, OGC:CRS84", message=message)])


def _features(file: str, document: dict[str, Any]) -> list[Any]:
    """Return the features of a collection, or the one feature or geometry that the document is."""
    kind = document.get("type")
    if kind == "Feature":
        return [document]
    if kind in SHAPES:
        return [{"type": "Feature", "geometry": document}]
    found = document.get("features")
    if kind != "FeatureCollection" or not isinstance(found, list):
        allowed = f"FeatureCollection, Feature, {', '.join(SHAPES)}"
        raise InputError([Fault(file=file, found=str(kind), allowed=allowed, message="this is no GeoJSON")])
    return found


def _row(number: int, feature: Any) -> tuple[str, Any]:
    import shapely
    from shapely.geometry import shape

    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise _NoShapeError("this is no feature")
    name = named(feature.get("properties"), feature.get("id", number))
    geometry = feature.get("geometry")
    if geometry is None:
        return name, None
    if not isinstance(geometry, dict) or geometry.get("type") not in SHAPES:
        raise _NoShapeError("this geometry has no known type")
    try:
        return name, shape(geometry)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, shapely.errors.ShapelyError) as error:
        raise _NoShapeError(f"these coordinates are no {geometry['type']}: {error}") from error
