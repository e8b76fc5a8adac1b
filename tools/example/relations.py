"""How much each origin outside Central Asia sold to each market in 2024."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lodeway.schema.tables import Demand, Market, Relation
from tools.example import hand, measured
from tools.example.central import COUNTRIES
from tools.example.figures import span, tidy

__all__ = ["relations"]

SHARE = "Share of world output of 2024 x the market's demand less what it makes itself"
ASSUMPTION = (
    "may reach 1.5 times that level, or as much of the market's demand as the origin's share of world capacity but no more "
    "than 5 %, growing by 10 % a year (assumption: 1-2.5 times, 0-15 %/a)"
)
FLOOR = 5.0
"""Most of a market's demand that an origin may claim without having sold there, %."""


def relations(
    commodity: str,
    supply: Mapping[str, float],
    able: Mapping[str, float],
    demands: Sequence[Demand],
    markets: Sequence[Market],
) -> tuple[Relation, ...]:
    """Return one row per origin outside Central Asia and market that it is not part of.

    Parameters
    ----------
    commodity
        The demanded form.
    supply
        Country of the last process to what it made in 2024, t; Central Asian countries included.
    able
        Country to what it is able to make, smelters of imports included, t/a. A country that makes one percent of the
        world's metal cannot hold five percent of every market, hence its share of this is the floor of its bounds.
    demands, markets
        Of the example.
    """
    members = {market.id: _members(market, markets) for market in markets}
    rows = []
    whole = sum(able.values())
    for demand in demands:
        home = members[demand.market]
        level, source, words = _levels(commodity, demand, supply, members)
        for origin in sorted(supply):
            if origin in COUNTRIES or _inside(origin, home, members):
                continue
            floor = min(FLOOR, 100 * able[origin] / whole)
            rows.append(_row(origin, demand, level.get(origin, 0.0), floor, source, words))
    return tuple(rows)


def _members(market: Market, markets: Sequence[Market]) -> frozenset[str] | None:
    """Return the member countries, None for the market of every other country."""
    return None if market.countries == ("*",) else frozenset(market.countries)


def _inside(country: str, home: frozenset[str] | None, members: Mapping[str, frozenset[str] | None]) -> bool:
    return _is_rest(country, members) if home is None else country in home


def _is_rest(country: str, members: Mapping[str, frozenset[str] | None]) -> bool:
    return not any(country in home for home in members.values() if home is not None)


def _levels(
    commodity: str, demand: Demand, supply: Mapping[str, float], members: Mapping[str, frozenset[str] | None]
) -> tuple[Mapping[str, float], str, str]:
    traded = measured.flows(commodity)
    if traded:
        home = members[demand.market]
        level: dict[str, float] = {}
        for (exporter, importer), tonnes in traded.items():
            if _inside(importer, home, members) and exporter in supply:
                level[exporter] = level.get(exporter, 0.0) + tonnes
        if not any(_inside(origin, home, members) for origin in supply) and 0 < sum(level.values()) < demand.quantity:
            scale = demand.quantity / sum(level.values())
            words = "Trade of 2024, contained, brought up to the market's demand: part of it came through countries that mine none"
            return {origin: scale * tonnes for origin, tonnes in level.items()}, measured.BACI, words
        return level, measured.BACI, "Trade of 2024, contained"
    home = members[demand.market]
    own = sum(tonnes for origin, tonnes in supply.items() if _inside(origin, home, members))
    return _by_share(commodity, demand, supply, own)


def _by_share(
    commodity: str, demand: Demand, supply: Mapping[str, float], own: float
) -> tuple[Mapping[str, float], str, str]:
    stated = {
        line["iso3"]: line
        for line in hand.plain("import_shares")
        if line["commodity"] == commodity and line["market"] == demand.market
    }
    bought = max(0.0, demand.quantity - own)
    left = 1 - sum(float(line["share"]) for line in stated.values()) / 100
    unstated = {iso3: tonnes for iso3, tonnes in supply.items() if iso3 not in stated}
    whole = sum(unstated.values())
    level = {iso3: bought * left * tonnes / whole for iso3, tonnes in unstated.items()}
    for iso3, line in stated.items():
        base = bought if line["of"] == "imports" else demand.quantity
        level[iso3] = base * float(line["share"]) / 100
    if not stated:
        return level, "assumption", f"{SHARE}: the trade codes lack this form"
    words = f"Stated share of the market's purchases, the rest: {SHARE[0].lower()}{SHARE[1:]}"
    return level, next(iter(stated.values()))["source"], words


def _row(origin: str, demand: Demand, level: float, floor: float, source: str, words: str) -> Relation:
    return Relation(
        origin=origin,
        market=demand.market,
        commodity=demand.commodity,
        level=tidy(level),
        multiple=1.5,
        floor=tidy(floor),
        growth=10.0,
        source=source,
        confidence="M" if source == measured.BACI else "L",
        range=span(0, 2 * level),
        note=f"{words}; {ASSUMPTION}",
    )
