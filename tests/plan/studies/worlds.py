"""Small worlds whose studies can be worked out by hand."""

from __future__ import annotations

import dataclasses
from typing import Any

from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Capital, Commodity, Cost, Demand, Gate, Link, Market, Process, Site

RATE = 0.08
YEARS = (2026, 2027, 2028)


def two_sources(**options: Any) -> Scenario:
    """Return a market that a mine in AAA serves over a gate, and a mine that may be built in CCC with a way of its own.

    Railways are 100 km at 10 USD/t; no discount, no time value; 100 t of ore are needed a year, worth 1000 USD/t.
    """
    fields: dict[str, Any] = {
        "name": "two-sources",
        "title": "Two sources",
        "question": "What if one is lost?",
        "case": "base",
        "case_title": "Base",
        "years": YEARS,
        "network": "links",
        "discount_rate": 0.0,
        "commodities": (Commodity(id="ore", element="copper", stage="ore", price=1000.0, content=1.0),),
        "sites": (
            Site(id="old", country="AAA", longitude=0.0, latitude=0.0, kind="mine"),
            Site(id="new", country="CCC", longitude=0.0, latitude=5.0, kind="mine"),
            Site(id="harbour", country="BBB", longitude=2.0, latitude=0.0, kind="market"),
        ),
        "markets": (Market(id="BBB", countries=("BBB",), sites=("harbour",)),),
        "processes": (
            Process(id="old-mine", site="old", recipe="-> 1 ore", status="operating", capacity=500.0),
            mine("new-mine"),
        ),
        "links": (way("short", 0.0, "AAA", gate="post"), way("long", 5.0, "CCC", gate="pass")),
        "gates": (
            Gate(
                id="post",
                kind="crossing",
                mode="rail",
                status="open",
                fee=0.0,
                delay=0.0,
                from_country="AAA",
                to_country="BBB",
            ),
            Gate(
                id="pass",
                kind="crossing",
                mode="rail",
                status="open",
                fee=0.0,
                delay=0.0,
                from_country="CCC",
                to_country="BBB",
            ),
        ),
        "demands": (Demand(market="BBB", commodity="ore", year=2026, quantity=100.0),),
        "costs": (Cost(mode="rail", country="*", cost=0.1, speed=50.0, emissions=10.0),),
        "capital": (Capital(country="*", rate=100 * RATE),),
    }
    return Scenario(**(fields | options))


def mine(name: str, place: str = "new", **options: Any) -> Process:
    """Return a mine that may be built at once and costs 3000 USD for each tonne a year, over three years."""
    fields: dict[str, Any] = {
        "id": name,
        "site": place,
        "recipe": "-> 1 ore",
        "status": "candidate",
        "opex": 2000.0,
        "capex": 3000.0,
        "lead_time": 0,
        "life": 3,
        "max_size": 400.0,
    }
    return Process(**(fields | options))


def way(name: str, latitude: float, country: str, **options: Any) -> Link:
    """Return 100 km of railway from a mine to the market."""
    return Link(
        id=name,
        mode="rail",
        from_longitude=0.0,
        from_latitude=latitude,
        from_country=country,
        to_longitude=2.0,
        to_latitude=0.0,
        to_country="BBB",
        length=100.0,
        **options,
    )


def yearly(capex: float = 3000.0, life: int = 3) -> float:
    """Return what a tonne a year of the mine costs in each year of its life, worked out anew."""
    return capex * RATE / (1.0 - (1.0 + RATE) ** -life)


def without_new(case: Scenario) -> Scenario:
    """Return the scenario in which nothing may be built."""
    return dataclasses.replace(case, processes=tuple(row for row in case.processes if row.status != "candidate"))
