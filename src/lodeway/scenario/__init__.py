"""Scenarios: read, check, write, cases, digest, and what their rows mean."""

from lodeway.scenario.assumed import Assumption, assumptions
from lodeway.scenario.digest import digest
from lodeway.scenario.examples import examples, locate, new
from lodeway.scenario.folder import check, read
from lodeway.scenario.model import Scenario, Source, Target
from lodeway.scenario.package import describe, write_package
from lodeway.scenario.quantities import (
    background,
    capacity,
    capital_rate,
    demand,
    demand_of,
    home,
    market_of,
    stated_demand,
    unmet_cost,
)
from lodeway.scenario.recipes import Recipe, parse_recipe
from lodeway.scenario.template import template
from lodeway.scenario.writing import write

__all__ = [
    "Assumption",
    "Recipe",
    "Scenario",
    "Source",
    "Target",
    "assumptions",
    "background",
    "capacity",
    "capital_rate",
    "check",
    "demand",
    "demand_of",
    "describe",
    "digest",
    "examples",
    "home",
    "locate",
    "market_of",
    "new",
    "parse_recipe",
    "read",
    "stated_demand",
    "template",
    "unmet_cost",
    "write",
    "write_package",
]
