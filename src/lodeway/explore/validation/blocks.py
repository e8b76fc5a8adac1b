"""Spatial blocks: how large they must be, where they lie, and which of them are kept unseen together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodeway.explore.cells import Cells
from lodeway.explore.evidence.stack import Layer
from lodeway.explore.grid import Grid

__all__ = ["Blocks", "block_sides", "deal", "laid", "reach"]

_PAIRED = 1500
"""Cells of which all pairs are compared."""
_LAGS = 20
_SILL = 0.95
"""Share of the variance at which a layer counts as independent of itself."""
_FEWEST = 4
"""Blocks for each fold, at least."""


@dataclass(frozen=True, slots=True)
class Blocks:
    """Size of the blocks and where it comes from."""

    sides: tuple[float, float]
    """km on the plane, west to east and south to north."""
    size: float
    """As stated or found: km, on a grid in degrees degrees."""
    unit: str
    why: str


def reach(cells: Cells, layers: Sequence[Layer], seed: int = 0) -> float:
    """Return how far layers resemble themselves [km]: the median over amounts of their variograms' range.

    The range is the distance at which the variogram of the layer's ranks first comes to 95 % of their variance; where it
    never does, half the map's diagonal. NaN when no layer is an amount.

    Notes
    -----
    Valavi, R., Elith, J., Lahoz-Monfort, J. J., Guillera-Arroita, G. (2019): blockCV. Methods in Ecology and Evolution 10,
    225-232, size blocks so; ranks make it safe for skewed layers.
    """
    from scipy.spatial.distance import pdist
    from scipy.stats import rankdata

    generator = np.random.default_rng(seed)
    chance = cells.area / cells.area.sum()
    many = min(_PAIRED, int((chance > 0).sum()))
    chosen = cells.take(generator.choice(len(cells), size=many, replace=False, p=chance))
    apart = pdist(chosen.place)
    most = apart.max() / 2
    lag = np.minimum((apart / most * _LAGS).astype(int), _LAGS)
    found = []
    for number, layer in enumerate(layers):
        own = chosen.values[:, number].astype(np.float64)
        there = ~np.isnan(own)
        if layer.kind == "class" or there.sum() < 30:
            continue
        ranks = np.where(there, rankdata(np.where(there, own, np.inf)), np.nan)
        variance = float(np.nanvar(ranks))
        half = pdist(ranks[:, None], "sqeuclidean") / 2
        known = ~np.isnan(half) & (lag < _LAGS)
        pairs = np.bincount(lag[known], minlength=_LAGS)
        mean = np.bincount(lag[known], half[known], _LAGS) / np.maximum(pairs, 1)
        over = np.flatnonzero((mean >= _SILL * variance) & (pairs > 20))
        found.append((over[0] + 0.5) / _LAGS * most if over.size else most)
    return float(np.median(found)) if found else math.nan


def block_sides(grid: Grid, cells: Cells, layers: Sequence[Layer], *, size: float, folds: int, seed: int = 0) -> Blocks:
    """Return the size of blocks: the stated one, or how far the layers resemble themselves.

    A size from the data is held between four cells and what leaves four blocks for each fold.
    """
    unit = "degrees" if grid.geographic else "km"
    if size:
        side = size / grid.kilometre if grid.geographic else size
        middle = grid.transform.f + grid.transform.e * grid.height / 2
        squeeze = math.cos(math.radians(middle)) if grid.geographic else 1.0
        return Blocks((side * squeeze, side), size, unit, "as stated")
    wanted = reach(cells, layers, seed)
    most = math.sqrt(float(cells.area.sum()) / (_FEWEST * folds))
    least = 4 * grid.cell
    why = "the median distance at which layers no longer resemble themselves"
    if math.isnan(wanted) or wanted > most:
        wanted, why = (
            most,
            f"the largest that leaves {_FEWEST} blocks for each of {folds} folds; layers resemble themselves further than that",
        )
    elif wanted < least:
        wanted, why = least, "four cells; layers resemble themselves less far than that"
    told = wanted * grid.kilometre if grid.geographic else wanted
    return Blocks((wanted, wanted), told, unit, why)


def laid(place: NDArray[np.float64], sides: tuple[float, float], generator: np.random.Generator) -> NDArray[np.int64]:
    """Return the block of each place, numbered from 0, on a lattice that begins at a random point.

    Examples
    --------
    >>> laid(np.array([[0.0, 0.0], [0.0, 1e3]]), (10.0, 10.0), np.random.default_rng(0)).tolist()
    [0, 1]
    """
    start = generator.random(2)
    lattice = np.floor(place / np.array(sides) + start).astype(np.int64)
    return np.unique(lattice, axis=0, return_inverse=True)[1].ravel().astype(np.int64)


def deal(
    block: NDArray[np.int64],
    count: NDArray[np.float64],
    area: NDArray[np.float64],
    folds: int,
    generator: np.random.Generator,
) -> NDArray[np.int64]:
    """Return the fold of each cell: blocks are dealt in random order, each to the fold that holds least.

    Blocks with deposits go where there are fewest deposits, then those without where there is least ground.

    Examples
    --------
    >>> folds = deal(np.arange(4), np.array([1.0, 1, 0, 0]), np.ones(4), 2, np.random.default_rng(0))
    >>> sorted(folds[:2].tolist()), sorted(folds[2:].tolist())
    ([0, 1], [0, 1])
    """
    many = int(block.max()) + 1
    deposits, ground = np.bincount(block, count, many), np.bincount(block, area, many)
    order = generator.permutation(many)
    order = order[np.argsort(deposits[order] == 0, kind="stable")]
    held, wide = np.zeros(folds), np.zeros(folds)
    fold = np.zeros(many, np.int64)
    for one in order:
        load = held if deposits[one] else wide
        least = np.flatnonzero(load == load.min())
        fold[one] = generator.choice(least)
        held[fold[one]] += deposits[one]
        wide[fold[one]] += ground[one]
    return fold[block]
