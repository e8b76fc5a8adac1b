"""What a plan costs, part by part."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from lodeway.network import Path
from lodeway.plan.master import Master

__all__ = ["moving", "own_cost", "parts_of"]


def own_cost(parts: Mapping[str, float]) -> float:
    """Return what the plan itself decides: freight, investment and unmet demand, the measure of its gap.

    Existing supply at reference price, running or idle, would be there whatever the plan; it must not hide the gap.
    """
    return parts["freight"] + parts["investment"] + parts["unmet"]


def parts_of(master: Master, values: NDArray[np.float64]) -> dict[str, float]:
    """Return the objective by part [USD, present value]."""
    world, scenario = master.world, master.world.scenario
    parts = dict.fromkeys(("supply", "idle", "freight", "time", "investment", "unmet", "carbon", "tax"), 0.0)
    for operation in world.operations:
        for place, year in enumerate(world.years):
            tonnes = float(values[master.assembly.columns["activity", operation.process.id, year]])
            present = float(world.discount[place])
            parts["supply"] += present * tonnes * operation.cost
            parts["idle"] += present * operation.idle * max(0.0, float(operation.capacity[place]) - tonnes)
            parts["carbon"] += present * tonnes * scenario.carbon_price * operation.counted_emissions
    for key, column in master.assembly.columns.items():
        if key[0] in ("build", "unmet"):
            parts["investment" if key[0] == "build" else "unmet"] += (
                float(values[column]) * master.assembly.cost[column]
            )
    for slot, way, tonnes in moving(master, values):
        lane, place = world.lanes[slot // len(world.years)], slot % len(world.years)
        present = float(world.discount[place]) * tonnes
        parts["freight"] += present * lane.gross * way.cost
        parts["time"] += present * lane.gross * scenario.time_value * (way.hours + float(lane.wait[place]))
        parts["carbon"] += present * lane.gross * scenario.carbon_price * way.co2 / 1000.0
        parts["tax"] += present * float(lane.tax[place])
    return parts


def moving(master: Master, values: NDArray[np.float64]) -> list[tuple[int, Path, float]]:
    """Return slot, route and contained tonnes of every route in use."""
    used = np.flatnonzero(values[master.first :] > 0)
    slots, paths = master.slots, master.paths
    return [(int(slots[k]), paths[k], float(values[master.first + k])) for k in used.tolist()]
