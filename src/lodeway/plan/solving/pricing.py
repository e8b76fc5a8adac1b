"""Column generation: seed every lane, then add the routes that pay under the master's prices until none does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from lodeway.plan.routing.routes import Routes, joined
from lodeway.plan.routing.ways import Finder, Found, Prices
from lodeway.plan.solving.apart import Apart, together
from lodeway.plan.solving.floors import Floors, prices_of, tolls_of
from lodeway.plan.solving.master import HUGE, LARGE, Answer, Master
from lodeway.plan.solving.sifting import Sifted

__all__ = ["Converged", "Interrupted", "converge", "offer_cheapest", "seed"]

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

ROUNDS = 200
"""Rounds after which the bound reached so far is reported instead of zero gap."""
FEW = 4
"""Routes to each market or plant, by commodity and year, with which a large program begins; pricing brings the others."""
CAUTION = 0.9
"""Part of the gap asked for at which the search ends, as sweeping up the solver's dust moves the cost a little."""
DRY = 1e-2
"""New routes per column of a huge program below which all ways are searched, and the answer is proved."""
ROUGH = 0.02
"""Known routes that pay per column of a huge program with which its first answer is good enough: new ones change the prices more."""
LOOSE = 1e-4
"""Gap of a huge program down to which a few rows may be broken in its answers: these are on the way, and each run of the solver costs more than it gains."""
PAYS = 1e-7
"""Share of what a tonne is worth that a route must save to be worth adding."""
SURE = 1e-11
"""Share of what a tonne is worth by which a route that is known to cost about as much may cost less."""


@dataclass(frozen=True, slots=True)
class Converged:
    """The last answer of the master, the best bound that was proved and the rounds it took."""

    answer: Answer
    bound: float
    rounds: int


class Interrupted(KeyboardInterrupt):
    """The user stopped the search (Ctrl-C) when there was an answer already."""

    def __init__(self, done: Converged) -> None:
        super().__init__()
        self.done = done


def seed(master: Master, finder: Finder) -> Floats:
    """Offer lanes their best ways without scarcity; return the cost of these by slot, infinite where there is none.

    Of a large program without limits on transit only the cheapest few to each market and plant are offered at first.
    """
    world, years = master.world, len(master.world.years)
    master.meshes = finder.meshes
    most = master.per_tonne.most.reshape(-1, years)
    parts = []
    for place in range(years):
        found = finder.search(np.flatnonzero(most[:, place] > 0), place, Prices(co2=world.scenario.carbon_price))
        parts.append(found.routes(np.arange(found.lane.size), years, place))
    seeds = joined(parts)
    finder.seeds = seeds = seeds.take(np.argsort(seeds.slot, kind="stable"))
    finder.seed_of = np.full(most.size, -1, dtype=np.intp)
    finder.seed_of[seeds.slot] = np.arange(len(seeds))
    least = np.full(most.size, np.inf)
    least[seeds.slot] = master.per_tonne.cost(seeds)
    # Where transit is limited the cheapest ways are those that may be used least: all are needed to begin with.
    few = HUGE >= len(seeds) > LARGE and not master.through
    offered = seeds.take(_cheapest(master, seeds, least)) if few else seeds
    master.offer(offered)
    _seed_around(master, finder, offered)
    return least


def _cheapest(master: Master, seeds: Routes, least: Floats) -> Indices:
    """Return of the routes to each market or plant, by commodity and year, the cheapest few."""
    group = master.groups.of[seeds.slot]
    order = np.lexsort((seeds.slot, least[seeds.slot], group))
    first = np.flatnonzero(np.diff(group[order], prepend=-1))
    rank = np.arange(order.size) - np.repeat(first, np.diff([*first, order.size]))
    return np.sort(order[rank < FEW])


