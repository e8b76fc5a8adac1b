"""The outline of a tract: its area and its middle."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lodeway.errors import Fault, InputError

__all__ = ["area", "read_outline"]

_RADIUS = 6371.0072
"""Of the sphere that has the surface of WGS 84 [km] (Moritz, 1980, Geodetic Reference System 1980)."""


def area(ring: Sequence[Sequence[float]]) -> float:
    """Return the area inside a ring of longitudes and latitudes [km²].

    Notes
    -----
    On the sphere of equal surface, edges straight on an equal-area cylinder; within some tenths of a per cent of the ellipsoid for rings
    with edges of up to 100 km. Chamberlain, R., Duquette, W. (2007), JPL Publication 07-3.

    Examples
    --------
    >>> round(area([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]))
    12364
    """
    total = 0.0
    for (start, low), (end, high) in zip(ring, [*ring[1:], ring[0]], strict=True):
        total += math.radians(end - start) * (2 + math.sin(math.radians(low)) + math.sin(math.radians(high)))
    return abs(total) * _RADIUS**2 / 2


def read_outline(file: Path) -> tuple[dict[str, Any], float]:
    """Return the properties of the only feature of a GeoJSON file, with its middle where they do not state it, and its area [km²].

    Raises
    ------
    InputError
        When it is no GeoJSON, or holds another number of features than one, or no polygon.
    """
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise InputError([Fault(file=str(file), message=f"cannot be read: {error}", allowed="GeoJSON")]) from error
    features = document.get("features", [document]) if isinstance(document, Mapping) else []
    if len(features) != 1:
        message = "a tract is one feature"
        raise InputError([Fault(file=str(file), message=message, found=f"{len(features)} features", allowed="1")])
    shape = features[0].get("geometry") or {}
    if shape.get("type") not in ("Polygon", "MultiPolygon"):
        message = "a tract is an outline"
        raise InputError(
            [Fault(file=str(file), message=message, found=str(shape.get("type")), allowed="Polygon, MultiPolygon")]
        )
    parts = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
    polygons = [[[point[:2] for point in ring] for ring in rings] for rings in parts]
    size = sum(area(rings[0]) - sum(area(hole) for hole in rings[1:]) for rings in polygons)
    points = [point for rings in polygons for point in rings[0]]
    middle = {
        "longitude": (min(point[0] for point in points) + max(point[0] for point in points)) / 2,
        "latitude": (min(point[1] for point in points) + max(point[1] for point in points)) / 2,
    }
    return middle | dict(features[0].get("properties") or {}), size
