"""How much a market depends on one country: supply mix, largest foreign origin, concentration."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from lodeway.plan.result import Plan
from lodeway.report.figures import figure
from lodeway.report.lookup import Lookup
from lodeway.risk.formulas.concentration import hhi

__all__ = ["CEILING", "NOTE", "Dependence", "SupplyShare", "dependence", "supply_mix"]

CEILING = 65.0
"""Percent of yearly consumption from one third country that a market should not exceed by 2030: Regulation (EU) 2024/1252
(Critical Raw Materials Act), article 5(1)(b), https://eur-lex.europa.eu/eli/reg/2024/1252/oj. Law in the EU, a yardstick elsewhere."""

NOTE = (
    "Origin is the country of the commodity's last process. Shares of one foreign country are shares of demand, not of supply "
    "(Regulation (EU) 2024/1252, article 5: 65 % of yearly consumption from one third country). Home supply, for a bloc that of all "
    "its members, is exempt. Concentration is the Herfindahl-Hirschman index of supply, the sum of squared shares; home supply counts as "
    "one origin. Without supply the index and the largest origin are missing, not zero."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyShare:
    """What a market gets of a commodity from one origin's site."""

    market: str = figure("Market that receives it.")
    commodity: str = figure("What is delivered.")
    year: int = figure("Year of delivery.", kind="year")
    origin: str = figure("Country of the commodity's last process (ISO 3166 alpha-3).")
    site: str = figure("Site of that process.")
    stage: str = figure("How far it is worked.")
    tonnes: float = figure("Contained tonnes delivered.", unit="t", kind="number", digits=1)
    share: float = figure("Share of the market's demand of that year.", unit="%", kind="number", digits=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependence:
    """How a market's supply of a commodity is composed in a year."""

    market: str = figure("Market.")
    commodity: str = figure("What it needs.")
    year: int = figure("Year.", kind="year")
    demand: float = figure("Contained tonnes needed.", unit="t", kind="number", digits=1)
    supplied: float = figure("Contained tonnes delivered.", unit="t", kind="number", digits=1)
    unmet: float = figure("Contained tonnes short.", unit="t", kind="number", digits=1)
    coverage: float = figure("Delivered tonnes in percent of demand.", unit="%", kind="number", digits=1)
    top_origin: str = figure(
        "Foreign country that delivers most; empty where no foreign country delivers.", title="Largest foreign origin"
    )
    top_tonnes: float = figure("Contained tonnes from it.", title="From it", unit="t", kind="number", digits=1)
    top_share: float = figure(
        "Tonnes from it in percent of demand.", title="Its share of demand", unit="%", kind="number", digits=1
    )
    crma_flag: bool = figure(
        "The largest foreign origin delivers more than 65 % of demand.", title="Above 65 %", kind="flag"
    )
    hhi: float = figure(
        "Herfindahl-Hirschman index of supply by origin, 0 to 1; home supply is one origin.",
        title="Concentration",
        kind="number",
        digits=3,
    )
    home_share: float = figure("Home supply in percent of demand.", unit="%", kind="number", digits=1)
    host_share: float = figure(
        "Supply from the host states (the countries of the scenario's target) in percent of demand.",
        title="Host states' share",
        unit="%",
        kind="number",
        digits=1,
    )


def supply_mix(plan: Plan, lookup: Lookup) -> tuple[SupplyShare, ...]:
    """Return the plan's supply with each row's share of demand, in the order market, commodity, year, tonnes."""
    rows = [
        SupplyShare(
            market=row.market,
            commodity=row.commodity,
            year=row.year,
            origin=row.origin,
            site=lookup.site_name(row.site),
            stage=row.stage,
            tonnes=row.tonnes,
            share=_percent(row.tonnes, plan.demand.get((row.market, row.commodity, row.year), math.nan)),
        )
        for row in plan.supply
    ]
    return tuple(sorted(rows, key=lambda row: (row.market, row.commodity, row.year, -row.tonnes, row.origin, row.site)))


def dependence(plan: Plan, lookup: Lookup) -> tuple[Dependence, ...]:
    """Return one row per market, commodity and year that has demand.

    Parameters
    ----------
    plan
        A plan.
    lookup
        Rows of the scenario that the plan was made from.

    Returns
    -------
    tuple[Dependence, ...]
        Sorted by market, commodity, year.
    """
    origins: dict[tuple[str, str, int], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in plan.supply:
        origins[row.market, row.commodity, row.year][row.origin] += row.tonnes
    short: dict[tuple[str, str, int], float] = defaultdict(float)
    for missing in plan.unmet:
        short[missing.market, missing.commodity, missing.year] += missing.tonnes
    return tuple(
        _row(key, demand, origins.get(key, {}), short.get(key, 0.0), lookup)
        for key, demand in sorted(plan.demand.items())
        if demand > 0
    )


def _row(
    key: tuple[str, str, int], demand: float, origins: Mapping[str, float], short: float, lookup: Lookup
) -> Dependence:
    market, commodity, year = key
    home = lookup.home(market)
    foreign = {country: tonnes for country, tonnes in origins.items() if country not in home and tonnes > 0}
    own = math.fsum(tonnes for country, tonnes in origins.items() if country in home)
    supplied = math.fsum(origins.values())
    top = min(foreign, key=lambda country: (-foreign[country], country), default="")
    top_tonnes = foreign[top] if top else (0.0 if supplied > 0 else math.nan)
    top_share = _percent(top_tonnes, demand)
    hosts = math.fsum(tonnes for country, tonnes in origins.items() if country in lookup.hosts)
    return Dependence(
        market=market,
        commodity=commodity,
        year=year,
        demand=demand,
        supplied=supplied,
        unmet=short,
        coverage=_percent(supplied, demand),
        top_origin=top,
        top_tonnes=top_tonnes,
        top_share=top_share,
        crma_flag=top_share > CEILING + 1e-6,
        hhi=float(hhi([own, *foreign.values()] if own > 0 else [*foreign.values()])),
        home_share=_percent(own, demand) if supplied > 0 else math.nan,
        host_share=_percent(hosts, demand) if supplied > 0 and lookup.hosts else math.nan,
    )


def _percent(part: float, whole: float) -> float:
    return 100.0 * part / whole if whole > 0 else math.nan
