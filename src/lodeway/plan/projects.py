"""What the plan may build: candidate processes, expansions of gates, links."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from lodeway.plan.finance import annuity, interest_during_construction
from lodeway.plan.operations import Operation
from lodeway.scenario import capital_rate
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Gate, Link

__all__ = ["Project", "projects"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """Capacity that may be built in steps, once or over several years."""

    id: str
    """Id of the process, gate or link."""
    name: str
    kind: Literal["process", "gate", "link"]
    site: str
    country: str
    pillar: str
    commodity: str
    step: float
    """Size of a unit [t/a]; 1 where any size may be built."""
    whole: bool
    """Only whole units."""
    most: float
    """Most units over all years."""
    capex: float
    """Overnight cost of a unit [USD]."""
    yearly: float
    """Annuity of a unit with interest during construction [USD/a]."""
    jobs: float
    """Jobs per unit."""
    lead_time: int
    life: int
    closes: int
    decisions: tuple[int, ...]
    """Years in which it may be decided so that it still runs within the plan."""

    def runs(self, decision: int, year: int) -> bool:
        """Return whether capacity decided in one year is there in another."""
        start = decision + self.lead_time
        return start <= year < start + self.life and not (self.closes and year >= self.closes)


def projects(
    scenario: Scenario, operations: Sequence[Operation], gates: Sequence[Gate], links: Sequence[Link] = ()
) -> tuple[Project, ...]:
    """Return what may be built, in order of kind and id."""
    candidates = [_of_process(scenario, operation) for operation in operations if not operation.exists]
    growing = [_of_passage(scenario, gate, "gate") for gate in gates if _can_grow(gate)]
    laid = [_of_passage(scenario, link, "link") for link in links if _can_grow(link)]
    found = [project for project in candidates + growing + laid if project.decisions and project.most > 0]
    return tuple(sorted(found, key=lambda project: (project.kind, project.id)))


def _can_grow(gate: Gate | Link) -> bool:
    bounded = gate.status == "candidate" or not math.isnan(gate.capacity)
    return bounded and not math.isnan(gate.capex) and gate.status != "closed"


def _of_process(scenario: Scenario, operation: Operation) -> Project:
    process = operation.process
    step, whole = _step(process.unit_size)
    return Project(
        id=process.id,
        name=process.name or process.id,
        kind="process",
        site=process.site,
        country=operation.country,
        pillar=process.pillar,
        commodity=operation.first,
        step=step,
        whole=whole,
        most=_most(process.max_size, step, whole),
        capex=process.capex * step,
        yearly=_yearly(scenario, process.capex * step, operation.country, process.lead_time, process.life),
        jobs=operation.jobs * step,
        lead_time=process.lead_time,
        life=process.life,
        closes=process.closes,
        decisions=_decisions(scenario, process.opens, process.lead_time, process.closes),
    )


def _of_passage(scenario: Scenario, gate: Gate | Link, kind: Literal["gate", "link"]) -> Project:
    step, whole = _step(gate.unit_size)
    return Project(
        id=gate.id,
        name=gate.name or gate.id,
        kind=kind,
        site="",
        country=gate.from_country,
        pillar=gate.pillar,
        commodity="",
        step=step,
        whole=whole,
        most=_most(gate.max_size, step, whole),
        capex=gate.capex * step,
        yearly=_yearly(scenario, gate.capex * step, gate.from_country, gate.lead_time, gate.life),
        jobs=0.0,
        lead_time=gate.lead_time,
        life=gate.life,
        closes=gate.closes,
        decisions=_decisions(scenario, gate.opens - gate.lead_time, gate.lead_time, gate.closes),
    )


def _step(unit_size: float) -> tuple[float, bool]:
    whole = not math.isnan(unit_size) and unit_size > 0
    return (unit_size, True) if whole else (1.0, False)


def _most(max_size: float, step: float, whole: bool) -> float:
    units = math.inf if math.isnan(max_size) else max_size / step
    return float(math.floor(units + 1e-9)) if whole and math.isfinite(units) else units


def _yearly(scenario: Scenario, capex: float, country: str, lead_time: int, life: int) -> float:
    rate = capital_rate(scenario, country)
    return capex * interest_during_construction(rate, lead_time) * annuity(rate, life)


def _decisions(scenario: Scenario, opens: int, lead_time: int, closes: int) -> tuple[int, ...]:
    last = scenario.years[-1]
    end = min(last, closes - 1) if closes else last
    return tuple(year for year in scenario.years if year >= opens and year + lead_time <= end)
