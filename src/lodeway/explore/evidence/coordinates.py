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
"""What the coordinate along the rows may be called."""


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
    """Return in words how the rows' coordinate of a NetCDF file differs from the GeoTransform by which GDAL places it; "" where they agree.

    A file that was turned over or cut keeps the GeoTransform of before. GDAL goes by the coordinate where it has a standard_name or an axis.
    """
    tags = dataset.tags()
    if dataset.driver != "netCDF" or not any(key.endswith("#GeoTransform") for key in tags):
        return ""
    for name in _UPWARD:
        if f"{name}#standard_name" in tags or f"{name}#axis" in tags:
            return ""
        stated = _values(path, name)
        if stated.size != dataset.height:
            continue
        step, top = dataset.transform.e, dataset.transform.f
        first, last = top + step / 2, top + step * (dataset.height - 0.5)
        if max(abs(stated[0] - first), abs(stated[-1] - last)) > abs(step) / 2:
            return (
                f"its coordinate {name} runs from {stated[0]:.10g} to {stated[-1]:.10g}, its GeoTransform from {first:.10g} to {last:.10g}: "
                "one of them is of before the file was turned over or cut; write the GeoTransform anew (rioxarray: rio.write_transform()), or "
                "leave it out and give x and y their standard_name"
            )
    return ""


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
