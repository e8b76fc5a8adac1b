"""Why a design cannot meet its demands, with everything built, and the cheapest capacity that would mend it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from lodeway.plan.design.problem import Design
from lodeway.plan.solving.master import fresh_solver, pass_program

__all__ = ["Bottleneck", "bottleneck", "merge"]

SMALL = 1e-7
"""Part of all demand below which a shortage is the solver's rounding."""
NAMED = 8
"""Names that are told before the rest is counted."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bottleneck:
    """A proof that demands cannot be met, and the cheapest repair.

    With a toll of ``weight`` on each arc, lanes need at least ``needed`` of what tolls count, and the arcs' capacities hold
    ``held``; the difference is the shortage (the dual of the linear program that leaves the least unmet).
    """

    problem: Design
    short: tuple[tuple[str, str, float], ...]
    """(commodity, node, quantity) that stays unmet when as much as possible is carried."""
    total: float
    weight: NDArray[np.float64]
    """(arcs,), above 0 where an arc is part of the bottleneck."""
    held: float
    needed: float
    unreached: tuple[tuple[str, str], ...]
    """(commodity, node) that no way leads to, whatever its capacity."""
    extra: NDArray[np.float64]
    """Capacity to add to each arc so that all demand is met, (arcs,); NaN where no capacity would do."""
    price: float
    """Cost of the repair, each unit of capacity at the arc's fixed cost for a unit."""

    def repaired(self) -> Design:
        """Return the problem with the capacity added."""
        return dataclasses.replace(self.problem, capacity=self.problem.capacity + self.extra)

    def sentences(self) -> tuple[str, ...]:
        """Return the explanation: what is short, because of what, and what would mend it."""
        problem = self.problem
        need = float(np.maximum(problem.balance, 0).sum())
        lines = [f"short by {_figure(self.total)} of {_figure(need)} with every arc built: " + _listed(
            [f"{_figure(amount)} of commodity {name} at {node}" for name, node, amount in self.short]
        )]  # fmt: skip
        if self.unreached:
            lines.append(
                "no way leads there, whatever the capacity: "
                + _listed([f"commodity {name} to {node}" for name, node in self.unreached])
            )
        arcs = np.flatnonzero(self.weight)
        if arcs.size:
            even = np.allclose(self.weight[arcs], self.weight[arcs[0]])
            names = _listed(
                [
                    f"{problem.arc_names[arc]} ({_figure(problem.capacity[arc])}"
                    + ("" if even else f", counted {self.weight[arc]:.3g} times") + ")"
                    for arc in arcs.tolist()
                ]
            )  # fmt: skip
            lines.append(
                f"the bottleneck is {arcs.size} arc{'s' if arcs.size > 1 else ''}: {names}; together they hold "
                f"{_figure(self.held)}, and the goods that must pass them need {_figure(self.needed)}"
                + self._enclosed(arcs)
            )
        added = np.flatnonzero(np.nan_to_num(self.extra) > 0)
        if added.size and not np.isnan(self.extra).any():
            names = _listed([f"{_figure(self.extra[arc])} more on {problem.arc_names[arc]}" for arc in added.tolist()])
            lines.append(
                f"the cheapest repair by capacity is {names}: {_figure(self.price)} at the arcs' fixed cost for a unit"
            )
        return tuple(lines)

    def _enclosed(self, arcs: NDArray[np.intp]) -> str:
        """Return the node that the bottleneck shuts in, where it is all that leads in or out of one."""
        for ends, way in ((self.problem.head, "into"), (self.problem.tail, "out of")):
            nodes = np.unique(ends[arcs])
            if nodes.size == 1 and np.count_nonzero(ends == nodes[0]) == arcs.size:
                return f": they are all that leads {way} {self.problem.node_names[nodes[0]]}"
        return ""


