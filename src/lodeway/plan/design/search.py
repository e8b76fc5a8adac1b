"""Finds what to build at least cost and proves how good that is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lodeway.errors import InfeasibleError, UsageError
from lodeway.plan.design.arcs import solve_arcs
from lodeway.plan.design.bottleneck import bottleneck
from lodeway.plan.design.descent import descend
from lodeway.plan.design.improve import Improver
from lodeway.plan.design.known import among_known
from lodeway.plan.design.lanes import lanes
from lodeway.plan.design.master import ROUNDS, Master
from lodeway.plan.design.problem import Design
from lodeway.plan.design.proof import broken, cost_of
from lodeway.plan.design.result import DesignPlan
from lodeway.plan.design.slope import slopes
from lodeway.plan.design.tree import Best, Tree
from lodeway.plan.design.watch import Step, Watch, relative_gap

__all__ = ["design"]

GAP = 1e-9
"""Gap at which a search ends: two designs that cost the same to nine digits are equally good."""
PATIENCE = 300
"""Nodes after which a small problem is handed to HiGHS arc by arc, whose cuts may tell more than branching."""
TINY = 2_000
"""Flows (arcs times commodities) up to which HiGHS proves most designs sooner than they can be searched."""
GLIMPSE = 60
"""Nodes after which such a problem is handed over."""
FEW = 12
"""Rounds of the relaxation over ways for one commodity: HiGHS's own cuts soon prove more."""
NEAR = 1.02
"""Cost of a draft, against the best design, up to which it is shipped anew."""
ELITE = 6
"""Drafts whose arcs together are searched first when there is one commodity."""
GLANCE = 300
"""Nodes that search takes at most."""
SMALL = 10_000
"""Flows (arcs times commodities) up to which a problem is small."""
LARGE = 30_000
"""Flows from which the relaxation takes so long that designs are searched before it."""
LOOKS = (20, 100, 1000)
"""Nodes of the tree after which a better design of a problem that is not small is looked for apart, as more ways become known; a large one
begins before the first."""
POOR = 0.02
"""Gap from which one is looked for before a small problem is handed over."""
PART = 0.1
"""Of the time left that a search among the known ways takes at most."""
KNOWN = 20
"""Nodes that it takes at most."""


def design(
    problem: Design,
    *,
    gap: float = GAP,
    seconds: float | None = None,
    nodes: int | None = None,
    progress: Callable[[Step], None] | None = None,
) -> DesignPlan:
    """Return what to build so that all goods arrive at least cost, with a proved bound.

    Parameters
    ----------
    problem
        What may be built, from `make_design` or `read`.
    gap
        The search ends when ``(objective - bound) / objective`` is no larger.
    seconds
        Wall-clock time after which the best design found is returned. Without it the same call gives the same plan.
    nodes
        Nodes of the search after which the best design found is returned.
    progress
        Called with each `Step`: phase, nodes, cost, bound, gap. Ctrl-C ends the search and returns the best design.

    Returns
    -------
    DesignPlan
        Its flows and cost are worked out and checked anew for what is built.

    Raises
    ------
    InfeasibleError
        When demands cannot be met; its sentences name what is short, the arcs that are the bottleneck, and the
        cheapest capacity that would mend it.
    UsageError
        For a limit below 0, or when the search was ended before it had any design.

    Notes
    -----
    Several commodities: branch, price and cut over ways, with the strong rows x[arc, lane] <= min(quantity, capacity) y[arc]
    (B. Gendron, M. Larose, 2014, Branch-and-price-and-cut for large-scale multicommodity capacitated fixed-charge network
    design, EURO Journal on Computational Optimization 2). One commodity: HiGHS arc by arc, whose flow cover and path cuts are
    stronger there.

    Examples
    --------
    >>> from lodeway.plan.design import make_design
    >>> problem = make_design(tail=[0, 0, 1], head=[1, 2, 2], capacity=[9, 4, 9], fixed=[5, 8, 0], cost=[1, 1, 1],
    ...                       balance=[6, 0, -6])
    >>> design(problem)
    DesignPlan of design: optimal, cost 17, bound 17, gap 0
      builds 1 of 2 arcs: n1>n2
    """
    for name, value in (("gap", gap), ("seconds", seconds), ("nodes", nodes)):
        if value is not None and not value >= 0:
            raise UsageError(f"{name} is {value:g}, allowed: 0 or more")
    with Watch(seconds=seconds, nodes=nodes, progress=progress) as watch:
        return _Search(problem, gap, watch).run()


