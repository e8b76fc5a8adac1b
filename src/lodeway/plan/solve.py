"""From scenario to plan: write the equations, generate routes, round builds to whole units, read the answer."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np

from lodeway.errors import InfeasibleError, UsageError
from lodeway.network import build
from lodeway.network.model import Network
from lodeway.plan.blocks.program import assemble
from lodeway.plan.instance.world import World, world
from lodeway.plan.repair import infeasible
from lodeway.plan.result import Plan
from lodeway.plan.routing.beside import Search, beside
from lodeway.plan.routing.ways import finder
from lodeway.plan.solving.conflict import is_short
from lodeway.plan.solving.integers import hasty_units, whole_units
from lodeway.plan.solving.master import Master, master
from lodeway.plan.solving.pricing import Converged, Interrupted, converge, seed
from lodeway.plan.solving.reading import read_plan
from lodeway.plan.solving.rejected import rejected
from lodeway.scenario.model import Scenario
from lodeway.scenario.settings import check_settings

__all__ = ["plan", "write_lp"]

MANY = 20_000
"""Lanes that may carry something, by year, above which a second process searches half of the ways."""


def plan(
    scenario: Scenario,
    *,
    network: Network | None = None,
    method: Literal["routes", "arcs"] = "routes",
    gap: float = 1e-6,
    explained: bool = False,
    progress: Callable[[str], None] | None = None,
) -> Plan:
    """Return what to build and to ship, when and which way, at least cost.

    Parameters
    ----------
    scenario
        What `lodeway.scenario.read` returned.
    network
        What `lodeway.network.build` made of it; built here when left out.
    method
        ``routes`` generates routes as they pay; ``arcs`` writes every flow on every leg as a column of one program, for
        small scenarios: the same plan by another way.
    gap
        What may be left between cost and bound, as a share of freight, investment and unmet demand, when the search ends.
        A program of less than 15,000 columns is solved to the end in any case.
    explained
        Also say what every project that is not built lacks (`Plan.rejected`): a further solve for each, by routes.
    progress
        Called with a short line before each long step.

    Returns
    -------
    Plan
        The same for any order of the scenario's rows; two runs give the same values to the last digit. Interrupted by
        Ctrl-C once there is a plan, the best so far with the gap that is proved, and a note.

    Raises
    ------
    UsageError
        When a setting of the scenario, the method or the gap is none.
    InfeasibleError
        When demand that must be met cannot be; its conflicts name the limits that stand in the way.

    Examples
    --------
    >>> from lodeway.plan.sample import sample
    >>> answer = plan(sample())
    >>> answer.status, [(build.what, build.year, round(build.size)) for build in answer.builds]
    ('optimal', [('pit-2', 2026, 200)])
    >>> abs(plan(sample(), method="arcs").objective / answer.objective - 1) < 1e-9
    True
    """
    if method not in ("routes", "arcs"):
        raise UsageError(f"unknown method {method!r}, allowed: routes, arcs")
    if not 0 <= gap < math.inf:
        raise UsageError(f"gap is {gap}, allowed: a part of the plan's own cost, 0 or more")
    check_settings(scenario)
    say = progress or _silent
    about = world(scenario, network or build(scenario, progress=progress))
    if method == "arcs":
        from lodeway.plan.arcs import arc_model, plan_by_arcs

        found = plan_by_arcs(arc_model(about, assemble(about)), progress=say)
        if found is not None:
            return found
        say("no values satisfy the rows; routes tell why")
    try:
        return _planned(about, say, explained=explained, gap=gap)
    except _ExcludedError as error:
        say("no plan satisfies all limits: find out why")
        raise infeasible(scenario, about.network, whole=error.whole, plan=_attempt) from None


class _ExcludedError(InfeasibleError):
    """Something that must hold cannot; nothing is said yet of why."""

    def __init__(self, *, whole: bool) -> None:
        self.whole = whole
        super().__init__(("something that must hold cannot",))


def _attempt(mended: Scenario, network: Network) -> object:
    """Plan a repaired scenario; one that cannot be planned either is not explained in turn."""
    return _planned(world(mended, network), _silent, explained=False)


def _planned(about: World, say: Callable[[str], None], *, explained: bool, gap: float = 1e-6) -> Plan:
    # The second process takes about as long to start as the equations to write.
    with beside(large=sum(int(np.count_nonzero(lane.most)) for lane in about.lanes) > MANY) as searcher:
        return _searched(about, searcher, say, explained=explained, gap=gap)


def _searched(about: World, searcher: Search, say: Callable[[str], None], *, explained: bool, gap: float) -> Plan:
    program, ways = master(about, assemble(about)), finder(about)
    ways.searcher = searcher
    say(f"{len(about.lanes)} lanes, {len(program.assembly.row_keys)} equations")
    try:
        least = seed(program, ways)
        done = converge(program, ways, least, progress=say, gap=gap)
    except Interrupted as stop:
        return _hasty(program, stop.done, say)
    if done is None:
        raise InfeasibleError(("no values satisfy the plan's equations",))
    if is_short(program, done.answer):
        raise _ExcludedError(whole=False)
    program.forbid_shortage()
    try:
        done = whole_units(program, ways, least, done, progress=say, gap=gap)
    except InfeasibleError as error:
        raise _ExcludedError(whole=True) from error
    except KeyboardInterrupt:
        return _hasty(program, done, say)
    found = read_plan(program, done.answer, bound=done.bound, rounds=done.rounds)
    if explained:
        say("what each project left out lacks")
        try:
            found = replace(found, rejected=rejected(program, ways, least, done.answer))
        except KeyboardInterrupt:
            found = replace(found, note="interrupted")
    return found


def _hasty(program: Master, done: Converged, say: Callable[[str], None]) -> Plan:
    """Return the best plan so far of a search that was interrupted; interrupt for good where there is none."""
    say("interrupted: reading the best plan so far")
    if is_short(program, done.answer):
        raise KeyboardInterrupt
    program.forget(len(program.routes))
    best = hasty_units(program, done)
    if best is None:
        raise KeyboardInterrupt
    return read_plan(program, best.answer, bound=best.bound, rounds=best.rounds, note="interrupted")


def write_lp(scenario: Scenario, file: str | Path, *, network: Network | None = None) -> Path:
    """Write the plan's program, arc by arc, to a file in the LP or MPS format, and return its path.

    Parameters
    ----------
    scenario
        What `lodeway.scenario.read` returned.
    file
        Its ending, ``.lp`` or ``.mps``, says the format.
    network
        What `lodeway.network.build` made of the scenario; built here when left out.

    Raises
    ------
    UsageError
        When the ending is another or the folder does not exist.

    Examples
    --------
    >>> import tempfile
    >>> from lodeway.plan.sample import sample
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_lp(sample(), Path(folder) / "plan.mps").name
    'plan.mps'
    """
    from lodeway.plan.arcs import arc_model, check_model_file, write_model

    check_model_file(file)
    about = world(scenario, network or build(scenario))
    return write_model(arc_model(about, assemble(about)), file)


def _silent(text: str) -> None:
    """Say nothing."""
