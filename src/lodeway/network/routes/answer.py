"""A way as an answer: what is told of it to people and programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from lodeway.network.drawing import segments
from lodeway.network.model import Network, Path
from lodeway.network.search.terms import Terms
from lodeway.schema.tables import MODES, Gate

__all__ = ["RouteSection", "access_notes", "answer", "changes_gauge", "figures", "flags_of", "sections"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteSection:
    """A gate passed, a change of mode, or what lies between two of these by one mode in one country."""

    mode: str
    """rail, road, sea or ferry; transfer where goods are only handled or wait."""
    start: str
    end: str
    country: str
    gate: str
    """Id of the gate, empty for none."""
    km: float
    hours: float
    freight: float
    """Freight, fees and handling [USD/t]."""
    cost: float
    """Freight and what the hours cost [USD/t]."""
    co2: float
    """[kg CO2e/t]."""
    access: bool = False
    """The road between a place and its station or port, which no choice of modes excludes."""


def answer(network: Network, path: Path, terms: Terms, *, geometry: bool = False) -> dict[str, Any]:
    """Return what ``lodeway route --json`` prints of a way; figures are per gross tonne.

    Parameters
    ----------
    network, path, terms
        The network, a way through it, and the terms of the search.
    geometry
        Add a GeoJSON geometry: a GeometryCollection-free FeatureCollection of one LineString per section of one mode.

    Examples
    --------
    >>> from lodeway.network import build, route
    >>> from lodeway.network.sample import sample
    >>> network = build(sample())
    >>> told = answer(network, route(network, "mine", "market", year=2026), Terms(year=2026))
    >>> told["km_by_mode"], told["countries"], [leg["mode"] for leg in told["legs"]]
    ({'rail': 100.0, 'sea': 1000.0}, ['AAA', 'BBB'], ['rail', 'transfer', 'sea'])
    """
    rows = sections(network, path, terms)
    gates = [network.gates[number] for number in dict.fromkeys(path.gates)]
    links = dict.fromkeys(network.links[int(link)].id for link in network.legs.link[list(path.legs)] if link >= 0)
    by_mode: dict[str, float] = {}
    told = figures(path, terms)
    for row in rows:
        if row.km:
            by_mode[row.mode] = by_mode.get(row.mode, 0.0) + row.km
    document: dict[str, Any] = {
        "km": told["km"],
        "km_by_mode": {mode: round(by_mode[mode], 1) for mode in MODES if mode in by_mode},
        **{name: told[name] for name in ("hours", "cost", "freight", "co2")},
        "countries": list(path.countries),
        "gates": [gate.id for gate in gates],
        "gauge_changes": sum(changes_gauge(network.gates[number]) for number in path.gates),
        "modes": list(path.modes),
        "hand_links": list(links),
        "legs": [_leg(row) for row in rows],
    }
    if geometry:
        document["geometry"] = _geometry(network, path)
    return document


def figures(path: Path, terms: Terms) -> dict[str, float]:
    """Return km, hours, cost (freight and what the hours and the CO2e cost), freight and co2 of a way, rounded."""
    return {
        "km": round(path.km, 1),
        "hours": round(path.hours, 1),
        "cost": round(path.cost + terms.time_value * path.hours + terms.co2_price / 1000.0 * path.co2, 2),
        "freight": round(path.cost, 2),
        "co2": round(path.co2, 2),
    }


def changes_gauge(gate: Gate) -> bool:
    """Return whether the track gauge is known on both sides of a gate and differs.

    Examples
    --------
    >>> changes_gauge(Gate(id="khorgos", from_gauge=1520, to_gauge=1435)), changes_gauge(Gate(id="poti"))
    (True, False)
    """
    return gate.mode != "road" and 0 < gate.from_gauge != gate.to_gauge > 0


def flags_of(network: Network, ways: Sequence[Path], *, ends: tuple[str, str]) -> list[str]:
    """Return what the reader should know of some ways: what is true of them, and of their ends as a whole.

    Parameters
    ----------
    network
        The network.
    ways
        Ways through it; a flag that is not true of all of them says of which, the first being way 1.
    ends
        Ids of the sites between which they lead.

    Examples
    --------
    >>> from lodeway.network import build, route
    >>> from lodeway.network.sample import sample
    >>> network = build(sample())
    >>> flags_of(network, [route(network, "mine", "market", year=2026)], ends=("mine", "market"))
    []
    """
    told, used = [], [set(way.legs) for way in ways]
    for flag, leg in zip(network.flags, network.flag_leg.tolist(), strict=True):
        if leg < 0:
            if flag.startswith(tuple(f"{end}:" for end in ends)):
                told.append(flag)
            continue
        own = [str(number) for number, legs in enumerate(used, start=1) if {leg, leg + 1} & legs]
        if own:
            told.append(flag if len(own) == len(ways) else f"{flag} (way {', '.join(own)})")
    return told


def access_notes(network: Network, ways: Sequence[Path], terms: Terms) -> list[str]:
    """Return what to say of roads to a station or port in ways of which road is no mode: each, with its length.

    Those that `flags_of` tells of, since they are long, are left out.

    Parameters
    ----------
    network, ways, terms
        The network, ways through it, and the terms of their search.

    Examples
    --------
    >>> from lodeway.network import build, route
    >>> from lodeway.network.sample import sample
    >>> network = build(sample())
    >>> access_notes(network, [route(network, "mine", "market", year=2026)], Terms(year=2026, modes=frozenset({"rail", "sea"})))
    []
    """
    if "road" in terms.modes:
        return []
    legs, names, flagged = network.legs, network.terminal_name, set(network.flag_leg.tolist())
    told: dict[str, list[int]] = {}
    for number, way in enumerate(ways, start=1):
        for leg in way.legs:
            if legs.access[leg] and legs.km[leg] > 0 and not {leg, leg - 1} & flagged:
                ends = f"{names[legs.tail[leg]]} - {names[legs.head[leg]]}"
                told.setdefault(f"{ends}: {legs.km[leg]:,.0f} km by road", []).append(number)
    reason = "which leads to the nearest station or port and is barred by no choice of modes"
    return [
        f"{text}, {reason}" + ("" if len(own) == len(ways) else f" (way {', '.join(map(str, own))})")
        for text, own in told.items()
    ]


def _leg(row: RouteSection) -> dict[str, Any]:
    return {
        "mode": row.mode,
        "from": row.start,
        "to": row.end,
        "country": row.country,
        "gate": row.gate or None,
        "access": row.access,
        "km": round(row.km, 1),
        "hours": round(row.hours, 1),
        "cost": round(row.cost, 2),
        "freight": round(row.freight, 2),
        "co2": round(row.co2, 2),
    }


def _geometry(network: Network, path: Path) -> dict[str, Any]:
    """Return the way as a GeoJSON MultiLineString, one line per section of one mode, in order of travel."""
    pieces = segments(network, path.legs)
    return {
        "type": "MultiLineString",
        "coordinates": [[list(point) for point in piece.coordinates] for piece in pieces],
        "modes": [piece.mode for piece in pieces],
        "dashed": [piece.dashed for piece in pieces],
    }


def sections(network: Network, path: Path, terms: Terms) -> tuple[RouteSection, ...]:
    """Return the sections of a way in order, those without any figure left out."""
    legs = network.legs
    groups: list[list[int]] = []
    for leg in path.legs:
        if groups and _key(network, groups[-1][-1]) == _key(network, leg) and legs.gate[leg] < 0:
            groups[-1].append(leg)
        else:
            groups.append([leg])
    told = [group for group in groups if _counts(network, group)]
    names = _names(network, path, told)
    return tuple(_section(network, group, terms, *ends) for group, ends in zip(told, pairwise(names), strict=True))


def _counts(network: Network, group: list[int]) -> bool:
    """Return whether a group has any figure, or passes a gate."""
    legs = network.legs
    return bool(legs.gate[group[0]] >= 0 or (legs.km[group] + legs.hours[group] + legs.cost[group]).any())


def _key(network: Network, leg: int) -> tuple[int, str, int, bool]:
    country = network.terminal_country[network.legs.head[leg]] or network.terminal_country[network.legs.tail[leg]]
    mode = int(network.legs.mode[leg])
    place = "" if mode >= 0 and MODES[mode] in ("sea", "ferry") else country
    return mode, place, int(network.legs.gate[leg]), bool(network.legs.access[leg])


def _section(network: Network, group: list[int], terms: Terms, start: str, end: str) -> RouteSection:
    legs, own = network.legs, np.asarray(group)
    mode, country, gate, access = _key(network, group[0])
    freight, hours, km, co2 = (float(column[own].sum()) for column in (legs.cost, legs.hours, legs.km, legs.co2))
    return RouteSection(
        mode=MODES[mode] if mode >= 0 else "transfer",
        start=start,
        end=end,
        country=country,
        gate=network.gates[gate].id if gate >= 0 else "",
        km=km,
        hours=hours,
        freight=freight,
        cost=freight + terms.time_value * hours + terms.co2_price / 1000.0 * co2,
        co2=co2,
        access=access,
    )


def _names(network: Network, path: Path, groups: list[list[int]]) -> list[str]:
    """Return what the ends of the groups are called, one more than there are groups; a nameless one as the one before."""
    legs, names = network.legs, network.terminal_name
    terminal = {site: names[network.site_terminal[place]] or site for place, site in enumerate(network.sites)}
    result = [terminal[path.origin]]
    for group, after in pairwise(groups):
        result.append(names[legs.head[group[-1]]] or names[legs.tail[after[0]]] or result[-1])
    return [*result, terminal[path.destination]] if groups else result
