"""Exchange rates, consumer prices and amounts in dollars of one year."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodeway import atlas
from lodeway.errors import UsageError


def test_rates_of_the_day_the_target_was_set() -> None:
    """On 2025-12-19 the ECB quoted 184.15 yen and 1.1712 dollars a euro."""
    day = date(2025, 12, 19)
    assert atlas.exchange_rate("JPY", day=day) == pytest.approx(184.15 / 1.1712)
    assert atlas.exchange_rate("EUR", day=day) == pytest.approx(1 / 1.1712)
    assert atlas.exchange_rate("USD", day=day) == 1


@pytest.mark.parametrize(
    ("currency", "year", "per_euro"),
    [
        ("USD", 2019, 1.1195),
        ("USD", 2024, 1.0824),
        ("JPY", 2024, 163.85),
        ("GBP", 2024, 0.84662),
        ("JPY", 2019, 122.01),
    ],
)
def test_yearly_averages_are_those_the_bank_publishes(currency: str, year: int, per_euro: float) -> None:
    """Averages agree with the ECB's published annual averages to their last figure."""
    row = atlas.read("exchange_rates").filter(currency=currency, year=year)
    assert row["per_euro"].item() == pytest.approx(per_euro, rel=1e-4)


def test_average_years_have_all_their_days() -> None:
    """Every year before the last has some 250 banking days for the dollar."""
    days = atlas.read("exchange_rates").filter(pl.col("currency") == "USD", pl.col("year") < 2026)["days"]
    assert (days >= 250).all()


@pytest.mark.parametrize(("year", "index"), [(1983, 99.6), (2019, 255.657), (2023, 304.702), (2024, 313.689)])
def test_consumer_prices_are_those_the_bureau_publishes(year: int, index: float) -> None:
    """Annual averages of CPI-U agree with the published ones."""
    assert atlas.read("consumer_prices").filter(year=year)["index"].item() == pytest.approx(index, abs=1e-3)


def test_an_amount_in_euros_of_2019() -> None:
    """A hundred euros of 2019 are 100 x 1.1195 x 313.689 / 255.657 dollars of 2024."""
    assert atlas.usd(100, currency="EUR", year=2019) == pytest.approx(100 * 1.1195 * 313.689 / 255.657, rel=1e-4)


def test_three_trillion_yen() -> None:
    """Three trillion yen at the rate of 2025-12-19 are 19.08 billion dollars."""
    assert 3e12 / atlas.exchange_rate("JPY", day=date(2025, 12, 19)) == pytest.approx(19.08e9, rel=1e-3)


@given(
    amount=st.floats(0.01, 1e12),
    currency=st.sampled_from(["USD", "EUR", "JPY", "CNY", "KRW"]),
    years=st.tuples(st.integers(2006, 2025), st.integers(2006, 2025)),
)
def test_conversion_goes_both_ways(amount: float, currency: str, years: tuple[int, int]) -> None:
    """Moving an amount to another price year and back gives the amount in dollars of its own year."""
    year, price_year = years
    there = atlas.usd(amount, currency=currency, year=year, price_year=price_year)
    back = atlas.usd(there, currency="USD", year=price_year, price_year=year)
    assert back == pytest.approx(atlas.usd(amount, currency=currency, year=year, price_year=year))


@pytest.mark.parametrize(
    ("currency", "year", "message"),
    [
        ("KZT", 2024, "unknown currency 'KZT'.*EUR.*USD"),
        ("JPX", 2024, "did you mean 'JPY'"),
        ("EUR", 1990, "no exchange rate of EUR for 1990; allowed: 1999, .*2026"),
        ("CNY", 2001, "no exchange rate of CNY for 2001"),
        ("USD", 2026, "no US consumer price index for 2026; allowed: 1913 to 2025"),
    ],
)
def test_what_cannot_be_converted_says_what_can(currency: str, year: int, message: str) -> None:
    """An unknown currency or year is an error that names what is allowed."""
    with pytest.raises(UsageError, match=message):
        atlas.usd(1, currency=currency, year=year)


def test_a_day_without_rates_is_an_error() -> None:
    """On a Sunday the bank quotes nothing."""
    with pytest.raises(UsageError, match="no rates for 2025-12-21"):
        atlas.exchange_rate("JPY", day=date(2025, 12, 21))


def test_a_rate_needs_one_moment() -> None:
    """Neither both a year and a day nor none of them will do."""
    with pytest.raises(UsageError, match="either a year or a day"):
        atlas.exchange_rate("JPY")
    with pytest.raises(UsageError, match="either a year or a day"):
        atlas.exchange_rate("JPY", year=2024, day=date(2024, 1, 2))
