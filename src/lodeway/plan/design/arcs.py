"""The design arc by arc, as textbooks write it, solved by HiGHS: the choice for few commodities, whose cuts it finds itself."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from lodeway.plan.design.problem import Design
from lodeway.plan.design.watch import Watch
from lodeway.plan.solving.master import fresh_solver, pass_program

__all__ = ["Found", "arc_program", "solve_arcs"]

CENT = 5e-10
"""Part of the cost by which HiGHS's bound is lowered before it counts as proved: its own tolerance."""


@dataclass(frozen=True, slots=True)
class Found:
    """What HiGHS found: decisions and flows (None without a solution), the bound it proved, its nodes."""

    built: NDArray[np.bool_] | None
    flow: NDArray[np.float64] | None
    bound: float
    nodes: int


@dataclass(frozen=True, slots=True)
class Program:
    """Columns: flow of commodity k on arc a at a K + k, then a decision for each arc."""

    matrix: csc_array
    cost: NDArray[np.float64]
    upper: NDArray[np.float64]
    row_lower: NDArray[np.float64]
    row_upper: NDArray[np.float64]


def arc_program(problem: Design, *, closed: NDArray[np.bool_], strong: NDArray[np.intp] | None = None) -> Program:
    """Return min fixed y + cost x: balances, x <= capacity y, rules and strong rows, without arcs that are closed.

    Parameters
    ----------
    problem
        The design.
    closed
        Arcs that are not built (arcs,).
    strong
        Pairs (arc, commodity) that get a row x <= min(capacity, what there is of it) y; all where None.
    """
    arcs, goods, nodes = problem.arcs, problem.commodities, problem.nodes
    supply = np.maximum(problem.balance, 0).sum(axis=0)
    most = np.minimum(problem.capacity, supply.sum())
    cell = np.arange(arcs * goods)
    arc, commodity = cell // goods, cell % goods
    part = np.minimum(supply[commodity], most[arc])
    pairs = np.stack([arc, commodity], axis=1) if strong is None else strong
    pairs = pairs if goods > 1 else pairs[:0]
    first, size = nodes * goods + arcs + len(problem.rules), arcs * goods
    rows = [problem.tail[arc] * goods + commodity, problem.head[arc] * goods + commodity, nodes * goods + arc]
    columns = [cell, cell, cell]
    values = [np.ones(size), -np.ones(size), np.ones(size)]
    rows.append(nodes * goods + np.arange(arcs))
    columns.append(size + np.arange(arcs))
    values.append(-most)
    for number, rule in enumerate(problem.rules):
        rows.append(np.full(len(rule.arcs), nodes * goods + arcs + number))
        columns.append(size + np.asarray(rule.arcs, dtype=np.intp))
        values.append(np.ones(len(rule.arcs)))
    each = np.arange(len(pairs))
    place = pairs[:, 0] * goods + pairs[:, 1]
    rows += [first + each, first + each]
    columns += [place, size + pairs[:, 0]]
    values += [np.ones(len(pairs)), -part[place]]
    shape = (first + len(pairs), size + arcs)
    row, column, value = np.concatenate(rows), np.concatenate(columns), np.concatenate(values)
    upper = np.where(closed[arc] | (problem.tail == problem.head)[arc], 0.0, part)
    return Program(
        matrix=csc_array((value, (row, column)), shape=shape),
        cost=np.concatenate([problem.cost_matrix().ravel(), problem.fixed]),
        upper=np.concatenate([upper, np.where(closed, 0.0, 1.0)]),
        row_lower=np.concatenate(
            [
                problem.balance.ravel(),
                np.full(arcs, -np.inf),
                [rule.least for rule in problem.rules],
                np.full(len(pairs), -np.inf),
            ]
        ),
        row_upper=np.concatenate(
            [problem.balance.ravel(), np.zeros(arcs), [rule.most for rule in problem.rules], np.zeros(len(pairs))]
        ),
    )


def solve_arcs(
    problem: Design,
    watch: Watch,
    *,
    closed: NDArray[np.bool_],
    opened: NDArray[np.bool_],
    strong: NDArray[np.intp] | None,
    start: tuple[NDArray[np.bool_], NDArray[np.float64], float] | None,
    cutoff: float,
    bound: float,
    nodes: int | None,
    part: float = 1.0,
    searches: bool = True,
) -> Found:
    """Return what HiGHS finds, beginning from a known design (built, flow, cost) if there is one.

    It takes no more than a part of the time that is left. Without searches of its own, which with many flows take longer than the
    proof, it finds better designs only where its relaxations are whole. The bound returned holds for every design that costs less than the cutoff.
    """
    program = arc_program(problem, closed=closed, strong=strong)
    size = problem.arcs * problem.commodities
    whole = np.arange(size + problem.arcs) >= size
    solver = fresh_solver()
    pass_program(solver, program.matrix, program.cost, program.upper, program.row_lower, program.row_upper, whole)
    must = size + np.flatnonzero(opened & ~closed)
    solver.changeColsBounds(must.size, must.astype(np.int32), np.ones(must.size), np.ones(must.size))
    for option in ("primal_feasibility_tolerance", "dual_feasibility_tolerance", "mip_feasibility_tolerance"):
        solver.setOptionValue(option, 1e-9 if option != "mip_feasibility_tolerance" else 1e-8)
    solver.setOptionValue("mip_rel_gap", 0.0)
    if start is not None:
        solution = highspy.HighsSolution()
        solution.col_value = np.concatenate([start[1].ravel(), start[0].astype(np.float64)]).tolist()
        solver.setSolution(solution)
        solver.setOptionValue("mip_abs_gap", max(1e-9 * abs(start[2]), start[2] - cutoff))
    if start is not None and not searches:
        solver.setOptionValue("mip_heuristic_effort", 0.0)
    if nodes is not None:
        solver.setOptionValue("mip_max_nodes", nodes)
    objective = np.inf if start is None else start[2]
    watch.guard(solver, "arc by arc", bound=bound, objective=objective, part=part)
    solver.run()
    info, status = solver.getInfo(), solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return Found(None, None, np.inf, int(info.mip_node_count))
    proved = float(info.mip_dual_bound)
    proved -= CENT * abs(proved) if np.isfinite(proved) else 0.0
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return Found(None, None, proved, int(info.mip_node_count))
    values = np.asarray(solver.getSolution().col_value)
    flow = np.maximum(values[:size], 0.0).reshape(problem.arcs, problem.commodities)
    return Found(values[size:] > 0.5, flow, proved, int(info.mip_node_count))