def _seed_around(master: Master, finder: Finder, seeds: Routes) -> None:
    """Offer the lanes that would pass countries of limited transit their best way around all of these."""
    years, toll = len(master.world.years), np.zeros(len(seeds), dtype=np.int64)
    for bit, matrix in enumerate(master.through):
        counted = np.diff(matrix.indptr)[seeds.slot] > 0
        toll |= np.where(counted, seeds.visits & (1 << bit), 0)
    for place in range(years):
        for which in np.unique(toll[seeds.slot % years == place]):
            if which:
                shun = frozenset(name for bit, name in enumerate(finder.limited) if which >> bit & 1)
                lanes = seeds.slot[(toll == which) & (seeds.slot % years == place)] // years
                found = finder.search(lanes, place, Prices(co2=master.world.scenario.carbon_price), shun)
                master.offer(found.routes(np.arange(found.lane.size), years, place))


def converge(
    master: Master,
    finder: Finder,
    least: Floats,
    *,
    progress: Callable[[str], None],
    gap: float = 0.0,
    floors: Floors | None = None,
    kept: Sifted | None = None,
) -> Converged | None:
    """Solve and price until no route pays, or a large program is near enough; None when no values satisfy the rows.

    A search that is interrupted (Ctrl-C) raises `Interrupted` with the last answer and its bound, once there is one.

    Parameters
    ----------
    master
        The program with its first routes.
    finder
        Where better routes come from.
    least
        Least cost of any route by slot: a slot whose tonnes are worth less needs no search.
    progress
        Called with a line a round.
    gap
        Where a large program may stop: what is left between cost and bound, as a share of the plan's own cost. A
        small one is priced to the end, which costs nothing.
    floors
        What is known of the least cost of routes beside `least`, from searches before.
    kept
        The program with only what matters, to go on with; it stays as it is in the end, and stops within `gap` whatever its size.

    Notes
    -----
    With reduced costs r of the best route of each slot, the master's value plus the sum over markets and plants of
    min(0, r) times the most they take bounds the optimum from below (Lagrange); M. E. Luebbecke and J. Desrosiers
    (2005), Selected Topics in Column Generation, Operations Research 53(6), section 2.1.
    """
    bound, number, done, left = -np.inf, 0, None, np.inf
    sifted = kept or _begun(master, finder, least, progress)
    huge = sifted is not None and kept is None
    floors = Floors(master) if huge and floors is None else floors
    hasty = huge
    while True:
        number += 1
        rough, loose = huge and number == 1, huge and left > LOOSE and number < ROUNDS
        try:
            enough = ROUGH if rough else 0.0
            answer = master.solve() if sifted is None else _sift(master, sifted, enough=enough, loose=loose)
            if answer is None:
                return None
            # Of a huge program the ways of small detours are searched alone until few of them pay: they prove nothing.
            fresh = _search(master, finder, answer.duals, least, hasty=True)[1] if hasty else 0
            hasty = fresh > DRY * answer.values.size and number < ROUNDS
            if hasty:
                _offer_all_years(master, finder)
                progress(f"round {number}: cost {answer.objective:.6g}, {fresh} new routes")
                done = Converged(answer=answer, bound=-np.inf, rounds=number)
                continue
            reduced, more = _proving(master, finder, answer.duals, least, floors)
            if huge:
                _offer_all_years(master, finder)
            fresh += more
            bound = max(bound, answer.objective + _slack(master, reduced))
            left = _left(master, answer, bound)
            if loose and sifted is not None and left <= CAUTION * gap:
                # Rows may be broken, so that this is no cost yet: the bound holds whatever is solved next.
                loose = not sifted.solve()
                answer = sifted.answer()
                left = _left(master, answer, bound)
        except KeyboardInterrupt as stop:
            if done is None:
                raise
            done = _proved(master, finder, least, done)
            if sifted is not None and huge:
                sifted.settle()
                master.forget(len(master.routes))
                # The last answer may break a few rows that the solver did not have.
                mended = master.solve()
                done = done if mended is None else replace(done, answer=mended)
            raise Interrupted(replace(done, answer=_padded(done.answer, master))) from stop
        progress(
            f"round {number}: cost {answer.objective:.6g}, bound {bound:.6g}, gap {max(left, 0.0):.1g}, {fresh} new routes"
        )
        done = Converged(answer=answer, bound=min(bound, answer.objective), rounds=number)
        near = left <= CAUTION * gap and (answer.values.size > LARGE or kept is not None)
        if loose:
            left = left if fresh else 0.0
        elif near or number == ROUNDS or not (fresh or rough):
            if sifted is not None and huge:
                sifted.settle()
                done = replace(done, answer=_padded(answer, master))
            master.forget(len(master.routes))
            return done


