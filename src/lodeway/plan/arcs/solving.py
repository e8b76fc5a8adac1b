"""Solves the arc-by-arc program and reads the same plan out of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

import highspy
import numpy as np
from numpy.typing import NDArray

from lodeway.plan.arcs.model import ArcModel, Stream
from lodeway.plan.result import Plan
from lodeway.plan.routing.mesh import Mesh
from lodeway.plan.routing.routes import Routes, joined, of_arcs
from lodeway.plan.solving.master import Answer, fresh_solver, pass_program
from lodeway.plan.solving.reading import read_plan

__all__ = ["loaded", "plan_by_arcs"]

Floats = NDArray[np.float64]
TRACE = 1e-10
"""Share of the largest flow of a stream below which a flow is the solver's rounding."""


def loaded(model: ArcModel) -> highspy.Highs:
    """Return HiGHS with the program."""
    solver = fresh_solver()
    whole = model.whole if model.whole.any() else None
    pass_program(solver, model.matrix, model.cost, model.bound, model.lower, model.upper, whole)
    solver.changeObjectiveOffset(model.constant)
    return solver


def plan_by_arcs(model: ArcModel, *, progress: Callable[[str], None]) -> Plan | None:
    """Return the plan of an arc-by-arc program, None where no values satisfy its rows.

    Builds in whole units are found by branch and bound over the whole program, to the end; the prices are those of the
    linear program with these units held.
    """
    solver = loaded(model)
    progress(f"{model.matrix.shape[1]} columns, {model.matrix.shape[0]} rows, {model.matrix.nnz} coefficients")
    bound = np.inf
    if model.whole.any():
        solver.setOptionValue("mip_rel_gap", 0.0)
        solver.setOptionValue("mip_abs_gap", 1e-6)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        bound = float(solver.getInfo().mip_dual_bound)
        places = np.flatnonzero(model.whole)
        units = np.round(np.asarray(solver.getSolution().col_value)[places])
        progress(f"whole units: bound {bound:.8g}")
        solver = fresh_solver()
        pass_program(solver, model.matrix, model.cost, model.bound, model.lower, model.upper)
        solver.changeObjectiveOffset(model.constant)
        solver.changeColsBounds(places.size, places.astype(np.int32), units, units)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    objective = float(solver.getInfo().objective_function_value)
    solution = solver.getSolution()
    values = np.asarray(solution.col_value, dtype=np.float64)
    duals, reduced = (np.asarray(part, dtype=np.float64) for part in (solution.row_dual, solution.col_dual))
    routes, tonnes = _routes(model, values)
    first, program = len(model.assembly.column_keys), model.program
    program.meshes, program.routes = model.finder.meshes, routes
    answer = Answer(
        objective=objective,
        values=np.concatenate([values[:first], tonnes]),
        duals=duals[: len(model.assembly.row_keys)],
        reduced=np.concatenate([reduced[:first], np.zeros(tonnes.size)]),
    )
    return read_plan(program, answer, bound=min(bound, objective), rounds=0)


def _routes(model: ArcModel, values: Floats) -> tuple[Routes, Floats]:
    """Return the flows taken apart into routes, and their tonnes; routes of one slot that are the same are one."""
    parts, tonnes = [], []
    for stream in model.streams:
        flow = values[stream.first : stream.first + stream.arcs.size]
        mesh = model.finder.meshes[stream.mesh]
        ways = _paths(stream, mesh, flow)
        if ways:
            arcs = np.concatenate([np.asarray(way, dtype=np.intp) for way, _, _ in ways])
            start = np.cumsum([0, *(len(way) for way, _, _ in ways)]).astype(np.int64)
            ends = np.asarray([end for _, end, _ in ways], dtype=np.intp)
            slots = np.full(len(ways), stream.slot, dtype=np.intp)
            parts.append(of_arcs(mesh, stream.mesh, slots, ends, arcs, start))
            tonnes += [moved for _, _, moved in ways]
    return joined(parts), np.asarray(tonnes, dtype=np.float64)


def _paths(stream: Stream, mesh: Mesh, flow: Floats) -> list[tuple[list[int], int, float]]:
    """Return the paths of a stream, arcs in order of travel, with the site each ends at and what it carries."""
    least = TRACE * float(flow.max(initial=0.0))
    left = {int(stream.arcs[k]): float(flow[k]) for k in np.flatnonzero(flow > least)}
    out: dict[int, list[int]] = defaultdict(list)
    for arc in left:
        out[int(mesh.tail[arc])].append(arc)
    found: list[tuple[list[int], int, float]] = []
    while True:
        here, way, seen = stream.start, list[int](), {stream.start: 0}
        while here not in stream.ends:
            arc = max(out[here], key=lambda arc: (left[arc], -arc), default=-1)
            if arc < 0 or left[arc] <= least:
                break
            way.append(arc)
            here = int(mesh.head[arc])
            if here in seen:
                _spend(left, way[seen[here] :])
                way = way[: seen[here]]
                seen = {node: place for node, place in seen.items() if place <= len(way)}
            else:
                seen[here] = len(way)
        if not way:
            return found
        moved = _spend(left, way)
        if here in stream.ends:
            found.append((way, stream.ends[here], moved))


def _spend(left: dict[int, float], way: list[int]) -> float:
    """Take from arcs what the least of them carries, and return it."""
    moved = min(left[arc] for arc in way)
    for arc in way:
        left[arc] -= moved
    return moved
