"""Whole units: rounds the builds of a solved plan to whole steps and proves how good the result is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csc_array, csr_array
from scipy.sparse.csgraph import connected_components

from lodeway.errors import InfeasibleError
from lodeway.plan.routing.ways import Finder
from lodeway.plan.solving.branching import NEAR, Found, branch_and_price, hold
from lodeway.plan.solving.costs import own_cost, parts_of
from lodeway.plan.solving.master import Master, fresh_solver, pass_program
from lodeway.plan.solving.pricing import Converged, converge, offer_cheapest

__all__ = ["hasty_units", "whole_units"]

NODES = 200
"""Nodes of a branch and bound tree after which the best found so far stands: a count, not a clock, so that every
machine gives the same plan."""
WORK = 300_000
"""Columns times nodes of branch and price: a small program is searched with routes priced at every node."""
MOST = 400
"""Nodes of branch and price at most in a larger program."""
SMALL = 500
"""Columns of a program in which a node costs so little that a proof to the end is sought."""
WHOLE_TREE = 2000
"""Nodes of branch and price at most in a small program."""
LEAST = 100
"""Nodes of branch and price where no plan is known, however large the program."""
CLOSE = 2e-7
"""Gap, relative to the plan's own cost, at which a search ends: well inside what is called optimal."""
ENOUGH = 1e-4
"""Gap, relative to the plan's own cost, that is left as it is: far below the doubt in any input."""


