"""Finds a place by what people call it."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator

from lodeway.errors import UsageError
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Site

__all__ = ["find_place"]

_COORDINATES = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*")


def find_place(scenario: Scenario, text: str) -> Site:
    """Return the place that a text means, as a site.

    The text is a site of the scenario (id or name), a gate or port (id, name or alias, of the scenario or
    the atlas), a site of the atlas (name), or ``longitude,latitude``. Letter case and accents do not count.

    Raises
    ------
    UsageError
        When nothing has that name; names the nearest.

    Examples
    --------
    >>> from lodeway.network.sample import sample
    >>> find_place(sample(), "Mine").id
    'mine'
    """
    if match := _COORDINATES.fullmatch(text):
        return _point(float(match[1]), float(match[2]))
    wanted = _plain(text)
    known: dict[str, tuple[str, Site]] = {}
    for name, site in _named(scenario):
        known.setdefault(_plain(name), (name, site))
    if wanted in known:
        return known[wanted][1]
    inside = sorted(key for key in known if wanted and wanted in key)
    near = [*inside[:3], *difflib.get_close_matches(wanted, known, n=3)]
    names = list(dict.fromkeys(known[key][0] for key in near))[:3]
    hint = f"; did you mean {', '.join(repr(name) for name in names)}?" if names else ""
    raise UsageError(f"unknown place {text!r}{hint} A place is a site, a gate, a port or longitude,latitude.")


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(re.findall(r"[^\W_]+", "".join(letter for letter in letters if not unicodedata.combining(letter))))


def _named(scenario: Scenario) -> Iterator[tuple[str, Site]]:
    """Give every name there is with its place, the more particular sources first."""
    for site in scenario.sites:
        yield site.id, site
        yield site.name or site.id, site
    if scenario.network == "atlas":
        yield from _of_atlas(scenario)


def _of_atlas(scenario: Scenario) -> Iterator[tuple[str, Site]]:
    from lodeway import atlas
    from lodeway.network._atlas_rows import atlas_gates
    from lodeway.network._tables import merge

    for gate in merge(atlas_gates(scenario.price_year), scenario.gates):
        if gate.kind in ("port", "crossing"):
            site = Site(
                id=gate.id,
                name=gate.name,
                country=gate.from_country,
                longitude=gate.from_longitude,
                latitude=gate.from_latitude,
                kind="port" if gate.kind == "port" else "border",
            )
            for name in (gate.id, gate.name, *gate.aliases):
                yield name, site
    for row in atlas.read("sites").iter_rows(named=True):
        name = str(row["name"])
        yield (
            name,
            Site(
                id=_plain(name).replace(" ", "-"),
                name=name,
                country=row["iso3"],
                longitude=row["longitude"],
                latitude=row["latitude"],
                kind="mine",
            ),
        )


def _point(longitude: float, latitude: float) -> Site:
    """Return a place by its coordinates, in the country of the nearest railway."""
    import numpy as np

    from lodeway.network._geometry import distance
    from lodeway.network._railway import read_railway

    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise UsageError(f"{longitude:g},{latitude:g} is no place: longitude -180 to 180, latitude -90 to 90")
    railway = read_railway()
    node = int(np.argmin(distance(longitude, latitude, railway.longitude, railway.latitude)))
    country = railway.names[int(railway.country[node])]
    name = f"{longitude:g},{latitude:g}"
    return Site(id=name, name=name, country=country, longitude=longitude, latitude=latitude, kind="mine")
