"""Collects terminals and legs while an overlay is being made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from lodeway.network.geometry import EARTH_RADIUS, distance, unit_vectors
from lodeway.network.overlay.structure import NO_COUNTRY, Structure, joined
from lodeway.schema.tables import MODES

__all__ = ["GAP", "Assembly", "Draft"]

GAP = 50.0
"""Longest stretch on land drawn as a full line [km]; beyond it the true line may be far from the chord."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a leg is, apart from its ends; what it costs follows from the scenario's rates."""

    mode: str = ""
    km: float = 0.0
    change: str = ""
    """Modes that goods change from and to, as in "rail-sea"; empty for none."""
    gate: int = -1
    link: int = -1
    opens: int = 0
    closes: int = 0
    dashed: bool = False
    access: bool = False
    """The last stretch between a place and a station or port: no choice of modes excludes it."""
    between: Sequence[int] | NDArray[np.int32] = ()
    """Original nodes between those of its ends."""

    def mirrored(self) -> Draft:
        """Return the leg the other way round."""
        change = "-".join(reversed(self.change.split("-")))
        return replace(self, change=change, between=self.between[::-1])


@dataclass(slots=True)
class Assembly:
    """Terminals and legs so far: the one value of the network stage that is written to.

    Numbering goes on from `base`, whose own terminals and nodes are not repeated here.
    """

    base: Structure | None = None
    longitude: list[float] = field(default_factory=list)
    latitude: list[float] = field(default_factory=list)
    country: list[str] = field(default_factory=list)
    name: list[str] = field(default_factory=list)
    terminal_node: list[int] = field(default_factory=list)
    ends: list[tuple[int, int]] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    flag_leg: list[int] = field(default_factory=list)
    marks: dict[str, int] = field(default_factory=dict)
    """Terminals by a name that later steps know them by, such as "yard:poti"."""

    def node(self, longitude: float, latitude: float) -> int:
        """Add an original node and return its index."""
        self.longitude.append(longitude)
        self.latitude.append(latitude)
        return self._nodes_before + len(self.longitude) - 1

    def terminal(self, country: str, node: int, name: str = "") -> int:
        """Add a terminal at an original node and return its index."""
        self.country.append(country)
        self.name.append(name)
        self.terminal_node.append(node)
        return self._terminals_before + len(self.country) - 1

    def place(self, country: str, longitude: float, latitude: float, name: str = "") -> int:
        """Add a terminal at a new node and return its index."""
        return self.terminal(country, self.node(longitude, latitude), name)

    def leg(self, tail: int, head: int, draft: Draft) -> None:
        """Add a leg in one direction."""
        self.ends.append((tail, head))
        self.drafts.append(draft)

    def both(self, tail: int, head: int, draft: Draft) -> None:
        """Add a leg and its mirror image."""
        self.leg(tail, head, draft)
        self.leg(head, tail, draft.mirrored())

    def flag(self, text: str, leg: int = -1) -> None:
        """Note what the reader should know; `leg` is the first of the two legs, there and back, that it is about."""
        self.flags.append(text)
        self.flag_leg.append(leg)

    @property
    def next_leg(self) -> int:
        """Return the index that the next leg gets."""
        return (self.base.tail.size if self.base else 0) + len(self.ends)

    @property
    def _nodes_before(self) -> int:
        return self.base.node_longitude.size if self.base else 0

    @property
    def _terminals_before(self) -> int:
        return self.base.terminal_country.size if self.base else 0

    def node_of(self, terminal: int) -> int:
        """Return the original node of a terminal."""
        new = terminal - self._terminals_before
        if self.base and new < 0:
            return int(self.base.terminal_node[terminal])
        return self.terminal_node[new]

    def country_of(self, terminal: int) -> str:
        """Return the country of a terminal, empty at sea."""
        new = terminal - self._terminals_before
        if self.base and new < 0:
            number = int(self.base.terminal_country[terminal])
            return self.base.countries[number] if number != NO_COUNTRY else ""
        return self.country[new]

    def point(self, terminal: int) -> tuple[float, float]:
        """Return longitude and latitude of a terminal."""
        node = self.node_of(terminal)
        new = node - self._nodes_before
        if self.base and new < 0:
            return float(self.base.node_longitude[node]), float(self.base.node_latitude[node])
        return self.longitude[new], self.latitude[new]

    def apart(self, tail: int, head: int) -> float:
        """Return the great-circle distance of two terminals [km]."""
        return float(distance(*self.point(tail), *self.point(head)))

    def finish(self) -> Structure:
        """Return the overlay of what was added, with `base` before it."""
        ends = np.asarray(self.ends, dtype=np.int32).reshape(-1, 2)
        codes = tuple(sorted({code for code in self.country if code}))
        number = {code: place for place, code in enumerate(codes)} | {"": NO_COUNTRY}
        changes = ("", *sorted({draft.change for draft in self.drafts} - {""}))
        leg_nodes, leg_start = self._nodes()
        before = self.next_leg - len(self.ends)
        drafts = self.drafts
        added = Structure(
            countries=codes,
            changes=changes,
            terminal_country=np.asarray([number[code] for code in self.country], dtype=np.int16),
            terminal_node=np.asarray(self.terminal_node, dtype=np.int32),
            terminal_name=tuple(self.name),
            marks=dict(self.marks),
            flags=tuple(self.flags),
            # Counted from here as the legs are; `joined` counts them on from the base.
            flag_leg=np.asarray([leg - before if leg >= 0 else -1 for leg in self.flag_leg], dtype=np.int32),
            tail=ends[:, 0].copy(),
            head=ends[:, 1].copy(),
            mode=np.asarray([MODES.index(draft.mode) if draft.mode else -1 for draft in drafts], dtype=np.int8),
            km=np.asarray([draft.km for draft in drafts], dtype=np.float64),
            change=np.asarray([changes.index(draft.change) for draft in drafts], dtype=np.int8),
            gate=np.asarray([draft.gate for draft in drafts], dtype=np.int32),
            link=np.asarray([draft.link for draft in drafts], dtype=np.int32),
            opens=np.asarray([draft.opens for draft in drafts], dtype=np.int32),
            closes=np.asarray([draft.closes for draft in drafts], dtype=np.int32),
            node_longitude=np.asarray(self.longitude, dtype=np.float32),
            node_latitude=np.asarray(self.latitude, dtype=np.float32),
            access=np.asarray([draft.access for draft in drafts], dtype=np.bool_),
            leg_nodes=leg_nodes,
            leg_start=leg_start,
            leg_dashed=self._dashed(leg_nodes, leg_start),
        )
        return joined(self.base, added) if self.base else added

    def _nodes(self) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Return the original nodes of all legs and where each leg's begin."""
        parts: list[NDArray[np.int32]] = []
        sizes = [0]
        for (tail, head), draft in zip(self.ends, self.drafts, strict=True):
            ends = np.asarray([self.node_of(tail), self.node_of(head)], dtype=np.int32)
            parts += [ends[:1], np.asarray(draft.between, dtype=np.int32), ends[1:]]
            sizes.append(2 + len(draft.between))
        return (np.concatenate(parts) if parts else np.zeros(0, dtype=np.int32)), np.cumsum(sizes, dtype=np.int64)

    def _dashed(self, leg_nodes: NDArray[np.int32], leg_start: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which stretches are dashed: access by road, and gaps on land longer than `GAP`."""
        sizes = np.diff(leg_start)
        access = np.repeat(np.asarray([draft.dashed for draft in self.drafts], dtype=np.bool_), sizes)
        land = np.repeat(np.asarray([draft.mode in ("rail", "road") for draft in self.drafts], dtype=np.bool_), sizes)
        longitude, latitude = (np.asarray(axis, dtype=np.float32) for axis in (self.longitude, self.latitude))
        if self.base:
            longitude = np.concatenate((self.base.node_longitude, longitude))
            latitude = np.concatenate((self.base.node_latitude, latitude))
        # Places of all nodes, or of the few that are used: whichever are fewer.
        used, at = np.unique(leg_nodes, return_inverse=True) if leg_nodes.size < longitude.size else (..., leg_nodes)
        points = (EARTH_RADIUS * unit_vectors(longitude[used], latitude[used])).astype(np.float32)
        steps = np.zeros(leg_nodes.size, dtype=np.float32)
        for axis in range(3):
            steps[:-1] += np.diff(points[:, axis][at]) ** 2
        result: NDArray[np.bool_] = access | (land & (steps > GAP**2))
        result[leg_start[1:] - 1] = False
        return result
