"""Which limits a plan uses and what one more unit of each is worth."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from lodeway.plan.blocks.assembly import Key
from lodeway.plan.blocks.variables import left_unmet
from lodeway.plan.result import LimitUse
from lodeway.plan.solving.master import Master

__all__ = ["limit_uses"]

UNITS = {
    "demand": "t",
    "capacity": "t",
    "resource": "t",
    "recycling": "t",
    "gate": "gross t",
    "link": "gross t",
    "relation": "t",
    "measure": "t",
    "origin_share": "t",
    "stage_share": "t",
    "transit_share": "gross t",
    "stock": "t",
    "store": "t",
    "offtake": "t",
    "requirement": "t/a",
    "budget": "USD",
    "fund": "USD",
    "emissions": "t CO2e",
    "workforce": "jobs",
    "training": "workers",
    "build": "t/a",
    "build_rate": "t/a",
}
"""Kind of limit to the unit of what it bounds."""
INTERNAL = frozenset({"supply", "feed", "label", "initial", "spent", "study"})
"""Kinds of rows that only keep the account and are no limits."""
ONLY_BINDING = frozenset({"relation", "build", "recycling", "store", "training"})
"""Kinds of limits of which only those that bind are told."""
WIDENED = frozenset({"capacity", "gate", "link", "workforce", "budget"})
"""Kinds of rows in which a build, a worker trained or an agreement's money widens the bound."""
BINDING = 1e-7
"""Share of its bound by which a limit may be missed and still count as binding."""


def limit_uses(master: Master, values: NDArray[np.float64], duals: NDArray[np.float64]) -> tuple[LimitUse, ...]:
    """Return every demand, every other limit that is used, and of relations, builds and the like only those that bind.

    The price is the present value of one more unit of the bound; of a demand, what one more tonne of it costs. Capacity
    that earns more than nothing only because it would otherwise stand idle is worth nothing more of.
    """
    columns = master.columns()
    used = columns @ values
    widened = -(columns.minimum(0) @ values)
    world, found = master.world, []
    steps: dict[Key, float] = {(project.kind, project.id): project.step for project in world.projects}
    idle = {operation.process.id: operation.idle for operation in world.operations}
    # Most rows of a large plan, such as shares of an origin in a market it does not serve, carry nothing: they are not looked at.
    told = ((used > 0) | (widened > 0) | np.isinf(master.assembly.bounds()[1])).tolist()
    for number, key in enumerate(master.assembly.row_keys):
        if key[0] in INTERNAL or not (told[number] or key[0] == "demand"):
            continue
        row = _use(master, key, float(used[number]), float(duals[number]), float(widened[number]), values, steps, idle)
        if row.kind == "demand" or row.sense == "least" or (row.used > 0 and _told(row)):
            found.append(row)
    return tuple(sorted(found, key=lambda row: (row.kind, row.scope, row.year)))


def _told(row: LimitUse) -> bool:
    return row.kind not in ONLY_BINDING or row.used >= row.bound * (1.0 - BINDING)


def _use(
    master: Master,
    key: Key,
    used: float,
    dual: float,
    widened: float,
    values: NDArray[np.float64],
    steps: Mapping[Key, float],
    idle: Mapping[str, float],
) -> LimitUse:
    """Return a row of the program as a limit in the words and units of the scenario.

    Given are also the step of each project, by kind and id, and what a tonne of each process' capacity loses when idle.
    """
    number = master.assembly.rows[key]
    kind, scope, year, price = str(key[0]), "/".join(str(part) for part in key[1:-1]), _last(key), -dual
    bound = master.assembly.row_upper[number]
    if np.isinf(bound):
        return _least(master, key, used, dual, values)
    if kind in ("size", "resource"):
        scope, year = str(key[-1]), 0
    if kind == "size":
        step = steps[key[1:]]
        kind, used, bound, price = "build", used * step, bound * step, price / step
    elif kind == "demand":
        short = left_unmet(master.world, master.assembly, str(key[1]), str(key[2]), year)
        used, price = bound - float(values[list(short)].sum()), dual
    elif kind == "transit_share":
        share = next(limit.value for limit in master.world.scenario.limits if limit.id == key[1]) / 100.0
        used = (used + widened) / (1.0 - share)
        bound = widened + share * used
    elif kind in WIDENED:
        used, bound = used + widened, bound + widened
        if kind == "capacity":
            # What one more tonne of capacity would lose were it idle; the row's dual leaves it out.
            price -= idle[scope] * float(master.world.discount[master.world.years.index(year)])
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


def _least(master: Master, key: Key, used: float, dual: float, values: NDArray[np.float64]) -> LimitUse:
    """Return a row that asks for a least; what is missing of an offtake, or lacking, is not used."""
    kind, bound = str(key[0]), master.assembly.row_lower[master.assembly.rows[key]]
    for missing in (("missing", *key[1:]), ("lack", *key)):
        if missing in master.assembly.columns:
            used -= float(values[master.assembly.columns[missing]])
    if kind == "requirement":
        place = master.world.years.index(_last(key))
        there = sum(float(o.capacity[place]) for o in master.world.operations if o.process.id == key[2])
        used, bound = used + there, bound + there
    return LimitUse(
        kind=kind,
        scope="/".join(str(part) for part in key[1:-1]),
        year=_last(key),
        used=used,
        bound=bound,
        unit=UNITS[kind],
        price=max(0.0, dual) if used <= bound * (1.0 + BINDING) else 0.0,
        sense="least",
    )


def _last(key: Key) -> int:
    """Return the year at the end of a key, 0 where it ends otherwise."""
    return key[-1] if isinstance(key[-1], int) else 0
