"""Good designs within a moment: fixed costs are spread over what arcs carried the last time, again and again."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from lodeway.plan.design.bottleneck import merge
from lodeway.plan.design.problem import Design
from lodeway.plan.design.watch import Watch
from lodeway.plan.solving.master import fresh_solver, pass_program

__all__ = ["Draft", "Shipper", "ship", "slopes"]

ROUNDS = 240
"""Linear programs solved for a problem of little size; larger ones get fewer."""
WORK = 1_200_000
"""Flows times linear programs that are spent."""
FLOWS = 10
"""Flows of several commodities for each linear program: a small problem is soon proved."""
STALE = 12
"""Programs without a better design after which the slopes are drawn anew."""
NOTHING = 1e-7
"""Part of all goods below which a flow is rounding."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A design that can be shipped: its cost before shipping anew, and the arcs it uses."""

    cost: float
    used: NDArray[np.bool_]
    load: NDArray[np.float64]
    """What each arc carries of all goods."""


class Shipper:
    """Ships all goods at least cost, again and again under other costs of the arcs; goods that cost alike and share an origin go as one."""

    def __init__(self, problem: Design) -> None:
        alike = problem.cost.shape[1] == 1
        merged = merge(problem)[0] if alike else problem.balance
        self.problem, self.groups = problem, merged.shape[1]
        self.size = problem.arcs * self.groups
        self.total = float(np.maximum(merged, 0).sum())
        self.unit = np.repeat(problem.cost, self.groups, axis=1) if alike else problem.cost_matrix()
        self.solver, self.most = _program(problem, merged, self.total)

    def ship(self, rise: NDArray[np.float64]) -> Draft | None:
        """Return the design that is used where each arc costs so much more per unit; None where not all can be carried."""
        cost = (self.unit + rise[:, None]).ravel()
        self.solver.changeColsCost(cost.size, np.arange(cost.size, dtype=np.int32), cost)
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        flow = np.asarray(self.solver.getSolution().col_value).reshape(self.problem.arcs, self.groups)
        flow = np.where(flow > NOTHING * self.total, flow, 0.0)
        load = flow.sum(axis=1)
        used = load > 0
        return Draft(float(self.problem.fixed[used].sum() + (self.unit * flow).sum()), used, load)


def slopes(problem: Design, watch: Watch) -> list[Draft]:
    """Return designs found by slope scaling, the cheapest first, each set of arcs once.

    Each round ships at least cost with fixed / (what the arc carried) added to each arc's cost (D. Kim, P. M. Pardalos, 1999,
    A solution approach to the fixed charge network flow problem using a dynamic slope scaling procedure, Operations
    Research Letters 24); where it gets stuck the slopes are drawn at random, from a fixed seed.
    """
    shipper = Shipper(problem)
    if not shipper.total:
        return []
    first = problem.fixed / np.where(shipper.most <= 0, 1.0, shipper.most)
    rise, best, since = first, np.inf, 0
    dice = np.random.default_rng(0)
    drafts: dict[bytes, Draft] = {}
    rounds = min(ROUNDS, WORK // shipper.size)
    if problem.commodities > 1:
        rounds = min(rounds, problem.arcs * problem.commodities // FLOWS)
    for number in range(max(20, rounds)):
        draft = None if watch.over() else shipper.ship(rise)
        if draft is None:
            break
        drafts.setdefault(draft.used.tobytes(), draft)
        if draft.cost < best:
            best, since = draft.cost, number
        rise = np.where(draft.used, problem.fixed / np.where(draft.used, draft.load, 1.0), rise)
        if number - since >= STALE:
            rise, since = first * dice.uniform(0.2, 5.0, problem.arcs), number
    return sorted(drafts.values(), key=lambda draft: draft.cost)


def ship(problem: Design, built: NDArray[np.bool_], commodity: int) -> NDArray[np.float64] | None:
    """Return what each arc carries (arcs, commodities) when the only commodity is shipped at least cost over what is built.

    None where not all can be carried. Whole quantities and capacities give whole flows: HiGHS ends at a vertex.
    """
    balance = problem.balance[:, [commodity]]
    solver, most = _program(problem, balance, float(np.maximum(balance, 0).sum()))
    arcs = np.arange(problem.arcs, dtype=np.int32)
    solver.changeColsCost(problem.arcs, arcs, np.ascontiguousarray(problem.cost_matrix()[:, commodity]))
    solver.changeColsBounds(problem.arcs, arcs, np.zeros(problem.arcs), np.where(built, most, 0.0))
    for option in ("primal_feasibility_tolerance", "dual_feasibility_tolerance"):
        solver.setOptionValue(option, 1e-9)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    flow = np.zeros((problem.arcs, problem.commodities))
    flow[:, commodity] = np.maximum(np.asarray(solver.getSolution().col_value), 0.0)
    return flow


def _program(problem: Design, merged: NDArray[np.float64], total: float) -> tuple[highspy.Highs, NDArray[np.float64]]:
    """Return the program that ships over every arc, and each arc's capacity."""
    arcs, (nodes, groups) = problem.arcs, merged.shape
    cell = np.arange(arcs * groups)
    arc, group = cell // groups, cell % groups
    most = np.minimum(problem.capacity, total)
    rows = [problem.tail[arc] * groups + group, problem.head[arc] * groups + group]
    values = [np.ones(cell.size), -np.ones(cell.size)]
    columns = [cell, cell]
    tight = np.flatnonzero(most < total) if groups > 1 else np.empty(0, dtype=np.intp)
    if tight.size:
        place = np.full(arcs, -1)
        place[tight] = np.arange(tight.size)
        inside = place[arc] >= 0
        rows.append(nodes * groups + place[arc[inside]])
        columns.append(cell[inside])
        values.append(np.ones(int(inside.sum())))
    matrix = csc_array(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))),
        shape=(nodes * groups + tight.size, cell.size),
    )
    lower = np.concatenate([merged.ravel(), np.full(tight.size, -np.inf)])
    upper = np.concatenate([merged.ravel(), most[tight]])
    solver = fresh_solver()
    pass_program(solver, matrix, np.zeros(cell.size), most[arc], lower, upper)
    solver.setOptionValue("simplex_strategy", 4)
    return solver, most
