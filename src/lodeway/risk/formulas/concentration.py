"""How few countries an amount comes from: Herfindahl-Hirschman index, shares of the largest, effective number.

Each function takes amounts (not shares) along the last axis, in any one unit. A missing amount (NaN) is left out; where nothing
is left, or all of it is nothing, the answer is NaN. A negative one is refused.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lodeway.risk import checks

__all__ = ["CRMA_CEILING", "effective_suppliers", "hhi", "hhi_from_sums", "over_ceiling", "shares", "top_share"]

CRMA_CEILING = 0.65
"""Most that the European Union wants from one third country at any stage by 2030: Regulation (EU) 2024/1252, article 5(1)(b)."""

Array = NDArray[np.float64]


def shares(amounts: ArrayLike) -> Array:
    """Return each amount's share of their sum.

    Parameters
    ----------
    amounts
        Non-negative amounts; suppliers along the last axis.

    Returns
    -------
    numpy.ndarray
        Fractions that sum to 1; NaN where an amount is missing or the sum is 0.

    Examples
    --------
    >>> shares([3, 1])
    array([0.75, 0.25])
    """
    values = checks.amounts(amounts)
    return _divided(values, np.nansum(values, axis=-1, keepdims=True))


def hhi(amounts: ArrayLike) -> Array:
    """Return the Herfindahl-Hirschman index.

    Parameters
    ----------
    amounts
        Non-negative amounts; suppliers along the last axis.

    Returns
    -------
    numpy.ndarray
        Sum of squared shares: 1/n where n suppliers share equally, 1 where there is one; NaN where there is none.

    Notes
    -----
    Hirschman, A. O. (1964), The paternity of an index, American Economic Review 54(5), 761-762.

    Examples
    --------
    >>> float(hhi([50, 30, 20])), float(hhi([7.0]))
    (0.38, 1.0)
    >>> float(hhi([0.0, 0.0]))
    nan
    """
    part = shares(amounts)
    return np.where(np.isnan(part).all(axis=-1), np.nan, np.nansum(part**2, axis=-1))


def hhi_from_sums(total: ArrayLike, squares: ArrayLike) -> Array:
    """Return the Herfindahl-Hirschman index from the sum of amounts and the sum of their squares.

    Examples
    --------
    >>> float(hhi_from_sums(100, 50**2 + 30**2 + 20**2))
    0.38
    """
    whole = np.asarray(total, dtype=np.float64)
    return _divided(np.asarray(squares, dtype=np.float64), whole * whole)


def top_share(amounts: ArrayLike, count: int = 1) -> Array:
    """Return the share that the largest suppliers have together.

    Parameters
    ----------
    amounts
        Non-negative amounts; suppliers along the last axis.
    count
        How many of the largest.

    Examples
    --------
    >>> float(top_share([50, 30, 20])), float(top_share([50, 30, 20], 2))
    (0.5, 0.8)
    """
    part = shares(amounts)
    ordered = np.sort(np.nan_to_num(part, nan=0.0), axis=-1)[..., ::-1]
    return np.where(np.isnan(part).all(axis=-1), np.nan, ordered[..., :count].sum(axis=-1))


def effective_suppliers(amounts: ArrayLike) -> Array:
    """Return the number of equal suppliers that would give the same Herfindahl-Hirschman index: its reciprocal.

    Notes
    -----
    Laakso, M. and Taagepera, R. (1979), "Effective" number of parties, Comparative Political Studies 12(1), 3-27.

    Examples
    --------
    >>> float(effective_suppliers([1, 1, 1, 1]))
    4.0
    """
    return _divided(np.ones_like(hhi(amounts)), hhi(amounts))


def over_ceiling(amounts: ArrayLike, ceiling: float = CRMA_CEILING) -> NDArray[np.bool_]:
    """Return whether one supplier has more than the ceiling; False where nothing is known, see `top_share`.

    Examples
    --------
    >>> bool(over_ceiling([66, 34])), bool(over_ceiling([65, 35]))
    (True, False)
    """
    return np.asarray(top_share(amounts) > ceiling + 1e-12)


def _divided(part: Array, whole: Any) -> Array:
    """Return the quotient, NaN where the divisor is 0 or missing."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.asarray(whole) > 0, part / whole, np.nan)
