"""The settings of a scenario: scenario.toml, or the sheet ``scenario`` of a workbook, and what a case overrides."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from lodeway.errors import Fault, UsageError
from lodeway.scenario.cells import Raw, as_text
from lodeway.scenario.model import Scenario
from lodeway.scenario.places import countries, nearest, nearest_country
from lodeway.scenario.sheets import Sheet
from lodeway.units import CURRENCIES

__all__ = ["SETTINGS", "Document", "Settings", "check_settings", "read_document", "read_settings", "settings_sheet"]


@dataclass(frozen=True, slots=True)
class Setting:
    """One key of scenario.toml: the check of its value, in words what is allowed, and what it means."""

    fits: Callable[[Any], bool]
    allowed: str
    meaning: str
    required: bool = False


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _number(low: float, high: float = math.inf) -> Callable[[Any], bool]:
    def fits(value: Any) -> bool:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return number and math.isfinite(value) and low <= value <= high

    return fits


def _year(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1990 <= value <= 2150


def _span(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(_year, value)) and 0 <= value[1] - value[0] <= 60


def _countries(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(str(item) in countries() for item in value)


def _day(value: Any) -> bool:
    try:
        return isinstance(value, date) or (isinstance(value, str) and date.fromisoformat(value).isoformat() == value)
    except ValueError:
        return False


SETTINGS: Mapping[str, Setting] = {
    "name": Setting(_text, "text", "Short name of the scenario.", required=True),
    "title": Setting(_text, "text", "Title for people."),
    "question": Setting(_text, "text", "The question that the plan answers, in plain words."),
    "licence": Setting(_text, "text, e.g. CC-BY-4.0", "Licence under which the scenario's own tables may be used."),
    "years": Setting(_span, "[first, last], at most 61 years", "First and last year of the plan.", required=True),
    "price_year": Setting(_year, "a year", "Year whose USD all money is stated in. Default 2024."),
    "discount_rate": Setting(_number(0, 1), "a fraction from 0 to 1", "Real discount rate per year. Default 0.05."),
    "carbon_price": Setting(_number(0), "USD per tonne, at least 0", "Price of a tonne of CO2e. Default 0."),
    "time_value": Setting(_number(0), "USD per gross tonne and hour, at least 0", "What an hour on the way costs. Default 0."),
    "unmet_factor": Setting(_number(0), "a factor, at least 0", "Cost of unmet demand, in reference prices. Default 10."),
    "network": Setting(lambda value: value in ("atlas", "links"), "atlas, links", "atlas: the world's rail, road, sea and gates "
                       "with this scenario's changes; links: only the scenario's own links and gates. Default atlas."),
    "atlas": Setting(_text, "text", "Version of the atlas that must be installed."),
    "target": Setting(lambda value: isinstance(value, dict), "a table", "A promised value of projects to compare builds with."),
    "sources": Setting(lambda value: isinstance(value, dict), "a table", "Where a setting comes from: source, range, note."),
}  # fmt: skip
"""Every key of scenario.toml; there are no others."""

TARGET: Mapping[str, Setting] = {
    "name": Setting(_text, "text", "Name for people.", required=True),
    "amount": Setting(_number(0), "a number, at least 0", "Amount in the currency.", required=True),
    "currency": Setting(lambda value: value in CURRENCIES, "ISO 4217 code", "Currency of the amount.", required=True),
    "date": Setting(_day, "YYYY-MM-DD", "Day whose European Central Bank rate converts the amount.", required=True),
    "first_year": Setting(_year, "a year", "First year that counts.", required=True),
    "last_year": Setting(_year, "a year", "Last year that counts.", required=True),
    "countries": Setting(_countries, "ISO 3166 alpha-3 codes", "Where projects count.", required=True),
    "source": Setting(_text, "text", "Publisher and address.", required=True),
}
SOURCE: Mapping[str, Setting] = {
    "source": Setting(_text, "text", "Publisher and address, or the word assumption.", required=True),
    "range": Setting(_text, "text", "Low and high."),
    "note": Setting(_text, "text", "Reasoning."),
}


def check_settings(scenario: Scenario) -> None:
    """Return when a scenario's settings are what a file could state: one made in Python may state anything.

    Raises
    ------
    UsageError
        With every setting that is not.

    Examples
    --------
    >>> check_settings(Scenario(name="s", title="", question="", case="base", case_title="", years=(2026, 2028), discount_rate=5.0))
    Traceback (most recent call last):
    lodeway.errors.UsageError: discount_rate is 5.0, allowed: a fraction from 0 to 1; years are 2026, 2028, allowed: each from
    the first to the last, at most 61
    """
    names = ("price_year", "discount_rate", "carbon_price", "time_value", "unmet_factor", "network")
    stated = {name: getattr(scenario, name) for name in names}
    faults = [
        f"{name} is {value}, allowed: {SETTINGS[name].allowed}"
        for name, value in stated.items()
        if not SETTINGS[name].fits(value)
    ]
    years = scenario.years
    if not years or years != tuple(range(years[0], years[-1] + 1)) or not _span([years[0], years[-1]]):
        told = ", ".join(map(str, years)) or "none"
        faults.append(f"years are {told}, allowed: each from the first to the last, at most 61")
    if faults:
        raise UsageError("; ".join(faults))


@dataclass(frozen=True, slots=True)
class Document:
    """A TOML file with the line of every key."""

    file: str
    data: Mapping[str, Any]
    lines: Mapping[tuple[str, ...], int] = field(default_factory=dict)

    def line(self, *path: str) -> int:
        """Return the line of a key, or of the table that holds it, 0 if unknown."""
        for length in range(len(path), 0, -1):
            within = [line for key, line in self.lines.items() if key[:length] == path[:length]]
            if within:
                return min(within)
        return 0


@dataclass(frozen=True, slots=True)
class Settings:
    """Checked settings; what the file leaves out has its default."""

    values: Mapping[str, Any]
    places: Mapping[str, tuple[str, int]]
    """File and line of each setting."""

    def get(self, name: str, fallback: Any) -> Any:
        """Return a setting, `fallback` where it is not stated or at fault."""
        return self.values.get(name, fallback)

    @property
    def years(self) -> tuple[int, ...]:
        """Return all years of the plan, none if the setting is at fault."""
        first, last = self.values.get("years", (0, -1))
        return tuple(range(first, last + 1))


def read_document(path: Path, *, file: str) -> tuple[Document | None, list[Fault]]:
    """Return a TOML file's content and the line of every key."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return Document(file, tomllib.loads(text), _lines(text)), []
    except UnicodeDecodeError:
        return None, [Fault(file=file, allowed="UTF-8", message="the text is not UTF-8")]
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        return None, [Fault(file=file, row=int(place[1]) if place else 0, message=f"not TOML: {error}")]


