"""What must hold of any plan, whatever the numbers."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodeway.network import build
from lodeway.plan import Plan, document, explain, plan, residuals
from lodeway.plan.finance import annuity, interest_during_construction
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Agreement, Ban, Demand, Measure, Process, Stock, Training
from tests.plan.worlds import candidate, limit, random_scenario, rich_scenario, scenario

BASE = scenario()
COST = plan(BASE).objective
SLACK = 1e-9 * COST

TIGHTER: dict[str, dict[str, Any]] = {
    "ban": {"bans": (Ban(id="b", country="KAZ", kind="transit"),)},
    "share": {"limits": (limit("origin_share", 50.0, "%"),)},
    "budget": {"limits": (limit("budget", 1e6, "USD", whole=True),)},
    "emissions": {"limits": (limit("emissions", 9000.0, "t"),)},
    "jobs": {"limits": (limit("workforce", 10.0, "1"),)},
    "pace": {"limits": (limit("build_rate", 300.0, "t/a"),)},
    "share by mine": {"limits": (limit("origin_share", 50.0, "%", origin="mine"),)},
    "share by stage": {"limits": (limit("stage_share", 60.0, "%", stage="concentrate"),)},
    "share of Chinese ore": {"limits": (limit("stage_share", 60.0, "%", stage="concentrate", country="CHN"),)},
    "offtake": {
        "agreements": (Agreement(id="a", market="EU", commodity="metal", origin="KAZ", quantity=500.0, penalty=9e3),)
    },
    "stock that must be filled": {"stocks": (Stock(place="EU", commodity="metal", minimum=30.0),)},
    "narrow link": {"links": tuple(replace(row, capacity=800.0) for row in BASE.links)},
    "quota": {
        "measures": (
            Measure(
                id="q",
                imposing="CHN",
                targets=("*",),
                elements=("antimony",),
                direction="export",
                kind="quota",
                quota=500.0,
            ),
        )
    },
}


@pytest.mark.parametrize("name", TIGHTER)
def test_a_limit_never_lowers_cost(name: str) -> None:
    """A plan under one more ban, share, budget, allowance or quota costs at least as much."""
    assert plan(scenario(**TIGHTER[name])).objective >= COST - SLACK


LOOSER: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "an empty stock": (
        {},
        {"stocks": (Stock(place="JPN", commodity="metal"), Stock(place="hill", commodity="concentrate"))},
    ),
    "training": (
        {"limits": (limit("workforce", 10.0, "1"),)},
        {"training": (Training(id="school", country="TJK", cost=5000.0, places=40.0, lead_time=1),)},
    ),
    "money of an agreement": (
        {"limits": (limit("budget", 1e6, "USD"),)},
        {"agreements": (Agreement(id="a", funds=("mill-new",), amount=5e6),)},
    ),
    "recycling": (
        {},
        {
            "processes": (
                *BASE.processes,
                candidate("again", "yokohama", "-> 1 metal", kind="recycling", collection=40.0, recovery=80.0, delay=2),
            )
        },
    ),
}


@pytest.mark.parametrize("name", LOOSER)
def test_what_may_be_used_never_raises_cost(name: str) -> None:
    """A plan that may also keep stocks, train, recycle or be paid for costs at most as much as one that may not."""
    before, more = LOOSER[name]
    assert plan(scenario(**(before | more))).objective <= plan(scenario(**before)).objective + SLACK


@pytest.mark.parametrize("name", [row.id for row in BASE.gates])
def test_closing_a_gate_never_lowers_cost(name: str) -> None:
    """A plan without one of the gates costs at least as much."""
    closed = tuple(replace(row, status="closed") if row.id == name else row for row in BASE.gates)
    assert plan(replace(BASE, gates=closed)).objective >= COST - SLACK


@settings(max_examples=12)
@given(st.sampled_from([row.id for row in BASE.processes if row.capacity]), st.floats(1.0, 3.0))
def test_more_capacity_never_raises_cost(name: str, factor: float) -> None:
    """A plan with a larger mine or plant costs at most as much."""
    larger = tuple(replace(p, capacity=p.capacity * factor) if p.id == name else p for p in BASE.processes)
    assert plan(replace(BASE, processes=larger)).objective <= COST + SLACK


@settings(max_examples=12)
@given(st.integers(0, 10_000))
def test_limits_hold_and_balances_close(seed: int) -> None:
    """In random worlds no limit is exceeded, every balance closes and the gap is proved."""
    case = random_scenario(seed)
    found = plan(case)
    assert found.bound <= found.objective
    assert found.status == "optimal"
    assert residuals(found, case)[0].share < 1e-6
    assert all(row.used <= row.bound * (1 + 1e-7) + 1e-6 and row.price >= 0 for row in found.limits)


def _shuffled(case: Scenario, seed: int) -> Scenario:
    dice = random.Random(seed)
    tables = ("commodities", "sites", "markets", "processes", "links", "gates", "relations", "demands")
    mixed: dict[str, Any] = {name: tuple(dice.sample(rows := getattr(case, name), len(rows))) for name in tables}
    return replace(case, **mixed)


def _text(found: Plan) -> str:
    return json.dumps(document(found), sort_keys=True)


def test_the_order_of_rows_does_not_matter() -> None:
    """Shuffled tables give the same document to the last digit."""
    assert _text(plan(_shuffled(BASE, 1))) == _text(plan(BASE))


@settings(max_examples=6)
@given(st.integers(0, 100_000))
def test_rich_worlds_are_proved_and_close_in_any_order_of_rows(seed: int) -> None:
    """Stocks, training, recycling, steps, agreements and followed mines: balances close, the gap is proved, order is nothing."""
    case = rich_scenario(seed)
    found = plan(case)
    assert residuals(found, case)[0].share < 1e-6
    assert found.status == "optimal"
    assert sum(found.parts.values()) == pytest.approx(found.objective, rel=1e-12)
    assert plan(_shuffled(case, seed)).objective == pytest.approx(found.objective, rel=1e-9)


def test_two_runs_are_identical() -> None:
    """Planning twice gives the same document to the last digit."""
    case = random_scenario(3)
    assert _text(plan(case)) == _text(plan(case))


def test_existing_supply_does_not_hide_the_gap() -> None:
    """A far dearer existing supply raises the objective but not the cost that the gap is measured by."""
    extra = Process(id="old", site="quarry", recipe="-> 1 gravel", status="operating", capacity=1e6)
    case = scenario(
        commodities=(*BASE.commodities, replace(BASE.commodities[0], id="gravel", element="gravel", price=1e6)),
        processes=(*BASE.processes, extra),
        demands=(*BASE.demands, Demand(market="JPN", commodity="gravel", year=2026, quantity=1e5)),
        time_value=0.0,
    )
    before, after = plan(scenario(time_value=0.0)), plan(case)
    assert after.objective > 1000 * before.objective
    assert after.own == pytest.approx(after.parts["freight"] + after.parts["investment"] + after.parts["unmet"])
    assert after.own < 0.01 * after.objective


def test_the_parts_add_up_to_the_objective() -> None:
    """Supply, idle capacity, freight, time, investment, unmet, carbon and tax are the objective."""
    found = plan(BASE)
    assert sum(found.parts.values()) == pytest.approx(found.objective, rel=1e-12)
    assert min(found.parts.values()) >= 0


def _with_margin(case: Scenario, margin: float, name: str = "") -> Scenario:
    """Return a scenario whose existing processes, or the one of that name, lose a margin while they stand idle."""
    rows = tuple(replace(p, margin=margin) if p.capacity and name in ("", p.id) else p for p in case.processes)
    return replace(case, processes=rows)


def _idle(found: Plan, name: str) -> float:
    """Return the tonnes of capacity that a process leaves idle, each year's discounted at 5 %."""
    return sum(
        (row.capacity - row.tonnes) * 1.05 ** (2026 - row.year) for row in found.activities if row.process == name
    )


