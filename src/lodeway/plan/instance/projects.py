"""What the plan may build: candidate processes, expansions of gates, links, training of workers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from lodeway.plan.finance import annuity, interest_during_construction, sinking_fund
from lodeway.plan.instance.operations import Operation
from lodeway.plan.instance.periods import holds
from lodeway.scenario import capital_rate
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Gate, Link, Process, Training

__all__ = ["Project", "projects"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """Capacity that may be built in steps, once or over several years."""

    id: str
    """Id of the process, gate, link or training."""
    name: str
    kind: Literal["process", "gate", "link", "training"]
    site: str
    country: str
    pillar: str
    commodity: str
    step: float
    """Size of a unit [t/a; workers]; 1 where any size may be built."""
    whole: bool
    """Only whole units."""
    most: float
    """Most units over all years."""
    capex: float
    """Overnight cost of a unit [USD]."""
    yearly: float
    """Annuity of a unit with interest during construction, and what is set aside for its end [USD/a]."""
    jobs: float
    """Jobs per unit."""
    lead_time: int
    life: int
    closes: int
    decisions: tuple[int, ...]
    """Years in which it may be decided so that it still runs within the plan."""
    attrition: float = 0.0
    """Share of trained workers that leaves in a year."""

    def runs(self, decision: int, year: int) -> bool:
        """Return whether capacity decided in one year is there in another."""
        start = decision + self.lead_time
        return start <= year < start + self.life and not (self.closes and year >= self.closes)

    def left(self, decision: int, year: int) -> float:
        """Return the share of what was decided in one year that is still there in another in which it runs."""
        return (1.0 - self.attrition) ** (year - decision - self.lead_time) if self.attrition else 1.0


def projects(
    scenario: Scenario, operations: Sequence[Operation], gates: Sequence[Gate], links: Sequence[Link] = ()
) -> tuple[Project, ...]:
    """Return what may be built, in order of kind and id."""
    candidates = [_of_process(scenario, operation) for operation in operations if not operation.exists]
    growing = [_of_passage(scenario, gate, "gate") for gate in gates if _can_grow(gate)]
    laid = [_of_passage(scenario, link, "link") for link in links if _can_grow(link)]
    taught = [_of_training(scenario, row) for row in scenario.training]
    found = [project for project in candidates + growing + laid + taught if project.decisions and project.most > 0]
    return tuple(sorted(found, key=lambda project: (project.kind, project.id)))


def _can_grow(gate: Gate | Link) -> bool:
    bounded = gate.status == "candidate" or not math.isnan(gate.capacity)
    return bounded and not math.isnan(gate.capex) and gate.status != "closed"


def _of_process(scenario: Scenario, operation: Operation) -> Project:
    process = operation.process
    built = _built(
        scenario, process, kind="process", country=operation.country, capex=process.capex, opens=process.opens
    )
    return replace(
        built,
        site=process.site,
        commodity=operation.first,
        yearly=built.yearly
        + _set_aside(scenario, process.decommissioning * built.step, operation.country, process.life),
        jobs=operation.jobs * built.step,
    )


def _of_passage(scenario: Scenario, gate: Gate | Link, kind: Literal["gate", "link"]) -> Project:
    opens = gate.opens - gate.lead_time
    return _built(scenario, gate, kind=kind, country=gate.from_country, capex=gate.capex, opens=opens)


def _of_training(scenario: Scenario, row: Training) -> Project:
    built = _built(scenario, row, kind="training", country=row.country, capex=row.cost, opens=row.opens)
    return replace(built, attrition=row.attrition / 100.0)


def _built(
    scenario: Scenario,
    row: Process | Gate | Link | Training,
    *,
    kind: Literal["process", "gate", "link", "training"],
    country: str,
    capex: float,
    opens: int,
) -> Project:
    """Return what every project has: its step, its cost a unit and the years in which it may be decided."""
    step, whole = _step(row.unit_size)
    return Project(
        id=row.id,
        name=row.name or row.id,
        kind=kind,
        site="",
        country=country,
        pillar=row.pillar,
        commodity="",
        step=step,
        whole=whole,
        most=_most(row.max_size, step, whole),
        capex=capex * step,
        yearly=_yearly(scenario, capex * step, country, row.lead_time, row.life),
        jobs=0.0,
        lead_time=row.lead_time,
        life=row.life,
        closes=row.closes,
        decisions=_decisions(scenario, row.id, opens, row.lead_time, row.closes),
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


def _set_aside(scenario: Scenario, closing: float, country: str, life: int) -> float:
    """Return the yearly payment that grows to the cost of closing by the end of life, at the country's cost of capital."""
    return closing * sinking_fund(capital_rate(scenario, country), life)


def _decisions(scenario: Scenario, name: str, opens: int, lead_time: int, closes: int) -> tuple[int, ...]:
    """Return the years of decision; what agreements enable waits for one of them."""
    last = scenario.years[-1]
    end = min(last, closes - 1) if closes else last
    enabling = [row for row in scenario.agreements if name in row.enables]
    return tuple(
        year
        for year in scenario.years
        if year >= opens and year + lead_time <= end and (not enabling or any(holds(row, year) for row in enabling))
    )
