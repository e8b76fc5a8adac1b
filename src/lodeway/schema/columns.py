"""What one column of a scenario table says about itself."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Literal

__all__ = ["Column", "Kind", "column"]

Kind = Literal["text", "number", "integer", "flag", "choice", "country", "year", "date", "list", "recipe", "currency"]


@dataclass(frozen=True, slots=True)
class Column:
    """Declaration of one column, stored in the metadata of a dataclass field.

    Parameters
    ----------
    meaning
        One sentence for people: docs, templates and `describe` print it.
    example
        A value as it would stand in a spreadsheet cell.
    kind
        How a cell is read.
    unit
        The unit that values have in memory; a header may state any compatible unit.
    key
        Part of the row's key, which is unique in its table.
    required
        The cell may not be empty.
    choices
        Allowed words, for ``kind="choice"`` or each item of a list.
    reference
        What this cell (for a list: each item) must be: the key of a table (``sites``), a value of another
        column (``commodities.element``), a country (``country``), or one of several joined by ``|``.
    wildcard
        ``*`` is allowed beside references and countries and means "all".
    minimum, maximum
        Bounds of a number, in ``unit``.
    money
        The amount follows the row's ``currency`` and ``price_year``.
    """

    meaning: str
    example: str
    kind: Kind = "text"
    unit: str = ""
    key: bool = False
    required: bool = False
    choices: tuple[str, ...] = ()
    reference: str = ""
    wildcard: bool = False
    minimum: float | None = None
    maximum: float | None = None
    money: bool = False


def column(meaning: str, example: str, *, default: Any = dataclasses.MISSING, **options: Any) -> Any:
    """Return a dataclass field that carries a `Column` in its metadata.

    Examples
    --------
    >>> from dataclasses import dataclass, fields
    >>> @dataclass
    ... class Row:
    ...     price: float = column("What a tonne sells for.", "9143", unit="USD/t", kind="number")
    >>> fields(Row)[0].metadata["column"].unit
    'USD/t'
    """
    return dataclasses.field(default=default, metadata={"column": Column(meaning, example, **options)})
