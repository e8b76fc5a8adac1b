"""The text of the report's files, and writing them whole."""

from __future__ import annotations

import csv
import io
import json
import math
from typing import Any

from lodeway.report.figures import Cell, Table
from lodeway.scenario.writing import write_whole

__all__ = ["csv_text", "json_text", "write_whole"]


def json_text(value: Any, *, indent: int | None = 1) -> str:
    r"""Return JSON with sorted keys and a line feed at its end; numbers that are missing are not allowed.

    Examples
    --------
    >>> json_text({"b": 1, "a": [2.5, None]}, indent=None)
    '{"a":[2.5,null],"b":1}\n'
    """
    separators = (",", ":") if indent is None else (",", ": ")
    return (
        json.dumps(value, indent=indent, sort_keys=True, allow_nan=False, ensure_ascii=False, separators=separators)
        + "\n"
    )


def csv_text(table: Table) -> str:
    r"""Return a table as CSV: key and unit in the header, missing numbers empty, lists joined by semicolons.

    Examples
    --------
    >>> from lodeway.report.figures import Column, table
    >>> number = Column("a", "A", "t", "number", 1, "A number.")
    >>> csv_text(table("t", "T", "", [number], [(float("nan"),), (1.5,)]))
    'a [t]\n""\n1.5\n'
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([column.header for column in table.columns])
    writer.writerows([_text(cell) for cell in row] for row in table.rows)
    return buffer.getvalue()


def _text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return format(cell, ".12g") if math.isfinite(cell) else ""
    return ";".join(str(part) for part in cell) if isinstance(cell, tuple) else str(cell)
