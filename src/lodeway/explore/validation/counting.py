"""Is the number of deposits right? Expected against found in blocks that the model has not seen, and putting it right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodeway.explore.models import glm
from lodeway.explore.models.shape import MOST, Fitted, Values
from lodeway.explore.validation.placing import standing

__all__ = ["Count", "Level", "Recalibrated", "Reliability", "counted", "level_of", "recalibrated", "reliability"]

_HELD = 2.0
"""How strongly slopes are drawn to what they are (half of it times their square)."""
_KNEE = 0.8
"""Share of the ground below the knee."""
_FLATTEST = 0.98
"""Most that is taken from a slope of 1, so that ranks stay."""


@dataclass(frozen=True, slots=True)
class Level:
    """Correction of a logarithm of intensity: another level and slope, and another slope above a knee."""

    shift: float
    slope: float
    """Added to a slope of 1."""
    middle: float
    bend: float = 0.0
    """Added to the slope above the knee."""
    knee: float = 0.0

    def apply(self, intensity: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return corrected deposits per km²; what ranked higher never ranks lower."""
        log = np.log(intensity)
        off = self.shift + self.slope * (log - self.middle) + self.bend * np.maximum(log - self.knee, 0.0)
        return np.asarray(np.exp(np.minimum(log + off, MOST)))


def level_of(intensity: NDArray[np.float64], count: NDArray[np.float64], area: NDArray[np.float64]) -> Level:
    """Return the correction that fits intensities, out of fold, to the deposits found.

    The level is free; the slopes are drawn towards none. A model that is too sure of itself is made less so, and one whose
    intensity runs away over the best fifth of the ground is held back there.

    Examples
    --------
    >>> told = level_of(np.full(4, 2.0), np.array([1.0, 0, 0, 0]), np.ones(4))
    >>> bool(np.isclose(told.apply(np.array([2.0]))[0], 0.25))
    True
    """
    log = np.log(intensity)
    middle = float(np.average(log, weights=area))
    order = np.argsort(log, kind="stable")
    share = np.cumsum(area[order]) / area.sum()
    knee = float(log[order][min(int(np.searchsorted(share, _KNEE)), log.size - 1)])
    columns = np.column_stack([np.ones(log.size), log - middle, np.maximum(log - knee, 0.0)])
    beta = glm.poisson(columns, count, area * intensity, ridge=np.array([0.0, _HELD, _HELD]))
    slope = max(float(beta[1]), -_FLATTEST)
    return Level(float(beta[0]), slope, middle, max(float(beta[2]), -_FLATTEST - slope), knee)


def recalibrated(
    intensity: NDArray[np.float64], count: NDArray[np.float64], area: NDArray[np.float64], fold: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return intensities out of fold, each corrected by what the other folds tell: a fold's own deposits have no part in it."""
    found = np.empty(intensity.size)
    for one in np.unique(fold):
        own = fold == one
        level = level_of(intensity[~own], count[~own], area[~own])
        found[own] = level.apply(intensity[own])
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Recalibrated:
    """A model with its level put right."""

    model: Fitted
    level: Level

    def intensity(self, values: Values) -> NDArray[np.float64]:
        """Return deposits per km²."""
        return self.level.apply(self.model.intensity(values))

    def explain(self, values: Values) -> NDArray[np.float64]:
        """Return what each layer adds to the logarithm of the corrected intensity."""
        log = np.log(self.model.intensity(values))
        slope = 1 + self.level.slope + np.where(log > self.level.knee, self.level.bend, 0.0)
        return np.asarray(slope[:, None] * self.model.explain(values))


@dataclass(frozen=True, slots=True)
class Count:
    """Deposits expected in unseen blocks and found there."""

    expected: float
    """Mean over repeats."""
    found: float
    low: float
    high: float
    """Between which the number found lies 9 times in 10, if the model is right."""
    dispersion: float
    """Variance over mean of the deposits in a block; 1 where they come one by one."""
    ratios: tuple[float, ...]
    """Expected over found, of each repeat."""


def counted(expected: list[NDArray[np.float64]], found: list[NDArray[np.float64]], level: float = 0.9) -> Count:
    """Return the count from deposits expected and found in each block, of each repeat.

    Notes
    -----
    The interval is that of a negative binomial with the mean expected and the variance that blocks show (Poisson where
    they show no more).
    """
    from scipy.stats import nbinom, poisson

    total = float(np.mean([one.sum() for one in expected]))
    there = float(np.mean([one.sum() for one in found]))
    off = [float(((f - e) ** 2).sum() / max(e.sum(), 1e-12)) for e, f in zip(expected, found, strict=True)]
    dispersion = max(float(np.mean(off)), 1.0)
    tail = (1 - level) / 2
    law: Any
    if dispersion > 1 + 1e-6:
        law = nbinom(total / (dispersion - 1), 1 / dispersion)
    else:
        law = poisson(total)
    ratios = tuple(float(e.sum() / f.sum()) for e, f in zip(expected, found, strict=True))
    return Count(total, there, float(law.ppf(tail)), float(law.ppf(1 - tail)), dispersion, ratios)


@dataclass(frozen=True, slots=True)
class Reliability:
    """Deposits expected and found in a fifth, or so, of the ground, from the poorest to the richest; means over repeats."""

    expected: float
    found: float


def reliability(
    intensity: list[NDArray[np.float64]], count: NDArray[np.float64], area: NDArray[np.float64]
) -> tuple[Reliability, ...]:
    """Return expected and found where the intensity, out of fold and corrected, is poor, middling and rich.

    Classes hold the poorer half of the ground, the next 30 %, 10 %, 5 % and the best 5 %.
    """
    limits = np.array([0.5, 0.8, 0.9, 0.95])
    expected, found = np.zeros(limits.size + 1), np.zeros(limits.size + 1)
    for one in intensity:
        part = np.searchsorted(limits, standing(one, area))
        expected += np.bincount(part, one * area, expected.size) / len(intensity)
        found += np.bincount(part, count, found.size) / len(intensity)
    return tuple(Reliability(float(e), float(f)) for e, f in zip(expected, found, strict=True))
