"""Published distances and times beside those of the network: one measurement for the documentation and the tests."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from lodeway.network import Network, Path, Terms
    from lodeway.network.places import Place
    from lodeway.scenario import Scenario

__all__ = [
    "APART",
    "DISTANCES",
    "TIMES",
    "Distance",
    "Time",
    "hours",
    "kilometres",
    "page",
    "read_apart",
    "read_distances",
    "read_times",
]

TABLES = FilePath(__file__).parent.parent / "tests" / "network"
DISTANCES = TABLES / "published.csv"
TIMES = TABLES / "published_times.csv"
APART = TABLES / "published_apart.csv"
NEAR = 0.25
"""Difference of a time beyond which the page says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Distance:
    """A published distance between two places, latitude and longitude in degrees."""

    id: str
    ends: tuple[str, str]
    places: tuple[tuple[float, float], ...]
    """Both ends, and between them the places that the published way goes by where a shorter one does not."""
    mode: str
    year: int
    avoid: tuple[str, ...]
    shut: tuple[str, ...]
    """Passages that may not be used."""
    published: float
    """[km]."""
    source: str
    address: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """A published time between two places, latitude and longitude in degrees."""

    id: str
    ends: tuple[str, str]
    places: tuple[tuple[float, float], tuple[float, float]]
    countries: tuple[str, str]
    year: int
    avoid: tuple[str, ...]
    published: float
    """Middle of the published range [d]."""
    span: str
    source: str
    address: str
    defect: str
    """What is wrong with the network here, where the two differ by too much."""
    note: str


def _records(path: FilePath) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _place(text: str) -> tuple[float, float]:
    latitude, longitude = text.split(",")
    return float(latitude), float(longitude)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for name in text.split(";") if name)


def read_distances(path: FilePath = DISTANCES) -> tuple[Distance, ...]:
    """Return the published distances, in the order of the file."""
    return tuple(
        Distance(
            id=row["id"],
            ends=(row["from"], row["to"]),
            places=tuple(_place(text) for text in (row["from_place"], *_names(row["via"]), row["to_place"])),
            mode=row["modes"],
            year=int(row["year"]),
            avoid=_names(row["avoid"]),
            shut=_names(row["avoid_gates"]),
            published=float(row["published [km]"]),
            source=row["source"],
            address=row["address"],
            note=row["note"],
        )
        for row in _records(path)
    )


def read_apart(path: FilePath = APART) -> tuple[Distance, ...]:
    """Return the published distances that the network misses by more than the others may; their notes say why."""
    return tuple(
        Distance(
            id=row["id"],
            ends=(row["from"], row["to"]),
            places=(_place(row["from_place"]), _place(row["to_place"])),
            mode=row["modes"],
            year=2024,
            avoid=(),
            shut=(),
            published=float(row["published [km]"]),
            source=row["source"],
            address=row["address"],
            note=row["why"],
        )
        for row in _records(path)
    )


def read_times(path: FilePath = TIMES) -> tuple[Time, ...]:
    """Return the published times, in the order of the file."""
    return tuple(
        Time(
            id=row["id"],
            ends=(row["from"], row["to"]),
            places=(_place(row["from_place"]), _place(row["to_place"])),
            countries=(row["from_country"], row["to_country"]),
            year=int(row["year"]),
            avoid=_names(row["avoid"]),
            published=(float(row["low [d]"]) + float(row["high [d]"])) / 2,
            span="-".join(dict.fromkeys((row["low [d]"], row["high [d]"]))),
            source=row["source"],
            address=row["address"],
            defect=row["defect"],
            note=row["note"],
        )
        for row in _records(path)
    )


@lru_cache(maxsize=1)
def _scenario() -> Scenario:
    """Return the example, read once."""
    from lodeway.scenario import read

    return read("central-asia")


@lru_cache(maxsize=1)
def _network() -> Network:
    """Return the network of the example with every place of the two tables."""
    from lodeway.network import build

    places = {}
    for row in (*read_distances(), *read_apart()):
        for text in row.places:
            places[_id(row.mode, text)] = _attached(row.mode, text)
    for time in read_times():
        for text in time.places:
            places[_id("", text)] = _attached("", text)
    return build(_scenario(), places=tuple(places.values()))


def _id(mode: str, place: tuple[float, float]) -> str:
    return f"{'sea' if mode == 'sea' else 'land'} {place[0]:g},{place[1]:g}"


@cache
def _attached(mode: str, place: tuple[float, float]) -> Place:
    """Return a place as a town, or as a harbour where ships are asked for: nothing is travelled inside it."""
    from lodeway.network.places import find_place

    point = find_place(_scenario(), f"{place[0]},{place[1]}")
    return replace(point, id=_id(mode, place), kind="harbour" if mode == "sea" else "town")


