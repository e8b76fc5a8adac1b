"""Column generation: seed every lane, then add the routes that pay under the master's prices until none does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodeway.network import Path, Tree
from lodeway.plan.master import Answer, Master, route_cost
from lodeway.plan.passages import passed
from lodeway.plan.ways import Finder, Prices
from lodeway.plan.world import World

__all__ = ["Converged", "converge", "seed"]

ROUNDS = 200
"""Rounds after which the bound reached so far is reported instead of zero gap."""
PAYS = 1e-7
"""Share of what a tonne is worth that a route must save to be worth adding."""


@dataclass(frozen=True, slots=True)
class Converged:
    """The last answer of the master, the best bound that was proved and the rounds it took."""

    answer: Answer
    bound: float
    rounds: int


def seed(master: Master, finder: Finder) -> NDArray[np.float64]:
    """Offer every lane its best way without scarcity; return its cost per slot, infinite where there is none."""
    years = len(master.world.years)
    least = np.full(len(master.world.lanes) * years, np.inf)
    for number, lane in enumerate(master.world.lanes):
        for place in range(years):
            if lane.most[place] > 0:
                way = finder.plain(number, place)
                if way is not None:
                    slot = number * years + place
                    least[slot] = route_cost(master.world, slot, way)
                    master.offer(slot, way)
    return least


def converge(
    master: Master, finder: Finder, least: NDArray[np.float64], *, progress: Callable[[str], None]
) -> Converged | None:
    """Solve and price until no route pays; None when no values satisfy the rows.

    Parameters
    ----------
    master
        The program with its first routes.
    finder
        Where better routes come from.
    least
        Least cost of any route by slot: a slot whose tonnes are worth less needs no search.
    progress
        Called with a line a round.

    Notes
    -----
    With reduced costs r of the best route of each slot, the master's value plus the sum over markets and plants of
    min(0, r) times the most they take bounds the optimum from below (Lagrange); M. E. Luebbecke and J. Desrosiers
    (2005), Selected Topics in Column Generation, Operations Research 53(6), section 2.1.
    """
    bound, number = -np.inf, 0
    while True:
        number += 1
        answer = master.solve()
        if answer is None:
            return None
        worth = master.attachment @ answer.duals
        reduced, fresh = _search(master, finder, answer, least, worth)
        bound = max(bound, answer.objective + _slack(master.world, reduced))
        progress(f"round {number}: cost {answer.objective:.6g}, bound {bound:.6g}, {fresh} new routes")
        if not fresh or number == ROUNDS:
            return Converged(answer=answer, bound=min(bound, answer.objective), rounds=number)


def _search(
    master: Master,
    finder: Finder,
    answer: Answer,
    least: NDArray[np.float64],
    worth: NDArray[np.float64],
) -> tuple[NDArray[np.float64], int]:
    """Offer every route that pays; return the least reduced cost by slot (at most zero) and how many were new."""
    world, years = master.world, len(master.world.years)
    reduced = np.zeros(least.size)
    promising = np.flatnonzero(least - worth < -PAYS * np.maximum(1.0, np.abs(worth)))
    fresh = 0
    for place in range(years):
        slots = promising[promising % years == place]
        if slots.size:
            prices = _prices(master, answer, place)
            grown: dict[tuple[str, frozenset[str]], Tree] = {}
            for slot in slots:
                way = finder.priced(int(slot) // years, place, prices, grown)
                if way is not None:
                    cost = route_cost(world, int(slot), way) + _scarcity(world, int(slot), way, prices)
                    reduced[slot] = min(0.0, cost - worth[slot])
                    if reduced[slot] < -PAYS * max(1.0, abs(worth[slot])):
                        fresh += master.offer(int(slot), way)
    return reduced, fresh


def _prices(master: Master, answer: Answer, place: int) -> Prices:
    """Return what scarce gates and emissions cost a gross tonne in a year, undiscounted."""
    world, factor = master.world, float(master.world.discount[place])
    gates = np.zeros(len(world.gate_free))
    for (gate, year), row in master.assembly.gate_rows.items():
        if year == place:
            gates[gate] = max(0.0, -float(answer.duals[row])) / factor
    co2 = sum(max(0.0, -float(answer.duals[row])) for year, row in master.assembly.transport_rows if year == place)
    return Prices(gates=gates, co2=world.scenario.carbon_price + co2 / factor)


def _scarcity(world: World, slot: int, way: Path, prices: Prices) -> float:
    """Return the present value of what a contained tonne's route pays to scarce gates and emission limits."""
    gates = 0.0 if prices.gates is None else float(prices.gates[list(passed(world.network, way))].sum())
    co2 = (prices.co2 - world.scenario.carbon_price) * way.co2 / 1000.0
    lane, place = world.lanes[slot // len(world.years)], slot % len(world.years)
    return float(world.discount[place]) * lane.gross * (gates + co2)


def _slack(world: World, reduced: NDArray[np.float64]) -> float:
    """Return what all better routes together could save at most: by market demand, by plant and feed capacity."""
    years = len(world.years)
    saved = 0.0
    groups: dict[tuple[str, str, str, int], tuple[float, float]] = {}
    for slot in np.flatnonzero(reduced < 0):
        lane, place = world.lanes[int(slot) // years], int(slot) % years
        if lane.market:
            most = world.intake[lane.market, lane.commodity, world.years[place]]
            key = ("market", lane.market, lane.commodity, place)
        else:
            most = float(lane.most[place])
            key = (lane.origin, lane.destinations[0], lane.commodity, place)
        before = groups.get(key, (0.0, 0.0))
        groups[key] = (min(before[0], float(reduced[slot])), most)
    for cheapest, most in groups.values():
        saved += cheapest * most
    return saved
