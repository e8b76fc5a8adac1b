"""Rasters on disk, read window by window; what is missing is NaN, whether a file says so or not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lodeway.explore.evidence.coordinates import contradiction, in_degrees
from lodeway.explore.grid import Grid, Window
from lodeway.explore.settings import LayerSetting
from lodeway.scenario.places import nearest

if TYPE_CHECKING:
    from rasterio.crs import CRS
    from rasterio.io import DatasetReader

__all__ = ["Raster", "address", "difference", "grid_of", "open_raster", "surveyed", "system"]

TOLERANCE = 1e-3
"""Of a cell: two grids that differ by less, over the whole map, are the same."""
_SENTINELS = np.array(
    [
        *(-9999, -99999, -999999, 99999, -32768, -32767, 32767),
        *(1e20, -1e20, 1e30, -1e30, 1e38, -1e38, 9.96921e36),
        *(3.4e38, -3.4e38, 3.4028235e38, -3.4028235e38, 1.7976931e308, -1.7976931e308),
    ]
)
"""What programs write for missing: Esri, GDAL, Surfer, NetCDF (9.96921e36) and the ends of number formats."""
_SAME = 1e-6
"""Share by which a value may differ from a sentinel that a format has rounded."""
_FEW = 5
"""Cells below which a value is taken as it stands, whatever it is."""


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """One band of an open file."""

    dataset: DatasetReader
    band: int
    nodata: tuple[float, ...] = ()
    """Values that mean missing beside what the file says."""

    def read(self, window: Window) -> NDArray[np.float32]:
        """Return the values of a window, scaled as the file says; missing, infinite and masked cells are NaN."""
        upward = self.dataset.transform.e > 0
        if upward:
            window = window._replace(row=self.dataset.height - window.row - window.height)
        found = self.dataset.read(self.band, window=window.of_raster(), masked=True)
        if upward:
            found = found[::-1]
        raw = np.ma.getdata(found)
        values = raw.astype(np.float32)
        gone = np.ma.getmaskarray(found) | ~np.isfinite(values)
        for value in self.nodata:
            gone |= raw == value
        scale, offset = self.dataset.scales[self.band - 1], self.dataset.offsets[self.band - 1]
        if (scale, offset) != (1.0, 0.0):
            values = (values * scale + offset).astype(np.float32)
        values[gone] = np.nan
        return values


def surveyed(raster: Raster, grid: Grid) -> tuple[tuple[tuple[float, int], ...], int]:
    """Return values that mean missing though neither the file nor the user says so, each with its number of cells; and how many cells are infinite.

    Such a value is one that programs write for missing, stands in at least five cells, and lies outside the range of all
    other values by more than a tenth of it. A file that names a value for missing is believed.

    Parameters
    ----------
    raster
        Of which every window is read.
    grid
        Of the raster.
    """
    tag = raster.dataset.nodatavals[raster.band - 1]
    named = bool(raster.nodata) or not (tag is None or np.isnan(tag))
    if named and not raster.dataset.dtypes[raster.band - 1].startswith("float"):
        return (), 0
    low, high, infinite = np.inf, -np.inf, 0
    cells: dict[float, int] = {}
    for window in grid.windows():
        raw = raster.dataset.read(raster.band, window=window.of_raster(), masked=True).compressed().astype(np.float64)
        infinite += int((np.isinf(raw) & ~np.isin(raw, raster.nodata)).sum())
        raw = raw[np.isfinite(raw)]
        if named:
            continue
        odd = np.isin(raw, _odd(np.unique(raw[np.abs(raw) > 9000])))
        for value, many in zip(*np.unique(raw[odd], return_counts=True), strict=True):
            cells[float(value)] = cells.get(float(value), 0) + int(many)
        rest = raw[~odd]
        if rest.size:
            low, high = min(low, float(rest.min())), max(high, float(rest.max()))
    if not high >= low:
        return (), infinite
    far = (high - low) / 10
    odd_out = ((value, many) for value, many in cells.items() if many >= _FEW)
    return tuple((value, many) for value, many in odd_out if value < low - far or value > high + far), infinite


def _odd(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return those of some values that are sentinels."""
    apart = np.abs(values[:, None] / _SENTINELS - 1)
    return np.asarray(values[(apart < _SAME).any(axis=1)])


def address(path: Path, variable: str) -> str:
    """Return what GDAL calls a file or one of its variables.

    Examples
    --------
    >>> address(Path("relief.nc"), "z"), address(Path("relief.tif"), "")
    ('NETCDF:"relief.nc":z', 'relief.tif')
    """
    if not variable:
        return str(path)
    driver = "ZARR" if path.suffix == ".zarr" else "NETCDF"
    return f'{driver}:"{path}":{"/" if driver == "ZARR" else ""}{variable}'