def _proving(master: Master, finder: Finder, duals: Floats, least: Floats, floors: Floors | None) -> tuple[Floats, int]:
    """Return what `_search` does where what was proved before may spare some of it."""
    if floors is None:
        return _search(master, finder, duals, least)
    floor, worth = floors.least(duals), master.attachment @ duals
    # What a floor leaves open, however little, many slots together would leave open in the bound: such are searched.
    sure = floor >= worth - SURE * np.maximum(1.0, np.abs(worth))
    reduced, fresh = _search(master, finder, duals, np.where(sure, np.maximum(least, floor), least))
    floors.learn(duals, reduced)
    return reduced, fresh


def _begun(master: Master, finder: Finder, least: Floats, progress: Callable[[str], None]) -> Sifted | None:
    """Return a huge program begun with its years apart; None for any other, and where a year alone has no answer."""
    size = master.first + sum(len(routes) for routes in master.waiting)
    if master.loaded or size <= HUGE or len(master.world.years) == 1:
        return None
    apart = Apart(master)

    def price(duals: Floats) -> int:
        return _search(master, finder, duals, least, hasty=True)[1]

    if apart.run(price, progress):
        return together(apart)
    master.waiting.extend(part.pool for part in apart.parts)
    return None


def _proved(master: Master, finder: Finder, least: Floats, done: Converged) -> Converged:
    """Return an answer with a bound, for which all ways are searched where there is none yet."""
    if np.isfinite(done.bound):
        return done
    reduced, _ = _search(master, finder, done.answer.duals, least)
    return replace(done, bound=min(done.answer.objective, done.answer.objective + _slack(master, reduced)))


def _offer_all_years(master: Master, finder: Finder) -> None:
    """Offer what is queued for every other year in which its lane may go that way.

    What is built serves many years: where one finds a way round a full gate, the worth of it moves on to the next that has none.
    """
    years, most = len(master.world.years), master.per_tonne.most
    fresh = joined(master.waiting)
    shut = _shut(finder, fresh)
    lane, place = np.divmod(fresh.slot, years)
    avoids = finder.avoided(lane, fresh.end)
    here = avoids[np.arange(lane.size), place]
    for other in range(years):
        slot = lane * years + other
        able = (place != other) & (most[slot] > 0) & ~shut[:, other] & (avoids[:, other] == here)
        which = np.flatnonzero(able)
        if which.size:
            master.offer(replace(fresh.take(which), slot=slot[which]))


def _shut(finder: Finder, routes: Routes) -> NDArray[np.bool_]:
    """Return by route and year whether an arc of it is shut."""
    found = np.zeros((len(routes), len(finder.world.years)), dtype=np.bool_)
    owner = np.repeat(np.arange(len(routes)), np.diff(routes.arc_start))
    for number in np.unique(routes.mesh):
        own = np.flatnonzero(routes.mesh[owner] == number)
        shut = finder.meshes[number].shut[routes.arcs[own]]
        arc, year = np.nonzero(shut)
        found[owner[own[arc]], year] = True
    return found


def _sift(master: Master, sifted: Sifted, *, enough: float, loose: bool) -> Answer | None:
    """Solve a sifted program with what was offered since."""
    if master.waiting:
        fresh = joined(master.waiting)
        master.waiting.clear()
        sifted.offer(fresh, master.matrix_of(fresh), master.per_tonne.cost(fresh))
    return sifted.answer() if sifted.solve(enough=enough, loose=loose) else None


