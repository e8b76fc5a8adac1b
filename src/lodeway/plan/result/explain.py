"""Why a plan builds what it builds: what each build earns at the plan's own prices, and what it costs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lodeway.plan.finance import discount_factors
from lodeway.plan.instance.operations import Operation, operations
from lodeway.plan.instance.periods import holds
from lodeway.plan.instance.projects import Project, projects
from lodeway.plan.result.values import Build, Plan
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Gate, Link

__all__ = ["Reason", "explain"]

Worth = Mapping[tuple[str, str, int], float]
"""(kind, scope, year) of a limit to the present value of one more unit of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """The sum that decides a build; money is present value [USD] over the plan's years."""

    what: str
    kind: str
    year: int
    size: float
    revenue: float
    """Its output at the plan's prices where it stands; of a gate or link, what its users save; of training, what its workers are worth."""
    feed: float
    """Its inputs at the plan's prices where it stands."""
    operation: float
    """Opex and carbon price."""
    limits: float
    """What it takes from scarce limits at their price: resource, budget, emissions, workforce."""
    investment: float
    """Annuities within the plan's years."""
    tonnes: float
    """First output, each year's discounted [t]; NaN for what makes nothing."""
    net: float
    """Revenue less everything else: zero where more or less of it would change nothing, above zero where the most
    that may be built, or whole units, stop it from being larger; below zero only where whole units make it too large."""


def explain(
    plan: Plan, scenario: Scenario, *, gates: Sequence[Gate] = (), links: Sequence[Link] = ()
) -> tuple[Reason, ...]:
    """Return the sum behind every build of a plan, in the plan's order.

    Parameters
    ----------
    plan
        What `lodeway.plan.plan` returned.
    scenario
        The scenario it planned.
    gates
        Gates of the network it used, for its expansions; builds of gates not among them are left out.
    links
        Hand-made links of the network it used, likewise.

    Notes
    -----
    The reduced cost of the build's column with its sign turned: at the optimum of a linear program it is zero for what
    is built in part (complementary slackness).

    Examples
    --------
    >>> from lodeway.plan import explain, plan
    >>> from lodeway.plan.sample import sample
    >>> reason = explain(plan(sample()), sample())[0]
    >>> reason.what, round(reason.revenue - reason.operation), round(reason.investment), abs(round(reason.net))
    ('pit-2', 118089, 118089, 0)
    """
    known = operations(scenario)
    options = {(row.kind, row.id): row for row in projects(scenario, known, gates, links)}
    processes = {operation.process.id: operation for operation in known}
    worth = {(row.kind, row.scope, row.year): row.price for row in plan.limits}
    return tuple(
        _of_process(plan, scenario, build, options[build.kind, build.what], processes[build.what], worth)
        if build.kind == "process"
        else _of_gate(plan, scenario, build, options[build.kind, build.what], worth)
        for build in plan.builds
        if (build.kind, build.what) in options
    )


def _of_process(
    plan: Plan, scenario: Scenario, build: Build, project: Project, operation: Operation, worth: Worth
) -> Reason:
    discount = dict(zip(plan.years, discount_factors(plan.years, scenario.discount_rate), strict=True))
    made = {
        row.year: row.tonnes / row.capacity for row in plan.activities if row.process == build.what and row.capacity
    }
    revenue = feed = running = limits = output = 0.0
    for year in plan.years:
        if project.runs(build.year, year):
            tonnes = build.size * made.get(year, 0.0)
            present = float(discount[year]) * tonnes
            output += present
            site = build.site
            revenue += present * sum(n * plan.prices.get((site, c, year), 0.0) for c, n in operation.outputs)
            feed += present * sum(n * plan.prices.get((site, c, year), 0.0) for c, n in operation.inputs)
            running += present * (operation.cost + scenario.carbon_price * operation.counted_emissions)
            limits += tonnes * worth.get(("resource", build.what, 0), 0.0)
            limits += tonnes * operation.counted_emissions * _charge(scenario, "emissions", year, build, worth)
            limits += build.size / project.step * project.jobs * _charge(scenario, "workforce", year, build, worth)
    limits += build.capex * _charge(scenario, "budget", build.year, build, worth)
    return _reason(build, revenue, feed, running, limits, _investment(plan, discount, build, project), output)


def _of_gate(plan: Plan, scenario: Scenario, build: Build, project: Project, worth: Worth) -> Reason:
    discount = dict(zip(plan.years, discount_factors(plan.years, scenario.discount_rate), strict=True))
    years = [year for year in plan.years if project.runs(build.year, year)]
    if build.kind == "training":
        left = {year: project.left(build.year, year) for year in years}
        saved = build.size * sum(left[year] * _charge(scenario, "workforce", year, build, worth) for year in years)
    else:
        saved = build.size * sum(worth.get((build.kind, build.what, year), 0.0) for year in years)
    limits = build.capex * _charge(scenario, "budget", build.year, build, worth)
    return _reason(build, saved, 0.0, 0.0, limits, _investment(plan, discount, build, project), math.nan)


def _investment(plan: Plan, discount: Mapping[int, float], build: Build, project: Project) -> float:
    years = [year for year in plan.years if project.runs(build.year, year)]
    return build.size / project.step * project.yearly * float(sum(discount[year] for year in years))


def _charge(scenario: Scenario, kind: str, year: int, build: Build, worth: Worth) -> float:
    """Return the price of one unit of every limit of a kind that a build falls under in a year."""
    return sum(
        worth.get((kind, limit.id, 0 if limit.whole else year), 0.0)
        for limit in scenario.limits
        if limit.kind == kind and limit.scope in ("*", build.country) and holds(limit, year)
    )


def _reason(
    build: Build, revenue: float, feed: float, operation: float, limits: float, investment: float, tonnes: float
) -> Reason:
    return Reason(
        what=build.what,
        kind=build.kind,
        year=build.year,
        size=build.size,
        revenue=revenue,
        feed=feed,
        operation=operation,
        limits=limits,
        investment=investment,
        tonnes=tonnes,
        net=revenue - feed - operation - limits - investment,
    )
