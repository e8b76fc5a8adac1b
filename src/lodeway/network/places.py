"""Finds a place by what people call it."""

from __future__ import annotations

import difflib
import math
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar

from lodeway.errors import UsageError
from lodeway.network.overlay.attaching import REMOTE, TOWN, Place
from lodeway.network.overlay.laying import dates, usable
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import MODES, Gate, Link

__all__ = ["Place", "find_gate", "find_link", "find_place"]

_COORDINATES = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*[,;]\s*(-?\d+(?:\.\d+)?)\s*")
_NUMBER = re.compile(r"\s*-?\d+(?:\.\d+)?\s*")
_QUALIFIED = re.compile(r"(?P<name>.+?)\s*[,/(]\s*(?P<country>[^,/()]+?)\s*\)?\s*")
_CLOSE = 60.0
"""A city and a harbour of one name within this distance [km] are one place."""
_BESIDE = 10.0
"""A crossing farther than this [km] from the town whose name it bears is another place."""
_REPLACED = list("ıøłđ"), list("iold")
"""Letters of the Latin alphabet that are no accented ones, and how they are written without them."""
_LETTERS = str.maketrans(*map("".join, _REPLACED))
_OWN = 4
"""Rank of a city that bears a name as its main one."""
_WHOLE = 3
"""Rank of a gate by its name, or by that of one of its sides."""
_MANY = 20_000
"""People from which a town is a city that may be meant by another of its names."""
_CLEAR = 8.0
"""A city this many times as large as the next one of its name is the one that is meant: Odesa, not Odessa in Texas."""


RowType = TypeVar("RowType", Gate, Link)


@dataclass(frozen=True, slots=True)
class _Match:
    """A place that may be meant; of two matches the one of lower rank is."""

    rank: int
    place: Place
    people: int = 0


def find_place(scenario: Scenario, text: str, *, modes: Collection[str] = MODES, year: int | None = None) -> Place:
    """Return the place that a text means.

    The text is a site of the scenario (id or name), a gate or port (id, name or alias, of the scenario or the atlas),
    a site or station of the atlas, a city of the gazetteer (any of its names, with its country as in ``Tripoli, LBN`` or
    ``Tripoli, Lebanon`` where several bear it), or ``latitude,longitude``. Letter case and accents do not count. A town comes
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
        land are counted from there. Of a railway's and a road's crossing of one name the one that may be used is meant.
    year
        Year of travel: a crossing that is not open yet gives way to one of its name that is.

    Raises
    ------
    UsageError
        When nothing has that name, or several places have; names the nearest, or those that have it.

    Examples
    --------
    >>> from lodeway.network.sample import sample
    >>> find_place(sample(), "Mine").id
    'mine'
    """
    if match := _COORDINATES.fullmatch(text):
        return _point(float(match[1]), float(match[2]))
    ships = not {"sea", "ferry"}.isdisjoint(modes)
    found = _matches(scenario, text, "", ships=ships)
    if not found and (match := _QUALIFIED.fullmatch(text)) and (country := _country(match["country"])):
        found = _matches(scenario, match["name"], country, ships=ships)
    if not found:
        raise UsageError(_unknown(scenario, text))
    best = min(match.rank for match in found)
    same = sorted((match for match in found if match.rank == best), key=lambda match: -match.people)
    same = [same[0], *(match for match in same[1:] if not _within(same[0].place, match.place))]
    if len(same) > 1 and same[0].people < _CLEAR * max(same[1].people, 1):
        names = "; ".join(
            f"'{match.place.name}, {match.place.country}' at {match.place.latitude:.2f},{match.place.longitude:.2f}"
            for match in same[:6]
        )
        raise UsageError(f"{text!r} may be {names}. Add the country, or give latitude,longitude.")
    place = same[0].place
    return _usable(scenario, place, modes, scenario.years[0] if year is None else year) if place.gate else place


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
    for words in (lambda gate: (gate.id,), _names_of, lambda gate: gate.aliases):
        for gate in gates:
            for name in words(gate):
                names.setdefault(_plain(name), gate)
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
    names = {_plain(link.name): link for link in links if link.name}
    return _named_so(names | {_plain(link.id): link for link in links}, "link", text)


