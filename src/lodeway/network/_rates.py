"""What a tonne pays, waits and emits on a stretch of each mode and country."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from lodeway.errors import Fault, InputError
from lodeway.schema.tables import Cost, Transfer

__all__ = ["Figures", "Rates"]


class Figures(NamedTuple):
    """Cost [USD/t], hours, km and CO2e [kg/t] of a stretch."""

    cost: float
    hours: float
    km: float
    co2: float


@dataclass(frozen=True, slots=True)
class Rates:
    """Rates by mode and country, and of changes of mode, looked up from the scenario's tables."""

    costs: dict[tuple[str, str], Cost]
    transfers: dict[tuple[str, str], Transfer]

    @classmethod
    def of(cls, costs: Iterable[Cost], transfers: Iterable[Transfer]) -> Rates:
        """Return the rates of these rows."""
        return cls(
            {(row.mode, row.country): row for row in costs},
            {(row.from_mode, row.to_mode): row for row in transfers},
        )

    def row(self, mode: str, country: str) -> Cost | None:
        """Return the row of a mode in a country, else the mode's row for all others."""
        return self.costs.get((mode, country)) or self.costs.get((mode, "*"))

    def stretch(self, mode: str, countries: tuple[str, ...], km: float, *, cost: float, hours: float) -> Figures:
        """Return the figures of `km` of a mode, in equal parts in the countries.

        `cost` and `hours` replace what the rates give unless they are NaN.

        Raises
        ------
        InputError
            When a rate is needed that `costs` does not have.
        """
        rows = [self.row(mode, country) for country in countries]
        known = [row for row in rows if row is not None]
        if len(known) < len(rows) and (math.isnan(cost) or math.isnan(hours)) and km > 0:
            raise InputError([missing_rate(mode)])
        share = km / max(len(rows), 1)
        emissions = sum(row.emissions * share for row in known) / 1000.0
        if math.isnan(cost):
            cost = sum(row.cost * share for row in known)
        if math.isnan(hours):
            hours = sum(share / row.speed for row in known)
        return Figures(cost, hours, km, emissions)

    def change(self, from_mode: str, to_mode: str) -> Figures:
        """Return handling and waiting where a tonne changes mode; nothing when the table has no such row."""
        row = self.transfers.get((from_mode, to_mode))
        return Figures(row.cost, row.delay, 0.0, 0.0) if row else Figures(0.0, 0.0, 0.0, 0.0)


def missing_rate(mode: str) -> Fault:
    """Return the fault of a mode that is used but has no rate."""
    return Fault(file="costs.csv", column="mode", found="", allowed=mode, message=f"no row gives the rates of {mode}")
