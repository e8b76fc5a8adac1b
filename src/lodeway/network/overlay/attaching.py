"""Attaches places to an overlay: each splits the line that it lies next to, or reaches it by road."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from lodeway.network.overlay.assembly import Assembly, Draft
from lodeway.network.overlay.coast import from_coast
from lodeway.network.overlay.drafting import DETOUR, HERE
from lodeway.network.overlay.lines import Lines, Spot, read_lines
from lodeway.network.overlay.structure import Structure
from lodeway.schema.tables import MODES

__all__ = ["FAR", "REMOTE", "Ends", "Place", "attach", "seagoing"]

SIDING = 3.0
"""A site this near to a railway [km] has its own siding: no road, no transfer (assumption)."""
TOWN = 25.0
"""The station and the streets of a town lie within this distance of its middle [km]; ways within the town are not counted."""
FAR = 50.0
"""An access longer than this [km, great circle] is flagged."""
PORT_CATCHMENT = 40.0
"""A site this near to a port of its country [km, great circle] is also joined to it directly."""
REMOTE = 150.0
"""No road or railway farther than this [km] is taken for one of a town or a point; a scenario's site may lie farther off."""
OFFING = 200.0
"""A harbour farther than this from the lanes of the oceans [km] is none of theirs (nine in ten of the atlas' ports are nearer)."""
LANE = 60.0
"""A harbour this near to a lane [km] is one of ships wherever it lies: lanes follow the St Lawrence, the Elbe, the Yangtze to Jiangyin."""
COAST = 30.0
"""One farther from the lanes must lie this near to the coast [km]: it is Ushuaia, not Duisburg or Birmingham."""
SERVED = 100.0
"""A piece of line this long [km] may serve a place even where no gate stands on it."""


Ends = tuple[int, int]
"""Terminal that goods leave a place from, and the one at which they arrive: so that none pass through a place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What is attached: a site, a town of the gazetteer, a harbour that is no gate, a point, or a gate of the id `gate`."""

    id: str
    name: str
    country: str
    longitude: float
    latitude: float
    kind: Literal["site", "town", "harbour", "point", "gate"] = "site"
    gate: str = ""


@dataclass(slots=True)
class _Attachment:
    """Where a place meets a line, and what lies between."""

    ends: Ends
    spot: Spot
    km: float
    """Kilometres from the place to the line, by the mode of the line."""
    change: str = ""
    """Modes that goods change between there."""


@dataclass(slots=True)
class _Attaching:
    base: Structure
    rail: Lines
    road: Lines
    sea: Callable[[], Lines]
    """Read only where a harbour asks for it."""
    offset: dict[str, int]
    assembly: Assembly
    marked: dict[str, NDArray[np.int32]]
    """Nodes of the lines of each mode that are terminals of the base, and these terminals: two columns, sorted."""
    served: NDArray[np.bool_]
    """Pieces of railway that matter."""
    ramps: tuple[int, ...]
    """Terminals of ports where road vehicles arrive."""
    met: dict[tuple[str, str], list[_Attachment]] = field(default_factory=dict)
    """Attachments by mode and country."""

    def add(self, mode: str, country: str, ends: Ends, spot: Spot, km: float, *, change: str = "") -> None:
        self.met.setdefault((mode, country), []).append(_Attachment(ends, spot, km, change))

    def place(self, country: str, longitude: float, latitude: float, name: str) -> Ends:
        """Return the two terminals of a place."""
        departure = self.assembly.place(country, longitude, latitude, name)
        return departure, self.assembly.terminal(country, self.assembly.node_of(departure), name)

    def join(self, ends: Ends, other: Ends, draft: Draft) -> None:
        """Add the way from a place to another or to a terminal, and back."""
        self.assembly.leg(ends[0], other[1], draft)
        self.assembly.leg(other[0], ends[1], draft.mirrored())

    def lines(self, mode: str) -> Lines:
        return {"rail": self.rail, "road": self.road}.get(mode) or self.sea()


