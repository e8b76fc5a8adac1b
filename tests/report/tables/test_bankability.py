"""Unit cost, offtake, grant and guarantee, worked by hand and by cash flow."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodeway.plan import Build, Plan, plan
from lodeway.plan.bankable import capital_charge, grant_needed, rate_needed
from lodeway.report.lookup import Lookup
from lodeway.report.tables.bankability import Bankability, bankability
from lodeway.scenario import Scenario
from lodeway.schema.tables import Capital, Demand, Measure
from tests.plan.worlds import scenario

Make = Callable[..., Any]

CHARGE = 0.1 / (1 - 1.1**-10) * (1.1**0.5 + 1.1**1.5) / 2
"""Ten years at 10 %, two years of construction paid in the middle of each."""


def priced(make_scenario: Make, metal: float) -> Any:
    """Return the scenario with another price of metal."""
    ore, refined = make_scenario().commodities
    return make_scenario(commodities=(ore, dataclasses.replace(refined, price=metal)))


def smelter(make_scenario: Make, make_plan: Make, price: float) -> Bankability:
    """Return the smelter's row at a price of metal."""
    (row,) = bankability(make_plan(), Lookup(priced(make_scenario, price)))
    return row


def surplus(row: Bankability, *, rate: float, price: float, capex: float) -> float:
    """Return the value of the project's cash flows at the start of operation [USD]."""
    spent = sum(capex / 2 * (1 + rate) ** (2 - moment) for moment in (0.5, 1.5))
    yearly = (price - row.opex - row.feed - row.freight + row.credit) * row.output
    earned: float = sum(yearly / (1 + rate) ** year for year in range(1, row.life + 1))
    return earned - float(spent)


def test_unit_cost_worked_by_hand(make_scenario: Make, make_plan: Make) -> None:
    """A tonne costs capital 1,792 + operation 3,000 + ore 8,000/0.9 + freight of ore 60/0.9 and of metal 200 USD."""
    row = smelter(make_scenario, make_plan, 20000.0)
    assert row.capital == pytest.approx(CHARGE * 4.5e6 / 450)
    assert row.capital == pytest.approx(1792.23, abs=0.01)
    assert row.feed == pytest.approx(8000 / 0.9)
    assert row.freight == pytest.approx(60 / 0.9 + 200)
    assert row.break_even == pytest.approx(13947.79, abs=0.01)
    assert row.serves == "Japan"
    assert row.worth == 25000.0


def test_a_project_that_pays_needs_nothing(make_scenario: Make, make_plan: Make) -> None:
    """Above its break-even price a project needs no grant, no top-up and no cheaper capital."""
    row = smelter(make_scenario, make_plan, 20000.0)
    assert row.verdict == "pays at reference price"
    assert (row.grant, row.top_up) == (0.0, 0.0)
    assert row.guarantee == pytest.approx(10.0)
    assert row.words == "Pays at the reference price: breaks even at 13,900 USD/t against 20,000 USD/t."


def test_the_grant_makes_cash_flows_break_even(make_scenario: Make, make_plan: Make) -> None:
    """With the grant off the capital cost the project's value at its cost of capital is nil, without it it is negative."""
    row = smelter(make_scenario, make_plan, 13000.0)
    assert row.verdict == "needs support"
    assert surplus(row, rate=0.10, price=13000.0, capex=row.capex) < -1e6
    assert surplus(row, rate=0.10, price=13000.0, capex=row.capex - row.grant) == pytest.approx(0, abs=1)


def test_the_offtake_makes_cash_flows_break_even(make_scenario: Make, make_plan: Make) -> None:
    """At the floor price the project's value is nil; the buyer pays the gap on every tonne."""
    row = smelter(make_scenario, make_plan, 13000.0)
    assert surplus(row, rate=0.10, price=row.floor, capex=row.capex) == pytest.approx(0, abs=1)
    assert row.top_up == pytest.approx((row.floor - 13000.0) * 450)
    assert (row.offtake_tonnes, row.offtake_years) == (450.0, 10)


def test_the_guarantee_makes_cash_flows_break_even(make_scenario: Make, make_plan: Make) -> None:
    """At the guaranteed cost of capital the project's value is nil at the reference price."""
    row = smelter(make_scenario, make_plan, 13500.0)
    assert 0 < row.guarantee < 10
    assert surplus(row, rate=row.guarantee / 100, price=13500.0, capex=row.capex) == pytest.approx(0, abs=1)


def test_no_guarantee_can_do_more_than_free_capital(make_scenario: Make, make_plan: Make) -> None:
    """Where even capital at 0 % does not suffice, the guarantee is missing and the words say so."""
    row = smelter(make_scenario, make_plan, 12000.0)
    assert math.isnan(row.guarantee)
    assert row.grant_share > 100
    assert "no guarantee alone suffices" in row.words
    assert "operation itself needs support" in row.words


def test_a_changed_number_changes_the_sentence(make_scenario: Make, make_plan: Make) -> None:
    """The words follow the figures."""
    assert smelter(make_scenario, make_plan, 13000.0).words != smelter(make_scenario, make_plan, 13100.0).words


def test_half_the_output_doubles_the_capital_of_a_tonne(make_scenario: Make, make_plan: Make) -> None:
    """Capital is carried by the tonnes that the plan makes, not by those that could be made."""
    plan = make_plan()
    halved = tuple(dataclasses.replace(row, tonnes=row.tonnes / 2) for row in plan.activities)
    (row,) = bankability(dataclasses.replace(plan, activities=halved), Lookup(make_scenario()))
    assert row.capital == pytest.approx(2 * CHARGE * 4.5e6 / 450)
    assert row.utilisation == pytest.approx(50)


