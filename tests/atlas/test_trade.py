"""Trade and governance, against what is known of their sources."""

from __future__ import annotations

import polars as pl
import pytest

from lodeway import atlas


@pytest.fixture(scope="module")
def trade() -> pl.DataFrame:
    """Every flow."""
    return atlas.read("trade")


def test_no_country_trades_with_itself(trade: pl.DataFrame) -> None:
    """No flow begins and ends in the same country."""
    assert trade.filter(pl.col("exporter") == pl.col("importer")).is_empty()


def test_codes_and_countries_are_known(trade: pl.DataFrame) -> None:
    """The 74 codes and every exporter and importer stand in their tables."""
    assert set(trade["code"]) == set(atlas.read("trade_codes")["code"])
    assert atlas.read("trade_codes").height == 74
    areas = set(trade["exporter"]) | set(trade["importer"])
    assert areas <= set(atlas.read("countries")["iso3"])


def test_all_years_are_there(trade: pl.DataFrame) -> None:
    """Flows cover each year from 1995 to 2024."""
    assert sorted(trade["year"].unique()) == list(range(1995, 2025))


@pytest.mark.parametrize("iso3", ["USA", "IND", "TWN", "CHE", "NOR", "FRA", "JPN", "KAZ"])
def test_countries_with_codes_of_their_own_trade_each_year(trade: pl.DataFrame, iso3: str) -> None:
    """Countries that trade statistics number in their own way import and export in every year."""
    for side in ("exporter", "importer"):
        assert trade.filter(pl.col(side) == iso3)["year"].n_unique() == 30


def test_missing_tonnes_are_missing(trade: pl.DataFrame) -> None:
    """As many weights are missing as in the source, none is zero or NaN, and no value is missing."""
    assert trade["tonnes"].null_count() == 61_682
    assert trade.filter(year=2024)["tonnes"].null_count() == 2_851
    assert trade.filter(year=1995)["tonnes"].null_count() == 3_648
    assert trade["tonnes"].is_nan().sum() == 0
    assert (trade["tonnes"].drop_nulls() > 0).all()
    assert trade["value"].null_count() == 0


def test_known_number_of_rows(trade: pl.DataFrame) -> None:
    """The edition has 1,264,888 flows, 49,292 of them in 2024."""
    assert len(trade) == 1_264_888
    assert trade.filter(year=2024).height == 49_292


@pytest.mark.parametrize(
    ("code", "exporter", "importer", "tonnes"),
    [("261710", "TJK", None, 7_118), ("261690", "TJK", None, 55_890), ("261710", None, "JPN", 9)],
)
def test_known_flows_of_2024(
    trade: pl.DataFrame, code: str, exporter: str | None, importer: str | None, tonnes: float
) -> None:
    """Tajik exports of antimony ore and gold concentrate and Japan's imports of antimony ore have their known size."""
    flows = trade.filter(code=code, year=2024)
    if exporter:
        flows = flows.filter(exporter=exporter)
    if importer:
        flows = flows.filter(importer=importer)
    assert flows["tonnes"].sum() == pytest.approx(tonnes, rel=0.01, abs=0.6)


def test_tajik_gold_concentrate_goes_to_china(trade: pl.DataFrame) -> None:
    """China takes 99.9 % of it in 2024."""
    flows = trade.filter(code="261690", year=2024, exporter="TJK")
    china = flows.select(pl.col("tonnes").filter(pl.col("importer") == "CHN").sum() / pl.col("tonnes").sum()).item()
    assert china == pytest.approx(0.999, abs=0.001)


def test_values_of_2024(trade: pl.DataFrame) -> None:
    """Uzbek gold (6.20 bn USD), Kyrgyz gold (5.73) and Turkmen gas (10.68) have their known export values."""
    for iso3, code, billions in (("UZB", "710812", 6.20), ("KGZ", "710812", 5.73), ("TKM", "271121", 10.68)):
        value = trade.filter(exporter=iso3, code=code, year=2024).select(pl.col("value").sum() / 1e6).item()
        assert value == pytest.approx(billions, abs=0.01)


def test_missing_stability_is_missing() -> None:
    """No estimate is null, NaN or the faulty zero, and each lies on the indicator's scale."""
    governance = atlas.read("governance")
    estimate = governance["political_stability"]
    assert estimate.null_count() == 0
    assert estimate.is_nan().sum() == 0
    assert (estimate == 0).sum() == 0
    assert estimate.is_between(-3.5, 2.5).all()
    assert governance["year"].is_in([1997, 1999, 2001]).sum() == 0
    assert governance.filter(iso3="ABW", year=1996).is_empty()


def test_known_stability() -> None:
    """China fell from -0.47 in 2020 to -0.17 in 2023 by another edition; Taiwan has its own row."""
    governance = atlas.read("governance")

    def value(iso3: str, year: int) -> float:
        return float(governance.filter(iso3=iso3, year=year)["political_stability"].item())

    assert value("CHN", 2020) == pytest.approx(-0.47, abs=0.01)
    assert value("CHN", 2023) == pytest.approx(-0.17, abs=0.01)
    assert value("TWN", 2022) == pytest.approx(0.754, abs=0.001)


def test_governance_has_known_countries() -> None:
    """Every country of the indicators stands in the table of countries, once a year."""
    governance = atlas.read("governance")
    assert set(governance["iso3"]) <= set(atlas.read("countries")["iso3"])
    assert governance.select("iso3", "year").is_duplicated().sum() == 0
