"""Exported factors: what other programs read is what was computed."""

from __future__ import annotations

import bz2
import importlib
import json
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner

from lodeway.cli import main
from lodeway.errors import UsageError
from lodeway.risk.assessment import assess
from lodeway.risk.exporting import FORMATS, FactorSet, factors, write_factors
from lodeway.risk.statistics.doubts import BORROWED, LITTLE, UNNAMED


@pytest.fixture(scope="module")
def found() -> FactorSet:
    """Factors of 2024 for Japan and the Union."""
    return factors(year=2024, importers=["JPN", "EU"], production="usgs")


def other(name: str) -> ModuleType:
    """Return a program that the test needs and that `just lca` installs; skip without it."""
    try:
        return importlib.import_module(name)
    except ImportError:
        pytest.skip(f"not run: needs {name}; `just lca` installs it")


def written(found: FactorSet, form: str, folder: Path) -> Path:
    """Return the file of a format."""
    return write_factors(found, form, folder / f"factors{FORMATS[form][0]}")


def test_factors_are_the_assessments(found: FactorSet) -> None:
    """A factor is the characterisation factor of an assessment; what is not known has none."""
    assert found.importers() == ("EU27", "JPN")
    for factor in found.of("JPN")[::7]:
        value = assess(factor.material, "JPN", year=2024, production="usgs").value("characterisation_factor").value
        assert factor.value == pytest.approx(value, rel=1e-9)
    assert not {"Uranium", "Germanium"} & set(found.materials())
    assert found.missing > 0


def test_low_coverage_is_left_out_or_marked(tmp_path: Path) -> None:
    """Factors that rest on less than half of imports are left out and listed in the file's own words; kept, they are marked there."""
    out = factors(year=2024, production="usgs")
    kept = factors(year=2024, production="usgs", least_coverage=0.0)
    assert out.left_out
    assert {factor.coverage < 0.5 for factor in out.left_out} == {True}
    assert not any(factor.coverage < 0.5 for factor in out.factors)
    assert len(kept.factors) == len(out.factors) + len(out.left_out)
    one = out.left_out[0]
    assert f"Left out for low coverage: {one.material}" in out.comment_of(one.importer)
    assert "Low coverage, use with care" in kept.comment_of(one.importer)
    text = written(out, "simapro", tmp_path).read_text("cp1252")
    assert "Left out for low coverage" in text
    with zipfile.ZipFile(written(kept, "openlca", tmp_path)) as archive:
        told = [json.loads(archive.read(name)) for name in archive.namelist() if name.startswith("lcia_categories/")]
    assert any("Low coverage, use with care" in row["description"] for row in told)
    assert b"Left out for low coverage" in bz2.decompress(written(out, "brightway", tmp_path).read_bytes())


def test_doubts_go_with_the_factors(found: FactorSet, tmp_path: Path) -> None:
    """Japan's antimony, nine tonnes by a country that no source names, says so in each file, where a user of the factor looks: method, category and flow."""
    words = "Hardly any trade, use with care: Antimony"
    antimony = next(factor for factor in found.of("JPN") if factor.material == "Antimony")
    assert antimony.flags == (LITTLE, UNNAMED)
    assert not next(factor for factor in found.of("JPN") if factor.material == "Lithium").flags
    text = written(found, "simapro", tmp_path).read_text("cp1252")
    assert "Hardly any trade, use with care: Antimony (JPN)" in text
    with zipfile.ZipFile(written(found, "openlca", tmp_path)) as archive:
        entities = [json.loads(archive.read(name)) for name in archive.namelist() if "/" in name]
    told = {(row["@type"], row["name"]): row.get("description", "") for row in entities}
    assert words in told["ImpactCategory", "GeoPolRisk JPN"]
    assert words not in told["ImpactCategory", "GeoPolRisk EU27"]
    assert "Hardly any trade, use with care, of importers: JPN." in told["Flow", "Antimony"]
    assert told["Flow", "Lithium"] == ""
    package = json.loads(bz2.decompress(written(found, "brightway", tmp_path).read_bytes()))
    assert words in json.dumps(package[-1])
    metadata = dict(zip(package[-1]["keys"], package[-1]["values"], strict=True))["metadata"]
    flags = dict(zip(metadata["keys"], metadata["values"], strict=True))["flags"]
    assert dict(zip(flags["keys"], flags["values"], strict=True))["Antimony"] == [LITTLE, UNNAMED]


