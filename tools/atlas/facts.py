"""Tables made of hand tables alone; what can be computed (tonnes, prices a tonne) is computed here, not typed."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from tools.atlas import handmade
from tools.atlas.declared import Table

__all__ = ["TONNES", "USD_PER_TONNE", "build"]

TONNES = {
    "metric tons": 1.0,
    "thousand metric tons": 1e3,
    "thousand metric dry tons": 1e3,
    "million metric tons": 1e6,
    "kilograms": 1e-3,
}
"""Tonnes in one of the unit; units of volume and carats are not converted."""

POUND = 0.45359237  # kg, international pound (NIST SP 811, appendix B.8)
OUNCE = 0.0311034768  # kg, troy ounce (same)
USD_PER_TONNE = {
    "dollars per metric ton": 1.0,
    "dollars per kilogram": 1e3,
    "dollars per pound": 1e3 / POUND,
    "cents per pound": 10 / POUND,
    "dollars per troy ounce": 1e3 / OUNCE,
}
"""USD per tonne in one of the unit; a metric ton unit (10 kg of content) is not converted: what it counts differs."""


def build(declared: Iterable[Table]) -> dict[str, pl.DataFrame]:
    """Return every declared table that has a hand table of its name and no builder of its own."""
    frames = {}
    for table in declared:
        computed = {"production": {"tonnes"}, "prices": {"usd_per_tonne"}}.get(table.name, set())
        types = {column.name: column.type for column in table.columns if column.name not in computed}
        frame = handmade.read(table.name, types)
        if table.name == "production":
            frame = frame.with_columns(tonnes=pl.col("value") * _factor("unit", TONNES))
        if table.name == "prices":
            frame = frame.with_columns(usd_per_tonne=pl.col("value") * _factor("unit", USD_PER_TONNE))
        frames[table.name] = frame
    return frames


def _factor(column: str, factors: dict[str, float]) -> pl.Expr:
    return pl.col(column).replace_strict(factors, default=None, return_dtype=pl.Float64)
