"""The cheapest way from a deposit to the nearest market."""

from __future__ import annotations

from dataclasses import dataclass

from lodeway.network import path, tree
from lodeway.network.model import Network
from lodeway.scenario.model import Scenario

__all__ = ["Way", "way_to_market"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """The cheapest way to the nearest market."""

    market: str
    site: str
    km: float
    hours: float
    freight: float
    """USD per gross tonne."""
    borders: int


def way_to_market(scenario: Scenario, network: Network, origin: str, home: str, *, element: str = "") -> Way | None:
    """Return the cheapest way to a market abroad, one that needs the element where it is named."""
    needed = {row.id for row in scenario.commodities if not element or row.element == element}
    buying = {row.market for row in scenario.demands if row.commodity in needed}
    places = {
        site: row.id for row in scenario.markets if row.id in buying and home not in row.countries for site in row.sites
    }
    grown = tree(network, origin, year=scenario.years[0], time_value=scenario.time_value)
    ways = [(one, market) for site, market in places.items() if (one := path(grown, site)) is not None]
    if not ways:
        return None
    best, market = min(ways, key=lambda pair: (pair[0].weight, pair[0].destination))
    return Way(
        market=market,
        site=best.destination,
        km=best.km,
        hours=best.hours,
        freight=best.cost,
        borders=max(0, len(best.countries) - 1),
    )
