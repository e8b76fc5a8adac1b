"""A smaller graph with the same distances: dead ends cut off, chains of edges made one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lodeway.network.graph.structure import Graph, Path

__all__ = ["Reduced", "expand", "reduce", "trim"]


@dataclass(frozen=True, slots=True, eq=False)
class Reduced:
    """A graph in which only junctions and the nodes asked for remain, and what its edges stand for."""

    graph: Graph
    nodes: NDArray[np.int64]
    """Number that each of its nodes has in the original, ascending."""
    first: NDArray[np.int64]
    """Where each edge's originals begin in `halves`; one entry more than there are edges."""
    halves: NDArray[np.int64]
    """Twice the number of the original edge, and one more where it is passed from v to u."""

    def __repr__(self) -> str:
        return f"Reduced({self.graph!r} for {self.halves.size:,} edges)"


def trim(
    nodes: int,
    u: NDArray[np.int32],
    v: NDArray[np.int32],
    keep: NDArray[np.bool_],
    alive: NDArray[np.bool_] | None = None,
) -> NDArray[np.bool_]:
    """Return which edges remain when dead ends are cut back until only nodes of `keep` are ends.

    No shortest way between nodes of `keep` uses what is cut.

    Notes
    -----
    ``last`` holds the exclusive or of the numbers of a node's edges, which is the number of the one edge of an end.

    Examples
    --------
    >>> keep = np.array([True, False, True, False])
    >>> trim(4, np.array([0, 1, 1]), np.array([1, 2, 3]), keep).tolist()
    [True, True, False]
    """
    alive = np.ones(u.size, dtype=np.bool_) if alive is None else alive.copy()
    number = np.flatnonzero(alive)
    degree = np.bincount(u[number], minlength=nodes) + np.bincount(v[number], minlength=nodes)
    degree[keep] += 2
    last = np.zeros(nodes, dtype=np.int64)
    np.bitwise_xor.at(last, u[number], number)
    np.bitwise_xor.at(last, v[number], number)
    ends = np.flatnonzero(degree == 1)
    while ends.size:
        cut = np.unique(last[ends])
        alive[cut] = False
        for side in (u[cut], v[cut]):
            np.subtract.at(degree, side, 1)
            np.bitwise_xor.at(last, side, cut)
        touched = np.unique(np.concatenate([u[cut], v[cut]]))
        ends = touched[degree[touched] == 1]
    return alive


def reduce(graph: Graph, *, keep: ArrayLike = (), once: bool = False) -> Reduced:
    """Return a graph with the same distances between all nodes that it keeps.

    Dead ends and loops go, and edges in a row become one. Edges side by side stay, as other ways.

    Parameters
    ----------
    graph
        The original.
    keep
        Nodes that stay in any case; nodes at which three edges or more meet stay anyway if they lie on a cycle or
        between two such nodes.
    once
        Whether one pass is enough: dead ends that end in a loop then stay, in half the time.

    Notes
    -----
    Each edge is two halves, one in each direction. A half points to the one that follows it in its chain; replacing
    every pointer by the pointer's pointer reaches the ends of chains of n edges in log2(n) steps.

    Examples
    --------
    >>> from lodeway.network.graph import graph_of
    >>> road = graph_of(5, [0, 1, 2, 1], [1, 2, 3, 4], [1.0, 2.0, 4.0, 8.0])
    >>> small = reduce(road, keep=[0, 3])
    >>> small.nodes.tolist(), small.graph.weight.tolist()
    ([0, 3], [7.0])
    """
    fixed = np.zeros(graph.nodes, dtype=np.bool_)
    fixed[np.asarray(keep, dtype=np.int64)] = True
    alive = trim(graph.nodes, graph.u, graph.v, fixed, graph.u != graph.v)
    small = _chained(graph, fixed, np.flatnonzero(alive))
    straight = np.flatnonzero(small.graph.u != small.graph.v)
    if straight.size == small.graph.u.size:
        return small
    if once:
        first, halves = _spliced(small, 2 * straight)
        plain = small.graph
        plain = Graph(plain.nodes, plain.u[straight], plain.v[straight], plain.weight[straight])
        return Reduced(plain, small.nodes, first, halves)
    # A chain that comes back to where it began is a loop, behind which further dead ends may lie.
    deeper = reduce(small.graph, keep=np.flatnonzero(fixed[small.nodes]))
    first, halves = _spliced(small, deeper.halves)
    return Reduced(deeper.graph, small.nodes[deeper.nodes], first[deeper.first], halves)


