"""Records as rows of a table: one column a field, lists with semicolons, parties as ``JPN:provider;KAZ``."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from lodeway.errors import Fault, InputError, UsageError
from lodeway.ledger.register.records import Party, Record

__all__ = ["FORMATS", "flat", "read_records", "read_values", "write_records"]

R = TypeVar("R", bound=Record)
FORMATS = (".csv", ".jsonl", ".xlsx")
LISTS = ("minerals", "sources")
YES = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False, "": False}


def flat(record: Record) -> dict[str, Any]:
    """Return a record as one row: id first, then every field; what is not known is None.

    Examples
    --------
    >>> from lodeway.ledger.register import Commitment
    >>> row = flat(Commitment(id="c", title="T", parties=(Party(name="JPN", role="provider"), Party(name="KAZ"))))
    >>> row["id"], row["parties"], row["amount"]
    ('c', 'JPN:provider;KAZ', None)
    """
    return {row.name: _flat(row.name, getattr(record, row.name)) for row in dataclasses.fields(record)}


def _flat(name: str, value: Any) -> Any:
    if name == "parties":
        return ";".join(party.name if party.role == "partner" else f"{party.name}:{party.role}" for party in value)
    if name in LISTS:
        return ";".join(value)
    if name == "detail":
        return json.dumps(dict(value), ensure_ascii=False) if value else None
    if isinstance(value, tuple):
        return "..".join(str(part) for part in value)
    return value


def write_records(records: Sequence[Record], file: Path | str) -> Path:
    """Write records of one kind to ``.csv``, ``.xlsx`` or ``.jsonl``; an earlier file stays whole until then.

    Raises
    ------
    UsageError
        When the ending is another or the folder is not there.
    """
    place = Path(file)
    _check(place)
    rows = [flat(record) for record in records]
    if place.suffix.lower() == ".jsonl":
        draft = place.with_name(f".{place.name}.new")
        draft.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        draft.replace(place)
        return place
    import polars as pl

    from lodeway.atlas.export import write

    return write(pl.DataFrame(rows, infer_schema_length=None), place)


def read_records(kind: type[R], file: Path | str) -> list[R]:
    """Return the records of a table that has a header of field names.

    Parameters
    ----------
    kind
        What each row is.
    file
        ``.csv`` (commas or semicolons), ``.jsonl`` or ``.xlsx`` (first sheet). Columns may be missing or stand in any order.

    Raises
    ------
    InputError
        With every fault of every row: columns that are no field, numbers and choices that are none.
    UsageError
        When the file is not there or has another ending.
    """
    place = Path(file)
    _check(place, there=True)
    faults: list[Fault] = []
    records: list[R] = []
    names = {row.name for row in dataclasses.fields(kind)}
    for number, row in _rows(place):
        unknown = sorted(name for name in row if name not in names)
        if unknown and (number == 2 or place.suffix.lower() == ".jsonl"):
            faults += [_unknown(place, number, name, names) for name in unknown]
        values = {}
        for field in dataclasses.fields(kind):
            cell = row.get(field.name)
            if cell is None or cell == "":
                continue
            try:
                values[field.name] = _read(field.name, str(field.type), cell)
            except ValueError as error:
                faults.append(
                    Fault(
                        file=place.name,
                        row=number,
                        column=field.name,
                        found=str(cell),
                        allowed=str(error),
                        message="cannot be read",
                    )
                )
        needed = [
            field.name
            for field in dataclasses.fields(kind)
            if (field.name == "id" or _needed(field)) and field.name not in row | values
        ]
        if needed:
            faults += [Fault(file=place.name, row=number, column=name, message="is missing") for name in needed]
            continue
        required = {field.name: "" for field in dataclasses.fields(kind) if _needed(field)}
        record = kind(**required | values)
        faults += [dataclasses.replace(fault, file=place.name, row=number) for fault in record.faults()]
        records.append(record)
    if faults:
        raise InputError(faults)
    return records


def read_values(kind: type[Record], words: Iterable[str]) -> dict[str, Any]:
    """Return the fields that words such as ``status=signed`` set.

    Raises
    ------
    InputError
        With every word that sets no field, or sets it to what it cannot be.

    Examples
    --------
    >>> from lodeway.ledger.register import Commitment
    >>> read_values(Commitment, ["amount=3e12", "status=signed"])
    {'amount': 3000000000000.0, 'status': 'signed'}
    """
    fields = {row.name: str(row.type) for row in dataclasses.fields(kind) if row.name != "id"}
    values, faults = {}, []
    for word in words:
        name, sign, cell = word.partition("=")
        if not sign or name not in fields:
            faults.append(_unknown(Path(kind.KIND), 0, name, set(fields)))
            continue
        try:
            values[name] = _read(name, fields[name], cell) if cell else _empty(kind, name)
        except ValueError as error:
            faults.append(Fault(file=kind.KIND, column=name, found=cell, allowed=str(error), message="cannot be read"))
    if faults:
        raise InputError(faults)
    return values


def _empty(kind: type[Record], name: str) -> Any:
    field = next(row for row in dataclasses.fields(kind) if row.name == name)
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return "" if _needed(field) else field.default


def _needed(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _check(place: Path, *, there: bool = False) -> None:
    if place.suffix.lower() not in FORMATS:
        raise UsageError(f"{place}: unknown format {place.suffix!r}; allowed: {', '.join(FORMATS)}")
    if there and not place.is_file():
        raise UsageError(f"{place}: no such file")
    if not place.parent.is_dir():
        raise UsageError(f"{place}: folder {place.parent} does not exist")


def _rows(place: Path) -> Iterable[tuple[int, dict[str, Any]]]:
    """Yield each row with its number in the file."""
    ending = place.suffix.lower()
    if ending == ".xlsx":
        yield from _sheet(place)
        return
    try:
        text = place.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError([Fault(file=place.name, message=f"not UTF-8: {error.reason}")]) from error
    if ending == ".csv":
        head = text.partition("\n")[0]
        mark = ";" if head.count(";") > head.count(",") else ","
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
        start = 2
        try:
            for row in reader:
                yield start, {key: cell for key, cell in row.items() if key is not None}
                start = reader.line_num + 1
        except csv.Error as error:
            raise InputError([Fault(file=place.name, row=reader.line_num, message=str(error))]) from error
        return
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise InputError([Fault(file=place.name, row=number, message=f"not JSON: {error}")]) from error
        if not isinstance(row, dict):
            raise InputError([Fault(file=place.name, row=number, message="not a record in braces")])
        yield number, row


def _sheet(place: Path) -> Iterable[tuple[int, dict[str, Any]]]:
    import zipfile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(place, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise InputError([Fault(file=place.name, message=f"not a workbook: {error}")]) from error
    rows = book.worksheets[0].iter_rows(values_only=True)
    header = [str(cell or "") for cell in next(rows, ())]
    for number, cells in enumerate(rows, 2):
        yield number, dict(zip(header, cells, strict=False))
    book.close()


def _read(name: str, kind: str, cell: Any) -> Any:
    """Return a cell as its field wants it; a ValueError says what is allowed."""
    if name == "parties":
        return tuple(_party(part) for part in str(cell).split(";") if part.strip())
    if name in LISTS:
        return tuple(part.strip() for part in str(cell).split(";") if part.strip())
    if name == "detail":
        return json.loads(cell)
    if name == "value" and ".." in str(cell):
        low, _, high = str(cell).partition("..")
        return float(low), float(high)
    if kind == "bool":
        if str(cell).strip().lower() not in YES:
            raise ValueError("yes or no")
        return YES[str(cell).strip().lower()]
    if kind == "int" or kind.startswith("float"):
        try:
            number = float(str(cell).replace(" ", ""))
        except ValueError:
            if "str" in kind:
                return str(cell)
            raise ValueError("a number") from None
        if number - number:  # NaN or infinite
            raise ValueError("a number")
        return int(number) if kind == "int" else number
    return str(cell).strip()


def _party(text: str) -> Party:
    name, _, role = text.strip().partition(":")
    return Party(name=name.strip(), role=role.strip() or "partner")


def _unknown(place: Path, number: int, name: str, names: set[str]) -> Fault:
    import difflib

    near = difflib.get_close_matches(name, names, n=1)
    return Fault(
        file=place.name,
        row=1 if number == 2 else number,
        column=name,
        allowed=", ".join(sorted(names)),
        suggestion=near[0] if near else "",
        message="no such column",
    )
