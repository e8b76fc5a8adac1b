"""What a host state keeps: value, jobs, refining at home, dependence on one buyer, CO2."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lodeway.plan.bankable import capital_charge
from lodeway.plan.result import Activity, Plan, RouteFlow
from lodeway.report.figures import figure
from lodeway.report.lookup import Lookup
from lodeway.scenario import capital_rate

__all__ = ["NOTE", "Host", "HostMineral", "host_minerals", "hosts"]

NOTE = (
    "Value of output is what leaves each process at reference price, less what processes of the same country took in from each other, so that concentrate smelted at "
    "home counts once. Value kept at home = outputs less inputs at reference prices, less the capital charge of capacity that the plan builds (taken as "
    "financed from abroad); owners of existing capacity are not known, so their return counts as kept. Jobs are those in operation: workers per yearly kilotonne x "
    "output; the coverage says which share of value added has a figure for workers. Mined tonnes count as refined at home unless they leave the "
    "country before the last stage that the scenario has for their element (for uranium that is U3O8); tonnes are contained tonnes, of all elements together (by element in the table of minerals). The largest buyer is the "
    "market or country that takes most of the exports, by value at reference price."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A host state in a year."""

    country: str = figure("Host state.")
    year: int = figure("Year.", kind="year")
    output_value: float = figure(
        "Output at reference prices, without what its own processes use.",
        title="Value of output",
        unit="USD/a",
        kind="number",
    )
    value_kept: float = figure(
        "Value added less capital charge of what the plan builds.",
        title="Value kept at home",
        unit="USD/a",
        kind="number",
    )
    capital_abroad: float = figure(
        "Capital charge of what the plan builds.", title="Capital charge", unit="USD/a", kind="number"
    )
    jobs: float = figure("Jobs in operation, where workers are known.", kind="number")
    jobs_coverage: float = figure("Share of value added with a figure for workers.", unit="%", kind="number")
    mined: float = figure("Contained tonnes mined.", unit="t", kind="number")
    refined_share: float = figure(
        "Mined tonnes that do not leave before the last stage that the scenario has for them.",
        title="Refined at home",
        unit="%",
        kind="number",
        digits=1,
    )
    top_buyer: str = figure("Market or country that takes most of the exports.", title="Largest buyer")
    top_buyer_share: float = figure(
        "Its share of exports, by value.", title="Its share", unit="%", kind="number", digits=1
    )
    emissions: float = figure("CO2e of processes, where emissions are known.", title="CO2e", unit="t/a", kind="number")
    emissions_coverage: float = figure(
        "Share of value added with a figure for emissions.", title="CO2e coverage", unit="%", kind="number"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class HostMineral:
    """An element in a host state in a year."""

    country: str = figure("Host state.")
    element: str = figure("Element or group.")
    year: int = figure("Year.", kind="year")
    mined: float = figure("Contained tonnes mined.", unit="t", kind="number", digits=1)
    refined_here: float = figure("Contained tonnes made at the last stage.", unit="t", kind="number", digits=1)
    exported_raw: float = figure("Contained tonnes exported before the last stage.", unit="t", kind="number", digits=1)
    exported_refined: float = figure("Contained tonnes exported at the last stage.", unit="t", kind="number", digits=1)
    refined_share: float = figure(
        "Mined tonnes that do not leave before the last stage that the scenario has for them.",
        title="Refined at home",
        unit="%",
        kind="number",
        digits=1,
    )
    top_buyer: str = figure("Market or country that takes most of the exports.", title="Largest buyer")
    top_buyer_share: float = figure(
        "Its share of exports, by value.", title="Its share", unit="%", kind="number", digits=1
    )


def hosts(plan: Plan, lookup: Lookup) -> tuple[Host, ...]:
    """Return one row per host state and year.

    Parameters
    ----------
    plan
        A plan.
    lookup
        Rows of the scenario that the plan was made from.

    Returns
    -------
    tuple[Host, ...]
        Sorted by country and year.
    """
    active = _by_country_year(plan, lookup)
    exports = _exports(plan, lookup)
    minerals: dict[tuple[str, int], list[HostMineral]] = defaultdict(list)
    for row in host_minerals(plan, lookup):
        minerals[row.country, row.year].append(row)
    return tuple(
        _host(
            country,
            year,
            active.get((country, year), []),
            exports.get((country, year), []),
            minerals[country, year],
            lookup,
        )
        for country in lookup.hosts
        for year in plan.years
    )


def _host(
    country: str,
    year: int,
    activities: list[Activity],
    exports: list[RouteFlow],
    minerals: list[HostMineral],
    lookup: Lookup,
) -> Host:
    added = {row.process: lookup.value_added(row.process) * row.tonnes for row in activities}
    charge = math.fsum(_capital(row, lookup) for row in activities)
    workers = {row.process: lookup.processes[row.process].workers * row.tonnes / 1000 for row in activities}
    emissions = {row.process: row.emissions for row in activities}
    mined = math.fsum(row.mined for row in minerals)
    raw = math.fsum(min(row.exported_raw, row.mined) for row in minerals)
    buyer, share = _top_buyer(exports, lookup)
    return Host(
        country=country,
        year=year,
        output_value=_output_value(activities, lookup),
        value_kept=math.fsum(added.values()) - charge,
        capital_abroad=charge,
        jobs=_known(workers),
        jobs_coverage=_coverage(workers, added),
        mined=mined,
        refined_share=100 * (1 - raw / mined) if mined > 0 else math.nan,
        top_buyer=buyer,
        top_buyer_share=share,
        emissions=_known(emissions),
        emissions_coverage=_coverage(emissions, added),
    )


def _output_value(activities: Iterable[Activity], lookup: Lookup) -> float:
    """Return outputs at reference prices less inputs that the same country makes [USD/a]."""
    made: dict[str, float] = defaultdict(float)
    used: dict[str, float] = defaultdict(float)
    for row in activities:
        for commodity, amount in lookup.yields[row.process].outputs.items():
            made[commodity] += amount * row.tonnes
        for commodity, amount in lookup.yields[row.process].inputs.items():
            used[commodity] += amount * row.tonnes
    return math.fsum((tonnes - min(used[name], tonnes)) * lookup.price(name) for name, tonnes in made.items())


def _capital(row: Activity, lookup: Lookup) -> float:
    """Return the yearly charge of capacity that the plan built [USD/a]."""
    if row.built <= 0:
        return 0.0
    process = lookup.processes[row.process]
    rate = capital_rate(lookup.scenario, row.country)
    return capital_charge(rate, life=process.life, lead_time=process.lead_time) * process.capex * row.built


def _known(values: Mapping[str, float]) -> float:
    """Return the sum of what is known, NaN where nothing is."""
    known = [value for value in values.values() if not math.isnan(value)]
    return math.fsum(known) if known or not values else math.nan


def _coverage(values: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the percentage of the weights whose value is known; NaN without weights."""
    total = math.fsum(weights.values())
    known = math.fsum(weight for key, weight in weights.items() if not math.isnan(values[key]))
    return 100 * known / total if total > 0 else math.nan


def host_minerals(plan: Plan, lookup: Lookup) -> tuple[HostMineral, ...]:
    """Return one row per host state, element and year in which something is mined, made or exported.

    Parameters
    ----------
    plan, lookup
        As in `hosts`.

    Returns
    -------
    tuple[HostMineral, ...]
        Sorted by country, element, year.
    """
    mined: dict[tuple[str, str, int], float] = defaultdict(float)
    refined: dict[tuple[str, str, int], float] = defaultdict(float)
    exports: dict[tuple[str, str, int], list[RouteFlow]] = defaultdict(list)
    last = _last_stages(lookup)
    for (country, year), activities in _by_country_year(plan, lookup).items():
        for row in activities:
            recipe = lookup.yields[row.process]
            for commodity, amount in recipe.outputs.items():
                key = (country, lookup.commodities[commodity].element, year)
                mined[key] += 0.0 if recipe.inputs else amount * row.tonnes
                refined[key] += amount * row.tonnes if commodity in last else 0.0
    for (country, year), routes in _exports(plan, lookup).items():
        for route in routes:
            exports[country, lookup.commodities[route.commodity].element, year].append(route)
    return tuple(
        _mineral(key, mined.get(key, 0.0), refined.get(key, 0.0), exports.get(key, []), last, lookup)
        for key in sorted({*mined, *refined, *exports})
    )


def _mineral(
    key: tuple[str, str, int],
    mined: float,
    refined: float,
    exports: list[RouteFlow],
    last: frozenset[str],
    lookup: Lookup,
) -> HostMineral:
    raw = math.fsum(route.tonnes for route in exports if route.commodity not in last)
    buyer, share = _top_buyer(exports, lookup)
    return HostMineral(
        country=key[0],
        element=key[1],
        year=key[2],
        mined=mined,
        refined_here=refined,
        exported_raw=raw,
        exported_refined=math.fsum(route.tonnes for route in exports if route.commodity in last),
        refined_share=100 * (1 - min(raw, mined) / mined) if mined > 0 else math.nan,
        top_buyer=buyer,
        top_buyer_share=share,
    )


def _last_stages(lookup: Lookup) -> frozenset[str]:
    """Return the commodities that no process of their element works further: what markets ask for, or nothing takes in."""
    demanded = {row.commodity for row in lookup.scenario.demands}
    taken = {name for recipe in lookup.yields.values() for name in recipe.inputs}
    return frozenset(name for name in lookup.commodities if name in demanded or name not in taken)


def _by_country_year(plan: Plan, lookup: Lookup) -> dict[tuple[str, int], list[Activity]]:
    found: dict[tuple[str, int], list[Activity]] = defaultdict(list)
    for row in plan.activities:
        if row.country in lookup.hosts and row.tonnes > 0:
            found[row.country, row.year].append(row)
    return found


def _exports(plan: Plan, lookup: Lookup) -> dict[tuple[str, int], list[RouteFlow]]:
    """Return the routes that leave a host state, by state and year."""
    found: dict[tuple[str, int], list[RouteFlow]] = defaultdict(list)
    for route in plan.routes:
        origin = lookup.sites[route.origin].country
        if origin in lookup.hosts and lookup.sites[route.destination].country != origin:
            found[origin, route.year].append(route)
    return found


def _top_buyer(exports: Iterable[RouteFlow], lookup: Lookup) -> tuple[str, float]:
    """Return the buyer with most of the exports by value, and its share [%]; NaN without exports."""
    value: dict[str, float] = defaultdict(float)
    for route in exports:
        buyer = route.market or lookup.buyer(lookup.sites[route.destination].country)
        value[buyer] += route.tonnes * lookup.price(route.commodity)
    total = math.fsum(value.values())
    if total <= 0:
        return "", math.nan
    top = min(value, key=lambda name: (-value[name], name))
    return top, 100 * value[top] / total
