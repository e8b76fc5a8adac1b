"""Best ways of lanes through the network under the prices of a moment, for all lanes of a year at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lodeway.network import Tree, tree
from lodeway.plan.instance.world import World
from lodeway.plan.routing.beside import Search, searched
from lodeway.plan.routing.mesh import Mesh, Near, Trees, Varied, condensed, grow, kept_legs, near, part, plain, varied
from lodeway.plan.routing.routes import Routes, joined, of_arcs

__all__ = ["Finder", "Found", "Prices", "finder", "limited"]

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

STILL = 32
"""Most searches without scarcity whose trees are kept."""
FINE = 600
"""Terminals up to which searching the network itself is as fast as making it smaller first."""


@dataclass(frozen=True, slots=True)
class Prices:
    """What a gross tonne pays beside freight in one year, undiscounted."""

    gates: Floats | None = None
    """[USD/t] by gate, then by link; None for nothing."""
    co2: float = 0.0
    """[USD/t CO2e]."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Best ways of lanes in a year: what they weigh, and enough to tell their arcs."""

    lane: Indices
    weight: Floats
    """Of a gross tonne, with all prices."""
    end: Indices
    """Destination, as number among the network's sites."""
    group: Indices
    row: Indices
    node: Indices
    trees: Sequence[tuple[int, Trees]]
    """Number of the mesh and trees of each group."""
    meshes: list[Mesh]
    """All meshes, by their numbers; arcs that are unfolded for routes make new ones."""

    def visits(self, which: Indices) -> NDArray[np.int64]:
        """Return the countries of limited transit that some of the ways touch, as bits; of the others none."""
        touched = np.zeros(self.lane.size, dtype=np.int64)
        for number, (_, trees) in enumerate(self.trees):
            own = which[self.group[which] == number]
            if own.size:
                arcs, start = trees.ways(self.row[own], self.node[own])
                seen = trees.mesh.visits
                if trees.mesh.fold is not None:
                    used, arcs = np.unique(arcs, return_inverse=True)
                    seen = part(trees.mesh, used).visits
                np.bitwise_or.at(touched, np.repeat(own, np.diff(start)), seen[arcs])
        return touched

    def take(self, which: Indices) -> Found:
        """Return some of the ways."""
        return Found(
            self.lane[which],
            self.weight[which],
            self.end[which],
            self.group[which],
            self.row[which],
            self.node[which],
            self.trees,
            self.meshes,
        )

    def routes(self, which: Indices, years: int, place: int) -> Routes:
        """Return the routes of some of the ways."""
        parts, order = [], []
        for number, (known, trees) in enumerate(self.trees):
            own = which[self.group[which] == number]
            if own.size:
                slot = self.lane[own] * years + place
                arcs, start = trees.ways(self.row[own], self.node[own])
                mesh = known
                if trees.mesh.fold is not None:
                    used, arcs = np.unique(arcs, return_inverse=True)
                    mesh = len(self.meshes)
                    self.meshes.append(part(trees.mesh, used))
                parts.append(of_arcs(self.meshes[mesh], mesh, slot, self.end[own], arcs, start))
                order.append(own)
        whole = joined(parts)
        return whole.take(np.argsort(np.concatenate(order), kind="stable")) if len(order) > 1 else whole


