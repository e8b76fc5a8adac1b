"""What to build and to ship at least cost, within every limit, and why."""

from lodeway.plan.document import document
from lodeway.plan.explain import Reason, explain
from lodeway.plan.reopen import Opened, reopen
from lodeway.plan.residuals import Residual, residuals
from lodeway.plan.result import (
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
from lodeway.plan.solve import plan, write_lp

__all__ = [
    "Activity",
    "Build",
    "LimitUse",
    "Opened",
    "Plan",
    "Reason",
    "Rejected",
    "Residual",
    "RouteFlow",
    "Shortfall",
    "StockLevel",
    "Supply",
    "Surplus",
    "Unmet",
    "document",
    "explain",
    "plan",
    "reopen",
    "residuals",
    "write_lp",
]
