"""Collects terminals and legs while a network is being built."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from lodeway.network._geometry import EARTH_RADIUS, distance, unit_vectors
from lodeway.network._rates import Figures
from lodeway.network.model import Legs, Network
from lodeway.schema.tables import MODES, Gate

__all__ = ["GAP", "NOTHING", "Assembly", "Draft"]

GAP = 50.0
"""Longest stretch on land drawn as a full line [km]; beyond it the true line may be far from the chord."""

NOTHING = Figures(0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a leg is, apart from its ends."""

    figures: Figures = NOTHING
    mode: str = ""
    gate: int = -1
    opens: int = 0
    closes: int = 0
    link: str = ""
    dashed: bool = False
    between: Sequence[int] = ()
    """Original nodes between those of its ends."""


@dataclass(slots=True)
class Assembly:
    """Terminals and legs so far: the one value of the network stage that is written to."""

    longitude: list[float] = field(default_factory=list)
    latitude: list[float] = field(default_factory=list)
    country: list[str] = field(default_factory=list)
    terminal_node: list[int] = field(default_factory=list)
    ends: list[tuple[int, int]] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)

    def node(self, longitude: float, latitude: float) -> int:
        """Add an original node and return its index."""
        self.longitude.append(longitude)
        self.latitude.append(latitude)
        return len(self.longitude) - 1

    def terminal(self, country: str, node: int) -> int:
        """Add a terminal at an original node and return its index."""
        self.country.append(country)
        self.terminal_node.append(node)
        return len(self.country) - 1

    def place(self, country: str, longitude: float, latitude: float) -> int:
        """Add a terminal at a new node and return its index."""
        return self.terminal(country, self.node(longitude, latitude))

    def leg(self, tail: int, head: int, draft: Draft) -> None:
        """Add a leg in one direction."""
        self.ends.append((tail, head))
        self.drafts.append(draft)

    def both(self, tail: int, head: int, draft: Draft) -> None:
        """Add a leg and its mirror image."""
        self.leg(tail, head, draft)
        self.leg(head, tail, replace(draft, between=draft.between[::-1]))

    def apart(self, tail: int, head: int) -> float:
        """Return the great-circle distance of two terminals [km]."""
        a, b = self.terminal_node[tail], self.terminal_node[head]
        return float(distance(self.longitude[a], self.latitude[a], self.longitude[b], self.latitude[b]))

    def finish(
        self, *, digest: str, sites: Sequence[str], site_terminal: Sequence[int], gates: Sequence[Gate]
    ) -> Network:
        """Return the network of what was added."""
        leg_nodes, leg_start = self._nodes()
        longitude = np.asarray(self.longitude, dtype=np.float32)
        latitude = np.asarray(self.latitude, dtype=np.float32)
        return Network(
            digest=digest,
            sites=tuple(sites),
            site_terminal=np.asarray(site_terminal, dtype=np.int32),
            gates=tuple(gates),
            terminal_country=tuple(self.country),
            legs=self._legs(),
            node_longitude=longitude,
            node_latitude=latitude,
            leg_nodes=leg_nodes,
            leg_start=leg_start,
            leg_dashed=self._dashed(leg_nodes, leg_start, longitude, latitude),
            hand_links=tuple((draft.link,) if draft.link else () for draft in self.drafts),
            flags=tuple(self.flags),
        )

    def _legs(self) -> Legs:
        ends = np.asarray(self.ends, dtype=np.int32).reshape(-1, 2)
        figures = np.asarray([draft.figures for draft in self.drafts], dtype=np.float64).reshape(-1, 4)
        modes = [MODES.index(draft.mode) if draft.mode in MODES else -1 for draft in self.drafts]
        return Legs(
            tail=ends[:, 0].copy(),
            head=ends[:, 1].copy(),
            gate=np.asarray([draft.gate for draft in self.drafts], dtype=np.int32),
            cost=figures[:, 0].copy(),
            hours=figures[:, 1].copy(),
            km=figures[:, 2].copy(),
            co2=figures[:, 3].copy(),
            mode=np.asarray(modes, dtype=np.int8),
            opens=np.asarray([draft.opens for draft in self.drafts], dtype=np.int32),
            closes=np.asarray([draft.closes for draft in self.drafts], dtype=np.int32),
        )

    def _nodes(self) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Return the original nodes of all legs and where each leg's begin."""
        parts = [
            np.asarray([self.terminal_node[tail], *draft.between, self.terminal_node[head]], dtype=np.int32)
            for (tail, head), draft in zip(self.ends, self.drafts, strict=True)
        ]
        sizes = np.asarray([0, *(len(part) for part in parts)], dtype=np.int64)
        return (np.concatenate(parts) if parts else np.zeros(0, dtype=np.int32)), np.cumsum(sizes)

    def _dashed(
        self,
        leg_nodes: NDArray[np.int32],
        leg_start: NDArray[np.int64],
        longitude: NDArray[np.float32],
        latitude: NDArray[np.float32],
    ) -> NDArray[np.bool_]:
        """Return which stretches are dashed: access by road, and gaps on land longer than `GAP`."""
        sizes = np.diff(leg_start)
        access = np.repeat(np.asarray([draft.dashed for draft in self.drafts], dtype=np.bool_), sizes)
        land = np.repeat(np.asarray([draft.mode in ("rail", "road") for draft in self.drafts], dtype=np.bool_), sizes)
        points = (EARTH_RADIUS * unit_vectors(longitude, latitude)).astype(np.float32)
        steps = np.zeros(leg_nodes.size, dtype=np.float32)
        for axis in range(3):
            steps[:-1] += np.diff(points[:, axis][leg_nodes]) ** 2
        result: NDArray[np.bool_] = access | (land & (steps > GAP**2))
        result[leg_start[1:] - 1] = False
        return result