def kilometres(row: Distance) -> float:
    """Return the length [km] of the shortest way of the row's mode by its places; NaN where there is none."""
    from lodeway.network import Terms

    terms = Terms(
        year=row.year,
        by="distance",
        modes=frozenset({row.mode}),
        avoid=frozenset(row.avoid),
        gates=frozenset(row.shut),
    )
    stops = [_attached(row.mode, place) for place in row.places]
    ways = [_way(terms, start, end) for start, end in pairwise(stops)]
    return sum(way.km if way else float("nan") for way in ways)


def hours(rows: Iterable[Time]) -> list[float]:
    """Return the hours of the fastest way of each row, by the rates of the example; NaN where there is none."""
    from lodeway.network import Terms

    found = []
    for row in rows:
        terms = Terms(year=row.year, by="time", avoid=frozenset(row.avoid), modes=frozenset({"rail", "sea"}))
        way = _way(terms, *(_attached("", place) for place in row.places))
        found.append(way.hours if way else float("nan"))
    return found


def _way(terms: Terms, start: Place, end: Place) -> Path | None:
    from lodeway.network import grow, path, weights

    weight = weights(_network(), terms, origin=start.country, destination=end.country)
    return path(grow(_network(), start.id, weight), end.id)


def page() -> str:
    """Return the page that sets published distances and times beside those of the network, in Markdown."""
    distances, apart, times = read_distances(), read_apart(), read_times()
    found = [kilometres(row) for row in distances]
    off = [abs(km / row.published - 1) if np.isfinite(km) else np.inf for km, row in zip(found, distances, strict=True)]
    taken = [one / 24 for one in hours(times)]
    late = [days / row.published - 1 for days, row in zip(taken, times, strict=True)]
    parts = [
        "# Against published figures\n",
        (
            f"{len(distances)} distances by one mode, without any rate. The median difference is "
            f"{np.median(off):.1%}, the greatest {max(off):.1%}. A test holds the median at 3 % and each at 8 %. Lines are "
            "simplified in their source, so that most come out a little short; lines whose length is published were "
            "stretched to it (`lodeway network stretches` lists them), and none of those lengths is among these. Railways without a "
            "published length are 1.5 % longer than drawn.\n"
        ),
        _distances(distances, found),
        "\n## Distances that differ by more\n",
        (
            f"These {len(apart)} were looked up and are left out of the median, since the source of the lines lacks a road or junction, "
            "or the published figure counts from elsewhere; a row goes from here to the table above when it agrees.\n"
        ),
        _distances(apart, [kilometres(row) for row in apart]),
        "\n## Times\n",
        (
            "Days of the fastest way by the rates of the example `central-asia`. A test holds the two of the Trans-Caspian "
            "schedule, to Poti and to Constanta, at 20 % and the rest at 35 %; the remark tells of those that differ by more. "
            f"{sum(abs(one) <= NEAR for one in late)} of {len(times)} are within {NEAR:.0%}. There is no one cause beyond: "
            f"{sum(one > NEAR for one in late)} published times are shorter, those of first trains and of promises, for which a ship lay "
            f"ready and which stood in no queue; {sum(one < -NEAR for one in late)} are longer, most of them where goods queue or wait for "
            "wagons of the other gauge, at Zabaikalsk and Manzhouli in 2022 and 2023 and at Sarakhs, or where the figure is an upper bound. Queues "
            "have no published figure that is not such a time itself; to take one would be to fit the model to what it is compared with.\n"
        ),
        _grid(("From", "To", "Year", "Published [d]", "Network [d]", "Difference", "Source", "Remark")),
    ]
    parts += [
        _row(*row.ends, row.year, row.span, *_compared(days, row.published, ".1f"), *_remarks(row))
        for row, days in zip(times, taken, strict=True)
    ]
    return "\n".join(parts) + "\n"


def _distances(rows: Sequence[Distance], found: Sequence[float]) -> str:
    lines = [
        _row(*row.ends, row.mode, f"{row.published:,.0f}", *_compared(km, row.published, ",.0f"), *_remarks(row))
        for row, km in zip(rows, found, strict=True)
    ]
    header = _grid(("From", "To", "Mode", "Published [km]", "Network [km]", "Difference", "Source", "Remark"))
    return "\n".join((header, *lines))


def _grid(header: tuple[str, ...]) -> str:
    return "| " + " | ".join(header) + " |\n|" + " --- |" * len(header)


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def _compared(found: float, published: float, form: str) -> tuple[str, str]:
    return (format(found, form), f"{found / published - 1:+.1%}") if np.isfinite(found) else ("none", "")


def _remarks(row: Distance | Time) -> tuple[str, str]:
    parts = (row.defect, row.note) if isinstance(row, Time) else (row.note,)
    return f"[{row.source}]({row.address})", ". ".join(part.rstrip(".") for part in parts if part)
