"""What lies on a map for orientation: borders, degrees, names of cities and deposits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lodeway.explore.grid import Grid

if TYPE_CHECKING:
    from rasterio.crs import CRS

__all__ = ["Degree", "Name", "cities", "graticule", "outlines"]

Values = NDArray[np.float64]

_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0)
"""Degrees between two lines."""
_LINES = 8
"""Most meridians or parallels on a map."""


@dataclass(frozen=True, slots=True)
class Name:
    """A place that may be named."""

    x: float
    y: float
    """In the grid's system."""
    text: str
    deposit: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Degree:
    """A meridian or a parallel."""

    label: str
    line: Values
    """In the grid's system, shape (n, 2)."""
    meridian: bool


def graticule(grid: Grid) -> tuple[Degree, ...]:
    """Return meridians and parallels at a round step, no more than eight of each.

    Examples
    --------
    >>> from affine import Affine
    >>> from rasterio.crs import CRS
    >>> [one.label for one in graticule(Grid(CRS.from_epsg(4326), Affine(1.0, 0, -2.5, 0, -1.0, 2.5), 5, 2))]
    ['2° W', '1° W', '0°', '1° E', '2° E', '1° N', '2° N']
    """
    frame = _frame(grid)
    if frame is None:
        return ()
    west, south, east, north = frame
    span = max(east - west, north - south)
    step = next((one for one in _STEPS if span / one <= _LINES), _STEPS[-1])
    along = np.linspace(-0.1, 1.1, 121)
    found = []
    for value in _multiples(west, east, step):
        line = _moved(grid, np.full(along.size, value), south + along * (north - south))
        found.append(Degree(_degrees(value, "E", "W"), line, meridian=True))
    for value in _multiples(south, north, step):
        line = _moved(grid, west + along * (east - west), np.full(along.size, value))
        found.append(Degree(_degrees(value, "N", "S"), line, meridian=False))
    return tuple(found)


def cities(grid: Grid, most: int = 60) -> tuple[Name, ...]:
    """Return the largest cities on the map by population, from the atlas (GeoNames)."""
    import polars as pl

    from lodeway import atlas

    frame = _frame(grid)
    if frame is None:
        return ()
    west, south, east, north = frame
    inside = pl.col("longitude").is_between(west, east) & pl.col("latitude").is_between(south, north)
    rows = atlas.read("cities").filter(inside).sort("population", descending=True, nulls_last=True).head(most)
    places = _moved(grid, rows["longitude"].to_numpy(), rows["latitude"].to_numpy())
    return tuple(Name(float(x), float(y), text) for (x, y), text in zip(places, rows["name"], strict=True))


def outlines(grid: Grid) -> list[Values]:
    """Return borders and coasts that may lie on the map, in the grid's system."""
    import polars as pl

    from lodeway import atlas

    frame = _frame(grid)
    if frame is None:
        return []
    west, south, east, north = frame
    found = []
    for row in atlas.read("outlines").filter(pl.col("detail") == "50m").iter_rows(named=True):
        x, y = np.array(row["longitude"], float), np.array(row["latitude"], float)
        if x.max() < west or x.min() > east or y.max() < south or y.min() > north:
            continue
        # What lies far off the map may have no place in its system.
        near = (x > west - 5) & (x < east + 5) & (y > south - 5) & (y < north + 5)
        parts = np.split(np.arange(x.size), np.flatnonzero(np.diff(near.astype(int))) + 1)
        found += [_moved(grid, x[part], y[part]) for part in parts if near[part[0]] and part.size > 1]
    return found


def _frame(grid: Grid) -> tuple[float, float, float, float] | None:
    """Return west, south, east and north of the map in degrees; None where it goes over the antimeridian or has no such place."""
    from rasterio.warp import transform_bounds

    edges = grid.transform.c, grid.transform.f + grid.transform.e * grid.height
    far = grid.transform.c + grid.transform.a * grid.width, grid.transform.f
    west, south, east, north = transform_bounds(grid.crs, _world(), *edges, *far)
    if east < west or not all(map(math.isfinite, (west, south, east, north))):
        return None
    return west, south, east, north


def _moved(grid: Grid, longitude: Values, latitude: Values) -> Values:
    """Return places in the grid's system, shape (n, 2)."""
    from rasterio.warp import transform

    if grid.crs == _world():
        return np.column_stack([longitude, latitude])
    return np.column_stack(transform(_world(), grid.crs, longitude, latitude)[:2])


def _world() -> CRS:
    from rasterio.crs import CRS

    return CRS.from_epsg(4326)


def _multiples(low: float, high: float, step: float) -> Sequence[float]:
    return [number * step for number in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _degrees(value: float, plus: str, minus: str) -> str:
    side = "" if abs(value) < 1e-9 else f" {plus if value > 0 else minus}"
    return f"{abs(round(value, 2)):g}°{side}"
