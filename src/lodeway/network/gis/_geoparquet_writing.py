"""Writes a layer as GeoParquet 1.1."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import shapely

from lodeway.network.gis.layers import Layer

__all__ = ["write"]

SIDES = ("xmin", "ymin", "xmax", "ymax")


def write(path: Path, layer: Layer) -> None:
    """Write the layer with well-known binary and a column of bounding boxes, by which readers skip what they do not need.

    No ``crs`` means OGC:CRS84, WGS 84 longitude and latitude (GeoParquet 1.1.0, Coordinate Reference Systems).
    """
    there = ~shapely.is_missing(layer.shapes)
    bounds = shapely.bounds(layer.shapes).reshape(-1, 4)
    boxes = pl.DataFrame({side: bounds[:, number] for number, side in enumerate(SIDES)})
    frame = layer.rows.with_columns(
        pl.Series("geometry", shapely.to_wkb(layer.shapes, byte_order=1).tolist(), dtype=pl.Binary()),
        boxes.select(pl.when(pl.Series(there)).then(pl.struct(SIDES)).alias("bbox")).to_series(),
    )
    column = {
        "encoding": "WKB",
        "geometry_types": [layer.kind] if there.any() else [],
        "covering": {"bbox": {side: ["bbox", side] for side in SIDES}},
    }
    if there.any():
        column["bbox"] = shapely.total_bounds(layer.shapes).tolist()
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
    frame.write_parquet(path, compression="zstd", metadata={"geo": json.dumps(geo), "description": layer.description})
