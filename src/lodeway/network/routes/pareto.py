"""Ways that no other way beats in every respect."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from lodeway.errors import UsageError
from lodeway.network.model import Network
from lodeway.network.search.structure import check, grow, pattern, walk

__all__ = ["Pareto", "distinct", "pareto"]

Floats = NDArray[np.float64]

EQUAL = 1e-12
"""Relative difference below which two sums of the same figures are the same."""
STEPS = (0.0, 1.0, 4.0)
"""Relative weights of the criteria in the mixed searches that come first."""
TIGHT = 1e-9
"""Relative difference below which a leg lies on a best way."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pareto:
    """Ways of which none is at least as good as another in every criterion."""

    ways: tuple[tuple[int, ...], ...]
    """Legs of each way, ordered by the first criterion, then the second and so on."""
    values: Floats
    """A row per way, a column per criterion."""
    complete: bool
    """False when the search stopped at its limit: then ways may be missing, but none is wrong."""
    left_out: int = 0
    """Ways that `distinct` left out because another is nearly as good in every criterion."""


@dataclass(frozen=True, slots=True, eq=False)
class _Question:
    """What is asked, and what no way can do better than."""

    network: Network
    start: int
    end: int
    barred: Floats
    """The criteria, infinite where a leg may not be used."""
    forward: Floats
    """Least of each criterion from the start to each terminal."""
    backward: Floats
    """Least of each criterion from each terminal to the end."""

    def grown(self, row: Floats) -> tuple[Floats, NDArray[np.int32]]:
        """Return least sums from the start and the legs of their tree."""
        reached, arrival = grow(pattern(self.network), row, np.asarray([self.start]))
        return reached[0], arrival[0]

    def left(self, row: Floats) -> Floats:
        """Return least sums to the end."""
        reached: Floats = grow(pattern(self.network, backward=True), row, np.asarray([self.end]))[0][0]
        return reached

    def best(self, row: Floats) -> list[int]:
        """Return the legs of the best way."""
        return walk(self.network.legs.tail, self.grown(row)[1], self.end)


@dataclass(slots=True)
class _Front:
    """The ways found so far."""

    slack: float
    ways: dict[tuple[float, ...], tuple[int, ...]] = field(default_factory=dict)
    rows: Floats = field(default_factory=lambda: np.zeros((0, 0)))

    def covers(self, least: Floats) -> NDArray[np.bool_]:
        """Return for each row whether a way found is as good, up to the tolerance, as any with these least values."""
        room = (least * self.slack)[:, None, :]
        result: NDArray[np.bool_] = np.any(np.all(self.rows[None, :, :] <= room, axis=2), axis=1)
        return result

    def add(self, value: Floats, way: tuple[int, ...]) -> None:
        """Add a way and drop those it beats; one that is beaten, or equal to one there, stays out."""
        same = 1 + EQUAL
        if self.ways and (self.rows <= value * same).all(axis=1).any():
            return
        self.ways = {old: legs for old, legs in self.ways.items() if not (value <= np.asarray(old) * same).all()}
        self.ways[tuple(value.tolist())] = way
        self.rows = np.asarray(list(self.ways))