def settings_sheet(book: str, sheet: Sheet | None) -> tuple[Document | None, list[Fault]]:
    """Return the settings of a workbook: setting and value a row, ``target.amount`` and the like with a dot.

    Lists, such as ``years``, have ``;`` between their items.
    """
    file = f"{book}:scenario"
    if sheet is None:
        return None, [Fault(file=file, message="required sheet is missing")]
    data: dict[str, Any] = {}
    lines: dict[tuple[str, ...], int] = {}
    faults: list[Fault] = []
    for row, cells in sheet.rows:
        path = tuple(as_text(cells[0]).split("."))
        value = _listed(path[-1], cells[1]) if len(cells) > 1 else ""
        if value in ("", []):
            continue
        inner: Any = data
        for parent in path[:-1]:
            inner = inner.setdefault(parent, {}) if isinstance(inner, dict) else None
        if not isinstance(inner, dict) or path[-1] in inner:
            faults.append(Fault(file=file, row=row, column=".".join(path), message="setting stands twice"))
            continue
        inner[path[-1]] = value
        lines[path] = row
    return Document(file, data, lines), faults


def _listed(name: str, value: Raw) -> Any:
    if not isinstance(value, str) or name not in ("years", "countries"):
        return value
    words = [word.strip() for word in value.split(";") if word.strip()]
    return [int(word) if word.isdecimal() else word for word in words]


