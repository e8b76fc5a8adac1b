"""Doubts that belong to a row of imports wherever it is written: one answer, the whole matrix, exported factors, ways; and to a flow: weights that its price belies."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lodeway.risk.statistics._pack import pack
from lodeway.risk.statistics.areas import EUROPEAN_UNION, names

if TYPE_CHECKING:
    from lodeway.risk.statistics.data import Flows

__all__ = [
    "ALL",
    "BARREN",
    "BORROWED",
    "GROSS",
    "GROSS_PART",
    "HARDLY",
    "HOME",
    "LITTLE",
    "LOW_COVERAGE",
    "MISSING",
    "MOSTLY_BARREN",
    "MOSTLY_UNNAMED",
    "ORDER",
    "UNLIKELY",
    "UNLIKELY_PART",
    "UNNAMED",
    "barren",
    "brief",
    "few",
    "joined",
    "little",
    "priced",
    "unlikely",
    "unseen",
    "usual_tonnes",
    "weights",
    "without",
]

LOW_COVERAGE = "low coverage"
"""A figure rests on less than half of the imports."""
LITTLE = "hardly any trade"
"""Imports of the year are below a twentieth of the median year's."""
BARREN = "no supplier produces it (re-export or processing)"
"""All imports come from countries that do not produce it by a source that says so, see `lodeway.risk.statistics.producers`."""
MOSTLY_BARREN = "mostly from countries that do not produce it (re-export or processing)"
"""More than half of the imports do."""
UNNAMED = "no supplier is named among the producers (may produce, re-export or process it)"
"""All imports come from countries that do not produce it or that no source at hand names."""
MOSTLY_UNNAMED = "mostly from countries not named among the producers (may produce, re-export or process it)"
"""More than half of the imports do."""
HOME = "home production not named, counted as none (upper bound)"
"""The importer may be among the countries that the source of production lumps together, and they make more than a twentieth of its imports."""
BORROWED = "home production by World Mining Data, for which USGS has none"
"""Of the importer or, of a group, of members of it."""
UNLIKELY = "weight doubtful by its price"
"""Flows whose price is far from all that is like them weigh a tenth of the imports or more, as they stand or at the typical price, see `lodeway.risk.statistics._prices`."""
MISSING = "a supplier's row seems to be missing"
"""Flows that the years on both sides have and the table has not would make a tenth of the imports or more, see `lodeway.risk.statistics._gaps`."""
GROSS = "by gross weight of concentrate, not content"
"""The weight of imports is of concentrate that holds little of the material, see `lodeway.risk.statistics.materials.Material.gross`."""
ORDER = (LOW_COVERAGE, LITTLE, BARREN, MOSTLY_BARREN, UNNAMED, MOSTLY_UNNAMED, HOME, BORROWED, GROSS, UNLIKELY, MISSING)
UNLIKELY_PART = 0.1
"""Below this part of the imports doubtful weights move shares too little to tell of."""
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


def unlikely(tonnes: ArrayLike, doubtful: ArrayLike, likely: ArrayLike) -> Array:
    """Return what part of imports is of doubtful weight: as they stand, or at the typical price if that is more.

    Parameters
    ----------
    tonnes, doubtful, likely
        All imports [t]; those of doubtful weight among them; and what these would weigh at the typical price.

    Examples
    --------
    >>> unlikely([100.0, 100.0, 0.0], [50.0, 10.0, 0.0], [1.0, 90.0, 0.0]).tolist()
    [0.5, 0.5, nan]
    """
    whole, part, other = (np.asarray(one, dtype=np.float64) for one in (tonnes, doubtful, likely))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.maximum(part / whole, other / (whole - part + other))


def priced(flows: Flows, *, most: int = 3) -> str:
    """Return flows of doubtful weight in words, those first whose weight would differ most; empty where there are none.

    Examples
    --------
    >>> from lodeway.risk.statistics import data
    >>> found = data.flows(("260600",), 2023)
    >>> priced(found.where((found.importer == "CHN") & (found.exporter == "GIN")))
    'Guinea to China 2023, 13,785,076 t at 0.46 kUSD/t, where 0.063 is typical (100,941,338 t)'
    """
    chosen = np.flatnonzero(flows.doubtful)
    order = chosen[np.argsort(-np.abs(flows.likely - flows.tonnes)[chosen], kind="stable")]
    known = names()
    told = [
        f"{known.get(flows.exporter[row], flows.exporter[row])} to {known.get(flows.importer[row], flows.importer[row])} {flows.year[row]}, "
        f"{_weight(flows.tonnes[row])} at {brief(flows.value[row] / flows.tonnes[row])} kUSD/t, where {brief(flows.typical[row])} is typical "
        f"({_weight(flows.likely[row])})"
        for row in order[:most].tolist()
    ]
    more = f"; and {len(order) - most} more" if len(order) > most else ""
    return "; ".join(told) + more


def weights(flows: Flows) -> str:
    """Return the doubt of flows together whose weight rests on doubtful ones, these in words; empty where it does not.

    Examples
    --------
    >>> from lodeway.risk.statistics import data
    >>> found = data.flows(("260600",), 2023)
    >>> weights(found.where(found.importer == "CHN")).split(",")[0]
    'weight doubtful by its price: Guinea to China 2023'
    >>> weights(found.where(found.importer == "JPN"))
    ''
    """
    strange = flows.where(flows.doubtful)
    part = unlikely(np.nansum(flows.tonnes), strange.tonnes.sum(), strange.likely.sum())
    return f"{UNLIKELY}: {priced(strange)}" if part > UNLIKELY_PART else ""


def unseen(rows: Flows, *, most: int = 3) -> str:
    """Return rows that seem to be missing in words, the dearest first; empty where there are none.

    Examples
    --------
    >>> from lodeway.risk.statistics import data
    >>> found = data.gaps(("270900",))
    >>> unseen(found.where((found.importer == "JPN") & (found.year == 2015)))
    'Saudi Arabia to Japan 2015 (HS 270900), next to nothing, where the years on both sides have 57,881,006 t in the mean'
    """
    known = names()
    order = np.argsort(-rows.value, kind="stable")
    told = [
        f"{known.get(rows.exporter[row], rows.exporter[row])} to {known.get(rows.importer[row], rows.importer[row])} {rows.year[row]} (HS {rows.code[row]}), "
        f"next to nothing, where the years on both sides have {'no weight' if np.isnan(rows.tonnes[row]) else _weight(rows.tonnes[row])} in the mean"
        for row in order[:most].tolist()
    ]
    more = f"; and {len(order) - most} more" if len(order) > most else ""
    return "; ".join(told) + more


def without(tonnes: float, rows: Flows) -> str:
    """Return the doubt of imports [t] among which rows seem to be missing, these in words; empty where they would be little.

    Examples
    --------
    >>> from lodeway.risk.statistics import data
    >>> found = data.gaps(("270900",))
    >>> without(66.5e6, found.where((found.importer == "JPN") & (found.year == 2015))).split(":")[0] == MISSING
    True
    """
    added = float(np.nansum(rows.tonnes))
    return f"{MISSING}: {unseen(rows)}" if added > UNLIKELY_PART * (tonnes + added) else ""


def brief(price: float) -> str:
    """Return a price in two figures, or whole.

    Examples
    --------
    >>> brief(0.4635), brief(7.43), brief(47890.2)
    ('0.46', '7.4', '47,890')
    """
    return f"{price:,.0f}" if price >= 100 else f"{price:.2g}"


def _weight(tonnes: float) -> str:
    return f"{tonnes:,.0f} t" if tonnes >= 10 else f"{tonnes:.2g} t"


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
