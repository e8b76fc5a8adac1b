"""Best ways under bans: every set of countries and gates that changes a way, and no other.

Barring what the best way does not use leaves it the best way, so a search is needed only where a ban hits the way found
before. The sets that are searched form a graph: from the way under a set, one edge for each country or gate on it that
may be barred. Whatever a reader bars, following those edges ends at the best way (`settle`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from lodeway.network import Terms, path, tree, weights
from lodeway.network.model import Network, Tree
from lodeway.network.search.terms import Objective
from lodeway.report.explorer.condense import Condensed, condense
from lodeway.schema.tables import MODES

__all__ = ["OBJECTIVES", "Finder", "Key", "Ways", "asked", "settle", "states"]

Key = frozenset[str]
"""Countries (ISO 3166 alpha-3, capitals) and gates (ids, small letters) that are barred."""
Ways = dict[Key, tuple[int, ...] | None]
"""Legs of the best way under each set, None where there is none."""

OBJECTIVES: tuple[Objective, ...] = ("cost", "time", "distance")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finder:
    """Finds best ways between sites under bans, and keeps what it found."""

    network: Network
    year: int
    time_value: float
    sites: Sequence[str]
    """Ids of the sites between which ways are wanted."""
    countries: Sequence[str] = ()
    gates: Sequence[str] = ()
    """What may be barred."""
    standing: Collection[str] = ()
    """Countries barred in any case."""
    _trees: dict[tuple[str, str, Key], Tree] = field(default_factory=dict)
    _small: dict[str, Condensed] = field(default_factory=dict)

    @property
    def searches(self) -> int:
        """Return how many searches are kept."""
        return len(self._trees)

    def way(self, origin: str, destination: str, *, by: Objective, barred: Key) -> tuple[int, ...] | None:
        """Return the legs of the best way, None where there is none.

        Parameters
        ----------
        origin, destination
            Ids of two of the sites.
        by
            cost (USD/t with the value of time), time or distance.
        barred
            Countries and gates, of those that may be barred, that the way may not touch.
        """
        if by not in self._small:
            terms = asked(self.network, by, year=self.year, time_value=self.time_value, standing=self.standing)
            weight = weights(self.network, terms)
            self._small[by] = condense(
                self.network, weight, countries=self.countries, gates=self.gates, sites=self.sites
            )
        key = (origin, by, barred)
        if key not in self._trees:
            self._trees[key] = self._grow(self._small[by].network, origin, barred)
        found = path(self._trees[key], destination)
        return None if found is None else self._small[by].expand(found.legs)

    def forget(self) -> None:
        """Let go of the trees kept so far, so that memory stays small from origin to origin."""
        self._trees.clear()

    def _grow(self, network: Network, origin: str, barred: Key) -> Tree:
        closed = np.asarray([gate.id in barred for gate in network.gates], dtype=np.bool_)
        return tree(
            network,
            origin,
            year=self.year,
            avoid=frozenset(name for name in barred if name.isupper()),
            gate_closed=closed if closed.any() else None,
        )


def asked(network: Network, by: Objective, *, year: int, time_value: float, standing: Collection[str] = ()) -> Terms:
    """Return the terms of the explorer's searches before a reader bars anything.

    Parameters
    ----------
    network
        A network.
    by
        cost (USD/t with the value of time), time [h] or distance [km]. The shortest way is by rail and sea, as people speak of
        corridors: lorries carry to a station only.
    year
        Year of travel.
    time_value
        USD per gross tonne and hour.
    standing
        Countries that no way may touch; those that the network does not reach bar nothing.

    Examples
    --------
    >>> from lodeway.network import build
    >>> from lodeway.network.sample import sample
    >>> sorted(asked(build(sample()), "distance", year=2026, time_value=0.0, standing={"BBB", "ZZZ"}).avoid)
    ['BBB']
    """
    return Terms(
        year=year,
        by=by,
        avoid=frozenset(standing) & set(network.terminal_country),
        modes=frozenset(MODES) - {"road"} if by == "distance" else frozenset(MODES),
        time_value=time_value,
    )


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
