"""What governments and purses allow."""

from __future__ import annotations

from collections.abc import Iterator

from lodeway.plan.blocks.assembly import Assembly
from lodeway.plan.instance.periods import periods
from lodeway.plan.instance.world import World
from lodeway.schema.tables import Limit

__all__ = ["budget", "emissions", "quota", "workforce"]


def quota(world: World, assembly: Assembly) -> None:
    """Write the tonnes that a measure lets pass: ``sum_r touched f[r,t] <= quota[m]``, for years it is in force."""
    slots: dict[tuple[str, int], list[int]] = {}
    for number, lane in enumerate(world.lanes):
        for place, active in enumerate(lane.quotas):
            for measure in active if lane.most[place] > 0 else ():
                slots.setdefault((measure, place), []).append(number * len(world.years) + place)
    bounds = {measure.id: measure.quota for measure in world.scenario.measures}
    for (measure, place), touched in sorted(slots.items()):
        row = assembly.row(("measure", measure, world.years[place]), upper=bounds[measure])
        for slot in touched:
            assembly.attach(slot, row)


def budget(world: World, assembly: Assembly) -> None:
    """Write the purse: ``sum_k capex[k] y[k,t] - sum_a z[a,k,t] <= budget``, overnight cost in the year of decision or over all years.

    What agreements pay, z, is spared.
    """
    for limit, years in _limits(world, "budget"):
        row = assembly.row(("budget", limit.id, _year(limit, years)), upper=limit.value)
        for project in world.projects:
            if limit.scope in ("*", project.country):
                for decision in project.decisions:
                    if decision in years:
                        column = assembly.columns["build", project.kind, project.id, decision]
                        assembly.enter(row, column, project.capex)
                        for payer in (agreement.id for agreement in world.scenario.agreements):
                            spared = assembly.columns.get(("fund", payer, project.kind, project.id, decision))
                            if spared is not None:
                                assembly.enter(row, spared, -1.0)


def emissions(world: World, assembly: Assembly) -> None:
    """Write the CO2e allowed: ``sum_p e[p] x[p,t] + sum_r e[r] gross[r] f[r,t] <= allowance``.

    A country's limit counts the processes in it; the limit of all countries counts transport too.
    """
    for limit, years in _limits(world, "emissions"):
        row = assembly.row(("emissions", limit.id, _year(limit, years)), upper=limit.value)
        for operation in world.operations:
            if limit.scope in ("*", operation.country) and operation.counted_emissions:
                for year in years:
                    column = assembly.columns["activity", operation.process.id, year]
                    assembly.enter(row, column, operation.counted_emissions)
        if limit.scope == "*":
            assembly.transport_rows.extend((world.years.index(year), row) for year in years)


def workforce(world: World, assembly: Assembly) -> None:
    """Write the jobs that new capacity may need: ``sum_k jobs[k] sum_running y[k,d] <= workers + trained``.

    ``trained = sum_h sum_running (1 - attrition[h])^(t - d - lead[h]) y[h,d]``, from the years in which they can work.
    """
    for limit, years in _limits(world, "workforce"):
        row = assembly.row(("workforce", limit.id, _year(limit, years)), upper=limit.value)
        needed: dict[int, float] = {}
        for project in world.projects:
            if limit.scope in ("*", project.country):
                for year in years:
                    for decision in (d for d in project.decisions if project.runs(d, year)):
                        column = assembly.columns["build", project.kind, project.id, decision]
                        taught = project.step * project.left(decision, year) if project.kind == "training" else 0.0
                        needed[column] = needed.get(column, 0.0) + project.jobs - taught
        for column, jobs in needed.items():
            if jobs:
                assembly.enter(row, column, jobs)


def _limits(world: World, kind: str) -> Iterator[tuple[Limit, tuple[int, ...]]]:
    """Yield each limit of a kind with the years of one row: all its years together, or each alone."""
    for limit in sorted(world.scenario.limits, key=lambda row: row.id):
        if limit.kind == kind:
            yield from ((limit, years) for years in periods(limit, world.years))


def _year(limit: Limit, years: tuple[int, ...]) -> int:
    return 0 if limit.whole else years[0]
