"""Finds a place by what people call it."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from lodeway.errors import UsageError
from lodeway.network.overlay.attaching import REMOTE, TOWN, Place
from lodeway.network.overlay.laying import dates, usable
from lodeway.network.places.gazetteer import (
    CLOSE,
    LISTED,
    MANY,
    Match,
    alike,
    apart,
    cities,
    harbours,
    landmarks,
    plain,
    sites,
    stations,
)
from lodeway.network.places.namesakes import KNOWN, ambiguous, doubtful, groups, nearest_to, unknown
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import MODES, Gate, Link

__all__ = ["Place", "find_gate", "find_link", "find_place"]

_COORDINATES = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*[,;]\s*(-?\d+(?:\.\d+)?)\s*")
_NUMBER = re.compile(r"\s*-?\d+(?:\.\d+)?\s*")
_QUALIFIED = re.compile(r"(?P<name>.+?)\s*[,/(]\s*(?P<where>[^,/()]+?)\s*\)?\s*")
_WORDS = re.compile(r"\s*(?P<name>\S.*?)\s+(?P<where>\S+)\s*")
_BESIDE = 10.0
"""A crossing farther than this [km] from the town whose name it bears is another place."""
_CALLED_AFTER = 200.0
"""Crossings are called after towns up to so far away [km]; a town farther off only shares the name."""
_OWN = 4
"""Rank of a city that bears a name as its main one."""
_WHOLE = 3
"""Rank of a gate by its name, or by that of one of its sides."""


ISO3 = 3
"""Letters of a country's code; a text as short may be a town's name."""
RowType = TypeVar("RowType", Gate, Link)


def find_place(scenario: Scenario, text: str, *, modes: Collection[str] = MODES, year: int | None = None) -> Place:
    """Return the place that a text means.

    The text is a site of the scenario (id or name), a gate or port (id, name or alias, of the scenario or the atlas),
    a station, landmark or site of the atlas, a city of the gazetteer (any of its names), or ``latitude,longitude``. Behind a comma may stand
    the country (``Tripoli, LBN`` or ``Tripoli, Lebanon``) or a city not far away (``Aksu, Pavlodar``). Letter case, accents and what
    transcriptions write in several ways (Shalqar, Shalkar) do not count.

    Where several places bear a name, one of them is meant without asking only by one of these rules, in this order: it is written as the id of a
    site or gate is; the atlas' list of names says that this city is meant; only ships are asked for and one is a port; it has
    at least eight times the people of every other, 64 times those of one in the countries between (`lodeway.network.overlay.hubs.INLAND`). A
    crossing, port, station or mine that the atlas lists counts as a city of 100,000; a town by another of its names, as Teresina was
    once Poti, does not count beside these. One place is what lies together: a town, its port and its station. A town comes
    before a crossing that bears its name and lies elsewhere or on the other side of the border, before a harbour that
    no seagoing ship reaches, and before a mine or plant beside it whose id is its name, unless that is written as the id is.

    Parameters
    ----------
    scenario
        Whose sites and gates have names.
    text
        What people call the place.
    modes
        Modes that may be used. Where no ship may call, a name that a town shares with its port means the town: distances on
        land are counted from there; with ships alone it means the port. Of a railway's and a road's crossing of one name the one that may
        be used is meant.
    year
        Year of travel: a crossing that is not open yet gives way to one of its name that is.

    Raises
    ------
    UsageError
        When nothing has that name, or several places have; names the nearest, or those that have it, each with a text that means it.

    Examples
    --------
    >>> from lodeway.network.sample import sample
    >>> find_place(sample(), "Mine").id
    'mine'
    """
    if match := _COORDINATES.fullmatch(text):
        return _point(float(match[1]), float(match[2]))
    found = _meant(scenario, text, frozenset(modes))
    if (country := _country(text) if len(text) > ISO3 else "") and all(
        match.people < KNOWN and match.place.kind == "town" for match in found
    ):
        town = f'; "{text}, {country}" is the town' if any(each.place.country == country for each in found) else ""
        raise UsageError(f"{text!r} is a country: name a place in it{town}")
    if not found:
        raise UsageError(
            unknown(text, _names(scenario), atlas=scenario.network == "atlas", number=bool(_NUMBER.fullmatch(text)))
        )
    if len(found) > 1 or doubtful(found):
        name = match["name"] if (match := _QUALIFIED.fullmatch(text)) else text
        ways = (_say(scenario, each, name.strip(), frozenset(modes)) for each in found)
        raise UsageError(ambiguous(text, found, ways))
    place = found[0].place
    return _usable(scenario, place, modes, scenario.years[0] if year is None else year) if place.gate else place


def _meant(scenario: Scenario, text: str, modes: frozenset[str]) -> list[Match]:
    """Return the places that a text may mean, none of which is plainly the one: one where it is clear."""
    if found := _matches(scenario, text, modes):
        return groups(found, text, ships_only=modes <= {"sea", "ferry"})
    match = _QUALIFIED.fullmatch(text) or _WORDS.fullmatch(text)
    if not match:
        return []
    found = _matches(scenario, match["name"], modes)
    if country := _country(match["where"]):
        inside = [each for each in found if each.place.country == country]
        return groups(inside, match["name"], ships_only=modes <= {"sea", "ferry"})
    # Almaty,Tashkent without a space are two places.
    if len(groups(found, match["name"])) > 1 and re.search(r"[,(/]\s|\s\(", text):
        every = groups(found, match["name"], all_of=True)
        return nearest_to(every, match["where"])
    return []


def _say(scenario: Scenario, match: Match, name: str, modes: frozenset[str]) -> str:
    """Return a text that means a place and no other: its id, the name with the country or a city near, else its coordinates."""
    from lodeway.network.places.namesakes import city_near

    place = match.place
    texts = [place.id] if place.gate or place.kind == "site" else []
    name = place.name if match.other else name
    texts.append(f"{name}, {place.country}")
    if near := city_near(place):
        texts.append(f"{name}, {near[0]}")
    for text in texts:
        means = _meant(scenario, text, modes)
        if len(means) == 1 and means[0].place == place:
            return text
    return f"{place.latitude:.4f},{place.longitude:.4f}"


def find_gate(gates: tuple[Gate, ...], text: str) -> Gate:
    """Return the gate of this id, name or alias, whatever the letter case.

    Raises
    ------
    UsageError
        When there is none; names the nearest.

    Examples
    --------
    >>> find_gate((Gate(id="khorgos", aliases=("Altynkol",)),), "ALTYNKOL").id
    'khorgos'
    """
    names: dict[str, Gate] = {}
    for words in (lambda gate: (gate.id,), _sides, lambda gate: gate.aliases):
        for gate in gates:
            for name in words(gate):
                names.setdefault(plain(name), gate)
    return _named_so(names, "gate", text)


def find_link(links: tuple[Link, ...], text: str) -> Link:
    """Return the hand-made link of this id or name, whatever the letter case.

    Raises
    ------
    UsageError
        When there is none; names the nearest.

    Examples
    --------
    >>> find_link((Link(id="cku-china", name="Kashgar-Torugart"),), "kashgar torugart").id
    'cku-china'
    """
    names = {plain(link.name): link for link in links if link.name}
    return _named_so(names | {plain(link.id): link for link in links}, "link", text)


def _named_so(names: Mapping[str, RowType], what: str, text: str) -> RowType:
    """Return the row of a name; an unknown one is answered with the nearest: spelt like it, holding it, or the likest."""
    wanted: str = plain(text)
    if wanted in names:
        return names[wanted]
    holding: list[str] = [name for name in names if wanted and (wanted in name or name in wanted)]
    alike = [*difflib.get_close_matches(wanted, names, n=5), *holding] or difflib.get_close_matches(
        wanted, names, n=3, cutoff=0.0
    )
    near = list(dict.fromkeys(names[name].id for name in alike))[:5]
    hint = f"; did you mean {', '.join(near)}?" if near else ""
    raise UsageError(f"no {what} is called {text!r}{hint}")


def _usable(scenario: Scenario, place: Place, modes: Collection[str], year: int) -> Place:
    """Return the place of a crossing, or of the other mode's by the same name where only that one may be used: torugart-road for torugart."""
    gates = {gate.id: gate for gate in _gates(scenario)}

    def open_to(gate: Gate) -> bool:
        opens, closes = dates(gate)
        there = usable(gate) and (gate.status != "candidate" or opens > 0)
        return there and gate.mode in modes and opens <= year and not 0 < closes <= year

    gate = gates[place.gate]
    other = gates.get(gate.id.removesuffix("-road") if gate.id.endswith("-road") else f"{gate.id}-road")
    if gate.kind != "crossing" or other is None or open_to(gate) or not open_to(other):
        return place
    return _of_gate(other)


