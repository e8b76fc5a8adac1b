"""Hand tables: rows of the scenario's own tables, and small lists that the other modules work on."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

from lodeway.schema.columns import Column
from lodeway.schema.tables import Row

__all__ = ["FOLDER", "number", "plain", "rows"]

FOLDER = Path(__file__).parent / "hand"
R = TypeVar("R", bound=Row)


def plain(name: str) -> tuple[Mapping[str, str], ...]:
    """Return the rows of a hand table as text by column."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def rows(name: str, kind: type[R]) -> tuple[R, ...]:
    """Return the rows of a hand table as rows of a scenario table; columns that the table lacks are left out."""
    return tuple(_row(line, kind) for line in plain(name))


def number(text: str) -> float | None:
    """Return the number in a cell, None when the cell is empty."""
    return float(text) if text.strip() else None


def _row(line: Mapping[str, str], kind: type[R]) -> R:
    values = {
        field.name: _value(line[field.name].strip(), field.metadata["column"])
        for field in fields(kind)
        if line.get(field.name, "").strip()
    }
    return kind(**values)


def _value(text: str, column: Column) -> Any:
    if column.kind == "number":
        return float(text)
    if column.kind in ("integer", "year"):
        return int(text)
    if column.kind == "list":
        return tuple(text.split(";"))
    return text
