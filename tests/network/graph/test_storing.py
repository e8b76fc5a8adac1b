"""A hierarchy that was kept answers as the one that was made."""

from __future__ import annotations

import tempfile
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

from lodeway.errors import UsageError
from lodeway.network.graph import Graph, contract, distances, graph_of, load, path, save, tree
from tests.network.graph.strategies import graphs


@given(graphs())
def test_round_trip(graph: Graph) -> None:
    """All arrays come back the same, and matrix, tree and ways can be asked of mapped, read-only arrays."""
    h = contract(graph, small=2)
    nodes = np.arange(graph.nodes)
    with tempfile.TemporaryDirectory() as place:
        save(h, Path(place) / "deep" / "kept")
        kept = load(Path(place) / "deep" / "kept")
        for field in fields(h):
            assert np.array_equal(getattr(kept, field.name), getattr(h, field.name))
        assert np.array_equal(distances(kept, nodes, nodes), distances(h, nodes, nodes))
        assert np.array_equal(tree(kept, 0), tree(h, 0))
        one, two = path(kept, 0, graph.nodes - 1), path(h, 0, graph.nodes - 1)
        assert (one is None) == (two is None)
        assert one is None or two is None or one.nodes.tolist() == two.nodes.tolist()
        assert [entry.name for entry in (Path(place) / "deep").iterdir()] == ["kept"]


def test_refusals(tmp_path: Path) -> None:
    """What exists is not written over; a folder without a hierarchy, or with one of another form, is refused."""
    h = contract(graph_of(2, [0], [1], [1.0]))
    with pytest.raises(UsageError, match="exists already"):
        save(h, tmp_path)
    with pytest.raises(UsageError, match="holds no hierarchy"):
        load(tmp_path)
    save(h, tmp_path / "kept")
    (tmp_path / "kept" / "form.json").write_text('{"hierarchy": 0}')
    with pytest.raises(UsageError, match="form 0"):
        load(tmp_path / "kept")
