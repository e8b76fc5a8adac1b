"""Amounts of money in one unit: US dollars of one year, by ECB reference rates and US consumer prices."""

from __future__ import annotations

from datetime import date
from functools import cache

from lodeway.atlas.tables import read, unknown
from lodeway.errors import UsageError

__all__ = ["exchange_rate", "usd"]


def usd(amount: float, *, currency: str, year: int, price_year: int = 2024) -> float:
    """Return an amount of a currency and year in US dollars of `price_year`.

    Parameters
    ----------
    amount
        Amount in `currency`, prices of `year`.
    currency
        ISO 4217 code: USD, EUR, or one that the European Central Bank quoted in `year`.
    year
        Year of the amount's prices.
    price_year
        Year of the prices of the result.

    Raises
    ------
    UsageError
        When there is no rate for the currency in that year or no consumer price index for a year.

    Notes
    -----
    ``amount / rate(currency, year) * cpi(price_year) / cpi(year)``, with the mean of the ECB's daily euro
    reference rates of the year, crossed at the dollar's, and the annual average of the US Bureau of Labor
    Statistics' CPI-U (series CUUR0000SA0).

    Examples
    --------
    >>> usd(100, currency="USD", year=2024)
    100.0
    >>> round(usd(100, currency="EUR", year=2019), 1)
    137.4
    """
    nominal = float(amount) if currency == "USD" else amount / exchange_rate(currency, year=year)
    return nominal if year == price_year else nominal * _price_index(price_year) / _price_index(year)


def exchange_rate(currency: str, *, year: int | None = None, day: date | None = None) -> float:
    """Return how many units of a currency one US dollar bought, as the mean of a year or on one day.

    Parameters
    ----------
    currency
        ISO 4217 code: USD, EUR, or one that the European Central Bank quotes.
    year, day
        Exactly one of them.

    Raises
    ------
    UsageError
        When the ECB gives no rate for the currency and time; names what is allowed.

    Examples
    --------
    >>> from datetime import date
    >>> round(exchange_rate("JPY", day=date(2025, 12, 19)), 2)
    157.23
    """
    if (year is None) == (day is None):
        raise UsageError("give either a year or a day")
    rates = _yearly() if day is None else _daily(day)
    moment = year if day is None else day
    currencies = {code for code, _ in rates}
    if not currencies:
        raise UsageError(f"the European Central Bank gives no rates for {moment}")
    if currency not in currencies:
        raise unknown("currency", currency, currencies)
    rate = rates.get((currency, moment))
    if rate is None:
        years = sorted(str(known) for code, known in rates if code == currency)
        raise UsageError(f"no exchange rate of {currency} for {moment}; allowed: {', '.join(years)}")
    return rate


@cache
def _yearly() -> dict[tuple[str, int | date | None], float]:
    frame = read("exchange_rates").select("currency", "year", "per_dollar")
    return {(currency, year): rate for currency, year, rate in frame.iter_rows()}


@cache
def _daily(day: date) -> dict[tuple[str, int | date | None], float]:
    frame = read("exchange_rates_daily").filter(date=day)
    per_euro = {"EUR": 1.0} | dict(frame.select("currency", "per_euro").iter_rows()) if len(frame) else {}
    return {(currency, day): rate / per_euro["USD"] for currency, rate in per_euro.items()}


@cache
def _prices() -> dict[int, float]:
    return dict(read("consumer_prices").select("year", "index").iter_rows())


def _price_index(year: int) -> float:
    prices = _prices()
    if year not in prices:
        raise UsageError(f"no US consumer price index for {year}; allowed: {min(prices)} to {max(prices)}")
    return prices[year]