def _named_so(names: Mapping[str, RowType], what: str, text: str) -> RowType:
    """Return the row of a name; an unknown one is answered with the nearest: spelt like it, holding it, or the likest."""
    wanted: str = _plain(text)
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


def _within(place: Place, other: Place) -> bool:
    """Return whether another place is a part of a town, or the town a part of it: Hong Kong and Hong Kong Island."""
    from lodeway.network._geometry import distance

    apart = float(distance(place.longitude, place.latitude, other.longitude, other.latitude))
    return place.country == other.country and apart <= TOWN


@lru_cache(maxsize=100_000)
def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return " ".join(re.findall(r"[^\W_]+", "".join(letter for letter in letters if not unicodedata.combining(letter))))


def _names_of(gate: Gate) -> tuple[str, ...]:
    return (gate.name, *gate.name.split(" / ")) if gate.name else ()


def _country(text: str) -> str:
    """Return the code of a country by its code or name; empty for what is none."""
    if len(text) == 3:
        return text.upper()
    from lodeway import atlas

    codes: dict[str, str] = {}
    for name, code in atlas.read("countries").select("name", "iso3").iter_rows():
        codes[_plain(name)] = code
    return codes.get(_plain(text), "")


def _matches(scenario: Scenario, text: str, country: str, *, ships: bool) -> list[_Match]:
    """Return what bears a name, the more particular sources with the lower rank."""
    wanted = _plain(text)
    found = [_Match(rank, place) for rank, name, place in _named(scenario) if _plain(name) == wanted]
    if scenario.network == "atlas":
        cities = _cities(wanted)
        markets = {site.id for site in scenario.sites if site.kind == "market"}
        near = {site.id: _CLOSE if site.id in markets else TOWN for site in scenario.sites}
        near |= dict.fromkeys(markets, 0.0) if ships else {}
        found = [match for match in found if not _beside_town(match, text, cities, near.get(match.place.id, 0.0))]
        towns = _harbours(wanted, cities) if ships else cities
        gates = {gate.id: gate for gate in _gates(scenario)}
        others = towns + [match for match in found if match.place.kind == "point"]
        given = [match for match in found if _gives_way(match, text, gates, others, ships=ships)]
        ports = [match for match in given if gates[match.place.gate].kind == "port"]
        lost = {match.place.gate for match in given}
        found = [match for match in found if match.place.gate not in lost] + _beside(ports, towns)
    by_place: dict[tuple[str, str], _Match] = {}
    for match in sorted(found, key=lambda match: match.rank):
        if not country or match.place.country == country:
            by_place.setdefault((match.place.id, match.place.kind), match)
    return list(by_place.values())


def _gives_way(match: _Match, text: str, gates: Mapping[str, Gate], towns: list[_Match], *, ships: bool) -> bool:
    """Return whether a gate only bears the name of a town or station: the crossing kurgan is not Kurgan.

    A crossing gives way to one elsewhere, to one on its other side, as zabaikalsk does to Manzhouli, and to a city at hand
    unless its id is written as it is, as dandong does to Dandong; a port to its town where no ship may call.
    """
    from lodeway.network._geometry import distance

    # What people only also call so has no claim, Qarasu beside Khorgos as Horgos; but a city has that bears it on one side of
    # a crossing: Manas is still known as Jalal-Abad.
    gate, city = gates.get(match.place.gate), _MANY if match.rank == _WHOLE else math.inf
    towns = [town for town in towns if town.rank <= _OWN or town.place.kind == "point" or town.people >= city]
    if gate is None or not towns:
        return False
    here = gate.from_longitude, gate.from_latitude
    apart = [float(distance(*here, town.place.longitude, town.place.latitude)) for town in towns]
    if gate.kind == "port":
        return not ships and min(apart) <= _CLOSE
    large = any(
        town.rank <= _OWN and town.people >= _MANY and far <= _BESIDE for town, far in zip(towns, apart, strict=True)
    )
    elsewhere = min(apart) > _BESIDE or all(town.place.country == gate.to_country for town in towns)
    return elsewhere or (large and text.strip() != gate.id)


