"""What a scenario's rows mean for a year, a country or a market."""

from __future__ import annotations

import math
from collections import defaultdict

from lodeway.errors import UsageError
from lodeway.scenario.model import Scenario
from lodeway.scenario.places import countries, hint
from lodeway.schema.tables import Demand, Gate, Link, Process

__all__ = [
    "background",
    "capacity",
    "capital_rate",
    "demand",
    "demand_of",
    "home",
    "market_of",
    "stated_demand",
    "unmet_cost",
]


def home(scenario: Scenario, market: str) -> frozenset[str]:
    """Return the countries whose supply a market counts as its own.

    Parameters
    ----------
    scenario
        Where the market is a row of ``markets``.
    market
        Id of the market; one whose countries are ``*`` holds every country that no other market names.

    Raises
    ------
    UsageError
        When there is no such market.

    Examples
    --------
    >>> from lodeway.scenario import read
    >>> sorted(home(read("central-asia"), "JPN"))
    ['JPN']
    """
    rows = {row.id: row for row in scenario.markets}
    if market not in rows:
        raise UsageError(f"no market {market!r}; {hint(market, rows, name='markets')}")
    named = {code for row in scenario.markets for code in row.countries} - {"*"}
    own = rows[market].countries
    return frozenset(set(own) - {"*"} | (set(countries()) - named if "*" in own else set()))


def market_of(scenario: Scenario, country: str) -> str:
    """Return the id of the market that a country (ISO 3166 alpha-3) belongs to, "" if it belongs to none.

    Examples
    --------
    >>> from lodeway.scenario import read
    >>> market_of(read("central-asia"), "DEU")
    'EU'
    """
    rest = ""
    for row in scenario.markets:
        if country in row.countries:
            return row.id
        rest = row.id if "*" in row.countries else rest
    return rest


def demand(scenario: Scenario) -> dict[tuple[str, str, int], float]:
    """Return contained tonnes needed by (market, commodity, year of the plan).

    A year without a row of its own grows from the last row before it; a year before the first row has no entry.

    Examples
    --------
    >>> from lodeway.scenario import read
    >>> demand(read("central-asia"))["USA", "gallium", 2026] > 0
    True
    """
    return {
        (market, commodity, year): row.quantity * (1 + row.growth / 100) ** (year - row.year)
        for (market, commodity, year), row in stated_demand(scenario).items()
    }


def demand_of(scenario: Scenario, market: str, commodity: str, year: int) -> float:
    """Return what a market needs, or needed, of a commodity in any year [t/a]; 0 where it has no demand.

    A year before the first row shrinks from it at that row's growth.

    Examples
    --------
    >>> from lodeway.scenario import read
    >>> scenario = read("central-asia")
    >>> demand_of(scenario, "JPN", "gallium", 2026) == demand(scenario)["JPN", "gallium", 2026]
    True
    """
    rows = sorted((r for r in scenario.demands if (r.market, r.commodity) == (market, commodity)), key=lambda r: r.year)
    if not rows:
        return 0.0
    row = ([rows[0]] + [row for row in rows if row.year <= year])[-1]
    return row.quantity * (1 + row.growth / 100) ** (year - row.year)


def stated_demand(scenario: Scenario) -> dict[tuple[str, str, int], Demand]:
    """Return the row that states a demand by (market, commodity, year of the plan): the last of that year or before.

    Examples
    --------
    >>> from lodeway.scenario import read
    >>> stated_demand(read("central-asia"))["USA", "gallium", 2030].year <= 2030
    True
    """
    rows: dict[tuple[str, str], list[Demand]] = defaultdict(list)
    for row in sorted(scenario.demands, key=lambda row: row.year):
        rows[row.market, row.commodity].append(row)
    found: dict[tuple[str, str, int], Demand] = {}
    for (market, commodity), stated in rows.items():
        for year in scenario.years:
            before = [row for row in stated if row.year <= year]
            if before:
                found[market, commodity, year] = before[-1]
    return found


def unmet_cost(row: Demand, scenario: Scenario) -> float:
    """Return what a contained tonne of a demand that is not met costs: as stated, else the scenario's factor x price [USD/t].

    Examples
    --------
    >>> from lodeway.scenario import read
    >>> scenario = read("central-asia")
    >>> unmet_cost(Demand(market="JPN", commodity="gallium", year=2026, quantity=1.0, unmet_cost=5e6), scenario)
    5000000.0
    """
    if not math.isnan(row.unmet_cost):
        return row.unmet_cost
    return scenario.unmet_factor * next(entry.price for entry in scenario.commodities if entry.id == row.commodity)


def background(gate: Gate | Link, year: int, *, first: int) -> float:
    """Return the other traffic at a gate or on a link in a year, grown from the first year of the plan [gross t/a]; none stated is none.

    Examples
    --------
    >>> round(background(Gate(id="khorgos", background=100.0, background_growth=10.0), 2028, first=2026), 9)
    121.0
    """
    stated = 0.0 if math.isnan(gate.background) else gate.background
    growth = 0.0 if math.isnan(gate.background_growth) else gate.background_growth / 100.0
    return stated * (1.0 + growth) ** (year - first)


def capacity(process: Process, scenario: Scenario, year: int) -> float:
    """Return the first output [t/a] that existing capacity can make in a year, 0 for a candidate.

    ``operating`` and ``committed`` capacity runs from ``opens`` until before ``closes``, or to the end of its life where
    the row says when it ``started``, and grows from the first year of the plan, or from ``opens`` where that is later.

    Examples
    --------
    >>> from lodeway.scenario import read
    >>> scenario = read("central-asia")
    >>> mine = next(row for row in scenario.processes if row.id == "konchoch-mine")
    >>> capacity(mine, scenario, 2026) == mine.capacity
    True
    """
    if process.status not in ("operating", "committed") or year < process.opens:
        return 0.0
    if process.closes and year >= process.closes:
        return 0.0
    if process.started and year >= process.started + process.life:
        return 0.0
    first = max(scenario.years[0], process.opens)
    return process.capacity * (1 + process.growth / 100) ** (year - first)


def capital_rate(scenario: Scenario, country: str) -> float:
    """Return the real cost of capital in a country as a fraction a year.

    Without a row of its own a country has the rate of ``*``, without that the scenario's discount rate.

    Examples
    --------
    >>> from lodeway.scenario import read
    >>> capital_rate(read("central-asia"), "TJK")
    0.135
    """
    rates = {row.country: row.rate / 100 for row in scenario.capital}
    return rates.get(country, rates.get("*", scenario.discount_rate))
