"""Best ways of lanes through the network under the prices of a moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lodeway.network import Path, Tree, path, tree
from lodeway.plan.world import World

__all__ = ["Finder", "Prices", "finder"]


@dataclass(frozen=True, slots=True)
class Prices:
    """What a gross tonne pays beside freight in one year, undiscounted."""

    gates: NDArray[np.float64] | None = None
    """[USD/t] by gate, then by link; None for nothing."""
    co2: float = 0.0
    """[USD/t CO2e]."""


@dataclass(slots=True)
class Finder:
    """Finds ways; keeps the trees of zero gate prices, of which years with the same network share one."""

    world: World
    eras: tuple[int, ...] = ()
    """Per year: number of the first year with the same open legs and gates."""
    trees: dict[tuple[str, frozenset[str], int], Tree] = field(default_factory=dict)
    found: dict[tuple[str, str, frozenset[str], int], Path | None] = field(default_factory=dict)
    terminal: dict[str, int] = field(default_factory=dict)

    def plain(self, lane: int, place: int) -> Path | None:
        """Return a lane's best way in a year when no gate is scarce."""
        era = self.eras[place]
        best: tuple[float, str, frozenset[str]] | None = None
        for site, avoid in self._ends(lane, place):
            key = (self.world.lanes[lane].origin, avoid, era)
            if key not in self.trees:
                self.trees[key] = self.grow(key[0], place, avoid, Prices(co2=self.world.scenario.carbon_price))
            weight = float(self.trees[key].weight[self.terminal[site]])
            if np.isfinite(weight) and (best is None or (weight, site) < best[:2]):
                best = (weight, site, avoid)
        if best is None:
            return None
        origin, site, avoid = self.world.lanes[lane].origin, best[1], best[2]
        if (origin, site, avoid, era) not in self.found:
            self.found[origin, site, avoid, era] = path(self.trees[origin, avoid, era], site)
        return self.found[origin, site, avoid, era]

    def priced(
        self, lane: int, place: int, prices: Prices, grown: dict[tuple[str, frozenset[str]], Tree]
    ) -> Path | None:
        """Return a lane's best way in a year under prices; `grown` keeps the trees of that year."""
        best: tuple[float, str, Tree] | None = None
        for site, avoid in self._ends(lane, place):
            key = (self.world.lanes[lane].origin, avoid)
            if key not in grown:
                grown[key] = self.grow(key[0], place, avoid, prices)
            weight = float(grown[key].weight[self.terminal[site]])
            if np.isfinite(weight) and (best is None or (weight, site) < best[:2]):
                best = (weight, site, grown[key])
        return None if best is None else path(best[2], best[1])

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

    def _ends(self, lane: int, place: int) -> Iterable[tuple[str, frozenset[str]]]:
        row = self.world.lanes[lane]
        for site, avoid in zip(row.destinations, row.avoid, strict=True):
            countries = avoid[place]
            if countries is not None:
                yield site, countries


def finder(world: World) -> Finder:
    """Return a finder that knows which years share a network."""
    legs, network = world.network.legs, world.network
    signatures: dict[bytes, int] = {}
    eras = []
    for place, year in enumerate(world.years):
        open_legs = (legs.opens <= year) & ((legs.closes == 0) | (legs.closes > year))
        mark = open_legs.tobytes() + world.gate_closed[:, place].tobytes()
        eras.append(signatures.setdefault(mark, place))
    terminal = {site: int(network.site_arrival[number]) for number, site in enumerate(network.sites)}
    return Finder(world=world, eras=tuple(eras), terminal=terminal)
