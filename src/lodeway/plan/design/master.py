"""The linear program of a design over the ways found so far, kept warm in HiGHS, with strong rows added as they are needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csc_array

from lodeway.plan.design.lanes import Lanes
from lodeway.plan.design.pricing import Pricer, Ways
from lodeway.plan.solving.master import fresh_solver, pass_program

__all__ = ["ROUNDS", "Master", "Point"]

CUT = 1e-5
"""Violation, as part of a lane, from which a strong row is added."""
IMPROVING = 1e-9
"""Reduced cost, relative to the lane's price, from which a way is added."""
ROUNDS = 400
"""Rounds after which a linear program that has not settled is left as it is; its bound is proved all the same."""
NOTHING = 1e-11
"""Part of a lane below which a way carries nothing."""
TOLERANCE = 1e-9
"""Feasibility of the linear program, on rows scaled to 1."""


@dataclass(frozen=True, slots=True)
class Point:
    """A solution of the linear program with what is proved by its prices."""

    objective: float
    bound: float
    """Proved for these bounds on the decisions: the objective less what ways not yet known could save."""
    built: NDArray[np.float64]
    share: NDArray[np.float64]
    """Part of each lane on each arc (arcs, lanes)."""
    short: float
    """Part of lanes that no known way carries."""
    settled: bool
    """Whether no way and no strong row is missing."""
    reference: float = -np.inf
    """Lagrangean bound under this solution's prices."""
    change: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    """(arcs,): `reference` changes by at least this when an arc is built, and by less this when it is not."""


