"""Factories of small scenarios whose network is their own links."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from typing import Any

from lodeway.scenario import parse_recipe
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import (
    Agreement,
    Ban,
    Capital,
    Commodity,
    Cost,
    Demand,
    Gate,
    Limit,
    Link,
    Market,
    Measure,
    Process,
    Relation,
    Site,
    Step,
    Stock,
    Training,
)

PLACES = {
    "hill": ("TJK", 68.0, 39.0, "mine"),
    "mill": ("KAZ", 72.0, 45.0, "plant"),
    "quarry": ("CHN", 105.0, 30.0, "mine"),
    "foundry": ("CHN", 112.0, 28.0, "plant"),
    "yokohama": ("JPN", 139.6, 35.4, "market"),
    "rotterdam": ("NLD", 4.4, 51.9, "market"),
}


def site(name: str) -> Site:
    """Return one of the known places."""
    country, longitude, latitude, kind = PLACES[name]
    return Site(id=name, country=country, longitude=longitude, latitude=latitude, kind=kind)  # type: ignore[arg-type]


def link(one: str, other: str, length: float, **options: Any) -> Link:
    """Return a railway between two places."""
    here, there = PLACES[one], PLACES[other]
    fields: dict[str, Any] = {
        "id": f"{one}-{other}",
        "mode": "rail",
        "from_longitude": here[1],
        "from_latitude": here[2],
        "from_country": here[0],
        "to_longitude": there[1],
        "to_latitude": there[2],
        "to_country": there[0],
        "length": length,
    }
    return Link(**(fields | options))


def gate(name: str, **options: Any) -> Gate:
    """Return a crossing that links name."""
    fields: dict[str, Any] = {
        "id": name,
        "kind": "crossing",
        "mode": "rail",
        "fee": 4.0,
        "delay": 24.0,
        "status": "open",
    }
    return Gate(**(fields | options))


def process(name: str, place: str, recipe: str, **options: Any) -> Process:
    """Return an operating process."""
    fields: dict[str, Any] = {"id": name, "site": place, "recipe": recipe, "status": "operating", "capacity": 1000.0}
    return Process(**(fields | options))


def candidate(name: str, place: str, recipe: str, **options: Any) -> Process:
    """Return a candidate process."""
    fields: dict[str, Any] = {
        "status": "candidate",
        "capacity": 0.0,
        "opex": 3000.0,
        "capex": 9000.0,
        "lead_time": 1,
        "life": 10,
        "max_size": 2000.0,
        "workers": 50.0,
        "emissions": 4.0,
    }
    return process(name, place, recipe, **(fields | options))


def limit(kind: str, value: float, unit: str, **options: Any) -> Limit:
    """Return a limit on everything."""
    fields: dict[str, Any] = {"id": f"{kind}-limit", "kind": kind, "value": value, "unit": unit}
    return Limit(**(fields | options))


def scenario(**options: Any) -> Scenario:
    """Return two mines, two plants and two markets, joined by railways through four gates, over four years."""
    fields: dict[str, Any] = {
        "name": "small",
        "title": "Small",
        "question": "What is worth building?",
        "case": "base",
        "case_title": "Base",
        "years": (2026, 2027, 2028, 2029),
        "network": "links",
        "carbon_price": 20.0,
        "time_value": 0.02,
        "commodities": (
            Commodity(id="concentrate", element="antimony", stage="concentrate", price=6000.0, content=0.5),
            Commodity(id="metal", element="antimony", stage="refined", price=10000.0, content=1.0),
        ),
        "sites": tuple(site(name) for name in PLACES),
        "markets": (
            Market(id="JPN", countries=("JPN",), sites=("yokohama",)),
            Market(id="EU", countries=("NLD", "DEU"), sites=("rotterdam",)),
        ),
        "processes": (
            process("hill-mine", "hill", "-> 1 concentrate", capacity=900.0, growth=2.0, emissions=2.0),
            process("quarry-mine", "quarry", "-> 1 concentrate", capacity=2500.0, emissions=3.0),
            process("foundry-old", "foundry", "1 concentrate -> 0.9 metal", capacity=2000.0, emissions=5.0),
            candidate("mill-new", "mill", "1 concentrate -> 0.92 metal"),
            candidate(
                "hill-deep", "hill", "-> 1 concentrate", opex=2500.0, capex=12000.0, max_size=1500.0, resource=4000.0
            ),
        ),
        "links": (
            link("hill", "mill", 900.0, gate="pass"),
            link("hill", "quarry", 3600.0, gate="tunnel"),
            link("quarry", "foundry", 700.0),
            link("foundry", "yokohama", 3000.0, mode="sea", gate="harbour"),
            link("mill", "foundry", 4000.0, gate="steppe"),
            link("mill", "rotterdam", 5200.0, gate="west"),
            link("foundry", "rotterdam", 19000.0, mode="sea", gate="harbour", id="suez"),
        ),
        "gates": (
            gate(
                "pass", capacity=1500.0, capex=300.0, max_size=4000.0, lead_time=1, from_country="TJK", to_country="KAZ"
            ),
            gate(
                "tunnel", from_country="TJK", to_country="CHN", capacity=800.0, background=300.0, background_growth=5.0
            ),
            gate("steppe", from_country="KAZ", to_country="CHN", capacity=900.0),
            gate("west", from_country="KAZ", to_country="NLD", capacity=700.0, capex=500.0, max_size=3000.0),
            gate("harbour", kind="crossing", mode="sea", from_country="CHN", to_country="CHN", fee=6.0),
        ),
        "demands": (
            Demand(market="JPN", commodity="metal", year=2026, quantity=1200.0, growth=3.0),
            Demand(market="EU", commodity="metal", year=2026, quantity=900.0, growth=1.0),
        ),
        "relations": (Relation(origin="CHN", market="JPN", commodity="metal", level=700.0),),
        "costs": (
            Cost(mode="rail", country="*", cost=0.05, speed=40.0, emissions=11.0),
            Cost(mode="sea", country="*", cost=0.004, speed=30.0, emissions=8.0),
        ),
        "capital": (Capital(country="*", rate=8.0), Capital(country="TJK", rate=13.0)),
    }
    return Scenario(**(fields | options))


def random_scenario(
    seed: int, *, places: int = 7, commodities: int = 1, years: int = 3, markets: int = 2, spread: int = 3
) -> Scenario:
    """Return a random scenario on a ring of places with chords; the same seed gives the same one.

    Every commodity has a mine and a plant with spare or scarce capacity, candidates of both, and gates that bind.
    """
    dice = random.Random(seed)
    lands = [f"C{number:02d}" for number in range(max(4, places // 2))]
    sites = [
        Site(id=f"p{n:03d}", country=dice.choice(lands), longitude=float(n), latitude=dice.uniform(0, 3), kind="mine")
        for n in range(places)
    ]
    ends = dice.sample(sites, markets)
    span = tuple(range(2026, 2026 + years))
    links, gates = _random_ways(dice, sites)
    goods, processes, demands, relations = [], [], [], []
    for number in range(commodities):
        ore, metal, price = f"ore-{number}", f"metal-{number}", dice.uniform(2000, 20000)
        goods += [
            Commodity(id=ore, element=f"e{number}", stage="concentrate", price=0.6 * price, content=0.4),
            Commodity(id=metal, element=f"e{number}", stage="refined", price=price, content=0.99),
        ]
        need = dice.uniform(300, 3000)
        for kind, recipe, count in (("mine", f"-> 1 {ore}", spread), ("plant", f"1 {ore} -> 0.9 {metal}", spread - 1)):
            for place in dice.sample(sites, min(count * 2, places)):
                name = f"{kind}-{number}-{place.id}"
                if dice.random() < 0.5:
                    capacity = need * dice.uniform(0.1, 0.6)
                    processes.append(process(name, place.id, recipe, capacity=capacity, emissions=dice.uniform(0, 5)))
                else:
                    options = {"max_size": need * dice.uniform(0.3, 2), "lead_time": dice.randint(0, 2)}
                    worth = price * dice.uniform(0.4, 2.0)
                    processes.append(
                        candidate(name, place.id, recipe, opex=price * dice.uniform(0.2, 0.5), capex=worth, **options)
                    )
        for end in ends:
            market = f"M-{end.id}"
            demands.append(
                Demand(market=market, commodity=metal, year=2026, quantity=need * dice.uniform(0.3, 1.0), growth=2.0)
            )
            relations.append(
                Relation(origin=dice.choice(sites).country, market=market, commodity=metal, level=need * 0.1)
            )
    first = {end.country: end.id for end in reversed(ends)}
    return scenario(
        name=f"random-{seed}",
        years=span,
        commodities=tuple(goods),
        sites=tuple(sites),
        markets=tuple(
            Market(id=f"M-{end.id}", countries=(end.country,) if first[end.country] == end.id else (), sites=(end.id,))
            for end in ends
        ),
        processes=tuple(processes),
        demands=tuple(demands),
        relations=tuple({(r.origin, r.market, r.commodity): r for r in relations}.values()),
        links=links,
        gates=gates,
        capital=(Capital(country="*", rate=9.0),),
    )


def rich_scenario(seed: int) -> Scenario:
    """Return a random scenario with some of everything else: stocks, recycling, training, agreements, steps, shares.

    What it asks for can always be met, at a price; a scenario of an even seed follows goods from their mines.
    """
    dice = random.Random(seed + 1_000_000)
    base = random_scenario(seed, years=4, commodities=dice.randint(1, 2))
    metals = [row.id for row in base.commodities if row.stage == "refined"]
    markets = {market.id: market.sites[0] for market in base.markets}
    need = {(row.market, row.commodity): row.quantity for row in base.demands}
    countries = sorted({row.country for row in base.sites})
    rows: dict[str, Any] = {
        "stocks": _random_stocks(dice, base, need),
        "steps": tuple(step for key in need if dice.random() < 0.4 for step in _random_steps(dice, base, *key)),
        "training": tuple(
            Training(
                id=f"school-{country}",
                country=country,
                cost=dice.uniform(1e3, 3e4),
                places=dice.uniform(2, 20),
                lead_time=dice.randint(0, 2),
                life=dice.randint(2, 20),
                attrition=dice.uniform(0, 20),
            )
            for country in dice.sample(countries, 2)
        ),
        "links": tuple(
            replace(row, opens=dice.choice((0, 0, 0, 2027, 2028)), closes=dice.choice((0, 0, 0, 2029)))
            for row in base.links
        ),
    }
    recyclers = [
        candidate(
            f"again-{metal}-{market}",
            site,
            f"-> 1 {metal}",
            kind="recycling",
            collection=max(0.0, dice.uniform(10, 60) - (40 if seed % 4 == 3 else 0)),
            recovery=dice.uniform(50, 95),
            delay=dice.randint(0, 3),
            opex=dice.uniform(500, 5000),
            capex=dice.uniform(500, 9000),
            decommissioning=dice.uniform(0, 5000),
        )
        for market, site in markets.items()
        for metal in metals
        if dice.random() < 0.6
    ]
    rows["processes"] = tuple(_random_byproduct(dice, row, base) for row in (*base.processes, *recyclers))
    options = [row.id for row in rows["processes"] if row.status == "candidate"]
    rows["agreements"] = _random_agreements(dice, need, options, [row for row in base.processes if row.capacity > 0])
    rows["limits"] = _random_limits(dice, countries, options, follow=seed % 2 == 0)
    return replace(base, name=f"rich-{seed}", **rows)


def full_scenario(seed: int) -> Scenario:
    """Return a rich scenario with all that states and markets add: measures, bans, limits on transit and emissions, margins.

    With those of `rich_scenario` every family of constraints is there in some seed.
    """
    dice = random.Random(seed + 2_000_000)
    base = rich_scenario(seed)
    countries = sorted({row.country for row in base.sites})
    markets = [market.id for market in base.markets if market.countries]
    elements = sorted({row.element for row in base.commodities})
    need = sum(row.quantity for row in base.demands)
    common: dict[str, Any] = {"targets": ("*",), "direction": "export"}
    measures: list[dict[str, Any]] = [
        {"kind": "quota", "quota": need * dice.uniform(0.05, 0.4), "imposing": dice.choice(countries)},
        {"kind": "tax", "rate": dice.uniform(1, 30), "imposing": dice.choice(countries), "stages": ("refined",)},
        {"kind": "licence", "delay": dice.uniform(10, 90), "imposing": dice.choice(countries)},
        {"kind": "ban", "imposing": dice.choice(markets), "direction": "import", "targets": (dice.choice(countries),)},
        {"kind": "tax", "rate": dice.uniform(1, 10), "imposing": dice.choice(markets), "direction": "import"},
    ]
    rows = tuple(
        Measure(
            id=f"m{number}",
            **(common | {"elements": (dice.choice(elements),)} | row),
            in_force=dice.choice((None, date(2027, dice.randint(1, 12), 1))),
            ends=dice.choice((None, date(2028, dice.randint(1, 12), 1))),
        )
        for number, row in enumerate(measures)
        if dice.random() < 0.4
    )
    limits = [
        limit(
            "transit_share",
            dice.uniform(2, 40),
            "%",
            id=f"through-{country}",
            country=country,
            whole=dice.random() < 0.5,
        )
        for country in dice.sample(countries, 2)
    ]
    limits.append(limit("emissions", need * dice.uniform(2, 20), "t", opens=dice.choice((0, 2028))))
    return replace(
        base,
        name=f"full-{seed}",
        measures=rows,
        bans=tuple(
            Ban(id=f"b-{country}", country=country, kind="transit", opens=2027, closes=dice.choice((0, 2029)))
            for country in dice.sample(countries, 1)
            if dice.random() < 0.4
        ),
        limits=(*base.limits, *(row for row in limits if dice.random() < 0.5)),
        processes=tuple(
            replace(row, margin=dice.uniform(5, 60)) if row.capacity and dice.random() < 0.25 else row
            for row in base.processes
        ),
    )


def _random_stocks(dice: random.Random, base: Scenario, need: dict[tuple[str, str], float]) -> tuple[Stock, ...]:
    """Return stocks of some markets, which hold some weeks of demand, and of some sites."""
    kept = [
        Stock(
            place=market,
            commodity=metal,
            initial=quantity * dice.uniform(0.1, 0.3),
            minimum=dice.uniform(5, 30),
            final=dice.choice((0.0, float("nan"))),
            closes=dice.choice((0, 2028)),
            capacity=dice.choice((float("nan"), quantity * 0.6)),
            holding=dice.uniform(0, 200),
        )
        for (market, metal), quantity in need.items()
        if dice.random() < 0.5
    ]
    for row in dice.sample(base.processes, 3):
        recipe = parse_recipe(row.recipe)
        name = dice.choice([name for name, _ in (*recipe.inputs, *recipe.outputs)])
        start = dice.uniform(0, 100)
        if (row.site, name) not in {(stock.place, stock.commodity) for stock in kept}:
            most = dice.choice((float("nan"), start + 200))
            kept.append(Stock(place=row.site, commodity=name, initial=start, final=0.0, capacity=most, holding=20.0))
    return tuple(kept)


def _random_steps(dice: random.Random, base: Scenario, market: str, metal: str) -> tuple[Step, ...]:
    price = next(row.price for row in base.commodities if row.id == metal)
    worth = sorted((price * dice.uniform(0.8, 12) for _ in range(3)), reverse=True)
    share = dice.uniform(10, 60)
    parts = (share, (100 - share) * 0.4, (100 - share) * 0.6)
    return tuple(
        Step(market=market, commodity=metal, step=n + 1, share=parts[n], worth=worth[n]) for n in range(len(parts))
    )


def _random_byproduct(dice: random.Random, row: Process, base: Scenario) -> Process:
    """Return a process that may make a little of another element's ore beside its own, or end its life in the plan."""
    if row.status == "operating" and dice.random() < 0.2:
        row = replace(row, started=2026 + dice.randint(1, 3) - row.life)
    ores = [c.id for c in base.commodities if c.stage == "concentrate"]
    if row.recipe.startswith("-> 1 ore") and len(ores) > 1 and dice.random() < 0.4:
        other = next(name for name in ores if not row.recipe.endswith(name))
        return replace(row, recipe=f"{row.recipe} + 0.2 {other}")
    return row


