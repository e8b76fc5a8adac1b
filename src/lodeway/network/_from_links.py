"""The network of a scenario that brings its own links and needs no atlas."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field

from lodeway.errors import Fault, InputError
from lodeway.network._assembly import NOTHING, Assembly, Draft
from lodeway.network._figures import passing, plus, zero
from lodeway.network._geometry import distance
from lodeway.network._rates import Rates
from lodeway.network._tables import both_open, merge, usable
from lodeway.network.model import Network
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Gate, Link

__all__ = ["ATTACHED", "build"]

ATTACHED = 1.0
"""A site this near to a node [km] stands at it."""

WATER = ("sea", "ferry")


@dataclass(slots=True)
class _Places:
    """Terminals by coordinates; a place at a border or quay has one per country and one on the water."""

    assembly: Assembly
    index: dict[tuple[float, float, str], int] = field(default_factory=dict)
    modes: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    known: dict[tuple[float, float], set[str]] = field(default_factory=lambda: defaultdict(set))

    def learn(self, longitude: float, latitude: float, country: str) -> None:
        """Note that a place is known to lie in a country."""
        if country:
            self.known[round(longitude, 6), round(latitude, 6)].add(country)

    def terminal(self, longitude: float, latitude: float, country: str, *, water: bool) -> int:
        """Return the terminal of a place, made at its first mention."""
        place = round(longitude, 6), round(latitude, 6)
        if not country and not water and len(self.known[place]) == 1:
            (country,) = self.known[place]
        key = (*place, "~" if water else country)
        if key not in self.index:
            self.index[key] = self.assembly.place(country, longitude, latitude)
        elif water and country:
            self.assembly.country[self.index[key]] = country
        return self.index[key]


def build(scenario: Scenario, digest: str) -> Network:
    """Return the network of the scenario's links, gates and sites alone.

    Ends at equal coordinates are the same node; sites within 1 km stand at it.

    Raises
    ------
    InputError
        When a link or gate lacks coordinates, or a mode lacks a rate that is needed.
    """
    links, gates = merge((), scenario.links), merge((), scenario.gates)
    _check(links, gates)
    rates, assembly = Rates.of(scenario.costs, scenario.transfers), Assembly()
    places = _Places(assembly)
    _learn(places, scenario, links, gates)
    numbers = {gate.id: number for number, gate in enumerate(gates)}
    for gate in gates:
        if gate.kind == "port":
            _gate_ends(places, gate)
    for link in links:
        if usable(link):
            _add_link(assembly, places, rates, link, numbers, gates)
    for number, gate in enumerate(gates):
        if usable(gate) and not math.isnan(gate.from_longitude):
            _add_gate(assembly, places, rates, gate, number)
    sites = sorted(scenario.sites, key=lambda site: site.id)
    nodes = len(assembly.country)
    terminals = [assembly.place(site.country, site.longitude, site.latitude) for site in sites]
    for site, terminal in zip(sites, terminals, strict=True):
        near = [
            other
            for other in range(nodes)
            if assembly.country[other] in ("", site.country) and assembly.apart(terminal, other) <= ATTACHED
        ]
        for other in near:
            assembly.both(terminal, other, Draft())
        if not near:
            assembly.flags.append(f"{site.id}: no link or gate ends within {ATTACHED:g} km")
    return assembly.finish(digest=digest, sites=[site.id for site in sites], site_terminal=terminals, gates=gates)


def _learn(places: _Places, scenario: Scenario, links: tuple[Link, ...], gates: tuple[Gate, ...]) -> None:
    for site in scenario.sites:
        places.learn(site.longitude, site.latitude, site.country)
    ends: tuple[Link | Gate, ...] = (*links, *gates)
    for row in ends:
        places.learn(row.from_longitude, row.from_latitude, row.from_country)
        places.learn(row.to_longitude, row.to_latitude, row.to_country)


def _check(links: tuple[Link, ...], gates: tuple[Gate, ...]) -> None:
    faults = []
    named = {link.gate for link in links}
    ids = {gate.id for gate in gates}
    tables: tuple[tuple[str, tuple[Link | Gate, ...]], ...] = (("links.csv", links), ("gates.csv", gates))
    for file, rows in tables:
        for row in rows:
            ends = (row.from_longitude, row.from_latitude, row.to_longitude, row.to_latitude)
            if any(math.isnan(value) for value in ends) and not (file == "gates.csv" and row.id in named):
                message = f"{row.id} needs the coordinates of both ends when the network is made of links"
                faults.append(Fault(file=file, column="from_longitude", message=message))
    for link in links:
        if link.gate and link.gate not in ids:
            faults.append(Fault(file="links.csv", column="gate", found=link.gate, message="no such gate"))
        if not link.mode:
            faults.append(Fault(file="links.csv", column="mode", message=f"{link.id} needs a mode"))
    if faults:
        raise InputError(faults)


def _gate_ends(places: _Places, gate: Gate) -> tuple[int, int]:
    water = gate.kind in ("ferry", "passage")
    tail = places.terminal(gate.from_longitude, gate.from_latitude, gate.from_country, water=water)
    head = places.terminal(gate.to_longitude, gate.to_latitude, gate.to_country, water=water or gate.kind == "port")
    return tail, head


def _add_link(
    assembly: Assembly,
    places: _Places,
    rates: Rates,
    link: Link,
    numbers: dict[str, int],
    gates: tuple[Gate, ...],
) -> None:
    water = link.mode in WATER
    tail = places.terminal(link.from_longitude, link.from_latitude, link.from_country, water=water)
    head = places.terminal(link.to_longitude, link.to_latitude, link.to_country, water=water)
    places.modes[tail].add(link.mode)
    places.modes[head].add(link.mode)
    km = link.length
    if math.isnan(km):
        km = float(distance(link.from_longitude, link.from_latitude, link.to_longitude, link.to_latitude))
    countries = assembly.country[tail], assembly.country[head]
    figures = rates.stretch(link.mode, countries, km, cost=link.cost, hours=link.time)
    number = numbers.get(link.gate, -1)
    gate = gates[number] if number >= 0 else None
    if gate is not None:
        if not usable(gate):
            return
        figures = plus(figures, passing(gate))
    opens, closes = both_open(link, gate)
    assembly.both(
        tail,
        head,
        Draft(figures=figures, mode=link.mode, gate=number, opens=opens, closes=closes, link=link.id),
    )


def _add_gate(assembly: Assembly, places: _Places, rates: Rates, gate: Gate, number: int) -> None:
    tail, head = _gate_ends(places, gate)
    km = zero(gate.length)
    mode = (gate.mode or "rail") if km else ""
    countries = assembly.country[tail], assembly.country[head]
    moved = rates.stretch(mode, countries, km, cost=math.nan, hours=math.nan) if km else NOTHING
    here = plus(moved, passing(gate))
    land = "road" if places.modes[tail] == {"road"} else "rail"
    for ends, change in (
        ((tail, head), rates.change(land, gate.mode or "sea")),
        ((head, tail), rates.change(gate.mode or "sea", land)),
    ):
        figures = plus(here, change) if gate.kind == "port" else here
        assembly.leg(*ends, Draft(figures=figures, mode=mode, gate=number, opens=gate.opens, closes=gate.closes))
