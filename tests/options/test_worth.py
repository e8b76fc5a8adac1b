"""What exploring is worth, against planning every outcome anew."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lodeway.explore.assess.tracts import parse_count
from lodeway.network import build
from lodeway.network.model import Network
from lodeway.options import Prospect, Worth, branches, charge, expected_mine, explored, mine, site, with_rows, worth
from lodeway.plan import plan
from lodeway.scenario import read
from lodeway.scenario.model import Scenario
from tests.options.tracts import copper, short, small, tract

LIKE = next(row for row in short().processes if row.id == "pit-2")


def tracts() -> list[Prospect]:
    """Return tracts that differ in size, chance, cost of mining, cost of looking and time."""
    return [
        tract("large", LIKE, model=small(20_000, 60_000, 90_000)),
        tract("unlikely", LIKE, model=small(20_000, 60_000, 90_000), detection=0.05),
        tract("tiny", LIKE, model=small(200, 400)),
        tract("dear", replace(LIKE, opex=9_000.0, capex=9_000.0), model=small(20_000, 60_000, 90_000)),
        tract("hopeless", replace(LIKE, opex=20_000.0), model=small(60_000)),
        tract("late", LIKE, model=small(20_000, 60_000, 90_000), exploration_time=4),
        tract("costly", LIKE, model=small(6000, 20_000), exploration_cost=5e8),
        tract("beyond", LIKE, model=small(60_000), exploration_time=20),
    ]


def by_force(scenario: Scenario, prospect: Prospect) -> float:
    """Return the value of exploring a tract from a whole plan for each outcome."""
    base = plan(scenario).objective
    found = branches(prospect, explored(prospect))
    gain = 0.0
    for branch in found:
        wider = with_rows(scenario, [site(prospect)], [mine(prospect, branch, scenario.years[0])], case="forced")
        gain += branch.chance * (base - plan(wider).objective)
    return gain - charge(prospect, scenario)


@pytest.fixture(scope="module")
def ranked() -> tuple[Worth, ...]:
    """Return the tracts ranked, each planned anew."""
    return worth(short(), tracts())


def test_values_are_those_of_planning_by_force(ranked: tuple[Worth, ...]) -> None:
    """The value of every tract, and so their order, is that of a whole plan for each outcome of each."""
    forced = {prospect.id: by_force(short(), prospect) for prospect in tracts()}
    assert {row.prospect.id: row.value for row in ranked} == {
        name: pytest.approx(value, rel=1e-6, abs=1.0) for name, value in forced.items()
    }
    assert [row.prospect.id for row in ranked] == sorted(forced, key=lambda name: (-forced[name], name))


def test_the_estimate_bounds_the_gain(ranked: tuple[Worth, ...]) -> None:
    """No outcome gains more than its first sliver at the plan's prices, give or take that sliver."""
    for row in ranked:
        assert row.gain <= row.estimate * 1.001 + 1.0
        assert row.planned


def test_the_order_tells_what_it_should(ranked: tuple[Worth, ...]) -> None:
    """A likelier, cheaper, earlier find is worth more; what cannot pay or comes too late is worth less than nothing."""
    value = {row.prospect.id: row.value for row in ranked}
    assert value["large"] > value["unlikely"]
    assert value["large"] > value["dear"]
    assert value["large"] > value["late"]
    assert {name for name, amount in value.items() if amount < 0} >= {"hopeless", "costly"}
    assert value["beyond"] == 0


def test_only_the_best_are_planned_anew() -> None:
    """With two plans allowed two tracts are planned anew, those of the greatest estimates, and the best is the same."""
    few = worth(short(), tracts(), best=2)
    planned = {row.prospect.id for row in few if row.planned}
    estimates = {row.prospect.id: row.estimate - row.charge for row in few}
    assert planned == set(sorted(estimates, key=lambda name: -estimates[name])[:2])
    assert few[0].prospect.id == worth(short(), tracts())[0].prospect.id


def test_a_question_leaves_no_trace() -> None:
    """The value of a tract does not depend on which others were asked about."""
    alone = worth(short(), tracts()[:1])[0]
    among = next(row for row in worth(short(), tracts()) if row.prospect.id == alone.prospect.id)
    assert alone.value == pytest.approx(among.value, rel=1e-6)


def dearer(scenario: Scenario, factor: float) -> Scenario:
    """Return the scenario with copper at a multiple of its price."""
    rows = [replace(row, price=row.price * factor) if row.element == "copper" else row for row in scenario.commodities]
    return replace(scenario, commodities=tuple(rows))


@pytest.fixture(scope="module")
def example() -> tuple[Scenario, Prospect, Prospect, Network]:
    """Return the example, a rich and a poor tract in it, and the network with both."""
    scenario = read("central-asia")
    rich = copper("rich", scenario)
    poor = copper("poor", scenario, stated=parse_count("N90=0,N50=0,N10=1"), detection=0.1, exploration_cost=400e6)
    network = build(with_rows(scenario, [site(rich), site(poor)], (), case="tracts"))
    return scenario, rich, poor, network


def test_a_rich_tract_is_explored_and_a_poor_one_is_not(
    example: tuple[Scenario, Prospect, Prospect, Network],
) -> None:
    """In the example a rich tract is worth exploring at today's price and more so at twice it; a poor one at neither; a low price ends both."""
    scenario, rich, poor, network = example
    told = {}
    for factor in (0.5, 1.0, 2.0):
        rows = worth(dearer(scenario, factor), [rich, poor], network=network)
        told[factor] = {row.prospect.id: row for row in rows}
    assert not told[0.5]["rich"].buy
    assert told[1.0]["rich"].buy
    assert told[2.0]["rich"].value > told[1.0]["rich"].value
    assert not any(told[factor]["poor"].buy for factor in told)


def test_the_plan_buys_exploration_of_the_rich_tract(
    example: tuple[Scenario, Prospect, Prospect, Network],
) -> None:
    """A plan of the example that may explore both tracts, at one and a half times the price, builds the rich one and leaves the poor one."""
    scenario, rich, poor, network = example
    mines = [
        row
        for prospect in (rich, poor)
        if (row := expected_mine(prospect, branches(prospect, explored(prospect)))) is not None
    ]
    wider = with_rows(dearer(scenario, 1.5), [site(rich), site(poor)], mines, case="explored")
    built = {row.what for row in plan(wider, network=network).builds}
    assert "rich-explored" in built
    assert "poor-explored" not in built
