"""Stockpiles as the plan sees them, and how much more than a year's need they let a place take in."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lodeway.plan.instance.labels import Tracks
from lodeway.plan.instance.lanes import Reach
from lodeway.plan.instance.operations import Operation
from lodeway.plan.instance.periods import holds
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Stock

__all__ = ["Store", "roomier", "rooms", "stores"]

DAYS = 365.0
"""Days of a year over which its demand is spread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """A stockpile of one commodity; arrays are by year."""

    place: str
    """Market or site."""
    commodity: str
    side: Literal["market", "supply", "feed"]
    """Whose balance it enters: the market's demand, what a site makes, or what it uses."""
    labels: tuple[tuple[str, float], ...]
    """Labels of what may lie there, each with its tonnes at the start."""
    least: NDArray[np.float64]
    """[t] at the end of each year."""
    most: float
    """[t]; infinite where there is no limit."""
    holding: float
    """[USD/t a year]."""

    @property
    def initial(self) -> float:
        """Return the tonnes at the start."""
        return sum(tonnes for _, tonnes in self.labels)


def stores(
    scenario: Scenario,
    operations: Sequence[Operation],
    tracks: Tracks,
    demand: Mapping[tuple[str, str, int], float],
) -> tuple[Store, ...]:
    """Return the stockpiles of a scenario, in order of place and commodity."""
    markets = {market.id for market in scenario.markets}
    made = {(o.process.site, name) for o in operations for name, _ in o.outputs}
    country = {site.id: site.country for site in scenario.sites}
    found = []
    for row in sorted(scenario.stocks, key=lambda row: (row.place, row.commodity)):
        side: Literal["market", "supply", "feed"] = "feed"
        labels: tuple[str, ...] = ("",)
        start = ""
        if row.place in markets:
            side = "market"
        elif row.commodity in tracks.followed:
            start = tracks.stored(tracks.followed[row.commodity], country[row.place])
            labels = tracks.arriving(row.commodity)
        if row.place not in markets and (row.place, row.commodity) in made:
            side, labels = "supply", tracks.at(row.place, row.commodity)
        found.append(
            Store(
                place=row.place,
                commodity=row.commodity,
                side=side,
                labels=tuple((label, row.initial if label == start else 0.0) for label in labels),
                least=_least(row, scenario.years, demand),
                most=math.inf if math.isnan(row.capacity) else row.capacity,
                holding=row.holding,
            )
        )
    return tuple(found)


def _least(row: Stock, years: Sequence[int], demand: Mapping[tuple[str, str, int], float]) -> NDArray[np.float64]:
    """Return what must lie there at the end of each year: days of demand, tonnes, and at last what was there at first."""
    asked = [
        max(row.least, row.minimum / DAYS * demand.get((row.place, row.commodity, year), 0.0))
        if holds(row, year)
        else 0.0
        for year in years
    ]
    asked[-1] = max(asked[-1], row.initial if math.isnan(row.final) else row.final)
    return np.asarray(asked, dtype=np.float64)


def rooms(store: Store, later: NDArray[np.float64], bound: NDArray[np.float64] | float = 0.0) -> NDArray[np.float64]:
    """Return the most that can be worth adding to a stock in each year, given what is used in each.

    No more is put aside than what is used and what must lie there later, unless agreements bind the place to take it.
    """
    ahead = later[::-1].cumsum()[::-1] - later
    asked = np.maximum.accumulate(store.least[::-1])[::-1]
    found: NDArray[np.float64] = np.minimum(store.most, ahead + asked + bound)
    return found


def roomier(limits: Reach, kept: Sequence[Store]) -> Reach:
    """Return what sites may ship and take in when stocks carry goods from year to year."""
    made, used = dict(limits.made), dict(limits.used)
    for store in kept:
        key = store.place, store.commodity
        if store.side == "supply":
            before = made[key].cumsum() - made[key] + store.initial
            made[key] = made[key] + np.minimum(max(store.most, store.initial), before)
        elif store.side == "feed":
            used[key] = used[key] + rooms(store, used[key])
    return Reach(made=made, used=used)
