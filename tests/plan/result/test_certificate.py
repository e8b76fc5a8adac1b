"""A plan's routes counted again on the edges of the atlas."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lodeway.network import build
from lodeway.plan import certify, plan
from lodeway.scenario import read
from lodeway.scenario.model import Scenario


@pytest.fixture(scope="module")
def antimony() -> Scenario:
    """Return the antimony of the example over two years."""
    whole = read("central-asia")
    goods = {row.id for row in whole.commodities if row.element == "antimony"}
    return replace(
        whole,
        years=whole.years[:2],
        commodities=tuple(row for row in whole.commodities if row.id in goods),
        processes=tuple(row for row in whole.processes if "antimony" in row.recipe),
        demands=tuple(row for row in whole.demands if row.commodity in goods),
        relations=tuple(row for row in whole.relations if row.commodity in goods),
        measures=tuple(row for row in whole.measures if "antimony" in row.elements),
        limits=(),
        cases={},
    )


def test_every_route_is_as_long_and_dear_as_its_edges(antimony: Scenario) -> None:
    """Kilometres and cost agree with the edges of railways, roads and lanes to 1e-6, which make most of the way."""
    network = build(antimony)
    found = certify(plan(antimony, network=network), network, antimony)
    assert found.routes > 20
    assert found.worst_km < 1e-6
    assert found.worst_cost < 1e-6
    assert found.graph_share > 0.8


def test_a_route_that_is_said_to_be_shorter_is_found_out(antimony: Scenario) -> None:
    """A plan whose routes claim a tenth less is off by that."""
    network = build(antimony)
    honest = plan(antimony, network=network)
    routes = tuple(replace(row, km=0.9 * row.km) for row in honest.routes)
    assert certify(replace(honest, routes=routes), network, antimony).worst_km > 0.1
