"""Node after node taken out of a graph, each replaced by shortcuts past it, until a small core is left.

Dead ends go first, then chains, stars of three edges, and so on. No shortcut is left out because another way might be
as short (no witness search), so that the result is exact whatever is asked of it later.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lodeway.network.graph.structure import Graph, least, lightest

__all__ = ["Hierarchy", "contract", "spread"]

Number = TypeVar("Number", np.int32, np.float64)

DENSE = 50.0
"""Mean number of edges at a node until which nodes are taken out. Measured on rail, road and sea: beyond it, taking out more costs
more than a matrix of 100 x 100 saves (at 80 four tenths more before, a quarter less for the matrix)."""
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
    """Edges of what is left of the graph by number of its nodes, sorted by u, then v, with u < v."""

    u: NDArray[np.int32]
    v: NDArray[np.int32]
    weight: NDArray[np.float64]
    number: NDArray[np.int32]
    """Number under which each is recorded."""


@dataclass(slots=True)
class _Left:
    """What is left of the graph; its nodes are renumbered now and then, so that no pass runs over those long gone."""

    node: NDArray[np.int32]
    """The graph's number of each."""
    rank: NDArray[np.int64]
    """Breaks ties between nodes of as many edges."""
    alive: NDArray[np.bool_]
    free: NDArray[np.bool_]
    edges: _Edges

    def crowded(self, left: int) -> None:
        """Renumber the nodes when no more than half of them are left."""
        if 2 * left > self.node.size:
            return
        new = (np.cumsum(self.alive) - 1).astype(np.int32)
        edges = self.edges
        self.edges = _Edges(new[edges.u], new[edges.v], edges.weight, edges.number)
        self.node, self.rank, self.free = self.node[self.alive], self.rank[self.alive], self.free[self.alive]
        self.alive = np.ones(left, dtype=np.bool_)


@dataclass(slots=True)
class _Record:
    """What was taken out so far: a part per round, nodes by their number in the graph."""

    total: int
    """Edges and shortcuts numbered so far."""
    nodes: list[NDArray[np.int32]]
    degree: list[NDArray[np.int64]]
    """How many edges each node had when it was taken out."""
    head: list[NDArray[np.int32]]
    weight: list[NDArray[np.float64]]
    number: list[NDArray[np.int32]]
    children: list[tuple[NDArray[np.int32], NDArray[np.int32]]]
    """Numbers of the two edges that each shortcut stands for; of an edge of the graph -1 and its number there."""


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
    free = np.ones(graph.nodes, dtype=np.bool_)
    free[np.asarray(keep, dtype=np.int64)] = False
    number = np.arange(kept.size, dtype=np.int32)
    left = _Left(
        np.arange(graph.nodes, dtype=np.int32),
        np.random.default_rng(0).permutation(graph.nodes),
        np.ones(graph.nodes, dtype=np.bool_),
        free,
        _Edges(low.astype(np.int32), high.astype(np.int32), graph.weight[kept], number),
    )
    own = np.full(kept.size, -1, dtype=np.int32), kept.astype(np.int32)
    record = _Record(kept.size, [], [], [], [], [], [own])
    count = graph.nodes
    while count > small and 2 * left.edges.u.size <= dense * count:
        out = _independent(left, graph.nodes)
        if out.size == 0:
            break
        _take_out(left, out, record)
        count -= out.size
        left.crowded(count)
    return _assembled(graph.nodes, left, record)


def _independent(left: _Left, nodes: int) -> NDArray[np.int64]:
    """Return the free nodes that have fewer edges than each free neighbour."""
    u, v, size = left.edges.u, left.edges.v, left.node.size
    degree = np.bincount(u, minlength=size) + np.bincount(v, minlength=size)
    candidate = left.alive & left.free
    urgency = np.where(candidate, degree * nodes + left.rank, np.iinfo(np.int64).max)
    candidate[np.where(urgency[u] < urgency[v], v, u)] = False
    return np.flatnonzero(candidate)


