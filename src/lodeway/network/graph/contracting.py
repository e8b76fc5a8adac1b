"""Node after node taken out of a graph, each replaced by shortcuts past it, until a small core is left.

Dead ends go first, then chains, stars of three edges, and so on. No shortcut is left out because another way might be
as short (no witness search), so that the result is exact whatever is asked of it later.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lodeway.network.graph.structure import Graph, least, lightest

__all__ = ["Hierarchy", "contract", "spread"]

DENSE = 80.0
"""Mean number of edges at a node from which taking out nodes adds more than it saves; measured on rail, road and sea."""
SMALL = 256
"""Nodes of a core in which a search costs less than a tenth of a millisecond."""


@dataclass(frozen=True, slots=True, eq=False)
class Hierarchy:
    """The nodes of a graph in the order in which they were taken out, and the edges and shortcuts that led upwards.

    A node is known here by its place in that order. Nodes from ``core`` on were never taken out.
    """

    order: NDArray[np.int32]
    """The graph's number of the node at each place."""
    place: NDArray[np.int32]
    """Place of each of the graph's nodes."""
    rounds: NDArray[np.int64]
    """First place of each round; nodes of one round are not neighbours. The last entry is the core's first place."""
    first: NDArray[np.int64]
    """Where the edges of each place begin; one entry more than there are nodes."""
    head: NDArray[np.int32]
    """Place, always a later one, to which an edge leads."""
    weight: NDArray[np.float64]
    left: NDArray[np.int32]
    """The two edges that a shortcut stands for begin at the node taken out: this one leads to the shortcut's earlier
    place; -1 for an edge of the graph."""
    right: NDArray[np.int32]
    """This one leads to its later place; for an edge of the graph its number there."""
    core_first: NDArray[np.int32]
    """The edges of the core in both directions as the three arrays of a sparse matrix."""
    core_head: NDArray[np.int32]
    core_weight: NDArray[np.float64]

    @property
    def core(self) -> int:
        """Return the first place of the core."""
        return int(self.rounds[-1])

    def __repr__(self) -> str:
        nodes = self.order.size
        return f"Hierarchy({nodes:,} nodes, {self.head.size:,} edges, {self.rounds.size - 1} rounds, core {nodes - self.core:,})"


