"""Refuses what cannot be meant: negative amounts, shares outside 0 to 1, years without data; all faults at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lodeway.errors import UsageError

__all__ = ["amounts", "both", "fractions", "years_of_trade"]

Array = NDArray[np.float64]
First = TypeVar("First")
Second = TypeVar("Second")


def amounts(values: ArrayLike, *, what: str = "amounts") -> Array:
    """Return amounts as an array; NaN says that one is missing.

    Raises
    ------
    UsageError
        When one is negative or infinite; names the first few.

    Examples
    --------
    >>> amounts([3, 1])
    array([3., 1.])
    >>> amounts([-1, 2])
    Traceback (most recent call last):
    ...
    lodeway.errors.UsageError: amounts: found -1, allowed: 0 and above
    """
    return _within(values, 0.0, np.inf, what)


def fractions(values: ArrayLike, *, what: str, most: float = 1.0) -> Array:
    """Return shares, rates or risks as an array; NaN says that one is missing.

    Raises
    ------
    UsageError
        When one is below 0 or above `most`; names the first few.

    Examples
    --------
    >>> float(fractions(0.4, what="recycling"))
    0.4
    """
    return _within(values, 0.0, most, what)


def both(first: Callable[[], First], second: Callable[[], Second]) -> tuple[First, Second]:
    """Return what two look-ups find; where both fail, one error tells of both.

    Raises
    ------
    UsageError
        With every fault, one a line.

    Examples
    --------
    >>> from lodeway.risk.statistics.areas import find_area
    >>> from lodeway.risk.statistics.materials import find_material
    >>> material, area = both(lambda: find_material("Sb"), lambda: find_area("Japan"))
    >>> material.name, area.code
    ('Antimony', 'JPN')
    """
    faults: list[str] = []
    try:
        one = first()
    except UsageError as error:
        faults.append(str(error))
    try:
        other = second()
    except UsageError as error:
        faults.append(str(error))
    if faults:
        raise UsageError("\n".join(faults))
    return one, other


def years_of_trade(year: int | None, last: int) -> int:
    """Return the year, or the last one of trade where none is asked for.

    Raises
    ------
    UsageError
        When there is no trade of it.

    Examples
    --------
    >>> years_of_trade(None, 2024), years_of_trade(1995, 2024)
    (2024, 1995)
    """
    if year is not None and not 1995 <= year <= last:
        raise UsageError(f"no trade of {year}; allowed: 1995 to {last}")
    return last if year is None else year


def _within(values: ArrayLike, least: float, most: float, what: str) -> Array:
    found = np.asarray(values, dtype=np.float64)
    wrong = found[(found < least) | (found > most) | np.isinf(found)]
    if wrong.size:
        shown = ", ".join(f"{value:g}" for value in wrong.ravel()[:3].tolist())
        allowed = f"{least:g} and above" if np.isinf(most) else f"{least:g} to {most:g}"
        raise UsageError(f"{what}: found {shown}, allowed: {allowed}")
    return found
