"""Where tonnes go: routes, flows from mine to market, use of gates, unmet demand."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lodeway.plan.result import Build, Plan
from lodeway.report.figures import figure
from lodeway.report.lookup import Lookup
from lodeway.scenario import background, stated_demand, unmet_cost
from lodeway.schema.tables import Gate

__all__ = [
    "FLOWS_NOTE",
    "GATES_NOTE",
    "ROUTES_NOTE",
    "UNMET_NOTE",
    "Flow",
    "GateUse",
    "Route",
    "Short",
    "Ways",
    "enlargements",
    "flows",
    "gate_use",
    "routes",
    "unmet",
    "ways",
]

FLOWS_NOTE = (
    "Contained tonnes of an element between makers and users, by country and commodity: hauled along a route, or used at the site where it was made "
    "(local). Losses of a process are the difference between what enters and leaves a node."
)
ROUTES_NOTE = (
    "One row per way, commodity, origin, destination and year. Kilometres, hours, cost and CO2e are per gross tonne on the way; gross tonnes are "
    "contained tonnes divided by the commodity's content. What is used at the site where it was made has no route. Cost is freight, fees and handling, without the value of time."
)
GATES_NOTE = (
    "Gross tonnes a year, both ways together. Background is other traffic, grown by the gate's rate from the first plan year. Share is plan and background in "
    "percent of capacity with what the plan has built; missing where capacity is without limit; above 100 where other traffic alone outgrows it."
)
UNMET_NOTE = "Demand that no supply meets, with its cost in the plan's objective (undiscounted)."

Ways = Mapping[tuple[int, ...], int]
"""Legs of a path to the path's number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Tonnes between two nodes of the flow from mine to market."""

    element: str = figure("Element or group.")
    year: int = figure("Year.", kind="year")
    from_node: str = figure("Country and commodity that leaves it.", title="From")
    from_country: str = figure("Country.")
    from_stage: str = figure("Stage of the commodity.")
    to_node: str = figure("Country and commodity made of it, or the market.", title="To")
    to_country: str = figure("Country, or market.")
    to_stage: str = figure("Stage of what is made there, or market.")
    kind: str = figure("haul (by a route) or local (at the same site).")
    tonnes: float = figure("Contained tonnes.", unit="t", kind="number", digits=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Tonnes of a commodity along one way in a year."""

    commodity: str = figure("What is carried.")
    origin: str = figure("Site it comes from.", key="from", title="From")
    destination: str = figure("Site it goes to.", key="to", title="To")
    year: int = figure("Year.", kind="year")
    tonnes: float = figure("Contained tonnes.", unit="t", kind="number", digits=1)
    gross_tonnes: float = figure("Gross tonnes.", unit="t", kind="number", digits=1)
    km: float = figure("Length of the way.", title="Distance", unit="km", kind="number")
    hours: float = figure("Time on the way, with waiting.", title="Time", unit="h", kind="number")
    cost: float = figure("Freight, fees and handling per gross tonne.", unit="USD/t", kind="number", digits=1)
    co2: float = figure("CO2e per gross tonne.", title="CO2e", unit="kg/t", kind="number", digits=1)
    countries: tuple[str, ...] = figure("Countries in order of travel.", kind="list")
    gates: tuple[str, ...] = figure("Gates in order of travel.", kind="list")
    modes: tuple[str, ...] = figure("Modes in order of travel.", kind="list")
    way: int = figure("Number of the way: its polyline in routes.geojson.", kind="integer")


@dataclass(frozen=True, slots=True, kw_only=True)
class GateUse:
    """A gate in a year."""

    gate: str = figure("Id of the gate.")
    name: str = figure("Name for people.")
    kind: str = figure("crossing, port, ferry, passage or transfer.")
    year: int = figure("Year.", kind="year")
    through: float = figure("Gross tonnes of the plan.", title="Plan", unit="t/a", kind="number")
    background: float = figure("Other traffic.", unit="t/a", kind="number")
    capacity: float = figure("Capacity that exists.", unit="t/a", kind="number")
    built: float = figure("Capacity that the plan has built.", unit="t/a", kind="number")
    share: float = figure("Plan and background in percent of capacity.", title="Use", unit="%", kind="number", digits=1)
    fee: float = figure("Charge for a gross tonne.", unit="USD/t", kind="number", digits=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Short:
    """Demand that is not met."""

    market: str = figure("Market.")
    commodity: str = figure("What it lacks.")
    year: int = figure("Year.", kind="year")
    tonnes: float = figure("Contained tonnes short.", unit="t", kind="number", digits=1)
    share: float = figure("Share of that year's demand.", unit="%", kind="number", digits=1)
    cost: float = figure("Cost in the plan's objective, undiscounted.", unit="USD", kind="number")


def ways(*plans: Plan) -> dict[tuple[int, ...], int]:
    """Return a number for every path of the plans, in a fixed order; what stays at its site takes no path."""
    found = {route.legs for plan in plans for route in plan.routes if route.legs}
    return {legs: number for number, legs in enumerate(sorted(found))}


def routes(plan: Plan, numbers: Ways) -> tuple[Route, ...]:
    """Return the plan's routes with the number of their way, sorted by commodity, origin, destination, year, way."""
    rows = [
        Route(
            commodity=row.commodity,
            origin=row.origin,
            destination=row.destination,
            year=row.year,
            tonnes=row.tonnes,
            gross_tonnes=row.gross_tonnes,
            km=row.km,
            hours=row.hours,
            cost=row.cost,
            co2=row.co2,
            countries=row.countries,
            gates=row.gates,
            modes=row.modes,
            way=numbers[row.legs],
        )
        for row in plan.routes
        if row.legs
    ]
    return tuple(sorted(rows, key=lambda row: (row.commodity, row.origin, row.destination, row.year, row.way)))


def flows(plan: Plan, lookup: Lookup) -> tuple[Flow, ...]:
    """Return contained tonnes between countries and stages, from mine to market.

    Parameters
    ----------
    plan
        A plan.
    lookup
        Rows of the scenario that the plan was made from.

    Returns
    -------
    tuple[Flow, ...]
        Sorted by element, year, nodes.
    """
    sums: dict[tuple[str, str, str, str, int, str], float] = defaultdict(float)
    users = _users(plan, lookup)
    for route in plan.routes:
        start, end = lookup.sites[route.origin].country, lookup.sites[route.destination].country
        kind = "local" if route.origin == route.destination else "haul"
        used = users.get((route.destination, route.commodity, route.year), {})
        if route.market or not used:
            sums[start, route.commodity, route.market or end, "", route.year, kind] += route.tonnes
            continue
        total = math.fsum(used.values())
        for product, tonnes in used.items():
            sums[start, route.commodity, end, product, route.year, kind] += route.tonnes * tonnes / total
    return tuple(sorted((_flow(key, tonnes, lookup) for key, tonnes in sums.items()), key=_flow_order))


def _users(plan: Plan, lookup: Lookup) -> dict[tuple[str, str, int], dict[str, float]]:
    """Return by site, input and year what is used, by the first output that it is used for."""
    found: dict[tuple[str, str, int], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in plan.activities:
        for commodity, amount in lookup.yields[row.process].inputs.items():
            if row.tonnes > 0:
                found[row.site, commodity, row.year][row.commodity] += amount * row.tonnes
    return found


def _flow(key: tuple[str, str, str, str, int, str], tonnes: float, lookup: Lookup) -> Flow:
    start, commodity, goal, product, year, kind = key
    return Flow(
        element=lookup.commodities[commodity].element,
        year=year,
        from_node=f"{start} {commodity}",
        from_country=start,
        from_stage=lookup.commodities[commodity].stage,
        to_node=f"{goal} {product}" if product else f"{goal} market",
        to_country=goal,
        to_stage=lookup.commodities[product].stage if product else "market",
        kind=kind,
        tonnes=tonnes,
    )


def _flow_order(flow: Flow) -> tuple[str, int, str, str, str]:
    return flow.element, flow.year, flow.from_node, flow.to_node, flow.kind


def gate_use(plan: Plan, gates: Sequence[Gate]) -> tuple[GateUse, ...]:
    """Return every gate that the plan passes or enlarges, by year.

    Parameters
    ----------
    plan
        A plan.
    gates
        Gates of the network.
    """
    through: dict[tuple[str, int], float] = defaultdict(float)
    for route in plan.routes:
        for gate in route.gates:
            through[gate, route.year] += route.gross_tonnes
    concerned = {gate for gate, _ in through} | {build.what for build in plan.builds if build.kind == "gate"}
    return tuple(
        _gate_year(gate, year, plan, through.get((gate.id, year), 0.0))
        for gate in sorted(gates, key=lambda gate: gate.id)
        if gate.id in concerned
        for year in plan.years
    )


def _gate_year(gate: Gate, year: int, plan: Plan, through: float) -> GateUse:
    other = background(gate, year, first=plan.years[0])
    built = math.fsum(build.size for build in enlargements(plan, gate, year))
    capacity = 0.0 if gate.status == "candidate" else gate.capacity
    whole = capacity + built
    return GateUse(
        gate=gate.id,
        name=gate.name or gate.id,
        kind=gate.kind,
        year=year,
        through=through,
        background=other,
        capacity=capacity,
        built=built,
        share=100 * (through + other) / whole if whole > 0 else math.nan,
        fee=gate.fee,
    )


def enlargements(plan: Plan, gate: Gate, year: int) -> list[Build]:
    """Return the plan's builds of a gate that can be used in a year."""
    shut = gate.closes and year >= gate.closes
    return [
        build
        for build in plan.builds
        if (build.kind, build.what) == ("gate", gate.id)
        and build.first_year <= year < build.first_year + gate.life
        and not shut
    ]


def unmet(plan: Plan, lookup: Lookup) -> tuple[Short, ...]:
    """Return demand that is not met, with its cost, by market, commodity and year."""
    stated = stated_demand(lookup.scenario)
    plain = (
        unmet_cost(stated[row.market, row.commodity, row.year], lookup.scenario) * row.tonnes for row in plan.unmet
    )
    rows = [
        Short(
            market=row.market,
            commodity=row.commodity,
            year=row.year,
            tonnes=row.tonnes,
            share=100 * row.tonnes / plan.demand[row.market, row.commodity, row.year],
            cost=cost if math.isnan(row.cost) else row.cost,
        )
        for row, cost in zip(plan.unmet, plain, strict=True)
    ]
    return tuple(sorted(rows, key=lambda row: (row.market, row.commodity, row.year)))
