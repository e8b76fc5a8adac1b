"""The linear program with a column for every lane, year and arc."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csc_array

from lodeway.errors import UsageError
from lodeway.plan.blocks.assembly import Assembly, Key
from lodeway.plan.instance.world import World
from lodeway.plan.routing.mesh import Mesh
from lodeway.plan.routing.ways import Finder, finder
from lodeway.plan.solving.master import Master, master

__all__ = ["ArcModel", "Stream", "arc_model"]

MOST = 20_000_000
"""Columns that a program may have: more fill the memory of most machines."""

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Stream:
    """Goods of a lane in a year that keep to one mesh; its flows are columns ``first + k``, one for each of its arcs."""

    slot: int
    mesh: int
    shuns: frozenset[str]
    """Countries of limited transit that it keeps out of."""
    arcs: Indices
    first: int
    start: int
    """Node where it begins."""
    ends: dict[int, int]
    """Node where it may end to the number of the site."""


@dataclass(frozen=True, slots=True, eq=False)
class ArcModel:
    """min c'x, lower <= A x <= upper, 0 <= x <= bound; the first columns and rows are those of the assembly."""

    world: World
    assembly: Assembly
    program: Master
    """The rows as column generation has them, without routes."""
    finder: Finder
    streams: tuple[Stream, ...]
    matrix: csc_array
    cost: Floats
    bound: Floats
    lower: Floats
    upper: Floats
    whole: NDArray[np.bool_]
    row_keys: tuple[Key, ...]
    column_keys: tuple[Key, ...]

    @property
    def constant(self) -> float:
        """Return the cost that no column changes."""
        return self.assembly.constant


def arc_model(world: World, assembly: Assembly) -> ArcModel:
    """Return the program with a column for every lane, year and arc of its network.

    Goods of a lane that avoid different countries on the way to its different ends are streams of their own; where transit
    is limited so are, for every set of limited countries, those that keep out of that set. A stream counts as passing
    all others, so the least cost is the same as with an indicator of every visit.

    Parameters
    ----------
    world
        What is planned.
    assembly
        Every row and column but the flows, as `lodeway.plan.blocks.program.assemble` returns it.
    """
    ways, program = finder(world, folded=False), master(world, assembly)
    _check_size(ways, program)
    streams: list[Stream] = []
    entries, costs = _Entries(), list[Floats]()
    keys, rows = list[Key](), list[Key]()
    first, next_row = len(assembly.column_keys), len(assembly.row_keys)
    for slot, mesh, shuns, ends in _split(ways, program):
        own = ways.meshes[mesh]
        arcs, start, nodes = _usable(ways, own, slot, ends)
        if not arcs.size:
            continue
        streams.append(Stream(slot, mesh, shuns, arcs, first, start, ends))
        costs.append(_fill(ways, program, streams[-1], own, nodes, next_row, entries))
        keys += _flow_keys(world, streams[-1], own)
        rows += [("node", *_lane_key(world, slot), int(own.nodes[node]), len(streams)) for node in nodes]
        first, next_row = first + arcs.size, next_row + nodes.size
    matrix = csc_array(entries.matrix((next_row, first)) + _wide(assembly, (next_row, first)))
    lower, upper = assembly.bounds()
    nothing = np.zeros(next_row - lower.size)
    free = first - len(assembly.cost)
    forbidden = [key[0] in ("short", "lack") for key in assembly.column_keys]
    bound = np.where(forbidden, 0.0, np.asarray(assembly.bound, dtype=np.float64))
    return ArcModel(
        world=world,
        assembly=assembly,
        program=program,
        finder=ways,
        streams=tuple(streams),
        matrix=matrix,
        cost=np.concatenate([np.asarray(assembly.cost, dtype=np.float64), *costs]),
        bound=np.concatenate([bound, np.full(free, np.inf)]),
        lower=np.concatenate([lower, nothing]),
        upper=np.concatenate([upper, nothing]),
        whole=np.concatenate([np.asarray(assembly.whole, dtype=np.bool_), np.zeros(free, dtype=np.bool_)]),
        row_keys=(*assembly.row_keys, *rows),
        column_keys=(*assembly.column_keys, *keys),
    )


def _check_size(ways: Finder, program: Master) -> None:
    count, most = 0, f"{MOST:,}"
    for _, mesh, _, _ in _split(ways, program):
        count += ways.meshes[mesh].tail.size
    if count > MOST:
        message = (
            f"some {count:,} columns arc by arc, more than {most}: plan fewer years, commodities or sites, or by routes"
        )
        raise UsageError(message)


