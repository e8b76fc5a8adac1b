"""The overlay of the atlas while it is put together: what is known of its terminals, and how they are found."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lodeway.network.overlay.assembly import Assembly, Draft
from lodeway.network.overlay.laying import dates, usable
from lodeway.network.overlay.lines import Lines
from lodeway.network.overlay.sea import Sea
from lodeway.schema.tables import Gate, Link

__all__ = ["DETOUR", "HERE", "ON_LINE", "REACH", "Drafting", "offsets"]

DETOUR = 1.4
"""Road kilometres per great-circle kilometre where no road network is used (assumption, range 1.2-1.8)."""
HERE = 1.0
"""Places this near to each other [km] are one: no stretch of road lies between them."""
ON_LINE = 1.5
"""An end of a gate or link this near to a line of its country [km] stands on it."""
REACH = 30.0
"""A place of transfer is joined to the nearest road up to this distance [km]."""


def offsets(rail: Lines, sea: Sea) -> dict[str, int]:
    """Return where the original nodes of each graph begin: railways, then sea, then roads."""
    return {"rail": 0, "sea": rail.longitude.size, "road": rail.longitude.size + sea.longitude.size}


@dataclass(slots=True)
class Drafting:
    """What is known while terminals and legs are put together; `assembly` holds them."""

    rail: Lines
    road: Lines
    sea: Sea
    gates: tuple[Gate, ...]
    links: tuple[Link, ...]
    assembly: Assembly = field(default_factory=Assembly)
    stations: dict[int, int] = field(default_factory=dict)
    """Terminal of each rail node that is one."""
    corners: dict[int, int] = field(default_factory=dict)
    """Terminal of each road node that is one."""
    places: dict[tuple[float, float, str, str], int] = field(default_factory=dict)
    """Terminal of each end of a gate or link on land, by longitude, latitude, country, mode."""
    lanes: dict[int, int] = field(default_factory=dict)
    """Terminal of each sea node that is one."""
    start: dict[str, int] = field(default_factory=dict)

    def add_nodes(self) -> None:
        """Make the nodes of railways, sea and roads the first original nodes, in the atlas' order."""
        self.start = offsets(self.rail, self.sea)
        for graph in (self.rail, self.sea, self.road):
            self.assembly.longitude += graph.longitude.tolist()
            self.assembly.latitude += graph.latitude.tolist()

    def known(self, mode: str) -> tuple[Lines, dict[int, int]]:
        """Return the lines of a mode on land and the terminals of their nodes."""
        return (self.road, self.corners) if mode == "road" else (self.rail, self.stations)

    def on(self, mode: str, node: int, name: str = "") -> int:
        """Return the terminal of a node of the railways or roads."""
        lines, known = self.known(mode)
        if node not in known:
            code = lines.codes[int(lines.country[node])]
            known[node] = self.assembly.terminal(code, self.start[lines.mode] + node, name)
            self.assembly.marks[f"{lines.mode}:{node}"] = known[node]
        elif name and not self.assembly.name[known[node]]:
            self.assembly.name[known[node]] = name
        return known[node]

    def land(self, longitude: float, latitude: float, country: str, mode: str = "rail", name: str = "") -> int:
        """Return the terminal of an end on land: the node of its mode's lines there, else a place of its own."""
        mode = mode if mode == "road" else "rail"
        key = round(longitude, 4), round(latitude, 4), country, mode
        if key not in self.places:
            node, apart = self.known(mode)[0].nearest(country, longitude, latitude)
            on_line = apart <= ON_LINE
            self.places[key] = (
                self.on(mode, node, name) if on_line else self.assembly.place(country, longitude, latitude, name)
            )
        terminal = self.places[key]
        if name and not self.assembly.name[terminal]:
            self.assembly.name[terminal] = name
        return terminal

    def lane(self, node: int, country: str = "", name: str = "") -> int:
        """Return the terminal of a sea node."""
        if node not in self.lanes:
            self.lanes[node] = self.assembly.terminal(country, self.start["sea"] + node, name)
            self.assembly.marks[f"sea:{node}"] = self.lanes[node]
        return self.lanes[node]

    def of_kind(self, *kinds: str) -> list[tuple[int, Gate]]:
        """Return the gates of these kinds that can ever be used and have a place, with their numbers."""
        return [
            (number, gate)
            for number, gate in enumerate(self.gates)
            if gate.kind in kinds and usable(gate) and not math.isnan(gate.from_longitude)
        ]

    def served(self, mode: str, *, least: float = math.inf) -> NDArray[np.bool_]:
        """Return which pieces of line matter: those at a gate or link, and any of at least this length [km]."""
        lines, known = self.known(mode)
        served: NDArray[np.bool_] = lines.length >= least
        served[lines.component[np.fromiter(known, dtype=np.int64, count=len(known))]] = True
        return served

    def through(self, number: int, km: float, mode: str, **more: object) -> Draft:
        """Return the leg through a gate: its fee and delay, and the stretch between its sides."""
        opens, closes = dates(self.gates[number])
        return Draft(
            km=km,
            mode=mode if km > 0 else "",
            gate=number,
            opens=opens,
            closes=closes,
            **more,  # type: ignore[arg-type]
        )

    def join(self, station: int, *, name: str = "") -> None:
        """Join a terminal of the railways to the nearest road, where goods change between train and lorry."""
        here = self.assembly.point(station)
        country = self.assembly.country[station]
        node, apart = self.road.nearest(country, *here, self.served("road", least=REACH))
        if apart <= REACH:
            corner = self.on("road", node, name)
            self.assembly.both(station, corner, self.access(apart, change="rail-road"))

    def access(self, apart: float, *, change: str = "") -> Draft:
        """Return a stretch by road that is on no map: great circle x `DETOUR`."""
        km = apart * DETOUR if apart > HERE else 0.0
        return Draft(mode="road" if km else "", km=km, change=change, dashed=True)
