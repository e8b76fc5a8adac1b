"""How much of what could be built is built, by commodity, and why no more."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

from lodeway.plan.result import Plan
from lodeway.report import words
from lodeway.report.figures import figure
from lodeway.report.lookup import Lookup

__all__ = ["NOTE", "Room", "room"]

NOTE = (
    "Candidates are what the scenario allows to be built in the host states over all years, by first output; built is what the two plans build of it. "
    "One more unit of a candidate that a plan leaves is worth less than it costs there: that is what an optimum means. Unmet is summed over the years, all markets together."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Candidates and builds of a commodity in the host states."""

    commodity: str = figure("First output.")
    candidates: float = figure("Capacity that may be built.", unit="t/a", kind="number")
    base_built: float = figure("Of it, built in the base.", unit="t/a", kind="number")
    case_built: float = figure("Of it, built in the case.", unit="t/a", kind="number")
    base_unmet: float = figure("Demand unmet in the base, all years.", unit="t", kind="number", digits=1)
    case_unmet: float = figure("Demand unmet in the case, all years.", unit="t", kind="number", digits=1)
    words: str = figure("Why the case builds no more, or how much more it builds.", title="In words")


def room(plan: Plan, base: Plan, lookup: Lookup) -> tuple[Room, ...]:
    """Return one row per commodity that can be built in the host states.

    Parameters
    ----------
    plan, base
        Plans of the case and of the base.
    lookup
        Rows of the case's scenario.

    Returns
    -------
    tuple[Room, ...]
        Sorted by commodity.
    """
    candidates: dict[str, float] = defaultdict(float)
    for process in lookup.scenario.processes:
        if process.status == "candidate" and lookup.sites[process.site].country in lookup.hosts:
            candidates[lookup.yields[process.id].commodity] += process.max_size
    rows = []
    for commodity, size in sorted(candidates.items()):
        before, after = (_built(which, commodity, lookup) for which in (base, plan))
        rows.append(
            Room(
                commodity=commodity,
                candidates=size,
                base_built=before,
                case_built=after,
                base_unmet=_short(base, commodity),
                case_unmet=_short(plan, commodity),
                words=_words(size, before, after, plan.case),
            )
        )
    return tuple(rows)


def _built(plan: Plan, commodity: str, lookup: Lookup) -> float:
    return math.fsum(
        build.size
        for build in plan.builds
        if build.kind == "process" and build.commodity == commodity and build.country in lookup.hosts
    )


def _short(plan: Plan, commodity: str) -> float:
    return math.fsum(row.tonnes for row in plan.unmet if row.commodity == commodity)


def _words(size: float, before: float, after: float, case: str) -> str:
    more = after - before
    left = size - after
    if more > 1e-3 * size:
        return f"{case} builds {words.tonnes(more)} a year more than the base, {words.percent(100 * after / size)} of what can be built."
    change = "no more than" if more >= -1e-3 * size else f"{words.tonnes(-more)} a year less than"
    if left <= 1e-3 * size:
        return f"{case} builds {change} the base: all that can be built is built already."
    return (
        f"{case} builds {change} the base: the {words.tonnes(left)} a year that are left are worth less than they cost."
    )