def pareto(
    network: Network,
    criteria: Floats,
    allowed: NDArray[np.bool_],
    start: int,
    end: int,
    *,
    tolerance: float = 0.01,
    limit: int = 50_000,
) -> Pareto:
    """Return the ways that no other beats in every criterion, say cost, hours, CO2 and borders crossed.

    For every way there is one in the answer that is at most `tolerance` worse in each criterion (an
    epsilon-dominating set): value ≤ (1 + tolerance) × value. The best way in each single criterion, and among equal
    ones the best in the next criteria in order, is always in it exactly. With a tolerance of 0 the answer holds a way
    for every point of the Pareto front.

    Parameters
    ----------
    network
        What `lodeway.network.build` returned.
    criteria
        A row per criterion, a column per leg: what each leg adds, 0 or more and finite where it is allowed.
    allowed
        True for each leg that may be used.
    start, end
        Terminals.
    tolerance
        Relative, 0 or more.
    limit
        Number of part ways after which the search stops with what it has.

    Raises
    ------
    UsageError
        When a figure is missing or negative, there is no such terminal, or an option lies outside its range.

    Notes
    -----
    Label setting with several criteria (E. Q. V. Martins 1984, doi:10.1016/0377-2217(84)90202-1), lightest sum first. To a part way
    is added, criterion by criterion, the least that any way from there to the end takes (C. Tung & K. Chew 1992,
    doi:10.1016/0377-2217(92)90248-8); if a way found before covers that sum up to the tolerance, the part way is left.
    Since sums are compared with whole ways only, tolerances do not add up along a way. The search starts from the best
    way in each criterion and in mixtures of them, and looks only at legs that these do not cover.

    Examples
    --------
    >>> import numpy as np
    >>> from lodeway.network import build
    >>> from lodeway.network.routes.pareto import pareto
    >>> from lodeway.network.sample import sample
    >>> network = build(sample())
    >>> mine = network.site_terminal[network.sites.index("mine")]
    >>> market = network.site_arrival[network.sites.index("market")]
    >>> criteria = np.stack([network.legs.cost, network.legs.km])
    >>> pareto(network, criteria, np.ones(network.legs.km.size, dtype=bool), mine, market).values.tolist()
    [[13.0, 1100.0]]
    """
    if criteria.ndim != 2 or not len(criteria):
        raise UsageError("criteria are a table of one row or more, a column per leg")
    if not tolerance >= 0 or limit < 1:
        raise UsageError(f"tolerance {tolerance} must be 0 or more, limit {limit} 1 or more")
    barred = np.where(allowed, criteria, np.inf)
    for row in barred:
        check(network, row, start, end)
    question = _question(network, barred, int(start), int(end))
    if start == end or not np.isfinite(question.forward[0, end]):
        ways: tuple[tuple[int, ...], ...] = ((),) if start == end else ()
        return Pareto(ways=ways, values=np.zeros((len(ways), len(criteria))), complete=True)
    front = _Front(slack=1 + tolerance + EQUAL)
    for row in range(len(criteria)):
        front.add(*_corner(question, row))
    _mix(question, front)
    complete = _search(question, front, limit)
    order = sorted(front.ways)
    return Pareto(ways=tuple(front.ways[row] for row in order), values=np.asarray(order), complete=complete)


def distinct(found: Pareto, near: float) -> Pareto:
    """Return the set without ways that are no real choice: another is at most `near` worse in every criterion.

    The best way in each single criterion stays, of equal ones the best in the first criteria. The others are looked at in
    the order of the first criterion, each against the ways that stay.

    Parameters
    ----------
    found
        What `pareto` returned.
    near
        Relative, 0 or more: a way is left out when one that stays has value ≤ (1 + near) × its value in every criterion.

    Raises
    ------
    UsageError
        When `near` is negative.

    Examples
    --------
    >>> import numpy as np
    >>> rows = np.asarray([[100.0, 50.0], [100.4, 49.6], [120.0, 40.0]])
    >>> slim = distinct(Pareto(ways=((0,), (1,), (2,)), values=rows, complete=True), 0.02)
    >>> slim.ways, slim.left_out
    (((0,), (2,)), 1)
    """
    if not near >= 0:
        raise UsageError(f"near {near} must be 0 or more")
    rows = found.values
    if not len(rows):
        return found
    columns = range(rows.shape[1])
    kept = sorted({min(range(len(rows)), key=lambda way: (rows[way, column], *rows[way])) for column in columns})
    for way in sorted(set(range(len(rows))) - set(kept)):
        if not (rows[kept] <= rows[way] * (1 + near + EQUAL)).all(axis=1).any():
            kept.append(way)
    kept.sort()
    ways = tuple(found.ways[way] for way in kept)
    return replace(found, ways=ways, values=rows[kept], left_out=found.left_out + len(rows) - len(kept))


def _question(network: Network, barred: Floats, start: int, end: int) -> _Question:
    nothing = np.zeros((0, 0))
    blank = _Question(network, start, end, barred, nothing, nothing)
    forward = np.stack([blank.grown(row)[0] for row in barred])
    return replace(blank, forward=forward, backward=np.stack([blank.left(row) for row in barred]))


def _corner(question: _Question, first: int) -> tuple[Floats, tuple[int, ...]]:
    """Return the best way in one criterion, of equal ones the best in the others in order, and its values.

    Ways over legs that lie on some best way are all best, so each criterion searches what the one before left.
    """
    legs, barred = question.network.legs, question.barred
    row, ahead, behind = barred[first], question.forward[first], question.backward[first]
    for other in (number for number in range(len(barred)) if number != first):
        tight = ahead[legs.tail] + row + behind[legs.head] <= ahead[question.end] * (1 + TIGHT)
        row = np.where(tight, barred[other], np.inf)
        ahead, behind = question.grown(row)[0], question.left(row)
    tight = ahead[legs.tail] + row + behind[legs.head] <= ahead[question.end] * (1 + TIGHT)
    way = question.best(np.where(tight, barred[first], np.inf))
    return barred[:, way].sum(axis=1), tuple(way)


