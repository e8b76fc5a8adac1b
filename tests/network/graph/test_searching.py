"""A hierarchy answers exactly as a search of the whole graph does."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra, floyd_warshall

from lodeway.network.graph import Graph, Hierarchy, contract, distances, matrix, path, tree
from lodeway.network.graph.structure import lightest
from tests.network.graph.strategies import distances_by_floyd, graphs, is_way, rail, rail_sample

sizes = st.integers(0, 14)


@given(graphs(), sizes, st.floats(0.0, 6.0))
def test_hierarchy_is_complete(graph: Graph, small: int, dense: float) -> None:
    """Every node has its place, edges lead to later places, and each shortcut is as long as its two halves."""
    h = contract(graph, small=small, dense=dense)
    assert sorted(h.order.tolist()) == list(range(graph.nodes))
    assert (h.order[h.place] == np.arange(graph.nodes)).all()
    tail = np.repeat(np.arange(graph.nodes), np.diff(h.first))
    assert (tail < h.head).all()
    shortcut = np.flatnonzero(h.left >= 0)
    left, right = h.left[shortcut], h.right[shortcut]
    assert (tail[left] == tail[right]).all()
    assert (h.head[left] == tail[shortcut]).all()
    assert (h.head[right] == h.head[shortcut]).all()
    assert h.weight[left] + h.weight[right] == pytest.approx(h.weight[shortcut])
    original = h.right[h.left < 0]
    assert set(original.tolist()) <= set(lightest(graph).tolist())


@given(graphs(), sizes, st.floats(0.0, 6.0))
def test_distances(graph: Graph, small: int, dense: float) -> None:
    """All distances are those of Floyd and Warshall, whatever core is left."""
    nodes = np.arange(graph.nodes)
    found = distances(contract(graph, small=small, dense=dense), nodes, nodes[::-1])
    assert found == pytest.approx(distances_by_floyd(graph)[:, ::-1], rel=1e-12)


@given(graphs(), sizes)
def test_tree(graph: Graph, small: int) -> None:
    """The distances of all nodes from one are a row of the matrix."""
    h = contract(graph, small=small)
    found = [tree(h, node) for node in range(graph.nodes)]
    assert np.array(found) == pytest.approx(distances_by_floyd(graph), rel=1e-12)


@given(graphs(), sizes)
def test_paths(graph: Graph, small: int) -> None:
    """A path joins its ends by edges of the graph that add up to the distance, and there is none where no way leads."""
    h = contract(graph, small=small)
    expected = distances_by_floyd(graph)
    for source in range(graph.nodes):
        for target in range(graph.nodes):
            found = path(h, source, target)
            if found is None:
                assert np.isinf(expected[source, target])
                continue
            assert found.length == pytest.approx(expected[source, target], rel=1e-12)
            assert is_way(graph, found)
            assert [found.nodes[0], found.nodes[-1]] == [source, target]


@given(graphs(), st.sets(st.integers(0, 13), min_size=1, max_size=5))
def test_overlay_of_terminals(graph: Graph, wanted: set[int]) -> None:
    """Nodes to be kept make up the core when nothing else limits it, and the core alone has their distances."""
    keep = sorted(node for node in wanted if node < graph.nodes)
    h = contract(graph, keep=keep, small=0, dense=np.inf)
    assert sorted(h.order[h.core :].tolist()) == keep
    size = len(keep)
    core = csr_array((h.core_weight, h.core_head, h.core_first), shape=(size, size))
    inside = h.order[h.core :]
    assert floyd_warshall(core) == pytest.approx(distances_by_floyd(graph)[np.ix_(inside, inside)], rel=1e-12)
    nodes = np.arange(graph.nodes)
    assert distances(h, nodes, nodes) == pytest.approx(distances_by_floyd(graph), rel=1e-12)


@pytest.fixture(scope="module")
def railways() -> tuple[Graph, Hierarchy]:
    """Return the world's railways and their hierarchy."""
    graph = rail()
    return graph, contract(graph)


def test_rail_distances(railways: tuple[Graph, Hierarchy]) -> None:
    """On the world's railways 10,000 distances are those of a search of the whole graph."""
    graph, h = railways
    sources, targets, expected = rail_sample()
    assert distances(h, sources, targets) == pytest.approx(expected, rel=1e-9)
    for source, target, length in zip(sources[:20].tolist(), targets[:20].tolist(), np.diag(expected), strict=False):
        found = path(h, source, target)
        assert (found is None) == bool(np.isinf(length))
        if found is not None:
            assert found.length == pytest.approx(length, rel=1e-9)
            assert is_way(graph, found)


def test_rail_tree(railways: tuple[Graph, Hierarchy]) -> None:
    """On the world's railways the distances of all nodes from one are those of a search of the whole graph."""
    graph, h = railways
    source = np.argmax(np.bincount(graph.u), keepdims=True)
    assert tree(h, int(source[0])) == pytest.approx(dijkstra(matrix(graph), indices=source)[0], rel=1e-9)


def test_many_origins(railways: tuple[Graph, Hierarchy]) -> None:
    """Origins beyond one block are answered like those of the first, and the matrix is symmetric."""
    graph, h = railways
    nodes = np.random.default_rng(1).choice(graph.nodes, 300, replace=False)
    found = distances(h, nodes, nodes)
    assert found == pytest.approx(found.T, rel=1e-12)
    assert (np.diag(found) == 0).all()
    assert found[200:] == pytest.approx(distances(h, nodes[200:], nodes), rel=1e-12)


def test_empty(railways: tuple[Graph, Hierarchy]) -> None:
    """No origins or no destinations make an empty matrix."""
    _, h = railways
    assert distances(h, [], [1, 2]).shape == (0, 2)
    assert distances(h, [1, 2], []).shape == (2, 0)
