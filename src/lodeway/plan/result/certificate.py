"""The certificate of a plan's routes: each taken back to the railways, roads and lanes of the atlas and counted again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodeway.network.model import Network
from lodeway.plan.result.values import Plan
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import MODES

__all__ = ["Certificate", "certify"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """How far the figures of a plan's routes are from those counted edge by edge."""

    routes: int
    worst_km: float
    """Largest relative difference in kilometres of any route."""
    worst_cost: float
    """Largest relative difference in cost of any route."""
    graph_share: float
    """Share of the kilometres that edges of the atlas make; the rest is gates, hand-made links and the last stretches to sites."""


def certify(plan: Plan, network: Network, scenario: Scenario) -> Certificate:
    """Return how far each route's kilometres and cost are from what the edges under it make.

    Every route is unpacked into its legs and each leg into the nodes that it passes. A stretch between two of them that
    is an edge of the atlas counts with that edge's length, at the rate of its mode and country; a gate, a hand-made link, a
    change of mode and the stretch to a site, which no edge makes, as the network states them.

    Parameters
    ----------
    plan
        What `lodeway.plan.plan` returned.
    network, scenario
        What it planned on.

    Examples
    --------
    >>> from lodeway.network import build
    >>> from lodeway.plan import plan
    >>> from lodeway.plan.sample import sample
    >>> scenario = sample()
    >>> network = build(scenario)
    >>> certify(plan(scenario, network=network), network, scenario).worst_km
    0.0
    """
    used = np.asarray(sorted({leg for route in plan.routes for leg in route.legs}), dtype=np.intp)
    km, cost, graph = _counted(network, scenario, used)
    apart_km, apart_cost, all_km, all_graph = 0.0, 0.0, 0.0, 0.0
    for route in plan.routes:
        own = np.searchsorted(used, np.asarray(route.legs, dtype=np.intp))
        apart_km = max(apart_km, abs(float(km[own].sum()) - route.km) / max(1.0, route.km))
        apart_cost = max(apart_cost, abs(float(cost[own].sum()) - route.cost) / max(1.0, route.cost))
        all_km += route.km
        all_graph += float(graph[own].sum())
    return Certificate(
        routes=len(plan.routes),
        worst_km=apart_km,
        worst_cost=apart_cost,
        graph_share=all_graph / all_km if all_km else 0.0,
    )


def _counted(network: Network, scenario: Scenario, used: NDArray[np.intp]) -> tuple[Floats, Floats, Floats]:
    """Return kilometres and cost of legs counted edge by edge, and the kilometres that are edges."""
    legs = network.legs
    km, cost, graph = legs.km[used].copy(), legs.cost[used].copy(), np.zeros(used.size)
    if scenario.network != "atlas":
        return km, cost, graph
    rates: dict[tuple[str, str], float] = {(row.mode, row.country): row.cost for row in scenario.costs}
    edges, count = _edges()
    for place, leg in enumerate(used.tolist()):
        mode = MODES[legs.mode[leg]] if legs.mode[leg] >= 0 else ""
        if mode not in edges or legs.gate[leg] >= 0 or legs.link[leg] >= 0:
            continue
        nodes = network.leg_nodes[network.leg_start[leg] : network.leg_start[leg + 1]].astype(np.int64)
        key, lengths = edges[mode]
        pairs = np.minimum(nodes[:-1], nodes[1:]) * count + np.maximum(nodes[:-1], nodes[1:])
        at = np.minimum(np.searchsorted(key, pairs), key.size - 1)
        known = key[at] == pairs
        graph[place] = float(lengths[at[known]].sum())
        if graph[place] == 0.0:
            continue
        countries = {network.terminal_country[end] for end in (legs.tail[leg], legs.head[leg])} - {""}
        rate = np.mean([rates.get((mode, land), rates.get((mode, "*"), np.nan)) for land in countries or {"*"}])
        if known.all():
            # All of it lies on edges: nothing is taken from the network but a change of mode.
            change = _change(scenario, float(legs.cost[leg] - rate * legs.km[leg]))
            km[place], cost[place] = graph[place], rate * graph[place] + change
    return km, cost, graph


def _change(scenario: Scenario, left: float) -> float:
    """Return the charge for a change of mode that explains what a leg costs beside its kilometres, 0 where none does."""
    charges = [0.0, *(row.cost for row in scenario.transfers)]
    return min(charges, key=lambda charge: (abs(charge - left), charge))


def _edges() -> tuple[dict[str, tuple[NDArray[np.int64], Floats]], int]:
    """Return the edges of the atlas by mode, sorted by their ends as one number, with their lengths [km], and the base."""
    from lodeway.network.overlay.drafting import offsets
    from lodeway.network.overlay.lines import read_lines
    from lodeway.network.overlay.sea import read_sea

    rail, road, sea = read_lines("rail"), read_lines("road"), read_sea()
    first = offsets(rail, sea)
    count = rail.longitude.size + road.longitude.size + sea.longitude.size
    found = {}
    for mode, own in (("rail", rail), ("road", road), ("sea", sea)):
        u, v = own.u.astype(np.int64) + first[mode], own.v.astype(np.int64) + first[mode]
        key = np.minimum(u, v) * count + np.maximum(u, v)
        order = np.lexsort((own.km, key))
        fresh = np.diff(key[order], prepend=-1) != 0
        found[mode] = key[order][fresh], own.km[order][fresh].astype(np.float64)
    return found, count
