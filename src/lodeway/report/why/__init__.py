"""Why a plan is as it is, sentence by sentence."""

from lodeway.report.why.asked import Statement, label
from lodeway.report.why.places import TRAIN, TRAIN_ROW
from lodeway.report.why.telling import against, why

__all__ = ["TRAIN", "TRAIN_ROW", "Statement", "against", "label", "why"]
