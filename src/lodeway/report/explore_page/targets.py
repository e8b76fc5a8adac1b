"""Target areas as polygons, each with what it may hold and what speaks for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodeway.explore.evidence import open_stack
from lodeway.explore.grid import Grid, Window
from lodeway.explore.study import Mapped
from lodeway.network.gis.layers import Layer, point_layer, write_features

__all__ = ["Area", "areas", "write_targets"]

MOST = 2000
"""Target areas that are told one by one, those with most deposits expected."""
LARGEST = 0.01
"""Share of the map's ground beyond which a piece is cut, where it has more than one summit."""
_CELLS = 4_000_000
"""Of a map that is read whole; a larger one is read coarser."""


@dataclass(frozen=True, slots=True, eq=False)
class Area:
    """One piece of target ground."""

    shape: Any
    """Shapely polygon in the grid's system."""
    size: float
    """km²."""
    expected: float
    """Deposits, known ones included."""
    known: int
    best: tuple[float, float]
    """Middle of its richest cell, in the grid's system."""
    because: str
    """Layers that raise its richest cell most."""


def areas(mapped: Mapped) -> tuple[Area, ...]:
    """Return the pieces of the target area, that with most deposits expected first.

    Cells that touch at a corner belong together. A piece of more than 1 % of the map's ground is cut so that each can be acted on: see `divided`. A map of more than four million cells is read at a coarser step.
    """
    import rasterio
    import shapely.geometry
    from rasterio.features import shapes
    from scipy.ndimage import label, maximum_position

    study = mapped.study
    step = max(1, int(np.ceil(np.sqrt(study.grid.width * study.grid.height / _CELLS))))
    with rasterio.open(mapped.intensity) as file:
        size = -(-file.height // step), -(-file.width // step)
        values = file.read(1, out_shape=size)
    inside = np.nan_to_num(values) > mapped.limit
    pieces, many = label(inside, np.ones((3, 3), int))
    if not many:
        return ()
    coarse = study.grid.resized(size[1], size[0])
    area = np.broadcast_to(coarse.areas()[:, None], values.shape)
    pieces = divided(values, pieces, coarse, LARGEST * float(area[~np.isnan(values)].sum()))
    many = int(pieces.max())
    numbers = np.arange(1, many + 1)
    expected = np.bincount(pieces.ravel(), np.nan_to_num(values * area).ravel(), many + 1)[1:]
    ground = np.bincount(pieces.ravel(), area.ravel(), many + 1)[1:]
    where = np.array(maximum_position(np.nan_to_num(values), pieces, numbers))
    middle = coarse.centres(where[:, 0], where[:, 1])
    chosen = numbers[np.argsort(-expected)][:MOST]
    found: dict[int, list[Any]] = {}
    kept = np.where(np.isin(pieces, chosen), pieces, 0).astype(np.int32)
    for geometry, number in shapes(kept, mask=kept > 0, transform=coarse.transform, connectivity=4):
        found.setdefault(int(number), []).append(shapely.geometry.shape(geometry))
    known = _known(study.placed.cell[study.gathered.placed], study.grid, step, pieces, many)
    told = _because(mapped, [(int(r), int(c)) for r, c in where[chosen - 1]], step)
    return tuple(
        Area(
            shape=shapely.union_all(found[int(number)]),
            size=float(ground[number - 1]),
            expected=float(expected[number - 1]),
            known=int(known[number]),
            best=(float(middle[0][number - 1]), float(middle[1][number - 1])),
            because=words,
        )
        for number, words in zip(chosen, told, strict=True)
    )


def divided(
    values: NDArray[np.float32], pieces: NDArray[np.signedinteger[Any]], grid: Grid, most: float
) -> NDArray[np.int64]:
    """Return the number of the piece of each cell, 0 outside all, pieces of more than `most` km² cut.

    Centres are the summits of the intensity, the highest first, each farther from all earlier ones than the side of a square of `most` km²,
    then the richest cells that are as far from all of them. Each cell goes to the nearest centre, so that no part reaches farther than that side.

    Parameters
    ----------
    values
        Intensity, shape (height, width).
    pieces
        Number of the piece of each cell, 0 outside all.
    grid
        Of the cells.
    most
        Largest piece that stays whole [km²].
    """
    from scipy.ndimage import maximum_filter
    from scipy.spatial import cKDTree

    area = np.broadcast_to(grid.areas()[:, None], values.shape)
    ground = np.bincount(pieces.ravel(), area.ravel())
    ground[0] = 0.0
    found = pieces.astype(np.int64)
    apart = float(np.sqrt(most))
    for piece in np.flatnonzero(ground > most):
        row, column = np.nonzero(pieces == piece)
        place = grid.plane(*grid.centres(row, column))
        own = np.where(pieces == piece, values, -1.0)
        summit = (own >= maximum_filter(own, size=3, mode="constant", cval=-1.0))[row, column]
        centres: list[int] = []
        tree = cKDTree(place)
        free = np.ones(row.size, bool)
        for one in np.lexsort((-own[row, column], ~summit)):
            if free[one]:
                centres.append(int(one))
                free[tree.query_ball_point(place[one], apart)] = False
        part = cKDTree(place[centres]).query(place)[1]
        # The first keeps the piece's number.
        found[row, column] = np.where(part == 0, piece, found.max() + part)
    return found


def _known(
    cell: NDArray[np.int64], grid: Grid, step: int, pieces: NDArray[np.signedinteger[Any]], many: int
) -> NDArray[np.int64]:
    row, column = np.divmod(cell, grid.width)
    own = pieces[np.minimum(row // step, pieces.shape[0] - 1), np.minimum(column // step, pieces.shape[1] - 1)]
    return np.bincount(own, minlength=many + 1)


def _because(mapped: Mapped, places: list[tuple[int, int]], step: int) -> list[str]:
    """Return the layers that raise the intensity most at some cells, with the factor by which they do."""
    study = mapped.study
    rows = []
    with open_stack(study.folder, study.evidence) as stack:
        for row, column in places:
            at = Window(min(row * step, study.grid.height - 1), min(column * step, study.grid.width - 1), 1, 1)
            rows.append(stack.read(at)[:, 0, 0])
    values = np.array(rows, np.float32)
    added = study.model.explain(values)
    names = [layer.name for layer in study.layers]
    told = []
    for own in added:
        order = np.argsort(-own)[:3]
        told.append("; ".join(f"{names[one]} ×{np.exp(min(own[one], 20.0)):.1f}" for one in order if own[one] > 0.05))
    return told


def write_targets(path: Path, mapped: Mapped, found: tuple[Area, ...]) -> Path:
    """Write target areas and known deposits as a GeoPackage in WGS 84 and return its path."""
    import polars as pl
    import shapely
    from rasterio.crs import CRS
    from rasterio.warp import transform

    study = mapped.study
    world = CRS.from_epsg(4326)

    def move(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(transform(study.grid.crs, world, points[:, 0], points[:, 1])[:2]).round(6)

    shapes = np.array(
        [shapely.transform(shapely.multipolygons(shapely.get_parts(one.shape)), move) for one in found], object
    )
    rows = pl.DataFrame(
        {
            "rank": list(range(1, len(found) + 1)),
            "area_km2": [round(one.size, 3) for one in found],
            "expected": [round(one.expected, 5) for one in found],
            "known": [one.known for one in found],
            "per_1000_km2": [round(one.expected / one.size * 1000, 5) for one in found],
            "because": [one.because for one in found],
            "verdict": [study.judgement.verdict for _ in found],
        },
        schema={
            "rank": pl.Int64,
            "area_km2": pl.Float64,
            "expected": pl.Float64,
            "known": pl.Int64,
            "per_1000_km2": pl.Float64,
            "because": pl.String,
            "verdict": pl.String,
        },
    )
    target = study.judgement.target
    words = (
        f"{target.area_share:.2%} of the ground, to hold {target.level:.0%} of deposits; measured on unseen blocks: {target.coverage:.0%}. "
        f"expected: deposits, known ones included. {study.judgement.verdict}; model {study.evidence.model.kind}. Study {study.digest[:16]}."
    )
    layers = [Layer(name="targets", rows=rows, shapes=shapes, kind="MultiPolygon", description=words)]
    kept = [row for row, there in zip(study.placed.rows, study.gathered.placed, strict=True) if there]
    own = CRS.from_user_input(study.evidence.occurrences.crs)
    at = np.column_stack(transform(own, world, [row.x for row in kept], [row.y for row in kept])[:2]).round(6)
    told = pl.DataFrame(
        {
            "id": [row.id for row in kept],
            "name": [row.name for row in kept],
            "type": [row.type for row in kept],
            "date": [row.date for row in kept],
            "source": [row.source for row in kept],
            "error_km": [row.error for row in kept],
        }
    )
    layers.append(
        point_layer("occurrences", told, at[:, 0], at[:, 1], description="Known deposits, where the table places them.")
    )
    write_features(path, layers)
    return path
