"""The constraint families of the plan, one function each, named after the equation it writes."""

from lodeway.plan.blocks.agreements import funding, offtake, requirement
from lodeway.plan.blocks.balance import balance, labels
from lodeway.plan.blocks.capacity import (
    build_bounds,
    build_rate,
    gate_capacity,
    link_capacity,
    process_capacity,
    resource,
)
from lodeway.plan.blocks.market import demand, relation, share
from lodeway.plan.blocks.policy import budget, emissions, quota, workforce
from lodeway.plan.blocks.stocks import recycling, stocks
from lodeway.plan.blocks.transit import transit_share

__all__ = [
    "balance",
    "budget",
    "build_bounds",
    "build_rate",
    "demand",
    "emissions",
    "funding",
    "gate_capacity",
    "labels",
    "link_capacity",
    "offtake",
    "process_capacity",
    "quota",
    "recycling",
    "relation",
    "requirement",
    "resource",
    "share",
    "stocks",
    "transit_share",
    "workforce",
]
