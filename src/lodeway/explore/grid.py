"""The grid of a study: its coordinate system, cells, their areas, and windows of them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from affine import Affine
    from rasterio.crs import CRS
    from rasterio.windows import Window as RasterWindow

__all__ = ["EARTH_RADIUS", "Grid", "Window", "unit_vectors"]

EARTH_RADIUS = 6371.0072
"""km; radius of the sphere with the area of the WGS 84 ellipsoid (authalic, NGA.STND.0036)."""


class Window(NamedTuple):
    """Some rows and columns of a grid."""

    row: int
    column: int
    height: int
    width: int

    def of_raster(self) -> RasterWindow:
        """Return the window as rasterio has it."""
        from rasterio.windows import Window as RasterWindow

        return RasterWindow(self.column, self.row, self.width, self.height)


def unit_vectors(longitude: ArrayLike, latitude: ArrayLike) -> NDArray[np.float64]:
    """Return points on the unit sphere, shape (n, 3), of degrees.

    Examples
    --------
    >>> unit_vectors([90.0], [0.0]).round(6).tolist()
    [[0.0, 1.0, 0.0]]
    """
    east, north = np.radians(np.asarray(longitude, float)), np.radians(np.asarray(latitude, float))
    return np.column_stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)])


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Cells in rows from north to south and columns from west to east.

    Examples
    --------
    >>> from affine import Affine
    >>> from rasterio.crs import CRS
    >>> grid = Grid(CRS.from_epsg(32642), Affine(1000.0, 0, 500_000, 0, -1000.0, 4_600_000), 4, 3)
    >>> grid.areas().tolist()
    [1.0, 1.0, 1.0]
    >>> grid.locate([501_500.0, 0.0], [4_599_900.0, 0.0]).tolist()
    [1, -1]
    """

    crs: CRS
    transform: Affine
    width: int
    height: int

    @property
    def geographic(self) -> bool:
        """Tell whether coordinates are degrees."""
        return bool(self.crs.is_geographic)

    @property
    def kilometre(self) -> float:
        """Units of the coordinate system in one kilometre; for degrees, of a great circle."""
        if self.geographic:
            return 180 / (math.pi * EARTH_RADIUS)
        return 1000 / float(self.crs.linear_units_factor[1])

    @property
    def cell(self) -> float:
        """Side of a cell in the middle of the map [km]: the root of its area."""
        return float(math.sqrt(self.areas()[self.height // 2]))

    def resized(self, width: int, height: int) -> Grid:
        """Return the same ground in so many columns and rows.

        Examples
        --------
        >>> from affine import Affine
        >>> from rasterio.crs import CRS
        >>> Grid(CRS.from_epsg(4326), Affine(1.0, 0, 0, 0, -1.0, 0), 4, 4).resized(2, 1).areas().size
        1
        """
        old = self.transform
        across, down = old.a * self.width / width, old.e * self.height / height
        return Grid(self.crs, type(old)(across, 0.0, old.c, 0.0, down, old.f), width, height)

    def areas(self) -> NDArray[np.float64]:
        """Return the area of a cell in each row [km²], shape (height,): on degrees, of the sphere."""
        if not self.geographic:
            return np.full(self.height, abs(self.transform.a * self.transform.e) / self.kilometre**2)
        edges = np.radians(self.transform.f + self.transform.e * np.arange(self.height + 1))
        heights: NDArray[np.float64] = np.abs(np.diff(np.sin(edges)))
        return EARTH_RADIUS**2 * math.radians(self.transform.a) * heights

    def centres(self, rows: ArrayLike, columns: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return x and y of the middles of cells, in the coordinate system's units."""
        x = self.transform.c + self.transform.a * (np.asarray(columns, float) + 0.5)
        y = self.transform.f + self.transform.e * (np.asarray(rows, float) + 0.5)
        return x, y

    def locate(self, x: ArrayLike, y: ArrayLike) -> NDArray[np.int64]:
        """Return the number of the cell that each point lies in, row by row; -1 outside the grid."""
        column = np.floor((np.asarray(x, float) - self.transform.c) / self.transform.a)
        row = np.floor((np.asarray(y, float) - self.transform.f) / self.transform.e)
        inside = (column >= 0) & (column < self.width) & (row >= 0) & (row < self.height)
        return np.where(inside, row * self.width + column, -1).astype(np.int64)

    def plane(self, x: ArrayLike, y: ArrayLike) -> NDArray[np.float64]:
        """Return places in kilometres on a plane, shape (n, 2): of degrees, true to scale in the middle of the map."""
        across, up = np.asarray(x, float), np.asarray(y, float)
        squeeze = 1.0
        if self.geographic:
            squeeze = math.cos(math.radians(self.transform.f + self.transform.e * self.height / 2))
        return np.column_stack([across * squeeze, up]) / self.kilometre

    def part(self, window: Window) -> Affine:
        """Return the transform of a window of the grid."""
        old = self.transform
        return type(old)(old.a, 0.0, old.c + old.a * window.column, 0.0, old.e, old.f + old.e * window.row)

    def windows(self, side: int = 512) -> Iterator[Window]:
        """Yield windows that cover the grid, row by row.

        Examples
        --------
        >>> from affine import Affine
        >>> from rasterio.crs import CRS
        >>> [tuple(window) for window in Grid(CRS.from_epsg(4326), Affine.identity(), 3, 2).windows(2)]
        [(0, 0, 2, 2), (0, 2, 2, 1)]
        """
        for row in range(0, self.height, side):
            for column in range(0, self.width, side):
                yield Window(row, column, min(side, self.height - row), min(side, self.width - column))
