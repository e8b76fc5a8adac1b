"""Read-only SQL over the tables: one query, no file, no network, no change."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lodeway.atlas.tables import path, tables, unknown
from lodeway.errors import UsageError

if TYPE_CHECKING:
    import duckdb
    import numpy as np
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
            relation = connection.sql(sql)
            kinds = [str(kind) for kind in relation.types]
            columns = relation.fetchnumpy()
        except duckdb.Error as error:
            raise _explained(error) from error
    parts = zip(columns.items(), kinds, strict=True)
    return pl.DataFrame([_series(name, values, kind) for (name, values), kind in parts])


def _open(connection: duckdb.DuckDBPyConnection) -> None:
    """Make a view of every table, then shut out everything else."""
    files = {table.name: str(path(table.name)) for table in tables()}
    for name, file in files.items():
        connection.read_parquet(file).create_view(name)
    allowed = ", ".join("'" + file.replace("'", "''") + "'" for file in files.values())
    connection.execute(f"SET allowed_paths = [{allowed}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET python_enable_replacements = false")
    connection.execute("SET lock_configuration = true")


def _explained(error: duckdb.Error) -> UsageError:
    missing = _MISSING_TABLE.search(str(error))
    if missing:
        return unknown("table", missing[1].strip('"'), (table.name for table in tables()))
    return UsageError(str(error))


def _series(name: str, values: np.ndarray[Any, Any], kind: str) -> pl.Series:
    """Return a column with null where DuckDB had NULL.

    Numpy stands between the two because a polars frame made from DuckDB's Arrow stream keeps DuckDB's types
    alive until the interpreter ends, which then prints warnings of leaks.
    """
    import numpy as np
    import polars as pl

    data, missing = np.ma.getdata(values), np.ma.getmaskarray(values)
    if data.dtype == object:
        cells = [None if gone else cell for cell, gone in zip(data.tolist(), missing.tolist(), strict=True)]
        return pl.Series(name, cells, dtype=None if cells else pl.String())
    present = pl.Series(name, data, dtype=pl.Date() if kind == "DATE" else None)
    return present.zip_with(pl.Series(~missing), pl.Series(name, [None] * len(data), dtype=present.dtype))
