"""What a host state keeps."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from lodeway.report.lookup import Lookup
from lodeway.report.tables.host import Host, host_minerals, hosts

Make = Callable[..., Any]


def tajikistan(make_scenario: Make, make_plan: Make, year: int) -> Host:
    """Return Tajikistan in a year."""
    return next(row for row in hosts(make_plan(), Lookup(make_scenario())) if (row.country, row.year) == ("TJK", year))


def test_ore_refined_at_home_is_not_counted_twice(make_scenario: Make, make_plan: Make) -> None:
    """1,000 t of ore are worth 8 million; refining half of it leaves 500 t of ore and 450 t of metal, 13 million."""
    assert tajikistan(make_scenario, make_plan, 2026).output_value == pytest.approx(8e6)
    assert tajikistan(make_scenario, make_plan, 2028).output_value == pytest.approx(500 * 8000 + 450 * 20000)


def test_value_kept_is_value_added_less_the_charge_of_new_capital(make_scenario: Make, make_plan: Make) -> None:
    """The smelter adds 450 t x 20,000 less 500 t x 8,000, and owes the charge on 4.5 million."""
    row = tajikistan(make_scenario, make_plan, 2028)
    charge = 0.1 / (1 - 1.1**-10) * (1.1**0.5 + 1.1**1.5) / 2 * 4.5e6
    assert row.capital_abroad == pytest.approx(charge)
    assert row.value_kept == pytest.approx(8e6 + 9e6 - 4e6 - charge)
    assert tajikistan(make_scenario, make_plan, 2027).capital_abroad == 0


def test_unknown_jobs_lower_the_coverage_not_the_count(make_scenario: Make, make_plan: Make) -> None:
    """The mine has 2 jobs a tonne per year; the smelter's are not known, so 8 of 13 million of value added are covered."""
    row = tajikistan(make_scenario, make_plan, 2028)
    assert row.jobs == pytest.approx(2000)
    assert row.jobs_coverage == pytest.approx(100 * 8 / 13)
    assert row.emissions == pytest.approx(900)
    assert row.emissions_coverage == pytest.approx(100 * 5 / 13)


def test_ore_that_leaves_is_not_refined_at_home(make_scenario: Make, make_plan: Make) -> None:
    """All ore leaves until 2028, then half of it."""
    assert tajikistan(make_scenario, make_plan, 2026).refined_share == pytest.approx(0)
    assert tajikistan(make_scenario, make_plan, 2028).refined_share == pytest.approx(50)


def test_the_largest_buyer_is_told_by_value(make_scenario: Make, make_plan: Make) -> None:
    """China takes 500 t of ore for 4 million, Japan 450 t of metal for 9: Japan is the larger, by value."""
    early, late = (tajikistan(make_scenario, make_plan, year) for year in (2026, 2028))
    assert (early.top_buyer, early.top_buyer_share) == ("CHN", 100.0)
    assert late.top_buyer == "JPN"
    assert late.top_buyer_share == pytest.approx(100 * 9 / 13)


def test_a_host_without_output_has_no_shares(make_scenario: Make, make_plan: Make) -> None:
    """Kazakhstan makes nothing here: its value is nil, its shares are missing."""
    row = next(row for row in hosts(make_plan(), Lookup(make_scenario())) if row.country == "KAZ")
    assert (row.output_value, row.mined, row.top_buyer) == (0, 0, "")
    assert all(math.isnan(value) for value in (row.refined_share, row.top_buyer_share, row.jobs_coverage))


def test_minerals_add_up_to_the_state(make_scenario: Make, make_plan: Make) -> None:
    """Tonnes mined of all elements are the state's, and exports balance what is mined and made."""
    lookup = Lookup(make_scenario())
    minerals = [row for row in host_minerals(make_plan(), lookup) if row.country == "TJK"]
    assert {row.year: row.mined for row in minerals} == dict.fromkeys((2026, 2027, 2028, 2029), 1000.0)
    last = minerals[-1]
    assert last.mined - last.exported_raw == pytest.approx(last.refined_here / 0.9)
    assert last.exported_refined == last.refined_here
