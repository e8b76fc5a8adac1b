"""Reads the geometries of a GeoPackage's layer (OGC 12-128r19)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from lodeway.atlas.tables import unknown
from lodeway.errors import Fault, InputError, UsageError
from lodeway.network.gis._geojson_reading import named

__all__ = ["read_geopackage"]

ENVELOPE = (0, 32, 48, 48, 64)
"""Bytes of a geometry's envelope by its kind (12-128r19, table 6)."""
SYSTEMS = ("EPSG:4326", "OGC:CRS84")


def read_geopackage(path: Path, layer: str | None) -> tuple[str, list[tuple[str, Any]]]:
    """Return file and layer, and name and shapely geometry of every feature; None where it has none.

    Raises
    ------
    UsageError
        When there is no such layer, or none was named and there are several.
    InputError
        When the file is damaged or the layer in another coordinate system.
    """
    with _open(path) as file:
        try:
            layers = [name for (name,) in file.execute(LAYERS)]
            chosen = _choose(path, layers, layer)
            source = path.name if len(layers) == 1 else f"{path.name}, layer {chosen}"
            column = _geometry_column(file, source, chosen)
            rows = file.execute(f"SELECT * FROM {_quoted(chosen)}")
            names = [entry[0] for entry in rows.description]
            return source, _rows(source, column, names, rows)
        except sqlite3.DatabaseError as error:
            raise InputError([Fault(file=path.name, message=f"this is no GeoPackage: {error}")]) from error


LAYERS = "SELECT table_name FROM gpkg_contents WHERE data_type = 'features' ORDER BY table_name"


@contextmanager
def _open(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the file for reading only: what the user brings is never changed."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as file:
        yield file


def _choose(path: Path, layers: list[str], layer: str | None) -> str:
    if layer is None and len(layers) == 1:
        return layers[0]
    if layer is None:
        raise UsageError(f"{path}: name one of its layers: {', '.join(layers) or 'there is none'}")
    if layer not in layers:
        raise unknown(f"layer of {path}", layer, layers)
    return layer


def _geometry_column(file: sqlite3.Connection, source: str, layer: str) -> str:
    """Return the layer's geometry column after a check of its coordinate system."""
    found = file.execute(
        "SELECT column_name, organization || ':' || organization_coordsys_id FROM gpkg_geometry_columns"
        " LEFT JOIN gpkg_spatial_ref_sys USING (srs_id) WHERE table_name = ?",
        (layer,),
    ).fetchone()
    if found is None:
        raise InputError([Fault(file=source, message="the layer is not in gpkg_geometry_columns")])
    column, system = found
    if str(system).upper() not in SYSTEMS:
        message = "the coordinate system is not WGS 84 longitude and latitude; convert the file"
        raise InputError([Fault(file=source, found=str(system), allowed=", ".join(SYSTEMS), message=message)])
    return str(column)


def _rows(source: str, column: str, names: list[str], rows: sqlite3.Cursor) -> list[tuple[str, Any]]:
    found, faults = [], []
    for number, row in enumerate(rows, start=1):
        values = dict(zip(names, row, strict=True))
        blob = values.pop(column)
        try:
            found.append((named(values, values.get("fid", number)), _shape(blob)))
        except ValueError as error:
            faults.append(Fault(file=source, row=number, column=column, message=str(error)))
    if faults:
        raise InputError(faults)
    return found


def _shape(blob: object) -> Any:
    """Return the shapely geometry of a GeoPackageBinary (12-128r19, 2.1.3), None for NULL."""
    import shapely

    if blob is None:
        return None
    if not isinstance(blob, bytes) or blob[:2] != b"GP" or len(blob) < 8:
        raise ValueError("this is no GeoPackage geometry")
    kind, extended = blob[3] >> 1 & 7, blob[3] >> 5 & 1
    if extended or kind >= len(ENVELOPE):
        raise ValueError("geometries of extensions are not read")
    try:
        return shapely.from_wkb(blob[8 + ENVELOPE[kind] :])
    except shapely.errors.ShapelyError as error:
        raise ValueError(f"this is no geometry: {error}") from error


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
