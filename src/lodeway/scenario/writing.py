"""Writing a scenario as a folder that reads back as the same scenario."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import math
import os
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from lodeway.errors import UsageError
from lodeway.scenario.model import Scenario
from lodeway.schema import TABLES, columns, default, heading

__all__ = ["check_folder", "csv_text", "toml_value", "write", "write_files", "write_whole"]

INPUTS = ("scenario.toml", "evidence.toml")
"""Files by which a folder of input is known; no output goes there."""

_SETTINGS = (
    "name",
    "title",
    "question",
    "licence",
    "price_year",
    "discount_rate",
    "carbon_price",
    "time_value",
    "unmet_factor",
    "network",
)


def write(scenario: Scenario, folder: str | Path) -> Path:
    """Write a scenario as a folder of CSV files and return the folder.

    The case is applied: what is written is the base of the new folder. Reading it gives the same digest.

    Parameters
    ----------
    scenario
        What to write, in the schema's units.
    folder
        Folder to make; it must not exist yet, or be empty.

    Raises
    ------
    UsageError
        When the folder holds something already.

    Examples
    --------
    >>> import tempfile
    >>> from lodeway.scenario import read
    >>> first = read("central-asia", case="no-russia")
    >>> with tempfile.TemporaryDirectory() as scratch:
    ...     second = read(write(first, f"{scratch}/copy"))
    >>> first.digest == second.digest
    True
    """
    files = {"scenario.toml": _settings(scenario)}
    for table in TABLES:
        rows = getattr(scenario, table)
        if rows:
            names = columns(table)
            header = [heading(name, column) for name, column in names.items()]
            cells = [[cell_text(table, name, getattr(row, name)) for name in names] for row in rows]
            files[f"{table}.csv"] = csv_text([header, *cells])
    return write_files(Path(folder), files)


def write_files(folder: Path, files: Mapping[str, str]) -> Path:
    """Write text files into a new folder, whole or not at all, and return it.

    Raises
    ------
    UsageError
        When the folder holds something already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} exists already and is not empty; choose another name")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".lodeway-") as scratch:
        draft = Path(scratch) / "folder"
        draft.mkdir()
        for name, text in files.items():
            (draft / name).write_text(text, encoding="utf-8", newline="")
        if folder.exists():
            folder.rmdir()
        draft.rename(folder)
    return folder


def check_folder(folder: Path, *own: str) -> None:
    """Return when output may be written into a folder: it is not there, empty, or holds what an earlier run wrote.

    Output and input share names of files (``gates.csv``), so that a report would overwrite a scenario's tables.

    Parameters
    ----------
    folder
        Where output is to go.
    own
        Patterns of names by which a folder that an earlier run wrote is known.

    Raises
    ------
    UsageError
        When the folder holds a scenario or evidence, or files and nothing that such a run wrote.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as scratch:
    ...     check_folder(Path(scratch), "plan.json")
    ...     _ = (Path(scratch) / "scenario.toml").write_text("")
    ...     check_folder(Path(scratch), "plan.json")
    Traceback (most recent call last):
    lodeway.errors.UsageError: ... holds scenario.toml, which is input: choose another folder with --out
    """
    if not folder.is_dir():
        return
    for name in INPUTS:
        if (folder / name).exists():
            raise UsageError(f"{folder} holds {name}, which is input: choose another folder with --out")
    if any(folder.iterdir()) and not any(found for pattern in own for found in folder.glob(pattern)):
        raise UsageError(
            f"{folder} is not empty and holds no {own[0]} of an earlier run: choose another folder with --out, or empty it"
        )


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file so that a reader sees the old one or the new one, never a part.

    Parameters
    ----------
    path
        Where it goes; its folder must exist.
    content
        Text (written as UTF-8) or bytes.

    Notes
    -----
    Written to a file beside it, flushed to disk, then renamed: renaming within a folder is atomic (POSIX rename, Windows ReplaceFile).

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as scratch:
    ...     write_whole(Path(scratch) / "a.txt", "whole")
    ...     [(file.name, file.read_text()) for file in Path(scratch).iterdir()]
    [('a.txt', 'whole')]
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def csv_text(rows: Sequence[Sequence[str]]) -> str:
    r"""Return rows as CSV with commas.

    Examples
    --------
    >>> csv_text([["id", "name"], ["a", "one, two"]])
    'id,name\na,"one, two"\n'
    """
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue()


def cell_text(table: str, name: str, value: Any) -> str:
    """Return what stands in a cell for a value; one that is the column's default stands empty.

    Examples
    --------
    >>> cell_text("processes", "life", 20), cell_text("processes", "capacity", 2300.0)
    ('', '2300.0')
    """
    empty = default(table, name)
    if value is None or value == empty or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ";".join(value)
    if isinstance(value, float):
        return repr(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _settings(scenario: Scenario) -> str:
    lines = [f"{name} = {toml_value(getattr(scenario, name))}" for name in _SETTINGS if getattr(scenario, name) != ""]
    lines.append(f"years = [{scenario.years[0]}, {scenario.years[-1]}]")
    if scenario.target is not None:
        stated = dataclasses.asdict(scenario.target)
        stated.pop("value")
        lines += ["", "[target]", *(f"{name} = {toml_value(value)}" for name, value in stated.items())]
    for entry in scenario.sources:
        stated = {name: value for name, value in dataclasses.asdict(entry).items() if value and name != "setting"}
        lines += [
            "",
            f"[sources.{entry.setting}]",
            *(f"{name} = {toml_value(value)}" for name, value in stated.items()),
        ]
    return "\n".join(lines) + "\n"


def toml_value(value: Any) -> str:
    """Return a value as TOML writes it.

    Examples
    --------
    >>> toml_value(("a", 1.5, True))
    '["a", 1.5, true]'
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, tuple):
        return "[" + ", ".join(toml_value(item) for item in value) + "]"
    return repr(value)