@dataclass(slots=True)
class Finder:
    """Finds ways; keeps a mesh for each set of countries to avoid."""

    world: World
    limited: tuple[str, ...]
    """Countries whose transit is limited."""
    scarce: NDArray[np.bool_]
    """Gates, then links, whose tonnes are counted."""
    condense: bool
    avoids: tuple[frozenset[str], ...]
    """Sets of countries that some lane avoids in some year."""
    end_lane: Indices
    """Lane of each end: a lane has one for each of its destinations."""
    end_site: Indices
    end_avoid: NDArray[np.int32]
    """By end and year: number of what it avoids, -1 where it may not be used."""
    depart: Indices
    """Number of each lane's origin among the network's sites."""
    meshes: list[Mesh] = field(default_factory=list)
    numbers: dict[frozenset[str], int] = field(default_factory=dict)
    bases: dict[int, Varied] = field(default_factory=dict)
    """By mesh: what its arcs weigh, and whose weight prices and years change."""
    folded: bool = True
    """Whether arcs of several legs may be known by their weight alone until a route takes them."""
    nears: dict[int, list[tuple[int, Near]]] = field(default_factory=dict)
    """By mesh: the numbers of its near parts, which are searched first, and what they prove."""
    still: dict[tuple[int, float, float, bytes, bytes], tuple[Trees, Indices, Indices]] = field(default_factory=dict)
    """The last trees of years in which nothing is scarce."""
    closed: tuple[int, ...] = ()
    """Gates and links that are lost for the time being, numbered as in `lodeway.plan.instance.passages`; their tonnes must be counted."""
    seeds: Routes | None = None
    """Best routes when nothing is scarce, in order of their slots."""
    seed_of: Indices = field(default_factory=lambda: np.zeros(0, dtype=np.intp))
    """By slot: its route among the seeds, -1 for none."""
    searcher: Search = searched
    """Searches a mesh; a second process may help for a while."""

    @property
    def terminal(self) -> dict[str, int]:
        """Return the terminal at which goods arrive at each site."""
        network = self.world.network
        return {site: int(network.site_arrival[number]) for number, site in enumerate(network.sites)}

    def avoided(self, lane: Indices, site: Indices) -> NDArray[np.int32]:
        """Return for lanes and destinations, by year, the number of what is avoided, -1 where the way may not be used."""
        size = len(self.world.network.sites)
        key = self.end_lane * size + self.end_site
        order = np.argsort(key, kind="stable")
        return self.end_avoid[order[np.searchsorted(key[order], lane * size + site)]]

    def grow(self, origin: str, place: int, avoid: frozenset[str], prices: Prices) -> Tree:
        """Return the tree of best ways from a site in a year."""
        size = len(self.world.network.gates)
        closed = self.world.gate_closed[:, place]
        return tree(
            self.world.network,
            origin,
            year=self.world.years[place],
            avoid=avoid,
            gate_price=None if prices.gates is None else prices.gates[:size],
            link_price=None if prices.gates is None else prices.gates[size:],
            co2_price=prices.co2,
            time_value=self.world.scenario.time_value,
            gate_closed=closed[:size],
            link_closed=closed[size:],
        )

    def search(
        self,
        lanes: Indices,
        place: int,
        prices: Prices,
        shun: frozenset[str] = frozenset(),
        *,
        hasty: bool = False,
        enough: Floats | None = None,
    ) -> Found:
        """Return the best ways of lanes in a year; a lane without a way is left out.

        Parameters
        ----------
        lanes
            Numbers of the lanes, ascending.
        place
            Which year.
        prices
            What a gross tonne pays.
        shun
            Countries to avoid beside those of the lanes' own bans.
        hasty
            Good ways are enough: those of small detours are looked through alone.
        enough
            By lane: a way heavier than this is of no use, and need not be the best.
        """
        wanted = np.zeros(len(self.world.lanes), dtype=np.bool_)
        wanted[lanes] = True
        ends = np.flatnonzero(wanted[self.end_lane] & (self.end_avoid[:, place] >= 0))
        parts: list[tuple[Indices, ...]] = []
        weights: list[Floats] = []
        trees: list[tuple[int, Trees]] = []
        for number in np.unique(self.end_avoid[ends, place]):
            own = ends[self.end_avoid[ends, place] == number]
            mesh = self.mesh(self.avoids[number] | shun)
            for small, proves in self._steps(mesh, hasty=hasty):
                # Near parts are proved against what the whole offers at most: there every way counts.
                last = np.inf if enough is None or proves is not None else float(enough[self.end_lane[own]].max())
                grown, row, node = self._grow(small, own, place, prices, last)
                weight = grown.reached[row, node]
                unproved = np.zeros(own.size, dtype=np.bool_)
                if proves is not None:
                    sure = proves.least[proves.row[grown.starts[row]], node] + proves.detour
                    unproved = (weight > sure) & np.isfinite(sure)
                    if enough is not None:
                        unproved &= sure < enough[self.end_lane[own]]
                on = np.isfinite(weight) & ~unproved
                weights.append(weight[on])
                parts.append((own[on], np.full(int(on.sum()), len(trees), dtype=np.intp), row[on], node[on]))
                trees.append((small, grown))
                own = own[unproved]
                if not own.size:
                    break
        if not parts:
            nothing = np.zeros(0, dtype=np.intp)
            return Found(nothing, np.zeros(0), nothing, nothing, nothing, nothing, (), self.meshes)
        end, group, row, node = (np.concatenate(column) for column in zip(*parts, strict=True))
        heavy = np.concatenate(weights)
        order = np.lexsort((self.end_site[end], heavy, self.end_lane[end]))
        lane = self.end_lane[end[order]]
        best = order[np.flatnonzero(np.diff(lane, prepend=-1))]
        return Found(
            self.end_lane[end[best]],
            heavy[best],
            self.end_site[end[best]],
            group[best],
            row[best],
            node[best],
            trees,
            self.meshes,
        )

    def _grow(
        self, mesh: int, ends: Indices, place: int, prices: Prices, limit: float
    ) -> tuple[Trees, Indices, Indices]:
        """Return trees from the origins of some ends, and the tree and node of each end."""
        own, network = self.meshes[mesh], self.world.network
        # Where nothing is scarce, years differ in what is shut alone: most have the trees of the year before.
        still = None
        if prices.gates is None:
            still = mesh, limit, prices.co2, own.shut[:, place].tobytes(), ends.tobytes()
            if still in self.still:
                return self.still[still]
        weight, lows = self._weighed(mesh, place, prices)
        origins, row = np.unique(self.depart[self.end_lane[ends]], return_inverse=True)
        trees = grow(own, weight, own.node(network.site_terminal[origins]), limit, self.searcher, lows)
        found = trees, row, own.node(network.site_arrival[self.end_site[ends]])
        if still is not None:
            self.still = {**({} if len(self.still) >= STILL else self.still), still: found}
        return found

    def _weighed(self, mesh: int, place: int, prices: Prices) -> tuple[Floats, Floats]:
        """Return what each arc of a mesh weighs in a year, infinite where it is shut, and the least of each pair."""
        own = self.meshes[mesh]
        if mesh not in self.bases:
            # Emissions of transport have no price of their own, or the mesh would not be condensed.
            cost, hours = own.figures[:, 0], own.figures[:, 1]
            worth = own.fold.weight if own.fold is not None else cost + self.world.scenario.time_value * hours
            self.bases[mesh] = varied(own, worth, emitting=own.fold is None)
        some = self.bases[mesh]
        weight = some.weight.copy()
        if own.fold is None:
            weight += prices.co2 / 1000.0 * own.figures[:, 3]
        if prices.gates is not None:
            for passed in some.passes.T:
                there = passed >= 0
                weight[some.arcs[there]] += prices.gates[passed[there]]
        weight[some.arcs[some.shut[:, place]]] = np.inf
        return weight, some.lows(weight)

    def _steps(self, mesh: int, *, hasty: bool) -> list[tuple[int, Near | None]]:
        """Return the numbers of what to search until all is proved, and what each proves: near parts, then all."""
        own, network = self.meshes[mesh], self.world.network
        if own.fold is None:
            return [(mesh, None)]
        if mesh not in self.nears:
            starts = np.unique(own.node(network.site_terminal[np.unique(self.depart)]))
            found = near(own, own.fold.weight, starts, self.searcher)
            self.nears[mesh] = [(len(self.meshes) + number, each) for number, each in enumerate(found)]
            self.meshes.extend(each.mesh for each in found)
        steps: list[tuple[int, Near | None]] = [*self.nears[mesh], (mesh, None)]
        return [(steps[0][0], None)] if hasty else steps

    def mesh(self, avoid: frozenset[str]) -> int:
        """Return the number of the mesh without some countries."""
        if avoid not in self.numbers:
            if self.condense:
                network = self.world.network
                ends = network.site_terminal[np.unique(self.depart)], network.site_arrival[np.unique(self.end_site)]
                made = condensed(self.world, avoid, self.limited, self.scarce, ends)
                made = made if self.folded else part(made, np.arange(made.tail.size))
            else:
                made = plain(self.world, avoid, self.limited)
            self.numbers[avoid] = len(self.meshes)
            self.meshes.append(made)
        return self.numbers[avoid]


