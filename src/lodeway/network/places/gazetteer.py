"""The names of the atlas: its cities, harbours, stations, landmarks and sites, looked up by how they are written."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from lodeway.network.overlay.attaching import Place

if TYPE_CHECKING:
    import polars as pl

__all__ = [
    "CLOSE",
    "MANY",
    "Match",
    "alike",
    "apart",
    "cities",
    "harbours",
    "landmarks",
    "largest",
    "plain",
    "sites",
    "spelling",
    "stations",
]

CLOSE = 60.0
"""A city and a harbour of one name within this distance [km] are one place."""
MANY = 20_000
"""People from which a town is a city that may be meant by another of its names."""
LISTED = 100_000
"""A crossing, station, port or mine that the atlas lists by hand is told from cities as one of this many people (assumption)."""
SEAT = 5_000
"""A town without a figure is one of this many people: GeoNames lists these as seats of a district (assumption)."""
QUAY = 1_000
"""A harbour of no city is as well known as a town of this many people (assumption)."""
ALIKE = 0.65
"""A name whose letters are those of the main one to this share is a spelling of it, Altai of Altay; another is a name of its own."""
_REPLACED = list("ıøłđ"), list("iold")
"""Letters of the Latin alphabet that are no accented ones, and how they are written without them."""
_LETTERS = str.maketrans(*map("".join, _REPLACED))
_SOUNDS = {
    "ş": "sh", "š": "sh", "ș": "sh", "ç": "ch", "č": "ch", "ž": "zh", "ğ": "g", "ə": "a", "ı": "i", "ø": "o", "ł": "l", "đ": "d"
}  # fmt: skip
"""Letters of Turkish, Azerbaijani, Czech and Polish as English writes them."""
_WRITTEN = {
    "gh": "g", "q": "k", "dzh": "j", "zh": "j", "iy": "i", "yy": "i", "ij": "i", "y": "i", "ou": "u", "w": "v",
    "aa": "a", "ee": "e", "ii": "i", "oo": "o", "uu": "u", "ss": "s", "nn": "n", "ll": "l", "tt": "t", "mm": "m",
}  # fmt: skip
"""What transcriptions write in several ways, and one of them."""


@dataclass(frozen=True, slots=True)
class Match:
    """A place that a name may mean.

    Of two matches for one place the one of lower rank tells what it is: 0 a site of the scenario by its id, 1 by its name, 2 a gate
    by its id, 3 by its name, or a city that the atlas says is meant by it, 4 what bears it as its main name, 5 what is also listed
    under it, 6 a city by another of its names.
    """

    rank: int
    place: Place
    people: int = 0
    """People, or what counts as many; see `LISTED`."""
    meant: bool = False
    """Whether the place is meant whatever else bears the name: its id is written, or the atlas says so."""
    exact: bool = True
    """Whether it is the main name as it is written, not a spelling of it: Altay, not Altai."""
    other: bool = False
    """Whether it is a name of its own, not a spelling of the main one: Shevchenko, not Aqtau."""
    listed: bool = False
    """Whether the atlas lists the place by hand, or the scenario does."""
    port: bool = False
    """Whether ships call there."""
    loose: bool = False
    """Whether it is a site's id in other letters than the id's own."""
    inhabitants: int = 0
    """People as the gazetteer has them; 0 where it does not know."""


@lru_cache(maxsize=100_000)
def plain(text: str) -> str:
    """Return a text in small letters without accents and marks, words apart by one space."""
    letters = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return " ".join(re.findall(r"[^\W_]+", "".join(letter for letter in letters if not unicodedata.combining(letter))))


def spelling(text: str) -> str:
    """Return what the ways of writing a name have in common: Shalqar is Shalkar, Şirvan is Shirvan.

    Examples
    --------
    >>> spelling("Shalqar") == spelling("Shalkar"), spelling("Şirvan") == spelling("Shirvan"), spelling("Sary-Ozek")
    (True, True, 'sariozek')
    """
    import polars as pl

    return str(pl.select(_spelling(pl.lit(text))).item())


def _plain(column: pl.Expr) -> pl.Expr:
    import polars as pl

    letters = column.str.to_lowercase().str.replace_many(*_REPLACED)
    letters = letters.str.normalize("NFKD").str.replace_all(r"\p{M}", "")
    return letters.str.replace_all(r"[^\p{L}\p{N};]+", pl.lit(" ")).str.strip_chars()


def _spelling(column: pl.Expr) -> pl.Expr:
    letters = column.str.to_lowercase().str.replace_many(list(_SOUNDS), list(_SOUNDS.values()))
    letters = letters.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.replace_all(r"[^\p{L}\p{N};]+", "")
    return letters.str.replace_many(list(_WRITTEN), list(_WRITTEN.values()), leftmost=True)


@lru_cache(maxsize=1)
def _written() -> pl.DataFrame:
    """Return the cities with their names as they are looked up."""
    import polars as pl

    from lodeway import atlas

    def listed(column: str) -> pl.Expr:
        return pl.lit(";") + _plain(pl.col(column)).str.replace_all(r" ?; ?", ";") + ";"

    return atlas.read("cities").with_columns(
        main=_plain(pl.col("name")),
        letters=_plain(pl.col("ascii")),
        meant=listed("called"),
        others=listed("aliases"),
        sounds=_spelling(pl.col("name")),
        sound=_spelling(pl.col("ascii")),
    )


@lru_cache(maxsize=1)
def _sounded() -> pl.Series:
    """Return the other names of all cities by their spelling; made only for what no name fits as it is written."""
    import polars as pl

    column = pl.lit(";") + _spelling(pl.col("aliases")) + ";"
    return _written().select(column.alias("aliases"))["aliases"]


def cities(text: str) -> list[Match]:
    """Return the cities that a name may mean: by a main name, one written like it, or another one."""
    import polars as pl

    wanted, sound = plain(text), spelling(text)
    table = _written()

    def among(column: str) -> pl.Expr:
        return pl.col(column).str.contains(f";{wanted};", literal=True).fill_null(value=False)

    names = ((pl.col("main") == wanted) | (pl.col("letters") == wanted)).fill_null(value=False)
    alike = ((pl.col("sounds") == sound) | (pl.col("sound") == sound)).fill_null(value=False)
    rank = pl.when(among("meant")).then(3).when(names | alike).then(4).when(among("others")).then(6).otherwise(9)
    rows = table.with_columns(rank=rank, exact=names | (alike & among("others"))).filter(pl.col("rank") < 9)
    if rows.is_empty() and len(sound) > 2:
        rows = table.filter(_sounded().str.contains(f";{sound};", literal=True).fill_null(value=False))
        rows = rows.with_columns(rank=pl.lit(6), exact=pl.lit(value=False))
    return [_city(row, sound) for row in rows.iter_rows(named=True)]


def alike(one: str, other: str) -> bool:
    """Return whether two names share so many of their letters in order that one is a spelling of the other."""
    return difflib.SequenceMatcher(None, one, other).ratio() >= ALIKE


def _city(row: dict[str, Any], sound: str) -> Match:
    own = row["sound"] or row["sounds"]
    # What is written in another script is how that script writes the name.
    foreign = not sound.isascii()
    spelt = row["rank"] < 6 or foreign or alike(own, sound)
    return Match(
        4 if row["rank"] == 6 and spelt else row["rank"],
        Place(
            id=f"{plain(row['name']).replace(' ', '-')}-{row['id']}",
            name=row["name"],
            country=row["country"],
            longitude=row["longitude"],
            latitude=row["latitude"],
            kind="town",
        ),
        row["population"] or SEAT,
        meant=row["rank"] == 3,
        exact=row["rank"] == 3 or (row["rank"] == 4 and row["exact"]),
        other=not spelt,
        inhabitants=row["population"] or 0,
    )


def largest(people: int) -> Iterator[Match]:
    """Give the cities of at least so many people."""
    import polars as pl

    for row in (
        _written()
        .filter(pl.col("population") >= people)
        .with_columns(rank=pl.lit(4), exact=pl.lit(value=True))
        .iter_rows(named=True)
    ):
        yield _city(row, "")


def harbours(text: str, towns: list[Match]) -> list[Match]:
    """Return the cities with those by the sea made harbours, and the harbours that are no city, by name or UN/LOCODE.

    A harbour that no seagoing ship reaches is none that a city would be called after.
    """
    import polars as pl

    from lodeway import atlas
    from lodeway.network.overlay.attaching import seagoing

    wanted = plain(text)
    rows = atlas.read("ports").filter(
        (_plain(pl.col("name")) == wanted) | (pl.col("locode").str.to_lowercase() == wanted)
    )
    found = list(towns)
    for row in rows.iter_rows(named=True):
        here = row["longitude"], row["latitude"]
        place = Place(
            id=row["locode"].casefold() or plain(row["name"]),
            name=row["name"],
            country=row["country"],
            longitude=here[0],
            latitude=here[1],
            kind="harbour",
        )
        same = [match for match in found if match.place.country == place.country and apart(place, match.place) <= CLOSE]
        if (same or towns) and not seagoing(*here):
            continue
        for match in same:
            found.remove(match)
        people = max((match.people for match in same), default=QUAY)
        rank = min((match.rank for match in same), default=4)
        inhabitants = max((match.inhabitants for match in same), default=0)
        meant = any(match.meant for match in same)
        exact = any(match.exact for match in same) or not same
        found.append(Match(rank, place, people, meant=meant, inhabitants=inhabitants, exact=exact, port=True))
    return found


@lru_cache(maxsize=4)
def landmarks(*, ships: bool) -> tuple[tuple[str, Match], ...]:
    """Return every name of the stations, ports, mines and towns that the atlas lists by hand; without ships ports are towns."""
    from lodeway import atlas

    found = []
    for row in atlas.read("landmarks").iter_rows(named=True):
        place = Place(
            id=row["id"],
            name=row["name"],
            country=row["country"],
            longitude=row["longitude"],
            latitude=row["latitude"],
            kind="harbour" if ships and row["kind"] == "port" else "town",
        )
        names = [row["name"], *(row["names"] or "").split(";")]
        port = ships and row["kind"] == "port"
        found += [(name, Match(4, place, LISTED, listed=True, port=port)) for name in dict.fromkeys(names) if name]
    return tuple(found)


@lru_cache(maxsize=1)
def sites() -> tuple[tuple[str, Match], ...]:
    """Return the mines and plants of the atlas by name, with or without what stands in brackets."""
    from lodeway import atlas

    found = []
    for row in atlas.read("sites").iter_rows(named=True):
        name = str(row["name"])
        place = Place(
            id=plain(name).replace(" ", "-"),
            name=name,
            country=row["iso3"],
            longitude=row["longitude"],
            latitude=row["latitude"],
        )
        found.append((name, Match(4, place, LISTED, listed=True)))
        if " (" in name:
            found.append((name.partition(" (")[0], Match(5, place, LISTED, listed=True)))
    return tuple(found)


def stations() -> tuple[tuple[str, Match], ...]:
    """Return the railway stations that the atlas lists by name, with or without what stands in brackets."""
    from lodeway import atlas

    if "stations" not in {table.name for table in atlas.tables()}:
        return ()
    found = []
    for row in atlas.read("stations").filter(mode="rail").iter_rows(named=True):
        place = Place(
            id=f"{row['id'].removesuffix('-station')}-station",
            name=row["name"],
            country=row["country"],
            longitude=row["longitude"],
            latitude=row["latitude"],
            kind="point",
        )
        names = dict.fromkeys((row["name"], row["name"].partition(" (")[0]))
        found += [(name, Match(5, place, LISTED, listed=True)) for name in names]
    return tuple(found)


def apart(place: Place, other: Place) -> float:
    """Return the distance of two places [km]."""
    from lodeway.network.geometry import distance

    return float(distance(place.longitude, place.latitude, other.longitude, other.latitude))
