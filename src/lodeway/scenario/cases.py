"""Cases: what a variant of a scenario changes, row by row."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from lodeway.errors import Fault, UsageError
from lodeway.scenario.cells import CellError, Value, as_text, read_cell
from lodeway.scenario.places import atlas_ids, nearest
from lodeway.scenario.records import Record
from lodeway.scenario.settings import Document, read_document
from lodeway.schema import TABLES, Column, columns, key_columns

__all__ = ["Tables", "apply_case", "check_case_file", "lineage", "read_cases", "titles"]

Tables = Mapping[str, tuple[Record, ...]]
"""Table name to its rows."""

_OWN = ("title", "question", "inherits", "scenario")


def read_cases(folder: Path) -> tuple[dict[str, Document], list[Fault]]:
    """Return the cases of a folder by name; ``base`` needs no file."""
    documents: dict[str, Document] = {}
    faults: list[Fault] = []
    for path in sorted((folder / "cases").glob("*.toml")):
        document, found = read_document(path, file=f"cases/{path.name}")
        faults += found
        if document is not None:
            documents[path.stem] = document
            faults += _keys(document)
    return documents, faults


def check_case_file(path: Path) -> None:
    """Return when a case may be written to a file: one that is there is a case, or empty.

    Raises
    ------
    UsageError
        When it holds something else, which would be lost.

    Examples
    --------
    >>> check_case_file(Path("cases/mended.toml"))
    >>> check_case_file(Path("scenario.csv"))
    Traceback (most recent call last):
    lodeway.errors.UsageError: scenario.csv: a case is a file that ends in .toml, e.g. SCENARIO/cases/mended.toml
    """
    if path.suffix != ".toml":
        raise UsageError(f"{path}: a case is a file that ends in .toml, e.g. SCENARIO/cases/mended.toml")
    if not path.exists():
        return
    document, faults = read_document(path, file=path.name)
    if document is None or faults or [*_keys(document)]:
        raise UsageError(f"{path} is there and is no case: choose a file of its own, e.g. SCENARIO/cases/mended.toml")


def _keys(document: Document) -> Iterator[Fault]:
    """Give a fault for each top-level key that is neither a setting of a case nor a table."""
    for name, value in document.data.items():
        row = document.line(name)
        if name not in TABLES and name not in _OWN:
            near = nearest(name, (*TABLES, *_OWN))
            allowed = ", ".join((*_OWN, *TABLES))
            yield Fault(document.file, row, name, name, allowed, near, "unknown table or setting of a case")
        elif name in (*TABLES, "scenario") and not isinstance(value, dict):
            yield Fault(document.file, row, name, str(value), "a table", "", "wrong value")
        elif name in _OWN[:-1] and not isinstance(value, str):
            yield Fault(document.file, row, name, str(value), "text", "", "wrong value")


def lineage(name: str, documents: Mapping[str, Document]) -> tuple[list[Document], list[Fault]]:
    """Return the documents to apply for a case, the one it inherits from first."""
    chain: list[Document] = []
    seen: list[str] = []
    while (name and name != "base") or name in documents:
        document = documents.get(name)
        if document is None or name in seen:
            child = chain[0]
            message = "a case inherits from itself" if name in seen else "unknown case"
            near = "" if name in seen else nearest(name, documents)
            allowed = ", ".join(sorted({*documents, "base"} - set(seen)))
            return chain, [Fault(child.file, child.line("inherits"), "inherits", name, allowed, near, message)]
        chain.insert(0, document)
        seen.append(name)
        parent = document.data.get("inherits", "")
        name = parent if isinstance(parent, str) else ""
    return chain, []


def apply_case(tables: Tables, document: Document) -> tuple[dict[str, tuple[Record, ...]], list[Fault]]:
    """Return the tables with the rows that a case overrides, adds and removes, and every fault of the case.

    A block ``[TABLE.KEY]`` changes columns of the row of that key (key columns joined by ``/``), or adds a row;
    ``remove = true`` takes it out. Values are in the schema's units; an empty text empties a cell.
    """
    changed = dict(tables)
    faults: list[Fault] = []
    for table, blocks in document.data.items():
        if table not in TABLES or not isinstance(blocks, dict):
            continue
        rows = {_name(record): record for record in tables.get(table, ()) if record.key is not None}
        for name, block in blocks.items():
            if isinstance(block, dict):
                _apply_block(rows, table, name, block, document, faults)
            else:
                line = document.line(table, name)
                faults.append(
                    Fault(document.file, line, table, name, "[TABLE.KEY]", "", "a case names the row it changes")
                )
        lost = tuple(record for record in tables.get(table, ()) if record.key is None)
        changed[table] = (*lost, *rows.values())
    return changed, faults


def _name(record: Record) -> str:
    return "/".join(str(part) for part in record.key or ())


def _apply_block(
    rows: dict[str, Record], table: str, name: str, block: Mapping[str, Any], document: Document, faults: list[Fault]
) -> None:
    line = document.line(table, name)
    at = Fault(document.file, line, table, name)
    if block.get("remove") is True:
        if rows.pop(name, None) is None:
            faults.append(dataclasses.replace(at, suggestion=nearest(name, rows), message="no such row to remove"))
        return
    values, bad, found = _read_block(table, name, block, document)
    faults += found
    if name in rows:
        rows[name] = _override(rows[name], values, bad, document, name)
        return
    record, added = _add(table, name, values, bad, document, rows)
    faults += added
    if record is not None:
        rows[name] = record


def _read_block(
    table: str, name: str, block: Mapping[str, Any], document: Document
) -> tuple[dict[str, Any], frozenset[str], list[Fault]]:
    declared = columns(table)
    values: dict[str, Any] = {}
    bad: set[str] = set()
    faults: list[Fault] = []
    for word, raw in block.items():
        at = Fault(document.file, document.line(table, name, word), word, as_text(raw))
        if word not in declared or word in key_columns(table):
            allowed = ", ".join(column for column in declared if column not in key_columns(table))
            message = "the key of a row stands in its heading" if word in declared else "unknown column"
            near = "" if word in declared else nearest(word, declared)
            faults.append(dataclasses.replace(at, allowed=allowed, suggestion=near, message=message))
            continue
        try:
            values[word] = _read_value(raw, declared[word])
        except CellError as error:
            bad.add(word)
            faults.append(
                dataclasses.replace(at, allowed=error.allowed, suggestion=error.suggestion, message=error.message)
            )
    return values, frozenset(bad), faults


def _read_value(raw: Any, column: Column) -> Value:
    """Return the value of a cell of a block, None where it is to be emptied."""
    if isinstance(raw, dict):
        raise CellError("a block holds values, not further tables", allowed=column.meaning)
    if as_text(raw) == "" and column.required:
        raise CellError("required cell is empty", allowed=column.meaning)
    return read_cell(raw, column) if as_text(raw) != "" else None


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {word: value for word, value in values.items() if value is not None}


def _stated(table: str, values: Mapping[str, Any]) -> dict[str, tuple[str, int]]:
    """Return currency and price year of the amounts of a block: its own, else USD of the scenario's price year."""
    stated = (values.get("currency") or "USD", values.get("price_year") or 0)
    return {word: stated for word, value in values.items() if columns(table)[word].money and value is not None}