def test_a_build_without_output_has_no_break_even(make_scenario: Make, make_plan: Make) -> None:
    """What does not run within the plan's years has no price, and no support is invented for it."""
    plan = make_plan()
    late = dataclasses.replace(plan.builds[0], year=2028, first_year=2030)
    (row,) = bankability(dataclasses.replace(plan, builds=(late,)), Lookup(make_scenario()))
    assert row.verdict == "no output"
    assert all(math.isnan(value) for value in (row.break_even, row.gap, row.grant, row.guarantee, row.top_up))


def test_a_gate_is_paid_by_the_tonnes_beyond_what_was_free(
    make_scenario: Make, make_plan: Make, make_gate: Make, make_route: Make
) -> None:
    """400 t of 1,000 t are free; of 500 that pass, the enlargement carries 100, which bear its cost."""
    build = Build(
        what="dostyk", name="Dostyk", kind="gate", site="", country="TJK", year=2026, first_year=2026, size=200.0, unit="t/a",
        capex=200.0 * 50, pillar="connectivity", commodity="",
    )  # fmt: skip
    routes = tuple(
        make_route("metal", "isfara", "yokohama", year, 500.0, gates=("dostyk",)) for year in (2026, 2027, 2028, 2029)
    )
    (row,) = bankability(make_plan(builds=(build,), routes=routes), Lookup(make_scenario()), [make_gate()])
    assert row.output == pytest.approx(100)
    assert row.break_even == pytest.approx(10000 * 0.1 / (1 - 1.1**-20) / 100)
    assert row.verdict == "needs a charge"
    assert math.isnan(row.reference)


def fed(**changes: Any) -> Scenario:
    """Return a mill that a mine abroad feeds and Europe buys from, with no limit but the most that may be built of it."""
    base = scenario()
    mine, mill = base.processes[0], base.processes[3]
    rules: dict[str, Any] = {"imposing": "TJK", "targets": ("*",), "elements": ("antimony",), "direction": "export"}
    return replace(
        base,
        processes=(
            replace(mine, capacity=9000.0, growth=0.0, emissions=0.0),
            replace(mill, **{"max_size": 500.0, **changes.pop("mill", {})}),
        ),
        gates=tuple(replace(row, capacity=math.nan) for row in base.gates),
        demands=(Demand(market="EU", commodity="metal", year=2026, quantity=5000.0),),
        relations=(),
        capital=(Capital(country="*", rate=changes.pop("rate", 8.0)),),
        measures=(
            Measure(id="duty", kind="tax", rate=changes.pop("duty", 0.0), **rules),
            Measure(id="paper", kind="licence", delay=changes.pop("delay", 0.0), **rules),
        ),
        **changes,
    )


@settings(max_examples=25)
@given(
    rate=st.just(0.0) | st.floats(0.1, 20.0),
    carbon_price=st.floats(0.0, 200.0),
    time_value=st.floats(0.0, 1.0),
    duty=st.floats(0.0, 50.0),
    delay=st.floats(0.0, 90.0),
    mill=st.fixed_dictionaries(
        {
            "capex": st.floats(0.0, 20000.0),
            "decommissioning": st.floats(0.0, 9000.0),
            "opex": st.floats(0.0, 5000.0),
            "emissions": st.floats(0.0, 15.0),
            "lead_time": st.integers(0, 2),
            "life": st.integers(4, 30),
        }
    ),
)
def test_break_even_is_what_the_plan_charges_a_tonne(**drawn: Any) -> None:
    """All that the plan pays but for unmet demand, by discounted tonne: the mill is the one supplier, at the most that may be built."""
    world = fed(**drawn)
    found = plan(world)
    (row,) = bankability(found, Lookup(world))
    made = {year: tonnes for (_, year), tonnes in _made(found, "mill-new").items()}
    present = math.fsum(tonnes / (1 + world.discount_rate) ** (year - 2026) for year, tonnes in made.items())
    assert max(made.values()) == pytest.approx(500.0)
    charged = math.fsum(found.parts[name] for name in found.parts if name not in ("unmet", "idle"))
    assert row.break_even == pytest.approx(charged / present, rel=1e-6)
    assert (row.carbon > 0) == (drawn["carbon_price"] > 0)


def _made(found: Plan, process: str) -> dict[tuple[str, int], float]:
    return {(row.process, row.year): row.tonnes for row in found.activities if row.process == process and row.tonnes}


def test_without_capital_cost_only_an_offtake_helps() -> None:
    """A free mill whose operation costs more than it earns has nothing that a grant or a guarantee could lower."""
    world = fed(mill={"capex": 0.0, "opex": 6000.0})
    (row,) = bankability(plan(world), Lookup(world))
    assert row.top_up == pytest.approx(row.gap * 500.0)
    assert math.isnan(row.grant)
    assert row.words.endswith("it has no capital cost that a grant or a guarantee could lower.")


def test_closing_is_set_aside_by_every_tonne() -> None:
    """1,000 USD/(t/a) of capital and 9,000 of closing over ten years at no interest are 100 and 900 USD a tonne."""
    world = fed(rate=0.0, mill={"capex": 1000.0, "decommissioning": 9000.0, "life": 10, "lead_time": 0})
    (row,) = bankability(plan(world), Lookup(world))
    assert (row.capital, row.closing) == (pytest.approx(100.0), pytest.approx(900.0))


@pytest.mark.parametrize("rate", [0.02, 0.08, 0.15])
def test_the_rate_needed_is_the_inverse_of_the_charge(rate: float) -> None:
    """What a rate charges is what that rate allows."""
    affordable = capital_charge(rate, life=20, lead_time=3)
    assert rate_needed(affordable, 0.20, life=20, lead_time=3) == pytest.approx(rate, abs=1e-9)
    assert grant_needed(affordable, rate, life=20, lead_time=3) == pytest.approx(1)
