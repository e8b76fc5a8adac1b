"""Supply mix, largest origin, concentration."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from lodeway.report.lookup import Lookup
from lodeway.report.tables.dependence import dependence, supply_mix

Make = Callable[..., Any]


def test_shares_are_of_demand_not_of_supply(make_scenario: Make, make_plan: Make) -> None:
    """China delivers 900 of 1,000 t needed: 90 % of demand, above the ceiling, though it is all of the supply."""
    rows = {(row.market, row.year): row for row in dependence(make_plan(), Lookup(make_scenario()))}
    row = rows["JPN", 2026]
    assert (row.top_origin, row.top_share, row.crma_flag, row.hhi, row.coverage) == ("CHN", 90.0, True, 1.0, 90.0)
    later = rows["JPN", 2028]
    assert (later.top_share, later.crma_flag, later.hhi, later.host_share) == (45.0, False, 0.5, 45.0)


def test_without_host_states_their_share_is_not_known(make_scenario: Make, make_plan: Make) -> None:
    """Where a scenario names no target and mines in Zambia, nobody is a host: their share is missing, not zero."""
    scenario = make_scenario()
    sites = tuple(replace(site, country="ZMB") for site in scenario.sites)
    lookup = Lookup(replace(scenario, target=None, sites=sites))
    assert all(math.isnan(row.host_share) for row in dependence(make_plan(), lookup))


def test_without_supply_nothing_is_known_of_origins(make_scenario: Make, make_plan: Make) -> None:
    """A market without supply has no largest origin and no index; its shortage is whole."""
    row = next(row for row in dependence(make_plan(), Lookup(make_scenario())) if row.market == "EU")
    assert row.top_origin == ""
    assert math.isnan(row.hhi)
    assert math.isnan(row.top_share)
    assert not row.crma_flag
    assert (row.coverage, row.unmet) == (0.0, 500.0)


def test_a_bloc_is_one_and_its_members_are_home(make_scenario: Make, make_plan: Make, make_supply: Make) -> None:
    """German and Dutch metal is home supply of the EU, one origin in the index, and never the largest foreign one."""
    supply = (
        make_supply("EU", 2026, "DEU", 100.0),
        make_supply("EU", 2026, "NLD", 150.0),
        make_supply("EU", 2026, "CHN", 250.0),
    )
    plan = make_plan(supply=supply, unmet=())
    row = next(row for row in dependence(plan, Lookup(make_scenario())) if (row.market, row.year) == ("EU", 2026))
    assert (row.top_origin, row.top_share, row.home_share, row.hhi) == ("CHN", 50.0, 50.0, 0.5)


@pytest.mark.parametrize(("tonnes", "flag"), [(650.0, False), (650.1, True)])
def test_exactly_the_ceiling_is_allowed(
    make_scenario: Make, make_plan: Make, make_supply: Make, tonnes: float, flag: bool
) -> None:
    """65 % of demand from one country is within the ceiling, more is not."""
    plan = make_plan(supply=(make_supply("JPN", 2026, "CHN", tonnes),))
    row = next(row for row in dependence(plan, Lookup(make_scenario())) if (row.market, row.year) == ("JPN", 2026))
    assert row.crma_flag is flag


def test_the_mix_adds_up_to_the_supply(make_scenario: Make, make_plan: Make) -> None:
    """The tonnes of the mix are the tonnes of the table of dependence."""
    lookup = Lookup(make_scenario())
    plan = make_plan()
    mixed = sum(row.tonnes for row in supply_mix(plan, lookup))
    assert mixed == pytest.approx(sum(row.supplied for row in dependence(plan, lookup)))
