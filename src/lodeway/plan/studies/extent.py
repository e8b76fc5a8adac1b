"""How far a sum of columns can go before the plan costs too much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodeway.plan.studies.kept import Kept

__all__ = ["Extent", "extent"]

STEPS = 80
"""Prices tried at most; as many are needed as the sum's cost has kinks on the way, mostly below ten."""
SLIVER = 1e-7
"""Share of the money at hand, or of the way to the end, that the solver's rounding explains."""
STEEPER = 8.0
"""Factor by which a price grows that moved too little."""


@dataclass(frozen=True, slots=True)
class Extent:
    """A plan, what it costs and how far the sum goes in it."""

    cost: float
    """[USD, present value]."""
    reached: float
    values: NDArray[np.float64]


def extent(kept: Kept, weights: Mapping[int, float], *, budget: float, end: float) -> Extent:
    """Return how far a weighted sum of columns can go in a plan that costs no more than a budget.

    Parameters
    ----------
    kept
        The program, as it was kept.
    weights
        Weight by column.
    budget
        Most that the plan may cost [USD, present value], no less than the cheapest plan.
    end
        What the sum cannot exceed; it need not be reached.

    Notes
    -----
    The least cost of plans whose sum is at least s is convex and piecewise linear in s: sought is where it crosses the
    budget. A premium on the sum finds corners of that line; first a corner beyond the budget, then the two around
    the crossing are drawn together until no plan lies below the chord between them (J. L. Cohon, R. L. Church and D. P. Sheer (1979),
    Generating multiobjective trade-offs, Water Resources Research 15(5), 1001-1010, towards one point). Cost stays the
    objective throughout, so that routes are priced on the whole network as for any plan.
    """
    columns, factors = list(weights), np.asarray(list(weights.values()), dtype=np.float64)

    def at(premium: float) -> Extent | None:
        kept.price(columns, (-premium * factors).tolist())
        done = kept.solve()
        if done is None:
            return None
        values = done.answer.values
        return Extent(kept.cost_of(done.answer), float(factors @ values[columns]), values)

    start = kept.base.answer
    near = Extent(start.objective, float(factors @ start.values[columns]), start.values)
    money, way = budget - near.cost, end - near.reached
    if money <= 0.0 or way <= SLIVER * max(1.0, abs(end)):
        return near
    premium, steps, far = money / way, 0, None
    while far is None:
        found, steps = at(premium), steps + 1
        if found is None or steps > STEPS:
            return near
        if found.cost > budget:
            far = found
        else:
            near = found if found.reached >= near.reached else near
            if end - near.reached <= SLIVER * way or premium > money / (SLIVER * way):
                return near
            premium = max(STEEPER * premium, (budget - near.cost) / (end - near.reached))
    while steps < STEPS and far.reached - near.reached > SLIVER * way:
        premium = (far.cost - near.cost) / (far.reached - near.reached)
        found, steps = at(premium), steps + 1
        if found is None or found.cost - premium * found.reached > near.cost - premium * near.reached - SLIVER * money:
            break
        near, far = (near, found) if found.cost > budget else (found, far)
    return _between(near, far, budget)


def _between(near: Extent, far: Extent, budget: float) -> Extent:
    """Return the mixture of two plans that costs the budget; what both may do, any mixture of them may do."""
    share = (budget - near.cost) / (far.cost - near.cost)
    size = max(near.values.size, far.values.size)
    values = np.zeros(size)
    values[: near.values.size] += (1.0 - share) * near.values
    values[: far.values.size] += share * far.values
    return Extent(budget, (1.0 - share) * near.reached + share * far.reached, values)
