"""The engine for large graphs beside SciPy on the same graphs in the same run.

Distances must agree to 1e-9. What is prepared once (a reduced graph, a hierarchy) is timed on its own, and the ratios
are given without and with it. Seconds are those of the processor, all programs on one thread; lines with ``claim`` hold the ratios to
what the documentation promises.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra, yen

from bench_network import fastest
from graphs import eurasia, rail, sample, union
from lodeway import atlas
from lodeway.network.graph import (
    Graph,
    alternatives,
    contract,
    distances,
    failures,
    matrix,
    path,
    reduce,
    shared,
    tree,
)
from lodeway.network.graph import Path as Way
from lodeway.network.graph.searchable import bundles
from measure import Measurement, claim, command, peak, report

T = TypeVar("T")
LOADING = [sys.executable, str(Path(__file__).with_name("load_rail.py"))]
TESTED = 6
"""Failures that are recomputed in full, from which the time for all is scaled."""


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """Return the result of some work and the seconds of processor time it took."""
    start = time.process_time()
    result = work()
    return result, time.process_time() - start


def difference(found: NDArray[np.float64], expected: NDArray[np.float64]) -> float:
    """Return the largest relative difference; infinite if one has a way where the other has none."""
    if (np.isfinite(found) != np.isfinite(expected)).any():
        return np.inf
    joined = np.isfinite(expected)
    return float((np.abs(found[joined] - expected[joined]) / np.maximum(expected[joined], 1.0)).max())


def matrices(name: str, graph: Graph, *, slowest: float | None = None) -> None:
    """Report a matrix of 100 x 100, a tree and single ways, by SciPy and by the hierarchy; `slowest` bounds a way [s]."""
    sources, targets = sample(graph)
    whole = matrix(graph)
    expected, theirs = timed(lambda: dijkstra(whole, indices=sources)[:, targets])
    report(f"{name}: scipy dijkstra, 100 x 100", Measurement(theirs, peak()))
    h, made = timed(lambda: contract(graph))
    report(f"{name}: contract", Measurement(made, peak()), nodes=graph.nodes, edges=graph.u.size, hierarchy=repr(h))
    ours = fastest(lambda: distances(h, sources, targets))
    report(
        f"{name}: lodeway distances, 100 x 100",
        Measurement(ours, peak()),
        times_faster_than_scipy=theirs / ours,
        times_faster_with_preparation=theirs / (ours + made),
        largest_difference=difference(distances(h, sources, targets), expected),
    )
    claim(f"{name}: matrix with preparation, times faster than SciPy", theirs / (ours + made), least=4)
    one = fastest(lambda: dijkstra(whole, indices=sources[:1]))
    start = int(sources[0])
    report(
        f"{name}: lodeway tree to all nodes",
        Measurement(fastest(lambda: tree(h, start)), peak()),
        scipy_seconds=one,
        largest_difference=difference(tree(h, start), dijkstra(whole, indices=sources[:1])[0]),
    )
    pairs = list(zip(sources[:20].tolist(), targets[:20].tolist(), strict=True))
    ways, whole_time = timed(lambda: [path(h, *pair) for pair in pairs])
    lengths = np.array([np.inf if way is None else way.length for way in ways])
    report(
        f"{name}: lodeway way with its nodes, mean of 20",
        Measurement(whole_time / 20, peak()),
        scipy_seconds=one,
        largest_difference=difference(lengths, np.diag(expected)[:20]),
    )
    if slowest is not None:
        claim(f"{name}: a way, seconds", whole_time / 20, most=slowest)


def reduction(graph: Graph) -> None:
    """Report the reduced graph and SciPy's matrix on it."""
    sources, targets = sample(graph)
    keep = np.concatenate([sources, targets])
    small = reduce(graph, keep=keep)
    report(
        "rail: lodeway reduce",
        Measurement(fastest(lambda: reduce(graph, keep=keep)), peak()),
        nodes=small.graph.nodes,
        edges=small.graph.u.size,
    )
    rows, columns = np.searchsorted(small.nodes, sources), np.searchsorted(small.nodes, targets)
    less = matrix(small.graph)
    found, seconds = timed(lambda: dijkstra(less, indices=rows)[:, columns])
    expected = dijkstra(matrix(graph), indices=sources)[:, targets]
    report(
        "rail: scipy dijkstra on the reduced graph, 100 x 100",
        Measurement(seconds, peak()),
        largest_difference=difference(found, expected),
    )


