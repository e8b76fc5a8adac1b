"""What bans and measures do to a lane: whether it exists, what it must avoid, pay and wait for."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from lodeway.plan.instance.periods import holds
from lodeway.scenario import home
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Ban, Commodity, Measure

__all__ = ["Lands", "avoided", "bans_on", "in_force", "lands", "tax", "touching", "wait"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lands:
    """Countries behind each name that a measure may use."""

    markets: dict[str, frozenset[str]]
    """Members of each market."""
    blocs: frozenset[str]
    """Markets that list their members; the rest of the world is not a bloc."""

    def members(self, place: str) -> frozenset[str]:
        """Return the countries of a market, or the country itself."""
        return self.markets.get(place, frozenset((place,)))


def lands(scenario: Scenario) -> Lands:
    """Return the countries behind the names of a scenario."""
    return Lands(
        markets={market.id: home(scenario, market.id) for market in scenario.markets},
        blocs=frozenset(market.id for market in scenario.markets if "*" not in market.countries),
    )


def avoided(scenario: Scenario, year: int, origin: str, destination: str) -> frozenset[str] | None:
    """Return the countries that a lane's route may not touch in a year, or None where a ban forbids the lane.

    A transit ban spares the lanes that start or end in the country; a ban of kind ``all`` forbids these too.
    """
    active = bans_on(scenario, year, destination)
    forbidden = {ban.country for ban in active if ban.kind == "all"}
    if origin in forbidden or destination in forbidden:
        return None
    transit = {ban.country for ban in active if ban.kind == "transit"}
    return frozenset(forbidden | (transit - {origin, destination}))


def bans_on(scenario: Scenario, year: int, destination: str) -> tuple[Ban, ...]:
    """Return the bans in force on lanes that end in a country; one that names buyers binds only their countries."""
    return tuple(ban for ban in scenario.bans if holds(ban, year) and _binds(ban, scenario, destination))


def _binds(ban: Ban, scenario: Scenario, destination: str) -> bool:
    names = {market.id for market in scenario.markets}
    return not ban.buyers or any(
        destination in home(scenario, buyer) if buyer in names else destination == buyer for buyer in ban.buyers
    )


def in_force(measure: Measure, year: int) -> bool:
    """Return whether a measure holds in a year: when it covers at least half of the year's days.

    Examples
    --------
    >>> from datetime import date
    >>> from lodeway.schema.tables import Measure
    >>> ban = Measure(id="b", imposing="CHN", targets=("*",), elements=("gallium",), direction="export", kind="ban",
    ...               in_force=date(2026, 3, 1), ends=date(2027, 5, 31))
    >>> in_force(ban, 2026), in_force(ban, 2027)
    (True, False)
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    start = max(first, measure.in_force or first)
    end = min(last, measure.ends or last)
    return 2 * ((end - start).days + 1) >= (last - first).days + 1


def touching(
    measures: Sequence[Measure],
    where: Lands,
    commodity: Commodity,
    *,
    origin: str,
    destinations: Collection[str],
    market: str,
) -> tuple[Measure, ...]:
    """Return the measures that act on a lane, whatever the year.

    Parameters
    ----------
    measures
        Measures of the scenario.
    where
        Countries behind names.
    commodity
        What the lane carries.
    origin
        Country where it starts.
    destinations
        Countries where it may end: that of the plant, or all members of the market.
    market
        Market it delivers to, empty for a plant's feed.

    Returns
    -------
    tuple of Measure
        A bloc's supply of itself is no trade; a market is touched when all its members are.
    """
    ends = frozenset(destinations)
    if market in where.blocs and origin in ends:
        return ()
    return tuple(
        measure
        for measure in measures
        if commodity.element in measure.elements
        and (not measure.stages or commodity.stage in measure.stages)
        and _acts(measure, where, origin, ends)
    )


def _acts(measure: Measure, where: Lands, origin: str, ends: frozenset[str]) -> bool:
    imposing = where.members(measure.imposing)
    everyone = "*" in measure.targets
    targets = frozenset().union(*(where.members(target) for target in measure.targets if target != "*"))
    if measure.direction == "export":
        return origin in imposing and not ends <= imposing and (everyone or ends <= targets)
    return ends <= imposing and origin not in imposing and (everyone or origin in targets)


def tax(active: Sequence[Measure], commodity: Commodity) -> float:
    """Return what measures in force add to a lane [USD per contained tonne]."""
    return sum(m.rate / 100.0 * commodity.price for m in active if m.kind == "tax" and not math.isnan(m.rate))


def wait(active: Sequence[Measure]) -> float:
    """Return how long goods wait for the licences that measures in force ask for [h]."""
    return sum(m.delay * 24.0 for m in active if m.kind == "licence" and not math.isnan(m.delay))
