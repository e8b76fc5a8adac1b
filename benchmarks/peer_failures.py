"""What the loss of every single link costs: Lodeway's kept program beside linopy kept warm, linopy made anew, and PyPSA made anew.

Each tool runs in a process of its own on one core. Lodeway asks for every link. The others are asked for a sample of the links, drawn
from all, and scaled to all: so says ``scaled_from``. ``time_ratio`` and ``cpu_ratio`` count every link for every tool;
``cpu_ratio_used`` asks the others only for the links that carry something, which is what whoever knows the plan would do.
Loading the programs is not counted; making and solving the first plan is, for all but those that make every plan anew.
A program that makes plans anew and spends `ENOUGH` times as long on a link as its limit needs is ended there: ``cut`` says so, and its
ratios are then lower bounds.
"""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from measure import Measurement, command, one_core, one_thread, report
from shared_links import Instance, instance, linopy_model, pypsa_network, scenario, solve

SAMPLES = {"linopy-warm": 30, "linopy-anew": 4, "pypsa-anew": 2}
LIMITS = {"linopy-warm": 3.0, "linopy-anew": 50.0, "pypsa-anew": 200.0}
"""Times that Lodeway is at least faster, by tool, in seconds of the processor: each program uses one thread."""
LIMITED = ("mid", "full")
"""Sizes that the limits are meant for."""
ENOUGH = 3.0
"""Times its limit that a tool is at least slower on one link when it is ended."""
SEED = 7


Tell = Callable[[dict[str, Any]], None]


class Clock:
    """Seconds of the wall and of the processor."""

    def __init__(self) -> None:
        self.wall = self.cpu = 0.0

    @contextmanager
    def runs(self) -> Iterator[None]:
        """Count the time of a block."""
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.wall += time.perf_counter() - wall
        self.cpu += time.process_time() - cpu


def without(case: Instance, link: int) -> Instance:
    """Return an instance without one of its links."""
    kept = np.arange(case.tail.size) != link
    names = ("tail", "head", "length", "capacity", "capex")
    return replace(case, **{name: getattr(case, name)[kept] for name in names})


def sample(case: Instance, count: int) -> list[int]:
    """Return links drawn from all; the first of a larger sample are the smaller one."""
    return [int(link) for link in np.random.default_rng(SEED).permutation(case.tail.size)[:count]]


def lodeway(case: Instance) -> dict[str, Any]:
    """Return the cost of every loss, the time of all, and which links carry something."""
    from lodeway.plan.failures import passage_failures

    passage_failures(scenario(instance("small")), names=["l0000"])  # what is loaded on first use is not counted
    clock, known = Clock(), scenario(case)
    with clock.runs():
        found = passage_failures(known)
    used = [number for number, row in enumerate(found) if row.used]
    return {"wall": clock.wall, "cpu": clock.cpu, "costs": [row.cost for row in found], "used": used}


def bounded(most: float) -> None:
    """Let the system end this process after so many seconds of the processor from now."""
    end = int(np.ceil(time.process_time() + most))
    resource.setrlimit(resource.RLIMIT_CPU, (end, resource.RLIM_INFINITY))


def warm(case: Instance, links: list[int], tell: Tell) -> None:
    """Tell the cost of some losses by a linopy model that stays in HiGHS, each from the basis of the plan with all links."""
    from linopy.solvers import Solver

    first, each = Clock(), Clock()
    costs, spent = [], []
    with first.runs():
        model = linopy_model(case)
        options = {"solver": "ipx", "threads": 1, "output_flag": False}
        kept = Solver.from_name("highs", model, io_api="direct", track_updates=True, options=options)
        kept.solve(model, assign=True)
        kept.solver_model.setOptionValue("solver", "simplex")
        basis = kept.solver_model.getBasis()
        flow = model.variables["flow"]
        upper = flow.upper.copy()
    for link in links:
        before = each.cpu
        with each.runs():
            kept.solver_model.setBasis(basis)
            closed = upper.copy()
            closed.loc[{"link": link}] = 0.0
            flow.upper = closed
            result = kept.solve(model, disallow_rebuild=True)
        spent.append(each.cpu - before)
        if result.solution is None:
            raise RuntimeError(f"no solution without link {link}")
        costs.append(float(result.solution.objective))
        tell({"first": vars(first), "wall": each.wall, "cpu": each.cpu, "costs": costs, "spent": spent})


