"""The program of a plan with limits that can be moved or left out, asked again and again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from lodeway.plan.blocks.program import assemble
from lodeway.plan.instance.world import World
from lodeway.plan.repair.levers import Group, Lever, group_of, groups, levers
from lodeway.plan.routing.ways import Finder, finder
from lodeway.plan.solving.conflict import Need, needs
from lodeway.plan.solving.master import Answer, Master, fresh_solver, master, pass_program
from lodeway.plan.solving.pricing import converge, seed

__all__ = ["Elastic", "Outcome", "elastic"]

SHORT = 1e-6
"""Share of a demand below which a shortage is the solver's rounding."""
CHEAP = 1e-4
"""Part of its cost at which a cell is moved where something is short all the same."""
TURNS = 4
"""Times that routes are priced for the whole units chosen while something is short."""
NODES = 2000
"""Nodes of a search for whole units after which the best found stands: a count, not a clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What is still short, how far limits had to move, and what the rest costs."""

    short: Mapping[Need, float]
    moved: Mapping[Group, float]
    """Units by which the cell of a limit must move."""
    cost: float
    """All cost but that of shortages and moved limits [USD, present value]."""
    used: NDArray[np.float64]
    """Use of every row, whatever limits moved."""
    flows: NDArray[np.float64]
    """Contained tonnes on every route."""


