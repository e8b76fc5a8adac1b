"""What pays, beside the Resource Assessment Economic Filter of the US Geological Survey."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodeway.explore.assess import Estimate, assess, built_in, mark3
from lodeway.explore.assess.economics import Depth, Engineered, Mining, Terms, value, worth
from lodeway.explore.assess.mine_costs import METHODS, costs, taylor

SHORT = 0.907185
"""Tonnes in a short ton, as RAEF has it."""
DAYS, RATE, PRICE, RECOVERY = 350, 0.15, 2500.0, 0.87
PRICES = {"Cu": 3813.958, "Mo": 23567.174, "Au": 16557636.25, "Ag": 257849.015}
"""Means of 1989 to 2008 in dollars of 2008 [USD/t], as RAEF has them (ValueTabs/CValues.csv)."""
RECOVERIES = {"Cu": 0.91, "Mo": 0.63, "Au": 0.76, "Ag": 0.80}
"""Of flotation with three products (ValueTabs/MillR.csv)."""


def raef(method: str, ore: float, grade: float, depth: float) -> tuple[float, float, float]:
    """Return RAEF's mill capacity [short tons a day], capital [USD] and present value of a mine with one flotation product.

    No smelter, no tailings; costs in the dollars of its equations. Script RAEF_MW.R of the program, shipped with MapWizard
    (https://github.com/gtkfi/MapWizard); costs are those of Camm (1991), US Bureau of Mines IC 9298.
    """
    tons = ore / SHORT
    life = 0.2 * tons**0.25
    deep = 0.3772 * tons ** (1 / 3) + 1.0936 * depth
    if method == "open-pit":
        mined = 1.05 * 0.90
        stripping = 18.634 * deep**3 / tons - 1
        mine = ((stripping + 1) * (mined * tons)) ** 0.75 / 70
        small = mine < 20_000
        capital = 160_000 * mine**0.515 if small else 2670 * mine**0.917
        running = (71.0 * mine**-0.414 if small else 5.14 * mine**-0.148) * mine
    else:
        mined = 1.15 * 0.95
        mine = (1.15 * (0.95 * tons)) ** 0.75 / 70
        capital = 64_800 * mine**0.759 + 371 * mine + 180 * 3 * deep * mine**0.404
        running = (2343 / mine + 0.44 * (3 * deep / mine) + 0.00163 * 3 * deep + 48.4 * mine**-0.217) * mine
    mill = (mined * tons) ** 0.75 / 70
    capital += 92_600 * mill**0.667
    running += 121 * mill**-0.336 * mill
    yearly = DAYS * (0.90715 * PRICE * RECOVERY * grade * mill - running)
    return mill, capital, yearly * (1 - (1 + RATE) ** -life) / RATE - capital


def terms(method: str, *, waste_grade: float = 1.0) -> Terms:
    """Return RAEF's terms: one way of mining, its prices, no lead time."""
    about = Engineered(method=method, products=1, index=1.0, tailings=False, waste_grade=waste_grade)
    return Terms(
        price_year=1989, discount_rate=RATE, lead_time=0.0, prices={"Cu": PRICE}, recoveries={"Cu": RECOVERY}, capacity=None,
        days=DAYS, depths=(), mines=(Mining(method, 0.0, 1000.0, engineered=about),), sources={},
    )  # fmt: skip


@pytest.mark.parametrize(("method", "depth"), [("open-pit", 0.0), ("open-pit", 40.0), ("block-caving", 300.0)])
def test_capacity_and_value_are_those_of_raef(method: str, depth: float) -> None:
    """For every porphyry of the table capacity, capital and net present value are RAEF's.

    RAEF reckons life from the ore in the ground and its capacity from the ore that is mined (some per cent between them), and pays at the end of each
    year where Lodeway earns evenly over it; both are put right here. Its short ton has two lengths, which is worth a million USD at the greatest mines.
    """
    model = built_in("porphyry-copper")
    ours, theirs = [], []
    for ore, grade in zip(model.ore.tolist(), model.grades[:, 0].tolist(), strict=True):
        mill, capital, worth_ = raef(method, ore, grade, depth)
        found = value(np.array([ore]), np.array([[ore * grade]]), ("Cu",), terms(method), np.array([depth]))
        assert found.ore_a_year[0] / DAYS / SHORT == pytest.approx(mill, rel=1e-6)
        assert found.capital[0] == pytest.approx(capital, rel=1e-4)
        life = 0.2 * (ore / SHORT) ** 0.25
        even = math.log1p(RATE) / RATE  # earned evenly over the year against at its end
        shorter = (1 - (1 + RATE) ** -life) / (1 - (1 + RATE) ** -found.life[0])
        ours.append((found.npv[0] + capital) * even * shorter - capital)
        theirs.append(worth_)
    assert np.array(ours) == pytest.approx(np.array(theirs), rel=2e-3, abs=1.5e6)
    assert 30 < np.sum(np.array(theirs) > 0) < 350


def test_the_published_worth_of_a_tract_is_met() -> None:
    """Of tract 003pCu4002 (Panama) the metal that pays lies within 10 % of the published amounts, the chance of none within 5 points.

    Published (USGS SIR 2010-5090-Z): 8.6 Mt of copper, 180 kt of molybdenum, 160 t of gold, 2,500 t of silver, none with a chance of 38 %. Three of four of its
    settings have typical costs, the others higher ones by a factor that could not be read, so that the net present value, 2,100 million USD, is only near.
    """
    about = Engineered(method="open-pit", products=3, index=1.26, tailings=False, waste_grade=1.0)
    under = replace(about, method="block-caving")
    found = Terms(
        price_year=2008, discount_rate=RATE, lead_time=0.0, prices=PRICES, recoveries=RECOVERIES, capacity=None, days=DAYS,
        depths=(Depth(0, 250, 0.2), Depth(250, 500, 0.3), Depth(500, 1000, 0.5)), sources={},
        mines=(Mining("pit", 0, 61, engineered=about), Mining("caving", 61, 1000, engineered=under)),
    )  # fmt: skip
    count = mark3(Estimate.of({"N90": 2, "N50": 3, "N10": 6}))
    told = worth(assess(count, built_in("porphyry-copper"), draws=50_000), found)
    amounts = {name: told["recoverable"][name]["mean"] for name in PRICES}
    assert amounts == pytest.approx({"Cu": 8.6e6, "Mo": 180e3, "Au": 160, "Ag": 2500}, rel=0.10)
    assert told["p_none"] == pytest.approx(0.38, abs=0.05)
    assert told["npv"]["mean"] == pytest.approx(2.1e9, rel=0.20)


@given(st.sampled_from(sorted(METHODS)), st.floats(1e5, 1e10), st.floats(0, 900), st.integers(0, 3))
def test_deeper_and_smaller_mines_cost_more(method: str, ore: float, depth: float, products: int) -> None:
    """A deeper mine costs more a tonne and in all; a greater one more in all and, at the same depth of its body's top, less a tonne of capacity."""
    size, deep = np.array([ore]), np.array([depth])
    a_day = taylor(size, DAYS)
    here = costs(method, size, a_day, deep, products=products)
    below = costs(method, size, a_day, deep + 50, products=products)
    assert below.capital > here.capital
    assert below.operating > here.operating
    pond = costs(method, size, a_day, deep, products=products, tailings=False)
    assert pond.capital < here.capital
    assert pond.operating == here.operating
    great = costs(method, 4 * size, taylor(4 * size, DAYS), deep, products=products, tailings=False)
    if method != "open-pit":  # that of a small body moves more waste at the same depth
        assert great.capital > pond.capital
        assert great.capital / taylor(4 * size, DAYS) < pond.capital / a_day


def test_waste_that_sells_for_nothing_earns_less() -> None:
    """Waste mined with the ore carries no metal unless it is said to, and then no more than the ore."""
    ore, grade = 200e6, 0.006
    values = [
        float(value(np.array([ore]), np.array([[ore * grade]]), ("Cu",), terms("block-caving", waste_grade=share), np.array([300.0])).npv[0])
        for share in (0.0, 0.5, 1.0)
    ]  # fmt: skip
    assert values == sorted(values)
    assert values[0] < values[-1]
