"""SQL over the tables, and what it must not reach."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from lodeway import atlas
from lodeway.errors import UsageError


@pytest.mark.parametrize("name", [table.name for table in atlas.tables()])
def test_every_table_is_a_view(name: str) -> None:
    """Each table can be counted under its name."""
    assert atlas.query(f'SELECT count(*) FROM "{name}"').item() == atlas.describe(name).rows


def test_a_query_is_the_frame() -> None:
    """SQL gives the same rows, types and missing values as reading the table does."""
    for name in ("countries", "sites", "exchange_rates", "governance"):
        frame = atlas.read(name)
        assert atlas.query(f'FROM "{name}"').equals(frame), name


def test_missing_values_stay_missing() -> None:
    """NULL of any type becomes null, and an empty answer keeps its columns."""
    row = atlas.query(
        "SELECT NULL::INTEGER i, NULL::DOUBLE d, NULL::VARCHAR t, NULL::BOOLEAN b, NULL::DATE y, 1 AS one"
    )
    assert row.row(0) == (None, None, None, None, None, 1)
    assert atlas.query("SELECT iso3, eu27 FROM countries WHERE false").columns == ["iso3", "eu27"]


def test_joins_and_groups() -> None:
    """Tables can be joined: the Union's members have names."""
    names = atlas.query(
        "SELECT c.name FROM governance g JOIN countries c USING (iso3) WHERE c.eu27 AND g.year = 2024 ORDER BY c.name"
    )
    assert names.height == 27
    assert names["name"][0] == "Austria"


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM '/etc/hostname'",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM read_csv('https://example.org/x.csv')",
        "COPY (SELECT 1) TO 'x.csv'",
        "COPY countries TO 'x.csv'",
        "ATTACH 'x.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "CREATE TABLE x AS SELECT 1",
        "DROP VIEW countries",
        "PRAGMA database_list",
        "SELECT 1; SELECT 2",
        "",
    ],
)
def test_nothing_else_is_in_reach(sql: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files, the network, settings, changes and several statements at once are refused, and nothing is written."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError):
        atlas.query(sql)
    assert list(tmp_path.iterdir()) == []


def test_names_of_the_caller_are_not_tables() -> None:
    """A frame in the caller's scope cannot be read by its name."""
    local_frame = pl.DataFrame({"a": [1]})
    with pytest.raises(UsageError, match="unknown table 'local_frame'"):
        atlas.query("SELECT * FROM local_frame")
    assert len(local_frame) == 1


def test_unknown_table_names_the_nearest() -> None:
    """A misspelt table in SQL is answered with the nearest one."""
    with pytest.raises(UsageError, match="unknown table 'tarde'; did you mean 'trade'"):
        atlas.query("SELECT * FROM tarde")


def test_nothing_is_said_on_the_way_out() -> None:
    """A program that asks one question prints its answer and nothing else."""
    code = "from lodeway import atlas; print(atlas.query('SELECT count(*) FROM trade').item())"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("1264888\n", "")
