"""What an assessment says, and what it says it cannot know."""

from __future__ import annotations

import json
import math
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner

from lodeway import atlas
from lodeway.cli import main
from lodeway.errors import UsageError
from lodeway.risk import INDICATORS, MATERIALS, Value, find_material
from lodeway.risk.assessment import Settings, assess
from lodeway.risk.statistics.areas import TRADE_NUMBERS, find_area
from lodeway.risk.statistics.data import flows, production, production_years, reserves
from lodeway.risk.values import known, missing


@pytest.fixture(scope="module")
def antimony() -> Any:
    """Japan's antimony of 2024."""
    return assess("antimony", "JPN", year=2024, production="usgs")


def test_an_assessment_as_tables(antimony: Any) -> None:
    """Indicators and partners are given as tables with the rows of the document, and the printed form counts what is missing."""
    for name in ("indicators", "mix", "origin_mix"):
        assert antimony.to_frame(name).to_dicts() == antimony.to_dict()[name]
    missing = antimony.to_frame()["value"].null_count()
    assert f"  {missing} more not known" in repr(antimony)
    assert repr(antimony).count("\n") == len(antimony.indicators) - missing + 1
    with pytest.raises(UsageError, match="no table 'partners'; allowed are indicators, mix, origin_mix"):
        antimony.to_frame("partners")


def test_japans_antimony_is_re_export(antimony: Any) -> None:
    """9 t of ore, all from a country that the USGS does not name, and every figure of the imports says so."""
    assert [(row.country, row.tonnes, row.share, row.produces) for row in antimony.mix] == [("AUT", 9.0, 1.0, None)]
    assert antimony.mix[0].unnamed
    assert antimony.value("mining_partners").value == 0.0
    for name in ("import_tonnes", "imports_hhi", "imports_top1", "import_risk", "geopolrisk_score"):
        assert any(
            "re-export" in flag and "does not name among the producers (AUT)" in flag
            for flag in antimony.value(name).flags
        )
    assert any("811000" in note and "282580" in note for note in antimony.notes)


def test_no_row_is_lost_silently(antimony: Any) -> None:
    """Rows of the trade table are counted, with those of the importer and those without weight."""
    trade = atlas.read("trade").filter(code="261710", year=2024)
    assert antimony.rows["codes"] == len(trade)
    assert antimony.rows["importer"] == len(trade.filter(importer="JPN"))
    assert any(f"{len(trade):,} rows" in note for note in antimony.notes)


@pytest.mark.parametrize("commodity", ["antimony", "tungsten", "rare earth", "gold", "natural gas"])
@pytest.mark.parametrize("importer", ["JPN", "EU", "842", "699", "490"])
def test_shares_sum_to_one(commodity: str, importer: str) -> None:
    """Shares of partners, and of origins with what is not known, sum to 1; tonnes sum to imports."""
    found = assess(commodity, importer, year=2024)
    if not found.mix:  # Taiwan imports no antimony ore
        assert not found.value("import_tonnes").known
        return
    told = [row.share for row in found.mix if not math.isnan(row.share)]
    assert math.fsum(told) == pytest.approx(1.0)
    tonnes = math.fsum(row.tonnes for row in found.mix if not math.isnan(row.tonnes))
    assert tonnes == pytest.approx(found.value("import_tonnes").value)
    if found.origin_mix:
        assert math.fsum(row.share for row in found.origin_mix) == pytest.approx(1.0)
        assert math.fsum(row.tonnes for row in found.origin_mix) == pytest.approx(tonnes, rel=1e-6)


@pytest.mark.parametrize(("number", "code"), sorted(TRADE_NUMBERS.items()))
def test_numbers_of_trade_statistics(number: str, code: str) -> None:
    """842, 699, 490 and the others that are not ISO 3166 mean the countries that trade under their codes in the atlas."""
    assert find_area(number).code == code
    assert atlas.read("trade").filter(importer=code).height > 0


def test_iso_numbers_work_too() -> None:
    """An ISO 3166 number means the same country."""
    assert find_area("392").code == find_area("Japan").code == "JPN"
    assert find_area("840").code == "USA"


@pytest.mark.parametrize(
    ("commodity", "code"), [("germanium", "811292"), ("uranium", "284410"), ("gallium", "811291"), ("potash", "310420")]
)
@pytest.mark.parametrize("importer", ["JPN", "KOR", "DEU", "USA"])
def test_what_is_not_known_is_missing(commodity: str, code: str, importer: str) -> None:
    """Every figure of trade is missing, never 0, and names the code that would tell."""
    found = assess(commodity, importer, year=2024)
    assert found.mix == ()
    for name in (
        "import_tonnes",
        "imports_hhi",
        "import_risk",
        "geopolrisk_score",
        "eu_style_supply_risk",
        "disruption_loss",
        "origin_hhi",
    ):
        value = found.value(name)
        assert not value.known
        assert "not known from these data" in value.flags[0]
        assert code in value.flags[0]
        assert value.to_dict()["value"] is None


def test_production_of_other_years_is_missing() -> None:
    """USGS has no production of 2010: what needs it is missing and says which years there are; trade is known."""
    found = assess("tungsten", "JPN", year=2010)
    assert found.value("imports_hhi").known
    assert "2024, 2025" in found.value("production_hhi").flags[0]
    assert not found.value("geopolrisk_score").known


