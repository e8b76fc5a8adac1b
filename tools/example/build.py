"""The six tables of the example and its case `no-russia`, put together."""

from __future__ import annotations

from dataclasses import dataclass

from lodeway.schema.tables import Commodity, Demand, Market, Process, Relation, Row, Site
from tools.example import central, hand, outside
from tools.example.demand import demands
from tools.example.margins import with_margins
from tools.example.recipes import output
from tools.example.relations import relations
from tools.example.russia import OwnUse, case_text, own_use, without_own_use

__all__ = ["Tables", "build"]


@dataclass(frozen=True, slots=True)
class Tables:
    """Tables of the example that this package makes, and the text of its case `no-russia`."""

    commodities: tuple[Commodity, ...]
    sites: tuple[Site, ...]
    markets: tuple[Market, ...]
    processes: tuple[Process, ...]
    demands: tuple[Demand, ...]
    relations: tuple[Relation, ...]
    no_russia: str

    def by_name(self) -> dict[str, tuple[Row, ...]]:
        """Return table name to rows."""
        return {name: getattr(self, name) for name in self.__slots__ if name != "no_russia"}


def build() -> Tables:
    """Return every table, computed from the atlas and the hand tables."""
    sites = hand.rows("sites", Site)
    markets = hand.rows("markets", Market)
    sites += outside.sites({line["iso3"] for line in hand.plain("countries")})
    works = central.listed() + central.importing_works()
    works += central.rest_of_country(works, sites)
    country = {site.id: site.country for site in sites}
    needs: tuple[Demand, ...] = ()
    made_outside: tuple[Process, ...] = ()
    pairs: tuple[Relation, ...] = ()
    uses: dict[str, OwnUse] = {}
    for commodity in outside.COMMODITIES:
        made = outside.output(commodity)
        own = central.existing_supply(commodity, works, sites)
        counted = _counted(commodity, own, works, country)
        rows = demands(commodity, sum(made.tonnes.values()) + own - sum(counted.values()))
        uses[commodity] = own_use(commodity, made, rows)
        made, rows = without_own_use(uses[commodity], made, rows)
        needs += rows
        made_outside += outside.processes(commodity, made, rows, own, counted)
        supply, able = _last_process(commodity, made, works, country)
        pairs += relations(commodity, supply, able, rows, markets)
    processes = with_margins(works, country) + made_outside
    used = {row.site for row in processes} | {site for market in markets for site in market.sites}
    return Tables(
        commodities=hand.rows("commodities", Commodity),
        sites=tuple(site for site in sites if site.id in used),
        markets=markets,
        processes=processes,
        demands=needs,
        relations=pairs,
        no_russia=case_text(uses, needs),
    )


def _counted(commodity: str, own: float, works: tuple[Process, ...], country: dict[str, str]) -> dict[str, float]:
    """Return what China makes of Central Asian feed where its stated output counts all feed: there it is taken off."""
    if commodity not in ("antimony", "copper"):
        return {}
    at_home = sum(
        row.capacity
        for row in works
        if row.status == "operating" and output(row.recipe) == commodity and country[row.site] in central.COUNTRIES
    )
    return {"CHN": max(0.0, own - at_home)}


def _last_process(
    commodity: str, made: outside.Output, works: tuple[Process, ...], country: dict[str, str]
) -> tuple[dict[str, float], dict[str, float]]:
    """Return country to what it made of a commodity in 2024, and to what it is able to make with its smelters of imports."""
    supply = dict(made.tonnes)
    smelters: dict[str, float] = {}
    for row in works:
        if row.status == "operating" and output(row.recipe) == commodity:
            place = country[row.site]
            part = supply if place in central.COUNTRIES else smelters
            part[place] = part.get(place, 0.0) + row.capacity
    counted = commodity in ("antimony", "copper")
    able = {
        place: supply.get(place, 0.0) + (0.0 if counted and place in supply else smelters.get(place, 0.0))
        for place in supply.keys() | smelters.keys()
    }
    return {place: supply.get(place, 0.0) for place in able}, able
