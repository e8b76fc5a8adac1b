"""Value of projects by pillar against a promised value, never counted twice."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from lodeway.plan.result import Plan
from lodeway.report.figures import figure
from lodeway.report.lookup import Lookup
from lodeway.schema.tables import Gate

__all__ = ["NOTE", "PILLARS", "Project", "TargetRow", "progress", "projects", "totals"]

PILLARS = ("green", "connectivity", "people")
"""Pillars of the CA+JAD Tokyo initiative (Tokyo Declaration of 20 December 2025, https://worldjpn.net/documents/texts/JPEU/20251220.D1J.html)."""

NOTE = (
    "Overnight capital cost of projects in the target's countries, in the year of decision. Committed projects are those the scenario states as "
    "committed (capacity x capital cost, decided lead time years before they open); planned are the plan's builds. A project counts once: a committed "
    "project is not a build, and an enlargement counts in one country. A target is progress to report, not a purse. Projects whose cost is not known are "
    "counted, not valued. Whether a project is a business of the promising state's companies is not known; the whole value counts."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A project that counts towards the target."""

    what: str
    kind: str
    """committed or planned."""
    country: str
    pillar: str
    year: int
    """Year of decision."""
    value: float
    """Overnight cost [USD], NaN where not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRow:
    """Projects of a pillar, kind and year, with the sum so far."""

    pillar: str = figure("Pillar of the partnership.")
    kind: str = figure("committed (the scenario states it) or planned (the plan builds it).")
    year: int = figure("Year of decision.", kind="year")
    value: float = figure("Overnight capital cost decided in that year.", unit="USD", kind="number", digits=0)
    cumulative: float = figure(
        "Sum from the target's first year on, of this pillar and kind.", unit="USD", kind="number", digits=0
    )
    share: float = figure("That sum in percent of the target.", unit="%", kind="number", digits=2)
    projects: int = figure("Projects decided in that year.", kind="integer")
    unvalued: int = figure("Of them, without a known cost.", title="Without cost", kind="integer")


def projects(plan: Plan, lookup: Lookup, gates: Sequence[Gate] = ()) -> tuple[Project, ...]:
    """Return every project in the host states, committed or planned, each once.

    Parameters
    ----------
    plan
        A plan.
    lookup
        Rows of the scenario that the plan was made from.
    gates
        Gates of the network: tells on which sides a gate lies.

    Returns
    -------
    tuple[Project, ...]
        Sorted by year, kind, what.
    """
    hosts = set(lookup.hosts)
    sides = {gate.id: {gate.from_country, gate.to_country} for gate in gates}
    found = [
        Project(
            what=process.id,
            kind="committed",
            country=lookup.sites[process.site].country,
            pillar=process.pillar or "green",
            year=(process.opens or plan.years[0]) - process.lead_time,
            value=process.capacity * process.capex,
        )
        for process in lookup.scenario.processes
        if process.status == "committed" and lookup.sites[process.site].country in hosts
    ]
    found += [
        Project(
            what=build.what,
            kind="planned",
            country=build.country,
            pillar=build.pillar or ("connectivity" if build.kind in ("gate", "link") else "green"),
            year=build.year,
            value=build.capex,
        )
        for build in plan.builds
        if ({build.country} | sides.get(build.what, set())) & hosts
    ]
    return tuple(sorted(found, key=lambda project: (project.year, project.kind, project.what)))


def progress(plan: Plan, lookup: Lookup, gates: Sequence[Gate] = ()) -> tuple[TargetRow, ...]:
    """Return value decided and summed by pillar, kind and year of the target; without a target nothing.

    Parameters
    ----------
    plan, lookup, gates
        As in `projects`.

    Returns
    -------
    tuple[TargetRow, ...]
        One row per pillar, kind and year from the target's first to its last.
    """
    target = lookup.scenario.target
    if target is None:
        return ()
    bins: dict[tuple[str, str, int], list[float]] = defaultdict(list)
    for project in projects(plan, lookup, gates):
        bins[project.pillar, project.kind, project.year].append(project.value)
    rows = []
    for pillar in PILLARS:
        for kind in ("committed", "planned"):
            total = 0.0
            for year in range(target.first_year, target.last_year + 1):
                values = bins.get((pillar, kind, year), [])
                value = math.fsum(item for item in values if not math.isnan(item))
                total += value
                rows.append(
                    TargetRow(
                        pillar=pillar,
                        kind=kind,
                        year=year,
                        value=value,
                        cumulative=total,
                        share=100 * total / target.value,
                        projects=len(values),
                        unvalued=sum(math.isnan(item) for item in values),
                    )
                )
    return tuple(rows)


def totals(plan: Plan, lookup: Lookup, gates: Sequence[Gate] = ()) -> dict[str, float]:
    """Return the value of projects decided within the target's years: committed, planned, and their share of it [USD, %].

    Parameters
    ----------
    plan, lookup, gates
        As in `projects`.

    Returns
    -------
    dict[str, float]
        ``committed``, ``planned``, ``share``; empty without a target.
    """
    target = lookup.scenario.target
    if target is None:
        return {}
    sums = {"committed": 0.0, "planned": 0.0}
    for row in progress(plan, lookup, gates):
        sums[row.kind] += row.value
    return {**sums, "share": 100 * (sums["committed"] + sums["planned"]) / target.value}
