"""The tables of known deposits that ship, and how they are made."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from lodeway.explore.assess.library import built_in, catalogue
from lodeway.scenario.places import countries
from tools.models import laterite
from tools.models.__main__ import OUT, SOURCES, taken

HEAD = "depname,country,longitude,latitude,deptype,startdate,oreton,cugrd,mogrd,augrd,aggrd\n"


def test_what_is_0_or_empty_is_not_reported() -> None:
    """A grade of 0 becomes an empty cell; a deposit without ore or without any grade is left out; names are tidied."""
    text = HEAD + "A  b,Peru,1,2,17,,100,0.5,0,,3\nC,Peru,1,2,17,,,0.5,0,0,0\nD,Peru,1,2,17,,5,0,0,0,0\n"
    (row,) = taken(SOURCES["porphyry-copper"], text)
    assert (row["name"], row["Mo [%]"], row["Au [g/t]"], row["Ag [g/t]"]) == ("A b", "", "", "3")


@pytest.mark.parametrize("name", SOURCES)
def test_tables_have_the_columns_they_are_made_with(name: str) -> None:
    """The header of each shipped table is the one that its maker writes, and no name has lost a letter."""
    with (OUT / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == list(SOURCES[name].columns.values())
    assert not [row["name"] for row in rows if "?" in row["name"] or "\ufffd" in row["name"]]


def test_every_deposit_lies_on_the_globe() -> None:
    """All 1,431 deposits have a place, and those of Kazakhstan lie between 46° and 88° east and 40° and 56° north."""
    rows = catalogue()
    assert len(rows) == 1431
    assert all(abs(row.longitude) <= 180 and abs(row.latitude) <= 90 for row in rows)
    kazakh = [row for row in rows if row.country == "Kazakhstan"]
    assert len(kazakh) > 40
    assert all(46 < row.longitude < 88 and 40 < row.latitude < 56 for row in kazakh)


def test_tables_name_the_five_states_as_the_atlas_does() -> None:
    """Kazakhstan, Kyrgyzstan and Uzbekistan are written as in the atlas, so that their deposits are found by code."""
    written = {row.country for row in catalogue()}
    assert {countries()[code] for code in ("KAZ", "KGZ", "UZB")} <= written


def test_the_source_folder_is_made_of_files(tmp_path: Path) -> None:
    """A table of another content than the one that was checked is refused by its digest."""
    from click.testing import CliRunner

    from tools.models.__main__ import main

    for source in SOURCES.values():
        (tmp_path / source.file).write_text(HEAD, encoding="utf-8")
    run = CliRunner().invoke(main, ["--folder", str(tmp_path), "--out", str(tmp_path)])
    assert run.exit_code == 1
    assert "SHA-256" in run.output


def test_nickel_laterites_are_as_large_and_rich_as_published() -> None:
    """Together the laterites are as many, and hold within 5 % the nickel, that the paper behind the table counts."""
    found = built_in("nickel-laterite")
    # Abstract of Mudd and Jowitt (2022): 148 and 86 laterites with compliant and other resources or reserves, 190.2 of the 350.2 Mt of nickel in all deposits.
    assert found.size == 148 + 86
    nickel = float(np.sum(found.ore * found.grades[:, 0]))
    assert nickel == pytest.approx(190.2e6, rel=0.05)
    assert np.mean(found.grades[:, 0] > 0.005) > 0.95


def test_a_laterite_has_the_sum_of_its_resources_or_else_of_its_reserves() -> None:
    """Measured, indicated and inferred ore add up with the mean grade by ore; proven and probable stand in where there are no resources."""

    def row(category: str, ore: float, grade: float, metal: str = "%Ni") -> dict[str, object]:
        told = {"observed_name": metal}
        return {
            "commodity": told,
            "category": [{"observed_name": category}],
            "ore": {"value": ore},
            "grade": {"value": grade},
        }

    site = {
        "name": "A",
        "location_info": {"country": [{"observed_name": "Cuba"}]},
        "deposit_type_candidate": [{"observed_name": "Laterite"}, {"observed_name": "Oxide"}],
        "mineral_inventory": [
            row("Measured", 10, 1.0),
            row("Inferred", 30, 2.0),
            row("Proven", 5, 9.0),
            row("Measured", 10, 0.1, "%Co"),
        ],
    }
    found = laterite.taken(site)
    assert found == {
        "name": "A",
        "country": "Cuba",
        "type": "oxide",
        "ore [Mt]": "40",
        "Ni [%]": "1.75",
        "Co [%]": "0.1",
    }
    reserves = laterite.taken(site | {"mineral_inventory": [row("Proven", 5, 1.5)]})
    assert reserves is not None
    assert (reserves["ore [Mt]"], reserves["Ni [%]"], reserves["Co [%]"]) == ("5", "1.5", "")
    assert laterite.taken(site | {"deposit_type_candidate": [{"observed_name": "VMS"}]}) is None
