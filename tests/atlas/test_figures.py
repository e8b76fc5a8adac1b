"""Production, reserves, prices and other figures: checked before they are believed."""

from __future__ import annotations

import math

import polars as pl
import pytest

from lodeway import atlas

POUND = 0.45359237

APART = {
    "diatomite": "the total covers the detail 'processed' as well",
    "feldspar and nepheline syenite": "the total covers the other details as well",
    "graphite (natural)": "reserves: the total counts deposits of countries that are not named",
    "iron and steel": "the publisher's rows add up to 2.8 to 4.8 % less than its total",
    "lime": "the total covers the details of quicklime and hydrated lime as well",
    "manganese": "reserves: the publisher's total is 6 % below its rows",
    "scandium": "the publisher names no country",
    "soda ash": "totals of synthetic and of both kinds have no countries",
    "talc and pyrophyllite": "the total covers the other details as well",
    "tellurium": "the total covers the detail 'concentrate' as well",
    "titanium mineral concentrates": "the total of both minerals has no countries",
}
"""Commodities whose rows and total differ by more than rounding, and why."""

SHORT = {("titanium mineral concentrates", "MOZ"): "reserves are named for rutile alone, production for ilmenite too"}
"""Countries that mine more in a year than their reserves, and why."""


@pytest.fixture(scope="module")
def production() -> pl.DataFrame:
    """Every row of production, capacity and reserves."""
    return atlas.read("production")


def agree(total: float, rows: float) -> bool:
    """Return whether a published total is its rows' sum, but for 3 % or rounding to two or three figures."""
    steps = (10.0 ** (math.floor(math.log10(total)) - figures + 1) for figures in (2, 3))
    return abs(rows / total - 1) <= 0.03 or any(total % step == 0 and abs(rows - total) <= step / 2 for step in steps)


def sums(production: pl.DataFrame) -> pl.DataFrame:
    """Return the published total and the sum of the other rows, for whatever has a total."""
    keys = ["commodity", "statistic", "detail", "year", "unit"]
    total = production.filter(scope="world").select(*keys, total="value")
    rows = production.filter(pl.col("scope") != "world").group_by(keys).agg(rows=pl.col("value").sum())
    return total.join(rows, on=keys, how="left").with_columns(pl.col("rows").fill_null(0))


def test_rows_add_up_to_the_published_total(production: pl.DataFrame) -> None:
    """Countries and 'other countries' add up to the world total, but for the commodities listed with a reason."""
    off = {
        commodity
        for commodity, total, rows in sums(production).select("commodity", "total", "rows").iter_rows()
        if not agree(total, rows)
    }
    assert off == set(APART)


def test_most_totals_are_checked(production: pl.DataFrame) -> None:
    """More than two hundred totals are compared."""
    assert sums(production).height > 200


@pytest.mark.parametrize(
    ("commodity", "total"),
    [("antimony", 119_000), ("chromium", 49_600_000), ("gallium", 848), ("uranium", 60_213)],
)
def test_world_totals_of_2024(production: pl.DataFrame, commodity: str, total: float) -> None:
    """World output of 2024 is the published one in tonnes; gallium is converted from kilograms."""
    world = production.filter(commodity=commodity, statistic="production", year=2024, scope="world")
    assert world["tonnes"].item() == pytest.approx(total)


@pytest.mark.parametrize(
    ("commodity", "iso3", "year", "tonnes"),
    [
        ("antimony", "TJK", 2024, 22_000),
        ("antimony", "CHN", 2024, 40_000),
        ("chromium", "KAZ", 2024, 6_100_000),
        ("uranium", "KAZ", 2024, 23_270),
        ("uranium", "UZB", 2024, 4_000),
        ("gallium", "CHN", 2024, 839),
    ],
)
def test_output_of_countries(production: pl.DataFrame, commodity: str, iso3: str, year: int, tonnes: float) -> None:
    """Output of single countries is the published one."""
    rows = production.filter(commodity=commodity, statistic="production", iso3=iso3, year=year)
    assert rows["tonnes"].item() == pytest.approx(tonnes)


def test_what_a_tonne_counts(production: pl.DataFrame) -> None:
    """Chromium counts ore by gross weight; antimony, tungsten and uranium count content."""
    basis = dict(
        production.filter(statistic="production").select("commodity", "basis").unique().drop_nulls().iter_rows()
    )
    assert basis["chromium"] == "gross weight of marketable chromite ore"
    assert basis["antimony"] == "contained Sb"
    assert basis["tungsten"] == "contained W"
    assert basis["uranium"] == "contained U"
    assert basis["rare earths"] == "rare-earth oxide equivalent"


def test_reserves_last_a_year(production: pl.DataFrame) -> None:
    """No country mines more in a year than its reserves, but for those listed with a reason."""
    countries = production.filter(scope="country")
    mined = (
        countries.filter(pl.col("statistic") == "production", pl.col("detail").str.starts_with("Mine production"))
        .group_by("commodity", "iso3", "year")
        .agg(mined=pl.col("tonnes").sum())
    )
    reserves = countries.filter(statistic="reserves").group_by("commodity", "iso3").agg(left=pl.col("tonnes").max())
    compared = mined.join(reserves, on=["commodity", "iso3"]).drop_nulls()
    short = compared.filter(pl.col("left") < pl.col("mined")).select("commodity", "iso3").unique()
    assert len(compared) > 600
    assert set(short.iter_rows()) == set(SHORT)


def test_aggregates_are_not_countries(production: pl.DataFrame) -> None:
    """A row has a country if and only if its scope is country; the other scopes have their own names."""
    assert (production["iso3"].is_not_null() == (production["scope"] == "country")).all()
    names = dict(production.filter(pl.col("scope") != "country").select("scope", "area").unique().iter_rows())
    assert names == {"world": "World total", "other": "Other countries"}
    assert set(production["iso3"].drop_nulls()) <= set(atlas.read("countries")["iso3"])


