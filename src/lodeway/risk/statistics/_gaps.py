"""Rows that seem to be missing: a pair that trades much in the years on both sides of one in which the table has nothing of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["PART", "missing_rows"]

PART = 0.2
"""On both sides the pair has at least this part of the importer's value of the code,"""
WORTH = 1000.0
"""and is worth so much [kUSD];"""
NOTHING = 0.01
"""between them it has no row, or one of at most this part of their mean in value and in weight."""

Array = NDArray[np.float64]


def missing_rows(
    year: NDArray[np.integer],
    code: NDArray[np.integer],
    exporter: NDArray[np.integer],
    importer: NDArray[np.integer],
    value: Array,
    tonnes: Array,
) -> Array:
    """Return rows that seem to be missing: year, code, exporter, importer, and the mean value [kUSD] and weight [t] of the years on both sides; NaN where neither has a weight.

    Parameters
    ----------
    year, code, exporter, importer
        One entry a flow; whole numbers.
    value, tonnes
        Of flows [kUSD], [t]; NaN where a flow has no weight.

    Returns
    -------
    numpy.ndarray
        Six columns, a row for each that seems to be missing, in order of code, year, exporter and importer.

    Examples
    --------
    >>> years = np.array([2014, 2016])
    >>> missing_rows(years, np.zeros(2, int), np.zeros(2, int), np.ones(2, int), np.array([5e3, 7e3]), np.array([50.0, 70.0])).tolist()
    [[2015.0, 0.0, 0.0, 1.0, 6000.0, 60.0]]
    """
    if not len(year):
        return np.empty((0, 6))
    when, what, seller, buyer = (each.astype(np.int64) for each in (year, code, exporter, importer))
    first, areas = int(when.min()), int(max(seller.max(), buyer.max())) + 1
    span = int(np.ptp(when)) + 3
    pair = (what * areas + seller) * areas + buyer
    key = pair * span + when - first
    order = np.argsort(key, kind="stable")
    keys, worth, weight = key[order], value[order], tonnes[order]
    bought = (what * areas + buyer) * span + when - first
    whole = np.bincount(bought, value)[bought][order]
    much = (worth >= PART * whole) & (worth >= WORTH)
    # The next row but one year later of the same pair, and what lies between.
    later = np.searchsorted(keys, keys + 2)
    there = np.minimum(later, len(keys) - 1)
    known = much & (later < len(keys)) & (keys[there] == keys + 2) & ((keys + 2) // span == keys // span)
    known &= much[there]
    between = np.searchsorted(keys, keys + 1)
    inside = np.minimum(between, len(keys) - 1)
    mean = (worth + worth[there]) / 2.0
    # A side without a weight weighs as much by its value as the other.
    price = np.fmax(worth / weight, worth[there] / weight[there])
    price = np.where(np.isnan(weight) | np.isnan(weight[there]), price, 2.0 * mean / (weight + weight[there]))
    mass = mean / price
    little = (worth[inside] <= NOTHING * mean) & ~(weight[inside] > NOTHING * mass)
    known &= (keys[inside] != keys + 1) | little
    rows = np.flatnonzero(known)
    place = order[rows]
    found = np.stack([when[place] + 1, what[place], seller[place], buyer[place], mean[rows], mass[rows]], axis=1)
    return found[np.lexsort((found[:, 3], found[:, 2], found[:, 0], found[:, 1]))]
