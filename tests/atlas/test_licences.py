"""What the atlas owes to those whose data it carries."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

import lodeway_atlas
from lodeway import atlas

DISTRIBUTION = Path(__file__).parents[2] / "atlas"
DATA = (DISTRIBUTION / "DATA.md").read_text(encoding="utf-8")
LICENCES = {path.stem for path in (DISTRIBUTION / "LICENSES").iterdir()}


@pytest.mark.parametrize("table", atlas.tables(), ids=lambda table: table.name)
def test_each_table_has_its_section(table: atlas.Table) -> None:
    """DATA.md gives title, version, date, licence, changes and doubts of every table, and explains each column."""
    section = re.split(r"^## ", DATA, flags=re.MULTILINE)
    text = next(part for part in section if part.startswith(f"{table.name}\n"))
    for said in (table.title, table.version, table.date, table.licence, table.changes, table.doubts):
        assert said in text
    assert all(f"- `{column.name}`" in text for column in table.columns)


def test_each_source_is_attributed() -> None:
    """The attribution of every source that a table uses stands in DATA.md."""
    used = {source for table in atlas.tables() for source in table.sources}
    for source in atlas.read("sources").to_dicts():
        if source["id"] in used:
            assert source["attribution"] in DATA


@pytest.mark.parametrize(
    "words",
    [
        "Etalab Open Licence 2.0",
        "Gaulier and Zignago 2010",
        "World Bank, Worldwide Governance Indicators, CC BY 4.0",
        "© OpenStreetMap contributors, Open Database Licence 1.0",
        "© European Union (Eurostat SeaRoute), EUPL-1.2",
        "Source: European Central Bank",
        "US Geological Survey, Mineral Commodity Summaries 2026",
        "Made with Natural Earth",
    ],
)
def test_known_attributions(words: str) -> None:
    """What the licences ask to be said is said."""
    assert words in DATA


def test_each_licence_has_its_text() -> None:
    """A file in LICENSES stands for every licence that a table or the distribution names, and no other."""
    project = tomllib.loads((DISTRIBUTION / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = set(project["license"].split(" AND "))
    assert {table.licence for table in atlas.tables()} <= named
    assert named == LICENCES


def test_railways_and_roads_are_under_the_database_licence() -> None:
    """Whatever derives from OpenStreetMap is under the Open Database Licence."""
    derived = [table for table in atlas.tables() if "openstreetmap" in table.sources]
    assert {"rail_nodes", "rail_edges", "road_nodes", "road_edges", "welds"} <= {table.name for table in derived}
    assert {table.licence for table in derived} == {"ODbL-1.0"}


def test_every_package_is_pinned() -> None:
    """Each source package has a version and a SHA-256, and no registry's host is named."""
    manifest = json.loads((Path(lodeway_atlas.__file__).parent / "tables" / "tables.json").read_text(encoding="utf-8"))
    assert len(manifest["packages"]) >= 6
    for package in manifest["packages"]:
        assert re.fullmatch(r"[0-9a-f]{64}", package["sha256"])
        assert re.fullmatch(r"[0-9.]+", package["version"])
        assert package["licence"]
    recipe = (DISTRIBUTION.parent / "tools" / "atlas" / "sources.toml").read_text(encoding="utf-8")
    assert "http" not in recipe