@dataclass(slots=True)
class Elastic:
    """A master whose limits can be relaxed; every question prices its routes to the end."""

    world: World
    program: Master
    finder: Finder
    least: NDArray[np.float64]
    groups: Mapping[Group, list[int]]
    levers: Mapping[Group, Lever]
    needs: tuple[Need, ...]
    """What must hold; a column counts what is missing of each."""
    relaxed: set[Group] = field(default_factory=set)
    matrix: csc_array | None = None
    """Coefficients of all columns, made anew where there are more routes."""

    def ask(
        self,
        *,
        relax: Collection[Group] = (),
        move: Collection[Group] = (),
        waive: Collection[Need] = (),
        whole: bool = False,
    ) -> Outcome:
        """Return the least shortage, then the least change of limits, then the least cost.

        Parameters
        ----------
        relax
            Limits that do not hold.
        move
            Limits whose cell may be moved.
        waive
            Demand that need not be met.
        whole
            Builds come in whole units where the scenario says so.
        """
        # A cell that moves much at once may be dearer than the little that is short: then it is asked at a lower price.
        for cheap in (1.0, CHEAP):
            self._set(relax, move, waive, cheap=cheap)
            values = self._converged()
            if whole and self._broken(values):
                values = self._in_whole(move, waive)
            if not move or not self._lacking(values, waive):
                break
        return self._outcome(values, waive)

    def _converged(self) -> NDArray[np.float64]:
        done = converge(self.program, self.finder, self.least, progress=_silent)
        if done is None:
            raise RuntimeError("the program that allows any shortage has no solution")
        return done.answer.values

    def is_short(
        self, need: Need, *, relax: Collection[Group] = (), waive: Collection[Need] = (), whole: bool = False
    ) -> bool:
        """Return whether something that must hold cannot; routes are priced only where those known do not suffice."""
        if not whole:
            self._set(relax, (), waive)
            answer = self.program.solve()
            column = next(own.column for own in self.needs if own == need)
            if answer is not None and answer.values[column] <= SHORT * need.asked:
                return False
        if not whole:
            return need in self.ask(relax=relax, waive=waive).short
        self._set(relax, (), waive)
        values = self._converged()
        column = next(own.column for own in self.needs if own == need)
        if values[column] <= SHORT * need.asked and self._broken(values):
            values = self._in_whole((), waive, priced=False)
        return bool(values[column] > SHORT * need.asked)

    def certificate(self, target: Need, *, relax: Collection[Group] = ()) -> set[int]:
        """Return the rows of limits that have a price when nothing but a demand's shortage counts.

        Phase one of the simplex method: the prices prove, in Farkas' sense, that these rows exclude the demand.
        """
        self._set(relax, (), ())
        self.program.solve()
        cost = np.zeros(self.program.first + len(self.program.routes))
        cost[next(need.column for need in self.needs if need == target)] = 1.0
        answer = self._under(cost)
        self._under(self.program.costs())
        limits = {row for rows in self.groups.values() for row in rows}
        return limits & set(np.flatnonzero(np.abs(answer.duals) > SHORT).tolist())

    def _under(self, cost: NDArray[np.float64]) -> Answer:
        self.program.solver.changeColsCost(cost.size, np.arange(cost.size, dtype=np.int32), cost)
        self.program.solver.clearSolver()
        answer = self.program.solve()
        if answer is None:
            raise RuntimeError("the program that allows any shortage has no solution")
        return answer

    def _set(
        self, relax: Collection[Group], move: Collection[Group], waive: Collection[Need], *, cheap: float = 1.0
    ) -> None:
        """Let limits, cells and demands be as asked; what was asked before no longer counts."""
        if not self.program.loaded:
            self.program.solve()
        solver, assembly = self.program.solver, self.program.assembly
        for group in self.relaxed.symmetric_difference(relax):
            free = group in relax
            for row in self.groups[group]:
                low, high = (-np.inf, np.inf) if free else (assembly.row_lower[row], assembly.row_upper[row])
                solver.changeRowBounds(row, low, high)
        self.relaxed = set(relax)
        for group, lever in self.levers.items():
            column = assembly.columns["relax", *group]
            solver.changeColBounds(column, 0.0, _room(lever) if group in move else 0.0)
            solver.changeColCost(column, cheap * lever.dear)
        for need in self.needs:
            solver.changeColCost(need.column, 0.0 if need in waive else assembly.cost[need.column])

    def _columns(self) -> csc_array:
        size = self.program.first + len(self.program.routes)
        if self.matrix is None or self.matrix.shape[1] != size:
            self.matrix = self.program.columns()
        return self.matrix

    def _broken(self, values: NDArray[np.float64]) -> bool:
        units = values[: self.program.first][np.asarray(self.program.assembly.whole)]
        return bool(np.any(np.abs(units - np.round(units)) > SHORT))

    def _in_whole(
        self, move: Collection[Group], waive: Collection[Need], *, priced: bool = True
    ) -> NDArray[np.float64]:
        """Return the values in whole units: least shortage, then least change, then least cost, over the routes known.

        One after the other: in one sum a dollar of a budget would count so little beside a tonne that is short that the
        solver took it for rounding.
        """
        columns = self.program.assembly.columns
        missing = [need.column for need in self.needs if need not in waive]
        cells = [columns["relax", *group] for group in self.levers if group in move]
        limits = self._uppers(move)
        least = self._integer(self._weights(missing), limits)
        if not priced:
            return least
        for _ in range(TURNS):
            if not self._lacking(least, waive) or not self._priced_at(least):
                break
            limits = self._uppers(move)
            least = self._integer(self._weights(missing), limits)
        if cells:
            for _ in range(TURNS):
                limits[missing] = _eased(least[missing])
                least = self._integer(self._weights(cells), limits)
                if self._lacking(least, waive) or not self._priced_at(least):
                    break
                limits = np.pad(
                    limits, (0, self.program.first + len(self.program.routes) - limits.size), constant_values=np.inf
                )
        held = [*missing, *cells]
        limits[held] = _eased(least[held])
        spared = [need.column for need in self.needs] + [columns["relax", *group] for group in self.levers]
        costs = self.program.costs()
        costs[spared] = 0.0
        return self._integer(costs, np.pad(limits, (0, costs.size - limits.size), constant_values=np.inf))

    def _uppers(self, move: Collection[Group]) -> NDArray[np.float64]:
        """Return the upper bound of every column where the cells of some limits may be moved."""
        upper = np.full(self.program.first + len(self.program.routes), np.inf)
        upper[: self.program.first] = self.program.assembly.bound
        for group, lever in self.levers.items():
            upper[self.program.assembly.columns["relax", *group]] = _room(lever) if group in move else 0.0
        return upper

    def _weights(self, columns: list[int]) -> NDArray[np.float64]:
        """Return an objective in which some columns count by their costs, the least of them 1, and all others nothing."""
        costs, weights = self.program.costs(), np.zeros(self.program.first + len(self.program.routes))
        weights[columns] = costs[columns]
        counted = weights[weights > 0]
        return weights / counted.min() if counted.size else weights

    def _lacking(self, values: NDArray[np.float64], waive: Collection[Need]) -> bool:
        return any(values[need.column] > SHORT * need.asked for need in self.needs if need not in waive)

    def _priced_at(self, values: NDArray[np.float64]) -> bool:
        """Price routes for the whole units of some values; return whether there are more routes than before."""
        assembly, known = self.program.assembly, len(self.program.routes)
        whole = np.flatnonzero(assembly.whole).astype(np.int32)
        units = np.round(values[whole])
        self.program.solver.changeColsBounds(whole.size, whole, units, units)
        self._converged()
        high = np.asarray(assembly.bound)[whole]
        self.program.solver.changeColsBounds(whole.size, whole, np.zeros(whole.size), high)
        return len(self.program.routes) > known

    def _integer(self, cost: NDArray[np.float64], upper: NDArray[np.float64]) -> NDArray[np.float64]:
        solver, assembly = fresh_solver(), self.program.assembly
        low, high = assembly.bounds()
        for group in self.relaxed:
            low[self.groups[group]], high[self.groups[group]] = -np.inf, np.inf
        whole = np.zeros(cost.size, dtype=np.bool_)
        whole[: self.program.first] = assembly.whole
        pass_program(solver, self._columns(), cost, upper, low, high, whole)
        for option, value in (("mip_rel_gap", SHORT), ("mip_max_nodes", NODES)):
            solver.setOptionValue(option, value)
        solver.run()
        if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            raise RuntimeError("the program that allows any shortage has no solution in whole units")
        return np.asarray(solver.getSolution().col_value, dtype=np.float64)

    def _outcome(self, values: NDArray[np.float64], waive: Collection[Need]) -> Outcome:
        columns, costs = self.program.assembly.columns, self.program.costs()
        moved = {group: float(values[columns["relax", *group]]) for group in self.levers}
        dear = [*(need.column for need in self.needs), *(columns["relax", *group] for group in self.levers)]
        rest = values.copy()
        rest[dear] = 0.0
        matrix = self._columns()
        short = {
            need: float(values[need.column])
            for need in self.needs
            if need not in waive and values[need.column] > SHORT * need.asked
        }
        return Outcome(
            short=short,
            moved={group: amount for group, amount in moved.items() if amount > 0},
            cost=float(costs @ rest) + self.program.assembly.constant,
            used=np.asarray(matrix @ rest),
            flows=values[self.program.first :],
        )


