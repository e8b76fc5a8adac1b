"""Rows and columns of the linear program, each with a key that says in words what it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

__all__ = ["Assembly", "Key"]

Key = tuple[str | int, ...]
"""What a row or column stands for: its kind, then ids and year."""


@dataclass(slots=True)
class Assembly:
    """A linear program in the making: min c'x + constant, lower <= A x <= upper, 0 <= x <= bound.

    Route columns come later; `attach` says which rows a lane's tonnes enter, whatever the route.
    """

    row_keys: list[Key] = field(default_factory=list)
    row_lower: list[float] = field(default_factory=list)
    row_upper: list[float] = field(default_factory=list)
    column_keys: list[Key] = field(default_factory=list)
    cost: list[float] = field(default_factory=list)
    bound: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    entries: list[tuple[int, int, float]] = field(default_factory=list)
    """(row, column, coefficient)."""
    attached: list[tuple[int, int, float]] = field(default_factory=list)
    """(lane x years + year, row, coefficient)."""
    passing: dict[str, list[tuple[int, int, float]]] = field(default_factory=dict)
    """Country to (lane x years + year, row, coefficient) of routes that pass it."""
    gate_rows: dict[tuple[int, int], int] = field(default_factory=dict)
    """(gate or link, year) to the row that counts its gross tonnes; links count on after the gates."""
    transport_rows: list[tuple[int, int]] = field(default_factory=list)
    """(year, row) of the rows that count the CO2e of transport [t]."""
    constant: float = 0.0
    """Cost that no column changes: of all existing capacity as if it stood idle."""
    rows: dict[Key, int] = field(default_factory=dict)
    columns: dict[Key, int] = field(default_factory=dict)

    def row(self, key: Key, *, lower: float = -np.inf, upper: float = np.inf) -> int:
        """Add a row and return its number."""
        self.rows[key] = len(self.row_keys)
        self.row_keys.append(key)
        self.row_lower.append(lower)
        self.row_upper.append(upper)
        return self.rows[key]

    def column(self, key: Key, *, cost: float = 0.0, bound: float = np.inf, whole: bool = False) -> int:
        """Add a column and return its number."""
        self.columns[key] = len(self.column_keys)
        self.column_keys.append(key)
        self.cost.append(cost)
        self.bound.append(bound)
        self.whole.append(whole)
        return self.columns[key]

    def enter(self, row: int, column: int, coefficient: float) -> None:
        """Put a coefficient into a row."""
        self.entries.append((row, column, coefficient))

    def attach(self, slot: int, row: int, coefficient: float = 1.0) -> None:
        """Let every route of a lane in a year enter a row with its contained tonnes."""
        self.attached.append((slot, row, coefficient))

    def attach_through(self, country: str, slot: int, row: int, coefficient: float) -> None:
        """Let the routes of a lane in a year that pass a country enter a row with their contained tonnes."""
        self.passing.setdefault(country, []).append((slot, row, coefficient))

    def passage(self, country: str, slots: int) -> csr_array:
        """Return the coefficients of a contained tonne that passes a country, one line per slot."""
        return _sparse(self.passing.get(country, []), (slots, len(self.row_keys)))

    def matrix(self) -> csr_array:
        """Return the coefficients of the columns added so far."""
        return _sparse(self.entries, (len(self.row_keys), len(self.column_keys)))

    def attachment(self, slots: int) -> csr_array:
        """Return the coefficients of a contained tonne on each (lane, year), one line per slot."""
        return _sparse(self.attached, (slots, len(self.row_keys)))

    def bounds(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the lower and upper bounds of the rows."""
        return np.asarray(self.row_lower, dtype=np.float64), np.asarray(self.row_upper, dtype=np.float64)


def _sparse(entries: list[tuple[int, int, float]], shape: tuple[int, int]) -> csr_array:
    if not entries:
        return csr_array(shape, dtype=np.float64)
    lines, places, values = np.fromiter(chain.from_iterable(entries), np.float64, 3 * len(entries)).reshape(-1, 3).T
    return csr_array((values, (lines.astype(np.int32), places.astype(np.int32))), shape=shape)
