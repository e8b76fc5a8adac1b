"""The least shortage that an example's own bounds leave, found by a small linear program without routes."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog

from lodeway.scenario import Scenario, capacity, demand, home, parse_recipe
from lodeway.schema.tables import Measure, Relation

__all__ = ["shortage"]


def shortage(scenario: Scenario, commodity: str, year: int) -> dict[str, float]:
    """Return market to tonnes of a demanded form that existing and committed works cannot deliver.

    Flows are bounded by relations, bans and quotas; smelters by their capacity and by the concentrate that is mined.
    """
    mined, smelted, fed = _capacities(scenario, commodity, year)
    origins = sorted(mined.keys() | smelted.keys())
    markets = [row.id for row in scenario.markets]
    needed = demand(scenario)
    needs = [needed[market, commodity, year] for market in markets]
    known = {(row.origin, row.market): row for row in scenario.relations if row.commodity == commodity}
    pairs = [(origin, market) for origin in origins for market in markets]
    bounds = [
        (0.0, _bound(scenario, commodity, pair, year, known.get(pair), needed[pair[1], commodity, scenario.years[0]]))
        for pair in pairs
    ]
    bounds += [(0.0, smelted.get(origin, 0.0)) for origin in origins] + [(0.0, need) for need in needs]
    flows, n = len(pairs), len(pairs) + len(origins) + len(markets)
    upper, limits = [], []
    for i, origin in enumerate(origins):
        row = np.zeros(n)
        row[[j for j, pair in enumerate(pairs) if pair[0] == origin]] = 1.0
        row[flows + i] = -1.0
        upper.append(row)
        limits.append(mined.get(origin, 0.0))
    if smelted:
        row = np.zeros(n)
        row[flows : flows + len(origins)] = 1.0
        upper.append(row)
        limits.append(fed)
    meet = np.zeros((len(markets), n))
    for i, market in enumerate(markets):
        meet[i, [j for j, pair in enumerate(pairs) if pair[1] == market]] = 1.0
        meet[i, flows + len(origins) + i] = 1.0
    cost = np.r_[np.zeros(flows + len(origins)), np.ones(len(markets))]
    found = linprog(cost, np.array(upper), np.array(limits), meet, np.array(needs), bounds, method="highs")
    assert found.x is not None, found.message
    return {market: float(found.x[flows + len(origins) + i]) for i, market in enumerate(markets)}


def _capacities(scenario: Scenario, commodity: str, year: int) -> tuple[dict[str, float], dict[str, float], float]:
    """Return what each country mines in the demanded form, what it can smelt, and what the mined concentrate gives."""
    country = {row.id: row.country for row in scenario.sites}
    mined: dict[str, float] = {}
    smelted: dict[str, float] = {}
    feeds: dict[str, float] = {}
    for row in scenario.processes:
        recipe = parse_recipe(row.recipe)
        name, amount = recipe.outputs[0]
        if name != commodity:
            continue
        target = smelted if recipe.inputs else mined
        target[country[row.site]] = target.get(country[row.site], 0.0) + capacity(row, scenario, year)
        feeds |= {feed: amount / used for feed, used in recipe.inputs}
    made = [(parse_recipe(row.recipe).outputs[0][0], capacity(row, scenario, year)) for row in scenario.processes]
    fed = sum(feeds.get(name, 0.0) * tonnes for name, tonnes in made)
    return mined, smelted, fed


def _bound(
    scenario: Scenario, commodity: str, pair: tuple[str, str], year: int, relation: Relation | None, need: float
) -> float:
    origin, market = pair
    bound = np.inf
    if relation is not None:
        most = max(relation.multiple * relation.level, relation.floor / 100 * need)
        bound = most * (1 + relation.growth / 100) ** (year - scenario.years[0])
    traded = next(row for row in scenario.commodities if row.id == commodity)
    for measure in scenario.measures:
        meant = traded.element in measure.elements and traded.stage in (measure.stages or (traded.stage,))
        if meant and _touches(measure, scenario, origin, market, year):
            bound = min(bound, {"ban": 0.0, "quota": measure.quota}.get(measure.kind, bound))
    return bound


def _touches(measure: Measure, scenario: Scenario, origin: str, market: str, year: int) -> bool:
    begins = measure.in_force.year if measure.in_force else year
    ends = measure.ends.year if measure.ends else year
    seller, buyer = {origin}, home(scenario, market) | {market}
    imposing, other = (seller, buyer) if measure.direction == "export" else (buyer, seller)
    targeted = "*" in measure.targets or bool(set(measure.targets) & other)
    return begins <= year <= ends and measure.imposing in imposing and targeted and origin not in home(scenario, market)
