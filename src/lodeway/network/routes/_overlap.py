"""Which edges of track, road and water ways have in common.

Legs are finer than they look: two legs from one terminal can share all but their last kilometres. Ways are therefore
compared by the edges between the original nodes of their legs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lodeway.network.geometry import EARTH_RADIUS, unit_vectors
from lodeway.network.model import Network

__all__ = ["Sample", "WayEdges", "edges_of", "sampled", "shared", "used"]

POINTS = 16
"""Steps looked at along a leg when it is only to be known about how much of it others use."""


@dataclass(frozen=True, slots=True, eq=False)
class WayEdges:
    """The edges of a way, each once."""

    key: NDArray[np.int64]
    """What an edge is, ascending: its nodes in either order and the kind of its leg, which keeps parallels apart."""
    km: NDArray[np.float64]
    repeated: float
    """Kilometres travelled more than once, there and back or in a circle."""

    @property
    def length(self) -> float:
        """Kilometres of the way, repeated ones once."""
        return float(self.km.sum())


@lru_cache(maxsize=8)
def _kinds(network: Network) -> NDArray[np.int64]:
    """Return a number per leg that legs of the same mode, gate and link have in common."""
    kinds: dict[tuple[int, int, int], int] = {}
    rows = zip(network.legs.mode.tolist(), network.legs.gate.tolist(), network.legs.link.tolist(), strict=True)
    return np.asarray([kinds.setdefault(row, len(kinds)) for row in rows], dtype=np.int64)


def _keys(
    network: Network, here: NDArray[np.int32], there: NDArray[np.int32], legs: NDArray[np.intp]
) -> NDArray[np.int64]:
    """Return the keys of edges: the two nodes in ascending order and the kind of their legs in one number."""
    size = network.node_longitude.size
    low, high = np.minimum(here, there).astype(np.int64), np.maximum(here, there)
    result: NDArray[np.int64] = (_kinds(network)[legs] * size + low) * size + high
    return result


def edges_of(network: Network, legs: Sequence[int]) -> WayEdges:
    """Return the edges of a way of these legs.

    Notes
    -----
    A leg's kilometres are laid over its edges in proportion to their great-circle lengths, evenly if all are 0.
    """
    chosen = np.asarray(legs, dtype=np.intp)
    begin, sizes = network.leg_start[chosen], network.leg_start[chosen + 1] - network.leg_start[chosen]
    owner = np.repeat(np.arange(chosen.size), sizes)
    nodes = network.leg_nodes[np.arange(owner.size) + (begin - np.cumsum(sizes) + sizes)[owner]]
    inner = owner[1:] == owner[:-1]
    here, there, own = nodes[:-1][inner], nodes[1:][inner], owner[1:][inner]
    ends = [unit_vectors(network.node_longitude[side], network.node_latitude[side]) for side in (here, there)]
    chord = EARTH_RADIUS * np.sqrt(((ends[0] - ends[1]) ** 2).sum(axis=1))
    flat = np.bincount(own, weights=chord, minlength=chosen.size) == 0
    chord[flat[own]] = 1.0
    km = chord / np.bincount(own, weights=chord, minlength=chosen.size)[own] * network.legs.km[chosen][own]
    key, first = np.unique(_keys(network, here, there, chosen[own]), return_index=True)
    return WayEdges(key=key, km=km[first], repeated=float(km.sum() - km[first].sum()))


def shared(one: WayEdges, other: WayEdges) -> float:
    """Return the kilometres that two ways share over those of the shorter way, 1 if that has no length."""
    shorter = min(one.length, other.length)
    if shorter <= 0:
        return 1.0
    _, mine, theirs = np.intersect1d(one.key, other.key, assume_unique=True, return_indices=True)
    # The two lengths of a stretch differ when their legs' kilometres were measured differently.
    return float(np.minimum(one.km[mine], other.km[theirs]).sum()) / shorter


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A few steps along each of some legs."""

    legs: NDArray[np.intp]
    here: NDArray[np.int32]
    """Node where each step begins: a row per leg, `POINTS` columns."""
    there: NDArray[np.int32]
    short: NDArray[np.bool_]
    """Legs of one step, which are told by their key."""
    key: NDArray[np.int64]


def sampled(network: Network, legs: NDArray[np.intp]) -> Sample:
    """Return `POINTS` steps spread evenly along each of these legs."""
    begin, steps = network.leg_start[legs], network.leg_start[legs + 1] - network.leg_start[legs] - 1
    at = begin[:, None] + (steps[:, None] * (np.arange(POINTS) + 0.5) / POINTS).astype(np.int64)
    here, there = network.leg_nodes[at], network.leg_nodes[at + 1]
    return Sample(
        legs=legs,
        here=here,
        there=there,
        short=steps == 1,
        key=_keys(network, here[:, 0], there[:, 0], legs),
    )


def used(network: Network, sample: Sample, ways: Sequence[int]) -> NDArray[np.float64]:
    """Return about how much of each sampled leg runs where the legs of `ways` run: 0 to 1."""
    marked = np.zeros(network.node_longitude.size, dtype=np.uint8)
    bit = (1 << (network.legs.mode.astype(np.int64) + 1)).astype(np.uint8)
    keys = []
    for leg in ways:
        own = network.leg_nodes[network.leg_start[leg] : network.leg_start[leg + 1]]
        marked[own] |= bit[leg]
        if own.size == 2:
            keys.append(_keys(network, own[:1], own[1:], np.asarray([leg]))[0])
    both = marked[sample.here] & marked[sample.there] & bit[sample.legs][:, None]
    share: NDArray[np.float64] = (both > 0).mean(axis=1)
    share[sample.short] = np.isin(sample.key[sample.short], keys)
    return share
