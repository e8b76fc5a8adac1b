"""Makes designs of solutions in part: opens what carries goods, ships anew, shuts what is left idle."""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

from lodeway.plan.design.bottleneck import bottleneck
from lodeway.plan.design.master import Master, Point
from lodeway.plan.design.problem import Design
from lodeway.plan.design.proof import cost_of, tidy
from lodeway.plan.design.slope import ship
from lodeway.plan.design.tree import Best

__all__ = ["Improver"]

TRACE = 1e-7
"""Part of a lane below which an arc counts as idle."""
PASSES = 3
"""Times that goods are shipped anew over what is left open."""


class Improver:
    """Offers designs to the best known; shipping is by the program over ways with every decision held."""

    def __init__(self, problem: Design, master: Master, best: Best) -> None:
        self.problem, self.master, self.best = problem, master, best
        active = np.flatnonzero(np.any(problem.balance != 0, axis=0))
        self.single = int(active[0]) if active.size == 1 else None
        """The commodity, where there is only one: it is shipped arc by arc, without ways."""
        self.trace = TRACE * float(np.min(master.lanes.quantity, initial=np.inf))

    def try_point(self, point: Point) -> bool:
        """Offer the design that opens every arc on which a solution carries goods; return whether anything was shipped."""
        if point.short > TRACE:
            return False
        built = self._kept(point.share.max(axis=1, initial=0.0) > TRACE)
        if built is not None and self._cost(built, point.share) < self.best.objective:
            self.offer(built[: self.problem.arcs])
            return True
        return False

    def offer(self, built: NDArray[np.bool_]) -> bool:
        """Ship over what is built, shut what is idle, and keep it if that is the best; return whether it is."""
        better = False
        for _ in range(PASSES):
            flow = self._ship(built)
            if flow is None:
                return better
            used = self._kept(flow.max(axis=1, initial=0.0) > self.trace)
            if used is None:
                return better
            fixed, variable = cost_of(self.problem, used, flow)
            better |= self.best.offer(fixed + variable, used)
            if bool(np.array_equal(used, built)):
                break
            built = used
        return better

    def design_of(self, built: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
        """Return a design with arcs that exist counted as built, and what each arc carries of each commodity."""
        flow = self._ship(built)
        if flow is None:
            raise RuntimeError("a design that was shipped before cannot be shipped now")
        every = built | self.master.lanes.free[: self.problem.arcs]
        return every, tidy(self.problem, every, flow)

    def carries(self, built: NDArray[np.bool_]) -> bool:
        """Return whether all goods can be carried over what is built, whatever it costs."""
        capacity = np.where(built[: self.problem.arcs], self.problem.capacity, 0.0)
        return bottleneck(dataclasses.replace(self.problem, capacity=capacity)) is None

    def decided(self, root: Point) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return arcs that no better design builds, and arcs that every better one builds."""
        nothing = np.zeros(self.problem.arcs, dtype=np.bool_)
        if not root.change.size:
            return nothing, nothing
        change = root.change[: self.problem.arcs]
        closed = root.reference + change > self.best.cutoff
        opened = root.reference - change > self.best.cutoff
        for rule in self.problem.rules:
            closed[list(rule.arcs)] = opened[list(rule.arcs)] = False
        return closed, opened & ~closed

    def _ship(self, built: NDArray[np.bool_]) -> NDArray[np.float64] | None:
        """Return what each arc carries of each commodity at least cost over what is built, None where not all is carried."""
        problem, lanes = self.problem, self.master.lanes
        if self.single is not None:
            open_arcs = built | lanes.free[: problem.arcs]
            flow = ship(problem, open_arcs, self.single)
            return None if flow is None else np.where(flow > self.trace, flow, 0.0)
        whole = self._whole(built).astype(np.float64)
        self.master.fix(whole, whole)
        point = self.master.solve(stoppable=False)
        if point is None or point.short > TRACE:
            return None
        parcels = self.master.exact_shares()[: problem.arcs] * lanes.quantity
        flow = np.zeros((problem.arcs, problem.commodities))
        np.add.at(flow.T, lanes.commodity, parcels.T)
        return flow

    def _whole(self, built: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return decisions on all arcs of the lanes."""
        lanes = self.master.lanes
        return np.concatenate([built, np.ones(lanes.tail.size - built.size, dtype=np.bool_)]) | lanes.free

    def _kept(self, used: NDArray[np.bool_]) -> NDArray[np.bool_] | None:
        """Return what is used with what rules ask for besides; None where rules forbid it."""
        used = used.copy()
        for rule in self.problem.rules:
            arcs = np.asarray(rule.arcs, dtype=np.intp)
            missing = int(np.ceil(rule.least - used[arcs].sum()))
            if missing > 0:
                idle = arcs[~used[arcs]]
                used[idle[np.argsort(self.problem.fixed[idle], kind="stable")[:missing]]] = True
        counts = [(rule, int(used[list(rule.arcs)].sum())) for rule in self.problem.rules]
        return used if all(rule.least <= count <= rule.most for rule, count in counts) else None

    def _cost(self, built: NDArray[np.bool_], share: NDArray[np.float64]) -> float:
        lanes = self.master.lanes
        weight = np.where(share > 0, self.master.weight, 0.0)
        return float(lanes.fixed[built].sum() + (weight * share).sum())
