"""The one value that the explorer's page is drawn from: every best way under every choice of its reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from lodeway.network.model import Network
from lodeway.network.search.terms import Objective
from lodeway.plan.instance.trade import avoided, bans_on
from lodeway.report.context.charts import countries
from lodeway.report.context.credits import attributions, licences
from lodeway.report.explorer import sources
from lodeway.report.explorer.choices import BANS, Buyer, Origin, buyers, closable, origins
from lodeway.report.explorer.drawing import drawing
from lodeway.report.explorer.states import OBJECTIVES, Finder, Key, Ways, states
from lodeway.report.explorer.stretches import Stretch, countries_of, cut, gates_of
from lodeway.report.page.embed import outlines
from lodeway.scenario import places
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Site

__all__ = ["CLOSURES", "document"]

CLOSURES: Mapping[Objective, int] = {"cost": 2, "time": 2, "distance": 2}
"""How many gates a reader may close at once, by what is least: each further one multiplies the states by some five."""

Legs = tuple[int, ...]


def document(
    scenario: Scenario,
    network: Network,
    *,
    year: int | None = None,
    also: Sequence[Site] = (),
    closures: Mapping[Objective, int] = CLOSURES,
    progress: Callable[[str], None] | None = None,
) -> dict[str, Any]:
    """Return every best way under every set of bans and closures, as plain JSON.

    Parameters
    ----------
    scenario
        Its processes name the origins, its markets the buyers, its bans what is barred today.
    network
        `lodeway.network.build` of the scenario, its sites and `also` among them.
    year
        Year of travel; the scenario's first when left out.
    also
        Further origins, for goods of any kind.
    closures
        How many gates may be closed at once, for each of cost, time and distance that the page shall offer.
    progress
        Called with a short text before each long step.

    Returns
    -------
    dict
        ``meta``; ``codes`` (a letter for each country and gate that may be barred: capitals for countries, in the order of the ladder);
        ``names`` of countries; ``origins``, ``buyers``, ``standing`` (bans of the scenario on these countries, with their source);
        ``gates``, ``links``, ``rates``, ``transfers`` with sources (`lodeway.report.explorer.sources`); ``stretches`` and ``ways`` as
        ``columns`` and ``rows``; ``states``: origin, buyer and objective to sets of codes, each to the number of its best way or None;
        ``strands`` and ``outlines`` for the map. Hours, USD and kg CO2e are per gross tonne. Barring what the way of a set does not use
        changes nothing, so only sets that act are listed: `lodeway.report.explorer.states.settle` finds the one for any choice.

    Raises
    ------
    UsageError
        When the network lacks one of the sites.
    """
    say = progress or _silent
    work = _Work(scenario, network, scenario.years[0] if year is None else year, tuple(also), dict(closures))
    say("choosing gates")
    codes = work.codes
    found: dict[str, dict[str, dict[str, dict[str, int | None]]]] = {}
    for number, origin in enumerate(work.origins, start=1):
        say(f"ways from {origin.site.name or origin.site.id} ({number} of {len(work.origins)})")
        found[origin.site.id] = {buyer.site.id: work.states(origin, buyer, codes) for buyer in work.buyers}
        for finder in work.finders.values():
            finder.forget()
    say("drawing")
    return _document(work, codes, found)


def _silent(text: str) -> None:
    """Say nothing."""


@dataclass
class _Work:
    """What is known while the states are found; ways and stretches are numbered as they come."""

    scenario: Scenario
    network: Network
    year: int
    also: tuple[Site, ...]
    closures: dict[Objective, int]
    ways: dict[Legs, int] = field(default_factory=dict)
    finders: dict[tuple[frozenset[str], tuple[str, ...]], Finder] = field(default_factory=dict)
    touched: dict[Legs, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def origins(self) -> tuple[Origin, ...]:
        return origins(self.scenario, also=self.also)

    @cached_property
    def buyers(self) -> tuple[Buyer, ...]:
        return buyers(self.scenario)

    @cached_property
    def codes(self) -> dict[str, str]:
        """A letter for each country and gate that may be barred."""
        passed = [
            (gates_of(self.network, way), buyer.site.country)
            for origin in self.origins
            for buyer in self.buyers
            for by in self.closures
            for way in set(self.search(origin, buyer, by, (), gates=0).values())
            if way
        ]
        gates = closable(self.network, passed)
        return dict(zip(BANS, "ABCDEFGH", strict=False)) | {
            gate: chr(ord("a") + place) for place, gate in enumerate(gates)
        }

    def search(self, origin: Origin, buyer: Buyer, by: Objective, names: Sequence[str], *, gates: int) -> Ways:
        """Return the best ways of a pair; empty where a ban of the scenario forbids the pair."""
        standing = avoided(self.scenario, self.year, origin.site.country, buyer.site.country)
        if standing is None:
            return {frozenset(): None}
        finder = self.finder(standing - frozenset(BANS), tuple(name for name in names if name.islower()))
        chosen = frozenset(names) | frozenset(BANS)
        return states(
            lambda key: finder.way(origin.site.id, buyer.site.id, by=by, barred=key),
            lambda way: [name for name in self.on(way) if name in chosen],
            gates=gates,
        )

    def finder(self, always: frozenset[str], gates: tuple[str, ...]) -> Finder:
        """Return what finds ways where these countries are barred in any case and these gates may be closed."""
        if (always, gates) not in self.finders:
            self.finders[always, gates] = Finder(
                network=self.network,
                year=self.year,
                time_value=self.scenario.time_value,
                sites=list(
                    dict.fromkeys([*(one.site.id for one in self.origins), *(one.site.id for one in self.buyers)])
                ),
                countries=BANS,
                gates=gates,
                standing=always,
            )
        return self.finders[always, gates]

    def on(self, way: Legs) -> tuple[str, ...]:
        """Return countries and gates of a way."""
        if way not in self.touched:
            passed = (*countries_of(self.network, way), *gates_of(self.network, way))
            self.touched[way] = tuple(dict.fromkeys(passed))
        return self.touched[way]

    def states(self, origin: Origin, buyer: Buyer, codes: Mapping[str, str]) -> dict[str, dict[str, int | None]]:
        """Return the number of the best way for each objective and set of codes."""
        if origin.site.id == buyer.site.id:
            return {}
        return {
            by: {
                _code(key, codes): None if way is None else self.ways.setdefault(way, len(self.ways))
                for key, way in sorted(
                    self.search(origin, buyer, by, tuple(codes), gates=gates).items(), key=lambda pair: sorted(pair[0])
                )
            }
            for by, gates in self.closures.items()
        }


def _code(key: Key, codes: Mapping[str, str]) -> str:
    return "".join(sorted(codes[name] for name in key))


def _document(work: _Work, codes: Mapping[str, str], found: Mapping[str, Any]) -> dict[str, Any]:
    network = work.network
    stretches: dict[Stretch, int] = {}
    rows = [_way_row(network, way, stretches) for way in work.ways]
    strands, members = drawing(network, list(stretches))
    gates = {network.gates[stretch.gate].id for stretch in stretches if stretch.gate >= 0}
    codes = {name: code for name, code in codes.items() if name in BANS or name in gates}
    links = {link for stretch in stretches for link in stretch.links}
    names = places.countries()
    present = {country for row in rows for country in row[0]} | set(BANS)
    return {
        "meta": _meta(work),
        "codes": dict(codes),
        "names": {country: names.get(country, country) for country in sorted(present)},
        "origins": [_place(origin.site, minerals=list(origin.minerals)) for origin in work.origins],
        "buyers": [_place(buyer.site, market=buyer.market, buyer=buyer.name) for buyer in work.buyers],
        "standing": _standing(work),
        "gates": sources.gates(network, gates, codes),
        "links": sources.links(work.scenario, links),
        "rates": sources.rates(work.scenario, {(stretch.mode, stretch.country) for stretch in stretches}),
        "transfers": sources.transfers(work.scenario),
        "stretches": {
            "columns": ["mode", "gate", "country", "km", "hours", "cost", "co2", "links", "strands"],
            "rows": [_stretch_row(network, stretch, members[number]) for stretch, number in stretches.items()],
        },
        "ways": {"columns": ["countries", "stretches"], "rows": rows},
        "states": found,
        "strands": strands,
        "outlines": outlines(countries()),
    }


def _way_row(network: Network, way: Legs, stretches: dict[Stretch, int]) -> list[Any]:
    parts = [stretch for stretch in cut(network, way) if not stretch.idle]
    return [
        list(countries_of(network, way)),
        [stretches.setdefault(stretch, len(stretches)) for stretch in parts],
    ]


def _stretch_row(network: Network, stretch: Stretch, members: Sequence[int]) -> list[Any]:
    gate = network.gates[stretch.gate].id if stretch.gate >= 0 else ""
    figures = (round(value, 2) for value in (stretch.km, stretch.hours, stretch.cost, stretch.co2))
    return [stretch.mode, gate, stretch.country, *figures, list(stretch.links), list(members)]


def _place(site: Site, **more: Any) -> dict[str, Any]:
    return {
        "id": site.id,
        "name": site.name or site.id,
        "country": site.country,
        "longitude": site.longitude,
        "latitude": site.latitude,
        "source": site.source,
        "confidence": site.confidence,
        "note": site.note,
        **more,
    }


def _standing(work: _Work) -> list[dict[str, Any]]:
    """Return the scenario's bans of the year on countries that a reader may bar, with the buyers whom they bind."""
    bound: dict[str, list[str]] = {}
    rows = {}
    for buyer in work.buyers:
        for ban in bans_on(work.scenario, work.year, buyer.site.country):
            rows[ban.id] = ban
            bound.setdefault(ban.id, []).append(buyer.site.id)
    return [
        {"id": ban.id, "country": ban.country, "kind": ban.kind, "buyers": bound[ban.id], "source": ban.source,
         "confidence": ban.confidence, "note": ban.note}
        for ban in rows.values()
    ]  # fmt: skip


def _meta(work: _Work) -> dict[str, Any]:
    from lodeway import __version__

    scenario = work.scenario
    value = next((row for row in scenario.sources if row.setting == "time_value"), None)
    return {
        "title": scenario.title or scenario.name,
        "scenario": scenario.name,
        "case": scenario.case,
        "year": work.year,
        "price_year": scenario.price_year,
        "time_value": scenario.time_value,
        "time_value_source": f"{value.source}; {value.range}; {value.note}" if value else "",
        "objectives": [by for by in OBJECTIVES if by in work.closures],
        "closures": work.closures,
        "bans": list(BANS),
        "digest": scenario.digest,
        "network": work.network.digest,
        "lodeway_version": __version__,
        "atlas_version": scenario.atlas_version,
        "attributions": list(attributions(scenario)),
        "licences": list(licences()),
        "flags": list(work.network.flags),
    }
