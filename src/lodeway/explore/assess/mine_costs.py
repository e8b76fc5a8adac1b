"""What a mine and its mill cost by way of mining, tonnage and depth: the published equations of Camm (1991), as RAEF applies them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["METHODS", "SOURCE", "Costed", "Method", "costs", "taylor"]

Values = NDArray[np.float64]

SOURCE = (
    "cost equations of Camm (1991), US Bureau of Mines Information Circular 9298, as applied by RAEF of the US Geological Survey "
    "(https://doi.org/10.3133/tm7C23); dollars of 1989 times the index"
)
SHORT = 0.907185
"""Tonnes in a short ton, as RAEF has it."""
YARD = 1.0936
"""Yards in a metre."""
LARGE = 20_000.0
"""Short tons of ore and waste a day from which an open pit is a large one."""


@dataclass(frozen=True, slots=True)
class Method:
    """A way of mining: figures of RAEF (script RAEF_MW.R of MapWizard, CC0)."""

    name: str
    mined: float
    """Share of the ore in the ground that is mined."""
    dilution: float
    """Waste that comes with it, as a share of the ore."""
    shape: float
    """Yards below its top to which a body is mined, over the cube root of its short tons."""
    capital: tuple[float, float]
    """Factor and exponent of the capacity [short tons a day], USD; none for an open pit, which has two sizes."""
    operating: tuple[float, float]
    """The same, USD per short ton."""


_PIT = (0.0, 0.0)
METHODS = {
    "open-pit": Method("open pit", 0.90, 0.05, 0.3772, _PIT, _PIT),
    "block-caving": Method("block caving", 0.95, 0.15, 0.3772, (64_800.0, 0.759), (48.4, -0.217)),
    "room-and-pillar": Method("room and pillar", 0.85, 0.05, 0.0243, (97_600.0, 0.644), (35.5, -0.171)),
    "vertical-crater-retreat": Method("vertical crater retreat", 0.90, 0.10, 0.6853, (45_200.0, 0.747), (51.0, -0.206)),
}
"""Ways of mining by name: massive bodies by open pit or block caving, flat ones by room and pillar, steep ones by vertical crater retreat."""
_MILLS = {
    0: ((0.0, 0.0), (0.0, 0.0)),
    1: ((92_600.0, 0.667), (121.0, -0.336)),
    2: ((82_500.0, 0.702), (149.0, -0.356)),
    3: ((83_600.0, 0.708), (153.0, -0.344)),
}
"""Capital and running cost of flotation by its number of concentrates; 0 is no mill."""


@dataclass(frozen=True, slots=True)
class Costed:
    """What mines cost, in dollars of 1989."""

    capital: Values
    """USD."""
    operating: Values
    """USD per tonne that is milled."""


def taylor(milled: Values, days: float) -> Values:
    """Return the capacity of a mine [t/d] by its ore [t]: its life is 0.2 years times the fourth root of its short tons (Taylor's rule).

    Examples
    --------
    >>> round(float(taylor(np.array([100e6]), 350)[0]))
    13942
    """
    return np.asarray(SHORT**0.25 * milled**0.75 / (0.2 * days))


def costs(
    method: str, ore: Values, a_day: Values, depth: Values, *, products: int = 1, tailings: bool = True
) -> Costed:
    """Return what mines and mills cost.

    Parameters
    ----------
    method
        One of `METHODS`.
    ore
        In the ground [t].
    a_day
        Ore that is milled [t/d]; an open pit moves its waste on top.
    depth
        Of the bodies' tops [m].
    products
        Concentrates that the mill makes by flotation, up to 3; 0 for no mill.
    tailings
        With a lined pond and its dam, for the life that the ore has at this capacity in 350 days a year.

    Notes
    -----
    Camm, T.W. (1991): Simplified cost models for prefeasibility mineral evaluations. US Bureau of Mines Information Circular 9298;
    Shapiro, J.L., Robinson, G.R. (2019): RAEF, US Geological Survey Techniques and Methods 7-C23. RAEF dilutes the capacity of room and pillar and of vertical crater retreat
    twice; here the mine delivers what the mill takes.

    Examples
    --------
    >>> found = costs("open-pit", np.array([100e6]), np.array([13942.0]), np.array([0.0]), tailings=False)
    >>> round(float(found.capital[0] / 1e6)), round(float(found.operating[0]), 2)
    (80, 6.68)
    """
    about = METHODS[method]
    tons, milled = ore / SHORT, a_day / SHORT
    deep = about.shape * np.cbrt(tons) + YARD * depth
    if method == "open-pit":
        moved = np.maximum(18.634 * deep**3 / tons, 1.0)  # ore and waste for a ton of ore, of half a sphere
        mine = moved**0.75 * milled
        small = mine < LARGE
        capital = np.where(small, 160_000 * mine**0.515, 2670 * mine**0.917)
        running = np.where(small, 71.0 * mine**-0.414, 5.14 * mine**-0.148) * mine / milled
    else:
        deep = np.maximum(deep, 6.0)
        shaft = 371 * milled + 540 * deep * milled**0.404
        capital = about.capital[0] * milled ** about.capital[1] + shaft
        hoist = 2343 / milled + 1.32 * deep / milled + 0.00489 * deep
        running = about.operating[0] * milled ** about.operating[1] + hoist
    mill, milling = _MILLS[products]
    capital = capital + mill[0] * milled ** mill[1]
    running = running + milling[0] * milled ** milling[1]
    if tailings:
        capital = capital + _pond(milled, ore * about.mined * (1 + about.dilution) / (a_day * 350))
    return Costed(np.asarray(capital), np.asarray(running / SHORT))


def _pond(milled: Values, life: Values) -> Values:
    """Return the capital of pond, dam and liner: acres by capacity and life in three steps."""
    acres = np.select([life < 7.5, life < 15], [17.0, 32.0], 62.0) * milled / 1000
    around = 4 * np.sqrt(43_560 * acres)
    return np.asarray(146_000 + 1783 * acres + 161 * around + 5 * around + 35_790 * acres)