def _beside_town(match: _Match, text: str, cities: list[_Match], near: float) -> bool:
    """Return whether a site's id is the name of a town so near to it [km], not written as an id: Karaganda is no works."""
    from lodeway.network._geometry import distance

    if match.rank > 0 or text.strip() == match.place.id:
        return False
    here = match.place.longitude, match.place.latitude
    return any(float(distance(*here, city.place.longitude, city.place.latitude)) <= near for city in cities)


def _beside(ports: list[_Match], towns: list[_Match]) -> list[_Match]:
    """Return the towns, with those beside a port that gives way to its town in the port's rank: Poti is not Teresina in Brazil, once Poti."""
    from lodeway.network._geometry import distance

    ranked = []
    for town in towns:
        here = town.place.longitude, town.place.latitude
        ranks = [
            port.rank for port in ports if float(distance(*here, port.place.longitude, port.place.latitude)) <= _CLOSE
        ]
        ranked.append(replace(town, rank=min([town.rank, *ranks])))
    return ranked


def _named(scenario: Scenario) -> Iterator[tuple[int, str, Place]]:
    """Give every name of a site or gate with its rank and place."""
    for site in scenario.sites:
        place = Place(
            id=site.id,
            name=site.name or site.id,
            country=site.country,
            longitude=site.longitude,
            latitude=site.latitude,
        )
        yield 0, site.id, place
        yield 1, site.name or site.id, place
    for gate in _gates(scenario):
        if gate.kind in ("port", "crossing"):
            place = _of_gate(gate)
            yield 2, gate.id, place
            for name in _names_of(gate):
                yield _WHOLE, name, place
            for name in gate.aliases:
                yield 5, name, place
    if scenario.network == "atlas":
        yield from _atlas_sites()
        yield from _stations()


def _atlas_sites() -> Iterator[tuple[int, str, Place]]:
    from lodeway import atlas

    for row in atlas.read("sites").iter_rows(named=True):
        name = str(row["name"])
        yield (
            4,
            name,
            Place(
                id=_plain(name).replace(" ", "-"),
                name=name,
                country=row["iso3"],
                longitude=row["longitude"],
                latitude=row["latitude"],
            ),
        )


def _stations() -> Iterator[tuple[int, str, Place]]:
    """Give the railway stations that an atlas lists by name, with or without what stands in brackets."""
    from lodeway import atlas

    if "stations" not in {table.name for table in atlas.tables()}:
        return
    for row in atlas.read("stations").filter(mode="rail").iter_rows(named=True):
        place = Place(
            id=f"{row['id'].removesuffix('-station')}-station",
            name=row["name"],
            country=row["country"],
            longitude=row["longitude"],
            latitude=row["latitude"],
            kind="point",
        )
        for name in dict.fromkeys((row["name"], row["name"].partition(" (")[0])):
            yield 5, name, place


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


