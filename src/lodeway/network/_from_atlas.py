"""The network of the atlas with a scenario's sites, gates and links laid over it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from lodeway.network._assembly import Assembly, Draft
from lodeway.network._atlas_rows import atlas_gates, atlas_links
from lodeway.network._figures import plus, zero
from lodeway.network._geometry import distance
from lodeway.network._overlay import overlay
from lodeway.network._railway import Railway, read_railway
from lodeway.network._rates import Figures, Rates
from lodeway.network._sea import Sea, read_sea
from lodeway.network._tables import merge, usable
from lodeway.network.model import Network
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Gate, Link, Site

__all__ = ["build", "version"]

DETOUR = 1.4
"""Road kilometres per great-circle kilometre where no road network is used (assumption, range 1.2-1.8)."""
ON_LINE = 1.5
"""An end of a gate or link this near to a railway of its country [km] stands on it."""
SIDING = 3.0
"""A site this near to a station [km] has its own siding: no road, no transfer (assumption)."""
FAR = 50.0
"""An access longer than this [km, great circle] is flagged."""
PORT_CATCHMENT = 40.0
"""A site this near to a port of its country [km, great circle] is also joined to it directly."""
PORT_RAIL = 60.0
"""A port is joined to the nearest station of its country up to this distance [km]."""
STUB = 200.0
"""An end of a gate that no line meets is joined by road to a station up to this distance [km]."""
MAIN = 100.0
"""A separate piece of railway this long [km] may serve a port."""


def version() -> str:
    """Return the version of the atlas."""
    from lodeway import atlas

    return atlas.version()


@dataclass(slots=True)
class _Builder:
    """What is known while the terminals and legs are put together."""

    railway: Railway
    sea: Sea
    rates: Rates
    gates: tuple[Gate, ...]
    links: tuple[Link, ...]
    assembly: Assembly = field(default_factory=Assembly)
    stations: dict[int, int] = field(default_factory=dict)
    """Terminal of each rail node that is one."""
    places: dict[tuple[float, float, str], int] = field(default_factory=dict)
    """Terminals of ends that lie on no railway."""
    lanes: dict[int, int] = field(default_factory=dict)
    """Terminal of each sea node that is one."""
    yards: dict[str, int] = field(default_factory=dict)
    berths: dict[str, int] = field(default_factory=dict)


def build(scenario: Scenario, digest: str, *, progress: Callable[[str], None]) -> Network:
    """Return the network of the atlas with the scenario's changes; see `lodeway.network.build`."""
    progress("reading the atlas' railways, sea lanes, gates and links")
    builder = _Builder(
        railway=read_railway(),
        sea=read_sea(),
        rates=Rates.of(scenario.costs, scenario.transfers),
        gates=merge(atlas_gates(scenario.price_year), scenario.gates),
        links=merge(atlas_links(), scenario.links),
    )
    _add_nodes(builder)
    progress("setting gates and links")
    _add_links(builder)
    _add_crossings(builder)
    _add_passages(builder)
    _add_ports(builder)
    _add_ferries(builder)
    _join_loose_ends(builder)
    sites = sorted(scenario.sites, key=lambda site: site.id)
    terminals = [_add_site(builder, site) for site in sites]
    progress("finding the ways by rail")
    _add_rail(builder)
    progress("finding the ways by sea")
    _add_sea(builder)
    return builder.assembly.finish(
        digest=digest, sites=[site.id for site in sites], site_terminal=terminals, gates=builder.gates
    )


def _add_nodes(builder: _Builder) -> None:
    """Make rail nodes the first original nodes and sea nodes the next, in the atlas' order."""
    for graph in (builder.railway, builder.sea):
        builder.assembly.longitude += graph.longitude.tolist()
        builder.assembly.latitude += graph.latitude.tolist()


def _station(builder: _Builder, node: int) -> int:
    """Return the terminal of a rail node."""
    if node not in builder.stations:
        number = int(builder.railway.country[node])
        code = list(builder.railway.codes)[number]
        builder.stations[node] = builder.assembly.terminal(code, node)
    return builder.stations[node]


