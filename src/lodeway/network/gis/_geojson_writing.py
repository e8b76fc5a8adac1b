"""Writes a layer as GeoJSON (RFC 7946)."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import shapely

from lodeway.network.gis.layers import Layer

__all__ = ["write"]


def write(path: Path, layer: Layer) -> None:
    """Write the layer as a FeatureCollection, a feature a line; name and description are foreign members (RFC 7946, 6.1)."""
    shapes = shapely.to_geojson(layer.shapes).tolist()
    properties = ["{}"] * len(shapes)
    if layer.rows.width:
        properties = layer.rows.select(pl.struct(pl.all()).struct.json_encode()).to_series().to_list()
    lines = (
        f'{{"type":"Feature","geometry":{shape or "null"},"properties":{values}}}'
        for shape, values in zip(shapes, properties, strict=True)
    )
    head = json.dumps({"type": "FeatureCollection", "name": layer.name, "description": layer.description})
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(head[:-1] + ',"features":[\n')
        file.write(",\n".join(lines))
        file.write("\n]}\n")
