"""Writes rows of the atlas to files that other programs read: CSV, Parquet, Excel."""

from __future__ import annotations

import json
import math
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lodeway.errors import UsageError

if TYPE_CHECKING:
    import polars as pl
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

__all__ = ["FORMATS", "plain", "write"]

SHEET_ROWS = 1_048_576
"""Rows of an Excel sheet (ECMA-376), the header among them."""


def write(frame: pl.DataFrame, file: str | Path) -> Path:
    r"""Write a frame to the format that the file's suffix names; return the path.

    The file is written beside its place and renamed, so that an earlier file stays whole until then.

    Raises
    ------
    UsageError
        When the suffix is none of ``.csv``, ``.parquet``, ``.xlsx``, the folder does not exist, or the
        frame has more rows than a sheet.

    Examples
    --------
    >>> import polars as pl
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(pl.DataFrame({"a": [1, 2]}), Path(folder) / "a.csv").read_text()
    'a\n1\n2\n'
    """
    place = Path(file)
    if place.suffix.lower() not in FORMATS:
        raise UsageError(f"{place}: unknown format {place.suffix!r}; allowed: {', '.join(FORMATS)}")
    if not place.parent.is_dir():
        raise UsageError(f"{place}: folder {place.parent} does not exist")
    handle, temporary = tempfile.mkstemp(dir=place.parent, prefix=".", suffix=place.suffix)
    os.close(handle)
    try:
        FORMATS[place.suffix.lower()](frame, Path(temporary))
        Path(temporary).chmod(0o644)
        Path(temporary).replace(place)
    finally:
        Path(temporary).unlink(missing_ok=True)
    return place


def plain(value: Any) -> Any:
    """Return a cell as JSON knows it: dates as ISO text, NaN as None.

    Examples
    --------
    >>> from datetime import date
    >>> plain(date(2025, 12, 19)), plain(math.nan), plain([1.5, math.nan])
    ('2025-12-19', None, [1.5, None])
    """
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _csv(frame: pl.DataFrame, place: Path) -> None:
    _flat(frame).write_csv(place)


def _parquet(frame: pl.DataFrame, place: Path) -> None:
    frame.write_parquet(place, compression="zstd")


def _xlsx(frame: pl.DataFrame, place: Path) -> None:
    from openpyxl import Workbook

    if len(frame) >= SHEET_ROWS:
        raise UsageError(f"{len(frame):,} rows do not fit a sheet ({SHEET_ROWS - 1:,}); choose fewer or another format")
    book = Workbook(write_only=True)
    sheet = book.create_sheet("atlas")
    sheet.append([_cell(sheet, name) for name in frame.columns])
    for row in _flat(frame).iter_rows():
        sheet.append([_cell(sheet, value) for value in row])
    book.save(place)


def _cell(sheet: WriteOnlyWorksheet, value: Any) -> Any:
    """Return the cell; text stays text even if it begins like a formula, NaN is an empty cell."""
    from openpyxl.cell import WriteOnlyCell

    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, str) and value.startswith("="):
        cell = WriteOnlyCell(sheet, value)
        cell.data_type = "s"
        return cell
    return value


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with lists and structs written out as JSON text."""
    import polars as pl

    nested = [name for name, kind in frame.schema.items() if kind.is_nested()]
    texts = [
        pl.Series(
            name,
            [None if cell is None else json.dumps(plain(cell)) for cell in frame[name].to_list()],
            dtype=pl.String(),
        )
        for name in nested
    ]
    return frame.with_columns(texts)


FORMATS: dict[str, Callable[[pl.DataFrame, Path], None]] = {".csv": _csv, ".parquet": _parquet, ".xlsx": _xlsx}
"""Suffix to writer."""
