"""Network design finds the optimum and proves it."""

from __future__ import annotations

import dataclasses
import signal

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from scipy.optimize import Bounds, LinearConstraint, milp

from lodeway.errors import InfeasibleError, UsageError
from lodeway.plan.design import Design, Step, design, make_design
from lodeway.plan.design import search as module
from lodeway.plan.design.proof import broken, cost_of
from tests.plan.design.cases import designs, optimum

QUIET = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def grid(size: int, goods: int, seed: int) -> Design:
    """Return a design on a square grid whose goods cross it, in figures drawn at random."""
    dice = np.random.default_rng(seed)
    nodes = size * size
    pairs = [
        (a, b) for a in range(nodes) for b in range(nodes) if abs(a // size - b // size) + abs(a % size - b % size) == 1
    ]
    balance = np.zeros((nodes, goods))
    for commodity in range(goods):
        start, end = dice.choice(nodes, 2, replace=False)
        amount = dice.integers(5, 20)
        balance[start, commodity] += amount
        balance[end, commodity] -= amount
    return make_design(
        tail=[a for a, _ in pairs],
        head=[b for _, b in pairs],
        capacity=dice.integers(20, 60, len(pairs)),
        fixed=dice.integers(50, 200, len(pairs)),
        cost=dice.integers(1, 9, len(pairs)),
        balance=balance,
    )


@QUIET
@given(problem=designs())
def test_optimum_is_that_of_trying_every_choice(problem: Design) -> None:
    """Cost, bound and status agree with enumeration; where no choice will do, the error says so."""
    compare(problem)


@QUIET
@given(problem=designs(rules=True))
def test_optimum_with_rules_is_that_of_trying_every_choice(problem: Design) -> None:
    """Rules on how many arcs are built hold, and nothing cheaper keeps them."""
    compare(problem)


def compare(problem: Design) -> None:
    """Compare a design with the best of all choices, or with there being none."""
    least = optimum(problem)
    if not np.isfinite(least):
        with pytest.raises(InfeasibleError):
            design(problem)
        return
    plan = design(problem)
    assert plan.status == "optimal"
    assert plan.objective == pytest.approx(least, rel=1e-8, abs=1e-8)
    assert plan.bound == pytest.approx(least, rel=1e-8, abs=1e-8)
    assert plan.bound <= plan.objective
    assert broken(problem, plan.built, plan.flow) == []
    assert sum(cost_of(problem, plan.built, plan.flow)) == plan.objective


@pytest.mark.parametrize("goods", [1, 6])
@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_cost_is_that_of_the_textbook(seed: int, goods: int) -> None:
    """An integer program written here by the book, on designs too large to try every choice, proves the same cost (to its own 1e-6)."""
    problem = grid(3, goods, seed)
    arcs, nodes = problem.arcs, problem.nodes
    columns = arcs * goods
    equal, within = np.zeros((nodes * goods, columns + arcs)), np.zeros((arcs, columns + arcs))
    for arc in range(arcs):
        for commodity in range(goods):
            equal[problem.tail[arc] * goods + commodity, arc * goods + commodity] = 1
            equal[problem.head[arc] * goods + commodity, arc * goods + commodity] = -1
            within[arc, arc * goods + commodity] = 1
        within[arc, columns + arc] = -problem.capacity[arc]
    found = milp(
        np.concatenate([problem.cost_matrix().ravel(), problem.fixed]),
        constraints=[
            LinearConstraint(equal, problem.balance.ravel(), problem.balance.ravel()),
            LinearConstraint(within, -np.inf, 0.0),
        ],
        integrality=np.repeat(np.asarray([0, 1]), [columns, arcs]),
        bounds=Bounds(0.0, np.concatenate([np.full(columns, np.inf), np.ones(arcs)])),
        options={"mip_rel_gap": 0.0},
    )
    plan = design(problem)
    assert plan.status == "optimal"
    assert plan.objective == pytest.approx(found.fun, rel=1e-6)
    assert plan.bound == pytest.approx(found.fun, rel=1e-6)


def test_quick_designs_do_not_count_as_proof() -> None:
    """The bound of the first relaxation lies below the optimum, however good the design it begins with."""
    steps: list[Step] = []
    plan = design(grid(4, 8, 7), progress=steps.append)
    first = next(step for step in steps if step.phase == "relaxation")
    assert first.bound < plan.objective < first.objective * (1 + 1e-9)
    assert all(step.bound <= plan.objective * (1 + 1e-9) for step in steps)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_tree_and_arcs_agree(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Branch and price over ways, and HiGHS arc by arc from its first node, prove the same cost."""
    problem = grid(3, 5, seed)
    monkeypatch.setattr(module, "PATIENCE", 10**9)
    tree = design(problem)
    monkeypatch.setattr(module, "PATIENCE", 0)
    arcs = design(problem)
    assert tree.status == arcs.status == "optimal"
    assert tree.objective == pytest.approx(arcs.objective, rel=1e-9)


def test_same_call_same_plan() -> None:
    """Without a clock the plan does not depend on the run."""
    problem = grid(4, 8, 5)
    first, second = (design(problem, nodes=20) for _ in range(2))
    assert (first.objective, first.bound, first.nodes) == (second.objective, second.bound, second.nodes)
    assert np.array_equal(first.flow, second.flow)


def test_few_nodes_leave_an_honest_gap() -> None:
    """A search of few nodes brackets the optimum that a full one proves, and says what ended it."""
    problem = grid(4, 8, 7)
    full, short = design(problem), design(problem, nodes=2)
    assert full.status == "optimal"
    assert short.status == "gap"
    assert short.stopped == "nodes"
    assert short.bound <= full.objective <= short.objective
    assert short.gap == pytest.approx((short.objective - short.bound) / short.objective)


def test_wanted_gap_is_kept() -> None:
    """A search that may leave a gap of 5 % ends within it, by no more nodes than one that may not."""
    problem = grid(4, 8, 7)
    full, loose = design(problem), design(problem, gap=0.05)
    assert loose.status == "optimal"
    assert loose.gap <= 0.05
    assert loose.nodes <= full.nodes
    assert loose.bound <= full.objective <= loose.objective


@pytest.mark.parametrize("goods", [1, 8])
def test_interrupt_returns_the_best(goods: int) -> None:
    """Ctrl-C ends the search with the best design and its gap; afterwards Ctrl-C is what it was."""
    problem = grid(5 if goods == 1 else 4, goods, 7)
    handler = signal.getsignal(signal.SIGINT)

    def press(step: Step) -> None:
        signal.raise_signal(signal.SIGINT)

    plan = design(problem, progress=press)
    assert signal.getsignal(signal.SIGINT) is handler
    assert plan.status == "optimal" or plan.stopped == "keyboard"
    assert broken(problem, plan.built, plan.flow) == []


def test_listener_may_interrupt() -> None:
    """A listener that raises KeyboardInterrupt ends the search like Ctrl-C."""

    def listen(_step: Step) -> None:
        raise KeyboardInterrupt

    plan = design(grid(4, 8, 7), progress=listen)
    assert plan.stopped == "keyboard"
    assert plan.gap > 0


def test_no_time_still_gives_a_design() -> None:
    """With no second to spare the first feasible design comes back with what is proved of it."""
    plan = design(grid(4, 8, 7), seconds=0.0)
    assert plan.stopped == "seconds"
    assert 0 <= plan.bound <= plan.objective


@pytest.mark.parametrize("factor", [1e-3, 1e4])
def test_scaling_changes_nothing(factor: float) -> None:
    """Counting goods or money in other units gives the same design."""
    problem = grid(3, 5, 2)
    goods = dataclasses.replace(
        problem, capacity=problem.capacity * factor, balance=problem.balance * factor, cost=problem.cost / factor
    )
    money = dataclasses.replace(problem, fixed=problem.fixed * factor, cost=problem.cost * factor)
    plain = design(problem)
    assert design(goods).objective == pytest.approx(plain.objective, rel=1e-8)
    assert design(money).objective == pytest.approx(plain.objective * factor, rel=1e-8)


def test_no_demand_builds_nothing() -> None:
    """Where nothing is needed nothing is built."""
    plan = design(make_design(tail=[0], head=[1], capacity=[3], fixed=[5], cost=[1], balance=[0, 0]))
    assert (plan.objective, plan.names, plan.status) == (0.0, (), "optimal")


@pytest.mark.parametrize("limit", [{"gap": -1.0}, {"seconds": -1.0}, {"nodes": -1}, {"gap": float("nan")}])
def test_negative_limits_are_refused(limit: dict[str, float]) -> None:
    """A limit below 0 is an error that names it."""
    with pytest.raises(UsageError, match=next(iter(limit))):
        design(grid(3, 1, 1), **limit)  # type: ignore[arg-type]
