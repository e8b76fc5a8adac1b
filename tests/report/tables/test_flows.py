"""Flows from mine to market, use of gates, limits in words, assumptions."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest

from lodeway.plan import LimitUse
from lodeway.report.lookup import Lookup
from lodeway.report.tables.assumptions import assumptions, shares, sources
from lodeway.report.tables.binding import binding
from lodeway.report.tables.flows import enlargements, flows, gate_use, unmet

Make = Callable[..., Any]


def test_every_node_gives_on_what_its_recipes_make_of_what_it_gets(make_scenario: Make, make_plan: Make) -> None:
    """Between stages nine tenths of the tonnes go on; what a mine gives is what it mines."""
    rows = [row for row in flows(make_plan(), Lookup(make_scenario())) if row.year == 2028]
    into: dict[str, float] = defaultdict(float)
    out: dict[str, float] = defaultdict(float)
    for row in rows:
        out[row.from_node] += row.tonnes
        into[row.to_node] += row.tonnes
    assert out["TJK ore"] == 1000
    for node in ("TJK metal", "CHN metal"):
        assert out[node] == pytest.approx(0.9 * into[node])
    assert into["JPN market"] == pytest.approx(900)
    assert all(row.element == "antimony" for row in rows)


def test_what_is_worked_where_it_is_made_is_local(make_scenario: Make, make_plan: Make, make_route: Make) -> None:
    """A plant fed by its own site is a flow without a route."""
    local = make_route("ore", "isfara", "isfara", 2028, 500.0, legs=())
    (row,) = (row for row in flows(make_plan(routes=(local,)), Lookup(make_scenario())) if row.year == 2028)
    assert (row.kind, row.from_node, row.to_node) == ("local", "TJK ore", "TJK metal")


def test_use_of_a_gate_is_plan_and_background(make_plan: Make, make_route: Make, make_gate: Make) -> None:
    """300 gross t of the plan and 600 of others fill 1,000 to 90 %."""
    plan = make_plan(routes=(make_route("metal", "isfara", "yokohama", 2026, 300.0, gates=("dostyk",)),))
    rows = {row.year: row for row in gate_use(plan, [make_gate()])}
    assert rows[2026].through == 300.0
    assert rows[2026].share == pytest.approx(90)
    assert rows[2027].share == pytest.approx(60)
    assert gate_use(plan, [make_gate(id="alashankou")]) == ()


def test_unmet_demand_costs_ten_prices(make_scenario: Make, make_plan: Make) -> None:
    """100 t short at ten times 20,000 USD cost 20 million."""
    row = next(row for row in unmet(make_plan(), Lookup(make_scenario())) if row.market == "JPN")
    assert row.tonnes == 100.0
    assert row.share == pytest.approx(10)
    assert row.cost == pytest.approx(20e6)


def test_unmet_demand_costs_what_the_row_of_its_year_states(make_scenario: Make, make_plan: Make) -> None:
    """A later row with a cost of its own counts from its year on, not before."""
    scenario = make_scenario()
    first = next(row for row in scenario.demands if row.market == "JPN")
    later = dataclasses.replace(first, year=2030, unmet_cost=1.0)
    lookup = Lookup(dataclasses.replace(scenario, demands=(*scenario.demands, later)))
    row = next(row for row in unmet(make_plan(), lookup) if row.market == "JPN")
    assert row.cost == pytest.approx(20e6)


def test_an_enlargement_ends_with_its_gate(make_plan: Make, make_gate: Make) -> None:
    """What is built at a gate is there from its first year until the gate closes; a process of the same name is no gate."""
    plan = make_plan()
    build = dataclasses.replace(plan.builds[0], kind="gate", what="dostyk", year=2026, first_year=2026)
    plan = dataclasses.replace(plan, builds=(build, dataclasses.replace(build, kind="process")))
    gate = make_gate(closes=2027)
    assert [len(enlargements(plan, gate, year)) for year in (2026, 2027)] == [1, 0]


def test_binding_limits_are_told_by_worth(make_scenario: Make, make_plan: Make) -> None:
    """Years of one limit are one row; slack limits and demands are left out; the largest worth comes first."""
    limits = (
        LimitUse(kind="capacity", scope="mine", year=2026, used=1000, bound=1000, unit="t", price=50.0),
        LimitUse(kind="capacity", scope="mine", year=2027, used=1000, bound=1000, unit="t", price=70.0),
        LimitUse(kind="relation", scope="CHN/JPN/metal", year=2026, used=900, bound=900, unit="t", price=9000.0),
        LimitUse(kind="gate", scope="dostyk", year=2026, used=10, bound=1000, unit="gross t", price=0.0),
        LimitUse(kind="demand", scope="JPN/metal", year=2026, used=900, bound=1000, unit="t", price=200000.0),
    )
    rows = binding(make_plan(limits=limits), Lookup(make_scenario()))
    assert [row.kind for row in rows] == ["relation", "capacity"]
    assert rows[1].worth == pytest.approx((50 + 70) * 10)
    assert (
        rows[1].words
        == "Capacity of Mine binds (2026-2027): one more tonne would save 70 USD at most in present value."
    )
    assert (
        rows[0].words
        == "Growth of metal from China to Japan binds (2026): one more tonne would save 9,000 USD in present value."
    )


def test_tonnes_on_assumption_are_counted_by_row(make_scenario: Make, make_plan: Make) -> None:
    """Japan's demand and the smelter's output are assumed: 1,000 of 1,500 t of demand, 450 of 900 t of metal."""
    rows = {(row.commodity, row.measure, row.year): row for row in shares(make_plan(), Lookup(make_scenario()))}
    assert rows["metal", "demand", 2028].share == pytest.approx(100 * 1000 / 1500)
    assert rows["metal", "supply", 2028].share == pytest.approx(50)
    assert rows["metal", "capacity", 2028].assumed == 0
    assert rows["ore", "supply", 2026].share == 0


def test_assumptions_and_sources_share_the_rows(make_scenario: Make) -> None:
    """A row is an assumption, or names a source; never both."""
    lookup = Lookup(make_scenario())
    found = assumptions(lookup)
    assert {(row.table, row.id) for row in found} == {
        ("processes", "smelter"), ("demands", "JPN/metal/2026"), ("capital", "TJK"),
    }  # fmt: skip
    capital = next(row for row in found if row.table == "capital")
    assert (capital.subject, capital.what, capital.value, capital.range) == ("TJK", "rate [%/a]", 10.0, "8-15")
    assert {row.source: row.rows for row in sources(lookup)} == {"USGS": 3}


def test_a_source_is_as_sure_as_its_weakest_row(make_scenario: Make) -> None:
    """Rows of confidence H give H, not nothing; one row of M lowers it."""
    scenario = make_scenario()
    sure = dataclasses.replace(
        scenario, demands=tuple(dataclasses.replace(row, source="ILZSG", confidence="H") for row in scenario.demands)
    )
    weakest = dataclasses.replace(sure.demands[0], confidence="M")
    mixed = dataclasses.replace(sure, demands=(weakest, *sure.demands[1:]))
    assert len(sure.demands) > 1
    assert {row.source: row.confidence for row in sources(Lookup(sure))}["ILZSG"] == "H"
    assert {row.source: row.confidence for row in sources(Lookup(mixed))}["ILZSG"] == "M"
