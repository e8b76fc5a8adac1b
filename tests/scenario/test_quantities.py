"""What rows mean for a year, a country or a market."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodeway.errors import UsageError
from lodeway.scenario import Scenario, capacity, capital_rate, demand, home, market_of
from lodeway.schema.tables import Capital, Demand, Market, Process


def scenario(**changes: object) -> Scenario:
    """Return an empty scenario of 2026 to 2030 with changes."""
    plain = Scenario(name="s", title="", question="", case="base", case_title="", years=tuple(range(2026, 2031)))
    return replace(plain, **changes)  # type: ignore[arg-type]


MARKETS = (
    Market(id="EU", countries=("DEU", "FRA"), sites=()),
    Market(id="JPN", countries=("JPN",), sites=()),
    Market(id="ROW", countries=("*",), sites=()),
)


def test_the_rest_of_the_world_is_every_country_that_no_market_names() -> None:
    """Home countries of all markets cover the world without overlap."""
    markets = scenario(markets=MARKETS)
    homes = [home(markets, market.id) for market in MARKETS]
    assert homes[:2] == [{"DEU", "FRA"}, {"JPN"}]
    assert {"KAZ", "CHN", "USA"} <= homes[2]
    assert not homes[2] & (homes[0] | homes[1])
    assert [market_of(markets, code) for code in ("FRA", "JPN", "TJK")] == ["EU", "JPN", "ROW"]


def test_a_country_outside_all_markets_has_none() -> None:
    """Without a rest of the world a country may belong to no market."""
    assert market_of(scenario(markets=MARKETS[:2]), "TJK") == ""


def test_an_unknown_market_is_a_wrong_call() -> None:
    """The nearest market is named."""
    with pytest.raises(UsageError, match="did you mean 'JPN'"):
        home(scenario(markets=MARKETS), "JPM")


def test_demand_grows_from_the_last_row() -> None:
    """7000 t in 2024 growing 2 % a year are 7282.8 t in 2026; a row of 2028 takes over from there."""
    rows = (
        Demand(market="JPN", commodity="metal", year=2028, quantity=5000.0, growth=10.0),
        Demand(market="JPN", commodity="metal", year=2024, quantity=7000.0, growth=2.0),
    )
    needed = demand(scenario(demands=rows))
    assert needed["JPN", "metal", 2026] == pytest.approx(7282.8)
    assert needed["JPN", "metal", 2028] == 5000
    assert needed["JPN", "metal", 2030] == pytest.approx(6050)


def test_there_is_no_demand_before_its_first_row() -> None:
    """Years before the first row have no entry, not 0."""
    rows = (Demand(market="JPN", commodity="metal", year=2029, quantity=1.0),)
    assert set(demand(scenario(demands=rows))) == {("JPN", "metal", 2029), ("JPN", "metal", 2030)}


def process(**changes: object) -> Process:
    """Return an operating mine of 100 t/a with changes."""
    plain = Process(id="p", site="s", recipe="-> 1 a", status="operating", capacity=100.0)
    return replace(plain, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, [100, 100, 100, 100, 100]),
        ({"growth": 10.0}, [100, 110, 121, 133.1, 146.41]),
        ({"opens": 2028, "status": "committed", "growth": 10.0}, [0, 0, 100, 110, 121]),
        ({"closes": 2028}, [100, 100, 0, 0, 0]),
        ({"status": "candidate"}, [0, 0, 0, 0, 0]),
        ({"status": "closed"}, [0, 0, 0, 0, 0]),
    ],
)
def test_capacity_by_year(changes: dict[str, object], expected: list[float]) -> None:
    """Existing capacity opens, closes and grows; what the plan may build is not there yet."""
    given_scenario = scenario()
    actual = [capacity(process(**changes), given_scenario, year) for year in given_scenario.years]
    assert actual == pytest.approx(expected)


def test_capital_rate_falls_back_to_the_star_and_then_to_the_discount_rate() -> None:
    """A country without a row has the rate of *, without that the scenario's."""
    rows = (Capital(country="TJK", rate=13.5), Capital(country="*", rate=8.0))
    assert capital_rate(scenario(capital=rows), "TJK") == pytest.approx(0.135)
    assert capital_rate(scenario(capital=rows), "KAZ") == pytest.approx(0.08)
    assert capital_rate(scenario(capital=rows[:1], discount_rate=0.04), "KAZ") == 0.04


@given(st.floats(0, 1e9), st.floats(-20, 20))
def test_demand_is_never_negative(quantity: float, growth: float) -> None:
    """Whatever the growth, a quantity stays a quantity."""
    rows = (Demand(market="JPN", commodity="metal", year=2024, quantity=quantity, growth=growth),)
    assert all(value >= 0 for value in demand(scenario(demands=rows)).values())
