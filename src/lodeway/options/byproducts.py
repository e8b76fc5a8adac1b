"""What the other metals of a deposit earn beside the one that is sold."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from lodeway import atlas
from lodeway.scenario.model import Scenario

__all__ = ["PAID", "RECOVERIES", "concentrates", "prices"]

RECOVERIES = {"Ag": 0.80, "Au": 0.76, "Cu": 0.91, "Mo": 0.63, "Pb": 0.90, "Zn": 0.90}
"""Share won by flotation with two or three products: Camm (1991), as in RAEF (USGS Techniques and Methods 7-C23)."""
PAID = 0.65, 0.90
"""Range of the share of a metal's price that its concentrate earns at the mine: assumption; zinc earns some 0.7, gold in copper concentrate some 0.9."""
OWN = ("Mo", "Pb", "Zn")
"""Metals that leave in a concentrate of their own."""
MOST = 3
"""Concentrates of the mills that the cost equations know."""
_ATLAS = {
    "Au": ("gold", "Price, dollars per troy ounce"),
    "Mo": ("molybdenum", "Price, average, dollars per kilogram"),
    "Zn": ("zinc", "Price, average, cents per pound: London Metal Exchange (LME), cash"),
}
"""Price rows of the atlas; it has none of lead and silver."""


def prices(scenario: Scenario, elements: Mapping[str, str]) -> dict[str, float]:
    """Return the price of each metal that has one [USD/t]: the scenario's least, else the atlas' of the scenario's price year.

    Parameters
    ----------
    scenario
        Whose commodities come first.
    elements
        Name that scenarios give the element of each metal.

    Examples
    --------
    >>> from lodeway.scenario import read
    >>> {metal: round(price) for metal, price in prices(read("central-asia"), {"Cu": "copper", "Zn": "zinc", "Ag": "silver"}).items()}
    {'Cu': 8500, 'Zn': 2778}
    """
    found = {}
    for metal, element in elements.items():
        own = [row.price for row in scenario.commodities if row.element == element and row.price > 0]
        known = min(own, default=_priced(scenario.price_year).get(metal))
        if known is not None:
            found[metal] = known
    return found


@cache
def _priced(year: int) -> dict[str, float]:
    table = atlas.read("prices")
    rows = table.filter(table["year"] == year).select("commodity", "detail", "usd_per_tonne").iter_rows()
    told = {(commodity, detail): price for commodity, detail, price in rows if price is not None}
    return {metal: float(told[key]) for metal, key in _ATLAS.items() if key in told}


def concentrates(metals: Mapping[str, float], known: Mapping[str, float]) -> int:
    """Return how many concentrates a mill makes of metals with a price.

    Examples
    --------
    >>> concentrates({"Cu": 0.02, "Zn": 0.03, "Au": 1e-6}, {"Cu": 8500.0, "Zn": 2778.0, "Au": 7.7e7})
    2
    """
    return min(MOST, 1 + sum(metal in metals and metal in known for metal in OWN))
