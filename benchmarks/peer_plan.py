"""The same plan by three programs: Lodeway, linopy with HiGHS' interior point, and PyPSA, each in a process of its own and one thread.

Networks whose links are shared by many goods and can be widened (`shared_links.py`). Times include making the model from
the arrays and solving it; loading the programs is not counted.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time

from measure import command, report
from shared_links import SIZES, instance, linopy_model, pypsa_network, scenario

TOOLS = {
    "small": ("lodeway", "linopy", "pypsa"),
    "mid": ("lodeway", "linopy", "pypsa"),
    "full": ("lodeway", "linopy", "pypsa"),
    "big": ("lodeway", "linopy"),
}


def child(size: str, tool: str, file: str) -> None:
    """Solve an instance by a tool and write seconds and objective to a file."""
    case = instance(size)
    if tool == "lodeway":
        from lodeway.plan import plan
        from lodeway.plan.sample import sample

        plan(sample())  # what is loaded on first use is not counted
        start = time.perf_counter()
        objective = plan(scenario(case)).objective
    else:
        make = linopy_model if tool == "linopy" else pypsa_network
        solve(make(instance("small")))
        start = time.perf_counter()
        objective = solve(make(case))
    with open(file, "w", encoding="utf-8") as target:
        json.dump({"seconds": time.perf_counter() - start, "objective": objective}, target)


def solve(model: object) -> float:
    """Solve a linopy model by HiGHS' interior point with crossover, in one thread."""
    model.solve("highs", io_api="direct", solver="ipx", threads=1, output_flag=False)  # type: ignore[attr-defined]
    return float(model.objective.value)  # type: ignore[attr-defined]


def main(sizes: list[str]) -> None:
    """Print a line of JSON for each size and tool, with ratios of time and memory to Lodeway's."""
    for size in sizes:
        ours: dict[str, float] = {}
        for tool in TOOLS[size]:
            with tempfile.NamedTemporaryFile(suffix=".json") as file:
                measured = command([sys.executable, __file__, "child", size, tool, file.name])
                with open(file.name, encoding="utf-8") as source:
                    figures = json.load(source)
            ours = ours or {**figures, "mib": measured.peak_mib}
            report(
                f"{tool}, {size}",
                measured,
                model_seconds=figures["seconds"],
                objective=figures["objective"],
                time_ratio=figures["seconds"] / ours["seconds"],
                memory_ratio=measured.peak_mib / ours["mib"],
                relative_difference=abs(figures["objective"] / ours["objective"] - 1.0),
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["child"]:
        child(*sys.argv[2:])
    else:
        main(sys.argv[1:] or list(SIZES))
