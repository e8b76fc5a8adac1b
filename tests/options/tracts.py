"""Factories of tracts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from lodeway.explore.assess import GradeTonnage, built_in
from lodeway.explore.assess.tracts import parse_count
from lodeway.options import Prospect
from lodeway.plan.sample import sample
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Demand, Process


def short() -> Scenario:
    """Return the sample over eight years, in which the market needs more than all its mines can make."""
    return replace(
        sample(),
        years=tuple(range(2026, 2034)),
        demands=(Demand(market="buyer", commodity="ore", year=2026, quantity=4000.0),),
    )


def small(*tonnes: float) -> GradeTonnage:
    """Return a model of deposits with 1 % copper that hold these tonnes of it."""
    ore = np.array(tonnes) * 100
    return GradeTonnage(name="small", title="", metals=("Cu",), ore=ore, grades=np.full((ore.size, 1), 0.01))


def tract(name: str, like: Process, **options: Any) -> Prospect:
    """Return a tract at the sample's mine."""
    fields: dict[str, Any] = {
        "id": name,
        "name": name,
        "country": "AAA",
        "longitude": 0.0,
        "latitude": 0.0,
        "stated": parse_count("N90=1,N50=2,N10=4"),
        "model": small(2000, 6000, 20_000, 60_000),
        "metal": "Cu",
        "commodity": "ore",
        "like": like,
        "recovery": 0.9,
        "detection": 0.5,
        "exploration_cost": 1e5,
        "exploration_time": 1,
        "least": 0.0,
        "most": np.inf,
        "source": "test",
    }
    return Prospect(**(fields | options))


def copper(name: str, scenario: Scenario, **options: Any) -> Prospect:
    """Return a tract of porphyry copper in south-eastern Kazakhstan: numbers of USGS tract 142pCu8502, place assumed."""
    like = next(row for row in scenario.processes if row.id == "koksay-mine")
    fields: dict[str, Any] = {
        "country": "KAZ",
        "longitude": 75.0,
        "latitude": 43.6,
        "stated": parse_count("N90=1,N50=2,N10=8"),
        "model": built_in("porphyry-copper"),
        "commodity": "copper-concentrate",
        "recovery": 0.87,
        "exploration_cost": 60e6,
        "exploration_time": 3,
        "least": 2e5,
        "most": 2e5,
    }
    return tract(name, like, **(fields | options))
