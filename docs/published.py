"""Published distances and times beside those of the network: one measurement for the documentation and the tests."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

__all__ = [
    "DISTANCES",
    "TIMES",
    "Distance",
    "Lines",
    "Time",
    "hours",
    "kilometres",
    "lines",
    "page",
    "read_distances",
    "read_times",
]

TABLES = Path(__file__).parent.parent / "tests" / "network"
DISTANCES = TABLES / "published.csv"
TIMES = TABLES / "published_times.csv"
NEAR = {"rail": 15.0, "road": 15.0, "sea": 60.0}
"""Farther than this [km] from the lines of a mode, a place is not on them."""
LINKED = 5.0
"""A hand-made link joins the nodes that lie this near [km] to its ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Distance:
    """A published distance between two places, latitude and longitude in degrees."""

    id: str
    ends: tuple[str, str]
    places: tuple[tuple[float, float], tuple[float, float]]
    mode: str
    year: int
    avoid: tuple[str, ...]
    shut: tuple[str, ...]
    """Passages that may not be used."""
    published: float
    """[km]."""
    source: str
    address: str
    defect: str
    """What is wrong with the network here, where the two differ by too much."""
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
    note: str


def _records(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _place(text: str) -> tuple[float, float]:
    latitude, longitude = text.split(",")
    return float(latitude), float(longitude)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for name in text.split(";") if name)


def read_distances(path: Path = DISTANCES) -> tuple[Distance, ...]:
    """Return the published distances, in the order of the file."""
    return tuple(
        Distance(
            id=row["id"],
            ends=(row["from"], row["to"]),
            places=(_place(row["from_place"]), _place(row["to_place"])),
            mode=row["modes"],
            year=int(row["year"]),
            avoid=_names(row["avoid"]),
            shut=_names(row["avoid_gates"]),
            published=float(row["published [km]"]),
            source=row["source"],
            address=row["address"],
            defect=row["defect"],
            note=row["note"],
        )
        for row in _records(path)
    )


def read_times(path: Path = TIMES) -> tuple[Time, ...]:
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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lines:
    """The atlas' lines of one mode, hand-made links included: nothing but lengths."""

    longitude: NDArray[np.float64]
    latitude: NDArray[np.float64]
    country: NDArray[np.str_]
    u: NDArray[np.int64]
    v: NDArray[np.int64]
    km: NDArray[np.float64]
    passage: NDArray[np.str_]

    def nearest(self, latitude: float, longitude: float) -> tuple[int, float]:
        """Return the node nearest to a place and how far it is [km]."""
        from lodeway.network._geometry import distance

        apart = distance(longitude, latitude, self.longitude, self.latitude)
        node = int(np.argmin(apart))
        return node, float(apart[node])


@lru_cache(maxsize=3)
def lines(mode: str) -> Lines:
    """Return the lines of a mode: of railways the ones that freight trains use."""
    from lodeway import atlas

    nodes, edges, links = atlas.read(f"{mode}_nodes"), atlas.read(f"{mode}_edges"), atlas.read("links")
    if "service" in edges.columns:
        edges = edges.filter(edges["service"] != "passenger")
    size = nodes.height
    bare = Lines(
        longitude=nodes["longitude"].to_numpy().astype(np.float64),
        latitude=nodes["latitude"].to_numpy().astype(np.float64),
        country=np.asarray(nodes["country"].to_list() if "country" in nodes.columns else [""] * size, dtype=np.str_),
        u=edges["u"].to_numpy().astype(np.int64),
        v=edges["v"].to_numpy().astype(np.int64),
        km=edges["km"].to_numpy().astype(np.float64),
        passage=np.asarray(
            edges["passage"].fill_null("").to_list() if "passage" in edges.columns else [""] * edges.height,
            dtype=np.str_,
        ),
    )
    joined = []
    for row in links.iter_rows(named=True):
        if row["mode"] == mode and row["status"] == "open" and not row["opens"]:
            ends = [bare.nearest(row[f"{end}_latitude"], row[f"{end}_longitude"]) for end in ("from", "to")]
            if max(apart for _, apart in ends) <= LINKED:
                joined.append((ends[0][0], ends[1][0], float(row["length"])))
    return replace(
        bare,
        u=np.append(bare.u, [u for u, _, _ in joined]).astype(np.int64),
        v=np.append(bare.v, [v for _, v, _ in joined]).astype(np.int64),
        km=np.append(bare.km, [km for _, _, km in joined]),
        passage=np.append(bare.passage, [""] * len(joined)),
    )