def elastic(world: World) -> Elastic:
    """Return the program of a world with every limit that may be moved.

    Parameters
    ----------
    world
        The scenario as the equations see it.
    """
    assembly = assemble(world)
    found = levers(world, assembly)
    for lever in found:
        column = assembly.column(("relax", *lever.group), cost=lever.dear)
        for row, room in lever.reach.items():
            assembly.enter(row, column, -lever.sense * room)
        if lever.column == "max_size":
            for key, number in assembly.columns.items():
                if key[0] == "build" and key[2] == lever.row:
                    assembly.bound[number] = np.inf
    musts = needs(assembly)
    program, ways = master(world, assembly), finder(world)
    least = seed(program, ways)
    spared = _unbuilt(world) | {group_of(assembly.row_keys[need.row]) for need in musts}
    return Elastic(
        world=world,
        program=program,
        finder=ways,
        least=least,
        groups={group: rows for group, rows in groups(assembly).items() if group not in spared},
        levers={lever.group: lever for lever in found},
        needs=musts,
    )


def _unbuilt(world: World) -> set[Group | None]:
    """Return the capacities of candidates: that what is not built cannot run is no limit that could be left out."""
    return {("capacity", operation.process.id) for operation in world.operations if not operation.exists}


def _eased(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return values with room for the solver's rounding."""
    return np.maximum(values, 0.0) * (1.0 + SHORT) + SHORT * SHORT


def _room(lever: Lever) -> float:
    """Return by how much a cell may move at most."""
    if lever.sense < 0:
        return lever.value
    return lever.most - lever.value if np.isfinite(lever.most) else np.inf


def _silent(text: str) -> None:
    """Say nothing."""
