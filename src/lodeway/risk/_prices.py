"""Which flows have a price so far from all that is like them that their weight is to be doubted, and what their price would typically be.

A flow of trade has a value and a weight of its own; customs check the value, for duty rests on it. Where the two give a price that neither the pair's other years, nor
what else the exporter sells of the code, nor the world's trade of it knows, the weight is the likelier to be wrong: a unit mistaken, or a weight imputed.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

__all__ = ["typical_prices"]

LEAST = 2.5
"""A price within this many times the typical one is never doubted: grade and contract explain as much (a concentrate of copper holds 20 to 40 %)."""
SPREAD = 3 * 1.4826
"""Of a code whose goods differ more in price: three standard deviations of the logarithm, these from the median distance by value (Hampel 1974,
Journal of the American Statistical Association 69, 383-393), which no few wrong weights can widen."""
ALONE = 10.0
"""With nothing to compare with but the world, so many times."""
FAR = 50.0
"""Beyond so many times (or the square of the code's limit, where that is more) a pair's other years excuse nothing: they are as wrong."""
COUNTS = 1e-3
"""A weight is doubted where it differs from that at the typical price by this part of the year's world trade in the code: less moves no share."""
ONE = 0.05
"""No flow counts for more than this part of its group's value in a median: one wrong weight, were it of the largest flow, would make all others look wrong."""
AROUND = 5
"""Years on each side of which a pair's prices are compared, those against the world's price of each year."""
PAIR, SELLER, WORLD = 3, 3, 5
"""Other years of a pair, flows of an exporter and flows of the world that a middle needs."""

Array = NDArray[np.float64]
Whole = NDArray[np.int64]


def typical_prices(
    year: NDArray[np.integer],
    code: NDArray[np.integer],
    exporter: NDArray[np.integer],
    importer: NDArray[np.integer],
    value: Array,
    tonnes: Array,
) -> Array:
    """Return the typical price [kUSD/t] of flows whose weight is doubtful by their price; NaN of all others.

    Parameters
    ----------
    year, code, exporter, importer
        One entry a flow; whole numbers.
    value, tonnes
        Of flows [kUSD], [t]; NaN or 0 where a flow has none, and then it is not doubted here.

    Notes
    -----
    Three prices are compared with: the median of the pair's other years within five, each against the world's of its year; the median by value (`ONE`) of what else the exporter
    sells of the code in the year; and that of the world's other flows. The typical price is the middle one of three, of two the nearer one. A weight is doubted
    where its price is off the world's, *and* off the typical one *and* off the pair's own years by the code's limit (`LEAST`, or more by its `SPREAD`), or off the typical one by
    `FAR`, and where it matters (`COUNTS`).

    Examples
    --------
    Nine sellers at 1 kUSD/t, and one of a twentieth of the weight at as much money:

    >>> sellers = np.arange(10)
    >>> found = typical_prices(np.full(10, 2020), np.zeros(10, int), sellers, np.full(10, 99), np.full(10, 100.0), np.r_[np.full(9, 100.0), 5.0])
    >>> np.isnan(found[:9]).all(), found[9].item()
    (np.True_, 1.0)
    """
    found = np.full(len(value), math.nan)
    rows = np.flatnonzero((tonnes > 0) & (value > 0))
    if not len(rows):
        return found
    when, what, seller, buyer = (each[rows].astype(np.int64) for each in (year, code, exporter, importer))
    worth, weight = value[rows], tonnes[rows]
    price = np.log(worth / weight)
    areas = int(max(seller.max(), buyer.max())) + 1
    of_year = what * (int(np.ptp(when)) + 1) + when - when.min()
    world = _others(of_year, price, worth, WORLD)
    pair = _near((what * areas + seller) * areas + buyer, when, price - world) + world
    typical, known = _middle(price, pair, _others(of_year * areas + seller, price, worth, SELLER), world)
    off = np.abs(price - typical)
    limit = _limits(what, off, worth)[what]
    far = np.maximum(math.log(FAR), 2.0 * limit)
    # Where there is no such price, nothing of it excuses the flow's own.
    foreign, apart = (~(np.abs(price - one) <= limit) for one in (world, pair))
    enough = (
        ((off > limit) & apart & (known > 1)) | (off > far) | (off > np.maximum(limit, math.log(ALONE))) & (known == 1)
    )
    strange = foreign & enough
    moved = np.abs(weight - worth / np.exp(typical))
    chosen = strange & (moved > COUNTS * np.bincount(of_year, weight)[of_year])
    found[rows[chosen]] = np.exp(typical[chosen])
    return found


def _others(group: Whole, price: Array, worth: Array, least: int) -> Array:
    """Return for each flow the median price by value of the others in its group; NaN where they are fewer than `least`."""
    order = _ordered(np.argsort(price), group)
    groups, sorted_price = group[order], price[order]
    starts = np.flatnonzero(np.diff(groups, prepend=-1))
    count = np.diff(np.append(starts, len(groups)))
    each = np.repeat(np.arange(len(starts)), count)
    money = np.minimum(worth[order], ONE * np.add.reduceat(worth[order], starts)[each])
    first, last = starts[each], starts[each] + count[each] - 1
    summed = np.cumsum(money)
    below = np.concatenate([[0.0], summed])[starts][each]
    half = (np.add.reduceat(money, starts)[each] - money) / 2.0
    # A flow's own money is stepped over where half of the others' lies above it.
    target = below + half + np.where(half <= summed - money - below, 0.0, money)
    place = np.clip(np.searchsorted(summed, target * (1.0 - 1e-15)), first, last)
    # Where half of the others' money lies on both sides of a flow, rounding may end at the flow itself.
    own = np.arange(len(price))
    place = np.where(place != own, place, np.where(own > first, own - 1, np.minimum(own + 1, last)))
    found = np.empty(len(price))
    found[order] = np.where(count[each] > least, sorted_price[place], math.nan)
    return found


def _ordered(order: Whole, group: Whole) -> Whole:
    """Return an order kept within groups, these in theirs: sixteen bits at a time, for which numpy counts in place of comparing."""
    for shift in range(0, int(group.max()).bit_length(), 16):
        digits = ((group >> shift) & 0xFFFF).astype(np.uint16)
        order = order[np.argsort(digits[order], kind="stable")]
    return order


def _near(pair: Whole, year: Whole, against: Array) -> Array:
    """Return for each flow the median of the pair's other years near it; NaN where they are fewer than `PAIR`."""
    order = _ordered(np.argsort(year.astype(np.int16), kind="stable"), pair)
    pairs, years, figures = pair[order], year[order], against[order].astype(np.float32)
    columns = np.full((2 * AROUND, len(pairs)), np.inf, np.float32)
    for row, step in enumerate((*range(-AROUND, 0), *range(1, AROUND + 1))):
        here = slice(max(-step, 0), len(pairs) - max(step, 0))
        there = slice(max(step, 0), len(pairs) - max(-step, 0))
        near = (pairs[here] == pairs[there]) & (np.abs(years[here] - years[there]) <= AROUND)
        columns[row, here] = np.where(near & ~np.isnan(figures[there]), figures[there], np.inf)
    columns.sort(axis=0)
    count = np.isfinite(columns).sum(axis=0)
    every = np.arange(len(pairs))
    low, high = columns[np.maximum(count - 1, 0) // 2, every], columns[np.minimum(count // 2, 2 * AROUND - 1), every]
    enough = count >= PAIR
    found = np.full(len(pairs), math.nan)
    found[order[enough]] = (low[enough].astype(np.float64) + high[enough]) / 2.0
    return found


def _middle(price: Array, *known: Array) -> tuple[Array, Whole]:
    """Return the middle of three prices, of two the one that is nearer to a flow's own, or the only one; and how many there are."""
    every = np.sort(np.stack(known), axis=0)  # missing ones come last
    count = (~np.isnan(every)).sum(axis=0)
    nearer = np.where(np.abs(price - every[0]) < np.abs(price - every[1]), every[0], every[1])
    return np.select([count == 3, count == 2, count == 1], [every[1], nearer, every[0]], math.nan), count


def _limits(code: Whole, off: Array, worth: Array) -> Array:
    """Return for each code the logarithm of how many times off the typical price is usual."""
    found = np.full(int(code.max()) + 1, math.log(LEAST))
    for number in range(len(found)):
        rows = np.flatnonzero((code == number) & ~np.isnan(off))
        if len(rows):
            order = rows[np.argsort(off[rows])]
            summed = np.cumsum(worth[order])
            found[number] = max(found[number], SPREAD * off[order[np.searchsorted(summed, summed[-1] / 2.0)]])
    return found
