"""The reduced graph has the distances of the original, and its edges are ways through it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse.csgraph import dijkstra

from lodeway.errors import UsageError
from lodeway.network.graph import Graph, Path, expand, graph_of, matrix, reduce
from tests.network.graph.strategies import distances_by_floyd, graphs, is_way, rail, rail_sample


@given(graphs(), st.sets(st.integers(0, 13), max_size=5), st.booleans())
def test_distances_stay(graph: Graph, wanted: set[int], once: bool) -> None:
    """Distances between nodes that stay are those of the original, and nodes asked for stay, in one pass or in all."""
    keep = sorted(node for node in wanted if node < graph.nodes)
    small = reduce(graph, keep=keep, once=once)
    assert (small.graph.u != small.graph.v).all()
    assert set(keep) <= set(small.nodes.tolist())
    expected = distances_by_floyd(graph)[np.ix_(small.nodes, small.nodes)]
    assert distances_by_floyd(small.graph) == pytest.approx(expected, rel=1e-12)


@given(graphs(), st.sets(st.integers(0, 13), max_size=5), st.booleans())
def test_edges_are_ways(graph: Graph, wanted: set[int], once: bool) -> None:
    """Each edge of the reduced graph is a way of its length through the original, in both directions, used once."""
    small = reduce(graph, keep=sorted(node for node in wanted if node < graph.nodes), once=once)
    assert np.unique(small.halves >> 1).size == small.halves.size
    for edge, (u, v, weight) in enumerate(
        zip(small.graph.u.tolist(), small.graph.v.tolist(), small.graph.weight.tolist(), strict=True)
    ):
        for ends in ([u, v], [v, u]):
            way = expand(graph, small, Path(weight, np.array(ends), np.array([edge])))
            assert is_way(graph, way)
            assert [way.nodes[0], way.nodes[-1]] == small.nodes[ends].tolist()


@given(graphs(), st.sets(st.integers(0, 13), max_size=5))
def test_nothing_left_to_cut(graph: Graph, wanted: set[int]) -> None:
    """What remains has no loop, and no node with fewer than three edges but those asked for."""
    keep = [node for node in sorted(wanted) if node < graph.nodes]
    small = reduce(graph, keep=keep)
    assert (small.graph.u != small.graph.v).all()
    degree = np.bincount(np.concatenate([small.graph.u, small.graph.v]), minlength=small.graph.nodes)
    assert set(small.nodes[degree < 3].tolist()) <= set(keep)


def test_rail() -> None:
    """On the world's railways all of 10,000 distances stay, in less than a third of the nodes."""
    graph = rail()
    sources, targets, expected = rail_sample()
    small = reduce(graph, keep=np.concatenate([sources, targets]))
    assert small.graph.nodes < graph.nodes / 3
    rows, columns = np.searchsorted(small.nodes, sources), np.searchsorted(small.nodes, targets)
    found = dijkstra(matrix(small.graph), indices=rows)[:, columns]
    assert found == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((2, [0], [1], [0.0]), "length 0.0"),
        ((2, [0], [1], [float("nan")]), "length nan"),
        ((2, [0], [2], [1.0]), "outside 0 to 1"),
        ((2, [0], [1], [1.0, 2.0]), "1 starts, 1 ends, 2 lengths"),
    ],
)
def test_bad_edges(arguments: tuple[int, list[int], list[int], list[float]], message: str) -> None:
    """An edge without a length above 0, or to a node that is none, is refused."""
    with pytest.raises(UsageError, match=message):
        graph_of(*arguments)