def _random_agreements(
    dice: random.Random, need: dict[tuple[str, str], float], options: list[str], makers: list[Process]
) -> tuple[Agreement, ...]:
    """Return offtakes with a penalty, one that funds, one that enables and one that requires a build."""
    offtakes = [
        Agreement(
            id=f"take-{market}-{metal}",
            market=market,
            commodity=metal,
            origin=dice.choice(("", f"C{dice.randint(0, 3):02d}")),
            quantity=quantity * dice.uniform(0.1, 0.7),
            firmness=dice.uniform(50, 100),
            penalty=dice.uniform(100, 60000),
            floor_price=dice.choice((float("nan"), dice.uniform(1000, 40000))),
            opens=dice.choice((0, 2027)),
            closes=dice.choice((0, 2029)),
        )
        for (market, metal), quantity in need.items()
        if dice.random() < 0.6
    ]
    paid, enabled, required = (dice.choice(options) for _ in range(3))
    return (
        *offtakes,
        Agreement(id="fund", funds=(paid, enabled), amount=dice.uniform(1e5, 5e6), closes=dice.choice((0, 2028))),
        Agreement(
            id="enable", enables=(enabled,) if enabled != required else (), funds=(paid,), amount=1e5, opens=2027
        ),
        Agreement(id="require", requires=(required,), required_size=dice.uniform(1, 30)),
    )


