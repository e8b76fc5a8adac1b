"""A scenario of the whole world: real places, trade and gates, as far as open data has them, on the network of the atlas.

Mines are the largest exporters of each ore of 2024 (BACI), plants its largest importers, markets the largest importers of
refined metals. A gate's capacity is what this trade would load on it, each pair of countries by its cheapest way: it is
enough today and short tomorrow. What no table of the atlas gives is an assumption, stated beside its number.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any, Literal

import numpy as np

from lodeway import atlas
from lodeway.network import Network, build, path, tree
from lodeway.scenario import read
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Commodity, Demand, Gate, Limit, Market, Process, Site

__all__ = ["world"]

ORES = {
    # content of an ore [t/t], recovery, price of the metal [USD/t]: assumptions of the right order (USGS summaries)
    "aluminium": (0.25, 0.9, 2400.0),
    "antimony": (0.5, 0.9, 22000.0),
    "chromium": (0.3, 0.8, 3900.0),
    "copper": (0.25, 0.965, 9100.0),
    "lead": (0.6, 0.96, 2100.0),
    "manganese": (0.4, 0.85, 1500.0),
    "nickel": (0.1, 0.9, 16800.0),
    "tin": (0.5, 0.95, 30000.0),
    "titanium": (0.3, 0.8, 4000.0),
    "zinc": (0.5, 0.94, 2800.0),
    "molybdenum": (0.5, 0.95, 47000.0),
    "tungsten": (0.5, 0.95, 35000.0),
    "zirconium": (0.48, 0.9, 3000.0),
}
GROWTH = 3.0
"""Growth of demand [%/a] (assumption)."""
TRANSIT = {"RUS": 1.0, "EGY": 6.0}
"""Share of all gross tonnes that may pass these countries [%]: Russia's railways and the Suez canal (assumption)."""
PURSE = 3e10
"""Capital for the whole span [USD] (assumption)."""
LARGE = 20
"""Buyers that need all metals."""
GATES = 320
"""Gates with a capacity and an expansion, of all that are open."""
MINES, PLANTS, MARKETS = 60, 40, 65


def world(
    *, years: int = 10, elements: int = 10, mines: int = MINES, plants: int = PLANTS, markets: int = MARKETS
) -> Scenario:
    """Return the scenario: two commodities per element, as many sites as mines, plants and markets together."""
    base = read("central-asia")
    names = list(ORES)[:elements]
    exports, imports = _trade(names, "exporter"), _trade(names, "importer")
    made = _largest(exports, names, mines, 13)
    used = _largest(imports, names, plants, 7)
    buyers = _buyers(markets)
    sites = (
        _sites("mine", made)
        + _sites("plant", used)
        + _sites("market", {name: {"": share} for name, share in buyers.items()})
    )
    span = tuple(range(2026, 2026 + years))
    scenario = replace(
        base,
        name="world",
        title="The whole world",
        case="base",
        years=span,
        target=None,
        commodities=tuple(row for name in names for row in _commodities(name)),
        sites=sites,
        markets=tuple(Market(id=name, countries=(name,), sites=(f"market-{name}",)) for name in sorted(buyers)),
        processes=tuple(_processes(made, used)),
        demands=tuple(_demands(made, used, buyers, imports)),
        relations=(),
        measures=(),
        bans=(),
        gates=(),
        links=(),
        limits=_limits(),
    )
    return replace(scenario, gates=_gates(scenario, made, used, buyers, names))


def _trade(names: list[str], side: str) -> dict[str, dict[str, float]]:
    """Return contained tonnes of ore that each country sold or bought in 2024, by element."""
    rows = atlas.query(
        "SELECT material, " + side + " AS land, sum(tonnes) AS tonnes FROM trade JOIN trade_codes USING (code) "
        "WHERE year = 2024 AND stage = 'ore and concentrate' AND tonnes > 0 GROUP BY ALL"
    )
    known = set(_places())
    found: dict[str, dict[str, float]] = {name: {} for name in names}
    for material, land, tonnes in rows.iter_rows():
        if material in found and land in known and tonnes > 0:
            found[material][land] = float(tonnes) * ORES[material][0]
    return found


