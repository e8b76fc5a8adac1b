"""One network of the atlas for all tests of this folder, and a graph search to compare it with."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

import pytest

from lodeway.network import Network, build
from lodeway.network.overlay.lines import Lines, read_lines
from lodeway.network.places import Place
from lodeway.scenario import Scenario, read
from lodeway.schema.tables import Site

PLACES = {
    "almaty": ("KAZ", 76.95, 43.34),
    "tashkent": ("UZB", 69.29, 41.29),
    "dostyk-station": ("KAZ", 82.484, 45.255),
    "khorgos-station": ("KAZ", 80.318, 44.168),
    "aktau-station": ("KAZ", 51.219, 43.603),
    "kuryk-quay": ("KAZ", 51.66, 43.19),
    "alat-quay": ("AZE", 49.40, 39.95),
    "turkmenbashi-station": ("TKM", 52.993, 40.002),
    "zhetygen": ("KAZ", 77.12, 43.69),
    "altynkol": ("KAZ", 80.243, 44.198),
    "baku": ("AZE", 49.87, 40.41),
    "kars": ("TUR", 43.097, 40.595),
    "poti-quay": ("GEO", 41.655, 42.155),
    "shanghai-quay": ("CHN", 121.80, 31.35),
    "rotterdam-quay": ("NLD", 4.14, 51.95),
    "yokohama-quay": ("JPN", 139.66, 35.44),
    "houston-quay": ("USA", -95.27, 29.73),
    "konchoch": ("TJK", 68.3, 39.28),
    "ulaanbaatar": ("MNG", 106.933, 47.908),
    "osh": ("KGZ", 72.80, 40.53),
    "kashgar": ("CHN", 76.03, 39.46),
    "gyumri": ("ARM", 43.855, 40.78),
}

MINES = ("konchoch",)
"""Places that are no town: what lies between them and a line is travelled."""


@pytest.fixture(scope="session")
def world() -> Scenario:
    """The example with the places of these tests for its sites."""
    sites = tuple(
        Site(id=name, country=country, longitude=longitude, latitude=latitude, kind="mine")
        for name, (country, longitude, latitude) in PLACES.items()
    )
    return replace(read("central-asia"), sites=sites)


@pytest.fixture(scope="session")
def network(world: Scenario) -> Network:
    """The network of the atlas: the one build of this folder."""
    places = [
        Place(
            id=site.id,
            name=site.id,
            country=site.country,
            longitude=site.longitude,
            latitude=site.latitude,
            kind="site" if site.id in MINES else "town",
        )
        for site in world.sites
    ]
    return build(world, places=places)


@pytest.fixture(scope="session")
def railway() -> Lines:
    """The railways of the atlas, cut at borders."""
    return read_lines("rail")


@pytest.fixture(scope="session")
def rail_km(railway: Lines) -> Callable[[str, int, int], float]:
    """Length of the shortest railway between two nodes of a country, by Dijkstra's algorithm as the textbooks have it."""
    neighbours: dict[str, dict[int, list[tuple[int, float]]]] = {}

    def graph(country: str) -> dict[int, list[tuple[int, float]]]:
        if country not in neighbours:
            own = railway.edges_of(country)
            found: dict[int, list[tuple[int, float]]] = defaultdict(list)
            for u, v, km in zip(
                railway.u[own].tolist(), railway.v[own].tolist(), railway.km[own].tolist(), strict=True
            ):
                found[u].append((v, km))
                found[v].append((u, km))
            neighbours[country] = found
        return neighbours[country]

    def search(country: str, start: int, end: int) -> float:
        edges, done, queue = graph(country), set[int](), [(0.0, start)]
        while queue:
            length, node = heapq.heappop(queue)
            if node == end:
                return length
            if node not in done:
                done.add(node)
                for other, km in edges[node]:
                    if other not in done:
                        heapq.heappush(queue, (length + km, other))
        return float("inf")

    return search
