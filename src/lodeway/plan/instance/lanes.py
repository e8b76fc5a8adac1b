"""Which goods may travel from where to where: the lanes, derived from recipes, demands, bans and measures."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from lodeway.plan.instance.labels import Tracks
from lodeway.plan.instance.operations import Operation
from lodeway.plan.instance.projects import Project
from lodeway.plan.instance.trade import Lands, avoided, in_force, tax, touching, wait
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Commodity

__all__ = ["Lane", "Reach", "lanes", "reach"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """The most that may be made or used, by (site, commodity) and year [contained t/a]."""

    made: Mapping[tuple[str, str], NDArray[np.float64]]
    used: Mapping[tuple[str, str], NDArray[np.float64]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A commodity from one site to a plant, or to a market over whichever of its sites; arrays are by year."""

    origin: str
    country: str
    commodity: str
    market: str
    """Empty for a plant's feed."""
    destinations: tuple[str, ...]
    avoid: tuple[tuple[frozenset[str] | None, ...], ...]
    """Countries to avoid by destination and year; None where a ban forbids the lane."""
    gross: float
    """Gross tonnes per contained tonne."""
    tax: NDArray[np.float64]
    """[USD per contained tonne]."""
    wait: NDArray[np.float64]
    """Wait for licences [h]."""
    quotas: tuple[tuple[str, ...], ...]
    """Measures that bound its tonnes, by year."""
    most: NDArray[np.float64]
    """Most contained tonnes; zero where the lane does not exist."""
    label: str = ""
    """Where its goods were mined or made before, as far as a limit asks for it."""


def reach(scenario: Scenario, operations: Sequence[Operation], projects: Sequence[Project]) -> Reach:
    """Return the most that each site may make and use of each commodity, everything built."""
    largest = {project.id: project for project in projects if project.kind == "process"}
    made: dict[tuple[str, str], NDArray[np.float64]] = defaultdict(lambda: np.zeros(len(scenario.years)))
    used: dict[tuple[str, str], NDArray[np.float64]] = defaultdict(lambda: np.zeros(len(scenario.years)))
    for operation in operations:
        most = operation.capacity.copy()
        project = largest.get(operation.process.id)
        if project is not None:
            for place, year in enumerate(scenario.years):
                if any(project.runs(decision, year) for decision in project.decisions):
                    most[place] += project.most * project.step
        if not math.isnan(operation.process.resource):
            most = np.minimum(most, operation.process.resource)
        for commodity, amount in operation.outputs:
            made[operation.process.site, commodity] += amount * most
        for commodity, amount in operation.inputs:
            used[operation.process.site, commodity] += amount * most
    return Reach(made=dict(made), used=dict(used))


def lanes(
    scenario: Scenario,
    where: Lands,
    limits: Reach,
    demand: Mapping[tuple[str, str, int], float],
    tracks: Tracks | None = None,
) -> tuple[Lane, ...]:
    """Return every lane that exists in at least one year, in order of commodity, origin, market and destination.

    Parameters
    ----------
    scenario, where
        What is stated, and the countries behind names.
    limits
        The most that each site may make and use.
    demand
        The most that each market may take in.
    tracks
        Labels of goods: a lane that carries several is there once for each.
    """
    carried = tracks or Tracks()
    commodities = {commodity.id: commodity for commodity in scenario.commodities}
    country = {site.id: site.country for site in scenario.sites}
    sites = {row.id: tuple(sorted(row.sites)) for row in scenario.markets}

    @cache
    def spared(start: str, end: str) -> tuple[frozenset[str] | None, ...]:
        return tuple(avoided(scenario, year, start, end) for year in scenario.years)

    wanted = _wanted(scenario, demand)
    used = _by_commodity(limits.used)
    asked = _by_commodity(wanted)
    found = []
    for (origin, name), supply in sorted(limits.made.items(), key=lambda item: (item[0][1], item[0][0])):
        commodity = commodities[name]
        ends: list[tuple[tuple[str, ...], str, NDArray[np.float64]]]
        ends = [((site,), "", need) for site, need in used.get(name, ())]
        ends += [(sites[market], market, need) for market, need in asked.get(name, ())]
        for destinations, market, need in ends:
            ways = tuple(spared(country[origin], country[end]) for end in destinations)
            most = np.minimum(supply, need)
            lane = _lane(scenario, where, commodity, origin, country, destinations, market, most, ways)
            found += [replace(lane, label=label) if label else lane for label in carried.at(origin, name)]
    return tuple(lane for lane in found if lane.most.max(initial=0.0) > 0)


def _by_commodity(
    amounts: Mapping[tuple[str, str], NDArray[np.float64]],
) -> dict[str, list[tuple[str, NDArray[np.float64]]]]:
    """Return the places and amounts of each commodity, places in order."""
    found: dict[str, list[tuple[str, NDArray[np.float64]]]] = {}
    for (place, commodity), amount in sorted(amounts.items(), key=lambda item: item[0]):
        found.setdefault(commodity, []).append((place, amount))
    return found


def _wanted(
    scenario: Scenario, demand: Mapping[tuple[str, str, int], float]
) -> dict[tuple[str, str], NDArray[np.float64]]:
    names = sorted({(market, commodity) for market, commodity, _ in demand})
    return {
        (market, commodity): np.asarray([demand.get((market, commodity, year), 0.0) for year in scenario.years])
        for market, commodity in names
    }


def _lane(
    scenario: Scenario,
    where: Lands,
    commodity: Commodity,
    origin: str,
    country: Mapping[str, str],
    destinations: tuple[str, ...],
    market: str,
    most: NDArray[np.float64],
    avoid: tuple[tuple[frozenset[str] | None, ...], ...],
) -> Lane:
    start, years = country[origin], scenario.years
    ends = where.members(market) if market else frozenset((country[destinations[0]],))
    acting = touching(scenario.measures, where, commodity, origin=start, destinations=ends, market=market)
    force = [[measure for measure in acting if in_force(measure, year)] for year in years]
    open_ways = np.asarray([any(way[place] is not None for way in avoid) for place in range(len(years))])
    free = np.asarray([not any(measure.kind == "ban" for measure in active) for active in force])
    return Lane(
        origin=origin,
        country=start,
        commodity=commodity.id,
        market=market,
        destinations=destinations,
        avoid=avoid,
        gross=1.0 / commodity.content,
        tax=np.asarray([tax(active, commodity) for active in force]),
        wait=np.asarray([wait(active) for active in force]),
        quotas=tuple(
            tuple(sorted(measure.id for measure in active if measure.kind == "quota" and not math.isnan(measure.quota)))
            for active in force
        ),
        most=np.where(open_ways & free, most, 0.0),
    )
