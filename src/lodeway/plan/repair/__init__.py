"""Why demand that must be met cannot be, and the cheapest change of the limits that helps."""

from lodeway.plan.repair.answer import infeasible

__all__ = ["infeasible"]
