"""What may pass through a country on its way to others."""

from __future__ import annotations

from collections.abc import Iterator

from lodeway.plan.blocks.assembly import Assembly
from lodeway.plan.instance.lanes import Lane
from lodeway.plan.instance.periods import periods
from lodeway.plan.instance.world import World
from lodeway.schema.tables import Limit

__all__ = ["counted_lanes", "in_transit", "transit_share"]


def transit_share(world: World, assembly: Assembly) -> None:
    """Write the share of the gross tonnes moved that may pass through a country, neither from nor to it.

    ``sum_r through gross[r] f[r,t] <= share sum_r gross[r] f[r,t]``

    Of all that moves, feed of plants included, or of what one market gets. Whether a route passes the country is
    known when it is priced.
    """
    years = len(world.years)
    for limit in sorted(world.scenario.limits, key=lambda row: row.id):
        if limit.kind != "transit_share" or limit.value >= 100.0:
            continue
        share = limit.value / 100.0
        moving = [
            (number, lane, in_transit(world, lane, limit.country)) for number, lane in counted_lanes(world, limit)
        ]
        for span in periods(limit, world.years):
            row = assembly.row(("transit_share", limit.id, 0 if limit.whole else span[0]), upper=0.0)
            places = [world.years.index(year) for year in span]
            for number, lane, through in moving:
                for place in places:
                    if lane.most[place] > 0:
                        slot = number * years + place
                        assembly.attach(slot, row, -share * lane.gross)
                        if through:
                            assembly.attach_through(limit.country, slot, row, lane.gross)


def counted_lanes(world: World, limit: Limit) -> Iterator[tuple[int, Lane]]:
    """Yield the lanes whose tonnes a limit counts: what a site feeds itself does not move."""
    for number, lane in enumerate(world.lanes):
        fits = limit.scope in ("*", lane.market) and limit.commodity in ("*", lane.commodity)
        if fits and lane.destinations != (lane.origin,):
            yield number, lane


def in_transit(world: World, lane: Lane, country: str) -> bool:
    """Return whether a lane that passes a country is there in transit: neither from it nor to it, nor to its market."""
    ends = {world.country[site] for site in lane.destinations}
    home = world.where.members(lane.market) if lane.market else frozenset[str]()
    return country != lane.country and country not in ends and country not in home
