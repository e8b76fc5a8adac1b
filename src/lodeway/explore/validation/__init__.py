"""Honest validation: scores on spatial blocks that the model has not seen, beside those of a random division."""

from lodeway.explore.validation.judging import Influence, Judgement, Target, judge

__all__ = ["Influence", "Judgement", "Target", "judge"]
