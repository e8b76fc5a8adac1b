"""What the coordinate variables of a NetCDF or Zarr file say beside what GDAL makes of them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from rasterio.io import DatasetReader

__all__ = ["contradiction", "in_degrees"]

_NORTH, _EAST = re.compile(r"degrees?(_north|_?N)"), re.compile(r"degrees?(_east|_?E)")
"""Units that make a coordinate a latitude or a longitude (CF conventions 1.11, 4.1 and 4.2)."""
_UPWARD = ("y", "lat", "latitude", "northing")
_ALONG = ("x", "lon", "longitude", "easting")
"""What the coordinates down the rows and along them may be called."""
_EVEN = 1e-3
"""Of a cell: steps that differ by less are even."""


def in_degrees(dataset: DatasetReader, path: Path) -> bool:
    """Tell whether a file's coordinates are latitude and longitude by their units.

    Parameters
    ----------
    dataset
        Open raster of a NetCDF or Zarr file.
    path
        Of the file or, of Zarr, the folder.
    """
    if dataset.driver == "netCDF":
        units = {value for key, value in dataset.tags().items() if key.endswith("#units")}
    elif dataset.driver == "Zarr":
        told = [json.loads(one.read_text(encoding="utf-8")) for one in path.glob("*/.zattrs")]
        units = {str(one.get("units")) for one in told if isinstance(one, dict)}
    else:
        return False
    return all(any(way.fullmatch(one) for one in units) for way in (_NORTH, _EAST))


def contradiction(dataset: DatasetReader, path: Path) -> str:
    """Return in words what is wrong with the coordinates of a NetCDF file; "" where nothing is.

    Steps must be even. A file that was turned over or cut keeps the GeoTransform of before, by which GDAL places it unless
    its coordinates have a standard_name or an axis.
    """
    tags = dataset.tags()
    if dataset.driver != "netCDF":
        return ""
    transform = dataset.transform
    for names, cells, step, start in (
        (_UPWARD, dataset.height, transform.e, transform.f),
        (_ALONG, dataset.width, transform.a, transform.c),
    ):
        for name in names:
            stated = _values(path, name)
            if stated.size != cells:
                continue
            steps = np.diff(stated)
            if steps.size and np.ptp(steps) > _EVEN * abs(steps).max():
                return f"its coordinate {name} runs in steps of {abs(steps).min():.10g} to {abs(steps).max():.10g}; bring it onto even steps"
            if f"{name}#standard_name" in tags or f"{name}#axis" in tags:
                continue
            first, last = start + step / 2, start + step * (cells - 0.5)
            if _placed(tags) and max(abs(stated[0] - first), abs(stated[-1] - last)) > abs(step) / 2:
                return (
                    f"its coordinate {name} runs from {stated[0]:.10g} to {stated[-1]:.10g}, its GeoTransform from {first:.10g} to {last:.10g}: "
                    "one of them is of before the file was turned over or cut; write the GeoTransform anew (rioxarray: rio.write_transform()), or "
                    "leave it out and give x and y their standard_name"
                )
    return ""


def _placed(tags: dict[str, str]) -> bool:
    return any(key.endswith("#GeoTransform") for key in tags)


def _values(path: Path, name: str) -> NDArray[np.float64]:
    """Return a coordinate variable; nothing where there is no such one."""
    import warnings

    import rasterio
    from rasterio.errors import NotGeoreferencedWarning, RasterioIOError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)  # a coordinate has no place of its own
            file = rasterio.open(f'NETCDF:"{path}":{name}')
    except RasterioIOError:
        return np.empty(0)
    with file:
        return np.asarray(file.read(1), np.float64).ravel()