def spread(count: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return 0, 1, ... up to each count, one after the other.

    Examples
    --------
    >>> spread(np.array([2, 0, 3])).tolist()
    [0, 1, 0, 1, 2]
    """
    ends = np.cumsum(count)
    total = int(ends[-1]) if ends.size else 0
    found: NDArray[np.int64] = np.arange(total) - np.repeat(ends - count, count)
    return found


@dataclass(frozen=True, slots=True)
class _Edges:
    """Edges of what is left of the graph, and the number under which each is recorded."""

    u: NDArray[np.int64]
    v: NDArray[np.int64]
    weight: NDArray[np.float64]
    number: NDArray[np.int64]


def contract(graph: Graph, *, keep: ArrayLike = (), dense: float = DENSE, small: int = SMALL) -> Hierarchy:
    """Return the hierarchy in which `distances`, `path` and `tree` search.

    Parameters
    ----------
    graph
        An undirected graph.
    keep
        Nodes that are never taken out, so that they are in the core.
    dense
        Nodes are taken out until more than this number of edges meet at a node on average,
    small
        or until so few nodes are left.

    Notes
    -----
    A partial contraction hierarchy (Geisberger et al. 2008, doi:10.1007/978-3-540-68552-4_24) in the order of least
    degree, as in sparse elimination and in customizable hierarchies (Dibbelt et al. 2016, doi:10.1145/2886843). Each
    round takes out all nodes that have fewer edges than each of their neighbours; a fixed shuffle breaks ties.

    Examples
    --------
    >>> from lodeway.network.graph import distances, graph_of
    >>> ring = graph_of(4, [0, 1, 2, 3], [1, 2, 3, 0], [1.0, 1.0, 1.0, 5.0])
    >>> distances(contract(ring, small=0), [0], [3, 1]).tolist()
    [[3.0, 1.0]]
    """
    kept = lightest(graph)
    low, high = np.minimum(graph.u[kept], graph.v[kept]), np.maximum(graph.u[kept], graph.v[kept])
    edges = _Edges(low.astype(np.int64), high.astype(np.int64), graph.weight[kept], np.arange(kept.size))
    shuffle = np.random.default_rng(0).permutation(graph.nodes)
    alive, free = np.ones(graph.nodes, dtype=np.bool_), np.ones(graph.nodes, dtype=np.bool_)
    free[np.asarray(keep, dtype=np.int64)] = False
    total, left = kept.size, graph.nodes
    children = [(np.full(kept.size, -1, dtype=np.int64), kept)]
    taken: list[NDArray[np.int64]] = []
    upward: list[_Edges] = []
    while left > small and 2 * edges.u.size <= dense * left:
        out = _independent(graph.nodes, edges, shuffle, alive & free)
        if out.size == 0:
            break
        alive[out] = False
        left -= out.size
        away, edges, shortcuts = _taken_out(graph.nodes, edges, out, total)
        taken.append(out)
        upward.append(away)
        children.append(shortcuts)
        total += shortcuts[0].size
    return _assembled(graph.nodes, taken, np.flatnonzero(alive), [*upward, edges], children)


def _independent(nodes: int, edges: _Edges, shuffle: NDArray[np.int64], free: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the free nodes that have fewer edges than each free neighbour."""
    degree = np.bincount(edges.u, minlength=nodes) + np.bincount(edges.v, minlength=nodes)
    last = np.iinfo(np.int64).max
    urgency = np.where(free, degree * nodes + shuffle, last)
    least_beside = np.full(nodes, last)
    np.minimum.at(least_beside, edges.u, urgency[edges.v])
    np.minimum.at(least_beside, edges.v, urgency[edges.u])
    return np.flatnonzero(free & (urgency < least_beside))


def _taken_out(
    nodes: int, edges: _Edges, out: NDArray[np.int64], total: int
) -> tuple[_Edges, _Edges, tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Return the edges of the nodes taken out (from them), the edges of the rest, and what each new one stands for."""
    gone = np.zeros(nodes, dtype=np.bool_)
    gone[out] = True
    at_u, at_v = gone[edges.u], gone[edges.v]
    cut = np.flatnonzero(at_u | at_v)
    middle = np.where(at_u[cut], edges.u[cut], edges.v[cut])
    order = np.argsort(middle, kind="stable")
    cut, middle = cut[order], middle[order]
    away = _Edges(middle, edges.u[cut] + edges.v[cut] - middle, edges.weight[cut], edges.number[cut])
    degree = np.bincount(middle, minlength=nodes)[out]
    later = np.repeat(degree, degree) - 1 - spread(degree)
    one = np.repeat(np.arange(cut.size), later)
    two = one + 1 + spread(later)
    one, two = np.where(away.v[one] < away.v[two], one, two), np.where(away.v[one] < away.v[two], two, one)
    rest = np.flatnonzero(~(at_u | at_v))
    u = np.concatenate([edges.u[rest], away.v[one]])
    v = np.concatenate([edges.v[rest], away.v[two]])
    weight = np.concatenate([edges.weight[rest], away.weight[one] + away.weight[two]])
    kept = least(u * nodes + v, weight, np.ones(u.size, dtype=np.bool_))
    new = kept >= rest.size
    pair = kept[new] - rest.size
    number = np.empty(kept.size, dtype=np.int64)
    number[~new] = edges.number[rest[kept[~new]]]
    number[new] = total + np.arange(pair.size)
    return away, _Edges(u[kept], v[kept], weight[kept], number), (away.number[one[pair]], away.number[two[pair]])


def _assembled(
    nodes: int,
    taken: list[NDArray[np.int64]],
    core: NDArray[np.int64],
    recorded: list[_Edges],
    children: list[tuple[NDArray[np.int64], NDArray[np.int64]]],
) -> Hierarchy:
    order = np.concatenate([*taken, core]).astype(np.int32)
    place = np.empty(nodes, dtype=np.int32)
    place[order] = np.arange(nodes, dtype=np.int32)
    rounds = np.cumsum([0, *(out.size for out in taken)])
    u = np.concatenate([edges.u for edges in recorded])
    v = np.concatenate([edges.v for edges in recorded])
    number = np.concatenate([edges.number for edges in recorded])
    weight = np.concatenate([edges.weight for edges in recorded])
    tail, head = np.minimum(place[u], place[v]), np.maximum(place[u], place[v])
    by = np.lexsort((head, tail))
    tail, head, number, weight = tail[by], head[by], number[by], weight[by]
    first = np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=nodes))]).astype(np.int64)
    one, two = (np.concatenate(side)[number] for side in zip(*children, strict=True))
    shortcut = one >= 0
    where = np.full(sum(side[0].size for side in children), -1, dtype=np.int32)
    where[number] = np.arange(number.size, dtype=np.int32)
    left, right = one.astype(np.int32), two.astype(np.int32)
    left[shortcut], right[shortcut] = where[one[shortcut]], where[two[shortcut]]
    turned = shortcut & (head[left] != tail)
    left[turned], right[turned] = right[turned], left[turned]
    return Hierarchy(
        order, place, rounds, first, head, weight, left, right, *_core(int(rounds[-1]), first, head, weight)
    )


def _core(
    begin: int, first: NDArray[np.int64], head: NDArray[np.int32], weight: NDArray[np.float64]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
    size = first.size - 1 - begin
    tail = np.repeat(np.arange(size), np.diff(first[begin:]))
    to, length = head[first[begin] :].astype(np.int64) - begin, weight[first[begin] :]
    start, end = np.concatenate([tail, to]), np.concatenate([to, tail])
    by = np.lexsort((end, start))
    rows = np.concatenate([[0], np.cumsum(np.bincount(start, minlength=size))])
    return rows.astype(np.int32), end[by].astype(np.int32), np.concatenate([length, length])[by]
