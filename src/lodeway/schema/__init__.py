"""Scenario tables declared once: column, unit, default, reference, meaning, example."""

from lodeway.schema.columns import Column, column
from lodeway.schema.lookup import SCHEMA_VERSION, columns, default, heading, key, key_columns, table_meaning
from lodeway.schema.tables import TABLES, Row

__all__ = [
    "SCHEMA_VERSION",
    "TABLES",
    "Column",
    "Row",
    "column",
    "columns",
    "default",
    "heading",
    "key",
    "key_columns",
    "table_meaning",
]
