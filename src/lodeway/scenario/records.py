"""Rows with their whereabouts: what a table's cells say and where each of them stands."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from lodeway.errors import Fault, UsageError
from lodeway.scenario.cells import CellError, Raw, Value, as_text, read_cell
from lodeway.scenario.places import nearest
from lodeway.scenario.sheets import Sheet
from lodeway.schema import columns, default, heading, key_columns
from lodeway.schema.columns import Column
from lodeway.units import Conversion, conversion, nearest_unit

__all__ = ["Heading", "Record", "read_headings", "read_records"]

_HEADING = re.compile(r"\s*([^\[\]]*?)\s*(?:\[([^\[\]]*)\])?\s*")


@dataclass(frozen=True, slots=True)
class Heading:
    """What the header says of one column: which it is, and how its values become the schema's unit."""

    name: str
    column: Column
    conversion: Conversion


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row before money is converted: values of the cells that are not empty."""

    table: str
    file: str
    row: int
    values: Mapping[str, Any]
    bad: frozenset[str] = frozenset()
    """Columns whose cell is at fault; nothing further is said about them."""
    money: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """Column to the currency of its amount and the year of its prices (0: the scenario's)."""
    places: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """File and row of cells that a case overrides."""

    def get(self, name: str) -> Any:
        """Return the value of a column, its default where empty, None where it is at fault or missing."""
        if name in self.bad:
            return None
        if name in self.values:
            return self.values[name]
        fallback = default(self.table, name)
        return None if fallback is dataclasses.MISSING else fallback

    def given(self, name: str) -> bool:
        """Return whether the cell is filled, rightly or not."""
        return name in self.values or name in self.bad

    @property
    def key(self) -> tuple[Any, ...] | None:
        """Return the values of the key columns, None if one is missing or at fault."""
        parts = tuple(self.get(name) for name in key_columns(self.table))
        return None if None in parts else parts

    def fault(self, column: str, message: str, **more: Any) -> Fault:
        """Return a fault at a cell of this row."""
        file, row = self.places.get(column, (self.file, self.row))
        more.setdefault("found", as_text(self.values[column]) if column in self.values else "")
        return Fault(file=file, row=row, column=column, message=message, **more)


def read_headings(table: str, sheet: Sheet) -> tuple[dict[int, Heading], frozenset[str], list[Fault]]:
    """Return what stands in each column of a sheet that can be read, and the columns whose cells cannot be known."""
    declared = columns(table)
    found: dict[int, Heading] = {}
    names: list[str] = []
    faults: list[Fault] = []
    meant: set[str] = set()
    for place, text in enumerate(sheet.header):
        match = _HEADING.fullmatch(text)
        name = match[1] if match else text
        if name not in declared:
            suggestion = nearest(re.split(r"[\[(]", name)[0].strip(), declared)
            meant.add(suggestion)
            hint = heading(suggestion, declared[suggestion]) if suggestion else ""
            problem = Fault(file=sheet.file, row=1, column=text, found=text, suggestion=hint, message="unknown column")
            faults.append(dataclasses.replace(problem, allowed=", ".join(declared)))
        elif name in names:
            faults.append(Fault(file=sheet.file, row=1, column=name, found=text, message="column stands twice"))
        else:
            names.append(name)
            read = _heading(name, declared[name], match[2] if match else None, sheet.file, faults)
            found |= {place: read} if read else {}
    for name, column in declared.items():
        if column.required and name not in names and name not in meant:
            missing = Fault(file=sheet.file, row=1, column=name, message="required column is missing")
            faults.append(dataclasses.replace(missing, allowed=heading(name, column)))
    required = {name for name, column in declared.items() if column.required}
    unread = (set(names) | meant | required) - {read.name for read in found.values()} - {""}
    return found, frozenset(unread), faults


def _heading(name: str, column: Column, unit: str | None, file: str, faults: list[Fault]) -> Heading | None:
    allowed = f"[{column.unit}] or a unit that converts to it" if column.unit else "no unit"
    problem = Fault(
        file=file, row=1, column=name, found=(unit or "").strip(), allowed=allowed, suggestion=heading(name, column)
    )
    if unit is None and column.unit:
        faults.append(dataclasses.replace(problem, message="the header states no unit"))
        return None
    if unit is None:
        return Heading(name, column, Conversion(Fraction(1)))
    if not column.unit:
        faults.append(dataclasses.replace(problem, message="the column has no unit"))
        return None
    try:
        return Heading(name, column, conversion(unit.strip(), column.unit))
    except UsageError as error:
        mended = nearest_unit(unit.strip(), wanted=column.unit)
        suggestion = f"{name} [{mended}]" if mended and _fits(mended, column.unit) else heading(name, column)
        faults.append(dataclasses.replace(problem, suggestion=suggestion, message=f"unit at fault: {error}"))
        return None


def _fits(unit: str, wanted: str) -> bool:
    try:
        conversion(unit, wanted)
    except UsageError:
        return False
    return True


def read_records(table: str, sheet: Sheet) -> tuple[list[Record], list[Fault]]:
    """Return the rows of a table in the schema's units, with every fault of header and cells."""
    headings, unread, faults = read_headings(table, sheet)
    records = []
    for row, cells in sheet.rows:
        values, bad = _read_row(sheet, row, cells, headings, faults)
        record = Record(table=table, file=sheet.file, row=row, values=values, bad=bad | unread)
        faults += _empty_cells(record)
        records.append(dataclasses.replace(record, money=_money(record, headings, faults)))
    return records, faults


def _read_row(
    sheet: Sheet, row: int, cells: tuple[Raw, ...], headings: Mapping[int, Heading], faults: list[Fault]
) -> tuple[dict[str, Value], frozenset[str]]:
    values: dict[str, Value] = {}
    bad: set[str] = set()
    for place, found in headings.items():
        raw = cells[place]
        if as_text(raw) == "":
            continue
        try:
            values[found.name] = read_cell(raw, found.column, factor=found.conversion.factor, decimal=sheet.decimal)
        except CellError as error:
            bad.add(found.name)
            faults.append(
                Fault(
                    file=sheet.file,
                    row=row,
                    column=found.name,
                    found=as_text(raw),
                    allowed=error.allowed,
                    suggestion=error.suggestion,
                    message=error.message,
                )
            )
    return values, frozenset(bad)


def _empty_cells(record: Record) -> Iterator[Fault]:
    for name, column in columns(record.table).items():
        if column.required and not record.given(name):
            yield record.fault(name, "required cell is empty", allowed=column.meaning)


def _money(record: Record, headings: Mapping[int, Heading], faults: list[Fault]) -> dict[str, tuple[str, int]]:
    """Return currency and price year of each amount: the row's, or the header's where that is not USD."""
    stated: dict[str, tuple[str, int]] = {}
    row_currency = record.values.get("currency", "")
    for found in headings.values():
        if not found.column.money or found.name not in record.values:
            continue
        header_currency = found.conversion.currency
        if header_currency != "USD" and row_currency not in ("", header_currency):
            message = f"the header of {found.name} states {header_currency}"
            faults.append(
                record.fault("currency", message, allowed=f"{header_currency} or empty", suggestion=header_currency)
            )
        currency = row_currency or header_currency
        stated[found.name] = (currency, record.values.get("price_year", 0))
    return stated
