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
"""A weight is doubted where it differs from that at the typical price by this part of the year's world trade in the code,"""
COUNTS_HERE = 0.1
"""or by this part of what its exporter or importer trades of the code in the year, by the greater of both weights: less moves no share,"""
LITTLE = 1e-4
"""unless it is below this part of the world's: the weights of so little are mostly rounded or imputed."""
ONE = 0.05
"""No flow counts for more than this part of its group's value in a median: one wrong weight, were it of the largest flow, would make all others look wrong."""
AROUND = 5
"""Years on each side of which a pair's prices are compared, those against the world's price of each year."""
FOREIGN = 8.0
"""Beyond so many times the world's price (or the square of the code's limit, where that is more) neither the pair's years nor the exporter's other flows excuse, unless"""
COMPANY = 0.05
"""other exporters sell at about the flow's own price for this part of the year's value: laterite beside concentrate of nickel."""
STEADY, SHARE = 6, 0.2
"""So many other years near it with a price and a weight within twice and half of a flow's excuse it too, where it is this part of the importer's value: coal at the mine's
price to power plants over the border."""
VOUCHES = 0.1
"""Another year of a pair tells its price where its value is at least this part of the flow's: a sample of a few kilograms vouches for no shipload."""
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
    `FAR`. What is doubted then vouches for no other year of its pair, and the pair's years are compared anew. Of a code that is sold at two prices the world's excuses a flow that
    is off the pair's own years by the limit *and* off the exporter's other flows by `LEAST` no more than theirs do, where these two agree. Far off the world's price (`FOREIGN`) nothing excuses a flow but the company of others (`COMPANY`) or a long steady course (`STEADY`). Told of are those where it matters
    (`COUNTS`, `COUNTS_HERE`).

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
    world, own = _others(of_year, price, worth, WORLD), _others(of_year * areas + seller, price, worth, SELLER)
    pairs = (what * areas + seller) * areas + buyer
    pair = _near(pairs, when, price - world, worth) + world
    typical, known = _middle(price, pair, own, world)
    limit = _limits(what, np.abs(price - typical), worth)[what]
    strange = _strange(price, typical, known, limit, pair, world)
    again = _near(pairs, when, np.where(strange, math.nan, price - world), worth) + world
    retold, known = _middle(price, again, own, world)
    late = ~strange & _strange(price, retold, known, limit, again, world)
    typical = np.where(late, retold, typical)
    two = ~strange & ~late & _off_both(price, again, own, limit)
    typical = np.where(two, (again + own) / 2.0, typical)
    strange |= late | two
    at_buyer = np.bincount(of_year * areas + buyer, worth)[of_year * areas + buyer]
    steady = (worth >= SHARE * at_buyer) & (_steady(pairs, when, price, np.log(weight)) >= STEADY)
    alien = ~strange & ~steady & (np.abs(price - world) > np.maximum(math.log(FOREIGN), 2.0 * limit))
    candidates = np.flatnonzero(alien)
    alien[candidates] = _company(candidates, of_year, seller, price, worth) < COMPANY
    # What is doubted is no company either.
    sound = np.where(strange | alien, 0.0, worth)
    alien[candidates] = _company(candidates, of_year, seller, price, sound) < COMPANY
    typical = np.where(alien, world, typical)
    strange |= alien
    likely = worth / np.exp(typical)
    moved = np.abs(weight - likely)
    part = moved / np.bincount(of_year, weight)[of_year]
    chosen = strange & (part > COUNTS)
    for side in (of_year * areas + seller, of_year * areas + buyer):
        whole = np.bincount(side, weight)[side]
        chosen |= strange & (part > LITTLE) & (moved > COUNTS_HERE * np.maximum(whole, whole - weight + likely))
    found[rows[chosen]] = np.exp(typical[chosen])
    return found


def _strange(price: Array, typical: Array, known: Whole, limit: Array, pair: Array, world: Array) -> NDArray[np.bool_]:
    """Return which prices are off the world's, off the typical one, of so many known, and off the pair's own years, or far off; logarithms all."""
    off = np.abs(price - typical)
    far = np.maximum(math.log(FAR), 2.0 * limit)
    # Where there is no such price, nothing of it excuses the flow's own.
    foreign, apart = (~(np.abs(price - one) <= limit) for one in (world, pair))
    alone = (off > np.maximum(limit, math.log(ALONE))) & (known == 1)
    found: NDArray[np.bool_] = foreign & (((off > limit) & apart & (known > 1)) | (off > far) | alone)
    return found


def _off_both(price: Array, pair: Array, own: Array, limit: Array) -> NDArray[np.bool_]:
    """Return which prices are above, or below, both the pair's own years and the exporter's other flows, where these two agree; logarithms all."""
    least = math.log(LEAST)
    above = (price - pair > limit) & (price - own > least)
    below = (pair - price > limit) & (own - price > least)
    found: NDArray[np.bool_] = (above | below) & (np.abs(pair - own) < least)
    return found


def _steady(pair: Whole, year: Whole, price: Array, weight: Array) -> Whole:
    """Return for each flow how many of the pair's other years near it have about its price and weight; logarithms both."""
    order = _ordered(np.argsort(year.astype(np.int16), kind="stable"), pair)
    pairs, years, prices, weights = pair[order], year[order], price[order], weight[order]
    count = np.zeros(len(pairs), np.int64)
    for step in (*range(-AROUND, 0), *range(1, AROUND + 1)):
        here = slice(max(-step, 0), len(pairs) - max(step, 0))
        there = slice(max(step, 0), len(pairs) - max(-step, 0))
        near = (pairs[here] == pairs[there]) & (np.abs(years[here] - years[there]) <= AROUND)
        near &= np.abs(prices[here] - prices[there]) <= math.log(2.0)
        count[here] += near & (np.abs(weights[here] - weights[there]) <= math.log(2.0))
    found = np.empty(len(pairs), np.int64)
    found[order] = count
    return found


def _company(rows: Whole, group: Whole, seller: Whole, price: Array, worth: Array) -> Array:
    """Return for some flows what part of their group's value other exporters sell within `LEAST` times the flow's price."""
    order = np.argsort(group, kind="stable")
    groups, found = group[order], np.empty(len(rows))
    for place, row in enumerate(rows.tolist()):
        first, last = np.searchsorted(groups, [group[row], group[row] + 1])
        beside = order[first:last]
        like = (np.abs(price[beside] - price[row]) <= math.log(LEAST)) & (seller[beside] != seller[row])
        whole = worth[beside].sum()
        found[place] = worth[beside][like].sum() / whole if whole > 0 else 0.0
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


def _near(pair: Whole, year: Whole, against: Array, worth: Array) -> Array:
    """Return for each flow the median of the pair's other years near it that are worth enough (`VOUCHES`); NaN where they are fewer than `PAIR`."""
    order = _ordered(np.argsort(year.astype(np.int16), kind="stable"), pair)
    pairs, years, figures, money = pair[order], year[order], against[order].astype(np.float32), worth[order]
    columns = np.full((2 * AROUND, len(pairs)), np.inf, np.float32)
    for row, step in enumerate((*range(-AROUND, 0), *range(1, AROUND + 1))):
        here = slice(max(-step, 0), len(pairs) - max(step, 0))
        there = slice(max(step, 0), len(pairs) - max(-step, 0))
        near = (pairs[here] == pairs[there]) & (np.abs(years[here] - years[there]) <= AROUND)
        near &= money[there] >= VOUCHES * money[here]
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
