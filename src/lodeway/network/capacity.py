"""The most that can go between two places in a year, and what bounds it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from lodeway.network._structure import structure
from lodeway.network.model import Network
from lodeway.scenario import background

__all__ = ["Bound", "Flow", "capacity", "free_capacity"]

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A gate of the cut, all of whose free capacity the greatest flow uses."""

    gate: str
    tonnes: float
    """[gross t/a]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """The greatest flow between two places, and the cut that bounds it."""

    tonnes: float
    """[gross t/a]; infinite where a way passes no gate of known capacity, 0 where there is no way."""
    cut: tuple[Bound, ...]
    """Gates whose free capacities add up to `tonnes`."""
    gates: tuple[Bound, ...]
    """What the flow takes through each gate of known capacity."""


def free_capacity(network: Network, *, year: int, first_year: int) -> Array:
    """Return what other traffic leaves of each gate's capacity in a year [gross t/a]; infinite where none is known.

    Parameters
    ----------
    year
        The year asked for.
    first_year
        Year in which a gate's background traffic is what its row states; later it grows.
    """
    return np.asarray(
        [
            math.inf
            if math.isnan(gate.capacity)
            else max(0.0, gate.capacity - background(gate, year, first=first_year))
            for gate in network.gates
        ]
    )


def capacity(network: Network, allowed: NDArray[np.bool_], start: int, end: int, *, limit: Array) -> Flow:
    """Return the most gross tonnes a year from one terminal to another, and the cut that bounds it.

    Parameters
    ----------
    network
        What `lodeway.network.build` returned.
    allowed
        Which legs may be used.
    start, end
        Terminals.
    limit
        Free capacity of each gate [gross t/a], both directions and all its legs together; infinite for no limit.

    Notes
    -----
    Terminals joined by legs without a limit are one node; between these nodes the greatest flow is a linear program of a
    few rows, whose prices are the cut (L. R. Ford and D. R. Fulkerson, 1956, Maximal Flow Through a Network).

    Examples
    --------
    >>> import numpy as np
    >>> from lodeway.network import build
    >>> from lodeway.network.sample import sample
    >>> network = build(sample())
    >>> mine, market = (int(network.site_terminal[network.sites.index(name)]) for name in ("mine", "market"))
    >>> every = np.ones(network.legs.tail.size, dtype=bool)
    >>> flow = capacity(network, every, mine, market, limit=np.array([5e6]))
    >>> flow.tonnes, [bound.gate for bound in flow.cut]
    (5000000.0, ['harbour'])
    """
    legs, made = network.legs, structure(network)
    tail, head = made.start[legs.tail], legs.head
    scarce = (legs.gate >= 0) & np.isfinite(limit)[legs.gate]
    free = np.flatnonzero(allowed & ~scarce)
    size = made.terminal.size
    joined = coo_array((np.ones(free.size, dtype=np.int8), (tail[free], head[free])), shape=(size, size))
    # Legs run both ways except where a ban of transit shuts one: what is joined one way only keeps its arcs.
    label = connected_components(joined, directed=True, connection="strong")[1]
    source, sink = int(label[made.start[start]]), int(label[end])
    arcs = np.flatnonzero(allowed & (label[tail] != label[head]))
    used, ends = np.unique(np.concatenate([label[tail[arcs]], label[head[arcs]], [source, sink]]), return_inverse=True)
    first, last = ends[: arcs.size], ends[arcs.size : 2 * arcs.size]
    if source == sink:
        return Flow(tonnes=math.inf, cut=(), gates=())
    return _greatest(network, arcs, first, last, int(ends[-2]), int(ends[-1]), used.size, limit)


def _greatest(
    network: Network,
    arcs: NDArray[np.intp],
    first: NDArray[np.intp],
    last: NDArray[np.intp],
    source: int,
    sink: int,
    nodes: int,
    limit: Array,
) -> Flow:
    number = network.legs.gate[arcs]
    scarce = np.where((number >= 0) & np.isfinite(limit)[number], number, -1)
    gates = np.unique(scarce[scarce >= 0])
    size, column = arcs.size, np.arange(arcs.size)
    balance = coo_array(
        (
            np.concatenate([np.ones(size), -np.ones(size), [-1.0, 1.0]]),
            (np.concatenate([first, last, [source, sink]]), np.concatenate([column, column, [size, size]])),
        ),
        shape=(nodes, size + 1),
    )
    at = np.flatnonzero(scarce >= 0)
    through = coo_array((np.ones(at.size), (np.searchsorted(gates, scarce[at]), at)), shape=(gates.size, size + 1))
    aim = np.zeros(size + 1)
    aim[-1] = -1.0
    # Counted in the largest limit, so that the program's numbers are near 1.
    unit = max(1.0, float(limit[gates].max())) if gates.size else 1.0
    found = linprog(  # type: ignore[call-overload]
        aim,
        A_ub=through.tocsr() if gates.size else None,
        b_ub=limit[gates] / unit if gates.size else None,
        A_eq=balance.tocsr(),
        b_eq=np.zeros(nodes),
        bounds=(0.0, None),
        method="highs-ds",
    )
    if found.status == 3:  # unbounded: some way passes no gate of known capacity
        return Flow(tonnes=math.inf, cut=(), gates=())
    taken = np.bincount(np.searchsorted(gates, scarce[at]), weights=found.x[at] * unit, minlength=gates.size)
    price = -np.asarray(found.ineqlin.marginals) if gates.size else np.zeros(0)
    return Flow(
        tonnes=float(found.x[-1]) * unit,
        cut=_bounds(network, gates[price > 1e-9], limit[gates][price > 1e-9]),
        gates=_bounds(network, gates[taken > 1e-6], taken[taken > 1e-6]),
    )


def _bounds(network: Network, gates: Sequence[int] | NDArray[np.integer], tonnes: Array) -> tuple[Bound, ...]:
    rows = [Bound(gate=network.gates[int(gate)].id, tonnes=float(t)) for gate, t in zip(gates, tonnes, strict=True)]
    return tuple(sorted(rows, key=lambda row: (-row.tonnes, row.gate)))
