"""Reads what indicators need from the atlas' Parquet files, and only that: DuckDB starts faster than a frame library."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lodeway import atlas

if TYPE_CHECKING:
    import duckdb

__all__ = ["columns", "countries", "rows"]


def rows(table: str, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Return rows of one query on a table, which the query calls ``it``."""
    return _cursor(atlas.path(table), sql, values).fetchall()


def columns(table: str | Path, sql: str, *values: Any, few: bool = False) -> dict[str, Any]:
    """Return the columns of one query on a table or a Parquet file of the user's.

    Text is an array of objects, None where a cell is missing; a number that is missing is NaN. With `few` rows to come, they are fetched
    one by one: that spares a cold process the import of masked arrays.
    """
    import numpy as np

    cursor = _cursor(atlas.path(table) if isinstance(table, str) else table, sql, values)
    if few:
        names = [column[0] for column in cursor.description or ()]
        cells = list(zip(*cursor.fetchall(), strict=True)) or [()] * len(names)
        return {name: _array(column) for name, column in zip(names, cells, strict=True)}
    found: dict[str, Any] = {}
    for name, column in cursor.fetchnumpy().items():
        gone, plain = np.ma.getmaskarray(column), np.ma.getdata(column)
        if gone.any():
            plain = plain.astype(object if plain.dtype == object else np.float64)
            plain[gone] = None if plain.dtype == object else np.nan
        found[name] = plain
    return found


def _array(column: tuple[Any, ...]) -> Any:
    """Return an array of numbers or, where a cell is text, of objects."""
    import numpy as np

    if any(isinstance(cell, str) for cell in column):
        return np.array(column, dtype=object)
    if None in column:
        return np.array([np.nan if cell is None else cell for cell in column], dtype=np.float64)
    return np.array(column)


@cache
def countries() -> tuple[tuple[str, int | None, str, bool], ...]:
    """Return ISO 3166 alpha-3, ISO 3166 numeric, name, and whether it is in the European Union, of every country."""
    return tuple(rows("countries", "SELECT iso3, iso_numeric, name, coalesce(eu27, false) FROM it"))


def _cursor(file: Path, sql: str, values: tuple[Any, ...]) -> duckdb.DuckDBPyConnection:
    place = str(file).replace("'", "''")
    text = f"WITH it AS (FROM read_parquet('{place}')) {sql}"
    return _connection().cursor().execute(text, list(values))


@cache
def _connection() -> duckdb.DuckDBPyConnection:
    import duckdb

    return duckdb.connect(":memory:")
