"""The scenario's links and gates, laid over those of the atlas."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable
from typing import TypeVar

from lodeway.schema.tables import Gate, Link

__all__ = ["NEVER", "both_open", "dates", "merge", "usable"]

NEVER = 9999
"""Year in which opens what is closed: a search may ask what it would be worth, all others find it shut."""

RowType = TypeVar("RowType", Gate, Link)


def merge(base: Iterable[RowType], changes: Iterable[RowType]) -> tuple[RowType, ...]:
    """Return the rows of `base` with `changes` laid over them by id, sorted by id.

    An empty cell (its column's default) of a change keeps the base's value.

    Examples
    --------
    >>> from lodeway.schema.tables import Gate
    >>> merge([Gate(id="khorgos", delay=35.0, fee=1.0)], [Gate(id="khorgos", fee=2.0)])[0].delay
    35.0
    """
    rows = {row.id: row for row in base}
    for change in changes:
        rows[change.id] = _over(rows[change.id], change) if change.id in rows else change
    return tuple(rows[key] for key in sorted(rows))


def _over(row: RowType, change: RowType) -> RowType:
    given = {
        field.name: getattr(change, field.name)
        for field in dataclasses.fields(change)
        if not _empty(getattr(change, field.name), field.default)
    }
    return dataclasses.replace(row, **given)


def _empty(value: object, default: object) -> bool:
    if isinstance(value, float) and math.isnan(value):
        return True
    return value == default


def usable(row: Gate | Link) -> bool:
    """Return whether a gate or link has legs: there today, open or closed, a candidate, or with a year in which it opens."""
    return row.status in ("open", "closed", "candidate", "") or row.opens > 0


def dates(row: Gate | Link) -> tuple[int, int]:
    """Return the first year in which a gate or link can be used and the first in which no longer; 0 is no bound.

    Examples
    --------
    >>> dates(Gate(id="torkham", status="closed")), dates(Gate(id="torkham", status="closed", closes=2026))
    ((9999, 0), (0, 2026))
    """
    shut = row.status == "closed" and not row.opens and not row.closes
    return NEVER if shut else row.opens, row.closes


def both_open(link: Link, gate: Gate | None) -> tuple[int, int]:
    """Return the first year in which a link and its gate can be used, and the first in which no longer; 0 is no bound.

    Examples
    --------
    >>> both_open(Link(id="line", opens=2027, closes=2035), Gate(id="khorgos", opens=2029))
    (2029, 2035)
    """
    rows = [dates(row) for row in (link, gate) if row is not None]
    return max(opens for opens, _ in rows), min(filter(None, (closes for _, closes in rows)), default=0)
