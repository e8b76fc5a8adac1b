"""The overlay of a scenario that brings its own links and needs no atlas."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from lodeway.errors import Fault, InputError
from lodeway.network.geometry import distance
from lodeway.network.overlay.assembly import Assembly, Draft
from lodeway.network.overlay.attaching import Ends, Place
from lodeway.network.overlay.figures import zero
from lodeway.network.overlay.laying import both_open, dates, merge, usable
from lodeway.network.overlay.structure import Structure
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Gate, Link

__all__ = ["ATTACHED", "overlay"]

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

    def terminal(self, longitude: float, latitude: float, country: str, *, water: bool, name: str = "") -> int:
        """Return the terminal of a place, made at its first mention."""
        place = round(longitude, 6), round(latitude, 6)
        if not country and not water and len(self.known[place]) == 1:
            (country,) = self.known[place]
        key = (*place, "~" if water else country)
        if key not in self.index:
            self.index[key] = self.assembly.place(country, longitude, latitude, name)
        elif water and country:
            self.assembly.country[self.index[key]] = country
        return self.index[key]


def overlay(
    scenario: Scenario, places: tuple[Place, ...]
) -> tuple[Structure, tuple[Ends, ...], tuple[Gate, ...], tuple[Link, ...]]:
    """Return the overlay of the scenario's links and gates with some places, their terminals, all gates and links.

    Ends at equal coordinates are the same node; places within 1 km stand at it.

    Raises
    ------
    InputError
        When a link or gate lacks coordinates, or a mode lacks a rate that is needed.
    """
    links, gates = merge((), scenario.links), merge((), scenario.gates)
    _check(links, gates)
    assembly = Assembly()
    known = _Places(assembly)
    _learn(known, places, links, gates)
    numbers = {gate.id: number for number, gate in enumerate(gates)}
    for gate in gates:
        if gate.kind == "port":
            _gate_ends(known, gate)
    for place, link in enumerate(links):
        if usable(link):
            _add_link(assembly, known, place, link, numbers, gates)
    for number, gate in enumerate(gates):
        if usable(gate) and not math.isnan(gate.from_longitude):
            _add_gate(assembly, known, gate, number)
    _join_shores(known, gates)
    structure, terminals = _attach(assembly, places)
    return structure, terminals, gates, links


def _join_shores(known: _Places, gates: tuple[Gate, ...]) -> None:
    """Join land and water at a place without a port of its own: there goods change mode without a gate."""
    ports = {
        (round(gate.to_longitude, 6), round(gate.to_latitude, 6))
        for gate in gates
        if gate.kind == "port" and not math.isnan(gate.to_longitude)
    }
    for (longitude, latitude, country), land in sorted(known.index.items()):
        water = known.index.get((longitude, latitude, "~"))
        if country != "~" and water is not None and (longitude, latitude) not in ports:
            modes = sorted(known.modes[land])[:1], sorted(known.modes[water])[:1]
            change = "-".join((*modes[0], *modes[1])) if all(modes) else ""
            known.assembly.both(land, water, Draft(change=change))


def _attach(assembly: Assembly, places: tuple[Place, ...]) -> tuple[Structure, tuple[Ends, ...]]:
    points = np.asarray([assembly.point(node) for node in range(len(assembly.country))]).reshape(-1, 2)
    lands = np.asarray(assembly.country, dtype=np.str_)
    terminals = []
    for place in places:
        departure = assembly.place(place.country, place.longitude, place.latitude, place.name)
        arrival = assembly.terminal(place.country, assembly.node_of(departure), place.name)
        terminals.append((departure, arrival))
    for place, (departure, arrival) in zip(places, terminals, strict=True):
        here = np.flatnonzero((lands == "") | (lands == place.country))
        apart = distance(*assembly.point(departure), points[here, 0], points[here, 1])
        near = here[apart <= ATTACHED].tolist()
        for other in near:
            assembly.leg(departure, other, Draft())
            assembly.leg(other, arrival, Draft())
        if not near:
            assembly.flag(f"{place.id}: no link or gate ends within {ATTACHED:g} km")
    return assembly.finish(), tuple(terminals)


def _learn(known: _Places, places: tuple[Place, ...], links: tuple[Link, ...], gates: tuple[Gate, ...]) -> None:
    for place in places:
        known.learn(place.longitude, place.latitude, place.country)
    ends: tuple[Link | Gate, ...] = (*links, *gates)
    for row in ends:
        known.learn(row.from_longitude, row.from_latitude, row.from_country)
        known.learn(row.to_longitude, row.to_latitude, row.to_country)


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


def _gate_ends(known: _Places, gate: Gate) -> tuple[int, int]:
    water, name = gate.kind in ("ferry", "passage"), gate.name or gate.id
    tail = known.terminal(gate.from_longitude, gate.from_latitude, gate.from_country, water=water, name=name)
    water = water or gate.kind == "port"
    return tail, known.terminal(gate.to_longitude, gate.to_latitude, gate.to_country, water=water, name=name)


def _add_link(
    assembly: Assembly, known: _Places, place: int, link: Link, numbers: dict[str, int], gates: tuple[Gate, ...]
) -> None:
    water = link.mode in WATER
    tail = known.terminal(link.from_longitude, link.from_latitude, link.from_country, water=water)
    head = known.terminal(link.to_longitude, link.to_latitude, link.to_country, water=water)
    known.modes[tail].add(link.mode)
    known.modes[head].add(link.mode)
    km = link.length
    if math.isnan(km):
        km = float(distance(link.from_longitude, link.from_latitude, link.to_longitude, link.to_latitude))
    number = numbers.get(link.gate, -1)
    gate = gates[number] if number >= 0 else None
    if gate is not None and not usable(gate):
        return
    opens, closes = both_open(link, gate)
    draft = Draft(mode=link.mode, km=km, gate=number, link=place, opens=opens, closes=closes)
    lay = assembly.both if link.direction == "both" else assembly.leg
    lay(tail, head, draft)


def _add_gate(assembly: Assembly, known: _Places, gate: Gate, number: int) -> None:
    tail, head = _gate_ends(known, gate)
    km = zero(gate.length)
    land = "road" if known.modes[tail] == {"road"} else "rail"
    opens, closes = dates(gate)
    draft = Draft(
        mode=(gate.mode or "rail") if km else "",
        km=km,
        change=f"{land}-{gate.mode or 'sea'}" if gate.kind == "port" else "",
        gate=number,
        opens=opens,
        closes=closes,
    )
    assembly.both(tail, head, draft)
