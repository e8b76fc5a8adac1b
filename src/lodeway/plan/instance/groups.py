"""Which lanes share a demand, or what the plants of a site can use: together they carry no more than that."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodeway.plan.instance.lanes import reach
from lodeway.plan.instance.stores import roomier
from lodeway.plan.instance.world import World

__all__ = ["Groups", "groups"]


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """What lanes share, by year."""

    of: NDArray[np.intp]
    """Group of each slot, lane x years + year."""
    most: NDArray[np.float64]
    """Most contained tonnes of each group."""


def groups(world: World) -> Groups:
    """Return which slots share a demand, or what the plants of a site can use.

    Examples
    --------
    >>> from lodeway.network import build
    >>> from lodeway.plan.sample import sample
    >>> from lodeway.plan.instance.world import world
    >>> found = groups(world(sample(), build(sample())))
    >>> found.of.size % len(sample().years), bool((found.most >= 0).all())
    (0, True)
    """
    years = len(world.years)
    used = roomier(reach(world.scenario, world.operations, world.projects), world.stores).used
    number: dict[tuple[str, str, str], int] = {}
    of, most = [], []
    for lane in world.lanes:
        key = (lane.market, lane.market or lane.destinations[0], lane.commodity)
        if key not in number:
            number[key] = len(number)
            if lane.market:
                most.append([world.intake.get((lane.market, lane.commodity, year), 0.0) for year in world.years])
            else:
                most.append(used[key[1], lane.commodity].tolist())
        of.append(number[key])
    numbers = np.asarray(of, dtype=np.intp)[:, None] * years + np.arange(years)
    return Groups(numbers.reshape(-1), np.asarray(most, dtype=np.float64).reshape(-1))