def _land(builder: _Builder, longitude: float, latitude: float, country: str) -> int:
    """Return the terminal of an end on land: the rail node there, else a place of its own."""
    key = round(longitude, 4), round(latitude, 4), country
    if key not in builder.places:
        node, apart = builder.railway.nearest(country, longitude, latitude)
        on_line = apart <= ON_LINE
        builder.places[key] = (
            _station(builder, node) if on_line else builder.assembly.place(country, longitude, latitude)
        )
    return builder.places[key]


def _lane(builder: _Builder, node: int, country: str = "") -> int:
    """Return the terminal of a sea node."""
    if node not in builder.lanes:
        builder.lanes[node] = builder.assembly.terminal(country, builder.railway.longitude.size + node)
    return builder.lanes[node]


def _add_links(builder: _Builder) -> None:
    numbers = {gate.id: number for number, gate in enumerate(builder.gates)}
    for link in builder.links:
        gate = builder.gates[numbers[link.gate]] if link.gate in numbers else None
        if not usable(link) or (gate is not None and not usable(gate)):
            continue
        tail = _land(builder, link.from_longitude, link.from_latitude, link.from_country)
        head = _land(builder, link.to_longitude, link.to_latitude, link.to_country)
        km = link.length if not math.isnan(link.length) else builder.assembly.apart(tail, head)
        figures = builder.rates.stretch(
            link.mode, (link.from_country, link.to_country), km, cost=link.cost, hours=link.time
        )
        if link.mode in ("sea", "ferry"):
            figures = plus(figures, builder.rates.change("rail", link.mode), builder.rates.change(link.mode, "rail"))
        opens, closes = link.opens, link.closes
        if gate is not None:
            figures = plus(figures, _passing(gate))
            opens, closes = max(opens, gate.opens), min(filter(None, (closes, gate.closes)), default=0)
        draft = Draft(
            figures=figures,
            mode=link.mode,
            gate=numbers.get(link.gate, -1),
            opens=opens,
            closes=closes,
            link=link.id,
        )
        builder.assembly.both(tail, head, draft)


def _passing(gate: Gate) -> Figures:
    return Figures(zero(gate.fee), zero(gate.delay), 0.0, 0.0)


def _gate_draft(builder: _Builder, number: int, km: float, mode: str, between: tuple[int, ...] = ()) -> Draft:
    gate = builder.gates[number]
    moved = builder.rates.stretch(
        mode, (gate.from_country, gate.to_country), km, cost=math.nan, hours=math.nan
    )
    return Draft(
        figures=plus(moved, _passing(gate)),
        mode=mode if km > 0 else "",
        gate=number,
        opens=gate.opens,
        closes=gate.closes,
        between=between,
    )


def _of_kind(builder: _Builder, *kinds: str) -> list[tuple[int, Gate]]:
    return [
        (number, gate)
        for number, gate in enumerate(builder.gates)
        if gate.kind in kinds and usable(gate) and not math.isnan(gate.from_longitude)
    ]


def _add_crossings(builder: _Builder) -> None:
    for number, gate in _of_kind(builder, "crossing", "transfer"):
        tail = _land(builder, gate.from_longitude, gate.from_latitude, gate.from_country)
        head = _land(builder, gate.to_longitude, gate.to_latitude, gate.to_country)
        km = gate.length if not math.isnan(gate.length) else builder.assembly.apart(tail, head)
        builder.assembly.both(tail, head, _gate_draft(builder, number, km, gate.mode or "rail"))


def _add_passages(builder: _Builder) -> None:
    for number, gate in _of_kind(builder, "passage"):
        ends = []
        for longitude, latitude in (
            (gate.from_longitude, gate.from_latitude),
            (gate.to_longitude, gate.to_latitude),
        ):
            node, _ = builder.sea.nearest(longitude, latitude, ocean=True)
            ends.append(_lane(builder, node, gate.from_country))
        km = gate.length if not math.isnan(gate.length) else builder.assembly.apart(*ends)
        builder.assembly.both(ends[0], ends[1], _gate_draft(builder, number, km, "sea"))