def _largest(
    trade: dict[str, dict[str, float]], names: list[str], count: int, each: int
) -> dict[str, dict[str, float]]:
    """Return tonnes by country and element: the largest of each element, of these the countries of greatest worth."""
    kept = {name: sorted(trade[name].items(), key=lambda row: (-row[1], row[0]))[:each] for name in names}
    worth: dict[str, float] = defaultdict(float)
    for name in names:
        whole = sum(trade[name].values())
        for land, tonnes in kept[name]:
            worth[land] += tonnes / whole
    chosen = sorted(worth, key=lambda land: (-worth[land], land))[:count]
    return {
        land: {name: tonnes for name in names for other, tonnes in kept[name] if other == land}
        for land in sorted(chosen)
    }


def _buyers(count: int) -> dict[str, float]:
    """Return the share of each of the largest importers of refined metals in the value of their trade of 2024."""
    rows = atlas.query(
        "SELECT importer, sum(value) AS value FROM trade JOIN trade_codes USING (code) "
        "WHERE year = 2024 AND stage IN ('refined', 'intermediate and refined') "
        "AND material NOT IN ('gold', 'platinum', 'palladium', 'rhodium') GROUP BY ALL ORDER BY value DESC, importer"
    )
    known = set(_places())
    top = [(land, float(value)) for land, value in rows.iter_rows() if land in known][:count]
    return {land: value / sum(worth for _, worth in top) for land, value in top}


def _places() -> dict[str, tuple[float, float]]:
    """Return the largest city of each country."""
    rows = atlas.query(
        "SELECT country, arg_max(longitude, population), arg_max(latitude, population) FROM cities WHERE population IS NOT NULL GROUP BY country"
    )
    return {land: (float(longitude), float(latitude)) for land, longitude, latitude in rows.iter_rows()}


def _middles() -> dict[str, tuple[float, float]]:
    """Return the city nearest to the middle of each country: where its mines are put."""
    rows = atlas.query(
        "SELECT city.country, arg_min(city.longitude, apart), arg_min(city.latitude, apart) FROM ("
        "SELECT c.country, c.longitude, c.latitude, (c.longitude - o.longitude) ** 2 + (c.latitude - o.latitude) ** 2 AS apart "
        "FROM cities c JOIN countries o ON o.iso3 = c.country WHERE o.longitude IS NOT NULL) AS city GROUP BY city.country"
    )
    return {land: (float(longitude), float(latitude)) for land, longitude, latitude in rows.iter_rows()}


def _sites(kind: Literal["mine", "plant", "market"], lands: dict[str, dict[str, float]]) -> tuple[Site, ...]:
    places = _places() | (_middles() if kind == "mine" else {})
    return tuple(
        Site(id=f"{kind}-{land}", country=land, longitude=places[land][0], latitude=places[land][1], kind=kind)
        for land in sorted(lands)
    )


def _commodities(name: str) -> tuple[Commodity, Commodity]:
    content, _, price = ORES[name]
    return (
        Commodity(id=f"{name}-ore", element=name, stage="concentrate", price=0.6 * price, content=content),
        Commodity(id=name, element=name, stage="refined", price=price, content=1.0),
    )


def _processes(made: dict[str, dict[str, float]], used: dict[str, dict[str, float]]) -> list[Process]:
    """Return what exists and, for each, its expansion; costs of expansions are assumptions in shares of the price."""
    rows = []
    for kind, lands in (("mine", made), ("plant", used)):
        whole = {name: sum(goods.get(name, 0.0) for goods in lands.values()) for name in ORES}
        for land, goods in lands.items():
            for name, tonnes in goods.items():
                _, recovery, price = ORES[name]
                recipe = f"-> 1 {name}-ore" if kind == "mine" else f"1 {name}-ore -> {recovery} {name}"
                size = tonnes if kind == "mine" else tonnes * recovery
                fields: dict[str, Any] = {"site": f"{kind}-{land}", "recipe": recipe, "emissions": 2.0}
                rows.append(Process(id=f"{kind}-{land}-{name}", status="operating", capacity=size, **fields))
                share = 0.35 if kind == "mine" else 0.25
                rows.append(
                    Process(
                        id=f"{kind}-{land}-{name}-more",
                        status="candidate",
                        opex=share * price * (1.0 + _spread(land, name)),
                        capex=1.5 * share * price,
                        lead_time=3 if kind == "mine" else 2,
                        life=25,
                        max_size=max(0.6 * size, 0.05 * whole[name]),
                        workers=20.0,
                        **fields,
                    )
                )
    return rows


