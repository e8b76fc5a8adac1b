"""The frozen values that the network stage returns: network, tree, path, route."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodeway.schema.tables import Gate, Link

__all__ = ["Legs", "Network", "Path", "Segment", "Tree"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Legs:
    """Directed connections between terminals, as arrays of one entry per leg.

    A leg is either a gate passed in one direction (``gate >= 0``) or the best way between two
    terminals without passing a third, inside one country or at sea (``gate == -1``).
    Figures are per gross tonne and leave out prices of scarce gates.
    """

    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    gate: NDArray[np.int32]
    """Index into `Network.gates`, -1 for none."""
    link: NDArray[np.int32]
    """Index into `Network.links` of the hand-made link that the leg is, -1 for none."""
    cost: NDArray[np.float64]
    """Freight, fees and handling [USD/t]."""
    hours: NDArray[np.float64]
    km: NDArray[np.float64]
    co2: NDArray[np.float64]
    """[kg CO2e/t]."""
    mode: NDArray[np.int8]
    """Index into `lodeway.schema.tables.MODES`; -1 for a transfer or crossing without length."""
    opens: NDArray[np.int32]
    """First year, 0 if always."""
    closes: NDArray[np.int32]
    """First year it no longer exists, 0 if never."""
    access: NDArray[np.bool_]
    """The last stretch between a place and a station or port, which no choice of modes excludes."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Network:
    """Terminals (sites and both sides of every gate and dated link) and the legs between them.

    Country membership: a terminal lies in one country ("" at sea), so a path's countries are those of its
    terminals in order, and avoiding a country means leaving out the legs that touch its terminals.
    """

    digest: str
    sites: tuple[str, ...]
    """Site ids; goods leave site i at terminal ``site_terminal[i]`` and arrive at ``site_arrival[i]``, so that none pass through it."""
    site_terminal: NDArray[np.int32]
    site_arrival: NDArray[np.int32]
    gates: tuple[Gate, ...]
    """Atlas and scenario merged; ``Legs.gate`` counts in it."""
    links: tuple[Link, ...]
    """Hand-made links of atlas and scenario; ``Legs.link`` counts in it."""
    terminal_name: tuple[str, ...]
    """What people call a terminal; empty for one that has no name."""
    terminal_country: tuple[str, ...]
    legs: Legs
    node_longitude: NDArray[np.float32]
    node_latitude: NDArray[np.float32]
    leg_nodes: NDArray[np.int32]
    """Original nodes of all legs, one after the other; leg k owns ``leg_start[k]:leg_start[k + 1]``."""
    leg_start: NDArray[np.int64]
    leg_dashed: NDArray[np.bool_]
    """Per entry of `leg_nodes`: the stretch to the next node is drawn dashed (access by road, or a gap > 50 km)."""
    flags: tuple[str, ...]
    """What the reader should know, e.g. sites far from any railway."""
    flag_leg: NDArray[np.int32]
    """First of the two legs, there and back, that each flag is about; -1 for one about a place or the whole."""

    def link_ids(self) -> list[str]:
        """Return the id of the hand-made link that each leg is, empty for none."""
        return [self.links[number].id if number >= 0 else "" for number in self.legs.link.tolist()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """One way from an origin to a destination, figures per gross tonne."""

    origin: str
    destination: str
    legs: tuple[int, ...]
    gates: tuple[int, ...]
    """Indices into `Network.gates`, in order of travel."""
    weight: float
    """What was minimised: cost + time value x hours + CO2 price x CO2 + gate prices."""
    cost: float
    hours: float
    km: float
    co2: float
    countries: tuple[str, ...]
    modes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tree:
    """Best paths from one origin to every terminal under given prices."""

    network: Network
    origin: str
    weight: NDArray[np.float64]
    """Per terminal, infinite where there is no way."""
    leg: NDArray[np.int32]
    """Per terminal: the leg by which the best path arrives, -1 at the origin and where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch of a route on the map."""

    mode: str
    dashed: bool
    coordinates: tuple[tuple[float, float], ...]
    """Longitude and latitude of every original node."""
