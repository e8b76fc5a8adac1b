"""Assess: how many undiscovered deposits a tract may hold, how much ore and metal, and what of it pays."""

from lodeway.explore.assess.counts import Count, deposit_density, from_intensity, mark3, negative_binomial, pooled
from lodeway.explore.assess.estimates import Estimate
from lodeway.explore.assess.library import built_in, read_model
from lodeway.explore.assess.models import GradeTonnage
from lodeway.explore.assess.outcome import Amount, Outcome, assess

__all__ = [
    "Amount",
    "Count",
    "Estimate",
    "GradeTonnage",
    "Outcome",
    "assess",
    "built_in",
    "deposit_density",
    "from_intensity",
    "mark3",
    "negative_binomial",
    "pooled",
    "read_model",
]
