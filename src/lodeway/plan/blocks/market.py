"""What markets need and from whom they may get it."""

from __future__ import annotations

from collections.abc import Iterator

from lodeway.plan.assembly import Assembly
from lodeway.plan.periods import periods
from lodeway.plan.world import World
from lodeway.schema.tables import Limit

__all__ = ["demand", "origin_share", "relation"]


def demand(world: World, assembly: Assembly) -> None:
    """Write the demand of every market, commodity and year: ``sum_r f[r,t] + u[m,c,t] = demand[m,c,t]``."""
    for (market, commodity, year), tonnes in world.demand.items():
        row = assembly.row(("demand", market, commodity, year), lower=tonnes, upper=tonnes)
        kind = "unmet" if (market, commodity, year) in world.unmet_cost else "short"
        assembly.enter(row, assembly.columns[kind, market, commodity, year], 1.0)
        for slot in _deliveries(world, market, commodity, year):
            assembly.attach(slot, row)


def relation(world: World, assembly: Assembly) -> None:
    """Write how much an origin may sell to a market.

    ``sum_r from o to m f[r,t] <= max(multiple level, floor demand[m,c,first]) (1 + growth)^(t - first)``

    Left out where the bound is no tighter than the demand itself.
    """
    first = world.years[0]
    for bound in sorted(world.scenario.relations, key=lambda row: (row.market, row.commodity, row.origin)):
        floor = bound.floor / 100.0 * world.demand.get((bound.market, bound.commodity, first), 0.0)
        start = max(bound.multiple * bound.level, floor)
        for year in world.years:
            upper = start * (1.0 + bound.growth / 100.0) ** (year - first)
            slots = tuple(_deliveries(world, bound.market, bound.commodity, year, origin=bound.origin))
            if slots and upper < world.demand[bound.market, bound.commodity, year]:
                row = assembly.row(("relation", bound.origin, bound.market, bound.commodity, year), upper=upper)
                for slot in slots:
                    assembly.attach(slot, row)


def origin_share(world: World, assembly: Assembly) -> None:
    """Write the most that one foreign country may deliver of a market's demand; home supply is exempt.

    ``sum_r from o to m f[r,t] <= share demand[m,c,t]``, for every country o outside the market.
    """
    for limit in sorted(world.scenario.limits, key=lambda row: row.id):
        if limit.kind != "origin_share":
            continue
        share = limit.value / 100.0 if limit.unit == "%" else limit.value
        for market, commodity in sorted({key[:2] for key in world.demand}):
            if limit.scope in ("*", market) and limit.commodity in ("*", commodity):
                for years in periods(limit, world.years):
                    _share(world, assembly, limit, market, commodity, years, share)


def _share(
    world: World, assembly: Assembly, limit: Limit, market: str, commodity: str, years: tuple[int, ...], share: float
) -> None:
    lanes = (lane for lane in world.lanes if lane.market == market and lane.commodity == commodity)
    upper = share * sum(world.demand.get((market, commodity, year), 0.0) for year in years)
    for origin in sorted({lane.country for lane in lanes} - world.where.members(market)):
        slots = [slot for year in years for slot in _deliveries(world, market, commodity, year, origin=origin)]
        if slots and share < 1.0:
            year = 0 if limit.whole else years[0]
            row = assembly.row(("origin_share", limit.id, origin, market, commodity, year), upper=upper)
            for slot in slots:
                assembly.attach(slot, row)


def _deliveries(world: World, market: str, commodity: str, year: int, origin: str = "") -> Iterator[int]:
    """Yield the slots of the lanes that deliver to a market, from one country if it is named."""
    place = world.years.index(year)
    for number in world.deliveries.get((market, commodity), ()):
        lane = world.lanes[number]
        if lane.most[place] > 0 and origin in ("", lane.country):
            yield number * len(world.years) + place