def _names_of(gate: Gate) -> Iterator[tuple[int, str]]:
    """Give the names of a port or crossing with their rank: its id, its name and that of each side, its aliases."""
    if gate.kind in ("port", "crossing"):
        yield 2, gate.id
        yield from ((_WHOLE, name) for name in _sides(gate))
        yield from ((5, name) for name in gate.aliases)


def _sides(gate: Gate) -> tuple[str, ...]:
    return (gate.name, *gate.name.split(" / ")) if gate.name else ()


def _country(text: str) -> str:
    """Return the code of a country by its code or name; empty for what is none."""
    from lodeway import atlas

    codes: dict[str, str] = {}
    for name, code in atlas.read("countries").select("name", "iso3").iter_rows():
        codes[plain(name)] = code
    code = text.strip().upper()
    return code if code in codes.values() else codes.get(plain(text), "")


def _matches(scenario: Scenario, text: str, modes: frozenset[str]) -> list[Match]:
    """Return what bears a name, the best of each place."""
    ships = not {"sea", "ferry"}.isdisjoint(modes)
    found = list(_named(scenario, text, ships=ships))
    if scenario.network == "atlas":
        inland = cities(text)
        markets = {site.id for site in scenario.sites if site.kind == "market"}
        near = {site.id: CLOSE if site.id in markets else TOWN for site in scenario.sites}
        near |= dict.fromkeys(markets, 0.0) if ships else {}
        found = [match for match in found if not _beside_town(match, inland, near.get(match.place.id, 0.0))]
        towns = harbours(text, inland) if ships else inland
        gates = {gate.id: gate for gate in _gates(scenario)}
        others = towns + [match for match in found if match.place.kind != "site" and not match.place.gate]
        given = [match for match in found if _gives_way(match, text, gates, others, ships=ships)]
        ports = [match for match in given if gates[match.place.gate].kind == "port"]
        lost = {match.place.gate for match in given}
        found = [match for match in found if match.place.gate not in lost] + _beside(ports, towns)
    by_place: dict[tuple[str, str], Match] = {}
    for match in sorted(found, key=lambda match: match.rank):
        by_place.setdefault((match.place.id, match.place.kind), match)
    return list(by_place.values())


