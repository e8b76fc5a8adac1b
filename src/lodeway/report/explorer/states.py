"""Best ways under bans: every set of countries and gates that changes a way, and no other.

Barring what the best way does not use leaves it the best way, so a search is needed only where a ban hits the way found
before. The sets that are searched form a graph: from the way under a set, one edge for each country or gate on it that
may be barred. Whatever a reader bars, following those edges ends at the best way (`settle`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from lodeway.network import path, tree
from lodeway.network.model import Network, Tree

__all__ = ["OBJECTIVES", "Finder", "Key", "Ways", "settle", "states"]

Key = frozenset[str]
"""Countries (ISO 3166 alpha-3, capitals) and gates (ids, small letters) that are barred."""
Ways = dict[Key, tuple[int, ...] | None]
"""Legs of the best way under each set, None where there is none."""

OBJECTIVES = ("cost", "time", "distance")

_TIE = 1e-6
"""Of the cost, added to hours and kilometres: of ways equally fast or short the cheapest is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finder:
    """Finds best ways from origins under bans, and keeps what it found."""

    network: Network
    year: int
    time_value: float
    standing: Collection[str] = ()
    """Countries barred in any case."""
    _trees: dict[tuple[str, str, Key], Tree] = field(default_factory=dict)
    _priced: dict[str, Network] = field(default_factory=dict)

    @property
    def searches(self) -> int:
        """Return how many searches were made."""
        return len(self._trees)

    def way(self, origin: str, destination: str, *, by: str, barred: Key) -> tuple[int, ...] | None:
        """Return the legs of the best way, None where there is none.

        Parameters
        ----------
        origin, destination
            Ids of sites of the network.
        by
            cost (USD/t with the value of time), time or distance.
        barred
            Countries and gates that the way may not touch.
        """
        key = (origin, by, barred)
        if key not in self._trees:
            self._trees[key] = self._grow(origin, by, barred)
        found = path(self._trees[key], destination)
        return None if found is None else found.legs

    def forget(self) -> None:
        """Let go of the trees kept so far, so that memory stays small from origin to origin."""
        self._trees.clear()

    def _grow(self, origin: str, by: str, barred: Key) -> Tree:
        network = self._priced.setdefault(by, priced(self.network, by))
        closed = np.asarray([gate.id in barred for gate in network.gates], dtype=np.bool_)
        return tree(
            network,
            origin,
            year=self.year,
            avoid=frozenset(name for name in barred if name.isupper()) | frozenset(self.standing),
            time_value=self.time_value if by == "cost" else 0.0,
            gate_closed=closed if closed.any() else None,
        )


def priced(network: Network, by: str) -> Network:
    """Return the network whose legs cost what is to be least: their cost, hours or kilometres.

    Examples
    --------
    >>> from lodeway.network import build
    >>> from lodeway.network.sample import sample
    >>> round(float(priced(build(sample()), "distance").legs.cost.max()))
    1000
    """
    if by == "cost":
        return network
    legs = network.legs
    measure: Mapping[str, NDArray[np.float64]] = {"time": legs.hours, "distance": legs.km}
    none = np.zeros_like(legs.cost)
    return replace(network, legs=replace(legs, cost=measure[by] + _TIE * legs.cost, hours=none, co2=none))


def states(
    best: Callable[[Key], tuple[int, ...] | None],
    on: Callable[[tuple[int, ...]], Iterable[str]],
    *,
    gates: int,
) -> Ways:
    """Return the best way under every set of bans that some choice of the reader leads to.

    Parameters
    ----------
    best
        Best way under a set of bans.
    on
        Countries and gates on a way that a reader may bar.
    gates
        How many gates at most a reader may bar at once.

    Examples
    --------
    >>> ways = {frozenset(): (1,), frozenset({"RUS"}): (2,), frozenset({"RUS", "suez"}): None}
    >>> states(ways.get, {(1,): ["RUS"], (2,): ["suez"]}.get, gates=1) == ways
    True
    """
    found: Ways = {}
    waiting: list[Key] = [frozenset()]
    while waiting:
        key = waiting.pop()
        if key in found:
            continue
        way = found[key] = best(key)
        if way is None:
            continue
        full = sum(name.islower() for name in key) >= gates
        waiting += [key | {name} for name in on(way) if not (full and name.islower())]
    return found


def settle(ways: Ways, on: Callable[[tuple[int, ...]], Iterable[str]], barred: Collection[str]) -> Key:
    """Return the set of bans that really acts when a reader bars these: its way is the best way without all of them.

    Examples
    --------
    >>> ways = {frozenset(): (1,), frozenset({"RUS"}): (2,)}
    >>> settle(ways, {(1,): ["RUS"], (2,): []}.get, {"CHN", "RUS"})
    frozenset({'RUS'})
    """
    key: Key = frozenset()
    while (way := ways[key]) is not None:
        hit = sorted(set(on(way)) & set(barred))
        if not hit:
            break
        key = key | {hit[0]}
    return key
