"""The network of the atlas with a scenario's sites, gates and links laid over it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lodeway.network._assembly import Draft
from lodeway.network._atlas_rows import atlas_gates, atlas_links
from lodeway.network._builder import DETOUR, FAR, Builder
from lodeway.network._overlay import overlay
from lodeway.network._railway import read_railway
from lodeway.network._rates import Rates
from lodeway.network._sea import read_sea
from lodeway.network._setting import set_gates, set_links
from lodeway.network._tables import merge
from lodeway.network.model import Network
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Site

__all__ = ["build"]

SIDING = 3.0
"""A site this near to a station [km] has its own siding: no road, no transfer (assumption)."""
PORT_CATCHMENT = 40.0
"""A site this near to a port of its country [km, great circle] is also joined to it directly."""


def build(scenario: Scenario, digest: str, *, progress: Callable[[str], None]) -> Network:
    """Return the network of the atlas with the scenario's changes; see `lodeway.network.build`."""
    progress("reading the atlas' railways, sea lanes, gates and links")
    builder = Builder(
        railway=read_railway(),
        sea=read_sea(),
        rates=Rates.of(scenario.costs, scenario.transfers),
        gates=merge(atlas_gates(scenario.price_year), scenario.gates),
        links=merge(atlas_links(), scenario.links),
    )
    builder.add_nodes()
    set_links(builder)
    set_gates(builder)
    sites = sorted(scenario.sites, key=lambda site: site.id)
    terminals = [_add_site(builder, site) for site in sites]
    progress("finding the ways by rail")
    _add_rail(builder)
    progress("finding the ways by sea")
    _add_sea(builder)
    return builder.assembly.finish(
        digest=digest, sites=[site.id for site in sites], site_terminal=terminals, gates=builder.gates
    )


def _add_site(builder: Builder, site: Site) -> int:
    """Add a site and its ways to the nearest station and to ports near by; return its terminal."""
    terminal = builder.assembly.place(site.country, site.longitude, site.latitude)
    node, apart = builder.railway.nearest(site.country, site.longitude, site.latitude, builder.served())
    if node >= 0:
        _join_station(builder, site, terminal, builder.station(node), apart)
    ports = _ports_by_distance(builder, terminal)
    near = [(km, yard) for km, yard in ports if km <= PORT_CATCHMENT]
    for km, yard in near if near or node >= 0 else ports[:1]:
        builder.road(terminal, yard, km, change="sea")
        if km > FAR:
            abroad = builder.assembly.country[yard] != site.country
            builder.assembly.flags.append(
                f"{site.id}: no railway in {site.country}; {km * DETOUR:.0f} km by road to the nearest port"
                + (f", in {builder.assembly.country[yard]}, without a named crossing" if abroad else "")
            )
    return terminal


def _join_station(builder: Builder, site: Site, terminal: int, station: int, apart: float) -> None:
    if apart <= SIDING:
        figures = builder.moving("rail", (site.country,), apart)
        builder.assembly.both(terminal, station, Draft(figures=figures, mode="rail"))
        return
    builder.road(terminal, station, apart, change="rail")
    if apart > FAR:
        builder.assembly.flags.append(
            f"{site.id}: {apart * DETOUR:.0f} km by road to the nearest station of {site.country} "
            f"(great circle x {DETOUR:g})"
        )


def _ports_by_distance(builder: Builder, terminal: int) -> list[tuple[float, int]]:
    """Return the ports of a terminal's country, nearest first; all ports for a country that has none."""
    country, yards = builder.assembly.country, list(builder.yards.values())
    home = [yard for yard in yards if country[yard] == country[terminal]]
    return sorted((builder.assembly.apart(terminal, yard), yard) for yard in home or yards)


def _add_rail(builder: Builder) -> None:
    railway = builder.railway
    terminals = np.asarray(sorted(builder.stations), dtype=np.int32)
    for way in overlay(railway.longitude.size, railway.u, railway.v, railway.km, terminals):
        tail, head = builder.stations[way.tail], builder.stations[way.head]
        figures = builder.moving("rail", (builder.assembly.country[tail],), way.km)
        builder.assembly.both(tail, head, Draft(figures=figures, mode="rail", between=way.between))


def _add_sea(builder: Builder) -> None:
    """Add the ways at sea; a passage is cut for all but the users of its gate, closed for all when the gate is."""
    sea = builder.sea
    free = sea.passage == ""
    terminals = np.asarray(sorted(builder.lanes), dtype=np.int32)
    for way in overlay(sea.longitude.size, sea.u[free], sea.v[free], sea.km[free], terminals):
        figures = builder.moving("sea", ("",), way.km)
        between = tuple(builder.sea_node(node) for node in way.between)
        tail, head = builder.lanes[way.tail], builder.lanes[way.head]
        builder.assembly.both(tail, head, Draft(figures=figures, mode="sea", between=between))
