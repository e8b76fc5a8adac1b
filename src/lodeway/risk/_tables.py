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


def columns(table: str, sql: str, *values: Any) -> dict[str, Any]:
    """Return the columns of one query on a table, as masked arrays where cells are missing."""
    return _cursor(atlas.path(table), sql, values).fetchnumpy()


def own_columns(file: Path, sql: str, *values: Any) -> dict[str, Any]:
    """Return the columns of one query on a Parquet file of the user's."""
    return _cursor(file, sql, values).fetchnumpy()


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
