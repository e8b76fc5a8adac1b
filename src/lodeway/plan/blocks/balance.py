"""What comes in goes out."""

from __future__ import annotations

from lodeway.plan.blocks.assembly import Assembly, Key
from lodeway.plan.instance.operations import Operation
from lodeway.plan.instance.world import World

__all__ = ["balance", "balanced", "labels"]


def balance(world: World, assembly: Assembly) -> None:
    """Write the balance of every site, commodity and year, once for what is made and once for what is used.

    ``supply[i,c,t]:  sum_p out[p,c] x[p,t] - sum_r from i f[r,t] - w[i,c,t] = 0``

    ``feed[i,c,t]:  sum_r to i f[r,t] - sum_p in[p,c] x[p,t] = 0``

    Two rows, so that goods that arrive as feed cannot leave again under another origin.
    A site feeds its own plant over a lane of no length. Goods that a limit follows have a row for each label.
    """
    for operation in world.operations:
        for year in world.years:
            for commodity, amount in operation.outputs:
                _make(world, assembly, operation, commodity, amount, year)
            for commodity, amount in operation.inputs:
                _use(world, assembly, operation, commodity, amount, year)
    for number, lane in enumerate(world.lanes):
        for place, year in enumerate(world.years):
            if lane.most[place] > 0:
                slot = number * len(world.years) + place
                assembly.attach(slot, balanced(assembly, "supply", lane.origin, lane.commodity, year, lane.label), -1.0)
                if not lane.market:
                    end = lane.destinations[0]
                    assembly.attach(slot, balanced(assembly, "feed", end, lane.commodity, year, lane.label))
    for key, column in list(assembly.columns.items()):
        if key[0] == "surplus":
            label = str(key[4]) if len(key) > 4 else ""
            row = balanced(assembly, "supply", str(key[1]), str(key[2]), int(key[3]), label)
            assembly.enter(row, column, -1.0)


def labels(world: World, assembly: Assembly) -> None:
    """Write that the parts of an activity by the label of its feed make up the whole: ``sum_l x[p,c,l,t] = x[p,t]``."""
    for operation in world.operations:
        for commodity, _ in operation.inputs:
            if commodity in world.tracks.followed:
                for year in world.years:
                    row = assembly.row(("label", operation.process.id, commodity, year), lower=0.0, upper=0.0)
                    assembly.enter(row, assembly.columns["activity", operation.process.id, year], -1.0)
                    for label in world.tracks.arriving(commodity):
                        column = assembly.columns["part", operation.process.id, commodity, year, label]
                        assembly.enter(row, column, 1.0)


def balanced(assembly: Assembly, side: str, site: str, commodity: str, year: int, label: str = "") -> int:
    """Return the row of a balance, a new one where there is none yet."""
    key: Key = (side, site, commodity, year, label) if label else (side, site, commodity, year)
    return assembly.rows[key] if key in assembly.rows else assembly.row(key, lower=0.0, upper=0.0)


def _make(world: World, assembly: Assembly, operation: Operation, commodity: str, amount: float, year: int) -> None:
    """Enter an output: as a whole, or by the label that the parts of the activity give it."""
    process, carried = operation.process, world.tracks
    if commodity not in carried.followed or not carried.tied(operation, commodity):
        goods = world.commodities[commodity]
        label = carried.out(operation, goods) if commodity in carried.followed else ""
        row = balanced(assembly, "supply", process.site, commodity, year, label)
        assembly.enter(row, assembly.columns["activity", process.id, year], amount)
        return
    for feed, share in carried.tied(operation, commodity):
        for label in carried.arriving(feed):
            after = carried.out(operation, world.commodities[commodity], label)
            row = balanced(assembly, "supply", process.site, commodity, year, after)
            assembly.enter(row, assembly.columns["part", process.id, feed, year, label], amount * share)


def _use(world: World, assembly: Assembly, operation: Operation, commodity: str, amount: float, year: int) -> None:
    """Enter an input: as a whole, or by label."""
    process = operation.process
    if commodity not in world.tracks.followed:
        row = balanced(assembly, "feed", process.site, commodity, year)
        assembly.enter(row, assembly.columns["activity", process.id, year], -amount)
        return
    for label in world.tracks.arriving(commodity):
        row = balanced(assembly, "feed", process.site, commodity, year, label)
        assembly.enter(row, assembly.columns["part", process.id, commodity, year, label], -amount)
