"""What a plan costs, part by part."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from lodeway.network import Path
from lodeway.plan.blocks.agreements import premium
from lodeway.plan.result import Shortfall
from lodeway.plan.solving.master import Master

__all__ = ["PARTS", "moving", "own_cost", "parts_of", "shortfalls"]

PARTS = (
    "supply", "idle", "freight", "time", "investment", "unmet", "carbon", "tax", "stock", "shortfall", "premium"
)  # fmt: skip
"""Parts of the objective."""


def own_cost(parts: Mapping[str, float]) -> float:
    """Return what the plan itself decides: freight, investment and unmet demand, the measure of its gap.

    Existing supply at reference price, running or idle, would be there whatever the plan; it must not hide the gap.
    """
    return parts["freight"] + parts["investment"] + parts["unmet"]


def parts_of(master: Master, values: NDArray[np.float64]) -> dict[str, float]:
    """Return the objective by part [USD, present value]."""
    world, scenario = master.world, master.world.scenario
    parts = dict.fromkeys(PARTS, 0.0)
    for operation in world.operations:
        for place, year in enumerate(world.years):
            tonnes = float(values[master.assembly.columns["activity", operation.process.id, year]])
            present = float(world.discount[place])
            parts["supply"] += present * tonnes * operation.cost
            parts["idle"] += present * operation.idle * max(0.0, float(operation.capacity[place]) - tonnes)
            parts["carbon"] += present * tonnes * scenario.carbon_price * operation.counted_emissions
    for key, column in master.assembly.columns.items():
        part = {"build": "investment", "unmet": "unmet", "stock": "stock"}.get(str(key[0]))
        if part:
            parts[part] += float(values[column]) * master.assembly.cost[column]
    for row in shortfalls(master, values):
        present = float(world.discount[world.years.index(row.year)])
        parts["shortfall"] += present * row.cost
        parts["premium"] += present * row.premium
    for part, amount in _transport(master, values).items():
        parts[part] += amount
    return parts


def _transport(master: Master, values: NDArray[np.float64]) -> dict[str, float]:
    """Return what moving goods costs by part [USD, present value]."""
    world, per, routes = master.world, master.per_tonne, master.routes
    tonnes = values[master.first :]
    slot, tonnes = routes.slot[tonnes > 0], tonnes[tonnes > 0]
    cost, hours, _, co2 = routes.figures[values[master.first :] > 0].T
    wait, tax = (np.asarray([getattr(lane, name) for lane in world.lanes]).reshape(-1) for name in ("wait", "tax"))
    gross = per.factor[slot] * tonnes
    present = world.discount[slot % len(world.years)] * tonnes
    return {
        "freight": float(gross @ cost),
        "time": per.time_value * float(gross @ (hours + wait[slot])),
        "carbon": per.carbon_price * float(gross @ co2) / 1000.0,
        "tax": float(present @ tax[slot]),
    }


def shortfalls(master: Master, values: NDArray[np.float64]) -> tuple[Shortfall, ...]:
    """Return how far each offtake is kept in each year."""
    world = master.world
    rows = {row.id: row for row in world.scenario.agreements}
    found = []
    for key in master.assembly.rows:
        if key[0] == "offtake":
            agreement, year = rows[str(key[1])], int(key[2])
            firm = agreement.firmness / 100.0 * agreement.quantity
            column = master.assembly.columns.get(("missing", agreement.id, year))
            missing = 0.0 if column is None else float(values[column])
            found.append(
                Shortfall(
                    agreement=agreement.id,
                    market=agreement.market,
                    commodity=agreement.commodity,
                    year=year,
                    firm=firm,
                    tonnes=missing,
                    cost=missing * agreement.penalty if missing else 0.0,
                    premium=premium(world, agreement) * (firm - missing),
                )
            )
    return tuple(sorted(found, key=lambda row: (row.agreement, row.year)))


def moving(master: Master, values: NDArray[np.float64]) -> list[tuple[int, Path, float]]:
    """Return slot, route and contained tonnes of every route in use."""
    used = np.flatnonzero(values[master.first :] > 0)
    slots, paths = master.slots, master.paths
    return [(int(slots[k]), paths[k], float(values[master.first + k])) for k in used.tolist()]