def test_home_production_by_another_source_is_told(wmd: object, tmp_path: Path) -> None:
    """The USGS withholds magnesite of the United States, World Mining Data have it: the factor says so in each file, and none does by one source alone."""
    both = factors(year=2024, importers=["USA"], production="usgs")
    assert BORROWED in next(one for one in both.factors if one.material == "Magnesite").flags
    told = "Home production by World Mining Data, for which USGS has none, use with care"
    assert told in written(both, "simapro", tmp_path).read_text("cp1252")
    with zipfile.ZipFile(written(both, "openlca", tmp_path)) as archive:
        assert any(told.encode() in archive.read(name) for name in archive.namelist())
    assert told.encode() in bz2.decompress(written(both, "brightway", tmp_path).read_bytes())
    alone = factors(year=2024, importers=["USA"], production="wmd")
    assert not any(BORROWED in one.flags for one in alone.factors)


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_the_same_factors_give_the_same_file(form: str, found: FactorSet, tmp_path: Path) -> None:
    """Writing twice gives the same bytes, and leaves no other file."""
    first = written(found, form, tmp_path).read_bytes()
    assert written(found, form, tmp_path).read_bytes() == first
    assert len(list(tmp_path.iterdir())) == 1


def test_openlca_refers_only_to_what_is_there(found: FactorSet, tmp_path: Path) -> None:
    """Every reference of the JSON-LD leads to an entity of that type in the file, and values are the factors."""
    with zipfile.ZipFile(written(found, "openlca", tmp_path)) as archive:
        assert json.loads(archive.read("olca-schema.json")) == {"version": 2}
        entities = [json.loads(archive.read(name)) for name in archive.namelist() if "/" in name]
    there = {(row["@type"], row["@id"]) for row in entities}
    there |= {("Unit", unit["@id"]) for row in entities if row["@type"] == "UnitGroup" for unit in row["units"]}
    for row in entities:
        for one in references(row):
            assert (one["@type"], one["@id"]) in there
    categories = {row["name"]: row for row in entities if row["@type"] == "ImpactCategory"}
    values = {one["flow"]["name"]: one["value"] for one in categories["GeoPolRisk JPN"]["impactFactors"]}
    assert values == {factor.material: factor.value for factor in found.of("JPN")}


def references(value: Any) -> list[dict[str, Any]]:
    """Return every object with an id inside a value."""
    if isinstance(value, dict):
        own = [value] if {"@id", "@type"} <= set(value) else []
        return own + [one for inner in value.values() for one in references(inner)]
    return [one for inner in value for one in references(inner)] if isinstance(value, list) else []


def test_openlca_validates_against_its_schema(found: FactorSet, tmp_path: Path) -> None:
    """olca-schema reads every entity and writes the same again: no key is unknown to the schema, none of another kind."""
    schema, zipio = other("olca_schema"), other("olca_schema.zipio")
    place = written(found, "openlca", tmp_path)
    kinds = {
        "lcia_methods": "ImpactMethod",
        "lcia_categories": "ImpactCategory",
        "flows": "Flow",
        "flow_properties": "FlowProperty",
        "unit_groups": "UnitGroup",
    }
    with zipfile.ZipFile(place) as archive:
        for name in (name for name in archive.namelist() if "/" in name):
            plain = json.loads(archive.read(name))
            kind = getattr(schema, kinds[name.partition("/")[0]])
            assert kind.from_dict(plain).to_dict() == plain
    with zipio.ZipReader(place) as reader:
        assert len(list(reader.read_each(schema.ImpactCategory))) == 2