def _cities(wanted: str) -> list[_Match]:
    """Return the cities of a name: those that are meant by it before all others, else by their main name, else by another one."""
    import polars as pl

    from lodeway import atlas

    def plain(column: str) -> pl.Expr:
        letters = pl.col(column).str.to_lowercase().str.replace_many(*_REPLACED)
        letters = letters.str.normalize("NFKD").str.replace_all(r"\p{M}", "")
        return letters.str.replace_all(r"[^\p{L}\p{N};]+", " ").str.strip_chars()

    cities = atlas.read("cities")
    names = (plain("name") == wanted) | (plain("ascii") == wanted)
    called, others = (
        (pl.lit(";") + plain(column).str.replace_all(r" ?; ?", ";") + ";")
        .str.contains(f";{wanted};", literal=True)
        .fill_null(value=False)
        for column in ("called", "aliases")
    )
    rank = pl.when(called).then(_WHOLE).when(names).then(_OWN).when(others).then(6).otherwise(9)
    rows = cities.with_columns(rank=rank).filter(pl.col("rank") < 9)
    # A city that only goes by this name comes before the much smaller ones that are called so: Kolkata as Calcutta.
    most = max(rows.filter(pl.col("rank") == _OWN)["population"].drop_nulls().to_list(), default=0)
    larger = pl.col("population").fill_null(0) >= _CLEAR * most if rows["rank"].min() == _OWN else pl.lit(value=False)
    rows = rows.with_columns(rank=pl.when(larger).then(_OWN).otherwise("rank"))
    return [
        _Match(
            row["rank"],
            Place(
                id=f"{_plain(row['name']).replace(' ', '-')}-{row['id']}",
                name=row["name"],
                country=row["country"],
                longitude=row["longitude"],
                latitude=row["latitude"],
                kind="town",
            ),
            row["population"] or 0,
        )
        for row in rows.iter_rows(named=True)
    ]


def _harbours(wanted: str, cities: list[_Match]) -> list[_Match]:
    """Return the cities with those by the sea made harbours, and the harbours that are no city, by name or UN/LOCODE.

    A harbour that no seagoing ship reaches is none that a city would be called after.
    """
    import polars as pl

    from lodeway import atlas
    from lodeway.network._geometry import distance
    from lodeway.network.overlay.attaching import seagoing

    plain = pl.col("name").str.to_lowercase().str.replace_many(*_REPLACED)
    plain = plain.str.normalize("NFKD").str.replace_all(r"\p{M}", "")
    rows = atlas.read("ports").filter((plain == wanted) | (pl.col("locode").str.to_lowercase() == wanted))
    found = list(cities)
    for row in rows.iter_rows(named=True):
        here = row["longitude"], row["latitude"]
        place = Place(
            id=row["locode"].casefold() or _plain(row["name"]),
            name=row["name"],
            country=row["country"],
            longitude=here[0],
            latitude=here[1],
            kind="harbour",
        )
        same = [
            match
            for match in found
            if match.place.country == place.country
            and float(distance(*here, match.place.longitude, match.place.latitude)) <= _CLOSE
        ]
        if same and not seagoing(*here):
            continue
        for match in same:
            found.remove(match)
        people = max((match.people for match in same), default=0)
        found.append(_Match(min((match.rank for match in same), default=4), place, people))
    return found


def _unknown(scenario: Scenario, text: str) -> str:
    """Return what to say of a name that nothing bears: the names that contain it or are spelt like it."""
    known: dict[str, str] = {}
    for _, name, _place in _named(scenario):
        known.setdefault(_plain(name), name)
    if scenario.network == "atlas":
        from lodeway import atlas

        rows = atlas.read("cities").sort("population", descending=True).select("name", "country").iter_rows()
        for name, country in rows:
            known.setdefault(_plain(name), f"{name}, {country}")
    wanted = _plain(text)
    inside = [key for key in known if wanted and wanted in key]
    # Of several words each may be a name: those of gates come before cities, cities by size.
    parts = wanted.split()
    runs = {" ".join(parts[i:j]) for i in range(len(parts)) for j in range(i + 1, len(parts) + 1)}
    held = [key for key in known if len(key) > 3 and key in runs] if len(parts) > 1 else []
    near = [*held[:3], *difflib.get_close_matches(wanted, known, n=1 if held else 3), *inside[:3]]
    names = list(dict.fromkeys(known[key] for key in near))[:4]
    hint = f"; did you mean {', '.join(repr(name) for name in names)}?" if names else "."
    if _NUMBER.fullmatch(text):
        hint = ": a number alone is no place, latitude and longitude are one word."
    return f"unknown place {text!r}{hint} A place is a site, a gate, a port, a station, a city or latitude,longitude."


def _point(latitude: float, longitude: float) -> Place:
    """Return a place by its coordinates, in the country of the nearest railway or road."""
    import numpy as np

    from lodeway.network._geometry import distance
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
