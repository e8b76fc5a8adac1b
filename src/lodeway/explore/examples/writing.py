"""Writes the files of an example."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodeway.explore.grid import Grid
from lodeway.explore.tiles import profile

__all__ = ["write_features", "write_occurrences", "write_raster"]

COLUMNS = ("id", "name", "longitude", "latitude", "type", "date", "source", "error [km]")


def write_raster(path: Path, grid: Grid, values: NDArray[np.floating[Any]], unit: str) -> None:
    """Write one band as a GeoTIFF, missing cells as NaN."""
    import rasterio

    with rasterio.open(path, "w", **profile(grid, 1)) as file:
        file.write(values.reshape(grid.height, grid.width).astype(np.float32), 1)
        file.units = (unit,)


def write_occurrences(path: Path, rows: Iterable[Mapping[str, object]], columns: Sequence[str] = COLUMNS) -> None:
    """Write a table of occurrences; a column that a row lacks is empty."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_features(path: Path, shapes: Iterable[Any], properties: Iterable[Mapping[str, object]]) -> None:
    """Write shapely geometries in longitude and latitude as GeoJSON."""
    import shapely

    features = [
        {"type": "Feature", "properties": dict(own), "geometry": json.loads(shapely.to_geojson(shape))}
        for shape, own in zip(shapes, properties, strict=True)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