def _gives_way(match: Match, text: str, gates: Mapping[str, Gate], towns: list[Match], *, ships: bool) -> bool:
    """Return whether a gate only bears the name of a town or station: the crossing kurgan is not Kurgan.

    A crossing gives way to one elsewhere, to one on its other side, as zabaikalsk does to Manzhouli, and to a city at hand
    unless its id is written as it is, as dandong does to Dandong; a port to its town where no ship may call. It gives way to none that
    is too far away for it to be called after.
    """
    from lodeway.network.geometry import distance

    # What people only also call so has no claim, Qarasu beside Khorgos as Horgos; but a city has that bears it on one side of
    # a crossing: Manas is still known as Jalal-Abad.
    gate, city = gates.get(match.place.gate), MANY if match.rank == _WHOLE else math.inf
    if gate is None:
        return False
    if plain(text) in map(plain, gate.aliases):
        # Korgas is the crossing, though Qarasu sounds like it; Sukhbaatar is the town Suhbaatar.
        towns = [town for town in towns if town.exact or town.listed or alike(plain(text), plain(town.place.name))]
    sides = {gate.from_country, gate.to_country}
    if text.strip() != gate.id and plain(text) not in (plain(gate.id), plain(gate.name)):
        # An alias, or the name of one side, is that of a town of this country wherever it lies: Navoi, Delaram.
        named = [town for town in towns if town.rank <= _OWN and town.place.country in sides]
        if any((town.listed or town.people >= MANY) and not _at(gate, town.place) for town in named):
            return True
    here, first = (gate.from_longitude, gate.from_latitude), plain(gate.name.split(" / ")[0]) == plain(text)
    reach = [
        (float(distance(*here, town.place.longitude, town.place.latitude)), town)
        for town in towns
        if (town.rank <= _OWN or town.place.kind == "point" or town.people >= city)
        # A station that the atlas lists at the crossing is the crossing, on this side or by the name of this side.
        and not (town.listed and _at(gate, town.place) and (town.place.country == gate.from_country or first))
    ]
    near = [(km, town) for km, town in reach if km <= _CALLED_AFTER]
    if not near:
        return False
    least = min(km for km, _ in near)
    if gate.kind == "port":
        return not ships and least <= CLOSE
    large = any(town.rank <= _OWN and town.people >= MANY and km <= _BESIDE for km, town in near)
    elsewhere = least > _BESIDE or all(town.place.country == gate.to_country for _, town in near)
    return elsewhere or (large and text.strip() != gate.id)


def _at(gate: Gate, place: Place) -> bool:
    """Return whether a place lies at a gate, on either side."""
    from lodeway.network.geometry import distance

    sides = (gate.from_longitude, gate.from_latitude), (gate.to_longitude, gate.to_latitude)
    return any(float(distance(*side, place.longitude, place.latitude)) <= TOWN for side in sides)


