"""Routes as arrays: what the master problem needs to know of each, and the legs when somebody asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodeway.network import Path
from lodeway.network.search.routing import along
from lodeway.plan.instance.world import World
from lodeway.plan.routing.mesh import Mesh

__all__ = ["Paths", "Routes", "joined", "of_arcs"]

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Routes:
    """Routes of lanes in years, one entry each."""

    slot: Indices
    """Lane x years + year."""
    end: Indices
    """Number of the destination among the network's sites."""
    figures: Floats
    """Cost, hours, km and kg CO2e of a gross tonne."""
    visits: NDArray[np.int64]
    """Countries of limited transit that it touches, as bits."""
    gates: NDArray[np.int32]
    """Gates and links that the arcs pay, numbered as in `lodeway.plan.instance.passages`, in order of travel; route k owns
    ``gates[gate_start[k]:gate_start[k + 1]]``."""
    gate_start: NDArray[np.int64]
    mesh: NDArray[np.int32]
    """Number of the mesh that the arcs are of."""
    arcs: Indices
    """Route k owns ``arcs[arc_start[k]:arc_start[k + 1]]``, in order of travel."""
    arc_start: NDArray[np.int64]

    def __len__(self) -> int:
        """Return how many there are."""
        return self.slot.size

    def take(self, which: Indices) -> Routes:
        """Return some of the routes."""
        gates, gate_start = _rows(self.gates, self.gate_start, which)
        arcs, arc_start = _rows(self.arcs, self.arc_start, which)
        return Routes(
            slot=self.slot[which],
            end=self.end[which],
            figures=self.figures[which],
            visits=self.visits[which],
            gates=gates,
            gate_start=gate_start,
            mesh=self.mesh[which],
            arcs=arcs,
            arc_start=arc_start,
        )

    def keys(self) -> list[tuple[int, int, float, bytes]]:
        """Return what tells routes apart: routes of one key are one and the same column."""
        start = self.gate_start
        weights = self.figures[:, 0] + self.figures[:, 1] * 1e-3 + self.figures[:, 3] * 1e-6
        return [
            (slot, end, weight, self.gates[low:high].tobytes())
            for slot, end, weight, low, high in zip(
                self.slot.tolist(),
                self.end.tolist(),
                weights.tolist(),
                start[:-1].tolist(),
                start[1:].tolist(),
                strict=True,
            )
        ]

    def per_gate(self, values: Floats) -> Floats:
        """Return the sum over each route's gates of a value per gate."""
        owner = np.repeat(np.arange(len(self)), np.diff(self.gate_start))
        found: Floats = np.bincount(owner, weights=values[self.gates], minlength=len(self)).astype(np.float64)
        return found


def _rows(items: NDArray[np.generic], start: NDArray[np.int64], which: Indices) -> tuple[NDArray, NDArray[np.int64]]:  # type: ignore[type-arg]
    sizes = np.diff(start)[which]
    begin = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    inside = np.arange(begin[-1]) - np.repeat(begin[:-1], sizes) + np.repeat(start[:-1][which], sizes)
    return items[inside], begin


def joined(parts: Sequence[Routes]) -> Routes:
    """Return all routes of the parts, in their order.

    Examples
    --------
    >>> len(joined(()))
    0
    """

    def stack(name: str, empty: NDArray[np.generic]) -> NDArray[np.generic]:
        return np.concatenate([empty, *(getattr(part, name) for part in parts)])

    def starts(name: str) -> NDArray[np.int64]:
        sizes = [np.diff(getattr(part, name)) for part in parts]
        return np.concatenate([[0], np.cumsum(np.concatenate([np.zeros(0, dtype=np.int64), *sizes]))]).astype(np.int64)

    whole, number = np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.int32)
    return Routes(
        slot=stack("slot", whole),  # type: ignore[arg-type]
        end=stack("end", whole),  # type: ignore[arg-type]
        figures=stack("figures", np.zeros((0, 4))),  # type: ignore[arg-type]
        visits=stack("visits", np.zeros(0, dtype=np.int64)),  # type: ignore[arg-type]
        gates=stack("gates", number),  # type: ignore[arg-type]
        gate_start=starts("gate_start"),
        mesh=stack("mesh", number),  # type: ignore[arg-type]
        arcs=stack("arcs", whole),  # type: ignore[arg-type]
        arc_start=starts("arc_start"),
    )


def of_arcs(own: Mesh, mesh: int, slot: Indices, end: Indices, arcs: Indices, start: NDArray[np.int64]) -> Routes:
    """Return the routes of slots to destinations over these arcs of a mesh, of which this is the number."""
    count = slot.size
    owner = np.repeat(np.arange(count), np.diff(start))
    sums = [np.bincount(owner, weights=own.figures[arcs, k], minlength=count) for k in range(4)]
    figures = np.stack(sums, axis=1).astype(np.float64)
    visits = np.zeros(count, dtype=np.int64)
    np.bitwise_or.at(visits, owner, own.visits[arcs])
    passed = own.passes[arcs].reshape(-1)
    there = passed >= 0
    sizes = np.bincount(np.repeat(owner, 2)[there], minlength=count)
    return Routes(
        slot=slot,
        end=end,
        figures=figures.reshape(-1, 4),
        visits=visits,
        gates=passed[there],
        gate_start=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        mesh=np.full(count, mesh, dtype=np.int32),
        arcs=arcs,
        arc_start=start,
    )


class Paths(Sequence[Path]):
    """Routes as paths, each unpacked when it is asked for."""

    def __init__(self, world: World, routes: Routes, meshes: Sequence[Mesh]) -> None:
        self._world, self._routes, self._meshes = world, routes, meshes
        self._known: dict[tuple[str, int, tuple[int, ...]], Path] = {}

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._routes)

    def __iter__(self) -> Iterator[Path]:
        """Yield each in turn."""
        return (self[number] for number in range(len(self)))

    def __getitem__(self, number):  # type: ignore[no-untyped-def]
        """Return the path of a route, or those of a slice."""
        if isinstance(number, slice):
            return [self[place] for place in range(*number.indices(len(self)))]
        routes, world = self._routes, self._world
        number = range(len(self))[number]
        lane = world.lanes[int(routes.slot[number]) // len(world.years)]
        cost, hours, _, co2 = routes.figures[number].tolist()
        weight = cost + world.scenario.time_value * hours + world.scenario.carbon_price * co2 / 1000.0
        end, legs = int(routes.end[number]), self.legs(number)
        # Years have most of their routes in common.
        key = (lane.origin, end, tuple(legs))
        if key not in self._known:
            self._known[key] = along(world.network, lane.origin, world.network.sites[end], legs, weight=weight)
        return self._known[key]

    def legs(self, number: int) -> list[int]:
        """Return the legs of a route, in order of travel."""
        routes, mesh = self._routes, self._meshes[int(self._routes.mesh[number])]
        arcs: Iterable[int] = routes.arcs[routes.arc_start[number] : routes.arc_start[number + 1]].tolist()
        return [leg for arc in arcs for leg in mesh.legs[mesh.start[arc] : mesh.start[arc + 1]].tolist()]
