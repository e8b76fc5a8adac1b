"""All places from one, and tables of ways between many, with figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodeway.errors import UsageError
from lodeway.network.model import Legs, Network
from lodeway.network.search.structure import check, climb, grow, parents, pattern

__all__ = ["Area", "Matrix", "Reach", "matrix", "reach", "within"]

Floats = NDArray[np.float64]
FIGURES = ("cost", "hours", "km", "co2")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reach:
    """Best ways from one terminal to each, one entry per terminal, figures per gross tonne."""

    network: Network
    start: int
    weight: Floats
    """What was minimised, infinite where there is no way."""
    leg: NDArray[np.int32]
    """Leg by which the best way arrives, -1 at the start and where there is none."""
    cost: Floats
    """[USD/t], NaN where there is no way."""
    hours: Floats
    km: Floats
    co2: Floats
    """[kg CO2e/t]."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Area:
    """What lies within a budget."""

    terminals: NDArray[np.bool_]
    """True for each terminal within it."""
    share: Floats
    """Share of each leg that can be travelled from its tail before the budget is spent: 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Matrix:
    """Best ways between many terminals: a row per origin, a column per destination, figures per gross tonne."""

    origins: tuple[int, ...]
    destinations: tuple[int, ...]
    weight: Floats
    """What was minimised, infinite where there is no way."""
    cost: Floats
    """[USD/t], NaN where there is no way."""
    hours: Floats
    km: Floats
    co2: Floats
    """[kg CO2e/t]."""


def reach(network: Network, weight: Floats, start: int) -> Reach:
    """Return the best ways from a terminal to every terminal, with their figures.

    Parameters
    ----------
    network
        What `lodeway.network.build` returned.
    weight
        What is minimised, per leg: 0 or more, infinite where the leg may not be used.
    start
        Terminal.

    Raises
    ------
    UsageError
        When a weight is missing or negative, or there is no such terminal.

    Notes
    -----
    Figures are added along all ways at once by pointer jumping: each round adds to every terminal the sum that the
    terminal 1, 2, 4, … legs before it has (J. JáJá, An Introduction to Parallel Algorithms, 1992, section 2.2).

    Examples
    --------
    >>> from lodeway.network import build
    >>> from lodeway.network.analysis.reach import reach
    >>> from lodeway.network.sample import sample
    >>> network = build(sample())
    >>> mine = network.site_terminal[network.sites.index("mine")]
    >>> market = network.site_arrival[network.sites.index("market")]
    >>> float(reach(network, network.legs.cost, mine).km[market])
    1100.0
    """
    check(network, weight, start)
    reached, arrival = grow(pattern(network), weight, np.asarray([start]))
    cost, hours, km, co2 = _figures(network.legs, reached[0], arrival[0])
    return Reach(
        network=network,
        start=int(start),
        weight=reached[0],
        leg=arrival[0],
        cost=cost,
        hours=hours,
        km=km,
        co2=co2,
    )


def _figures(legs: Legs, reached: Floats, arrival: NDArray[np.int32]) -> Floats:
    """Return the figures of a tree's ways: a row for each of `FIGURES`, a column per terminal."""
    known = arrival >= 0
    sums = np.zeros((len(FIGURES), arrival.size))
    for row, name in enumerate(FIGURES):
        sums[row, known] = getattr(legs, name)[arrival[known]]
    for jump in climb(parents(legs.tail, arrival)):
        sums += sums[:, jump]
    sums[:, ~np.isfinite(reached)] = np.nan
    return sums


def within(reach: Reach, spent: Floats, budget: float) -> Area:
    """Return the terminals and stretches that best ways reach within a budget.

    Parameters
    ----------
    reach
        Best ways from a place.
    spent
        What each leg takes of the budget, say ``network.legs.hours``; infinite where it may not be used. Ways are
        those of `reach`; the budget may be in another unit than what they minimise.
    budget
        In the unit of `spent`: hours, USD/t, km or kg/t.

    Raises
    ------
    UsageError
        When the budget is negative or not a number, or a leg lacks its entry.

    Examples
    --------
    >>> from lodeway.network import build
    >>> from lodeway.network.analysis.reach import reach, within
    >>> from lodeway.network.sample import sample
    >>> network = build(sample())
    >>> found = reach(network, network.legs.hours, network.site_terminal[network.sites.index("mine")])
    >>> area = within(found, network.legs.km, 350.0)
    >>> float(area.share[network.legs.km == 1000.0].max())
    0.25
    """
    legs = reach.network.legs
    check(reach.network, spent)
    if not budget >= 0:
        raise UsageError(f"a budget is 0 or more, not {budget}")
    known = reach.leg >= 0
    used = np.zeros(reach.leg.size)
    used[known] = spent[reach.leg[known]]
    for jump in climb(parents(legs.tail, reach.leg)):
        used += used[jump]
    used[~np.isfinite(reach.weight)] = np.inf
    left = budget - used[legs.tail]
    share = np.zeros(legs.tail.size)
    open_ = (left >= 0) & np.isfinite(spent)
    free = open_ & (spent == 0)
    paid = open_ & (spent > 0)
    share[free] = 1.0
    share[paid] = np.minimum(left[paid] / spent[paid], 1.0)
    return Area(terminals=used <= budget, share=share)


def matrix(network: Network, weight: Floats, origins: Sequence[int], destinations: Sequence[int]) -> Matrix:
    """Return the best ways from each origin to each destination, with their figures.

    Parameters
    ----------
    network, weight
        As `reach` takes them.
    origins, destinations
        Terminals.

    Raises
    ------
    UsageError
        When a weight is missing or negative, or there is no such terminal.

    Examples
    --------
    >>> from lodeway.network import build
    >>> from lodeway.network.analysis.reach import matrix
    >>> from lodeway.network.sample import sample
    >>> network = build(sample())
    >>> matrix(network, network.legs.km, network.site_terminal[:1], network.site_arrival[1:]).km.tolist()
    [[1100.0]]
    """
    check(network, weight, *origins, *destinations)
    shape, ends = pattern(network), np.asarray(destinations, dtype=np.intp)
    reached = np.full((len(origins), ends.size), np.inf)
    figures = np.full((len(FIGURES), len(origins), ends.size), np.nan)
    # Row by row: all trees at once would take memory for every terminal of every origin.
    for row, origin in enumerate(origins):
        tree, arrival = grow(shape, weight, np.asarray([origin]))
        reached[row] = tree[0, ends]
        figures[:, row] = _figures(network.legs, tree[0], arrival[0])[:, ends]
    cost, hours, km, co2 = figures
    return Matrix(
        origins=tuple(int(origin) for origin in origins),
        destinations=tuple(int(end) for end in ends),
        weight=reached,
        cost=cost,
        hours=hours,
        km=km,
        co2=co2,
    )
