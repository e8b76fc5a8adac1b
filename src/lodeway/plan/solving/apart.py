"""The years of a plan each for itself: where the whole begins when it is too large to begin from nothing.

What is built is rented by the year instead, and money that is short has a price. The years so have nothing in common
any more, and a tenth of a program takes far less than a tenth of the time. Their routes, and a few rounds of pricing, are
nearly all that the whole needs.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, hstack

from lodeway.plan.routing.routes import joined
from lodeway.plan.solving.master import Master
from lodeway.plan.solving.sifting import BASIC, Sifted, lazy_rows, statuses

__all__ = ["Apart", "together"]

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

WORKERS = 2
"""Years solved at a time; the answers do not depend on it."""
ROUNDS = 7
"""Most rounds of pricing by year."""
FRESH = 0.01
"""Share of new routes below which the years know enough."""
STEP = 5.0
"""Most by which the price of money is multiplied at a time."""
NEARLY = 15.0
"""Reduced cost of a gross tonne up to which a route of a year goes into the whole program [USD]."""

Price = Callable[[Floats], int]
"""Offers routes that pay under the rows' duals; returns how many were new."""


class Apart:
    """One program for each year."""

    def __init__(self, master: Master) -> None:
        """Take the rows and columns of a master apart."""
        self.master, self.lazy = master, lazy_rows(master)
        assembly, world = master.assembly, master.world
        self.static = csc_array(assembly.matrix())
        years, size = len(world.years), len(assembly.row_keys)
        year = _years(master, self.static)
        builds = np.asarray([key[0] == "build" for key in assembly.column_keys], dtype=np.bool_)
        entries = self.static.tocoo()
        low, high = np.full(builds.size, years), np.full(builds.size, -1)
        np.minimum.at(low, entries.coords[1], year[entries.coords[0]])
        np.maximum.at(high, entries.coords[1], year[entries.coords[0]])
        single = (low == high) & (low >= 0) & ~builds
        cost, bound = np.asarray(assembly.cost), np.asarray(assembly.bound)
        self.parts: list[Sifted] = []
        self.columns: list[Indices] = []
        """Of each year: columns of the master that are its own."""
        self.rents: list[list[tuple[int, int]]] = []
        """Of each year, after these: project and the column of the master that is built instead."""
        for place in range(years):
            rows, own = np.flatnonzero(year == place), np.flatnonzero(single & (low == place))
            rents = self._rents(place)
            keep = np.zeros(size)
            keep[rows] = 1.0
            rented = csc_array(self.static[:, [column for _, column in rents]])
            rented.data = rented.data * keep[rented.indices]
            rented.eliminate_zeros()
            projects = [world.projects[number] for number, _ in rents]
            part = Sifted(
                master,
                rows,
                self.lazy,
                csc_array(hstack([csc_array(self.static[:, own]), rented])),
                np.concatenate([cost[own], [row.yearly * float(world.discount[place]) for row in projects]]),
                np.concatenate([bound[own], [row.most for row in projects]]),
            )
            self.parts.append(part)
            self.columns.append(own)
            self.rents.append(rents)
        self.money = _money(master, self.static)
        self.price = np.zeros(self.money.size)
        self.bracket = np.tile([0.0, np.inf], (self.money.size, 1))

    def run(self, price: Price, progress: Callable[[str], None]) -> bool:
        """Solve and price by turns; return whether every year has an answer."""
        for number in range(1, ROUNDS + 1):
            self._draw()
            with ThreadPoolExecutor(WORKERS) as workers:
                if not all(list(workers.map(Sifted.solve, self.parts))):
                    return False
            fresh = price(np.sum([part.duals for part in self.parts if part.duals is not None], axis=0))
            progress(f"years apart, round {number}: {fresh} new routes")
            if fresh < FRESH * sum(len(part.pool) for part in self.parts):
                break
            self._charge()
        self._draw()
        return True

    def _rents(self, place: int) -> list[tuple[int, int]]:
        """Return what runs in a year: project and the latest of its columns that does."""
        world, columns = self.master.world, self.master.assembly.columns
        found = []
        for number, project in enumerate(world.projects):
            running = [decision for decision in project.decisions if project.runs(decision, world.years[place])]
            if running:
                found.append((number, columns["build", project.kind, project.id, running[-1]]))
        return found

    def _draw(self) -> None:
        """Share out what the master has queued."""
        master, years = self.master, len(self.parts)
        if not master.waiting:
            return
        fresh = joined(master.waiting)
        master.waiting.clear()
        matrix, cost = master.matrix_of(fresh), master.per_tonne.cost(fresh)
        for place, part in enumerate(self.parts):
            own = np.flatnonzero(fresh.slot % years == place)
            if own.size:
                part.offer(fresh.take(own), csc_array(matrix[:, own]), cost[own])

    def _charge(self) -> None:
        """Let what is rented pay for its part of the money that is short, more as long as too much is spent."""
        if not self.money.size:
            return
        world, assembly = self.master.world, self.master.assembly
        share = np.zeros((len(world.projects), len(self.parts)))
        for place, rents in enumerate(self.rents):
            share[[number for number, _ in rents], place] = world.discount[place]
        share /= np.maximum(share.sum(axis=1, keepdims=True), 1e-300)
        spent = np.zeros(len(assembly.column_keys))
        for place, (part, rents) in enumerate(zip(self.parts, self.rents, strict=True)):
            for at, (number, column) in enumerate(rents, start=self.columns[place].size):
                spent[column] += share[number, place] * part.values[at]
        upper = np.maximum(np.asarray(assembly.row_upper)[self.money], 1e-300)
        ratio = (self.static.T[:, self.money].T @ spent) / upper
        for row, over in enumerate(ratio.tolist()):
            self.price[row] = self._dearer(row, over)
        price = np.zeros(len(assembly.row_keys))
        price[self.money] = self.price
        charge = self.static.T @ price
        for place, (part, rents) in enumerate(zip(self.parts, self.rents, strict=True)):
            if rents:
                numbers = [number for number, _ in rents]
                yearly = np.asarray([world.projects[number].yearly for number in numbers]) * world.discount[place]
                paid = share[numbers, place] * charge[[column for _, column in rents]]
                part.recost(self.columns[place].size + np.arange(len(rents)), yearly + paid)

    def _dearer(self, row: int, over: float) -> float:
        """Return the next price to try of money of which so many times too much is spent."""
        now = float(self.price[row])
        if over > 1.0:
            self.bracket[row, 0] = max(self.bracket[row, 0], now)
        else:
            self.bracket[row, 1] = min(self.bracket[row, 1], now)
        low, high = self.bracket[row].tolist()
        if high == 0.0:
            return 0.0
        if np.isinf(high):
            return max(now, 1.0) * min(max(over, 1.2), STEP)
        return float(np.sqrt(max(low, high / STEP**2) * high))


