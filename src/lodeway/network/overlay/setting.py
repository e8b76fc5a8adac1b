"""Sets the gates and links of atlas and scenario, and the places of transfer, on the railways, the roads and the sea."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from lodeway.network.geometry import distance
from lodeway.network.overlay.assembly import Draft
from lodeway.network.overlay.drafting import DETOUR, ON_LINE, REACH, Drafting
from lodeway.network.overlay.laying import both_open, usable
from lodeway.schema.tables import Gate, Link

__all__ = ["set_gates", "set_hubs", "set_links"]

MAIN = 100.0
"""A separate piece of railway this long [km] may serve a port."""
PORT_RAIL = 60.0
"""A port is joined to the nearest station of its country up to this distance [km]."""
STUB = 200.0
"""An end of a gate that no line meets is joined by road to a station up to this distance [km]."""
HUB_RAIL = 15.0
"""A city's station is the node of the railways nearest to it, up to this distance [km]."""

WATER = ("sea", "ferry")


def set_links(drafting: Drafting) -> None:
    """Add a leg each way, or one forward, for every link that can ever be used."""
    numbers = {gate.id: number for number, gate in enumerate(drafting.gates)}
    for place, link in enumerate(drafting.links):
        gate = drafting.gates[numbers[link.gate]] if link.gate in numbers else None
        if usable(link) and (gate is None or usable(gate)):
            _set_link(drafting, place, link, gate, numbers.get(link.gate, -1))


def _set_link(drafting: Drafting, place: int, link: Link, gate: Gate | None, number: int) -> None:
    assembly = drafting.assembly
    tail = drafting.land(link.from_longitude, link.from_latitude, link.from_country, link.mode)
    head = drafting.land(link.to_longitude, link.to_latitude, link.to_country, link.mode)
    km = assembly.apart(tail, head) if math.isnan(link.length) else link.length
    opens, closes = both_open(link, gate)
    draft = Draft(mode=link.mode, km=km, gate=number, link=place, opens=opens, closes=closes)
    if link.mode in WATER:
        quays = [assembly.place(assembly.country[end], *assembly.point(end), link.name) for end in (tail, head)]
        for land, quay in zip((tail, head), quays, strict=True):
            assembly.both(land, quay, Draft(change=f"rail-{link.mode}"))
        tail, head = quays
    lay = assembly.both if link.direction == "both" else assembly.leg
    lay(tail, head, draft)


def set_gates(drafting: Drafting) -> None:
    """Add terminals and legs of crossings, passages, ports and ferries, and join what no line meets."""
    _crossings(drafting)
    _passages(drafting)
    _ports(drafting)
    _ferries(drafting)
    _loose_ends(drafting)


def _crossings(drafting: Drafting) -> None:
    for number, gate in drafting.of_kind("crossing", "transfer"):
        mode = gate.mode or "rail"
        name = gate.name or gate.id
        tail = drafting.land(gate.from_longitude, gate.from_latitude, gate.from_country, mode, name)
        head = drafting.land(gate.to_longitude, gate.to_latitude, gate.to_country, mode, name)
        km = drafting.assembly.apart(tail, head) if math.isnan(gate.length) else gate.length
        drafting.assembly.both(tail, head, drafting.through(number, km, mode))
        drafting.assembly.marks |= {f"from:{gate.id}": tail, f"to:{gate.id}": head}


def _passages(drafting: Drafting) -> None:
    for number, gate in drafting.of_kind("passage"):
        places = (gate.from_longitude, gate.from_latitude), (gate.to_longitude, gate.to_latitude)
        tail, head = (
            drafting.lane(drafting.sea.nearest(*place, ocean=True)[0], gate.from_country, gate.name) for place in places
        )
        km = drafting.assembly.apart(tail, head) if math.isnan(gate.length) else gate.length
        drafting.assembly.both(tail, head, drafting.through(number, km, "sea"))


def _ports(drafting: Drafting) -> None:
    """Add for each port a yard for trains, a ramp for lorries and a berth, and the ways to station, road and sea.

    The gate is what lies between land and berth: its fee and delay, and the handling of the change of mode.
    """
    assembly = drafting.assembly
    rails = drafting.served("rail", least=MAIN)
    roads = drafting.served("road", least=REACH)
    for number, gate in drafting.of_kind("port"):
        here, name = (gate.from_longitude, gate.from_latitude), gate.name or gate.id
        yard, ramp = (assembly.place(gate.from_country, *here, name) for _ in range(2))
        assembly.marks |= {f"yard:{gate.id}": yard, f"ramp:{gate.id}": ramp}
        assembly.both(yard, ramp, Draft(change="rail-road"))
        _join_yard(drafting, gate, yard, rails)
        node, apart = drafting.road.nearest(gate.from_country, *here, roads)
        if apart <= REACH:
            assembly.both(ramp, drafting.on("road", node, name), drafting.access(apart))
        node, apart = drafting.sea.nearest(gate.to_longitude, gate.to_latitude, ocean=False)
        if drafting.sea.open_sea[node]:
            berth = _berth(drafting, number, gate, "sea")
            assembly.both(berth, drafting.lane(node), Draft(km=apart, mode="sea"))