def kilometres(row: Distance) -> float:
    """Return the length [km] of the shortest way of the row's mode; NaN where a place is off its lines."""
    graph = lines(row.mode)
    (start, before), (end, after) = (graph.nearest(*place) for place in row.places)
    if max(before, after) > NEAR[row.mode]:
        return float("nan")
    banned = np.isin(graph.country, row.avoid) if row.avoid else np.zeros(graph.country.size, dtype=np.bool_)
    open_ = ~(banned[graph.u] | banned[graph.v] | np.isin(graph.passage, row.shut))
    order = np.lexsort((graph.km[open_], graph.v[open_], graph.u[open_]))
    u, v = graph.u[open_][order], graph.v[open_][order]
    km: NDArray[np.float64] = graph.km[open_][order]
    first = np.ones(u.size, dtype=np.bool_)
    first[1:] = (u[1:] != u[:-1]) | (v[1:] != v[:-1])
    size = graph.longitude.size
    matrix = csr_array((km[first], (u[first], v[first])), shape=(size, size))
    return float(dijkstra(matrix, directed=False, indices=[start])[0, end])


def hours(rows: Iterable[Time]) -> list[float]:
    """Return the hours of the fastest way of each row, by the rates of the example central-asia."""
    from lodeway.network import build, route
    from lodeway.scenario import read
    from lodeway.schema.tables import Site

    rows = tuple(rows)
    sites = {
        name: Site(id=name, country=country, latitude=place[0], longitude=place[1], kind="mine")
        for row in rows
        for name, place, country in zip(row.ends, row.places, row.countries, strict=True)
    }
    network = build(replace(read("central-asia"), sites=tuple(sites.values())))
    fast = 1e6  # USD per tonne and hour: nothing but time counts
    return [route(network, *row.ends, year=row.year, avoid=frozenset(row.avoid), time_value=fast).hours for row in rows]


def page() -> str:
    """Return the page that sets published distances and times beside those of the network, in Markdown."""
    distances, times = read_distances(), read_times()
    found = [kilometres(row) for row in distances]
    apart = [
        abs(km / row.published - 1) if np.isfinite(km) else np.inf for km, row in zip(found, distances, strict=True)
    ]
    sound = [error for error, row in zip(apart, distances, strict=True) if not row.defect]
    parts = [
        "# Against published figures\n",
        (
            f"{len(distances)} distances by one mode, without any rate. The median difference is "
            f"{np.median(apart):.1%}; where no defect is told of, the greatest is {max(sound):.1%}. A test holds the median at 3 % "
            "and the rest at 8 %. Lines are simplified in their source, so that most come out a little short.\n"
        ),
        _grid(("From", "To", "Mode", "Published [km]", "Network [km]", "Difference", "Source", "Remark")),
    ]
    parts += [
        _row(*row.ends, row.mode, f"{row.published:,.0f}", *_compared(km, row.published, ",.0f"), *_remarks(row))
        for row, km in zip(distances, found, strict=True)
    ]
    parts += [
        "\n## Times\n",
        (
            "Days of the fastest way by the rates of the example `central-asia`. A test holds the two of the Trans-Caspian "
            "schedule, to Poti and to Constanta, at 20 % and the rest at 35 %; the remark tells of those that differ by more.\n"
        ),
        _grid(("From", "To", "Year", "Published [d]", "Network [d]", "Difference", "Source", "Remark")),
    ]
    parts += [
        _row(*row.ends, row.year, row.span, *_compared(taken / 24, row.published, ".1f"), *_remarks(row))
        for row, taken in zip(times, hours(times), strict=True)
    ]
    return "\n".join(parts) + "\n"


def _grid(header: tuple[str, ...]) -> str:
    return "| " + " | ".join(header) + " |\n|" + " --- |" * len(header)


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def _compared(found: float, published: float, form: str) -> tuple[str, str]:
    return (format(found, form), f"{found / published - 1:+.1%}") if np.isfinite(found) else ("none", "")


def _remarks(row: Distance | Time) -> tuple[str, str]:
    return f"[{row.source}]({row.address})", ". ".join(part.rstrip(".") for part in (row.defect, row.note) if part)
