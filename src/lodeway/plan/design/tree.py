"""Branch, price and cut: a tree of decisions whose nodes are bounded by the linear program over ways."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lodeway.plan.design.master import Master, Point
from lodeway.plan.design.watch import Watch

__all__ = ["Best", "Tree"]

WHOLE = 1e-6
"""Distance from 0 or 1 at which a decision counts as taken."""
ROUNDING = 1e-9
"""Part of a cost that the solver's rounding may hide."""
TRUSTED = 2
"""Times an arc must have been branched on before its average is believed."""
TRIED = 6
"""Arcs whose branches are looked into before one is chosen, at most."""
PIVOTS = 40
"""Steps of dual simplex that a look into a branch takes at most."""


@dataclass(slots=True)
class Best:
    """The best design known; `cutoff` is the bound from which nothing better is worth looking for."""

    gap: float
    grain: float
    objective: float = np.inf
    built: NDArray[np.bool_] | None = None

    @property
    def cutoff(self) -> float:
        """Return the bound at which a branch holds nothing that is worth finding."""
        if not np.isfinite(self.objective):
            return np.inf
        return self.objective - max(self.gap * abs(self.objective), self.grain - 2 * self._hair(self.objective))

    def lifted(self, bound: float) -> float:
        """Return a bound raised to the next cost that a design can have."""
        hair = self._hair(bound)
        if self.grain <= 2 * hair:
            return bound
        return max(bound, float(np.ceil((bound - hair) / self.grain) * self.grain))

    def _hair(self, cost: float) -> float:
        """Return the rounding that a bound of that size may hide."""
        return ROUNDING * (self.grain + abs(cost))

    def offer(self, objective: float, built: NDArray[np.bool_]) -> bool:
        """Keep a design if it is better; return whether it is."""
        if objective >= self.objective:
            return False
        self.objective, self.built = objective, built.copy()
        return True


@dataclass(order=True, slots=True)
class Node:
    """Bounds on the decisions, with what is proved for them."""

    bound: float
    number: int
    low: NDArray[np.bool_] = field(compare=False)
    high: NDArray[np.bool_] = field(compare=False)
    branch: tuple[int, int, float, float] | None = field(default=None, compare=False)
    """Arc, direction, distance moved and objective above: what the node teaches about its arc."""


