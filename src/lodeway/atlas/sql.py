"""Read-only SQL over the tables: one query, no file, no network, no change."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lodeway.atlas.tables import path, tables, unknown
from lodeway.errors import UsageError

if TYPE_CHECKING:
    import duckdb
    import polars as pl

__all__ = ["query"]

_MISSING_TABLE = re.compile(r"Table with name (\S+) does not exist")


def query(sql: str) -> pl.DataFrame:
    """Return the rows of one SQL query (DuckDB's dialect); every table of the atlas is a view of its name.

    Parameters
    ----------
    sql
        A single ``SELECT``, ``FROM``, ``WITH``, ``VALUES``, ``DESCRIBE`` or ``SUMMARIZE`` statement.

    Raises
    ------
    UsageError
        When the statement is not a query, names an unknown table, or DuckDB refuses it. Files outside the
        atlas, the network and DuckDB's settings are out of reach.

    Examples
    --------
    >>> query("SELECT name FROM countries WHERE iso3 = 'TJK'").item()
    'Tajikistan'
    """
    import duckdb
    import polars as pl

    with duckdb.connect(":memory:") as connection:
        _open(connection)
        try:
            statements = connection.extract_statements(sql)
            if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
                raise UsageError("the atlas answers one SELECT statement and changes nothing")
            return pl.DataFrame(connection.sql(sql))
        except duckdb.Error as error:
            raise _explained(error) from error


def _open(connection: duckdb.DuckDBPyConnection) -> None:
    """Make a view of every table, then shut out everything else."""
    files = {table.name: str(path(table.name)).replace("'", "''") for table in tables()}
    for name, file in files.items():
        connection.execute(f"CREATE VIEW \"{name}\" AS SELECT * FROM read_parquet('{file}')")
    allowed = ", ".join(f"'{file}'" for file in files.values())
    connection.execute(f"SET allowed_paths = [{allowed}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET python_enable_replacements = false")
    connection.execute("SET lock_configuration = true")


def _explained(error: duckdb.Error) -> UsageError:
    missing = _MISSING_TABLE.search(str(error))
    if missing:
        return unknown("table", missing[1].strip('"'), (table.name for table in tables()))
    return UsageError(str(error))