class _Entries:
    """Coefficients in the making."""

    def __init__(self) -> None:
        self.parts: list[tuple[Indices, Indices, Floats]] = []

    def add(self, rows: Indices, columns: Indices, values: Floats) -> None:
        self.parts.append((rows, columns, values))

    def matrix(self, shape: tuple[int, int]) -> coo_array:
        empty = np.zeros(0, dtype=np.intp)
        rows, columns, values = zip(*self.parts, strict=True) if self.parts else ((empty,), (empty,), (np.zeros(0),))
        return coo_array((np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape=shape)


def _wide(assembly: Assembly, shape: tuple[int, int]) -> csc_array:
    """Return the coefficients of the assembly's columns in the shape of the whole."""
    part = assembly.matrix().tocoo()
    return csc_array(coo_array((part.data, (part.coords[0], part.coords[1])), shape=shape))


def _split(ways: Finder, program: Master) -> Iterator[tuple[int, int, frozenset[str], dict[int, int]]]:
    """Yield slot, mesh, countries shunned and ends of every stream."""
    world, network = ways.world, ways.world.network
    years = len(world.years)
    most = program.per_tonne.most.reshape(-1, years)
    counted = [np.diff(matrix.indptr) > 0 for matrix in program.through]
    for number in range(len(world.lanes)):
        own = np.flatnonzero(ways.end_lane == number)
        for place in np.flatnonzero(most[number] > 0).tolist():
            slot = number * years + place
            bits = [bit for bit, there in enumerate(counted) if there[slot]]
            for avoid in np.unique(ways.end_avoid[own, place]).tolist():
                sites = ways.end_site[own[ways.end_avoid[own, place] == avoid]] if avoid >= 0 else own[:0]
                for size in range(len(bits) + 1) if avoid >= 0 else ():
                    for chosen in combinations(bits, size):
                        shuns = frozenset(ways.limited[bit] for bit in chosen)
                        mesh = ways.mesh(ways.avoids[avoid] | shuns)
                        nodes = ways.meshes[mesh].node(network.site_arrival[sites])
                        yield slot, mesh, shuns, dict(zip(nodes.tolist(), sites.tolist(), strict=True))


def _usable(ways: Finder, mesh: Mesh, slot: int, ends: dict[int, int]) -> tuple[Indices, int, Indices]:
    """Return the arcs that a stream may use, its first node and the nodes that it may pass."""
    network, years = ways.world.network, len(ways.world.years)
    start = int(mesh.node(network.site_terminal[ways.depart[slot // years : slot // years + 1]])[0])
    inner = np.ones(mesh.nodes.size, dtype=np.bool_)
    inner[np.isin(mesh.nodes, network.site_terminal) | np.isin(mesh.nodes, network.site_arrival)] = False
    out, into = inner.copy(), inner.copy()
    out[start] = True
    into[list(ends)] = True
    arcs = np.flatnonzero(out[mesh.tail] & into[mesh.head] & ~mesh.shut[:, slot % years])
    nodes = np.intersect1d(np.flatnonzero(inner), np.concatenate([mesh.tail[arcs], mesh.head[arcs]]))
    return arcs, start, nodes


def _fill(
    ways: Finder, program: Master, stream: Stream, mesh: Mesh, nodes: Indices, row: int, entries: _Entries
) -> Floats:
    """Put a stream's flows into all rows and return their cost."""
    years, per = len(ways.world.years), program.per_tonne
    slot, place, arcs = stream.slot, stream.slot % years, stream.arcs
    column = stream.first + np.arange(arcs.size)
    for side, sign in ((mesh.tail[arcs], 1.0), (mesh.head[arcs], -1.0)):
        number = np.searchsorted(nodes, side)
        there = np.flatnonzero(
            (number < nodes.size) & (nodes[np.minimum(number, nodes.size - 1)] == side) if nodes.size else number < 0
        )
        entries.add(row + number[there], column[there], np.full(there.size, sign))
    last = np.flatnonzero(np.isin(mesh.head[arcs], list(stream.ends)))
    fixed = [program.attachment[[slot], :]]
    fixed += [m[[slot], :] for m, land in zip(program.through, ways.limited, strict=True) if land not in stream.shuns]
    for part in fixed:
        entries.add(
            np.tile(part.indices, last.size).astype(np.intp),
            np.repeat(column[last], part.nnz),
            np.tile(part.data, last.size),
        )
    gross = per.gross[slot]
    for passed in mesh.passes[arcs].T:
        counted = np.where(passed >= 0, program.gate_row[passed, place], -1)
        there = np.flatnonzero(counted >= 0)
        entries.add(counted[there].astype(np.intp), column[there], np.full(there.size, gross))
    for year, transport in program.assembly.transport_rows:
        if year == place:
            values = gross * mesh.figures[arcs, 3] / 1000.0
            entries.add(np.full(arcs.size, transport, dtype=np.intp), column, values)
    figures = mesh.figures[arcs]
    weight = figures[:, 0] + per.time_value * figures[:, 1] + per.carbon_price * figures[:, 3] / 1000.0
    cost: Floats = per.factor[slot] * weight
    cost[last] += per.fixed[slot]
    return cost


def _lane_key(world: World, slot: int) -> tuple[str, ...]:
    lane = world.lanes[slot // len(world.years)]
    end = lane.market or lane.destinations[0]
    label = (lane.label,) if lane.label else ()
    return (lane.commodity, *label, lane.origin, end, str(world.years[slot % len(world.years)]))


def _flow_keys(world: World, stream: Stream, mesh: Mesh) -> list[Key]:
    shuns = ("without", *sorted(stream.shuns)) if stream.shuns else ()
    lane = (*_lane_key(world, stream.slot), *shuns)
    tails, heads = mesh.nodes[mesh.tail[stream.arcs]].tolist(), mesh.nodes[mesh.head[stream.arcs]].tolist()
    return [
        ("flow", *lane, tail, head, arc) for tail, head, arc in zip(tails, heads, stream.arcs.tolist(), strict=True)
    ]