class Master:
    """Min fixed cost of what is built and variable cost of what is carried.

    Columns: a decision for each arc, a shortage for each lane, then ways. Rows: each lane is carried (part of it), each
    arc's load stays within its capacity (as part of it), rules, then strong rows: no lane uses more of an arc than is built,
    x[arc, lane] <= min(quantity, capacity) y[arc] (B. Gendron, T. G. Crainic, A. Frangioni, 1999, Multicommodity
    capacitated network design, in Telecommunications Network Planning). They are far too many to be listed and few bind.
    """

    def __init__(self, lanes: Lanes, *, stop: Callable[[], bool] = lambda: False) -> None:
        self.lanes, self.stop = lanes, stop
        self.pricer = Pricer(lanes)
        self.solver = fresh_solver()
        arcs, count = lanes.tail.size, lanes.origin.size
        self.weight = np.where(np.isfinite(lanes.unit), lanes.unit * lanes.quantity, np.inf)
        self.part = np.minimum(1.0, lanes.capacity[:, None] / lanes.quantity[None, :])
        self.load = lanes.quantity[None, :] / lanes.capacity[:, None]
        self.row = np.full((arcs, count), -1, dtype=np.int32)
        self.pairs = np.empty((0, 2), dtype=np.intp)
        self.strong_rows = np.empty(0, dtype=np.intp)
        """Row of each of `pairs`."""
        self.first_way, self.first_strong = arcs + count, count + arcs + len(lanes.rules)
        self.way_lane: list[int] = []
        self.way_arcs: list[tuple[int, ...]] = []
        self.way_cost: list[float] = []
        self.known: set[tuple[int, tuple[int, ...]]] = set()
        self.low = lanes.free.astype(np.float64)
        self.high = np.ones(arcs)
        self.penalty = self._penalty()
        self._load()
        self._use = csc_array((arcs * count, 0))

    def _penalty(self) -> float:
        """Return a price of leaving a lane out that exceeds what carrying it costs, as far as can be told cheaply."""
        finite = np.where(np.isfinite(self.weight), self.weight, 0.0).max(axis=1, initial=0.0)
        return float(finite.sum() + self.lanes.fixed.sum()) + 1.0

    def _load(self) -> None:
        lanes = self.lanes
        arcs, count = lanes.tail.size, lanes.origin.size
        rows = [count + np.arange(arcs), np.arange(count)]
        columns = [np.arange(arcs), arcs + np.arange(count)]
        values = [-np.ones(arcs), np.ones(count)]
        for number, rule in enumerate(lanes.rules):
            rows.append(np.full(len(rule.arcs), count + arcs + number))
            columns.append(np.asarray(rule.arcs, dtype=np.intp))
            values.append(np.ones(len(rule.arcs)))
        matrix = csc_array(
            (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))),
            shape=(self.first_strong, self.first_way),
        )
        lower = np.concatenate([np.ones(count), np.full(arcs, -np.inf), [rule.least for rule in lanes.rules]])
        upper = np.concatenate([np.full(count, np.inf), np.zeros(arcs), [rule.most for rule in lanes.rules]])
        cost = np.concatenate([lanes.fixed, np.full(count, self.penalty)])
        bound = np.concatenate([np.ones(arcs), np.full(count, np.inf)])
        pass_program(self.solver, matrix, cost, bound, lower, upper)
        for option in ("primal_feasibility_tolerance", "dual_feasibility_tolerance"):
            self.solver.setOptionValue(option, TOLERANCE)
        self.solver.changeColsBounds(arcs, np.arange(arcs, dtype=np.int32), self.low, self.high)

    def fix(self, low: NDArray[np.float64], high: NDArray[np.float64]) -> None:
        """Bound the decisions; the basis stays dual feasible."""
        changed = np.flatnonzero((low != self.low) | (high != self.high))
        if changed.size:
            self.solver.changeColsBounds(changed.size, changed.astype(np.int32), low[changed], high[changed])
            self.low, self.high = low.copy(), high.copy()

    def seed(self) -> None:
        """Add each lane's cheapest way where every arc is paid for by its load."""
        weight = self.weight + self.lanes.fixed[:, None] * self.load
        ways = self.pricer.ways(weight)
        self.offer(ways, np.flatnonzero(np.isfinite(ways.ends())))

    def offer(self, ways: Ways, which: NDArray[np.intp]) -> int:
        """Add the cheapest ways of some lanes; return how many were not known."""
        fresh = [(lane, ways.path(lane)) for lane in which.tolist()]
        return self.add_ways([way for way in fresh if way not in self.known])

    def add_ways(self, fresh: Sequence[tuple[int, tuple[int, ...]]]) -> int:
        """Add ways, each a lane and its arcs in order; return how many."""
        if not fresh:
            return 0
        count, arcs = self.lanes.origin.size, self.lanes.tail.size
        starts: list[int] = []
        rows: list[int] = []
        values: list[float] = []
        costs: list[float] = []
        for lane, way in fresh:
            starts.append(len(rows))
            rows.append(lane)
            values.append(1.0)
            inside = np.asarray(way, dtype=np.intp)
            rows += (count + inside).tolist()
            values += self.load[inside, lane].tolist()
            strong = self.row[inside, lane]
            strong = strong[strong >= 0]
            rows += strong.tolist()
            values += [1.0] * strong.size
            costs.append(float(self.weight[inside, lane].sum()))
            self.way_lane.append(lane)
            self.way_arcs.append(way)
            self.known.add((lane, way))
        self.way_cost += costs
        size = len(fresh)
        self.solver.addCols(
            size,
            np.asarray(costs),
            np.zeros(size),
            np.full(size, np.inf),
            len(rows),
            np.asarray(starts, dtype=np.int32),
            np.asarray(rows, dtype=np.int32),
            np.asarray(values, dtype=np.float64),
        )
        lengths = np.asarray([len(way) for _, way in fresh])
        places = np.asarray([arc * count + lane for lane, way in fresh for arc in way], dtype=np.intp)
        block = csc_array(
            (np.ones(places.size), (places, np.repeat(np.arange(size), lengths))), shape=(arcs * count, size)
        )
        self._use = _beside(self._use, block)
        return size

    def strengthen(self, share: NDArray[np.float64], built: NDArray[np.float64], *, least: float = CUT) -> int:
        """Add the strong rows that a solution breaks; return how many."""
        arcs, which = np.nonzero((share - self.part * built[:, None] > least) & (self.row < 0))
        if not arcs.size:
            return 0
        count, size = self.lanes.origin.size, arcs.size
        first = self.solver.getNumRow()
        self.row[arcs, which] = first + np.arange(size)
        self.pairs = np.concatenate([self.pairs, np.stack([arcs, which], axis=1)])
        self.strong_rows = np.concatenate([self.strong_rows, first + np.arange(size)])
        ways = self._use.tocsr()[arcs * count + which, :].tocoo()
        rows = np.concatenate([np.arange(size), ways.coords[0]])
        columns = np.concatenate([arcs, self.first_way + ways.coords[1]])
        values = np.concatenate([-self.part[arcs, which], ways.data])
        block = coo_array((values, (rows, columns)), shape=(size, self.first_way + len(self.way_lane))).tocsr()
        self.solver.addRows(
            size,
            np.full(size, -np.inf),
            np.zeros(size),
            block.nnz,
            block.indptr[:-1].astype(np.int32),
            block.indices.astype(np.int32),
            block.data,
        )
        return int(size)

    def add_cut(self, arcs: NDArray[np.intp], values: NDArray[np.float64], least: float) -> None:
        """Add a row that bounds decisions from below."""
        self.solver.addRow(least, np.inf, arcs.size, arcs.astype(np.int32), values)

    def run(self) -> bool:
        """Solve the program as it is; return whether it was solved."""
        self.solver.run()
        for strategy in (1, 4):
            if self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal:
                return True
            self.solver.clearSolver()
            self.solver.setOptionValue("simplex_strategy", strategy)
            self.solver.run()
        self.solver.setOptionValue("simplex_strategy", 1)
        return bool(self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal)

    def infeasible(self) -> bool:
        """Return whether the last run proved that no values satisfy the rows."""
        return bool(self.solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible)

    def solve(self, *, cutoff: float = np.inf, rounds: int = ROUNDS, stoppable: bool = True) -> Point | None:
        """Solve with all ways and strong rows that matter, until the bound reaches a cutoff or a search is stopped.

        None when the rules exclude each other under the bounds on the decisions.
        """
        bound = -np.inf
        for number in range(rounds):
            if not self.run():
                return None
            objective, built, short, share, weight, price = self._read()
            ways = self.pricer.ways(np.maximum(weight, 0.0))
            spare = np.minimum(ways.ends() - price, 0.0)
            bound = max(bound, objective + float(spare.sum()))
            point = Point(objective, bound, built, share, short, settled=False)
            if bound >= cutoff or number == rounds - 1 or (stoppable and self.stop()):
                return point
            new = self.offer(ways, np.flatnonzero(spare < -IMPROVING * np.maximum(1.0, np.abs(price))))
            new += self.strengthen(share, built)
            if not new:
                break
        return Point(objective, min(bound, objective), built, share, short, True, *self._changes(ways))

    def exact_shares(self) -> NDArray[np.float64]:
        """Return the share of each lane on each arc, made to add up to the whole of each lane."""
        values = np.maximum(np.asarray(self.solver.getSolution().col_value)[self.first_way :], 0.0)
        owner = np.asarray(self.way_lane, dtype=np.intp)
        values[values < NOTHING] = 0.0
        values /= np.bincount(owner, weights=values, minlength=self.lanes.origin.size)[owner]
        shares: NDArray[np.float64] = (self._use @ values).reshape(self.lanes.tail.size, -1)
        return shares

    def raise_penalty(self) -> None:
        """Make leaving a lane out a hundred times dearer."""
        self.penalty *= 100.0
        arcs, count = self.lanes.tail.size, self.lanes.origin.size
        self.solver.changeColsCost(count, np.arange(arcs, arcs + count, dtype=np.int32), np.full(count, self.penalty))

    def _changes(self, ways: Ways) -> tuple[float, NDArray[np.float64]]:
        """Return the Lagrangean bound that prices goods at each node, and what each arc adds to it when it is built.

        Goods are paid the difference of prices to cross an arc; an arc is then worth building where what it
        earns at most exceeds its fixed cost, each by itself (the knapsack relaxation of Gendron and others). Rules are left out.
        """
        lanes = self.lanes
        reached = np.where(np.isfinite(ways.weight), ways.weight, 0.0)
        highest = np.where(np.isfinite(ways.weight), 0.0, reached.max(axis=1, initial=0.0)[:, None]) + reached
        potential = highest / lanes.quantity[:, None]
        change = knapsacks(lanes, potential)
        ends = (
            potential[np.arange(lanes.origin.size), lanes.destination]
            - potential[np.arange(lanes.origin.size), lanes.origin]
        )
        free = np.where(self.low >= 1.0, change, np.minimum(change, 0.0))
        return float(free.sum() + ends @ lanes.quantity), change

    def _read(
        self,
    ) -> tuple[float, NDArray[np.float64], float, NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Return objective, decisions, shortage, shares, weights under the prices, and the price of each lane."""
        solution = self.solver.getSolution()
        values, duals = np.asarray(solution.col_value), np.asarray(solution.row_dual)
        arcs, count = self.lanes.tail.size, self.lanes.origin.size
        share = (self._use @ np.maximum(values[self.first_way :], 0.0)).reshape(arcs, count)
        weight = self.weight - duals[count : count + arcs][:, None] * self.load
        weight[self.pairs[:, 0], self.pairs[:, 1]] -= duals[self.strong_rows]
        return (
            float(self.solver.getInfo().objective_function_value),
            values[:arcs],
            float(values[arcs : arcs + count].sum()),
            share,
            weight,
            duals[:count],
        )


def knapsacks(lanes: Lanes, potential: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what each arc costs at least if it is built, when goods are paid the difference of potentials to cross it."""
    toll = lanes.unit - (potential[:, lanes.head] - potential[:, lanes.tail]).T
    gain = np.where(np.isfinite(toll), np.minimum(toll, 0.0), 0.0)
    order = np.argsort(gain, axis=1, kind="stable")
    most = np.minimum(lanes.quantity[None, :], lanes.capacity[:, None])
    most = np.take_along_axis(most, order, axis=1)
    room = np.clip(lanes.capacity[:, None] - (np.cumsum(most, axis=1) - most), 0.0, most)
    carried: NDArray[np.float64] = (np.take_along_axis(gain, order, axis=1) * room).sum(axis=1)
    return lanes.fixed + carried


def _beside(left: csc_array, right: csc_array) -> csc_array:
    """Return two matrices side by side, without scipy's detour over coordinates."""
    right.sort_indices()
    return csc_array(
        (
            np.concatenate([left.data, right.data]),
            np.concatenate([left.indices, right.indices]),
            np.concatenate([left.indptr, left.indptr[-1] + right.indptr[1:]]),
        ),
        shape=(left.shape[0], left.shape[1] + right.shape[1]),
    )
