"""What the plan builds, and the parts of its cost."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

from lodeway.plan.result import Build, Plan
from lodeway.report.figures import figure
from lodeway.report.lookup import Lookup

__all__ = [
    "BUILDS_NOTE",
    "LIMITS_NOTE",
    "PARTS_NOTE",
    "BuildRow",
    "LimitRow",
    "Part",
    "builds",
    "by_project",
    "limits",
    "parts",
]

BUILDS_NOTE = (
    "Capacity that the plan decides to build; output starts lead time years after the decision. Capital cost is overnight cost. Jobs and CO2e are those at full "
    "capacity; missing where the scenario states no figure."
)
PARTS_NOTE = (
    "The objective by part, as present value at the scenario's discount rate (first year undiscounted). Supply is existing capacity at reference "
    "price, idle what existing capacity loses of its margin by standing still; the plan's own part, which the gap is relative to, is freight, investment and unmet demand."
)
LIMITS_NOTE = "Every limit of the plan, by year (0: all years together), with its use, bound and the present value of one more unit."


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildRow:
    """A decision to build."""

    what: str = figure("Id of the process or gate.")
    name: str = figure("Name for people.")
    kind: str = figure("process or gate.")
    site: str = figure("Site.")
    country: str = figure("Country.")
    commodity: str = figure("First output; empty for a gate.", title="Product")
    pillar: str = figure("Pillar of the partnership.")
    year: int = figure("Year of decision.", title="Decided", kind="year")
    first_year: int = figure("First year of output.", title="Runs from", kind="year")
    size: float = figure("Yearly capacity; gross tonnes for a gate.", kind="number")
    unit: str = figure("Unit of the size.")
    capex: float = figure("Overnight capital cost.", title="Capital cost", unit="USD", kind="number")
    workers: float = figure("Jobs in operation at full capacity.", title="Jobs", kind="number")
    emissions: float = figure("CO2e of the process at full capacity.", title="CO2e", unit="t/a", kind="number")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the objective."""

    part: str = figure("Part of the cost.")
    value: float = figure("Present value.", unit="USD", kind="number")
    share: float = figure("Share of the objective.", unit="%", kind="number", digits=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitRow:
    """Use of a limit."""

    kind: str = figure("Kind of limit.")
    scope: str = figure("What it bounds: ids joined by a slash.")
    year: int = figure("Year; 0 where it spans all years.", kind="year")
    used: float = figure("Use.", kind="number", digits=1)
    bound: float = figure("Bound.", kind="number", digits=1)
    unit: str = figure("Unit of use and bound.")
    price: float = figure("Present value of one more unit.", unit="USD/unit", kind="number", digits=2)
    sense: str = figure("most, or least where the bound is a minimum: then the price is that of one less unit.")


def builds(plan: Plan, lookup: Lookup) -> tuple[BuildRow, ...]:
    """Return the plan's builds with jobs and CO2e at full capacity, sorted by year, country, what."""
    rows = [_row(build, lookup) for build in plan.builds]
    return tuple(sorted(rows, key=lambda row: (row.year, row.country, row.what)))


def by_project(plan: Plan) -> dict[str, list[Build]]:
    """Return the plan's builds by the process or gate that they enlarge, the highest capital cost first."""
    merged: dict[str, list[Build]] = defaultdict(list)
    for build in plan.builds:
        merged[build.what].append(build)
    order = sorted(merged, key=lambda what: (-math.fsum(build.capex for build in merged[what]), what))
    return {what: merged[what] for what in order}


def _row(build: Build, lookup: Lookup) -> BuildRow:
    process = lookup.processes.get(build.what)
    return BuildRow(
        what=build.what,
        name=build.name,
        kind=build.kind,
        site=build.site,
        country=build.country,
        commodity=build.commodity,
        pillar=build.pillar,
        year=build.year,
        first_year=build.first_year,
        size=build.size,
        unit=build.unit,
        capex=build.capex,
        workers=process.workers * build.size / 1000 if process else math.nan,
        emissions=process.emissions * build.size if process else math.nan,
    )


def parts(plan: Plan) -> tuple[Part, ...]:
    """Return the objective's parts, largest first."""
    rows = [
        Part(part=part, value=value, share=100 * value / plan.objective if plan.objective else math.nan)
        for part, value in plan.parts.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.value, row.part)))


def limits(plan: Plan) -> tuple[LimitRow, ...]:
    """Return every limit of the plan, sorted by kind, scope, year."""
    rows = [
        LimitRow(
            kind=row.kind,
            scope=row.scope,
            year=row.year,
            used=row.used,
            bound=row.bound,
            unit=row.unit,
            price=row.price,
            sense=row.sense,
        )
        for row in plan.limits
    ]
    return tuple(sorted(rows, key=lambda row: (row.kind, row.scope, row.year)))