def bottleneck(problem: Design) -> Bottleneck | None:
    r"""Return why demands cannot be met with every arc built, None where they can.

    Parameters
    ----------
    problem
        The design; its rules are not looked at.

    Returns
    -------
    Bottleneck or None
        From two linear programs: the least unmet, whose dual names the arcs, and the cheapest capacity to add.

    Examples
    --------
    >>> from lodeway.plan.design import make_design
    >>> problem = make_design(tail=[0, 1], head=[1, 2], capacity=[9, 4], fixed=[5, 8], cost=[1, 1], balance=[6, 0, -6])
    >>> found = bottleneck(problem)
    >>> print(*found.sentences(), sep="\n")
    short by 2 of 6 with every arc built: 2 of commodity k1 at n3
    the bottleneck is 1 arc: n2>n3 (4); together they hold 4, and the goods that must pass them need 6: they are all that leads into n3
    the cheapest repair by capacity is 2 more on n2>n3: 4 at the arcs' fixed cost for a unit
    >>> bottleneck(found.repaired()) is None
    True
    """
    merged, members = merge(problem)
    need = float(np.maximum(problem.balance, 0).sum())
    if not need:
        return None
    least = _least_unmet(problem, merged)
    if least.total <= SMALL * need:
        return None
    extra, price = _cheapest_capacity(problem, merged, need)
    apart = np.zeros(merged.shape, dtype=np.bool_)
    if np.isnan(extra).any():
        apart = (
            _least_unmet(dataclasses.replace(problem, capacity=np.full(problem.arcs, need)), merged).short
            > SMALL * need
        )
    return Bottleneck(
        problem=problem,
        short=tuple(
            (name, problem.node_names[node], amount) for node, name, amount in _shared(problem, members, least.short)
        ),
        total=least.total,
        weight=least.weight,
        held=float(problem.capacity[least.weight > 0] @ least.weight[least.weight > 0]),
        needed=float(least.total + problem.capacity[least.weight > 0] @ least.weight[least.weight > 0]),
        unreached=tuple(
            (name, problem.node_names[node])
            for node, name, _ in _shared(problem, members, np.where(apart, np.maximum(-merged, 0), 0.0))
        ),
        extra=extra,
        price=price,
    )


def merge(problem: Design) -> tuple[NDArray[np.float64], list[list[int]]]:
    """Return balances with commodities of one and the same source made one: what is feasible does not change."""
    groups: dict[tuple[int, ...], list[int]] = {}
    for commodity in range(problem.commodities):
        sources = np.flatnonzero(problem.balance[:, commodity] > 0)
        if sources.size:
            key = (int(sources[0]),) if sources.size == 1 else (-1, commodity)
            groups.setdefault(key, []).append(commodity)
    members = list(groups.values())
    columns = [problem.balance[:, group].sum(axis=1) for group in members]
    return np.stack(columns, axis=1) if columns else np.zeros((problem.nodes, 0)), members


def _shared(problem: Design, members: list[list[int]], short: NDArray[np.float64]) -> list[tuple[int, str, float]]:
    """Return node, commodity and quantity of a shortage, given to the commodities of a source in order."""
    rows = []
    for node, group in zip(*np.nonzero(short), strict=True):
        left = float(short[node, group])
        for commodity in members[group]:
            amount = min(left, max(0.0, -float(problem.balance[node, commodity])))
            if amount > 0:
                rows.append((int(node), problem.commodity_names[commodity], amount))
                left -= amount
    return rows


@dataclass(frozen=True, slots=True)
class _Unmet:
    total: float
    short: NDArray[np.float64]
    weight: NDArray[np.float64]


def _flow_rows(
    problem: Design, merged: NDArray[np.float64]
) -> tuple[list[NDArray[np.intp]], list[NDArray[np.intp]], list[NDArray[np.float64]]]:
    """Return rows, columns and values of the balances and capacities of flows (arc-major)."""
    groups, cell = merged.shape[1], np.arange(problem.arcs * merged.shape[1])
    arc, group = cell // max(groups, 1), cell % max(groups, 1)
    rows = [problem.tail[arc] * groups + group, problem.head[arc] * groups + group, problem.nodes * groups + arc]
    return rows, [cell] * 3, [np.ones(cell.size), -np.ones(cell.size), np.ones(cell.size)]


