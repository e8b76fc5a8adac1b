"""Reads the analyst's own tables: governance and trade restrictions by country."""

from __future__ import annotations

import csv
import math
from pathlib import Path

from lodeway.errors import Fault, InputError
from lodeway.risk.areas import names

__all__ = ["read_country_table"]

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
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError([Fault(file=str(file), message=f"cannot be read: {error}")]) from error
    first = text.partition("\n")[0]
    rows = csv.DictReader(text.splitlines(), delimiter=";" if first.count(";") > first.count(",") else ",")
    header = [name.strip() for name in rows.fieldnames or ()]
    rows.fieldnames = header
    faults = [
        Fault(
            file=str(file),
            row=1,
            column=name,
            found=name,
            allowed=", ".join(["country", *ranges]),
            message="unknown column",
        )
        for name in header
        if name not in {"country", *ranges, "source", "note"}
    ]
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
        try:
            value = float(text.replace(",", "."))
        except ValueError:
            value = math.nan
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