def _take_out(left: _Left, out: NDArray[np.int64], record: _Record) -> None:
    """Take out nodes: record their edges, and put shortcuts past them into what is left."""
    edges, size = left.edges, left.node.size
    gone = np.zeros(size, dtype=np.bool_)
    gone[out] = True
    left.alive[out] = False
    at_u = gone[edges.u]
    away = at_u | gone[edges.v]
    cut, rest = np.flatnonzero(away), np.flatnonzero(~away)
    middle = np.where(at_u[cut], edges.u[cut], edges.v[cut])
    order = np.argsort(middle, kind="stable")
    cut, middle = cut[order], middle[order]
    head = edges.u[cut] + edges.v[cut] - middle
    weight, number = edges.weight[cut], edges.number[cut]
    degree = np.bincount(middle, minlength=size)[out]
    record.nodes.append(left.node[out])
    record.degree.append(degree)
    record.head.append(left.node[head])
    record.weight.append(weight)
    record.number.append(number)
    later = np.repeat(degree, degree) - 1 - spread(degree)
    one = np.repeat(np.arange(cut.size), later)
    two = one + 1 + spread(later)
    one, two = np.where(head[one] < head[two], one, two), np.where(head[one] < head[two], two, one)
    stay = _Edges(edges.u[rest], edges.v[rest], edges.weight[rest], edges.number[rest])
    left.edges, used = _joined(stay, head[one], head[two], weight[one] + weight[two], record.total, size)
    record.total += used.size
    record.children.append((number[one[used]], number[two[used]]))


def _joined(
    edges: _Edges, u: NDArray[np.int32], v: NDArray[np.int32], weight: NDArray[np.float64], total: int, size: int
) -> tuple[_Edges, NDArray[np.int64]]:
    """Return edges with those shortcuts that no edge is as short as, and which these are; they are numbered from a total on.

    Only the shortcuts are sorted: the edges are, and each shortcut's place among them is looked up.
    """
    key = u.astype(np.int64) * size + v
    best = least(key, weight, np.ones(u.size, dtype=np.bool_))
    old = edges.u.astype(np.int64) * size + edges.v
    key = key[best]
    at = np.searchsorted(old, key)
    known = np.zeros(at.size, dtype=np.bool_)
    inside = at < old.size
    known[inside] = old[at[inside]] == key[inside]
    shorter = ~known
    shorter[known] = weight[best[known]] < edges.weight[at[known]]
    used, at, known = best[shorter], at[shorter], known[shorter]
    number = total + np.arange(used.size, dtype=np.int32)
    length = weight[used]
    edges.weight[at[known]], edges.number[at[known]] = length[known], number[known]
    fresh = ~known
    place = at[fresh] + np.arange(int(np.count_nonzero(fresh)))
    kept = np.ones(old.size + place.size, dtype=np.bool_)
    kept[place] = False

    def merged(column: NDArray[Number], more: NDArray[Number]) -> NDArray[Number]:
        return _inserted(kept, place, column, more[fresh])

    columns = merged(edges.u, u[used]), merged(edges.v, v[used]), merged(edges.weight, length)
    return _Edges(*columns, merged(edges.number, number)), used


def _inserted(
    kept: NDArray[np.bool_], place: NDArray[np.int64], column: NDArray[Number], more: NDArray[Number]
) -> NDArray[Number]:
    """Return a column with further entries at some places and its own, in order, at the others."""
    found = np.empty(kept.size, dtype=column.dtype)
    found[kept] = column
    found[place] = more
    return found


def _assembled(nodes: int, left: _Left, record: _Record) -> Hierarchy:
    core, edges = left.node[left.alive], left.edges
    order = np.concatenate([*record.nodes, core]).astype(np.int32)
    place = np.empty(nodes, dtype=np.int32)
    place[order] = np.arange(nodes, dtype=np.int32)
    rounds = np.cumsum([0, *(out.size for out in record.nodes)])
    # Nodes of a round are recorded in their order, and their edges with them: only those of the core are to be sorted.
    ends = place[left.node[edges.u]], place[left.node[edges.v]]
    tail = np.minimum(*ends)
    by = np.argsort(tail, kind="stable")
    head = np.concatenate([*(place[to] for to in record.head), np.maximum(*ends)[by]])
    weight = np.concatenate([*record.weight, edges.weight[by]])
    number = np.concatenate([*record.number, edges.number[by]])
    degree = np.concatenate([*record.degree, np.bincount(tail - rounds[-1], minlength=core.size)])
    first = np.concatenate([[0], np.cumsum(degree)]).astype(np.int64)
    one, two = (np.concatenate(side) for side in zip(*record.children, strict=True))
    where = np.full(one.size, -1, dtype=np.int32)
    where[number] = np.arange(number.size, dtype=np.int32)
    left_half, right_half = one[number], two[number]
    short = np.flatnonzero(left_half >= 0)
    begin, end = where[left_half[short]], where[right_half[short]]
    own = np.repeat(np.arange(nodes, dtype=np.int32), degree)[short]
    turned = head[begin] != own
    left_half[short] = np.where(turned, end, begin)
    right_half[short] = np.where(turned, begin, end)
    return Hierarchy(
        order,
        place,
        rounds,
        first,
        head,
        weight,
        left_half,
        right_half,
        *_core(int(rounds[-1]), first, head, weight),
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
