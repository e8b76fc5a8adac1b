"""What every single failure costs every pair of places, beside searching everything again for each failure.

The network is that of the bundled example; places are a hundred of its sites. What can fail is every gate, hand-made link
and railway leg. Searching again is measured on a sample of failures and scaled to all
that are used; it is SciPy's Dijkstra from every place on the matrix of least weights, whose pattern is made once for both.
Losses of the sample are compared with it.
"""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from lodeway.network import Network, build
from lodeway.network.analysis.failures import elements, failures
from lodeway.network.search.structure import graph, least, pattern
from lodeway.scenario import read
from measure import Measurement, claim, peak, report

PLACES = 100
SAMPLE = 12
SEED = 7


def again(
    network: Network, weight: NDArray[np.float64], places: NDArray[np.intp], legs: tuple[int, ...]
) -> tuple[float, NDArray[np.float64]]:
    """Return the seconds of processor time it takes to search everything again without some legs, and the weights of all pairs."""
    shape = pattern(network)
    start = time.process_time()
    lost = weight.copy()
    lost[list(legs)] = np.inf
    found = dijkstra(graph(shape, least(shape, lost)), indices=network.site_terminal[places])
    seconds = time.process_time() - start
    between = found[:, network.site_arrival[places]]
    np.fill_diagonal(between, 0.0)
    return seconds, between


def main() -> None:
    """Print a line of JSON for all failures, and one for searching again, with the largest difference."""
    scenario = read("central-asia")
    network = build(scenario)
    year, legs, dice = scenario.years[0], network.legs, np.random.default_rng(SEED)
    weight = legs.cost.copy()
    weight[(legs.opens > year) | ((legs.closes > 0) & (legs.closes <= year))] = np.inf
    places = dice.choice(len(network.sites), PLACES, replace=False)
    sites = [network.sites[place] for place in places]
    which = elements(network, rail=True)
    failures(network, weight, sites[:2], which[:1])  # what is made once for a network is made now
    start = time.process_time()
    found = failures(network, weight, sites, which)
    seconds = time.process_time() - start
    sample = dice.choice(len(found.elements), SAMPLE, replace=False).tolist()
    spent, difference, same = 0.0, 0.0, True
    for number in sample:
        took, after = again(network, weight, places, found.elements[number].legs)
        spent += took
        ours = found.weight + found.extra(number)
        known = np.isfinite(after)
        same &= bool((known == np.isfinite(ours)).all())
        difference = max(difference, float(np.abs(ours[known] - after[known]).max()))
    naive = spent / SAMPLE * len(found.elements)
    report(f"searching again, {len(found.elements)} failures (scaled from {SAMPLE})", Measurement(naive, peak()))
    report(
        f"lodeway failures, {len(found.elements)} failures x {PLACES} x {PLACES} pairs",
        Measurement(seconds, peak()),
        times_faster=naive / seconds,
        largest_difference=difference,
        same_pairs_cut=same,
        trees_repaired=found.searches,
        trees_naive=found.naive,
        terminals=len(network.terminal_country),
        legs=legs.tail.size,
    )
    claim("overlay: every single failure, times faster than searching again", naive / seconds, least=20)


if __name__ == "__main__":
    main()
