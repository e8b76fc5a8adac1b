"""Networks of shared links that can be widened, under a budget: the cost is that of other people's programs.

linopy is part of the tests; PyPSA is not, `just pypsa` installs it beside the project. What all of them can express is one
good a flow, goods that share a link's capacity, vintages of expansion, a budget a year and unmet demand at a price.
"""

from __future__ import annotations

from typing import Any

import pytest

from lodeway.plan import plan, residuals
from shared_links import SIZES, instance, linopy_model, pypsa_network, scenario

SEEDS = (1, 2, 3)


@pytest.fixture(autouse=True)
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """Add a size that a test can afford: 24 nodes, 80 links, 3 goods, 4 years."""
    monkeypatch.setitem(SIZES, "tiny", (24, 80, 3, 4, 3, 5, 0.2))


def solved(model: Any) -> float:
    """Return the optimum of a linopy model, by HiGHS' simplex in one thread."""
    status, _ = model.solve("highs", io_api="direct", solver="simplex", threads=1, output_flag=False)
    assert status == "ok"
    return float(model.objective.value)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("method", ["routes", "arcs"])
def test_the_cost_is_that_of_linopy(seed: int, method: Any) -> None:
    """Both methods cost what the same numbers written as a linopy model cost, with links widened and demand unmet."""
    case = instance("tiny", seed)
    found = plan(scenario(case), method=method)
    assert found.objective == pytest.approx(solved(linopy_model(case)), rel=1e-8)
    assert found.builds
    assert residuals(found, scenario(case))[0].share < 1e-6


@pytest.mark.parametrize("seed", SEEDS)
def test_the_cost_is_that_of_pypsa(seed: int) -> None:
    """It is also what PyPSA says, which knows no capacity that goods share and is given a bus for each link's."""
    pytest.importorskip("pypsa", reason="not run: needs pypsa; `just pypsa` installs it")
    case = instance("tiny", seed)
    assert plan(scenario(case)).objective == pytest.approx(solved(pypsa_network(case)), rel=1e-8)
