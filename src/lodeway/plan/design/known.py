"""The best design among the ways known: the program over ways with its decisions in whole numbers, solved by HiGHS for a while."""

from __future__ import annotations

import highspy
import numpy as np
from numpy.typing import NDArray

from lodeway.plan.design.master import Master
from lodeway.plan.design.watch import Watch
from lodeway.plan.solving.master import fresh_solver

__all__ = ["among_known"]

ENOUGH = 1e-4
"""Gap of the restricted program at which it is left: ways that are not known yet matter more."""


def among_known(
    master: Master,
    watch: Watch,
    *,
    start: NDArray[np.bool_] | None,
    objective: float,
    bound: float,
    nodes: int,
    part: float,
) -> NDArray[np.bool_] | None:
    """Return the decisions of a design over the ways known that costs less than the best one (restricted master heuristic).

    Parameters
    ----------
    master
        Its ways and strong rows are taken; decisions are free whatever they are fixed to.
    watch
        Ends the search, at the latest after a part of the time that is left.
    start
        Decisions to begin with.
    objective, bound
        Cost of the best design known and what is proved, for those who listen.
    nodes
        Nodes of HiGHS at most.
    part
        Of the time left.
    """
    lanes = master.lanes
    arcs = lanes.tail.size
    program = master.solver.getLp()
    count = program.num_col_
    kinds = [highspy.HighsVarType.kContinuous] * count
    for arc in np.flatnonzero(~lanes.free).tolist():
        kinds[arc] = highspy.HighsVarType.kInteger
    program.integrality_ = kinds
    solver = fresh_solver()
    solver.passModel(program)
    solver.changeColsBounds(arcs, np.arange(arcs, dtype=np.int32), lanes.free.astype(np.float64), np.ones(arcs))
    if start is not None:
        solver.setSolution(
            arcs,
            np.arange(arcs, dtype=np.int32),
            np.pad(start, (0, arcs - start.size), constant_values=True).astype(np.float64),
        )
    solver.setOptionValue("mip_rel_gap", ENOUGH)
    solver.setOptionValue("mip_max_nodes", nodes)
    watch.guard(solver, "among known ways", bound=bound, objective=objective, part=part)
    solver.run()
    info = solver.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    if info.objective_function_value >= objective:
        return None
    values = np.asarray(solver.getSolution().col_value)
    short = values[arcs : arcs + lanes.origin.size].sum()
    return None if short > 1e-6 else values[:arcs] > 0.5
