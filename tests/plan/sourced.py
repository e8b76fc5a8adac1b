"""Scenarios made in memory, with what those read from files must have."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from lodeway.scenario.model import Scenario
from lodeway.schema import TABLES

__all__ = ["sourced"]


def sourced(case: Scenario) -> Scenario:
    """Return a scenario whose rows all name a source and whose gates have a place."""
    tables: dict[str, Any] = {
        name: tuple(replace(row, source="test") for row in getattr(case, name)) for name in TABLES
    }
    ends = {"from_longitude": 0.0, "from_latitude": 0.0, "to_longitude": 1.0, "to_latitude": 0.0}
    tables["gates"] = tuple(replace(row, **ends) for row in tables["gates"])
    return replace(case, **tables)
