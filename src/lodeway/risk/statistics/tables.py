"""Reads the analyst's own tables: governance and trade restrictions by country, uses of a material by sector."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path

from lodeway.errors import Fault, InputError
from lodeway.risk.statistics.areas import names

__all__ = ["Sector", "read_country_table", "read_sector_table"]

_COLUMNS = {"governance": (0.0, 10.0), "trade": (0.0, 10.0)}
"""Columns and the range of each."""


def read_country_table(
    file: Path, columns: dict[str, tuple[float, float]] | None = None
) -> tuple[dict[str, float] | None, ...]:
    """Return columns of a CSV by country; None for a column that it does not have.

    Parameters
    ----------
    file
        UTF-8 with a header; ``country`` holds ISO 3166 alpha-3 codes; comma or semicolon between cells. An empty cell says nothing.
    columns
        Name of each column and the range of its figures; by default ``governance`` (0 best, 10 worst) and ``trade`` (1 without restriction).

    Raises
    ------
    InputError
        With every fault: no file, unknown columns or countries, what is no number or out of range.
    """
    ranges = _COLUMNS if columns is None else columns
    rows, header = _rows(file)
    faults = _unknown(file, header, {"country", *ranges, "source", "note"}, ("country", *ranges))
    if "country" not in header or not set(ranges) & set(header):
        faults.append(
            Fault(
                file=str(file), row=1, message="columns are missing", allowed=f"country and one of {', '.join(ranges)}"
            )
        )
    found: dict[str, dict[str, float]] = {name: {} for name in ranges if name in header}
    if not faults:
        for number, row in enumerate(rows, start=2):
            faults += _take(row, found, ranges, str(file), number)
    if faults:
        raise InputError(faults)
    return tuple(found.get(name) for name in ranges)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sector:
    """A use of a material: its share, the value added of the sector in any one unit of money, and indices of substitution in it.

    An index is 1 where nothing substitutes the material; NaN where none is stated.
    """

    name: str
    share: float
    value_added: float
    importance: float
    risk: float


_SECTOR = {
    "share": (0.0, 1.0),
    "value_added": (0.0, math.inf),
    "substitution_importance": (0.0, 1.0),
    "substitution_risk": (0.0, 1.0),
}


def read_sector_table(file: Path) -> tuple[Sector, ...]:
    """Return the uses of a material from a CSV.

    Parameters
    ----------
    file
        UTF-8 with a header; comma or semicolon between cells. ``sector``, ``share`` of the material's use (they sum to 1; a sector that does not use
        it has 0 and may give the largest value added), ``value_added``; optional ``substitution_importance``, ``substitution_risk``,
        ``source`` and ``note``.

    Raises
    ------
    InputError
        With every fault: no file, unknown or missing columns, what is no number or out of range, shares that do not sum to 1.
    """
    from lodeway.risk.formulas.eu import TOLERANCE

    rows, header = _rows(file)
    needed = ("sector", "share", "value_added")
    faults = _unknown(file, header, {*needed, *_SECTOR, "source", "note"}, (*needed, *list(_SECTOR)[2:]))
    if lacking := [name for name in needed if name not in header]:
        faults.append(Fault(file=str(file), row=1, message="columns are missing", allowed=", ".join(lacking)))
    found: list[Sector] = []
    if not faults:
        for number, row in enumerate(rows, start=2):
            cells: dict[str, float] = {}
            for name, (low, high) in _SECTOR.items():
                text = (row.get(name) or "").strip()
                if not text and name not in needed:
                    cells[name] = math.nan
                    continue
                cells[name] = _number(text)
                if not low <= cells[name] <= high or math.isinf(cells[name]):
                    allowed = f"{low:g} to {high:g}" if math.isfinite(high) else f"{low:g} and above"
                    faults.append(
                        Fault(
                            file=str(file), row=number, column=name, found=text, allowed=allowed, message="not in range"
                        )
                    )
            found.append(
                Sector(
                    name=(row.get("sector") or "").strip(), share=cells["share"], value_added=cells["value_added"],
                    importance=cells["substitution_importance"], risk=cells["substitution_risk"],
                )
            )  # fmt: skip
        total = math.fsum(one.share for one in found)
        if not faults and abs(total - 1.0) > TOLERANCE:
            faults.append(
                Fault(
                    file=str(file), column="share", found=f"{total:.3f}", allowed="1", message="shares do not sum to 1"
                )
            )
    if faults:
        raise InputError(faults)
    return tuple(found)


def _rows(file: Path) -> tuple[csv.DictReader[str], list[str]]:
    """Return the rows of a CSV and its header."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError([Fault(file=str(file), message=f"cannot be read: {error}")]) from error
    first = text.partition("\n")[0]
    rows = csv.DictReader(text.splitlines(), delimiter=";" if first.count(";") > first.count(",") else ",")
    header = [name.strip() for name in rows.fieldnames or ()]
    rows.fieldnames = header
    return rows, header


def _unknown(file: Path, header: list[str], known: set[str], allowed: tuple[str, ...]) -> list[Fault]:
    import difflib

    return [
        Fault(
            file=str(file), row=1, column=name, found=name, allowed=", ".join(allowed), message="unknown column",
            suggestion=next(iter(difflib.get_close_matches(name, sorted(known), n=1)), ""),
        )
        for name in header
        if name not in known
    ]  # fmt: skip


def _number(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return math.nan


def _take(
    row: dict[str, str],
    found: dict[str, dict[str, float]],
    ranges: dict[str, tuple[float, float]],
    file: str,
    number: int,
) -> list[Fault]:
    code = (row.get("country") or "").strip().upper()
    if code not in names():
        near = find_near(code)
        return [
            Fault(
                file=file,
                row=number,
                column="country",
                found=code,
                allowed="ISO 3166 alpha-3",
                suggestion=near,
                message="unknown country",
            )
        ]
    faults = []
    for name, figures in found.items():
        text = (row.get(name) or "").strip()
        if not text:
            continue
        low, high = ranges[name]
        value = _number(text)
        if low <= value <= high:
            figures[code] = value
        else:
            faults.append(
                Fault(
                    file=file,
                    row=number,
                    column=name,
                    found=text,
                    allowed=f"{low:g} to {high:g}",
                    message="not in range",
                )
            )
    return faults


def find_near(code: str) -> str:
    """Return the country's code that a text may mean, "" if none does.

    Examples
    --------
    >>> find_near("Japan"), find_near("KAZZ")
    ('JPN', 'KAZ')
    """
    import difflib

    by_name = {name.upper(): iso3 for iso3, name in names().items()}
    choices = by_name | {iso3: iso3 for iso3 in names()}
    near = difflib.get_close_matches(code.upper(), choices, n=1)
    return choices[near[0]] if near else ""
