"""Writes layers as a GeoPackage (OGC 12-128r19, version 1.4)."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import polars as pl
import shapely

from lodeway.network.gis.layers import Layer

__all__ = ["write"]

APPLICATION = int.from_bytes(b"GPKG", "big")
VERSION = 10400
WGS84 = 4326
_DEFINITION = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],'
    'UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]'
)
SYSTEMS = (
    ("WGS 84 geodetic", WGS84, "EPSG", 4326, _DEFINITION, "longitude and latitude in decimal degrees"),
    ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined", "undefined Cartesian coordinate reference system"),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic coordinate reference system"),
)
TABLES = """
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
"""


def write(path: Path, layers: Sequence[Layer]) -> None:
    """Write all layers into one file, which must be empty or not there."""
    with closing(sqlite3.connect(path)) as file:
        # Nobody reads the file before it is whole: no journal is needed.
        file.executescript(f"PRAGMA journal_mode = OFF; PRAGMA application_id = {APPLICATION}")
        file.executescript(f"PRAGMA user_version = {VERSION}; {TABLES}")
        file.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", SYSTEMS)
        for layer in layers:
            _write_layer(file, layer)
        file.commit()


def _write_layer(file: sqlite3.Connection, layer: Layer) -> None:
    bounds = shapely.bounds(layer.shapes).reshape(-1, 4)
    there = ~np.isnan(bounds[:, 0])
    total = shapely.total_bounds(layer.shapes[there]).tolist() if there.any() else [None] * 4
    file.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, min_x, min_y, max_x, max_y, srs_id)"
        " VALUES (?, 'features', ?, ?, ?, ?, ?, ?, ?)",
        (layer.name, layer.name, layer.description, *total, WGS84),
    )
    columns = [f'"{name.replace(chr(34), chr(34) * 2)}" {_type(kind)}' for name, kind in layer.rows.schema.items()]
    definition = ", ".join(["fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL", f"geom {layer.kind.upper()}", *columns])
    file.execute(f'CREATE TABLE "{layer.name}" ({definition})')
    file.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)", (layer.name, layer.kind.upper(), WGS84)
    )
    rows = _stored(layer.rows).rows()
    marks = ", ".join("?" * (2 + layer.rows.width))
    file.executemany(
        f'INSERT INTO "{layer.name}" VALUES ({marks})',
        ((number, blob, *row) for number, (blob, row) in enumerate(zip(_blobs(layer, bounds), rows, strict=True), 1)),
    )


def _type(kind: pl.DataType) -> str:
    """Return the type of a column (12-128r19, table 1)."""
    if kind == pl.Boolean():
        return "BOOLEAN"
    if kind.is_integer():
        return "INTEGER"
    if kind.is_float():
        return "DOUBLE"
    if kind == pl.Date():
        return "DATE"
    return "DATETIME" if isinstance(kind, pl.Datetime) else "TEXT"


def _stored(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with cells as SQLite keeps them: dates and times are ISO text."""
    kinds = rows.schema.items()
    return rows.with_columns(
        *(pl.col(name).dt.to_string("iso") for name, kind in kinds if kind == pl.Date()),
        *(pl.col(name).dt.strftime("%Y-%m-%dT%H:%M:%S%.3fZ") for name, kind in kinds if isinstance(kind, pl.Datetime)),
    )


def _blobs(layer: Layer, bounds: np.ndarray) -> Iterator[bytes | None]:
    """Yield every geometry as GeoPackageBinary (12-128r19, 2.1.3): header, bounding box, well-known binary."""
    binary = shapely.to_wkb(layer.shapes, byte_order=1).tolist()
    if layer.kind == "Point":  # a point is its own bounding box
        head = struct.pack("<2sBBi", b"GP", 0, 0b0001, WGS84)
        yield from (None if body is None else head + body for body in binary)
        return
    pack = struct.Struct("<2sBBi4d").pack
    for body, (west, south, east, north) in zip(binary, bounds.tolist(), strict=True):
        yield None if body is None else pack(b"GP", 0, 0b0011, WGS84, west, east, south, north) + body
