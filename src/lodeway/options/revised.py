"""How far the published figures of an undeveloped deposit moved when it was estimated anew."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

__all__ = ["METHOD", "Mining", "Spread", "mining", "revisions"]

METHOD = (
    "amounts with a range: the table's figure times the joint ratio (ore, grade) of later to earlier estimates of undeveloped deposits "
    "of the same table (USGS 2003-2009 against Mudd and Jowitt 2018, doi 10.5382/econgeo.2018.4590; 159 that were estimated anew); "
    "qNN is reached or exceeded with a chance of NN %"
)
Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spread:
    """Amounts that are reached or exceeded with a chance of 90, 50 and 10 %."""

    q90: float
    q50: float
    q10: float

    @classmethod
    def of(cls, values: Values) -> Spread:
        """Return the spread of simulated values.

        Examples
        --------
        >>> Spread.of(np.arange(101.0))
        Spread(q90=10.0, q50=50.0, q10=90.0)
        """
        return cls(*(float(one) for one in np.percentile(values, (10, 50, 90))))


@dataclass(frozen=True, slots=True)
class Mining:
    """What is told of mining at a deposit of the tables."""

    state: str
    """``mined``, ``under construction`` or ``undeveloped``."""
    note: str
    source: str
    confidence: str
    """M published, L general knowledge, to verify."""


def _rows(name: str) -> list[dict[str, str]]:
    text = (resources.files("lodeway.options") / "data" / name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def revisions(table: str) -> tuple[tuple[float, float], ...]:
    """Return the ratios of later to earlier ore, and of later to earlier grade, of each deposit of a table that was estimated anew.

    Parameters
    ----------
    table
        ``porphyry-copper``, ``sediment-copper`` or ``vms``; another name takes the deposits of all.

    Examples
    --------
    >>> len(revisions("vms")), len(revisions("all"))
    (51, 159)
    """
    rows = _rows("revisions.csv")
    own = [row for row in rows if row["table"] == table] or rows
    return tuple(
        (float(row["later ore [Mt]"]) / float(row["ore [Mt]"]), float(row["later Cu [%]"]) / float(row["Cu [%]"]))
        for row in own
    )


@cache
def mining() -> dict[tuple[str, str], Mining]:
    """Return what is told of mining, by name and country (ISO 3166 alpha-3) of the deposit.

    Examples
    --------
    >>> mining()["Khandiza", "UZB"].state
    'mined'
    """
    return {
        (row["name"], row["country"]): Mining(row["mining"], row["note"], row["source"], row["confidence"])
        for row in _rows("mining.csv")
    }
