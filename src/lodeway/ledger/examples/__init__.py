"""Registers that ship with the program: commitments published by others, in words of our own, each with its source."""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files

from lodeway.errors import UsageError
from lodeway.ledger.exchange import read_records
from lodeway.ledger.register import Commitment, Delivery, Record, Source

__all__ = ["EXAMPLES", "example"]

EXAMPLES = ("central-asia",)
TABLES: dict[str, type[Record]] = {"sources.csv": Source, "commitments.csv": Commitment, "deliveries.csv": Delivery}


@cache
def example(name: str = "central-asia") -> tuple[Record, ...]:
    """Return the sources, commitments and deliveries of an example, in an order in which they can be added.

    Raises
    ------
    UsageError
        When there is none of that name.

    Examples
    --------
    >>> records = example()
    >>> next(row.title for row in records if row.id == "A001")
    'Five-year target of JPY 3 trillion of private business projects'
    """
    if name not in EXAMPLES:
        raise UsageError(f"no example register {name!r}; there is {', '.join(EXAMPLES)}")
    found: list[Record] = []
    for table, kind in TABLES.items():
        with as_file(files(__name__) / name / table) as path:
            found += read_records(kind, path)
    return tuple(found)