def _spread(land: str, name: str) -> float:
    """Return how far a country's cost lies from the mean, -0.2 to 0.2: a fixed spread, since no open table has it."""
    return float(sum(ord(letter) * 31**place for place, letter in enumerate(land + name)) % 401 - 200) / 1000.0


def _demands(
    made: dict[str, dict[str, float]],
    used: dict[str, dict[str, float]],
    buyers: dict[str, float],
    imports: dict[str, dict[str, float]],
) -> list[Demand]:
    """Return what markets need: their share of what mines and plants can make today, the less of the two.

    The largest buyers need all metals, the others those of whose ores they buy some.
    """
    rows = []
    large = sorted(buyers, key=lambda land: (-buyers[land], land))[:LARGE]
    for name, trade in imports.items():
        recovery = ORES[name][1]
        ore = sum(goods.get(name, 0.0) for goods in made.values())
        refined = sum(goods.get(name, 0.0) for goods in used.values())
        wanted = {land: share for land, share in buyers.items() if land in large or land in trade}
        for land, share in sorted(wanted.items()):
            quantity = 0.95 * recovery * min(ore, refined) * share / sum(wanted.values())
            rows.append(Demand(market=land, commodity=name, year=2026, quantity=quantity, growth=GROWTH))
    return rows


def _limits() -> tuple[Limit, ...]:
    return (
        Limit(id="shares", kind="origin_share", value=65.0, unit="%"),
        Limit(id="purse", kind="budget", value=PURSE, unit="USD", whole=True),
        *(
            Limit(id=f"through-{land}", kind="transit_share", country=land, value=share, unit="%")
            for land, share in TRANSIT.items()
        ),
    )


def _gates(
    scenario: Scenario,
    made: dict[str, dict[str, float]],
    used: dict[str, dict[str, float]],
    buyers: dict[str, float],
    names: list[str],
) -> tuple[Gate, ...]:
    """Return the gates that carry most, with the load of today as capacity and an expansion."""
    network = build(scenario)
    load = _load(network, made, used, buyers, names)
    busiest = np.lexsort((np.arange(load.size), -load))[:GATES]
    rows = []
    for number in sorted(busiest.tolist()):
        if load[number] <= 0:
            continue
        gate = network.gates[number]
        rows.append(
            Gate(
                id=gate.id,
                capacity=float(np.ceil(load[number])),
                # of the order of the Caspian ports and of a second track in the example central-asia
                capex=21.3 if gate.kind == "port" else 50.0,
                max_size=float(np.ceil(load[number])),
                lead_time=2,
                life=30,
            )
        )
    return tuple(rows)


def _load(
    network: Network,
    made: dict[str, dict[str, float]],
    used: dict[str, dict[str, float]],
    buyers: dict[str, float],
    names: list[str],
) -> np.ndarray:
    """Return gross tonnes on each gate: plants draw on mines, and markets on plants, in proportion to their size."""
    load = np.zeros(len(network.gates))
    for kind, lands, others in (
        ("mine", made, used),
        ("plant", used, {land: dict.fromkeys(names, share) for land, share in buyers.items()}),
    ):
        ends = "plant" if kind == "mine" else "market"
        whole = {name: sum(goods.get(name, 0.0) for goods in others.values()) for name in names}
        for land, goods in lands.items():
            trees = [tree(network, f"{kind}-{land}", year=2026, time_value=worth) for worth in (0.1, 1.0)]
            for other, wanted in others.items():
                tonnes = 0.5 * sum(
                    size * wanted[name] / whole[name] / (ORES[name][0] if kind == "mine" else 1.0)
                    for name, size in goods.items()
                    if name in wanted
                )
                for grown in trees if tonnes else ():
                    way = path(grown, f"{ends}-{other}")
                    if way is not None:
                        np.add.at(load, list(way.gates), tonnes)
    return load
