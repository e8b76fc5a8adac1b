"""From scenario to plan: write the equations, generate routes, round builds to whole units, read the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from lodeway.errors import InfeasibleError
from lodeway.network import build
from lodeway.network.model import Network
from lodeway.plan import blocks, variables
from lodeway.plan.assembly import Assembly
from lodeway.plan.conflict import is_short
from lodeway.plan.integers import whole_units
from lodeway.plan.master import master
from lodeway.plan.pricing import converge, seed
from lodeway.plan.reading import read_plan
from lodeway.plan.rejected import rejected
from lodeway.plan.repair import infeasible
from lodeway.plan.result import Plan
from lodeway.plan.ways import finder
from lodeway.plan.world import World, world
from lodeway.scenario.model import Scenario

__all__ = ["assemble", "plan"]


def assemble(about: World) -> Assembly:
    """Return every row and column but the routes, family by family."""
    assembly = Assembly()
    variables.activities(about, assembly)
    variables.shares(about, assembly)
    variables.builds(about, assembly)
    variables.shortages(about, assembly)
    variables.surpluses(about, assembly)
    variables.stocks(about, assembly)
    for family in (
        blocks.balance,
        blocks.labels,
        blocks.process_capacity,
        blocks.resource,
        blocks.gate_capacity,
        blocks.link_capacity,
        blocks.build_bounds,
        blocks.build_rate,
        blocks.demand,
        blocks.relation,
        blocks.stocks,
        blocks.recycling,
        blocks.offtake,
        blocks.requirement,
        blocks.share,
        blocks.transit_share,
        blocks.quota,
        blocks.funding,
        blocks.budget,
        blocks.emissions,
        blocks.workforce,
    ):
        family(about, assembly)
    return assembly


def plan(
    scenario: Scenario,
    *,
    network: Network | None = None,
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
    explained
        Also say what every project that is not built lacks (`Plan.rejected`): a further solve for each.
    progress
        Called with a short line before each long step.

    Returns
    -------
    Plan
        The same for any order of the scenario's rows; two runs give the same values to the last digit.

    Raises
    ------
    InfeasibleError
        When demand that must be met cannot be; its conflicts name the limits that stand in the way.

    Examples
    --------
    >>> from lodeway.plan.sample import sample
    >>> answer = plan(sample())
    >>> answer.status, [(build.what, build.year, round(build.size)) for build in answer.builds]
    ('optimal', [('pit-2', 2026, 200)])
    """
    say = progress or _silent
    about = world(scenario, network or build(scenario, progress=progress))
    try:
        return _planned(about, say, explained=explained)
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


def _planned(about: World, say: Callable[[str], None], *, explained: bool) -> Plan:
    program, ways = master(about, assemble(about)), finder(about)
    say(f"{len(about.lanes)} lanes, {len(program.assembly.row_keys)} equations")
    least = seed(program, ways)
    done = converge(program, ways, least, progress=say)
    if done is None:
        raise InfeasibleError(("no values satisfy the plan's equations",))
    if is_short(program, done.answer):
        raise _ExcludedError(whole=False)
    program.forbid_shortage()
    try:
        done = whole_units(program, ways, least, done, progress=say)
    except InfeasibleError as error:
        raise _ExcludedError(whole=True) from error
    found = read_plan(program, done.answer, bound=done.bound, rounds=done.rounds)
    if explained:
        say("what each project left out lacks")
        found = replace(found, rejected=rejected(program, ways, least, done.answer))
    return found


def _silent(text: str) -> None:
    """Say nothing."""
