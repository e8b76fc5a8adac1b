"""Amounts of money in USD of the scenario's price year."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import date

from lodeway import atlas
from lodeway.errors import Fault, LodewayError
from lodeway.scenario.records import Record
from lodeway.schema import columns

__all__ = ["convert_money", "on_day"]


def convert_money(records: Iterable[Record], *, price_year: int) -> tuple[tuple[Record, ...], list[Fault]]:
    """Return the rows with every amount in USD of `price_year`, and a fault for each amount that cannot be converted.

    The columns ``currency`` and ``price_year`` are empty afterwards: they have been used.
    """
    faults: list[Fault] = []
    return tuple(_convert(record, price_year, faults) for record in records), faults


def _convert(record: Record, price_year: int, faults: list[Fault]) -> Record:
    values = dict(record.values)
    bad = set(record.bad)
    for name, (currency, year) in record.money.items():
        if name in bad or (currency, year or price_year) == ("USD", price_year):
            continue
        try:
            values[name] = atlas.usd(values[name], currency=currency, year=year or price_year, price_year=price_year)
        except LodewayError as error:
            column = "price_year" if "price_year" in values else "currency"
            faults.append(record.fault(column if column in values else name, f"cannot be converted to USD: {error}"))
            bad.add(name)
    if "currency" in columns(record.table):
        values.pop("currency", None)
        values.pop("price_year", None)
    return dataclasses.replace(record, values=values, bad=frozenset(bad))


def on_day(amount: float, *, currency: str, day: str, price_year: int) -> float:
    """Return an amount in USD of `price_year`, at the European Central Bank's rates of one day.

    Parameters
    ----------
    amount, currency
        Amount in an ISO 4217 currency.
    day
        ``YYYY-MM-DD``.
    price_year
        Year of the USD that come back, reached by US consumer prices.

    Raises
    ------
    UsageError
        When the bank gave no rate for the currency on that day.

    Examples
    --------
    >>> round(on_day(3e12, currency="JPY", day="2025-12-19", price_year=2025) / 1e9, 2)
    19.08
    """
    moment = date.fromisoformat(day)
    dollars = amount / atlas.exchange_rate(currency, day=moment)
    return atlas.usd(dollars, currency="USD", year=moment.year, price_year=price_year)
