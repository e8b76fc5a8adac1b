"""What a plan that costs little more must build, may build and never builds; and plans that really differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lodeway.network.model import Network
from lodeway.plan.instance.projects import Project
from lodeway.plan.result import Plan
from lodeway.plan.solving.master import Answer
from lodeway.plan.solving.reading import read_plan
from lodeway.plan.studies.extent import Extent, extent
from lodeway.plan.studies.kept import Kept, Say, keep, silent
from lodeway.plan.studies.pool import Work, crew
from lodeway.scenario.model import Scenario

__all__ = ["Alternative", "Near", "Span", "near"]

TRACE = 1e-6
"""Share of the most that may be built below which nothing is built."""
SAME = 0.01
"""Mean difference of builds, in shares of the most that may be built, below which two plans count as one."""

Standing = Literal["in every plan", "in none", "free"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """How much of a project plans within the budget build, over all years."""

    what: str
    """Id of the process, gate or link."""
    name: str
    kind: str
    country: str
    unit: str
    least: float
    cheapest: float
    """In the cheapest plan."""
    most: float
    room: float
    """Most that the scenario lets be built."""
    standing: Standing
    without: float
    """What a plan costs more that builds none of it [USD, present value]; NaN where there is no such plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """A plan within the budget that differs from the others."""

    name: str
    plan: Plan
    distance: float
    """Least mean difference of its builds to any plan before it, in shares of the most that may be built."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """All that can be said of plans that cost at most a share more than the cheapest."""

    scenario: str
    case: str
    digest: str
    percent: float
    least_cost: float
    """Cost of the cheapest plan, builds of any size [USD, present value]."""
    own: float
    """Its freight, investment and unmet demand."""
    budget: float
    """Most that a plan may cost: the least and the percentage of `own`."""
    spans: tuple[Span, ...]
    alternatives: tuple[Alternative, ...]
    in_units: tuple[str, ...] = ()
    """Projects that the scenario wants in whole units; this study lets them be of any size."""


@dataclass(frozen=True, slots=True)
class _Ask:
    """One end of one project's span, or a direction in which to look for another plan."""

    weights: tuple[tuple[int, float], ...]
    budget: float
    end: float
    shut: bool = False
    """First see what a plan costs that has none of it."""


def near(
    scenario: Scenario,
    *,
    network: Network | None = None,
    percent: float = 5.0,
    alternatives: int = 4,
    seed: int = 0,
    workers: int = 1,
    cluster: str = "",
    say: Say = silent,
) -> Near:
    """Return what plans that cost at most some per cent more must and may build, and a few that really differ.

    Parameters
    ----------
    scenario
        What `lodeway.scenario.read` returned.
    network
        What `lodeway.network.build` made of it; built here when left out.
    percent
        Per cent of freight, investment and unmet demand that a plan may cost more.
    alternatives
        Plans to look for beside the cheapest.
    seed
        Of the random directions in which to look once builds that none has used yet are exhausted.
    workers, cluster
        As for `lodeway.plan.studies.pool.crew`; the answer is the same.
    say
        Called with a line a step.

    Returns
    -------
    Near
        Builds are of any size, whatever the scenario says (`Near.in_units`): whole units within the same budget are among these plans, so
        that what is in every plan or in none is so in whole units too; what is free may not be.

    Raises
    ------
    InfeasibleError
        When demand that must be met cannot be.

    Notes
    -----
    The first alternatives shun what plans before them build (hop, skip and jump: E. D. Brill, S.-Y. Chang and L. D. Hopkins (1982),
    Modeling to Generate Alternatives, Management Science 28(3), 221-235), later ones go in random directions.

    Examples
    --------
    >>> from lodeway.plan.sample import sample
    >>> found = near(sample(), percent=1.0, alternatives=0)
    >>> [(span.what, round(span.least), round(span.most), span.standing) for span in found.spans]
    [('pit-2', 199, 500, 'in every plan')]
    """
    kept = keep(scenario, network, say=say)
    budget = kept.base.answer.objective + percent / 100.0 * kept.own
    projects = kept.world.projects
    asks = [ask for project in projects for ask in _ends(kept, project, budget)]
    work = Work(_prepare, scenario, f"near {scenario.digest}")
    with crew(work, workers=workers, cluster=cluster, model=kept) as team:
        ends = team.run(_answer, asks, done=lambda done, of: say(f"{done} of {of} ends of {len(projects)} projects"))
    spans = tuple(
        _span(kept, project, ends[2 * number], ends[2 * number + 1]) for number, project in enumerate(projects)
    )
    found = _alternatives(kept, budget, alternatives, seed, say)
    return Near(
        scenario=scenario.name,
        case=scenario.case,
        digest=scenario.digest,
        percent=percent,
        least_cost=kept.base.answer.objective,
        own=kept.own,
        budget=budget,
        spans=spans,
        alternatives=found,
        in_units=kept.in_units(),
    )


def _prepare(scenario: Scenario) -> Kept:
    return keep(scenario)


def _columns(kept: Kept, project: Project) -> list[int]:
    return kept.builds()[project.kind, project.id]