def _beside_town(match: Match, towns: Sequence[Match], near: float) -> bool:
    """Return whether a site's id is the name of a town so near to it [km], not written as an id: Karaganda is no works."""
    return match.loose and any(apart(match.place, town.place) <= near for town in towns)


def _beside(ports: list[Match], towns: list[Match]) -> list[Match]:
    """Return the towns, with those beside a port that gives way to its town in the port's rank: Poti is not Teresina in Brazil, once Poti."""
    ranked = []
    for town in towns:
        ranks = [port.rank for port in ports if apart(town.place, port.place) <= CLOSE]
        ranked.append(
            replace(town, rank=min(ranks), other=False, listed=True, people=max(town.people, LISTED)) if ranks else town
        )
    return ranked


def _named(scenario: Scenario, text: str, *, ships: bool) -> Iterator[Match]:
    """Give what a site, gate, station or landmark of this name is."""
    wanted = plain(text)
    for site in scenario.sites:
        by_name = plain(site.name) == wanted
        if by_name or plain(site.id) == wanted:
            place = Place(
                id=site.id,
                name=site.name or site.id,
                country=site.country,
                longitude=site.longitude,
                latitude=site.latitude,
            )
            # The id of a site is no name: in other letters than its own it only may be meant.
            written = text.strip() == site.id
            meant, loose = by_name or written, not (by_name or written)
            yield Match(0 if written else 1, place, LISTED, meant=meant, loose=loose, listed=True)
    for gate in _gates(scenario):
        ranks = [rank for rank, name in _names_of(gate) if plain(name) == wanted]
        if ranks:
            meant = text.strip() == gate.id
            yield Match(
                min(ranks), _of_gate(gate), LISTED, meant=meant, listed=True, port=ships and gate.kind == "port"
            )
    if scenario.network == "atlas":
        yield from (match for name, match in (*sites(), *stations(), *landmarks(ships=ships)) if plain(name) == wanted)


def _names(scenario: Scenario) -> Iterator[str]:
    """Give every name that is none of a city."""
    for site in scenario.sites:
        yield from filter(None, (site.id, site.name))
    for gate in _gates(scenario):
        yield from (name for _, name in _names_of(gate))
    if scenario.network == "atlas":
        yield from (name for name, _ in (*sites(), *stations(), *landmarks(ships=True)))


def _gates(scenario: Scenario) -> tuple[Gate, ...]:
    from lodeway.network.overlay.laying import merge
    from lodeway.network.overlay.rows import atlas_gates

    base = atlas_gates(scenario.price_year) if scenario.network == "atlas" else ()
    return merge(base, scenario.gates)


def _of_gate(gate: Gate) -> Place:
    return Place(
        id=gate.id,
        name=gate.name or gate.id,
        country=gate.from_country,
        longitude=gate.from_longitude,
        latitude=gate.from_latitude,
        kind="gate",
        gate=gate.id,
    )


def _point(latitude: float, longitude: float) -> Place:
    """Return a place by its coordinates, in the country of the nearest railway or road."""
    import numpy as np

    from lodeway.network.geometry import distance
    from lodeway.network.overlay.lines import read_lines

    def nearest(longitude: float, latitude: float) -> tuple[float, str]:
        best = float("inf"), ""
        for mode in ("rail", "road"):
            lines = read_lines(mode)
            # Degrees of latitude: what lies outside is at least as far away as the band is wide.
            for band in (1.0, 180.0):
                nodes = np.flatnonzero(np.abs(lines.latitude - latitude) <= band)
                apart = distance(longitude, latitude, lines.longitude[nodes], lines.latitude[nodes])
                if nodes.size and apart.min() <= 111.0 * band:
                    break
            node = int(np.argmin(apart))
            best = min(best, (float(apart[node]), lines.codes[int(lines.country[nodes[node]])]))
        return best

    name = f"{latitude:g},{longitude:g}"
    fault = f"{name} is no place: latitude -90 to 90, longitude -180 to 180"
    best = float("inf"), ""
    if -180 <= longitude <= 180 and -90 <= latitude <= 90:
        best = nearest(longitude, latitude)
        fault = f"{name} lies {best[0]:,.0f} km from the nearest railway or road; at most {REMOTE:g} km are allowed"
    if best[0] > REMOTE:
        turned = -90 <= longitude <= 90 and -180 <= latitude <= 180 and nearest(latitude, longitude)[0] <= REMOTE
        hint = f". Latitude comes first: did you mean {longitude:g},{latitude:g}?" if turned else ""
        raise UsageError(fault + hint)
    return Place(id=name, name=name, country=best[1], longitude=longitude, latitude=latitude, kind="point")
