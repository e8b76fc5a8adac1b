"""What routes cost at least, as searches under other prices have proved: most of it holds when prices change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodeway.plan.routing.ways import Prices
from lodeway.plan.solving.master import Master

__all__ = ["Floors", "prices_of", "tolls_of"]

KEPT = 4
"""Searches that are remembered, the last ones and the first."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """What some prices say of routes."""

    prices: tuple[Prices, ...]
    """What a gross tonne pays, by year."""
    tolls: Floats | None
    """What a contained tonne of each slot pays for passing countries of limited transit."""
    least: Floats
    """By slot: what any route costs at least, all prices paid."""


class Floors:
    """The least costs of routes by slot that are known, more with each search."""

    def __init__(self, master: Master) -> None:
        """Know nothing yet."""
        self.master = master
        self.known: list[_Known] = []

    def told(self, duals: Floats, least: Floats) -> Floors:
        """Return another that also knows what routes cost at least under duals, by slot."""
        found = Floors(self.master)
        found.known = [*self.known, self._of(duals, least)]
        return found

    def learn(self, duals: Floats, reduced: Floats) -> None:
        """Keep what a search under duals has proved: no route costs less than its slot is worth, but for what it saves, at most zero."""
        self.known.append(self._of(duals, self.master.attachment @ duals + reduced))
        del self.known[1 : 1 - KEPT]

    def least(self, duals: Floats) -> Floats:
        """Return what any route of each slot costs at least under duals, all prices paid.

        A route is cheaper than it was by no more than all falls of prices together.
        """
        master, years = self.master, len(self.master.world.years)
        found = np.full(master.per_tonne.most.size, -np.inf)
        if not self.known:
            return found
        place = np.arange(found.size) % years
        now, tolls = _prices(master, duals), tolls_of(master, duals)
        for known in self.known:
            fall = np.zeros(years)
            for year, (before, after) in enumerate(zip(known.prices, now, strict=True)):
                if before.gates is not None and after.gates is not None:
                    fall[year] = np.maximum(0.0, before.gates - after.gates).sum()
                if after.co2 < before.co2:
                    fall[year] = np.inf
            least = known.least - master.per_tonne.factor * fall[place]
            if known.tolls is not None and tolls is not None:
                least -= np.maximum(0.0, known.tolls - tolls).sum(axis=1)
            np.maximum(found, least, out=found)
        return found

    def _of(self, duals: Floats, least: Floats) -> _Known:
        return _Known(_prices(self.master, duals), tolls_of(self.master, duals), least)


def prices_of(master: Master, duals: Floats, place: int) -> Prices:
    """Return what scarce gates and emissions cost a gross tonne in a year, undiscounted."""
    world, factor = master.world, float(master.world.discount[place])
    rows = master.gate_row[:, place]
    gates = np.where(rows >= 0, np.maximum(0.0, -duals[rows]), 0.0) / factor
    co2 = sum(max(0.0, -float(duals[row])) for year, row in master.assembly.transport_rows if year == place)
    return Prices(gates=gates, co2=world.scenario.carbon_price + co2 / factor)


def tolls_of(master: Master, duals: Floats) -> Floats | None:
    """Return what a contained tonne of each slot pays for passing each country of limited transit, None where there is none."""
    if not master.through:
        return None
    return np.stack([np.maximum(0.0, -(matrix @ duals)) for matrix in master.through], axis=1)


def _prices(master: Master, duals: Floats) -> tuple[Prices, ...]:
    return tuple(prices_of(master, duals, place) for place in range(len(master.world.years)))