def finder(world: World, *, condense: bool | None = None, folded: bool = True) -> Finder:
    """Return a finder.

    Parameters
    ----------
    world
        What is planned.
    condense
        Whether to search a smaller network that has only the ends that matter; by the network's size when left out.
        Not possible where the emissions of transport have a price of their own, which changes every leg's weight.
    folded
        Whether arcs of a smaller network may be known by their weight alone until a route takes them.
    """
    network = world.network
    site = {name: number for number, name in enumerate(network.sites)}
    numbers: dict[frozenset[str], int] = {}
    lane_of, site_of, avoid_of = [], [], []
    for number, lane in enumerate(world.lanes):
        for name, avoid in zip(lane.destinations, lane.avoid, strict=True):
            lane_of.append(number)
            site_of.append(site[name])
            avoid_of.append([-1 if each is None else numbers.setdefault(each, len(numbers)) for each in avoid])
    priced = any(limit.kind == "emissions" and limit.scope == "*" for limit in world.scenario.limits)
    scarce = np.asarray(np.isfinite(world.gate_free).any(axis=1), dtype=np.bool_)
    # Where most legs have a price of their own there is little to leave out.
    small = len(network.terminal_country) <= FINE or bool(
        2 * kept_legs(world, scarce)[0].sum() > network.legs.tail.size
    )
    return Finder(
        world=world,
        limited=limited(world),
        scarce=scarce,
        condense=not priced and (not small if condense is None else condense),
        avoids=tuple(numbers),
        folded=folded,
        end_lane=np.asarray(lane_of, dtype=np.intp),
        end_site=np.asarray(site_of, dtype=np.intp),
        end_avoid=np.asarray(avoid_of, dtype=np.int32).reshape(len(lane_of), len(world.years)),
        depart=np.asarray([site[lane.origin] for lane in world.lanes], dtype=np.intp),
    )


def limited(world: World) -> tuple[str, ...]:
    """Return the countries whose transit is limited, in order."""
    return tuple(sorted({limit.country for limit in world.scenario.limits if limit.kind == "transit_share"}))