def _solve(
    matrix: csc_array,
    cost: NDArray[np.float64],
    most: NDArray[np.float64],
    lower: NDArray[np.float64],
    upper: NDArray[np.float64],
) -> highspy.Highs | None:
    """Return HiGHS with a solution, None where there is none."""
    solver = fresh_solver()
    pass_program(solver, matrix, cost, most, lower, upper)
    solver.run()
    return solver if solver.getModelStatus() == highspy.HighsModelStatus.kOptimal else None


def _least_unmet(problem: Design, merged: NDArray[np.float64]) -> _Unmet:
    """Return the least quantity unmet, where, and the price of each arc's capacity in it."""
    nodes, groups = merged.shape
    size = problem.arcs * groups
    rows, columns, values = _flow_rows(problem, merged)
    node, group = np.nonzero(merged)
    wants = merged[node, group] < 0
    # What is not supplied and what is not received are columns at every source and sink.
    columns.append(size + np.arange(node.size))
    rows.append(node * groups + group)
    values.append(np.where(wants, -1.0, 1.0))
    matrix = csc_array(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))),
        shape=(nodes * groups + problem.arcs, size + node.size),
    )
    cost = np.concatenate([np.zeros(size), wants.astype(np.float64)])
    lower = np.concatenate([merged.ravel(), np.full(problem.arcs, -np.inf)])
    upper = np.concatenate([merged.ravel(), problem.capacity])
    most = np.concatenate([np.full(size, np.inf), np.abs(merged[node, group])])
    solver = _solve(matrix, cost, most, lower, upper)
    if solver is None:
        raise RuntimeError("the program that allows any shortage has no solution")
    solution = solver.getSolution()
    short = np.zeros(merged.shape)
    missing = np.asarray(solution.col_value)[size:]
    short[node[wants], group[wants]] = np.where(missing[wants] > SMALL, missing[wants], 0.0)
    weight = np.maximum(-np.asarray(solution.row_dual)[nodes * groups :], 0.0)
    weight[weight < 1e-9] = 0.0
    return _Unmet(float(solver.getInfo().objective_function_value), short, weight)


def _cheapest_capacity(problem: Design, merged: NDArray[np.float64], need: float) -> tuple[NDArray[np.float64], float]:
    """Return the capacity to add at least cost, and that cost; NaN where no capacity would do."""
    nodes, groups = merged.shape
    size = problem.arcs * groups
    rows, columns, values = _flow_rows(problem, merged)
    columns.append(size + np.arange(problem.arcs))
    rows.append(nodes * groups + np.arange(problem.arcs))
    values.append(-np.ones(problem.arcs))
    matrix = csc_array(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))),
        shape=(nodes * groups + problem.arcs, size + problem.arcs),
    )
    able = (problem.capacity > 0) & np.isfinite(problem.capacity)
    unit = np.where(able, problem.fixed / np.where(able, problem.capacity, 1.0), problem.fixed)
    usual = float(unit[unit > 0].mean()) if bool(np.any(unit > 0)) else 1.0
    unit = np.where(unit > 0, unit, usual)
    lower = np.concatenate([merged.ravel(), np.full(problem.arcs, -np.inf)])
    upper = np.concatenate([merged.ravel(), np.minimum(problem.capacity, need)])
    cost = np.concatenate([np.zeros(size), unit])
    solver = _solve(matrix, cost, np.full(cost.size, np.inf), lower, upper)
    if solver is None:
        return np.full(problem.arcs, np.nan), np.nan
    extra = np.asarray(solver.getSolution().col_value)[size:]
    extra = np.where(extra > SMALL, extra, 0.0)
    return extra, float(unit @ extra)


def _listed(parts: list[str]) -> str:
    return ", ".join(parts[:NAMED]) + (f" and {len(parts) - NAMED} more" if len(parts) > NAMED else "")


def _figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value - round(value)) < 1e-6 * max(1.0, abs(value)) else f"{value:,.6g}"