def _origin(graph: Graph, half: NDArray[np.int64]) -> NDArray[np.int64]:
    found: NDArray[np.int64] = np.where(half & 1, graph.v[half >> 1], graph.u[half >> 1]).astype(np.int64)
    return found


def _chained(graph: Graph, fixed: NDArray[np.bool_], edges: NDArray[np.int64]) -> Reduced:
    """Return the graph of some edges in which each chain is one edge; cycles without a node that stays are gone."""
    # A half is known here by its place among those of `edges`: the other direction is that with the last bit turned.
    origin = np.stack([graph.u[edges], graph.v[edges]], axis=1).ravel().astype(np.int64)
    place = np.arange(origin.size)
    inner = (np.bincount(origin, minlength=graph.nodes) == 2) & ~fixed
    both = np.zeros(graph.nodes, dtype=np.int64)
    np.bitwise_xor.at(both, origin, place)
    to = origin[place ^ 1]
    follow = np.where(inner[to], both[to] ^ place ^ 1, place)
    left = (follow != place).astype(np.int64)
    starts = np.flatnonzero(~inner[origin])
    while (follow[follow[starts]] != follow[starts]).any():
        left += left[follow]
        follow = follow[follow]
    one = starts[starts < (follow[starts] ^ 1)]
    number = np.full(origin.size, -1, dtype=np.int64)
    number[follow[one]] = np.arange(one.size)
    chain = number[follow]
    used = np.flatnonzero((chain >= 0) & ~inner[to[follow]])
    first = np.concatenate([[0], np.cumsum(left[one] + 1)]).astype(np.int64)
    halves = np.empty(used.size, dtype=np.int64)
    halves[first[chain[used] + 1] - 1 - left[used]] = 2 * edges[used >> 1] + (used & 1)
    tail, head = origin[one], to[follow[one]]
    stays = fixed.copy()
    stays[tail] = True
    stays[head] = True
    renamed = (np.cumsum(stays) - 1).astype(np.int32)
    weight = np.add.reduceat(graph.weight[halves >> 1], first[:-1]) if one.size else np.zeros(0)
    small = Graph(int(np.count_nonzero(stays)), renamed[tail], renamed[head], weight)
    return Reduced(small, np.flatnonzero(stays), first, halves)


def _spliced(reduced: Reduced, halves: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the original halves that halves of reduced edges stand for, one after the other, and where each begins."""
    edge, back = halves >> 1, halves & 1
    size = reduced.first[edge + 1] - reduced.first[edge]
    first = np.concatenate([[0], np.cumsum(size)]).astype(np.int64)
    inside = np.arange(first[-1]) - np.repeat(first[:-1], size)
    start = np.where(back, reduced.first[edge + 1] - 1, reduced.first[edge])
    found = reduced.halves[np.repeat(start, size) + inside * np.repeat(1 - 2 * back, size)] ^ np.repeat(back, size)
    return first, found


def expand(graph: Graph, reduced: Reduced, path: Path) -> Path:
    """Return a way through the reduced graph as a way through the original.

    Parameters
    ----------
    graph
        The original.
    reduced
        What `reduce` made of it.
    path
        A way through ``reduced.graph``.

    Examples
    --------
    >>> from lodeway.network.graph import graph_of
    >>> road = graph_of(4, [0, 2, 2], [1, 1, 3], [1.0, 2.0, 4.0])
    >>> small = reduce(road, keep=[0, 3])
    >>> expand(road, small, Path(7.0, np.array([1, 0]), np.array([0]))).nodes.tolist()
    [3, 2, 1, 0]
    """
    edges = np.asarray(path.edges, dtype=np.int64)
    _, halves = _spliced(reduced, 2 * edges + (reduced.graph.u[edges] != path.nodes[:-1]))
    start = reduced.nodes[path.nodes[:1]]
    return Path(path.length, np.concatenate([start, _origin(graph, halves ^ 1)]), halves >> 1)
