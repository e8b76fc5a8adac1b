"""Points and weights with which a Poisson process is fitted where layers are known at any place, not in cells."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["Quadrature", "quadrature"]


@dataclass(frozen=True, slots=True, eq=False)
class Quadrature:
    """Deposits first, then dummy points."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    count: NDArray[np.float64]
    """1 for deposits, 0 for dummies."""
    weight: NDArray[np.float64]
    """Ground that each point stands for; they add up to the rectangle."""


def quadrature(x: ArrayLike, y: ArrayLike, bounds: tuple[float, float, float, float], side: int = 0) -> Quadrature:
    """Return the counting quadrature of a rectangle: a dummy in the middle of each of side x side tiles, and one in each corner.

    Each point has the area of its tile divided by the number of points in it.

    Parameters
    ----------
    x, y
        Places of deposits.
    bounds
        West, south, east and north of the rectangle.
    side
        Tiles along a side; 0 takes what spatstat takes, at least 32 and at least twice the root of the number of deposits,
        rounded up to a ten.

    Notes
    -----
    Baddeley, A., Turner, R. (2000): Practical maximum pseudolikelihood for spatial point patterns. Australian and New
    Zealand Journal of Statistics 42, 283-322.

    Examples
    --------
    >>> made = quadrature([0.5], [0.5], (0, 0, 2, 2), side=2)
    >>> made.count.tolist(), float(made.weight.sum())
    ([1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0], 4.0)
    """
    own_x, own_y = np.asarray(x, float), np.asarray(y, float)
    west, south, east, north = bounds
    tiles = side or max(32, 10 * int(np.ceil(2 * np.sqrt(own_x.size) / 10)))
    middle = (np.arange(tiles) + 0.5) / tiles
    across, up = np.meshgrid(west + middle * (east - west), south + middle * (north - south))
    all_x = np.r_[own_x, across.ravel(), west, east, west, east]
    all_y = np.r_[own_y, up.ravel(), south, south, north, north]
    column = np.clip(((all_x - west) / (east - west) * tiles).astype(int), 0, tiles - 1)
    row = np.clip(((all_y - south) / (north - south) * tiles).astype(int), 0, tiles - 1)
    tile = row * tiles + column
    weight = (east - west) * (north - south) / tiles**2 / np.bincount(tile, minlength=tiles**2)[tile]
    return Quadrature(all_x, all_y, np.r_[np.ones(own_x.size), np.zeros(all_x.size - own_x.size)], weight)
