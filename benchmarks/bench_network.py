"""Building the world's network and finding all ways from a place, beside SciPy on the same legs in the same run.

The network is that of the bundled example. `tree` answers with prices, years and bans taken into account; SciPy's
Dijkstra on a matrix of the same weights is the floor under which no answer can be had.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from lodeway.network import Network, build, tree
from lodeway.scenario import read
from measure import Measurement, command, peak, report

ORIGINS = 40


def fastest(work: Callable[[], object], runs: int = 3) -> float:
    """Return the seconds of processor time of the fastest of some runs: what else the machine does matters little."""
    seconds = []
    for _ in range(runs):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return min(seconds)


def matrix(network: Network, year: int) -> csr_array:
    """Return the cheapest leg between each pair of terminals that exists in a year, as a sparse matrix."""
    legs = network.legs
    there = (legs.opens <= year) & ((legs.closes == 0) | (legs.closes > year))
    order = np.lexsort((legs.cost, legs.head, legs.tail))
    order = order[there[order]]
    tail, head, cost = legs.tail[order], legs.head[order], legs.cost[order]
    first = np.ones(len(tail), dtype=bool)
    first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    size = len(network.terminal_country)
    # SciPy reads a stored 0 as a way at no cost only in sparse input that keeps it; CSR does.
    return csr_array((cost[first], (tail[first], head[first])), shape=(size, size))


def main() -> None:
    """Print a line of JSON for the build, the trees and SciPy's, with the largest difference between them."""
    if sys.argv[1:] == ["build"]:
        build(read("central-asia"))
        return
    report("build network of central-asia", command([sys.executable, __file__, "build"]))
    scenario = read("central-asia")
    network = build(scenario)
    year, origins = scenario.years[0], network.sites[:ORIGINS]
    starts = [int(network.site_terminal[number]) for number in range(len(origins))]
    graph = matrix(network, year)
    floor = fastest(lambda: [dijkstra(graph, indices=[start], return_predecessors=True) for start in starts])
    ours = fastest(lambda: [tree(network, origin, year=year) for origin in origins])
    expected = dijkstra(graph, indices=starts)
    found = np.array([tree(network, origin, year=year).weight for origin in origins])
    reached = np.isfinite(expected) & np.isfinite(found)
    difference = float(np.abs(found[reached] - expected[reached]).max())
    report(f"scipy dijkstra, {len(origins)} origins", Measurement(floor, peak()))
    report(
        f"lodeway tree, {len(origins)} origins",
        Measurement(ours, peak()),
        ratio_to_scipy=ours / floor,
        largest_difference=difference,
        same_places_reached=bool((np.isfinite(expected) == np.isfinite(found)).all()),
        terminals=len(network.terminal_country),
        legs=len(network.legs.tail),
    )


if __name__ == "__main__":
    main()