def anew(case: Instance, links: list[int], make: Callable[[Instance], Any], most: float, tell: Tell) -> None:
    """Tell the cost of some losses by models made and solved anew."""
    solve(make(instance("small")))
    clock, costs, spent = Clock(), [], []
    nothing = {"wall": 0.0, "cpu": 0.0}
    for link in links:
        before = clock.cpu
        bounded(most)
        with clock.runs():
            costs.append(solve(make(without(case, link))))
        spent.append(clock.cpu - before)
        tell({"first": nothing, "wall": clock.wall, "cpu": clock.cpu, "costs": costs, "spent": spent})


def child(size: str, tool: str, file: str, most: str) -> None:
    """Ask a tool and write what it found to a file, after each link anew."""
    one_core()
    case = instance(size)

    def tell(found: dict[str, Any]) -> None:
        Path(file).write_text(json.dumps(found), encoding="utf-8")

    if tool == "lodeway":
        tell(lodeway(case))
    elif tool == "linopy-warm":
        warm(case, sample(case, SAMPLES[tool]), tell)
    else:
        make = linopy_model if tool == "linopy-anew" else pypsa_network
        anew(case, sample(case, SAMPLES[tool]), make, float(most), tell)


def ask(size: str, tool: str, most: float) -> tuple[Measurement, dict[str, Any], bool]:
    """Return time, memory and answer of a tool, and whether it was ended before it had asked for every link."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        try:
            measured, cut = command([sys.executable, __file__, "child", size, tool, file.name, str(most)]), False
        except subprocess.CalledProcessError as error:
            if error.returncode != -signal.SIGXCPU:
                raise
            measured, cut = Measurement(np.nan, np.nan), True
        text = Path(file.name).read_text(encoding="utf-8")
    nothing = {"wall": 0.0, "cpu": 0.0}
    found: dict[str, Any] = (
        json.loads(text) if text else {"first": nothing, "wall": 0.0, "cpu": 0.0, "costs": [], "spent": []}
    )
    if cut and len(found["spent"]) < SAMPLES.get(tool, 0):
        found |= {"wall": found["wall"] + most, "cpu": found["cpu"] + most, "spent": [*found["spent"], most]}
    return measured, found, cut


def main(sizes: list[str]) -> None:
    """Print a line of JSON for each size and tool, with ratios of time and memory to Lodeway's."""
    one_thread()
    for size in sizes:
        count = instance(size).tail.size
        measured, ours, _ = ask(size, "lodeway", np.inf)
        name = f"lodeway, all {count} failures, {size}"
        report(name, measured, all_seconds=ours["wall"], all_cpu=ours["cpu"], used=len(ours["used"]))
        for tool in SAMPLES:
            beside(size, tool, ours, measured.peak_mib)


def beside(size: str, tool: str, ours: dict[str, Any], peak: float) -> None:
    """Print the line of another tool beside Lodeway."""
    case = instance(size)
    count = case.tail.size
    measured, found, cut = ask(size, tool, ENOUGH * LIMITS[tool] * ours["cpu"] / count)
    first, asked = found["first"], len(found["spent"])
    links = sample(case, SAMPLES[tool])[:asked]
    wall = first["wall"] + found["wall"] / asked * count
    cpu = first["cpu"] + found["cpu"] / asked * count
    inside = [spent for link, spent in zip(links, found["spent"], strict=True) if link in set(ours["used"])]
    used = first["cpu"] + float(np.mean(inside)) * len(ours["used"]) if inside else np.nan
    differences = [abs(cost / ours["costs"][link] - 1.0) for link, cost in zip(links, found["costs"], strict=False)]
    report(
        f"{tool}, all {count} failures, {size}",
        measured,
        scaled_from=asked,
        cut=cut,
        all_seconds=wall,
        all_cpu=cpu,
        time_ratio=wall / ours["wall"],
        cpu_ratio=cpu / ours["cpu"],
        cpu_ratio_used=used / ours["cpu"],
        **({"limit": LIMITS[tool], "within": cpu / ours["cpu"] >= LIMITS[tool]} if size in LIMITED else {}),
        memory_ratio=measured.peak_mib / peak,
        relative_difference=max(differences, default=np.nan),
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["child"]:
        child(*sys.argv[2:])
    else:
        main(sys.argv[1:] or ["mid"])
