"""Network design beside plain HiGHS on the instances of a folder: time, peak memory, cost, bound, gap.

Usage: ``python benchmarks/bench_design.py FOLDER [SECONDS [PATTERN [SEED]]]``; with a seed, costs and capacities are varied. Plain HiGHS is given the textbook model arc by arc, once
with the strong rows x[arc, commodity] <= min(quantity, capacity) y[arc] and once without; the better of the two is the peer. Each run
has its own process, one thread and the same limit on seconds of the processor, so that other work beside it changes nothing. A run
that fails is told with what it said, the others go on, and the whole ends with exit code 1; so it does where a bound that one of
them proved exceeds a cost that another found.
"""

from __future__ import annotations

import json
import math
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from design_cases import varied
from lodeway.errors import InfeasibleError
from lodeway.plan.design import Design, design, read, watch
from lodeway.plan.design.arcs import solve_arcs
from lodeway.plan.design.proof import cost_of
from lodeway.plan.design.watch import Watch, relative_gap
from measure import Measurement, peak, report

SECONDS = 120.0
METHODS = ("lodeway", "weak", "strong")
CLOSE = 1e-7
"""Part of a cost by which a bound may exceed it: the tolerance of plain HiGHS."""
GRACE = 60.0
"""Seconds of the processor beyond twice the limit after which a run that does not end is ended."""


def plain(problem: Design, seconds: float, *, strong: bool) -> dict[str, Any]:
    """Return what HiGHS finds on the textbook model."""
    nothing = np.zeros(problem.arcs, dtype=np.bool_)
    with Watch(seconds=seconds, nodes=None, progress=None) as ends:
        found = solve_arcs(
            problem,
            ends,
            closed=nothing,
            opened=nothing,
            strong=None if strong else np.empty((0, 2), dtype=np.intp),
            start=None,
            cutoff=np.inf,
            bound=0.0,
            nodes=None,
        )
    cost = np.inf
    if found.built is not None and found.flow is not None:
        cost = sum(cost_of(problem, found.built, found.flow))
    bound = max(found.bound, 0.0)
    return {"objective": cost, "bound": min(bound, cost), "gap": relative_gap(cost, bound), "nodes": found.nodes}


def child(method: str, path: Path, seconds: float, seed: int) -> dict[str, Any]:
    """Return the figures of one run, made in this process."""
    problem = varied(read(path), seed) if seed else read(path)
    watch.CLOCK = time.process_time
    start, used = time.perf_counter(), time.process_time()
    if method == "lodeway":
        try:
            plan = design(problem, seconds=seconds)
            figures: dict[str, Any] = {
                "objective": plan.objective,
                "bound": plan.bound,
                "gap": plan.gap,
                "nodes": plan.nodes,
            }
        except InfeasibleError as error:
            figures = {"infeasible": error.conflicts[0]}
    else:
        figures = plain(problem, seconds, strong=method == "strong")
    return figures | {
        "seconds": time.perf_counter() - start,
        "cpu": time.process_time() - used,
        "peak_mib": peak(),
    }


def run(method: str, path: Path, seconds: float, seed: int) -> dict[str, Any]:
    """Return the figures of one run in a process of its own; of one that fails, what it said last."""
    arguments = [sys.executable, __file__, "--child", method, str(path), str(seconds), str(seed)]
    most = math.ceil(2 * seconds + GRACE)

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (most, most))

    done = subprocess.run(arguments, check=False, capture_output=True, text=True, preexec_fn=bounded)
    if done.returncode:
        said = done.stderr.strip().splitlines()
        return {"failed": f"exit code {done.returncode}" + (f": {said[-1]}" if said else "")}
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def compare(path: Path, seconds: float, seed: int) -> bool:
    """Print a line of JSON about one instance; return whether every run ended as it should."""
    ours = run("lodeway", path, seconds, seed)
    failed = {"failed_lodeway": ours["failed"]} if "failed" in ours else {}
    if "infeasible" in ours:
        peer = run("weak", path, seconds, seed)
        agree = not math.isfinite(peer.get("objective", math.inf))
        report(path.name, Measurement(ours["seconds"], ours["peak_mib"]), infeasible=ours["infeasible"], agree=agree)
        return agree
    several = read(path).commodities > 1
    runs = {method: run(method, path, seconds, seed) for method in METHODS[1 : 3 if several else 2]}
    failed |= {f"failed_{method}": figures["failed"] for method, figures in runs.items() if "failed" in figures}
    figures: dict[str, Any] = {}
    if "failed" not in ours:
        figures |= {
            "cpu": ours["cpu"],
            "nodes": ours["nodes"],
            "objective": repr(ours["objective"]),
            "gap": ours["gap"],
        }
    peers = {method: row for method, row in runs.items() if "failed" not in row}
    if peers:
        name, peer = min(peers.items(), key=lambda item: (max(item[1]["gap"], 1e-8), item[1]["cpu"]))
        figures |= {
            "peer": name,
            "peer_seconds": peer["seconds"],
            "peer_cpu": peer["cpu"],
            "peer_peak_mib": peer["peak_mib"],
            "peer_objective": repr(peer["objective"]),
            "peer_gap": peer["gap"],
        }
        if "failed" not in ours:
            figures |= {
                "times_faster": peer["cpu"] / max(ours["cpu"], 1e-3),
                "times_leaner": peer["peak_mib"] / ours["peak_mib"],
            }
    bounds = [row["bound"] for row in (ours, *peers.values()) if "bound" in row]
    costs = [row["objective"] for row in (ours, *peers.values()) if "objective" in row]
    agree = not bounds or max(bounds) <= min(costs) * (1 + CLOSE)
    figures["agree"] = agree
    report(path.name, Measurement(ours.get("seconds", math.nan), ours.get("peak_mib", math.nan)), **figures, **failed)
    return agree and not failed


def main(folder: Path, seconds: float, pattern: str, seed: int) -> int:
    """Print a line of JSON for each instance: ours, the better plain run, and their ratios; return the exit code."""
    paths = [path for path in sorted(folder.rglob(pattern)) if path.suffix in (".dow", ".inc")]
    return int(sum(not compare(path, seconds, seed) for path in paths) > 0)


if __name__ == "__main__":
    if sys.argv[1] == "--child":
        print(
            json.dumps(
                child(sys.argv[2], Path(sys.argv[3]), float(sys.argv[4]), int(sys.argv[5]) if len(sys.argv) > 5 else 0)
            )
        )
    else:
        sys.exit(
            main(
                Path(sys.argv[1]),
                float(sys.argv[2]) if len(sys.argv) > 2 else SECONDS,
                sys.argv[3] if len(sys.argv) > 3 else "*",
                int(sys.argv[4]) if len(sys.argv) > 4 else 0,
            )
        )
