"""The network of the atlas while it is put together, and its terminals."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lodeway.network._assembly import Assembly, Draft
from lodeway.network._figures import passing, plus
from lodeway.network._railway import Railway
from lodeway.network._rates import Figures, Rates
from lodeway.network._sea import Sea
from lodeway.network._tables import usable
from lodeway.schema.tables import Gate, Link

__all__ = ["DETOUR", "FAR", "ON_LINE", "Builder"]

DETOUR = 1.4
"""Road kilometres per great-circle kilometre where no road network is used (assumption, range 1.2-1.8)."""
FAR = 50.0
"""An access longer than this [km, great circle] is flagged."""
HERE = 1.0
"""Places this near to each other [km] are one: no stretch of road lies between them."""
ON_LINE = 1.5
"""An end of a gate or link this near to a railway of its country [km] stands on it."""


@dataclass(slots=True)
class Builder:
    """What is known while terminals and legs are put together; `assembly` holds them."""

    railway: Railway
    sea: Sea
    rates: Rates
    gates: tuple[Gate, ...]
    links: tuple[Link, ...]
    assembly: Assembly = field(default_factory=Assembly)
    stations: dict[int, int] = field(default_factory=dict)
    """Terminal of each rail node that is one."""
    places: dict[tuple[float, float, str], int] = field(default_factory=dict)
    """Terminal of each end of a gate or link on land, by longitude, latitude, country."""
    lanes: dict[int, int] = field(default_factory=dict)
    """Terminal of each sea node that is one."""
    yards: dict[str, int] = field(default_factory=dict)
    """Land side of each port, by gate id."""
    berths: dict[str, int] = field(default_factory=dict)
    """Water side of each port, by gate id."""

    def add_nodes(self) -> None:
        """Make rail nodes the first original nodes and sea nodes the next, in the atlas' order."""
        for graph in (self.railway, self.sea):
            self.assembly.longitude += graph.longitude.tolist()
            self.assembly.latitude += graph.latitude.tolist()

    def sea_node(self, node: int) -> int:
        """Return the original node of a sea node."""
        return self.railway.longitude.size + node

    def station(self, node: int) -> int:
        """Return the terminal of a rail node."""
        if node not in self.stations:
            code = self.railway.names[int(self.railway.country[node])]
            self.stations[node] = self.assembly.terminal(code, node)
        return self.stations[node]

    def land(self, longitude: float, latitude: float, country: str) -> int:
        """Return the terminal of an end on land: the rail node there, else a place of its own."""
        key = round(longitude, 4), round(latitude, 4), country
        if key not in self.places:
            node, apart = self.railway.nearest(country, longitude, latitude)
            on_line = apart <= ON_LINE
            self.places[key] = self.station(node) if on_line else self.assembly.place(country, longitude, latitude)
        return self.places[key]

    def lane(self, node: int, country: str = "") -> int:
        """Return the terminal of a sea node."""
        if node not in self.lanes:
            self.lanes[node] = self.assembly.terminal(country, self.sea_node(node))
        return self.lanes[node]

    def of_kind(self, *kinds: str) -> list[tuple[int, Gate]]:
        """Return the gates of these kinds that can ever be used and have a place, with their numbers."""
        return [
            (number, gate)
            for number, gate in enumerate(self.gates)
            if gate.kind in kinds and usable(gate) and not math.isnan(gate.from_longitude)
        ]

    def served(self, *, least: float = math.inf) -> NDArray[np.bool_]:
        """Return which pieces of railway matter: those at a gate or link, and any of at least this length [km]."""
        served: NDArray[np.bool_] = self.railway.length >= least
        nodes = np.fromiter(self.stations, dtype=np.int64, count=len(self.stations))
        served[self.railway.component[nodes]] = True
        return served

    def moving(self, mode: str, countries: tuple[str, ...], km: float) -> Figures:
        """Return the figures of a stretch by the rates of its mode."""
        return self.rates.stretch(mode, countries, km, cost=math.nan, hours=math.nan)

    def through(self, number: int, km: float, mode: str, between: tuple[int, ...] = ()) -> Draft:
        """Return the leg through a gate: fee, delay, and the stretch between its sides."""
        gate = self.gates[number]
        moved = self.moving(mode, (gate.from_country, gate.to_country), km)
        return Draft(
            figures=plus(moved, passing(gate)),
            mode=mode if km > 0 else "",
            gate=number,
            opens=gate.opens,
            closes=gate.closes,
            between=between,
        )

    def road(self, tail: int, head: int, apart: float, *, change: str) -> None:
        """Add the way by road between a place and a station (`change` rail) or a port (`change` sea)."""
        country = self.assembly.country[tail]
        moved = self.moving("road", (country,), apart * DETOUR if apart > HERE else 0.0)
        mode = "road" if apart > HERE else ""
        there, back = self.rates.change("road", change), self.rates.change(change, "road")
        self.assembly.leg(tail, head, Draft(figures=plus(moved, there), mode=mode, dashed=True))
        self.assembly.leg(head, tail, Draft(figures=plus(moved, back), mode=mode, dashed=True))
