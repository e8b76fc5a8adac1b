"""A scenario's own description of its tables, as a Frictionless data package."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lodeway.errors import UsageError
from lodeway.scenario.examples import is_example, locate
from lodeway.scenario.settings import read_document
from lodeway.scenario.sheets import Sheet, read_csv
from lodeway.scenario.writing import write_whole
from lodeway.schema import TABLES, Column, columns, heading, key_columns, table_meaning

__all__ = ["describe", "write_package"]

_TYPES = {"number": "number", "integer": "integer", "flag": "boolean", "year": "year", "date": "date"}
_ADDRESS = re.compile(r"https?://[^\s;,]+")
_TITLES = {"Apache-2.0": "Apache License 2.0", "CC-BY-4.0": "Creative Commons Attribution 4.0"}


def describe(folder: str | Path) -> dict[str, Any]:
    """Return the description of a scenario folder as a Frictionless data package.

    It follows from the declaration of the tables and from the files' headers: every column has a name as in the
    file, type, unit, meaning and constraints; keys, references, sources and licence are stated. Nothing in it is
    typed by hand.

    Parameters
    ----------
    folder
        Folder of CSV files, or the name of an example.

    Raises
    ------
    UsageError
        When there is no such folder, or it is a workbook.

    Examples
    --------
    >>> package = describe("central-asia")
    >>> [field["name"] for field in package["resources"][0]["schema"]["fields"]][:2]
    ['id', 'name']
    """
    path = locate(folder)
    if not path.is_dir():
        raise UsageError("a workbook cannot be described; only a folder of CSV files is a data package")
    document, _ = (
        read_document(path / "scenario.toml", file="scenario.toml")
        if (path / "scenario.toml").is_file()
        else (None, [])
    )
    settings = document.data if document else {}
    sheets = {table: sheet for table in TABLES if (sheet := _sheet(path, table)) is not None}
    package: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": re.sub(r"[^a-z0-9._-]+", "-", str(settings.get("name", path.name)).lower()),
        "title": settings.get("title", settings.get("name", path.name)),
        "description": settings.get("question", ""),
        "sources": _sources(sheet for sheet in sheets.values()),
        "resources": [_resource(table, sheet, frozenset(sheets)) for table, sheet in sheets.items()],
    }
    if settings.get("licence"):
        package["licenses"] = [
            {"name": settings["licence"], "title": _TITLES.get(settings["licence"], settings["licence"])}
        ]
    return package


def write_package(folder: str | Path, *, out: str | Path | None = None) -> Path:
    """Write the description of a scenario folder as ``datapackage.json`` and return that file.

    Parameters
    ----------
    folder
        Folder of CSV files, or the name of an example.
    out
        File to write; by default ``datapackage.json`` in the folder, beside the tables that it names.

    Raises
    ------
    UsageError
        When there is no such folder, it is a workbook, or it is an example and `out` is left out: what ships with Lodeway
        stays as it was installed.

    Examples
    --------
    >>> import tempfile
    >>> from lodeway.scenario import new
    >>> with tempfile.TemporaryDirectory() as scratch:
    ...     write_package(new(f"{scratch}/mine", "central-asia")).name
    'datapackage.json'
    """
    path = locate(folder)
    if out is None and is_example(path):
        raise UsageError(
            f"{path.name} ships with Lodeway and stays as it is: copy it first, `lodeway new FOLDER --from {path.name}`, "
            "or name the file to write, `--out datapackage.json`"
        )
    text = json.dumps(describe(folder), indent=2, ensure_ascii=False) + "\n"
    target = path / "datapackage.json" if out is None else Path(out)
    write_whole(target, text)
    return target


def _sheet(folder: Path, table: str) -> Sheet | None:
    path = folder / f"{table}.csv"
    return read_csv(path, file=path.name)[0] if path.is_file() else None


def _resource(table: str, sheet: Sheet, present: frozenset[str]) -> dict[str, Any]:
    declared = columns(table)
    named = {text: re.split(r"\s*\[", text)[0].strip() for text in sheet.header}
    fields = [_field(text, name, declared[name], sheet) for text, name in named.items() if name in declared]
    header = {name: text for text, name in named.items()}
    schema: dict[str, Any] = {
        "fields": fields,
        "missingValues": [""],
        "primaryKey": [header[name] for name in key_columns(table) if name in header],
    }
    foreign = [
        {
            "fields": header[name],
            "reference": {"resource": column.reference, "fields": key_columns(column.reference)[0]},
        }
        for name, column in declared.items()
        if name in header and column.reference in present and column.kind != "list" and not column.wildcard
    ]
    if foreign:
        schema["foreignKeys"] = foreign
    return {
        "profile": "tabular-data-resource",
        "name": table,
        "path": f"{table}.csv",
        "title": table_meaning(table),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": sheet.delimiter, "commentChar": "#"},
        "schema": schema,
    }


def _field(text: str, name: str, column: Column, sheet: Sheet) -> dict[str, Any]:
    """Return one field; its name is the header as it stands in the file, unit and all."""
    field: dict[str, Any] = {
        "name": text,
        "title": name,
        "type": _TYPES.get(column.kind, "string"),
        "description": column.meaning,
        "example": column.example,
    }
    unit = re.search(r"\[([^\[\]]*)\]", text)
    if unit or column.unit:
        field["unit"] = unit[1].strip() if unit else column.unit
        field["unitInMemory"] = column.unit
    if field["type"] == "number":
        field |= {"decimalChar": sheet.decimal}
    if field["type"] == "boolean":
        field |= {"trueValues": ["yes", "true", "1"], "falseValues": ["no", "false", "0"]}
    constraints = _constraints(column, same_unit=text == heading(name, column))
    return field | ({"constraints": constraints} if constraints else {})


def _constraints(column: Column, *, same_unit: bool) -> dict[str, Any]:
    """Return what holds for a cell; bounds only where the file keeps the schema's unit."""
    found: dict[str, Any] = {"required": True} if column.required else {}
    if column.choices and column.kind != "list":
        found["enum"] = list(column.choices)
    if column.kind == "country" and not column.wildcard:
        found["pattern"] = "[A-Z]{3}"
    if same_unit:
        found |= {"minimum": column.minimum} if column.minimum is not None else {}
        found |= {"maximum": column.maximum} if column.maximum is not None else {}
    return found


def _sources(sheets: Iterator[Sheet]) -> list[dict[str, str]]:
    """Return each distinct source of all rows, with its address if it names one."""
    texts: dict[str, None] = {}
    for sheet in sheets:
        if "source" in sheet.header:
            place = sheet.header.index("source")
            texts |= {str(cells[place]).strip(): None for _, cells in sheet.rows}
    found = []
    for text in sorted(texts):
        if text and not text.lower().startswith("assumption"):
            address = _ADDRESS.search(text)
            found.append({"title": text} | ({"path": address[0]} if address else {}))
    return found
