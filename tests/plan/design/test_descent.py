"""Local search finds designs that can be shipped, and better ones than it began with."""

from __future__ import annotations

from unittest import mock

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from lodeway.plan.design import Design, design
from lodeway.plan.design import search as module
from lodeway.plan.design.descent import descend
from lodeway.plan.design.known import among_known
from lodeway.plan.design.lanes import lanes
from lodeway.plan.design.master import Master
from lodeway.plan.design.proof import cost_of
from lodeway.plan.design.slope import Draft, Shipper
from lodeway.plan.design.watch import Watch
from tests.plan.design.cases import designs
from tests.plan.design.test_search import compare, grid


def still() -> Watch:
    """Return a watch that ends nothing."""
    return Watch(seconds=None, nodes=None, progress=None)


def searched(problem: Design, known: np.ndarray | None) -> Draft:
    """Return what local search finds without a relaxation."""
    nothing = np.zeros(problem.arcs)
    found = descend(problem, still(), decided=nothing, carried=nothing, usual=10.0, known=known)
    assert found is not None
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_local_search_comes_near_the_optimum(seed: int) -> None:
    """It is no cheaper than the proved cost, within a tenth of it, and far below shipping over every arc."""
    problem = grid(4, 8, seed)
    best = design(problem)
    found = searched(problem, None)
    plain = Shipper(problem).ship(np.zeros(problem.arcs))
    assert plain is not None
    assert best.bound * (1 - 1e-7) <= found.cost <= 1.1 * best.objective
    assert found.cost < plain.cost
    assert found.used.sum() < plain.used.sum()


def test_it_never_ends_above_what_it_began_with() -> None:
    """Begun with the optimum it returns the optimum, whose load lies within capacities."""
    problem = grid(4, 8, 2)
    best = design(problem)
    found = searched(problem, best.built)
    assert found.cost == pytest.approx(best.objective, rel=1e-7)
    assert bool(np.all(found.load <= problem.capacity * (1 + 1e-7)))
    assert bool(np.all(found.used == (found.load > 0)))


def test_same_search_same_design() -> None:
    """Nothing is left to chance."""
    problem = grid(4, 6, 3)
    first, second = searched(problem, None), searched(problem, None)
    assert first.cost == second.cost
    assert np.array_equal(first.used, second.used)


def test_among_known_ways() -> None:
    """The ways of the relaxation hold a design; it costs no less than the optimum, and none is returned that is no cheaper than a known one."""
    problem = grid(4, 8, 7)
    master = Master(lanes(problem))
    master.seed()
    assert master.solve() is not None
    best = design(problem)
    built = among_known(master, still(), start=None, objective=np.inf, bound=0.0, nodes=50, part=1.0)
    assert built is not None
    master.fix(built.astype(np.float64), built.astype(np.float64))
    point = master.solve()
    assert point is not None
    assert point.short == pytest.approx(0.0, abs=1e-9)
    assert point.objective >= best.objective * (1 - 1e-9)
    assert point.objective <= 1.2 * best.objective
    assert sum(cost_of(problem, best.built, best.flow)) == best.objective
    again = among_known(master, still(), start=best.built, objective=best.objective, bound=0.0, nodes=50, part=1.0)
    assert again is None


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problem=designs(rules=True))
def test_optimum_of_a_problem_that_counts_as_large(problem: Design) -> None:
    """The searches of larger problems, rules or none, change no proof: cost and bound are those of trying every choice."""
    with mock.patch.multiple(module, SMALL=0, TINY=0, LARGE=0):
        compare(problem)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problem=designs())
def test_optimum_of_a_problem_that_is_handed_over(problem: Design) -> None:
    """So does HiGHS arc by arc without searches of its own."""
    with mock.patch.multiple(module, TINY=0, PATIENCE=0, POOR=0.0):
        compare(problem)
