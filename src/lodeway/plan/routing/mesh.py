"""The network as the lanes of a plan see it: only the ends that matter, and the best ways between them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from lodeway.atlas import store
from lodeway.network import Network
from lodeway.plan.instance.world import World
from lodeway.plan.routing.beside import Search, searched

__all__ = [
    "FIGURES",
    "Fold",
    "Mesh",
    "Near",
    "Trees",
    "Varied",
    "condensed",
    "grow",
    "kept_legs",
    "near",
    "part",
    "plain",
    "varied",
]

NEAR = (64, 192)
"""Arcs per node of the parts of a mesh that are searched first, those of the least detours."""

MAKE = 1
"""Counted up when ways are found in another way, so that no older ones are taken from the store."""
WORTH = 20_000_000
"""Starts times legs from which the ways between them are kept for the next plan of the same network."""

FIGURES = ("cost", "hours", "km", "co2")
"""Columns of `Mesh.figures`, by their names in `lodeway.network.model.Legs`."""

Numbers = NDArray[np.int32]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fold:
    """What tells the legs of an arc."""

    weight: Floats
    """Of each arc of the mesh, where nothing is scarce."""
    folded: NDArray[np.bool_]
    """Whether an arc is a way of several legs."""
    row: NDArray[np.intp]
    """By terminal: its line in `before`, -1 for none."""
    before: Numbers
    """By start and terminal: the terminal before it on the best way."""
    pairs: NDArray[np.int64]
    """Tail and head of the best leg of each pair of terminals as one number, ascending."""
    leg: NDArray[np.intp]
    figures: Floats
    """Of each leg of the network."""
    visits: NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mesh:
    """Arcs between nodes, sorted by (tail, head); an arc is one leg of the network, or several that belong together."""

    network: Network
    nodes: Numbers
    """Terminal of each node, ascending."""
    tail: Numbers
    head: Numbers
    figures: Floats
    """Cost, hours, km and kg CO2e of a gross tonne, one line per arc."""
    passes: Numbers
    """Gate, and hand-made link, whose prices the arc pays, numbered as in `lodeway.plan.instance.passages`; -1 for none."""
    shut: NDArray[np.bool_]
    """By arc and year: it may not be used."""
    visits: NDArray[np.int64]
    """Bit k is set where the arc touches the k-th of the countries whose transit is limited."""
    legs: Numbers
    """Legs of all arcs in order of travel; arc k owns ``legs[start[k]:start[k + 1]]``."""
    start: NDArray[np.int64]
    first: NDArray[np.intp]
    """Where each pair of nodes begins among the arcs."""
    pair: NDArray[np.intp]
    """Pair of each arc."""
    pointers: Numbers
    indices: Numbers
    key: NDArray[np.int64]
    """Tail and head of each pair as one number, ascending."""
    fold: Fold | None = None
    """Where it is there, arcs are known by their weight alone until `part` unfolds them: figures and visits are untold."""

    def node(self, terminals: NDArray[np.int32]) -> NDArray[np.intp]:
        """Return the node of each terminal; all must be nodes."""
        return np.searchsorted(self.nodes, terminals)


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """Best ways from some nodes of a mesh to all others."""

    mesh: Mesh
    reached: Floats
    """By start and node, infinite where there is no way."""
    before: Numbers
    """Node before each on its way, negative at the start and where there is none."""
    weight: Floats
    """Of each arc."""
    starts: NDArray[np.intp]

    def lightest(self, pairs: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return the arc of least weight of some pairs, the first of them where several are."""
        mesh = self.mesh
        found = mesh.first[pairs]
        ends = np.append(mesh.first[1:], mesh.tail.size)[pairs]
        several = np.flatnonzero(ends - found > 1)
        if several.size:
            sizes = (ends - found)[several]
            begin = np.concatenate([[0], np.cumsum(sizes)[:-1]])
            arcs = np.arange(int(sizes.sum())) - np.repeat(begin - found[several], sizes)
            weight = self.weight[arcs]
            least = weight == np.repeat(np.minimum.reduceat(weight, begin), sizes)
            found[several] = np.minimum.reduceat(np.where(least, arcs, mesh.tail.size), begin)
        return found

    def ways(self, rows: NDArray[np.intp], ends: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
        """Return the arcs of the ways to these ends, in order of travel, and where each way's begin."""
        mesh, size = self.mesh, self.mesh.nodes.size
        pairs, owner = [], []
        active, here = np.arange(rows.size), ends.astype(np.int64)
        while active.size:
            before = self.before[rows[active], here].astype(np.int64)
            on = before >= 0
            active, before = active[on], before[on]
            pairs.append(np.searchsorted(mesh.key, before * size + here[on]))
            owner.append(active)
            here = before
        passed, start = _in_order(pairs, owner, rows.size)
        return self.lightest(passed), start


def _in_order(
    items: Sequence[NDArray[np.intp]], owner: Sequence[NDArray[np.intp]], count: int
) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """Return items that were collected step by step from the ends back, by owner and in order of travel."""
    step = np.repeat(np.arange(len(items)), [part.size for part in items]) if items else np.zeros(0, dtype=np.intp)
    everything = np.concatenate(items) if items else np.zeros(0, dtype=np.intp)
    owners = np.concatenate(owner) if owner else np.zeros(0, dtype=np.intp)
    order = np.lexsort((-step, owners))
    start = np.concatenate([[0], np.cumsum(np.bincount(owners, minlength=count))]).astype(np.int64)
    return everything[order], start


@dataclass(frozen=True, slots=True, eq=False)
class Varied:
    """The arcs of a mesh whose weight changes, and the least weight of each pair of nodes that has none of them."""

    weight: Floats
    """Of each arc, before anything changes."""
    arcs: NDArray[np.intp]
    """All arcs of the pairs that have one, ascending."""
    passes: Numbers
    """Of these, as in `Mesh`."""
    shut: NDArray[np.bool_]
    pairs: NDArray[np.intp]
    first: NDArray[np.intp]
    """Where each of these pairs begins among the arcs."""
    least: Floats
    """Of all pairs, before anything changes."""

    def lows(self, weight: Floats) -> Floats:
        """Return the least weight of each pair of nodes."""
        found = self.least.copy()
        if self.arcs.size:
            found[self.pairs] = np.minimum.reduceat(weight[self.arcs], self.first)
        return found


def varied(mesh: Mesh, weight: Floats, *, emitting: bool) -> Varied:
    """Return the arcs of a mesh whose weight prices of gates and the years change; where all arcs pay for what they emit, all."""
    changes = (mesh.passes >= 0).any(axis=1) | mesh.shut.any(axis=1) | emitting
    among = np.zeros(mesh.first.size, dtype=np.bool_)
    among[mesh.pair[changes]] = True
    arcs = np.flatnonzero(among[mesh.pair])
    pairs = np.flatnonzero(among)
    first = np.searchsorted(mesh.pair[arcs], pairs)
    least = np.minimum.reduceat(weight, mesh.first) if weight.size else weight
    return Varied(weight, arcs, mesh.passes[arcs], mesh.shut[arcs], pairs, first, least)


def grow(
    mesh: Mesh,
    weight: Floats,
    starts: NDArray[np.intp],
    limit: float = np.inf,
    search: Search = searched,
    lows: Floats | None = None,
) -> Trees:
    """Return the best ways from some nodes under a weight per arc, infinite where it may not be used.

    What weighs more than the limit is not reached. The least weight of each pair may be given.
    """
    if lows is None:
        lows = np.minimum.reduceat(weight, mesh.first) if weight.size else weight
    reached, before = search((mesh.pointers, mesh.indices), lows, starts, max(limit, 0.0))
    return Trees(mesh, reached, before, weight, starts)


@dataclass(frozen=True, slots=True, eq=False)
class Near:
    """The part of a mesh that has all ways of small detours, and how small."""

    mesh: Mesh
    least: Floats
    """Weight of the best way where nothing is scarce and everything is open, by start and node of the whole mesh."""
    row: NDArray[np.intp]
    """By node of the whole mesh: its line in `least`, -1 for a node where no lane starts."""
    detour: float
    """A way over any other arc is heavier than the best by at least this."""


def near(mesh: Mesh, weight: Floats, starts: NDArray[np.intp], search: Search = searched) -> list[Near]:
    """Return the parts of a mesh without arcs that only lead far round, the smallest first.

    Parameters
    ----------
    mesh
        The whole mesh.
    weight
        Of each arc where nothing is scarce.
    starts
        Nodes where lanes start.
    search
        What searches the mesh.

    Notes
    -----
    With the least weights d(s, .) from a start as potentials, the reduced weights d(s, i) + w(i, j) - d(s, j) along a way are
    none below zero and add up to its detour: a way over an arc of which all of them exceed a bound makes a detour that
    exceeds it, and prices, which only add, make it no shorter.
    """
    least, arcs, bounds = _kept_detours(mesh, weight, starts, search)
    row = np.full(mesh.nodes.size, -1, dtype=np.intp)
    row[starts] = np.arange(starts.size)
    # What single precision rounds must not make a way look proved.
    doubt = 1e-6 * float(np.max(least, where=np.isfinite(least), initial=0.0) + weight.max(initial=0.0))
    return [
        Near(part(mesh, inside, unfold=not number), least, row, bound - doubt)
        for number, (inside, bound) in enumerate(zip(arcs, bounds, strict=True))
    ]


def _kept_detours(
    mesh: Mesh, weight: Floats, starts: NDArray[np.intp], search: Search
) -> tuple[Floats, list[NDArray[np.intp]], list[float]]:
    """Return what `_detours` does, from the store where the same was asked before."""
    if starts.size * mesh.tail.size < WORTH:
        return _detours(mesh, weight, starts, search)
    digest = hashlib.sha256()
    for array in (mesh.tail, mesh.head, weight, starts):
        digest.update(np.ascontiguousarray(array).data)
    key = store.key_of("near", MAKE, (), repr(NEAR), digest.hexdigest())
    kept = store.load(key)
    if kept is not None:
        arrays, values = kept
        known = [np.asarray(arrays[f"arcs-{number}"], dtype=np.intp) for number in range(len(values["bounds"]))]
        return np.array(arrays["least"]), known, values["bounds"]
    least, arcs, bounds = _detours(mesh, weight, starts, search)
    told = {f"arcs-{number}": each.astype(np.int32) for number, each in enumerate(arcs)}
    store.save(key, {"least": least} | told, {"bounds": bounds})
    return least, arcs, bounds


def _detours(
    mesh: Mesh, weight: Floats, starts: NDArray[np.intp], search: Search
) -> tuple[Floats, list[NDArray[np.intp]], list[float]]:
    """Return the least weights from some nodes, the arcs of each part of least detours, ascending, and the detours these stay within."""
    least = grow(mesh, weight, starts, search=search).reached
    detour = _detour(least.astype(np.float32), mesh, weight.astype(np.float32))
    arcs, bounds = [], []
    for most in (size * mesh.nodes.size for size in NEAR):
        if detour.size > most:
            bounds.append(float(np.partition(detour, most)[most]))
            arcs.append(np.flatnonzero(detour <= bounds[-1]))
    return least, arcs, bounds


def _detour(least: NDArray[np.float32], mesh: Mesh, weight: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return by how much each arc is off the best ways from any of some nodes."""
    found = np.full(weight.size, np.inf, dtype=np.float32)
    for line in least:
        # What the start does not reach stays infinite: its heads count as nothing.
        end = np.where(np.isfinite(line), line, np.float32(0.0))
        start = line[mesh.tail]
        start += weight
        start -= end[mesh.head]
        np.minimum(found, start, out=found)
    return found


def part(mesh: Mesh, arcs: NDArray[np.intp], *, unfold: bool = True) -> Mesh:
    """Return the mesh of some of its arcs, ascending, unfolded or as they are."""
    sizes = np.diff(mesh.start)[arcs]
    begin = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    inside = np.arange(begin[-1]) - np.repeat(begin[:-1], sizes) + np.repeat(mesh.start[:-1][arcs], sizes)
    legs, fold = mesh.legs[inside], mesh.fold
    if fold is None:
        figures, visits = mesh.figures[arcs], mesh.visits[arcs]
    elif unfold:
        legs, begin, figures, visits = _unfolded(mesh, fold, arcs, legs)
    else:
        fold = replace(fold, weight=fold.weight[arcs], folded=fold.folded[arcs])
        figures, visits = _untold(arcs.size)
    pair = mesh.pair[arcs]
    fresh = np.diff(pair, prepend=-1) != 0
    first = np.flatnonzero(fresh)
    return Mesh(
        network=mesh.network,
        nodes=mesh.nodes,
        tail=mesh.tail[arcs],
        head=mesh.head[arcs],
        figures=figures,
        passes=mesh.passes[arcs],
        shut=mesh.shut[arcs],
        visits=visits,
        legs=legs,
        start=begin,
        first=first,
        pair=np.cumsum(fresh) - 1,
        pointers=np.searchsorted(mesh.tail[arcs][first], np.arange(mesh.nodes.size + 1)).astype(np.int32),
        indices=mesh.head[arcs][first],
        key=mesh.key[pair[first]],
        fold=None if unfold else fold,
    )


def _unfolded(
    mesh: Mesh, fold: Fold, arcs: NDArray[np.intp], single: Numbers
) -> tuple[Numbers, NDArray[np.int64], Floats, NDArray[np.int64]]:
    """Return legs of arcs, where each one's begin, and their figures and visits; the legs of arcs of one leg are given."""
    size = fold.row.size
    many = np.flatnonzero(fold.folded[arcs])
    tail, here = mesh.nodes[mesh.tail[arcs[many]]], mesh.nodes[mesh.head[arcs[many]]].astype(np.int64)
    row, own = fold.row[tail], np.arange(many.size)
    steps, owner = [], []
    while own.size:
        last = fold.before[row[own], here[own]].astype(np.int64)
        steps.append(fold.leg[np.searchsorted(fold.pairs, last * size + here[own])])
        owner.append(own)
        here[own] = last
        own = own[last != tail[own]]
    inner, start = _in_order(steps, owner, many.size)
    of = np.repeat(np.arange(many.size), np.diff(start))
    alone = ~fold.folded[arcs]
    figures, visits = np.empty((arcs.size, len(FIGURES))), np.empty(arcs.size, dtype=np.int64)
    figures[alone], visits[alone] = fold.figures[single], fold.visits[single]
    for column in range(len(FIGURES)):
        figures[many, column] = np.bincount(of, weights=fold.figures[inner, column], minlength=many.size)
    seen = np.zeros(many.size, dtype=np.int64)
    np.bitwise_or.at(seen, of, fold.visits[inner])
    visits[many] = seen
    lengths = np.ones(arcs.size, dtype=np.int64)
    lengths[many] = np.diff(start)
    begin = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    legs = np.empty(begin[-1], dtype=np.int32)
    inside = np.repeat(fold.folded[arcs], lengths)
    legs[inside], legs[~inside] = inner, single
    return legs, begin, figures, visits


def _untold(count: int) -> tuple[Floats, NDArray[np.int64]]:
    """Return figures and visits of arcs for which `Fold` has them: of any number of arcs they take no memory."""
    return np.broadcast_to(np.nan, (count, len(FIGURES))), np.broadcast_to(np.int64(0), count)


def kept_legs(world: World, scarce: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return the legs that must stay apart, as they have a price or a date of their own, and which are shut when.

    Parameters
    ----------
    world
        What is planned.
    scarce
        Gates, then links, whose tonnes are counted.
    """
    legs, passes = world.network.legs, _passes(world.network)
    years = np.asarray(world.years)
    shut = (legs.opens[:, None] > years) | ((legs.closes[:, None] > 0) & (legs.closes[:, None] <= years))
    counted = np.zeros(legs.tail.size, dtype=np.bool_)
    for passed in passes.T:
        there = passed >= 0
        shut[there] |= world.gate_closed[passed[there]]
        counted[there] |= scarce[passed[there]]
    return ((shut.any(axis=1) | counted) & ~shut.all(axis=1)), shut


def plain(world: World, avoid: frozenset[str], limited: Sequence[str]) -> Mesh:
    """Return the mesh whose arcs are the legs themselves, without those that touch a country to avoid."""
    network = world.network
    legs = network.legs
    _, shut = kept_legs(world, np.zeros(len(world.gate_free), dtype=np.bool_))
    use = np.flatnonzero(~_touched(network, avoid) & ~shut.all(axis=1))
    nodes = np.arange(len(network.terminal_country), dtype=np.int32)
    return _mesh(
        network,
        nodes,
        legs.tail[use],
        legs.head[use],
        _figures(network)[use],
        _visits(network, limited)[use],
        _passes(network)[use],
        shut[use],
        use.astype(np.int32),
        np.arange(use.size + 1, dtype=np.int64),
    )


def condensed(
    world: World,
    avoid: frozenset[str],
    limited: Sequence[str],
    scarce: NDArray[np.bool_],
    ends: tuple[Numbers, Numbers],
) -> Mesh:
    """Return the mesh of the ends of lanes and of the legs that have a price or a date of their own.

    Between these its arcs are the best ways over all other legs that pass none of them: every best way, whatever the
    prices, is put together from such arcs.

    Parameters
    ----------
    world
        What is planned.
    avoid
        Countries that no arc may touch.
    limited
        Countries whose transit is limited.
    scarce
        Gates, then links, whose tonnes are counted.
    ends
        Terminals where lanes start, and where they end.
    """
    network, legs = world.network, world.network.legs
    kept, shut = kept_legs(world, scarce)
    free = ~_touched(network, avoid)
    single = np.flatnonzero(kept & free)
    static = np.flatnonzero(free & ~kept & ~shut.all(axis=1))
    starts = np.unique(np.concatenate([ends[0], legs.head[single]]))
    stops = np.unique(np.concatenate([ends[1], legs.tail[single]]))
    passable = np.zeros(len(network.terminal_country), dtype=np.bool_)
    passable[np.intersect1d(starts, stops)] = True
    figures, visits = _figures(network), _visits(network, limited)
    weight = _weight(world, figures)
    ways = _kept_between(network, static, weight[static], starts, stops, passable)
    count = ways.tail.size + single.size
    folded = np.arange(count) < ways.tail.size
    fold = Fold(
        weight=np.concatenate([ways.weight, weight[single]]),
        folded=folded,
        row=ways.row,
        before=ways.before,
        pairs=ways.pairs,
        leg=ways.leg,
        figures=figures,
        visits=visits,
    )
    return _mesh(
        network,
        np.unique(np.concatenate([starts, stops])).astype(np.int32),
        np.concatenate([ways.tail, legs.tail[single]]),
        np.concatenate([ways.head, legs.head[single]]),
        *_untold(count),
        np.concatenate([np.full((ways.tail.size, 2), -1, dtype=np.int32), _passes(network)[single]]),
        np.concatenate([np.zeros((ways.tail.size, len(world.years)), dtype=np.bool_), shut[single]]),
        single.astype(np.int32),
        np.concatenate([[0], np.cumsum(~folded)]).astype(np.int64),
        fold,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Ways:
    """Best ways between terminals, and what tells their legs; see `Fold`."""

    tail: Numbers
    head: Numbers
    weight: Floats
    row: NDArray[np.intp]
    before: Numbers
    pairs: NDArray[np.int64]
    leg: NDArray[np.intp]


def _kept_between(
    network: Network,
    static: NDArray[np.intp],
    weight: Floats,
    starts: Numbers,
    stops: Numbers,
    passable: NDArray[np.bool_],
) -> _Ways:
    """Return what `_between` does, from the store where the same was asked before."""
    if starts.size * static.size < WORTH:
        return _between(network, static, weight, starts, stops, passable)
    legs, digest = network.legs, hashlib.sha256()
    for array in (static, legs.tail[static], legs.head[static], weight, starts, stops, passable):
        digest.update(np.ascontiguousarray(array).data)
    key = store.key_of("ways", MAKE, (), digest.hexdigest())
    kept = store.load(key)
    if kept is not None:
        return _Ways(**kept[0])
    found = _between(network, static, weight, starts, stops, passable)
    store.save(key, {field.name: getattr(found, field.name) for field in fields(_Ways)}, {})
    return found


def _between(
    network: Network,
    static: NDArray[np.intp],
    weight: Floats,
    starts: Numbers,
    stops: Numbers,
    passable: NDArray[np.bool_],
) -> _Ways:
    """Return the best ways over static legs that pass no terminal at which others end and begin."""
    legs, size = network.legs, passable.size
    key = legs.tail[static].astype(np.int64) * size + legs.head[static]
    order = np.lexsort((static, weight, key))
    fresh = np.ones(order.size, dtype=np.bool_)
    fresh[1:] = key[order][1:] != key[order][:-1]
    best = order[fresh]
    leg = static[best]
    matrix = csr_array((weight[best], (legs.tail[leg], legs.head[leg])), shape=(size, size))
    tails, heads, weights, steps = [], [], [], []
    for chunk in np.array_split(starts, max(1, starts.size // 256)):
        reached, before = dijkstra(csgraph=matrix, indices=chunk, return_predecessors=True)
        open_ = (before >= 0) & ~_passed(before, chunk, passable)
        row, end = np.nonzero(open_[:, stops])
        tails.append(chunk[row])
        heads.append(stops[end])
        weights.append(reached[row, stops[end]])
        steps.append(before)
    row = np.full(size, -1, dtype=np.intp)
    row[starts] = np.arange(starts.size)
    return _Ways(
        tail=np.concatenate(tails).astype(np.int32),
        head=np.concatenate(heads).astype(np.int32),
        weight=np.concatenate(weights),
        row=row,
        before=np.concatenate(steps),
        pairs=key[best],
        leg=leg,
    )


def _passed(before: Numbers, starts: Numbers, passable: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which best ways pass one of some nodes between their ends, doubling the steps back that are looked at."""
    here = np.arange(before.shape[1], dtype=before.dtype)
    back = np.where(before >= 0, before, here)
    found: NDArray[np.bool_] = passable[back] & (before >= 0) & (back != starts[:, None])
    while True:
        further = np.take_along_axis(back, back, axis=1)
        found |= np.take_along_axis(found, back, axis=1)
        if np.array_equal(further, back):
            return found
        back = further


def _mesh(
    network: Network,
    nodes: Numbers,
    tails: Numbers,
    heads: Numbers,
    figures: Floats,
    visits: NDArray[np.int64],
    passes: Numbers,
    shut: NDArray[np.bool_],
    legs: Numbers,
    start: NDArray[np.int64],
    fold: Fold | None = None,
) -> Mesh:
    """Return the mesh of arcs given in any order."""
    tail, head = (np.searchsorted(nodes, side).astype(np.int32) for side in (tails, heads))
    key = tail.astype(np.int64) * nodes.size + head
    order = np.argsort(key, kind="stable")
    sizes = np.diff(start)[order]
    begin = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    inside = np.arange(begin[-1]) - np.repeat(begin[:-1], sizes) + np.repeat(start[:-1][order], sizes)
    key = key[order]
    fresh = np.ones(order.size, dtype=np.bool_)
    fresh[1:] = key[1:] != key[:-1]
    first = np.flatnonzero(fresh)
    return Mesh(
        network=network,
        nodes=nodes,
        tail=tail[order],
        head=head[order],
        figures=figures if fold is not None else np.ascontiguousarray(figures[order]),
        passes=passes[order],
        shut=shut[order],
        visits=visits if fold is not None else visits[order],
        legs=legs[inside],
        start=begin,
        first=first,
        pair=np.cumsum(fresh) - 1,
        pointers=np.searchsorted(tail[order][first], np.arange(nodes.size + 1)).astype(np.int32),
        indices=head[order][first],
        key=key[first],
        fold=None if fold is None else replace(fold, weight=fold.weight[order], folded=fold.folded[order]),
    )


def _figures(network: Network) -> Floats:
    return np.stack([getattr(network.legs, name) for name in FIGURES], axis=1)


def _passes(network: Network) -> Numbers:
    """Return the gate and the hand-made link of each leg, as numbered in `lodeway.plan.instance.passages`."""
    legs = network.legs
    link = np.where(legs.link >= 0, len(network.gates) + legs.link, -1)
    return np.stack([legs.gate, link], axis=1).astype(np.int32)


def _weight(world: World, figures: Floats) -> Floats:
    scenario = world.scenario
    found: Floats = figures[:, 0] + scenario.time_value * figures[:, 1] + scenario.carbon_price / 1000.0 * figures[:, 3]
    return found


def _touched(network: Network, avoid: frozenset[str]) -> NDArray[np.bool_]:
    """Return which legs touch a terminal of one of the countries."""
    if not avoid:
        return np.zeros(network.legs.tail.size, dtype=np.bool_)
    inside = np.asarray([country in avoid for country in network.terminal_country], dtype=np.bool_)
    return inside[network.legs.tail] | inside[network.legs.head]


def _visits(network: Network, limited: Sequence[str]) -> NDArray[np.int64]:
    """Return for each leg the countries it touches, as bits."""
    found = np.zeros(network.legs.tail.size, dtype=np.int64)
    for bit, country in enumerate(limited):
        found[_touched(network, frozenset((country,)))] |= np.int64(1 << bit)
    return found