def _override(record: Record, values: Mapping[str, Any], bad: frozenset[str], document: Document, name: str) -> Record:
    places = {word: (document.file, document.line(record.table, name, word)) for word in (*values, *bad)}
    return dataclasses.replace(
        record,
        values=_filled({**record.values, **values}),
        bad=(record.bad - set(values)) | bad,
        money={
            **{word: stated for word, stated in record.money.items() if word not in values},
            **_stated(record.table, values),
        },
        places={**record.places, **places},
    )


def _add(
    table: str,
    name: str,
    values: Mapping[str, Any],
    bad: frozenset[str],
    document: Document,
    rows: Mapping[str, Record],
) -> tuple[Record | None, list[Fault]]:
    """Return a new row; its key is read from the block's heading."""
    line = document.line(table, name)
    parts, keys = name.split("/"), key_columns(table)
    at = Fault(document.file, line, table, name, "/".join(keys), nearest(name, rows))
    if len(parts) != len(keys):
        return None, [dataclasses.replace(at, message=f"no row of that key, which has {len(keys)} parts")]
    named: dict[str, Any] = {}
    for column, part in zip(keys, parts, strict=True):
        try:
            named[column] = read_cell(part, columns(table)[column])
        except CellError as error:
            return None, [dataclasses.replace(at, message=f"{column}: {error.message}", allowed=error.allowed)]
    places = {word: (document.file, document.line(table, name, word)) for word in (*values, *bad)}
    record = Record(
        table=table,
        file=document.file,
        row=line,
        values=_filled({**named, **values}),
        bad=bad,
        money=_stated(table, values),
        places=places,
    )
    known = table == "gates" and name in atlas_ids("gates")
    why = (
        f"{name!r} is a gate of the atlas that has no row here yet; its first one"
        if known
        else f"no row {name!r} in {table}; a new one"
    )
    near = "" if known else nearest(name, rows)
    faults = [
        record.fault(word, f"{why} needs this column", allowed=column.meaning, suggestion=near)
        for word, column in columns(table).items()
        if column.required and not record.given(word)
    ]
    return (None if len(faults) > len(keys) + 1 and near else record), faults


def titles(documents: Mapping[str, Document], base: str) -> dict[str, str]:
    """Return the title of every case, ``base`` first."""
    stated = {name: str(document.data.get("title", name)) for name, document in documents.items()}
    return {"base": base, **stated}
