"""Better designs from the relaxation: slopes that begin with its decisions, then arcs dropped one by one with others in their place."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lodeway.plan.design.problem import Design
from lodeway.plan.design.slope import Draft, Shipper
from lodeway.plan.design.watch import Watch

__all__ = ["descend"]

STARTS = 6
"""Runs of slope scaling from the relaxation, all but the first with its slopes shaken."""
STEPS = 12
"""Linear programs of each."""
WORK = 3_000_000
"""Flows times linear programs that are spent on dropping arcs."""
MOST = 600
"""Linear programs that are spent on it."""
KICKED = (2, 7)
"""Arcs that are taken out together where no single one can go: at least, below."""
LOOSE = 1.002
"""Cost, against the last design, up to which a kicked design is gone on with."""
BARRED = 1e3
"""Times the dearest arc's cost that a unit pays on an arc that is taken out."""


def descend(
    problem: Design,
    watch: Watch,
    *,
    decided: NDArray[np.float64],
    carried: NDArray[np.float64],
    usual: float,
    known: NDArray[np.bool_] | None,
) -> Draft | None:
    """Return the best design found by local search, None where nothing was shipped. The same call gives the same design.

    A move takes one arc out and ships anew in one linear program in which open arcs are sunk cost, and closed ones cost their fixed
    cost spread over what the lost arc carried: goods go over arcs that are there, or open what pays.

    Parameters
    ----------
    problem
        What may be built.
    watch
        Ends the search.
    decided, carried
        Decision on and load of each arc in the relaxation (arcs,).
    usual
        Quantity over which an arc's fixed cost is spread where the relaxation does not use it.
    known
        Arcs of the best design known.
    """
    shipper = Shipper(problem)
    if not shipper.total:
        return None
    dice = np.random.default_rng(1)
    trace = 1e-6 * shipper.total
    idle = problem.fixed / np.maximum(np.minimum(shipper.most, usual), trace)
    first = np.where(carried > trace, problem.fixed * decided / np.maximum(carried, trace), idle)
    best: Draft | None = None
    for number in range(STARTS):
        rise = first if number == 0 else first * dice.uniform(0.5, 2.0, problem.arcs)
        for _ in range(STEPS):
            draft = None if watch.over() else shipper.ship(rise)
            if draft is None:
                break
            best = draft if best is None or draft.cost < best.cost else best
            slope = problem.fixed / np.where(draft.used, draft.load, 1.0)
            rise = np.where(draft.used, slope, np.maximum(rise, first))
    if known is not None:
        draft = shipper.ship(np.where(known, 0.0, _barred(problem)))
        best = draft if best is None or (draft is not None and draft.cost < best.cost) else best
    return best and _Descent(shipper, watch).run(best, dice)


def _barred(problem: Design) -> float:
    """Return what a unit pays on an arc that is taken out."""
    return BARRED * float(max(1.0, problem.cost.max(initial=0.0), problem.fixed.max(initial=0.0)))


class _Descent:
    """Takes arcs out while that saves cost, and several at once where no single one can go."""

    def __init__(self, shipper: Shipper, watch: Watch) -> None:
        self.shipper, self.watch = shipper, watch
        self.left = int(min(MOST, max(20, WORK // shipper.size)))
        self.barred = _barred(shipper.problem)

    def run(self, start: Draft, dice: np.random.Generator) -> Draft:
        """Return the best design found before the linear programs are spent."""
        last = best = self.down(start)
        while self.left > 0 and not self.watch.over():
            open_ = np.flatnonzero(last.used & (self.shipper.problem.fixed > 0))
            if not open_.size:
                break
            out = dice.choice(open_, min(int(dice.integers(*KICKED)), open_.size), replace=False)
            moved = self.without(last, out, shake=dice.uniform(0.3, 3.0, last.used.size))
            if moved is None:
                continue
            moved = self.down(moved)
            last = moved if moved.cost < LOOSE * last.cost else last
            best = moved if moved.cost < best.cost else best
        return best

    def down(self, draft: Draft) -> Draft:
        """Return a design from which no single arc can be taken out with profit."""
        fixed, better = self.shipper.problem.fixed, True
        while better:
            better = False
            open_ = np.flatnonzero(draft.used & (fixed > 0))
            for arc in open_[np.argsort(draft.load[open_] / fixed[open_], kind="stable")].tolist():
                if self.left <= 0 or self.watch.over():
                    return draft
                if draft.used[arc]:
                    moved = self.without(draft, np.asarray([arc]))
                    if moved is not None and moved.cost < draft.cost * (1 - 1e-9):
                        draft, better = moved, True
        return draft

    def without(self, draft: Draft, out: NDArray[np.intp], shake: NDArray[np.float64] | float = 1.0) -> Draft | None:
        """Return a design without some arcs, None where they cannot be spared."""
        self.left -= 1
        fixed = self.shipper.problem.fixed
        rise = np.where(draft.used, 0.0, shake * fixed / draft.load[out].mean())
        rise[out] = self.barred
        moved = self.shipper.ship(rise)
        return None if moved is None or bool(moved.used[out].any()) else moved
