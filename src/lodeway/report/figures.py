"""What one column of a report table says about itself, and the table that rows make.

Each table of the report is a tuple of frozen rows; the fields of the row's class carry their title, unit and meaning.
CSV headers, sheets, the page and the docs follow from that one declaration.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Cell", "Column", "Kind", "Table", "columns", "figure", "missing", "table"]

Kind = Literal["text", "number", "integer", "year", "flag", "list"]
Cell = str | float | int | bool | tuple[str, ...] | tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """Declaration of one column of a report table."""

    key: str
    title: str
    unit: str
    kind: Kind
    digits: int
    meaning: str

    @property
    def header(self) -> str:
        """Key and unit, as CSV files and sheets name the column.

        Examples
        --------
        >>> Column("capex", "Capital cost", "USD", "number", 0, "Overnight cost.").header
        'capex [USD]'
        """
        return f"{self.key} [{self.unit}]" if self.unit else self.key


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one subject with their columns described."""

    name: str
    title: str
    note: str
    """How the figures come about, with the source of a formula."""
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def column(self, key: str) -> tuple[Cell, ...]:
        """Return the cells of one column.

        Examples
        --------
        >>> table("t", "T", "", [Column("a", "a", "", "number", 0, "")], [(1.0,), (2.0,)]).column("a")
        (1.0, 2.0)
        """
        place = [column.key for column in self.columns].index(key)
        return tuple(row[place] for row in self.rows)

    def to_frame(self) -> pl.DataFrame:
        """Return the table with the headers of its CSV file; what is missing is null.

        Examples
        --------
        >>> rows = table("t", "T", "", [Column("cost", "Cost", "USD", "number", 0, "")], [(1.0,), (math.nan,)])
        >>> rows.to_frame().to_dict(as_series=False)
        {'cost [USD]': [1.0, None]}
        """
        import polars as pl

        kinds = {"number": pl.Float64, "integer": pl.Int64, "year": pl.Int64, "flag": pl.Boolean, "text": pl.String}
        cells = {
            column.header: [None if missing(row[place]) else row[place] for row in self.rows]
            for place, column in enumerate(self.columns)
        }
        schema = {column.header: kinds.get(column.kind) for column in self.columns}
        return pl.DataFrame(cells, schema=schema, strict=False)

    def records(self) -> Iterator[dict[str, Cell]]:
        """Yield each row by column key.

        Examples
        --------
        >>> next(table("t", "T", "", [Column("a", "a", "", "number", 0, "")], [(1.0,)]).records())
        {'a': 1.0}
        """
        keys = [column.key for column in self.columns]
        for row in self.rows:
            yield dict(zip(keys, row, strict=True))


def figure(
    meaning: str, *, title: str = "", unit: str = "", kind: Kind = "text", digits: int = 0, key: str = ""
) -> Any:
    """Return a dataclass field that carries the declaration of a report column.

    ``title`` is the field's name in words and ``key`` the field's name when not given.

    Examples
    --------
    >>> @dataclass(frozen=True)
    ... class Row:
    ...     capex: float = figure("Overnight cost.", unit="USD", kind="number")
    >>> columns(Row)[0].header
    'capex [USD]'
    """
    return dataclasses.field(metadata={"figure": (key, title, unit, kind, digits, meaning)})


def columns(row: type) -> tuple[Column, ...]:
    """Return the columns that the fields of a row's class declare, in order.

    Examples
    --------
    >>> @dataclass(frozen=True)
    ... class Row:
    ...     top_share: float = figure("Share.", unit="%", kind="number", digits=1)
    >>> columns(Row)[0].title
    'Top share'
    """
    found = []
    for field in dataclasses.fields(row):
        key, title, unit, kind, digits, meaning = field.metadata["figure"]
        words = title or field.name.replace("_", " ").capitalize()
        found.append(Column(key or field.name, words, unit, kind, digits, meaning))
    return tuple(found)


def table(name: str, title: str, note: str, row: type | Sequence[Column], rows: Iterable[Any]) -> Table:
    """Return the table that rows make: dataclass rows of class ``row``, or plain tuples with their columns.

    Examples
    --------
    >>> @dataclass(frozen=True)
    ... class Row:
    ...     year: int = figure("Year.", kind="year")
    >>> table("years", "Years", "", Row, [Row(2026)]).rows
    ((2026,),)
    """
    if isinstance(row, type):
        names = [field.name for field in dataclasses.fields(row)]
        cells = tuple(tuple(getattr(item, key) for key in names) for item in rows)
        return Table(name, title, note, columns(row), cells)
    return Table(name, title, note, tuple(row), tuple(tuple(item) for item in rows))


def missing(cell: object) -> bool:
    """Return whether a cell is a missing number.

    Examples
    --------
    >>> missing(math.nan), missing(0.0), missing("")
    (True, False, False)
    """
    return isinstance(cell, float) and math.isnan(cell)
