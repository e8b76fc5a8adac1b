"""Layers made of features, window by window: distance, density, class."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from lodeway.explore.evidence.vectors import Vectors
from lodeway.explore.grid import EARTH_RADIUS, Grid, Window, unit_vectors

if TYPE_CHECKING:
    from scipy.spatial import cKDTree

__all__ = ["Classes", "Density", "Distance", "Source", "classes_of", "density", "distance", "inside"]


class Source(Protocol):
    """Gives a layer's values in any window of the grid."""

    def read(self, window: Window) -> NDArray[np.float32]:
        """Return the values, shape (height, width); NaN where the layer is missing."""


@dataclass(frozen=True, slots=True, eq=False)
class Distance:
    """Distance to the nearest feature [km]; 0 within an area."""

    grid: Grid
    tree: cKDTree
    areas: tuple[Any, ...]

    def read(self, window: Window) -> NDArray[np.float32]:
        """Return distances of the cells' middles."""
        far = np.asarray(self.tree.query(_search(self.grid, *_middles(self.grid, window)))[0], float)
        values = _kilometres(self.grid, far).reshape(window.height, window.width)
        if self.areas:
            values[inside(self.grid, self.areas, window)] = 0.0
        return values.astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Density:
    """Points per km², or km of line per km², in a circle around the cell's middle."""

    grid: Grid
    tree: cKDTree
    weight: float
    """What one vertex stands for: 1, or the km of line between two."""
    radius: float

    def read(self, window: Window) -> NDArray[np.float32]:
        """Return densities in circles around the cells' middles."""
        points = _search(self.grid, *_middles(self.grid, window))
        found = self.tree.query_ball_point(points, _length(self.grid, self.radius), return_length=True)
        values = np.asarray(found, float) * self.weight / (math.pi * self.radius**2)
        return values.reshape(window.height, window.width).astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Classes:
    """Number of the class of the area in which the cell's middle lies."""

    grid: Grid
    shapes: tuple[tuple[Any, int], ...]
    names: tuple[str, ...]

    def read(self, window: Window) -> NDArray[np.float32]:
        """Return classes counted from 0; NaN where there is no area."""
        burned = _burn(self.grid, [(shape, code + 1) for shape, code in self.shapes], window)
        return np.where(burned > 0, burned - 1, np.nan).astype(np.float32)


def distance(grid: Grid, vectors: Vectors) -> Distance:
    """Return a layer of the distance to features; right to an eighth of a cell.

    Examples
    --------
    >>> import shapely
    >>> from affine import Affine
    >>> from rasterio.crs import CRS
    >>> grid = Grid(CRS.from_epsg(32642), Affine(1000.0, 0, 0, 0, -1000.0, 3000), 3, 3)
    >>> mine = Vectors(np.array([shapely.Point(500, 2500)]), ({},))
    >>> distance(grid, mine).read(Window(0, 0, 1, 3)).tolist()
    [[0.0, 1.0, 2.0]]
    """
    points, _ = _vertices(grid, vectors)
    return Distance(grid, _tree(grid, points), _areas(vectors))


def density(grid: Grid, vectors: Vectors, radius: float) -> Density:
    """Return a layer of how dense features are within `radius` [km]: points, or length of lines and outlines."""
    points, step = _vertices(grid, vectors)
    return Density(grid, _tree(grid, points), step, radius)


def classes_of(grid: Grid, vectors: Vectors, column: str) -> Classes:
    """Return a layer of classes: the values of a property, in the order of their names.

    Raises
    ------
    ValueError
        When no feature has that property.
    """
    if not any(column in row for row in vectors.properties):
        raise ValueError(f"no feature has a property {column!r}")
    values = [str(row[column]) if row.get(column) is not None else "" for row in vectors.properties]
    names = sorted({value for value in values if value})
    rows = [(shape, names.index(value)) for shape, value in zip(vectors.shapes, values, strict=True) if value]
    return Classes(grid, tuple(rows), tuple(names))


def inside(grid: Grid, shapes: tuple[Any, ...], window: Window) -> NDArray[np.bool_]:
    """Tell which cells of a window have their middle within one of the areas, shape (height, width)."""
    return _burn(grid, [(shape, 1) for shape in shapes], window) > 0


def _burn(grid: Grid, rows: list[tuple[Any, int]], window: Window) -> NDArray[np.int32]:
    from rasterio.features import rasterize

    if not rows:
        return np.zeros((window.height, window.width), np.int32)
    return np.asarray(
        rasterize(rows, out_shape=(window.height, window.width), transform=grid.part(window), dtype="int32"), np.int32
    )


def _areas(vectors: Vectors) -> tuple[Any, ...]:
    return tuple(shape for shape in vectors.shapes if shape.geom_type in ("Polygon", "MultiPolygon"))


def _vertices(grid: Grid, vectors: Vectors) -> tuple[NDArray[np.float64], float]:
    """Return points that stand for the features, and what each stands for: 1, or the km to the next one."""
    import shapely

    parts = shapely.get_parts(vectors.shapes)
    flat = shapely.get_type_id(parts) == 0
    if flat.all():
        return shapely.get_coordinates(parts), 1.0
    step = grid.cell / 4
    lines = shapely.get_parts(shapely.boundary(np.where(shapely.get_type_id(parts) == 3, parts, None)))
    lines = np.concatenate([parts[np.isin(shapely.get_type_id(parts), (1, 2))], lines[~shapely.is_missing(lines)]])
    dense = shapely.segmentize(lines, step * grid.kilometre)
    return np.concatenate([shapely.get_coordinates(dense), shapely.get_coordinates(parts[flat])]), step


def _middles(grid: Grid, window: Window) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    rows = np.repeat(np.arange(window.row, window.row + window.height), window.width)
    columns = np.tile(np.arange(window.column, window.column + window.width), window.height)
    return grid.centres(rows, columns)


def _search(grid: Grid, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    return unit_vectors(x, y) if grid.geographic else np.column_stack([x, y])


def _tree(grid: Grid, points: NDArray[np.float64]) -> cKDTree:
    from scipy.spatial import cKDTree

    return cKDTree(_search(grid, points[:, 0], points[:, 1]))


def _kilometres(grid: Grid, far: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return km of chords of the unit sphere or of lengths on the plane."""
    if grid.geographic:
        return 2 * EARTH_RADIUS * np.arcsin(np.minimum(far / 2, 1))
    return far / grid.kilometre


def _length(grid: Grid, kilometres: float) -> float:
    if grid.geographic:
        return 2 * math.sin(kilometres / EARTH_RADIUS / 2)
    return kilometres * grid.kilometre
