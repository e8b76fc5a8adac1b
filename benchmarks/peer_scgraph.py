"""The same trees of best ways from scgraph (https://github.com/connor-makowski/scgraph) and from Lodeway, in one run.

Needs scgraph, which is no dependency: ``just peers`` installs it beside the project for the run.
"""

from __future__ import annotations

import numpy as np
from scgraph import Graph

from bench_network import ORIGINS, fastest, matrix
from lodeway.network import build, tree
from lodeway.scenario import read
from measure import Measurement, peak, report


def main() -> None:
    """Print a line of JSON for each program, with the ratio of their times and the largest difference of their answers."""
    scenario = read("central-asia")
    network = build(scenario)
    year, origins = scenario.years[0], network.sites[:ORIGINS]
    starts = [int(network.site_terminal[number]) for number in range(len(origins))]
    weights = matrix(network, year)
    rows = zip(weights.indptr[:-1], weights.indptr[1:], strict=True)
    ways = [dict(zip(weights.indices[a:b].tolist(), weights.data[a:b].tolist(), strict=True)) for a, b in rows]
    graph = Graph(ways)
    theirs = fastest(lambda: [graph.get_shortest_path_tree(start) for start in starts])
    ours = fastest(lambda: [tree(network, origin, year=year) for origin in origins])
    expected = np.array([graph.get_shortest_path_tree(start)["distance_matrix"] for start in starts])
    found = np.array([tree(network, origin, year=year).weight for origin in origins])
    reached = np.isfinite(expected) & np.isfinite(found)
    report(f"scgraph, {len(origins)} trees", Measurement(theirs, peak()))
    report(
        f"lodeway, {len(origins)} trees",
        Measurement(ours, peak()),
        ratio_to_scgraph=ours / theirs,
        largest_difference=float(np.abs(found[reached] - expected[reached]).max()),
        same_places_reached=bool((np.isfinite(expected) == np.isfinite(found)).all()),
    )


if __name__ == "__main__":
    main()
