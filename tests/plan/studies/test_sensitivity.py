"""One assumption at a time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lodeway.errors import UsageError
from lodeway.plan import plan
from lodeway.plan.studies import Doubt, Step, doubts, parse_step, tornado
from lodeway.plan.studies.parameters import SETTINGS, changed
from tests.plan.studies.worlds import two_sources
from tests.plan.worlds import scenario


def doubt(parameter: str, low: str = "-20%", high: str = "+20%") -> Doubt:
    """Return an assumption with a low and a high value."""
    return Doubt(parameter=parameter, title=parameter, low=parse_step(low), high=parse_step(high), source="test")


def test_freight_by_hand() -> None:
    """A fifth more or less freight is a fifth of 3000 USD for 300 t over 100 km at 0.1 USD/tkm."""
    found = tornado(two_sources(), [doubt("costs.cost@rail")])
    assert found.base.own == pytest.approx(3000.0)
    assert found.bars[0].low.own - found.base.own == pytest.approx(-600.0)
    assert found.bars[0].high.own - found.base.own == pytest.approx(600.0)
    assert found.bars[0].changed == ()


def test_each_end_is_the_plan_of_the_changed_scenario() -> None:
    """Every end of every bar costs what planning the changed scenario from nothing costs."""
    case = scenario()
    found = tornado(case, doubts(case, 15.0))
    assert len(found.bars) > 8
    for bar in found.bars:
        for step, end in ((bar.doubt.low, bar.low), (bar.doubt.high, bar.high)):
            told = plan(changed(case, bar.doubt.parameter, step))
            assert end.objective == pytest.approx(told.objective, rel=1e-9)
            assert end.bound <= end.objective * (1 + 1e-12)


def test_bars_are_sorted_by_their_length() -> None:
    """The bar that reaches farthest comes first."""
    found = tornado(scenario(), doubts(scenario(), 20.0))
    spreads = [bar.spread("own") for bar in found.bars]
    assert spreads == sorted(spreads, reverse=True)


def test_an_end_without_a_plan_says_why() -> None:
    """Where an assumption leaves no plan the bar says so and the study goes on."""
    base = two_sources()
    needs = tuple(replace(row, must_meet=True) for row in base.demands)
    found = tornado(replace(base, demands=needs), [doubt("demands.quantity", "-20%", "+2000%")])
    assert found.bars[0].low.fault == ""
    assert "demand that must be met" in found.bars[0].high.fault


def test_ranges_of_the_scenario_come_first() -> None:
    """A setting whose source states a range is doubted over that range."""
    from lodeway.scenario import read

    found = {row.parameter: row for row in doubts(read("central-asia"), 20.0)}
    assert (found["discount_rate"].low, found["discount_rate"].high) == (Step(0.03, False), Step(0.08, False))
    assert (found["processes.capex"].low, found["processes.capex"].high) == (Step(-20.0, True), Step(20.0, True))
    assert set(SETTINGS) <= set(found)


@pytest.mark.parametrize(
    ("parameter", "nearest"),
    [("process.capex", "processes"), ("processes.capx", "capex"), ("processes.capex@nowhere", "no row")],
)
def test_what_is_no_parameter_is_told(parameter: str, nearest: str) -> None:
    """A parameter that touches nothing is a wrong call, with the nearest name."""
    with pytest.raises(UsageError, match=nearest):
        changed(two_sources(), parameter, Step(1.0, True))


@pytest.mark.parametrize("text", ["", "ten", "nan", "%"])
def test_what_is_no_step_is_told(text: str) -> None:
    """A step is a finite number or per cent."""
    with pytest.raises(UsageError, match="is no step"):
        parse_step(text)
