"""What comes in goes out."""

from __future__ import annotations

from lodeway.plan.assembly import Assembly
from lodeway.plan.world import World

__all__ = ["balance"]


def balance(world: World, assembly: Assembly) -> None:
    """Write the balance of every site, commodity and year, once for what is made and once for what is used.

    ``supply[i,c,t]:  sum_p out[p,c] x[p,t] - sum_r from i f[r,t] - w[i,c,t] = 0``

    ``feed[i,c,t]:  sum_r to i f[r,t] - sum_p in[p,c] x[p,t] = 0``

    Two rows, so that goods that arrive as feed cannot leave again under another origin.
    A site feeds its own plant over a lane of no length.
    """
    for operation in world.operations:
        site = operation.process.site
        for year in world.years:
            column = assembly.columns["activity", operation.process.id, year]
            for commodity, amount in operation.outputs:
                assembly.enter(_row(assembly, "supply", site, commodity, year), column, amount)
            for commodity, amount in operation.inputs:
                assembly.enter(_row(assembly, "feed", site, commodity, year), column, -amount)
    for number, lane in enumerate(world.lanes):
        for place, year in enumerate(world.years):
            if lane.most[place] > 0:
                slot = number * len(world.years) + place
                assembly.attach(slot, assembly.rows["supply", lane.origin, lane.commodity, year], -1.0)
                if not lane.market:
                    assembly.attach(slot, assembly.rows["feed", lane.destinations[0], lane.commodity, year])
    for key, column in assembly.columns.items():
        if key[0] == "surplus":
            assembly.enter(assembly.rows["supply", key[1], key[2], key[3]], column, -1.0)


def _row(assembly: Assembly, side: str, site: str, commodity: str, year: int) -> int:
    key = (side, site, commodity, year)
    return assembly.rows[key] if key in assembly.rows else assembly.row(key, lower=0.0, upper=0.0)
