"""The tables that the atlas holds, what each says about itself, and its rows."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lodeway.errors import UsageError

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Table", "TableColumn", "describe", "path", "read", "tables", "unknown", "version"]


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a table: its name, type, unit (empty when it has none) and meaning."""

    name: str
    type: str
    unit: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What a table of the atlas says about itself.

    Parameters
    ----------
    name, title
        Name in the API and in SQL; one line for people.
    rows
        Number of rows.
    sources
        Ids of the table `sources`.
    licence
        SPDX identifier of the table's licence, or ``LicenseRef-...``.
    version, date
        Edition of the data; its publication or the last change by hand.
    changes
        What was changed on the way from the source.
    doubts
        What the data cannot tell or may tell wrongly.
    columns, key
        Columns in order; those that together are unique.
    sha256
        Digest of the Parquet file.
    """

    name: str
    title: str
    rows: int
    sources: tuple[str, ...]
    licence: str
    version: str
    date: str
    changes: str
    doubts: str
    columns: tuple[TableColumn, ...]
    key: tuple[str, ...]
    bytes: int
    sha256: str

    def to_dict(self) -> dict[str, Any]:
        """Return the description as plain values, as ``lodeway atlas --json`` prints it."""
        return asdict(self)


def tables() -> list[Table]:
    """Return the description of every table, by name.

    Examples
    --------
    >>> [table.name for table in tables()][:3]
    ['cities', 'consumer_prices', 'countries']
    """
    return [_table(name, entry) for name, entry in sorted(_manifest()["tables"].items())]


def describe(name: str) -> Table:
    """Return the description of one table.

    Raises
    ------
    UsageError
        When the atlas has no such table; names the nearest.

    Examples
    --------
    >>> describe("trade").licence
    'etalab-2.0'
    """
    entry = _manifest()["tables"].get(name)
    if entry is None:
        raise unknown("table", name, _manifest()["tables"])
    return _table(name, entry)


def path(name: str) -> Path:
    """Return where a table's Parquet file lies.

    Raises
    ------
    UsageError
        When the atlas has no such table; names the nearest.

    Examples
    --------
    >>> path("trade").name
    'trade.parquet'
    """
    return _folder() / f"{describe(name).name}.parquet"


def read(name: str) -> pl.DataFrame:
    """Return a table's rows; a missing value is null.

    Parameters
    ----------
    name
        Name of a table, see `tables`.

    Raises
    ------
    UsageError
        When the atlas has no such table; names the nearest.

    Examples
    --------
    >>> read("countries").filter(iso3="JPN")["name"].item()
    'Japan'
    """
    import polars as pl

    return pl.read_parquet(path(name))


def version() -> str:
    """Return the version of the atlas, which a result's digest carries.

    Examples
    --------
    >>> version().count(".")
    2
    """
    return str(_manifest()["version"])


def unknown(kind: str, found: str, allowed: Iterable[object]) -> UsageError:
    """Return the error for a name that is not there; it says what is allowed and what is nearest.

    Examples
    --------
    >>> print(unknown("table", "trad", ["sites", "trade"]))
    unknown table 'trad'; did you mean 'trade'? Allowed: sites, trade
    """
    names = sorted(str(item) for item in allowed)
    nearest = difflib.get_close_matches(found, names, n=1)
    hint = f"; did you mean {nearest[0]!r}? Allowed: " if nearest else "; allowed: "
    return UsageError(f"unknown {kind} {found!r}{hint}{', '.join(names)}")


def _folder() -> Path:
    return Path(str(resources.files("lodeway_atlas"))) / "tables"


@cache
def _manifest() -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((_folder() / "tables.json").read_text(encoding="utf-8"))
    return manifest


def _table(name: str, entry: dict[str, Any]) -> Table:
    texts = {
        key: entry[key]
        for key in ("title", "rows", "licence", "version", "date", "changes", "doubts", "bytes", "sha256")
    }
    columns = tuple(TableColumn(**column) for column in entry["columns"])
    return Table(name=name, sources=tuple(entry["sources"]), columns=columns, key=tuple(entry["key"]), **texts)
