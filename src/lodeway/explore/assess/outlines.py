"""The outline of a tract: its area and its middle."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lodeway.errors import Fault, InputError
from lodeway.explore.grid import EARTH_RADIUS

__all__ = ["area", "read_outline"]


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
    for (start, low, *_), (end, high, *_) in zip(ring, [*ring[1:], ring[0]], strict=True):
        total += math.radians(end - start) * (2 + math.sin(math.radians(low)) + math.sin(math.radians(high)))
    return abs(total) * EARTH_RADIUS**2 / 2


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
    if not isinstance(features, list) or len(features) != 1 or not isinstance(features[0], Mapping):
        found = f"{len(features)} features" if isinstance(features, list) else str(features)
        raise InputError([Fault(file=str(file), message="a tract is one feature", found=found, allowed="1")])
    shape = features[0].get("geometry")
    kind = shape.get("type") if isinstance(shape, Mapping) else None
    if not isinstance(shape, Mapping) or kind not in ("Polygon", "MultiPolygon"):
        message = "a tract is an outline"
        raise InputError([Fault(file=str(file), message=message, found=str(kind), allowed="Polygon, MultiPolygon")])
    parts: Any = [shape.get("coordinates")] if kind == "Polygon" else shape.get("coordinates")
    if not _is_outline(parts):
        allowed = "rings of four or more longitudes and latitudes"
        raise InputError([Fault(file=str(file), column="coordinates", message="no outline", allowed=allowed)])
    size = sum(area(rings[0]) - sum(area(hole) for hole in rings[1:]) for rings in parts)
    points = [point for rings in parts for point in rings[0]]
    middle = {
        "longitude": (min(point[0] for point in points) + max(point[0] for point in points)) / 2,
        "latitude": (min(point[1] for point in points) + max(point[1] for point in points)) / 2,
    }
    properties = features[0].get("properties")
    return middle | dict(properties if isinstance(properties, Mapping) else {}), size


def _is_outline(parts: Any) -> bool:
    """Return whether these are polygons, each of rings of four or more points on the globe."""
    if not isinstance(parts, list) or not parts:
        return False
    rings = [ring for part in parts for ring in (part if isinstance(part, list) and part else [None])]
    return all(isinstance(ring, list) and len(ring) >= 4 and all(map(_is_point, ring)) for ring in rings)


def _is_point(point: Any) -> bool:
    if not isinstance(point, list) or len(point) < 2:
        return False
    plain = all(isinstance(value, int | float) and not isinstance(value, bool) for value in point[:2])
    return plain and abs(point[0]) <= 180 and abs(point[1]) <= 90
