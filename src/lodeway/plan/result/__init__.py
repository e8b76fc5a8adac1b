"""The frozen value that planning returns: read again, certified, explained."""

from lodeway.plan.result.values import (
    Activity,
    Build,
    LimitUse,
    Plan,
    Rejected,
    RouteFlow,
    Shortfall,
    StockLevel,
    Supply,
    Surplus,
    Unmet,
)

__all__ = [
    "Activity",
    "Build",
    "LimitUse",
    "Plan",
    "Rejected",
    "RouteFlow",
    "Shortfall",
    "StockLevel",
    "Supply",
    "Surplus",
    "Unmet",
]
