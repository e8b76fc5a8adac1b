"""Where unseen deposits stand in the ranking of the ground: all scores and curves follow from that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["SHARES", "Curve", "auc", "capture", "deviation", "placements", "precision", "standing", "target_share"]

SHARES = np.r_[0.0, np.geomspace(0.001, 1.0, 60)]
"""Shares of the ground at which curves are told."""


def standing(score: NDArray[np.float64], area: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share of the ground that scores less than each cell, with half of the cell's own.

    Examples
    --------
    >>> standing(np.array([5.0, 7.0]), np.array([1.0, 3.0])).tolist()
    [0.125, 0.625]
    """
    order = np.argsort(score, kind="stable")
    share = np.empty(order.size)
    share[order] = (np.cumsum(area[order]) - area[order] / 2) / area.sum()
    return share


def placements(intensity: ArrayLike, area: ArrayLike, fold: ArrayLike, count: ArrayLike) -> NDArray[np.float64]:
    """Return, of each cell with deposits, the share of the ground of its fold that ranks higher; equals count half.

    Cells are compared with those of their own fold alone, which one model has ranked: levels of different models
    do not mix, so that a map of noise scores 0.5.

    Parameters
    ----------
    intensity
        By the model that has not seen the cell.
    area
        Ground that each cell stands for.
    fold
        Of each cell.
    count
        Deposits in each cell.

    Examples
    --------
    >>> placements([4, 3, 2, 1], [1, 1, 1, 1], [0, 0, 0, 0], [0, 1, 0, 0]).tolist()
    [0.375]
    """
    score, ground = np.asarray(intensity, float), np.asarray(area, float)
    part, holds = np.asarray(fold), np.asarray(count, float) > 0
    found = np.full(score.size, np.nan)
    for one in np.unique(part[holds]):
        own = np.flatnonzero(part == one)
        levels, place = np.unique(score[own], return_inverse=True)
        width = np.bincount(place, ground[own], levels.size)
        above = width.sum() - np.cumsum(width)
        found[own] = ((above + width / 2) / width.sum())[place]
    return found[holds]


def auc(placed: NDArray[np.float64], times: NDArray[np.float64]) -> float:
    """Return the chance that a deposit ranks above random ground: 1 less the mean placement.

    Examples
    --------
    >>> auc(np.array([0.1, 0.3]), np.ones(2))
    0.8
    """
    return float(1 - np.average(placed, weights=times))


def deviation(placed: NDArray[np.float64], times: NDArray[np.float64], group: NDArray[np.int64]) -> float:
    """Return the standard error of the AUC when deposits of one group are not independent.

    Notes
    -----
    Root of the sum over groups of their squared summed deviations, over n, with the factor g / (g - 1) for g groups:
    Liang, K.-Y., Zeger, S. L. (1986), Biometrika 73, 13-22, for a mean.
    """
    off = times * (placed - np.average(placed, weights=times))
    sums = np.bincount(np.unique(group, return_inverse=True)[1].ravel(), off)
    if sums.size < 2:
        return float("nan")
    return float(np.sqrt((sums**2).sum() * sums.size / (sums.size - 1)) / times.sum())


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Share of deposits in the best shares of the ground, over the repeats."""

    area: NDArray[np.float64]
    middle: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    """10 % and 90 % of repeats with deposits drawn anew."""


def capture(
    placed: Sequence[NDArray[np.float64]],
    times: NDArray[np.float64],
    shares: NDArray[np.float64] = SHARES,
    *,
    seed: int = 0,
) -> Curve:
    """Return the success-rate curve over repeats: which share of unseen deposits lies in the best x of the ground.

    Parameters
    ----------
    placed
        Placements of each repeat.
    times
        Deposits of each cell that has some.
    shares
        Of the ground.
    seed
        Of the resampling of deposits that the band comes from.
    """
    generator = np.random.default_rng(seed)
    chance = times / times.sum()
    lines = [((one[None, :] <= shares[:, None]) * chance).sum(axis=1) for one in placed]
    drawn = []
    for one in placed:
        for _ in range(max(1, 200 // len(placed))):
            some = generator.choice(one.size, size=int(times.sum()), p=chance)
            drawn.append((one[some][None, :] <= shares[:, None]).mean(axis=1))
    low, high = np.quantile(drawn, [0.1, 0.9], axis=0)
    return Curve(shares, np.mean(lines, axis=0), low, high)


def precision(curve: Curve, deposits: float, ground: float) -> NDArray[np.float64]:
    """Return deposits per km² in the best shares of the ground: precision, to be read beside the capture (recall)."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(curve.area > 0, curve.middle * deposits / (curve.area * ground), np.nan)


def target_share(placed: NDArray[np.float64], times: NDArray[np.float64], level: float) -> float:
    """Return the share of the ground that holds a new deposit with at least this chance.

    Notes
    -----
    Split conformal: the ceil((n + 1) level)-th smallest of n placements (Vovk, V., Gammerman, A., Shafer, G. (2005):
    Algorithmic Learning in a Random World). 1 when there are too few deposits for the level.

    Examples
    --------
    >>> target_share(np.array([0.1, 0.2, 0.3, 0.4]), np.ones(4), 0.8)
    0.4
    >>> target_share(np.array([0.1, 0.2, 0.3]), np.ones(3), 0.8)
    1.0
    """
    order = np.argsort(placed)
    rank = np.cumsum(times[order])
    wanted = np.ceil(np.round((times.sum() + 1) * level, 9))
    place = int(np.searchsorted(rank, wanted - 1e-9))
    return float(placed[order][place]) if place < placed.size else 1.0