def _add_ports(builder: _Builder) -> None:
    """Add for each port yard, berth, the gate between them, the way to a station and the way to sea."""
    served = _served(builder, least=MAIN)
    for number, gate in _of_kind(builder, "port"):
        yard = builder.assembly.place(gate.from_country, gate.from_longitude, gate.from_latitude)
        berth = builder.assembly.place(gate.to_country, gate.to_longitude, gate.to_latitude)
        builder.yards[gate.id], builder.berths[gate.id] = yard, berth
        builder.assembly.both(yard, berth, _gate_draft(builder, number, 0.0, "sea"))
        _join_yard(builder, gate, yard, served)
        node, apart = builder.sea.nearest(gate.to_longitude, gate.to_latitude, ocean=False)
        if builder.sea.open_sea[node]:
            figures = builder.rates.stretch("sea", (gate.to_country,), apart, cost=math.nan, hours=math.nan)
            builder.assembly.both(berth, _lane(builder, node), Draft(figures=figures, mode="sea"))


def _join_yard(builder: _Builder, gate: Gate, yard: int, served: np.ndarray) -> None:
    """Join a port's yard to the end of a link at the port, else to the nearest station."""
    for (longitude, latitude, country), terminal in sorted(builder.places.items()):
        near = country == gate.from_country and abs(longitude - gate.from_longitude) < 0.1
        if near and distance(longitude, latitude, gate.from_longitude, gate.from_latitude) <= ON_LINE:
            _approach(builder, yard, terminal, 0.0)
            return
    node, apart = builder.railway.nearest(gate.from_country, gate.from_longitude, gate.from_latitude, served)
    if apart <= PORT_RAIL:
        _approach(builder, yard, _station(builder, node), apart)


def _approach(builder: _Builder, yard: int, station: int, apart: float) -> None:
    """Add the last stretch by rail to a port and the transfer there."""
    country = builder.assembly.country[yard]
    moved = builder.rates.stretch("rail", (country,), apart, cost=math.nan, hours=math.nan)
    for tail, head, change in (
        (station, yard, builder.rates.change("rail", "sea")),
        (yard, station, builder.rates.change("sea", "rail")),
    ):
        builder.assembly.leg(tail, head, Draft(figures=plus(moved, change), mode="rail"))


def _add_ferries(builder: _Builder) -> None:
    for number, gate in _of_kind(builder, "ferry"):
        ends = [
            _berth(builder, gate.from_longitude, gate.from_latitude, gate.from_country),
            _berth(builder, gate.to_longitude, gate.to_latitude, gate.to_country),
        ]
        km, nodes = builder.sea.way(
            (gate.from_longitude, gate.from_latitude), (gate.to_longitude, gate.to_latitude)
        )
        if not math.isnan(gate.length):
            km = gate.length
        between = tuple(builder.railway.longitude.size + node for node in nodes)
        builder.assembly.both(ends[0], ends[1], _gate_draft(builder, number, km, "ferry", between))


def _berth(builder: _Builder, longitude: float, latitude: float, country: str) -> int:
    """Return the berth of the port there, else a place on the water of its own joined to the land there."""
    for port, berth in builder.berths.items():
        node = builder.assembly.terminal_node[berth]
        near = distance(longitude, latitude, builder.assembly.longitude[node], builder.assembly.latitude[node])
        if builder.assembly.country[berth] == country and near <= ON_LINE:
            return builder.berths[port]
    quay = builder.assembly.place(country, longitude, latitude)
    land = _land(builder, longitude, latitude, country)
    builder.assembly.leg(land, quay, Draft(figures=builder.rates.change("rail", "ferry")))
    builder.assembly.leg(quay, land, Draft(figures=builder.rates.change("ferry", "rail")))
    return quay


def _join_loose_ends(builder: _Builder) -> None:
    """Join by road every end of a gate that lies off the railways and that no usable link meets."""
    met = {end for ends, draft in zip(builder.assembly.ends, builder.assembly.drafts, strict=True) if draft.link for end in ends}
    served = _served(builder, least=MAIN)
    met |= set(builder.stations.values())
    for (longitude, latitude, country), terminal in sorted(builder.places.items()):
        if terminal in met:
            continue
        node, apart = builder.railway.nearest(country, longitude, latitude, served)
        if apart <= STUB:
            _add_road(builder, terminal, _station(builder, node), apart)
            builder.assembly.flags.append(
                f"{longitude:g} E {latitude:g} N ({country}): no railway meets this gate; "
                f"{apart * DETOUR:.0f} km by road to the nearest station"
            )


