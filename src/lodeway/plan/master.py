"""The restricted master problem: the equations over the routes found so far, kept warm in HiGHS."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array, hstack

from lodeway.network import Path
from lodeway.plan.assembly import Assembly
from lodeway.plan.passages import passed
from lodeway.plan.world import World

__all__ = ["Answer", "Master", "fresh_solver", "master", "pass_program", "route_cost"]

LARGE = 15_000
"""Columns above which the first solve is by interior point with crossover; below, simplex is as fast."""
MANY = 0.01
"""Share of new columns above which solving afresh, with presolve, is faster than going on from the last basis."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A solution of the master: values of columns, duals of rows (per unit of the right-hand side)."""

    objective: float
    values: NDArray[np.float64]
    duals: NDArray[np.float64]
    reduced: NDArray[np.float64]


@dataclass(slots=True)
class Master:
    """The program in HiGHS with its routes; route k is column ``first + k``."""

    world: World
    assembly: Assembly
    attachment: csr_array
    first: int
    solver: highspy.Highs
    slots: list[int] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)
    known: set[tuple[int, str, tuple[int, ...]]] = field(default_factory=set)
    waiting: list[tuple[int, Path]] = field(default_factory=list)
    loaded: bool = False

    def offer(self, slot: int, way: Path) -> bool:
        """Queue a route for the next solve; return whether it is new."""
        key = (slot, way.destination, way.legs)
        if key in self.known:
            return False
        self.known.add(key)
        self.waiting.append((slot, way))
        return True

    def solve(self) -> Answer | None:
        """Solve with all routes offered; None when no values satisfy the rows."""
        self._flush()
        run(self.solver)
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        solution = self.solver.getSolution()
        return Answer(
            objective=self.solver.getInfo().objective_function_value + self.assembly.constant,
            values=np.asarray(solution.col_value, dtype=np.float64),
            duals=np.asarray(solution.row_dual, dtype=np.float64),
            reduced=np.asarray(solution.col_dual, dtype=np.float64),
        )

    def forbid_shortage(self) -> None:
        """Let demand that must be met be met: from now on no shortage of it is allowed."""
        short = self._shortages()
        self.solver.changeColsBounds(short.size, short, np.zeros(short.size), np.zeros(short.size))

    def phase_one(self) -> Answer:
        """Solve for the least tonnes short, at no other cost; the program is of no use for plans afterwards."""
        size = self.first + len(self.slots)
        cost = np.zeros(size)
        cost[self._shortages()] = 1.0
        self.solver.changeColsCost(size, np.arange(size, dtype=np.int32), cost)
        self.solver.clearSolver()
        answer = self.solve()
        if answer is None:
            raise RuntimeError("the program that allows any shortage has no solution")
        return answer

    def _shortages(self) -> NDArray[np.int32]:
        return np.asarray(
            [c for key, c in self.assembly.columns.items() if key[0] in ("short", "lack")], dtype=np.int32
        )

    def columns(self) -> csc_array:
        """Return the coefficients of all columns, those offered included."""
        routes = self._matrix(list(zip(self.slots, self.paths, strict=True)) + self.waiting)
        return csc_array(hstack([csc_array(self.assembly.matrix()), routes]))

    def costs(self) -> NDArray[np.float64]:
        """Return the cost of all columns, those offered included."""
        routes = list(zip(self.slots, self.paths, strict=True)) + self.waiting
        return np.asarray(self.assembly.cost + [route_cost(self.world, slot, way) for slot, way in routes])

    def _flush(self) -> None:
        if not self.loaded:
            self._load()
        elif self.waiting:
            matrix = self._matrix(self.waiting)
            costs = np.asarray([route_cost(self.world, slot, way) for slot, way in self.waiting])
            size = len(self.waiting)
            self.solver.addCols(
                size,
                costs,
                np.zeros(size),
                np.full(size, highspy.kHighsInf),
                matrix.nnz,
                matrix.indptr[:-1].astype(np.int32),
                matrix.indices.astype(np.int32),
                matrix.data,
            )
            self._choose(size)
        self.slots.extend(slot for slot, _ in self.waiting)
        self.paths.extend(way for _, way in self.waiting)
        self.waiting.clear()

    def _choose(self, fresh: int) -> None:
        """Choose how to solve next: few new columns by primal simplex from the last basis, many from the start."""
        self.solver.setOptionValue("simplex_strategy", 4)
        if fresh > MANY * len(self.slots):
            self.solver.clearSolver()
            self.solver.setOptionValue("simplex_strategy", 1)
            self.solver.setOptionValue("solver", "ipx" if len(self.slots) + fresh > LARGE else "simplex")

    def _load(self) -> None:
        matrix = self.columns()
        costs = [route_cost(self.world, slot, way) for slot, way in self.waiting]
        lower, upper = self.assembly.bounds()
        bound = np.asarray(self.assembly.bound + [np.inf] * len(costs), dtype=np.float64)
        pass_program(self.solver, matrix, np.asarray(self.assembly.cost + costs), bound, lower, upper)
        self.solver.setOptionValue("solver", "ipx" if matrix.shape[1] > LARGE else "simplex")
        self.loaded = True

    def _matrix(self, routes: list[tuple[int, Path]]) -> csc_array:
        """Return the coefficients of routes, one column each."""
        gross = [self.world.lanes[slot // len(self.world.years)].gross for slot, _ in routes]
        fixed = self.attachment[[slot for slot, _ in routes], :].tocoo() if routes else None
        rows, columns, values = [], [], []
        transport: dict[int, list[int]] = {}
        for place, row in self.assembly.transport_rows:
            transport.setdefault(place, []).append(row)
        for column, ((slot, way), weight) in enumerate(zip(routes, gross, strict=True)):
            place = slot % len(self.world.years)
            for gate, times in Counter(passed(self.world.network, way)).items():
                if (gate, place) in self.assembly.gate_rows:
                    rows.append(self.assembly.gate_rows[gate, place])
                    columns.append(column)
                    values.append(weight * times)
            for row in transport.get(place, ()):
                rows.append(row)
                columns.append(column)
                values.append(weight * way.co2 / 1000.0)
        shape = (len(self.assembly.row_keys), len(routes))
        if fixed is None:
            return csc_array(shape, dtype=np.float64)
        every_row = np.concatenate([fixed.coords[1], np.asarray(rows, dtype=np.int32)])
        every_column = np.concatenate([fixed.coords[0], np.asarray(columns, dtype=np.int32)])
        every_value = np.concatenate([fixed.data, np.asarray(values, dtype=np.float64)])
        return csc_array((every_value, (every_row, every_column)), shape=shape)


def master(world: World, assembly: Assembly) -> Master:
    """Return the program of an assembly, without routes yet."""
    return Master(
        world=world,
        assembly=assembly,
        attachment=assembly.attachment(len(world.lanes) * len(world.years)),
        first=len(assembly.column_keys),
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


def run(solver: highspy.Highs) -> None:
    """Run HiGHS; after an interior point solve go on by simplex from its basis.

    A warm basis may lead simplex astray: where it ends without a verdict the program is solved anew.
    """
    solver.run()
    settled = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible)
    for strategy, method in ((1, "simplex"), (4, "simplex"), (1, "ipx")):
        if solver.getModelStatus() in settled:
            break
        solver.clearSolver()
        solver.setOptionValue("simplex_strategy", strategy)
        solver.setOptionValue("solver", method)
        solver.run()
    solver.setOptionValue("solver", "simplex")


def route_cost(world: World, slot: int, way: Path) -> float:
    """Return the present value of a contained tonne's route: freight, time, carbon price and taxes [USD/t]."""
    lane, place = world.lanes[slot // len(world.years)], slot % len(world.years)
    scenario = world.scenario
    hours = way.hours + float(lane.wait[place])
    moved = way.cost + scenario.time_value * hours + scenario.carbon_price * way.co2 / 1000.0
    return float(world.discount[place]) * (lane.gross * moved + float(lane.tax[place]))