class Tree:
    """Search for the best design, deepening one branch until it ends, then from the node with the least bound."""

    def __init__(
        self,
        master: Master,
        best: Best,
        watch: Watch,
        *,
        improve: Callable[[Point], bool],
        carries: Callable[[NDArray[np.bool_]], bool],
        look: Callable[[int], None],
    ) -> None:
        self.master, self.best, self.watch, self.improve = master, best, watch, improve
        self.carries, self.look = carries, look
        self.open: list[Node] = []
        self.count = 0
        self.made = 0
        self.current: Node | None = None
        arcs = master.lanes.tail.size
        self.gain = np.zeros((2, arcs))
        self.times = np.zeros((2, arcs))
        self.left_open = np.inf
        """Least bound of branches that were closed within the gap."""

    def bound(self) -> float:
        """Return what is proved: the least bound of what is still open, or of what was closed within the gap."""
        waiting = [self.open[0].bound] if self.open else []
        waiting += [self.current.bound] if self.current is not None else []
        return min([*waiting, self.left_open, self.best.objective])

    def start(self, bound: float) -> None:
        """Begin with the root."""
        free = self.master.lanes.free
        self.open = [Node(bound, 0, free.copy(), np.ones(free.size, dtype=np.bool_))]

    def search(self, *, nodes: int | None = None) -> bool:
        """Search until nothing is left (True), or until the watch or a count of nodes ends it (False)."""
        first = self.count
        while self.open:
            if self.open[0].bound >= self.best.cutoff:
                self.left_open = min(self.left_open, self.open[0].bound)
                self.open = []
                break
            self.current = heapq.heappop(self.open)
            while self.current is not None:
                if self.watch.over() or (nodes is not None and self.count - first >= nodes):
                    heapq.heappush(self.open, self.current)
                    self.current = None
                    return False
                self.current = self._visit(self.current)
        return True

    def _visit(self, node: Node) -> Node | None:
        """Solve a node; return the child to go on with, None where the branch ends."""
        self.look(self.count)
        self.count += 1
        self.master.fix(node.low.astype(np.float64), node.high.astype(np.float64))
        point = self.master.solve(cutoff=self.best.cutoff)
        if point is None:
            self._close(node, proved=self.master.infeasible())
            return None
        node.bound = max(node.bound, point.bound)
        self._learn(node, point)
        if self.count % 10 == 1:
            self.watch.tell("branch and price", self.count, self.best.objective, self.bound())
        if node.bound >= self.best.cutoff:
            self.left_open = min(self.left_open, node.bound)
            return None
        if not point.settled and self.watch.over():
            return node
        used = self.improve(point)
        if node.bound >= self.best.cutoff:
            self.left_open = min(self.left_open, node.bound)
            return None
        doubtful = np.flatnonzero((point.built > WHOLE) & (point.built < 1 - WHOLE) & ~node.low & node.high)
        if not doubtful.size:
            return self._whole(node, point)
        if used:
            self.master.fix(node.low.astype(np.float64), node.high.astype(np.float64))
            self.master.run()
        arc = self._choose(point, doubtful)
        return self._split(node, point, arc)

    def _whole(self, node: Node, point: Point) -> Node | None:
        """Close a node whose decisions are whole, unless lanes are left out."""
        undecided = np.flatnonzero(~node.low & node.high)
        if point.short <= WHOLE:
            self.left_open = min(self.left_open, max(node.bound, min(point.objective, self.best.objective)))
            return None
        if not undecided.size:
            self._close(node, proved=not self.carries(node.high))
            return None
        return self._split(node, point, int(undecided[np.argmax(point.share.sum(axis=1)[undecided])]))

    def _close(self, node: Node, *, proved: bool) -> None:
        """Close a node that seems to hold no design; where that is not proved its bound stays part of what is open."""
        if not proved:
            self.left_open = min(self.left_open, node.bound)

    def _learn(self, node: Node, point: Point) -> None:
        if node.branch is not None and np.isfinite(point.objective):
            arc, direction, distance, above = node.branch
            self.gain[direction, arc] += max(0.0, point.objective - above) / distance
            self.times[direction, arc] += 1

    def _split(self, node: Node, point: Point, arc: int) -> Node:
        value = float(np.clip(point.built[arc], WHOLE, 1 - WHOLE))
        low, high = node.low.copy(), node.high.copy()
        low[arc], high[arc] = True, False
        up = Node(node.bound, self._number(), low, node.high, (arc, 1, 1 - value, point.objective))
        down = Node(node.bound, self._number(), node.low, high, (arc, 0, value, point.objective))
        first, second = (up, down) if value > 0.35 else (down, up)
        heapq.heappush(self.open, second)
        return first

    def _number(self) -> int:
        self.made += 1
        return -self.made

    def _scores(self, value: NDArray[np.float64], arcs: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return how much both branches of each arc are believed to raise the bound, as a product."""
        total = self.times.sum(axis=1)
        usual = np.where(total > 0, self.gain.sum(axis=1) / np.maximum(total, 1), 1.0)
        each = np.where(self.times > 0, self.gain / np.maximum(self.times, 1), usual[:, None])
        if not total.any():
            each = np.tile(self.master.lanes.fixed, (2, 1))
        scores: NDArray[np.float64] = np.maximum(each[0, arcs] * value, 1e-6) * np.maximum(
            each[1, arcs] * (1 - value), 1e-6
        )
        return scores

    def _choose(self, point: Point, doubtful: NDArray[np.intp]) -> int:
        """Return the arc to branch on; those of which little is known are looked into first."""
        value = point.built[doubtful]
        scores = self._scores(value, doubtful)
        order = np.argsort(-scores, kind="stable")
        new = [place for place in order[: 2 * TRIED].tolist() if self.times[:, doubtful[place]].min() < TRUSTED][:TRIED]
        if new:
            self._look(point, doubtful[new])
            scores = self._scores(value, doubtful)
        return int(doubtful[np.argmax(scores)])

    def _look(self, point: Point, arcs: NDArray[np.intp]) -> None:
        """Go a few steps into both branches of some arcs and learn from them."""
        solver = self.master.solver
        basis = solver.getBasis()
        solver.setOptionValue("simplex_iteration_limit", PIVOTS)
        for arc in arcs.tolist():
            value = float(point.built[arc])
            for direction, distance in ((0, value), (1, 1 - value)):
                solver.changeColBounds(arc, float(direction), float(direction))
                solver.setBasis(basis)
                solver.run()
                reached = solver.getInfo().objective_function_value
                self.gain[direction, arc] += max(0.0, reached - point.objective) / distance
                self.times[direction, arc] += 1
            solver.changeColBounds(arc, self.master.low[arc], self.master.high[arc])
        solver.setBasis(basis)
        solver.setOptionValue("simplex_iteration_limit", 2147483647)
