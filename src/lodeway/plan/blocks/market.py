"""What markets need and from whom they may, or must, get it."""

from __future__ import annotations

from collections.abc import Iterator

from lodeway.plan.blocks.assembly import Assembly, Key
from lodeway.plan.blocks.variables import lack, left_unmet
from lodeway.plan.instance.labels import NOWHERE, OTHER, point_of
from lodeway.plan.instance.lanes import Lane
from lodeway.plan.instance.periods import periods
from lodeway.plan.instance.world import World
from lodeway.schema.tables import Limit

__all__ = ["demand", "relation", "share"]


def demand(world: World, assembly: Assembly) -> None:
    """Write the demand of every market, commodity and year: ``sum_r f[r,t] + sum_n u[m,c,n,t] = demand[m,c,t]``.

    A market with a stock has a row for years without demand too.
    """
    for market, commodity, year in world.intake:
        tonnes = world.demand.get((market, commodity, year), 0.0)
        row = assembly.row(("demand", market, commodity, year), lower=tonnes, upper=tonnes)
        for column in left_unmet(world, assembly, market, commodity, year):
            assembly.enter(row, column, 1.0)
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
            if slots and upper < world.intake[bound.market, bound.commodity, year]:
                row = assembly.row(("relation", bound.origin, bound.market, bound.commodity, year), upper=upper)
                for slot in slots:
                    assembly.attach(slot, row)


def share(world: World, assembly: Assembly) -> None:
    """Write the most, or least, that a country may deliver of a market's demand; home supply is no foreign country's.

    ``sum_r from o to m f[r,t] <= share demand[m,c,t]``, or ``>=``; for every country o outside the market, or the one named,
    or the market's own together. Whose tonnes they are the last process says, the mine, or where a stage was made.
    """
    for limit in sorted(world.scenario.limits, key=lambda row: row.id):
        if limit.kind not in ("origin_share", "stage_share"):
            continue
        bound = limit.value / 100.0 if limit.unit == "%" else limit.value
        for market, commodity in sorted({key[:2] for key in world.demand}):
            if limit.scope in ("*", market) and limit.commodity in ("*", commodity):
                for years in periods(limit, world.years):
                    _share(world, assembly, limit, market, commodity, years, bound)


def _share(
    world: World, assembly: Assembly, limit: Limit, market: str, commodity: str, years: tuple[int, ...], bound: float
) -> None:
    point = point_of(limit, world.commodities[commodity])
    tonnes = bound * sum(world.demand.get((market, commodity, year), 0.0) for year in years)
    made: dict[str, list[int]] = {}
    for year in years:
        for slot in _deliveries(world, market, commodity, year):
            made.setdefault(_maker(world, world.lanes[slot // len(world.years)], point), []).append(slot)
    own = world.where.members(market)
    last = 0 if limit.whole else years[0]
    if limit.country == "*":
        for origin in sorted(made.keys() - own - {OTHER, NOWHERE}):
            if bound < 1.0:
                _bound(
                    world,
                    assembly,
                    limit,
                    (limit.kind, limit.id, origin, market, commodity, last),
                    tonnes,
                    made[origin],
                )
        return
    chosen = own if limit.country == "home" else {limit.country}
    slots = [slot for origin in sorted(made.keys() & chosen) for slot in made[origin]]
    if limit.sense == "least" or (slots and bound < 1.0):
        _bound(world, assembly, limit, (limit.kind, limit.id, limit.country, market, commodity, last), tonnes, slots)


def _maker(world: World, lane: Lane, point: str) -> str:
    """Return the country whose tonnes a lane carries, seen from a point of the chain."""
    return world.tracks.passed(lane.label, world.commodities[lane.commodity].element, point) if point else lane.country


def _bound(world: World, assembly: Assembly, limit: Limit, key: Key, tonnes: float, slots: list[int]) -> None:
    if limit.sense == "most":
        row = assembly.row(key, upper=tonnes)
    else:
        row = assembly.row(key, lower=tonnes)
        year = int(key[-1]) or world.years[0]
        assembly.enter(row, lack(world, assembly, (*key[:-1], year), str(key[4])), 1.0)
    for slot in slots:
        assembly.attach(slot, row)


def _deliveries(world: World, market: str, commodity: str, year: int, origin: str = "") -> Iterator[int]:
    """Yield the slots of the lanes that deliver to a market, from one country if it is named."""
    place = world.years.index(year)
    for number in world.deliveries.get((market, commodity), ()):
        lane = world.lanes[number]
        if lane.most[place] > 0 and origin in ("", lane.country):
            yield number * len(world.years) + place
