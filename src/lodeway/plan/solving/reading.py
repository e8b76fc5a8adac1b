"""Reads a plan out of the master's answer."""

from __future__ import annotations

from collections import defaultdict
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lodeway.plan.blocks.variables import left_unmet, running, stock
from lodeway.plan.instance.projects import Project
from lodeway.plan.result import Activity, Build, Plan, RouteFlow, StockLevel, Supply, Surplus, Unmet
from lodeway.plan.solving.costs import moving, own_cost, parts_of, shortfalls
from lodeway.plan.solving.limits import limit_uses
from lodeway.plan.solving.master import Answer, Master

__all__ = ["read_plan"]

DUST = 1e-9
"""Share of the largest flow of a commodity below which a flow is the solver's rounding."""
PROVED = 1e-6
"""Gap up to which a plan is called optimal."""


def read_plan(master: Master, answer: Answer, *, bound: float, rounds: int, note: str = "") -> Plan:
    """Return the plan of an answer, with its proved bound."""
    world = master.world
    values = _swept(master, answer.values)
    parts = parts_of(master, values)
    objective = sum(parts.values())
    own = own_cost(parts)
    proved = min(bound, objective)
    gap = (objective - proved) / max(own, 1e-12 * abs(objective), 1e-12)
    status: Literal["optimal", "gap"] = "optimal" if gap <= PROVED else "gap"
    return Plan(
        scenario=world.scenario.name,
        case=world.scenario.case,
        digest=world.scenario.digest,
        status=status,
        years=world.years,
        objective=objective,
        bound=proved,
        gap=gap,
        own=own,
        parts=parts,
        builds=_builds(master, values),
        supply=_supply(master, values),
        unmet=_unmet(master, values),
        routes=_routes(master, values),
        activities=_activities(master, values),
        surplus=_surplus(master, values),
        stocks=_stocks(master, values),
        shortfalls=shortfalls(master, values),
        limits=limit_uses(master, values, answer.duals),
        prices=_prices(master, answer),
        demand=dict(world.demand),
        rounds=rounds,
        columns=len(master.routes),
        note=note,
    )


