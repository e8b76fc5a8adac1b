"""What less of something else than money costs: the front of plans of which none is better in both."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from lodeway.errors import UsageError
from lodeway.network import build
from lodeway.network.model import Network
from lodeway.plan.solving.costs import moving, own_cost, parts_of
from lodeway.plan.solving.pricing import Converged
from lodeway.plan.studies.figures import built, unmet_share
from lodeway.plan.studies.kept import Kept, Say, keep, silent
from lodeway.plan.studies.measures import COLUMN, Measure, most_passed
from lodeway.plan.studies.pool import Work, crew
from lodeway.scenario.model import Scenario

__all__ = ["Front", "Point", "pareto"]

LIGHT = 1e-6
"""Share of the highest price at which the measure counts everywhere, so that of plans that cost the same the better is taken."""
CAPS = {"emissions": 1000.0, "share": np.nan, "transit": 1.0}
"""Highest price looked at: USD per tonne CO2e; of share the plan's own cost for all of it; USD per USD of goods."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """The cheapest plan with no more than so much of the measure."""

    value: float
    """Of the measure."""
    cost: float
    """[USD, present value]."""
    extra: float
    """More than the cheapest plan [USD, present value]."""
    price: float
    """What one unit less costs from here on [USD, present value, per unit of the measure]."""
    bound: float
    """Proved lower bound of the cost."""
    parts: dict[str, float]
    own: float
    """Freight, investment and unmet demand."""
    unmet: float
    """Share of all demand by value that is not met."""
    builds: dict[str, float]
    """Project to what is built over all years [t/a]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """Points from the cheapest plan to the least of the measure worth paying for."""

    scenario: str
    case: str
    digest: str
    measure: Measure
    cap: float
    """Highest price of a unit looked at [USD, present value]."""
    points: tuple[Point, ...]
    in_units: tuple[str, ...] = ()
    """Projects that the scenario wants in whole units; this study lets them be of any size."""


@dataclass(frozen=True, slots=True)
class _Payload:
    scenario: Scenario
    measure: Measure
    cap: float


@dataclass(slots=True)
class _State:
    kept: Kept
    column: int
    cap: float


def pareto(
    scenario: Scenario,
    measure: Measure,
    *,
    network: Network | None = None,
    points: int = 9,
    cap: float | None = None,
    workers: int = 1,
    cluster: str = "",
    say: Say = silent,
) -> Front:
    """Return plans from the cheapest to that with least of a measure, of which none is better in both.

    Parameters
    ----------
    scenario
        What `lodeway.scenario.read` returned.
    measure
        What cost is set against.
    network
        What `lodeway.network.build` made of the scenario; built here when left out.
    points
        Points of the front, at even steps of the measure; at least 2.
    cap
        Highest price of a unit of the measure that anyone would pay [USD, present value]: there the front ends.
    workers, cluster
        As for `lodeway.plan.studies.pool.crew`; the answer is the same.
    say
        Called with a line a step.

    Returns
    -------
    Front
        Builds are of any size, so that the points lie on the convex hull of all plans.

    Notes
    -----
    Each point is the cheapest plan whose measure does not exceed a bound, with a light price on the measure that
    chooses among plans of the same cost (augmented epsilon constraint: G. Mavrotas (2009), Applied Mathematics and
    Computation 213(2), 455-465). The least of a measure alone is of no use: nothing shipped emits nothing. The front
    therefore ends where a unit less would cost more than a stated price.

    Examples
    --------
    >>> from lodeway.plan.sample import sample
    >>> front = pareto(sample(), Measure(against="share"), points=3)
    >>> [round(point.value, 2) for point in front.points]
    [1.0]
    """
    if points < 2:
        raise UsageError(f"a front has at least 2 points, not {points}")
    network = network or build(scenario, progress=say)
    measure = _with_countries(scenario, network, measure, say)
    say(f"cost against {measure.title()}")
    model = _model(_Payload(scenario, measure, np.nan if cap is None else cap), network, say)
    cheapest = _point(model, _at(model, np.inf))
    least = _point(model, _least(model))
    steps = np.linspace(cheapest.value, least.value, points)[1:].tolist()
    if least.value >= cheapest.value * (1 - 1e-9):
        steps = []
    work = Work(_prepare, _Payload(scenario, measure, model.cap), f"pareto {scenario.digest} {measure} {model.cap}")
    with crew(work, workers=workers, cluster=cluster, model=model) as team:
        found = team.run(_perform, steps, done=lambda done, of: say(f"point {done} of {of}"))
    front = [cheapest, *(point for point in found if point is not None)]
    return Front(
        scenario=scenario.name,
        case=scenario.case,
        digest=scenario.digest,
        measure=measure,
        cap=model.cap,
        points=tuple(replace(point, extra=point.cost - cheapest.cost) for point in front),
        in_units=model.kept.in_units(),
    )


def _with_countries(scenario: Scenario, network: Network, measure: Measure, say: Say) -> Measure:
    """Return the measure; transit without a country is through the one that the cheapest plan passes most."""
    if measure.against != "transit" or measure.through:
        return measure
    kept = keep(scenario, network, say=say)
    years = len(kept.world.years)
    used = moving(kept.master, np.maximum(kept.base.answer.values, 0.0))
    passed = [(kept.world.lanes[slot // years], way.countries, tonnes) for slot, way, tonnes in used if way.countries]
    country = most_passed(kept.world, passed)
    if not country:
        raise UsageError("nothing passes through a third country in the cheapest plan; name one with --country")
    return replace(measure, through=(country,))


def _prepare(payload: _Payload) -> _State:
    return _model(payload, None, silent)


def _model(payload: _Payload, network: Network | None, say: Say) -> _State:
    measure = payload.measure
    condense = False if measure.against == "emissions" else None
    kept = keep(payload.scenario, network, twist=measure.twist, measure=measure.write, condense=condense, say=say)
    cap = payload.cap
    if np.isnan(cap):
        cap = CAPS[measure.against]
    if np.isnan(cap):
        cap = kept.own
    return _State(kept, kept.master.assembly.columns[COLUMN], cap)


def _at(model: _State, most: float) -> Converged | None:
    """Return the cheapest plan whose measure is at most so much."""
    model.kept.reset()
    model.kept.price([model.column], [LIGHT * model.cap])
    model.kept.bound([model.column], [0.0], [most])
    return model.kept.solve()


def _least(model: _State) -> Converged | None:
    """Return the plan with which the front ends: a unit less would cost more than the cap."""
    model.kept.reset()
    model.kept.price([model.column], [model.cap])
    return model.kept.solve()


def _perform(model: _State, most: float) -> Point | None:
    done = _at(model, most)
    return None if done is None else _point(model, done)


def _point(model: _State, done: Converged | None) -> Point:
    if done is None:
        raise RuntimeError("the program of a plan that exists has no solution")
    kept, answer = model.kept, done.answer
    values = np.maximum(answer.values, 0.0)
    parts = parts_of(kept.master, values)
    reduced = float(answer.reduced[model.column])
    light = kept.extra.get(model.column, 0.0) * float(values[model.column])
    return Point(
        value=float(values[model.column]),
        cost=kept.cost_of(answer),
        extra=0.0,
        price=kept.extra.get(model.column, 0.0) - reduced if reduced < 0 else 0.0,
        bound=done.bound - light,
        parts=parts,
        own=own_cost(parts),
        unmet=unmet_share(kept.master, values),
        builds=built(kept.master, values),
    )
