"""Why demand that must be met cannot be, and the least changes of the limits that help."""

from lodeway.plan.repair.answer import infeasible

__all__ = ["infeasible"]
