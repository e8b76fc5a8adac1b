"""The raw cells of a scenario's tables, from a folder of CSV files or from one workbook."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from lodeway.errors import Fault
from lodeway.scenario.cells import Raw, as_text

__all__ = ["Sheet", "read_csv", "read_workbook"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Header and rows of one table as they stand in a file."""

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Raw, ...]], ...]
    """Row number of the spreadsheet (the header is row 1) and cells; an empty cell is ""."""
    decimal: Literal[".", ","] = "."
    delimiter: str = ","


def read_csv(path: Path, *, file: str) -> tuple[Sheet | None, list[Fault]]:
    """Return the cells of a CSV file: UTF-8 with or without BOM, comma or semicolon (then decimal comma) or tab.

    Parameters
    ----------
    path
        Where the file is.
    file
        What faults call it.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = path.read_bytes()[: error.start].count(b"\n") + 1
        message = "the text is not UTF-8; save it as CSV UTF-8"
        return None, [Fault(file=file, row=row, allowed="UTF-8", message=message)]
    delimiter = _delimiter(text)
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        return None, [Fault(file=file, message=f"the file cannot be read: {error}")]
    decimal: Literal[".", ","] = "," if delimiter == ";" else "."
    return _sheet(file, [tuple(row) for row in table], decimal=decimal, delimiter=delimiter)


def _delimiter(text: str) -> str:
    """Return the sign that separates the columns of the first line, outside quotes and units."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    unquoted = "".join(piece for k, piece in enumerate(first.split('"')) if k % 2 == 0)
    return max(",;\t", key=unquoted.count) if any(sign in unquoted for sign in ",;\t") else ","


def _sheet(file: str, table: list[tuple[Any, ...]], **dialect: Any) -> tuple[Sheet | None, list[Fault]]:
    """Split header from rows, leave out empty rows and remarks, report cells beside the table."""
    if not table or not any(table[0]):
        return None, [Fault(file=file, row=1, message="the header is missing")]
    header = tuple(as_text(cell) for cell in table[0])
    width = max(k for k, name in enumerate(header, 1) if name)
    rows, faults = [], []
    for number, cells in enumerate(table[1:], 2):
        if not any(cell != "" and as_text(cell) for cell in cells) or as_text(cells[0]).startswith("#"):
            continue
        beside = next((as_text(cell) for cell in cells[width:] if cell != "" and as_text(cell)), "")
        if beside:
            message = f"more cells than the {width} columns of the header"
            faults.append(Fault(file=file, row=number, found=beside, message=message))
        rows.append((number, (*cells[:width], *("",) * (width - len(cells)))))
    return Sheet(file=file, header=header[:width], rows=tuple(rows), **dialect), faults


def read_workbook(path: Path) -> tuple[dict[str, Sheet], list[Fault]]:
    """Return the sheets of a workbook by name; faults call them ``FILE:SHEET``."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        values, formulas = load_workbook(path, data_only=True), load_workbook(path)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as error:
        return {}, [Fault(file=path.name, message=f"no readable workbook: {error}", allowed=".xlsx")]
    sheets: dict[str, Sheet] = {}
    faults: list[Fault] = []
    for name in values.sheetnames:
        file = f"{path.name}:{name}"
        faults += _unsaved_formulas(file, formulas[name], values[name])
        table = [tuple(_typed(cell) for cell in row) for row in values[name].iter_rows(values_only=True)]
        if any(any(cell != "" for cell in row) for row in table):
            sheet, found = _sheet(file, table)
            faults += found
            if sheet is not None:
                sheets[name] = sheet
    return sheets, faults


def _typed(cell: Any) -> Raw:
    if cell is None:
        return ""
    return cell if isinstance(cell, str | int | float | bool | date) else str(cell)


def _unsaved_formulas(file: str, formulas: Any, values: Any) -> Iterator[Fault]:
    """Give a fault for each formula whose value was never stored, which would read as an empty cell."""
    for row in formulas.iter_rows():
        for cell in row:
            if cell.data_type == "f" and values[cell.coordinate].value is None:
                column = as_text(formulas.cell(1, cell.column).value or "")
                message = "the formula has no stored value; open and save the workbook in a spreadsheet"
                yield Fault(file=file, row=cell.row, column=column, found=str(cell.value), message=message)
