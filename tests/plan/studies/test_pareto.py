"""Fronts of cost against emissions, shares of countries and transit."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodeway.errors import UsageError
from lodeway.plan import plan
from lodeway.plan.studies import Front, Measure, pareto
from tests.plan.studies.worlds import mine, two_sources, way, yearly
from tests.plan.worlds import limit, random_scenario, scenario


def test_share_by_hand() -> None:
    """From all to half from one country every tonne a year moved costs the new mine, less what the old one saves."""
    front = pareto(two_sources(), Measure(against="share"), points=3, cap=1e6)
    tonne = 3 * (2000.0 - 1000.0 + yearly())
    assert [point.value for point in front.points] == pytest.approx([1.0, 0.75, 0.5])
    assert [point.extra for point in front.points] == pytest.approx([0.0, 25 * tonne, 50 * tonne], abs=1e-3)
    assert front.points[1].price == pytest.approx(100 * tonne, rel=1e-6)
    assert front.points[2].builds["new-mine"] == pytest.approx(50.0)


def test_the_front_ends_where_less_is_too_dear() -> None:
    """A highest price below that of the first tonne leaves the cheapest plan alone."""
    front = pareto(two_sources(), Measure(against="share"), points=3, cap=100.0)
    assert [point.value for point in front.points] == pytest.approx([1.0])


def test_emissions_by_hand() -> None:
    """An old mine that emits ten times as much is replaced tonne by tonne, at the price of a tonne of CO2e."""
    base = two_sources()
    dirty = replace(base.processes[0], emissions=10.0)
    case = replace(base, processes=(dirty, mine("new-mine", emissions=1.0)))
    front = pareto(case, Measure(against="emissions"), points=2, cap=1000.0)
    freight = 3 * 100 * 100 * 10.0 / 1e6
    assert front.points[0].value == pytest.approx(3000.0 + freight)
    assert front.points[-1].value == pytest.approx(300.0 + freight, rel=1e-6)
    assert front.points[-1].price == pytest.approx((1000.0 + yearly()) / 9.0, rel=1e-6)


def test_transit_by_hand() -> None:
    """Goods that pass through a third country go round it at the cost of the longer way."""
    base = two_sources()
    through = (
        replace(way("short", 0.0, "AAA", gate="post"), to_longitude=1.0, to_country="CCC", to_latitude=1.0),
        replace(
            way("on", 0.0, "CCC", gate="pass"),
            from_longitude=1.0,
            from_latitude=1.0,
            to_longitude=2.0,
            to_country="BBB",
        ),
        replace(way("round", 0.0, "AAA"), length=500.0, id="round", mode="rail", gate="bridge"),
    )
    gates = (
        replace(base.gates[0], to_country="CCC"),
        base.gates[1],
        replace(base.gates[0], id="bridge", to_country="BBB"),
    )
    case = replace(base, links=through, gates=gates, processes=base.processes[:1])
    front = pareto(case, Measure(against="transit", through=("CCC",)), points=3)
    assert [point.value for point in front.points] == pytest.approx([300e3, 150e3, 0.0], abs=1e-3)
    assert front.points[-1].extra == pytest.approx(300 * 30.0, rel=1e-6)
    assert pareto(case, Measure(against="transit"), points=2).measure.through == ("CCC",)


@settings(max_examples=4)
@given(st.integers(0, 10_000), st.sampled_from(["emissions", "share"]))
def test_points_are_efficient_and_convex(seed: int, against: str) -> None:
    """Along a front cost rises and the measure falls, the price of less rises, and every point is proved."""
    front = pareto(random_scenario(seed), Measure(against=against), points=5)  # type: ignore[arg-type]
    _check(front)


def test_transit_is_efficient_and_convex() -> None:
    """The front against transit through Kazakhstan is one too."""
    _check(pareto(scenario(), Measure(against="transit", through=("KAZ",)), points=5))


def _check(front: Front) -> None:
    points = front.points
    slack = 1e-7 * points[0].cost
    for one, other in pairwise(points):
        assert other.value < one.value
        assert other.cost >= one.cost - slack
        assert other.price >= one.price * (1 - 1e-6) - 1e-6
    for point in points:
        assert point.cost - point.bound <= slack
    for left, middle, right in zip(points, points[1:], points[2:], strict=False):
        share = (left.value - middle.value) / (left.value - right.value)
        assert middle.cost <= (1 - share) * left.cost + share * right.cost + slack


def test_a_point_is_the_plan_under_that_limit() -> None:
    """A point against emissions costs what the plan costs whose scenario has that limit."""
    front = pareto(scenario(), Measure(against="emissions"), points=3)
    point = front.points[1]
    told = plan(scenario(limits=(limit("emissions", point.value, "t", whole=True),)))
    assert told.objective == pytest.approx(point.cost, rel=1e-7)


def test_unknown_names_are_told() -> None:
    """A market or country that is not there is a wrong call that names the nearest."""
    with pytest.raises(UsageError, match="BBB"):
        pareto(two_sources(), Measure(against="share", markets=("BBC",)))
    with pytest.raises(UsageError, match="CCC"):
        pareto(two_sources(), Measure(against="transit", through=("CCD",)))
    with pytest.raises(UsageError, match="at least 2"):
        pareto(two_sources(), Measure(against="share"), points=1)
