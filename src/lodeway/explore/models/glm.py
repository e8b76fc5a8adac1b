"""Generalised linear models with an offset, by Newton's method."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from lodeway.explore.models.shape import MOST

__all__ = ["logistic", "poisson"]

_STEPS = 100
_CLOSE = 1e-10
"""Change of the criterion, relative, at which the search ends."""


def poisson(
    design: NDArray[np.float64],
    count: NDArray[np.float64],
    area: NDArray[np.float64],
    *,
    ridge: float | NDArray[np.float64] = 0.0,
) -> NDArray[np.float64]:
    """Return the coefficients of a log-linear intensity, the greatest of sum(count * eta) - sum(area * exp(eta)).

    With a row for each deposit and each dummy point, and quadrature weights as areas, this is Berman and Turner's fit of
    an inhomogeneous Poisson process.

    Parameters
    ----------
    design
        Shape (n, k); a column of ones gives the intercept.
    count
        Deposits of each row.
    area
        What each row stands for [km²].
    ridge
        Half of it times the square of each coefficient is taken off; one number, or one for each column.

    Notes
    -----
    Berman, M., Turner, T. R. (1992): Approximating point process likelihoods with GLIM. Applied Statistics 41, 31-38.

    Examples
    --------
    >>> ones = np.ones((3, 1))
    >>> bool(np.isclose(poisson(ones, np.array([1.0, 0, 2]), np.array([10.0, 10, 10])), np.log(3 / 30))[0])
    True
    """
    penalty = np.broadcast_to(np.asarray(ridge, float), design.shape[1])

    def parts(beta: NDArray[np.float64]) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
        eta = np.minimum(design @ beta, MOST)
        mean = area * np.exp(eta)
        return float(count @ eta - mean.sum()), count - mean, mean

    start = np.zeros(design.shape[1])
    level = np.log(max(count.sum(), 0.5) / area.sum())
    constant = np.flatnonzero((design == 1).all(axis=0))
    start[constant[:1]] = level
    return _newton(design, parts, penalty, start)


def logistic(
    design: NDArray[np.float64],
    presence: NDArray[np.float64],
    offset: NDArray[np.float64],
    *,
    weight: NDArray[np.float64] | None = None,
    ridge: float | NDArray[np.float64] = 0.0,
) -> NDArray[np.float64]:
    """Return the coefficients of a logistic regression whose linear predictor has a known part.

    Parameters
    ----------
    design
        Shape (n, k).
    presence
        1 for deposits and 0 for others.
    offset
        Added to the linear predictor of each row.
    weight
        How often each row counts.
    ridge
        As for `poisson`.

    Examples
    --------
    >>> float(logistic(np.ones((4, 1)), np.array([1.0, 0, 0, 0]), np.zeros(4))[0].round(6))
    -1.098612
    """
    from scipy.special import expit

    penalty = np.broadcast_to(np.asarray(ridge, float), design.shape[1])
    times = np.ones(len(presence)) if weight is None else weight

    def parts(beta: NDArray[np.float64]) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
        eta = design @ beta + offset
        chance = expit(eta)
        value = float((times * (presence * eta - np.logaddexp(0, eta))).sum())
        return value, times * (presence - chance), times * chance * (1 - chance)

    return _newton(design, parts, penalty, np.zeros(design.shape[1]))


_Parts = Callable[[NDArray[np.float64]], tuple[float, NDArray[np.float64], NDArray[np.float64]]]
"""Gives the logarithm of the likelihood, its slope and its curvature by the linear predictor."""


def _newton(
    design: NDArray[np.float64], parts: _Parts, penalty: NDArray[np.float64], start: NDArray[np.float64]
) -> NDArray[np.float64]:
    beta = start
    value, slope, curve = parts(beta)
    value -= 0.5 * float(penalty @ beta**2)
    for _ in range(_STEPS):
        gradient = design.T @ slope - penalty * beta
        hessian = (design * curve[:, None]).T @ design + np.diag(penalty)
        # A trace of the diagonal keeps columns that say the same from making the matrix singular.
        hessian[np.diag_indices_from(hessian)] += 1e-10 * max(float(np.trace(hessian)), 1e-300) / len(beta)
        step = np.linalg.solve(hessian, gradient)
        share = 1.0
        while True:
            trial = beta + share * step
            new, new_slope, new_curve = parts(trial)
            new -= 0.5 * float(penalty @ trial**2)
            if new >= value or share < 1e-6:
                break
            share /= 2
        done = abs(new - value) <= _CLOSE * (abs(value) + 1e-9)
        if new >= value:
            beta, value, slope, curve = trial, new, new_slope, new_curve
        if done:
            break
    return beta