def _random_limits(dice: random.Random, countries: list[str], options: list[str], *, follow: bool) -> tuple[Limit, ...]:
    rows = [
        limit("build_rate", dice.uniform(100, 900), "t/a", id="pace"),
        limit("build_rate", dice.uniform(30, 300), "t/a", id="pace-one", scope=dice.choice(options), whole=True),
        limit("workforce", dice.uniform(0, 30), "1", id="hands", scope=dice.choice(countries)),
        limit("workforce", dice.uniform(5, 60), "1", id="all-hands", opens=2027),
        limit("budget", dice.uniform(1e6, 2e7), "USD", id="purse"),
        limit("stage_share", dice.uniform(40, 95), "%", id="refined", stage="refined", country=dice.choice(countries)),
    ]
    if follow:
        rows += [
            limit("origin_share", dice.uniform(30, 80), "%", id="mines", origin="mine", opens=dice.choice((0, 2028))),
            limit(
                "origin_share", dice.uniform(30, 80), "%", id="one-mine", origin="mine", country=dice.choice(countries)
            ),
        ]
    else:
        rows += [
            limit("stage_share", dice.uniform(30, 80), "%", id="ores", stage="concentrate", whole=True),
            limit("origin_share", dice.uniform(30, 80), "%", id="last", opens=2028),
        ]
    return tuple(row for row in rows if dice.random() < 0.7)


