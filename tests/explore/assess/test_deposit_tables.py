"""The tables of known deposits that ship, and how they are made."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from lodeway.explore.assess.library import catalogue
from lodeway.scenario.places import countries
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
