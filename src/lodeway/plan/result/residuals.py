"""Whether a plan's balances close."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from lodeway.plan.result.values import Plan
from lodeway.scenario import parse_recipe
from lodeway.scenario.model import Scenario

__all__ = ["Residual", "residuals"]


@dataclass(frozen=True, slots=True, order=True)
class Residual:
    """How far the balance of a place, commodity and year is from closing."""

    place: str
    """Site, or market."""
    side: str
    """supply: made less shipped and surplus; feed: arrived less used; market: supplied and unmet less demand; each with what
    was taken from stock less what was put there."""
    commodity: str
    year: int
    tonnes: float
    share: float
    """Of the tonnes that pass there."""


def residuals(plan: Plan, scenario: Scenario) -> tuple[Residual, ...]:
    """Return how far each balance of a plan is from closing, worst first.

    Parameters
    ----------
    plan
        What `lodeway.plan.plan` returned.
    scenario
        The scenario it planned.

    Returns
    -------
    tuple of Residual
        One row for every place, commodity and year where something passes, worked out from the plan's rows alone:
        made and used from activities and recipes, shipped and delivered from routes, kept from stocks.

    Examples
    --------
    >>> from lodeway.plan import plan, residuals
    >>> from lodeway.plan.sample import sample
    >>> max(row.share for row in residuals(plan(sample()), sample())) < 1e-6
    True
    """
    into: dict[tuple[str, str, str, int], float] = defaultdict(float)
    out: dict[tuple[str, str, str, int], float] = defaultdict(float)
    recipes = {process.id: parse_recipe(process.recipe) for process in scenario.processes}
    for activity in plan.activities:
        recipe = recipes[activity.process]
        per = activity.tonnes / recipe.outputs[0][1]
        for commodity, amount in recipe.outputs:
            into[activity.site, "supply", commodity, activity.year] += per * amount
        for commodity, amount in recipe.inputs:
            out[activity.site, "feed", commodity, activity.year] += per * amount
    for row in plan.surplus:
        out[row.site, "supply", row.commodity, row.year] += row.tonnes
    for way in plan.routes:
        out[way.origin, "supply", way.commodity, way.year] += way.tonnes
        if way.market:
            into[way.market, "market", way.commodity, way.year] += way.tonnes
        else:
            into[way.destination, "feed", way.commodity, way.year] += way.tonnes
    for level in plan.stocks:
        into[level.place, level.side, level.commodity, level.year] += level.before
        out[level.place, level.side, level.commodity, level.year] += level.tonnes
    for short in plan.unmet:
        into[short.market, "market", short.commodity, short.year] += short.tonnes
    for (market, commodity, year), tonnes in plan.demand.items():
        out[market, "market", commodity, year] += tonnes
    found = []
    for place, side, commodity, year in sorted(into.keys() | out.keys()):
        came, went = into[place, side, commodity, year], out[place, side, commodity, year]
        if max(came, went) > 0:
            tonnes = came - went
            found.append(Residual(place, side, commodity, year, tonnes, abs(tonnes) / max(came, went)))
    return tuple(sorted(found, key=lambda row: (-row.share, row)))
