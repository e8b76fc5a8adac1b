"""A few figures of an answer: what is built and what is not met."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lodeway.plan.solving.master import Master

__all__ = ["built", "unmet_share", "unmet_tonnes"]


def built(program: Master, values: NDArray[np.float64]) -> dict[str, float]:
    """Return what is built of every project over all years [t/a], those of which something is."""
    columns = program.assembly.columns
    sizes: dict[str, float] = {}
    for project in program.world.projects:
        mine = [columns["build", project.kind, project.id, year] for year in project.decisions]
        size = project.step * float(values[mine].sum())
        if size > 0:
            sizes[project.id] = size
    return sizes


def unmet_tonnes(program: Master, values: NDArray[np.float64]) -> dict[tuple[str, str], float]:
    """Return the tonnes of demand that are not met, over all years, by market and commodity."""
    found: dict[tuple[str, str], float] = {}
    for key, column in program.assembly.columns.items():
        if key[0] == "unmet":
            need = (str(key[1]), str(key[2]))
            found[need] = found.get(need, 0.0) + float(values[column])
    return found


def unmet_share(program: Master, values: NDArray[np.float64], market: str = "") -> float:
    """Return the share of demand, by value at reference prices, that is not met; of one market or of all."""
    world = program.world
    price = {name: row.price for name, row in world.commodities.items()}
    whole = sum(price[c] * tonnes for (m, c, _), tonnes in world.demand.items() if market in ("", m))
    short = sum(price[c] * tonnes for (m, c), tonnes in unmet_tonnes(program, values).items() if market in ("", m))
    return short / whole if whole else 0.0
