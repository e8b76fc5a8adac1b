"""What a scenario's rows mean for a year, a country or a market."""

from __future__ import annotations

from collections import defaultdict

from lodeway.errors import UsageError
from lodeway.scenario.model import Scenario
from lodeway.scenario.places import countries, hint
from lodeway.schema.tables import Demand, Process

__all__ = ["capacity", "capital_rate", "demand", "home", "market_of"]


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
    rows: dict[tuple[str, str], list[Demand]] = defaultdict(list)
    for row in sorted(scenario.demands, key=lambda row: row.year):
        rows[row.market, row.commodity].append(row)
    found: dict[tuple[str, str, int], float] = {}
    for (market, commodity), stated in rows.items():
        for year in scenario.years:
            before = [row for row in stated if row.year <= year]
            if before:
                last = before[-1]
                found[market, commodity, year] = last.quantity * (1 + last.growth / 100) ** (year - last.year)
    return found


def capacity(process: Process, scenario: Scenario, year: int) -> float:
    """Return the first output [t/a] that existing capacity can make in a year, 0 for a candidate.

    ``operating`` and ``committed`` capacity runs from ``opens`` until before ``closes`` and grows from the first year
    of the plan, or from ``opens`` where that is later.

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
