"""The plan of the whole world: time, peak memory and proved gap, with and without the network's cache, and the routes' certificate."""

from __future__ import annotations

import json
import os
import pickle
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from lodeway.network import build
from lodeway.plan import certify, plan
from measure import Measurement, command, report
from world import world

__all__ = ["run"]

LIMITS = {"cold": 60.0, "cached": 25.0, "20 years": 150.0}
LIMIT_MIB = 1536.0


def run(arguments: dict[str, int], cache: str | None = None) -> dict[str, Any]:
    """Make a world, plan it in a process of its own and return the figures of that.

    Parameters
    ----------
    arguments
        As `world.world` takes them.
    cache
        Folder of the network's cache for the plan, another than now.
    """
    with tempfile.TemporaryDirectory() as folder:
        given, taken = Path(folder, "scenario"), Path(folder, "figures.json")
        given.write_bytes(pickle.dumps(world(**arguments)))
        os.environ |= {} if cache is None else {"LODEWAY_CACHE": cache}
        measured = command([sys.executable, __file__, "child", str(given), str(taken)])
        figures: dict[str, Any] = json.loads(taken.read_text(encoding="utf-8"))
    seconds = sum(figures[f"{part}_seconds"] for part in ("network", "plan", "certificate"))
    return figures | {"seconds": seconds, "mib": measured.peak_mib}


def child(given: str, taken: str) -> None:
    """Build the network, plan, certify the routes, and write the figures of it to a file."""
    scenario = pickle.loads(Path(given).read_bytes())
    start, spent = time.perf_counter(), time.process_time()
    network = build(scenario)
    built = time.perf_counter()
    found = plan(scenario, network=network)
    planned = time.perf_counter()
    cpu = time.process_time() - spent
    proof = certify(found, network, scenario)
    counted = time.perf_counter()
    figures = {
        "network_seconds": built - start,
        "plan_seconds": planned - built,
        "certificate_seconds": counted - planned,
        "cpu": cpu,
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
    Path(taken).write_text(json.dumps(figures), encoding="utf-8")


def main() -> None:
    """Print a line of JSON for each run, every one in a process of its own."""
    with tempfile.TemporaryDirectory() as cache:
        os.environ["LODEWAY_CACHE"] = cache
        for name, years in (("cold", 10), ("cached", 10), ("20 years", 20)):
            # Making the scenario lays the network too: the plan has a folder of its own, which the first one fills.
            os.environ["LODEWAY_CACHE"] = cache
            figures = run({"years": years}, str(Path(cache, "plans")))
            measured = Measurement(figures.pop("seconds"), figures.pop("mib"))
            within = measured.seconds <= LIMITS[name] and measured.peak_mib <= LIMIT_MIB and figures["gap"] <= 1e-6
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
        child(sys.argv[2], sys.argv[3])
    else:
        main()
