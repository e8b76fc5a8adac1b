"""What a table's class says, in the order in which people read it."""

from __future__ import annotations

import dataclasses
import difflib
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from lodeway.errors import UsageError
from lodeway.schema.columns import Column
from lodeway.schema.tables import TABLES, Money, Row

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SCHEMA_VERSION", "columns", "default", "heading", "key", "key_columns", "table_meaning"]

SCHEMA_VERSION = "1"
"""Enters the digest of a scenario; changes when a column's meaning changes."""


@cache
def columns(table: str) -> Mapping[str, Column]:
    """Return the columns of a table: its own first, then money, then where the row comes from.

    Raises
    ------
    UsageError
        When there is no such table.

    Examples
    --------
    >>> list(columns("capital"))
    ['country', 'rate', 'source', 'confidence', 'range', 'note']
    """
    if table not in TABLES:
        near = difflib.get_close_matches(table, TABLES, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"tables: {', '.join(TABLES)}"
        raise UsageError(f"no table {table!r}; {hint}")
    declared = {field.name: field.metadata["column"] for field in dataclasses.fields(TABLES[table])}
    origin = [field.name for field in dataclasses.fields(Row)]
    money = [field.name for field in dataclasses.fields(Money) if field.name not in origin]
    own = [name for name in declared if name not in {*money, *origin}]
    order = [*own, *(name for name in money if name in declared), *origin]
    return MappingProxyType({name: declared[name] for name in order})


@cache
def key_columns(table: str) -> tuple[str, ...]:
    """Return the columns that together name a row.

    Examples
    --------
    >>> key_columns("demands")
    ('market', 'commodity', 'year')
    """
    return tuple(name for name, column in columns(table).items() if column.key)


def key(table: str, row: Row) -> str:
    """Return the name of a row: its key columns joined by ``/``.

    Examples
    --------
    >>> from lodeway.schema.tables import Capital
    >>> key("capital", Capital(country="TJK", rate=13.0))
    'TJK'
    """
    return "/".join(str(getattr(row, name)) for name in key_columns(table))


@cache
def default(table: str, column: str) -> Any:
    """Return the value of an empty cell; a required column has none and gives ``dataclasses.MISSING``."""
    return next(field.default for field in dataclasses.fields(TABLES[table]) if field.name == column)


def heading(name: str, column: Column) -> str:
    """Return how the column is headed in a file, with its unit.

    Examples
    --------
    >>> heading("price", columns("commodities")["price"])
    'price [USD/t]'
    """
    return f"{name} [{column.unit}]" if column.unit else name


def table_meaning(table: str) -> str:
    """Return the sentence that says what one row of a table is.

    Examples
    --------
    >>> table_meaning("capital")
    'What capital costs in a country.'
    """
    return (TABLES[table].__doc__ or "").strip().splitlines()[0]
