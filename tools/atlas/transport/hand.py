"""The hand tables of transport: stations, links, gates, ports, rules for crossings without a name."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

__all__ = ["HAND", "near", "number", "rows", "whole"]

HAND = Path(__file__).parents[1] / "hand"
KM_PER_DEGREE = 111.195


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a hand table as they stand."""
    with (HAND / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def number(cell: str) -> float | None:
    """Return the number in a cell, None when it is empty."""
    return float(cell) if cell else None


def whole(cell: str) -> int | None:
    """Return the whole number in a cell, None when it is empty."""
    return int(cell) if cell else None


def near(
    longitude: NDArray[np.float64], latitude: NDArray[np.float64], place: tuple[float, float]
) -> NDArray[np.float64]:
    """Return distances [km] of nodes from a place, good to 1 % within some hundred kilometres."""
    east = (longitude - place[0]) * np.cos(np.radians(place[1]))
    result: NDArray[np.float64] = np.hypot(east, latitude - place[1]) * KM_PER_DEGREE
    return result
