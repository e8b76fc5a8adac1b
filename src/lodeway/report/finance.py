"""Arithmetic of project finance: what capital costs a tonne, and what makes a project break even."""

from __future__ import annotations

import math

from lodeway.plan.finance import annuity, interest_during_construction

__all__ = ["capital_charge", "grant_needed", "rate_needed"]


def capital_charge(rate: float, *, life: int, lead_time: int) -> float:
    """Return the yearly charge of a unit of overnight capital [1/a].

    Parameters
    ----------
    rate
        Real cost of capital, as a fraction a year.
    life
        Years over which capital is paid back [a].
    lead_time
        Years of construction, over which capital is spent evenly [a].

    Returns
    -------
    float
        Annuity factor times the factor of interest during construction; the plan charges the same.

    Examples
    --------
    >>> round(capital_charge(0.10, life=20, lead_time=0), 6)
    0.11746
    >>> capital_charge(0.0, life=20, lead_time=3)
    0.05
    """
    return annuity(rate, life) * interest_during_construction(rate, lead_time)


def grant_needed(shortfall: float, rate: float, *, life: int, lead_time: int) -> float:
    """Return the up-front grant that makes good a yearly shortfall [USD].

    The present value of the shortfall over the life, brought to the time of spending: a grant G lowers the capital that has to be
    paid back from K to K - G, so G = shortfall / (yearly charge of a unit of capital).

    Parameters
    ----------
    shortfall
        What revenue lacks each year [USD/a].
    rate, life, lead_time
        As in `capital_charge`.

    Examples
    --------
    >>> round(grant_needed(11.746, 0.10, life=20, lead_time=0), 2)
    100.0
    """
    return shortfall / capital_charge(rate, life=life, lead_time=lead_time)


def rate_needed(affordable: float, rate: float, *, life: int, lead_time: int) -> float:
    """Return the cost of capital at which a project breaks even, as a fraction a year.

    Parameters
    ----------
    affordable
        Yearly payment on a unit of overnight capital that revenue allows [1/a].
    rate
        Present cost of capital, as a fraction a year.
    life, lead_time
        As in `capital_charge`.

    Returns
    -------
    float
        A rate below ``rate``; ``rate`` itself where it can be paid; NaN where even capital at 0 % cannot.

    Notes
    -----
    The charge grows with the rate, so bisection finds the one rate; 60 halvings leave less than 1e-17 of the interval.

    Examples
    --------
    >>> round(rate_needed(capital_charge(0.05, life=20, lead_time=3), 0.12, life=20, lead_time=3), 9)
    0.05
    >>> rate_needed(0.04, 0.12, life=20, lead_time=0)
    nan
    """
    if capital_charge(rate, life=life, lead_time=lead_time) <= affordable:
        return rate
    if capital_charge(0.0, life=life, lead_time=lead_time) > affordable:
        return math.nan
    low, high = 0.0, rate
    for _ in range(60):
        middle = (low + high) / 2
        if capital_charge(middle, life=life, lead_time=lead_time) <= affordable:
            low = middle
        else:
            high = middle
    return low
