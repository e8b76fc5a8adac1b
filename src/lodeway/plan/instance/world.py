"""A scenario and its network as the equations see them, worked out once."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodeway.network.model import Network
from lodeway.plan.finance import discount_factors
from lodeway.plan.instance.labels import Tracks, tracks
from lodeway.plan.instance.lanes import Lane, lanes, reach
from lodeway.plan.instance.operations import Operation, operations
from lodeway.plan.instance.passages import passages
from lodeway.plan.instance.periods import holds
from lodeway.plan.instance.projects import Project, projects
from lodeway.plan.instance.stores import Store, roomier, rooms, stores
from lodeway.plan.instance.trade import Lands, lands
from lodeway.scenario import background, demand, stated_demand, unmet_cost
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Commodity

__all__ = ["World", "world"]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything that the equations need; tables are in order of their keys, arrays are by year."""

    scenario: Scenario
    network: Network
    years: tuple[int, ...]
    discount: NDArray[np.float64]
    commodities: Mapping[str, Commodity]
    country: Mapping[str, str]
    """Country of each site."""
    where: Lands
    operations: tuple[Operation, ...]
    projects: tuple[Project, ...]
    lanes: tuple[Lane, ...]
    deliveries: Mapping[tuple[str, str], tuple[int, ...]]
    """Lanes that deliver to a market, by market and commodity."""
    demand: Mapping[tuple[str, str, int], float]
    intake: Mapping[tuple[str, str, int], float]
    """The most that a market may take in: its demand and what its stock has room for [t/a]."""
    unmet_cost: Mapping[tuple[str, str, int], tuple[tuple[float, float], ...]]
    """By market, commodity and year, for each step of the demand: its share and the cost [USD per contained tonne] of
    leaving it unmet; missing where the demand must be met."""
    tracks: Tracks
    stores: tuple[Store, ...]
    gate_free: NDArray[np.float64]
    """Gross tonnes a year left by other traffic, by gate, then link, and year; infinite where there is no limit."""
    gate_closed: NDArray[np.bool_]
    """By gate, then link, and year: nothing can pass, even with everything built."""


def world(scenario: Scenario, network: Network) -> World:
    """Return the scenario and its network as the equations see them."""
    known = operations(scenario)
    options = projects(scenario, known, network.gates, network.links)
    where, needs = lands(scenario), demand(scenario)
    free = _gate_free(scenario, network)
    carried = tracks(scenario, known)
    kept = stores(scenario, known, carried, needs)
    wanted = {key: needs[key] for key in sorted(needs) if needs[key] > 0 and key[2] in scenario.years}
    intake = _intake(scenario, wanted, kept)
    ways = lanes(scenario, where, roomier(reach(scenario, known, options), kept), intake, carried)
    return World(
        scenario=scenario,
        network=network,
        years=scenario.years,
        discount=discount_factors(scenario.years, scenario.discount_rate),
        commodities={row.id: row for row in sorted(scenario.commodities, key=lambda row: row.id)},
        country={row.id: row.country for row in scenario.sites},
        where=where,
        operations=known,
        projects=options,
        lanes=ways,
        deliveries=_deliveries(ways),
        demand=wanted,
        intake=intake,
        unmet_cost=_unmet_cost(scenario),
        tracks=carried,
        stores=kept,
        gate_free=free,
        gate_closed=_gate_closed(scenario, network, options, free),
    )


def _deliveries(ways: tuple[Lane, ...]) -> dict[tuple[str, str], tuple[int, ...]]:
    found: dict[tuple[str, str], list[int]] = {}
    for number, lane in enumerate(ways):
        if lane.market:
            found.setdefault((lane.market, lane.commodity), []).append(number)
    return {key: tuple(numbers) for key, numbers in found.items()}


def _intake(
    scenario: Scenario, demand: Mapping[tuple[str, str, int], float], kept: tuple[Store, ...]
) -> dict[tuple[str, str, int], float]:
    intake = dict(demand)
    for store in kept:
        if store.side == "market":
            used = np.asarray([demand.get((store.place, store.commodity, year), 0.0) for year in scenario.years])
            taken = [
                row for row in scenario.agreements if (row.market, row.commodity) == (store.place, store.commodity)
            ]
            bound = np.cumsum([sum(row.quantity for row in taken if holds(row, year)) for year in scenario.years])
            most = used + rooms(store, used, bound)
            intake |= {(store.place, store.commodity, y): float(m) for y, m in zip(scenario.years, most, strict=True)}
    return {key: intake[key] for key in sorted(intake)}


def _gate_free(scenario: Scenario, network: Network) -> NDArray[np.float64]:
    """Return what other traffic leaves: capacity - background x (1 + growth)^(t - first year), at least zero."""
    first = scenario.years[0]
    free = np.full((len(passages(network)), len(scenario.years)), np.inf)
    for row, gate in enumerate(passages(network)):
        if gate.status == "candidate":
            free[row] = 0.0
        elif not math.isnan(gate.capacity):
            free[row] = [max(0.0, gate.capacity - background(gate, year, first=first)) for year in scenario.years]
    return free


def _gate_closed(
    scenario: Scenario, network: Network, options: tuple[Project, ...], free: NDArray[np.float64]
) -> NDArray[np.bool_]:
    growing = {(project.kind, project.id): project for project in options}
    closed: NDArray[np.bool_] = free <= 0.0
    for row, gate in enumerate(passages(network)):
        project = growing.get(("gate" if row < len(network.gates) else "link", gate.id))
        for place, year in enumerate(scenario.years):
            if project is not None and any(project.runs(decision, year) for decision in project.decisions):
                closed[row, place] = False
    return closed


def _unmet_cost(scenario: Scenario) -> dict[tuple[str, str, int], tuple[tuple[float, float], ...]]:
    steps: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for step in sorted(scenario.steps, key=lambda step: (step.market, step.commodity, step.step)):
        steps.setdefault((step.market, step.commodity), []).append((step.share / 100.0, step.worth))
    return {
        key: tuple(steps[key[:2]]) if key[:2] in steps else ((1.0, unmet_cost(row, scenario)),)
        for key, row in stated_demand(scenario).items()
        if not row.must_meet
    }
