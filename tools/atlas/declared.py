"""What `tables.toml` and `transport/tables.toml` declare of every table: title, columns with units, sources, licence."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

import polars as pl

__all__ = ["TYPES", "Column", "Table", "tables"]

HERE = Path(__file__).parent
TYPES: dict[str, pl.DataType] = {
    "text": pl.String(),
    "integer": pl.Int32(),
    "short": pl.Int16(),
    "number": pl.Float64(),
    "single": pl.Float32(),
    "flag": pl.Boolean(),
    "date": pl.Date(),
    "singles": pl.List(pl.Float32()),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: name, word of `TYPES`, unit (empty when it has none) and meaning."""

    name: str
    type: str
    unit: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What people must know of a table before they use it."""

    name: str
    title: str
    columns: tuple[Column, ...]
    sort: tuple[str, ...]
    sources: tuple[str, ...]
    licence: str
    version: str
    date: str
    changes: str
    doubts: str = ""

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """Column names and types of the Parquet file."""
        return {column.name: TYPES[column.type] for column in self.columns}


def tables() -> dict[str, Table]:
    """Return the declared tables by name."""
    found: dict[str, Table] = {}
    for path in (path for path in (HERE / "tables.toml", HERE / "transport" / "tables.toml") if path.exists()):
        for name, entry in tomllib.loads(path.read_text(encoding="utf-8")).items():
            columns = tuple(Column(*column) for column in entry.pop("columns"))
            sort, sources = tuple(entry.pop("sort")), tuple(entry.pop("sources"))
            found[name] = Table(name=name, columns=columns, sort=sort, sources=sources, **entry)
    return found
