"""What each assumption does to the plan, one at a time: the bars of a tornado."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from lodeway.errors import InfeasibleError, LodewayError
from lodeway.network import build
from lodeway.network.model import Network
from lodeway.plan.blocks.program import assemble
from lodeway.plan.instance.world import world
from lodeway.plan.routing.ways import finder
from lodeway.plan.solving.conflict import is_short
from lodeway.plan.solving.costs import own_cost, parts_of
from lodeway.plan.solving.integers import whole_units
from lodeway.plan.solving.master import master
from lodeway.plan.solving.pricing import converge, seed
from lodeway.plan.studies.figures import built, unmet_share
from lodeway.plan.studies.kept import Say, silent
from lodeway.plan.studies.parameters import Doubt, Step, changed, check, reprices
from lodeway.plan.studies.pool import Work, crew
from lodeway.scenario.model import Scenario

__all__ = ["Bar", "Outcome", "Tornado", "tornado"]

CHANGED = 1e-3
"""Share of the larger of two builds by which they must differ to count as different."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A plan in figures."""

    own: float
    """Freight, investment and unmet demand [USD, present value]."""
    objective: float
    bound: float
    """Proved lower bound of the objective."""
    investment: float
    unmet: float
    """Share of all demand by value that is not met."""
    builds: dict[str, float]
    """Project to what is built over all years [t/a]."""
    fault: str = ""
    """Why there is no plan; the figures are NaN then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """What the low and the high value of an assumption do."""

    doubt: Doubt
    low: Outcome
    high: Outcome
    changed: tuple[str, ...]
    """Projects of which either plan builds more or less than the base."""

    def spread(self, measure: str) -> float:
        """Return how far the bar reaches: the distance between its ends and the base, whichever are farthest apart."""
        return abs(float(getattr(self.high, measure)) - float(getattr(self.low, measure)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tornado:
    """The base and a bar for each assumption, the longest first."""

    scenario: str
    case: str
    digest: str
    measure: str
    base: Outcome
    bars: tuple[Bar, ...]


@dataclass(slots=True)
class _State:
    scenario: Scenario
    network: Network


@dataclass(frozen=True, slots=True)
class _Task:
    parameter: str
    step: Step | None = field(default=None)


def tornado(
    scenario: Scenario,
    doubts: Sequence[Doubt],
    *,
    network: Network | None = None,
    measure: str = "own",
    workers: int = 1,
    cluster: str = "",
    say: Say = silent,
) -> Tornado:
    """Return what each assumption does to the plan when it alone is low or high.

    Parameters
    ----------
    scenario
        What `lodeway.scenario.read` returned.
    doubts
        Assumptions with their low and high values, as `lodeway.plan.studies.parameters.doubts` returns.
    network
        What `lodeway.network.build` made of the scenario; built here when left out.
    measure
        By what bars are sorted: own, objective, investment or unmet.
    workers, cluster
        As for `lodeway.plan.studies.pool.crew`; the answer is the same.
    say
        Called with a line a step.

    Returns
    -------
    Tornado
        Builds in whole units where the scenario says so; routes are priced anew under each value.

    Raises
    ------
    UsageError
        When an assumption is no setting or column of the scenario.

    Examples
    --------
    >>> from lodeway.plan.sample import sample
    >>> from lodeway.plan.studies.parameters import doubts
    >>> found = tornado(sample(), doubts(sample(), 20.0))
    >>> [bar.doubt.parameter for bar in found.bars][:2]
    ['demands.quantity', 'processes.capacity']
    """
    check([row.parameter for row in doubts])
    model = _model(scenario, network, say)
    tasks = [_Task("")] + [_Task(row.parameter, step) for row in doubts for step in (row.low, row.high)]
    work = Work(_prepare, scenario, f"tornado {scenario.digest}")
    with crew(work, workers=workers, cluster=cluster, model=model) as team:
        base, *ends = team.run(_plan, tasks, done=lambda done, of: say(f"plan {done} of {of}"))
    bars = [
        Bar(doubt=row, low=low, high=high, changed=_changed(base, low, high))
        for row, low, high in zip(doubts, ends[::2], ends[1::2], strict=True)
    ]
    order = sorted(bars, key=lambda bar: (-np.nan_to_num(bar.spread(measure), nan=np.inf), bar.doubt.parameter))
    return Tornado(
        scenario=scenario.name,
        case=scenario.case,
        digest=scenario.digest,
        measure=measure,
        base=base,
        bars=tuple(order),
    )


def _prepare(scenario: Scenario) -> _State:
    return _model(scenario, None, silent)


def _model(scenario: Scenario, network: Network | None, say: Say) -> _State:
    return _State(scenario, network or build(scenario, progress=say))


def _plan(model: _State, task: _Task) -> Outcome:
    """Return the plan under one changed assumption, in figures."""
    case = model.scenario if task.step is None else changed(model.scenario, task.parameter, task.step)
    try:
        return _planned(model, case, reprices(task.parameter))
    except LodewayError as error:
        nan = float("nan")
        return Outcome(own=nan, objective=nan, bound=nan, investment=nan, unmet=nan, builds={}, fault=str(error))


def _planned(model: _State, case: Scenario, repriced: bool) -> Outcome:
    network = build(case) if repriced else model.network
    about = world(case, network)
    program, ways = master(about, assemble(about)), finder(about)
    least = seed(program, ways)
    done = converge(program, ways, least, progress=silent)
    if done is None:
        raise InfeasibleError(("no values satisfy the plan's equations",))
    if is_short(program, done.answer):
        raise InfeasibleError(("demand that must be met cannot be",))
    program.forbid_shortage()
    done = whole_units(program, ways, least, done, progress=silent)
    values = np.maximum(done.answer.values, 0.0)
    parts = parts_of(program, values)
    return Outcome(
        own=own_cost(parts),
        objective=done.answer.objective,
        bound=done.bound,
        investment=parts["investment"],
        unmet=unmet_share(program, values),
        builds=built(program, values),
    )


def _changed(base: Outcome, low: Outcome, high: Outcome) -> tuple[str, ...]:
    names = sorted(base.builds.keys() | low.builds.keys() | high.builds.keys())
    return tuple(name for name in names if any(_differ(base, other, name) for other in (low, high) if not other.fault))


def _differ(one: Outcome, other: Outcome, name: str) -> bool:
    sizes = one.builds.get(name, 0.0), other.builds.get(name, 0.0)
    return abs(sizes[0] - sizes[1]) > CHANGED * max(sizes)