@settings(max_examples=8)
@given(st.integers(0, 10_000), st.floats(0.0, 100.0), st.floats(0.0, 100.0))
def test_a_margin_never_raises_idleness_nor_lowers_cost(seed: int, one: float, other: float) -> None:
    """With a higher margin a plant idles no more, in discounted tonnes, and the plan costs no less."""
    case = random_scenario(seed)
    name = random.Random(seed).choice([row.id for row in case.processes if row.capacity] or [""])
    low, high = (plan(_with_margin(case, margin, name)) for margin in sorted((one, other)))
    assert _idle(high, name) <= _idle(low, name) + 1e-6 * sum(row.capacity for row in low.activities)
    assert high.objective >= low.objective * (1 - 1e-9)


def test_margins_raise_cost_by_no_more_than_the_idle_plan_loses() -> None:
    """The plan with margins costs at least the plan without, and at most that plan with its idle capacity charged."""
    before, after = plan(BASE), plan(_with_margin(BASE, 40.0))
    added = {"hill-mine": 6000.0, "quarry-mine": 6000.0, "foundry-old": 10000.0 - 6000.0 / 0.9}
    lost = sum(0.4 * worth * _idle(before, name) for name, worth in added.items())
    assert before.objective - SLACK <= after.objective <= before.objective + lost + SLACK
    assert before.parts["idle"] == 0.0
    assert 0.0 < after.parts["idle"] <= lost * (1 + 1e-9)