def together(apart: Apart) -> Sifted:
    """Return the whole program with the routes and rows that the years apart use, or nearly use; the years are given up."""
    master = apart.master
    assembly, world = master.assembly, master.world
    rows = np.arange(len(assembly.row_keys))
    cost, bound = np.asarray(assembly.cost), np.asarray(assembly.bound)
    whole = Sifted(master, rows, apart.lazy, apart.static, cost, bound)
    needed = ~apart.lazy
    chosen, offset = [], 0
    pools, matrices, costs = [], [], []
    # Solvers are let go one by one: what they hold would be the most of the memory when the whole is solved.
    apart.parts.reverse()
    for place in range(len(world.years)):
        part = apart.parts.pop()
        basis = part.solver.getBasis()
        needed[part.rows[statuses(basis.row_status) != BASIC]] = True
        dear = NEARLY * world.discount[place] * master.per_tonne.gross[part.pool.slot[part.order]]
        used = part.marks()[part.first :] == BASIC
        near = np.zeros(len(part.pool), dtype=np.bool_)
        near[part.order[used | (part.reduced[part.first :] < dear)]] = True
        # Routes that were found last, and are in no solver yet, pay.
        fresh = np.ones(len(part.pool), dtype=np.bool_)
        fresh[part.order] = False
        chosen.append(np.flatnonzero(near | fresh) + offset)
        pools.append(part.pool)
        matrices.append(part.matrix)
        costs.append(part.cost)
        offset += len(part.pool)
    del part
    whole.offer(joined(pools), csc_array(hstack(matrices)), np.concatenate(costs))
    pools.clear()
    matrices.clear()
    whole.load(np.concatenate(chosen), np.flatnonzero(needed))
    # With rows and routes so few the simplex is there in half the time of the interior point, and has a basis.
    whole.anew = True
    return whole


def _years(master: Master, static: csc_array) -> Indices:
    """Return the year, by its place, to which each row belongs, -1 for a row of none or several."""
    world, assembly = master.world, master.assembly
    places = {year: place for place, year in enumerate(world.years)}
    found = np.asarray(
        [places.get(key[-1], -1) if isinstance(key[-1], int) else -1 for key in assembly.row_keys], dtype=np.intp
    )
    found[_money(master, static)] = -1
    entries = master.attachment.tocoo()
    slot, row = entries.coords
    found[row[slot % len(world.years) != found[row]]] = -1
    return found


def _money(master: Master, static: csc_array) -> Indices:
    """Return the rows that bound builds over projects: budgets, rates of building; what others pay may spare some of it."""
    assembly = master.assembly
    builds = np.asarray([key[0] == "build" for key in assembly.column_keys], dtype=np.bool_)
    _, upper = assembly.bounds()
    entries = static.tocoo()
    row, built = entries.coords[0], builds[entries.coords[1]]
    only = np.zeros(len(assembly.row_keys), dtype=np.bool_)
    only[row[built]] = True
    only[row[built == (entries.data < 0)]] = False
    only[master.attachment.indices] = False
    only &= np.asarray([key[0] != "size" for key in assembly.row_keys], dtype=np.bool_) & np.isfinite(upper)
    return np.flatnonzero(only)
