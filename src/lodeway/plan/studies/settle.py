"""Column generation where nothing costs anything but tonnes short: only scarce gates tell one way from another."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lodeway.network import Path, Tree
from lodeway.plan.master import Answer, Master
from lodeway.plan.ways import Finder, Prices

__all__ = ["settle"]

ROUNDS = 200
"""Rounds after which the search is given up."""
PAYS = 1e-7
"""Tonnes short that a tonne on a route must save for the route to be worth adding."""
ABOVE = 1e9
"""Weight of a scarce gate against freight: freight decides only between ways that are equally scarce [USD/t]."""


def settle(program: Master, ways: Finder, gone: frozenset[int]) -> Answer:
    """Return the answer with the fewest tonnes short over all routes.

    Parameters
    ----------
    program
        Whose columns cost nothing, but those of tonnes short one a tonne; every slot's best way is in it.
    ways
        Where ways come from; it knows what is closed.
    gone
        Slots that are lost: no route of theirs helps.
    """
    for _ in range(ROUNDS):
        answer = program.solve()
        if answer is None:
            raise RuntimeError("the program that allows any shortage has no solution")
        if not _search(program, ways, answer, gone):
            return answer
    raise RuntimeError(f"routes still pay after {ROUNDS} rounds")


def _search(program: Master, ways: Finder, answer: Answer, gone: frozenset[int]) -> int:
    """Offer every route that saves tonnes short; return how many are new."""
    about = program.world
    years = len(about.years)
    scarce = scarcity(program, answer)
    worth: NDArray[np.float64] = program.attachment @ answer.duals
    fresh = 0
    for place in sorted({place for _, place in scarce}):
        toll = np.zeros(len(about.network.gates))
        for (gate, year), price in scarce.items():
            if year == place:
                toll[gate] = price
        prices = Prices(gates=ABOVE * toll, co2=0.0)
        grown: dict[tuple[str, frozenset[str]], Tree] = {}
        for slot in np.flatnonzero(worth > PAYS):
            number, year = divmod(int(slot), years)
            if year != place or slot in gone or about.lanes[number].most[place] <= 0:
                continue
            way = ways.priced(number, place, prices, grown)
            if way is not None and _toll(way, toll) * about.lanes[number].gross < worth[slot] - PAYS:
                fresh += program.offer(int(slot), way)
    return fresh


def scarcity(program: Master, answer: Answer) -> dict[tuple[int, int], float]:
    """Return tonnes short that a gross tonne more of room saves, by gate and place of the year, where it saves any."""
    found = {key: -float(answer.duals[row]) for key, row in program.assembly.gate_rows.items()}
    return {key: price for key, price in found.items() if price > PAYS}


def _toll(way: Path, toll: NDArray[np.float64]) -> float:
    return float(sum(toll[gate] for gate in way.gates))
