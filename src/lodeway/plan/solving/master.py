"""The restricted master problem: the equations over the routes found so far, kept warm in HiGHS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array, hstack

from lodeway.plan.blocks.assembly import Assembly
from lodeway.plan.instance.groups import Groups, groups
from lodeway.plan.instance.world import World
from lodeway.plan.routing.mesh import Mesh
from lodeway.plan.routing.routes import Paths, Routes, joined
from lodeway.plan.routing.ways import limited

__all__ = ["HUGE", "LARGE", "Answer", "Master", "fresh_solver", "master", "pass_program"]

HUGE = 30_000
"""Columns above which a program of several years begins with the years apart."""
LARGE = 15_000
"""Columns above which the steps of simplex are counted, and the interior point takes over where they are too many."""
MANY = 0.01
"""Share of new columns above which solving afresh, with presolve, is faster than going on from the last basis."""
MANY_OF_LARGE = 0.08
"""The same in a large program."""
PATIENCE = 1.0
"""Steps of simplex per row, from the start, that a large program may take before it counts as hard."""
WARM_PATIENCE = 0.1
"""Steps of primal simplex per row from the last basis, after which a start afresh is faster."""

Attempt = tuple[str, int, bool, float]
"""Method, strategy of simplex (1 dual, 4 primal), whether to start afresh, and the steps allowed per row."""
ANYHOW: tuple[Attempt, ...] = (
    ("simplex", 1, True, np.inf),
    ("simplex", 4, True, np.inf),
    ("ipx", 1, True, np.inf),
)
"""What is tried where a warm basis has led simplex astray, until there is a verdict."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A solution of the master: values of columns, duals of rows (per unit of the right-hand side)."""

    objective: float
    values: NDArray[np.float64]
    duals: NDArray[np.float64]
    reduced: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Slots:
    """What a contained tonne of each lane and year bears, whatever its route; the present value of what follows from it."""

    gross: NDArray[np.float64]
    """Gross tonnes of a contained tonne."""
    factor: NDArray[np.float64]
    """Discount factor times gross tonnes: the present value of a dollar on every gross tonne."""
    fixed: NDArray[np.float64]
    """Present value of waiting and taxes [USD/t]."""
    most: NDArray[np.float64]
    """Most contained tonnes."""
    time_value: float
    carbon_price: float

    def weight(self, routes: Routes) -> NDArray[np.float64]:
        """Return freight, time and carbon price of a gross tonne on each route, undiscounted."""
        cost, hours, co2 = routes.figures[:, 0], routes.figures[:, 1], routes.figures[:, 3]
        found: NDArray[np.float64] = cost + self.time_value * hours + self.carbon_price * co2 / 1000.0
        return found

    def cost(self, routes: Routes) -> NDArray[np.float64]:
        """Return the present value of a contained tonne's route: freight, time, carbon price and taxes [USD/t]."""
        found: NDArray[np.float64] = self.factor[routes.slot] * self.weight(routes) + self.fixed[routes.slot]
        return found


def _slots(world: World) -> Slots:
    years, scenario = len(world.years), world.scenario
    gross = np.repeat([lane.gross for lane in world.lanes], years)
    tax, wait, most = (
        np.asarray([getattr(lane, name) for lane in world.lanes], dtype=np.float64).reshape(-1)
        for name in ("tax", "wait", "most")
    )
    present = np.tile(world.discount, len(world.lanes))
    factor = present * gross
    fixed = factor * scenario.time_value * wait + present * tax
    return Slots(gross, factor, fixed, most, scenario.time_value, scenario.carbon_price)


