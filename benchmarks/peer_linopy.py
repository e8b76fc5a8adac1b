"""The same plan twice in one run: by routes as Lodeway finds them, and arc by arc as a linopy model solved by the same HiGHS.

The arc-by-arc model is the one that the tests hold the plan's objective against; here it also says what route generation saves.
"""

from __future__ import annotations

import time

from lodeway.network import build
from lodeway.plan import plan
from measure import Measurement, peak, report
from tests.plan.arcs import Arcs
from tests.plan.worlds import random_scenario

SIZES = ((8, 1, 3), (16, 2, 5), (24, 3, 8), (32, 4, 10))
"""Places, commodities and years of each scenario."""


def main() -> None:
    """Print a line of JSON for each program and size, with the ratio of times and the relative difference of objectives."""
    first = random_scenario(7)
    Arcs(first, build(first)).objective()  # what is loaded on first use is not measured
    for places, commodities, years in SIZES:
        scenario = random_scenario(7, places=places, commodities=commodities, years=years)
        network = build(scenario)
        start = time.perf_counter()
        expected = Arcs(scenario, network).objective()
        theirs = time.perf_counter() - start
        name = f"{places} places, {commodities} minerals, {years} years"
        report(f"linopy arc by arc, {name}", Measurement(theirs, peak()))
        start = time.perf_counter()
        found = plan(scenario, network=network)
        ours = time.perf_counter() - start
        report(
            f"lodeway, {name}",
            Measurement(ours, peak()),
            ratio_to_linopy=ours / theirs,
            relative_difference=abs(found.objective - expected) / abs(expected),
            status=found.status,
        )


if __name__ == "__main__":
    main()
