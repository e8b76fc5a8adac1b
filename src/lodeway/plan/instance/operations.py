"""Processes as the plan sees them: recipe per tonne of first output, cost, existing capacity."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodeway.scenario import capacity, parse_recipe
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Process

__all__ = ["Operation", "operations"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A process that exists or may be built; amounts and costs are per tonne of its first output."""

    process: Process
    country: str
    first: str
    """Commodity of the first output."""
    inputs: tuple[tuple[str, float], ...]
    outputs: tuple[tuple[str, float], ...]
    exists: bool
    """Operating or committed; a candidate is not there unless the plan builds it."""
    capacity: NDArray[np.float64]
    """Existing capacity by year [t/a]; zero for a candidate."""
    cost: float
    """Value added at reference prices where it exists, opex where it is built [USD/t]."""
    idle: float
    """What a tonne of existing capacity left idle loses: margin x value added; zero for a candidate [USD/t]."""
    emissions: float
    """[t CO2e/t]; NaN where no figure is known."""

    @property
    def counted_emissions(self) -> float:
        """Return what limits and carbon prices count: nothing where no figure is known."""
        return 0.0 if math.isnan(self.emissions) else self.emissions

    @property
    def won(self) -> float:
        """Return the share of what was used that recycling wins back; without a limit for what recycles nothing."""
        process = self.process
        return process.collection / 100.0 * process.recovery / 100.0 if process.kind == "recycling" else math.inf

    @property
    def jobs(self) -> float:
        """Return the workers per yearly tonne of capacity, nothing where no figure is known."""
        return 0.0 if math.isnan(self.process.workers) else self.process.workers / 1000.0


def operations(scenario: Scenario) -> tuple[Operation, ...]:
    """Return the operations of a scenario, in order of their id, without closed ones."""
    rows = sorted(scenario.processes, key=lambda process: process.id)
    return tuple(_operation(row, scenario) for row in rows if row.status != "closed")


def _operation(process: Process, scenario: Scenario) -> Operation:
    recipe = parse_recipe(process.recipe).per_tonne()
    inputs, outputs = recipe.inputs, recipe.outputs
    exists = process.status in ("operating", "committed")
    cost = _value_added(scenario, inputs, outputs) if exists else process.opex
    cost = 0.0 if math.isnan(cost) else cost
    years = [capacity(process, scenario, year) if exists else 0.0 for year in scenario.years]
    country = next(site.country for site in scenario.sites if site.id == process.site)
    return Operation(
        process=process,
        country=country,
        first=outputs[0][0],
        inputs=inputs,
        outputs=outputs,
        exists=exists,
        capacity=np.asarray(years, dtype=np.float64),
        cost=cost,
        idle=process.margin / 100.0 * cost if exists else 0.0,
        emissions=process.emissions,
    )


def _value_added(
    scenario: Scenario, inputs: tuple[tuple[str, float], ...], outputs: tuple[tuple[str, float], ...]
) -> float:
    """Return the worth of the outputs less that of the inputs at reference prices, at least zero [USD/t]."""
    price = {commodity.id: commodity.price for commodity in scenario.commodities}
    made = sum(amount * price[commodity] for commodity, amount in outputs)
    return max(0.0, made - sum(amount * price[commodity] for commodity, amount in inputs))
