"""Factories of small scenarios whose network is their own links."""

from __future__ import annotations

import dataclasses
import random
from typing import Any

from lodeway.scenario.model import Scenario
from lodeway.schema.tables import (
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
    return Limit(**({"id": f"{kind}-limit", "kind": kind, "value": value, "unit": unit} | options))


def scenario(**options: Any) -> Scenario:
    """Return two mines, two plants and two markets, joined by railways through four gates, over four years."""
    fields: dict[str, Any] = {
        "name": "small",
        "title": "Small",
        "question": "What is worth building?",
        "case": "base",
        "case_title": "Base",
        "digest": "small",
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
