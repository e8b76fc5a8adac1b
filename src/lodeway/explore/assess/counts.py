"""The number of undiscovered deposits of a tract, as the chance of each number from 0 on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from lodeway.errors import UsageError
from lodeway.explore.assess.estimates import Estimate
from lodeway.explore.assess.simplex import least

__all__ = ["Count", "deposit_density", "from_intensity", "mark3", "negative_binomial", "pooled"]

_GRID = 40
"""Steps of mean and of variance that MapMark4 tries before it refines."""
_TAIL = 1e-3
"""Chance beyond the greatest number that MapMark4 keeps."""
_LEAST = 1e-9
"""Chance beyond the greatest number that the other methods keep."""
_Z = 1.2815515655446004
"""Standard normal deviate that is exceeded with a chance of 10 %."""

Chances = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Count:
    """How many deposits there may be: `pmf` holds the chance of 0, 1, 2, … deposits; they sum to 1."""

    method: str
    pmf: Chances
    notes: tuple[str, ...] = ()

    @property
    def mean(self) -> float:
        """Expected number."""
        return float(self.pmf @ np.arange(self.pmf.size))

    @property
    def variance(self) -> float:
        """Variance of the number."""
        return float(self.pmf @ (np.arange(self.pmf.size) - self.mean) ** 2)

    @property
    def sd(self) -> float:
        """Standard deviation of the number."""
        return math.sqrt(self.variance)

    @property
    def mode(self) -> int:
        """Most likely number."""
        return int(np.argmax(self.pmf))

    @property
    def p0(self) -> float:
        """Chance of none."""
        return float(self.pmf[0])

    @property
    def entropy(self) -> float:
        """Information entropy [nat]."""
        held = self.pmf[self.pmf > 0]
        return float(-(held @ np.log(held)))

    def quantile(self, exceedance: float) -> int:
        """Return the greatest number that is reached or exceeded with at least this chance (0 to 1)."""
        reached = np.cumsum(self.pmf[::-1])[::-1]
        return int(np.flatnonzero(reached >= exceedance - 1e-12)[-1])


def mark3(estimate: Estimate) -> Count:
    """Return the chances that Mark3 gives the numbers between an expert's quantiles.

    The chance between two quantiles is spread evenly over the numbers between them, with half a share to each end: 0.4
    from N90 to N50 and from N50 to N10, 0.05 to N05, 0.04 to N01. Of the 0.1 below N90 the number 0 has a whole share
    and N90 half a share; N01 has the last 0.01.

    Parameters
    ----------
    estimate
        Whole numbers of deposits, not falling from N90 to N01.

    Returns
    -------
    Count
        Its mean is close to 0.233 N90 + 0.4 N50 + 0.225 N10 + 0.045 N05 + 0.03 N01 (Singer and Menzie, 2005).

    Raises
    ------
    UsageError
        When a number is not whole.

    Notes
    -----
    Root, D.H., Menzie, W.D., Scott, W.A. (1992): Computer Monte Carlo simulation in quantitative resource estimation.
    Nonrenewable Resources 1, 125-138, as EMINERS applies it (USGS Open-File Report 2004-1344).

    Examples
    --------
    >>> count = mark3(Estimate.of({"N90": 1, "N50": 2, "N10": 8}))
    >>> round(count.mean, 2), round(count.p0, 4)
    (3.43, 0.0667)
    """
    if any(number != round(number) for number in estimate.numbers):
        raise UsageError("mark3 needs whole numbers of deposits; negbin also takes others")
    ends = [round(number) for number in estimate.numbers]
    pmf = np.zeros(ends[-1] + 1)
    below = np.ones(ends[0] + 1)
    below[-1] = 0.5
    pmf[: ends[0] + 1] += 0.1 * below / below.sum()
    for (low, high), mass in zip(pairwise(ends), (0.4, 0.4, 0.05, 0.04), strict=True):
        share = np.ones(high - low + 1)
        share[[0, -1]] = 0.5
        pmf[low : high + 1] += mass * share / share.sum()
    pmf[-1] += 0.01
    return Count("mark3", pmf)


def pooled(counts: Sequence[Count], weights: Sequence[float]) -> Count:
    """Return the mixture of several experts' chances, by weight (linear opinion pool).

    Examples
    --------
    >>> low, high = (mark3(Estimate.of({"N90": n, "N50": n, "N10": n})) for n in (1, 3))
    >>> round(pooled((low, high), (1, 1)).mean, 3) == round((low.mean + high.mean) / 2, 3)
    True
    """
    size = max(count.pmf.size for count in counts)
    rows = [np.pad(count.pmf, (0, size - count.pmf.size)) for count in counts]
    notes = (f"mean of {len(counts)} experts' chances, by weight",) if len(counts) > 1 else ()
    return Count(counts[0].method, np.average(rows, axis=0, weights=weights), notes)


def negative_binomial(estimates: Sequence[Estimate], *, refine: bool = True) -> Count:
    """Return the negative binomial distribution nearest to what experts state, as MapMark4 finds it.

    The weighted sum of the distances between N90, N50 and N10 and the distribution's quantiles is least: over a grid of 40
    means by 40 variances, then by the method of Nelder and Mead. Numbers are kept up to the quantile 0.999, and those less
    likely than the greatest one kept are dropped.

    Parameters
    ----------
    estimates
        One row an expert, with weights above 0. N05 and N01 are not looked at.
    refine
        Go on from the best point of the grid.

    Notes
    -----
    Ellefsen, K.J. (2017): Probability calculations for three-part mineral resource assessments. USGS Techniques and
    Methods 7-C15; MapMark4 (CC0), R/NDepositsPmf.R.

    Examples
    --------
    >>> one = negative_binomial([Estimate.of({"N90": 2, "N50": 5, "N10": 10})])
    >>> [one.quantile(chance) for chance in (0.9, 0.5, 0.1)]
    [2, 5, 10]
    """
    from scipy.stats import nbinom

    stated = np.array([estimate.numbers[:3] for estimate in estimates])
    weights = np.array([estimate.weight for estimate in estimates])
    if not stated[:, 2].any():
        return Count("negbin", np.ones(1))

    def cost(success: Chances, size: Chances) -> Chances:
        with np.errstate(invalid="ignore"):
            found = np.stack([nbinom.isf(chance, size, success) for chance in (0.9, 0.5, 0.1)], axis=-1)
        distance = np.abs(found[..., None, :] - stated).sum(axis=-1) @ weights
        return np.where(np.isfinite(distance), distance, np.inf)

    low, high = np.average(stated[:, 0], weights=weights), np.average(stated[:, 2], weights=weights)
    means = np.linspace(low + 0.01, max(high, low + 0.02), _GRID)
    widest = max((high - low) ** 2, low + 0.03)
    variances = np.linspace(means + 0.01, np.full(_GRID, widest), _GRID, axis=1)
    wide = variances > means[:, None]  # a negative binomial is wider than its mean
    variances = np.where(wide, variances, means[:, None] + 0.01)
    success = means[:, None] / variances
    size = means[:, None] * success / (1 - success)
    costs = cost(success, size)
    best = np.unravel_index(np.argmin(costs.T), costs.T.shape)  # the first of equals, variance by variance, as R counts
    start = np.array([success.T[best], size.T[best]])
    if refine:
        start = least(lambda at: float(cost(at[0], at[1])), start)
    found = Count("negbin", _kept(float(start[0]), float(start[1])))
    reached = [found.quantile(chance) for chance in (0.9, 0.5, 0.1)]
    if len(stated) > 1 or reached == stated[0].tolist():
        return found
    told = ", ".join(str(number) for number in reached)
    return replace(found, notes=(f"no negative binomial has these numbers; the nearest has N90, N50, N10 = {told}",))


def _kept(success: float, size: float) -> Chances:
    """Return the chances that are kept of a negative binomial distribution; they sum to 1."""
    from scipy.stats import nbinom

    last = int(nbinom.ppf(1 - _TAIL, size, success))
    pmf = nbinom.pmf(np.arange(last + 1), size, success)
    pmf = np.where(pmf < pmf[-1], 0.0, pmf)
    return np.asarray(pmf / pmf.sum())


def from_intensity(mean: float, variance: float) -> Count:
    """Return the chances of a number whose mean and variance a map of intensity states.

    Parameters
    ----------
    mean
        Sum over the tract of intensity times area [deposits].
    variance
        Variance of that number, its scatter and the doubt about the mean together. Where it is the mean the number is Poisson; where
        it is greater, negative binomial; less it cannot be of independent deposits.

    Raises
    ------
    UsageError
        When the mean is no number of 0 or more, or the variance is less than it.

    Examples
    --------
    >>> count = from_intensity(3.0, 7.5)
    >>> round(count.mean, 3), round(count.variance, 2)
    (3.0, 7.5)
    """
    from scipy.stats import nbinom, poisson

    if not (math.isfinite(mean) and math.isfinite(variance) and mean >= 0 and variance >= mean * (1 - 1e-9)):
        raise UsageError(
            f"mean {mean:g} and variance {variance:g}: the mean must be 0 or more and the variance at least the mean, "
            "which is the scatter of deposits that lie independently"
        )
    if mean == 0:
        return Count("intensity", np.ones(1))
    success = mean / variance
    independent = variance <= mean * (1 + 1e-9)
    size = math.inf if independent else mean * success / (1 - success)
    last = int(poisson.isf(_LEAST, mean) if independent else nbinom.isf(_LEAST, size, success)) + 1
    numbers = np.arange(last + 1)
    pmf = poisson.pmf(numbers, mean) if independent else nbinom.pmf(numbers, size, success)
    return Count("intensity", np.asarray(pmf / pmf.sum()))


def deposit_density(area: float, d90: float, d50: float, d10: float) -> Count:
    """Return the chances of a number of deposits where their density is known from well explored tracts.

    The density is log-normal about `d50`, with the spread of `d90` to `d10`; given it, the number is Poisson.

    Parameters
    ----------
    area
        Permissive area of the tract [km²].
    d90, d50, d10
        Densities that are reached or exceeded with a chance of 90, 50 and 10 % [deposits/km²].

    Raises
    ------
    UsageError
        When a figure is not above 0 or the densities fall.

    Notes
    -----
    Singer, D.A. (2008): Mineral deposit densities for estimating mineral resources. Mathematical Geosciences 40, 33-46, gives
    such quantiles by type and area. Its coefficients are not shipped: state the densities, with their source.

    Examples
    --------
    >>> count = deposit_density(10_000, 0.0002, 0.0004, 0.0008)
    >>> round(count.mean, 2)
    4.63
    """
    if not (0 < area < math.inf and 0 < d90 <= d50 <= d10 < math.inf):
        raise UsageError(
            f"area {area:g} km² and densities {d90:g}, {d50:g}, {d10:g} per km²: each must be above 0 and the densities may not fall"
        )
    from scipy.stats import poisson

    spread = (math.log(d10) - math.log(d90)) / (2 * _Z)
    nodes, shares = np.polynomial.hermite_e.hermegauss(64)
    rates = area * d50 * np.exp(spread * nodes)
    shares = shares / shares.sum()
    mean = area * d50 * math.exp(spread**2 / 2)
    variance = mean + mean**2 * math.expm1(spread**2)
    reach = int(mean + 12 * math.sqrt(variance)) + 10
    if reach > 200_000:
        raise UsageError(f"{mean:,.0f} deposits are expected of {area:g} km²: the density is per km²")
    pmf = shares @ poisson.pmf(np.arange(reach)[None, :], rates[:, None])
    last = int(np.flatnonzero(np.cumsum(pmf[::-1])[::-1] > _LEAST)[-1])
    pmf = pmf[: last + 1]
    return Count("density", pmf / pmf.sum())
