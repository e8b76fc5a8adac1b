"""``lodeway atlas`` as a person or a program calls it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from lodeway import atlas
from lodeway.cli.atlas import command


def run(*arguments: str) -> str:
    """Return what the command prints."""
    done = CliRunner().invoke(command, list(arguments), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def answer(*arguments: str) -> Any:
    """Return the JSON that the command prints."""
    return json.loads(run(*arguments, "--json"))


def test_list_names_every_table() -> None:
    """Without a subcommand every table is listed with its rows and licence."""
    text = run()
    for table in atlas.tables():
        assert any(
            line.split()[:2] == [table.name, f"{table.rows:,}"] and table.licence in line for line in text.splitlines()
        )


def test_list_as_json() -> None:
    """The JSON list has version and, by table, title, rows, sources, licence, version, date and changes."""
    listed = answer()
    assert listed["version"] == atlas.version()
    assert [entry["name"] for entry in listed["tables"]] == [table.name for table in atlas.tables()]
    keys = {"name", "title", "rows", "sources", "licence", "version", "date", "changes", "columns"}
    assert all(keys <= entry.keys() for entry in listed["tables"])


def test_show_prints_rows_units_and_licence() -> None:
    """Showing a table prints its first rows, its columns with units, its sources and its licence."""
    text = run("show", "consumer_prices", "--limit", "2")
    assert "1913" in text
    assert "2 of 113 rows" in text
    assert "Sources: bls" in text
    assert "kUSD" in run("show", "trade", "--where", "code = '261710' AND exporter = 'TJK'")


def test_show_as_json_has_null_for_missing() -> None:
    """A missing cell is null, and --where and --limit choose rows."""
    shown = answer("show", "countries", "--where", "iso3 = 'XKX'", "--limit", "5")
    assert shown["table"] == "countries"
    assert shown["columns"][0] == "iso3"
    assert shown["total"] == 1
    assert shown["rows"][0]["iso_numeric"] is None


@pytest.mark.parametrize("suffix", ["csv", "parquet", "xlsx"])
def test_show_writes_files(tmp_path: Path, suffix: str) -> None:
    """With --out the rows go to a file and JSON says where."""
    place = tmp_path / f"sites.{suffix}"
    assert answer("show", "sites", "--out", str(place)) == {
        "table": "sites",
        "columns": atlas.read("sites").columns,
        "total": 159,
        "written": 159,
        "file": str(place),
    }
    assert place.stat().st_size > 1000


def test_sheet_has_numbers(tmp_path: Path) -> None:
    """Coordinates in a workbook are numbers."""
    place = tmp_path / "sites.xlsx"
    run("show", "sites", "--out", str(place), "--limit", "3")
    sheet = load_workbook(place)["atlas"]
    assert sheet.max_row == 4
    assert isinstance(sheet["D2"].value, float)


def test_query() -> None:
    """A query's rows are printed, or given as JSON."""
    sql = "SELECT name FROM countries WHERE iso3 = 'JPN'"
    assert "Japan" in run("query", sql)
    assert answer("query", sql) == {"columns": ["name"], "total": 1, "rows": [{"name": "Japan"}]}
