"""Which limits a plan uses and what one more unit of each is worth."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lodeway.plan.assembly import Key
from lodeway.plan.master import Master
from lodeway.plan.result import LimitUse
from lodeway.plan.variables import running

__all__ = ["limit_uses"]

UNITS = {
    "demand": "t",
    "capacity": "t",
    "resource": "t",
    "gate": "gross t",
    "relation": "t",
    "measure": "t",
    "origin_share": "t",
    "budget": "USD",
    "emissions": "t CO2e",
    "workforce": "jobs",
    "build": "t/a",
}
"""Kind of limit to the unit of what it bounds."""
BINDING = 1e-7
"""Share of its bound by which a limit may be missed and still count as binding."""


def limit_uses(master: Master, values: NDArray[np.float64], duals: NDArray[np.float64]) -> tuple[LimitUse, ...]:
    """Return every demand, every other limit that is used, and of relations and builds only those that bind.

    The price is the present value of one more unit of the bound; of a demand, what one more tonne of it costs. Capacity
    that earns more than nothing only because it would otherwise stand idle is worth nothing more of.
    """
    used = master.columns() @ values
    found = []
    for number, key in enumerate(master.assembly.row_keys):
        if key[0] in ("supply", "feed", "study"):
            continue
        bound = master.assembly.row_upper[number]
        row = _use(master, key, float(used[number]), bound, float(duals[number]), values)
        binds = row.used >= row.bound * (1.0 - BINDING)
        if row.kind == "demand" or (row.used > 0 and (binds or row.kind not in ("relation", "build"))):
            found.append(row)
    return tuple(sorted(found, key=lambda row: (row.kind, row.scope, row.year)))


def _use(master: Master, key: Key, used: float, bound: float, dual: float, values: NDArray[np.float64]) -> LimitUse:
    """Return a row of the program as a limit in the words and units of the scenario."""
    kind, scope, year, price = str(key[0]), "/".join(str(part) for part in key[1:-1]), _last(key), -dual
    if kind in ("size", "resource"):
        scope, year = str(key[-1]), 0
    if kind == "size":
        step = next(project.step for project in master.world.projects if (project.kind, project.id) == key[1:])
        kind, used, bound, price = "build", used * step, bound * step, price / step
    elif kind == "demand":
        column = master.assembly.columns.get(("unmet", *key[1:]))
        used, price = bound - (0.0 if column is None else float(values[column])), dual
    elif kind in ("capacity", "gate"):
        built = _built(master, "process" if kind == "capacity" else "gate", scope, year, values)
        used, bound = used + built, bound + built
        price -= _idle(master, scope, year) if kind == "capacity" else 0.0
    binds = used >= bound * (1.0 - BINDING)
    return LimitUse(
        kind=kind,
        scope=scope,
        year=year,
        used=used,
        bound=bound,
        unit=UNITS[kind],
        price=max(0.0, price) if binds or kind == "demand" else 0.0,
    )


def _idle(master: Master, process: str, year: int) -> float:
    """Return what one more tonne of capacity would lose were it idle; the row's dual leaves it out [USD/t]."""
    world = master.world
    lost = next(operation.idle for operation in world.operations if operation.process.id == process)
    return lost * float(world.discount[world.years.index(year)])


def _built(master: Master, kind: str, name: str, year: int, values: NDArray[np.float64]) -> float:
    """Return the capacity built of a process or gate that runs in a year."""
    for project in master.world.projects:
        if (project.kind, project.id) == (kind, name):
            return project.step * float(values[list(running(master.assembly, project, year))].sum())
    return 0.0


def _last(key: Key) -> int:
    """Return the year at the end of a key, 0 where it ends otherwise."""
    return key[-1] if isinstance(key[-1], int) else 0
