"""Takes figures out of TOML that an analyst wrote, each with its source, and remembers every fault."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodeway.errors import Fault, InputError, UsageError
from lodeway.scenario.places import nearest
from lodeway.scenario.settings import read_document
from lodeway.units import convert

__all__ = ["Law", "Reader", "read_toml"]

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Law:
    """A cost or size that goes with a power of something: ``factor`` times it to ``exponent``."""

    factor: float
    exponent: float

    def __call__(self, of: Values) -> Values:
        """Return the law's value.

        Examples
        --------
        >>> Law(2.0, 0.5)(np.array([9.0])).tolist()
        [6.0]
        """
        return np.asarray(self.factor * of**self.exponent)


def read_toml(file: Path) -> Mapping[str, Any]:
    """Return what a TOML file says.

    Raises
    ------
    InputError
        When it is no TOML, with the line.
    UsageError
        When there is no such file.
    """
    if not file.is_file():
        raise UsageError(f"no file {file}")
    document, faults = read_document(file, file=str(file))
    if document is None:
        raise InputError(faults)
    return document.data


class Reader:
    """Takes figures out of tables and remembers every fault and source."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.sources: dict[str, str] = {}

    def fault(self, column: str, message: str, *, found: str = "", allowed: str = "", suggestion: str = "") -> None:
        """Remember a fault."""
        self.faults.append(
            Fault(file=self.file, column=column, message=message, found=found, allowed=allowed, suggestion=suggestion)
        )

    def keys(self, row: Mapping[str, Any], known: Sequence[str], place: str = "") -> None:
        """Remember every key that is not known."""
        for key in row:
            if key not in known:
                where = f"{place}.{key}" if place else key
                self.fault(where, "the key is unknown", allowed=", ".join(known), suggestion=nearest(key, known))

    def number(self, row: Mapping[str, Any], key: str, place: str, *, most: float = math.inf) -> float:
        """Return a number from 0 to the most that is allowed; NaN, and a fault, for anything else."""
        found = row.get(key)
        plain = isinstance(found, int | float) and not isinstance(found, bool)
        if found is None or not plain or not 0 <= float(found) <= most or not math.isfinite(float(found)):
            where = place if place.endswith(key) else f"{place}.{key}"
            allowed = "a number of 0 or more" if math.isinf(most) else f"0 to {most:g}"
            self.fault(
                where,
                "missing" if found is None else "not in range",
                found="" if found is None else str(found),
                allowed=allowed,
            )
            return math.nan
        return float(found)

    def degree(self, row: Mapping[str, Any], key: str, place: str, most: int) -> float:
        """Return a coordinate; NaN, and a fault, for anything else."""
        found = row.get(key)
        if isinstance(found, bool) or not isinstance(found, int | float) or not abs(found) <= most:
            told = "" if found is None else str(found)
            where = f"{place}.{key}" if place else key
            self.fault(where, "no coordinate", found=told, allowed=f"{-most} to {most}")
            return math.nan
        return float(found)

    def text(self, row: Mapping[str, Any], key: str, place: str) -> str:
        """Return a text that must be there."""
        found = row.get(key)
        if not isinstance(found, str) or not found.strip():
            self.fault(f"{place}.{key}", "missing", allowed="a text")
            return ""
        return found.strip()

    def rows(self, row: Mapping[str, Any], key: str) -> list[tuple[str, Mapping[str, Any]]]:
        """Return the tables of a list, each with its place; each must name its source."""
        found = row.get(key)
        if not isinstance(found, list) or not found or not all(isinstance(one, dict) for one in found):
            self.fault(key, "missing", allowed=f"one or more [[{key}]]")
            return []
        rows = [(f"{key}[{number}]", one) for number, one in enumerate(found, 1)]
        for place, one in rows:
            self.sources[place] = self.text(one, "source", place)
        return rows

    def law(self, found: Any, place: str, *, sourced: bool = False) -> Law:
        """Return a law of factor and exponent."""
        if not isinstance(found, dict):
            self.fault(place, "missing", allowed="factor and exponent")
            return Law(math.nan, math.nan)
        if sourced:
            self.sources[place] = self.text(found, "source", place)
        exponent = found.get("exponent")
        if isinstance(exponent, bool) or not isinstance(exponent, int | float) or not math.isfinite(exponent):
            self.fault(f"{place}.exponent", "missing or no number", found=str(exponent or ""), allowed="a number")
            exponent = math.nan
        return Law(self.number(found, "factor", place), float(exponent))

    def valued(self, row: Mapping[str, Any], key: str, unit: str, most: float) -> dict[str, float]:
        """Return figures that stand with unit and source, in one unit."""
        found = row.get(key)
        if not isinstance(found, dict) or not found:
            self.fault(key, "missing", allowed=f"a table [{key}.Cu] with value, unit and source")
            return {}
        values: dict[str, float] = {}
        for name, one in found.items():
            place = f"{key}.{name}"
            if not isinstance(one, dict):
                self.fault(place, "no table", allowed="value, unit and source", found=str(one))
                continue
            self.sources[place] = self.text(one, "source", place)
            figure = self.number(one, "value", place)
            try:
                figure = convert(figure, str(one.get("unit", unit)), unit) if math.isfinite(figure) else figure
            except UsageError as error:
                self.fault(f"{place}.unit", str(error), found=str(one.get("unit")), allowed=unit)
            if figure > most:
                self.fault(
                    f"{place}.value", "not in range", found=f"{figure:g} {unit}", allowed=f"0 to {most:g} {unit}"
                )
            values[name] = figure
        return values
