"""Who produces what: silence of a source is no figure, at home or abroad."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from lodeway import atlas
from lodeway.cli import main
from lodeway.risk import find_material
from lodeway.risk.assessment import assess
from lodeway.risk.exporting import factors
from lodeway.risk.matrices import matrix
from lodeway.risk.statistics import data
from lodeway.risk.statistics.areas import find_area
from lodeway.risk.statistics.doubts import GROSS, GROSS_PART, HOME, MOSTLY_UNNAMED, UNNAMED
from lodeway.risk.statistics.materials import MATERIALS
from lodeway.risk.statistics.producers import home, producers, reliance

MINERS = [
    ("gold", "KGZ"),
    ("gold", "ECU"),
    ("gold", "PNG"),
    ("lithium", "USA"),
    ("tungsten", "MMR"),
    ("rare earth", "LAO"),
]
"""Countries that mine the material by World Mining Data and that the USGS does not name, or withholds."""


@pytest.mark.parametrize(("material", "country"), MINERS)
def test_silence_is_not_a_no(material: str, country: str) -> None:
    """By the USGS alone nobody can tell whether a country that it does not name produces."""
    found = producers(find_material(material), 2024)
    if country in found.named:
        assert found.of(country) is True
    else:
        assert found.of(country) is None
        assert found.unnamed(country)
    assert not found.whole


@pytest.mark.parametrize(("material", "country"), MINERS)
def test_another_source_names_the_miner(wmd: Path, material: str, country: str) -> None:
    """World Mining Data names them, also where the USGS is the source of production."""
    found = producers(find_material(material), 2024)
    assert found.of(country) is True
    assert not found.unnamed(country)


@pytest.mark.parametrize("material", [one for one in MATERIALS if one.sheet][::3], ids=lambda one: one.name)
def test_a_no_has_a_source(wmd: Path, material: Any) -> None:
    """Where World Mining Data has the year, exactly the countries without a figure above 0 in either source do not produce."""
    found = producers(material, 2023)
    rows = data.wmd_rows(material, 2023)
    usgs = data.production(material, 2023, "usgs")
    above = {country for country, amount, _, _ in rows if country and amount > 0}
    above |= set() if usgs is None else {one for one, amount in zip(usgs.iso3, usgs.amounts, strict=True) if amount > 0}
    every = set(atlas.read("countries")["iso3"])
    assert {country for country in every if found.of(country) is True} == above & every
    if rows and all(not math.isnan(amount) for _, amount, _, _ in rows):
        assert {country for country in every if found.of(country) is False} == every - above


def test_kyrgyz_gold_is_not_called_re_export() -> None:
    """Kazakhstan's gold from Kyrgyzstan: not named by the USGS, so the flag says that it may be mined there, and the ore is followed to it."""
    found = assess("gold", "KAZ", year=2024, production="usgs")
    assert [(row.produces, row.unnamed) for row in found.mix if row.country == "KGZ"] == [(None, True)]
    flags = found.value("import_tonnes").flags
    assert any("does not name among the producers (KGZ" in flag and "may produce it" in flag for flag in flags)
    assert not any("do not produce" in flag for flag in flags)
    origin = {row.country: row.share for row in found.origin_mix}
    assert origin["KGZ"] > 0.9
    assert any("sold as ore" in flag and "KGZ" in flag for flag in found.value("origin_top1").flags)


def test_kyrgyz_gold_is_mined_there(wmd: Path) -> None:
    """With World Mining Data there is nothing to doubt of it."""
    found = assess("gold", "KAZ", year=2024, production="usgs")
    assert [row.produces for row in found.mix if row.country == "KGZ"] == [True]
    assert found.value("mining_partners").value > 0.99
    assert {row.country: row.share for row in found.origin_mix}["KGZ"] > 0.9


def test_austria_has_no_antimony_mine(wmd: Path) -> None:
    """With World Mining Data, Japan's nine tonnes come from a country that does not produce it."""
    found = assess("antimony", "JPN", year=2024, production="usgs")
    assert [(row.country, row.produces) for row in found.mix] == [("AUT", False)]
    assert any("do not produce it (AUT)" in flag for flag in found.value("geopolrisk_score").flags)


@pytest.mark.parametrize("commodity", ["lithium", "magnesite", "baryte", "mercury"])
def test_withheld_home_production_is_not_none(commodity: str) -> None:
    """The USGS withholds what the United States produce: risk, reliance and score are missing with the reason, in every table."""
    found = assess(commodity, "USA", year=2024, production="usgs")
    for name in (
        "import_risk",
        "geopolrisk_score",
        "eu_style_supply_risk",
        "characterisation_factor",
        "import_reliance",
    ):
        value = found.value(name)
        assert not value.known
        assert "withholds" in value.flags[0]
    frame, _ = matrix([2024], production="usgs", materials=[found.material])
    row = frame.filter(importer="USA").row(0, named=True)
    assert (row["geopolrisk_score"], row["reason"]) == (None, "production withheld")
    assert not [
        one
        for one in factors(year=2024, importers=["USA"], production="usgs").factors
        if one.material == found.material.name
    ]


