"""What every sentence of an explanation looks up, and what a sentence is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lodeway.plan.result import Plan
from lodeway.plan.result.explain import Reason, explain
from lodeway.report.lookup import Lookup
from lodeway.report.subjects import gates_of
from lodeway.report.tables.binding import describe
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Gate

__all__ = ["SHOWN", "Asked", "Statement", "label"]

SHOWN = 6
"""So many rows of a kind are told at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A sentence with the figure that it rests on."""

    text: str
    value: float = math.nan
    unit: str = ""
    origin: str = ""
    """Key of plan.json, the row there and its column, from which the figure follows."""


class Asked:
    """A plan with everything that its sentences look up."""

    def __init__(self, plan: Plan, scenario: Scenario) -> None:
        self.plan, self.scenario, self.lookup = plan, scenario, Lookup(scenario)

    @cached_property
    def gates(self) -> tuple[Gate, ...]:
        """Gates of the scenario, ports and the like included."""
        return gates_of(self.scenario)

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """What each project that is built earns and costs at the plan's prices."""
        return explain(self.plan, self.scenario, gates=self.gates, links=self.scenario.links)

    @cached_property
    def names(self) -> dict[str, str]:
        """Names by id."""
        rows: list[Any] = [
            *self.gates,
            *self.scenario.processes,
            *self.scenario.links,
            *self.scenario.training,
            *self.scenario.sites,
        ]
        return {row.id: row.name or row.id for row in reversed(rows)} | {
            row.id: self.lookup.market_name(row.id) for row in self.scenario.markets
        }

    def name(self, key: str) -> str:
        """Return the name of an id; the id where it has none."""
        return self.names.get(key, key)

    def product(self, process: str) -> str:
        """Return the name of what a process makes first."""
        return self.lookup.commodity_name(self.lookup.yields[process].commodity)


def label(kind: str, scope: str, lookup: Lookup, names: Mapping[str, str]) -> str:
    """Return what a limit is called in a sentence.

    Parameters
    ----------
    kind, scope
        As in `lodeway.plan.LimitUse`.
    lookup
        Rows of the scenario.
    names
        Names of gates and the like by id.
    """
    parts = scope.split("/")
    if kind in ("origin_share", "stage_share") and len(parts) == 4:
        limit, origin, market, commodity = parts
        return (
            f"share limit {limit} on {lookup.commodity_name(commodity)} from {lookup.country_name(origin)} for "
            f"{lookup.market_name(market)}"
        )
    return describe(kind, scope, lookup, names)
