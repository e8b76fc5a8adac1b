"""How much can be carried between two places in a year, and what bounds it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components

from lodeway.errors import UsageError
from lodeway.network.model import Network
from lodeway.network.search.structure import check, grow, pattern, walk
from lodeway.scenario import background

__all__ = ["Flow", "Share", "capacity", "free_capacity", "unknown"]

Floats = NDArray[np.float64]

NO_FLOW = 1e-9
"""Share of the whole flow below which a flow is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One of the ways that make up a flow."""

    tonnes: float
    """Gross tonnes a year."""
    legs: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Flow:
    """The largest flow between two places and what bounds it."""

    tonnes: float
    """Gross tonnes a year; infinite when `unlimited`."""
    unlimited: bool
    """True when some way passes nothing of known capacity; `free` is such a way."""
    free: tuple[int, ...]
    """Legs of a way, of those that pass nothing of known capacity the shortest; empty unless `unlimited`."""
    gates: tuple[int, ...]
    """Gates of the minimum cut: indices into `Network.gates`."""
    links: tuple[int, ...]
    """Links of the minimum cut, as numbered by the caller."""
    gate_tonnes: Floats
    """Gross tonnes a year through each gate of known capacity, both ways together; NaN for the others."""
    link_tonnes: Floats
    """The same for links."""
    shares: tuple[Share, ...] = ()
    """Ways that together carry the flow, the shortest first; empty when it is unlimited or nothing."""

    @property
    def connected(self) -> bool:
        """False when there is no way at all."""
        return self.tonnes > 0 or bool(self.gates or self.links)


@dataclass(frozen=True, slots=True, eq=False)
class _Joined:
    """The network with everything joined that no limit holds apart; only legs that can matter."""

    legs: NDArray[np.intp]
    """One leg for each tail, head, gate and link."""
    tail: NDArray[np.intp]
    head: NDArray[np.intp]
    size: int
    start: int
    end: int
    same: NDArray[np.int64]
    """Per leg of the network: which entry of `legs` stands for it, -1 for none."""
    inner: NDArray[np.bool_]
    """Per leg of the network: whether it lies within what was joined, without a limit."""


def capacity(
    network: Network,
    allowed: NDArray[np.bool_],
    start: int,
    end: int,
    *,
    gate_limit: Floats,
    link: NDArray[np.int32] | None = None,
    link_limit: Floats | None = None,
) -> Flow:
    """Return the largest yearly flow of goods between two places, and the minimum cut that bounds it.

    The limit of a gate or link holds for all its legs in both directions together. Legs without gate or link, and
    gates and links without a known limit, carry any amount: the answer is an upper bound.

    Parameters
    ----------
    network
        What `lodeway.network.build` returned.
    allowed
        True for each leg that may be used.
    start, end
        Terminals.
    gate_limit
        Gross tonnes a year that each gate of the network can take, infinite where not known.
    link
        Per leg: the number of the link it runs on, -1 where none.
    link_limit
        Gross tonnes a year that each link can take, infinite where not known.

    Raises
    ------
    UsageError
        When a limit is missing or negative, there is no such terminal, or both places are one.

    Notes
    -----
    Terminals between which unlimited legs lead there and back are joined first (strongly connected components), which
    changes no flow. What is left is a linear program of one variable per limited leg (L. R. Ford & D. R. Fulkerson
    1956, doi:10.4153/CJM-1956-045-5), solved by HiGHS. An algorithm for flows alone would not do: a
    gate's legs may end at several places, and their common limit is no limit of any arc or node. The cut is read from
    the duals of the limits; the sum of limit × dual is the flow. Of all largest flows one with the fewest tonnes
    through limited gates and links is given.

    Examples
    --------
    >>> import numpy as np
    >>> from lodeway.network import build
    >>> from lodeway.network.analysis.capacity import capacity
    >>> from lodeway.network.sample import sample
    >>> network = build(sample())
    >>> mine = network.site_terminal[network.sites.index("mine")]
    >>> market = network.site_arrival[network.sites.index("market")]
    >>> flow = capacity(network, np.ones(network.legs.km.size, dtype=bool), mine, market, gate_limit=np.array([5e6]))
    >>> flow.tonnes, [network.gates[gate].id for gate in flow.gates]
    (5000000.0, ['harbour'])
    """
    number = np.full(network.legs.tail.size, -1, dtype=np.int32) if link is None else link
    ceiling = np.zeros(0) if link_limit is None else link_limit
    _check(network, allowed, int(start), int(end), gate_limit, number, ceiling)
    element = _elements(network, gate_limit, number, ceiling)
    limited = element.max(axis=0) >= 0
    bound = np.concatenate([gate_limit, ceiling])
    free = _free_way(network, allowed & ~limited, int(start), int(end))
    if free:
        return _flow(np.inf, bound, gate_limit.size, np.zeros(bound.size), np.zeros(bound.size), free=free)
    joined = _join(network, allowed, limited, element, int(start), int(end))
    if not joined.legs.size:
        return _flow(0.0, bound, gate_limit.size, np.zeros(bound.size), np.zeros(bound.size))
    tonnes, carried, used, price = _solve(joined, element[:, joined.legs], bound)
    shares = _shares(network, joined, carried, tonnes, int(start), int(end))
    return _flow(tonnes, bound, gate_limit.size, used, price, shares=shares)


def unknown(network: Network, legs: Iterable[int], limit: Floats) -> tuple[int, ...]:
    """Return the gates, in order, that some legs pass and of which no limit is known.

    Examples
    --------
    >>> import numpy as np
    >>> from lodeway.network import build, route
    >>> from lodeway.network.sample import sample
    >>> network = build(sample())
    >>> unknown(network, route(network, "mine", "market", year=2026).legs, np.array([np.inf]))
    (0,)
    """
    gates = dict.fromkeys(int(network.legs.gate[leg]) for leg in legs)
    return tuple(gate for gate in gates if gate >= 0 and not np.isfinite(limit[gate]))


def free_capacity(network: Network, *, year: int, first_year: int) -> Floats:
    """Return what other traffic leaves of each gate's capacity in a year [gross t/a]; infinite where none is known.

    Parameters
    ----------
    network
        What `lodeway.network.build` returned.
    year
        The year asked for.
    first_year
        Year in which a gate's background traffic is what its row states; later it grows.

    Examples
    --------
    >>> from lodeway.network import build
    >>> from lodeway.network.sample import sample
    >>> free_capacity(build(sample()), year=2030, first_year=2026).tolist()
    [inf]
    """
    return np.asarray(
        [
            np.inf if np.isnan(gate.capacity) else max(0.0, gate.capacity - background(gate, year, first=first_year))
            for gate in network.gates
        ]
    )


def _check(
    network: Network,
    allowed: NDArray[np.bool_],
    start: int,
    end: int,
    gate_limit: Floats,
    link: NDArray[np.int32],
    link_limit: Floats,
) -> None:
    check(network, np.where(allowed, 0.0, np.inf), start, end)
    if start == end:
        raise UsageError("a flow leads from one place to another")
    if gate_limit.shape != (len(network.gates),) or not (gate_limit >= 0).all() or not (link_limit >= 0).all():
        raise UsageError(f"limits are 0 or more, infinite where unknown, one for each of {len(network.gates)} gates")
    if link.shape != network.legs.tail.shape or int(link.max(initial=-1)) >= link_limit.size:
        raise UsageError("each leg has a link with a limit, or -1")


def _elements(network: Network, gate_limit: Floats, link: NDArray[np.int32], link_limit: Floats) -> NDArray[np.int64]:
    """Return for each leg its limited gate and its limited link, -1 where none; links count on after the gates."""
    gate = network.legs.gate.astype(np.int64)
    bound = np.append(gate_limit, np.inf)
    gates = np.where(np.isfinite(bound[gate]), gate, -1)
    bound = np.append(link_limit, np.inf)
    links = np.where(np.isfinite(bound[link]), link + gate_limit.size, -1)
    return np.stack([gates, links])


def _free_way(network: Network, allowed: NDArray[np.bool_], start: int, end: int) -> tuple[int, ...]:
    weight = np.where(allowed, network.legs.km, np.inf)
    arrival = grow(pattern(network), weight, np.asarray([start]))[1][0]
    return tuple(walk(network.legs.tail, arrival, end))


def _join(
    network: Network,
    allowed: NDArray[np.bool_],
    limited: NDArray[np.bool_],
    element: NDArray[np.int64],
    start: int,
    end: int,
) -> _Joined:
    legs = network.legs
    open_ = allowed & ~limited
    count, size = np.ones(int(open_.sum()), dtype=np.int32), len(network.terminal_country)
    matrix = coo_array((count, (legs.tail[open_], legs.head[open_])), shape=(size, size)).tocsr()
    groups, label = connected_components(matrix, connection="strong")
    tail, head = label[legs.tail].astype(np.intp), label[legs.head].astype(np.intp)
    between = np.flatnonzero(allowed & (tail != head))
    there = _reached(groups, tail[between], head[between], int(label[start]))
    back = _reached(groups, head[between], tail[between], int(label[end]))
    between = between[there[tail[between]] & back[head[between]]]
    rows = np.stack([tail[between], head[between], element[0, between], element[1, between]])
    same = np.full(legs.tail.size, -1, dtype=np.int64)
    if between.size:
        _, first, same[between] = np.unique(rows, axis=1, return_index=True, return_inverse=True)
        between = between[first]
    known, place = np.unique(
        np.concatenate([[label[start], label[end]], tail[between], head[between]]), return_inverse=True
    )
    ends = place[2:].reshape(2, -1)
    inner = open_ & (label[legs.tail] == label[legs.head])
    return _Joined(between, ends[0], ends[1], known.size, int(place[0]), int(place[1]), same, inner)


def _reached(size: int, tail: NDArray[np.intp], head: NDArray[np.intp], start: int) -> NDArray[np.bool_]:
    """Return which nodes can be reached."""
    matrix = csr_array((np.ones(tail.size, dtype=np.int32), (tail, head)), shape=(size, size))
    found = np.zeros(size, dtype=np.bool_)
    found[breadth_first_order(matrix, start, return_predecessors=False)] = True
    return found


def _shares(
    network: Network, joined: _Joined, carried: Floats, tonnes: float, start: int, end: int
) -> tuple[Share, ...]:
    """Return the ways that a flow is made of: the shortest that has anything left to carry, one after the other."""
    left = np.append(carried, 0.0)  # the last stands for legs that carry nothing
    shares: list[Share] = []
    # Each way uses up at least one leg.
    for _ in range(joined.legs.size):
        open_ = joined.inner | (left > NO_FLOW * tonnes)[joined.same]
        arrival = grow(pattern(network), np.where(open_, network.legs.km, np.inf), np.asarray([start]))[1][0]
        way = np.asarray(walk(network.legs.tail, arrival, end), dtype=np.intp)
        bounded = joined.same[way]
        bounded = bounded[bounded >= 0]
        if not bounded.size:
            break
        most = float(left[bounded].min())
        left[bounded] -= most
        shares.append(Share(tonnes=most, legs=tuple(way.tolist())))
    return tuple(shares)


def _solve(joined: _Joined, element: NDArray[np.int64], bound: Floats) -> tuple[float, Floats, Floats, Floats]:
    """Return the largest flow, what each leg carries, what passes each element, and the dual of each element's limit."""
    from scipy.optimize import linprog

    present, row = np.unique(element[element >= 0], return_inverse=True)
    column = np.arange(joined.legs.size)
    limits = np.zeros((present.size, column.size))
    limits[row, np.nonzero(element >= 0)[1]] = 1.0
    balance = np.zeros((joined.size, column.size))
    balance[joined.tail, column] += 1.0
    balance[joined.head, column] -= 1.0
    # Millions of tonnes against a balance of 0 are badly scaled: the largest limit counts as 1.
    scale = float(bound[present].max()) or 1.0
    ceiling = bound[present] / scale
    inner = np.setdiff1d(np.arange(joined.size), [joined.start, joined.end])
    even = {"A_eq": balance[inner], "b_eq": np.zeros(inner.size)} if inner.size else {}
    most = linprog(-balance[joined.start], A_ub=limits, b_ub=ceiling, method="highs-ds", **even)
    if most.fun is None or most.x is None:
        raise RuntimeError(f"HiGHS did not solve a program that has a solution: {most.message}")
    flow = -float(most.fun)
    rows, goal = balance[[*inner.tolist(), joined.start]], np.append(np.zeros(inner.size), flow)
    least = linprog(limits.sum(axis=0), A_ub=limits, b_ub=ceiling, A_eq=rows, b_eq=goal, method="highs-ds")
    used, price = np.zeros(bound.size), np.zeros(bound.size)
    # Should rounding leave the second program without a solution, the first one's flows are as true.
    carried = most.x if least.x is None else least.x
    used[present] = np.minimum(limits @ carried, ceiling) * scale
    price[present] = -most.ineqlin.marginals
    return flow * scale, carried * scale, used, price


def _flow(
    tonnes: float,
    bound: Floats,
    gates: int,
    used: Floats,
    price: Floats,
    *,
    free: tuple[int, ...] = (),
    shares: tuple[Share, ...] = (),
) -> Flow:
    known = np.where(np.isfinite(bound), used, np.nan)
    cut = np.flatnonzero(price > NO_FLOW)
    return Flow(
        tonnes=tonnes,
        unlimited=bool(free),
        free=free,
        gates=tuple(int(number) for number in cut if number < gates),
        links=tuple(int(number) - gates for number in cut if number >= gates),
        gate_tonnes=known[:gates],
        link_tonnes=known[gates:],
        shares=shares,
    )