def attach(
    base: Structure,
    places: Sequence[Place],
    *,
    rail: Lines,
    road: Lines,
    sea: Callable[[], Lines],
    offset: dict[str, int],
) -> tuple[Structure, tuple[Ends, ...]]:
    """Return the overlay with the places added, and the terminals of each: where goods leave, where they arrive.

    A place within 3 km of a railway has a siding there; another one reaches the nearest point of a railway by
    road. Both also stand at the nearest road. Towns are joined to station and street without a length; a harbour is a
    town from which ships sail.
    """
    assembly = Assembly(base=base, marks=dict(base.marks))
    marked = {mode: _marked(base, mode) for mode in ("rail", "road", "sea")}
    ramps = tuple(number for mark, number in base.marks.items() if mark.startswith("ramp:"))
    work = _Attaching(base, rail, road, sea, offset, assembly, marked, _served(rail, marked["rail"]), ramps)
    terminals = tuple(_add(work, place) for place in places)
    for (mode, country), attachments in sorted(work.met.items()):
        _search(work, work.lines(mode), country, attachments)
    return assembly.finish(), terminals


def _add(work: _Attaching, place: Place) -> Ends:
    ends = work.place(place.country, place.longitude, place.latitude, place.name)
    if place.kind == "gate":
        marks = work.assembly.marks
        for side in ("yard", "ramp", "from"):
            if (other := marks.get(f"{side}:{place.gate}")) is not None:
                work.join(ends, (other, other), Draft())
        return ends
    town = place.kind in ("town", "harbour")
    near = TOWN if town else SIDING
    here = place.country, place.longitude, place.latitude
    most = float("inf") if place.kind == "site" else REMOTE
    street = work.road.meet(*here, work.road.length >= SERVED)
    street = None if street is None or street.apart > most else street
    if street is not None:
        km = 0.0 if town and street.apart <= near else _by_road(street.apart)
        work.add("road", place.country, ends, street, km)
    track = work.rail.meet(*here, work.served)
    track = None if track is None or track.apart > most else track
    if track is not None and track.apart <= near:
        work.add("rail", place.country, ends, track, 0.0 if town else track.apart)
    elif track is not None:
        _by_station(work, place, ends, track, street)
    lane = _lane(work, place)
    if lane is not None:
        work.add("sea", "", ends, lane, lane.apart, change="road-sea")
    else:
        _to_ports(work, place, ends, reached=street is not None or track is not None)
    return ends


def _lane(work: _Attaching, place: Place) -> Spot | None:
    """Return where ships of a harbour meet the lanes of the oceans; None for what is no harbour or has none near."""
    if place.kind != "harbour":
        return None
    lane = work.lines("sea").meet("", place.longitude, place.latitude)
    if lane is None or lane.apart > OFFING:
        return None
    if _by_the_sea(lane, place.longitude, place.latitude):
        return lane
    inland = from_coast(place.longitude, place.latitude)
    work.assembly.flag(
        f"{place.id}: {place.name} is listed as a port, but lies {lane.apart:.0f} km from the sea lanes and {inland:.0f} km from the coast; "
        "no seagoing ship calls there"
    )
    return None


def seagoing(longitude: float, latitude: float) -> bool:
    """Return whether ships of the oceans reach a harbour at a place.

    Lists of ports hold quays of rivers, landlocked waters and dry land as well: no ship of the sea calls there.
    What decides is how far the nearest lane is and, beyond `LANE`, how far the coast.

    Examples
    --------
    >>> seagoing(8.2, 53.4), seagoing(123.25, 41.48)
    (True, False)
    """
    return _by_the_sea(read_lines("sea").meet("", longitude, latitude), longitude, latitude)


def _by_the_sea(lane: Spot | None, longitude: float, latitude: float) -> bool:
    if lane is None or lane.apart > OFFING:
        return False
    return lane.apart <= LANE or from_coast(longitude, latitude) <= COAST


def _marked(base: Structure, mode: str) -> NDArray[np.int32]:
    """Return nodes of a mode's lines and the terminals they are."""
    start = f"{mode}:"
    rows = [(int(mark[len(start) :]), number) for mark, number in base.marks.items() if mark.startswith(start)]
    return np.asarray(sorted(rows), dtype=np.int32).reshape(-1, 2)


