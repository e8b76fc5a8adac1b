"""What the loss of any one link or gate costs a plan: one program kept, each loss asked from the same start."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from lodeway.errors import InfeasibleError, UsageError
from lodeway.network import build
from lodeway.network.model import Network
from lodeway.plan.master import master
from lodeway.plan.passages import passages
from lodeway.plan.pricing import converge, seed
from lodeway.plan.solve import assemble
from lodeway.plan.ways import finder
from lodeway.plan.world import world
from lodeway.scenario.model import Scenario

__all__ = ["PassageFailure", "passage_failures"]

UNUSED = 1e-9
"""Tonnes below which a route carries nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageFailure:
    """What a plan for builds of any size costs without a gate or link in all years, planned anew."""

    what: str
    """Id of the gate or hand-made link."""
    cost: float
    """[USD, present value]; infinite where no plan satisfies the limits without it."""
    rise: float
    """What that is more than with it [USD, present value]."""


def passage_failures(
    scenario: Scenario,
    *,
    network: Network | None = None,
    names: Iterable[str] | None = None,
    progress: Callable[[str], None] | None = None,
) -> tuple[PassageFailure, ...]:
    """Return what the loss of each gate or link costs, for builds of any size, in the order of their numbers.

    One that carries nothing in the cheapest plan costs nothing to lose. For any other the routes over it are held at zero, the
    dual simplex method goes on from the plan's basis, and routes around it are priced to the end.

    Parameters
    ----------
    scenario
        What `lodeway.scenario.read` returned.
    network
        What `lodeway.network.build` made of it; built here when left out.
    names
        Ids of gates and links; those with a bounded capacity when left out.
    progress
        Called with a line for each loss.

    Raises
    ------
    UsageError
        When a name is of no gate or link with a bounded capacity.
    InfeasibleError
        When there is no plan to begin with.

    Examples
    --------
    >>> from lodeway.plan.sample import sample
    >>> passage_failures(sample())
    ()
    """
    about = world(scenario, network or build(scenario))
    program, ways = master(about, assemble(about)), finder(about)
    bounded = {row.id: k for k, row in enumerate(passages(about.network)) if ways.scarce[k]}
    chosen = list(bounded) if names is None else list(names)
    if unknown := [name for name in chosen if name not in bounded]:
        raise UsageError(f"no gate or link with a bounded capacity is called {', '.join(unknown)}")
    least = seed(program, ways)
    base = converge(program, ways, least, progress=_silent)
    if base is None:
        raise InfeasibleError(("no values satisfy the plan's equations",))
    solver, count = program.solver, len(program.routes)
    basis, tonnes = solver.getBasis(), base.answer.values[program.first :]
    owner = np.repeat(np.arange(count), np.diff(program.routes.gate_start))
    passed = program.routes.gates
    found = []
    for name in chosen:
        over = np.unique(owner[passed == bounded[name]])
        cost = base.answer.objective
        if over.size and tonnes[over].max() > UNUSED:
            columns, nothing = (program.first + over).astype(np.int32), np.zeros(over.size)
            solver.changeColsBounds(over.size, columns, nothing, nothing)
            solver.setOptionValue("simplex_strategy", 1)
            ways.closed = (bounded[name],)
            done = converge(program, ways, least, progress=_silent)
            cost = np.inf if done is None else done.answer.objective
            ways.closed = ()
            program.forget(count)
            solver.changeColsBounds(over.size, columns, nothing, np.full(over.size, np.inf))
            solver.setBasis(basis)
        (progress or _silent)(f"without {name}: {cost:.8g} USD")
        found.append(PassageFailure(what=name, cost=float(cost), rise=float(max(0.0, cost - base.answer.objective))))
    return tuple(found)


def _silent(text: str) -> None:
    """Say nothing."""