def open_raster(path: Path, setting: LayerSetting) -> DatasetReader:
    """Return an open raster after a look at what it is.

    Raises
    ------
    ValueError
        With words on what is wrong: the file is no raster, has no such band, no coordinate system, or is turned.
    """
    import warnings

    import rasterio
    from rasterio.errors import NotGeoreferencedWarning, RasterioIOError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)  # found below, and told in our words
            inner = _variables(path) if setting.variable and path.suffix != ".zarr" else ()
            if inner and setting.variable not in inner:
                near = nearest(setting.variable, inner)
                hint = f"; did you mean {near!r}?" if near else ""
                raise ValueError(f"the file has no variable {setting.variable!r}; it has: {', '.join(inner)}{hint}")
            dataset: Any = rasterio.open(address(path, setting.variable))
    except RasterioIOError as error:
        raise ValueError(f"this is no raster that GDAL can read: {error}{_third(path)}") from error
    problem = contradiction(dataset, path) or _problem(dataset, setting, path)
    if problem:
        dataset.close()
        raise ValueError(problem)
    return dataset


def _third(path: Path) -> str:
    return "; write it as Zarr format 2 (xarray: zarr_format=2)" if (path / "zarr.json").exists() else ""


def _variables(path: Path) -> tuple[str, ...]:
    """Return the variables of a file that has several; of one that has one GDAL tells no name."""
    import rasterio

    with rasterio.open(path) as dataset:
        return tuple(name.rpartition(":")[2] for name in dataset.subdatasets)


def _problem(dataset: DatasetReader, setting: LayerSetting, path: Path) -> str:
    if dataset.count == 0:
        inner = ", ".join(name.rpartition(":")[2].lstrip("/") for name in dataset.subdatasets)
        return f"the file holds several variables; name one as variable: {inner}{_third(path)}"
    if setting.band > dataset.count:
        return f"there is no band {setting.band}; the file has {dataset.count}"
    if dataset.dtypes[setting.band - 1].startswith("complex"):
        return "its values are complex numbers"
    if system(dataset, path) is None:
        tool = "gdal_edit -a_srs" if dataset.driver == "GTiff" else "gdal_translate -a_srs, as a GeoTIFF"
        return f"it says nothing of its coordinate system; write it into the file with {tool}"
    if dataset.transform.is_identity:
        return (
            "it says nothing of where its cells lie; write that into the file, a GeoTIFF with gdal_edit -a_ullr, NetCDF or Zarr with "
            "the standard_name projection_x_coordinate (longitude) of x and projection_y_coordinate (latitude) of y"
        )
    turned = dataset.transform.b, dataset.transform.d
    if turned != (0.0, 0.0) or dataset.transform.a <= 0:
        return "its rows do not run from west to east; bring it there with gdalwarp"
    return ""


def system(dataset: DatasetReader, path: Path) -> CRS | None:
    """Return the coordinate system that a file names; EPSG:4326 where it names none and its coordinates are latitude and longitude by their units."""
    from rasterio.crs import CRS

    if dataset.crs is None and in_degrees(dataset, path):
        return CRS.from_epsg(4326)
    return dataset.crs


def grid_of(dataset: DatasetReader, crs: CRS | None = None) -> Grid:
    """Return the grid of an open raster, rows from north to south however they lie in the file.

    Parameters
    ----------
    dataset
        The raster.
    crs
        What `system` returned; without it the coordinate system that the file names.
    """
    own = dataset.transform
    if own.e > 0:
        own = type(own)(own.a, 0.0, own.c, 0.0, -own.e, own.f + own.e * dataset.height)
    return Grid(crs or dataset.crs, own, dataset.width, dataset.height)


def difference(grid: Grid, other: Grid) -> tuple[str, str, str]:
    """Return what of another grid does not fit, as found and as wanted; empty texts where all fits."""
    if grid.crs != other.crs:
        return "another coordinate system", other.crs.to_string(), grid.crs.to_string()
    cell = abs(grid.transform.a)
    size = [f"{abs(one.transform.a):.10g} x {abs(one.transform.e):.10g}" for one in (other, grid)]
    many = max(grid.width, grid.height)
    if (
        max(abs(grid.transform.a - other.transform.a), abs(grid.transform.e - other.transform.e)) * many
        > cell * TOLERANCE
    ):
        return "cells of another size", size[0], size[1]
    shift = max(abs(grid.transform.c - other.transform.c), abs(grid.transform.f - other.transform.f)) / cell
    if shift > TOLERANCE:
        corners = [f"{one.transform.c:.10g}, {one.transform.f:.10g}" for one in (other, grid)]
        return "the grid begins elsewhere (north-west corner)", corners[0], corners[1]
    if (grid.width, grid.height) != (other.width, other.height):
        return "another number of columns and rows", f"{other.width} x {other.height}", f"{grid.width} x {grid.height}"
    return "", "", ""