@dataclass(slots=True)
class Master:
    """The program in HiGHS with its routes; route k is column ``first + k``."""

    world: World
    assembly: Assembly
    attachment: csr_array
    through: tuple[csr_array, ...]
    """Coefficients of a contained tonne that passes each country of limited transit, one line per slot."""
    gate_row: NDArray[np.int32]
    """Row that counts the gross tonnes of a gate, or of a link, in a year, -1 for none."""
    per_tonne: Slots
    first: int
    groups: Groups
    own: NDArray[np.float64]
    """Cost of those of the first columns that are builds, or demand left unmet; 0 for others."""
    solver: highspy.Highs
    meshes: Sequence[Mesh] = ()
    """What the arcs of routes are of."""
    routes: Routes = field(default_factory=lambda: joined(()))
    waiting: list[Routes] = field(default_factory=list)
    known: set[tuple[int, int, float, bytes]] = field(default_factory=set)
    loaded: bool = False
    patient: bool = False
    """The last basis is never given up, however many columns are new."""
    hard: bool = False
    """Simplex took too many steps once: what is large and new goes to the interior point."""

    @property
    def slots(self) -> NDArray[np.intp]:
        """Return the slot of each route, those offered left out."""
        return self.routes.slot

    @property
    def all_slots(self) -> NDArray[np.intp]:
        """Return the slot of each route, those offered included."""
        return self._everything().slot

    @property
    def paths(self) -> Paths:
        """Return each route as a path, unpacked when it is asked for."""
        return Paths(self.world, self.routes, self.meshes)

    def offer(self, routes: Routes) -> int:
        """Queue routes for the next solve; return how many are new."""
        keys = routes.keys()
        fresh = []
        for number, key in enumerate(keys):
            if key not in self.known:
                self.known.add(key)
                fresh.append(number)
        if fresh:
            self.waiting.append(routes if len(fresh) == len(keys) else routes.take(np.asarray(fresh, dtype=np.intp)))
        return len(fresh)

    def forget(self, count: int) -> None:
        """Drop all routes but the first ones, those queued included."""
        for routes in (self.routes.take(np.arange(count, len(self.routes))), *self.waiting):
            self.known.difference_update(routes.keys())
        self.waiting.clear()
        dropped = np.arange(self.first + count, self.first + len(self.routes), dtype=np.int32)
        if dropped.size:
            self.solver.deleteCols(dropped.size, dropped)
            self.routes = self.routes.take(np.arange(count))

    def solve(self) -> Answer | None:
        """Solve with all routes offered; None when no values satisfy the rows."""
        for method, strategy, afresh, steps in (*self._attempts(self._flush()), *ANYHOW):
            if afresh:
                self.solver.clearSolver()
            limit = int(min(steps * len(self.assembly.row_keys), highspy.kHighsIInf))
            self.solver.setOptionValue("solver", method)
            self.solver.setOptionValue("simplex_strategy", strategy)
            self.solver.setOptionValue("simplex_iteration_limit", limit)
            self.solver.run()
            status = self.solver.getModelStatus()
            if status in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible):
                break
            self.hard |= afresh and status == highspy.HighsModelStatus.kIterationLimit
        self.solver.setOptionValue("solver", "simplex")
        self.solver.setOptionValue("simplex_iteration_limit", highspy.kHighsIInf)
        return self._answer() if status == highspy.HighsModelStatus.kOptimal else None

    def _attempts(self, fresh: int | None) -> tuple[Attempt, ...]:
        """Return how to solve next, by the size of the program and the number of new columns; None before the first time.

        A few new columns: primal simplex from the last basis, which they leave feasible. Many: from the start, with
        presolve. A program of which simplex turns out to be slow goes to the interior point, from whose crossover simplex
        goes on. What decides are sizes and counts, never a clock, so that every machine takes the same path.
        """
        size = self.first + len(self.routes)
        large = size > LARGE
        if fresh == 0:
            method = str(self.solver.getOptionValue("solver")[1])
            return ((method, int(self.solver.getOptionValue("simplex_strategy")[1]), False, np.inf),)
        if fresh is not None and (self.patient or fresh <= (MANY_OF_LARGE if large else MANY) * len(self.routes)):
            return (("simplex", 4, False, WARM_PATIENCE if large else np.inf),)
        if not large:
            return (("simplex", 1, True, np.inf),)
        return ((("simplex", 1, True, PATIENCE),) if not self.hard else ()) + (("ipx", 1, True, np.inf),)

    def _answer(self) -> Answer:
        solution = self.solver.getSolution()
        return Answer(
            objective=self.solver.getInfo().objective_function_value + self.assembly.constant,
            values=np.asarray(solution.col_value, dtype=np.float64),
            duals=np.asarray(solution.row_dual, dtype=np.float64),
            reduced=np.asarray(solution.col_dual, dtype=np.float64),
        )

    def forbid_shortage(self, *, forbidden: bool = True) -> None:
        """Let demand that must be met be met: from now on no shortage of it is allowed, or again at its price."""
        short = self._shortages()
        high = np.full(short.size, 0.0 if forbidden else np.inf)
        self.solver.changeColsBounds(short.size, short, np.zeros(short.size), high)

    def _shortages(self) -> NDArray[np.int32]:
        return np.asarray(
            [c for key, c in self.assembly.columns.items() if key[0] in ("short", "lack")], dtype=np.int32
        )

    def columns(self) -> csc_array:
        """Return the coefficients of all columns, those offered included."""
        return csc_array(hstack([csc_array(self.assembly.matrix()), self.matrix_of(self._everything())]))

    def costs(self) -> NDArray[np.float64]:
        """Return the cost of all columns, those offered included."""
        return np.concatenate([np.asarray(self.assembly.cost), self.per_tonne.cost(self._everything())])

    def _everything(self) -> Routes:
        return joined([self.routes, *self.waiting]) if self.waiting else self.routes

    def _flush(self) -> int | None:
        """Hand what is queued to HiGHS and return how many columns that were; None the first time."""
        routes, first = joined(self.waiting), not self.loaded
        if first:
            costs = self.costs()
            bound = np.full(costs.size, np.inf)
            bound[: self.first] = self.assembly.bound
            pass_program(self.solver, self.columns(), costs, bound, *self.assembly.bounds())
            self.loaded = True
        elif len(routes):
            matrix, size = self.matrix_of(routes), len(routes)
            self.solver.addCols(
                size,
                self.per_tonne.cost(routes),
                np.zeros(size),
                np.full(size, highspy.kHighsInf),
                matrix.nnz,
                matrix.indptr[:-1].astype(np.int32),
                matrix.indices.astype(np.int32),
                matrix.data,
            )
        self.routes = self._everything()
        self.waiting.clear()
        return None if first else len(routes)

    def matrix_of(self, routes: Routes) -> csc_array:
        """Return the coefficients of routes, one column each."""
        years = len(self.world.years)
        place, gross = routes.slot % years, self.per_tonne.gross[routes.slot]
        fixed = self.attachment[routes.slot, :].tocoo()
        rows: list[NDArray[Any]] = [fixed.coords[1]]
        columns: list[NDArray[Any]] = [fixed.coords[0]]
        values: list[NDArray[Any]] = [fixed.data]
        owner = np.repeat(np.arange(len(routes)), np.diff(routes.gate_start))
        row = self.gate_row[routes.gates, place[owner]]
        counted = row >= 0
        rows.append(row[counted])
        columns.append(owner[counted])
        values.append(gross[owner[counted]])
        for year, row_of_year in self.assembly.transport_rows:
            own = np.flatnonzero(place == year)
            rows.append(np.full(own.size, row_of_year, dtype=np.int32))
            columns.append(own)
            values.append(gross[own] * routes.figures[own, 3] / 1000.0)
        for bit, matrix in enumerate(self.through):
            own = np.flatnonzero(routes.visits >> bit & 1)
            part = matrix[routes.slot[own], :].tocoo()
            rows.append(part.coords[1])
            columns.append(own[part.coords[0]])
            values.append(part.data)
        shape = (len(self.assembly.row_keys), len(routes))
        coordinates = np.concatenate(rows).astype(np.int32), np.concatenate(columns).astype(np.int32)
        return csc_array((np.concatenate(values), coordinates), shape=shape)


