"""The plan of the whole world: time, peak memory and proved gap, with and without the network's cache, and the routes' certificate."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time

from lodeway.network import build
from lodeway.plan import certify, plan
from measure import command, report
from world import world

LIMITS = {"cold": 60.0, "cached": 25.0, "20 years": 150.0}
LIMIT_MIB = 1536.0


def child(years: int, file: str) -> None:
    """Build the network, plan, certify the routes, and write the figures of it to a file."""
    scenario = world(years=years)
    start = time.perf_counter()
    network = build(scenario)
    built = time.perf_counter()
    found = plan(scenario, network=network)
    planned = time.perf_counter()
    proof = certify(found, network, scenario)
    figures = {
        "network_seconds": built - start,
        "plan_seconds": planned - built,
        "status": found.status,
        "gap": found.gap,
        "rounds": found.rounds,
        "columns": found.columns,
        "sites": len(scenario.sites),
        "commodities": len(scenario.commodities),
        "years": len(scenario.years),
        "gates": len(scenario.gates),
        "routes": proof.routes,
        "worst_km": proof.worst_km,
        "worst_cost": proof.worst_cost,
        "graph_share": proof.graph_share,
    }
    with open(file, "w", encoding="utf-8") as target:
        json.dump(figures, target)


def main() -> None:
    """Print a line of JSON for each run, every one in a process of its own; making the scenario is not counted."""
    with tempfile.TemporaryDirectory() as cache, tempfile.NamedTemporaryFile(suffix=".json") as file:
        os.environ["LODEWAY_CACHE"] = cache
        world()  # lays its own network without bounds on gates, which must not be there when the cold run begins
        for name, years in (("cold", 10), ("cached", 10), ("20 years", 20)):
            if name == "cold":
                os.environ["LODEWAY_CACHE"] = os.path.join(cache, "cold")
            measured = command([sys.executable, __file__, "child", str(years), file.name])
            with open(file.name, encoding="utf-8") as source:
                figures = json.load(source)
            seconds = figures["network_seconds"] + figures["plan_seconds"]
            within = seconds <= LIMITS[name] and measured.peak_mib <= LIMIT_MIB and figures["gap"] <= 1e-6
            report(
                f"plan of the world, {name}",
                measured,
                limit_seconds=LIMITS[name],
                limit_mib=LIMIT_MIB,
                within=within,
                **figures,
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["child"]:
        child(int(sys.argv[2]), sys.argv[3])
    else:
        main()
