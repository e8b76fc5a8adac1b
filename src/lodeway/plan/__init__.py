"""What to build and to ship at least cost, within every limit, and why."""

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
from lodeway.plan.result.certificate import Certificate, certify
from lodeway.plan.result.document import document
from lodeway.plan.result.explain import Reason, explain
from lodeway.plan.result.reopen import Opened, reopen
from lodeway.plan.result.residuals import Residual, residuals
from lodeway.plan.solve import plan, write_lp

__all__ = [
    "Activity",
    "Build",
    "Certificate",
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
    "certify",
    "document",
    "explain",
    "plan",
    "reopen",
    "residuals",
    "write_lp",
]