def _mix(question: _Question, front: _Front) -> None:
    """Add the best ways by weighted sums of the criteria, measured by their ranges between the best ways."""
    if len(front.rows) < 2:
        return
    barred, span, seen = question.barred, np.ptp(front.rows, axis=0), set()
    usable = np.isfinite(barred[0])
    known = np.where(usable, barred, 0.0)
    for steps in product(STEPS, repeat=len(barred)):
        share = np.asarray(steps) / (max(steps) or 1.0)
        if tuple(share) in seen or np.count_nonzero(share) < 2:
            continue
        seen.add(tuple(share))
        factor = np.divide(share, span, out=np.zeros_like(span), where=span > 0)
        way = question.best(np.where(usable, factor @ known, np.inf))
        front.add(barred[:, way].sum(axis=1), tuple(way))


@dataclass(frozen=True, slots=True, eq=False)
class _Onward:
    """The legs on which ways may lie that the front does not cover, by their tails."""

    numbers: NDArray[np.intp]
    heads: NDArray[np.int32]
    adds: Floats
    """What each leg adds: a row per leg."""
    begin: list[int]
    """Where the legs of each terminal begin."""


def _onward(question: _Question, front: _Front) -> _Onward:
    legs, lower = question.network.legs, question.backward.T
    through = question.forward[0, legs.tail] + question.barred[0] + lower[legs.head, 0]
    some = np.flatnonzero(np.isfinite(through))
    least = (question.forward[:, legs.tail[some]] + question.barred[:, some]).T + lower[legs.head[some]]
    kept = some[~front.covers(least)]
    kept = kept[np.argsort(legs.tail[kept], kind="stable")]
    begin = np.searchsorted(legs.tail[kept], np.arange(len(lower) + 1)).tolist()
    return _Onward(kept, legs.head[kept], question.barred[:, kept].T.copy(), begin)


def _search(question: _Question, front: _Front, limit: int) -> bool:
    """Add every way that those of the front do not cover; return whether the search came to its end."""
    onward, lower = _onward(question, front), question.backward.T.copy()
    scale = 1.0 / np.maximum(front.rows.max(axis=0), EQUAL)
    labels: list[tuple[int, int]] = [(-1, -1)]
    own: dict[int, Floats] = {}
    queue: list[tuple[float, int, int, Floats]] = [(0.0, 0, question.start, np.zeros(len(question.barred)))]
    while queue:
        _, label, place, value = heapq.heappop(queue)
        if place == question.end:
            front.add(value, _trace(labels, label))
            continue
        if front.covers((value + lower[place])[None, :])[0] or _beaten(own, place, value):
            continue
        low, high = onward.begin[place], onward.begin[place + 1]
        further = value + onward.adds[low:high]
        bound = further + lower[onward.heads[low:high]]
        for number in np.flatnonzero(~front.covers(bound)).tolist():
            head, new = int(onward.heads[low + number]), further[number]
            if not _enter(own, head, new):
                continue
            if len(labels) > limit:
                return False
            labels.append((label, int(onward.numbers[low + number])))
            heapq.heappush(queue, (float(bound[number] @ scale), len(labels) - 1, head, new))
    return True


def _beaten(own: dict[int, Floats], place: int, value: Floats) -> bool:
    """Return whether a part way to a place has been beaten by another since it was queued."""
    rows = own.get(place)
    return rows is not None and bool(((rows <= value).all(axis=1) & (rows < value).any(axis=1)).any())


def _enter(own: dict[int, Floats], place: int, value: Floats) -> bool:
    """Note a part way to a place, unless one there is as good in every criterion."""
    rows = own.get(place)
    if rows is None:
        own[place] = value[None, :]
        return True
    if (rows <= value).all(axis=1).any():
        return False
    own[place] = np.concatenate([rows[~(value <= rows).all(axis=1)], value[None, :]])
    return True


def _trace(labels: list[tuple[int, int]], label: int) -> tuple[int, ...]:
    legs = []
    while label > 0:
        label, leg = labels[label]
        legs.append(leg)
    return tuple(reversed(legs))
