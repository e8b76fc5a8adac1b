"""A program in the solver with only those of its rows and routes that matter; its answers hold for all of them."""

from __future__ import annotations

from itertools import compress

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array, hstack

from lodeway.plan.assembly import Assembly
from lodeway.plan.master import Answer, Master, fresh_solver, pass_program
from lodeway.plan.routes import Routes, joined

__all__ = ["AT_UPPER", "BASIC", "Sifted", "lazy_rows", "statuses", "with_basis"]

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Marks = NDArray[np.int8]

STATUS = {int(status): status for status in highspy.HighsBasisStatus.__members__.values()}
BASIC, AT_UPPER = int(highspy.HighsBasisStatus.kBasic), int(highspy.HighsBasisStatus.kUpper)
PAYS = 1e-7
"""Share of what a tonne is worth that a route must save to be taken in."""
SOME = 2000
"""Paying routes above which only the best of each slot is taken in at a time."""
BROKEN = 1e-9
"""Share of its bound by which a row that is left out may be missed."""


class Sifted:
    """A program over some rows of a master's.

    Rows that only bound routes from above are left out until they are broken, routes until they pay: what is
    left out has a price, or a tonnage, of zero. Whatever is asked of it, the answer is that of the whole program.
    """

    def __init__(
        self, master: Master, rows: Indices, lazy: NDArray[np.bool_], static: csc_array, cost: Floats, bound: Floats
    ) -> None:
        """Begin with no route and nothing in the solver.

        Parameters
        ----------
        master
            Whose rows and routes they are.
        rows
            Numbers of its rows.
        lazy
            By row of the master: it may be left out until it is broken.
        static, cost, bound
            Columns that are no routes, over all rows of the master.
        """
        self.master, self.lazy = master, lazy
        self.lower, self.upper = master.assembly.bounds()
        self.static, self.static_cost, self.bound = static, cost, bound
        self.inside = np.zeros(self.lower.size, dtype=np.bool_)
        self.inside[rows] = True
        self.pool = joined(())
        self.matrix = csc_array((self.lower.size, 0))
        self.cost = np.zeros(0)
        self.order = np.zeros(0, dtype=np.intp)
        """Routes in the solver, by their place in the pool."""
        self.rows = np.zeros(0, dtype=np.intp)
        """Rows in the solver."""
        self.left_out = self.inside & lazy
        self.solver = fresh_solver()
        self.values = self.reduced = np.zeros(0)
        self.duals: Floats | None = None

    @property
    def first(self) -> int:
        """Return how many columns are no routes."""
        return self.static_cost.size

    def offer(self, routes: Routes, matrix: csc_array, cost: Floats) -> None:
        """Put routes into the pool, with their coefficients and cost."""
        self.pool = joined([self.pool, routes])
        self.matrix = csc_array(hstack([self.matrix, matrix]))
        self.cost = np.concatenate([self.cost, cost])

    def load(self, routes: Indices, rows: Indices, columns: Marks | None = None, sides: Marks | None = None) -> None:
        """Hand rows and routes to the solver, with the status of each in a basis, if one is known."""
        self.order, self.rows = routes, rows
        self.left_out = self.inside.copy()
        self.left_out[rows] = False
        matrix = csc_array(csr_array(hstack([self.static, self.matrix[:, routes]]))[rows, :])
        cost = np.concatenate([self.static_cost, self.cost[routes]])
        bound = np.concatenate([self.bound, np.full(routes.size, np.inf)])
        pass_program(self.solver, matrix, cost, bound, self.lower[rows], self.upper[rows])
        if columns is not None and sides is not None:
            with_basis(self.solver, columns, sides)
        self.solver.setOptionValue("simplex_strategy", 1)

    def recost(self, columns: Indices, cost: Floats) -> None:
        """Change what columns that are no routes cost; the last basis stays feasible."""
        self.static_cost[columns] = cost
        self.solver.changeColsCost(columns.size, columns.astype(np.int32), cost)
        self.solver.setOptionValue("simplex_strategy", 4)

    def solve(self) -> bool:
        """Solve; return whether values satisfy all rows."""
        if not self.rows.size:
            self.load(np.arange(len(self.pool)), np.flatnonzero(self.inside & ~self.lazy))
        elif self.duals is not None and self._take_in(self._paying(self.duals)):
            self.solver.setOptionValue("simplex_strategy", 4)
        while True:
            self.solver.run()
            self.solver.setOptionValue("solver", "simplex")
            if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                return False
            solution = self.solver.getSolution()
            self.values = np.asarray(solution.col_value, dtype=np.float64)
            self.reduced = np.asarray(solution.col_dual, dtype=np.float64)
            self.duals = np.zeros(self.lower.size)
            self.duals[self.rows] = solution.row_dual
            # New rows leave the basis dual feasible, new routes primal: the one simplex goes on from it or the other.
            if self._impose(self._broken()):
                self.solver.setOptionValue("simplex_strategy", 1)
            elif self._take_in(self._paying(self.duals)):
                self.solver.setOptionValue("simplex_strategy", 4)
            else:
                return True

    def freeze(self) -> None:
        """Solve what is loaded and remember it: `close` and `thaw` begin there."""
        self.solver.run()
        out = self.left_out.copy()
        self._frozen = (self.solver.getBasis(), self.pool, self.matrix, self.cost, self.order, self.rows, out)

    def close(self, routes: Indices) -> None:
        """Let some routes of the solver carry nothing, and take in all that wait; the basis stays dual feasible if none of these pays."""
        nothing = np.zeros(routes.size)
        self.solver.changeColsBounds(routes.size, (self.first + routes).astype(np.int32), nothing, nothing)
        self._take_in(np.arange(self.order.size, len(self.pool)))
        self.solver.setOptionValue("simplex_strategy", 1)
        self.duals = None

    def thaw(self, routes: Indices) -> Routes:
        """Go back to what was remembered, with the closed routes open again; return what had come in since."""
        basis, pool, matrix, cost, order, rows, left_out = self._frozen
        columns = np.arange(self.first + order.size, self.first + self.order.size, dtype=np.int32)
        imposed = np.arange(rows.size, self.rows.size, dtype=np.int32)
        if columns.size:
            self.solver.deleteCols(columns.size, columns)
        if imposed.size:
            self.solver.deleteRows(imposed.size, imposed)
        open_, no_end = (self.first + routes).astype(np.int32), np.full(routes.size, highspy.kHighsInf)
        self.solver.changeColsBounds(routes.size, open_, np.zeros(routes.size), no_end)
        self.solver.setBasis(basis)
        fresh = self.pool.take(np.arange(len(pool), len(self.pool)))
        self.pool, self.matrix, self.cost, self.order, self.rows = pool, matrix, cost, order, rows
        self.left_out, self.duals = left_out.copy(), None
        return fresh

    @property
    def objective(self) -> float:
        """Return the cost of the last answer, without what no column changes."""
        return float(self.solver.getInfo().objective_function_value)

    def answer(self) -> Answer:
        """Return the last answer in terms of the master, whose routes become those in the solver."""
        self.master.routes = self.pool.take(self.order)
        return Answer(
            objective=self.objective + self.master.assembly.constant,
            values=self.values,
            duals=np.zeros(self.lower.size) if self.duals is None else self.duals,
            reduced=self.reduced,
        )

    def settle(self) -> None:
        """Give the whole program back to the master's own solver, with the routes of the last answer and its basis.

        Where there are whole units each slot keeps its best route, which bounds of them are worked out from.
        """
        master = self.master
        count = len(master.routes)
        kept = self.order[:count]
        basis = self.solver.getBasis() if count == self.order.size else None
        columns = sides = None
        extra = np.zeros(0, dtype=np.intp)
        if self.duals is not None and np.any(master.assembly.whole):
            reduced = self.cost - self.matrix.T @ self.duals
            bare = np.flatnonzero(~np.isin(self.pool.slot, self.pool.slot[kept]))
            extra = bare[best_of(self.pool.slot[bare], reduced[bare], 1)]
        if basis is not None and basis.valid:
            columns = np.concatenate([statuses(basis.col_status), np.zeros(extra.size, dtype=np.int8)])
            sides = np.full(self.lower.size, BASIC, dtype=np.int8)
            sides[self.rows] = statuses(basis.row_status)
        out = np.ones(len(self.pool), dtype=np.bool_)
        out[kept] = out[extra] = False
        master.known.difference_update(compress(self.pool.keys(), out.tolist()))
        whole = np.arange(self.lower.size)
        self.solver = master.solver
        self.load(np.concatenate([kept, extra]), whole, columns, sides)
        master.routes = self.pool.take(self.order)
        master.loaded = True

    def _paying(self, duals: Floats) -> Indices:
        """Return the routes of the pool that pay."""
        worth: Floats = np.asarray(self.matrix.T @ duals)
        reduced = self.cost - worth
        reduced[self.order] = 0.0
        pays = np.flatnonzero(reduced < -PAYS * np.maximum(1.0, np.abs(worth)))
        return pays[best_of(self.pool.slot[pays], reduced[pays], 1)] if pays.size > SOME else pays

    def _broken(self) -> Indices:
        """Return the rows that are left out and do not hold."""
        out = np.flatnonzero(self.left_out & self.lazy)
        tonnes = np.zeros(len(self.pool))
        tonnes[self.order] = self.values[self.first :]
        used = (self.matrix @ tonnes + self.static @ self.values[: self.first])[out]
        return out[used > self.upper[out] * (1.0 + BROKEN) + 1e-7]

    def _impose(self, rows: Indices) -> int:
        """Hand more rows to the solver; return how many."""
        if rows.size:
            part = csr_array(csr_array(hstack([self.static, self.matrix[:, self.order]]))[rows, :])
            self.solver.addRows(
                rows.size,
                self.lower[rows],
                self.upper[rows],
                part.nnz,
                part.indptr[:-1].astype(np.int32),
                part.indices.astype(np.int32),
                part.data,
            )
            self.rows = np.concatenate([self.rows, rows])
            self.left_out[rows] = False
        return rows.size

    def _take_in(self, routes: Indices) -> int:
        """Hand more routes to the solver; return how many."""
        size = routes.size
        if size:
            part = csc_array(csr_array(self.matrix[:, routes])[self.rows, :])
            self.solver.addCols(
                size,
                self.cost[routes],
                np.zeros(size),
                np.full(size, highspy.kHighsInf),
                part.nnz,
                part.indptr[:-1].astype(np.int32),
                part.indices.astype(np.int32),
                part.data,
            )
            self.order = np.concatenate([self.order, routes])
        return size