class _Search:
    """One run: the program over ways, the best design so far, the bound."""

    def __init__(self, problem: Design, gap: float, watch: Watch) -> None:
        self.problem, self.gap, self.watch = problem, gap, watch
        self.lanes = lanes(problem)
        self.best = Best(gap, self.lanes.grain)
        self.bound, self.count, self.done = 0.0, 0, False
        self.looks: list[int] = []
        """Nodes of the tree at which a better design is still to be looked for apart."""
        self.descended = False

    def run(self) -> DesignPlan:
        """Search, then work the answer out anew."""
        if not self.lanes.origin.size:
            self._arcs(None)
            return self._plan(np.zeros((self.problem.arcs, self.problem.commodities)))
        self.master = Master(self.lanes, stop=self.watch.over)
        self.improver = Improver(self.problem, self.master, self.best)
        self._draft()
        self._root()
        if self.improver.single is not None:
            self._glance()
            self._arcs(None)
        else:
            self._tree()
        return self._plan(None)

    def _root(self) -> None:
        """Solve the root; tell why where not all can be carried."""
        self.master.seed()
        self.master.fix(self.lanes.free.astype(np.float64), np.ones(self.lanes.free.size))
        rounds = FEW if self.improver.single is not None else ROUNDS
        for _ in range(4):
            point = self.master.solve(rounds=rounds)
            if point is None:
                raise InfeasibleError(_against(self.problem))
            if point.short <= 1e-7 or not point.settled:
                break
            found = bottleneck(self.problem)
            if found is not None:
                raise InfeasibleError(found.sentences())
            self.master.raise_penalty()
        else:
            raise InfeasibleError(_against(self.problem))
        self.root = point
        self.bound = max(self.bound, point.bound)
        self.improver.try_point(point)
        self.watch.tell("relaxation", 0, self.best.objective, self.bound)

    def _draft(self) -> None:
        """Begin with the best of some quick designs."""
        self.drafts = slopes(self.problem, self.watch)
        found = None if self.drafts else bottleneck(self.problem)
        if found is not None:
            raise InfeasibleError(found.sentences())
        for draft in self.drafts[:ELITE]:
            if draft.cost < NEAR * self.best.objective:
                self.improver.offer(draft.used)
        self.watch.tell("quick designs", 0, self.best.objective, self.bound)
        arcs, goods = self.problem.arcs, self.problem.commodities
        if self.improver.single is None and arcs * goods >= LARGE:
            self._descend(np.zeros(arcs), np.zeros(arcs))

    def _glance(self) -> None:
        """Look among the arcs that the best quick designs and the relaxation use."""
        best = self.best
        if best.built is None or len(self.drafts) < 2 or self.bound >= best.cutoff:
            return
        near = self.root.built[: self.problem.arcs] > 1e-6
        closed = ~np.logical_or.reduce([near, best.built, *(draft.used for draft in self.drafts[:ELITE])])
        if self.problem.rules or closed.sum() < 0.3 * closed.size:
            return
        built, flow = self.improver.design_of(best.built)
        found = solve_arcs(
            self.problem,
            self.watch,
            closed=closed,
            opened=np.zeros_like(closed),
            strong=None,
            start=(built & ~closed, flow, best.objective),
            cutoff=best.cutoff,
            bound=self.bound,
            nodes=GLANCE if self.watch.nodes is None else min(GLANCE, self.watch.nodes),
            part=0.25,
        )
        self.count += found.nodes
        if found.built is not None:
            self._keep(found.built)

    def _tree(self) -> None:
        """Branch and price; a small problem that takes long goes on arc by arc."""
        flows = self.problem.arcs * self.problem.commodities
        small, tiny = flows <= SMALL, flows <= TINY
        self.looks = [] if small else [0 if flows >= LARGE else LOOKS[0], *LOOKS[1:]]
        tree = Tree(
            self.master,
            self.best,
            self.watch,
            improve=self.improver.try_point,
            carries=self.improver.carries,
            look=self._look,
        )
        tree.start(self.bound)
        most = self.watch.nodes
        first = (GLIMPSE if tiny else PATIENCE) if small else None
        limit = most if first is None else (first if most is None else min(first, most))
        self.done = tree.search(nodes=limit)
        self.bound, self.count = max(self.bound, tree.bound()), tree.count
        if not self.done and not self.watch.over() and (most is None or self.count < most):
            if relative_gap(self.best.objective, self.bound) > POOR and not tiny:
                self._among_known()
            self._arcs(self.master.pairs)

    def _look(self, count: int) -> None:
        """Look for a better design apart from the tree: at first by local search, then among the ways known."""
        if count not in self.looks or self.watch.over() or self.bound >= self.best.cutoff:
            return
        self.looks.remove(count)
        if not self.descended:
            self.descended = True
            arcs = self.problem.arcs
            self._descend(self.root.built[:arcs], self.root.share[:arcs] @ self.lanes.quantity)
        self._among_known()

    def _among_known(self) -> None:
        """Look for a better design among the ways known."""
        best = self.best
        found = among_known(
            self.master,
            self.watch,
            start=best.built,
            objective=best.objective,
            bound=self.bound,
            nodes=KNOWN,
            part=PART,
        )
        if found is not None:
            self._keep(found[: self.problem.arcs])
        self.watch.tell("known ways", self.count, best.objective, self.bound)

    def _descend(self, decided: NDArray[np.float64], carried: NDArray[np.float64]) -> None:
        """Look for a better design by local search from decisions and loads of the arcs, and from the best design."""
        draft = descend(
            self.problem,
            self.watch,
            decided=decided,
            carried=carried,
            usual=float(np.median(self.lanes.quantity)),
            known=self.best.built,
        )
        if draft is not None and draft.cost < NEAR * self.best.objective:
            self.improver.offer(draft.used)
        self.watch.tell("local search", self.count, self.best.objective, self.bound)

    def _arcs(self, pairs: NDArray[np.intp] | None) -> None:
        """Go on with HiGHS arc by arc, from the best design known."""
        problem, best = self.problem, self.best
        start, cutoff = None, best.cutoff
        closed = opened = np.zeros(problem.arcs, dtype=np.bool_)
        if best.built is not None:
            built, flow = self.improver.design_of(best.built)
            start = (built, flow, best.objective)
            closed, opened = self.improver.decided(self.root)
        strong = None
        if pairs is not None:
            inside = pairs[:, 0] < problem.arcs
            strong = np.unique(np.stack([pairs[inside, 0], self.lanes.commodity[pairs[inside, 1]]], axis=1), axis=0)
        found = solve_arcs(
            problem,
            self.watch,
            closed=closed,
            opened=opened,
            strong=strong,
            start=start,
            cutoff=cutoff,
            bound=self.bound,
            nodes=None if self.watch.nodes is None else max(0, self.watch.nodes - self.count),
            searches=problem.commodities == 1 or problem.arcs * problem.commodities <= TINY,
        )
        self.count += found.nodes
        if found.built is not None:
            self._keep(found.built)
        # Arcs were left out because designs with them cost more than the cutoff: that is all that is proved of those.
        proved = min(found.bound, cutoff) if bool(np.any(closed | opened)) else found.bound
        self.bound = max(self.bound, min(proved, best.objective))

    def _keep(self, built: NDArray[np.bool_]) -> None:
        if self.lanes.origin.size:
            self.improver.offer(built)
        else:
            self.best.offer(float(self.problem.fixed[built].sum()), built)

    def _plan(self, flow: NDArray[np.float64] | None) -> DesignPlan:
        """Return the best design, its flows and cost worked out anew."""
        problem, best = self.problem, self.best
        if best.built is None:
            if self.watch.over() or (self.watch.nodes is not None and self.count >= self.watch.nodes):
                raise UsageError("the search was ended before any design was found; allow it more seconds or nodes")
            raise InfeasibleError(_against(problem))
        built = best.built
        if flow is None:
            built, flow = self.improver.design_of(best.built)
        faults = broken(problem, built, flow)
        if faults:
            raise RuntimeError("the design found does not hold: " + "; ".join(faults))
        fixed, variable = cost_of(problem, built, flow)
        objective = fixed + variable
        bound = min(best.lifted(self.bound), objective)
        reached = relative_gap(objective, bound)
        status: Literal["optimal", "gap"] = "optimal" if reached <= max(self.gap, GAP) else "gap"
        return DesignPlan(
            problem=problem,
            status=status,
            objective=objective,
            bound=bound,
            gap=reached,
            built=built,
            flow=flow,
            fixed_cost=fixed,
            variable_cost=variable,
            nodes=self.count,
            stopped="" if status == "optimal" else self._stopped(),
        )

    def _stopped(self) -> Literal["", "seconds", "nodes", "keyboard"]:
        if self.watch.asked:
            return "keyboard"
        return "seconds" if self.watch.over() else "nodes"


def _against(problem: Design) -> list[str]:
    """Return the sentence for demands that capacities would allow and rules do not."""
    names = ", ".join(rule.name for rule in problem.rules[:8]) + (" and more" if len(problem.rules) > 8 else "")
    if problem.rules:
        return [f"with every arc built all demand can be met; no choice of arcs that keeps the rules does so: {names}"]
    return ["all demand can be met with every arc built, but no design was found"]
