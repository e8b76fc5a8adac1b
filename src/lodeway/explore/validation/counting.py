"""Is the number of deposits right? Expected against found in blocks that the model has not seen, and putting it right."""

from __future__ import annotations

import dataclasses
import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodeway.explore.models import glm
from lodeway.explore.models.shape import MOST, Fitted, Values
from lodeway.explore.validation.placing import standing

__all__ = ["Count", "Level", "Recalibrated", "Reliability", "counted", "level_of", "recalibrated", "reliability"]

_HELD = 2.0
"""How strongly the slope is drawn to 1 (half of it times its squared distance)."""
_LOOSE = 0.01
"""How strongly the rise is drawn to none: only so far that it stays finite."""
_FLATTEST = 0.1
"""Least slope: what ranks higher is told to be richer, everywhere."""
_END = 0.98
"""Share of the ground above whose intensity one more unit of its logarithm counts for less and less."""
_BOW, _TIP = 3, 8
"""Powers of the share of the ground: a rise that levels off, and one over the best tenth or so."""
_SOME = 1e-6
"""Smallest step of a logarithm over which a slope is taken."""
_KNOTS = np.linspace(0.0, 1.0, 201)
"""Shares of the ground at which its intensity is kept."""


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """Correction of an intensity, rising everywhere: shift + slope tempered(log) + rise (1 - (1 - share)³).

    ``share`` is the share of the ground with less. Its cube lets the intensity level off towards the best ground without ever being the same
    there; `end` keeps a model that extrapolates from running away.
    """

    shift: float
    slope: float
    """Of the logarithm of the intensity: 1 leaves it as it is."""
    rise: float
    """By how much the logarithm rises, beside the slope, from the poorest ground to the best."""
    logs: NDArray[np.float64]
    """Logarithms of the intensity in rising order, and"""
    shares: NDArray[np.float64]
    """the share of the ground below each."""
    end: float
    """Logarithm of the intensity above which it is tempered."""
    tip: float = 0.0
    """By how much the logarithm rises or falls over the best ground alone; 0 but in resampled blocks."""

    def corrected(self, log: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return corrected logarithms; what was higher stays higher."""
        tempered, bowed, best = _terms(log, self.logs, self.shares, self.end)
        return np.asarray(self.shift + self.slope * tempered + self.rise * bowed + self.tip * best)

    def apply(self, intensity: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return corrected deposits per km²; what ranked higher ranks higher."""
        return np.asarray(np.exp(np.minimum(self.corrected(np.log(intensity)), MOST)))

    def levelled(self, intensity: NDArray[np.float64], count: NDArray[np.float64], area: NDArray[np.float64]) -> Level:
        """Return the correction with the shift at which it adds up to the deposits that are there.

        A correction learned from models out of fold, each of which lacks a fold, need not add up when it is put to another model.
        """
        off = float(np.log(max(count.sum(), 0.5) / (self.apply(intensity) * area).sum()))
        return dataclasses.replace(self, shift=self.shift + off)


def _terms(
    log: NDArray[np.float64], logs: NDArray[np.float64], shares: NDArray[np.float64], end: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the logarithm, which grows like a logarithm itself beyond the end, and the terms of rise and tip."""
    above = np.maximum(log - end, 0.0)
    share = np.interp(log, logs, shares)
    return np.minimum(log, end) + np.log1p(above), 1 - (1 - share) ** _BOW, share**_TIP


def level_of(
    intensity: NDArray[np.float64], count: NDArray[np.float64], area: NDArray[np.float64], *, tipped: bool = False
) -> Level:
    """Return the correction that fits intensities, out of fold, to the deposits found.

    The level is free, the slope is drawn to 1 and at least 0.1, the rise is at least 0: a model that is too sure of itself is made
    less so, and one whose best ground holds no more than good ground is told so. It adds up to the deposits found.

    With `tipped` the best ground has a term of its own, of either sign, so that it may even hold less than good ground: of no use for a map, but
    what resampled blocks must be free to say if they are to tell how sure the best ground is.

    Notes
    -----
    The greatest penalised likelihood of a Poisson process within these limits. It is concave: the best is that of the
    four fits with slope and rise each free or at its limit that keeps the limits and has the greatest likelihood.

    Examples
    --------
    >>> told = level_of(np.full(4, 2.0), np.array([1.0, 0, 0, 0]), np.ones(4))
    >>> bool(np.isclose(told.apply(np.array([2.0]))[0], 0.25))
    True
    """
    log = np.log(intensity)
    order = np.argsort(log, kind="stable")
    share = (np.cumsum(area[order]) - area[order] / 2) / area.sum()
    place = np.unique(np.minimum(np.searchsorted(share, _KNOTS), log.size - 1))
    logs, first = np.unique(log[order][place], return_index=True)
    shares = share[place][first]
    end = float(log[order][min(int(np.searchsorted(share, _END)), log.size - 1)])
    terms = _terms(log, logs, shares, end)
    means = [float(np.average(one, weights=area)) for one in terms]
    tempered, bowed, best = (one - mean for one, mean in zip(terms, means, strict=True))
    found: list[tuple[float, float, float, float, float]] = []
    for free_slope, free_rise in itertools.product((True, False), repeat=2):
        fixed = (1.0 if free_slope else _FLATTEST) * tempered
        columns = [np.ones(log.size), *[tempered] * free_slope, *[best] * tipped, *[bowed] * free_rise]
        ridge = np.array([0.0, *[_HELD] * free_slope, *[_LOOSE] * (tipped + free_rise)])
        beta = glm.poisson(np.column_stack(columns), count, area * np.exp(fixed), ridge=ridge)
        slope = 1.0 + float(beta[1]) if free_slope else _FLATTEST
        rise = float(beta[-1]) if free_rise else 0.0
        tip = float(beta[1 + free_slope]) if tipped else 0.0
        if slope < _FLATTEST or rise < 0:
            continue
        eta = float(beta[0]) + slope * tempered + rise * bowed + tip * best
        held = 0.5 * (_HELD * (slope - 1) ** 2 + _LOOSE * (rise**2 + tip**2))
        worth = float(count @ eta - area @ np.exp(np.minimum(eta, MOST))) - held
        shift = float(beta[0]) - slope * means[0] - rise * means[1] - tip * means[2]
        found.append((worth, shift, slope, rise, tip))
        if free_slope and free_rise:
            break  # nothing is at its limit
    _, shift, slope, rise, tip = max(found)
    return Level(shift, slope, rise, logs, shares, end, tip)


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
        """Return what each layer adds to the logarithm of the corrected intensity.

        What they add together is what the correction makes of it; each has its share of that.
        """
        log, added = np.log(self.model.intensity(values)), self.model.explain(values)
        total = added.sum(axis=1)
        some = np.where(np.abs(total) > _SOME, total, _SOME)
        return np.asarray(((self.level.corrected(log) - self.level.corrected(log - some)) / some)[:, None] * added)


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
