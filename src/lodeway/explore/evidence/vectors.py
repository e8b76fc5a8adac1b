"""Reads points, lines and areas of a GeoJSON or GeoPackage file into the grid's coordinate system."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from rasterio.crs import CRS

__all__ = ["ENDINGS", "Vectors", "read_vectors"]

ENDINGS = (".geojson", ".json", ".gpkg")
_ENVELOPE = (0, 32, 48, 48, 64)
"""Bytes of the envelope by its kind (OGC 12-128r19, table 6)."""


@dataclass(frozen=True, slots=True, eq=False)
class Vectors:
    """Shapely geometries in the grid's system, each with its properties."""

    shapes: NDArray[Any]
    properties: tuple[dict[str, Any], ...]


def read_vectors(path: Path, crs: CRS, layer: str = "") -> Vectors:
    """Return the features of a file, carried into a coordinate system; features without a geometry are left out.

    Parameters
    ----------
    path
        A ``.geojson`` or ``.json`` file (RFC 7946: longitude and latitude on WGS 84, or the ``crs`` member of the
        format's 2008 edition), or a ``.gpkg`` (OGC 12-128r19).
    crs
        Coordinate system to carry them into.
    layer
        Of a GeoPackage; may be left out when it has one only.

    Raises
    ------
    ValueError
        With words on what is wrong: the caller names the file.

    Examples
    --------
    >>> import tempfile
    >>> from rasterio.crs import CRS
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "faults.geojson"
    ...     _ = file.write_text('{"type": "LineString", "coordinates": [[71, 41], [72, 41]]}')
    ...     read_vectors(file, CRS.from_epsg(4326)).shapes.tolist()
    [<LINESTRING (71 41, 72 41)>]
    """
    import shapely
    from rasterio.errors import CRSError

    if path.suffix.lower() not in ENDINGS:
        raise ValueError(
            f"features are read from {', '.join(ENDINGS)}, not from {path.suffix or 'a file without ending'}"
        )
    try:
        rows, system = _geopackage(path, layer) if path.suffix.lower() == ".gpkg" else _geojson(path)
    except (shapely.errors.GEOSException, sqlite3.DatabaseError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ValueError(f"the file cannot be read: {error}") from error
    except CRSError as error:
        raise ValueError(f"its coordinate system is not known: {error}") from error
    kept = [(shape, values) for shape, values in rows if shape is not None and not shapely.is_empty(shape)]
    if not kept:
        raise ValueError("there is no feature with a geometry")
    shapes = np.array([shape for shape, _ in kept], dtype=object)
    return Vectors(_carried(shapes, system, crs), tuple(values for _, values in kept))


def _carried(shapes: NDArray[Any], system: CRS, crs: CRS) -> NDArray[Any]:
    import shapely
    from rasterio.warp import transform

    if system == crs:
        return shapes

    def move(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(transform(system, crs, points[:, 0], points[:, 1])[:2])

    return np.asarray(shapely.transform(shapely.force_2d(shapes), move), dtype=object)


def _geojson(path: Path) -> tuple[list[tuple[Any, dict[str, Any]]], CRS]:
    import shapely
    from rasterio.crs import CRS

    content = json.loads(path.read_text(encoding="utf-8-sig"))
    if not isinstance(content, dict) or "type" not in content:
        raise ValueError("this is no GeoJSON: it has no type")
    if content["type"] == "FeatureCollection":
        features = content.get("features", [])
    else:
        features = [content if content["type"] == "Feature" else {"geometry": content}]
    named = content.get("crs", {})
    system = CRS.from_user_input(named["properties"]["name"]) if named else CRS.from_epsg(4326)
    rows = []
    for feature in features:
        geometry = feature.get("geometry")
        shape = None if geometry is None else shapely.from_geojson(json.dumps(geometry))
        rows.append((shape, feature.get("properties") or {}))
    return rows, system


def _geopackage(path: Path, layer: str) -> tuple[list[tuple[Any, dict[str, Any]]], CRS]:
    from rasterio.crs import CRS

    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as file:
        layers = [name for (name,) in file.execute("SELECT table_name FROM gpkg_contents WHERE data_type = 'features'")]
        if not layer and len(layers) != 1:
            raise ValueError(f"name one of its layers: {', '.join(layers) or 'there is none'}")
        chosen = layer or layers[0]
        if chosen not in layers:
            raise ValueError(f"there is no layer {chosen!r}; there are {', '.join(layers) or 'none'}")
        column, organization, number, definition = file.execute(
            "SELECT column_name, organization, organization_coordsys_id, definition FROM gpkg_geometry_columns"
            " JOIN gpkg_spatial_ref_sys USING (srs_id) WHERE table_name = ?",
            (chosen,),
        ).fetchone()
        system = CRS.from_epsg(number) if str(organization).upper() == "EPSG" else CRS.from_wkt(definition)
        escaped = chosen.replace('"', '""')
        cursor = file.execute(f'SELECT * FROM "{escaped}"')
        names = [entry[0] for entry in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor]
    return [(_geometry(row.pop(column)), row) for row in rows], system


def _geometry(blob: bytes | None) -> Any:
    import shapely

    if not blob:
        return None
    return shapely.from_wkb(blob[8 + _ENVELOPE[(blob[3] >> 1) & 7] :])
