"""The atlas' exports, loaded into a real database server."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import pytest
from click.testing import CliRunner

from lodeway import atlas
from lodeway.cli import main

TYPES = {
    "text": "text",
    "short": "integer",
    "integer": "integer",
    "single": "real",
    "number": "double precision",
    "flag": "boolean",
    "date": "date",
}
NUMBERS = ("short", "integer", "single", "number")


@pytest.mark.database
@pytest.mark.parametrize("name", ["production", "governance", "prices", "sites", "countries", "trade"])
def test_export_gives_the_same_sums(name: str, postgres: object, tmp_path: Path) -> None:
    """A table exported as CSV and loaded into PostgreSQL has the rows, missing values and sums that DuckDB sees in the atlas."""
    from pg8000.dbapi import connect

    assert dataclasses.is_dataclass(postgres)
    table = atlas.describe(name)
    file = tmp_path / f"{name}.csv"
    result = CliRunner().invoke(main, ["atlas", "show", name, "--out", str(file)])
    assert result.exit_code == 0, result.output
    declared = ", ".join(f'"{column.name}" {TYPES[column.type]}' for column in table.columns)
    numbers = [column.name for column in table.columns if column.type in NUMBERS]
    sums = ", ".join(f'count("{column}"), sum(CAST("{column}" AS double precision))' for column in numbers)
    with connect(**dataclasses.asdict(postgres)) as connection:  # type: ignore[arg-type]
        cursor = connection.cursor()
        cursor.execute(f'CREATE TEMPORARY TABLE "{name}" ({declared})')
        with file.open("rb") as stream:
            cursor.execute(f'COPY "{name}" FROM STDIN WITH (FORMAT csv, HEADER true)', stream=stream)
        cursor.execute(f'SELECT count(*), {sums} FROM "{name}"')
        loaded = cursor.fetchone()
        connection.rollback()
    expected = atlas.query(f'SELECT count(*), {sums} FROM "{name}"').row(0)
    assert loaded[0] == table.rows
    for found, wanted in zip(loaded, expected, strict=True):
        assert found == wanted or math.isclose(found, wanted, rel_tol=1e-9)
