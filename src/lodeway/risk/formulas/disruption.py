"""What the loss of a part of world supply does to price and quantity, with constant elasticities, in closed form.

The same partial equilibrium stands at the start of the USGS' scenarios of trade disruption (Open-File Report 2025-1047). Spare capacity, stocks and
the rest of the economy are left out.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lodeway.errors import UsageError
from lodeway.risk import checks

__all__ = ["expected_loss", "lost_value", "price_ratio", "quantity_ratio"]

Array = NDArray[np.float64]


def price_ratio(lost: ArrayLike, *, demand_elasticity: float, supply_elasticity: float) -> Array:
    """Return the price after a loss of supply over the price before.

    Parameters
    ----------
    lost
        Share of supply that is lost at the old price, 0 to 1.
    demand_elasticity
        Of quantity to price, below 0.
    supply_elasticity
        Of what is left of supply, 0 or above.

    Returns
    -------
    numpy.ndarray
        ``(1 - lost) ** (1 / (demand - supply))``, 1 or above; infinite where all is lost.

    Raises
    ------
    UsageError
        When an elasticity has the wrong sign.

    Examples
    --------
    >>> round(float(price_ratio(0.5, demand_elasticity=-0.5, supply_elasticity=0.5)), 12)
    2.0
    """
    with np.errstate(divide="ignore"):
        return np.asarray(_left(lost) ** (1.0 / _spread(demand_elasticity, supply_elasticity)))


def quantity_ratio(lost: ArrayLike, *, demand_elasticity: float, supply_elasticity: float) -> Array:
    """Return the quantity after a loss of supply over the quantity before: ``price_ratio ** demand_elasticity``.

    Examples
    --------
    >>> round(float(quantity_ratio(0.75, demand_elasticity=-0.5, supply_elasticity=0.5)), 12)
    0.5
    """
    return np.asarray(_left(lost) ** (demand_elasticity / _spread(demand_elasticity, supply_elasticity)))


def lost_value(value: ArrayLike, ratio: ArrayLike, *, demand_elasticity: float) -> Array:
    """Return what buyers lose: the area left of the demand curve between the old and the new price.

    Parameters
    ----------
    value
        What they paid before, in any one unit of money.
    ratio
        New price over old price.
    demand_elasticity
        Below 0.

    Returns
    -------
    numpy.ndarray
        ``value * (ratio ** (1 + e) - 1) / (1 + e)``, ``value * ln(ratio)`` where the elasticity is -1.

    Notes
    -----
    Change of consumers' surplus under demand of constant elasticity (any textbook of microeconomics).

    Examples
    --------
    >>> round(float(lost_value(100.0, 2.0, demand_elasticity=-0.5)), 4)
    82.8427
    >>> float(lost_value(100.0, 1.0, demand_elasticity=-1.0))
    0.0
    """
    paid, dearer = np.asarray(value, dtype=np.float64), np.asarray(ratio, dtype=np.float64)
    power = 1.0 + demand_elasticity
    if abs(power) < 1e-9:
        return np.asarray(paid * np.log(dearer))
    return np.asarray(paid * (dearer**power - 1.0) / power)


def expected_loss(loss: ArrayLike, probability: ArrayLike) -> Array:
    """Return losses weighted by the probability of each in a year; NaN where one of the two is missing.

    Examples
    --------
    >>> expected_loss([100.0, 50.0], 0.1)
    array([10.,  5.])
    """
    return np.asarray(np.asarray(loss, dtype=np.float64) * checks.fractions(probability, what="probability"))


def _left(lost: ArrayLike) -> Array:
    return np.asarray(1.0 - checks.fractions(lost, what="lost share"))


def _spread(demand: float, supply: float) -> float:
    if not (-np.inf < demand < 0 <= supply < np.inf):
        raise UsageError(
            f"elasticities of demand {demand} and supply {supply}: demand must be below 0, supply 0 or above"
        )
    return demand - supply
