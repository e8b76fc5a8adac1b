"""Small networks drawn at random, all ways through them, and weights of their legs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from lodeway.network import Network, Path, Terms, build, grow, path, weights
from lodeway.network.sample import sample
from lodeway.schema.tables import Gate, Link, Site

PLACES = 6
GATES = 4


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A network, terminals of its sites (`places`), and a weight per leg that differs by direction and may be 0 or infinite."""

    network: Network
    places: tuple[int, ...]
    weight: NDArray[np.float64]

    @property
    def ends(self) -> tuple[int, int]:
        """Where goods leave the first site and arrive at the last."""
        return self.places[0], self.places[-1]


def network(roads: list[tuple[int, int, int, int]], countries: tuple[str, ...] = ("AAA",) * PLACES) -> Network:
    """Return the network of links between places on the equator: two places, length [km], gate or -1."""
    sites = tuple(
        Site(id=f"p{number}", country=countries[number], longitude=float(number), latitude=0.0, kind="mine")
        for number in range(PLACES)
    )
    links = tuple(
        Link(
            id=f"l{number:02d}",
            mode="rail",
            from_longitude=float(one),
            from_latitude=0.0,
            from_country=countries[one],
            to_longitude=float(other),
            to_latitude=0.0,
            to_country=countries[other],
            length=float(km),
            gate=f"g{gate}" if gate >= 0 else "",
        )
        for number, (one, other, km, gate) in enumerate(roads)
    )
    used = sorted({gate for _, _, _, gate in roads if gate >= 0})
    gates = tuple(Gate(id=f"g{number}", kind="transfer", fee=1.0, delay=2.0) for number in used)
    return build(replace(sample(), sites=sites, links=links, gates=gates))


def places(network: Network) -> tuple[int, ...]:
    """Return where goods leave the first site and where they arrive at the others."""
    return int(network.site_terminal[0]), *(int(terminal) for terminal in network.site_arrival[1:])


def ends(network: Network, origin: str, destination: str) -> tuple[int, int]:
    """Return where goods leave a site and where they arrive at another."""
    sites = network.sites
    return int(network.site_terminal[sites.index(origin)]), int(network.site_arrival[sites.index(destination)])


def by_rail(network: Network, origin: str, destination: str, *, year: int = 2026) -> Path:
    """Return the cheapest way by rail and sea."""
    weight = weights(network, Terms(year=year, modes=frozenset({"rail", "sea"})))
    found = path(grow(network, origin, weight), destination)
    assert found is not None
    return found


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw up to ten links between six places, of which some share a gate, and weights."""
    pair = st.tuples(st.integers(0, PLACES - 1), st.integers(0, PLACES - 1)).filter(lambda ends: ends[0] != ends[1])
    road = st.tuples(pair, st.integers(1, 400), st.integers(-1, GATES - 1))
    roads = [(one, other, km, gate) for (one, other), km, gate in draw(st.lists(road, min_size=4, max_size=10))]
    built = network(roads)
    dice = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    weight = dice.integers(0, 9, built.legs.tail.size).astype(np.float64)
    weight[dice.random(weight.size) < draw(st.sampled_from([0.0, 0.1, 0.3]))] = np.inf
    return Case(built, places(built), weight)


def ways(network: Network, allowed: NDArray[np.bool_], start: int, end: int) -> Iterator[tuple[int, ...]]:
    """Yield every way that passes no terminal twice."""
    onward: dict[int, list[int]] = {}
    for leg in np.flatnonzero(allowed).tolist():
        onward.setdefault(int(network.legs.tail[leg]), []).append(leg)
    stack: list[tuple[int, tuple[int, ...], frozenset[int]]] = [(start, (), frozenset({start}))]
    while stack:
        here, legs, passed = stack.pop()
        if here == end:
            yield legs
            continue
        for leg in onward.get(here, ()):
            head = int(network.legs.head[leg])
            if head not in passed:
                stack.append((head, (*legs, leg), passed | {head}))