def test_the_price_of_a_demand_is_what_another_tonne_of_it_costs() -> None:
    """Raising a demand by a hundredth of a tonne raises the cost by its price."""
    step = 0.01
    found = plan(BASE)
    price = next(r.price for r in found.limits if (r.kind, r.scope, r.year) == ("demand", "EU/metal", 2026))
    only = Demand(market="EU", commodity="metal", year=2026, quantity=900.0 + step, growth=1.0)
    later = tuple(
        Demand(market="EU", commodity="metal", year=year, quantity=900.0 * 1.01 ** (year - 2026), growth=1.0)
        for year in BASE.years[1:]
    )
    japan = tuple(row for row in BASE.demands if row.market == "JPN")
    changed = plan(replace(BASE, demands=(*japan, only, *later)))
    assert (changed.objective - found.objective) / step == pytest.approx(price, rel=1e-3)


def test_what_is_built_in_part_earns_what_it_costs() -> None:
    """Under a budget, jobs and emissions that bind, every build below its largest size has a net of zero."""
    case = scenario(
        limits=(
            limit("budget", 5e6, "USD", whole=True),
            limit("workforce", 60.0, "1"),
            limit("emissions", 16000.0, "t"),
        )
    )
    network = build(case)
    reasons = explain(plan(case, network=network), case, gates=network.gates)
    assert reasons
    assert all(abs(row.net) < 1e-6 * row.revenue for row in reasons)


def test_investment_is_the_annuity_of_the_years_inside_the_plan() -> None:
    """The investment part equals capex x interest during construction x annuity, for running years, discounted."""
    found = plan(BASE)
    rows: dict[str, Any] = {row.id: row for table in (BASE.processes, BASE.gates) for row in table}
    total = 0.0
    for item in found.builds:
        row = rows[item.what]
        rate = 0.13 if item.country == "TJK" else 0.08
        yearly = item.capex * interest_during_construction(rate, row.lead_time) * annuity(rate, row.life)
        total += sum(yearly * 1.05 ** (2026 - year) for year in found.years if year >= item.first_year)
    assert found.parts["investment"] == pytest.approx(total, rel=1e-9)


def test_a_measure_in_force_from_the_summer_holds_that_year_a_bit() -> None:
    """An import ban from May 2028 leaves European supply from China untouched in 2027 and ends it in 2028."""
    ban = Measure(
        id="b",
        imposing="EU",
        targets=("CHN",),
        elements=("antimony",),
        direction="import",
        kind="ban",
        in_force=date(2028, 5, 1),
    )
    years = {row.year for row in plan(scenario(measures=(ban,))).supply if (row.market, row.origin) == ("EU", "CHN")}
    assert years == {2026, 2027}