def _served(builder: _Builder, *, least: float) -> np.ndarray:
    """Return which pieces of railway matter: those at a gate or link, and the long ones."""
    served: np.ndarray = builder.railway.length >= least
    nodes = np.fromiter(builder.stations, dtype=np.int64, count=len(builder.stations))
    served[builder.railway.component[nodes]] = True
    return served


def _add_site(builder: _Builder, site: Site) -> int:
    """Add a site and its ways to the nearest station and to ports near by; return its terminal."""
    terminal = builder.assembly.place(site.country, site.longitude, site.latitude)
    served = _served(builder, least=math.inf)
    node, apart = builder.railway.nearest(site.country, site.longitude, site.latitude, served)
    if node >= 0:
        if apart <= SIDING:
            figures = builder.rates.stretch("rail", (site.country,), apart, cost=math.nan, hours=math.nan)
            builder.assembly.both(terminal, _station(builder, node), Draft(figures=figures, mode="rail"))
        else:
            _add_road(builder, terminal, _station(builder, node), apart, change="rail")
            if apart > FAR:
                builder.assembly.flags.append(
                    f"{site.id}: {apart * DETOUR:.0f} km by road to the nearest station of {site.country} "
                    f"(great circle x {DETOUR:g})"
                )
    ports = _ports_by_distance(builder, terminal)
    near = [(km, yard) for km, yard in ports if km <= PORT_CATCHMENT]
    for km, yard in near if near or node >= 0 else ports[:1]:
        _add_road(builder, terminal, yard, km, change="sea")
        if km > FAR:
            builder.assembly.flags.append(
                f"{site.id}: no railway in {site.country}; {km * DETOUR:.0f} km by road to the nearest port"
            )
    return terminal


def _ports_by_distance(builder: _Builder, terminal: int) -> list[tuple[float, int]]:
    """Return the ports of a terminal's country, nearest first; all ports for a country that has none."""
    rows = [(builder.assembly.apart(terminal, yard), yard) for yard in builder.yards.values()]
    country = builder.assembly.country[terminal]
    home = [row for row in rows if builder.assembly.country[row[1]] == country]
    return sorted(home or rows)


def _add_road(builder: _Builder, tail: int, head: int, apart: float, *, change: str = "rail") -> None:
    """Add the way by road between a place and a station (`change` rail) or a port (`change` sea)."""
    country = builder.assembly.country[tail]
    moved = builder.rates.stretch("road", (country,), apart * DETOUR, cost=math.nan, hours=math.nan)
    there, back = builder.rates.change("road", change), builder.rates.change(change, "road")
    builder.assembly.leg(tail, head, Draft(figures=plus(moved, there), mode="road", dashed=True))
    builder.assembly.leg(head, tail, Draft(figures=plus(moved, back), mode="road", dashed=True))


def _add_rail(builder: _Builder) -> None:
    railway = builder.railway
    terminals = np.asarray(sorted(builder.stations), dtype=np.int32)
    for way in overlay(railway.longitude.size, railway.u, railway.v, railway.km, terminals):
        tail, head = builder.stations[way.tail], builder.stations[way.head]
        country = builder.assembly.country[tail]
        figures = builder.rates.stretch("rail", (country,), way.km, cost=math.nan, hours=math.nan)
        builder.assembly.both(tail, head, Draft(figures=figures, mode="rail", between=way.between))


def _add_sea(builder: _Builder) -> None:
    sea, offset = builder.sea, builder.railway.longitude.size
    used = {gate.id for _, gate in _of_kind(builder, "passage")}
    cut = np.isin(sea.passage, sorted(used)) | (sea.passage != "")
    terminals = np.asarray(sorted(builder.lanes), dtype=np.int32)
    for way in overlay(sea.longitude.size, sea.u[~cut], sea.v[~cut], sea.km[~cut], terminals):
        figures = builder.rates.stretch("sea", ("",), way.km, cost=math.nan, hours=math.nan)
        between = tuple(offset + node for node in way.between)
        builder.assembly.both(
            builder.lanes[way.tail], builder.lanes[way.head], Draft(figures=figures, mode="sea", between=between)
        )
