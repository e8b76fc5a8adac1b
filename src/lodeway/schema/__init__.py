"""Scenario tables declared once: column, unit, default, reference, meaning, example."""

from lodeway.schema.columns import Column, column
from lodeway.schema.tables import TABLES, Row

__all__ = ["TABLES", "Column", "Row", "column"]
