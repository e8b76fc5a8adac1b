"""The columns that are there from the start: activity, builds, unmet demand, surplus. Routes come by pricing."""

from __future__ import annotations

from collections.abc import Iterator

from lodeway.plan.assembly import Assembly
from lodeway.plan.projects import Project
from lodeway.plan.world import World

__all__ = ["activities", "builds", "running", "shortages", "surpluses"]

DEAR = 1e4
"""Cost, in reference prices, of missing demand that must be met: a price at which anything that can be done is done.
What is still short then cannot be met."""


def activities(world: World, assembly: Assembly) -> None:
    """Add x[p,t], tonnes of first output, at discounted cost and carbon price.

    The cost of idle capacity, e_p (K[p,t] - x[p,t]), is a constant less what every tonne made saves of it.
    """
    for operation in world.operations:
        carbon = world.scenario.carbon_price * operation.counted_emissions
        for place, year in enumerate(world.years):
            key, present = ("activity", operation.process.id, year), float(world.discount[place])
            assembly.column(key, cost=present * (operation.cost - operation.idle + carbon))
            assembly.constant += present * operation.idle * float(operation.capacity[place])


def builds(world: World, assembly: Assembly) -> None:
    """Add y[k,t], units decided in a year, at the annuities that fall within the plan's years."""
    for project in world.projects:
        for decision in project.decisions:
            years = [place for place, year in enumerate(world.years) if project.runs(decision, year)]
            cost = project.yearly * float(world.discount[years].sum())
            key = ("build", project.kind, project.id, decision)
            assembly.column(key, cost=cost, bound=project.most, whole=project.whole)


def shortages(world: World, assembly: Assembly) -> None:
    """Add u[m,c,t], unmet demand at its cost; for demand that must be met a shortage that no plan may keep."""
    for market, commodity, year in world.demand:
        place = world.years.index(year)
        cost = world.unmet_cost.get((market, commodity, year))
        if cost is None:
            dear = DEAR * world.commodities[commodity].price
            assembly.column(("short", market, commodity, year), cost=float(world.discount[place]) * dear)
        else:
            assembly.column(("unmet", market, commodity, year), cost=float(world.discount[place]) * cost)


def surpluses(world: World, assembly: Assembly) -> None:
    """Add w[i,c,t], output of a second or later product that nobody takes, at no cost."""
    places = {(o.process.site, commodity) for o in world.operations for commodity, _ in o.outputs[1:]}
    for site, commodity in sorted(places):
        for year in world.years:
            assembly.column(("surplus", site, commodity, year))


def running(assembly: Assembly, project: Project, year: int) -> Iterator[int]:
    """Yield the columns of the builds of a project that run in a year."""
    for decision in project.decisions:
        if project.runs(decision, year):
            yield assembly.columns["build", project.kind, project.id, decision]