def _room(dice: random.Random) -> dict[str, Any]:
    """Return what a random link can carry: one in four is bound, one in eight must be built, one in eight is one-way."""
    if dice.random() < 0.25:
        bound = {"capacity": dice.uniform(200, 3000), "background": dice.uniform(0, 300), "background_growth": 2.0}
        return bound | ({"capex": dice.uniform(20, 300), "max_size": 2000.0} if dice.random() < 0.5 else {})
    if dice.random() < 0.17:
        return {"status": "candidate", "capex": dice.uniform(20, 300), "max_size": 4000.0, "lead_time": 1}
    return {"direction": "forward"} if dice.random() < 0.2 else {}


def _random_ways(dice: random.Random, sites: list[Site]) -> tuple[tuple[Link, ...], tuple[Gate, ...]]:
    """Return a ring and chords; two in three links pass a gate of their own, half of these bound or expandable."""
    pairs = [(one, sites[(n + 1) % len(sites)]) for n, one in enumerate(sites)]
    pairs += [tuple(dice.sample(sites, 2)) for _ in range(len(sites))]  # type: ignore[misc]
    links, gates = [], []
    for number, (one, other) in enumerate(pairs):
        name = f"g{number:03d}" if dice.random() < 0.67 else ""
        if name:
            bound = {"capacity": dice.uniform(100, 3000), "background": dice.uniform(0, 500), "background_growth": 3.0}
            growth = {"capex": dice.uniform(10, 400), "max_size": 5000.0, "lead_time": dice.randint(0, 1)}
            fields = (bound if dice.random() < 0.6 else {}) | (growth if dice.random() < 0.5 else {})
            gates.append(gate(name, from_country=one.country, to_country=other.country, **fields))
        links.append(
            Link(
                id=f"l{number:03d}",
                mode="rail",
                from_longitude=one.longitude,
                from_latitude=one.latitude,
                from_country=one.country,
                to_longitude=other.longitude,
                to_latitude=other.latitude,
                to_country=other.country,
                length=dice.uniform(100, 3000),
                gate=name,
                **_room(dice),
            )
        )
    return tuple(links), tuple(gates)
