"""One planned program, kept warm in the solver: asked again and again, each time from the same start."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import highspy
import numpy as np
from numpy.typing import NDArray

from lodeway.errors import InfeasibleError
from lodeway.network import build
from lodeway.network.model import Network
from lodeway.plan.blocks.assembly import Assembly
from lodeway.plan.blocks.program import assemble
from lodeway.plan.instance.world import World, world
from lodeway.plan.repair import infeasible
from lodeway.plan.routing.ways import Finder, finder
from lodeway.plan.solving.conflict import is_short
from lodeway.plan.solving.costs import own_cost, parts_of
from lodeway.plan.solving.master import Answer, Master, master
from lodeway.plan.solving.pricing import Converged, converge, seed
from lodeway.scenario.model import Scenario

__all__ = ["Kept", "Say", "add_row", "keep", "silent"]

Say = Callable[[str], None]
"""Takes a line on what is being done."""


def silent(text: str) -> None:
    """Say nothing."""


@dataclass(slots=True)
class Kept:
    """A program solved once, with the state to which `reset` returns it.

    Every question starts from that state, so that its answer depends on the question alone: not on what was asked
    before, nor on which process answers.
    """

    master: Master
    finder: Finder
    least: NDArray[np.float64]
    """Least cost of any route by slot."""
    base: Converged
    """The cheapest plan, builds of any size."""
    own: float
    """Its freight, investment and unmet demand [USD, present value]."""
    routes: int
    basis: highspy.HighsBasis
    cost: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    row_low: NDArray[np.float64]
    row_high: NDArray[np.float64]
    extra: dict[int, float] = field(default_factory=dict)
    """What `price` added to the cost of columns."""

    @property
    def world(self) -> World:
        """Return what the equations see."""
        return self.master.world

    def reset(self) -> None:
        """Go back to the state in which the program was kept; routes found since are forgotten."""
        program, solver = self.master, self.master.solver
        size = program.first + self.routes
        program.forget(self.routes)
        columns, rows = np.arange(size, dtype=np.int32), np.arange(self.row_low.size, dtype=np.int32)
        solver.changeColsCost(size, columns, self.cost)
        solver.changeColsBounds(size, columns, self.low, self.high)
        solver.changeRowsBounds(rows.size, rows, self.row_low, self.row_high)  # type: ignore[attr-defined]
        solver.clearSolver()
        solver.setOptionValue("solver", "simplex")
        solver.setOptionValue("simplex_strategy", 1)
        solver.setBasis(self.basis)
        self.extra.clear()

    def price(self, columns: Sequence[int], extra: Sequence[float]) -> None:
        """Add to the cost of columns, in place of what was added before."""
        wanted = dict.fromkeys(self.extra, 0.0) | dict(zip(columns, extra, strict=True))
        places = np.asarray(list(wanted), dtype=np.int32)
        cost = self.cost[places] + np.asarray(list(wanted.values()))
        self.master.solver.changeColsCost(places.size, places, cost)
        self.master.solver.setOptionValue("simplex_strategy", 4)
        self.extra = {column: value for column, value in wanted.items() if value}

    def bound(self, columns: Sequence[int], low: Sequence[float], high: Sequence[float]) -> None:
        """Hold columns between bounds."""
        places = np.asarray(columns, dtype=np.int32)
        self.master.solver.changeColsBounds(places.size, places, np.asarray(low, float), np.asarray(high, float))
        self.master.solver.setOptionValue("simplex_strategy", 1)

    def limit(self, rows: Sequence[int], low: Sequence[float], high: Sequence[float]) -> None:
        """Hold rows between bounds."""
        places = np.asarray(rows, dtype=np.int32)
        self.master.solver.changeRowsBounds(  # type: ignore[attr-defined]
            places.size, places, np.asarray(low, float), np.asarray(high, float)
        )
        self.master.solver.setOptionValue("simplex_strategy", 1)

    def solve(self, *, least: NDArray[np.float64] | None = None, say: Say = silent) -> Converged | None:
        """Solve and price routes to the end; None when no values satisfy the rows."""
        return converge(self.master, self.finder, self.least if least is None else least, progress=say)

    def cost_of(self, answer: Answer) -> float:
        """Return an answer's cost without what `price` added [USD, present value]."""
        return answer.objective - sum(value * float(answer.values[column]) for column, value in self.extra.items())

    def in_units(self) -> tuple[str, ...]:
        """Return the projects that the scenario wants in whole units."""
        return tuple(project.id for project in self.world.projects if project.whole)

    def builds(self) -> dict[tuple[str, str], list[int]]:
        """Return the columns of every project, by kind and id."""
        columns = self.master.assembly.columns
        return {
            (project.kind, project.id): [columns["build", project.kind, project.id, year] for year in project.decisions]
            for project in self.world.projects
        }


def keep(
    scenario: Scenario,
    network: Network | None = None,
    *,
    twist: Callable[[World], World] | None = None,
    measure: Callable[[World, Assembly], None] | None = None,
    condense: bool | None = None,
    say: Say = silent,
) -> Kept:
    """Plan a scenario for builds of any size and keep the program.

    Parameters
    ----------
    scenario
        What `lodeway.scenario.read` returned.
    network
        What `lodeway.network.build` made of it; built here when left out.
    twist
        Changes what the equations see before they are written.
    measure
        Adds rows and columns that bind nothing yet.
    condense
        As for `lodeway.plan.routing.ways.finder`: not where the measure prices every leg.
    say
        Called with a line a step.

    Raises
    ------
    InfeasibleError
        When demand that must be met cannot be.
    """
    about = world(scenario, network or build(scenario, progress=say))
    about = twist(about) if twist else about
    assembly = assemble(about)
    if measure:
        measure(about, assembly)
    program, ways = master(about, assembly), finder(about, condense=condense)
    least = seed(program, ways)
    done = converge(program, ways, least, progress=say)
    if done is None:
        raise InfeasibleError(("no values satisfy the plan's equations",))
    if is_short(program, done.answer):
        raise infeasible(about.scenario, about.network)
    program.forbid_shortage()
    return hold(program, ways, least, done)


def hold(program: Master, ways: Finder, least: NDArray[np.float64], done: Converged) -> Kept:
    """Return a program as it now stands, with all that brings it back."""
    held = program.solver.getLp()
    return Kept(
        master=program,
        finder=ways,
        least=least,
        base=done,
        own=own_cost(parts_of(program, np.maximum(done.answer.values, 0.0))),
        routes=len(program.routes),
        basis=program.solver.getBasis(),
        cost=np.asarray(held.col_cost_, dtype=np.float64),
        low=np.asarray(held.col_lower_, dtype=np.float64),
        high=np.asarray(held.col_upper_, dtype=np.float64),
        row_low=np.asarray(held.row_lower_, dtype=np.float64),
        row_high=np.asarray(held.row_upper_, dtype=np.float64),
    )


def add_row(program: Master, key: tuple[str | int, ...], entries: dict[int, float], *, lower: float) -> int:
    """Add ``sum coefficient x column >= lower``, over columns that are no routes, to a program already in the solver."""
    row = program.assembly.row(key, lower=lower)
    for column, coefficient in entries.items():
        program.assembly.enter(row, column, coefficient)
    for matrix in (program.attachment, *program.through):
        matrix.resize((matrix.shape[0], row + 1))  # type: ignore[arg-type]
    columns = np.asarray(list(entries), dtype=np.int32)
    program.solver.addRow(lower, highspy.kHighsInf, columns.size, columns, np.asarray(list(entries.values())))
    return row
