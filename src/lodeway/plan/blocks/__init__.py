"""The constraint families of the plan, one function each, named after the equation it writes."""

from lodeway.plan.blocks.balance import balance
from lodeway.plan.blocks.capacity import build_bounds, gate_capacity, link_capacity, process_capacity, resource
from lodeway.plan.blocks.market import demand, origin_share, relation
from lodeway.plan.blocks.policy import budget, emissions, quota, workforce

__all__ = [
    "balance",
    "budget",
    "build_bounds",
    "demand",
    "emissions",
    "gate_capacity",
    "link_capacity",
    "origin_share",
    "process_capacity",
    "quota",
    "relation",
    "resource",
    "workforce",
]
