"""A world small enough to work out by hand: Tajik antimony, refined at home or in China, sold to Japan and the EU."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lodeway.plan import Activity, Build, Plan, RouteFlow, Supply, Unmet
from lodeway.scenario import Scenario, Target
from lodeway.schema.tables import Capital, Commodity, Demand, Gate, Market, Process, Site

YEARS = (2026, 2027, 2028, 2029)

Make = Callable[..., Any]


def _scenario(**changes: Any) -> Scenario:
    parts: dict[str, Any] = {
        "name": "antimony",
        "title": "Tajik antimony",
        "question": "Is the smelter worth building?",
        "case": "base",
        "case_title": "Base",
        "years": YEARS,
        "commodities": (
            Commodity(id="ore", element="antimony", stage="concentrate", price=8000.0, content=0.5),
            Commodity(id="metal", element="antimony", stage="refined", price=20000.0),
        ),
        "sites": (
            Site(id="konchoch", name="Konchoch", country="TJK", longitude=68.3, latitude=39.3, kind="mine"),
            Site(id="isfara", name="Isfara", country="TJK", longitude=70.6, latitude=40.1, kind="plant"),
            Site(id="hunan", name="Hunan", country="CHN", longitude=112.0, latitude=28.0, kind="plant"),
            Site(id="yokohama", name="Yokohama", country="JPN", longitude=139.6, latitude=35.4, kind="market"),
            Site(id="rotterdam", name="Rotterdam", country="NLD", longitude=4.4, latitude=51.9, kind="market"),
        ),
        "markets": (
            Market(id="JPN", name="Japan", countries=("JPN",), sites=("yokohama",)),
            Market(id="EU", name="European Union", countries=("DEU", "NLD"), sites=("rotterdam",)),
        ),
        "processes": (
            Process(
                id="mine", name="Mine", site="konchoch", recipe="-> 1 ore", status="operating", capacity=1000.0, workers=2000.0,
                source="USGS",
            ),
            Process(
                id="smelter", name="Isfara smelter", site="isfara", recipe="1 ore -> 0.9 metal", status="candidate", opex=3000.0,
                capex=10000.0, lead_time=2, life=10, max_size=900.0, emissions=2.0, pillar="green", source="assumption",
            ),
            Process(
                id="hunan-smelter", name="Hunan smelter", site="hunan", recipe="1 ore -> 0.9 metal", status="operating",
                capacity=5000.0, source="USGS",
            ),
        ),
        "demands": (
            Demand(market="JPN", commodity="metal", year=2026, quantity=1000.0, source="assumption"),
            Demand(market="EU", commodity="metal", year=2026, quantity=500.0, source="USGS"),
        ),
        "capital": (Capital(country="TJK", rate=10.0, source="assumption", range="8-15"),),
        "target": Target(
            name="Promise", amount=1500.0, currency="JPY", date="2025-12-19", first_year=2026, last_year=2028,
            countries=("KAZ", "TJK"), source="Press", value=10e6,
        ),
        "cases": {"base": "Base"},
    }  # fmt: skip
    return Scenario(**(parts | changes))


def _route(commodity: str, origin: str, destination: str, year: int, tonnes: float, **changes: Any) -> RouteFlow:
    parts: dict[str, Any] = {
        "commodity": commodity,
        "origin": origin,
        "destination": destination,
        "year": year,
        "tonnes": tonnes,
        "gross_tonnes": tonnes / (0.5 if commodity == "ore" else 1.0),
        "km": 1000.0,
        "hours": 100.0,
        "cost": 30.0 if commodity == "ore" else 200.0,
        "co2": 20.0,
        "countries": ("TJK", "UZB"),
        "gates": (),
        "modes": ("rail",),
        "legs": (0, 1),
        "market": {"yokohama": "JPN", "rotterdam": "EU"}.get(destination, ""),
    }
    return RouteFlow(**(parts | changes))


def _activity(
    process: str, site: str, country: str, commodity: str, year: int, tonnes: float, built: float = 0.0
) -> Activity:
    return Activity(
        process=process,
        site=site,
        country=country,
        commodity=commodity,
        year=year,
        tonnes=tonnes,
        capacity=built or 5000.0,
        built=built,
        cost=0.0,
        emissions=2.0 * tonnes if process == "smelter" else float("nan"),
    )


def _supply(market: str, year: int, origin: str, tonnes: float) -> Supply:
    site = {"TJK": "isfara", "CHN": "hunan"}.get(origin, origin)
    return Supply(market=market, commodity="metal", year=year, origin=origin, site=site, stage="refined", tonnes=tonnes)


def _plan(**changes: Any) -> Plan:
    """Half of the ore goes to China until the smelter runs in 2028; then half is refined at home for Japan."""
    activities, routes, supply = [], [], []
    for year in YEARS:
        home = year >= 2028
        activities.append(_activity("mine", "konchoch", "TJK", "ore", year, 1000.0))
        activities.append(_activity("hunan-smelter", "hunan", "CHN", "metal", year, 450.0 if home else 900.0))
        routes.append(_route("ore", "konchoch", "hunan", year, 500.0 if home else 1000.0, countries=("TJK", "CHN")))
        routes.append(_route("metal", "hunan", "yokohama", year, 450.0 if home else 900.0))
        supply.append(_supply("JPN", year, "CHN", 450.0 if home else 900.0))
        if home:
            activities.append(_activity("smelter", "isfara", "TJK", "metal", year, 450.0, built=450.0))
            routes.append(_route("ore", "konchoch", "isfara", year, 500.0))
            routes.append(_route("metal", "isfara", "yokohama", year, 450.0))
            supply.append(_supply("JPN", year, "TJK", 450.0))
    parts: dict[str, Any] = {
        "scenario": "antimony",
        "case": "base",
        "digest": "0" * 64,
        "status": "optimal",
        "years": YEARS,
        "objective": 100e6,
        "bound": 100e6,
        "gap": 0.0,
        "own": 60e6,
        "parts": {"supply": 40e6, "unmet": 60e6},
        "builds": (
            Build(
                what="smelter", name="Isfara smelter", kind="process", site="isfara", country="TJK", year=2026, first_year=2028,
                size=450.0, unit="t/a", capex=4.5e6, pillar="green", commodity="metal",
            ),
        ),
        "supply": tuple(supply),
        "unmet": tuple(
            Unmet(market=market, commodity="metal", year=year, tonnes=tonnes)
            for market, tonnes in (("JPN", 100.0), ("EU", 500.0))
            for year in YEARS
        ),
        "routes": tuple(routes),
        "activities": tuple(activities),
        "limits": (),
        "prices": {("yokohama", "metal", year): 25000.0 for year in YEARS},
        "demand": {(market, "metal", year): tonnes for market, tonnes in (("JPN", 1000.0), ("EU", 500.0)) for year in YEARS},
        "rounds": 1,
        "columns": 4,
    }  # fmt: skip
    return Plan(**(parts | changes))


def _gate(**changes: Any) -> Gate:
    parts: dict[str, Any] = {
        "id": "dostyk", "name": "Dostyk", "kind": "crossing", "mode": "rail", "from_country": "KAZ", "to_country": "CHN",
        "capacity": 1000.0, "background": 600.0, "background_growth": 0.0, "capex": 50.0, "lead_time": 0, "life": 20,
    }  # fmt: skip
    return Gate(**(parts | changes))


@pytest.fixture
def make_scenario() -> Make:
    """Return a function that makes the scenario, with fields changed at will."""
    return _scenario


@pytest.fixture
def make_plan() -> Make:
    """Return a function that makes the plan, with fields changed at will."""
    return _plan


@pytest.fixture
def make_route() -> Make:
    """Return a function that makes a route: commodity, origin, destination, year, tonnes."""
    return _route


@pytest.fixture
def make_supply() -> Make:
    """Return a function that makes supply of metal: market, year, origin, tonnes."""
    return _supply


@pytest.fixture
def make_gate() -> Make:
    """Return a function that makes the gate Dostyk."""
    return _gate