def other_ways() -> None:
    """Report five alternatives from the Yellow Sea to the North Sea, and Yen's five shortest ways by SciPy."""
    graph, nodes = eurasia(), atlas.read("rail_nodes")
    longitude, latitude = nodes["longitude"].to_numpy(), nodes["latitude"].to_numpy()
    ports = (34.74, 119.45), (51.95, 4.14)
    degree = np.bincount(graph.u, minlength=graph.nodes) + np.bincount(graph.v, minlength=graph.nodes)
    ends = [int(np.argmin(np.hypot(latitude - y, longitude - x) + 99 * (degree == 0))) for y, x in ports]
    small, made = timed(lambda: reduce(graph, keep=ends))
    start, end = np.searchsorted(small.nodes, ends).tolist()
    ours = fastest(lambda: alternatives(small.graph, start, end))
    ways = alternatives(small.graph, start, end)
    whole = fastest(lambda: alternatives(graph, *ends))
    sides = bundles(small.graph)
    less = sides.matrix(small.graph.weight)
    (lengths, before), theirs = timed(lambda: yen(less, start, end, 5, return_predecessors=True))
    yens = [_traced(small.graph, start, end, row, length) for row, length in zip(before, lengths, strict=True)]
    report(
        "Eurasia: scipy yen, 5 ways",
        Measurement(theirs, peak()),
        lengths=" ".join(f"{length:.0f}" for length in lengths),
        largest_shared=largest_shared(small.graph, yens),
    )
    report(
        "Eurasia: lodeway alternatives, 5 ways",
        Measurement(ours, peak()),
        reduce_seconds=made,
        seconds_from_the_whole_graph=whole,
        times_faster_than_yen=theirs / ours,
        times_faster_with_preparation=theirs / whole,
        lengths=" ".join(f"{way.length:.0f}" for way in ways),
        largest_shared=largest_shared(small.graph, ways),
        difference_of_the_shortest=abs(ways[0].length - float(lengths[0])) / ways[0].length,
    )
    claim("Eurasia: 5 different ways with preparation, times faster than SciPy's Yen", theirs / whole, least=25)
    claim("Eurasia: 5 different ways, largest part that two share", largest_shared(small.graph, ways), most=0.8)


def _traced(graph: Graph, start: int, end: int, before: NDArray[np.int32], length: float) -> Way:
    nodes = [end]
    while nodes[-1] != start:
        nodes.append(int(before[nodes[-1]]))
    passed = np.array(nodes[::-1])
    sides = bundles(graph)
    return Way(length, passed, sides.lightest(graph.weight, sides.between(passed[:-1], passed[1:])))


def largest_shared(graph: Graph, ways: list[Way] | tuple[Way, ...]) -> float:
    """Return the largest part of the shorter of two ways that the other passes too."""
    return max(shared(graph, one, two) for one, two in combinations(ways, 2))


def without(graph: Graph, lost: int, terminals: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the distances between terminals in a graph without an edge."""
    left = np.arange(graph.u.size) != lost
    part = matrix(Graph(graph.nodes, graph.u[left], graph.v[left], graph.weight[left]))
    found: NDArray[np.float64] = dijkstra(part, indices=terminals)[:, terminals]
    return found


def losses(graph: Graph) -> None:
    """Report every single failure among 100 terminals, and what recomputing the matrix each time would take."""
    terminals, _ = sample(graph)
    found, ours = timed(lambda: failures(graph, terminals))
    picked = np.random.default_rng(7).choice(found.edges.size, TESTED, replace=False)
    row, column = np.triu_indices(terminals.size, 1)
    before = dijkstra(matrix(graph), indices=terminals)[:, terminals][row, column]
    worst, seconds = 0.0, 0.0
    for at in picked.tolist():
        start = time.process_time()
        after = without(graph, int(found.edges[at]), terminals)[row, column]
        seconds += time.process_time() - start
        joined = np.isfinite(after)
        gap = abs(float((after[joined] - before[joined]).sum()) - float(found.increase[at]))
        worst = max(worst, gap / max(float(found.increase[at]), 1.0))
        if np.count_nonzero(np.isfinite(before) & ~joined) != found.cut[at]:
            worst = np.inf
    chains = np.unique(found.chain).size
    report(
        "rail: lodeway failures, 100 terminals",
        Measurement(ours, peak()),
        edges=found.edges.size,
        chains=chains,
        seconds_of_a_recomputation=seconds / TESTED,
        times_faster_than_recomputing_per_edge=seconds / TESTED * found.edges.size / ours,
        times_faster_than_recomputing_per_chain=seconds / TESTED * chains / ours,
        scaled_from=f"{TESTED} recomputations",
        largest_difference=worst,
    )
    per_edge = seconds / TESTED * found.edges.size / ours
    claim("rail: every single failure, times faster than recomputing", per_edge, least=20)


def main() -> None:
    """Print JSON lines for loading, reduction, matrices, alternatives, failures and the union of modes."""
    report("rail: tables of the atlas, from the start of Python to arrays", command([*LOADING], runs=3))
    seconds = min(float(subprocess.run(LOADING, check=True, capture_output=True).stdout) for _ in range(5))
    report("rail: tables of the atlas, reading alone", Measurement(seconds, 0.0))
    graph = rail()
    reduction(graph)
    matrices("rail", graph)
    other_ways()
    losses(graph)
    matrices("rail, road and sea", union(), slowest=0.1)


if __name__ == "__main__":
    main()