def best_of(group: Indices, value: Floats, count: int) -> Indices:
    """Return the places of the least values of each group, ascending.

    Examples
    --------
    >>> best_of(np.array([0, 1, 0]), np.array([2.0, 5.0, 1.0]), 1).tolist()
    [1, 2]
    """
    order = np.lexsort((np.arange(group.size), value, group))
    first = np.flatnonzero(np.diff(group[order], prepend=-1))
    rank = np.arange(order.size) - np.repeat(first, np.diff([*first, order.size]))
    return np.sort(order[rank < count])


def lazy_rows(master: Master, *, gates: bool | None = None) -> NDArray[np.bool_]:
    """Return the rows that only bound from above what routes carry, such as shares of an origin.

    Parameters
    ----------
    master
        Whose rows.
    gates
        Whether those of gates and links are among them; when left out, where more than half of all rows are theirs.
    """
    assembly: Assembly = master.assembly
    lower, upper = assembly.bounds()
    lazy = np.isinf(lower) & (upper >= 0)
    static, rooms = csc_array(assembly.matrix()), master.gate_row[master.gate_row >= 0]
    held = np.zeros(lazy.size, dtype=np.bool_)
    if gates or (gates is None and 2 * rooms.size > lazy.size):
        # What is built only widens them, and nobody builds what is not full.
        held[static.indices[static.data > 0]] = True
    else:
        held[static.indices] = held[rooms] = True
    lazy &= ~held
    lazy[[row for _, row in assembly.transport_rows]] = False
    lazy[master.attachment.indices[master.attachment.data < 0]] = False
    for matrix in master.through:
        lazy[matrix.indices] = False
    return lazy


def statuses(given: list[highspy.HighsBasisStatus]) -> Marks:
    """Return statuses in a basis as numbers."""
    return np.asarray([int(status) for status in given], dtype=np.int8)


def with_basis(solver: highspy.Highs, columns: Marks, rows: Marks) -> None:
    """Let a solver begin with a basis, which it may have to mend."""
    basis = highspy.HighsBasis()
    basis.col_status = [STATUS[status] for status in columns.tolist()]
    basis.row_status = [STATUS[status] for status in rows.tolist()]
    basis.valid = basis.alien = True
    solver.setBasis(basis)
