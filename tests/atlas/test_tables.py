"""What the atlas says about itself, against its files."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

import polars as pl
import pytest

import lodeway_atlas
from lodeway import atlas
from lodeway.errors import UsageError

TABLES = [table.name for table in atlas.tables()]
FOLDER = Path(lodeway_atlas.__file__).parent / "tables"
TYPES = {
    "text": pl.String,
    "short": pl.Int16,
    "integer": pl.Int32,
    "single": pl.Float32,
    "number": pl.Float64,
    "flag": pl.Boolean,
    "date": pl.Date,
    "singles": pl.List(pl.Float32),
}


def test_every_file_is_described() -> None:
    """The folder holds the manifest, one Parquet file per described table and nothing else."""
    files = {path.name for path in FOLDER.iterdir()} - {"__pycache__"}
    assert files == {f"{name}.parquet" for name in TABLES} | {"tables.json"}


def test_the_first_tables_are_there() -> None:
    """The tables that the other parts of Lodeway read are among them."""
    wanted = {
        "countries",
        "outlines",
        "trade",
        "trade_codes",
        "governance",
        "production",
        "prices",
        "demand",
        "intensity",
    }
    wanted |= {"sites", "measures", "exchange_rates", "consumer_prices", "manufacturing", "sources"}
    assert wanted <= set(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_file_is_the_one_described(name: str) -> None:
    """Checksum, size, number of rows, columns and types of the file are those of the manifest."""
    table = atlas.describe(name)
    content = atlas.path(name).read_bytes()
    frame = atlas.read(name)
    assert hashlib.sha256(content).hexdigest() == table.sha256
    assert len(content) == table.bytes
    assert len(frame) == table.rows > 0
    assert dict(frame.schema) == {column.name: TYPES[column.type] for column in table.columns}


@pytest.mark.parametrize("name", TABLES)
def test_table_has_a_source_a_licence_and_a_date(name: str) -> None:
    """Every table names sources that the table of sources holds, a licence, a version, a date and its changes."""
    table = atlas.describe(name)
    assert table.sources
    assert set(table.sources) <= set(atlas.read("sources")["id"])
    assert all([table.title, table.licence, table.version, table.date, table.changes])
    assert all(column.meaning for column in table.columns)


@pytest.mark.parametrize("name", TABLES)
def test_rows_are_sorted_by_a_unique_key(name: str) -> None:
    """A table's key is unique and its rows stand in the key's order, so that a rebuild gives the same bytes."""
    key = list(atlas.describe(name).key)
    rows = atlas.read(name).select(key)
    assert rows.is_duplicated().sum() == 0
    assert rows.equals(rows.sort(key, nulls_last=True))


@pytest.mark.parametrize("name", TABLES)
def test_table_opens_in_a_fifth_of_a_second(name: str) -> None:
    """The fastest of five readings takes less than 0.2 s."""
    took = []
    for _ in range(5):
        start = time.perf_counter()
        atlas.read(name)
        took.append(time.perf_counter() - start)
    assert min(took) < 0.2


def test_all_tables_together_are_small() -> None:
    """The Parquet files together have at most 45 MB."""
    assert sum(path.stat().st_size for path in FOLDER.glob("*.parquet")) <= 45_000_000


def test_unknown_table_names_the_nearest() -> None:
    """Asking for a table that is not there raises an error that names the nearest one."""
    for function in (atlas.read, atlas.path, atlas.describe):
        with pytest.raises(UsageError, match="did you mean 'production'"):
            function("productoin")


@pytest.mark.parametrize("name", TABLES)
def test_hand_made_rows_name_their_source(name: str) -> None:
    """Where a table has sources by row, no row lacks one and every confidence is H, M or L."""
    frame = atlas.read(name)
    if "source" in frame.columns:
        assert frame["source"].null_count() == 0
    if "confidence" in frame.columns and frame["confidence"].dtype == pl.String:
        assert set(frame["confidence"].drop_nulls()) <= {"H", "M", "L"}
        assert frame["confidence"].null_count() == 0


def test_what_is_only_known_generally_is_marked_weak() -> None:
    """A row that rests on general knowledge alone has the lowest confidence."""
    for name in ("sites", "parameters", "manufacturing", "intensity"):
        weak = atlas.read(name).filter(pl.col("source").str.starts_with("from general knowledge"))
        assert set(weak["confidence"]) <= {"L"}