def whole_units(
    master: Master,
    finder: Finder,
    least: NDArray[np.float64],
    relaxed: Converged,
    *,
    progress: Callable[[str], None],
    gap: float = 0.0,
) -> Converged:
    """Return a plan whose builds are whole units where the scenario says so.

    Parameters
    ----------
    master
        The program, solved for builds of any size.
    finder, least
        As for `lodeway.plan.solving.pricing.converge`.
    relaxed
        The answer for builds of any size; its value bounds every plan in whole units from below.
    progress
        Called with a line a step.
    gap
        As for `lodeway.plan.solving.pricing.converge`.

    Returns
    -------
    Converged
        Its prices are those of the linear program with the builds held at the units chosen, routes priced to the
        end; its bound is the greater of the relaxation's and of the Lagrangean problem in whole units.

    Raises
    ------
    InfeasibleError
        When demand that must be met cannot be met in whole units.
    """
    whole = np.flatnonzero(master.assembly.whole)
    if not whole.size or _is_whole(relaxed.answer.values[whole]):
        return relaxed
    own = own_cost(parts_of(master, relaxed.answer.values))
    relaxed, other = _without_started_gates(master, finder, least, relaxed, whole, progress, gap)
    proposal, bound = _lagrangean(master, finder, relaxed, whole, CLOSE * own)
    bound = min(bound, other)
    best: Found = (np.inf, None)
    for units in _with_gates(master, whole, proposal):
        best = _better(master, whole, best, units)
    progress(f"whole units: cost {best[0]:.8g}, bound {bound:.8g}")
    if best[0] - bound > ENOUGH * own:
        best = _rounded(master, whole, relaxed.answer.values, best)
        best = _better(master, whole, best, _branched(master, relaxed, whole, best[0], CLOSE * own))
        progress(f"branch and bound: cost {best[0]:.8g}")
    size = master.first + len(master.routes)
    nodes = WHOLE_TREE if size <= SMALL else min(MOST, WORK // size)
    nodes = max(nodes, LEAST) if best[1] is None else nodes
    enough = CLOSE if size <= SMALL else ENOUGH
    if best[0] - bound > enough * own and nodes:
        # The bound of gates that were left out holds for them alone: the search begins with what is proved of all.
        best, proved = branch_and_price(
            master, finder, least, whole, best, bound=bound, close=CLOSE * own, nodes=nodes, progress=progress
        )
        bound = max(bound, proved)
        progress(f"branch and price: cost {best[0]:.8g}, bound {bound:.8g}")
    if best[1] is None:
        raise InfeasibleError(("demand that must be met is met by builds of any size, but by no whole units found",))
    hold(master, whole, best[1], best[1])
    final = converge(master, finder, least, progress=progress, gap=gap)
    if final is None:
        raise InfeasibleError(("demand that must be met is met by builds of any size, but by no whole units found",))
    return Converged(answer=final.answer, bound=bound, rounds=relaxed.rounds + final.rounds)


def hasty_units(master: Master, relaxed: Converged) -> Converged | None:
    """Return a plan in whole units over the routes known, found by rounding alone; None where there is none.

    For a search that was interrupted: the bound is that of builds of any size.
    """
    whole = np.flatnonzero(master.assembly.whole)
    if not whole.size or _is_whole(relaxed.answer.values[whole]):
        return relaxed
    lower, upper = master.assembly.bounds()
    for row, (low, high) in enumerate(zip(lower.tolist(), upper.tolist(), strict=True)):
        if master.assembly.row_keys[row][0] == "size":
            master.solver.changeRowBounds(row, low, high)
    best = _rounded(master, whole, relaxed.answer.values, (np.inf, None))
    if best[1] is None:
        return None
    hold(master, whole, best[1], best[1])
    answer = master.solve()
    return None if answer is None else Converged(answer=answer, bound=relaxed.bound, rounds=relaxed.rounds)


def _is_whole(units: NDArray[np.float64]) -> bool:
    return bool(np.all(np.abs(units - np.round(units)) < NEAR))


def _better(master: Master, whole: NDArray[np.intp], best: Found, units: NDArray[np.float64] | None) -> Found:
    """Return the better of what is known and a proposal, which is costed over the routes known."""
    if units is None:
        return best
    hold(master, whole, units, units)
    answer = master.solve()
    return (answer.objective, units) if answer is not None and answer.objective < best[0] else best


def _without_started_gates(
    master: Master,
    finder: Finder,
    least: NDArray[np.float64],
    relaxed: Converged,
    whole: NDArray[np.intp],
    progress: Callable[[str], None],
    gap: float,
) -> tuple[Converged, float]:
    """Return the relaxation without the gates of which it builds less than a unit, and a bound of what that leaves out.

    A large crossing of which a sliver would pay is built whole or not at all: both branches are solved, the one without
    it is followed, the other's bound kept.
    """
    other = np.inf
    for members in _projects(master, whole):
        columns = whole[members]
        kind, name = master.assembly.column_keys[columns[0]][1:3]
        row = master.assembly.rows.get(("size", kind, name))
        if kind not in ("gate", "link") or row is None or not NEAR < relaxed.answer.values[columns].sum() < 1.0 - NEAR:
            continue
        most = master.assembly.row_upper[row]
        master.solver.changeRowBounds(row, 1.0, most)
        built = converge(master, finder, least, progress=progress, gap=gap)
        master.solver.changeRowBounds(row, -np.inf, most)
        hold(master, columns, np.zeros(columns.size), np.zeros(columns.size))
        spared = converge(master, finder, least, progress=progress, gap=gap)
        if spared is None or (built is not None and built.bound < spared.bound):
            hold(master, columns, np.zeros(columns.size), np.asarray(master.assembly.bound)[columns])
        else:
            relaxed = Converged(answer=spared.answer, bound=spared.bound, rounds=relaxed.rounds + spared.rounds)
            other = other if built is None else min(other, built.bound)
    return relaxed, other


def _with_gates(
    master: Master, whole: NDArray[np.intp], units: NDArray[np.float64] | None
) -> Iterator[NDArray[np.float64]]:
    """Yield units of processes with more or fewer of the units of gates that they turn out to need."""
    gates = np.asarray([master.assembly.column_keys[column][1] in ("gate", "link") for column in whole])
    if units is None:
        return
    if not gates.any():
        yield units
        return
    most = np.asarray(master.assembly.bound)[whole]
    hold(master, whole, np.where(gates, 0.0, units), np.where(gates, most, units))
    answer = master.solve()
    if answer is not None:
        for lift in (1.0 - 10 * NEAR, 0.5, 0.0):
            yield np.where(gates, _stepped(master, whole, answer.values, lift), units)


def _rounded(master: Master, whole: NDArray[np.intp], values: NDArray[np.float64], best: Found) -> Found:
    """Return the best of what is known and of several ways to round each project's running total of units."""
    for lift in (0.5, 0.2, 0.8, 0.0, 1.0 - 10 * NEAR):
        best = _better(master, whole, best, _stepped(master, whole, values, lift))
    return best


def _stepped(master: Master, whole: NDArray[np.intp], values: NDArray[np.float64], lift: float) -> NDArray[np.float64]:
    """Return whole units whose running total is that of the values plus a lift, rounded down."""
    units = np.zeros(whole.size)
    for members in _projects(master, whole):
        most = np.floor(master.assembly.bound[whole[members[0]]] + NEAR)
        total = np.minimum(np.floor(np.cumsum(values[whole[members]]) + lift + NEAR), most)
        units[members] = np.diff(total, prepend=0.0)
    return units


def _projects(master: Master, whole: NDArray[np.intp]) -> Iterator[NDArray[np.intp]]:
    """Yield the places in `whole` of each project's decisions, by year."""
    names = [master.assembly.column_keys[column][1:3] for column in whole]
    for name in dict.fromkeys(names):
        yield np.flatnonzero([other == name for other in names])


def _lagrangean(
    master: Master, finder: Finder, relaxed: Converged, whole: NDArray[np.intp], close: float
) -> tuple[NDArray[np.float64] | None, float]:
    """Return the units and the bound of the whole-unit problem in which gates and transit are priced instead of limited.

    With the rows of gates and of transit (and those of emissions that count transport) moved into the objective at the
    relaxation's prices, every route of a lane enters the same rows, so its cheapest is enough; lanes that the relaxation
    does not use are searched for theirs, since whole units may need them. What is left has no routes to discover and falls
    apart, often into one problem per element; each is solved by itself, and only where the relaxation is not whole. The
    bound is never below that of the relaxation (A. M. Geoffrion, 1974, Lagrangean Relaxation for Integer Programming,
    Mathematical Programming Study 2, theorem 1).
    """
    known = len(master.routes)
    rows = {*master.assembly.gate_rows.values(), *(row for _, row in master.assembly.transport_rows)}
    moved = np.asarray(sorted(rows.union(*(set(part.indices.tolist()) for part in master.through))), dtype=np.intp)
    offer_cheapest(master, finder, relaxed.answer.duals)
    try:
        return _moved(master, relaxed, whole, close, moved)
    finally:
        master.forget(known)


def _moved(
    master: Master, relaxed: Converged, whole: NDArray[np.intp], close: float, moved: NDArray[np.intp]
) -> tuple[NDArray[np.float64] | None, float]:
    """Return the units and the bound over the routes known and offered, with some rows in the objective."""
    matrix = master.columns()
    values = np.pad(relaxed.answer.values, (0, matrix.shape[1] - relaxed.answer.values.size))
    prices = np.zeros(len(master.assembly.row_keys))
    prices[moved] = np.minimum(0.0, relaxed.answer.duals[moved])
    cost = master.costs() - matrix.T @ prices
    keep = np.setdiff1d(np.arange(prices.size), moved)
    parts = _apart(matrix[keep, :])
    chosen = _cheapest(master, cost)
    units, bound = np.round(values[whole]), relaxed.bound
    broken = np.unique(parts[keep.size + whole[np.abs(values[whole] - units) >= NEAR]])
    for part in broken:
        rows = keep[parts[: keep.size] == part]
        columns = chosen[parts[keep.size + chosen] == part]
        members = np.flatnonzero(parts[keep.size + whole] == part)
        solver = _integer_program(master, matrix, cost, rows, columns)
        solver.setOptionValue("mip_abs_gap", close / broken.size)
        solver.run()
        found = _units(solver, np.searchsorted(columns, whole[members]))
        if found is None:
            return None, bound
        inside = parts[keep.size :] == part
        bound += max(0.0, float(solver.getInfo().mip_dual_bound) - float(cost[inside] @ values[inside]))
        units[members] = found
    return units, bound


def _apart(matrix: csc_array) -> NDArray[np.int32]:
    """Return the number of the independent problem of every row, then of every column."""
    rows, columns = matrix.tocoo().coords
    size = sum(matrix.shape)
    links = coo_array((np.ones(rows.size, dtype=np.int8), (rows, columns + matrix.shape[0])), shape=(size, size))
    labels: NDArray[np.int32] = connected_components(links, directed=False)[1]
    return labels


def _cheapest(master: Master, cost: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the fixed columns and of each slot's routes the cheapest."""
    slots, routes = master.all_slots, cost[master.first :]
    order = np.lexsort((routes, slots))
    best = order[np.diff(slots[order], prepend=-1) != 0]
    return np.concatenate([np.arange(master.first), master.first + np.sort(best)])


def _branched(
    master: Master, relaxed: Converged, whole: NDArray[np.intp], best: float, close: float
) -> NDArray[np.float64] | None:
    """Return the best units that branch and bound finds over the routes known.

    Units whose reduced cost exceeds all that is to be won stay out.
    """
    matrix = master.columns()
    out = whole[relaxed.answer.reduced[whole] > best - relaxed.bound]
    rows, columns = np.arange(matrix.shape[0]), np.arange(matrix.shape[1])
    solver = _integer_program(master, matrix, master.costs(), rows, columns)
    solver.changeColsBounds(out.size, out.astype(np.int32), np.zeros(out.size), np.zeros(out.size))
    solver.setOptionValue("mip_abs_gap", close)
    solver.run()
    return _units(solver, whole)


def _integer_program(
    master: Master,
    matrix: csc_array,
    cost: NDArray[np.float64],
    rows: NDArray[np.intp],
    columns: NDArray[np.intp],
) -> highspy.Highs:
    """Return HiGHS with these rows and columns of a program, whole units whole and no shortage allowed."""
    lower, upper = master.assembly.bounds()
    bound = np.full(matrix.shape[1], np.inf)
    bound[: master.first] = master.assembly.bound
    bound[[column for key, column in master.assembly.columns.items() if key[0] in ("short", "lack")]] = 0.0
    kinds = np.zeros(matrix.shape[1], dtype=np.bool_)
    kinds[: master.first] = master.assembly.whole
    inside = csc_array(csr_array(matrix)[rows, :][:, columns])
    solver = fresh_solver()
    pass_program(solver, inside, cost[columns], bound[columns], lower[rows], upper[rows], kinds[columns])
    for option, value in (("mip_rel_gap", 0.0), ("mip_max_nodes", NODES)):
        solver.setOptionValue(option, value)
    return solver


def _units(solver: highspy.Highs, whole: NDArray[np.intp]) -> NDArray[np.float64] | None:
    """Return the whole units of the best solution, None where there is none."""
    if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    values = np.asarray(solver.getSolution().col_value, dtype=np.float64)
    return np.round(values[whole])
