"""Random networks whose links are shared by many goods: the same numbers as a scenario, as linopy and as PyPSA."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodeway.plan.finance import annuity
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Capital, Commodity, Cost, Demand, Limit, Link, Market, Process, Site

__all__ = ["SIZES", "Instance", "instance", "linopy_model", "pypsa_network", "scenario", "solve"]

SIZES = {
    "small": (100, 400, 5, 5, 15, 40, 1.0),
    "mid": (250, 1000, 10, 6, 15, 40, 1.0),
    "full": (500, 2000, 10, 10, 15, 40, 1.0),
    "big": (1000, 4000, 20, 10, 15, 40, 1.0),
    "crowded": (500, 2000, 10, 10, 30, 100, 1.0),
    "tight": (500, 2000, 10, 10, 15, 40, 0.2),
}
"""Nodes, directed links, commodities and years; nodes at which each commodity is made, and needed; how roomy the links are.

Arc by arc "full" has 225,500 columns, 70,010 rows and 735,500 coefficients. "crowded" has six times as many pairs of a source
and a market, "tight" a fifth of the room on every link.
"""
RATE, CAPITAL, LIFE = 0.05, 0.08, 30

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """A network with goods; places and links are numbered."""

    nodes: int
    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    length: Floats
    capacity: Floats
    capex: Floats
    supply: Floats
    """By commodity and node [t/a]; 0 where none is made."""
    demand: Floats
    """By commodity and node [t/a] in the first year."""
    price: Floats
    growth: float
    budget: float
    years: int

    def discount(self) -> Floats:
        """Return the discount factor of each year."""
        found: Floats = (1 + RATE) ** -np.arange(self.years, dtype=np.float64)
        return found

    def investment(self) -> Floats:
        """Return the present value of the annuities of a yearly tonne of each link, by year of decision."""
        later = np.cumsum(self.discount()[::-1])[::-1]
        found: Floats = self.capex[:, None] * annuity(CAPITAL, LIFE) * later
        return found

    def needed(self) -> Floats:
        """Return the demand by commodity, node and year."""
        grown: Floats = self.demand[:, :, None] * (1 + self.growth / 100) ** np.arange(self.years)
        return grown


def instance(size: str, seed: int = 1) -> Instance:
    """Return the instance of a size: a strongly connected ring with chords, both ways, at places on a plane."""
    nodes, links, goods, years, sources, sinks, room = SIZES[size]
    dice = np.random.default_rng(seed)
    x, y = dice.uniform(0, 60, nodes), dice.uniform(0, 60, nodes)
    order = np.argsort(np.arctan2(y - 30, x - 30))
    tail, head = list(order), list(np.roll(order, -1))
    near = np.hypot(x[:, None] - x, y[:, None] - y)
    pairs = set(zip(tail, head, strict=True))
    while len(tail) < links:
        one = int(dice.integers(nodes))
        other = int(np.argsort(near[one])[1 + dice.integers(8)])
        for pair in ((one, other), (other, one)):
            if pair not in pairs and len(tail) < links:
                pairs.add(pair)
                tail.append(pair[0])
                head.append(pair[1])
    tails, heads = np.asarray(tail, dtype=np.int64), np.asarray(head, dtype=np.int64)
    length = 100 * near[tails, heads] * dice.uniform(1.0, 1.5, links) + 10
    supply, demand = np.zeros((goods, nodes)), np.zeros((goods, nodes))
    for good in range(goods):
        made = dice.choice(nodes, sources, replace=False)
        used = dice.choice(nodes, sinks, replace=False)
        demand[good, used] = dice.uniform(50, 500, used.size)
        supply[good, made] = dice.uniform(0.5, 2.0, made.size)
        supply[good] *= 1.3 * demand[good].sum() / supply[good].sum()
    total = demand.sum()
    capacity = dice.uniform(0.2, 3.0, links) * total / math.sqrt(nodes) * room
    capex = dice.uniform(20, 100, links)
    return Instance(
        nodes=nodes,
        tail=tails,
        head=heads,
        length=length,
        capacity=capacity,
        capex=capex,
        supply=supply,
        demand=demand,
        price=dice.uniform(300, 2000, goods),
        growth=4.0,
        budget=float(total * 2.0),
        years=years,
    )


UNMET = 10.0
"""Cost of a missing tonne, in prices."""
FREIGHT = 0.05
"""[USD/(t km)]."""


def scenario(case: Instance) -> Scenario:
    """Return the instance as a scenario that brings its own links."""
    # Places stand a kilometre and more apart, so that none is taken for another; lengths are stated.
    place = [(round(0.1 * (n % 100), 6), round(0.1 * (n // 100), 6)) for n in range(case.nodes)]
    used = np.flatnonzero((case.supply.sum(axis=0) > 0) | (case.demand.sum(axis=0) > 0)).tolist()
    goods = range(len(case.price))
    return Scenario(
        name="shared-links",
        title="Shared links",
        question="Which links are worth widening?",
        case="base",
        case_title="Base",
        years=tuple(range(2026, 2026 + case.years)),
        network="links",
        discount_rate=RATE,
        unmet_factor=UNMET,
        commodities=tuple(
            Commodity(id=f"c{c:02d}", element=f"e{c}", stage="refined", price=float(case.price[c])) for c in goods
        ),
        sites=tuple(
            Site(id=f"n{n:04d}", country="KAZ", longitude=place[n][0], latitude=place[n][1], kind="mine") for n in used
        ),
        markets=tuple(
            Market(id=f"m{n:04d}", countries=("*",), sites=(f"n{n:04d}",)) for n in used if case.demand[:, n].sum() > 0
        ),
        processes=tuple(
            Process(
                id=f"p{c:02d}-{n:04d}",
                site=f"n{n:04d}",
                recipe=f"-> 1 c{c:02d}",
                status="operating",
                capacity=float(case.supply[c, n]),
            )
            for c in goods
            for n in np.flatnonzero(case.supply[c]).tolist()
        ),
        links=tuple(
            Link(
                id=f"l{k:04d}",
                mode="rail",
                from_longitude=place[one][0],
                from_latitude=place[one][1],
                from_country="KAZ",
                to_longitude=place[other][0],
                to_latitude=place[other][1],
                to_country="KAZ",
                length=float(case.length[k]),
                direction="forward",
                capacity=float(case.capacity[k]),
                capex=float(case.capex[k]),
                life=LIFE,
            )
            for k, (one, other) in enumerate(zip(case.tail.tolist(), case.head.tolist(), strict=True))
        ),
        demands=tuple(
            Demand(
                market=f"m{n:04d}",
                commodity=f"c{c:02d}",
                year=2026,
                quantity=float(case.demand[c, n]),
                growth=case.growth,
            )
            for c in goods
            for n in np.flatnonzero(case.demand[c]).tolist()
        ),
        limits=(Limit(id="purse", kind="budget", value=case.budget, unit="USD"),),
        costs=(Cost(mode="rail", country="*", cost=FREIGHT, speed=40.0, emissions=0.0),),
        capital=(Capital(country="*", rate=100 * CAPITAL),),
    )


def linopy_model(case: Instance) -> Any:
    """Return the instance as a linopy model with its objective."""
    import linopy
    import xarray as xr

    links, nodes, years, goods = case.tail.size, case.nodes, case.years, len(case.price)
    model = linopy.Model()
    axes = {"good": range(goods), "year": range(years)}
    node, link = {"node": range(nodes)}, {"link": range(links)}
    factor = xr.DataArray(case.discount(), {"year": range(years)})
    flow = model.add_variables(lower=0, coords=axes | link, name="flow")
    has = (
        xr.DataArray(case.supply, {"good": range(goods)} | node)
        .expand_dims(year=range(years))
        .transpose("good", "year", "node")
    )
    made = model.add_variables(lower=0, upper=has, name="made", mask=has > 0)
    need = xr.DataArray(np.moveaxis(case.needed(), 2, 1), axes | node)
    unmet = model.add_variables(lower=0, upper=need, name="unmet", mask=need > 0)
    build = model.add_variables(lower=0, coords={"link": range(links), "decided": range(years)}, name="build")
    out = flow.groupby(xr.DataArray(case.tail, link, name="node")).sum()
    into = flow.groupby(xr.DataArray(case.head, link, name="node")).sum()
    model.add_constraints(into - out + made.fillna(0) + unmet.fillna(0) == need, name="node")
    running = xr.DataArray(np.tril(np.ones((years, years))), {"year": range(years), "decided": range(years)})
    widened = (build * running).sum("decided")
    model.add_constraints(flow.sum("good") - widened <= xr.DataArray(case.capacity, link), name="capacity")
    spent = (build * xr.DataArray(case.capex, link)).sum("link")
    model.add_constraints(spent <= case.budget, name="budget")
    price = xr.DataArray(case.price, {"good": range(goods)})
    cost = (flow * (xr.DataArray(FREIGHT * case.length, link) * factor)).sum()
    cost += (made.fillna(0) * (price * factor)).sum() + (unmet.fillna(0) * (UNMET * price * factor)).sum()
    cost += (build * xr.DataArray(case.investment(), {"link": range(links), "decided": range(years)})).sum()
    model.add_objective(cost)
    return model


def pypsa_network(case: Instance) -> Any:
    """Return the instance as a PyPSA network and its model: a bus for each link's capacity, a generator for each vintage."""
    import pandas as pd
    import pypsa

    links, nodes, years, goods = case.tail.size, case.nodes, case.years, len(case.price)
    network = pypsa.Network()
    network.set_snapshots(pd.RangeIndex(years))
    network.snapshot_weightings["objective"] = case.discount()
    buses = [f"c{c}-n{n}" for c in range(goods) for n in range(nodes)]
    network.add("Bus", buses)
    room = [f"room-{k}" for k in range(links)]
    network.add("Bus", room)
    names = [f"c{c}-l{k}" for c in range(goods) for k in range(links)]
    network.add(
        "Link",
        names,
        bus0=[f"c{c}-n{n}" for c in range(goods) for n in case.tail],
        bus1=[f"c{c}-n{n}" for c in range(goods) for n in case.head],
        bus2=room * goods,
        efficiency=1.0,
        efficiency2=-1.0,
        p_nom=1e9,
        marginal_cost=np.tile(FREIGHT * case.length, goods),
    )
    network.add("Generator", [f"has-{k}" for k in range(links)], bus=room, p_nom=case.capacity)
    for year in range(years):
        there = np.where(np.arange(years) >= year, 1.0, 0.0)
        vintages = [f"new-{year}-{k}" for k in range(links)]
        network.add(
            "Generator",
            vintages,
            bus=room,
            p_nom_extendable=True,
            capital_cost=case.investment()[:, year],
            p_max_pu=pd.DataFrame(np.repeat(there[:, None], links, axis=1), index=network.snapshots, columns=vintages),
        )
    own, where = np.nonzero(case.supply)
    network.add(
        "Generator",
        [f"made-{c}-{n}" for c, n in zip(own, where, strict=True)],
        bus=[f"c{c}-n{n}" for c, n in zip(own, where, strict=True)],
        p_nom=case.supply[own, where],
        marginal_cost=case.price[own],
    )
    wanted, place = np.nonzero(case.demand)
    loads = [f"need-{c}-{n}" for c, n in zip(wanted, place, strict=True)]
    at = [f"c{c}-n{n}" for c, n in zip(wanted, place, strict=True)]
    grown = pd.DataFrame(case.needed()[wanted, place].T, index=network.snapshots, columns=loads)
    network.add("Load", loads, bus=at, p_set=grown)
    network.add(
        "Generator", [f"unmet-{name}" for name in loads], bus=at, p_nom=1e9, marginal_cost=UNMET * case.price[wanted]
    )
    model = network.optimize.create_model()
    size = model["Generator-p_nom"]
    for year in range(years):
        own_names = [f"new-{year}-{k}" for k in range(links)]
        spent = (size.sel(name=own_names) * case.capex).sum()
        model.add_constraints(spent <= case.budget, name=f"budget-{year}")
    return model


def solve(model: Any) -> float:
    """Solve a linopy model by HiGHS' interior point with crossover, in one thread, and return its objective."""
    model.solve("highs", io_api="direct", solver="ipx", threads=1, output_flag=False)
    return float(model.objective.value)