def _room(kept: Kept, project: Project, budget: float) -> float:
    """Return the most units that can be built: as stated, else what the budget pays for."""
    if np.isfinite(project.most):
        return project.most
    cheapest = min(kept.cost[column] for column in _columns(kept, project))
    return budget / cheapest if cheapest > 0 else 0.0


def _ends(kept: Kept, project: Project, budget: float) -> tuple[_Ask, _Ask]:
    columns = _columns(kept, project)
    down = _Ask(tuple((column, -1.0) for column in columns), budget, 0.0, shut=True)
    return down, _Ask(tuple((column, 1.0) for column in columns), budget, _room(kept, project, budget))


def _answer(kept: Kept, ask: _Ask) -> tuple[float, float]:
    """Return how far the sum goes and, where asked, what a plan costs that has none of it."""
    kept.reset()
    columns = [column for column, _ in ask.weights]
    _fence(kept, columns, ask.end)
    without = np.nan
    if ask.shut:
        if not kept.base.answer.values[columns].any():
            return 0.0, kept.base.answer.objective
        kept.bound(columns, [0.0] * len(columns), [0.0] * len(columns))
        done = kept.solve()
        without = np.nan if done is None else done.answer.objective
        if without <= ask.budget:
            return 0.0, without
        kept.reset()
        _fence(kept, columns, ask.end)
    return extent(kept, dict(ask.weights), budget=ask.budget, end=ask.end).reached, without


def _fence(kept: Kept, columns: Sequence[int], room: float) -> None:
    """Bound builds that the scenario does not, so that no premium makes them endless."""
    endless = [column for column in columns if np.isinf(kept.high[column])]
    kept.bound(endless, [0.0] * len(endless), [max(room, 0.0)] * len(endless))


def _span(kept: Kept, project: Project, low: tuple[float, float], high: tuple[float, float]) -> Span:
    room = _room(kept, project, np.inf)
    cheapest = float(kept.base.answer.values[_columns(kept, project)].sum())
    least, most = max(0.0, -low[0]), max(high[0], cheapest)
    trace = TRACE * (project.most if np.isfinite(project.most) else most)
    standing: Standing = "in every plan" if least > trace else "in none" if most <= trace else "free"
    return Span(
        what=project.id,
        name=project.name,
        kind=project.kind,
        country=project.country,
        unit="t/a" if project.kind == "process" else "gross t/a",
        least=least * project.step,
        cheapest=cheapest * project.step,
        most=most * project.step,
        room=room * project.step,
        standing=standing,
        without=low[1] - kept.base.answer.objective,
    )


def _alternatives(kept: Kept, budget: float, count: int, seed: int, say: Say) -> tuple[Alternative, ...]:
    """Return plans within the budget, each away from those before it."""
    dice = np.random.default_rng(seed)
    shares = [_shares(kept, kept.base.answer.values)]
    if not kept.world.projects:
        return ()
    found: list[Alternative] = []
    hops = True
    for attempt in range(3 * count):
        if len(found) == count:
            break
        used = np.sum([row > TRACE for row in shares], axis=0).astype(np.float64)
        direction = -used if hops else dice.standard_normal(used.size)
        goal = _towards(kept, direction, budget)
        mine = _shares(kept, goal.values)
        distance = float(min(np.abs(mine - row).mean() for row in shares))
        say(f"direction {attempt + 1}: differs by {distance:.1%} of what may be built")
        if distance < SAME:
            hops = False
            continue
        shares.append(mine)
        name = "shuns what others build" if hops else "random direction"
        found.append(Alternative(name=name, plan=_read(kept, goal), distance=distance))
    return tuple(found)


def _shares(kept: Kept, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return of every project the share built of the most that may be built."""
    projects = kept.world.projects
    built = np.asarray([values[_columns(kept, project)].sum() for project in projects])
    room = np.asarray(
        [
            project.most if np.isfinite(project.most) else max(1.0, size)
            for project, size in zip(projects, built, strict=True)
        ]
    )
    return np.asarray(built / room, dtype=np.float64)


def _towards(kept: Kept, direction: NDArray[np.float64], budget: float) -> Extent:
    kept.reset()
    weights: dict[int, float] = {}
    end = 0.0
    for project, slope in zip(kept.world.projects, direction, strict=True):
        room = _room(kept, project, budget)
        _fence(kept, _columns(kept, project), room)
        if slope and room > 0:
            weights |= dict.fromkeys(_columns(kept, project), float(slope) / room)
            end += max(0.0, float(slope))
    return extent(kept, weights, budget=budget, end=end)


def _read(kept: Kept, goal: Extent) -> Plan:
    """Return a plan of these values; it has no prices, being no optimum."""
    size = kept.master.first + len(kept.master.routes)
    values = np.zeros(size)
    values[: goal.values.size] = goal.values
    answer = Answer(
        objective=goal.cost,
        values=values,
        duals=np.zeros(len(kept.master.assembly.row_keys)),
        reduced=np.zeros(size),
    )
    return read_plan(kept.master, answer, bound=kept.base.bound, rounds=kept.base.rounds)