def test_another_source_has_home_production(wmd: Path) -> None:
    """World Mining Data gives what the United States mine of lithium: reliance is 0.84, not 1, and says by whom; the matrix agrees."""
    found = assess("lithium", "USA", year=2024, production="usgs")
    assert found.value("import_reliance").value == pytest.approx(0.839, abs=5e-4)
    assert any("World Mining Data" in flag for flag in found.value("import_risk").flags)
    frame, _ = matrix([2024], production="usgs", materials=[found.material])
    row = frame.filter(importer="USA").row(0, named=True)
    assert row["import_risk"] == pytest.approx(found.value("import_risk").value, rel=1e-9)


def test_published_reliance_stands_in() -> None:
    """Of antimony the USGS publishes 86 %: that is the import reliance, with its source, while the risk is missing; 100 % means no production."""
    antimony = assess("antimony", "USA", year=2024, production="usgs")
    table = atlas.read("us_demand").filter(commodity="antimony", statistic="net import reliance", year=2024)
    assert antimony.value("import_reliance").value == table["value"].item() / 100
    assert not antimony.value("import_risk").known
    fluorspar = find_material("fluorspar")
    said, made = reliance(fluorspar, 2024), data.production(fluorspar, 2024, "usgs")
    assert said is not None
    assert made is not None
    assert said.share == 1.0
    assert home(fluorspar, 2024, made, find_area("USA")).tonnes == 0.0


def test_unnamed_home_production_is_flagged_everywhere() -> None:
    """Where countries lumped together make more than a twentieth of imports, one answer and the matrix say that home production counts as none."""
    frame, _ = matrix([2024], production="usgs")
    seen = 0
    for material in ("Gold", "Copper", "Baryte", "Fluorspar", "Tungsten", "Tin", "Lithium"):
        for importer in ("JPN", "KOR", "EU27", "CHE", "DEU"):
            flags = (frame.filter(commodity=material, importer=importer)["flags"].item() or "").split("; ")
            value = assess(material, importer, year=2024, production="usgs").value("import_risk")
            told = any("is not named and counts as none" in flag for flag in value.flags)
            assert told == (HOME in flags), (material, importer)
            seen += told
    assert 0 < seen < 35


def test_concentrate_has_no_price_of_metal() -> None:
    """Gold and silver that are weighed as concentrate have neither price nor factor and bear the mark; the file's own words name them."""
    frame, _ = matrix([2024], production="usgs", materials=[find_material("gold"), find_material("silver")])
    flows = data.flows(("261690", "710812"), 2024)
    weighed = flows.where(~np.isnan(flows.tonnes))
    marked = frame["flags"].fill_null("").str.split("; ").list.contains(GROSS)
    for row in frame.with_columns(marked=marked).filter(commodity="Gold").iter_rows(named=True):
        members = list(find_area(row["importer"]).members)
        into = weighed.where(np.isin(weighed.importer, members) & ~np.isin(weighed.exporter, members))
        coarse = float(into.tonnes[into.code == "261690"].sum()) / max(float(into.tonnes.sum()), 1e-12)
        assert row["marked"] == (coarse > GROSS_PART), row["importer"]
        if row["marked"]:
            assert row["trade_price"] is None
            assert row["characterisation_factor"] is None
    kept = frame.filter(~marked).filter(commodity="Gold")["trade_price"].drop_nulls()
    assert len(kept) > 20
    assert float(np.median(kept.to_numpy())) > 30_000  # kUSD/t: gold was near 77,000
    assert frame.filter(commodity="Silver")["characterisation_factor"].null_count() == len(frame) // 2
    found = factors(year=2024, importers=["JPN", "EU", "USA"], production="usgs")
    assert not {"Gold", "Silver"} & {one.material for one in found.factors if one.importer in {"JPN", "EU27"}}
    assert "weighed as concentrate and not as metal: Gold (JPN, USA, EU27)" in found.comment_of_all()
    assert "not as metal: Gold, Silver." in found.comment_of("JPN")
    assert not assess("gold", "JPN", year=2024, production="usgs").value("trade_price").known


def test_flags_say_who_is_not_named() -> None:
    """The matrix marks suppliers that the USGS does not name as what they are, and says nowhere that nobody produces."""
    frame, _ = matrix([2024], production="usgs")
    flags = frame["flags"].fill_null("").str.split("; ")
    assert flags.list.contains(UNNAMED).any()
    assert flags.list.contains(MOSTLY_UNNAMED).any()
    assert not frame["flags"].fill_null("").str.contains("do not produce it|no supplier produces").any()


def test_the_command_tells_who_is_not_named() -> None:
    """`lodeway risk of` writes "not named" beside the partner, in JSON `unnamed`."""
    words = ["risk", "of", "gold", "--importer", "KAZ", "--year", "2024", "--production", "usgs"]
    told = CliRunner().invoke(main, words)
    assert told.exit_code == 0, told.output
    assert any(line.startswith("Kyrgyzstan") and line.endswith("not named") for line in told.stdout.splitlines())
    document = json.loads(CliRunner().invoke(main, [*words, "--json"]).stdout)
    row = next(row for row in document["mix"] if row["partner"] == "KGZ")
    assert (row["produces"], row["unnamed"]) == (None, True)
