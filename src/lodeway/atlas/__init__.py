"""The world as measured: open tables of trade, production, governance, places and transport, each with its source.

The tables are Parquet files of the distribution ``lodeway-atlas``. Reading needs polars, SQL needs
DuckDB; both are imported when they are first used.
"""

from lodeway.atlas.money import exchange_rate, usd
from lodeway.atlas.sql import query
from lodeway.atlas.tables import Table, TableColumn, describe, path, read, tables, version

__all__ = [
    "Table",
    "TableColumn",
    "describe",
    "exchange_rate",
    "path",
    "query",
    "read",
    "tables",
    "usd",
    "version",
]
