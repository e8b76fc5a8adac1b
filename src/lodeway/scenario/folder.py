"""Reading and checking a whole scenario: a folder, an example or a workbook."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from lodeway import atlas
from lodeway.errors import Fault, InputError, LodewayError, UsageError
from lodeway.scenario.between import check_markets
from lodeway.scenario.buying import check_buying
from lodeway.scenario.cases import Tables, apply_case, lineage, read_cases, titles
from lodeway.scenario.examples import locate
from lodeway.scenario.matter import check_matter
from lodeway.scenario.model import Scenario, Source, Target
from lodeway.scenario.money import convert_money, on_day
from lodeway.scenario.places import hint, nearest
from lodeway.scenario.records import Record, read_records
from lodeway.scenario.references import check_duplicates, check_references
from lodeway.scenario.rules import check_emissions, check_rows, with_limit_units
from lodeway.scenario.settings import Document, Settings, read_document, read_settings, settings_sheet
from lodeway.scenario.sheets import Sheet, read_csv, read_workbook
from lodeway.schema import TABLES, key_columns

__all__ = ["check", "read"]

_REQUIRED = ("commodities", "sites", "markets", "processes", "demands", "costs")
"""Tables without which there is nothing to plan; the others may be left out."""
_IGNORED_SHEETS = ("scenario", "guide")


@dataclass(frozen=True, slots=True)
class _Content:
    """Everything read from a scenario, before a case is applied."""

    settings: Settings
    tables: Tables
    readable: frozenset[str]
    cases: Mapping[str, Document]


def read(folder: str | Path, *, case: str = "base") -> Scenario:
    """Return the scenario of a folder, with one case applied.

    Parameters
    ----------
    folder
        Folder of CSV files with a ``scenario.toml``, one ``.xlsx`` workbook, or the name of an example.
    case
        Name of a file in ``cases/`` without ``.toml``; ``base`` is the scenario as it stands.

    Returns
    -------
    Scenario
        Rows in the schema's units and USD of the price year, each table in order of its keys.

    Raises
    ------
    InputError
        With every fault of the scenario and all its cases.
    UsageError
        When there is no such folder, example or case.

    Examples
    --------
    >>> scenario = read("central-asia", case="diversify")
    >>> scenario.years[0], scenario.years[-1], len(scenario.limits) > 0
    (2026, 2035, True)
    """
    path = locate(folder)
    return _read(path, _seal(path), case)


_KEPT = 16
"""Scenarios and cases that are remembered; notebooks and studies ask for the same few again and again."""


@lru_cache(maxsize=_KEPT)
def _read(path: Path, seal: str, case: str) -> Scenario:
    content, faults = _checked(path, seal)
    if case not in _names(content):
        raise UsageError(f"no case {case!r}; {hint(case, _names(content), name='cases')}")
    if faults:
        raise InputError(list(faults))
    return _scenario(content, case)


@lru_cache(maxsize=_KEPT)
def _checked(path: Path, seal: str) -> tuple[_Content, tuple[Fault, ...]]:
    """Return what is read from a scenario, and the faults of it and of all its cases."""
    content, faults = _load(path)
    return content, tuple(dict.fromkeys(faults + _check_cases(content, _names(content))))


def _names(content: _Content) -> list[str]:
    return list(dict.fromkeys(["base", *content.cases]))


def _seal(path: Path) -> str:
    """Return a digest of the files of a scenario, so that what is remembered of them holds only while they say the same."""
    files = [*path.glob("*.csv"), path / "scenario.toml", *path.glob("cases/*.toml")] if path.is_dir() else [path]
    sealed = hashlib.sha256()
    for file in sorted(files):
        sealed.update(f"{file.relative_to(path.parent)}\0".encode() + _digest_of(file))
    return sealed.hexdigest()


def _digest_of(file: Path) -> bytes:
    try:
        return hashlib.sha256(file.read_bytes()).digest()
    except OSError as error:  # absent or unreadable, which reading tells as a fault
        return str(error).encode()


def check(folder: str | Path, *, case: str | None = None) -> tuple[Fault, ...]:
    """Return every fault of a scenario, in order of file and row.

    Parameters
    ----------
    folder
        Folder of CSV files with a ``scenario.toml``, one ``.xlsx`` workbook, or the name of an example.
    case
        Check the files and this case only; every case when left out.

    Raises
    ------
    UsageError
        When there is no such folder, example or case.

    Examples
    --------
    >>> check("central-asia")
    ()
    """
    content, faults = _load(locate(folder))
    names = _names(content)
    if case is not None and case not in names:
        raise UsageError(f"no case {case!r}; {hint(case, names, name='cases')}")
    faults += _check_cases(content, list(dict.fromkeys(["base", case])) if case else names)
    return tuple(sorted(dict.fromkeys(faults)))


def _load(path: Path) -> tuple[_Content, list[Fault]]:
    """Return all rows, settings and cases of a scenario and the faults of its files."""
    if path.is_dir():
        sheets, faults = _read_folder(path)
        document, found = _read_settings_file(path)
        cases, more = read_cases(path)
        faults += found + more
    else:
        sheets, faults = read_workbook(path)
        document, found = settings_sheet(path.name, sheets.pop("scenario", None))
        faults += found + _unknown(path.name, sheets)
        cases = {}
    tables: dict[str, tuple[Record, ...]] = {}
    for table in (name for name in TABLES if name in sheets):
        records, found = read_records(table, sheets[table])
        tables[table] = tuple(records)
        faults += found
    suffix = ".csv" if path.is_dir() else ""
    place = "" if path.is_dir() else f"{path.name}:"
    missing = [table for table in _REQUIRED if table not in sheets]
    told = {fault.file for fault in faults}
    for file in (f"{place}{table}{suffix}" for table in missing):
        if file not in told:
            faults.append(
                Fault(file=file, message="required file is missing" if suffix else "required sheet is missing")
            )
    settings, found = read_settings(document) if document else (Settings({}, {}), [])
    return _Content(settings, tables, _readable(tables, sheets), cases), faults + found


def _readable(tables: Tables, sheets: Mapping[str, Sheet]) -> frozenset[str]:
    """Return the tables whose keys are known; an optional table that is not there is known to be empty."""
    known = {table for table in TABLES if table not in sheets and table not in _REQUIRED}
    for table, records in tables.items():
        if all(not any(name in record.bad for name in key_columns(table)) for record in records):
            known.add(table)
    return frozenset(known)


def _read_folder(folder: Path) -> tuple[dict[str, Sheet], list[Fault]]:
    sheets: dict[str, Sheet] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.csv")):
        if path.stem not in TABLES:
            allowed = ", ".join(f"{table}.csv" for table in TABLES)
            near = nearest(path.stem, TABLES)
            suggestion = f"{near}.csv" if near else ""
            faults.append(
                Fault(file=path.name, found=path.name, allowed=allowed, suggestion=suggestion, message="unknown table")
            )
            continue
        sheet, found = read_csv(path, file=path.name)
        faults += found
        if sheet is not None:
            sheets[path.stem] = sheet
    return sheets, faults


def _read_settings_file(folder: Path) -> tuple[Document | None, list[Fault]]:
    path = folder / "scenario.toml"
    if not path.is_file():
        return None, [Fault(file="scenario.toml", message="required file is missing")]
    return read_document(path, file="scenario.toml")


def _unknown(book: str, sheets: Mapping[str, Sheet]) -> list[Fault]:
    allowed = ", ".join(TABLES)
    return [
        Fault(
            file=f"{book}:{name}",
            found=name,
            allowed=allowed,
            suggestion=nearest(name, TABLES),
            message="unknown table",
        )
        for name in sheets
        if name not in TABLES and name not in _IGNORED_SHEETS
    ]


def _check_cases(content: _Content, names: Iterable[str]) -> list[Fault]:
    """Return the faults of the scenario as it stands, then those that a case adds."""
    faults: list[Fault] = []
    for name in names:
        own, tables, settings = _apply(content, name)
        faults += own
        converted = _converted(tables, settings, own)
        years = tuple(sorted({*content.settings.years, *settings.years}))
        found = own + _check(converted, settings, years, content.readable)
        known = set(faults)
        for fault in found:
            if fault not in known:
                elsewhere = name != "base" and not fault.file.startswith("cases/")
                faults.append(
                    dataclasses.replace(fault, message=f"{fault.message} (case {name})") if elsewhere else fault
                )
    return faults


def _apply(content: _Content, case: str) -> tuple[list[Fault], Tables, Settings]:
    """Return the tables and settings of a case, and the faults of its file."""
    chain, faults = lineage(case, content.cases)
    tables, settings = content.tables, content.settings
    for document in chain:
        tables, found = apply_case(tables, document)
        faults += found
        if isinstance(document.data.get("scenario", {}), dict):
            settings, found = read_settings(document, section=("scenario",), base=settings)
            faults += found
    return faults, tables, settings


def _converted(tables: Tables, settings: Settings, faults: list[Fault]) -> dict[str, tuple[Record, ...]]:
    """Return the tables with money and limits in the units that they are kept in."""
    converted: dict[str, tuple[Record, ...]] = {}
    for table, records in tables.items():
        rows, found = convert_money(records, price_year=settings.get("price_year", 2024))
        faults += found
        converted[table] = rows
    return converted


def _check(tables: Tables, settings: Settings, years: tuple[int, ...], readable: frozenset[str]) -> list[Fault]:
    network = settings.get("network", "atlas")
    return [
        *check_duplicates(tables),
        *check_references(tables, readable=readable, network=network),
        *check_rows(tables, years=years, network=network),
        *check_emissions(tables, carbon_price=settings.get("carbon_price", 0.0)),
        *check_matter(tables),
        *check_markets(tables, readable=readable),
        *check_buying(tables),
        *_target_faults(settings),
        *_atlas_faults(settings),
    ]


def _target_faults(settings: Settings) -> list[Fault]:
    try:
        _target(settings)
    except LodewayError as error:
        file, row = settings.places["target"]
        return [Fault(file=file, row=row, column="target", message=str(error))]
    return []


def _atlas_faults(settings: Settings) -> list[Fault]:
    wanted, installed = settings.get("atlas", ""), atlas.version()
    if not wanted or wanted == installed:
        return []
    file, row = settings.places["atlas"]
    return [
        Fault(file=file, row=row, column="atlas", found=wanted, allowed=installed, message="another atlas is installed")
    ]


def _target(settings: Settings) -> Target | None:
    stated = settings.get("target", None)
    if stated is None:
        return None
    price_year = settings.get("price_year", 2024)
    day = str(stated["date"])[:10]
    value = on_day(float(stated["amount"]), currency=stated["currency"], day=day, price_year=price_year)
    return Target(
        name=stated["name"],
        amount=float(stated["amount"]),
        currency=stated["currency"],
        date=day,
        first_year=stated["first_year"],
        last_year=stated["last_year"],
        countries=tuple(stated["countries"]),
        source=stated["source"],
        value=value,
    )


_PLAIN = ("name", "title", "question", "licence", "network")
_NUMBERS = ("discount_rate", "carbon_price", "time_value", "unmet_factor")


def _scenario(content: _Content, case: str) -> Scenario:
    _, tables, settings = _apply(content, case)
    own = content.cases[case].data if case in content.cases else {}
    stated: dict[str, Any] = {name: settings.values[name] for name in _PLAIN if name in settings.values}
    stated |= {name: float(settings.values[name]) for name in _NUMBERS if name in settings.values}
    stated = {"title": stated["name"], "question": "", **stated}
    if own.get("question"):
        stated["question"] = own["question"]
    cases = titles(content.cases, stated["title"])
    converted = _converted(tables, settings, [])
    converted["limits"] = with_limit_units(converted.get("limits", ()))
    rows: dict[str, Any] = {table: _rows(table, records) for table, records in converted.items()}
    return Scenario(
        **stated,
        case=case,
        case_title=cases[case],
        years=settings.years,
        price_year=settings.get("price_year", 2024),
        atlas_version=atlas.version(),
        target=_target(settings),
        sources=_sources(settings),
        cases=cases,
        **rows,
    )


def _sources(settings: Settings) -> tuple[Source, ...]:
    stated = settings.get("sources", {})
    return tuple(Source(setting=name, **stated[name]) for name in sorted(stated))


def _rows(table: str, records: Iterable[Record]) -> tuple[Any, ...]:
    """Return the rows of a table in order of their keys."""
    ordered = sorted(records, key=lambda record: record.key or ())
    return tuple(TABLES[table](**record.values) for record in ordered)
