"""Demands that cannot be met are explained, and the repair repairs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from scipy.optimize import linprog

from lodeway.errors import InfeasibleError
from lodeway.plan.design import Design, bottleneck, design, make_design
from tests.plan.design.cases import designs, shipping

CROSS = make_design(
    name="cross",
    node_names=("mine", "pass", "port", "plant"),
    tail=[0, 1, 1, 0],
    head=[1, 2, 3, 3],
    capacity=[10, 4, 9, 2],
    fixed=[30, 8, 9, 40],
    cost=[1, 1, 1, 1],
    commodity_names=("ore", "salt"),
    balance=[[7, 6], [0, 0], [-7, 0], [0, -6]],
)


def test_explanation_names_goods_arcs_and_repair() -> None:
    """Seven of ore must pass a link of four: the sentences name both and the three that are missing."""
    with pytest.raises(InfeasibleError) as caught:
        design(CROSS)
    assert caught.value.conflicts == (
        "short by 3 of 13 with every arc built: 3 of commodity ore at port",
        (
            "the bottleneck is 1 arc: pass>port (4); together they hold 4, and the goods that must pass them need 7: "
            "they are all that leads into port"
        ),
        "the cheapest repair by capacity is 1 more on mine>pass, 3 more on pass>port: 9 at the arcs' fixed cost for a unit",
    )


def test_missing_way_is_told_apart_from_missing_capacity() -> None:
    """Where no way leads no capacity helps: the sentence says so and proposes none."""
    problem = make_design(tail=[1], head=[0], capacity=[9], fixed=[1], cost=[1], balance=[2, -2])
    found = bottleneck(problem)
    assert found is not None
    assert found.sentences() == (
        "short by 2 of 2 with every arc built: 2 of commodity k1 at n2",
        "no way leads there, whatever the capacity: commodity k1 to n2",
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problem=designs())
def test_explanation_is_a_proof_and_the_repair_repairs(problem: Design) -> None:
    """Nothing is explained where demand can be met; else the amount short is the least, tolls prove it, and capacity mends it."""
    found = bottleneck(problem)
    if np.isfinite(shipping(problem, np.ones(problem.arcs, dtype=np.bool_))):
        assert found is None
        return
    assert found is not None
    assert found.total == pytest.approx(sum(amount for _, _, amount in found.short))
    assert found.needed - found.held == pytest.approx(found.total)
    assert found.total == pytest.approx(tolls(problem, found.weight))
    if np.isnan(found.extra).any():
        assert found.unreached
    else:
        assert bottleneck(found.repaired()) is None
        assert np.isfinite(shipping(found.repaired(), np.ones(problem.arcs, dtype=np.bool_)))


def tolls(problem: Design, weight: np.ndarray) -> float:
    """Return by how much what goods owe in tolls, at most 1 a unit, exceeds what capacities can pay: a lower bound of the shortage."""
    held = float(problem.capacity[weight > 0] @ weight[weight > 0])
    needed = 0.0
    for commodity in range(problem.commodities):
        balance = problem.balance[:, commodity]
        sinks = balance < 0
        size = int(sinks.sum())
        # Least tolls: each arc at its weight, each unit left out at 1.
        equal = np.zeros((problem.nodes, problem.arcs + size + int((balance > 0).sum())))
        for arc in range(problem.arcs):
            equal[problem.tail[arc], arc] += 1
            equal[problem.head[arc], arc] -= 1
        equal[np.flatnonzero(sinks), problem.arcs + np.arange(size)] = -1
        equal[np.flatnonzero(balance > 0), problem.arcs + size + np.arange(int((balance > 0).sum()))] = 1
        cost = np.concatenate([weight, np.ones(size), np.zeros(equal.shape[1] - problem.arcs - size)])
        needed += float(linprog(cost, A_eq=equal, b_eq=balance, method="highs").fun or 0.0)
    return needed - held