def _left(master: Master, answer: Answer, bound: float) -> float:
    """Return what is left between cost and bound, as a share of the plan's own cost."""
    return (answer.objective - bound) / max(_own(master, answer.values), 1e-12 * abs(answer.objective), 1e-12)


def _own(master: Master, values: Floats) -> float:
    """Return freight, investment and unmet demand of an answer: what its gap is measured by."""
    fixed = float(master.own @ values[: master.first])
    routes = master.routes
    return fixed + float(master.per_tonne.factor[routes.slot] * routes.figures[:, 0] @ values[master.first :])


def _padded(answer: Answer, master: Master) -> Answer:
    """Return an answer with zeros for the routes that were added after it."""
    missing = master.first + len(master.routes) - answer.values.size
    values, reduced = (np.concatenate([part, np.zeros(missing)]) for part in (answer.values, answer.reduced))
    return replace(answer, values=values, reduced=reduced)


def _search(master: Master, finder: Finder, duals: Floats, least: Floats, *, hasty: bool = False) -> tuple[Floats, int]:
    """Offer every route that pays; return the least reduced cost by slot (at most zero) and how many were new."""
    years, fresh = len(master.world.years), 0
    worth = master.attachment @ duals
    tolls = tolls_of(master, duals)
    reduced = np.minimum(0.0, least - worth)
    hope = -PAYS * np.maximum(1.0, np.abs(worth))
    promising = np.flatnonzero(reduced < hope)
    seeds = finder.seeds
    if seeds is None:
        raise ValueError("seed comes before converge")
    for place in range(years):
        slots = promising[promising % years == place]
        if not slots.size:
            continue
        prices = prices_of(master, duals, place)
        if prices.gates is not None:
            prices.gates[list(finder.closed)] = np.inf
        own = seeds.take(finder.seed_of[slots])
        extra = _scarcity(master, own, prices, tolls)
        # What is cheapest where nothing is scarce, and pays for nothing scarce, is cheapest.
        settled = extra <= 0.0
        pays = np.flatnonzero(settled)
        if pays.size:
            fresh += master.offer(own.take(pays))
        # What has no way of use is not found.
        reduced[slots[~settled]] = 0.0
        for found, total in _best(master, finder, slots[~settled], place, prices, tolls, worth, hasty=hasty):
            slot = found.lane * years + place
            reduced[slot] = np.minimum(0.0, total - worth[slot])
            chosen = np.flatnonzero(reduced[slot] < hope[slot])
            if chosen.size:
                fresh += master.offer(found.routes(chosen, years, place))
    return reduced, fresh


def offer_cheapest(master: Master, finder: Finder, duals: Floats) -> None:
    """Offer the cheapest way of every slot, all prices paid, whether it pays or not.

    Pricing only looks for ways that pay: where a slot is worth less than any way of it, the cheapest one is not known.
    """
    years, seeds, tolls = len(master.world.years), finder.seeds, tolls_of(master, duals)
    if seeds is None:
        raise ValueError("seed comes before offer_cheapest")
    for place in range(years):
        prices = prices_of(master, duals, place)
        own = seeds.take(np.flatnonzero(seeds.slot % years == place))
        settled = _scarcity(master, own, prices, tolls) <= 0.0
        master.offer(own.take(np.flatnonzero(settled)))
        slots, worth = own.slot[~settled], np.full(finder.seed_of.size, np.inf)
        for found, _ in _best(master, finder, slots, place, prices, tolls, worth, hasty=False):
            master.offer(found.routes(np.arange(found.lane.size), years, place))