_PART = r'(?:[\w-]+|"[^"\n]*"|\'[^\'\n]*\')'
_TABLE = re.compile(rf"\s*\[+\s*({_PART}(?:\s*\.\s*{_PART})*)\s*\]+")
_KEY = re.compile(rf"\s*({_PART}(?:\s*\.\s*{_PART})*)\s*=")


def _lines(text: str) -> dict[tuple[str, ...], int]:
    found: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        if match := _TABLE.match(line):
            table = _parts(match[1])
            found.setdefault(table, number)
        elif match := _KEY.match(line):
            found.setdefault((*table, *_parts(match[1])), number)
    return found


@cache
def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(_PART, text))


def read_settings(
    document: Document, *, section: tuple[str, ...] = (), base: Settings | None = None
) -> tuple[Settings, list[Fault]]:
    """Return checked settings and every fault among them.

    Parameters
    ----------
    document
        scenario.toml, or a case that overrides some of it.
    section
        Where the settings stand in the document: ``("scenario",)`` in a case.
    base
        Settings that the document overrides; without them required ones must be there.
    """
    given: Any = document.data
    for name in section:
        given = given.get(name, {})
    faults = _check(given, SETTINGS, document, section, whole=base is None)
    if isinstance(given.get("target"), dict):
        faults += _check(given["target"], TARGET, document, (*section, "target"), whole=True)
    if isinstance(given.get("sources"), dict):
        for name, entry in given["sources"].items():
            faults += _check_source(name, entry, document, (*section, "sources", name))
    wrong = {fault.column.split(".")[0] for fault in faults}
    values = {name: value for name, value in given.items() if name in SETTINGS and name not in wrong}
    places = {name: (document.file, document.line(*section, name)) for name in given}
    if base is None:
        return Settings(values, places), faults
    if "sources" in values:
        values["sources"] = {**base.get("sources", {}), **values["sources"]}
    return Settings({**base.values, **values}, {**base.places, **places}), faults


def _check(
    given: Mapping[str, Any], known: Mapping[str, Setting], document: Document, path: tuple[str, ...], *, whole: bool
) -> list[Fault]:
    """Return faults of unknown, wrong and missing keys."""
    faults = []
    prefix = ".".join(part for part in path if part != "scenario")
    for name, value in given.items():
        column = f"{prefix}.{name}" if prefix else name
        at = Fault(file=document.file, row=document.line(*path, name), column=column)
        if name not in known:
            faults.append(
                replace(
                    at, found=name, allowed=", ".join(known), suggestion=nearest(name, known), message="unknown setting"
                )
            )
        elif not known[name].fits(value):
            items = value if name == "countries" and isinstance(value, list) else []
            wrong = next((str(item) for item in items if str(item) not in countries()), "")
            suggestion = nearest_country(str(wrong)) if wrong else ""
            faults.append(
                replace(
                    at,
                    found=str(wrong or value),
                    allowed=known[name].allowed,
                    suggestion=suggestion,
                    message="wrong value",
                )
            )
    for name, setting in known.items():
        if whole and setting.required and name not in given:
            column = f"{prefix}.{name}" if prefix else name
            at = Fault(file=document.file, row=document.line(*path) if path else 0, column=column)
            faults.append(replace(at, allowed=setting.allowed, message="required setting is missing"))
    return faults


def _check_source(name: str, entry: Any, document: Document, path: tuple[str, ...]) -> list[Fault]:
    at = Fault(file=document.file, row=document.line(*path), column=f"sources.{name}")
    if name not in SETTINGS:
        return [
            replace(
                at,
                found=name,
                allowed=", ".join(SETTINGS),
                suggestion=nearest(name, SETTINGS),
                message="unknown setting",
            )
        ]
    if not isinstance(entry, dict):
        return [replace(at, allowed="a table with source, range, note", message="wrong value")]
    faults = _check(entry, SOURCE, document, path, whole=True)
    if str(entry.get("source", "")).lower().startswith("assumption"):
        for wanted in ("range", "note"):
            if not entry.get(wanted):
                faults.append(replace(at, message=f"an assumption states its {wanted}", allowed=wanted))
    return faults
