"""Figures read from the atlas: output, imports, shares of manufacturing."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache

import polars as pl

from lodeway import atlas
from tools.example import hand

__all__ = [
    "BACI",
    "USGS",
    "YEAR",
    "emissions",
    "flows",
    "imports",
    "manufacturing",
    "net_imports",
    "production",
]

YEAR = 2024
USGS = "USGS Mineral Commodity Summaries 2026, https://doi.org/10.5066/P13XCP3R"
BACI = "BACI trade 2024 (CEPII), https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=37"
OTHERS = "OTHERS"


@cache
def production(commodity: str, detail: str, year: int) -> Mapping[str, float]:
    """Return country to tonnes as USGS states them; its row of other countries under ``OTHERS``."""
    table = atlas.read("production").filter(
        (pl.col("commodity") == commodity)
        & (pl.col("statistic") == "production")
        & (pl.col("detail") == detail)
        & (pl.col("year") == year)
        & (pl.col("scope") != "world")
    )
    names = [iso3 or OTHERS for iso3 in table["iso3"].to_list()]
    return dict(zip(names, table["tonnes"].to_list(), strict=True))


@cache
def source(commodity: str) -> str:
    """Return publisher and address of the output of a commodity."""
    table = atlas.read("production").filter(
        (pl.col("commodity") == commodity) & (pl.col("statistic") == "production") & (pl.col("year") == YEAR)
    )
    publisher, address = table.select("source", "address").row(0)
    return USGS if publisher.startswith("USGS") else f"{publisher}, {address}"


@cache
def imports(code: str, importer: str, *, exporter: str = "") -> float:
    """Return gross tonnes that a country imported in 2024 under a code, from one exporter or from all."""
    table = _trade().filter((pl.col("code") == code) & (pl.col("importer") == importer))
    if exporter:
        table = table.filter(pl.col("exporter") == exporter)
    return float(table["tonnes"].sum())


@cache
def flows(commodity: str) -> Mapping[tuple[str, str], float]:
    """Return (exporter, importer) to contained tonnes in 2024 of a commodity whose demanded form the codes hold."""
    content = {
        line["code"]: float(line["content"]) for line in hand.plain("trade_forms") if line["commodity"] == commodity
    }
    if not content:
        return {}
    table = (
        _trade()
        .filter(pl.col("code").is_in(list(content)))
        .with_columns(contained=pl.col("tonnes") * pl.col("code").replace_strict(content, return_dtype=pl.Float64))
        .group_by("exporter", "importer")
        .agg(pl.col("contained").sum())
    )
    return {(row[0], row[1]): float(row[2]) for row in table.iter_rows()}


@cache
def net_imports(commodity: str, members: frozenset[str]) -> float:
    """Return contained tonnes that countries together bought abroad less what they sold in 2024, 0 for a form without a code."""
    return math.fsum(
        tonnes * ((importer in members) - (exporter in members))
        for (exporter, importer), tonnes in flows(commodity).items()
    )


@cache
def made_in(commodity: str, members: frozenset[str]) -> float:
    """Return tonnes that countries together made in 2024 of a demanded form whose output the atlas states."""
    line = next(line for line in hand.plain("supply") if line["commodity"] == commodity)
    stated = production(line["atlas_commodity"], line["detail"], YEAR)
    return math.fsum(tonnes * float(line["factor"]) for iso3, tonnes in stated.items() if iso3 in members)


@cache
def manufacturing() -> Mapping[str, float]:
    """Return market to its percent of the world's manufacturing value added."""
    table = atlas.read("manufacturing")
    return {
        ("EU" if name == "EU27" else name): share for name, share in zip(table["market"], table["share"], strict=True)
    }


@cache
def emissions(commodity: str) -> float:
    """Return t CO2e per tonne of the last step to a commodity, as the listed works of Central Asia state it."""
    for line in hand.plain("processes"):
        if line["recipe"].split()[-1] == commodity and line["emissions"]:
            return float(line["emissions"])
    return float("nan")


@cache
def _trade() -> pl.DataFrame:
    return atlas.read("trade").filter(pl.col("year") == YEAR)
