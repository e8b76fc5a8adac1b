"""What each leg of an overlay costs, takes and emits under a scenario's rates, gates and links."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lodeway.errors import Fault, InputError
from lodeway.network.model import Legs
from lodeway.network.overlay.figures import waiting, zero
from lodeway.network.overlay.structure import NO_COUNTRY, Structure
from lodeway.schema.tables import MODES, Cost, Gate, Link, Transfer

__all__ = ["legs"]

Array = NDArray[np.float64]


def legs(
    structure: Structure,
    *,
    costs: Sequence[Cost],
    transfers: Sequence[Transfer],
    gates: Sequence[Gate],
    links: Sequence[Link],
) -> Legs:
    """Return the legs with their figures: a leg from one country to another pays half of either's rates.

    Raises
    ------
    InputError
        When a mode is used that `costs` has no rate for.
    """
    rate, speed, emission = _rates(structure, costs)
    first, second = structure.terminal_country[structure.tail], structure.terminal_country[structure.head]
    first, second = np.where(first == NO_COUNTRY, second, first), np.where(second == NO_COUNTRY, first, second)
    mode = structure.mode
    half = structure.km / 2.0
    cost = half * (rate[mode, first] + rate[mode, second])
    hours = half * (1.0 / speed[mode, first] + 1.0 / speed[mode, second])
    emitted = half * (emission[mode, first] + emission[mode, second]) / 1000.0
    moving = (mode >= 0) & (structure.km > 0)
    known = ~(np.isnan(cost) | np.isnan(hours))
    cost, hours, emitted = (np.where(moving, part, 0.0) for part in (cost, hours, emitted))
    stated = _of_links(structure, links, cost, hours)
    if (missing := np.flatnonzero(moving & ~known & ~stated)).size:
        names = sorted({MODES[number] for number in mode[missing]})
        raise InputError([_missing_rate(name) for name in names])
    _add_changes(structure, transfers, cost, hours)
    at_gate = structure.gate >= 0
    if at_gate.any():
        number = structure.gate[at_gate]
        cost[at_gate] += np.asarray([zero(gate.fee) for gate in gates])[number]
        hours[at_gate] += _delays(gates, number, structure.terminal_country[structure.tail[at_gate]], structure)
    return Legs(
        tail=structure.tail,
        head=structure.head,
        gate=structure.gate,
        link=structure.link,
        cost=cost,
        hours=hours,
        km=structure.km,
        co2=np.nan_to_num(emitted),
        mode=mode,
        opens=structure.opens,
        closes=structure.closes,
        access=structure.access,
    )


def _delays(gates: Sequence[Gate], number: NDArray[np.int32], start: NDArray[np.int16], structure: Structure) -> Array:
    """Return what each passage of a gate takes, by the country that it leads from: the other way may take another time."""
    place = {code: number for number, code in enumerate(structure.countries)}
    ahead = np.asarray([zero(gate.delay) + waiting(gate) for gate in gates])
    back = np.asarray([math.isnan(gate.delay_back) for gate in gates])
    back = np.where(back, ahead, np.asarray([zero(gate.delay_back) + waiting(gate) for gate in gates]))
    other = np.asarray(
        [place.get(gate.to_country, -1) if gate.from_country != gate.to_country else -1 for gate in gates]
    )
    return np.where(other[number] == start, back[number], ahead[number])


def _rates(structure: Structure, costs: Sequence[Cost]) -> tuple[Array, Array, Array]:
    """Return rates by mode and country, the last column for no country; NaN where the table has no row."""
    size = len(MODES), len(structure.countries) + 1
    rate, speed, emission = (np.full(size, math.nan) for _ in range(3))
    place = {code: number for number, code in enumerate(structure.countries)}
    for row in sorted(costs, key=lambda row: row.country != "*"):
        at = (MODES.index(row.mode), slice(None) if row.country == "*" else place.get(row.country, slice(0, 0)))
        rate[at], speed[at], emission[at] = row.cost, row.speed, row.emissions
    return rate, speed, emission


def _of_links(structure: Structure, links: Sequence[Link], cost: Array, hours: Array) -> NDArray[np.bool_]:
    """Put in what links state themselves; return which legs need no rate for it."""
    stated = np.zeros(cost.size, dtype=np.bool_)
    own = np.flatnonzero(structure.link >= 0)
    if own.size:
        number = structure.link[own]
        price = np.asarray([link.cost for link in links])[number]
        time = np.asarray([link.time for link in links])[number]
        cost[own] = np.where(np.isnan(price), cost[own], price)
        hours[own] = np.where(np.isnan(time), hours[own], time)
        stated[own] = ~(np.isnan(price) | np.isnan(time))
    return stated


def _add_changes(structure: Structure, transfers: Sequence[Transfer], cost: Array, hours: Array) -> None:
    rows = {f"{row.from_mode}-{row.to_mode}": row for row in transfers}
    found = [rows.get(name) for name in structure.changes]
    cost += np.asarray([row.cost if row else 0.0 for row in found])[structure.change]
    hours += np.asarray([row.delay if row else 0.0 for row in found])[structure.change]


def _missing_rate(mode: str) -> Fault:
    return Fault(file="costs.csv", column="mode", found="", allowed=mode, message=f"no row gives the rates of {mode}")
