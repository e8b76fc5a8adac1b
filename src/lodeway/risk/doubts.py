"""Doubts that belong to a row of imports wherever it is written: one answer, the whole matrix, exported factors, ways."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lodeway.risk._pack import pack
from lodeway.risk.areas import EUROPEAN_UNION

__all__ = [
    "ALL",
    "BARREN",
    "GROSS",
    "GROSS_PART",
    "HARDLY",
    "HOME",
    "LITTLE",
    "LOW_COVERAGE",
    "MOSTLY_BARREN",
    "MOSTLY_UNNAMED",
    "ORDER",
    "UNNAMED",
    "barren",
    "few",
    "joined",
    "little",
    "usual_tonnes",
]

LOW_COVERAGE = "low coverage"
"""A figure rests on less than half of the imports."""
LITTLE = "hardly any trade"
"""Imports of the year are below a twentieth of the median year's."""
BARREN = "no supplier produces it (re-export or processing)"
"""All imports come from countries that do not produce it by a source that says so, see `lodeway.risk.producers`."""
MOSTLY_BARREN = "mostly from countries that do not produce it (re-export or processing)"
"""More than half of the imports do."""
UNNAMED = "no supplier is named among the producers (may produce, re-export or process it)"
"""All imports come from countries that do not produce it or that no source at hand names."""
MOSTLY_UNNAMED = "mostly from countries not named among the producers (may produce, re-export or process it)"
"""More than half of the imports do."""
HOME = "home production not named, counted as none (upper bound)"
"""The importer may be among the countries that the source of production lumps together, and they make more than a twentieth of its imports."""
GROSS = "by gross weight of concentrate, not content"
"""The weight of imports is of concentrate that holds little of the material, see `lodeway.risk.materials.Material.gross`."""
ORDER = (LOW_COVERAGE, LITTLE, BARREN, MOSTLY_BARREN, UNNAMED, MOSTLY_UNNAMED, HOME, GROSS)
GROSS_PART = 0.05
"""Above this part of the weight, concentrate by gross weight spoils the price."""
ALL = 1.0 - 1e-9
"""Above this part of imports it is all of them, but for rounding."""
HARDLY = 0.05
"""A year with less than this part of the median year's weight says nothing of shares."""

_FEW = 6
"""Countries that a doubt names."""
Array = NDArray[np.float64]


def usual_tonnes(codes: Sequence[str], importers: Sequence[str]) -> Array:
    """Return for each importer the median weight of some codes' imports [t] over the years that have one; NaN where none has.

    Examples
    --------
    >>> japan, nobody = usual_tonnes(["261710"], ["JPN", "XXX"]).tolist()
    >>> 9.0 < 0.05 * japan, nobody
    (True, nan)
    """
    found = pack()
    places = {area: number for number, area in enumerate((*found.areas, EUROPEAN_UNION))}
    chosen = [places.get(importer, -1) for importer in importers]
    rows = [found.codes.index(code) for code in codes if code in found.codes]
    bought = np.zeros((len(found.areas) + 2, len(found.years)))
    for row in rows:
        bought[:-1] += found.bought[row]  # the last row is of areas that import nothing
    kept = bought[chosen]
    years = (kept > 0).sum(axis=1)
    # numpy.nanmedian would load masked arrays, which a cold process has no other need of.
    ordered = np.sort(np.where(kept > 0, kept, np.inf), axis=1)
    each = np.arange(len(chosen))
    middle = (
        ordered[each, np.maximum(years - 1, 0) // 2] + ordered[each, np.minimum(years // 2, len(found.years) - 1)]
    ) / 2.0
    return np.where(years > 0, middle, math.nan)


def little(tonnes: float, usual: float) -> str:
    """Return the doubt of a year with hardly any trade, in figures; empty where there is none.

    Examples
    --------
    >>> little(9.0, 205.0), little(150.0, 205.0), little(9.0, float("nan"))
    ('hardly any trade: 9 t, where the median year has 205 t', '', '')
    """
    return f"{LITTLE}: {tonnes:,.3g} t, where the median year has {usual:,.0f} t" if tonnes < HARDLY * usual else ""


def barren(part: float, unnamed: float = 0.0) -> str:
    """Return the doubt that belongs to parts of imports by weight: from countries that do not produce the material, and from those that no source names.

    Examples
    --------
    >>> barren(1.0) == BARREN, barren(0.6, 0.4) == MOSTLY_BARREN, barren(0.5), barren(float("nan"))
    (True, True, '', '')
    >>> barren(0.0, 1.0) == UNNAMED, barren(0.3, 0.3) == MOSTLY_UNNAMED
    (True, True)
    """
    if part > 0.5:
        return BARREN if part > ALL else MOSTLY_BARREN
    either = part + unnamed
    return UNNAMED if either > ALL else MOSTLY_UNNAMED if either > 0.5 else ""


def few(countries: Sequence[str]) -> str:
    """Return countries as a doubt names them: the first, and that there are others.

    Examples
    --------
    >>> few(["AUT", "BEL"]), few(list("ABCDEFG"))
    ('AUT, BEL', 'A, B, C, D, E, F and others')
    """
    return ", ".join(countries[:_FEW]) + (" and others" if len(countries) > _FEW else "")


def joined(doubts: Sequence[str]) -> str:
    """Return doubts as one text, as the matrix has them.

    Examples
    --------
    >>> joined(["hardly any trade", "low coverage", ""])
    'low coverage; hardly any trade'
    """
    return "; ".join(doubt for doubt in ORDER if doubt in doubts)
