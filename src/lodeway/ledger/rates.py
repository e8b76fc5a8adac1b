"""Reference rates of a day."""

from __future__ import annotations

import math
from datetime import date, timedelta
from functools import cache

from lodeway.errors import UsageError

__all__ = ["LOOK_BACK", "atlas_version", "last_known", "per_dollar"]

LOOK_BACK = 7
"""Days: over weekends and feasts the last rate before holds."""


@cache
def per_dollar(currency: str, day: date) -> float:
    """Return how many units of a currency a dollar bought on a day, by the European Central Bank's reference rates; NaN if it set none.

    Examples
    --------
    >>> round(per_dollar("JPY", date(2025, 12, 20)), 2), per_dollar("KZT", date(2025, 12, 20))
    (157.23, nan)
    """
    from lodeway.atlas.money import exchange_rate

    if currency == "USD":
        return 1.0
    for back in range(LOOK_BACK):
        try:
            return exchange_rate(currency, day=day - timedelta(days=back))
        except UsageError:
            continue
    return math.nan


@cache
def last_known() -> date:
    """Return the last day for which the atlas holds reference rates: it stands in for a day that nobody states or that lies beyond.

    So the same texts and the same atlas give the same answer, whenever they are asked.

    Examples
    --------
    >>> per_dollar("JPY", last_known()) > 0
    True
    """
    from lodeway.atlas.tables import read

    days: list[date] = read("exchange_rates_daily")["date"].to_list()
    return max(days)


def atlas_version() -> str:
    """Return name and version of the distribution that the data are in."""
    from importlib.metadata import version

    return f"lodeway-atlas {version('lodeway-atlas')}"
