"""What pays, beside the Resource Assessment Economic Filter of the US Geological Survey."""

from __future__ import annotations

import math

import numpy as np
import pytest

from lodeway.explore.assess import built_in
from lodeway.explore.assess.economics import Mining, Terms, value
from lodeway.explore.assess.stated import Law

SHORT = 0.907185
"""Tonnes in a short ton, as RAEF has it."""
DAYS, RATE, PRICE, RECOVERY = 350, 0.15, 2500.0, 0.87
MINED = 1.05 * 0.90
"""Ore that is mined of that in the ground: 5 % of dilution, 90 % recovered."""


def raef(ore: float, grade: float) -> tuple[float, float, float, float]:
    """Return RAEF's mill capacity [short tons a day], capital [USD], running cost [USD per short ton] and present value of an open pit with one flotation product.

    The body reaches the surface, where its stripping ratio is 0; no smelter, no tailings; costs in the dollars of its equations. Script RAEF_MW.R of
    the program, shipped with MapWizard (https://github.com/gtkfi/MapWizard); costs are those of Camm (1991), US Bureau of Mines IC 9298.
    """
    tons = ore / SHORT
    life = 0.2 * tons**0.25
    deep = 0.3772 * tons ** (1 / 3)
    stripping = 18.634 * deep**3 / tons - 1
    mine = ((stripping + 1) * (MINED * tons)) ** 0.75 / 70
    mill = (MINED * tons) ** 0.75 / 70
    small = mine < 20_000
    capital = (160_000 * mine**0.515 if small else 2670 * mine**0.917) + 92_600 * mill**0.667
    running = (71.0 * mine**-0.414 * mine if small else 5.14 * mine**-0.148 * mine) / mill + 121 * mill**-0.336
    worth = 0.90715 * PRICE * RECOVERY * grade
    yearly = mill * DAYS * (worth - running)
    return mill, capital, running, yearly * (1 - (1 + RATE) ** -life) / RATE - capital


def test_capacity_and_value_are_those_of_raef() -> None:
    """For every porphyry of the table: at RAEF's costs of mine and mill, capacity and net present value are RAEF's.

    RAEF reckons life from the ore in the ground and its capacity from the ore that is mined (1.4 % between them), and pays at the end of each year where
    Lodeway earns evenly over it; both are put right here.
    """
    model = built_in("porphyry-copper")
    ours, theirs = [], []
    for ore, grade in zip(model.ore.tolist(), model.grades[:, 0].tolist(), strict=True):
        mill, capital, running, worth = raef(ore, grade)
        terms = Terms(
            price_year=1989, discount_rate=RATE, lead_time=0.0, prices={"Cu": PRICE}, recoveries={"Cu": RECOVERY},
            capacity=Law(SHORT / 70 * SHORT**-0.75, 0.75), days=DAYS, depths=(), mines=(_pit(mill, capital, running),), sources={},
        )  # fmt: skip
        mined = MINED * ore
        found = value(np.array([mined]), np.array([[mined * grade]]), ("Cu",), terms, np.array([0.0]))
        assert found.ore_a_year[0] / DAYS / SHORT == pytest.approx(mill, rel=1e-6)
        life = 0.2 * (ore / SHORT) ** 0.25
        even = math.log1p(RATE) / RATE  # earned evenly over the year against at its end
        shorter = (1 - (1 + RATE) ** -life) / (1 - (1 + RATE) ** -found.life[0])
        ours.append((found.npv[0] + capital) * even * shorter - capital)
        theirs.append(worth)
    assert np.array(ours) == pytest.approx(np.array(theirs), rel=2e-3, abs=2e5)
    assert 50 < np.sum(np.array(theirs) > 0) < 350


def _pit(mill: float, capital: float, running: float) -> Mining:
    """Return a way of mining that costs this at this capacity: RAEF adds the powers of mine and mill, ours is one power."""
    a_day = mill * SHORT
    return Mining("open pit", 0.0, 60.0, Law(capital * a_day**-0.6, 0.6), Law(running / SHORT * a_day**0.3, -0.3))
