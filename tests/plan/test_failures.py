"""The loss of single gates and links, kept warm, against plans made anew without them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lodeway.errors import UsageError
from lodeway.plan import plan
from lodeway.plan.failures import passage_failures
from tests.plan.worlds import random_scenario


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


def test_an_unknown_name_is_refused() -> None:
    """A name of no bounded gate is told."""
    with pytest.raises(UsageError, match="nowhere"):
        passage_failures(random_scenario(0), names=["nowhere"])