def _served(rail: Lines, marked: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Return which pieces of railway matter: those with a terminal, and any of at least `SERVED` km."""
    served: NDArray[np.bool_] = rail.length >= SERVED
    served[rail.component[marked[:, 0]]] = True
    return served


def _by_road(apart: float) -> float:
    return apart * DETOUR if apart > HERE else 0.0


def _by_station(work: _Attaching, place: Place, ends: Ends, track: Spot, street: Spot | None) -> None:
    """Load at the nearest point of a railway, which is reached by road; the road's length is found on the roads."""
    assembly, lines = work.assembly, work.rail
    longitude, latitude = _point(lines, track)
    station = work.place(place.country, longitude, latitude, f"station for {place.name or place.id}")
    work.add("rail", place.country, station, track, 0.0)
    km = _by_road(track.apart)
    if street is not None:
        found = _road_km(work, place.country, street, (longitude, latitude))
        km = found if found < 3.0 * km else km
    draft = Draft(mode="road" if km else "", km=km, change="road-rail", dashed=True, access=True)
    first = assembly.next_leg
    assembly.leg(ends[0], station[0], draft)
    assembly.leg(station[1], ends[1], draft.mirrored())
    if track.apart > FAR:
        assembly.flag(f"{place.id}: {km:.0f} km by road to the nearest railway of {place.country}", first)


def _road_km(work: _Attaching, country: str, street: Spot, station: tuple[float, float]) -> float:
    """Return the kilometres by road from where a place meets the roads to its station, access included."""
    lines = work.road
    end = lines.meet(country, *station, lines.length >= SERVED)
    if end is None:
        return float("inf")
    own = lines.edges_of(country)
    tail, head, km = lines.u[own], lines.v[own], lines.km[own]
    size = lines.longitude.size
    matrix = csr_array((km, (tail, head)), shape=(size, size))
    first, last = (
        [(int(lines.u[spot.edge]), spot.share), (int(lines.v[spot.edge]), 1.0 - spot.share)] for spot in (street, end)
    )
    reach = dijkstra(matrix, directed=False, indices=[node for node, _ in first], limit=1000.0)
    starts = [share * float(lines.km[street.edge]) for _, share in first]
    ends = [share * float(lines.km[end.edge]) for _, share in last]
    ways = [starts[i] + float(reach[i, node]) + ends[j] for i in range(2) for j, (node, _) in enumerate(last)]
    if street.edge == end.edge:
        ways.append(abs(street.share - end.share) * float(lines.km[street.edge]))
    return min(ways) + _by_road(street.apart) + _by_road(end.apart)


def _point(lines: Lines, spot: Spot) -> tuple[float, float]:
    """Return longitude and latitude of a point on an edge's chord."""
    u, v = int(lines.u[spot.edge]), int(lines.v[spot.edge])
    step = (lines.longitude[v] - lines.longitude[u] + 180.0) % 360.0 - 180.0
    longitude = (float(lines.longitude[u] + spot.share * step) + 180.0) % 360.0 - 180.0
    return longitude, float(lines.latitude[u] + spot.share * (lines.latitude[v] - lines.latitude[u]))


def _to_ports(work: _Attaching, place: Place, ends: Ends, *, reached: bool) -> None:
    """Join a place by road to ports near by; one that no line reaches to the nearest port, abroad if need be."""
    assembly = work.assembly
    home = [ramp for ramp in work.ramps if assembly.country_of(ramp) == place.country]
    cut = not reached and place.kind == "site"
    ports = sorted((assembly.apart(ends[0], ramp), ramp) for ramp in home or (work.ramps if cut else ()))
    near = [(km, ramp) for km, ramp in ports if km <= PORT_CATCHMENT]
    for km, ramp in ports[:1] if cut and not near else near:
        length = 0.0 if place.kind == "town" and km <= TOWN else _by_road(km)
        draft = Draft(mode="road" if length else "", km=length, dashed=True, access=True)
        first = assembly.next_leg
        work.join(ends, (ramp, ramp), draft)
        if km > FAR:
            abroad = assembly.country_of(ramp) != place.country
            assembly.flag(
                f"{place.id}: no railway and no road in {place.country}; {length:.0f} km by road to the nearest port"
                + (f", in {assembly.country_of(ramp)}, without a named crossing" if abroad else ""),
                first,
            )


def _search(work: _Attaching, lines: Lines, country: str, attachments: Sequence[_Attachment]) -> None:
    """Add the legs from attachments to the terminals on their line and to each other, no terminal passed on the way."""
    stops, terminal_of = _stops(work, lines, country)
    own = lines.edges_of(country)
    nodes, tail, head, km = _split(lines, own, attachments)
    count, extra = nodes.size - len(attachments), len(attachments)
    inside = np.searchsorted(nodes[:count], stops)
    blocked = np.zeros(nodes.size, dtype=np.bool_)
    blocked[inside] = True
    both = np.concatenate([tail, head]), np.concatenate([head, tail]), np.concatenate([km, km])
    free = ~blocked[both[0]]
    size = nodes.size
    matrix = csr_array((both[2][free], (both[0][free], both[1][free])), shape=(size, size))
    sources = count + np.arange(extra)
    reach, before = dijkstra(matrix, indices=sources, return_predecessors=True)
    shorter = _needed(work, lines, reach[:, inside], terminal_of)
    # Views of memory give single numbers several times faster than arrays do.
    original = (nodes[:count].astype(np.int64) + work.offset[lines.mode]).data
    for i, attachment in enumerate(attachments):
        previous = np.ascontiguousarray(before[i]).data
        others = [
            (int(inside[j]), (int(terminal_of[j]),) * 2, 0.0, attachment.change) for j in np.flatnonzero(shorter[i])
        ]
        others += [
            (count + j, other.ends, other.km, "")
            for j, other in enumerate(attachments)
            if j > i and np.isfinite(reach[i, count + j]) and other.ends != attachment.ends
        ]
        for node, ends, beyond, change in others:
            between = _between(original, previous, node)
            length = float(reach[i, node]) + attachment.km + beyond
            draft = Draft(mode=lines.mode if length > 0 else "", km=length, change=change, between=between)
            work.join(attachment.ends, ends, draft)


def _stops(work: _Attaching, lines: Lines, country: str) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the nodes of a country's lines that are terminals of the base, sorted, and these terminals."""
    number = lines.codes.index(country)
    marked = work.marked[lines.mode]
    known = marked[lines.country[marked[:, 0]] == number]
    # A terminal without any edge of its country (the end of a gate on a line of one node) is on no line.
    known = known[np.isin(known[:, 0], lines.nodes_of(country))]
    return known[:, 0], known[:, 1]


def _split(
    lines: Lines, own: slice, attachments: Sequence[_Attachment]
) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return a country's nodes and edges with each attachment a node that splits its edge; nodes first, then these."""
    nodes = np.unique(np.concatenate([lines.u[own], lines.v[own]]))
    tail, head = (np.searchsorted(nodes, side[own]).astype(np.int64) for side in (lines.u, lines.v))
    km = lines.km[own].copy()
    order = sorted(range(len(attachments)), key=lambda i: (attachments[i].spot.edge, attachments[i].spot.share))
    more: list[tuple[int, int, float]] = []
    cut = np.zeros(km.size, dtype=np.bool_)
    position = 0
    while position < len(order):
        edge = attachments[order[position]].spot.edge
        group = [i for i in order[position:] if attachments[i].spot.edge == edge]
        position += len(group)
        place = edge - own.start
        cut[place] = True
        stations = [(int(tail[place]), 0.0), *((nodes.size + i, attachments[i].spot.share) for i in group)]
        stations.append((int(head[place]), 1.0))
        more += [
            (one, other, max((there - here) * float(km[place]), 1e-6))
            for (one, here), (other, there) in pairwise(stations)
        ]
    added = np.asarray(more, dtype=np.float64).reshape(-1, 3)
    tail = np.concatenate([tail[~cut], added[:, 0].astype(np.int64)])
    head = np.concatenate([head[~cut], added[:, 1].astype(np.int64)])
    everything = np.concatenate([nodes, np.full(len(attachments), -1, dtype=np.int32)]).astype(np.int32)
    return everything, tail, head, np.concatenate([km[~cut], added[:, 2]])


def _needed(
    work: _Attaching, lines: Lines, reach: NDArray[np.float64], terminals: NDArray[np.int32]
) -> NDArray[np.bool_]:
    """Return which terminals each attachment needs a leg to: not those that a leg of the base reaches as well."""
    base = work.base
    place = np.full(base.terminal_country.size, -1, dtype=np.int32)
    place[terminals] = np.arange(terminals.size)
    tail, head = place[base.tail], place[base.head]
    inner = (tail >= 0) & (head >= 0) & (base.mode == MODES.index(lines.mode)) & (base.gate < 0) & (base.link < 0)
    tail, head, km = tail[inner], head[inner], base.km[inner]
    needed: NDArray[np.bool_] = np.isfinite(reach)
    for i in range(reach.shape[0]):
        around = np.full(terminals.size, np.inf)
        np.minimum.at(around, head, reach[i, tail] + km)
        needed[i] &= reach[i] < around * (1 + 1e-9)
    return needed


def _between(original: memoryview[int], before: memoryview[int], node: int) -> list[int]:
    """Return the original nodes on the way back from a node to the attachment that the search began at."""
    way: list[int] = []
    count, here = len(original), before[node]
    while here >= 0 and (further := before[here]) >= 0:
        if here < count:
            way.append(original[here])
        here = further
    return way[::-1]
