"""The report's tables as one Excel workbook: a sheet per table, real numbers, the same bytes for the same plan."""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from lodeway.report.figures import Cell, Column, Table

__all__ = ["SHEET_NAMES", "workbook"]

_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
"""Date written into the file's properties, so that two runs give the same bytes."""
_WIDEST = 60
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")

SHEET_NAMES = 31
"""Most characters that Excel allows in a sheet's name."""


def workbook(tables: Sequence[Table], about: Sequence[tuple[str, str]]) -> bytes:
    """Return an Excel workbook with a sheet that explains, and one sheet per table.

    Parameters
    ----------
    tables
        Tables in the order of the sheets.
    about
        Subject and text of every line of the first sheet.

    Returns
    -------
    bytes
        An .xlsx file; equal for equal input.
    """
    book = Workbook(write_only=True)
    book.properties.creator = "Lodeway"
    book.properties.created = _MOMENT
    _explain(book, tables, about)
    for table in tables:
        _sheet(book, table)
    buffer = io.BytesIO()
    book.save(buffer)
    return _settled(buffer.getvalue())


def _explain(book: Workbook, tables: Sequence[Table], about: Sequence[tuple[str, str]]) -> None:
    sheet = book.create_sheet("README")
    sheet.column_dimensions["A"].width = 28
    sheet.column_dimensions["B"].width = 36
    sheet.column_dimensions["C"].width = 14
    sheet.column_dimensions["D"].width = 110
    for subject, text in about:
        sheet.append([_bold(sheet, subject), text])
    sheet.append([])
    sheet.append([_bold(sheet, word) for word in ("sheet", "column", "unit", "meaning")])
    for table in tables:
        sheet.append([_bold(sheet, table.name), table.title, f"{len(table.rows)} rows", table.note])
        for column in table.columns:
            sheet.append(["", column.key, column.unit, column.meaning])


def _sheet(book: Workbook, table: Table) -> None:
    sheet = book.create_sheet(table.name[:SHEET_NAMES])
    sheet.freeze_panes = "A2"
    for place, column in enumerate(table.columns):
        letter = get_column_letter(place + 1)
        sheet.column_dimensions[letter].width = _width(column, (row[place] for row in table.rows[:200]))
    if table.rows:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(table.rows) + 1}"
    sheet.append([_bold(sheet, column.header) for column in table.columns])
    formats = [_format(column) for column in table.columns]
    for row in table.rows:
        sheet.append([_cell(sheet, value, form) for value, form in zip(row, formats, strict=True)])


def _bold(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=text)
    cell.font = Font(bold=True)
    cell.alignment = Alignment(vertical="top")
    return cell


def _format(column: Column) -> str:
    if column.kind == "number":
        return "#,##0" + ("." + "0" * column.digits if column.digits else "")
    return "0" if column.kind in {"integer", "year"} else ""


def _cell(sheet: Any, value: Cell, form: str) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, tuple):
        return _text(sheet, ";".join(str(part) for part in value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return _text(sheet, value)
    cell = WriteOnlyCell(sheet, value=value)
    cell.number_format = form
    return cell


def _text(sheet: Any, value: str) -> Any:
    """Return text as text: control characters, which a workbook cannot hold, left out; never a formula."""
    clean = ILLEGAL_CHARACTERS_RE.sub("", value)
    if not clean.startswith("="):
        return clean
    cell = WriteOnlyCell(sheet, value=clean)
    cell.data_type = "s"
    return cell


def _width(column: Column, values: Iterable[Cell]) -> float:
    longest = max((_length(value, column) for value in values), default=0)
    return min(max(len(column.header) + 2, longest + 2, 8), _WIDEST)


def _length(value: Cell, column: Column) -> int:
    if isinstance(value, float):
        return len(f"{value:,.{column.digits}f}") if math.isfinite(value) else 0
    return len(";".join(str(part) for part in value) if isinstance(value, tuple) else str(value))


def _settled(content: bytes) -> bytes:
    """Return the archive with fixed dates: a workbook is a zip file that would else hold the time of writing."""
    settled = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(settled, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, date_time=(2000, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            data = old.read(name)
            if name == "docProps/core.xml":
                data = _MODIFIED.sub(rb"\g<1>2000-01-01T00:00:00Z\g<2>", data)
            new.writestr(entry, data)
    return settled.getvalue()
