"""The same plan written arc by arc: every flow on every leg is a column, so that any solver can check or take it."""

from lodeway.plan.arcs.model import ArcModel, arc_model
from lodeway.plan.arcs.solving import plan_by_arcs
from lodeway.plan.arcs.writing import check_model_file, write_model

__all__ = ["ArcModel", "arc_model", "check_model_file", "plan_by_arcs", "write_model"]
