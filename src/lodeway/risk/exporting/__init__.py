"""Characterisation factors as files that programs of life-cycle assessment read: Brightway, SimaPro, openLCA."""

from lodeway.risk.exporting.factors import Factor, FactorSet, factors
from lodeway.risk.exporting.writing import FORMATS, write_factors

__all__ = ["FORMATS", "Factor", "FactorSet", "factors", "write_factors"]
