"""Sets the gates and links of atlas and scenario on the railways and the sea."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from lodeway.network._assembly import Draft
from lodeway.network._builder import DETOUR, ON_LINE, Builder
from lodeway.network._figures import passing, plus
from lodeway.network._geometry import distance
from lodeway.network._tables import both_open, usable
from lodeway.schema.tables import Gate, Link

__all__ = ["set_gates", "set_links"]

MAIN = 100.0
"""A separate piece of railway this long [km] may serve a port."""
PORT_RAIL = 60.0
"""A port is joined to the nearest station of its country up to this distance [km]."""
STUB = 200.0
"""An end of a gate that no line meets is joined by road to a station up to this distance [km]."""


def set_links(builder: Builder) -> None:
    """Add a leg each way for every link that can ever be used."""
    numbers = {gate.id: number for number, gate in enumerate(builder.gates)}
    for link in builder.links:
        gate = builder.gates[numbers[link.gate]] if link.gate in numbers else None
        if usable(link) and (gate is None or usable(gate)):
            _set_link(builder, link, gate, numbers.get(link.gate, -1))


def _set_link(builder: Builder, link: Link, gate: Gate | None, number: int) -> None:
    rates, assembly = builder.rates, builder.assembly
    tail = builder.land(link.from_longitude, link.from_latitude, link.from_country)
    head = builder.land(link.to_longitude, link.to_latitude, link.to_country)
    km = assembly.apart(tail, head) if math.isnan(link.length) else link.length
    countries = link.from_country, link.to_country
    figures = rates.stretch(link.mode, countries, km, cost=link.cost, hours=link.time)
    if link.mode in ("sea", "ferry"):
        figures = plus(figures, rates.change("rail", link.mode), rates.change(link.mode, "rail"))
    if gate is not None:
        figures = plus(figures, passing(gate))
    opens, closes = both_open(link, gate)
    draft = Draft(figures=figures, mode=link.mode, gate=number, opens=opens, closes=closes, link=link.id)
    assembly.both(tail, head, draft)


def set_gates(builder: Builder) -> None:
    """Add terminals and legs of crossings, passages, ports and ferries, and join what no line meets."""
    _crossings(builder)
    _passages(builder)
    _ports(builder)
    _ferries(builder)
    _loose_ends(builder)


def _crossings(builder: Builder) -> None:
    for number, gate in builder.of_kind("crossing", "transfer"):
        tail = builder.land(gate.from_longitude, gate.from_latitude, gate.from_country)
        head = builder.land(gate.to_longitude, gate.to_latitude, gate.to_country)
        km = builder.assembly.apart(tail, head) if math.isnan(gate.length) else gate.length
        builder.assembly.both(tail, head, builder.through(number, km, gate.mode or "rail"))


def _passages(builder: Builder) -> None:
    for number, gate in builder.of_kind("passage"):
        places = (gate.from_longitude, gate.from_latitude), (gate.to_longitude, gate.to_latitude)
        tail, head = (builder.lane(builder.sea.nearest(*place, ocean=True)[0], gate.from_country) for place in places)
        km = builder.assembly.apart(tail, head) if math.isnan(gate.length) else gate.length
        builder.assembly.both(tail, head, builder.through(number, km, "sea"))


def _ports(builder: Builder) -> None:
    """Add for each port yard, berth, the gate between them, the way to a station and the way to sea."""
    served = builder.served(least=MAIN)
    for number, gate in builder.of_kind("port"):
        yard = builder.assembly.place(gate.from_country, gate.from_longitude, gate.from_latitude)
        berth = builder.assembly.place(gate.to_country, gate.to_longitude, gate.to_latitude)
        builder.yards[gate.id], builder.berths[gate.id] = yard, berth
        builder.assembly.both(yard, berth, builder.through(number, 0.0, "sea"))
        _join_yard(builder, gate, yard, served)
        node, apart = builder.sea.nearest(gate.to_longitude, gate.to_latitude, ocean=False)
        if builder.sea.open_sea[node]:
            figures = builder.moving("sea", (gate.to_country,), apart)
            builder.assembly.both(berth, builder.lane(node), Draft(figures=figures, mode="sea"))


def _join_yard(builder: Builder, gate: Gate, yard: int, served: NDArray[np.bool_]) -> None:
    """Join a port's yard to the end of a link at the port, else to the nearest station."""
    here = gate.from_longitude, gate.from_latitude
    for (longitude, latitude, country), terminal in sorted(builder.places.items()):
        near = country == gate.from_country and abs(latitude - here[1]) < 0.1
        if near and distance(longitude, latitude, *here) <= ON_LINE:
            _approach(builder, yard, terminal, 0.0)
            return
    node, apart = builder.railway.nearest(gate.from_country, *here, served)
    if apart <= PORT_RAIL:
        _approach(builder, yard, builder.station(node), apart)


def _approach(builder: Builder, yard: int, station: int, apart: float) -> None:
    """Add the last stretch by rail to a port, with the transfer there."""
    moved = builder.moving("rail", (builder.assembly.country[yard],), apart)
    for tail, head, change in (
        (station, yard, builder.rates.change("rail", "sea")),
        (yard, station, builder.rates.change("sea", "rail")),
    ):
        builder.assembly.leg(tail, head, Draft(figures=plus(moved, change), mode="rail"))


def _ferries(builder: Builder) -> None:
    for number, gate in builder.of_kind("ferry"):
        start, end = (gate.from_longitude, gate.from_latitude), (gate.to_longitude, gate.to_latitude)
        tail, head = _berth(builder, *start, gate.from_country), _berth(builder, *end, gate.to_country)
        shortest, nodes = builder.sea.way(start, end)
        km = shortest if math.isnan(gate.length) else gate.length
        between = tuple(builder.sea_node(node) for node in nodes)
        builder.assembly.both(tail, head, builder.through(number, km, "ferry", between))


def _berth(builder: Builder, longitude: float, latitude: float, country: str) -> int:
    """Return the berth of the port there, else a quay of its own, joined to the land there."""
    assembly = builder.assembly
    for berth in builder.berths.values():
        node = assembly.terminal_node[berth]
        place = assembly.longitude[node], assembly.latitude[node]
        if assembly.country[berth] == country and distance(longitude, latitude, *place) <= ON_LINE:
            return berth
    quay, land = assembly.place(country, longitude, latitude), builder.land(longitude, latitude, country)
    assembly.leg(land, quay, Draft(figures=builder.rates.change("rail", "ferry")))
    assembly.leg(quay, land, Draft(figures=builder.rates.change("ferry", "rail")))
    return quay


def _loose_ends(builder: Builder) -> None:
    """Join by road every end of a gate that lies off the railways and that no usable link meets."""
    assembly = builder.assembly
    drafts = zip(assembly.ends, assembly.drafts, strict=True)
    met = {end for ends, draft in drafts if draft.link for end in ends} | set(builder.stations.values())
    served = builder.served(least=MAIN)
    for (longitude, latitude, country), terminal in sorted(builder.places.items()):
        node, apart = builder.railway.nearest(country, longitude, latitude, served)
        if terminal not in met and apart <= STUB:
            builder.road(terminal, builder.station(node), apart, change="rail")
            assembly.flags.append(
                f"{longitude:g} E {latitude:g} N ({country}): no railway meets the gate here; "
                f"{apart * DETOUR:.0f} km by road to the nearest station (great circle x {DETOUR:g})"
            )