def test_tonnes_follow_from_the_unit(production: pl.DataFrame) -> None:
    """A kilogram is a thousandth of a tonne; carats and volumes have no tonnes, everything else has."""
    factors = {"metric tons": 1, "kilograms": 1e-3, "thousand metric tons": 1e3, "million metric tons": 1e6}
    for unit, factor in factors.items():
        rows = production.filter(unit=unit).drop_nulls("value")
        assert len(rows) > 0
        assert (rows["tonnes"] / rows["value"]).drop_nans().is_between(factor * 0.999999, factor * 1.000001).all()
    without = production.filter(pl.col("tonnes").is_null(), pl.col("value").is_not_null())
    assert set(without["unit"]) == {"million cubic meters", "million liters", "million carats", "thousands of carats"}


def test_nothing_comes_from_world_mining_data() -> None:
    """No table names World Mining Data as a row's source, and uranium has only the published table's rows."""
    for table in atlas.tables():
        frame = atlas.read(table.name)
        if "source" in frame.columns:
            assert not frame["source"].str.contains("(?i)world mining data|WMD").any(), table.name
    uranium = atlas.read("production").filter(commodity="uranium")
    assert set(uranium["source"]) == {"World Nuclear Association, World Uranium Mining Production"}
    assert uranium.filter(year=2024, iso3="KAZ")["tonnes"].item() != pytest.approx(27_440, rel=0.01)


@pytest.mark.parametrize(
    ("commodity", "detail", "year", "price"),
    [
        ("antimony", "Price, metal", 2024, 10.24 * 1000 / POUND),
        ("copper", "London Metal Exchange", 2024, 4.147 * 1000 / POUND),
        ("gallium", "Price, average unit value", 2024, 439_000),
        ("titanium sponge metal", "Price", 2024, 13_300),
        ("chromium", "Ferrochromium", 2024, 1.76 * 1000 / POUND),
        ("gold", "Price", 2024, 2388 / 31.1034768 * 1e6),
    ],
)
def test_prices_of_a_tonne(commodity: str, detail: str, year: int, price: float) -> None:
    """Prices a tonne follow from prices a pound, kilogram or troy ounce."""
    rows = atlas.read("prices").filter(pl.col("detail").str.contains(detail), commodity=commodity, year=year)
    assert rows["usd_per_tonne"].item() == pytest.approx(price, rel=1e-6)


def test_content_units_are_not_converted() -> None:
    """Tungsten is priced by the unit of oxide content, which has no price a tonne of its own."""
    tungsten = atlas.read("prices").filter(commodity="tungsten")
    assert set(tungsten["unit"]) == {"dollars per dry metric ton unit"}
    assert tungsten["usd_per_tonne"].null_count() == len(tungsten)


def test_manufacturing_shares_are_a_whole() -> None:
    """Shares of the seven markets add up to 100 %, each within its range."""
    shares = atlas.read("manufacturing")
    assert set(shares["market"]) == {"JPN", "EU27", "USA", "KOR", "IND", "CHN", "ROW"}
    assert shares["share"].sum() == pytest.approx(100)
    assert ((shares["low"] <= shares["share"]) & (shares["share"] <= shares["high"])).all()


def test_sites_lie_near_their_country() -> None:
    """Every site lies within a degree of the box around its country's outline."""
    boxes = (
        atlas.read("outlines")
        .filter(detail="50m")
        .group_by("iso3")
        .agg(
            west=pl.col("longitude").list.min().min(),
            east=pl.col("longitude").list.max().max(),
            south=pl.col("latitude").list.min().min(),
            north=pl.col("latitude").list.max().max(),
        )
    )
    sites = atlas.read("sites").join(boxes, on="iso3", how="left")
    assert sites["west"].null_count() == 0
    outside = sites.filter(
        ~pl.col("longitude").is_between(pl.col("west") - 1, pl.col("east") + 1)
        | ~pl.col("latitude").is_between(pl.col("south") - 1, pl.col("north") + 1)
    )
    assert outside["id"].to_list() == []


def test_measures_are_dated_and_of_known_kind() -> None:
    """A measure is in force from a date, year or month, or was only proposed; its kind is one of seven."""
    measures = atlas.read("measures")
    kinds = {"export_ban", "export_licence", "export_quota", "export_tax", "import_ban", "import_tariff", "sanction"}
    assert set(measures["kind"]) == kinds
    for column in ("announced", "in_force", "ends"):
        assert measures[column].drop_nulls().str.contains(r"^\d{4}(-\d{2}){0,2}$").all(), column
    blocs = {"EU27"}
    assert set(measures["imposing"]) <= set(atlas.read("countries")["iso3"]) | blocs


def test_both_grid_factors_are_there() -> None:
    """Uzbekistan and Turkmenistan have a life-cycle grid factor and a direct check, less than half as large."""
    grids = atlas.read("intensity").filter(commodity="electricity")
    for iso3 in ("UZB", "TKM"):
        rows = grids.filter(place=iso3)
        whole = rows.filter(parameter="emission factor")["value"].item()
        direct = rows.filter(parameter="direct emission check")["value"].item()
        assert 2.2 < whole / direct < 2.6


def test_demand_does_not_count_supply() -> None:
    """Rows that are world production say so in their metric."""
    demand = atlas.read("demand")
    proxies = demand.filter(pl.col("metric").str.contains("supply proxy"))
    assert len(proxies) == 18
    assert (proxies["metric"] == "supply proxy (not demand)").all()
    assert set(demand["kind"]) == {"published", "computed", "forecast", "withheld", "not given"}
