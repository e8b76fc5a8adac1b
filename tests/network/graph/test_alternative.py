"""Alternatives are ways, the first the shortest, and really different."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodeway.errors import UsageError
from lodeway.network.graph import Graph, alternatives, contract, graph_of, path, shared
from tests.network.graph.strategies import distances_by_floyd, graphs, is_way, rail


@given(graphs(), st.integers(1, 6), st.floats(0.0, 1.0), st.floats(1.0, 4.0))
def test_alternatives(graph: Graph, count: int, overlap: float, stretch: float) -> None:
    """Each is a simple way of the graph within the limits, the first the shortest, and there is one where a way leads."""
    shortest = distances_by_floyd(graph)[0, -1]
    ways = alternatives(graph, 0, graph.nodes - 1, count=count, overlap=overlap, stretch=stretch)
    assert len(ways) <= count
    assert bool(ways) == bool(np.isfinite(shortest))
    assert [way.length for way in ways] == sorted(way.length for way in ways)
    if ways:
        assert ways[0].length == pytest.approx(shortest, rel=1e-12)
        assert ways[-1].length <= stretch * shortest * (1 + 1e-6)
    for way in ways:
        assert is_way(graph, way)
        assert [way.nodes[0], way.nodes[-1]] == [0, graph.nodes - 1]
        assert np.unique(way.nodes).size == way.nodes.size
    for one, two in combinations(ways, 2):
        assert shared(graph, one, two) <= overlap + 1e-9


@given(st.lists(st.integers(1, 9), min_size=2, max_size=6, unique=True))
def test_all_of_a_fan(lengths: list[int]) -> None:
    """Of ways that share nothing all are found, those side by side between the same nodes too."""
    fan = graph_of(2, [0] * len(lengths), [1] * len(lengths), lengths)
    ways = alternatives(fan, 0, 1, count=len(lengths), stretch=9)
    assert [way.length for way in ways] == sorted(lengths)


def test_only_one_way() -> None:
    """Where only one way leads there is one alternative, and none where none leads."""
    graph = graph_of(5, [0, 1, 1], [1, 2, 3], [1.0, 1.0, 1.0])
    assert len(alternatives(graph, 0, 2)) == 1
    assert alternatives(graph, 0, 4) == ()
    assert alternatives(graph, 3, 3)[0].length == 0


@pytest.mark.parametrize("limits", [{"count": 0}, {"overlap": 1.5}, {"stretch": 0.5}])
def test_limits(limits: dict[str, int]) -> None:
    """Limits that no way can keep are refused."""
    with pytest.raises(UsageError, match="are due"):
        alternatives(graph_of(2, [0], [1], [1.0]), 0, 1, **limits)


def test_rail() -> None:
    """Across Eurasia five ways share at most four fifths, and the first is the way that the hierarchy finds."""
    graph = rail()
    h = contract(graph)
    part = np.flatnonzero(np.bincount(graph.u, minlength=graph.nodes) > 4)
    shown = 0
    for source, target in combinations(part[:: part.size // 6].tolist(), 2):
        best = path(h, source, target)
        if best is None or best.length < 3000:
            continue
        ways = alternatives(graph, source, target, stretch=3)
        assert ways[0].length == pytest.approx(best.length, rel=1e-9)
        assert all(shared(graph, one, two) <= 0.8 + 1e-9 for one, two in combinations(ways, 2))
        assert all(is_way(graph, way) for way in ways)
        shown += len(ways)
    assert shown >= 5
