"""What is put aside and used again: stockpiles, and what comes back from use."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from lodeway.plan.blocks.assembly import Assembly
from lodeway.plan.blocks.balance import balanced
from lodeway.plan.blocks.variables import lack, left_unmet, stock
from lodeway.plan.instance.operations import Operation
from lodeway.plan.instance.stores import Store
from lodeway.plan.instance.world import World
from lodeway.scenario import demand_of, market_of

__all__ = ["recycling", "stocks"]


def stocks(world: World, assembly: Assembly) -> None:
    """Write how stocks carry goods from year to year, what they must hold and what they can.

    ``demand, supply or feed[i,c,t]:  ... + s[i,c,t-1] - s[i,c,t] ...``, ``s[i,c,first-1] = initial[i,c]``

    ``stock[i,c,t]:  s[i,c,t] >= max(least[i,c], days[i,c] / 365 demand[i,c,t])``, in the last year also final

    ``store[i,c,t]:  s[i,c,t] <= capacity[i,c]``
    """
    for store in world.stores:
        for label, start in store.labels:
            _carry(world, assembly, store, label, start)
        for place, year in enumerate(world.years):
            columns = [assembly.columns[stock(store, year, label)] for label, _ in store.labels]
            if store.least[place] > 0:
                key = ("stock", store.place, store.commodity, year)
                row = assembly.row(key, lower=float(store.least[place]))
                for column in (*columns, lack(world, assembly, key, store.commodity)):
                    assembly.enter(row, column, 1.0)
            if np.isfinite(store.most):
                row = assembly.row(("store", store.place, store.commodity, year), upper=store.most)
                for column in columns:
                    assembly.enter(row, column, 1.0)


def _carry(world: World, assembly: Assembly, store: Store, label: str, start: float) -> None:
    before = None
    if start > 0:
        before = assembly.columns[stock(store, world.years[0] - 1, label)]
        named = (label,) if label else ()
        row = assembly.row(("initial", store.place, store.commodity, *named, 0), lower=start, upper=start)
        assembly.enter(row, before, 1.0)
    for year in world.years:
        if store.side == "market":
            row = assembly.rows["demand", store.place, store.commodity, year]
        else:
            row = balanced(assembly, store.side, store.place, store.commodity, year, label)
        column = assembly.columns[stock(store, year, label)]
        assembly.enter(row, column, -1.0)
        if before is not None:
            assembly.enter(row, before, 1.0)
        before = column


def recycling(world: World, assembly: Assembly) -> None:
    """Write what comes back from use, by market, commodity and years in use: recyclers share what is worn out.

    ``sum_p x[p,t] / (collection[p] recovery[p]) <= demand[m,c,t-delay] - u[m,c,t-delay]``

    Before the first year of the plan all that was needed counts as used. Where nothing is collected or recovered, x[p,t] is
    0 by its own bound.
    """
    groups: dict[tuple[str, str, int], list[Operation]] = defaultdict(list)
    for operation in world.operations:
        if operation.process.kind == "recycling":
            market = market_of(world.scenario, operation.country)
            groups[market, operation.first, operation.process.delay].append(operation)
    for (market, commodity, delay), recyclers in sorted(groups.items()):
        for year in world.years:
            used = demand_of(world.scenario, market, commodity, year - delay)
            row = assembly.row(("recycling", market, commodity, delay, year), upper=used)
            for operation in recyclers:
                if operation.won > 0:
                    column = assembly.columns["activity", operation.process.id, year]
                    assembly.enter(row, column, 1.0 / operation.won)
            if year - delay in world.years:
                for column in left_unmet(world, assembly, market, commodity, year - delay):
                    assembly.enter(row, column, 1.0)
