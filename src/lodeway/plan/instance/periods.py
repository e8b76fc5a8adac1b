"""In which years limits, bans, agreements and minimum stocks hold."""

from __future__ import annotations

from collections.abc import Sequence

from lodeway.schema.tables import Agreement, Ban, Limit, Stock

__all__ = ["holds", "periods"]


def holds(row: Agreement | Ban | Limit | Stock, year: int) -> bool:
    """Return whether a limit, ban, agreement or minimum stock holds in a year: from `opens` until before `closes`.

    Examples
    --------
    >>> limit = Limit(id="cap", kind="budget", value=1.0, unit="USD", opens=2027, closes=2029)
    >>> [year for year in range(2026, 2031) if holds(limit, year)]
    [2027, 2028]
    """
    return row.opens <= year and not (row.closes and year >= row.closes)


def periods(limit: Limit, years: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """Return the years that a limit bounds together: all in which it holds if it is `whole`, else each alone.

    Examples
    --------
    >>> limit = Limit(id="cap", kind="budget", value=1.0, unit="USD", opens=2027)
    >>> periods(limit, (2026, 2027, 2028))
    ((2027,), (2028,))
    """
    active = tuple(year for year in years if holds(limit, year))
    if limit.whole:
        return (active,) if active else ()
    return tuple((year,) for year in active)