def test_simapro_has_a_category_an_importer(found: FactorSet, tmp_path: Path) -> None:
    """The CSV has a method with an impact category for each importer and a line for each factor, all in Windows-1252."""
    lines = written(found, "simapro", tmp_path).read_bytes().decode("cp1252").split("\r\n")
    assert lines[0].startswith("{SimaPro")
    assert [line for line in lines if line.startswith("GeoPolRisk ") and line.endswith(";kg Cu-eq")] == [
        "GeoPolRisk EU27;kg Cu-eq",
        "GeoPolRisk JPN;kg Cu-eq",
    ]
    assert sum(line.startswith("Raw;in ground;") for line in lines) == len(found.factors)
    assert "End" in lines


def test_brightway_package_is_what_it_says(found: FactorSet, tmp_path: Path) -> None:
    """The package is a compressed list of a database of flows and a method an importer."""
    package = json.loads(bz2.decompress(written(found, "brightway", tmp_path).read_bytes()))
    objects = [dict(zip(one["keys"], one["values"], strict=True)) for one in package]
    assert [one["class"]["values"][1] for one in objects] == ["SQLiteBackend", "Method", "Method"]
    assert len(objects[0]["data"]["keys"]) == len(found.materials())


def test_brightway_reads_the_factors_back(found: FactorSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """bw2io imports the package, and bw2data's methods hold the factors of each material."""
    monkeypatch.setenv("BRIGHTWAY2_DIR", str(tmp_path))
    bw2data, bw2io = other("bw2data"), other("bw2io")
    bw2data.projects.set_current("lodeway")
    bw2io.BW2Package.import_file(str(written(found, "brightway", tmp_path)))
    for importer in found.importers():
        method = bw2data.Method((found.title, importer))
        assert method.metadata["unit"] == "kg Cu-eq"
        read = {
            bw2data.get_node(id=row[0])["name"]
            if isinstance(row[0], int)
            else bw2data.get_activity(row[0])["name"]: row[1]
            for row in method.load()
        }
        assert read == {factor.material: factor.value for factor in found.of(importer)}


def test_brightway_reads_simapro_too(found: FactorSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """bw2io's extractor of SimaPro's method files reads every factor of the CSV."""
    monkeypatch.setenv("BRIGHTWAY2_DIR", str(tmp_path))
    extractor = other("bw2io.extractors.simapro_lcia_csv").SimaProLCIACSVExtractor
    read = extractor.extract(str(written(found, "simapro", tmp_path)))
    assert {
        (one["name"][1].removeprefix("GeoPolRisk "), row["name"]): row["amount"]
        for one in read
        for row in one["exchanges"]
    } == {(factor.importer, factor.material): factor.value for factor in found.factors}


def test_faults(found: FactorSet, tmp_path: Path) -> None:
    """Unknown formats, suffixes and folders are refused; a year without any factor says why."""
    with pytest.raises(UsageError, match="allowed: brightway"):
        write_factors(found, "excel", tmp_path / "x.xlsx")
    with pytest.raises(UsageError, match=r"end in \.zip"):
        write_factors(found, "openlca", tmp_path / "x.csv")
    with pytest.raises(UsageError, match="does not exist"):
        write_factors(found, "simapro", tmp_path / "no" / "x.csv")
    with pytest.raises(UsageError, match="no production"):
        factors(year=2010)


def test_command(tmp_path: Path) -> None:
    """`lodeway risk export` tells how many factors it wrote and how many are not known."""
    place = tmp_path / "japan.csv"
    done = CliRunner().invoke(
        main, ["risk", "export", "--to", "simapro", "--importer", "JPN", "--out", str(place), "--json"]
    )
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["importers"] == 1
    assert told["factors"] > 40
    assert told["missing"] >= 2
    assert {"material": "Antimony", "importer": "JPN", "flags": [LITTLE, UNNAMED]} in told["flagged"]
    assert place.exists()
