"""What the loss of any one link or gate costs a plan: one program kept, each loss asked from the same start."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from lodeway.errors import InfeasibleError, UsageError
from lodeway.network import build
from lodeway.network.model import Network
from lodeway.plan.blocks.program import assemble
from lodeway.plan.instance.passages import passages
from lodeway.plan.instance.world import world
from lodeway.plan.routing.routes import Routes, joined
from lodeway.plan.routing.ways import Finder, finder
from lodeway.plan.solving.floors import Floors, prices_of
from lodeway.plan.solving.master import Master, master
from lodeway.plan.solving.pricing import converge, seed
from lodeway.plan.solving.sifting import AT_UPPER, BASIC, Sifted, lazy_rows, statuses
from lodeway.scenario.model import Scenario

__all__ = ["PassageFailure", "passage_failures"]

SURE = 1e-9
"""What may be left between cost and bound after a loss, as a share of freight, investment and unmet demand."""
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
    used: bool
    """It carries something in the plan with everything open."""


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
    duals = base.answer.duals
    untolled = _least(program, ways, duals)
    kept, count = _kept(program), len(program.routes)
    tonnes, passed = base.answer.values[program.first :], program.routes.gates
    owner = np.repeat(np.arange(count), np.diff(program.routes.gate_start))
    found = []
    for name in chosen:
        over = np.unique(owner[passed == bounded[name]])
        cost, used = base.answer.objective, bool(over.size and tonnes[over].max() > UNUSED)
        if used:
            ways.closed = (bounded[name],)
            around, known = _detours(program, ways, duals, untolled, over[tonnes[over] > UNUSED])
            kept.offer(around, program.matrix_of(around), program.per_tonne.cost(around))
            kept.close(over)
            done = converge(
                program, ways, least, progress=_silent, gap=SURE, floors=Floors(program).told(duals, known), kept=kept
            )
            if done is None:
                # A warm basis can lead simplex astray: only a start afresh is a verdict.
                kept.solver.clearSolver()
                done = converge(program, ways, least, progress=_silent, gap=SURE, kept=kept)
            cost = np.inf if done is None else done.answer.objective
            ways.closed = ()
            program.known.difference_update(kept.thaw(over).keys())
            program.routes = kept.pool
        (progress or _silent)(f"without {name}: {cost:.8g} USD")
        rise = max(0.0, cost - base.answer.objective)
        found.append(PassageFailure(what=name, cost=float(cost), rise=float(rise), used=used))
    return tuple(found)


def _kept(program: Master) -> Sifted:
    """Return the program without the rows of gates and links that are not full, solved and remembered.

    A row of one column is a bound of it.
    """
    assembly, routes = program.assembly, program.routes
    basis, lazy = program.solver.getBasis(), lazy_rows(program, gates=True)
    columns, sides = statuses(basis.col_status), statuses(basis.row_status)
    static, bound = csr_array(assembly.matrix()), np.array(assembly.bound)
    single, column, most = _bounds(program, static)
    free = (sides[single] == BASIC) | (columns[column] == BASIC)
    single, column, most = single[free], column[free], most[free]
    bound[column] = np.minimum(bound[column], most)
    columns[column[sides[single] != BASIC]] = AT_UPPER
    inside = np.ones(lazy.size, dtype=np.bool_)
    inside[single] = False
    kept = Sifted(program, np.flatnonzero(inside), lazy, csc_array(static), np.asarray(assembly.cost), bound)
    kept.offer(routes, program.matrix_of(routes), program.per_tonne.cost(routes))
    rows = np.flatnonzero(inside & (~lazy | (sides != BASIC)))
    kept.load(np.arange(len(routes)), rows, columns, sides[rows])
    kept.freeze()
    return kept


def _bounds(program: Master, static: csr_array) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
    """Return the rows that say how much one column may be at most, no route in them; these columns, each once, and how much."""
    lower, upper = program.assembly.bounds()
    alone = (np.diff(static.indptr) == 1) & np.isinf(lower) & (upper >= 0)
    alone[program.attachment.indices] = False
    alone[program.gate_row[program.gate_row >= 0]] = False
    alone[[row for _, row in program.assembly.transport_rows]] = False
    for matrix in program.through:
        alone[matrix.indices] = False
    rows = np.flatnonzero(alone)
    entry = static.indptr[rows]
    rows, entry = rows[static.data[entry] > 0], entry[static.data[entry] > 0]
    columns, first = np.unique(static.indices[entry], return_index=True)
    rows, entry = rows[first], entry[first]
    most: NDArray[np.float64] = upper[rows] / static.data[entry]
    return rows, columns.astype(np.intp), most


def _least(program: Master, ways: Finder, duals: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what any route of each slot costs at least under duals, tolls of transit left out."""
    years, per = len(program.world.years), program.per_tonne
    least = np.full(per.most.size, np.inf)
    for place in range(years):
        found = ways.search(np.flatnonzero(per.most[place::years] > 0), place, prices_of(program, duals, place))
        slot = found.lane * years + place
        least[slot] = per.factor[slot] * found.weight + per.fixed[slot]
    return least


def _detours(
    program: Master, ways: Finder, duals: NDArray[np.float64], least: NDArray[np.float64], lost: NDArray[np.intp]
) -> tuple[Routes, NDArray[np.float64]]:
    """Return the best ways around for the slots of lost routes, under the prices of before, and what routes cost at least, now that they are lost."""
    years, slots = len(program.world.years), np.unique(program.routes.slot[lost])
    per, least = program.per_tonne, least.copy()
    for place in range(years):
        lanes, before = slots[slots % years == place] // years, prices_of(program, duals, place)
        if lanes.size and before.gates is not None:
            before.gates[list(ways.closed)] = np.inf
            found = ways.search(lanes, place, before)
            slot = found.lane * years + place
            least[slot] = per.factor[slot] * found.weight + per.fixed[slot]
            program.offer(found.routes(np.arange(found.lane.size), years, place))
    around = joined(program.waiting)
    program.waiting.clear()
    return around, least


def _silent(text: str) -> None:
    """Say nothing."""
