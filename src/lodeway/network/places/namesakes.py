"""Places of one name: which of them is plainly meant, and how to say each."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from functools import lru_cache

from lodeway.network.overlay.attaching import TOWN, Place
from lodeway.network.overlay.hubs import INLAND
from lodeway.network.places.gazetteer import CLOSE, MANY, Match, apart, cities, largest, plain

__all__ = ["ambiguous", "city_near", "doubtful", "groups", "nearest_to", "unknown"]

CLEAR = 8.0
"""A city this many times as large as every other of its name is the one that is meant: Odesa, not Odessa in Texas ..."""
FAR_CLEAR = 64.0
"""... and as one in the countries between, which are what is asked about: Moscow, not Moskva in Tajikistan."""
PORT_CLEAR = 2.0
"""A port of the table of gates is meant where it has so many times the people of a town without one: Colombo in Sri Lanka."""
CORRIDORS = frozenset(INLAND) | {"IRN"}
"""The countries between: those whose towns the gazetteer has down to 1,000 people."""
NEAR = 400.0
"""A city names where a place lies up to so far away [km]."""
AROUND = 100.0
"""A city so near [km] is one that a place is known to lie by."""
KNOWN = 100_000
"""People of a city that may name where a place lies."""
TOLD = 8
"""Most places of one name that are told of."""


def groups(found: list[Match], text: str, *, ships_only: bool = False, all_of: bool = False) -> list[Match]:
    """Return one match for each place that may be meant, the largest first; only one where it is plain which.

    Parameters
    ----------
    found
        What bears the name.
    text
        The name.
    ships_only
        Whether only ships are asked for: then ports are meant.
    all_of
        Return all places, whichever is plain.
    """
    if all_of:
        return _together(found)
    meant = [match for match in found if match.meant]
    if meant:
        least = min(match.rank for match in meant)
        return _together([match for match in meant if match.rank == least])
    if ships_only:
        found = [match for match in found if match.port] or found
    if not text.isascii():
        found = [match for match in found if match.place.name.casefold() == text.strip().casefold()] or found
    own = [match for match in found if not match.other]
    largest_own = max((match.people for match in own), default=0)
    if own:
        listed = any(match.listed for match in own)
        found = [match for match in found if not match.other or (not listed and match.people > max(largest_own, MANY))]
    here = [match.people for match in found if match.exact and (match.listed or match.place.country in CORRIDORS)]
    if here:
        # Sari is no Surrey, Khasan no Hassan.
        most = CLEAR * max(here)
        found = [match for match in found if match.exact or match.place.country in CORRIDORS or match.people > most]
    told = _together(found)
    best = max(told, key=lambda match: match.people, default=None)
    meant = [match for match in told if best is match or (best is not None and _comparable(match, best))]
    return sorted(meant, key=lambda match: match.place.country not in CORRIDORS)


def doubtful(found: list[Match]) -> bool:
    """Return whether a name is only one that a town goes by too, and the town small: Kogon is rather Kagan than Hongwon in Korea."""
    return (
        len(found) == 1
        and found[0].other
        and found[0].people < (MANY if found[0].place.country in CORRIDORS else KNOWN)
    )


def _comparable(match: Match, best: Match) -> bool:
    """Return whether a place may be meant as well as the one with the most people."""
    inland = match.place.country in CORRIDORS
    if best.exact and not match.exact and not match.listed:
        # A name in other letters than its own is asked about among the countries between only.
        return inland and match.people * CLEAR > best.people
    if best.port and best.listed and not match.port and not inland:
        return match.people * PORT_CLEAR > best.people
    far = inland and (match.exact or not best.exact) and best.place.country not in CORRIDORS
    return match.people * (FAR_CLEAR if far else CLEAR) > best.people


def _together(found: list[Match]) -> list[Match]:
    """Return one match for all that lie together, the more particular one, with the most people of them; the largest first."""
    told: list[Match] = []
    for match in sorted(found, key=lambda match: (match.rank, -match.people)):
        for index, other in enumerate(told):
            if _one(other.place, match.place):
                told[index] = _with(other, match)
                break
        else:
            told.append(match)
    return sorted(told, key=lambda match: -match.people)


def _with(match: Match, part: Match) -> Match:
    from dataclasses import replace

    return replace(
        match,
        people=max(match.people, part.people),
        inhabitants=max(match.inhabitants, part.inhabitants),
        exact=match.exact or part.exact,
        listed=match.listed or part.listed,
        port=match.port or part.port,
    )


def _one(place: Place, other: Place) -> bool:
    """Return whether two places are one: a town and its port, Hong Kong and Hong Kong Island, a crossing and the stations on both sides."""
    km = apart(place, other)
    if place.gate or other.gate:
        return km <= (CLOSE if place.country == other.country else TOWN)
    harbour = "harbour" in (place.kind, other.kind) or "site" in (place.kind, other.kind)
    return place.country == other.country and km <= (CLOSE if harbour else TOWN)


@lru_cache(maxsize=1)
def _known() -> tuple[Match, ...]:
    return tuple(largest(KNOWN))


def city_near(place: Place) -> tuple[str, float] | None:
    """Return the nearest large city of the country that is not the place itself, and how far it is [km]; None where none is near."""
    near = [
        (km, city)
        for city in _known()
        if city.place.country == place.country
        and plain(city.place.name) != plain(place.name)
        and 5.0 < (km := apart(place, city.place)) <= NEAR
    ]
    if not near:
        return None
    # Of those around it the largest is the one that people know; else the nearest.
    km, city = max(
        (each for each in near if each[0] <= AROUND),
        key=lambda each: each[1].people,
        default=min(near, key=lambda each: each[0]),
    )
    return city.place.name, km


def nearest_to(found: list[Match], where: str) -> list[Match]:
    """Return the match that a city tells: the only one near it, or by far the nearest; all that are near where it tells none."""
    named = [city for city in cities(where) if city.people >= MANY]
    if not named:
        return []
    city = max(named, key=lambda match: (match.meant, match.people))
    near = sorted(
        ((apart(city.place, match.place), match) for match in found if match.place.country == city.place.country),
        key=lambda pair: pair[0],
    )
    near = [(km, match) for km, match in near if km <= NEAR]
    if len(near) > 1 and near[0][0] <= near[1][0] / 2:
        return [near[0][1]]
    return [match for _, match in near]


def ambiguous(text: str, found: list[Match], ways: Iterable[str]) -> str:
    """Return what to say of a name that several places bear: each with a text that means it, what it is and where."""
    told = [f'"{way}" ({_what(match)})' for match, way in zip(found[:TOLD], ways, strict=False)]
    more = f"; and {len(found) - TOLD} more" if len(found) > TOLD else ""
    if len(found) == 1:
        return f"{text!r} is no place's main name, but another one of {told[0]}. If that is meant, say it as it stands in quotes."
    return f"{text!r} may be {'; '.join(told)}{more}. Say it as it stands in quotes."


def _what(match: Match) -> str:
    place = match.place
    kind = {"gate": "crossing", "site": "mine or plant"}.get(place.kind, "")
    kind = "port" if match.port and place.kind in ("gate", "harbour") else kind
    words = [" ".join(filter(None, [kind, place.name])), place.country]
    if match.inhabitants:
        words.append(f"{match.inhabitants:,} people")
    if near := city_near(place):
        words.append(f"{near[1]:,.0f} km from {near[0]}")
    return ", ".join(words) + f", {place.latitude:.2f},{place.longitude:.2f}"


def unknown(text: str, names: Iterable[str], *, atlas: bool, number: bool) -> str:
    """Return what to say of a name that nothing bears: the names that contain it or are spelt like it.

    Parameters
    ----------
    text
        The name.
    names
        Those of sites, gates, stations and landmarks.
    atlas
        Whether the cities of the atlas have names too.
    number
        Whether the text is a number.
    """
    rest = "A place is a site, a gate, a port, a station, a city or latitude,longitude."
    if number:
        return f"unknown place {text!r}: a number alone is no place, latitude and longitude are one word. {rest}"
    known: dict[str, str] = {}
    for name in names:
        known.setdefault(plain(name), name)
    if atlas:
        for match in sorted(largest(0), key=lambda match: (match.place.country not in INLAND, -match.people)):
            known.setdefault(plain(match.place.name), f"{match.place.name}, {match.place.country}")
    wanted = plain(text)
    inside = [key for key in known if len(wanted) > 2 and wanted in key]
    # Of several words each may be a name: those of gates come before cities, cities by size.
    parts = wanted.split()
    runs = {" ".join(parts[i:j]) for i in range(len(parts)) for j in range(i + 1, len(parts) + 1)}
    held = [key for key in known if len(key) > 3 and key in runs] if len(parts) > 1 else []
    alike = [key for key in known if abs(len(key) - len(wanted)) <= 3]
    near = [*held[:3], *difflib.get_close_matches(wanted, alike, n=1 if held else 3), *inside[:3]]
    told = list(dict.fromkeys(known[key] for key in near))[:4]
    hint = f"; did you mean {', '.join(repr(name) for name in told)}?" if told else "."
    return f"unknown place {text!r}{hint} {rest}"
