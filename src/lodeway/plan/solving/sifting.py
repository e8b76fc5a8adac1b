"""A program in the solver with only those of its rows and routes that matter; its answers hold for all of them."""

from __future__ import annotations

from itertools import compress
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array, hstack

from lodeway.plan.blocks.assembly import Assembly
from lodeway.plan.routing.routes import Routes, joined
from lodeway.plan.solving.master import LARGE, Answer, Master, fresh_solver, pass_program

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
MANY = 0.06
"""New routes per column of a large program from which it is solved afresh: the simplex would go on for longer than the interior point takes."""
PATIENCE = 0.5
"""Steps of the simplex per row of a large program, after which it is solved afresh as well."""
BEGINNING = 3.0
"""Steps of the simplex per row of a large program without a basis, of which about one is needed, after which the interior point takes over."""
BROKEN = 1e-9
"""Share of its bound by which a row that is left out may be missed."""
FULL = 0.95
"""Share of its bound from which a row of a large program is taken in with those that are broken: the next answer would break many of them, and each run costs more than a row."""
FEW = 0.003
"""Broken rows per row in the solver that an answer on the way may have."""


class Sifted:
    """A program over some rows of a master's.

    Rows that only bound routes from above are left out until they are broken, routes until they pay, and what widens rows
    until one of them is there: what is left out has a price, or an amount, of zero. Whatever is asked of it, the answer is that of the whole program.
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
        self.columns = np.zeros(0, dtype=np.intp)
        """Columns in the solver: those that are no routes by their number, then routes by their place in the pool."""
        self.waits = _widening(static, cost, self.lower, lazy)
        self.rows = np.zeros(0, dtype=np.intp)
        """Rows in the solver."""
        self.left_out = self.inside & lazy
        self.solver = fresh_solver()
        self.values = np.zeros(0)
        self.duals: Floats | None = None
        self.anew = False
        """Whether the next run begins from nothing and may take long."""

    @property
    def first(self) -> int:
        """Return how many columns are no routes."""
        return self.static_cost.size

    @property
    def order(self) -> Indices:
        """Return the routes in the solver, by their place in the pool."""
        return self.columns[self.columns >= self.first] - self.first

    def offer(self, routes: Routes, matrix: csc_array, cost: Floats) -> None:
        """Put routes into the pool, with their coefficients and cost."""
        self.pool = joined([self.pool, routes])
        self.matrix = csc_array(hstack([self.matrix, matrix]))
        self.cost = np.concatenate([self.cost, cost])

    def load(self, routes: Indices, rows: Indices, columns: Marks | None = None, sides: Marks | None = None) -> None:
        """Hand rows and routes to the solver, with the status in a basis of all that are no routes, of routes and of rows, if known."""
        self.rows, self.left_out = rows, self.inside.copy()
        self.left_out[rows] = False
        shown = np.flatnonzero(~self.waits | self._widens(rows))
        self.columns = np.concatenate([shown, self.first + routes])
        matrix, cost, bound = self._part(self.columns, rows)
        pass_program(self.solver, matrix, cost, bound, self.lower[rows], self.upper[rows])
        if columns is not None and sides is not None:
            there = np.concatenate([shown, self.first + np.arange(routes.size)])
            with_basis(self.solver, columns[there], sides)
        self.solver.setOptionValue("simplex_strategy", 1)

    def recost(self, columns: Indices, cost: Floats) -> None:
        """Change what columns that are no routes cost; the last basis stays feasible."""
        self.static_cost[columns] = cost
        place = self._places(columns)
        self.solver.changeColsCost(int((place >= 0).sum()), place[place >= 0], cost[place >= 0])
        self.solver.setOptionValue("simplex_strategy", 4)

    def solve(self, *, enough: float = 0.0, loose: bool = False) -> bool:
        """Solve; return whether values satisfy all rows.

        Parameters
        ----------
        enough
            Routes of the pool that pay, per column in the solver, up to which they are left for the next time.
        loose
            Whether a few rows may be broken: they are left for the next time as well.
        """
        if not self.rows.size:
            self.load(np.arange(len(self.pool)), np.flatnonzero(self.inside & ~self.lazy))
        elif self.duals is not None and self._take_in(self._paying(self.duals)):
            self.solver.setOptionValue("simplex_strategy", 4)
        while True:
            self._run()
            if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                return False
            solution = self.solver.getSolution()
            self.duals = np.zeros(self.lower.size)
            self.duals[self.rows] = solution.row_dual
            self.values = self._whole(np.asarray(solution.col_value, dtype=np.float64), np.zeros(self.first))
            # New rows leave the basis dual feasible, new routes primal: the one simplex goes on from it or the other.
            broken = self._broken()
            if broken.size > (FEW * self.rows.size if loose else 0) and self._impose(broken):
                self.solver.setOptionValue("simplex_strategy", 1)
            else:
                paying = self._paying(self.duals)
                if paying.size <= enough * self.columns.size:
                    return True
                self._take_in(paying)
                self.solver.setOptionValue("simplex_strategy", 4)
                if self.columns.size > LARGE and paying.size > MANY * self.columns.size:
                    self._afresh()

    def _run(self) -> None:
        """Solve, by the simplex from the last basis unless told otherwise; afresh where that takes too many steps."""
        large, patience = self.columns.size > LARGE, BEGINNING if self.anew else PATIENCE
        self.anew = False
        steps = int(patience * self.rows.size) if large else highspy.kHighsIInf
        self.solver.setOptionValue("simplex_iteration_limit", steps)
        self.solver.run()
        if self.solver.getModelStatus() == highspy.HighsModelStatus.kIterationLimit:
            self._afresh()
            self.solver.setOptionValue("simplex_iteration_limit", highspy.kHighsIInf)
            self.solver.run()
        self.solver.setOptionValue("simplex_iteration_limit", highspy.kHighsIInf)
        self.solver.setOptionValue("solver", "simplex")

    def _afresh(self) -> None:
        """Let the next run begin anew, by the interior point."""
        self.solver.clearSolver()
        self.solver.setOptionValue("solver", "ipx")

    def freeze(self) -> None:
        """Solve what is loaded and remember it: `close` and `thaw` begin there."""
        self.solver.run()
        out = self.left_out.copy()
        self._frozen = (self.solver.getBasis(), self.pool, self.matrix, self.cost, self.columns, self.rows, out)

    def close(self, routes: Indices) -> None:
        """Let some routes of the solver carry nothing, and take in all that wait; the basis stays dual feasible if none of these pays."""
        nothing = np.zeros(routes.size)
        self.solver.changeColsBounds(routes.size, self._places(self.first + routes), nothing, nothing)
        outside = np.ones(len(self.pool), dtype=np.bool_)
        outside[self.order] = False
        self._take_in(np.flatnonzero(outside))
        self.solver.setOptionValue("simplex_strategy", 1)
        self.duals = None

    def thaw(self, routes: Indices) -> Routes:
        """Go back to what was remembered, with the closed routes open again; return what had come in since."""
        basis, pool, matrix, cost, columns, rows, left_out = self._frozen
        added = np.arange(columns.size, self.columns.size, dtype=np.int32)
        imposed = np.arange(rows.size, self.rows.size, dtype=np.int32)
        if added.size:
            self.solver.deleteCols(added.size, added)
        if imposed.size:
            self.solver.deleteRows(imposed.size, imposed)
        self.columns = columns
        open_, no_end = self._places(self.first + routes), np.full(routes.size, highspy.kHighsInf)
        self.solver.changeColsBounds(routes.size, open_, np.zeros(routes.size), no_end)
        self.solver.setBasis(basis)
        fresh = self.pool.take(np.arange(len(pool), len(self.pool)))
        self.pool, self.matrix, self.cost, self.rows = pool, matrix, cost, rows
        self.left_out, self.duals = left_out.copy(), None
        return fresh

    @property
    def reduced(self) -> Floats:
        """Return the reduced cost of all columns that are no routes, then of the routes in the solver, under the last duals."""
        if self.duals is None:
            return np.zeros(self.first + self.order.size)
        routes = (self.cost - self.matrix.T @ self.duals)[self.order]
        return np.concatenate([self.static_cost - self.static.T @ self.duals, routes])

    @property
    def objective(self) -> float:
        """Return the cost of the last answer, without what no column changes."""
        return float(self.solver.getInfo().objective_function_value)

    def answer(self) -> Answer:
        """Return the last answer in terms of the master, whose routes become those in the solver."""
        order, everything = self.order, np.arange(len(self.pool))
        self.master.routes = self.pool if np.array_equal(order, everything) else self.pool.take(order)
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
        marks = self.marks() if basis is not None and basis.valid else None
        columns = sides = None
        extra = np.zeros(0, dtype=np.intp)
        if self.duals is not None and np.any(master.assembly.whole):
            reduced = self.cost - self.matrix.T @ self.duals
            bare = np.flatnonzero(~np.isin(self.pool.slot, self.pool.slot[kept]))
            extra = bare[best_of(self.pool.slot[bare], reduced[bare], 1)]
        if basis is not None and marks is not None:
            columns = np.concatenate([marks, np.zeros(extra.size, dtype=np.int8)])
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
        """Return the rows that are left out and do not hold; of a large program, if there are any, those that hardly do as well."""
        out = np.flatnonzero(self.left_out & self.lazy)
        tonnes = np.zeros(len(self.pool))
        tonnes[self.order] = self.values[self.first :]
        used: Floats = (self.matrix @ tonnes + self.static @ self.values[: self.first])[out]
        broken = used > self.upper[out] * (1.0 + BROKEN) + 1e-7
        if self.columns.size > LARGE and broken.any():
            return out[used > self.upper[out] * FULL + 1e-7]
        return out[broken]

    def marks(self) -> Marks:
        """Return the status in the basis of all columns that are no routes, then of the routes in the solver."""
        return self._whole(statuses(self.solver.getBasis().col_status), np.zeros(self.first, dtype=np.int8))

    def _whole(self, given: NDArray[Any], unseen: NDArray[Any]) -> NDArray[Any]:
        """Return what the solver says of columns for all that are no routes, as given for those left out, then for its routes."""
        fixed = self.columns < self.first
        found = unseen.copy()
        found[self.columns[fixed]] = given[fixed]
        return np.concatenate([found, given[~fixed]])

    def _places(self, columns: Indices) -> NDArray[np.int32]:
        """Return where columns are in the solver, -1 for those left out."""
        where = np.full(self.first + len(self.pool), -1, dtype=np.int32)
        where[self.columns] = np.arange(self.columns.size)
        found: NDArray[np.int32] = where[columns]
        return found

    def _part(self, columns: Indices, rows: Indices) -> tuple[csc_array, Floats, Floats]:
        """Return coefficients, cost and upper bound of columns on some rows; those that are no routes come first."""
        fixed, routes = columns[columns < self.first], columns[columns >= self.first] - self.first
        parts = [own[:, which] for own, which in ((self.static, fixed), (self.matrix, routes)) if which.size]
        both = parts[0] if len(parts) == 1 else csc_array(hstack(parts or [self.static[:, fixed]]))
        place = np.full(self.lower.size, -1, dtype=np.int32)
        place[rows] = np.arange(rows.size)
        line = place[both.indices]
        start = np.concatenate([[0], np.cumsum(line >= 0)]).astype(np.int32)[both.indptr]
        matrix = csc_array((both.data[line >= 0], line[line >= 0], start), shape=(rows.size, columns.size))
        bound = np.concatenate([self.bound[fixed], np.full(routes.size, highspy.kHighsInf)])
        return matrix, np.concatenate([self.static_cost[fixed], self.cost[routes]]), bound

    def _widens(self, rows: Indices) -> NDArray[np.bool_]:
        """Return for all columns that are no routes whether they widen one of the rows."""
        found = np.zeros(self.first, dtype=np.bool_)
        if rows.size and self.waits.any():
            entry = csr_array(self.static)[rows, :]
            found[entry.indices[entry.data < 0]] = True
        return found

    def _impose(self, rows: Indices) -> int:
        """Hand more rows to the solver, with what widens them; return how many."""
        if rows.size:
            widening = self.waits & self._widens(rows)
            widening[self.columns[self.columns < self.first]] = False
            self._add(np.flatnonzero(widening))
            fixed = self.columns < self.first
            entries = [
                csr_array(self.static)[rows, :][:, self.columns[fixed]].tocoo(),
                csr_array(self.matrix)[rows, :][:, self.columns[~fixed] - self.first].tocoo(),
            ]
            own = [np.flatnonzero(fixed), np.flatnonzero(~fixed)]
            line = np.concatenate([each.coords[0] for each in entries])
            column = np.concatenate([at[each.coords[1]] for at, each in zip(own, entries, strict=True)])
            part = csr_array(
                (np.concatenate([each.data for each in entries]), (line, column)), shape=(rows.size, self.columns.size)
            )
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
        return self._add(self.first + routes)

    def _add(self, columns: Indices) -> int:
        """Hand more columns to the solver, all of them routes or none; return how many."""
        size = columns.size
        if size:
            part, cost, bound = self._part(columns, self.rows)
            self.solver.addCols(
                size,
                cost,
                np.zeros(size),
                bound,
                part.nnz,
                part.indptr[:-1].astype(np.int32),
                part.indices.astype(np.int32),
                part.data,
            )
            self.columns = np.concatenate([self.columns, columns])
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


def _widening(static: csc_array, cost: Floats, lower: Floats, lazy: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the columns that do nothing but widen rows which may be left out, at a cost: without these rows there is none of them."""
    entries = static.tocoo()
    row, column = entries.coords
    less = entries.data < 0
    needless = cost >= 0
    needless[column[less & ~lazy[row]]] = False
    needless[column[~less & np.isfinite(lower[row])]] = False
    widens = np.zeros(cost.size, dtype=np.bool_)
    widens[column[less]] = True
    found: NDArray[np.bool_] = needless & widens
    return found


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
