"""Empty tables, ready to fill in: a workbook with drop-down lists, or a folder of CSV files."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lodeway.errors import UsageError
from lodeway.scenario.settings import SETTINGS, SOURCE, TARGET
from lodeway.scenario.writing import csv_text, write_files
from lodeway.schema import TABLES, Column, columns, heading, table_meaning

__all__ = ["template"]

_ROWS = 2000
"""Rows to which drop-down lists reach."""
_LONGEST = 255
"""Signs that a spreadsheet takes as a list of choices."""
_FILE = """# Settings of the scenario: take away the # in front of those that you state.
{settings}
# [target]
{target}
# [sources.discount_rate]
{source}"""


def template(path: str | Path) -> Path:
    """Write empty tables and return where they are.

    Below each header stand two remarks, which begin with ``#`` and are not read: what each column means, and an
    example. A column with few allowed words has a drop-down list in the workbook.

    Parameters
    ----------
    path
        A file that ends in ``.xlsx``, or a folder, which is made. Neither may exist yet.

    Raises
    ------
    UsageError
        When there is something already.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as scratch:
    ...     sorted(file.name for file in template(f"{scratch}/tables").iterdir())[:3]
    ['agreements.csv', 'bans.csv', 'capital.csv']
    """
    target = Path(path)
    if target.suffix.lower() == ".xlsx":
        return _workbook(target)
    files = {"scenario.toml": _settings()} | {f"{table}.csv": csv_text(_remarks(table)) for table in TABLES}
    return write_files(target, files)


def _remarks(table: str) -> list[list[str]]:
    """Return header, meanings and examples of a table."""
    declared = columns(table)
    header = [heading(name, column) for name, column in declared.items()]
    meanings = [_meaning(column) for column in declared.values()]
    example = [column.example for column in declared.values()]
    return [header, ["# " + meanings[0], *meanings[1:]], ["# " + example[0], *example[1:]]]


def _meaning(column: Column) -> str:
    words = [column.meaning]
    if column.required:
        words.append("Required.")
    if column.choices:
        words.append(f"One of: {', '.join(column.choices)}.")
    if column.reference:
        names = column.reference.replace("country", "ISO 3166 alpha-3").split("|")
        words.append(f"From {' or '.join(names)}{', or *' if column.wildcard else ''}.")
    return " ".join(words)


def _settings() -> str:
    def lines(known: Mapping[str, Any]) -> str:
        return "".join(f"# {name} =    # {setting.meaning} ({setting.allowed})\n" for name, setting in known.items())

    plain = {name: setting for name, setting in SETTINGS.items() if name not in ("target", "sources")}
    return _FILE.format(settings=lines(plain), target=lines(TARGET), source=lines(SOURCE))


def _workbook(target: Path) -> Path:
    from openpyxl import Workbook

    if target.exists():
        raise UsageError(f"{target} exists already; choose another name")
    book = Workbook()
    _settings_sheet(book.worksheets[0])
    for table in TABLES:
        _table_sheet(book.create_sheet(table), table)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".lodeway-") as scratch:
        draft = Path(scratch) / target.name
        book.save(draft)
        draft.rename(target)
    return target


def _settings_sheet(sheet: Any) -> None:
    sheet.title = "scenario"
    rows = [("setting", "value"), ("# Short name.", "What it means is said in column C."), ("# name", "central-asia")]
    nested = {f"target.{name}": setting for name, setting in TARGET.items()}
    known = {name: setting for name, setting in SETTINGS.items() if name not in ("target", "sources")} | nested
    for row in rows:
        sheet.append(row)
    for name, setting in known.items():
        sheet.append((name, None))
        _comment(sheet.cell(sheet.max_row, 1), f"{setting.meaning} {setting.allowed}")
    _dress(sheet, 2)


def _table_sheet(sheet: Any, table: str) -> None:
    for row in _remarks(table):
        sheet.append(row)
    _comment(sheet.cell(1, 1), table_meaning(table))
    for place, column in enumerate(columns(table).values(), 1):
        choices = ("yes", "no") if column.kind == "flag" else column.choices
        if choices and column.kind != "list":
            _drop_down(sheet, sheet.cell(1, place).column_letter, choices)
    _dress(sheet, len(columns(table)))


def _drop_down(sheet: Any, letter: str, choices: tuple[str, ...]) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    listed = '"' + ",".join(choices) + '"'
    if len(listed) <= _LONGEST:
        allowed = DataValidation(type="list", formula1=listed, allow_blank=True, showErrorMessage=True)
        sheet.add_data_validation(allowed)
        allowed.add(f"{letter}4:{letter}{_ROWS}")


def _comment(cell: Any, text: str) -> None:
    from openpyxl.comments import Comment

    cell.comment = Comment(text, "Lodeway")


def _dress(sheet: Any, width: int) -> None:
    """Make the header bold and keep it in sight, write the remarks in grey."""
    from openpyxl.styles import Alignment, Font

    for place in range(1, width + 1):
        sheet.cell(1, place).font = Font(bold=True)
        for row in (2, 3):
            sheet.cell(row, place).font = Font(italic=True, color="666666")
            sheet.cell(row, place).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[sheet.cell(1, place).column_letter].width = 24
    sheet.freeze_panes = "B4"
