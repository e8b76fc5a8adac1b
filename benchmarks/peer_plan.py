"""The same plan by three programs: Lodeway, linopy with HiGHS' interior point, and PyPSA, each in a process of its own on one core.

Networks whose links are shared by many goods and can be widened (`shared_links.py`). Times include making the model from
the arrays and solving it; loading the programs is not counted. Whether a ratio is ``within`` its limit is judged by
seconds of the processor, of which each program uses one thread, so that what else runs on the machine does not matter.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

from measure import command, one_core, one_thread, report
from shared_links import SIZES, instance, linopy_model, pypsa_network, scenario, solve

TOOLS = {
    "small": ("lodeway", "linopy", "pypsa"),
    "mid": ("lodeway", "linopy", "pypsa"),
    "full": ("lodeway", "linopy", "pypsa"),
    "big": ("lodeway", "linopy"),
    "crowded": ("lodeway", "linopy"),
    "tight": ("lodeway", "linopy"),
}
LIMITS = {("full", "pypsa"): 10.0, ("full", "linopy"): 3.0, ("big", "linopy"): 6.0}
"""Times that Lodeway is at least faster, by size and tool."""
GAP = 1e-9
"""What Lodeway may leave between cost and bound, as a share of freight, investment and unmet demand."""


def child(size: str, tool: str, file: str) -> None:
    """Solve an instance by a tool and write seconds and objective to a file."""
    one_core()
    case = instance(size)
    if tool == "lodeway":
        from lodeway.plan import plan

        plan(scenario(instance("small")))  # what is loaded on first use is not counted
        known = scenario(case)
        start, spent = time.perf_counter(), time.process_time()
        objective = plan(known, gap=GAP).objective
    else:
        make = linopy_model if tool == "linopy" else pypsa_network
        solve(make(instance("small")))
        start, spent = time.perf_counter(), time.process_time()
        objective = solve(make(case))
    figures = {"seconds": time.perf_counter() - start, "cpu": time.process_time() - spent, "objective": objective}
    Path(file).write_text(json.dumps(figures), encoding="utf-8")


def main(sizes: list[str]) -> None:
    """Print a line of JSON for each size and tool, with ratios of time and memory to Lodeway's."""
    one_thread()
    for size in sizes:
        ours: dict[str, float] = {}
        for tool in TOOLS[size]:
            with tempfile.NamedTemporaryFile(suffix=".json") as file:
                measured = command([sys.executable, __file__, "child", size, tool, file.name])
                figures = json.loads(Path(file.name).read_text(encoding="utf-8"))
            ours = ours or {**figures, "mib": measured.peak_mib}
            ratio = figures["cpu"] / ours["cpu"]
            limit = LIMITS.get((size, tool))
            report(
                f"{tool}, {size}",
                measured,
                **({} if limit is None else {"limit": limit, "within": ratio >= limit}),
                model_seconds=figures["seconds"],
                objective=figures["objective"],
                model_cpu=figures["cpu"],
                time_ratio=figures["seconds"] / ours["seconds"],
                cpu_ratio=ratio,
                memory_ratio=measured.peak_mib / ours["mib"],
                relative_difference=abs(figures["objective"] / ours["objective"] - 1.0),
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["child"]:
        child(*sys.argv[2:])
    else:
        main(sys.argv[1:] or list(SIZES))