def _berth(drafting: Drafting, number: int, gate: Gate, mode: str) -> int:
    """Return a port's berth for ships or for ferries, joined to its land through the gate."""
    key = f"{mode} berth:{gate.id}"
    assembly = drafting.assembly
    if key not in assembly.marks:
        berth = assembly.place(gate.to_country, gate.to_longitude, gate.to_latitude, gate.name or gate.id)
        assembly.marks[key] = berth
        for land, side in (("rail", "yard"), ("road", "ramp")):
            draft = drafting.through(number, 0.0, mode, change=f"{land}-{mode}")
            assembly.both(assembly.marks[f"{side}:{gate.id}"], berth, draft)
    return assembly.marks[key]


def _join_yard(drafting: Drafting, gate: Gate, yard: int, served: np.ndarray) -> None:
    """Join a port's yard to the end of a link at the port, else to the nearest station."""
    here = gate.from_longitude, gate.from_latitude
    for (longitude, latitude, country, mode), terminal in sorted(drafting.places.items()):
        near = country == gate.from_country and mode == "rail" and abs(latitude - here[1]) < 0.1
        if near and distance(longitude, latitude, *here) <= ON_LINE:
            drafting.assembly.both(terminal, yard, Draft())
            return
    node, apart = drafting.rail.nearest(gate.from_country, *here, served)
    if apart <= PORT_RAIL:
        drafting.assembly.both(drafting.on("rail", node), yard, Draft(km=apart, mode="rail"))


def _ferries(drafting: Drafting) -> None:
    for number, gate in drafting.of_kind("ferry"):
        start, end = (gate.from_longitude, gate.from_latitude), (gate.to_longitude, gate.to_latitude)
        tail, head = _quay(drafting, *start, gate.from_country), _quay(drafting, *end, gate.to_country)
        shortest, nodes = drafting.sea.way(start, end)
        km = shortest if math.isnan(gate.length) else gate.length
        between = [drafting.start["sea"] + node for node in nodes]
        drafting.assembly.both(tail, head, drafting.through(number, km, "ferry", between=between))


def _quay(drafting: Drafting, longitude: float, latitude: float, country: str) -> int:
    """Return the quay for ferries of the port there, else a quay of its own, joined to the railway there."""
    assembly = drafting.assembly
    for number, gate in drafting.of_kind("port"):
        here = distance(longitude, latitude, gate.to_longitude, gate.to_latitude) <= ON_LINE
        if here and gate.to_country == country:
            return _berth(drafting, number, gate, "ferry")
    quay, land = assembly.place(country, longitude, latitude), drafting.land(longitude, latitude, country)
    assembly.both(land, quay, Draft(change="rail-ferry"))
    return quay


def _loose_ends(drafting: Drafting) -> None:
    """Join by road every end of a gate that lies off the railways and that no usable link meets."""
    assembly = drafting.assembly
    drafts = zip(assembly.ends, assembly.drafts, strict=True)
    met = {end for ends, draft in drafts if draft.link >= 0 for end in ends}
    met |= set(drafting.stations.values()) | set(drafting.corners.values())
    for mode in ("rail", "road"):
        served = drafting.served(mode, least=MAIN)
        for (longitude, latitude, country, own), terminal in sorted(drafting.places.items()):
            if own != mode or terminal in met:
                continue
            node, apart = drafting.known(mode)[0].nearest(country, longitude, latitude, served)
            if apart <= STUB:
                draft = drafting.access(apart, change="road-rail" if mode == "rail" else "")
                head, first = drafting.on(mode, node), assembly.next_leg
                assembly.both(terminal, head, draft)
                assembly.flag(
                    f"{longitude:g} E {latitude:g} N ({country}): no {mode} meets the gate here; "
                    f"{apart * DETOUR:.0f} km by road to the nearest one (great circle x {DETOUR:g})",
                    first,
                )


def set_hubs(drafting: Drafting, hubs: Iterable[tuple[str, str, float, float]]) -> None:
    """Make the stations of cities (name, country, longitude, latitude) terminals, and join them to the roads."""
    served = drafting.served("rail", least=MAIN)
    for name, country, longitude, latitude in hubs:
        node, apart = drafting.rail.nearest(country, longitude, latitude, served)
        if apart <= HUB_RAIL:
            drafting.join(drafting.on("rail", node, name), name=name)
    for end in _named_ends(drafting):
        drafting.join(end)


def _named_ends(drafting: Drafting) -> Sequence[int]:
    """Return the sides of rail crossings that have a name: their stations handle freight."""
    marks = drafting.assembly.marks
    rows = [
        gate
        for _, gate in drafting.of_kind("crossing")
        if gate.mode != "road" and gate.status != "closed" and not gate.id.startswith("x-")
    ]
    ends = {marks[f"{side}:{gate.id}"] for gate in rows for side in ("from", "to")}
    return sorted(ends)
