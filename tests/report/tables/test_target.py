"""Value of projects against the promised value."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from typing import Any

import pytest

from lodeway.plan import Build
from lodeway.report.lookup import Lookup
from lodeway.report.tables.target import progress, projects, totals
from lodeway.schema.tables import Process

Make = Callable[..., Any]


def committed(**changes: Any) -> Process:
    """Return a committed plant in Tajikistan that opens in 2028 after two years of building."""
    parts: dict[str, Any] = {
        "id": "works", "site": "isfara", "recipe": "1 ore -> 0.9 metal", "status": "committed", "capacity": 100.0, "capex": 20000.0,
        "opens": 2028, "lead_time": 2, "pillar": "green",
    }  # fmt: skip
    return Process(**(parts | changes))


def crossing(**changes: Any) -> Build:
    """Return an enlargement of a crossing."""
    parts: dict[str, Any] = {
        "what": "dostyk", "name": "Dostyk", "kind": "gate", "site": "", "country": "KAZ", "year": 2027, "first_year": 2027,
        "size": 100.0, "unit": "t/a", "capex": 1e6, "pillar": "connectivity", "commodity": "",
    }  # fmt: skip
    return Build(**(parts | changes))


def test_builds_and_commitments_add_up(make_scenario: Make, make_plan: Make) -> None:
    """The smelter of 4.5 million is planned, the works of 2 million committed: 65 % of the promised 10 million."""
    scenario = make_scenario(processes=(*make_scenario().processes, committed()))
    assert totals(make_plan(), Lookup(scenario)) == {"committed": 2e6, "planned": 4.5e6, "share": pytest.approx(65)}


def test_every_project_counts_once(make_scenario: Make, make_plan: Make, make_gate: Make) -> None:
    """A crossing between two host states counts once, a committed project is no build, and the sums by pillar are the whole."""
    scenario = make_scenario(processes=(*make_scenario().processes, committed()))
    plan = make_plan(builds=(*make_plan().builds, crossing()))
    gate = make_gate(from_country="KAZ", to_country="TJK")
    found = projects(plan, Lookup(scenario), [gate])
    assert sorted(project.what for project in found) == ["dostyk", "smelter", "works"]
    rows = progress(plan, Lookup(scenario), [gate])
    assert sum(row.value for row in rows) == pytest.approx(sum(project.value for project in found))
    assert sum(row.projects for row in rows) == 3
    last = [row for row in rows if row.year == 2028]
    assert sum(row.cumulative for row in last) == pytest.approx(7.5e6)


def test_only_the_targets_years_and_countries_count(make_scenario: Make, make_plan: Make) -> None:
    """A build decided after the target's last year, or elsewhere, is no progress."""
    late = dataclasses.replace(make_plan().builds[0], year=2029, first_year=2031)
    abroad = crossing(country="CHN", what="alashankou")
    assert totals(make_plan(builds=(late, abroad)), Lookup(make_scenario())) == {
        "committed": 0,
        "planned": 0,
        "share": 0,
    }


def test_a_project_without_cost_is_counted_not_valued(make_scenario: Make, make_plan: Make) -> None:
    """An unknown cost is told as such and adds nothing."""
    scenario = make_scenario(processes=(*make_scenario().processes, committed(capex=math.nan)))
    row = next(
        row
        for row in progress(make_plan(), Lookup(scenario))
        if (row.pillar, row.kind, row.year) == ("green", "committed", 2026)
    )
    assert (row.value, row.projects, row.unvalued) == (0, 1, 1)


def test_without_a_target_there_is_no_progress(make_scenario: Make, make_plan: Make) -> None:
    """A scenario without a target has an empty table."""
    lookup = Lookup(make_scenario(target=None))
    assert progress(make_plan(), lookup) == ()
    assert totals(make_plan(), lookup) == {}
