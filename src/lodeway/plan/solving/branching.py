"""Branch and price over whole units: routes are priced anew at every node, so that none that only whole units need is missed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodeway.plan.routing.ways import Finder
from lodeway.plan.solving.conflict import is_short
from lodeway.plan.solving.master import Master
from lodeway.plan.solving.pricing import converge

__all__ = ["Found", "branch_and_price", "hold"]

NEAR = 1e-6
"""Distance from a whole number that the solver's rounding explains."""

Found = tuple[float, NDArray[np.float64] | None]
"""Cost of the best plan known, with its units."""
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class _Node:
    """Bounds on the units of each decision, and on each project's units over all years, with what is proved for them."""

    bound: float
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Tree:
    """What is branched on: decisions, then the rows that add up a project's decisions over all years."""

    master: Master
    whole: NDArray[np.intp]
    rows: tuple[int, ...]
    members: tuple[NDArray[np.intp], ...]
    """Places in `whole` of each row's decisions."""

    def root(self, bound: float) -> _Node:
        """Return the node that allows everything."""
        assembly = self.master.assembly
        most = np.concatenate([np.asarray(assembly.bound)[self.whole], np.asarray(assembly.row_upper)[list(self.rows)]])
        return _Node(bound, np.zeros(most.size), np.floor(most + NEAR))

    def enter(self, node: _Node) -> None:
        """Hold the program between a node's bounds."""
        size = self.whole.size
        hold(self.master, self.whole, node.low[:size], node.high[:size])
        for row, low, high in zip(self.rows, node.low[size:].tolist(), node.high[size:].tolist(), strict=True):
            self.master.solver.changeRowBounds(row, low if low > 0 else -np.inf, high)

    def leave(self) -> None:
        """Give the rows their own bounds back."""
        lower, upper = self.master.assembly.bounds()
        for row in self.rows:
            self.master.solver.changeRowBounds(row, float(lower[row]), float(upper[row]))

    def units(self, values: Floats) -> Floats:
        """Return the units of each decision and of each row."""
        units = values[self.whole]
        return np.concatenate([units, [units[members].sum() for members in self.members]])

    def split(self, node: _Node, bound: float, units: Floats) -> tuple[_Node, _Node] | None:
        """Return the two children of a node, the nearer one last; None where all units are whole.

        Projects go first: to shift a build by a year costs little, so that branching on years proves little.
        """
        doubt = np.abs(units - np.round(units))
        of_rows = doubt[self.whole.size :]
        place = int(np.argmax(doubt[: self.whole.size]))
        if of_rows.max(initial=0.0) >= NEAR:
            place = self.whole.size + int(np.argmax(of_rows))
        if doubt[place] < NEAR:
            return None
        high, low = node.high.copy(), node.low.copy()
        high[place], low[place] = np.floor(units[place]), np.ceil(units[place])
        down, up = _Node(bound, node.low, high), _Node(bound, low, node.high)
        return (down, up) if units[place] - np.floor(units[place]) >= 0.5 else (up, down)


def branch_and_price(
    master: Master,
    finder: Finder,
    least: Floats,
    whole: NDArray[np.intp],
    best: Found,
    *,
    bound: float,
    close: float,
    nodes: int,
    progress: Callable[[str], None],
) -> tuple[Found, float]:
    """Return the best plan in whole units found, and what is proved of all.

    Parameters
    ----------
    master, finder, least
        As for `lodeway.plan.solving.pricing.converge`.
    whole
        Columns in whole units.
    best
        The best plan known; (infinity, None) where none is: then one branch is followed to its end, else the node of the
        least bound is next.
    bound
        What is proved already [USD, present value].
    close
        Cost within which a better plan is not worth looking for.
    nodes
        Nodes after which the search ends.
    progress
        Called with a line every ten nodes.

    Notes
    -----
    A node where something stays short with all routes priced holds no plan (C. Barnhart and others, 1998,
    Branch-and-Price: Column Generation for Solving Huge Integer Programs, Operations Research 46(3), 316-329).
    """
    tree = _tree(master, whole)
    open_nodes, left_open, count = [tree.root(bound)], np.inf, 0
    master.forbid_shortage(forbidden=False)
    try:
        while open_nodes and count < nodes:
            bounds = [node.bound for node in open_nodes]
            node = open_nodes.pop(int(np.argmin(bounds)) if best[1] is not None else -1)
            if node.bound >= best[0] - close:
                left_open = min(left_open, node.bound)
                continue
            count += 1
            tree.enter(node)
            done = converge(master, finder, least, progress=_silent)
            if done is None or is_short(master, done.answer):
                continue
            proved = max(node.bound, done.bound)
            children = tree.split(node, proved, tree.units(done.answer.values))
            if proved < best[0] - close and children is not None:
                open_nodes += children
                continue
            left_open = min(left_open, proved)
            if children is None and done.answer.objective < best[0]:
                best = done.answer.objective, np.round(done.answer.values[whole])
            if count % 10 == 1:
                progress(f"branch and price: node {count}, cost {best[0]:.8g}")
    finally:
        tree.leave()
        master.forbid_shortage()
    return best, max(bound, min([left_open, best[0], *(node.bound for node in open_nodes)]))


def _tree(master: Master, whole: NDArray[np.intp]) -> _Tree:
    rows, members = [], []
    names = [master.assembly.column_keys[column][1:3] for column in whole]
    for name in dict.fromkeys(names):
        own = np.flatnonzero([other == name for other in names])
        row = master.assembly.rows.get(("size", *name))
        if row is not None and own.size > 1:
            rows.append(row)
            members.append(own)
    return _Tree(master, whole, tuple(rows), tuple(members))


def hold(master: Master, whole: NDArray[np.intp], low: Floats, high: Floats) -> None:
    """Hold builds between units; the last basis stays dual feasible, so that dual simplex goes on from it."""
    master.solver.changeColsBounds(whole.size, whole.astype(np.int32), low, high)
    master.solver.setOptionValue("simplex_strategy", 1)


def _silent(text: str) -> None:
    """Say nothing."""
