"""The columns that are there from the start: activity, builds, stocks, what is missing. Routes come by pricing."""

from __future__ import annotations

import math
from collections.abc import Iterator

from lodeway.plan.blocks.assembly import Assembly, Key
from lodeway.plan.instance.projects import Project
from lodeway.plan.instance.stores import Store
from lodeway.plan.instance.world import World

__all__ = [
    "activities",
    "builds",
    "lack",
    "left_unmet",
    "running",
    "shares",
    "shortages",
    "stock",
    "stocks",
    "surpluses",
]

DEAR = 1e4
"""Cost, in reference prices, of missing demand that must be met: a price at which anything that can be done is done.
What is still short then cannot be met."""


def activities(world: World, assembly: Assembly) -> None:
    """Add x[p,t], tonnes of first output, at discounted cost and carbon price.

    The cost of idle capacity, e_p (K[p,t] - x[p,t]), is a constant less what every tonne made saves of it. Recycling that
    wins nothing makes nothing.
    """
    for operation in world.operations:
        carbon = world.scenario.carbon_price * operation.counted_emissions
        for place, year in enumerate(world.years):
            key, present = ("activity", operation.process.id, year), float(world.discount[place])
            most = math.inf if operation.won > 0 else 0.0
            assembly.column(key, cost=present * (operation.cost - operation.idle + carbon), bound=most)
            assembly.constant += present * operation.idle * float(operation.capacity[place])


def shares(world: World, assembly: Assembly) -> None:
    """Add x[p,c,l,t], the part of an activity that runs on feed c of label l, where a limit follows the feed."""
    for operation in world.operations:
        for commodity, _ in operation.inputs:
            if commodity in world.tracks.followed:
                for label in world.tracks.arriving(commodity):
                    for year in world.years:
                        assembly.column(("part", operation.process.id, commodity, year, label))


def builds(world: World, assembly: Assembly) -> None:
    """Add y[k,t], units decided in a year, at the annuities that fall within the plan's years."""
    for project in world.projects:
        for decision in project.decisions:
            years = [place for place, year in enumerate(world.years) if project.runs(decision, year)]
            cost = project.yearly * float(world.discount[years].sum())
            key = ("build", project.kind, project.id, decision)
            assembly.column(key, cost=cost, bound=project.most, whole=project.whole)


def shortages(world: World, assembly: Assembly) -> None:
    """Add u[m,c,n,t], what is left unmet of a step of demand at its cost; for demand that must be met a shortage that no plan may keep.

    A market with a stock cannot fill it by going without more than it needs.
    """
    stocked = {(store.place, store.commodity) for store in world.stores if store.side == "market"}
    for (market, commodity, year), tonnes in world.demand.items():
        present = float(world.discount[world.years.index(year)])
        steps = world.unmet_cost.get((market, commodity, year))
        bounded = (market, commodity) in stocked
        if steps is None:
            dear = DEAR * world.commodities[commodity].price
            bound = tonnes if bounded else math.inf
            assembly.column(("short", market, commodity, year), cost=present * dear, bound=bound)
            continue
        for number, (share, worth) in enumerate(steps):
            bound = share * tonnes if bounded or len(steps) > 1 else math.inf
            key: Key = ("unmet", market, commodity, year, number + 1)
            assembly.column(key if len(steps) > 1 else key[:4], cost=present * worth, bound=bound)


def left_unmet(world: World, assembly: Assembly, market: str, commodity: str, year: int) -> tuple[int, ...]:
    """Return the columns of what is left unmet, or short, of a demand; none where there is no demand."""
    if (market, commodity, year) not in world.demand:
        return ()
    steps = world.unmet_cost.get((market, commodity, year))
    if steps is None:
        return (assembly.columns["short", market, commodity, year],)
    if len(steps) == 1:
        return (assembly.columns["unmet", market, commodity, year],)
    return tuple(assembly.columns["unmet", market, commodity, year, n + 1] for n in range(len(steps)))


def surpluses(world: World, assembly: Assembly) -> None:
    """Add w[i,c,t], output of a second or later product that nobody takes, at no cost."""
    places = {(o.process.site, commodity) for o in world.operations for commodity, _ in o.outputs[1:]}
    for site, commodity in sorted(places):
        for label in world.tracks.at(site, commodity):
            for year in world.years:
                assembly.column(("surplus", site, commodity, year, *_named(label)))


def stocks(world: World, assembly: Assembly) -> None:
    """Add s[i,c,t], tonnes in a stock at the end of a year, at the cost of keeping them."""
    for store in world.stores:
        for label, start in store.labels:
            if start > 0:
                assembly.column(stock(store, world.years[0] - 1, label))
            for place, year in enumerate(world.years):
                assembly.column(stock(store, year, label), cost=float(world.discount[place]) * store.holding)


def stock(store: Store, year: int, label: str) -> Key:
    """Return the key of what lies in a stock at the end of a year."""
    return ("stock", store.place, store.commodity, year, *_named(label))


def lack(world: World, assembly: Assembly, key: Key, commodity: str) -> int:
    """Add what a row that must hold lacks: so dear that a plan keeps none of it if it can, and none is allowed in the end."""
    price = world.commodities[commodity].price if commodity in world.commodities else 0.0
    present = float(world.discount[world.years.index(int(key[-1]))])
    return assembly.column(("lack", *key), cost=present * DEAR * max(price, 1.0))


def running(assembly: Assembly, project: Project, year: int) -> Iterator[int]:
    """Yield the columns of the builds of a project that run in a year."""
    for decision in project.decisions:
        if project.runs(decision, year):
            yield assembly.columns["build", project.kind, project.id, decision]


def _named(label: str) -> tuple[str, ...]:
    return (label,) if label else ()
