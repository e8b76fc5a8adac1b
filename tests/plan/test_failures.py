"""The loss of single gates and links, kept warm, against plans made anew without them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lodeway.errors import UsageError
from lodeway.plan import plan
from lodeway.plan.failures import passage_failures
from tests.plan.worlds import limit, random_scenario


@pytest.mark.parametrize("seed", range(3))
def test_a_loss_costs_what_a_plan_without_it_costs(seed: int) -> None:
    """For every bounded gate and link the kept program says what a plan with that gate closed costs, and some loss is felt."""
    case = random_scenario(seed, places=9)
    found = passage_failures(case)
    assert found
    for row in found:
        gates = tuple(replace(g, status="closed", opens=0) if g.id == row.what else g for g in case.gates)
        links = tuple(replace(k, status="closed", opens=0) if k.id == row.what else k for k in case.links)
        assert row.cost == pytest.approx(plan(replace(case, gates=gates, links=links)).objective, rel=1e-9)
    assert max(row.rise for row in found) > 0
    assert passage_failures(case, names=[found[-1].what]) == found[-1:]


@pytest.mark.parametrize("seed", range(2))
def test_limits_hold_after_a_loss(seed: int) -> None:
    """With a purse, shares of origins and of transit a loss costs what a plan without it costs, or more than can be had."""
    limits = (
        limit("budget", 1e6, "USD", whole=True),
        limit("origin_share", 60.0, "%"),
        limit("transit_share", 40.0, "%", country="C01"),
    )
    case = replace(random_scenario(seed, places=9), limits=limits)
    used = [row for row in passage_failures(case) if row.used]
    assert used
    for row in used:
        gates = tuple(replace(g, status="closed", opens=0) if g.id == row.what else g for g in case.gates)
        links = tuple(replace(k, status="closed", opens=0) if k.id == row.what else k for k in case.links)
        assert row.cost == pytest.approx(plan(replace(case, gates=gates, links=links)).objective, rel=1e-8)


def test_what_carries_nothing_is_told() -> None:
    """A gate or link that carries nothing in the plan costs nothing to lose, and carries something in no other plan of it."""
    case = random_scenario(1, places=9)
    found = passage_failures(case)
    carried = {name for route in plan(case).routes for name in (*route.gates, *route.links)}
    assert {row.what for row in found if row.used} <= carried
    assert all(row.rise == 0 for row in found if not row.used)


def test_an_unknown_name_is_refused() -> None:
    """A name of no bounded gate is told."""
    with pytest.raises(UsageError, match="nowhere"):
        passage_failures(random_scenario(0), names=["nowhere"])
