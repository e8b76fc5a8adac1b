"""Undeveloped deposits of the public tables, with the way from each to a market."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from lodeway.explore.assess.library import catalogue
from lodeway.network import build, distance
from lodeway.network.places import Place
from lodeway.options.ways import Way, way_to_market
from lodeway.scenario import parse_recipe
from lodeway.scenario.model import Scenario
from lodeway.scenario.places import countries

__all__ = ["Deposit", "listed", "with_ways"]

NEAR = 15.0
"""A deposit this near to a site of the scenario [km] is taken to be the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposit:
    """A deposit of a public table of which no start of mining is told."""

    name: str
    country: str
    longitude: float
    latitude: float
    kind: str
    ore: float
    """t."""
    metal: dict[str, float]
    """Contained [t], of each metal that is reported."""
    grades: dict[str, float]
    """Share of the ore."""
    site: str
    """Site of the scenario within 15 km of it, "" for none."""
    mined: bool
    """Whether the scenario has a mine at that site which runs or is committed: then it may be known under another name."""
    mining: str
    """``in the scenario`` where `mined`; else ``not told``: the tables state no start, which is no proof that there was none."""
    way: Way | None
    source: str


def listed(scenario: Scenario, chosen: Collection[str]) -> tuple[Deposit, ...]:
    """Return the deposits of the built-in tables in these countries that have no start of mining."""
    names = {name: code for code, name in countries().items() if code in chosen}
    mined = {
        row.site
        for row in scenario.processes
        if row.status in ("operating", "committed") and not parse_recipe(row.recipe).inputs
    }
    found = []
    for row in catalogue():
        code = names.get(row.country)
        if code is None or row.started:
            continue
        near = [one for one in scenario.sites if one.country == code and one.kind in ("deposit", "mine", "plant")]
        distances = {one.id: float(distance(row.longitude, row.latitude, one.longitude, one.latitude)) for one in near}
        same = min(distances, key=distances.__getitem__, default="")
        same = same if same and distances[same] <= NEAR else ""
        found.append(
            Deposit(
                name=row.name, country=code, longitude=row.longitude, latitude=row.latitude, kind=row.kind, ore=row.ore,
                metal={metal: row.ore * share for metal, share in row.grades.items()}, grades=dict(row.grades),
                site=same, mined=same in mined, mining="in the scenario" if same in mined else "not told", way=None, source=row.source,
            )
        )  # fmt: skip
    return tuple(found)


def with_ways(scenario: Scenario, rows: Sequence[Deposit]) -> tuple[Deposit, ...]:
    """Return deposits with the way from each to a market."""
    ids = [f"deposit {number}" for number in range(len(rows))]
    points = [
        Place(id=name, name=row.name, country=row.country, longitude=row.longitude, latitude=row.latitude)
        for name, row in zip(ids, rows, strict=True)
    ]
    ends = {site for row in scenario.markets for site in row.sites}
    markets = [
        Place(id=one.id, name=one.name, country=one.country, longitude=one.longitude, latitude=one.latitude)
        for one in scenario.sites
        if one.id in ends
    ]
    network = build(scenario, places=(*points, *markets))
    return tuple(
        replace(row, way=way_to_market(scenario, network, name, row.country))
        for name, row in zip(ids, rows, strict=True)
    )