def _best(
    master: Master,
    finder: Finder,
    slots: Indices,
    place: int,
    prices: Prices,
    tolls: Floats | None,
    worth: Floats,
    *,
    hasty: bool,
) -> Iterator[tuple[Found, Floats]]:
    """Yield best ways of slots of one year and what a contained tonne of each costs, all prices paid.

    A way that passes a country of limited transit pays its toll. Where the best way without tolls passes none that its lane
    pays, it is the best of all; else the best without each of these is searched as well, and so on. The least is exact: the best
    of all passes some countries; a way found that passes no others weighs no more, and where one does, the best is
    among those without that one.
    """
    years, per = len(master.world.years), master.per_tonne
    if not slots.size:
        return
    toll = np.zeros((slots.size, 0)) if tolls is None else tolls[slots]
    bits = np.flatnonzero((toll > 0).any(axis=0))
    lanes = slots // years
    enough = np.full(len(master.world.lanes), -np.inf)
    enough[lanes] = (worth[slots] - per.fixed[slots]) / per.factor[slots]
    best = np.full(slots.size, np.inf)
    answers: list[tuple[Found, Floats, Indices]] = []
    choice = np.full(slots.size, -1)
    asked = {frozenset[int](): np.ones(slots.size, dtype=np.bool_)}
    """By countries that are shunned: whether a slot needs its best way without them."""
    for size in range(bits.size + 1):
        for shunned in combinations(bits.tolist(), size):
            able = np.flatnonzero(asked.get(frozenset(shunned), np.zeros(0)))
            if not able.size:
                continue
            found = finder.search(
                lanes[able],
                place,
                prices,
                frozenset(finder.limited[bit] for bit in shunned),
                hasty=hasty,
                enough=enough,
            )
            where = np.searchsorted(lanes, found.lane)
            slot = slots[where]
            total = per.factor[slot] * found.weight + per.fixed[slot]
            free, others = total.copy(), [bit for bit in bits.tolist() if bit not in shunned]
            visits = found.visits(np.flatnonzero((toll[where][:, others] > 0).any(axis=1)))
            for bit in others:
                total += np.where(visits >> bit & 1, toll[where, bit], 0.0)
            better = total < best[where]
            best[where[better]] = total[better]
            choice[where[better]] = len(answers)
            answers.append((found, total, where))
            for bit in others:
                further = where[(visits >> bit & 1 > 0) & (toll[where, bit] > 0) & (free < best[where])]
                if further.size:
                    asked.setdefault(frozenset((*shunned, bit)), np.zeros(slots.size, dtype=np.bool_))[further] = True
    for number, (found, total, where) in enumerate(answers):
        use = np.flatnonzero(choice[where] == number)
        if use.size:
            yield found.take(use), total[use]


def _scarcity(master: Master, routes: Routes, prices: Prices, tolls: Floats | None) -> Floats:
    """Return the present value of what a contained tonne of each route pays to scarce gates, emissions and transit."""
    gates = 0.0 if prices.gates is None else routes.per_gate(prices.gates)
    co2 = (prices.co2 - master.world.scenario.carbon_price) * routes.figures[:, 3] / 1000.0
    paid = master.per_tonne.factor[routes.slot] * (gates + co2)
    if tolls is not None:
        for bit in range(tolls.shape[1]):
            paid = paid + np.where(routes.visits >> bit & 1, tolls[routes.slot, bit], 0.0)
    return paid


def _slack(master: Master, reduced: Floats) -> float:
    """Return what all better routes together could save at most.

    No slot carries more than its most, and those of a group together no more than the group takes: the best
    of each group go first.
    """
    groups, slots = master.groups, np.flatnonzero(reduced < 0)
    if not slots.size:
        return 0.0
    group = groups.of[slots]
    order = np.lexsort((slots, reduced[slots], group))
    slots, group = slots[order], group[order]
    most = master.per_tonne.most[slots]
    total = np.cumsum(most)
    first = np.flatnonzero(np.diff(group, prepend=-1))
    before = np.repeat(total[first] - most[first], np.diff([*first, slots.size]))
    room = groups.most[group] - (total - most - before)
    return float(reduced[slots] @ np.clip(most, 0.0, np.maximum(0.0, room)))
