"""The overlay of terminals keeps every shortest length."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodeway.network import Network
from lodeway.network.graph.reducing import trim
from lodeway.network.overlay.lines import Lines
from lodeway.network.overlay.ways import shortest_ways
from lodeway.schema.tables import MODES

Edges = dict[tuple[int, int], int]
NODES = 9


@st.composite
def graphs(draw: st.DrawFn) -> tuple[Edges, list[int]]:
    """Draw edges with whole lengths between nine nodes, and some of the nodes as terminals."""
    pairs = st.sampled_from(list(combinations(range(NODES), 2)))
    edges = draw(st.dictionaries(pairs, st.integers(1, 20), min_size=1, max_size=16))
    terminals = draw(st.lists(st.integers(0, NODES - 1), min_size=2, max_size=5, unique=True))
    return edges, terminals


def floyd(edges: dict[tuple[int, int], float]) -> np.ndarray:
    """Return all shortest lengths (Floyd 1962, Algorithm 97)."""
    length = np.full((NODES, NODES), np.inf)
    np.fill_diagonal(length, 0.0)
    for (u, v), km in edges.items():
        length[u, v] = length[v, u] = min(km, length[u, v])
    for middle in range(NODES):
        length = np.minimum(length, length[:, [middle]] + length[[middle], :])
    return length


def arrays(edges: Edges) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the edges as arrays."""
    u, v = np.asarray(list(edges), dtype=np.int32).T
    return u, v, np.asarray(list(edges.values()), dtype=np.float64)


@given(graphs())
def test_ways_keep_lengths_and_lists_nodes(case: tuple[Edges, list[int]]) -> None:
    """Lengths between terminals are the same by the ways alone, and each way's nodes make up its length."""
    edges, terminals = case
    ways = shortest_ways(NODES, *arrays(edges), np.asarray(terminals, dtype=np.int32))
    small = {(way.tail, way.head): way.km for way in ways}
    assert np.array_equal(floyd(small)[np.ix_(terminals, terminals)], floyd(dict(edges))[np.ix_(terminals, terminals)])
    for way in ways:
        nodes = [way.tail, *way.between.tolist(), way.head]
        steps = [(min(pair), max(pair)) for pair in pairwise(nodes)]
        assert sum(edges[step] for step in steps) == way.km
        assert not set(way.between.tolist()) & set(terminals)


@given(graphs())
def test_trim_keeps_lengths(case: tuple[Edges, list[int]]) -> None:
    """Cutting back dead ends changes no length between the nodes to keep."""
    edges, terminals = case
    u, v, km = arrays(edges)
    keep = np.isin(np.arange(NODES), terminals)
    alive = trim(NODES, u, v, keep)
    left = {(int(a), int(b)): float(c) for a, b, c in zip(u[alive], v[alive], km[alive], strict=True)}
    assert np.array_equal(floyd(left)[np.ix_(terminals, terminals)], floyd(dict(edges))[np.ix_(terminals, terminals)])


@pytest.mark.parametrize("country", ["KAZ", "UZB", "GEO", "DEU"])
def test_legs_agree_with_a_plain_search_of_the_whole_railway(
    network: Network, railway: Lines, rail_km: Callable[[str, int, int], float], country: str
) -> None:
    """Railway legs of a country are as long as the shortest line that a plain search finds on all its edges."""
    legs = network.legs
    own = np.asarray([network.terminal_country[tail] == country for tail in legs.tail])
    rail = own & (legs.mode == MODES.index("rail")) & (legs.gate < 0)
    first, last = network.leg_nodes[network.leg_start[:-1]], network.leg_nodes[network.leg_start[1:] - 1]
    inside = rail & (np.maximum(first, last) < railway.longitude.size)
    inside &= legs.link < 0
    chosen = np.flatnonzero(inside)[:: max(1, int(inside.sum()) // 6)]
    assert chosen.size >= 2
    for leg in chosen:
        assert legs.km[leg] == pytest.approx(rail_km(country, int(first[leg]), int(last[leg])), rel=1e-9)
