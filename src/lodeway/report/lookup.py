"""A scenario's rows by id, with recipes per tonne of first output: what every table of the report looks up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from lodeway.scenario import home, market_of, parse_recipe
from lodeway.scenario.model import Scenario
from lodeway.scenario.places import countries
from lodeway.schema.tables import Commodity, Market, Process, Site

__all__ = ["CENTRAL_ASIA", "Lookup", "Yield"]

CENTRAL_ASIA = ("KAZ", "KGZ", "TJK", "TKM", "UZB")
"""Central Asia of the United Nations' geoscheme: Standard Country or Area Codes for Statistical Use (M49), region 143,
https://unstats.un.org/unsd/methodology/m49/."""


@dataclass(frozen=True, slots=True)
class Yield:
    """A recipe per tonne of its first output."""

    commodity: str
    """First output."""
    inputs: Mapping[str, float]
    outputs: Mapping[str, float]


@dataclass(frozen=True)
class Lookup:
    """Rows of a scenario by id."""

    scenario: Scenario

    @cached_property
    def sites(self) -> dict[str, Site]:
        """Sites by id."""
        return {site.id: site for site in self.scenario.sites}

    @cached_property
    def processes(self) -> dict[str, Process]:
        """Processes by id."""
        return {process.id: process for process in self.scenario.processes}

    @cached_property
    def commodities(self) -> dict[str, Commodity]:
        """Commodities by id."""
        return {commodity.id: commodity for commodity in self.scenario.commodities}

    @cached_property
    def markets(self) -> dict[str, Market]:
        """Markets by id."""
        return {market.id: market for market in self.scenario.markets}

    @cached_property
    def yields(self) -> dict[str, Yield]:
        """Recipe of every process, per tonne of first output."""
        found = {}
        for process in self.scenario.processes:
            recipe = parse_recipe(process.recipe).per_tonne()
            found[process.id] = Yield(recipe.outputs[0][0], dict(recipe.inputs), dict(recipe.outputs))
        return found

    @cached_property
    def hosts(self) -> tuple[str, ...]:
        """Host states: the countries of the scenario's target, else those of Central Asia that have a site."""
        if self.scenario.target is not None:
            return tuple(sorted(self.scenario.target.countries))
        present = {site.country for site in self.scenario.sites}
        return tuple(country for country in CENTRAL_ASIA if country in present)

    @cached_property
    def _homes(self) -> dict[str, frozenset[str]]:
        return {market.id: home(self.scenario, market.id) for market in self.scenario.markets}

    def home(self, market: str) -> frozenset[str]:
        """Return the countries whose goods are home supply of a market."""
        return self._homes[market]

    def buyer(self, country: str) -> str:
        """Return the market that a country belongs to, or the country itself where it belongs to none or to the rest of world."""
        market = self._buyers.get(country)
        return country if market is None else market

    @cached_property
    def _buyers(self) -> dict[str, str]:
        rest = {market.id for market in self.scenario.markets if "*" in market.countries}
        pairs = {site.country: market_of(self.scenario, site.country) for site in self.scenario.sites}
        return {country: market for country, market in pairs.items() if market and market not in rest}

    def price(self, commodity: str) -> float:
        """Return the reference price of a commodity [USD/t]."""
        return self.commodities[commodity].price

    def content(self, commodity: str) -> float:
        """Return the contained tonnes in a gross tonne of a commodity."""
        return self.commodities[commodity].content

    def value_added(self, process: str) -> float:
        """Return outputs less inputs at reference prices, per tonne of first output [USD/t].

        Products of the scenario are counted at their reference price, so what a process buys within the scenario is not counted twice.
        """
        recipe = self.yields[process]
        sold = sum(amount * self.price(name) for name, amount in recipe.outputs.items())
        bought = sum(amount * self.price(name) for name, amount in recipe.inputs.items())
        return sold - bought

    def site_name(self, site: str) -> str:
        """Return a site's name for people."""
        row = self.sites.get(site)
        return row.name or row.id if row is not None else site

    def commodity_name(self, commodity: str) -> str:
        """Return a commodity's name as it stands in a sentence: without what is in brackets, without a capital at the start."""
        row = self.commodities.get(commodity)
        name = (row.name or row.id if row is not None else commodity).partition(" (")[0]
        return name if name[:2].isupper() else name[:1].lower() + name[1:]

    def country_name(self, country: str) -> str:
        """Return a country's name for people; what is no country stays as it is."""
        return countries().get(country, country)

    def market_name(self, market: str) -> str:
        """Return a market's name for people."""
        row = self.markets.get(market)
        return row.name or row.id if row is not None else market
