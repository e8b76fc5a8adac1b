"""What a plan can be weighed against beside its cost: one column each, which the program keeps at the measure's value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from lodeway.errors import UsageError
from lodeway.plan.blocks.assembly import Assembly, Key
from lodeway.plan.instance.lanes import Lane
from lodeway.plan.instance.world import World
from lodeway.scenario.places import hint

__all__ = ["AGAINST", "Measure"]

Against = Literal["emissions", "share", "transit"]
AGAINST: tuple[Against, ...] = ("emissions", "share", "transit")

COLUMN: Key = ("study", "measure")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What cost is set against."""

    against: Against
    markets: tuple[str, ...] = ()
    """Importers that count; all markets when empty."""
    through: tuple[str, ...] = ()
    """Countries passed through, for transit."""

    @property
    def unit(self) -> str:
        """Return the unit of the measure."""
        return {"emissions": "t CO2e", "share": "", "transit": "USD"}[self.against]

    def title(self) -> str:
        """Return what is measured, in words."""
        if self.against == "emissions":
            return "emissions of mining, refining and freight"
        if self.against == "share":
            return "largest share of one foreign country in an importer's yearly demand of a mineral"
        return f"value of goods that pass through {', '.join(self.through)} on their way elsewhere"

    def check(self, world: World) -> None:
        """Raise UsageError where a market or country is not there."""
        known = sorted({market for market, _, _ in world.demand})
        for market in self.markets:
            if market not in known:
                raise UsageError(f"no market {market!r} with demand; {hint(market, known, name='markets')}")
        lands = sorted(set(world.network.terminal_country) - {""})
        for country in self.through:
            if country not in lands:
                raise UsageError(f"no country {country!r} in the network; {hint(country, lands, name='countries')}")

    def twist(self, world: World) -> World:
        """Return the world with, for transit, every lane twice: as it is, and round the countries.

        A route is then known to pass through by the lane that it belongs to. Lanes that begin or end in one of the countries
        do not count as passing through it and stay alone.
        """
        self.check(world)
        if self.against != "transit":
            return world
        spared = [_round(world, lane, frozenset(self.through)) for lane in world.lanes]
        lanes = (*world.lanes, *(lane for lane in spared if lane is not None))
        deliveries: dict[tuple[str, str], tuple[int, ...]] = {}
        for number, lane in enumerate(lanes):
            if lane.market:
                key = (lane.market, lane.commodity)
                deliveries[key] = (*deliveries.get(key, ()), number)
        return replace(world, lanes=lanes, deliveries=deliveries)

    def write(self, world: World, assembly: Assembly) -> None:
        """Add the column and the rows that keep it at least at the measure's value; it costs and binds nothing yet."""
        column = assembly.column(COLUMN)
        {"emissions": self._emissions, "share": self._share, "transit": self._transit}[self.against](
            world, assembly, column
        )

    def _emissions(self, world: World, assembly: Assembly, column: int) -> None:
        """Write ``sum_p e[p] x[p,t] + sum_r e[r] gross[r] f[r,t] - z <= 0``, over all years."""
        row = assembly.row(("study", "emissions"), upper=0.0)
        for operation in world.operations:
            if operation.counted_emissions:
                for year in world.years:
                    activity = assembly.columns["activity", operation.process.id, year]
                    assembly.enter(row, activity, operation.counted_emissions)
        assembly.transport_rows.extend((place, row) for place in range(len(world.years)))
        assembly.enter(row, column, -1.0)

    def _share(self, world: World, assembly: Assembly, column: int) -> None:
        """Write ``sum_r from o to m f[r,t] - z demand[m,c,t] <= 0`` for every foreign country o."""
        for (market, commodity, year), tonnes in world.demand.items():
            if self.markets and market not in self.markets:
                continue
            place = world.years.index(year)
            sent: dict[str, list[int]] = {}
            for number in world.deliveries.get((market, commodity), ()):
                lane = world.lanes[number]
                if lane.most[place] > 0 and lane.country not in world.where.members(market):
                    sent.setdefault(lane.country, []).append(number * len(world.years) + place)
            for origin, slots in sorted(sent.items()):
                row = assembly.row(("study", "share", origin, market, commodity, year), upper=0.0)
                assembly.enter(row, column, -tonnes)
                for slot in slots:
                    assembly.attach(slot, row)

    def _transit(self, world: World, assembly: Assembly, column: int) -> None:
        """Write ``sum_r through price[c] f[r,t] - z <= 0``, over all years."""
        row = assembly.row(("study", "transit"), upper=0.0)
        assembly.enter(row, column, -1.0)
        for number, lane in enumerate(world.lanes):
            if _round(world, lane, frozenset(self.through)) is not None and self._counts(lane):
                for place in range(len(world.years)):
                    if lane.most[place] > 0:
                        slot = number * len(world.years) + place
                        assembly.attach(slot, row, world.commodities[lane.commodity].price)

    def _counts(self, lane: Lane) -> bool:
        return not self.markets or not lane.market or lane.market in self.markets


def _round(world: World, lane: Lane, through: frozenset[str]) -> Lane | None:
    """Return the lane without ways through the countries; None if it begins or ends there, or avoids them anyway."""
    ends = {world.country[site] for site in lane.destinations}
    spared = frozenset(through - {lane.country} - ends)
    wider = tuple(tuple(None if way is None else way | spared for way in ways) for ways in lane.avoid)
    return replace(lane, avoid=wider) if wider != lane.avoid else None


def most_passed(world: World, passed: Sequence[tuple[Lane, tuple[str, ...], float]]) -> str:
    """Return the country through which most value passes: lane, countries and tonnes of every route in use."""
    value: dict[str, float] = {}
    for lane, countries, tonnes in passed:
        for country in set(countries) - {countries[0], countries[-1]}:
            value[country] = value.get(country, 0.0) + tonnes * world.commodities[lane.commodity].price
    return max(sorted(value), key=lambda country: value[country], default="")