def master(world: World, assembly: Assembly) -> Master:
    """Return the program of an assembly, without routes yet."""
    slots = len(world.lanes) * len(world.years)
    gate_row = np.full((len(world.gate_free), len(world.years)), -1, dtype=np.int32)
    for (gate, place), row in assembly.gate_rows.items():
        gate_row[gate, place] = row
    return Master(
        world=world,
        assembly=assembly,
        attachment=assembly.attachment(slots),
        through=tuple(assembly.passage(country, slots) for country in limited(world)),
        gate_row=gate_row,
        per_tonne=_slots(world),
        first=len(assembly.column_keys),
        groups=groups(world),
        own=np.where([key[0] in ("build", "unmet") for key in assembly.column_keys], assembly.cost, 0.0),
        solver=fresh_solver(),
    )


def fresh_solver() -> highspy.Highs:
    """Return HiGHS set up to give the same answer on every run: one thread, fixed seed, no clock."""
    solver = highspy.Highs()
    for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 0), ("parallel", "off")):
        solver.setOptionValue(option, value)
    return solver


def pass_program(
    solver: highspy.Highs,
    matrix: csc_array,
    cost: NDArray[np.float64],
    bound: NDArray[np.float64],
    lower: NDArray[np.float64],
    upper: NDArray[np.float64],
    whole: NDArray[np.bool_] | None = None,
) -> None:
    """Hand a program to HiGHS: min c'x, lower <= A x <= upper, 0 <= x <= bound, some columns in whole numbers."""
    matrix.sort_indices()
    program = highspy.HighsLp()
    program.num_row_, program.num_col_ = matrix.shape
    program.col_cost_ = cost
    program.col_lower_ = np.zeros(matrix.shape[1])
    program.col_upper_ = bound
    program.row_lower_, program.row_upper_ = lower, upper
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_ = matrix.indptr.astype(np.int32)
    program.a_matrix_.index_ = matrix.indices.astype(np.int32)
    program.a_matrix_.value_ = matrix.data
    if whole is not None:
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        program.integrality_ = [kinds[int(flag)] for flag in whole]
    solver.passModel(program)
