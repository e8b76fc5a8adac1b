"""Writing of scenario tables: columns and units as the schema declares them, empty columns left out."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any

from lodeway.schema.columns import Column
from lodeway.schema.tables import Row

__all__ = ["text", "write", "write_text"]


def text(table: Sequence[Row]) -> str:
    """Return the table as CSV text, its header with units, source and note last, without columns that say nothing in any row."""
    own = {field.name for field in fields(Row)}
    ordered = sorted(fields(table[0]), key=lambda field: field.name in own)
    columns = [field for field in ordered if any(_cell(row, field) for row in table)]
    declared: list[Column] = [field.metadata["column"] for field in columns]
    names = [
        f"{field.name} [{column.unit}]" if column.unit else field.name
        for field, column in zip(columns, declared, strict=True)
    ]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_cell(row, field) for field in columns] for row in table)
    return buffer.getvalue()


def write(table: Sequence[Row], path: Path) -> None:
    """Write the table as CSV."""
    write_text(text(table), path)


def write_text(content: str, path: Path) -> None:
    """Write the text to a temporary file beside `path`, then rename it."""
    temporary = path.with_suffix(".tmp")
    temporary.write_text(content, encoding="utf-8", newline="\n")
    temporary.replace(path)


def _cell(row: Row, field: Field[Any]) -> str:
    value = getattr(row, field.name)
    if isinstance(value, tuple):
        return ";".join(value)
    if isinstance(value, float):
        return "" if math.isnan(value) or (value == 0 and _is_default(value, field)) else f"{value:.10g}"
    if isinstance(value, bool):
        return "yes" if value else ""
    return "" if _is_default(value, field) and not isinstance(value, str) else str(value)


def _is_default(value: object, field: Field[Any]) -> bool:
    return field.default is not MISSING and value == field.default
