"""What a loss costs is what a search of the graph without the edge says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra

from lodeway.errors import UsageError
from lodeway.network.graph import Failures, Graph, failures, graph_of, matrix
from tests.network.graph.strategies import graphs, rail


def between(graph: Graph, nodes: NDArray[np.int64], lost: int = -1) -> NDArray[np.float64]:
    """Return the distances of all pairs of nodes in the graph, without an edge."""
    left = np.arange(graph.u.size) != lost
    part = Graph(graph.nodes, graph.u[left], graph.v[left], graph.weight[left])
    found: NDArray[np.float64] = dijkstra(matrix(part), indices=nodes)[:, nodes][np.triu_indices(nodes.size, 1)]
    return found


def check(graph: Graph, nodes: NDArray[np.int64], lost: Failures, at: int) -> None:
    """Compare one row with plain recomputation."""
    before, after = between(graph, nodes), between(graph, nodes, int(lost.edges[at]))
    joined = np.isfinite(after)
    cut = np.isfinite(before) & ~joined
    assert lost.cut[at] == np.count_nonzero(cut)
    more = np.zeros(before.size)
    more[joined] = after[joined] - before[joined]
    assert lost.increase[at] == pytest.approx(more.sum(), rel=1e-9, abs=1e-6)
    more[cut] = np.inf
    assert lost.worst[at] == pytest.approx(more.max(), rel=1e-9, abs=1e-6)
    assert np.count_nonzero(more > 1e-6) <= lost.used[at]
    one, two = (int(np.flatnonzero(nodes == node)[0]) for node in lost.worst_pair[at])
    row, column = np.triu_indices(nodes.size, 1)
    pair = np.flatnonzero((row == min(one, two)) & (column == max(one, two)))
    assert more[pair] == pytest.approx(lost.worst[at], rel=1e-9, abs=1e-6)


@given(graphs(), st.data())
def test_recomputation(graph: Graph, data: st.DataObject) -> None:
    """Every listed edge costs what recomputation says, and every other edge costs nothing."""
    chosen = data.draw(st.sets(st.integers(0, graph.nodes - 1), min_size=2))
    nodes = np.array(sorted(chosen))
    lost = failures(graph, nodes)
    assert (np.diff(lost.edges) > 0).all()
    for at in range(lost.edges.size):
        check(graph, nodes, lost, at)
    before = between(graph, nodes)
    for edge in np.setdiff1d(np.arange(graph.u.size), lost.edges).tolist():
        assert between(graph, nodes, edge) == pytest.approx(before, rel=1e-12)


def test_rail() -> None:
    """On the world's railways a sample of losses costs what recomputation says."""
    graph = rail()
    busy = np.flatnonzero(np.bincount(graph.u, minlength=graph.nodes) > 3)
    nodes = busy[:: busy.size // 11][:12]
    lost = failures(graph, nodes)
    assert lost.edges.size > 1000
    for at in np.random.default_rng(5).choice(lost.edges.size, 4, replace=False).tolist():
        check(graph, nodes, lost, at)


@pytest.mark.parametrize("terminals", [[], [1], [0, 1, 1]])
def test_terminals(terminals: list[int]) -> None:
    """Fewer than two distinct terminals, or one named twice, are refused."""
    with pytest.raises(UsageError, match="distinct"):
        failures(graph_of(2, [0], [1], [1.0]), terminals)
