"""Programs of small scenarios as text in the LP format, with every route that pricing found."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import highspy
import numpy as np

from lodeway.network import build
from lodeway.plan.blocks.assembly import Key
from lodeway.plan.blocks.program import assemble
from lodeway.plan.instance.world import world
from lodeway.plan.routing.ways import finder
from lodeway.plan.solving.master import Master, master
from lodeway.plan.solving.pricing import converge, seed
from lodeway.scenario.model import Scenario

__all__ = ["least_cost", "program_text"]


def program_text(case: Scenario) -> str:
    """Return the program of a scenario in the LP format: rows and columns by name, in the order in which they were written."""
    about = world(case, build(case))
    program, ways = master(about, assemble(about)), finder(about)
    converge(program, ways, seed(program, ways), progress=lambda _: None)
    columns = [_word(key) for key in program.assembly.column_keys] + _routes(program)
    matrix, costs = program.columns().tocsr(), program.costs()
    lower, upper = program.assembly.bounds()
    lines = [f"\\ plus a constant of {program.assembly.constant:.12g}", "min", " cost:" + _sum(costs, columns), "st"]
    for row, key in enumerate(program.assembly.row_keys):
        start, end = matrix.indptr[row], matrix.indptr[row + 1]
        coefficients = dict(zip(matrix.indices[start:end], matrix.data[start:end], strict=True))
        left = _sum([coefficients.get(column, 0.0) for column in range(len(columns))], columns)
        sense, bound = ("=", upper[row]) if lower[row] == upper[row] else ("<=", upper[row])
        if np.isinf(upper[row]):
            sense, bound = ">=", lower[row]
        if left:
            lines.append(f" {_word(key)}:{left} {sense} {bound:.12g}")
    bounded = [(name, b) for name, b in zip(columns, program.assembly.bound, strict=False) if np.isfinite(b)]
    lines += ["bounds", *(f" {name} <= {bound:.12g}" for name, bound in bounded)]
    whole = [name for name, flag in zip(columns, program.assembly.whole, strict=False) if flag]
    lines += ["general", *(f" {name}" for name in whole)] if whole else []
    return "\n".join([*lines, "end", ""])


def least_cost(path: Path) -> float:
    """Return the optimum of a program in the LP format, solved by HiGHS from the text alone, with its constant."""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.readModel(str(path))
    solver.run()
    assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    constant = float(path.read_text(encoding="utf-8").splitlines()[0].rsplit(" ", 1)[1])
    return float(solver.getInfo().objective_function_value) + constant


def _word(key: Key) -> str:
    """Return a key as a name that the LP format allows."""
    return ".".join(str(part) for part in key).replace("-", "_").replace("+", "_")


def _routes(program: Master) -> list[str]:
    """Return the names of the routes: what goes from where to where in which year, numbered where there are several."""
    years, seen, names = program.world.years, Counter[int](), []
    for slot in program.slots:
        lane = program.world.lanes[slot // len(years)]
        seen[slot] += 1
        end = lane.market or lane.destinations[0]
        key: Key = (
            "f",
            lane.origin,
            end,
            lane.commodity,
            years[slot % len(years)],
            *([lane.label] if lane.label else []),
        )
        names.append(_word(key) + ("" if seen[slot] == 1 else f".{seen[slot]}"))
    return names


def _sum(values: np.ndarray | list[float], names: list[str]) -> str:
    terms = ((value, name) for value, name in zip(values, names, strict=True) if value)
    return "".join(f" {'-' if value < 0 else '+'} {abs(value):.12g} {name}" for value, name in terms)