def test_every_indicator_is_described() -> None:
    """Each indicator of an assessment has a unit, a formula, a reference and a meaning, and comes once."""
    found = assess("tungsten", "JPN", year=2024)
    names = [value.name for value in found.indicators]
    assert len(names) == len(set(names))
    for value in found.indicators:
        one = INDICATORS[value.name]
        assert value.unit == one.unit
        assert all((one.title, one.formula, one.reference, one.high))
        assert value.sources
        assert value.version
        assert math.isnan(value.coverage) or 0 <= value.coverage <= 1 + 1e-9


def test_a_missing_value_needs_a_reason() -> None:
    """NaN without a flag cannot be made."""
    with pytest.raises(ValueError, match="needs its reason"):
        Value(name="import_risk", value=math.nan, unit="", coverage=1.0, flags=(), sources=(), version="")
    assert missing("import_risk", "why").flags == ("why",)
    assert known("import_risk", math.inf).to_dict()["value"] is None


def test_settings_change_what_they_speak_of() -> None:
    """Probability, recycling and tables of governance and trade change their own indicators."""
    plain = assess("rare earth", "JPN", year=2024)
    stated = assess(
        "rare earth", "JPN", year=2024,
        settings=Settings(probability=0.1, recycling=0.5, substitution=1.0, governance={"CHN": 10.0}, trade={"CHN": 2.0}, demand_elasticity=-1.0),
    )  # fmt: skip
    loss, expected = stated.value("disruption_loss").value, stated.value("disruption_expected_loss").value
    assert expected == pytest.approx(0.1 * loss)
    assert not plain.value("disruption_expected_loss").known
    assert stated.value("disruption_price").value < plain.value("disruption_price").value
    assert not any("political stability alone" in flag for flag in stated.value("eu_style_supply_risk").flags)
    assert any("not the Commission's figure" in flag for flag in stated.value("eu_style_supply_risk").flags)
    assert any("political stability alone" in flag for flag in plain.value("eu_style_supply_risk").flags)


def test_faults_of_the_call() -> None:
    """Unknown names are answered with the nearest, years out of range with the range."""
    with pytest.raises(UsageError, match="did you mean 'Antimony'"):
        assess("antimoni", "JPN")
    with pytest.raises(UsageError, match="JPN"):
        assess("antimony", "Japn")
    with pytest.raises(UsageError, match="1995 to 2024"):
        assess("antimony", "JPN", year=1990)
    with pytest.raises(UsageError, match="repaired"):
        assess("antimony", "JPN", method="nonsense")


@pytest.mark.parametrize("material", MATERIALS, ids=lambda material: material.name)
def test_materials_fit_the_atlas(material: Any) -> None:
    """Codes are in the trade table, absent codes are not, and rows of production and its unit are found."""
    codes = set(atlas.read("trade_codes")["code"])
    assert set(material.codes) <= codes
    assert not set(material.absent) & codes
    assert find_material(material.name) is material
    if material.chapter:
        assert production_years(material, "usgs") == (2024, 2025) or material.name == "Uranium"
        made = production(material, 2024, "usgs")
        assert made is not None
        assert made.unit == "t"


def test_every_code_of_the_trade_table_is_read_or_named() -> None:
    """Codes that no material uses are the three that merge several, and clays, coal's others and scrap are told apart."""
    used = {code for material in MATERIALS for code in material.codes}
    unused = set(atlas.read("trade_codes")["code"]) - used
    assert unused == {"711290"} | (unused & {"250700"})
    assert len(flows(("711290",), 2024)) > 0


def test_reserves_are_of_one_kind() -> None:
    """Reserves of antimony are those that USGS lists, none of which is missing."""
    found = reserves(find_material("antimony"))
    assert found is not None
    assert found.amounts.sum() == pytest.approx(
        atlas.read("production")
        .filter(pl.col("commodity") == "antimony", pl.col("statistic") == "reserves", pl.col("scope") == "country")[
            "tonnes"
        ]
        .sum()
    )


def test_withheld_production_makes_the_risk_missing() -> None:
    """Where USGS withholds home production, import risk is missing with that reason."""
    withheld = atlas.read("production").filter(
        pl.col("statistic") == "production",
        pl.col("scope") == "country",
        pl.col("tonnes").is_null(),
        pl.col("year") == 2024,
    )
    chapters = {
        material.chapter: material
        for material in MATERIALS
        if material.chapter and material.codes and not material.unusable
    }
    rows = [
        (chapters[row["commodity"]], row["iso3"])
        for row in withheld.iter_rows(named=True)
        if row["commodity"] in chapters and row["detail"] in chapters[row["commodity"]].details
    ]
    for material, country in rows:
        found = assess(material.name, country, year=2024, production="usgs")
        if found.value("import_tonnes").known:
            assert not found.value("import_risk").known
            assert "withheld" in found.value("import_risk").flags[0]


def test_json_keeps_the_contract() -> None:
    """The command prints the keys that programs rely on; a missing value is null with a flag."""
    done = CliRunner().invoke(main, ["risk", "Rare earth", "--importer", "JPN", "--year", "2024", "--json"])
    assert done.exit_code == 0, done.output
    document = json.loads(done.stdout)
    assert set(document) == {
        "commodity", "importer", "importer_name", "year", "method", "production_source", "codes", "forms", "lacks", "rows", "indicators", "mix", "origin_mix", "notes",
    }  # fmt: skip
    assert all(
        set(row) == {"name", "value", "unit", "coverage", "flags", "sources", "version"}
        for row in document["indicators"]
    )
    assert all({"partner", "tonnes", "value_usd", "share"} <= set(row) for row in document["mix"])
    assert all({"origin", "tonnes", "share"} <= set(row) for row in document["origin_mix"])
    assert all(row["flags"] for row in document["indicators"] if row["value"] is None)
    assert document["mix"][0]["partner"] == "CHN"
