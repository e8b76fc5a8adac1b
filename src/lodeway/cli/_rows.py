"""Prints the rows of a table so that they fit a terminal, as JSON, or into a file."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from itertools import zip_longest
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    import polars as pl

__all__ = ["WIDTH", "as_json", "give", "limited", "out_to", "print_json", "table"]

WIDTH = 100
"""Columns of the terminal that tables are made for."""
SHOWN = 40
"""Rows printed when --limit is not given."""
NARROW = 8
"""No column of text is made narrower than this."""
IDS = ("id", "nodes")
"""Columns by which a row is named elsewhere: never broken."""

Decorator = Callable[..., Any]
as_json: Decorator = click.option(
    "--json", "as_json", is_flag=True, help="Print JSON with stable keys; a missing value is null."
)
out_to: Decorator = click.option(
    "--out", metavar="FILE", help="Write all rows to FILE (.csv, .parquet or .xlsx) instead of printing them."
)
limited: Decorator = click.option(
    "--limit", type=click.IntRange(min=0), default=SHOWN, show_default=True, help="Most rows to print as text."
)


def give(
    name: str,
    rows: pl.DataFrame,
    shown: pl.DataFrame,
    *,
    out: str | None,
    limit: int,
    as_json: bool,
    more: dict[str, Any] | None = None,
) -> None:
    """Write all rows to a file or print them as JSON, or else print the columns that fit a terminal.

    Parameters
    ----------
    name
        Key of the rows in the JSON document.
    rows, shown
        Every column; the few columns to print as text.
    out, limit, as_json
        The command's options.
    more
        What else belongs into the JSON document.
    """
    from lodeway.atlas.export import plain, write

    if out is not None:
        place = write(rows, out)
        click.echo(json.dumps({"file": str(place), "total": len(rows)}) if as_json else f"{place}: {len(rows):,} rows")
    elif as_json:
        print_json((more or {}) | {"total": len(rows), name: [plain(row) for row in rows.iter_rows(named=True)]})
    else:
        click.echo("\n".join(table(shown.head(limit))))
        if len(rows) > limit:
            click.echo(f"{limit:,} of {len(rows):,} rows; --json, --out FILE.csv or --limit shows the others")


def print_json(record: dict[str, Any]) -> None:
    """Print a document as JSON."""
    click.echo(json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False))


def table(rows: pl.DataFrame, width: int = WIDTH) -> list[str]:
    """Return the lines of a table: numbers to the right, long texts on several lines so that none is wider; ids stay whole.

    Examples
    --------
    >>> import polars as pl
    >>> rows = pl.DataFrame({"id": ["khorgos"], "name": ["Khorgos / Altynkol"], "km": [1234.56]})
    >>> print("|".join(table(rows, width=27)))
    id       name            km|khorgos  Khorgos /  1,234.6|         Altynkol
    """
    columns = [[name, *_texts(rows[name])] for name in rows.columns]
    widths = [max(map(len, column)) for column in columns]
    texts = [n for n, kind in enumerate(rows.dtypes) if not kind.is_numeric() and rows.columns[n] not in IDS]
    while sum(widths) + 2 * (len(widths) - 1) > width:
        widest = max(texts, key=lambda number: widths[number], default=-1)
        if widest < 0 or widths[widest] <= NARROW:
            break
        widths[widest] -= 1
    sides = [">" if kind.is_numeric() else "<" for kind in rows.dtypes]
    lines: list[str] = []
    for row in zip(*columns, strict=True):
        cells = [wrap(text, most) for text, most in zip(row, widths, strict=True)]
        lines += [_line(parts, widths, sides) for parts in zip_longest(*cells, fillvalue="")]
    return lines


def _line(parts: Sequence[str], widths: Sequence[int], sides: Sequence[str]) -> str:
    cells = (f"{part:{side}{width}}" for part, width, side in zip(parts, widths, sides, strict=True))
    return "  ".join(cells).rstrip()


def _texts(column: pl.Series) -> list[str]:
    """Return a column's cells as text, what is missing as nothing; numbers of a column have the same decimals."""
    values = column.to_list()
    if not column.dtype.is_float():
        return ["" if value is None else _text(value) for value in values]
    finite = [value for value in values if value is not None and math.isfinite(value)]
    most = max(map(abs, finite), default=0.0)
    decimals = 0 if all(value.is_integer() for value in finite) else 1 if most >= 10 else 2 if most > 1 else 3
    return [f"{value:,.{decimals}f}" if value is not None and math.isfinite(value) else "" for value in values]


def _text(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
