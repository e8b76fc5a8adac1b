"""Arithmetic of project finance: what capital costs a tonne, what a project is worth, and what makes it break even."""

from __future__ import annotations

import math
from dataclasses import dataclass

from lodeway.plan.finance import annuity, interest_during_construction

__all__ = ["Support", "capital_charge", "grant_needed", "net_present_value", "rate_needed", "support"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """What closes a project's gap; any one of the three suffices. NaN where it cannot be told or does not suffice."""

    top_up: float
    """What an offtake at the break-even price costs the buyer above the price it is measured by [USD/a]."""
    grant: float
    """Paid at the start [USD]."""
    guarantee: float
    """Cost of capital that a guarantee must bring about, as a fraction a year; what is set aside for closing stays as it is."""


def support(
    *, gap: float, output: float, capital: float, capex: float, rate: float, life: int, lead_time: int
) -> Support:
    """Return what closes the gap between a project's break-even price and the price it gets.

    Parameters
    ----------
    gap
        Break-even price less that price [USD/t]; no support is needed below zero.
    output
        First output [t/a].
    capital
        Capital charge per tonne of output [USD/t].
    capex
        Overnight capital [USD].
    rate, life, lead_time
        As in `capital_charge`.

    Examples
    --------
    >>> found = support(gap=100.0, output=10.0, capital=1174.6, capex=1e5, rate=0.10, life=20, lead_time=0)
    >>> found.top_up, round(found.grant), round(found.guarantee, 3)
    (1000.0, 8514, 0.087)
    """
    if math.isnan(gap):
        return Support(top_up=math.nan, grant=math.nan, guarantee=math.nan)
    shortfall = max(gap, 0.0) * output
    if capex <= 0:
        return Support(top_up=shortfall, grant=math.nan, guarantee=math.nan)
    return Support(
        top_up=shortfall,
        grant=grant_needed(shortfall, rate, life=life, lead_time=lead_time),
        guarantee=rate_needed((capital - gap) * output / capex, rate, life=life, lead_time=lead_time),
    )


def net_present_value(*, margin: float, output: float, capex: float, rate: float, life: int, lead_time: int) -> float:
    """Return what a project is worth to its owner at the time of decision, over its whole life [USD].

    Parameters
    ----------
    margin
        Price less all cost but capital, per tonne of first output [USD/t].
    output
        First output, the same in each year of its life [t/a].
    capex
        Overnight capital, spent evenly over the lead time [USD].
    rate, life, lead_time
        As in `capital_charge`.

    Notes
    -----
    ``NPV = (margin output / A - capex I) (1 + r)^-lead`` with the annuity ``A`` and interest during construction ``I``:
    yearly cash flows at the end of each year of operation, capital with interest due at its start (Short, Packey and
    Holt 1995, NREL/TP-462-5173, sections 2 and 3.1). Zero exactly where the price is the break-even price.

    Examples
    --------
    >>> round(net_present_value(margin=1174.596, output=10.0, capex=1e5, rate=0.10, life=20, lead_time=0))
    0
    """
    worth = margin * output / annuity(rate, life) - capex * interest_during_construction(rate, lead_time)
    return float(worth * (1.0 + rate) ** -lead_time)


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
        Annuity factor times the factor of interest during construction, as the plan charges it; what it sets aside for closing is not in it.

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
