"""What capital costs a year."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["annuity", "discount_factors", "interest_during_construction", "sinking_fund"]


def annuity(rate: float, life: int) -> float:
    """Return the share of an outlay that is paid at the end of each year of its life.

    Parameters
    ----------
    rate
        Cost of capital per year, as a fraction; 0 spreads the outlay evenly.
    life
        Years over which it is paid back, at least 1.

    Returns
    -------
    float
        Yearly payment per unit of outlay, 1/a.

    Notes
    -----
    Capital recovery factor r / (1 - (1 + r)^-n): W. Short, D. J. Packey and T. Holt (1995), A Manual for the Economic
    Evaluation of Energy Efficiency and Renewable Energy Technologies, NREL/TP-462-5173, section 2.

    Examples
    --------
    >>> round(annuity(0.10, 20), 6)
    0.11746
    >>> annuity(0.0, 4)
    0.25
    """
    if rate == 0:
        return 1.0 / life
    return rate / (1.0 - (1.0 + rate) ** -life)


def sinking_fund(rate: float, life: int) -> float:
    """Return the share of a sum that, set aside at the end of each year, has grown to the sum after so many years.

    Parameters
    ----------
    rate
        What is set aside earns this a year, as a fraction.
    life
        Years of payment, at least 1.

    Returns
    -------
    float
        Yearly payment per unit of the sum, 1/a.

    Notes
    -----
    Sinking fund factor r / ((1 + r)^n - 1), the capital recovery factor less r: Short, Packey and Holt 1995, as in `annuity`.

    Examples
    --------
    >>> round(sinking_fund(0.10, 20), 6)
    0.01746
    >>> sinking_fund(0.0, 4)
    0.25
    """
    return annuity(rate, life) - rate


def interest_during_construction(rate: float, lead_time: int) -> float:
    """Return the factor by which interest during construction raises an overnight outlay.

    Parameters
    ----------
    rate
        Cost of capital per year, as a fraction.
    lead_time
        Years from decision to first output; the outlay falls evenly on them, in the middle of each.

    Returns
    -------
    float
        Outlay with interest at the start of operation per unit of overnight outlay; 1 without a lead time.

    Notes
    -----
    Construction financing factor of the Annual Technology Baseline (NREL, https://atb.nrel.gov/electricity/2024/equations_&_variables:
    ConFinFactor = sum over construction years y of share x accumulated interest (1 + rate)^(y + 0.5)), before tax.

    Examples
    --------
    >>> round(interest_during_construction(0.10, 3), 6)
    1.157186
    >>> interest_during_construction(0.10, 0)
    1.0
    """
    if lead_time == 0:
        return 1.0
    return float(sum((1.0 + rate) ** (year + 0.5) for year in range(lead_time))) / lead_time


def discount_factors(years: Sequence[int], rate: float) -> NDArray[np.float64]:
    """Return the present value of one unit of money in each year; the first year counts in full.

    Parameters
    ----------
    years
        Years of the plan, ascending.
    rate
        Discount rate per year, as a fraction.

    Returns
    -------
    numpy.ndarray
        One factor per year.

    Examples
    --------
    >>> [round(float(factor), 4) for factor in discount_factors((2026, 2027, 2028), 0.05)]
    [1.0, 0.9524, 0.907]
    """
    return np.asarray([(1.0 + rate) ** (years[0] - year) for year in years], dtype=np.float64)