def _swept(master: Master, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the values without the solver's dust: nothing below zero, no trace of a flow, whole units whole."""
    clean = np.maximum(values, 0.0)
    years, lanes = len(master.world.years), master.world.lanes
    largest: dict[str, float] = defaultdict(float)
    for lane in lanes:
        largest[lane.commodity] = max(largest[lane.commodity], float(lane.most.max()))
    dust = np.asarray([DUST * largest[lane.commodity] for lane in lanes])
    floor = dust[master.slots // years]
    routes = clean[master.first :]
    routes[routes < floor] = 0.0
    whole = np.flatnonzero(master.assembly.whole)
    clean[whole] = np.where(np.abs(clean[whole] - np.round(clean[whole])) < 1e-6, np.round(clean[whole]), clean[whole])
    static = clean[: master.first]
    static[static < DUST] = 0.0
    return clean


def _builds(master: Master, values: NDArray[np.float64]) -> tuple[Build, ...]:
    found = []
    for project in master.world.projects:
        for decision in project.decisions:
            units = float(values[master.assembly.columns["build", project.kind, project.id, decision]])
            if units > 0:
                found.append(_build(project, decision, units))
    return tuple(sorted(found, key=lambda build: (build.year, build.kind, build.what)))


def _build(project: Project, decision: int, units: float) -> Build:
    return Build(
        what=project.id,
        name=project.name,
        kind=project.kind,
        site=project.site,
        country=project.country,
        year=decision,
        first_year=decision + project.lead_time,
        size=units * project.step,
        unit={"process": "t/a", "training": "workers"}.get(project.kind, "gross t/a"),
        capex=units * project.capex,
        pillar=project.pillar,
        commodity=project.commodity,
    )


def _supply(master: Master, values: NDArray[np.float64]) -> tuple[Supply, ...]:
    world = master.world
    tonnes: dict[int, float] = defaultdict(float)
    carried = values[master.first :]
    for slot, each in zip(master.slots[carried > 0].tolist(), carried[carried > 0].tolist(), strict=True):
        if world.lanes[slot // len(world.years)].market:
            tonnes[slot] += each
    found = []
    for slot, moved in tonnes.items():
        lane, place = world.lanes[slot // len(world.years)], slot % len(world.years)
        found.append(
            Supply(
                market=lane.market,
                commodity=lane.commodity,
                year=world.years[place],
                origin=lane.country,
                site=lane.origin,
                stage=world.commodities[lane.commodity].stage,
                tonnes=moved,
                label=lane.label,
            )
        )
    return tuple(sorted(found, key=lambda row: (row.market, row.commodity, row.year, row.origin, row.site, row.label)))


def _unmet(master: Master, values: NDArray[np.float64]) -> tuple[Unmet, ...]:
    found = []
    for (market, commodity, year), steps in sorted(master.world.unmet_cost.items()):
        columns = left_unmet(master.world, master.assembly, market, commodity, year)
        tonnes = [float(values[column]) for column in columns]
        if sum(tonnes) > 0:
            cost = sum(each * worth for each, (_, worth) in zip(tonnes, steps, strict=True))
            found.append(Unmet(market=market, commodity=commodity, year=year, tonnes=sum(tonnes), cost=cost))
    return tuple(found)


def _routes(master: Master, values: NDArray[np.float64]) -> tuple[RouteFlow, ...]:
    world = master.world
    found = []
    for slot, way, tonnes in moving(master, values):
        lane, place = world.lanes[slot // len(world.years)], slot % len(world.years)
        found.append(
            RouteFlow(
                commodity=lane.commodity,
                origin=lane.origin,
                destination=way.destination,
                market=lane.market,
                year=world.years[place],
                tonnes=tonnes,
                gross_tonnes=tonnes * lane.gross,
                km=way.km,
                hours=way.hours,
                cost=way.cost,
                co2=way.co2,
                countries=way.countries,
                gates=tuple(world.network.gates[gate].id for gate in way.gates),
                links=tuple(world.network.links[n].id for n in world.network.legs.link[list(way.legs)] if n >= 0),
                modes=way.modes,
                legs=way.legs,
            )
        )
    return tuple(
        sorted(found, key=lambda row: (row.commodity, row.origin, row.market, row.destination, row.year, row.legs))
    )


def _activities(master: Master, values: NDArray[np.float64]) -> tuple[Activity, ...]:
    world = master.world
    options = {project.id: project for project in world.projects if project.kind == "process"}
    found = []
    for operation in world.operations:
        process = operation.process
        for place, year in enumerate(world.years):
            built = 0.0
            if process.id in options:
                columns = list(running(master.assembly, options[process.id], year))
                built = options[process.id].step * float(values[columns].sum())
            tonnes = float(values[master.assembly.columns["activity", process.id, year]])
            capacity = float(operation.capacity[place]) + built
            if capacity > 0 or tonnes > 0:
                found.append(
                    Activity(
                        process=process.id,
                        site=process.site,
                        country=operation.country,
                        commodity=operation.first,
                        year=year,
                        tonnes=tonnes,
                        capacity=capacity,
                        built=built,
                        cost=tonnes * operation.cost,
                        emissions=tonnes * operation.emissions,
                    )
                )
    return tuple(found)


def _surplus(master: Master, values: NDArray[np.float64]) -> tuple[Surplus, ...]:
    left: dict[tuple[str, str, int], float] = defaultdict(float)
    for key, column in master.assembly.columns.items():
        if key[0] == "surplus" and values[column] > 0:
            left[str(key[1]), str(key[2]), int(key[3])] += float(values[column])
    return tuple(
        Surplus(site=site, commodity=commodity, year=year, tonnes=tonnes)
        for (site, commodity, year), tonnes in sorted(left.items())
    )


def _stocks(master: Master, values: NDArray[np.float64]) -> tuple[StockLevel, ...]:
    world, found = master.world, []
    for store in world.stores:
        before = store.initial
        for year in world.years:
            columns = [master.assembly.columns[stock(store, year, label)] for label, _ in store.labels]
            tonnes = float(values[columns].sum())
            if before > 0 or tonnes > 0:
                found.append(
                    StockLevel(
                        place=store.place,
                        side=store.side,
                        commodity=store.commodity,
                        year=year,
                        before=before,
                        tonnes=tonnes,
                    )
                )
            before = tonnes
    return tuple(found)


def _prices(master: Master, answer: Answer) -> dict[tuple[str, str, int], float]:
    """Return what one more tonne is worth: at a plant that makes and uses it, the worth of what may be shipped."""
    world = master.world
    prices: dict[tuple[str, str, int], float] = {}
    sites = {market.id: market.sites for market in world.scenario.markets}
    for key, row in master.assembly.rows.items():
        if key[0] in ("supply", "feed", "demand"):
            year = int(key[3])
            worth = float(answer.duals[row]) / float(world.discount[world.years.index(year)])
            for site in sites[str(key[1])] if key[0] == "demand" else (str(key[1]),):
                place = (site, str(key[2]), year)
                prices[place] = max(prices.get(place, worth), worth)
    return {place: prices[place] for place in sorted(prices)}
